/* Runs and the switches in them. */
#include "journal/internal.h"

#include <errno.h>
#include <glib/gi18n.h>

/* Room for the outcomes of a run that meets a full disk half way: about 2000 steps of 250 bytes in the file; the log, of
 * which every commit takes a page or two, is begun again within it (journal.c). */
#define RESERVE_BYTES (1024 * 1024)

const char *
run_status_to_string (RunStatus s)
{
  static const char *const words[] = { "open", "done", "rolled-back", "incomplete", "refused", "interrupted" };
  return words[s];
}

const char *
switch_outcome_to_string (SwitchOutcome o)
{
  static const char *const words[]
      = { "open", "applied", "in-sync", "rolled-back", "rollback-incomplete", "refused", "skipped", "unknown" };
  return words[o];
}

gboolean
journal_run_number (const char *run_id, gint64 *number, GError **error)
{
  guint64 n;
  if (run_id && run_id[0] == 'r' && g_ascii_string_to_unsigned (run_id + 1, 10, 1, G_MAXINT64, &n, NULL))
    {
      *number = (gint64) n;
      return TRUE;
    }
  g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND, _ ("there is no run `%s'; runs are named r1, r2, ... (see vlanctl history)"),
               run_id ? run_id : "");
  return FALSE;
}

/* The row goes in and out again: its pages stay with the database and its log, and the next writes find room there. */
static gboolean
write_reserve (Journal *j, GError **error)
{
  gboolean ok = journal_exec (j, error, "INSERT INTO reserve (filler) VALUES (zeroblob (?))", "i", (gint64) RESERVE_BYTES)
                && journal_exec (j, error, "DELETE FROM reserve", "");
  if (ok) /* brings the pages into the file; a reader may hold it up, which is no failure */
    journal_exec (j, NULL, "PRAGMA wal_checkpoint (PASSIVE)", "");
  return ok;
}

gboolean
journal_begin_run (Journal *j, const char *kind, const char *plan_id, const char *plan_json, const char *undoes_run, char **run_id,
                   GError **error)
{
  Holder self;
  g_autofree char *now = journal_now ();
  if (!write_reserve (j, error))
    return FALSE;
  journal_holder_self (&self);
  journal_hold (j);
  gboolean ok = journal_exec (j, error,
                              "INSERT INTO run (kind, plan_id, plan_json, undoes_run, status, started, pid, pid_start, boot)"
                              " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                              "ttttitiit", kind, plan_id, plan_json, undoes_run, (gint64) RUN_OPEN, now, self.pid, self.start, self.boot);
  if (ok)
    *run_id = g_strdup_printf ("r%" G_GINT64_FORMAT, journal_last_id (j));
  journal_let_go (j);
  journal_holder_clear (&self);
  return ok;
}

/* For an UPDATE that must have met its row. */
static gboolean
met_row (Journal *j, gboolean ok, const char *what, GError **error)
{
  if (ok && journal_rows_changed (j) == 0)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND, _ ("the journal has no %s"), what);
      ok = FALSE;
    }
  journal_let_go (j);
  return ok;
}

gboolean
journal_end_run (Journal *j, const char *run_id, RunStatus status, int exit_code, GError **error)
{
  gint64 n;
  g_autofree char *now = journal_now ();
  if (!journal_run_number (run_id, &n, error))
    return FALSE;
  journal_hold (j);
  gboolean ok = journal_exec (j, error, "UPDATE run SET status = ?, exit_code = ?, ended = ? WHERE n = ?", "iiti", (gint64) status,
                              (gint64) exit_code, now, n);
  return met_row (j, ok, run_id, error);
}

gboolean
journal_begin_switch (Journal *j, const char *run_id, const SwitchPlan *plan, GError **error)
{
  gint64 n;
  g_autofree char *now = journal_now ();
  return journal_run_number (run_id, &n, error)
         && journal_write_one (j, error,
                               "INSERT INTO run_switch (run, name, address, family, model, version, outcome, started) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                               " ON CONFLICT (run, name) DO NOTHING",
                               "ittttt" "it", n, plan->name, plan->address, plan->family, plan->model, plan->version, (gint64) SW_OPEN, now);
}

GHashTable *
journal_unsettled (Journal *j, GError **error)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (Query) q = journal_query (j, error,
                                       "SELECT run_switch.name, run.n, run.pid, run.pid_start, run.boot FROM run JOIN run_switch ON run_switch.run = run.n"
                                       " WHERE run_switch.outcome = ? AND run.status = ? ORDER BY run.n DESC",
                                       "ii", (gint64) SW_OPEN, (gint64) RUN_OPEN);
  while (q && query_next (q, error))
    if (!journal_holder_is_alive (query_int (q, 2), query_int (q, 3), query_must (q, 4)))
      g_hash_table_insert (names, g_strdup (query_must (q, 0)), g_strdup_printf ("r%" G_GINT64_FORMAT, query_int (q, 1)));
  return names;
}

gboolean
journal_end_switch (Journal *j, const char *run_id, const char *switch_name, SwitchOutcome outcome, const char *reason, const char *saved,
                    GError **error)
{
  gint64 n;
  g_autofree char *now = journal_now ();
  if (!journal_run_number (run_id, &n, error))
    return FALSE;
  journal_hold (j);
  gboolean ok = journal_exec (j, error, "UPDATE run_switch SET outcome = ?, reason = ?, saved = ?, ended = ? WHERE run = ? AND name = ?", "itttit",
                              (gint64) outcome, reason, saved ? saved : "none", now, n, switch_name);
  return met_row (j, ok, switch_name, error);
}

gboolean
journal_settle_switch (Journal *j, const char *run_id, const char *switch_name, SwitchOutcome outcome, const char *reason, GError **error)
{
  gint64 n;
  g_autofree char *now = journal_now ();
  if (!journal_run_number (run_id, &n, error))
    return FALSE;
  journal_hold (j);
  gboolean ok = journal_exec (j, error, "UPDATE run_switch SET outcome = ?, reason = ?, ended = ? WHERE run = ? AND name = ?", "ittit",
                              (gint64) outcome, reason, now, n, switch_name);
  return met_row (j, ok, switch_name, error);
}

/* ---- snapshots ----------------------------------------------------------------------------------------------------- */

gboolean
journal_snapshot (Journal *j, const char *run_id, const char *switch_name, const char *which, const char *text, GError **error)
{
  gint64 n;
  g_autofree char *now = journal_now ();
  return journal_run_number (run_id, &n, error)
         && journal_write_one (j, error, "INSERT INTO snapshot (run, name, which, taken, text) VALUES (?, ?, ?, ?, ?)", "itttt", n, switch_name,
                               which, now, text);
}

static char *
take_text (Query *query, GError **error)
{
  g_autoptr (Query) q = query;
  return q && query_next (q, error) ? g_strdup (query_text (q, 0)) : NULL;
}

char *
journal_last_snapshot (Journal *j, const char *switch_name, GError **error)
{
  return take_text (journal_query (j, error, "SELECT text FROM snapshot WHERE name = ? AND which = 'after' ORDER BY id DESC LIMIT 1", "t",
                                   switch_name),
                    error);
}

char *
journal_snapshot_text (Journal *j, const char *run_id, const char *switch_name, const char *which, GError **error)
{
  gint64 n;
  if (!journal_run_number (run_id, &n, error))
    return NULL;
  return take_text (journal_query (j, error, "SELECT text FROM snapshot WHERE run = ? AND name = ? AND which = ? ORDER BY id DESC LIMIT 1",
                                   "itt", n, switch_name, which),
                    error);
}

/* ---- looking back -------------------------------------------------------------------------------------------------- */

void
journal_run_free (JournalRun *r)
{
  if (!r)
    return;
  g_free (r->id);
  g_free (r->kind);
  g_free (r->started);
  g_free (r->ended);
  g_free (r->plan_id);
  g_free (r->undoes_run);
  g_free (r);
}

#define RUN_COLUMNS \
  "SELECT n, kind, started, ended, plan_id, undoes_run, status, exit_code," \
  " (SELECT count (*) FROM run_switch WHERE run = n), (SELECT count (*) FROM step WHERE run = n), pid, pid_start, boot FROM run "

static JournalRun *
run_from_row (Query *q)
{
  JournalRun *r = g_new0 (JournalRun, 1);
  r->id = g_strdup_printf ("r%" G_GINT64_FORMAT, query_int (q, 0));
  r->kind = g_strdup (query_must (q, 1));
  r->started = g_strdup (query_must (q, 2));
  r->ended = g_strdup (query_text (q, 3));
  r->plan_id = g_strdup (query_text (q, 4));
  r->undoes_run = g_strdup (query_text (q, 5));
  r->status = (RunStatus) CLAMP (query_int (q, 6), RUN_OPEN, RUN_INTERRUPTED);
  r->exit_code = (int) query_int (q, 7);
  r->n_switches = (guint) query_int (q, 8);
  r->n_steps = (guint) query_int (q, 9);
  r->alive = r->status == RUN_OPEN && journal_holder_is_alive (query_int (q, 10), query_int (q, 11), query_must (q, 12));
  return r;
}

GPtrArray *
journal_runs (Journal *j, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func ((GDestroyNotify) journal_run_free);
  g_autoptr (Query) q = journal_query (j, &local, RUN_COLUMNS "ORDER BY n DESC", "");
  while (q && query_next (q, &local))
    g_ptr_array_add (runs, run_from_row (q));
  if (!local)
    return g_steal_pointer (&runs);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

JournalRun *
journal_run (Journal *j, const char *run_id, GError **error)
{
  gint64 n = 0;
  g_autoptr (GError) local = NULL;
  if (run_id && !journal_run_number (run_id, &n, error))
    return NULL;
  g_autoptr (Query) q = run_id ? journal_query (j, &local, RUN_COLUMNS "WHERE n = ?", "i", n)
                               : journal_query (j, &local, RUN_COLUMNS "WHERE kind = 'apply' AND status NOT IN (?, ?) ORDER BY n DESC LIMIT 1",
                                                "ii", (gint64) RUN_OPEN, (gint64) RUN_REFUSED);
  JournalRun *run = q && query_next (q, &local) ? run_from_row (q) : NULL;
  if (!run && !local)
    local = run_id ? g_error_new (JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND, _ ("there is no run %s (see vlanctl history)"), run_id)
                   : g_error_new_literal (JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND, _ ("the journal has no finished apply"));
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return run;
}

char *
journal_run_plan (Journal *j, const char *run_id, GError **error)
{
  gint64 n;
  g_autoptr (GError) local = NULL;
  if (!journal_run_number (run_id, &n, error))
    return NULL;
  char *text = take_text (journal_query (j, &local, "SELECT coalesce (plan_json, '') FROM run WHERE n = ?", "i", n), &local);
  if (!text && !local)
    local = g_error_new (JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND, _ ("there is no run %s (see vlanctl history)"), run_id);
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return text;
}
