/* Steps: what was meant, line by line, and what became of it. */
#include "journal/internal.h"

#include <glib/gi18n.h>
#include <string.h>

const char *
step_outcome_to_string (StepOutcome o)
{
  static const char *const words[] = { "intended", "sent", "done", "not-needed", "failed", "unknown", "undone", "undo-failed" };
  return words[o];
}

static void
step_clear (JournalStep *s)
{
  g_free (s->command);
  g_free (s->undo);
  g_free (s->ports);
  g_free (s->observed_json);
}

void
journal_step_free (JournalStep *s)
{
  if (!s)
    return;
  step_clear (s);
  g_free (s);
}

static void
step_view_free (gpointer item)
{
  JournalStepView *v = item;
  step_clear (&v->step);
  g_free (v->reply);
  g_free (v->sent_at);
  g_free (v->ended_at);
  g_free (v);
}

void
journal_switch_free (JournalSwitch *s)
{
  if (!s)
    return;
  g_free (s->name);
  g_free (s->reason);
  g_free (s->saved);
  g_ptr_array_unref (s->steps);
  g_free (s);
}

typedef struct {
  gint64 run;
  const char *switch_name, *now;
  const GPtrArray *steps;
} Intent;

static gboolean
write_intent (Journal *j, gpointer data, GError **error)
{
  const Intent *intent = data;
  gboolean ok = TRUE;
  for (guint i = 0; ok && i < intent->steps->len; i++)
    {
      JournalStep *s = intent->steps->pdata[i];
      ok = journal_exec (j, error,
                         "INSERT INTO step (run, name, change_index, command, undo, ports, observed_json, is_undo, outcome, intended_at)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         "itittt" "tiit", intent->run, intent->switch_name, (gint64) s->change_index, s->command, s->undo ? s->undo : "",
                         s->ports ? s->ports : "", s->observed_json ? s->observed_json : "{}", (gint64) s->is_undo,
                         (gint64) STEP_INTENDED, intent->now);
      s->id = ok ? journal_last_id (j) : 0;
    }
  return ok;
}

gboolean
journal_intend (Journal *j, const char *run_id, const char *switch_name, const GPtrArray *steps, GError **error)
{
  g_autofree char *now = journal_now ();
  Intent intent = { 0, switch_name, now, steps };
  return journal_run_number (run_id, &intent.run, error) && journal_write (j, write_intent, &intent, error);
}

typedef struct {
  gint64 step_id;
  StepOutcome outcome;
  const char *reply, *now;
} Outcome;

static gboolean
write_outcome (Journal *j, gpointer data, GError **error)
{
  const Outcome *o = data;
  gboolean sent = o->outcome == STEP_SENT;
  gboolean ok = journal_exec (j, error,
                              "UPDATE step SET outcome = ?, reply = coalesce (?, reply), sent_at = coalesce (?, sent_at, ?),"
                              " ended_at = coalesce (?, ended_at) WHERE id = ?",
                              "itttti", (gint64) o->outcome, o->reply, sent ? o->now : NULL, o->now, sent ? NULL : o->now, o->step_id);
  if (ok && journal_rows_changed (j) == 0)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND, _ ("the journal has no step %" G_GINT64_FORMAT), o->step_id);
      ok = FALSE;
    }
  return ok;
}

gboolean
journal_outcome (Journal *j, gint64 step_id, StepOutcome outcome, const char *reply, GError **error)
{
  g_autofree char *now = journal_now ();
  Outcome what = { step_id, outcome, reply, now };
  return journal_write (j, write_outcome, &what, error);
}

/* ---- looking back -------------------------------------------------------------------------------------------------- */

static JournalStepView *
view_from_row (Query *q)
{
  JournalStepView *v = g_new0 (JournalStepView, 1);
  v->step.id = query_int (q, 1);
  v->step.change_index = (guint) query_int (q, 2);
  v->step.command = g_strdup (query_must (q, 3));
  v->step.undo = g_strdup (query_must (q, 4));
  v->step.ports = g_strdup (query_must (q, 5));
  v->step.observed_json = g_strdup (query_must (q, 6));
  v->step.is_undo = query_int (q, 7) != 0;
  v->outcome = (StepOutcome) CLAMP (query_int (q, 8), STEP_INTENDED, STEP_UNDO_FAILED);
  v->reply = g_strdup (query_text (q, 9));
  v->sent_at = g_strdup (query_text (q, 10));
  v->ended_at = g_strdup (query_text (q, 11));
  return v;
}

static gboolean
read_switches (Journal *j, gint64 run, GPtrArray *switches, GHashTable *by_name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (Query) q = journal_query (j, &local, "SELECT name, outcome, reason, saved FROM run_switch WHERE run = ? ORDER BY rowid", "i", run);
  while (q && query_next (q, &local))
    {
      JournalSwitch *s = g_new0 (JournalSwitch, 1);
      s->name = g_strdup (query_must (q, 0));
      s->outcome = (SwitchOutcome) CLAMP (query_int (q, 1), SW_OPEN, SW_UNKNOWN);
      s->reason = g_strdup (query_text (q, 2));
      s->saved = g_strdup (query_must (q, 3));
      s->steps = g_ptr_array_new_with_free_func (step_view_free);
      g_ptr_array_add (switches, s);
      g_hash_table_insert (by_name, s->name, s);
    }
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return q && (!error || !*error);
}

GPtrArray *
journal_run_switches (Journal *j, const char *run_id, GError **error)
{
  gint64 n;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) switches = g_ptr_array_new_with_free_func ((GDestroyNotify) journal_switch_free);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  if (!journal_run_number (run_id, &n, error))
    return NULL;
  if (read_switches (j, n, switches, by_name, &local))
    {
      g_autoptr (Query) q = journal_query (j, &local,
                                           "SELECT name, id, change_index, command, undo, ports, observed_json, is_undo, outcome, reply, sent_at,"
                                           " ended_at FROM step WHERE run = ? ORDER BY id",
                                           "i", n);
      while (q && query_next (q, &local))
        {
          JournalSwitch *s = g_hash_table_lookup (by_name, query_must (q, 0));
          if (s)
            g_ptr_array_add (s->steps, view_from_row (q));
        }
    }
  if (!local)
    return g_steal_pointer (&switches);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

/* ---- undo timers --------------------------------------------------------------------------------------------------- */

void
journal_timer_free (JournalTimer *t)
{
  g_free (t->run);
  g_free (t->name);
  g_free (t->file);
  g_free (t->fires);
  g_free (t);
}

gboolean
journal_timer (Journal *j, const char *run_id, const char *switch_name, const char *file, const char *fires, UndoTimerState state, GError **error)
{
  gint64 n;
  return journal_run_number (run_id, &n, error)
         && journal_write_one (j, error,
                               "INSERT INTO timer (run, name, file, fires, state) VALUES (?, ?, ?, ?, ?)"
                               " ON CONFLICT (run, name) DO UPDATE SET file = excluded.file, fires = excluded.fires, state = excluded.state",
                               "ittti", n, switch_name, file, fires, (gint64) state);
}

GPtrArray *
journal_timers_left (Journal *j, const char *run_id, GError **error)
{
  gint64 n = 0;
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) timers = g_ptr_array_new_with_free_func ((GDestroyNotify) journal_timer_free);
  if (run_id && !journal_run_number (run_id, &n, error))
    return NULL;
  g_autoptr (Query) q = journal_query (j, &local, "SELECT run, name, file, fires, state, EXISTS (SELECT 1 FROM step WHERE step.run = timer.run AND step.name = timer.name"
                                       "  AND step.change_index <> ? AND step.outcome NOT IN (?, ?)) FROM timer WHERE state <> ? AND (? = 0 OR run = ?)"
                                       " ORDER BY run, name",
                                       "iiiiii", (gint64) G_MAXUINT, (gint64) STEP_INTENDED, (gint64) STEP_NOT_NEEDED, (gint64) TIMER_DISARMED, n, n);
  while (q && query_next (q, &local))
    {
      JournalTimer *t = g_new0 (JournalTimer, 1);
      t->run = g_strdup_printf ("r%" G_GINT64_FORMAT, query_int (q, 0));
      t->name = g_strdup (query_must (q, 1));
      t->file = g_strdup (query_must (q, 2));
      t->fires = g_strdup (query_text (q, 3));
      t->state = (UndoTimerState) CLAMP (query_int (q, 4), TIMER_STAGED, TIMER_DISARMED);
      t->sent = query_int (q, 5) != 0;
      g_ptr_array_add (timers, t);
    }
  if (!local)
    return g_steal_pointer (&timers);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}
