/* Facts that later plans need. */
#include "journal/internal.h"

#include <glib/gi18n.h>

gboolean
journal_remember (Journal *j, const char *kind, const char *key, const char *run_id, GError **error)
{
  g_autofree char *now = journal_now ();
  return journal_exec (j, error, "INSERT OR REPLACE INTO memory (kind, key, run, since) VALUES (?, ?, ?, ?)", "tttt", kind, key, run_id, now);
}

gboolean
journal_forget (Journal *j, const char *kind, const char *key, GError **error)
{
  return journal_exec (j, error, "DELETE FROM memory WHERE kind = ? AND key = ?", "tt", kind, key);
}

GHashTable *
journal_memory (Journal *j, const char *kind, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (Query) q = journal_query (j, &local, "SELECT key FROM memory WHERE kind = ?", "t", kind);
  while (q && query_next (q, &local))
    g_hash_table_add (keys, g_strdup (query_must (q, 0)));
  if (!local)
    return g_steal_pointer (&keys);
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

gboolean
journal_use_plan (Journal *j, const char *plan_id, GError **error)
{
  g_autofree char *now = journal_now ();
  journal_hold (j);
  gboolean ok = journal_exec (j, error, "INSERT INTO used_plan (plan_id, used) VALUES (?, ?) ON CONFLICT (plan_id) DO NOTHING", "tt", plan_id, now);
  if (ok && journal_rows_changed (j) == 0)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_USED, _ ("plan %s was used already: make a new one (vlanctl plan)"), plan_id);
      ok = FALSE;
    }
  journal_let_go (j);
  return ok;
}
