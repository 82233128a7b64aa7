#include "mib.h"

#include <stdarg.h>
#include <string.h>

#include "faults.h"

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

guint
mib_parse_oid (const char *text, guint32 *out)
{
  guint n = 0;
  if (*text == '.')
    text++;
  while (g_ascii_isdigit (*text) && n < MIB_MAX_OID)
    {
      char *end;
      out[n++] = (guint32) g_ascii_strtoull (text, &end, 10);
      text = *end == '.' ? end + 1 : end;
    }
  return n;
}

int
mib_compare (const guint32 *a, guint na, const guint32 *b, guint nb)
{
  for (guint i = 0; i < na && i < nb; i++)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return na < nb ? -1 : na > nb;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const MibRow *x = a, *y = b;
  return mib_compare (x->oid, x->n, y->oid, y->n);
}

gboolean
mib_is_below (const MibRow *row, const guint32 *prefix, guint n)
{
  return row->n >= n && !memcmp (row->oid, prefix, n * sizeof (guint32));
}

void
mib_free (GArray *rows)
{
  for (guint i = 0; rows && i < rows->len; i++)
    g_free (g_array_index (rows, MibRow, i).octets);
  if (rows)
    g_array_unref (rows);
}

guint
mib_next (const GArray *rows, const guint32 *oid, guint n)
{
  guint low = 0, high = rows->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      const MibRow *r = &g_array_index (rows, MibRow, middle);
      if (mib_compare (r->oid, r->n, oid, n) <= 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const MibRow *
mib_get (const GArray *rows, const guint32 *oid, guint n)
{
  guint next = mib_next (rows, oid, n);
  const MibRow *r = next ? &g_array_index (rows, MibRow, next - 1) : NULL;
  return r && mib_compare (r->oid, r->n, oid, n) == 0 ? r : NULL;
}

/* The neighbours of the place where it would stand are of its column, or nobody is. */
gboolean
mib_has_column (const GArray *rows, const guint32 *oid, guint n)
{
  guint next = mib_next (rows, oid, n);
  for (guint i = next ? next - 1 : 0; i <= next && i < rows->len; i++)
    {
      const MibRow *r = &g_array_index (rows, MibRow, i);
      if (n > r->n_column && r->n_column && !memcmp (r->oid, oid, r->n_column * sizeof (guint32)))
        return TRUE;
    }
  return FALSE;
}

/* ---- building -------------------------------------------------------------------------------------------------------- */

MibRow *
mib_add (Mib *m, guchar type, const char *column, guint n, const guint32 *index)
{
  MibRow row = { .type = type };
  g_autofree char *own = *column == '%' ? g_strconcat (m->root, column + 1, NULL) : NULL;
  row.n = row.n_column = mib_parse_oid (own ? own : column, row.oid);
  for (guint i = 0; i < n && row.n < MIB_MAX_OID; i++)
    row.oid[row.n++] = index[i];
  g_array_append_val (m->rows, row);
  return &g_array_index (m->rows, MibRow, m->rows->len - 1);
}

void
mib_number (Mib *m, guchar type, gint64 value, const char *column, guint n, const guint32 *index)
{
  mib_add (m, type, column, n, index)->number = value;
}

void
mib_int (Mib *m, gint64 value, const char *column, guint n, const guint32 *index)
{
  mib_number (m, MIB_INT, value, column, n, index);
}

void
mib_bytes (Mib *m, const void *bytes, gsize size, const char *column, guint n, const guint32 *index)
{
  MibRow *row = mib_add (m, MIB_STR, column, n, index);
  row->octets = g_memdup2 (bytes, size ? size : 1);
  row->size = size;
}

void
mib_text (Mib *m, const char *text, const char *column, guint n, const guint32 *index)
{
  text = text ? text : "";
  mib_bytes (m, text, strlen (text), column, n, index);
}

void
mib_each_port (Mib *m, gboolean aggregates, MibEachPort each)
{
  for (guint i = 0; i < m->s->ports->len; i++)
    {
      const LabPort *p = m->s->ports->pdata[i];
      if ((aggregates || !p->aggregate_id) && !lab_port_is_absent (m->s, p))
        each (m, p);
    }
}

/* ---- the tables ------------------------------------------------------------------------------------------------------ */

enum { BOTH = 3, ONLY_6 = 1, ONLY_8 = 2 };

/* names: its own first, then those of the groups it belongs to. prefixes: what it tells; a recorded walk tells the rest, and
 * after a `+` also rows there that are none of ours (interfaces that are no ports), after a `=` all that it has there: what
 * happened to a switch is not made up for a copy of it. */
#define COUNTERS                                                                                                                 \
  "1.3.6.1.2.1.2.2.1.10= 1.3.6.1.2.1.2.2.1.11= 1.3.6.1.2.1.2.2.1.13= 1.3.6.1.2.1.2.2.1.14= 1.3.6.1.2.1.2.2.1.16= "              \
  "1.3.6.1.2.1.2.2.1.17= 1.3.6.1.2.1.2.2.1.19= 1.3.6.1.2.1.2.2.1.20= 1.3.6.1.2.1.31.1.1.1.6= 1.3.6.1.2.1.31.1.1.1.7= "          \
  "1.3.6.1.2.1.31.1.1.1.8= 1.3.6.1.2.1.31.1.1.1.9= 1.3.6.1.2.1.31.1.1.1.10= 1.3.6.1.2.1.31.1.1.1.11= "                          \
  "1.3.6.1.2.1.31.1.1.1.12= 1.3.6.1.2.1.31.1.1.1.13="

static const struct {
  const char *names, *prefixes;
  void (*build) (Mib *m);
  guint families;
  gboolean extra; /* only on request */
} tables[] = {
  { "system", "1.3.6.1.2.1.1 1.3.6.1.6.3.10", mib_system, BOTH, FALSE },
  { "if", "1.3.6.1.2.1.2.2.1.2+ 1.3.6.1.2.1.2.2.1.3+ 1.3.6.1.2.1.2.2.1.5+ 1.3.6.1.2.1.2.2.1.7+ 1.3.6.1.2.1.2.2.1.8+", mib_interfaces, BOTH, FALSE },
  { "if-x", "1.3.6.1.2.1.31.1.1.1.1+ 1.3.6.1.2.1.31.1.1.1.15+ 1.3.6.1.2.1.31.1.1.1.18+", mib_names, BOTH, FALSE },
  { "counters", COUNTERS, mib_counters, BOTH, FALSE },
  { "duplex", "1.3.6.1.2.1.10.7.2.1.19=", mib_duplex, BOTH, FALSE },
  { "stp-standard stp", "1.3.6.1.2.1.17.2=", mib_spanning_tree, BOTH, FALSE },
  { "stp-vendor stp", "%.1.2.1.12.1.1.1.2.1.3= %.1.2.1.12.1.1.1.2.1.22= %.1.2.1.12.1.1.1.4.1.22=", mib_vendor_spanning_tree, BOTH,
    FALSE },
  { "users", "%.1.2.1.30.1.1.8= %.1.2.1.63.1.1.9=", mib_users, BOTH, FALSE },
  { "base-port", "1.3.6.1.2.1.17.1.4.1.2", mib_base_ports, BOTH, FALSE },
  { "entity", "1.3.6.1.2.1.47.1.1.1.1", mib_entities, BOTH, FALSE },
  { "esm", "%.1.2.1.5.1.1.2.1.1", mib_esm, BOTH, FALSE },
  { "vlan", "%.1.2.1.3.1.1.1 %.1.2.1.3.1.1.3", mib_vlans, BOTH, FALSE },
  { "vpa", "%.1.2.1.3.1.1.2", mib_members, BOTH, FALSE },
  { "q-bridge", "1.3.6.1.2.1.17.7.1.4", mib_q_bridge, BOTH, FALSE },
  { "mobile", "%.1.2.1.4.1.1.2", mib_mobile, ONLY_6, FALSE },
  { "mobile-rules mobile", "%.1.2.1.4.1.1.1", mib_rules, ONLY_6, FALSE },
  { "unp", "%.1.2.1.63.1.1.7 %.1.2.1.63.1.1.54", mib_unp, ONLY_8, FALSE },
  { "aggregate", "%.1.2.1.13", mib_aggregates, BOTH, FALSE },
  { "lldp-config lldp", LLDP ".1", mib_lldp_config, BOTH, FALSE },
  { "lldp-local lldp", LLDP ".3.7", mib_lldp_local, BOTH, FALSE },
  { "lldp-remote lldp", LLDP ".4", mib_lldp_remote, BOTH, FALSE },
  { "lldp-med-standard lldp-med lldp", MED, mib_med, BOTH, FALSE },
  { "lldp-med-policy lldp-med", "%.1.2.1.58", mib_policies, BOTH, FALSE },
  { "lldp-v2", "1.3.111.2.802.1.1.13", mib_lldp_v2, ONLY_8, TRUE },
  { "trust", "%.1.2.1.60 %.1.2.1.87", mib_trust, BOTH, FALSE },
  { "poe-standard poe", "1.3.6.1.2.1.105", mib_poe, BOTH, FALSE },
  { "poe-draft poe", "%.1.2.1.27.999", mib_poe_draft, ONLY_6, TRUE },
  { "inline-power poe", "%.1.2.1.27.1", mib_inline_power, BOTH, FALSE },
  { "qos", "%.1.2.1.22", mib_qos, BOTH, FALSE },
  { "port-security", "%.1.2.1.8.2", mib_port_security, BOTH, FALSE },
  { "fdb", "%.1.2.1.8.1 1.3.6.1.2.1.17.7.1.2", mib_forwarding, BOTH, FALSE },
  { "config", "%.1.2.1.11", mib_configuration, BOTH, FALSE },
  { "chassis", "%.1.1.1.3", mib_chassis, BOTH, FALSE },
  { "members", "%.1.2.1.24 %.1.2.1.69.1.1.2", mib_stack, BOTH, FALSE },
  { "vfl members", "%.1.2.1.69.1.1.7", mib_fabric, ONLY_8, FALSE },
  { "agent", "%.1.2.1.1 %.1.1.1.2", mib_agent, BOTH, FALSE },
};

static gboolean
has_name (const char *names, GHashTable *set)
{
  g_auto (GStrv) list = g_strsplit (names, " ", -1);
  for (guint i = 0; list[i]; i++)
    if (g_hash_table_contains (set, list[i]))
      return TRUE;
  return FALSE;
}

gboolean
mib_is_table (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_auto (GStrv) list = g_strsplit (tables[i].names, " ", -1);
      if (g_strv_contains ((const char *const *) list, name))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_told (const Mib *m, guint t)
{
  gboolean family = (tables[t].families & (m->aos6 ? ONLY_6 : ONLY_8)) != 0;
  return family && !has_name (tables[t].names, m->s->no_tables)
         && (!tables[t].extra || has_name (tables[t].names, m->s->extra_tables));
}

typedef struct {
  guint32 oid[MIB_MAX_OID];
  guint n;
  gboolean shared, yields; /* the recording tells other rows too; and tells them better */
} Prefix;

static GArray *
own_prefixes (const Mib *m)
{
  GArray *own = g_array_new (FALSE, FALSE, sizeof (Prefix));
  for (guint t = 0; t < G_N_ELEMENTS (tables) && !m->s->replays; t++)
    {
      g_auto (GStrv) list = g_strsplit (tables[t].prefixes, " ", -1);
      for (guint i = 0; list[i]; i++)
        {
          Prefix prefix = { .yields = g_str_has_suffix (list[i], "=") };
          prefix.shared = prefix.yields || g_str_has_suffix (list[i], "+");
          g_autofree char *text = *list[i] == '%' ? g_strconcat (m->root, list[i] + 1, NULL) : g_strdup (list[i]);
          prefix.n = mib_parse_oid (text, prefix.oid);
          g_array_append_val (own, prefix);
        }
    }
  return own;
}

static const Prefix *
prefix_of (const GArray *own, const MibRow *row)
{
  for (guint k = 0; k < own->len; k++)
    if (mib_is_below (row, g_array_index (own, Prefix, k).oid, g_array_index (own, Prefix, k).n))
      return &g_array_index (own, Prefix, k);
  return NULL;
}

/* Drops what we told of tables of which the recording has rows of its own, or a copy would tell two stories at once. */
static void
yield_to_recording (Mib *m, const GArray *own)
{
  g_autoptr (GHashTable) recorded = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < m->s->recorded->len; i++)
    {
      const Prefix *prefix = prefix_of (own, &g_array_index (m->s->recorded, MibRow, i));
      if (prefix && prefix->yields)
        g_hash_table_add (recorded, (gpointer) prefix);
    }
  guint kept = 0;
  for (guint i = 0; i < m->rows->len; i++)
    {
      MibRow *row = &g_array_index (m->rows, MibRow, i);
      const Prefix *prefix = prefix_of (own, row);
      if (prefix && g_hash_table_contains (recorded, prefix))
        g_free (row->octets);
      else
        g_array_index (m->rows, MibRow, kept++) = *row;
    }
  g_array_set_size (m->rows, kept);
}

/* What the state tells itself, and what was said not to be there, is not taken from the recording. */
static void
add_recorded (Mib *m)
{
  g_autoptr (GArray) own = own_prefixes (m);
  yield_to_recording (m, own);
  guint n_own = m->rows->len;
  g_array_sort (m->rows, compare_rows);
  g_autoptr (GArray) sorted = g_array_copy (m->rows);
  for (guint i = 0; i < m->s->recorded->len; i++)
    {
      MibRow row = g_array_index (m->s->recorded, MibRow, i);
      gboolean taken = n_own && mib_get (sorted, row.oid, row.n);
      for (guint k = 0; k < own->len && !taken; k++)
        {
          const Prefix *prefix = &g_array_index (own, Prefix, k);
          taken = !prefix->shared && mib_is_below (&row, prefix->oid, prefix->n);
        }
      if (taken)
        continue;
      row.octets = row.octets ? g_memdup2 (row.octets, row.size + 1) : NULL;
      g_array_append_val (m->rows, row);
    }
}

GArray *
mib_rows (LabSwitch *s)
{
  Mib m = { s, g_array_new (FALSE, TRUE, sizeof (MibRow)), s->family == LAB_AOS6, "" };
  g_snprintf (m.root, sizeof m.root, "1.3.6.1.4.1.6486.%d", m.aos6 ? 800 : 801);
  for (guint t = 0; t < G_N_ELEMENTS (tables) && !s->replays; t++)
    if (is_told (&m, t))
      tables[t].build (&m);
  if (s->recorded)
    add_recorded (&m);
  g_array_sort (m.rows, compare_rows);
  return m.rows;
}

/* ---- recorded walks -------------------------------------------------------------------------------------------------- */

static void
take_octets (MibRow *row, const char *text, gboolean hex)
{
  gsize n = strlen (text);
  row->octets = g_malloc0 (n + 1);
  for (; hex && text[0] && text[1]; text += 2)
    row->octets[row->size++] = (char) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
  if (hex)
    return;
  memcpy (row->octets, text, n);
  row->size = n;
}

static void
take_address (MibRow *row, const char *text)
{
  guint part[4] = { 0 };
  sscanf (text, "%u.%u.%u.%u", &part[0], &part[1], &part[2], &part[3]);
  row->octets = g_malloc0 (5);
  for (guint i = 0; i < 4; i++)
    row->octets[row->size++] = (char) part[i];
}

/* OID|TYPE|VALUE, an `x` after the type where the value is written in hexadecimal. */
static gboolean
parse_line (const char *line, MibRow *row)
{
  g_auto (GStrv) parts = g_strsplit (line, "|", 3);
  char *rest;
  if (g_strv_length (parts) != 3)
    return FALSE;
  row->n = mib_parse_oid (parts[0], row->oid);
  row->n_column = row->n ? row->n - 1 : 0;
  row->type = (guchar) g_ascii_strtoull (parts[1], &rest, 10);
  if (row->type == MIB_STR || row->type == MIB_OID)
    take_octets (row, parts[2], *rest == 'x');
  else if (row->type == MIB_IP)
    take_address (row, parts[2]);
  else
    row->number = row->type == MIB_INT ? g_ascii_strtoll (parts[2], NULL, 10) : (gint64) g_ascii_strtoull (parts[2], NULL, 10);
  return row->n > 0;
}

GArray *
mib_load_walk (const char *path, char **why)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      *why = g_strdup (error->message);
      return NULL;
    }
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (MibRow));
  for (guint i = 0; lines[i]; i++)
    {
      MibRow row = { 0 };
      if (parse_line (g_strchomp (lines[i]), &row))
        g_array_append_val (rows, row);
    }
  g_array_sort (rows, compare_rows);
  return rows;
}
