/* Sessions: prompt, pager, timers; who may come in and how. */
#include <string.h>

#include "cli.h"

/* At the next login (p. 5948). "system-name" is the switch's name, without anything after it. */
gboolean
cli_prompt_default (CliArgs *a, GString *out)
{
  const char *text = cli_arg (a, "text") ? cli_arg (a, "text") : "-> ";
  if (strlen (text) > (a->s->family == LAB_AOS6 ? 31 : 64))
    return cli_error (out, "Prompt is too long");
  g_free (a->s->prompt);
  a->s->prompt = g_strdup (!strcmp (text, "system-name") && a->s->family == LAB_AOS6 ? a->s->name : text);
  return TRUE;
}

/* AOS 6, this session, at once; four characters were seen to be taken. */
gboolean
cli_prompt_now (CliArgs *a, GString *out)
{
  if (!a->session)
    return TRUE;
  g_free (a->session->prompt);
  a->session->prompt = g_strndup (cli_arg (a, "text"), 4);
  return TRUE;
}

/* New sessions only. */
gboolean
cli_timeout (CliArgs *a, GString *out)
{
  guint minutes = cli_number (a, "number");
  if (minutes < 1 || minutes > 596523)
    return cli_error (out, "Invalid entry: \"%s\"", cli_arg (a, "number"));
  a->s->idle_minutes = minutes;
  return TRUE;
}

gboolean
cli_pager (CliArgs *a, GString *out)
{
  if (a->session)
    a->session->pages = !cli_arg (a, "no");
  return TRUE;
}

gboolean
cli_page_size (CliArgs *a, GString *out)
{
  if (cli_number (a, "number") < 1)
    return cli_error (out, "Invalid entry: \"%s\"", cli_arg (a, "number"));
  if (a->session)
    a->session->page_size = cli_number (a, "number");
  return TRUE;
}

gboolean
cli_command_log (CliArgs *a, GString *out)
{
  a->s->logs_commands = cli_is (a, "state", "enable");
  return TRUE;
}

/* Not one's own (p. 5966). */
gboolean
cli_kill (CliArgs *a, GString *out)
{
  guint number = cli_number (a, "number");
  for (guint i = 0; i < a->s->sessions->len; i++)
    {
      LabSession *who = a->s->sessions->pdata[i];
      if (who->number != number)
        continue;
      if (who == a->session)
        return cli_error (out, "Cannot kill own session");
      who->over = TRUE;
      return TRUE;
    }
  return cli_error (out, "Session %u does not exist", number);
}

/* ---- access ---------------------------------------------------------------------------------------------------------- */

gboolean
cli_aaa (CliArgs *a, GString *out)
{
  gboolean on = !cli_arg (a, "no");
  if (cli_is (a, "service", "ssh") || cli_is (a, "service", "default"))
    a->s->ssh_login = on;
  if (cli_is (a, "service", "snmp") || cli_is (a, "service", "default"))
    a->s->snmp_login = on;
  return TRUE;
}

gboolean
cli_ip_service (CliArgs *a, GString *out)
{
  g_auto (GStrv) names = g_strsplit (cli_arg (a, "text"), " ", -1);
  gboolean on = !cli_arg (a, "no");
  if (g_strv_contains ((const char *const *) names, "ssh") || g_strv_contains ((const char *const *) names, "22")
      || g_strv_contains ((const char *const *) names, "all"))
    a->s->ssh_login = on;
  return TRUE;
}

gboolean
cli_snmp_security (CliArgs *a, GString *out)
{
  gboolean all = cli_is (a, "scope", "all"), none = cli_is (a, "level", "no") || cli_is (a, "level", "no-security");
  if (none != !cli_arg (a, "scope"))
    return cli_error (out, "Incomplete command");
  a->s->snmp_security = none ? 1 : (cli_is (a, "level", "privacy") ? 4 : 2) + all;
  return TRUE;
}

gboolean
cli_community (CliArgs *a, GString *out)
{
  g_free (a->s->community);
  a->s->community = g_strdup (cli_arg (a, "text"));
  return TRUE;
}
