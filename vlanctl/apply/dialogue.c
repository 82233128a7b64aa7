#include "apply/dialogue.h"

#include <string.h>

#define MAX_TEXT (8u * 1024 * 1024) /* a snapshot of a big stack has some hundred kB */
#define MAX_LINE 16384
#define LEARN_ROUNDS 8

typedef enum { STATE_BANNER, STATE_LEARN, STATE_READY, STATE_BUSY, STATE_BROKEN } State;
typedef enum { ESC_NONE, ESC_BEGUN, ESC_CSI, ESC_OSC } Escape;

struct Dialogue {
  State state;
  /* the screen: whole lines, and the one being written */
  GPtrArray *lines;
  GString *line;
  gsize column, total;
  Escape escape;
  gboolean plain_csi; /* no parameter but 0 so far */
  /* learning the prompt */
  char *prompt;
  guint same, rounds;
  /* the command under way */
  char *command, *to_send, *reply;
};

Dialogue *
dialogue_new (void)
{
  Dialogue *d = g_new0 (Dialogue, 1);
  d->lines = g_ptr_array_new_with_free_func (g_free);
  d->line = g_string_new (NULL);
  return d;
}

void
dialogue_free (Dialogue *d)
{
  if (!d)
    return;
  g_ptr_array_unref (d->lines);
  g_string_free (d->line, TRUE);
  g_free (d->prompt);
  g_free (d->command);
  g_free (d->to_send);
  g_free (d->reply);
  g_free (d);
}

const char *
dialogue_to_send (const Dialogue *d)
{
  return d->to_send ? d->to_send : "";
}

const char *
dialogue_prompt (const Dialogue *d)
{
  return d->prompt ? d->prompt : "";
}

const char *
dialogue_reply (const Dialogue *d)
{
  return d->reply ? d->reply : "";
}

/* ---- the screen ------------------------------------------------------------------------------------------------------ */

static void
end_line (Dialogue *d)
{
  g_ptr_array_add (d->lines, g_strdup (d->line->str));
  g_string_truncate (d->line, 0);
  d->column = 0;
}

/* A carriage return alone goes back to write over: so pagers wipe their question away. */
static void
put_byte (Dialogue *d, char c)
{
  if (c == '\n')
    end_line (d);
  else if (c == '\r')
    d->column = 0;
  else if (c == '\b')
    d->column -= d->column > 0;
  else if ((guchar) c >= 0x20 || c == '\t')
    {
      if (d->column < d->line->len)
        d->line->str[d->column] = c;
      else
        g_string_append_c (d->line, c);
      d->column++;
    }
}

/* Terminal control sequences say nothing to us (AOS 8 is bash). */
static gboolean
skip_escape (Dialogue *d, char c)
{
  switch (d->escape)
    {
    case ESC_NONE:
      if (c == '\033')
        d->escape = ESC_BEGUN;
      return c == '\033';
    case ESC_BEGUN:
      d->escape = c == '[' ? ESC_CSI : c == ']' ? ESC_OSC : ESC_NONE;
      d->plain_csi = TRUE;
      return TRUE;
    case ESC_CSI:
      if (c >= 0x40 && c <= 0x7e)
        {
          d->escape = ESC_NONE;
          if (c == 'K' && d->plain_csi) /* erase to the end of the line: readline and pagers redraw with it */
            g_string_truncate (d->line, MIN (d->column, d->line->len));
        }
      d->plain_csi = d->plain_csi && c == '0';
      return TRUE;
    case ESC_OSC:
    default:
      if (c == '\a' || c == '\\' || c == '\n')
        d->escape = ESC_NONE;
      return TRUE;
    }
}

static void
clear_screen (Dialogue *d)
{
  g_ptr_array_set_size (d->lines, 0);
  g_string_truncate (d->line, 0);
  d->column = d->total = 0;
}

/* ---- what a line is -------------------------------------------------------------------------------------------------- */

static gboolean
same_text (const char *a, const char *b)
{
  g_autofree char *x = g_strchomp (g_strdup (a)), *y = g_strchomp (g_strdup (b));
  return g_str_equal (x, y);
}

static gboolean
is_blank (const char *line)
{
  return line[strspn (line, " \t")] == '\0';
}

/* Log messages come in blocks: a line with the time and "... message:", then lines that begin with "+++". */
static gboolean
is_log (const char *line)
{
  return g_str_has_prefix (line, "+++ ")
         || g_regex_match_simple ("^\\w{3} +\\w{3} +\\d+ \\d\\d:\\d\\d:\\d\\d.* message: *$", line, G_REGEX_CASELESS, 0);
}

static gboolean
is_pager (const char *line)
{
  return g_regex_match_simple ("^(More\\? \\[next screen|--More--)", line, G_REGEX_CASELESS, 0);
}

static gboolean
is_question (const char *line)
{
  return g_regex_match_simple ("(\\(Y/N\\)|\\[y/n\\]|password) *[:?]? *$", line, G_REGEX_CASELESS, 0)
         || g_regex_match_simple ("\\? *$", line, 0, 0);
}

/* ---- events ---------------------------------------------------------------------------------------------------------- */

static DialogueEvent
send_text (Dialogue *d, char *text)
{
  g_free (d->to_send);
  d->to_send = text;
  return DIALOGUE_SEND;
}

static DialogueEvent
broken (Dialogue *d, DialogueEvent event)
{
  d->state = STATE_BROKEN;
  return event;
}

DialogueEvent
dialogue_start (Dialogue *d)
{
  d->state = STATE_BANNER;
  clear_screen (d);
  return DIALOGUE_MORE;
}

static DialogueEvent
ask_again (Dialogue *d)
{
  clear_screen (d);
  if (++d->rounds > LEARN_ROUNDS)
    return broken (d, DIALOGUE_GARBLED);
  d->state = STATE_LEARN;
  return send_text (d, g_strdup ("\n"));
}

/* An empty line was answered with this: the same as last time? */
static DialogueEvent
learn (Dialogue *d)
{
  gboolean same = d->prompt && g_str_equal (d->prompt, d->line->str);
  d->same = same ? d->same + 1 : 0;
  if (!same)
    {
      g_free (d->prompt);
      d->prompt = g_strdup (d->line->str);
    }
  if (d->same < 2)
    return ask_again (d);
  clear_screen (d);
  d->state = STATE_READY;
  return DIALOGUE_READY;
}

DialogueEvent
dialogue_command (Dialogue *d, const char *line)
{
  g_return_val_if_fail (d->state == STATE_READY, DIALOGUE_GARBLED);
  clear_screen (d);
  d->state = STATE_BUSY;
  g_free (d->command);
  d->command = g_strndup (line, strcspn (line, "\n"));
  return send_text (d, g_strconcat (line, "\n", NULL));
}

/* The first line that is neither blank nor a log message must be our own, echoed. Prompts may stand before it: those of empty lines
 * that were answered late, after the banner. */
typedef enum { ECHO_NOT_YET, ECHO_FOUND, ECHO_NOT_OURS } Echo;

static Echo
find_echo (const Dialogue *d, guint *at)
{
  for (guint i = 0; i < d->lines->len; i++)
    {
      const char *line = d->lines->pdata[i];
      *at = i;
      if (same_text (line, d->prompt))
        continue;
      while (*d->prompt && g_str_has_prefix (line, d->prompt))
        line += strlen (d->prompt);
      if (same_text (line, d->command))
        return ECHO_FOUND;
      if (!is_blank (line) && !is_log (line))
        return ECHO_NOT_OURS;
    }
  return ECHO_NOT_YET;
}

static DialogueEvent
finish (Dialogue *d, guint n_lines)
{
  guint at = 0;
  Echo echo = find_echo (d, &at);
  if (echo == ECHO_NOT_YET)
    return DIALOGUE_MORE; /* a prompt of an earlier empty line */
  if (echo == ECHO_NOT_OURS)
    return broken (d, DIALOGUE_GARBLED);
  GString *reply = g_string_new (NULL);
  for (guint i = at + 1; i < n_lines; i++)
    {
      char *line = g_strchomp (d->lines->pdata[i]);
      if (!is_log (line) && !is_pager (line) && !g_str_has_prefix (line, "Please wait..."))
        g_string_append_printf (reply, "%s\n", line);
    }
  g_free (d->reply);
  d->reply = g_string_free (reply, FALSE);
  clear_screen (d);
  d->state = STATE_READY;
  return DIALOGUE_REPLY;
}

static DialogueEvent
evaluate (Dialogue *d)
{
  if (d->state != STATE_READY && is_pager (d->line->str))
    {
      g_string_truncate (d->line, 0);
      d->column = 0;
      return send_text (d, g_strdup (" "));
    }
  if (d->state == STATE_LEARN && d->lines->len && d->line->len && d->prompt && g_str_equal (d->line->str, d->prompt))
    return learn (d);
  if (d->state == STATE_BUSY && d->lines->len && d->line->len && g_str_equal (d->line->str, d->prompt))
    return finish (d, d->lines->len);
  return DIALOGUE_MORE;
}

DialogueEvent
dialogue_feed (Dialogue *d, const char *bytes, gsize size)
{
  if (d->state == STATE_BROKEN)
    return DIALOGUE_GARBLED;
  d->total += size;
  for (gsize i = 0; i < size; i++)
    if (!skip_escape (d, bytes[i]))
      put_byte (d, bytes[i]);
  if (d->total > MAX_TEXT || d->line->len > MAX_LINE)
    return broken (d, DIALOGUE_GARBLED);
  return evaluate (d);
}

/* The prompt may have a log message behind it. */
static gboolean
find_prompt_before_logs (const Dialogue *d, guint *at)
{
  if (d->line->len && !is_log (d->line->str) && !is_blank (d->line->str))
    return FALSE;
  for (guint i = d->lines->len; i-- > 0;)
    {
      const char *line = d->lines->pdata[i];
      if (i > 0 && same_text (line, d->prompt))
        {
          *at = i;
          return TRUE;
        }
      if (!is_log (line) && !is_blank (line))
        return FALSE;
    }
  return FALSE;
}

DialogueEvent
dialogue_silence (Dialogue *d)
{
  guint at = 0;
  gboolean blank = is_blank (d->line->str);
  if (d->state == STATE_BROKEN)
    return DIALOGUE_GARBLED;
  if (d->state == STATE_READY)
    return DIALOGUE_MORE;
  if (!blank && !is_log (d->line->str) && !(d->prompt && same_text (d->line->str, d->prompt)) && is_question (d->line->str))
    return broken (d, DIALOGUE_QUESTION);
  if (d->state == STATE_BANNER)
    return blank ? DIALOGUE_MORE : learn (d);
  if (d->state == STATE_LEARN)
    return blank || !d->lines->len ? DIALOGUE_MORE : learn (d);
  if (!blank && d->lines->len && same_text (d->line->str, d->prompt))
    return finish (d, d->lines->len);
  if (find_prompt_before_logs (d, &at))
    return finish (d, at);
  return DIALOGUE_MORE;
}
