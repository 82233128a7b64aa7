#include "model/plan.h"

#include <glib/gi18n.h>

static const char *const kind_words[CHANGE_N] = {
  [CHANGE_VLAN_CREATE] = "vlan-create", [CHANGE_VLAN_ADMIN] = "vlan-admin", [CHANGE_VLAN_NAME] = "vlan-name",
  [CHANGE_UPLINK_TAG] = "uplink-tag", [CHANGE_PORT_UNTAGGED] = "port-untagged", [CHANGE_PORT_TAG] = "port-tag",
  [CHANGE_PORT_UNTAG] = "port-untag", [CHANGE_MED_POLICY_CREATE] = "med-policy-create",
  [CHANGE_MED_POLICY_DELETE] = "med-policy-delete", [CHANGE_MED_BIND] = "med-bind", [CHANGE_MED_UNBIND] = "med-unbind",
  [CHANGE_MED_TLV] = "med-tlv", [CHANGE_LLDP_ADMIN] = "lldp-admin", [CHANGE_POE_SERVICE] = "poe-service",
  [CHANGE_POE_ADMIN] = "poe-admin", [CHANGE_POE_LIMIT] = "poe-limit", [CHANGE_POE_PRIORITY] = "poe-priority",
  [CHANGE_QOS_TRUST] = "qos-trust",
};

static const char *const disruption_words[] = { "silent", "traffic", "link-bounce", "poe-cycle", "slot-reset", "reboot" };

static int
find_word (const char *const *words, guint n, const char *text)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (words[i], text) == 0)
      return (int) i;
  return -1;
}

const char *
change_kind_to_string (ChangeKind kind)
{
  return kind_words[kind];
}

gboolean
change_kind_parse (const char *text, ChangeKind *out)
{
  int i = find_word (kind_words, CHANGE_N, text);
  if (i >= 0)
    *out = (ChangeKind) i;
  return i >= 0;
}

const char *
disruption_to_string (Disruption d)
{
  return disruption_words[d];
}

gboolean
disruption_parse (const char *text, Disruption *out)
{
  int i = find_word (disruption_words, G_N_ELEMENTS (disruption_words), text);
  if (i >= 0)
    *out = (Disruption) i;
  return i >= 0;
}

/* ---- values -------------------------------------------------------------------------------------------------------- */

Value
value_null (void)
{
  return (Value){ .type = VALUE_NULL };
}

Value
value_bool (gboolean b)
{
  return (Value){ .type = VALUE_BOOL, .number = b ? 1 : 0 };
}

Value
value_int (gint64 i)
{
  return (Value){ .type = VALUE_INT, .number = i };
}

Value
value_string (const char *s)
{
  return s ? (Value){ .type = VALUE_STRING, .string = g_strdup (s) } : value_null ();
}

void
value_clear (Value *v)
{
  g_free (v->string);
  *v = value_null ();
}

void
value_copy (Value *to, const Value *from)
{
  *to = *from;
  to->string = g_strdup (from->string);
}

gboolean
value_equal (const Value *a, const Value *b)
{
  return a->type == b->type && a->number == b->number && g_strcmp0 (a->string, b->string) == 0;
}

char *
value_to_string (const Value *v)
{
  switch (v->type)
    {
    case VALUE_BOOL:
      return g_strdup (v->number ? _ ("on") : _ ("off"));
    case VALUE_INT:
      return g_strdup_printf ("%" G_GINT64_FORMAT, v->number);
    case VALUE_STRING:
      return g_strdup (v->string);
    case VALUE_NULL:
    default:
      return g_strdup (_ ("none"));
    }
}

/* ---- changes ------------------------------------------------------------------------------------------------------- */

static void
observed_clear (gpointer item)
{
  Observed *o = item;
  port_set_clear (&o->ports);
  value_clear (&o->value);
}

Change *
change_new (ChangeKind kind)
{
  Change *c = g_new0 (Change, 1);
  c->kind = kind;
  c->policy.id = c->policy_before.id = -1;
  c->ports = port_set_new ();
  c->commands = g_ptr_array_new_with_free_func (g_free);
  c->undo = g_ptr_array_new_with_free_func (g_free);
  c->observed = g_array_new (FALSE, TRUE, sizeof (Observed));
  g_array_set_clear_func (c->observed, observed_clear);
  return c;
}

void
change_free (Change *c)
{
  if (!c)
    return;
  port_set_free (c->ports);
  value_clear (&c->from);
  value_clear (&c->to);
  g_ptr_array_unref (c->commands);
  g_ptr_array_unref (c->undo);
  g_array_unref (c->observed);
  g_free (c->note);
  g_free (c);
}

void
change_observe (Change *c, PortId port, const Value *value)
{
  Observed *last = c->observed->len ? &g_array_index (c->observed, Observed, c->observed->len - 1) : NULL;
  guint n = last ? port_set_size (&last->ports) : 0;
  if (!n || port_set_get (&last->ports, n - 1) >= port || !value_equal (&last->value, value)) /* they stay in the order in which they came */
    {
      Observed fresh = { 0 };
      value_copy (&fresh.value, value);
      g_array_append_val (c->observed, fresh);
      last = &g_array_index (c->observed, Observed, c->observed->len - 1);
    }
  if (port != PORT_NONE)
    port_set_add (&last->ports, port);
}

const Value *
change_prior (const Change *c, PortId port)
{
  for (guint i = 0; i < c->observed->len; i++)
    {
      const Observed *o = &g_array_index (c->observed, Observed, i);
      if (port == PORT_NONE ? !port_set_size (&o->ports) : port_set_contains (&o->ports, port))
        return &o->value;
    }
  return &c->from;
}

void
change_keep_ports (Change *c, PortSet *keep)
{
  port_set_free (c->ports);
  c->ports = keep;
  for (guint i = c->observed->len; i-- > 0;)
    {
      Observed *o = &g_array_index (c->observed, Observed, i);
      PortSet left = { 0 };
      for (guint k = 0; k < port_set_size (&o->ports); k++)
        if (port_set_contains (keep, port_set_get (&o->ports, k)))
          port_set_add (&left, port_set_get (&o->ports, k));
      gboolean gone = port_set_size (&o->ports) && !port_set_size (&left);
      port_set_clear (&o->ports);
      o->ports = left;
      if (gone)
        g_array_remove_index (c->observed, i);
    }
}

char *
change_prior_to_string (const Change *c)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < MAX (c->observed->len, 1); i++)
    {
      char *word = value_to_string (i < c->observed->len ? &g_array_index (c->observed, Observed, i).value : &c->from);
      if (!g_hash_table_contains (seen, word))
        g_string_append_printf (text, "%s%s", text->len ? ", " : "", word);
      g_hash_table_add (seen, word);
    }
  return g_string_free (text, FALSE);
}

/* ---- plans --------------------------------------------------------------------------------------------------------- */

const char *
plan_status_to_string (PlanStatus s)
{
  static const char *const words[] = { "in-sync", "changes", "unknown", "refused" };
  return words[s];
}

void
refusal_free (Refusal *r)
{
  if (!r)
    return;
  g_free (r->evidence);
  g_free (r->cure);
  port_set_free (r->ports);
  g_free (r);
}

SwitchPlan *
switch_plan_new (const char *name)
{
  SwitchPlan *p = g_new0 (SwitchPlan, 1);
  p->name = g_strdup (name);
  p->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) change_free);
  p->refusals = g_ptr_array_new_with_free_func ((GDestroyNotify) refusal_free);
  p->unknowns = g_ptr_array_new_with_free_func (g_free);
  p->warnings = g_ptr_array_new_with_free_func (g_free);
  p->upstream = g_ptr_array_new_with_free_func (g_free);
  return p;
}

void
switch_plan_free (SwitchPlan *p)
{
  if (!p)
    return;
  g_free (p->name);
  g_free (p->address);
  g_free (p->family);
  g_free (p->model);
  g_free (p->version);
  g_free (p->reason);
  g_ptr_array_unref (p->changes);
  g_ptr_array_unref (p->refusals);
  g_ptr_array_unref (p->unknowns);
  g_ptr_array_unref (p->warnings);
  g_ptr_array_unref (p->upstream);
  g_free (p);
}

Plan *
plan_new (void)
{
  Plan *p = g_new0 (Plan, 1);
  p->switches = g_ptr_array_new_with_free_func ((GDestroyNotify) switch_plan_free);
  p->order = g_array_new (FALSE, TRUE, sizeof (guint64));
  return p;
}

void
plan_free (Plan *p)
{
  if (!p)
    return;
  g_free (p->id);
  g_free (p->created);
  g_free (p->inventory_path);
  g_free (p->inventory_sha256);
  g_free (p->gateway);
  g_ptr_array_unref (p->switches);
  g_array_unref (p->order);
  g_free (p);
}

SwitchPlan *
plan_find_switch (const Plan *p, const char *name)
{
  for (guint i = 0; i < p->switches->len; i++)
    {
      SwitchPlan *s = p->switches->pdata[i];
      if (g_strcmp0 (s->name, name) == 0)
        return s;
    }
  return NULL;
}

PlanSummary
plan_summarize (const Plan *p)
{
  PlanSummary sum = { .switches = p->switches->len };
  for (guint i = 0; i < p->switches->len; i++)
    {
      const SwitchPlan *s = p->switches->pdata[i];
      sum.in_sync += s->status == PLAN_IN_SYNC;
      sum.with_changes += s->status == PLAN_CHANGES;
      sum.unknown += s->status == PLAN_UNKNOWN;
      sum.refused += s->status == PLAN_REFUSED;
      sum.changes += s->changes->len;
      sum.ports += s->n_ports;
      for (guint j = 0; j < s->changes->len; j++)
        sum.commands += ((Change *) s->changes->pdata[j])->commands->len;
    }
  return sum;
}
