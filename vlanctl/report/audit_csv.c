/* For a spreadsheet: a line per listed port and finding, RFC 4180. What a spreadsheet would take for a formula is led in by an
 * apostrophe; a byte order mark stands before what is not ASCII, or Excel takes it for Windows-1252; `where` has the port in words
 * that no spreadsheet takes for a date. */
#include <string.h>

#include "report/audit_view.h"
#include "report/audit_report.h"
#include "report/report.h"

enum { COLUMNS = 21 };
static const char head[] = "where,building,location,switch,model,port,role,jack,status,phone,phone_where,phone_model,mac,extension,user,severity,check,message,"
                           "cure,known,source\r\n";

static void
add_cell (GString *out, const char *text)
{
  g_autofree char *clean = report_clean (text);
  gboolean formula = *clean && strchr ("=+-@", *clean), quote = formula || strpbrk (clean, ",\"") || g_ascii_isspace (*clean);
  g_string_append (out, quote ? "\"" : "");
  g_string_append (out, formula ? "'" : "");
  for (const char *p = clean; *p; p++)
    {
      g_string_append (out, *p == '"' ? "\"" : "");
      g_string_append_c (out, *p);
    }
  g_string_append (out, quote ? "\"" : "");
}

static void
add_line (const AuditSwitch *s, const AuditPort *p, const AuditFinding *f, GString *out)
{
  const DesiredPort *want = p ? p->want : NULL;
  const DesiredPhone *phone = want ? want->phone : NULL;
  g_autofree char *building = s ? audit_building (s) : NULL, *port = p ? port_to_string (p->id) : f && f->port ? port_to_string (f->port) : NULL,
                  *source = f && f->source.file ? src_pos_to_string (&f->source) : want && want->pos.file ? src_pos_to_string (&want->pos) : NULL;
  g_autofree char *where = s ? g_strconcat (s->name, port ? " " : NULL, port, NULL) : f ? audit_where (f) : NULL;
  const char *status = p ? audit_status_to_string (p->status) : s ? audit_status_to_string (s->status) : NULL;
  const char *cells[COLUMNS] = {
    where, building, s ? s->location : NULL, s ? s->name : f ? f->switch_name : NULL, s ? s->model : NULL, port, want ? want->role : NULL,
    want ? want->jack : NULL, status, p && p->phone ? phone_verdict_to_string (p->phone) : NULL, p ? p->phone_where : NULL,
    phone ? phone->model : NULL, phone ? phone->mac : NULL, phone ? phone->extension : NULL, phone ? phone->user : NULL,
    f ? audit_severity_to_string (f->severity) : NULL, f ? f->check->id : NULL, f ? f->message : NULL, f ? audit_cure (f) : NULL,
    f && f->old ? "yes" : NULL, source,
  };
  for (guint i = 0; i < COLUMNS; i++)
    {
      g_string_append (out, i ? "," : "");
      add_cell (out, cells[i]);
    }
  g_string_append (out, "\r\n");
}

static void
add_findings (const AuditSwitch *s, const AuditPort *p, const GPtrArray *findings, GString *out)
{
  for (guint i = 0; i < findings->len; i++)
    add_line (s, p, findings->pdata[i], out);
}

void
report_audit_csv (const Audit *a, GString *out, const ReportDrain *drain)
{
  g_autoptr (GString) lines = g_string_new (head); /* all of it: its first octets depend on the last */
  for (guint i = 0; i < a->findings->len; i++)
    if (!((const AuditFinding *) a->findings->pdata[i])->switch_name)
      add_line (NULL, NULL, a->findings->pdata[i], lines);
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      add_findings (s, NULL, s->findings, lines);
      for (guint k = 0; k < s->ports->len; k++)
        {
          const AuditPort *p = s->ports->pdata[k];
          add_findings (s, p, p->findings, lines);
          if (!p->findings->len && p->want)
            add_line (s, p, NULL, lines);
        }
    }
  g_string_append (out, g_str_is_ascii (lines->str) ? "" : "\xef\xbb\xbf");
  g_string_append (out, lines->str);
}
