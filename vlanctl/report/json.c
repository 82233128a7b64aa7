#include "report/json.h"

void
json_text (JsonBuilder *b, const char *name, const char *text)
{
  json_builder_set_member_name (b, name);
  if (!text)
    {
      json_builder_add_null_value (b);
      return;
    }
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  json_builder_add_string_value (b, valid);
}

void
json_int (JsonBuilder *b, const char *name, gint64 number)
{
  json_builder_set_member_name (b, name);
  json_builder_add_int_value (b, number);
}

void
json_bool (JsonBuilder *b, const char *name, gboolean value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_boolean_value (b, value);
}

void
json_null (JsonBuilder *b, const char *name)
{
  json_builder_set_member_name (b, name);
  json_builder_add_null_value (b);
}

void
json_tri (JsonBuilder *b, const char *name, Tri value)
{
  if (value == TRI_UNKNOWN)
    json_null (b, name);
  else
    json_bool (b, name, value == TRI_YES);
}

void
json_value (JsonBuilder *b, const char *name, const Value *value)
{
  switch (value->type)
    {
    case VALUE_BOOL: json_bool (b, name, value->number != 0); break;
    case VALUE_INT: json_int (b, name, value->number); break;
    case VALUE_STRING: json_text (b, name, value->string); break;
    case VALUE_NULL: default: json_null (b, name); break;
    }
}

void
json_begin (JsonBuilder *b, const char *name)
{
  if (name)
    json_builder_set_member_name (b, name);
  json_builder_begin_object (b);
}

void
json_begin_array (JsonBuilder *b, const char *name)
{
  if (name)
    json_builder_set_member_name (b, name);
  json_builder_begin_array (b);
}

void
json_strings (JsonBuilder *b, const char *name, const GPtrArray *strings)
{
  json_begin_array (b, name);
  for (guint i = 0; strings && i < strings->len; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (strings->pdata[i], -1);
      json_builder_add_string_value (b, valid);
    }
  json_builder_end_array (b);
}

JsonBuilder *
json_document (const char *format)
{
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_object (b);
  json_text (b, "format", format);
  return b;
}

void
json_finish (JsonBuilder *b, GString *out)
{
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, TRUE);
  g_string_append (out, text);
  g_string_append_c (out, '\n');
  g_object_unref (b);
}
