#include "faults.h"

#include <string.h>

static const char *const kinds[] = {
  "error", "unknown", "drop", "drop-after", "half", "silent", "garbage", "prompt", "pager", "log-line", "wait", "confirm", "delay",
  "refuse-login", "session-limit", "no-sftp", "flash-full", "write-fails", "certify-fails", "snmp-silent", "snmp-loss", "snmp-toobig",
  "snmp-generr", "snmp-loop", "snmp-truncate", "snmp-wrongtype", "snmp-dies", "reboot", "other-admin", "poe-denied", "phone-lost", "ignore",
  "read-only", NULL
};

/* Only letters and hyphens make a kind; "@K" may follow, then ":TEXT". */
gboolean
lab_fault_add (LabSwitch *s, const char *text, char **why)
{
  gsize n = strspn (text, "abcdefghijklmnopqrstuvwxyz-");
  g_autofree char *kind = g_strndup (text, n);
  const char *rest = text + n;
  LabFault fault = { .kind = kind };
  if (*rest == '@' && g_ascii_isdigit (rest[1]))
    {
      char *end;
      fault.k = (guint) g_ascii_strtoull (rest + 1, &end, 10);
      rest = end;
    }
  else if (*rest == '@')
    rest += strcspn (rest, ":"); /* "@apply" */
  if (!g_strv_contains (kinds, kind) || (*rest && *rest != ':'))
    {
      *why = g_strdup_printf ("no fault `%s`", text);
      return FALSE;
    }
  fault.text = g_strdup (*rest == ':' ? rest + 1 : "");
  fault.kind = g_steal_pointer (&kind);
  g_ptr_array_add (s->faults, g_memdup2 (&fault, sizeof fault));
  return TRUE;
}

void
lab_faults_clear (LabSwitch *s)
{
  for (guint i = 0; i < s->faults->len; i++)
    {
      LabFault *f = s->faults->pdata[i];
      g_free (f->kind);
      g_free (f->text);
      g_free (f);
    }
  g_ptr_array_set_size (s->faults, 0);
}

LabFault *
lab_fault (LabSwitch *s, const char *kind)
{
  for (guint i = 0; i < s->faults->len; i++)
    {
      LabFault *f = s->faults->pdata[i];
      if (!strcmp (f->kind, kind) && !f->done)
        return f;
    }
  return NULL;
}

LabFault *
lab_fault_at (LabSwitch *s, const char *kind, guint k)
{
  for (guint i = 0; i < s->faults->len; i++)
    {
      LabFault *f = s->faults->pdata[i];
      if (strcmp (f->kind, kind) || f->done || !f->k || f->k != k)
        continue;
      f->done = TRUE;
      return f;
    }
  return NULL;
}
