/* Which switch when: the path from the gateway outwards, then ports side by side, wave by wave; backwards for undo. */
#include <glib/gi18n.h>

#include "apply/engine.h"

/* ---- who depends on whom --------------------------------------------------------------------------------------------- */

static gboolean
uses_vlan (const Change *c, const VlanSet *vlans)
{
  return (c->vlan && vlan_set_contains (vlans, c->vlan)) || (c->policy.id >= 0 && vlan_set_contains (vlans, c->policy.vlan));
}

gboolean
switch_run_is_failure (const SwitchRun *run)
{
  return run->ended && run->result->outcome != SW_APPLIED && run->result->outcome != SW_IN_SYNC;
}

/* A switch nearer the gateway was to make a path that this one needs. */
static gboolean
lacks_path_of (const SwitchRun *run, const SwitchRun *up)
{
  VlanSet path = { 0 };
  gboolean lacks = FALSE;
  for (guint i = 0; i < up->plan->changes->len; i++)
    {
      const Change *c = up->plan->changes->pdata[i];
      if (plan_change_is_path (c) && c->vlan)
        vlan_set_add (&path, c->vlan);
    }
  for (guint i = 0; i < run->plan->changes->len; i++)
    lacks = lacks || uses_vlan (run->plan->changes->pdata[i], &path);
  vlan_set_clear (&path);
  return lacks;
}

gboolean
switch_run_serves_others (SwitchRun *run)
{
  gboolean serves = FALSE;
  g_mutex_lock (&run->engine->mutex);
  for (guint i = 0; i < run->downstream->len; i++)
    serves = serves || (!switch_run_is_failure (run->downstream->pdata[i]) && lacks_path_of (run->downstream->pdata[i], run));
  g_mutex_unlock (&run->engine->mutex);
  return serves;
}

/* Ports must not be sent into a VLAN whose path was not made; nor a path be taken from ports that are still in it (product 6.4). */
static gboolean
depends_on_broken (SwitchRun *run)
{
  Engine *e = run->engine;
  gboolean broken = FALSE;
  g_mutex_lock (&e->mutex);
  for (guint i = 0; i < run->plan->changes->len; i++)
    broken = broken || uses_vlan (run->plan->changes->pdata[i], &e->broken);
  for (guint i = 0; !e->backwards && i < run->upstream->len; i++)
    {
      const SwitchRun *up = run->upstream->pdata[i];
      broken = broken || (switch_run_is_failure (up) && !up->path_stays && lacks_path_of (run, up));
    }
  g_mutex_unlock (&e->mutex);
  return broken;
}

static void
note_failure (SwitchRun *run)
{
  Engine *e = run->engine;
  g_mutex_lock (&e->mutex);
  e->failures++;
  for (guint i = 0; i < run->plan->changes->len; i++)
    {
      const Change *c = run->plan->changes->pdata[i];
      if (e->backwards && !plan_change_is_path (c) && c->vlan)
        vlan_set_add (&e->broken, c->vlan);
    }
  g_mutex_unlock (&e->mutex);
}

/* Why nothing more is begun; NULL = go on. */
static const char *
stop_reason (SwitchRun *run)
{
  Engine *e = run->engine;
  g_mutex_lock (&e->mutex);
  const char *stopped = e->stopped;
  gboolean enough = e->options->max_failures && e->failures >= e->options->max_failures;
  g_mutex_unlock (&e->mutex);
  if (switch_run_interrupted (run))
    return _ ("interrupted before it began");
  return stopped ? stopped : enough ? _ ("too many switches failed before it") : NULL;
}

gboolean
switch_run_path_is_needed (SwitchRun *run)
{
  gboolean stopping = stop_reason (run) != NULL, needed = FALSE;
  if (run->engine->backwards || !run->busy)
    return FALSE; /* while paths are made nobody further out has begun */
  g_mutex_lock (&run->engine->mutex);
  for (guint i = 0; i < run->downstream->len; i++)
    {
      const SwitchRun *down = run->downstream->pdata[i];
      needed = needed || (!switch_run_is_failure (down) && lacks_path_of (down, run) && (down->ended || down->busy || !stopping));
    }
  g_mutex_unlock (&run->engine->mutex);
  return needed;
}

/* ---- one switch, one part --------------------------------------------------------------------------------------------- */

/* Nothing was done on it, or it is taken back. */
static void
drop (SwitchRun *run, const char *why)
{
  if (run->work->len)
    undo_switch (run, why);
  else
    switch_run_finish (run, SW_SKIPPED, why);
}

static void
do_part (SwitchRun *run, SwitchPart part)
{
  guint left = switch_run_parts (run) & ~run->parts_done;
  if (run->ended || !(left & part))
    return;
  const char *stop = stop_reason (run);
  gboolean broken = depends_on_broken (run);
  g_mutex_lock (&run->engine->mutex);
  run->busy = (part & PART_PORTS) != 0;
  g_mutex_unlock (&run->engine->mutex);
  run->parts_done |= part;
  if (stop || broken)
    drop (run, stop ? stop : _ ("the path of a VLAN that it needs was not made"));
  else
    switch_run_phase (run, left & part, !(left & ~part));
  if (!stop && !broken && switch_run_is_failure (run))
    note_failure (run);
}

static void
ports_worker (gpointer data, gpointer unused)
{
  SwitchRun *run = data;
  if (!switch_run_parts (run) && switch_run_left_something (run))
    switch_run_clear_up (run);
  else
    do_part (run, switch_run_serves_others (run) || (run->parts_done & PART_PATH) ? PART_PORTS : PART_BOTH);
}

static void
path_worker (gpointer data, gpointer unused)
{
  do_part (data, PART_PATH);
}

static void
side_by_side (Engine *e, const GPtrArray *runs, GFunc worker)
{
  GThreadPool *pool = g_thread_pool_new (worker, NULL, (int) MAX (1, e->options->jobs), FALSE, NULL);
  for (guint i = 0; i < runs->len; i++)
    if (!((SwitchRun *) runs->pdata[i])->ended)
      g_thread_pool_push (pool, runs->pdata[i], NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
}

/* From the gateway outwards, and backwards inwards; switches that are equally far side by side. */
static void
do_paths (Engine *e, const GPtrArray *runs)
{
  guint deepest = 0;
  for (guint i = 0; i < runs->len; i++)
    deepest = MAX (deepest, ((SwitchRun *) runs->pdata[i])->plan->depth);
  for (guint step = 0; step <= deepest; step++)
    {
      guint depth = e->backwards ? deepest - step : step;
      g_autoptr (GPtrArray) level = g_ptr_array_new ();
      for (guint i = 0; i < runs->len; i++)
        {
          SwitchRun *run = runs->pdata[i];
          if (run->plan->depth == depth && (e->backwards || switch_run_serves_others (run)))
            g_ptr_array_add (level, run);
        }
      side_by_side (e, level, path_worker);
    }
}

/* ---- waves ------------------------------------------------------------------------------------------------------------ */

static gboolean
is_canary (const Engine *e, const SwitchRun *run)
{
  return e->options->canaries && g_hash_table_contains (e->options->canaries, run->plan->name);
}

static void
add_with_upstream (GPtrArray *set, SwitchRun *run)
{
  if (g_ptr_array_find (set, run, NULL))
    return;
  g_ptr_array_add (set, run);
  for (guint i = 0; i < run->upstream->len; i++)
    add_with_upstream (set, run->upstream->pdata[i]);
}

/* GPtrArray* of SwitchRun*, in order: canaries one by one, then waves of the sizes asked for. */
static GPtrArray *
split (Engine *e, const GPtrArray *runs)
{
  GPtrArray *waves = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) rest = g_ptr_array_new ();
  for (guint i = 0; i < runs->len; i++)
    {
      SwitchRun *run = runs->pdata[i];
      if (run->ended)
        continue;
      if (!is_canary (e, run))
        {
          g_ptr_array_add (rest, run);
          continue;
        }
      g_ptr_array_add (waves, g_ptr_array_new ());
      g_ptr_array_add (waves->pdata[waves->len - 1], run);
    }
  for (guint at = 0, w = 0; at < rest->len; w++)
    {
      const GArray *sizes = e->options->waves;
      const WaveSize *size = sizes && sizes->len ? &g_array_index (sizes, WaveSize, MIN (w, sizes->len - 1)) : NULL;
      guint n = !size ? rest->len : size->percent ? (rest->len * size->n + 99) / 100 : size->n;
      g_ptr_array_add (waves, g_ptr_array_new ());
      for (guint k = 0; k < MAX (n, 1) && at < rest->len; k++)
        g_ptr_array_add (waves->pdata[waves->len - 1], rest->pdata[at++]);
    }
  for (guint w = 0; w < waves->len; w++)
    for (guint i = 0; i < ((GPtrArray *) waves->pdata[w])->len; i++)
      ((SwitchRun *) ((GPtrArray *) waves->pdata[w])->pdata[i])->result->wave = w + 1;
  return waves;
}

static guint
count_failures (const GPtrArray *wave)
{
  guint n = 0;
  for (guint i = 0; i < wave->len; i++)
    n += switch_run_is_failure (wave->pdata[i]) || ((SwitchRun *) wave->pdata[i])->exit_code == EXIT_NEEDS_PERSON;
  return n;
}

/* After a pause: is what was left still so? */
static void
look_again (SwitchRun *run)
{
  g_autofree char *reason = NULL;
  if (run->result->outcome != SW_APPLIED)
    return;
  if (!verify_work (run, run->work, &reason))
    {
      g_autofree char *text = g_strdup_printf (_ ("no longer as it was left: %s"), reason);
      switch_run_note (run, text);
      switch_run_worse (run, EXIT_NEEDS_PERSON);
    }
  switch_run_progress (run, NULL);
}

/* Once for the wave: whoever watches must know why nothing happens. */
static void
tell_soak (SwitchRun *first, guint n, guint seconds)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local (), until = g_date_time_add_seconds (now, seconds);
  g_autofree char *when = g_date_time_format (until, "%H:%M:%S");
  g_autofree char *text = n > 1 ? g_strdup_printf (_ ("soaks until %s with %u others of its wave"), when, n - 1)
                                : g_strdup_printf (_ ("soaks until %s"), when);
  switch_run_progress (first, text);
  switch_run_progress (first, NULL);
}

static void
soak (Engine *e, const GPtrArray *wave)
{
  gint64 until = g_get_monotonic_time () + (gint64) e->options->soak_s * G_USEC_PER_SEC;
  if (!e->options->soak_s)
    return;
  tell_soak (wave->pdata[0], wave->len, e->options->soak_s);
  while (g_get_monotonic_time () < until && !(e->options->interrupted && g_atomic_int_get (e->options->interrupted)))
    g_usleep (100 * 1000);
  for (guint i = 0; i < wave->len; i++)
    look_again (wave->pdata[i]);
}

static void
take_wave_back (GPtrArray *wave)
{
  for (guint i = wave->len; i-- > 0;)
    {
      SwitchRun *run = wave->pdata[i];
      if (run->result->outcome != SW_APPLIED || !run->work->len)
        continue;
      run->ended = run->busy = FALSE;
      run->exit_code = EXIT_DONE;
      if (switch_run_begin (run))
        undo_switch (run, _ ("its wave failed"));
    }
}

static void
do_wave (Engine *e, GPtrArray *wave)
{
  g_autoptr (GPtrArray) with_upstream = g_ptr_array_new ();
  for (guint i = 0; i < wave->len; i++)
    add_with_upstream (with_upstream, wave->pdata[i]);
  if (e->backwards)
    {
      side_by_side (e, wave, ports_worker);
      do_paths (e, wave);
      return;
    }
  do_paths (e, with_upstream);
  side_by_side (e, wave, ports_worker);
}

void
waves_run (Engine *e, GPtrArray *runs)
{
  g_autoptr (GPtrArray) waves = split (e, runs);
  for (guint w = 0; w < waves->len; w++)
    {
      GPtrArray *wave = waves->pdata[w];
      gboolean last = w + 1 == waves->len;
      do_wave (e, wave);
      if (!last && !count_failures (wave))
        soak (e, wave);
      if (!count_failures (wave))
        continue;
      if (e->options->rollback_wave)
        take_wave_back (wave);
      if (last || e->stopped || (e->options->waves && e->options->max_failures && e->failures < e->options->max_failures))
        continue;
      g_mutex_lock (&e->mutex);
      e->stopped = is_canary (e, wave->pdata[0]) ? g_strdup (_ ("a canary failed")) : g_strdup_printf (_ ("wave %u failed before it"), w + 1);
      g_mutex_unlock (&e->mutex);
    }
}
