/* Findings about inventory files: text with the line and a caret, and vlanctl-lint/1. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/json.h"
#include "report/style.h"

static Ink
severity_ink (Severity severity)
{
  return severity == SEVERITY_ERROR ? INK_RED : severity == SEVERITY_WARNING ? INK_YELLOW : INK_BLUE;
}

#define LINE_MAX_SHOWN (1u << 20) /* octets: what is longer is not for reading */
#define FINDINGS_MAX 1000

/* One character as it is shown, and how many cells it takes on a terminal. */
static char *
cell (const char *p, guint *cells)
{
  g_autofree char *one = g_strndup (p, (gsize) (g_utf8_next_char (p) - p));
  gunichar c = g_utf8_get_char (p);
  char *shown = c == '\t' ? g_strdup (" ") : report_clean (one);
  *cells = g_utf8_strlen (shown, -1) > 1 ? (guint) strlen (shown) : g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
  return shown;
}

/* As much of the line as fits, from column `first` on, and a caret for every cell of the value. */
static void
lay_out (const SrcPos *pos, const char *line, guint first, guint room, GString *shown, GString *marks)
{
  guint end = pos->end_line == pos->line ? MAX (pos->end_column, pos->column + 1) : pos->column + 1, column = first, cells;
  const char *p = g_utf8_offset_to_pointer (line, first - 1);
  for (; *p && marks->len < room; p = g_utf8_next_char (p), column++)
    {
      g_autofree char *one = cell (p, &cells);
      g_string_append (shown, one);
      for (guint i = 0; i < cells; i++)
        g_string_append_c (marks, column >= pos->column && column < end ? '^' : ' ');
    }
  if (*p)
    g_string_append (shown, "…");
}

static void
print_excerpt (const SrcPos *pos, const char *line, const ReportStyle *style, GString *out)
{
  guint length = (guint) g_utf8_strlen (line, -1), room = style->width - 10;
  SrcPos at = *pos;
  g_autoptr (GString) shown = g_string_new (NULL), marks = g_string_new (NULL);
  g_autofree char *number = g_strdup_printf ("%6u", pos->line);
  at.column = CLAMP (at.column, 1, length + 1);
  guint first = length > room && at.column > room * 3 / 4 ? at.column - room / 2 : 1;
  if (first > 1)
    {
      g_string_append (shown, "…");
      g_string_append_c (marks, ' ');
    }
  lay_out (&at, line, first, room, shown, marks);
  if (!strchr (marks->str, '^')) /* past the end of the line, or a mark that takes no room */
    g_string_append_c (marks, '^');
  g_strchomp (marks->str);
  style_printf (out, style, INK_DIM, "%s | ", number);
  style_append (out, style, INK_PLAIN, shown->str);
  g_string_append_c (out, '\n');
  style_printf (out, style, INK_DIM, "%*s | ", (int) strlen (number), "");
  style_append (out, style, INK_BOLD, marks->str);
  g_string_append_c (out, '\n');
}

static void
print_one (const Diagnostic *d, ReportSourceLine source_line, gconstpointer sources, const ReportStyle *style, GString *out)
{
  if (d->pos.file)
    {
      g_autofree char *where = src_pos_to_string (&d->pos);
      style_printf (out, style, INK_BOLD, "%s: ", where);
    }
  style_append (out, style, severity_ink (d->severity), severity_to_string (d->severity));
  g_string_append (out, ": ");
  style_append (out, style, INK_PLAIN, d->message);
  style_printf (out, style, INK_DIM, " [%s]", d->rule);
  g_string_append_c (out, '\n');
  const char *line = d->pos.file && source_line ? source_line (sources, d->pos.file, d->pos.line) : NULL;
  if (line && strlen (line) <= LINE_MAX_SHOWN)
    print_excerpt (&d->pos, line, style, out);
  if (d->other.file)
    {
      g_autofree char *where = src_pos_to_string (&d->other);
      style_printf (out, style, INK_DIM, "       = %s: %s", where, d->other_message ? d->other_message : "");
      g_string_append_c (out, '\n');
    }
  if (d->help)
    {
      style_append (out, style, INK_GREEN, "       = ");
      style_append (out, style, INK_PLAIN, d->help);
      g_string_append_c (out, '\n');
    }
}

void
report_diagnostics_text (const Diagnostics *list, ReportSourceLine source_line, gconstpointer sources, const ReportStyle *style,
                         GString *out)
{
  guint n = MIN (list->items->len, FINDINGS_MAX);
  for (guint i = 0; i < n; i++)
    print_one (list->items->pdata[i], source_line, sources, style, out);
  if (n < list->items->len)
    g_string_append_printf (out, _ ("... and %u more: --json has them all\n"), list->items->len - n);
}

static void
count (GString *out, const char *text, guint n)
{
  g_string_append_printf (out, "%s%u %s", out->len ? ", " : "", n, text);
}

void
report_lint_summary (const LintReport *report, GString *out)
{
  g_autoptr (GString) line = g_string_new (NULL);
  const Diagnostics *found = report->found;
  count (line, ngettext ("file", "files", report->files->len), report->files->len);
  count (line, ngettext ("error", "errors", found->errors), found->errors);
  count (line, ngettext ("warning", "warnings", found->warnings), found->warnings);
  g_string_append_printf (out, "%s\n", line->str);
}

static void
build_finding (JsonWriter *b, const Diagnostic *d)
{
  json_begin (b, NULL);
  json_text (b, "rule", d->rule);
  json_text (b, "severity", severity_to_string (d->severity));
  json_text (b, "message", d->message);
  json_text (b, "file", d->pos.file);
  json_int (b, "line", d->pos.line);
  json_int (b, "column", d->pos.column);
  json_int (b, "end_line", d->pos.end_line ? d->pos.end_line : d->pos.line);
  json_int (b, "end_column", d->pos.end_column ? d->pos.end_column : d->pos.column);
  json_text (b, "help", d->help);
  json_text (b, "fingerprint", d->fingerprint);
  json_bool (b, "fixable", d->fix != NULL);
  if (d->other.file)
    {
      json_begin (b, "see");
      json_text (b, "message", d->other_message);
      json_text (b, "file", d->other.file);
      json_int (b, "line", d->other.line);
      json_int (b, "column", d->other.column);
      json_end (b);
    }
  json_end (b);
}

void
report_lint_json (const LintReport *report, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-lint/1");
  json_begin_array (b, "findings");
  for (guint i = 0; i < report->found->items->len; i++)
    build_finding (b, report->found->items->pdata[i]);
  json_end_array (b);
  json_begin (b, "summary");
  json_int (b, "files", report->files->len);
  json_int (b, "errors", report->found->errors);
  json_int (b, "warnings", report->found->warnings);
  json_end (b);
  json_finish (b);
}
