/* Who is there? First everybody is asked who they are, with one set of credentials after the other; then those who answered, for
 * everything. What came of it becomes a draft. SNMP reads only. */
#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/targets.h"
#include "draft/draft.h"

#define PROBE_TIMEOUT_MS 1000 /* of one request, unless the inventory or --timeout says otherwise: most of a network is nobody */

typedef struct {
  Context *ctx;
  const GPtrArray *targets; /* Target* */
  GPtrArray *switches;      /* DesiredSwitch*: those asked over the network, NULL = a recording */
  GPtrArray *states;        /* SwitchState*, in the order of the targets; NULL = none */
  GPtrArray *missed;        /* char* */
  int code;
} Discovery;

/* ---- credentials ------------------------------------------------------------------------------------------------------ */

/* The default set first: it is the one that most switches will have. */
static GPtrArray *
sets_to_try (const Desired *desired)
{
  GPtrArray *sets = g_ptr_array_new ();
  const Credentials *usual = desired->defaults ? desired->defaults->credentials : NULL;
  if (usual && usual->snmp.present)
    g_ptr_array_add (sets, (gpointer) usual);
  for (guint i = 0; i < desired->credentials->len; i++)
    {
      Credentials *c = desired->credentials->pdata[i];
      if (c->snmp.present && c != usual)
        g_ptr_array_add (sets, c);
    }
  return sets;
}

static gboolean
names_an_inventory (const Context *ctx)
{
  const char *own = g_getenv ("VLANCTL_INVENTORY");
  return (ctx->options.inventory && ctx->options.inventory[0]) || (own && *own);
}

/* A recording needs none. */
static int
load_credentials (Context *ctx, gboolean any_live)
{
  if (!any_live && !names_an_inventory (ctx))
    return EXIT_DONE;
  int code = context_load_files (ctx);
  if (code)
    return code;
  g_autoptr (GPtrArray) sets = sets_to_try (ctx->desired);
  return sets->len || !any_live ? EXIT_DONE
                                : context_fail (ctx, EXIT_CONFIG, "%s", _ ("no `credentials` with `snmp` in the inventory: nobody can be asked"));
}

/* ---- asking ----------------------------------------------------------------------------------------------------------- */

static DesiredSwitch *
switch_of (const Context *ctx, const Target *target)
{
  const DesiredSwitch *defaults = ctx->desired->defaults;
  DesiredSwitch *sw = desired_switch_new (target->address);
  sw->address = g_strdup (target->address);
  if (!defaults)
    return sw;
  sw->snmp_port = defaults->snmp_port;
  sw->timeout_ms = defaults->timeout_ms;
  return sw;
}

/* Asks all who have not answered yet who they are. FALSE: it cannot go on. */
static gboolean
probe (Discovery *d, const Credentials *set)
{
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < d->targets->len; i++)
    {
      DesiredSwitch *sw = d->switches->pdata[i];
      const SwitchState *before = d->states->pdata[i];
      if (!sw || (before && before->sys_descr))
        continue;
      sw->credentials = set;
      g_ptr_array_add (asked, sw);
      g_array_append_val (places, i);
    }
  g_autoptr (GPtrArray) found = context_read_these (d->ctx, asked, 0, &d->code);
  for (guint k = 0; found && k < found->len; k++)
    {
      guint at = g_array_index (places, guint, k);
      SwitchState *state = found->pdata[k], **before = (SwitchState **) &d->states->pdata[at];
      if (*before && state->mute) /* what it said to an earlier set tells more */
        continue;
      switch_state_free (*before);
      *before = state;
      found->pdata[k] = NULL;
    }
  return found != NULL;
}

static void
read_all (Discovery *d)
{
  g_autoptr (GPtrArray) asked = g_ptr_array_new ();
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < d->targets->len; i++)
    {
      const SwitchState *state = d->states->pdata[i];
      if (!d->switches->pdata[i] || !state || state->status == SWITCH_UNREACHABLE)
        continue;
      g_ptr_array_add (asked, d->switches->pdata[i]);
      g_array_append_val (places, i);
    }
  g_autoptr (GPtrArray) found = context_read_these (d->ctx, asked, G_MAXUINT32, &d->code);
  for (guint k = 0; found && k < found->len; k++)
    {
      gpointer *place = &d->states->pdata[g_array_index (places, guint, k)];
      switch_state_free (*place);
      *place = g_steal_pointer (&found->pdata[k]);
    }
}

static void
read_recordings (Discovery *d)
{
  for (guint i = 0; i < d->targets->len; i++)
    {
      const Target *t = d->targets->pdata[i];
      if (t->name)
        d->states->pdata[i] = live_read_capture (t->dir, t->name, t->name);
    }
}

static void
read_live (Discovery *d)
{
  Context *ctx = d->ctx;
  g_autoptr (GPtrArray) sets = sets_to_try (ctx->desired);
  guint given = ctx->options.timeout_ms;
  if (!given && ctx->desired->defaults && ctx->desired->defaults->timeout_ms == 5000)
    ctx->options.timeout_ms = PROBE_TIMEOUT_MS;
  gboolean on = TRUE;
  for (guint i = 0; on && i < sets->len; i++)
    on = probe (d, sets->pdata[i]);
  ctx->options.timeout_ms = given;
  if (on)
    read_all (d);
}

/* ---- telling ---------------------------------------------------------------------------------------------------------- */

/* What can be drafted; what cannot is told, and makes the result incomplete where it was asked for by its own address. */
static GPtrArray *
sort_out (Discovery *d)
{
  GPtrArray *sources = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < d->targets->len; i++)
    {
      const Target *t = d->targets->pdata[i];
      SwitchState *state = d->states->pdata[i];
      const DesiredSwitch *sw = d->switches->pdata[i];
      if (state && state->status != SWITCH_UNREACHABLE)
        {
          DraftSource *source = g_new0 (DraftSource, 1);
          *source = (DraftSource){ state, t->name, t->address, sw ? sw->credentials : NULL };
          g_ptr_array_add (sources, source);
          d->code = state->status == SWITCH_READ ? d->code : exit_worse (d->code, EXIT_INCOMPLETE);
          continue;
        }
      if (t->of_many && (!state || state->mute))
        continue;
      g_ptr_array_add (d->missed, g_strdup_printf ("%s: %s", t->address ? t->address : t->name, state && state->reason ? state->reason : _ ("not read")));
      d->code = t->of_many ? d->code : exit_worse (d->code, EXIT_INCOMPLETE);
    }
  return sources;
}

static int
answer (Discovery *d, const GPtrArray *sources)
{
  Context *ctx = d->ctx;
  g_autofree char *working_folder = g_get_current_dir ();
  g_autofree char *beside = ctx->options.output ? g_path_get_dirname (ctx->options.output) : g_strdup (working_folder);
  g_autofree char *folder = g_canonicalize_filename (beside, working_folder);
  g_autoptr (Draft) draft = draft_make (sources);
  g_autoptr (GString) yaml = g_string_new (NULL), json = g_string_new (NULL);
  const DraftSetting setting = { ctx->desired ? ctx->desired->defaults : NULL, folder, working_folder, d->missed };
  draft_write (draft, &setting, yaml);
  stats_stage (ctx->stats, STATS_REPORT);
  if (!ctx->options.json)
    return context_answer (ctx, yaml, d->code);
  report_discover_json (draft, d->missed, yaml->str, d->code, json);
  return context_answer (ctx, json, d->code);
}

static int
discover (Context *ctx, const GPtrArray *targets)
{
  Discovery d = { .ctx = ctx, .targets = targets };
  d.switches = g_ptr_array_new_with_free_func ((GDestroyNotify) desired_switch_free);
  d.states = g_ptr_array_new_with_free_func ((GDestroyNotify) switch_state_free);
  d.missed = g_ptr_array_new_with_free_func (g_free);
  gboolean live = FALSE;
  for (guint i = 0; i < targets->len; i++)
    live |= ((Target *) targets->pdata[i])->address != NULL;
  d.code = load_credentials (ctx, live);
  for (guint i = 0; !d.code && i < targets->len; i++)
    g_ptr_array_add (d.switches, ((Target *) targets->pdata[i])->address ? switch_of (ctx, targets->pdata[i]) : NULL);
  g_ptr_array_set_size (d.states, (int) targets->len);
  if (!d.code)
    read_recordings (&d);
  if (!d.code && live)
    read_live (&d);
  g_autoptr (GPtrArray) sources = d.code ? NULL : sort_out (&d);
  for (guint i = 0; i < d.missed->len; i++)
    context_say (ctx, _ ("left out: %s"), (char *) d.missed->pdata[i]);
  if (sources && !sources->len)
    d.code = d.code ? d.code : context_fail (ctx, EXIT_NO_INPUT, "%s", _ ("no switch answered"));
  else if (sources)
    d.code = answer (&d, sources);
  g_ptr_array_unref (d.switches);
  g_ptr_array_unref (d.states);
  g_ptr_array_unref (d.missed);
  return d.code;
}

int
cmd_discover (Context *ctx)
{
  g_autoptr (GError) error = NULL;
  const char *output = ctx->options.output;
  if (!ctx->options.arguments[0] && !ctx->options.from_capture)
    return context_fail (ctx, EXIT_USAGE, "%s", _ ("`discover` needs addresses, networks (192.0.2.0/24), files of them, or recordings"));
  if (output && !ctx->options.force && g_file_test (output, G_FILE_TEST_IS_REGULAR))
    return context_fail (ctx, EXIT_USAGE, _ ("%s is there already: --force writes over it"), output);
  g_autoptr (GPtrArray) targets = targets_expand (ctx->options.arguments, ctx->options.from_capture, &error);
  if (!targets)
    return context_fail (ctx, error->domain == G_FILE_ERROR ? EXIT_NO_INPUT : EXIT_USAGE, "%s", error->message);
  return discover (ctx, targets);
}
