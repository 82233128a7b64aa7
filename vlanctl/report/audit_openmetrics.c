/* For node_exporter's textfile collector: gauges only and no suffix with a meaning, so that the same text is good Prometheus and good
 * OpenMetrics. A label is a switch, a power supply, or a word of a fixed list: never a port, a phone or a message. */
#include "report/audit_view.h"
#include "report/audit_report.h"
#include "report/report.h"

/* A label's value: clean text, escaped as both formats do. */
static void
add_label (GString *out, const char *name, const char *value)
{
  g_autofree char *clean = report_clean (value);
  g_string_append_printf (out, "%s%s=\"", out->str[out->len - 1] == '{' ? "" : ",", name);
  for (const char *p = clean; *p; p++)
    {
      g_string_append (out, *p == '"' || *p == '\\' ? "\\" : "");
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

static void
begin (GString *out, const char *name, const char *help)
{
  g_string_append_printf (out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

/* name{switch=...,key=value} number; either label may be NULL. */
static void
add (GString *out, const char *name, const char *switch_name, const char *key, const char *value, gint64 number)
{
  g_string_append (out, name);
  if (switch_name || key)
    g_string_append_c (out, '{');
  if (switch_name)
    add_label (out, "switch", switch_name);
  if (key)
    add_label (out, key, value);
  g_string_append_printf (out, "%s %" G_GINT64_FORMAT "\n", switch_name || key ? "}" : "", number);
}

static void
add_whole (const Audit *a, GString *out)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (a->time, NULL);
  begin (out, "vlanctl_audit_ready", "1 when every listed port, every switch and the voice path are ready.");
  add (out, "vlanctl_audit_ready", NULL, NULL, NULL, audit_verdict (a) == AUDIT_READY);
  if (time)
    {
      begin (out, "vlanctl_audit_time_seconds", "When the audit was made, seconds since 1970.");
      add (out, "vlanctl_audit_time_seconds", NULL, NULL, NULL, g_date_time_to_unix (time));
    }
  begin (out, "vlanctl_audit_links", "Links to other switches by status of the voice VLANs on them.");
  for (AuditStatus s = AUDIT_READY; s <= AUDIT_IS_UNKNOWN; s++)
    {
      guint n = 0;
      for (guint i = 0; i < a->links->len; i++)
        n += ((const AuditLink *) a->links->pdata[i])->status == s;
      add (out, "vlanctl_audit_links", NULL, "status", audit_status_to_string (s), n);
    }
}

static void
add_info (const AuditSwitch *s, GString *out)
{
  g_string_append (out, "vlanctl_audit_switch{");
  add_label (out, "switch", s->name);
  add_label (out, "location", s->location);
  add_label (out, "model", s->model);
  add_label (out, "version", s->version);
  add_label (out, "status", audit_status_to_string (s->status));
  g_string_append (out, "} 1\n");
}

static void
add_ports (const AuditSwitch *s, GString *out)
{
  guint n[AUDIT_UNMANAGED + 1] = { 0 };
  for (guint i = 0; i < s->ports->len; i++)
    n[((const AuditPort *) s->ports->pdata[i])->status]++;
  for (guint k = 0; k < G_N_ELEMENTS (n); k++)
    add (out, "vlanctl_audit_ports", s->name, "status", audit_status_to_string (k), n[k]);
}

static void
add_phones (const AuditSwitch *s, GString *out)
{
  guint n[PHONE_GONE + 1] = { 0 };
  for (guint i = 0; i < s->ports->len; i++)
    n[((const AuditPort *) s->ports->pdata[i])->phone]++;
  for (guint k = PHONE_UNKNOWN; k < G_N_ELEMENTS (n); k++)
    add (out, "vlanctl_audit_phones", s->name, "verdict", phone_verdict_to_string (k), n[k]);
}

static void
add_severities (const AuditSwitch *s, const char *name, gboolean all, GString *out)
{
  g_autoptr (GPtrArray) findings = audit_findings_of (s);
  for (AuditSeverity v = AUDIT_ERROR; v <= AUDIT_INFO; v++)
    add (out, name, s->name, "severity", audit_severity_to_string (v), audit_count (findings, v, FALSE) + (all ? audit_count (findings, v, TRUE) : 0));
}

static void
add_findings (const AuditSwitch *s, GString *out)
{
  add_severities (s, "vlanctl_audit_findings", TRUE, out);
}

static void
add_new_findings (const AuditSwitch *s, GString *out)
{
  add_severities (s, "vlanctl_audit_new_findings", FALSE, out);
}

static void
add_switches (const Audit *a, const char *name, const char *help, void (*one) (const AuditSwitch *s, GString *out), GString *out)
{
  begin (out, name, help);
  for (guint i = 0; i < a->switches->len; i++)
    one (a->switches->pdata[i], out);
}

/* ---- power -------------------------------------------------------------------------------------------------------------- */

static void
add_watts (const Audit *a, const char *name, const char *help, gsize offset, GString *out)
{
  begin (out, name, help);
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      for (guint k = 0; k < s->forecasts->len; k++)
        {
          const PoeForecast *f = s->forecasts->pdata[k];
          g_autofree char *pse = audit_pse (f);
          guint mw = G_STRUCT_MEMBER (guint, f, offset);
          g_string_append_printf (out, "%s{", name);
          add_label (out, "switch", s->name);
          add_label (out, "pse", pse);
          g_string_append_printf (out, "} %u.%03u\n", mw / 1000, mw % 1000);
        }
    }
}

static void
add_denied (const Audit *a, GString *out)
{
  begin (out, "vlanctl_audit_poe_dark_ports", "Ports that the forecast leaves without power: denied or cut. Absent where it cannot be told.");
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      for (guint k = 0; k < s->forecasts->len * POE_CASES; k++)
        {
          const PoeForecast *f = s->forecasts->pdata[k / POE_CASES];
          PoeCase c = k % POE_CASES;
          g_autofree char *pse = audit_pse (f);
          if (!f->turns[c])
            continue;
          g_string_append (out, "vlanctl_audit_poe_dark_ports{");
          add_label (out, "switch", s->name);
          add_label (out, "pse", pse);
          add_label (out, "case", audit_case_id (c));
          g_string_append_printf (out, "} %u\n", f->denied[c] + f->cut[c]);
        }
    }
}

void
report_audit_openmetrics (const Audit *a, GString *out, const ReportDrain *drain)
{
  add_whole (a, out);
  add_switches (a, "vlanctl_audit_switch", "What each switch is, and whether it is ready: always 1.", add_info, out);
  add_switches (a, "vlanctl_audit_ports", "Ports by status; unmanaged ones are not in the inventory.", add_ports, out);
  add_switches (a, "vlanctl_audit_phones", "Listed phones by what was seen of them.", add_phones, out);
  add_switches (a, "vlanctl_audit_findings", "Findings by severity.", add_findings, out);
  add_switches (a, "vlanctl_audit_new_findings", "Findings that are not in the baseline.", add_new_findings, out);
  add_watts (a, "vlanctl_audit_poe_budget_watts", "What a power supply has to give.", G_STRUCT_OFFSET (PoeForecast, budget_mw), out);
  add_watts (a, "vlanctl_audit_poe_used_watts", "What it gives now.", G_STRUCT_OFFSET (PoeForecast, used_mw), out);
  add_watts (a, "vlanctl_audit_poe_needed_watts", "What is needed with the phones that are to come.", G_STRUCT_OFFSET (PoeForecast, needed_mw), out);
  add_denied (a, out);
  g_string_append (out, "# EOF\n"); /* OpenMetrics asks for it, Prometheus takes it for a comment */
}
