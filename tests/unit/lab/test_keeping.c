/* Saving, certifying, booting, files and timers, on a clock that stands still. */
#include "fixture.h"

static const char *const models[][2] = { { "OS6450-P24", "6.7.2.191.R04" }, { "OS6860E-P24", "8.9.221.R03" } };

static LabSwitch *
plain (guint family)
{
  return switch_new (models[family][0], models[family][1], 1, "vlan 10\n");
}

static void
must_say (LabSwitch *s, const char *line, const char *says)
{
  g_autofree char *out = run (s, line, NULL);
  assert_has (out, says);
}

/* Off and on again is a change that is not saved, whatever the configuration looks like (p. 301). */
static void
test_unsaved (void **state)
{
  for (guint f = 0; f < 2; f++)
    {
      LabSwitch *s = plain (f);
      must_say (s, "show running-directory", "Running Configuration    : SYNCHRONIZED");
      must (s, "vlan 20");
      must (s, "no vlan 20");
      must_say (s, "show running-directory", "Running Configuration    : NOT SYNCHRONIZED");
      must_say (s, "show configuration status", "Running configuration and saved configuration are different");
      must (s, "write memory");
      must_say (s, "show configuration status", "Running configuration and saved configuration are identical");
      lab_switch_free (s);
    }
}

/* Saved and not certified: the next boot is the old configuration, and then nothing can be saved. */
static void
test_boots (void **state)
{
  for (guint f = 0; f < 2; f++)
    {
      LabSwitch *s = plain (f);
      must (s, "vlan 20");
      must (s, "write memory");
      must_say (s, "show running-directory", "CERTIFY NEEDED");
      lab_boot (s, NULL);
      assert_null (lab_find_vlan (s, 20));
      must_say (s, "show running-directory", "Running configuration    : CERTIFIED");
      must_say (s, "write memory", "ERROR: Write memory is not permitted when switch is running in certified mode");
      must (s, f ? "reload from working no rollback-timeout" : "reload working no rollback-timeout");
      assert_non_null (lab_find_vlan (s, 20));
      must (s, f ? "copy running certified" : "copy working certified");
      lab_tick (s);
      must_say (s, "show running-directory", "Certify/Restore Status   : CERTIFIED");
      lab_boot (s, NULL);
      assert_non_null (lab_find_vlan (s, 20));
      must_say (s, "show running-directory", "Running configuration    : WORKING");
      lab_switch_free (s);
    }
}

/* AOS 6 certifies behind the prompt. AOS 8's `reload all` boots certified, equal or not. */
static void
test_family_habits (void **state)
{
  LabSwitch *a6 = plain (0), *a8 = plain (1);
  a6->certify_ms = 2000;
  must (a6, "vlan 20");
  must (a6, "write memory");
  must (a6, "copy working certified");
  must_say (a6, "show running-directory", "CERTIFY NEEDED");
  pass (a6, 2000);
  must_say (a6, "show running-directory", "Certify/Restore Status   : CERTIFIED");
  must (a8, "reload all");
  must_say (a8, "show running-directory", "Running configuration    : CERTIFIED");
  must_say (a8, "modify running-directory working", "Please wait..."); /* certified state, equal content */
  must (a8, "vlan 20");
  must (a8, "write memory");
  must_say (a8, "modify running-directory working", "ERROR:");
  must (a8, "write memory flash-synchro");
  must_say (a8, "show running-directory", "Certify/Restore Status   : CERTIFIED");
  must (a8, "copy certified lab make-running-directory");
  must_say (a8, "show running-directory", "Running configuration    : lab");
  must_say (a8, "write memory", "File /flash/lab/vcboot.cfg replaced.");
  lab_switch_free (a6);
  lab_switch_free (a8);
}

static void
test_incomplete (void **state)
{
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 2, "vlan 10\n");
  lab_find_unit (s, 2, 1)->missing = TRUE;
  LabSession *who = lab_session_new (s, "admin", "ssh", "127.0.0.1");
  g_autofree char *topology = run (s, "show virtual-chassis topology", who),
                  *port_of_it = run (s, "vlan 10 members port 2/1/1 tagged", who);
  assert_has (topology, "Not-Joined");
  assert_has (port_of_it, "ERROR: Invalid entry: \"2/1/1\"");
  g_autofree char *save = run (s, "write memory", who); /* would erase what belongs to it */
  assert_non_null (who->asks);
  lab_session_free (s, who);
  lab_switch_free (s);
}

/* ---- timers ---------------------------------------------------------------------------------------------------------- */

static void
put (LabSwitch *s, const char *path, const char *text)
{
  assert_true (lab_put_file (s, path, text, strlen (text)));
}

/* Hours first; a second one overwrites the first without a word. */
static void
test_timed_file (void **state)
{
  for (guint f = 0; f < 2; f++)
    {
      LabSwitch *s = plain (f);
      put (s, "/flash/undo", "no vlan 10\n");
      put (s, "/flash/other", "vlan 77\n");
      must (s, "configuration apply undo in 10");
      pass (s, 10 * 60000);
      assert_non_null (s->timer_file); /* ten hours, not minutes */
      must (s, "configuration apply /flash/undo in 00:10");
      must_say (s, "show configuration status", "scheduled at");
      pass (s, 599000);
      assert_non_null (lab_find_vlan (s, 10));
      pass (s, 1000);
      assert_null (lab_find_vlan (s, 10));
      assert_true (s->unsaved);
      must_say (s, "show configuration status", "completed with 0 errors");
      must (s, "configuration apply undo in 00:01");
      must (s, "configuration apply other in 00:05");
      assert_string_equal (s->timer_file, "/flash/other");
      must (s, "configuration cancel");
      pass (s, 3600000);
      assert_null (lab_find_vlan (s, 77));
      must (s, "configuration apply undo in 00:01");
      lab_boot (s, NULL);
      assert_null (s->timer_file); /* a reboot forgets it */
      lab_switch_free (s);
    }
}

static void
test_timer_refusals (void **state)
{
  LabSwitch *s = plain (0);
  static const char long_name[] = "/flash/a-name-that-is-far-too-long"; /* 30 characters on AOS 6 */
  put (s, long_name, "vlan 20\n");
  put (s, "/flash/u", "vlan 20\n");
  must_say (s, "configuration apply /flash/a-name-that-is-far-too-long in 00:10", "ERROR:");
  must_say (s, "configuration apply u in 24:00", "ERROR:");
  must_say (s, "configuration apply u in 00:60", "ERROR:");
  must_say (s, "configuration apply u at 25:00", "ERROR:");
  must (s, "configuration apply u at 23:59");
  lab_fault_add (s, "cancel-refused", NULL);
  must_say (s, "configuration cancel", "ERROR:");
  assert_non_null (s->timer_file);
  lab_switch_free (s);
}

/* The three wordings of the vendor's books. */
static void
test_status_words (void **state)
{
  static const struct { const char *words, *idle, *pending; } cases[] = {
    { "cli", "No file configuration has been scheduled", "File configuration </flash/u>: scheduled at " },
    { "smg", "File configuration: none scheduled", "File configuration <u>: scheduled at " },
    { "smg-words", "File configuration: none scheduled", "File configuration <u>: scheduled at " },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LabSwitch *s = plain (1);
      g_free (s->status_words);
      s->status_words = g_strdup (cases[i].words);
      put (s, "/flash/u", "vlan 20\n");
      must_say (s, "show configuration status", cases[i].idle);
      must (s, "configuration apply u in 00:05");
      must_say (s, "show configuration status", cases[i].pending);
      must (s, "configuration cancel");
      must (s, "configuration syntax-check u");
      must_say (s, "show configuration status", "File syntax check <u>: completed with no errors");
      lab_switch_free (s);
    }
}

/* Errors do not stop a file; they go into one of their own. */
static void
test_error_files (void **state)
{
  LabSwitch *a6 = plain (0), *a8 = plain (1);
  for (guint f = 0; f < 2; f++)
    {
      LabSwitch *s = f ? a8 : a6;
      put (s, "/flash/my.cfg", "! a comment\nvlan 20\nnonsense\nvlan 10 802.1q 9/9\nvlan 21\n");
      g_autofree char *out = run (s, "configuration apply my.cfg", NULL);
      assert_has (out, "Errors: 2\n");
      assert_has (out, f ? "Log file name: my_cfg.1.err" : "Log file name: my.cfg.1.err");
      assert_non_null (lab_find_vlan (s, 21));
      g_autofree char *errors = lab_file_text (s, f ? "/flash/my_cfg.1.err" : "/flash/my.cfg.1.err");
      assert_has (errors, "3: nonsense\nERROR: Invalid entry: \"nonsense\"");
      g_autofree char *check = run (s, f ? "configuration syntax-check my.cfg" : "configuration syntax check my.cfg", NULL);
      assert_has (check, "Errors: 2\n");
      lab_switch_free (s);
    }
}

/* Here minutes come first, and whatever is not saved is gone. */
static void
test_reload_in (void **state)
{
  for (guint f = 0; f < 2; f++)
    {
      LabSwitch *s = plain (f);
      must (s, "vlan 20");
      must (s, f ? "reload all in 10" : "reload in 10");
      must_say (s, "show reload", "in 10 minutes");
      must (s, f ? "reload all cancel" : "reload cancel");
      must_say (s, "show reload", "No Reboot Scheduled");
      must (s, f ? "reload all in 00:10" : "reload in 00:10");
      pass (s, 10 * 60000);
      assert_null (lab_find_vlan (s, 20));
      must (s, f ? "reload from working rollback-timeout 1" : "reload working rollback-timeout 1");
      must_say (s, "show running-directory", "WORKING");
      pass (s, 60000);
      must_say (s, "show running-directory", "Running configuration    : CERTIFIED");
      lab_switch_free (s);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_unsaved),      cmocka_unit_test (test_boots),       cmocka_unit_test (test_family_habits),
    cmocka_unit_test (test_incomplete),   cmocka_unit_test (test_timed_file),  cmocka_unit_test (test_timer_refusals),
    cmocka_unit_test (test_status_words), cmocka_unit_test (test_error_files), cmocka_unit_test (test_reload_in),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab keeping", tests, NULL, NULL);
}
