/* The audit as vlanctl-audit/1. A finding stands with each port that suffers from it, so it says itself which port it is about (null: the
 * switch), and all the listed ports that suffer, or that could not be judged. */
#include "report/json.h"
#include "report/report.h"
#include "report/show.h"

static void
build_finding (JsonWriter *b, const AuditFinding *f)
{
  g_autofree char *port = f->port ? port_to_string (f->port) : NULL, *ports = port_set_to_string (f->unjudged ? f->unjudged : f->ports);
  g_autofree char *source = f->source.file ? src_pos_to_string (&f->source) : NULL;
  json_begin (b, NULL);
  json_text (b, "check", f->check->id);
  json_text (b, "theme", audit_theme_to_string (f->check->theme));
  json_text (b, "severity", audit_severity_to_string (f->severity));
  json_text (b, "message", f->message);
  json_text (b, "switch", f->switch_name);
  json_text (b, "port", port);
  json_text (b, "ports", *ports ? ports : NULL);
  json_text (b, "cure", f->cure ? f->cure : f->check->cure);
  if (f->paste)
    json_text (b, "paste", f->paste);
  if (source)
    json_text (b, "source", source);
  json_bool (b, "old", f->old);
  json_end (b);
}

static void
build_findings (JsonWriter *b, const GPtrArray *list)
{
  json_begin_array (b, "findings");
  for (guint i = 0; i < list->len; i++)
    build_finding (b, list->pdata[i]);
  json_end_array (b);
}

static void
build_port (JsonWriter *b, const AuditPort *p)
{
  g_autofree char *port = port_to_string (p->id);
  json_begin (b, NULL);
  json_text (b, "port", port);
  json_text (b, "role", p->want ? p->want->role : NULL);
  json_text (b, "status", audit_status_to_string (p->status));
  json_bool (b, "uplink", p->uplink);
  json_text (b, "phone", p->want && p->want->phone ? phone_verdict_to_string (p->phone) : NULL);
  json_text (b, "phone_where", p->phone_where);
  if (p->live)
    report_live_json (b, "live", p->live);
  else
    json_null (b, "live");
  if (p->live)
    report_link_json (b, "link", p->live);
  else
    json_null (b, "link");
  build_findings (b, p->findings);
  json_end (b);
}

/* ---- power ------------------------------------------------------------------------------------------------------------ */

static void
json_watts (JsonWriter *b, const char *name, guint mw)
{
  if (mw % 1000)
    json_double (b, name, mw / 1000.0);
  else
    json_int (b, name, mw / 1000);
}

static void
build_ports_of (JsonWriter *b, const char *name, const GArray *turns, int fate)
{
  g_autoptr (PortSet) set = port_set_new ();
  for (guint i = 0; turns && i < turns->len; i++)
    if ((int)g_array_index (turns, PoeTurn, i).fate == fate)
      port_set_add (set, g_array_index (turns, PoeTurn, i).port);
  g_autofree char *text = port_set_to_string (set);
  json_text (b, name, text);
}

static void
build_pse (JsonWriter *b, const PoeForecast *f)
{
  static const char *const cases[] = { [POE_CASE_ONE_BY_ONE] = "one_by_one", [POE_CASE_ALL_AT_ONCE] = "all_at_once" };
  json_begin (b, NULL);
  if (f->chassis)
    json_int (b, "chassis", f->chassis);
  json_int (b, "slot", f->slot);
  json_watts (b, "budget_w", f->budget_mw);
  json_watts (b, "used_w", f->used_mw);
  json_watts (b, "needed_w", f->needed_mw);
  json_tri (b, "priority_disconnect", f->priority_disconnect);
  json_text (b, "verdict", audit_status_to_string (f->verdict));
  json_text (b, "reason", f->why);
  for (PoeCase c = 0; c < POE_CASES; c++)
    {
      json_begin (b, cases[c]);
      build_ports_of (b, "denied", f->turns[c], POE_DENIED_NOW);
      build_ports_of (b, "cut", f->turns[c], POE_CUT);
      json_text (b, "arithmetic", f->arithmetic[c]);
      json_end (b);
    }
  json_text (b, "cure", f->cure);
  json_strings (b, "guesses", f->guesses);
  json_end (b);
}

/* All slots together; null: it has none. */
static void
build_poe (JsonWriter *b, const AuditSwitch *sw)
{
  guint budget = 0, used = 0, needed = 0;
  AuditStatus verdict = AUDIT_READY;
  for (guint i = 0; i < sw->forecasts->len; i++)
    {
      const PoeForecast *f = sw->forecasts->pdata[i];
      budget += f->budget_mw;
      used += f->used_mw;
      needed += f->needed_mw;
      if (f->verdict == AUDIT_NOT_READY || verdict == AUDIT_READY)
        verdict = f->verdict;
    }
  if (!sw->forecasts->len)
    {
      json_null (b, "poe");
      return;
    }
  json_begin (b, "poe");
  json_watts (b, "budget_w", budget);
  json_watts (b, "used_w", used);
  json_watts (b, "needed_w", needed);
  json_text (b, "verdict", audit_status_to_string (verdict));
  json_begin_array (b, "pse");
  for (guint i = 0; i < sw->forecasts->len; i++)
    build_pse (b, sw->forecasts->pdata[i]);
  json_end_array (b);
  json_end (b);
}

/* ---- the whole -------------------------------------------------------------------------------------------------------- */

static void
build_switch (JsonWriter *b, const AuditSwitch *sw)
{
  const char *texts[][2] = { { "name", sw->name },         { "family", sw->family },
                             { "model", sw->model },       { "version", sw->version },
                             { "location", sw->location }, { "status", audit_status_to_string (sw->status) } };
  json_begin (b, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_text (b, texts[i][0], texts[i][1]);
  build_findings (b, sw->findings);
  build_poe (b, sw);
  json_begin_array (b, "ports");
  for (guint i = 0; i < sw->ports->len; i++)
    build_port (b, sw->ports->pdata[i]);
  json_end_array (b);
  json_end (b);
}

static void
build_link (JsonWriter *b, const AuditLink *l)
{
  g_autofree char *from = port_to_string (l->from_port), *to = l->to_port ? port_to_string (l->to_port) : NULL;
  json_begin (b, NULL);
  json_text (b, "from", l->from);
  json_text (b, "from_port", from);
  json_text (b, "to", l->to);
  json_text (b, "to_port", to);
  json_bool (b, "to_known", l->to_known);
  json_bool (b, "on_path", l->on_path);
  json_begin_array (b, "vlans");
  for (guint i = 0; i < l->vlans->len; i++)
    json_int (b, NULL, g_array_index (l->vlans, guint, i));
  json_end_array (b);
  json_text (b, "status", audit_status_to_string (l->status));
  json_text (b, "reason", l->why);
  json_end (b);
}

static void
build_phones (JsonWriter *b, const Audit *a)
{
  json_begin (b, "phones");
  for (PhoneVerdict v = PHONE_UNKNOWN; v <= PHONE_GONE; v++)
    json_int (b, phone_verdict_to_string (v), a->phones[v]);
  json_end (b);
}

static void
build_summary (JsonWriter *b, const Audit *a)
{
  json_begin (b, "summary");
  json_int (b, "switches", a->switches->len);
  json_int (b, "ports", a->n_ports);
  json_int (b, "ready", a->n_ready);
  json_int (b, "not_ready", a->n_not_ready);
  json_int (b, "unknown", a->n_unknown);
  json_int (b, "unmanaged", a->n_unmanaged);
  build_phones (b, a);
  json_text (b, "coverage", a->coverage);
  json_end (b);
}

void
report_audit_json (const Audit *a, int exit_code, GString *out, const ReportDrain *drain)
{
  JsonWriter *b = json_document (out, "vlanctl-audit/1");
  json_text (b, "site", a->site);
  json_text (b, "time", a->time);
  json_text (b, "verdict", audit_status_to_string (audit_verdict (a)));
  json_text (b, "gateway", a->gateway);
  json_begin_array (b, "switches");
  for (guint i = 0; i < a->switches->len; i++)
    {
      build_switch (b, a->switches->pdata[i]);
      report_drain (drain, out);
    }
  json_end_array (b);
  json_begin_array (b, "links");
  for (guint i = 0; i < a->links->len; i++)
    build_link (b, a->links->pdata[i]);
  json_end_array (b);
  json_begin_array (b, "findings"); /* of no switch */
  for (guint i = 0; i < a->findings->len; i++)
    if (!((AuditFinding *)a->findings->pdata[i])->switch_name)
      build_finding (b, a->findings->pdata[i]);
  json_end_array (b);
  build_summary (b, a);
  json_int (b, "exit", exit_code);
  json_finish (b);
}

void
report_check_json (const AuditCheck *check, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-audit-checks/1");
  json_begin_array (b, "checks");
  for (const AuditCheck *c = audit_checks; c->id; c++)
    {
      if (check && c != check)
        continue;
      const char *texts[][2] = { { "id", c->id },
                                 { "theme", audit_theme_to_string (c->theme) },
                                 { "severity", audit_severity_to_string (c->severity) },
                                 { "title", c->title },
                                 { "reads", c->reads },
                                 { "why", c->why },
                                 { "cure", c->cure },
                                 { "example", c->example } };
      json_begin (b, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        json_text (b, texts[i][0], texts[i][1]);
      json_end (b);
    }
  json_end_array (b);
  json_finish (b);
}
