/* The last-moment check (product 5.6): a plan holds, port by port, for what it observed and nothing else. */
#include "apply/engine.h"

#include <glib/gi18n.h>

Change *
change_copy (const Change *c)
{
  Change *copy = change_new (c->kind);
  port_set_free (copy->ports);
  copy->ports = port_set_copy (c->ports);
  copy->vlan = c->vlan;
  copy->policy = c->policy;
  copy->policy_before = c->policy_before;
  copy->chassis = c->chassis;
  copy->slot = c->slot;
  copy->tlv = c->tlv;
  copy->disruption = c->disruption;
  copy->guess = c->guess;
  copy->source = c->source;
  copy->phase = c->phase;
  copy->note = g_strdup (c->note);
  value_copy (&copy->from, &c->from);
  value_copy (&copy->to, &c->to);
  for (guint i = 0; i < c->commands->len; i++)
    g_ptr_array_add (copy->commands, g_strdup (c->commands->pdata[i]));
  for (guint i = 0; i < c->undo->len; i++)
    g_ptr_array_add (copy->undo, g_strdup (c->undo->pdata[i]));
  for (guint i = 0; i < c->observed->len; i++)
    {
      const Observed *from = &g_array_index (c->observed, Observed, i);
      for (guint k = 0; k < subjects_size (&from->ports); k++)
        change_observe (copy, subjects_get (&from->ports, k), &from->value);
    }
  return copy;
}

void
work_free (gpointer data)
{
  Work *w = data;
  change_free (w->change);
  g_ptr_array_unref (w->lines);
  g_free (w);
}

static Work *
work_new (guint index, Change *change)
{
  Work *w = g_new0 (Work, 1);
  w->index = index;
  w->change = change;
  w->lines = g_ptr_array_new_with_free_func (line_free);
  w->path = plan_change_is_path (change);
  return w;
}

/* A port that became a member of an aggregate, or dynamic, or that a switch was plugged into since the plan is another port
 * (product 5.5). Whoever takes back what was done takes it back there too. */
static gboolean
became_untouchable (const SwitchRun *run, const Change *c, PortId port, const SwitchState *state)
{
  const PortState *p = port == PORT_NONE || c->kind == CHANGE_UPLINK_TAG ? NULL : switch_state_find_port (state, port);
  if (!p || run->engine->backwards || run->engine->options->guards.allow_uplink)
    return p && (p->aggregate != PORT_NONE || p->dynamic != DYNAMIC_NONE);
  g_autofree char *uplink = plan_uplink_evidence (p, apply_uplink_macs_of (run->engine->options, run->plan->name));
  return p->aggregate != PORT_NONE || p->dynamic != DYNAMIC_NONE || uplink;
}

static SwitchPart
part_of (const Change *c)
{
  return plan_change_is_path (c) ? PART_PATH : PART_PORTS;
}

/* Ports of the part that moved: all their changes are left out, not only the one that shows it. */
static PortSet *
find_drifted (const SwitchRun *run, SwitchPart part, const SwitchState *state, char **whole)
{
  const SwitchPlan *plan = run->plan;
  PortSet *drifted = port_set_new ();
  for (guint i = 0; i < plan->changes->len && !*whole; i++)
    {
      const Change *c = plan->changes->pdata[i];
      gboolean path = plan_change_is_path (c);
      for (guint k = 0; (part & part_of (c)) && k < subjects_size (c->ports) && !*whole; k++)
        {
          PortId port = subjects_get (c->ports, k);
          Reads reads = change_reads (c, port, state);
          if ((reads == READS_PRIOR || reads == READS_DONE) && !became_untouchable (run, c, port, state))
            continue;
          g_autofree char *text = port == PORT_NONE ? NULL : port_to_string (port);
          if (port != PORT_NONE)
            port_set_add (drifted, port);
          else
            *whole = g_strdup_printf (reads == READS_UNKNOWN ? _ ("%s %u cannot be read any more") : _ ("%s %u has changed since the plan"),
                                      change_kind_to_string (c->kind), c->policy.id >= 0 && !c->vlan ? (guint) c->policy.id : c->vlan);
          if (path && text) /* half a path is none */
            *whole = g_strdup_printf (_ ("uplink %s has changed since the plan"), text);
        }
    }
  return drifted;
}

/* What is left of a change: without drifted ports, and without those that read as wanted already. NULL = nothing. */
static Change *
remaining_change (const Change *c, const PortSet *drifted, const SwitchState *state, gboolean *shrunk)
{
  g_autoptr (PortSet) keep = port_set_new ();
  gboolean done = FALSE;
  for (guint k = 0; k < subjects_size (c->ports); k++)
    {
      PortId port = subjects_get (c->ports, k);
      done = change_reads (c, port, state) == READS_DONE;
      if (port != PORT_NONE && !done && !port_set_contains (drifted, port))
        port_set_add (keep, port);
    }
  *shrunk = port_set_size (keep) != port_set_size (c->ports);
  if (port_set_size (c->ports) ? port_set_size (keep) == 0 : done)
    return NULL;
  Change *copy = change_copy (c);
  change_keep_ports (copy, g_steal_pointer (&keep));
  return copy;
}

GPtrArray *
drift_make_work (SwitchRun *run, SwitchPart part, const SwitchState *state, char **reason)
{
  g_autoptr (GPtrArray) work = g_ptr_array_new_with_free_func (work_free);
  g_autoptr (PortSet) drifted = find_drifted (run, part, state, reason);
  if (*reason)
    return NULL;
  g_autofree char *ports = port_set_to_string (drifted);
  if (port_set_size (drifted) && run->engine->options->drift_stops)
    {
      *reason = g_strdup_printf (_ ("drift: %s changed since the plan"), ports);
      return NULL;
    }
  run->drifted += port_set_size (drifted);
  for (guint i = 0; i < run->plan->changes->len; i++)
    {
      gboolean shrunk = FALSE;
      const Change *c = run->plan->changes->pdata[i];
      Change *left = part & part_of (c) ? remaining_change (c, drifted, state, &shrunk) : NULL;
      if (!left)
        continue;
      Work *w = work_new (i, left);
      g_autoptr (GError) error = NULL;
      g_ptr_array_add (work, w);
      if ((shrunk && !plan_render_change (run->family, left, &error)) || !lines_make (run, w, &error))
        {
          *reason = g_strdup (error->message);
          return NULL;
        }
    }
  if (port_set_size (drifted))
    *reason = g_strdup_printf (_ ("left alone, as they changed since the plan: %s"), ports);
  return g_steal_pointer (&work);
}
