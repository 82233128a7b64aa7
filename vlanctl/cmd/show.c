#include <glib/gi18n.h>

#include "cmd/cmd.h"

/* Takes the ports away that --only and --except leave out; gives how many stay. */
static guint
keep_selected (const Context *ctx, const DesiredSwitch *sw, SwitchState *state)
{
  for (guint i = state->ports->len; i-- > 0;)
    {
      const PortState *port = state->ports->pdata[i];
      const DesiredPort *listed = desired_find_port (sw, port->id);
      const DesiredPort unlisted = { .id = port->id };
      if (!selection_has_port (ctx->selection, sw, listed ? listed : &unlisted))
        g_ptr_array_remove_index (state->ports, i);
    }
  return state->ports->len;
}

static guint32
all_but_audit (const DesiredSwitch *sw, gpointer user)
{
  return ~HAS (ATTR_AUDIT);
}

int
cmd_show (Context *ctx)
{
  guint before = 0, kept = 0;
  int code = context_load_inventory (ctx);
  if (code)
    return code;
  g_autoptr (GPtrArray) all = context_read (ctx, all_but_audit, NULL, NULL, &code);
  if (!all)
    return code;
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  for (guint i = 0; i < all->len; i++)
    {
      SwitchState *state = all->pdata[i];
      if (!state)
        continue;
      before += state->ports->len;
      kept += keep_selected (ctx, ctx->desired->switches->pdata[i], state);
      g_ptr_array_add (states, state);
      code = state->status == SWITCH_READ ? code : exit_worse (code, EXIT_INCOMPLETE);
    }
  if (before && !kept)
    return context_fail (ctx, EXIT_NO_INPUT, "%s", _ ("no port matches the selection"));
  g_autoptr (GString) text = g_string_new (NULL);
  stats_stage (ctx->stats, STATS_REPORT);
  if (ctx->options.json)
    report_show_json (states, code, text);
  else
    report_show_text (states, &ctx->style, text);
  return context_answer (ctx, text, code);
}
