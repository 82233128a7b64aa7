/* About a switch as a whole: does it answer, what is it, would its configuration outlive a power cut, is anything about to
 * happen. */
#include "audit/internal.h"

#include <glib/gi18n.h>
#include <string.h>

void
audit_check_unreachable (AuditRun *run)
{
  if (run->sw->state->status != SWITCH_UNREACHABLE)
    return;
  AuditFinding *f =
      audit_say_of (run, run->sw, PORT_NONE, AUDIT_UNKNOWN,
                    g_strdup_printf (_ ("nothing was read: %s"), run->sw->state->reason ? run->sw->state->reason : "?"));
  for (guint i = 0; i < run->sw->ports->len; i++)
    audit_touch (f, ((AuditPort *)run->sw->ports->pdata[i])->id);
}

void
audit_check_partial (AuditRun *run)
{
  if (run->sw->state->status == SWITCH_PARTIAL)
    audit_say (run, PORT_NONE, _ ("read in part: %s"), run->sw->state->reason ? run->sw->state->reason : "?");
}

/* The names of a model: with or without what follows a blank. */
void
audit_check_model (AuditRun *run)
{
  const char *want = run->sw->want->model, *have = run->sw->state->model;
  if (!want)
    return;
  if (!have)
    audit_unread (run, PORT_NONE, _ ("the inventory says %s; the switch does not say its model"), want);
  else if (g_ascii_strcasecmp (want, have))
    audit_say (run, PORT_NONE, _ ("the switch is a %s, the inventory says %s"), have, want)->source = run->sw->want->model_pos;
}

void
audit_check_release (AuditRun *run)
{
  const char *version = run->sw->state->version;
  if (!version || !run->family)
    audit_unread (run, PORT_NONE, "%s", _ ("the switch does not say its release"));
  else if (g_ascii_strtoull (version, NULL, 10) < run->family->write_major_min)
    audit_say (run, PORT_NONE, _ ("release %s is read, never written"), version);
}

void
audit_check_running_certified (AuditRun *run)
{
  const char *directory = run->sw->state->running_directory;
  if (!directory)
    audit_unread_attr (run, PORT_NONE, ATTR_RUNNING_DIRECTORY);
  else if (!g_ascii_strcasecmp (directory, "certified"))
    audit_say (run, PORT_NONE, "%s", _ ("runs from its certified directory: nothing can be saved"));
}

static void
judge_tri (AuditRun *run, Tri fine, Tri is, Attr attr, const char *message)
{
  if (is == TRI_UNKNOWN)
    audit_unread_attr (run, PORT_NONE, attr);
  else if (is != fine)
    audit_say (run, PORT_NONE, "%s", message);
}

void
audit_check_unsaved (AuditRun *run)
{
  judge_tri (run, TRI_NO, run->sw->state->unsaved, ATTR_UNSAVED,
             _ ("the running configuration is not saved: a power cut takes it away"));
}

void
audit_check_uncertified (AuditRun *run)
{
  judge_tri (run, TRI_YES, run->sw->state->certified, ATTR_CERTIFIED,
             _ ("what is saved is not certified: after some restarts the switch runs something older"));
}

void
audit_check_unsynchronised (AuditRun *run)
{
  const SwitchState *s = run->sw->state;
  if (s->n_members == 1 && s->synchronised == TRI_UNKNOWN)
    return; /* a single module has nobody to be synchronised with */
  if (s->n_members > 1 || s->synchronised == TRI_UNKNOWN)
    judge_tri (run, TRI_YES, s->synchronised, ATTR_CERTIFIED, _ ("the units do not hold the same saved configuration"));
}

void
audit_check_stack (AuditRun *run)
{
  const SwitchState *s = run->sw->state;
  if (s->members_complete == TRI_NO)
    audit_say (run, PORT_NONE, _ ("a unit is missing or not running: %s"), s->members_detail ? s->members_detail : "?");
  else if (s->members_complete == TRI_UNKNOWN)
    audit_unread_attr (run, PORT_NONE, ATTR_MEMBERS);
}

void
audit_check_timer (AuditRun *run)
{
  const SwitchState *s = run->sw->state;
  if (s->timer == TIMER_UNKNOWN)
    audit_unread_attr (run, PORT_NONE, ATTR_TIMER);
  else if (s->timer != TIMER_IDLE)
    audit_say (run, PORT_NONE, _ ("a configuration file is scheduled: %s at %s"),
               s->timer_file && *s->timer_file ? s->timer_file : "?", s->timer_time && *s->timer_time ? s->timer_time : "?");
}

void
audit_check_reload (AuditRun *run)
{
  judge_tri (run, TRI_NO, run->sw->state->reload_pending, ATTR_RELOAD, _ ("a reload is scheduled"));
}

#define CLOCK_MAY_DIFFER (26 * 3600) /* time zones, and who knows how theirs is set */

void
audit_check_clock (AuditRun *run)
{
  const SwitchState *s = run->sw->state;
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) own = s->clock ? g_date_time_new_from_iso8601 (s->clock, utc) : NULL;
  const char *when = s->read_at ? s->read_at : run->time;
  g_autoptr (GDateTime) now = when ? g_date_time_new_from_iso8601 (when, utc) : NULL;
  if (!own || !now)
    audit_unread (run, PORT_NONE, "%s", own ? _ ("when it was read is not known") : _ ("the switch does not say its clock"));
  else if (ABS (g_date_time_difference (now, own) / G_TIME_SPAN_SECOND) > CLOCK_MAY_DIFFER)
    audit_say (run, PORT_NONE, _ ("its clock says %s"), s->clock);
}

void
audit_check_snmp_v2c (AuditRun *run)
{
  const Credentials *c = run->sw->want->credentials;
  if (!c || !c->snmp.present)
    audit_unread (run, PORT_NONE, "%s", _ ("the inventory has no SNMP credentials for it"));
  else if (c->snmp.version == SNMP_V2C)
    audit_say (run, PORT_NONE, "%s", _ ("read by SNMP v2c: the community crosses the network in the clear"))->source =
        c->snmp.pos;
}

void
audit_check_ssh_old (AuditRun *run)
{
  const Credentials *c = run->sw->want->credentials;
  g_autofree char *names = c && c->ssh.algorithms ? g_strjoinv (", ", c->ssh.algorithms) : NULL;
  if (!c || !c->ssh.present)
    audit_unread (run, PORT_NONE, "%s", _ ("the inventory has no SSH credentials for it"));
  else if (c->ssh.legacy || names)
    audit_say (run, PORT_NONE, _ ("old SSH algorithms are allowed: %s"), names && *names ? names : "legacy")->source = c->ssh.pos;
}
