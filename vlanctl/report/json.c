#include "report/json.h"

#include <math.h>
#include <string.h>

#define ELEMENT_DEPTH 2 /* of a list that is a member of the document */

struct _JsonWriter {
  GString *out;
  guint depth;
  gboolean empty; /* nothing stands yet in what was begun last */
};

/* ---- writing ---------------------------------------------------------------------------------------------------------- */

static void
new_line (JsonWriter *w)
{
  static const char deep[] = "\n                                        ";
  guint spaces = 2 * w->depth, now = MIN (spaces, sizeof deep - 2);
  g_string_append_len (w->out, deep, now + 1);
  for (; now < spaces; now++)
    g_string_append_c (w->out, ' ');
}

/* JSON forbids the first (RFC 8259 7); the others a terminal takes for a command, or for the other writing direction. */
static gboolean
is_escaped (gunichar c)
{
  gboolean control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  return control || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void
append_escaped (GString *out, gunichar c)
{
  static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
  const char *known = c && c < 0x80 ? strchr (from, (int) c) : NULL;
  if (known)
    g_string_append_printf (out, "\\%c", to[known - from]);
  else
    g_string_append_printf (out, "\\u%04x", c);
}

static void
append_quoted (GString *out, const char *text)
{
  const char *start = text;
  g_string_append_c (out, '"');
  for (const char *p = text; *p;)
    {
      const guchar octet = (guchar) *p;
      if (octet >= 0x20 && octet < 0x7f && octet != '"' && octet != '\\')
        {
          p++;
          continue;
        }
      const char *next = g_utf8_next_char (p);
      if (octet == '"' || octet == '\\' || is_escaped (g_utf8_get_char (p)))
        {
          g_string_append_len (out, start, p - start);
          append_escaped (out, g_utf8_get_char (p));
          start = next;
        }
      p = next;
    }
  g_string_append (out, start);
  g_string_append_c (out, '"');
}

static void
append_text (GString *out, const char *text)
{
  if (g_utf8_validate (text, -1, NULL))
    {
      append_quoted (out, text);
      return;
    }
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  append_quoted (out, valid);
}

/* What stands before a value. */
static void
place (JsonWriter *w, const char *name)
{
  if (!w->empty)
    g_string_append_c (w->out, ',');
  if (w->depth)
    new_line (w);
  w->empty = FALSE;
  if (!name)
    return;
  append_text (w->out, name);
  g_string_append_len (w->out, " : ", 3);
}

static void
begin (JsonWriter *w, const char *name, char bracket)
{
  place (w, name);
  g_string_append_c (w->out, bracket);
  w->depth++;
  w->empty = TRUE;
}

static void
end (JsonWriter *w, char bracket)
{
  w->depth--;
  if (!w->empty)
    new_line (w);
  w->empty = FALSE;
  g_string_append_c (w->out, bracket);
}

void
json_begin (JsonWriter *w, const char *name)
{
  begin (w, name, '{');
}

void
json_end (JsonWriter *w)
{
  end (w, '}');
}

void
json_begin_array (JsonWriter *w, const char *name)
{
  begin (w, name, '[');
}

void
json_end_array (JsonWriter *w)
{
  end (w, ']');
}

void
json_text (JsonWriter *w, const char *name, const char *text)
{
  place (w, name);
  if (text)
    append_text (w->out, text);
  else
    g_string_append (w->out, "null");
}

void
json_int (JsonWriter *w, const char *name, gint64 number)
{
  char digits[24];
  place (w, name);
  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, number);
  g_string_append (w->out, digits);
}

void
json_double (JsonWriter *w, const char *name, double number)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  g_return_if_fail (isfinite (number)); /* JSON has no others */
  place (w, name);
  g_string_append (w->out, g_ascii_dtostr (digits, sizeof digits, number));
}

void
json_bool (JsonWriter *w, const char *name, gboolean value)
{
  place (w, name);
  g_string_append (w->out, value ? "true" : "false");
}

void
json_null (JsonWriter *w, const char *name)
{
  json_text (w, name, NULL);
}

void
json_tri (JsonWriter *w, const char *name, Tri value)
{
  if (value == TRI_UNKNOWN)
    json_null (w, name);
  else
    json_bool (w, name, value == TRI_YES);
}

void
json_value (JsonWriter *w, const char *name, const Value *value)
{
  switch (value->type)
    {
    case VALUE_BOOL: json_bool (w, name, value->number != 0); break;
    case VALUE_INT: json_int (w, name, value->number); break;
    case VALUE_STRING: json_text (w, name, value->string); break;
    case VALUE_NULL: default: json_null (w, name); break;
    }
}

void
json_strings (JsonWriter *w, const char *name, const GPtrArray *strings)
{
  json_begin_array (w, name);
  for (guint i = 0; strings && i < strings->len; i++)
    json_text (w, NULL, strings->pdata[i]);
  json_end_array (w);
}

/* ---- documents -------------------------------------------------------------------------------------------------------- */

JsonWriter *
json_new (GString *out)
{
  JsonWriter *w = g_new0 (JsonWriter, 1);
  w->out = out;
  w->empty = TRUE;
  return w;
}

JsonWriter *
json_document (GString *out, const char *format)
{
  JsonWriter *w = json_new (out);
  json_begin (w, NULL);
  json_text (w, "format", format);
  return w;
}

void
json_close (JsonWriter *w)
{
  g_string_append_c (w->out, '\n');
  g_free (w);
}

void
json_finish (JsonWriter *w)
{
  json_end (w);
  json_close (w);
}

JsonWriter *
json_new_element (void)
{
  JsonWriter *w = json_new (g_string_new (NULL));
  w->depth = ELEMENT_DEPTH;
  return w;
}

char *
json_take_element (JsonWriter *w)
{
  char *text = g_string_free (w->out, FALSE);
  g_free (w);
  return text;
}

void
json_element (JsonWriter *w, const char *element)
{
  if (!w->empty)
    g_string_append_c (w->out, ',');
  w->empty = FALSE;
  g_string_append (w->out, element);
}

/* ---- reading ---------------------------------------------------------------------------------------------------------- */

const char *
json_member_text (JsonObject *object, const char *name)
{
  JsonNode *node = object ? json_object_get_member (object, name) : NULL;
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}
