/* kill -9 at a random moment of a run over both families, then recover: every switch is at what it was or at what was asked, and the
 * journal's last word on it is true. TORTURE_SEED gives the moments. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>

#include "journal/journal.h"

typedef struct {
  Scene *scene;
  guint first;      /* its switches: this one and the next */
  guint at;         /* killed instead of this event */
  gboolean finish;  /* recover --finish */
  End ends[N_KINS];
} Kill;

/* What the journal says of a switch of the run that died. */
static const char *
last_word (const char *state, const char *name)
{
  g_autoptr (Journal) j = journal_open (state, FALSE, NULL);
  g_autoptr (GPtrArray) switches = j ? journal_run_switches (j, "r1", NULL) : NULL;
  for (guint i = 0; switches && i < switches->len; i++)
    {
      const JournalSwitch *s = switches->pdata[i];
      if (!strcmp (s->name, name))
        return switch_outcome_to_string (s->outcome);
    }
  return "never begun";
}

static void
judge_killed (Kill *k, guint side, const Ran *recover, const GPtrArray *typed, const char *state)
{
  const Model *m = &models[side];
  guint i = k->first + side;
  g_autofree char *name = g_strdup_printf ("sw-%u", i);
  Truth t = stage_look (k->scene, i, m, FALSE);
  const char *word = last_word (state, name);
  g_autofree char *unwritten = witness_doubts (typed, state), *strange = witness_strange (typed, k->scene, name);
  gboolean fits = !strcmp (word, "applied") ? t.desired : !strcmp (word, "in-sync") ? t.prior || t.desired : t.prior && strcmp (word, "open");
  const char *wrong = recover->status ? "recover cannot settle it"
                      : !fits         ? "the switch is not what the journal says"
                      : t.timer       ? "a timer is armed"
                      : unwritten     ? unwritten
                                      : strange;
  k->ends[side] = wrong ? END_LOST : t.desired ? END_DESIRED : END_PRIOR;
  if (wrong)
    {
      g_autofree char *tale = stage_tale (wrong, recover, t.now);
      printf ("# LOST: %s, killed at %u, recover --%s, the journal: %s: %s\n", kins[side].name, k->at, k->finish ? "finish" : "undo", word, tale);
    }
  g_free (t.now);
}

static void
kill_one (gpointer data, gpointer unused)
{
  Kill *k = data;
  g_autofree char *accident = g_strdup_printf ("kill:any:%u", k->at), *state = stage_path (k->scene, k->first, "state");
  g_autoptr (Ran) dead = stage_run_on (k->scene, k->first, N_KINS, "apply --allow-disruption=traffic", accident, "");
  g_autoptr (Ran) recover = stage_run_on (k->scene, k->first, N_KINS, k->finish ? "recover --finish" : "recover --undo", "", "");
  g_autofree char *path = stage_path (k->scene, k->first, "lines");
  g_autoptr (GPtrArray) typed = witness_typed (path);
  for (guint side = 0; side < N_KINS; side++)
    judge_killed (k, side, recover, typed, state);
}

/* Records, sends, receives, connects of a run over both families that is let live. */
static guint
count_events (void)
{
  static const guint kin_of[] = { 0, 1 };
  Scene *scene = stage_raise (N_KINS, kin_of);
  g_autoptr (Ran) clean = stage_run_on (scene, 0, N_KINS, "apply --allow-disruption=traffic", "", "");
  assert_status (clean, 0);
  g_autofree char *path = stage_path (scene, 0, "count"), *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  guint n = (guint) strtoul (strstr (text, "any ") + 4, NULL, 10);
  assert_true (n > 100);
  scene_free (scene);
  return n;
}

static void
kill_batch (Kill *kills, guint n)
{
  guint kin_of[BATCH] = { 0 };
  for (guint i = 0; i < n * N_KINS; i++)
    kin_of[i] = i % N_KINS;
  Scene *scene = stage_raise (n * N_KINS, kin_of);
  GThreadPool *pool = g_thread_pool_new (kill_one, NULL, SIDE_BY_SIDE, FALSE, NULL);
  for (guint i = 0; i < n; i++)
    {
      kills[i].scene = scene;
      kills[i].first = i * N_KINS;
      g_thread_pool_push (pool, &kills[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  scene_free (scene);
}

void
test_killed_at_random (void **state)
{
  const char *text = g_getenv ("TORTURE_SEED");
  guint32 seed = text ? (guint32) strtoul (text, NULL, 10) : 2026;
  guint events = count_events (), n = g_getenv ("TORTURE_CELLS") ? 200 : 24, ends[N_KINS][END_N] = { 0 };
  g_autofree Kill *kills = g_new0 (Kill, n);
  GRand *rand = g_rand_new_with_seed (seed);
  for (guint i = 0; i < n; i++)
    kills[i] = (Kill){ .at = (guint) g_rand_int_range (rand, 1, (gint32) events + 1), .finish = g_rand_boolean (rand) };
  g_rand_free (rand);
  for (guint i = 0; i < n; i += BATCH / N_KINS)
    kill_batch (kills + i, MIN (BATCH / N_KINS, n - i));
  for (guint i = 0; i < n; i++)
    for (guint side = 0; side < N_KINS; side++)
      ends[side][kills[i].ends[side]]++;
  printf ("# kill -9 at a random one of %u events, seed %u (TORTURE_SEED)\n", events, seed);
  for (guint side = 0; side < N_KINS; side++)
    printf ("# %-6s %u tried, %u at prior, %u at desired, %u lost\n", kins[side].name, n, ends[side][END_PRIOR], ends[side][END_DESIRED], ends[side][END_LOST]);
  assert_int_equal (ends[0][END_LOST] + ends[1][END_LOST], 0);
}

