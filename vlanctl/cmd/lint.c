#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"

static int
report (Context *ctx, guint files)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const Diagnostics *d = ctx->diagnostics;
  int code = !files ? EXIT_NO_INPUT : d->errors ? EXIT_FINDINGS : EXIT_DONE;
  if (ctx->options.json)
    report_lint_json (d, files, text);
  else
    {
      report_diagnostics_text (d, inventory_source_line, ctx->sources, &ctx->style, text);
      if (!ctx->options.quiet && files)
        g_string_append_printf (text, _ ("%u files, %u errors, %u warnings\n"), files, d->errors, d->warnings);
    }
  return context_answer (ctx, text, code);
}

int
cmd_lint (Context *ctx)
{
  char **arguments = ctx->options.arguments;
  if (ctx->options.format && strcmp (ctx->options.format, "text") && strcmp (ctx->options.format, "json"))
    return context_fail (ctx, EXIT_USAGE, _ ("--format %s: it is one of text, json"), ctx->options.format);
  if (arguments[0])
    {
      g_strfreev (ctx->options.inventory);
      ctx->options.inventory = g_strdupv (arguments);
    }
  const char *own = g_getenv ("VLANCTL_INVENTORY");
  const char *const fallback[] = { own && *own ? own : "inventory.yaml", NULL };
  ctx->sources = inventory_sources_new ();
  ctx->diagnostics = diagnostics_new ();
  ctx->desired = inventory_load (ctx->options.inventory ? (const char *const *) ctx->options.inventory : fallback, ctx->sources, ctx->diagnostics);
  return report (ctx, inventory_files_read (ctx->sources));
}
