/* Comments, which the tree does not have. */
#pragma once
#include "inventory/tree.h"

typedef struct {
  SrcPos pos;        /* from the `#` to the end of its line */
  gboolean own_line; /* nothing but blanks before it */
  char *text;        /* with the `#`, without blanks at its end */
} Comment;

/* In the order of the lines. `text` is what `root` was parsed from. */
GPtrArray *comments_find (const Node *root, const char *text); /* Comment* */
