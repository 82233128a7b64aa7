/* Rules: ports, uplinks and models. */
#include "inventory/rules.h"

#include <glib/gi18n.h>

#include "profiles/family.h"

/* ---- switches and ports --------------------------------------------------------------------------------------------- */

void
no_credentials (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  if (!sw->credentials)
    rule_say (rule, inv, sw->pos, _ ("add `credentials`, here or under `defaults`"), _ ("%s has no credentials and cannot be reached"),
         sw->name);
}

void
idle_switch (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  if (!sw->ports->len && !port_set_size (sw->uplinks) && g_strcmp0 (inv->desired->gateway_switch, sw->name) != 0)
    rule_say (rule, inv, sw->pos, _ ("add `ports` and `uplinks`, or take it out"), _ ("%s has neither ports nor uplinks: it is only read"), sw->name);
}

void
no_uplink (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  if (sw->ports->len && !port_set_size (sw->uplinks))
    rule_say (rule, inv, sw->pos, _ ("declare its links to other switches: `uplinks: [1/1/25]`"),
         _ ("%s declares no uplink: nothing can be said about the path of its VLANs"), sw->name);
}

void
unknown_model (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  if (sw->model && !inventory_model (inv, sw->model)->family)
    rule_say (rule, inv, sw->model_pos, _ ("as on the switch: OS6860E-P24, OS6450-P48"),
         _ ("%.60s is no model of a known family: its ports are not checked"), sw->model);
}

/* The model's name tells its access ports; a handful of uplink ports follow them. */
#define UPLINK_PORTS_MAX 8

static void
beyond_model (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw, guint n, const PortSet *ports, SrcPos pos)
{
  guint size = port_set_size (ports);
  g_autoptr (PortSet) beyond = NULL;
  for (guint i = 0; n && i < size; i++)
    {
      PortId port = port_set_get (ports, i);
      if (port_is_linkagg (port) || port_number (port) <= n + UPLINK_PORTS_MAX)
        continue;
      beyond = beyond ? beyond : port_set_new ();
      port_set_add (beyond, port);
    }
  if (!beyond)
    return;
  g_autofree char *text = port_set_to_string (beyond);
  rule_say (rule, inv, pos, _ ("correct the ports, or the model"), _ ("an %s has no %s"), sw->model, text);
}

void
ports_beyond (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  beyond_model (rule, inv, entry->sw, entry->model_ports, entry->ports, entry->pos);
}

void
uplinks_beyond (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  beyond_model (rule, inv, sw, inventory_model (inv, sw->model)->ports, sw->uplinks, sw->uplinks_pos);
}

/* Without a known model, at least one form for all. */
void
mixed_forms (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  PortId first = port_set_size (sw->uplinks) ? port_set_get (sw->uplinks, 0) : PORT_NONE;
  if (inventory_model (inv, sw->model)->family)
    return;
  for (guint i = 0; i < sw->ports->len; i++)
    {
      const DesiredPort *port = sw->ports->pdata[i];
      if (first == PORT_NONE || port_is_linkagg (first))
        first = port->id;
      if ((port_chassis (port->id) != 0) == (port_chassis (first) != 0))
        continue;
      g_autofree char *a = port_to_string (first), *b = port_to_string (port->id);
      rule_say (rule, inv, port->pos, _ ("as the switch writes them: 1/12 on AOS 6, 1/1/12 on AOS 8"), _ ("%s and %s cannot be ports of one switch"), a, b);
      return;
    }
}

void
uplink_with_role (const Rule *rule, const Inventory *inv, const PortEntry *entry)
{
  const PortSet *uplinks = entry->sw->uplinks; /* few, and most often behind all ports */
  guint last = port_set_size (entry->ports);
  g_autoptr (PortSet) both = NULL;
  for (guint i = 0; last && i < port_set_size (uplinks); i++)
    if (port_set_get (uplinks, i) <= port_set_get (entry->ports, last - 1) && port_set_contains (entry->ports, port_set_get (uplinks, i)))
      {
        both = both ? both : port_set_new ();
        port_set_add (both, port_set_get (uplinks, i));
      }
  g_autofree char *text = both ? port_set_to_string (both) : NULL;
  if (text)
    diagnostic_see (rule_say (rule, inv, entry->pos, _ ("an uplink has no role: take it out of one of the two"),
                         _ ("%s of %s has a role and is declared as an uplink"), text, entry->sw->name),
                    entry->sw->uplinks_pos, _ ("declared as uplink here"));
}

/* ---- the voice gateway ---------------------------------------------------------------------------------------------- */

static const DesiredSwitch *
gateway (const Inventory *inv)
{
  const Desired *d = inv->desired;
  const Name *name = d->gateway_port != PORT_NONE ? g_hash_table_lookup (inv->by_name[NAME_SWITCH], d->gateway_switch) : NULL;
  return name && name->sound ? name->thing : NULL;
}

void
gateway_beyond (const Rule *rule, const Inventory *inv)
{
  const DesiredSwitch *sw = gateway (inv);
  g_auto (PortSet) port = { 0 };
  if (!sw)
    return;
  port_set_add (&port, inv->desired->gateway_port);
  beyond_model (rule, inv, sw, inventory_model (inv, sw->model)->ports, &port, inv->gateway_port_pos);
}

/* The line that gives the gateway's port a role; NULL. */
static const PortEntry *
gateway_entry (const Inventory *inv)
{
  const DesiredSwitch *sw = gateway (inv);
  for (guint i = 0; sw && i < inv->entries->len; i++)
    {
      const PortEntry *entry = inv->entries->pdata[i];
      if (entry->sw == sw && port_set_contains (entry->ports, inv->desired->gateway_port))
        return entry;
    }
  return NULL;
}

void
gateway_no_uplink (const Rule *rule, const Inventory *inv)
{
  const DesiredSwitch *sw = gateway (inv);
  if (!sw || !port_set_size (sw->uplinks) || port_set_contains (sw->uplinks, inv->desired->gateway_port) || gateway_entry (inv))
    return;
  g_autofree char *port = port_to_string (inv->desired->gateway_port);
  diagnostic_see (rule_say (rule, inv, inv->gateway_port_pos, _ ("add it to `uplinks`: they are all links to other switches and routers"),
                            _ ("the voice gateway hangs on %s of %s, which is not declared as an uplink"), port, sw->name),
                  sw->uplinks_pos, _ ("its uplinks"));
}

void
gateway_with_role (const Rule *rule, const Inventory *inv)
{
  const DesiredSwitch *sw = gateway (inv);
  const PortEntry *entry = sw ? gateway_entry (inv) : NULL;
  g_autofree char *port = port_to_string (inv->desired->gateway_port);
  if (entry && !port_set_contains (sw->uplinks, inv->desired->gateway_port))
    diagnostic_see (rule_say (rule, inv, inv->gateway_port_pos, _ ("take the port out of `ports`, and declare it under `uplinks`"),
                              _ ("the voice gateway hangs on %s of %s, which has a role"), port, sw->name),
                    entry->pos, _ ("its role"));
}
