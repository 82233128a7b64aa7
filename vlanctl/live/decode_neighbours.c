/* Who stands at the other end: LLDP neighbours, and what phones among them said by LLDP-MED. */
#include "live/decode.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define NEIGHBOURS_PER_PORT 512 /* no cable has so many: what goes on is noise */

/* LLDP-V2-MIB has the columns of LLDP-MIB one further on, and an index with the ifIndex and a destination address. */
typedef struct {
  TableId table;
  guint first;    /* column of lldpRemChassisIdSubtype */
  guint index_n;  /* numbers in the index */
} RemTable;

typedef struct {
  const Decoder *d;
  GHashTable *found; /* "port/remote index" -> Neighbour, owned by the ports */
} Rem;

char *
decode_mac (const guint8 *octets, guint size)
{
  guint m[6];
  if (size == 6)
    return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", octets[0], octets[1], octets[2], octets[3], octets[4], octets[5]);
  if (size != 17 || sscanf ((const char *) octets, "%2x:%2x:%2x:%2x:%2x:%2x", m, m + 1, m + 2, m + 3, m + 4, m + 5) != 6)
    return NULL;
  return g_strdup_printf ("%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5]);
}

static char *
hex_text (const guint8 *octets, guint size)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < size && i < 64; i++)
    g_string_append_printf (out, "%02x", octets[i]);
  return g_string_free (out, FALSE);
}

static gboolean
printable (const LiveRow *row)
{
  for (guint i = 0; i < row->size; i++)
    if (!g_ascii_isprint (row->octets[i]))
      return FALSE;
  return TRUE;
}

/* A chassis or port id: a MAC in either writing, an address (IANA's number of its family before it), else its text. */
static char *
id_text (const LiveRow *row, gboolean is_mac, gboolean is_network)
{
  char *mac = is_mac ? decode_mac (row->octets, row->size) : NULL;
  if (mac)
    return mac;
  gboolean ipv4 = row->size == 5 && row->octets[0] == 1, ipv6 = row->size == 17 && row->octets[0] == 2;
  if (is_network && (ipv4 || ipv6))
    {
      char text[INET6_ADDRSTRLEN];
      return g_strdup (inet_ntop (ipv4 ? AF_INET : AF_INET6, row->octets + 1, text, sizeof text));
    }
  return printable (row) ? row_text (row) : hex_text (row->octets, row->size);
}

static guint
subtype (const Decoder *d, const RemTable *t, const LiveRow *row, guint column)
{
  const LiveRow *cell = rows_find (d->rows, t->table, t->first + column, row->oid + 1, row->n - 1);
  guint value;
  return cell && row_uint (cell, &value) ? value : 0;
}

static void
fill_caps (const Decoder *d, const RemTable *t, const LiveRow *row, Neighbour *n, gboolean enabled)
{
  guint8 bits[4];
  if (!decode_bits (d, t->table, row, bits))
    return;
  *(enabled ? &n->caps_enabled : &n->caps_supported) = bits[0];
  n->has_caps |= enabled;
}

static void
fill (const Decoder *d, const RemTable *t, const LiveRow *row, Neighbour *n)
{
  enum { CHASSIS_KIND, CHASSIS, PORT_KIND, PORT, PORT_DESCR, NAME, DESCR, SUPPORTED, ENABLED };
  char **texts[] = { [PORT_DESCR] = &n->port_descr, [NAME] = &n->name, [DESCR] = &n->descr };
  guint column = row->oid[0] - t->first;
  if (column > ENABLED || column == CHASSIS_KIND || column == PORT_KIND)
    return;
  if (!row_octets (row))
    decode_illegible (d, t->table);
  else if (column >= SUPPORTED)
    fill_caps (d, t, row, n, column == ENABLED);
  else if (column >= PORT_DESCR)
    {
      g_free (*texts[column]);
      *texts[column] = row_text (row);
    }
  else
    {
      guint kind = subtype (d, t, row, column - 1);
      char **id = column == CHASSIS ? &n->chassis : &n->port;
      g_free (*id);
      *id = column == CHASSIS ? id_text (row, kind == 4, kind == 5) : id_text (row, kind == 3, kind == 4);
    }
}

static Neighbour *
neighbour_at (Rem *rem, PortState *port, guint32 remote)
{
  g_autofree char *key = g_strdup_printf ("%u/%u", port->id, remote);
  Neighbour *n = g_hash_table_lookup (rem->found, key);
  if (n)
    return n;
  if (port->neighbours && port->neighbours->len >= NEIGHBOURS_PER_PORT)
    {
      decode_illegible (rem->d, TABLE_LLDP_REM);
      return NULL;
    }
  n = port_state_add_neighbour (port);
  n->chassis = g_strdup ("");
  n->port = g_strdup ("");
  g_hash_table_insert (rem->found, g_steal_pointer (&key), n);
  return n;
}

static void
decode_rem (Rem *rem, const RemTable *t)
{
  const Decoder *d = rem->d;
  PortReading reading = decode_port_number_reading (d, t->table, 1);
  for (guint i = 0; i < rows_count (d->rows, t->table); i++)
    {
      const LiveRow *row = rows_get (d->rows, t->table, i);
      if (row->n != 1 + t->index_n || row->oid[0] < t->first)
        continue;
      PortId id = reading ? reading (d, row->oid + 2) : t->table == TABLE_LLDP_REM ? decode_base_port (d, row->oid[2]) : decode_if_index (d, row->oid[2]);
      PortState *port = switch_state_find_port (d->state, id);
      Neighbour *n = port ? neighbour_at (rem, port, row->oid[row->n - 1]) : NULL;
      if (n)
        fill (d, t, row, n);
    }
}

/* ---- LLDP-MED: {TimeMark, port, remote index [, application]} ---------------------------------------------------------- */

static Neighbour *
med_neighbour (Rem *rem, const LiveRow *row)
{
  if (row->n < 4)
    return NULL;
  PortState *port = switch_state_find_port (rem->d->state, decode_base_port (rem->d, row->oid[2]));
  if (!port)
    port = switch_state_find_port (rem->d->state, decode_if_index (rem->d, row->oid[2]));
  if (!port)
    return NULL;
  g_autofree char *key = g_strdup_printf ("%u/%u", port->id, row->oid[3]);
  return g_hash_table_lookup (rem->found, key);
}

/* The application stands in the index as BITS: with a length before it or, as other agents do, without. Voice is bit 1. */
static gboolean
index_is_voice (const LiveRow *row)
{
  const guint32 *app = row->oid + 4;
  guint n = row->n - 4;
  if (n > 1 && app[0] == n - 1)
    {
      app++;
      n--;
    }
  return n >= 1 && (app[0] == 0x40 || (row->n == 5 && app[0] == 1));
}

/* Rows come by column: what "unknown" and "untagged" mean for the VLAN stands after it. */
static void
fill_policy (const Decoder *d, Neighbour *n, const LiveRow *row)
{
  enum { VLAN = 2, PRIORITY, DSCP, UNKNOWN, TAGGED, YES = 1, NO = 2 };
  static const guint max[] = { [VLAN] = 4095, [PRIORITY] = 7, [DSCP] = 63, [UNKNOWN] = NO, [TAGGED] = NO };
  guint value, column = row->oid[0];
  if (column < VLAN || column > TAGGED || !decode_uint (d, TABLE_MED_REM_POLICY, row, 0, max[column], &value))
    return;
  if (column == VLAN)
    n->voice_vlan = (int) value;
  else if (column == PRIORITY)
    n->voice_priority = (int) value;
  else if (column == DSCP)
    n->voice_dscp = (int) value;
  else if (column == UNKNOWN && value == YES) /* it asks to be told */
    n->voice_vlan = n->voice_priority = n->voice_dscp = -1;
  else if (column == TAGGED && value == NO && n->voice_vlan > 0)
    n->voice_vlan = 0;
}

static void
fill_inventory (Neighbour *n, const LiveRow *row)
{
  char **texts[] = { [4] = &n->med_serial, [5] = &n->med_maker, [6] = &n->med_model };
  if (row->oid[0] < 4 || row->oid[0] > 6 || !row_octets (row))
    return;
  g_free (*texts[row->oid[0]]);
  *texts[row->oid[0]] = row_text (row);
}

static void
decode_med (Rem *rem)
{
  static const TableId tables[] = { TABLE_MED_REM_CLASS, TABLE_MED_REM_POLICY, TABLE_MED_REM_INVENTORY, TABLE_MED_REM_POWER };
  for (guint t = 0; t < G_N_ELEMENTS (tables); t++)
    for (guint i = 0; i < rows_count (rem->d->rows, tables[t]); i++)
      {
        const LiveRow *row = rows_get (rem->d->rows, tables[t], i);
        Neighbour *n = med_neighbour (rem, row);
        guint value;
        if (!n)
          continue;
        if (tables[t] == TABLE_MED_REM_CLASS && row->oid[0] == 3 && row_uint (row, &value) && value <= 4)
          n->med_class = (int) value;
        else if (tables[t] == TABLE_MED_REM_POLICY && index_is_voice (row))
          fill_policy (rem->d, n, row);
        else if (tables[t] == TABLE_MED_REM_INVENTORY)
          fill_inventory (n, row);
        else if (tables[t] == TABLE_MED_REM_POWER && row->oid[0] == 1 && row_uint (row, &value) && value <= 1023)
          n->power_dw = (int) value;
      }
}

/* ---- the same neighbour may stand twice on a port ---------------------------------------------------------------------- */

static void
drop_doubles (PortState *port)
{
  for (guint i = 0; port->neighbours && i < port->neighbours->len; i++)
    for (guint j = port->neighbours->len - 1; j > i; j--)
      {
        const Neighbour *a = port->neighbours->pdata[i], *b = port->neighbours->pdata[j];
        if (*a->chassis && !g_strcmp0 (a->chassis, b->chassis) && !g_strcmp0 (a->port, b->port))
          g_ptr_array_remove_index (port->neighbours, j);
      }
}

void
decode_neighbours (const Decoder *d)
{
  static const RemTable v1 = { TABLE_LLDP_REM, 4, 3 }, v2 = { TABLE_LLDP_V2_REM, 5, 4 };
  Rem rem = { d, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  const RemTable *t = rows_count (d->rows, TABLE_LLDP_REM) || !rows_count (d->rows, TABLE_LLDP_V2_REM) ? &v1 : &v2;
  decode_rem (&rem, t);
  decode_med (&rem);
  g_hash_table_unref (rem.found);
  decode_via (d, ATTR_NEIGHBOURS, t->table);
  if (rows_usable (d->rows, t->table))
    decode_known (d, ATTR_NEIGHBOURS, FALSE);
  for (guint i = 0; i < d->state->ports->len; i++)
    {
      PortState *port = d->state->ports->pdata[i];
      if (port->neighbours)
        port->has |= HAS (ATTR_NEIGHBOURS);
      drop_doubles (port);
    }
}
