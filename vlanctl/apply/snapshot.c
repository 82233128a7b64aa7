/* Configuration snapshots compared: whose lines are those that differ? Every line is taken apart into one line for each port
 * and VLAN, because the switch collapses neighbours into ranges and draws them anew. */
#include "apply/engine.h"

#include <string.h>

/* Blanks squeezed, ends stripped; quoted text stays one word. Comments and headings give NULL. */
static GPtrArray *
split_words (const char *line)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  for (const char *p = line; *p;)
    {
      p += strspn (p, " \t\r");
      if (!*p)
        break;
      const char *end = *p == '"' && strchr (p + 1, '"') ? strchr (p + 1, '"') + 1 : p + strcspn (p, " \t\r");
      g_ptr_array_add (words, g_strndup (p, (gsize) (end - p)));
      p = end;
    }
  if (words->len && ((char *) words->pdata[0])[0] != '!')
    return words;
  g_ptr_array_unref (words);
  return NULL;
}

static const char *
word (const GPtrArray *words, guint i)
{
  return i < words->len ? words->pdata[i] : "";
}

static gboolean
is_number (const char *text)
{
  return *text && strspn (text, "0123456789") == strlen (text);
}

/* A line with its port and its VLAN taken out. */
typedef struct {
  char *text;      /* canonical, for comparing */
  PortId port;     /* PORT_NONE = none */
  guint vlan;      /* 0 = none */
  int policy;      /* -1 = none */
  const char *area; /* static first word of interest: "vlan", "lldp", "lanpower", "qos"; NULL = another */
  guint chassis, slot; /* of a `lanpower` line without a port */
} Item;

static void
item_free (gpointer data)
{
  Item *item = data;
  g_free (item->text);
  g_free (item);
}

/* "1/1/1-24" of the family's own form; a bare number is an aggregate where the grammar has one (`802.1q 5`, `port default 5`). */
static PortSet *
find_ports (const Family *family, GPtrArray *words, guint *place)
{
  for (guint i = 1; i < words->len; i++)
    {
      const char *w = word (words, i), *previous = word (words, i - 1);
      g_autofree char *aggregate = NULL;
      if (is_number (w) && (g_str_equal (previous, "linkagg") || g_str_equal (previous, "802.1q") || g_str_equal (previous, "default")))
        w = aggregate = g_strdup_printf ("linkagg %s", w);
      else if (!strchr (w, '/') || *w == '"')
        continue;
      PortSet *set = NULL;
      if (!port_set_parse (w, &set, NULL, NULL))
        continue;
      *place = i;
      if (port_has_form (port_set_get (set, 0), family->port_form))
        return set;
      port_set_free (set);
    }
  return NULL;
}

/* "10" or "10-15" after the first `vlan`. */
static gboolean
find_vlans (const GPtrArray *words, guint *place, guint *first, guint *last)
{
  for (guint i = 0; i + 1 < words->len; i++)
    {
      char *end = NULL;
      const char *w = word (words, i + 1);
      if (!g_str_equal (word (words, i), "vlan") || !g_ascii_isdigit (*w))
        continue;
      *place = i + 1;
      *first = *last = (guint) g_ascii_strtoull (w, &end, 10);
      if (*end == '-')
        *last = (guint) g_ascii_strtoull (end + 1, &end, 10);
      return *end == '\0' && *first >= VLAN_MIN && *last <= VLAN_MAX && *first <= *last;
    }
  return FALSE;
}

static const char *
find_area (const GPtrArray *words)
{
  static const char *const areas[] = { "vlan", "lldp", "lanpower", "qos" };
  const char *w = word (words, g_str_equal (word (words, 0), "no") ? 1 : 0);
  for (guint i = 0; i < G_N_ELEMENTS (areas); i++)
    if (g_str_equal (w, areas[i]))
      return areas[i];
  return NULL;
}

static int
find_policy (const GPtrArray *words)
{
  for (guint i = 0; i + 1 < words->len; i++)
    if (g_str_equal (word (words, i), "network-policy") && is_number (word (words, i + 1)))
      return (int) MIN (g_ascii_strtoull (word (words, i + 1), NULL, 10), G_MAXINT);
  return -1;
}

static void
add_item (GPtrArray *items, const Family *family, GPtrArray *words, guint port_at, PortId port, guint vlan_at, guint vlan)
{
  Item *item = g_new0 (Item, 1);
  GString *text = g_string_new (NULL);
  item->port = port;
  item->vlan = vlan;
  item->area = find_area (words);
  item->policy = find_policy (words);
  for (guint i = 0; i < words->len; i++)
    {
      const char *w = word (words, i);
      /* AOS 6 gives every tag a description of its own making */
      if (port && *w == '"' && g_str_equal (word (words, 2), "802.1q"))
        continue;
      g_string_append_printf (text, "%s", i ? " " : "");
      if (port && i == port_at)
        port_append (text, port);
      else if (vlan && i == vlan_at)
        g_string_append_printf (text, "%u", vlan);
      else
        g_string_append (text, w);
    }
  item->text = g_string_free (text, FALSE);
  if (!port && g_strcmp0 (item->area, "lanpower") == 0)
    for (guint i = 1; i < words->len; i++)
      {
        char **parts = g_strsplit (word (words, i), "/", 3);
        if (parts[0] && is_number (parts[0]))
          {
            item->chassis = parts[1] ? (guint) g_ascii_strtoull (parts[0], NULL, 10) : 0;
            item->slot = (guint) g_ascii_strtoull (parts[1] ? parts[1] : parts[0], NULL, 10);
          }
        g_strfreev (parts);
      }
  g_ptr_array_add (items, item);
}

static void
add_line_items (GPtrArray *items, const Family *family, const char *line)
{
  g_autoptr (GPtrArray) words = split_words (line);
  guint port_at = 0, vlan_at = 0, first = 0, last = 0;
  if (!words)
    return;
  g_autoptr (PortSet) ports = find_ports (family, words, &port_at);
  if (!find_vlans (words, &vlan_at, &first, &last))
    first = last = 0;
  for (guint vlan = first; vlan <= last; vlan++)
    if (!ports)
      add_item (items, family, words, 0, PORT_NONE, vlan_at, vlan);
    else
      for (guint i = 0; i < port_set_size (ports); i++)
        add_item (items, family, words, port_at, port_set_get (ports, i), vlan_at, vlan);
}

static GPtrArray *
snapshot_items (const Family *family, const char *text)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    add_line_items (items, family, lines[i]);
  return items;
}

/* ---- whose ---------------------------------------------------------------------------------------------------------- */

static gboolean
change_speaks_of_vlan (const Change *c, PortId port, guint vlan)
{
  if (c->vlan == vlan || (c->policy.id >= 0 && c->policy.vlan == vlan))
    return TRUE;
  return c->kind == CHANGE_PORT_UNTAGGED && (change_prior (c, port)->number == vlan || c->to.number == vlan);
}

/* AOS keeps an untagged port in VLAN 1 where nothing else is said: VLAN 1 is not in any line, so nothing needs saying here. */
static gboolean
change_explains (const Change *c, const Item *item)
{
  gboolean on_port = item->port != PORT_NONE && port_set_contains (c->ports, item->port);
  switch (c->kind)
    {
    case CHANGE_VLAN_CREATE:
    case CHANGE_VLAN_ADMIN:
    case CHANGE_VLAN_NAME:
      return g_strcmp0 (item->area, "vlan") == 0 && !item->port && item->vlan == c->vlan;
    case CHANGE_UPLINK_TAG:
    case CHANGE_PORT_UNTAGGED:
    case CHANGE_PORT_TAG:
    case CHANGE_PORT_UNTAG:
      return g_strcmp0 (item->area, "vlan") == 0 && on_port && change_speaks_of_vlan (c, item->port, item->vlan);
    case CHANGE_MED_POLICY_CREATE:
    case CHANGE_MED_POLICY_DELETE:
      return g_strcmp0 (item->area, "lldp") == 0 && !item->port && item->policy == c->policy.id;
    case CHANGE_MED_BIND:
    case CHANGE_MED_UNBIND:
      return g_strcmp0 (item->area, "lldp") == 0 && on_port && item->policy == c->policy.id;
    case CHANGE_MED_TLV:
      return g_strcmp0 (item->area, "lldp") == 0 && on_port && strstr (item->text, " tlv ") != NULL;
    case CHANGE_LLDP_ADMIN:
      return g_strcmp0 (item->area, "lldp") == 0 && on_port && strstr (item->text, " lldpdu ") != NULL;
    case CHANGE_POE_SERVICE:
      return g_strcmp0 (item->area, "lanpower") == 0 && !item->port && item->chassis == c->chassis && item->slot == c->slot;
    case CHANGE_POE_ADMIN:
    case CHANGE_POE_LIMIT:
    case CHANGE_POE_PRIORITY:
      return g_strcmp0 (item->area, "lanpower") == 0 && on_port;
    case CHANGE_QOS_TRUST:
      return g_strcmp0 (item->area, "qos") == 0 && (on_port || g_str_has_suffix (item->text, " apply"));
    case CHANGE_N:
    default:
      return FALSE;
    }
}

static gboolean
is_ours (const Item *item, const GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    if (change_explains (changes->pdata[i], item))
      return TRUE;
  return FALSE;
}

/* How often each line stands there, minus how often it stands in the other. */
static GHashTable *
count_items (const GPtrArray *plus, const GPtrArray *minus)
{
  GHashTable *counts = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < plus->len; i++)
    {
      const char *key = ((Item *) plus->pdata[i])->text;
      g_hash_table_insert (counts, (gpointer) key, GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (counts, key)) + 1));
    }
  for (guint i = 0; i < minus->len; i++)
    {
      const char *key = ((Item *) minus->pdata[i])->text;
      g_hash_table_insert (counts, (gpointer) key, GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (counts, key)) - 1));
    }
  return counts;
}

static void
collect_foreign (const GPtrArray *items, GHashTable *counts, const GPtrArray *changes, const char *mark, GPtrArray *foreign)
{
  for (guint i = 0; i < items->len; i++)
    {
      const Item *item = items->pdata[i];
      gboolean differs = GPOINTER_TO_INT (g_hash_table_lookup (counts, item->text)) != 0;
      if (!differs || is_ours (item, changes))
        continue;
      g_hash_table_insert (counts, item->text, GINT_TO_POINTER (0)); /* once is enough */
      g_ptr_array_add (foreign, g_strconcat (mark, item->text, NULL));
    }
}

GPtrArray *
snapshot_foreign_lines (const Family *family, const char *before, const char *after, const GPtrArray *changes)
{
  g_autoptr (GPtrArray) old = snapshot_items (family, before), new = snapshot_items (family, after);
  g_autoptr (GHashTable) counts = count_items (new, old);
  g_autoptr (GPtrArray) foreign = g_ptr_array_new_with_free_func (g_free);
  collect_foreign (new, counts, changes, "+ ", foreign);
  collect_foreign (old, counts, changes, "- ", foreign);
  return foreign->len ? g_steal_pointer (&foreign) : NULL;
}

gboolean
snapshot_shows (const Family *family, const char *before, const char *now, const Change *change)
{
  g_autoptr (GPtrArray) old = snapshot_items (family, before), new = snapshot_items (family, now);
  g_autoptr (GHashTable) counts = count_items (new, old);
  const GPtrArray *sides[] = { old, new };
  for (guint s = 0; s < G_N_ELEMENTS (sides); s++)
    for (guint i = 0; i < sides[s]->len; i++)
      {
        const Item *item = sides[s]->pdata[i];
        if (GPOINTER_TO_INT (g_hash_table_lookup (counts, item->text)) != 0 && change_explains (change, item))
          return TRUE;
      }
  return FALSE;
}

static char *
normalise (const char *text)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (GPtrArray) words = split_words (lines[i]);
      for (guint k = 0; words && k < words->len; k++)
        g_string_append_printf (out, "%s%s", word (words, k), k + 1 < words->len ? " " : "\n");
    }
  return g_string_free (out, FALSE);
}

gboolean
snapshot_same (const char *a, const char *b)
{
  if (!a || !b)
    return FALSE;
  g_autofree char *x = normalise (a), *y = normalise (b);
  return g_str_equal (x, y);
}
