#include "stage.h"

#include <stdio.h>
#include <stdlib.h>

#define NET "127.81.%u.%u"

const Kin kins[N_KINS] = {
  { "AOS 8", "OS6360-P10", "'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start'",
    "no-tables: [ lldp-med ], plugged: { 1/1/1: phone }", "1/1/1-2", "1/1/9", "interfaces port 1/1/7 alias CAMERA" },
  { "AOS 6", "OS6450-P10", "'vlan 10 enable name \"DATA\"', 'lanpower start 1'", "no-tables: [ lldp-med ], plugged: { 1/1: phone }", "1/1-2", "1/9",
    "interfaces 1/7 alias CAMERA" },
};

Model models[N_KINS];

/* ---- a lab and its switches --------------------------------------------------------------------------------------------- */

Scene *
stage_raise (guint n, const guint *kin_of)
{
  g_autoptr (GString) fleet = g_string_new (FLEET_HEAD), wanted = g_string_new (INVENTORY_HEAD INVENTORY_CREDENTIALS);
  for (guint i = 0; i < n; i++)
    {
      const Kin *k = &kins[kin_of[i]];
      g_autofree char *address = g_strdup_printf (NET, 20 + i / 200, i % 200 + 1);
      g_string_append_printf (fleet, "  sw-%u: { address: %s, model: %s, config: [ %s ], %s }\n", i, address, k->model, k->config, k->more);
      g_string_append_printf (wanted, "  - { name: sw-%u, address: %s, ports: { %s: phone }, uplinks: [%s] }\n", i, address, k->ports, k->uplink);
    }
  return scene_new (fleet->str, wanted->str);
}

char *
stage_path (Scene *scene, guint i, const char *what)
{
  g_autofree char *name = g_strdup_printf ("%s-%u", what, i);
  return scene_path (scene, name);
}

/* `vlanctl-lab` as a shell writes it. */
char *
stage_line (Scene *scene, guint i, const char *step, const Kin *kin)
{
  g_auto (GStrv) words = g_strsplit (step, " ", 2);
  const char *rest = words[1] ? !strcmp (words[1], "foreign") ? kin->foreign : words[1] : "";
  return g_strdup_printf ("env -u LD_PRELOAD '%s' %s --run '%s' sw-%u %s >/dev/null", g_getenv ("VLANCTL_LAB"), words[0], scene->run_dir, i, rest);
}

void
stage_do (Scene *scene, guint i, const char *step, const Kin *kin)
{
  g_autofree char *line = stage_line (scene, i, step, kin);
  if (system (line) != 0)
    printf ("# failed: %s\n", line);
}

static char *
snapshot (Scene *scene, guint i)
{
  g_autofree char *name = g_strdup_printf ("sw-%u", i);
  g_autoptr (Ran) ran = scene_lab (scene, "do", name, "show configuration snapshot", NULL);
  return ran->status ? g_strdup ("") : g_strdup (ran->out);
}

/* The program on n switches from the i-th on. */
Ran *
stage_run_on (Scene *scene, guint i, guint n, const char *command, const char *accident, const char *act)
{
  g_autofree char *torture = g_strdup_printf ("TORTURE=%s", accident), *preload = g_strdup_printf ("LD_PRELOAD=%s", g_getenv ("TORTURE_SHIM"));
  g_autofree char *path = stage_path (scene, i, "lines"), *lines = g_strdup_printf ("TORTURE_LINES=%s", path), *state = stage_path (scene, i, "state");
  g_autofree char *deed = g_strdup_printf ("TORTURE_DO=%s", act), *counted = stage_path (scene, i, "count");
  g_autofree char *count = g_strdup_printf ("TORTURE_COUNT=%s", counted), *first = g_strdup_printf ("--only=sw-%u", i);
  g_autofree char *last = g_strdup_printf ("--only=sw-%u", i + n - 1);
  const char *const env[] = { torture, preload, lines, deed, count, "TORTURE_HASTE=1", "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0", NULL };
  g_auto (GStrv) words = g_strsplit (command, " ", 2);
  const char *const argv[] = { words[0], words[1], "--json", "--yes", "--state", state, "--timeout", "1s", "--verify-timeout", "3s",
                               strcmp (words[0], "apply") ? NULL : first, last, NULL };
  return scene_run_env (scene, env, argv);
}

/* ---- what a clean run looks like ------------------------------------------------------------------------------------------ */

GPtrArray *
stage_typed (Scene *scene, guint i)
{
  g_autofree char *path = stage_path (scene, i, "lines");
  return witness_typed (path);
}

static const char *
line_text (const GPtrArray *lines, guint i)
{
  return witness_text (lines->pdata[i]);
}

/* 1 for the first; fails the test when no line begins so. */
static guint
find_line (const GPtrArray *lines, guint from, const char *prefix)
{
  for (guint i = from; i < lines->len; i++)
    if (g_str_has_prefix (line_text (lines, i), prefix))
      return i + 1;
  fail_msg ("no line `%s`", prefix);
  return 0;
}

static gboolean
only_reads (const char *line)
{
  static const char *const words[] = { "show ", "who", "more ", "no more", "session ", "configuration ", "rm ", "write ", "copy ", "cat ", "EOF" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (line, words[i]))
      return TRUE;
  return FALSE;
}

static void
learn_phases (Model *m, const GPtrArray *lines)
{
  guint armed = find_line (lines, 0, "configuration apply"), first = armed, last = find_line (lines, armed, "configuration cancel") - 1;
  while (only_reads (line_text (lines, first)))
    first++;
  m->at[PHASE_DISARM] = last + 1;
  while (only_reads (line_text (lines, last)))
    last--;
  m->at[PHASE_CHECKS] = 2;
  m->at[PHASE_STAGING] = armed - 2; /* what is pending; the file is put there; it is checked */
  m->at[PHASE_ARMING] = armed;
  m->at[PHASE_FIRST] = first + 1;
  m->n_commands = last - first + 1;
  m->at[PHASE_READ_BACK] = last + 2;
  m->at[PHASE_SAVE] = find_line (lines, last, "write memory");
  m->at[PHASE_CERTIFY] = find_line (lines, last, "copy ");
  m->fail = g_strdup_printf ("fault 'error@{%s}'", line_text (lines, last));
}

static void
learn_undo (Model *m, const GPtrArray *lines)
{
  g_autofree char *failing = g_strndup (strchr (m->fail, '{') + 1, strcspn (strchr (m->fail, '{') + 1, "}"));
  guint failed = find_line (lines, 0, failing);
  while (only_reads (line_text (lines, failed)))
    failed++;
  m->at[PHASE_UNDO] = failed + 1;
  m->at[PHASE_UNDO_END] = find_line (lines, failed, "configuration cancel");
}

/* Two switches of each family: one run that is clean, one that takes everything back. */
int
stage_learn (void **state)
{
  static const guint kin_of[] = { 0, 0, 1, 1 };
  Scene *scene = stage_raise (G_N_ELEMENTS (kin_of), kin_of);
  for (guint k = 0; k < N_KINS; k++)
    {
      Model *m = &models[k];
      m->before[0] = snapshot (scene, 2 * k);
      g_autoptr (Ran) clean = stage_run_on (scene, 2 * k, 1, "apply --allow-disruption=traffic", "", "");
      assert_status (clean, 0);
      g_autoptr (GPtrArray) lines = stage_typed (scene, 2 * k);
      learn_phases (m, lines);
      m->desired[0] = snapshot (scene, 2 * k);
      stage_do (scene, 2 * k, "do foreign", &kins[k]);
      m->desired[1] = snapshot (scene, 2 * k);
      stage_do (scene, 2 * k + 1, m->fail, &kins[k]);
      g_autoptr (Ran) undone = stage_run_on (scene, 2 * k + 1, 1, "apply --allow-disruption=traffic", "", "");
      assert_status (undone, 5);
      g_autoptr (GPtrArray) back = stage_typed (scene, 2 * k + 1);
      learn_undo (m, back);
      g_autofree char *after = snapshot (scene, 2 * k + 1);
      assert_string_equal (after, m->before[0]);
      stage_do (scene, 2 * k + 1, "do foreign", &kins[k]);
      m->before[1] = snapshot (scene, 2 * k + 1);
      if (g_getenv ("TORTURE_VERBOSE"))
        for (guint i = 0; i < lines->len + back->len; i++)
          printf ("# %s %2u %s\n", i < lines->len ? "clean" : "undo ", i % lines->len + 1,
                  i < lines->len ? line_text (lines, i) : line_text (back, i - lines->len));
    }
  scene_free (scene);
  return 0;
}

/* ---- what became of it ------------------------------------------------------------------------------------------------------ */

char *
stage_tale (const char *why, const Ran *ran, const char *now)
{
  return g_strdup_printf ("%s: exit %d\n%s\n%s\nthe switch:\n%s", why, ran->status, ran->out, ran->err, now);
}

Truth
stage_look (Scene *scene, guint i, const Model *m, gboolean foreign)
{
  g_autofree char *name = g_strdup_printf ("sw-%u", i);
  Truth t = { .now = snapshot (scene, i) };
  g_autoptr (Ran) state = scene_lab (scene, "state", name, NULL);
  for (guint f = 0; f <= (guint) foreign; f++)
    {
      t.prior = t.prior || !strcmp (t.now, m->before[f]);
      t.desired = t.desired || !strcmp (t.now, m->desired[f]);
    }
  t.timer = state->json && json_has (state->json, "timer");
  t.unsaved = state->json && json_node_get_boolean (json_at (state->json, "unsaved"));
  t.certified = state->json && json_node_get_boolean (json_at (state->json, "certified"));
  return t;
}

/* NULL when what the run says is what is so. */
