#include <glib/gi18n.h>

#include "cmd/cmd.h"

static guint32
everything (const DesiredSwitch *sw, gpointer user)
{
  return G_MAXUINT32;
}

static int
find_case (Context *ctx, PortCase *c)
{
  const char *name = ctx->options.arguments[0], *port = ctx->options.arguments[1];
  g_autoptr (GError) error = NULL;
  g_autoptr (PortSet) ports = NULL;
  c->sw = desired_find_switch (ctx->desired, name);
  if (!c->sw)
    return context_fail (ctx, EXIT_NO_INPUT, _ ("no switch `%s` in the inventory"), name);
  if (!port_set_parse (port, &ports, NULL, NULL) || port_set_size (ports) != 1)
    return context_fail (ctx, EXIT_USAGE, _ ("`%s` is not one port"), port);
  c->port = port_set_get (ports, 0);
  c->want = desired_find_port (c->sw, c->port);
  return selection_add (ctx->selection, name, FALSE, &error) ? EXIT_DONE : context_fail (ctx, EXIT_USAGE, "%s", error->message);
}

/* What is said of a member of an aggregate is said of the aggregate; a port of ours there is refused as it stands. */
static void
find_live (Context *ctx, const GPtrArray *states, PortCase *c)
{
  c->state = context_state_of (ctx, states, c->sw->name);
  c->live = c->state ? switch_state_find_port (c->state, c->port) : NULL;
  c->uplink = c->state ? plan_is_uplink (c->sw, c->state, c->port) : port_set_contains (c->sw->uplinks, c->port);
  c->on = c->uplink && c->live && c->live->aggregate != PORT_NONE ? c->live->aggregate : c->port;
  c->on_text = port_to_string (c->on);
}

static int
exit_of (PortDecision decision)
{
  return decision == PORT_REFUSED ? EXIT_REFUSED : decision == PORT_UNKNOWN ? EXIT_INCOMPLETE : EXIT_DONE;
}

static int
explain (Context *ctx, Journal *journal, PortCase *c)
{
  int code = EXIT_DONE;
  PlanMemory memory;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *now = context_now ();
  g_autoptr (GPtrArray) states = context_read (ctx, everything, NULL, NULL, &code);
  if (!states)
    return code;
  context_read_far_ends (ctx, states);
  memory_load (journal, &memory);
  memory_own_unsaved (journal, states, &memory);
  g_autoptr (Plan) plan = plan_make (ctx->desired, states, ctx->selection, &ctx->options.guards, &memory, now);
  memory_clear (&memory);
  find_live (ctx, states, c);
  c->plan = plan_find_switch (plan, c->sw->name);
  code = exit_of (port_case_decide (c));
  stats_stage (ctx->stats, STATS_REPORT);
  if (ctx->options.json)
    report_explain_json (c, code, out);
  else
    report_explain_text (c, &ctx->style, out);
  g_free (c->on_text);
  return context_answer (ctx, out, code);
}

int
cmd_explain (Context *ctx)
{
  PortCase c = { 0 };
  int code = context_load_inventory (ctx);
  code = code ? code : find_case (ctx, &c);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, FALSE, &code);
  return code ? code : explain (ctx, journal, &c);
}
