#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"

typedef struct {
  GString *untagged, *tagged, *moved; /* "1 20 300 ": VLANs by number */
} Port;

typedef struct {
  GHashTable *lines;      /* OID -> "TAG|VALUE" */
  GHashTable *ports;      /* ifIndex -> Port */
  GHashTable *base_ports; /* dot1dBasePort -> ifIndex */
  gboolean aos8, by_vpa, by_bridge;
} Rows;

static void
port_free (gpointer data)
{
  Port *p = data;
  g_string_free (p->untagged, TRUE);
  g_string_free (p->tagged, TRUE);
  g_string_free (p->moved, TRUE);
  g_free (p);
}

static Port *
port_of (Rows *r, guint if_index)
{
  Port *p = g_hash_table_lookup (r->ports, GUINT_TO_POINTER (if_index));
  if (p)
    return p;
  p = g_new0 (Port, 1);
  p->untagged = g_string_new (NULL);
  p->tagged = g_string_new (NULL);
  p->moved = g_string_new (NULL);
  g_hash_table_insert (r->ports, GUINT_TO_POINTER (if_index), p);
  return p;
}

/* The numbers behind `root` in the OID: as many as given; FALSE when it is not under that root or has more or fewer. */
static gboolean
under (const char *oid, const char *root, guint n, guint *numbers)
{
  gsize length = strlen (root);
  if (strncmp (oid, root, length))
    return FALSE;
  g_auto (GStrv) parts = g_strsplit (oid + length, ".", -1);
  if (g_strv_length (parts) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    numbers[i] = (guint) g_ascii_strtoull (parts[i], NULL, 10);
  return TRUE;
}

static void
read_lines (Rows *r, const char *walk)
{
  g_auto (GStrv) lines = g_strsplit_set (walk, "\r\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      char *bar = strchr (lines[i], '|');
      const char *oid = lines[i][0] == '.' ? lines[i] + 1 : lines[i];
      if (!bar || !g_ascii_isdigit (*oid))
        continue;
      *bar = '\0';
      g_hash_table_insert (r->lines, g_strdup (oid), g_strdup (bar + 1));
    }
}

static guint
value (const char *text)
{
  const char *bar = strchr (text, '|');
  return bar ? (guint) g_ascii_strtoull (bar + 1, NULL, 10) : 0;
}

static void
take_vpa (Rows *r, guint vlan, guint if_index, guint type)
{
  Port *p = port_of (r, if_index);
  gboolean moved = r->aos8 ? type == 3 || (type >= 9 && type <= 11) : type == 3 || type == 7;
  GString *list = type == 1 ? p->untagged : type == 2 ? p->tagged : moved ? p->moved : NULL;
  if (list)
    g_string_append_printf (list, "%u ", vlan);
}

/* The first octet's highest bit is base port 1; a value may be hex or, when a recorder took it for text, raw. */
static gboolean
bit (const char *text, guint number)
{
  const char *data = text ? strchr (text, '|') : NULL;
  if (!data)
    return FALSE;
  gboolean hex = data[-1] == 'x';
  gsize at = hex ? number / 4 : number / 8;
  if (at >= strlen (++data))
    return FALSE;
  return hex ? g_ascii_xdigit_value (data[at]) >> (3 - number % 4) & 1 : (guint8) data[at] >> (7 - number % 8) & 1;
}

static void
take_bridge (Rows *r, guint vlan, const char *egress, const char *untagged)
{
  GHashTableIter iter;
  gpointer base, if_index;
  g_hash_table_iter_init (&iter, r->base_ports);
  while (g_hash_table_iter_next (&iter, &base, &if_index))
    {
      Port *p = port_of (r, GPOINTER_TO_UINT (if_index));
      guint number = GPOINTER_TO_UINT (base) - 1;
      if (bit (untagged, number))
        g_string_append_printf (p->untagged, "%u ", vlan);
      else if (bit (egress, number))
        g_string_append_printf (p->tagged, "%u ", vlan);
    }
}

static void
read_rows (Rows *r)
{
  static const char vpa[] = "1.3.6.1.4.1.6486.80%c.1.2.1.3.1.1.2.1.1.3.";
  const char *who = g_hash_table_lookup (r->lines, "1.3.6.1.2.1.1.2.0");
  r->aos8 = who && strstr (who, "1.3.6.1.4.1.6486.801.") != NULL;
  g_autofree char *root = g_strdup_printf (vpa, r->aos8 ? '1' : '0');
  GHashTableIter iter;
  gpointer oid, text;
  guint n[2];
  g_hash_table_iter_init (&iter, r->lines);
  while (g_hash_table_iter_next (&iter, &oid, &text))
    if (under (oid, root, 2, n))
      {
        r->by_vpa = TRUE;
        take_vpa (r, n[0], n[1], value (text));
      }
    else if (under (oid, "1.3.6.1.2.1.17.1.4.1.2.", 1, n))
      g_hash_table_insert (r->base_ports, GUINT_TO_POINTER (n[0]), GUINT_TO_POINTER (value (text)));
    else if (under (oid, "1.3.6.1.2.1.2.2.1.3.", 1, n) || under (oid, "1.3.6.1.2.1.2.2.1.8.", 1, n) || under (oid, "1.3.6.1.2.1.31.1.1.1.1.", 1, n))
      port_of (r, n[0]);
  g_hash_table_iter_init (&iter, r->lines);
  while (!r->by_vpa && !r->aos8 && g_hash_table_iter_next (&iter, &oid, &text))
    if (under (oid, "1.3.6.1.2.1.17.7.1.4.2.1.4.", 2, n))
      {
        g_autofree char *other = g_strdup_printf ("1.3.6.1.2.1.17.7.1.4.2.1.5.%u.%u", n[0], n[1]);
        r->by_bridge = TRUE;
        take_bridge (r, n[1], text, g_hash_table_lookup (r->lines, other));
      }
}

/* Is it a port's number? Those of IP interfaces and the like lie beside. */
static gboolean
is_port (const Rows *r, guint i)
{
  if (i >= 40000000)
    return i <= 40000255;
  guint slot = r->aos8 ? i % 100000 / 1000 : i / 1000, port = i % 1000;
  return slot >= 1 && slot <= 16 && port >= 1 && port <= 128 && (!r->aos8 || i / 100000 < 16);
}

static gint
by_number (gconstpointer a, gconstpointer b)
{
  return (gint) g_ascii_strtoull (*(char *const *) a, NULL, 10) - (gint) g_ascii_strtoull (*(char *const *) b, NULL, 10);
}

/* "1 20 300": in order. */
static char *
sorted (const GString *list)
{
  g_autofree char *text = g_strchomp (g_strdup (list->str));
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  qsort (words, g_strv_length (words), sizeof (char *), by_number);
  return g_strjoinv (" ", words);
}

static char *
set_text (const VlanSet *set)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < set->n; i++)
    g_string_append_printf (out, "%s%u", i ? " " : "", set->ids[i]);
  return g_string_free (out, FALSE);
}

static void
same (const char *name, guint if_index, const char *what, const char *got, const char *expected)
{
  if (strcmp (got, expected))
    fail_msg ("%s, ifIndex %u: %s is `%s`, the rows say `%s`", name, if_index, what, got, expected);
}

static void
compare (const Rows *r, const char *name, guint if_index, const Port *p, const PortState *port)
{
  gboolean told = r->by_vpa || r->by_bridge;
  g_autofree char *untagged = sorted (p->untagged), *tagged = sorted (p->tagged), *moved = sorted (p->moved);
  g_autofree char *got_tagged = set_text (&port->cfg.tagged), *got_moved = set_text (&port->dynamic_vlans);
  g_autofree char *got = port->cfg.has & HAS (ATTR_UNTAGGED) ? g_strdup_printf ("%u", port->cfg.untagged) : g_strdup ("");
  same (name, if_index, "untagged", got, strchr (untagged, ' ') ? "" : untagged); /* several: nobody knows */
  same (name, if_index, "knowledge of tags", port->cfg.has & HAS (ATTR_TAGGED) ? "yes" : "no", told ? "yes" : "no");
  same (name, if_index, "tagged", told ? got_tagged : "", tagged);
  same (name, if_index, "run-time VLANs", told ? got_moved : "", moved);
}

void
expect_membership (const char *name, const char *walk, const SwitchState *state)
{
  Rows r = { g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free), g_hash_table_new_full (NULL, NULL, NULL, port_free),
             g_hash_table_new (NULL, NULL) };
  GHashTableIter iter;
  gpointer key, port;
  guint compared = 0;
  read_lines (&r, walk);
  read_rows (&r);
  g_hash_table_iter_init (&iter, r.ports);
  while (g_hash_table_iter_next (&iter, &key, &port))
    {
      const PortState *found = NULL;
      for (guint i = 0; i < state->ports->len && !found; i++)
        if (((PortState *) state->ports->pdata[i])->if_index == GPOINTER_TO_UINT (key))
          found = state->ports->pdata[i];
      if (!found && is_port (&r, GPOINTER_TO_UINT (key)))
        fail_msg ("%s: no port with ifIndex %u", name, GPOINTER_TO_UINT (key));
      if (found)
        compare (&r, name, GPOINTER_TO_UINT (key), port, found);
      compared += found != NULL;
    }
  for (guint i = 0; i < state->ports->len; i++)
    {
      guint32 if_index = ((PortState *) state->ports->pdata[i])->if_index;
      gboolean bridged = FALSE;
      g_hash_table_iter_init (&iter, r.base_ports);
      while (g_hash_table_iter_next (&iter, NULL, &key))
        bridged |= GPOINTER_TO_UINT (key) == if_index;
      if (!bridged && !g_hash_table_contains (r.ports, GUINT_TO_POINTER (if_index)))
        fail_msg ("%s: ifIndex %u is in no row", name, if_index);
    }
  print_message ("# %s: %u ports compared\n", name, compared);
  g_hash_table_unref (r.lines);
  g_hash_table_unref (r.ports);
  g_hash_table_unref (r.base_ports);
}
