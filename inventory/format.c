/* The canonical form of a file: keys in the order of the schema, ports in the order of the front panel and in ranges, values as they
 * are, comments where their entry goes. What it means does not change. */
#include "inventory/format.h"

#include <string.h>

#include "inventory/inventory.h"
#include "inventory/schema.h"
#include "model/port.h"

#define WIDTH 120 /* of a line with brackets, without its comment */
#define KEY_MAX 500 /* YAML wants a key to be short */

typedef struct {
  RemarkBook *book;
  GString *out;
  gboolean impossible;
} Formatter;

/* One entry of a mapping, as it will be printed. */
typedef struct {
  const Node *key, *value;
  const Key *kind;   /* NULL: the key's name is the user's */
  char *name;
  PortSet *ports;    /* of a line under `ports` */
  guint rank;
} Entry;

static void put_value (Formatter *f, const Node *value, const Key *kind, const Mapping *mapping, guint indent, const Remarks *remarks);

/* ---- texts ---------------------------------------------------------------------------------------------------------------- */

static void
append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }
  g_string_append_c (out, '"');
}

static void
append_scalar (GString *out, const Node *node, const Key *kind)
{
  g_autofree char *mac = kind && kind->type == TYPE_MAC ? value_parse_mac (node->text) : NULL;
  if (mac)
    append_quoted (out, mac);
  else if (node->quoted || strpbrk (node->text, "\r\n"))
    append_quoted (out, node->text);
  else
    g_string_append (out, node->text);
}

/* ---- entries -------------------------------------------------------------------------------------------------------------- */

static void
entry_free (gpointer data)
{
  Entry *e = data;
  g_clear_pointer (&e->ports, port_set_free);
  g_free (e->name);
  g_free (e);
}

static int
by_rank (gconstpointer a, gconstpointer b)
{
  const Entry *x = *(Entry *const *) a, *y = *(Entry *const *) b;
  return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* An empty line is no remark. */
static gboolean
is_remarked (const Formatter *f, const Node *node)
{
  const Remarks *r = g_hash_table_lookup (f->book->by_node, node);
  for (guint i = 0; r && i < r->lead->len; i++)
    if (*(const char *) r->lead->pdata[i])
      return TRUE;
  return r && r->trail;
}

static gboolean
is_one_range (const PortSet *set)
{
  g_autoptr (GArray) ranges = port_set_ranges (set);
  return ranges->len == 1;
}

/* Takes the second into the first where both say the same of ports side by side. */
static gboolean
coalesce (const Formatter *f, Entry *a, const Entry *b)
{
  gboolean same = a->value->type == NODE_SCALAR && b->value->type == NODE_SCALAR && strcmp (a->value->text, b->value->text) == 0;
  if (!same || is_remarked (f, a->key) || is_remarked (f, b->key) || !is_one_range (a->ports) || !is_one_range (b->ports))
    return FALSE;
  g_autoptr (PortSet) both = port_set_copy (a->ports);
  port_set_add_set (both, b->ports);
  if (!is_one_range (both))
    return FALSE;
  port_set_free (a->ports);
  a->ports = g_steal_pointer (&both);
  return TRUE;
}

static void
coalesce_all (const Formatter *f, GPtrArray *entries)
{
  for (guint i = 1; i < entries->len;)
    if (coalesce (f, entries->pdata[i - 1], entries->pdata[i]))
      g_ptr_array_remove_index (entries, i);
    else
      i++;
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *e = entries->pdata[i];
      g_free (e->name);
      e->name = port_set_to_string (e->ports);
    }
}

/* `mapping`: whose keys these are; NULL: the user's names. `ports`: they are ports. */
static GPtrArray *
entries_of (Formatter *f, const Node *node, const Mapping *mapping, gboolean ports)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (entry_free);
  for (guint i = 0; i < node->keys->len; i++)
    {
      Entry *e = g_new0 (Entry, 1);
      g_autoptr (GString) name = g_string_new (NULL);
      e->key = node->keys->pdata[i];
      e->value = node->values->pdata[i];
      e->kind = mapping ? mapping_find (mapping, e->key->text) : NULL;
      e->rank = e->kind ? (guint) (e->kind - mapping->keys) : i;
      append_scalar (name, e->key, NULL);
      e->name = g_strdup (name->str);
      f->impossible |= name->len > KEY_MAX || (ports && !port_set_parse (e->key->text, &e->ports, NULL, NULL));
      g_ptr_array_add (entries, e);
      if (e->ports)
        e->rank = port_set_get (e->ports, 0);
    }
  if (f->impossible)
    return entries;
  g_ptr_array_sort (entries, by_rank);
  if (ports)
    coalesce_all (f, entries);
  return entries;
}

/* ---- brackets ------------------------------------------------------------------------------------------------------------- */

static void
append_flow (Formatter *f, GString *out, const Node *node, const Key *kind, const Mapping *mapping)
{
  gboolean list = node->type == NODE_SEQUENCE;
  if (node->type == NODE_SCALAR)
    {
      append_scalar (out, node, kind);
      return;
    }
  g_autoptr (GPtrArray) entries = list ? NULL : entries_of (f, node, mapping, kind && kind->type == TYPE_PORT_MAP);
  guint n = list ? node->values->len : entries->len;
  g_string_append (out, list ? "[" : n ? "{ " : "{");
  for (guint i = 0; i < n; i++)
    {
      const Entry *e = list ? NULL : entries->pdata[i];
      const Mapping *below = e && e->kind ? e->kind->mapping : kind ? kind->mapping : NULL;
      gboolean by_name = e && e->kind && (e->kind->type == TYPE_MAP_OF || e->kind->type == TYPE_PORT_MAP);
      g_string_append (out, i ? ", " : "");
      if (e && *e->name != '"' && strchr (e->name, ','))
        append_quoted (out, e->name);
      else if (e)
        g_string_append (out, e->name);
      g_string_append (out, e ? ": " : "");
      append_flow (f, out, e ? e->value : node->values->pdata[i], e ? e->kind : kind, by_name ? NULL : below);
    }
  g_string_append (out, list ? "]" : n ? " }" : "}");
}

/* All uplinks as one list of ranges; NULL when comments stand among them. */
static char *
uplinks_text (const Formatter *f, const Node *value)
{
  g_autoptr (PortSet) all = port_set_new ();
  g_autoptr (GString) out = g_string_new ("[");
  guint n = value->type == NODE_SCALAR ? 1 : value->values->len;
  for (guint i = 0; i < n; i++)
    {
      const Node *item = value->type == NODE_SCALAR ? value : value->values->pdata[i];
      g_autoptr (PortSet) some = NULL;
      if (is_remarked (f, item) || item->type != NODE_SCALAR || !port_set_parse (item->text, &some, NULL, NULL))
        return NULL;
      port_set_add_set (all, some);
    }
  if (remarks_at_end (f->book, value))
    return NULL;
  g_autoptr (GArray) ranges = port_set_ranges (all);
  for (guint i = 0; i < ranges->len; i++)
    {
      g_autofree char *range = port_range_to_string (g_array_index (ranges, PortRange, i));
      g_string_append_printf (out, "%s%s", i ? ", " : "", range);
    }
  g_string_append_c (out, ']');
  return g_strdup (out->str);
}

/* What can stand behind the key in one line; NULL: it takes lines of its own. */
static char *
one_line (Formatter *f, const Node *value, const Key *kind, const Mapping *mapping, guint column)
{
  if (kind && kind->type == TYPE_STRINGS && strcmp (kind->name, "uplinks") == 0)
    {
      char *uplinks = uplinks_text (f, value);
      if (uplinks)
        return uplinks;
    }
  if (value->type != NODE_SCALAR && value->values->len && !remarks_is_flow (f->book, value))
    return NULL;
  GString *text = g_string_new (NULL);
  append_flow (f, text, value, kind, mapping);
  gboolean fits = value->type == NODE_SCALAR || !value->values->len || column + g_utf8_strlen (text->str, -1) <= WIDTH;
  return g_string_free (text, !fits);
}

/* ---- lines ---------------------------------------------------------------------------------------------------------------- */

static void
put_lines (Formatter *f, const GPtrArray *lines, guint indent, gboolean first)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const char *text = lines->pdata[i];
      if (!*text && (i ? !*(const char *) lines->pdata[i - 1] : first))
        continue;
      g_string_append_printf (f->out, "%*s%s\n", *text ? (int) indent : 0, "", text);
    }
}

static void
put_end (Formatter *f, const Node *container, guint indent)
{
  const GPtrArray *lines = remarks_at_end (f->book, container);
  if (lines)
    put_lines (f, lines, indent, FALSE);
}

/* How many characters stand in the line that is being written. */
static guint
characters (const Formatter *f)
{
  gsize begin = f->out->len;
  while (begin && f->out->str[begin - 1] != '\n')
    begin--;
  return (guint) g_utf8_strlen (f->out->str + begin, -1);
}

static void
end_line (Formatter *f, const Remarks *remarks)
{
  guint written = remarks && remarks->trail ? characters (f) : 0;
  if (remarks && remarks->trail)
    g_string_append_printf (f->out, "%*s%s", remarks->trail_column > written + 2 ? (int) (remarks->trail_column - written - 1) : 1, "", remarks->trail);
  g_string_append_c (f->out, '\n');
}

/* `begun`: the line has begun (with a dash), and the first entry goes on in it. */
static void
put_mapping (Formatter *f, const Node *node, const Mapping *mapping, gboolean ports, const Mapping *below, guint indent, gboolean begun)
{
  g_autoptr (GPtrArray) entries = entries_of (f, node, mapping, ports);
  for (guint i = 0; i < entries->len && !f->impossible; i++)
    {
      const Entry *e = entries->pdata[i];
      const Remarks *r = g_hash_table_lookup (f->book->by_node, e->key);
      if (r && !(begun && i == 0))
        put_lines (f, r->lead, indent, i == 0);
      g_string_append_printf (f->out, "%*s%s:", begun && i == 0 ? 0 : (int) indent, "", e->name);
      put_value (f, e->value, e->kind, e->kind ? e->kind->mapping : below, indent, r);
    }
  put_end (f, node, indent);
}

static void
put_item (Formatter *f, const Node *item, const Mapping *mapping, guint indent, gboolean first)
{
  Remarks *r = g_hash_table_lookup (f->book->by_node, item);
  g_autofree char *text = one_line (f, item, NULL, mapping, indent + 2);
  if (r)
    put_lines (f, r->lead, indent, first);
  if (!text && item->type == NODE_SEQUENCE)
    f->impossible = TRUE;
  if (!text && item->type == NODE_MAPPING)
    {
      /* what stands before its first key stands before the dash */
      g_autoptr (GPtrArray) entries = entries_of (f, item, mapping, FALSE);
      const Remarks *key = entries->len ? g_hash_table_lookup (f->book->by_node, ((Entry *) entries->pdata[0])->key) : NULL;
      if (r && r->trail)
        g_string_append_printf (f->out, "%*s%s\n", (int) indent, "", r->trail);
      if (key)
        put_lines (f, key->lead, indent, TRUE);
      g_string_append_printf (f->out, "%*s- ", (int) indent, "");
      put_mapping (f, item, mapping, FALSE, NULL, indent + 2, TRUE);
    }
  else if (text)
    {
      g_string_append_printf (f->out, "%*s- %s", (int) indent, "", text);
      end_line (f, r);
    }
}

/* `mapping`: of the value itself, or of what stands under the user's names in it. */
static void
put_value (Formatter *f, const Node *value, const Key *kind, const Mapping *mapping, guint indent, const Remarks *remarks)
{
  gboolean by_name = kind && (kind->type == TYPE_MAP_OF || kind->type == TYPE_PORT_MAP);
  g_autofree char *text = one_line (f, value, kind, by_name ? NULL : mapping, characters (f) + 1);
  if (text)
    g_string_append_printf (f->out, " %s", text);
  end_line (f, remarks);
  if (text)
    return;
  if (value->type == NODE_MAPPING)
    put_mapping (f, value, by_name ? NULL : mapping, kind && kind->type == TYPE_PORT_MAP, by_name ? mapping : NULL, indent + 2, FALSE);
  for (guint i = 0; value->type == NODE_SEQUENCE && i < value->values->len; i++)
    put_item (f, value->values->pdata[i], mapping, indent + 2, i == 0);
  if (value->type == NODE_SEQUENCE)
    put_end (f, value, indent + 2);
}

char *
inventory_format (const char *path, const char *text, gsize size)
{
  g_autoptr (Diagnostics) found = diagnostics_new ();
  g_autoptr (Node) root = tree_parse (g_intern_string (path), text, size, found);
  if (root)
    schema_check (&schema_inventory, root, found);
  if (found->errors)
    return NULL;
  const char *body = text + (g_str_has_prefix (text, "\xef\xbb\xbf") ? 3 : 0);
  Formatter f = { remarks_collect (root, body), g_string_new (NULL), FALSE };
  put_lines (&f, f.book->head, 0, TRUE);
  put_mapping (&f, root, &schema_inventory, FALSE, NULL, 0, FALSE);
  put_lines (&f, f.book->tail, 0, FALSE);
  remarks_free (f.book);
  while (g_str_has_suffix (f.out->str, "\n\n"))
    g_string_truncate (f.out, f.out->len - 1);
  return g_string_free (f.out, f.impossible);
}
