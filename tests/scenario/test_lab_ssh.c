/* The lab's front door, opened with OpenSSH's own ssh, sftp and scp. */
#include "lab_tools.h"

#define NET "127.64.2."

static const char fleet[] =
    FLEET_HEAD "  a6: { address: " NET "1, model: OS6450-P24, config: [ 'vlan 10 enable' ] }\n"
               "  a8: { address: " NET "2, model: OS6860E-P24, config: [ 'vlan 10' ] }\n"
               "  old: { address: " NET
               "3, model: OS6450-P10, ssh: { port: 10022, user: admin, password: lab-password, algorithms: legacy } }\n";

static char *known_option, *a6_host = (char *) "admin@" NET "1", *a8_host = (char *) "admin@" NET "2",
                           *old_host = (char *) "admin@" NET "3";

static Scene *
begin (void)
{
  Scene *scene = scene_new (fleet, "");
  g_free (known_option);
  known_option = g_strdup_printf ("-oUserKnownHostsFile=%s/known_hosts", scene->run_dir);
  return scene;
}

#define SSH "ssh", "-F", "none", known_option, "-oStrictHostKeyChecking=yes", "-oPort=10022"
#define SFTP "sftp", "-F", "none", known_option, "-oStrictHostKeyChecking=yes", "-oPort=10022"

/* Password and keyboard-interactive, each alone; AOS 6 has the second only. */
static void
test_logins (void **state)
{
  Scene *scene = begin ();
  g_autoptr (Ran) password = TOOL (scene, "exit\n", SSH, "-tt", "-oPreferredAuthentications=password", a8_host);
  assert_status (password, 0);
  assert_says (password->out, "Welcome to the Alcatel-Lucent Enterprise OS6860E 8.9.221.R03");
  g_autoptr (Ran) interactive = TOOL (scene, "exit\n", SSH, "-tt", "-oPreferredAuthentications=keyboard-interactive", a6_host);
  assert_status (interactive, 0);
  assert_says (interactive->out, "Welcome to the Alcatel-Lucent Enterprise OmniSwitch 6450");
  g_autoptr (Ran) none = TOOL (scene, "exit\n", SSH, "-tt", "-oPreferredAuthentications=password", a6_host);
  assert_status (none, 255);
  lab (scene, "fault", "a8", "refuse-login", NULL);
  g_autoptr (Ran) refused = TOOL (scene, "exit\n", SSH, "-tt", "-oNumberOfPasswordPrompts=1", a8_host);
  assert_status (refused, 255);
  assert_says (refused->err, "Permission denied");
  lab (scene, "fault", "a8", "clear", NULL);
  lab (scene, "do", "a8", "no aaa authentication ssh", NULL);
  g_autoptr (Ran) denied = TOOL (scene, "exit\n", SSH, "-tt", a8_host);
  assert_status (denied, 255);
  scene_free (scene);
}

/* A key that the switch knows; and only that way. */
static void
test_public_key (void **state)
{
  g_autofree char *dir = g_dir_make_tmp ("lab-key-XXXXXX", NULL), *key = g_build_filename (dir, "id", NULL),
                  *public_path = g_strconcat (key, ".pub", NULL);
  g_autofree char *public = NULL;
  const char *argv[] = { "ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-C", "me", "-f", key, NULL };
  assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  assert_true (g_file_get_contents (public_path, &public, NULL, NULL));
  g_autofree char *text = g_strdup_printf (
      FLEET_HEAD "  a8: { address: " NET "2, model: OS6860E-P24, ssh: { port: 10022, password: x, keys: [ '%s' ] } }\n",
      g_strchomp (public));
  Scene *scene = scene_new (text, "");
  g_free (known_option);
  known_option = g_strdup_printf ("-oUserKnownHostsFile=%s/known_hosts", scene->run_dir);
  g_autofree char *identity = g_strconcat ("-oIdentityFile=", key, NULL);
  g_autoptr (Ran) in = TOOL (scene, "exit\n", SSH, "-tt", "-oPreferredAuthentications=publickey", identity, a8_host);
  assert_status (in, 0);
  g_autoptr (Ran) without = TOOL (scene, "exit\n", SSH, "-tt", a8_host);
  assert_status (without, 255);
  scene_free (scene);
  g_unlink (key);
  g_unlink (public_path);
  g_rmdir (dir);
}

static void
test_exec (void **state)
{
  Scene *scene = begin ();
  g_autoptr (Ran) a8 = TOOL (scene, NULL, SSH, a8_host, "show vlan 10 | grep Name");
  assert_status (a8, 0);
  assert_string_equal (a8->out, "Name                     : VLAN 10,\n"); /* no banner, echo or prompt */
  g_autoptr (Ran) error = TOOL (scene, NULL, SSH, a8_host, "vlan 10 nonsense");
  assert_status (error, 0); /* the exit code tells nothing */
  assert_says (error->out, "ERROR: Invalid entry: \"nonsense\"");
  g_autoptr (Ran) question = TOOL (scene, "Y\n", SSH, a8_host, "reload from working no rollback-timeout");
  assert_says (question->out, "Confirm Activate (Y/N) : ");
  assert_int_equal (scene_count_kind (scene, "a8", "reboot"), 1);
  g_autoptr (Ran) a6 = TOOL (scene, NULL, SSH, a6_host, "show vlan");
  assert_int_not_equal (a6->status, 0); /* a shell, or files */
  assert_string_equal (a6->out, "");
  scene_free (scene);
}

/* AOS 6 has one channel a connection, AOS 8 several. */
static void
test_channels (void **state)
{
  Scene *scene = begin ();
  g_autofree char *control = scene_path (scene, "master"), *path = g_strconcat ("-oControlPath=", control, NULL);
  g_autoptr (Ran) master = TOOL (scene, NULL, SSH, "-f", "-N", "-M", path, a8_host);
  assert_status (master, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (Ran) more = TOOL (scene, NULL, SSH, path, a8_host, "show system");
      assert_status (more, 0);
      assert_says (more->out, "OS6860E-P24");
    }
  g_autoptr (Ran) files = TOOL (scene, "ls /flash\n", SFTP, path, a8_host);
  assert_status (files, 0);
  assert_says (files->out, "working");
  assert_int_equal (scene_count_kind (scene, "a8", "login"), 1);
  g_autoptr (Ran) over = TOOL (scene, NULL, SSH, "-O", "exit", path, a8_host);
  g_autofree char *control6 = scene_path (scene, "master6"), *path6 = g_strconcat ("-oControlPath=", control6, NULL);
  g_autoptr (Ran) master6 = TOOL (scene, NULL, SSH, "-f", "-N", "-M", path6, a6_host);
  assert_status (master6, 0);
  GSubprocess *first = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "ssh", "-F",
                                         "none", "-tt", path6, a6_host, NULL);
  char byte[1];
  assert_int_equal (g_input_stream_read (g_subprocess_get_stdout_pipe (first), byte, 1, NULL, NULL),
                    1); /* its banner: the channel is taken */
  g_autoptr (Ran) second = TOOL (scene, "exit\n", SSH, "-tt", path6, a6_host);
  assert_says (second->err, "session request failed");
  g_subprocess_force_exit (first);
  g_object_unref (first);
  scene_free (scene);
}

static void
test_files (void **state)
{
  Scene *scene = begin ();
  g_autofree char *local = scene_path (scene, "undo"), *back = scene_path (scene, "back"), *text = NULL;
  assert_true (g_file_set_contents (local, "no vlan 10\n", -1, NULL));
  const char *hosts[] = { a6_host, a8_host };
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *batch = g_strdup_printf ("put %s /flash/undo\nrename /flash/undo /flash/undo2\nls -l /flash\nget "
                                                "/flash/undo2 %s\nls /flash/working\nrm /flash/undo2\n",
                                                local, back);
      g_autoptr (Ran) sftp = TOOL (scene, batch, SFTP, hosts[i]);
      assert_status (sftp, 0);
      assert_says (sftp->out, "undo2");
      assert_says (sftp->out, i ? "vcboot.cfg" : "boot.cfg");
      g_clear_pointer (&text, g_free);
      assert_true (g_file_get_contents (back, &text, NULL, NULL));
      assert_string_equal (text, "no vlan 10\n");
      g_autofree char *to = g_strconcat (hosts[i], ":/flash/by-scp", NULL);
      g_autoptr (Ran) scp = TOOL (scene, NULL, "scp", "-s", "-F", "none", known_option, "-oPort=10022", local, to);
      assert_status (scp, 0);
      g_autoptr (Ran) got = scene_lab (scene, "get", i ? "a8" : "a6", "/flash/by-scp", NULL);
      assert_string_equal (got->out, "no vlan 10\n");
      lab (scene, "fault", i ? "a8" : "a6", "flash-full", NULL);
      g_autoptr (Ran) full = TOOL (scene, NULL, "scp", "-s", "-F", "none", known_option, "-oPort=10022", local, to);
      assert_int_not_equal (full->status, 0);
      lab (scene, "fault", i ? "a8" : "a6", "no-sftp", NULL);
      g_autoptr (Ran) off = TOOL (scene, "ls\n", SFTP, hosts[i]);
      assert_int_not_equal (off->status, 0);
    }
  scene_free (scene);
}

/* Behind another's sshd: its command line and its files on standard input and output. */
static void
test_without_network (void **state)
{
  Scene *scene = begin ();
  g_autofree char *server = g_strdup_printf ("%s sftp a6 --run %s", g_getenv ("VLANCTL_LAB"), scene->run_dir),
                  *local = scene_path (scene, "undo"), *back = scene_path (scene, "back"), *text = NULL;
  assert_true (g_file_set_contents (local, "no vlan 10\n", -1, NULL));
  g_autofree char *batch = g_strdup_printf ("put %s /flash/undo\nget /flash/undo %s\n", local, back);
  g_autoptr (Ran) sftp = TOOL (scene, batch, "sftp", "-D", server);
  assert_status (sftp, 0);
  assert_true (g_file_get_contents (back, &text, NULL, NULL));
  assert_string_equal (text, "no vlan 10\n");
  g_autoptr (Ran) cli = TOOL (scene, "show vlan 10\nexit\n", g_getenv ("VLANCTL_LAB"), "cli", "a6", "--run", scene->run_dir);
  assert_status (cli, 0);
  assert_says (cli->out, "VLAN 10");
  lab (scene, "fault", "a6", "no-sftp", NULL);
  g_autoptr (Ran) off = TOOL (scene, batch, "sftp", "-D", server);
  assert_int_not_equal (off->status, 0);
  scene_free (scene);
}

/* What an old switch offers, a client of today must be told to take. */
static void
test_algorithms (void **state)
{
  Scene *scene = begin ();
  g_autoptr (Ran) no = TOOL (scene, "exit\n", SSH, "-tt", old_host);
  assert_status (no, 255);
  assert_says (no->err, "no matching");
  g_autoptr (Ran) yes = TOOL (scene, "exit\n", SSH, "-tt", "-oHostKeyAlgorithms=+ssh-rsa",
                              "-oKexAlgorithms=+diffie-hellman-group1-sha1,diffie-hellman-group14-sha1",
                              "-oCiphers=+aes128-cbc,3des-cbc", "-oMACs=+hmac-sha1", "-v", old_host);
  assert_status (yes, 0);
  assert_says (yes->err, "host key algorithm: ssh-rsa");
  scene_free (scene);
}

static void
test_changed_host_key (void **state)
{
  Scene *scene = begin ();
  lab (scene, "rekey", "a8", NULL, NULL);
  g_autoptr (Ran) changed = TOOL (scene, "exit\n", SSH, "-tt", a8_host);
  assert_status (changed, 255);
  assert_says (changed->err, "REMOTE HOST IDENTIFICATION HAS CHANGED");
  lab (scene, "rekey", "a8", "ed25519", NULL);
  g_autoptr (Ran) other = TOOL (scene, "exit\n", "ssh", "-F", "none", "-oUserKnownHostsFile=/dev/null",
                                "-oStrictHostKeyChecking=no", "-oPort=10022", "-tt", "-v", a8_host);
  assert_status (other, 0);
  assert_says (other->err, "host key algorithm: ssh-ed25519");
  scene_free (scene);
}

/* Doors that do not open, and how it looks from outside. */
static void
test_closed_doors (void **state)
{
  static const struct { const char *name, *fault, *says; } cases[] = {
    { "a6", "no-cli", "PTY allocation request failed on channel 0" },
    { "a8", "refuse-channel", "shell request failed on channel 0" },
  };
  Scene *scene = begin ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      lab (scene, "fault", cases[i].name, cases[i].fault, NULL);
      g_autoptr (Ran) ran = TOOL (scene, "exit\n", SSH, "-tt", i ? a8_host : a6_host);
      assert_int_not_equal (ran->status, 0);
      assert_says (ran->err, cases[i].says);
      lab (scene, "fault", cases[i].name, "clear", NULL);
    }
  lab (scene, "fault", "a8", "session-limit", NULL);
  g_autoptr (Ran) full = TOOL (scene, "show system\nexit\n", SSH, "-tt", a8_host);
  assert_string_equal (full->out, ""); /* what a switch says then is told nowhere */
  lab (scene, "power", "a8", "off", NULL);
  g_autoptr (Ran) dead = TOOL (scene, "exit\n", SSH, "-tt", a8_host);
  assert_status (dead, 255);
  scene_free (scene);
}

/* Cut in the middle: what was typed before is done, what was printed is partly lost. */
static void
test_cut (void **state)
{
  Scene *scene = begin ();
  lab (scene, "fault", "a8", "drop-middle@2", NULL);
  g_autoptr (Ran) ran = TOOL (scene, "vlan 30\nvlan 31\nvlan 32\nexit\n", SSH, "-tt", a8_host);
  assert_status (ran, 255);
  g_autoptr (JsonNode) now = scene_state (scene, "a8");
  assert_true (json_has (now, "vlans.[id=31]"));
  assert_false (json_has (now, "vlans.[id=32]"));
  assert_int_equal (json_number (now, "sessions"), 0);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_logins),           cmocka_unit_test (test_public_key),   cmocka_unit_test (test_exec),
    cmocka_unit_test (test_channels),         cmocka_unit_test (test_files),        cmocka_unit_test (test_algorithms),
    cmocka_unit_test (test_changed_host_key), cmocka_unit_test (test_closed_doors), cmocka_unit_test (test_cut),
    cmocka_unit_test (test_without_network),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab ssh", tests, NULL, NULL);
}
