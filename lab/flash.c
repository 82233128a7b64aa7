/* The flash: files, the configurations in their directories, and booting from one. */
#include <string.h>

#include "cli.h"
#include "faults.h"

#define FLASH_BYTES (16 * 1024 * 1024)

char *
lab_config_path (const LabSwitch *s, const char *directory)
{
  return g_strdup_printf ("/flash/%s/%s", directory, s->family == LAB_AOS6 ? "boot.cfg" : "vcboot.cfg");
}

char *
lab_file_text (const LabSwitch *s, const char *path)
{
  gsize size;
  GBytes *file = path ? g_hash_table_lookup (s->files, path) : NULL;
  const char *data = file ? g_bytes_get_data (file, &size) : NULL;
  return file ? g_strndup (data ? data : "", size) : NULL;
}

static gsize
used_bytes (const LabSwitch *s)
{
  GHashTableIter iter;
  gpointer file;
  gsize used = 0;
  g_hash_table_iter_init (&iter, s->files);
  while (g_hash_table_iter_next (&iter, NULL, &file))
    used += g_bytes_get_size (file);
  return used;
}

gboolean
lab_put_file (LabSwitch *s, const char *path, const void *data, gsize size)
{
  if (lab_fault (s, "flash-full") || used_bytes (s) + size > FLASH_BYTES)
    return FALSE;
  g_hash_table_insert (s->files, g_strdup (path), g_bytes_new (data, size));
  return TRUE;
}

/* ---- configurations -------------------------------------------------------------------------------------------------- */

gboolean
lab_same_config (const LabSwitch *s, const char *a, const char *b)
{
  g_autofree char *path_a = lab_config_path (s, a), *path_b = lab_config_path (s, b);
  GBytes *x = g_hash_table_lookup (s->files, path_a), *y = g_hash_table_lookup (s->files, path_b);
  return x && y ? g_bytes_equal (x, y) : x == y;
}

/* Of AOS 6 it is always `working` that is compared with `certified`. */
gboolean
lab_is_certified (const LabSwitch *s)
{
  const char *running = s->family == LAB_AOS6 || !strcmp (s->running_directory, "certified") ? "working" : s->running_directory;
  return !s->certify_at && lab_same_config (s, running, "certified");
}

gboolean
lab_save (LabSwitch *s, const char *directory)
{
  g_autofree char *path = lab_config_path (s, directory), *text = lab_snapshot (s, NULL);
  if (!lab_put_file (s, path, text, strlen (text)))
    return FALSE;
  s->unsaved = FALSE;
  return TRUE;
}

gboolean
lab_copy_config (LabSwitch *s, const char *from, const char *to)
{
  g_autofree char *source = lab_config_path (s, from), *target = lab_config_path (s, to);
  GBytes *file = g_hash_table_lookup (s->files, source);
  if (!file)
    return FALSE;
  g_hash_table_insert (s->files, g_steal_pointer (&target), g_bytes_ref (file));
  return TRUE;
}

guint
lab_run_text (LabSwitch *s, const char *text, GString *errors)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint refused = 0;
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      const char *line = g_strstrip (lines[i]);
      if (!*line || *line == '!' || lab_run_line (s, line, NULL, out))
        continue;
      refused++;
      if (errors)
        g_string_append_printf (errors, "%u: %s\n%s\n", i + 1, line,
                                strstr (out->str, "ERROR:") ? strstr (out->str, "ERROR:") : out->str);
    }
  lab_changed (s);
  return refused;
}

/* ---- booting --------------------------------------------------------------------------------------------------------- */

/* Same content: the running directory; different: certified (SMG p. 95). */
static const char *
directory_by_rule (const LabSwitch *s)
{
  if (s->certify_on_reboot)
    return "working";
  if (!lab_is_certified (s))
    return "certified";
  return s->family == LAB_AOS6 || !strcmp (s->running_directory, "certified") ? "working" : s->running_directory;
}

static void
forget_timers (LabSwitch *s)
{
  g_clear_pointer (&s->timer_file, g_free);
  g_clear_pointer (&s->timer_name, g_free);
  g_clear_pointer (&s->reload_to, g_free);
  s->reload_at = s->certify_at = 0;
  s->task = LAB_TASK_NONE;
}

static void
cut_everything (LabSwitch *s)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (p->device)
        p->device->power_since = p->device->told_since = p->device->left_at = p->device->told = 0;
      p->poe_status = LAB_POE_DISABLED;
      p->up = p->booted = FALSE;
      p->draw_mw = 0;
    }
  for (guint i = 0; i < s->sessions->len; i++)
    ((LabSession *) s->sessions->pdata[i])->over = TRUE;
}

void
lab_boot (LabSwitch *s, const char *directory)
{
  if (s->certify_at) /* a certifying that is cut short certified nothing */
    s->certify_at = 0;
  g_autofree char *from = g_strdup (directory ? directory : directory_by_rule (s));
  g_autofree char *path = lab_config_path (s, from), *text = lab_file_text (s, path);
  lab_wire (s, "reboot", from);
  cut_everything (s);
  forget_timers (s);
  g_free (s->running_directory);
  s->running_directory = g_steal_pointer (&from);
  lab_switch_reset_config (s);
  lab_run_text (s, text ? text : "", NULL);
  s->unsaved = FALSE;
  s->booting_until = s->reboot_ms ? lab_now (s) + s->reboot_ms : 0;
  lab_changed (s);
}
