/* What is refused, and that nothing is sent then; and how things of others are left alone (product 6). */
#include "harness.h"

#define NET "127.81.4."

static const char inventory_head[] = INVENTORY_HEAD INVENTORY_CREDENTIALS;

/* One AOS 8 switch with these further lines in its fleet entry, and this text after the inventory's `address`. */
static Scene *
one_switch (const char *model, const char *fleet_rest, const char *inventory_rest)
{
  g_autofree char *fleet = g_strdup_printf (FLEET_HEAD "  sw:\n    address: " NET "1\n    model: %s\n%s", model, fleet_rest);
  g_autofree char *inventory = g_strdup_printf ("%s  - { name: sw, address: " NET "1, %s }\n", inventory_head, inventory_rest);
  return scene_new (fleet, inventory);
}

/* Plan and apply both end in exit 4 and name the rule; no line that changes anything goes out. */
static void
assert_refused (Scene *scene, const char *rule)
{
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
  if (apply->status != 4 || !apply->json)
    {
      tell_ran (apply);
      fail_msg ("%s: exit code %d where 4 was expected", rule, apply->status);
    }
  assert_string_equal (json_text (apply->json, "switches.0.status"), "refused");
  assert_says (json_text (apply->json, "switches.0.reason"), rule);
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  for (guint i = 0; i < commands->len; i++)
    if (!g_str_has_prefix (commands->pdata[i], "show ") && !g_str_has_prefix (commands->pdata[i], "session ") && strcmp (commands->pdata[i], "no more")
        && strcmp (commands->pdata[i], "whoami") && strcmp (commands->pdata[i], "who") && strcmp (commands->pdata[i], "exit"))
      fail_msg ("%s: `%s` was sent", rule, (char *) commands->pdata[i]);
}

static void
test_guards (void **state)
{
  static const struct {
    const char *rule, *model, *fleet, *inventory;
  } cases[] = {
    { "certified", "OS6360-P10", "    running: certified\n    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n", "ports: { 1/1/1-4: phone }" },
    { "unsaved", "OS6360-P10", "    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n    unsaved-config: [ 'vlan 99 admin-state enable' ]\n",
      "ports: { 1/1/1-4: phone }" },
    { "certified", "OS6450-P10", "    running: certified\n    config: [ 'vlan 10 enable', 'lanpower start 1' ]\n", "ports: { 1/1-4: phone }" },
    { "unsaved", "OS6450-P10", "    config: [ 'vlan 10 enable', 'lanpower start 1' ]\n    unsaved-config: [ 'vlan 99 enable' ]\n", "ports: { 1/1-4: phone }" },
    { "mobile", "OS6450-P10", "    config: [ 'vlan 10 enable', 'lanpower start 1', 'vlan port mobile 1/2' ]\n", "ports: { 1/1-4: phone }" },
    { "unp", "OS6360-P10", "    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start', 'unp port 1/1/2 port-type bridge' ]\n", "ports: { 1/1/1-4: phone }" },
    { "aggregate", "OS6360-P10", "    aggregates: { 5: 1/1/3-4 }\n    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n", "ports: { 1/1/1-4: phone }" },
    { "uplink", "OS6360-P10", "    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n    plugged: { 1/1/4: { device: switch, name: elsewhere, port: 1/1/1, macs: 2 } }\n",
      "ports: { 1/1/1-4: phone }" },
    { "uplink", "OS6360-P10", "    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n    plugged: { 1/1/4: { device: pc, macs: 20 } }\n",
      "ports: { 1/1/1-4: phone }" },
    { "incomplete-stack", "OS6450-P10", "    missing-unit: 2\n    config: [ 'vlan 10 enable', 'lanpower start 1' ]\n", "ports: { 1/1-4: phone }" },
    { "share", "OS6860E-P24", "    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n", "max-share: 20%, ports: { 1/1/1-20: phone }" },
    { "share", "OS6360-P10", "    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n", "max-share: 20%, min-share-ports: 4, ports: { 1/1/1-4: phone }" },
    { "disruption", "OS6360-P10", "    config: [ 'vlan 10 admin-state enable' ]\n", "ports: { 1/1/1-4: phone }" }, /* the PoE service is off */
    { "rights", "OS6360-P10", "    faults: [ read-only ]\n    config: [ 'vlan 10 admin-state enable', 'lanpower slot 1/1 service start' ]\n",
      "ports: { 1/1/1-4: phone }" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene *scene = one_switch (cases[i].model, cases[i].fleet, cases[i].inventory);
      assert_refused (scene, cases[i].rule);
      scene_free (scene);
    }
}

#define READY8 "'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start'"

/* Somebody else's session is said, and refuses nothing. */
static void
test_other_session (void **state)
{
  static const char *const rest[][3] = {
    { "OS6360-P10", "    faults: [ 'other-session:bob' ]\n    config: [ " READY8 " ]\n", "ports: { 1/1/1-4: phone }" },
    { "OS6450-P10", "    faults: [ 'other-session:bob' ]\n    config: [ 'vlan 10 enable', 'lanpower start 1' ]\n", "ports: { 1/1-4: phone }" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rest); i++)
    {
      Scene *scene = one_switch (rest[i][0], rest[i][1], rest[i][2]);
      g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
      assert_status (apply, 0);
      assert_string_equal (json_text (apply->json, "switches.0.status"), "applied");
      assert_says (json_text (apply->json, "switches.0.notes.0"), "somebody else is logged in: bob");
      scene_free (scene);
    }
}

/* A timer that somebody armed is somebody's: touch nothing. */
static void
test_pending_timer (void **state)
{
  Scene *scene = one_switch ("OS6360-P10", "    config: [ " READY8 " ]\n", "ports: { 1/1/1-4: phone }");
  g_autoptr (Ran) arm = scene_lab (scene, "do", "sw", "configuration snapshot all undo.txt", NULL);
  assert_status (arm, 0);
  g_autoptr (Ran) timer = scene_lab (scene, "do", "sw", "configuration apply undo.txt in 01:30", NULL);
  assert_status (timer, 0);
  assert_refused (scene, "pending-timer");
  g_autoptr (JsonNode) now = scene_state (scene, "sw");
  assert_false (JSON_NODE_HOLDS_NULL (json_at (now, "timer")));
  scene_free (scene);
}

/* A policy with other values that also serves a port which is not ours stays as it is: a new id is made, our ports are moved. */
static void
test_policy_serves_others (void **state)
{
  Scene *scene = one_switch ("OS6360-P10",
                             "    config:\n      - vlan 10 admin-state enable name \"DATA\"\n      - lanpower slot 1/1 service start\n"
                             "      - vlan 200 admin-state enable name \"VOIX\"\n"
                             "      - lldp network-policy 3 application voice vlan 200 l2-priority 6 dscp 40\n"
                             "      - lldp nearest-bridge port 1/1/1 med network-policy 3\n"
                             "      - lldp nearest-bridge port 1/1/8 med network-policy 3\n",
                             "ports: { 1/1/1-4: phone }");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (apply, 0);
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  assert_int_equal (count_lines (commands, "lldp network-policy 3"), 0);
  assert_int_equal (count_lines (commands, "no lldp network-policy 3"), 0);
  assert_int_equal (count_lines (commands, "lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46"), 1);
  assert_int_equal (count_lines (commands, "no lldp port 1/1/1 med network-policy 3"), 1);
  assert_int_equal (count_lines (commands, "no lldp port 1/1/8"), 0);
  g_autoptr (JsonNode) now = scene_state (scene, "sw");
  assert_int_equal (json_number (now, "ports.[port=1/1/8].policies.0"), 3);
  assert_int_equal (json_number (now, "ports.[port=1/1/1].policies.0"), 0);
  scene_free (scene);
}

/* No id is free, and a voice policy is bound to ports of ours alone: it is edited where it stands, there and back. */
static void
test_policy_is_edited (void **state)
{
  g_autoptr (GString) fleet = g_string_new ("    config:\n      - vlan 10 admin-state enable name \"DATA\"\n      - lanpower slot 1/1 service start\n"
                                            "      - vlan 200 admin-state enable name \"VOIX\"\n"
                                            "      - lldp network-policy 3 application voice vlan 200 l2-priority 6 dscp 40\n");
  for (guint id = 0; id < 32; id++)
    if (id != 3)
      g_string_append_printf (fleet, "      - lldp network-policy %u application guest-voice vlan 200 l2-priority 1 dscp 1\n", id);
  g_string_append (fleet, "      - lldp nearest-bridge port 1/1/1 med network-policy 3\n      - lldp nearest-bridge port 1/1/2 med network-policy 3\n");
  Scene *scene = one_switch ("OS6360-P10", fleet->str, "ports: { 1/1/1-3: phone }");
  g_autofree char *before = scene_snapshot (scene, "sw");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", "--allow-disruption", "traffic", NULL);
  assert_status (apply, 0);
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  assert_int_equal (count_lines (commands, "no lldp port 1/1/2 med network-policy 3"), 1);
  assert_int_equal (count_lines (commands, "lldp network-policy 3 application voice vlan 200 l2-priority 5 dscp 46"), 1);
  assert_int_equal (count_lines (commands, "lldp nearest-bridge port 1/1/2 med network-policy 3"), 1);
  assert_int_equal (count_lines (commands, "lldp nearest-bridge port 1/1/3 med network-policy 3"), 1);
  g_autoptr (JsonNode) now = scene_state (scene, "sw");
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *path = g_strdup_printf ("ports.[port=1/1/%u].policies.0", i);
      assert_int_equal (json_number (now, path), 3);
    }
  g_autoptr (Ran) again = scene_run (scene, "plan", "--detailed-exitcode", NULL);
  assert_status (again, 0);
  g_autoptr (Ran) rollback = scene_run (scene, "rollback", "--json", "--yes", NULL);
  assert_status (rollback, 0);
  g_autofree char *after = scene_snapshot (scene, "sw");
  assert_string_equal (before, after);
  scene_free (scene);
}

/* Exactly what is wanted, made by somebody else: it is used, and never deleted by us. */
static void
test_policy_is_reused (void **state)
{
  Scene *scene = one_switch ("OS6360-P10",
                             "    config:\n      - vlan 10 admin-state enable name \"DATA\"\n      - lanpower slot 1/1 service start\n"
                             "      - vlan 200 admin-state enable name \"VOIX\"\n"
                             "      - lldp network-policy 3 application voice vlan 200 l2-priority 5 dscp 46\n",
                             "ports: { 1/1/1-4: phone }");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (apply, 0);
  g_autoptr (Ran) rollback = scene_run (scene, "rollback", "--json", "--yes", NULL);
  assert_status (rollback, 0);
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  assert_int_equal (count_lines (commands, "lldp network-policy"), 0);
  assert_int_equal (count_lines (commands, "no lldp network-policy"), 0);
  assert_int_equal (count_lines (commands, "lldp nearest-bridge port 1/1/4 med network-policy 3"), 1);
  assert_int_equal (count_lines (commands, "no vlan 200\n"), 0);
  scene_free (scene);
}

/* A policy on the whole chassis: equal is in sync, different is refused by name. */
static void
test_chassis_policy (void **state)
{
  static const char config[] = "    config:\n      - vlan 10 admin-state enable name \"DATA\"\n      - lanpower slot 1/1 service start\n"
                               "      - vlan 200 admin-state enable name \"VOIX\"\n"
                               "      - lldp network-policy 3 application voice vlan 200 l2-priority %u dscp 46\n"
                               "      - lldp chassis med network-policy 3\n";
  g_autofree char *different = g_strdup_printf (config, 6), *equal = g_strdup_printf (config, 5);
  Scene *scene = one_switch ("OS6360-P10", different, "ports: { 1/1/1-4: phone }");
  g_autoptr (Ran) plan = scene_run (scene, "plan", "--json", NULL);
  assert_status (plan, 4);
  assert_says (json_text (plan->json, "switches.0.reason"), "policy");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--yes", NULL);
  assert_status (apply, 4);
  scene_free (scene);

  scene = one_switch ("OS6360-P10", equal, "ports: { 1/1/1-4: phone }");
  g_autoptr (Ran) done = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (done, 0);
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  for (guint i = 0; i < commands->len; i++)
    assert_silent_about (commands->pdata[i], "network-policy 3");
  assert_int_equal (count_lines (commands, "lldp network-policy"), 0);
  scene_free (scene);
}

/* `qos apply` activates what everybody has pending: with somebody else's changes in the queue nothing of the kind is sent. */
static void
test_foreign_qos (void **state)
{
  Scene *scene = one_switch ("OS6360-P10", "    config: [ " READY8 " ]\n", "ports: { 1/1/1-4: phone }");
  g_autofree char *before = scene_snapshot (scene, "sw");
  g_autoptr (Ran) other = scene_lab (scene, "do", "sw", "qos port 1/1/8 trusted", NULL);
  assert_status (other, 0);
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--allow-unsaved", "--yes", NULL);
  assert_true (apply->status == 4 || apply->status == 5);
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  assert_int_equal (count_lines (commands, "qos"), 0);
  g_autoptr (JsonNode) now = scene_state (scene, "sw");
  assert_true (json_node_get_boolean (json_at (now, "qos_pending")));
  scene_free (scene);
}

/* No LLDP-MED and no PoE table in SNMP: a plan says so; --read-cli and apply read them by their show lines, and it goes through. */
static void
read_by_cli (const char *model, const char *config, const char *ports)
{
  g_autofree char *fleet = g_strdup_printf ("    no-tables: [ lldp-med, poe ]\n    config: [ %s ]\n", config);
  Scene *scene = one_switch (model, fleet, ports);
  g_autofree char *before = scene_snapshot (scene, "sw");
  g_autoptr (Ran) plan = scene_run (scene, "plan", "--json", NULL);
  assert_status (plan, 3);
  assert_string_equal (json_text (plan->json, "switches.0.status"), "unknown");
  assert_int_equal (scene_count_kind (scene, "sw", "login"), 0);
  g_autoptr (Ran) cli = scene_run (scene, "plan", "--json", "--read-cli", NULL);
  assert_status (cli, 0);
  assert_string_equal (json_text (cli->json, "switches.0.status"), "changes");
  g_autoptr (GPtrArray) read_lines = scene_commands (scene, "sw");
  for (guint i = 0; i < read_lines->len; i++)
    if (!g_str_has_prefix (read_lines->pdata[i], "show ") && !g_str_has_prefix (read_lines->pdata[i], "session ")
        && strcmp (read_lines->pdata[i], "no more"))
      fail_msg ("plan --read-cli sent `%s`", (char *) read_lines->pdata[i]);
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (apply, 0);
  g_autoptr (Ran) again = scene_run (scene, "plan", "--read-cli", "--detailed-exitcode", NULL);
  assert_status (again, 0);
  g_autoptr (Ran) rollback = scene_run (scene, "rollback", "--yes", NULL);
  assert_status (rollback, 0);
  g_autofree char *after = scene_snapshot (scene, "sw");
  assert_string_equal (before, after);
  scene_free (scene);
}

static void
test_read_by_cli (void **state)
{
  read_by_cli ("OS6360-P10", READY8, "ports: { 1/1/1-4: phone }");
  read_by_cli ("OS6450-P10", "'vlan 10 enable name \"DATA\"', 'lanpower start 1'", "ports: { 1/1-4: phone }");
}

/* Somebody else changes something while we are at it: what we did stays, but nothing of theirs is saved for them. */
static void
test_other_admin (void **state)
{
  Scene *scene = one_switch ("OS6360-P10", "    config: [ " READY8 " ]\n    faults: [ 'other-admin@4:vlan 77 admin-state enable' ]\n",
                             "ports: { 1/1/1-4: phone }");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (apply, 4);
  assert_string_equal (json_text (apply->json, "switches.0.saved"), "none");
  assert_says (json_text (apply->json, "switches.0.reason"), "vlan 77");
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  assert_int_equal (count_lines (commands, "write memory"), 0);
  scene_free (scene);
}

/* Between plan and apply a switch is plugged into one of the ports: it is left alone, or stops the switch. */
static void
test_moved_since (void **state)
{
  Scene *scene = one_switch ("OS6360-P10", "    config: [ " READY8 " ]\n", "ports: { 1/1/1-4: phone }");
  g_autofree char *path = scene_path (scene, "plan.json");
  g_autoptr (Ran) plan = scene_run (scene, "plan", "-o", path, NULL);
  assert_status (plan, 0);
  g_autoptr (Ran) plug = scene_lab (scene, "plug", "sw", "1/1/4", "switch", NULL);
  assert_status (plug, 0);
  g_autoptr (Ran) stop = scene_run (scene, "apply", "--json", "--yes", "--on-drift", "stop", path, NULL);
  assert_status (stop, 4);
  assert_says (json_text (stop->json, "switches.0.reason"), "1/1/4");
  g_autoptr (Ran) again = scene_run (scene, "plan", "-o", path, "--allow-uplink", "--allow-disruption", "traffic", NULL);
  assert_status (again, 0);
  g_autoptr (Ran) skip = scene_run (scene, "apply", "--json", "--yes", "--allow-disruption", "traffic", path, NULL);
  assert_status (skip, 4);
  assert_string_equal (json_text (skip->json, "switches.0.status"), "applied");
  g_autoptr (JsonNode) now = scene_state (scene, "sw");
  assert_int_equal (json_number (now, "ports.[port=1/1/1].tagged.0"), 200);
  assert_false (json_has (now, "ports.[port=1/1/4].tagged.0"));
  scene_free (scene);
}

/* The far end of the uplink has no voice VLAN, and it was not asked for: the access switch alone is refused. */
static void
test_no_path (void **state)
{
  static const char fleet[] = FLEET_HEAD
    "  core:\n    address: " NET "1\n    model: OS6860E-P24\n    config: [ " READY8 " ]\n"
    "    plugged: { 1/1/1: { device: switch, name: access, port: 1/1/10, macs: 3 } }\n"
    "  access:\n    address: " NET "2\n    model: OS6360-P10\n    config: [ " READY8 " ]\n"
    "    plugged: { 1/1/10: { device: switch, name: core, port: 1/1/1, macs: 30 } }\n";
  g_autofree char *inventory = g_strdup_printf ("%s  - { name: core, address: " NET "1, uplinks: [1/1/1] }\n"
                                                "  - { name: access, address: " NET "2, uplinks: [1/1/10], ports: { 1/1/1-4: phone } }\n"
                                                "voice-path: { gateway: { switch: core, port: 1/1/24 } }\n", inventory_head);
  Scene *scene = scene_new (fleet, inventory);
  g_autoptr (Ran) alone = scene_run (scene, "apply", "--json", "--only", "access", "--yes", NULL);
  assert_status (alone, 4);
  assert_says (json_text (alone->json, "switches.0.reason"), "no-path");
  assert_int_equal (scene_count_kind (scene, "access", "command"), 0);
  /* both together: the core's end first */
  g_autoptr (Ran) plan = scene_run (scene, "plan", "--json", NULL);
  assert_status (plan, 0);
  assert_string_equal (json_text (plan->json, "switches.[name=core].changes.[kind=uplink-tag].ports"), "1/1/1");
  assert_string_equal (json_text (plan->json, "switches.[name=access].upstream.0"), "core");
  /* and when the core cannot make it, the access switch is left alone */
  g_autoptr (Ran) fault = scene_lab (scene, "fault", "core", "error@1", NULL);
  assert_status (fault, 0);
  g_autoptr (Ran) broken = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (broken, 5);
  assert_string_equal (json_text (broken->json, "switches.[name=access].status"), "skipped");
  assert_int_equal (scene_count_kind (scene, "access", "command"), 0);
  g_autoptr (Ran) both = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (both, 0);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_guards),          cmocka_unit_test (test_pending_timer), cmocka_unit_test (test_policy_serves_others),
    cmocka_unit_test (test_policy_is_edited), cmocka_unit_test (test_policy_is_reused), cmocka_unit_test (test_chassis_policy), cmocka_unit_test (test_foreign_qos),
    cmocka_unit_test (test_read_by_cli),     cmocka_unit_test (test_other_admin),   cmocka_unit_test (test_no_path),
    cmocka_unit_test (test_moved_since), cmocka_unit_test (test_other_session),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("refusals", tests, NULL, NULL);
}
