#include <string.h>

#include "cmd/cmd.h"

static int
report (Context *ctx, const Plan *plan)
{
  const char *format = ctx->options.format ? ctx->options.format : ctx->options.json || ctx->options.output ? "json" : "text";
  g_autoptr (GString) text = g_string_new (NULL);
  int code = plan_exit (plan, ctx->options.detailed_exitcode);
  ContextStream stream;
  stats_stage (ctx->stats, STATS_REPORT);
  context_stream_open (ctx, &stream);
  if (!strcmp (format, "json"))
    report_plan_json (plan, code, text, &stream.drain);
  else if (!strcmp (format, "markdown"))
    report_plan_markdown (plan, text);
  else
    {
      report_plan_text (plan, &ctx->style, text, &stream.drain);
      report_plan_outlook (plan, &ctx->style, text);
    }
  return context_stream_close (&stream, text, code);
}

int
cmd_plan (Context *ctx)
{
  PlanMemory memory;
  int code = context_load_inventory (ctx);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, FALSE, &code);
  if (code)
    return code;
  memory_load (journal, &memory);
  g_autoptr (Plan) plan = context_plan (ctx, &memory, journal, ctx->options.read_cli, &code);
  memory_clear (&memory);
  return plan ? report (ctx, plan) : code;
}
