/* Reading back: what is live, and whether it equals the plan. */
#include "apply/engine.h"

#include "live/cli.h"

#include <glib/gi18n.h>
#include <string.h>

/* Pauses between two readings: SNMP tables of AOS follow the CLI within a second or so; a stack takes longer. */
#define POLL_FIRST_MS 100
#define POLL_LAST_MS 2000

/* ---- observing ------------------------------------------------------------------------------------------------------ */

/* Slots that a `show ... slot` line must be asked for: those of the plan's ports and services. */
static GArray *
plan_slots (const SwitchPlan *plan)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < plan->changes->len; i++)
    {
      const Change *c = plan->changes->pdata[i];
      guint n = c->kind == CHANGE_POE_SERVICE ? 1 : port_set_size (c->ports);
      for (guint k = 0; k < n; k++)
        {
          PortId port = c->kind == CHANGE_POE_SERVICE ? PORT_NONE : port_set_get (c->ports, k);
          if (port_is_linkagg (port))
            continue;
          guint slot = port ? port_chassis (port) << 8 | port_slot (port) : c->chassis << 8 | c->slot;
          gboolean there = FALSE;
          for (guint s = 0; s < slots->len; s++)
            there |= g_array_index (slots, guint, s) == slot;
          if (!there)
            g_array_append_val (slots, slot);
        }
    }
  return slots;
}

gboolean
observe_by_cli (SwitchRun *run, SwitchState *state, guint32 attrs)
{
  if (!attrs || !run->session || !session_is_alive (run->session))
    return attrs == 0;
  g_autoptr (GArray) slots = plan_slots (run->plan);
  return survey_by_cli (run->session, run->family, attrs, slots, state);
}

static gboolean
attr_answered (const SwitchState *state, int attr)
{
  return state->via[attr] == VIA_SNMP || state->via[attr] == VIA_CLI;
}

/* only: NULL, or of whom it is to be read. rows: NULL, or gets what was read. */
static SwitchState *
look (SwitchRun *run, guint32 want, gboolean any_way, const LiveOnly *only, LiveRows **rows)
{
  const ApplyWorld *world = run->engine->world;
  SwitchState *state = world->read_state (run->plan->name, want, run->earlier, only, rows, world->user);
  guint32 missing = 0;
  for (int attr = 0; attr < ATTR_N; attr++)
    if ((want & HAS (attr)) && (run->plan->via[attr] == VIA_CLI || (any_way && !attr_answered (state, attr))))
      missing |= HAS (attr);
  observe_by_cli (run, state, missing);
  return state;
}

SwitchState *
observe (SwitchRun *run, guint32 want, gboolean any_way)
{
  return look (run, want, any_way, NULL, NULL);
}

SwitchState *
observe_first (SwitchRun *run, guint32 want, gboolean any_way)
{
  g_clear_pointer (&run->earlier, live_rows_free);
  return look (run, want, any_way, NULL, &run->earlier);
}

guint32
work_attrs (const GPtrArray *work)
{
  guint32 attrs = 0;
  for (guint i = 0; i < work->len; i++)
    {
      const Work *w = work->pdata[i];
      attrs |= HAS (plan_change_attr (w->change->kind));
    }
  return attrs;
}

/* ---- comparing ------------------------------------------------------------------------------------------------------ */

Reads
change_reads (const Change *c, PortId port, const SwitchState *state)
{
  gboolean known = FALSE;
  Value now = plan_value_now (c, port, state, &known);
  Value after = plan_value_after (c);
  Reads reads = !known                                          ? READS_UNKNOWN
                : value_equal (&now, &after)                    ? READS_DONE
                : value_equal (&now, change_prior (c, port)) ? READS_PRIOR
                                                                : READS_OTHER;
  value_clear (&now);
  value_clear (&after);
  return reads;
}

static char *
describe_difference (const Change *c, PortId port, const SwitchState *state, Reads want)
{
  gboolean known = FALSE;
  Value now = plan_value_now (c, port, state, &known);
  g_autofree char *is = known ? value_to_string (&now) : g_strdup (_ ("nothing (not read)"));
  g_autofree char *wanted = value_to_string (want == READS_DONE ? &c->to : change_prior (c, port));
  g_autofree char *where = port == PORT_NONE ? g_strdup_printf ("VLAN %u", c->vlan) : port_to_string (port);
  value_clear (&now);
  return g_strdup_printf (_ ("%s of %s reads %s instead of %s"), change_kind_to_string (c->kind), where, is, wanted);
}

/* ---- polling -------------------------------------------------------------------------------------------------------- */

typedef char *(*Compare) (gconstpointer what, const SwitchState *state); /* NULL = as wanted */

/* NULL: it reads as wanted; else what does not. */
static char *
read_back (SwitchRun *run, guint32 attrs, const LiveOnly *only, Compare compare, gconstpointer what)
{
  SwitchState *state = look (run, attrs, FALSE, only, NULL);
  char *difference = compare (what, state);
  switch_state_free (state);
  return difference;
}

/* Every other look is at all there is of these attributes: an agent may know rows in a walk that it does not know by their names, and a
 * value that has become another one than was wanted is better told than one that is not found. */
static gboolean
read_back_until (SwitchRun *run, guint32 attrs, const LiveOnly *only, Compare compare, gconstpointer what, char **reason)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) run->engine->options->verify_timeout_s * G_USEC_PER_SEC;
  gboolean whole = FALSE;
  for (guint pause = POLL_FIRST_MS;; pause = MIN (pause * 2, POLL_LAST_MS), whole = !whole)
    {
      char *difference = read_back (run, attrs, whole ? NULL : only, compare, what);
      if (!difference)
        return TRUE;
      gboolean late = g_get_monotonic_time () + (gint64) pause * 1000 >= deadline;
      if (late && whole)
        {
          g_free (*reason);
          *reason = difference;
          return FALSE;
        }
      g_free (difference);
      if (!late)
        g_usleep (pause * 1000);
    }
}

static gboolean
poll_until (SwitchRun *run, guint32 attrs, const LiveOnly *only, Compare compare, gconstpointer what, char **reason)
{
  Stats *stats = run->engine->world->stats;
  stats_enter (stats, STATS_VERIFYING);
  gboolean equal = read_back_until (run, attrs, only, compare, what, reason);
  stats_leave (stats, STATS_VERIFYING);
  return equal;
}

/* Of whom this change speaks. */
static void
only_add (LiveOnly *only, const Change *c)
{
  guint policy = (guint) c->policy.id;
  port_set_add_set (&only->ports, c->ports);
  if (c->vlan)
    vlan_set_add (&only->vlans, c->vlan);
  if (c->kind == CHANGE_PORT_UNTAGGED && c->to.type == VALUE_INT && c->to.number >= VLAN_MIN && c->to.number <= VLAN_MAX)
    vlan_set_add (&only->vlans, (guint) c->to.number);
  if (plan_change_attr (c->kind) == ATTR_POLICIES)
    g_array_append_val (only->policies, policy);
}

static char *
compare_work (gconstpointer what, const SwitchState *state)
{
  const GPtrArray *work = what;
  for (guint i = 0; i < work->len; i++)
    {
      const Work *w = work->pdata[i];
      for (guint k = 0; !w->left_out && k < subjects_size (w->change->ports); k++)
        if (change_reads (w->change, subjects_get (w->change->ports, k), state) != READS_DONE)
          return describe_difference (w->change, subjects_get (w->change->ports, k), state, READS_DONE);
    }
  return NULL;
}

gboolean
verify_work (SwitchRun *run, const GPtrArray *work, char **reason)
{
  g_autoptr (LiveOnly) only = live_only_new ();
  for (guint i = 0; i < work->len; i++)
    if (!((Work *) work->pdata[i])->left_out)
      only_add (only, ((Work *) work->pdata[i])->change);
  switch_run_progress (run, _ ("reading back"));
  return poll_until (run, work_attrs (work), only, compare_work, work, reason);
}

typedef struct {
  const Change *change;
  PortId port;
  Reads want;
} OneSubject;

static char *
compare_one (gconstpointer what, const SwitchState *state)
{
  const OneSubject *one = what;
  if (change_reads (one->change, one->port, state) == one->want)
    return NULL;
  return describe_difference (one->change, one->port, state, one->want);
}

gboolean
verify_one (SwitchRun *run, const Change *change, PortId port, Reads want, char **reason)
{
  OneSubject one = { change, port, want };
  g_autoptr (LiveOnly) only = live_only_new ();
  only_add (only, change);
  return poll_until (run, HAS (plan_change_attr (change->kind)), only, compare_one, &one, reason);
}
