/* The switch's own undo timer (product 6.7): armed before the first change, disarmed when all reads as it shall, and left to fire
 * when the program vanishes. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>

#define NET "127.81.7."

static const char fleet[] = FLEET_HEAD
  "  old:\n"
  "    address: " NET "1\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1' ]\n"
  "  new:\n"
  "    address: " NET "2\n"
  "    model: OS6360-P10\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start' ]\n";

static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: old, address: " NET "1, ports: { 1/1-2: phone }, uplinks: [1/9] }\n"
  "  - { name: new, address: " NET "2, ports: { 1/1/1-4: phone }, uplinks: [1/1/9] }\n";

static const char *const names[] = { "old", "new" };

static void
lab_must (Scene *scene, const char *command, const char *name, const char *text)
{
  g_autoptr (Ran) ran = scene_lab (scene, command, name, text, NULL);
  assert_status (ran, 0);
}

static int
place_of (const GPtrArray *commands, const char *prefix)
{
  for (guint i = 0; i < commands->len; i++)
    if (g_str_has_prefix (commands->pdata[i], prefix))
      return (int) i;
  fail_msg ("`%s` was never sent", prefix);
  return -1;
}

/* "configuration apply /flash/vlanctl-0123abcd.txt in 00:12": the path is short enough for AOS 6, hours come first. */
static void
check_arming (const char *line)
{
  guint hours, minutes;
  char path[64];
  if (sscanf (line, "configuration apply %63s in %2u:%2u", path, &hours, &minutes) != 3)
    fail_msg ("`%s`", line);
  assert_true (strlen (path) <= 30 && g_str_has_prefix (path, "/flash/"));
  assert_true (hours == 0 && minutes >= 11 && minutes <= 14);
}

static void
test_order (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (apply, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) c = scene_commands (scene, names[i]);
      int check = place_of (c, "configuration syntax"), arm = place_of (c, "configuration apply"), first = place_of (c, "vlan 200"),
          cancel = place_of (c, "configuration cancel"), gone = place_of (c, "rm "), save = place_of (c, "write memory");
      assert_true (check < arm && arm < first && first < cancel && cancel < gone && gone < save);
      check_arming (c->pdata[arm]);
      assert_int_equal (count_lines (c, "configuration apply"), 1);
      for (int k = cancel; k < (int) c->len; k++)
        assert_false (g_str_has_prefix (c->pdata[k], "vlan ") || g_str_has_prefix (c->pdata[k], "lldp "));
      g_autoptr (JsonNode) now = scene_state (scene, names[i]);
      assert_true (JSON_NODE_HOLDS_NULL (json_at (now, "timer")));
    }
  scene_free (scene);
}

/* Killed after its last command: the switch goes back by itself, and the program says so afterwards. */
static void
test_vanish (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Scene *scene = scene_new (fleet, inventory);
      g_autofree char *before = scene_snapshot (scene, names[i]);
      const char *const argv[] = { "apply", "--yes", "--only", i ? "new:1/1/1" : "old:1/1", "--undo-timer", "5m", NULL };
      lab_must (scene, "fault", names[i], "delay:300ms"); /* time to see the last line go, and to kill before the next */
      GPid pid = scene_spawn (scene, argv);
      scene_await_command (scene, names[i], i ? "lanpower port 1/1/1 priority" : "lanpower 1/1 priority", 1);
      kill (pid, SIGKILL);
      assert_int_equal (scene_wait (pid), 128 + SIGKILL);
      lab_must (scene, "fault", names[i], "clear");
      g_autofree char *between = scene_snapshot (scene, names[i]);
      assert_string_not_equal (before, between);
      lab_must (scene, "time", names[i], "+30m");
      g_autofree char *after = scene_snapshot (scene, names[i]);
      assert_string_equal (before, after);
      g_autoptr (Ran) recover = scene_run (scene, "recover", "--json", "--yes", NULL);
      assert_status (recover, 0);
      assert_says (json_text (recover->json, "switches.0.notes.0"), "the switch took the changes back by itself");
      g_autoptr (Ran) again = scene_run (scene, "recover", "--json", NULL);
      assert_status (again, 0);
      g_autoptr (Ran) apply = scene_run (scene, "apply", "--only", names[i], "--yes", NULL);
      assert_status (apply, 0);
      scene_free (scene);
    }
}

/* Killed, and recovered before it fires: taken back, disarmed, the file gone. */
static void
test_recover_in_time (void **state)
{
  static const char *const ways[] = { "--undo", "--finish" };
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      Scene *scene = scene_new (fleet, inventory);
      g_autofree char *before = scene_snapshot (scene, "new");
      const char *const argv[] = { "apply", "--yes", "--only", "new", "--timeout", "200ms", NULL };
      lab_must (scene, "fault", "new", "delay:100ms");
      GPid pid = scene_spawn (scene, argv);
      scene_await_command (scene, "new", "lldp nearest-bridge port", 2);
      kill (pid, SIGKILL);
      scene_wait (pid);
      lab_must (scene, "fault", "new", "clear");
      g_autoptr (Ran) refused = scene_run (scene, "apply", "--json", "--only", "new", "--yes", NULL);
      assert_status (refused, 4);
      assert_says (json_text (refused->json, "switches.0.reason"), "unsettled");
      g_autoptr (Ran) recover = scene_run (scene, "recover", ways[i], "--json", "--yes", NULL);
      assert_status (recover, 0);
      g_autoptr (JsonNode) now = scene_state (scene, "new");
      assert_true (JSON_NODE_HOLDS_NULL (json_at (now, "timer")));
      g_autoptr (GPtrArray) commands = scene_commands (scene, "new");
      assert_int_equal (count_lines (commands, "configuration cancel"), 1);
      assert_int_equal (count_lines (commands, "rm /flash/vlanctl-"), 1);
      g_autofree char *after = scene_snapshot (scene, "new");
      if (i == 0)
        assert_string_equal (before, after);
      g_autoptr (Ran) plan = scene_run (scene, "plan", "--only", "new", "--detailed-exitcode", NULL);
      assert_status (plan, i == 0 ? 2 : 0);
      scene_free (scene);
    }
}

/* Somebody's file takes the place of ours (the switch does that without a word): it is left alone. */
static void
test_replaced (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  lab_must (scene, "do", "new", "configuration snapshot all other.txt");
  lab_must (scene, "fault", "new", "other-admin@3:configuration apply other.txt in 01:00");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--only", "new", "--yes", NULL);
  assert_status (apply, 6);
  assert_says (json_text (apply->json, "switches.0.reason"), "other.txt");
  g_autoptr (GPtrArray) commands = scene_commands (scene, "new");
  assert_int_equal (count_lines (commands, "configuration cancel"), 0);
  g_autoptr (JsonNode) now = scene_state (scene, "new");
  assert_false (JSON_NODE_HOLDS_NULL (json_at (now, "timer")));
  scene_free (scene);
}

/* No SFTP: AOS 8 takes the file through its shell, AOS 6 cannot and says so before anything is sent. */
static void
test_no_sftp (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  lab_must (scene, "fault", "old", "no-sftp");
  lab_must (scene, "fault", "new", "no-sftp");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (apply, 4);
  assert_string_equal (json_text (apply->json, "switches.[name=new].status"), "applied");
  assert_string_equal (json_text (apply->json, "switches.[name=old].status"), "refused");
  assert_says (json_text (apply->json, "switches.[name=old].reason"), "--without-timer");
  g_autoptr (GPtrArray) new_heard = scene_commands (scene, "new"), old_heard = scene_commands (scene, "old");
  assert_int_equal (count_lines (new_heard, "configuration apply /flash/vlanctl-"), 1);
  assert_int_equal (count_lines (old_heard, "vlan 200"), 0);
  g_autoptr (Ran) without = scene_run (scene, "apply", "--json", "--yes", "--without-timer", NULL);
  assert_status (without, 0);
  scene_free (scene);
}

/* The first Ctrl-C takes back what was begun; the second leaves at once, and says what is armed. */
static void
test_interrupt (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *before = scene_snapshot (scene, "new");
  const char *const argv[] = { "apply", "--yes", "--only", "new", NULL };
  lab_must (scene, "fault", "new", "delay:100ms");
  GPid pid = scene_spawn (scene, argv);
  scene_await_command (scene, "new", "lldp nearest-bridge port", 1);
  kill (pid, SIGTERM);
  assert_int_equal (scene_wait (pid), 130);
  g_autofree char *after = scene_snapshot (scene, "new");
  assert_string_equal (before, after);
  g_autoptr (JsonNode) now = scene_state (scene, "new");
  assert_true (JSON_NODE_HOLDS_NULL (json_at (now, "timer")));

  pid = scene_spawn (scene, argv);
  scene_await_command (scene, "new", "lldp nearest-bridge port", 4);
  kill (pid, SIGINT);
  scene_await_word (scene, "ending in order");
  kill (pid, SIGINT);
  assert_int_equal (scene_wait (pid), 6);
  g_autofree char *last = scene_spawned (scene);
  assert_says (last, "its undo timer is armed");
  lab_must (scene, "fault", "new", "clear");
  g_autoptr (Ran) recover = scene_run (scene, "recover", "--yes", NULL);
  assert_status (recover, 0);
  g_autofree char *recovered = scene_snapshot (scene, "new");
  assert_string_equal (before, recovered);
  scene_free (scene);
}

/* It cannot be disarmed: nothing is saved, a person is told when it fires; and it does. */
static void
test_stays_armed (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *before = scene_snapshot (scene, "new");
  lab_must (scene, "fault", "new", "cancel-refused");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--only", "new", "--yes", NULL);
  assert_status (apply, 6);
  assert_says (json_text (apply->json, "switches.0.reason"), "takes the changes back at");
  assert_says (json_text (apply->json, "switches.0.by_hand.0"), "configuration cancel");
  assert_string_equal (json_text (apply->json, "switches.0.saved"), "none");
  assert_true (strlen (json_text (apply->json, "switches.0.timer_fires")) > 15);
  lab_must (scene, "fault", "new", "clear");
  lab_must (scene, "time", "new", "+30m");
  g_autofree char *after = scene_snapshot (scene, "new");
  assert_string_equal (before, after);
  g_autoptr (Ran) recover = scene_run (scene, "recover", "--json", "--yes", NULL);
  assert_status (recover, 0);
  scene_free (scene);
}

/* An undo file of a whole stack is larger than what an SFTP server takes in one packet. */
static void
test_large_file (void **state)
{
  static const char *const transports[] = { "libssh", "openssh" };
  for (guint i = 0; i < G_N_ELEMENTS (transports); i++)
    {
      g_autofree char *large = g_strdup_printf ("%s"
                                                "credentials:\n  default:\n    snmp: { version: 2c, community: { env: T_COMMUNITY } }\n"
                                                "    ssh: { user: admin, secret: { env: T_PASSWORD }, algorithms: legacy, transport: %s }\n"
                                                "defaults: { credentials: default, timeout: 2s, snmp-port: 10161, ssh-port: 10022 }\n"
                                                "switches:\n  - { name: stack, address: " NET "3, uplinks: [6/50], ports: { 1/1-48: phone, 2/1-48: phone, 3/1-48: phone, 4/1-48: phone, 5/1-48: phone, 6/1-48: phone } }\n",
                                                INVENTORY_HEAD, transports[i]);
      Scene *scene = scene_new (FLEET_HEAD "  stack:\n    address: " NET "3\n    model: OS6450-P48\n    units: 6\n"
                                           "    config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1', 'lanpower start 2', 'lanpower start 3', 'lanpower start 4', 'lanpower start 5', 'lanpower start 6' ]\n",
                                large);
      const char *const argv[] = { "apply", "--yes", "--allow-share", NULL };
      GPid pid = scene_spawn (scene, argv);
      scene_await_command (scene, "stack", "vlan 200", 1);
      g_autoptr (GPtrArray) c = scene_commands (scene, "stack");
      g_auto (GStrv) arming = g_strsplit (c->pdata[place_of (c, "configuration apply")], " ", -1);
      g_autoptr (Ran) file = scene_lab (scene, "get", "stack", arming[2], NULL);
      assert_status (file, 0);
      assert_true (g_str_has_prefix (file->out, "! vlanctl "));
      assert_true (g_str_has_suffix (file->out, "\nno vlan 200\n"));
      assert_true (strlen (file->out) > 40000);
      kill (pid, SIGTERM);
      assert_int_equal (scene_wait (pid), 130);
      scene_free (scene);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_order),       cmocka_unit_test (test_vanish),  cmocka_unit_test (test_recover_in_time),
                                      cmocka_unit_test (test_replaced), cmocka_unit_test (test_no_sftp),
                                      cmocka_unit_test (test_interrupt), cmocka_unit_test (test_stays_armed),
                                      cmocka_unit_test (test_large_file) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("timer", tests, NULL, NULL);
}
