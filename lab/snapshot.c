/* The configuration as the switch writes it, and what becomes of saved ones. */
#include <string.h>

#include "cli.h"
#include "faults.h"

/* ---- writing --------------------------------------------------------------------------------------------------------- */

typedef gboolean (*PortTest) (const LabPort *p, guint what);

/* AOS 8 collapses neighbours into ranges; AOS 6 writes one port a line. */
static void
write_ports (const LabSwitch *s, GString *out, PortTest test, guint what, const char *before, const char *after)
{
  gboolean ranges = s->family == LAB_AOS8;
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id || !test (p, what))
        continue;
      guint last = i;
      while (ranges && last + 1 < s->ports->len)
        {
          const LabPort *q = s->ports->pdata[last + 1];
          if (q->aggregate_id || q->chassis != p->chassis || q->slot != p->slot || !test (q, what))
            break;
          last++;
        }
      g_autofree char *name = lab_port_name (p);
      g_string_append_printf (out, "%s%s", before, name);
      if (last > i)
        g_string_append_printf (out, "-%u", ((LabPort *) s->ports->pdata[last])->number);
      g_string_append_printf (out, "%s\n", after);
      i = last;
    }
}

static gboolean
test_untagged (const LabPort *p, guint vlan)
{
  return p->untagged == vlan && !p->member_of;
}

static gboolean
test_tagged (const LabPort *p, guint vlan)
{
  return lab_has_tag (p, vlan) && !p->member_of;
}

static void
write_vlan_head (const LabSwitch *s, const LabVlan *v, GString *out)
{
  g_autofree char *name = v->name ? g_strdup (v->name) : g_strdup_printf ("VLAN %u", v->id);
  const char *state = v->disabled ? "disable" : "enable";
  if (s->family == LAB_AOS6)
    g_string_append_printf (out, "vlan %u %s name \"%s\"\n", v->id, state, name);
  else
    {
      g_string_append_printf (out, "vlan %u admin-state %s\n", v->id, state);
      if (v->name)
        g_string_append_printf (out, "vlan %u name \"%s\"\n", v->id, v->name);
    }
}

static void
write_members_aos6 (const LabSwitch *s, const LabVlan *v, GString *out)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      g_autofree char *name = p->aggregate_id ? g_strdup_printf ("%u", p->aggregate_id) : lab_port_name (p);
      if (test_untagged (p, v->id) && v->id != 1)
        g_string_append_printf (out, "vlan %u port default %s\n", v->id, name);
      if (test_tagged (p, v->id))
        g_string_append_printf (out, "vlan %u 802.1q %s \"TAG %s %s VLAN %u\"\n", v->id, name, p->aggregate_id ? "AGGREGATE" : "PORT", name, v->id);
    }
}

static void
write_members_aos8 (const LabSwitch *s, const LabVlan *v, GString *out)
{
  g_autofree char *before = g_strdup_printf ("vlan %u members port ", v->id);
  if (v->id != 1)
    write_ports (s, out, test_untagged, v->id, before, " untagged");
  write_ports (s, out, test_tagged, v->id, before, " tagged");
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id && p->untagged == v->id && v->id != 1)
        g_string_append_printf (out, "vlan %u members linkagg %u untagged\n", v->id, p->aggregate_id);
      if (p->aggregate_id && lab_has_tag (p, v->id))
        g_string_append_printf (out, "vlan %u members linkagg %u tagged\n", v->id, p->aggregate_id);
    }
}

static void
write_vlans (const LabSwitch *s, GString *out)
{
  for (guint i = 0; i < s->vlans->len; i++)
    if (!strcmp (((LabVlan *) s->vlans->pdata[i])->type, "std"))
      write_vlan_head (s, s->vlans->pdata[i], out);
  for (guint i = 0; i < s->vlans->len; i++)
    if (s->family == LAB_AOS6)
      write_members_aos6 (s, s->vlans->pdata[i], out);
    else
      write_members_aos8 (s, s->vlans->pdata[i], out);
}

static gboolean
test_dynamic (const LabPort *p, guint what)
{
  return p->mobile || p->unp;
}

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

static void
write_policies (const LabSwitch *s, GString *out)
{
  for (guint i = 0; i < s->policies->len; i++)
    {
      const LabPolicy *p = s->policies->pdata[i];
      g_autofree char *vlan = p->vlan_type == 't' ? g_strdup_printf ("%u", p->vlan) : g_strdup (p->vlan_type == 'u' ? "untagged" : "priority-tag");
      g_string_append_printf (out, "lldp network-policy %u application %s vlan %s l2-priority %u dscp %u\n", p->id, p->application, vlan, p->priority, p->dscp);
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

static void
write_lldp (const LabSwitch *s, GString *out)
{
  static const char *const words[] = { NULL, " lldpdu tx", " lldpdu rx", NULL, " lldpdu disable" };
  gboolean aos6 = s->family == LAB_AOS6;
  const char *before = aos6 ? "lldp " : "lldp nearest-bridge port ";
  for (guint admin = 1; admin <= 4; admin++)
    if (words[admin])
      write_ports (s, out, test_lldp_admin, admin, before, words[admin]);
  write_policies (s, out);
  /* AOS 6 writes two blanks there */
  write_ports (s, out, test_tlv, 0x80, before, aos6 ? " tlv med  capability enable" : " tlv med capability enable");
  write_ports (s, out, test_tlv, 0x40, before, aos6 ? " tlv med  network-policy enable" : " tlv med network-policy enable");
  write_bindings (s, out);
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
}

static void
write_power (const LabSwitch *s, GString *out)
{
  LabModel m;
  if (!lab_model_find (s->model, &m))
    return;
  for (guint i = 0; i < s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (s->units, LabUnit, i);
      if (u->service && s->family == LAB_AOS6)
        g_string_append_printf (out, "lanpower start %u\n", u->slot);
      else if (u->service)
        g_string_append_printf (out, "lanpower slot %u/%u service start\n", u->chassis, u->slot);
      if (u->max_watts != u->budget_watts && s->family == LAB_AOS6)
        g_string_append_printf (out, "lanpower %u maxpower %u\n", u->slot, u->max_watts);
      else if (u->max_watts != u->budget_watts)
        g_string_append_printf (out, "lanpower slot %u/%u maxpower %u\n", u->chassis, u->slot, u->max_watts);
    }
  for (guint i = 0; i < s->ports->len; i++)
    write_power_port (s, s->ports->pdata[i], &m, out);
}

static gboolean
test_trusted (const LabPort *p, guint what)
{
  return p->trusted;
}

static void
write_qos (const LabSwitch *s, GString *out)
{
  gsize before = out->len;
  write_ports (s, out, test_trusted, 0, "qos port ", " trusted");
  if (out->len > before)
    g_string_append (out, "qos apply\n");
}

static gboolean
test_admin_down (const LabPort *p, guint what)
{
  return p->admin_down;
}

static void
write_interfaces (const LabSwitch *s, GString *out)
{
  gboolean aos6 = s->family == LAB_AOS6;
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (!p->aggregate_id && *p->alias)
        g_string_append_printf (out, "interfaces %s%s alias \"%s\"\n", aos6 ? "" : "port ", name, p->alias);
    }
  write_ports (s, out, test_admin_down, 0, aos6 ? "interfaces " : "interfaces port ", aos6 ? " admin down" : " admin-state disable");
}

static void
write_dynamic (const LabSwitch *s, GString *out)
{
  if (s->family == LAB_AOS6)
    write_ports (s, out, test_dynamic, 0, "vlan port mobile ", "");
  else
    write_ports (s, out, test_dynamic, 0, "unp port ", " port-type bridge");
}

static void
write_session (const LabSwitch *s, GString *out)
{
}

char *
lab_snapshot (const LabSwitch *s, const char *features)
{
  /* headings: captures of AOS 6 have a blank before the colon, AOS 8 none; empty sections keep theirs */
  static const struct {
    const char *keyword, *aos6, *aos8;
    void (*write) (const LabSwitch *s, GString *out);
  } sections[] = {
    { "session", "! Session manager :", "! Session:", write_session },
    { "interface", "! Interface :", "! Interface:", write_interfaces },
    { "vlan", "! VLAN :", "! VLAN:", write_vlans },
    { "da-unp", "! Mobile ports :", "! DA-UNP:", write_dynamic },
    { "qos", "! QOS :", "! QOS:", write_qos },
    { "lldp", "! 802.1AB :", "! LLDP:", write_lldp },
    { "lanpower", "! Lan Power :", "! LAN Power:", write_power },
  };
  GString *out = g_string_new ("!========================================!\n");
  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    {
      if (features && g_ascii_strcasecmp (features, "all") && g_ascii_strcasecmp (features, sections[i].keyword))
        continue;
      g_string_append_printf (out, "%s\n", s->family == LAB_AOS6 ? sections[i].aos6 : sections[i].aos8);
      sections[i].write (s, out);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

gboolean
lab_is_unsaved (const LabSwitch *s)
{
  g_autofree char *now = lab_snapshot (s, NULL);
  const char *saved = !strcmp (s->running_directory, "CERTIFIED") ? s->certified : s->working;
  return g_strcmp0 (now, saved) != 0;
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

guint
lab_run_text (LabSwitch *s, const char *text, GString *errors)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint refused = 0;
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      if (lab_run_line (s, g_strstrip (lines[i]), 0, "config", out, NULL))
        continue;
      refused++;
      if (errors)
        g_string_append_printf (errors, "%u: %s\n%s", i + 1, lines[i], out->str);
    }
  lab_changed (s);
  return refused;
}

void
lab_boot (LabSwitch *s, gboolean from_certified)
{
  g_autofree char *text = g_strdup (from_certified ? s->certified : s->working);
  lab_wire (s, "reboot", from_certified ? "certified" : "working");
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (p->device)
        p->device->power_since = 0;
      p->poe_status = LAB_POE_DISABLED;
    }
  g_free (s->running_directory);
  s->running_directory = g_strdup (from_certified ? "CERTIFIED" : "WORKING");
  g_clear_pointer (&s->timer_file, g_free);
  s->reload_at = 0;
  GArray *members = g_array_new (FALSE, FALSE, sizeof (guint)); /* aggregates are not in the texts: they are part of the cabling here */
  for (guint i = 0; i < s->ports->len; i++)
    g_array_append_val (members, ((LabPort *) s->ports->pdata[i])->member_of);
  lab_switch_reset_config (s);
  for (guint i = 0; i < s->ports->len && i < members->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      p->member_of = g_array_index (members, guint, i);
      lab_add_aggregate (s, p->member_of);
    }
  g_array_unref (members);
  lab_run_text (s, text ? text : "", NULL);
}

/* ---- timers ---------------------------------------------------------------------------------------------------------- */

static void
fire_timer (LabSwitch *s)
{
  g_autofree char *path = g_steal_pointer (&s->timer_file);
  GBytes *file = g_hash_table_lookup (s->files, path);
  lab_wire (s, "timer-fired", path);
  if (!file)
    return;
  gsize size;
  const char *data = g_bytes_get_data (file, &size);
  g_autofree char *text = g_strndup (data, size);
  lab_run_text (s, text, NULL);
}

void
lab_tick (LabSwitch *s)
{
  if (s->timer_file && lab_now (s) >= s->timer_at)
    fire_timer (s);
  if (s->reload_at && lab_now (s) >= s->reload_at)
    lab_boot (s, g_strcmp0 (s->working, s->certified) != 0);
  lab_refresh (s);
}
