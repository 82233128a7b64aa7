/* What a run did: for people, and as vlanctl-apply/1. */
#include <glib/gi18n.h>

#include "report/json.h"
#include "report/style.h"

typedef struct { guint count[SW_UNKNOWN + 1], steps; } Tally;

static Tally
tally (const ApplyResult *result)
{
  Tally t = { 0 };
  for (guint i = 0; i < result->switches->len; i++)
    {
      const ApplySwitch *s = result->switches->pdata[i];
      t.count[s->outcome]++;
      t.steps += s->steps->len;
    }
  return t;
}

static void
build_switch (JsonWriter *b, const ApplySwitch *s)
{
  json_begin (b, NULL);
  json_text (b, "name", s->name);
  json_text (b, "status", switch_outcome_to_string (s->outcome));
  json_text (b, "reason", s->reason);
  json_begin_array (b, "steps");
  for (guint i = 0; i < s->steps->len; i++)
    {
      const ApplyStep *step = s->steps->pdata[i];
      json_begin (b, NULL);
      json_text (b, "command", step->command);
      json_text (b, "outcome", step_outcome_to_string (step->outcome));
      json_text (b, "reply", step->reply);
      json_text (b, "undo", step->undo);
      json_end (b);
    }
  json_end_array (b);
  json_text (b, "saved", s->saved ? s->saved : "none");
  json_strings (b, "by_hand", s->by_hand);
  json_strings (b, "notes", s->notes);
  json_text (b, "timer_fires", s->timer_fires);
  json_int (b, "wave", s->wave);
  json_end (b);
}

void
report_apply_json (const ApplyResult *result, GString *out)
{
  Tally t = tally (result);
  JsonWriter *b = json_document (out, "vlanctl-apply/1");
  json_text (b, "run", result->run_id);
  json_text (b, "plan", result->plan_id);
  json_begin_array (b, "switches");
  for (guint i = 0; i < result->switches->len; i++)
    build_switch (b, result->switches->pdata[i]);
  json_end_array (b);
  json_begin (b, "summary");
  json_int (b, "switches", result->switches->len);
  for (guint o = SW_APPLIED; o <= SW_UNKNOWN; o++)
    {
      g_autofree char *name = g_strdelimit (g_strdup (switch_outcome_to_string (o)), "-", '_');
      json_int (b, name, t.count[o]);
    }
  json_int (b, "steps", t.steps);
  json_end (b);
  json_int (b, "exit", result->exit_code);
  json_finish (b);
}

static Ink
outcome_ink (SwitchOutcome o)
{
  return o == SW_APPLIED || o == SW_IN_SYNC ? INK_GREEN : o == SW_ROLLBACK_INCOMPLETE ? INK_RED : INK_YELLOW;
}

static gboolean
is_trouble (StepOutcome o)
{
  return o == STEP_FAILED || o == STEP_UNKNOWN || o == STEP_UNDO_FAILED;
}

static void
print_steps (const ApplySwitch *s, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < s->steps->len; i++)
    {
      const ApplyStep *step = s->steps->pdata[i];
      if (!style->verbose && !is_trouble (step->outcome))
        continue;
      style_printf (out, style, is_trouble (step->outcome) ? INK_RED : INK_PLAIN, "    %-12s %s", step_outcome_to_string (step->outcome), step->command);
      g_string_append_c (out, '\n');
      if (step->reply && *step->reply)
        {
          style_printf (out, style, INK_DIM, "                 %s", step->reply);
          g_string_append_c (out, '\n');
        }
    }
  for (guint i = 0; i < s->notes->len; i++)
    {
      style_printf (out, style, INK_PLAIN, _ ("    note: %s"), (char *) s->notes->pdata[i]);
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < s->by_hand->len; i++)
    {
      style_printf (out, style, INK_RED, _ ("    type on the switch: %s"), (char *) s->by_hand->pdata[i]);
      g_string_append_c (out, '\n');
    }
}

void
report_apply_text (const ApplyResult *result, const ReportStyle *style, GString *out)
{
  Tally t = tally (result);
  for (guint i = 0; i < result->switches->len; i++)
    {
      const ApplySwitch *s = result->switches->pdata[i];
      style_printf (out, style, INK_BOLD, "%s: ", s->name);
      style_append (out, style, outcome_ink (s->outcome), switch_outcome_to_string (s->outcome));
      if (s->outcome == SW_APPLIED || g_strcmp0 (s->saved, "none"))
        style_printf (out, style, INK_PLAIN, _ (", %u lines, saved: %s"), s->steps->len, s->saved ? s->saved : "none");
      if (s->reason)
        style_printf (out, style, INK_PLAIN, ": %s", s->reason);
      g_string_append_c (out, '\n');
      print_steps (s, style, out);
    }
  style_printf (out, style, INK_BOLD, _ ("Run %s:"), result->run_id);
  for (guint o = SW_APPLIED; o <= SW_UNKNOWN; o++)
    if (t.count[o])
      style_printf (out, style, outcome_ink (o), " %u %s", t.count[o], switch_outcome_to_string (o));
  g_string_append_c (out, '\n');
}
