#include "apply/rollback.h"

#include <glib/gi18n.h>
#include <string.h>

#include "apply/engine.h"

/* ---- what the journal says ------------------------------------------------------------------------------------------- */

static const JournalSwitch *
find_switch (const GPtrArray *switches, const char *name)
{
  for (guint i = 0; i < switches->len; i++)
    if (g_str_equal (((JournalSwitch *) switches->pdata[i])->name, name))
      return switches->pdata[i];
  return NULL;
}

/* Ports (PORT_NONE: *whole) of a change that lines of the run may have touched. */
static PortSet *
touched_ports (const JournalSwitch *s, guint change_index, gboolean *whole)
{
  PortSet *set = port_set_new ();
  *whole = FALSE;
  for (guint i = 0; s && i < s->steps->len; i++)
    {
      const JournalStepView *v = s->steps->pdata[i];
      g_autoptr (PortSet) ports = NULL;
      if (v->step.change_index != change_index || v->step.is_undo || v->outcome == STEP_INTENDED || v->outcome == STEP_NOT_NEEDED)
        continue;
      if (v->step.ports && *v->step.ports && port_set_parse (v->step.ports, &ports, NULL, NULL))
        port_set_add_set (set, ports);
      else
        *whole = TRUE;
    }
  return set;
}

/* ---- making the plan ------------------------------------------------------------------------------------------------- */

typedef struct {
  const Change *change;
  const SwitchState *state;
  PortSet *take, *conflict; /* ports that read as wanted for the inverse / as something else */
  gboolean take_whole, conflict_whole, unknown;
} Sorting;

static void
sort_subject (Sorting *s, PortId port, Reads wanted, Reads settled)
{
  Reads reads = change_reads (s->change, port, s->state);
  s->unknown = s->unknown || reads == READS_UNKNOWN;
  if (reads == settled || reads == READS_UNKNOWN)
    return;
  gboolean take = reads == wanted;
  if (port == PORT_NONE)
    {
      s->take_whole = s->take_whole || take;
      s->conflict_whole = s->conflict_whole || !take;
    }
  else
    port_set_add (take ? s->take : s->conflict, port);
}

static void
say_conflict (SwitchPlan *out, const Change *c, const PortSet *ports, guint *conflicts)
{
  g_autofree char *text = port_set_to_string (ports);
  g_ptr_array_add (out->warnings, g_strdup_printf (_ ("%s %s: changed since by somebody else, left alone"), change_kind_to_string (c->kind),
                                                   port_set_size (ports) ? text : ""));
  *conflicts += MAX (1, port_set_size (ports));
}

static PortSet *
intersect (const PortSet *a, const PortSet *b)
{
  PortSet *both = port_set_new ();
  for (guint i = 0; i < port_set_size (a); i++)
    if (!b || port_set_contains (b, port_set_get (a, i)))
      port_set_add (both, port_set_get (a, i));
  return both;
}

static SwitchPlan *
begin_switch (const SwitchPlan *original, const SwitchState *state)
{
  SwitchPlan *out = switch_plan_new (original->name);
  out->address = g_strdup (original->address);
  out->family = g_strdup (original->family);
  out->model = g_strdup (state && state->model ? state->model : original->model);
  out->version = g_strdup (state && state->version ? state->version : original->version);
  for (guint i = 0; i < original->upstream->len; i++)
    g_ptr_array_add (out->upstream, g_strdup (original->upstream->pdata[i]));
  for (guint a = 0; a < ATTR_N; a++)
    out->via[a] = state ? state->via[a] : original->via[a];
  if (!state || state->status == SWITCH_UNREACHABLE)
    g_ptr_array_add (out->unknowns, g_strdup (state && state->reason ? state->reason : _ ("not read")));
  return out;
}

/* Takes one change back on `ports` (whole: the change has none), as far as it reads as we left it. */
static gboolean
take_back (SwitchPlan *out, const Change *c, const SwitchState *state, const PortSet *ports, gboolean whole, gboolean any_value, guint *conflicts,
           GError **error)
{
  const Family *family = family_by_id (out->family);
  Sorting s = { c, state, port_set_new (), port_set_new (), FALSE, FALSE, FALSE };
  gboolean ok = TRUE;
  for (guint i = 0; i < port_set_size (ports); i++)
    sort_subject (&s, port_set_get (ports, i), READS_DONE, READS_PRIOR);
  if (whole && !port_set_size (c->ports))
    sort_subject (&s, PORT_NONE, READS_DONE, READS_PRIOR);
  if (any_value) /* after a crash a half-way value is ours too */
    {
      port_set_add_set (s.take, s.conflict);
      s.take_whole = s.take_whole || s.conflict_whole;
    }
  else if (port_set_size (s.conflict) || s.conflict_whole)
    say_conflict (out, c, s.conflict, conflicts);
  if (s.unknown)
    g_ptr_array_add (out->unknowns, g_strdup_printf (_ ("%s: what it reads now is not known"), change_kind_to_string (c->kind)));
  if (port_set_size (s.take) || s.take_whole)
    ok = plan_invert_change (family, c, port_set_size (s.take) ? s.take : NULL, state, out->changes, error);
  port_set_free (s.take);
  port_set_free (s.conflict);
  return ok;
}

static gboolean
plan_switch_back (SwitchPlan *out, const SwitchPlan *original, const JournalSwitch *done, const SwitchState *state, const PortSet *only,
                  gboolean any_value, guint *conflicts, GError **error)
{
  guint before = *conflicts;
  for (guint i = original->changes->len; i-- > 0;)
    {
      const Change *c = original->changes->pdata[i];
      gboolean whole;
      g_autoptr (PortSet) touched = touched_ports (done, i, &whole);
      g_autoptr (PortSet) own = intersect (c->ports, touched);
      g_autoptr (PortSet) ports = intersect (own, only);
      if ((port_set_size (ports) || (whole && !only)) && !take_back (out, c, state, ports, whole, any_value, conflicts, error))
        return FALSE;
    }
  if (!out->changes->len && *conflicts > before)
    {
      Refusal *r = g_new0 (Refusal, 1);
      r->rule = "changed-since";
      r->evidence = g_strdup (_ ("somebody changed since what the run had set"));
      r->cure = g_strdup (_ ("look at `vlanctl explain` for these ports, and change them by inventory"));
      g_ptr_array_add (out->refusals, r);
    }
  return TRUE;
}

static Plan *
plan_begin (const Plan *original, const char *created)
{
  Plan *plan = plan_new ();
  plan->created = g_strdup (created);
  plan->inventory_path = g_strdup (original->inventory_path);
  plan->inventory_sha256 = g_strdup (original->inventory_sha256);
  plan->gateway = g_strdup (original->gateway);
  return plan;
}

static guint64
count_runs (Journal *journal)
{
  g_autoptr (GPtrArray) runs = journal_runs (journal, NULL);
  return runs ? runs->len : 0;
}

/* Also a switch that was taken back but for its path, which others needed: that was saved. */
static gboolean
left_something (const JournalSwitch *s)
{
  return s->outcome == SW_APPLIED || s->outcome == SW_ROLLBACK_INCOMPLETE
         || (s->outcome == SW_ROLLED_BACK && s->saved && !g_str_equal (s->saved, "none"));
}

Plan *
rollback_plan (Journal *journal, const char *run_id, const Plan *original, const GPtrArray *states, const PortSet *only_ports, const char *created,
               guint *conflicts, GError **error)
{
  g_autoptr (GPtrArray) done = journal_run_switches (journal, run_id, error);
  PlanMemory memory = { .runs = count_runs (journal) };
  if (!done)
    return NULL;
  Plan *plan = plan_begin (original, created);
  *conflicts = 0;
  for (guint i = 0; i < original->switches->len; i++)
    {
      const SwitchPlan *from = original->switches->pdata[i];
      const SwitchState *state = states->pdata[i];
      const JournalSwitch *was = find_switch (done, from->name);
      if (!state || !was || !left_something (was))
        continue;
      SwitchPlan *out = begin_switch (from, state);
      g_ptr_array_add (plan->switches, out);
      if (!out->unknowns->len && !plan_switch_back (out, from, was, state, only_ports, FALSE, conflicts, error))
        {
          plan_free (plan);
          return NULL;
        }
    }
  plan_finish (plan, &memory);
  return plan;
}

/* ---- after a crash --------------------------------------------------------------------------------------------------- */

/* On to desired: what does not read as done yet is done. */
static gboolean
plan_switch_on (SwitchPlan *out, const SwitchPlan *original, const SwitchState *state, GError **error)
{
  const Family *family = family_by_id (out->family);
  for (guint i = 0; i < original->changes->len; i++)
    {
      const Change *c = original->changes->pdata[i];
      g_autoptr (PortSet) left = port_set_new ();
      gboolean whole = FALSE;
      for (guint k = 0; k < subjects_size (c->ports); k++)
        {
          PortId port = subjects_get (c->ports, k);
          Reads reads = change_reads (c, port, state);
          if (reads == READS_UNKNOWN)
            g_ptr_array_add (out->unknowns, g_strdup_printf (_ ("%s: what it reads now is not known"), change_kind_to_string (c->kind)));
          if (reads != READS_DONE && port != PORT_NONE)
            port_set_add (left, port);
          whole = whole || (reads != READS_DONE && port == PORT_NONE);
        }
      if (!whole && !port_set_size (left))
        continue;
      Change *copy = change_copy (c);
      change_keep_ports (copy, g_steal_pointer (&left));
      g_ptr_array_add (out->changes, copy);
      if (!plan_render_change (family, copy, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_open (const JournalSwitch *s)
{
  return s && (s->outcome == SW_OPEN || s->outcome == SW_ROLLBACK_INCOMPLETE);
}

Plan *
recover_plan (Journal *journal, const char *run_id, const Plan *original, const GPtrArray *states, gboolean finish, const char *created,
              guint *conflicts, GError **error)
{
  g_autoptr (GPtrArray) done = journal_run_switches (journal, run_id, error);
  PlanMemory memory = { .runs = count_runs (journal) };
  if (!done)
    return NULL;
  Plan *plan = plan_begin (original, created);
  *conflicts = 0;
  for (guint i = 0; i < original->switches->len; i++)
    {
      const SwitchPlan *from = original->switches->pdata[i];
      const SwitchState *state = states->pdata[i];
      const JournalSwitch *was = find_switch (done, from->name);
      if (!is_open (was))
        continue;
      SwitchPlan *out = begin_switch (from, state);
      g_ptr_array_add (plan->switches, out);
      gboolean ok = out->unknowns->len || (finish ? plan_switch_on (out, from, state, error)
                                                  : plan_switch_back (out, from, was, state, NULL, TRUE, conflicts, error));
      if (!ok)
        {
          plan_free (plan);
          return NULL;
        }
    }
  plan_finish (plan, &memory);
  return plan;
}

gboolean
recover_settle (Journal *journal, const char *run_id, const Plan *recovery, const ApplyResult *result, gboolean finish, GError **error)
{
  gboolean all = TRUE;
  for (guint i = 0; i < result->switches->len; i++)
    {
      const ApplySwitch *s = result->switches->pdata[i];
      gboolean settled = s->outcome == SW_APPLIED || s->outcome == SW_IN_SYNC;
      all = all && settled;
      if (settled && !journal_settle_switch (journal, run_id, s->name, finish ? SW_APPLIED : SW_ROLLED_BACK, _ ("settled by recover"), error))
        return FALSE;
    }
  if (all && !journal_end_run (journal, run_id, finish ? RUN_DONE : RUN_ROLLED_BACK, finish ? EXIT_DONE : EXIT_ROLLED_BACK, error))
    return FALSE;
  return all;
}

static gboolean
left_qos_pending (const Family *family, const JournalSwitch *s)
{
  gboolean open = FALSE;
  for (guint i = 0; i < s->steps->len; i++)
    {
      const JournalStepView *v = s->steps->pdata[i];
      OpId op = family_line_op (family, v->step.command);
      if (v->outcome == STEP_INTENDED || v->outcome == STEP_NOT_NEEDED)
        continue;
      if (op == OP_QOS_TRUST || op == OP_QOS_NO_TRUST)
        open = TRUE;
      else if (op == OP_QOS_APPLY && (v->outcome == STEP_DONE || v->outcome == STEP_UNDONE))
        open = FALSE;
    }
  return open;
}

GHashTable *
recover_qos_left (Journal *journal, const char *run_id, const Plan *original, GError **error)
{
  g_autoptr (GPtrArray) switches = journal_run_switches (journal, run_id, error);
  if (!switches)
    return NULL;
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < switches->len; i++)
    {
      const JournalSwitch *s = switches->pdata[i];
      const SwitchPlan *from = plan_find_switch (original, s->name);
      const Family *family = from && from->family ? family_by_id (from->family) : NULL;
      if (family && is_open (s) && left_qos_pending (family, s))
        g_hash_table_add (names, g_strdup (s->name));
    }
  return names;
}

GHashTable *
recover_unsaved_left (Journal *journal, const char *run_id, const Plan *original, const GPtrArray *states, GError **error)
{
  g_autoptr (GPtrArray) switches = journal_run_switches (journal, run_id, error);
  if (!switches)
    return NULL;
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < original->switches->len; i++)
    {
      const SwitchPlan *from = original->switches->pdata[i];
      const SwitchState *state = states->pdata[i];
      const JournalSwitch *s = find_switch (switches, from->name);
      if (s && is_open (s) && s->steps->len && state && state->unsaved == TRI_YES)
        g_hash_table_add (names, g_strdup (from->name));
    }
  return names;
}

GPtrArray *
recover_runs (Journal *journal, GError **error)
{
  g_autoptr (GPtrArray) runs = journal_runs (journal, error);
  if (!runs)
    return NULL;
  GPtrArray *open = g_ptr_array_new_with_free_func ((GDestroyNotify) journal_run_free);
  for (guint i = runs->len; i-- > 0;)
    {
      JournalRun *run = runs->pdata[i];
      if (((run->status == RUN_OPEN && !run->alive) || run->status == RUN_INCOMPLETE) && g_strcmp0 (run->kind, "recover"))
        {
          JournalRun *own = journal_run (journal, run->id, error);
          if (own)
            g_ptr_array_add (open, own);
        }
    }
  return open;
}

Plan *
resume_plan (Journal *journal, const char *run_id, Plan *original, GError **error)
{
  g_autoptr (Plan) plan = original;
  g_autoptr (GPtrArray) done = journal_run_switches (journal, run_id, error);
  PlanMemory memory = { .runs = count_runs (journal) };
  if (!done)
    return NULL;
  for (guint i = plan->switches->len; i-- > 0;)
    {
      const JournalSwitch *was = find_switch (done, ((SwitchPlan *) plan->switches->pdata[i])->name);
      if (was && (was->outcome == SW_APPLIED || was->outcome == SW_IN_SYNC))
        g_ptr_array_remove_index (plan->switches, i);
    }
  plan_finish (plan, &memory);
  return g_steal_pointer (&plan);
}

GHashTable *
rollback_save_modes (Journal *journal, const char *run_id, GError **error)
{
  g_autoptr (GPtrArray) switches = journal_run_switches (journal, run_id, error);
  if (!switches)
    return NULL;
  GHashTable *modes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < switches->len; i++)
    {
      const JournalSwitch *s = switches->pdata[i];
      SaveMode mode = !g_strcmp0 (s->saved, "certified") ? SAVE_CERTIFIED : !g_strcmp0 (s->saved, "working") ? SAVE_WORKING : SAVE_NONE;
      /* a run that died says nothing: what it may have written must be written over */
      if (s->outcome == SW_OPEN)
        mode = SAVE_AUTO;
      g_hash_table_insert (modes, g_strdup (s->name), GINT_TO_POINTER (mode));
    }
  return modes;
}
