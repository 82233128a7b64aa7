#include <gio/gio.h>
#include <glib/gi18n.h>

#include "apply/rollback.h"
#include "cmd/cmd.h"
#include "cmd/takeback.h"

static void
set_options (Context *ctx, ApplyOptions *out)
{
  const Options *o = &ctx->options;
  context_apply_options (ctx, out);
  out->waves = o->waves;
  out->evidence_wait_s = (o->wait_phones_ms + 999) / 1000;
  out->soak_s = (o->soak_ms + 999) / 1000;
  out->rollback_wave = o->rollback_wave;
  out->canaries = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    {
      const DesiredSwitch *sw = ctx->desired->switches->pdata[i];
      if (sw->canary)
        g_hash_table_add (out->canaries, sw->name);
    }
  /* what cannot be saved must not be tried (product 6.8) */
  if ((o->guards.allow_certified || o->guards.allow_incomplete_stack) && !o->save_given)
    out->save = SAVE_NONE;
}

static Plan *
load_plan (Context *ctx, const char *path, int *code)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &text, NULL, &error))
    {
      *code = context_fail (ctx, EXIT_NO_INPUT, "%s", error->message);
      return NULL;
    }
  Plan *plan = report_plan_load (text, &error);
  if (!plan)
    {
      gboolean changed = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED);
      *code = context_fail (ctx, changed ? EXIT_REFUSED : EXIT_DATA, "%s: %s", path, error->message);
      return NULL;
    }
  if (plan->from_capture)
    *code = context_fail (ctx, EXIT_REFUSED, _ ("%s was made from a capture, not from the switches: it cannot be applied"), path);
  g_autofree char *unfit = *code ? NULL : plan_unfit (plan, ctx->desired);
  if (unfit)
    *code = context_fail (ctx, EXIT_REFUSED, _ ("the inventory has changed since this plan was made: %s; plan again"), unfit);
  else if (g_strcmp0 (plan->inventory_sha256, ctx->desired->sha256))
    context_say (ctx, _ ("note: the inventory has changed since this plan was made; the plan is done as it stands"));
  if (!*code)
    return plan;
  plan_free (plan);
  return NULL;
}

static Plan *
load_rest (Context *ctx, Journal *journal, int *code)
{
  g_autoptr (GError) error = NULL;
  JournalRun *run = journal_run (journal, ctx->options.resume, &error);
  Plan *plan = NULL;
  if (!run)
    *code = context_fail (ctx, EXIT_NO_INPUT, "%s", error->message);
  else if (run->status == RUN_OPEN)
    *code = context_fail (ctx, EXIT_REFUSED, run->alive ? _ ("run %s is still going on") : _ ("run %s never ended: `vlanctl recover` first"), run->id);
  else if (g_strcmp0 (run->kind, "apply"))
    *code = context_fail (ctx, EXIT_USAGE, _ ("run %s is no apply"), run->id);
  else if ((plan = takeback_original (ctx, journal, run->id, code)))
    plan = resume_plan (journal, run->id, plan, &error);
  if (plan && !plan->switches->len)
    {
      *code = context_fail (ctx, EXIT_NO_INPUT, _ ("run %s has done all its switches"), run->id);
      g_clear_pointer (&plan, plan_free);
    }
  journal_run_free (run);
  return plan;
}

int
cmd_apply (Context *ctx)
{
  PlanMemory memory;
  ApplyOptions options;
  const char *path = ctx->options.arguments[0];
  if ((path || ctx->options.resume) && (ctx->options.only || ctx->options.except))
    return context_fail (ctx, EXIT_USAGE, "%s", _ ("a saved plan is done as a whole: select when it is made"));
  if (path && ctx->options.resume)
    return context_fail (ctx, EXIT_USAGE, "%s", _ ("a plan or a run to go on with, not both"));
  int code = context_load_inventory (ctx);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, TRUE, &code);
  if (code)
    return code;
  memory_load (journal, &memory);
  g_autoptr (Plan) plan = path                  ? load_plan (ctx, path, &code)
                          : ctx->options.resume ? load_rest (ctx, journal, &code)
                                                : context_plan (ctx, &memory, journal, TRUE, &code);
  memory_clear (&memory);
  if (!plan)
    return code;
  set_options (ctx, &options);
  code = context_carry_out (ctx, plan, "apply", NULL, journal, &options, NULL);
  apply_options_clear (&options);
  return code;
}
