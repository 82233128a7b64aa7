/* Inventory to plan to apply to proof, and back, on one switch of each family. */
#include "harness.h"

#define NET "127.81.1."

static const char fleet[] = FLEET_HEAD
  "  core:\n"
  "    address: " NET "1\n"
  "    model: OS6860E-P24\n"
  "    config:\n"
  "      - vlan 10 admin-state enable name \"DATA\"\n"
  "      - vlan 10 members port 1/1/25-28 untagged\n"
  "      - lanpower slot 1/1 service start\n"
  "    plugged:\n"
  "      1/1/1-2: phone\n"
  "      1/1/25: { device: switch, name: access, port: 1/25, macs: 3 }\n"
  "  access:\n"
  "    address: " NET "2\n"
  "    model: OS6450-P24\n"
  "    config:\n"
  "      - vlan 10 enable name \"DATA\"\n"
  "      - vlan 10 port default 1/25\n"
  "      - lanpower start 1\n"
  "    plugged:\n"
  "      1/1: phone\n"
  "      1/25: { device: switch, name: core, port: 1/1/25, macs: 30 }\n";

static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: core, address: " NET "1, model: OS6860E-P24, credentials: v3, uplinks: [1/1/25-26], ports: { 1/1/1-24: phone } }\n"
  "  - { name: access, address: " NET "2, model: OS6450-P24, uplinks: [1/25], ports: { 1/1-4: phone } }\n"
  "voice-path: { gateway: { switch: core, port: 1/1/26 } }\n";

/* 24 ports that carry nothing yet lose nothing: no share, no disruption is refused. Their untagged VLAN moves, though: phones that
 * are up would be cut, so that is allowed by name. */
static void
test_there_and_back (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *core_before = scene_snapshot (scene, "core"), *access_before = scene_snapshot (scene, "access");

  g_autoptr (Ran) lint = scene_run (scene, "lint", NULL);
  assert_status (lint, 0);
  g_autoptr (Ran) refused = scene_run (scene, "plan", "--json", NULL);
  assert_status (refused, 4);
  assert_string_equal (json_text (refused->json, "switches.[name=core].status"), "refused");
  assert_int_equal (json_number (refused->json, "exit"), 4);

  const char *const allow[] = { "apply", "--json", "--allow-disruption", "traffic", "--allow-share", "--yes", NULL };
  g_autoptr (Ran) plan = scene_run (scene, "plan", "--json", "--allow-disruption", "traffic", "--allow-share", NULL);
  assert_status (plan, 0);
  assert_string_equal (json_text (plan->json, "format"), "vlanctl-plan/1");
  g_autoptr (Ran) changed = scene_run (scene, "plan", "--detailed-exitcode", "--allow-disruption", "traffic", "--allow-share", NULL);
  assert_status (changed, 2);
  assert_int_equal (scene_count_kind (scene, "core", "login"), 0);

  g_autoptr (Ran) apply = scene_run_env (scene, NULL, allow);
  assert_status (apply, 0);
  assert_string_equal (json_text (apply->json, "switches.[name=core].status"), "applied");
  assert_string_equal (json_text (apply->json, "switches.[name=access].status"), "applied");
  assert_string_equal (json_text (apply->json, "switches.[name=core].saved"), "certified");

  g_autoptr (JsonNode) core = scene_state (scene, "core");
  assert_int_equal (json_number (core, "ports.[port=1/1/7].untagged"), 10);
  assert_int_equal (json_number (core, "ports.[port=1/1/7].tagged.0"), 200);
  assert_int_equal (json_number (core, "ports.[port=1/1/25].tagged.0"), 200);
  assert_false (json_node_get_boolean (json_at (core, "unsaved")));
  assert_true (json_node_get_boolean (json_at (core, "certified")));

  /* a second run finds nothing, sends nothing and does not even log in */
  guint logins = scene_count_kind (scene, "core", "login"), commands = scene_count_kind (scene, "core", "command");
  g_autoptr (Ran) again = scene_run (scene, "plan", "--detailed-exitcode", "--json", NULL);
  assert_status (again, 0);
  assert_int_equal (json_number (again->json, "summary.in_sync"), 2);
  g_autoptr (Ran) second = scene_run (scene, "apply", "--yes", NULL);
  assert_status (second, 0);
  assert_int_equal (scene_count_kind (scene, "core", "login"), logins);
  assert_int_equal (scene_count_kind (scene, "core", "command"), commands);

  g_autoptr (Ran) rollback = scene_run (scene, "rollback", "--json", "--allow-disruption", "traffic", "--allow-share", "--yes", NULL);
  assert_status (rollback, 0);
  assert_string_equal (json_text (rollback->json, "switches.[name=access].status"), "applied");
  g_autofree char *core_after = scene_snapshot (scene, "core"), *access_after = scene_snapshot (scene, "access");
  assert_string_equal (core_before, core_after);
  assert_string_equal (access_before, access_after);
  g_autoptr (Ran) history = scene_run (scene, "history", "--json", NULL);
  assert_status (history, 0);
  assert_string_equal (json_text (history->json, "format"), "vlanctl-history/1");

  /* reading asks; nothing was ever SET */
  assert_int_equal (scene_count_kind (scene, "core", "snmp-set"), 0);
  assert_int_equal (scene_count_kind (scene, "access", "snmp-set"), 0);
  assert_true (scene_count_kind (scene, "core", "snmp-bulk") > 0);
  scene_free (scene);
}

/* Ranges where the guides have them (members, TLVs, QoS port), one port a line where they have none (policies, PoE). */
static void
test_ranges_where_documented (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--allow-disruption", "traffic", "--allow-share", "--yes", NULL);
  assert_status (apply, 0);
  g_autoptr (GPtrArray) core = scene_commands (scene, "core"), access = scene_commands (scene, "access");
  static const struct {
    const char *line;
    guint n;
  } on_core[] = {
    { "vlan 10 members port 1/1/1-24 untagged", 1 },
    { "vlan 200 members port 1/1/1-24 tagged", 1 },
    { "vlan 200 members port 1/1/25-26 tagged", 1 },
    { "vlan 200 members port", 2 },
    { "qos port 1/1/1-24 trusted", 1 },
    { "qos port", 1 },
    { "qos apply", 1 },
    { "lldp nearest-bridge port 1/1/1-24 tlv med network-policy enable", 1 },
    { "lldp nearest-bridge port 1/1/1-24 tlv med capability enable", 1 },
    { "lldp nearest-bridge port 1/1/24 med network-policy 0", 1 },
    { "lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46", 1 },
    { "lanpower port 1/1/24 power 8000", 1 },
    { "lanpower port 1/1/24 priority high", 1 },
    { "lanpower port", 48 },
    { "lldp chassis", 0 },
    { "lldp slot", 0 },
  }, on_access[] = {
    { "vlan 10 port default 1/1", 1 },
    { "vlan 200 802.1q 1/4", 1 },
    { "vlan 200 802.1q", 5 },
    { "lanpower 1/4 power 8000", 1 },
    { "qos", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (on_core); i++)
    if (count_lines (core, on_core[i].line) != on_core[i].n)
      fail_msg ("%s: %u times on the wire, not %u", on_core[i].line, count_lines (core, on_core[i].line), on_core[i].n);
  for (guint i = 0; i < G_N_ELEMENTS (on_access); i++)
    if (count_lines (access, on_access[i].line) != on_access[i].n)
      fail_msg ("%s: %u times on the wire, not %u", on_access[i].line, count_lines (access, on_access[i].line), on_access[i].n);
  scene_free (scene);
}

/* A plan that was saved is done as it was shown, once. */
static void
test_saved_plan (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *file = scene_path (scene, "plan.json"), *bad = scene_path (scene, "bad.json"), *text = NULL;
  g_autoptr (Ran) plan = scene_run (scene, "plan", "-o", file, "--allow-disruption", "traffic", "--allow-share", NULL);
  assert_status (plan, 0);
  assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_auto (GStrv) parts = g_strsplit (text, "priority high", 2);
  g_autofree char *forged = g_strjoinv ("priority low ", parts);
  assert_string_not_equal (text, forged);
  assert_true (g_file_set_contents (bad, forged, -1, NULL));
  g_autoptr (Ran) refused = scene_run (scene, "apply", bad, "--yes", NULL);
  assert_status (refused, 4);
  assert_int_equal (scene_count_kind (scene, "core", "login"), 0);

  g_autofree char *now = NULL; /* the inventory moves on: a port of the plan is an uplink now */
  assert_true (g_file_get_contents (scene->inventory, &now, NULL, NULL));
  g_auto (GStrv) uplinks = g_strsplit (now, "uplinks: [", 2);
  g_autofree char *moved = g_strjoinv ("uplinks: [1/1/24, ", uplinks) /* core stands first */;
  g_auto (GStrv) ports = g_strsplit (moved, "1/1/1-24: phone", 2);
  g_autofree char *fewer = g_strjoinv ("1/1/1-23: phone", ports);
  assert_string_not_equal (moved, fewer);
  assert_true (g_file_set_contents (scene->inventory, fewer, -1, NULL));
  g_autoptr (Ran) unfit = scene_run (scene, "apply", file, "--yes", NULL);
  assert_status (unfit, 4);
  assert_says (unfit->err, "1/1/24");
  assert_true (g_file_set_contents (scene->inventory, now, -1, NULL));

  g_autoptr (Ran) apply = scene_run (scene, "apply", file, "--allow-disruption", "traffic", "--allow-share", "--yes", NULL);
  assert_status (apply, 0);
  g_autoptr (Ran) twice = scene_run (scene, "apply", file, "--allow-disruption", "traffic", "--allow-share", "--yes", NULL);
  assert_status (twice, 4);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_there_and_back), cmocka_unit_test (test_ranges_where_documented),
                                      cmocka_unit_test (test_saved_plan) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("main job", tests, NULL, NULL);
}
