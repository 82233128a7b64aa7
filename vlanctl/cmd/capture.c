#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <string.h>

#include "cmd/cmd.h"

static int
write_one (const Context *ctx, const LiveRows *rows, const SwitchState *state)
{
  g_autoptr (GError) error = NULL;
  if (!live_write_capture (rows, state, ctx->options.output, &error))
    return context_fail (ctx, EXIT_INCOMPLETE, "%s", error->message);
  if (live_rows_whole (rows))
    return EXIT_DONE;
  context_say (ctx, _ ("%s: not everything: %s"), state->name, state->reason);
  return EXIT_INCOMPLETE;
}

int
cmd_capture (Context *ctx)
{
  const char *dir = ctx->options.output;
  g_autoptr (GPtrArray) rows = NULL;
  guint written = 0;
  if (!dir)
    return context_fail (ctx, EXIT_USAGE, "%s", _ ("`capture` needs -o DIR"));
  int code = context_load_inventory (ctx);
  if (!code && g_mkdir_with_parents (dir, 0755))
    return context_fail (ctx, EXIT_CONFIG, "%s: %s", dir, g_strerror (errno));
  g_autoptr (GPtrArray) states = code ? NULL : context_read (ctx, NULL, NULL, &rows, &code);
  for (guint i = 0; states && i < states->len; i++)
    {
      const SwitchState *state = states->pdata[i];
      if (!state)
        continue;
      code = exit_worse (code, write_one (ctx, rows->pdata[i], state));
      written += state->family != NULL;
    }
  if (states)
    context_say (ctx, ngettext ("%u switch written to %s", "%u switches written to %s", written), written, dir);
  return code;
}
