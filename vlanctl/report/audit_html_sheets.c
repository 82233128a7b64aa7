/* Paper: what is to be done in each building, and what is signed there. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/audit_html.h"

static gboolean
is_in (const AuditSwitch *s, const char *building)
{
  g_autofree char *name = audit_building (s);
  return !strcmp (name, building);
}

/* ---- the work list ------------------------------------------------------------------------------------------------------ */

/* Findings of one switch with the same check and the same cure: one thing to do, on so many ports. */
typedef struct {
  const AuditFinding *first;
  PortSet *ports;
} Task;

static void
task_free (gpointer data)
{
  Task *t = data;
  port_set_free (t->ports);
  g_free (t);
}

static void
add_to (GPtrArray *tasks, const GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const AuditFinding *f = findings->pdata[i];
      Task *found = NULL;
      for (guint k = 0; k < tasks->len && !found && f->severity != AUDIT_INFO; k++)
        {
          Task *t = tasks->pdata[k];
          found = t->first->check == f->check && t->first->severity == f->severity && !strcmp (audit_cure (t->first), audit_cure (f)) ? t : NULL;
        }
      if (f->severity == AUDIT_INFO)
        continue;
      if (!found)
        {
          found = g_new0 (Task, 1);
          *found = (Task){ f, port_set_new () };
          g_ptr_array_add (tasks, found);
        }
      if (f->port)
        port_set_add (found->ports, f->port);
    }
}

static int
compare_tasks (gconstpointer a, gconstpointer b)
{
  const Task *const *x = a, *const *y = b;
  return (int) (*x)->first->severity - (int) (*y)->first->severity;
}

static GPtrArray *
tasks_of (const AuditSwitch *s)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (task_free);
  g_autoptr (GPtrArray) findings = audit_findings_of (s);
  add_to (tasks, findings);
  g_ptr_array_sort (tasks, compare_tasks); /* a merge sort: what is equal stays in order */
  return tasks;
}

/* Jack and user, where one port is meant and the inventory has them. */
static void
add_place (Markup *m, const AuditSwitch *s, const Task *t)
{
  const DesiredPort *want = port_set_size (t->ports) == 1 ? desired_find_port (s->want, port_set_get (t->ports, 0)) : NULL;
  g_autofree char *ports = port_set_to_string (t->ports);
  markup_open (m, "td", NULL);
  markup_leaf_printf (m, "strong", NULL, "%s%s%s", s->name, *ports ? " " : "", ports);
  if (want && (want->jack || (want->phone && want->phone->user)))
    markup_leaf_printf (m, "div", "note", "%s%s%s", want->jack ? want->jack : "", want->jack && want->phone && want->phone->user ? ", " : "",
                        want->phone && want->phone->user ? want->phone->user : "");
  markup_close (m);
}

static void
add_task (Markup *m, const AuditSwitch *s, const Task *t)
{
  markup_open (m, "tr", NULL);
  markup_leaf (m, "td", "tick", "");
  add_place (m, s, t);
  markup_open (m, "td", NULL);
  html_prose (m, "div", NULL, audit_cure (t->first));
  html_known (m, t->first);
  markup_close (m);
  markup_open (m, "td", NULL);
  html_badge (m, html_finding_look (t->first), t->first->message);
  html_prose (m, "div", "note", t->first->check->why);
  markup_close (m);
  markup_close (m);
}

void
html_work (Markup *m, const Audit *a, const char *building)
{
  const char *const heads[] = { _ ("Done"), _ ("Where"), _ ("What to do"), _ ("Why"), NULL };
  gboolean begun = FALSE;
  markup_open (m, "div", "building");
  markup_leaf (m, "h3", NULL, building);
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      if (!is_in (s, building))
        continue;
      g_autoptr (GPtrArray) tasks = tasks_of (s);
      if (tasks->len && !begun)
        html_columns (m, "stack", heads);
      begun |= tasks->len > 0;
      for (guint k = 0; k < tasks->len; k++)
        add_task (m, s, tasks->pdata[k]);
    }
  if (begun)
    html_end_table (m);
  else
    html_note (m, "%s", _ ("Nothing to do."));
  markup_close (m);
}

/* ---- the acceptance sheet ----------------------------------------------------------------------------------------------- */

/* A phone is expected where one is listed, or where the role wants a voice VLAN on the port. */
static gboolean
for_phone (const AuditPort *p)
{
  return p->want && (p->want->phone || (p->want->cfg.has & HAS (ATTR_TAGGED) && p->want->cfg.tagged.n));
}

/* The VLAN in which the listed phone is seen; else the one in which a neighbour says it speaks; 0 = not seen. */
static guint
voice_seen (const AuditPort *p)
{
  const PortState *live = p->live;
  const char *mac = p->want->phone ? p->want->phone->mac : NULL;
  for (guint i = 0; live && live->macs && mac && i < live->macs->len; i++)
    if (!strcmp (g_array_index (live->macs, MacEntry, i).mac, mac))
      return g_array_index (live->macs, MacEntry, i).vlan;
  for (guint i = 0; live && live->neighbours && i < live->neighbours->len; i++)
    if (((const Neighbour *) live->neighbours->pdata[i])->voice_vlan > 0)
      return (guint) ((const Neighbour *) live->neighbours->pdata[i])->voice_vlan;
  return 0;
}

static const char *
model_seen (const AuditPort *p)
{
  for (guint i = 0; p->live && p->live->neighbours && i < p->live->neighbours->len; i++)
    if (((const Neighbour *) p->live->neighbours->pdata[i])->med_model)
      return ((const Neighbour *) p->live->neighbours->pdata[i])->med_model;
  return NULL;
}

/* What is listed, and below it in small what was seen or goes with it. */
static void
add_pair (Markup *m, const char *text, const char *under)
{
  markup_open (m, "td", NULL);
  markup_text (m, text ? text : "");
  if (under && *under)
    markup_leaf (m, "div", "note", under);
  markup_close (m);
}

static void
add_row (Markup *m, const AuditPort *p)
{
  const DesiredPhone *phone = p->want->phone;
  const PortState *live = p->live;
  guint vlan = voice_seen (p);
  const char *model = model_seen (p);
  g_autofree char *port = port_to_string (p->id), *vlan_text = vlan ? g_strdup_printf ("%u", vlan) : NULL,
                  *watts = live && live->has & HAS (ATTR_POE_ACTUAL) ? g_strdup_printf ("%.1f W", live->poe_actual_mw / 1000.0) : NULL;
  markup_open (m, "tr", NULL);
  add_pair (m, port, NULL);
  add_pair (m, p->want->jack, NULL);
  add_pair (m, phone ? phone->user : NULL, phone ? phone->extension : NULL);
  add_pair (m, model ? model : phone ? phone->model : NULL, phone ? phone->mac : NULL);
  add_pair (m, vlan_text, NULL);
  add_pair (m, watts, NULL);
  markup_open (m, "td", NULL);
  html_badge (m, html_look (p->status, FALSE), audit_status_label (p->status));
  if (p->phone)
    markup_leaf_printf (m, "div", "note", _ ("phone %s%s%s"), audit_phone_label (p->phone), p->phone_where ? ": " : "", p->phone_where ? p->phone_where : "");
  markup_close (m);
  markup_leaf (m, "td", "tick", "");
  markup_close (m);
}

static void
add_rows (Markup *m, const AuditSwitch *s)
{
  gboolean begun = FALSE;
  for (guint i = 0; i < s->ports->len; i++)
    {
      if (!for_phone (s->ports->pdata[i]))
        continue;
      if (!begun)
        {
          markup_open (m, "tr", "group");
          markup_open (m, "th", NULL);
          markup_attr (m, "colspan", "8");
          markup_attr (m, "scope", "rowgroup");
          markup_printf (m, "%s%s%s", s->name, s->location ? " · " : "", s->location ? s->location : "");
          markup_close (m);
          markup_close (m);
        }
      begun = TRUE;
      add_row (m, s->ports->pdata[i]);
    }
}

static guint
count_expected (const Audit *a, const char *building)
{
  guint n = 0;
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      for (guint k = 0; is_in (s, building) && k < s->ports->len; k++)
        n += for_phone (s->ports->pdata[k]);
    }
  return n;
}

static void
add_signature (Markup *m)
{
  static const char *const lines[] = { N_ ("Name"), N_ ("Date"), N_ ("Signature") };
  markup_open (m, "div", "sign");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    markup_leaf (m, "span", NULL, _ (lines[i]));
  markup_close (m);
}

void
html_sheet (Markup *m, const Audit *a, const char *building)
{
  const char *const heads[] = { _ ("Port"), _ ("Jack"), _ ("User"), _ ("Phone"), _ ("VLAN"), _ ("Power"), _ ("State"), _ ("Accepted"), NULL };
  guint expected = count_expected (a, building);
  g_autofree char *when = audit_when (a);
  if (!expected)
    return;
  markup_open (m, "div", "building sheet");
  markup_leaf (m, "h3", NULL, building);
  html_note (m, _ ("%s%sTelephone ports: %u. State of %s."), a->site ? a->site : "", a->site && *a->site ? ". " : "", expected, when);
  html_columns (m, NULL, heads);
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      if (is_in (s, building))
        add_rows (m, s);
    }
  html_end_table (m);
  add_signature (m);
  markup_close (m);
}
