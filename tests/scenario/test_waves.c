/* Switches by and by: a canary, growing waves, and what a failure stops or takes back. */
#include "harness.h"

#include <signal.h>
#include <stdio.h>

#define NET "127.81.8."
#define SWITCH(n) "  sw-" #n ": { address: " NET #n ", model: OS6360-P10, config: [ 'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start' ] }\n"
#define ENTRY(n, more) "  - { name: sw-" #n ", address: " NET #n ", ports: { 1/1/1: phone }" more " }\n"

static const char fleet[] = FLEET_HEAD SWITCH (1) SWITCH (2) SWITCH (3) SWITCH (4) SWITCH (5);
static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS ENTRY (1, "") ENTRY (2, "") ENTRY (3, "") ENTRY (4, "") ENTRY (5, "");
static const char with_canary[] = INVENTORY_HEAD INVENTORY_CREDENTIALS ENTRY (1, "") ENTRY (2, "") ENTRY (3, ", canary: true") ENTRY (4, "") ENTRY (5, "");

static void
set_fault (Scene *scene, const char *name, const char *fault)
{
  g_autoptr (Ran) ran = scene_lab (scene, "fault", name, fault, NULL);
  assert_status (ran, 0);
}

/* statuses and waves of sw-1 to sw-5, a word each. */
static void
assert_outcome (const Ran *ran, int status, const char *const *outcomes, const guint *waves)
{
  if (ran->status != status || !ran->json)
    {
      tell_ran (ran);
      fail_msg ("exit code %d where %d was expected", ran->status, status);
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *path = g_strdup_printf ("switches.[name=sw-%u].status", i + 1), *wave = g_strdup_printf ("switches.[name=sw-%u].wave", i + 1);
      if (strcmp (json_text (ran->json, path), outcomes[i]) || json_number (ran->json, wave) != waves[i])
        {
          tell_ran (ran);
          fail_msg ("sw-%u: %s in wave %d", i + 1, json_text (ran->json, path), (int) json_number (ran->json, wave));
        }
    }
}

/* 1, then half of the five (three), then the rest. */
static const guint sizes[] = { 1, 2, 2, 2, 3 };

static void
test_failed_wave (void **state)
{
  static const char *const stops[] = { "applied", "applied", "rolled-back", "applied", "skipped" };
  static const char *const taken_back[] = { "applied", "rolled-back", "rolled-back", "rolled-back", "skipped" };
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *before = scene_snapshot (scene, "sw-2");
  set_fault (scene, "sw-3", "error@2");
  g_autoptr (Ran) back = scene_run (scene, "apply", "--json", "--yes", "--waves", "1,50%,100%", "--rollback-wave", NULL);
  assert_outcome (back, 5, taken_back, sizes);
  g_autofree char *after = scene_snapshot (scene, "sw-2");
  assert_string_equal (before, after);
  g_autoptr (JsonNode) saved = scene_state (scene, "sw-2");
  assert_false (json_node_get_boolean (json_at (saved, "unsaved")));
  g_autoptr (GPtrArray) untouched = scene_commands (scene, "sw-5");
  assert_int_equal (untouched->len, 0);
  scene_free (scene);

  scene = scene_new (fleet, inventory);
  set_fault (scene, "sw-3", "error@2");
  g_autoptr (Ran) stopped = scene_run (scene, "apply", "--json", "--yes", "--waves", "1,50%,100%", NULL);
  assert_outcome (stopped, 5, stops, sizes);
  /* the same plan goes on with what is left of it */
  set_fault (scene, "sw-3", "clear");
  g_autoptr (Ran) rest = scene_run (scene, "apply", "--json", "--yes", "--resume", json_text (stopped->json, "run"), NULL);
  assert_status (rest, 0);
  assert_int_equal (json_number (rest->json, "summary.applied"), 2);
  g_autoptr (Ran) nothing = scene_run (scene, "apply", "--yes", "--resume", json_text (rest->json, "run"), NULL);
  assert_status (nothing, 66);
  g_autoptr (Ran) back_once = scene_run (scene, "rollback", "--yes", json_text (rest->json, "run"), NULL);
  assert_status (back_once, 0);
  /* and a new plan finds that what is done is in sync */
  g_autoptr (Ran) again = scene_run (scene, "apply", "--json", "--yes", "--waves", "1,50%,100%", NULL);
  assert_status (again, 0);
  assert_string_equal (json_text (again->json, "switches.[name=sw-1].status"), "in-sync");
  assert_string_equal (json_text (again->json, "switches.[name=sw-5].status"), "applied");
  scene_free (scene);
}

static void
test_failures_allowed (void **state)
{
  static const char *const goes_on[] = { "rolled-back", "applied", "applied", "applied", "applied" };
  Scene *scene = scene_new (fleet, inventory);
  set_fault (scene, "sw-1", "error@2");
  g_autoptr (Ran) ran = scene_run (scene, "apply", "--json", "--yes", "--waves", "1,50%,100%", "--max-failures", "2", NULL);
  assert_outcome (ran, 5, goes_on, sizes);
  scene_free (scene);
}

static void
test_canary (void **state)
{
  static const char *const none[] = { "skipped", "skipped", "rolled-back", "skipped", "skipped" };
  static const guint waves[] = { 2, 2, 1, 2, 2 };
  Scene *scene = scene_new (fleet, with_canary);
  set_fault (scene, "sw-3", "unknown@2");
  g_autoptr (Ran) ran = scene_run (scene, "apply", "--json", "--yes", NULL);
  assert_outcome (ran, 5, none, waves);
  assert_says (json_text (ran->json, "switches.[name=sw-1].reason"), "canary");
  g_autoptr (GPtrArray) untouched = scene_commands (scene, "sw-1");
  assert_int_equal (untouched->len, 0);
  scene_free (scene);
}

/* While the first wave soaks somebody undoes it: the rest is not begun. */
static void
test_soak (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  const char *const argv[] = { "apply", "--yes", "--verbose", "--waves", "1,100%", "--soak", "3s", "--verify-timeout", "1s", NULL };
  GPid pid = scene_spawn (scene, argv);
  scene_await_word (scene, "soaks until");
  kill (pid, SIGSTOP); /* it looks again when the other administrator has come and gone, however long that takes */
  g_autoptr (Ran) other = scene_lab (scene, "do", "sw-1", "no vlan 200 members port 1/1/1", NULL);
  assert_status (other, 0);
  kill (pid, SIGCONT);
  assert_int_equal (scene_wait (pid), 6);
  g_autofree char *said = scene_spawned (scene);
  assert_says (said, "no longer as it was left");
  g_autoptr (GPtrArray) untouched = scene_commands (scene, "sw-2");
  assert_int_equal (untouched->len, 0);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_failed_wave), cmocka_unit_test (test_failures_allowed), cmocka_unit_test (test_canary),
                                      cmocka_unit_test (test_soak) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("waves", tests, NULL, NULL);
}
