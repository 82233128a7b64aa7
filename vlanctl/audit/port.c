/* About the port itself: what would bother a phone there although everything is configured. */
#include "audit/internal.h"

#include <glib/gi18n.h>
#include <string.h>

#define MACS_OF_A_SOCKET 2   /* a phone, and a PC behind it */
#define MACS_WHILE_BOOTING 3 /* the phone is learnt in the data VLAN first, then in the voice VLAN */

static void
off (AuditRun *run, const AuditPort *p)
{
  if (!audit_is_phone_port (p))
    return;
  if (!(p->live->has & HAS (ATTR_ADMIN)))
    audit_unread_attr (run, p->id, ATTR_ADMIN);
  else if (!p->live->admin_up)
    audit_say (run, p->id, "%s", _ ("the port is switched off"));
}

void
audit_check_port_off (AuditRun *run)
{
  audit_each_managed (run, off);
}

static const PhoneProfile *
profile_of (const AuditRun *run, const AuditPort *p)
{
  return p->want->phone ? phone_profile_find (run->options->profiles, p->want->phone->model) : NULL;
}

/* A phone of 100 Mbit/s is what it is; a phone of 1000 that came up slower, or anything at 10, is not. */
static void
speed (AuditRun *run, const AuditPort *p)
{
  const PhoneProfile *profile = profile_of (run, p);
  guint least = profile && profile->link_mbps ? profile->link_mbps : 100;
  if (!audit_is_phone_port (p))
    return;
  if (!(p->live->has & HAS (ATTR_OPER)) || (p->live->oper_up && !(p->live->has & HAS (ATTR_SPEED))))
    audit_unread_attr (run, p->id, p->live->has & HAS (ATTR_OPER) ? ATTR_SPEED : ATTR_OPER);
  else if (p->live->oper_up && !p->live->speed_mbps)
    audit_unread (run, p->id, "%s", _ ("the link is up, and the switch gives no speed for it"));
  else if (p->live->oper_up && p->live->speed_mbps < least)
    audit_say (run, p->id, _ ("the link came up with %u Mbit/s, %u can be expected"), p->live->speed_mbps, least);
}

void
audit_check_port_speed (AuditRun *run)
{
  audit_each_managed (run, speed);
}

/* A port without link has no duplex. */
static void
duplex (AuditRun *run, const AuditPort *p)
{
  if (!audit_is_phone_port (p))
    return;
  if (!(p->live->has & HAS (ATTR_OPER)))
    audit_unread_attr (run, p->id, ATTR_OPER);
  else if (p->live->oper_up && p->live->duplex == DUPLEX_UNKNOWN)
    audit_unread (run, p->id, "%s", _ ("whether the link is full duplex was not read"));
  else if (p->live->oper_up && p->live->duplex == DUPLEX_HALF)
    audit_say (run, p->id, _ ("the link came up half duplex (%u Mbit/s)"), p->live->speed_mbps);
}

void
audit_check_port_duplex (AuditRun *run)
{
  audit_each_managed (run, duplex);
}

/* More than one frame in a thousand, and not only the handful that plugging a cable costs. Both numbers are ours: no standard has one
 * for this. To compare: 1000BASE-T is made for a bit error rate of 1e-10 (IEEE 802.3 clause 40), which is one frame of full length in
 * 800,000; a voice that loses one packet in a hundred is heard to stutter. */
#define FRAMES_PER_ERROR 1000
#define ERRORS_OF_PLUGGING 100
/* ifInErrors has 32 bits and does not say whether it went round. After so many good frames it may have, on a link that still worked
 * somehow (one frame in ten lost): what it shows then is no answer. */
#define FRAMES_TO_GO_ROUND (G_GUINT64_CONSTANT (10) << 32)

/* FALSE: not known. Of how many frames does not matter where so few were broken. */
static gboolean
judge_count (AuditRun *run, const AuditPort *p, const FrameCount *count, const char *direction)
{
  if (!count->has_errors || (count->errors >= ERRORS_OF_PLUGGING && !count->has_frames)
      || (count->has_frames && count->frames >= FRAMES_TO_GO_ROUND))
    return FALSE;
  if (count->errors >= ERRORS_OF_PLUGGING && count->errors > (count->frames + count->errors) / FRAMES_PER_ERROR)
    audit_say (run, p->id, _ ("%u of %" G_GUINT64_FORMAT " frames %s were broken since its counters began: more than one in %u"),
               count->errors, count->frames + count->errors, direction, FRAMES_PER_ERROR);
  return TRUE;
}

static void
errors (AuditRun *run, const AuditPort *p)
{
  if (!audit_is_phone_port (p))
    return;
  gboolean in = judge_count (run, p, &p->live->in, _ ("received")), out = judge_count (run, p, &p->live->out, _ ("sent"));
  if (!in || !out)
    audit_unread (run, p->id, "%s", _ ("how many of its frames were broken cannot be told from what was read"));
}

void
audit_check_port_errors (AuditRun *run)
{
  audit_each_managed (run, errors);
}

static void
bridge (AuditRun *run, const AuditPort *p)
{
  if (!(p->live->has & HAS (ATTR_NEIGHBOURS)))
    {
      audit_unread_attr (run, p->id, ATTR_NEIGHBOURS);
      return;
    }
  if (p->uplink)
    audit_say (run, p->id, "%s", _ ("is declared as an uplink, and listed as a port of its own"));
  g_autofree char *evidence = plan_uplink_evidence (p->live, G_MAXUINT);
  if (evidence)
    audit_say (run, p->id, "%s", evidence);
}

void
audit_check_port_bridge (AuditRun *run)
{
  audit_each_managed (run, bridge);
}

static void
macs (AuditRun *run, const AuditPort *p)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  if (!(p->live->has & HAS (ATTR_MACS)))
    {
      audit_unread_attr (run, p->id, ATTR_MACS);
      return;
    }
  for (guint i = 0; p->live->macs && i < p->live->macs->len; i++)
    g_hash_table_add (seen, g_array_index (p->live->macs, MacEntry, i).mac);
  if (g_hash_table_size (seen) > MACS_OF_A_SOCKET)
    audit_say (run, p->id, _ ("%u MAC addresses are learnt here: more than a phone and a PC"), g_hash_table_size (seen));
}

void
audit_check_port_macs (AuditRun *run)
{
  audit_each_managed (run, macs);
}

static void
security (AuditRun *run, const AuditPort *p)
{
  if (!audit_is_phone_port (p))
    return;
  if (p->live->port_security == TRI_UNKNOWN)
    audit_unread (run, p->id, "%s", _ ("port security was not read"));
  else if (p->live->port_security == TRI_YES && p->live->security_macs < MACS_WHILE_BOOTING)
    audit_say (run, p->id, _ ("port security allows %u MAC addresses: a phone in two VLANs and a PC are %u"),
               p->live->security_macs, MACS_WHILE_BOOTING);
}

void
audit_check_port_security (AuditRun *run)
{
  audit_each_managed (run, security);
}

static void
edge (AuditRun *run, const AuditPort *p)
{
  if (!audit_is_phone_port (p))
    return;
  if (p->live->stp_edge == TRI_UNKNOWN)
    audit_unread (run, p->id, "%s", _ ("whether spanning tree takes it for an edge port was not read"));
  else if (p->live->stp_edge == TRI_NO)
    audit_say (run, p->id, "%s", _ ("is no edge port of spanning tree: half a minute without network after each plugging"));
}

void
audit_check_stp_edge (AuditRun *run)
{
  audit_each_managed (run, edge);
}

static void
trust (AuditRun *run, const AuditPort *p)
{
  if (!(p->want->cfg.has & HAS (ATTR_QOS_TRUST)) || (run->family && run->family->tagged_always_trusted))
    return;
  if (!(p->live->cfg.has & HAS (ATTR_QOS_TRUST)))
    audit_unread_attr (run, p->id, ATTR_QOS_TRUST);
  else if (p->live->cfg.qos_trust != p->want->cfg.qos_trust)
    audit_say (run, p->id, "%s",
               p->want->cfg.qos_trust ? _ ("the phone's priority is not trusted here")
                                      : _ ("priorities are trusted here, and shall not be"));
}

void
audit_check_qos_trust (AuditRun *run)
{
  audit_each_managed (run, trust);
}

static void
agent (AuditRun *run, const AuditPort *p)
{
  if (!audit_is_phone_port (p))
    return;
  if (!(p->live->has & HAS (ATTR_TRUST_AGENT)))
    audit_unread_attr (run, p->id, ATTR_TRUST_AGENT);
  else if (p->live->trust_agent_shutdown)
    audit_say (run, p->id, "%s", _ ("the LLDP trust agent shuts the port down when another device comes"));
}

void
audit_check_trust_agent (AuditRun *run)
{
  audit_each_managed (run, agent);
}
