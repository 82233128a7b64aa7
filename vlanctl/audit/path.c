/* The way of the voice VLANs to the gateway (field.md F4): a graph of what LLDP shows, aggregates standing for their members;
 * every link that is on some way must carry them at both ends, a standby one as well. */
#include "audit/internal.h"

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

static int
place_of_neighbour (const AuditRun *run, const Neighbour *n)
{
  for (guint i = 0; n->name && n->name[0] && i < run->desired->switches->len; i++)
    {
      const DesiredSwitch *want = run->desired->switches->pdata[i];
      const SwitchState *state = run->states->pdata[i];
      if (!g_ascii_strcasecmp (n->name, want->name)
          || (state && state->sys_name && !g_ascii_strcasecmp (n->name, state->sys_name)))
        return (int)i;
    }
  return -1;
}

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

/* The same cable, seen from the same or the other end. An end whose port is not known fits any. */
static Edge *
find_edge (GArray *edges, const Edge *e)
{
  for (guint i = 0; i < edges->len; i++)
    {
      Edge *o = &g_array_index (edges, Edge, i);
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
  Edge *known = find_edge (run->edges, &e);
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
      int far_at = place_of_neighbour (run, n);
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
      for (guint i = 0; i < run->edges->len; i++)
        {
          const Edge *e = &g_array_index (run->edges, Edge, i);
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

/* ---- which links are on a way ----------------------------------------------------------------------------------------- */

/* The links that lie on some way from A to G without going through a switch twice are those that stand in one biconnected part
 * with a link laid directly from A to G (Tarjan). */
typedef struct
{
  GArray *edges;
  GPtrArray *of; /* GArray* of guint: the edges of each switch; the direct link has the number edges->len */
  guint *order, *low, clock;
  int from, to;
  GArray *stack;    /* guint */
  gboolean *on_way; /* by edge */
} Ways;

static int
other_end (const Ways *w, guint edge, int at)
{
  if (edge == w->edges->len)
    return at == w->from ? w->to : w->from;
  const Edge *e = &g_array_index (w->edges, Edge, edge);
  return e->ends[0] == at ? e->ends[1] : e->ends[0];
}

/* Takes the finished part off the stack; it counts if the direct link is in it. */
static void
finish_part (Ways *w, guint until)
{
  g_autoptr (GArray) part = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean direct = FALSE;
  guint edge;
  do
    {
      edge = g_array_index (w->stack, guint, w->stack->len - 1);
      g_array_set_size (w->stack, w->stack->len - 1);
      direct |= edge == w->edges->len;
      g_array_append_val (part, edge);
    }
  while (edge != until);
  for (guint i = 0; direct && i < part->len; i++)
    w->on_way[g_array_index (part, guint, i)] = TRUE;
}

static void
visit (Ways *w, int at, guint by)
{
  const GArray *edges = w->of->pdata[at];
  w->order[at] = w->low[at] = ++w->clock;
  for (guint i = 0; i < edges->len; i++)
    {
      guint edge = g_array_index (edges, guint, i);
      int to = other_end (w, edge, at);
      if (edge == by || to < 0)
        continue;
      if (w->order[to])
        {
          if (w->order[to] < w->order[at])
            g_array_append_val (w->stack, edge);
          w->low[at] = MIN (w->low[at], w->order[to]);
          continue;
        }
      g_array_append_val (w->stack, edge);
      visit (w, to, edge);
      w->low[at] = MIN (w->low[at], w->low[to]);
      if (w->low[to] >= w->order[at])
        finish_part (w, edge);
    }
}

static void
join (Ways *w, int a, int b, guint edge)
{
  g_array_append_val ((GArray *)w->of->pdata[a], edge);
  if (b >= 0)
    g_array_append_val ((GArray *)w->of->pdata[b], edge);
}

/* By edge: is it on a way from one to the other? Caller frees. */
static gboolean *
find_ways (const AuditRun *run, int from, int to)
{
  guint n = run->desired->switches->len;
  g_autofree guint *order = g_new0 (guint, n), *low = g_new0 (guint, n);
  Ways w = { run->edges,
             g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref),
             order,
             low,
             0,
             from,
             to,
             g_array_new (FALSE, FALSE, sizeof (guint)),
             g_new0 (gboolean, run->edges->len + 1) };
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (w.of, g_array_new (FALSE, FALSE, sizeof (guint)));
  for (guint i = 0; i < run->edges->len; i++)
    join (&w, g_array_index (run->edges, Edge, i).ends[0], g_array_index (run->edges, Edge, i).ends[1], i);
  join (&w, from, to, run->edges->len);
  visit (&w, from, G_MAXUINT);
  g_ptr_array_unref (w.of);
  g_array_unref (w.stack);
  return w.on_way;
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
need_on_ways (AuditRun *run, int from, int gateway, const VlanSet *voice)
{
  g_autofree gboolean *on_way = gateway >= 0 && gateway != from ? find_ways (run, from, gateway) : NULL;
  const DesiredSwitch *want = run->desired->switches->pdata[from];
  for (guint i = 0; i < run->edges->len; i++)
    {
      Edge *e = &g_array_index (run->edges, Edge, i);
      gboolean own =
          (e->ends[0] == from && port_set_size (want->uplinks) && plan_is_uplink (want, run->states->pdata[from], e->port_id[0]))
          || (e->ends[1] == from && plan_is_uplink (want, run->states->pdata[from], e->port_id[1]));
      gboolean way = on_way && on_way[i];
      e->link->on_path |= way || (own && (gateway < 0 || e->ends[1] < 0));
      for (guint v = 0; (way || own) && v < voice->n; v++)
        vlan_set_add (&e->vlans, voice->ids[v]);
    }
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

void
audit_find_links (AuditRun *run)
{
  int gateway = place_of (run, run->desired->gateway_switch);
  run->edges = g_array_new (FALSE, TRUE, sizeof (Edge));
  g_array_set_clear_func (run->edges, edge_clear);
  for (guint i = 0; i < run->desired->switches->len; i++)
    {
      const SwitchState *state = run->states->pdata[i];
      for (guint p = 0; state && p < state->ports->len; p++)
        links_of_port (run, (int)i, run->desired->switches->pdata[i], state, state->ports->pdata[p]);
    }
  for (guint i = 0; i < run->desired->switches->len; i++)
    if (run->states->pdata[i])
      silent_uplinks (run, (int)i, run->desired->switches->pdata[i], run->states->pdata[i]);
  for (guint i = 0; i < run->audit->switches->len; i++)
    {
      const AuditSwitch *sw = run->audit->switches->pdata[i];
      VlanSet voice = { 0 };
      audit_used_vlans (sw, TRUE, &voice);
      if (voice.n)
        need_on_ways (run, place_of (run, sw->name), gateway, &voice);
      vlan_set_clear (&voice);
    }
  for (guint i = 0; i < run->edges->len; i++)
    judge_link (run, &g_array_index (run->edges, Edge, i));
}

/* ---- checks ----------------------------------------------------------------------------------------------------------- */

static AuditSwitch *
audited (const AuditRun *run, int at)
{
  for (guint i = 0; at >= 0 && i < run->audit->switches->len; i++)
    if (g_str_equal (((AuditSwitch *)run->audit->switches->pdata[i])->name, name_at (run, at)))
      return run->audit->switches->pdata[i];
  return NULL;
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
      const Edge *e = &g_array_index (run->edges, Edge, i);
      for (guint v = 0; v < e->vlans.n; v++)
        {
          judge_end (run, e, 0, e->vlans.ids[v]);
          if (e->ends[1] >= 0)
            judge_end (run, e, 1, e->vlans.ids[v]);
          judge_way (run, e, e->vlans.ids[v]);
        }
    }
}

/* Can the VLAN go from one to the other over links that carry it for sure (or, where maybe, perhaps)? *outside: on the way it
 * meets neighbours that are not in the inventory, or that nobody answers for. */
static gboolean
reaches (const AuditRun *run, int from, int to, guint vlan, gboolean maybe, gboolean *outside)
{
  g_autofree gboolean *seen = g_new0 (gboolean, run->desired->switches->len);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (int));
  seen[from] = TRUE;
  g_array_append_val (queue, from);
  for (guint head = 0; head < queue->len; head++)
    {
      int at = g_array_index (queue, int, head);
      const SwitchState *state = run->states->pdata[at];
      if (at == to)
        return TRUE;
      *outside |= !state || state->status == SWITCH_UNREACHABLE || !audit_was_read (state, ATTR_NEIGHBOURS);
      for (guint i = 0; i < run->edges->len; i++)
        {
          const Edge *e = &g_array_index (run->edges, Edge, i);
          int next = e->ends[0] == at ? e->ends[1] : e->ends[1] == at ? e->ends[0] : at;
          Tri carries = edge_carries (e, vlan);
          if (next < 0)
            *outside |= end_carries (e, 0, vlan) != TRI_NO;
          if (next < 0 || seen[next] || carries == TRI_NO || (carries == TRI_UNKNOWN && !maybe))
            continue;
          seen[next] = TRUE;
          g_array_append_val (queue, next);
        }
    }
  return FALSE;
}

static void
judge_reach (AuditRun *run, AuditSwitch *sw, int from, int gateway, guint vlan)
{
  gboolean outside = FALSE;
  AuditFinding *f;
  if (reaches (run, from, gateway, vlan, FALSE, &outside))
    return;
  gboolean maybe = reaches (run, from, gateway, vlan, TRUE, &outside);
  run->sw = sw;
  if (maybe || outside)
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

void
audit_check_path_gateway (AuditRun *run)
{
  int gateway = place_of (run, run->desired->gateway_switch);
  VlanSet all = { 0 };
  for (guint i = 0; i < run->audit->switches->len; i++)
    {
      AuditSwitch *sw = run->audit->switches->pdata[i];
      VlanSet voice = { 0 };
      audit_used_vlans (sw, TRUE, &voice);
      for (guint v = 0; v < voice.n; v++)
        {
          vlan_set_add (&all, voice.ids[v]);
          if (gateway >= 0 && !is_told_dead (run, sw))
            judge_reach (run, sw, place_of (run, sw->name), gateway, voice.ids[v]);
        }
      vlan_set_clear (&voice);
    }
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
      const Edge *e = &g_array_index (run->edges, Edge, i);
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
