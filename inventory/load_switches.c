/* Switches, and the way of voice between them. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

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
        g_hash_table_insert (inv->defaults, (char *) key->text, defaults->values->pdata[i]);
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

/* What a switch may be told for itself or by default. */
typedef enum {
  SET_SNMP_PORT, SET_SSH_PORT, SET_TIMEOUT, SET_UNDO_TIMER, SET_MAX_SHARE, SET_MIN_SHARE_PORTS, SET_UPLINK_MACS,
  SET_CANARY, SET_LOCATION, SET_MODEL, SET_CREDENTIALS, SET_N
} Setting;
static const char *const setting_names[SET_N] = {
  [SET_SNMP_PORT] = "snmp-port", [SET_SSH_PORT] = "ssh-port", [SET_TIMEOUT] = "timeout", [SET_UNDO_TIMER] = "undo-timer",
  [SET_MAX_SHARE] = "max-share", [SET_MIN_SHARE_PORTS] = "min-share-ports", [SET_UPLINK_MACS] = "uplink-macs",
  [SET_CANARY] = "canary", [SET_LOCATION] = "location", [SET_MODEL] = "model", [SET_CREDENTIALS] = "credentials",
};
typedef struct {
  const Node *node[SET_N]; /* NULL: no default */
} Defaults;

/* All of them at once, as they are the same for each switch of the file. */
static Defaults
defaults_of (const Inventory *inv, const InventoryFile *file)
{
  Defaults d;
  for (guint i = 0; i < SET_N; i++)
    d.node[i] = load_default (inv, file, setting_names[i]);
  return d;
}

/* The text of a key of the switch, or of the default in force; NULL when there is none or it is no good. */
static const char *
setting (const Defaults *defaults, const Node *sw, Setting which, SrcPos *pos)
{
  const Node *node = node_get (sw, setting_names[which], NULL);
  node = node ? node : defaults->node[which];
  if (!node || node->type != NODE_SCALAR || node->bad)
    return NULL;
  if (pos)
    *pos = node->pos;
  return node->text;
}

/* ---- switches ------------------------------------------------------------------------------------------------------- */

static void
load_settings (Inventory *inv, DesiredSwitch *sw, const Defaults *defaults, const Node *node)
{
  guint n;
  SrcPos pos;
  const char *text;
  if ((text = setting (defaults, node, SET_SNMP_PORT, NULL)))
    value_parse_uint (text, &sw->snmp_port);
  if ((text = setting (defaults, node, SET_SSH_PORT, NULL)))
    value_parse_uint (text, &sw->ssh_port);
  if ((text = setting (defaults, node, SET_TIMEOUT, NULL)))
    value_parse_duration (text, &sw->timeout_ms);
  if ((text = setting (defaults, node, SET_UNDO_TIMER, NULL)) && value_parse_duration (text, &n))
    sw->undo_timer_s = (int) (n / 1000);
  if ((text = setting (defaults, node, SET_MAX_SHARE, NULL)) && value_parse_percent (text, &n))
    sw->max_share_percent = (int) n;
  if ((text = setting (defaults, node, SET_MIN_SHARE_PORTS, NULL)) && value_parse_uint (text, &n))
    sw->min_share_ports = (int) n;
  if ((text = setting (defaults, node, SET_UPLINK_MACS, NULL)) && value_parse_uint (text, &n))
    sw->uplink_macs = (int) n;
  sw->canary = g_strcmp0 (setting (defaults, node, SET_CANARY, NULL), "true") == 0;
  sw->location = g_strdup (setting (defaults, node, SET_LOCATION, NULL));
  sw->model = g_strdup (setting (defaults, node, SET_MODEL, &sw->model_pos));
  text = setting (defaults, node, SET_CREDENTIALS, &pos);
  const Name *name = text ? inventory_refer (inv, NAME_CREDENTIALS, text, pos) : NULL;
  sw->credentials = name ? name->thing : NULL;
}

static void
load_switch (Inventory *inv, const Defaults *defaults, const Node *node)
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
  load_settings (inv, sw, defaults, node);
  load_uplinks (inv, sw, node_get (node, "uplinks", NULL));
  load_ports (inv, sw, node_get (node, "ports", NULL));
  g_ptr_array_add (inv->desired->switches, sw);
}

/* Once the rules have counted who refers to what. */
void
load_nameless_switch (Inventory *inv, const InventoryFile *file)
{
  Defaults defaults = defaults_of (inv, file);
  inv->desired->defaults = desired_switch_new ("");
  load_settings (inv, inv->desired->defaults, &defaults, NULL);
}

void
load_switches (Inventory *inv, const InventoryFile *file)
{
  const Node *switches = node_get (file->root, "switches", NULL);
  Defaults defaults = defaults_of (inv, file);
  inv->blind[NAME_SWITCH] |= switches && switches->bad;
  for (guint i = 0; switches && switches->type == NODE_SEQUENCE && i < switches->values->len; i++)
    if (((Node *) switches->values->pdata[i])->type == NODE_MAPPING)
      load_switch (inv, &defaults, switches->values->pdata[i]);
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
  g_auto (PortSet) set = { 0 };
  gboolean good = ports_read (inv, port, &set);
  d->gateway_switch = g_strdup (text);
  d->gateway_pos = at;
  inv->gateway_port_pos = port->pos;
  if (good && port_set_size (&set) != 1)
    inventory_error (inv, "VL301", port->pos, _ ("1/1/26, 1/26 or linkagg 1"), _ ("the gateway hangs on one port"));
  else if (good && (!name || ports_have_form (inv, name->thing, inventory_model (inv, ((DesiredSwitch *) name->thing)->model)->family, &set, port->pos)))
    d->gateway_port = port_set_get (&set, 0);
}
