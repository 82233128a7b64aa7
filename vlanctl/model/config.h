/* What a port is configured to be: one struct for desired, live and change.
 * `has` tells "not mentioned" (desired) or "not known" (live) from a value that happens to be zero. */
#pragma once
#include "model/port.h"
#include "model/vlan.h"

/* Attributes of a port. The first group can be declared and changed, the second is only read. */
typedef enum {
  ATTR_UNTAGGED,
  ATTR_TAGGED,
  ATTR_LLDP_ADMIN,
  ATTR_MED_TLVS,
  ATTR_POLICIES,
  ATTR_POE_ADMIN,
  ATTR_POE_LIMIT,
  ATTR_POE_PRIORITY,
  ATTR_QOS_TRUST,
  /* read only */
  ATTR_ADMIN,
  ATTR_OPER,
  ATTR_SPEED,
  ATTR_ALIAS,
  ATTR_AGGREGATE,
  ATTR_DYNAMIC,
  ATTR_NEIGHBOURS,
  ATTR_MACS,
  ATTR_POE_STATUS,
  ATTR_POE_CLASS,
  ATTR_POE_ACTUAL,
  ATTR_TRUST_AGENT,
  /* of the switch, not of a port */
  ATTR_VLANS,
  ATTR_POE_SERVICE,
  ATTR_RUNNING_DIRECTORY,
  ATTR_UNSAVED,
  ATTR_CERTIFIED,
  ATTR_TIMER,
  ATTR_MEMBERS,   /* stack, virtual chassis */
  ATTR_VFL,
  ATTR_RELOAD,
  ATTR_AUDIT,     /* what only audit and explain ask for: STP edge, port security, duplex, errors, authenticated devices, clock, rules of PoE */
  ATTR_N
} Attr;
#define HAS(attr) (1u << (attr))
const char *attr_to_string (Attr attr); /* "untagged VLAN", "LLDP-MED policies", ... for people */
const char *attr_id (Attr attr);        /* "untagged", "policies", ... for programs */

/* lldpPortConfigAdminStatus (LLDP-MIB), values as in the MIB. */
typedef enum { LLDP_TX = 1, LLDP_RX = 2, LLDP_TX_RX = 3, LLDP_DISABLED = 4 } LldpAdmin;
const char *lldp_admin_to_string (LldpAdmin admin); /* "tx" "rx" "tx-and-rx" "disable": CLI words of both families */
gboolean lldp_admin_parse (const char *text, LldpAdmin *out);

/* lldpXMedPortConfigTLVsTxEnable, first octet (LLDP-EXT-MED-MIB). */
typedef enum { MED_TLV_CAPABILITY = 0x80, MED_TLV_NETWORK_POLICY = 0x40 } MedTlv;

/* pethPsePortPowerPriority (RFC 3621). */
typedef enum { POE_CRITICAL = 1, POE_HIGH = 2, POE_LOW = 3 } PoePriority;
const char *poe_priority_to_string (PoePriority priority);
gboolean poe_priority_parse (const char *text, PoePriority *out);

/* alaLldpXMedLocMediaPolicyAppType as the bit number. */
typedef enum {
  MED_APP_UNKNOWN, MED_APP_VOICE, MED_APP_VOICE_SIGNALING, MED_APP_GUEST_VOICE, MED_APP_GUEST_VOICE_SIGNALING,
  MED_APP_SOFTPHONE_VOICE, MED_APP_VIDEO_CONFERENCING, MED_APP_STREAMING_VIDEO, MED_APP_VIDEO_SIGNALING, MED_APP_N
} MedApp;
const char *med_app_to_string (MedApp app); /* CLI words: "voice", "voice-signaling", ... */
gboolean med_app_parse (const char *text, MedApp *out);

typedef enum { MED_VLAN_TAGGED = 1, MED_VLAN_PRIORITY_TAGGED = 2, MED_VLAN_UNTAGGED = 3 } MedVlanType;

/* An LLDP-MED network policy. In a desired port `id` is -1 (any). */
typedef struct {
  int id;             /* 0-31 AOS 8, 1-31 AOS 6 (product.md 6.2); -1 = none yet */
  MedApp app;
  MedVlanType vlan_type;
  guint vlan;         /* 0 unless tagged */
  guint priority;     /* 0..7 */
  guint dscp;         /* 0..63 */
  gboolean chassis;   /* bound to the chassis (or slot), not to ports */
} MedPolicy;
gboolean med_policy_same_values (const MedPolicy *a, const MedPolicy *b); /* all but id and chassis */
char *med_policy_to_string (const MedPolicy *p); /* "voice vlan 200 priority 5 dscp 46" */

typedef struct {
  guint32 has;       /* HAS(ATTR_UNTAGGED) ... HAS(ATTR_QOS_TRUST) */
  guint untagged;    /* VLAN 1..4094 */
  VlanSet tagged;    /* live: every tag. desired: the voice VLAN that must be on */
  LldpAdmin lldp_admin;
  guint8 med_tlvs;   /* MedTlv bits */
  guint8 med_tlvs_known; /* MedTlv bits that were really read (the CLI may tell one and not the other) */
  GArray *policies;  /* MedPolicy; NULL = empty. live: bound to this port (and to the chassis); desired: 0 or 1 voice policy */
  gboolean poe_admin;
  guint poe_limit_mw;
  PoePriority poe_priority;
  gboolean qos_trust;
} PortConfig;
void port_config_clear (PortConfig *c);
/* `to` must be zeroed or cleared. They share the policies, which nobody may change any more: a role's, for each of its ports. */
void port_config_copy (PortConfig *to, const PortConfig *from);
