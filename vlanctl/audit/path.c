/* The way of the voice VLANs to the gateway (field.md F4): a graph of what LLDP shows, aggregates standing for their members;
 * every link that is on some way must carry them at both ends, a standby one as well. */
#include "audit/internal.h"
#include "audit/ways.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  AuditLink *link;
  int ends[2];              /* places in desired->switches; ends[1] may be -1 */
  const PortState *port[2]; /* NULL = not read, not there */
  PortId port_id[2];
  VlanSet vlans; /* that must be carried */
} Edge;

/* ---- links ------------------------------------------------------------------------------------------------------------ */

static PortId
whole_link (const SwitchState *state, PortId port)
{
  const PortState *p = state ? switch_state_find_port (state, port) : NULL;
  return p && p->aggregate ? p->aggregate : port;
}

static const PortState *
live_port (const AuditRun *run, int at, PortId port)
{
  const SwitchState *state = at >= 0 ? run->states->pdata[at] : NULL;
  return state && port ? switch_state_find_port (state, port) : NULL;
}

static Edge *
edge_at (const AuditRun *run, guint number)
{
  return &g_array_index (run->edges, Edge, number);
}

/* Numbers of the edges that end at a switch. */
static GArray *
edges_of (const AuditRun *run, int at)
{
  return run->edges_of->pdata[at];
}

/* The same cable, seen from the same or the other end. An end whose port is not known fits any. */
static Edge *
find_edge (const AuditRun *run, const Edge *e)
{
  const GArray *known = edges_of (run, e->ends[0]);
  for (guint i = 0; i < known->len; i++)
    {
      Edge *o = edge_at (run, g_array_index (known, guint, i));
      if (o->ends[0] == e->ends[0] && o->ends[1] == e->ends[1] && o->port_id[0] == e->port_id[0]
          && (e->ends[1] >= 0 || !strcmp (o->link->to, e->link->to)))
        return o;
      if (e->ends[1] >= 0 && o->ends[0] == e->ends[1] && o->ends[1] == e->ends[0]
          && (o->port_id[1] == e->port_id[0] || !o->port_id[1]) && (o->port_id[0] == e->port_id[1] || !e->port_id[1]))
        return o;
    }
  return NULL;
}

static const char *
name_at (const AuditRun *run, int at)
{
  return ((DesiredSwitch *)run->desired->switches->pdata[at])->name;
}

static void
link_clear (AuditLink *l)
{
  g_free (l->from);
  g_free (l->to);
  g_array_unref (l->vlans);
  g_free (l);
}

static void
add_edge (AuditRun *run, int from, PortId from_port, int to, const char *to_name, PortId to_port)
{
  Edge e = { .ends = { from, to }, .port_id = { from_port, to_port } };
  e.link = g_new0 (AuditLink, 1);
  *e.link = (AuditLink){ .from = g_strdup (name_at (run, from)),
                         .to = g_strdup (to >= 0 ? name_at (run, to) : to_name),
                         .from_port = from_port,
                         .to_port = to_port,
                         .to_known = to >= 0,
                         .vlans = g_array_new (FALSE, FALSE, sizeof (guint)) };
  Edge *known = find_edge (run, &e);
  if (known)
    {
      if (!known->port_id[1] && known->ends[1] == from)
        {
          known->port_id[1] = known->link->to_port = from_port;
          known->port[1] = live_port (run, from, from_port);
        }
      link_clear (e.link);
      return;
    }
  e.port[0] = live_port (run, from, from_port);
  e.port[1] = live_port (run, to, to_port);
  g_ptr_array_add (run->audit->links, e.link);
  for (guint end = 0; end < 2; end++)
    if (e.ends[end] >= 0)
      g_array_append_val (edges_of (run, e.ends[end]), run->edges->len);
  g_array_append_val (run->edges, e);
}

static gboolean
is_bridge (const Neighbour *n)
{
  return n->has_caps && (n->caps_enabled & (SYSCAP_BRIDGE | SYSCAP_ROUTER)) && !(n->caps_enabled & SYSCAP_TELEPHONE);
}

static gboolean
is_gateway (const AuditRun *run, const DesiredSwitch *want, PortId port)
{
  return g_strcmp0 (run->desired->gateway_switch, want->name) == 0 && run->desired->gateway_port == port;
}

static void
links_of_port (AuditRun *run, int at, const DesiredSwitch *want, const SwitchState *state, const PortState *port)
{
  PortId own = whole_link (state, port->id);
  gboolean uplink = plan_is_uplink (want, state, port->id);
  for (guint k = 0; port->neighbours && k < port->neighbours->len; k++)
    {
      const Neighbour *n = port->neighbours->pdata[k];
      int far_at = plan_names_find (run->names, n);
      const SwitchState *far_state = far_at >= 0 ? run->states->pdata[far_at] : NULL;
      PortId far_port = far_state ? whole_link (far_state, switch_state_neighbour_port (far_state, n)) : PORT_NONE;
      if (far_at == at || (far_at < 0 && !(uplink && is_bridge (n))))
        continue;
      add_edge (run, at, own, far_at, n->name && n->name[0] ? n->name : n->chassis, far_port);
    }
}

/* Declared uplinks where nobody was heard. */
static void
silent_uplinks (AuditRun *run, int at, const DesiredSwitch *want, const SwitchState *state)
{
  for (guint u = 0; u < port_set_size (want->uplinks); u++)
    {
      PortId own = whole_link (state, port_set_get (want->uplinks, u));
      gboolean seen = FALSE;
      for (guint i = 0; i < edges_of (run, at)->len; i++)
        {
          const Edge *e = edge_at (run, g_array_index (edges_of (run, at), guint, i));
          seen |= (e->ends[0] == at && e->port_id[0] == own) || (e->ends[1] == at && e->port_id[1] == own);
        }
      if (!seen)
        add_edge (run, at, own, -1, "?", PORT_NONE);
    }
}

static void
edge_clear (gpointer data)
{
  vlan_set_clear (&((Edge *)data)->vlans);
}

/* ---- what a link carries ---------------------------------------------------------------------------------------------- */

static Tri
end_carries (const Edge *e, guint end, guint vlan)
{
  return !audit_membership_known (e->port[end]) ? TRI_UNKNOWN : audit_carries (e->port[end], vlan) ? TRI_YES : TRI_NO;
}

static gboolean
is_native (const Edge *e, guint end, guint vlan)
{
  return audit_membership_known (e->port[end]) && e->port[end]->cfg.untagged == vlan
         && !vlan_set_contains (&e->port[end]->cfg.tagged, vlan);
}

/* Both ends carry it, and in the same way. */
static Tri
edge_carries (const Edge *e, guint vlan)
{
  Tri a = end_carries (e, 0, vlan), b = e->ends[1] >= 0 ? end_carries (e, 1, vlan) : TRI_UNKNOWN;
  if (a == TRI_NO || b == TRI_NO || (a == TRI_YES && b == TRI_YES && is_native (e, 0, vlan) != is_native (e, 1, vlan)))
    return TRI_NO;
  return a == TRI_YES && b == TRI_YES ? TRI_YES : TRI_UNKNOWN;
}

static int
place_of (const AuditRun *run, const char *name)
{
  for (guint i = 0; name && i < run->desired->switches->len; i++)
    if (g_str_equal (name_at (run, (int)i), name))
      return (int)i;
  return -1;
}

static void
clear_sets (VlanSet *sets, guint n)
{
  for (guint i = 0; i < n; i++)
    vlan_set_clear (&sets[i]);
  g_free (sets);
}

/* The voice VLANs of each audited switch, by its place; free with clear_sets. */
static VlanSet *
voice_of_switches (const AuditRun *run)
{
  VlanSet *voice = g_new0 (VlanSet, run->desired->switches->len);
  for (guint i = 0; i < run->audit->switches->len; i++)
    {
      const AuditSwitch *sw = run->audit->switches->pdata[i];
      audit_used_vlans (sw, TRUE, &voice[sw->place]);
    }
  return voice;
}

/* A switch needs its voice VLANs on its own uplinks. */
static void
need_on_uplinks (AuditRun *run, int gateway, const VlanSet *voice)
{
  for (guint i = 0; i < run->edges->len; i++)
    for (guint end = 0; end < 2; end++)
      {
        Edge *e = edge_at (run, i);
        int at = e->ends[end];
        const DesiredSwitch *want = at >= 0 ? run->desired->switches->pdata[at] : NULL;
        if (!want || !voice[at].n || !plan_is_uplink (want, run->states->pdata[at], e->port_id[end]))
          continue;
        e->link->on_path |= gateway < 0 || e->ends[1] < 0;
        vlan_set_add_all (&e->vlans, &voice[at]);
      }
}

/* And on every link of each of its ways to the gateway. */
static void
need_on_ways (AuditRun *run, int gateway, const VlanSet *voice)
{
  g_autofree int (*ends)[2] = g_malloc0_n (run->edges->len + 1, sizeof *ends);
  for (guint i = 0; i < run->edges->len; i++)
    memcpy (ends[i], edge_at (run, i)->ends, sizeof *ends);
  g_autoptr (Ways) ways = ways_new (run->edges_of, (const int (*)[2])ends, run->edges->len, gateway);
  VlanSet *needed = g_new0 (VlanSet, ways->next->len);
  for (guint i = 0; i < run->desired->switches->len; i++)
    if (ways->first[i] != WAYS_NONE)
      vlan_set_add_all (&needed[ways->first[i]], &voice[i]);
  for (guint i = 0; i < ways->next->len; i++)
    if (g_array_index (ways->next, guint, i) != WAYS_NONE)
      vlan_set_add_all (&needed[g_array_index (ways->next, guint, i)], &needed[i]);
  for (guint i = 0; i < run->edges->len; i++)
    if (ways->part[i] != WAYS_NONE)
      {
        edge_at (run, i)->link->on_path |= needed[ways->part[i]].n > 0;
        vlan_set_add_all (&edge_at (run, i)->vlans, &needed[ways->part[i]]);
      }
  clear_sets (needed, ways->next->len);
}

static void
judge_link (const AuditRun *run, Edge *e)
{
  AuditLink *l = e->link;
  gboolean gateway = is_gateway (run, run->desired->switches->pdata[e->ends[0]], e->port_id[0]);
  l->status = AUDIT_READY;
  for (guint v = 0; v < e->vlans.n; v++)
    {
      guint vlan = e->vlans.ids[v];
      Tri carries = e->ends[1] < 0 && gateway ? end_carries (e, 0, vlan) : edge_carries (e, vlan);
      g_array_append_val (l->vlans, vlan);
      if (carries == TRI_YES || l->status == AUDIT_NOT_READY)
        continue;
      g_free (l->why);
      l->status = carries == TRI_NO ? AUDIT_NOT_READY : AUDIT_IS_UNKNOWN;
      l->why = carries == TRI_NO    ? g_strdup_printf (_ ("VLAN %u is not carried"), vlan)
               : !e->link->to_known ? g_strdup (_ ("the other end is not in the inventory"))
                                    : g_strdup (_ ("not all of it was read"));
    }
}

static void
find_edges (AuditRun *run)
{
  run->names = plan_names_new (run->desired, run->states);
  run->edges = g_array_new (FALSE, TRUE, sizeof (Edge));
  g_array_set_clear_func (run->edges, edge_clear);
  run->edges_of = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint i = 0; i < run->desired->switches->len; i++)
    g_ptr_array_add (run->edges_of, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < run->desired->switches->len; i++)
    {
      const SwitchState *state = run->states->pdata[i];
      for (guint p = 0; state && p < state->ports->len; p++)
        links_of_port (run, (int)i, run->desired->switches->pdata[i], state, state->ports->pdata[p]);
    }
  for (guint i = 0; i < run->desired->switches->len; i++)
    if (run->states->pdata[i])
      silent_uplinks (run, (int)i, run->desired->switches->pdata[i], run->states->pdata[i]);
}

void
audit_find_links (AuditRun *run)
{
  int gateway = place_of (run, run->desired->gateway_switch);
  find_edges (run);
  VlanSet *voice = voice_of_switches (run);
  need_on_uplinks (run, gateway, voice);
  if (gateway >= 0)
    need_on_ways (run, gateway, voice);
  clear_sets (voice, run->desired->switches->len);
  for (guint i = 0; i < run->edges->len; i++)
    judge_link (run, edge_at (run, i));
}

/* ---- checks ----------------------------------------------------------------------------------------------------------- */

static AuditSwitch *
audited (const AuditRun *run, int at)
{
  return at >= 0 ? run->by_place->pdata[at] : NULL;
}

/* It says nothing, and another check says so. */
static gboolean
is_told_dead (const AuditRun *run, const AuditSwitch *sw)
{
  return sw->state->status == SWITCH_UNREACHABLE && audit_asks_for (run, "unreachable");
}

static void
judge_end (AuditRun *run, const Edge *e, guint end, guint vlan)
{
  AuditSwitch *sw = audited (run, e->ends[end]);
  Tri carries = end_carries (e, end, vlan);
  gboolean gateway = sw && is_gateway (run, sw->want, e->port_id[end]);
  if (!sw || carries == TRI_YES)
    return;
  run->sw = sw;
  const char *far_name = end ? e->link->from : e->link->to;
  if (carries == TRI_NO && !strcmp (far_name, "?"))
    audit_say (run, e->port_id[end], _ ("voice VLAN %u is not tagged on this uplink"), vlan);
  else if (carries == TRI_NO)
    audit_say (run, e->port_id[end],
               gateway ? _ ("voice VLAN %u is not tagged towards the gateway (%s)")
                       : _ ("voice VLAN %u is not tagged on the link to %s"),
               vlan, far_name);
  else if (!is_told_dead (run, sw))
    audit_unread (run, e->port_id[end], _ ("whether voice VLAN %u is tagged on the link to %s was not read"), vlan, far_name);
}

/* Tagged at one end, untagged at the other. */
static void
judge_way (AuditRun *run, const Edge *e, guint vlan)
{
  if (end_carries (e, 0, vlan) != TRI_YES || end_carries (e, 1, vlan) != TRI_YES
      || is_native (e, 0, vlan) == is_native (e, 1, vlan))
    return;
  run->sw = audited (run, e->ends[0]);
  if (run->sw)
    audit_say (run, e->port_id[0], _ ("voice VLAN %u is tagged at one end of the link to %s and untagged at the other"), vlan,
               e->link->to);
}

void
audit_check_path_vlan (AuditRun *run)
{
  for (guint i = 0; i < run->edges->len; i++)
    {
      const Edge *e = edge_at (run, i);
      for (guint v = 0; v < e->vlans.n; v++)
        {
          judge_end (run, e, 0, e->vlans.ids[v]);
          if (e->ends[1] >= 0)
            judge_end (run, e, 1, e->vlans.ids[v]);
          judge_way (run, e, e->vlans.ids[v]);
        }
    }
}

/* How far a VLAN goes: by switch, one of those that it is joined with, until one that stands for itself; over links that carry the VLAN
 * for sure, and over those that perhaps do. outside: on its ways, by who stands for all in `maybe`, it meets neighbours that are not in the
 * inventory, or that nobody answers for. */
typedef struct
{
  guint *sure, *maybe;
  gboolean *outside;
} Reach;

static guint
stands_for (guint *joined, guint at)
{
  while (joined[at] != at)
    at = joined[at] = joined[joined[at]];
  return at;
}

static void
reach_over (Reach *r, const Edge *e, guint vlan)
{
  Tri carries = edge_carries (e, vlan);
  if (e->ends[1] < 0 || carries == TRI_NO)
    return;
  r->maybe[stands_for (r->maybe, (guint)e->ends[0])] = stands_for (r->maybe, (guint)e->ends[1]);
  if (carries == TRI_YES)
    r->sure[stands_for (r->sure, (guint)e->ends[0])] = stands_for (r->sure, (guint)e->ends[1]);
}

static void
look_outside (const AuditRun *run, Reach *r, guint vlan)
{
  for (guint i = 0; i < run->edges->len; i++)
    {
      const Edge *e = edge_at (run, i);
      if (e->ends[1] < 0 && end_carries (e, 0, vlan) != TRI_NO)
        r->outside[stands_for (r->maybe, (guint)e->ends[0])] = TRUE;
    }
  for (guint i = 0; i < run->desired->switches->len; i++)
    {
      const SwitchState *state = run->states->pdata[i];
      if (!state || state->status == SWITCH_UNREACHABLE || !audit_was_read (state, ATTR_NEIGHBOURS))
        r->outside[stands_for (r->maybe, i)] = TRUE;
    }
}

static Reach *
reach_new (const AuditRun *run, guint vlan)
{
  guint n = run->desired->switches->len;
  Reach *r = g_new0 (Reach, 1);
  *r = (Reach){ g_new (guint, n), g_new (guint, n), g_new0 (gboolean, n) };
  for (guint i = 0; i < n; i++)
    r->sure[i] = r->maybe[i] = i;
  for (guint i = 0; i < run->edges->len; i++)
    reach_over (r, edge_at (run, i), vlan);
  look_outside (run, r, vlan);
  return r;
}

static void
reach_free (Reach *r)
{
  g_free (r->sure);
  g_free (r->maybe);
  g_free (r->outside);
  g_free (r);
}

static void
judge_reach (AuditRun *run, AuditSwitch *sw, const Reach *r, guint gateway, guint vlan)
{
  AuditFinding *f;
  if (stands_for (r->sure, sw->place) == stands_for (r->sure, gateway))
    return;
  guint whole = stands_for (r->maybe, sw->place);
  run->sw = sw;
  if (whole == stands_for (r->maybe, gateway) || r->outside[whole])
    f = audit_say_of (
        run, sw, PORT_NONE, AUDIT_UNKNOWN,
        g_strdup_printf (
            _ ("whether voice VLAN %u reaches the gateway at %s is not known: its ways go through what was not read"), vlan,
            run->audit->gateway));
  else
    f = audit_say (run, PORT_NONE, _ ("voice VLAN %u does not reach the gateway at %s"), vlan, run->audit->gateway);
  for (guint i = 0; i < sw->ports->len; i++)
    {
      const AuditPort *p = sw->ports->pdata[i];
      if (p->want && vlan_set_contains (&p->want->cfg.tagged, vlan))
        audit_touch (f, p->id);
    }
}

/* The gateway's own port. */
static void
judge_gateway_port (AuditRun *run, int gateway, const VlanSet *voice)
{
  AuditSwitch *sw = audited (run, gateway);
  const PortState *port = sw ? live_port (run, gateway, whole_link (sw->state, run->desired->gateway_port)) : NULL;
  run->sw = sw;
  for (guint v = 0; sw && !is_told_dead (run, sw) && v < voice->n; v++)
    if (!audit_membership_known (port))
      audit_unread (run, run->desired->gateway_port, _ ("whether voice VLAN %u goes out to the gateway was not read"),
                    voice->ids[v]);
    else if (!audit_carries (port, voice->ids[v])
             && !plan_is_uplink (sw->want, sw->state, port->id)) /* of an uplink it is said above */
      audit_say (run, run->desired->gateway_port, _ ("voice VLAN %u does not go out to the gateway here"), voice->ids[v])
          ->source = run->desired->gateway_pos;
}

static void
judge_reach_of_all (AuditRun *run, guint gateway, const VlanSet *voice, guint vlan)
{
  Reach *r = reach_new (run, vlan);
  for (guint i = 0; i < run->audit->switches->len; i++)
    {
      AuditSwitch *sw = run->audit->switches->pdata[i];
      if (!is_told_dead (run, sw) && vlan_set_contains (&voice[sw->place], vlan))
        judge_reach (run, sw, r, gateway, vlan);
    }
  reach_free (r);
}

void
audit_check_path_gateway (AuditRun *run)
{
  int gateway = place_of (run, run->desired->gateway_switch);
  VlanSet all = { 0 }, *voice = voice_of_switches (run);
  for (guint i = 0; i < run->desired->switches->len; i++)
    vlan_set_add_all (&all, &voice[i]);
  for (guint v = 0; gateway >= 0 && v < all.n; v++)
    judge_reach_of_all (run, (guint)gateway, voice, all.ids[v]);
  clear_sets (voice, run->desired->switches->len);
  if (gateway >= 0)
    judge_gateway_port (run, gateway, &all);
  else if (all.n)
    audit_say_of (run, NULL, PORT_NONE, AUDIT_INFO,
                  g_strdup (_ ("no gateway is declared: only the uplinks themselves are looked at")))
        ->cure = g_strdup (_ ("`voice-path: { gateway: { switch: NAME, port: PORT } }` in the inventory"));
  vlan_set_clear (&all);
}

void
audit_check_path_native (AuditRun *run)
{
  for (guint i = 0; i < run->edges->len; i++)
    {
      const Edge *e = edge_at (run, i);
      AuditSwitch *sw = audited (run, e->ends[0]);
      run->sw = sw;
      if (!sw || e->ends[1] < 0 || !e->vlans.n)
        continue;
      if (!audit_membership_known (e->port[0]) || !audit_membership_known (e->port[1]))
        audit_unread (run, e->port_id[0], _ ("the untagged VLANs of the link to %s were not read"), e->link->to);
      else if (e->port[0]->cfg.untagged != e->port[1]->cfg.untagged)
        audit_say (run, e->port_id[0], _ ("its untagged VLAN is %u, that of %s at the other end is %u"), e->port[0]->cfg.untagged,
                   e->link->to, e->port[1]->cfg.untagged);
      audit_tell_unread (run);
    }
}
