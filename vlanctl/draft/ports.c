/* What can be written of a port: what it is today and what a plan would compare. What is as it comes from the factory is not worth
 * being owned: it is left unwritten, and so never touched. */
#include "draft/internal.h"

#include <glib/gi18n.h>

#include "profiles/family.h"

typedef struct {
  const Draft *draft;
  DraftSwitch *s;
  const SwitchState *state;
  const Family *family;
  guint usual_limit_mw; /* the greatest PoE limit of any port: one below it was set by somebody */
} Drafting;

/* Can a plan find the VLAN as it should be? Not where it is missing, disabled or of another type: it would change or refuse that. */
static gboolean
is_sound (const Drafting *g, guint id)
{
  const Vlan *vlan = switch_state_find_vlan (g->state, id);
  gboolean read = g->state->via[ATTR_VLANS] == VIA_SNMP || g->state->via[ATTR_VLANS] == VIA_CLI;
  if (id < VLAN_MIN || id > VLAN_MAX)
    return FALSE;
  return vlan ? vlan->type != VLAN_TYPE_OTHER && (!vlan->has_admin || vlan->admin_enabled) : !read;
}

static gboolean
knows (const PortConfig *cfg, Attr attr)
{
  return (cfg->has & HAS (attr)) != 0;
}

static void
own (DesiredPort *port, Attr attr)
{
  port->cfg.has |= HAS (attr);
}

/* ---- VLANs ------------------------------------------------------------------------------------------------------------ */

static void
take_untagged (const Drafting *g, const PortState *p, DesiredPort *port)
{
  if (!knows (&p->cfg, ATTR_UNTAGGED))
    return;
  if (!is_sound (g, p->cfg.untagged))
    {
      draft_note (g->s->remarks, p->id, _ ("no data-vlan: VLAN %u is missing, disabled or no standard VLAN on the switch"), p->cfg.untagged);
      return;
    }
  port->cfg.untagged = p->cfg.untagged;
  own (port, ATTR_UNTAGGED);
}

/* Tags of voice VLANs, and those that are nobody's. */
static void
sort_tags (const Drafting *g, const PortState *p, VlanSet *voice, VlanSet *other)
{
  for (guint i = 0; knows (&p->cfg, ATTR_TAGGED) && i < p->cfg.tagged.n; i++)
    vlan_set_add (vlan_set_contains (&g->draft->desired->voice_vlans, p->cfg.tagged.ids[i]) ? voice : other, p->cfg.tagged.ids[i]);
}

/* The one voice VLAN that is tagged there. */
static void
take_voice (const Drafting *g, const PortState *p, DesiredPort *port)
{
  VlanSet voice = { 0 }, other = { 0 };
  sort_tags (g, p, &voice, &other);
  g_autofree char *voices = vlan_set_to_string (&voice), *others = vlan_set_to_string (&other);
  if (voice.n == 1 && is_sound (g, voice.ids[0]))
    {
      vlan_set_copy (&port->cfg.tagged, &voice);
      vlan_set_copy (&port->owned_tags, &g->draft->desired->voice_vlans);
      own (port, ATTR_TAGGED);
    }
  else if (voice.n)
    draft_note (g->s->remarks, p->id, _ ("no voice-vlan: %s tagged, and a role has one"), voices);
  if (other.n)
    draft_note (g->s->remarks, p->id, _ ("also tagged there, not written and so never touched: %s"), others);
  vlan_set_clear (&voice);
  vlan_set_clear (&other);
}

/* ---- LLDP-MED --------------------------------------------------------------------------------------------------------- */

static gboolean
sends_tlvs (const Drafting *g, const PortState *p)
{
  guint8 needed = MED_TLV_NETWORK_POLICY | (g->family->ops[OP_TLV_CAPABILITY].line ? MED_TLV_CAPABILITY : 0);
  return knows (&p->cfg, ATTR_MED_TLVS) && (p->cfg.med_tlvs & p->cfg.med_tlvs_known & needed) == needed;
}

static void
take_policy (const Drafting *g, const PortState *p, DesiredPort *port)
{
  const MedPolicy *voice = NULL;
  guint found = 0;
  for (guint i = 0; knows (&p->cfg, ATTR_POLICIES) && p->cfg.policies && i < p->cfg.policies->len; i++)
    {
      const MedPolicy *m = &g_array_index (p->cfg.policies, MedPolicy, i);
      if (m->app != MED_APP_VOICE)
        continue;
      voice = m;
      found++;
    }
  if (!found)
    return;
  gboolean sends = knows (&p->cfg, ATTR_LLDP_ADMIN) && (p->cfg.lldp_admin == LLDP_TX || p->cfg.lldp_admin == LLDP_TX_RX);
  if (found > 1 || !knows (&port->cfg, ATTR_TAGGED) || voice->vlan_type != MED_VLAN_TAGGED || voice->vlan != port->cfg.tagged.ids[0]
      || !sends || !sends_tlvs (g, p))
    {
      g_autofree char *text = med_policy_to_string (voice);
      draft_note (g->s->remarks, p->id, _ ("no lldp-med: the policy there (%s) reaches no phone as a role would have it"), text);
      return;
    }
  MedPolicy wanted = *voice;
  wanted.id = -1;
  wanted.chassis = FALSE;
  port->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
  g_array_append_val (port->cfg.policies, wanted);
  port->cfg.med_tlvs = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
  own (port, ATTR_POLICIES);
  own (port, ATTR_MED_TLVS);
}

/* ---- power and trust -------------------------------------------------------------------------------------------------- */

static gboolean
gives_power (const Drafting *g, PortId port)
{
  gboolean known = FALSE, poe = family_model_has_poe (g->state->model, &known);
  const PseState *pse = switch_state_find_pse (g->state, port_chassis (port), port_slot (port));
  return (poe || !known) && pse && pse->service == TRI_YES;
}

static gboolean
limit_settable (const Drafting *g, PortId port)
{
  const PseState *pse = switch_state_find_pse (g->state, port_chassis (port), port_slot (port));
  gboolean ok = pse && pse->limit_settable != TRI_NO;
  for (guint i = 0; ok && g->state->model && g->family->poe_limit_not_models[i]; i++)
    ok = !g_str_has_prefix (g->state->model, g->family->poe_limit_not_models[i]);
  return ok;
}

/* Power on is worth a word where a phone lives on it, power off always; limit and priority where somebody set them. */
static void
take_power (const Drafting *g, const PortState *p, DesiredPort *port)
{
  if (!gives_power (g, p->id) || !knows (&p->cfg, ATTR_POE_ADMIN))
    return;
  if (!p->cfg.poe_admin || knows (&port->cfg, ATTR_TAGGED))
    {
      port->cfg.poe_admin = p->cfg.poe_admin;
      own (port, ATTR_POE_ADMIN);
    }
  if (!p->cfg.poe_admin)
    return;
  if (knows (&p->cfg, ATTR_POE_PRIORITY) && p->cfg.poe_priority != POE_LOW)
    {
      port->cfg.poe_priority = p->cfg.poe_priority;
      own (port, ATTR_POE_PRIORITY);
    }
  if (knows (&p->cfg, ATTR_POE_LIMIT) && limit_settable (g, p->id) && p->cfg.poe_limit_mw < g->usual_limit_mw && p->cfg.poe_limit_mw >= 3000)
    {
      port->cfg.poe_limit_mw = p->cfg.poe_limit_mw;
      own (port, ATTR_POE_LIMIT);
    }
}

/* Tagged ports of some families are trusted whatever is set: a role with a voice VLAN may say so there. */
static void
take_trust (const Drafting *g, const PortState *p, DesiredPort *port)
{
  gboolean trusted = g->family->tagged_always_trusted ? knows (&port->cfg, ATTR_TAGGED)
                                                      : knows (&p->cfg, ATTR_QOS_TRUST) && p->cfg.qos_trust;
  if (!trusted)
    return;
  port->cfg.qos_trust = TRUE;
  own (port, ATTR_QOS_TRUST);
}

/* ---- the ports of a switch -------------------------------------------------------------------------------------------- */

/* A port that no plan would change, or that is none to put a phone on: why; NULL = list it. */
static const char *
why_not (const DraftSwitch *s, const PortState *p)
{
  switch (p->dynamic)
    {
    case DYNAMIC_VFL: return _ ("a link between the units of the virtual chassis");
    case DYNAMIC_MOBILE: return _ ("mobile port: its VLANs are decided at run time, plan refuses to change it");
    case DYNAMIC_UNP: return _ ("UNP port: its VLANs are decided at run time, plan refuses to change it");
    case DYNAMIC_DOT1X: return _ ("802.1X port: its VLANs are decided at run time, plan refuses to change it");
    case DYNAMIC_NONE: break;
    }
  if (p->aggregate != PORT_NONE)
    return _ ("member of a link aggregate");
  if (p->inconsistent)
    return _ ("the switch contradicts itself about its VLANs");
  if (draft_is_access_point (p))
    return _ ("an access point by LLDP, which bridges: plan refuses to change it");
  return NULL;
}

/* More tags than one beside voice: whatever hangs there, it is neither a desk nor a phone. */
static gboolean
is_trunk (const Drafting *g, const PortState *p)
{
  VlanSet voice = { 0 }, other = { 0 };
  sort_tags (g, p, &voice, &other);
  gboolean trunk = other.n > 1;
  vlan_set_clear (&voice);
  vlan_set_clear (&other);
  return trunk;
}

static void
draft_port (const Drafting *g, const PortState *p)
{
  const char *why = why_not (g->s, p);
  if (port_is_linkagg (p->id) || port_set_contains (g->s->want->uplinks, p->id))
    return;
  if (!why && is_trunk (g, p))
    why = _ ("it carries several tagged VLANs: a server, an access point, or a link that should be an uplink?");
  if (why)
    {
      draft_note (g->s->left_out, p->id, "%s", why);
      return;
    }
  DesiredPort *port = desired_port_new (p->id);
  take_untagged (g, p, port);
  take_voice (g, p, port);
  take_policy (g, p, port);
  take_power (g, p, port);
  take_trust (g, p, port);
  if (port->cfg.has)
    g_ptr_array_add (g->s->want->ports, port);
  else
    {
      draft_note (g->s->left_out, p->id, "%s", _ ("nothing that a role could say is known about it"));
      desired_port_free (port);
    }
}

void
draft_ports (Draft *d, DraftSwitch *s)
{
  Drafting g = { d, s, s->source->state, family_by_id (s->source->state->family), 0 };
  for (guint i = 0; i < g.state->ports->len; i++)
    g.usual_limit_mw = MAX (g.usual_limit_mw, ((PortState *) g.state->ports->pdata[i])->cfg.poe_limit_mw);
  for (guint i = 0; g.family && i < g.state->ports->len; i++)
    draft_port (&g, g.state->ports->pdata[i]);
}
