#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"

static int
explain_check (Context *ctx)
{
  gboolean all = !strcmp (ctx->options.explain, "all");
  g_autoptr (GString) text = g_string_new (NULL);
  if (ctx->options.json)
    report_check_json (all ? NULL : audit_check_find (ctx->options.explain), text);
  else
    for (const AuditCheck *c = audit_checks; c->id; c++)
      if (all || !strcmp (c->id, ctx->options.explain))
        report_check_text (c, &ctx->style, text);
  return context_answer (ctx, text, EXIT_DONE);
}

static int
tell (Context *ctx, Audit *audit)
{
  int code = audit_exit (audit);
  g_autoptr (GString) text = g_string_new (NULL);
  audit_filter (audit, ctx->options.severity);
  if (ctx->options.json)
    report_audit_json (audit, code, text);
  else
    report_audit_text (audit, &ctx->style, text);
  return context_answer (ctx, text, code);
}

int
cmd_audit (Context *ctx)
{
  PlanMemory memory;
  if (ctx->options.explain)
    return explain_check (ctx);
  int code = context_load_inventory (ctx);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, FALSE, &code);
  g_autoptr (GPtrArray) states = code ? NULL : context_read (ctx, NULL, NULL, NULL, &code);
  if (!states)
    return code;
  context_read_ways (ctx, states);
  memory_load (journal, &memory);
  g_autofree char *now = context_now ();
  const AuditOptions options = { .selection = ctx->selection, .only_checks = ctx->options.checks, .from_capture = ctx->options.from_capture != NULL,
                                 .not_needed = memory.not_needed };
  g_autoptr (Audit) audit = audit_run (ctx->desired, states, &options, now);
  memory_clear (&memory);
  return tell (ctx, audit);
}
