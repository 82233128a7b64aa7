/* Inside the inventory room: what stands between the entries of a file, and to which of them it belongs. */
#pragma once
#include "inventory/comments.h"

/* Of a key of a block mapping, or an item of a block sequence. */
typedef struct Remarks {
  const Node *node, *container;
  const struct Remarks *parent; /* the entry that the container is the value of; NULL: the whole */
  guint column, line; /* where it begins: of an item, its dash */
  GPtrArray *lead;    /* const char*: comments on lines of their own before it; "" is an empty line */
  const char *trail;  /* comment at the end of its line; NULL */
  guint trail_column; /* from 1 */
} Remarks;

typedef struct {
  GPtrArray *comments; /* Comment*, empty lines among them */
  GPtrArray *list;     /* Remarks*, in the order of the file */
  guint line;          /* where the whole begins */
  GPtrArray *lines;    /* const char*: where each line begins */
  GHashTable *by_node; /* const Node* -> Remarks* */
  GHashTable *ends;    /* const Node* of a container -> GPtrArray of const char*: comments after its last entry */
  GPtrArray *head, *tail; /* const char*: before the first key, after the last */
} RemarkBook;

RemarkBook *remarks_collect (const Node *root, const char *text);
void remarks_free (RemarkBook *book);
const GPtrArray *remarks_at_end (const RemarkBook *book, const Node *container); /* NULL none */
/* In brackets, and with no comment between them: it may stand in one line. */
gboolean remarks_is_flow (const RemarkBook *book, const Node *node);
