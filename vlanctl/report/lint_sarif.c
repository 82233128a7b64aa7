/* SARIF 2.1.0 (OASIS): one run, the rules that were broken, a result for each finding. */
#include <string.h>

#include "report/json.h"
#include "report/lint.h"

#define SCHEMA "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

char *
lint_relative_uri (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL), *here = g_get_current_dir ();
  gsize n = strlen (here);
  /* the very first folder ends in its slash, all others do not */
  const char *inside = g_str_has_prefix (absolute, here) && (absolute[n] == '/' || (n && here[n - 1] == '/')) ? absolute + n : NULL;
  while (inside && *inside == '/')
    inside++;
  if (inside)
    return g_uri_escape_string (inside, "/", FALSE);
  return g_filename_to_uri (absolute, NULL, NULL);
}

static void
build_message (JsonWriter *b, const char *name, const char *text)
{
  json_begin (b, name);
  json_text (b, "text", text);
  json_end (b);
}

static void
build_place (JsonWriter *b, const SrcPos *pos)
{
  g_autofree char *uri = lint_relative_uri (pos->file);
  json_begin (b, "physicalLocation");
  json_begin (b, "artifactLocation");
  json_text (b, "uri", uri);
  if (!strstr (uri, "://"))
    json_text (b, "uriBaseId", "%SRCROOT%");
  json_end (b);
  json_begin (b, "region");
  json_int (b, "startLine", pos->line);
  json_int (b, "startColumn", pos->column);
  if (pos->end_line)
    {
      json_int (b, "endLine", pos->end_line);
      json_int (b, "endColumn", pos->end_column);
    }
  json_end (b);
  json_end (b);
}

static void
build_rule (JsonWriter *b, const LintReport *report, const LintRule *rule)
{
  g_autofree char *page = report->page (rule);
  json_begin (b, NULL);
  json_text (b, "id", rule->id);
  build_message (b, "shortDescription", rule->title);
  build_message (b, "fullDescription", rule->why);
  json_begin (b, "help");
  json_text (b, "text", rule->why);
  json_text (b, "markdown", page);
  json_end (b);
  json_begin (b, "defaultConfiguration");
  json_text (b, "level", severity_to_string (rule->severity));
  json_end (b);
  json_end (b);
}

static void
build_fix (JsonWriter *b, const Diagnostic *d)
{
  SrcPos pos = d->fix_pos;
  g_autofree char *uri = lint_relative_uri (pos.file);
  json_begin_array (b, "fixes");
  json_begin (b, NULL);
  json_begin_array (b, "artifactChanges");
  json_begin (b, NULL);
  json_begin (b, "artifactLocation");
  json_text (b, "uri", uri);
  json_end (b);
  json_begin_array (b, "replacements");
  json_begin (b, NULL);
  json_begin (b, "deletedRegion");
  json_int (b, "startLine", pos.line);
  json_int (b, "startColumn", pos.column);
  json_int (b, "endLine", pos.end_line);
  json_int (b, "endColumn", pos.end_column);
  json_end (b);
  build_message (b, "insertedContent", d->fix);
  json_end (b);
  json_end_array (b);
  json_end (b);
  json_end_array (b);
  json_end (b);
  json_end_array (b);
}

static void
build_result (JsonWriter *b, const Diagnostic *d, guint rule_index)
{
  g_autofree char *text = d->help ? g_strdup_printf ("%s (%s)", d->message, d->help) : g_strdup (d->message);
  json_begin (b, NULL);
  json_text (b, "ruleId", d->rule);
  json_int (b, "ruleIndex", rule_index);
  json_text (b, "level", severity_to_string (d->severity));
  build_message (b, "message", text);
  json_begin_array (b, "locations");
  json_begin (b, NULL);
  build_place (b, &d->pos);
  json_end (b);
  json_end_array (b);
  if (d->other.file)
    {
      json_begin_array (b, "relatedLocations");
      json_begin (b, NULL);
      json_int (b, "id", 0);
      build_place (b, &d->other);
      build_message (b, "message", d->other_message ? d->other_message : "");
      json_end (b);
      json_end_array (b);
    }
  json_begin (b, "partialFingerprints");
  json_text (b, "vlanctlFinding/v1", d->fingerprint);
  json_end (b);
  if (d->fix)
    build_fix (b, d);
  json_end (b);
}

/* The rules that were broken, in the order of their first finding; each one's place in that list. */
static GHashTable *
build_rules (JsonWriter *b, const LintReport *report)
{
  GHashTable *places = g_hash_table_new (g_str_hash, g_str_equal);
  json_begin_array (b, "rules");
  for (guint i = 0; i < report->found->items->len; i++)
    {
      const Diagnostic *d = report->found->items->pdata[i];
      const LintRule *rule = report->rule (d->rule);
      if (!rule || g_hash_table_contains (places, d->rule))
        continue;
      g_hash_table_insert (places, (char *) d->rule, GUINT_TO_POINTER (g_hash_table_size (places)));
      build_rule (b, report, rule);
    }
  json_end_array (b);
  return places;
}

void
report_lint_sarif (const LintReport *report, GString *out)
{
  JsonWriter *b = json_new (out);
  json_begin (b, NULL);
  json_text (b, "$schema", SCHEMA);
  json_text (b, "version", "2.1.0");
  json_begin_array (b, "runs");
  json_begin (b, NULL);
  json_begin (b, "tool");
  json_begin (b, "driver");
  json_text (b, "name", "vlanctl");
  json_text (b, "semanticVersion", VLANCTL_VERSION);
  g_autoptr (GHashTable) places = build_rules (b, report);
  json_end (b);
  json_end (b);
  json_text (b, "columnKind", "unicodeCodePoints");
  json_begin_array (b, "results");
  for (guint i = 0; i < report->found->items->len; i++)
    {
      const Diagnostic *d = report->found->items->pdata[i];
      build_result (b, d, GPOINTER_TO_UINT (g_hash_table_lookup (places, d->rule)));
    }
  json_end_array (b);
  json_end (b);
  json_end_array (b);
  json_finish (b);
}
