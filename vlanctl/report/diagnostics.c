/* Findings about inventory files: text with the line and a caret, and vlanctl-lint/1. */
#include <glib/gi18n.h>

#include "report/json.h"
#include "report/style.h"

static const char *
severity_text (Severity severity)
{
  return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

static Ink
severity_ink (Severity severity)
{
  return severity == SEVERITY_ERROR ? INK_RED : severity == SEVERITY_WARNING ? INK_YELLOW : INK_BLUE;
}

/* The source line, and under it a caret for every character of the value. */
static void
print_caret (const SrcPos *pos, const char *line, const ReportStyle *style, GString *out)
{
  guint length = (guint) g_utf8_strlen (line, -1), end = pos->end_line == pos->line ? pos->end_column : pos->column + 1;
  if (!pos->column || pos->column > length + 1)
    return;
  end = CLAMP (end, pos->column + 1, MAX (length + 1, pos->column + 1));
  style_printf (out, style, INK_DIM, "%6u | ", pos->line);
  style_append (out, style, INK_PLAIN, line);
  g_string_append_c (out, '\n');
  style_append (out, style, INK_DIM, "       | ");
  g_autofree char *marks = g_strnfill (end - pos->column, '^');
  g_string_append_printf (out, "%*s", (int) pos->column - 1, "");
  style_append (out, style, INK_BOLD, marks);
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
  style_append (out, style, severity_ink (d->severity), severity_text (d->severity));
  g_string_append (out, ": ");
  style_append (out, style, INK_PLAIN, d->message);
  style_printf (out, style, INK_DIM, " [%s]", d->rule);
  g_string_append_c (out, '\n');
  const char *line = d->pos.file && source_line ? source_line (sources, d->pos.file, d->pos.line) : NULL;
  if (line)
    print_caret (&d->pos, line, style, out);
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
report_diagnostics_text (const Diagnostics *list, ReportSourceLine source_line, gconstpointer sources, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < list->items->len; i++)
    print_one (list->items->pdata[i], source_line, sources, style, out);
}

static void
build_finding (JsonBuilder *b, const Diagnostic *d)
{
  json_begin (b, NULL);
  json_text (b, "rule", d->rule);
  json_text (b, "severity", severity_text (d->severity));
  json_text (b, "message", d->message);
  json_text (b, "file", d->pos.file);
  json_int (b, "line", d->pos.line);
  json_int (b, "column", d->pos.column);
  json_int (b, "end_line", d->pos.end_line ? d->pos.end_line : d->pos.line);
  json_int (b, "end_column", d->pos.end_column ? d->pos.end_column : d->pos.column);
  json_text (b, "help", d->help);
  json_builder_end_object (b);
}

void
report_lint_json (const Diagnostics *list, guint files, GString *out)
{
  JsonBuilder *b = json_document ("vlanctl-lint/1");
  json_begin_array (b, "findings");
  for (guint i = 0; i < list->items->len; i++)
    build_finding (b, list->items->pdata[i]);
  json_builder_end_array (b);
  json_begin (b, "summary");
  json_int (b, "files", files);
  json_int (b, "errors", list->errors);
  json_int (b, "warnings", list->warnings);
  json_builder_end_object (b);
  json_finish (b, out);
}
