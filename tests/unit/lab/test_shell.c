/* The terminal, byte for byte: echo, prompts, pages, questions, here-documents, and what faults make of them. */
#include "fixture.h"

static LabSwitch *
a6 (void)
{
  return switch_new ("OS6450-P24", "6.7.2.191.R04", 1, "vlan 10 enable\nvlan 20 enable\n");
}

static LabSwitch *
a8 (void)
{
  return switch_new ("OS6860E-P24", "8.9.221.R03", 1, "vlan 10\nvlan 20\n");
}

static char *
take (LabShell *sh)
{
  gsize size;
  guint delay, chunk;
  char *text = lab_shell_take_output (sh, &size, &delay, &chunk);
  text[MIN (size, strlen (text))] = '\0';
  return text;
}

static LabShell *
login (LabSwitch *s)
{
  LabShell *sh = lab_shell_new (s, "admin", "127.0.0.1", NULL);
  g_autofree char *banner = take (sh);
  assert_has (banner, "Welcome to");
  return sh;
}

/* What comes back for these bytes. */
static char *
type (LabShell *sh, const char *bytes)
{
  lab_shell_input (sh, bytes, strlen (bytes));
  return take (sh);
}

static void
expect (LabShell *sh, const char *bytes, const char *want)
{
  g_autofree char *got = type (sh, bytes), *shown = g_strescape (got, NULL), *wanted = g_strescape (want, NULL);
  if (strcmp (shown, wanted))
    fail_msg ("`%s` gives\n%s\nwhere this was expected:\n%s", bytes, shown, wanted);
}

static void
end (LabSwitch *s, LabShell *sh)
{
  lab_shell_free (sh);
  lab_switch_free (s);
}

static void
test_echo (void **state)
{
  LabSwitch *s = a6 ();
  LabShell *sh = login (s);
  expect (sh, "vlan 30\r", "vlan 30\r\n-> ");
  expect (sh, "\r\n", "\r\n-> ");
  expect (sh, "foo\n", "foo\r\n   ^\r\nERROR: Invalid entry: \"foo\"\r\n-> ");
  expect (sh, "vlbn\b\ban 31\n", "vlbn\b \b\b \ban 31\r\n-> ");
  assert_non_null (lab_find_vlan (s, 31));
  expect (sh, "vlan 32\003", "vlan 32^C\r\n-> ");
  assert_null (lab_find_vlan (s, 32));
  end (s, sh);
}

static void
test_narrow_terminal (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *sh = login (s);
  lab_shell_set_width (sh, 10);
  expect (sh, "vlan 30 name x\n", "vlan 30 \r name x\r\n-> ");
  lab_shell_set_width (sh, 0);
  expect (sh, "vlan 30 name x\n", "vlan 30 name x\r\n-> ");
  end (s, sh);
}

static void
test_prompts (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *sh = login (s);
  expect (sh, "session prompt default \"sw7 (6860-A) -> \"\n",
          "session prompt default \"sw7 (6860-A) -> \"\r\n-> "); /* at the next login */
  expect (sh, "PS1='>#'\n", "PS1='>#'\r\n>#");
  lab_shell_free (sh);
  sh = login (s);
  expect (sh, "\n", "\r\nsw7 (6860-A) -> ");
  end (s, sh);
  s = a6 ();
  sh = login (s);
  expect (sh, "prompt string >#\n", "prompt string >#\r\n>#");
  end (s, sh);
}

static void
test_exit (void **state)
{
  LabSwitch *s = a6 ();
  LabShell *sh = login (s);
  expect (sh, "vlan 30\n", "vlan 30\r\n-> ");
  expect (sh, "exit\n", "exit\r\nChanges in the running configuration have been made but not saved!\r\nConfirm exit (Y/N)? ");
  expect (sh, "n\n", "n\r\n-> ");
  expect (sh, "exit\ny\n",
          "exit\r\nChanges in the running configuration have been made but not saved!\r\nConfirm exit (Y/N)? y\r\nlogout\r\n");
  assert_true (lab_shell_is_over (sh));
  end (s, sh);
  s = a8 ();
  sh = login (s);
  expect (sh, "exit\n", "exit\r\nlogout\r\n");
  end (s, sh);
}

static void
test_questions (void **state)
{
  LabSwitch *s = switch_new ("OS6360-P24", "8.10.105.R01", 1,
                             "vlan 10\nvlan 20\nvlan 10 members port 1/1/1 tagged\nvlan prompt-on-deletion\n");
  LabShell *sh = login (s);
  expect (sh, "no vlan 20\n", "no vlan 20\r\n-> "); /* it has no members */
  g_autofree char *asked = type (sh, "no vlan 10\n");
  assert_has (asked, "(Y/N)");
  assert_null (strstr (asked, "-> "));
  expect (sh, "n\n", "n\r\n-> ");
  assert_non_null (lab_find_vlan (s, 10));
  g_autofree char *again = type (sh, "no vlan 10\ny\n");
  assert_null (lab_find_vlan (s, 10));
  g_autofree char *reload = type (sh, "reload all\n");
  assert_has (reload, "other scheduled reloads will be canceled\r\nConfirm Reload All (Y/N) : ");
  end (s, sh);
}

static void
test_pager (void **state)
{
  LabSwitch *s = a6 ();
  LabShell *sh = login (s);
  static const char more[] = "More? [next screen <sp>, next line <cr>, filter pattern </>, quit <q>]";
  g_autofree char *plain = type (sh, "show vlan port\n");
  assert_null (strstr (plain, "More?")); /* off from the factory */
  expect (sh, "more\n", "more\r\n-> ");
  expect (sh, "more size 4\n", "more size 4\r\n-> ");
  g_autofree char *first = type (sh, "show vlan port\n"), *line = type (sh, "\r"), *page = type (sh, " "), *rest = type (sh, "q");
  assert_true (g_str_has_suffix (first, more));
  assert_true (g_str_has_suffix (line, more));
  assert_true (g_str_has_suffix (page, more));
  assert_true (g_str_has_suffix (rest, "-> "));
  g_autofree char *filtered = type (sh, "show vlan port\n/1/25\r");
  assert_has (filtered, " 1/25 ");
  assert_null (strstr (filtered, " 1/9 "));
  expect (sh, "no more\n", "no more\r\n-> ");
  end (s, sh);
}

/* Help comes at once, without Enter: never let a `?` through. */
static void
test_help (void **state)
{
  LabSwitch *s = a6 ();
  LabShell *sh = login (s);
  g_autofree char *help = type (sh, "vlan ?");
  assert_has (help, "vlan ?\r\n        ^\r\n");
  assert_has (help, "802.1Q");
  assert_true (g_str_has_suffix (help, "-> vlan "));
  end (s, sh);
}

/* AOS 8 is bash. */
static void
test_bash (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *sh = login (s);
  expect (sh, "vlan 30 name \"a$HOSTx b\"\n", "vlan 30 name \"a$HOSTx b\"\r\n-> ");
  assert_string_equal (lab_find_vlan (s, 30)->name, "a b"); /* a name with a dollar is not what was typed */
  expect (sh, "vlan 30 name 'a$b'\n", "vlan 30 name 'a$b'\r\n-> ");
  assert_string_equal (lab_find_vlan (s, 30)->name, "a$b");
  expect (sh, "vlan 30 name \"a;b\" # so\n", "vlan 30 name \"a;b\" # so\r\n-> ");
  assert_string_equal (lab_find_vlan (s, 30)->name, "a;b");
  expect (sh, "vlan 31 ; vlan 32\n", "vlan 31 ; vlan 32\r\n-> ");
  assert_non_null (lab_find_vlan (s, 32));
  expect (sh, "vlan 33 name x!y\n", "vlan 33 name x!y\r\n-bash: !y: event not found\r\n-> ");
  assert_null (lab_find_vlan (s, 33));
  expect (sh, "!vlan 31\n", "!vlan 31\r\nvlan 31 ; vlan 32 31\r\n-> ");
  expect (sh, "vlan 34 name \"open\n", "vlan 34 name \"open\r\n> ");
  expect (sh, "end\"\n", "end\"\r\n-> ");
  assert_string_equal (lab_find_vlan (s, 34)->name, "open\nend");
  end (s, sh);
}

static void
test_heredoc (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *sh = login (s);
  expect (sh, "cat <<EOF > /flash/undo\nno vlan 10\nvlan 5 name \"$x\"\nEOF\n",
          "cat <<EOF > /flash/undo\r\n> no vlan 10\r\n> vlan 5 name \"$x\"\r\n> EOF\r\n-> ");
  g_autofree char *text = lab_file_text (s, "/flash/undo");
  assert_string_equal (text, "no vlan 10\nvlan 5 name \"\"\n");
  g_autofree char *out = type (sh, "cat <<'EOF' > /flash/undo\nvlan 5 name \"$x\"\nEOF\n"),
                  *literal = lab_file_text (s, "/flash/undo");
  assert_string_equal (literal, "vlan 5 name \"$x\"\n");
  expect (sh, "rm /flash/undo\n", "rm /flash/undo\r\n-> ");
  lab_fault_add (s, "flash-full", NULL);
  g_autofree char *full = type (sh, "cat <<EOF > /flash/undo\nx\nEOF\n");
  assert_has (full, "No space left");
  end (s, sh);
}

/* `!!`: AOS 8 runs it at once, AOS 6 puts it into the editor. */
static void
test_history (void **state)
{
  LabSwitch *s = a6 ();
  LabShell *sh = login (s);
  expect (sh, "vlan 30\n", "vlan 30\r\n-> ");
  expect (sh, "!!\n", "!!\r\n-> vlan 30");
  expect (sh, "1\n", "1\r\n-> ");
  assert_non_null (lab_find_vlan (s, 301));
  end (s, sh);
}

/* Exec: no banner, echo or prompt. */
static void
test_exec (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *sh = lab_shell_new (s, "admin", "127.0.0.1", "vlan 30 ; show vlan 30 | grep Name");
  g_autofree char *out = take (sh);
  assert_string_equal (out, "Name                     : VLAN 30,\n");
  assert_true (lab_shell_is_over (sh));
  lab_shell_free (sh);
  sh = lab_shell_new (s, "admin", "127.0.0.1", "reload from working no rollback-timeout");
  g_autofree char *asked = take (sh);
  assert_string_equal (asked, "Confirm Activate (Y/N) : ");
  lab_shell_input (sh, "Y\n", 2);
  assert_null (lab_find_vlan (s, 30));
  end (s, sh);
}

static void
test_idle (void **state)
{
  LabSwitch *s = a6 ();
  LabShell *sh = login (s);
  pass (s, 239000);
  assert_false (lab_shell_is_over (sh));
  g_autofree char *out = type (sh, "\n");
  pass (s, 239000);
  assert_false (lab_shell_is_over (sh));
  pass (s, 1000); /* four minutes, without a word */
  assert_true (lab_shell_is_over (sh));
  end (s, sh);
}

static void
test_sessions (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *all[8];
  for (guint i = 0; i < 8; i++)
    all[i] = lab_shell_new (s, "admin", "127.0.0.1", NULL);
  assert_null (lab_shell_new (s, "admin", "127.0.0.1", NULL));
  g_autofree char *banner = take (all[0]), *who = type (all[0], "who\n"), *killed = type (all[0], "kill 3\n"),
                  *own = type (all[0], "kill 1\n");
  assert_has (who, "Session number = 8");
  assert_true (lab_shell_is_over (all[2]));
  assert_has (own, "ERROR:");
  lab_fault_add (s, "other-session:bob", NULL);
  g_autofree char *bob = type (all[0], "who\n");
  assert_has (bob, "User name   = bob");
  for (guint i = 0; i < 8; i++)
    lab_shell_free (all[i]);
  lab_switch_free (s);
}

/* `command-log` keeps the result of a line, so that a refusal can be read later. */
static void
test_command_log (void **state)
{
  LabSwitch *s = switch_new ("OS6450-P24", "6.7.2.191.R04", 1, "vlan 2200\nvlan port mobile 1/10\ncommand-log enable\n");
  LabShell *sh = login (s);
  g_autofree char *refused = type (sh, "vlan 2200 802.1q 1/10\n"), *log = type (sh, "show command-log\n");
  assert_has (log, "Command : vlan 2200 802.1q 1/10\r\n");
  assert_has (log, "Result   : ERROR: 1/10 is mobile port, can't be tagged\r\n");
  end (s, sh);
}

/* Anything at all may be typed. */
static void
test_noise (void **state)
{
  static const char *const words[]
      = { "vlan ", "lldp ", "1/1/1 ", "1/1 ", "port ", "med ", "network-policy ", "\"", "'", "$", "<<X ", "> f ", "| grep ", "; ",
          "!!", "?", "\n", "\r\n", "configuration ", "show ", "reload ", "-1", "4294967296 ", "\x03", "\x15", "\b", "qos ",
          "lanpower ", "(" };
  for (guint family = 0; family < 2; family++)
    {
      g_autoptr (GRand) dice = g_rand_new_with_seed (family + 1);
      LabSwitch *s = family ? a8 () : a6 ();
      LabShell *sh = login (s);
      for (guint i = 0; i < 4000; i++)
        {
          char byte[2] = { (char) g_rand_int_range (dice, 1, 256), '\0' };
          const char *word = words[g_rand_int_range (dice, 0, G_N_ELEMENTS (words))];
          g_autofree char *out = type (sh, g_rand_int_range (dice, 0, 4) ? word : byte);
          if (!lab_shell_is_over (sh))
            continue;
          lab_shell_free (sh);
          sh = login (s);
        }
      end (s, sh);
    }
}

/* The file server, sent packets of every kind with random rest: no more may happen than refusals. */
static void
test_noise_for_files (void **state)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (7);
  LabSwitch *s = a8 ();
  LabSftp *files = lab_sftp_new (s, s->user, "127.0.0.1");
  for (guint i = 0; i < 4000; i++)
    {
      guint8 packet[44] = { 0, 0, 0, (guint8) g_rand_int_range (dice, 1, 41), (guint8) g_rand_int_range (dice, 1, 22) };
      gsize size;
      for (guint at = 5; at < sizeof packet; at++)
        packet[at] = (guint8) (g_rand_int_range (dice, 0, 2) ? g_rand_int_range (dice, 0, 8) : 0);
      lab_sftp_input (files, (const char *) packet, 4 + packet[3]);
      g_autofree char *reply = lab_sftp_take_output (files, &size);
      assert_true (size >= 9);
      assert_false (lab_sftp_is_over (files));
    }
  lab_sftp_input (files, "\xff\xff\xff\xff", 4);
  assert_true (lab_sftp_is_over (files));
  lab_sftp_free (files);
  lab_switch_free (s);
}

/* ---- faults ---------------------------------------------------------------------------------------------------------- */

static LabShell *
hostile (LabSwitch *s, const char *fault)
{
  g_autofree char *why = NULL;
  if (!lab_fault_add (s, fault, &why))
    fail_msg ("%s", why);
  return login (s);
}

static void
test_faults_on_lines (void **state)
{
  static const struct { const char *fault, *says; gboolean done; } cases[] = {
    { "error@2", "ERROR: Operation failed\r\n-> ", FALSE },
    { "error@2:no room", "ERROR: no room\r\n-> ", FALSE },
    { "error@{vlan 31*}", "ERROR: Operation failed\r\n-> ", FALSE },
    { "error@2+", "ERROR: Operation failed\r\n-> ", FALSE },
    { "error@#3", "ERROR: Operation failed\r\n-> ", FALSE }, /* the third line of all */
    { "unknown@2", "Something unheard of happened\r\n-> ", FALSE },
    { "ignore@2", "-> ", FALSE },
    { "confirm@2", "Are you sure (Y/N) ? ", FALSE },
    { "prompt@2:odd$ ", "odd$ ", TRUE },
    { "wait@2", "Please wait...\r\n\r\n-> ", TRUE },
    { "silent@2", "", FALSE },
    { "silent-after@2", "", TRUE },
    { "drop-after@2", "-> ", TRUE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LabSwitch *s = a6 ();
      LabShell *sh = hostile (s, cases[i].fault);
      g_autofree char *first = type (sh, "vlan 30\n"), *show = type (sh, "show vlan 30\n"), *second = type (sh, "vlan 31\n");
      g_autofree char *want =
          g_strconcat (*cases[i].says || strncmp (cases[i].fault, "silent", 6) ? "vlan 31\r\n" : "", cases[i].says, NULL);
      assert_string_equal (first, "vlan 30\r\n-> ");
      if (strcmp (second, want))
        fail_msg ("%s: `%s`", cases[i].fault, second);
      assert_int_equal (lab_find_vlan (s, 31) != NULL, cases[i].done);
      end (s, sh);
    }
}

static void
test_cuts (void **state)
{
  static const struct
  {
    const char *fault;
    gboolean done;
  } cases[] = { { "drop@1", FALSE }, { "drop-middle@1", TRUE }, { "drop-after@1", TRUE }, { "power-off@1", FALSE } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LabSwitch *s = a8 ();
      LabShell *sh = hostile (s, cases[i].fault);
      g_autofree char *out = type (sh, "vlan 30\n");
      assert_true (lab_shell_was_cut (sh));
      assert_int_equal (lab_find_vlan (s, 30) != NULL, cases[i].done);
      end (s, sh);
    }
  LabSwitch *s = a8 ();
  LabShell *sh = lab_shell_new (s, "admin", "127.0.0.1", NULL);
  lab_fault_add (s, "drop-at:10", NULL);
  g_autofree char *ten = take (sh);
  assert_int_equal (strlen (ten), 10);
  assert_true (lab_shell_was_cut (sh));
  end (s, sh);
}

static void
test_half (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *sh = hostile (s, "half@1");
  g_autofree char *out = type (sh, "vlan 10 members port 1/1/1-8 tagged\n");
  assert_has (out, "ERROR: Operation failed on port 1/1/5");
  assert_true (lab_has_tag (port (s, "1/1/4"), 10));
  assert_false (lab_has_tag (port (s, "1/1/5"), 10));
  end (s, sh);
}

static void
test_other_admin (void **state)
{
  LabSwitch *s = a8 ();
  LabShell *sh = hostile (s, "other-admin@2:vlan 99 name foreign");
  g_autofree char *a = type (sh, "vlan 30\n");
  assert_null (lab_find_vlan (s, 99));
  g_autofree char *b = type (sh, "vlan 31\n");
  assert_non_null (lab_find_vlan (s, 99));
  end (s, sh);
}

static void
test_unknown_faults (void **state)
{
  static const char *const wrong[] = { "nothing", "error@", "error@x", "flash-full@3", "ignore:text", "error@{open", "" };
  LabSwitch *s = a6 ();
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *why = NULL;
      assert_false (lab_fault_add (s, wrong[i], &why));
      assert_non_null (why);
    }
  assert_int_equal (s->faults->len, 0);
  lab_switch_free (s);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_echo),
    cmocka_unit_test (test_narrow_terminal),
    cmocka_unit_test (test_prompts),
    cmocka_unit_test (test_exit),
    cmocka_unit_test (test_questions),
    cmocka_unit_test (test_pager),
    cmocka_unit_test (test_help),
    cmocka_unit_test (test_bash),
    cmocka_unit_test (test_heredoc),
    cmocka_unit_test (test_history),
    cmocka_unit_test (test_exec),
    cmocka_unit_test (test_idle),
    cmocka_unit_test (test_sessions),
    cmocka_unit_test (test_command_log),
    cmocka_unit_test (test_noise),
    cmocka_unit_test (test_noise_for_files),
    cmocka_unit_test (test_faults_on_lines),
    cmocka_unit_test (test_cuts),
    cmocka_unit_test (test_half),
    cmocka_unit_test (test_other_admin),
    cmocka_unit_test (test_unknown_faults),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab shell", tests, NULL, NULL);
}
