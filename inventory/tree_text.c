/* The text under a tree: where its lines end, whether it is UTF-8 at all, and what libyaml found wrong with it. */
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/tree_internal.h"

/* ---- lines ---------------------------------------------------------------------------------------------------------- */

const char *
tree_line_end (const char *p, gsize *length)
{
  static const char *const breaks[] = { "\r\n", "\n", "\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9" };
  for (p += strcspn (p, "\r\n\xc2\xe2"); *p; p += 1 + strcspn (p + 1, "\r\n\xc2\xe2"))
    for (guint i = 0; i < G_N_ELEMENTS (breaks); i++)
      if (g_str_has_prefix (p, breaks[i]))
        {
          *length = strlen (breaks[i]);
          return p;
        }
  *length = 0;
  return p;
}

/* Line and column of an octet. What stands before it is valid UTF-8; a mark of the byte order is no character. */
static SrcPos
offset_pos (const char *file, const char *text, gsize offset)
{
  SrcPos pos = { .file = file };
  const char *line = text + (offset >= 3 && g_str_has_prefix (text, "\xef\xbb\xbf") ? 3 : 0);
  for (gsize length = 1; length; pos.line++)
    {
      const char *end = tree_line_end (line, &length);
      if (!length || end + length > text + offset)
        break;
      line = end + length;
    }
  pos.line++;
  pos.column = (guint) g_utf8_strlen (line, text + offset - line) + 1;
  return pos;
}

/* The line, counted from 0; NULL when there are fewer. */
static const char *
line_at (const char *text, gsize line)
{
  gsize length = 1;
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  for (; line && length; line--)
    text = tree_line_end (text, &length) + length;
  return length ? text : NULL;
}

/* ---- what is no YAML -------------------------------------------------------------------------------------------------- */

SrcPos
tree_inside (TreeParser *p, const yaml_mark_t *mark)
{
  const char *text = p->text;
  for (gsize length = 1; !p->counted && length; p->lines++)
    text = tree_line_end (text, &length) + length;
  p->counted = TRUE;
  if (mark->line >= p->lines)
    return offset_pos (p->file, p->text, strlen (p->text));
  return (SrcPos){ p->file, (guint) mark->line + 1, (guint) mark->column + 1, 0, 0 };
}

/* A tab among the blanks that the line of the mark begins with; NULL. */
static const char *
tab_at (const TreeParser *p, const yaml_mark_t *mark)
{
  const char *line = line_at (p->text, mark->line), *tab = line ? line + strspn (line, " ") : NULL;
  return tab && *tab == '\t' && (gsize) (tab - line) <= mark->column ? tab : NULL;
}

/* What libyaml says in its own words, with the cure that fits what stands there. */
void
tree_not_yaml (TreeParser *p)
{
  const yaml_mark_t *mark = &p->yaml.problem_mark, *context = &p->yaml.context_mark;
  SrcPos pos = tree_inside (p, mark);
  const char *problem = p->yaml.problem ? p->yaml.problem : _ ("not YAML");
  const char *help = _ ("check the indentation, colons, brackets and quotes around here");
  if (strstr (problem, "cannot start any token"))
    help = _ ("a text that begins with @, ` or % goes in quotes");
  else if (strstr (problem, "mapping values are not allowed"))
    help = _ ("a text with a colon and a blank in it goes in quotes; else look at the indentation");
  if (p->yaml.error == YAML_READER_ERROR)
    {
      pos = offset_pos (p->file, p->text, p->yaml.problem_offset);
      diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL108", pos, _ ("take it out"),
                       _ ("the character U+%04X is not allowed in YAML"), (guint) p->yaml.problem_value);
      return;
    }
  const char *tab = strstr (problem, "any token") || strstr (problem, "tab character") ? tab_at (p, mark) : NULL;
  if (tab)
    {
      pos.column = (guint) (tab - line_at (p->text, mark->line)) + 1;
      diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL111", pos, _ ("indent with blanks"), _ ("a tab in the indentation"));
      return;
    }
  Diagnostic *d = diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL101", pos, help, _ ("not YAML: %s"), problem);
  if (p->yaml.context && context->line != mark->line)
    diagnostic_see (d, (SrcPos){ p->file, (guint) context->line + 1, (guint) context->column + 1, 0, 0 }, p->yaml.context);
}

/* ---- what is no text --------------------------------------------------------------------------------------------------- */

/* Most of an inventory is ASCII: a word at a time as long as it lasts. */
static const char *
skip_ascii (const char *p, const char *end)
{
  guint64 word;
  for (; end - p >= (gssize) sizeof word; p += sizeof word)
    {
      memcpy (&word, p, sizeof word);
      /* a high bit, or a NUL octet (which may be seen one too early) */
      if ((word | (word - 0x0101010101010101)) & 0x8080808080808080)
        break;
    }
  while (p < end && (guchar) (*p - 1) < 0x7f)
    p++;
  return p;
}

/* As g_utf8_validate_len. */
static gboolean
is_utf8 (const char *text, gsize size, const char **bad)
{
  const char *end = text + size, *p = skip_ascii (text, end);
  for (; p < end; p = skip_ascii (p, end))
    {
      gunichar c = *p ? g_utf8_get_char_validated (p, end - p) : (gunichar) -1;
      if (c == (gunichar) -1 || c == (gunichar) -2)
        break;
      p = g_utf8_next_char (p);
    }
  *bad = p;
  return p == end;
}

/* libyaml would decode UTF-16 too, and says of anything else only that it is wrong: not where. */
gboolean
tree_check_encoding (const char *file, const char *text, gsize size, Diagnostics *diagnostics)
{
  const char *bad;
  gboolean wide = size >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0);
  if (!wide && is_utf8 (text, size, &bad))
    return TRUE;
  SrcPos pos = wide ? (SrcPos){ file, 1, 1, 0, 0 } : offset_pos (file, text, (gsize) (bad - text));
  diagnostics_add (diagnostics, SEVERITY_ERROR, "VL108", pos, _ ("save the file as UTF-8"), "%s",
                   wide           ? _ ("the file is UTF-16")
                   : *bad == '\0' ? _ ("a NUL character: is this a text file?")
                                  : _ ("this is no UTF-8 (Latin-1, or no text at all?)"));
  return FALSE;
}
