/* How a port's link is and who was let in on it, for audit and explain: duplex (EtherLike-MIB), errors against frames (IF-MIB), devices
 * that UNP, 802.1X or MAC authentication decided about. */
#include "live/decode.h"

static void
decode_duplex (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_DUPLEX); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_DUPLEX, i);
      PortState *port = row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
      guint value;
      if (port && decode_uint (d, TABLE_DUPLEX, row, 1, 3, &value))
        port->duplex = value == 2 ? DUPLEX_HALF : value == 3 ? DUPLEX_FULL : DUPLEX_UNKNOWN;
    }
}

/* ---- errors ------------------------------------------------------------------------------------------------------------ */

static gboolean
counter (const Decoder *d, TableId table, guint column, guint32 if_index, guint64 *out)
{
  const LiveRow *row = rows_find (d->rows, table, column, &if_index, 1);
  if (row && row->tag != TAG_COUNTER && row->tag != TAG_COUNTER64)
    decode_illegible (d, table);
  if (!row || (row->tag != TAG_COUNTER && row->tag != TAG_COUNTER64))
    return FALSE;
  *out = row->number;
  return TRUE;
}

/* frames: the columns of unicast, multicast and broadcast frames; a sum that lacks one of them is none. */
static void
decode_count (const Decoder *d, guint32 if_index, guint errors, const guint frames[3], FrameCount *count)
{
  guint64 value = 0;
  gboolean whole = TRUE;
  count->has_errors = counter (d, TABLE_ERRORS, errors, if_index, &value) && value <= G_MAXUINT32;
  count->errors = count->has_errors ? (guint) value : 0;
  for (guint i = 0; i < 3; i++)
    {
      gboolean there = counter (d, TABLE_FRAMES, frames[i], if_index, &value);
      whole = whole && there && count->frames <= G_MAXUINT64 - value;
      count->frames += whole ? value : 0;
    }
  count->has_frames = whole;
}

static void
decode_errors (const Decoder *d)
{
  static const guint in[] = { 7, 8, 9 }, out[] = { 11, 12, 13 };
  for (guint i = 0; i < d->state->ports->len; i++)
    {
      PortState *port = d->state->ports->pdata[i];
      decode_count (d, port->if_index, 14, in, &port->in);
      decode_count (d, port->if_index, 20, out, &port->out);
    }
}

/* ---- who was let in ---------------------------------------------------------------------------------------------------- */

static AuthResult
result_of (const AuthLayout *l, guint value)
{
  return value == l->not_asked                                   ? AUTH_NOT_ASKED
         : value == l->pending                                   ? AUTH_PENDING
         : value == l->passed                                    ? AUTH_PASSED
         : value >= l->failed_min && value <= l->failed_max ? AUTH_FAILED
                                                                 : AUTH_UNKNOWN;
}

/* NULL: these six numbers are no MAC. */
static char *
index_mac (const guint32 *index)
{
  guint8 octets[6];
  for (guint i = 0; i < 6; i++)
    {
      if (index[i] > 0xff)
        return NULL;
      octets[i] = (guint8) index[i];
    }
  return decode_mac (octets, 6);
}

static guint
auth_vlan (const Decoder *d, const LiveRow *row)
{
  const AuthLayout *l = &d->layout->auth;
  const LiveRow *cell = l->vlan_column ? rows_find (d->rows, TABLE_AUTH, l->vlan_column, row->oid + 1, row->n - 1) : NULL;
  guint vlan = l->vlan_column ? 0 : row->oid[1 + l->vlan_at];
  if (cell && !decode_uint (d, TABLE_AUTH, cell, 0, VLAN_MAX, &vlan))
    return 0;
  return vlan <= VLAN_MAX ? vlan : 0;
}

/* FALSE: nobody knows which device or port the row is about. */
static gboolean
decode_auth_row (const Decoder *d, PortReading reading, const LiveRow *row)
{
  const AuthLayout *l = &d->layout->auth;
  PortId id = !l->by_slot ? decode_if_index (d, row->oid[1 + l->port_at]) : reading ? reading (d, row->oid + 1 + l->port_at) : PORT_NONE;
  PortState *port = switch_state_find_port (d->state, id);
  g_autofree char *mac = index_mac (row->oid + 1 + l->mac_at);
  const LiveRow *cell = rows_find (d->rows, TABLE_AUTH, l->profile_column, row->oid + 1, row->n - 1);
  g_autofree char *profile = cell ? row_text (cell) : NULL;
  AuthResult result = AUTH_UNKNOWN;
  guint value;
  if (!port || !mac)
    return FALSE;
  if (decode_uint (d, TABLE_AUTH, row, 0, G_MAXUINT, &value))
    result = result_of (l, value);
  port_state_add_auth (port, mac, auth_vlan (d, row), result, profile);
  return result != AUTH_UNKNOWN;
}

/* What a row tells is kept, however the table ended; that there is no other row is known only of a table that was understood. */
static void
decode_auths (const Decoder *d)
{
  const AuthLayout *l = &d->layout->auth;
  PortReading reading = l->by_slot ? decode_slot_reading (d, TABLE_AUTH, l->port_at) : NULL;
  gboolean legible = TRUE;
  for (guint i = 0; i < rows_count (d->rows, TABLE_AUTH); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_AUTH, i);
      if (row->n != 1 + l->index_length)
        legible = FALSE;
      else if (row->oid[0] == l->result_column)
        legible = decode_auth_row (d, reading, row) && legible;
    }
  if (!legible)
    decode_illegible (d, TABLE_AUTH);
  for (guint i = 0; i < d->state->ports->len; i++)
    ((PortState *) d->state->ports->pdata[i])->auths_known = legible && rows_usable (d->rows, TABLE_AUTH);
}

void
decode_link (const Decoder *d)
{
  static const TableId tables[] = { TABLE_DUPLEX, TABLE_ERRORS, TABLE_FRAMES, TABLE_AUTH };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    decode_via (d, ATTR_AUDIT, tables[i]);
  decode_duplex (d);
  decode_errors (d);
  decode_auths (d);
}
