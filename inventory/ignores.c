/* Comments that speak to the linter: `# vlanctl: ignore VL803 because the old closet has nothing better`. */
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/comments.h"
#include "inventory/load.h"

#define MARK "vlanctl: ignore"

typedef struct {
  SrcPos pos;
  guint line;   /* whose findings it ignores */
  char **rules;
  gboolean *used;
  gboolean alone; /* the line holds nothing else: it goes as a whole */
} Ignore;

static void
ignore_free (gpointer data)
{
  Ignore *ignore = data;
  g_strfreev (ignore->rules);
  g_free (ignore->used);
  g_free (ignore);
}

/* "VL803, VL804 because ..."; NULL when it says not which, or not why. */
static char **
parse (const char *text)
{
  g_autoptr (GRegex) form = g_regex_new ("^\\s+(VL[0-9]{3}(?:\\s*,\\s*VL[0-9]{3})*)\\s+because\\s+\\S", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (form, text, 0, &match))
    return NULL;
  g_autofree char *list = g_match_info_fetch (match, 1);
  char **ids = g_strsplit (list, ",", -1);
  for (guint i = 0; ids[i]; i++)
    g_strstrip (ids[i]);
  return ids;
}

/* A comment on a line of its own is about the next line that is none. */
static guint
line_meant (const GPtrArray *comments, guint i)
{
  const Comment *c = comments->pdata[i];
  guint line = c->pos.line;
  if (!c->own_line)
    return line;
  for (line++; ++i < comments->len; line++)
    {
      const Comment *next = comments->pdata[i];
      if (!next->own_line || next->pos.line != line)
        break;
    }
  return line;
}

GPtrArray *
ignores_find (const Node *root, const char *text, Diagnostics *d)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (ignore_free);
  if (!strstr (text, MARK))
    return found;
  g_autoptr (GPtrArray) comments = comments_find (root, text);
  for (guint i = 0; i < comments->len; i++)
    {
      const Comment *c = comments->pdata[i];
      const char *words = c->text + strspn (c->text, "# \t");
      if (!g_str_has_prefix (words, MARK))
        continue;
      char **rules = parse (words + strlen (MARK));
      if (!rules)
        {
          diagnostics_add (d, SEVERITY_WARNING, "VL002", c->pos, _ ("# vlanctl: ignore VL803 because REASON"),
                           _ ("this ignores nothing: it needs the rule's number, and a reason after `because`"));
          continue;
        }
      Ignore *ignore = g_new0 (Ignore, 1);
      *ignore = (Ignore){ c->pos, line_meant (comments, i), rules, g_new0 (gboolean, g_strv_length (rules)), c->own_line };
      g_ptr_array_add (found, ignore);
    }
  return found;
}

/* ---- applying ------------------------------------------------------------------------------------------------------------- */

static gboolean
is_ignored (const Diagnostic *d, gpointer sources)
{
  const GPtrArray *ignores = d->pos.file ? inventory_sources_ignores (sources, d->pos.file) : NULL;
  gboolean ignored = FALSE;
  for (guint i = 0; ignores && i < ignores->len && strcmp (d->rule, "VL001") && strcmp (d->rule, "VL002"); i++)
    {
      Ignore *ignore = ignores->pdata[i];
      for (guint r = 0; ignore->line == d->pos.line && ignore->rules[r]; r++)
        if (strcmp (ignore->rules[r], d->rule) == 0)
          ignored = ignore->used[r] = TRUE;
    }
  return ignored;
}

/* The comment goes, with the blanks before it; of several rules only a person takes one out. */
static void
offer_removal (Diagnostic *d, const Ignore *ignore, const char *line)
{
  if (ignore->rules[1] || !line)
    return;
  const char *p = g_utf8_offset_to_pointer (line, ignore->pos.column - 1);
  d->fix_pos = ignore->pos;
  d->fix = g_strdup ("");
  for (; p > line && (p[-1] == ' ' || p[-1] == '\t'); p--)
    d->fix_pos.column--;
  if (ignore->alone)
    d->fix_pos = (SrcPos){ ignore->pos.file, ignore->pos.line, 1, ignore->pos.line + 1, 1 };
}

void
inventory_ignore (InventorySources *sources, Diagnostics *d)
{
  g_autoptr (GPtrArray) files = inventory_source_files (sources);
  diagnostics_drop (d, is_ignored, sources);
  for (guint f = 0; f < files->len; f++)
    {
      const GPtrArray *ignores = inventory_sources_ignores (sources, files->pdata[f]);
      for (guint i = 0; ignores && i < ignores->len; i++)
        {
          const Ignore *ignore = ignores->pdata[i];
          for (guint r = 0; ignore->rules[r]; r++)
            if (!ignore->used[r])
              offer_removal (diagnostics_add (d, SEVERITY_WARNING, "VL001", ignore->pos, _ ("take it out"),
                                              _ ("there is no %s to ignore in line %u"), ignore->rules[r], ignore->line),
                             ignore, inventory_source_line (sources, ignore->pos.file, ignore->pos.line));
        }
    }
  diagnostics_sort (d);
}
