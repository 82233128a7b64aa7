#include "values.h"

#include <string.h>

#include "cli.h"

static gboolean
is_number (const char *w, guint min, guint max)
{
  char *end;
  guint64 n = g_ascii_strtoull (w, &end, 10);
  return g_ascii_isdigit (*w) && !*end && end - w <= 7 && n >= min && n <= max;
}

/* One number or one range that does not go backwards. */
static gboolean
is_range (const char *w, guint min, guint max)
{
  g_auto (GStrv) parts = g_strsplit (w, "-", 3);
  guint n = g_strv_length (parts);
  return (n == 1 || n == 2) && is_number (parts[0], min, max)
         && (n == 1
             || (is_number (parts[1], min, max)
                 && g_ascii_strtoull (parts[0], NULL, 10) <= g_ascii_strtoull (parts[1], NULL, 10)));
}

static gboolean
is_vlan (const LabSwitch *s, const char *w)
{
  return is_number (w, 1, 4094);
}

static gboolean
is_vlans (const LabSwitch *s, const char *w)
{
  return is_range (w, 1, 4094);
}

static gboolean
is_port (const LabSwitch *s, const char *w)
{
  g_autoptr (GPtrArray) found = lab_parse_ports (s, w, FALSE);
  return found != NULL;
}

static gboolean
is_ports (const LabSwitch *s, const char *w)
{
  g_autoptr (GPtrArray) found = lab_parse_ports (s, w, TRUE);
  return found != NULL;
}

static gboolean
is_agg (const LabSwitch *s, const char *w)
{
  return is_number (w, 0, 255);
}

static gboolean
is_aggs (const LabSwitch *s, const char *w)
{
  return is_range (w, 0, 255);
}

/* AOS 8: 0-31 (p. 1406). AOS 6: no guide says; the MIB begins at 1. */
static gboolean
is_policy (const LabSwitch *s, const char *w)
{
  return is_number (w, s->family == LAB_AOS6 ? 1 : 0, 31);
}

static gboolean
is_policies (const LabSwitch *s, const char *w)
{
  return is_range (w, s->family == LAB_AOS6 ? 1 : 0, 31);
}

static gboolean
is_any_number (const LabSwitch *s, const char *w)
{
  return is_number (w, 0, 1000000);
}

/* AOS 6 "1", AOS 8 "1/1". */
static gboolean
is_unit (const LabSwitch *s, const char *w)
{
  g_auto (GStrv) parts = g_strsplit (w, "/", 3);
  return g_strv_length (parts) == (s->family == LAB_AOS6 ? 1 : 2) && is_number (parts[0], 1, 16)
         && (!parts[1] || is_number (parts[1], 1, 16));
}

static gboolean
is_chassis (const LabSwitch *s, const char *w)
{
  return is_number (w, 1, 8);
}

static gboolean
is_text (const LabSwitch *s, const char *w)
{
  return TRUE;
}

static gboolean
is_name (const LabSwitch *s, const char *w)
{
  return *w && *w != '-';
}

static gboolean
is_application (const LabSwitch *s, const char *w)
{
  static const char *const words[] = {
    "voice",           "voice-signaling", "guest-voice", "guest-voice-signaling", "softphone-voice", "video-conferencing",
    "streaming-video", "video-signaling", NULL
  };
  g_autofree char *lower = g_ascii_strdown (w, -1);
  return g_strv_contains (words, lower);
}

static gboolean
is_policy_vlan (const LabSwitch *s, const char *w)
{
  return is_number (w, 1, 4094) || !g_ascii_strcasecmp (w, "untagged") || !g_ascii_strcasecmp (w, "priority-tag");
}

static gboolean
is_mac (const LabSwitch *s, const char *w)
{
  guint8 mac[6];
  return lab_parse_mac (w, mac);
}

static gboolean
is_time (const LabSwitch *s, const char *w)
{
  guint minutes;
  return cli_parse_hours_minutes (w, FALSE, &minutes);
}

static gboolean
is_clock (const LabSwitch *s, const char *w)
{
  guint minutes;
  return strchr (w, ':') && cli_parse_hours_minutes (w, FALSE, &minutes) && minutes < 24 * 60;
}

static gboolean
is_month (const LabSwitch *s, const char *w)
{
  static const char *const months[] = { "january", "february",  "march",   "april",    "may",      "june", "july",
                                        "august",  "september", "october", "november", "december", NULL };
  g_autofree char *lower = g_ascii_strdown (w, -1);
  return g_strv_contains (months, lower);
}

static gboolean
is_day (const LabSwitch *s, const char *w)
{
  return is_number (w, 1, 31);
}

static gboolean
is_option (const LabSwitch *s, const char *w)
{
  return *w == '-' && w[1];
}

static const struct {
  const char *name;
  gboolean (*fits) (const LabSwitch *s, const char *word);
} types[] = {
  { "vlan", is_vlan },     { "vlans", is_vlans },       { "port", is_port },
  { "ports", is_ports },   { "agg", is_agg },           { "aggs", is_aggs },
  { "policy", is_policy }, { "policies", is_policies }, { "number", is_any_number },
  { "unit", is_unit },     { "chassis", is_chassis },   { "text", is_text },
  { "name", is_name },     { "app", is_application },   { "pvlan", is_policy_vlan },
  { "mac", is_mac },       { "time", is_time },         { "clock", is_clock },
  { "month", is_month },   { "day", is_day },           { "feature", lab_is_feature },
  { "option", is_option },
};

gboolean
cli_value_fits (const LabSwitch *s, const char *type, const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (!strcmp (types[i].name, type))
      return types[i].fits (s, word);
  g_error ("no kind of value `%s`", type); /* a grammar names one that is not there */
}

gboolean
cli_value_fits_hole (const LabSwitch *s, const char *hole, const char *word)
{
  g_autofree char *type = g_strndup (hole + 1, strlen (hole) - 2);
  return cli_value_fits (s, type, word);
}

GPtrArray *
cli_parse_port_list (const LabSwitch *s, const char *words, gboolean range)
{
  g_auto (GStrv) parts = g_strsplit_set (words, " ,", -1);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  for (guint i = 0; parts[i]; i++)
    {
      g_autoptr (GPtrArray) some = *parts[i] ? lab_parse_ports (s, parts[i], range) : NULL;
      if (*parts[i] && !some)
        return NULL;
      for (guint k = 0; some && k < some->len; k++)
        g_ptr_array_add (all, some->pdata[k]);
    }
  return g_steal_pointer (&all);
}

/* ---- what a handler asks its line ------------------------------------------------------------------------------------ */

const char *
cli_arg (const CliArgs *a, const char *name)
{
  for (guint i = 0; i < a->n; i++)
    if (!strcmp (a->args[i].name, name))
      return a->args[i].value;
  return NULL;
}

guint
cli_number (const CliArgs *a, const char *name)
{
  const char *value = cli_arg (a, name);
  return value ? (guint) g_ascii_strtoull (value, NULL, 10) : 0;
}

gboolean
cli_is (const CliArgs *a, const char *name, const char *value)
{
  const char *have = cli_arg (a, name);
  return have && !g_ascii_strcasecmp (have, value);
}

LabUnit *
cli_unit (const CliArgs *a, const char *name)
{
  char *end;
  guint first = (guint) g_ascii_strtoull (cli_arg (a, name), &end, 10);
  LabUnit *u = a->s->family == LAB_AOS6 ? lab_find_unit (a->s, 0, first)
                                        : lab_find_unit (a->s, first, (guint) g_ascii_strtoull (end + 1, NULL, 10));
  return u && !u->missing ? u : NULL;
}

GPtrArray *
cli_scope (const CliArgs *a)
{
  const char *list = cli_arg (a, "ports") ? cli_arg (a, "ports") : cli_arg (a, "port");
  if (list)
    return cli_parse_port_list (a->s, list, TRUE);
  const LabUnit *u = cli_arg (a, "unit") ? cli_unit (a, "unit") : NULL;
  GPtrArray *ports = g_ptr_array_new ();
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      LabPort *p = a->s->ports->pdata[i];
      gboolean wanted = u ? lab_unit_of (a->s, p) == u : !cli_arg (a, "unit");
      if (!p->aggregate_id && wanted && !lab_port_is_absent (a->s, p))
        g_ptr_array_add (ports, p);
    }
  return ports;
}

gboolean
cli_error (GString *out, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_string_append (out, "ERROR: ");
  g_string_append_vprintf (out, format, args);
  g_string_append_c (out, '\n');
  va_end (args);
  return FALSE;
}

gboolean
cli_confirm (CliArgs *a, const char *question)
{
  if (!a->session || a->session->confirmed)
    return TRUE;
  g_free (a->session->asks);
  a->session->asks = g_strdup (question);
  return FALSE;
}

gboolean
cli_each_id (CliArgs *a, const char *name, CliEach each, GString *out)
{
  g_auto (GStrv) parts = g_strsplit (cli_arg (a, name), " ", -1);
  gboolean ok = TRUE;
  for (guint i = 0; parts[i] && ok; i++)
    {
      const char *dash = strchr (parts[i], '-');
      guint first = (guint) g_ascii_strtoull (parts[i], NULL, 10),
            last = dash ? (guint) g_ascii_strtoull (dash + 1, NULL, 10) : first;
      for (guint id = first; id <= last && ok; id++)
        {
          ok = each (a, id, out);
          a->partly = a->partly || ok;
        }
    }
  return ok;
}

/* "hh:mm", or a bare number of hours or minutes. */
gboolean
cli_parse_hours_minutes (const char *word, gboolean bare_is_hours, guint *minutes)
{
  g_auto (GStrv) parts = g_strsplit (word, ":", 3);
  guint n = g_strv_length (parts), value[2] = { 0 };
  for (guint i = 0; i < n && i < 2; i++)
    {
      if (!is_number (parts[i], 0, 9999))
        return FALSE;
      value[i] = (guint) g_ascii_strtoull (parts[i], NULL, 10);
    }
  if (n < 1 || n > 2 || (n == 2 && value[1] > 59))
    return FALSE;
  *minutes = n == 2 || bare_is_hours ? value[0] * 60 + value[1] : value[0];
  return TRUE;
}

char *
cli_full_path (const char *word)
{
  return *word == '/' ? g_strdup (word) : g_strdup_printf ("/flash/%s", word);
}
