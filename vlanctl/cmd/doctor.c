#include <glib/gi18n.h>
#include <string.h>

#include "apply/survey.h"
#include "cmd/cmd.h"
#include "live/cli.h"
#include "report/json.h"
#include "report/style.h"

typedef struct {
  const char *check; /* static */
  gboolean ok;
  char *message;
} Finding;

typedef struct {
  Context *ctx;
  const DesiredSwitch *sw;
  const SwitchState *state;
  GPtrArray *findings; /* Finding* */
} Patient;

static void
finding_free (gpointer data)
{
  Finding *f = data;
  g_free (f->message);
  g_free (f);
}

static void
patient_free (gpointer data)
{
  Patient *p = data;
  g_ptr_array_unref (p->findings);
  g_free (p);
}

static void G_GNUC_PRINTF (4, 5)
find (Patient *p, const char *check, gboolean ok, const char *format, ...)
{
  va_list args;
  Finding *f = g_new0 (Finding, 1);
  va_start (args, format);
  f->message = g_strdup_vprintf (format, args);
  va_end (args);
  f->check = check;
  f->ok = ok;
  g_ptr_array_add (p->findings, f);
}

/* What SNMP must tell so that a plan knows everything, and what --read-cli (apply does it always) can read instead. */
static void
examine_snmp (Patient *p)
{
  const SwitchState *s = p->state;
  if (s->status == SWITCH_UNREACHABLE)
    {
      find (p, "snmp", FALSE, "%s", s->reason ? s->reason : _ ("no answer"));
      return;
    }
  find (p, "snmp", TRUE, _ ("%s, release %s, family %s"), s->model ? s->model : "?", s->version ? s->version : "?", s->family);
  for (guint a = 0; a < ATTR_N; a++)
    if (s->via[a] == VIA_CUT)
      find (p, "snmp-table", FALSE, _ ("%s: cut short; look for packet loss, raise `timeout`"), attr_to_string (a));
    else if (s->via[a] == VIA_ABSENT)
      find (p, "snmp-table", TRUE, _ ("%s: not answered by SNMP, will be read by `show` lines"), attr_to_string (a));
  if (p->sw->model && s->model && g_ascii_strcasecmp (p->sw->model, s->model))
    find (p, "model", FALSE, _ ("the inventory says %s, the switch %s: correct the inventory"), p->sw->model, s->model);
}

static void
examine_cli (Patient *p, Session *session)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *evidence = NULL;
  g_autofree char *who = session_show (session, OP_SHOW_WHOAMI, NULL, &error);
  Tri rights = who ? cli_may_write (who, &evidence) : TRI_UNKNOWN;
  find (p, "rights", rights == TRI_YES, rights == TRI_YES ? _ ("read-write domains: %s") : _ ("the account may not change anything (%s): give it read-write rights"),
        evidence ? evidence : error ? error->message : "?");
  g_autofree char *directory = session_show (session, OP_SHOW_RUNNING_DIRECTORY, NULL, NULL);
  g_autofree char *snapshot = session_show (session, OP_SHOW_SNAPSHOT, NULL, NULL);
  find (p, "snapshot", snapshot != NULL, "%s", snapshot ? _ ("the configuration can be read") : _ ("`show configuration snapshot` is refused: the account needs read and write rights"));
  find (p, "directory", directory != NULL, "%s", directory ? _ ("the running directory can be read") : _ ("`show running-directory` is refused"));
}

static void
examine_ssh (gpointer data, gpointer unused)
{
  Patient *p = data;
  SshTarget target;
  const TransportMaker *maker;
  g_autoptr (GError) error = NULL;
  const Family *family = p->state->family ? family_by_id (p->state->family) : p->sw->model ? family_by_model (p->sw->model) : NULL;
  if (!family)
    {
      find (p, "ssh", FALSE, "%s", _ ("not tried: which family the switch is of is not known (SNMP first)"));
      return;
    }
  Session *session = context_ssh_target (p->ctx, p->sw, &target, &maker, &error) ? session_open (maker, &target, family, &error) : NULL;
  find (p, "ssh", session != NULL, "%s", session ? maker->id : error->message);
  if (session)
    examine_cli (p, session);
  session_close (session);
}

static gboolean
is_well (const Patient *p)
{
  for (guint i = 0; i < p->findings->len; i++)
    if (!((Finding *) p->findings->pdata[i])->ok)
      return FALSE;
  return TRUE;
}

static void
build_json (const GPtrArray *patients, int code, GString *out)
{
  JsonBuilder *b = json_document ("vlanctl-doctor/1");
  json_begin_array (b, "switches");
  for (guint i = 0; i < patients->len; i++)
    {
      const Patient *p = patients->pdata[i];
      json_begin (b, NULL);
      json_text (b, "name", p->sw->name);
      json_bool (b, "ok", is_well (p));
      json_begin_array (b, "checks");
      for (guint k = 0; k < p->findings->len; k++)
        {
          const Finding *f = p->findings->pdata[k];
          json_begin (b, NULL);
          json_text (b, "check", f->check);
          json_bool (b, "ok", f->ok);
          json_text (b, "message", f->message);
          json_builder_end_object (b);
        }
      json_builder_end_array (b);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_int (b, "exit", code);
  json_finish (b, out);
}

static void
print_text (const GPtrArray *patients, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < patients->len; i++)
    {
      const Patient *p = patients->pdata[i];
      style_printf (out, style, INK_BOLD, "%s", p->sw->name);
      g_string_append_c (out, '\n');
      for (guint k = 0; k < p->findings->len; k++)
        {
          const Finding *f = p->findings->pdata[k];
          style_printf (out, style, f->ok ? INK_GREEN : INK_RED, "  %-8s", f->ok ? _ ("ok") : _ ("MISSING"));
          style_printf (out, style, INK_PLAIN, " %s: %s", f->check, f->message);
          g_string_append_c (out, '\n');
        }
    }
}

static GPtrArray *
admit (Context *ctx, const GPtrArray *states)
{
  GPtrArray *patients = g_ptr_array_new_with_free_func (patient_free);
  for (guint i = 0; i < states->len; i++)
    if (states->pdata[i])
      {
        Patient *p = g_new0 (Patient, 1);
        *p = (Patient){ ctx, ctx->desired->switches->pdata[i], states->pdata[i], g_ptr_array_new_with_free_func (finding_free) };
        g_ptr_array_add (patients, p);
      }
  return patients;
}

int
cmd_doctor (Context *ctx)
{
  int code = context_load_inventory (ctx);
  g_autoptr (GPtrArray) states = code ? NULL : context_read (ctx, NULL, NULL, NULL, &code);
  if (!states)
    return code;
  g_autoptr (GPtrArray) patients = admit (ctx, states);
  GThreadPool *pool = g_thread_pool_new (examine_ssh, NULL, ctx->options.jobs, FALSE, NULL);
  for (guint i = 0; i < patients->len; i++)
    {
      g_autoptr (GError) error = NULL;
      Patient *p = patients->pdata[i];
      examine_snmp (p);
      if (context_resolve (ctx, p->sw, TRUE, &error))
        g_thread_pool_push (pool, p, NULL);
      else
        find (p, "secret", FALSE, "%s", error->message);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < patients->len; i++)
    code = is_well (patients->pdata[i]) ? code : EXIT_FINDINGS;
  g_autoptr (GString) out = g_string_new (NULL);
  if (ctx->options.json)
    build_json (patients, code, out);
  else
    print_text (patients, &ctx->style, out);
  return context_answer (ctx, out, code);
}
