/* What the numbers in an index mean: which port. */
#include "live/decode.h"

/* ---- numbers of ports (aos-snmp 2) ------------------------------------------------------------------------------------ */

#define LINKAGG_IF_INDEX 40000000u
#define LINKAGG_BASE_PORT 32769u /* AOS 7/8 only */

PortId
decode_if_index (const Decoder *d, guint32 n)
{
  if (n >= LINKAGG_IF_INDEX && n - LINKAGG_IF_INDEX <= PORT_MAX_LINKAGG)
    return port_make_linkagg (n - LINKAGG_IF_INDEX);
  if (n >= LINKAGG_IF_INDEX || n < 1000)
    return PORT_NONE;
  if (d->family->port_form == PORT_FORM_SLOT_PORT)
    return n / 1000 <= PORT_MAX_SLOT ? port_make (0, n / 1000, n % 1000) : PORT_NONE;
  guint chassis = n / 100000 + 1;
  return chassis <= PORT_MAX_CHASSIS ? port_make (chassis, n % 100000 / 1000, n % 1000) : PORT_NONE;
}

static PortId
base_port_formula (const Decoder *d, guint32 n)
{
  if (n == 0)
    return PORT_NONE;
  if (d->family->port_form == PORT_FORM_SLOT_PORT)
    return (n - 1) / 128 < PORT_MAX_SLOT ? port_make (0, (n - 1) / 128 + 1, (n - 1) % 128 + 1) : PORT_NONE;
  if (n >= LINKAGG_BASE_PORT && n - LINKAGG_BASE_PORT <= PORT_MAX_LINKAGG)
    return port_make_linkagg (n - LINKAGG_BASE_PORT);
  guint chassis = (n - 1) / 2048 + 1, slot = (n - 1) % 2048 / 256 + 1, port = (n - 1) % 256 + 1;
  return chassis <= PORT_MAX_CHASSIS ? port_make (chassis, slot, port) : PORT_NONE;
}

PortId
decode_base_port (const Decoder *d, guint32 n)
{
  gpointer found;
  if (g_hash_table_lookup_extended (d->base_ports, GUINT_TO_POINTER (n), NULL, &found))
    return GPOINTER_TO_UINT (found);
  PortId port = base_port_formula (d, n);
  return g_hash_table_contains (d->based, GUINT_TO_POINTER (port)) ? PORT_NONE : port;
}

static PortId
read_as_base_port (const Decoder *d, const guint32 *index)
{
  return decode_base_port (d, index[0]);
}

PortId
decode_read_if_index (const Decoder *d, const guint32 *index)
{
  return decode_if_index (d, index[0]);
}

static PortId
known_port (const Decoder *d, PortId port)
{
  return port && switch_state_find_port (d->state, port) ? port : PORT_NONE;
}

static gboolean
reading_fits (const Decoder *d, TableId table, guint at, guint width, PortReading reading)
{
  for (guint i = 0; i < rows_count (d->rows, table); i++)
    {
      const LiveRow *row = rows_get (d->rows, table, i);
      if (row->n < 1 + at + width || !known_port (d, reading (d, row->oid + 1 + at)))
        return FALSE;
    }
  return TRUE;
}

static gboolean
readings_agree (const Decoder *d, TableId table, guint at, PortReading a, PortReading b)
{
  for (guint i = 0; i < rows_count (d->rows, table); i++)
    {
      const guint32 *index = rows_get (d->rows, table, i)->oid + 1 + at;
      if (a (d, index) != b (d, index))
        return FALSE;
    }
  return TRUE;
}

PortReading
decode_reading (const Decoder *d, TableId table, guint at, guint width, const PortReading *readings, guint n)
{
  PortReading chosen = NULL;
  for (guint i = 0; i < n; i++)
    {
      if (!reading_fits (d, table, at, width, readings[i]))
        continue;
      if (chosen && !readings_agree (d, table, at, chosen, readings[i]))
        return NULL;
      if (!chosen)
        chosen = readings[i];
    }
  return chosen;
}

PortReading
decode_port_number_reading (const Decoder *d, TableId table, guint at)
{
  static const PortReading both[] = { read_as_base_port, decode_read_if_index };
  return decode_reading (d, table, at, 1, both, G_N_ELEMENTS (both));
}

/* {slot, port} of a stack or of a chassis that stands alone */
static PortId
read_slot (const Decoder *d, const guint32 *index)
{
  if (index[0] > PORT_MAX_SLOT || index[1] > PORT_MAX_PORT)
    return PORT_NONE;
  return d->family->port_form == PORT_FORM_SLOT_PORT ? port_make (0, index[0], index[1]) : port_make (1, index[0], index[1]);
}

/* {(chassis-1)*1000+slot, port}: as the health tables of a virtual chassis number their slots */
static PortId
read_chassis_less_one (const Decoder *d, const guint32 *index)
{
  if (d->family->port_form == PORT_FORM_SLOT_PORT || index[0] / 1000 >= PORT_MAX_CHASSIS || index[1] > PORT_MAX_PORT)
    return PORT_NONE;
  return port_make (index[0] / 1000 + 1, index[0] % 1000, index[1]);
}

/* {chassis*1000+slot, port}: as the QoS port table of a virtual chassis */
static PortId
read_chassis (const Decoder *d, const guint32 *index)
{
  if (d->family->port_form == PORT_FORM_SLOT_PORT || index[0] / 1000 > PORT_MAX_CHASSIS || index[0] < 1000 || index[1] > PORT_MAX_PORT)
    return PORT_NONE;
  return port_make (index[0] / 1000, index[0] % 1000, index[1]);
}

PortReading
decode_slot_reading (const Decoder *d, TableId table, guint at)
{
  static const PortReading all[] = { read_slot, read_chassis };
  return decode_reading (d, table, at, 2, all, G_N_ELEMENTS (all));
}

PortReading
decode_group_reading (const Decoder *d, TableId table)
{
  static const PortReading all[] = { read_slot, read_chassis_less_one, read_chassis };
  return decode_reading (d, table, 0, 2, all, G_N_ELEMENTS (all));
}

static PortId
read_slot_only (const Decoder *d, const guint32 *index)
{
  return read_slot (d, (guint32[]){ index[0], 1 });
}

static PortId
read_chassis_less_one_only (const Decoder *d, const guint32 *index)
{
  return read_chassis_less_one (d, (guint32[]){ index[0], 1 });
}

static PortId
read_chassis_only (const Decoder *d, const guint32 *index)
{
  return read_chassis (d, (guint32[]){ index[0], 1 });
}

PortReading
decode_group_only_reading (const Decoder *d, TableId table)
{
  static const PortReading all[] = { read_slot_only, read_chassis_less_one_only, read_chassis_only };
  return decode_reading (d, table, 0, 1, all, G_N_ELEMENTS (all));
}
