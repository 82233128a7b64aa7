#include "live/row_names.h"

#include <string.h>

static guint
part_width (IndexPart part)
{
  return part == INDEX_NONE ? 0 : part == INDEX_SLOT_PORT || part == INDEX_GROUP_PORT ? 2 : 1;
}

static gboolean
part_is_port (IndexPart part)
{
  return part >= INDEX_IF;
}

static PortReading
part_reading (const Decoder *d, TableId table, IndexPart part, guint at)
{
  switch (part)
    {
    case INDEX_IF: return decode_read_if_index;
    case INDEX_PORT_NUMBER: return decode_port_number_reading (d, table, at);
    case INDEX_SLOT_PORT: return decode_slot_reading (d, table, at);
    case INDEX_GROUP_PORT: return decode_group_reading (d, table);
    default: return NULL;
    }
}

/* How rows of one table are named. */
typedef struct {
  const Decoder *d; /* of the earlier reading */
  const LiveOnly *only;
  guint length;     /* numbers of an index */
  int port_at, vlan_at, policy_at; /* in the index; -1 = it has none */
  IndexPart port_part;
  PortReading reading;
} Naming;

/* FALSE: it is not known how. */
static gboolean
naming_init (Naming *n, const Decoder *d, TableId table, const LiveOnly *only)
{
  const IndexPart *parts = d->family->snmp->tables[table].index;
  *n = (Naming){ .d = d, .only = only, .port_at = -1, .vlan_at = -1, .policy_at = -1 };
  for (guint i = 0; i < TABLE_MAX_PARTS; i++)
    {
      IndexPart part = parts[i];
      if (part_is_port (part))
        {
          n->port_part = part;
          n->port_at = (int) n->length;
        }
      else if (part == INDEX_VLAN)
        n->vlan_at = (int) n->length;
      else if (part == INDEX_POLICY)
        n->policy_at = (int) n->length;
      n->length += part_width (part);
    }
  if (n->port_part)
    n->reading = part_reading (d, table, n->port_part, (guint) n->port_at);
  return n->length && (n->reading || !n->port_part);
}

/* ---- which rows are asked for ------------------------------------------------------------------------------------------ */

static gint
name_compare (gconstpointer a, gconstpointer b)
{
  const RowName *x = a, *y = b;
  return oid_compare (x->numbers, x->n, y->numbers, y->n);
}

static gboolean
only_has (const Naming *n, const guint32 *index)
{
  if (n->reading)
    return port_set_contains (&n->only->ports, n->reading (n->d, index + n->port_at));
  return vlan_set_contains (&n->only->vlans, index[0]);
}

/* The number that the table has for this port though no row of it says so. FALSE: none is known. */
static gboolean
port_number_of (const Naming *n, PortId id, guint32 *out)
{
  const PortState *port = switch_state_find_port (n->d->state, id);
  GHashTableIter iter;
  gpointer number;
  *out = port ? port->if_index : 0;
  if (port && n->reading (n->d, out) == id)
    return TRUE;
  g_hash_table_iter_init (&iter, n->d->base_ports);
  while (port && n->port_part == INDEX_PORT_NUMBER && g_hash_table_iter_next (&iter, &number, NULL))
    {
      *out = GPOINTER_TO_UINT (number);
      if (n->reading (n->d, out) == id)
        return TRUE;
    }
  return FALSE;
}

/* Rows that may have come into being since: of each VLAN or policy on each port. FALSE: one cannot be named. */
static gboolean
add_possible (const Naming *n, GArray *out)
{
  const LiveOnly *only = n->only;
  int other_at = n->vlan_at >= 0 ? n->vlan_at : n->policy_at;
  guint others = n->vlan_at >= 0 ? only->vlans.n : n->policy_at >= 0 ? only->policies->len : 0;
  for (guint i = 0; i < others; i++)
    {
      RowName name = { .n = n->length };
      name.numbers[other_at] = n->vlan_at >= 0 ? only->vlans.ids[i] : g_array_index (only->policies, guint, i);
      for (guint k = 0; k < (n->reading ? port_set_size (&only->ports) : 1); k++)
        {
          if (n->reading && n->port_part != INDEX_IF && port_is_linkagg (port_set_get (&only->ports, k)))
            continue; /* LLDP does not speak of aggregates */
          if (n->reading && !port_number_of (n, port_set_get (&only->ports, k), &name.numbers[n->port_at]))
            return FALSE;
          g_array_append_val (out, name);
        }
    }
  return TRUE;
}

static void
sort_unique (GArray *names)
{
  guint kept = 0;
  g_array_sort (names, name_compare);
  for (guint i = 0; i < names->len; i++)
    if (!kept || name_compare (&g_array_index (names, RowName, i), &g_array_index (names, RowName, kept - 1)))
      g_array_index (names, RowName, kept++) = g_array_index (names, RowName, i);
  g_array_set_size (names, kept);
}

/* FALSE: it is longer than any that is understood. */
static gboolean
name_of (const LiveRow *row, RowName *out)
{
  if (row->n - 1 > ROW_NAME_MAX)
    return FALSE;
  *out = (RowName){ .n = row->n - 1 };
  memcpy (out->numbers, row->oid + 1, out->n * sizeof (guint32));
  return TRUE;
}

gboolean
row_names_have (const GArray *names, const LiveRow *row)
{
  RowName name;
  return name_of (row, &name) && g_array_binary_search ((GArray *) names, &name, name_compare, NULL);
}

GArray *
row_names_of (const Decoder *d, TableId table, const LiveOnly *only)
{
  Naming n;
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (RowName));
  if (!naming_init (&n, d, table, only))
    return NULL;
  for (guint i = 0; i < rows_count (d->rows, table); i++)
    {
      RowName name;
      if (!name_of (rows_get (d->rows, table, i), &name) || name.n != n.length)
        return NULL;
      if (only_has (&n, name.numbers))
        g_array_append_val (names, name);
    }
  if (!add_possible (&n, names) || !names->len)
    return NULL;
  sort_unique (names);
  return g_steal_pointer (&names);
}
