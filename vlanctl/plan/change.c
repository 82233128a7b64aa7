/* Changes: found or made, turned round. */
#include "plan/internal.h"

#include <glib/gi18n.h>

static void
add_observed (Change *c, PortId port, const Value *from)
{
  if (port == PORT_NONE || port_set_add (c->ports, port))
    change_observe (c, port, from);
}

/* Ports that come to the same value share a change, and so its lines, wherever each of them comes from. */
static Change *
find_or_add (SwitchDiff *diff, const Change *like, PortId port)
{
  for (guint i = 0; port != PORT_NONE && i < diff->out->changes->len; i++)
    {
      Change *c = diff->out->changes->pdata[i];
      if (c->kind != like->kind || c->phase != like->phase || c->vlan != like->vlan || c->policy.id != like->policy.id || c->tlv != like->tlv
          || !value_equal (&c->to, &like->to))
        continue;
      if (!value_equal (&c->from, &like->from))
        value_clear (&c->from);
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

static Change *
invert (const Change *change, const Value *prior)
{
  static const ChangeKind twin[CHANGE_N] = {
    [CHANGE_PORT_TAG] = CHANGE_PORT_UNTAG, [CHANGE_PORT_UNTAG] = CHANGE_PORT_TAG, [CHANGE_MED_BIND] = CHANGE_MED_UNBIND,
    [CHANGE_MED_UNBIND] = CHANGE_MED_BIND, [CHANGE_MED_POLICY_CREATE] = CHANGE_MED_POLICY_DELETE,
    [CHANGE_MED_POLICY_DELETE] = CHANGE_MED_POLICY_CREATE,
  };
  gboolean edit = change->policy_before.id >= 0;
  Change *back = change_new (twin[change->kind] && !edit ? twin[change->kind] : change->kind);
  back->vlan = change->kind == CHANGE_PORT_UNTAGGED ? (guint) prior->number : change->vlan;
  back->policy = edit ? change->policy_before : change->policy;
  if (edit)
    back->policy_before = change->policy;
  if (back->policy.id >= 0)
    back->vlan = back->policy.vlan;
  back->tlv = change->tlv;
  back->chassis = change->chassis;
  back->slot = change->slot;
  back->source = change->source;
  back->phase = change->phase;
  value_copy (&back->from, &change->to);
  value_copy (&back->to, prior);
  return back;
}

/* The change among out[from...] that goes back to this value; else a new one. */
static Change *
inverse_to (const Change *change, const Value *prior, GPtrArray *out, guint from)
{
  for (guint i = from; i < out->len; i++)
    {
      Change *back = out->pdata[i];
      if (value_equal (&back->to, prior))
        return back;
    }
  g_ptr_array_add (out, invert (change, prior));
  return out->pdata[out->len - 1];
}

gboolean
plan_invert_change (const Family *family, const Change *change, const PortSet *ports, const SwitchState *live, GPtrArray *out, GError **error)
{
  const PortSet *on = ports ? ports : change->ports;
  guint from = out->len;
  for (guint i = 0; i < subjects_size (on); i++)
    {
      PortId port = subjects_get (on, i);
      add_observed (inverse_to (change, change_prior (change, port), out, from), port, &change->to);
    }
  for (guint i = from; i < out->len; i++)
    {
      plan_set_disruption (out->pdata[i], live);
      if (!plan_render_change (family, out->pdata[i], error))
        return FALSE;
    }
  return TRUE;
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
