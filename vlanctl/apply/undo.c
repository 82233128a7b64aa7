/* Taking back what a run did on one switch: everything that differs from its prior value, in reverse order, and read back
 * (product 6.5). */
#include <glib/gi18n.h>
#include <string.h>

#include "apply/engine.h"

#define POLL_MS 300

gboolean
work_was_sent (const Work *w)
{
  for (guint i = 0; i < w->lines->len; i++)
    {
      StepOutcome o = ((Line *) w->lines->pdata[i])->outcome;
      if (o != STEP_INTENDED && o != STEP_NOT_NEEDED)
        return TRUE;
    }
  return FALSE;
}

typedef struct {
  gboolean blind;      /* something could not be read: its undo goes out anyway, and the switch stays incomplete */
  gboolean stuck;      /* a line of the undo failed or was held back */
  gboolean keep_path;  /* switches further out need it */
  GPtrArray *kept;     /* char*: what stays on purpose (a VLAN in use) */
  char *picture;       /* the configuration as the switch shows it before anything is taken back; NULL: not read */
} Undo;

/* Nothing of the change can be read, though the switch shows lines of it: what is read is stale (an agent that answers from a cache). */
static gboolean
reads_stale (const SwitchRun *run, const Work *w, const SwitchState *state, const Undo *undo)
{
  for (guint i = 0; i < subjects_size (w->change->ports); i++)
    if (change_reads (w->change, subjects_get (w->change->ports, i), state) != READS_PRIOR)
      return FALSE;
  return undo->picture && run->snapshot_before && snapshot_shows (run->family, run->snapshot_before, undo->picture, w->change);
}

/* Ports (or the whole change) that are not at their prior value. *whole: the change has no ports and must be undone. */
static PortSet *
find_changed (const SwitchRun *run, const Work *w, const SwitchState *state, gboolean *whole, Undo *undo)
{
  /* a pending QoS line does not show yet, and would come about with anybody's next `qos apply` */
  gboolean pending = (w->change->kind == CHANGE_QOS_TRUST && run->qos_open) || reads_stale (run, w, state, undo);
  PortSet *set = port_set_new ();
  *whole = FALSE;
  for (guint i = 0; i < subjects_size (w->change->ports); i++)
    {
      PortId port = subjects_get (w->change->ports, i);
      Reads reads = change_reads (w->change, port, state);
      undo->blind = undo->blind || reads == READS_UNKNOWN;
      if (reads == READS_PRIOR && !pending)
        continue;
      if (port == PORT_NONE)
        *whole = TRUE;
      else
        port_set_add (set, port);
    }
  return set;
}

static void
by_hand (SwitchRun *run, const GPtrArray *lines, guint from)
{
  for (guint i = from; i < lines->len; i++)
    g_ptr_array_add (run->result->by_hand, g_strdup (lines->pdata[i]));
}

static GPtrArray *
intend_undo (SwitchRun *run, const Work *w, const GPtrArray *lines, const PortSet *ports, GError **error)
{
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify) journal_step_free);
  for (guint i = 0; i < lines->len; i++)
    {
      JournalStep *step = g_new0 (JournalStep, 1);
      step->change_index = w->index;
      step->command = g_strdup (lines->pdata[i]);
      step->undo = g_strdup ("");
      step->ports = port_set_to_string (ports);
      step->observed_json = g_strdup ("{}");
      step->is_undo = TRUE;
      g_ptr_array_add (steps, step);
    }
  journal_intend (run->engine->journal, run->engine->run_id, run->plan->name, steps, error);
  return steps;
}

/* A VLAN or policy goes only when it is ours and nobody uses it. */
static gboolean
must_stay (SwitchRun *run, const Work *w, OpId op, Undo *undo)
{
  g_autofree char *why = NULL;
  if (op != OP_VLAN_DELETE && op != OP_POLICY_DELETE)
    return FALSE;
  SwitchState *state = observe (run, HAS (ATTR_VLANS) | HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES), TRUE);
  gboolean may = lines_may_delete (run, w->change, op, state, &why);
  switch_state_free (state);
  if (!may)
    g_ptr_array_add (undo->kept, g_strdup_printf (op == OP_VLAN_DELETE ? _ ("VLAN %u: %s") : _ ("policy %u: %s"),
                                                  op == OP_VLAN_DELETE ? w->change->vlan : (guint) w->change->policy.id, why));
  return !may;
}

/* FALSE: no more lines can be sent at all. */
static gboolean
send_undo_line (SwitchRun *run, Undo *undo, const Change *change, JournalStep *step, OpId op)
{
  Journal *j = run->engine->journal;
  g_autoptr (GError) error = NULL;
  SessionReply reply = { 0 };
  journal_outcome (j, step->id, STEP_SENT, NULL, NULL);
  gboolean alive = session_run (run->session, op, step->command, &reply, &error);
  gboolean ok = alive && (reply.kind == REPLY_OK || reply.kind == REPLY_NOT_NEEDED);
  const char *said = alive ? reply.message ? reply.message : reply.reply : error->message;
  StepOutcome outcome = ok ? STEP_UNDONE : STEP_UNDO_FAILED;
  lines_note_qos (run, op, outcome);
  /* "already so" is an ERROR too: whether it matters is for the reading back to say */
  journal_outcome (j, step->id, outcome, said, NULL);
  lines_report (run, step->command, "", said, outcome);
  if (!ok)
    g_ptr_array_add (run->result->by_hand, g_strdup (step->command));
  else if (op == OP_VLAN_DELETE || op == OP_POLICY_DELETE)
    lines_forget (run, change, op);
  undo->stuck = undo->stuck || !alive;
  session_reply_clear (&reply);
  return alive;
}

static gboolean
qos_is_blocked (SwitchRun *run, const GPtrArray *lines)
{
  for (guint i = 0; !run->qos_open && i < lines->len; i++)
    if (family_line_op (run->family, lines->pdata[i]) == OP_QOS_APPLY)
      return preflight_qos_pending (run) != TRI_NO;
  return FALSE;
}

static gboolean
undo_lines (SwitchRun *run, Undo *undo, const Work *w, const GPtrArray *lines, const PortSet *ports)
{
  g_autoptr (GError) error = NULL;
  if (qos_is_blocked (run, lines))
    {
      by_hand (run, lines, 0);
      undo->stuck = TRUE;
      return TRUE;
    }
  g_autoptr (GPtrArray) steps = intend_undo (run, w, lines, ports, &error);
  if (error) /* the journal is gone: taking back matters more than writing it down */
    switch_run_worse (run, EXIT_NEEDS_PERSON);
  for (guint i = 0; i < steps->len; i++)
    {
      JournalStep *step = steps->pdata[i];
      OpId op = family_line_op (run->family, step->command);
      if (must_stay (run, w, op, undo))
        {
          journal_outcome (run->engine->journal, step->id, STEP_NOT_NEEDED, undo->kept->pdata[undo->kept->len - 1], NULL);
          continue;
        }
      if (!send_undo_line (run, undo, w->change, step, op))
        {
          by_hand (run, lines, i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
undo_work (SwitchRun *run, Undo *undo, const Work *w, const SwitchState *state)
{
  gboolean whole;
  g_autoptr (GError) error = NULL;
  g_autoptr (PortSet) ports = find_changed (run, w, state, &whole, undo);
  if (!whole && !port_set_size (ports))
    return TRUE;
  g_autoptr (GPtrArray) lines = plan_change_lines (run->family, w->change, TRUE, whole ? NULL : ports, &error);
  if (!lines)
    {
      undo->stuck = TRUE;
      g_ptr_array_add (run->result->by_hand, g_strdup (error->message));
      return TRUE;
    }
  return undo_lines (run, undo, w, lines, ports);
}

/* All works that were begun, the last first. FALSE: the session is gone. */
static gboolean
undo_all (SwitchRun *run, Undo *undo)
{
  guint32 attrs = work_attrs (run->work);
  SwitchState *state = observe (run, attrs, TRUE);
  gboolean going = TRUE;
  g_free (undo->picture);
  undo->picture = session_show (run->session, OP_SHOW_SNAPSHOT, NULL, NULL);
  for (guint i = run->work->len; going && i-- > 0;)
    {
      const Work *w = run->work->pdata[i];
      if (work_was_sent (w) && !(undo->keep_path && w->path))
        going = undo_work (run, undo, w, state);
    }
  switch_state_free (state);
  return going;
}

/* ---- did it help? ---------------------------------------------------------------------------------------------------- */

static gboolean
is_kept (const Work *w, const Undo *undo)
{
  return undo->kept->len && (w->change->kind == CHANGE_VLAN_CREATE || w->change->kind == CHANGE_MED_POLICY_CREATE);
}

static gboolean
all_prior (SwitchRun *run, const Undo *undo, gboolean *readable)
{
  SwitchState *state = observe (run, work_attrs (run->work), TRUE);
  gboolean prior = TRUE;
  *readable = TRUE;
  for (guint i = 0; i < run->work->len; i++)
    {
      const Work *w = run->work->pdata[i];
      for (guint k = 0; work_was_sent (w) && !(undo->keep_path && w->path) && !is_kept (w, undo) && k < subjects_size (w->change->ports); k++)
        {
          Reads reads = change_reads (w->change, subjects_get (w->change->ports, k), state);
          *readable = *readable && reads != READS_UNKNOWN;
          prior = prior && reads == READS_PRIOR;
        }
    }
  switch_state_free (state);
  return prior;
}

static gboolean
wait_for_prior (SwitchRun *run, const Undo *undo, gboolean *readable)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) run->engine->options->verify_timeout_s * G_USEC_PER_SEC;
  while (!all_prior (run, undo, readable))
    {
      if (g_get_monotonic_time () >= deadline)
        return FALSE;
      g_usleep (POLL_MS * 1000);
    }
  return TRUE;
}

static char *
final_words (const char *why, const Undo *undo, gboolean prior, gboolean readable, const char *fires)
{
  GString *text = g_string_new (why);
  if (!prior)
    g_string_append_printf (text, "; %s", readable ? _ ("not everything is back as it was") : _ ("whether everything is back as it was cannot be read"));
  for (guint i = 0; i < undo->kept->len; i++)
    g_string_append_printf (text, "; %s", (char *) undo->kept->pdata[i]);
  if (!prior && fires)
    g_string_append_printf (text, _ ("; its undo timer stays armed: the switch takes the changes back by itself at %s"), fires);
  return g_string_free (text, FALSE);
}

/* What is left on purpose must outlive a power cut; what was written in between must not. */
static gboolean
save_rest (SwitchRun *run, Undo *undo)
{
  g_autofree char *reason = NULL;
  if (!undo->keep_path)
    return save_after_undo (run);
  run->path_stays = TRUE;
  g_ptr_array_add (undo->kept, g_strdup (_ ("its VLANs and uplinks stay: switches further out need them")));
  if (save_switch (run, &reason))
    return TRUE;
  g_ptr_array_add (undo->kept, g_steal_pointer (&reason));
  return FALSE;
}

static gboolean
was_anything_sent (const SwitchRun *run)
{
  for (guint i = 0; i < run->work->len; i++)
    if (work_was_sent (run->work->pdata[i]))
      return TRUE;
  return FALSE;
}

/* It reads as before: the switch need not take it back any more. */
static gboolean
disarm_after_undo (SwitchRun *run, Undo *undo)
{
  char *armed = NULL;
  if (timer_disarm (run, &armed))
    return TRUE;
  g_ptr_array_add (undo->kept, armed);
  return FALSE;
}

/* No line reached the switch; but its timer may be armed. */
static void
leave_untouched (SwitchRun *run, Undo *undo, const char *why)
{
  gboolean clean = disarm_after_undo (run, undo);
  g_autofree char *text = final_words (why, undo, TRUE, TRUE, NULL);
  switch_run_finish (run, !clean ? SW_ROLLBACK_INCOMPLETE : switch_run_interrupted (run) ? SW_SKIPPED : SW_REFUSED, text);
}

void
undo_switch (SwitchRun *run, const char *why)
{
  g_autoptr (GError) error = NULL;
  gboolean readable = TRUE;
  Undo undo = { .keep_path = switch_run_path_is_needed (run), .kept = g_ptr_array_new_with_free_func (g_free) };
  g_clear_pointer (&run->result->reason, g_free);
  if (!was_anything_sent (run))
    leave_untouched (run, &undo, why);
  else
    {
      switch_run_progress (run, _ ("taking it back"));
      gboolean logged_in = switch_run_open (run, &error);
      if (logged_in && !undo_all (run, &undo) && switch_run_open (run, NULL))
        {
          g_ptr_array_set_size (run->result->by_hand, 0);
          undo.stuck = !undo_all (run, &undo); /* once more over a new login: the first may have been cut off */
        }
      gboolean prior = wait_for_prior (run, &undo, &readable);
      gboolean disarmed = prior && disarm_after_undo (run, &undo);
      gboolean saved = prior && logged_in ? save_rest (run, &undo) : !run->save_sent;
      if (prior)
        g_ptr_array_set_size (run->result->by_hand, saved && disarmed ? 0 : run->result->by_hand->len);
      g_autofree char *text = final_words (why, &undo, prior, readable, run->timer.armed ? run->timer.fires : NULL);
      g_autofree char *full = error ? g_strdup_printf ("%s; %s", text, error->message) : g_strdup (text);
      switch_run_finish (run, prior && saved && disarmed ? SW_ROLLED_BACK : SW_ROLLBACK_INCOMPLETE, full);
    }
  g_ptr_array_unref (undo.kept);
  g_free (undo.picture);
}

/* ---- QoS that a run which died had left pending ------------------------------------------------------------------------ */

gboolean
undo_pending_qos (SwitchRun *run, char **reason)
{
  const Plan *original = run->engine->options->original;
  const SwitchPlan *s = original ? plan_find_switch (original, run->plan->name) : NULL;
  Undo undo = { .kept = g_ptr_array_new_with_free_func (g_free) };
  for (guint i = 0; s && i < s->changes->len && run->qos_open; i++)
    {
      Work w = { .index = i, .change = s->changes->pdata[i] };
      g_autoptr (GError) error = NULL;
      /* on to desired: what is pending is what shall be */
      g_autoptr (GPtrArray) lines = w.change->kind == CHANGE_QOS_TRUST
                                        ? plan_change_lines (run->family, w.change, !run->engine->options->finish, NULL, &error)
                                        : NULL;
      if (lines)
        undo_lines (run, &undo, &w, lines, w.change->ports);
    }
  g_ptr_array_unref (undo.kept);
  if (!run->qos_open)
    return TRUE;
  *reason = g_strdup (_ ("QoS lines of the run that died are still pending"));
  return FALSE;
}
