/* --only and --except: SWITCH, SWITCH:PORTS, role=R, location=GLOB. */
#include "plan/diff.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  gboolean except;
  char *name;      /* SWITCH; may be a glob */
  PortSet *ports;  /* NULL = the whole switch */
  char *role;
  char *location;
} Selector;

struct Selection {
  GPtrArray *items; /* Selector* */
  gboolean has_only;
};

static void
selector_free (gpointer item)
{
  Selector *s = item;
  g_free (s->name);
  port_set_free (s->ports);
  g_free (s->role);
  g_free (s->location);
  g_free (s);
}

Selection *
selection_new (void)
{
  Selection *s = g_new0 (Selection, 1);
  s->items = g_ptr_array_new_with_free_func (selector_free);
  return s;
}

void
selection_free (Selection *s)
{
  if (!s)
    return;
  g_ptr_array_unref (s->items);
  g_free (s);
}

gboolean
selection_add (Selection *s, const char *text, gboolean except, GError **error)
{
  Selector *item = g_new0 (Selector, 1);
  const char *colon = strchr (text, ':');
  item->except = except;
  g_ptr_array_add (s->items, item);
  s->has_only |= !except;
  if (g_str_has_prefix (text, "role="))
    item->role = g_strdup (text + strlen ("role="));
  else if (g_str_has_prefix (text, "location="))
    item->location = g_strdup (text + strlen ("location="));
  else if (colon)
    {
      item->name = g_strndup (text, (gsize) (colon - text));
      return port_set_parse (colon + 1, &item->ports, NULL, error);
    }
  else
    item->name = g_strdup (text);
  return TRUE;
}

/* Does the selector speak of this switch (port NULL), or of this port? */
static gboolean
selector_matches (const Selector *item, const DesiredSwitch *sw, const DesiredPort *port)
{
  if (item->name && !g_pattern_match_simple (item->name, sw->name))
    return FALSE;
  if (item->location)
    return sw->location && g_pattern_match_simple (item->location, sw->location);
  if (item->role)
    {
      if (port)
        return g_strcmp0 (item->role, port->role) == 0;
      for (guint i = 0; i < sw->ports->len; i++)
        if (g_strcmp0 (item->role, ((DesiredPort *) sw->ports->pdata[i])->role) == 0)
          return TRUE;
      return FALSE;
    }
  return !item->ports || !port || port_set_contains (item->ports, port->id);
}

gboolean
selection_has_switch (const Selection *s, const DesiredSwitch *sw)
{
  gboolean in = !s || !s->has_only;
  for (guint i = 0; s && i < s->items->len; i++)
    {
      const Selector *item = s->items->pdata[i];
      gboolean whole = !item->ports && !item->role;
      if (!item->except && selector_matches (item, sw, NULL))
        in = TRUE;
      else if (item->except && whole && selector_matches (item, sw, NULL))
        return FALSE;
    }
  return in;
}

gboolean
selection_has_port (const Selection *s, const DesiredSwitch *sw, const DesiredPort *port)
{
  gboolean in = !s || !s->has_only;
  for (guint i = 0; s && i < s->items->len; i++)
    {
      const Selector *item = s->items->pdata[i];
      if (!selector_matches (item, sw, port))
        continue;
      if (item->except)
        return FALSE;
      in = TRUE;
    }
  return in;
}

gboolean
selection_leaves_ports (const Selection *s, const DesiredSwitch *sw)
{
  gboolean left = sw->ports->len == 0;
  for (guint i = 0; i < sw->ports->len && !left; i++)
    left = selection_has_port (s, sw, sw->ports->pdata[i]);
  return left;
}
