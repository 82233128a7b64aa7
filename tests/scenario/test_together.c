/* Two runs at once over the same switches: on no switch do their lines mix, and the one that does not go says why. */
#include "harness.h"

#define NET "127.60.2."

static const char fleet[] = FLEET_HEAD
  "  old:\n"
  "    address: " NET "1\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1' ]\n"
  "  new:\n"
  "    address: " NET "2\n"
  "    model: OS6360-P10\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start' ]\n";

static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: old, address: " NET "1, ports: { 1/1-2: phone } }\n"
  "  - { name: new, address: " NET "2, ports: { 1/1/1-2: phone } }\n";

static const char *const names[] = { "old", "new" };

/* Lines that configure the switch: all but looks and the keeping around them. */
static gboolean
configures (const char *line)
{
  static const char *const words[] = { "vlan ", "no vlan ", "lldp ", "no lldp ", "lanpower ", "qos " };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (line, words[i]))
      return TRUE;
  return FALSE;
}

/* One run configures between its arming and its cancelling: nobody else arms once it has begun, and nothing is sent outside. Who
 * had armed before must have stepped back. */
static guint
count_whole_runs (Scene *scene, const char *name)
{
  guint runs = 0;
  gboolean armed = FALSE, begun = FALSE;
  g_autoptr (GPtrArray) commands = scene_commands (scene, name);
  for (guint i = 0; i < commands->len; i++)
    {
      const char *line = commands->pdata[i];
      gboolean arms = g_str_has_prefix (line, "configuration apply "), cancels = g_str_has_prefix (line, "configuration cancel");
      if ((arms && begun) || (cancels && !armed) || (configures (line) && !armed))
        fail_msg ("%s: line %u, `%s`: two runs have mixed", name, i, line);
      armed = arms || (armed && !cancels);
      begun = !cancels && (begun || configures (line));
      runs += cancels;
    }
  assert_false (armed);
  return runs;
}

static GPid
start (Scene *scene, const char *command, const char *state)
{
  const char *const argv[] = { command, "--yes", state ? "--state" : NULL, state, NULL };
  return scene_spawn (scene, argv);
}

static void
slow_down (Scene *scene)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (Ran) ran = scene_lab (scene, "fault", names[i], "delay:200ms", NULL);
      assert_status (ran, 0);
    }
}

/* One state folder: the locks are in it. The second is begun while the first is in the middle of its lines. */
static void
test_same_state (void **state)
{
  static const char *const second[] = { "apply", "rollback" };
  for (guint i = 0; i < G_N_ELEMENTS (second); i++)
    {
      Scene *scene = scene_new (fleet, inventory);
      g_autoptr (Ran) before = scene_run (scene, "apply", "--yes", "--only", "new:1/1/1", NULL);
      assert_status (before, 0);
      slow_down (scene);
      GPid first = start (scene, "apply", NULL);
      scene_await_command (scene, "new", "lldp nearest-bridge port 1/1/2", 1);
      g_autoptr (Ran) other = scene_run (scene, second[i], "--json", "--yes", "--only", "new", NULL);
      assert_status (other, 4);
      assert_non_null (other->json);
      g_autofree char *told = g_strconcat (other->out, other->err, NULL);
      if (!strstr (told, "lock") && !strstr (told, "busy") && !strstr (told, "run r") && !strstr (told, "pending-timer"))
        {
          tell_ran (other);
          fail_msg ("%s: why it does not go is not said", second[i]);
        }
      assert_int_equal (scene_wait (first), 0);
      count_whole_runs (scene, "old");
      count_whole_runs (scene, "new");
      g_autoptr (Ran) plan = scene_run (scene, "plan", "--detailed-exitcode", NULL);
      assert_status (plan, 0);
      scene_free (scene);
    }
}

/* State folders of their own, as on two machines: the switch itself must tell. */
static void
test_other_state (void **state)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *elsewhere = scene_path (scene, "elsewhere");
  slow_down (scene);
  GPid first = start (scene, "apply", NULL);
  scene_await_command (scene, "new", "vlan 200", 1);
  g_autoptr (Ran) other = scene_run (scene, "apply", "--json", "--yes", "--only", "new", "--state", elsewhere, NULL);
  assert_status (other, 4);
  assert_says (json_text (other->json, "switches.0.reason"), "pending-timer");
  assert_int_equal (scene_wait (first), 0);
  count_whole_runs (scene, "old");
  count_whole_runs (scene, "new");
  scene_free (scene);
}

/* Both begin at the same moment: whoever comes second on a switch waits for nobody, and sends nothing there. */
static void
test_same_moment (void **state)
{
  for (guint other_state = 0; other_state < 2; other_state++)
    {
      Scene *scene = scene_new (fleet, inventory);
      g_autofree char *elsewhere = scene_path (scene, "elsewhere");
      GPid one = start (scene, "apply", NULL), two = start (scene, "apply", other_state ? elsewhere : NULL);
      int status[] = { scene_wait (one), scene_wait (two) };
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        assert_int_equal (count_whole_runs (scene, names[i]), 1);
      for (guint i = 0; i < 2; i++)
        assert_true (status[i] == 0 || status[i] == 4);
      g_autoptr (Ran) plan = scene_run (scene, "plan", "--detailed-exitcode", NULL);
      assert_status (plan, 0);
      scene_free (scene);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_same_state), cmocka_unit_test (test_other_state), cmocka_unit_test (test_same_moment) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("together", tests, NULL, NULL);
}
