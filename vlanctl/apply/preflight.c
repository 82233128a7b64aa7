/* What must be so on the switch itself before the first line goes out (product 5.5, 6.8). A guard whose evidence cannot be read
 * refuses. */
#include <glib/gi18n.h>
#include <string.h>

#include "apply/engine.h"
#include "live/cli.h"

Tri
preflight_qos_pending (SwitchRun *run)
{
  if (!run->family->ops[OP_SHOW_QOS_CONFIG].line)
    return TRI_UNKNOWN;
  g_autofree char *text = session_show (run->session, OP_SHOW_QOS_CONFIG, NULL, NULL);
  return text ? cli_qos_pending (text) : TRI_UNKNOWN;
}

typedef char *(*Guard) (SwitchRun *run, const SwitchState *state);

static char *
guard_identity (SwitchRun *run, const SwitchState *state)
{
  if (g_strcmp0 (state->model, run->plan->model))
    return g_strdup_printf (_ ("it is a %s now, the plan is for a %s: another switch at this address?"), state->model ? state->model : "?",
                            run->plan->model ? run->plan->model : "?");
  if (g_strcmp0 (state->version, run->plan->version))
    return g_strdup_printf (_ ("its release is %s now, the plan is for %s: plan again"), state->version ? state->version : "?",
                            run->plan->version ? run->plan->version : "?");
  return NULL;
}

static gboolean
saves_nothing (const SwitchRun *run)
{
  return run->engine->options->save == SAVE_NONE;
}

static char *
guard_directory (SwitchRun *run, const SwitchState *state)
{
  if (!state->running_directory)
    return g_strdup (_ ("certified: from which directory it runs cannot be read"));
  if (g_ascii_strcasecmp (state->running_directory, "certified") || (run->engine->options->guards.allow_certified && saves_nothing (run)))
    return NULL;
  return g_strdup (_ ("certified: the switch runs from its certified directory, nothing could be saved (--allow-certified --save none)"));
}

/* Unsaved changes are ours only where the configuration is exactly what we left (product 6.6). */
static char *
guard_unsaved (SwitchRun *run, const SwitchState *state)
{
  if (run->engine->recovers)
    return NULL; /* what the run that died had done is not saved, of course */
  g_autofree char *last = journal_last_snapshot (run->engine->journal, run->plan->name, NULL);
  if (state->unsaved == TRI_NO || (state->unsaved == TRI_YES && snapshot_same (last, run->snapshot_before)))
    return NULL;
  if (state->unsaved == TRI_YES && run->engine->options->guards.allow_unsaved)
    {
      run->foreign_unsaved = TRUE;
      return NULL;
    }
  return g_strdup (state->unsaved == TRI_YES ? _ ("unsaved: it has unsaved changes of somebody else (--allow-unsaved)")
                                             : _ ("unsaved: whether it has unsaved changes cannot be read"));
}

static char *
guard_timer (SwitchRun *run, const SwitchState *state)
{
  /* ours, of the run that is cleared up */
  if (timer_is_ours (run, state->timer_file))
    return NULL;
  if (state->timer == TIMER_IDLE || (state->timer != TIMER_UNKNOWN && run->engine->options->guards.allow_pending_timer && run->engine->options->without_timer))
    return NULL;
  if (state->timer == TIMER_UNKNOWN)
    return g_strdup (_ ("pending-timer: whether a configuration file is scheduled cannot be read"));
  return g_strdup_printf (_ ("pending-timer: %s is scheduled on it (--allow-pending-timer --without-timer)"), state->timer_file ? state->timer_file : _ ("a file"));
}

static char *
guard_reload (SwitchRun *run, const SwitchState *state)
{
  if (state->reload_pending == TRI_NO || (state->reload_pending == TRI_YES && run->engine->options->guards.allow_pending_reload))
    return NULL;
  return g_strdup (state->reload_pending == TRI_YES ? _ ("pending-reload: a reload is scheduled on it (--allow-pending-reload)")
                                                    : _ ("pending-reload: whether a reload is scheduled cannot be read"));
}

static char *
guard_members (SwitchRun *run, const SwitchState *state)
{
  if (state->members_complete == TRI_YES)
    return NULL;
  if (state->members_complete == TRI_UNKNOWN)
    return g_strdup (_ ("incomplete-stack: whether all its units run cannot be read"));
  if (run->engine->options->guards.allow_incomplete_stack && saves_nothing (run))
    return NULL;
  return g_strdup_printf (_ ("incomplete-stack: not every unit runs: %s (--allow-incomplete-stack --save none)"),
                          state->members_detail ? state->members_detail : "?");
}

/* Somebody else's session is said, not refused: whoever changes the same ports is found by drift and by the snapshots. */
static void
note_others (SwitchRun *run, const char *whoami)
{
  g_autofree char *who = whoami ? session_show (run->session, OP_SHOW_WHO, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) others = who ? cli_other_sessions (who, whoami) : NULL;
  for (guint i = 0; others && i < others->len; i++)
    {
      g_autofree char *text = g_strdup_printf (_ ("somebody else is logged in: %s"), (char *) others->pdata[i]);
      switch_run_note (run, text);
    }
}

static char *
guard_rights (SwitchRun *run, const SwitchState *state)
{
  g_autofree char *evidence = NULL;
  g_autofree char *text = session_show (run->session, OP_SHOW_WHOAMI, NULL, NULL);
  Tri rights = text ? cli_may_write (text, &evidence) : TRI_UNKNOWN;
  note_others (run, text);
  if (rights == TRI_YES)
    return NULL;
  return g_strdup_printf (rights == TRI_NO ? _ ("rights: the account may not change anything (read-write domains: %s)")
                                           : _ ("rights: what the account may do cannot be read%s"), evidence ? evidence : "");
}

/* The evidence that a port is what it seems. Paths are declared and need none. */
static char *
guard_evidence (SwitchRun *run, const SwitchState *state)
{
  static const Attr needed[] = { ATTR_AGGREGATE, ATTR_DYNAMIC, ATTR_NEIGHBOURS, ATTR_MACS };
  for (guint i = 0; (switch_run_parts (run) & PART_PORTS) && i < G_N_ELEMENTS (needed); i++)
    if (survey_missing (state, HAS (needed[i]), FALSE))
      return g_strdup_printf (_ ("guard-unread: %s cannot be read"), attr_to_string (needed[i]));
  return NULL;
}

char *
preflight_check (SwitchRun *run, SwitchState *state, SwitchOutcome *outcome)
{
  static const Guard guards[] = { guard_identity, guard_directory, guard_unsaved, guard_timer, guard_reload, guard_members, guard_rights,
                                  guard_evidence };
  if (state->status == SWITCH_UNREACHABLE)
    {
      *outcome = SW_UNKNOWN;
      return g_strdup (state->reason ? state->reason : _ ("it does not answer"));
    }
  *outcome = SW_REFUSED;
  for (guint i = 0; i < G_N_ELEMENTS (guards); i++)
    {
      char *why = guards[i](run, state);
      if (why)
        return why;
    }
  return NULL;
}
