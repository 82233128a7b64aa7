/* Texts to typed values, and the word that was probably meant. */
#include "inventory/schema.h"

#include <string.h>

/* ---- the nearest word ----------------------------------------------------------------------------------------------- */

#define WORD_MAX 64

/* How many letters to change, add, drop or swap with their neighbour, case aside. */
static guint
distance (const char *a, const char *b)
{
  guint rows[3][WORD_MAX + 1], n = (guint) strlen (b);
  for (guint j = 0; j <= n; j++)
    rows[0][j] = j;
  for (guint i = 1; a[i - 1]; i++)
    {
      guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);
          row[j] = MIN (MIN (above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
          if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && g_ascii_tolower (a[i - 2]) == y)
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }
  return rows[strlen (a) % 3][n];
}

const char *
nearest_word (const char *text, const char *const *words)
{
  const char *best = NULL;
  guint length = (guint) strlen (text), limit = CLAMP (length / 2, 1, 3) + 1;
  for (guint i = 0; length <= WORD_MAX && words[i]; i++)
    {
      guint n = (guint) strlen (words[i]), d = n <= WORD_MAX && n < length + limit ? distance (text, words[i]) : limit;
      if (d < limit && d < MAX (n, length))
        {
          limit = d;
          best = words[i];
        }
    }
  return best;
}

/* ---- numbers -------------------------------------------------------------------------------------------------------- */

gboolean
value_parse_uint (const char *text, guint *out)
{
  guint64 n;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32 / 2, &n, NULL) || (text[0] == '0' && text[1]))
    return FALSE;
  *out = (guint) n;
  return TRUE;
}

gboolean
value_parse_percent (const char *text, guint *out)
{
  g_autofree char *number = g_strndup (text, strlen (text) - (g_str_has_suffix (text, "%") ? 1 : 0));
  return value_parse_uint (number, out);
}

gboolean
value_parse_vlans (const char *text, guint *first, guint *last)
{
  const char *dash = strchr (text, '-');
  g_autofree char *low = g_strndup (text, dash ? (gsize) (dash - text) : strlen (text));
  return value_parse_uint (low, first) && value_parse_uint (dash ? dash + 1 : text, last);
}

/* A decimal number with at most three places, and one of the units; in the smallest of them. */
typedef struct
{
  const char *name;
  guint scale;
} Unit;

static gboolean
parse_with_unit (const char *text, const Unit *units, guint n_units, guint *out)
{
  guint64 whole = 0, part = 0, place = 1000;
  const char *p = text;
  for (; g_ascii_isdigit (*p) && p - text < 9; p++)
    whole = whole * 10 + (guint64) (*p - '0');
  if (p == text)
    return FALSE;
  if (*p == '.' && g_ascii_isdigit (p[1]))
    for (p++; g_ascii_isdigit (*p) && place > 1; p++, place /= 10)
      part = part * 10 + (guint64) (*p - '0');
  for (guint i = 0; i < n_units; i++)
    {
      guint64 value = whole * units[i].scale + part * place * units[i].scale / 1000;
      if (strcmp (p, units[i].name) || value > G_MAXINT32)
        continue;
      *out = (guint) value;
      return TRUE;
    }
  return FALSE;
}

static const Unit power_units[] = { { "mW", 1 }, { "W", 1000 } };
static const Unit duration_units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };

gboolean
value_parse_power (const char *text, guint *milliwatts)
{
  return parse_with_unit (text, power_units, G_N_ELEMENTS (power_units), milliwatts);
}

gboolean
value_parse_duration (const char *text, guint *milliseconds)
{
  return parse_with_unit (text, duration_units, G_N_ELEMENTS (duration_units), milliseconds);
}

char *
value_with_unit (guint value, KeyType type)
{
  const Unit *units = type == TYPE_POWER ? power_units : duration_units;
  guint i = type == TYPE_POWER ? G_N_ELEMENTS (power_units) : G_N_ELEMENTS (duration_units);
  while (--i && value % units[i].scale)
    ;
  return g_strdup_printf ("%u%s", value / units[i].scale, units[i].name);
}

char *
value_parse_mac (const char *text)
{
  char hex[13];
  guint n = 0;
  for (const char *p = text; *p; p++)
    {
      if (g_ascii_isxdigit (*p))
        {
          if (n == 12)
            return NULL;
          hex[n++] = g_ascii_tolower (*p);
        }
      else if (!strchr (":-. ", *p))
        return NULL;
    }
  if (n != 12)
    return NULL;
  return g_strdup_printf ("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", hex, hex + 2, hex + 4, hex + 6, hex + 8, hex + 10);
}

static gboolean
is_host_name (const char *text)
{
  g_auto (GStrv) labels = g_strsplit (text, ".", -1);
  guint n = g_strv_length (labels);
  for (guint i = 0; i < n; i++)
    {
      gsize length = strlen (labels[i]);
      if (i + 1 == n && i > 0 && !length)
        break; /* "name." */
      if (length < 1 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;
      for (const char *p = labels[i]; *p; p++)
        if (!g_ascii_isalnum (*p) && *p != '-' && *p != '_')
          return FALSE;
    }
  return strlen (text) <= 253;
}

gboolean
value_is_address (const char *text)
{
  g_autofree char *plain = g_strndup (text, strcspn (text, "%"));
  const char *zone = text + strlen (plain);
  if (strchr (plain, ':'))
    return g_hostname_is_ip_address (plain) && (!*zone || is_host_name (zone + 1));
  if (strspn (text, "0123456789.") == strlen (text))
    return g_hostname_is_ip_address (text);
  return is_host_name (text);
}

/* ---- out of a mapping ----------------------------------------------------------------------------------------------- */

const char *
value_get_text (const Node *mapping, const char *name, SrcPos *pos)
{
  const Node *node = node_get (mapping, name, NULL);
  if (!node || node->type != NODE_SCALAR || node->bad)
    return NULL;
  if (pos)
    *pos = node->pos;
  return node->text;
}

gboolean
value_get_uint (const Node *mapping, const char *name, guint *out)
{
  const char *text = value_get_text (mapping, name, NULL);
  return text && value_parse_uint (text, out);
}

gboolean
value_get_bool (const Node *mapping, const char *name, gboolean *out)
{
  const char *text = value_get_text (mapping, name, NULL);
  if (text)
    *out = strcmp (text, "true") == 0;
  return text != NULL;
}
