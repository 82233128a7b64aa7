/* Power for the phones: is the slot's service on, is the port's, does it deliver, and will there be enough for all. */
#include "audit/internal.h"

#include <glib/gi18n.h>

/* Power is wanted by the role, or by nobody else for a phone. */
static gboolean
wants_power (const AuditPort *p)
{
  if (!p->want)
    return FALSE;
  return p->want->cfg.has & HAS (ATTR_POE_ADMIN) ? p->want->cfg.poe_admin : audit_is_phone_port (p);
}

static gboolean
says_power (const AuditPort *p)
{
  return p->want && (p->want->cfg.has & HAS (ATTR_POE_ADMIN)) && p->want->cfg.poe_admin;
}

/* ---- slots ------------------------------------------------------------------------------------------------------------ */

static gboolean
slot_is (const AuditRun *run, const AuditPort *p, Tri service)
{
  const PseState *pse = switch_state_find_pse (run->sw->state, port_chassis (p->id), port_slot (p->id));
  return pse && pse->service == service;
}

static void
slot_of (AuditRun *run, const PseState *pse)
{
  AuditFinding *f = NULL;
  for (guint i = 0; i < run->sw->ports->len; i++)
    {
      const AuditPort *p = run->sw->ports->pdata[i];
      if (!wants_power (p) || port_is_linkagg (p->id) || port_chassis (p->id) != pse->chassis || port_slot (p->id) != pse->slot)
        continue;
      if (!f && pse->service == TRI_UNKNOWN)
        f = audit_say_of (run, run->sw, PORT_NONE, AUDIT_UNKNOWN,
                          g_strdup_printf (_ ("whether slot %u gives power was not read"), pse->slot));
      else if (!f)
        f = audit_say (run, PORT_NONE, _ ("power over Ethernet was never started on slot %u"), pse->slot);
      audit_touch (f, p->id);
    }
}

void
audit_check_poe_service (AuditRun *run)
{
  const SwitchState *s = run->sw->state;
  for (guint i = 0; i < s->pse->len; i++)
    if (g_array_index (s->pse, PseState, i).service != TRI_YES)
      slot_of (run, &g_array_index (s->pse, PseState, i));
}

/* ---- ports ------------------------------------------------------------------------------------------------------------ */

static void
capable (AuditRun *run, const AuditPort *p)
{
  gboolean known, poe = family_model_has_poe (run->sw->state->model, &known);
  if (!says_power (p) || (p->live->cfg.has & HAS (ATTR_POE_ADMIN)))
    return;
  if (known && !poe)
    audit_say (run, p->id, _ ("power is wanted, and a %s gives none"), run->sw->state->model);
  else if (audit_was_read (run->sw->state, ATTR_POE_ADMIN))
    audit_say (run, p->id, "%s", _ ("power is wanted, and this port gives none"));
  else
    audit_unread_attr (run, p->id, ATTR_POE_ADMIN);
}

void
audit_check_poe_incapable (AuditRun *run)
{
  audit_each_managed (run, capable);
}

static void
off (AuditRun *run, const AuditPort *p)
{
  if (!(p->want->cfg.has & HAS (ATTR_POE_ADMIN)))
    return;
  if (!(p->live->cfg.has & HAS (ATTR_POE_ADMIN)))
    {
      if (says_power (p) && !audit_was_read (run->sw->state, ATTR_POE_ADMIN))
        audit_unread_attr (run, p->id, ATTR_POE_ADMIN);
    }
  else if (p->want->cfg.poe_admin && !p->live->cfg.poe_admin && !slot_is (run, p, TRI_NO))
    audit_say (run, p->id, "%s", _ ("power is switched off on this port"));
  else if (!p->want->cfg.poe_admin && p->live->cfg.poe_admin)
    audit_say (run, p->id, "%s", _ ("power is on, and shall be off"));
}

void
audit_check_poe_off (AuditRun *run)
{
  audit_each_managed (run, off);
}

static void
fault (AuditRun *run, const AuditPort *p)
{
  if (!wants_power (p) || !(p->live->cfg.has & HAS (ATTR_POE_ADMIN)))
    return;
  if (!(p->live->has & HAS (ATTR_POE_STATUS)))
    audit_unread_attr (run, p->id, ATTR_POE_STATUS);
  else if (p->live->poe_status == POE_ST_FAULT || p->live->poe_status == POE_ST_DENIED)
    audit_say (run, p->id,
               p->live->poe_status == POE_ST_FAULT ? _ ("the switch gives no power here and reports a fault (%s)")
                                                   : _ ("the switch denies power here (%s)"),
               poe_status_to_string (p->live->poe_status));
}

void
audit_check_poe_fault (AuditRun *run)
{
  audit_each_managed (run, fault);
}

static void
class_of (AuditRun *run, const AuditPort *p)
{
  const PhoneProfile *profile = p->want->phone ? phone_profile_find (run->options->profiles, p->want->phone->model) : NULL;
  if (!profile || profile->poe_class < 0 || !(p->live->has & HAS (ATTR_POE_STATUS)) || p->live->poe_status != POE_ST_DELIVERING)
    return;
  if (!(p->live->has & HAS (ATTR_POE_CLASS)) || p->live->poe_class < 0)
    audit_unread_attr (run, p->id, ATTR_POE_CLASS);
  else if (p->live->poe_class != profile->poe_class)
    audit_say (run, p->id, _ ("what draws power there is of class %d, a %s is of class %d"), p->live->poe_class, p->want->phone->model,
               profile->poe_class);
}

void
audit_check_poe_class (AuditRun *run)
{
  audit_each_managed (run, class_of);
}

/* What the phone needs at most, as far as its maker, its LLDP or its present draw tell. */
static guint
need_of (const AuditRun *run, const AuditPort *p, const char **who)
{
  const PhoneProfile *profile = p->want->phone ? phone_profile_find (run->options->profiles, p->want->phone->model) : NULL;
  guint need = profile ? profile->draw_mw : 0;
  *who = _ ("its maker says");
  for (guint i = 0; p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      if (n->power_dw > 0 && (guint)n->power_dw * 100 > need)
        {
          need = (guint)n->power_dw * 100;
          *who = _ ("it asks for by LLDP");
        }
    }
  if ((p->live->has & HAS (ATTR_POE_ACTUAL)) && p->live->poe_actual_mw > need)
    {
      need = p->live->poe_actual_mw;
      *who = _ ("it draws");
    }
  return need;
}

static void
limit_low (AuditRun *run, const AuditPort *p)
{
  const char *who;
  if (!wants_power (p) || !audit_is_phone_port (p) || !(p->live->cfg.has & HAS (ATTR_POE_ADMIN)))
    return;
  guint need = need_of (run, p, &who);
  if (!(p->live->cfg.has & HAS (ATTR_POE_LIMIT)))
    audit_unread_attr (run, p->id, ATTR_POE_LIMIT);
  else if (need > p->live->cfg.poe_limit_mw)
    audit_say (run, p->id, _ ("the port gives %.1f W at most, the phone needs %.1f W (%s)"), p->live->cfg.poe_limit_mw / 1000.0,
               need / 1000.0, who);
}

void
audit_check_poe_limit_low (AuditRun *run)
{
  audit_each_managed (run, limit_low);
}

static void
limit (AuditRun *run, const AuditPort *p)
{
  if (!(p->want->cfg.has & HAS (ATTR_POE_LIMIT)) || !(p->live->cfg.has & HAS (ATTR_POE_ADMIN)))
    return;
  const PseState *pse = switch_state_find_pse (run->sw->state, port_chassis (p->id), port_slot (p->id));
  if (pse && pse->limit_settable == TRI_NO)
    return;
  for (guint i = 0; run->family && run->family->poe_limit_not_models && run->family->poe_limit_not_models[i]; i++)
    if (run->sw->state->model && g_str_has_prefix (run->sw->state->model, run->family->poe_limit_not_models[i]))
      return; /* cannot be set there: no drift (product.md 6.10) */
  if (!(p->live->cfg.has & HAS (ATTR_POE_LIMIT)))
    audit_unread_attr (run, p->id, ATTR_POE_LIMIT);
  else if (p->live->cfg.poe_limit_mw != p->want->cfg.poe_limit_mw)
    audit_say (run, p->id, _ ("the port may give %.1f W, wanted is %.1f W"), p->live->cfg.poe_limit_mw / 1000.0,
               p->want->cfg.poe_limit_mw / 1000.0);
}

void
audit_check_poe_limit (AuditRun *run)
{
  audit_each_managed (run, limit);
}

static void
priority (AuditRun *run, const AuditPort *p)
{
  if (!(p->want->cfg.has & HAS (ATTR_POE_PRIORITY)) || !(p->live->cfg.has & HAS (ATTR_POE_ADMIN)))
    return;
  if (!(p->live->cfg.has & HAS (ATTR_POE_PRIORITY)))
    audit_unread_attr (run, p->id, ATTR_POE_PRIORITY);
  else if (p->live->cfg.poe_priority != p->want->cfg.poe_priority)
    audit_say (run, p->id, _ ("its priority for power is %s, wanted is %s"), poe_priority_to_string (p->live->cfg.poe_priority),
               poe_priority_to_string (p->want->cfg.poe_priority));
}

void
audit_check_poe_priority (AuditRun *run)
{
  audit_each_managed (run, priority);
}

/* ---- the forecast ----------------------------------------------------------------------------------------------------- */

static const char *
case_text (PoeCase c)
{
  return c == POE_CASE_ONE_BY_ONE ? _ ("plugged in one by one") : _ ("all at once after a power cut");
}

/* The ports with this fate: the first of them, and all. */
static PortId
with_fate (const PoeForecast *f, PoeCase c, int fate, PortSet *all)
{
  PortId first = PORT_NONE;
  for (guint i = 0; i < f->turns[c]->len; i++)
    {
      const PoeTurn *t = &g_array_index (f->turns[c], PoeTurn, i);
      if ((int)t->fate != fate)
        continue;
      first = first ? first : t->port;
      port_set_add (all, t->port);
    }
  return first;
}

static void
touch_all (AuditFinding *f, const PortSet *ports)
{
  for (guint i = 0; i < port_set_size (ports); i++)
    audit_touch (f, port_set_get (ports, i));
}

/* What is the same in both cases is said once. */
static gboolean
same_in_both (const PoeForecast *f, int fate)
{
  g_autoptr (PortSet) a = port_set_new (), b = port_set_new ();
  with_fate (f, POE_CASE_ONE_BY_ONE, fate, a);
  with_fate (f, POE_CASE_ALL_AT_ONCE, fate, b);
  g_autofree char *x = port_set_to_string (a), *y = port_set_to_string (b);
  return g_str_equal (x, y);
}

static void
tell_denied (AuditRun *run, const PoeForecast *f, PoeCase c, const char *when)
{
  g_autoptr (PortSet) all = port_set_new ();
  PortId first = with_fate (f, c, POE_DENIED_NOW, all);
  if (!first)
    return;
  const PoeTurn *turn = NULL;
  for (guint i = 0; i < f->turns[c]->len && (!turn || turn->port != first); i++)
    turn = &g_array_index (f->turns[c], PoeTurn, i);
  g_autofree char *ports = port_set_to_string (all), *name = port_to_string (first);
  AuditFinding *said = audit_say (
      run, PORT_NONE, _ ("%u of %u devices get no power (%s), %s first: %.1f of %.1f W are left, its port may give %.1f W: %s"),
      f->denied[c], f->turns[c]->len, when, name, turn->left_mw / 1000.0, f->budget_mw / 1000.0, turn->limit_mw / 1000.0, ports);
  said->cure = g_strdup (f->cure);
  touch_all (said, all);
}

static void
tell_cut (AuditRun *run, const PoeForecast *f, PoeCase c, const char *when)
{
  g_autoptr (PortSet) all = port_set_new ();
  PortId first = with_fate (f, c, POE_CUT, all);
  if (!first)
    return;
  PortId by = PORT_NONE;
  for (guint i = 0; i < f->turns[c]->len && !by; i++)
    by = g_array_index (f->turns[c], PoeTurn, i).port == first ? g_array_index (f->turns[c], PoeTurn, i).because_of : PORT_NONE;
  g_autofree char *ports = port_set_to_string (all), *name = port_to_string (first), *other = port_to_string (by);
  AuditFinding *said = audit_say (run, PORT_NONE, _ ("%u devices lose their power to others (%s), %s first, to %s: %s"),
                                  f->cut[c], when, name, other, ports);
  said->cure = g_strdup (f->cure);
  touch_all (said, all);
}

typedef void (*TellFate) (AuditRun *run, const PoeForecast *f, PoeCase c, const char *when);

static void
each_forecast (AuditRun *run, int fate, TellFate tell)
{
  for (guint i = 0; i < run->sw->forecasts->len; i++)
    {
      const PoeForecast *f = run->sw->forecasts->pdata[i];
      if (f->verdict == AUDIT_IS_UNKNOWN && fate == POE_CUT && audit_asks_for (run, "poe-guard-band"))
        continue; /* that one has said so */
      else if (f->verdict == AUDIT_IS_UNKNOWN)
        audit_unread (run, PORT_NONE, _ ("slot %u: whether the power reaches for all cannot be computed: %s"), f->slot, f->why);
      else if (same_in_both (f, fate))
        tell (run, f, POE_CASE_ONE_BY_ONE, _ ("one by one, and all at once"));
      else
        for (PoeCase c = 0; c < POE_CASES; c++)
          tell (run, f, c, case_text (c));
    }
}

void
audit_check_poe_guard_band (AuditRun *run)
{
  each_forecast (run, POE_DENIED_NOW, tell_denied);
}

void
audit_check_poe_victim (AuditRun *run)
{
  each_forecast (run, POE_CUT, tell_cut);
}
