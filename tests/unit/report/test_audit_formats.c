/* The audit's formats, on audits made by hand: byte for byte what stands in audit/, well formed, harmless, and all saying the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <json-glib/json-glib.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xmlschemastypes.h>

#include "audit_fixture.h"
#include "report/audit_report.h"
#include "report/report.h"

static char *
print (const char *fixture, const char *format)
{
  g_autoptr (Fixture) f = fixture_new (fixture);
  GString *out = g_string_new (NULL);
  audit_format_find (format)->write (f->audit, out, NULL);
  return g_string_free (out, FALSE);
}

static char *
data_file (const char *name)
{
  return g_build_filename (g_getenv ("REPORT_DATA"), name, NULL);
}

static char *
read_data (const char *name)
{
  g_autofree char *path = data_file (name);
  char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    fail_msg ("%s cannot be read", path);
  return text;
}

/* ---- byte for byte ------------------------------------------------------------------------------------------------------ */

/* The style sheet stands in a file of its own: a page's golden only says where it goes. */
static char *
print_for_golden (const char *fixture, const char *format)
{
  g_autoptr (GBytes) style = g_resources_lookup_data ("/vlanctl/audit.css", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *now = print (fixture, format), *css = g_strndup (g_bytes_get_data (style, NULL), g_bytes_get_size (style));
  GString *out = g_string_new (now);
  guint sheets = g_string_replace (out, css, "(audit.css)", 0);
  assert_int_equal (sheets, !strcmp (format, "html"));
  return g_string_free (out, FALSE);
}

static void
assert_golden (const char *fixture, const char *format)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", fixture, format), *path = data_file (name), *now = print_for_golden (fixture, format),
                  *then = NULL;
  if (g_getenv ("UPDATE"))
    assert_true (g_file_set_contents (path, now, -1, NULL));
  then = read_data (name);
  if (strcmp (now, then))
    fail_msg ("%s is not what stands in the file; UPDATE=1 rewrites it: read the difference", name);
}

static void
test_goldens (void **state)
{
  static const char *const fixtures[] = { "town", "ready", "hostile" };
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    for (const AuditFormat *f = audit_formats; f->name; f++)
      assert_golden (fixtures[i], f->name);
}

/* ---- HTML --------------------------------------------------------------------------------------------------------------- */

static const char *const elements[] = {
  "html", "head", "meta", "title", "style", "body", "main", "header", "section", "div", "p", "span", "strong", "code", "pre", "h1", "h2", "h3", "h4",
  "h5", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "details", "summary", "svg", "g", "path", "rect", "text", NULL,
};
static const char *const attributes[] = {
  "lang", "charset", "name", "content", "class", "scope", "colspan", "viewBox", "width", "height", "x", "y", "rx", "d", "transform", "role",
  "aria-label", "aria-hidden", "preserveAspectRatio", "text-anchor", "open", NULL,
};

/* Nothing but what we wrote can be in the page: no element that loads or runs anything, no handler, no address. */
static guint
assert_harmless (xmlNodePtr node)
{
  guint n = 0;
  for (; node; node = node->next)
    {
      if (node->type != XML_ELEMENT_NODE)
        continue;
      if (!g_strv_contains (elements, (const char *) node->name))
        fail_msg ("<%s> has no place in the page", node->name);
      for (xmlAttrPtr a = node->properties; a; a = a->next)
        if (!g_strv_contains (attributes, (const char *) a->name))
          fail_msg ("<%s %s=...> has no place in the page", node->name, a->name);
      n += 1 + assert_harmless (node->children);
    }
  return n;
}

static void
test_html_is_harmless (void **state)
{
  static const char *const fixtures[] = { "town", "ready", "hostile", "empty" };
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autofree char *html = print (fixtures[i], "html");
      xmlDocPtr doc = xmlReadMemory (html, (int) strlen (html), NULL, "UTF-8", XML_PARSE_NONET | XML_PARSE_NOERROR);
      assert_non_null (doc);
      assert_true (assert_harmless (xmlDocGetRootElement (doc)) > 20);
      assert_null (strstr (html, "url("));
      assert_null (strstr (html, "@import"));
      assert_null (strstr (html, "://"));
      xmlFreeDoc (doc);
    }
}

/* The ugly name is there to be read, as itself. */
static void
test_html_shows_ugly_names (void **state)
{
  g_autofree char *html = print ("hostile", "html"), *clean = report_clean (fixture_ugly ()), *start = g_strndup (clean, strcspn (clean, "\\"));
  xmlDocPtr doc = xmlReadMemory (html, (int) strlen (html), NULL, "UTF-8", XML_PARSE_NONET);
  xmlChar *text = xmlNodeGetContent (xmlDocGetRootElement (doc));
  assert_non_null (strstr ((const char *) text, start));
  assert_null (strchr (html, '\x1b'));
  assert_true (g_utf8_validate (html, -1, NULL));
  xmlFree (text);
  xmlFreeDoc (doc);
}

/* Lines to type are code; a backtick that nothing closes stays one. */
static void
test_html_code (void **state)
{
  g_autoptr (Fixture) f = fixture_new ("town");
  g_autoptr (GString) out = g_string_new (NULL);
  AuditFinding *finding = f->audit->findings->pdata[0];
  g_free (finding->cure);
  finding->cure = g_strdup ("`<b>` then `c` or `d");
  report_audit_html (f->audit, out, NULL);
  assert_non_null (strstr (out->str, "<code>&lt;b&gt;</code> then <code>c</code> or `d</td>"));
}

/* ---- CSV ---------------------------------------------------------------------------------------------------------------- */

/* RFC 4180, strictly: gives the cells of a record and moves on. */
static GPtrArray *
read_record (const char **at)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  const char *p = *at;
  for (;; p++)
    {
      GString *cell = g_string_new (NULL);
      if (*p == '"')
        {
          for (p++; *p && (*p != '"' || p[1] == '"'); p++)
            {
              p += *p == '"';
              g_string_append_c (cell, *p);
            }
          assert_int_equal (*p++, '"');
        }
      else
        for (; *p && !strchr (",\"\r\n", *p); p++)
          g_string_append_c (cell, *p);
      g_ptr_array_add (cells, g_string_free (cell, FALSE));
      if (*p != ',')
        break;
    }
  assert_true (g_str_has_prefix (p, "\r\n"));
  *at = p + 2;
  return cells;
}

static void
test_csv_is_csv (void **state)
{
  static const char *const fixtures[] = { "town", "ready", "hostile", "empty" };
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autofree char *csv = print (fixtures[i], "csv");
      const char *p = g_str_has_prefix (csv, "\xef\xbb\xbf") ? csv + 3 : csv;
      assert_true ((p != csv) == !g_str_is_ascii (csv)); /* the mark stands where it is needed */
      g_autoptr (GPtrArray) head = read_record (&p);
      while (*p)
        {
          g_autoptr (GPtrArray) cells = read_record (&p);
          assert_int_equal (cells->len, head->len);
          for (guint k = 0; k < cells->len; k++)
            if (*(const char *) cells->pdata[k] && strchr ("=+-@\t\r", *(const char *) cells->pdata[k]))
              fail_msg ("a spreadsheet would take `%s` for a formula", (const char *) cells->pdata[k]);
        }
    }
}

static void
test_csv_formulas (void **state)
{
  g_autoptr (Fixture) f = fixture_new ("ready");
  AuditSwitch *s = f->audit->switches->pdata[0];
  g_autoptr (GString) out = g_string_new (NULL);
  g_free (s->location);
  s->location = g_strdup ("=HYPERLINK(\"http://x\")");
  report_audit_csv (f->audit, out, NULL);
  assert_non_null (strstr (out->str, "\"'=HYPERLINK(\"\"http://x\"\")\""));
}

/* ---- JUnit -------------------------------------------------------------------------------------------------------------- */

static void
test_junit_fits_its_schema (void **state)
{
  static const char *const fixtures[] = { "town", "ready", "hostile", "empty" };
  g_autofree char *path = data_file ("junit.xsd");
  xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt (path);
  xmlSchemaPtr schema = xmlSchemaParse (parser);
  assert_non_null (schema);
  for (guint i = 0; i < G_N_ELEMENTS (fixtures); i++)
    {
      g_autofree char *xml = print (fixtures[i], "junit");
      xmlDocPtr doc = xmlReadMemory (xml, (int) strlen (xml), NULL, NULL, XML_PARSE_NONET);
      xmlSchemaValidCtxtPtr valid = xmlSchemaNewValidCtxt (schema);
      assert_non_null (doc);
      assert_int_equal (xmlSchemaValidateDoc (valid, doc), 0);
      xmlSchemaFreeValidCtxt (valid);
      xmlFreeDoc (doc);
    }
  xmlSchemaFree (schema);
  xmlSchemaFreeParserCtxt (parser);
}

static guint
count_of (const char *text, const char *what)
{
  guint n = 0;
  for (const char *p = strstr (text, what); p; p = strstr (p + 1, what))
    n++;
  return n;
}

/* What the heads add up to is what is in it: ports not ready fail, ports unknown err, also behind a switch that said nothing. */
static void
test_junit_counts (void **state)
{
  g_autofree char *xml = print ("town", "junit");
  g_autofree char *head = g_strdup_printf ("tests=\"%u\" failures=\"%u\" errors=\"%u\"", count_of (xml, "<testcase "), count_of (xml, "<failure "),
                                           count_of (xml, "<error "));
  assert_non_null (strstr (xml, head));
  assert_int_equal (count_of (xml, "<failure "), 6);
  assert_int_equal (count_of (xml, "<error "), 1 + 5);
}

/* ---- all alike ---------------------------------------------------------------------------------------------------------- */

/* Every finding stands in every format that lists findings, and the counts of the others agree. */
static void
test_all_say_the_same (void **state)
{
  static const char *const formats[] = { "html", "csv", "markdown", "junit" };
  g_autoptr (Fixture) f = fixture_new ("town");
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *text = print ("town", formats[i]);
      for (guint k = 0; k < f->audit->findings->len; k++)
        {
          const AuditFinding *finding = f->audit->findings->pdata[k];
          if (!strstr (text, finding->check->id) || !strstr (text, finding->message))
            fail_msg ("%s does not say `%s`", formats[i], finding->message);
        }
    }
  g_autofree char *lines = print ("town", "influx"), *metrics = print ("town", "openmetrics");
  g_autofree char *point = g_strdup_printf ("ready=%ui,not_ready=%ui,unknown=%ui", f->audit->n_ready, f->audit->n_not_ready, f->audit->n_unknown);
  assert_non_null (strstr (lines, point));
  assert_non_null (strstr (metrics, "vlanctl_audit_ports{switch=\"sw-annexe-1\",status=\"not-ready\"} 3\n"));
  assert_non_null (strstr (metrics, "vlanctl_audit_findings{switch=\"sw-mairie-1\",severity=\"warning\"} 3\n"));
}

static void
test_verdicts (void **state)
{
  static const struct { const char *fixture, *head; } rows[] = {
    { "town", "NO, not yet: 73 of 83 listed ports on 4 switches are ready, 5 are not, 5 are unknown" }, { "ready", "YES, go: all 4 listed ports on 1 switch are ready" }, { "empty", "CANNOT SAY: all 0 listed ports" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint k = 0; k < 2; k++)
      {
        g_autofree char *text = print (rows[i].fixture, k ? "html" : "markdown");
        assert_non_null (strstr (text, rows[i].head));
      }
}

/* Series grow with switches and power supplies, never with ports, phones or findings. */
static void
test_metrics_are_few (void **state)
{
  g_autofree char *text = print ("town", "openmetrics");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint per_switch = 0;
  for (guint i = 0; lines[i]; i++)
    {
      per_switch += strstr (lines[i], "switch=\"sw-annexe-1\"") != NULL;
      assert_true (!g_str_has_prefix (lines[i], "# TYPE") || g_str_has_suffix (lines[i], " gauge"));
    }
  assert_true (per_switch > 10 && per_switch < 32);
  assert_true (g_str_has_suffix (text, "\n# EOF\n"));
}

/* ---- the dashboard ------------------------------------------------------------------------------------------------------ */

static guint
assert_known_metrics (JsonNode *node, const char *metrics)
{
  guint n = 0;
  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      n += assert_known_metrics (json_array_get_element (json_node_get_array (node), i), metrics);
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return n;
  g_autoptr (GList) members = json_object_get_members (json_node_get_object (node));
  for (GList *m = members; m; m = m->next)
    {
      JsonNode *child = json_object_get_member (json_node_get_object (node), m->data);
      n += assert_known_metrics (child, metrics);
      if (strcmp (m->data, "expr"))
        continue;
      g_autoptr (GRegex) name = g_regex_new ("vlanctl_\\w+", 0, 0, NULL);
      g_autoptr (GMatchInfo) match = NULL;
      for (g_regex_match (name, json_node_get_string (child), 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
        {
          g_autofree char *word = g_match_info_fetch (match, 0), *type = g_strdup_printf ("# TYPE %s gauge\n", word);
          if (!strstr (metrics, type))
            fail_msg ("the dashboard asks for %s, which is not there", word);
          n++;
        }
    }
  return n;
}

static void
test_dashboard (void **state)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *metrics = print ("town", "openmetrics");
  assert_true (json_parser_load_from_file (parser, g_getenv ("DASHBOARD"), NULL));
  assert_true (assert_known_metrics (json_parser_get_root (parser), metrics) >= 8);
}

/* ---- baselines ---------------------------------------------------------------------------------------------------------- */

static const char before[] = "{\"format\": \"vlanctl-audit/1\", \"switches\": [{\"name\": \"sw-annexe-1\", \"findings\": [], \"ports\": ["
                             "{\"port\": \"1/38\", \"findings\": [{\"check\": \"poe-guard-band\", \"severity\": \"error\", \"message\": \"8.0 W are left\"}]},"
                             "{\"port\": \"1/50\", \"findings\": [{\"check\": \"path-standby\", \"severity\": \"warning\", \"message\": \"another severity\"}]}]},"
                             "{\"name\": \"sw-mairie-1\", \"findings\": [{\"check\": \"switch-uncertified\", \"severity\": \"warning\", "
                             "\"message\": \"working and certified differ\"}, 7, {\"check\": 8}], \"ports\": null}, \"what\"]}";

static void
test_baseline (void **state)
{
  g_autoptr (Fixture) f = fixture_new ("town");
  g_autoptr (GString) md = g_string_new (NULL), junit = g_string_new (NULL);
  guint old = 0;
  assert_true (report_audit_baseline (f->audit, before, NULL));
  for (guint i = 0; i < f->audit->findings->len; i++)
    {
      const AuditFinding *finding = f->audit->findings->pdata[i];
      gboolean known = !strcmp (finding->check->id, "switch-uncertified")
                       || (!strcmp (finding->check->id, "poe-guard-band") && finding->port == port_make (0, 1, 38));
      assert_int_equal (finding->old, known);
      old += finding->old;
    }
  assert_int_equal (old, 2);
  report_audit_markdown (f->audit, md, NULL);
  assert_non_null (strstr (md->str, "poe-guard-band (known)"));
  report_audit_junit (f->audit, junit, NULL);
  assert_int_equal (count_of (junit->str, "<failure "), 5); /* what is known does not fail again */
}

/* As many as there were, and those that say the same first. */
static void
test_baseline_counts (void **state)
{
  g_autoptr (Fixture) f = fixture_new ("town");
  AuditFinding *first = NULL, *second = NULL;
  for (guint i = 0; i < f->audit->findings->len; i++)
    {
      AuditFinding *finding = f->audit->findings->pdata[i];
      if (!strcmp (finding->check->id, "poe-guard-band"))
        {
          finding->port = port_make (0, 1, 38);
          first = first ? first : finding;
          second = finding;
        }
    }
  g_free (second->message);
  second->message = g_strdup ("8.0 W are left");
  assert_true (report_audit_baseline (f->audit, before, NULL));
  assert_true (second->old && !first->old);
}

static void
test_baseline_refuses (void **state)
{
  static const char *const texts[] = { "", "{", "[]", "{}", "null", "{\"format\": 3}", "{\"format\": \"vlanctl-plan/1\", \"switches\": []}" };
  g_autoptr (Fixture) f = fixture_new ("town");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      assert_false (report_audit_baseline (f->audit, texts[i], &error));
      assert_non_null (strstr (error->message, "baseline"));
    }
}

/* ---- text --------------------------------------------------------------------------------------------------------------- */

static void
add_finding (Audit *a, const AuditCheck *check, AuditSeverity severity, const char *switch_name, PortId port, const char *message)
{
  AuditFinding *f = g_new0 (AuditFinding, 1);
  *f = (AuditFinding){ .check = check, .severity = severity, .switch_name = g_strdup (switch_name), .port = port, .ports = port_set_new (),
                       .message = g_strdup (message) };
  g_ptr_array_add (a->findings, f);
}

/* What one check says of many: the same words once for each switch, advice that was missed once for all, each switch by its whole name. */
static void
test_text_gathers (void **state)
{
  static const char *const names[] = { "sw-10", "sw-1", "sw-100" };
  const ReportStyle style = { .width = 200 };
  const AuditCheck *speed = audit_check_find ("port-speed"), *duplex = audit_check_find ("port-duplex");
  g_autoptr (Fixture) f = fixture_new ("empty");
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint n = 1; n <= 3; n++)
      {
        add_finding (f->audit, speed, AUDIT_UNKNOWN, names[i], port_make (1, 1, n), "nobody knows");
        add_finding (f->audit, duplex, AUDIT_WARNING, names[i], port_make (1, 1, n), n == 3 ? "it is odd" : "it is slow");
      }
  report_audit_text (f->audit, &style, out);
  assert_non_null (strstr (out->str, "could not be read: sw-10, sw-1, sw-100 [port-speed]"));
  assert_int_equal (count_of (out->str, "[port-speed]"), 1);
  assert_non_null (strstr (out->str, "sw-1 1/1/1-2: it is slow"));
  assert_int_equal (count_of (out->str, "it is slow"), 3);
  assert_int_equal (count_of (out->str, "it is odd"), 3);
  assert_int_equal (count_of (out->str, "cure: "), 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_goldens),         cmocka_unit_test (test_html_is_harmless), cmocka_unit_test (test_html_shows_ugly_names),
    cmocka_unit_test (test_html_code),       cmocka_unit_test (test_text_gathers),
    cmocka_unit_test (test_csv_is_csv),      cmocka_unit_test (test_csv_formulas),     cmocka_unit_test (test_junit_fits_its_schema),
    cmocka_unit_test (test_junit_counts),    cmocka_unit_test (test_all_say_the_same), cmocka_unit_test (test_verdicts),
    cmocka_unit_test (test_metrics_are_few), cmocka_unit_test (test_dashboard),        cmocka_unit_test (test_baseline),
    cmocka_unit_test (test_baseline_counts), cmocka_unit_test (test_baseline_refuses),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  int failed = cmocka_run_group_tests (tests, NULL, NULL);
  xmlSchemaCleanupTypes ();
  xmlCleanupParser ();
  return failed;
}
