/* The terminal: keys in, echo out, pages, answers, here-documents. */
#include <string.h>

#include "cli.h"
#include "faults.h"
#include "shell_run.h"
#include "words.h"

#define MAX_LINE 4096

void
shell_say (LabShell *sh, const char *text)
{
  for (; *text; text++)
    if (*text == '\n' && !sh->exec)
      g_string_append (sh->out, "\r\n");
    else
      g_string_append_c (sh->out, *text);
}

void
shell_prompt (LabShell *sh)
{
  if (!sh->exec)
    g_string_append (sh->out, sh->who->prompt);
}

static void
banner (LabShell *sh)
{
  const LabSwitch *s = sh->s;
  g_autofree char *series = g_strndup (s->model + 2, strcspn (s->model + 2, "-"));
  g_autofree char *usual =
      s->family == LAB_AOS6 ? g_strdup_printf (
          "\nWelcome to the Alcatel-Lucent Enterprise OmniSwitch %s\nSoftware Version %s GA, June 20, 2018.\n\n"
          "Copyright(c), ALE USA Inc., 2018. All Rights reserved.\n\n"
          "OmniSwitch(TM) is a trademark of Alcatel-Lucent Enterprise registered\nin the United States Patent and Trademark "
          "Office.\n\n",
          series, s->version)
                            : g_strdup_printf ("\nWelcome to the Alcatel-Lucent Enterprise OS%s %s GA, October 12, "
                                               "2023.\n\nCopyright (c) 1995-2023, ALE USA Inc. All rights reserved.\n"
                                               "OmniSwitch(TM) is a trademark of Alcatel-Lucent Enterprise, registered in the "
                                               "United States Patent and Trademark Office.\n\n",
                                               series, s->version);
  shell_say (sh, s->banner ? s->banner : usual);
  if (s->reload_at)
    shell_say (sh, "A reboot of this switch is scheduled.\n"); /* the guide says that, not in which words (p. 5648) */
  if (s->family == LAB_AOS8 && lab_since (s, 8, 10, 3) && !g_strcmp0 (s->password, "switch"))
    shell_say (sh, "WARNING: The default password of the admin user should be changed\n"); /* as above (p. 4280) */
}

LabShell *
lab_shell_new (LabSwitch *s, const char *user, const char *address, const char *command)
{
  LabSession *who = lab_session_new (s, user, "ssh", address);
  if (!who)
    return NULL;
  LabShell *sh = g_new0 (LabShell, 1);
  sh->s = s;
  sh->who = who;
  sh->exec = command != NULL;
  sh->line = g_string_new (NULL);
  sh->out = g_string_new (NULL);
  sh->paged = g_string_new (NULL);
  sh->filter = g_string_new (NULL);
  if (command)
    {
      shell_run_line (sh, command);
      return sh;
    }
  banner (sh);
  shell_prompt (sh);
  return sh;
}

void
lab_shell_free (LabShell *sh)
{
  if (!sh)
    return;
  GString *strings[] = { sh->line, sh->out, sh->paged, sh->filter, sh->begun, sh->heredoc_text };
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    if (strings[i])
      g_string_free (strings[i], TRUE);
  lab_session_free (sh->s, sh->who);
  g_free (sh->heredoc_end);
  g_free (sh->heredoc_path);
  g_free (sh->held);
  g_free (sh);
}

gboolean
lab_shell_is_over (const LabShell *sh)
{
  return sh->over || sh->who->over;
}

gboolean
lab_shell_was_cut (const LabShell *sh)
{
  return sh->cut || sh->who->over;
}

char *
lab_shell_take_output (LabShell *sh, gsize *size, guint *delay_ms, guint *chunk)
{
  LabFault *at = lab_fault (sh->s, "drop-at");
  gsize most = at ? (gsize) g_ascii_strtoull (at->text, NULL, 10) : G_MAXSIZE;
  *size = sh->mute ? 0 : sh->out->len;
  *delay_ms = *size ? sh->delay_ms : 0;
  *chunk = sh->chunk;
  if (at && sh->sent + *size > most)
    {
      *size = most > sh->sent ? most - sh->sent : 0;
      sh->over = sh->cut = TRUE;
    }
  sh->sent += *size;
  if (sh->out->len)
    sh->delay_ms = 0;
  char *text = g_string_free (sh->out, FALSE);
  sh->out = g_string_new (NULL);
  return text;
}

/* ---- pager ----------------------------------------------------------------------------------------------------------- */

static void
next_page (LabShell *sh, guint lines)
{
  gsize n = 0;
  for (guint seen = 0; n < sh->paged->len && seen < lines; n++)
    seen += sh->paged->str[n] == '\n';
  g_autofree char *page = g_strndup (sh->paged->str, n);
  g_string_erase (sh->paged, 0, (gssize) n);
  shell_say (sh, page);
  sh->asking = sh->paged->len ? ASK_PAGER : ASK_NOTHING;
  if (sh->asking == ASK_NOTHING)
    shell_prompt (sh);
  else
    shell_say (sh,
               sh->s->family == LAB_AOS6 ? "More? [next screen <sp>, next line <cr>, filter pattern </>, quit <q>]" : "--More--");
}

void
shell_page (LabShell *sh, const char *text)
{
  g_string_assign (sh->paged, text);
  next_page (sh, sh->who->page_size);
}

static void
filter_rest (LabShell *sh)
{
  g_auto (GStrv) lines = g_strsplit (sh->paged->str, "\n", -1);
  g_string_truncate (sh->paged, 0);
  for (guint i = 0; lines[i]; i++)
    if (strstr (lines[i], sh->filter->str) && *lines[i])
      g_string_append_printf (sh->paged, "%s\n", lines[i]);
  next_page (sh, sh->who->page_size);
}

static void
pager_key (LabShell *sh, char c)
{
  if (sh->asking == ASK_FILTER)
    {
      if (c == '\r' || c == '\n')
        filter_rest (sh);
      else
        g_string_append_c (sh->filter, c);
      return;
    }
  g_string_append_printf (sh->out, "\r%72s\r", "");
  if (c == '/' && sh->s->family == LAB_AOS6)
    {
      g_string_truncate (sh->filter, 0);
      g_string_append_c (sh->out, '/');
      sh->asking = ASK_FILTER;
      return;
    }
  if (c == 'q' || c == 'Q' || c == 3)
    g_string_truncate (sh->paged, 0);
  next_page (sh, c == '\r' || c == '\n' ? 1 : sh->who->page_size);
}

/* ---- here-document, answers ------------------------------------------------------------------------------------------ */

static void
feed_heredoc (LabShell *sh, const char *line)
{
  if (strcmp (line, sh->heredoc_end))
    {
      g_autofree char *text = sh->heredoc_literal ? g_strdup (line) : lab_expand_line (line, sh->who->user);
      g_string_append_printf (sh->heredoc_text, "%s\n", text);
      shell_say (sh, sh->exec ? "" : "> ");
      return;
    }
  if (sh->heredoc_path && lab_put_file (sh->s, sh->heredoc_path, sh->heredoc_text->str, sh->heredoc_text->len))
    lab_wire (sh->s, "heredoc", sh->heredoc_path);
  else if (sh->heredoc_path)
    shell_say (sh, "-bash: No space left on device\n");
  g_clear_pointer (&sh->heredoc_path, g_free);
  g_clear_pointer (&sh->heredoc_end, g_free);
  g_string_free (g_steal_pointer (&sh->heredoc_text), TRUE);
  sh->over = sh->over || sh->exec;
  shell_prompt (sh);
}

static void
answer (LabShell *sh, const char *line)
{
  gboolean yes = g_ascii_toupper (*line) == 'Y';
  LabAsking asked = sh->asking;
  g_autofree char *held = g_steal_pointer (&sh->held);
  sh->asking = ASK_NOTHING;
  lab_wire (sh->s, "answer", line);
  if (asked == ASK_EXIT && yes)
    {
      shell_say (sh, "logout\n");
      sh->over = TRUE;
    }
  else if (asked == ASK_LINE && yes)
    {
      sh->who->confirmed = TRUE;
      shell_run_line (sh, held);
      sh->who->confirmed = FALSE;
    }
  else
    {
      shell_prompt (sh);
      sh->over = sh->over || sh->exec;
    }
}

static void
end_of_line (LabShell *sh)
{
  g_autofree char *typed = g_strdup (sh->line->str);
  g_string_truncate (sh->line, 0);
  shell_say (sh, sh->exec ? "" : "\n");
  if (sh->heredoc_end)
    {
      feed_heredoc (sh, typed);
      return;
    }
  g_autofree char *line = g_strstrip (g_steal_pointer (&typed));
  if (sh->begun)
    {
      g_string_append (sh->begun, line);
      g_autofree char *whole = g_string_free (g_steal_pointer (&sh->begun), FALSE);
      shell_run_line (sh, whole);
    }
  else if (sh->asking != ASK_NOTHING)
    answer (sh, line);
  else
    shell_run_line (sh, line);
}

/* ---- keys ------------------------------------------------------------------------------------------------------------ */

static gboolean
in_quotes (const char *line)
{
  char quote = 0;
  for (; *line; line++)
    if (*line == quote)
      quote = 0;
    else if (!quote && (*line == '"' || *line == '\''))
      quote = *line;
  return quote != 0;
}

/* Help comes at once, without Enter; the line typed so far stays. */
static void
help (LabShell *sh)
{
  g_autofree char *text = lab_help (sh->s, sh->line->str);
  g_autofree char *caret = g_strdup_printf ("?\n%*s^\n", (int) (strlen (sh->who->prompt) + sh->line->len), "");
  shell_say (sh, caret);
  shell_say (sh, text);
  shell_prompt (sh);
  g_string_append (sh->out, sh->line->str);
}

void
lab_shell_set_width (LabShell *sh, guint columns)
{
  sh->width = columns;
}

/* bash goes on in the next row with a blank and a CR: on a narrow terminal the echo is not what was typed. */
static void
echo (LabShell *sh, char c)
{
  if (sh->exec)
    return;
  g_string_append_c (sh->out, c);
  if (sh->s->family == LAB_AOS8 && sh->width && (strlen (sh->who->prompt) + sh->line->len) % sh->width == 0)
    g_string_append (sh->out, " \r");
  if (lab_fault (sh->s, "echo") && sh->line->len % 20 == 0) /* as a narrow terminal redraws a long line */
    g_string_append_printf (sh->out, " \r\033[K%s", sh->line->str + sh->line->len - 20);
}

static void
abandon (LabShell *sh)
{
  g_string_truncate (sh->line, 0);
  g_clear_pointer (&sh->held, g_free);
  if (sh->begun)
    g_string_free (g_steal_pointer (&sh->begun), TRUE);
  sh->asking = ASK_NOTHING;
  shell_say (sh, "^C\n");
  shell_prompt (sh);
}

static void
key (LabShell *sh, char c)
{
  gboolean asks_help = c == '?' && sh->asking == ASK_NOTHING && !sh->heredoc_end && !sh->exec;
  if (sh->asking == ASK_PAGER || sh->asking == ASK_FILTER)
    pager_key (sh, c);
  else if (c == '\r' || c == '\n')
    end_of_line (sh);
  else if (asks_help && (sh->s->family == LAB_AOS6 || !in_quotes (sh->line->str)))
    help (sh);
  else if ((c == 0x7f || c == '\b') && sh->line->len)
    {
      g_string_truncate (sh->line, sh->line->len - 1);
      shell_say (sh, "\b \b");
    }
  else if (c == 3)
    abandon (sh);
  else if (c == 4 && !sh->line->len)
    sh->over = TRUE;
  else if (c == 21)
    g_string_truncate (sh->line, 0);
  else if ((guchar) c >= 0x20 && c != 0x7f && sh->line->len < MAX_LINE)
    {
      g_string_append_c (sh->line, c);
      echo (sh, c);
    }
}

void
lab_shell_input (LabShell *sh, const char *bytes, gsize size)
{
  sh->who->heard_at = lab_now (sh->s);
  for (gsize i = 0; i < size && !sh->over; i++)
    {
      gboolean second = bytes[i] == '\n' && sh->after_cr;
      sh->after_cr = bytes[i] == '\r';
      if (!second && !sh->mute)
        key (sh, bytes[i]);
    }
}
