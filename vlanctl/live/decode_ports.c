/* Ports: names, state, speed, alias; VLANs; who is member of what. */
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
      if (row->n != 2 || row->oid[0] != 2 || !row_uint (row, &if_index))
        continue;
      PortId id = decode_if_index (d, if_index);
      if (!id)
        continue;
      switch_state_ensure_port (d->state, id)->if_index = if_index;
      g_hash_table_insert (d->base_ports, GUINT_TO_POINTER (row->oid[1]), GUINT_TO_POINTER (id));
    }
}

static void
decode_if (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_IF); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_IF, i);
      PortState *port = row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
      guint value;
      if (!port || !row_uint (row, &value))
        continue;
      if (row->oid[0] == 7 && (value == 1 || value == 2)) /* 3 testing: neither */
        {
          port->admin_up = value == 1;
          port->has |= HAS (ATTR_ADMIN);
        }
      else if (row->oid[0] == 8 && value >= 1 && value <= 7)
        {
          port->oper_up = value == 1;
          port->has |= HAS (ATTR_OPER);
        }
    }
}

static void
decode_ifx (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_IFX); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_IFX, i);
      PortState *port = row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
      if (!port)
        continue;
      if (row->oid[0] == 15 && row_uint (row, &port->speed_mbps))
        port->has |= HAS (ATTR_SPEED);
      else if (row->oid[0] == 18 && row_octets (row))
        {
          g_free (port->alias);
          port->alias = row_text (row);
          /* an aggregate of AOS 6 says "None" when it has none */
          if (port_is_linkagg (port->id) && !strcmp (port->alias, "None"))
            port->alias[0] = '\0';
          port->has |= HAS (ATTR_ALIAS);
        }
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
decode_vlan_cell (const Decoder *d, const LiveRow *row, Vlan *vlan)
{
  guint value;
  if (row->oid[0] == 2 && row_octets (row))
    {
      g_free (vlan->name);
      vlan->name = row_text (row);
    }
  else if (row->oid[0] == 3 && row_uint (row, &value) && (value == 1 || value == 2))
    {
      vlan->has_admin = TRUE;
      vlan->admin_enabled = value == 1;
    }
  else if (d->layout->vlan_type_column && row->oid[0] == d->layout->vlan_type_column && row_uint (row, &value))
    vlan->type = value == d->layout->vlan_type_standard ? VLAN_TYPE_STANDARD : VLAN_TYPE_OTHER;
}

void
decode_vlans (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_VLAN); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_VLAN, i);
      if (row->n != 2 || row->oid[1] < VLAN_MIN || row->oid[1] > VLAN_MAX)
        continue;
      Vlan *vlan = switch_state_ensure_vlan (d->state, row->oid[1]);
      if (!d->layout->vlan_type_column)
        vlan->type = VLAN_TYPE_STANDARD; /* the table of AOS 6 holds no other */
      decode_vlan_cell (d, row, vlan);
    }
  decode_via (d, ATTR_VLANS, TABLE_VLAN);
}

/* ---- membership ------------------------------------------------------------------------------------------------------- */

typedef struct {
  GHashTable *defaults; /* PortId -> how many untagged VLANs were told */
  gboolean illegible;   /* a row could not be read: nobody knows what it told */
} Members;

static void
add_default (const Decoder *d, Members *m, PortState *port, guint vlan)
{
  gpointer key = GUINT_TO_POINTER (port->id);
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (m->defaults, key)) + 1;
  g_hash_table_insert (m->defaults, key, GUINT_TO_POINTER (n));
  port->inconsistent = n > 1;
  port->cfg.untagged = n > 1 ? 0 : vlan;
  if (n > 1)
    port->cfg.has &= ~HAS (ATTR_UNTAGGED);
  else
    port->cfg.has |= HAS (ATTR_UNTAGGED);
}

static void
decode_vpa_row (const Decoder *d, Members *m, const LiveRow *row)
{
  guint type;
  PortState *port = row->n == 3 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[2])) : NULL;
  if (!port || row->oid[0] != 3)
    return;
  if (row->oid[1] < VLAN_MIN || row->oid[1] > VLAN_MAX || !row_uint (row, &type))
    {
      m->illegible = TRUE;
      port->inconsistent = TRUE;
    }
  else if (type == d->layout->vpa_default)
    add_default (d, m, port, row->oid[1]);
  else if (type == d->layout->vpa_tagged)
    vlan_set_add (&port->cfg.tagged, row->oid[1]);
  else if (type < 16 && (d->layout->vpa_dynamic & 1u << type))
    vlan_set_add (&port->dynamic_vlans, row->oid[1]);
}

/* A bitmap of base ports, the first octet's highest bit being port 1 (Q-BRIDGE-MIB PortList). */
static void
decode_bitmap (const Decoder *d, const LiveRow *row, void (*each) (const Decoder *, Members *, PortState *, guint vlan), Members *m)
{
  for (guint bit = 0; bit < row->size * 8; bit++)
    {
      if (!(row->octets[bit / 8] & 0x80 >> bit % 8))
        continue;
      PortState *port = switch_state_find_port (d->state, decode_base_port (d, bit + 1));
      if (port)
        each (d, m, port, row->oid[2]);
    }
}

static void
add_egress (const Decoder *d, Members *m, PortState *port, guint vlan)
{
  vlan_set_add (&port->cfg.tagged, vlan);
}

static void
take_untagged (const Decoder *d, Members *m, PortState *port, guint vlan)
{
  vlan_set_remove (&port->cfg.tagged, vlan);
  add_default (d, m, port, vlan);
}

/* dot1qVlanCurrentTable {TimeMark, vlan}: tagged is egress without untagged. */
static void
decode_q_current (const Decoder *d, Members *m, guint column, void (*each) (const Decoder *, Members *, PortState *, guint))
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_Q_CURRENT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_Q_CURRENT, i);
      if (row->n == 3 && row->oid[0] == column && row->oid[2] >= VLAN_MIN && row->oid[2] <= VLAN_MAX && row_octets (row))
        decode_bitmap (d, row, each, m);
    }
}

void
decode_membership (const Decoder *d)
{
  Members m = { g_hash_table_new (NULL, NULL), FALSE };
  TableId table = TABLE_VPA;
  if (!rows_count (d->rows, TABLE_VPA) && rows_count (d->rows, TABLE_Q_CURRENT))
    {
      table = TABLE_Q_CURRENT;
      decode_q_current (d, &m, 4, add_egress);
      decode_q_current (d, &m, 5, take_untagged);
    }
  for (guint i = 0; i < rows_count (d->rows, TABLE_VPA); i++)
    decode_vpa_row (d, &m, rows_get (d->rows, TABLE_VPA, i));
  decode_via (d, ATTR_UNTAGGED, table);
  decode_via (d, ATTR_TAGGED, table);
  /* rows go by VLAN: only a whole table tells which tags a port does not carry */
  if (rows_usable (d->rows, table))
    decode_known (d, ATTR_TAGGED, TRUE);
  for (guint i = 0; m.illegible && i < d->state->ports->len; i++)
    {
      PortState *port = d->state->ports->pdata[i];
      if (!port->inconsistent)
        continue;
      decode_unknown (port, ATTR_TAGGED);
      decode_unknown (port, ATTR_UNTAGGED);
    }
  g_hash_table_unref (m.defaults);
}

/* ---- ports whose VLAN is not static; aggregates; the links of a virtual chassis --------------------------------------- */

static void
decode_mobile (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_MOBILE); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_MOBILE, i);
      PortState *port = row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
      guint value;
      if (!port)
        continue;
      if (!row_uint (row, &value))
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
      PortState *port = row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
      guint value = 0;
      if (!port)
        continue;
      /* a row is enough: whatever its state, this port is UNP's */
      if (port->dynamic == DYNAMIC_NONE)
        port->dynamic = DYNAMIC_UNP;
      if (row->oid[0] == 16 && row_uint (row, &value) && value == 1)
        port->dynamic = DYNAMIC_DOT1X;
    }
}

static void
decode_vfl (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_VFL); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_VFL, i);
      PortState *port = row->n == 4 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[3])) : NULL;
      if (port)
        port->dynamic = DYNAMIC_VFL;
    }
}

static void
decode_aggregates (const Decoder *d)
{
  if (rows_usable (d->rows, TABLE_AGGREGATE))
    decode_known (d, ATTR_AGGREGATE, FALSE);
  for (guint i = 0; i < rows_count (d->rows, TABLE_AGGREGATE); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_AGGREGATE, i);
      PortState *port = row->n == 2 ? switch_state_find_port (d->state, decode_if_index (d, row->oid[1])) : NULL;
      if (!port || row->oid[0] != d->layout->aggregate_column)
        continue;
      guint number;
      if (row->tag == TAG_INTEGER && row->number == (guint64) -1)
        port->aggregate = PORT_NONE;
      else if (row_uint (row, &number) && number <= PORT_MAX_LINKAGG)
        port->aggregate = number ? port_make_linkagg (number) : PORT_NONE;
      else
        decode_unknown (port, ATTR_AGGREGATE);
    }
  decode_via (d, ATTR_AGGREGATE, TABLE_AGGREGATE);
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
