#include <glib/gi18n.h>

#include "apply/rollback.h"
#include "cmd/takeback.h"

static int
recover_one (Context *ctx, Journal *journal, const JournalRun *run)
{
  int code = EXIT_DONE;
  guint conflicts = 0;
  gboolean finish = ctx->options.finish;
  ApplyOptions options;
  ApplyResult *result = NULL;
  g_autoptr (GPtrArray) keep = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *now = context_now ();
  g_autoptr (GPtrArray) timers = journal_timers_left (journal, run->id, &error);
  if (!timers)
    return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
  context_say (ctx, _ ("run %s of %s did not end: %s"), run->id, run->started, finish ? _ ("finishing it") : _ ("taking it back"));
  g_autoptr (Plan) original = takeback_original (ctx, journal, run->id, &code);
  g_autoptr (GPtrArray) states = original ? takeback_states (ctx, original, &keep, &code) : NULL;
  if (!states)
    return code;
  g_autoptr (Plan) plan = recover_plan (journal, run->id, original, states, finish, now, &conflicts, &error);
  if (!plan)
    return context_fail (ctx, EXIT_NEEDS_PERSON, "%s", error->message);
  takeback_options (ctx, journal, run->id, &options);
  options.without_timer = TRUE; /* what would be taken back is the half-way state */
  options.timers_left = timers;
  options.qos_left = recover_qos_left (journal, run->id, original, &error);
  options.unsaved_left = error ? NULL : recover_unsaved_left (journal, run->id, original, states, &error);
  options.original = original;
  options.finish = finish;
  code = context_carry_out (ctx, plan, "recover", run->id, journal, &options, &result);
  apply_options_clear (&options);
  ApplyResult *nothing = result ? NULL : apply_nothing (plan);
  if ((result || code == EXIT_DONE) && !recover_settle (journal, run->id, plan, result ? result : nothing, finish, &error))
    code = exit_worse (code, error ? EXIT_CONFIG : EXIT_NEEDS_PERSON);
  apply_result_free (result);
  apply_result_free (nothing);
  return code;
}

int
cmd_recover (Context *ctx)
{
  g_autoptr (GError) error = NULL;
  int code = context_load_inventory (ctx);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, FALSE, &code);
  if (code)
    return code;
  g_autoptr (GPtrArray) runs = journal ? recover_runs (journal, &error) : NULL;
  if (error)
    return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
  if (!runs || !runs->len)
    context_say (ctx, _ ("no run is open"));
  for (guint i = 0; runs && i < runs->len; i++)
    code = exit_worse (code, recover_one (ctx, journal, runs->pdata[i]));
  return code;
}
