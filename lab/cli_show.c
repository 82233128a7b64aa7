/* Output, as the guides and screens of either family print it. */
#include <string.h>

#include "cli.h"
#include "faults.h"

gboolean
cli_show_system (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  g_string_append_printf (out,
                          "System:\n  Description:  Alcatel-Lucent Enterprise %s %s GA, June 20, 2018.,\n"
                          "  Object ID:    1.3.6.1.4.1.6486,\n  Up Time:      1 days 2 hours 3 minutes and 4 seconds,\n"
                          "  Contact:      Alcatel-Lucent Enterprise, https://www.al-enterprise.com,\n  Name:         %s,\n"
                          "  Location:     Unknown,\n  Services:     78\n",
                          s->model, s->version, s->name);
  return TRUE;
}

/* ---- VLANs ----------------------------------------------------------------------------------------------------------- */

static gboolean
is_active (const LabSwitch *s, guint vlan)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p->up && (p->untagged == vlan || lab_has_tag (p, vlan)))
        return TRUE;
    }
  return FALSE;
}

static void
vlan_row (const LabSwitch *s, const LabVlan *v, GString *out)
{
  g_autofree char *name = v->name ? g_strdup (v->name) : g_strdup_printf ("VLAN %u", v->id);
  gboolean on = !v->disabled, active = on && is_active (s, v->id);
  if (s->family == LAB_AOS6)
    g_string_append_printf (out, "%5u   %s  %3s   %3s     on    on     off   off     off   on   %-32s\n", v->id, v->type, on ? "on" : "off",
                            active ? "on" : "off", name);
  else
    g_string_append_printf (out, "%-7u %-9s %s     %s   Dis    1500    %-32s\n", v->id, v->type, on ? "Ena" : "Dis", active ? "Ena" : "Dis", name);
}

gboolean
cli_show_vlan (CliArgs *a, GString *out)
{
  if (a->s->family == LAB_AOS6)
    g_string_append (out, "                             stree                 mble   src\n"
                          " vlan  type  admin   oper   1x1   flat   auth   ip   tag   lrn   name\n"
                          "-----+-----+------+------+------+------+----+-----+-----+------+----------\n");
  else
    g_string_append (out, " vlan    type   admin   oper    ip    mtu          name\n"
                          "------+-------+-------+------+------+------+------------------\n");
  for (guint i = 0; i < a->s->vlans->len; i++)
    vlan_row (a->s, a->s->vlans->pdata[i], out);
  return TRUE;
}

static gboolean
new_words (const LabSwitch *s)
{
  /* `default` and `qtagged` up to 8.8 (p. 441) */
  guint minor = 0;
  const char *dot = strchr (s->version, '.');
  if (dot)
    minor = (guint) g_ascii_strtoull (dot + 1, NULL, 10);
  return s->family == LAB_AOS8 && minor >= 9;
}

static void
member_row (const LabSwitch *s, guint vlan, const LabPort *p, const char *type, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  const char *status = p->up ? "forwarding" : "inactive";
  if (s->family == LAB_AOS6)
    g_string_append_printf (out, "%5u    %-6s %8s    %10s\n", vlan, name, type, status);
  else
    g_string_append_printf (out, "  %-7u   %-11s   %-10s   %-10s\n", vlan, name, type, status);
}

gboolean
cli_show_members (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  const char *untagged = new_words (s) ? "untagged" : "default", *tagged = new_words (s) ? "tagged" : "qtagged";
  g_autoptr (GPtrArray) only = a->n ? lab_parse_ports (s, a->words[0], FALSE) : NULL;
  g_string_append (out, s->family == LAB_AOS6 ? " vlan   port     type      status\n------+-------+---------+-------------\n"
                                              : "   vlan       port         type         status\n--------+------------+------------+--------------\n");
  for (guint v = 1; v < 4095; v++)
    for (guint i = 0; lab_find_vlan (s, v) && i < s->ports->len; i++)
      {
        const LabPort *p = s->ports->pdata[i];
        if (p->member_of || (only && only->pdata[0] != p))
          continue;
        if (p->untagged == v)
          member_row (s, v, p, untagged, out);
        else if (lab_has_tag (p, v))
          member_row (s, v, p, tagged, out);
      }
  return TRUE;
}

/* ---- the configuration's state --------------------------------------------------------------------------------------- */

gboolean
cli_show_running_directory (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  gboolean equal = !g_strcmp0 (s->working, s->certified);
  const char *certify = equal ? "CERTIFIED" : "CERTIFY NEEDED", *memory = lab_is_unsaved (s) ? "NOT SYNCHRONIZED" : "SYNCHRONIZED";
  if (s->family == LAB_AOS6)
    g_string_append_printf (out,
                            "CONFIGURATION STATUS\n   Running CMM              : PRIMARY,\n   CMM Mode                 : MONO CMM,\n"
                            "   Current CMM Slot         : 1,\n   Running configuration    : %s,\n   Certify/Restore Status   : %s\n"
                            "SYNCHRONIZATION STATUS\n   Running Configuration    : %s,\n",
                            s->running_directory, certify, memory);
  else
    g_string_append_printf (out,
                            "CONFIGURATION STATUS\n  Running CMM              : MASTER-PRIMARY,\n  CMM Mode                 : VIRTUAL-CHASSIS MONO CMM,\n"
                            "  Current CMM Slot         : CHASSIS-1 A,\n  Running configuration    : %s,\n  Certify/Restore Status   : %s\n"
                            "SYNCHRONIZATION STATUS\n  Running Configuration    : %s\n",
                            s->running_directory, certify, memory);
  return TRUE;
}

gboolean
cli_show_configuration_status (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  if (s->timer_file)
    {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autoptr (GDateTime) at = g_date_time_add (now, (s->timer_at - lab_now (s)) * 1000);
      g_autofree char *text = g_date_time_format (at, "%d/%m %H:%M");
      g_string_append_printf (out, "File configuration <%s>: scheduled at %s\n", s->timer_file, text);
    }
  else
    g_string_append (out, s->family == LAB_AOS8 ? "No file configuration has been scheduled\n" : "File configuration: none scheduled\n");
  g_string_append_printf (out, "Error file limit: 1\nRunning configuration and saved configuration are %s\n", lab_is_unsaved (s) ? "different" : "identical");
  return TRUE;
}

gboolean
cli_show_snapshot (CliArgs *a, GString *out)
{
  g_autofree char *text = lab_snapshot (a->s, a->n ? a->words[0] : NULL);
  g_string_append (out, text);
  return TRUE;
}

gboolean
cli_show_reload (CliArgs *a, GString *out)
{
  if (!a->s->reload_at)
    g_string_append (out, "Primary  Control Module Reload Status: No Reboot Scheduled,\nSecondary Control Module Reload Status: No Reboot Scheduled\n");
  else
    g_string_append_printf (out, "Primary  Control Module Reload Status: Reboot Scheduled in %" G_GINT64_FORMAT " minutes,\n",
                            (a->s->reload_at - lab_now (a->s)) / 60000);
  return TRUE;
}

gboolean
cli_show_units (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  if (s->family == LAB_AOS6)
    {
      g_string_append (out, "                              Link A  Link A   Link B  Link B\n"
                            "NI      Role      State   Saved  Link A  Remote   Link B  Remote\n"
                            "----+-----------+--------+------+-------+-------+-------+-------\n");
      g_string_append (out, "   1  STANDALONE  RUNNING    1     DOWN      0     DOWN      0\n");
      if (s->missing_unit)
        g_string_append_printf (out, "%4u  UNASSIGNED  OUT-OF-SLOT    %u     DOWN      0     DOWN      0\n", s->missing_unit, s->missing_unit);
      return TRUE;
    }
  g_string_append (out, "Legend: Licenses - A: Advanced; B: Data Center\n                                        Config\n"
                        " Chas  Role         Status              Chas ID  Pri   Group  MAC-Address\n"
                        "-----+------------+-------------------+--------+-----+------+------------------\n"
                        " 1     Master       Running             1        100   1      e8:e7:32:00:2a:55\n");
  if (s->missing_unit)
    g_string_append_printf (out, " %u     Unassigned   Not-Joined          %u        100   1      00:00:00:00:00:00\n", s->missing_unit, s->missing_unit);
  return TRUE;
}

/* ---- session --------------------------------------------------------------------------------------------------------- */

gboolean
cli_show_session (CliArgs *a, GString *out)
{
  g_string_append (out, "Cli Default Prompt               = -> ,\nCli Inactivity Timer in minutes  = 4,\nLogin Timer in seconds           = 55,\n"
                        "Maximum number of Login Attempts = 3\n");
  return TRUE;
}

gboolean
cli_whoami (CliArgs *a, GString *out)
{
  gboolean read_only = lab_fault (a->s, "read-only") != NULL;
  g_string_append_printf (out,
                          "Session number = %u\n  User name   = %s,\n  Access type = ssh,\n  Access port = NI,\n  IP address  = 127.0.0.1,\n"
                          "  Read-only domains            = %s,\n  Read-only families           = ,\n  Read-Write domains           = %s,\n"
                          "  Read-Write families          = ,\n",
                          a->session, a->user ? a->user : "", read_only ? "All " : "None", read_only ? "None" : "All ");
  return TRUE;
}

/* ---- LLDP ------------------------------------------------------------------------------------------------------------ */

gboolean
cli_show_policies (CliArgs *a, GString *out)
{
  g_string_append (out, "Legend: 0 Priority Tagged Vlan\n        - Untagged Vlan\n"
                        "Network         Application       Vlan    Layer2   DSCP\nPolicy ID        Type              Id    Priority  Value\n"
                        "-----------+----------------------+------+--------+-------\n");
  for (guint i = 0; i < a->s->policies->len; i++)
    {
      const LabPolicy *p = a->s->policies->pdata[i];
      g_autofree char *vlan = p->vlan_type == 'u' ? g_strdup ("-") : g_strdup_printf ("%u", p->vlan);
      g_autofree char *priority = p->vlan_type == 'u' ? g_strdup ("-") : g_strdup_printf ("%u", p->priority);
      g_string_append_printf (out, "    %2u      %-22s %5s   %s        %u\n", p->id, p->application, vlan, priority, p->dscp);
    }
  return TRUE;
}

gboolean
cli_show_bindings (CliArgs *a, GString *out)
{
  g_string_append (out, " Chas/\n Slot/Port       Network Policy ID\n--------------+-------------------------\n");
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      const LabPort *p = a->s->ports->pdata[i];
      guint64 bound = p->policies | a->s->chassis_policies;
      g_autofree char *name = lab_port_name (p);
      if (!bound || p->aggregate_id)
        continue;
      g_string_append_printf (out, "    %-12s", name);
      for (guint id = 0; id < 32; id++)
        if (bound >> id & 1)
          g_string_append_printf (out, " %u", id);
      g_string_append_c (out, '\n');
    }
  return TRUE;
}

gboolean
cli_show_remote (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (!p->device || !p->booted || !p->device->lldp)
        continue;
      g_string_append_printf (out, s->family == LAB_AOS6 ? "Remote LLDP Agents on Local Slot/Port %s:\n\n" : "Remote LLDP nearest-bridge Agents on Local Port %s:\n", name);
      g_string_append_printf (out, "    Chassis %s, Port %s:\n      Remote ID                   = %u,\n      Chassis Subtype             = 4 (MAC Address),\n"
                                   "      System Name                 = %s,\n      Capabilities Supported      = %s,\n",
                              p->device->mac, p->device->far_port ? p->device->far_port : p->device->mac, i + 1,
                              p->device->name ? p->device->name : "(null)", p->device->kind == LAB_PHONE ? "Telephone" : "Bridge");
    }
  return TRUE;
}

gboolean
cli_show_macs (CliArgs *a, GString *out)
{
  g_string_append (out, "Legend: Mac Address: * = address not valid,\n");
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      const LabPort *p = a->s->ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      guint voice = lab_phone_vlan (a->s, p);
      if (p->device && p->booted)
        g_string_append_printf (out, "  VLAN  %4u  %s  dynamic  bridging  %s\n", voice && lab_has_tag (p, voice) ? voice : p->untagged, p->device->mac, name);
    }
  return TRUE;
}

/* ---- PoE and QoS ----------------------------------------------------------------------------------------------------- */

static LabUnit *
parse_unit (CliArgs *a)
{
  char *end;
  guint first = (guint) g_ascii_strtoull (a->words[0], &end, 10);
  return a->s->family == LAB_AOS6 ? lab_find_unit (a->s, 0, first) : lab_find_unit (a->s, first, (guint) g_ascii_strtoull (end + 1, NULL, 10));
}

static void
lanpower_row (const LabSwitch *s, const LabPort *p, GString *out)
{
  static const char *const priorities[] = { "", "Critical", "High", "Low" };
  static const char *const aos8[] = { "Powered Off", "Searching", "Delivering", "Fault", "Deny" };
  static const char *const aos6[] = { "Powered Off", "Searching", "Powered On", "Fault", "Deny" };
  g_autofree char *name = lab_port_name (p);
  if (s->family == LAB_AOS6)
    g_string_append_printf (out, "%-5u  %6u         %5u       %-11s    %-8s  %s\n", p->number, p->poe_limit_mw, p->draw_mw, aos6[p->poe_status],
                            priorities[p->poe_priority], p->poe_off ? "OFF" : "ON");
  else
    g_string_append_printf (out, " %-9s  %6u        %5u       %-11s    %-8s   %-4s     %s\n", name, p->poe_limit_mw, p->draw_mw, aos8[p->poe_status],
                            priorities[p->poe_priority], p->poe_off ? "OFF" : "ON", p->draw_mw ? "2" : "*");
}

gboolean
cli_show_lanpower (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  const LabUnit *u = parse_unit (a);
  guint used = 0;
  if (!u)
    return cli_error (out, "Slot %s has no inline power", a->words[0]);
  g_string_append (out, s->family == LAB_AOS6
                            ? "Port Maximum(mW) Actual Used(mW)   Status    Priority  On/Off\n----+-----------+---------------+-----------+---------+------\n"
                            : "Port   Maximum(mW) Actual Used(mW)   Status    Priority   On/Off   Class   Type\n"
                              "--------+-----------+---------------+-----------+---------+--------+-------+----------\n");
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (!p->poe_capable || p->slot != u->slot || p->chassis != u->chassis)
        continue;
      lanpower_row (s, p, out);
      used += p->draw_mw;
    }
  used = (used + 999) / 1000;
  if (s->family == LAB_AOS6)
    g_string_append_printf (out, "Slot %u Max Watts %u\n%u Watts Total Power Budget Remaining\n%u Watts Total Power Budget Available\n1 Power Supplies Available\n",
                            u->slot, u->max_watts, u->max_watts - MIN (used, u->max_watts), u->max_watts);
  else
    g_string_append_printf (out, "ChassisId %u Slot %u Max Watts %u\n%u Watts Actual Power Consumed\n%u Watts Actual Power Budget Remaining\n"
                                 "%u Watts Total Power Budget Available\n1 Power Supply Available\n",
                            u->chassis, u->slot, u->max_watts, used, u->max_watts - MIN (used, u->max_watts), u->max_watts);
  return TRUE;
}

gboolean
cli_show_lanpower_status (CliArgs *a, GString *out)
{
  const LabUnit *u = parse_unit (a);
  if (!u)
    return cli_error (out, "Slot %s has no inline power", a->words[0]);
  g_string_append_printf (out,
                          "Chas/Slot Status    Init Status     8023BT       Priority    Capacitor   FPoE     PPoE       F/W Rev\n"
                          "                                    Supported    Disconnect  Detection\n"
                          "--------+--------+--------------+------------+-------------+------------+----------+---------+-----------\n"
                          "  %u/%u     %s    initialized    disable    enable         disable      disable    disable    185\n",
                          u->chassis, u->slot, u->service ? "enable" : "disable");
  return TRUE;
}

gboolean
cli_show_qos (CliArgs *a, GString *out)
{
  g_string_append_printf (out, "QoS Configuration\n  Admin                          = enable,\n  Switch Group                   = expanded,\n"
                               "  Trust ports                    = no,\n  Phones                         = trusted,\n  Pending changes                = %s\n",
                          a->s->qos_pending ? "port" : "none");
  return TRUE;
}
