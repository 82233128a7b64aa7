/* The diff as a whole: per switch its diffs and guards, then order, render, count, name. */
#include "plan/internal.h"

#include <glib/gi18n.h>
#include <string.h>

void
plan_options_init (PlanOptions *o)
{
  memset (o, 0, sizeof *o);
  o->allow_disruption = DISRUPT_SILENT;
  o->max_share_percent = 30; /* product 6.8: 30 %, at least 10 ports; more than 8 MACs */
  o->min_share_ports = 10;
  o->uplink_macs = 8;
}

guint32
plan_wanted_attrs (const DesiredSwitch *sw)
{
  guint32 want = HAS (ATTR_ADMIN) | HAS (ATTR_OPER) | HAS (ATTR_AGGREGATE) | HAS (ATTR_DYNAMIC) | HAS (ATTR_NEIGHBOURS) | HAS (ATTR_MACS)
                 | HAS (ATTR_VLANS) | HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED) | HAS (ATTR_RUNNING_DIRECTORY) | HAS (ATTR_UNSAVED)
                 | HAS (ATTR_CERTIFIED) | HAS (ATTR_TIMER) | HAS (ATTR_MEMBERS) | HAS (ATTR_VFL) | HAS (ATTR_RELOAD);
  for (guint i = 0; i < sw->ports->len; i++)
    want |= ((DesiredPort *) sw->ports->pdata[i])->cfg.has;
  if (want & HAS (ATTR_POLICIES))
    want |= HAS (ATTR_LLDP_ADMIN);
  if (want & (HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT)))
    want |= HAS (ATTR_POE_SERVICE) | HAS (ATTR_POE_STATUS) | HAS (ATTR_POE_ACTUAL) | HAS (ATTR_TRUST_AGENT);
  return want;
}

/* ---- one switch ----------------------------------------------------------------------------------------------------- */

static void
switch_diff_free (gpointer data)
{
  SwitchDiff *diff = data;
  if (!diff)
    return;
  g_clear_pointer (&diff->ports, g_ptr_array_unref);
  vlan_set_clear (&diff->used);
  g_clear_pointer (&diff->transit, g_hash_table_unref);
  vlan_set_clear (&diff->far_ends.carried);
  g_clear_pointer (&diff->far_ends.lacks, g_array_unref);
  g_clear_pointer (&diff->unknown, g_hash_table_unref);
  g_free (diff);
}

/* The VLANs that a port uses: its untagged one and its voice VLAN. */
static void
use_vlans (SwitchDiff *diff, const DesiredPort *port)
{
  if (port->cfg.has & HAS (ATTR_UNTAGGED))
    vlan_set_add (&diff->used, port->cfg.untagged);
  vlan_set_add_all (&diff->used, &port->cfg.tagged);
}

static SwitchDiff *
switch_diff_new (const PlanMaking *making, const DesiredSwitch *want, const SwitchState *live, SwitchPlan *out)
{
  SwitchDiff *diff = g_new0 (SwitchDiff, 1);
  diff->making = making;
  diff->want = want;
  diff->live = live;
  diff->family = family_by_id (live->family);
  diff->out = out;
  for (guint i = 0; i < want->ports->len; i++)
    if (selection_has_port (making->selection, want, want->ports->pdata[i]))
      use_vlans (diff, want->ports->pdata[i]);
  return diff;
}

static const char *
unknown_because (const SwitchDiff *diff, Attr attr)
{
  switch (diff->live->via[attr])
    {
    case VIA_ABSENT: return _ ("the switch has no such SNMP table; --read-cli reads it by SSH");
    case VIA_CUT: return _ ("its table was cut short");
    case VIA_UNREAD: return _ ("not read");
    default: return _ ("nothing was said about it");
    }
}

/* Is this attribute unknown on the same ports, for the same reason, as an earlier one? */
static gboolean
same_unknown (const SwitchDiff *diff, Attr a, Attr b)
{
  const PortSet *x = g_hash_table_lookup (diff->unknown, GINT_TO_POINTER (a)), *y = g_hash_table_lookup (diff->unknown, GINT_TO_POINTER (b));
  if (!x || !y || port_set_size (x) != port_set_size (y) || g_strcmp0 (unknown_because (diff, a), unknown_because (diff, b)))
    return FALSE;
  for (guint i = 0; i < port_set_size (x); i++)
    if (port_set_get (x, i) != port_set_get (y, i))
      return FALSE;
  return TRUE;
}

static void
tell_unknowns (SwitchDiff *diff)
{
  for (int attr = 0; attr < ATTR_N; attr++)
    {
      const PortSet *ports = g_hash_table_lookup (diff->unknown, GINT_TO_POINTER (attr));
      gboolean told = !ports;
      for (int before = 0; before < attr && !told; before++)
        told = same_unknown (diff, (Attr) before, (Attr) attr);
      if (told)
        continue;
      g_autofree char *where = port_set_to_string (ports);
      GString *text = g_string_new (attr_to_string ((Attr) attr));
      for (int other = attr + 1; other < ATTR_N; other++)
        if (same_unknown (diff, (Attr) attr, (Attr) other))
          g_string_append_printf (text, ", %s", attr_to_string ((Attr) other));
      g_string_append_printf (text, "%s%s: %s", port_set_size (ports) ? _ (" of ") : "", where, unknown_because (diff, (Attr) attr));
      g_ptr_array_add (diff->out->unknowns, g_string_free (text, FALSE));
    }
}

/* Within PoE: limit and priority are set before power goes on. */
static int
work_rank (ChangeKind kind)
{
  return kind == CHANGE_POE_LIMIT ? 0 : kind == CHANGE_POE_PRIORITY ? 1 : 2;
}

static int
by_phase (gconstpointer a, gconstpointer b)
{
  const Change *x = *(Change *const *) a, *y = *(Change *const *) b;
  if (x->phase != y->phase)
    return x->phase < y->phase ? -1 : 1;
  if (x->vlan != y->vlan)
    return x->vlan < y->vlan ? -1 : 1;
  if (x->kind != y->kind)
    return work_rank (x->kind) - work_rank (y->kind);
  return x->tlv > y->tlv ? -1 : x->tlv < y->tlv; /* capability before network-policy */
}

/* A line or an undo that cannot be written (a live VLAN name that no CLI carries, say) must stop the switch, loudly. */
static void
render_all (SwitchDiff *diff)
{
  for (guint i = 0; i < diff->out->changes->len; i++)
    {
      Change *c = diff->out->changes->pdata[i];
      g_autoptr (GError) error = NULL;
      if (!plan_render_change (diff->family, c, &error))
        diff_refuse (diff->out, "no-line", NULL, FALSE, g_strdup_printf ("%s: %s", change_kind_to_string (c->kind), error->message),
                     g_strdup (_ ("make this change on the switch by hand")), PORT_NONE);
    }
}

/* Every switch waits for what others want of it: what only its own turn needs is made when that comes. */
static void
take_up (SwitchDiff *diff)
{
  const GPtrArray *ports = diff->want->ports;
  diff->ports = g_ptr_array_new ();
  diff->unknown = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) port_set_free);
  for (guint i = 0; i < ports->len; i++)
    if (selection_has_port (diff->making->selection, diff->want, ports->pdata[i]))
      g_ptr_array_add (diff->ports, ports->pdata[i]);
}

static void
diff_switch (SwitchDiff *diff)
{
  SwitchPlan *out = diff->out;
  take_up (diff);
  diff_path (diff);
  diff_ports (diff);
  diff_policies (diff);
  g_ptr_array_sort (out->changes, by_phase);
  for (guint i = 0; i < out->changes->len; i++)
    plan_set_disruption (out->changes->pdata[i], diff->live);
  render_all (diff);
  tell_unknowns (diff);
  diff_guards (diff);
}

static void
describe_switch (SwitchPlan *out, const DesiredSwitch *want, const SwitchState *live)
{
  out->address = g_strdup (want->address);
  if (!live)
    return;
  out->family = g_strdup (live->family);
  out->model = g_strdup (live->model);
  out->version = g_strdup (live->version);
  memcpy (out->via, live->via, sizeof out->via);
}

/* ---- the run -------------------------------------------------------------------------------------------------------- */

static gboolean
has_active_refusal (const SwitchPlan *s)
{
  for (guint i = 0; i < s->refusals->len; i++)
    if (!((Refusal *) s->refusals->pdata[i])->overridden)
      return TRUE;
  return FALSE;
}

/* All of them: whoever cures one wants to know of the next. */
static char *
refusal_reason (const SwitchPlan *s)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < s->refusals->len; i++)
    {
      const Refusal *r = s->refusals->pdata[i];
      if (!r->overridden)
        g_string_append_printf (text, "%s%s: %s", text->len ? "; " : "", r->rule, r->evidence);
    }
  return g_string_free (text, FALSE);
}

static void
set_status (SwitchPlan *s)
{
  if (s->status == PLAN_UNKNOWN && s->reason)
    return; /* not reached: said already */
  g_clear_pointer (&s->reason, g_free);
  if (has_active_refusal (s))
    {
      s->status = PLAN_REFUSED;
      s->reason = refusal_reason (s);
    }
  else if (s->unknowns->len)
    {
      s->status = PLAN_UNKNOWN;
      s->reason = g_strdup (s->unknowns->pdata[0]);
    }
  else
    s->status = s->changes->len ? PLAN_CHANGES : PLAN_IN_SYNC;
}

static void
count_ports (SwitchPlan *s)
{
  g_autoptr (PortSet) ports = port_set_new ();
  for (guint i = 0; i < s->changes->len; i++)
    port_set_add_set (ports, ((Change *) s->changes->pdata[i])->ports);
  s->n_ports = port_set_size (ports);
}

static void
order_switch (Plan *plan, guint s, gboolean path)
{
  const SwitchPlan *sw = plan->switches->pdata[s];
  for (guint c = 0; c < sw->changes->len; c++)
    {
      guint64 place = (guint64) s << 32 | c;
      if (plan_change_is_path (sw->changes->pdata[c]) == path)
        g_array_append_val (plan->order, place);
    }
}

/* Who is told to hang on whom in a circle (a plan file may say anything) ends up somewhere, not nowhere. */
static guint
set_depths (Plan *plan)
{
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean moved = TRUE;
  guint deepest = 0;
  for (guint i = 0; i < plan->switches->len; i++)
    g_hash_table_insert (by_name, ((SwitchPlan *) plan->switches->pdata[i])->name, plan->switches->pdata[i]);
  for (guint round = 0; moved && round < plan->switches->len; round++)
    {
      moved = FALSE;
      for (guint i = 0; i < plan->switches->len; i++)
        {
          SwitchPlan *s = plan->switches->pdata[i];
          for (guint k = 0; k < s->upstream->len; k++)
            {
              const SwitchPlan *up = g_hash_table_lookup (by_name, s->upstream->pdata[k]);
              moved = moved || (up && s->depth <= up->depth);
              s->depth = up ? MIN (MAX (s->depth, up->depth + 1), plan->switches->len) : s->depth;
              deepest = MAX (deepest, s->depth);
            }
        }
    }
  return deepest;
}

/* The path of every switch first, from the voice gateway outwards, then each switch's access ports. */
static void
make_order (Plan *plan)
{
  guint deepest = set_depths (plan);
  g_array_set_size (plan->order, 0);
  for (guint depth = 0; depth <= deepest; depth++)
    for (guint s = 0; s < plan->switches->len; s++)
      if (((SwitchPlan *) plan->switches->pdata[s])->depth == depth)
        order_switch (plan, s, TRUE);
  for (guint s = 0; s < plan->switches->len; s++)
    order_switch (plan, s, FALSE);
}

void
plan_finish (Plan *plan, const PlanMemory *memory)
{
  for (guint s = 0; s < plan->switches->len; s++)
    {
      set_status (plan->switches->pdata[s]);
      count_ports (plan->switches->pdata[s]);
    }
  make_order (plan);
  plan->runs = memory ? memory->runs : plan->runs;
  g_free (plan->id);
  plan->id = diff_identify (plan);
}

static void
add_switch (PlanMaking *making, Plan *plan, guint i)
{
  const DesiredSwitch *want = making->desired->switches->pdata[i];
  const SwitchState *live = i < making->states->len ? making->states->pdata[i] : NULL;
  making->diffs->pdata[i] = NULL;
  if (!selection_has_switch (making->selection, want) || !selection_leaves_ports (making->selection, want))
    return;
  SwitchPlan *out = switch_plan_new (want->name);
  g_ptr_array_add (plan->switches, out);
  describe_switch (out, want, live);
  if (!live || live->status == SWITCH_UNREACHABLE || !family_by_id (live->family))
    {
      out->status = PLAN_UNKNOWN;
      out->reason = g_strdup (live && live->reason ? live->reason : _ ("not read"));
      return;
    }
  making->diffs->pdata[i] = switch_diff_new (making, want, live, out);
}

/* On a thread of its own. Its state and its diff go when they are done: the plan grows where they were. */
static void
plan_alone (gpointer place, gpointer user)
{
  PlanMaking *making = user;
  guint i = GPOINTER_TO_UINT (place) - 1; /* 0 cannot be pushed */
  diff_switch (making->diffs->pdata[i]);
  g_clear_pointer (&making->diffs->pdata[i], switch_diff_free);
  if (making->spent)
    g_clear_pointer (&making->spent->pdata[i], switch_state_free);
}

static void
plan_each (PlanMaking *making)
{
  const GPtrArray *diffs = making->diffs;
  GThreadPool *pool = g_thread_pool_new (plan_alone, making, (gint) g_get_num_processors (), FALSE, NULL);
  for (guint i = 0; i < diffs->len; i++)
    if (diffs->pdata[i])
      g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
}

/* What looks at two switches comes first: then each is planned alone. */
static Plan *
make (PlanMaking *making, const char *created)
{
  Plan *plan = plan_new ();
  const Desired *desired = making->desired;
  plan->created = g_strdup (created);
  plan->inventory_path = g_strdup (desired->path);
  plan->inventory_sha256 = g_strdup (desired->sha256);
  plan->gateway = g_strdup (desired->gateway_switch);
  plan->from_capture = making->options->from_capture;
  making->names = plan_names_new (desired, making->states);
  making->diffs = g_ptr_array_new_with_free_func (switch_diff_free);
  g_ptr_array_set_size (making->diffs, (int) desired->switches->len);
  for (guint i = 0; i < desired->switches->len; i++)
    add_switch (making, plan, i);
  diff_transit (making);
  diff_link_switches (making, plan);
  plan_each (making);
  plan_finish (plan, making->memory);
  g_ptr_array_unref (making->diffs);
  g_hash_table_unref (making->names);
  return plan;
}

Plan *
plan_make (const Desired *desired, const GPtrArray *states, const Selection *selection, const PlanOptions *options, const PlanMemory *memory,
           const char *created)
{
  return make (&(PlanMaking){ .desired = desired, .states = states, .selection = selection, .options = options, .memory = memory }, created);
}

Plan *
plan_make_taking (const Desired *desired, GPtrArray *states, const Selection *selection, const PlanOptions *options,
                  const PlanMemory *memory, const char *created)
{
  return make (&(PlanMaking){ .desired = desired, .states = states, .spent = states, .selection = selection, .options = options, .memory = memory },
               created);
}
