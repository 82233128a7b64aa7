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

#define LIMIT_MIN_MW 3000   /* INLINE-POWER-MIB; the MIB gives no unit, its ranges do */
#define POWER_MAX_MW 100000 /* 802.3bt, class 8, and what a cable loses */

static void
decode_poe_cell (const Decoder *d, const PoeLayout *layout, const LiveRow *row, PortState *port)
{
  guint value, column = row->oid[0];
  if (column == 3 && decode_uint (d, layout->port, row, 1, 2, &value))
    {
      port->cfg.poe_admin = value == 1;
      port->cfg.has |= HAS (ATTR_POE_ADMIN);
    }
  else if (column == layout->status && decode_uint (d, layout->port, row, 1, G_N_ELEMENTS (layout->statuses) - 1, &value))
    {
      port->poe_status = layout->statuses[value];
      port->has |= port->poe_status == POE_ST_UNKNOWN ? 0 : HAS (ATTR_POE_STATUS);
    }
  else if (column == layout->priority && decode_uint (d, layout->port, row, POE_CRITICAL, POE_LOW, &value))
    {
      port->cfg.poe_priority = value;
      port->cfg.has |= HAS (ATTR_POE_PRIORITY);
    }
  else if (column == layout->class && decode_uint (d, layout->port, row, 1, 9, &value))
    {
      port->poe_class = (int) value - 1;
      port->has |= HAS (ATTR_POE_CLASS);
    }
}

static void
decode_inline_cell (const Decoder *d, const LiveRow *row, PortState *port)
{
  guint value;
  if (row->oid[0] == 1 && decode_uint (d, TABLE_INLINE_PORT, row, LIMIT_MIN_MW, POWER_MAX_MW, &value))
    {
      port->cfg.poe_limit_mw = value;
      port->cfg.has |= HAS (ATTR_POE_LIMIT);
    }
  else if (row->oid[0] == 2 && decode_uint (d, TABLE_INLINE_PORT, row, 0, POWER_MAX_MW, &value))
    {
      port->poe_actual_mw = value;
      port->has |= HAS (ATTR_POE_ACTUAL);
    }
}

/* Rows that fit no reading, or several, are rows not understood. */
static PortReading
group_reading (const Decoder *d, TableId table, const Attr *attrs, guint n)
{
  PortReading reading = decode_group_reading (d, table);
  for (guint i = 0; i < n; i++)
    decode_via (d, attrs[i], table);
  if (!rows_count (d->rows, table) || reading)
    return reading;
  decode_illegible (d, table);
  for (guint i = 0; i < n; i++)
    decode_via_is (d, attrs[i], VIA_CUT);
  return NULL;
}

static void
decode_poe_ports (const Decoder *d, const PoeLayout *layout)
{
  static const Attr of_poe[] = { ATTR_POE_ADMIN, ATTR_POE_PRIORITY, ATTR_POE_STATUS, ATTR_POE_CLASS };
  static const Attr of_inline[] = { ATTR_POE_LIMIT, ATTR_POE_ACTUAL };
  PortReading reading = group_reading (d, layout->port, of_poe, G_N_ELEMENTS (of_poe));
  PortReading in_line = group_reading (d, TABLE_INLINE_PORT, of_inline, G_N_ELEMENTS (of_inline));
  for (guint i = 0; reading && i < rows_count (d->rows, layout->port); i++)
    {
      const LiveRow *row = rows_get (d->rows, layout->port, i);
      decode_poe_cell (d, layout, row, switch_state_find_port (d->state, reading (d, row->oid + 1)));
    }
  for (guint i = 0; in_line && i < rows_count (d->rows, TABLE_INLINE_PORT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_INLINE_PORT, i);
      decode_inline_cell (d, row, switch_state_find_port (d->state, in_line (d, row->oid + 1)));
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

/* The ports tell how groups are counted; where there are none, the groups themselves must. */
static PortReading
pse_reading (const Decoder *d, const PoeLayout *layout, TableId table)
{
  TableId ports = rows_count (d->rows, layout->port) ? layout->port : TABLE_INLINE_PORT;
  PortReading reading = rows_count (d->rows, ports) ? decode_group_reading (d, ports) : decode_group_only_reading (d, table);
  if (rows_count (d->rows, table) && !reading)
    decode_illegible (d, table);
  return reading;
}

static void
decode_pse (const Decoder *d, const PoeLayout *layout)
{
  PortReading reading = pse_reading (d, layout, layout->main);
  for (guint i = 0; i < rows_count (d->rows, layout->main); i++)
    {
      const LiveRow *row = rows_get (d->rows, layout->main, i);
      PseState *pse = row->n == 2 ? pse_of_group (d, reading, row->oid[1]) : NULL;
      if (pse && row->oid[0] == 2)
        decode_uint (d, layout->main, row, 0, G_MAXUINT, &pse->budget_w);
      else if (pse && row->oid[0] == 4)
        decode_uint (d, layout->main, row, 0, G_MAXUINT, &pse->consumption_w);
    }
  reading = pse_reading (d, layout, TABLE_INLINE_MAIN);
  for (guint i = 0; i < rows_count (d->rows, TABLE_INLINE_MAIN); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_INLINE_MAIN, i);
      PseState *pse = row->n == 2 ? pse_of_group (d, reading, row->oid[1]) : NULL;
      guint value;
      if (pse && row->oid[0] == 1 && decode_uint (d, TABLE_INLINE_MAIN, row, 1, 2, &value))
        pse->service = value == 1 ? TRI_YES : TRI_NO;
      else if (pse && row->oid[0] == 2)
        decode_uint (d, TABLE_INLINE_MAIN, row, 0, G_MAXUINT, &pse->max_w);
    }
  decode_via (d, ATTR_POE_SERVICE, TABLE_INLINE_MAIN);
}

void
decode_poe (const Decoder *d)
{
  gboolean old = !rows_count (d->rows, TABLE_POE_PORT) && rows_count (d->rows, TABLE_POE_DRAFT_PORT);
  decode_poe_ports (d, old ? &draft : &rfc3621);
  decode_pse (d, old ? &draft : &rfc3621);
}

void
decode_qos (const Decoder *d)
{
  if (!d->layout->qos_trusted_column)
    return;
  PortReading reading = decode_slot_reading (d, TABLE_QOS_PORT, 0);
  decode_via (d, ATTR_QOS_TRUST, TABLE_QOS_PORT);
  if (rows_count (d->rows, TABLE_QOS_PORT) && !reading)
    {
      decode_illegible (d, TABLE_QOS_PORT);
      decode_via_is (d, ATTR_QOS_TRUST, VIA_CUT);
    }
  for (guint i = 0; reading && i < rows_count (d->rows, TABLE_QOS_PORT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_QOS_PORT, i);
      PortState *port = switch_state_find_port (d->state, reading (d, row->oid + 1));
      guint value;
      if (row->oid[0] != d->layout->qos_trusted_column || !decode_uint (d, TABLE_QOS_PORT, row, 1, 2, &value))
        continue;
      port->cfg.qos_trust = value == 1;
      port->cfg.has |= HAS (ATTR_QOS_TRUST);
    }
}
