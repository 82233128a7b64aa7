#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <errno.h>
#include <string.h>

#include "cmd/cmd.h"

static void
result_free (gpointer data)
{
  g_free (((CaptureResult *) data)->file);
  g_free (data);
}

static int
write_one (const Context *ctx, const LiveRows *rows, const char *dir, CaptureResult *result)
{
  g_autoptr (GError) error = NULL;
  if (!live_write_capture (rows, result->state, dir, &error))
    return context_fail (ctx, EXIT_INCOMPLETE, "%s", error->message);
  result->file = g_strdup_printf ("%s/%s.snmprec", dir, result->state->name);
  result->whole = live_rows_whole (rows);
  return result->whole ? EXIT_DONE : EXIT_INCOMPLETE;
}

int
cmd_capture (Context *ctx)
{
  g_autofree char *dir = g_steal_pointer (&ctx->options.output); /* the answer itself goes to standard output */
  g_autoptr (GPtrArray) rows = NULL, list = g_ptr_array_new_with_free_func (result_free);
  if (!dir)
    return context_fail (ctx, EXIT_USAGE, "%s", _ ("`capture` needs -o DIR"));
  int code = context_load_inventory (ctx);
  if (!code && g_mkdir_with_parents (dir, 0755))
    return context_fail (ctx, EXIT_CONFIG, "%s: %s", dir, g_strerror (errno));
  g_autoptr (GPtrArray) states = code ? NULL : context_read (ctx, NULL, NULL, &rows, &code);
  if (!states)
    return code;
  stats_stage (ctx->stats, STATS_REPORT);
  for (guint i = 0; i < states->len; i++)
    {
      if (!states->pdata[i])
        continue;
      CaptureResult *result = g_new0 (CaptureResult, 1);
      result->state = states->pdata[i];
      g_ptr_array_add (list, result);
      code = exit_worse (code, write_one (ctx, rows->pdata[i], dir, result));
    }
  g_autoptr (GString) text = g_string_new (NULL);
  if (ctx->options.json)
    report_capture_json (list, code, text);
  else
    report_capture_text (list, &ctx->style, text);
  return context_answer (ctx, text, code);
}
