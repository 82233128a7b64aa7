/* A sound journal with some bytes changed: refused or read, never more. Input: 3 bytes of place and 1 of value, again and again. */
#include <stdlib.h>

#include "fuzz.h"
#include "journal/journal.h"

/* The file of a journal with a run, a step, a snapshot and a timer in it. */
static GBytes *
sound_file (void)
{
  g_autofree char *path = g_strdup (fuzz_file ("journal.db", NULL, 0)), *folder = g_path_get_dirname (path), *run = NULL;
  char *bytes = NULL;
  gsize size = 0;
  Journal *j = journal_open (folder, TRUE, NULL);
  SwitchPlan *plan = switch_plan_new ("sw");
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  JournalStep step = { .command = "vlan 200", .undo = "no vlan 200", .ports = "1/1", .observed_json = "{}" };
  g_ptr_array_add (steps, &step);
  if (!journal_begin_run (j, "apply", "p", "{}", NULL, &run, NULL) || !journal_begin_switch (j, run, plan, NULL)
      || !journal_intend (j, run, "sw", steps, NULL) || !journal_snapshot (j, run, "sw", "after", "vlan 200 enable\n", NULL)
      || !journal_timer (j, run, "sw", "/flash/x", NULL, TIMER_ARMED, NULL))
    abort ();
  switch_plan_free (plan);
  journal_close (j);
  if (!g_file_get_contents (path, &bytes, &size, NULL))
    abort ();
  return g_bytes_new_take (bytes, size);
}

static void
read_all (Journal *j)
{
  g_autoptr (GPtrArray) runs = journal_runs (j, NULL);
  GPtrArray *timers = journal_timers_left (j, NULL, NULL);
  g_clear_pointer (&timers, g_ptr_array_unref);
  for (guint i = 0; runs && i < runs->len; i++)
    {
      const JournalRun *run = runs->pdata[i];
      g_autoptr (GPtrArray) switches = journal_run_switches (j, run->id, NULL);
      g_free (journal_run_plan (j, run->id, NULL));
      for (guint s = 0; switches && s < switches->len; s++)
        g_free (journal_last_snapshot (j, ((JournalSwitch *) switches->pdata[s])->name, NULL));
    }
  g_hash_table_unref (journal_unsettled (j, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static GBytes *sound;
  if (!sound)
    sound = sound_file ();
  gsize length;
  const guint8 *start = g_bytes_get_data (sound, &length);
  g_autofree guint8 *bytes = g_memdup2 (start, length);
  for (gsize i = 0; i + 4 <= size; i += 4)
    bytes[((gsize) data[i] << 16 | (gsize) data[i + 1] << 8 | data[i + 2]) % length] = data[i + 3];
  g_autofree char *path = g_strdup (fuzz_file ("journal.db", bytes, length)), *folder = g_path_get_dirname (path);
  g_autoptr (Journal) j = journal_open (folder, FALSE, NULL);
  if (j)
    read_all (j);
  return 0;
}
