/* The system's ssh program as transport: passwords through askpass, and a switch that has nothing but an ssh-dss host key, as a
 * factory-new AOS 6 has. For that one OpenSSH's own sshd stands before the lab's command line. */
#include "sshd.h"

#include <glib/gstdio.h>

#define NET "127.81.5."

static const char fleet[] = FLEET_HEAD
  "  old:\n"
  "    address: " NET "1\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1' ]\n";

static char *
inventory_text (const char *ssh, guint port)
{
  return g_strdup_printf ("%scredentials:\n"
                          "  default:\n"
                          "    snmp: { version: 2c, community: { env: T_COMMUNITY } }\n"
                          "    ssh: { %s, transport: openssh, algorithms: legacy }\n"
                          "defaults: { credentials: default, timeout: 2s, snmp-port: 10161, ssh-port: %u }\n"
                          "switches:\n"
                          "  - { name: old, address: " NET "1, ports: { 1/1-4: phone } }\n", INVENTORY_HEAD, ssh, port);
}

static void
there_and_back (Scene *scene, const char *timer_option)
{
  g_autofree char *before = scene_snapshot (scene, "old");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--yes", timer_option, NULL);
  assert_status (apply, 0);
  assert_string_equal (json_text (apply->json, "switches.0.status"), "applied");
  assert_string_equal (json_text (apply->json, "switches.0.saved"), "certified");
  g_autoptr (Ran) again = scene_run (scene, "plan", "--detailed-exitcode", NULL);
  assert_status (again, 0);
  g_autoptr (Ran) rollback = scene_run (scene, "rollback", "--yes", timer_option, NULL);
  assert_status (rollback, 0);
  g_autofree char *after = scene_snapshot (scene, "old");
  assert_string_equal (before, after);
}

static void
test_password_by_askpass (void **state)
{
  g_autofree char *inventory = inventory_text ("user: admin, secret: { env: T_PASSWORD }", 10022);
  Scene *scene = scene_new (fleet, inventory);
  there_and_back (scene, NULL);
  const char *const env[] = { "T_PASSWORD=not-this-one", NULL }, *const argv[] = { "apply", "--json", "--yes", NULL };
  /* another key than the one that is known: both are named */
  g_autofree char *hosts = g_build_filename (scene->run_dir, "known_hosts", NULL), *right = NULL, *key = scene_path (scene, "wrong"), *pub = NULL;
  g_autofree char *pub_path = g_strconcat (key, ".pub", NULL);
  assert_true (g_file_get_contents (hosts, &right, NULL, NULL));
  sshd_make_key (key, "ecdsa");
  assert_true (g_file_get_contents (pub_path, &pub, NULL, NULL));
  g_autofree char *wrong_hosts = g_strdup_printf ("[" NET "1]:10022 %s", pub);
  assert_true (g_file_set_contents (hosts, wrong_hosts, -1, NULL));
  g_autoptr (Ran) changed = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (changed, 4);
  const char *first = strstr (json_text (changed->json, "switches.0.reason"), "SHA256:");
  assert_true (first && strstr (first + 7, "SHA256:"));
  assert_true (g_file_set_contents (hosts, right, -1, NULL));
  guint refused = scene_count_kind (scene, "old", "login-refused");
  g_autoptr (Ran) wrong = scene_run_env (scene, env, argv);
  assert_status (wrong, 3);
  assert_int_equal (scene_count_kind (scene, "old", "login-refused"), refused + 1);
  scene_free (scene);
}

static void
test_dsa_host_key (void **state)
{
  g_autofree char *key_dir = g_dir_make_tmp ("vlanctl-key-XXXXXX", NULL);
  g_autofree char *key = g_build_filename (key_dir, "id", NULL), *pub = g_strconcat (key, ".pub", NULL);
  sshd_make_key (key, "ed25519");
  g_autofree char *ssh = g_strdup_printf ("user: %s, key: %s", g_get_user_name (), key);
  g_autofree char *inventory = inventory_text (ssh, SSHD_PORT);
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *host_key = scene_path (scene, "host_dsa");
  sshd_make_key (host_key, "dsa");
  Sshd *sshd = sshd_start (scene, "old", NET "1", host_key, key, "HostKeyAlgorithms +ssh-dss");
  /* a plain ssh, as an admin types it */
  g_autofree char *known = g_build_filename (scene->run_dir, "known_hosts", NULL), *known_line = sshd_known_line (NET "1", host_key);
  assert_true (g_file_set_contents (known, known_line, -1, NULL));
  g_autofree char *known_option = g_strdup_printf ("UserKnownHostsFile=%s", known);
  g_autofree char *command = g_strdup_printf ("echo 'show vlan' | ssh -F none -o BatchMode=yes -o HostKeyAlgorithms=+ssh-dss -o %s -i %s -p %d %s@" NET "1",
                                              known_option, key, SSHD_PORT, g_get_user_name ());
  const char *argv[] = { "sh", "-c", command, NULL };
  g_autofree char *out = NULL, *err = NULL;
  assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, NULL, NULL));
  if (!strstr (out, "DATA"))
    fail_msg ("ssh says: %s%s", out, err);
  /* what stands before it has no SFTP to the switch: no undo timer, and it says so before anything is sent */
  g_autoptr (Ran) no_timer = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_status (no_timer, 4);
  assert_says (json_text (no_timer->json, "switches.0.reason"), "--without-timer");
  g_autoptr (GPtrArray) commands = scene_commands (scene, "old");
  assert_int_equal (count_lines (commands, "vlan "), 0);
  there_and_back (scene, "--without-timer");
  sshd_stop (sshd);
  g_unlink (key);
  g_unlink (pub);
  g_rmdir (key_dir);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_password_by_askpass), cmocka_unit_test (test_dsa_host_key) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("openssh", tests, NULL, NULL);
}
