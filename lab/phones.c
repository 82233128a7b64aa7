/* Devices: they draw power if they get it, boot, speak LLDP, learn their VLAN and show up in the forwarding table. */
#include <string.h>

#include "faults.h"

#define TRUST_MS 90000 /* 3 x 30 s */
#define AGING_MS 300000

LabDevice *
lab_device_new (LabDeviceKind kind, const char *mac)
{
  LabDevice *d = g_new0 (LabDevice, 1);
  d->kind = kind;
  d->mac = g_strdup (mac);
  d->lldp = kind != LAB_PC;
  d->obeys = TRUE;
  d->poe_class = 2;
  d->milliwatts = kind == LAB_PHONE ? 3000 : kind == LAB_AP ? 9000 : 0;
  d->speed = kind == LAB_PHONE ? 100 : 1000;
  d->macs = 1;
  return d;
}

void
lab_device_free (LabDevice *d)
{
  if (!d)
    return;
  char *texts[] = { d->mac, d->name, d->far_port, d->pc_mac, d->address, d->maker, d->product, d->serial, d->firmware,
                    d->auth_profile };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_free (d);
}

gboolean
lab_parse_mac (const char *text, guint8 *mac)
{
  guint part[6];
  char rest;
  if (!text || sscanf (text, "%2x:%2x:%2x:%2x:%2x:%2x%c", &part[0], &part[1], &part[2], &part[3], &part[4], &part[5], &rest) != 6)
    return FALSE;
  for (guint i = 0; i < 6; i++)
    mac[i] = (guint8) part[i];
  return TRUE;
}

/* ---- what a phone hears ---------------------------------------------------------------------------------------------- */

/* From 8.10 on the guides know no switch for the policy TLV (CLI guide p. 1419): there a bound policy is sent with the
 * capabilities. */
guint8
lab_med_mask (const LabSwitch *s, const LabPort *p)
{
  guint8 mask = p->tlvs;
  if (s->family == LAB_AOS8 && lab_since (s, 8, 10, 0) && (p->policies | s->chassis_policies) && mask & LAB_TLV_CAPABILITY)
    mask |= LAB_TLV_POLICY;
  return mask;
}

/* The switch speaks MED on a port only after it heard a phone do so: LLDP must go both ways (NCG p. 677). */
const LabPolicy *
lab_offered_policy (const LabSwitch *s, const LabPort *p)
{
  if (p->lldp_admin != 3 || !(lab_med_mask (s, p) & LAB_TLV_POLICY))
    return NULL;
  for (guint i = 0; i < s->policies->len; i++)
    {
      const LabPolicy *policy = s->policies->pdata[i];
      gboolean bound = ((p->policies | s->chassis_policies) >> policy->id & 1) != 0;
      if (bound && !strcmp (policy->application, "voice"))
        return policy;
    }
  return NULL;
}

guint
lab_phone_vlan (const LabPort *p)
{
  if (!p->device || p->device->kind != LAB_PHONE)
    return 0;
  return p->device->hand_vlan ? p->device->hand_vlan : p->device->told;
}

/* ---- power, link, boot ----------------------------------------------------------------------------------------------- */

static void
end_life (LabDevice *d)
{
  d->told = d->left = 0;
  d->told_since = d->left_at = 0;
}

static void
follow_policy (LabSwitch *s, LabPort *p)
{
  LabDevice *d = p->device;
  const LabPolicy *policy = lab_offered_policy (s, p);
  if (!p->booted)
    {
      end_life (d);
      return;
    }
  if (d->kind != LAB_PHONE || !d->lldp || !d->obeys || d->hand_vlan)
    return;
  guint vlan = policy && policy->vlan_type == 't' ? policy->vlan : 0;
  if (vlan == d->told)
    return;
  d->left = d->told ? d->told : p->untagged;
  d->left_at = d->told_since = lab_now (s);
  d->told = vlan;
}

static void
refresh_link (LabSwitch *s, LabPort *p)
{
  gboolean needs_power = lab_needs_power (p), was_up = p->up;
  gboolean powered = p->device && (!needs_power || p->device->power_since);
  gboolean shut = p->admin_down || (p->violated && p->trust_action != LAB_TRUST_TRAP) || lab_port_is_absent (s, p);
  gboolean lost = p->device && p->device->kind == LAB_PHONE && lab_fault (s, "phone-lost");
  p->up = powered && !shut;
  if (p->up && !was_up)
    p->up_since = lab_now (s);
  if (p->device && p->device->power_since && !needs_power)
    p->device->power_since = 0;
  p->booted = p->up && !lost && (!needs_power || lab_now (s) - p->device->power_since >= (gint64) s->boot_ms);
  if (p->device)
    follow_policy (s, p);
}

/* LLDP trust agent (CLI guide p. 1476): nobody heard in time after the link came up, or another agent than before. */
static void
refresh_trust (LabSwitch *s, LabPort *p)
{
  gboolean speaks = p->device && p->device->lldp && p->booted && (p->lldp_admin == 2 || p->lldp_admin == 3);
  if (!p->trust_agent || !p->up || p->violated)
    return;
  if (speaks && !p->trust_seen)
    p->trust_seen = g_strdup (p->device->mac);
  else if (speaks && strcmp (p->trust_seen, p->device->mac))
    p->violated = TRUE;
  else if (!speaks && lab_now (s) - p->up_since >= TRUST_MS)
    p->violated = TRUE;
  if (!p->violated)
    return;
  lab_wire (s, "trust-violation", p->device->mac);
  if (p->trust_action != LAB_TRUST_TRAP)
    p->up = p->booted = FALSE;
}

static void
refresh_aggregate (LabSwitch *s, LabPort *a)
{
  a->up = FALSE;
  for (guint k = 0; k < s->ports->len; k++)
    {
      const LabPort *p = s->ports->pdata[k];
      a->up = a->up || (p->member_of == a->aggregate_id && p->up);
    }
}

/* What an observer of the port could tell apart. */
static guint
look (const LabSwitch *s, const LabPort *p)
{
  const LabDevice *d = p->device;
  gint64 now = lab_now (s), half = s->boot_ms / 2;
  guint stage = !d ? 0
                   : (now - d->power_since < half ? 1 : 0) | (now - d->told_since < half ? 2 : 0)
                         | (now - d->flushed_at < half ? 4 : 0) | (now - d->left_at < AGING_MS ? 8 : 0);
  return (p->booted ? 1 : 0) | (p->up ? 2 : 0) | (p->violated ? 4 : 0) | (guint) p->poe_status << 3 | (d ? d->told : 0) << 8
         | stage << 24;
}

void
lab_refresh (LabSwitch *s)
{
  gboolean changed = FALSE;
  g_autofree guint *before = g_new (guint, s->ports->len + 1);
  for (guint i = 0; i < s->ports->len; i++)
    before[i] = look (s, s->ports->pdata[i]);
  lab_refresh_power (s);
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id)
        continue;
      refresh_link (s, p);
      refresh_trust (s, p);
      changed = changed || before[i] != look (s, p);
    }
  for (guint i = 0; i < s->ports->len; i++)
    if (((LabPort *) s->ports->pdata[i])->aggregate_id)
      refresh_aggregate (s, s->ports->pdata[i]);
  if (changed)
    s->generation++;
}

/* ---- forwarding table ------------------------------------------------------------------------------------------------ */

typedef struct {
  const LabSwitch *s;
  const LabPort *at;
  guint left; /* addresses that port security still lets in */
  LabMacFunc each;
  gpointer data;
} Learning;

static void
learn (Learning *l, guint vlan, const guint8 *mac)
{
  if (!vlan || !l->left)
    return;
  l->left--;
  l->each (l->s, l->at, vlan, mac, l->data);
}

/* A tagged VLAN that the port does not carry is a black hole. */
static guint
carried (const LabPort *at, guint vlan)
{
  return !vlan ? at->untagged : lab_has_tag (at, vlan) || lab_bit (at->unp_tags, vlan) ? vlan : 0;
}

/* A mobile port or a UNP port learns what its rules let in. */
static guint
dynamic (const LabSwitch *s, const LabPort *at, guint vlan)
{
  const LabVlan *v = vlan ? lab_find_vlan (s, vlan) : NULL;
  return at->mobile && v && v->mobile_tag ? vlan : carried (at, vlan);
}

static void
learn_device (Learning *l, const LabDevice *d, const LabPort *p)
{
  guint8 mac[6];
  gint64 now = lab_now (l->s), half = l->s->boot_ms / 2;
  gboolean starting = lab_needs_power (p) && now - d->power_since < half, moving = d->told_since && now - d->told_since < half;
  if (!lab_parse_mac (d->mac, mac) || (d->kind == LAB_PHONE && lab_fault ((LabSwitch *) l->s, "phone-lost")))
    return;
  if (!starting && !moving)
    learn (l, dynamic (l->s, l->at, d->kind == LAB_PHONE && p->booted ? lab_phone_vlan (p) : d->hand_vlan), mac);
  if (d->left_at && now - d->left_at < AGING_MS)
    learn (l, carried (l->at, d->left == l->at->untagged ? 0 : d->left), mac);
  for (guint i = 1; i < d->macs; i++)
    {
      mac[4] = (guint8) (i >> 8);
      mac[5] = (guint8) i;
      learn (l, l->at->untagged, mac);
    }
  if (lab_parse_mac (d->pc_mac, mac))
    learn (l, l->at->untagged, mac);
}

void
lab_macs (const LabSwitch *s, const LabPort *p, LabMacFunc each, gpointer data)
{
  const LabDevice *d = p->device;
  const LabPort *at = p->member_of ? lab_find_aggregate (s, p->member_of) : p;
  if (!d || !p->up || !at || (d->flushed_at && lab_now (s) - d->flushed_at < s->boot_ms / 2))
    return;
  Learning l = { s, at, p->lps_max ? p->lps_max : G_MAXUINT, each, data };
  learn_device (&l, d, p);
}

/* They come back when they speak again. */
void
lab_flush_macs (LabSwitch *s, LabPort *p)
{
  g_autofree char *name = lab_port_name (p);
  if (!p->device)
    return;
  p->device->flushed_at = lab_now (s);
  p->device->left_at = 0;
  lab_wire (s, "mac-flush", name);
}
