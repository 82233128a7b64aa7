#include "report/audit_view.h"

#include <glib/gi18n.h>
#include <string.h>

char *
audit_headline (const Audit *a)
{
  guint listed = a->n_ready + a->n_not_ready + a->n_unknown;
  AuditStatus verdict = audit_verdict (a);
  gboolean all = a->n_ready == listed;
  const char *word = verdict == AUDIT_NOT_READY ? _ ("NO, not yet:") : verdict == AUDIT_IS_UNKNOWN || !listed ? _ ("CANNOT SAY:")
                     : all ? _ ("YES, go:") : _ ("NOTHING NEW:"); /* what is not ready was so in the baseline */
  g_autofree char *where = g_strdup_printf (ngettext ("%u switch", "%u switches", a->switches->len), a->switches->len);
  GString *text = g_string_new (word);
  if (all)
    g_string_append_printf (text, _ (" all %u listed ports on %s are ready"), a->n_ready, where);
  else
    g_string_append_printf (text, _ (" %u of %u listed ports on %s are ready"), a->n_ready, listed, where);
  if (a->n_not_ready)
    g_string_append_printf (text, _ (", %u are not"), a->n_not_ready);
  if (a->n_unknown)
    g_string_append_printf (text, _ (", %u are unknown"), a->n_unknown);
  if (verdict != AUDIT_READY && all)
    g_string_append (text, _ (", but see below"));
  return g_string_free (text, FALSE);
}

char *
audit_when (const Audit *a)
{
  g_autoptr (GDateTime) time = a->time ? g_date_time_new_from_iso8601 (a->time, NULL) : NULL;
  return time ? g_date_time_format (time, "%Y-%m-%d %H:%M %:z") : g_strdup (a->time ? a->time : "-");
}

const char *
audit_status_label (AuditStatus s)
{
  switch (s)
    {
    case AUDIT_READY: return _ ("ready");
    case AUDIT_NOT_READY: return _ ("not ready");
    case AUDIT_UNMANAGED: return _ ("not in the inventory");
    case AUDIT_IS_UNKNOWN: default: return _ ("unknown");
    }
}

const char *
audit_phone_label (PhoneVerdict v)
{
  switch (v)
    {
    case PHONE_NOT_LISTED: return "";
    case PHONE_CONFIRMED: return _ ("there");
    case PHONE_ABSENT: return _ ("no phone yet");
    case PHONE_WRONG_VLAN: return _ ("in the wrong VLAN");
    case PHONE_MOVED: return _ ("at another port");
    case PHONE_GONE: return _ ("gone since before");
    case PHONE_UNKNOWN: default: return _ ("unknown");
    }
}

char *
audit_building (const AuditSwitch *s)
{
  const char *location = s->location ? s->location : "";
  g_autofree char *name = g_strstrip (g_strndup (location, strcspn (location, ",")));
  return *name ? g_steal_pointer (&name) : g_strdup (_ ("without location"));
}

GPtrArray *
audit_buildings (const Audit *a)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < a->switches->len; i++)
    {
      g_autofree char *name = audit_building (a->switches->pdata[i]);
      if (!g_ptr_array_find_with_equal_func (list, name, g_str_equal, NULL))
        g_ptr_array_add (list, g_steal_pointer (&name));
    }
  return list;
}

char *
audit_where (const AuditFinding *f)
{
  g_autofree char *port = f->port ? port_to_string (f->port) : NULL;
  if (!f->switch_name)
    return g_strdup (_ ("site"));
  return port ? g_strdup_printf ("%s %s", f->switch_name, port) : g_strdup (f->switch_name);
}

const char *
audit_cure (const AuditFinding *f)
{
  return f->cure ? f->cure : f->check->cure ? f->check->cure : "";
}

guint
audit_count (const GPtrArray *findings, AuditSeverity severity, gboolean old)
{
  guint n = 0;
  for (guint i = 0; i < findings->len; i++)
    {
      const AuditFinding *f = findings->pdata[i];
      n += f->severity == severity && f->old == old;
    }
  return n;
}

GPtrArray *
audit_findings_of (const AuditSwitch *s)
{
  GPtrArray *list = g_ptr_array_new ();
  g_ptr_array_extend (list, s->findings, NULL, NULL);
  for (guint i = 0; i < s->ports->len; i++)
    {
      const AuditPort *p = s->ports->pdata[i];
      for (guint k = 0; k < p->findings->len; k++)
        if (((const AuditFinding *) p->findings->pdata[k])->port == p->id)
          g_ptr_array_add (list, p->findings->pdata[k]);
    }
  return list;
}

char *
audit_pse (const PoeForecast *f)
{
  return f->chassis ? g_strdup_printf ("%u/%u", f->chassis, f->slot) : g_strdup_printf ("%u", f->slot);
}

const char *
audit_case_id (PoeCase c)
{
  return c == POE_CASE_ONE_BY_ONE ? "one-by-one" : "all-at-once";
}
