/* What --stats tells is what a wire counts that knows nothing of it, v2c and v3, with and without loss; and the progress is drawn where
 * somebody looks, and nowhere else. */
#include "harness.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <pty.h>
#include <stdlib.h>
#include <unistd.h>

#include "relay.h"

#define NET "127.81.19."
#define PORT 10161

static const char fleet[] = FLEET_HEAD
  "  six:\n    address: " NET "1\n    model: OS6450-P10\n    config: [ 'lanpower start 1' ]\n"
  "  eight:\n    address: " NET "2\n    model: OS6360-P10\n    config: [ 'lanpower slot 1/1 service start' ]\n"
  "  ill:\n    address: " NET "3\n    model: OS6360-P10\n";

/* The wire is between: what is asked at .10x goes to .x */
static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: six, address: " NET "101, ports: { 1/1-2: phone } }\n"
  "  - { name: eight, address: " NET "102, credentials: v3, ports: { 1/1/1-2: phone } }\n"
  "  - { name: ill, address: " NET "3, ports: { 1/1/1-2: phone } }\n";
static const char *const names[] = { "six", "eight" };

static JsonNode *
stats_of (Scene *scene)
{
  g_autofree char *path = scene_path (scene, "stats.json"), *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_unlink (path);
  JsonNode *stats = json_from_string (text, NULL);
  assert_non_null (stats);
  assert_string_equal (json_text (stats, "format"), "vlanctl-stats/1");
  return stats;
}

static guint
number_of (JsonNode *stats, const char *name, const char *what)
{
  g_autofree char *path = g_strdup_printf ("slowest.[name=%s].snmp.%s", name, what);
  return (guint) json_number (stats, path);
}

static void
compare (JsonNode *stats, const char *name, const RelayCount *c, gboolean v3)
{
  guint requests = number_of (stats, name, "requests"), again = number_of (stats, name, "retransmits"), repeats = number_of (stats, name, "repeats");
  guint received = number_of (stats, name, "datagrams_received");
  assert_int_equal (number_of (stats, name, "datagrams_sent"), c->asked);
  assert_int_equal (number_of (stats, name, "octets_sent"), c->asked_octets);
  assert_int_equal (requests + again + repeats, c->asked);
  assert_int_equal (number_of (stats, name, "round_trips") + number_of (stats, name, "unanswered"), requests);
  /* a question is never asked twice but for silence; of SNMPv3 each datagram is another, for its ids and times */
  if (!v3)
    assert_int_equal (again, c->same);
  if (again == c->lost) /* else the machine was so busy that an answer took longer than it was waited for: it may have come too late */
    {
      assert_int_equal (received, c->said);
      assert_int_equal (number_of (stats, name, "octets_received"), c->said_octets);
    }
  assert_true (again >= c->lost && received <= c->said && received + (again - c->lost) >= c->said);
}

static void
count_a_reading (Scene *scene, guint lose)
{
  static const char *const sums[] = { "requests", "round_trips", "unanswered", "retransmits", "repeats", "datagrams_sent", "octets_sent",
                                      "datagrams_received", "octets_received", "values" };
  g_autofree char *path = scene_path (scene, "stats.json");
  Relay *wires[] = { relay_new (NET "101", NET "1", PORT, lose), relay_new (NET "102", NET "2", PORT, lose) };
  g_autoptr (Ran) show = scene_run (scene, "show", "--json", "--except", "ill", "--timeout", "500ms", "--stats-file", path, NULL);
  g_autoptr (JsonNode) stats = stats_of (scene);
  assert_status (show, 0);
  assert_string_equal (show->err, "");
  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    {
      RelayCount count = relay_count (wires[i]);
      assert_true (lose ? count.lost >= 1 : count.lost == 0);
      compare (stats, names[i], &count, i == 1);
      relay_free (wires[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
    {
      g_autofree char *all = g_strdup_printf ("snmp.%s", sums[i]);
      assert_int_equal (json_number (stats, all), number_of (stats, names[0], sums[i]) + number_of (stats, names[1], sums[i]));
    }
  assert_true (json_number (stats, "snmp.values") > 500);
  assert_int_equal (json_number (stats, "snmp.unanswered"), 0);
  /* whom the agent heard is no round trip that can be timed when the question went out twice */
  assert_true (json_number (stats, "snmp.round_trip_us.timed") <= json_number (stats, "snmp.round_trips"));
  assert_true (json_number (stats, "snmp.round_trip_us.min") <= json_number (stats, "snmp.round_trip_us.median"));
  assert_true (json_number (stats, "snmp.round_trip_us.median") <= json_number (stats, "snmp.round_trip_us.max"));
}

static void
test_counts (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  count_a_reading (scene, 0);
  count_a_reading (scene, 7);
  scene_free (scene);
}

/* SNMPv3 costs one round trip more than v2c: the discovery of its engine, which also tells its clock. */
static void
test_discovery (void **state)
{
  static const char both[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
    "  - { name: v2, address: " NET "2, ports: { 1/1/1-2: phone } }\n"
    "  - { name: v3, address: " NET "2, credentials: v3, ports: { 1/1/1-2: phone } }\n";
  Scene *scene = scene_new (fleet, both);
  g_autofree char *path = scene_path (scene, "stats.json");
  g_autoptr (Ran) show = scene_run (scene, "show", "--stats-file", path, NULL);
  g_autoptr (JsonNode) stats = stats_of (scene);
  assert_status (show, 0);
  assert_true (number_of (stats, "v2", "requests") > 5);
  assert_int_equal (number_of (stats, "v3", "requests"), number_of (stats, "v2", "requests") + 1);
  assert_int_equal (number_of (stats, "v3", "repeats"), 0);
  assert_int_equal (number_of (stats, "v3", "values"), number_of (stats, "v2", "values"));
  scene_free (scene);
}

/* Who is dead is asked three times; the rest of what it cost stands beside it. */
static void
test_dead (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *path = scene_path (scene, "stats.json");
  g_autoptr (Ran) set = scene_lab (scene, "fault", "ill", "snmp-silent", NULL);
  g_autoptr (Ran) show = scene_run (scene, "show", "--only", "ill", "--timeout", "200ms", "--stats", "--stats-file", path, NULL);
  g_autoptr (JsonNode) stats = stats_of (scene);
  assert_status (set, 0);
  assert_status (show, 3);
  assert_int_equal (json_number (stats, "exit"), 3);
  assert_int_equal (json_number (stats, "snmp.requests"), 1);
  assert_int_equal (json_number (stats, "snmp.retransmits"), 2);
  assert_int_equal (json_number (stats, "snmp.unanswered"), 1);
  assert_int_equal (json_number (stats, "snmp.datagrams_received"), 0);
  assert_true (json_number (stats, "slowest.[name=ill].time_us") >= 600000);
  assert_true (json_number (stats, "stages_us.reading") >= 600000);
  assert_true (json_number (stats, "wall_us") >= json_number (stats, "stages_us.reading"));
  assert_true (json_number (stats, "cpu_user_us") + json_number (stats, "cpu_system_us") > 0);
  assert_true (json_number (stats, "peak_memory_kb") > 1000);
  assert_says (show->err, "1 requests, 0 answered (round trips), 1 never");
  assert_says (show->err, "3 sent (");
  assert_silent_about (show->out, "answered");
  g_autoptr (Ran) json = scene_run (scene, "show", "--json", "--only", "ill", "--timeout", "200ms", "--stats", NULL);
  assert_status (json, 3);
  assert_string_equal (json_text (json->json, "format"), "vlanctl-show/1");
  g_autoptr (JsonNode) told = json_from_string (json->err, NULL);
  assert_string_equal (json_text (told, "format"), "vlanctl-stats/1");
  scene_free (scene);
}

/* An apply: what the switches heard on their lines is what was sent. */
static void
test_apply (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *path = scene_path (scene, "stats.json");
  g_file_set_contents (scene->inventory, INVENTORY_HEAD INVENTORY_CREDENTIALS
                       "  - { name: six, address: " NET "1, ports: { 1/1-2: phone } }\n"
                       "  - { name: eight, address: " NET "2, credentials: v3, ports: { 1/1/1-2: phone } }\n", -1, NULL);
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--yes", "--stats-file", path, NULL);
  g_autoptr (JsonNode) stats = stats_of (scene);
  assert_status (apply, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) heard = scene_commands (scene, names[i]);
      g_autofree char *lines = g_strdup_printf ("slowest.[name=%s].ssh.lines", names[i]), *logins = g_strdup_printf ("slowest.[name=%s].ssh.logins", names[i]);
      assert_int_equal (json_number (stats, lines), heard->len);
      assert_true (heard->len > 10);
      assert_int_equal (json_number (stats, logins), 1);
    }
  assert_int_equal (json_number (stats, "ssh.lines"), json_number (stats, "ssh.replies"));
  assert_int_equal (json_number (stats, "ssh.files"), 2);
  assert_int_equal (json_number (stats, "ssh.failed_logins"), 0);
  assert_true (json_number (stats, "ssh.login_us") > 0 && json_number (stats, "ssh.waiting_us") > 0);
  assert_true (json_number (stats, "beside_us.verifying") > 0 && json_number (stats, "beside_us.verifying") <= json_number (stats, "stages_us.changing"));
  scene_free (scene);
}

/* ---- a terminal -------------------------------------------------------------------------------------------------------- */

#define COLUMNS 64

typedef struct {
  int status;
  GString *seen; /* on the terminal */
  char *out;
  gint64 took_us;
} Watched;

/* Runs it with a terminal as standard error; `variable` is set in its environment beside those of a person. */
static Watched
watch (Scene *scene, const char *variable, const char *timeout, const char *more)
{
  struct winsize size = { .ws_row = 24, .ws_col = COLUMNS };
  int ours, theirs, status;
  GPid pid;
  Watched w = { .seen = g_string_new (NULL) };
  g_autofree char *path = scene_path (scene, "watched");
  const char *argv[] = { g_getenv ("VLANCTL"), "show", "-i", scene->inventory, "--timeout", timeout, "--state", scene->dir, more, NULL };
  g_auto (GStrv) env = g_environ_unsetenv (g_environ_setenv (g_get_environ (), "TERM", "xterm", TRUE), "CI");
  env = g_environ_unsetenv (env, "NO_COLOR");
  g_auto (GStrv) pair = g_strsplit (variable, "=", 2);
  if (pair[0])
    env = g_environ_setenv (env, pair[0], pair[1], TRUE);
  assert_int_equal (openpty (&ours, &theirs, NULL, NULL, &size), 0);
  fcntl (ours, F_SETFD, FD_CLOEXEC);
  int out = g_open (path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);
  gint64 begin = g_get_monotonic_time ();
  assert_true (g_spawn_async_with_fds (NULL, (char **) argv, env, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, -1, out, theirs, NULL));
  close (theirs);
  close (out);
  char data[4096];
  for (ssize_t n; (n = read (ours, data, sizeof data)) > 0 || (n < 0 && errno == EINTR);) /* EIO: nobody is there any more */
    if (n > 0)
      g_string_append_len (w.seen, data, n);
  w.took_us = g_get_monotonic_time () - begin;
  close (ours);
  status = scene_wait (pid);
  w.status = status;
  assert_true (g_file_get_contents (path, &w.out, NULL, NULL));
  return w;
}

static void
watched_clear (Watched *w)
{
  g_string_free (w->seen, TRUE);
  g_free (w->out);
}

/* Each picture is one line, drawn over the last one, and the last of all is wiped. */
static guint
check_pictures (const char *seen)
{
  guint n = 0;
  g_auto (GStrv) pieces = g_strsplit (seen, "\r", -1);
  assert_string_equal (pieces[0], "");
  for (guint i = 1; pieces[i]; i++)
    {
      if (!pieces[i + 1])
        assert_string_equal (pieces[i], "\033[K");
      else
        {
          assert_true (g_str_has_suffix (pieces[i], "\033[K"));
          pieces[i][strlen (pieces[i]) - 3] = '\0';
          assert_true (strlen (pieces[i]) < COLUMNS);
          assert_null (strpbrk (pieces[i], "\033\n"));
          assert_says (pieces[i], "/3 switches, ");
          n++;
        }
    }
  return n;
}

static void
test_progress (void **state)
{
  static const struct {
    const char *variable, *more;
    gboolean drawn;
  } cases[] = { { "", NULL, TRUE }, { "NO_COLOR=1", NULL, TRUE }, { "CI=true", NULL, FALSE }, { "TERM=dumb", NULL, FALSE }, { "", "-q", FALSE } };
  Scene *scene = scene_new (fleet, inventory);
  Relay *wires[] = { relay_new (NET "101", NET "1", PORT, 0), relay_new (NET "102", NET "2", PORT, 0) };
  g_autoptr (Ran) set = scene_lab (scene, "fault", "ill", "snmp-silent", NULL);
  g_autoptr (Ran) plain = scene_run (scene, "show", "--timeout", "200ms", NULL);
  assert_status (set, 0);
  assert_status (plain, 3);
  assert_string_equal (plain->err, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Watched w = watch (scene, cases[i].variable, cases[i].drawn ? "600ms" : "200ms", cases[i].more);
      assert_int_equal (w.status, 3);
      assert_string_equal (w.out, plain->out);
      if (cases[i].drawn)
        {
          guint n = check_pictures (w.seen->str);
          assert_true (n > 0 && n <= (guint64) w.took_us / 100000 + 1);
          assert_says (w.seen->str, "2/3 switches, ");
          assert_says (w.seen->str, " values/s");
          assert_says (w.seen->str, "; slow: ill ");
        }
      else
        assert_string_equal (w.seen->str, "");
      watched_clear (&w);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    relay_free (wires[i]);
  scene_free (scene);
}

static guint
requests_of (Scene *scene, const char *const *argv)
{
  g_autoptr (Ran) ran = scene_run_env (scene, NULL, argv);
  g_autoptr (JsonNode) stats = stats_of (scene);
  assert_status (ran, 0);
  return (guint) json_number (stats, "snmp.requests");
}

/* A stack of eight with one port to change is read whole for the plan and before the commands, and never again: what was changed is read
 * back, not what ports there are. */
static void
test_read_back (void **state)
{
  static const char *const cases[][2] = {
    { "model: OS6860E-P48\n    units: 8\n    config: [ 'lanpower slot 5/1 service start' ]\n", "5/1/7" },
    { "model: OS6450-P48\n    units: 8\n    config: [ 'lanpower start 5' ]\n", "5/7" }
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *stack = g_strdup_printf (FLEET_HEAD "  stack:\n    address: " NET "4\n    %s", cases[i][0]);
      g_autofree char *one = g_strdup_printf (INVENTORY_HEAD INVENTORY_CREDENTIALS "  - { name: stack, address: " NET "4, ports: { %s: phone } }\n", cases[i][1]);
      Scene *scene = scene_new (stack, one);
      g_autofree char *path = scene_path (scene, "stats.json");
      guint whole = requests_of (scene, (const char *const[]){ "show", "--stats-file", path, NULL });
      guint all = requests_of (scene, (const char *const[]){ "apply", "--yes", "--stats-file", path, NULL });
      print_message ("# %u to read it, %u to change a port\n", whole, all);
      assert_true (whole > 100);
      assert_true (all < whole * 5 / 2);
      scene_free (scene);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_counts), cmocka_unit_test (test_discovery), cmocka_unit_test (test_dead), cmocka_unit_test (test_apply),
                                      cmocka_unit_test (test_progress), cmocka_unit_test (test_read_back) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("stats", tests, NULL, NULL);
}
