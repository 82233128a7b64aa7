/* The path of a switch's VLANs: they must exist here, be on every declared uplink, and on the far end's port where the inventory
 * has the far end. Beyond the next switch is the audit's (product 6.4). */
#include "plan/internal.h"

#include <glib/gi18n.h>
#include <string.h>

PortId
diff_uplink_port (const SwitchState *live, PortId declared)
{
  const PortState *port = switch_state_find_port (live, declared);
  return port && port->aggregate != PORT_NONE ? port->aggregate : declared;
}

/* ---- VLANs --------------------------------------------------------------------------------------------------------- */

static void
tell_unread (SwitchDiff *diff, const DesiredVlan *want, const Vlan *live)
{
  g_autoptr (GString) what = g_string_new (live->has_admin ? "" : _ ("state"));
  if (live->type == VLAN_TYPE_UNKNOWN)
    g_string_append_printf (what, "%s%s", what->len ? ", " : "", _ ("type"));
  if (want->name && !live->name)
    g_string_append_printf (what, "%s%s", what->len ? ", " : "", _ ("name"));
  if (what->len)
    g_ptr_array_add (diff->out->unknowns, g_strdup_printf (_ ("%s of VLAN %u: not read"), what->str, live->id));
}

static void
diff_vlan (SwitchDiff *diff, guint id)
{
  const DesiredVlan *want = desired_find_vlan (diff->making->desired, id);
  const Vlan *live = switch_state_find_vlan (diff->live, id);
  if (!want)
    return;
  if (!live)
    {
      diff_add (diff, CHANGE_VLAN_CREATE, PHASE_VLAN, id, PORT_NONE, value_null (), want->name ? value_string (want->name) : value_bool (TRUE),
                &want->pos);
      return;
    }
  if (live->type == VLAN_TYPE_OTHER)
    {
      diff_refuse (diff->out, "vlan-type", NULL, FALSE, g_strdup_printf (_ ("VLAN %u exists and is not a standard VLAN"), id),
                   g_strdup (_ ("choose another VLAN id in the inventory")), PORT_NONE);
      return;
    }
  tell_unread (diff, want, live);
  if (live->has_admin && !live->admin_enabled)
    diff_add (diff, CHANGE_VLAN_ADMIN, PHASE_VLAN, id, PORT_NONE, value_bool (FALSE), value_bool (TRUE), &want->pos);
  if (want->name && live->name && g_strcmp0 (want->name, live->name) != 0)
    diff_add (diff, CHANGE_VLAN_NAME, PHASE_VLAN, id, PORT_NONE, value_string (live->name), value_string (want->name), &want->name_pos);
}

/* ---- uplinks ------------------------------------------------------------------------------------------------------- */

static gboolean
carries (const PortState *port, guint vlan)
{
  return vlan_set_contains (&port->cfg.tagged, vlan) || ((port->cfg.has & HAS (ATTR_UNTAGGED)) && port->cfg.untagged == vlan);
}

static gboolean
membership_known (const PortState *port)
{
  return port && !port->inconsistent && (port->cfg.has & HAS (ATTR_TAGGED)) && (port->cfg.has & HAS (ATTR_UNTAGGED));
}

static void
diff_uplink (SwitchDiff *diff, PortId declared, const VlanSet *vlans)
{
  PortId id = diff_uplink_port (diff->live, declared);
  const PortState *port = switch_state_find_port (diff->live, id);
  if (!membership_known (port))
    {
      if (vlans->n)
        diff_unknown (diff, ATTR_TAGGED, id);
      return;
    }
  for (guint i = 0; i < vlans->n; i++)
    if (!carries (port, vlans->ids[i]))
      diff_add (diff, CHANGE_UPLINK_TAG, PHASE_UPLINK, vlans->ids[i], id, value_bool (FALSE), value_bool (TRUE), &diff->want->uplinks_pos);
}

static void
add_transit (const SwitchDiff *diff, VlanSet *wanted)
{
  GHashTableIter iter;
  gpointer vlans;
  g_hash_table_iter_init (&iter, diff->transit);
  while (g_hash_table_iter_next (&iter, NULL, &vlans))
    vlan_set_add_all (wanted, vlans);
}

static void
diff_transit_uplinks (SwitchDiff *diff)
{
  GHashTableIter iter;
  gpointer port, vlans;
  g_hash_table_iter_init (&iter, diff->transit);
  while (g_hash_table_iter_next (&iter, &port, &vlans))
    diff_uplink (diff, GPOINTER_TO_UINT (port), vlans);
}

void
diff_path (SwitchDiff *diff)
{
  VlanSet wanted = { 0 };
  vlan_set_copy (&wanted, &diff->used);
  if (diff->transit)
    add_transit (diff, &wanted);
  if (diff->live->via[ATTR_VLANS] != VIA_SNMP && diff->live->via[ATTR_VLANS] != VIA_CLI)
    {
      if (wanted.n)
        diff_unknown (diff, ATTR_VLANS, PORT_NONE);
    }
  else
    for (guint i = 0; i < wanted.n; i++)
      diff_vlan (diff, wanted.ids[i]);
  for (guint i = 0; i < port_set_size (diff->want->uplinks); i++)
    diff_uplink (diff, port_set_get (diff->want->uplinks, i), &diff->used);
  if (diff->transit)
    diff_transit_uplinks (diff);
  vlan_set_clear (&wanted);
}

/* ---- the far end --------------------------------------------------------------------------------------------------- */

gboolean
plan_is_uplink (const DesiredSwitch *want, const SwitchState *state, PortId port)
{
  PortId at = diff_uplink_port (state, port);
  for (guint i = 0; i < port_set_size (want->uplinks); i++)
    {
      PortId declared = port_set_get (want->uplinks, i);
      if (declared == port || diff_uplink_port (state, declared) == at)
        return TRUE;
    }
  return FALSE;
}

static void
transit_free (gpointer data)
{
  vlan_set_clear (data);
  g_free (data);
}

static void
want_transit (SwitchDiff *far_diff, PortId port, const VlanSet *vlans)
{
  if (!far_diff->transit)
    far_diff->transit = g_hash_table_new_full (NULL, NULL, NULL, transit_free);
  VlanSet *set = g_hash_table_lookup (far_diff->transit, GUINT_TO_POINTER (port));
  if (!set)
    {
      set = g_new0 (VlanSet, 1);
      g_hash_table_insert (far_diff->transit, GUINT_TO_POINTER (port), set);
    }
  vlan_set_add_all (set, vlans);
}

static void
refuse_no_path (SwitchDiff *diff, const char *far_name, PortId far_port, guint vlan, PortId port)
{
  g_autofree char *far_text = port_to_string (far_port);
  diff_refuse (diff->out, "no-path", "--allow-no-path", diff->making->options->allow_no_path,
               g_strdup_printf (_ ("%s does not carry VLAN %u on %s, the far end of this uplink"), far_name, vlan, far_text),
               g_strdup_printf (_ ("declare %s as an uplink of %s and take %s into this run"), far_text, far_name, far_name), port);
}

static void
warn_far_end (SwitchDiff *diff, const char *far_name, PortId port)
{
  g_autofree char *own = port_to_string (port);
  g_ptr_array_add (diff->out->warnings, g_strdup_printf (_ ("whether %s, the far end of uplink %s, carries the VLANs is not known (not read)"),
                                                         far_name, own));
}

static void
add_lack (FarEnds *far_ends, Lack lack)
{
  if (!far_ends->lacks)
    far_ends->lacks = g_array_new (FALSE, FALSE, sizeof (Lack));
  g_array_append_val (far_ends->lacks, lack);
}

/* One uplink of ours with one neighbour: what the far end lacks is its own plan's, if that is made; else it is remembered. */
static void
look_at_far_end (SwitchDiff *diff, PortId port, const Neighbour *n)
{
  const PlanMaking *making = diff->making;
  int index = plan_names_find (making->names, n);
  const SwitchState *state = index >= 0 ? making->states->pdata[index] : NULL;
  if (index < 0 || state == diff->live)
    return;
  const DesiredSwitch *far_want = making->desired->switches->pdata[index];
  SwitchDiff *far_diff = making->diffs->pdata[index];
  PortId far_port = state ? diff_uplink_port (state, switch_state_neighbour_port (state, n)) : PORT_NONE;
  const PortState *far_state = state ? switch_state_find_port (state, far_port) : NULL;
  gboolean planned = far_diff && plan_is_uplink (far_want, state, far_port);
  if (planned)
    want_transit (far_diff, far_port, &diff->used);
  else if (!membership_known (far_state))
    warn_far_end (diff, far_want->name, port);
  for (guint i = 0; i < diff->used.n; i++)
    {
      Lack lack = { far_want->name, far_port, port, diff->used.ids[i] };
      if (planned || (membership_known (far_state) && carries (far_state, lack.vlan)))
        vlan_set_add (&diff->far_ends.carried, lack.vlan);
      else if (membership_known (far_state))
        add_lack (&diff->far_ends, lack);
    }
}

/* A VLAN needs one way out: a far end that carries it. Other uplinks then lead to switches below, whose turn has not come.
 * The switch with the gateway is the way out itself. */
void
diff_guard_path (SwitchDiff *diff)
{
  const FarEnds *far_ends = &diff->far_ends;
  if (g_strcmp0 (diff->making->desired->gateway_switch, diff->want->name) == 0)
    return;
  for (guint i = 0; far_ends->lacks && i < far_ends->lacks->len; i++)
    {
      const Lack *lack = &g_array_index (far_ends->lacks, Lack, i);
      if (!vlan_set_contains (&far_ends->carried, lack->vlan))
        refuse_no_path (diff, lack->name, lack->far_port, lack->vlan, lack->port);
    }
}

GArray *
plan_far_ends (const Desired *desired, const GPtrArray *states, const Selection *selection)
{
  GArray *far = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) names = plan_names_new (desired, states);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < states->len; i++)
    {
      const SwitchState *state = states->pdata[i];
      for (guint u = 0; state && u < state->ports->len; u++)
        {
          const PortState *port = state->ports->pdata[u];
          gboolean uplink = port->neighbours && plan_is_uplink (desired->switches->pdata[i], state, port->id);
          for (guint k = 0; uplink && k < port->neighbours->len; k++)
            {
              int index = plan_names_find (names, port->neighbours->pdata[k]);
              guint at = (guint) MAX (index, 0);
              if (index >= 0 && !states->pdata[at] && !selection_has_switch (selection, desired->switches->pdata[at])
                  && g_hash_table_add (seen, GUINT_TO_POINTER (at + 1)))
                g_array_append_val (far, at);
            }
        }
    }
  return far;
}

static void
transit_of (SwitchDiff *diff)
{
  for (guint u = 0; u < diff->live->ports->len; u++)
    {
      const PortState *port = diff->live->ports->pdata[u];
      if (!port->neighbours || !plan_is_uplink (diff->want, diff->live, port->id))
        continue;
      for (guint k = 0; k < port->neighbours->len; k++)
        look_at_far_end (diff, port->id, port->neighbours->pdata[k]);
    }
}

void
diff_transit (PlanMaking *making)
{
  for (guint i = 0; i < making->diffs->len; i++)
    {
      SwitchDiff *diff = making->diffs->pdata[i];
      if (diff && diff->used.n)
        transit_of (diff);
    }
}
