/* A switch that refuses, dies, goes silent or lies: itself back at what it was, the others done, and the right exit code. */
#include "harness.h"

#define NET "127.81.3."

static const char fleet[] = FLEET_HEAD
  "  good:\n"
  "    address: " NET "1\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1' ]\n"
  "  bad:\n"
  "    address: " NET "2\n"
  "    model: OS6360-P10\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start' ]\n";

static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: good, address: " NET "1, ports: { 1/1-2: phone } }\n"
  "  - { name: bad, address: " NET "2, ports: { 1/1/1-4: phone } }\n";

static void
set_fault (Scene *scene, const char *name, const char *fault)
{
  g_autoptr (Ran) ran = scene_lab (scene, "fault", name, fault, NULL);
  assert_status (ran, 0);
}

static guint
count_of (const char *text, const char *needle)
{
  guint n = 0;
  for (const char *p = text; (p = strstr (p, needle)); p++)
    n++;
  return n;
}

static const char *
status_of (const Ran *ran, const char *name)
{
  g_autofree char *path = g_strdup_printf ("switches.[name=%s].status", name);
  return json_text (ran->json, path);
}

/* What each fault must end in, on the switch that has it; the other one must be done. */
static void
test_failure_and_undo (void **state)
{
  static const struct {
    const char *fault, *status;
    int exit;
    gboolean same; /* the switch's configuration is what it was */
  } cases[] = {
    { "error@4", "rolled-back", 5, TRUE },          /* ERROR on the 4th configuration line */
    { "half@2", "rolled-back", 5, TRUE },           /* a range that was done half, then refused */
    { "unknown@3", "rolled-back", 5, TRUE },        /* a message that nobody has heard of */
    { "garbage@5", "rolled-back", 5, TRUE },        /* bytes that are no text */
    { "ignore@2", "rolled-back", 5, TRUE },         /* it lies: says nothing, does nothing */
    { "drop@4", "rolled-back", 5, TRUE },           /* the connection dies before the reply */
    { "drop-after@4", "rolled-back", 5, TRUE },     /* and after it */
    { "confirm@3", "rolled-back", 5, TRUE },        /* a question that is never answered */
    { "prompt@3", "rolled-back", 5, TRUE },         /* another prompt than before */
    { "log-line@3", "applied", 0, FALSE },          /* a log line in between is no reply */
    { "wait@3", "applied", 0, FALSE },              /* Please wait... */
    { "pager", "applied", 0, FALSE },
    { "write-fails", "rolled-back", 5, TRUE },      /* a save that fails is a failure (product 6.6) */
    { "certify-fails", "applied", 6, FALSE },       /* saved in working; a person certifies */
    { "session-limit", "unknown", 3, TRUE },
    { "refuse-login", "unknown", 3, TRUE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Scene *scene = scene_new (fleet, inventory);
      g_autofree char *before = scene_snapshot (scene, "bad");
      set_fault (scene, "bad", cases[i].fault);
      g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--allow-share", "--timeout", "1s", "--verify-timeout", "2s", "--yes", NULL);
      if (apply->status != cases[i].exit || !apply->json || strcmp (status_of (apply, "bad"), cases[i].status))
        {
          tell_ran (apply);
          fail_msg ("%s: exit code %d where %d was expected, or status not %s", cases[i].fault, apply->status, cases[i].exit, cases[i].status);
        }
      if (strcmp (status_of (apply, "good"), "applied"))
        fail_msg ("%s: the other switch: %s\n%.8000s", cases[i].fault, status_of (apply, "good"), apply->out);
      set_fault (scene, "bad", "clear");
      g_autofree char *after = scene_snapshot (scene, "bad");
      if (cases[i].same != (strcmp (before, after) == 0))
        fail_msg ("%s: the configuration is %s\nbefore:\n%s\nafter:\n%s", cases[i].fault, cases[i].same ? "another one" : "the same", before, after);
      scene_free (scene);
    }
}

/* SNMP falls silent with the first command: it cannot be read back the way it was planned, which is a failure; what it is by then
 * is read by CLI, and that says that all is back. */
static void
test_blind (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *before = scene_snapshot (scene, "bad");
  set_fault (scene, "bad", "snmp-dies@apply");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--allow-share", "--timeout", "300ms", "--verify-timeout", "2s", "--yes", NULL);
  assert_status (apply, 5);
  assert_string_equal (status_of (apply, "bad"), "rolled-back");
  assert_string_equal (status_of (apply, "good"), "applied");
  g_autofree char *after = scene_snapshot (scene, "bad");
  assert_string_equal (before, after);
  scene_free (scene);
}

/* The switch falls dead in the middle; with power back it has what it had saved. */
static void
test_reboot (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *before = scene_snapshot (scene, "bad");
  set_fault (scene, "bad", "reboot@3");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--allow-share", "--timeout", "1s", "--verify-timeout", "2s", "--yes", NULL);
  assert_true (apply->status == 5 || apply->status == 6);
  assert_string_equal (status_of (apply, "good"), "applied");
  g_autofree char *after = scene_snapshot (scene, "bad");
  assert_string_equal (before, after);
  scene_free (scene);
}

static void
test_unreachable (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autoptr (Ran) off = scene_lab (scene, "power", "bad", "off", NULL);
  assert_status (off, 0);
  g_autoptr (Ran) plan = scene_run (scene, "plan", "--json", "--timeout", "200ms", "--allow-share", NULL);
  assert_status (plan, 3);
  assert_string_equal (status_of (plan, "bad"), "unknown");
  assert_string_equal (status_of (plan, "good"), "changes");
  g_autoptr (Ran) show = scene_run (scene, "show", "--json", "--timeout", "200ms", NULL);
  assert_status (show, 3);
  assert_string_equal (status_of (show, "bad"), "unreachable");
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--timeout", "500ms", "--allow-share", "--yes", NULL);
  assert_status (apply, 3);
  assert_string_equal (status_of (apply, "good"), "applied");
  assert_string_equal (status_of (apply, "bad"), "unknown");
  scene_free (scene);
}

static void
test_wrong_password (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  const char *const env[] = { "T_PASSWORD=not-this-one", NULL }, *const argv[] = { "apply", "--json", "--allow-share", "--yes", NULL };
  g_autoptr (Ran) apply = scene_run_env (scene, env, argv);
  assert_status (apply, 3);
  assert_string_equal (status_of (apply, "bad"), "unknown");
  assert_says (json_text (apply->json, "switches.[name=bad].reason"), "login");
  /* a second method would be a second failed login: accounts are locked for less */
  assert_int_equal (scene_count_kind (scene, "bad", "login-refused"), 1);
  assert_int_equal (scene_count_kind (scene, "bad", "command"), 0);
  assert_silent_about (apply->out, "not-this-one");
  assert_silent_about (apply->err, "not-this-one");
  scene_free (scene);
}

/* The keys of the two switches are exchanged: what answers is not what is known. */
static void
test_changed_host_key (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *path = g_build_filename (scene->run_dir, "known_hosts", NULL), *text = NULL, *empty = scene_path (scene, "empty");
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) one = g_strsplit (text, NET "1", 2);
  g_autofree char *step = g_strjoinv ("127.81.3.9", one);
  g_auto (GStrv) two = g_strsplit (step, NET "2", 2);
  g_autofree char *wrong = g_strjoinv (NET "1", two);
  assert_true (g_file_set_contents (path, wrong, -1, NULL));
  g_autoptr (Ran) changed = scene_run (scene, "apply", "--json", "--only", "good", "--accept-new-host-keys", "--yes", NULL);
  assert_status (changed, 4);
  const char *why = json_text (changed->json, "switches.0.reason");
  assert_says (why, "host key");
  assert_int_equal (count_of (why, "SHA256:"), 2); /* the one that is shown and the one that is known */
  assert_int_equal (scene_count_kind (scene, "good", "login"), 0);

  /* not known at all: refused, until it is said that it may be learned */
  assert_true (g_file_set_contents (path, "", -1, NULL));
  g_autoptr (Ran) unknown = scene_run (scene, "apply", "--json", "--only", "good", "--yes", NULL);
  assert_status (unknown, 4);
  assert_says (json_text (unknown->json, "switches.0.reason"), "--accept-new-host-keys");
  g_autoptr (Ran) accepted = scene_run (scene, "apply", "--json", "--only", "good", "--accept-new-host-keys", "--yes", NULL);
  assert_status (accepted, 0);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_failure_and_undo), cmocka_unit_test (test_blind), cmocka_unit_test (test_reboot),
                                      cmocka_unit_test (test_unreachable), cmocka_unit_test (test_wrong_password),
                                      cmocka_unit_test (test_changed_host_key) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("failures", tests, NULL, NULL);
}
