#include "witness.h"

#include "journal/journal.h"

/* ---- what may be sent ------------------------------------------------------------------------------------------------------ */

/* `vlanctl commands` as patterns: what it does not print is never sent. */
static GPtrArray *
read_published (void)
{
  const char *const argv[] = { g_getenv ("VLANCTL"), "commands", "--json", NULL };
  g_autofree char *out = NULL;
  assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, NULL));
  g_autoptr (JsonNode) root = json_from_string (out, NULL);
  JsonArray *rows = json_node_get_array (json_at (root, "commands"));
  g_autoptr (GRegex) hole = g_regex_new ("\\\\{[a-z\\\\-]+\\\\}", 0, 0, NULL);
  GPtrArray *published = g_ptr_array_new_with_free_func ((GDestroyNotify) g_regex_unref);
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      const char *line = json_object_get_string_member (json_array_get_object_element (rows, i), "line");
      g_autofree char *escaped = g_regex_escape_string (line, -1), *open = g_regex_replace_literal (hole, escaped, -1, 0, "[A-Za-z0-9/:._-]+", 0, NULL);
      g_autofree char *whole = g_strdup_printf ("^%s$", open);
      g_ptr_array_add (published, g_regex_new (whole, 0, 0, NULL));
      assert_non_null (published->pdata[i]);
    }
  return published;
}

static gboolean
is_published (const char *line)
{
  static GPtrArray *published;
  static gsize read;
  if (g_once_init_enter (&read))
    {
      published = read_published ();
      g_once_init_leave (&read, 1);
    }
  for (guint i = 0; i < published->len; i++)
    if (g_regex_match (published->pdata[i], line, 0, NULL))
      return TRUE;
  return FALSE;
}

/* ---- what was written down --------------------------------------------------------------------------------------------------- */

static gint64
unix_ms (const char *stamp)
{
  g_autoptr (GDateTime) t = stamp ? g_date_time_new_from_iso8601 (stamp, NULL) : NULL;
  return t ? g_date_time_to_unix (t) * 1000 + g_date_time_get_microsecond (t) / 1000 : G_MAXINT64;
}

/* For each line in the journal the moments at which it was sent, the oldest first. */
static GHashTable *
journalled (const char *state)
{
  GHashTable *sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  g_autoptr (Journal) j = journal_open (state, FALSE, NULL);
  g_autoptr (GPtrArray) runs = j ? journal_runs (j, NULL) : NULL;
  for (guint r = runs ? runs->len : 0; r-- > 0;)
    {
      g_autoptr (GPtrArray) switches = journal_run_switches (j, ((JournalRun *) runs->pdata[r])->id, NULL);
      for (guint s = 0; switches && s < switches->len; s++)
        {
          const GPtrArray *steps = ((JournalSwitch *) switches->pdata[s])->steps;
          for (guint i = 0; i < steps->len; i++)
            {
              const JournalStepView *v = steps->pdata[i];
              gint64 at = unix_ms (v->sent_at);
              GArray *times = g_hash_table_lookup (sent, v->step.command);
              if (!times)
                g_hash_table_insert (sent, g_strdup (v->step.command), times = g_array_new (FALSE, FALSE, sizeof (gint64)));
              g_array_append_val (times, at);
            }
        }
    }
  return sent;
}

static gboolean
was_sent_by (GHashTable *sent, const char *line, gint64 when)
{
  GArray *times = g_hash_table_lookup (sent, line);
  for (guint i = 0; times && i < times->len; i++)
    if (g_array_index (times, gint64, i) <= when)
      {
        g_array_remove_index (times, i); /* a line that goes out twice was written down twice */
        return TRUE;
      }
  return FALSE;
}

static gboolean
needs_no_journal (const char *line)
{
  return g_str_has_prefix (line, "show ") || g_str_has_prefix (line, "who") || g_str_has_prefix (line, "no more") || g_str_has_prefix (line, "more ")
         || g_str_has_prefix (line, "session ");
}

/* ---- what was sent ----------------------------------------------------------------------------------------------------------- */

GPtrArray *
witness_typed (const char *lines_path)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  g_auto (GStrv) all = g_file_get_contents (lines_path, &text, NULL, NULL) ? g_strsplit (text, "\n", -1) : NULL;
  for (guint k = 0; all && all[k] && *all[k]; k++)
    g_ptr_array_add (lines, g_strdup (all[k]));
  return lines;
}

const char *
witness_text (const char *typed)
{
  return strchr (typed, ' ') + 1;
}

char *
witness_doubts (const GPtrArray *typed, const char *state_dir)
{
  g_autoptr (GHashTable) sent = journalled (state_dir);
  gboolean document = FALSE;
  for (guint k = 0; k < typed->len; k++)
    {
      const char *line = witness_text (typed->pdata[k]);
      gint64 when = g_ascii_strtoll (typed->pdata[k], NULL, 10);
      gboolean inside = document;
      document = g_str_has_prefix (line, "cat ") || (document && strcmp (line, "EOF"));
      if (!is_published (line))
        return g_strdup_printf ("`%s` is not published", line);
      if (!inside && !document && !needs_no_journal (line) && !was_sent_by (sent, line, when))
        return g_strdup_printf ("`%s` was not in the journal before", line);
    }
  return NULL;
}

char *
witness_strange (const GPtrArray *typed, Scene *scene, const char *name)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) heard = scene_commands (scene, name);
  for (guint k = 0; k < typed->len; k++)
    g_hash_table_add (known, (char *) witness_text (typed->pdata[k]));
  for (guint k = 0; k < heard->len; k++)
    if (!g_hash_table_contains (known, heard->pdata[k]))
      return g_strdup_printf ("it heard `%s`, which the program did not type", (char *) heard->pdata[k]);
  return NULL;
}
