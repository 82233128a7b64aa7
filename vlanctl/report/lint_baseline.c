/* Findings that are known and left for later: by fingerprint, so that edits elsewhere change nothing. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/json.h"
#include "report/report.h"

#define FORMAT "vlanctl-lint-baseline/1"

void
report_lint_baseline (const Diagnostics *found, GString *out)
{
  JsonWriter *b = json_document (out, FORMAT);
  json_begin_array (b, "findings");
  for (guint i = 0; i < found->items->len; i++)
    {
      const Diagnostic *d = found->items->pdata[i];
      json_begin (b, NULL);
      json_text (b, "rule", d->rule);
      json_text (b, "file", d->pos.file);
      json_text (b, "message", d->message);
      json_text (b, "fingerprint", d->fingerprint);
      json_end (b);
    }
  json_end_array (b);
  json_finish (b);
}

static GHashTable *
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, why);
  return NULL;
}

GHashTable *
report_lint_baseline_load (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, json, -1, error))
    return NULL;
  JsonNode *root = json_parser_get_root (parser);
  JsonObject *object = root && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *list = object ? json_object_get_member (object, "findings") : NULL;
  if (g_strcmp0 (json_member_text (object, "format"), FORMAT) || !list || !JSON_NODE_HOLDS_ARRAY (list))
    return refuse (error, _ ("this is no baseline; `vlanctl lint --write-baseline FILE` writes one"));
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (list)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (list), i);
      const char *fingerprint = JSON_NODE_HOLDS_OBJECT (element) ? json_member_text (json_node_get_object (element), "fingerprint") : NULL;
      if (!fingerprint)
        return refuse (error, _ ("a finding in it has no fingerprint"));
      g_hash_table_add (known, g_strdup (fingerprint));
    }
  return g_steal_pointer (&known);
}
