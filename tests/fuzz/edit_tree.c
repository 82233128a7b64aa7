#include "edit_tree.h"

#include <string.h>
#include <yaml.h>

#define DEPTH_MAX 300
#define NODES_MAX 4000

struct Tree
{
  yaml_node_type_t type;
  char *text;      /* scalar */
  gsize length;
  GPtrArray *kids; /* Tree*; of a mapping: key, value, key, value */
  const char *tag, *anchor; /* static; NULL: none */
  gboolean alias;  /* of `anchor` */
};

static Tree *
tree_new (yaml_node_type_t type, const char *text, gsize length)
{
  Tree *t = g_new0 (Tree, 1);
  t->type = type;
  t->length = length;
  t->text = type == YAML_SCALAR_NODE ? g_memdup2 (text, length + 1) : NULL;
  t->kids = type == YAML_SCALAR_NODE ? NULL : g_ptr_array_new_with_free_func ((GDestroyNotify) tree_free);
  return t;
}

void
tree_free (Tree *t)
{
  if (!t)
    return;
  g_free (t->text);
  g_clear_pointer (&t->kids, g_ptr_array_unref);
  g_free (t);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Tree, tree_free)

static Tree *
tree_copy (const Tree *from)
{
  Tree *t = tree_new (from->type, from->text, from->length);
  for (guint i = 0; from->kids && i < from->kids->len; i++)
    g_ptr_array_add (t->kids, tree_copy (from->kids->pdata[i]));
  return t;
}

/* ---- reading -------------------------------------------------------------------------------------------------------------- */

static Tree *
from_document (yaml_document_t *document, int index, guint depth)
{
  const yaml_node_t *node = depth < 64 ? yaml_document_get_node (document, index) : NULL;
  if (!node)
    return tree_new (YAML_SCALAR_NODE, "", 0);
  Tree *t = node->type == YAML_SCALAR_NODE ? tree_new (node->type, (const char *) node->data.scalar.value, node->data.scalar.length)
                                           : tree_new (node->type, NULL, 0);
  if (node->type == YAML_SEQUENCE_NODE)
    for (const yaml_node_item_t *i = node->data.sequence.items.start; i < node->data.sequence.items.top; i++)
      g_ptr_array_add (t->kids, from_document (document, *i, depth + 1));
  if (node->type == YAML_MAPPING_NODE)
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start; p < node->data.mapping.pairs.top; p++)
      {
        g_ptr_array_add (t->kids, from_document (document, p->key, depth + 1));
        g_ptr_array_add (t->kids, from_document (document, p->value, depth + 1));
      }
  return t;
}

Tree *
tree_read (const guint8 *text, gsize size)
{
  yaml_parser_t parser;
  yaml_document_t document;
  Tree *tree = NULL;
  if (memchr (text, '*', size) || !yaml_parser_initialize (&parser)) /* an alias would be copied again and again */
    return NULL;
  yaml_parser_set_input_string (&parser, text, size);
  if (yaml_parser_load (&parser, &document))
    {
      if (yaml_document_get_root_node (&document))
        tree = from_document (&document, 1, 0);
      yaml_document_delete (&document);
    }
  yaml_parser_delete (&parser);
  return tree;
}

/* ---- edits ---------------------------------------------------------------------------------------------------------------- */

static const char *const nasty[] = {
  "", " ", "~", "null", "yes", "No", "on", "true", "False", "none", "0", "00", "007", "0x10", "0o17", "1e9", "12:30", "1:2:3", ".inf", "-1", "1", "4094", "4095",
  "65536", "2147483648", "99999999999999999999", "30%", "8W", "15.4W", "8000mW", "1e3W", "500ms", "30s", "12h", "999999999h", "<<", "=", "- a", "a: b",
  "a #b", "#", "# vlanctl: ignore VL201 because", "[", "]", "{ }", "\"", "'", "\\", "%s%n", "@", "`", "*a", "&a", "!!str", "|", ">", "---", "...", "1/1", "1/1/1",
  "1/1/1-48", "1/1/1-128", "1/1/9-3", "0/1/1", "1/1/1,1/1/1", "1/1/1-4,1/1/3", "1/1/1, 1/2/1-9,16/16/1-128", "1/1,1/1/1", "linkagg 1", "linkagg 1,1/1/1",
  "linkagg 256", "1/1/1-,", ",", "1/1/129", "80:5e:c0:8e:a0:05", "805ec08ea005", "123456789012", "01:00:5e:00:00:01", "00-00-00-00-00-00", "192.0.2.1",
  "2001:db8::1%lo", "::", "host.example.net.", "-x", ".x", "a b", "caf\xc3\xa9", "\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9x",
  "\xf0\x9f\x93\x9e\xe2\x80\x8d\xf0\x9f\x93\x9e", "e\xcc\x81", "\xe2\x80\xaertl", "\xe2\x80\xa8", "\xe2\x80\xa9x", "\xc2\x85", "\xef\xbb\xbf", "\x7f", "\x1b[31m",
  "\t", "a\tb", "a\nb", "\na", "a\n", "\r", "a\r\nb", "../../etc/passwd", "/etc/passwd", "secrets/*", "x.yaml", "OS6860E-P24", "OS6450-P48", "OS9-X", "OS6860-P99999999999",
};

static void
collect (Tree *t, GPtrArray *all)
{
  g_ptr_array_add (all, t);
  for (guint i = 0; t->kids && i < t->kids->len && all->len < NODES_MAX; i++)
    collect (t->kids->pdata[i], all);
}

static guint
pick (GRand *rand, guint n)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) n);
}

/* Any node; one that has others in it when `full`. NULL when there is none. */
static Tree *
any (GRand *rand, Tree *root, gboolean full)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  collect (root, all);
  for (guint i = 0; i < 20; i++)
    {
      Tree *t = all->pdata[pick (rand, all->len)];
      if (!full || (t->kids && t->kids->len))
        return t;
    }
  return NULL;
}

/* Makes one node what another is, which is used up. */
static void
become (Tree *t, Tree *other)
{
  Tree was = *t;
  *t = *other;
  *other = was;
  tree_free (other);
}

static void
set_text (Tree *t, const char *text, gsize length)
{
  become (t, tree_new (YAML_SCALAR_NODE, text, length));
}

static void
set_nasty (GRand *rand, Tree *t)
{
  if (pick (rand, 40) == 0)
    {
      g_autofree char *longer = g_strnfill (1 + pick (rand, 3000), pick (rand, 2) ? 'x' : '9');
      set_text (t, longer, strlen (longer));
    }
  else if (pick (rand, 40) == 0)
    set_text (t, "a\0b", 3);
  else
    {
      const char *text = nasty[pick (rand, G_N_ELEMENTS (nasty))];
      set_text (t, text, strlen (text));
    }
}

/* As a person would: a letter dropped, doubled, swapped, or of the other case. */
static void
misspell (GRand *rand, Tree *t)
{
  if (t->type != YAML_SCALAR_NODE || !t->length)
    return;
  g_autoptr (GString) text = g_string_new_len (t->text, (gssize) t->length);
  guint at = pick (rand, (guint) text->len);
  switch (pick (rand, 4))
    {
    case 0: g_string_erase (text, at, 1); break;
    case 1: g_string_insert_c (text, at, text->str[at]); break;
    case 2: text->str[at] ^= 0x20; break;
    default:
      if (at)
        {
          char c = text->str[at];
          text->str[at] = text->str[at - 1];
          text->str[at - 1] = c;
        }
    }
  if (g_utf8_validate (text->str, (gssize) text->len, NULL))
    set_text (t, text->str, text->len);
}

static void
wrap (Tree *t, yaml_node_type_t type)
{
  Tree *inner = tree_new (YAML_SCALAR_NODE, "k", 1), was = *t;
  *t = *inner;
  *inner = was;
  Tree *outer = tree_new (type, NULL, 0);
  if (type == YAML_MAPPING_NODE)
    g_ptr_array_add (outer->kids, tree_new (YAML_SCALAR_NODE, "k", 1));
  g_ptr_array_add (outer->kids, inner);
  become (t, outer);
}

static void
insert_kids (GRand *rand, Tree *into, Tree *key, Tree *value)
{
  guint step = into->type == YAML_MAPPING_NODE ? 2 : 1, at = step * pick (rand, into->kids->len / step + 1);
  g_ptr_array_insert (into->kids, (int) at, value);
  if (step == 2)
    g_ptr_array_insert (into->kids, (int) at, key);
  else
    tree_free (key);
}

/* Takes an entry out, doubles it, or moves it into another mapping or list. */
static void
move_entry (GRand *rand, Tree *root)
{
  Tree *from = any (rand, root, TRUE), *into = any (rand, root, TRUE);
  if (!from || !into)
    return;
  guint step = from->type == YAML_MAPPING_NODE ? 2 : 1, at = step * pick (rand, from->kids->len / step), way = pick (rand, 4);
  g_autoptr (Tree) value = tree_copy (from->kids->pdata[at + step - 1]);
  g_autoptr (Tree) key = step == 2 ? tree_copy (from->kids->pdata[at]) : tree_new (YAML_SCALAR_NODE, "name", 4);
  if (way == 1)
    insert_kids (rand, from, g_steal_pointer (&key), g_steal_pointer (&value));
  else if (way > 1)
    insert_kids (rand, into, g_steal_pointer (&key), g_steal_pointer (&value));
  if (way == 0 || way == 2)
    {
      /* `into` may stand in it: nothing of it is used any more */
      guint again = step == 2 && into == from && way == 2 ? pick (rand, from->kids->len / 2) * 2 : at;
      g_ptr_array_remove_range (from->kids, again, step);
    }
}

static void
swap (GRand *rand, Tree *root)
{
  Tree *a = any (rand, root, FALSE), *b = any (rand, root, FALSE), *x = tree_copy (a), *y = tree_copy (b);
  /* one may stand in the other */
  g_autoptr (GPtrArray) inside = g_ptr_array_new ();
  collect (a, inside);
  gboolean apart = !g_ptr_array_find (inside, b, NULL);
  become (a, y);
  if (apart)
    {
      g_ptr_array_set_size (inside, 0);
      collect (root, inside);
      apart = g_ptr_array_find (inside, b, NULL);
    }
  if (apart)
    become (b, x);
  else
    tree_free (x);
}

static void
edit_once (GRand *rand, Tree *root, const Tree *other)
{
  Tree *t = any (rand, root, FALSE);
  switch (pick (rand, 13))
    {
    case 0: swap (rand, root); break;
    case 1: case 2: case 3: move_entry (rand, root); break;
    case 4: case 5: case 6: set_nasty (rand, t); break;
    case 7: misspell (rand, t); break;
    case 8: become (t, tree_copy (any (rand, (Tree *) other, FALSE))); break;
    case 9:
      for (guint i = 1 + pick (rand, pick (rand, 8) ? 3 : 90); i; i--)
        wrap (t, pick (rand, 2) ? YAML_MAPPING_NODE : YAML_SEQUENCE_NODE);
      break;
    case 10:
      {
        Tree *from = any (rand, (Tree *) other, TRUE), *into = any (rand, root, TRUE);
        if (from && into)
          insert_kids (rand, into, tree_copy (from->kids->pdata[0]), tree_copy (from->kids->pdata[from->kids->len - 1]));
        break;
      }
    case 11: become (t, tree_copy (any (rand, root, FALSE))); break;
    default:
      if (pick (rand, 4) == 0)
        t->anchor = "a", t->alias = pick (rand, 2);
      else if (pick (rand, 4) == 0)
        t->tag = "!t";
      else
        set_nasty (rand, t);
    }
}

/* ---- writing -------------------------------------------------------------------------------------------------------------- */

static int
append (void *out, unsigned char *bytes, size_t n)
{
  g_string_append_len (out, (const char *) bytes, (gssize) n);
  return 1;
}

/* `layout`: of 10, how often a node is written in another way than the plain one. */
static gboolean
emit (yaml_emitter_t *emitter, GRand *rand, const Tree *t, guint layout, guint depth)
{
  yaml_event_t e;
  gboolean other = pick (rand, 10) < layout;
  yaml_char_t *anchor = (yaml_char_t *) t->anchor, *tag = (yaml_char_t *) t->tag;
  if (depth > DEPTH_MAX)
    return FALSE;
  if (t->alias)
    return yaml_alias_event_initialize (&e, anchor) && yaml_emitter_emit (emitter, &e);
  if (t->type == YAML_SCALAR_NODE)
    {
      yaml_scalar_style_t style = other ? (yaml_scalar_style_t) pick (rand, 6) : YAML_ANY_SCALAR_STYLE;
      return yaml_scalar_event_initialize (&e, anchor, tag, (yaml_char_t *) t->text, (int) t->length, !tag, !tag, style) && yaml_emitter_emit (emitter, &e);
    }
  gboolean map = t->type == YAML_MAPPING_NODE;
  if (map ? !yaml_mapping_start_event_initialize (&e, anchor, tag, !tag, other ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE)
          : !yaml_sequence_start_event_initialize (&e, anchor, tag, !tag, other ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE))
    return FALSE;
  gboolean good = yaml_emitter_emit (emitter, &e);
  for (guint i = 0; good && i < t->kids->len; i++)
    good = emit (emitter, rand, t->kids->pdata[i], layout, depth + 1);
  return good && (map ? yaml_mapping_end_event_initialize (&e) : yaml_sequence_end_event_initialize (&e)) && yaml_emitter_emit (emitter, &e);
}

static gboolean
write_tree (GRand *rand, const Tree *t, GString *out)
{
  yaml_emitter_t emitter;
  yaml_event_t e;
  if (!yaml_emitter_initialize (&emitter))
    return FALSE;
  yaml_emitter_set_output (&emitter, append, out);
  yaml_emitter_set_unicode (&emitter, (int) pick (rand, 2));
  yaml_emitter_set_width (&emitter, pick (rand, 3) ? -1 : 10 + (int) pick (rand, 70));
  yaml_emitter_set_indent (&emitter, 2 + (int) pick (rand, 3));
  yaml_emitter_set_break (&emitter, pick (rand, 8) ? YAML_LN_BREAK : pick (rand, 2) ? YAML_CRLN_BREAK : YAML_CR_BREAK);
  gboolean good = yaml_stream_start_event_initialize (&e, YAML_UTF8_ENCODING) && yaml_emitter_emit (&emitter, &e)
                  && yaml_document_start_event_initialize (&e, NULL, NULL, NULL, pick (rand, 6) != 0) && yaml_emitter_emit (&emitter, &e)
                  && emit (&emitter, rand, t, pick (rand, 3), 0) && yaml_document_end_event_initialize (&e, pick (rand, 10) != 0)
                  && yaml_emitter_emit (&emitter, &e) && yaml_stream_end_event_initialize (&e) && yaml_emitter_emit (&emitter, &e);
  yaml_emitter_delete (&emitter);
  return good;
}

gboolean
tree_edit (GRand *rand, const Tree *from, const Tree *other, GString *out)
{
  g_autoptr (Tree) t = tree_copy (from);
  for (guint n = pick (rand, 8); n; n--)
    edit_once (rand, t, other);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  collect (t, all);
  return all->len < NODES_MAX && write_tree (rand, t, out);
}
