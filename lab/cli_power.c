/* PoE. */
#include <string.h>

#include "cli.h"

/* The units of a line: of its slot, or of its chassis. */
static GPtrArray *
units (CliArgs *a)
{
  GPtrArray *found = g_ptr_array_new ();
  const LabUnit *one = cli_arg (a, "unit") ? cli_unit (a, "unit") : NULL;
  for (guint i = 0; i < a->s->units->len; i++)
    {
      LabUnit *u = &g_array_index (a->s->units, LabUnit, i);
      if (u->poe && !u->missing && (one ? u == one : cli_arg (a, "chassis") && u->chassis == cli_number (a, "chassis")))
        g_ptr_array_add (found, u);
    }
  return found;
}

static GPtrArray *
known_units (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) found = units (a);
  if (found->len)
    return g_steal_pointer (&found);
  cli_error (out, "Slot %s has no inline power", cli_arg (a, cli_arg (a, "unit") ? "unit" : "chassis"));
  return NULL;
}

/* PoE ports of the line: one port, a range, or those of its units. */
static GPtrArray *
poe_ports (CliArgs *a, GString *out)
{
  gboolean named = cli_arg (a, "port") || cli_arg (a, "ports");
  g_autoptr (GPtrArray) where = named ? NULL : known_units (a, out), ports = cli_scope (a), found = g_ptr_array_new ();
  if (!named && !where)
    return NULL;
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (named && !p->poe_capable)
        {
          cli_error (out, "Port %s does not support inline power", name);
          return NULL;
        }
      if (p->poe_capable && (named || g_ptr_array_find (where, lab_unit_of (a->s, p), NULL)))
        g_ptr_array_add (found, p);
    }
  return g_steal_pointer (&found);
}

/* ---- on and off ------------------------------------------------------------------------------------------------------ */

gboolean
cli_poe_service (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) list = known_units (a, out);
  gboolean start = cli_is (a, "verb", "start");
  for (guint i = 0; list && i < list->len; i++)
    {
      LabUnit *u = list->pdata[i];
      if (start && u->service && a->s->family == LAB_AOS8)
        g_string_append_printf (out, "Lanpower chassis %u slot %u service running ...\n", u->chassis, u->slot);
      if (start && !u->service && u->delay_seconds)
        u->delayed_until = lab_now (a->s) + (gint64) u->delay_seconds * 1000;
      u->service = start;
    }
  return list != NULL;
}

/* The form for one port cannot do the first activation of the slot (hardware guides). */
gboolean
cli_poe_port (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = poe_ports (a, out);
  LabPort *p = ports ? ports->pdata[0] : NULL;
  gboolean on = cli_is (a, "verb", "start") || cli_is (a, "verb", "enable");
  if (!p)
    return FALSE;
  if (on && !lab_unit_of (a->s, p)->service)
    return cli_error (out, "Inline power is not started on this slot");
  p->poe_off = !on;
  return TRUE;
}

/* Off and on again, without a change of the configuration (p. 301). */
gboolean
cli_poe_reset (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = poe_ports (a, out);
  for (guint i = 0; ports && i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      p->poe_status = LAB_POE_SEARCHING;
      p->draw_mw = 0;
      if (p->device)
        p->device->power_since = 0;
      p->up = p->booted = FALSE;
    }
  return ports != NULL;
}

/* ---- limits and priorities ------------------------------------------------------------------------------------------- */

static guint
highest_limit (const LabModel *m, const LabPort *p)
{
  return m->high_ports && p->number > m->high_ports ? m->limit_default : m->limit_max;
}

gboolean
cli_poe_power (CliArgs *a, GString *out)
{
  LabModel m;
  g_autoptr (GPtrArray) ports = poe_ports (a, out);
  if (!ports || !lab_model_find (a->s->model, &m))
    return FALSE;
  guint mw = cli_arg (a, "number") ? cli_number (a, "number") : m.limit_default;
  for (guint i = 0; i < ports->len; i++, a->partly = TRUE)
    {
      LabPort *p = ports->pdata[i];
      if (lab_unit_of (a->s, p)->bt) /* that firmware forces class detection: p. 259 */
        return cli_error (out, "Port power limit is not supported with 802.3bt firmware");
      if (mw < 3000 || mw > highest_limit (&m, p))
        return cli_error (out, "Invalid power value %u", mw);
      p->poe_limit_mw = mw;
    }
  return TRUE;
}

gboolean
cli_poe_priority (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = poe_ports (a, out);
  for (guint i = 0; ports && i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->poe_priority = cli_is (a, "what", "critical") ? 1 : cli_is (a, "what", "high") ? 2 : 3;
  return ports != NULL;
}

gboolean
cli_poe_type (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = poe_ports (a, out);
  if (strlen (cli_arg (a, "text")) > 9)
    return cli_error (out, "Type is too long");
  for (guint i = 0; ports && i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      g_free (p->poe_type);
      p->poe_type = *cli_arg (a, "text") ? g_strdup (cli_arg (a, "text")) : NULL;
    }
  return ports != NULL;
}

gboolean
cli_poe_maxpower (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) list = known_units (a, out);
  for (guint i = 0; list && i < list->len; i++)
    {
      LabUnit *u = list->pdata[i];
      guint watts = cli_arg (a, "number") ? cli_number (a, "number") : u->budget_watts;
      if (watts < (a->s->family == LAB_AOS6 ? 36 : 37) || watts > u->budget_watts)
        return cli_error (out, "Invalid maximum power");
      u->max_watts = watts;
    }
  return list != NULL;
}

/* ---- switches -------------------------------------------------------------------------------------------------------- */

/* Enabling class detection resets every PoE port of the chassis (p. 275). */
static void
reset_all (LabSwitch *s, const LabUnit *u)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (!p->poe_capable || p->chassis != u->chassis)
        continue;
      p->poe_status = LAB_POE_SEARCHING;
      p->draw_mw = 0;
      if (p->device)
        p->device->power_since = 0;
    }
  lab_wire (s, "poe-reset", "class detection");
}

static gboolean
set_unit (CliArgs *a, LabUnit *u, gboolean on, GString *out)
{
  if (cli_is (a, "what", "priority-disconnect"))
    u->disconnect = on;
  else if (cli_is (a, "what", "capacitor-detection"))
    u->capacitor = on;
  else if (cli_is (a, "what", "fpoe") || cli_is (a, "what", "ppoe"))
    {
      if (on && u->delay_seconds)
        return cli_error (out, "Delayed start is enabled on this slot");
      *(cli_is (a, "what", "fpoe") ? &u->fpoe : &u->ppoe) = on;
    }
  else if (cli_is (a, "what", "class-detection"))
    {
      if (u->bt)
        return cli_error (out, "Class detection is not supported with 802.3bt firmware");
      if (on && !u->class_detection)
        reset_all (a->s, u);
      u->class_detection = on;
    }
  else if (cli_is (a, "what", "802.3bt") || cli_is (a, "what", "8023bt"))
    {
      if (u->service) /* p. 289 */
        return cli_error (out, "Lanpower service must be stopped first");
      u->bt = on;
    }
  return TRUE;
}

gboolean
cli_poe_switch (CliArgs *a, GString *out)
{
  gboolean on = cli_is (a, "state", "enable");
  if (cli_arg (a, "ports"))
    {
      g_autoptr (GPtrArray) ports = poe_ports (a, out);
      for (guint i = 0; ports && i < ports->len && cli_is (a, "what", "capacitor-detection"); i++)
        ((LabPort *) ports->pdata[i])->capacitor = on;
      return ports != NULL;
    }
  g_autoptr (GPtrArray) list = known_units (a, out);
  for (guint i = 0; list && i < list->len; i++)
    if (!set_unit (a, list->pdata[i], on, out))
      return FALSE;
  return list != NULL;
}

/* 120 to 600 seconds in steps of five; not together with fast or perpetual PoE (p. 299). */
gboolean
cli_poe_delay (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) list = known_units (a, out);
  guint seconds = cli_number (a, "number");
  if (!list)
    return FALSE;
  LabUnit *u = list->pdata[0];
  if (cli_arg (a, "number") && (seconds < 120 || seconds > 600 || seconds % 5))
    return cli_error (out, "Invalid value %u", seconds);
  if (seconds && (u->fpoe || u->ppoe))
    return cli_error (out, "Fast or perpetual PoE is enabled on this slot");
  u->delay_seconds = seconds;
  return TRUE;
}

gboolean
cli_poe_usage (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) list = known_units (a, out);
  guint percent = cli_number (a, "number");
  if (percent < 1 || percent > 99)
    return cli_error (out, "Invalid value %u", percent);
  for (guint i = 0; list && i < list->len; i++)
    ((LabUnit *) list->pdata[i])->usage = percent;
  return list != NULL;
}
