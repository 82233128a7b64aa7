#include "live/decode.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- numbers of ports (aos-snmp 2) ------------------------------------------------------------------------------------ */

#define LINKAGG_IF_INDEX 40000000u
#define LINKAGG_BASE_PORT 32769u /* AOS 7/8 only */

PortId
decode_if_index (const Decoder *d, guint32 n)
{
  if (n > LINKAGG_IF_INDEX && n - LINKAGG_IF_INDEX <= PORT_MAX_LINKAGG)
    return port_make_linkagg (n - LINKAGG_IF_INDEX);
  if (n >= LINKAGG_IF_INDEX || n < 1000)
    return PORT_NONE;
  if (d->family->port_form == PORT_FORM_SLOT_PORT)
    return n / 1000 <= PORT_MAX_SLOT ? port_make (0, n / 1000, n % 1000) : PORT_NONE;
  guint chassis = n / 100000 + 1;
  return chassis <= PORT_MAX_CHASSIS ? port_make (chassis, n % 100000 / 1000, n % 1000) : PORT_NONE;
}

guint32
decode_port_if_index (const Decoder *d, PortId port)
{
  if (port_is_linkagg (port))
    return LINKAGG_IF_INDEX + port_number (port);
  guint chassis = port_chassis (port);
  return (chassis ? (chassis - 1) * 100000 : 0) + port_slot (port) * 1000 + port_number (port);
}

static PortId
base_port_formula (const Decoder *d, guint32 n)
{
  if (n == 0)
    return PORT_NONE;
  if (d->family->port_form == PORT_FORM_SLOT_PORT)
    return (n - 1) / 128 < PORT_MAX_SLOT ? port_make (0, (n - 1) / 128 + 1, (n - 1) % 128 + 1) : PORT_NONE;
  if (n > LINKAGG_BASE_PORT && n - LINKAGG_BASE_PORT <= PORT_MAX_LINKAGG)
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
  return g_hash_table_size (d->base_ports) ? PORT_NONE : base_port_formula (d, n);
}

static PortId
read_as_base_port (const Decoder *d, const guint32 *index)
{
  return decode_base_port (d, index[0]);
}

static PortId
read_as_if_index (const Decoder *d, const guint32 *index)
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
  static const PortReading both[] = { read_as_base_port, read_as_if_index };
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
  static const PortReading all[] = { read_slot, read_chassis_less_one, read_chassis };
  return decode_reading (d, table, at, 2, all, G_N_ELEMENTS (all));
}

/* ---- how it came to be known ------------------------------------------------------------------------------------------ */

static ReadVia
via_of (RowsStatus status)
{
  static const ReadVia via[] = {
    [ROWS_UNREAD] = VIA_UNREAD, [ROWS_COMPLETE] = VIA_SNMP, [ROWS_EMPTY] = VIA_SNMP, [ROWS_ABSENT] = VIA_ABSENT, [ROWS_CUT] = VIA_CUT,
  };
  return via[status];
}

/* From what is known for sure to what is not known at all. */
static guint
badness (ReadVia via)
{
  static const guint rank[] = { [VIA_SNMP] = 0, [VIA_CLI] = 0, [VIA_ABSENT] = 1, [VIA_CUT] = 2, [VIA_UNREAD] = 3 };
  return rank[via];
}

void
decode_via_is (const Decoder *d, Attr attr, ReadVia via)
{
  *d->told |= HAS (attr);
  d->state->via[attr] = via;
}

void
decode_via (const Decoder *d, Attr attr, TableId table)
{
  ReadVia via = via_of (d->rows->tables[table].status), now = d->state->via[attr];
  if (!(*d->told & HAS (attr)) || badness (via) > badness (now))
    decode_via_is (d, attr, via);
}

void
decode_known (const Decoder *d, Attr attr, gboolean aggregates)
{
  for (guint i = 0; i < d->state->ports->len; i++)
    {
      PortState *port = d->state->ports->pdata[i];
      if (port_is_linkagg (port->id) && !aggregates)
        continue;
      if (attr < ATTR_ADMIN)
        port->cfg.has |= HAS (attr);
      else
        port->has |= HAS (attr);
    }
}

void
decode_unknown (PortState *port, Attr attr)
{
  if (attr < ATTR_ADMIN)
    port->cfg.has &= ~HAS (attr);
  else
    port->has &= ~HAS (attr);
}

static const char *
table_problem (RowsStatus status)
{
  return status == ROWS_CUT ? _ ("cut short") : _ ("not read");
}

/* Names what was not read, once; the switch is `partial` then. */
static void
judge (const Decoder *d)
{
  g_autoptr (GString) list = g_string_new (NULL);
  for (guint t = 0; t < TABLE_N; t++)
    {
      const LiveTable *table = &d->rows->tables[t];
      if (table->status != ROWS_CUT && !(table->status == ROWS_UNREAD && table->note))
        continue;
      if (list->len > 160)
        {
          g_string_append (list, ", ...");
          break;
        }
      g_string_append_printf (list, "%s%s %s", list->len ? ", " : "", table_to_string (t), table_problem (table->status));
      if (table->note && table->note[0])
        g_string_append_printf (list, " (%s)", table->note);
    }
  d->state->status = list->len || d->rows->incomplete ? SWITCH_PARTIAL : SWITCH_READ;
  if (d->rows->silence)
    d->state->reason = g_strdup (d->rows->silence);
  else if (list->len)
    d->state->reason = g_strdup (list->str);
}

/* ---- identity --------------------------------------------------------------------------------------------------------- */

static char *
system_text (const LiveRows *rows, guint column)
{
  static const guint32 zero = 0;
  const LiveRow *row = rows_find (rows, TABLE_SYSTEM, column, &zero, 1);
  return row ? row_text (row) : NULL;
}

static char *
entity_model (const LiveRows *rows)
{
  for (guint i = 0; i < rows_count (rows, TABLE_ENTITY); i++)
    {
      g_autofree char *text = row_text (rows_get (rows, TABLE_ENTITY, i));
      g_autofree char *version = NULL;
      char *model = NULL;
      family_parse_descr (text, &model, &version);
      if (model)
        return model;
    }
  return NULL;
}

static void
decode_identity (const LiveRows *rows, SwitchState *state)
{
  state->sys_descr = system_text (rows, 1);
  state->sys_name = system_text (rows, 5);
  family_parse_descr (state->sys_descr, &state->model, &state->version);
  if (!state->model)
    state->model = entity_model (rows);
  if (rows->family)
    state->family = g_strdup (rows->family->id);
}

void
live_decode (const LiveRows *rows, SwitchState *state)
{
  decode_identity (rows, state);
  if (!rows->family)
    {
      const char *why = rows->refusal ? rows->refusal : rows->silence ? rows->silence : _ ("nothing is known about it");
      state->status = SWITCH_UNREACHABLE;
      state->reason = g_strdup (why);
      return;
    }
  guint32 told = 0;
  Decoder d = { rows, rows->family, &rows->family->snmp->layout, state, g_hash_table_new (NULL, NULL), &told };
  decode_ports (&d);
  decode_vlans (&d);
  decode_membership (&d);
  decode_dynamic (&d);
  decode_lldp (&d);
  decode_neighbours (&d);
  decode_policies (&d);
  decode_poe (&d);
  decode_qos (&d);
  decode_fdb (&d);
  decode_upkeep (&d);
  judge (&d);
  g_hash_table_unref (d.base_ports);
}
