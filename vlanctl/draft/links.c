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

/* One end of a link that leads to no drafted switch. */
typedef struct {
  const DraftSwitch *s;
  PortId port;
  const Neighbour *n;
  guint found; /* how many such there are; the last one stands above */
} WayOut;

static void
found_way (WayOut *way, const DraftSwitch *s, PortId port, const Neighbour *n)
{
  if (way->s == s && way->port == port)
    return;
  *way = (WayOut){ s, port, n, way->found + 1 };
}

/* Notes what lies beyond the uplink. FALSE: nobody says what is at its other end. */
static gboolean
look_beyond (const Draft *d, const DraftSwitch *s, const PortState *port, PortId uplink, WayOut *any, WayOut *router)
{
  gboolean said = FALSE;
  for (guint i = 0; port->neighbours && i < port->neighbours->len; i++)
    {
      const Neighbour *n = port->neighbours->pdata[i];
      said |= is_bridge (n);
      if (!is_bridge (n) || draft_find_neighbour (d, n))
        continue;
      found_way (any, s, uplink, n);
      if (n->caps_enabled & SYSCAP_ROUTER)
        found_way (router, s, uplink, n);
    }
  return said;
}

/* The one router, or the one way out of them all where every other uplink is known to lead to a drafted switch. */
void
draft_gateway (Draft *d)
{
  WayOut any = { 0 }, router = { 0 };
  gboolean all_said = d->switches->len > 1;
  for (guint i = 0; i < d->switches->len; i++)
    {
      const DraftSwitch *s = d->switches->pdata[i];
      const GPtrArray *ports = s->source->state->ports;
      for (guint p = 0; p < ports->len; p++)
        {
          const PortState *port = ports->pdata[p];
          PortId uplink = port->aggregate != PORT_NONE ? port->aggregate : port->id;
          if (!port_is_linkagg (port->id) && port_set_contains (s->want->uplinks, uplink))
            all_said &= look_beyond (d, s, port, uplink, &any, &router);
        }
    }
  const WayOut *way = router.found == 1 ? &router : any.found == 1 && all_said ? &any : NULL;
  if (!way)
    return;
  d->desired->gateway_switch = g_strdup (way->s->want->name);
  d->desired->gateway_port = way->port;
  d->gateway_note = g_strdup_printf (way == &router ? _ ("the only router that is seen: %s (%s)") : _ ("the only way out of these switches: %s (%s)"),
                                     way->n->name && *way->n->name ? way->n->name : "?", way->n->chassis);
}
