/* Power over Ethernet, per port and per slot, in both layouts that exist; QoS trust. */
#include "live/decode.h"

/* The RFC's columns and values, and those of its draft of 2002 that AOS 6 may answer under the vendor's branch. */
typedef struct {
  TableId port, main;
  guint status, priority, class;
  PoeStatus statuses[9];
} PoeLayout;

static const PoeLayout rfc3621 = { TABLE_POE_PORT, TABLE_POE_MAIN, 6, 7, 10,
  { [1] = POE_ST_DISABLED, [2] = POE_ST_SEARCHING, [3] = POE_ST_DELIVERING, [4] = POE_ST_FAULT, [5] = POE_ST_TEST, [6] = POE_ST_FAULT } };
static const PoeLayout draft = { TABLE_POE_DRAFT_PORT, TABLE_POE_DRAFT_MAIN, 7, 8, 14,
  { [1] = POE_ST_DISABLED, [2] = POE_ST_SEARCHING, [4] = POE_ST_DELIVERING, [5] = POE_ST_FAULT, [7] = POE_ST_TEST, [8] = POE_ST_DENIED } };

static void
decode_poe_cell (const PoeLayout *layout, const LiveRow *row, PortState *port)
{
  guint value, column = row->oid[0];
  if (!row_uint (row, &value))
    return;
  if (column == 3 && (value == 1 || value == 2))
    {
      port->cfg.poe_admin = value == 1;
      port->cfg.has |= HAS (ATTR_POE_ADMIN);
    }
  else if (column == layout->status && value < G_N_ELEMENTS (layout->statuses) && layout->statuses[value] != POE_ST_UNKNOWN)
    {
      port->poe_status = layout->statuses[value];
      port->has |= HAS (ATTR_POE_STATUS);
    }
  else if (column == layout->priority && value >= POE_CRITICAL && value <= POE_LOW)
    {
      port->cfg.poe_priority = value;
      port->cfg.has |= HAS (ATTR_POE_PRIORITY);
    }
  else if (column == layout->class && value >= 1 && value <= 9)
    {
      port->poe_class = (int) value - 1;
      port->has |= HAS (ATTR_POE_CLASS);
    }
}

static void
decode_inline_cell (const LiveRow *row, PortState *port)
{
  guint value;
  if (!row_uint (row, &value))
    return;
  if (row->oid[0] == 1)
    {
      port->cfg.poe_limit_mw = value;
      port->cfg.has |= HAS (ATTR_POE_LIMIT);
    }
  else if (row->oid[0] == 2)
    {
      port->poe_actual_mw = value;
      port->has |= HAS (ATTR_POE_ACTUAL);
    }
}

static void
decode_poe_ports (const Decoder *d, const PoeLayout *layout)
{
  PortReading reading = decode_slot_reading (d, layout->port, 0);
  PortReading in_line = decode_slot_reading (d, TABLE_INLINE_PORT, 0);
  for (guint i = 0; reading && i < rows_count (d->rows, layout->port); i++)
    {
      const LiveRow *row = rows_get (d->rows, layout->port, i);
      decode_poe_cell (layout, row, switch_state_find_port (d->state, reading (d, row->oid + 1)));
    }
  for (guint i = 0; in_line && i < rows_count (d->rows, TABLE_INLINE_PORT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_INLINE_PORT, i);
      decode_inline_cell (row, switch_state_find_port (d->state, in_line (d, row->oid + 1)));
    }
  /* the class is valid only while power is delivered (RFC 3621) */
  for (guint i = 0; i < d->state->ports->len; i++)
    {
      PortState *port = d->state->ports->pdata[i];
      if ((port->has & HAS (ATTR_POE_STATUS)) && port->poe_status != POE_ST_DELIVERING)
        port->poe_class = -1;
    }
}

/* ---- slots ------------------------------------------------------------------------------------------------------------ */

/* {group} alone names a slot as {group, port} names a port; port 1 stands for its slot. */
static PseState *
pse_of_group (const Decoder *d, PortReading reading, guint32 group)
{
  guint32 index[2] = { group, 1 };
  PortId port = reading ? reading (d, index) : PORT_NONE;
  if (!port)
    return NULL;
  PseState *pse = switch_state_find_pse (d->state, port_chassis (port), port_slot (port));
  if (pse)
    return pse;
  PseState fresh = { .chassis = port_chassis (port), .slot = port_slot (port) };
  g_array_append_val (d->state->pse, fresh);
  return &g_array_index (d->state->pse, PseState, d->state->pse->len - 1);
}

static void
decode_pse (const Decoder *d, const PoeLayout *layout)
{
  /* the ports of the same MIB tell how groups are counted */
  PortReading reading = rows_count (d->rows, layout->port) ? decode_slot_reading (d, layout->port, 0) : NULL;
  for (guint i = 0; i < rows_count (d->rows, layout->main); i++)
    {
      const LiveRow *row = rows_get (d->rows, layout->main, i);
      PseState *pse = row->n == 2 ? pse_of_group (d, reading, row->oid[1]) : NULL;
      guint value;
      if (pse && row_uint (row, &value) && row->oid[0] == 2)
        pse->budget_w = value;
      else if (pse && row_uint (row, &value) && row->oid[0] == 4)
        pse->consumption_w = value;
    }
  for (guint i = 0; i < rows_count (d->rows, TABLE_INLINE_MAIN); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_INLINE_MAIN, i);
      PseState *pse = row->n == 2 ? pse_of_group (d, reading, row->oid[1]) : NULL;
      guint value;
      if (pse && row_uint (row, &value) && row->oid[0] == 1)
        pse->service = value == 1 ? TRI_YES : value == 2 ? TRI_NO : TRI_UNKNOWN;
      else if (pse && row_uint (row, &value) && row->oid[0] == 2)
        pse->max_w = value;
    }
}

void
decode_poe (const Decoder *d)
{
  static const Attr of_port_table[] = { ATTR_POE_ADMIN, ATTR_POE_PRIORITY, ATTR_POE_STATUS, ATTR_POE_CLASS };
  gboolean old = !rows_count (d->rows, TABLE_POE_PORT) && rows_count (d->rows, TABLE_POE_DRAFT_PORT);
  const PoeLayout *layout = old ? &draft : &rfc3621;
  decode_poe_ports (d, layout);
  decode_pse (d, layout);
  for (guint i = 0; i < G_N_ELEMENTS (of_port_table); i++)
    decode_via (d, of_port_table[i], layout->port);
  decode_via (d, ATTR_POE_LIMIT, TABLE_INLINE_PORT);
  decode_via (d, ATTR_POE_ACTUAL, TABLE_INLINE_PORT);
  decode_via (d, ATTR_POE_SERVICE, TABLE_INLINE_MAIN);
  /* rows that fit no reading, or several, are rows not understood */
  for (guint i = 0; rows_count (d->rows, layout->port) && !decode_slot_reading (d, layout->port, 0) && i < G_N_ELEMENTS (of_port_table); i++)
    decode_via_is (d, of_port_table[i], VIA_CUT);
}

void
decode_qos (const Decoder *d)
{
  if (!d->layout->qos_trusted_column)
    return;
  PortReading reading = decode_slot_reading (d, TABLE_QOS_PORT, 0);
  decode_via (d, ATTR_QOS_TRUST, TABLE_QOS_PORT);
  for (guint i = 0; reading && i < rows_count (d->rows, TABLE_QOS_PORT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_QOS_PORT, i);
      PortState *port = switch_state_find_port (d->state, reading (d, row->oid + 1));
      guint value;
      if (row->oid[0] != d->layout->qos_trusted_column || !row_uint (row, &value) || (value != 1 && value != 2))
        continue;
      port->cfg.qos_trust = value == 1;
      port->cfg.has |= HAS (ATTR_QOS_TRUST);
    }
}
