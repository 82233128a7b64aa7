/* Ports: which there are, state, speed, alias; VLANs. */
#include "live/decode.h"

#include <string.h>

/* Interfaces of a table whose ifIndex is a port's (the numbers of IP interfaces are far above). */
static void
collect (Decoder *d, TableId table)
{
  for (guint i = 0; i < rows_count (d->rows, table); i++)
    {
      const LiveRow *row = rows_get (d->rows, table, i);
      PortId id = row->n == 2 ? decode_if_index (d, row->oid[1]) : PORT_NONE;
      if (id)
        switch_state_ensure_port (d->state, id)->if_index = row->oid[1];
    }
}

static void
collect_base_ports (Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_BASE_PORT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_BASE_PORT, i);
      guint if_index;
      if (row->n != 2 || row->oid[0] != 2 || !decode_uint (d, TABLE_BASE_PORT, row, 0, G_MAXUINT, &if_index))
        continue;
      PortId id = decode_if_index (d, if_index);
      if (!id)
        continue;
      switch_state_ensure_port (d->state, id)->if_index = if_index;
      g_hash_table_insert (d->base_ports, GUINT_TO_POINTER (row->oid[1]), GUINT_TO_POINTER (id));
      g_hash_table_add (d->based, GUINT_TO_POINTER (id));
    }
}

static PortState *
port_of_row (const Decoder *d, const LiveRow *row)
{
  return row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
}

static void
decode_if (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_IF); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_IF, i);
      PortState *port = port_of_row (d, row);
      guint value;
      if (!port || row->oid[0] == 3 || !decode_uint (d, TABLE_IF, row, 1, row->oid[0] == 7 ? 3 : 7, &value))
        continue;
      if (row->oid[0] == 7 && value != 3) /* 3 testing: neither */
        {
          port->admin_up = value == 1;
          port->has |= HAS (ATTR_ADMIN);
        }
      else if (row->oid[0] == 8)
        {
          port->oper_up = value == 1;
          port->has |= HAS (ATTR_OPER);
        }
    }
}

static void
decode_alias (const Decoder *d, const LiveRow *row, PortState *port)
{
  if (!row_octets (row))
    {
      decode_illegible (d, TABLE_IFX);
      return;
    }
  g_free (port->alias);
  port->alias = row_text (row);
  /* an aggregate of AOS 6 says "None" when it has none */
  if (port_is_linkagg (port->id) && !strcmp (port->alias, "None"))
    port->alias[0] = '\0';
  port->has |= HAS (ATTR_ALIAS);
}

static void
decode_ifx (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_IFX); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_IFX, i);
      PortState *port = port_of_row (d, row);
      if (port && row->oid[0] == 15 && decode_uint (d, TABLE_IFX, row, 0, G_MAXUINT, &port->speed_mbps))
        port->has |= HAS (ATTR_SPEED);
      else if (port && row->oid[0] == 18)
        decode_alias (d, row, port);
    }
}

/* Ports that only the membership table knows are ports nonetheless. */
static void
collect_members (Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_VPA); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_VPA, i);
      PortId id = row->n == 3 ? decode_if_index (d, row->oid[2]) : PORT_NONE;
      if (id)
        switch_state_ensure_port (d->state, id)->if_index = row->oid[2];
    }
}

void
decode_ports (Decoder *d)
{
  collect (d, TABLE_IF);
  collect (d, TABLE_IFX);
  collect_base_ports (d);
  collect_members (d);
  decode_if (d);
  decode_ifx (d);
  decode_via (d, ATTR_ADMIN, TABLE_IF);
  decode_via (d, ATTR_OPER, TABLE_IF);
  decode_via (d, ATTR_SPEED, TABLE_IFX);
  decode_via (d, ATTR_ALIAS, TABLE_IFX);
}

/* ---- VLANs ------------------------------------------------------------------------------------------------------------ */

static void
decode_vlan_name (const Decoder *d, TableId table, const LiveRow *row, Vlan *vlan)
{
  if (!row_octets (row))
    {
      decode_illegible (d, table);
      return;
    }
  g_free (vlan->name);
  vlan->name = row_text (row);
}

static void
decode_vlan_cell (const Decoder *d, const LiveRow *row, Vlan *vlan)
{
  guint value;
  if (row->oid[0] == 2)
    decode_vlan_name (d, TABLE_VLAN, row, vlan);
  else if (row->oid[0] == 3 && decode_uint (d, TABLE_VLAN, row, 1, 2, &value))
    {
      vlan->has_admin = TRUE;
      vlan->admin_enabled = value == 1;
    }
  else if (d->layout->vlan_type_column && row->oid[0] == d->layout->vlan_type_column && decode_uint (d, TABLE_VLAN, row, 0, G_MAXUINT, &value))
    vlan->type = value == d->layout->vlan_type_standard ? VLAN_TYPE_STANDARD : VLAN_TYPE_OTHER;
}

void
decode_vlans (const Decoder *d)
{
  /* dot1qVlanStaticName tells no more than that a VLAN is there, and its name */
  TableId table = !rows_count (d->rows, TABLE_VLAN) && rows_count (d->rows, TABLE_Q_STATIC) ? TABLE_Q_STATIC : TABLE_VLAN;
  for (guint i = 0; i < rows_count (d->rows, table); i++)
    {
      const LiveRow *row = rows_get (d->rows, table, i);
      if (row->n != 2 || row->oid[1] < VLAN_MIN || row->oid[1] > VLAN_MAX)
        continue;
      Vlan *vlan = switch_state_ensure_vlan (d->state, row->oid[1]);
      if (!d->layout->vlan_type_column)
        vlan->type = VLAN_TYPE_STANDARD; /* the table of AOS 6 holds no other */
      if (table == TABLE_VLAN)
        decode_vlan_cell (d, row, vlan);
      else
        decode_vlan_name (d, table, row, vlan);
    }
  decode_via (d, ATTR_VLANS, table);
}
