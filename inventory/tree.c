#include "inventory/tree.h"

#include <glib/gi18n.h>
#include <string.h>
#include <yaml.h>

#define MAX_DEPTH 64
#define MAX_NODES 1000000

typedef struct
{
  yaml_parser_t yaml;
  yaml_event_t event;
  const char *file, *text;
  Diagnostics *diagnostics;
  guint depth, nodes, merged;
} Parser;

void
node_free (Node *node)
{
  if (!node)
    return;
  g_free (node->text);
  g_clear_pointer (&node->keys, g_ptr_array_unref);
  g_clear_pointer (&node->values, g_ptr_array_unref);
  g_free (node);
}

Node *
node_get (const Node *mapping, const char *name, Node **key)
{
  for (guint i = 0; mapping && mapping->type == NODE_MAPPING && i < mapping->keys->len; i++)
    {
      Node *k = mapping->keys->pdata[i];
      if (strcmp (k->text, name) != 0)
        continue;
      if (key)
        *key = k;
      return mapping->values->pdata[i];
    }
  return NULL;
}

static SrcPos
event_pos (const Parser *p)
{
  const yaml_mark_t *a = &p->event.start_mark, *b = &p->event.end_mark;
  return (SrcPos){ p->file, (guint) a->line + 1, (guint) a->column + 1, (guint) b->line + 1, (guint) b->column + 1 };
}

static gboolean
fail (Parser *p, const char *rule, const char *help, const char *message)
{
  diagnostics_add (p->diagnostics, SEVERITY_ERROR, rule, event_pos (p), help, "%s", message);
  return FALSE;
}

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

/* Line and column of an octet. What stands before it is valid UTF-8. */
static SrcPos
offset_pos (const char *file, const char *text, gsize offset)
{
  SrcPos pos = { .file = file };
  const char *line = text;
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

/* libyaml counts one line more where the last one has no end. */
static SrcPos
inside (const Parser *p, const yaml_mark_t *mark)
{
  SrcPos pos = { p->file, (guint) mark->line + 1, (guint) mark->column + 1, 0, 0 };
  if (!line_at (p->text, mark->line))
    pos = offset_pos (p->file, p->text, strlen (p->text));
  return pos;
}

/* A tab among the blanks that the line of the mark begins with; NULL. */
static const char *
tab_at (const Parser *p, const yaml_mark_t *mark)
{
  const char *line = line_at (p->text, mark->line), *tab = line ? line + strspn (line, " ") : NULL;
  return tab && *tab == '\t' && (gsize) (tab - line) <= mark->column ? tab : NULL;
}

/* What libyaml says in its own words, with the cure that fits what stands there. */
static void
not_yaml (Parser *p)
{
  const yaml_mark_t *mark = &p->yaml.problem_mark, *context = &p->yaml.context_mark;
  SrcPos pos = inside (p, mark);
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

static gboolean
next_event (Parser *p)
{
  yaml_event_delete (&p->event);
  memset (&p->event, 0, sizeof p->event);
  if (yaml_parser_parse (&p->yaml, &p->event))
    return TRUE;
  not_yaml (p);
  return FALSE;
}

static Node *parse_node (Parser *p);

/* FALSE when the entry is not to be kept: it was complained of. `first`: where the same key stands, from 1; 0 = nowhere. */
static gboolean
admit_key (Parser *p, const Node *mapping, guint first, const Node *key)
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
                    ((Node *) mapping->keys->pdata[first - 1])->pos, _ ("first here"));
  else
    return TRUE;
  return FALSE;
}

#define MAX_MERGED 16

/* What stands under the second of two equal keys goes to the first, so that nobody misses it. */
static void
merge (Parser *p, Node *to, Node *from)
{
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  if (to->type != from->type || to->type == NODE_SCALAR || p->merged++ >= MAX_MERGED)
    return;
  for (guint i = 0; to->keys && i < to->keys->len; i++)
    g_hash_table_add (there, ((Node *) to->keys->pdata[i])->text);
  for (guint i = 0; i < from->values->len; i++)
    {
      if (from->keys && g_hash_table_contains (there, ((Node *) from->keys->pdata[i])->text))
        continue;
      if (from->keys)
        g_ptr_array_add (to->keys, g_steal_pointer (&from->keys->pdata[i]));
      g_ptr_array_add (to->values, g_steal_pointer (&from->values->pdata[i]));
    }
}

static Node *
parse_mapping (Parser *p, Node *node)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  node->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  node->values = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  for (;;)
    {
      if (!next_event (p))
        return NULL;
      if (p->event.type == YAML_MAPPING_END_EVENT)
        return node;
      g_autoptr (Node) key = parse_node (p);
      if (!key || !next_event (p))
        return NULL;
      g_autoptr (Node) value = parse_node (p);
      if (!value)
        return NULL;
      gpointer first = key->type == NODE_SCALAR ? g_hash_table_lookup (seen, key->text) : NULL;
      if (!admit_key (p, node, GPOINTER_TO_UINT (first), key))
        {
          if (first)
            merge (p, node->values->pdata[GPOINTER_TO_UINT (first) - 1], value);
          continue;
        }
      g_hash_table_insert (seen, key->text, GUINT_TO_POINTER (node->keys->len + 1));
      g_ptr_array_add (node->keys, g_steal_pointer (&key));
      g_ptr_array_add (node->values, g_steal_pointer (&value));
    }
}

static Node *
parse_sequence (Parser *p, Node *node)
{
  node->values = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  for (;;)
    {
      if (!next_event (p))
        return NULL;
      if (p->event.type == YAML_SEQUENCE_END_EVENT)
        return node;
      Node *item = parse_node (p);
      if (!item)
        return NULL;
      g_ptr_array_add (node->values, item);
    }
}

static gboolean
take_scalar (Parser *p, Node *node)
{
  const char *value = (const char *) p->event.data.scalar.value;
  gsize length = p->event.data.scalar.length;
  if (memchr (value, '\0', length))
    return fail (p, "VL108", _ ("take it out"), _ ("a NUL character stands in this value"));
  node->text = g_strndup (value, length);
  node->quoted = p->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
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

/* The node that the present event begins. */
static Node *
parse_node (Parser *p)
{
  g_autoptr (Node) node = g_new0 (Node, 1);
  node->pos = event_pos (p);
  if (++p->nodes > MAX_NODES || p->depth >= MAX_DEPTH)
    {
      fail (p, "VL113", _ ("split the file"), _ ("the file is nested too deeply or has too many values"));
      return NULL;
    }
  if (has_anchor (&p->event))
    {
      fail (p, "VL107", _ ("write the value out, or use `defaults` and roles"), _ ("anchors and aliases are not understood"));
      return NULL;
    }
  if (has_tag (&p->event))
    {
      fail (p, "VL112", _ ("put a text in quotes, and take the tag out"), _ ("tags are not understood"));
      return NULL;
    }
  switch (p->event.type)
    {
    case YAML_SCALAR_EVENT:
      return take_scalar (p, node) ? g_steal_pointer (&node) : NULL;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      break;
    default:
      fail (p, "VL101", NULL, _ ("a value was expected here"));
      return NULL;
    }
  gboolean flow = node->flow = is_flow (&p->event);
  p->depth++;
  node->type = p->event.type == YAML_MAPPING_START_EVENT ? NODE_MAPPING : NODE_SEQUENCE;
  Node *done = node->type == NODE_MAPPING ? parse_mapping (p, node) : parse_sequence (p, node);
  p->depth--;
  if (!done)
    return NULL;
  if (flow)
    {
      SrcPos closing = event_pos (p);
      node->pos.end_line = closing.end_line;
      node->pos.end_column = closing.end_column;
    }
  return g_steal_pointer (&node);
}

/* An error for a file in which nothing stands: it points at the beginning. */
static Node *
nothing_there (Parser *p)
{
  diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL105", (SrcPos){ p->file, 1, 1, 0, 0 }, _ ("begin with `vlanctl: 1`"),
                   _ ("the file is empty"));
  return NULL;
}

static Node *
parse_document (Parser *p)
{
  do
    if (!next_event (p))
      return NULL;
  while (p->event.type == YAML_STREAM_START_EVENT || p->event.type == YAML_DOCUMENT_START_EVENT);
  if (p->event.type == YAML_STREAM_END_EVENT || (p->event.type == YAML_SCALAR_EVENT && !p->event.data.scalar.length))
    return nothing_there (p);
  g_autoptr (Node) root = parse_node (p);
  while (root && p->event.type != YAML_STREAM_END_EVENT)
    {
      if (!next_event (p))
        return NULL;
      if (p->event.type == YAML_DOCUMENT_START_EVENT)
        {
          fail (p, "VL101", _ ("one file, one document: split it"), _ ("a second document begins here"));
          return NULL;
        }
    }
  return g_steal_pointer (&root);
}

/* libyaml would decode UTF-16 too, and says of anything else only that it is wrong: not where. */
static gboolean
check_encoding (const char *file, const char *text, gsize size, Diagnostics *diagnostics)
{
  const char *bad;
  gboolean wide = size >= 2 && (memcmp (text, "\xff\xfe", 2) == 0 || memcmp (text, "\xfe\xff", 2) == 0);
  if (!wide && g_utf8_validate_len (text, size, &bad))
    return TRUE;
  SrcPos pos = wide ? (SrcPos){ file, 1, 1, 0, 0 } : offset_pos (file, text, (gsize) (bad - text));
  diagnostics_add (diagnostics, SEVERITY_ERROR, "VL108", pos, _ ("save the file as UTF-8"), "%s",
                   wide           ? _ ("the file is UTF-16")
                   : *bad == '\0' ? _ ("a NUL character: is this a text file?")
                                  : _ ("this is no UTF-8 (Latin-1, or no text at all?)"));
  return FALSE;
}

Node *
tree_parse (const char *file, const char *text, gsize size, Diagnostics *diagnostics)
{
  Parser p = { .file = file, .text = text, .diagnostics = diagnostics };
  if (!check_encoding (file, text, size, diagnostics) || !yaml_parser_initialize (&p.yaml))
    return NULL;
  yaml_parser_set_input_string (&p.yaml, (const unsigned char *) text, size);
  Node *root = parse_document (&p);
  yaml_event_delete (&p.event);
  yaml_parser_delete (&p.yaml);
  return root;
}
