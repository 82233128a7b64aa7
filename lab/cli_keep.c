/* Saving, certifying, files and timers. */
#include <string.h>

#include "cli.h"
#include "faults.h"

static gboolean
runs_certified (const LabSwitch *s)
{
  return !strcmp (s->running_directory, "CERTIFIED");
}

gboolean
cli_write_memory (CliArgs *a, GString *out)
{
  LabSwitch *s = a->s;
  if (runs_certified (s))
    return cli_error (out, "Write memory is not permitted when switch is running in certified mode");
  if (lab_fault (s, "write-fails") || lab_fault (s, "flash-full"))
    return cli_error (out, "Not enough space on flash");
  g_free (s->working);
  s->working = lab_snapshot (s, NULL);
  if (s->family == LAB_AOS6)
    g_string_append (out, "File /flash/working/boot.cfg replaced.\nThis file may be overwritten if \"takeover\" is executed before \"certify\"\n");
  else
    g_string_append (out, "\nFile /flash/working/vcsetup.cfg replaced.\n\nFile /flash/working/vcboot.cfg replaced.\n");
  return TRUE;
}

gboolean
cli_certify (CliArgs *a, GString *out)
{
  LabSwitch *s = a->s;
  if (runs_certified (s))
    return cli_error (out, "Certify is not permitted when switch is running in certified mode");
  if (lab_fault (s, "certify-fails"))
    return cli_error (out, "Certify process failed");
  g_free (s->certified);
  s->certified = g_strdup (s->working);
  s->unsynchronised = FALSE;
  if (s->family == LAB_AOS6)
    g_string_append (out, "\nfrom /flash/working to /flash/certified\nCopying boot.cfg                       ....................    completed\n");
  else
    g_string_append (out, "Please wait...\n");
  return TRUE;
}

/* ---- files ----------------------------------------------------------------------------------------------------------- */

/* A bare name lies in /flash (SMG p. 134). */
static char *
full_path (const char *word)
{
  return *word == '/' ? g_strdup (word) : g_strdup_printf ("/flash/%s", word);
}

/* Writes what runs now into a file. */
gboolean
cli_snapshot_file (CliArgs *a, GString *out)
{
  char *text = lab_snapshot (a->s, strcmp (a->words[0], "all") ? a->words[0] : NULL);
  g_hash_table_insert (a->s->files, full_path (a->words[1]), g_bytes_new_take (text, strlen (text)));
  return TRUE;
}

static char *
file_text (CliArgs *a, const char *path, GString *out)
{
  gsize size;
  GBytes *file = g_hash_table_lookup (a->s->files, path);
  if (!file)
    {
      cli_error (out, "File %s does not exist", path);
      return NULL;
    }
  const char *data = g_bytes_get_data (file, &size);
  return g_strndup (data, size);
}

/* Every line must be one that this switch knows; nothing is done. */
gboolean
cli_syntax_check (CliArgs *a, GString *out)
{
  g_autofree char *path = full_path (a->words[0]), *text = file_text (a, path, out);
  guint errors = 0;
  if (!text)
    return FALSE;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      const char *line = g_strstrip (lines[i]);
      errors += *line && *line != '!' && lab_line_class (a->s, line) == CLI_SHOW;
    }
  if (errors)
    g_string_append_printf (out, "Errors: %u\nLog file name: check.1.err\n", errors);
  else
    g_string_append_printf (out, "File syntax check <%s>: completed with no errors\n", path);
  return TRUE;
}

gboolean
cli_apply_file (CliArgs *a, GString *out)
{
  g_autofree char *path = full_path (a->words[0]), *text = file_text (a, path, out);
  if (!text)
    return FALSE;
  guint errors = lab_run_text (a->s, text, NULL);
  if (errors)
    g_string_append_printf (out, ".\nErrors: %u\nLog file name: apply.1.err\n", errors);
  else
    g_string_append_printf (out, ".\nFile configuration <%s>: completed with no errors\n", path);
  return TRUE;
}

static gboolean
parse_hours_minutes (const char *word, gboolean bare_is_hours, guint *minutes)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 3);
  guint n = g_strv_length (parts), value[2] = { 0 };
  for (guint i = 0; i < n && i < 2; i++)
    {
      char *end;
      value[i] = (guint) g_ascii_strtoull (parts[i], &end, 10);
      if (*end || !*parts[i])
        return FALSE;
    }
  if (n < 1 || n > 2 || (n == 2 && value[1] > 59))
    return FALSE;
  *minutes = n == 2 || bare_is_hours ? value[0] * 60 + value[1] : value[0];
  return TRUE;
}

/* `in hh[:mm]`: hours first. One session can be pending: a second overwrites the first without a word (SMG p. 136). */
gboolean
cli_apply_in (CliArgs *a, GString *out)
{
  guint minutes;
  g_autofree char *path = full_path (a->words[0]), *text = file_text (a, path, out);
  if (!text)
    return FALSE;
  if (strlen (path) > (a->s->family == LAB_AOS6 ? 30 : 45) || !parse_hours_minutes (a->words[1], TRUE, &minutes) || minutes >= 24 * 60)
    return cli_error (out, "Invalid entry: \"%s\"", a->words[1]);
  g_free (a->s->timer_file);
  a->s->timer_file = g_steal_pointer (&path);
  a->s->timer_at = lab_now (a->s) + (gint64) minutes * 60000;
  return TRUE;
}

gboolean
cli_cancel (CliArgs *a, GString *out)
{
  g_clear_pointer (&a->s->timer_file, g_free);
  return TRUE;
}

gboolean
cli_rm (CliArgs *a, GString *out)
{
  g_autofree char *path = full_path (a->words[0]);
  if (g_hash_table_remove (a->s->files, path))
    return TRUE;
  return cli_error (out, "File %s does not exist", path);
}

gboolean
cli_ls (CliArgs *a, GString *out)
{
  GHashTableIter iter;
  gpointer path;
  g_hash_table_iter_init (&iter, a->s->files);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_string_append_printf (out, "%s\n", (char *) path);
  return TRUE;
}

/* `in [hours:]minutes` (p. 5648). */
gboolean
cli_reload_in (CliArgs *a, GString *out)
{
  guint minutes;
  if (!parse_hours_minutes (a->words[0], FALSE, &minutes))
    return cli_error (out, "Invalid entry: \"%s\"", a->words[0]);
  a->s->reload_at = lab_now (a->s) + (gint64) minutes * 60000;
  return TRUE;
}

gboolean
cli_reload_cancel (CliArgs *a, GString *out)
{
  a->s->reload_at = 0;
  return TRUE;
}

gboolean
cli_nothing (CliArgs *a, GString *out)
{
  return TRUE;
}
