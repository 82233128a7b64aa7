/* What must hold whenever the program dies or a call of it fails: every switch ends at what it was or at what was asked, and the
 * program says which. Each cell is one run over both families with one accident in it.
 *
 * TORTURE_CELLS=N: how many cells of each kind (spread evenly over the run); unset: a dozen. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define NET "127.81.9."

static const char fleet[] = FLEET_HEAD
  "  new: { address: " NET "1, model: OS6360-P10, config: [ 'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start' ] }\n"
  "  old: { address: " NET "2, model: OS6450-P10, config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1' ] }\n";
static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: new, address: " NET "1, ports: { 1/1/1-2: phone }, uplinks: [1/1/9] }\n"
  "  - { name: old, address: " NET "2, ports: { 1/1-2: phone }, uplinks: [1/9] }\n";
static const char *const names[] = { "new", "old" };

typedef enum { END_PRIOR, END_DESIRED, END_SAID, END_LOST, END_N } End;
typedef struct {
  const char *kind; /* "kill record", ... */
  guint cells, ends[2][END_N];
} Row;

typedef struct {
  Scene *scene;
  char *before[2], *desired[2];
} Stage;

static GPtrArray *rows; /* the matrix that is printed at the end */

/* ---- the stage ------------------------------------------------------------------------------------------------------- */

static void
stage_clear (Stage *s)
{
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&s->before[i], g_free);
  g_clear_pointer (&s->scene, scene_free);
}

static void
stage_set (Stage *s)
{
  stage_clear (s);
  s->scene = scene_new (fleet, inventory);
  for (guint i = 0; i < 2; i++)
    s->before[i] = scene_snapshot (s->scene, names[i]);
}

/* A journal of its own for each cell. */
static void
forget_journal (Stage *s)
{
  static const char *const files[] = { "state/journal.db", "state/journal.db-wal", "state/journal.db-shm" };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = scene_path (s->scene, files[i]);
      unlink (path);
    }
}

static Ran *
apply_with (Stage *s, const char *accident, const char *count)
{
  g_autofree char *torture = g_strdup_printf ("TORTURE=%s", accident ? accident : ""), *preload = g_strdup_printf ("LD_PRELOAD=%s", g_getenv ("TORTURE_SHIM"));
  g_autofree char *counts = g_strdup_printf ("TORTURE_COUNT=%s", count ? count : "/dev/null");
  const char *const env[] = { torture, preload, counts, "TORTURE_HASTE=1", "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", NULL };
  const char *const argv[] = { "apply", "--json", "--yes", "--timeout", "1s", "--verify-timeout", "3s", NULL };
  return scene_run_env (s->scene, env, argv);
}

static guint
count_events (Stage *s, const char *event)
{
  g_autofree char *path = scene_path (s->scene, "count"), *text = NULL;
  g_autoptr (Ran) ran = apply_with (s, NULL, path);
  assert_status (ran, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_free (s->desired[i]);
      s->desired[i] = scene_snapshot (s->scene, names[i]);
    }
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  const char *line = strstr (text, event);
  assert_non_null (line);
  stage_set (s);
  return (guint) strtoul (line + strlen (event), NULL, 10);
}

/* ---- judging --------------------------------------------------------------------------------------------------------- */

static const char *
claim_of (const Ran *ran, const char *name)
{
  g_autofree char *path = g_strdup_printf ("switches.[name=%s].status", name);
  return ran->json && json_has (ran->json, path) ? json_text (ran->json, path) : NULL;
}

/* What a claim allows the switch to be. */
static gboolean
claim_fits (const char *claim, gboolean prior, gboolean desired)
{
  if (!claim)
    return prior; /* never begun */
  if (!strcmp (claim, "applied"))
    return desired;
  if (!strcmp (claim, "in-sync"))
    return prior || desired;
  return prior; /* rolled-back refused skipped unknown */
}

static End
judge (Stage *s, guint i, const Ran *ran, gboolean after_recover, const char *cell)
{
  g_autofree char *now = scene_snapshot (s->scene, names[i]);
  gboolean prior = !strcmp (now, s->before[i]), desired = !strcmp (now, s->desired[i]);
  const char *claim = claim_of (ran, names[i]);
  if (claim && !strcmp (claim, "rollback-incomplete") && ran->status == 6)
    return END_SAID;
  /* recover says what it did, not what the run had asked for */
  if ((prior || desired) && (after_recover ? ran->status == 0 : claim_fits (claim, prior, desired)))
    return prior ? END_PRIOR : END_DESIRED;
  printf ("# LOST %s on %s: claims `%s', exit %d, is %s\n", cell, names[i], claim ? claim : "-", ran->status, prior ? "prior" : desired ? "desired" : "between");
  tell_ran (ran);
  return END_LOST;
}

static Row *
row_new (const char *kind)
{
  Row *row = g_new0 (Row, 1);
  row->kind = kind;
  g_ptr_array_add (rows, row);
  return row;
}

/* The next cell begins where this one has left the switches only if that is where the first began. */
static void
reset (Stage *s, const Row *row, const End *ends)
{
  if (ends[0] != END_PRIOR || ends[1] != END_PRIOR)
    stage_set (s);
  forget_journal (s);
}

static guint
cells_wanted (void)
{
  const char *text = g_getenv ("TORTURE_CELLS");
  return text ? (guint) MAX (1, atoi (text)) : 12;
}

/* ---- the accidents --------------------------------------------------------------------------------------------------- */

static void
kill_cell (Stage *s, Row *row, const char *event, guint n)
{
  End ends[2];
  g_autofree char *accident = g_strdup_printf ("kill:%s:%u", event, n);
  g_autoptr (Ran) dead = apply_with (s, accident, NULL);
  g_autoptr (Ran) recover = scene_run (s->scene, "recover", n % 3 ? "--undo" : "--finish", "--json", "--yes", NULL);
  for (guint i = 0; i < 2; i++)
    {
      ends[i] = judge (s, i, recover, TRUE, accident);
      row->ends[i][ends[i]]++;
    }
  row->cells++;
  reset (s, row, ends);
}

static void
fail_cell (Stage *s, Row *row, const char *event, guint n, const char *how)
{
  End ends[2];
  g_autofree char *accident = g_strdup_printf ("fail:%s:%u%s", event, n, how);
  g_autoptr (Ran) ran = apply_with (s, accident, NULL);
  gboolean began = ran->json != NULL;
  /* what the run left to a person, recover settles now that the call works again */
  g_autoptr (Ran) recover = scene_run (s->scene, "recover", "--json", "--yes", NULL);
  for (guint i = 0; i < 2; i++)
    {
      const char *claim = claim_of (ran, names[i]);
      gboolean open = ran->status == 6 || !claim;
      ends[i] = judge (s, i, began && !open ? ran : recover, !(began && !open), accident);
      row->ends[i][ends[i]]++;
    }
  row->cells++;
  reset (s, row, ends);
}

typedef void (*Cell) (Stage *s, Row *row, const char *event, guint n, const char *how);

static void
kill_one (Stage *s, Row *row, const char *event, guint n, const char *how)
{
  kill_cell (s, row, event, n);
}

static void
spread (const char *kind, const char *event, const char *how, Cell cell)
{
  Stage s = { 0 };
  Row *row = row_new (kind);
  stage_set (&s);
  guint all = count_events (&s, event), wanted = MIN (all, cells_wanted ());
  forget_journal (&s);
  for (guint i = 0; i < wanted; i++)
    cell (&s, row, event, 1 + i * all / wanted, how);
  stage_clear (&s);
  g_free (s.desired[0]);
  g_free (s.desired[1]);
  assert_int_equal (row->ends[0][END_LOST] + row->ends[1][END_LOST], 0);
  assert_int_equal (row->cells, wanted);
}

static void
test_kill_at_records (void **state)
{
  spread ("kill after a journal record", "record", "", kill_one);
}

static void
test_kill_at_wire (void **state)
{
  spread ("kill before a line goes out", "wire", "", kill_one);
}

static void
test_journal_write_fails (void **state)
{
  spread ("one journal write fails", "journal", ":EIO", fail_cell);
}

static void
test_disk_full (void **state)
{
  spread ("disk full from there on", "journal", "+:ENOSPC", fail_cell);
}

static void
test_send_fails (void **state)
{
  spread ("a send fails", "wire", ":ECONNRESET", fail_cell);
}

static void
test_receive_fails (void **state)
{
  spread ("a receive fails", "hear", ":ECONNRESET", fail_cell);
}

static void
test_connect_fails (void **state)
{
  spread ("a connect fails", "connect", ":ECONNRESET", fail_cell);
}

/* ---- the matrix ------------------------------------------------------------------------------------------------------ */

static void
print_matrix (void)
{
  static const char *const families[] = { "AOS 8", "AOS 6" };
  printf ("# %-32s %-7s %6s %9s %11s %8s %6s\n", "accident", "family", "tried", "at prior", "at desired", "said so", "lost");
  for (guint r = 0; r < rows->len; r++)
    for (guint i = 0; i < 2; i++)
      {
        const Row *row = rows->pdata[r];
        const guint *e = row->ends[i];
        printf ("# %-32s %-7s %6u %9u %11u %8u %6u\n", row->kind, families[i], row->cells, e[END_PRIOR], e[END_DESIRED], e[END_SAID], e[END_LOST]);
      }
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_kill_at_records), cmocka_unit_test (test_kill_at_wire), cmocka_unit_test (test_journal_write_fails),
    cmocka_unit_test (test_disk_full),       cmocka_unit_test (test_send_fails),   cmocka_unit_test (test_receive_fails),
    cmocka_unit_test (test_connect_fails),
  };
  rows = g_ptr_array_new_with_free_func (g_free);
  if (argc > 1)
    cmocka_set_test_filter (argv[1]); /* test_kill_at_* */
  cmocka_set_message_output (CM_OUTPUT_TAP);
  int failed = cmocka_run_group_tests_name ("torture", tests, NULL, NULL);
  print_matrix ();
  g_ptr_array_unref (rows);
  return failed;
}
