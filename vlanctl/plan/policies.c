/* LLDP-MED network policies (product 6.2): reuse an equal one, else the lowest free id; ports are moved one by one, unbind then
 * bind; a policy of the chassis or of an uplink is nobody's to move. */
#include "plan/internal.h"

#include <glib/gi18n.h>

/* Policies that this plan makes, so that two ports with the same wish share one. */
typedef struct
{
  SwitchDiff *diff;
  GArray *created;   /* MedPolicy */
  GHashTable *bound; /* policy id -> PortSet*: bindings as they are now */
  GHashTable *freed; /* policy id -> PortSet*: bindings that this plan takes away */
  gboolean complete; /* every port's bindings are known */
} Policies;

static PortSet *
set_of (GHashTable *table, int id)
{
  PortSet *set = g_hash_table_lookup (table, GINT_TO_POINTER (id));
  if (!set)
    {
      set = port_set_new ();
      g_hash_table_insert (table, GINT_TO_POINTER (id), set);
    }
  return set;
}

static void
collect_bindings (Policies *p)
{
  const SwitchState *live = p->diff->live;
  p->complete = TRUE;
  for (guint i = 0; i < live->ports->len; i++)
    {
      const PortState *port = live->ports->pdata[i];
      if (!(port->cfg.has & HAS (ATTR_POLICIES)) && !port_is_linkagg (port->id))
        p->complete = FALSE;
      for (guint k = 0; port->cfg.policies && k < port->cfg.policies->len; k++)
        {
          const MedPolicy *policy = &g_array_index (port->cfg.policies, MedPolicy, k);
          if (!policy->chassis)
            port_set_add (set_of (p->bound, policy->id), port->id);
        }
    }
}

/* On every port of the front panel? Links inside a virtual chassis have none. */
static gboolean
is_everywhere (const Policies *p, const PortSet *bound)
{
  const SwitchState *live = p->diff->live;
  guint ports = 0;
  for (guint i = 0; i < live->ports->len; i++)
    {
      const PortState *port = live->ports->pdata[i];
      if (port_is_linkagg (port->id) || port->dynamic == DYNAMIC_VFL)
        continue;
      if (!port_set_contains (bound, port->id))
        return FALSE;
      ports++;
    }
  return ports > 0;
}

static gboolean
on_listed_only (const Policies *p, const PortSet *bound)
{
  for (guint i = 0; i < port_set_size (bound); i++)
    if (!desired_find_port (p->diff->want, port_set_get (bound, i)))
      return FALSE;
  return TRUE;
}

static gboolean
is_own (const Policies *p, int id)
{
  const PlanMemory *memory = p->diff->making->memory;
  g_autofree char *key = g_strdup_printf ("%s/%d", p->diff->want->name, id);
  return memory && memory->created_policies && g_hash_table_contains (memory->created_policies, key);
}

/* Bound to the chassis, or to an uplink (which never is by us): it counts as the chassis's own. SNMP has no word for the chassis,
 * it shows such a policy on every port; unless we made it and bound it to ports, all of which are listed. */
static gboolean
is_chassis_level (const Policies *p, const MedPolicy *policy)
{
  const PortSet *bound = g_hash_table_lookup (p->bound, GINT_TO_POINTER (policy->id));
  const SwitchDiff *diff = p->diff;
  if (policy->chassis)
    return TRUE;
  for (guint i = 0; bound && i < port_set_size (bound); i++)
    if (plan_is_uplink (diff->want, diff->live, port_set_get (bound, i)))
      return TRUE;
  return bound && is_everywhere (p, bound) && !(is_own (p, policy->id) && on_listed_only (p, bound));
}

static gboolean
id_is_taken (const Policies *p, int id)
{
  if (switch_state_find_policy (p->diff->live, id))
    return TRUE;
  for (guint i = 0; i < p->created->len; i++)
    if (g_array_index (p->created, MedPolicy, i).id == id)
      return TRUE;
  return FALSE;
}

static Value
policy_value (const MedPolicy *policy)
{
  g_autofree char *text = med_policy_to_string (policy);
  return value_string (text);
}

/* Is every binding of the policy on a port of ours that wants these values? Then it may be edited where it stands. */
static gboolean
owns_all_bindings (const Policies *p, int id, const MedPolicy *wanted)
{
  const PortSet *bound = g_hash_table_lookup (p->bound, GINT_TO_POINTER (id));
  guint ours = 0;
  if (!p->complete || !bound)
    return FALSE;
  for (guint k = 0; k < p->diff->ports->len; k++)
    {
      const DesiredPort *port = p->diff->ports->pdata[k];
      ours += port_set_contains (bound, port->id) && port->cfg.policies && port->cfg.policies->len
              && med_policy_same_values (&g_array_index (port->cfg.policies, MedPolicy, 0), wanted);
    }
  return ours == port_set_size (bound);
}

/* No id is free: edit an own voice policy in place, where the family allows it, on all of its ports at once. */
static gboolean
edit_in_place (Policies *p, const MedPolicy *wanted, const SrcPos *source, MedPolicy *out)
{
  const GArray *policies = p->diff->live->policies;
  for (guint i = 0; p->diff->family->policy_editable && i < policies->len; i++)
    {
      const MedPolicy *old = &g_array_index (policies, MedPolicy, i);
      if (old->app != wanted->app || is_chassis_level (p, old) || !owns_all_bindings (p, old->id, wanted))
        continue;
      const PortSet *bound = g_hash_table_lookup (p->bound, GINT_TO_POINTER (old->id));
      *out = *wanted;
      out->id = old->id;
      for (guint k = 0; k < port_set_size (bound); k++)
        {
          Change *c = diff_add_policy (p->diff, CHANGE_MED_POLICY_CREATE, PHASE_UNBIND_OLD, out, port_set_get (bound, k),
                                       policy_value (old), policy_value (wanted), source);
          c->policy_before = *old;
        }
      g_array_append_val (p->created, *out);
      return TRUE;
    }
  return FALSE;
}

/* The policy that gives these values: one that exists, one that this plan already makes, or a new one. */
static gboolean
policy_for (Policies *p, const MedPolicy *wanted, const SrcPos *source, MedPolicy *out)
{
  SwitchDiff *diff = p->diff;
  const MedPolicy *best = NULL;
  for (guint i = 0; i < p->created->len; i++)
    if (med_policy_same_values (&g_array_index (p->created, MedPolicy, i), wanted))
      best = &g_array_index (p->created, MedPolicy, i);
  for (guint i = 0; !best && i < diff->live->policies->len; i++)
    {
      const MedPolicy *have = &g_array_index (diff->live->policies, MedPolicy, i);
      if (med_policy_same_values (have, wanted) && have->id >= diff->family->policy_id_min
          && have->id <= diff->family->policy_id_max)
        best = have;
    }
  if (best)
    {
      *out = *best;
      return TRUE;
    }
  *out = *wanted;
  out->chassis = FALSE;
  for (out->id = diff->family->policy_id_min; out->id <= diff->family->policy_id_max; out->id++)
    if (!id_is_taken (p, out->id))
      {
        diff_add_policy (diff, CHANGE_MED_POLICY_CREATE, PHASE_POLICY, out, PORT_NONE, value_null (), policy_value (wanted),
                         source);
        g_array_append_val (p->created, *out);
        return TRUE;
      }
  return edit_in_place (p, wanted, source, out);
}

/* Is this port's policy edited where it stands? Then it neither leaves it nor takes it up. */
static gboolean
is_edited (const Policies *p, int id, PortId port)
{
  const PortSet *bound = g_hash_table_lookup (p->bound, GINT_TO_POINTER (id));
  for (guint i = 0; bound && i < p->created->len; i++)
    if (g_array_index (p->created, MedPolicy, i).id == id)
      return port_set_contains (bound, port);
  return FALSE;
}

static void
unbind (Policies *p, const MedPolicy *old, PortId port, gboolean rebinds, const SrcPos *source)
{
  if (is_edited (p, old->id, port))
    return;
  diff_add_policy (p->diff, CHANGE_MED_UNBIND, rebinds ? PHASE_UNBIND_OLD : PHASE_UNBIND, old, port, value_bool (TRUE),
                   value_bool (FALSE), source);
  port_set_add (set_of (p->freed, old->id), port);
}

static void
refuse_chassis_policy (Policies *p, const MedPolicy *policy, PortId port)
{
  g_autofree char *text = med_policy_to_string (policy);
  diff_refuse (p->diff->out, "chassis-policy", NULL, FALSE,
               g_strdup_printf (_ ("network policy %d (%s) is bound to the whole chassis or to an uplink"), policy->id, text),
               g_strdup (_ ("bind it to ports instead, or make the inventory say the same values")), port);
}

/* The voice policies on this port. FALSE: one that is not ours to move says otherwise. *has: one says what is wanted. */
static gboolean
judge_bound (Policies *p, const PortState *live, const MedPolicy *wanted, GArray *others, gboolean *has)
{
  *has = FALSE;
  for (guint i = 0; live->cfg.policies && i < live->cfg.policies->len; i++)
    {
      const MedPolicy *policy = &g_array_index (live->cfg.policies, MedPolicy, i);
      if (policy->app != MED_APP_VOICE)
        continue;
      if (wanted && med_policy_same_values (policy, wanted))
        *has = TRUE;
      else if (!is_chassis_level (p, policy))
        g_array_append_val (others, *policy);
      else
        {
          refuse_chassis_policy (p, policy, live->id);
          return FALSE;
        }
    }
  return TRUE;
}

static void
diff_policy (Policies *p, const DesiredPort *want, const PortState *live)
{
  const SrcPos *source = &want->attr_pos[ATTR_POLICIES];
  const MedPolicy *wanted =
      want->cfg.policies && want->cfg.policies->len ? &g_array_index (want->cfg.policies, MedPolicy, 0) : NULL;
  g_autoptr (GArray) others = g_array_new (FALSE, FALSE, sizeof (MedPolicy));
  MedPolicy target;
  gboolean has;
  if (!judge_bound (p, live, wanted, others, &has))
    return;
  if (wanted && !has && !policy_for (p, wanted, source, &target))
    {
      diff_refuse (p->diff->out, "no-free-policy", NULL, FALSE, g_strdup (_ ("every network policy id of the switch is in use")),
                   g_strdup (_ ("delete a network policy that nobody needs")), want->id);
      return;
    }
  for (guint i = 0; i < others->len; i++)
    unbind (p, &g_array_index (others, MedPolicy, i), want->id, wanted && !has, source);
  if (wanted && !has && !is_edited (p, target.id, want->id))
    diff_add_policy (p->diff, CHANGE_MED_BIND, PHASE_BIND, &target, want->id, value_bool (FALSE), value_bool (TRUE), source);
}

/* Where this plan unbinds the policy: NULL when nowhere. */
static const Change *
find_unbind (const Policies *p, int id)
{
  for (guint i = 0; i < p->diff->out->changes->len; i++)
    {
      const Change *c = p->diff->out->changes->pdata[i];
      if (c->kind == CHANGE_MED_UNBIND && c->policy.id == id)
        return c;
    }
  return NULL;
}

static gboolean
is_bound_anew (const Policies *p, int id)
{
  for (guint i = 0; i < p->diff->out->changes->len; i++)
    {
      const Change *c = p->diff->out->changes->pdata[i];
      if (c->kind == CHANGE_MED_BIND && c->policy.id == id)
        return TRUE;
    }
  return FALSE;
}

/* Ours (the journal says so) and without a binding after this plan: it can go. */
static void
delete_own (Policies *p)
{
  SwitchDiff *diff = p->diff;
  for (guint i = 0; p->complete && i < diff->live->policies->len; i++)
    {
      const MedPolicy *policy = &g_array_index (diff->live->policies, MedPolicy, i);
      const PortSet *bound = g_hash_table_lookup (p->bound, GINT_TO_POINTER (policy->id));
      const PortSet *freed = g_hash_table_lookup (p->freed, GINT_TO_POINTER (policy->id));
      const Change *unbinding = find_unbind (p, policy->id);
      if (!unbinding || !freed || port_set_size (freed) < port_set_size (bound) || is_bound_anew (p, policy->id)
          || !is_own (p, policy->id))
        continue;
      diff_add_policy (diff, CHANGE_MED_POLICY_DELETE, PHASE_POLICY_DELETE, policy, PORT_NONE, policy_value (policy),
                       value_null (), &unbinding->source);
    }
}

void
diff_policies (SwitchDiff *diff)
{
  Policies p = { .diff = diff,
                 .created = g_array_new (FALSE, TRUE, sizeof (MedPolicy)),
                 .bound = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)port_set_free),
                 .freed = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)port_set_free) };
  collect_bindings (&p);
  for (guint i = 0; i < diff->ports->len; i++)
    {
      const DesiredPort *want = diff->ports->pdata[i];
      const PortState *live = switch_state_find_port (diff->live, want->id);
      if (!(want->cfg.has & HAS (ATTR_POLICIES)))
        continue;
      if (live && (live->cfg.has & HAS (ATTR_POLICIES)))
        diff_policy (&p, want, live);
      else
        diff_unknown (diff, ATTR_POLICIES, want->id);
    }
  delete_own (&p);
  g_array_unref (p.created);
  g_hash_table_unref (p.bound);
  g_hash_table_unref (p.freed);
}
