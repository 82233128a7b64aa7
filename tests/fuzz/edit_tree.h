/* A YAML document as a tree to be changed at random, and written again. Shares nothing with the program's own tree. */
#pragma once
#include <glib.h>

typedef struct Tree Tree;
Tree *tree_read (const guint8 *text, gsize size); /* NULL: no YAML, or aliases in it */
void tree_free (Tree *tree);
/* A copy of `from` after some edits; pieces of `other` may get into it. Appends it as YAML, with random layout. FALSE when that cannot be
 * written. */
gboolean tree_edit (GRand *rand, const Tree *from, const Tree *other, GString *out);
