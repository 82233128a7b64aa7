/* What nobody but the audit asks for: STP edge, port security, the clock, the rules by which power is given (aos-snmp 5.3, 5b).
 */
#include "live/decode.h"

#include <stdio.h>

/* vStpInsPortAdminEdge stands in an index of mode, instance and port: a port is edge where it is one in all its instances. */
static void
decode_edge (const Decoder *d)
{
  PortReading reading = decode_port_number_reading (d, TABLE_STP_EDGE, 2);
  if (rows_count (d->rows, TABLE_STP_EDGE) && !reading)
    decode_illegible (d, TABLE_STP_EDGE);
  for (guint i = 0; reading && i < rows_count (d->rows, TABLE_STP_EDGE); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_STP_EDGE, i);
      PortState *port = switch_state_find_port (d->state, reading (d, row->oid + 3));
      guint value;
      if (port && decode_uint (d, TABLE_STP_EDGE, row, 1, 2, &value))
        port->stp_edge = value == 2 || port->stp_edge == TRI_NO ? TRI_NO : TRI_YES;
    }
}

/* No row: no security on that port. */
static void
decode_security (const Decoder *d)
{
  for (guint i = 0; rows_usable (d->rows, TABLE_PORT_SECURITY) && i < d->state->ports->len; i++)
    ((PortState *)d->state->ports->pdata[i])->port_security = TRI_NO;
  for (guint i = 0; i < rows_count (d->rows, TABLE_PORT_SECURITY); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_PORT_SECURITY, i);
      PortState *port = row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
      if (!port)
        continue;
      port->port_security = decode_uint (d, TABLE_PORT_SECURITY, row, 0, G_MAXUINT, &port->security_macs) ? TRI_YES : TRI_UNKNOWN;
    }
}

/* MM/DD/YYYY and HH:MM:SS, as `system date` and `system time` take them. */
static void
decode_clock (const Decoder *d)
{
  static const guint32 zero = 0;
  const LiveRow *date = rows_find (d->rows, TABLE_CLOCK, 1, &zero, 1), *time = rows_find (d->rows, TABLE_CLOCK, 2, &zero, 1);
  g_autofree char *day = date ? row_text (date) : NULL, *hour = time ? row_text (time) : NULL;
  guint month, number, year, h, m, s;
  if (!day || !hour || sscanf (day, "%2u/%2u/%4u", &month, &number, &year) != 3 || sscanf (hour, "%2u:%2u:%2u", &h, &m, &s) != 3)
    return;
  g_autoptr (GDateTime) valid = g_date_time_new_utc ((int)year, (int)month, (int)number, (int)h, (int)m, s);
  d->state->clock = valid ? g_date_time_format (valid, "%Y-%m-%dT%H:%M:%S") : NULL;
}

static Tri
enabled (const Decoder *d, const LiveRow *row)
{
  guint value;
  return !decode_uint (d, TABLE_INLINE_RULES, row, 1, 2, &value) ? TRI_UNKNOWN : value == 1 ? TRI_YES : TRI_NO;
}

/* By the reading that named the slots: they are there already. */
static void
decode_rules (const Decoder *d)
{
  PortReading reading = rows_count (d->rows, TABLE_INLINE_PORT) ? decode_group_reading (d, TABLE_INLINE_PORT)
                                                                : decode_group_only_reading (d, TABLE_INLINE_RULES);
  for (guint i = 0; reading && i < rows_count (d->rows, TABLE_INLINE_RULES); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_INLINE_RULES, i);
      PortId port = row->n == 2 ? reading (d, (guint32[]){ row->oid[1], 1 }) : PORT_NONE;
      PseState *pse = port ? switch_state_find_pse (d->state, port_chassis (port), port_slot (port)) : NULL;
      if (pse && row->oid[0] == 3)
        pse->priority_disconnect = enabled (d, row);
      else if (pse && row->oid[0] == 7)
        pse->class_detection = enabled (d, row);
    }
}

/* chasControlDelayedActivateTimer: seconds until the reload that was asked for. */
static void
decode_reload (const Decoder *d)
{
  guint seconds;
  if (rows_count (d->rows, TABLE_RELOAD)
      && decode_uint (d, TABLE_RELOAD, rows_get (d->rows, TABLE_RELOAD, 0), 0, G_MAXUINT, &seconds))
    d->state->reload_pending = seconds ? TRI_YES : TRI_NO;
}

void
decode_audit (const Decoder *d)
{
  static const TableId tables[] = { TABLE_STP_EDGE, TABLE_PORT_SECURITY, TABLE_CLOCK, TABLE_INLINE_RULES, TABLE_RELOAD };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    decode_via (d, ATTR_AUDIT, tables[i]);
  decode_edge (d);
  decode_security (d);
  decode_clock (d);
  decode_rules (d);
  decode_reload (d);
}
