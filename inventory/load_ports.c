/* Lines of ports and uplinks of one switch. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

/* "1/1/1-4,1/1/3" */
static void
complain_of_twice (Inventory *inv, const Node *node)
{
  g_auto (GStrv) parts = g_strsplit (node->text, ",", -1);
  g_autoptr (PortSet) all = port_set_new ();
  for (guint i = 0; parts[i]; i++)
    {
      g_autoptr (PortSet) part = NULL;
      gboolean fresh = port_set_parse (parts[i], &part, NULL, NULL);
      for (guint k = 0; fresh && k < port_set_size (part); k++)
        fresh = port_set_add (all, port_set_get (part, k));
      if (fresh)
        continue;
      inventory_error (inv, "VL304", node->pos, _ ("take it out of one of the two"), _ ("%s stands in this list twice, in part or whole"), g_strstrip (parts[i]));
      return;
    }
}

gboolean
ports_read (Inventory *inv, const Node *node, PortSet *set)
{
  gsize at = 0;
  g_autoptr (GError) error = NULL;
  if (node->type != NODE_SCALAR || node->bad)
    return FALSE;
  if (port_set_read (set, node->text, &at, &error))
    {
      if (strchr (node->text, ','))
        complain_of_twice (inv, node);
      return TRUE;
    }
  SrcPos pos = node->pos;
  if (pos.line == pos.end_line)
    {
      pos.column += (guint) g_utf8_strlen (node->text, (gssize) at) + (node->quoted ? 1 : 0);
      pos.end_column = MIN (pos.end_column, pos.column + (guint) strcspn (node->text + at, ","));
    }
  inventory_error (inv, "VL301", pos,
                   _ ("as the switch writes them: 1/12 on AOS 6, 1/1/12 on AOS 8, 1/1/1-24, lists with commas"), "%s",
                   error->message);
  return FALSE;
}

/* Ports are in order: those without a chassis come first. */
static gboolean
has_one_form (const PortSet *ports)
{
  PortId first = port_set_get (ports, 0), last = port_set_get (ports, port_set_size (ports) - 1);
  return !port_is_linkagg (last) && (port_chassis (first) != 0) == (port_chassis (last) != 0);
}

gboolean
ports_have_form (Inventory *inv, const DesiredSwitch *sw, const Family *family, const PortSet *ports, SrcPos pos)
{
  if (!family || (port_has_form (port_set_get (ports, 0), family->port_form) && has_one_form (ports)))
    return TRUE;
  for (guint i = 0; i < port_set_size (ports); i++)
    {
      PortId port = port_set_get (ports, i);
      if (port_has_form (port, family->port_form))
        continue;
      PortId right = port_make (family->port_form == PORT_FORM_SLOT_PORT ? 0 : 1, port_slot (port), port_number (port));
      g_autofree char *text = port_to_string (right), *have = port_to_string (port),
                      *help = g_strdup_printf (_ ("%s writes it %s"), sw->model, text);
      inventory_error (inv, "VL302", pos, help, _ ("%s is not how an %s writes a port"), have, sw->model);
      return FALSE;
    }
  return TRUE;
}

static DesiredPhone *
load_phone (const Node *node)
{
  if (!node || node->type != NODE_MAPPING)
    return NULL;
  DesiredPhone *phone = g_new0 (DesiredPhone, 1);
  const char *mac = value_get_text (node, "mac", &phone->mac_pos);
  phone->pos = node->pos;
  phone->mac = mac ? value_parse_mac (mac) : NULL;
  phone->model = g_strdup (value_get_text (node, "model", &phone->model_pos));
  phone->extension = g_strdup (value_get_text (node, "extension", &phone->extension_pos));
  phone->user = g_strdup (value_get_text (node, "user", NULL));
  return phone;
}

/* What only rules will see, who change nothing, may be the role's own. */
static void
copy_config (PortConfig *to, const PortConfig *from, gboolean only_lint)
{
  if (!only_lint)
    {
      port_config_copy (to, from);
      return;
    }
  *to = *from;
  to->tagged = (VlanSet){ 0 };
  vlan_set_copy (&to->tagged, &from->tagged);
  to->policies = from->policies ? g_array_ref (from->policies) : NULL;
}

static void
add_port (const Inventory *inv, DesiredSwitch *sw, PortId id, const PortEntry *entry, const Node *value)
{
  DesiredPort *port = desired_port_new_at (id, entry->role->attr_pos);
  port->pos = entry->pos;
  port->role = entry->role->name;
  copy_config (&port->cfg, &entry->role->cfg, inv->only_lint);
  if (value->type == NODE_MAPPING)
    {
      port->jack = g_strdup (value_get_text (value, "jack", NULL));
      port->phone = load_phone (node_get (value, "phone", NULL));
    }
  g_ptr_array_add (sw->ports, port);
}

/* Of one switch, while its ports are read. */
typedef struct {
  Inventory *inv;
  DesiredSwitch *sw;
  const Family *family;
  guint model_ports;
  GArray *taken; /* TakenPort, by port */
} PortsOf;

/* Where the port stands among those that are taken, or would stand. */
static guint
place_of (const GArray *taken, PortId id)
{
  guint low = 0, high = taken->len;
  if (high && g_array_index (taken, TakenPort, high - 1).id < id)
    return high; /* most come in their order */
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (g_array_index (taken, TakenPort, middle).id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* All of them are behind all that are taken: so it is when ports come in their order. */
static gboolean
take_at_end (GArray *taken, const PortSet *ports, const Node *key)
{
  guint at = taken->len, n = port_set_size (ports);
  if (at && n && g_array_index (taken, TakenPort, at - 1).id >= port_set_get (ports, 0))
    return FALSE;
  g_array_set_size (taken, at + n);
  for (guint i = 0; i < n; i++)
    g_array_index (taken, TakenPort, at + i) = (TakenPort){ port_set_get (ports, i), key };
  return TRUE;
}

/* Leaves in `ports` those that do not stand under another entry already (that is complained of once). */
static void
take_ports (PortsOf *o, PortSet *ports, const Node *key)
{
  g_auto (PortSet) again = { 0 }, fresh = { 0 };
  const Node *first = NULL;
  if (take_at_end (o->taken, ports, key))
    return;
  for (guint i = 0; i < port_set_size (ports); i++)
    {
      TakenPort port = { port_set_get (ports, i), key };
      guint at = place_of (o->taken, port.id);
      const TakenPort *other = at < o->taken->len ? &g_array_index (o->taken, TakenPort, at) : NULL;
      if (!other || other->id != port.id)
        {
          g_array_insert_val (o->taken, at, port);
          continue;
        }
      first = first ? first : other->key;
      port_set_add (&again, port.id);
    }
  if (!first)
    return;
  g_autofree char *text = port_set_to_string (&again);
  diagnostic_see (inventory_error (o->inv, "VL304", key->pos, _ ("a port has one line: take it out of one of the two"),
                                   port_set_size (&again) == 1 ? _ ("port %s of %s stands here twice")
                                                               : _ ("ports %s of %s stand here twice"),
                                   text, o->sw->name),
                  first->pos, _ ("first here"));
  for (guint i = 0; i < port_set_size (ports); i++)
    if (!port_set_contains (&again, port_set_get (ports, i)))
      port_set_add (&fresh, port_set_get (ports, i));
  port_set_clear (ports);
  *ports = fresh;
  fresh = (PortSet){ 0 };
}

/* FALSE: more than any switch, or the whole, can have; said once, and nothing more is taken in. */
static gboolean
has_room (Inventory *inv, const DesiredSwitch *sw, guint taken, const PortSet *ports, SrcPos pos)
{
  guint n = port_set_size (ports);
  gboolean for_switch = taken + n <= SWITCH_PORTS_MAX, for_all = inv->n_ports + n <= INVENTORY_PORTS_MAX;
  if (for_all && for_switch)
    {
      inv->n_ports += n;
      return TRUE;
    }
  if (!for_all && !inv->full)
    inventory_error (inv, "VL113", pos, _ ("split the inventory"), _ ("more than %u ports: the rest is not read"), INVENTORY_PORTS_MAX);
  else if (for_all && g_hash_table_add (inv->full_switches, (gpointer) sw))
    inventory_error (inv, "VL113", pos, _ ("correct the ranges"), _ ("%s has more than %u ports: no switch, stack or virtual chassis has so many"),
                     sw->name, SWITCH_PORTS_MAX);
  inv->full |= !for_all;
  return FALSE;
}

/* Rules ask of a switch's ports only their roles and their form: one of each will do. */
static gboolean
is_first_of_kind (const PortEntry *entry, PortId port)
{
  gboolean chassis = port_chassis (port) != 0;
  for (guint k = 0; k < entry->sw->ports->len; k++)
    {
      const DesiredPort *other = entry->sw->ports->pdata[k];
      if (other->role == entry->role->name && (port_chassis (other->id) != 0) == chassis)
        return FALSE;
    }
  return TRUE;
}

static void
add_entry (PortsOf *o, const PortEntry *with, const Node *value)
{
  PortEntry *entry = obstack_copy (&o->inv->blocks, with, sizeof *with);
  gboolean few = o->inv->only_lint && value->type == NODE_SCALAR;
  g_ptr_array_add (o->inv->entries, entry);
  if (entry->ports->room)
    g_ptr_array_add (o->inv->wide, entry);
  guint n = port_set_size (entry->ports);
  for (guint i = 0; entry->role && i < (few && n && has_one_form (entry->ports) ? 1 : n); i++)
    {
      if (few && !is_first_of_kind (entry, port_set_get (entry->ports, i)))
        continue;
      add_port (o->inv, o->sw, port_set_get (entry->ports, i), entry, value);
      if (i == 0)
        entry->phone = ((DesiredPort *) o->sw->ports->pdata[o->sw->ports->len - 1])->phone;
    }
  if (entry->phone)
    g_ptr_array_add (o->inv->phones, entry);
}

static void
load_port_entry (PortsOf *o, const Node *key, const Node *value)
{
  Inventory *inv = o->inv;
  SrcPos role_pos = value->pos;
  g_auto (PortSet) set = { 0 };
  const char *text = value->type == NODE_MAPPING ? value_get_text (value, "role", &role_pos) : value->bad ? NULL : value->text;
  gboolean good = ports_read (inv, key, &set);
  const Name *name = text ? inventory_refer (inv, NAME_ROLE, text, role_pos) : NULL;
  if (!good || !ports_have_form (inv, o->sw, o->family, &set, key->pos))
    return;
  if (port_is_linkagg (port_set_get (&set, port_set_size (&set) - 1)))
    {
      inventory_error (inv, "VL301", key->pos, _ ("a link aggregate is declared under `uplinks`"),
                       _ ("a link aggregate cannot have a role"));
      return;
    }
  if (!has_room (inv, o->sw, o->taken->len, &set, key->pos))
    return;
  take_ports (o, &set, key);
  PortEntry entry = { o->sw, o->family, o->model_ports, { set }, name ? name->thing : NULL, key->pos, NULL };
  set = (PortSet){ 0 };
  add_entry (o, &entry, value);
}

static int
by_port_id (gconstpointer a, gconstpointer b)
{
  PortId x = (*(DesiredPort *const *) a)->id, y = (*(DesiredPort *const *) b)->id;
  return x < y ? -1 : x > y;
}

void
load_ports (Inventory *inv, DesiredSwitch *sw, const Node *ports)
{
  if (!ports || ports->type != NODE_MAPPING)
    return;
  const Model *model = inventory_model (inv, sw->model);
  PortsOf o = { inv, sw, model->family, model->ports, inv->taken };
  g_array_set_size (inv->taken, 0);
  for (guint i = 0; i < ports->keys->len; i++)
    load_port_entry (&o, ports->keys->pdata[i], ports->values->pdata[i]);
  g_ptr_array_sort (sw->ports, by_port_id);
}

static void
load_uplink (Inventory *inv, DesiredSwitch *sw, const Node *node)
{
  g_auto (PortSet) set = { 0 }, again = { 0 };
  if (!ports_read (inv, node, &set) || !ports_have_form (inv, sw, inventory_model (inv, sw->model)->family, &set, node->pos))
    return;
  for (guint i = 0; i < port_set_size (&set); i++)
    if (!port_set_add (sw->uplinks, port_set_get (&set, i)))
      port_set_add (&again, port_set_get (&set, i));
  if (!port_set_size (&again))
    return;
  g_autofree char *text = port_set_to_string (&again);
  inventory_error (inv, "VL306", node->pos, _ ("keep one"), _ ("uplink %s of %s stands here twice"), text, sw->name);
}

void
load_uplinks (Inventory *inv, DesiredSwitch *sw, const Node *node)
{
  if (!node)
    return;
  sw->uplinks_pos = node->pos;
  if (node->type == NODE_SCALAR)
    load_uplink (inv, sw, node);
  for (guint i = 0; node->type == NODE_SEQUENCE && i < node->values->len; i++)
    load_uplink (inv, sw, node->values->pdata[i]);
}
