/* Inside the inventory room: what tree.c and tree_text.c share. */
#pragma once
#include <yaml.h>

#include "inventory/tree.h"

typedef struct Tree Tree;
typedef struct {
  yaml_parser_t yaml;
  yaml_event_t event;
  const char *form, *file, *text;
  Diagnostics *diagnostics;
  Tree *tree;
  GPtrArray *open; /* Node*: what stands so far in the mappings and sequences that are not closed yet */
  guint depth, nodes, merged;
  guint lines;     /* of the text, once they are `counted` */
  gboolean counted;
} TreeParser;

/* The place of a mark: libyaml counts one line more where the last one has no end. */
SrcPos tree_inside (TreeParser *p, const yaml_mark_t *mark);
/* Complains of what libyaml stumbled over. */
void tree_not_yaml (TreeParser *p);
/* FALSE after complaining when it is not UTF-8. */
gboolean tree_check_encoding (const char *file, const char *text, gsize size, Diagnostics *diagnostics);
