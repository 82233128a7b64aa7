/* Who gets power (field.md F3): phones plugged in one by one, and everything at once after a power cut. The rule is that of the
 * manuals; what none of them states is named a guess. */
#include "audit/admission.h"

#include <glib/gi18n.h>
#include <string.h>

static const guint class_max_mw[] = { 15400, 4000, 7000, 15400, 30000 }; /* IEEE 802.3af/at, classes 0 to 4 */

/* ---- who is there, and who is to come --------------------------------------------------------------------------------- */

static void
guess (Panel *p, char *text)
{
  g_ptr_array_add (p->out->guesses, text);
}

static const PhoneProfile *
profile_of (const Panel *p, const DesiredPort *want)
{
  return want && want->phone ? phone_profile_find (p->profiles, want->phone->model) : NULL;
}

/* Is a phone still to come here: listed for one, power wanted, and none drawn yet. */
static gboolean
is_expected (const PortState *port, const DesiredPort *want)
{
  gboolean phone = want && (want->phone || want->cfg.tagged.n);
  gboolean off = want && (want->cfg.has & HAS (ATTR_POE_ADMIN)) ? !want->cfg.poe_admin
                                                                : (port->cfg.has & HAS (ATTR_POE_ADMIN)) && !port->cfg.poe_admin;
  return phone && !off;
}

static guint
limit_of (Panel *p, const PortState *port, const PhoneProfile *profile)
{
  int class = port->poe_class >= 0 ? port->poe_class : profile ? profile->poe_class : -1;
  if (p->pse->class_detection != TRI_YES)
    return port->cfg.has & HAS (ATTR_POE_LIMIT) ? port->cfg.poe_limit_mw : 0;
  gboolean known = class >= 0 && class < (int)G_N_ELEMENTS (class_max_mw);
  guint most = class_max_mw[known ? class : 4];
  p->classless += !known;
  return port->cfg.has & HAS (ATTR_POE_LIMIT) ? MIN (port->cfg.poe_limit_mw, most) : most;
}

/* What a phone will draw: as its maker says, else as its LLDP asked, else all that the port gives. */
static guint
draw_of (Panel *p, const PortState *port, const DesiredPort *want, const PhoneProfile *profile, guint limit)
{
  if (profile && profile->draw_mw)
    return MIN (profile->draw_mw, limit);
  p->drawless++;
  return want && (want->cfg.has & HAS (ATTR_POE_LIMIT)) ? MIN (want->cfg.poe_limit_mw, limit) : limit;
}

static void
add_turn (Panel *p, const PortState *port)
{
  const DesiredPort *want = desired_find_port (p->want, port->id);
  const PhoneProfile *profile = profile_of (p, want);
  gboolean known = (port->has & HAS (ATTR_POE_STATUS)) != 0, delivering = known && port->poe_status == POE_ST_DELIVERING;
  if (!known && (port->cfg.has & HAS (ATTR_POE_ADMIN)) && !p->unknown)
    p->unknown = g_strdup (_ ("whether all ports deliver power was not read"));
  if (!delivering && !is_expected (port, want))
    return;
  PoeTurn t = { .port = port->id,
                .expected = !delivering,
                .priority = port->cfg.has & HAS (ATTR_POE_PRIORITY) ? (int)port->cfg.poe_priority : -1 };
  t.limit_mw = limit_of (p, port, profile);
  t.draw_mw = delivering ? port->poe_actual_mw : draw_of (p, port, want, profile, t.limit_mw);
  p->limitless += !t.limit_mw;
  if (t.priority < 0 && !p->unknown)
    p->unknown = g_strdup (_ ("the priorities of the ports were not read"));
  if (delivering && !(port->has & HAS (ATTR_POE_ACTUAL)) && !p->unknown)
    p->unknown = g_strdup (_ ("what the ports draw was not read"));
  g_array_append_val (p->turns, t);
}

static void
find_turns (Panel *p)
{
  for (guint i = 0; i < p->state->ports->len; i++)
    {
      const PortState *port = p->state->ports->pdata[i];
      gboolean poe = (port->has & HAS (ATTR_POE_STATUS)) || (port->cfg.has & HAS (ATTR_POE_ADMIN));
      if (poe && !port_is_linkagg (port->id) && port_chassis (port->id) == p->pse->chassis
          && port_slot (port->id) == p->pse->slot)
        add_turn (p, port);
    }
  if (p->limitless && !p->unknown)
    p->unknown = g_strdup (_ ("the limits of the ports were not read"));
  if (p->drawless)
    guess (p, g_strdup_printf (_ ("what %u phones will draw is not known: they are counted with what their port may give"),
                               p->drawless));
  if (p->classless)
    guess (p,
           g_strdup_printf (_ ("the class of %u phones is not known: they are counted with their port's limit"), p->classless));
}

/* ---- the forecast ----------------------------------------------------------------------------------------------------- */

void
poe_forecast_free (PoeForecast *f)
{
  if (!f)
    return;
  for (PoeCase c = 0; c < POE_CASES; c++)
    {
      g_clear_pointer (&f->turns[c], g_array_unref);
      g_free (f->arithmetic[c]);
    }
  g_free (f->cure);
  g_free (f->why);
  g_clear_pointer (&f->guesses, g_ptr_array_unref);
  g_free (f);
}

static void
forecast (Panel *p, gboolean disconnect)
{
  PoeForecast *f = p->out;
  for (PoeCase c = 0; c < POE_CASES; c++)
    {
      Admission a = { f->budget_mw, disconnect, g_array_copy (p->turns) };
      admission_play (&a, c);
      f->turns[c] = a.turns;
      f->denied[c] = admission_count (&a, POE_DENIED_NOW);
      f->cut[c] = admission_count (&a, POE_CUT);
      f->arithmetic[c] = admission_tell (&a, c);
    }
  gboolean all = !f->denied[0] && !f->cut[0] && !f->denied[1] && !f->cut[1];
  f->verdict = all ? AUDIT_READY : AUDIT_NOT_READY;
  if (!all)
    f->cure = panel_cure (p, disconnect);
}

/* Would it be all the same if priority disconnect were the other way? */
static gboolean
disconnect_matters (const Panel *p, guint budget_mw)
{
  for (PoeCase c = 0; c < POE_CASES; c++)
    {
      guint fates[2] = { 0, 0 };
      for (guint on = 0; on < 2; on++)
        {
          Admission a = { budget_mw, on != 0, g_array_copy (p->turns) };
          admission_play (&a, c);
          for (guint i = 0; i < a.turns->len; i++)
            fates[on] = fates[on] * 31 + g_array_index (a.turns, PoeTurn, i).fate;
          g_array_unref (a.turns);
        }
      if (fates[0] != fates[1])
        return TRUE;
    }
  return FALSE;
}

static void
name_guesses (Panel *p)
{
  const PoeForecast *f = p->out;
  if (!f->denied[0] && !f->denied[1] && !f->cut[0] && !f->cut[1])
    return;
  guess (p, g_strdup (_ ("no manual says what happens among ports of equal priority: the newcomer is taken to be denied")));
  guess (p, g_strdup (_ ("no manual says who is cut where all that could be cut do not suffice: nobody is taken to be")));
  guess (p, g_strdup (_ ("no manual gives the order after a power cut, or among those that wait for power: priority, then port "
                         "number is assumed")));
  if (p->pse->class_detection == TRI_YES)
    guess (p, g_strdup (_ (
                  "no manual says whether a port's own limit counts beside its device's class: the lower of the two is taken")));
}

PoeForecast *
poe_forecast (const SwitchState *state, const PseState *pse, const DesiredSwitch *want, const GPtrArray *profiles)
{
  PoeForecast *f = g_new0 (PoeForecast, 1);
  Panel p = {
    .state = state, .pse = pse, .want = want, .profiles = profiles, .out = f, .turns = g_array_new (FALSE, TRUE, sizeof (PoeTurn))
  };
  f->chassis = pse->chassis;
  f->slot = pse->slot;
  f->guesses = g_ptr_array_new_with_free_func (g_free);
  f->priority_disconnect = pse->priority_disconnect;
  f->budget_mw = 1000 * (pse->budget_w && pse->max_w ? MIN (pse->budget_w, pse->max_w) : MAX (pse->budget_w, pse->max_w));
  find_turns (&p);
  for (guint i = 0; i < p.turns->len; i++)
    {
      const PoeTurn *t = &g_array_index (p.turns, PoeTurn, i);
      f->used_mw += t->expected ? 0 : t->draw_mw;
      f->needed_mw += t->draw_mw;
    }
  if (!p.unknown && !f->budget_mw)
    p.unknown = g_strdup (_ ("its budget was not read"));
  if (!p.unknown && pse->class_detection == TRI_UNKNOWN && family_by_id (state->family) && p.turns->len)
    guess (&p, g_strdup (_ ("whether class detection is on is not known: taken to be off, as it comes")));
  if (!p.unknown && pse->priority_disconnect == TRI_UNKNOWN && disconnect_matters (&p, f->budget_mw))
    p.unknown = g_strdup (_ ("whether priority disconnect is on was not read, and it matters"));
  if (!p.turns->len) /* nobody wants any */
    g_clear_pointer (&p.unknown, g_free);
  f->verdict = AUDIT_IS_UNKNOWN;
  f->why = p.unknown;
  if (!p.unknown)
    {
      forecast (&p, pse->priority_disconnect != TRI_NO);
      name_guesses (&p);
    }
  g_array_unref (p.turns);
  return f;
}
