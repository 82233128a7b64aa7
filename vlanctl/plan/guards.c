/* Refusals by default (product 5.5, 6.8): each names its rule, its evidence, its cure and its override, or that there is none. */
#include "plan/internal.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *
model_of (const SwitchDiff *diff)
{
  return diff->live->model ? diff->live->model : "?";
}

/* ---- guards of the switch ------------------------------------------------------------------------------------------- */

static void
guard_directory (SwitchDiff *diff)
{
  const PlanOptions *o = diff->making->options;
  if (diff->live->running_directory && g_ascii_strcasecmp (diff->live->running_directory, "certified") == 0)
    diff_refuse (diff->out, "certified", "--allow-certified --save none", o->allow_certified,
                 g_strdup (_ ("the switch runs from its certified directory: nothing could be saved")),
                 g_strdup (_ ("bring it back to the working directory first (reload from working), then plan again")), PORT_NONE);
}

static void
guard_unsettled (SwitchDiff *diff)
{
  const PlanMemory *memory = diff->making->memory;
  const char *run = memory && memory->unsettled ? g_hash_table_lookup (memory->unsettled, diff->want->name) : NULL;
  if (run)
    diff_refuse (diff->out, "unsettled", NULL, FALSE, g_strdup_printf (_ ("run %s never ended on this switch"), run), g_strdup (_ ("`vlanctl recover` first")),
                 PORT_NONE);
}

static void
guard_unsaved (SwitchDiff *diff)
{
  const PlanMemory *memory = diff->making->memory;
  gboolean ours = memory && memory->ours_unsaved && g_hash_table_contains (memory->ours_unsaved, diff->want->name);
  if (diff->live->unsaved == TRI_YES && !ours)
    diff_refuse (diff->out, "unsaved", "--allow-unsaved", diff->making->options->allow_unsaved,
                 g_strdup (_ ("the running configuration differs from the saved one: somebody's changes are not saved")),
                 g_strdup (_ ("look at them (show configuration snapshot), then save or undo them on the switch")), PORT_NONE);
}

static void
guard_timer (SwitchDiff *diff)
{
  const SwitchState *live = diff->live;
  if (live->timer == TIMER_PENDING || live->timer == TIMER_RUNNING)
    diff_refuse (diff->out, "pending-timer", "--allow-pending-timer --without-timer", diff->making->options->allow_pending_timer,
                 g_strdup_printf (_ ("a configuration file is scheduled on the switch: %s at %s"), live->timer_file ? live->timer_file : "?",
                                  live->timer_time ? live->timer_time : "?"),
                 g_strdup (_ ("wait until it has run, or cancel it on the switch (configuration cancel)")), PORT_NONE);
  if (live->reload_pending == TRI_YES)
    diff_refuse (diff->out, "pending-reload", "--allow-pending-reload", diff->making->options->allow_pending_reload,
                 g_strdup (_ ("a reload is scheduled on the switch")), g_strdup (_ ("wait for it, or cancel it on the switch")), PORT_NONE);
}

static void
guard_members (SwitchDiff *diff)
{
  if (diff->live->members_complete == TRI_NO)
    diff_refuse (diff->out, "incomplete-stack", "--allow-incomplete-stack --save none", diff->making->options->allow_incomplete_stack,
                 g_strdup_printf (_ ("a unit of the stack or virtual chassis is missing or not running: %s"),
                                  diff->live->members_detail ? diff->live->members_detail : "?"),
                 g_strdup (_ ("repair it first: a save could erase the missing unit's configuration")), PORT_NONE);
}

static void
guard_release (SwitchDiff *diff)
{
  guint major = diff->live->version ? (guint) g_ascii_strtoull (diff->live->version, NULL, 10) : 0;
  if (major < diff->family->write_major_min)
    diff_refuse (diff->out, "release", NULL, FALSE,
                 g_strdup_printf (_ ("release %s of %s is read, never written"), diff->live->version ? diff->live->version : "?", model_of (diff)),
                 g_strdup (_ ("upgrade the switch, or change it by hand")), PORT_NONE);
}

/* Evidence of a guard that could not be read: a plan says so, apply's preflight refuses. */
static gboolean
bounces (const SwitchDiff *diff)
{
  for (guint i = 0; i < diff->out->changes->len; i++)
    if (((Change *) diff->out->changes->pdata[i])->disruption >= DISRUPT_LINK_BOUNCE)
      return TRUE;
  return FALSE;
}

static gboolean
was_read (const SwitchDiff *diff, Attr attr)
{
  return diff->live->via[attr] == VIA_SNMP || diff->live->via[attr] == VIA_CLI;
}

static void
guard_evidence (SwitchDiff *diff)
{
  const struct {
    Attr attr;
    gboolean known;
  } needs[] = {
    { ATTR_RUNNING_DIRECTORY, diff->live->running_directory != NULL },
    { ATTR_UNSAVED, diff->live->unsaved != TRI_UNKNOWN },
    { ATTR_TIMER, diff->live->timer != TIMER_UNKNOWN },
    { ATTR_RELOAD, diff->live->reload_pending != TRI_UNKNOWN },
    { ATTR_MEMBERS, diff->live->members_complete != TRI_UNKNOWN },
    { ATTR_AGGREGATE, was_read (diff, ATTR_AGGREGATE) },
    { ATTR_DYNAMIC, was_read (diff, ATTR_DYNAMIC) },
    { ATTR_NEIGHBOURS, was_read (diff, ATTR_NEIGHBOURS) },
    { ATTR_MACS, was_read (diff, ATTR_MACS) },
    { ATTR_TRUST_AGENT, was_read (diff, ATTR_TRUST_AGENT) || !bounces (diff) },
  };
  g_autoptr (GString) unread = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    if (!needs[i].known)
      g_string_append_printf (unread, "%s%s", unread->len ? ", " : "", attr_to_string (needs[i].attr));
  if (unread->len)
    g_ptr_array_add (diff->out->warnings, g_strdup_printf (_ ("safety checks not made here, for lack of evidence (apply makes them on the switch): %s"), unread->str));
}

/* ---- guards of a port ----------------------------------------------------------------------------------------------- */

static gboolean
looks_like_switch (const Neighbour *n)
{
  return n->has_caps && (n->caps_enabled & (SYSCAP_BRIDGE | SYSCAP_ROUTER)) && !(n->caps_enabled & SYSCAP_TELEPHONE);
}

static guint
uplink_macs_limit (const SwitchDiff *diff)
{
  return diff->want->uplink_macs >= 0 ? (guint) diff->want->uplink_macs : diff->making->options->uplink_macs;
}

/* A phone that is learned in two VLANs is one. */
static guint
count_macs (const PortState *port)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; port->macs && i < port->macs->len; i++)
    g_hash_table_add (seen, g_array_index (port->macs, MacEntry, i).mac);
  return g_hash_table_size (seen);
}

char *
plan_uplink_evidence (const PortState *port, guint max_macs)
{
  GString *text = g_string_new (NULL);
  guint macs = count_macs (port);
  for (guint i = 0; port->neighbours && i < port->neighbours->len; i++)
    {
      const Neighbour *n = port->neighbours->pdata[i];
      g_autofree char *one = g_strdup_printf (_ ("an LLDP neighbour there is a bridge or router: %s (%s)"), n->name && n->name[0] ? n->name : "?",
                                              n->chassis);
      if (looks_like_switch (n) && !strstr (text->str, one)) /* one device may speak from several of its ports */
        g_string_append_printf (text, "%s%s", text->len ? "; " : "", one);
    }
  if (macs > max_macs)
    g_string_append_printf (text, _ ("%s%u MAC addresses are learned there, more than %u (uplink-macs)"), text->len ? "; " : "", macs, max_macs);
  return g_string_free (text, text->len == 0);
}

static void
guard_uplink (SwitchDiff *diff, const PortState *port)
{
  char *evidence = plan_uplink_evidence (port, uplink_macs_limit (diff));
  if (evidence)
    diff_refuse (diff->out, "uplink", "--allow-uplink", diff->making->options->allow_uplink, evidence,
                 g_strdup (_ ("declare it under `uplinks`, or take it out of the inventory's ports")), port->id);
}

static void
guard_port (SwitchDiff *diff, const PortState *port)
{
  for (guint i = 0; i < port_set_size (diff->want->uplinks); i++)
    if (port_set_get (diff->want->uplinks, i) == port->id)
      diff_refuse (diff->out, "declared-uplink", NULL, FALSE, g_strdup (_ ("the inventory declares this port as an uplink")),
                   g_strdup (_ ("take its role away")), port->id);
  if (port->aggregate != PORT_NONE)
    diff_refuse (diff->out, "aggregate", NULL, FALSE, g_strdup_printf (_ ("member of link aggregate %u"), port_number (port->aggregate)),
                 g_strdup (_ ("take it out of the inventory's ports; an uplink is declared as `linkagg N`")), port->id);
  if (port->dynamic == DYNAMIC_VFL)
    diff_refuse (diff->out, "vfl", NULL, FALSE, g_strdup (_ ("a link between the units of the virtual chassis")),
                 g_strdup (_ ("take it out of the inventory's ports")), port->id);
  else if (port->dynamic != DYNAMIC_NONE)
    diff_refuse (diff->out, dynamic_kind_to_string (port->dynamic), NULL, FALSE,
                 g_strdup_printf (_ ("its VLANs are decided at run time (%s port)"), dynamic_kind_to_string (port->dynamic)),
                 g_strdup (_ ("take it out of the inventory's ports, or make it a plain port on the switch")), port->id);
  guard_uplink (diff, port);
}

/* On the ports alone that feel it: a port that is down loses no traffic. */
static void
guard_disruption_of (SwitchDiff *diff, const Change *c, PortId port)
{
  static const char *const overrides[] = { NULL, "--allow-disruption traffic", "--allow-disruption link-bounce", "--allow-disruption poe-cycle",
                                           "--allow-disruption slot-reset", "--allow-disruption reboot" };
  Disruption d = plan_disruption (c, port, diff->live);
  const PortState *state = switch_state_find_port (diff->live, port);
  if (d == DISRUPT_SILENT)
    return;
  diff_refuse (diff->out, "disruption", overrides[d], d <= diff->making->options->allow_disruption,
               g_strdup_printf (_ ("%s is more than silent: %s"), change_kind_to_string (c->kind), disruption_to_string (d)),
               g_strdup (_ ("do it when nobody needs those ports, and allow it")), port);
  if (d >= DISRUPT_LINK_BOUNCE && state && state->trust_agent_shutdown)
    diff_refuse (diff->out, "trust-agent", NULL, FALSE, g_strdup (_ ("the LLDP trust agent may shut the port down when its link comes back")),
                 g_strdup (_ ("set its violation action to trap on the switch")), port);
}

static void
guard_disruption (SwitchDiff *diff, const Change *c)
{
  for (guint i = 0; i < subjects_size (c->ports); i++)
    guard_disruption_of (diff, c, subjects_get (c->ports, i));
}

/* Does the change take something away from its ports, or move them? */
static gboolean
loses_or_moves (const Change *c)
{
  switch (c->kind)
    {
    case CHANGE_PORT_UNTAGGED:
    case CHANGE_PORT_UNTAG:
    case CHANGE_MED_UNBIND:
      return TRUE;
    case CHANGE_POE_ADMIN:
    case CHANGE_QOS_TRUST:
    case CHANGE_MED_TLV:
      return !c->to.number;
    case CHANGE_LLDP_ADMIN:
      return g_strcmp0 (c->to.string, "tx-and-rx") != 0;
    case CHANGE_POE_LIMIT:
      return c->disruption != DISRUPT_SILENT; /* a lower limit takes nothing from a port that draws less */
    default:
      return FALSE;
    }
}

static void
guard_share (SwitchDiff *diff)
{
  const PlanOptions *o = diff->making->options;
  gboolean own_share = diff->want->max_share_percent >= 0, own_least = diff->want->min_share_ports >= 0;
  guint limit = (guint) (own_share ? diff->want->max_share_percent : o->max_share_percent);
  guint least = (guint) (own_least ? diff->want->min_share_ports : o->min_share_ports);
  guint physical = 0;
  g_autoptr (PortSet) touched = port_set_new ();
  for (guint i = 0; i < diff->live->ports->len; i++)
    physical += !port_is_linkagg (((PortState *) diff->live->ports->pdata[i])->id);
  for (guint i = 0; i < diff->out->changes->len; i++)
    {
      const Change *c = diff->out->changes->pdata[i];
      if (loses_or_moves (c))
        port_set_add_set (touched, c->ports);
    }
  guint n = port_set_size (touched);
  if (!physical || n < least || n * 100 <= limit * physical)
    return;
  diff_refuse (diff->out, "share", "--allow-share", o->allow_share,
               g_strdup_printf (_ ("%u of %u ports lose or move something: %u %%, more than %u %% (%s), and %u ports or more (%s)"), n, physical,
                                n * 100 / physical, limit, own_share ? _ ("max-share of the inventory") : _ ("max-share, the default"), least,
                                own_least ? _ ("min-share-ports of the inventory") : _ ("min-share-ports, the default")),
               g_strdup (_ ("look at the plan twice; do it in parts with --only, or allow it")), PORT_NONE);
}

void
diff_guards (SwitchDiff *diff)
{
  g_autoptr (PortSet) touched = port_set_new ();
  for (guint i = 0; i < diff->out->changes->len; i++)
    {
      const Change *c = diff->out->changes->pdata[i];
      if (c->kind != CHANGE_UPLINK_TAG)
        port_set_add_set (touched, c->ports);
      guard_disruption (diff, c);
    }
  for (guint i = 0; i < port_set_size (touched); i++)
    {
      const PortState *port = switch_state_find_port (diff->live, port_set_get (touched, i));
      if (port)
        guard_port (diff, port);
    }
  if (!diff->out->changes->len)
    return;
  diff_guard_path (diff);
  guard_release (diff);
  guard_unsettled (diff);
  guard_directory (diff);
  guard_unsaved (diff);
  guard_timer (diff);
  guard_members (diff);
  guard_share (diff);
  guard_evidence (diff);
}
