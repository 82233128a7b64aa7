/* Saving, certifying and the running directory. */
#include <string.h>

#include "cli.h"
#include "faults.h"

static gboolean
runs_certified (const LabSwitch *s)
{
  return !strcmp (s->running_directory, "certified");
}

static const LabUnit *
missing_unit (const LabSwitch *s)
{
  for (guint i = 0; i < s->units->len; i++)
    if (g_array_index (s->units, LabUnit, i).missing)
      return &g_array_index (s->units, LabUnit, i);
  return NULL;
}

/* With a unit missing, saving would erase what belongs to it, and the switch asks (field.md 2.13; the words are ours). */
static gboolean
may_forget (CliArgs *a)
{
  const LabUnit *u = missing_unit (a->s);
  g_autofree char *question =
      u ? g_strdup_printf ("Configuration of unit %u will be erased. Continue (Y/N) : ", u->chassis ? u->chassis : u->slot)
        : NULL;
  return !u || cli_confirm (a, question);
}

static void
say_saved (const LabSwitch *s, GString *out)
{
  if (s->family == LAB_AOS6)
    g_string_append (out, "File /flash/working/boot.cfg replaced.\nThis file may be overwritten if \"takeover\" is executed "
                          "before \"certify\"\n");
  else
    g_string_append_printf (out, "\nFile /flash/%s/vcsetup.cfg replaced.\n\nFile /flash/%s/vcboot.cfg replaced.\n",
                            s->running_directory, s->running_directory);
}

/* AOS 6 certifies behind the prompt; AOS 8 is back when it is done. */
static gboolean
start_certifying (LabSwitch *s, GString *out)
{
  if (lab_fault (s, "certify-fails"))
    return cli_error (out, "Certify process failed");
  s->unsynchronised = FALSE;
  if (s->certify_ms && s->family == LAB_AOS6)
    s->certify_at = lab_now (s) + s->certify_ms;
  else
    lab_copy_config (s, s->running_directory, "certified");
  return TRUE;
}

gboolean
cli_write_memory (CliArgs *a, GString *out)
{
  LabSwitch *s = a->s;
  if (runs_certified (s))
    return cli_error (out, "Write memory is not permitted when switch is running in certified mode");
  if (!may_forget (a))
    return TRUE;
  if (lab_fault (s, "write-fails") || !lab_save (s, s->running_directory))
    return cli_error (out, "Not enough space on flash");
  say_saved (s, out);
  if (!cli_arg (a, "synchro"))
    return TRUE;
  if (s->family == LAB_AOS8)
    g_string_append (out, "Please wait...\n\n");
  return start_certifying (s, out);
}

gboolean
cli_certify (CliArgs *a, GString *out)
{
  LabSwitch *s = a->s;
  if (runs_certified (s))
    return cli_error (out, "Certify is not permitted when switch is running in certified mode");
  if (!start_certifying (s, out))
    return FALSE;
  g_string_append (out, s->family == LAB_AOS6 ? "\nfrom /flash/working to /flash/certified\nCopying boot.cfg                     "
                                                "  ....................    completed\n"
                                              : "Please wait...\n");
  return TRUE;
}

/* AOS 6 `copy certified working`; AOS 8 `copy certified DIR [make-running-directory]` (p. 5655). */
gboolean
cli_restore (CliArgs *a, GString *out)
{
  const char *to = cli_arg (a, "name");
  if (!strcmp (to, "certified") || !lab_copy_config (a->s, "certified", to))
    return cli_error (out, "Copy failed");
  if (a->s->family == LAB_AOS6)
    g_string_append (out, "\nfrom /flash/certified to /flash/working\nCopying boot.cfg                             "
                          "....................          completed\n");
  if (!cli_arg (a, "flag") && a->s->family == LAB_AOS8)
    return TRUE;
  g_free (a->s->running_directory);
  a->s->running_directory = g_strdup (to);
  return TRUE;
}

/* Needs the certified state and a directory that holds the same (p. 5664). Whether the running configuration is saved stays as it
 * was. */
gboolean
cli_modify_directory (CliArgs *a, GString *out)
{
  const char *to = cli_arg (a, "name");
  if (!lab_is_certified (a->s) || !lab_same_config (a->s, to, "certified"))
    return cli_error (out, "Directory %s is not certified", to);
  g_free (a->s->running_directory);
  a->s->running_directory = g_strdup (to);
  g_string_append (out, "Please wait...\n\n");
  return TRUE;
}

gboolean
cli_certify_on_reboot (CliArgs *a, GString *out)
{
  a->s->certify_on_reboot = !cli_arg (a, "no");
  if (a->s->certify_on_reboot)
    g_string_append (out, "WARNING: Next reboot will be forced from working\n");
  return TRUE;
}

gboolean
cli_not_supported (CliArgs *a, GString *out)
{
  return cli_error (out, "Command is not supported in this release");
}

gboolean
cli_nothing (CliArgs *a, GString *out)
{
  return TRUE;
}

/* ---- reboots --------------------------------------------------------------------------------------------------------- */

static gint64
minutes_until (const LabSwitch *s, const char *clock)
{
  guint at = 0;
  cli_parse_hours_minutes (clock, FALSE, &at);
  gint64 now = lab_wall (s) / 60 % (24 * 60);
  return at > now ? at - now : at + 24 * 60 - now;
}

static gboolean
schedule (CliArgs *a, const char *directory, GString *out)
{
  guint minutes = 0;
  if (cli_arg (a, "time") && (!cli_parse_hours_minutes (cli_arg (a, "time"), FALSE, &minutes) || minutes > 24 * 60))
    return cli_error (out, "Invalid entry: \"%s\"", cli_arg (a, "time"));
  if (cli_arg (a, "clock"))
    minutes = (guint) minutes_until (a->s, cli_arg (a, "clock"));
  a->s->reload_at = lab_now (a->s) + (gint64) minutes * 60000;
  g_free (a->s->reload_to);
  a->s->reload_to = g_strdup (directory);
  return TRUE;
}

/* `in [hours:]minutes` (p. 5648): here minutes come first. AOS 8's `reload all` always boots certified. */
gboolean
cli_reload (CliArgs *a, GString *out)
{
  gboolean aos8 = a->s->family == LAB_AOS8;
  const char *to = aos8 && !a->s->certify_on_reboot ? "certified" : NULL;
  if (cli_arg (a, "time") || cli_arg (a, "clock"))
    return schedule (a, to, out);
  if (aos8 && !(a->session && a->session->confirmed))
    g_string_append (out, "Only one reload may be active in VC mode, other scheduled reloads will be canceled\n");
  if (!cli_confirm (a, cli_is (a, "word", "all") ? "Confirm Reload All (Y/N) : " : "Confirm Reload (Y/N) : "))
    return TRUE;
  if (aos8)
    g_string_append (
        out, "\nThis operation will verify and copy images before reloading.\nIt may take several minutes to complete...\n");
  lab_boot (a->s, to);
  return TRUE;
}

/* With a rollback timeout it boots again, from certified, when that is over: 1 to 15 minutes (p. 5650). */
gboolean
cli_reload_from (CliArgs *a, GString *out)
{
  guint minutes = cli_number (a, "number");
  g_autofree char *path = lab_config_path (a->s, cli_arg (a, "name"));
  if (cli_arg (a, "number") && (minutes < 1 || minutes > 15))
    return cli_error (out, "Invalid entry: \"%s\"", cli_arg (a, "number"));
  if (!g_hash_table_contains (a->s->files, path))
    return cli_error (out, "Directory %s does not exist", cli_arg (a, "name"));
  if (cli_arg (a, "time") || cli_arg (a, "clock"))
    return schedule (a, cli_arg (a, "name"), out);
  if (!cli_confirm (a, "Confirm Activate (Y/N) : "))
    return TRUE;
  if (a->s->family == LAB_AOS8)
    g_string_append (
        out, "This operation will verify and copy images before reloading.\nIt may take several minutes to complete...\n");
  lab_boot (a->s, cli_arg (a, "name"));
  if (!minutes)
    return TRUE;
  a->s->reload_at = lab_now (a->s) + (gint64) minutes * 60000;
  a->s->reload_to = g_strdup ("certified");
  return TRUE;
}

gboolean
cli_reload_cancel (CliArgs *a, GString *out)
{
  a->s->reload_at = 0;
  g_clear_pointer (&a->s->reload_to, g_free);
  return TRUE;
}
