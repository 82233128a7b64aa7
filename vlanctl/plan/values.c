/* What a change's subject reads now: before, to see whether it moved since the plan; after, to see whether it is done. */
#include "plan/diff.h"

Attr
plan_change_attr (ChangeKind kind)
{
  static const Attr attrs[CHANGE_N] = {
    [CHANGE_VLAN_CREATE] = ATTR_VLANS, [CHANGE_VLAN_ADMIN] = ATTR_VLANS, [CHANGE_VLAN_NAME] = ATTR_VLANS,
    [CHANGE_UPLINK_TAG] = ATTR_TAGGED, [CHANGE_PORT_UNTAGGED] = ATTR_UNTAGGED, [CHANGE_PORT_TAG] = ATTR_TAGGED,
    [CHANGE_PORT_UNTAG] = ATTR_TAGGED, [CHANGE_MED_POLICY_CREATE] = ATTR_POLICIES, [CHANGE_MED_POLICY_DELETE] = ATTR_POLICIES,
    [CHANGE_MED_BIND] = ATTR_POLICIES, [CHANGE_MED_UNBIND] = ATTR_POLICIES, [CHANGE_MED_TLV] = ATTR_MED_TLVS,
    [CHANGE_LLDP_ADMIN] = ATTR_LLDP_ADMIN, [CHANGE_POE_SERVICE] = ATTR_POE_SERVICE, [CHANGE_POE_ADMIN] = ATTR_POE_ADMIN,
    [CHANGE_POE_LIMIT] = ATTR_POE_LIMIT, [CHANGE_POE_PRIORITY] = ATTR_POE_PRIORITY, [CHANGE_QOS_TRUST] = ATTR_QOS_TRUST,
  };
  return attrs[kind];
}

/* Was the table that tells this attribute read to its end? */
static gboolean
attr_read (const SwitchState *live, Attr attr)
{
  return live->via[attr] == VIA_SNMP || live->via[attr] == VIA_CLI;
}

static Value
vlan_now (const Change *c, const SwitchState *live, gboolean *known)
{
  const Vlan *vlan = switch_state_find_vlan (live, c->vlan);
  *known = attr_read (live, ATTR_VLANS) && (!live->only_vlans || vlan_set_contains (live->only_vlans, c->vlan));
  if (!vlan)
    return value_null ();
  if (c->kind == CHANGE_VLAN_ADMIN)
    {
      *known = *known && vlan->has_admin;
      return value_bool (vlan->admin_enabled);
    }
  if (c->kind == CHANGE_VLAN_CREATE)
    {
      /* `to` or `from` is TRUE where no name is declared: then being there is all that counts. */
      const Value *named = c->to.type == VALUE_NULL ? &c->from : &c->to;
      return named->type == VALUE_STRING && vlan->name ? value_string (vlan->name) : value_bool (TRUE);
    }
  *known = *known && vlan->name != NULL;
  return value_string (vlan->name);
}

static gboolean
port_has_policy (const PortState *port, int id)
{
  for (guint i = 0; port->cfg.policies && i < port->cfg.policies->len; i++)
    {
      const MedPolicy *p = &g_array_index (port->cfg.policies, MedPolicy, i);
      if (p->id == id && !p->chassis)
        return TRUE;
    }
  return FALSE;
}

/* The policy in words; where it is edited in place, as each of its ports has it. */
static Value
policy_now (const Change *c, PortId port, const SwitchState *live, gboolean *known)
{
  const MedPolicy *policy = switch_state_find_policy (live, c->policy.id);
  const PortState *state = switch_state_find_port (live, port);
  if (port != PORT_NONE && (!state || !port_has_policy (state, c->policy.id)))
    policy = NULL;
  *known = attr_read (live, ATTR_POLICIES);
  if (!policy)
    return value_null ();
  g_autofree char *text = med_policy_to_string (policy);
  return value_string (text);
}

static Value
port_now (const Change *c, const PortState *port)
{
  switch (c->kind)
    {
    case CHANGE_PORT_UNTAGGED:
      return value_int (port->cfg.untagged);
    case CHANGE_UPLINK_TAG:
    case CHANGE_PORT_TAG:
    case CHANGE_PORT_UNTAG:
      return value_bool (vlan_set_contains (&port->cfg.tagged, c->vlan));
    case CHANGE_MED_BIND:
    case CHANGE_MED_UNBIND:
      return value_bool (port_has_policy (port, c->policy.id));
    case CHANGE_MED_TLV:
      return value_bool ((port->cfg.med_tlvs & c->tlv) != 0);
    case CHANGE_LLDP_ADMIN:
      return value_string (lldp_admin_to_string (port->cfg.lldp_admin));
    case CHANGE_POE_ADMIN:
      return value_bool (port->cfg.poe_admin);
    case CHANGE_POE_LIMIT:
      return value_int (port->cfg.poe_limit_mw);
    case CHANGE_POE_PRIORITY:
      return value_string (poe_priority_to_string (port->cfg.poe_priority));
    case CHANGE_QOS_TRUST:
      return value_bool (port->cfg.qos_trust);
    default:
      return value_null ();
    }
}

Value
plan_value_now (const Change *change, PortId port, const SwitchState *live, gboolean *known)
{
  Attr attr = plan_change_attr (change->kind);
  if (attr == ATTR_VLANS)
    return vlan_now (change, live, known);
  if (change->kind == CHANGE_MED_POLICY_CREATE || change->kind == CHANGE_MED_POLICY_DELETE)
    return policy_now (change, port, live, known);
  if (change->kind == CHANGE_POE_SERVICE)
    {
      const PseState *pse = switch_state_find_pse (live, change->chassis, change->slot);
      *known = pse && pse->service != TRI_UNKNOWN;
      return value_bool (*known && pse->service == TRI_YES);
    }
  const PortState *state = switch_state_find_port (live, port);
  *known = state && !state->inconsistent && (state->cfg.has & HAS (attr)) != 0;
  if (*known && change->kind == CHANGE_MED_TLV)
    *known = (state->cfg.med_tlvs_known & change->tlv) != 0;
  return *known ? port_now (change, state) : value_null ();
}

Value
plan_value_after (const Change *change)
{
  Value after = { 0 };
  value_copy (&after, &change->to);
  return after;
}
