/* InfluxDB line protocol for Telegraf's exec input: a point for the whole, one per switch, one per power supply. */
#include <string.h>

#include "report/audit_view.h"
#include "report/audit_report.h"
#include "report/report.h"

/* A tag's value: commas, equals signs and blanks escaped; a backslash at its end would escape what follows, and an empty one is none. */
static void
add_tag (GString *out, const char *name, const char *value)
{
  g_autofree char *clean = report_clean (value);
  gsize end = strlen (clean);
  while (end && (clean[end - 1] == '\\' || clean[end - 1] == ' '))
    clean[--end] = '\0';
  if (!*clean)
    return;
  g_string_append_printf (out, ",%s=", name);
  for (const char *p = clean; *p; p++)
    {
      g_string_append (out, strchr (",= ", *p) ? "\\" : "");
      g_string_append_c (out, *p);
    }
}

/* Fields come after one blank, with commas between. */
typedef struct {
  GString *out;
  guint n;
  char *stamp; /* " 1764000000000000000", or "": then the time is that of the reader */
} Point;

static void
begin (Point *p, const char *measurement)
{
  g_string_append (p->out, measurement);
  p->n = 0;
}

static void
lead (Point *p, const char *name)
{
  g_string_append_printf (p->out, "%c%s=", p->n++ ? ',' : ' ', name);
}

static void
add_count (Point *p, const char *name, guint number)
{
  lead (p, name);
  g_string_append_printf (p->out, "%ui", number);
}

static void
add_watts (Point *p, const char *name, guint mw)
{
  lead (p, name);
  g_string_append_printf (p->out, "%u.%03u", mw / 1000, mw % 1000);
}

/* Only words of ours. */
static void
add_word (Point *p, const char *name, const char *word)
{
  lead (p, name);
  g_string_append_printf (p->out, "\"%s\"", word);
}

static void
end (Point *p)
{
  g_string_append_printf (p->out, "%s\n", p->stamp);
}

static void
add_findings (Point *p, const GPtrArray *findings)
{
  static const char *const names[] = { "errors", "unknowns", "warnings", "infos" };
  guint fresh = 0;
  for (AuditSeverity v = AUDIT_ERROR; v <= AUDIT_INFO; v++)
    {
      guint now = audit_count (findings, v, FALSE);
      fresh += now;
      add_count (p, names[v], now + audit_count (findings, v, TRUE));
    }
  add_count (p, "new_findings", fresh);
}

static void
add_whole (const Audit *a, Point *p)
{
  begin (p, "vlanctl_audit");
  add_tag (p->out, "site", a->site);
  add_word (p, "status", audit_status_to_string (audit_verdict (a)));
  add_count (p, "switches", a->switches->len);
  add_count (p, "ready", a->n_ready);
  add_count (p, "not_ready", a->n_not_ready);
  add_count (p, "unknown", a->n_unknown);
  add_count (p, "unmanaged", a->n_unmanaged);
  add_findings (p, a->findings);
  end (p);
}

static void
add_switch (const Audit *a, const AuditSwitch *s, Point *p)
{
  guint n[AUDIT_UNMANAGED + 1] = { 0 }, phones[PHONE_GONE + 1] = { 0 };
  g_autoptr (GPtrArray) findings = audit_findings_of (s);
  for (guint i = 0; i < s->ports->len; i++)
    {
      const AuditPort *port = s->ports->pdata[i];
      n[port->status]++;
      phones[port->phone]++;
    }
  begin (p, "vlanctl_audit_switch");
  add_tag (p->out, "site", a->site);
  add_tag (p->out, "switch", s->name);
  add_tag (p->out, "location", s->location);
  add_word (p, "status", audit_status_to_string (s->status));
  add_count (p, "ready", n[AUDIT_READY]);
  add_count (p, "not_ready", n[AUDIT_NOT_READY]);
  add_count (p, "unknown", n[AUDIT_IS_UNKNOWN]);
  add_count (p, "unmanaged", n[AUDIT_UNMANAGED]);
  add_count (p, "phones_confirmed", phones[PHONE_CONFIRMED]);
  add_count (p, "phones_missing", phones[PHONE_ABSENT] + phones[PHONE_GONE]);
  add_count (p, "phones_misplaced", phones[PHONE_MOVED] + phones[PHONE_WRONG_VLAN]);
  add_count (p, "phones_unknown", phones[PHONE_UNKNOWN]);
  add_findings (p, findings);
  end (p);
}

static void
add_power (const Audit *a, const AuditSwitch *s, const PoeForecast *f, Point *p)
{
  static const char *const dark[] = { "dark_one_by_one", "dark_all_at_once" };
  g_autofree char *pse = audit_pse (f);
  begin (p, "vlanctl_audit_poe");
  add_tag (p->out, "site", a->site);
  add_tag (p->out, "switch", s->name);
  add_tag (p->out, "pse", pse);
  add_watts (p, "budget_w", f->budget_mw);
  add_watts (p, "used_w", f->used_mw);
  add_watts (p, "needed_w", f->needed_mw);
  for (guint c = 0; c < POE_CASES; c++)
    if (f->turns[c])
      add_count (p, dark[c], f->denied[c] + f->cut[c]);
  end (p);
}

void
report_audit_influx (const Audit *a, GString *out, const ReportDrain *drain)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (a->time, NULL);
  g_autofree char *stamp = time ? g_strdup_printf (" %" G_GINT64_FORMAT "000000000", g_date_time_to_unix (time)) : g_strdup ("");
  Point p = { out, 0, stamp };
  add_whole (a, &p);
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      add_switch (a, s, &p);
      for (guint k = 0; k < s->forecasts->len; k++)
        add_power (a, s, s->forecasts->pdata[k], &p);
      report_drain (drain, out);
    }
}
