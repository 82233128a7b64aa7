/* The audit for a terminal: can we go, in the first line; then what stands in the way, in the order in which one would look. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_view.h"
#include "report/style.h"

/* ---- can we go? ------------------------------------------------------------------------------------------------------- */

static guint
count_severity (const Audit *a, AuditSeverity severity)
{
  guint n = 0;
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      n += f->severity == severity && (severity != AUDIT_UNKNOWN || audit_finding_counts (f));
    }
  return n;
}

static void
first_line (const Audit *a, const ReportStyle *style, GString *out)
{
  static const Ink inks[] = { [AUDIT_READY] = INK_GREEN, [AUDIT_NOT_READY] = INK_RED, [AUDIT_IS_UNKNOWN] = INK_YELLOW };
  g_autofree char *text = audit_headline (a);
  style_append (out, style, inks[audit_verdict (a)], text);
  g_string_append_c (out, '\n');
  style_printf (out, style, INK_DIM, _ ("%s, %s. Findings: %u errors, %u unknown, %u warnings."), a->site ? a->site : _ ("(no site)"), a->time ? a->time : "-",
                count_severity (a, AUDIT_ERROR), count_severity (a, AUDIT_UNKNOWN), count_severity (a, AUDIT_WARNING));
  g_string_append_c (out, '\n');
}

/* ---- the switches ----------------------------------------------------------------------------------------------------- */

static guint
count_ports (const AuditSwitch *sw, AuditStatus status)
{
  guint n = 0;
  for (guint i = 0; i < sw->ports->len; i++)
    n += ((AuditPort *)sw->ports->pdata[i])->status == status;
  return n;
}

static char *
power_text (const AuditSwitch *sw)
{
  guint budget = 0, needed = 0;
  for (guint i = 0; i < sw->forecasts->len; i++)
    {
      budget += ((PoeForecast *)sw->forecasts->pdata[i])->budget_mw;
      needed += ((PoeForecast *)sw->forecasts->pdata[i])->needed_mw;
    }
  return sw->forecasts->len ? g_strdup_printf (_ ("%.0f of %.0f W"), needed / 1000.0, budget / 1000.0) : g_strdup ("");
}

static void
print_switches (const Audit *a, const ReportStyle *style, GString *out)
{
  static const AuditStatus columns[] = { AUDIT_READY, AUDIT_NOT_READY, AUDIT_IS_UNKNOWN };
  const char *heads[] = { _ ("SWITCH"),    _ ("MODEL"),   _ ("RELEASE"),      _ ("STATUS"), _ ("READY"),
                          _ ("NOT READY"), _ ("UNKNOWN"), _ ("POWER NEEDED"), _ ("WHERE"),  NULL };
  StyleTable *t = style_table_new (heads);
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *sw = a->switches->pdata[i];
      g_autofree char *power = power_text (sw);
      style_table_add (t, sw->name);
      style_table_add (t, sw->model ? sw->model : "?");
      style_table_add (t, sw->version ? sw->version : "?");
      style_table_add (t, audit_status_to_string (sw->status));
      for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
        {
          g_autofree char *n = g_strdup_printf ("%u", count_ports (sw, columns[c]));
          style_table_add (t, n);
        }
      style_table_add (t, power);
      style_table_add (t, sw->location ? sw->location : "");
    }
  g_string_append_c (out, '\n');
  style_table_print (t, style, "  ", out);
}

/* ---- findings --------------------------------------------------------------------------------------------------------- */

/* The findings of a theme stand by check, then switch: what is looked for among those of one of them ends with it. */
static gboolean
same_switch (const AuditFinding *a, const AuditFinding *b)
{
  return a->check == b->check && !g_strcmp0 (a->switch_name, b->switch_name);
}

/* What the same check says in the same words of one switch is told once, with all its ports. */
static gboolean
same_words (const AuditFinding *a, const AuditFinding *b)
{
  return same_switch (a, b) && a->severity == b->severity && a->old == b->old && !strcmp (a->message, b->message) && !a->port == !b->port && !g_strcmp0 (a->cure, b->cure) && !a->paste && !b->paste;
}

static char *
place_text (const GPtrArray *list, guint first)
{
  const AuditFinding *f = list->pdata[first];
  g_autoptr (PortSet) ports = port_set_new ();
  for (guint i = first; f->port && i < list->len && same_switch (f, list->pdata[i]); i++)
    if (same_words (f, list->pdata[i]))
      port_set_add (ports, ((AuditFinding *)list->pdata[i])->port);
  g_autofree char *text = port_set_to_string (ports);
  return g_strdup_printf ("%s%s%s%s", f->switch_name ? f->switch_name : "", *text ? " " : "", text, f->switch_name ? ": " : "");
}

static gboolean
was_told (const GPtrArray *list, guint at)
{
  for (guint i = at; i-- > 0 && same_switch (list->pdata[i], list->pdata[at]);)
    if (same_words (list->pdata[i], list->pdata[at]))
      return TRUE;
  return FALSE;
}

static void
print_finding (const GPtrArray *list, guint at, const ReportStyle *style, GString *out)
{
  static const Ink inks[] = {
    [AUDIT_ERROR] = INK_RED, [AUDIT_UNKNOWN] = INK_YELLOW, [AUDIT_WARNING] = INK_YELLOW, [AUDIT_INFO] = INK_PLAIN
  };
  const AuditFinding *f = list->pdata[at];
  g_autofree char *place = place_text (list, at);
  g_autofree char *text = g_strdup_printf ("%-8s %s%s%s [%s]", audit_severity_to_string (f->severity),
                                           f->old ? _ ("(known) ") : "", place, f->message, f->check->id);
  style_wrapped (out, style, inks[f->severity], "  ", text);
  if (f->paste)
    {
      style_append (out, style, INK_PLAIN, "           ");
      style_append (out, style, INK_BLUE, f->paste);
      g_string_append_c (out, '\n');
    }
  g_autofree char *cure = g_strdup_printf (_ ("cure: %s"), f->cure ? f->cure : _ (f->check->cure));
  /* the check's own cure once, after the last that it says */
  gboolean last = f->severity != AUDIT_UNKNOWN;
  for (guint i = at + 1; i < list->len && !f->cure && last; i++)
    {
      const AuditFinding *next = list->pdata[i];
      if (next->check != f->check)
        break;
      last = next->cure || next->severity == AUDIT_UNKNOWN || same_words (f, next);
    }
  if (last)
    style_wrapped (out, style, INK_DIM, "           ", cure);
}

static gboolean
is_missed_advice (const AuditFinding *f)
{
  return f->severity == AUDIT_UNKNOWN && !audit_finding_counts (f);
}

/* What could only not be advised: a line per check, whatever the number of switches; with -v all of it. */
static void
print_missed (const GPtrArray *list, guint at, const ReportStyle *style, GString *out)
{
  const AuditFinding *f = list->pdata[at];
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = at; i-- > 0 && ((AuditFinding *)list->pdata[i])->check == f->check;)
    if (is_missed_advice (list->pdata[i]))
      return;
  const char *told = NULL;
  for (guint i = at; i < list->len && ((AuditFinding *)list->pdata[i])->check == f->check; i++)
    {
      const AuditFinding *next = list->pdata[i];
      if (!is_missed_advice (next) || !next->switch_name || !g_strcmp0 (told, next->switch_name))
        continue;
      g_string_append_printf (names, "%s%s", names->len ? ", " : "", next->switch_name);
      told = next->switch_name;
    }
  g_autofree char *text = g_strdup_printf (_ ("%-8s whether \"%s\" holds could not be read: %s [%s]"),
                                           audit_severity_to_string (f->severity), _ (f->check->title), names->str, f->check->id);
  style_wrapped (out, style, INK_DIM, "  ", text);
}

static void
print_theme (const Audit *a, AuditTheme theme, const ReportStyle *style, GString *out)
{
  static const char *const titles[] = {
    N_ ("Switches"), N_ ("VLANs"), N_ ("What the phones are told (LLDP-MED)"), N_ ("Power"), N_ ("The way to the gateway"),
    N_ ("Ports"),    N_ ("Phones")
  };
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  for (const AuditCheck *c = audit_checks; c->id; c++)
    for (guint i = 0; c->theme == theme && i < a->findings->len; i++)
      if (((AuditFinding *)a->findings->pdata[i])->check == c)
        g_ptr_array_add (list, a->findings->pdata[i]);
  if (!list->len)
    return;
  g_string_append_c (out, '\n');
  style_append (out, style, INK_BOLD, _ (titles[theme]));
  g_string_append_c (out, '\n');
  for (guint i = 0; i < list->len; i++)
    if (!style->verbose && is_missed_advice (list->pdata[i]))
      print_missed (list, i, style, out);
    else if (!was_told (list, i))
      print_finding (list, i, style, out);
}

/* ---- power, phones ---------------------------------------------------------------------------------------------------- */

static void
print_lines (const char *text, const ReportStyle *style, const char *indent, GString *out)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (*lines[i])
      {
        g_string_append (out, indent);
        style_append (out, style, INK_PLAIN, lines[i]);
        g_string_append_c (out, '\n');
      }
}

/* The sums of those that do not come out; with -v of all. */
static void
print_forecast (const AuditSwitch *sw, const PoeForecast *f, const ReportStyle *style, GString *out)
{
  static const char *const cases[] = { N_ ("plugged in one by one"), N_ ("all at once, after a power cut") };
  if (f->verdict == AUDIT_IS_UNKNOWN || (!style->verbose && f->verdict == AUDIT_READY))
    return;
  for (PoeCase c = 0; c < POE_CASES; c++)
    {
      if (!style->verbose && !f->denied[c] && !f->cut[c])
        continue;
      style_printf (out, style, INK_PLAIN, _ ("  The sums of %s, slot %u, %s:"), sw->name, f->slot, _ (cases[c]));
      g_string_append_c (out, '\n');
      print_lines (f->arithmetic[c], style, "    ", out);
    }
  for (guint i = 0; i < f->guesses->len; i++)
    {
      g_autofree char *text = g_strdup_printf (_ ("guess: %s"), (char *)f->guesses->pdata[i]);
      style_wrapped (out, style, INK_DIM, "    ", text);
    }
}

static void
print_phones (const Audit *a, const ReportStyle *style, GString *out)
{
  static const char *const words[] = {
    [PHONE_UNKNOWN] = N_ ("unknown"),       [PHONE_CONFIRMED] = N_ ("confirmed in the voice VLAN"),
    [PHONE_ABSENT] = N_ ("not there yet"),  [PHONE_WRONG_VLAN] = N_ ("in a wrong VLAN"),
    [PHONE_MOVED] = N_ ("at another port"), [PHONE_GONE] = N_ ("gone")
  };
  guint all = 0;
  g_autoptr (GString) text = g_string_new (NULL);
  for (PhoneVerdict v = PHONE_UNKNOWN; v <= PHONE_GONE; v++)
    {
      all += a->phones[v];
      if (!a->phones[v])
        continue;
      g_string_append_printf (text, "%s%u %s", text->len ? ", " : "", a->phones[v], _ (words[v]));
    }
  if (!all)
    return;
  g_autofree char *line = g_strdup_printf (_ ("%u listed phones: %s."), all, text->str);
  g_string_append_c (out, '\n');
  style_wrapped (out, style, INK_PLAIN, "", line);
}

void
report_audit_text (const Audit *a, const ReportStyle *style, GString *out)
{
  static const AuditTheme order[] = { AUDIT_ABOUT_SWITCH, AUDIT_ABOUT_VLAN, AUDIT_ABOUT_PATH, AUDIT_ABOUT_POE,
                                      AUDIT_ABOUT_PORT,   AUDIT_ABOUT_LLDP, AUDIT_ABOUT_PHONE };
  first_line (a, style, out);
  print_switches (a, style, out);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      print_theme (a, order[i], style, out);
      for (guint s = 0; order[i] == AUDIT_ABOUT_POE && s < a->switches->len; s++)
        {
          const AuditSwitch *sw = a->switches->pdata[s];
          for (guint k = 0; k < sw->forecasts->len; k++)
            print_forecast (sw, sw->forecasts->pdata[k], style, out);
        }
    }
  print_phones (a, style, out);
  g_string_append_c (out, '\n');
  style_printf (out, style, INK_DIM, "%s.", a->coverage);
  g_string_append_c (out, '\n');
}

void
report_check_text (const AuditCheck *check, const ReportStyle *style, GString *out)
{
  const struct
  {
    const char *lead, *text;
  } lines[] = { { _ ("reads: %s"), check->reads },
                { _ ("why: %s"), check->why },
                { _ ("cure: %s"), check->cure },
                { _ ("says: %s"), check->example } };
  style_append (out, style, INK_BOLD, check->id);
  style_printf (out, style, INK_PLAIN, "  (%s, %s)  %s", audit_theme_to_string (check->theme),
                audit_severity_to_string (check->severity), _ (check->title));
  g_string_append_c (out, '\n');
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GString) text = g_string_new (lines[i].lead);
      g_string_replace (text, "%s", _ (lines[i].text), 1);
      style_wrapped (out, style, INK_PLAIN, "  ", text->str);
    }
}
