/* Lines of the switch's own keeping (save, certify, timer): journalled like every other, and part of no change. */
#include <glib/gi18n.h>

#include "apply/engine.h"

StepOutcome
keeping_send (SwitchRun *run, OpId op, const OpArgs *args, char **reply, char **reason)
{
  Journal *j = run->engine->journal;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify) journal_step_free);
  SessionReply said_back = { 0 };
  JournalStep *step = g_new0 (JournalStep, 1);
  g_ptr_array_add (steps, step);
  step->change_index = G_MAXUINT;
  step->command = family_render (run->family, op, args, &error);
  step->undo = g_strdup ("");
  step->ports = g_strdup ("");
  step->observed_json = g_strdup ("{}");
  gboolean written = step->command && journal_intend (j, run->engine->run_id, run->plan->name, steps, &error)
                     && journal_outcome (j, step->id, STEP_SENT, NULL, &error);
  gboolean ok = written && session_run (run->session, op, step->command, &said_back, &error);
  StepOutcome outcome = ok && said_back.kind == REPLY_OK      ? STEP_DONE
                        : ok && said_back.kind == REPLY_ERROR ? STEP_FAILED
                                                              : STEP_UNKNOWN;
  const char *said = ok ? said_back.message ? said_back.message : said_back.reply : error->message;
  if (written)
    journal_outcome (j, step->id, outcome, said, NULL);
  lines_report (run, step->command ? step->command : op_to_string (op), "", said, outcome);
  if (outcome != STEP_DONE)
    {
      g_free (*reason);
      *reason = g_strdup_printf ("`%s`: %s", step->command ? step->command : op_to_string (op), said);
    }
  if (reply && ok)
    {
      g_free (*reply);
      *reply = g_strdup (said_back.reply);
    }
  session_reply_clear (&said_back);
  return outcome;
}
