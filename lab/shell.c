#include "shell.h"

#include <string.h>

#include "cli.h"
#include "faults.h"

#define MAX_SESSIONS 8 /* SSH, both families */
#define MAX_LINE 4096
#define PAGE 20

typedef enum { ASK_NOTHING, ASK_EXIT, ASK_DELETION, ASK_OTHER, ASK_PAGER } Asking;

struct LabShell {
  LabSwitch *s;
  char *user;
  guint number;
  GString *line, *out;
  gboolean after_cr, over, mute, heredoc;
  Asking asking;
  char *held;       /* a line that waits for its answer */
  GString *paged;   /* what the pager holds back */
  char *heredoc_end, *heredoc_path;
  GString *heredoc_text;
  guint delay_ms;
};

static void
prompt (LabShell *sh)
{
  g_string_append (sh->out, "-> ");
}

static void
say (LabShell *sh, const char *text)
{
  for (; *text; text++)
    if (*text == '\n')
      g_string_append (sh->out, "\r\n");
    else
      g_string_append_c (sh->out, *text);
}

static void
banner (LabShell *sh)
{
  g_autofree char *text = g_strdup_printf (sh->s->family == LAB_AOS6
                                               ? "\nWelcome to the Alcatel-Lucent Enterprise OmniSwitch 6450\nSoftware Version %s GA, June 20, 2018.\n\n"
                                                 "Copyright(c), ALE USA Inc., 2018. All Rights reserved.\n\n"
                                               : "\nWelcome to the Alcatel-Lucent Enterprise OS6860 %s GA, October 12, 2023.\n\n"
                                                 "Copyright (c) 1995-2023, ALE USA Inc. All rights reserved.\n\n",
                                           sh->s->version);
  say (sh, text);
  if (sh->s->reload_at)
    say (sh, "A reboot of this switch is scheduled.\n");
}

LabShell *
lab_shell_new (LabSwitch *s, const char *user)
{
  if (s->sessions >= (lab_fault (s, "session-limit") ? 0 : MAX_SESSIONS))
    return NULL;
  LabShell *sh = g_new0 (LabShell, 1);
  sh->s = s;
  sh->user = g_strdup (user);
  sh->number = ++s->session_counter;
  sh->line = g_string_new (NULL);
  sh->out = g_string_new (NULL);
  sh->paged = g_string_new (NULL);
  s->sessions++;
  banner (sh);
  prompt (sh);
  return sh;
}

void
lab_shell_free (LabShell *sh)
{
  if (!sh)
    return;
  sh->s->sessions--;
  lab_wire (sh->s, "close", sh->user);
  g_string_free (sh->line, TRUE);
  g_string_free (sh->out, TRUE);
  g_string_free (sh->paged, TRUE);
  if (sh->heredoc_text)
    g_string_free (sh->heredoc_text, TRUE);
  g_free (sh->heredoc_end);
  g_free (sh->heredoc_path);
  g_free (sh->held);
  g_free (sh->user);
  g_free (sh);
}

gboolean
lab_shell_is_over (const LabShell *sh)
{
  return sh->over;
}

char *
lab_shell_take_output (LabShell *sh, gsize *size, guint *delay_ms)
{
  *size = sh->mute ? 0 : sh->out->len;
  *delay_ms = sh->delay_ms;
  sh->delay_ms = 0;
  char *text = g_string_free (sh->out, FALSE);
  sh->out = g_string_new (NULL);
  return text;
}

/* ---- running a line -------------------------------------------------------------------------------------------------- */

/* A range done half, then refused. */
static gboolean
run_half (LabShell *sh, const char *line, GString *out)
{
  g_autoptr (GRegex) range = g_regex_new ("(\\d+/)(\\d+)-(\\d+)", 0, 0, NULL);
  g_autoptr (GMatchInfo) found = NULL;
  if (!g_regex_match (range, line, 0, &found))
    return lab_run_line (sh->s, line, sh->number, sh->user, out, NULL);
  g_autofree char *slot = g_match_info_fetch (found, 1), *first = g_match_info_fetch (found, 2), *last = g_match_info_fetch (found, 3);
  guint a = (guint) g_ascii_strtoull (first, NULL, 10), b = (guint) g_ascii_strtoull (last, NULL, 10);
  g_autofree char *half = g_strdup_printf ("%s%u-%u", slot, a, a + (b - a) / 2);
  g_autofree char *shorter = g_regex_replace_literal (range, line, -1, 0, half, 0, NULL);
  lab_run_line (sh->s, shorter, sh->number, sh->user, out, NULL);
  return cli_error (out, "Operation failed on port %s%u", slot, a + (b - a) / 2 + 1);
}

static gboolean
starts_with_fault (LabShell *sh, const char *line)
{
  for (guint i = 0; i < sh->s->faults->len; i++)
    {
      const LabFault *f = sh->s->faults->pdata[i];
      if (!strcmp (f->kind, "error") && !f->k && *f->text && g_str_has_prefix (line, f->text))
        return TRUE;
    }
  return FALSE;
}

/* Faults that replace the reply of the k-th configuration command. FALSE: none of them. */
static gboolean
hostile_reply (LabShell *sh, const char *line, guint k, GString *out)
{
  LabSwitch *s = sh->s;
  if (lab_fault_at (s, "error", k) || starts_with_fault (sh, line))
    cli_error (out, "Operation failed");
  else if (lab_fault_at (s, "unknown", k))
    g_string_append (out, "Something unheard of happened\n");
  else if (lab_fault_at (s, "garbage", k))
    g_string_append (out, "\001\002\377\376\033[2J\n");
  else if (lab_fault_at (s, "half", k))
    run_half (sh, line, out);
  else if (lab_fault_at (s, "drop", k))
    sh->over = TRUE;
  else if (lab_fault_at (s, "ignore", k))
    return TRUE;
  else if (lab_fault_at (s, "silent", k))
    sh->mute = TRUE;
  else if (lab_fault_at (s, "confirm", k))
    {
      g_string_append (out, "Are you sure (Y/N) ? ");
      sh->asking = ASK_OTHER;
    }
  else if (lab_fault_at (s, "reboot", k))
    {
      lab_boot (s, g_strcmp0 (s->working, s->certified) != 0);
      sh->over = TRUE;
    }
  else
    return FALSE;
  return TRUE;
}

static void
other_admin (LabShell *sh, guint k)
{
  LabFault *f = lab_fault_at (sh->s, "other-admin", k);
  g_autoptr (GString) out = g_string_new (NULL);
  if (f)
    lab_run_line (sh->s, f->text, 0, "other", out, NULL);
}

static void
run_config (LabShell *sh, const char *line, GString *out)
{
  LabSwitch *s = sh->s;
  guint k = ++s->config_commands;
  other_admin (sh, k);
  if (hostile_reply (sh, line, k, out))
    return;
  if (lab_fault (s, "read-only"))
    {
      cli_error (out, "Authorization failed. No functional privileges for this command.");
      return;
    }
  if (lab_fault_at (s, "wait", k))
    g_string_append (out, "Please wait...\n\n");
  lab_run_line (s, line, sh->number, sh->user, out, NULL);
  if (lab_fault_at (s, "log-line", k))
    g_string_append (out, "SUN DEC 31 02:28:16 : CSM-CHASSIS (103) info message:\n+++ == CSM == something was noticed\n");
  if (lab_fault_at (s, "drop-after", k))
    sh->over = TRUE;
  if (lab_fault_at (s, "prompt", k))
    {
      g_string_append (out, "maintenance# ");
      sh->asking = ASK_OTHER;
    }
}

static gboolean
deletes_used_vlan (const LabSwitch *s, const char *line)
{
  guint vlan = g_str_has_prefix (line, "no vlan ") ? (guint) g_ascii_strtoull (line + 8, NULL, 10) : 0;
  if (!s->ask_on_deletion || !vlan || strstr (line, "members"))
    return FALSE;
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p->untagged == vlan || lab_has_tag (p, vlan))
        return TRUE;
    }
  return FALSE;
}

/* ---- pager, heredoc -------------------------------------------------------------------------------------------------- */

static void
next_page (LabShell *sh)
{
  guint lines = 0;
  gsize n = 0;
  while (n < sh->paged->len && lines < PAGE)
    lines += sh->paged->str[n++] == '\n';
  g_autofree char *page = g_strndup (sh->paged->str, n);
  g_string_erase (sh->paged, 0, (gssize) n);
  say (sh, page);
  sh->asking = sh->paged->len ? ASK_PAGER : ASK_NOTHING;
  if (sh->asking == ASK_PAGER)
    g_string_append (sh->out, sh->s->family == LAB_AOS6 ? "More? [next screen <sp>, next line <cr>, filter pattern </>, quit <q>]" : "--More--");
  else
    prompt (sh);
}

static gboolean
begin_heredoc (LabShell *sh, const char *line)
{
  char end[32], path[64];
  if (sh->s->family != LAB_AOS8 || sscanf (line, "cat <<%31s > %63s", end, path) != 2)
    return FALSE;
  sh->heredoc_end = g_strdup (end);
  sh->heredoc_path = g_strdup (path);
  sh->heredoc_text = g_string_new (NULL);
  g_string_append (sh->out, "> ");
  return TRUE;
}

static void
feed_heredoc (LabShell *sh, const char *line)
{
  if (strcmp (line, sh->heredoc_end))
    {
      g_string_append_printf (sh->heredoc_text, "%s\n", line);
      g_string_append (sh->out, "> ");
      return;
    }
  g_hash_table_insert (sh->s->files, g_steal_pointer (&sh->heredoc_path), g_string_free_to_bytes (g_steal_pointer (&sh->heredoc_text)));
  g_clear_pointer (&sh->heredoc_end, g_free);
  prompt (sh);
}

/* ---- a line ---------------------------------------------------------------------------------------------------------- */

static void
leave (LabShell *sh)
{
  if (!lab_is_unsaved (sh->s))
    {
      sh->over = TRUE;
      return;
    }
  say (sh, "Changes in the running configuration have been made but not saved!\nConfirm exit (Y/N)? ");
  sh->asking = ASK_EXIT;
}

static void
run_line (LabShell *sh, const char *line)
{
  g_autoptr (GString) out = g_string_new (NULL);
  LabFault *delay = lab_fault (sh->s, "delay");
  if (!*line)
    {
      prompt (sh);
      return;
    }
  lab_wire (sh->s, "command", line);
  if (!strcmp (line, "exit") || !strcmp (line, "quit"))
    {
      leave (sh);
      return;
    }
  if (begin_heredoc (sh, line))
    return;
  if (deletes_used_vlan (sh->s, line))
    {
      sh->held = g_strdup (line);
      sh->asking = ASK_DELETION;
      say (sh, "Confirm VLAN deletion (Y/N) : ");
      return;
    }
  sh->delay_ms = delay ? (guint) g_ascii_strtoull (delay->text, NULL, 10) : 0;
  if (lab_line_class (sh->s, line) == CLI_CONFIG)
    run_config (sh, line, out);
  else
    lab_run_line (sh->s, line, sh->number, sh->user, out, NULL);
  if (lab_line_class (sh->s, line) != CLI_SHOW)
    lab_wire (sh->s, "reply", out->str);
  if (lab_fault (sh->s, "pager") && g_str_has_prefix (line, "show "))
    {
      g_string_assign (sh->paged, out->str);
      next_page (sh);
      return;
    }
  say (sh, out->str);
  if (sh->asking == ASK_NOTHING)
    prompt (sh);
}

static void
answer (LabShell *sh, const char *line)
{
  gboolean yes = g_ascii_toupper (*line) == 'Y';
  Asking asked = sh->asking;
  g_autofree char *held = g_steal_pointer (&sh->held);
  sh->asking = ASK_NOTHING;
  lab_wire (sh->s, "answer", line);
  if (asked == ASK_EXIT && yes)
    {
      say (sh, "logout\n");
      sh->over = TRUE;
      return;
    }
  if (asked == ASK_DELETION && yes)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      lab_run_line (sh->s, held, sh->number, sh->user, out, NULL);
      say (sh, out->str);
    }
  prompt (sh);
}

static void
end_of_line (LabShell *sh)
{
  g_autofree char *line = g_strstrip (g_strdup (sh->line->str));
  g_string_truncate (sh->line, 0);
  g_string_append (sh->out, "\r\n");
  if (sh->heredoc_end)
    feed_heredoc (sh, line);
  else if (sh->asking != ASK_NOTHING)
    answer (sh, line);
  else
    run_line (sh, line);
}

void
lab_shell_input (LabShell *sh, const char *bytes, gsize size)
{
  for (gsize i = 0; i < size && !sh->over; i++)
    {
      char c = bytes[i];
      gboolean second = c == '\n' && sh->after_cr;
      sh->after_cr = c == '\r';
      if (second || sh->mute)
        continue;
      if (sh->asking == ASK_PAGER)
        {
          g_string_append_printf (sh->out, "\r%72s\r", "");
          next_page (sh);
        }
      else if (c == '\r' || c == '\n')
        end_of_line (sh);
      else if (c == 0x7f || c == '\b')
        g_string_truncate (sh->line, sh->line->len ? sh->line->len - 1 : 0);
      else if (c == 4)
        sh->over = TRUE;
      else if ((guchar) c >= 0x20 && sh->line->len < MAX_LINE)
        {
          g_string_append_c (sh->line, c);
          g_string_append_c (sh->out, c);
        }
    }
}
