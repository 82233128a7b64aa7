/* LLDP: the port number is the base port, not the ifIndex. */
#include <string.h>

#include "mib.h"

static gboolean
is_heard (const LabPort *p)
{
  return p->device && p->booted && p->device->lldp && (p->lldp_admin == 2 || p->lldp_admin == 3);
}

static void
config (Mib *m, const LabPort *p)
{
  guint32 port = lab_base_port (m->s, p);
  mib_int (m, p->lldp_admin, LLDP ".1.6.1.2", IX (port));
  mib_int (m, p->notify ? 1 : 2, LLDP ".1.6.1.3", IX (port));
  mib_bytes (m, &p->basic_tlvs, 1, LLDP ".1.6.1.4", IX (port));
}

void
mib_lldp_config (Mib *m)
{
  static const int timers[] = { 30, 4, 2, 2 }; /* interval, hold, reinit delay, tx delay */
  for (guint i = 0; i < G_N_ELEMENTS (timers); i++)
    {
      g_autofree char *scalar = g_strdup_printf (LLDP ".1.%u", i + 1);
      mib_int (m, timers[i], scalar, IX (0));
    }
  mib_each_port (m, FALSE, config);
}

static void
local (Mib *m, const LabPort *p)
{
  guint32 port = lab_base_port (m->s, p);
  g_autofree char *id = g_strdup_printf ("%u", lab_if_index (p)), *name = lab_port_name (p),
                  *series = g_strndup (m->s->model, strcspn (m->s->model, "-"));
  g_autofree char *descr =
      m->aos6 ? g_strdup_printf ("Alcatel-Lucent %s", name) : g_strdup_printf ("Alcatel-Lucent %s GNI %s", series, name);
  mib_int (m, 7, LLDP ".3.7.1.2", IX (port));
  mib_text (m, id, LLDP ".3.7.1.3", IX (port));
  mib_text (m, descr, LLDP ".3.7.1.4", IX (port));
}

void
mib_lldp_local (Mib *m)
{
  mib_each_port (m, FALSE, local);
}

/* ---- neighbours ------------------------------------------------------------------------------------------------------ */

typedef struct {
  guint8 mac[6], supported, enabled;
  const char *port_id;
  int port_subtype;
} Neighbour;

static gboolean
look_at (const LabPort *p, Neighbour *n)
{
  const LabDevice *d = p->device;
  guint8 port_mac[6];
  if (!is_heard (p) || !lab_parse_mac (d->mac, n->mac))
    return FALSE;
  n->port_id = d->far_port ? d->far_port : d->mac; /* a MAC as port id is text on both families */
  n->port_subtype = lab_parse_mac (n->port_id, port_mac) ? 3 : 7;
  n->supported = d->kind == LAB_PHONE ? 0x24 : d->kind == LAB_AP ? 0x30 : 0x28;
  n->enabled = d->kind == LAB_PHONE ? 0x04 : d->kind == LAB_AP ? 0x10 : 0x20;
  return TRUE;
}

static void
remote_int (Mib *m, guint column, gint64 value, guint32 port, guint32 index)
{
  g_autofree char *name = g_strdup_printf (LLDP ".4.1.1.%u", column);
  mib_int (m, value, name, IX (1, port, index));
}

static void
remote_bytes (Mib *m, guint column, const void *bytes, gsize size, guint32 port, guint32 index)
{
  g_autofree char *name = g_strdup_printf (LLDP ".4.1.1.%u", column);
  mib_bytes (m, bytes, size, name, IX (1, port, index));
}

static void
remote (Mib *m, const LabPort *p)
{
  const LabDevice *d = p->device;
  guint32 port = lab_base_port (m->s, p), index = p->number, ip[4];
  Neighbour n;
  if (!look_at (p, &n))
    return;
  remote_int (m, 4, 4, port, index);
  if (m->aos6) /* the chassis' MAC: text there, octets on AOS 7/8 */
    remote_bytes (m, 5, d->mac, strlen (d->mac), port, index);
  else
    remote_bytes (m, 5, n.mac, 6, port, index);
  remote_int (m, 6, n.port_subtype, port, index);
  remote_bytes (m, 7, n.port_id, strlen (n.port_id), port, index);
  remote_bytes (m, 8, "", 0, port, index);
  remote_bytes (m, 9, d->name ? d->name : "", d->name ? strlen (d->name) : 0, port, index);
  remote_bytes (m, 10, "", 0, port, index);
  remote_bytes (m, 11, &n.supported, 1, port, index);
  remote_bytes (m, 12, &n.enabled, 1, port, index);
  if (d->address && sscanf (d->address, "%u.%u.%u.%u", &ip[0], &ip[1], &ip[2], &ip[3]) == 4)
    mib_int (m, 2, LLDP ".4.2.1.3", IX (1, port, index, 1, 4, ip[0], ip[1], ip[2], ip[3]));
}

void
mib_lldp_remote (Mib *m)
{
  mib_each_port (m, FALSE, remote);
}

/* LLDP-V2: by ifIndex; destination 1 is the nearest bridge. */
static void
remote_v2 (Mib *m, const LabPort *p)
{
  guint32 port = lab_if_index (p), index = p->number;
  Neighbour n;
  mib_int (m, p->lldp_admin, "1.3.111.2.802.1.1.13.1.1.8.1.3", IX (port, 1));
  mib_bytes (m, &p->basic_tlvs, 1, "1.3.111.2.802.1.1.13.1.1.8.1.5", IX (port, 1));
  if (!look_at (p, &n))
    return;
  const char *name = p->device->name ? p->device->name : "";
  mib_int (m, 4, "1.3.111.2.802.1.1.13.1.4.1.1.5", IX (1, port, 1, index));
  mib_bytes (m, n.mac, 6, "1.3.111.2.802.1.1.13.1.4.1.1.6", IX (1, port, 1, index));
  mib_int (m, n.port_subtype, "1.3.111.2.802.1.1.13.1.4.1.1.7", IX (1, port, 1, index));
  mib_text (m, n.port_id, "1.3.111.2.802.1.1.13.1.4.1.1.8", IX (1, port, 1, index));
  mib_text (m, "", "1.3.111.2.802.1.1.13.1.4.1.1.9", IX (1, port, 1, index));
  mib_text (m, name, "1.3.111.2.802.1.1.13.1.4.1.1.10", IX (1, port, 1, index));
  mib_text (m, "", "1.3.111.2.802.1.1.13.1.4.1.1.11", IX (1, port, 1, index));
  mib_bytes (m, &n.supported, 1, "1.3.111.2.802.1.1.13.1.4.1.1.12", IX (1, port, 1, index));
  mib_bytes (m, &n.enabled, 1, "1.3.111.2.802.1.1.13.1.4.1.1.13", IX (1, port, 1, index));
}

void
mib_lldp_v2 (Mib *m)
{
  mib_each_port (m, FALSE, remote_v2);
}

/* ---- LLDP-EXT-MED ---------------------------------------------------------------------------------------------------- */

/* The media policy of a phone: what it uses. AppType voice stands in the index as BITS, with its length. */
static void
med_policy (Mib *m, const LabPort *p, guint32 port, guint32 index)
{
  guint vlan = lab_phone_vlan (p);
  const LabPolicy *policy = lab_offered_policy (m->s, p);
  gboolean follows = policy && !p->device->hand_vlan && p->device->told == policy->vlan;
  mib_int (m, vlan, MED ".3.2.1.2", IX (1, port, index, 1, 64));
  mib_int (m, follows ? policy->priority : 0, MED ".3.2.1.3", IX (1, port, index, 1, 64));
  mib_int (m, follows ? policy->dscp : 0, MED ".3.2.1.4", IX (1, port, index, 1, 64));
  mib_int (m, 2, MED ".3.2.1.5", IX (1, port, index, 1, 64));
  mib_int (m, vlan ? 1 : 2, MED ".3.2.1.6", IX (1, port, index, 1, 64));
}

static void
med_remote (Mib *m, const LabPort *p)
{
  const LabDevice *d = p->device;
  guint8 caps = 0xcc; /* capabilities, policy, extended PD, inventory */
  guint32 port = lab_base_port (m->s, p), index = p->number;
  if (!is_heard (p) || d->kind != LAB_PHONE)
    return;
  mib_bytes (m, &caps, 1, MED ".3.1.1.1", IX (1, port, index));
  mib_bytes (m, &caps, 1, MED ".3.1.1.2", IX (1, port, index));
  mib_int (m, 3, MED ".3.1.1.3", IX (1, port, index));
  med_policy (m, p, port, index);
  const char *texts[] = { "", d->firmware, d->firmware, d->serial, d->maker, d->product, "" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *column = g_strdup_printf (MED ".3.3.1.%u", i + 1);
      mib_text (m, texts[i], column, IX (1, port, index));
    }
  mib_int (m, 3, MED ".3.5.1.1", IX (1, port, index));
  mib_number (m, MIB_GAUGE, d->milliwatts / 100, MED ".3.7.1.1", IX (1, port, index));
  mib_int (m, 2, MED ".3.7.1.2", IX (1, port, index));
  mib_int (m, 4, MED ".3.7.1.3", IX (1, port, index));
}

static void
med (Mib *m, const LabPort *p)
{
  guint32 port = lab_base_port (m->s, p);
  guint8 supported = 0xd8, sent = lab_med_mask (m->s, p);
  const LabPolicy *policy = lab_offered_policy (m->s, p);
  mib_bytes (m, &supported, 1, MED ".1.2.1.1", IX (port));
  mib_bytes (m, &sent, 1, MED ".1.2.1.2", IX (port));
  mib_int (m, 2, MED ".1.2.1.3", IX (port));
  if (policy)
    {
      mib_int (m, policy->vlan, MED ".2.1.1.2", IX (port, 1, 64));
      mib_int (m, policy->priority, MED ".2.1.1.3", IX (port, 1, 64));
      mib_int (m, policy->dscp, MED ".2.1.1.4", IX (port, 1, 64));
      mib_int (m, 2, MED ".2.1.1.5", IX (port, 1, 64));
      mib_int (m, policy->vlan_type == 'u' ? 2 : 1, MED ".2.1.1.6", IX (port, 1, 64));
    }
  med_remote (m, p);
}

void
mib_med (Mib *m)
{
  mib_int (m, 3, MED ".1.1", IX (0));
  mib_each_port (m, FALSE, med);
}

/* ---- the vendor's policies ------------------------------------------------------------------------------------------- */

static void
policy (Mib *m, const LabPolicy *p)
{
  static const char *const applications[] = { "unknown",
                                              "voice",
                                              "voice-signaling",
                                              "guest-voice",
                                              "guest-voice-signaling",
                                              "softphone-voice",
                                              "video-conferencing",
                                              "streaming-video",
                                              "video-signaling" };
  guint8 bits[2] = { 0 };
  for (guint a = 0; a < G_N_ELEMENTS (applications); a++)
    if (!strcmp (p->application, applications[a]))
      bits[a / 8] = (guint8) (0x80 >> (a % 8));
  mib_bytes (m, bits, bits[1] ? 2 : 1, "%.1.2.1.58.1.1.1.1.1.2", IX (p->id));
  mib_int (m, p->vlan_type == 't' ? 1 : p->vlan_type == 'p' ? 2 : 3, "%.1.2.1.58.1.1.1.1.1.3", IX (p->id));
  mib_int (m, p->vlan, "%.1.2.1.58.1.1.1.1.1.4", IX (p->id));
  mib_int (m, p->priority, "%.1.2.1.58.1.1.1.1.1.5", IX (p->id));
  mib_int (m, p->dscp, "%.1.2.1.58.1.1.1.1.1.6", IX (p->id));
  mib_int (m, 2, "%.1.2.1.58.1.1.1.1.1.7", IX (p->id));
  mib_int (m, p->vlan_type == 'u' ? 2 : 1, "%.1.2.1.58.1.1.1.1.1.8", IX (p->id));
  mib_int (m, 1, "%.1.2.1.58.1.1.1.1.1.9", IX (p->id));
}

/* AOS 6 { policy, port }, AOS 7/8 { port, policy }; newer AOS 8 name the port's ifIndex (CLI guide p. 1410). */
static void
binding (Mib *m, const LabPort *p)
{
  guint32 port = m->s->policy_by_if ? lab_if_index (p) : lab_base_port (m->s, p);
  for (guint32 id = 0; id < 32; id++)
    if ((p->policies | m->s->chassis_policies) >> id & 1)
      {
        if (m->aos6)
          mib_int (m, 1, "%.1.2.1.58.1.1.1.2.1.2", IX (id, port));
        else
          mib_int (m, 1, "%.1.2.1.58.1.1.1.2.1.2", IX (port, id));
      }
}

void
mib_policies (Mib *m)
{
  for (guint i = 0; i < m->s->policies->len; i++)
    policy (m, m->s->policies->pdata[i]);
  mib_each_port (m, FALSE, binding);
}

/* ---- trust agent ----------------------------------------------------------------------------------------------------- */

static void
trust (Mib *m, const LabPort *p)
{
  guint32 port = lab_base_port (m->s, p);
  mib_int (m, p->trust_agent ? 1 : 2, m->aos6 ? "%.1.2.1.60.1.1.1.1.2" : "%.1.2.1.87.1.1.1.1.1.2", IX (port));
  mib_int (m, p->trust_action, m->aos6 ? "%.1.2.1.60.1.1.1.1.3" : "%.1.2.1.87.1.1.1.1.1.3", IX (port));
  mib_int (m, p->violated ? 2 : 1, m->aos6 ? "%.1.2.1.60.1.1.1.1.4" : "%.1.2.1.87.1.1.1.1.1.4", IX (port));
}

void
mib_trust (Mib *m)
{
  mib_each_port (m, FALSE, trust);
}
