/* VLANs: do they exist as wanted, and are they on the ports, or why they cannot be. */
#include "audit/internal.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- the VLANs of a switch -------------------------------------------------------------------------------------------- */

static void
touch_users (AuditRun *run, AuditFinding *f, guint vlan)
{
  for (guint i = 0; i < run->sw->ports->len; i++)
    {
      const AuditPort *p = run->sw->ports->pdata[i];
      if (p->want
          && (vlan_set_contains (&p->want->cfg.tagged, vlan)
              || ((p->want->cfg.has & HAS (ATTR_UNTAGGED)) && p->want->cfg.untagged == vlan)))
        audit_touch (f, p->id);
    }
}

typedef void (*EachVlan) (AuditRun *run, const DesiredVlan *want, const Vlan *live);

/* Every VLAN that a listed port of the switch uses. live NULL: it is not there. */
static void
each_vlan (AuditRun *run, EachVlan each)
{
  VlanSet used = { 0 };
  audit_used_vlans (run->sw, FALSE, &used);
  gboolean read = audit_was_read (run->sw->state, ATTR_VLANS);
  if (!read && used.n)
    {
      audit_unread_attr (run, PORT_NONE, ATTR_VLANS);
      AuditFinding *f = run->audit->findings->pdata[run->audit->findings->len - 1];
      for (guint i = 0; i < used.n; i++)
        touch_users (run, f, used.ids[i]);
    }
  for (guint i = 0; read && i < used.n; i++)
    {
      const DesiredVlan *want = desired_find_vlan (run->desired, used.ids[i]);
      if (want)
        each (run, want, switch_state_find_vlan (run->sw->state, used.ids[i]));
    }
  vlan_set_clear (&used);
}

static const char *
kind_of (const DesiredVlan *want)
{
  return want->voice ? _ ("voice VLAN") : _ ("VLAN");
}

static void
missing (AuditRun *run, const DesiredVlan *want, const Vlan *live)
{
  if (live)
    return;
  AuditFinding *f = audit_say (run, PORT_NONE, _ ("%s %u (%s) does not exist"), kind_of (want), want->id, want->key);
  f->source = want->pos;
  touch_users (run, f, want->id);
}

static void
disabled (AuditRun *run, const DesiredVlan *want, const Vlan *live)
{
  AuditFinding *f = NULL;
  if (live && !live->has_admin)
    f = audit_say_of (run, run->sw, PORT_NONE, AUDIT_UNKNOWN,
                      g_strdup_printf (_ ("whether %s %u is enabled was not read"), kind_of (want), want->id));
  else if (live && !live->admin_enabled)
    f = audit_say (run, PORT_NONE, _ ("%s %u is disabled"), kind_of (want), want->id);
  if (f)
    touch_users (run, f, want->id);
}

static void
type (AuditRun *run, const DesiredVlan *want, const Vlan *live)
{
  AuditFinding *f = NULL;
  if (live && live->type == VLAN_TYPE_UNKNOWN)
    f = audit_say_of (run, run->sw, PORT_NONE, AUDIT_UNKNOWN,
                      g_strdup_printf (_ ("the type of %s %u was not read"), kind_of (want), want->id));
  else if (live && live->type == VLAN_TYPE_OTHER)
    f = audit_say (run, PORT_NONE, _ ("VLAN %u is not a standard VLAN"), want->id);
  if (f)
    touch_users (run, f, want->id);
}

static void
name (AuditRun *run, const DesiredVlan *want, const Vlan *live)
{
  if (!live || !want->name)
    return;
  if (!live->name)
    audit_unread (run, PORT_NONE, _ ("the name of VLAN %u was not read"), want->id);
  else if (strcmp (live->name, want->name))
    audit_say (run, PORT_NONE, _ ("VLAN %u is named \"%s\", wanted is \"%s\""), want->id, live->name, want->name)->source =
        want->name_pos;
}

void
audit_check_vlan_missing (AuditRun *run)
{
  each_vlan (run, missing);
}

void
audit_check_vlan_disabled (AuditRun *run)
{
  each_vlan (run, disabled);
}

void
audit_check_vlan_type (AuditRun *run)
{
  each_vlan (run, type);
}

void
audit_check_vlan_name (AuditRun *run)
{
  each_vlan (run, name);
}

/* ---- on the ports ----------------------------------------------------------------------------------------------------- */

void
audit_check_port_missing (AuditRun *run)
{
  for (guint i = 0; i < run->sw->ports->len; i++)
    {
      const AuditPort *p = run->sw->ports->pdata[i];
      if (!p->want || p->live)
        continue;
      if (audit_was_read (run->sw->state, ATTR_ADMIN))
        audit_say (run, p->id, "%s", _ ("the switch has no such port"));
      else
        audit_unread_attr (run, p->id, ATTR_ADMIN);
    }
}

static void
dynamic (AuditRun *run, const AuditPort *p)
{
  if (!(p->live->has & HAS (ATTR_DYNAMIC)))
    audit_unread_attr (run, p->id, ATTR_DYNAMIC);
  else if (p->live->dynamic == DYNAMIC_VFL)
    audit_say (run, p->id, "%s", _ ("links the units of a virtual chassis"));
  else if (p->live->dynamic != DYNAMIC_NONE)
    audit_say (run, p->id, _ ("is a %s port: its VLANs are decided at run time"), dynamic_kind_to_string (p->live->dynamic));
}

void
audit_check_port_dynamic (AuditRun *run)
{
  audit_each_managed (run, dynamic);
}

static void
aggregate (AuditRun *run, const AuditPort *p)
{
  if (!(p->live->has & HAS (ATTR_AGGREGATE)))
    audit_unread_attr (run, p->id, ATTR_AGGREGATE);
  else if (p->live->aggregate)
    audit_say (run, p->id, _ ("is a member of link aggregate %u"), port_number (p->live->aggregate));
}

void
audit_check_port_aggregate (AuditRun *run)
{
  audit_each_managed (run, aggregate);
}

/* Why it has no VLANs of its own is said by others. */
static gboolean
has_own_vlans (const AuditPort *p)
{
  return p->live->dynamic == DYNAMIC_NONE && !p->live->aggregate;
}

static void
tags (AuditRun *run, const AuditPort *p)
{
  const DesiredPort *want = p->want;
  if (!(want->cfg.has & HAS (ATTR_TAGGED)) || !has_own_vlans (p))
    return;
  if (p->live->inconsistent)
    audit_unread (run, p->id, "%s", _ ("its VLANs contradict each other"));
  else if (!(p->live->cfg.has & HAS (ATTR_TAGGED)))
    audit_unread_attr (run, p->id, ATTR_TAGGED);
  else
    {
      for (guint i = 0; i < want->cfg.tagged.n; i++)
        if (!vlan_set_contains (&p->live->cfg.tagged, want->cfg.tagged.ids[i]))
          audit_say (run, p->id, _ ("voice VLAN %u is not tagged here"), want->cfg.tagged.ids[i]);
      for (guint i = 0; i < want->owned_tags.n; i++)
        if (!vlan_set_contains (&want->cfg.tagged, want->owned_tags.ids[i])
            && vlan_set_contains (&p->live->cfg.tagged, want->owned_tags.ids[i]))
          audit_say (run, p->id, _ ("voice VLAN %u is tagged here and is not wanted"), want->owned_tags.ids[i]);
    }
}

void
audit_check_voice_tag (AuditRun *run)
{
  audit_each_managed (run, tags);
}

static void
data (AuditRun *run, const AuditPort *p)
{
  if (!(p->want->cfg.has & HAS (ATTR_UNTAGGED)) || !has_own_vlans (p))
    return;
  if (p->live->inconsistent)
    audit_unread (run, p->id, "%s", _ ("its VLANs contradict each other"));
  else if (!(p->live->cfg.has & HAS (ATTR_UNTAGGED)))
    audit_unread_attr (run, p->id, ATTR_UNTAGGED);
  else if (p->live->cfg.untagged != p->want->cfg.untagged)
    audit_say (run, p->id, _ ("its untagged VLAN is %u, wanted is %u"), p->live->cfg.untagged, p->want->cfg.untagged);
}

void
audit_check_data_vlan (AuditRun *run)
{
  audit_each_managed (run, data);
}

static void
extra (AuditRun *run, const AuditPort *p)
{
  VlanSet more = { 0 };
  if (!has_own_vlans (p))
    return;
  if (!(p->live->cfg.has & HAS (ATTR_TAGGED)))
    audit_unread_attr (run, p->id, ATTR_TAGGED);
  for (guint i = 0; (p->live->cfg.has & HAS (ATTR_TAGGED)) && i < p->live->cfg.tagged.n; i++)
    {
      guint vlan = p->live->cfg.tagged.ids[i];
      if (!vlan_set_contains (&p->want->cfg.tagged, vlan) && !vlan_set_contains (&p->want->owned_tags, vlan))
        vlan_set_add (&more, vlan);
    }
  g_autofree char *list = vlan_set_to_string (&more);
  if (more.n)
    audit_say (run, p->id, _ ("also tagged, and declared nowhere: VLAN %s"), list);
  vlan_set_clear (&more);
}

void
audit_check_extra_tag (AuditRun *run)
{
  audit_each_managed (run, extra);
}
