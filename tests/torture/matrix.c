/* Family x accident x phase of an apply: every switch ends at what it was or at what was asked, and the program says which.
 *
 * Each cell has a switch and a journal of its own. The program is stopped before a line (shim.c) while the accident happens, so that
 * it strikes exactly there; afterwards the accident is over and `recover` settles what was left to a person. Of each run is checked:
 * the exit code belongs to the status, the status to the switch; every line that the switch heard stands in `vlanctl commands`, and
 * every one that configures was in the journal before.
 *
 * TORTURE_CELLS set: all cells, else a share of them that has each accident at some phase of each family. TORTURE_ONLY=GLOB and
 * TORTURE_PHASE=NAME: only these. TORTURE_VERBOSE: what a clean run types, and how long each cell took. */
#include "stage.h"

#include <stdio.h>
#include <stdlib.h>

#define SAMPLE 6 /* of so many cells, one is in the sample */

static const char *const phase_names[] = { "connect", "checks", "undo file", "arming", "commands", "in between", "read-back", "disarm", "save",
                                           "certify", "undo", "undo end" };

typedef struct {
  const char *name;
  const char *steps[2]; /* commands of vlanctl-lab, without the switch */
  gboolean foreign;     /* another administrator's line stays on the switch */
} Accident;
/* An @#1 strikes the line before which the program stands, @#1+ that one and all after it. */
static const Accident accidents[] = {
  { "delay", { "fault delay@#1+:250ms" } },
  { "drop before a reply", { "fault drop@#1" } },
  { "drop in the middle of a reply", { "fault drop-middle@#1" } },
  { "drop after a reply", { "fault drop-after@#1" } },
  { "drop at every line", { "fault drop@#1+" } },
  { "drop after so many bytes", { "fault drop-at:900" } },
  { "refuse login", { "fault refuse-login", "kick" } },
  { "refuse channel", { "fault refuse-channel", "kick" } },
  { "session limit", { "fault session-limit", "kick" } },
  { "no shell for the user", { "fault no-cli", "kick" } },
  { "TCP hangs", { "fault hang", "kick" } },
  { "sessions ended", { "kick" } },
  { "ERROR on a line", { "fault error@#1" } },
  { "ERROR on every line", { "fault error@#1+" } },
  { "a range done half", { "fault half@#1" } },
  { "read-only user", { "fault read-only" } },
  { "unknown message", { "fault unknown@#1" } },
  { "unknown message always", { "fault unknown@#1+" } },
  { "unknown prompt", { "fault prompt@#1" } },
  { "question", { "fault confirm@#1" } },
  { "pager", { "fault pager@#1+" } },
  { "log line in the middle", { "fault log-line@#1+" } },
  { "Please wait", { "fault wait@#1+" } },
  { "broken echo", { "fault echo" } },
  { "small pieces", { "fault chunk@#1+:3" } },
  { "garbage bytes", { "fault garbage@#1" } },
  { "a line is ignored", { "fault ignore@#1" } },
  { "all lines are ignored", { "fault ignore@#1+" } },
  { "silent", { "fault silent@#1" } },
  { "done, then silent", { "fault silent-after@#1" } },
  { "SNMP loss", { "fault snmp-loss:30%" } },
  { "SNMP duplication", { "fault snmp-duplicate" } },
  { "SNMP delay", { "fault snmp-delay:120ms" } },
  { "SNMP tooBig", { "fault snmp-toobig:2" } },
  { "SNMP genErr", { "fault snmp-generr" } },
  { "SNMP walk does not increase", { "fault snmp-loop" } },
  { "SNMP wrong type", { "fault snmp-wrongtype:1.3.6.1.2.1.17.7.1.4" } },
  { "SNMP table truncated", { "fault snmp-truncate:1.3.6.1.2.1.2.2.1" } },
  { "SNMP table cut short", { "fault snmp-cut:1.3.6.1.4.1=20" } },
  { "SNMP silent", { "fault snmp-silent:0" } },
  { "SNMP tells yesterday", { "fault snmp-frozen" } },
  { "reboot, working", { "reboot working" } },
  { "reboot, certified", { "reboot certified" } },
  { "power cut", { "power off" } },
  { "its timer fires", { "time +40m" } },
  { "other admin changes a port", { "do foreign" }, TRUE },
  { "other admin saves", { "do write memory" } },
  { "flash full", { "fault flash-full" } },
  { "SFTP off", { "fault no-sftp" } },
  { "clock wrong", { "clock 2001-01-01 00:00" } },
  { "PoE refused", { "fault poe-denied" } },
  { "phone never comes back", { "fault phone-lost" } },
  { "write memory fails", { "fault write-fails" } },
  { "certifying fails", { "fault certify-fails" } },
  { "timer cannot be cancelled", { "fault cancel-refused" } },
};
#define N_ACCIDENTS G_N_ELEMENTS (accidents)

typedef struct {
  guint kin, accident, phase;
  End end;
  char *tale; /* of a lost one, or of one that a person must settle */
} Cell;

/* ---- judging ---------------------------------------------------------------------------------------------------------------- */

static const char *
claim (const Ran *ran, guint i, const char *member)
{
  g_autofree char *path = g_strdup_printf ("switches.[name=sw-%u].%s", i, member);
  return ran->json && json_has (ran->json, path) ? json_text (ran->json, path) : "";
}

/* Which exit codes a status may come with (product 2). */
static gboolean
exit_fits (const char *status, int code)
{
  static const struct {
    const char *status, *codes;
  } rows[] = {
    { "applied", "046" },    /* 4: ports left alone, or not saved; 6: not certified */
    { "in-sync", "0" },     { "rolled-back", "5" }, { "rollback-incomplete", "6" },
    { "refused", "4" },     { "skipped", "4" },     { "unknown", "3" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!strcmp (status, rows[i].status))
      return code >= 0 && code <= 9 && strchr (rows[i].codes, '0' + code);
  return FALSE;
}

static char *
doubt (const Ran *ran, guint i, const Truth *t, const Accident *a)
{
  const char *status = claim (ran, i, "status"), *saved = claim (ran, i, "saved");
  gboolean applied = !strcmp (status, "applied");
  if (!exit_fits (status, ran->status) || !ran->json || json_number (ran->json, "exit") != ran->status)
    return stage_tale ("the exit code does not go with what it says", ran, t->now);
  if (!strcmp (status, "rollback-incomplete"))
    return *claim (ran, i, "reason") ? NULL : stage_tale ("it does not say why", ran, t->now);
  if (applied ? !t->desired : !t->prior)
    return stage_tale ("the switch is not what it says", ran, t->now);
  if (t->timer && ran->status != 6)
    return stage_tale ("a timer is armed, and it does not say so", ran, t->now);
  if (applied && strcmp (saved, "none") && t->unsaved && !a->foreign)
    return stage_tale ("it says that it is saved", ran, t->now);
  if (applied && !strcmp (saved, "certified") && !t->certified && !a->foreign)
    return stage_tale ("it says that it is certified", ran, t->now);
  return NULL;
}

/* ---- a cell ----------------------------------------------------------------------------------------------------------------- */

static char *
accident_line (Scene *scene, guint i, const Accident *a, const Kin *kin)
{
  g_autofree char *first = stage_line (scene, i, a->steps[0], kin), *second = a->steps[1] ? stage_line (scene, i, a->steps[1], kin) : g_strdup ("true");
  return g_strdup_printf ("%s && %s", first, second);
}

/* Accidents take turns at the lines that configure. */
static guint
where (const Model *m, const Cell *c)
{
  return c->phase == PHASE_MIDDLE ? m->at[PHASE_FIRST] + (c->accident * 5 + 1) % m->n_commands : m->at[c->phase];
}

static Ran *
suffer (Scene *scene, guint i, const Cell *c)
{
  const Kin *kin = &kins[c->kin];
  const Model *m = &models[c->kin];
  g_autofree char *act = accident_line (scene, i, &accidents[c->accident], kin), *when = g_strdup_printf ("do:line:%u", where (m, c));
  if (c->phase >= PHASE_UNDO)
    stage_do (scene, i, m->fail, kin);
  if (c->phase == PHASE_CONNECT && system (act) != 0)
    printf ("# failed: %s\n", act);
  return stage_run_on (scene, i, 1, "apply --allow-disruption=traffic", c->phase == PHASE_CONNECT ? "" : when, act);
}

static void
heal (Scene *scene, guint i, const Cell *c)
{
  stage_do (scene, i, "fault clear", &kins[c->kin]);
  stage_do (scene, i, "power on", &kins[c->kin]);
}

/* What was left to a person: with the accident over, recover takes it back, or says again that it cannot. */
static End
settle (Scene *scene, guint i, Cell *c)
{
  const Accident *a = &accidents[c->accident];
  g_autoptr (Ran) ran = stage_run_on (scene, i, 1, "recover --undo", "", "");
  Truth t = stage_look (scene, i, &models[c->kin], a->foreign);
  const char *status = claim (ran, i, "status");
  gboolean settled = !ran->status && (t.prior || t.desired) && !t.timer;
  gboolean said = ran->status && ran->status != 5 && (!ran->json || !strcmp (status, "rollback-incomplete") || !strcmp (status, "refused")
                                                      || !strcmp (status, "unknown"));
  if (!settled)
    c->tale = stage_tale (said ? "recover cannot settle it" : "recover", ran, t.now);
  g_free (t.now);
  return settled ? END_SAID : said ? END_OPEN : END_LOST;
}

static void
tell_tale (const Cell *c)
{
  g_auto (GStrv) lines = g_strsplit (c->tale, "\n", -1);
  g_autofree char *text = g_strjoinv ("\n#   ", lines);
  printf ("# %s: %s, %s, %s: %s\n", c->end == END_LOST ? "LOST" : "open", kins[c->kin].name, accidents[c->accident].name, phase_names[c->phase], text);
}

/* What the run has said is so, and nothing went over the wire that should not have. */
static char *
examine (Scene *scene, guint i, const Ran *ran, const Truth *t, const Accident *a)
{
  g_autofree char *name = g_strdup_printf ("sw-%u", i);
  char *wrong = doubt (ran, i, t, a);
  if (wrong)
    return wrong;
  if (scene_count_kind (scene, name, "login-refused") > 1)
    return stage_tale ("it tried to log in after it had been refused", ran, t->now);
  g_autofree char *state = stage_path (scene, i, "state");
  g_autoptr (GPtrArray) typed = stage_typed (scene, i);
  g_autofree char *unwritten = witness_doubts (typed, state), *line = unwritten ? g_strdup (unwritten) : witness_strange (typed, scene, name);
  return line ? stage_tale (line, ran, t->now) : NULL;
}

static void
play (gpointer data, gpointer user)
{
  guint i = GPOINTER_TO_UINT (data) - 1;
  struct {
    Scene *scene;
    Cell **cells;
  } *stage = user;
  Cell *c = stage->cells[i];
  const Accident *a = &accidents[c->accident];
  gint64 begun = g_get_monotonic_time ();
  g_autoptr (Ran) ran = suffer (stage->scene, i, c);
  heal (stage->scene, i, c);
  Truth t = stage_look (stage->scene, i, &models[c->kin], a->foreign);
  c->tale = examine (stage->scene, i, ran, &t, a);
  c->end = c->tale ? END_LOST : t.desired ? END_DESIRED : END_PRIOR;
  if (!c->tale && ran->status == 6 && strcmp (claim (ran, i, "status"), "applied"))
    c->end = settle (stage->scene, i, c);
  if (c->tale)
    tell_tale (c);
  if (g_getenv ("TORTURE_VERBOSE"))
    printf ("# %5.1f s: %s, %s, %s\n", (double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC, kins[c->kin].name, a->name, phase_names[c->phase]);
  g_free (t.now);
}

/* ---- the matrix ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_wanted (guint kin, guint accident, guint phase)
{
  const char *only = g_getenv ("TORTURE_ONLY"), *at = g_getenv ("TORTURE_PHASE");
  gboolean all = g_getenv ("TORTURE_CELLS") != NULL || only || at;
  if ((only && !g_pattern_match_simple (only, accidents[accident].name)) || (at && strcmp (at, phase_names[phase])))
    return FALSE;
  return all || (accident + phase + kin * SAMPLE / 2) % SAMPLE == 0;
}

static GPtrArray *
wanted_cells (void)
{
  GPtrArray *cells = g_ptr_array_new ();
  for (guint a = 0; a < N_ACCIDENTS; a++)
    for (guint p = 0; p < N_PHASES; p++)
      for (guint k = 0; k < N_KINS; k++)
        if (is_wanted (k, a, p))
          {
            Cell *c = g_new0 (Cell, 1);
            *c = (Cell){ .kin = k, .accident = a, .phase = p };
            g_ptr_array_add (cells, c);
          }
  return cells;
}

static void
print_matrix (const GPtrArray *cells)
{
  printf ("# %-31s %-6s %-10s %6s %9s %11s %8s %11s %5s\n", "accident", "family", "phase", "tried", "at prior", "at desired", "said so", "still open",
          "lost");
  guint all[END_N] = { 0 };
  for (guint i = 0; i < cells->len; i++)
    {
      const Cell *c = cells->pdata[i];
      printf ("# %-31s %-6s %-10s %6u %9u %11u %8u %11u %5u\n", accidents[c->accident].name, kins[c->kin].name, phase_names[c->phase], 1,
              c->end == END_PRIOR, c->end == END_DESIRED, c->end == END_SAID, c->end == END_OPEN, c->end == END_LOST);
      all[c->end]++;
    }
  printf ("# %-31s %-6s %-10s %6u %9u %11u %8u %11u %5u\n", "all", "", "", cells->len, all[END_PRIOR], all[END_DESIRED], all[END_SAID], all[END_OPEN],
          all[END_LOST]);
}

static void
play_batch (const GPtrArray *cells, guint from)
{
  guint n = MIN (BATCH, cells->len - from);
  struct {
    Scene *scene;
    Cell **cells;
  } stage = { .cells = (Cell **) cells->pdata + from };
  guint kin_of[BATCH] = { 0 };
  for (guint i = 0; i < n; i++)
    kin_of[i] = stage.cells[i]->kin;
  stage.scene = stage_raise (n, kin_of);
  GThreadPool *pool = g_thread_pool_new (play, &stage, SIDE_BY_SIDE, FALSE, NULL);
  for (guint i = 0; i < n; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  scene_free (stage.scene);
  fflush (stdout);
}

static void
test_matrix (void **state)
{
  guint n_lost = 0;
  GPtrArray *cells = wanted_cells ();
  for (guint from = 0; from < cells->len; from += BATCH)
    play_batch (cells, from);
  print_matrix (cells);
  for (guint i = 0; i < cells->len; i++)
    n_lost += ((Cell *) cells->pdata[i])->end == END_LOST;
  assert_int_equal (n_lost, 0);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_matrix), cmocka_unit_test (test_killed_at_random) };
  if (argc > 1)
    cmocka_set_test_filter (argv[1]);
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("torture matrix", tests, stage_learn, NULL);
}

