/* Inside report/: what every form of the audit says in the same words. */
#pragma once
#include "audit/audit.h"

char *audit_headline (const Audit *a);             /* can we go? "NO, not yet: 81 of 96 listed ports..." */
char *audit_when (const Audit *a);                 /* its time for people: "2026-11-24 20:00 +04:00" */
const char *audit_status_label (AuditStatus s);    /* for people: "not ready" */
const char *audit_phone_label (PhoneVerdict v);    /* for people: "in the wrong VLAN"; "" for not listed */
char *audit_building (const AuditSwitch *s);       /* its location up to the first comma; the whole where it has none */
GPtrArray *audit_buildings (const Audit *a);       /* char*, in the order of the switches, each once; owned */
char *audit_where (const AuditFinding *f);         /* "sw-1 1/12", "sw-1", or "site" */
const char *audit_cure (const AuditFinding *f);    /* its own, or the check's */
/* Those about the switch and those about its ports, each once (a port lists also what it suffers from elsewhere); borrowed. */
GPtrArray *audit_findings_of (const AuditSwitch *s);
guint audit_count (const GPtrArray *findings /* AuditFinding* */, AuditSeverity severity, gboolean old);
char *audit_pse (const PoeForecast *f);            /* "1/1" on AOS 7/8, "1" on AOS 6: chassis and slot as the CLI writes them */
const char *audit_case_id (PoeCase c);             /* "one-by-one" "all-at-once" */
