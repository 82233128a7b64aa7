/* `doctor`: every prerequisite, once a switch, and for each miss the line that cures it. Reads, logs in, changes nothing. */
#include "cmd/doctor.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
patient_free (gpointer data)
{
  Patient *p = data;
  doctor_report_free (p->report);
  g_free (p->ssh_secret_miss);
  g_free (p);
}

static void
cure_of (const Family *f, const char *title, DoctorCheck *check, CureId cure, const char *hole, const char *value, const char *hole2, const char *value2)
{
  for (guint i = 0; i < G_N_ELEMENTS (f->cures[cure].lines); i++)
    {
      g_autofree char *line = family_cure_line (f, cure, i, hole, value, hole2, value2, NULL);
      if (line)
        doctor_check_cure (check, TRUE, f->cures[cure].guess, g_strconcat (title ? title : "", title ? ": " : "", line, NULL));
    }
}

void
doctor_cure (const Patient *p, DoctorCheck *check, CureId cure, const char *hole, const char *value, const char *hole2, const char *value2)
{
  if (p->family)
    cure_of (p->family, NULL, check, cure, hole, value, hole2, value2);
  for (guint i = 0; !p->family && families[i]; i++)
    cure_of (families[i], families[i]->title, check, cure, hole, value, hole2, value2);
}

/* ---- SNMP ------------------------------------------------------------------------------------------------------------ */

/* "sha256+aes" */
static char *
level_of (const Credentials *c)
{
  if (!c->snmp.auth_protocol)
    return g_strdup ("no auth");
  return c->snmp.priv_protocol ? g_strdup_printf ("%s+%s", c->snmp.auth_protocol, c->snmp.priv_protocol) : g_strdup (c->snmp.auth_protocol);
}

static void
cure_user (const Patient *p, DoctorCheck *check)
{
  const Credentials *c = p->sw->credentials;
  g_autofree char *level = level_of (c);
  doctor_cure (p, check, CURE_SNMP_USER, "{user}", c->snmp.user, "{level}", level);
  if (!p->family || !c->snmp.auth_protocol || g_strv_contains (p->family->snmp_levels, level))
    return;
  g_autofree char *where = c->snmp.pos.file ? src_pos_to_string (&c->snmp.pos) : g_strdup ("inventory"), *all = g_strjoinv (", ", (char **) p->family->snmp_levels);
  doctor_check_cure (check, FALSE, FALSE, g_strdup_printf (_ ("%s: another level than %s: %s has %s"), where, level, p->family->title, all));
}

static void
explain_silence (const Patient *p)
{
  const Credentials *c = p->sw->credentials;
  DoctorCheck *check = doctor_report_add (p->report, "snmp", FALSE, "%s", p->state->reason ? p->state->reason : _ ("no answer"));
  switch (live_why_unreachable (p->state->reason))
    {
    case SNMP_WHY_USER:
    case SNMP_WHY_SECRET:
      cure_user (p, check);
      break;
    case SNMP_WHY_LEVEL:
      cure_user (p, check);
      if (!c->snmp.priv_protocol)
        doctor_cure (p, check, CURE_SNMP_LEVEL, NULL, NULL, NULL, NULL);
      break;
    case SNMP_WHY_SILENT:
    default:
      doctor_cure (p, check, CURE_SNMP_ACCESS, NULL, NULL, NULL, NULL);
      if (c->snmp.version == SNMP_V2C)
        {
          doctor_cure (p, check, CURE_SNMP_OPEN, NULL, NULL, NULL, NULL);
          doctor_cure (p, check, CURE_SNMP_COMMUNITY, NULL, NULL, NULL, NULL);
        }
      else if (!c->snmp.priv_protocol)
        doctor_cure (p, check, CURE_SNMP_LEVEL, NULL, NULL, NULL, NULL);
    }
}

static void
describe_access (const Patient *p)
{
  const Credentials *c = p->sw->credentials;
  g_autofree char *level = level_of (c);
  if (c->snmp.version == SNMP_V2C)
    doctor_report_add (p->report, "snmp", TRUE, _ ("version 2c, the community goes over the wire in clear"));
  else
    doctor_report_add (p->report, "snmp", TRUE, _ ("version 3, user `%s`, %s (%s)"), c->snmp.user, level,
                       c->snmp.priv_protocol ? "authPriv" : c->snmp.auth_protocol ? "authNoPriv" : "noAuthNoPriv");
}

/* What SNMP must tell so that a plan knows everything, and what `show` lines (apply reads them always) can tell instead. */
static void
examine_snmp (Patient *p)
{
  const SwitchState *s = p->state;
  if (s->status == SWITCH_UNREACHABLE)
    {
      explain_silence (p);
      return;
    }
  describe_access (p);
  if (!s->family)
    {
      doctor_report_add (p->report, "family", FALSE, "%s", s->reason ? s->reason : _ ("it is no switch that this program knows"));
      return;
    }
  doctor_report_add (p->report, "family", TRUE, _ ("%s, release %s, %s"), s->model ? s->model : "?", s->version ? s->version : "?", p->family->title);
  g_autoptr (GString) absent = g_string_new (NULL);
  for (guint a = 0; a < ATTR_N; a++)
    if (s->via[a] == VIA_CUT)
      doctor_check_cure (doctor_report_add (p->report, "snmp-table", FALSE, _ ("%s: cut short, by packet loss or a slow switch"), attr_to_string (a)), FALSE, FALSE,
                         g_strdup_printf ("%s: timeout: 20s", p->sw->name));
    else if (s->via[a] == VIA_ABSENT)
      g_string_append_printf (absent, "%s%s", absent->len ? ", " : "", attr_to_string (a));
  if (absent->len)
    doctor_report_add (p->report, "snmp-table", TRUE, _ ("SNMP has no table for %s: `show` lines tell it (plan --read-cli)"), absent->str);
  if (p->sw->model && s->model && g_ascii_strcasecmp (p->sw->model, s->model))
    doctor_check_cure (doctor_report_add (p->report, "model", FALSE, _ ("the inventory says %s, the switch %s"), p->sw->model, s->model), FALSE, FALSE,
                       g_strdup_printf ("model: %s", s->model));
}

/* ---- the state that a change would meet ------------------------------------------------------------------------------ */

static void
examine_directory (const Patient *p)
{
  const char *directory = p->state->running_directory;
  if (!directory)
    doctor_report_add (p->report, "directory", FALSE, "%s", _ ("from which directory it runs cannot be read"));
  else if (g_ascii_strcasecmp (directory, "certified"))
    doctor_report_add (p->report, "directory", TRUE, _ ("it runs from %s"), directory);
  else
    doctor_cure (p, doctor_report_add (p->report, "directory", FALSE, "%s", _ ("it runs from certified: nothing can be saved. The cure restarts it")), CURE_DIRECTORY, NULL, NULL, NULL, NULL);
}

static void
cure_by_op (const Patient *p, DoctorCheck *check, OpId op)
{
  doctor_check_cure (check, TRUE, p->family->ops[op].guess, g_strdup (p->family->ops[op].line));
}

static void
examine_unsaved (const Patient *p)
{
  if (p->state->unsaved == TRI_NO)
    doctor_report_add (p->report, "unsaved", TRUE, "%s", _ ("nothing is unsaved"));
  else
    cure_by_op (p, doctor_report_add (p->report, "unsaved", FALSE, "%s", p->state->unsaved == TRI_YES ? _ ("it has unsaved changes: look whose they are, then save them")
                                                                                                       : _ ("whether it has unsaved changes cannot be read")), OP_SAVE);
}

static void
examine_timer (const Patient *p)
{
  const SwitchState *s = p->state;
  if (s->timer == TIMER_IDLE)
    doctor_report_add (p->report, "timer", TRUE, "%s", _ ("nothing is scheduled"));
  else if (s->timer == TIMER_UNKNOWN)
    doctor_check_cure (doctor_report_add (p->report, "timer", FALSE, "%s", _ ("whether a configuration file is scheduled cannot be read: no undo timer")), FALSE, FALSE,
                       g_strdup ("vlanctl apply --without-timer"));
  else
    cure_by_op (p, doctor_report_add (p->report, "timer", FALSE, _ ("%s is scheduled on it%s%s: when nobody waits for it, cancel it"), s->timer_file ? s->timer_file : _ ("a file"),
                                      s->timer_time ? ", " : "", s->timer_time ? s->timer_time : ""), OP_TIMER_CANCEL);
}

static void
examine_reload (const Patient *p)
{
  if (p->state->reload_pending == TRI_NO)
    doctor_report_add (p->report, "reload", TRUE, "%s", _ ("no restart is scheduled"));
  else
    doctor_cure (p, doctor_report_add (p->report, "reload", FALSE, "%s", p->state->reload_pending == TRI_YES ? _ ("a restart is scheduled on it") : _ ("whether a restart is scheduled cannot be read")),
                 CURE_RELOAD, NULL, NULL, NULL, NULL);
}

void
doctor_examine_state (Patient *p, gboolean by_cli)
{
  const SwitchState *s = p->state;
  if (!s || s->status == SWITCH_UNREACHABLE || !s->family)
    return;
  /* without a login what SNMP did not tell is a matter of the login */
  if (by_cli || s->running_directory)
    examine_directory (p);
  if (by_cli || s->unsaved != TRI_UNKNOWN)
    examine_unsaved (p);
  if (by_cli || s->timer != TIMER_UNKNOWN)
    examine_timer (p);
  if (by_cli || s->reload_pending != TRI_UNKNOWN)
    examine_reload (p);
  if (s->members_complete == TRI_YES)
    doctor_report_add (p->report, "members", TRUE, _ ("every unit runs"));
  else if (by_cli || s->members_complete == TRI_NO)
    doctor_report_add (p->report, "members", FALSE, _ ("not every unit runs: %s"), s->members_detail ? s->members_detail : "?");
}

/* ---- all of them ----------------------------------------------------------------------------------------------------- */

static gboolean
answers_tcp (const DesiredSwitch *sw)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) to = g_network_address_new (sw->address, (guint16) sw->ssh_port);
  g_socket_client_set_timeout (client, 15);
  g_autoptr (GSocketConnection) connection = g_socket_client_connect (client, to, NULL, NULL);
  return connection != NULL;
}

/* Of these, what is not there yet. */
static void
miss_secret (Patient *p, const char *message, const SecretRef *const *refs, guint n)
{
  DoctorCheck *check = doctor_report_add (p->report, "secret", FALSE, "%s", message);
  for (guint i = 0; i < n; i++)
    if (refs[i]->kind == SECRET_ENV && !g_getenv (refs[i]->text))
      doctor_check_cure (check, FALSE, FALSE, g_strdup_printf ("export %s=...", refs[i]->text));
    else if (refs[i]->kind == SECRET_FILE && g_access (refs[i]->text, R_OK) == 0)
      doctor_check_cure (check, FALSE, FALSE, g_strdup_printf ("chmod 600 %s", refs[i]->text));
}

/* Said first, as it may be all there is to say. */
static void
note_reachable (Patient *p)
{
  DoctorCheck *check = doctor_report_add (p->report, "reachable", !p->unreachable, "%s", p->unreachable
                                          ? _ ("neither SNMP nor SSH answers: another address, no way there, no power, or a switch as it came from the factory") : _ ("it answers"));
  if (p->unreachable)
    doctor_check_cure (check, FALSE, FALSE, g_strdup_printf ("ping %s", p->sw->address));
  g_ptr_array_insert (p->report->checks, 0, g_ptr_array_steal_index (p->report->checks, p->report->checks->len - 1));
}

static void
examine (gpointer data, gpointer unused)
{
  Patient *p = data;
  if (p->ssh_secret_miss || !p->family)
    {
      gboolean answers = answers_tcp (p->sw);
      DoctorCheck *check = doctor_report_add (p->report, "ssh", answers, answers ? _ ("%s port %u answers") : _ ("%s port %u does not answer"), p->sw->address, p->sw->ssh_port);
      if (!answers)
        doctor_cure (p, check, CURE_SSH_SERVICE, NULL, NULL, NULL, NULL);
      p->unreachable = !answers && (!p->state || p->state->status == SWITCH_UNREACHABLE);
    }
  const SecretRef *ref = &p->sw->credentials->ssh.secret;
  if (p->ssh_secret_miss)
    miss_secret (p, p->ssh_secret_miss, &ref, 1);
  else if (p->family)
    doctor_examine_ssh (p);
  else
    doctor_check_cure (doctor_report_add (p->report, "login", FALSE, "%s", _ ("not tried: of which family it is is not known (SNMP first, or its model in the inventory)")), FALSE, FALSE,
                       g_strdup_printf ("%s: model: MODEL", p->sw->name));
  note_reachable (p);
}

static GPtrArray *
admit (Context *ctx, const GPtrArray *states, char **why)
{
  GPtrArray *patients = g_ptr_array_new_with_free_func (patient_free);
  for (guint i = 0; i < states->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const DesiredSwitch *sw = ctx->desired->switches->pdata[i];
      SwitchState *state = states->pdata[i];
      if (!state && !why[i])
        continue; /* not selected */
      Patient *p = g_new0 (Patient, 1);
      g_ptr_array_add (patients, p);
      *p = (Patient){ .ctx = ctx, .sw = sw, .state = state, .report = doctor_report_new (sw->name, sw->address) };
      p->family = state && state->family ? family_by_id (state->family) : sw->model ? family_by_model (sw->model) : NULL;
      if (!context_resolve (ctx, sw, TRUE, &error))
        p->ssh_secret_miss = g_strdup (error->message);
      const SecretRef *const refs[] = { &sw->credentials->snmp.community, &sw->credentials->snmp.auth, &sw->credentials->snmp.priv };
      if (why[i])
        miss_secret (p, why[i], refs, G_N_ELEMENTS (refs));
      else
        examine_snmp (p);
    }
  return patients;
}

int
cmd_doctor (Context *ctx)
{
  int code = context_load_inventory (ctx);
  code = code ? code : context_start_reader (ctx);
  if (code)
    return code;
  char **reasons = g_new0 (char *, ctx->desired->switches->len + 1);
  g_autoptr (GPtrArray) states = context_read_each (ctx, G_MAXUINT32, reasons);
  g_autoptr (GPtrArray) patients = admit (ctx, states, reasons);
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    g_free (reasons[i]);
  g_free (reasons);
  stats_stage (ctx->stats, STATS_SURVEY);
  GThreadPool *pool = g_thread_pool_new (examine, NULL, ctx->options.jobs, FALSE, NULL);
  for (guint i = 0; i < patients->len; i++)
    g_thread_pool_push (pool, patients->pdata[i], NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();
  for (guint i = 0; i < patients->len; i++)
    {
      const Patient *p = patients->pdata[i];
      code = exit_worse (code, p->unreachable ? EXIT_INCOMPLETE : doctor_report_is_well (p->report) ? EXIT_DONE : EXIT_FINDINGS);
      g_ptr_array_add (reports, p->report);
    }
  g_autoptr (GString) out = g_string_new (NULL);
  stats_stage (ctx->stats, STATS_REPORT);
  if (ctx->options.json)
    report_doctor_json (reports, code, out);
  else
    report_doctor_text (reports, &ctx->style, out);
  return context_answer (ctx, out, code);
}
