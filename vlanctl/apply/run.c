/* A run as a whole: its results, its switches, and its last word in the journal. */
#include <glib/gi18n.h>
#include <string.h>

#include "apply/engine.h"

/* ---- results --------------------------------------------------------------------------------------------------------- */

static void
apply_step_free (gpointer data)
{
  ApplyStep *s = data;
  g_free (s->command);
  g_free (s->reply);
  g_free (s->undo);
  g_free (s);
}

static void
apply_switch_free (gpointer data)
{
  ApplySwitch *s = data;
  g_free (s->name);
  g_free (s->reason);
  g_free (s->saved);
  g_ptr_array_unref (s->steps);
  g_ptr_array_unref (s->by_hand);
  g_ptr_array_unref (s->notes);
  g_free (s->timer_fires);
  g_free (s);
}

static ApplySwitch *
apply_switch_new (const char *name)
{
  ApplySwitch *s = g_new0 (ApplySwitch, 1);
  s->name = g_strdup (name);
  s->saved = g_strdup ("none");
  s->steps = g_ptr_array_new_with_free_func (apply_step_free);
  s->by_hand = g_ptr_array_new_with_free_func (g_free);
  s->notes = g_ptr_array_new_with_free_func (g_free);
  return s;
}

void
apply_result_free (ApplyResult *r)
{
  if (!r)
    return;
  g_free (r->run_id);
  g_free (r->plan_id);
  g_ptr_array_unref (r->switches);
  g_free (r);
}

void
apply_options_init (ApplyOptions *o)
{
  memset (o, 0, sizeof *o);
  o->jobs = 8;
  o->save = SAVE_AUTO;
  o->verify_timeout_s = 30;
  o->undo_timer_s = 600;
  plan_options_init (&o->guards);
}

void
apply_options_clear (ApplyOptions *o)
{
  g_clear_pointer (&o->save_of, g_hash_table_unref);
  g_clear_pointer (&o->canaries, g_hash_table_unref);
  g_clear_pointer (&o->undo_timer_of, g_hash_table_unref);
  g_clear_pointer (&o->uplink_macs_of, g_hash_table_unref);
  g_clear_pointer (&o->qos_left, g_hash_table_unref);
  g_clear_pointer (&o->unsaved_left, g_hash_table_unref);
}

static guint
own_or (GHashTable *table, const char *switch_name, guint otherwise)
{
  gpointer own;
  return table && g_hash_table_lookup_extended (table, switch_name, NULL, &own) ? GPOINTER_TO_UINT (own) : otherwise;
}

guint
apply_undo_timer_of (const ApplyOptions *o, const char *switch_name)
{
  return own_or (o->undo_timer_of, switch_name, o->undo_timer_s);
}

guint
apply_uplink_macs_of (const ApplyOptions *o, const char *switch_name)
{
  return own_or (o->uplink_macs_of, switch_name, o->guards.uplink_macs);
}

/* ---- shared by the engine -------------------------------------------------------------------------------------------- */

void
switch_run_progress (SwitchRun *run, const char *text)
{
  const ApplyWorld *world = run->engine->world;
  if (world && world->progress) /* a plan without a change has no world */
    world->progress (run->plan->name, text, world->user);
}

gboolean
switch_run_interrupted (const SwitchRun *run)
{
  gint *flag = run->engine->options->interrupted;
  return flag && g_atomic_int_get (flag);
}

void
switch_run_note (SwitchRun *run, const char *text)
{
  g_ptr_array_add (run->result->notes, g_strdup (text));
}

void
switch_run_worse (SwitchRun *run, int exit_code)
{
  run->exit_code = exit_worse (run->exit_code, exit_code);
}

static int
exit_of (SwitchOutcome outcome)
{
  switch (outcome)
    {
    case SW_APPLIED: case SW_IN_SYNC: return EXIT_DONE;
    case SW_ROLLED_BACK: return EXIT_ROLLED_BACK;
    case SW_ROLLBACK_INCOMPLETE: return EXIT_NEEDS_PERSON;
    case SW_REFUSED: case SW_SKIPPED: return EXIT_REFUSED;
    case SW_OPEN: case SW_UNKNOWN: default: return EXIT_INCOMPLETE;
    }
}

void
switch_run_finish (SwitchRun *run, SwitchOutcome outcome, const char *reason)
{
  g_autoptr (GError) error = NULL;
  if (run->ended)
    return;
  g_mutex_lock (&run->engine->mutex);
  run->result->outcome = outcome;
  run->ended = TRUE;
  g_mutex_unlock (&run->engine->mutex);
  g_clear_pointer (&run->earlier, live_rows_free); /* whoever looks again after a while looks at everything */
  if (reason && !run->result->reason)
    run->result->reason = g_strdup (reason);
  switch_run_worse (run, exit_of (outcome));
  if (run->timer.armed)
    {
      g_free (run->result->timer_fires);
      run->result->timer_fires = g_strdup (run->timer.fires);
      switch_run_worse (run, EXIT_NEEDS_PERSON);
    }
  if (switch_run_interrupted (run) && outcome != SW_APPLIED && outcome != SW_IN_SYNC)
    switch_run_worse (run, EXIT_INTERRUPTED);
  if (run->begun && !journal_end_switch (run->engine->journal, run->engine->run_id, run->plan->name, outcome, run->result->reason,
                                         run->result->saved, &error))
    {
      /* the switch is as told, the journal is not: a person must know */
      g_autofree char *text = g_strdup_printf ("%s (%s)", run->result->reason ? run->result->reason : "", error->message);
      g_free (run->result->reason);
      run->result->reason = g_steal_pointer (&text);
      switch_run_worse (run, EXIT_NEEDS_PERSON);
    }
  if (run->locked)
    journal_unlock_switch (run->engine->journal, run->engine->run_id, run->plan->name);
  run->locked = FALSE;
  switch_run_progress (run, NULL);
}

/* ---- one run --------------------------------------------------------------------------------------------------------- */

static SwitchRun *
switch_run_new (Engine *engine, const SwitchPlan *plan, ApplySwitch *result)
{
  SwitchRun *run = g_new0 (SwitchRun, 1);
  run->engine = engine;
  run->plan = plan;
  run->result = result;
  run->family = family_by_id (plan->family);
  run->work = g_ptr_array_new_with_free_func (work_free);
  run->upstream = g_ptr_array_new ();
  run->downstream = g_ptr_array_new ();
  return run;
}

static void
switch_run_free (gpointer data)
{
  SwitchRun *run = data;
  session_close (run->session);
  g_ptr_array_unref (run->work);
  g_ptr_array_unref (run->upstream);
  g_ptr_array_unref (run->downstream);
  live_rows_free (run->earlier);
  if (run->before)
    switch_state_free (run->before);
  g_free (run->snapshot_before);
  g_free (run->snapshot_path);
  g_free (run->timer.run_id);
  g_free (run->timer.file);
  g_free (run->timer.fires);
  g_free (run);
}

/* What the run that is cleared up has left behind: a timer, pending QoS lines, a configuration that is not saved. */
static void
adopt_left (SwitchRun *run)
{
  const ApplyOptions *o = run->engine->options;
  const GPtrArray *left = o->timers_left;
  run->qos_open = o->qos_left && g_hash_table_contains (o->qos_left, run->plan->name);
  run->unsaved_left = o->unsaved_left && g_hash_table_contains (o->unsaved_left, run->plan->name);
  for (guint i = 0; left && i < left->len; i++)
    {
      const JournalTimer *t = left->pdata[i];
      if (strcmp (t->name, run->plan->name))
        continue;
      run->timer.run_id = g_strdup (t->run);
      run->timer.file = g_strdup (t->file);
      run->timer.fires = g_strdup (t->fires ? t->fires : "?");
      run->timer.until = G_MAXINT64;
      run->timer.armed = TRUE;
      run->timer.sent = t->sent;
    }
}

/* What the plan itself decides: nothing to do, or not to be touched. */
static void
settle_by_plan (SwitchRun *run)
{
  switch (run->plan->status)
    {
    case PLAN_IN_SYNC:
      if (!switch_run_left_something (run))
        switch_run_finish (run, SW_IN_SYNC, NULL);
      break;
    case PLAN_UNKNOWN: switch_run_finish (run, SW_UNKNOWN, run->plan->reason); break;
    case PLAN_REFUSED: switch_run_finish (run, SW_REFUSED, run->plan->reason); break;
    case PLAN_CHANGES: default: break;
    }
}

static RunStatus
run_status (const GPtrArray *runs, int exit_code)
{
  guint applied = 0, undone = 0;
  for (guint i = 0; i < runs->len; i++)
    {
      const SwitchRun *run = runs->pdata[i];
      applied += run->result->outcome == SW_APPLIED;
      undone += run->result->outcome == SW_ROLLED_BACK;
    }
  if (exit_code == EXIT_NEEDS_PERSON)
    return RUN_INCOMPLETE;
  if (exit_code == EXIT_INTERRUPTED)
    return RUN_INTERRUPTED;
  return applied ? RUN_DONE : undone ? RUN_ROLLED_BACK : exit_code == EXIT_REFUSED ? RUN_REFUSED : RUN_DONE;
}

static void
link_runs (const GPtrArray *runs)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < runs->len; i++)
    g_hash_table_insert (by_name, ((SwitchRun *) runs->pdata[i])->plan->name, runs->pdata[i]);
  for (guint i = 0; i < runs->len; i++)
    {
      SwitchRun *run = runs->pdata[i];
      for (guint k = 0; k < run->plan->upstream->len; k++)
        {
          SwitchRun *up = g_hash_table_lookup (by_name, run->plan->upstream->pdata[k]);
          if (!up)
            continue;
          g_ptr_array_add (run->upstream, up);
          g_ptr_array_add (up->downstream, run);
        }
    }
}

static GPtrArray *
make_runs (Engine *engine, ApplyResult *result)
{
  GPtrArray *runs = g_ptr_array_new_with_free_func (switch_run_free);
  for (guint i = 0; i < engine->plan->switches->len; i++)
    {
      const SwitchPlan *s = engine->plan->switches->pdata[i];
      g_ptr_array_add (result->switches, apply_switch_new (s->name));
      g_ptr_array_add (runs, switch_run_new (engine, s, result->switches->pdata[i]));
      adopt_left (runs->pdata[i]);
      settle_by_plan (runs->pdata[i]);
    }
  link_runs (runs);
  return runs;
}

static ApplyResult *
result_new (const Plan *plan, const char *run_id)
{
  ApplyResult *result = g_new0 (ApplyResult, 1);
  result->run_id = g_strdup (run_id);
  result->plan_id = g_strdup (plan->id);
  result->switches = g_ptr_array_new_with_free_func (apply_switch_free);
  return result;
}

static void
gather_exit (ApplyResult *result, const GPtrArray *runs)
{
  for (guint i = 0; i < runs->len; i++)
    result->exit_code = exit_worse (result->exit_code, ((SwitchRun *) runs->pdata[i])->exit_code);
}

ApplyResult *
apply_nothing (const Plan *plan)
{
  ApplyOptions options;
  apply_options_init (&options);
  Engine engine = { .plan = plan, .options = &options };
  ApplyResult *result = result_new (plan, NULL);
  g_autoptr (GPtrArray) runs = make_runs (&engine, result);
  gather_exit (result, runs);
  return result;
}

ApplyResult *
apply_run (const Plan *plan, const char *plan_json, const char *kind, const char *undoes_run, Journal *journal, const ApplyWorld *world,
           const ApplyOptions *options, GError **error)
{
  g_autofree char *run_id = NULL;
  if (!journal_begin_run (journal, kind, plan->id, plan_json, undoes_run, &run_id, error))
    return NULL;
  if (g_str_equal (kind, "apply") && !journal_use_plan (journal, plan->id, error))
    {
      journal_end_run (journal, run_id, RUN_REFUSED, EXIT_REFUSED, NULL);
      return NULL;
    }
  Engine engine = { .plan = plan, .run_id = run_id, .backwards = !g_str_equal (kind, "apply"),
                    .recovers = g_str_equal (kind, "recover") ? undoes_run : NULL, .journal = journal, .world = world, .options = options };
  ApplyResult *result = result_new (plan, run_id);
  g_autoptr (GPtrArray) runs = make_runs (&engine, result);
  g_mutex_init (&engine.mutex);
  waves_run (&engine, runs);
  gather_exit (result, runs);
  journal_end_run (journal, run_id, run_status (runs, result->exit_code), result->exit_code, NULL);
  vlan_set_clear (&engine.broken);
  g_free (engine.stopped);
  g_mutex_clear (&engine.mutex);
  return result;
}
