/* Comments and empty lines find the entry they belong to, so that they go where it goes. */
#include "inventory/format.h"

#include <string.h>

static void
remarks_clear (gpointer data)
{
  Remarks *r = data;
  g_ptr_array_unref (r->lead);
  g_free (r);
}

gboolean
remarks_is_flow (const RemarkBook *book, const Node *node)
{
  const SrcPos *a = &node->pos;
  for (guint i = 0; node->flow && i < book->comments->len; i++)
    {
      const SrcPos *c = &((Comment *) book->comments->pdata[i])->pos;
      gboolean after = c->line > a->line || (c->line == a->line && c->column > a->column);
      if (after && (c->line < a->end_line || (c->line == a->end_line && c->column < a->end_column)) && *((Comment *) book->comments->pdata[i])->text)
        return FALSE;
    }
  return node->flow;
}

static void
collect_entries (RemarkBook *book, const Node *node, const Remarks *parent)
{
  if (node->type == NODE_SCALAR || remarks_is_flow (book, node))
    return;
  for (guint i = 0; i < node->values->len; i++)
    {
      Remarks *r = g_new0 (Remarks, 1);
      r->node = node->keys ? node->keys->pdata[i] : node->values->pdata[i];
      r->lead = g_ptr_array_new ();
      r->container = node;
      r->parent = parent;
      g_ptr_array_add (book->list, r);
      g_hash_table_insert (book->by_node, (gpointer) r->node, r);
      collect_entries (book, node->values->pdata[i], r);
    }
}

static int
by_line (gconstpointer a, gconstpointer b)
{
  const Comment *x = *(Comment *const *) a, *y = *(Comment *const *) b;
  return x->pos.line < y->pos.line ? -1 : x->pos.line > y->pos.line;
}

static void
collect_many_lines (const Node *node, GArray *spans)
{
  if ((node->type == NODE_SCALAR || node->flow) && node->pos.end_line > node->pos.line)
    g_array_append_val (spans, node->pos);
  for (guint i = 0; node->values && i < node->values->len; i++)
    collect_many_lines (node->values->pdata[i], spans);
}

static void
comment_free (gpointer data)
{
  g_free (((Comment *) data)->text);
  g_free (data);
}

/* An empty line is a comment without text, unless it stands inside a value. Of several, one is left. */
static void
add_empty_lines (RemarkBook *book, const Node *root, const char *text)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (SrcPos));
  guint number = 1;
  gboolean before = FALSE;
  collect_many_lines (root, spans);
  g_ptr_array_set_free_func (book->comments, comment_free);
  for (gsize length = 1; length; number++)
    {
      const char *end = tree_line_end (text, &length);
      gboolean empty = text + strspn (text, " \t") >= end;
      for (guint i = 0; i < spans->len && empty; i++)
        empty = number < g_array_index (spans, SrcPos, i).line || number >= g_array_index (spans, SrcPos, i).end_line;
      if (empty && !before)
        {
          Comment *c = g_new0 (Comment, 1);
          *c = (Comment){ { .line = number }, TRUE, g_strdup ("") };
          g_ptr_array_add (book->comments, c);
        }
      before = empty;
      text = end + length;
    }
  g_ptr_array_sort (book->comments, by_line);
}

/* The first entry that begins after the line; the number of all when there is none. */
static guint
entry_after (const RemarkBook *book, guint line)
{
  guint low = 0, high = book->list->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (((Remarks *) book->list->pdata[middle])->node->pos.line > line)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* At the end of the innermost container whose entries are not indented more than the comment, but more than what follows. */
static void
assign_end (RemarkBook *book, const Remarks *before, const Comment *c, guint next_column)
{
  while (before->node->pos.column > c->pos.column && before->parent && before->parent->node->pos.column > next_column)
    before = before->parent;
  GPtrArray *lines = g_hash_table_lookup (book->ends, before->container);
  if (!lines)
    g_hash_table_insert (book->ends, (gpointer) before->container, lines = g_ptr_array_new ());
  g_ptr_array_add (lines, c->text);
}

const GPtrArray *
remarks_at_end (const RemarkBook *book, const Node *container)
{
  return g_hash_table_lookup (book->ends, container);
}

static void
assign (RemarkBook *book, const Comment *c)
{
  guint next = entry_after (book, c->pos.line);
  Remarks *before = next ? book->list->pdata[next - 1] : NULL, *after = next < book->list->len ? book->list->pdata[next] : NULL;
  guint next_column = after ? after->node->pos.column : 1;
  char *text = c->text;
  if (!before && c->own_line)
    g_ptr_array_add (book->head, text);
  else if (before && !c->own_line && !before->trail)
    {
      before->trail = text;
      before->trail_column = c->pos.column;
    }
  else if (before && !c->own_line)
    g_ptr_array_add (before->lead, text);
  else if (before && *text && c->pos.column > next_column && before->node->pos.column > next_column)
    assign_end (book, before, c, next_column);
  else
    g_ptr_array_add (after ? after->lead : book->tail, text);
}

RemarkBook *
remarks_collect (const Node *root, const char *text)
{
  RemarkBook *book = g_new0 (RemarkBook, 1);
  book->comments = comments_find (root, text);
  book->list = g_ptr_array_new_with_free_func (remarks_clear);
  book->by_node = g_hash_table_new (NULL, NULL);
  book->ends = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  book->head = g_ptr_array_new ();
  book->tail = g_ptr_array_new ();
  add_empty_lines (book, root, text);
  collect_entries (book, root, NULL);
  for (guint i = 0; i < book->comments->len; i++)
    assign (book, book->comments->pdata[i]);
  return book;
}

void
remarks_free (RemarkBook *book)
{
  g_ptr_array_unref (book->list);
  g_ptr_array_unref (book->comments);
  g_ptr_array_unref (book->head);
  g_ptr_array_unref (book->tail);
  g_hash_table_unref (book->by_node);
  g_hash_table_unref (book->ends);
  g_free (book);
}
