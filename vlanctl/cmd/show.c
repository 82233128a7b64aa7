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

/* What is shown. Of a long JSON each switch is written while others are still being read. */
typedef struct {
  const Context *ctx;
  GPtrArray *selected; /* const DesiredSwitch*: those that are read, in order */
  GPtrArray *json;     /* char*, for each of them */
  guint before, kept;  /* ports */
} Showing;

static void
take (guint i, SwitchState *state, gpointer user)
{
  Showing *s = user;
  s->before += state->ports->len;
  s->kept += keep_selected (s->ctx, s->selected->pdata[i], state);
  if (s->ctx->options.json)
    s->json->pdata[i] = report_show_switch_json (state);
}

/* Takes the places out that nothing was read for. */
static void
close_ranks (GPtrArray *states)
{
  guint n = 0;
  for (guint i = 0; i < states->len; i++)
    if (states->pdata[i])
      states->pdata[n++] = states->pdata[i];
  while (states->len > n)
    g_ptr_array_steal_index (states, states->len - 1);
}

static int
show (Context *ctx, Showing *s)
{
  int code = EXIT_DONE;
  ctx->each = take;
  ctx->each_user = s;
  g_autoptr (GPtrArray) states = context_read (ctx, all_but_audit, NULL, NULL, &code);
  if (!states)
    return code;
  close_ranks (states);
  for (guint i = 0; i < states->len; i++)
    code = ((SwitchState *) states->pdata[i])->status == SWITCH_READ ? code : exit_worse (code, EXIT_INCOMPLETE);
  if (s->before && !s->kept)
    return context_fail (ctx, EXIT_NO_INPUT, "%s", _ ("no port matches the selection"));
  g_autoptr (GString) text = g_string_new (NULL);
  ContextStream stream;
  stats_stage (ctx->stats, STATS_REPORT);
  context_stream_open (ctx, &stream);
  if (ctx->options.json)
    report_show_json (s->json, code, text, &stream.drain);
  else
    report_show_text (states, &ctx->style, text);
  return context_stream_close (&stream, text, code);
}

int
cmd_show (Context *ctx)
{
  int code = context_load_inventory (ctx);
  if (code)
    return code;
  g_autoptr (GPtrArray) selected = g_ptr_array_new (), json = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    if (selection_has_switch (ctx->selection, ctx->desired->switches->pdata[i]))
      g_ptr_array_add (selected, ctx->desired->switches->pdata[i]);
  g_ptr_array_set_size (json, (int) selected->len);
  return show (ctx, &(Showing){ .ctx = ctx, .selected = selected, .json = json });
}
