#include "apply/rollback.h"

#include <glib/gi18n.h>
#include <string.h>

#include "apply/survey.h"
#include "cmd/cmd.h"
#include "cmd/takeback.h"

/* ---- shared by rollback and recover ----------------------------------------------------------------------------------- */

Plan *
takeback_original (Context *ctx, Journal *journal, const char *run_id, int *code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = journal_run_plan (journal, run_id, &error);
  Plan *plan = json ? report_plan_load (json, &error) : NULL;
  if (!plan)
    *code = context_fail (ctx, EXIT_NEEDS_PERSON, _ ("run %s: its plan cannot be read back: %s"), run_id, error ? error->message : "?");
  return plan;
}

static guint32
wanted (const DesiredSwitch *sw, gpointer user)
{
  const SwitchPlan *s = plan_find_switch (user, sw->name);
  guint32 attrs = HAS (ATTR_VLANS) | HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED);
  for (guint i = 0; s && i < s->changes->len; i++)
    attrs |= HAS (plan_change_attr (((Change *) s->changes->pdata[i])->kind));
  return attrs;
}

/* Live state in the order of the plan's switches; NULL = not selected, or not in the inventory any more. */
GPtrArray *
takeback_states (Context *ctx, Plan *original, GPtrArray **keep, int *code)
{
  *keep = context_read (ctx, wanted, original, NULL, code);
  if (!*keep)
    return NULL;
  context_survey (ctx, *keep, wanted, original);
  GPtrArray *states = g_ptr_array_new ();
  for (guint i = 0; i < original->switches->len; i++)
    {
      const SwitchPlan *s = original->switches->pdata[i];
      g_ptr_array_add (states, context_state_of (ctx, *keep, s->name));
    }
  return states;
}

void
takeback_options (Context *ctx, Journal *journal, const char *run_id, ApplyOptions *out)
{
  context_apply_options (ctx, out);
  out->save_of = ctx->options.save_given ? NULL : rollback_save_modes (journal, run_id, NULL);
}

/* ---- rollback --------------------------------------------------------------------------------------------------------- */

static int
take_back (Context *ctx, Journal *journal, const JournalRun *run)
{
  int code = EXIT_DONE;
  guint conflicts = 0;
  ApplyOptions options;
  GPtrArray *keep = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *now = context_now ();
  g_autoptr (Plan) original = takeback_original (ctx, journal, run->id, &code);
  g_autoptr (GPtrArray) states = original ? takeback_states (ctx, original, &keep, &code) : NULL;
  if (!states)
    return code;
  g_autoptr (Plan) plan = rollback_plan (journal, run->id, original, states, NULL, now, &conflicts, &error);
  g_ptr_array_unref (keep);
  if (!plan)
    return context_fail (ctx, EXIT_NEEDS_PERSON, "%s", error->message);
  if (!plan->switches->len)
    return context_fail (ctx, EXIT_NO_INPUT, _ ("run %s left nothing on these switches that could be taken back"), run->id);
  takeback_options (ctx, journal, run->id, &options);
  code = context_carry_out (ctx, plan, "rollback", run->id, journal, &options, NULL);
  apply_options_clear (&options);
  return conflicts ? exit_worse (code, EXIT_REFUSED) : code;
}

int
cmd_rollback (Context *ctx)
{
  g_autoptr (GError) error = NULL;
  int code = context_load_inventory (ctx);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, FALSE, &code);
  if (code)
    return code;
  JournalRun *run = journal ? journal_run (journal, ctx->options.arguments[0], &error) : NULL;
  if (!run)
    return context_fail (ctx, EXIT_NO_INPUT, "%s", error ? error->message : _ ("there is no run yet"));
  if (run->status == RUN_OPEN)
    code = context_fail (ctx, EXIT_REFUSED, run->alive ? _ ("run %s is still going on") : _ ("run %s never ended: `vlanctl recover` first"), run->id);
  else
    code = take_back (ctx, journal, run);
  journal_run_free (run);
  return code;
}
