#include <glib/gi18n.h>
#include <string.h>

#include "inventory/blocks.h"
#include "inventory/tree_internal.h"

#define MAX_DEPTH 64
#define MAX_NODES 1000000

/* All of a file in a few blocks that go at once. The root stands first: to who has it, it is the tree. */
struct Tree
{
  Node root;
  struct obstack nodes, texts;
};

static Tree *
tree_new (gsize size)
{
  Tree *tree = g_new0 (Tree, 1);
  obstack_begin (&tree->nodes, blocks_size (size));
  obstack_begin (&tree->texts, blocks_size (size));
  obstack_alignment_mask (&tree->texts) = 0;
  return tree;
}

void
node_free (Node *root)
{
  Tree *tree = (Tree *) root;
  if (!root)
    return;
  obstack_free (&tree->nodes, NULL);
  obstack_free (&tree->texts, NULL);
  g_free (tree);
}

Node *
node_get (const Node *mapping, const char *name, Node **key)
{
  for (guint i = 0; mapping && mapping->type == NODE_MAPPING && i < mapping->keys->len; i++)
    {
      Node *k = mapping->keys->pdata[i];
      if (k->text[0] != name[0] || strcmp (k->text, name) != 0)
        continue;
      if (key)
        *key = k;
      return mapping->values->pdata[i];
    }
  return NULL;
}

static SrcPos
event_pos (const TreeParser *p)
{
  const yaml_mark_t *a = &p->event.start_mark, *b = &p->event.end_mark;
  return (SrcPos){ p->file, (guint) a->line + 1, (guint) a->column + 1, (guint) b->line + 1, (guint) b->column + 1 };
}

static gboolean
fail (TreeParser *p, const char *rule, const char *help, const char *message)
{
  diagnostics_add (p->diagnostics, SEVERITY_ERROR, rule, event_pos (p), help, "%s", message);
  return FALSE;
}

static gboolean
next_event (TreeParser *p)
{
  yaml_event_delete (&p->event);
  if (yaml_parser_parse (&p->yaml, &p->event))
    return TRUE;
  tree_not_yaml (p);
  return FALSE;
}

static gboolean parse_node (TreeParser *p, Node *node);

/* The next node, among those of the container that is open; NULL after complaining. */
static Node *
parse_child (TreeParser *p)
{
  Node *node = obstack_alloc (&p->tree->nodes, sizeof *node);
  return parse_node (p, node) ? node : NULL;
}

/* Every `step`th of `n` nodes, for good. */
static NodeList *
keep (TreeParser *p, gpointer *from, guint n, guint step)
{
  NodeList *list = obstack_alloc (&p->tree->nodes, sizeof *list);
  list->len = n;
  list->pdata = obstack_alloc (&p->tree->nodes, n * sizeof *list->pdata);
  for (guint i = 0; i < n; i++)
    list->pdata[i] = from[i * step];
  return list;
}

/* ---- mappings --------------------------------------------------------------------------------------------------------- */

#define FILTER_BITS 1024
#define FILTER_KEYS 128

/* Which keys stand in a mapping. Few: a filter that says at once of nearly every key that it is new. Many: a table. */
typedef struct {
  guint64 filter[FILTER_BITS / 64];
  GHashTable *table; /* text -> its place, from 1 */
} Seen;

static void
seen_clear (Seen *seen)
{
  g_clear_pointer (&seen->table, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static guint32
hash_of (const char *text)
{
  guint32 hash = 5381;
  for (; *text; text++)
    hash = hash * 33 + (guchar) *text;
  return hash;
}

/* Where the key stands among the pairs of the open mapping, from 1; 0 = nowhere. */
static guint
find_pair (const Seen *seen, gpointer const *pairs, guint n, const Node *key)
{
  guint bit = key->hash % FILTER_BITS;
  if (seen->table)
    return GPOINTER_TO_UINT (g_hash_table_lookup (seen->table, key->text));
  for (guint i = 0; seen->filter[bit / 64] >> bit % 64 & 1 && i < n; i++)
    {
      const Node *k = pairs[2 * i];
      if (k->hash == key->hash && strcmp (k->text, key->text) == 0)
        return i + 1;
    }
  return 0;
}

/* The last of the `n` pairs is new. */
static void
see_pair (Seen *seen, gpointer const *pairs, guint n)
{
  const Node *key = pairs[2 * (n - 1)];
  guint bit = key->hash % FILTER_BITS, i = n - 1;
  seen->filter[bit / 64] |= (guint64) 1 << bit % 64;
  if (n < FILTER_KEYS)
    return;
  if (!seen->table)
    {
      seen->table = g_hash_table_new (g_str_hash, g_str_equal);
      i = 0;
    }
  for (; i < n; i++)
    g_hash_table_insert (seen->table, (char *) ((Node *) pairs[2 * i])->text, GUINT_TO_POINTER (i + 1));
}

/* FALSE when the entry is not to be kept: it was complained of. `first`: the same key, before; NULL. */
static gboolean
admit_key (TreeParser *p, const Node *first, const Node *key)
{
  if (key->type != NODE_SCALAR)
    diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL103", key->pos, _ ("a key is one word"),
                     _ ("a key cannot be a list or a mapping"));
  else if (strcmp (key->text, "<<") == 0 && !key->quoted)
    diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL107", key->pos, _ ("write the keys out, or use `defaults` and roles"),
                     _ ("merge keys are not understood"));
  else if (first)
    diagnostic_see (diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL104", key->pos, _ ("keep one of the two"),
                                     _ ("`%.60s` stands here twice"), key->text),
                    first->pos, _ ("first here"));
  else
    return TRUE;
  return FALSE;
}

#define MAX_MERGED 16

/* What stands under the second of two equal keys goes to the first, so that nobody misses it. */
static void
merge (TreeParser *p, Node *to, const Node *from)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) all = g_ptr_array_sized_new (2);
  if (to->type != from->type || to->type == NODE_SCALAR || p->merged++ >= MAX_MERGED)
    return;
  guint step = to->keys ? 2 : 1;
  for (guint i = 0; i < to->values->len + from->values->len; i++)
    {
      const Node *of = i < to->values->len ? to : from;
      guint at = of == to ? i : i - to->values->len;
      Node *key = of->keys ? of->keys->pdata[at] : NULL;
      if (key && !g_hash_table_add (there, (char *) key->text))
        continue;
      if (key)
        g_ptr_array_add (all, key);
      g_ptr_array_add (all, of->values->pdata[at]);
    }
  if (to->keys)
    to->keys = keep (p, all->pdata, all->len / step, step);
  to->values = keep (p, all->pdata + step - 1, all->len / step, step);
}

static gboolean
parse_mapping (TreeParser *p, Node *node)
{
  g_auto (Seen) seen = { 0 };
  guint begin = p->open->len, n = 0;
  for (;;)
    {
      if (!next_event (p))
        return FALSE;
      if (p->event.type == YAML_MAPPING_END_EVENT)
        break;
      Node *key = parse_child (p), *value = key && next_event (p) ? parse_child (p) : NULL;
      if (!value)
        return FALSE;
      gpointer *pairs = p->open->pdata + begin;
      key->hash = key->type == NODE_SCALAR ? hash_of (key->text) : 0;
      guint first = key->type == NODE_SCALAR ? find_pair (&seen, pairs, n, key) : 0;
      if (!admit_key (p, first ? pairs[2 * (first - 1)] : NULL, key))
        {
          if (first)
            merge (p, pairs[2 * (first - 1) + 1], value);
          continue;
        }
      g_ptr_array_add (p->open, key);
      g_ptr_array_add (p->open, value);
      see_pair (&seen, p->open->pdata + begin, ++n);
    }
  node->keys = keep (p, p->open->pdata + begin, n, 2);
  node->values = keep (p, p->open->pdata + begin + 1, n, 2);
  g_ptr_array_set_size (p->open, (int) begin);
  return TRUE;
}

/* ---- sequences and scalars ---------------------------------------------------------------------------------------------- */

static gboolean
parse_sequence (TreeParser *p, Node *node)
{
  guint begin = p->open->len;
  for (;;)
    {
      if (!next_event (p))
        return FALSE;
      if (p->event.type == YAML_SEQUENCE_END_EVENT)
        break;
      Node *item = parse_child (p);
      if (!item)
        return FALSE;
      g_ptr_array_add (p->open, item);
    }
  node->values = keep (p, p->open->pdata + begin, p->open->len - begin, 1);
  g_ptr_array_set_size (p->open, (int) begin);
  return TRUE;
}

static gboolean
take_scalar (TreeParser *p, Node *node)
{
  const char *value = (const char *) p->event.data.scalar.value;
  gsize length = p->event.data.scalar.length;
  /* in the text itself there is none, but "\0" makes one */
  if (p->event.data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE && memchr (value, '\0', length))
    return fail (p, "VL108", _ ("take it out"), _ ("a NUL character stands in this value"));
  node->text = obstack_copy0 (&p->tree->texts, value, length);
  node->quoted = p->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
  if (length || node->quoted)
    return TRUE;
  /* nothing at all stands there, perhaps because the text ends */
  node->pos = tree_inside (p, &p->event.start_mark);
  node->pos.end_line = node->pos.line;
  node->pos.end_column = node->pos.column;
  return TRUE;
}

static gboolean
has_anchor (const yaml_event_t *e)
{
  return e->type == YAML_SCALAR_EVENT           ? e->data.scalar.anchor != NULL
         : e->type == YAML_MAPPING_START_EVENT  ? e->data.mapping_start.anchor != NULL
         : e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.anchor != NULL
                                                : e->type == YAML_ALIAS_EVENT;
}

static gboolean
has_tag (const yaml_event_t *e)
{
  return e->type == YAML_SCALAR_EVENT           ? e->data.scalar.tag != NULL
         : e->type == YAML_MAPPING_START_EVENT  ? e->data.mapping_start.tag != NULL
         : e->type == YAML_SEQUENCE_START_EVENT ? e->data.sequence_start.tag != NULL
                                                : FALSE;
}

/* In brackets: then the closing one is its end. Of a block, the end is wherever the next thing begins. */
static gboolean
is_flow (const yaml_event_t *e)
{
  return e->type == YAML_MAPPING_START_EVENT ? e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                                             : e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
}

/* What none of it may have, and how much of it there may be. */
static gboolean
admit_node (TreeParser *p)
{
  if (++p->nodes > MAX_NODES || p->depth >= MAX_DEPTH)
    return fail (p, "VL113", _ ("split the file"), _ ("the file is nested too deeply or has too many values"));
  if (has_anchor (&p->event))
    return fail (p, "VL107", _ ("write the value out, or use `defaults` and roles"), _ ("anchors and aliases are not understood"));
  if (has_tag (&p->event))
    return fail (p, "VL112", _ ("put a text in quotes, and take the tag out"), _ ("tags are not understood"));
  return TRUE;
}

/* The node that the present event begins. */
static gboolean
parse_node (TreeParser *p, Node *node)
{
  *node = (Node){ .type = NODE_SCALAR, .pos = event_pos (p) };
  if (!admit_node (p))
    return FALSE;
  switch (p->event.type)
    {
    case YAML_SCALAR_EVENT:
      return take_scalar (p, node);
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      break;
    default:
      return fail (p, "VL101", NULL, _ ("a value was expected here"));
    }
  node->flow = is_flow (&p->event);
  node->type = p->event.type == YAML_MAPPING_START_EVENT ? NODE_MAPPING : NODE_SEQUENCE;
  p->depth++;
  gboolean done = node->type == NODE_MAPPING ? parse_mapping (p, node) : parse_sequence (p, node);
  p->depth--;
  if (done && node->flow)
    {
      SrcPos closing = event_pos (p);
      node->pos.end_line = closing.end_line;
      node->pos.end_column = closing.end_column;
    }
  return done;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------------ */

/* An error for a file in which nothing stands: it points at the beginning. */
static gboolean
nothing_there (TreeParser *p)
{
  g_autofree char *hint = g_strdup_printf (_ ("begin with `%s: 1`"), p->form);
  diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL105", (SrcPos){ p->file, 1, 1, 0, 0 }, hint, _ ("the file is empty"));
  return FALSE;
}

static gboolean
parse_document (TreeParser *p)
{
  do
    if (!next_event (p))
      return FALSE;
  while (p->event.type == YAML_STREAM_START_EVENT || p->event.type == YAML_DOCUMENT_START_EVENT);
  if (p->event.type == YAML_STREAM_END_EVENT || (p->event.type == YAML_SCALAR_EVENT && !p->event.data.scalar.length))
    return nothing_there (p);
  if (!parse_node (p, &p->tree->root))
    return FALSE;
  while (p->event.type != YAML_STREAM_END_EVENT)
    {
      if (!next_event (p))
        return FALSE;
      if (p->event.type == YAML_DOCUMENT_START_EVENT)
        return fail (p, "VL101", _ ("one file, one document: split it"), _ ("a second document begins here"));
    }
  return TRUE;
}

Node *
tree_parse (const char *file, const char *text, gsize size, Diagnostics *diagnostics)
{
  return tree_parse_form ("vlanctl", file, text, size, diagnostics);
}

Node *
tree_parse_form (const char *form, const char *file, const char *text, gsize size, Diagnostics *diagnostics)
{
  TreeParser p = { .form = form, .file = file, .text = text, .diagnostics = diagnostics };
  if (!tree_check_encoding (file, text, size, diagnostics) || !yaml_parser_initialize (&p.yaml))
    return NULL;
  p.tree = tree_new (size);
  p.open = g_ptr_array_sized_new (64); /* there from the beginning: places in it are offsets, also of nothing */
  yaml_parser_set_input_string (&p.yaml, (const unsigned char *) text, size);
  if (!parse_document (&p))
    g_clear_pointer ((Node **) &p.tree, node_free);
  yaml_event_delete (&p.event);
  yaml_parser_delete (&p.yaml);
  g_ptr_array_unref (p.open);
  return (Node *) p.tree;
}
