#include <glib/gi18n.h>

#include "cmd/cmd.h"

static int
report (Context *ctx)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const Diagnostics *d = ctx->diagnostics;
  guint files = inventory_files_read (ctx->sources);
  int code = inventory_paths_unread (ctx->sources) ? EXIT_NO_INPUT : d->errors ? EXIT_FINDINGS : EXIT_DONE;
  if (ctx->options.json)
    report_lint_json (d, files, text);
  else
    {
      report_diagnostics_text (d, inventory_source_line, ctx->sources, &ctx->style, text);
      if (!ctx->options.quiet)
        report_lint_summary (d, files, text);
    }
  if (code == EXIT_NO_INPUT)
    context_fail (ctx, code, "%s",
                  files ? _ ("not every path could be read")
                        : _ ("nothing was checked: name files or folders, or set VLANCTL_INVENTORY"));
  return context_answer (ctx, text, code);
}

int
cmd_lint (Context *ctx)
{
  g_auto (GStrv) paths = ctx->options.arguments[0] ? g_strdupv (ctx->options.arguments) : context_inventory_paths (ctx);
  ctx->sources = inventory_sources_new ();
  ctx->diagnostics = diagnostics_new ();
  ctx->desired = inventory_load ((const char *const *) paths, ctx->sources, ctx->diagnostics);
  return report (ctx);
}
