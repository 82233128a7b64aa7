/* Comments: a `#` after a blank or at the beginning of a line, and not inside a value. */
#include "inventory/comments.h"

#include <string.h>

static void
comment_free (gpointer data)
{
  g_free (((Comment *) data)->text);
  g_free (data);
}

static void
collect_scalars (const Node *node, GArray *spans)
{
  if (node->type == NODE_SCALAR)
    g_array_append_val (spans, node->pos);
  for (guint i = 0; node->values && i < node->values->len; i++)
    {
      if (node->keys)
        collect_scalars (node->keys->pdata[i], spans);
      collect_scalars (node->values->pdata[i], spans);
    }
}

static int
by_begin (gconstpointer a, gconstpointer b)
{
  const SrcPos *x = a, *y = b;
  if (x->line != y->line)
    return x->line < y->line ? -1 : 1;
  return x->column < y->column ? -1 : x->column > y->column;
}

/* Behind the place? Of a block scalar (it ends at the first column of a later line) the header line counts as outside: a comment
 * may stand there. */
static gboolean
is_inside (const SrcPos *span, guint line, guint column)
{
  gboolean after_begin = line > span->line || (line == span->line && column >= span->column);
  gboolean before_end = line < span->end_line || (line == span->end_line && column < span->end_column);
  gboolean header = line == span->line && span->end_line > line && span->end_column == 1;
  return after_begin && before_end && !header;
}

/* Where the line's comment begins; NULL when it has none. *at: the first span that does not end before this line. */
static const char *
find_in_line (const char *line, const char *end, guint number, const GArray *spans, guint *at, guint *column)
{
  const char *p = line;
  *column = 1;
  for (; p < end; p = g_utf8_next_char (p), ++*column)
    {
      if (*p != '#' || (p > line && p[-1] != ' ' && p[-1] != '\t'))
        continue;
      gboolean inside = FALSE;
      for (guint i = *at; i < spans->len && g_array_index (spans, SrcPos, i).line <= number && !inside; i++)
        inside = is_inside (&g_array_index (spans, SrcPos, i), number, *column);
      if (!inside)
        return p;
    }
  return NULL;
}

GPtrArray *
comments_find (const Node *root, const char *text)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (comment_free);
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SrcPos));
  guint at = 0, number = 1, column;
  gsize length = 1;
  collect_scalars (root, spans);
  g_array_sort (spans, by_begin);
  if (g_str_has_prefix (text, "\xef\xbb\xbf"))
    text += 3;
  for (const char *line = text, *end; length; line = end + length, number++)
    {
      end = tree_line_end (line, &length);
      while (at < spans->len && g_array_index (spans, SrcPos, at).end_line < number)
        at++;
      const char *p = find_in_line (line, end, number, spans, &at, &column);
      if (!p)
        continue;
      Comment *c = g_new0 (Comment, 1);
      c->text = g_strchomp (g_strndup (p, (gsize) (end - p)));
      c->own_line = line + strspn (line, " \t") == p;
      c->pos = (SrcPos){ root->pos.file, number, column, number, column + (guint) g_utf8_strlen (c->text, -1) };
      g_ptr_array_add (found, c);
    }
  return found;
}
