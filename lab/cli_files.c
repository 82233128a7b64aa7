/* Files of the flash, and the configuration files among them: checked, applied, put off. */
#include <string.h>

#include "cli.h"
#include "faults.h"
#include "tools.h"

/* ---- configuration files --------------------------------------------------------------------------------------------- */

gboolean
cli_snapshot_file (CliArgs *a, GString *out)
{
  g_auto (GStrv) features = g_strsplit (cli_arg (a, "feature"), " ", -1);
  g_autofree char *text = lab_snapshot (a->s, (const char *const *) features),
                  *path = cli_full_path (cli_arg (a, "name") ? cli_arg (a, "name") : "asc.1.snap");
  return lab_put_file (a->s, path, text, strlen (text)) || cli_error (out, "Not enough space on flash");
}

static char *
known_file (CliArgs *a, const char *path, GString *out)
{
  char *text = lab_file_text (a->s, path);
  if (!text)
    cli_error (out, "File %s does not exist", path);
  return text;
}

/* "cfg.txt" leaves cfg_txt.1.err in the root of the flash; beyond the limit the first one is used again (SMG p. 137). */
static void
write_errors (CliArgs *a, const char *path, guint errors, const char *text, GString *out)
{
  LabSwitch *s = a->s;
  g_autofree char *base = g_path_get_basename (path);
  if (s->family == LAB_AOS8)
    g_strdelimit (base, ".", '_');
  s->error_number = s->error_number % s->error_files + 1;
  g_autofree char *name = g_strdup_printf ("%s.%u.err", base, s->error_number), *where = g_strdup_printf ("/flash/%s", name);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (lab_wall (s));
  g_autofree char *date = g_date_time_format (now, "%a %b %d %H:%M:%S %Y"), *upper = g_ascii_strup (date, -1);
  g_autofree char *all = g_strdup_printf (
      "========================================\n\nFile %s Open:  %s\n\n========================================\n\n%s", path,
      upper, text);
  lab_put_file (s, where, all, strlen (all));
  g_string_append_printf (out, "Errors: %u\nLog file name: %s\n", errors, name);
}

static void
note_task (LabSwitch *s, LabTask task, const char *name, guint errors)
{
  s->task = task;
  g_free (s->task_name);
  s->task_name = g_strdup (name);
  s->task_errors = errors;
}

static gboolean
may_run (const CliArgs *a)
{
  return !a->session || !strcmp (a->s->rights, "read-write");
}

/* Every line must be one that this switch knows and that its caller may type (p. 6069); nothing is done. */
gboolean
cli_syntax_check (CliArgs *a, GString *out)
{
  const char *name = cli_arg (a, "name");
  g_autofree char *path = cli_full_path (name), *text = known_file (a, path, out);
  g_autoptr (GString) errors = g_string_new (NULL);
  guint n = 0;
  if (!text)
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      const char *line = g_strstrip (lines[i]);
      if (!*line || *line == '!')
        continue;
      if (cli_arg (a, "verbose"))
        g_string_append_printf (out, "%s\n", line);
      if (lab_is_known_line (a->s, line) && may_run (a))
        continue;
      g_string_append_printf (errors, "%u: %s\nERROR: Invalid entry\n\n", i + 1, line);
      n++;
    }
  note_task (a->s, LAB_TASK_CHECKED, name, n);
  if (n)
    write_errors (a, path, n, errors->str, out);
  else if (a->s->family == LAB_AOS8)
    g_string_append_printf (out, "File syntax check <%s>: completed with no errors\n", name);
  return TRUE;
}

static gint64
minutes_until (CliArgs *a)
{
  guint at = 0;
  cli_parse_hours_minutes (cli_arg (a, "clock"), FALSE, &at);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (lab_wall (a->s));
  g_autofree char *month = cli_arg (a, "month") ? g_ascii_strdown (cli_arg (a, "month"), 3) : NULL;
  static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  int m = month ? (int) (strstr (names, month) - names) / 3 + 1 : g_date_time_get_month (now);
  int day = cli_arg (a, "day") ? (int) cli_number (a, "day") : g_date_time_get_day_of_month (now);
  int year = cli_arg (a, "year") ? (int) cli_number (a, "year") : g_date_time_get_year (now);
  g_autoptr (GDateTime) then = g_date_time_new_local (year, m, day, (int) at / 60, (int) at % 60, 0);
  gint64 minutes = then ? (g_date_time_difference (then, now) + 59 * G_USEC_PER_SEC) / (60 * G_USEC_PER_SEC) : -1;
  return then && minutes < 0 && !month ? minutes + 24 * 60 : minutes;
}

/* `in hh[:mm]`: hours first (p. 6061). One session can be pending: a second overwrites the first without a word (SMG p. 136). */
static gboolean
put_off (CliArgs *a, char *path, GString *out)
{
  LabSwitch *s = a->s;
  guint minutes = 0;
  const char *when = cli_arg (a, "time") ? cli_arg (a, "time") : cli_arg (a, "clock");
  gint64 wait = cli_arg (a, "clock") ? minutes_until (a) : 0;
  if (strlen (path) > (s->family == LAB_AOS6 ? 30 : 45))
    return cli_error (out, "File name is too long");
  if (wait < 0 || (cli_arg (a, "time") && (!cli_parse_hours_minutes (when, TRUE, &minutes) || minutes >= 24 * 60)))
    return cli_error (out, "Invalid entry: \"%s\"", when);
  g_free (s->timer_file);
  g_free (s->timer_name);
  s->timer_file = g_strdup (path);
  s->timer_name = g_strdup (cli_arg (a, "name"));
  s->timer_at = lab_now (s) + (wait ? wait : minutes) * 60000;
  lab_wire (s, "timer-armed", path);
  return TRUE;
}

/* One dot for each 256 lines, then how it went; errors do not stop the file. */
gboolean
cli_apply_file (CliArgs *a, GString *out)
{
  const char *name = cli_arg (a, "name");
  g_autofree char *path = cli_full_path (name), *text = known_file (a, path, out);
  g_autoptr (GString) errors = g_string_new (NULL);
  if (!text)
    return FALSE;
  if (cli_arg (a, "time") || cli_arg (a, "clock"))
    return put_off (a, path, out);
  guint n = lab_run_text (a->s, text, errors);
  a->s->unsaved = TRUE;
  note_task (a->s, LAB_TASK_DONE, name, n);
  g_string_append (out, a->s->family == LAB_AOS8 ? ".\n" : "\n");
  if (n)
    write_errors (a, path, n, errors->str, out);
  else if (a->s->family == LAB_AOS8)
    g_string_append_printf (out, "File configuration <%s>: completed with no errors\n", name);
  return TRUE;
}

gboolean
cli_cancel (CliArgs *a, GString *out)
{
  if (lab_fault (a->s, "cancel-refused"))
    return cli_error (out, "Configuration cancel failed");
  if (a->s->timer_file)
    lab_wire (a->s, "timer-cancelled", a->s->timer_file);
  g_clear_pointer (&a->s->timer_file, g_free);
  g_clear_pointer (&a->s->timer_name, g_free);
  return TRUE;
}

gboolean
cli_error_limit (CliArgs *a, GString *out)
{
  guint n = cli_number (a, "number");
  if (n < 1 || n > 25)
    return cli_error (out, "Invalid entry: \"%s\"", cli_arg (a, "number"));
  a->s->error_files = n;
  return TRUE;
}

/* ---- files ----------------------------------------------------------------------------------------------------------- */

gboolean
cli_rm (CliArgs *a, GString *out)
{
  g_auto (GStrv) names = g_strsplit (cli_arg (a, "name"), " ", -1);
  gboolean ok = TRUE;
  for (guint i = 0; names[i]; i++)
    {
      g_autofree char *path = cli_full_path (names[i]);
      if (g_hash_table_remove (a->s->files, path) || cli_arg (a, "option"))
        continue;
      ok = a->s->family == LAB_AOS6 ? cli_error (out, "File %s does not exist", path) : FALSE;
      if (a->s->family == LAB_AOS8)
        g_string_append_printf (out, "rm: cannot remove '%s': No such file or directory\n", names[i]);
    }
  return ok;
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Names right below a folder, each once. */
gboolean
cli_ls (CliArgs *a, GString *out)
{
  g_autofree char *where = cli_full_path (cli_arg (a, "name") ? cli_arg (a, "name") : "");
  g_autofree char *folder = g_str_has_suffix (where, "/") ? g_strdup (where) : g_strconcat (where, "/", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer path;
  g_hash_table_iter_init (&iter, a->s->files);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    {
      const char *rest = g_str_has_prefix (path, folder) ? (char *) path + strlen (folder) : NULL;
      char *name = rest ? g_strndup (rest, strcspn (rest, "/") + (strchr (rest, '/') != NULL)) : NULL;
      if (name && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, name);
      else
        g_free (name);
    }
  g_ptr_array_sort (names, by_name);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (out, "%s\n", (char *) names->pdata[i]);
  return TRUE;
}

gboolean
cli_cat (CliArgs *a, GString *out)
{
  g_auto (GStrv) names = g_strsplit (cli_arg (a, "name"), " ", -1);
  for (guint i = 0; names[i]; i++)
    {
      g_autofree char *path = cli_full_path (names[i]), *text = lab_file_text (a->s, path);
      if (text)
        g_string_append (out, text);
      else
        g_string_append_printf (out, "cat: %s: No such file or directory\n", names[i]);
    }
  return TRUE;
}

gboolean
cli_more_file (CliArgs *a, GString *out)
{
  return cli_cat (a, out);
}

static gboolean
copy_file (CliArgs *a, gboolean move, GString *out)
{
  g_autofree char *from = cli_full_path (cli_arg (a, "from")), *to = cli_full_path (cli_arg (a, "to"));
  GBytes *file = g_hash_table_lookup (a->s->files, from);
  if (!file)
    return cli_error (out, "File %s does not exist", from);
  g_autoptr (GBytes) kept = g_bytes_ref (file);
  if (move)
    g_hash_table_remove (a->s->files, from);
  return lab_put_file (a->s, to, g_bytes_get_data (kept, NULL), g_bytes_get_size (kept))
         || cli_error (out, "Not enough space on flash");
}

gboolean
cli_cp (CliArgs *a, GString *out)
{
  return copy_file (a, FALSE, out);
}

gboolean
cli_mv (CliArgs *a, GString *out)
{
  return copy_file (a, TRUE, out);
}

gboolean
cli_freespace (CliArgs *a, GString *out)
{
  g_string_append_printf (out, "/flash %u bytes free\n", lab_fault (a->s, "flash-full") ? 0 : 3143680);
  return TRUE;
}

gboolean
cli_echo (CliArgs *a, GString *out)
{
  g_string_append_printf (out, "%s\n", cli_arg (a, "text") ? cli_arg (a, "text") : "");
  return TRUE;
}

/* ---- behind a pipe or a redirection ---------------------------------------------------------------------------------- */

static const char *
word_at (const LabCommand *c, guint i)
{
  return i < c->words->len ? g_array_index (c->words, LabWord, i).text : "";
}

static void
grep (const LabCommand *c, const GString *in, GString *out)
{
  const char *pattern = word_at (c, c->words->len - 1);
  gboolean invert = FALSE, fold = FALSE;
  for (guint i = 1; i + 1 < c->words->len; i++)
    {
      invert = invert || strchr (word_at (c, i), 'v');
      fold = fold || strchr (word_at (c, i), 'i');
    }
  g_autoptr (GRegex) regex = g_regex_new (pattern, fold ? G_REGEX_CASELESS : 0, 0, NULL);
  g_auto (GStrv) lines = g_strsplit (in->str, "\n", -1);
  for (guint i = 0; regex && lines[i]; i++)
    if ((lines[i + 1] || *lines[i]) && g_regex_match (regex, lines[i], 0, NULL) != invert)
      g_string_append_printf (out, "%s\n", lines[i]);
}

gboolean
cli_filter (const LabCommand *c, const GString *in, GString *out)
{
  const char *program = word_at (c, 0);
  if (!strcmp (program, "grep") || !strcmp (program, "egrep"))
    grep (c, in, out);
  else if (!strcmp (program, "more") || !strcmp (program, "less") || !strcmp (program, "cat"))
    g_string_append (out, in->str);
  else
    {
      g_string_append_printf (out, "-bash: %s: command not found\n", program);
      return FALSE;
    }
  return TRUE;
}

gboolean
cli_redirect (LabSwitch *s, const LabCommand *c, const GString *text, GString *out)
{
  g_autofree char *path = cli_full_path (c->to_file), *before = c->append ? lab_file_text (s, path) : NULL;
  g_autofree char *all = g_strconcat (before ? before : "", text->str, NULL);
  if (lab_put_file (s, path, all, strlen (all)))
    return TRUE;
  g_string_append_printf (out, "-bash: %s: No space left on device\n", c->to_file);
  return FALSE;
}
