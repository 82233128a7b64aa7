#include "report/json.h"

#include <string.h>

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

const char *
json_member_text (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

JsonBuilder *
json_document (const char *format)
{
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_object (b);
  json_text (b, "format", format);
  return b;
}

/* json-glib lets U+001F through, which is no JSON, and what a terminal takes for a command or for the other writing direction.
 * Between the strings there is none of these. */
static void
append_safe (GString *out, const char *json, const char *indent)
{
  const char *start = json;
  for (const char *p = json; *p;)
    {
      if (*p >= 0x20 && *p < 0x7f)
        {
          p++;
          continue;
        }
      const char *next = g_utf8_next_char (p);
      gunichar c = g_utf8_get_char (p);
      gboolean control = c == 0x1f || (c >= 0x7f && c < 0xa0), turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
      if (control || turns || c == 0x200e || c == 0x200f || c == '\n')
        {
          g_string_append_len (out, start, p - start);
          if (c == '\n')
            g_string_append_printf (out, "\n%s", indent);
          else
            g_string_append_printf (out, "\\u%04x", c);
          start = next;
        }
      p = next;
    }
  g_string_append (out, start);
}

void
json_finish (JsonBuilder *b, GString *out)
{
  json_builder_end_object (b);
  json_finish_any (b, out);
}

void
json_finish_any (JsonBuilder *b, GString *out)
{
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, TRUE);
  append_safe (out, text, "");
  g_string_append_c (out, '\n');
  g_object_unref (b);
}

/* ---- long arrays, element by element ------------------------------------------------------------------------------------ */

#define DRAIN_SIZE (64 * 1024)

/* The members of a closed object, without its braces: `from` characters at its beginning and the line of the last are left out. */
static void
append_members (GString *out, JsonBuilder *b, gsize from)
{
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  gsize size;
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_root (generator, root);
  g_autofree char *text = json_generator_to_data (generator, &size);
  text[size - strlen ("\n}")] = '\0';
  append_safe (out, text + from, "");
  g_object_unref (b);
}

void
json_open (GString *out, JsonBuilder *members)
{
  json_builder_end_object (members);
  append_members (out, members, 0);
}

void
json_more (GString *out, JsonBuilder *members)
{
  json_builder_end_object (members);
  g_string_append_c (out, ',');
  append_members (out, members, 1);
}

void
json_close (GString *out)
{
  g_string_append (out, "\n}\n");
}

JsonBuilder *
json_members (void)
{
  JsonBuilder *b = json_builder_new ();
  json_builder_begin_object (b);
  return b;
}

void
json_open_list (GString *out, const char *name)
{
  g_string_append_printf (out, ",\n  \"%s\" : [", name);
}

char *
json_element_text (JsonBuilder *element)
{
  g_autoptr (JsonNode) root = json_builder_get_root (element);
  g_autofree char *text = json_to_string (root, TRUE);
  GString *out = g_string_new (NULL);
  append_safe (out, text, "    ");
  g_object_unref (element);
  return g_string_free (out, FALSE);
}

void
json_list_add_text (GString *out, const char *element)
{
  g_string_append (out, out->str[out->len - 1] == '[' ? "\n    " : ",\n    ");
  g_string_append (out, element);
}

void
json_list_add (GString *out, JsonBuilder *element)
{
  g_autofree char *text = json_element_text (element);
  json_list_add_text (out, text);
}

void
json_close_list (GString *out)
{
  g_string_append_printf (out, "%s]", out->str[out->len - 1] == '[' ? "" : "\n  ");
}

void
json_list_begin (GString *out, const char *format, const char *name)
{
  json_open (out, json_document (format));
  json_open_list (out, name);
}

void
json_list_end (GString *out, int exit_code)
{
  JsonBuilder *b = json_members ();
  json_int (b, "exit", exit_code);
  json_close_list (out);
  json_more (out, b);
  json_close (out);
}

void
report_drain (const ReportDrain *drain, GString *out)
{
  if (!drain || out->len < DRAIN_SIZE)
    return;
  char last = out->str[out->len - 1]; /* stays: by it is told whether a list is empty */
  g_string_truncate (out, out->len - 1);
  drain->take (out, drain->user);
  g_string_truncate (out, 0);
  g_string_append_c (out, last);
}
