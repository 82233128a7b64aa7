#include "inventory/edit.h"

#include <string.h>

typedef struct
{
  gsize from, to;
  char *with;
  guint order;
} Edit;

struct TextEdit
{
  const char *text, *eol;
  GArray *starts; /* gsize: where each line begins, as YAML counts them */
  GArray *edits;
};

static void
edit_clear (gpointer data)
{
  g_free (((Edit *) data)->with);
}

TextEdit *
text_edit_new (const char *text)
{
  TextEdit *e = g_new0 (TextEdit, 1);
  const char *p = text + (g_str_has_prefix (text, "\xef\xbb\xbf") ? 3 : 0), *first = strchr (text, '\n');
  e->text = text;
  e->eol = first && first > text && first[-1] == '\r' ? "\r\n" : "\n";
  e->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  e->edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  g_array_set_clear_func (e->edits, edit_clear);
  for (gsize length = 1; length;)
    {
      gsize at = (gsize) (p - text);
      g_array_append_val (e->starts, at);
      p = tree_line_end (p, &length);
      p += length;
    }
  return e;
}

void
text_edit_free (TextEdit *e)
{
  if (!e)
    return;
  g_array_unref (e->starts);
  g_array_unref (e->edits);
  g_free (e);
}

gsize
text_edit_offset (const TextEdit *e, guint line, guint column)
{
  if (line > e->starts->len)
    return strlen (e->text);
  const char *p = e->text + g_array_index (e->starts, gsize, MAX (line, 1) - 1);
  for (guint i = 1; i < column && *p; i++)
    p = g_utf8_next_char (p);
  return (gsize) (p - e->text);
}

void
text_edit_replace (TextEdit *e, gsize from, gsize to, const char *with)
{
  Edit edit = { from, to, g_strdup (with), e->edits->len };
  g_array_append_val (e->edits, edit);
}

gboolean
text_edit_any (const TextEdit *e)
{
  return e->edits->len > 0;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Edit *x = a, *y = b;
  gsize xs[] = { x->from, x->to, x->order }, ys[] = { y->from, y->to, y->order };
  for (guint i = 0; i < 3; i++)
    if (xs[i] != ys[i])
      return xs[i] < ys[i] ? -1 : 1;
  return 0;
}

/* The text from..to with the edits first..last in it. */
static void
apply (const TextEdit *e, guint first, guint last, gsize from, gsize to, GString *out)
{
  for (guint i = first; i < last; i++)
    {
      const Edit *edit = &g_array_index (e->edits, Edit, i);
      g_string_append_len (out, e->text + from, (gssize) (edit->from - from));
      g_string_append (out, edit->with);
      from = edit->to;
    }
  g_string_append_len (out, e->text + from, (gssize) (to - from));
}

static gboolean
arrange (TextEdit *e)
{
  g_array_sort (e->edits, by_place);
  for (guint i = 1; i < e->edits->len; i++)
    if (g_array_index (e->edits, Edit, i).from < g_array_index (e->edits, Edit, i - 1).to)
      return FALSE;
  return TRUE;
}

char *
text_edit_apply (TextEdit *e)
{
  GString *out = g_string_new (NULL);
  if (arrange (e))
    apply (e, 0, e->edits->len, 0, strlen (e->text), out);
  else
    return g_string_free (out, TRUE), NULL;
  return g_string_free (out, FALSE);
}

/* ---- as a diff ------------------------------------------------------------------------------------------------------ */

/* Lines as diff counts them: pieces of a text that end with a line feed, but for the last one, perhaps. */
static GPtrArray *
lines_of (const char *text, gsize size)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  for (const char *p = text, *end = text + size; p < end;)
    {
      const char *feed = memchr (p, '\n', (gsize) (end - p)), *next = feed ? feed + 1 : end;
      g_ptr_array_add (lines, g_strndup (p, (gsize) (next - p)));
      p = next;
    }
  return lines;
}

typedef struct
{
  guint from, to; /* old lines, from 0 */
  GPtrArray *before, *after;
} Block;

static void
block_clear (gpointer data)
{
  Block *b = data;
  g_ptr_array_unref (b->before);
  g_ptr_array_unref (b->after);
}

/* What is the same at the ends of both is no change. */
static void
trim (Block *b)
{
  while (b->before->len && b->after->len && !strcmp (b->before->pdata[0], b->after->pdata[0]))
    {
      g_ptr_array_remove_index (b->before, 0);
      g_ptr_array_remove_index (b->after, 0);
      b->from++;
    }
  while (b->before->len && b->after->len && !strcmp (b->before->pdata[b->before->len - 1], b->after->pdata[b->after->len - 1]))
    {
      g_ptr_array_set_size (b->before, (int) b->before->len - 1);
      g_ptr_array_set_size (b->after, (int) b->after->len - 1);
      b->to--;
    }
}

/* Where the line after this one begins; behind the last one, past the end, so that what is added there belongs to it. */
static gsize
next_line (const GArray *feeds, guint line, gsize size)
{
  return line + 1 < feeds->len ? g_array_index (feeds, gsize, line + 1) : size + 1;
}

/* Runs of old lines that edits touch, with what becomes of them. */
static GArray *
blocks_of (const TextEdit *e, const GArray *feeds)
{
  GArray *blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  const Edit *edits = (const Edit *) (gpointer) e->edits->data;
  gsize size = strlen (e->text);
  guint line = 0, n = feeds->len;
  g_array_set_clear_func (blocks, block_clear);
  for (guint i = 0, k; i < e->edits->len; i = k)
    {
      while (next_line (feeds, line, size) <= edits[i].from)
        line++;
      guint last = line;
      for (k = i; k < e->edits->len && (k == i || edits[k].from < next_line (feeds, last, size)); k++)
        while (next_line (feeds, last, size) < edits[k].to)
          last++;
      gsize from = n ? g_array_index (feeds, gsize, line) : 0, to = MIN (next_line (feeds, last, size), size);
      g_autoptr (GString) after = g_string_new (NULL);
      apply (e, i, k, from, to, after);
      Block b = { line, MIN (last + 1, n), lines_of (e->text + from, to - from), lines_of (after->str, after->len) };
      trim (&b);
      g_array_append_val (blocks, b);
    }
  return blocks;
}

/* Blocks without a change go; those that touch become one. */
static void
join (GArray *blocks)
{
  for (guint i = blocks->len; i--;)
    {
      Block *b = &g_array_index (blocks, Block, i), *next = i + 1 < blocks->len ? b + 1 : NULL;
      if (!b->before->len && !b->after->len)
        g_array_remove_index (blocks, i);
      else if (next && next->from == b->to)
        {
          g_ptr_array_extend_and_steal (b->before, g_ptr_array_ref (next->before));
          g_ptr_array_extend_and_steal (b->after, g_ptr_array_ref (next->after));
          b->to = next->to;
          g_array_remove_index (blocks, i + 1);
        }
    }
}

#define AROUND 3

static void
put_line (GString *out, char mark, const char *line)
{
  g_string_append_printf (out, "%c%s", mark, line);
  if (!g_str_has_suffix (line, "\n"))
    g_string_append (out, "\n\\ No newline at end of file\n");
}

static void
put_old (GString *out, const GPtrArray *old, guint from, guint to)
{
  for (guint i = from; i < to; i++)
    put_line (out, ' ', old->pdata[i]);
}

/* "-12,3": lines count from 1, but an empty run is named by the line before it. */
static void
put_range (GString *out, char mark, guint from, guint n)
{
  g_string_append_printf (out, n == 1 ? "%c%u" : "%c%u,%u", mark, n ? from + 1 : from, n);
}

/* Blocks first..last (not included), and what stands around and between them. */
static void
put_hunk (GString *out, const GPtrArray *old, const GArray *blocks, guint first, guint last, int *shift)
{
  const Block *a = &g_array_index (blocks, Block, first), *z = &g_array_index (blocks, Block, last - 1);
  guint from = a->from > AROUND ? a->from - AROUND : 0, to = MIN (z->to + AROUND, old->len), at = from;
  int grown = 0;
  for (guint i = first; i < last; i++)
    grown += (int) g_array_index (blocks, Block, i).after->len - (int) g_array_index (blocks, Block, i).before->len;
  g_string_append (out, "@@ ");
  put_range (out, '-', from, to - from);
  g_string_append_c (out, ' ');
  put_range (out, '+', (guint) ((int) from + *shift), (guint) ((int) (to - from) + grown));
  g_string_append (out, " @@\n");
  *shift += grown;
  for (guint i = first; i < last; i++)
    {
      const Block *b = &g_array_index (blocks, Block, i);
      put_old (out, old, at, b->from);
      for (guint k = 0; k < b->before->len; k++)
        put_line (out, '-', b->before->pdata[k]);
      for (guint k = 0; k < b->after->len; k++)
        put_line (out, '+', b->after->pdata[k]);
      at = b->to;
    }
  put_old (out, old, at, to);
}

char *
text_edit_diff (TextEdit *e, const char *name, gboolean fresh)
{
  GString *out = g_string_new (NULL);
  if (!arrange (e))
    return g_string_free (out, FALSE);
  g_autoptr (GPtrArray) old = lines_of (e->text, strlen (e->text));
  g_autoptr (GArray) feeds = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize at = 0;
  int shift = 0;
  for (guint i = 0; i < old->len; i++)
    {
      g_array_append_val (feeds, at);
      at += strlen (old->pdata[i]);
    }
  g_autoptr (GArray) blocks = blocks_of (e, feeds);
  join (blocks);
  name += strspn (name, "/"); /* a/ and b/ stand before it */
  if (blocks->len)
    g_string_append_printf (out, fresh ? "--- /dev/null\n+++ b/%s\n" : "--- a/%s\n+++ b/%s\n", name, name);
  for (guint i = 0, last; i < blocks->len; i = last)
    {
      for (last = i + 1; last < blocks->len; last++)
        if (g_array_index (blocks, Block, last).from > g_array_index (blocks, Block, last - 1).to + 2 * AROUND)
          break;
      put_hunk (out, old, blocks, i, last, &shift);
    }
  return g_string_free (out, FALSE);
}

/* ---- YAML ----------------------------------------------------------------------------------------------------------- */

gboolean
yaml_is_flow (const TextEdit *e, const Node *node)
{
  return node->type != NODE_SCALAR && strchr ("{[", e->text[text_edit_offset (e, node->pos.line, node->pos.column)]);
}

/* One past the last octet of a value. A block scalar ends where the next thing begins: then the end of the line before counts. */
static gsize
end_of (const TextEdit *e, const Node *node)
{
  while (node->type != NODE_SCALAR && !yaml_is_flow (e, node) && node->values->len)
    node = node->values->pdata[node->values->len - 1];
  if (node->pos.end_column == 1 && node->pos.end_line > node->pos.line)
    {
      gsize at = text_edit_offset (e, node->pos.end_line, 1);
      while (at && strchr ("\r\n", e->text[at - 1]))
        at--;
      return at;
    }
  return text_edit_offset (e, node->pos.end_line, node->pos.end_column);
}

static gsize
start_of (const TextEdit *e, const Node *node)
{
  return text_edit_offset (e, node->pos.line, node->pos.column);
}

static gsize
line_end_after (const TextEdit *e, gsize at)
{
  gsize unused;
  return (gsize) (tree_line_end (e->text + at, &unused) - e->text);
}

/* A value of several lines, moved to the right by `indent`; every break as the file has them. */
static void
append_value (const TextEdit *e, GString *out, guint indent, const char *value)
{
  for (const char *p = value; *p; p++)
    if (*p == '\n')
      g_string_append_printf (out, "%s%*s", e->eol, (int) indent, "");
    else
      g_string_append_c (out, *p);
}

void
yaml_edit_add_after (TextEdit *e, const Node *mapping, guint after, const YamlWant *wants, guint n)
{
  if (!n)
    return;
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean flow = yaml_is_flow (e, mapping), empty = mapping->values->len == 0;
  gsize at = empty ? start_of (e, mapping) + 1 : end_of (e, mapping->values->pdata[after]);
  guint indent = empty || flow ? 0 : ((Node *) mapping->keys->pdata[0])->pos.column - 1;
  for (guint i = 0; i < n; i++)
    {
      if (flow)
        g_string_append_printf (out, "%s%s: %s", empty && i == 0 ? " " : ", ", wants[i].key, wants[i].value);
      else
        {
          g_string_append_printf (out, "%s%*s%s:%s", e->eol, (int) indent, "", wants[i].key,
                                  wants[i].value[0] == '\n' ? "" : " ");
          append_value (e, out, indent, wants[i].value);
        }
    }
  if (empty)
    g_string_append_c (out, ' ');
  if (!flow)
    at = line_end_after (e, at);
  text_edit_replace (e, at, at, out->str);
}

/* Of a mapping in braces, with the comma; else with its lines. */
static void
take_out (TextEdit *e, const Node *mapping, guint i, gboolean at_end)
{
  const Node *key = mapping->keys->pdata[i], *value = mapping->values->pdata[i];
  gsize from = start_of (e, key), to = end_of (e, value), unused;
  if (yaml_is_flow (e, mapping))
    {
      if (i + 1 < mapping->keys->len && !at_end)
        to = start_of (e, mapping->keys->pdata[i + 1]);
      else if (i > 0)
        from = end_of (e, mapping->values->pdata[i - 1]);
    }
  else
    {
      from = g_array_index (e->starts, gsize, key->pos.line - 1);
      const char *end = tree_line_end (e->text + to, &unused);
      to = (gsize) (end - e->text) + unused;
    }
  text_edit_replace (e, from, to, "");
}

static int
index_of (const Node *mapping, const char *key)
{
  for (guint i = 0; i < mapping->keys->len; i++)
    if (!strcmp (((Node *) mapping->keys->pdata[i])->text, key))
      return (int) i;
  return -1;
}

static gboolean
goes (const Node *mapping, guint i, const YamlWant *wants, guint n)
{
  for (guint k = 0; k < n; k++)
    if (!wants[k].value && index_of (mapping, wants[k].key) == (int) i)
      return TRUE;
  return FALSE;
}

/* Does it get a key that it does not have? */
static gboolean
gains (const Node *mapping, const YamlWant *wants, guint n)
{
  for (guint i = 0; i < n; i++)
    if (wants[i].value && index_of (mapping, wants[i].key) < 0)
      return TRUE;
  return FALSE;
}

void
yaml_edit_mapping (TextEdit *e, const Node *mapping, const YamlWant *wants, guint n)
{
  g_autoptr (GArray) fresh = g_array_new (FALSE, FALSE, sizeof (YamlWant));
  guint kept = mapping->keys->len;
  while (kept && goes (mapping, kept - 1, wants, n))
    kept--;
  for (guint i = 0; i < n; i++)
    {
      int at = index_of (mapping, wants[i].key);
      if (at < 0 && wants[i].value)
        g_array_append_val (fresh, wants[i]);
      else if (at >= 0 && wants[i].value)
        yaml_edit_value (e, mapping->values->pdata[at], wants[i].value);
      else if (at >= 0 && (at > 0 || kept || !gains (mapping, wants, n)))
        take_out (e, mapping, (guint) at, (guint) at >= kept);
    }
  const YamlWant *first = (const YamlWant *) (gpointer) fresh->data;
  guint more = fresh->len;
  if (more && !kept && mapping->keys->len) /* all go, others come: the first stands where the first stood */
    {
      g_autofree char *text = g_strdup_printf ("%s: %s", first->key, first->value);
      text_edit_replace (e, start_of (e, mapping->keys->pdata[0]), end_of (e, mapping->values->pdata[0]), text);
      first++, more--;
    }
  yaml_edit_add_after (e, mapping, kept ? kept - 1 : 0, first, more);
}

void
yaml_edit_value (TextEdit *e, const Node *value, const char *with)
{
  text_edit_replace (e, start_of (e, value), end_of (e, value), with);
}

void
yaml_edit_append (TextEdit *e, const Node *sequence, const char *value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const Node *last = sequence->values->len ? sequence->values->pdata[sequence->values->len - 1] : NULL;
  gsize at = last ? end_of (e, last) : start_of (e, sequence) + 1;
  if (yaml_is_flow (e, sequence))
    {
      g_string_append_printf (out, last ? ", %s" : " %s ", value);
      text_edit_replace (e, at, at, out->str);
      return;
    }
  guint indent = sequence->pos.column - 1;
  at = line_end_after (e, at);
  g_string_append_printf (out, "%s%*s- ", e->eol, (int) indent, "");
  append_value (e, out, indent, value);
  text_edit_replace (e, at, at, out->str);
}
