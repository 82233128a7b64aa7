/* Changes: found or made, turned round. */
#include "plan/internal.h"

#include <glib/gi18n.h>

static void
add_observed (Change *c, PortId port, const Value *from)
{
  Observed seen = { .port = port };
  if (port != PORT_NONE && !port_set_add (c->ports, port))
    return;
  value_copy (&seen.value, from);
  g_array_append_val (c->observed, seen);
}

static Change *
find_or_add (SwitchDiff *diff, const Change *like, PortId port)
{
  for (guint i = 0; i < diff->out->changes->len; i++)
    {
      Change *c = diff->out->changes->pdata[i];
      if (c->kind == like->kind && c->phase == like->phase && c->vlan == like->vlan && c->policy.id == like->policy.id && c->tlv == like->tlv
          && value_equal (&c->from, &like->from) && value_equal (&c->to, &like->to) && port != PORT_NONE)
        return c;
    }
  Change *c = change_new (like->kind);
  c->phase = like->phase;
  c->vlan = like->vlan;
  c->policy = like->policy;
  c->tlv = like->tlv;
  c->source = like->source;
  value_copy (&c->from, &like->from);
  value_copy (&c->to, &like->to);
  g_ptr_array_add (diff->out->changes, c);
  return c;
}

static Change *
add (SwitchDiff *diff, Change *like, PortId port, const SrcPos *source)
{
  if (source)
    like->source = *source;
  Change *c = find_or_add (diff, like, port);
  add_observed (c, port, &like->from);
  value_clear (&like->from);
  value_clear (&like->to);
  return c;
}

Change *
diff_add (SwitchDiff *diff, ChangeKind kind, PlanPhase phase, guint vlan, PortId port, Value from, Value to, const SrcPos *source)
{
  Change like = { .kind = kind, .phase = phase, .vlan = vlan, .policy.id = -1, .from = from, .to = to };
  return add (diff, &like, port, source);
}

Change *
diff_add_policy (SwitchDiff *diff, ChangeKind kind, PlanPhase phase, const MedPolicy *policy, PortId port, Value from, Value to,
                 const SrcPos *source)
{
  Change like = { .kind = kind, .phase = phase, .vlan = policy->vlan, .policy = *policy, .from = from, .to = to };
  return add (diff, &like, port, source);
}

Change *
diff_add_tlv (SwitchDiff *diff, MedTlv tlv, PortId port, const SrcPos *source)
{
  Change like = { .kind = CHANGE_MED_TLV, .phase = PHASE_TLV, .policy.id = -1, .tlv = tlv, .from = value_bool (FALSE), .to = value_bool (TRUE) };
  Change *c = add (diff, &like, port, source);
  if (!c->note)
    c->note = g_strdup (tlv == MED_TLV_CAPABILITY ? _ ("TLV capability") : _ ("TLV network-policy"));
  return c;
}

Change *
plan_invert_change (const Family *family, const Change *change, const PortSet *ports, GError **error)
{
  static const ChangeKind twin[CHANGE_N] = {
    [CHANGE_PORT_TAG] = CHANGE_PORT_UNTAG, [CHANGE_PORT_UNTAG] = CHANGE_PORT_TAG, [CHANGE_MED_BIND] = CHANGE_MED_UNBIND,
    [CHANGE_MED_UNBIND] = CHANGE_MED_BIND, [CHANGE_MED_POLICY_CREATE] = CHANGE_MED_POLICY_DELETE,
    [CHANGE_MED_POLICY_DELETE] = CHANGE_MED_POLICY_CREATE,
  };
  gboolean edit = change->policy_before.id >= 0;
  g_autoptr (Change) back = change_new (twin[change->kind] && !edit ? twin[change->kind] : change->kind);
  back->vlan = change->vlan;
  back->policy = edit ? change->policy_before : change->policy;
  if (edit)
    back->policy_before = change->policy;
  back->tlv = change->tlv;
  back->chassis = change->chassis;
  back->slot = change->slot;
  back->source = change->source;
  back->phase = change->phase;
  back->disruption = change->disruption;
  value_copy (&back->from, &change->to);
  value_copy (&back->to, &change->from);
  port_set_free (back->ports);
  back->ports = port_set_copy (ports ? ports : change->ports);
  Value after = plan_value_after (change);
  for (guint i = 0; i < port_set_size (back->ports); i++)
    {
      Observed seen = { .port = port_set_get (back->ports, i) };
      value_copy (&seen.value, &after);
      g_array_append_val (back->observed, seen);
    }
  value_clear (&after);
  if (!plan_render_change (family, back, error))
    return NULL;
  return g_steal_pointer (&back);
}

gboolean
plan_change_is_path (const Change *change)
{
  return change->phase <= PHASE_UPLINK;
}

/* ---- refusals, unknowns -------------------------------------------------------------------------------------------- */

static void
refusal_add_port (Refusal *r, PortId port)
{
  if (port == PORT_NONE)
    return;
  if (!r->ports)
    r->ports = port_set_new ();
  port_set_add (r->ports, port);
}

/* Takes evidence and cure. The same rule with the same evidence is one refusal over several ports. */
Refusal *
diff_refuse (SwitchPlan *out, const char *rule, const char *override, gboolean overridden, char *evidence, char *cure, PortId port)
{
  for (guint i = 0; i < out->refusals->len; i++)
    {
      Refusal *r = out->refusals->pdata[i];
      if (g_strcmp0 (r->rule, rule) == 0 && g_strcmp0 (r->evidence, evidence) == 0)
        {
          refusal_add_port (r, port);
          g_free (evidence);
          g_free (cure);
          return r;
        }
    }
  Refusal *r = g_new0 (Refusal, 1);
  r->rule = rule;
  r->override = override;
  r->overridden = overridden;
  r->evidence = evidence;
  r->cure = cure;
  refusal_add_port (r, port);
  g_ptr_array_add (out->refusals, r);
  return r;
}

void
diff_unknown (SwitchDiff *diff, Attr attr, PortId port)
{
  PortSet *set = g_hash_table_lookup (diff->unknown, GINT_TO_POINTER (attr));
  if (!set)
    {
      set = port_set_new ();
      g_hash_table_insert (diff->unknown, GINT_TO_POINTER (attr), set);
    }
  if (port != PORT_NONE)
    port_set_add (set, port);
}
