/* The lines of a change: made with their undo, written down, sent one by one and judged. */
#include "apply/engine.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

void
line_free (gpointer data)
{
  Line *line = data;
  journal_step_free (line->step);
  port_set_free (line->ports);
  g_free (line->reply);
  g_free (line);
}

/* ---- making --------------------------------------------------------------------------------------------------------- */

static char *
observed_json (const Change *c, const PortSet *ports)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  for (guint i = 0; i < subjects_size (ports); i++)
    {
      PortId port = subjects_get (ports, i);
      g_autofree char *name = port == PORT_NONE ? g_strdup ("") : port_to_string (port);
      const Value *v = change_prior (c, port);
      json_builder_set_member_name (b, name);
      if (v->type == VALUE_BOOL)
        json_builder_add_boolean_value (b, v->number != 0);
      else if (v->type == VALUE_INT)
        json_builder_add_int_value (b, v->number);
      else if (v->type == VALUE_STRING)
        json_builder_add_string_value (b, v->string);
      else
        json_builder_add_null_value (b);
    }
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, FALSE);
}

static char *
join_lines (const GPtrArray *lines)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s%s", i ? "\n" : "", (char *) lines->pdata[i]);
  return g_string_free (text, FALSE);
}

static Line *
add_line (Work *w, const Family *family, const char *command, char *undo, const PortSet *ports, LineUse use)
{
  Line *line = g_new0 (Line, 1);
  line->step = g_new0 (JournalStep, 1);
  line->step->change_index = w->index;
  line->step->command = g_strdup (command);
  line->step->undo = undo;
  line->step->ports = port_set_to_string (ports);
  line->step->observed_json = observed_json (w->change, ports);
  line->step->is_undo = use == LINE_TRY_BACK;
  line->ports = port_set_copy (ports);
  line->use = use;
  line->op = family_line_op (family, command);
  g_ptr_array_add (w->lines, line);
  return line;
}

/* Takes a `qos apply` off the end: it is one line for all ports of the change. NULL when there is none. */
static char *
take_apply (const Family *family, GPtrArray *lines)
{
  if (lines->len < 2 || family_line_op (family, lines->pdata[lines->len - 1]) != OP_QOS_APPLY)
    return NULL;
  return g_ptr_array_steal_index (lines, lines->len - 1);
}

/* One run of ports: one line for all of them where the grammar has ranges, else a line for each. */
static gboolean
make_range (SwitchRun *run, Work *w, const PortSet *ports, LineUse use, char **apply, GError **error)
{
  g_autoptr (GPtrArray) lines = plan_change_lines (run->family, w->change, FALSE, ports, error);
  g_autofree char *tail = lines ? take_apply (run->family, lines) : NULL;
  if (!lines)
    return FALSE;
  if (lines->len != 1 && port_set_size (ports) > 1)
    {
      for (guint i = 0; i < port_set_size (ports); i++)
        {
          g_autoptr (PortSet) one = port_set_new ();
          port_set_add (one, port_set_get (ports, i));
          if (!make_range (run, w, one, use, apply, error))
            return FALSE;
        }
      return TRUE;
    }
  g_autoptr (GPtrArray) undo = plan_change_lines (run->family, w->change, TRUE, ports, error);
  if (!undo)
    return FALSE;
  if (tail && !*apply)
    *apply = g_steal_pointer (&tail);
  if (use == LINE_TRY)
    {
      g_autofree char *back = join_lines (lines);
      add_line (w, run->family, lines->pdata[0], join_lines (undo), ports, LINE_TRY);
      add_line (w, run->family, undo->pdata[0], g_steal_pointer (&back), ports, LINE_TRY_BACK);
      return TRUE;
    }
  for (guint i = 0; i < lines->len; i++)
    add_line (w, run->family, lines->pdata[i], i == 0 ? join_lines (undo) : g_strdup (""), ports, use);
  return TRUE;
}

/* The lines to be sent must be those that the plan showed: the same ones, in the same order. */
static gboolean
same_as_planned (const Work *w, GError **error)
{
  guint k = 0;
  for (guint i = 0; i < w->lines->len; i++)
    {
      const Line *line = w->lines->pdata[i];
      if (line->use != LINE_DO)
        continue;
      if (k >= w->change->commands->len || !g_str_equal (line->step->command, w->change->commands->pdata[k++]))
        {
          g_set_error (error, FAMILY_ERROR, 0, _ ("the line `%s' is not what the plan says"), line->step->command);
          return FALSE;
        }
    }
  if (k == w->change->commands->len)
    return TRUE;
  g_set_error (error, FAMILY_ERROR, 0, _ ("%s: the plan has lines that do not follow from its values"), change_kind_to_string (w->change->kind));
  return FALSE;
}

/* A policy that is edited in place: its ports let go of it and take it again, one row of lines that stand and fall together. */
static gboolean
make_edit (SwitchRun *run, Work *w, GError **error)
{
  g_autoptr (GPtrArray) lines = plan_change_lines (run->family, w->change, FALSE, NULL, error);
  g_autoptr (GPtrArray) undo = lines ? plan_change_lines (run->family, w->change, TRUE, NULL, error) : NULL;
  for (guint i = 0; undo && i < lines->len; i++)
    add_line (w, run->family, lines->pdata[i], i == 0 ? join_lines (undo) : g_strdup (""), w->change->ports, LINE_DO);
  return undo && same_as_planned (w, error);
}

gboolean
lines_make (SwitchRun *run, Work *w, GError **error)
{
  if (w->change->policy_before.id >= 0)
    return make_edit (run, w, error);
  g_autoptr (GArray) ranges = port_set_ranges (w->change->ports);
  g_autoptr (PortSet) none = port_set_new ();
  g_autofree char *apply = NULL;
  gboolean guess = w->change->guess && !(run->proven & 1u << w->change->kind);
  if (guess)
    {
      g_autoptr (PortSet) first = port_set_new ();
      if (ranges->len)
        port_set_add (first, g_array_index (ranges, PortRange, 0).first);
      if (!make_range (run, w, first, LINE_TRY, &apply, error))
        return FALSE;
      run->proven |= 1u << w->change->kind; /* one trial a kind; when it fails the switch goes no further */
    }
  if (!ranges->len && !make_range (run, w, none, LINE_DO, &apply, error))
    return FALSE;
  for (guint i = 0; i < ranges->len; i++)
    {
      PortRange r = g_array_index (ranges, PortRange, i);
      g_autoptr (PortSet) set = port_set_new ();
      for (PortId p = r.first; p <= r.last; p++)
        port_set_add (set, p);
      if (!make_range (run, w, set, LINE_DO, &apply, error))
        return FALSE;
    }
  if (apply)
    add_line (w, run->family, apply, g_strdup (""), none, LINE_DO);
  return same_as_planned (w, error);
}

gboolean
lines_intend (SwitchRun *run, const GPtrArray *work, GError **error)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  for (guint i = 0; i < work->len; i++)
    {
      const Work *w = work->pdata[i];
      for (guint k = 0; k < w->lines->len; k++)
        g_ptr_array_add (steps, ((Line *) w->lines->pdata[k])->step);
    }
  return journal_intend (run->engine->journal, run->engine->run_id, run->plan->name, steps, error);
}

/* ---- sending -------------------------------------------------------------------------------------------------------- */

ApplyStep *
lines_report (SwitchRun *run, const char *command, const char *undo, const char *reply, StepOutcome outcome)
{
  ApplyStep *step = g_new0 (ApplyStep, 1);
  step->command = g_strdup (command);
  step->undo = g_strdup (undo);
  step->reply = g_strdup (reply);
  step->outcome = outcome;
  g_ptr_array_add (run->result->steps, step);
  return step;
}

static gboolean
vlan_has_members (const SwitchState *state, guint vlan)
{
  for (guint i = 0; i < state->ports->len; i++)
    {
      const PortState *p = state->ports->pdata[i];
      if (p->cfg.untagged == vlan || vlan_set_contains (&p->cfg.tagged, vlan) || vlan_set_contains (&p->dynamic_vlans, vlan))
        return TRUE;
    }
  return FALSE;
}

static gboolean
policy_has_bindings (const SwitchState *state, int id)
{
  for (guint i = 0; i < state->ports->len; i++)
    {
      const PortState *p = state->ports->pdata[i];
      for (guint k = 0; p->cfg.policies && k < p->cfg.policies->len; k++)
        if (g_array_index (p->cfg.policies, MedPolicy, k).id == id)
          return TRUE;
    }
  return FALSE;
}

static char *
memory_key (const SwitchRun *run, const Change *c, OpId op)
{
  guint id = op == OP_VLAN_DELETE || op == OP_VLAN_CREATE || op == OP_VLAN_CREATE_PLAIN ? c->vlan : (guint) c->policy.id;
  return g_strdup_printf ("%s/%u", run->plan->name, id);
}

static gboolean
is_remembered (SwitchRun *run, const char *kind, const char *key)
{
  g_autoptr (GHashTable) keys = journal_memory (run->engine->journal, kind, NULL);
  return keys && g_hash_table_contains (keys, key);
}

gboolean
lines_may_delete (SwitchRun *run, const Change *change, OpId op, const SwitchState *state, char **why)
{
  gboolean vlan = op == OP_VLAN_DELETE;
  g_autofree char *key = memory_key (run, change, op);
  if (!is_remembered (run, vlan ? "vlan" : "policy", key))
    *why = g_strdup (_ ("it stays: it was not made by this program"));
  else if (vlan ? state->via[ATTR_TAGGED] != VIA_SNMP && state->via[ATTR_TAGGED] != VIA_CLI
                : state->via[ATTR_POLICIES] != VIA_SNMP && state->via[ATTR_POLICIES] != VIA_CLI)
    *why = g_strdup (_ ("it stays: whether somebody uses it cannot be read"));
  else if (vlan ? vlan_has_members (state, change->vlan) : policy_has_bindings (state, change->policy.id))
    *why = g_strdup (_ ("it stays: it is in use"));
  return *why == NULL;
}

/* Something that must be so the moment before a line goes out. FALSE: *reason, or the line is to be left out (*skip). */
static gboolean
check_before (SwitchRun *run, Work *w, Line *line, gboolean *skip, char **reason)
{
  *skip = FALSE;
  if ((line->op == OP_QOS_TRUST || line->op == OP_QOS_NO_TRUST) && line == w->lines->pdata[0] && !run->qos_open
      && preflight_qos_pending (run) != TRI_NO)
    {
      *reason = g_strdup (_ ("QoS changes of somebody else are pending (or it cannot be read): `qos apply' would activate them"));
      return FALSE;
    }
  if (line->use != LINE_TRY_BACK && (line->op == OP_VLAN_DELETE || line->op == OP_POLICY_DELETE))
    {
      g_autofree char *why = NULL;
      SwitchState *state = observe (run, HAS (ATTR_VLANS) | HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES), TRUE);
      *skip = !lines_may_delete (run, w->change, line->op, state, &why);
      switch_state_free (state);
      if (*skip)
        {
          w->left_out = TRUE;
          line->outcome = STEP_NOT_NEEDED;
          journal_outcome (run->engine->journal, line->step->id, STEP_NOT_NEEDED, why, NULL);
          lines_report (run, line->step->command, line->step->undo, why, STEP_NOT_NEEDED);
        }
    }
  return TRUE;
}

/* Before the line: what will be ours. After it: what the switch turned out not to need. */
static gboolean
remember (SwitchRun *run, const Work *w, const Line *line, GError **error)
{
  Journal *j = run->engine->journal;
  g_autofree char *key = memory_key (run, w->change, line->op);
  if (w->change->kind == CHANGE_VLAN_CREATE && (line->op == OP_VLAN_CREATE || line->op == OP_VLAN_CREATE_PLAIN || line->op == OP_VLAN_ENABLE))
    {
      g_autofree char *vlan = g_strdup_printf ("%s/%u", run->plan->name, w->change->vlan);
      return journal_remember (j, "vlan", vlan, run->engine->run_id, error);
    }
  if (w->change->kind == CHANGE_MED_POLICY_CREATE && w->change->policy_before.id < 0 && line->op == OP_POLICY_CREATE)
    return journal_remember (j, "policy", key, run->engine->run_id, error);
  return TRUE;
}

void
lines_forget (SwitchRun *run, const Change *change, OpId op)
{
  g_autofree char *key = memory_key (run, change, op);
  journal_forget (run->engine->journal, op == OP_VLAN_DELETE ? "vlan" : "policy", key, NULL);
}

static void
not_needed (SwitchRun *run, Work *w, const Line *line)
{
  g_autofree char *key = g_strdup_printf ("%s/%s/%s", run->plan->name, run->plan->version ? run->plan->version : "", op_to_string (line->op));
  journal_remember (run->engine->journal, "not-needed", key, run->engine->run_id, NULL);
  w->left_out = TRUE;
}

void
lines_note_qos (SwitchRun *run, OpId op, StepOutcome outcome)
{
  if (op == OP_QOS_TRUST || op == OP_QOS_NO_TRUST)
    run->qos_open = run->qos_open || outcome != STEP_FAILED;
  else if (op == OP_QOS_APPLY && (outcome == STEP_DONE || outcome == STEP_UNDONE))
    run->qos_open = FALSE;
}

/* Sends one line and writes down what came of it. FALSE + *reason: the switch must be taken back. */
static gboolean
send_line (SwitchRun *run, Work *w, Line *line, char **reason)
{
  Journal *j = run->engine->journal;
  g_autoptr (GError) error = NULL;
  SessionReply reply = { 0 };
  const OpTemplate *op = &run->family->ops[line->op];
  if (!remember (run, w, line, &error) || !journal_outcome (j, line->step->id, STEP_SENT, NULL, &error))
    {
      *reason = g_strdup (error->message);
      return FALSE;
    }
  line->outcome = STEP_SENT;
  gboolean alive = session_run (run->session, line->op, line->step->command, &reply, &error);
  line->outcome = !alive                             ? STEP_UNKNOWN
                  : reply.kind == REPLY_OK           ? STEP_DONE
                  : reply.kind == REPLY_NOT_NEEDED && op->refusal_not_needed ? STEP_NOT_NEEDED
                                                     : STEP_FAILED;
  const char *said = !alive ? error->message : reply.kind == REPLY_OK ? reply.reply : reply.message ? reply.message : reply.reply;
  lines_report (run, line->step->command, line->step->undo, said, line->outcome);
  lines_note_qos (run, line->op, line->outcome);
  gboolean written = journal_outcome (j, line->step->id, line->outcome, said, alive ? &error : NULL);
  if (line->outcome == STEP_FAILED || line->outcome == STEP_UNKNOWN)
    *reason = g_strdup_printf ("`%s': %s", line->step->command, said && *said ? said : _ ("no reply that is understood"));
  else if (!written)
    *reason = g_strdup (error->message);
  if (line->outcome == STEP_NOT_NEEDED)
    not_needed (run, w, line);
  else if (line->outcome == STEP_DONE)
    {
      if (line->use == LINE_DO && (line->op == OP_VLAN_DELETE || line->op == OP_POLICY_DELETE))
        lines_forget (run, w->change, line->op);
    }
  session_reply_clear (&reply);
  return *reason == NULL;
}

/* A guess went there (or back): does the switch read so? */
static gboolean
check_try (SwitchRun *run, const Work *w, const Line *line, char **reason)
{
  g_autofree char *difference = NULL;
  PortId port = port_set_size (line->ports) ? port_set_get (line->ports, 0) : PORT_NONE;
  if (line->use == LINE_DO || w->left_out
      || verify_one (run, w->change, port, line->use == LINE_TRY ? READS_DONE : READS_PRIOR, &difference))
    return TRUE;
  *reason = g_strdup_printf (_ ("`%s' rests on no guide and does not do here what it should: %s; this kind of change is refused on this switch"),
                             line->step->command, difference);
  return FALSE;
}

static gboolean
send_work (SwitchRun *run, Work *w, char **reason)
{
  for (guint i = 0; i < w->lines->len; i++)
    {
      gboolean skip = FALSE;
      Line *line = w->lines->pdata[i];
      if (switch_run_interrupted (run) || timer_runs_out (run))
        {
          *reason = g_strdup (switch_run_interrupted (run) ? _ ("interrupted") : _ ("its undo timer is about to fire"));
          return FALSE;
        }
      if (w->left_out && line->use != LINE_DO)
        continue; /* there is nothing to come back from */
      if (!check_before (run, w, line, &skip, reason))
        return FALSE;
      if (skip)
        continue;
      if (!send_line (run, w, line, reason) || !check_try (run, w, line, reason))
        return FALSE;
    }
  return TRUE;
}

gboolean
lines_send (SwitchRun *run, const GPtrArray *work, char **reason)
{
  for (guint i = 0; i < work->len; i++)
    {
      Work *w = work->pdata[i];
      g_autofree char *ports = port_set_to_string (w->change->ports);
      g_autofree char *text = g_strdup_printf ("%s %s", change_kind_to_string (w->change->kind), ports);
      switch_run_progress (run, text);
      if (!send_work (run, w, reason))
        return FALSE;
    }
  return TRUE;
}
