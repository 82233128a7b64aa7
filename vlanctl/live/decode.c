#include "live/decode.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* ---- values ----------------------------------------------------------------------------------------------------------- */

void
decode_illegible (const Decoder *d, TableId table)
{
  d->notes->illegible |= TABLE_BIT (table);
}

gboolean
decode_uint (const Decoder *d, TableId table, const LiveRow *row, guint min, guint max, guint *out)
{
  guint value;
  if (row_uint (row, &value) && value >= min && value <= max)
    {
      *out = value;
      return TRUE;
    }
  decode_illegible (d, table);
  return FALSE;
}

/* Do the words after `n` octets name exactly the bits that the octets have? */
static gboolean
bits_are_named (char *const *words, guint n, const guint8 *octets)
{
  guint at = n;
  for (guint bit = 0; bit < n * 8; bit++)
    {
      g_autofree char *name = g_strdup_printf ("%u", bit);
      if ((octets[bit / 8] & 0x80 >> bit % 8) && g_strcmp0 (words[at++], name))
        return FALSE;
    }
  return !words[at];
}

static gboolean
printed_bits (const LiveRow *row, guint8 out[4])
{
  g_autofree char *text = g_strchomp (g_strndup ((const char *) row->octets, row->size));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  memset (out, 0, 4);
  for (guint n = 0; n < 4 && words[n] && strlen (words[n]) == 2 && g_ascii_isxdigit (words[n][0]) && g_ascii_isxdigit (words[n][1]); n++)
    {
      out[n] = (guint8) strtoul (words[n], NULL, 16);
      if (bits_are_named (words, n + 1, out))
        return TRUE;
    }
  return FALSE;
}

gboolean
decode_bits (const Decoder *d, TableId table, const LiveRow *row, guint8 out[4])
{
  if (row_octets (row) && printed_bits (row, out))
    return TRUE;
  if (!row_octets (row) || row->size > 4)
    {
      decode_illegible (d, table);
      return FALSE;
    }
  memset (out, 0, 4); /* zero octets at the end may be left out */
  memcpy (out, row->octets, row->size);
  return TRUE;
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
  d->notes->told |= HAS (attr);
  d->state->via[attr] = via;
}

void
decode_via (const Decoder *d, Attr attr, TableId table)
{
  ReadVia via = via_of (d->rows->tables[table].status), now = d->state->via[attr];
  if (!(d->notes->told & HAS (attr)) || badness (via) > badness (now))
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

/* ---- how much of it was read ------------------------------------------------------------------------------------------- */

#define LIST_LENGTH 160

static gboolean G_GNUC_PRINTF (2, 3)
list_add (GString *list, const char *format, ...)
{
  va_list args;
  if (list->len > LIST_LENGTH)
    {
      if (!g_str_has_suffix (list->str, ", ..."))
        g_string_append (list, ", ...");
      return FALSE;
    }
  if (list->len)
    g_string_append (list, ", ");
  va_start (args, format);
  g_string_append_vprintf (list, format, args);
  va_end (args);
  return TRUE;
}

/* Another table told what this one should have. */
static gboolean
is_replaced (const Decoder *d, TableId table)
{
  for (guint t = 0; t < TABLE_N; t++)
    if (d->family->snmp->tables[t].instead_of == table && rows_count (d->rows, t))
      return TRUE;
  return FALSE;
}

static void
list_tables (const Decoder *d, GString *list)
{
  for (guint t = 0; t < TABLE_N; t++)
    {
      const LiveTable *table = &d->rows->tables[t];
      gboolean noted = table->note && table->note[0];
      if (table->status == ROWS_CUT)
        list_add (list, noted ? _ ("%s cut short (%s)") : _ ("%s cut short"), table_to_string (t), table->note);
      else if (table->status == ROWS_UNREAD && table->note && !is_replaced (d, t))
        list_add (list, noted ? _ ("%s not read (%s)") : _ ("%s not read"), table_to_string (t), table->note);
      else if (d->notes->illegible & TABLE_BIT (t))
        list_add (list, _ ("%s has rows that make no sense"), table_to_string (t));
    }
}

/* Ports whose rows contradict each other. */
static void
list_contradictions (const Decoder *d, GString *list)
{
  for (guint i = 0; i < d->state->ports->len; i++)
    {
      const PortState *port = d->state->ports->pdata[i];
      g_autofree char *name = port_to_string (port->id);
      if (port->inconsistent && !list_add (list, _ ("%s has more than one untagged VLAN"), name))
        return;
    }
}

/* What the switch answers that it has no table for, where it should have one: a model without PoE needs none. */
static void
list_absent (const Decoder *d, GString *list)
{
  static const Attr attrs[] = { ATTR_ADMIN, ATTR_SPEED, ATTR_VLANS, ATTR_UNTAGGED, ATTR_LLDP_ADMIN, ATTR_MED_TLVS, ATTR_POLICIES, ATTR_NEIGHBOURS,
                                ATTR_QOS_TRUST, ATTR_POE_ADMIN, ATTR_POE_LIMIT, ATTR_RUNNING_DIRECTORY, ATTR_UNSAVED };
  gboolean known, poe = family_model_has_poe (d->state->model, &known) || !known;
  g_autoptr (GString) absent = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (attrs); i++)
    if (d->state->via[attrs[i]] == VIA_ABSENT && (poe || (attrs[i] != ATTR_POE_ADMIN && attrs[i] != ATTR_POE_LIMIT)))
      g_string_append_printf (absent, "%s%s", absent->len ? ", " : "", attr_to_string (attrs[i]));
  if (absent->len)
    list_add (list, _ ("it has no table for %s"), absent->str);
}

static void
judge (const Decoder *d)
{
  g_autoptr (GString) list = g_string_new (NULL);
  list_contradictions (d, list);
  list_tables (d, list);
  list_absent (d, list);
  d->state->status = list->len || d->rows->incomplete ? SWITCH_PARTIAL : SWITCH_READ;
  if (d->rows->silence)
    d->state->reason = g_strdup (d->rows->silence);
  else if (list->len)
    d->state->reason = g_strdup (list->str);
}

/* ---- what was read back ------------------------------------------------------------------------------------------------- */

static void
forget_port (PortState *port)
{
  port->has = port->cfg.has = 0;
}

/* Nobody knows how the ports are by now. */
static void
forget_ports (const LiveRows *rows, SwitchState *state)
{
  static const struct { Attr attr; TableId table; } of_tables[] = {
    { ATTR_ADMIN, TABLE_IF }, { ATTR_OPER, TABLE_IF }, { ATTR_SPEED, TABLE_IFX }, { ATTR_ALIAS, TABLE_IFX }
  };
  guint32 stale = 0;
  for (guint i = 0; i < G_N_ELEMENTS (of_tables); i++)
    if (rows->kept & TABLE_BIT (of_tables[i].table))
      {
        stale |= HAS (of_tables[i].attr);
        state->via[of_tables[i].attr] = VIA_UNREAD;
      }
  for (guint i = 0; i < state->ports->len; i++)
    {
      PortState *port = state->ports->pdata[i];
      port->has &= ~stale;
      if (port_set_contains (&rows->gone, port->id))
        forget_port (port);
    }
}

static void
forget_others (const LiveRows *rows, SwitchState *state)
{
  for (guint i = 0; i < state->ports->len; i++)
    {
      PortState *port = state->ports->pdata[i];
      if (!port_set_contains (&rows->only->ports, port->id))
        forget_port (port);
    }
  if (!(rows->partly & TABLE_BIT (TABLE_VLAN)))
    return;
  for (guint i = state->vlans->len; i-- > 0;)
    if (!vlan_set_contains (&rows->only->vlans, ((Vlan *) state->vlans->pdata[i])->id))
      g_ptr_array_remove_index (state->vlans, i);
  state->only_vlans = g_new0 (VlanSet, 1);
  vlan_set_copy (state->only_vlans, &rows->only->vlans);
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
  state->sys_location = system_text (rows, 6);
  family_parse_descr (state->sys_descr, &state->model, &state->version);
  if (!state->model)
    state->model = entity_model (rows);
  if (rows->family)
    state->family = g_strdup (rows->family->id);
}

void
decoder_init (Decoder *d, const LiveRows *rows, SwitchState *state, DecodeNotes *notes)
{
  *d = (Decoder){ rows, rows->family, &rows->family->snmp->layout, state, g_hash_table_new (NULL, NULL), g_hash_table_new (NULL, NULL), notes };
}

void
decoder_clear (Decoder *d)
{
  g_hash_table_unref (d->base_ports);
  g_hash_table_unref (d->based);
}

void
live_decode (const LiveRows *rows, SwitchState *state)
{
  decode_identity (rows, state);
  if (!rows->family)
    {
      const char *why = rows->refusal ? rows->refusal : rows->silence ? rows->silence : _ ("nothing is known about it");
      state->status = SWITCH_UNREACHABLE;
      state->mute = rows->mute;
      state->reason = g_strdup (why);
      return;
    }
  DecodeNotes notes = { 0 };
  Decoder d;
  decoder_init (&d, rows, state, &notes);
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
  decode_audit (&d);
  decode_link (&d);
  forget_ports (rows, state);
  if (rows->only)
    forget_others (rows, state);
  judge (&d);
  decoder_clear (&d);
}
