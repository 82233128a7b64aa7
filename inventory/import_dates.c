/* Ports that a spreadsheet took for dates. 1/1/24 becomes 01/01/2024, 1/12 becomes 1-Dec, 1/24 becomes Jan-24, and any of them a
 * number of days where the cell is formatted as a number. */
#include <stdio.h>
#include <string.h>

#include "inventory/import_internal.h"

typedef struct
{
  guint day, month, year; /* 0 = not there */
  gboolean iso;           /* which of day and month was typed first is not to be seen */
} Date;

static guint
month_of (const char *word)
{
  static const char *const names[12] = { "jan",      "feb fev", "mar", "apr avr", "may mai", "jun juin",
                                         "jul juil", "aug aou", "sep", "oct okt", "nov",     "dec dez" };
  g_autofree char *ascii = g_str_to_ascii (word, "C"), *low = g_ascii_strdown (ascii, -1);
  if (strlen (low) < 3)
    return 0;
  for (guint i = 0; i < 12; i++)
    {
      g_auto (GStrv) starts = g_strsplit (names[i], " ", -1);
      for (char **start = starts; *start; start++)
        if (g_str_has_prefix (low, *start))
          return i + 1;
    }
  return 0;
}

/* 01/01/2024, 1.1.2024, 01/01/24, 2024-01-01, with or without a time behind it. */
static gboolean
parse_numbers (const char *text, Date *d)
{
  guint a, b, c;
  int read = 0;
  char s1, s2;
  if (sscanf (text, "%4u%c%2u%c%4u%n", &a, &s1, &b, &s2, &c, &read) != 5 || s1 != s2 || !strchr ("/.-", s1))
    return FALSE;
  if (text[read] && text[read] != ' ' && text[read] != 'T')
    return FALSE;
  gboolean zeros = text[0] == '0' || strchr (text, s1)[1] == '0', long_year = c >= 1900 && c < 2200;
  *d = a >= 1900 && a < 2200 && c <= 31 ? (Date){ c, b, a, TRUE } : (Date){ a, b, c, FALSE };
  return d->day >= 1 && d->day <= 31 && d->month >= 1 && d->month <= 31 && (d->iso || long_year || zeros || s1 != '/');
}

/* 1-Dec, 01-déc., Jan-24, janv.-24, 1-Jan-2024 */
static gboolean
parse_words (const char *text, Date *d)
{
  g_auto (GStrv) parts = g_strsplit_set (text, "-/ ", -1);
  guint n = g_strv_length (parts), month_at = 2;
  *d = (Date){ .iso = TRUE };
  for (guint i = 0; i < n && i < 2; i++)
    if (month_at == 2 && (d->month = month_of (parts[i])))
      month_at = i;
  if (n < 2 || n > 3 || month_at == 2)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      guint number;
      g_autofree char *digits = g_strdup (parts[i][0] == '0' ? parts[i] + 1 : parts[i]);
      if (i == month_at)
        continue;
      if (!value_parse_uint (digits, &number))
        return FALSE;
      *(i < month_at ? &d->day : &d->year) = number;
    }
  return TRUE;
}

/* Days since the last day of 1899: of this century. */
static gboolean
parse_days (const char *text, Date *d)
{
  guint days;
  if (!value_parse_uint (text, &days) || days < 36526 || days > 73050)
    return FALSE;
  g_autoptr (GDateTime) epoch = g_date_time_new_utc (1899, 12, 30, 0, 0, 0), day = g_date_time_add_days (epoch, (int) days);
  *d = (Date){ (guint) g_date_time_get_day_of_month (day), (guint) g_date_time_get_month (day),
               (guint) g_date_time_get_year (day), TRUE };
  return TRUE;
}

/* "A/B/YEAR" both ways where the order is not known; without year when it is 0. */
static void
offer (GString *out, const Date *d, guint year)
{
  for (guint turned = 0; turned < (d->iso && d->day != d->month ? 2 : 1); turned++)
    {
      g_string_append_printf (out, "%s%u/%u", out->len ? " or " : "", turned ? d->month : d->day, turned ? d->day : d->month);
      if (year)
        g_string_append_printf (out, "/%u", year);
    }
}

char *
import_undate (const char *text, gboolean slot_port)
{
  Date d;
  GString *out = g_string_new (NULL);
  if (!parse_numbers (text, &d) && !parse_words (text, &d) && !parse_days (text, &d))
    return g_string_free (out, TRUE), NULL;
  if (d.day)
    offer (out, &d, slot_port ? 0 : d.year % 100);
  if (d.year && d.month <= 12 && (!d.day || (slot_port && d.day == 1)))
    g_string_append_printf (out, "%s%u/%u", out->len ? " or " : "", d.month, d.year % 100);
  return g_string_free (out, FALSE);
}
