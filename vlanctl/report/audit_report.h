/* The audit in every form but text and JSON: a row per format, a file each. */
#pragma once
#include "audit/audit.h"
#include "report/drain.h"

typedef struct {
  const char *name; /* of --format */
  void (*write) (const Audit *a, GString *out, const ReportDrain *drain);
} AuditFormat;
extern const AuditFormat audit_formats[]; /* ended by a NULL name */
const AuditFormat *audit_format_find (const char *name);

void report_audit_html (const Audit *a, GString *out, const ReportDrain *drain);        /* one page, nothing outside it, no script */
void report_audit_csv (const Audit *a, GString *out, const ReportDrain *drain);         /* a line per port and finding */
void report_audit_markdown (const Audit *a, GString *out, const ReportDrain *drain);    /* a summary */
void report_audit_junit (const Audit *a, GString *out, const ReportDrain *drain);       /* a suite per switch, a case per port */
void report_audit_openmetrics (const Audit *a, GString *out, const ReportDrain *drain); /* gauges per switch; Prometheus text as well */
void report_audit_influx (const Audit *a, GString *out, const ReportDrain *drain);      /* line protocol, per switch */

/* Marks what an earlier vlanctl-audit/1 document says already as old. */
gboolean report_audit_baseline (Audit *a, const char *json, GError **error);
