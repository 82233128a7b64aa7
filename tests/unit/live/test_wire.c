/* The reader on the wire, against an agent of our own on loopback: what an agent may do, and what it can only lose by. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "agent.h"
#include "walks.h"

#define VLANS 100
#define TIMEOUT_MS 120   /* where silence is part of the game; ... */
#define PATIENT_MS 3000  /* ... and where it would only be a busy machine */
#define TRIES 3

static char *
objects (void)
{
  GString *out = g_string_new ("1.3.6.1.2.1.1.1.0|4|Alcatel-Lucent Enterprise OS6360-P10 8.9.221.R03 GA, October 12, 2023.\n"
                               "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.801.1.1.2.1.20.1.1\n"
                               "1.3.6.1.2.1.1.3.0|67|4711\n"
                               "1.3.6.1.2.1.1.5.0|4|sw-1\n"
                               "1.3.6.1.6.3.1.1.6.1.0|2|1\n");
  for (guint v = 1; v <= VLANS; v++)
    g_string_append_printf (out, "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.2.%u|4|V%u\n1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.3.%u|2|1\n"
                                 "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.8.%u|2|5\n", v, v, v, v);
  for (guint p = 1; p <= 10; p++)
    g_string_append_printf (out, "1.3.6.1.2.1.2.2.1.3.100%u|2|6\n1.3.6.1.2.1.2.2.1.7.100%u|2|1\n1.3.6.1.2.1.2.2.1.8.100%u|2|2\n", p, p, p);
  return g_string_free (out, FALSE);
}

static TestAgent *
agent (Manners manners)
{
  g_autofree char *text = objects ();
  return agent_new (text, manners);
}

static LiveTarget *
target (TestAgent *a, const char *protocol)
{
  LiveTarget *t = g_new0 (LiveTarget, 1);
  t->name = g_strdup ("sw");
  t->address = g_strdup ("127.0.0.1");
  t->port = agent_port (a);
  t->timeout_ms = PATIENT_MS;
  t->retries = TRIES - 1;
  t->want = HAS (ATTR_VLANS);
  if (!protocol)
    {
      t->community = g_strdup ("public");
      return t;
    }
  t->version = SNMP_V3;
  t->user = g_strdup ("somebody");
  t->auth_protocol = g_strdup ("sha256");
  t->auth_secret = g_strdup ("a secret that nobody has");
  t->priv_protocol = g_strdup (protocol);
  t->priv_secret = g_strdup ("another such secret");
  return t;
}

static GPtrArray *
targets_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) live_target_free);
}

static SwitchState *
read_one (TestAgent *a, const char *protocol, guint timeout_ms)
{
  g_autoptr (LiveReader) reader = live_reader_new (10, NULL);
  g_autoptr (GPtrArray) targets = targets_new ();
  g_autoptr (GPtrArray) states = NULL;
  assert_non_null (reader);
  LiveTarget *t = target (a, protocol);
  t->timeout_ms = timeout_ms;
  g_ptr_array_add (targets, t);
  live_read (reader, targets, &states, NULL);
  assert_int_equal (states->len, 1);
  return g_ptr_array_steal_index (states, 0);
}

static void
check_whole (const SwitchState *s, guint manners)
{
  if (s->via[ATTR_VLANS] != VIA_SNMP || s->vlans->len != VLANS || s->ports->len != 10)
    fail_msg ("manners %u: %u VLANs and %u ports, %s: %s", manners, s->vlans->len, s->ports->len, read_via_to_string (s->via[ATTR_VLANS]), s->reason);
  assert_string_equal (switch_state_find_vlan (s, 42)->name, "V42");
}

/* However an agent behaves, either everything is read or what is missing is not known; it is never asked to change anything. */
static void
test_manners (void **state)
{
  static const struct {
    Manners manners;
    gboolean whole, silent;
    guint most; /* questions */
  } cases[] = {
    { WELL, TRUE, FALSE, 40 },      { TWICE, TRUE, FALSE, 40 },   { LIES_FIRST, TRUE, FALSE, 40 },  { NO_BULK, TRUE, TRUE, 250 },
    { BULK_ERROR, TRUE, FALSE, 250 }, { TOO_BIG, TRUE, FALSE, 600 }, { OLD, TRUE, TRUE, 250 },       { LOSSY, TRUE, TRUE, 400 },
    { LATE, TRUE, TRUE, 200 },      { BAD_COLUMN, TRUE, FALSE, 60 }, { SILENT, FALSE, TRUE, TRIES }, { DIES, FALSE, TRUE, 40 },
    { TORN, FALSE, TRUE, 60 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TestAgent *a = agent (cases[i].manners);
      g_autoptr (SwitchState) s = read_one (a, NULL, cases[i].silent ? TIMEOUT_MS : PATIENT_MS);
      if (cases[i].whole)
        check_whole (s, cases[i].manners);
      else
        {
          assert_int_not_equal (s->via[ATTR_VLANS], VIA_SNMP);
          assert_int_not_equal (s->status, SWITCH_READ);
          assert_non_null (s->reason);
        }
      if (agent_heard_in_all (a) > cases[i].most)
        fail_msg ("manners %u: %u questions", cases[i].manners, agent_heard_in_all (a));
      assert_int_equal (agent_heard (a, 0xa0) + agent_heard (a, 0xa1) + agent_heard (a, 0xa5), agent_heard_in_all (a));
      assert_int_equal (agent_heard (a, 0xa3), 0);
      agent_free (a);
    }
}

/* A lost datagram is sent again long before its request's time is up: of a minute, that nobody would wait for, and without a retry. */
static void
test_lost_datagrams (void **state)
{
  TestAgent *a = agent (LOSSY);
  Stats *counts = stats_new ();
  g_autoptr (LiveReader) reader = live_reader_new (10, NULL);
  g_autoptr (GPtrArray) targets = targets_new (), states = NULL;
  LiveTarget *t = target (a, NULL);
  StatsSum sum;
  t->timeout_ms = 60000;
  t->retries = 0;
  g_ptr_array_add (targets, t);
  live_reader_count (reader, counts);
  live_read (reader, targets, &states, NULL);
  check_whole (states->pdata[0], LOSSY);
  stats_sum (counts, &sum);
  assert_int_equal (sum.wire.silences, 0);
  assert_int_equal (sum.wire.datagrams_out, sum.wire.requests + sum.wire.retransmits);
  assert_true (sum.wire.retransmits >= sum.wire.requests / 3);
  stats_free (counts);
  agent_free (a);
}

/* SNMPv3 that leads nowhere ends, and says why. */
static void
test_v3 (void **state)
{
  static const struct {
    Manners manners;
    const char *says;
  } cases[] = {
    { SILENT, "no answer" },           { V3_SILENT_USER, "privacy" },           { V3_WINDOW, "time" },
    { V3_LOOP, "engine id" },          { V3_NO_ENGINE, "engine id" },           { V3_UNKNOWN_USER, "does not know this user" },
    { WELL, "no answer" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TestAgent *a = agent (cases[i].manners);
      g_autoptr (SwitchState) s = read_one (a, "aes", TIMEOUT_MS);
      assert_int_equal (s->status, SWITCH_UNREACHABLE);
      if (!strstr (s->reason, cases[i].says))
        fail_msg ("manners %u: %s", cases[i].manners, s->reason);
      agent_free (a);
    }
  TestAgent *a = agent (WELL);
  g_autoptr (SwitchState) s = read_one (a, "rot13", TIMEOUT_MS);
  assert_non_null (strstr (s->reason, "rot13"));
  agent_free (a);
}

/* A tenth of them dead: it costs about what one dead one costs. */
static void
keep_told (guint i, SwitchState *state, gpointer told)
{
  gpointer *place = g_ptr_array_index ((GPtrArray *) told, i);
  assert_null (place);
  g_ptr_array_index ((GPtrArray *) told, i) = state;
}

static void
test_many (void **state)
{
  enum { N = 200, DEAD = 20, DEAD_MS = 1000 };
  TestAgent *well = agent (WELL), *silent = agent (SILENT);
  g_autoptr (LiveReader) reader = live_reader_new (4096, NULL);
  g_autoptr (GPtrArray) targets = targets_new ();
  g_autoptr (GPtrArray) states = NULL;
  Stats *counts = stats_new ();
  StatsSum sum;
  live_reader_count (reader, counts);
  for (guint i = 0; i < N; i++)
    {
      LiveTarget *t = target (i % (N / DEAD) ? well : silent, NULL);
      t->timeout_ms = DEAD_MS; /* an answer that is slow to come on a busy machine is no dead switch */
      g_ptr_array_add (targets, t);
    }
  g_autoptr (GPtrArray) told = g_ptr_array_new ();
  g_ptr_array_set_size (told, N);
  live_reader_each (reader, keep_told, told);
  gint64 begin = g_get_monotonic_time ();
  live_read (reader, targets, &states, NULL);
  gint64 took = g_get_monotonic_time () - begin;
  stats_sum (counts, &sum);
  for (guint i = 0; i < N; i++)
    {
      const SwitchState *s = states->pdata[i];
      assert_ptr_equal (s, told->pdata[i]); /* each was told, once, at its place */
      if (i % (N / DEAD))
        check_whole (s, WELL);
      else
        assert_int_equal (s->status, SWITCH_UNREACHABLE);
    }
  assert_int_equal (sum.wire.silences, DEAD);
  assert_int_equal (sum.wire.requests, sum.wire.answers + DEAD);
  /* one after the other they would take DEAD times as long */
  assert_true (took < (gint64) DEAD_MS * 1000 * TRIES * DEAD / 2);
  agent_free (well);
  agent_free (silent);
  g_clear_pointer (&reader, live_reader_free);
  stats_free (counts);
}

/* A name server that says nothing until somebody else was read. */
typedef struct {
  GResolver parent;
  TestAgent *agent;
  guint wait_for; /* questions that the agent must have heard before a name is known */
} SlowResolver;
typedef GResolverClass SlowResolverClass;
static GType slow_resolver_get_type (void);
G_DEFINE_TYPE (SlowResolver, slow_resolver, G_TYPE_RESOLVER)

static GList *
slow_lookup (GResolver *resolver, const char *name, GCancellable *cancellable, GError **error)
{
  const SlowResolver *slow = (SlowResolver *) resolver;
  while (agent_heard_in_all (slow->agent) < slow->wait_for)
    g_usleep (1000);
  if (!strcmp (name, "sw-1.example.org"))
    return g_list_append (NULL, g_inet_address_new_from_string ("127.0.0.1"));
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "nobody is called %s", name);
  return NULL;
}

static void
slow_resolver_class_init (SlowResolverClass *class)
{
  class->lookup_by_name = slow_lookup;
}

static void
slow_resolver_init (SlowResolver *slow)
{
}

/* Names are looked up beside the reading: who has an address waits for none of them, however many there are. */
static void
test_names (void **state)
{
  enum { KNOWN = 5, NAMED = 100 };
  TestAgent *a = agent (WELL);
  g_autoptr (SwitchState) alone = read_one (a, NULL, PATIENT_MS);
  SlowResolver *slow = g_object_new (slow_resolver_get_type (), NULL);
  guint each = agent_heard_in_all (a);
  slow->agent = a;
  slow->wait_for = each * (1 + KNOWN);
  g_autoptr (GResolver) before = g_resolver_get_default ();
  g_resolver_set_default (&slow->parent);
  g_autoptr (LiveReader) reader = live_reader_new (4096, NULL);
  g_autoptr (GPtrArray) targets = targets_new ();
  g_autoptr (GPtrArray) states = NULL;
  Stats *counts = stats_new ();
  StatsSum sum;
  live_reader_count (reader, counts);
  for (guint i = 0; i < NAMED + KNOWN; i++)
    {
      LiveTarget *t = target (a, NULL);
      if (i < NAMED)
        {
          g_free (t->address);
          t->address = g_strdup_printf ("sw-%u.example.org", i);
        }
      g_ptr_array_add (targets, t);
    }
  live_read (reader, targets, &states, NULL);
  stats_sum (counts, &sum);
  for (guint i = 0; i < NAMED + KNOWN; i++)
    {
      const SwitchState *s = states->pdata[i];
      if (i == 1 || i >= NAMED)
        check_whole (s, WELL);
      else
        {
          assert_int_equal (s->status, SWITCH_UNREACHABLE);
          assert_non_null (strstr (s->reason, "nobody is called sw-"));
        }
    }
  assert_int_equal (agent_heard_in_all (a), each * (1 + KNOWN + 1)); /* nobody was asked whose name is not known */
  assert_int_equal (sum.wire.requests, each * (KNOWN + 1));
  assert_true (sum.work_us[STATS_NAMES] > 0);
  g_resolver_set_default (before);
  g_object_unref (slow);
  g_clear_pointer (&reader, live_reader_free);
  stats_free (counts);
  agent_free (a);
}

/* More switches than places: each gets its turn, also when all places become free at once; and the rows of no more of them are held,
 * be it that reading is faster than decoding. */
static void
test_few_places (void **state)
{
  TestAgent *a = agent (WELL);
  for (guint places = 1; places <= 2; places++)
    {
      g_autoptr (LiveReader) reader = live_reader_new (places, NULL);
      g_autoptr (GPtrArray) targets = targets_new ();
      g_autoptr (GPtrArray) states = NULL;
      for (guint i = 0; i < 20; i++)
        g_ptr_array_add (targets, target (a, NULL));
      live_read (reader, targets, &states, NULL);
      assert_int_equal (live_reader_held_most (reader), places);
      for (guint i = 0; i < states->len; i++)
        check_whole (states->pdata[i], WELL);
    }
  agent_free (a);
}

/* What was read and written down is, read again, what was read: also when it was not everything. */
static void
test_capture_is_the_wire (void **state)
{
  static const Manners manners[] = { WELL, DIES, BAD_COLUMN };
  g_autofree char *dir = g_dir_make_tmp ("vlanctl-capture-XXXXXX", NULL);
  g_autofree char *walk_path = g_build_filename (dir, "sw.snmprec", NULL), *json_path = g_build_filename (dir, "sw.json", NULL);
  GRand *rand = g_rand_new_with_seed (3);
  for (guint i = 0; i < 2 * G_N_ELEMENTS (manners); i++)
    {
      g_autofree char *walk = walk_random (rand, i % 2);
      g_autoptr (LiveReader) reader = live_reader_new (1, NULL);
      g_autoptr (GPtrArray) targets = targets_new ();
      g_autoptr (GPtrArray) states = NULL, rows = NULL;
      g_autoptr (GError) error = NULL;
      TestAgent *a = agent_new (walk, manners[i / 2]);
      LiveTarget *t = target (a, NULL);
      t->want = G_MAXUINT32;
      t->timeout_ms = manners[i / 2] == DIES ? TIMEOUT_MS : PATIENT_MS;
      g_ptr_array_add (targets, t);
      live_read (reader, targets, &states, &rows);
      agent_free (a);
      assert_true (live_write_capture (rows->pdata[0], states->pdata[0], dir, &error));
      assert_true (live_rows_whole (rows->pdata[0]) == (manners[i / 2] == WELL));
      assert_int_equal (((SwitchState *) states->pdata[0])->status, SWITCH_PARTIAL); /* it has no LLDP-MED, say */
      g_autoptr (SwitchState) again = live_read_capture (dir, "sw", "127.0.0.1");
      g_autofree char *wire = state_dump (states->pdata[0]), *capture = state_dump (again), *text = NULL;
      if (strcmp (wire, capture))
        fail_msg ("manners %u: the wire says%s\n---- and the capture%s", manners[i / 2], wire, capture);
      assert_true (g_file_get_contents (walk_path, &text, NULL, NULL));
      /* sysContact, sysLocation, SNMPv3 engine id: not even when the agent offers them */
      assert_true (!strstr (text, "1.3.6.1.2.1.1.4.0|") && !strstr (text, "1.3.6.1.2.1.1.6.0|") && !strstr (text, "1.3.6.1.6.3."));
    }
  g_rand_free (rand);
  g_remove (walk_path);
  g_remove (json_path);
  assert_int_equal (g_rmdir (dir), 0); /* and nothing else was left there */
}

static void
write_file (const char *path, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (path);
  assert_int_equal (g_mkdir_with_parents (folder, 0700), 0);
  assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* The library reads no MIB and no configuration, keeps nothing and says nothing, whatever lies about. First of all tests: it is
 * started once. */
static void
test_quiet (void **state)
{
  static const char *const paths[][2] = { { "HOME", "home" }, { "SNMPCONFPATH", "conf" }, { "MIBDIRS", "mibs" },
                                          { "SNMP_PERSISTENT_DIR", "kept" }, { "MIBFILES", "mibs/BAD-MIB.txt" } };
  static const char *const files[] = { "home/.snmp/snmp.conf", "conf/snmp.conf", "conf/vlanctl.conf", "mibs/BAD-MIB.txt" };
  g_autofree char *dir = g_dir_make_tmp ("vlanctl-quiet-XXXXXX", NULL), *err = g_build_filename (dir, "err", NULL);
  g_autofree char *kept = g_build_filename (dir, "kept", NULL), *said = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (dir, files[i], NULL);
      write_file (path, "noSuchToken yes\ndefVersion 1\ndefSecurityLevel authPriv\n");
    }
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *path = g_build_filename (dir, paths[i][1], NULL);
      g_setenv (paths[i][0], path, TRUE);
    }
  g_setenv ("MIBS", "ALL", TRUE);
  int before = dup (STDERR_FILENO), file = open (err, O_CREAT | O_WRONLY, 0600);
  dup2 (file, STDERR_FILENO);
  TestAgent *a = agent (WELL);
  g_autoptr (SwitchState) s = read_one (a, NULL, PATIENT_MS);
  agent_free (a);
  dup2 (before, STDERR_FILENO);
  close (before);
  close (file);
  check_whole (s, WELL);
  assert_true (g_file_get_contents (err, &said, NULL, NULL));
  assert_string_equal (said, "");
  assert_false (g_file_test (kept, G_FILE_TEST_EXISTS));
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (dir, files[i], NULL), *folder = g_path_get_dirname (path);
      g_remove (path);
      g_rmdir (folder);
    }
  g_autofree char *home = g_build_filename (dir, "home", NULL);
  g_rmdir (home);
  g_remove (err);
  assert_int_equal (g_rmdir (dir), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_quiet), cmocka_unit_test (test_lost_datagrams), cmocka_unit_test (test_manners), cmocka_unit_test (test_v3),
                                      cmocka_unit_test (test_many), cmocka_unit_test (test_names),
                                      cmocka_unit_test (test_few_places), cmocka_unit_test (test_capture_is_the_wire) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("wire", tests, NULL, NULL);
}
