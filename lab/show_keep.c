/* The state of the configuration, of reboots and of the stack. */
#include <string.h>

#include "cli.h"

static guint
missing_units (const LabSwitch *s)
{
  guint n = 0;
  for (guint i = 0; i < s->units->len; i++)
    n += g_array_index (s->units, LabUnit, i).missing;
  return n;
}

gboolean
cli_show_running_directory (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  gboolean stack = s->units->len > 1,
           known = !strcmp (s->running_directory, "working") || !strcmp (s->running_directory, "certified");
  g_autofree char *directory = known ? g_ascii_strup (s->running_directory, -1) : g_strdup (s->running_directory);
  const char *certify = lab_is_certified (s) ? "CERTIFIED" : "CERTIFY NEEDED",
             *memory = s->unsaved ? "NOT SYNCHRONIZED" : "SYNCHRONIZED";
  const char *between = s->unsynchronised || missing_units (s) ? "NOT SYNCHRONIZED" : "SYNCHRONIZED";
  if (s->family == LAB_AOS6)
    g_string_append_printf (
        out,
        "\nCONFIGURATION STATUS\n   Running CMM              : %s,\n   CMM Mode                 : %s,\n"
        "   Current CMM Slot         : 1,\n   Running configuration    : %s,\n   Certify/Restore Status   : %s\n"
        "SYNCHRONIZATION STATUS\n%s%s%s   Running Configuration    : %s,\n%s",
        s->secondary ? "SECONDARY" : "PRIMARY", stack ? "DUAL CMMs" : "MONO CMM", directory, certify,
        stack ? "   Flash Between CMMs       : " : "", stack ? between : "", stack ? ",\n" : "", memory,
        stack ? "   Stacks Reload on Takeover: PRIMARY ONLY\n" : "");
  else
    g_string_append_printf (
        out,
        "\nCONFIGURATION STATUS\n  Running CMM              : %s,\n  CMM Mode                 : VIRTUAL-CHASSIS MONO CMM,\n"
        "  Current CMM Slot         : CHASSIS-1 A,\n  Running configuration    : %s,\n  Certify/Restore Status   : %s\n"
        "SYNCHRONIZATION STATUS\n%s%s%s  Running Configuration    : %s\n",
        s->secondary ? "SLAVE-PRIMARY" : "MASTER-PRIMARY", directory, certify, stack ? "  Flash Between CMMs       : " : "",
        stack ? between : "", stack ? ",\n" : "", memory);
  return TRUE;
}

/* ---- show configuration status: three of the vendor's books have three wordings -------------------------------------- */

static void
pending (const LabSwitch *s, GString *out)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (lab_wall (s) + (s->timer_at - lab_now (s)) / 1000);
  gboolean cli = !strcmp (s->status_words, "cli"), words = !strcmp (s->status_words, "smg-words");
  g_autofree char *text = g_date_time_format (at, cli ? "%d/%m %H:%M" : words ? "%H:%M %B %d" : "%m/%d/%y %H:%M");
  g_autofree char *lower = words ? g_ascii_strdown (text, -1) : g_strdup (text);
  g_string_append_printf (out, "File configuration <%s>: scheduled at %s\n", cli ? s->timer_file : s->timer_name, lower);
}

gboolean
cli_show_configuration_status (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  g_autofree char *errors =
      s->task_errors ? g_strdup_printf ("%u", s->task_errors) : g_strdup (s->task == LAB_TASK_CHECKED ? "no" : "0");
  if (s->timer_file)
    pending (s, out);
  else if (s->task == LAB_TASK_NONE)
    g_string_append (out, !strcmp (s->status_words, "cli") ? "No file configuration has been scheduled\n"
                                                           : "File configuration: none scheduled\n");
  if (s->task == LAB_TASK_DONE && !s->timer_file)
    g_string_append_printf (out, "File configuration <%s>: completed with %s errors\n", s->task_name, errors);
  if (s->task == LAB_TASK_CHECKED)
    g_string_append_printf (out, "File syntax check <%s>: completed with %s errors\n", s->task_name, errors);
  g_string_append_printf (out, "Error file limit: %u\nRunning configuration and saved configuration are %s\n", s->error_files,
                          s->unsaved ? "different" : "identical");
  return TRUE;
}

gboolean
cli_show_snapshot (CliArgs *a, GString *out)
{
  const char *list = cli_arg (a, "feature");
  g_auto (GStrv) features = list ? g_strsplit (list, " ", -1) : NULL;
  g_autofree char *text = lab_snapshot (a->s, (const char *const *) features);
  g_string_append (out, text);
  return TRUE;
}

gboolean
cli_show_reload (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  gboolean all = strstr (a->line, "status") || s->family == LAB_AOS6;
  const char *who = all ? "Primary  Control Module" : "Primary Control Module"; /* so the guide has it (p. 5671) */
  if (s->reload_at)
    g_string_append_printf (out, "%s Reload Status: %s Reboot Requested in %" G_GINT64_FORMAT " minutes,\n", who,
                            s->reload_to ? s->reload_to : "Working", (s->reload_at - lab_now (s) + 59999) / 60000);
  else
    g_string_append_printf (out, "%s Reload Status: No Reboot Scheduled,\n", who);
  if (all)
    g_string_append (out, "Secondary Control Module Reload Status: No Reboot Scheduled\n");
  if (s->certify_on_reboot)
    g_string_append (out, "Certify On Reboot: Enabled\n");
  return TRUE;
}

gboolean
cli_show_microcode (CliArgs *a, GString *out)
{
  g_string_append_printf (out,
                          "   /flash/%s\n   Package           Release                 Size     Description\n"
                          "-----------------+-------------------------+--------+-----------------------------------\n"
                          "%-18s%-26s%-9u%s\n",
                          a->s->running_directory, a->s->family == LAB_AOS6 ? "KFbase.img" : "Nos.img", a->s->version, 171234567,
                          "Alcatel-Lucent OS");
  return TRUE;
}

/* ---- the stack ------------------------------------------------------------------------------------------------------- */

static void
stack_row (const LabSwitch *s, const LabUnit *u, guint n, GString *out)
{
  const char *role = u->missing           ? "UNASSIGNED"
                     : s->units->len == 1 ? "STANDALONE"
                     : n == 1             ? "PRIMARY"
                     : n == 2             ? "SECONDARY"
                                          : "IDLE";
  g_string_append_printf (out, "%4u  %-11s %-10s %4u     %-8s  %u     %-8s  %u\n", n, role,
                          u->missing ? "OUT-OF-SLOT" : "RUNNING", n, s->units->len > 1 && !u->missing ? "UP" : "DOWN", 0, "DOWN",
                          0);
}

static void
chassis_row (const LabUnit *u, guint n, GString *out)
{
  g_string_append_printf (out, " %-6u%-13s%-20s%-10u%-6u%-8u%s%02x\n", n, u->missing ? "Unassigned" : n == 1 ? "Master" : "Slave",
                          u->missing ? "Not-Joined" : "Running", n, 100, 1, "e8:e7:32:00:2a:", n);
}

gboolean
cli_show_units (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  if (s->family == LAB_AOS6)
    g_string_append (out, "                              Link A  Link A   Link B  Link B\n"
                          "NI      Role      State   Saved  Link A  Remote   Link B  Remote\n"
                          "----+-----------+--------+------+-------+-------+-------+-------\n");
  else
    g_string_append (out, "Legend: Licenses - A: Advanced; B: Data Center\n                                        Config\n"
                          " Chas  Role         Status              Chas ID  Pri   Group  MAC-Address\n"
                          "-----+------------+-------------------+--------+-----+------+------------------\n");
  for (guint i = 0; i < s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (s->units, LabUnit, i);
      if (s->family == LAB_AOS6)
        stack_row (s, u, u->slot, out);
      else
        chassis_row (u, u->chassis, out);
    }
  return TRUE;
}
