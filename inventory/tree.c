#include "inventory/tree.h"

#include <glib/gi18n.h>
#include <string.h>
#include <yaml.h>

#define MAX_DEPTH 64
#define MAX_NODES 2000000

typedef struct {
  yaml_parser_t yaml;
  yaml_event_t event;
  const char *file;
  Diagnostics *diagnostics;
  guint depth, nodes;
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

static gboolean
next_event (Parser *p)
{
  yaml_event_delete (&p->event);
  memset (&p->event, 0, sizeof p->event);
  if (yaml_parser_parse (&p->yaml, &p->event))
    return TRUE;
  const yaml_mark_t *mark = &p->yaml.problem_mark;
  SrcPos pos = { p->file, (guint) mark->line + 1, (guint) mark->column + 1, 0, 0 };
  gboolean reader = p->yaml.error == YAML_READER_ERROR;
  diagnostics_add (p->diagnostics, SEVERITY_ERROR, reader ? "VL108" : "VL101", pos,
                   reader ? _ ("save the file as UTF-8") : _ ("check the indentation (blanks, never tabs), colons and quotes around here"), "%s%s%s",
                   p->yaml.context ? p->yaml.context : "", p->yaml.context ? ", " : "", p->yaml.problem ? p->yaml.problem : _ ("not YAML"));
  return FALSE;
}

static Node *parse_node (Parser *p);

static gboolean
add_key (Parser *p, Node *mapping, Node *key)
{
  Node *first = NULL;
  if (key->type != NODE_SCALAR)
    {
      diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL103", key->pos, _ ("a key is one word"), _ ("a key cannot be a list or a mapping"));
      return FALSE;
    }
  if (strcmp (key->text, "<<") == 0 && !key->quoted)
    diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL107", key->pos, _ ("write the keys out, or use `defaults` and roles"),
                     _ ("merge keys are not understood"));
  else if (node_get (mapping, key->text, &first))
    {
      Diagnostic *d = diagnostics_add (p->diagnostics, SEVERITY_ERROR, "VL104", key->pos, _ ("keep one of the two"), _ ("`%s` stands here twice"),
                                       key->text);
      d->other = first->pos;
      d->other_message = g_strdup (_ ("first here"));
    }
  return TRUE;
}

static Node *
parse_mapping (Parser *p, Node *node)
{
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
      if (!add_key (p, node, key))
        continue;
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

/* The node that the present event begins. */
static Node *
parse_node (Parser *p)
{
  g_autoptr (Node) node = g_new0 (Node, 1);
  node->pos = event_pos (p);
  if (++p->nodes > MAX_NODES || p->depth >= MAX_DEPTH)
    {
      fail (p, "VL108", _ ("split the file"), _ ("the file is nested too deeply or has too many values"));
      return NULL;
    }
  switch (p->event.type)
    {
    case YAML_ALIAS_EVENT:
      fail (p, "VL107", _ ("write the value out, or use a role"), _ ("anchors and aliases are not understood"));
      return NULL;
    case YAML_SCALAR_EVENT:
      return take_scalar (p, node) ? g_steal_pointer (&node) : NULL;
    case YAML_MAPPING_START_EVENT:
    case YAML_SEQUENCE_START_EVENT:
      break;
    default:
      fail (p, "VL101", NULL, _ ("a value was expected here"));
      return NULL;
    }
  p->depth++;
  node->type = p->event.type == YAML_MAPPING_START_EVENT ? NODE_MAPPING : NODE_SEQUENCE;
  Node *done = node->type == NODE_MAPPING ? parse_mapping (p, node) : parse_sequence (p, node);
  p->depth--;
  if (!done)
    return NULL;
  return g_steal_pointer (&node);
}

static Node *
parse_document (Parser *p)
{
  do
    if (!next_event (p))
      return NULL;
  while (p->event.type == YAML_STREAM_START_EVENT || p->event.type == YAML_DOCUMENT_START_EVENT);
  if (p->event.type == YAML_STREAM_END_EVENT)
    {
      fail (p, "VL105", _ ("begin with `vlanctl: 1`"), _ ("the file is empty"));
      return NULL;
    }
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

Node *
tree_parse (const char *file, const char *text, gsize size, Diagnostics *diagnostics)
{
  Parser p = { .file = file, .diagnostics = diagnostics };
  if (!yaml_parser_initialize (&p.yaml))
    return NULL;
  yaml_parser_set_input_string (&p.yaml, (const unsigned char *) text, size);
  Node *root = parse_document (&p);
  yaml_event_delete (&p.event);
  yaml_parser_delete (&p.yaml);
  return root;
}
