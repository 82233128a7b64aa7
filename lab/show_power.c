/* PoE and QoS. `show lanpower` has had three layouts. */
#include <string.h>

#include "cli.h"

typedef enum { LAYOUT_AOS6, LAYOUT_CLASS, LAYOUT_CLASS_TYPE, LAYOUT_FULL_NAME } Layout;

static Layout
layout_of (const LabSwitch *s)
{
  if (s->family == LAB_AOS6)
    return LAYOUT_AOS6;
  return lab_since (s, 8, 9, 1) ? LAYOUT_FULL_NAME : lab_since (s, 8, 5, 1) ? LAYOUT_CLASS_TYPE : LAYOUT_CLASS;
}

/* `Delivering` was seen on 8.9; the 8.10 guide and the older captures have `Powered On`. */
static const char *
status_word (const LabSwitch *s, const LabPort *p)
{
  static const char *const aos8[] = { "Powered Off", "Searching", "Powered On", "Fault", "Deny", "Delayed" };
  static const char *const aos6[] = { "Powered Off", "Searching", "Powered On", "Fault", "Deny", "Powered Off" };
  if (s->family == LAB_AOS6)
    return aos6[p->poe_status];
  return p->poe_status == LAB_POE_DELIVERING && lab_since (s, 8, 9, 1) && !lab_since (s, 8, 10, 0) ? "Delivering"
                                                                                                   : aos8[p->poe_status];
}

static void
row (const LabSwitch *s, const LabPort *p, GString *out)
{
  static const char *const priorities[] = { "", "Critical", "High", "Low" };
  Layout layout = layout_of (s);
  g_autofree char *name = layout == LAYOUT_FULL_NAME ? lab_port_name (p) : g_strdup_printf ("%u", p->number);
  g_autofree char *class =
      p->draw_mw && layout == LAYOUT_FULL_NAME ? g_strdup_printf ("%u", p->device->poe_class) : g_strdup ("*");
  if (layout == LAYOUT_AOS6)
    g_string_append_printf (out, "%-5u  %6u         %5u       %-11s    %-8s  %s\n", p->number, p->poe_limit_mw, p->draw_mw,
                            status_word (s, p), priorities[p->poe_priority], p->poe_off ? "OFF" : "ON");
  else
    g_string_append_printf (out, " %-9s  %6u        %5u       %-11s    %-8s   %-4s     %-6s%s\n", name, p->poe_limit_mw,
                            p->draw_mw, status_word (s, p), priorities[p->poe_priority], p->poe_off ? "OFF" : "ON", class,
                            p->poe_type && layout != LAYOUT_CLASS ? p->poe_type : "");
}

static void
head (const LabSwitch *s, GString *out)
{
  static const char *const heads[] = {
    "Port Maximum(mW) Actual Used(mW)   Status    Priority  "
    "On/Off\n----+-----------+---------------+-----------+---------+------\n",
    "Port Maximum(mW) Actual Used(mW)   Status    Priority  On/Off   "
    "Class\n----+-----------+---------------+-----------+---------+-------+--------\n",
    "Port   Maximum(mW) Actual Used(mW)   Status    Priority   On/Off   Class   "
    "Type\n------+-----------+---------------+-----------+---------+--------+-------+-------\n",
    "Port   Maximum(mW) Actual Used(mW)   Status    Priority   On/Off   Class   "
    "Type\n--------+-----------+---------------+-----------+---------+--------+-------+----------\n",
  };
  g_string_append (out, heads[layout_of (s)]);
}

static void
foot (const LabSwitch *s, const LabUnit *u, guint used, GString *out)
{
  guint left = u->max_watts - MIN (used, u->max_watts);
  if (s->family == LAB_AOS6)
    g_string_append_printf (out,
                            "Slot %u Max Watts %u\n%u Watts Total Power Budget Remaining\n%u Watts Total Power Budget "
                            "Available\n1 Power Supplies Available\n",
                            u->slot, u->max_watts, left, u->max_watts);
  else if (!lab_since (s, 8, 10, 0))
    g_string_append_printf (out,
                            "ChassisId %u Slot %u Max Watts %u\n%u Watts Total Power Budget Used\n%u Watts Total Power Budget "
                            "Available\n1 Power Supplies Available\n",
                            u->chassis, u->slot, u->max_watts, used, u->max_watts);
  else
    g_string_append_printf (
        out,
        "ChassisId %u Slot %u Max Watts %u\n%u Watts Actual Power Consumed\n%u Watts Actual Power Budget Remaining\n"
        "%u Watts Total Power Budget Available\n1 Power Supply Available\nBPS power: Not Available\n",
        u->chassis, u->slot, u->max_watts, used, left, u->max_watts);
}

/* A slot without inline power is refused. */
static LabUnit *
poe_unit (CliArgs *a, GString *out)
{
  LabUnit *u = cli_unit (a, "unit");
  if (u && u->poe)
    return u;
  cli_error (out, "Slot %s has no inline power", cli_arg (a, "unit"));
  return NULL;
}

gboolean
cli_show_lanpower (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  const LabUnit *u = poe_unit (a, out);
  guint used = 0;
  if (!u)
    return FALSE;
  head (s, out);
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (!p->poe_capable || lab_unit_of (s, p) != u)
        continue;
      row (s, p, out);
      used += p->draw_mw;
    }
  foot (s, u, (used + 999) / 1000, out);
  return TRUE;
}

gboolean
cli_show_lanpower_config (CliArgs *a, GString *out)
{
  const LabUnit *u = poe_unit (a, out);
  if (!u)
    return FALSE;
  g_string_append (out,
                   "Chas/       Admin      4-Pair     Autoclass  Swap AltAB power-over Capacitor   802.3bt    Trust\n"
                   "Slot/Port   Status                                        -HDMI    Detection\n"
                   "----------+----------+----------+------------+----------+----------+----------+----------+----------+\n");
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      const LabPort *p = a->s->ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (p->poe_capable && lab_unit_of (a->s, p) == u)
        g_string_append_printf (out, "   %-9s%-11senabled    disabled   disabled   disabled   %-11s%-11sdisabled\n", name,
                                p->poe_off ? "disabled" : "enabled", p->capacitor || u->capacitor ? "enabled" : "disabled",
                                u->bt ? "enabled" : "disabled");
    }
  return TRUE;
}

gboolean
cli_show_lanpower_status (CliArgs *a, GString *out)
{
  const LabUnit *u = poe_unit (a, out);
  if (!u)
    return FALSE;
  g_string_append_printf (
      out,
      "Chas/Slot Status    Init Status     8023BT       Priority    Capacitor   FPoE     PPoE       F/W Rev\n"
      "                                    Supported    Disconnect  Detection\n"
      "--------+--------+--------------+------------+-------------+------------+----------+---------+-----------\n"
      "  %u/%u     %-9s initialized    %-10s %-14s %-12s %-10s %-9s %u\n",
      u->chassis, u->slot, u->service ? "enable" : "disable", u->bt ? "enable" : "disable", u->disconnect ? "enable" : "disable",
      u->capacitor ? "enable" : "disable", u->fpoe ? "enable" : "disable", u->ppoe ? "enable" : "disable",
      a->s->poe_firmware ? a->s->poe_firmware : 185);
  return TRUE;
}

gboolean
cli_show_lanpower_one (CliArgs *a, GString *out)
{
  const LabUnit *u = poe_unit (a, out);
  if (!u)
    return FALSE;
  if (cli_is (a, "what", "usage-threshold"))
    g_string_append_printf (out, "Usage Threshold %u%% on ChassisId %u Slot %u\n", u->usage, u->chassis, u->slot);
  else if (cli_is (a, "what", "class-detection"))
    g_string_append_printf (out, "Class Detection %s on ChassisId %u Slot %u\n", u->class_detection ? "enabled" : "disabled",
                            u->chassis, u->slot);
  else if (cli_is (a, "what", "capacitor-detection"))
    g_string_append_printf (out, "Capacitor Detection %s on ChassisId %u Slot %u\n", u->capacitor ? "enabled" : "disabled",
                            u->chassis, u->slot);
  else
    g_string_append_printf (out, "Priority Disconnect %s on ChassisId %u Slot %u\n", u->disconnect ? "enabled" : "disabled",
                            u->chassis, u->slot);
  return TRUE;
}

gboolean
cli_show_power (CliArgs *a, GString *out)
{
  g_string_append (out, "Slot  PS   Wattage   Type   Status     Location\n----+----+---------+------+-----------+----------\n");
  for (guint i = 0; i < a->s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (a->s->units, LabUnit, i);
      if (!u->missing)
        g_string_append_printf (out, "%-6u1    %4u      AC    UP           Internal\n", u->slot, u->budget_watts);
    }
  return TRUE;
}

gboolean
cli_show_qos (CliArgs *a, GString *out)
{
  g_autofree char *phones = a->s->phones_priority == 9   ? g_strdup ("none")
                            : a->s->phones_priority == 8 ? g_strdup ("trusted")
                                                         : g_strdup_printf ("priority %u", a->s->phones_priority);
  g_string_append_printf (
      out,
      "QoS Configuration\n  Admin                          = enable,\n  Switch Group                   = expanded,\n"
      "  Trust ports                    = %s,\n  Phones                         = %s,\n  Stats interval                 = 60,\n"
      "  User-port shutdown             = bpdu,\n  Pending changes                = %s\n",
      a->s->trust_ports ? "yes" : "no", phones, a->s->qos_pending ? "port" : "none");
  return TRUE;
}
