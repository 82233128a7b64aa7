/* Is a change one that this program could have made? Asked of what comes back from a file: its lines are made from its values, so
 * the values must be of the kind's own type and agree with each other. */
#include "plan/diff.h"

#include <glib/gi18n.h>

typedef enum
{
  ON_SWITCH,
  ON_PORTS
} Where;
typedef enum
{
  BOTH,
  ONLY_TRUE,
  ONLY_FALSE
} Side; /* of a kind whose value is a boolean */

static const struct
{
  Where where;
  gboolean vlan, policy, tlv, slot;
  int type; /* of its values */
  Side side;
  gboolean may_be_null; /* VLANs and policies come from nothing, or go there */
} kinds[CHANGE_N] = {
  [CHANGE_VLAN_CREATE] = { ON_SWITCH, .vlan = TRUE, .type = VALUE_STRING, .may_be_null = TRUE },
  [CHANGE_VLAN_ADMIN] = { ON_SWITCH, .vlan = TRUE, .type = VALUE_BOOL },
  [CHANGE_VLAN_NAME] = { ON_SWITCH, .vlan = TRUE, .type = VALUE_STRING },
  [CHANGE_UPLINK_TAG] = { ON_PORTS, .vlan = TRUE, .type = VALUE_BOOL },
  [CHANGE_PORT_UNTAGGED] = { ON_PORTS, .vlan = TRUE, .type = VALUE_INT },
  [CHANGE_PORT_TAG] = { ON_PORTS, .vlan = TRUE, .type = VALUE_BOOL, .side = ONLY_TRUE },
  [CHANGE_PORT_UNTAG] = { ON_PORTS, .vlan = TRUE, .type = VALUE_BOOL, .side = ONLY_FALSE },
  [CHANGE_MED_POLICY_CREATE] = { ON_SWITCH, .policy = TRUE, .type = VALUE_STRING, .may_be_null = TRUE },
  [CHANGE_MED_POLICY_DELETE] = { ON_SWITCH, .policy = TRUE, .type = VALUE_STRING, .may_be_null = TRUE },
  [CHANGE_MED_BIND] = { ON_PORTS, .policy = TRUE, .type = VALUE_BOOL, .side = ONLY_TRUE },
  [CHANGE_MED_UNBIND] = { ON_PORTS, .policy = TRUE, .type = VALUE_BOOL, .side = ONLY_FALSE },
  [CHANGE_MED_TLV] = { ON_PORTS, .tlv = TRUE, .type = VALUE_BOOL },
  [CHANGE_LLDP_ADMIN] = { ON_PORTS, .type = VALUE_STRING },
  [CHANGE_POE_SERVICE] = { ON_SWITCH, .slot = TRUE, .type = VALUE_BOOL },
  [CHANGE_POE_ADMIN] = { ON_PORTS, .type = VALUE_BOOL },
  [CHANGE_POE_LIMIT] = { ON_PORTS, .type = VALUE_INT },
  [CHANGE_POE_PRIORITY] = { ON_PORTS, .type = VALUE_STRING },
  [CHANGE_QOS_TRUST] = { ON_PORTS, .type = VALUE_BOOL },
};

/* A policy that is edited in place is said of the ports that have it. */
static Where
where_of (const Change *c)
{
  return c->kind == CHANGE_MED_POLICY_CREATE && c->policy_before.id >= 0 ? ON_PORTS : kinds[c->kind].where;
}

static gboolean
fits (ChangeKind kind, const Value *v)
{
  if (v->type == VALUE_NULL)
    return kinds[kind].may_be_null;
  if (kind == CHANGE_VLAN_CREATE && v->type == VALUE_BOOL)
    return v->number != 0; /* a VLAN without a name of its own */
  return (int)v->type == kinds[kind].type;
}

/* Ports of the change that were not seen yet; or, where it has none, the switch. */
static gboolean
subjects_fit (const Change *c, const Observed *o, PortSet *seen)
{
  for (guint i = 0; i < port_set_size (&o->ports); i++)
    if (!port_set_contains (c->ports, port_set_get (&o->ports, i)) || !port_set_add (seen, port_set_get (&o->ports, i)))
      return FALSE;
  return (port_set_size (&o->ports) != 0) == (where_of (c) == ON_PORTS);
}

/* Every port with one prior value of the right type; `from` is theirs where they agree. */
static gboolean
observed_fits (const Change *c)
{
  g_auto (PortSet) seen = { 0 };
  for (guint i = 0; i < c->observed->len; i++)
    {
      const Observed *o = &g_array_index (c->observed, Observed, i);
      if (!subjects_fit (c, o, &seen) || !fits (c->kind, &o->value) || (c->from.type != VALUE_NULL && !value_equal (&o->value, &c->from)))
        return FALSE;
    }
  return where_of (c) == ON_PORTS ? port_set_size (&seen) == port_set_size (c->ports) : c->observed->len == 1;
}

/* What is said of a policy in words is what its numbers say. */
static gboolean
policy_fits (const Change *c)
{
  gboolean edit = c->policy_before.id >= 0;
  g_autofree char *after = med_policy_to_string (&c->policy);
  g_autofree char *before = edit ? med_policy_to_string (&c->policy_before) : NULL;
  if (c->policy.id < 0 || c->vlan != c->policy.vlan
      || (edit && (c->policy_before.id != c->policy.id || c->kind != CHANGE_MED_POLICY_CREATE)))
    return FALSE;
  if (c->kind == CHANGE_MED_POLICY_CREATE)
    return g_strcmp0 (c->to.string, after) == 0 && g_strcmp0 (c->from.string, before) == 0;
  return c->kind != CHANGE_MED_POLICY_DELETE || (c->to.type == VALUE_NULL && g_strcmp0 (c->from.string, after) == 0);
}

gboolean
plan_change_is_sound (const Change *c, const char **why)
{
  const Side side = kinds[c->kind].side;
  *why = NULL;
  if ((port_set_size (c->ports) != 0) != (where_of (c) == ON_PORTS))
    *why = _ ("its ports do not fit its kind");
  else if (kinds[c->kind].policy ? !policy_fits (c) : c->policy.id >= 0 || c->policy_before.id >= 0)
    *why = _ ("its policy does not fit");
  else if (!kinds[c->kind].policy && (c->vlan != 0) != kinds[c->kind].vlan)
    *why = _ ("its VLAN does not fit its kind");
  else if ((c->tlv != 0) != kinds[c->kind].tlv || (c->slot != 0) != kinds[c->kind].slot)
    *why = _ ("its TLV or its slot does not fit its kind");
  else if (!fits (c->kind, &c->to) || (side != BOTH && (c->to.number != 0) != (side == ONLY_TRUE)))
    *why = _ ("its value does not fit its kind");
  else if (c->kind == CHANGE_PORT_UNTAGGED && c->to.number != c->vlan)
    *why = _ ("its VLAN and its value differ");
  else if (!observed_fits (c))
    *why = _ ("what was observed does not fit its ports and its kind");
  return *why == NULL;
}

/* ---- against the inventory of today ------------------------------------------------------------------------------------ */

static char *
unfit_change (const DesiredSwitch *sw, const Change *c)
{
  for (guint i = 0; c->kind != CHANGE_UPLINK_TAG && i < port_set_size (c->ports); i++)
    {
      PortId port = port_set_get (c->ports, i);
      g_autofree char *text = port_to_string (port);
      if (port_set_contains (sw->uplinks, port))
        return g_strdup_printf (_ ("%s of %s is declared as an uplink now"), text, sw->name);
    }
  return NULL;
}

static char *
unfit_switch (const SwitchPlan *s, const Desired *desired)
{
  const DesiredSwitch *sw = desired_find_switch (desired, s->name);
  char *why = NULL;
  if (!sw)
    return g_strdup_printf (_ ("%s is not in the inventory any more"), s->name);
  if (g_strcmp0 (sw->address, s->address))
    return g_strdup_printf (_ ("%s is at %s now, the plan saw it at %s"), s->name, sw->address, s->address ? s->address : "?");
  for (guint i = 0; i < s->changes->len && !why; i++)
    why = unfit_change (sw, s->changes->pdata[i]);
  return why;
}

char *
plan_unfit (const Plan *plan, const Desired *desired)
{
  char *why = NULL;
  for (guint i = 0; i < plan->switches->len && !why; i++)
    {
      const SwitchPlan *s = plan->switches->pdata[i];
      if (s->status == PLAN_CHANGES)
        why = unfit_switch (s, desired);
    }
  return why;
}
