/* `who`: who else is logged in; and what time it is there. */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "live/cli_text.h"

typedef struct {
  char *number, *user, *type, *address;
} Login;

static void
login_free (gpointer data)
{
  Login *l = data;
  g_free (l->number);
  g_free (l->user);
  g_free (l->type);
  g_free (l->address);
  g_free (l);
}

/* Blocks that begin with "Session number = 5", a key a line (CLI guide p. 5969). */
static GPtrArray *
read_logins (const char *text)
{
  GPtrArray *logins = g_ptr_array_new_with_free_func (login_free);
  g_auto (GStrv) lines = cli_lines (text);
  Login *l = NULL;
  for (guint i = 0; lines[i]; i++)
    {
      g_autofree char *value = NULL;
      if (cli_value (lines[i], "Session number", FALSE, &value))
        {
          l = g_new0 (Login, 1);
          l->number = g_steal_pointer (&value);
          g_ptr_array_add (logins, l);
        }
      else if (l && !l->user && cli_value (lines[i], "User name", FALSE, &value))
        l->user = g_steal_pointer (&value);
      else if (l && !l->type && cli_value (lines[i], "Access type", FALSE, &value))
        l->type = g_steal_pointer (&value);
      else if (l && !l->address && cli_value (lines[i], "IP address", FALSE, &value))
        l->address = g_steal_pointer (&value);
    }
  return logins;
}

GPtrArray *
cli_other_sessions (const char *who, const char *whoami)
{
  GPtrArray *others = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) all = read_logins (who), own = read_logins (whoami);
  const char *ours = own->len ? ((Login *) own->pdata[0])->number : NULL;
  for (guint i = 0; i < all->len; i++)
    {
      const Login *l = all->pdata[i];
      /* who is at the login prompt has no name yet */
      if (!g_strcmp0 (l->number, ours) || !l->user || !*l->user || *l->user == '(')
        continue;
      g_ptr_array_add (others, g_strdup_printf (_ ("%s (%s from %s)"), l->user, l->type ? l->type : "?", l->address ? l->address : "?"));
    }
  return others;
}

/* "Date & Time:  MON DEC 24 2025 01:02:03 (CET)" */
gint64
cli_clock (const char *show_system, char **text)
{
  static const char *const months[] = { "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC" };
  g_auto (GStrv) lines = cli_lines (show_system);
  for (guint i = 0; lines[i]; i++)
    {
      char name[4];
      int day, year, hour, minute, second;
      g_autofree char *value = NULL;
      if (!cli_value (lines[i], "Date & Time", FALSE, &value) || sscanf (value, "%*3s %3s %2d %4d %2d:%2d:%2d", name, &day, &year, &hour, &minute, &second) != 6)
        continue;
      for (guint m = 0; m < G_N_ELEMENTS (months); m++)
        if (g_ascii_strcasecmp (name, months[m]) == 0)
          {
            g_autoptr (GDateTime) at = g_date_time_new_utc (year, (gint) m + 1, day, hour, minute, second);
            *text = g_steal_pointer (&value);
            return at ? g_date_time_to_unix (at) : 0;
          }
    }
  return 0;
}
