/* Fleets come up together and go without a trace; clocks, reboots and timers do as they are told. */
#include <sys/stat.h>

#include "lab_tools.h"

#define NET "127.64.4."

static const char fleet[] =
    FLEET_HEAD "  a6: { address: " NET "1, model: OS6450-P24, config: [ 'vlan 10 enable' ], reboot-time: 60s }\n"
               "  a8: { address: " NET
               "2, model: OS6860E-P24, config: [ 'vlan 10', 'lanpower slot 1/1 service start' ], plugged: { 1/1/1: phone } }\n";

#define V2 "-v2c", "-c", "lab-community", "-On", "-r", "0", "-t", "1"
#define UPTIME "1.3.6.1.2.1.1.3.0"

static gboolean
is_private (Scene *scene, const char *name, mode_t most)
{
  g_autofree char *path = g_build_filename (scene->run_dir, name, NULL);
  struct stat st;
  assert_int_equal (g_stat (path, &st), 0);
  return (st.st_mode & 0777 & ~most) == 0;
}

static guint
count_files (const char *folder, const char *suffix)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;
  while ((name = g_dir_read_name (dir)))
    n += g_str_has_suffix (name, suffix);
  g_dir_close (dir);
  return n;
}

/* Sixty switches: all there, each its own, nobody left behind. */
static void
test_many (void **state)
{
  g_autoptr (GString) text = g_string_new (FLEET_HEAD);
  for (guint i = 1; i <= 60; i++)
    g_string_append_printf (text, "  sw-%u: { address: " NET "%u, model: %s }\n", i, i, i % 2 ? "OS6450-P10" : "OS6360-P10");
  Scene *scene = scene_new (text->str, "");
  g_autoptr (Ran) status = scene_lab (scene, "status", NULL);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (status->out), "\n", -1);
  assert_int_equal (g_strv_length (lines), 60);
  for (guint i = 0; lines[i]; i++)
    assert_true (g_str_has_suffix (lines[i], "  on"));
  assert_true (is_private (scene, "", 0700));
  assert_true (is_private (scene, "sw-1.key", 0600));
  assert_true (is_private (scene, "sw-1.wire", 0600));
  assert_true (is_private (scene, "sw-1.sock", 0700));
  g_autofree char *path = scene_path (scene, "fleet.yaml");
  g_autoptr (Ran) again = scene_lab (scene, "up", path, NULL); /* takes the place of the first */
  assert_status (again, 0);
  g_autoptr (Ran) down = scene_lab (scene, "down", NULL);
  assert_status (down, 0);
  assert_int_equal (count_files (scene->run_dir, ".sock") + count_files (scene->run_dir, ".pid"), 0);
  g_autoptr (Ran) none = scene_lab (scene, "status", NULL);
  assert_says (none->out, "no switch is up");
  scene_free (scene);
}

/* One of them cannot come up: none does. */
static void
test_bad_start (void **state)
{
  Scene *scene = scene_new (fleet, "");
  g_autofree char *path = scene_path (scene, "second.yaml"), *run = scene_path (scene, "second");
  g_autofree char *text = g_strdup_printf ("lab: 1\nswitches:\n  free: { address: " NET
                                           "9, model: OS6450-P10 }\n  taken: { address: " NET "1, model: OS6450-P10 }\n");
  assert_true (g_file_set_contents (path, text, -1, NULL));
  g_autoptr (Ran) up = TOOL (scene, NULL, g_getenv ("VLANCTL_LAB"), "up", path, "--run", run);
  assert_status (up, 1);
  assert_says (up->err, "taken no SSH server on " NET "1 port 10022");
  assert_int_equal (count_files (run, ".sock"), 0);
  g_autoptr (Ran) nonsense = scene_lab (scene, "nonsense", "a6", NULL), missing = scene_lab (scene, "state", NULL),
                  nobody = scene_lab (scene, "state", "a7", NULL);
  assert_status (nonsense, 64);
  assert_status (missing, 64);
  assert_status (nobody, 1);
  assert_says (nobody->err, "is the lab up?");
  scene_free (scene);
}

/* A minute passes when a test says so: the file runs, without a reboot, and not before. */
static void
test_timer (void **state)
{
  const char *const names[] = { "a6", "a8" };
  Scene *scene = scene_new (fleet, "");
  for (guint i = 0; i < 2; i++)
    {
      lab (scene, "time", names[i], "stop", NULL);
      lab (scene, "put", names[i], "/flash/undo", "no vlan 10");
      lab (scene, "do", names[i], "configuration apply /flash/undo in 00:01", NULL);
      lab (scene, "time", names[i], "+59s", NULL);
      g_autoptr (JsonNode) before = scene_state (scene, names[i]);
      assert_true (json_has (before, "vlans.[id=10]"));
      assert_string_equal (json_text (before, "timer"), "/flash/undo");
      lab (scene, "time", names[i], "+1s", NULL);
      g_autoptr (JsonNode) after = scene_state (scene, names[i]);
      assert_false (json_has (after, "vlans.[id=10]"));
      assert_false (json_has (after, "timer"));
      assert_int_equal (scene_count_kind (scene, names[i], "timer-fired"), 1);
      assert_int_equal (scene_count_kind (scene, names[i], "reboot"), 0);
    }
  scene_free (scene);
}

/* While it reboots nobody answers; then what was not saved is gone. */
static void
test_reboot (void **state)
{
  Scene *scene = scene_new (fleet, "");
  lab (scene, "time", "a6", "stop", NULL);
  lab (scene, "do", "a6", "vlan 20 enable", NULL);
  lab (scene, "reboot", "a6", NULL, NULL);
  g_autoptr (Ran) silent = TOOL (scene, NULL, "snmpget", V2, NET "1:10161", UPTIME);
  assert_says (silent->err, "Timeout");
  g_autoptr (Ran) closed = TOOL (scene, NULL, "ssh", "-F", "none", "-oStrictHostKeyChecking=no", "-oUserKnownHostsFile=/dev/null",
                                 "-p", "10022", "admin@" NET "1", "x");
  assert_status (closed, 255);
  lab (scene, "time", "a6", "+60s", NULL);
  g_autoptr (Ran) speaks = TOOL (scene, NULL, "snmpget", V2, NET "1:10161", UPTIME);
  assert_status (speaks, 0);
  g_autoptr (JsonNode) now = scene_state (scene, "a6");
  assert_false (json_has (now, "vlans.[id=20]"));
  assert_true (json_has (now, "vlans.[id=10]"));
  scene_free (scene);
}

/* A second administrator, at the very line. */
static void
test_other_admin (void **state)
{
  Scene *scene = scene_new (fleet, "");
  lab (scene, "fault", "a8", "other-admin@2:vlan 99 name foreign", NULL);
  g_autoptr (Ran) cli =
      TOOL (scene, "vlan 30\nvlan 31\nshow vlan\nexit\nY\n", g_getenv ("VLANCTL_LAB"), "cli", "a8", "--run", scene->run_dir);
  assert_status (cli, 0);
  assert_says (cli->out, "foreign");
  assert_says (cli->out, "logout");
  assert_int_equal (scene_count_kind (scene, "a8", "other"), 1);
  scene_free (scene);
}

/* Everything that happens to a phone, on the switch's own clock. */
static void
test_phone (void **state)
{
  Scene *scene = scene_new (fleet, "");
  lab (scene, "time", "a8", "stop", NULL);
  lab (scene, "time", "a8", "+1s", NULL);
  g_autoptr (JsonNode) booted = scene_state (scene, "a8");
  assert_true (json_node_get_boolean (json_at (booted, "ports.[port=1/1/1].booted")));
  lab (scene, "unplug", "a8", "1/1/1", NULL);
  g_autoptr (JsonNode) gone = scene_state (scene, "a8");
  assert_false (json_node_get_boolean (json_at (gone, "ports.[port=1/1/1].up")));
  lab (scene, "plug", "a8", "1/1/2-3", "phone");
  g_autoptr (JsonNode) booting = scene_state (scene, "a8");
  assert_false (json_node_get_boolean (json_at (booting, "ports.[port=1/1/3].booted")));
  assert_string_equal (json_text (booting, "ports.[port=1/1/3].poe_status"), "delivering");
  lab (scene, "time", "a8", "+50ms", NULL);
  g_autoptr (JsonNode) there = scene_state (scene, "a8");
  assert_true (json_node_get_boolean (json_at (there, "ports.[port=1/1/3].booted")));
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_many),   cmocka_unit_test (test_bad_start),   cmocka_unit_test (test_timer),
    cmocka_unit_test (test_reboot), cmocka_unit_test (test_other_admin), cmocka_unit_test (test_phone),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab life", tests, NULL, NULL);
}
