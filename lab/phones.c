/* Devices: they draw power if they get it, boot, speak LLDP, learn their VLAN and show up in the forwarding table. */
#include <string.h>

#include "faults.h"

LabDevice *
lab_device_new (LabDeviceKind kind, const char *mac)
{
  LabDevice *d = g_new0 (LabDevice, 1);
  d->kind = kind;
  d->mac = g_strdup (mac);
  d->lldp = kind != LAB_PC;
  d->poe_class = 2;
  d->milliwatts = kind == LAB_PHONE ? 3000 : kind == LAB_AP ? 9000 : 0;
  d->pc_behind = FALSE;
  return d;
}

void
lab_device_free (LabDevice *d)
{
  if (!d)
    return;
  g_free (d->mac);
  g_free (d->name);
  g_free (d->far_port);
  g_free (d->pc_mac);
  g_free (d);
}

static gboolean
is_powered_device (const LabPort *p)
{
  return p->device && p->device->milliwatts && p->poe_capable;
}

/* Milliwatts drawn on the unit by everybody but this port. */
static guint
used_by_others (const LabSwitch *s, const LabPort *own)
{
  guint mw = 0;
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p != own && p->chassis == own->chassis && p->slot == own->slot && p->poe_status == LAB_POE_DELIVERING)
        mw += p->draw_mw;
    }
  return mw;
}

/* A port whose limit is above what is left starts no new device, even one that needs little (hardware guides: guard band). */
static gboolean
is_admitted (LabSwitch *s, const LabPort *p, const LabUnit *u)
{
  guint used = used_by_others (s, p), max = u->max_watts * 1000;
  if (p->device->milliwatts > p->poe_limit_mw || lab_fault (s, "poe-denied"))
    return FALSE;
  if (p->poe_status == LAB_POE_DELIVERING)
    return used + p->device->milliwatts <= max;
  return used + p->device->milliwatts <= max && (used == 0 || p->poe_limit_mw <= max - used || p->poe_priority < 3);
}

static void
refresh_power (LabSwitch *s, LabPort *p)
{
  LabUnit *u = p->poe_capable ? lab_find_unit (s, p->chassis, p->slot) : NULL;
  LabPoeStatus before = p->poe_status;
  if (!u || !u->service || p->poe_off)
    p->poe_status = LAB_POE_DISABLED;
  else if (!is_powered_device (p))
    p->poe_status = LAB_POE_SEARCHING;
  else
    p->poe_status = is_admitted (s, p, u) ? LAB_POE_DELIVERING : LAB_POE_DENIED;
  p->draw_mw = p->poe_status == LAB_POE_DELIVERING ? p->device->milliwatts : 0;
  if (is_powered_device (p) && p->poe_status == LAB_POE_DELIVERING && (before != LAB_POE_DELIVERING || !p->device->power_since))
    p->device->power_since = lab_now (s);
  else if (is_powered_device (p) && p->poe_status != LAB_POE_DELIVERING)
    p->device->power_since = 0;
}

static void
refresh_link (LabSwitch *s, LabPort *p)
{
  gboolean needs_power = is_powered_device (p);
  gboolean powered = p->device && (!needs_power || p->device->power_since);
  p->booted = powered && !p->admin_down && (!needs_power || lab_now (s) - p->device->power_since >= (gint64) s->boot_ms)
              && !(p->device->kind == LAB_PHONE && lab_fault (s, "phone-lost"));
  p->up = powered && !p->admin_down;
}

void
lab_refresh (LabSwitch *s)
{
  gboolean before, changed = FALSE;
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id)
        continue;
      before = p->booted;
      refresh_power (s, p);
      refresh_link (s, p);
      changed = changed || before != p->booted;
    }
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *a = s->ports->pdata[i];
      if (!a->aggregate_id)
        continue;
      a->up = FALSE;
      for (guint k = 0; k < s->ports->len; k++)
        {
          const LabPort *p = s->ports->pdata[k];
          a->up = a->up || (p->member_of == a->aggregate_id && p->up);
        }
    }
  if (changed)
    s->generation++;
}

/* Told a policy: bound, announced (network policy TLV) and sent. The VLAN only helps if the port carries its tag. */
guint
lab_phone_vlan (const LabSwitch *s, const LabPort *p)
{
  gboolean sends = p->lldp_admin == 1 || p->lldp_admin == 3;
  if (!p->device || !p->device->lldp || !sends || !(p->tlvs & 0x40))
    return 0;
  for (guint i = 0; i < s->policies->len; i++)
    {
      const LabPolicy *policy = s->policies->pdata[i];
      gboolean bound = (p->policies >> policy->id & 1) || (s->chassis_policies >> policy->id & 1);
      if (bound && !strcmp (policy->application, "voice") && policy->vlan_type == 't')
        return policy->vlan;
    }
  return 0;
}
