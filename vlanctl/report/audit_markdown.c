/* A summary for a merge request or a wiki: verdict, numbers, what is wrong. */
#include <glib/gi18n.h>

#include "report/audit_view.h"
#include "report/audit_report.h"
#include "report/report.h"

static void
add_switches (const Audit *a, GString *out)
{
  g_string_append_printf (out, "\n| %s |\n|---|---|---|---|---:|---:|---:|---:|\n",
                          _ ("Switch | Model | Location | Status | Ready | Not ready | Unknown | Unmanaged"));
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      guint n[AUDIT_UNMANAGED + 1] = { 0 };
      for (guint k = 0; k < s->ports->len; k++)
        n[((const AuditPort *) s->ports->pdata[k])->status]++;
      g_autofree char *name = report_markdown_escape (s->name), *model = report_markdown_escape (s->model),
                      *location = report_markdown_escape (s->location);
      g_string_append_printf (out, "| %s | %s | %s | %s | %u | %u | %u | %u |\n", name, model, location, audit_status_label (s->status),
                              n[AUDIT_READY], n[AUDIT_NOT_READY], n[AUDIT_IS_UNKNOWN], n[AUDIT_UNMANAGED]);
    }
}

static void
add_finding (const AuditFinding *f, GString *out)
{
  g_autofree char *where = audit_where (f), *place = report_markdown_escape (where), *message = report_markdown_escape (f->message),
                  *cure = report_markdown_escape (audit_cure (f));
  g_string_append_printf (out, "| %s | %s | %s%s | %s | %s |\n", place, audit_severity_to_string (f->severity), f->check->id,
                          f->old ? _ (" (known)") : "", message, cure);
}

void
report_audit_markdown (const Audit *a, GString *out, const ReportDrain *drain)
{
  g_autofree char *headline = audit_headline (a), *verdict = report_markdown_escape (headline), *site = report_markdown_escape (a->site),
                  *time = report_markdown_escape (a->time);
  g_string_append_printf (out, _ ("## Audit%s%s\n\n**%s**\n\n"), *site ? ": " : "", site, verdict);
  g_string_append_printf (out, a->from_capture ? _ ("%u switches, read %s from captures\n") : _ ("%u switches, read %s\n"), a->switches->len, time);
  add_switches (a, out);
  if (a->findings->len)
    g_string_append_printf (out, "\n| %s |\n|---|---|---|---|---|\n", _ ("Where | Severity | Check | Finding | Cure"));
  for (guint i = 0; i < a->findings->len; i++)
    add_finding (a->findings->pdata[i], out);
  g_autofree char *coverage = report_markdown_escape (a->coverage);
  if (*coverage)
    g_string_append_printf (out, "\n%s.\n", coverage);
}
