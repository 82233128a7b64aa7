/* A YAML file as a small tree in which every value knows its place. The only user of libyaml in the program. */
#pragma once
#include "model/source.h"

typedef enum { NODE_SCALAR, NODE_MAPPING, NODE_SEQUENCE } NodeType;

typedef struct Node {
  NodeType type;
  SrcPos pos;
  char *text;         /* scalar */
  gboolean quoted;    /* scalar in quotes or a block: its text is meant as text */
  gboolean flow;      /* mapping or sequence in brackets */
  gboolean bad;       /* it, or something in it, was complained of: nobody else needs to */
  GPtrArray *keys;    /* mapping: Node* scalars */
  GPtrArray *values;  /* mapping: Node*; sequence: its items */
} Node;

void node_free (Node *node);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Node, node_free)
/* The value of a key, NULL when it is not there; the key's own node in *key. */
Node *node_get (const Node *mapping, const char *name, Node **key);

/* Bounds: 16 MiB a file, 64 levels, 1,000,000 nodes. NULL when the file is no YAML document (diagnostics say where). Of a key that
 * stands twice the first value is kept; anchors, aliases and merge keys are refused. `file` is interned. */
#define TREE_MAX_BYTES (16u << 20)
Node *tree_parse (const char *file, const char *text, gsize size, Diagnostics *diagnostics);

/* The end of the line that begins at p, as YAML counts lines; *length of the break that follows it, 0 at the end of the text. */
const char *tree_line_end (const char *p, gsize *length);
