/* What a switch has learnt (forwarding table) and how it keeps its configuration: unsaved, certified, timer, members. */
#include "live/decode.h"

#include <string.h>

static gboolean
index_mac (const LiveRow *row, char out[18])
{
  if (row->n < 7)
    return FALSE;
  const guint32 *m = row->oid + row->n - 6;
  for (guint i = 0; i < 6; i++)
    if (m[i] > 255)
      return FALSE;
  g_snprintf (out, 18, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]);
  return TRUE;
}

static void
decode_fdb_row (const Decoder *d, TableId table, const LiveRow *row, GHashTable *seen)
{
  const SnmpLayout *l = d->layout;
  guint vlan, number, needed = 1 + MAX (l->fdb_port_at, l->fdb_vlan_at) + 1 + 6;
  char mac[18];
  PortId id;
  if ((table == TABLE_FDB && row->n < needed) || !index_mac (row, mac))
    {
      decode_illegible (d, table);
      return;
    }
  if (table == TABLE_FDB)
    {
      if (l->fdb_vlan_domain && row->oid[1] != l->fdb_vlan_domain)
        return;
      id = decode_if_index (d, row->oid[1 + l->fdb_port_at]);
      vlan = row->oid[1 + l->fdb_vlan_at];
    }
  else
    {
      id = decode_uint (d, table, row, 0, G_MAXUINT, &number) ? decode_base_port (d, number) : PORT_NONE;
      vlan = row->oid[1];
    }
  PortState *port = switch_state_find_port (d->state, id);
  if (port && vlan <= VLAN_MAX && g_hash_table_add (seen, g_strdup_printf ("%u %u %s", id, vlan, mac)))
    port_state_add_mac (port, mac, vlan);
}

void
decode_fdb (const Decoder *d)
{
  TableId table = rows_count (d->rows, TABLE_FDB) || !rows_count (d->rows, TABLE_FDB_BRIDGE) ? TABLE_FDB : TABLE_FDB_BRIDGE;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL); /* AOS 8.9 tells some twice */
  for (guint i = 0; i < rows_count (d->rows, table); i++)
    decode_fdb_row (d, table, rows_get (d->rows, table, i), seen);
  decode_via (d, ATTR_MACS, table);
  if (rows_usable (d->rows, table))
    decode_known (d, ATTR_MACS, TRUE);
}

/* ---- configuration ---------------------------------------------------------------------------------------------------- */

static void
decode_config (const Decoder *d)
{
  static const guint32 zero = 0;
  static const TimerStatus timers[] = { [1] = TIMER_IDLE, [2] = TIMER_PENDING, [3] = TIMER_RUNNING };
  const LiveRow *file = rows_find (d->rows, TABLE_CONFIG, 6, &zero, 1), *time = rows_find (d->rows, TABLE_CONFIG, 7, &zero, 1);
  const LiveRow *timer = rows_find (d->rows, TABLE_CONFIG, 8, &zero, 1), *changed = rows_find (d->rows, TABLE_CONFIG, 45, &zero, 1);
  guint value;
  decode_via (d, ATTR_UNSAVED, TABLE_CONFIG);
  decode_via (d, ATTR_TIMER, TABLE_CONFIG);
  if (changed && decode_uint (d, TABLE_CONFIG, changed, 1, 2, &value))
    d->state->unsaved = value == 2 ? TRI_YES : TRI_NO;
  else if (d->state->via[ATTR_UNSAVED] == VIA_SNMP)
    decode_via_is (d, ATTR_UNSAVED, changed ? VIA_CUT : VIA_ABSENT);
  if (timer && decode_uint (d, TABLE_CONFIG, timer, 1, 3, &value))
    d->state->timer = timers[value];
  else if (d->state->via[ATTR_TIMER] == VIA_SNMP)
    decode_via_is (d, ATTR_TIMER, timer ? VIA_CUT : VIA_ABSENT);
  d->state->timer_file = file ? row_text (file) : NULL;
  d->state->timer_time = time ? row_text (time) : NULL;
}

/* The row of the module that answered: the first index wins (65 is the primary). */
static const LiveRow *
control (const Decoder *d, guint column)
{
  for (guint i = 0; column && i < rows_count (d->rows, TABLE_CHASSIS_CONTROL); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_CHASSIS_CONTROL, i);
      if (row->n == 2 && row->oid[0] == column)
        return row;
    }
  return NULL;
}

/* A folder of the administrator's own keeps its letters. NULL: not said. */
static char *
directory_name (const Decoder *d, const LiveRow *row)
{
  g_autofree char *text = row_text (row);
  if (!text)
    decode_illegible (d, TABLE_CHASSIS_CONTROL);
  if (!text || !*text)
    return NULL;
  gboolean ours = !g_ascii_strcasecmp (text, "working") || !g_ascii_strcasecmp (text, "certified");
  return ours ? g_ascii_strdown (text, -1) : g_steal_pointer (&text);
}

static void
decode_chassis_control (const Decoder *d)
{
  static const Tri certified[] = { TRI_UNKNOWN, TRI_UNKNOWN, TRI_NO, TRI_YES };           /* unknown, needCertify, certified */
  static const Tri synchro[] = { TRI_UNKNOWN, TRI_UNKNOWN, TRI_NO, TRI_NO, TRI_YES };     /* a single module has nobody to be synchronised with */
  static const char *const running[] = { NULL, NULL, "working", "certified" };
  const LiveRow *version = control (d, d->layout->running_version_column), *text = control (d, d->layout->current_running_version_column);
  const LiveRow *certify = control (d, d->layout->certify_column), *synchronised = control (d, d->layout->synchro_column);
  guint value;
  if (version && decode_uint (d, TABLE_CHASSIS_CONTROL, version, 1, 3, &value))
    d->state->running_directory = g_strdup (running[value]);
  else if (text)
    d->state->running_directory = directory_name (d, text);
  if (certify && decode_uint (d, TABLE_CHASSIS_CONTROL, certify, 1, 3, &value))
    d->state->certified = certified[value];
  if (synchronised && decode_uint (d, TABLE_CHASSIS_CONTROL, synchronised, 1, 4, &value))
    d->state->synchronised = synchro[value];
  decode_via (d, ATTR_RUNNING_DIRECTORY, TABLE_CHASSIS_CONTROL);
  decode_via (d, ATTR_CERTIFIED, TABLE_CHASSIS_CONTROL);
}

static void
decode_members (const Decoder *d)
{
  GString *evidence = g_string_new (NULL);
  guint n = 0;
  for (guint i = 0; i < rows_count (d->rows, TABLE_MEMBERS); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_MEMBERS, i);
      guint value;
      if (row->n != 2 || row->oid[0] != d->layout->members_status_column)
        continue;
      n++;
      if (!row_uint (row, &value) || value != d->layout->members_running)
        g_string_append_printf (evidence, "%sunit %u has status %" G_GUINT64_FORMAT, evidence->len ? ", " : "", row->oid[1], row->number);
    }
  decode_via (d, ATTR_MEMBERS, TABLE_MEMBERS);
  d->state->n_members = n;
  if (n && d->state->via[ATTR_MEMBERS] == VIA_SNMP)
    d->state->members_complete = evidence->len ? TRI_NO : TRI_YES;
  d->state->members_detail = evidence->len ? g_string_free (evidence, FALSE) : (g_string_free (evidence, TRUE), NULL);
}

void
decode_upkeep (const Decoder *d)
{
  decode_config (d);
  decode_chassis_control (d);
  decode_members (d);
}
