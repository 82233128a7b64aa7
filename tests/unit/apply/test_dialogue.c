/* Conversations with a command line, byte by byte: what is a prompt, an echo, a reply; and what is none of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "apply/dialogue.h"

static const char *const event_words[] = { "more", "send", "ready", "reply", "question", "garbled" };

/* The same bytes in pieces of `size`: an event must not hang on where the packets end. */
static DialogueEvent
feed_in_pieces (Dialogue *d, const char *text, gsize size)
{
  DialogueEvent event = DIALOGUE_MORE;
  for (gsize left = strlen (text); left; text += MIN (size, left), left -= MIN (size, left))
    {
      event = dialogue_feed (d, text, MIN (size, left));
      if (event != DIALOGUE_MORE && left > size)
        return event;
    }
  return event;
}

/* Logs in to a switch that answers every empty line with its prompt. */
static Dialogue *
logged_in (const char *banner, const char *prompt)
{
  Dialogue *d = dialogue_new ();
  g_autofree char *answer = g_strconcat ("\r\n", prompt, NULL);
  DialogueEvent event = dialogue_start (d);
  dialogue_feed (d, banner, strlen (banner));
  event = dialogue_feed (d, prompt, strlen (prompt));
  for (guint i = 0; i < 20 && event != DIALOGUE_READY; i++)
    event = event == DIALOGUE_SEND ? dialogue_feed (d, answer, strlen (answer)) : dialogue_silence (d);
  assert_int_equal (event, DIALOGUE_READY);
  assert_string_equal (dialogue_prompt (d), prompt);
  return d;
}

static void
test_prompts (void **state)
{
  static const char *const prompts[] = { "-> ", "sw5 (OS6450-A) -> ", "S01-P1-RK13-SW01 > ", "LAB-1", "core#", ">#", "ACSW01->" };
  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    dialogue_free (logged_in ("\r\nWelcome to the OmniSwitch 6450\r\nAll rights > reserved?\r\n\r\n", prompts[i]));
}

/* `wire` is what comes after the line was sent; \x01 is a quiet moment; the last event is the one that counts. */
static const struct {
  const char *what, *command, *wire;
  DialogueEvent event;
  const char *reply;
} cases[] = {
  { "silence is success", "vlan 200", "vlan 200\r\n-> ", DIALOGUE_REPLY, "" },
  { "echo behind a prompt that was drawn anew", "vlan 200", "\r\n-> vlan 200\r\n-> ", DIALOGUE_REPLY, "" },
  { "an error", "vlan 200", "vlan 200\r\n        ^\r\nERROR: Invalid entry: \"x\"\r\n-> ", DIALOGUE_REPLY, "        ^\nERROR: Invalid entry: \"x\"\n" },
  { "late prompts of the login stand before the echo", "vlan 200", "\r\n-> \x01\r\n-> \x01vlan 200\r\n-> ", DIALOGUE_REPLY, "" },
  { "and on the echo's own line", "vlan 200", "-> vlan 200\r\n-> ", DIALOGUE_REPLY, "" },
  { "a prompt without an echo is not yet the answer", "vlan 200", "\r\n-> \x01", DIALOGUE_MORE, NULL },
  { "please wait", "write memory", "write memory\r\n\r\nPlease wait...\r\n\r\nFile x replaced.\r\n-> ", DIALOGUE_REPLY, "\n\nFile x replaced.\n" },
  { "the prompt's text inside a line", "show log", "show log\r\nProcess ---> Ok\r\n-> this\r\n-> ", DIALOGUE_REPLY, "Process ---> Ok\n-> this\n" },
  { "a log block in between", "vlan 200",
    "vlan 200\r\nWed Apr  2 01:33:30 : ChassisSupervisor MipMgr INFO message:\r\n+++ Copy running to certified succeeded\r\n-> ", DIALOGUE_REPLY, "" },
  { "a log block behind the prompt", "vlan 200",
    "vlan 200\r\n-> \r\nSUN DEC 31 02:28:16 : CSM-CHASSIS (103) info message:\r\n+++ == CSM == done\r\n\x01", DIALOGUE_REPLY, "" },
  { "the pager of AOS 6", "show vlan", "show vlan\r\na\r\nMore? [next screen <sp>, next line <cr>, filter pattern </>, quit <q>]", DIALOGUE_SEND, NULL },
  { "its question wiped away", "show vlan", "show vlan\r\na\r\nMore? [next screen <sp>, quit <q>]\x01\r                \rb\r\n-> ", DIALOGUE_REPLY, "a\nb\n" },
  { "and erased by an escape", "show vlan", "show vlan\r\na\r\n--More--(32%)\x01\r\x1b[Kb\r\n-> ", DIALOGUE_REPLY, "a\nb\n" },
  { "colours", "show vlan", "show vlan\r\n\x1b[1mb\x1b[0m\r\n\x1b[?2004h-> ", DIALOGUE_REPLY, "b\n" },
  { "yes or no", "no vlan 200", "no vlan 200\r\nDelete VLAN 200 (Y/N)? \x01", DIALOGUE_QUESTION, NULL },
  { "a password", "su", "su\r\nPassword: \x01", DIALOGUE_QUESTION, NULL },
  { "not our line", "vlan 200", "vlan 20\r\n-> ", DIALOGUE_GARBLED, NULL },
  { "half of it", "vlan 200", "vlan 200", DIALOGUE_MORE, NULL },
  { "another prompt than before", "vlan 200", "vlan 200\r\nswitch> \x01", DIALOGUE_MORE, NULL },
};

static DialogueEvent
play (Dialogue *d, const char *wire, gsize piece)
{
  g_auto (GStrv) parts = g_strsplit (wire, "\x01", -1);
  DialogueEvent event = DIALOGUE_MORE;
  for (guint i = 0; parts[i] && event != DIALOGUE_REPLY; i++)
    {
      if (i && event != DIALOGUE_SEND)
        event = dialogue_silence (d);
      if (*parts[i])
        event = feed_in_pieces (d, parts[i], piece);
    }
  return event;
}

static void
test_replies (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Dialogue) d = logged_in ("Welcome\r\n", "-> ");
      assert_int_equal (dialogue_command (d, cases[i].command), DIALOGUE_SEND);
      DialogueEvent event = play (d, cases[i].wire, 4096);
      if (event != cases[i].event || (cases[i].reply && strcmp (dialogue_reply (d), cases[i].reply)))
        fail_msg ("%s: %s `%s`", cases[i].what, event_words[event], dialogue_reply (d));
    }
}

/* A byte at a time the same replies come out. */
static void
test_pieces (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Dialogue) d = logged_in ("Welcome\r\n", "-> ");
      if (cases[i].event != DIALOGUE_REPLY || strstr (cases[i].wire, "More") || strstr (cases[i].wire, "-> this"))
        continue; /* the pager is answered in the middle; a line that begins with the prompt ends the reply where the packet does */
      dialogue_command (d, cases[i].command);
      DialogueEvent event = play (d, cases[i].wire, 1);
      if (event != DIALOGUE_REPLY || strcmp (dialogue_reply (d), cases[i].reply))
        fail_msg ("%s: %s `%s`", cases[i].what, event_words[event], dialogue_reply (d));
    }
}

/* A banner that pauses: empty lines are sent into it, and answered when the shell is there. */
static void
test_slow_banner (void **state)
{
  g_autoptr (Dialogue) d = dialogue_new ();
  static const char first[] = "Welcome to the switch\r\nin the United States Patent", rest[] = " Office.\r\n\r\n-> ", answer[] = "\r\n-> ";
  guint owed = 0;
  dialogue_start (d);
  dialogue_feed (d, first, strlen (first));
  DialogueEvent event = dialogue_silence (d);
  for (guint i = 0; i < 3 && event == DIALOGUE_SEND; i++, owed++)
    event = dialogue_silence (d);
  event = dialogue_feed (d, rest, strlen (rest));
  for (guint i = 0; i < 30 && event != DIALOGUE_READY; i++)
    {
      owed += event == DIALOGUE_SEND;
      if (owed && event != DIALOGUE_SEND)
        event = dialogue_silence (d);
      else if (owed)
        owed--, event = dialogue_feed (d, answer, strlen (answer));
      else
        event = dialogue_silence (d);
    }
  assert_int_equal (event, DIALOGUE_READY);
  assert_string_equal (dialogue_prompt (d), "-> ");
  dialogue_command (d, "vlan 200");
  for (; owed; owed--)
    assert_int_equal (dialogue_feed (d, answer, strlen (answer)), DIALOGUE_MORE);
  assert_int_equal (play (d, "vlan 200\r\n-> ", 4096), DIALOGUE_REPLY);
}

static void
test_judge (void **state)
{
  static const struct {
    const char *reply, *not_needed;
    gboolean text;
    ReplyKind kind;
  } judged[] = {
    { "", NULL, FALSE, REPLY_OK },
    { "\n  ^\n", NULL, FALSE, REPLY_OK },
    { "WARNING: Vlan 9 does not currently exit", NULL, FALSE, REPLY_OK },
    { "ERROR: VLAN 9 does not exist", NULL, FALSE, REPLY_ERROR },
    { "some text\nERROR: no", NULL, TRUE, REPLY_ERROR },
    { "This command is allowed only for secureadmin", NULL, FALSE, REPLY_UNKNOWN },
    { "File /flash/working/vcboot.cfg replaced.", NULL, TRUE, REPLY_OK },
    { "ERROR: Invalid entry: \"network-policy\"", "ERROR: Invalid entry: \"network-policy\"", FALSE, REPLY_NOT_NEEDED },
    { "ERROR: Invalid entry: \"port\"", "ERROR: Invalid entry: \"network-policy\"", FALSE, REPLY_ERROR },
  };
  for (guint i = 0; i < G_N_ELEMENTS (judged); i++)
    {
      g_autofree char *message = NULL;
      ReplyKind kind = reply_judge (judged[i].reply, judged[i].not_needed, judged[i].text, &message);
      if (kind != judged[i].kind)
        fail_msg ("`%s`: %d", judged[i].reply, kind);
      assert_true ((kind == REPLY_OK) == (message == NULL));
    }
}

/* Bytes of any kind: no crash, no endless memory, no reply that was not asked for. */
static void
test_noise (void **state)
{
  static const char *const words[] = { "-> ", "vlan 200", "\r", "\n", "\r\n", "\x1b[", "\x1b]", "K", "(Y/N)", "More? [next screen", "+++ x", "ERROR: ", "\b", " " };
  GRand *rand = g_rand_new_with_seed (11);
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (Dialogue) d = logged_in ("Welcome\r\n", "-> ");
      dialogue_command (d, "vlan 200");
      for (guint n = 0; n < 40; n++)
        {
          char bytes[8];
          const char *word = words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))];
          for (guint b = 0; b < sizeof bytes; b++)
            bytes[b] = (char) g_rand_int_range (rand, 0, 256);
          DialogueEvent event = g_rand_int_range (rand, 0, 4) ? dialogue_feed (d, word, strlen (word)) : dialogue_feed (d, bytes, sizeof bytes);
          if (event == DIALOGUE_MORE && !g_rand_int_range (rand, 0, 3))
            event = dialogue_silence (d);
          if (event == DIALOGUE_REPLY || event == DIALOGUE_GARBLED || event == DIALOGUE_QUESTION)
            break;
        }
    }
  g_autoptr (Dialogue) d = logged_in ("Welcome\r\n", "-> ");
  g_autofree char *long_line = g_strnfill (20000, 'x');
  dialogue_command (d, "show vlan");
  assert_int_equal (dialogue_feed (d, long_line, strlen (long_line)), DIALOGUE_GARBLED);
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_prompts), cmocka_unit_test (test_replies),     cmocka_unit_test (test_pieces),
                                      cmocka_unit_test (test_slow_banner), cmocka_unit_test (test_judge), cmocka_unit_test (test_noise) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("dialogue", tests, NULL, NULL);
}
