/* LLDP and PoE as a snapshot writes them. */
#include <string.h>

#include "snapshot.h"

/* ---- LLDP ------------------------------------------------------------------------------------------------------------ */

static gboolean
test_lldp_admin (const LabPort *p, guint admin)
{
  return p->lldp_admin == admin;
}

static gboolean
test_tlv (const LabPort *p, guint bit)
{
  return (p->tlvs & bit) != 0;
}

static gboolean
test_basic (const LabPort *p, guint bit)
{
  return (p->basic_tlvs & bit) != 0;
}

static gboolean
test_notify (const LabPort *p, guint what)
{
  return p->notify;
}

static gboolean
test_address (const LabPort *p, guint what)
{
  return p->tlv_address;
}

static gboolean
test_dot1 (const LabPort *p, guint what)
{
  return p->tlv_dot1;
}

static gboolean
test_dot3 (const LabPort *p, guint what)
{
  return p->tlv_dot3;
}

static gboolean
test_trust (const LabPort *p, guint what)
{
  return p->trust_agent;
}

static gboolean
test_trust_action (const LabPort *p, guint action)
{
  return (guint) p->trust_action == action;
}

static void
write_policies (const LabSwitch *s, GString *out)
{
  for (guint i = 0; i < s->policies->len; i++)
    {
      const LabPolicy *p = s->policies->pdata[i];
      g_autofree char *vlan =
          p->vlan_type == 't' ? g_strdup_printf ("%u", p->vlan) : g_strdup (p->vlan_type == 'u' ? "untagged" : "priority-tag");
      g_string_append_printf (out, "lldp network-policy %u application %s vlan %s l2-priority %u dscp %u\n", p->id,
                              p->application, vlan, p->priority, p->dscp);
    }
}

static void
write_bindings (const LabSwitch *s, GString *out)
{
  const char *before = s->family == LAB_AOS6 ? "lldp " : "lldp nearest-bridge port ";
  for (guint id = 0; id < 32; id++)
    if (s->chassis_policies >> id & 1)
      g_string_append_printf (out, "lldp %schassis med network-policy %u\n", s->family == LAB_AOS6 ? "" : "nearest-bridge ", id);
  for (guint i = 0; i < s->ports->len; i++)
    for (guint id = 0; id < 32; id++)
      {
        const LabPort *p = s->ports->pdata[i];
        g_autofree char *name = lab_port_name (p);
        if (p->policies >> id & 1)
          g_string_append_printf (out, "%s%s med network-policy %u\n", before, name, id);
      }
}

/* What has an on and an off; AOS 6 puts two blanks after `med`. What is sent at all comes last: TLVs are refused where nothing is
 * sent. */
static const struct {
  LabPortTest test;
  guint what;
  const char *aos6, *aos8;
} lldp_switches[] = {
  { test_notify, 0, " notification enable", " notification enable" },
  { test_basic, LAB_TLV_PORT_DESCRIPTION, " tlv management port-description enable", " tlv management port-description enable" },
  { test_basic, LAB_TLV_SYSTEM_NAME, " tlv management system-name enable", " tlv management system-name enable" },
  { test_basic, LAB_TLV_SYSTEM_DESCRIPTION, " tlv management system-description enable",
    " tlv management system-description enable" },
  { test_basic, LAB_TLV_SYSTEM_CAPABILITIES, " tlv management system-capabilities enable",
    " tlv management system-capabilities enable" },
  { test_address, 0, " tlv management management-address enable", " tlv management management-address enable" },
  { test_dot1, 0, NULL, " tlv dot1 port-vlan enable" },
  { test_dot3, 0, NULL, " tlv dot3 mac-phy enable" },
  { test_tlv, LAB_TLV_CAPABILITY, " tlv med  capability enable", " tlv med capability enable" },
  { test_tlv, LAB_TLV_POLICY, " tlv med  network-policy enable", " tlv med network-policy enable" },
  { test_tlv, LAB_TLV_POWER, " tlv med  power enable", " tlv med power enable" },
  { test_tlv, LAB_TLV_EXT_POWER, NULL, " tlv med ext-power-via-mdi enable" },
  { test_lldp_admin, 1, " lldpdu tx", " lldpdu tx" },
  { test_lldp_admin, 2, " lldpdu rx", " lldpdu rx" },
  { test_lldp_admin, 4, " lldpdu disable", " lldpdu disable" },
};

void
snapshot_lldp (const LabSwitch *s, GString *out)
{
  gboolean aos6 = s->family == LAB_AOS6;
  write_policies (s, out);
  for (guint i = 0; i < G_N_ELEMENTS (lldp_switches); i++)
    {
      const char *after = aos6 ? lldp_switches[i].aos6 : lldp_switches[i].aos8;
      if (after)
        snapshot_ports (s, out, lldp_switches[i].test, lldp_switches[i].what, aos6 ? "lldp " : "lldp nearest-bridge port ",
                        after);
    }
  write_bindings (s, out);
  for (guint i = 0; i < s->ports->len; i++) /* the trust agent takes one port a line */
    {
      const LabPort *p = s->ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (test_trust (p, 0))
        g_string_append_printf (out, "lldp %s trust-agent admin-state enable\n", name);
      if (test_trust_action (p, LAB_TRUST_SHUTDOWN) || test_trust_action (p, LAB_TRUST_BOTH))
        g_string_append_printf (out, "lldp %s trust-agent violation-action %s\n", name,
                                p->trust_action == LAB_TRUST_BOTH ? "trap-and-shutdown" : "shutdown");
    }
}

/* ---- PoE ------------------------------------------------------------------------------------------------------------- */

static void
write_power_unit (const LabSwitch *s, const LabUnit *u, GString *out)
{
  gboolean aos6 = s->family == LAB_AOS6;
  g_autofree char *name = aos6 ? g_strdup_printf ("%u", u->slot) : g_strdup_printf ("slot %u/%u", u->chassis, u->slot);
  const struct { gboolean on; const char *text;
  } lines[] = {
    { u->bt && s->poe_firmware < 300, "8023bt enable" },
    { u->delay_seconds > 0, NULL },
    { !u->disconnect, "priority-disconnect disable" },
    { u->class_detection, "class-detection enable" },
    { u->capacitor, "capacitor-detection enable" },
    { u->fpoe, "fpoe enable" },
    { u->ppoe, "ppoe enable" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i].on && lines[i].text)
      g_string_append_printf (out, "lanpower %s %s\n", name, lines[i].text);
    else if (lines[i].on)
      g_string_append_printf (out, "lanpower %s delayed-start enable seconds %u\n", name, u->delay_seconds);
  if (u->max_watts != u->budget_watts)
    g_string_append_printf (out, "lanpower %s maxpower %u\n", name, u->max_watts);
  if (u->usage != 99 && !aos6)
    g_string_append_printf (out, "lanpower %s usage-threshold %u\n", name, u->usage);
  if (u->service)
    g_string_append_printf (out, aos6 ? "lanpower start %s\n" : "lanpower %s service start\n", name);
}

static void
write_power_port (const LabSwitch *s, const LabPort *p, const LabModel *m, GString *out)
{
  static const char *const priorities[] = { "", "critical", "high", "low" };
  g_autofree char *name = lab_port_name (p);
  const char *port = s->family == LAB_AOS6 ? "" : "port ";
  if (!p->poe_capable)
    return;
  if (p->poe_off && s->family == LAB_AOS6)
    g_string_append_printf (out, "lanpower stop %s\n", name);
  else if (p->poe_off)
    g_string_append_printf (out, "lanpower port %s admin-state disable\n", name);
  if (p->poe_limit_mw != m->limit_default)
    g_string_append_printf (out, "lanpower %s%s power %u\n", port, name, p->poe_limit_mw);
  if (p->poe_priority != 3)
    g_string_append_printf (out, "lanpower %s%s priority %s\n", port, name, priorities[p->poe_priority]);
  if (p->poe_type)
    g_string_append_printf (out, "lanpower port %s type \"%s\"\n", name, p->poe_type);
  if (p->capacitor)
    g_string_append_printf (out, "lanpower port %s capacitor-detection enable\n", name);
}

void
snapshot_power (const LabSwitch *s, GString *out)
{
  LabModel m;
  if (!lab_model_find (s->model, &m))
    return;
  for (guint i = 0; i < s->units->len; i++)
    if (g_array_index (s->units, LabUnit, i).poe)
      write_power_unit (s, &g_array_index (s->units, LabUnit, i), out);
  for (guint i = 0; i < s->ports->len; i++)
    write_power_port (s, s->ports->pdata[i], &m, out);
}
