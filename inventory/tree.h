/* A YAML file as a small tree in which every value knows its place. The only user of libyaml in the program. */
#pragma once
#include "model/source.h"

typedef enum { NODE_SCALAR, NODE_MAPPING, NODE_SEQUENCE } NodeType;

/* pdata[i] is a Node*, as in a GPtrArray; it never changes its length. */
typedef struct {
  gpointer *pdata;
  guint len;
} NodeList;

typedef struct Node {
  NodeType type;
  guint quoted : 1;   /* scalar in quotes or a block: its text is meant as text */
  guint flow : 1;     /* mapping or sequence in brackets */
  guint bad : 1;      /* it, or something in it, was complained of: nobody else needs to */
  guint hash : 29;    /* of a key's text, for the parser */
  SrcPos pos;
  const char *text;   /* scalar */
  NodeList *keys;     /* mapping: scalars */
  NodeList *values;   /* mapping; sequence: its items */
} Node;

/* Of the root alone: all nodes and texts of a file live and go with it. */
void node_free (Node *root);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)
/* The value of a key, NULL when it is not there; the key's own node in *key. */
Node *node_get (const Node *mapping, const char *name, Node **key);

/* Bounds: 16 MiB a file, 64 levels, 1,000,000 nodes. NULL when the file is no YAML document (diagnostics say where). Of a key that
 * stands twice the first value is kept; anchors, aliases and merge keys are refused. `file` is interned. */
#define TREE_MAX_BYTES (16u << 20)
Node *tree_parse (const char *file, const char *text, gsize size, Diagnostics *diagnostics);
/* The same for a file that is no inventory: `form` is the key with its version, which an empty file is told to begin with. */
Node *tree_parse_form (const char *form, const char *file, const char *text, gsize size, Diagnostics *diagnostics);

/* The end of the line that begins at p, as YAML counts lines; *length of the break that follows it, 0 at the end of the text. */
const char *tree_line_end (const char *p, gsize *length);
