/* The journal: what is on disk before the wire, who may hold a switch, and what a bad disk does. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <glib/gstdio.h>

#include "journal/internal.h"

typedef struct {
  char *dir;
  Journal *j;
} Fixture;

static int
setup (void **state)
{
  Fixture *f = g_new0 (Fixture, 1);
  GError *error = NULL;
  f->dir = g_dir_make_tmp ("vlanctl-journal-XXXXXX", NULL);
  f->j = journal_open (f->dir, TRUE, &error);
  assert_null (error);
  assert_non_null (f->j);
  *state = f;
  return 0;
}

static int
teardown (void **state)
{
  Fixture *f = *state;
  journal_close (f->j);
  const char *const names[] = { "journal.db", "journal.db-wal", "journal.db-shm" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (f->dir, names[i], NULL);
      g_unlink (path);
    }
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f);
  return 0;
}

static char *
db_path (const Fixture *f)
{
  return g_build_filename (f->dir, "journal.db", NULL);
}

static char *
begin_run (Journal *j, const char *kind)
{
  char *id = NULL;
  g_autoptr (GError) error = NULL;
  assert_true (journal_begin_run (j, kind, "abc123", "{\"format\":\"vlanctl-plan/1\"}", NULL, &id, &error));
  assert_null (error);
  return id;
}

static void
begin_switch (Journal *j, const char *run, const char *name)
{
  g_autoptr (GError) error = NULL;
  SwitchPlan *plan = switch_plan_new (name);
  plan->family = g_strdup ("aos8");
  assert_true (journal_begin_switch (j, run, plan, &error));
  assert_true (journal_begin_switch (j, run, plan, &error)); /* the second phase */
  switch_plan_free (plan);
}

static GPtrArray *
two_steps (void)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) journal_step_free);
  for (guint i = 0; i < 2; i++)
    {
      JournalStep *s = g_new0 (JournalStep, 1);
      s->change_index = i;
      s->command = g_strdup_printf ("vlan 200 members port 1/1/%u tagged", i + 1);
      s->undo = g_strdup_printf ("no vlan 200 members port 1/1/%u", i + 1);
      s->ports = g_strdup_printf ("1/1/%u", i + 1);
      s->observed_json = g_strdup ("{}");
      g_ptr_array_add (steps, s);
    }
  return steps;
}

static void
test_permissions (void **state)
{
  Fixture *f = *state;
  struct stat st;
  g_autofree char *path = db_path (f);
  assert_int_equal (stat (f->dir, &st), 0);
  assert_int_equal (st.st_mode & 0777, 0700);
  assert_int_equal (stat (path, &st), 0);
  assert_int_equal (st.st_mode & 0777, 0600);
}

static void
test_no_journal_is_no_error (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("vlanctl-none-XXXXXX", NULL);
  assert_null (journal_open (dir, FALSE, &error));
  assert_null (error);
  g_rmdir (dir);
}

/* A folder that holds other things keeps its mode; ours becomes private. */
static void
test_loose_folder (void **state)
{
  Fixture *f = *state;
  struct stat st;
  g_autofree char *other = g_build_filename (f->dir, "other", NULL), *file = g_build_filename (other, "file", NULL);
  g_autofree char *db = g_build_filename (other, "journal.db", NULL);
  assert_int_equal (g_mkdir (other, 0755), 0);
  assert_true (g_file_set_contents (file, "x", 1, NULL));
  Journal *j = journal_open (other, TRUE, NULL);
  assert_non_null (j);
  journal_close (j);
  assert_int_equal (stat (other, &st), 0);
  assert_int_equal (st.st_mode & 0777, 0755);
  assert_int_equal (stat (db, &st), 0);
  assert_int_equal (st.st_mode & 0777, 0600);
  j = journal_open (other, TRUE, NULL);
  journal_close (j);
  g_unlink (file);
  g_unlink (db);
  g_rmdir (other);
}

static void
assert_millisecond_utc (const char *text)
{
  assert_true (g_regex_match_simple ("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$", text, 0, 0));
}

static void
test_run_round_trip (void **state)
{
  Fixture *f = *state;
  g_autoptr (GError) error = NULL;
  g_autofree char *run = begin_run (f->j, "apply");
  assert_string_equal (run, "r1");
  begin_switch (f->j, run, "sw1");
  g_autoptr (GPtrArray) steps = two_steps ();
  assert_true (journal_intend (f->j, run, "sw1", steps, &error));
  JournalStep *first = steps->pdata[0], *second = steps->pdata[1];
  assert_true (first->id > 0 && second->id > first->id);
  assert_true (journal_outcome (f->j, first->id, STEP_SENT, NULL, &error));
  assert_true (journal_outcome (f->j, first->id, STEP_DONE, "", &error));
  assert_true (journal_outcome (f->j, second->id, STEP_FAILED, "ERROR: no", &error));
  assert_true (journal_end_switch (f->j, run, "sw1", SW_ROLLED_BACK, "line refused", "none", &error));
  assert_true (journal_end_run (f->j, run, RUN_ROLLED_BACK, 5, &error));

  JournalRun *r = journal_run (f->j, NULL, &error);
  assert_non_null (r);
  assert_string_equal (r->id, run);
  assert_string_equal (r->plan_id, "abc123");
  assert_int_equal (r->status, RUN_ROLLED_BACK);
  assert_int_equal (r->exit_code, 5);
  assert_int_equal (r->n_switches, 1);
  assert_int_equal (r->n_steps, 2);
  assert_false (r->alive);
  assert_millisecond_utc (r->started);
  assert_millisecond_utc (r->ended);
  journal_run_free (r);

  g_autofree char *plan = journal_run_plan (f->j, run, &error);
  assert_string_equal (plan, "{\"format\":\"vlanctl-plan/1\"}");
  g_autoptr (GPtrArray) switches = journal_run_switches (f->j, run, &error);
  assert_int_equal (switches->len, 1);
  JournalSwitch *s = switches->pdata[0];
  assert_int_equal (s->outcome, SW_ROLLED_BACK);
  assert_string_equal (s->reason, "line refused");
  assert_int_equal (s->steps->len, 2);
  JournalStepView *v = s->steps->pdata[1];
  assert_int_equal (v->outcome, STEP_FAILED);
  assert_string_equal (v->reply, "ERROR: no");
  assert_string_equal (v->step.undo, "no vlan 200 members port 1/1/2");
  assert_millisecond_utc (v->sent_at);
  assert_int_equal (v->step.change_index, 1);
}

static void
test_missing_things (void **state)
{
  Fixture *f = *state;
  g_autoptr (GError) error = NULL;
  assert_null (journal_run (f->j, "r99", &error));
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND));
  g_clear_error (&error);
  assert_null (journal_run (f->j, "99; DROP TABLE run", &error));
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND));
  g_clear_error (&error);
  assert_null (journal_run (f->j, NULL, &error));
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND));
  g_clear_error (&error);
  assert_false (journal_outcome (f->j, 77, STEP_DONE, NULL, &error));
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND));
}

static void
test_newest_finished_apply (void **state)
{
  Fixture *f = *state;
  g_autofree char *done = begin_run (f->j, "apply"), *rollback = begin_run (f->j, "rollback"), *open = begin_run (f->j, "apply");
  assert_true (journal_end_run (f->j, done, RUN_DONE, 0, NULL));
  assert_true (journal_end_run (f->j, rollback, RUN_DONE, 0, NULL));
  JournalRun *r = journal_run (f->j, NULL, NULL);
  assert_string_equal (r->id, done);
  journal_run_free (r);
  r = journal_run (f->j, open, NULL);
  assert_int_equal (r->status, RUN_OPEN);
  assert_true (r->alive); /* this process runs */
  journal_run_free (r);
  g_autoptr (GPtrArray) runs = journal_runs (f->j, NULL);
  assert_int_equal (runs->len, 3);
  assert_string_equal (((JournalRun *) runs->pdata[0])->id, open);
}

static void
test_snapshots (void **state)
{
  Fixture *f = *state;
  g_autofree char *run = begin_run (f->j, "apply");
  begin_switch (f->j, run, "sw1");
  assert_null (journal_last_snapshot (f->j, "sw1", NULL));
  assert_true (journal_snapshot (f->j, run, "sw1", "before", "one", NULL));
  assert_null (journal_last_snapshot (f->j, "sw1", NULL));
  assert_true (journal_snapshot (f->j, run, "sw1", "after", "two", NULL));
  assert_true (journal_snapshot (f->j, run, "sw1", "after", "three", NULL));
  g_autofree char *last = journal_last_snapshot (f->j, "sw1", NULL), *before = journal_snapshot_text (f->j, run, "sw1", "before", NULL);
  assert_string_equal (last, "three");
  assert_string_equal (before, "one");
  /* a switch that never began has no snapshots: foreign keys are on */
  assert_false (journal_snapshot (f->j, run, "sw2", "after", "x", NULL));
}

static void
test_memory_and_plans (void **state)
{
  Fixture *f = *state;
  g_autoptr (GError) error = NULL;
  assert_true (journal_remember (f->j, "policy", "sw1/3", "r1", NULL));
  assert_true (journal_remember (f->j, "policy", "sw1/3", "r2", NULL));
  assert_true (journal_remember (f->j, "vlan", "sw1/200", "r2", NULL));
  g_autoptr (GHashTable) keys = journal_memory (f->j, "policy", NULL);
  assert_int_equal (g_hash_table_size (keys), 1);
  assert_true (g_hash_table_contains (keys, "sw1/3"));
  assert_true (journal_forget (f->j, "policy", "sw1/3", NULL));
  g_autoptr (GHashTable) none = journal_memory (f->j, "policy", NULL);
  assert_int_equal (g_hash_table_size (none), 0);
  assert_true (journal_use_plan (f->j, "p1", &error));
  assert_false (journal_use_plan (f->j, "p1", &error));
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_USED));
}

/* ---- other processes ------------------------------------------------------------------------------------------------ */

/* Runs `body` in a child with a journal of its own; the child's exit status. */
static int
in_child (const Fixture *f, void (*body) (Journal *j))
{
  pid_t pid = fork ();
  if (pid == 0)
    {
      Journal *j = journal_open (f->dir, TRUE, NULL);
      if (!j)
        _exit (99);
      body (j);
      _exit (0);
    }
  int status = 0;
  assert_int_equal (waitpid (pid, &status, 0), pid);
  return status;
}

static void
lock_and_exit (Journal *j)
{
  g_autofree char *run = NULL;
  g_autoptr (GError) error = NULL;
  if (!journal_begin_run (j, "apply", "p", "{}", NULL, &run, NULL))
    _exit (98);
  gboolean ok = journal_lock_switch (j, run, "sw1", &error);
  _exit (ok ? 1 : g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_LOCKED) ? 2 : 3);
}

static void
test_lock_of_another_process (void **state)
{
  Fixture *f = *state;
  g_autofree char *run = begin_run (f->j, "apply");
  assert_true (journal_lock_switch (f->j, run, "sw1", NULL));
  assert_true (journal_lock_switch (f->j, run, "sw1", NULL)); /* the second phase of the same run */
  assert_int_equal (WEXITSTATUS (in_child (f, lock_and_exit)), 2);
  journal_unlock_switch (f->j, run, "sw1");
  assert_int_equal (WEXITSTATUS (in_child (f, lock_and_exit)), 1); /* taken, and its holder is gone now */
  assert_true (journal_lock_switch (f->j, run, "sw1", NULL));
  g_autofree char *other = begin_run (f->j, "apply");
  assert_false (journal_lock_switch (f->j, other, "sw1", NULL)); /* another run of a living process */
}

static void
work_and_be_killed (Journal *j)
{
  g_autofree char *run = NULL;
  if (!journal_begin_run (j, "apply", "p", "{}", NULL, &run, NULL))
    _exit (98);
  SwitchPlan *plan = switch_plan_new ("sw1");
  g_autoptr (GPtrArray) steps = two_steps ();
  if (!journal_begin_switch (j, run, plan, NULL) || !journal_lock_switch (j, run, "sw1", NULL)
      || !journal_intend (j, run, "sw1", steps, NULL)
      || !journal_outcome (j, ((JournalStep *) steps->pdata[0])->id, STEP_DONE, "", NULL))
    _exit (97);
  kill (getpid (), SIGKILL);
}

static void
test_killed_in_the_middle (void **state)
{
  Fixture *f = *state;
  int status = in_child (f, work_and_be_killed);
  assert_true (WIFSIGNALED (status) && WTERMSIG (status) == SIGKILL);
  g_autoptr (GPtrArray) runs = journal_runs (f->j, NULL);
  assert_int_equal (runs->len, 1);
  JournalRun *r = runs->pdata[0];
  assert_int_equal (r->status, RUN_OPEN);
  assert_false (r->alive);
  g_autoptr (GPtrArray) switches = journal_run_switches (f->j, r->id, NULL);
  JournalSwitch *s = switches->pdata[0];
  assert_int_equal (s->outcome, SW_OPEN);
  assert_int_equal (((JournalStepView *) s->steps->pdata[0])->outcome, STEP_DONE);
  assert_int_equal (((JournalStepView *) s->steps->pdata[1])->outcome, STEP_INTENDED);
  g_autofree char *mine = begin_run (f->j, "recover");
  assert_true (journal_lock_switch (f->j, mine, "sw1", NULL));
}

static void
test_holder (void **state)
{
  Holder self;
  journal_holder_self (&self);
  assert_true (journal_holder_is_alive (self.pid, self.start, self.boot));
  assert_false (journal_holder_is_alive (self.pid, self.start + 1, self.boot)); /* the pid was used again */
  assert_false (journal_holder_is_alive (self.pid, self.start, "another boot"));
  journal_holder_clear (&self);
}

/* ---- a bad disk ----------------------------------------------------------------------------------------------------- */

static void
write_on_a_full_disk (Journal *j)
{
  struct rlimit limit = { 200 * 1024, 200 * 1024 };
  g_autofree char *run = NULL;
  g_autoptr (GError) error = NULL;
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  gboolean ok = journal_begin_run (j, "apply", "p", "{}", NULL, &run, &error);
  _exit (ok ? 1 : g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_FULL) ? 2 : 3);
}

static void
test_full_disk_is_told_first (void **state)
{
  Fixture *f = *state;
  assert_int_equal (WEXITSTATUS (in_child (f, write_on_a_full_disk)), 2);
  g_autoptr (GPtrArray) runs = journal_runs (f->j, NULL); /* and nothing was begun */
  assert_int_equal (runs->len, 0);
}

static char *full_disk_db, *full_disk_wal; /* of the running test, for its child */

static void
fill_after_begin (Journal *j)
{
  g_autofree char *run = NULL;
  if (!journal_begin_run (j, "apply", "p", "{}", NULL, &run, NULL))
    _exit (98);
  struct stat db, wal;
  if (stat (full_disk_db, &db) != 0 || stat (full_disk_wal, &wal) != 0)
    _exit (96);
  rlim_t now = (rlim_t) MAX (db.st_size, wal.st_size); /* from here on no file grows */
  struct rlimit limit = { now, now };
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &limit);
  SwitchPlan *plan = switch_plan_new ("sw1");
  g_autoptr (GPtrArray) steps = two_steps ();
  if (!journal_begin_switch (j, run, plan, NULL) || !journal_intend (j, run, "sw1", steps, NULL))
    _exit (4);
  for (guint i = 0; i < 300; i++)
    if (!journal_outcome (j, ((JournalStep *) steps->pdata[i % 2])->id, STEP_DONE, "some reply", NULL))
      _exit (5);
  _exit (1);
}

static void
test_reserve_carries_the_outcomes (void **state)
{
  Fixture *f = *state;
  g_autofree char *db = db_path (f), *wal = g_strconcat (db, "-wal", NULL);
  full_disk_db = db;
  full_disk_wal = wal;
  assert_int_equal (WEXITSTATUS (in_child (f, fill_after_begin)), 1);
}

static void
write_at (const Fixture *f, long offset, const void *bytes, gsize size)
{
  g_autofree char *path = db_path (f);
  int fd = open (path, O_RDWR);
  assert_true (fd >= 0);
  assert_int_equal (pwrite (fd, bytes, size, offset), size);
  close (fd);
}

static void
test_damage_is_reported (void **state)
{
  Fixture *f = *state;
  g_autoptr (GError) error = NULL;
  g_autofree char *run = begin_run (f->j, "apply");
  g_clear_pointer (&f->j, journal_close);
  guint8 rubbish[3000];
  memset (rubbish, 0xA5, sizeof rubbish);
  write_at (f, 4096 + 8, rubbish, sizeof rubbish);
  f->j = journal_open (f->dir, TRUE, &error);
  assert_null (f->j);
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_DAMAGED));
  assert_non_null (strstr (error->message, ".recover"));
  g_clear_error (&error);
  write_at (f, 0, rubbish, sizeof rubbish); /* no database at all */
  assert_null (journal_open (f->dir, FALSE, &error));
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_DAMAGED));
}

static void
test_newer_journal (void **state)
{
  Fixture *f = *state;
  g_autoptr (GError) error = NULL;
  g_clear_pointer (&f->j, journal_close);
  const guint8 version[4] = { 0, 0, 0, 200 }; /* user_version: bytes 60..63 of the file (sqlite.org/fileformat.html) */
  write_at (f, 60, version, sizeof version);
  assert_null (journal_open (f->dir, TRUE, &error));
  assert_true (g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_NEWER));
}

static void
test_network_file_systems (void **state)
{
  static const char mountinfo[] = "36 35 98:0 / /mnt rw,noatime shared:1 - ext3 /dev/root rw\n"
                                  "40 35 0:44 / /home/me/net rw,nosuid - fuse.sshfs me@host:/x rw\n";
  g_autofree char *type = journal_mount_type (mountinfo, 0, 44), *none = journal_mount_type (mountinfo, 0, 45);
  assert_string_equal (type, "fuse.sshfs");
  assert_null (none);
  assert_true (journal_filesystem_is_network (0x6969, NULL));
  assert_true (journal_filesystem_is_network (0xFF534D42, NULL));
  assert_true (journal_filesystem_is_network (0x65735546, type));
  assert_true (journal_filesystem_is_network (0x65735546, NULL));
  assert_false (journal_filesystem_is_network (0x65735546, "fuseblk"));
  assert_false (journal_filesystem_is_network (0xEF53, NULL));
}

static gpointer
write_many (gpointer data)
{
  Journal *j = data;
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *key = g_strdup_printf ("%p/%u", (void *) g_thread_self (), i);
      g_autoptr (GPtrArray) steps = two_steps ();
      if (!journal_remember (j, "vlan", key, "r1", NULL) || !journal_intend (j, "r1", "sw1", steps, NULL))
        return GINT_TO_POINTER (1);
    }
  return NULL;
}

static void
test_threads (void **state)
{
  Fixture *f = *state;
  g_autofree char *run = begin_run (f->j, "apply");
  begin_switch (f->j, run, "sw1");
  GThread *threads[4];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_many, f->j);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    assert_null (g_thread_join (threads[i]));
  g_autoptr (GHashTable) keys = journal_memory (f->j, "vlan", NULL);
  assert_int_equal (g_hash_table_size (keys), 80);
  JournalRun *r = journal_run (f->j, run, NULL);
  assert_int_equal (r->n_steps, 160);
  journal_run_free (r);
}

typedef struct {
  Journal *j;
  const char *run;
  guint number;
} Writer;

/* Every seventh write is of a step that does not exist. */
static gpointer
write_outcomes (gpointer data)
{
  const Writer *w = data;
  g_autofree char *name = g_strdup_printf ("sw%u", w->number);
  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) steps = two_steps ();
      if (!journal_intend (w->j, w->run, name, steps, NULL))
        return "an intent failed";
      const JournalStep *step = steps->pdata[i % 2];
      gboolean wrong = i % 7 == 3;
      if (journal_outcome (w->j, wrong ? 1000000 + w->number : step->id, STEP_DONE, name, &error) == wrong
          || (wrong && !g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND)))
        return "an outcome is another's";
    }
  return NULL;
}

/* What several write at once is written as if each were alone: who fails, fails alone, and what was said to be written is seen by others. */
static void
test_written_together (void **state)
{
  Fixture *f = *state;
  g_autofree char *run = begin_run (f->j, "apply");
  GThread *threads[8];
  Writer writers[G_N_ELEMENTS (threads)];
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *name = g_strdup_printf ("sw%u", i);
      begin_switch (f->j, run, name);
      writers[i] = (Writer){ f->j, run, i };
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("writer", write_outcomes, &writers[i]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    assert_null (g_thread_join (threads[i]));
  g_autoptr (Journal) other = journal_open (f->dir, FALSE, NULL);
  g_autoptr (GPtrArray) switches = journal_run_switches (other, run, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      const JournalSwitch *s = switches->pdata[i];
      guint done = 0;
      assert_int_equal (s->steps->len, 80);
      for (guint k = 0; k < s->steps->len; k++)
        {
          const JournalStepView *v = s->steps->pdata[k];
          done += v->outcome == STEP_DONE;
          assert_true (v->outcome == STEP_INTENDED || !g_strcmp0 (v->reply, s->name));
        }
      assert_int_equal (done, 34);
    }
}

/* A transaction that fails half way leaves no intent: a plan is on disk whole or not at all. */
static void
test_intents_are_whole (void **state)
{
  Fixture *f = *state;
  g_autofree char *run = begin_run (f->j, "apply");
  begin_switch (f->j, run, "sw1");
  g_autoptr (GPtrArray) steps = two_steps ();
  g_clear_pointer (&((JournalStep *) steps->pdata[1])->command, g_free);
  assert_false (journal_intend (f->j, run, "sw1", steps, NULL));
  JournalRun *r = journal_run (f->j, run, NULL);
  assert_int_equal (r->n_steps, 0);
  journal_run_free (r);
}

#define T(name) cmocka_unit_test_setup_teardown (test_timers, setup, teardown), cmocka_unit_test_setup_teardown (name, setup, teardown)

/* Timers that were not disarmed are found again, and whether anything was sent while they were armed. */
static void
test_timers (void **state)
{
  Fixture *f = *state;
  g_autofree char *run = begin_run (f->j, "apply");
  begin_switch (f->j, run, "a");
  begin_switch (f->j, run, "b");
  assert_true (journal_timer (f->j, run, "a", "/flash/x.txt", NULL, TIMER_STAGED, NULL));
  assert_true (journal_timer (f->j, run, "a", "/flash/x.txt", "2026-01-01T00:00:00Z", TIMER_ARMED, NULL));
  assert_true (journal_timer (f->j, run, "b", "/flash/y.txt", NULL, TIMER_ARMED, NULL));
  assert_true (journal_timer (f->j, run, "b", "/flash/y.txt", NULL, TIMER_DISARMED, NULL));
  g_autoptr (GPtrArray) left = journal_timers_left (f->j, run, NULL);
  assert_int_equal (left->len, 1);
  const JournalTimer *t = left->pdata[0];
  assert_string_equal (t->name, "a");
  assert_string_equal (t->run, run);
  assert_string_equal (t->fires, "2026-01-01T00:00:00Z");
  assert_int_equal (t->state, TIMER_ARMED);
  assert_false (t->sent);
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  JournalStep step = { .command = "vlan 200", .undo = "no vlan 200", .ports = "", .observed_json = "{}" };
  g_ptr_array_add (steps, &step);
  assert_true (journal_intend (f->j, run, "a", steps, NULL));
  assert_true (journal_outcome (f->j, step.id, STEP_SENT, NULL, NULL));
  g_autoptr (GPtrArray) all = journal_timers_left (f->j, NULL, NULL);
  assert_int_equal (all->len, 1);
  assert_true (((JournalTimer *) all->pdata[0])->sent);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    T (test_permissions), T (test_no_journal_is_no_error), T (test_loose_folder), T (test_run_round_trip), T (test_missing_things),
    T (test_newest_finished_apply), T (test_snapshots), T (test_memory_and_plans), T (test_lock_of_another_process),
    T (test_killed_in_the_middle), T (test_holder), T (test_full_disk_is_told_first), T (test_reserve_carries_the_outcomes),
    T (test_damage_is_reported), T (test_newer_journal), T (test_network_file_systems), T (test_threads), T (test_written_together), T (test_intents_are_whole),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("journal", tests, NULL, NULL);
}
