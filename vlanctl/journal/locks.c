/* One run per switch at a time. */
#include "journal/internal.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Start time of a process in clock ticks since boot: field 22 of /proc/PID/stat. The second field, the name in
 * parentheses, may hold anything, so counting begins after the last closing one. -1 when there is no such process. */
static gint64
process_start (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return -1;
  const char *after = strrchr (text, ')');
  if (!after)
    return -1;
  g_auto (GStrv) fields = g_strsplit (g_strchug ((char *) after + 1), " ", -1);
  const guint start_field = 22 - 3; /* fields[0] is the third, the state */
  if (g_strv_length (fields) <= start_field || fields[0][0] == 'Z')
    return -1; /* a zombie holds nothing any more */
  return g_ascii_strtoll (fields[start_field], NULL, 10);
}

static char *
boot_id (void)
{
  char *text = NULL;
  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("");
  return g_strchomp (text);
}

void
journal_holder_self (Holder *holder)
{
  holder->pid = getpid ();
  holder->start = process_start (holder->pid);
  holder->boot = boot_id ();
}

void
journal_holder_clear (Holder *holder)
{
  g_clear_pointer (&holder->boot, g_free);
}

gboolean
journal_holder_is_alive (gint64 pid, gint64 start, const char *boot)
{
  g_autofree char *now = boot_id ();
  if (g_strcmp0 (now, boot) != 0)
    return FALSE;
  return process_start (pid) == start && start >= 0;
}

/* Is the lock's present holder somebody else who lives? Then *error says who. */
static gboolean
is_held (Journal *j, gint64 run, const char *switch_name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (Query) q = journal_query (j, &local, "SELECT run, pid, pid_start, boot, taken FROM switch_lock WHERE name = ?", "t", switch_name);
  if (!q || !query_next (q, &local))
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      return error && *error;
    }
  if (query_int (q, 0) == run || !journal_holder_is_alive (query_int (q, 1), query_int (q, 2), query_must (q, 3)))
    return FALSE;
  g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_LOCKED,
               _ ("%s is being changed by run r%" G_GINT64_FORMAT " (process %" G_GINT64_FORMAT ", since %s)"), switch_name,
               query_int (q, 0), query_int (q, 1), query_must (q, 4));
  return TRUE;
}

gboolean
journal_lock_switch (Journal *j, const char *run_id, const char *switch_name, GError **error)
{
  gint64 run;
  Holder self;
  g_autoptr (GError) local = NULL;
  g_autofree char *now = journal_now ();
  if (!journal_run_number (run_id, &run, error) || !journal_begin (j, error))
    return FALSE;
  journal_holder_self (&self);
  gboolean ok = !is_held (j, run, switch_name, &local)
                && journal_exec (j, &local, "INSERT OR REPLACE INTO switch_lock (name, run, pid, pid_start, boot, taken) VALUES (?, ?, ?, ?, ?, ?)",
                                 "tiiitt", switch_name, run, self.pid, self.start, self.boot, now);
  journal_holder_clear (&self);
  ok = journal_end (j, ok, local ? NULL : &local) && ok;
  if (local)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

void
journal_unlock_switch (Journal *j, const char *run_id, const char *switch_name)
{
  gint64 run;
  /* A lock that cannot be taken away dies with this process. */
  if (journal_run_number (run_id, &run, NULL))
    journal_exec (j, NULL, "DELETE FROM switch_lock WHERE name = ? AND run = ?", "ti", switch_name, run);
}
