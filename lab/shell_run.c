#include "shell_run.h"

#include <string.h>

#include "cli.h"
#include "faults.h"
#include "words.h"

#define HISTORY 30
#define LOG_LINES 100

/* ---- faults that replace the reply ----------------------------------------------------------------------------------- */

/* A range done half, then refused. */
static void
run_half (LabShell *sh, const char *line, GString *out)
{
  g_autoptr (GRegex) range = g_regex_new ("((?:\\d+/)+)(\\d+)-(\\d+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) found = NULL;
  if (!g_regex_match (range, line, 0, &found))
    {
      lab_run_line (sh->s, line, sh->who, out);
      return;
    }
  g_autofree char *slot = g_match_info_fetch (found, 1), *first = g_match_info_fetch (found, 2),
                  *last = g_match_info_fetch (found, 3);
  guint a = (guint) g_ascii_strtoull (first, NULL, 10), b = (guint) g_ascii_strtoull (last, NULL, 10);
  g_autofree char *half = g_strdup_printf ("%s%u-%u", slot, a, a + (b - a) / 2);
  g_autofree char *shorter = g_regex_replace_literal (range, line, -1, 0, half, 0, NULL);
  lab_run_line (sh->s, shorter, sh->who, out);
  cli_error (out, "Operation failed on port %s%u", slot, a + (b - a) / 2 + 1);
}

static void
ask_something (LabShell *sh, const LabFault *f, GString *out)
{
  g_string_append (out, *f->text ? f->text : "Are you sure (Y/N) ? ");
  sh->asking = ASK_ODD;
}

static void
say_error (LabShell *sh, const LabFault *f, GString *out)
{
  cli_error (out, "%s", *f->text ? f->text : "Operation failed");
}

static void
say_unknown (LabShell *sh, const LabFault *f, GString *out)
{
  g_string_append_printf (out, "%s\n", *f->text ? f->text : "Something unheard of happened");
}

static void
say_garbage (LabShell *sh, const LabFault *f, GString *out)
{
  g_string_append (out, "\001\002\377\376\033[2J\n");
}

static void
do_nothing (LabShell *sh, const LabFault *f, GString *out)
{
}

static void
cut_now (LabShell *sh, const LabFault *f, GString *out)
{
  sh->over = sh->cut = TRUE;
}

static void
fall_silent (LabShell *sh, const LabFault *f, GString *out)
{
  sh->mute = TRUE;
}

static void
reboot_now (LabShell *sh, const LabFault *f, GString *out)
{
  lab_boot (sh->s, *f->text ? f->text : NULL);
  sh->over = sh->cut = TRUE;
}

static void
die (LabShell *sh, const LabFault *f, GString *out)
{
  sh->s->dead = sh->over = sh->cut = TRUE;
}

static const struct {
  const char *name;
  void (*strike) (LabShell *sh, const LabFault *f, GString *out);
} instead[] = {
  { "error", say_error },       { "unknown", say_unknown }, { "garbage", say_garbage },
  { "drop", cut_now },          { "ignore", do_nothing },   { "silent", fall_silent },
  { "confirm", ask_something }, { "reboot", reboot_now },   { "power-off", die },
};

/* TRUE: the reply was replaced, and the line not run. */
static gboolean
strike (LabShell *sh, const char *line, guint k, guint n, GString *out)
{
  for (guint i = 0; i < G_N_ELEMENTS (instead); i++)
    {
      LabFault *f = lab_fault_on (sh->s, instead[i].name, k, n, line);
      if (!f)
        continue;
      instead[i].strike (sh, f, out);
      return TRUE;
    }
  if (!lab_fault_on (sh->s, "half", k, n, line))
    return FALSE;
  run_half (sh, line, out);
  return TRUE;
}

/* ---- faults around the reply ----------------------------------------------------------------------------------------- */

static void
before (LabShell *sh, const char *line, guint k, guint n)
{
  LabFault *f = lab_fault_on (sh->s, "other-admin", k, n, line);
  g_autoptr (GString) out = g_string_new (NULL);
  if (f)
    {
      lab_wire (sh->s, "other", f->text);
      lab_run_line (sh->s, f->text, NULL, out);
    }
  sh->delay_ms = lab_fault_ms (lab_fault_on (sh->s, "delay", k, n, line));
  f = lab_fault_on (sh->s, "chunk", k, n, line);
  sh->chunk = f ? (guint) MAX (1, g_ascii_strtoull (f->text, NULL, 10)) : 0;
}

static const char *
log_block (const LabSwitch *s)
{
  return s->family == LAB_AOS6
             ? "SUN DEC 31 02:28:16 : CSM-CHASSIS (103) info message:\n+++ == CSM == CERTIFY process completed successfully\n"
             : "Wed Apr  2 01:33:30 : ChassisSupervisor MipMgr INFO message:\n+++ Copy running to certified succeeded\n";
}

static void
after (LabShell *sh, const char *line, guint k, guint n, GString *out)
{
  LabFault *f;
  if (lab_fault_on (sh->s, "wait", k, n, line))
    g_string_prepend (out, "Please wait...\n\n");
  if (lab_fault_on (sh->s, "log-line", k, n, line))
    g_string_append (out, log_block (sh->s));
  if (lab_fault_on (sh->s, "silent-after", k, n, line))
    sh->mute = TRUE;
  if (lab_fault_on (sh->s, "drop-after", k, n, line))
    sh->over = sh->cut = TRUE;
  if ((f = lab_fault_on (sh->s, "prompt", k, n, line)))
    {
      g_free (sh->who->prompt);
      sh->who->prompt = g_strdup (*f->text ? f->text : "maintenance# ");
    }
}

/* ---- special lines --------------------------------------------------------------------------------------------------- */

/* Both families were seen to ask when something is not saved. */
static void
leave (LabShell *sh)
{
  if (!sh->s->unsaved || sh->exec)
    {
      shell_say (sh, sh->s->family == LAB_AOS8 && !sh->exec ? "logout\n" : "");
      sh->over = TRUE;
      return;
    }
  shell_say (sh, "Changes in the running configuration have been made but not saved!\nConfirm exit (Y/N)? ");
  sh->asking = ASK_EXIT;
}

/* AOS 8: a here-document, an open quote, a new prompt. TRUE: taken care of. */
static gboolean
is_bash_matter (LabShell *sh, const char *line)
{
  g_autoptr (GPtrArray) commands = lab_commands_new ();
  g_autofree char *why = NULL;
  LabLineResult result = lab_parse_bash (line, sh->who->user, commands, &why);
  LabCommand *c = commands->len ? commands->pdata[commands->len - 1] : NULL;
  if (result == LAB_LINE_INCOMPLETE)
    {
      sh->begun = g_string_new (line);
      g_string_append_c (sh->begun, '\n');
      shell_say (sh, "> ");
      return TRUE;
    }
  if (result != LAB_LINE_OK || !c->words->len)
    return FALSE;
  const char *word = g_array_index (c->words, LabWord, 0).text;
  if (c->heredoc)
    {
      sh->heredoc_end = g_steal_pointer (&c->heredoc);
      sh->heredoc_path = c->to_file && !strcmp (word, "cat") ? cli_full_path (c->to_file) : NULL;
      sh->heredoc_literal = c->literal;
      sh->heredoc_text = g_string_new (NULL);
      shell_say (sh, "> ");
      return TRUE;
    }
  if (!g_str_has_prefix (word, "PS1="))
    return FALSE;
  g_free (sh->who->prompt);
  sh->who->prompt = g_strdup (word + 4);
  shell_prompt (sh);
  return TRUE;
}

static void
keep_in_log (LabShell *sh, const char *line, gboolean ok, const GString *out)
{
  LabSwitch *s = sh->s;
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (lab_wall (s));
  g_autofree char *date = g_date_time_format (now, "%a %b %d %H:%M:%S"), *upper = g_ascii_strup (date, -1),
                  *first = g_strndup (out->str, strcspn (out->str, "\n"));
  const char *error = strstr (out->str, "ERROR:");
  g_autofree char *refusal = error ? g_strndup (error, strcspn (error, "\n")) : NULL;
  g_ptr_array_add (s->command_log,
                   g_strdup_printf ("Command : %s\n  UserName : %s\n  Date     : %s\n  Ip Addr  : %s\n  Result   : %s\n\n", line,
                                    sh->who->user, upper, sh->who->address,
                                    ok        ? "SUCCESS"
                                    : refusal ? refusal
                                              : first));
  if (s->command_log->len > LOG_LINES)
    g_ptr_array_remove_index (s->command_log, 0);
}

/* `!!`, `!3`: AOS 8 runs what it stands for, AOS 6 puts it into the editor. NULL: there is nothing left to run. */
static char *
recall (LabShell *sh, const char *line)
{
  gboolean aos6 = sh->s->family == LAB_AOS6;
  g_autofree char *why = NULL,
                  *expanded = aos6 && *line != '!' ? g_strdup (line) : lab_expand_history (line, sh->who->history, &why);
  if (aos6 ? !expanded || !strcmp (expanded, line) : expanded && !strcmp (expanded, line))
    return g_strdup (line);
  if (expanded && !aos6)
    {
      shell_say (sh, expanded);
      shell_say (sh, "\n");
      return g_steal_pointer (&expanded);
    }
  if (expanded)
    g_string_assign (sh->line, expanded);
  else
    {
      shell_say (sh, why);
      shell_say (sh, "\n");
    }
  shell_prompt (sh);
  g_string_append (sh->out, sh->line->str);
  return NULL;
}

static void
remember (LabShell *sh, const char *line)
{
  g_ptr_array_add (sh->who->history, g_strdup (line));
  if (sh->who->history->len > HISTORY)
    g_ptr_array_remove_index (sh->who->history, 0);
}

/* ---- a line ---------------------------------------------------------------------------------------------------------- */

static void
run (LabShell *sh, const char *line)
{
  LabSwitch *s = sh->s;
  g_autoptr (GString) out = g_string_new (NULL);
  CliClass class = lab_line_class (s, line, sh->who);
  guint k = class == CLI_CONFIG && !sh->who->confirmed ? ++s->config_commands : 0, n = sh->who->confirmed ? 0 : ++s->lines;
  gboolean middle = FALSE, ok = TRUE;
  before (sh, line, k, n);
  if (!strike (sh, line, k, n, out))
    {
      ok = lab_run_line (s, line, sh->who, out);
      after (sh, line, k, n, out);
      middle = lab_fault_on (s, "drop-middle", k, n, line) != NULL;
    }
  sh->who->confirmed = FALSE;
  if (class != CLI_SHOW)
    lab_wire (s, "reply", out->str);
  if (s->logs_commands)
    keep_in_log (sh, line, ok, out);
  if (sh->who->asks)
    {
      sh->held = g_strdup (line);
      g_string_append (out, sh->who->asks);
      g_clear_pointer (&sh->who->asks, g_free);
      sh->asking = ASK_LINE;
    }
  gsize first = sh->out->len;
  if (sh->asking == ASK_NOTHING && (sh->who->pages || lab_fault_on (s, "pager", k, n, line) || strstr (line, "| more")))
    shell_page (sh, out->str);
  else
    {
      shell_say (sh, out->str);
      if (sh->asking == ASK_NOTHING)
        shell_prompt (sh);
    }
  if (middle)
    {
      g_string_truncate (sh->out, first + (sh->out->len - first) / 2);
      sh->over = sh->cut = TRUE;
    }
}

void
shell_run_line (LabShell *sh, const char *line)
{
  if (!*line)
    {
      shell_prompt (sh);
      return;
    }
  g_autofree char *whole = sh->who->confirmed ? g_strdup (line) : recall (sh, line);
  if (!whole)
    return;
  if (!sh->who->confirmed)
    {
      lab_wire (sh->s, "command", whole);
      remember (sh, whole);
    }
  if (!strcmp (whole, "exit") || !strcmp (whole, "quit") || !strcmp (whole, "logout"))
    leave (sh);
  else if (sh->s->family == LAB_AOS6 || !is_bash_matter (sh, whole))
    run (sh, whole);
  if (sh->exec && sh->asking == ASK_NOTHING && !sh->heredoc_end)
    sh->over = TRUE;
}
