/* What CI services show beside the changed lines: JUnit, GitHub's workflow commands, GitLab's Code Quality. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/json.h"
#include "report/lint.h"

/* The second place and the cure, with this between them; "" when there is neither. */
static char *
more_about (const Diagnostic *d, const char *between)
{
  g_autofree char *where = d->other.file ? src_pos_to_string (&d->other) : NULL;
  g_autofree char *other = where ? g_strdup_printf ("%s: %s", where, d->other_message ? d->other_message : "") : NULL;
  const char *help = d->help ? d->help : "";
  return other ? g_strconcat (other, *help ? between : "", help, NULL) : g_strdup (help);
}

/* ---- JUnit: a suite for each file, a case for each finding; only errors fail --------------------------------------------- */

static char *
xml (const char *text)
{
  g_autofree char *clean = report_clean (text ? text : "");
  return g_markup_escape_text (clean, -1);
}

static void
append_case (GString *out, const Diagnostic *d)
{
  g_autofree char *file = xml (d->pos.file), *message = xml (d->message), *rest = more_about (d, "; "), *more = xml (rest);
  gboolean fails = d->severity == SEVERITY_ERROR;
  g_string_append_printf (out, "    <testcase classname=\"%s\" name=\"%s %u:%u\" time=\"0\">\n", file, d->rule, d->pos.line, d->pos.column);
  g_string_append_printf (out, fails ? "      <failure type=\"%s\" message=\"%s\">" : "      <system-out>%s: %s\n",
                          fails ? d->rule : severity_to_string (d->severity), message);
  g_string_append_printf (out, "%s:%u:%u%s%s", file, d->pos.line, d->pos.column, *more ? "\n" : "", more);
  g_string_append_printf (out, "</%s>\n    </testcase>\n", fails ? "failure" : "system-out");
}

static void
append_suite (GString *out, const char *path, const Diagnostics *found)
{
  guint n = 0, errors = 0;
  g_autoptr (GString) cases = g_string_new (NULL);
  g_autofree char *file = xml (path);
  for (guint i = 0; i < found->items->len; i++)
    {
      const Diagnostic *d = found->items->pdata[i];
      if (g_strcmp0 (d->pos.file, path) != 0)
        continue;
      n++;
      errors += d->severity == SEVERITY_ERROR;
      append_case (cases, d);
    }
  if (!n)
    g_string_append_printf (cases, "    <testcase classname=\"%s\" name=\"lint\" time=\"0\"/>\n", file);
  g_string_append_printf (out, "  <testsuite name=\"%s\" tests=\"%u\" failures=\"%u\" errors=\"0\" skipped=\"0\" time=\"0\">\n%s  </testsuite>\n", file,
                          MAX (n, 1), errors, cases->str);
}

/* Findings may be about a path that could not be read as well. */
static GPtrArray *
all_files (const LintReport *report)
{
  GPtrArray *files = g_ptr_array_copy ((GPtrArray *) report->files, NULL, NULL);
  for (guint i = 0; i < report->found->items->len; i++)
    {
      const Diagnostic *d = report->found->items->pdata[i];
      if (d->pos.file && !g_ptr_array_find_with_equal_func (files, d->pos.file, g_str_equal, NULL))
        g_ptr_array_add (files, (char *) d->pos.file);
    }
  return files;
}

void
report_lint_junit (const LintReport *report, GString *out)
{
  g_autoptr (GPtrArray) files = all_files (report);
  g_autoptr (GString) suites = g_string_new (NULL);
  for (guint i = 0; i < files->len; i++)
    append_suite (suites, files->pdata[i], report->found);
  g_string_append_printf (out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"vlanctl lint\">\n%s</testsuites>\n", suites->str);
}

/* ---- GitHub ------------------------------------------------------------------------------------------------------------- */

/* In a property, colon and comma end it. */
static void
append_command_text (GString *out, const char *text, gboolean property)
{
  g_autofree char *clean = g_utf8_make_valid (text, -1);
  for (const char *p = clean; *p; p++)
    if (*p == '%' || *p == '\r' || *p == '\n' || (property && (*p == ':' || *p == ',')))
      g_string_append_printf (out, "%%%02X", (guchar) *p);
    else if (g_ascii_iscntrl (*p))
      g_string_append_printf (out, "\\x%02x", (guchar) *p);
    else
      g_string_append_c (out, *p);
}

static void
append_annotation (GString *out, const LintReport *report, const Diagnostic *d)
{
  const LintRule *rule = report->rule (d->rule);
  g_autofree char *title = g_strdup_printf ("%s %s", d->rule, rule ? rule->title : ""), *more = more_about (d, "\n");
  g_string_append_printf (out, "::%s file=", d->severity == SEVERITY_NOTE ? "notice" : severity_to_string (d->severity));
  append_command_text (out, d->pos.file, TRUE);
  g_string_append_printf (out, ",line=%u,endLine=%u,col=%u", d->pos.line, d->pos.end_line ? d->pos.end_line : d->pos.line, d->pos.column);
  /* annotations know columns only where the line is one */
  if (d->pos.end_line == d->pos.line)
    g_string_append_printf (out, ",endColumn=%u", d->pos.end_column);
  g_string_append (out, ",title=");
  append_command_text (out, title, TRUE);
  g_string_append (out, "::");
  append_command_text (out, d->message, FALSE);
  if (*more)
    {
      g_string_append (out, "%0A");
      append_command_text (out, more, FALSE);
    }
  g_string_append_c (out, '\n');
}

void
report_lint_github (const LintReport *report, GString *out)
{
  for (guint i = 0; i < report->found->items->len; i++)
    append_annotation (out, report, report->found->items->pdata[i]);
}

/* ---- GitLab ------------------------------------------------------------------------------------------------------------- */

static void
build_issue (JsonWriter *b, const Diagnostic *d)
{
  static const char *const words[] = { [SEVERITY_ERROR] = "major", [SEVERITY_WARNING] = "minor", [SEVERITY_NOTE] = "info" };
  g_autofree char *more = more_about (d, "; ");
  g_autofree char *text = *more ? g_strdup_printf ("%s (%s)", d->message, more) : g_strdup (d->message);
  g_autofree char *uri = lint_relative_uri (d->pos.file), *path = strstr (uri, "://") ? NULL : g_uri_unescape_string (uri, NULL);
  json_begin (b, NULL);
  json_text (b, "description", text);
  json_text (b, "check_name", d->rule);
  json_text (b, "fingerprint", d->fingerprint);
  json_text (b, "severity", words[d->severity]);
  json_begin (b, "location");
  json_text (b, "path", path ? path : d->pos.file);
  json_begin (b, "lines");
  json_int (b, "begin", d->pos.line);
  json_int (b, "end", MAX (d->pos.end_line, d->pos.line));
  json_end (b);
  json_end (b);
  json_end (b);
}

void
report_lint_gitlab (const LintReport *report, GString *out)
{
  JsonWriter *b = json_new (out);
  json_begin_array (b, NULL);
  for (guint i = 0; i < report->found->items->len; i++)
    build_issue (b, report->found->items->pdata[i]);
  json_end_array (b);
  json_close (b);
}
