#include "report/audit_report.h"

#include <string.h>

const AuditFormat audit_formats[] = {
  { "html", report_audit_html },           { "csv", report_audit_csv },
  { "markdown", report_audit_markdown },   { "junit", report_audit_junit },
  { "openmetrics", report_audit_openmetrics }, { "influx", report_audit_influx },
  { NULL },
};

const AuditFormat *
audit_format_find (const char *name)
{
  for (const AuditFormat *f = audit_formats; name && f->name; f++)
    if (!strcmp (f->name, name))
      return f;
  return NULL;
}
