/* No secret in any output, journal, plan, capture, or command line of any process. */
#include "harness.h"

#include <sys/wait.h>

#define NET "127.81.6."

static const char *const secrets[] = { "lab-community", "lab-password", "lab-auth-secret", "lab-priv-secret" };

static const char fleet[] = FLEET_HEAD
  "  one:\n"
  "    address: " NET "1\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1' ]\n"
  "  two:\n"
  "    address: " NET "2\n"
  "    model: OS6360-P10\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start' ]\n";

static const char inventory[] = INVENTORY_HEAD
  "credentials:\n"
  "  child:\n"
  "    snmp: { version: 2c, community: { env: T_COMMUNITY } }\n"
  "    ssh: { user: admin, secret: { env: T_PASSWORD }, transport: openssh, algorithms: legacy }\n"
  "  v3:\n"
  "    snmp:\n"
  "      version: 3\n"
  "      user: vlanctl\n"
  "      auth: { protocol: sha256, secret: { env: T_AUTH } }\n"
  "      priv: { protocol: aes, secret: { env: T_PRIV } }\n"
  "    ssh: { user: admin, secret: { env: T_PASSWORD } }\n"
  "defaults: { timeout: 2s, snmp-port: 10161, ssh-port: 10022 }\n"
  "switches:\n"
  "  - { name: one, credentials: child, address: " NET "1, ports: { 1/1-4: phone } }\n"
  "  - { name: two, credentials: v3, address: " NET "2, ports: { 1/1/1-4: phone } }\n";

/* memmem over whole contents: the journal is binary. */
static void
assert_no_secret (const char *where, const char *bytes, gsize size)
{
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    if (memmem (bytes, size, secrets[i], strlen (secrets[i])))
      fail_msg ("`%s` is in %s", secrets[i], where);
}

static guint
assert_no_secret_below (const char *path)
{
  guint n = 0;
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL), *bytes = NULL;
      gsize size;
      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        n += assert_no_secret_below (child);
      else if (g_file_get_contents (child, &bytes, &size, NULL))
        {
          assert_no_secret (child, bytes, size);
          n++;
        }
    }
  if (dir)
    g_dir_close (dir);
  return n;
}

/* Looks at every process there is until `pid` ends; how often it looked. */
static guint
watch_command_lines (GPid pid, int *status, gboolean *saw_ssh)
{
  guint looks = 0;
  while (waitpid (pid, status, WNOHANG) == 0)
    {
      GDir *dir = g_dir_open ("/proc", 0, NULL);
      const char *name;
      while ((name = g_dir_read_name (dir)))
        {
          g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL), *bytes = NULL;
          gsize size;
          if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &bytes, &size, NULL))
            continue;
          assert_no_secret (path, bytes, size);
          *saw_ssh = *saw_ssh || (size > 3 && g_str_has_suffix (bytes, "ssh"));
        }
      g_dir_close (dir);
      looks++;
    }
  return looks;
}

static void
assert_clean (const Ran *ran)
{
  assert_no_secret ("standard output", ran->out, strlen (ran->out));
  assert_no_secret ("standard error", ran->err, strlen (ran->err));
}

static void
test_no_secret_anywhere (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *plan_file = scene_path (scene, "plan.json"), *walks = scene_path (scene, "walks"), *journal = scene_path (scene, "state");
  g_autoptr (Ran) plan = scene_run (scene, "plan", "-v", "-o", plan_file, NULL);
  assert_status (plan, 0);
  assert_clean (plan);
  g_autoptr (Ran) capture = scene_run (scene, "capture", "-v", "-o", walks, NULL);
  assert_status (capture, 0);
  assert_clean (capture);

  const char *const argv[] = { "apply", plan_file, "-v", "--yes", NULL };
  int status = 0;
  gboolean saw_ssh = FALSE;
  GPid pid = scene_spawn (scene, argv);
  assert_true (watch_command_lines (pid, &status, &saw_ssh) > 0);
  assert_true (WIFEXITED (status));
  assert_int_equal (WEXITSTATUS (status), 0);
  assert_true (saw_ssh); /* the child did run while we looked */

  static const char *const more[][4] = { { "rollback", "-v", "--yes" }, { "history", "--json" }, { "doctor", "-v" }, { "show", "-v" } };
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    {
      g_autoptr (Ran) ran = scene_run_env (scene, NULL, more[i]);
      assert_clean (ran);
    }
  const char *const env[] = { "T_COMMUNITY=lab-community-wrong", "T_PASSWORD=lab-password-wrong", NULL };
  const char *const failing[] = { "apply", "-v", "--timeout", "300ms", "--yes", NULL };
  g_autoptr (Ran) wrong = scene_run_env (scene, env, failing);
  assert_int_not_equal (wrong->status, 0);
  assert_clean (wrong);

  assert_true (assert_no_secret_below (journal) > 0);
  assert_true (assert_no_secret_below (walks) > 0);
  g_autofree char *text = NULL;
  gsize size;
  assert_true (g_file_get_contents (plan_file, &text, &size, NULL));
  assert_no_secret (plan_file, text, size);
  scene_free (scene);
}

/* A switch says secrets back, three octets a packet: in an answer that nobody knows, and in its configuration. */
static void
test_said_back (void **state)
{
  static const char *const names[] = { "one", "two" };
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *journal = scene_path (scene, "state");
  g_autoptr (Ran) named = scene_lab (scene, "do", "one", "vlan 99 enable name \"lab-community\"", NULL);
  g_autoptr (Ran) saved = scene_lab (scene, "do", "one", "write memory", NULL);
  assert_status (named, 0);
  assert_status (saved, 0);
  g_autofree char *snapshot = scene_snapshot (scene, "one");
  assert_says (snapshot, "lab-community");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *const faults[] = { i ? "unknown@3:you are lab-password and lab-auth-secret of lab-priv-secret" : "unknown@3:you are lab-password and lab-community", "chunk:3" };
      for (guint k = 0; k < G_N_ELEMENTS (faults); k++)
        {
          g_autoptr (Ran) fault = scene_lab (scene, "fault", names[i], faults[k], NULL);
          assert_status (fault, 0);
        }
      g_autoptr (Ran) apply = scene_run (scene, "apply", "-v", "--json", "--yes", "--only", names[i], NULL);
      assert_status (apply, 5);
      assert_clean (apply);
      assert_says (apply->out, "you are ***");
      g_autoptr (Ran) clear = scene_lab (scene, "fault", names[i], "clear", NULL);
      g_autoptr (Ran) history = scene_run (scene, "history", i ? "r4" : "r1", NULL);
      assert_clean (history);
      assert_says (history->out, "you are ***");
      /* what was kept is compared with what is read, and is the same */
      g_autoptr (Ran) again = scene_run (scene, "apply", "--yes", "--only", names[i], NULL);
      assert_status (again, 0);
      assert_clean (again);
      g_autoptr (Ran) rollback = scene_run (scene, "rollback", "--yes", NULL);
      assert_status (rollback, 0);
    }
  assert_true (assert_no_secret_below (journal) > 0);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_no_secret_anywhere), cmocka_unit_test (test_said_back) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("secrets", tests, NULL, NULL);
}
