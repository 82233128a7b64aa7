/* The page for the project lead: one file, no script, nothing from outside, to be looked at, printed and signed. */
#include <glib/gi18n.h>
#include <gio/gio.h>
#include <stdarg.h>
#include <string.h>

#include "report/audit_html.h"
#include "report/audit_report.h"
#include "report-resources.h"

/* ---- small things ------------------------------------------------------------------------------------------------------- */

Look
html_look (AuditStatus status, gboolean uplink)
{
  switch (status)
    {
    case AUDIT_READY: return uplink ? LOOK_UPLINK : LOOK_READY;
    case AUDIT_NOT_READY: return LOOK_NOT_READY;
    case AUDIT_UNMANAGED: return uplink ? LOOK_UPLINK : LOOK_UNMANAGED;
    case AUDIT_IS_UNKNOWN: default: return LOOK_UNKNOWN;
    }
}

Look
html_finding_look (const AuditFinding *f)
{
  return !audit_finding_counts (f) ? LOOK_REMARK : f->severity == AUDIT_ERROR ? LOOK_NOT_READY : LOOK_UNKNOWN;
}

const char *
html_look_class (Look look)
{
  static const char *const classes[LOOK_N] = { "ready", "bad", "unknown", "off", "uplink", "remark" };
  return classes[look];
}

void
html_glyph (Markup *m, Look look)
{
  static const struct { const char *radius, *path; } drawings[LOOK_N] = {
    { "3", "M5 10.5l3.5 3.5L15 6.5" },                                      /* a tick */
    { "3", "M5.5 5.5l9 9M14.5 5.5l-9 9" },                                  /* a cross */
    { "3", "M7.2 7.4a2.9 2.9 0 1 1 4.3 2.6c-1 .5-1.5 1.1-1.5 2.2M10 15h.01" }, /* a question mark */
    { "3", "M10 10h.01" },                                                  /* a dot */
    { "9", "M10 15V5.5M6 9l4-4 4 4" },                                      /* an arrow in a circle */
    { "3", "M10 5v6M10 15h.01" },                                           /* an exclamation mark */
  };
  markup_open (m, "rect", "box");
  markup_attr (m, "x", "1");
  markup_attr (m, "y", "1");
  markup_attr (m, "width", "18");
  markup_attr (m, "height", "18");
  markup_attr (m, "rx", drawings[look].radius);
  markup_close_void (m);
  markup_open (m, "path", "sign");
  markup_attr (m, "d", drawings[look].path);
  markup_close_void (m);
}

static void
add_icon (Markup *m, Look look, const char *class, const char *size)
{
  markup_open (m, "svg", class);
  markup_attr (m, "viewBox", "0 0 20 20");
  markup_attr (m, "width", size);
  markup_attr (m, "height", size);
  markup_attr (m, "aria-hidden", "true");
  html_glyph (m, look);
  markup_close (m);
}

void
html_badge (Markup *m, Look look, const char *text)
{
  g_autofree char *class = g_strdup_printf ("badge %s", html_look_class (look));
  markup_open (m, "span", class);
  add_icon (m, look, "icon", "15");
  markup_printf (m, " %s", text);
  markup_close (m);
}

void
html_prose (Markup *m, const char *element, const char *class, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text ? text : "", "`", -1);
  guint n = g_strv_length (parts);
  markup_open (m, element, class);
  for (guint i = 0; i < n; i++)
    if (i % 2 && i + 1 < n)
      markup_leaf (m, "code", NULL, parts[i]);
    else
      markup_printf (m, "%s%s", i % 2 ? "`" : "", parts[i]); /* one that nothing closes */
  markup_close (m);
}

void
html_known (Markup *m, const AuditFinding *f)
{
  if (f->old)
    markup_leaf (m, "span", "tag", _ ("known"));
}

void
html_note (Markup *m, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  markup_leaf (m, "p", "note", text);
}

void
html_columns (Markup *m, const char *class, const char *const *heads)
{
  markup_open (m, "div", "scroll");
  markup_open (m, "table", class);
  markup_open (m, "thead", NULL);
  markup_open (m, "tr", NULL);
  for (; *heads; heads++)
    {
      markup_open (m, "th", NULL);
      markup_attr (m, "scope", "col");
      markup_text (m, *heads);
      markup_close (m);
    }
  markup_close (m);
  markup_close (m);
  markup_open (m, "tbody", NULL);
}

void
html_end_table (Markup *m)
{
  for (guint i = 0; i < 3; i++)
    markup_close (m);
}

/* ---- the top ------------------------------------------------------------------------------------------------------------ */

static void
add_head (Markup *m, const Audit *a)
{
  g_autoptr (GBytes) style = g_resource_lookup_data (report_get_resource (), "/vlanctl/audit.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  markup_open (m, "head", NULL);
  markup_open (m, "meta", NULL);
  markup_attr (m, "charset", "utf-8");
  markup_close_void (m);
  markup_open (m, "meta", NULL);
  markup_attr (m, "name", "viewport");
  markup_attr (m, "content", "width=device-width, initial-scale=1");
  markup_close_void (m);
  markup_open (m, "meta", NULL);
  markup_attr (m, "name", "color-scheme");
  markup_attr (m, "content", "light dark");
  markup_close_void (m);
  markup_leaf_printf (m, "title", NULL, _ ("Audit of %s"), a->site && *a->site ? a->site : _ ("the site"));
  markup_open (m, "style", NULL);
  markup_raw (m, g_bytes_get_data (style, NULL)); /* GResource ends its data with a NUL */
  markup_close (m);
  markup_close (m);
}

static void
add_number (Markup *m, guint n, const char *what, const char *class)
{
  markup_open (m, "li", class);
  markup_leaf_printf (m, "strong", NULL, "%u", n);
  markup_leaf_printf (m, "span", NULL, " %s", what);
  markup_close (m);
}

static void
add_phones (Markup *m, const Audit *a)
{
  guint listed = 0;
  for (guint i = PHONE_UNKNOWN; i <= PHONE_GONE; i++)
    listed += a->phones[i];
  if (!listed)
    return;
  markup_open (m, "ul", "numbers");
  add_number (m, listed, _ ("phones listed"), NULL);
  add_number (m, a->phones[PHONE_CONFIRMED], _ ("there"), NULL);
  add_number (m, a->phones[PHONE_ABSENT], _ ("not there yet"), NULL);
  add_number (m, a->phones[PHONE_WRONG_VLAN] + a->phones[PHONE_MOVED] + a->phones[PHONE_GONE], _ ("misplaced or gone"), NULL);
  add_number (m, a->phones[PHONE_UNKNOWN], _ ("not known"), NULL);
  markup_close (m);
}

static void
add_numbers (Markup *m, const Audit *a)
{
  markup_open (m, "ul", "numbers");
  add_number (m, a->n_ready, _ ("ports ready"), "ready");
  add_number (m, a->n_not_ready, _ ("not ready"), a->n_not_ready ? "bad" : NULL);
  add_number (m, a->n_unknown, _ ("unknown"), a->n_unknown ? "unknown" : NULL);
  add_number (m, a->n_unmanaged, _ ("not in the inventory"), NULL);
  add_number (m, a->switches->len, _ ("switches"), NULL);
  markup_close (m);
}

static void
add_baseline (Markup *m, const Audit *a)
{
  guint known = 0;
  for (guint i = 0; i < a->findings->len; i++)
    known += ((const AuditFinding *) a->findings->pdata[i])->old;
  if (known)
    html_note (m, _ ("Of %u findings %u are new; %u were known at the baseline and are marked so."), a->findings->len, a->findings->len - known,
               known);
}

static void
add_verdict (Markup *m, const Audit *a)
{
  AuditStatus verdict = audit_verdict (a);
  Look look = html_look (verdict, FALSE);
  g_autofree char *headline = audit_headline (a), *when = audit_when (a), *class = g_strdup_printf ("verdict %s", html_look_class (look));
  markup_open (m, "header", NULL);
  markup_leaf (m, "h1", NULL, a->site && *a->site ? a->site : _ ("Audit"));
  html_note (m, a->from_capture ? _ ("Ready for phones? From recorded walks, %s") : _ ("Ready for phones? Read on %s"), when);
  markup_open (m, "p", class);
  add_icon (m, look, NULL, "34");
  markup_leaf (m, "span", NULL, headline);
  markup_close (m);
  add_numbers (m, a);
  add_phones (m, a);
  add_baseline (m, a);
  markup_close (m);
}

/* ---- what is wrong, by check -------------------------------------------------------------------------------------------- */

typedef struct {
  const AuditFinding *first;
  guint n;
} Cause;

static int
compare_causes (gconstpointer a, gconstpointer b)
{
  const Cause *x = a, *y = b;
  const AuditFinding *f = x->first, *g = y->first;
  if (audit_finding_counts (f) != audit_finding_counts (g))
    return audit_finding_counts (f) ? -1 : 1;
  return f->severity != g->severity ? (int) f->severity - (int) g->severity : (x->n < y->n) - (x->n > y->n);
}

static GArray *
causes (const Audit *a)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Cause));
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      Cause *found = NULL;
      for (guint k = 0; k < list->len && !found; k++)
        {
          Cause *c = &g_array_index (list, Cause, k);
          found = c->first->check == f->check && c->first->severity == f->severity ? c : NULL;
        }
      Cause one = { f, 1 };
      if (found)
        found->n++;
      else
        g_array_append_val (list, one);
    }
  g_array_sort (list, compare_causes);
  return list;
}

static const char *
finding_label (const AuditFinding *f)
{
  static const char *const labels[] = { N_ ("must be cured"), N_ ("could not be read"), N_ ("worth a look"), N_ ("to know") };
  return _ (labels[f->severity]);
}

static void
add_causes (Markup *m, const Audit *a)
{
  const char *const heads[] = { _ ("What"), _ ("Found"), _ ("What should hold, and why"), _ ("Cure"), NULL };
  g_autoptr (GArray) list = causes (a);
  if (!list->len)
    return;
  markup_open (m, "section", NULL);
  markup_leaf (m, "h2", NULL, _ ("What was found"));
  html_columns (m, "stack", heads);
  for (guint i = 0; i < list->len; i++)
    {
      const Cause *c = &g_array_index (list, Cause, i);
      const AuditCheck *check = c->first->check;
      markup_open (m, "tr", NULL);
      markup_open (m, "td", "lead");
      html_badge (m, html_finding_look (c->first), finding_label (c->first));
      markup_leaf (m, "code", NULL, check->id);
      markup_close (m);
      markup_leaf_printf (m, "td", "number", "%u×", c->n);
      markup_open (m, "td", NULL);
      html_prose (m, "div", NULL, check->title);
      html_prose (m, "div", "note", check->why);
      markup_close (m);
      html_prose (m, "td", "cure", check->cure);
      markup_close (m);
    }
  html_end_table (m);
  markup_close (m);
}

/* ---- a switch ----------------------------------------------------------------------------------------------------------- */

/* What the port looks like from here: its alias, and who says to be behind it. */
static void
add_evidence (Markup *m, const AuditPort *p)
{
  const PortState *live = p ? p->live : NULL;
  markup_open (m, "div", "note");
  if (live && live->alias && *live->alias)
    markup_printf (m, _ ("Alias “%s”. "), live->alias);
  for (guint i = 0; live && live->neighbours && i < live->neighbours->len; i++)
    {
      const Neighbour *n = live->neighbours->pdata[i];
      markup_printf (m, _ ("Neighbour “%s”%s%s. "), n->name && *n->name ? n->name : n->chassis, n->med_model ? ", " : "", n->med_model ? n->med_model : "");
    }
  markup_close (m);
}

static const AuditPort *
find_port (const AuditSwitch *s, PortId id)
{
  for (guint i = 0; i < s->ports->len; i++)
    if (((const AuditPort *) s->ports->pdata[i])->id == id)
      return s->ports->pdata[i];
  return NULL;
}

/* `of`: the ports of which the same is said; empty for the switch itself. */
static void
add_finding (Markup *m, const AuditSwitch *s, const AuditFinding *f, const PortSet *of)
{
  g_autofree char *ports = port_set_size (of) ? port_set_to_string (of) : g_strdup (_ ("switch")), *others = port_set_to_string (f->ports);
  markup_open (m, "tr", NULL);
  markup_open (m, "td", port_set_size (of) > 1 ? "lead many" : "lead");
  html_badge (m, html_finding_look (f), ports);
  markup_close (m);
  markup_open (m, "td", NULL);
  html_prose (m, "div", NULL, f->message);
  if (port_set_size (of) == 1)
    add_evidence (m, find_port (s, f->port));
  if (port_set_size (f->ports) > 1 || (*others && !f->port))
    html_note (m, _ ("Concerns %s"), others);
  if (f->paste)
    {
      markup_open (m, "pre", NULL);
      markup_lines (m, f->paste);
      markup_close (m);
    }
  markup_close (m);
  html_prose (m, "td", "cure", audit_cure (f));
  markup_open (m, "td", "check");
  markup_leaf (m, "code", NULL, f->check->id);
  html_known (m, f);
  markup_close (m);
  markup_close (m);
}

/* The same check, in the same words, with the same cure, of so many ports: one row. */
static gboolean
same_words (const AuditFinding *a, const AuditFinding *b)
{
  return a->check == b->check && a->severity == b->severity && a->old == b->old && !a->port == !b->port && !strcmp (a->message, b->message)
         && !strcmp (audit_cure (a), audit_cure (b)) && !a->paste && !b->paste;
}

static void
add_findings (Markup *m, const AuditSwitch *s)
{
  const char *const heads[] = { _ ("Port"), _ ("Finding"), _ ("Cure"), _ ("Check"), NULL };
  g_autoptr (GPtrArray) findings = audit_findings_of (s);
  if (!findings->len)
    {
      html_note (m, "%s", _ ("Nothing found."));
      return;
    }
  html_columns (m, "stack", heads);
  while (findings->len)
    {
      const AuditFinding *f = findings->pdata[0];
      g_autoptr (PortSet) of = port_set_new ();
      g_autoptr (GPtrArray) rest = g_ptr_array_new ();
      for (guint i = 0; i < findings->len; i++)
        {
          AuditFinding *other = findings->pdata[i];
          if (i && !same_words (f, other))
            g_ptr_array_add (rest, other);
          else if (other->port)
            port_set_add (of, other->port);
        }
      add_finding (m, s, f, of);
      g_ptr_array_unref (findings);
      findings = g_steal_pointer (&rest);
    }
  html_end_table (m);
}

static void
add_switch (Markup *m, const AuditSwitch *s)
{
  const char *parts[] = { s->model, s->version, s->location };
  g_autoptr (GString) line = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] && *parts[i])
      g_string_append_printf (line, "%s%s", line->len ? " · " : "", parts[i]);
  markup_open (m, "section", "switch");
  markup_open (m, "h3", NULL);
  markup_printf (m, "%s ", s->name);
  html_badge (m, html_look (s->status, FALSE), audit_status_label (s->status));
  markup_close (m);
  html_note (m, "%s", line->str);
  if (s->state && s->state->reason)
    html_note (m, _ ("Not wholly read: %s"), s->state->reason);
  html_panels (m, s);
  add_findings (m, s);
  for (guint i = 0; i < s->forecasts->len; i++)
    html_power (m, s->forecasts->pdata[i]);
  markup_close (m);
}

static void
add_legend (Markup *m)
{
  markup_open (m, "p", "legend");
  html_badge (m, LOOK_READY, _ ("ready"));
  html_badge (m, LOOK_NOT_READY, _ ("not ready"));
  html_badge (m, LOOK_UNKNOWN, _ ("unknown"));
  html_badge (m, LOOK_UNMANAGED, _ ("not in the inventory"));
  html_badge (m, LOOK_UPLINK, _ ("uplink"));
  markup_leaf (m, "span", "note", _ ("A corner marks a port with a remark. Point at a port to read about it."));
  markup_close (m);
}

static void
add_switches (Markup *m, const Audit *a)
{
  markup_open (m, "section", NULL);
  markup_leaf (m, "h2", NULL, _ ("The switches"));
  add_legend (m);
  for (guint i = 0; i < a->switches->len; i++)
    add_switch (m, a->switches->pdata[i]);
  markup_close (m);
}

/* ---- by building -------------------------------------------------------------------------------------------------------- */

static void
add_buildings (Markup *m, const Audit *a, const char *title, void (*one) (Markup *m, const Audit *a, const char *building))
{
  g_autoptr (GPtrArray) buildings = audit_buildings (a);
  markup_open (m, "section", "paper");
  markup_leaf (m, "h2", NULL, title);
  for (guint i = 0; i < buildings->len; i++)
    one (m, a, buildings->pdata[i]);
  markup_close (m);
}

void
report_audit_html (const Audit *a, GString *out, const ReportDrain *drain)
{
  g_string_append (out, "<!DOCTYPE html>\n");
  Markup *m = markup_new (FALSE, out, drain);
  markup_open (m, "html", NULL);
  markup_attr (m, "lang", _ ("en"));
  add_head (m, a);
  markup_open (m, "body", NULL);
  markup_open (m, "main", NULL);
  add_verdict (m, a);
  add_causes (m, a);
  add_switches (m, a);
  html_path (m, a);
  add_buildings (m, a, _ ("Work list"), html_work);
  add_buildings (m, a, _ ("Acceptance"), html_sheet);
  if (a->coverage)
    html_note (m, "%s.", a->coverage);
  markup_close (m);
  markup_finish (m);
  g_string_append_c (out, '\n');
}
