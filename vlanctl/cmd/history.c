#include <glib/gi18n.h>

#include "cmd/cmd.h"

static int
one_run (Context *ctx, Journal *journal, const char *id, GString *text)
{
  g_autoptr (GError) error = NULL;
  JournalRun *run = journal ? journal_run (journal, id, &error) : NULL;
  g_autoptr (GPtrArray) switches = run ? journal_run_switches (journal, id, &error) : NULL;
  int code = EXIT_DONE;
  gboolean none = !error || g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_NOT_FOUND);
  if (!switches)
    code = context_fail (ctx, none ? EXIT_NO_INPUT : EXIT_CONFIG, "%s", error ? error->message : _ ("there is no run yet"));
  else if (ctx->options.json)
    report_run_json (run, switches, text);
  else
    report_run_text (run, switches, &ctx->style, text);
  journal_run_free (run);
  return code;
}

static int
all_runs (Context *ctx, Journal *journal, GString *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = journal ? journal_runs (journal, &error) : g_ptr_array_new ();
  if (!runs)
    return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
  if (ctx->options.json)
    report_history_json (runs, text);
  else if (runs->len)
    report_history_text (runs, &ctx->style, text);
  else
    context_say (ctx, _ ("no run yet"));
  return EXIT_DONE;
}

int
cmd_history (Context *ctx)
{
  int code = EXIT_DONE;
  const char *id = ctx->options.arguments[0];
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (Journal) journal = context_open_journal (ctx, FALSE, &code);
  if (!code)
    code = id ? one_run (ctx, journal, id, text) : all_runs (ctx, journal, text);
  return code ? code : context_answer (ctx, text, code);
}
