#include <glib/gi18n.h>

#include "cmd/cmd.h"

int
cmd_show (Context *ctx)
{
  int code = context_load_inventory (ctx);
  if (code)
    return code;
  g_autoptr (GPtrArray) all = context_read (ctx, NULL, NULL, NULL, &code);
  if (!all)
    return code;
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  for (guint i = 0; i < all->len; i++)
    {
      const SwitchState *state = all->pdata[i];
      if (!state)
        continue;
      g_ptr_array_add (states, all->pdata[i]);
      code = state->status == SWITCH_READ ? code : exit_worse (code, EXIT_INCOMPLETE);
    }
  g_autoptr (GString) text = g_string_new (NULL);
  if (ctx->options.json)
    report_show_json (states, text);
  else
    report_show_text (states, &ctx->style, text);
  return context_answer (ctx, text, code);
}
