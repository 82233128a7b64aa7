/* LLDP: policies, bindings, what is sent, and who is heard. */
#include <string.h>

#include "cli.h"

gboolean
cli_show_policies (CliArgs *a, GString *out)
{
  g_string_append (
      out, "Legend: 0 Priority Tagged Vlan\n        - Untagged Vlan\n"
           "Network         Application       Vlan    Layer2   DSCP\nPolicy ID        Type              Id    Priority  Value\n"
           "-----------+----------------------+------+--------+-------\n");
  for (guint i = 0; i < a->s->policies->len; i++)
    {
      const LabPolicy *p = a->s->policies->pdata[i];
      if (cli_arg (a, "policy") && p->id != cli_number (a, "policy"))
        continue;
      g_autofree char *vlan = p->vlan_type == 'u' ? g_strdup ("-") : g_strdup_printf ("%u", p->vlan);
      g_autofree char *priority = p->vlan_type == 'u' ? g_strdup ("-") : g_strdup_printf ("%u", p->priority);
      g_string_append_printf (out, "    %2u      %-22s %5s   %s        %u\n", p->id, p->application, vlan, priority, p->dscp);
    }
  return TRUE;
}

gboolean
cli_show_bindings (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  g_string_append (out, a->s->family == LAB_AOS6
                            ? " Slot/Port       Network Policy ID\n--------------+-------------------------\n"
                            : " Chas/\n Slot/Port       Network Policy ID\n--------------+-------------------------\n");
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      guint64 bound = p->policies | a->s->chassis_policies;
      g_autofree char *name = lab_port_name (p);
      if (!bound)
        continue;
      g_string_append_printf (out, "    %-12s", name);
      for (guint id = 0; id < 32; id++)
        if (bound >> id & 1)
          g_string_append_printf (out, " %u", id);
      g_string_append_c (out, '\n');
    }
  return TRUE;
}

/* ---- what is sent ---------------------------------------------------------------------------------------------------- */

static const char *
on_off (gboolean on)
{
  return on ? "Enabled" : "Disabled";
}

static void
config_head (const LabSwitch *s, GString *out)
{
  if (s->family == LAB_AOS6)
    g_string_append (out, "----------+-------------------------------------------+---------------------+----------\n"
                          "          |  Admin   |  Notify  |  Std TLV |   Mgmt   |  802.1   |  802.3   |   MED\n"
                          "Slot/Port |  Status  |   Trap   |   Mask   | Address  |   TLV    |   Mask   |   Mask\n"
                          "----------+----------+----------+----------+----------+----------+----------+----------\n");
  else
    g_string_append_printf (
        out,
        "Chas/    Admin   Notify  Std TLV Mgmt     802.1    802.3 MED  App-Prio Trust   %s%s\n"
        "Slot/PortStatus   Trap    Mask   Address    TLV    Mask  Mask    TLV   Status  %s%s\n"
        "--------+-------+--------+------+--------+--------+-----+----+--------+--------+--------+---------\n",
        lab_since (s, 8, 4, 2) ? "Proprietary " : "", lab_since (s, 8, 8, 2) ? "Port-Id" : "",
        lab_since (s, 8, 4, 2) ? "    TLV     " : "", lab_since (s, 8, 8, 2) ? "   TLV" : "");
}

gboolean
cli_show_lldp_config (CliArgs *a, GString *out)
{
  static const char *const admin[] = { "", "Tx", "Rx", "Rx + Tx", "Disabled" };
  const LabSwitch *s = a->s;
  g_autoptr (GPtrArray) ports = cli_scope (a);
  config_head (s, out);
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      guint dot3 = p->tlv_dot3 ? 0x80 : 0, med = lab_med_mask (s, p);
      if (s->family == LAB_AOS6)
        g_string_append_printf (out, "%-9s%-13s%-13s0x%02x     %-11s%-11s 0x%02x       0x%02x\n", name, admin[p->lldp_admin],
                                on_off (p->notify), p->basic_tlvs, on_off (p->tlv_address), on_off (p->tlv_dot1), dot3, med);
      else
        g_string_append_printf (out, "%-8s %-8s%-9s 0x%02x  %-9s %-8s 0x%02x 0x%02x Disabled %-8s %s%s\n", name,
                                admin[p->lldp_admin], on_off (p->notify), p->basic_tlvs, on_off (p->tlv_address),
                                on_off (p->tlv_dot1), dot3, med, on_off (p->trust_agent),
                                lab_since (s, 8, 4, 2) ? "Disabled " : "", lab_since (s, 8, 8, 2) ? "     Mac" : "");
    }
  return TRUE;
}

gboolean
cli_show_local (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  g_autoptr (GPtrArray) ports = cli_scope (a);
  if (!strstr (a->line, "local-port"))
    {
      g_string_append_printf (
          out,
          "Local LLDP Agent System Data:\n  Chassis ID Subtype           = 4 (MAC Address),\n  Chassis ID                   = "
          "e8:e7:32:00:2a:55,\n"
          "  System Name                  = %s,\n  System Description           = Alcatel-Lucent Enterprise %s %s GA,\n"
          "  Capabilities Supported       = Bridge Router,\n  Capabilities Enabled         = Bridge Router,\n"
          "  LLDPDU Transmit Interval     = 30 seconds,\n  TTL Hold Multiplier          = 4,\n  Reintialization Delay        = 2 "
          "seconds,\n"
          "  MIB Notification Interval    = 5 seconds,\n  Management IP Address        = %s,\n",
          s->name, s->model, s->version, s->address);
      return TRUE;
    }
  for (guint i = 0; i < ports->len; i++)
    {
      g_autofree char *name = lab_port_name (ports->pdata[i]);
      g_string_append_printf (out,
                              "Local Port %s LLDP Info:\n  Port ID = %u (Locally assigned),\n  Vlan = %u,\n  AP Location = -,\n",
                              name, lab_if_index (ports->pdata[i]), ((LabPort *) ports->pdata[i])->untagged);
    }
  return TRUE;
}

gboolean
cli_show_trust_agent (CliArgs *a, GString *out)
{
  static const char *const actions[] = { "", "Trap Only", "Shutdown", "Trap-Shutdown" };
  g_string_append (out, "Chas/\nSlot/Port  Admin Status   Violation Action  Violation Status   Chassis Subtype\n"
                        "---------+--------------+-----------------+------------------+-----------------\n");
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      g_string_append_printf (out, "%-10s%-15s%-18s%-19s1(Chassis Component)\n", name, on_off (p->trust_agent),
                              actions[p->trust_action], p->violated ? "Violated" : "Trusted");
    }
  return TRUE;
}

/* ---- who is heard ---------------------------------------------------------------------------------------------------- */

static gboolean
is_heard (const LabPort *p)
{
  return p->device && p->booted && p->device->lldp && (p->lldp_admin == 2 || p->lldp_admin == 3);
}

static const char *
or_null (const char *text)
{
  return text ? text : "(null)";
}

static void
med_lines (const LabSwitch *s, const LabDevice *d, GString *out)
{
  g_string_append_printf (
      out,
      ",\n      MED Device Type             = Endpoint Class III,\n"
      "      MED Capabilities            = Capabilities | Power via MDI-PD(33),\n"
      "      MED Extension TLVs Present  = Network Policy| Inventory,\n      MED Power Type              = PD Device,\n"
      "      MED Power Source            = PSE,\n      MED Power Priority          = Low,\n"
      "      MED Power Value             = %u.%u W",
      d->milliwatts / 1000, d->milliwatts / 100 % 10);
}

static void
remote_head (const LabSwitch *s, const LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  g_string_append_printf (out, "Remote LLDP %s %s:\n\n",
                          s->family == LAB_AOS6 ? "Agents on Local Slot/Port" : "nearest-bridge Agents on Local Port", name);
  g_string_append_printf (out, "    Chassis %s, Port %s:\n", p->device->mac,
                          p->device->far_port ? p->device->far_port : p->device->mac);
}

static void
remote (const LabSwitch *s, const LabPort *p, GString *out)
{
  const LabDevice *d = p->device;
  gboolean phone = d->kind == LAB_PHONE;
  guint8 mac[6];
  const char *caps = phone ? "Telephone" : d->kind == LAB_AP ? "Bridge WLAN AP" : "Bridge Router";
  remote_head (s, p, out);
  g_string_append_printf (out,
                          "      Remote ID                   = %u,\n      Chassis Subtype             = 4 (MAC Address),\n"
                          "      Port Subtype                = %s,\n      Port Description            = (null),\n      System "
                          "Name                 = %s,\n"
                          "      System Description          = (null),\n      Capabilities Supported      = %s,\n      "
                          "Capabilities Enabled        = %s",
                          p->number, lab_parse_mac (d->far_port ? d->far_port : d->mac, mac) ? "3 (MAC address)" : "7 (Locally assigned)", or_null (d->name), caps, caps);
  if (phone)
    med_lines (s, d, out);
  if (d->address)
    g_string_append_printf (out, ",\n      Management IP Address       = %s", d->address);
  g_string_append (out, "\n\n");
}

gboolean
cli_show_remote (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    if (is_heard (ports->pdata[i]))
      remote (a->s, ports->pdata[i], out);
  return TRUE;
}

static void
inventory (const LabSwitch *s, const LabPort *p, GString *out)
{
  const LabDevice *d = p->device;
  if (s->family == LAB_AOS6)
    {
      remote_head (s, p, out);
      g_string_append_printf (out,
                              "      Remote ID                   = %u,\n      Software Revision           = \"%s\",\n      "
                              "Serial Number               = \"%s\",\n"
                              "      Manufacturer Name           = \"%s\",\n      Model Name                  = \"%s\"\n\n",
                              p->number, or_null (d->firmware), or_null (d->serial), or_null (d->maker), or_null (d->product));
      return;
    }
  g_autofree char *name = lab_port_name (p);
  g_string_append_printf (out,
                          "Remote LLDP Agents on Local Slot/Port %s:\n  Remote ID  %u:\n    MED Software Revision = \"%s\",\n    "
                          "MED Serial Number        = \"%s\",\n"
                          "    MED Manufacturer Name = \"%s\",\n    MED Model Name = \"%s\",\n",
                          name, p->number, or_null (d->firmware), or_null (d->serial), or_null (d->maker), or_null (d->product));
}

static void
remote_policy (const LabSwitch *s, const LabPort *p, GString *out)
{
  const LabPolicy *policy = lab_offered_policy (s, p);
  guint vlan = lab_phone_vlan (p);
  g_autofree char *name = lab_port_name (p);
  g_string_append_printf (out, "%-8s%2u   Voice(01)        %-11s %-9s %4u  %7u  %7u\n", name, p->number, "Defined",
                          vlan ? "Tagged" : "Untagged", vlan, vlan && policy ? policy->priority : 0,
                          vlan && policy ? policy->dscp : 0);
}

gboolean
cli_show_remote_med (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  gboolean policies = cli_is (a, "what", "network-policy");
  if (policies)
    g_string_append (out, "Chas/\nSlot/  Remote   Application     Unknown     Tagged   Vlan  Layer2    DSCP\nPort    ID         "
                          "Type         Policy Flag Flag      Id   Priority  Value\n"
                          "------+------+---------------+-----------+---------+------+----------+------\n");
  for (guint i = 0; i < ports->len; i++)
    if (is_heard (ports->pdata[i]) && ((LabPort *) ports->pdata[i])->device->kind == LAB_PHONE)
      (policies ? remote_policy : inventory) (a->s, ports->pdata[i], out);
  return TRUE;
}
