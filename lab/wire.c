/* The log of what a switch heard: a line of JSON each, written at once. */
#include <json-glib/json-glib.h>

#include "state.h"

void
lab_wire (LabSwitch *s, const char *kind, const char *text)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  if (!s->wire)
    return;
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "t");
  json_builder_add_double_value (b, (double) (g_get_monotonic_time () - s->started) / 1e6);
  json_builder_set_member_name (b, "kind");
  json_builder_add_string_value (b, kind);
  json_builder_set_member_name (b, "text");
  json_builder_add_string_value (b, valid);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *line = json_to_string (root, FALSE);
  fprintf (s->wire, "%s\n", line);
  fflush (s->wire);
}
