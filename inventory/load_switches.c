/* Switches and their ports. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

#include "profiles/family.h"

/* Defaults in a file that has no switches and includes none can only be meant for everybody. */
void
load_defaults (Inventory *inv, const InventoryFile *file)
{
  const Node *defaults = node_get (file->root, "defaults", NULL);
  if (!defaults || defaults->type != NODE_MAPPING || node_get (file->root, "switches", NULL)
      || node_get (file->root, "include", NULL))
    return;
  for (guint i = 0; i < defaults->keys->len; i++)
    {
      const Node *key = defaults->keys->pdata[i], *first = g_hash_table_lookup (inv->defaults, key->text);
      if (first)
        diagnostic_see (inventory_error (inv, "VL205", key->pos, _ ("keep one, or put each beside the switches that it is for"),
                                         _ ("two files say what `%.60s` is for every switch"), key->text),
                        first->pos, _ ("first said here"));
      else
        g_hash_table_insert (inv->defaults, key->text, defaults->values->pdata[i]);
    }
}

/* A default for the switches of `file`: its own, else that of the file that includes it, and so on; else everybody's. */
const Node *
load_default (const Inventory *inv, const InventoryFile *file, const char *name)
{
  const Node *node = NULL;
  for (; file && !node; file = file->parent)
    node = node_get (node_get (file->root, "defaults", NULL), name, NULL);
  return node ? node : g_hash_table_lookup (inv->defaults, name);
}

/* The text of a key of the switch, or of the default in force; NULL when there is none or it is no good. */
static const char *
setting (const Inventory *inv, const InventoryFile *file, const Node *sw, const char *name, SrcPos *pos)
{
  const Node *node = node_get (sw, name, NULL);
  node = node ? node : load_default (inv, file, name);
  if (!node || node->type != NODE_SCALAR || node->bad)
    return NULL;
  if (pos)
    *pos = node->pos;
  return node->text;
}

/* ---- ports ---------------------------------------------------------------------------------------------------------- */

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

/* Parses port text; a complaint points at the bad part. */
static PortSet *
parse_ports (Inventory *inv, const Node *node)
{
  PortSet *set = NULL;
  gsize at = 0;
  g_autoptr (GError) error = NULL;
  if (node->type != NODE_SCALAR || node->bad)
    return NULL;
  if (port_set_parse (node->text, &set, &at, &error))
    {
      complain_of_twice (inv, node);
      return set;
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
  return NULL;
}

/* "1/1/12" on an OS6450: say how that model writes it. One complaint for all the ports of a place. */
static gboolean
check_form (Inventory *inv, const DesiredSwitch *sw, const PortSet *ports, SrcPos pos)
{
  const Family *family = family_by_model (sw->model);
  for (guint i = 0; family && i < port_set_size (ports); i++)
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

static void
add_port (DesiredSwitch *sw, PortId id, const PortEntry *entry, const Node *value)
{
  DesiredPort *port = desired_port_new (id);
  port->pos = entry->pos;
  port->role = entry->role->name;
  desired_port_share_places (port, entry->role->attr_pos);
  port_config_copy (&port->cfg, &entry->role->cfg);
  if (value->type == NODE_MAPPING)
    {
      port->jack = g_strdup (value_get_text (value, "jack", NULL));
      port->phone = load_phone (node_get (value, "phone", NULL));
    }
  g_ptr_array_add (sw->ports, port);
}

/* The ports of the entry that do not stand under another one already (that is complained of once). */
static PortSet *
new_ports (Inventory *inv, const DesiredSwitch *sw, GHashTable *seen, const PortSet *ports, const Node *key)
{
  PortSet *fresh = port_set_new ();
  g_autoptr (PortSet) again = port_set_new ();
  const Node *first = NULL;
  for (guint i = 0; i < port_set_size (ports); i++)
    {
      PortId id = port_set_get (ports, i);
      const Node *other = g_hash_table_lookup (seen, GUINT_TO_POINTER (id));
      first = first ? first : other;
      port_set_add (other ? again : fresh, id);
      if (!other)
        g_hash_table_insert (seen, GUINT_TO_POINTER (id), (gpointer) key);
    }
  g_autofree char *text = port_set_to_string (again);
  if (first)
    diagnostic_see (inventory_error (inv, "VL304", key->pos, _ ("a port has one line: take it out of one of the two"),
                                     port_set_size (again) == 1 ? _ ("port %s of %s stands here twice")
                                                                : _ ("ports %s of %s stand here twice"),
                                     text, sw->name),
                    first->pos, _ ("first here"));
  return fresh;
}

/* FALSE: more than any switch, or the whole, can have; said once, and nothing more is taken in. */
static gboolean
has_room (Inventory *inv, const DesiredSwitch *sw, GHashTable *seen, const PortSet *ports, SrcPos pos)
{
  guint n = port_set_size (ports);
  gboolean for_switch = g_hash_table_size (seen) + n <= SWITCH_PORTS_MAX, for_all = inv->n_ports + n <= INVENTORY_PORTS_MAX;
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
  for (guint i = 0; i < entry->sw->ports->len; i++)
    {
      const DesiredPort *other = entry->sw->ports->pdata[i];
      if (other->role == entry->role->name && (port_chassis (other->id) != 0) == (port_chassis (port) != 0))
        return FALSE;
    }
  return TRUE;
}

static void
load_port_entry (Inventory *inv, DesiredSwitch *sw, GHashTable *seen, const Node *key, const Node *value)
{
  SrcPos role_pos = value->pos;
  const char *text = value->type == NODE_MAPPING ? value_get_text (value, "role", &role_pos) : value->bad ? NULL : value->text;
  g_autoptr (PortSet) set = parse_ports (inv, key);
  const Name *name = text ? inventory_refer (inv, NAME_ROLE, text, role_pos) : NULL;
  if (!set || !check_form (inv, sw, set, key->pos))
    return;
  if (port_is_linkagg (port_set_get (set, port_set_size (set) - 1)))
    {
      inventory_error (inv, "VL301", key->pos, _ ("a link aggregate is declared under `uplinks`"),
                       _ ("a link aggregate cannot have a role"));
      return;
    }
  if (!has_room (inv, sw, seen, set, key->pos))
    return;
  PortEntry *entry = g_new0 (PortEntry, 1);
  *entry =
      (PortEntry){ .sw = sw, .ports = new_ports (inv, sw, seen, set, key), .role = name ? name->thing : NULL, .pos = key->pos };
  g_ptr_array_add (inv->entries, entry);
  guint n = port_set_size (entry->ports);
  for (guint i = 0; entry->role && i < n; i++)
    {
      if (inv->only_lint && value->type == NODE_SCALAR && !is_first_of_kind (entry, port_set_get (entry->ports, i)))
        continue;
      add_port (sw, port_set_get (entry->ports, i), entry, value);
      if (i == 0)
        entry->phone = ((DesiredPort *) sw->ports->pdata[sw->ports->len - 1])->phone;
    }
}

static int
by_port_id (gconstpointer a, gconstpointer b)
{
  PortId x = (*(DesiredPort *const *) a)->id, y = (*(DesiredPort *const *) b)->id;
  return x < y ? -1 : x > y;
}

static void
load_ports (Inventory *inv, DesiredSwitch *sw, const Node *ports)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  for (guint i = 0; ports && ports->type == NODE_MAPPING && i < ports->keys->len; i++)
    load_port_entry (inv, sw, seen, ports->keys->pdata[i], ports->values->pdata[i]);
  g_ptr_array_sort (sw->ports, by_port_id);
}

static void
load_uplink (Inventory *inv, DesiredSwitch *sw, const Node *node)
{
  g_autoptr (PortSet) set = parse_ports (inv, node), again = port_set_new ();
  if (!set || !check_form (inv, sw, set, node->pos))
    return;
  for (guint i = 0; i < port_set_size (set); i++)
    if (!port_set_add (sw->uplinks, port_set_get (set, i)))
      port_set_add (again, port_set_get (set, i));
  g_autofree char *text = port_set_to_string (again);
  if (*text)
    inventory_error (inv, "VL306", node->pos, _ ("keep one"), _ ("uplink %s of %s stands here twice"), text, sw->name);
}

static void
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

/* ---- switches ------------------------------------------------------------------------------------------------------- */

static void
load_settings (Inventory *inv, DesiredSwitch *sw, const InventoryFile *file, const Node *node)
{
  guint n;
  SrcPos pos;
  const char *text;
  if ((text = setting (inv, file, node, "snmp-port", NULL)))
    value_parse_uint (text, &sw->snmp_port);
  if ((text = setting (inv, file, node, "ssh-port", NULL)))
    value_parse_uint (text, &sw->ssh_port);
  if ((text = setting (inv, file, node, "timeout", NULL)))
    value_parse_duration (text, &sw->timeout_ms);
  if ((text = setting (inv, file, node, "undo-timer", NULL)) && value_parse_duration (text, &n))
    sw->undo_timer_s = (int) (n / 1000);
  if ((text = setting (inv, file, node, "max-share", NULL)) && value_parse_percent (text, &n))
    sw->max_share_percent = (int) n;
  if ((text = setting (inv, file, node, "min-share-ports", NULL)) && value_parse_uint (text, &n))
    sw->min_share_ports = (int) n;
  if ((text = setting (inv, file, node, "uplink-macs", NULL)) && value_parse_uint (text, &n))
    sw->uplink_macs = (int) n;
  sw->canary = g_strcmp0 (setting (inv, file, node, "canary", NULL), "true") == 0;
  sw->location = g_strdup (setting (inv, file, node, "location", NULL));
  sw->model = g_strdup (setting (inv, file, node, "model", &sw->model_pos));
  text = setting (inv, file, node, "credentials", &pos);
  const Name *name = text ? inventory_refer (inv, NAME_CREDENTIALS, text, pos) : NULL;
  sw->credentials = name ? name->thing : NULL;
}

static void
load_switch (Inventory *inv, const InventoryFile *file, const Node *node)
{
  SrcPos pos = node->pos;
  const char *text = value_get_text (node, "name", &pos), *address;
  Name *name = text ? inventory_define (inv, NAME_SWITCH, text, pos) : NULL;
  if (!name)
    return;
  DesiredSwitch *sw = name->thing = desired_switch_new (text);
  name->sound = !node->bad;
  sw->pos = sw->address_pos = pos;
  address = value_get_text (node, "address", &sw->address_pos);
  sw->address = g_strdup (address ? address : "");
  load_settings (inv, sw, file, node);
  load_uplinks (inv, sw, node_get (node, "uplinks", NULL));
  load_ports (inv, sw, node_get (node, "ports", NULL));
  g_ptr_array_add (inv->desired->switches, sw);
}

/* Once the rules have counted who refers to what. */
void
load_nameless_switch (Inventory *inv, const InventoryFile *file)
{
  inv->desired->defaults = desired_switch_new ("");
  load_settings (inv, inv->desired->defaults, file, NULL);
}

void
load_switches (Inventory *inv, const InventoryFile *file)
{
  const Node *switches = node_get (file->root, "switches", NULL);
  inv->blind[NAME_SWITCH] |= switches && switches->bad;
  for (guint i = 0; switches && switches->type == NODE_SEQUENCE && i < switches->values->len; i++)
    if (((Node *) switches->values->pdata[i])->type == NODE_MAPPING)
      load_switch (inv, file, switches->values->pdata[i]);
}

/* ---- the voice path ------------------------------------------------------------------------------------------------- */

void
load_voice_path (Inventory *inv, const InventoryFile *file)
{
  const Node *gateway = node_get (node_get (file->root, "voice-path", NULL), "gateway", NULL);
  const Node *port = node_get (gateway, "port", NULL);
  Desired *d = inv->desired;
  SrcPos at;
  const char *text = value_get_text (gateway, "switch", &at);
  if (!text || !port)
    return;
  if (d->gateway_switch)
    {
      diagnostic_see (inventory_error (inv, "VL205", at, _ ("keep one"), _ ("the voice path's gateway is declared twice")),
                      d->gateway_pos, _ ("first here"));
      return;
    }
  const Name *name = inventory_refer (inv, NAME_SWITCH, text, at);
  g_autoptr (PortSet) set = parse_ports (inv, port);
  d->gateway_switch = g_strdup (text);
  d->gateway_pos = at;
  inv->gateway_port_pos = port->pos;
  if (set && port_set_size (set) != 1)
    inventory_error (inv, "VL301", port->pos, _ ("1/1/26, 1/26 or linkagg 1"), _ ("the gateway hangs on one port"));
  else if (set && (!name || check_form (inv, name->thing, set, port->pos)))
    d->gateway_port = port_set_get (set, 0);
}
