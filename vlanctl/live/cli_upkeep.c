/* What the switch says of itself: directories, saved or not, timers, units. */
#include <string.h>

#include "live/cli_text.h"

/* The two keys differ only in the case of one letter: the directory, and whether memory equals what is saved. */
gboolean
cli_read_running_directory (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  g_autofree char *value = NULL;
  gboolean found = FALSE;
  for (guint i = 0; lines[i]; i++)
    if (cli_value (lines[i], "Running configuration", TRUE, &value))
      {
        g_free (state->running_directory);
        state->running_directory = g_ascii_strdown (value, -1);
        state->via[ATTR_RUNNING_DIRECTORY] = VIA_CLI;
        found = TRUE;
      }
    else if (cli_value (lines[i], "Certify/Restore Status", TRUE, &value))
      {
        state->certified = g_str_equal (value, "CERTIFIED") ? TRI_YES : g_str_equal (value, "CERTIFY NEEDED") ? TRI_NO : TRI_UNKNOWN;
        state->via[ATTR_CERTIFIED] = VIA_CLI;
      }
    else if (cli_value (lines[i], "Running Configuration", TRUE, &value))
      {
        Tri unsaved = g_str_equal (value, "SYNCHRONIZED") ? TRI_NO : g_str_equal (value, "NOT SYNCHRONIZED") ? TRI_YES : TRI_UNKNOWN;
        if (unsaved != TRI_UNKNOWN)
          {
            state->unsaved = unsaved;
            state->via[ATTR_UNSAVED] = VIA_CLI;
          }
      }
    else if (cli_value (lines[i], "Flash Between CMMs", TRUE, &value))
      state->synchronised = g_str_equal (value, "SYNCHRONIZED") ? TRI_YES : g_str_equal (value, "NOT SYNCHRONIZED") ? TRI_NO : TRI_UNKNOWN;
  return found || cli_bad_line (lines[0] ? lines[0] : "", error);
}

/* Three books, three wordings: each line stands for itself (CLI guide p. 6066; SMG p. 133-137). */
static void
read_timer (const char *line, SwitchState *state)
{
  const char *open = strchr (line, '<'), *close = open ? strchr (open, '>') : NULL;
  const char *at = line;
  while (*at && g_ascii_strncasecmp (at, "scheduled at", 12))
    at++;
  state->timer = TIMER_PENDING;
  g_free (state->timer_file);
  g_free (state->timer_time);
  state->timer_file = open && close ? g_strndup (open + 1, (gsize) (close - open - 1)) : NULL;
  state->timer_time = g_strstrip (g_strdup (*at ? at + 12 : ""));
  state->via[ATTR_TIMER] = VIA_CLI;
}

gboolean
cli_read_configuration_status (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  gboolean understood = FALSE, scheduled = FALSE;
  for (guint i = 0; lines[i]; i++)
    {
      const char *line = lines[i];
      if (cli_contains (line, "saved configuration are identical") || cli_contains (line, "saved configuration are different"))
        {
          state->unsaved = cli_contains (line, "different") ? TRI_YES : TRI_NO;
          state->via[ATTR_UNSAVED] = VIA_CLI;
          understood = TRUE;
        }
      else if (cli_contains (line, "scheduled at"))
        {
          read_timer (line, state);
          scheduled = TRUE;
        }
      else if (!scheduled && (cli_contains (line, "none scheduled") || cli_contains (line, "No file configuration has been scheduled")
                              || ((cli_contains (line, "File configuration") || cli_contains (line, "File syntax check"))
                                  && cli_contains (line, "completed"))))
        {
          state->timer = TIMER_IDLE;
          state->via[ATTR_TIMER] = VIA_CLI;
        }
      else if (cli_contains (line, "is in progress"))
        {
          state->timer = TIMER_RUNNING;
          state->via[ATTR_TIMER] = VIA_CLI;
        }
    }
  return understood || cli_bad_line (lines[0] ? lines[0] : "", error);
}

gboolean
cli_read_reload (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  state->reload_pending = TRI_UNKNOWN;
  for (guint i = 0; lines[i]; i++)
    if (cli_contains (lines[i], "No Reboot Scheduled"))
      state->reload_pending = state->reload_pending == TRI_YES ? TRI_YES : TRI_NO;
    else if (cli_contains (lines[i], "scheduled") || cli_contains (lines[i], "reload in") || cli_contains (lines[i], "reboot in"))
      state->reload_pending = TRI_YES;
  if (state->reload_pending == TRI_UNKNOWN)
    return cli_bad_line (lines[0] ? lines[0] : "", error);
  state->via[ATTR_RELOAD] = VIA_CLI;
  return TRUE;
}

/* Rows begin with the unit's number; the good word is "Running" in both families' tables. */
gboolean
cli_read_members (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  g_autoptr (GString) bad = g_string_new (NULL);
  guint n = 0;
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (GPtrArray) words = cli_words (lines[i]);
      const char *first = words->len > 2 ? words->pdata[0] : "";
      if (!*first || strspn (first, "0123456789") != strlen (first))
        continue;
      n++;
      gboolean running = FALSE;
      for (guint k = 1; k < words->len; k++)
        running = running || g_ascii_strcasecmp (words->pdata[k], "running") == 0;
      if (!running)
        g_string_append_printf (bad, "%s%s", bad->len ? "; " : "", g_strstrip (lines[i]));
    }
  if (!n)
    return cli_bad_line (lines[0] ? lines[0] : "", error);
  state->n_members = n;
  state->members_complete = bad->len ? TRI_NO : TRI_YES;
  g_free (state->members_detail);
  state->members_detail = bad->len ? g_strdup (bad->str) : NULL;
  state->via[ATTR_MEMBERS] = VIA_CLI;
  return TRUE;
}

Tri
cli_qos_pending (const char *text)
{
  g_auto (GStrv) lines = cli_lines (text);
  g_autofree char *value = NULL;
  for (guint i = 0; lines[i]; i++)
    if (cli_value (lines[i], "Pending changes", FALSE, &value))
      return g_ascii_strcasecmp (value, "none") == 0 ? TRI_NO : TRI_YES;
  return TRI_UNKNOWN;
}

Tri
cli_may_write (const char *text, char **evidence)
{
  g_auto (GStrv) lines = cli_lines (text);
  g_autofree char *value = NULL;
  for (guint i = 0; lines[i]; i++)
    if (cli_value (lines[i], "Read-Write domains", FALSE, &value) || cli_value (lines[i], "Read/Write for domains", FALSE, &value))
      {
        *evidence = g_strdup (value);
        return g_ascii_strcasecmp (value, "None") == 0 || !*value ? TRI_NO : TRI_YES;
      }
  return TRI_UNKNOWN;
}
