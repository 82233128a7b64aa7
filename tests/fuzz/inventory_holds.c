#include "inventory_holds.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/inventory.h"
#include "meaning.h"
#include "report/report.h"

static void G_GNUC_NORETURN
broken (const char *what, const char *a, const char *b)
{
  fprintf (stderr, "does not hold: %s\n%s\n----\n%s\n", what, a ? a : "", b ? b : "");
  abort ();
}

/* ---- places --------------------------------------------------------------------------------------------------------------- */

/* One past the last character is still a place: there something is missing. */
static gboolean
is_inside (const InventorySources *sources, const char *file, guint line, guint column)
{
  const char *text = line && column ? inventory_source_line (sources, file, line) : NULL;
  return text && column <= g_utf8_strlen (text, -1) + 1;
}

/* The end is behind the begin and in the text; the end of a block may be the line after the last one. */
static gboolean
is_span (const InventorySources *sources, const SrcPos *pos)
{
  if (!is_inside (sources, pos->file, pos->line, pos->column))
    return FALSE;
  if (!pos->end_line)
    return TRUE;
  gboolean behind = pos->end_line > pos->line || (pos->end_line == pos->line && pos->end_column >= pos->column);
  gboolean after_last = pos->end_column == 1 && pos->end_line > 1 && inventory_source_line (sources, pos->file, pos->end_line - 1);
  return behind && (is_inside (sources, pos->file, pos->end_line, pos->end_column) || after_last);
}

static void
check_place (const InventorySources *sources, const Diagnostic *d, const SrcPos *pos, const char *which)
{
  if (is_span (sources, pos))
    return;
  g_autofree char *place = g_strdup_printf ("%s %s:%u:%u-%u:%u of %s", which, pos->file, pos->line, pos->column, pos->end_line, pos->end_column, d->rule);
  broken ("a place in its file", place, d->message);
}

static void
check_findings (const InventorySources *sources, const Diagnostics *found)
{
  guint errors = 0, warnings = 0;
  for (guint i = 0; i < found->items->len; i++)
    {
      const Diagnostic *d = found->items->pdata[i];
      errors += d->severity == SEVERITY_ERROR;
      warnings += d->severity == SEVERITY_WARNING;
      if (!lint_rule_find (d->rule) || !d->message || !*d->message)
        broken ("a known rule and a message", d->rule, d->message);
      if (!d->pos.file)
        broken ("a file", d->rule, d->message);
      check_place (sources, d, &d->pos, "finding");
      if (d->other.file)
        check_place (sources, d, &d->other, "other place");
      if (d->fix)
        check_place (sources, d, &d->fix_pos, "cure");
    }
  if (errors != found->errors || warnings != found->warnings)
    broken ("counts", NULL, NULL);
}

/* ---- what is told --------------------------------------------------------------------------------------------------------- */

/* For people: a line with carets under each place. */
static void
check_text (const LintReport *report, GString *out)
{
  const ReportStyle style = { .width = 120 };
  report_diagnostics_text (report->found, report->source_line, report->sources, &style, out);
  for (const char *p = out->str; *p; p++)
    if ((guchar) *p < 0x20 && *p != '\n')
      broken ("no control characters", out->str, NULL);
}

static void
check_formats (const LintReport *report)
{
  static const struct {
    void (*append) (const LintReport *report, GString *out);
    gboolean json;
  } formats[] = { { check_text, FALSE },         { report_lint_json, TRUE },    { report_lint_sarif, TRUE },
                  { report_lint_gitlab, TRUE },  { report_lint_junit, FALSE },  { report_lint_github, FALSE } };
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      formats[i].append (report, out);
      JsonNode *root = formats[i].json ? json_from_string (out->str, &error) : NULL;
      g_clear_pointer (&root, json_node_unref);
      if (!g_utf8_validate (out->str, (gssize) out->len, NULL) || error)
        broken ("a format that can be read", out->str, error ? error->message : NULL);
    }
}

/* ---- lint and load -------------------------------------------------------------------------------------------------------- */

static gboolean
same_place (const SrcPos *a, const SrcPos *b)
{
  return a->file == b->file && a->line == b->line && a->column == b->column && a->end_line == b->end_line && a->end_column == b->end_column;
}

/* The next error from *i on; NULL. */
static const Diagnostic *
next_error (const Diagnostics *found, guint *i)
{
  while (*i < found->items->len && ((Diagnostic *) found->items->pdata[*i])->severity != SEVERITY_ERROR)
    ++*i;
  return *i < found->items->len ? found->items->pdata[(*i)++] : NULL;
}

/* What is wrong to lint is wrong to who loads it, and the other way; lint alone warns of phone models. */
static void
check_same (const Diagnostics *a, const Diagnostics *b)
{
  const Diagnostic *x, *y;
  guint i = 0, k = 0;
  do
    {
      x = next_error (a, &i);
      y = next_error (b, &k);
      if (!x != !y)
        broken ("lint finds as many errors as loading", x ? x->message : y->message, NULL);
      if (x && (strcmp (x->rule, y->rule) || strcmp (x->message, y->message) || !same_place (&x->pos, &y->pos) || g_strcmp0 (x->help, y->help)))
        broken ("lint finds what loading finds", x->message, y->message);
    }
  while (x);
}

/* The meaning of the set with `text` in its first file; NULL when there are errors. */
static char *
meaning (const char *const *paths, const char *text, guint *errors)
{
  g_autoptr (InventorySources) sources = inventory_sources_new ();
  g_autoptr (Diagnostics) found = diagnostics_new ();
  if (text)
    inventory_sources_replace (sources, paths[0], text);
  g_autoptr (Desired) desired = inventory_load (paths, sources, found);
  *errors = found->errors;
  return desired && !found->errors ? meaning_of (desired) : NULL;
}

/* The canonical form is its own, and means the same. Of what has errors it need not be good at all: a port that stands twice has two equal keys
 * there, and the program does not format it. */
static void
check_form (const char *const *paths, const char *text)
{
  g_autofree char *once = inventory_format (paths[0], text, strlen (text));
  if (!once)
    return;
  guint errors;
  g_autofree char *twice = inventory_format (paths[0], once, strlen (once));
  g_autofree char *before = meaning (paths, NULL, &errors), *after = before ? meaning (paths, once, &errors) : NULL;
  if (twice ? strcmp (once, twice) : before != NULL)
    broken ("its own canonical form", once, twice);
  if (before && (!after || strcmp (before, after)))
    broken ("the same meaning", before, after ? after : once);
}

/* A cure is taken, and leaves a text. */
static void
check_fix (const char *path, const char *text, const Diagnostics *found)
{
  guint n;
  g_autofree char *cured = g_utf8_validate (text, -1, NULL) ? inventory_fix (path, text, found, &n) : NULL;
  if (cured && !g_utf8_validate (cured, -1, NULL))
    broken ("a cure leaves a text", text, cured);
}

void
inventory_must_hold (const char *const *paths, const guint8 *data, gsize size, gboolean told)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (InventorySources) sources = inventory_sources_new (), again = inventory_sources_new ();
  g_autoptr (Diagnostics) found = diagnostics_new (), loaded = diagnostics_new ();
  inventory_lint (paths, NULL, sources, found);
  check_findings (sources, found);
  desired_free (inventory_load (paths, again, loaded));
  check_same (found, loaded);
  inventory_ignore (sources, found);
  inventory_fingerprints (sources, found);
  check_findings (sources, found);
  check_fix (paths[0], text, found);
  if (told)
    {
      g_autoptr (GPtrArray) files = inventory_source_files (sources);
      check_formats (&(LintReport){ found, files, inventory_source_line, sources, lint_rule_find, lint_rule_page });
    }
  if (!memchr (data, '\0', size))
    check_form (paths, text);
}
