/* Saving what was verified, no more and no less (product 6.6). */
#include <glib/gi18n.h>

#include "apply/engine.h"

#define SAVE_POLL_MS 500
#define SAVE_WAIT_S 120 /* AOS 6 certifies on after the prompt is back; a stack takes its time */

static const OpArgs no_args = { 0 };

static SaveMode
mode_of (const SwitchRun *run)
{
  const ApplyOptions *o = run->engine->options;
  gpointer own;
  if (o->save_of && g_hash_table_lookup_extended (o->save_of, run->plan->name, NULL, &own))
    return GPOINTER_TO_INT (own);
  return o->save;
}

static void
set_saved (SwitchRun *run, const char *word)
{
  g_free (run->result->saved);
  run->result->saved = g_strdup (word);
}

static void
say (SwitchRun *run, const char *text)
{
  g_autofree char *old = run->result->reason;
  run->result->reason = old ? g_strdup_printf ("%s; %s", old, text) : g_strdup (text);
}

typedef gboolean (*Wanted) (const SwitchState *state);

static gboolean
is_saved (const SwitchState *state)
{
  return state->unsaved == TRI_NO;
}

static gboolean
is_certified (const SwitchState *state)
{
  return state->certified == TRI_YES;
}

static gboolean
wait_until (SwitchRun *run, guint32 attrs, Wanted wanted)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) SAVE_WAIT_S * G_USEC_PER_SEC;
  for (;;)
    {
      SwitchState *state = observe (run, attrs, TRUE);
      gboolean there = wanted (state), readable = state->status != SWITCH_UNREACHABLE || session_is_alive (run->session);
      switch_state_free (state);
      if (there || !readable || g_get_monotonic_time () >= deadline)
        return there;
      g_usleep (SAVE_POLL_MS * 1000);
    }
}

static GPtrArray *
all_changes (const SwitchRun *run)
{
  GPtrArray *changes = g_ptr_array_new ();
  for (guint i = 0; i < run->work->len; i++)
    g_ptr_array_add (changes, ((Work *) run->work->pdata[i])->change);
  const Plan *original = run->engine->options->original;
  const SwitchPlan *s = original ? plan_find_switch (original, run->plan->name) : NULL;
  for (guint i = 0; s && i < s->changes->len; i++)
    g_ptr_array_add (changes, s->changes->pdata[i]);
  return changes;
}

/* Somebody else's lines since we began: then nothing is saved. NULL when all is ours. */
static char *
foreign_lines (SwitchRun *run, const char *now)
{
  g_autoptr (GPtrArray) changes = all_changes (run);
  g_autoptr (GPtrArray) foreign = snapshot_foreign_lines (run->family, run->snapshot_before, now, changes);
  if (!foreign)
    return NULL;
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < foreign->len && i < 3; i++)
    g_string_append_printf (text, "%s`%s`", i ? ", " : "", (char *) foreign->pdata[i]);
  if (foreign->len > 3)
    g_string_append_printf (text, _ (" and %u more"), foreign->len - 3);
  return g_string_free (text, FALSE);
}

static gboolean
wants_certify (const SwitchRun *run, SaveMode mode)
{
  if (mode == SAVE_AUTO)
    return run->before->certified == TRI_YES && run->before->unsaved == TRI_NO;
  return mode == SAVE_CERTIFIED;
}

/* The written configuration is good by now: what goes wrong here is told, not undone. */
static void
certify (SwitchRun *run)
{
  g_autofree char *reason = NULL;
  gboolean synchro = run->family->ops[OP_CERTIFY_SYNCHRO].line && run->before->n_members > 1 && run->before->synchronised == TRI_YES;
  switch_run_progress (run, _ ("certifying"));
  if (keeping_send (run, synchro ? OP_CERTIFY_SYNCHRO : OP_CERTIFY, &no_args, NULL, &reason) == STEP_DONE && wait_until (run, HAS (ATTR_CERTIFIED), is_certified))
    {
      set_saved (run, "certified");
      return;
    }
  g_autofree char *text = g_strdup_printf (_ ("saved, but not certified (a power cut would bring the old configuration back): %s"),
                                           reason ? reason : _ ("the switch does not say `certified`"));
  say (run, text);
  switch_run_worse (run, EXIT_NEEDS_PERSON);
}

static gboolean
write_memory (SwitchRun *run, char **reason)
{
  switch_run_progress (run, _ ("saving"));
  StepOutcome outcome = keeping_send (run, OP_SAVE, &no_args, NULL, reason);
  run->save_sent = run->save_sent || outcome != STEP_FAILED; /* an ERROR that is understood wrote nothing */
  if (outcome != STEP_DONE)
    return FALSE;
  if (wait_until (run, HAS (ATTR_UNSAVED), is_saved))
    {
      set_saved (run, "working");
      return TRUE;
    }
  *reason = g_strdup (_ ("`write memory` went through, but the switch still says that its configuration is not saved"));
  return FALSE;
}

/* The switch may call its configuration changed once anything was sent, though all is as before. The snapshot says to the next run
 * that it was us. */
void
save_note_left (SwitchRun *run)
{
  if (run->foreign_unsaved || !run->snapshot_before || !run->session || !session_is_alive (run->session))
    return;
  g_autofree char *now = session_snapshot (run->session, NULL);
  g_autofree char *foreign = now ? foreign_lines (run, now) : NULL;
  if (foreign)
    {
      g_autofree char *text = g_strdup_printf (_ ("somebody else changed the configuration meanwhile: %s"), foreign);
      say (run, text);
    }
  else if (now)
    journal_snapshot (run->engine->journal, run->engine->run_id, run->plan->name, "after", now, NULL);
}

gboolean
save_switch (SwitchRun *run, char **reason)
{
  g_autoptr (GError) error = NULL;
  SaveMode mode = mode_of (run);
  if (!run->work->len)
    {
      save_note_left (run);
      return TRUE;
    }
  g_autofree char *now = session_snapshot (run->session, &error);
  if (!now)
    {
      *reason = g_strdup (error->message);
      return FALSE;
    }
  g_autofree char *foreign = mode == SAVE_NONE ? NULL : foreign_lines (run, now);
  if (foreign)
    {
      g_autofree char *text = g_strdup_printf (_ ("not saved: somebody else changed the configuration meanwhile: %s"), foreign);
      say (run, text);
      switch_run_worse (run, EXIT_REFUSED);
      return TRUE;
    }
  if (!run->foreign_unsaved && !journal_snapshot (run->engine->journal, run->engine->run_id, run->plan->name, "after", now, &error))
    {
      *reason = g_strdup (error->message);
      return FALSE;
    }
  if (mode == SAVE_NONE)
    return TRUE;
  if (!write_memory (run, reason))
    return FALSE;
  if (wants_certify (run, mode))
    certify (run);
  return TRUE;
}

/* What we may have written holds changes that are taken back now: write the prior state again. */
gboolean
save_after_undo (SwitchRun *run)
{
  g_autofree char *reason = NULL;
  gboolean was_certified = g_strcmp0 (run->result->saved, "certified") == 0;
  if (!run->save_sent)
    {
      save_note_left (run);
      return TRUE;
    }
  set_saved (run, "none");
  if (write_memory (run, &reason))
    {
      if (was_certified)
        certify (run);
      set_saved (run, "none");
      return TRUE;
    }
  g_ptr_array_add (run->result->by_hand, g_strdup (run->family->ops[OP_SAVE].line));
  return FALSE;
}
