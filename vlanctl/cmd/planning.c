/* The plan, as plan and apply make it; and carrying one out. */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "apply/engine.h"
#include "cmd/cmd.h"

#define LARGE_PLAN_PORTS 500 /* from here on a plain yes is not enough */

static guint32
wanted (const DesiredSwitch *sw, gpointer user)
{
  return plan_wanted_attrs (sw);
}

void
memory_own_unsaved (Journal *journal, const GPtrArray *states, PlanMemory *memory)
{
  for (guint i = 0; journal && i < states->len; i++)
    {
      const SwitchState *state = states->pdata[i];
      if (!state || state->unsaved != TRI_YES || !state->snapshot)
        continue;
      g_autofree char *last = journal_last_snapshot (journal, state->name, NULL);
      if (!snapshot_same (last, state->snapshot))
        continue;
      if (!memory->ours_unsaved)
        memory->ours_unsaved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_add (memory->ours_unsaved, g_strdup (state->name));
    }
}

Plan *
context_plan (Context *ctx, PlanMemory *memory, Journal *journal, gboolean survey, int *exit_code)
{
  g_autofree char *now = context_now ();
  g_autoptr (GPtrArray) states = context_read (ctx, wanted, NULL, NULL, exit_code);
  if (!states)
    return NULL;
  if (survey && !ctx->options.from_capture)
    context_survey (ctx, states, wanted, NULL);
  context_read_far_ends (ctx, states);
  memory_own_unsaved (journal, states, memory);
  ctx->options.guards.from_capture = ctx->options.from_capture != NULL;
  Plan *plan = plan_make_taking (ctx->desired, states, ctx->selection, &ctx->options.guards, memory, now);
  if (plan->switches->len)
    return plan;
  plan_free (plan); /* nothing checked is never success */
  *exit_code = context_fail (ctx, EXIT_NO_INPUT, "%s", _ ("no port of the inventory matches the selection"));
  return NULL;
}

int
plan_exit (const Plan *plan, gboolean detailed)
{
  PlanSummary s = plan_summarize (plan);
  int code = detailed && s.changes ? EXIT_CHANGES : EXIT_DONE;
  if (s.unknown)
    code = exit_worse (code, EXIT_INCOMPLETE);
  if (s.refused)
    code = exit_worse (code, EXIT_REFUSED);
  return code;
}

/* ---- carrying out ----------------------------------------------------------------------------------------------------- */

static Disruption
worst_disruption (const Plan *plan)
{
  Disruption worst = DISRUPT_SILENT;
  for (guint i = 0; i < plan->switches->len; i++)
    {
      const SwitchPlan *s = plan->switches->pdata[i];
      for (guint k = 0; s->status == PLAN_CHANGES && k < s->changes->len; k++)
        worst = MAX (worst, ((Change *) s->changes->pdata[k])->disruption);
    }
  return worst;
}

static gboolean
ask (const char *question, const char *wanted_answer)
{
  char line[128];
  fprintf (stderr, "%s ", question);
  if (!fgets (line, sizeof line, stdin))
    return FALSE;
  g_strstrip (line);
  return g_ascii_strcasecmp (line, wanted_answer) == 0;
}

static int
confirm (Context *ctx, const Plan *plan)
{
  const Options *o = &ctx->options;
  PlanSummary s = plan_summarize (plan);
  gboolean large = s.ports > LARGE_PLAN_PORTS, disruptive = worst_disruption (plan) > DISRUPT_SILENT;
  if (o->confirm)
    return g_str_equal (o->confirm, plan->id) ? EXIT_DONE
           : context_fail (ctx, EXIT_REFUSED, _ ("this plan is %s, not %s: look at it again"), plan->id, o->confirm);
  if (o->yes && !large)
    return EXIT_DONE;
  if (o->yes)
    return context_fail (ctx, EXIT_REFUSED, _ ("the plan touches %u ports: --confirm=%s instead of --yes"), s.ports, plan->id);
  if (!isatty (STDIN_FILENO))
    return context_fail (ctx, EXIT_USAGE, _ ("nobody is there to be asked: --yes, or --confirm=%s"), plan->id);
  g_autofree char *question = large || disruptive ? g_strdup_printf (_ ("Type the plan's id (%s) to do this:"), plan->id)
                                                  : g_strdup (_ ("Type yes to do this:"));
  return ask (question, large || disruptive ? plan->id : "yes") ? EXIT_DONE : context_fail (ctx, EXIT_REFUSED, "%s", _ ("nothing was done"));
}

static void
show_plan (Context *ctx, const Plan *plan)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ReportStyle style = ctx->style;
  style.color = style.color && isatty (STDERR_FILENO);
  report_plan_text (plan, &style, text, NULL);
  if (!ctx->options.quiet)
    fputs (text->str, stderr);
}

static gboolean
left_something (const ApplyOptions *options, const char *name)
{
  if ((options->qos_left && g_hash_table_contains (options->qos_left, name))
      || (options->unsaved_left && g_hash_table_contains (options->unsaved_left, name)))
    return TRUE;
  for (guint i = 0; options->timers_left && i < options->timers_left->len; i++)
    if (g_str_equal (((JournalTimer *) options->timers_left->pdata[i])->name, name))
      return TRUE;
  return FALSE;
}

/* The switches that must be logged in to. */
static GPtrArray *
names_to_visit (const Plan *plan, const ApplyOptions *options)
{
  GPtrArray *names = g_ptr_array_new ();
  for (guint i = 0; i < plan->switches->len; i++)
    {
      const SwitchPlan *s = plan->switches->pdata[i];
      if (s->status == PLAN_CHANGES || (s->status == PLAN_IN_SYNC && left_something (options, s->name)))
        g_ptr_array_add (names, s->name);
    }
  return names;
}

void
context_apply_options (Context *ctx, ApplyOptions *out)
{
  const Options *o = &ctx->options;
  apply_options_init (out);
  out->jobs = (guint) o->jobs;
  out->save = o->save;
  out->drift_stops = o->drift_stops;
  out->verify_timeout_s = MAX (1, o->verify_timeout_ms / 1000);
  out->guards = o->guards;
  out->max_failures = (guint) o->max_failures;
  out->without_timer = o->without_timer;
  if (!ctx->timers_armed)
    ctx->timers_armed = timer_board_new ();
  out->timers_armed = ctx->timers_armed;
  if (o->undo_timer_ms)
    out->undo_timer_s = o->undo_timer_ms / 1000;
  out->undo_timer_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  out->uplink_macs_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    {
      const DesiredSwitch *sw = ctx->desired->switches->pdata[i];
      if (sw->undo_timer_s > 0 && !o->undo_timer_ms)
        g_hash_table_insert (out->undo_timer_of, g_strdup (sw->name), GUINT_TO_POINTER ((guint) sw->undo_timer_s));
      if (sw->uplink_macs >= 0)
        g_hash_table_insert (out->uplink_macs_of, g_strdup (sw->name), GUINT_TO_POINTER ((guint) sw->uplink_macs));
    }
}

static int
tell (Context *ctx, const ApplyResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  stats_stage (ctx->stats, STATS_REPORT);
  if (ctx->options.json)
    report_apply_json (result, text);
  else
    report_apply_text (result, &ctx->style, text);
  return context_answer (ctx, text, result->exit_code);
}

int
context_carry_out (Context *ctx, const Plan *plan, const char *kind, const char *undoes, Journal *journal, ApplyOptions *options, ApplyResult **out)
{
  ApplyWorld world;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) json = g_string_new (NULL);
  g_autoptr (GPtrArray) names = names_to_visit (plan, options);
  ApplyResult *result = NULL;
  show_plan (ctx, plan);
  if (!names->len)
    {
      result = apply_nothing (plan);
      int code = ctx->options.json ? tell (ctx, result) : result->exit_code;
      apply_result_free (result);
      return code;
    }
  stats_stage (ctx->stats, STATS_ASKING);
  int code = confirm (ctx, plan);
  stats_stage (ctx->stats, STATS_CHANGING);
  code = code ? code : context_world (ctx, names, &world);
  if (code)
    return code;
  context_catch_signals (ctx);
  progress_change (ctx->progress, names->len);
  options->interrupted = &ctx->interrupted;
  report_plan_json (plan, plan_exit (plan, FALSE), json, NULL);
  result = apply_run (plan, json->str, kind, undoes, journal, &world, options, &error);
  progress_stop (ctx->progress);
  if (!result)
    return context_fail (ctx, g_error_matches (error, JOURNAL_ERROR, JOURNAL_ERR_USED) ? EXIT_REFUSED : EXIT_CONFIG, "%s", error->message);
  code = tell (ctx, result);
  if (out)
    *out = result;
  else
    apply_result_free (result);
  return code;
}
