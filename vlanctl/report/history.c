/* Runs and their steps, as the journal holds them: for people, and as vlanctl-history/1. */
#include <glib/gi18n.h>

#include "report/json.h"
#include "report/style.h"

static void
build_run (JsonWriter *b, const JournalRun *r)
{
  const char *texts[][2] = { { "id", r->id }, { "kind", r->kind }, { "status", run_status_to_string (r->status) }, { "started", r->started },
                             { "ended", r->ended }, { "plan", r->plan_id }, { "undoes", r->undoes_run } };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_text (b, texts[i][0], texts[i][1]);
  json_int (b, "exit", r->exit_code);
  json_int (b, "switches", r->n_switches);
  json_int (b, "steps", r->n_steps);
  json_bool (b, "running", r->alive);
}

void
report_history_json (const GPtrArray *runs, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-history/1");
  json_begin_array (b, "runs");
  for (guint i = 0; i < runs->len; i++)
    {
      json_begin (b, NULL);
      build_run (b, runs->pdata[i]);
      json_end (b);
    }
  json_end_array (b);
  json_finish (b);
}

static void
build_step (JsonWriter *b, const JournalStepView *v)
{
  json_begin (b, NULL);
  json_text (b, "command", v->step.command);
  json_text (b, "undo", v->step.undo);
  json_text (b, "ports", v->step.ports);
  json_text (b, "outcome", step_outcome_to_string (v->outcome));
  json_text (b, "reply", v->reply);
  json_text (b, "sent", v->sent_at);
  json_text (b, "ended", v->ended_at);
  json_end (b);
}

void
report_run_json (const JournalRun *run, const GPtrArray *switches, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-history/1");
  json_begin (b, "run");
  build_run (b, run);
  json_begin_array (b, "details");
  for (guint i = 0; i < switches->len; i++)
    {
      const JournalSwitch *s = switches->pdata[i];
      json_begin (b, NULL);
      json_text (b, "name", s->name);
      json_text (b, "status", switch_outcome_to_string (s->outcome));
      json_text (b, "reason", s->reason);
      json_text (b, "saved", s->saved);
      json_begin_array (b, "steps");
      for (guint k = 0; k < s->steps->len; k++)
        build_step (b, s->steps->pdata[k]);
      json_end_array (b);
      json_end (b);
    }
  json_end_array (b);
  json_end (b);
  json_finish (b);
}

void
report_history_text (const GPtrArray *runs, const ReportStyle *style, GString *out)
{
  const char *const heads[] = { _ ("RUN"), _ ("KIND"), _ ("STARTED"), _ ("STATUS"), _ ("SWITCHES"), _ ("LINES"), _ ("PLAN"), _ ("UNDOES"), NULL };
  StyleTable *t = style_table_new (heads);
  for (guint i = 0; i < runs->len; i++)
    {
      const JournalRun *r = runs->pdata[i];
      g_autofree char *switches = g_strdup_printf ("%u", r->n_switches), *steps = g_strdup_printf ("%u", r->n_steps);
      const char *status = r->alive ? _ ("running") : run_status_to_string (r->status);
      const char *cells[] = { r->id, r->kind, r->started, status, switches, steps, r->plan_id ? r->plan_id : "", r->undoes_run ? r->undoes_run : "" };
      for (guint c = 0; c < G_N_ELEMENTS (cells); c++)
        style_table_add (t, cells[c] ? cells[c] : "");
    }
  style_table_print (t, style, "", out);
}

void
report_run_text (const JournalRun *run, const GPtrArray *switches, const ReportStyle *style, GString *out)
{
  style_printf (out, style, INK_BOLD, "%s  %s  %s  %s", run->id, run->kind, run->started, run->alive ? _ ("running") : run_status_to_string (run->status));
  g_string_append_c (out, '\n');
  for (guint i = 0; i < switches->len; i++)
    {
      const JournalSwitch *s = switches->pdata[i];
      style_printf (out, style, INK_PLAIN, _ ("%s: %s, saved: %s%s%s"), s->name, switch_outcome_to_string (s->outcome), s->saved ? s->saved : "none",
                    s->reason ? ": " : "", s->reason ? s->reason : "");
      g_string_append_c (out, '\n');
      for (guint k = 0; k < s->steps->len; k++)
        {
          const JournalStepView *v = s->steps->pdata[k];
          style_printf (out, style, v->step.is_undo ? INK_DIM : INK_PLAIN, "  %-12s %s", step_outcome_to_string (v->outcome), v->step.command);
          g_string_append_c (out, '\n');
        }
    }
}
