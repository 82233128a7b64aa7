/* What `show` and `capture` say is what the switch is, over v2c and v3, on both families; and a switch that is ill spoils no other. */
#include "harness.h"

#include <stdlib.h>

#include "live/live.h"
#include "relay.h"

#define NET "127.81.12."

static const char fleet[] = FLEET_HEAD
  "  six:\n"
  "    address: " NET "1\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'vlan 30 enable', 'vlan 10 port default 1/2', 'vlan 30 802.1q 1/2', 'vlan port mobile 1/5',\n"
  "              'lanpower start 1' ]\n"
  "    plugged: { 1/1-2: phone, 1/3: pc }\n"
  "    aggregates: { 5: 1/9-10 }\n"
  "  eight:\n"
  "    address: " NET "2\n"
  "    model: OS6360-P10\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'vlan 30 admin-state enable', 'vlan 10 members port 1/1/2 untagged',\n"
  "              'vlan 30 members port 1/1/2 tagged', 'unp port 1/1/5 port-type bridge', 'qos port 1/1/2 trusted', 'qos apply',\n"
  "              'lanpower slot 1/1 service start' ]\n"
  "    plugged: { 1/1/1-2: phone, 1/1/3: switch }\n"
  "    aggregates: { 5: 1/1/9-10 }\n"
  "  ill:\n"
  "    address: " NET "3\n"
  "    model: OS6360-P10\n";

static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: six, address: " NET "1, ports: { 1/1-2: phone } }\n"
  "  - { name: eight, address: " NET "2, credentials: v3, ports: { 1/1/1-2: phone } }\n"
  "  - { name: ill, address: " NET "3, ports: { 1/1/1-2: phone } }\n";

static char *
text_of (JsonNode *node)
{
  return json_to_string (node, FALSE);
}

static void
same (const char *name, const char *port, const char *what, JsonNode *shown, const char *is)
{
  g_autofree char *text = text_of (shown);
  if (strcmp (text, is))
    fail_msg ("%s %s: %s is shown as %s, and is %s", name, port, what, text, is);
}

/* One port as `show` and as the lab itself tell it. */
static void
compare_port (const char *name, JsonNode *live, JsonNode *lab)
{
  const char *port = json_text (lab, "port");
  gint64 aggregate = json_number (lab, "aggregate"), untagged = json_number (lab, "untagged");
  gboolean mobile = json_node_get_boolean (json_at (lab, "mobile")), unp = json_node_get_boolean (json_at (lab, "unp"));
  g_autofree char *tagged = text_of (json_at (lab, "tagged")), *own = g_strdup_printf ("%" G_GINT64_FORMAT, untagged);
  g_autofree char *member = g_strdup_printf ("\"linkagg %" G_GINT64_FORMAT "\"", aggregate);
  same (name, port, "untagged", json_at (live, "untagged"), aggregate ? "null" : own);
  same (name, port, "tagged", json_at (live, "tagged"), aggregate ? "[]" : tagged);
  same (name, port, "aggregate", json_at (live, "aggregate"), aggregate ? member : "false");
  same (name, port, "dynamic", json_at (live, "dynamic"), mobile ? "\"mobile\"" : unp ? "\"unp\"" : "false");
  same (name, port, "oper", json_at (live, "oper"), json_node_get_boolean (json_at (lab, "up")) ? "true" : "false");
  if (atoi (strrchr (port, '/') + 1) <= 10) /* the others are the fibre ports of a P10 */
    {
      g_autofree char *limit = text_of (json_at (lab, "limit_mw")), *draw = text_of (json_at (lab, "draw_mw"));
      same (name, port, "poe limit", json_at (live, "poe.limit_mw"), limit);
      same (name, port, "poe draw", json_at (live, "poe.actual_mw"), draw);
    }
}

static void
compare_switch (Scene *scene, JsonNode *show, const char *name)
{
  g_autoptr (JsonNode) lab = scene_state (scene, name);
  JsonArray *ports = json_node_get_array (json_at (lab, "ports"));
  g_autofree char *status_path = g_strdup_printf ("switches.[name=%s].status", name);
  assert_string_equal (json_text (show, status_path), "read");
  assert_true (json_array_get_length (ports) >= 14);
  for (guint i = 0; i < json_array_get_length (ports); i++)
    {
      JsonNode *port = json_array_get_element (ports, i);
      g_autofree char *path = g_strdup_printf ("switches.[name=%s].ports.[port=%s].live", name, json_text (port, "port"));
      if (!g_str_has_prefix (json_text (port, "port"), "0/")) /* an aggregate */
        compare_port (name, json_at (show, path), port);
    }
}

static guint
neighbours_of (JsonNode *show, const char *path)
{
  JsonNode *node = json_at (show, path);
  return JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_length (json_node_get_array (node)) : 0;
}

/* The phones boot on their own clock: shown again until they are there. */
static Ran *
show_with_phones (Scene *scene)
{
  static const char *const paths[] = { "switches.[name=six].ports.[port=1/1].live.neighbours", "switches.[name=six].ports.[port=1/2].live.neighbours",
                                       "switches.[name=eight].ports.[port=1/1/1].live.neighbours",
                                       "switches.[name=eight].ports.[port=1/1/2].live.neighbours" };
  for (guint tries = 0; tries < 200; tries++)
    {
      Ran *show = scene_run (scene, "show", "--json", "--except", "ill", NULL);
      guint there = 0;
      assert_status (show, 0);
      for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
        there += neighbours_of (show->json, paths[i]) == 1;
      if (there == G_N_ELEMENTS (paths))
        return show;
      ran_free (show);
    }
  fail_msg ("the phones never show up");
  return NULL;
}

static void
test_show_and_capture (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *dir = scene_path (scene, "walks"), *walk = scene_path (scene, "walks/six.snmprec"), *text = NULL;
  g_autoptr (Ran) show = show_with_phones (scene);
  compare_switch (scene, show->json, "six");
  compare_switch (scene, show->json, "eight");
  assert_string_equal (json_text (show->json, "format"), "vlanctl-show/1");
  assert_int_equal (json_number (show->json, "exit"), 0);

  g_autoptr (Ran) capture = scene_run (scene, "capture", "-o", dir, "--except", "ill", NULL);
  g_autoptr (Ran) again = scene_run (scene, "show", "--json", "--from-capture", dir, "--except", "ill", NULL);
  assert_status (capture, 0);
  assert_says (capture->out, "eight   complete");
  assert_status (again, 0);
  assert_string_equal (again->out, show->out);
  assert_true (g_file_get_contents (walk, &text, NULL, NULL));
  assert_says (text, "1.3.6.1.2.1.1.5.0|");
  assert_silent_about (text, "1.3.6.1.2.1.1.4.0|"); /* contact */
  assert_silent_about (text, "1.3.6.1.2.1.1.6.0|"); /* location, which discover reads */

  g_autoptr (Ran) json = scene_run (scene, "capture", "--json", "-o", dir, "--only", "six", NULL);
  assert_status (json, 0);
  assert_string_equal (json_text (json->json, "format"), "vlanctl-capture/1");
  assert_string_equal (json_text (json->json, "switches.[name=six].status"), "complete");
  /* a switch that was not captured */
  g_autoptr (Ran) missing = scene_run (scene, "show", "--json", "--from-capture", dir, NULL);
  assert_status (missing, 3);
  assert_string_equal (json_text (missing->json, "switches.[name=ill].status"), "unreachable");
  assert_string_equal (json_text (missing->json, "switches.[name=six].status"), "read");
  for (guint i = 0; i < 2; i++)
    {
      const char *name = i ? "six" : "eight";
      assert_int_equal (scene_count_kind (scene, name, "snmp-set"), 0);
      assert_true (scene_count_kind (scene, name, "snmp-bulk") > 0);
      assert_int_equal (scene_count_kind (scene, name, "ssh-login"), 0);
    }
  scene_free (scene);
}

/* Keys that are made once for all that share a secret are nobody else's. */
static void
test_v3_secrets (void **state)
{
  static const char secrets[] = INVENTORY_HEAD
    "credentials:\n"
    "  right: { snmp: { version: 3, user: vlanctl, auth: { protocol: sha256, secret: { env: T_AUTH } }, priv: { protocol: aes, secret: { env: T_PRIV } } } }\n"
    "  auth: { snmp: { version: 3, user: vlanctl, auth: { protocol: sha256, secret: { env: T_PRIV } }, priv: { protocol: aes, secret: { env: T_PRIV } } } }\n"
    "  priv: { snmp: { version: 3, user: vlanctl, auth: { protocol: sha256, secret: { env: T_AUTH } }, priv: { protocol: aes, secret: { env: T_AUTH } } } }\n"
    "  protocol: { snmp: { version: 3, user: vlanctl, auth: { protocol: sha, secret: { env: T_AUTH } }, priv: { protocol: aes, secret: { env: T_PRIV } } } }\n"
    "defaults: { timeout: 400ms, snmp-port: 10161 }\n"
    "switches:\n"
    "  - { name: right, address: " NET "1, credentials: right }\n"
    "  - { name: auth, address: " NET "2, credentials: auth }\n"
    "  - { name: priv, address: " NET "3, credentials: priv }\n"
    "  - { name: protocol, address: " NET "4, credentials: protocol }\n"
    "  - { name: also-right, address: " NET "5, credentials: right }\n";
  static const char four[] = FLEET_HEAD
    "  one:\n    address: " NET "1\n    model: OS6360-P10\n"
    "  two:\n    address: " NET "2\n    model: OS6360-P10\n"
    "  three:\n    address: " NET "3\n    model: OS6360-P10\n"
    "  four:\n    address: " NET "4\n    model: OS6360-P10\n"
    "  five:\n    address: " NET "5\n    model: OS6360-P10\n";
  static const char *const says[][2] = { { "right", NULL }, { "auth", "authentication" }, { "priv", "privacy" }, { "protocol", "authentication" },
                                         { "also-right", NULL } };
  Scene *scene = scene_new (four, secrets);
  g_autoptr (Ran) show = scene_run (scene, "show", "--json", NULL);
  assert_status (show, 3);
  for (guint i = 0; i < G_N_ELEMENTS (says); i++)
    {
      g_autofree char *status = g_strdup_printf ("switches.[name=%s].status", says[i][0]), *reason = g_strdup_printf ("switches.[name=%s].reason", says[i][0]);
      assert_string_equal (json_text (show->json, status), says[i][1] ? "unreachable" : "read");
      if (says[i][1])
        assert_says (json_text (show->json, reason), says[i][1]);
    }
  scene_free (scene);
}

/* Who stands at NET 101 is read; gives how many datagrams that took. */
static guint
read_at (LiveReader *reader, const char *upstream)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) live_target_free), states = NULL;
  Relay *wire = relay_new (NET "101", upstream, 10161, 0);
  LiveTarget *t = g_new0 (LiveTarget, 1);
  *t = (LiveTarget){ .name = g_strdup ("it"), .address = g_strdup (NET "101"), .port = 10161, .version = SNMP_V3, .user = g_strdup ("vlanctl"),
                     .auth_protocol = g_strdup ("sha256"), .auth_secret = g_strdup ("lab-auth-secret"), .priv_protocol = g_strdup ("aes"),
                     .priv_secret = g_strdup ("lab-priv-secret"), .timeout_ms = 400, .retries = 2, .want = ~HAS (ATTR_AUDIT) };
  g_ptr_array_add (targets, t);
  live_read (reader, targets, &states, NULL);
  const SwitchState *it = states->pdata[0];
  if (it->status != SWITCH_READ)
    fail_msg ("%s: %s", upstream, it->reason);
  guint asked = relay_count (wire).asked;
  relay_free (wire);
  return asked;
}

/* The engine id is asked for once in a run; and again when another unit, which has another, answers at the address. */
static void
test_engines (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autoptr (LiveReader) reader = live_reader_new (10, NULL);
  guint first = read_at (reader, NET "2"), again = read_at (reader, NET "2");
  assert_int_equal (again, first - 1);
  first = read_at (reader, NET "3");
  again = read_at (reader, NET "3");
  assert_true (again < first - 1);
  scene_free (scene);
}

static void
test_ill (void **state)
{
  static const struct {
    const char *fault, *status;
    gboolean tagged; /* the tags of its ports are known */
  } cases[] = {
    { "snmp-silent", "unreachable", FALSE },
    { "snmp-truncate:1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3", "partial", FALSE },
    { "snmp-wrongtype:1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3", "partial", FALSE },
    { "snmp-loop", "partial", FALSE },
    { "snmp-toobig", "read", TRUE },
  };
  Scene *scene = scene_new (fleet, inventory);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Ran) clear = scene_lab (scene, "fault", "ill", "clear", NULL), set = scene_lab (scene, "fault", "ill", cases[i].fault, NULL);
      g_autoptr (Ran) show = scene_run (scene, "show", "--json", "--timeout", "400ms", NULL);
      assert_status (clear, 0);
      assert_status (set, 0);
      assert_status (show, strcmp (cases[i].status, "read") ? 3 : 0);
      assert_string_equal (json_text (show->json, "switches.[name=six].status"), "read");
      assert_string_equal (json_text (show->json, "switches.[name=eight].status"), "read");
      if (strcmp (json_text (show->json, "switches.[name=ill].status"), cases[i].status))
        fail_msg ("%s: %s", cases[i].fault, json_text (show->json, "switches.[name=ill].status"));
      JsonArray *ports = json_node_get_array (json_at (show->json, "switches.[name=ill].ports"));
      for (guint p = 0; p < json_array_get_length (ports); p++)
        if (json_has (json_array_get_element (ports, p), "live.tagged") != cases[i].tagged)
          fail_msg ("%s: the tags of a port are %sknown", cases[i].fault, cases[i].tagged ? "not " : "");
    }
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_show_and_capture), cmocka_unit_test (test_v3_secrets), cmocka_unit_test (test_engines),
                                      cmocka_unit_test (test_ill) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("reading", tests, NULL, NULL);
}
