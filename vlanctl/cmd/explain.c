#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"
#include "report/json.h"
#include "report/show.h"

typedef struct {
  const DesiredSwitch *sw;
  PortId port;
  const DesiredPort *want; /* NULL = not listed */
  const SwitchState *state;
  const PortState *live;   /* NULL = not read */
  const SwitchPlan *plan;
} Case;

static gboolean
concerns (const PortSet *ports, PortId port)
{
  return ports && port_set_contains (ports, port);
}

static guint32
everything (const DesiredSwitch *sw, gpointer user)
{
  return g_strcmp0 (sw->name, user) ? 0 : G_MAXUINT32;
}

/* ---- text ------------------------------------------------------------------------------------------------------------- */

static void
print_desired (const Case *c, GString *out)
{
  if (!c->want)
    {
      g_string_append (out, _ ("desired: not listed in the inventory: never changed\n"));
      return;
    }
  g_autofree char *where = src_pos_to_string (&c->want->pos);
  g_string_append_printf (out, _ ("desired: role `%s` (%s)\n"), c->want->role, where);
  for (guint a = 0; a <= ATTR_QOS_TRUST; a++)
    if (c->want->cfg.has & HAS (a))
      {
        g_autofree char *place = src_pos_to_string (&c->want->attr_pos[a]);
        g_string_append_printf (out, "  %-22s %s\n", attr_to_string (a), place);
      }
}

static void
print_live (const Case *c, const ReportStyle *style, GString *out)
{
  g_string_append (out, _ ("live:\n"));
  if (!c->live)
    {
      g_string_append_printf (out, "  %s\n", c->state && c->state->reason ? c->state->reason : _ ("the switch has no such port"));
      return;
    }
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  SwitchState *one = switch_state_new (c->state->name, c->state->address);
  GPtrArray *own = one->ports;
  one->ports = g_ptr_array_new ();
  g_ptr_array_add (one->ports, (gpointer) c->live);
  one->status = SWITCH_READ;
  g_ptr_array_add (states, one);
  report_show_text (states, style, all);
  /* the table of one port: its two last lines */
  g_auto (GStrv) lines = g_strsplit (all->str, "\n", -1);
  guint n = g_strv_length (lines);
  for (guint i = n >= 3 ? n - 3 : 0; i + 1 < n; i++)
    g_string_append_printf (out, "%s\n", lines[i]);
  g_ptr_array_unref (one->ports);
  one->ports = own;
  switch_state_free (one);
}

static void
print_decision (const Case *c, GString *out)
{
  guint n = 0;
  g_string_append (out, _ ("decision:\n"));
  for (guint i = 0; i < c->plan->changes->len; i++)
    {
      const Change *change = c->plan->changes->pdata[i];
      if (!concerns (change->ports, c->port))
        continue;
      g_autofree char *from = value_to_string (&change->from), *to = value_to_string (&change->to);
      g_string_append_printf (out, "  %s: %s -> %s%s%s\n", change_kind_to_string (change->kind), from, to, change->note ? "  " : "",
                              change->note ? change->note : "");
      n++;
    }
  for (guint i = 0; i < c->plan->refusals->len; i++)
    {
      const Refusal *r = c->plan->refusals->pdata[i];
      if (r->ports && !concerns (r->ports, c->port))
        continue;
      g_autofree char *evidence = report_clean (r->evidence);
      g_string_append_printf (out, "  %s %s: %s\n", r->overridden ? _ ("overridden:") : _ ("refused:"), r->rule, evidence);
      n++;
    }
  for (guint i = 0; i < c->plan->unknowns->len; i++, n++)
    g_string_append_printf (out, _ ("  unknown: %s\n"), (char *) c->plan->unknowns->pdata[i]);
  if (!n)
    g_string_append (out, c->want ? _ ("  in sync\n") : _ ("  nothing\n"));
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------- */

static void
build_json (const Case *c, int code, GString *out)
{
  g_autofree char *port = port_to_string (c->port), *where = c->want ? src_pos_to_string (&c->want->pos) : NULL;
  JsonBuilder *b = json_document ("vlanctl-explain/1");
  json_text (b, "switch", c->sw->name);
  json_text (b, "port", port);
  json_text (b, "role", c->want ? c->want->role : NULL);
  json_text (b, "source", where);
  json_text (b, "status", plan_status_to_string (c->plan->status));
  if (c->live)
    report_live_json (b, "live", c->live);
  else
    json_null (b, "live");
  json_begin_array (b, "changes");
  for (guint i = 0; i < c->plan->changes->len; i++)
    {
      const Change *change = c->plan->changes->pdata[i];
      if (!concerns (change->ports, c->port))
        continue;
      json_begin (b, NULL);
      json_text (b, "kind", change_kind_to_string (change->kind));
      json_value (b, "from", &change->from);
      json_value (b, "to", &change->to);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_strings (b, "unknown", c->plan->unknowns);
  json_int (b, "exit", code);
  json_finish (b, out);
}

/* ---- the command ------------------------------------------------------------------------------------------------------ */

static int
find_case (Context *ctx, Case *c, PortSet **ports)
{
  const char *name = ctx->options.arguments[0], *port = ctx->options.arguments[1];
  g_autoptr (GError) error = NULL;
  c->sw = desired_find_switch (ctx->desired, name);
  if (!c->sw)
    return context_fail (ctx, EXIT_NO_INPUT, _ ("no switch `%s` in the inventory"), name);
  if (!port_set_parse (port, ports, NULL, &error) || port_set_size (*ports) != 1)
    return context_fail (ctx, EXIT_USAGE, _ ("`%s` is not one port"), port);
  c->port = port_set_get (*ports, 0);
  c->want = desired_find_port (c->sw, c->port);
  return selection_add (ctx->selection, name, FALSE, &error) ? EXIT_DONE : context_fail (ctx, EXIT_USAGE, "%s", error->message);
}

int
cmd_explain (Context *ctx)
{
  Case c = { 0 };
  PlanMemory memory;
  g_autoptr (PortSet) ports = NULL;
  int code = context_load_inventory (ctx);
  code = code ? code : find_case (ctx, &c, &ports);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, FALSE, &code);
  g_autoptr (GPtrArray) states = code ? NULL : context_read (ctx, everything, (gpointer) c.sw->name, NULL, &code);
  if (!states)
    return code;
  g_autofree char *now = context_now ();
  memory_load (journal, &memory);
  g_autoptr (Plan) plan = plan_make (ctx->desired, states, ctx->selection, &ctx->options.guards, &memory, now);
  memory_clear (&memory);
  c.state = context_state_of (ctx, states, c.sw->name);
  c.live = c.state ? switch_state_find_port (c.state, c.port) : NULL;
  c.plan = plan_find_switch (plan, c.sw->name);
  code = plan_exit (plan, FALSE);
  g_autoptr (GString) out = g_string_new (NULL);
  if (ctx->options.json)
    build_json (&c, code, out);
  else
    {
      g_autofree char *text = port_to_string (c.port);
      g_string_append_printf (out, "%s %s\n", c.sw->name, text);
      print_desired (&c, out);
      print_live (&c, &ctx->style, out);
      print_decision (&c, out);
    }
  return context_answer (ctx, out, code);
}
