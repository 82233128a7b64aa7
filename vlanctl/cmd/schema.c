/* JSON Schema 2020-12 of the inventory, out of the same tables that the loader goes by. */
#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/pattern.h"
#include "inventory/schema.h"
#include "model/vlan.h"
#include "report/json.h"

static void build_mapping (JsonWriter *b, const Mapping *mapping);

static void
append_types (JsonWriter *b, const char *types)
{
  g_auto (GStrv) words = g_strsplit (types, " ", -1);
  json_begin_array (b, "type");
  for (guint i = 0; words[i]; i++)
    json_text (b, NULL, words[i]);
  json_end_array (b);
}

/* A text: YAML readers give a number for digits without quotes. */
static void
build_text (JsonWriter *b, const Key *key)
{
  append_types (b, "string number");
  json_int (b, "minLength", 1);
  if (key->max)
    json_int (b, "maxLength", key->max);
  if (!key->allowed)
    return;
  g_autofree char *pattern = pattern_of_allowed (key->allowed);
  json_text (b, "pattern", pattern);
  json_int (b, "minimum", 0);
}

static void
build_number (JsonWriter *b, const Key *key)
{
  json_text (b, "type", "integer");
  json_int (b, "minimum", key->min);
  json_int (b, "maximum", key->max);
}

static void
build_words (JsonWriter *b, const Key *key)
{
  guint n;
  json_begin_array (b, "enum");
  for (guint i = 0; key->words[i]; i++)
    {
      json_text (b, NULL, key->words[i]);
      if (value_parse_uint (key->words[i], &n))
        json_int (b, NULL, n);
    }
  json_end_array (b);
}

static void
build_pattern (JsonWriter *b, char *pattern)
{
  json_text (b, "type", "string");
  json_text (b, "pattern", pattern);
  g_free (pattern);
}

static void
build_percent (JsonWriter *b, const Key *key)
{
  json_begin_array (b, "anyOf");
  json_begin (b, NULL);
  build_number (b, key);
  json_end (b);
  json_begin (b, NULL);
  build_pattern (b, g_strdup ("^(100|[1-9]?[0-9])%$"));
  json_end (b);
  json_end_array (b);
}

static void
build_secret (JsonWriter *b)
{
  static const char *const texts[] = { "file", "prompt" };
  json_text (b, "type", "object");
  json_int (b, "minProperties", 1);
  json_int (b, "maxProperties", 1);
  json_bool (b, "additionalProperties", FALSE);
  json_begin (b, "properties");
  json_begin (b, "env");
  build_pattern (b, g_strdup ("^[A-Za-z_][A-Za-z0-9_]*$"));
  json_end (b);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      json_begin (b, texts[i]);
      build_text (b, &(Key){ 0 });
      json_end (b);
    }
  json_begin (b, "command");
  json_text (b, "type", "array");
  json_int (b, "minItems", 1);
  json_begin (b, "items");
  append_types (b, "string number boolean null");
  json_end (b);
  json_end (b);
  json_end (b);
}

static void
build_vlan_range (JsonWriter *b)
{
  json_begin_array (b, "anyOf");
  json_begin (b, NULL);
  build_number (b, &(Key){ .min = VLAN_MIN, .max = VLAN_MAX });
  json_end (b);
  json_begin (b, NULL);
  build_pattern (b, pattern_of_vlans ());
  json_end (b);
  json_end_array (b);
}

static void
build_key_name (JsonWriter *b, const Mapping *mapping)
{
  json_begin_array (b, "enum");
  for (const Key *key = mapping->keys; key->name; key++)
    json_text (b, NULL, key->name);
  json_end_array (b);
}

/* One, or a list of them. */
static void
build_some (JsonWriter *b, const Key *key)
{
  json_begin_array (b, "anyOf");
  for (guint list = 0; list < 2; list++)
    {
      json_begin (b, NULL);
      if (list)
        {
          json_text (b, "type", "array");
          json_begin (b, "items");
        }
      if (key->type == TYPE_VLANS)
        build_vlan_range (b);
      else
        build_key_name (b, key->mapping);
      if (list)
        json_end (b);
      json_end (b);
    }
  json_end_array (b);
}

static void
build_texts (JsonWriter *b, const Key *key)
{
  json_begin_array (b, "anyOf");
  json_begin (b, NULL);
  build_text (b, key);
  json_end (b);
  json_begin (b, NULL);
  json_text (b, "type", "array");
  json_begin (b, "items");
  build_text (b, key);
  json_end (b);
  json_end (b);
  json_end_array (b);
}

/* A role's name, or the long form. */
static void
build_ports (JsonWriter *b, const Key *key)
{
  json_text (b, "type", "object");
  json_begin (b, "additionalProperties");
  json_begin_array (b, "anyOf");
  json_begin (b, NULL);
  build_text (b, &(Key){ 0 });
  json_end (b);
  json_begin (b, NULL);
  build_mapping (b, key->mapping);
  json_end (b);
  json_end_array (b);
  json_end (b);
}

static void
build_many (JsonWriter *b, const Key *key)
{
  gboolean list = key->type == TYPE_LIST_OF;
  json_text (b, "type", list ? "array" : "object");
  json_begin (b, list ? "items" : "additionalProperties");
  build_mapping (b, key->mapping);
  json_end (b);
}

static void
build_value (JsonWriter *b, const Key *key)
{
  switch (key->type)
    {
    case TYPE_STRING: build_text (b, key); break;
    case TYPE_WORD: build_words (b, key); break;
    case TYPE_UINT: build_number (b, key); break;
    case TYPE_BOOL: json_text (b, "type", "boolean"); break;
    case TYPE_POWER: case TYPE_DURATION: build_pattern (b, pattern_of_unit (key->type, key->min, key->max)); break;
    case TYPE_PERCENT: build_percent (b, key); break;
    case TYPE_MAC: build_pattern (b, g_strdup (PATTERN_MAC)); break;
    case TYPE_ADDRESS: build_pattern (b, pattern_of_address ()); break;
    case TYPE_VLAN_NAME:
      build_text (b, key);
      json_text (b, "pattern", PATTERN_VLAN_NAME);
      break;
    case TYPE_SECRET: build_secret (b); break;
    case TYPE_STRINGS: build_texts (b, key); break;
    case TYPE_MAPPING: build_mapping (b, key->mapping); break;
    case TYPE_MAP_OF: case TYPE_LIST_OF: build_many (b, key); break;
    case TYPE_PORT_MAP: build_ports (b, key); break;
    case TYPE_VLANS: case TYPE_KEYS: build_some (b, key); break;
    }
}

/* As it is written, so a number or truth value is one. */
static void
build_example (JsonWriter *b, const Key *key)
{
  guint n;
  json_begin_array (b, "examples");
  if (key->type == TYPE_BOOL)
    json_bool (b, NULL, strcmp (key->example, "true") == 0);
  else if ((key->type == TYPE_UINT || key->type == TYPE_WORD) && value_parse_uint (key->example, &n))
    json_int (b, NULL, n);
  else if (key->type == TYPE_SECRET)
    {
      g_auto (GStrv) words = g_strsplit_set (key->example, "{}: ", -1);
      const char *pair[2] = { NULL, NULL };
      for (guint i = 0; words[i]; i++)
        if (*words[i])
          pair[pair[0] != NULL] = words[i];
      json_begin (b, NULL);
      json_text (b, pair[0], pair[1]);
      json_end (b);
    }
  else
    json_text (b, NULL, key->example);
  json_end_array (b);
}

static void
build_key (JsonWriter *b, const Key *key)
{
  json_begin (b, key->name);
  json_text (b, "title", key->name);
  json_text (b, "description", _ (key->title));
  if (key->example)
    build_example (b, key);
  build_value (b, key);
  json_end (b);
}

static void
build_mapping (JsonWriter *b, const Mapping *mapping)
{
  json_text (b, "type", "object");
  json_bool (b, "additionalProperties", FALSE);
  json_begin (b, "properties");
  for (const Key *key = mapping->keys; key->name; key++)
    build_key (b, key);
  json_end (b);
  json_begin_array (b, "required");
  for (const Key *key = mapping->keys; key->name; key++)
    if (key->required)
      json_text (b, NULL, key->name);
  json_end_array (b);
}

int
cmd_schema (Context *ctx)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean policy = ctx->options.of_policy;
  JsonWriter *b = json_new (out);
  json_begin (b, NULL);
  json_text (b, "$schema", "https://json-schema.org/draft/2020-12/schema");
  json_text (b, "$id", policy ? "urn:vlanctl:lint:1" : "urn:vlanctl:inventory:1");
  json_text (b, "title", policy ? _ ("policy of vlanctl lint") : _ ("vlanctl inventory"));
  json_text (b, "description", policy
             ? _ ("What a site asks of its inventory. vlanctl-rules(7) tells it at length; `vlanctl lint` judges what no schema can.")
             : _ ("What switch ports should be. vlanctl-inventory(5) tells it at length; `vlanctl lint` judges what no schema can."));
  build_mapping (b, policy ? &schema_policy : &schema_inventory);
  json_finish (b);
  return context_answer (ctx, out, EXIT_DONE);
}
