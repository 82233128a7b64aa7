/* The audit as a whole: what there is, one check after the other, what that makes of ports and switches. */
#include "audit/internal.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/exit.h"

/* ---- what a check says ------------------------------------------------------------------------------------------------ */

AuditFinding *
audit_say_of (AuditRun *run, const AuditSwitch *sw, PortId port, AuditSeverity severity, char *message)
{
  AuditFinding *f = g_new0 (AuditFinding, 1);
  f->check = run->check;
  f->severity = severity;
  f->switch_name = sw ? g_strdup (sw->name) : NULL;
  f->port = port;
  f->ports = port_set_new ();
  f->message = message;
  AuditPort *where = sw && port ? audit_find_port (sw, port) : NULL;
  if (where && where->want)
    {
      f->source = where->want->pos;
      port_set_add (f->ports, port);
    }
  g_ptr_array_add (run->audit->findings, f);
  return f;
}

AuditFinding *
audit_say (AuditRun *run, PortId port, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  char *message = g_strdup_vprintf (format, args);
  va_end (args);
  return audit_say_of (run, run->sw, port, run->check->severity, message);
}

void
audit_touch (AuditFinding *f, PortId port)
{
  port_set_add (f->ports, port);
}

void
audit_unread (AuditRun *run, PortId port, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  char *why = g_strdup_vprintf (format, args);
  va_end (args);
  if (run->check->severity <= AUDIT_UNKNOWN || !port)
    {
      audit_say_of (run, run->sw, port, AUDIT_UNKNOWN, why);
      return;
    }
  port_set_add (run->unread, port);
  g_free (run->unread_why);
  run->unread_why = why;
}

static const char *
because (const SwitchState *state, Attr attr)
{
  switch (state->via[attr])
    {
    case VIA_ABSENT:
      return _ ("the switch has no such SNMP table");
    case VIA_CUT:
      return _ ("its table was cut short");
    case VIA_UNREAD:
      return _ ("not read");
    default:
      return _ ("nothing was said about it");
    }
}

void
audit_unread_attr (AuditRun *run, PortId port, Attr attr)
{
  audit_unread (run, port, _ ("%s not known: %s"), attr_to_string (attr), because (run->sw->state, attr));
}

gboolean
audit_was_read (const SwitchState *state, Attr attr)
{
  return state->via[attr] == VIA_SNMP || state->via[attr] == VIA_CLI;
}

void
audit_tell_unread (AuditRun *run)
{
  if (port_set_size (run->unread))
    {
      g_autofree char *ports = port_set_to_string (run->unread);
      AuditFinding *f = audit_say_of (run, run->sw, PORT_NONE, AUDIT_UNKNOWN, g_strdup_printf (_ ("%s (ports %s)"), run->unread_why, ports));
      f->unjudged = g_steal_pointer (&run->unread);
      run->unread = port_set_new ();
    }
  g_clear_pointer (&run->unread_why, g_free);
}

/* ---- what there is ---------------------------------------------------------------------------------------------------- */

AuditPort *
audit_find_port (const AuditSwitch *sw, PortId id)
{
  guint low = 0, high = sw->ports->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      AuditPort *p = sw->ports->pdata[middle];
      if (p->id == id)
        return p;
      if (p->id < id)
        low = middle + 1;
      else
        high = middle;
    }
  return NULL;
}

const MedPolicy *
audit_wanted_policy (const AuditPort *port)
{
  const PortConfig *want = port->want ? &port->want->cfg : NULL;
  return want && (want->has & HAS (ATTR_POLICIES)) && want->policies && want->policies->len
             ? &g_array_index (want->policies, MedPolicy, 0)
             : NULL;
}

guint
audit_wanted_voice (const AuditPort *port)
{
  return port->want && port->want->cfg.tagged.n ? port->want->cfg.tagged.ids[0] : 0;
}

gboolean
audit_is_phone_port (const AuditPort *port)
{
  return port->want && (port->want->phone || audit_wanted_voice (port) || audit_wanted_policy (port));
}

void
audit_used_vlans (const AuditSwitch *sw, gboolean voice_only, VlanSet *out)
{
  for (guint i = 0; i < sw->ports->len; i++)
    {
      const AuditPort *p = sw->ports->pdata[i];
      if (p->want && !voice_only && (p->want->cfg.has & HAS (ATTR_UNTAGGED)))
        vlan_set_add (out, p->want->cfg.untagged);
      if (p->want)
        vlan_set_add_all (out, &p->want->cfg.tagged);
    }
}

gboolean
audit_carries (const PortState *port, guint vlan)
{
  return vlan_set_contains (&port->cfg.tagged, vlan) || ((port->cfg.has & HAS (ATTR_UNTAGGED)) && port->cfg.untagged == vlan);
}

gboolean
audit_membership_known (const PortState *port)
{
  return port && !port->inconsistent && (port->cfg.has & HAS (ATTR_TAGGED)) && (port->cfg.has & HAS (ATTR_UNTAGGED));
}

void
audit_each_managed (AuditRun *run, AuditEachPort each)
{
  for (guint i = 0; i < run->sw->ports->len; i++)
    {
      const AuditPort *p = run->sw->ports->pdata[i];
      if (p->want && p->live)
        each (run, p);
    }
}

static void
port_free (gpointer data)
{
  AuditPort *p = data;
  g_free (p->phone_where);
  g_ptr_array_unref (p->findings);
  g_free (p);
}

static void
switch_free (gpointer data)
{
  AuditSwitch *sw = data;
  char *texts[] = { sw->name, sw->family, sw->model, sw->version, sw->location };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (sw->findings);
  g_ptr_array_unref (sw->ports);
  g_ptr_array_unref (sw->forecasts);
  g_free (sw);
}

static void
finding_free (gpointer data)
{
  AuditFinding *f = data;
  g_free (f->switch_name);
  port_set_free (f->ports);
  port_set_free (f->unjudged);
  g_free (f->message);
  g_free (f->cure);
  g_free (f->paste);
  g_free (f);
}

static void
link_free (gpointer data)
{
  AuditLink *l = data;
  g_free (l->from);
  g_free (l->to);
  g_array_unref (l->vlans);
  g_free (l->why);
  g_free (l);
}

void
audit_free (Audit *a)
{
  if (!a)
    return;
  g_ptr_array_unref (a->switches);
  g_ptr_array_unref (a->links);
  g_ptr_array_unref (a->findings);
  g_free (a->site);
  g_free (a->time);
  g_free (a->gateway);
  g_free (a->coverage);
  g_free (a);
}

/* What the selection leaves out is not there. */
static gboolean
is_selected (const AuditRun *run, const AuditSwitch *sw, PortId id, const DesiredPort *want)
{
  const DesiredPort unlisted = { .id = id };
  return !run->options->selection || selection_has_port (run->options->selection, sw->want, want ? want : &unlisted);
}

static void
add_port (const AuditRun *run, AuditSwitch *sw, PortId id, const DesiredPort *want, const PortState *live)
{
  if (!is_selected (run, sw, id, want))
    return;
  AuditPort *p = g_new0 (AuditPort, 1);
  p->id = id;
  p->want = want;
  p->live = live;
  p->uplink = sw->state ? plan_is_uplink (sw->want, sw->state, id) : port_set_contains (sw->want->uplinks, id);
  p->findings = g_ptr_array_new ();
  g_ptr_array_add (sw->ports, p);
}

/* Both lists are sorted. A port that is listed and that the switch does not show stands there too. */
static void
add_ports (const AuditRun *run, AuditSwitch *sw)
{
  guint w = 0, l = 0, n_live = sw->state ? sw->state->ports->len : 0;
  while (w < sw->want->ports->len || l < n_live)
    {
      const DesiredPort *want = w < sw->want->ports->len ? sw->want->ports->pdata[w] : NULL;
      const PortState *live = l < n_live ? sw->state->ports->pdata[l] : NULL;
      if (want && (!live || want->id < live->id))
        add_port (run, sw, want->id, want, NULL);
      else if (live && (!want || live->id < want->id))
        add_port (run, sw, live->id, NULL, live);
      else
        add_port (run, sw, want->id, want, live);
      w += want && (!live || want->id <= live->id);
      l += live && (!want || live->id <= want->id);
    }
}

static AuditSwitch *
switch_new (const AuditRun *run, guint place)
{
  const DesiredSwitch *want = run->desired->switches->pdata[place];
  const SwitchState *state = run->states->pdata[place];
  AuditSwitch *sw = g_new0 (AuditSwitch, 1);
  sw->name = g_strdup (want->name);
  sw->family = g_strdup (state ? state->family : NULL);
  sw->model = g_strdup (state && state->model ? state->model : want->model);
  sw->version = g_strdup (state ? state->version : NULL);
  sw->location = g_strdup (want->location);
  sw->place = place;
  sw->want = want;
  sw->state = state;
  sw->findings = g_ptr_array_new ();
  sw->ports = g_ptr_array_new_with_free_func (port_free);
  sw->forecasts = g_ptr_array_new_with_free_func ((GDestroyNotify)poe_forecast_free);
  add_ports (run, sw);
  return sw;
}

/* Switches that were not selected are no part of it. */
static void
find_switches (AuditRun *run)
{
  for (guint i = 0; i < run->desired->switches->len; i++)
    if (run->states->pdata[i]
        && (!run->options->selection || selection_has_switch (run->options->selection, run->desired->switches->pdata[i])))
      g_ptr_array_add (run->audit->switches, run->by_place->pdata[i] = switch_new (run, i));
}

void
audit_find_power (AuditRun *run)
{
  for (guint i = 0; i < run->audit->switches->len; i++)
    {
      AuditSwitch *sw = run->audit->switches->pdata[i];
      for (guint k = 0; k < sw->state->pse->len; k++)
        g_ptr_array_add (sw->forecasts, poe_forecast (sw->state, &g_array_index (sw->state->pse, PseState, k), sw->want,
                                                      run->options->profiles));
    }
}

/* ---- the checks ------------------------------------------------------------------------------------------------------- */

const AuditCheck *
audit_check_find (const char *id)
{
  for (const AuditCheck *c = audit_checks; c->id; c++)
    if (g_strcmp0 (c->id, id) == 0)
      return c;
  return NULL;
}

static gboolean
is_asked (const AuditRun *run, const AuditCheck *check)
{
  return !run->options->only_checks || g_strv_contains ((const char *const *)run->options->only_checks, check->id);
}

gboolean
audit_asks_for (const AuditRun *run, const char *id)
{
  return is_asked (run, audit_check_find (id));
}

/* A switch that says nothing, a port that is not there: one check says so, and where that one is not asked, each says it for
 * itself. */
static void
tell_absent (AuditRun *run)
{
  for (guint i = 0; i < run->sw->ports->len && !audit_asks_for (run, "port-missing"); i++)
    {
      const AuditPort *p = run->sw->ports->pdata[i];
      if (p->want && !p->live)
        audit_unread (run, p->id, "%s", _ ("the switch does not show this port"));
    }
}

static void
run_on_switch (AuditRun *run, guint at)
{
  run->sw = run->audit->switches->pdata[at];
  run->family = family_by_id (run->sw->state->family);
  gboolean dead = run->sw->state->status == SWITCH_UNREACHABLE;
  if (dead && strcmp (run->check->id, "unreachable") && audit_asks_for (run, "unreachable"))
    return;
  if (dead && strcmp (run->check->id, "unreachable"))
    audit_unread (run, PORT_NONE, _ ("nothing was read: %s"), run->sw->state->reason ? run->sw->state->reason : "?");
  else
    {
      run->check->run (run);
      if (!dead)
        tell_absent (run);
      audit_tell_unread (run);
    }
}

static void
run_checks (AuditRun *run)
{
  for (const AuditCheck *c = audit_checks; c->id; c++)
    {
      if (!is_asked (run, c))
        continue;
      run->check = c;
      run->sw = NULL;
      if (c->theme == AUDIT_ABOUT_PATH)
        c->run (run);
      for (guint i = 0; c->theme != AUDIT_ABOUT_PATH && i < run->audit->switches->len; i++)
        run_on_switch (run, i);
    }
}

/* ---- what that makes of ports and switches ---------------------------------------------------------------------------- */

gboolean
audit_finding_counts (const AuditFinding *f)
{
  return f->severity == AUDIT_ERROR || (f->severity == AUDIT_UNKNOWN && f->check->severity <= AUDIT_UNKNOWN);
}

static AuditStatus
worse (AuditStatus a, AuditStatus b)
{
  static const guint rank[] = { [AUDIT_READY] = 1, [AUDIT_NOT_READY] = 3, [AUDIT_IS_UNKNOWN] = 2, [AUDIT_UNMANAGED] = 0 };
  return rank[a] >= rank[b] ? a : b;
}

static AuditStatus
status_of (const AuditFinding *f)
{
  return !audit_finding_counts (f) ? AUDIT_READY : f->severity == AUDIT_ERROR ? AUDIT_NOT_READY : AUDIT_IS_UNKNOWN;
}

static void
hand_out (const Audit *a, GHashTable *order)
{
  for (guint i = 0; i < a->findings->len; i++)
    {
      AuditFinding *f = a->findings->pdata[i];
      guint at = f->switch_name ? GPOINTER_TO_UINT (g_hash_table_lookup (order, f->switch_name)) : 0;
      AuditSwitch *sw = at ? a->switches->pdata[at - 1] : NULL;
      AuditPort *own = sw && f->port ? audit_find_port (sw, f->port) : NULL;
      if (sw && !own)
        g_ptr_array_add (sw->findings, f);
      if (own && !port_set_contains (f->ports, f->port))
        g_ptr_array_add (own->findings, f);
      for (guint k = 0; sw && k < port_set_size (f->ports); k++)
        {
          AuditPort *p = audit_find_port (sw, port_set_get (f->ports, k));
          if (p)
            g_ptr_array_add (p->findings, f);
        }
    }
}

static void
judge_port (const AuditSwitch *sw, AuditPort *p)
{
  p->status = !p->want ? AUDIT_UNMANAGED : sw->state->status == SWITCH_UNREACHABLE ? AUDIT_IS_UNKNOWN : AUDIT_READY;
  for (guint k = 0; p->want && k < p->findings->len; k++)
    p->status = worse (p->status, status_of (p->findings->pdata[k]));
}

static void
judge_switch (Audit *a, AuditSwitch *sw)
{
  guint *const counts[] = { [AUDIT_READY] = &a->n_ready,
                            [AUDIT_NOT_READY] = &a->n_not_ready,
                            [AUDIT_IS_UNKNOWN] = &a->n_unknown,
                            [AUDIT_UNMANAGED] = &a->n_unmanaged };
  sw->status = sw->state->status == SWITCH_UNREACHABLE ? AUDIT_IS_UNKNOWN : AUDIT_READY;
  for (guint i = 0; i < sw->findings->len; i++)
    sw->status = worse (sw->status, status_of (sw->findings->pdata[i]));
  for (guint i = 0; i < sw->ports->len; i++)
    {
      AuditPort *p = sw->ports->pdata[i];
      judge_port (sw, p);
      for (guint k = 0; k < p->findings->len; k++) /* those of a port that is not listed are the switch's */
        sw->status = worse (sw->status, status_of (p->findings->pdata[k]));
      sw->status = worse (sw->status, p->status);
      a->n_ports++;
      ++*counts[p->status];
      if (p->want && p->want->phone)
        a->phones[p->phone]++;
    }
}

static int
by_place (gconstpointer a, gconstpointer b, gpointer user)
{
  const AuditFinding *x = *(AuditFinding *const *)a, *y = *(AuditFinding *const *)b;
  GHashTable *order = user; /* name -> place in the audit, from 1 on */
  guint at[2] = { x->switch_name ? GPOINTER_TO_UINT (g_hash_table_lookup (order, x->switch_name)) : 0,
                  y->switch_name ? GPOINTER_TO_UINT (g_hash_table_lookup (order, y->switch_name)) : 0 };
  if (at[0] != at[1])
    return at[0] < at[1] ? -1 : 1;
  if (x->port != y->port)
    return x->port < y->port ? -1 : 1;
  return x->check < y->check ? -1 : x->check > y->check;
}

static char *
make_coverage (const Audit *a)
{
  guint listed = a->n_ready + a->n_not_ready + a->n_unknown, dead = 0;
  for (guint i = 0; i < a->switches->len; i++)
    dead += ((AuditSwitch *)a->switches->pdata[i])->state->status == SWITCH_UNREACHABLE;
  GString *text = g_string_new (NULL);
  g_string_append_printf (
      text, ngettext ("checked %u listed ports on %u switch", "checked %u listed ports on %u switches", a->switches->len), listed,
      a->switches->len);
  if (a->n_unknown)
    g_string_append_printf (text, _ ("; %u unknown"), a->n_unknown);
  if (dead)
    g_string_append_printf (text, ngettext ("; %u switch gave no answer", "; %u switches gave no answer", dead), dead);
  if (a->n_unmanaged)
    g_string_append_printf (text, _ ("; %u more ports are not listed"), a->n_unmanaged);
  return g_string_free (text, FALSE);
}

static void
finish (AuditRun *run)
{
  Audit *a = run->audit;
  g_autoptr (GHashTable) order = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < a->switches->len; i++)
    g_hash_table_insert (order, ((AuditSwitch *)a->switches->pdata[i])->name, GUINT_TO_POINTER (i + 1));
  g_ptr_array_sort_with_data (a->findings, by_place, order);
  hand_out (a, order);
  for (guint i = 0; i < a->switches->len; i++)
    judge_switch (a, a->switches->pdata[i]);
  a->coverage = make_coverage (a);
}

static void
sightings_free (gpointer data)
{
  GArray *list = data;
  for (guint i = 0; i < list->len; i++)
    vlan_set_clear (&g_array_index (list, Sighting, i).vlans);
  g_array_unref (list);
}

Audit *
audit_run (const Desired *desired, const GPtrArray *states, const AuditOptions *options, const char *time)
{
  Audit *a = g_new0 (Audit, 1);
  AuditRun run = {
    .audit = a, .desired = desired, .states = states, .options = options, .time = time, .unread = port_set_new ()
  };
  run.by_place = g_ptr_array_new ();
  g_ptr_array_set_size (run.by_place, (int)desired->switches->len);
  run.listed = g_hash_table_new (g_str_hash, g_str_equal);
  run.sightings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sightings_free);
  a->site = g_strdup (desired->site);
  a->time = g_strdup (time);
  a->from_capture = options->from_capture;
  a->switches = g_ptr_array_new_with_free_func (switch_free);
  a->links = g_ptr_array_new_with_free_func (link_free);
  a->findings = g_ptr_array_new_with_free_func (finding_free);
  if (desired->gateway_switch)
    {
      g_autofree char *port = port_to_string (desired->gateway_port);
      a->gateway = g_strdup_printf ("%s %s", desired->gateway_switch, port);
    }
  find_switches (&run);
  audit_find_power (&run);
  audit_find_links (&run);
  audit_find_phones (&run);
  run_checks (&run);
  finish (&run);
  g_hash_table_unref (run.sightings);
  g_hash_table_unref (run.listed);
  g_hash_table_unref (run.names);
  g_ptr_array_unref (run.edges_of);
  g_array_unref (run.edges);
  g_ptr_array_unref (run.by_place);
  port_set_free (run.unread);
  return a;
}

static void
keep_severe (GPtrArray *list, AuditSeverity least)
{
  for (guint i = list->len; i-- > 0;)
    if (((AuditFinding *)list->pdata[i])->severity > least)
      g_ptr_array_remove_index (list, i);
}

void
audit_filter (Audit *a, AuditSeverity least)
{
  a->verdict = audit_verdict (a);
  a->filtered = TRUE;
  for (guint i = 0; i < a->switches->len; i++)
    {
      AuditSwitch *sw = a->switches->pdata[i];
      keep_severe (sw->findings, least);
      for (guint k = 0; k < sw->ports->len; k++)
        keep_severe (((AuditPort *)sw->ports->pdata[k])->findings, least);
    }
  keep_severe (a->findings, least);
}

/* ---- can we go? ------------------------------------------------------------------------------------------------------- */

AuditStatus
audit_verdict (const Audit *a)
{
  AuditStatus verdict = a->filtered ? a->verdict : AUDIT_READY;
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      if (!f->old)
        verdict = worse (verdict, status_of (f));
    }
  return verdict;
}

int
audit_exit (const Audit *a)
{
  int code = EXIT_DONE;
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      AuditStatus status = f->old ? AUDIT_READY : status_of (f);
      if (status != AUDIT_READY)
        code = exit_worse (code, status == AUDIT_NOT_READY ? EXIT_FINDINGS : EXIT_INCOMPLETE);
    }
  return code;
}
