/* Switches and their ports. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

#include "profiles/family.h"

/* A key of the switch, else of the defaults that are in force for its file. */
static const Node *
setting (const InventoryFile *file, const Node *sw, const char *name)
{
  const Node *node = node_get (sw, name, NULL);
  for (; !node && file; file = file->parent)
    {
      const Node *defaults = node_get (file->root, "defaults", NULL);
      if (!defaults)
        continue;
      node = node_get (defaults, name, NULL);
      break; /* a file's own defaults hide those of the file that includes it */
    }
  return node;
}

static const char *
setting_text (const InventoryFile *file, const Node *sw, const char *name, SrcPos *pos)
{
  const Node *node = setting (file, sw, name);
  if (!node || node->type != NODE_SCALAR)
    return NULL;
  if (pos)
    *pos = node->pos;
  return node->text;
}

static gboolean
setting_uint (const InventoryFile *file, const Node *sw, const char *name, guint *out)
{
  const char *text = setting_text (file, sw, name, NULL);
  g_autofree char *digits = g_strdup (text);
  guint64 n;
  if (digits && g_str_has_suffix (digits, "%"))
    digits[strlen (digits) - 1] = '\0';
  if (!digits || !g_ascii_string_to_unsigned (digits, 10, 0, G_MAXINT32, &n, NULL))
    return FALSE;
  *out = (guint) n;
  return TRUE;
}

/* ---- ports ---------------------------------------------------------------------------------------------------------- */

/* Parses port text; a complaint points at the bad part. */
static PortSet *
parse_ports (Inventory *inv, const Node *node)
{
  PortSet *set = NULL;
  gsize at = 0;
  g_autoptr (GError) error = NULL;
  if (node->type != NODE_SCALAR)
    return NULL;
  if (port_set_parse (node->text, &set, &at, &error))
    return set;
  SrcPos pos = node->pos;
  if (pos.line == pos.end_line)
    pos.column += (guint) at + (node->quoted ? 1 : 0);
  inventory_error (inv, "VL301", pos, _ ("as the switch writes them: 1/12 on AOS 6, 1/1/12 on AOS 8, 1/1/1-24, lists with commas"), "%s", error->message);
  return NULL;
}

/* "1/1/12" on an OS6450: say how that model writes it. */
static gboolean
check_form (Inventory *inv, const DesiredSwitch *sw, PortId port, SrcPos pos)
{
  const Family *family = family_by_model (sw->model);
  if (!family || port_has_form (port, family->port_form))
    return TRUE;
  PortId right = family->port_form == PORT_FORM_SLOT_PORT ? port_make (0, port_slot (port), port_number (port))
                                                          : port_make (1, port_slot (port), port_number (port));
  g_autofree char *text = port_to_string (right), *have = port_to_string (port);
  g_autofree char *help = g_strdup_printf (_ ("%s writes it %s"), sw->model, text);
  inventory_error (inv, "VL302", pos, help, _ ("%s is not how an %s writes a port"), have, sw->model);
  return FALSE;
}

static DesiredPhone *
load_phone (const Node *node)
{
  if (!node || node->type != NODE_MAPPING)
    return NULL;
  DesiredPhone *phone = g_new0 (DesiredPhone, 1);
  const char *mac = value_get_text (node, "mac", NULL);
  phone->pos = node->pos;
  phone->mac = mac ? value_parse_mac (mac) : NULL;
  phone->model = g_strdup (value_get_text (node, "model", NULL));
  phone->extension = g_strdup (value_get_text (node, "extension", NULL));
  phone->user = g_strdup (value_get_text (node, "user", NULL));
  return phone;
}

static Role *
role_by_name (Inventory *inv, const char *name, SrcPos pos)
{
  Role *role = inventory_find_role (inv, name);
  if (role)
    {
      role->uses++;
      return role;
    }
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < inv->roles->len; i++)
    g_ptr_array_add (names, (char *) ((Role *) inv->roles->pdata[i])->name);
  g_autofree char *help = inventory_suggest (name, names);
  inventory_error (inv, "VL201", pos, help, _ ("no role `%s` under `roles`"), name);
  return NULL;
}

static void
add_port (Inventory *inv, DesiredSwitch *sw, GHashTable *seen, PortId id, const Role *role, const Node *key, const Node *value)
{
  DesiredPort *first = g_hash_table_lookup (seen, GUINT_TO_POINTER (id));
  if (first)
    {
      g_autofree char *text = port_to_string (id);
      Diagnostic *d = inventory_error (inv, "VL304", key->pos, _ ("keep one of the two"), _ ("port %s of %s stands here twice"), text, sw->name);
      d->other = first->pos;
      d->other_message = g_strdup (_ ("first here"));
      return;
    }
  DesiredPort *port = desired_port_new (id);
  port->pos = key->pos;
  port->role = role->name;
  port_config_copy (&port->cfg, &role->cfg);
  memcpy (port->attr_pos, role->attr_pos, sizeof port->attr_pos);
  if (value->type == NODE_MAPPING)
    {
      port->jack = g_strdup (value_get_text (value, "jack", NULL));
      port->phone = load_phone (node_get (value, "phone", NULL));
    }
  g_hash_table_insert (seen, GUINT_TO_POINTER (id), port);
  g_ptr_array_add (sw->ports, port);
}

static void
load_port_entry (Inventory *inv, DesiredSwitch *sw, GHashTable *seen, const Node *key, const Node *value)
{
  SrcPos role_pos = value->pos;
  const char *name = value->type == NODE_SCALAR ? value->text : value_get_text (value, "role", &role_pos);
  g_autoptr (PortSet) set = parse_ports (inv, key);
  const Role *role = name && name[0] ? role_by_name (inv, name, role_pos) : NULL;
  if (!set || !role)
    return;
  for (guint i = 0; i < port_set_size (set); i++)
    {
      PortId id = port_set_get (set, i);
      if (port_is_linkagg (id))
        inventory_error (inv, "VL301", key->pos, _ ("a link aggregate is declared under `uplinks`"), _ ("a link aggregate cannot have a role"));
      else if (!check_form (inv, sw, id, key->pos))
        break;
      else
        add_port (inv, sw, seen, id, role, key, value);
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
load_uplinks (Inventory *inv, DesiredSwitch *sw, const Node *node)
{
  guint n = !node || node->type == NODE_MAPPING ? 0 : node->type == NODE_SCALAR ? 1 : node->values->len;
  if (node)
    sw->uplinks_pos = node->pos;
  for (guint i = 0; i < n; i++)
    {
      const Node *item = node->type == NODE_SCALAR ? node : node->values->pdata[i];
      g_autoptr (PortSet) set = parse_ports (inv, item);
      for (guint k = 0; set && k < port_set_size (set); k++)
        {
          PortId id = port_set_get (set, k);
          g_autofree char *text = port_to_string (id);
          if (!check_form (inv, sw, id, item->pos))
            break;
          if (!port_set_add (sw->uplinks, id))
            inventory_error (inv, "VL306", item->pos, _ ("keep one"), _ ("uplink %s of %s stands here twice"), text, sw->name);
        }
    }
}

/* ---- switches ------------------------------------------------------------------------------------------------------- */

static void
load_credentials_of (Inventory *inv, DesiredSwitch *sw, const InventoryFile *file, const Node *node)
{
  SrcPos pos;
  const char *name = setting_text (file, node, "credentials", &pos);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  if (!name)
    return;
  for (guint i = 0; i < inv->desired->credentials->len; i++)
    {
      Credentials *c = inv->desired->credentials->pdata[i];
      g_ptr_array_add (names, c->name);
      if (strcmp (c->name, name) != 0)
        continue;
      sw->credentials = c;
      g_hash_table_add (inv->credential_uses, c->name);
      return;
    }
  g_autofree char *help = inventory_suggest (name, names);
  inventory_error (inv, "VL203", pos, help, _ ("no credentials `%s`"), name);
}

static void
load_settings (Inventory *inv, DesiredSwitch *sw, const InventoryFile *file, const Node *node)
{
  guint n;
  const char *text;
  const Node *canary = setting (file, node, "canary");
  setting_uint (file, node, "snmp-port", &sw->snmp_port);
  setting_uint (file, node, "ssh-port", &sw->ssh_port);
  if ((text = setting_text (file, node, "timeout", NULL)) && value_parse_duration (text, &n))
    sw->timeout_ms = n;
  if ((text = setting_text (file, node, "undo-timer", NULL)) && value_parse_duration (text, &n))
    sw->undo_timer_s = (int) (n / 1000);
  if (setting_uint (file, node, "max-share", &n))
    sw->max_share_percent = (int) n;
  if (setting_uint (file, node, "uplink-macs", &n))
    sw->uplink_macs = (int) n;
  sw->canary = canary && canary->type == NODE_SCALAR && strcmp (canary->text, "true") == 0;
  sw->location = g_strdup (setting_text (file, node, "location", NULL));
  sw->model = g_strdup (setting_text (file, node, "model", &sw->model_pos));
  load_credentials_of (inv, sw, file, node);
}

static void
load_switch (Inventory *inv, const InventoryFile *file, const Node *node)
{
  SrcPos pos = node->pos, address_pos = node->pos;
  const char *name = value_get_text (node, "name", &pos);
  const char *address = value_get_text (node, "address", &address_pos);
  if (!name || !name[0])
    return;
  const DesiredSwitch *first = desired_find_switch (inv->desired, name);
  if (first)
    {
      Diagnostic *d = inventory_error (inv, "VL205", pos, _ ("names are unique over the whole inventory: rename one"), _ ("switch `%s` is defined twice"), name);
      d->other = first->pos;
      d->other_message = g_strdup (_ ("first defined here"));
      return;
    }
  DesiredSwitch *sw = desired_switch_new (name);
  sw->pos = pos;
  sw->address = g_strdup (address ? address : "");
  sw->address_pos = address_pos;
  load_settings (inv, sw, file, node);
  load_uplinks (inv, sw, node_get (node, "uplinks", NULL));
  load_ports (inv, sw, node_get (node, "ports", NULL));
  g_ptr_array_add (inv->desired->switches, sw);
}

void
load_switches (Inventory *inv, const InventoryFile *file)
{
  const Node *switches = node_get (file->root, "switches", NULL);
  for (guint i = 0; switches && switches->type == NODE_SEQUENCE && i < switches->values->len; i++)
    if (((Node *) switches->values->pdata[i])->type == NODE_MAPPING)
      load_switch (inv, file, switches->values->pdata[i]);
}
