#include "model/port.h"

#include <glib/gi18n.h>
#include <string.h>

/* Layout: bit 31 aggregate; physical: chassis << 24, slot << 16, port. */
#define LINKAGG_BIT 0x80000000u
#define SET_MAX 4096

G_DEFINE_QUARK (vlanctl-port-error, port_error)

PortId
port_make (guint chassis, guint slot, guint port)
{
  if (chassis > PORT_MAX_CHASSIS || slot < 1 || slot > PORT_MAX_SLOT || port < 1 || port > PORT_MAX_PORT)
    return PORT_NONE;
  return chassis << 24 | slot << 16 | port;
}

PortId
port_make_linkagg (guint id)
{
  return id > PORT_MAX_LINKAGG ? PORT_NONE : LINKAGG_BIT | id;
}

gboolean
port_is_linkagg (PortId id)
{
  return (id & LINKAGG_BIT) != 0;
}

guint
port_chassis (PortId id)
{
  return port_is_linkagg (id) ? 0 : id >> 24 & 0x7f;
}

guint
port_slot (PortId id)
{
  return port_is_linkagg (id) ? 0 : id >> 16 & 0xff;
}

guint
port_number (PortId id)
{
  return id & 0xffff;
}

gboolean
port_has_form (PortId id, PortForm form)
{
  if (port_is_linkagg (id))
    return TRUE;
  return (port_chassis (id) != 0) == (form == PORT_FORM_CHASSIS_SLOT_PORT);
}

gboolean
port_same_slot (PortId a, PortId b)
{
  return !port_is_linkagg (a) && !port_is_linkagg (b) && a >> 16 == b >> 16;
}

void
port_append (GString *out, PortId id)
{
  if (port_is_linkagg (id))
    g_string_append_printf (out, "linkagg %u", port_number (id));
  else if (port_chassis (id))
    g_string_append_printf (out, "%u/%u/%u", port_chassis (id), port_slot (id), port_number (id));
  else
    g_string_append_printf (out, "%u/%u", port_slot (id), port_number (id));
}

char *
port_to_string (PortId id)
{
  GString *out = g_string_new (NULL);
  port_append (out, id);
  return g_string_free (out, FALSE);
}

PortSet *
port_set_new (void)
{
  PortSet *set = g_new0 (PortSet, 1);
  set->ids = g_array_new (FALSE, FALSE, sizeof (PortId));
  return set;
}

PortSet *
port_set_copy (const PortSet *set)
{
  PortSet *copy = port_set_new ();
  if (set->ids->len)
    g_array_append_vals (copy->ids, set->ids->data, set->ids->len);
  return copy;
}

void
port_set_free (PortSet *set)
{
  if (!set)
    return;
  g_array_unref (set->ids);
  g_free (set);
}

guint
port_set_size (const PortSet *set)
{
  return set->ids->len;
}

PortId
port_set_get (const PortSet *set, guint i)
{
  return g_array_index (set->ids, PortId, i);
}

/* First index whose element is not below id. */
static guint
set_lower_bound (const PortSet *set, PortId id)
{
  guint low = 0, high = set->ids->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (port_set_get (set, middle) < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

gboolean
port_set_contains (const PortSet *set, PortId id)
{
  guint i = set_lower_bound (set, id);
  return i < set->ids->len && port_set_get (set, i) == id;
}

gboolean
port_set_add (PortSet *set, PortId id)
{
  guint i = set_lower_bound (set, id);
  if (i < set->ids->len && port_set_get (set, i) == id)
    return FALSE;
  g_array_insert_val (set->ids, i, id);
  return TRUE;
}

void
port_set_add_set (PortSet *set, const PortSet *other)
{
  for (guint i = 0; i < port_set_size (other); i++)
    port_set_add (set, port_set_get (other, i));
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

static gboolean
read_number (const char **p, guint *out)
{
  guint n = 0, digits = 0;
  while (g_ascii_isdigit (**p) && digits < 6)
    {
      n = n * 10 + (guint) (**p - '0');
      (*p)++;
      digits++;
    }
  *out = n;
  return digits > 0 && digits < 6;
}

static gboolean
read_linkagg (const char **p, PortSet *set)
{
  guint id;
  *p += strlen ("linkagg");
  while (**p == ' ')
    (*p)++;
  if (!read_number (p, &id))
    return FALSE;
  PortId port = port_make_linkagg (id);
  if (port != PORT_NONE)
    port_set_add (set, port);
  return port != PORT_NONE;
}

/* S/P, C/S/P, each with -P2. */
static gboolean
read_physical (const char **p, PortSet *set)
{
  guint part[3], n = 0, last;
  do
    {
      if (n == 3 || !read_number (p, &part[n]))
        return FALSE;
      n++;
    }
  while (**p == '/' && (*p)++ != NULL);
  if (n < 2)
    return FALSE;
  guint chassis = n == 3 ? part[0] : 0, slot = part[n - 2], port = part[n - 1];
  if (n == 3 && chassis == 0)
    return FALSE;
  last = port;
  if (**p == '-')
    {
      (*p)++;
      if (!read_number (p, &last) || last < port)
        return FALSE;
    }
  if (port_make (chassis, slot, port) == PORT_NONE || port_make (chassis, slot, last) == PORT_NONE)
    return FALSE;
  for (; port <= last; port++)
    port_set_add (set, port_make (chassis, slot, port));
  return TRUE;
}

gboolean
port_set_parse (const char *text, PortSet **out, gsize *bad_at, GError **error)
{
  g_autoptr (PortSet) set = port_set_new ();
  const char *p = text;
  for (;;)
    {
      while (*p == ' ')
        p++;
      const char *start = p;
      gboolean ok = g_str_has_prefix (p, "linkagg") ? read_linkagg (&p, set) : read_physical (&p, set);
      while (ok && *p == ' ')
        p++;
      if (!ok || (*p != ',' && *p != '\0') || port_set_size (set) > SET_MAX)
        {
          if (bad_at)
            *bad_at = (gsize) (start - text);
          g_set_error (error, port_error_quark (), 0, _("\"%.40s\" is not a port, a range or a link aggregate"), start);
          return FALSE;
        }
      if (*p == '\0')
        break;
      p++;
    }
  *out = g_steal_pointer (&set);
  return TRUE;
}

/* ---- writing ------------------------------------------------------------------------------------------------------- */

GArray *
port_set_ranges (const PortSet *set)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (PortRange));
  for (guint i = 0; i < port_set_size (set); i++)
    {
      PortId id = port_set_get (set, i);
      PortRange *open = ranges->len ? &g_array_index (ranges, PortRange, ranges->len - 1) : NULL;
      if (open && port_same_slot (open->last, id) && open->last + 1 == id)
        {
          open->last = id;
          continue;
        }
      PortRange range = { id, id };
      g_array_append_val (ranges, range);
    }
  return ranges;
}

static void
append_range (GString *out, PortRange range)
{
  port_append (out, range.first);
  if (range.last != range.first)
    g_string_append_printf (out, "-%u", port_number (range.last));
}

char *
port_range_to_string (PortRange range)
{
  GString *out = g_string_new (NULL);
  append_range (out, range);
  return g_string_free (out, FALSE);
}

char *
port_set_to_string (const PortSet *set)
{
  g_autoptr (GArray) ranges = port_set_ranges (set);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < ranges->len; i++)
    {
      if (i)
        g_string_append_c (out, ',');
      append_range (out, g_array_index (ranges, PortRange, i));
    }
  return g_string_free (out, FALSE);
}
