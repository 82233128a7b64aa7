/* Who is member of which VLAN, and ports whose VLANs are not their own: mobile, UNP, 802.1X, aggregates, virtual chassis links. */
#include "live/decode.h"

/* ---- membership ------------------------------------------------------------------------------------------------------- */

static void
add_default (PortState *port, guint vlan)
{
  if (port->inconsistent)
    return;
  port->inconsistent = port->cfg.has & HAS (ATTR_UNTAGGED) && port->cfg.untagged != vlan;
  port->cfg.untagged = port->inconsistent ? 0 : vlan;
  port->cfg.has = port->inconsistent ? port->cfg.has & ~HAS (ATTR_UNTAGGED) : port->cfg.has | HAS (ATTR_UNTAGGED);
}

/* FALSE: nobody knows what the row told about the port. */
static gboolean
decode_vpa_row (const Decoder *d, const LiveRow *row, PortState *port)
{
  const SnmpLayout *l = d->layout;
  guint vlan = row->oid[1], type;
  if (vlan < VLAN_MIN || vlan > VLAN_MAX || !decode_uint (d, TABLE_VPA, row, 0, 15, &type))
    return FALSE;
  if (type == l->vpa_default)
    add_default (port, vlan);
  else if (type == l->vpa_tagged)
    vlan_set_add (&port->cfg.tagged, vlan);
  else if (l->vpa_dynamic & 1u << type)
    vlan_set_add (&port->dynamic_vlans, vlan);
  else
    return (l->vpa_other & 1u << type) != 0;
  if (l->vpa_moved & 1u << type && port->dynamic == DYNAMIC_NONE)
    port->dynamic = l->vpa_moved_kind;
  return TRUE;
}

/* FALSE: not even which ports are touched is known. */
static gboolean
decode_vpa (const Decoder *d, GHashTable *spoilt)
{
  gboolean whole = TRUE;
  for (guint i = 0; i < rows_count (d->rows, TABLE_VPA); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_VPA, i);
      PortState *port = row->n == 3 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[2])) : NULL;
      whole = whole && row->n == 3;
      if (port && !decode_vpa_row (d, row, port))
        g_hash_table_add (spoilt, port);
    }
  return whole;
}

/* A bitmap of base ports, the first octet's highest bit being port 1 (Q-BRIDGE-MIB PortList). */
static gboolean
bit (const LiveRow *row, guint number)
{
  return number / 8 < row->size && (row->octets[number / 8] & 0x80 >> number % 8);
}

/* Egress without untagged is tagged; egress of which nobody knows whether it is untagged is neither. */
static void
decode_q_vlan (const Decoder *d, const LiveRow *egress, const LiveRow *untagged, GHashTable *spoilt)
{
  guint vlan = egress->oid[2];
  for (guint n = 0; n < MAX (egress->size, untagged ? untagged->size : 0) * 8; n++)
    {
      PortState *port = switch_state_find_port (d->state, decode_base_port (d, n + 1));
      if (port && !untagged && bit (egress, n))
        g_hash_table_add (spoilt, port);
      else if (port && untagged && bit (untagged, n))
        add_default (port, vlan);
      else if (port && bit (egress, n))
        vlan_set_add (&port->cfg.tagged, vlan);
    }
}

/* dot1qVlanCurrentTable {TimeMark, vlan}; the newest row of a VLAN tells how it is. FALSE as above. */
static gboolean
decode_q_current (const Decoder *d, GHashTable *spoilt)
{
  enum { EGRESS = 4, UNTAGGED = 5 };
  g_autoptr (GHashTable) newest = g_hash_table_new (NULL, NULL);
  gboolean whole = TRUE;
  GHashTableIter iter;
  gpointer value;
  for (guint i = 0; i < rows_count (d->rows, TABLE_Q_CURRENT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_Q_CURRENT, i);
      gboolean legible = row->n == 3 && row->oid[2] >= VLAN_MIN && row->oid[2] <= VLAN_MAX && row_octets (row);
      if (legible && row->oid[0] == EGRESS)
        g_hash_table_insert (newest, GUINT_TO_POINTER (row->oid[2]), (gpointer) row);
      else if (!legible || !rows_find (d->rows, TABLE_Q_CURRENT, EGRESS, row->oid + 1, 2))
        whole = FALSE;
    }
  g_hash_table_iter_init (&iter, newest);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const LiveRow *egress = value, *untagged = rows_find (d->rows, TABLE_Q_CURRENT, UNTAGGED, egress->oid + 1, 2);
      decode_q_vlan (d, egress, untagged && row_octets (untagged) ? untagged : NULL, spoilt);
    }
  return whole;
}

void
decode_membership (const Decoder *d)
{
  g_autoptr (GHashTable) spoilt = g_hash_table_new (NULL, NULL);
  TableId table = !rows_count (d->rows, TABLE_VPA) && rows_count (d->rows, TABLE_Q_CURRENT) ? TABLE_Q_CURRENT : TABLE_VPA;
  gboolean whole = table == TABLE_VPA ? decode_vpa (d, spoilt) : decode_q_current (d, spoilt);
  GHashTableIter iter;
  gpointer port;
  decode_via (d, ATTR_UNTAGGED, table);
  decode_via (d, ATTR_TAGGED, table);
  if (!whole || g_hash_table_size (spoilt))
    decode_illegible (d, table);
  /* rows go by VLAN: only a whole table tells which tags a port does not carry */
  if (whole && rows_usable (d->rows, table))
    decode_known (d, ATTR_TAGGED, TRUE);
  g_hash_table_iter_init (&iter, spoilt);
  while (g_hash_table_iter_next (&iter, &port, NULL))
    {
      decode_unknown (port, ATTR_TAGGED);
      decode_unknown (port, ATTR_UNTAGGED);
    }
}

/* ---- ports whose VLAN is not static; aggregates; the links of a virtual chassis --------------------------------------- */

static PortState *
port_of_row (const Decoder *d, const LiveRow *row, guint n)
{
  return row->n == n ? switch_state_find_port (d->state, decode_if_index (d, row->oid[n - 1])) : NULL;
}

static void
decode_mobile (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_MOBILE); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_MOBILE, i);
      PortState *port = port_of_row (d, row, 2);
      guint value;
      if (!port)
        continue;
      if (!decode_uint (d, TABLE_MOBILE, row, 1, row->oid[0] == 2 ? 2 : 4, &value))
        decode_unknown (port, ATTR_DYNAMIC);
      else if (row->oid[0] == 2 && value == 1 && port->dynamic == DYNAMIC_NONE)
        port->dynamic = DYNAMIC_MOBILE;
      else if (row->oid[0] == 6 && value == 4)
        port->dynamic = DYNAMIC_DOT1X;
    }
}

static void
decode_unp (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_UNP); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_UNP, i);
      PortState *port = port_of_row (d, row, 2);
      guint value = 0;
      if (!port)
        continue;
      /* a row is enough: whatever its state, this port is UNP's */
      if (port->dynamic == DYNAMIC_NONE)
        port->dynamic = DYNAMIC_UNP;
      if (row->oid[0] == 16 && decode_uint (d, TABLE_UNP, row, 1, 2, &value) && value == 1)
        port->dynamic = DYNAMIC_DOT1X;
    }
}

static void
decode_vfl (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_VFL); i++)
    {
      PortState *port = port_of_row (d, rows_get (d->rows, TABLE_VFL, i), 4);
      if (port)
        port->dynamic = DYNAMIC_VFL;
    }
}

/* alclnkaggAggPortSelectedAggNumber: -1 is none. There may be an aggregate 0. */
static void
decode_aggregate_row (const Decoder *d, const LiveRow *row, PortState *port)
{
  guint number;
  if (row->tag == TAG_INTEGER && row->number == (guint64) -1)
    port->aggregate = PORT_NONE;
  else if (decode_uint (d, TABLE_AGGREGATE, row, 0, PORT_MAX_LINKAGG, &number))
    port->aggregate = number || switch_state_find_port (d->state, port_make_linkagg (0)) ? port_make_linkagg (number) : PORT_NONE;
  else
    {
      decode_unknown (port, ATTR_AGGREGATE);
      return;
    }
  port->has |= HAS (ATTR_AGGREGATE);
}

/* Its index is "presumably" the ifIndex: decided for the whole table. */
static void
decode_aggregates (const Decoder *d)
{
  PortReading reading = decode_port_number_reading (d, TABLE_AGGREGATE, 0);
  decode_via (d, ATTR_AGGREGATE, TABLE_AGGREGATE);
  if (rows_count (d->rows, TABLE_AGGREGATE) && !reading)
    {
      decode_illegible (d, TABLE_AGGREGATE);
      decode_via_is (d, ATTR_AGGREGATE, VIA_CUT);
      return;
    }
  if (rows_usable (d->rows, TABLE_AGGREGATE))
    decode_known (d, ATTR_AGGREGATE, FALSE);
  for (guint i = 0; i < rows_count (d->rows, TABLE_AGGREGATE); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_AGGREGATE, i);
      if (row->oid[0] == d->layout->aggregate_column)
        decode_aggregate_row (d, row, switch_state_find_port (d->state, reading (d, row->oid + 1)));
    }
}

void
decode_dynamic (const Decoder *d)
{
  TableId table = d->family->snmp->tables[TABLE_MOBILE].root ? TABLE_MOBILE : TABLE_UNP;
  decode_via (d, ATTR_DYNAMIC, table);
  if (d->family->snmp->tables[TABLE_VFL].root)
    {
      decode_via (d, ATTR_DYNAMIC, TABLE_VFL);
      decode_via (d, ATTR_VFL, TABLE_VFL);
    }
  if (d->state->via[ATTR_DYNAMIC] == VIA_SNMP)
    decode_known (d, ATTR_DYNAMIC, TRUE);
  decode_mobile (d);
  decode_unp (d);
  decode_vfl (d);
  for (guint i = 0; i < d->state->ports->len; i++)
    {
      PortState *port = d->state->ports->pdata[i];
      if (port->dynamic != DYNAMIC_NONE) /* what a row says is known, however the table ended */
        port->has |= HAS (ATTR_DYNAMIC);
    }
  decode_aggregates (d);
}
