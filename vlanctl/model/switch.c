#include "model/switch.h"

#include <glib/gi18n.h>
#include <stdio.h>

const char *
read_via_to_string (ReadVia via)
{
  static const char *const words[] = { "unread", "snmp", "cli", "absent", "cut" };
  return words[via];
}

const char *
dynamic_kind_to_string (DynamicKind kind)
{
  static const char *const words[] = { NULL, "mobile", "unp", "802.1x", "vfl" };
  return words[kind];
}

const char *
duplex_to_string (Duplex duplex)
{
  static const char *const words[] = { NULL, "half", "full" };
  return words[duplex];
}

const char *
auth_result_to_string (AuthResult result)
{
  static const char *const words[] = { "unknown", "not-asked", "pending", "passed", "failed" };
  return words[result];
}

const char *
poe_status_to_string (PoeStatus s)
{
  static const char *const words[] = { "unknown", "disabled", "searching", "delivering", "fault", "test", "denied" };
  return words[s];
}

const char *
switch_status_to_string (SwitchStatus s)
{
  static const char *const words[] = { "read", "partial", "unreachable" };
  return words[s];
}

void
neighbour_free (Neighbour *n)
{
  if (!n)
    return;
  g_free (n->chassis);
  g_free (n->port);
  g_free (n->port_descr);
  g_free (n->name);
  g_free (n->descr);
  g_free (n->med_model);
  g_free (n->med_maker);
  g_free (n->med_serial);
  g_free (n);
}

static void
port_state_free (PortState *p)
{
  port_config_clear (&p->cfg);
  vlan_set_clear (&p->dynamic_vlans);
  g_free (p->alias);
  g_clear_pointer (&p->neighbours, g_ptr_array_unref);
  g_clear_pointer (&p->macs, g_array_unref);
  g_clear_pointer (&p->auths, g_array_unref);
  g_free (p);
}

SwitchState *
switch_state_new (const char *name, const char *address)
{
  SwitchState *s = g_new0 (SwitchState, 1);
  s->name = g_strdup (name);
  s->address = g_strdup (address);
  s->vlans = g_ptr_array_new_with_free_func ((GDestroyNotify) vlan_free);
  s->ports = g_ptr_array_new_with_free_func ((GDestroyNotify) port_state_free);
  s->policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
  s->pse = g_array_new (FALSE, TRUE, sizeof (PseState));
  return s;
}

void
switch_state_free (SwitchState *s)
{
  if (!s)
    return;
  char *const strings[] = { s->name, s->address, s->family, s->model, s->version, s->sys_name, s->sys_descr, s->sys_location, s->reason,
                            s->running_directory, s->clock, s->read_at, s->timer_file, s->timer_time, s->members_detail, s->snapshot };
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_free (strings[i]);
  g_ptr_array_unref (s->vlans);
  if (s->only_vlans)
    vlan_set_clear (s->only_vlans);
  g_free (s->only_vlans);
  g_ptr_array_unref (s->ports);
  g_array_unref (s->policies);
  g_array_unref (s->pse);
  g_free (s);
}

/* Index of the first port not below id. */
static guint
port_lower_bound (const GPtrArray *ports, PortId id)
{
  guint low = 0, high = ports->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (((PortState *) ports->pdata[middle])->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

PortState *
switch_state_find_port (const SwitchState *s, PortId id)
{
  guint i = port_lower_bound (s->ports, id);
  PortState *port = i < s->ports->len ? s->ports->pdata[i] : NULL;
  return port && port->id == id ? port : NULL;
}

PortState *
switch_state_ensure_port (SwitchState *s, PortId id)
{
  guint i = port_lower_bound (s->ports, id);
  PortState *port = i < s->ports->len ? s->ports->pdata[i] : NULL;
  if (port && port->id == id)
    return port;
  port = g_new0 (PortState, 1);
  port->id = id;
  port->poe_class = -1;
  g_ptr_array_insert (s->ports, (int) i, port);
  return port;
}

Vlan *
switch_state_find_vlan (const SwitchState *s, guint id)
{
  for (guint i = 0; i < s->vlans->len; i++)
    {
      Vlan *vlan = s->vlans->pdata[i];
      if (vlan->id == id)
        return vlan;
    }
  return NULL;
}

Vlan *
switch_state_ensure_vlan (SwitchState *s, guint id)
{
  guint i = 0;
  while (i < s->vlans->len && ((Vlan *) s->vlans->pdata[i])->id < id)
    i++;
  Vlan *vlan = i < s->vlans->len ? s->vlans->pdata[i] : NULL;
  if (vlan && vlan->id == id)
    return vlan;
  vlan = vlan_new (id);
  g_ptr_array_insert (s->vlans, (int) i, vlan);
  return vlan;
}

MedPolicy *
switch_state_find_policy (const SwitchState *s, int id)
{
  for (guint i = 0; i < s->policies->len; i++)
    {
      MedPolicy *policy = &g_array_index (s->policies, MedPolicy, i);
      if (policy->id == id)
        return policy;
    }
  return NULL;
}

PseState *
switch_state_find_pse (const SwitchState *s, guint chassis, guint slot)
{
  for (guint i = 0; i < s->pse->len; i++)
    {
      PseState *pse = &g_array_index (s->pse, PseState, i);
      if (pse->chassis == chassis && pse->slot == slot)
        return pse;
    }
  return NULL;
}

Neighbour *
port_state_add_neighbour (PortState *p)
{
  Neighbour *n = g_new0 (Neighbour, 1);
  n->voice_vlan = n->voice_priority = n->voice_dscp = n->med_class = n->power_dw = -1;
  if (!p->neighbours)
    p->neighbours = g_ptr_array_new_with_free_func ((GDestroyNotify) neighbour_free);
  g_ptr_array_add (p->neighbours, n);
  return n;
}

void
port_state_add_mac (PortState *p, const char *mac, guint vlan)
{
  MacEntry entry = { .vlan = vlan };
  g_strlcpy (entry.mac, mac, sizeof entry.mac);
  if (!p->macs)
    p->macs = g_array_new (FALSE, TRUE, sizeof (MacEntry));
  g_array_append_val (p->macs, entry);
}

PortId
switch_state_neighbour_port (const SwitchState *far_state, const Neighbour *n)
{
  g_autoptr (PortSet) set = NULL;
  char *end = NULL;
  guint64 index = g_ascii_strtoull (n->port, &end, 10);
  if (n->port[0] && *end == '\0')
    for (guint i = 0; i < far_state->ports->len; i++)
      {
        const PortState *port = far_state->ports->pdata[i];
        if (port->if_index == index)
          return port->id;
      }
  return port_set_parse (n->port, &set, NULL, NULL) && port_set_size (set) == 1 ? port_set_get (set, 0) : PORT_NONE;
}

static void
device_auth_clear (gpointer data)
{
  g_free (((DeviceAuth *) data)->profile);
}

void
port_state_add_auth (PortState *p, const char *mac, guint vlan, AuthResult result, const char *profile)
{
  for (guint i = 0; p->auths && i < p->auths->len; i++)
    {
      DeviceAuth *a = &g_array_index (p->auths, DeviceAuth, i);
      if (a->vlan != vlan || !g_str_equal (a->mac, mac))
        continue;
      if (a->result != result)
        a->result = AUTH_UNKNOWN;
      return;
    }
  if (!p->auths)
    {
      p->auths = g_array_new (FALSE, TRUE, sizeof (DeviceAuth));
      g_array_set_clear_func (p->auths, device_auth_clear);
    }
  DeviceAuth auth = { .vlan = vlan, .result = result, .profile = profile && *profile ? g_strdup (profile) : NULL };
  g_strlcpy (auth.mac, mac, sizeof auth.mac);
  g_array_append_val (p->auths, auth);
}
