#include "model/port.h"

#include <glib/gi18n.h>
#include <string.h>

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
  return id > PORT_MAX_LINKAGG ? PORT_NONE : PORT_LINKAGG_BIT | id;
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
  return g_new0 (PortSet, 1);
}

PortSet *
port_set_copy (const PortSet *set)
{
  PortSet *copy = g_memdup2 (set, sizeof *set);
  if (set->room)
    copy->many = g_memdup2 (set->many, set->room * sizeof *set->many);
  return copy;
}

void
port_set_free (PortSet *set)
{
  if (!set)
    return;
  port_set_clear (set);
  g_free (set);
}

/* Room for `n` more. */
static PortId *
make_room (PortSet *set, guint n)
{
  guint want = set->n + n;
  if (want <= (set->room ? set->room : PORT_SET_FEW))
    return set->room ? set->many : set->few;
  guint room = MAX (want, 2 * set->room);
  PortId *many = g_renew (PortId, set->room ? set->many : NULL, room);
  if (!set->room)
    memcpy (many, set->few, set->n * sizeof *many);
  set->many = many;
  set->room = room;
  return many;
}

/* First index whose element is not below id. */
static guint
set_lower_bound (const PortSet *set, PortId id)
{
  guint low = 0, high = set->n;
  if (high && port_set_get (set, high - 1) < id)
    return high; /* most come in their order */
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
  return i < set->n && port_set_get (set, i) == id;
}

gboolean
port_set_add (PortSet *set, PortId id)
{
  guint i = set_lower_bound (set, id);
  if (i < set->n && port_set_get (set, i) == id)
    return FALSE;
  PortId *ids = make_room (set, 1);
  memmove (ids + i + 1, ids + i, (set->n - i) * sizeof *ids);
  ids[i] = id;
  set->n++;
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

static void
add_range (PortSet *set, PortId first, PortId last)
{
  guint n = set->n;
  if (n && port_set_get (set, n - 1) >= first)
    {
      for (PortId id = first; id <= last; id++)
        port_set_add (set, id);
      return;
    }
  PortId *ids = make_room (set, last - first + 1);
  for (PortId id = first; id <= last; id++)
    ids[n++] = id;
  set->n = n;
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
  add_range (set, port_make (chassis, slot, port), port_make (chassis, slot, last));
  return TRUE;
}

gboolean
port_set_read (PortSet *set, const char *text, gsize *bad_at, GError **error)
{
  const char *p = text;
  for (;;)
    {
      while (*p == ' ')
        p++;
      const char *start = p;
      gboolean ok = *p == 'l' && g_str_has_prefix (p, "linkagg") ? read_linkagg (&p, set) : read_physical (&p, set);
      while (ok && *p == ' ')
        p++;
      if (!ok || (*p != ',' && *p != '\0') || port_set_size (set) > SET_MAX)
        {
          if (bad_at)
            *bad_at = (gsize) (start - text);
          g_set_error (error, port_error_quark (), 0, _("\"%.40s\" is not a port, a range or a link aggregate"), start);
          port_set_clear (set);
          return FALSE;
        }
      if (*p == '\0')
        return TRUE;
      p++;
    }
}

gboolean
port_set_parse (const char *text, PortSet **out, gsize *bad_at, GError **error)
{
  g_autoptr (PortSet) set = port_set_new ();
  if (!port_set_read (set, text, bad_at, error))
    return FALSE;
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
