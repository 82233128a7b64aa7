/* Links to other switches and routers, with what makes them look so; and the way out of them all. */
#include "draft/internal.h"

#include <glib/gi18n.h>

#include "plan/diff.h"

#define TRUNK_TAGS 2 /* tagged VLANs of what may be a link where nothing else is */

static gboolean
is_bridge (const Neighbour *n)
{
  return n->has_caps && n->caps_enabled & (SYSCAP_BRIDGE | SYSCAP_ROUTER) && !(n->caps_enabled & SYSCAP_TELEPHONE);
}

static gboolean
is_access_point (const Neighbour *n)
{
  return is_bridge (n) && n->caps_enabled & SYSCAP_WLAN;
}

gboolean
draft_is_access_point (const PortState *p)
{
  gboolean any = FALSE;
  for (guint i = 0; p->neighbours && i < p->neighbours->len; i++)
    {
      const Neighbour *n = p->neighbours->pdata[i];
      if (is_bridge (n) && !is_access_point (n))
        return FALSE;
      any |= is_access_point (n);
    }
  return any;
}

/* By LLDP and MAC addresses, as plan would refuse to change the port; NULL. */
static char *
evidence_of (const PortState *p)
{
  PlanOptions options;
  plan_options_init (&options);
  return draft_is_access_point (p) ? NULL : plan_uplink_evidence (p, options.uplink_macs);
}

/* ---- aggregates ------------------------------------------------------------------------------------------------------- */

static char *
aggregate_evidence (const DraftSwitch *s, const PortState *aggregate)
{
  const SwitchState *state = s->source->state;
  g_autoptr (PortSet) members = port_set_new ();
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *own = evidence_of (aggregate);
  for (guint i = 0; i < state->ports->len; i++)
    {
      const PortState *p = state->ports->pdata[i];
      g_autofree char *evidence = p->aggregate == aggregate->id ? evidence_of (p) : NULL;
      if (p->aggregate == aggregate->id)
        port_set_add (members, p->id);
      if (evidence)
        g_string_append_printf (seen, "; %s", evidence);
    }
  if (own)
    g_string_append_printf (seen, "; %s", own);
  if (!port_set_size (members) || (!seen->len && aggregate->cfg.tagged.n < TRUNK_TAGS))
    return NULL;
  g_autofree char *ports = port_set_to_string (members);
  return g_strdup_printf (_ ("the aggregate of %s%s"), ports, seen->str);
}

/* ---- uplinks ---------------------------------------------------------------------------------------------------------- */

static void
declare (DraftSwitch *s, PortId port, const char *evidence)
{
  if (port_set_add (s->want->uplinks, port))
    draft_note (s->uplinks, port, "%s", evidence);
}

/* Nothing looks like a link, but some port carries more tags than an access port would. */
static void
guess_trunks (DraftSwitch *s)
{
  const SwitchState *state = s->source->state;
  guint most = TRUNK_TAGS;
  for (guint i = 0; i < state->ports->len; i++)
    most = MAX (most, ((PortState *) state->ports->pdata[i])->cfg.tagged.n);
  for (guint i = 0; i < state->ports->len; i++)
    {
      const PortState *p = state->ports->pdata[i];
      g_autofree char *text = g_strdup_printf (_ ("carries %u tagged VLANs, more than any other port: is it a link?"), most);
      if (p->cfg.tagged.n == most && p->aggregate == PORT_NONE && p->dynamic == DYNAMIC_NONE)
        declare (s, p->id, text);
    }
}

void
draft_uplinks (Draft *d, DraftSwitch *s)
{
  const SwitchState *state = s->source->state;
  for (guint i = 0; i < state->ports->len; i++)
    {
      const PortState *p = state->ports->pdata[i];
      gboolean own = p->aggregate == PORT_NONE && p->dynamic != DYNAMIC_VFL;
      g_autofree char *evidence = !own ? NULL : port_is_linkagg (p->id) ? aggregate_evidence (s, p) : evidence_of (p);
      if (evidence)
        declare (s, p->id, evidence);
    }
  if (!port_set_size (s->want->uplinks))
    guess_trunks (s);
}

/* ---- the way out ------------------------------------------------------------------------------------------------------ */

/* What the declared uplinks lead to that is no drafted switch. */
typedef struct {
  const Draft *draft;
  const DraftSwitch *at;
  const Neighbour *beyond, *router;
  PortId port, router_port;
  const DraftSwitch *router_at;
  guint ways, routers, silent; /* silent: nobody says what is at the other end */
} Ways;

static void
look_beyond (Ways *w, const DraftSwitch *s, const PortState *port, PortId uplink)
{
  guint bridges = 0;
  for (guint i = 0; port->neighbours && i < port->neighbours->len; i++)
    {
      const Neighbour *n = port->neighbours->pdata[i];
      if (!is_bridge (n))
        continue;
      bridges++;
      if (draft_find_neighbour (w->draft, n))
        continue;
      if (n->caps_enabled & SYSCAP_ROUTER && (w->router_at != s || w->router_port != uplink))
        {
          w->routers++;
          w->router = n;
          w->router_at = s;
          w->router_port = uplink;
        }
      if (w->at == s && w->port == uplink)
        continue;
      w->ways++;
      w->beyond = n;
      w->at = s;
      w->port = uplink;
    }
  w->silent += !bridges;
}

/* The one router, or the one way out of them all where every other uplink is known to lead to a drafted switch. */
void
draft_gateway (Draft *d)
{
  Ways w = { .draft = d };
  for (guint i = 0; i < d->switches->len; i++)
    {
      const DraftSwitch *s = d->switches->pdata[i];
      const SwitchState *state = s->source->state;
      for (guint p = 0; p < state->ports->len; p++)
        {
          const PortState *port = state->ports->pdata[p];
          PortId uplink = port->aggregate != PORT_NONE ? port->aggregate : port->id;
          if (!port_is_linkagg (port->id) && port_set_contains (s->want->uplinks, uplink))
            look_beyond (&w, s, port, uplink);
        }
    }
  gboolean by_router = w.routers == 1, by_shape = w.ways == 1 && !w.silent && d->switches->len > 1;
  const Neighbour *n = by_router ? w.router : w.beyond;
  if (!by_router && !by_shape)
    return;
  d->desired->gateway_switch = g_strdup ((by_router ? w.router_at : w.at)->want->name);
  d->desired->gateway_port = by_router ? w.router_port : w.port;
  d->gateway_note = g_strdup_printf (by_router ? _ ("the only router that is seen: %s (%s)") : _ ("the only way out of these switches: %s (%s)"),
                                     n->name && *n->name ? n->name : "?", n->chassis);
}
