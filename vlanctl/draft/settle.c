/* The draft is right when a plan of it changes nothing: a plan is made of it, and what that would change is taken out, until nothing
 * is left to change. (A VLAN that an uplink does not carry, a far end that lacks it: only the plan sees them all.) */
#include "draft/internal.h"

#include <glib/gi18n.h>

#include "plan/diff.h"

#define MED (HAS (ATTR_POLICIES) | HAS (ATTR_MED_TLVS))

/* Takes attributes out of a port; without its voice VLAN, LLDP-MED has nothing to tell. FALSE when they were not there. */
static gboolean
take_out (DesiredPort *port, guint32 attrs)
{
  if (attrs & HAS (ATTR_TAGGED))
    attrs |= MED;
  if (attrs & (MED | HAS (ATTR_LLDP_ADMIN)))
    attrs |= MED;
  if (!(port->cfg.has & attrs))
    return FALSE;
  if (attrs & HAS (ATTR_TAGGED))
    {
      vlan_set_clear (&port->cfg.tagged);
      vlan_set_clear (&port->owned_tags);
    }
  if (attrs & MED)
    g_clear_pointer (&port->cfg.policies, g_array_unref);
  port->cfg.has &= ~attrs;
  return TRUE;
}

static guint32
uses_of (const DesiredPort *port, guint vlan)
{
  guint32 attrs = (port->cfg.has & HAS (ATTR_UNTAGGED)) && port->cfg.untagged == vlan ? HAS (ATTR_UNTAGGED) : 0;
  return vlan_set_contains (&port->cfg.tagged, vlan) ? attrs | HAS (ATTR_TAGGED) : attrs;
}

static gboolean
forbid_vlan (DraftSwitch *s, guint vlan, const char *why)
{
  gboolean any = FALSE;
  for (guint p = 0; p < s->want->ports->len; p++)
    {
      DesiredPort *port = s->want->ports->pdata[p];
      guint32 attrs = uses_of (port, vlan);
      if (!attrs || !take_out (port, attrs))
        continue;
      draft_note (s->remarks, port->id, _ ("no %s-vlan (%u): %s"), attrs & HAS (ATTR_TAGGED) ? "voice" : "data", vlan, why);
      any = TRUE;
    }
  return any;
}

static gboolean
is_linked_to (const Draft *d, const DraftSwitch *s, const DraftSwitch *other)
{
  const SwitchState *state = s->source->state;
  for (guint p = 0; p < state->ports->len; p++)
    {
      const PortState *port = state->ports->pdata[p];
      for (guint k = 0; port->neighbours && k < port->neighbours->len; k++)
        if (draft_find_neighbour (d, port->neighbours->pdata[k]) == other)
          return TRUE;
    }
  return FALSE;
}

static char *
why_path (const DraftSwitch *s, const Change *c)
{
  g_autofree char *ports = port_set_to_string (c->ports);
  if (c->kind == CHANGE_UPLINK_TAG)
    return g_strdup_printf (_ ("uplink %s of %s does not carry it, plan would change that"), ports, s->want->name);
  return g_strdup_printf (_ ("it is missing or disabled on %s, plan would change that"), s->want->name);
}

/* How many ports of the neighbours would lose the VLAN? */
static guint
count_users (const Draft *d, const DraftSwitch *s, guint vlan)
{
  guint n = 0;
  for (guint i = 0; i < d->switches->len; i++)
    {
      const DraftSwitch *other = d->switches->pdata[i];
      for (guint p = 0; is_linked_to (d, other, s) && p < other->want->ports->len; p++)
        n += uses_of (other->want->ports->pdata[p], vlan) != 0;
    }
  return n;
}

/* The uplinks stay as remarks. Without any, the ports of the switch wait for a person. */
static gboolean
undeclare (DraftSwitch *s, const PortSet *ports, guint vlan)
{
  PortSet *left = port_set_new ();
  for (guint i = 0; i < port_set_size (s->want->uplinks); i++)
    {
      PortId port = port_set_get (s->want->uplinks, i);
      if (port_set_contains (ports, port))
        draft_note (s->left_out, port, _ ("no uplink yet: the switch at the other end needs VLAN %u on it, and plan would add it here"), vlan);
      else
        port_set_add (left, port);
    }
  gboolean any = port_set_size (left) < port_set_size (s->want->uplinks);
  port_set_free (s->want->uplinks);
  s->want->uplinks = left;
  draft_hold_ports (s);
  return any;
}

static gboolean
has_uplink_tag (const SwitchPlan *plan, guint vlan)
{
  for (guint i = 0; i < plan->changes->len; i++)
    {
      const Change *c = plan->changes->pdata[i];
      if (c->kind == CHANGE_UPLINK_TAG && c->vlan == vlan)
        return TRUE;
    }
  return FALSE;
}

/* A neighbour needs the VLAN here: either this end of the link is not declared, or the neighbour's ports are not written with it,
 * whichever costs fewer ports. */
static gboolean
forbid_transit (Draft *d, DraftSwitch *s, const SwitchPlan *plan, const Change *c)
{
  g_autofree char *why = why_path (s, c);
  guint cost = port_set_size (s->want->uplinks) > port_set_size (c->ports) ? 0 : s->want->ports->len;
  gboolean any = FALSE;
  if (c->kind != CHANGE_UPLINK_TAG && has_uplink_tag (plan, c->vlan))
    return FALSE; /* that one decides */
  if (c->kind == CHANGE_UPLINK_TAG && cost <= count_users (d, s, c->vlan) && undeclare (s, c->ports, c->vlan))
    return TRUE;
  for (guint i = 0; i < d->switches->len; i++)
    if (is_linked_to (d, d->switches->pdata[i], s))
      any |= forbid_vlan (d->switches->pdata[i], c->vlan, why);
  return any;
}

static gboolean
forget_name (Draft *d, guint id)
{
  DesiredVlan *vlan = desired_find_vlan (d->desired, id);
  gboolean any = vlan && vlan->name;
  if (any)
    g_clear_pointer (&vlan->name, g_free);
  return any;
}

static gboolean
forbid_on_ports (DraftSwitch *s, const PortSet *ports, guint32 attrs, const char *what)
{
  gboolean any = FALSE;
  for (guint i = 0; i < port_set_size (ports); i++)
    {
      DesiredPort *port = desired_find_port (s->want, port_set_get (ports, i));
      if (!port || !take_out (port, attrs))
        continue;
      draft_note (s->remarks, port->id, _ ("not written, plan would change or refuse it: %s"), what);
      any = TRUE;
    }
  return any;
}

static gboolean
is_path (const Change *c)
{
  return c->kind == CHANGE_VLAN_CREATE || c->kind == CHANGE_VLAN_ADMIN || c->kind == CHANGE_UPLINK_TAG;
}

/* What the switch's own ports ask for. */
static gboolean
take_out_own (Draft *d, DraftSwitch *s, const Change *c)
{
  g_autofree char *why = why_path (s, c);
  guint32 attrs = c->kind == CHANGE_POE_SERVICE ? HAS (ATTR_POE_ADMIN) : HAS (plan_change_attr (c->kind));
  if (is_path (c))
    return forbid_vlan (s, c->vlan, why);
  if (c->kind == CHANGE_VLAN_NAME)
    return forget_name (d, c->vlan);
  return forbid_on_ports (s, c->ports, attrs, change_kind_to_string (c->kind));
}

static gboolean
settle_own (Draft *d, const SwitchPlan *plan, DraftSwitch *s)
{
  gboolean any = FALSE;
  for (guint i = 0; i < plan->changes->len; i++)
    any |= take_out_own (d, s, plan->changes->pdata[i]);
  for (guint i = 0; i < plan->refusals->len && !plan->changes->len; i++)
    {
      const Refusal *r = plan->refusals->pdata[i];
      any |= r->ports && forbid_on_ports (s, r->ports, G_MAXUINT32, r->evidence);
    }
  return any;
}

static gboolean
settle_transit (Draft *d, const SwitchPlan *plan, DraftSwitch *s)
{
  gboolean any = FALSE;
  for (guint i = 0; !any && i < plan->changes->len; i++)
    if (is_path (plan->changes->pdata[i]))
      any = forbid_transit (d, s, plan, plan->changes->pdata[i]);
  return any;
}

static void
drop_empty_ports (DraftSwitch *s)
{
  for (guint p = s->want->ports->len; p-- > 0;)
    if (!((DesiredPort *) s->want->ports->pdata[p])->cfg.has)
      g_ptr_array_remove_index (s->want->ports, p);
}

/* VLANs of ports that are not listed after all. */
static void
drop_unused_vlans (Draft *d)
{
  for (guint i = d->desired->vlans->len; i-- > 0;)
    {
      const DesiredVlan *vlan = d->desired->vlans->pdata[i];
      gboolean used = vlan->voice;
      for (guint s = 0; !used && s < d->switches->len; s++)
        {
          const GPtrArray *ports = ((DraftSwitch *) d->switches->pdata[s])->want->ports;
          for (guint p = 0; !used && p < ports->len; p++)
            used = uses_of (ports->pdata[p], vlan->id) != 0;
        }
      if (!used)
        g_ptr_array_remove_index (d->desired->vlans, i);
    }
}

/* First what each switch has to answer for itself; then, one at a time, what others need of it. */
static gboolean
settle_once (Draft *d, const Plan *plan)
{
  gboolean any = FALSE;
  for (guint i = 0; i < d->switches->len; i++)
    any |= settle_own (d, plan->switches->pdata[i], d->switches->pdata[i]);
  for (guint i = 0; !any && i < d->switches->len; i++)
    any = settle_transit (d, plan->switches->pdata[i], d->switches->pdata[i]);
  for (guint i = 0; i < d->switches->len; i++)
    drop_empty_ports (d->switches->pdata[i]);
  return any;
}

void
draft_settle (Draft *d)
{
  PlanOptions options;
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  gboolean moved = TRUE;
  plan_options_init (&options);
  for (guint i = 0; i < d->switches->len; i++)
    g_ptr_array_add (states, ((DraftSwitch *) d->switches->pdata[i])->source->state);
  while (moved) /* each round takes something out */
    {
      g_autoptr (Plan) plan = plan_make (d->desired, states, NULL, &options, NULL, "");
      moved = settle_once (d, plan);
    }
  drop_unused_vlans (d);
}
