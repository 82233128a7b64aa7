#include "words.h"

#include <string.h>

static void
word_clear (gpointer word)
{
  g_free (((LabWord *) word)->text);
}

static void
command_free (gpointer data)
{
  LabCommand *c = data;
  g_array_unref (c->words);
  g_free (c->to_file);
  g_free (c->heredoc);
  g_free (c);
}

GPtrArray *
lab_commands_new (void)
{
  return g_ptr_array_new_with_free_func (command_free);
}

static LabCommand *
add_command (GPtrArray *commands)
{
  LabCommand *c = g_new0 (LabCommand, 1);
  c->words = g_array_new (FALSE, TRUE, sizeof (LabWord));
  g_array_set_clear_func (c->words, word_clear);
  g_ptr_array_add (commands, c);
  return c;
}

static void
add_word (LabCommand *c, char *text, guint at, gboolean quoted)
{
  LabWord word = { text, at, quoted };
  g_array_append_val (c->words, word);
}

LabLineResult
lab_parse_plain (const char *line, GPtrArray *commands, char **why)
{
  LabCommand *c = add_command (commands);
  for (const char *p = line; *(p += strspn (p, " \t"));)
    {
      const char *end = *p == '"' ? strchr (p + 1, '"') : NULL;
      if (end)
        {
          add_word (c, g_strndup (p + 1, (gsize) (end - p) - 1), (guint) (p - line), TRUE);
          p = end + 1;
          continue;
        }
      gsize n = strcspn (p, " \t");
      add_word (c, g_strndup (p, n), (guint) (p - line), FALSE);
      p += n;
    }
  return LAB_LINE_OK;
}

/* ---- bash ------------------------------------------------------------------------------------------------------------ */

typedef struct {
  const char *line, *p, *user;
  GPtrArray *commands;
  GString *word;
  gboolean open, quoted; /* a word is being gathered; part of it was quoted */
  guint at;
  enum { TO_WORDS, TO_FILE, TO_HEREDOC } target;
} Bash;

static LabCommand *
current (Bash *b)
{
  return b->commands->pdata[b->commands->len - 1];
}

static void
begin (Bash *b)
{
  if (!b->open)
    b->at = (guint) (b->p - b->line);
  b->open = TRUE;
}

static void
end_word (Bash *b)
{
  if (!b->open)
    return;
  char *text = g_strdup (b->word->str);
  if (b->target == TO_FILE)
    {
      g_free (current (b)->to_file);
      current (b)->to_file = text;
    }
  else if (b->target == TO_HEREDOC)
    {
      g_free (current (b)->heredoc);
      current (b)->heredoc = text;
      current (b)->literal = b->quoted;
    }
  else
    add_word (current (b), text, b->at, b->quoted);
  b->target = TO_WORDS;
  g_string_truncate (b->word, 0);
  b->open = b->quoted = FALSE;
}

/* `$NAME`, `${NAME}`: a few are set, the rest is empty. At the dollar sign; leaves p on its last character. */
static void
expand_variable (Bash *b)
{
  static const char name_chars[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  gboolean brace = b->p[1] == '{';
  const char *name = b->p + 1 + brace;
  gsize n = strspn (name, name_chars);
  if (!n && (*name == '?' || *name == '$' || *name == '#'))
    n = 1;
  if (!n)
    {
      g_string_append_c (b->word, '$');
      return;
    }
  if (n == 4 && !strncmp (name, "USER", 4))
    g_string_append (b->word, b->user);
  else if (n == 4 && !strncmp (name, "HOME", 4))
    g_string_append (b->word, "/flash");
  else if (n == 1 && *name == '?')
    g_string_append_c (b->word, '0');
  b->p = name + n - 1 + (brace && name[n] == '}');
}

/* FALSE when the quote is not closed. */
static gboolean
take_quoted (Bash *b)
{
  char quote = *b->p;
  begin (b);
  b->quoted = TRUE;
  for (b->p++; *b->p && *b->p != quote; b->p++)
    if (quote == '"' && *b->p == '\\' && b->p[1] && strchr ("\"\\$`", b->p[1]))
      g_string_append_c (b->word, *++b->p);
    else if (quote == '"' && *b->p == '$')
      expand_variable (b);
    else if (quote == '`') /* the output of a command that nobody has */
      continue;
    else
      g_string_append_c (b->word, *b->p);
  return *b->p == quote;
}

static void
take_operator (Bash *b)
{
  end_word (b);
  if (*b->p == '>')
    {
      current (b)->append = b->p[1] == '>';
      b->p += current (b)->append;
      b->target = TO_FILE;
    }
  else if (*b->p == '<')
    {
      b->p += b->p[1] == '<';
      b->target = TO_HEREDOC;
    }
  else if (current (b)->words->len)
    {
      current (b)->piped = *b->p == '|' && b->p[1] != '|';
      b->p += b->p[1] == *b->p;
      add_command (b->commands);
    }
}

/* FALSE when more must come. */
static gboolean
take (Bash *b)
{
  switch (*b->p)
    {
    case ' ': case '\t':
      end_word (b);
      return TRUE;
    case '"': case '\'': case '`':
      return take_quoted (b);
    case '\\':
      begin (b);
      if (!b->p[1])
        return FALSE;
      g_string_append_c (b->word, *++b->p);
      return TRUE;
    case '$':
      begin (b);
      expand_variable (b);
      return TRUE;
    case ';': case '&': case '|': case '>': case '<':
      take_operator (b);
      return TRUE;
    default:
      begin (b);
      if (*b->p == '~' && !b->word->len)
        g_string_append (b->word, "/flash");
      else
        g_string_append_c (b->word, *b->p);
      return TRUE;
    }
}

LabLineResult
lab_parse_bash (const char *line, const char *user, GPtrArray *commands, char **why)
{
  g_autoptr (GString) word = g_string_new (NULL);
  Bash b = { .line = line, .p = line, .user = user, .commands = commands, .word = word };
  add_command (commands);
  for (; *b.p; b.p++)
    {
      if (*b.p == '#' && !b.open)
        break;
      if (*b.p == '(' || *b.p == ')')
        {
          *why = g_strdup_printf ("-bash: syntax error near unexpected token `%c'", *b.p);
          return LAB_LINE_ERROR;
        }
      if (!take (&b))
        return LAB_LINE_INCOMPLETE;
    }
  end_word (&b);
  return LAB_LINE_OK;
}

char *
lab_expand_line (const char *line, const char *user)
{
  g_autoptr (GString) word = g_string_new (NULL);
  Bash b = { .line = line, .p = line, .user = user, .word = word };
  for (; *b.p; b.p++)
    if (*b.p == '\\' && b.p[1] && strchr ("\\$`", b.p[1]))
      g_string_append_c (word, *++b.p);
    else if (*b.p == '$')
      expand_variable (&b);
    else
      g_string_append_c (word, *b.p);
  return g_string_free (g_steal_pointer (&word), FALSE);
}

/* ---- history --------------------------------------------------------------------------------------------------------- */

/* Where a reference begins; NULL when there is none. Single quotes keep `!` from it, double quotes do not. */
static const char *
find_reference (const char *line)
{
  gboolean single = FALSE;
  for (const char *p = line; *p; p++)
    if (*p == '\'')
      single = !single;
    else if (*p == '\\' && p[1])
      p++;
    else if (*p == '!' && !single && p[1] && !strchr (" \t=(\"", p[1]))
      return p;
  return NULL;
}

static const char *
look_up (const char *event, gsize n, const GPtrArray *history)
{
  char *end;
  if (n == 1 && *event == '!')
    return history->len ? history->pdata[history->len - 1] : NULL;
  gint64 number = g_ascii_strtoll (event, &end, 10);
  if (end == event + n)
    {
      gint64 i = number < 0 ? (gint64) history->len + number : number - 1;
      return i >= 0 && i < (gint64) history->len ? history->pdata[i] : NULL;
    }
  for (guint i = history->len; i-- > 0;)
    if (!strncmp (history->pdata[i], event, n))
      return history->pdata[i];
  return NULL;
}

char *
lab_expand_history (const char *line, const GPtrArray *history, char **why)
{
  const char *at = find_reference (line);
  if (!at)
    return g_strdup (line);
  gsize n = at[1] == '!' ? 1 : strcspn (at + 1, " \t\"';|");
  const char *found = look_up (at + 1, n, history);
  if (!found)
    {
      *why = g_strdup_printf ("-bash: !%.*s: event not found", (int) n, at + 1);
      return NULL;
    }
  g_autofree char *before = g_strndup (line, (gsize) (at - line));
  return g_strconcat (before, found, at + 1 + n, NULL);
}
