/* The switch itself, sessions, and who may come in. */
#include <string.h>

#include "cli.h"
#include "faults.h"

gboolean
cli_show_system (CliArgs *a, GString *out)
{
  LabModel m;
  const LabSwitch *s = a->s;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (lab_wall (s));
  g_autofree char *date = g_date_time_format (now, "%a %b %d %Y  %H:%M:%S (%Z)"), *upper = g_ascii_strup (date, -1);
  gint64 up = lab_now (s) / 1000;
  g_string_append_printf (out,
                          "System:\n  Description:  Alcatel-Lucent Enterprise %s %s GA, June 20, 2018.,\n  Object ID:    %s,\n"
                          "  Up Time:      %" G_GINT64_FORMAT " days %" G_GINT64_FORMAT " hours %" G_GINT64_FORMAT
                          " minutes and %" G_GINT64_FORMAT " seconds,\n"
                          "  Contact:      Alcatel-Lucent Enterprise, https://www.al-enterprise.com,\n  Name:         %s,\n"
                          "  Location:     Unknown,\n  Services:     78,\n  Date & Time:  %s\nFlash Space:\n    Primary CMM:\n"
                          "      Available (bytes):  %u,\n      Comments         :  None\n",
                          s->model, s->version, lab_model_find (s->model, &m) ? m.object_id : "", up / 86400, up / 3600 % 24,
                          up / 60 % 60, up % 60, s->name, upper, lab_fault ((LabSwitch *) s, "flash-full") ? 0 : 39243776);
  return TRUE;
}

gboolean
cli_show_chassis (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  for (guint i = 0; i < s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (s->units, LabUnit, i);
      if (u->missing)
        continue;
      if (s->family == LAB_AOS8)
        g_string_append_printf (out, "Local Chassis ID %u (%s)\n", u->chassis, u->chassis == 1 ? "Master" : "Slave");
      else
        g_string_append_printf (out, "Chassis %u\n", u->slot);
      g_string_append_printf (out,
                              "  Model Name:                    %s,\n  Description:                   Chassis,\n  Serial Number: "
                              "                LAB%09u,\n"
                              "  Admin Status:                  POWER ON,\n  Operational Status:            UP,\n\n",
                              s->model, u->chassis * 100 + u->slot);
    }
  return TRUE;
}

/* ---- sessions -------------------------------------------------------------------------------------------------------- */

gboolean
cli_show_session (CliArgs *a, GString *out)
{
  g_string_append_printf (
      out,
      "Cli Default Prompt               = %s\nCli Banner File Name             = ,\nCli Inactivity Timer in minutes  = %u,\n"
      "Login Timer in seconds           = 55,\nMaximum number of Login Attempts = 3\n",
      a->s->prompt, a->s->idle_minutes);
  if (a->s->family == LAB_AOS8 && lab_since (a->s, 8, 9, 2))
    g_string_append (out, "Cli auto-complete space          = Disabled,\nSsh session limit                = 8,\n");
  return TRUE;
}

/* With lines that end like a prompt does. */
gboolean
cli_show_log (CliArgs *a, GString *out)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (lab_wall (a->s));
  g_autofree char *date = g_date_time_format (now, "%a %b %d %H:%M:%S");
  g_string_append_printf (out,
                          "/flash/swlog.log\n%s : CSM-CHASSIS (103) info message:\n+++ == CSM == Process ---> Ok\n%s : SNMP (68) "
                          "info message:\n+++ agent ->\n",
                          date, date);
  return TRUE;
}

gboolean
cli_show_ssh (CliArgs *a, GString *out)
{
  g_string_append_printf (out,
                          "Ssh Admin-State = %s\nSsh Port = 22\nSsh Enforce-Pubkey-Auth = Disabled\nSsh Strong-Ciphers = "
                          "Disabled\nSsh Strong-Hmacs = Disabled\n"
                          "Ssh login-grace-time = 600 seconds\n",
                          a->s->ssh_login ? "Enabled" : "Disabled");
  return TRUE;
}

static void
session_block (const LabSwitch *s, guint number, const char *user, const char *type, const char *address, const char *rights,
               GString *out)
{
  gboolean writes = !strcmp (rights, "read-write");
  g_string_append_printf (
      out,
      "Session number = %u\n  User name   = %s,\n  Access type = %s,\n  Access port = NI,\n  IP address  = %s,\n"
      "  Read-only domains            = %s,\n  Read-only families           = ,\n  Read-Write domains           = %s,\n"
      "  Read-Write families          = ,\n",
      number, user, type, address, writes ? "None" : "All ", writes ? "All " : "None");
}

static const char *
rights_of (const LabSwitch *s)
{
  return lab_fault ((LabSwitch *) s, "read-only") ? "read-only" : s->rights;
}

gboolean
cli_whoami (CliArgs *a, GString *out)
{
  const LabSession *me = a->session;
  session_block (a->s, me ? me->number : 0, me ? me->user : "other", me ? me->type : "console", me ? me->address : "0.0.0.0",
                 rights_of (a->s), out);
  return TRUE;
}

/* With one more for every `other-session:USER` that was set up. */
gboolean
cli_who (CliArgs *a, GString *out)
{
  guint number = 0;
  for (guint i = 0; i < a->s->sessions->len; i++)
    {
      const LabSession *who = a->s->sessions->pdata[i];
      session_block (a->s, who->number, who->user, who->type, who->address, rights_of (a->s), out);
      number = MAX (number, who->number);
    }
  for (guint i = 0; i < a->s->faults->len; i++)
    {
      const LabFault *f = a->s->faults->pdata[i];
      if (!strcmp (f->row->name, "other-session"))
        session_block (a->s, ++number, *f->text ? f->text : "operator", "ssh", "192.0.2.77", "read-write", out);
    }
  return TRUE;
}

gboolean
cli_show_history (CliArgs *a, GString *out)
{
  const GPtrArray *lines = a->session ? a->session->history : NULL;
  for (guint i = 0; lines && i < lines->len; i++)
    g_string_append_printf (out, "%5u %s\n", i + 1, (char *) lines->pdata[i]);
  return TRUE;
}

/* Newest first. */
gboolean
cli_show_command_log (CliArgs *a, GString *out)
{
  for (guint i = a->s->command_log->len; i-- > 0;)
    g_string_append (out, a->s->command_log->pdata[i]);
  return TRUE;
}

gboolean
cli_show_more (CliArgs *a, GString *out)
{
  gboolean on = a->session && a->session->pages;
  g_string_append_printf (out, "The more feature is %s and the number of line is set to %u\n", on ? "enabled" : "disabled",
                          a->session ? a->session->page_size : 30);
  return TRUE;
}

/* ---- access ---------------------------------------------------------------------------------------------------------- */

gboolean
cli_show_snmp_security (CliArgs *a, GString *out)
{
  static const char *const levels[] = { "",           "no security", "authentication set", "authentication all", "privacy set",
                                        "privacy all" };
  g_string_append_printf (out, "snmp security = %s\n", levels[a->s->snmp_security]);
  return TRUE;
}

gboolean
cli_show_community (CliArgs *a, GString *out)
{
  g_string_append (out, "Community mode : enabled\n\nstatus   community string                 user name\n"
                        "--------+--------------------------------+--------------------------------\n");
  if (a->s->community)
    g_string_append_printf (out, "enabled  %-32s snmpuser\n", a->s->community);
  return TRUE;
}

gboolean
cli_show_aaa (CliArgs *a, GString *out)
{
  const struct
  {
    const char *name;
    gboolean on;
  } services[] = { { "Console", TRUE }, { "Ssh", a->s->ssh_login }, { "Snmp", a->s->snmp_login } };
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    g_string_append_printf (out, "Service type = %s\n%s\n", services[i].name,
                            services[i].on ? " 1st authentication server  = local" : " Authentication = denied,");
  return TRUE;
}
