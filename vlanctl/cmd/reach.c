/* Reaching switches: secrets, SNMP targets, SSH targets. */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "apply/survey.h"
#include "cmd/cmd.h"

/* ---- secrets ---------------------------------------------------------------------------------------------------------- */

/* Read without stdio, whose buffer would keep it. */
static char *
ask_secret (const char *text, gpointer user)
{
  char line[1024];
  struct termios before, silent;
  if (tcgetattr (STDIN_FILENO, &before))
    return NULL;
  silent = before;
  silent.c_lflag &= ~(tcflag_t) ECHO;
  fprintf (stderr, "%s: ", text);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  ssize_t n = read (STDIN_FILENO, line, sizeof line - 1);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  fputc ('\n', stderr);
  line[MAX (n, 0)] = '\0';
  char *secret = n > 0 ? g_strndup (line, strcspn (line, "\r\n")) : NULL;
  explicit_bzero (line, sizeof line);
  return secret;
}

static gboolean
resolve (Context *ctx, const SecretRef *ref, GError **error)
{
  if (ref->kind == SECRET_NONE || (ctx->secrets && g_hash_table_contains (ctx->secrets, ref)))
    return TRUE;
  if (!ctx->secrets)
    ctx->secrets = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) secret_wipe);
  char *secret = secret_resolve (ref, isatty (STDIN_FILENO) ? ask_secret : NULL, NULL, error);
  if (!secret)
    {
      g_autofree char *where = ref->pos.file ? src_pos_to_string (&ref->pos) : g_strdup ("?");
      g_prefix_error (error, "%s: ", where);
      return FALSE;
    }
  g_hash_table_insert (ctx->secrets, (gpointer) ref, secret);
  return TRUE;
}

static const char *
secret (const Context *ctx, const SecretRef *ref)
{
  return ctx->secrets ? g_hash_table_lookup (ctx->secrets, ref) : NULL;
}

/* What all logins to one switch share. */
typedef struct {
  const char *secrets[5];
  gint refused;
} Login;

static void
note_login (Context *ctx, const DesiredSwitch *sw)
{
  guint n = 0;
  const Credentials *c = sw->credentials;
  const SecretRef *const refs[] = { &c->ssh.secret, &c->snmp.community, &c->snmp.auth, &c->snmp.priv };
  if (!ctx->logins)
    ctx->logins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Login *login = g_hash_table_lookup (ctx->logins, sw->name);
  if (!login)
    g_hash_table_insert (ctx->logins, g_strdup (sw->name), login = g_new0 (Login, 1));
  for (guint i = 0; i < G_N_ELEMENTS (refs); i++)
    if (secret (ctx, refs[i]))
      login->secrets[n++] = secret (ctx, refs[i]);
}

gboolean
context_resolve (Context *ctx, const DesiredSwitch *sw, gboolean ssh, GError **error)
{
  const Credentials *c = sw->credentials;
  if (!c || (ssh && !c->ssh.present) || (!ssh && !c->snmp.present))
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("%s: its credentials have no `%s`"), sw->name, ssh ? "ssh" : "snmp");
      return FALSE;
    }
  gboolean ok = ssh ? resolve (ctx, &c->ssh.secret, error)
                    : resolve (ctx, &c->snmp.community, error) && resolve (ctx, &c->snmp.auth, error) && resolve (ctx, &c->snmp.priv, error);
  note_login (ctx, sw);
  return ok;
}

/* ---- SNMP ------------------------------------------------------------------------------------------------------------- */

static LiveTarget *
snmp_target (const Context *ctx, const DesiredSwitch *sw, guint32 want)
{
  const Credentials *c = sw->credentials;
  LiveTarget *t = g_new0 (LiveTarget, 1);
  t->name = g_strdup (sw->name);
  t->address = g_strdup (sw->address);
  t->port = sw->snmp_port;
  t->version = c->snmp.version;
  t->community = g_strdup (secret (ctx, &c->snmp.community));
  t->user = g_strdup (c->snmp.user);
  t->auth_protocol = g_strdup (c->snmp.auth_protocol);
  t->priv_protocol = g_strdup (c->snmp.priv_protocol);
  t->auth_secret = g_strdup (secret (ctx, &c->snmp.auth));
  t->priv_secret = g_strdup (secret (ctx, &c->snmp.priv));
  t->timeout_ms = ctx->options.timeout_ms ? ctx->options.timeout_ms : sw->timeout_ms;
  t->retries = 2;
  t->want = want;
  return t;
}

int
context_start_reader (Context *ctx)
{
  g_autoptr (GError) error = NULL;
  if (!ctx->reader)
    ctx->reader = live_reader_new (ctx->options.jobs_given ? (guint) ctx->options.jobs : 4096, &error);
  if (ctx->reader)
    live_reader_count (ctx->reader, ctx->stats);
  return ctx->reader ? EXIT_DONE : context_fail (ctx, EXIT_CONFIG, "%s", error->message);
}

static GPtrArray *
read_targets (Context *ctx, const GPtrArray *targets, GPtrArray **rows)
{
  GPtrArray *states = NULL;
  guint timeout_ms = 0;
  for (guint i = 0; i < targets->len; i++)
    timeout_ms = MAX (timeout_ms, ((LiveTarget *) targets->pdata[i])->timeout_ms);
  StatsStage before = stats_stage (ctx->stats, STATS_READING);
  progress_read (ctx->progress, targets->len, timeout_ms);
  live_reader_each (ctx->reader, ctx->each, ctx->each_user);
  live_read (ctx->reader, targets, &states, rows);
  progress_stop (ctx->progress);
  stats_stage (ctx->stats, before);
  return states;
}

typedef struct {
  const DesiredSwitch *sw;
  SwitchState **state; /* where it goes */
} CaptureJob;

static void
read_capture (gpointer data, gpointer user)
{
  CaptureJob *job = data;
  const Context *ctx = user;
  *job->state = live_read_capture (ctx->options.from_capture, job->sw->name, job->sw->address);
}

/* Side by side: no more rows are held than there are processors. */
static GPtrArray *
read_captures (Context *ctx)
{
  guint n = ctx->desired->switches->len;
  GPtrArray *states = g_ptr_array_new_with_free_func ((GDestroyNotify) switch_state_free);
  g_autofree CaptureJob *jobs = g_new0 (CaptureJob, n + 1);
  StatsStage before = stats_stage (ctx->stats, STATS_READING);
  g_ptr_array_set_size (states, (int) n);
  GThreadPool *pool = g_thread_pool_new (read_capture, ctx, (int) MIN (n, g_get_num_processors ()), FALSE, NULL);
  for (guint i = 0; i < n; i++)
    {
      jobs[i] = (CaptureJob){ ctx->desired->switches->pdata[i], (SwitchState **) &states->pdata[i] };
      if (selection_has_switch (ctx->selection, jobs[i].sw))
        g_thread_pool_push (pool, &jobs[i], NULL);
    }
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0, told = 0; i < n && ctx->each; i++)
    if (states->pdata[i])
      ctx->each (told++, states->pdata[i], ctx->each_user);
  stats_stage (ctx->stats, before);
  return states;
}

/* Puts the results (of the selected only) where their switches stand. */
static GPtrArray *
spread (const Context *ctx, GPtrArray *found, GDestroyNotify destroy)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (destroy);
  guint next = 0;
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    {
      gboolean selected = selection_has_switch (ctx->selection, ctx->desired->switches->pdata[i]);
      g_ptr_array_add (all, selected ? found->pdata[next++] : NULL);
    }
  g_ptr_array_set_free_func (found, NULL);
  g_ptr_array_unref (found);
  return all;
}

static void
free_state (gpointer state)
{
  if (state)
    switch_state_free (state);
}

GPtrArray *
context_read (Context *ctx, WantOf want_of, gpointer user, GPtrArray **rows, int *exit_code)
{
  if (ctx->options.from_capture)
    {
      GPtrArray *states = read_captures (ctx);
      g_ptr_array_set_free_func (states, free_state);
      return states;
    }
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) live_target_free);
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const DesiredSwitch *sw = ctx->desired->switches->pdata[i];
      if (!selection_has_switch (ctx->selection, sw))
        continue;
      if (!context_resolve (ctx, sw, FALSE, &error))
        {
          *exit_code = context_fail (ctx, EXIT_CONFIG, "%s", error->message);
          return NULL;
        }
      g_ptr_array_add (targets, snmp_target (ctx, sw, want_of ? want_of (sw, user) : G_MAXUINT32));
    }
  *exit_code = context_start_reader (ctx);
  if (*exit_code)
    return NULL;
  GPtrArray *states = read_targets (ctx, targets, rows);
  if (rows)
    *rows = spread (ctx, *rows, (GDestroyNotify) live_rows_free);
  return spread (ctx, states, free_state);
}

GPtrArray *
context_read_these (Context *ctx, const GPtrArray *switches, guint32 want, int *exit_code)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) live_target_free);
  for (guint i = 0; i < switches->len; i++)
    {
      g_autoptr (GError) error = NULL;
      if (!context_resolve (ctx, switches->pdata[i], FALSE, &error))
        {
          *exit_code = context_fail (ctx, EXIT_CONFIG, "%s", error->message);
          return NULL;
        }
      g_ptr_array_add (targets, snmp_target (ctx, switches->pdata[i], want));
    }
  *exit_code = context_start_reader (ctx);
  return *exit_code ? NULL : read_targets (ctx, targets, NULL);
}

/* Puts what these switches (places in desired->switches, all resolved) answer where they stand. */
static void
read_places (Context *ctx, const GArray *places, guint32 want, GPtrArray *states)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) live_target_free);
  for (guint i = 0; i < places->len; i++)
    g_ptr_array_add (targets, snmp_target (ctx, ctx->desired->switches->pdata[g_array_index (places, guint, i)], want));
  g_autoptr (GPtrArray) found = targets->len ? read_targets (ctx, targets, NULL) : NULL;
  for (guint i = 0; i < places->len; i++)
    states->pdata[g_array_index (places, guint, i)] = found->pdata[i];
  if (found)
    g_ptr_array_set_free_func (found, NULL);
}

/* No credentials for one, or no answer: it is not known then. Gives how many were read. */
static guint
read_far_ends (Context *ctx, GPtrArray *states, guint32 want)
{
  guint n = 0;
  g_autoptr (GArray) far = plan_far_ends (ctx->desired, states, ctx->selection);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < far->len; i++)
    {
      guint at = g_array_index (far, guint, i);
      const DesiredSwitch *sw = ctx->desired->switches->pdata[at];
      if (ctx->options.from_capture)
        {
          states->pdata[at] = live_read_capture (ctx->options.from_capture, sw->name, sw->address);
          n++;
        }
      else if (context_resolve (ctx, sw, FALSE, NULL))
        g_array_append_val (places, at);
    }
  read_places (ctx, places, want, states);
  return n + places->len;
}

#define MEMBERSHIP (HAS (ATTR_VLANS) | HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED) | HAS (ATTR_AGGREGATE))

void
context_read_far_ends (Context *ctx, GPtrArray *states)
{
  read_far_ends (ctx, states, MEMBERSHIP);
}

void
context_read_ways (Context *ctx, GPtrArray *states)
{
  while (read_far_ends (ctx, states, MEMBERSHIP | HAS (ATTR_NEIGHBOURS)))
    ;
}

GPtrArray *
context_read_each (Context *ctx, guint32 want, char **why)
{
  GPtrArray *states = g_ptr_array_new_with_free_func (free_state);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_set_size (states, (gint) ctx->desired->switches->len);
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const DesiredSwitch *sw = ctx->desired->switches->pdata[i];
      if (!selection_has_switch (ctx->selection, sw))
        continue;
      if (context_resolve (ctx, sw, FALSE, &error))
        g_array_append_val (places, i);
      else
        why[i] = g_strdup (error->message);
    }
  read_places (ctx, places, want, states);
  return states;
}

SwitchState *
context_state_of (const Context *ctx, const GPtrArray *states, const char *name)
{
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    if (g_str_equal (((DesiredSwitch *) ctx->desired->switches->pdata[i])->name, name))
      return states->pdata[i];
  return NULL;
}

/* ---- SSH -------------------------------------------------------------------------------------------------------------- */

gboolean
context_ssh_target (Context *ctx, const DesiredSwitch *sw, SshTarget *out, const TransportMaker **maker, GError **error)
{
  const Credentials *c = sw->credentials;
  if (!c || !c->ssh.present)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("%s: its credentials have no `ssh`"), sw->name);
      return FALSE;
    }
  Login *login = ctx->logins ? g_hash_table_lookup (ctx->logins, sw->name) : NULL;
  *maker = transport_by_credentials (c);
  *out = (SshTarget){
    .name = sw->name,
    .address = sw->address,
    .port = sw->ssh_port,
    .user = c->ssh.user,
    .password = secret (ctx, &c->ssh.secret),
    .key = c->ssh.key,
    .jump = c->ssh.jump,
    .known_hosts = ctx->options.known_hosts ? ctx->options.known_hosts : c->ssh.known_hosts,
    .accept_new_host_keys = ctx->options.accept_new_host_keys,
    .legacy = c->ssh.legacy,
    .algorithms = c->ssh.algorithms,
    .connect_timeout_ms = 15000,
    .reply_timeout_ms = ctx->options.timeout_ms,
    .secrets = login ? login->secrets : NULL,
    .refused = login ? &login->refused : NULL,
    .stats = ctx->stats,
  };
  return TRUE;
}

typedef struct {
  Context *ctx;
  const DesiredSwitch *sw;
  SwitchState *state;
  guint32 missing;
} SurveyJob;

static void
survey_one (gpointer data, gpointer unused)
{
  SurveyJob *job = data;
  SshTarget target;
  const TransportMaker *maker;
  g_autoptr (GError) error = NULL;
  const Family *family = family_by_id (job->state->family);
  Session *session = context_ssh_target (job->ctx, job->sw, &target, &maker, &error) ? session_open (maker, &target, family, &error) : NULL;
  if (session)
    {
      g_autoptr (GArray) slots = survey_slots (job->state);
      survey_by_cli (session, family, job->missing, slots, job->state);
      session_close (session);
    }
  else
    context_say (job->ctx, "%s: %s", job->sw->name, error->message);
}

void
context_survey (Context *ctx, GPtrArray *states, WantOf want_of, gpointer user)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < states->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const DesiredSwitch *sw = ctx->desired->switches->pdata[i];
      SwitchState *state = states->pdata[i];
      guint32 want = state && state->status != SWITCH_UNREACHABLE && family_by_id (state->family) ? want_of (sw, user) : 0;
      guint32 missing = want ? survey_missing (state, want, TRUE) : 0;
      if (want && state->unsaved == TRI_YES)
        missing |= HAS (ATTR_POLICIES); /* brings the snapshot, which says whose the unsaved changes are */
      if (!missing)
        continue;
      if (!context_resolve (ctx, sw, TRUE, &error))
        {
          context_say (ctx, "%s", error->message);
          continue;
        }
      SurveyJob *job = g_new0 (SurveyJob, 1);
      *job = (SurveyJob){ ctx, sw, state, missing };
      g_ptr_array_add (jobs, job);
    }
  StatsStage before = stats_stage (ctx->stats, STATS_SURVEY);
  GThreadPool *pool = g_thread_pool_new (survey_one, NULL, ctx->options.jobs, FALSE, NULL);
  for (guint i = 0; i < jobs->len; i++)
    g_thread_pool_push (pool, jobs->pdata[i], NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  stats_stage (ctx->stats, before);
}

/* ---- the world of the engine ------------------------------------------------------------------------------------------ */

static SwitchState *
world_read (const char *name, guint32 want, const LiveRows *earlier, const LiveOnly *only, LiveRows **rows, gpointer user)
{
  Context *ctx = user;
  const DesiredSwitch *sw = desired_find_switch (ctx->desired, name);
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func ((GDestroyNotify) live_target_free);
  g_autoptr (GPtrArray) states = NULL, read = NULL;
  LiveTarget *target = snmp_target (ctx, sw, want);
  target->earlier = earlier;
  target->only = only;
  g_ptr_array_add (targets, target);
  live_read (ctx->reader, targets, &states, rows ? &read : NULL);
  if (rows)
    *rows = g_ptr_array_steal_index (read, 0);
  return g_ptr_array_steal_index (states, 0);
}

static gboolean
world_ssh (const char *name, SshTarget *out, const TransportMaker **maker, gpointer user, GError **error)
{
  Context *ctx = user;
  return context_ssh_target (ctx, desired_find_switch (ctx->desired, name), out, maker, error);
}

static void
world_progress (const char *name, const char *text, gpointer user)
{
  Context *ctx = user;
  progress_at (ctx->progress, name, text);
  if (text && (ctx->options.verbose || context_is_watched (ctx)))
    context_say (ctx, "%s: %s", name, text);
}

int
context_world (Context *ctx, const GPtrArray *names, ApplyWorld *out)
{
  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (GError) error = NULL;
      const DesiredSwitch *sw = desired_find_switch (ctx->desired, names->pdata[i]);
      if (!sw)
        return context_fail (ctx, EXIT_DATA, _ ("%s is not in the inventory any more: its credentials are not known"), (char *) names->pdata[i]);
      if (!context_resolve (ctx, sw, FALSE, &error) || !context_resolve (ctx, sw, TRUE, &error))
        return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
    }
  *out = (ApplyWorld){ ctx, world_read, world_ssh, world_progress, ctx->stats };
  return context_start_reader (ctx);
}
