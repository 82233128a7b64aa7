/* Which findings an earlier audit had already. One that says the same to the letter is the same; of the others, as many of a check on a
 * port as there were are taken for known (a draw or a counter in the text may have moved), the rest is new. */
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "report/audit_report.h"
#include "report/json.h"

/* Keys: "SWITCH\nPORT\nCHECK\nSEVERITY", and the same with "\nMESSAGE"; values: how many there were that nobody has claimed. */
typedef GHashTable Known;

static JsonArray *
list (JsonObject *o, const char *name)
{
  JsonNode *n = json_object_get_member (o, name);
  return n && JSON_NODE_HOLDS_ARRAY (n) ? json_node_get_array (n) : NULL;
}

static JsonObject *
element (JsonArray *a, guint i)
{
  JsonNode *n = json_array_get_element (a, i);
  return JSON_NODE_HOLDS_OBJECT (n) ? json_node_get_object (n) : NULL;
}

static guint
length (JsonArray *a)
{
  return a ? json_array_get_length (a) : 0;
}

static void
more (Known *known, char *key, int n)
{
  int had = GPOINTER_TO_INT (g_hash_table_lookup (known, key));
  g_hash_table_replace (known, key, GINT_TO_POINTER (had + n));
}

static char *
key_of (const char *switch_name, const char *port, const char *check, const char *severity)
{
  return g_strjoin ("\n", switch_name ? switch_name : "", port ? port : "", check, severity, NULL);
}

static void
remember (Known *known, const char *switch_name, const char *port, JsonArray *findings)
{
  for (guint i = 0; i < length (findings); i++)
    {
      JsonObject *f = element (findings, i);
      const char *check = json_member_text (f, "check"), *severity = json_member_text (f, "severity"), *message = json_member_text (f, "message");
      if (!check || !severity || !message)
        continue;
      char *key = key_of (switch_name, port, check, severity);
      more (known, g_strjoin ("\n", key, message, NULL), 1);
      more (known, key, 1);
    }
}

static Known *
read_document (JsonObject *root)
{
  Known *known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *switches = list (root, "switches");
  remember (known, NULL, NULL, list (root, "findings"));
  for (guint i = 0; i < length (switches); i++)
    {
      JsonObject *s = element (switches, i);
      const char *name = json_member_text (s, "name");
      JsonArray *ports = name ? list (s, "ports") : NULL;
      if (!name)
        continue;
      remember (known, name, NULL, list (s, "findings"));
      for (guint k = 0; k < length (ports); k++)
        {
          JsonObject *p = element (ports, k);
          if (json_member_text (p, "port"))
            remember (known, name, json_member_text (p, "port"), list (p, "findings"));
        }
    }
  return known;
}

/* As JSON writes it: what a finding says is compared with what came back from a file. */
static char *
as_json (const char *text)
{
  return text ? g_utf8_make_valid (text, -1) : NULL;
}

static void
mark (Audit *a, Known *known, gboolean exact)
{
  for (guint i = 0; i < a->findings->len; i++)
    {
      AuditFinding *f = a->findings->pdata[i];
      g_autofree char *port = f->port ? port_to_string (f->port) : NULL, *name = as_json (f->switch_name), *message = as_json (f->message),
                      *key = key_of (name, port, f->check->id, audit_severity_to_string (f->severity)),
                      *full = g_strjoin ("\n", key, message, NULL);
      if (f->old || GPOINTER_TO_INT (g_hash_table_lookup (known, exact ? full : key)) <= 0)
        continue;
      f->old = TRUE;
      more (known, g_steal_pointer (&key), -1);
      if (exact)
        more (known, g_steal_pointer (&full), -1);
    }
}

gboolean
report_audit_baseline (Audit *a, const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = json_parser_load_from_data (parser, json, -1, NULL) ? json_parser_get_root (parser) : NULL;
  const char *format = root && JSON_NODE_HOLDS_OBJECT (root) ? json_member_text (json_node_get_object (root), "format") : NULL;
  if (g_strcmp0 (format, "vlanctl-audit/1"))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                           _ ("a baseline is what `vlanctl audit --format json -o FILE` wrote earlier: this is something else"));
      return FALSE;
    }
  g_autoptr (GHashTable) known = read_document (json_node_get_object (root));
  mark (a, known, TRUE);
  mark (a, known, FALSE);
  return TRUE;
}
