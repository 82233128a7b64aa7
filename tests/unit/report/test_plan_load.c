/* Saved plans come back as they were, or not at all: what a file says may be wrong in any way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "plan/diff.h"
#include "report/report.h"

static char *
golden (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("GOLDEN"), name, "plan.json", NULL);
  char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    fail_msg ("%s cannot be read", path);
  return text;
}

static const char *const families_seen[] = { "aos6", "aos8" };

/* Whatever was taken in can be sent: every line must be one that the family publishes. */
static void
assert_published (const Plan *plan)
{
  for (guint s = 0; s < plan->switches->len; s++)
    {
      const SwitchPlan *sw = plan->switches->pdata[s];
      for (guint i = 0; i < sw->changes->len; i++)
        {
          const Change *c = sw->changes->pdata[i];
          const GPtrArray *both[] = { c->commands, c->undo };
          for (guint k = 0; k < 2 * both[0]->len && k < both[0]->len + both[1]->len; k++)
            {
              const char *line = k < both[0]->len ? both[0]->pdata[k] : both[1]->pdata[k - both[0]->len];
              if (!family_line_is_known (family_by_id (sw->family), line))
                fail_msg ("`%s` came out of a file", line);
            }
        }
    }
}

/* Loads; TRUE when it was taken in. Never a crash, always a reason. */
static gboolean
take_in (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Plan) plan = report_plan_load (text, &error);
  if (plan)
    assert_published (plan);
  assert_true ((plan != NULL) == (error == NULL));
  return plan != NULL;
}

static void
test_there_and_back (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (families_seen); i++)
    {
      g_autofree char *text = golden (families_seen[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (Plan) plan = report_plan_load (text, &error);
      g_autoptr (GString) again = g_string_new (NULL);
      if (!plan)
        fail_msg ("%s: %s", families_seen[i], error->message);
      assert_published (plan);
      report_plan_json (plan, 4, again, NULL);
      assert_string_equal (again->str, text);
    }
}

/* ---- damage by hand ----------------------------------------------------------------------------------------------------- */

static void
test_changed_by_hand (void **state)
{
  static const struct
  {
    const char *from, *to;
    gboolean changed; /* well formed, but not what was made; else damaged */
  } rows[] = {
    { "vlan 10 members port 1/1/10 tagged", "vlan 10 members port 1/1/9 tagged", TRUE },
    { "no vlan 10 members port 1/1/10", "no vlan 11 members port 1/1/10", TRUE },
    { "\"commands\" : [\n            \"vlan 200 admin-state enable\"", "\"commands\" : [\n            \"reload all\"", TRUE },
    { "\"commands\" : [\n            \"vlan 200 admin-state enable\"",
      "\"commands\" : [\n            \"vlan 200 admin-state enable\", \"write memory\"", TRUE },
    { "\"status\" : \"refused\"", "\"status\" : \"changes\"",
      FALSE }, /* it follows from the refusals: the file is as good as before */
    { "\"overridden\" : false", "\"overridden\" : true", TRUE },
    { "\"from_capture\" : true", "\"from_capture\" : false", TRUE },
    { "\"phase\" : 3", "\"phase\" : 0", TRUE },
    { "\"id\" : \"", "\"id\" : \"f", TRUE },
    { "\"runs\" : 0", "\"runs\" : 1", TRUE },
    { "\"kind\" : \"vlan-name\"", "\"kind\" : \"vlan-magic\"", FALSE },
    { "\"kind\" : \"port-tag\"", "\"kind\" : \"port-untag\"", FALSE },
    { "\"ports\" : \"1/1/1-6\"", "\"ports\" : \"1/1-6\"", FALSE },
    { "\"ports\" : \"1/1/1-6\"", "\"ports\" : \"1/1/1-7\"", FALSE },
    { "\"ports\" : \"1/1/1-6\"", "\"ports\" : \"\"", FALSE },
    { "\"to\" : \"VOIX\"", "\"to\" : \"x\\\"\\nreload all\"", FALSE },
    { "\"to\" : \"VOIX\"", "\"to\" : 7", FALSE },
    { "\"vlan\" : 200", "\"vlan\" : 4095", FALSE },
    { "\"vlan\" : 200", "\"vlan\" : 2e2", FALSE },
    { "\"dscp\" : 46", "\"dscp\" : 64", FALSE },
    { "\"family\" : \"aos8\"", "\"family\" : \"aos6\"", TRUE },
    { "\"family\" : \"aos8\"", "\"family\" : null", FALSE },
    { "vlanctl-plan/1", "vlanctl-plan/2", FALSE },
    { "{", "/* hello */ {", FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = golden ("aos8");
      g_auto (GStrv) parts = g_strsplit (text, rows[i].from, 2);
      g_autofree char *bad = g_strjoinv (rows[i].to, parts);
      g_autoptr (GError) error = NULL;
      g_autoptr (Plan) plan = report_plan_load (bad, &error);
      assert_string_not_equal (text, bad);
      if (strstr (rows[i].to, "\"changes\""))
        assert_int_equal (((SwitchPlan *)plan->switches->pdata[0])->status, PLAN_REFUSED);
      else if (plan)
        fail_msg ("%s was taken in", rows[i].to);
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED) != rows[i].changed)
        fail_msg ("%s: %s", rows[i].to, error->message);
    }
}

/* What a newer program adds does not matter to this one. */
static void
test_additions (void **state)
{
  g_autofree char *text = golden ("aos8");
  g_auto (GStrv) parts = g_strsplit (text, "{", -1);
  g_autofree char *more = g_strjoinv ("{ \"novelty\" : { \"a\" : [ 1, null ] },", parts);
  g_auto (GStrv) observed = g_strsplit (more, "\"observed\" : { \"novelty\" : { \"a\" : [ 1, null ] },", -1);
  g_autofree char *back = g_strjoinv ("\"observed\" : {", observed); /* its members are ports */
  assert_true (take_in (back));
}

static void
test_deep (void **state)
{
  GString *text = g_string_new ("{ \"format\" : \"vlanctl-plan/1\", \"a\" : ");
  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, i % 2 ? "[\"]\"," : "{\"a\":");
  assert_false (take_in (text->str));
  g_string_free (text, TRUE);
}

/* ---- damage at random ----------------------------------------------------------------------------------------------------- */

static const char *const nasty_words[] = {
  "",      "x",    "1/1/1", "1/1",  "linkagg 5", "1/1/1-6", "reload all\n", "; no vlan 1", "`x`",
  "$(x)",  "\"",   "\\",    "!!",   "?",         "\x1b[2J", "vlan 1",       "med-bind",    "port-tag",
  "voice", "aos6", "aos8",  "high", "tx",        "refused", "-1",           "999999999999"
};

static JsonNode *
random_node (GRand *rand)
{
  JsonNode *node = json_node_alloc ();
  JsonArray *array;
  switch (g_rand_int_range (rand, 0, 8))
    {
    case 0:
      return json_node_init_null (node);
    case 1:
      return json_node_init_boolean (node, g_rand_boolean (rand));
    case 2:
      return json_node_init_int (node, g_rand_int_range (rand, -5, 70));
    case 3:
      return json_node_init_int (node, (gint64)((guint64)g_rand_int (rand) << 32 | g_rand_int (rand)));
    case 4:
      return json_node_init_double (node, g_rand_double (rand));
    case 5:
      array = json_array_new ();
      for (guint n = (guint)g_rand_int_range (rand, 0, 2000); n > 0; n--)
        json_array_add_string_element (array, nasty_words[n % G_N_ELEMENTS (nasty_words)]);
      json_node_init_array (node, array);
      json_array_unref (array);
      return node;
    case 6:
      json_node_init (node, JSON_NODE_OBJECT);
      json_node_take_object (node, json_object_new ());
      return node;
    default:
      return json_node_init_string (node, nasty_words[g_rand_int_range (rand, 0, G_N_ELEMENTS (nasty_words))]);
    }
}

/* Goes down at random and replaces what it finds, takes it out, or doubles it. */
static void
damage (GRand *rand, JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *o = json_node_get_object (node);
      g_autoptr (GList) names = json_object_get_members (o);
      if (!names)
        return;
      const char *name = g_list_nth_data (names, (guint)g_rand_int_range (rand, 0, (gint32)g_list_length (names)));
      JsonNode *child = json_object_get_member (o, name);
      gboolean leaf = JSON_NODE_HOLDS_VALUE (child) || JSON_NODE_HOLDS_NULL (child);
      if (!leaf && g_rand_int_range (rand, 0, 8))
        damage (rand, child);
      else if (g_rand_int_range (rand, 0, 6))
        json_object_set_member (o, name, random_node (rand));
      else
        json_object_remove_member (o, name);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)))
    {
      JsonArray *a = json_node_get_array (node);
      guint i = (guint)g_rand_int_range (rand, 0, (gint32)json_array_get_length (a));
      JsonNode *child = json_array_get_element (a, i);
      gboolean leaf = JSON_NODE_HOLDS_VALUE (child) || JSON_NODE_HOLDS_NULL (child);
      if (!leaf && g_rand_int_range (rand, 0, 8))
        damage (rand, child);
      else if (g_rand_boolean (rand))
        json_array_add_element (a, g_rand_boolean (rand) ? json_node_copy (child) : random_node (rand));
      else
        json_array_remove_element (a, i);
    }
}

static void
test_damaged_json (void **state)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (612);
  for (guint round = 0; round < 1000; round++)
    {
      g_autofree char *text = golden (families_seen[round % 2]);
      g_autoptr (JsonNode) root = json_from_string (text, NULL);
      for (gint32 n = g_rand_int_range (rand, 1, 4); n > 0; n--)
        damage (rand, root);
      g_autofree char *bad = json_to_string (root, FALSE);
      take_in (bad);
    }
}

static void
test_damaged_bytes (void **state)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (613);
  for (guint round = 0; round < 500; round++)
    {
      g_autofree char *text = golden (families_seen[round % 2]);
      gsize n = strlen (text);
      for (gint32 k = g_rand_int_range (rand, 1, 5); k > 0; k--)
        text[g_rand_int_range (rand, 0, (gint32)n)] = (char)g_rand_int_range (rand, round % 4 ? 1 : 0, 256);
      take_in (text);
    }
}

/* A file that knows how ids are made: its id fits whatever it says. Then only the values stand between it and the wire. */
static void
forge (GRand *rand, Change *c)
{
  Value *v = g_rand_boolean (rand) ? &c->to : &c->from;
  const char *word = nasty_words[g_rand_int_range (rand, 0, G_N_ELEMENTS (nasty_words))];
  switch (g_rand_int_range (rand, 0, 9))
    {
    case 0:
      c->kind = (ChangeKind)g_rand_int_range (rand, 0, CHANGE_N);
      break;
    case 1:
      c->vlan = (guint)g_rand_int_range (rand, 0, 4095);
      break;
    case 2:
      value_clear (v);
      *v = value_string (word);
      break;
    case 3:
      value_clear (v);
      *v = value_int (g_rand_int_range (rand, -9, 99999));
      break;
    case 4:
      value_clear (v);
      *v = value_bool (g_rand_boolean (rand));
      break;
    case 5:
      port_set_add (c->ports, port_make ((guint)g_rand_int_range (rand, 0, 3), 1, (guint)g_rand_int_range (rand, 1, 60)));
      break;
    case 6:
      c->policy.id = g_rand_int_range (rand, -1, 32);
      break;
    case 7:
      c->slot = (guint)g_rand_int_range (rand, 0, 9);
      break;
    default:
      g_ptr_array_set_size (c->commands, 0);
      g_ptr_array_add (c->commands, g_strdup (word));
    }
}

static void
test_forged (void **state)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (614);
  guint taken = 0;
  for (guint round = 0; round < 600; round++)
    {
      g_autofree char *text = golden (families_seen[round % 2]);
      g_autoptr (Plan) plan = report_plan_load (text, NULL);
      g_autoptr (GString) forged = g_string_new (NULL);
      SwitchPlan *s = plan->switches->pdata[0];
      for (gint32 n = g_rand_int_range (rand, 0, 3); n > 0; n--)
        {
          Change *c = s->changes->pdata[g_rand_int_range (rand, 0, (gint32)s->changes->len)];
          forge (rand, c);
          if (g_rand_boolean (rand)) /* and how lines are made */
            plan_render_change (family_by_id (s->family), c, NULL);
        }
      plan_finish (plan, NULL);
      report_plan_json (plan, 0, forged, NULL);
      taken += take_in (forged->str);
    }
  assert_in_range (taken, 150, 450); /* the untouched third, and what a hand may as well have planned */
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_there_and_back), cmocka_unit_test (test_changed_by_hand), cmocka_unit_test (test_additions),
    cmocka_unit_test (test_deep),           cmocka_unit_test (test_damaged_json),    cmocka_unit_test (test_damaged_bytes),
    cmocka_unit_test (test_forged),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("saved plans", tests, NULL, NULL);
}
