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

/* The VLAN is not whole on this switch: its own ports cannot be written with it, or those of a neighbour who needs it here. */
static gboolean
forbid_path (Draft *d, DraftSwitch *s, const Change *c)
{
  g_autofree char *why = why_path (s, c);
  gboolean any = forbid_vlan (s, c->vlan, why);
  for (guint i = 0; !any && i < d->switches->len; i++)
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
take_out_change (Draft *d, DraftSwitch *s, const Change *c)
{
  switch (c->kind)
    {
    case CHANGE_VLAN_CREATE:
    case CHANGE_VLAN_ADMIN:
    case CHANGE_UPLINK_TAG:
      return forbid_path (d, s, c);
    case CHANGE_VLAN_NAME:
      return forget_name (d, c->vlan);
    case CHANGE_POE_SERVICE:
      return forbid_on_ports (s, c->ports, HAS (ATTR_POE_ADMIN), change_kind_to_string (c->kind));
    default:
      return forbid_on_ports (s, c->ports, HAS (plan_change_attr (c->kind)), change_kind_to_string (c->kind));
    }
}

static gboolean
settle_switch (Draft *d, const SwitchPlan *plan, DraftSwitch *s)
{
  gboolean any = FALSE;
  for (guint i = 0; i < plan->changes->len; i++)
    any |= take_out_change (d, s, plan->changes->pdata[i]);
  for (guint i = 0; i < plan->refusals->len && !plan->changes->len; i++)
    {
      const Refusal *r = plan->refusals->pdata[i];
      any |= r->ports && forbid_on_ports (s, r->ports, G_MAXUINT32, r->evidence);
    }
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
      moved = FALSE;
      for (guint i = 0; i < d->switches->len; i++)
        moved |= settle_switch (d, plan->switches->pdata[i], d->switches->pdata[i]);
      for (guint i = 0; i < d->switches->len; i++)
        drop_empty_ports (d->switches->pdata[i]);
    }
  drop_unused_vlans (d);
}
