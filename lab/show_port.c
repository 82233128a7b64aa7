/* Ports, aggregates, UNP, port security and addresses. */
#include <string.h>

#include "cli.h"

gboolean
cli_show_interfaces (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  gboolean aos6 = a->s->family == LAB_AOS6;
  g_string_append (out, aos6 ? "                       DETECTED           CONFIGURED\nSlot/ AutoNego  Speed Duplex Hybrid  Speed "
                               "  Duplex Hybrid  Trap\n"
                               "Port           (Mbps)         Type   (Mbps)         Mode   LinkUpDown\n"
                               "-----+--------+------+------+------+--------+------+------+------\n"
                             : " Chas/                DETECTED-VALUES              CONFIGURED-VALUES    \n"
                               " Slot/   Admin  Auto  Speed   Duplex  Pause  FEC   Speed   Duplex  Pause  FEC   Link\n"
                               " Port    Status Nego  (Mbps)                 Det   (Mbps)                 Cfg   Trap  EEE\n"
                               "--------+------+----+--------+------+-------+----+--------+------+-------+-----+-----+---\n");
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p), *speed = p->up ? g_strdup_printf ("%u", p->device->speed) : g_strdup ("-");
      const char *duplex = !p->up ? "-" : p->device->half ? "Half" : "Full";
      if (aos6)
        g_string_append_printf (out, " %-5s Enable  %5s   %4s    NA      Auto   Auto    NA      -  \n", name, speed,
                                duplex);
      else
        g_string_append_printf (out, " %-11s %3s    en   %5s  %5s     -     -      Auto    Auto     -    AUTO  en   dis\n", name,
                                p->admin_down ? "dis" : "en", speed, duplex);
    }
  return TRUE;
}

gboolean
cli_show_alias (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  gboolean aos6 = a->s->family == LAB_AOS6;
  g_string_append (
      out,
      aos6
          ? "Legends: WTR - Wait To Restore\n         #   - WTR Timer is Running & Port is in wait-to-restore state\n         *  "
            " - Permanent Shutdown\n\n"
            "Slot/    Admin     Link    Violations  Recovery   Recovery      WTR            Alias\n"
            "Port     Status   Status                 Time       Max        (sec)\n"
            "------+----------+---------+----------+----------+----------+----------+-----------------------------------------\n"
          : " Chas/\n Slot/     Admin     Link        WTR      WTS       Alias\n Port      Status   Status      (sec)    (msec)\n"
            "--------+----------+---------+----------+----------+-----------------------\n");
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      const char *admin = p->admin_down ? "disable" : "enable", *link = p->up ? "up" : "down";
      if (aos6)
        g_string_append_printf (out, "  %-6s %-10s  %-9s %-14s 300         10          0 \"%s\"\n", name, admin, link, "none",
                                p->alias);
      else
        g_string_append_printf (out, " %-9s %-10s %-7s 0          0          \"%s\"\n", name, admin, link, p->alias);
    }
  return TRUE;
}

gboolean
cli_show_link (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      const char *why = p->up ? "None" : p->violated ? "LLDP Trust Agent Violation" : p->admin_down ? "Admin-Down" : "None";
      if (a->s->family == LAB_AOS6)
        g_string_append_printf (out,
                                "Slot/Port  %s  :\n  Operational Status     : %s, \"%s\"\n  Type                   : Ethernet,\n",
                                name, p->up ? "up" : "down", p->admin_down ? "Admin-Down" : "");
      else
        g_string_append_printf (
            out,
            "Chassis/Slot/Port          : %s\n Operational Status        : %s,\n%s%s%s Type                      : Ethernet,\n",
            name, p->up ? "up" : "down", lab_since (a->s, 8, 6, 2) ? " Port-Down/Violation Reason: " : "",
            lab_since (a->s, 8, 6, 2) ? why : "", lab_since (a->s, 8, 6, 2) ? ",\n" : "");
    }
  return TRUE;
}

/* A member of one port is told in words, all of them in a table. */
gboolean
cli_show_aggregates (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  const LabPort *one = cli_arg (a, "port") ? ports->pdata[0] : NULL;
  if (one && one->member_of)
    {
      g_string_append_printf (out, "Static Aggregable Port\n  Selected Agg Number           : %u,\n", one->member_of);
      return TRUE;
    }
  g_string_append (out, a->s->family == LAB_AOS6 ? "\nSlot/Port Aggregate SNMP Id   Status   Agg  Oper Link "
                                                   "Prim\n---------+---------+-------+----------+----+----+----+----\n"
                                                 : "\nChassis/Slot/Port  Aggregate   SNMP Id   Status    Agg  Oper   Link Prim\n"
                                                   "-------------------+----------+--------+----------+----+-----+-----+----\n");
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (!p->member_of || (cli_arg (a, "aggs") && p->member_of != cli_number (a, "aggs")))
        continue;
      g_string_append_printf (out,
                              a->s->family == LAB_AOS6 ? "%6s    Static   %6u  ATTACHED  %4u  %-4s %-4s YES\n"
                                                       : "%15s     Static    %6u   ATTACHED   %4u  %-5s %-5s YES\n",
                              name, lab_if_index (p), p->member_of, p->up ? "UP" : "DOWN", p->up ? "UP" : "DOWN");
    }
  return TRUE;
}

gboolean
cli_show_unp (CliArgs *a, GString *out)
{
  static const char *const words[] = { "Disabled", "Enabled" };
  g_autoptr (GPtrArray) ports = cli_scope (a);
  g_string_append (out, "Port  Port    Type   802.1x  Mac      Class.   Default    802.1X     MAC       Trust-Tag\n"
                        "      Domain         Auth    Auth                         Pass-Alt   Pass-Alt\n"
                        "------+-----+------+--------+--------+--------+----------+----------+---------+---------\n");
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (p->unp)
        g_string_append_printf (out, "%-7s    0 Bridge %-8s %-8s %-8s -          -          -         %s\n", name,
                                words[p->unp_settings & 1], words[p->unp_settings >> 1 & 1], words[p->unp_settings >> 2 & 1],
                                words[p->unp_settings >> 3 & 1]);
    }
  return TRUE;
}

gboolean
cli_show_unp_vlans (CliArgs *a, GString *out)
{
  g_string_append (out, "Port     Vlan   Type\n-------+------+---------\n");
  for (guint i = 0; i < a->s->ports->len; i++)
    for (guint v = 1; v < 4095; v++)
      {
        const LabPort *p = a->s->ports->pdata[i];
        g_autofree char *name = lab_port_name (p);
        if (p->unp && (lab_bit (p->unp_tags, v) || lab_bit (p->unp_untagged, v)))
          g_string_append_printf (out, "%-7s %5u  %s\n", name, v, lab_bit (p->unp_tags, v) ? "unpQtag" : "unpUntag");
      }
  return TRUE;
}

gboolean
cli_show_lps (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  const LabPort *p = ports->pdata[0];
  g_autofree char *name = lab_port_name (p);
  if (!p->lps_max)
    {
      g_string_append (out, "No Port Security is configured in the system.\n");
      return TRUE;
    }
  g_string_append_printf (out,
                          "\nPort:  %s\n%s Operation Mode   :                ENABLED,\n Max MAC bridged  :             %10u,\n"
                          " Violation        :               RESTRICT,\n Max MAC filtered :                      5,\n",
                          name, a->s->family == LAB_AOS6 ? "" : " Admin-State      :                ENABLED,\n", p->lps_max);
  return TRUE;
}

/* ---- addresses ------------------------------------------------------------------------------------------------------- */

typedef struct {
  CliArgs *a;
  GString *out;
  guint n;
} Listing;

static void
mac_row (const LabSwitch *s, const LabPort *at, guint vlan, const guint8 *mac, gpointer data)
{
  Listing *l = data;
  g_autofree char *name = lab_port_name (at);
  g_autofree char *text = g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  const char *only = cli_arg (l->a, "mac");
  if ((cli_arg (l->a, "vlan") && vlan != cli_number (l->a, "vlan")) || (only && g_ascii_strcasecmp (only, text)))
    return;
  l->n++;
  if (s->family == LAB_AOS6)
    g_string_append_printf (l->out, "%6u    %s        learned         ---      bridging      %-6s\n", vlan, text, name);
  else
    g_string_append_printf (l->out, "      VLAN                 %8u   %s            dynamic     bridging %24s \n", vlan, text,
                            name);
}

gboolean
cli_show_macs (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_arg (a, "agg") ? NULL : cli_scope (a);
  Listing l = { a, out, 0 };
  if (a->s->family == LAB_AOS6)
    g_string_append (out, "Legend: Mac Address: * = address not valid\n\n   Vlan      Mac Address          Type       Protocol   "
                          " Operation    Interface \n"
                          "  ------+-------------------+--------------+-----------+------------+-----------\n");
  else
    g_string_append_printf (
        out,
        "Legend: Mac Address: * = address not valid,\n%s        Mac Address: & = duplicate static address,\n\n"
        "   Domain    Vlan/SrvcId[%sISId/vnId]     Mac Address           Type          Operation          Interface\n"
        "------------+----------------------+-------------------+------------------+-------------+-------------------------\n",
        lab_since (a->s, 8, 9, 1) ? "" : "\n", lab_since (a->s, 8, 9, 1) ? ":" : "");
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      LabPort *p = a->s->ports->pdata[i];
      gboolean wanted = ports ? g_ptr_array_find (ports, p, NULL) : p->member_of == cli_number (a, "agg");
      if (wanted)
        lab_macs (a->s, p, mac_row, &l);
    }
  g_string_append_printf (out, "\n%sTotal number of Valid MAC addresses above = %u\n", a->s->family == LAB_AOS6 ? "" : " ", l.n);
  return TRUE;
}
