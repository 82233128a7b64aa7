/* Changes to a YAML text at the places that its tree names: what is not touched stays as it was, comments and layout included. */
#pragma once
#include "inventory/tree.h"
#include "inventory/yaml_text.h"

typedef struct TextEdit TextEdit;
/* `text` must outlive it. */
TextEdit *text_edit_new (const char *text);
void text_edit_free (TextEdit *e);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TextEdit, text_edit_free)
/* The octet at which a line and column of the tree stands. */
gsize text_edit_offset (const TextEdit *e, guint line, guint column);
/* Octets from..to become `with`; those added at one place stand in the order in which they were asked for. */
void text_edit_replace (TextEdit *e, gsize from, gsize to, const char *with);
gboolean text_edit_any (const TextEdit *e);
/* The new text; NULL when two changes overlap. */
char *text_edit_apply (TextEdit *e);
/* The same as a unified diff with three lines around; `name` stands in its head, `fresh`: there is no file yet. */
char *text_edit_diff (TextEdit *e, const char *name, gboolean fresh);

/* One entry of a mapping as it shall be. Values are YAML already (yaml_text makes it of a text); NULL takes the entry out. A value
 * that has several lines begins with a line break, and its lines are indented from column 0 as seen from the key. */
typedef struct {
  const char *key, *value;
} YamlWant;
/* Keys that are there get the value in their place; new ones come last, in the layout of the mapping. */
void yaml_edit_mapping (TextEdit *e, const Node *mapping, const YamlWant *wants, guint n);
/* Keys and values after the entry `after` (its index), for instance what is split off it. */
void yaml_edit_add_after (TextEdit *e, const Node *mapping, guint after, const YamlWant *wants, guint n);
void yaml_edit_value (TextEdit *e, const Node *value, const char *with);
/* One more item at the end of a sequence; `value` as above, seen from its dash. */
void yaml_edit_append (TextEdit *e, const Node *sequence, const char *value);
gboolean yaml_is_flow (const TextEdit *e, const Node *node); /* in brackets or braces */
