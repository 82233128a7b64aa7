/* What the writer writes is what json-glib reads, and, but for what a terminal would obey, what json-glib would have written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "report/json.h"

#define DOCUMENTS 500

static JsonNode *
parse (const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  if (!json_parser_load_from_data (parser, text, -1, &error))
    fail_msg ("%s in %s", error->message, text);
  return json_parser_steal_root (parser);
}

/* ---- trees ------------------------------------------------------------------------------------------------------------ */

static void write_node (JsonWriter *w, const char *name, JsonNode *node);

static void
write_value (JsonWriter *w, const char *name, JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING: json_text (w, name, json_node_get_string (node)); break;
    case G_TYPE_INT64: json_int (w, name, json_node_get_int (node)); break;
    case G_TYPE_DOUBLE: json_double (w, name, json_node_get_double (node)); break;
    case G_TYPE_BOOLEAN: json_bool (w, name, json_node_get_boolean (node)); break;
    default: fail_msg ("a value of no type");
    }
}

static void
write_object (JsonWriter *w, const char *name, JsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (object);
  json_begin (w, name);
  for (GList *m = members; m; m = m->next)
    write_node (w, m->data, json_object_get_member (object, m->data));
  json_end (w);
}

static void
write_node (JsonWriter *w, const char *name, JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    json_null (w, name);
  else if (JSON_NODE_HOLDS_VALUE (node))
    write_value (w, name, node);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    write_object (w, name, json_node_get_object (node));
  else
    {
      json_begin_array (w, name);
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        write_node (w, NULL, json_array_get_element (json_node_get_array (node), i));
      json_end_array (w);
    }
}

static char *
random_text (GRand *dice)
{
  static const char *const parts[] = { "a", "port 1/1/1", "\"", "\\", "/", "\n", "\t", "é", "日", "\\u0041", "{", "]", "," };
  GString *text = g_string_new (NULL);
  for (gint n = g_rand_int_range (dice, 0, 5); n > 0; n--)
    g_string_append (text, parts[g_rand_int_range (dice, 0, G_N_ELEMENTS (parts))]);
  return g_string_free (text, FALSE);
}

/* No empty objects: json-glib has spaces in them. */
static JsonNode *
random_node (GRand *dice, guint depth)
{
  gint kind = g_rand_int_range (dice, 0, depth ? 7 : 5);
  g_autofree char *text = random_text (dice);
  JsonNode *node = json_node_alloc ();
  if (kind == 0)
    return json_node_init_null (node);
  if (kind == 1)
    return json_node_init_string (node, text);
  if (kind == 2)
    return json_node_init_int (node, (gint64) ((guint64) g_rand_int (dice) << 32 | g_rand_int (dice)));
  if (kind == 3)
    return json_node_init_boolean (node, g_rand_boolean (dice));
  if (kind == 4)
    return json_node_init_double (node, g_rand_double_range (dice, -1000, 1000));
  gint n = g_rand_int_range (dice, kind == 6, 5);
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonObject) object = json_object_new ();
  for (gint i = 0; i < n; i++)
    {
      g_autofree char *name = random_text (dice);
      JsonNode *child = random_node (dice, depth - 1);
      if (kind == 5)
        json_array_add_element (array, child);
      else
        json_object_set_member (object, name, child);
    }
  return kind == 5 ? json_node_init_array (node, array) : json_node_init_object (node, object);
}

static void
test_as_json_glib (void **state)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (2026);
  for (guint i = 0; i < DOCUMENTS; i++)
    {
      g_autoptr (JsonNode) node = random_node (dice, 4);
      g_autofree char *wanted = json_to_string (node, TRUE);
      g_autoptr (GString) got = g_string_new (NULL);
      JsonWriter *w = json_new (got);
      write_node (w, NULL, node);
      json_close (w);
      assert_true (g_str_has_suffix (got->str, "\n"));
      g_string_truncate (got, got->len - 1);
      assert_string_equal (got->str, wanted);
    }
}

/* ---- text ------------------------------------------------------------------------------------------------------------- */

static char *
write_text (const char *text)
{
  GString *out = g_string_new (NULL);
  JsonWriter *w = json_new (out);
  json_begin (w, NULL);
  json_text (w, "t", text);
  json_finish (w);
  return g_string_free (out, FALSE);
}

/* Every character comes back; those that a terminal obeys stand in no output. */
static void
test_characters (void **state)
{
  for (gunichar c = 1; c <= 0x10ffff; c += c < 0x3000 ? 1 : 97)
    {
      char text[8] = "";
      if (!g_unichar_validate (c))
        continue;
      g_unichar_to_utf8 (c, text);
      g_autofree char *json = write_text (text);
      g_autoptr (JsonNode) node = parse (json);
      assert_string_equal (json_object_get_string_member (json_node_get_object (node), "t"), text);
      for (const char *p = json; *p; p = g_utf8_next_char (p))
        {
          gunichar out = g_utf8_get_char (p);
          assert_true (out == '\n' || (out >= 0x20 && out < 0x7f) || (out >= 0xa0 && !(out >= 0x202a && out <= 0x202e) && out != 0x200e));
        }
    }
}

static void
test_no_text (void **state)
{
  g_autofree char *broken = write_text ("a\xff\xc3z");
  g_autoptr (JsonNode) node = parse (broken);
  assert_string_equal (json_object_get_string_member (json_node_get_object (node), "t"), "a\xef\xbf\xbd\xef\xbf\xbdz");
  g_autofree char *none = write_text (NULL);
  assert_string_equal (none, "{\n  \"t\" : null\n}\n");
}

/* What was written before its turn stands where it would have been written. */
static void
test_elements (void **state)
{
  GString *texts[] = { g_string_new (NULL), g_string_new (NULL) };
  for (guint way = 0; way < 2; way++)
    {
      JsonWriter *w = json_document (texts[way], "vlanctl-test/1");
      json_begin_array (w, "list");
      for (gint64 i = 0; i < 3; i++)
        {
          JsonWriter *element = way ? json_new_element () : w;
          json_begin (element, NULL);
          json_int (element, "i", i);
          json_end (element);
          g_autofree char *text = way ? json_take_element (element) : NULL;
          if (text)
            json_element (w, text);
        }
      json_end_array (w);
      json_begin_array (w, "empty");
      json_end_array (w);
      json_begin (w, "none");
      json_end (w);
      json_finish (w);
    }
  assert_string_equal (texts[0]->str, texts[1]->str);
  assert_non_null (strstr (texts[0]->str, "\"empty\" : [],\n  \"none\" : {}\n}\n"));
  g_string_free (texts[0], TRUE);
  g_string_free (texts[1], TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_as_json_glib),
    cmocka_unit_test (test_characters),
    cmocka_unit_test (test_no_text),
    cmocka_unit_test (test_elements),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
