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

/* The line of an item's dash: its own, or one before it, with nothing but comments between. */
static guint
dash_line (const RemarkBook *book, guint line)
{
  for (guint l = line; l > 0 && l <= book->lines->len; l--)
    {
      const char *text = book->lines->pdata[l - 1];
      text += strspn (text, " \t");
      if (*text == '-')
        return l;
      if (l < line && !strchr ("#\r\n", *text))
        break;
    }
  return line;
}

static Remarks *
add_entry (RemarkBook *book, const Node *node, guint i, const Remarks *parent)
{
  Remarks *r = g_new0 (Remarks, 1);
  r->node = node->keys ? node->keys->pdata[i] : node->values->pdata[i];
  r->lead = g_ptr_array_new ();
  r->container = node;
  r->parent = parent;
  r->column = node->keys ? r->node->pos.column : node->pos.column;
  r->line = node->keys ? r->node->pos.line : dash_line (book, r->node->pos.line);
  g_ptr_array_add (book->list, r);
  g_hash_table_insert (book->by_node, (gpointer) r->node, r);
  return r;
}

static void
collect_entries (RemarkBook *book, const Node *node, const Remarks *parent)
{
  if (node->type == NODE_SCALAR || remarks_is_flow (book, node))
    return;
  for (guint i = 0; i < node->values->len; i++)
    collect_entries (book, node->values->pdata[i], add_entry (book, node, i, parent));
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
      g_ptr_array_add (book->lines, (char *) text);
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
assign_end (RemarkBook *book, const Remarks *before, const char *text, guint column, guint next_column)
{
  while (before->column > column && before->parent && before->parent->column > next_column)
    before = before->parent;
  GPtrArray *lines = g_hash_table_lookup (book->ends, before->container);
  if (!lines)
    g_hash_table_insert (book->ends, (gpointer) before->container, lines = g_ptr_array_new ());
  g_ptr_array_add (lines, (char *) text);
}

const GPtrArray *
remarks_at_end (const RemarkBook *book, const Node *container)
{
  return g_hash_table_lookup (book->ends, container);
}

/* Comments between the same two entries stay in their order: none goes further in than one before it. An empty line goes where the
 * comment after it goes. */
static guint
column_of_run (const RemarkBook *book, guint i, guint next, guint column)
{
  const Comment *c = book->comments->pdata[i], *after = i + 1 < book->comments->len ? book->comments->pdata[i + 1] : NULL;
  if (!*c->text && after && after->own_line && entry_after (book, after->pos.line) == next)
    c = after;
  return *c->text ? MIN (column, c->pos.column) : 1;
}

/* `column`: as if it stood there. */
static void
assign (RemarkBook *book, const Comment *c, guint next, guint column)
{
  Remarks *before = next ? book->list->pdata[next - 1] : NULL, *after = next < book->list->len ? book->list->pdata[next] : NULL;
  guint next_column = after ? after->column : 1;
  char *text = c->text;
  if (!before && c->own_line && (after || c->pos.line < book->line))
    g_ptr_array_add (book->head, text);
  else if (before && !c->own_line && !before->trail)
    {
      before->trail = text;
      before->trail_column = c->pos.column;
    }
  else if (before && !c->own_line)
    g_ptr_array_add (before->lead, text);
  else if (before && column > next_column && before->column > next_column && !(after && c->pos.line > after->line))
    assign_end (book, before, text, column, next_column);
  else
    g_ptr_array_add (after ? after->lead : book->tail, text);
}

static void
assign_all (RemarkBook *book)
{
  guint run = G_MAXUINT, column = 0;
  for (guint i = 0; i < book->comments->len; i++)
    {
      const Comment *c = book->comments->pdata[i];
      guint next = entry_after (book, c->pos.line);
      if (next != run)
        column = G_MAXUINT;
      run = next;
      guint of_run = column_of_run (book, i, next, column);
      if (c->own_line && *c->text)
        column = of_run;
      assign (book, c, next, of_run);
    }
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
  book->lines = g_ptr_array_new ();
  book->line = root->pos.line;
  add_empty_lines (book, root, text);
  collect_entries (book, root, NULL);
  assign_all (book);
  return book;
}

void
remarks_free (RemarkBook *book)
{
  g_ptr_array_unref (book->list);
  g_ptr_array_unref (book->lines);
  g_ptr_array_unref (book->comments);
  g_ptr_array_unref (book->head);
  g_ptr_array_unref (book->tail);
  g_hash_table_unref (book->by_node);
  g_hash_table_unref (book->ends);
  g_free (book);
}
