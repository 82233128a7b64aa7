/* JUnit: a suite per switch; a case for the switch itself, for every listed port and for every other that has a finding. Not ready
 * is a failure, unknown an error: what could not be judged has not passed. Warnings, and what the baseline has, are output. */
#include <glib/gi18n.h>

#include "report/audit_view.h"
#include "report/audit_report.h"
#include "report/markup.h"

typedef struct {
  guint cases, failures, errors;
} Tally;

static gboolean
is_bad (const AuditFinding *f)
{
  return audit_finding_counts (f) && !f->old;
}

/* What makes the case fail: an error before something unknown. */
static const AuditFinding *
reason (const GPtrArray *findings)
{
  const AuditFinding *found = NULL;
  for (guint i = 0; i < findings->len; i++)
    {
      const AuditFinding *f = findings->pdata[i];
      if (is_bad (f) && (!found || f->severity < found->severity))
        found = f;
    }
  return found;
}

/* Those that make it fail, or the others; FALSE = there are none. */
static gboolean
tell (Markup *m, const GPtrArray *findings, gboolean bad, const char *element)
{
  gboolean begun = FALSE;
  for (guint i = 0; i < findings->len; i++)
    {
      const AuditFinding *f = findings->pdata[i];
      if (bad != is_bad (f))
        continue;
      if (!begun && element)
        markup_open (m, element, NULL);
      begun = TRUE;
      markup_printf (m, "%s %s%s: %s.", audit_severity_to_string (f->severity), f->check->id, f->old ? _ (" (known)") : "", f->message);
      if (*audit_cure (f))
        markup_printf (m, _ (" Cure: %s"), audit_cure (f));
      markup_raw (m, "\n");
    }
  if (begun && element)
    markup_close (m);
  return begun;
}

static void
add_case (Markup *m, const char *suite, const char *name, const GPtrArray *findings)
{
  const AuditFinding *f = reason (findings);
  markup_open (m, "testcase", NULL);
  markup_attr (m, "classname", suite);
  markup_attr (m, "name", name);
  if (f)
    {
      markup_open (m, f->severity == AUDIT_ERROR ? "failure" : "error", NULL);
      markup_attr (m, "message", f->message);
      markup_attr (m, "type", f->check->id);
      tell (m, findings, TRUE, NULL);
      markup_close (m);
    }
  tell (m, findings, FALSE, "system-out");
  markup_close_void (m);
}

/* Findings that tell of a port; where it is not ready and has none that says why (a switch that did not answer), those of its switch. */
static const GPtrArray *
port_findings (const AuditSwitch *s, const AuditPort *p)
{
  gboolean told = p->status == AUDIT_READY || p->status == AUDIT_UNMANAGED;
  for (guint i = 0; i < p->findings->len; i++)
    told |= audit_finding_counts (p->findings->pdata[i]);
  return told ? p->findings : s->findings;
}

static void
count (Tally *t, const GPtrArray *findings)
{
  const AuditFinding *f = reason (findings);
  t->cases++;
  t->failures += f && f->severity == AUDIT_ERROR;
  t->errors += f && f->severity == AUDIT_UNKNOWN;
}

static gboolean
has_case (const AuditPort *p)
{
  return p->want || p->findings->len;
}

static Tally
tally (const AuditSwitch *s)
{
  Tally t = { 0 };
  count (&t, s->findings);
  for (guint i = 0; i < s->ports->len; i++)
    if (has_case (s->ports->pdata[i]))
      count (&t, port_findings (s, s->ports->pdata[i]));
  return t;
}

static void
add_tally (Markup *m, Tally t)
{
  markup_attr_printf (m, "tests", "%u", t.cases);
  markup_attr_printf (m, "failures", "%u", t.failures);
  markup_attr_printf (m, "errors", "%u", t.errors);
}

static void
add_suite (Markup *m, const Audit *a, const AuditSwitch *s)
{
  markup_open (m, "testsuite", NULL);
  markup_attr (m, "name", s->name);
  add_tally (m, tally (s));
  markup_attr (m, "timestamp", a->time);
  add_case (m, s->name, _ ("switch"), s->findings);
  for (guint i = 0; i < s->ports->len; i++)
    {
      const AuditPort *p = s->ports->pdata[i];
      g_autofree char *name = port_to_string (p->id);
      if (has_case (p))
        add_case (m, s->name, name, port_findings (s, p));
    }
  markup_close_void (m);
}

void
report_audit_junit (const Audit *a, GString *out, const ReportDrain *drain)
{
  Markup *m = markup_new (TRUE, out, drain);
  g_autoptr (GPtrArray) whole = g_ptr_array_new ();
  Tally all = { 0 };
  for (guint i = 0; i < a->findings->len; i++)
    if (!((const AuditFinding *) a->findings->pdata[i])->switch_name)
      g_ptr_array_add (whole, a->findings->pdata[i]);
  count (&all, whole);
  Tally site = all;
  for (guint i = 0; i < a->switches->len; i++)
    {
      Tally t = tally (a->switches->pdata[i]);
      all = (Tally){ all.cases + t.cases, all.failures + t.failures, all.errors + t.errors };
    }
  markup_open (m, "testsuites", NULL);
  markup_attr (m, "name", a->site ? a->site : "vlanctl audit");
  add_tally (m, all);
  markup_open (m, "testsuite", NULL);
  markup_attr (m, "name", _ ("site"));
  add_tally (m, site);
  markup_attr (m, "timestamp", a->time);
  add_case (m, _ ("site"), _ ("voice path and the whole"), whole);
  markup_close_void (m);
  for (guint i = 0; i < a->switches->len; i++)
    add_suite (m, a, a->switches->pdata[i]);
  markup_finish (m);
}
