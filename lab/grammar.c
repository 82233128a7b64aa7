/* Finds the row of a grammar that a line belongs to, and runs it. */
#include <stdarg.h>
#include <string.h>

#include "cli.h"
#include "faults.h"
#include "tools.h"
#include "values.h"
#include "words.h"

typedef struct {
  LabSwitch *s;
  const GArray *words; /* LabWord */
  guint len;           /* only so many of them */
  CliArgs *args;
  guint furthest;
  GPtrArray *next;     /* what could come after the last word; NULL = not asked */
} Match;

static void
clear_args (CliArgs *a, guint from)
{
  for (guint i = from; i < a->n; i++)
    g_clear_pointer (&a->args[i].value, g_free);
  a->n = from;
}

static void
keep (CliArgs *a, const char *name, gsize name_size, const char *value)
{
  if (a->n == CLI_MAX_ARGS)
    return;
  g_strlcpy (a->args[a->n].name, name, MIN (name_size + 1, sizeof a->args[0].name));
  a->args[a->n++].value = g_strdup (value);
}

/* ---- one element of a pattern ---------------------------------------------------------------------------------------- */

typedef struct {
  const char *name, *body; /* "state" and "enable|disable"; "port" and "port" */
  gsize name_size, body_size;
  gboolean hole, many;
} Element;

static Element
parse_element (const char *p, gsize size)
{
  Element e = { .hole = *p == '<' };
  e.many = p[size - 1] == '+';
  size -= e.many;
  if (e.hole)
    {
      p++;
      size -= 2;
    }
  const char *colon = memchr (p, ':', size);
  e.name = colon || e.hole ? p : NULL;
  e.name_size = colon ? (gsize) (colon - p) : size;
  e.body = colon ? colon + 1 : p;
  e.body_size = size - (gsize) (e.body - p);
  return e;
}

static gboolean
is_one_of (const char *choices, gsize size, const char *word)
{
  gsize n = strlen (word);
  for (const char *p = choices, *end = choices + size; p < end;)
    {
      const char *bar = memchr (p, '|', (gsize) (end - p));
      gsize part = (gsize) ((bar ? bar : end) - p);
      if (part == n && !g_ascii_strncasecmp (p, word, n))
        return TRUE;
      p += part + 1;
    }
  return FALSE;
}

static gboolean
fits (Match *m, const Element *e, const LabWord *word)
{
  if (!e->hole)
    return !word->quoted && is_one_of (e->body, e->body_size, word->text);
  g_autofree char *type = g_strndup (e->body, e->body_size);
  return cli_value_fits (m->s, type, word->text);
}

/* ---- a pattern ------------------------------------------------------------------------------------------------------- */

static const char *
closing (const char *open)
{
  int depth = 0;
  for (const char *p = open; *p; p++)
    {
      depth += *p == '[' ? 1 : *p == ']' ? -1 : 0;
      if (!depth)
        return p;
    }
  return open + strlen (open);
}

static gboolean
walk (Match *m, const char *pattern, guint w)
{
  pattern += strspn (pattern, " ");
  m->furthest = MAX (m->furthest, w);
  if (!*pattern)
    return w == m->len;
  if (*pattern == '[')
    {
      const char *end = closing (pattern);
      g_autofree char *inner = g_strndup (pattern + 1, (gsize) (end - pattern) - 1),
                      *with = g_strconcat (inner, " ", end + 1, NULL);
      guint n = m->args->n;
      if (walk (m, with, w))
        return TRUE;
      clear_args (m->args, n);
      return walk (m, end + 1, w);
    }
  gsize size = strcspn (pattern, " ");
  Element e = parse_element (pattern, size);
  if (w == m->len)
    {
      if (m->next)
        g_ptr_array_add (m->next,
                         e.hole ? g_strdup_printf ("<%.*s>", (int) e.body_size, e.body) : g_strndup (e.body, e.body_size));
      return FALSE;
    }
  g_autoptr (GString) value = g_string_new (NULL);
  guint first = w, n = m->args->n;
  for (; w < m->len && (w == first || e.many) && fits (m, &e, &g_array_index (m->words, LabWord, w)); w++)
    g_string_append_printf (value, "%s%s", w > first ? " " : "", g_array_index (m->words, LabWord, w).text);
  if (w == first)
    return FALSE;
  if (e.name)
    keep (m->args, e.name, e.name_size, value->str);
  if (walk (m, pattern + size, w))
    return TRUE;
  clear_args (m->args, n);
  return FALSE;
}

static guint
release_of (const LabSwitch *s)
{
  guint major = 0, minor = 0;
  const char *r = strstr (s->version, ".R");
  return sscanf (s->version, "%u.%u", &major, &minor) == 2
             ? CLI_RELEASE (major, minor, r ? (guint) g_ascii_strtoull (r + 2, NULL, 10) : 0)
             : 0;
}

static gboolean
is_here (const LabSwitch *s, const CliRule *rule, guint release)
{
  return release >= rule->since && (!rule->until || release < rule->until) && (!rule->not_on || !lab_model_is (s, rule->not_on));
}

static const CliRule *
find_rule (Match *m)
{
  const CliRule *rules = m->s->family == LAB_AOS6 ? cli_rules_aos6 : cli_rules_aos8;
  guint release = release_of (m->s);
  for (; rules->pattern; rules++)
    {
      clear_args (m->args, 0);
      if (is_here (m->s, rules, release) && walk (m, rules->pattern, 0) && !m->next)
        return rules;
    }
  return NULL;
}

/* ---- abbreviations (AOS 8) and help ---------------------------------------------------------------------------------- */

/* Keywords and holes that may follow the first `len` words, each once. */
static GPtrArray *
what_follows (LabSwitch *s, const GArray *words, guint len)
{
  CliArgs args = { .s = s };
  g_autoptr (GPtrArray) raw = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *unique = g_ptr_array_new_with_free_func (g_free);
  Match m = { s, words, len, &args, 0, raw };
  find_rule (&m);
  clear_args (&args, 0);
  for (guint i = 0; i < raw->len; i++)
    {
      g_auto (GStrv) parts = g_strsplit (raw->pdata[i], "|", -1);
      for (guint k = 0; parts[k]; k++)
        if (!g_ptr_array_find_with_equal_func (unique, parts[k], g_str_equal, NULL))
          g_ptr_array_add (unique, g_strdup (parts[k]));
    }
  return unique;
}

/* A unique beginning stands for its keyword (SMG p. 125). FALSE: the word at *bad is ambiguous. */
static gboolean
complete (LabSwitch *s, GArray *words, guint *bad)
{
  for (guint i = 0; i < words->len; i++)
    {
      LabWord *word = &g_array_index (words, LabWord, i);
      g_autoptr (GPtrArray) next = what_follows (s, words, i);
      const char *found = NULL;
      guint n = 0;
      for (guint k = 0; k < next->len; k++)
        {
          const char *keyword = next->pdata[k];
          if (!g_ascii_strcasecmp (keyword, word->text) || (*keyword == '<' && cli_value_fits_hole (s, keyword, word->text)))
            {
              n = 0;
              break;
            }
          if (*keyword != '<' && *word->text && !g_ascii_strncasecmp (keyword, word->text, strlen (word->text)))
            {
              found = keyword;
              n++;
            }
        }
      if (n > 1)
        {
          *bad = i;
          return FALSE;
        }
      if (n != 1 || word->quoted)
        continue;
      g_free (word->text);
      word->text = g_strdup (found);
    }
  return TRUE;
}

char *
lab_help (LabSwitch *s, const char *typed)
{
  g_autoptr (GPtrArray) commands = lab_commands_new ();
  g_autofree char *why = NULL;
  lab_parse_plain (typed, commands, &why);
  const LabCommand *c = commands->pdata[0];
  gboolean inside = c->words->len && *typed && !g_ascii_isspace (typed[strlen (typed) - 1]);
  const char *begun = inside ? g_array_index (c->words, LabWord, c->words->len - 1).text : "";
  g_autoptr (GPtrArray) next = what_follows (s, c->words, c->words->len - inside);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < next->len; i++)
    {
      g_autofree char *word = *(char *) next->pdata[i] == '<' ? g_strdup (next->pdata[i]) : g_ascii_strup (next->pdata[i], -1);
      if (*begun && g_ascii_strncasecmp (word, begun, strlen (begun)))
        continue;
      g_string_append_printf (out, "%s%s", !out->len ? "        " : i % 6 ? " " : "\n        ", word);
    }
  g_string_append (out, out->len ? "\n" : "        <cr>\n");
  return g_string_free (out, FALSE);
}

/* ---- running --------------------------------------------------------------------------------------------------------- */

static gboolean
invalid (GString *out, const LabCommand *c, guint word, const LabSession *session, const LabSwitch *s)
{
  if (word >= c->words->len)
    return cli_error (out, "Incomplete command");
  const LabWord *w = &g_array_index (c->words, LabWord, word);
  const char *prompt = session && session->prompt ? session->prompt : s->prompt;
  g_string_append_printf (out, "%*s^\n", (int) (w->at + strlen (prompt)), "");
  return cli_error (out, "Invalid entry: \"%s\"", w->text);
}

static gboolean
may_write (const LabSwitch *s, const LabSession *session)
{
  return !session || (!strcmp (s->rights, "read-write") && !lab_fault ((LabSwitch *) s, "read-only"));
}

/* AOS 6 keeps how the last line of some families began, and puts it before a line that is nothing by itself. */
static const CliRule *
with_prefix (Match *m, const LabCommand *c, const char *prefix)
{
  g_autoptr (GPtrArray) parsed = lab_commands_new ();
  g_autofree char *why = NULL;
  lab_parse_plain (prefix, parsed, &why);
  LabCommand *before = parsed->pdata[0];
  for (guint i = 0; i < c->words->len; i++)
    {
      LabWord word = g_array_index (c->words, LabWord, i);
      word.text = g_strdup (word.text);
      g_array_append_val (before->words, word);
    }
  Match longer = { m->s, before->words, before->words->len, m->args, 0, NULL };
  return find_rule (&longer);
}

static void
remember_prefix (LabSession *session, const CliRule *rule, const LabCommand *c)
{
  g_autoptr (GString) prefix = g_string_new (NULL);
  for (guint i = 0; i < rule->prefix && i < c->words->len; i++)
    g_string_append_printf (prefix, "%s%s", i ? " " : "", g_array_index (c->words, LabWord, i).text);
  g_free (session->prefix);
  session->prefix = prefix->len ? g_strdup (prefix->str) : NULL;
}

static gboolean
run_rule (CliArgs *a, const CliRule *rule, GString *out)
{
  LabSwitch *s = a->s;
  gboolean writes = rule->class == CLI_CONFIG || rule->class == CLI_KEEP;
  if (writes && s->secondary && a->session)
    return cli_error (out, "Command is not allowed on secondary CMM");
  if (writes && !may_write (s, a->session))
    return cli_error (out, "Authorization failed. No functional privileges for this command%s", s->family == LAB_AOS6 ? "" : ".");
  gboolean ok = rule->handler (a, out);
  if (rule->class == CLI_CONFIG && (ok || a->partly) && !(a->session && a->session->asks))
    s->unsaved = TRUE;
  if (writes)
    lab_changed (s);
  return ok;
}

/* The row of a line: as it stands, with beginnings completed (AOS 8), with the last line's prefix (AOS 6). NULL: *bad is the word
 * at fault, *ambiguous that it could be several. */
static const CliRule *
resolve (LabSwitch *s, LabCommand *c, const LabSession *session, CliArgs *args, guint *bad, gboolean *ambiguous)
{
  Match m = { s, c->words, c->words->len, args, 0, NULL };
  const CliRule *rule = find_rule (&m);
  *ambiguous = FALSE;
  if (!rule && session && s->family == LAB_AOS8)
    {
      *ambiguous = !complete (s, c->words, bad);
      if (*ambiguous)
        return NULL;
      m.furthest = 0;
      rule = find_rule (&m);
    }
  *bad = m.furthest;
  if (!rule && session && session->prefix)
    rule = with_prefix (&m, c, session->prefix);
  return rule;
}

static gboolean
run_command (LabSwitch *s, LabCommand *c, const char *line, LabSession *session, GString *out)
{
  CliArgs args = { .s = s, .session = session, .line = line };
  guint bad;
  gboolean ambiguous, ok;
  if (!c->words->len)
    return TRUE;
  const CliRule *rule = resolve (s, c, session, &args, &bad, &ambiguous);
  if (ambiguous)
    ok = cli_error (out, "Invalid entry: \"%s\"", g_array_index (c->words, LabWord, bad).text);
  else if (!rule)
    ok = invalid (out, c, bad, session, s);
  else
    {
      ok = run_rule (&args, rule, out);
      if (session && s->family == LAB_AOS6)
        remember_prefix (session, rule, c);
    }
  clear_args (&args, 0);
  return ok;
}

/* Without running it; NULL when it is none. */
static const CliRule *
rule_of (LabSwitch *s, LabCommand *c, const LabSession *session)
{
  CliArgs args = { .s = s };
  guint bad;
  gboolean ambiguous;
  const CliRule *rule = c->words->len ? resolve (s, c, session, &args, &bad, &ambiguous) : NULL;
  clear_args (&args, 0);
  return rule;
}

static LabLineResult
parse (const LabSwitch *s, const char *line, const LabSession *session, GPtrArray *commands, char **why)
{
  return session && s->family == LAB_AOS8 ? lab_parse_bash (line, session->user, commands, why)
                                          : lab_parse_plain (line, commands, why);
}

CliClass
lab_line_class (LabSwitch *s, const char *line, const LabSession *session)
{
  g_autoptr (GPtrArray) commands = lab_commands_new ();
  g_autofree char *why = NULL;
  CliClass class = CLI_SHOW;
  if (parse (s, line, session, commands, &why) != LAB_LINE_OK)
    return class;
  for (guint i = 0; i < commands->len && class != CLI_CONFIG; i++)
    {
      const CliRule *rule = rule_of (s, commands->pdata[i], session);
      class = rule ? rule->class : class;
    }
  return class;
}

gboolean
lab_is_known_line (LabSwitch *s, const char *line)
{
  g_autoptr (GPtrArray) commands = lab_commands_new ();
  g_autofree char *why = NULL;
  lab_parse_plain (line, commands, &why);
  return rule_of (s, commands->pdata[0], NULL) != NULL;
}

gboolean
lab_run_line (LabSwitch *s, const char *line, LabSession *session, GString *out)
{
  g_autoptr (GPtrArray) commands = lab_commands_new ();
  g_autofree char *why = NULL;
  gboolean ok = TRUE;
  LabLineResult result = parse (s, line, session, commands, &why);
  if (result != LAB_LINE_OK)
    {
      g_string_append_printf (out, "%s\n", why ? why : "");
      return FALSE;
    }
  g_autoptr (GString) piped = g_string_new (NULL);
  for (guint i = 0; i < commands->len; i++)
    {
      LabCommand *c = commands->pdata[i];
      g_autoptr (GString) text = g_string_new (NULL);
      gboolean filters = i && ((LabCommand *) commands->pdata[i - 1])->piped;
      ok = filters ? cli_filter (c, piped, text) : run_command (s, c, line, session, text);
      if (c->to_file)
        ok = cli_redirect (s, c, text, out);
      else
        g_string_append_len (c->piped ? g_string_truncate (piped, 0) : out, text->str, (gssize) text->len);
    }
  return ok;
}
