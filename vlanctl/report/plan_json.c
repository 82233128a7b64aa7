/* Plans as vlanctl-plan/1: what programs read, and what `plan -o` saves. */
#include "profiles/family.h"
#include "report/json.h"
#include "report/report.h"

static void
build_policy (JsonWriter *b, const char *name, const MedPolicy *p)
{
  if (p->id < 0)
    {
      json_null (b, name);
      return;
    }
  json_begin (b, name);
  json_int (b, "id", p->id);
  json_text (b, "application", med_app_to_string (p->app));
  json_int (b, "vlan_type", p->vlan_type);
  json_int (b, "vlan", p->vlan);
  json_int (b, "priority", p->priority);
  json_int (b, "dscp", p->dscp);
  json_end (b);
}

static void
build_observed (JsonWriter *b, const Change *c)
{
  json_begin (b, "observed");
  for (guint i = 0; i < c->observed->len; i++)
    {
      const Observed *o = &g_array_index (c->observed, Observed, i);
      for (guint k = 0; k < subjects_size (&o->ports); k++)
        {
          g_autofree char *port = port_set_size (&o->ports) ? port_to_string (port_set_get (&o->ports, k)) : g_strdup ("");
          json_value (b, port, &o->value);
        }
    }
  json_end (b);
}

static void
build_change (JsonWriter *b, const Change *c)
{
  g_autofree char *ports = port_set_to_string (c->ports), *source = c->source.file ? src_pos_to_string (&c->source) : NULL;
  json_begin (b, NULL);
  json_text (b, "kind", change_kind_to_string (c->kind));
  json_text (b, "ports", ports);
  if (c->vlan)
    json_int (b, "vlan", c->vlan);
  else
    json_null (b, "vlan");
  json_value (b, "from", &c->from);
  json_value (b, "to", &c->to);
  json_strings (b, "commands", c->commands);
  json_strings (b, "undo", c->undo);
  json_text (b, "disruption", disruption_to_string (c->disruption));
  json_text (b, "source", source);
  build_observed (b, c);
  build_policy (b, "policy", &c->policy);
  build_policy (b, "policy_before", &c->policy_before);
  json_int (b, "chassis", c->chassis);
  json_int (b, "slot", c->slot);
  json_text (b, "tlv", c->tlv == MED_TLV_CAPABILITY ? "capability" : c->tlv == MED_TLV_NETWORK_POLICY ? "network-policy" : NULL);
  json_bool (b, "guess", c->guess);
  json_int (b, "phase", c->phase);
  json_text (b, "note", c->note);
  json_end (b);
}

static void
build_refusal (JsonWriter *b, const Refusal *r)
{
  g_autofree char *ports = r->ports ? port_set_to_string (r->ports) : g_strdup ("");
  json_begin (b, NULL);
  json_text (b, "rule", r->rule);
  json_text (b, "ports", ports);
  json_text (b, "evidence", r->evidence);
  json_text (b, "cure", r->cure);
  json_text (b, "override", r->override);
  json_bool (b, "overridden", r->overridden);
  json_end (b);
}

static void
build_via (JsonWriter *b, const SwitchPlan *s)
{
  json_begin (b, "via");
  for (guint a = 0; a < ATTR_N; a++)
    if (s->via[a] != VIA_UNREAD)
      json_text (b, attr_id (a), read_via_to_string (s->via[a]));
  json_end (b);
}

static void
build_switch (JsonWriter *b, const SwitchPlan *s)
{
  json_begin (b, NULL);
  const char *texts[][2] = { { "name", s->name }, { "address", s->address }, { "family", s->family }, { "model", s->model },
                             { "version", s->version }, { "status", plan_status_to_string (s->status) }, { "reason", s->reason } };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_text (b, texts[i][0], texts[i][1]);
  json_begin_array (b, "changes");
  for (guint i = 0; i < s->changes->len; i++)
    build_change (b, s->changes->pdata[i]);
  json_end_array (b);
  json_begin_array (b, "refusals");
  for (guint i = 0; i < s->refusals->len; i++)
    build_refusal (b, s->refusals->pdata[i]);
  json_end_array (b);
  json_strings (b, "unknown", s->unknowns);
  json_strings (b, "warnings", s->warnings);
  json_strings (b, "upstream", s->upstream);
  build_via (b, s);
  json_end (b);
}

static void
build_summary (JsonWriter *b, const Plan *plan)
{
  PlanSummary s = plan_summarize (plan);
  json_begin (b, "summary");
  json_int (b, "switches", s.switches);
  json_int (b, "in_sync", s.in_sync);
  json_int (b, "with_changes", s.with_changes);
  json_int (b, "unknown", s.unknown);
  json_int (b, "refused", s.refused);
  json_int (b, "changes", s.changes);
  json_int (b, "ports", s.ports);
  json_int (b, "commands", s.commands);
  json_end (b);
}

void
report_plan_json (const Plan *plan, int exit_code, GString *out, const ReportDrain *drain)
{
  JsonWriter *b = json_document (out, "vlanctl-plan/1");
  json_text (b, "id", plan->id);
  json_text (b, "created", plan->created);
  json_begin (b, "inventory");
  json_text (b, "path", plan->inventory_path);
  json_text (b, "sha256", plan->inventory_sha256);
  json_end (b);
  json_text (b, "gateway", plan->gateway);
  json_int (b, "runs", (gint64) plan->runs);
  json_bool (b, "from_capture", plan->from_capture);
  json_begin_array (b, "switches");
  for (guint i = 0; i < plan->switches->len; i++)
    {
      build_switch (b, plan->switches->pdata[i]);
      report_drain (drain, out);
    }
  json_end_array (b);
  build_summary (b, plan);
  json_int (b, "exit", exit_code);
  json_finish (b);
}
