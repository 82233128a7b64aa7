/* Devices that a port of UNP, 802.1X or MAC authentication decided about: is the phone let in, and into which VLAN. On a port that asks
 * nobody there is nothing to know. */
#include "audit/internal.h"

#include <glib/gi18n.h>
#include <string.h>

/* The listed phone, what says by LLDP that it is a phone, or what a maker of phones made. */
static gboolean
is_phone (const AuditRun *run, const AuditPort *p, const char *mac)
{
  if (p->want->phone && !g_strcmp0 (p->want->phone->mac, mac))
    return TRUE;
  for (guint i = 0; p->live->neighbours && i < p->live->neighbours->len; i++)
    {
      const Neighbour *n = p->live->neighbours->pdata[i];
      if (audit_looks_like_phone (n) && !g_strcmp0 (audit_phone_mac (n), mac))
        return TRUE;
    }
  return phone_profile_by_mac (run->options->profiles, mac) != NULL;
}

/* Does the port ask who comes? What its kind cannot tell, rows do. */
static gboolean
asks (const AuditPort *p)
{
  return !(p->live->has & HAS (ATTR_DYNAMIC)) || (p->live->dynamic != DYNAMIC_NONE && p->live->dynamic != DYNAMIC_VFL)
         || (p->live->auths && p->live->auths->len);
}

static char *
by_profile (const DeviceAuth *a)
{
  return a->profile ? g_strdup_printf (_ (", by profile \"%s\""), a->profile) : g_strdup ("");
}

static gboolean
is_in_vlan (const AuditPort *p, const char *mac, guint vlan)
{
  for (guint i = 0; i < p->live->auths->len; i++)
    {
      const DeviceAuth *a = &g_array_index (p->live->auths, DeviceAuth, i);
      if (a->vlan == vlan && a->result != AUTH_FAILED && !strcmp (a->mac, mac))
        return TRUE;
    }
  return FALSE;
}

static void
judge_phone (AuditRun *run, const AuditPort *p, const DeviceAuth *a)
{
  g_autofree char *profile = by_profile (a);
  guint voice = audit_wanted_voice (p);
  gboolean in = a->result == AUTH_PASSED || a->result == AUTH_NOT_ASKED;
  if (a->result == AUTH_FAILED)
    audit_say (run, p->id, _ ("the phone %s is refused by the port's authentication (VLAN %u%s)"), a->mac, a->vlan, profile);
  else if (!in || (voice && !a->vlan))
    audit_unread (run, p->id, _ ("whether the phone %s is let in, and where, is not known (%s)"), a->mac, auth_result_to_string (a->result));
  else if (voice && !is_in_vlan (p, a->mac, voice))
    audit_say (run, p->id, _ ("the phone %s is let into VLAN %u%s, not into voice VLAN %u"), a->mac, a->vlan, profile, voice);
}

static void
judge_other (AuditRun *run, const AuditPort *p, const DeviceAuth *a)
{
  g_autofree char *profile = by_profile (a);
  if (a->result == AUTH_FAILED)
    audit_say (run, p->id, _ ("a device beside the phone, %s, is refused by the port's authentication (VLAN %u%s)"), a->mac, a->vlan, profile);
  else if (a->result == AUTH_UNKNOWN)
    audit_unread (run, p->id, _ ("whether %s is let in is not known"), a->mac);
}

static void
each_device (AuditRun *run, const AuditPort *p, gboolean phones)
{
  if (!audit_is_phone_port (p) || !asks (p))
    return;
  if (!p->live->auths_known)
    audit_unread (run, p->id, "%s", _ ("whom the port lets in was not read"));
  for (guint i = 0; p->live->auths && i < p->live->auths->len; i++)
    {
      const DeviceAuth *a = &g_array_index (p->live->auths, DeviceAuth, i);
      if (is_phone (run, p, a->mac) != phones)
        continue;
      if (phones)
        judge_phone (run, p, a);
      else
        judge_other (run, p, a);
    }
}

static void
phone (AuditRun *run, const AuditPort *p)
{
  each_device (run, p, TRUE);
}

void
audit_check_phone_auth (AuditRun *run)
{
  audit_each_managed (run, phone);
}

static void
other (AuditRun *run, const AuditPort *p)
{
  each_device (run, p, FALSE);
}

void
audit_check_port_auth (AuditRun *run)
{
  audit_each_managed (run, other);
}
