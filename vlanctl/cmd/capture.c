#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <string.h>

#include "cmd/cmd.h"

int
cmd_capture (Context *ctx)
{
  const char *dir = ctx->options.output;
  g_autoptr (GPtrArray) rows = NULL;
  guint written = 0;
  if (!dir)
    return context_fail (ctx, EXIT_USAGE, "%s", _ ("`capture` needs -o DIR"));
  int code = context_load_inventory (ctx);
  g_autoptr (GPtrArray) states = code ? NULL : context_read (ctx, NULL, NULL, &rows, &code);
  if (!states)
    return code;
  if (g_mkdir_with_parents (dir, 0755))
    return context_fail (ctx, EXIT_CONFIG, "%s: %s", dir, g_strerror (errno));
  for (guint i = 0; i < states->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const SwitchState *state = states->pdata[i];
      if (!state)
        continue;
      if (state->status != SWITCH_READ)
        code = exit_worse (code, EXIT_INCOMPLETE);
      if (live_write_capture (rows->pdata[i], state, dir, &error))
        written++;
      else
        code = exit_worse (code, context_fail (ctx, EXIT_INCOMPLETE, "%s", error->message));
    }
  context_say (ctx, _ ("%u switches written to %s"), written, dir);
  return code;
}
