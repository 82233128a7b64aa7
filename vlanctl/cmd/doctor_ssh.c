/* `doctor`, over SSH: service, algorithms, host key, login, rights, and what the command line tells. */
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "apply/survey.h"
#include "cmd/doctor.h"
#include "live/cli.h"

#define CLOCK_SLACK_S 300

/* ---- logging in ------------------------------------------------------------------------------------------------------ */

static const char *
known_hosts_of (const Patient *p)
{
  return p->ctx->options.known_hosts ? p->ctx->options.known_hosts : p->sw->credentials->ssh.known_hosts;
}

static char *
accept_line (const Patient *p)
{
  const char *file = p->ctx->options.known_hosts;
  return g_strdup_printf ("vlanctl doctor --only %s%s%s --accept-new-host-keys", p->sw->name, file ? " --known-hosts " : "", file ? file : "");
}

static char *
forget_line (const Patient *p)
{
  const char *file = known_hosts_of (p);
  g_autofree char *host = p->sw->ssh_port == 22 ? g_strdup (p->sw->address) : g_strdup_printf ("'[%s]:%u'", p->sw->address, p->sw->ssh_port);
  return g_strdup_printf ("ssh-keygen -R %s%s%s", host, file ? " -f " : "", file ? file : "");
}

/* What stands in the first pair of backquotes: the line that a message asks for. */
static char *
quoted (const char *message)
{
  const char *at = strchr (message, '`');
  return at ? g_strndup (at + 1, strcspn (at + 1, "`")) : NULL;
}

static char *
credentials_line (const Patient *p, const char *what)
{
  const Credentials *c = p->sw->credentials;
  g_autofree char *where = c->ssh.pos.file ? src_pos_to_string (&c->ssh.pos) : g_strdup ("inventory");
  return g_strdup_printf ("%s: %s", where, what);
}

static void
explain_algorithms (const Patient *p, const char *message)
{
  DoctorCheck *check = doctor_report_add (p->report, "algorithms", FALSE, "%s", message);
  g_autofree char *line = quoted (message);
  if (line)
    doctor_check_cure (check, FALSE, FALSE, credentials_line (p, line));
}

static void
explain_login (Patient *p, const GError *error)
{
  static const char *const ids[] = { [SSH_ERR_CONNECT] = "ssh", [SSH_ERR_ALGORITHMS] = "algorithms", [SSH_ERR_HOSTKEY_CHANGED] = "host-key",
                                     [SSH_ERR_HOSTKEY_UNKNOWN] = "host-key", [SSH_ERR_AUTH] = "login", [SSH_ERR_CHANNEL] = "rights",
                                     [SSH_ERR_LOST] = "login", [SSH_ERR_TIMEOUT] = "login", [SSH_ERR_FILE] = "login" };
  gboolean known = error->domain == SSH_TRANSPORT_ERROR && error->code >= 0 && error->code < (int) G_N_ELEMENTS (ids);
  const char *id = known ? ids[error->code] : "ssh";
  if (known && error->code != SSH_ERR_CONNECT)
    doctor_report_add (p->report, "ssh", TRUE, _ ("%s port %u answers"), p->sw->address, p->sw->ssh_port);
  if (known && error->code == SSH_ERR_ALGORITHMS)
    {
      explain_algorithms (p, error->message);
      return;
    }
  DoctorCheck *check = doctor_report_add (p->report, id, FALSE, "%s", error->message);
  switch (known ? error->code : -1)
    {
    case SSH_ERR_CONNECT:
      doctor_cure (p, check, CURE_SSH_SERVICE, NULL, NULL, NULL, NULL);
      break;
    case SSH_ERR_HOSTKEY_CHANGED:
      doctor_check_cure (check, FALSE, FALSE, forget_line (p));
      doctor_check_cure (check, FALSE, FALSE, accept_line (p));
      break;
    case SSH_ERR_HOSTKEY_UNKNOWN:
      doctor_check_cure (check, FALSE, FALSE, accept_line (p));
      break;
    case SSH_ERR_AUTH:
      doctor_check_cure (check, FALSE, FALSE, credentials_line (p, "ssh: { user, secret }"));
      doctor_cure (p, check, CURE_SSH_ACCESS, NULL, NULL, NULL, NULL);
      break;
    case SSH_ERR_CHANNEL:
      doctor_cure (p, check, CURE_RIGHTS, "{user}", p->sw->credentials->ssh.user, NULL, NULL);
      break;
    default:
      break;
    }
}

/* ---- logged in ------------------------------------------------------------------------------------------------------- */

static void
examine_facts (Patient *p, const Session *session, const TransportMaker *maker)
{
  SshFacts facts = { 0 };
  g_autoptr (GString) all = g_string_new (NULL), old = g_string_new (NULL);
  const Credentials *c = p->sw->credentials;
  session_describe (session, &facts);
  for (guint k = 0; k < ALGORITHM_N; k++)
    {
      const char *name = facts.algorithms[k] ? facts.algorithms[k] : "?";
      if (*name == '<' || g_str_has_prefix (name, "aead-"))
        continue; /* the cipher sees to it */
      g_string_append_printf (all, "%s%s", all->len ? ", " : "", name);
      if (transport_is_old (name))
        g_string_append_printf (old, "%s%s", old->len ? ", " : "", name);
    }
  doctor_report_add (p->report, "ssh", TRUE, _ ("%s port %u answers (transport %s)"), p->sw->address, p->sw->ssh_port, maker->id);
  if (old->len)
    doctor_report_add (p->report, "algorithms", TRUE, _ ("%s; old and weak, allowed by the inventory: %s"), all->str, old->str);
  else
    doctor_report_add (p->report, "algorithms", TRUE, c->ssh.legacy || c->ssh.algorithms ? _ ("%s; none of them is old: `algorithms` can go from the inventory") : "%s", all->str);
  doctor_report_add (p->report, "host-key", TRUE, _ ("%s, known"), facts.host_key ? facts.host_key : "?");
  doctor_report_add (p->report, "login", TRUE, _ ("user `%s`, by %s"), c->ssh.user, c->ssh.secret.kind == SECRET_NONE ? _ ("key") : _ ("password"));
  ssh_facts_clear (&facts);
}

static void
examine_rights (Patient *p, Session *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *evidence = NULL, *who = session_show (session, OP_SHOW_WHOAMI, NULL, &error);
  Tri rights = who ? cli_may_write (who, &evidence) : TRI_UNKNOWN;
  if (rights == TRI_YES)
    doctor_report_add (p->report, "rights", TRUE, _ ("read-write domains: %s"), evidence);
  else
    doctor_cure (p, doctor_report_add (p->report, "rights", FALSE, rights == TRI_NO ? _ ("user `%s` may not change anything (read-write domains: %s)") : _ ("what user `%s` may do cannot be read (%s)"),
                                       p->sw->credentials->ssh.user, evidence ? evidence : error ? error->message : "?"),
                 CURE_RIGHTS, "{user}", p->sw->credentials->ssh.user, NULL, NULL);
  g_autoptr (GError) refusal = NULL;
  g_autofree char *snapshot = session_snapshot (session, &refusal);
  if (snapshot)
    doctor_report_add (p->report, "snapshot", TRUE, "%s", _ ("the configuration can be read"));
  else
    doctor_cure (p, doctor_report_add (p->report, "snapshot", FALSE, "%s", refusal->message), CURE_RIGHTS, "{user}", p->sw->credentials->ssh.user, NULL, NULL);
  g_autofree char *others_text = who ? session_show (session, OP_SHOW_WHO, NULL, NULL) : NULL;
  g_autoptr (GPtrArray) others = others_text ? cli_other_sessions (others_text, who) : NULL;
  for (guint i = 0; others && i < others->len; i++)
    doctor_report_add (p->report, "sessions", TRUE, _ ("somebody else is logged in: %s"), (char *) others->pdata[i]);
}

/* Its clock against ours. In which zone it lives is not known: whole quarters of an hour are forgiven, up to fourteen hours. */
static void
examine_clock (Patient *p, Session *session)
{
  g_autofree char *text = NULL, *show = session_show (session, OP_SHOW_SYSTEM, NULL, NULL);
  gint64 there = show ? cli_clock (show, &text) : 0;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gint64 here = g_date_time_to_unix (now) + g_date_time_get_utc_offset (now) / G_TIME_SPAN_SECOND, off = ABS (there - here);
  gint64 rest = off % 900;
  if (there && off <= CLOCK_SLACK_S)
    doctor_report_add (p->report, "clock", TRUE, _ ("right (%s)"), text);
  else if (there && off <= 14 * 3600 + CLOCK_SLACK_S && MIN (rest, 900 - rest) <= CLOCK_SLACK_S)
    doctor_report_add (p->report, "clock", TRUE, _ ("right, in another time zone (%s)"), text);
  else
    {
      g_autofree char *date = g_date_time_format (now, "%m/%d/%Y"), *time = g_date_time_format (now, "%H:%M:%S");
      doctor_cure (p, doctor_report_add (p->report, "clock", FALSE, there ? _ ("wrong: it says %s") : _ ("it cannot be read%s"), there ? text : ""), CURE_CLOCK, "{date}",
                   date, "{time}", time);
    }
}

/* A login of its own; asks where it is, and writes nothing. */
static void
examine_sftp (Patient *p, const SshTarget *target, const TransportMaker *maker)
{
  g_autoptr (GError) error = NULL;
  if (maker->try_sftp (target, &error))
    {
      doctor_report_add (p->report, "sftp", TRUE, "%s", _ ("the undo timer's file can be put there"));
      return;
    }
  transport_settle_error (target, &error);
  if (p->family->heredoc)
    {
      doctor_report_add (p->report, "sftp", TRUE, _ ("%s: the undo timer's file goes through the shell"), error->message);
      return;
    }
  DoctorCheck *check = doctor_report_add (p->report, "sftp", FALSE, _ ("%s: no undo timer"), error->message);
  doctor_cure (p, check, CURE_SFTP, NULL, NULL, NULL, NULL);
  doctor_check_cure (check, FALSE, FALSE, g_strdup ("vlanctl apply --without-timer"));
}

void
doctor_examine_ssh (Patient *p)
{
  SshTarget target;
  const TransportMaker *maker;
  g_autoptr (GError) error = NULL;
  Session *session = context_ssh_target (p->ctx, p->sw, &target, &maker, &error) ? session_open (maker, &target, p->family, &error) : NULL;
  if (!session)
    {
      p->unreachable = (!p->state || p->state->status == SWITCH_UNREACHABLE) && g_error_matches (error, SSH_TRANSPORT_ERROR, SSH_ERR_CONNECT);
      explain_login (p, error);
      doctor_examine_state (p, FALSE);
      return;
    }
  examine_facts (p, session, maker);
  examine_rights (p, session);
  if (p->state && p->state->family)
    {
      /* the timer in any case: apply reads it here */
      g_autoptr (GArray) slots = survey_slots (p->state);
      p->state->timer = TIMER_UNKNOWN;
      survey_by_cli (session, p->family, survey_missing (p->state, DOCTOR_ATTRS, FALSE) | HAS (ATTR_TIMER), slots, p->state);
    }
  doctor_examine_state (p, TRUE);
  examine_clock (p, session);
  session_close (session);
  examine_sftp (p, &target, maker);
}
