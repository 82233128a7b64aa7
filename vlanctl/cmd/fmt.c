#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

/* The file as it should be, written, shown or only named. TRUE: it is not as it should be. */
static gboolean
format_file (Context *ctx, const char *path, GString *out, int *code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *canonical = NULL;
  gsize size;
  if (g_file_get_contents (path, &text, &size, &error))
    canonical = inventory_format (path, text, size);
  if (error || !canonical)
    {
      *code = context_fail (ctx, error ? EXIT_NO_INPUT : EXIT_DATA, "%s: %s", path, error ? error->message : _ ("it is left as it is"));
      return FALSE;
    }
  if (strcmp (text, canonical) == 0)
    return FALSE;
  if (ctx->options.diff)
    report_diff (path, text, canonical, &ctx->style, out);
  else if (!ctx->options.quiet)
    g_string_append_printf (out, "%s\n", path);
  if (!ctx->options.diff && !ctx->options.check && !report_write_file (path, canonical, &error))
    *code = context_fail (ctx, EXIT_CONFIG, "%s", error->message);
  return TRUE;
}

/* What has errors is not touched: nobody knows what it means. */
static int
refuse (Context *ctx)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ReportStyle style = ctx->style;
  style.color = FALSE;
  report_diagnostics_text (ctx->diagnostics, inventory_source_line, ctx->sources, &style, text);
  fputs (text->str, stderr);
  return inventory_paths_unread (ctx->sources) ? EXIT_NO_INPUT : EXIT_DATA;
}

int
cmd_fmt (Context *ctx)
{
  const Options *o = &ctx->options;
  g_auto (GStrv) paths = o->arguments[0] ? g_strdupv (o->arguments) : context_inventory_paths (ctx);
  g_autoptr (GString) out = g_string_new (NULL);
  guint changed = 0;
  int code = EXIT_DONE;
  ctx->sources = inventory_sources_new ();
  ctx->diagnostics = diagnostics_new ();
  inventory_lint ((const char *const *) paths, NULL, ctx->sources, ctx->diagnostics);
  if (!inventory_files_read (ctx->sources) || ctx->diagnostics->errors)
    return refuse (ctx);
  g_autoptr (GPtrArray) files = inventory_source_files (ctx->sources);
  for (guint i = 0; i < files->len; i++)
    changed += format_file (ctx, files->pdata[i], out, &code);
  if (code == EXIT_DONE && o->check && changed)
    code = EXIT_FINDINGS;
  return context_answer (ctx, out, code);
}
