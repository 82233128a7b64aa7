/* One switch through one phase: login, preflight, last-moment check, intent, commands, read-back, save. */
#include <glib/gi18n.h>

#include "apply/engine.h"

#define PORT_GUARD_ATTRS (HAS (ATTR_AGGREGATE) | HAS (ATTR_DYNAMIC) | HAS (ATTR_NEIGHBOURS) | HAS (ATTR_MACS))
#define GUARD_ATTRS \
  (HAS (ATTR_RUNNING_DIRECTORY) | HAS (ATTR_UNSAVED) | HAS (ATTR_CERTIFIED) | HAS (ATTR_TIMER) | HAS (ATTR_MEMBERS) | HAS (ATTR_RELOAD) \
   | PORT_GUARD_ATTRS | HAS (ATTR_VLANS) | HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED))

guint
switch_run_parts (const SwitchRun *run)
{
  guint parts = 0;
  for (guint i = 0; i < run->plan->changes->len; i++)
    parts |= plan_change_is_path (run->plan->changes->pdata[i]) ? PART_PATH : PART_PORTS;
  return parts;
}

gboolean
switch_run_open (SwitchRun *run, GError **error)
{
  SshTarget target = { 0 };
  const TransportMaker *maker = NULL;
  const ApplyWorld *world = run->engine->world;
  if (run->session && session_is_alive (run->session))
    return TRUE;
  g_clear_pointer (&run->session, session_close);
  switch_run_progress (run, _ ("logging in"));
  if (!world->ssh_target (run->plan->name, &target, &maker, world->user, error))
    return FALSE;
  run->session = session_open (maker, &target, run->family, error);
  return run->session != NULL;
}

static guint32
phase_attrs (const SwitchRun *run)
{
  guint32 attrs = 0;
  for (guint i = 0; i < run->plan->changes->len; i++)
    attrs |= HAS (plan_change_attr (((Change *) run->plan->changes->pdata[i])->kind));
  return attrs;
}

static SwitchOutcome
outcome_of_login (const GError *error)
{
  gboolean refused = error->domain == SSH_TRANSPORT_ERROR && (error->code == SSH_ERR_HOSTKEY_CHANGED || error->code == SSH_ERR_HOSTKEY_UNKNOWN);
  return refused ? SW_REFUSED : SW_UNKNOWN;
}

/* Nothing of this run has reached the switch: it can simply be left. */
static gboolean
leave (SwitchRun *run, SwitchOutcome outcome, const char *why)
{
  if (run->work->len)
    undo_switch (run, why);
  else
    switch_run_finish (run, outcome, why);
  return FALSE;
}

gboolean
switch_run_begin (SwitchRun *run)
{
  Engine *e = run->engine;
  g_autoptr (GError) error = NULL;
  if (!run->locked && !journal_lock_switch (e->journal, e->run_id, run->plan->name, &error))
    return leave (run, SW_REFUSED, error->message);
  run->locked = TRUE;
  g_autoptr (GHashTable) unsettled = journal_unsettled (e->journal, &error);
  const char *open_run = g_hash_table_lookup (unsettled, run->plan->name);
  if (open_run && !g_strcmp0 (open_run, e->recovers))
    open_run = NULL;
  if (open_run || error)
    {
      g_autofree char *why = open_run ? g_strdup_printf (_ ("unsettled: run %s never ended on this switch: `vlanctl recover` first"), open_run)
                                      : g_strdup (error->message);
      return leave (run, SW_REFUSED, why);
    }
  if (!run->begun && !journal_begin_switch (e->journal, e->run_id, run->plan, &error))
    return leave (run, SW_REFUSED, error->message);
  run->begun = TRUE;
  if (!switch_run_open (run, &error))
    return leave (run, outcome_of_login (error), error->message);
  return TRUE;
}

/* Recover: what is ours is told by the picture that the run which died had taken before its own first command. */
static char *
dead_before (const SwitchRun *run)
{
  const Engine *e = run->engine;
  return e->recovers ? journal_snapshot_text (e->journal, e->recovers, run->plan->name, "before", NULL) : NULL;
}

/* The picture before the first command, on disk before it. */
static gboolean
take_before (SwitchRun *run, SwitchState *state)
{
  g_autoptr (GError) error = NULL;
  SwitchOutcome outcome = SW_REFUSED;
  run->snapshot_before = session_snapshot (run->session, &error);
  if (!run->snapshot_before)
    return leave (run, SW_UNKNOWN, error->message);
  g_autofree char *why = preflight_check (run, state, &outcome);
  if (why)
    return leave (run, outcome, why);
  if (!journal_snapshot (run->engine->journal, run->engine->run_id, run->plan->name, "before", run->snapshot_before, &error)
      || !evidence_remember (run, &error))
    return leave (run, SW_REFUSED, error->message);
  char *older = dead_before (run);
  if (older)
    {
      g_free (run->snapshot_before);
      run->snapshot_before = older;
    }
  return TRUE;
}

static gboolean
do_work (SwitchRun *run, const GPtrArray *work, char **reason)
{
  g_autoptr (GError) error = NULL;
  if (!lines_intend (run, work, &error))
    {
      *reason = g_strdup (error->message);
      return FALSE;
    }
  return lines_send (run, work, reason) && verify_work (run, work, reason) && evidence_wait (run, work, reason);
}

/* Verified: the switch need not take it back any more. FALSE: it has, meanwhile. When it cannot be disarmed the switch ends here,
 * unsaved, and a person is told. */
static gboolean
disarm (SwitchRun *run, char **reason)
{
  g_autofree char *armed = NULL;
  if (!timer_disarm (run, &armed))
    {
      switch_run_finish (run, SW_ROLLBACK_INCOMPLETE, armed);
      return TRUE;
    }
  gboolean gone = run->timer.gone && !run->timer.run_id;
  run->timer.gone = FALSE;
  return !gone || verify_work (run, run->work, reason);
}

/* A switch that was written and not certified may have been restarted meanwhile: then it runs what it had before. */
static void
look_after_save (SwitchRun *run)
{
  g_autofree char *now = NULL, *saved = NULL;
  if (run->exit_code != EXIT_NEEDS_PERSON || verify_work (run, run->work, &now))
    return;
  saved = g_steal_pointer (&run->result->reason);
  g_autofree char *text = g_strdup_printf (_ ("%s; and it no longer reads as planned (was it restarted?): %s"), saved ? saved : "", now);
  switch_run_finish (run, SW_ROLLBACK_INCOMPLETE, text);
}

/* The rest of the switch after its last part. */
static gboolean
conclude (SwitchRun *run)
{
  g_autofree char *reason = NULL;
  if (!save_switch (run, &reason))
    {
      undo_switch (run, reason);
      return FALSE;
    }
  look_after_save (run);
  if (run->timer.ran)
    switch_run_note (run, _ ("the undo timer of the run before had fired: the switch took part of it back by itself"));
  switch_run_finish (run, run->work->len ? SW_APPLIED : SW_IN_SYNC, reason);
  return TRUE;
}

static gboolean
phase_with_state (SwitchRun *run, SwitchPart part, gboolean last, SwitchState *state)
{
  g_autofree char *reason = NULL;
  if (!run->snapshot_before && !take_before (run, state))
    return FALSE;
  GPtrArray *work = drift_make_work (run, part, state, &reason);
  if (!work)
    return leave (run, SW_REFUSED, reason);
  if (reason && !run->result->reason)
    run->result->reason = g_strdup (reason); /* ports that were left alone */
  g_clear_pointer (&reason, g_free);
  if (run->drifted)
    switch_run_worse (run, EXIT_REFUSED);
  for (guint i = 0; i < work->len; i++)
    g_ptr_array_add (run->work, work->pdata[i]);
  g_ptr_array_set_free_func (work, NULL); /* they belong to the run now */
  char *no_timer = work->len ? timer_arm (run, part != PART_PORTS || !switch_run_serves_others (run)) : NULL;
  gboolean ok = !no_timer && (!work->len || do_work (run, work, &reason));
  g_ptr_array_unref (work);
  if (no_timer)
    {
      undo_switch (run, no_timer); /* of an earlier part; of this one nothing was sent */
      g_free (no_timer);
      return FALSE;
    }
  if (!ok || (last && !undo_pending_qos (run, &reason)) || !disarm (run, &reason))
    {
      undo_switch (run, reason);
      return FALSE;
    }
  if (run->timer.armed)
    return FALSE;
  return last ? conclude (run) : TRUE;
}

gboolean
switch_run_phase (SwitchRun *run, SwitchPart part, gboolean last)
{
  if (!switch_run_begin (run))
    return FALSE;
  switch_run_progress (run, _ ("checking"));
  SwitchState *state = observe_first (run, phase_attrs (run) | (run->snapshot_before ? PORT_GUARD_ATTRS : GUARD_ATTRS), !run->snapshot_before);
  gboolean first = !run->before;
  if (first)
    run->before = state;
  gboolean ok = phase_with_state (run, part, last, state);
  if (!first)
    switch_state_free (state);
  if (!last)
    g_clear_pointer (&run->session, session_close); /* other switches' turn: it may take longer than the idle time-out */
  return ok;
}

gboolean
switch_run_left_something (const SwitchRun *run)
{
  return run->timer.armed || run->qos_open || run->unsaved_left;
}

static void
note_timer (SwitchRun *run, gboolean was_armed)
{
  gboolean took_back = run->timer.ran || (run->timer.gone && run->timer.sent && !run->engine->options->finish);
  if (was_armed)
    switch_run_note (run, took_back         ? _ ("its undo timer had fired: the switch took the changes back by itself")
                          : run->timer.gone ? _ ("its undo timer was no longer armed")
                                            : _ ("its undo timer was still armed, and is disarmed"));
}

void
switch_run_clear_up (SwitchRun *run)
{
  g_autofree char *why = NULL;
  gboolean was_armed = run->timer.armed;
  if (!switch_run_begin (run))
    return;
  if (!undo_pending_qos (run, &why) || !timer_disarm (run, &why))
    {
      switch_run_finish (run, SW_ROLLBACK_INCOMPLETE, why);
      return;
    }
  note_timer (run, was_armed);
  run->snapshot_before = dead_before (run);
  save_note_left (run);
  switch_run_finish (run, SW_IN_SYNC, NULL);
}
