/* What a switch is: the state that live/ reads (by SNMP, from a capture, or from CLI text) and everybody else consults. */
#pragma once
#include <stdbool.h>

#include "model/config.h"

typedef enum { TRI_UNKNOWN, TRI_NO, TRI_YES } Tri;

/* How an attribute came to be known, for the whole switch; a port's own `has` bits tell about the port. */
typedef enum {
  VIA_UNREAD, /* not asked, or asked and no usable answer */
  VIA_SNMP,   /* table read to its end */
  VIA_CLI,    /* read from `show` output */
  VIA_ABSENT, /* the switch answered that it has no such table: --read-cli can help (product.md 6.1) */
  VIA_CUT     /* table cut short: what it told is kept, what it did not tell is unknown */
} ReadVia;
const char *read_via_to_string (ReadVia via);

typedef enum { DYNAMIC_NONE, DYNAMIC_MOBILE, DYNAMIC_UNP, DYNAMIC_DOT1X, DYNAMIC_VFL } DynamicKind;
const char *dynamic_kind_to_string (DynamicKind kind); /* "mobile" "unp" "802.1x" "vfl"; NULL for none */

/* lldpRemSysCapEnabled bits, first octet (LLDP-MIB). */
enum { SYSCAP_OTHER = 0x80, SYSCAP_REPEATER = 0x40, SYSCAP_BRIDGE = 0x20, SYSCAP_WLAN = 0x10, SYSCAP_ROUTER = 0x08,
       SYSCAP_TELEPHONE = 0x04, SYSCAP_DOCSIS = 0x02, SYSCAP_STATION = 0x01 };

typedef struct {
  char *chassis;      /* MAC as "aa:bb:cc:dd:ee:ff", else printable text; never NULL */
  char *port;         /* the same; "" when not sent */
  char *port_descr, *name, *descr;
  guint8 caps_supported, caps_enabled; /* SYSCAP_* */
  gboolean has_caps;
  /* LLDP-MED, NULL or -1 when not sent */
  char *med_model, *med_maker, *med_serial;
  int voice_vlan;      /* VLAN that the neighbour says it uses for application voice; 0 = untagged; -1 not said */
  int voice_priority, voice_dscp;
  int med_class;       /* 1..3 endpoint class, 4 connectivity; -1 not said */
  int power_dw;        /* requested power, tenths of a watt; -1 */
} Neighbour;
void neighbour_free (Neighbour *n);

typedef struct {
  char mac[18]; /* "aa:bb:cc:dd:ee:ff" */
  guint vlan;
} MacEntry;

/* dot3StatsDuplexStatus (EtherLike-MIB, RFC 3635). */
typedef enum { DUPLEX_UNKNOWN, DUPLEX_HALF, DUPLEX_FULL } Duplex;
const char *duplex_to_string (Duplex duplex); /* "half" "full"; NULL for unknown */

/* One direction of a port since its counters began (IF-MIB, RFC 2863). */
typedef struct {
  bool has_errors : 1, has_frames : 1;
  guint errors;   /* ifInErrors, ifOutErrors: 32 bits, and whether they went round cannot be seen */
  guint64 frames; /* what was counted as good: unicast, multicast and broadcast together (ifHC...Pkts) */
} FrameCount;

/* What the switch decided about a device that came to a port of UNP, 802.1X or MAC authentication. */
typedef enum { AUTH_UNKNOWN, AUTH_NOT_ASKED, AUTH_PENDING, AUTH_PASSED, AUTH_FAILED } AuthResult;
const char *auth_result_to_string (AuthResult result); /* "unknown" "not-asked" "pending" "passed" "failed" */

typedef struct {
  char mac[18];
  guint vlan;     /* where it was put; 0 unknown */
  AuthResult result;
  char *profile;  /* user network profile; NULL none said */
} DeviceAuth;

/* pethPsePortDetectionStatus, both layouts of aos-snmp.md 5.1 and 5.2 brought to one. */
typedef enum { POE_ST_UNKNOWN, POE_ST_DISABLED, POE_ST_SEARCHING, POE_ST_DELIVERING, POE_ST_FAULT, POE_ST_TEST, POE_ST_DENIED } PoeStatus;
const char *poe_status_to_string (PoeStatus s);

/* Narrow, and in this order, for there are hundreds of thousands of them. */
typedef struct {
  PortId id;
  guint if_index;
  guint32 has;       /* HAS(ATTR_ADMIN) and up; configuration attributes: cfg.has */
  guint speed_mbps;  /* 0 while down */
  PortConfig cfg;
  char *alias;       /* "" = none */
  PortId aggregate;  /* PORT_NONE = member of none */
  guint poe_actual_mw;
  VlanSet dynamic_vlans; /* memberships made at run time; never drift */
  GPtrArray *neighbours; /* Neighbour*; NULL = none */
  GArray *macs;          /* MacEntry; NULL = none */
  GArray *auths;         /* DeviceAuth; NULL = none, or none known */
  FrameCount in, out;    /* only read for audit and explain, like the next ones */
  guint security_macs;   /* lpsMaxMacNum of the row of port security */
  Duplex duplex : 2;
  Tri stp_edge : 2;          /* vStpInsPortAdminEdge, in every instance that has the port */
  Tri port_security : 2;     /* is there a row of port security */
  bool auths_known : 1;      /* the table of authenticated devices was read to its end */
  bool admin_up : 1, oper_up : 1;
  DynamicKind dynamic : 3;
  PoeStatus poe_status : 3;
  int poe_class : 5;         /* 0..8; -1 = none said */
  bool trust_agent_shutdown : 1; /* LLDP trust agent on, with a violation action that shuts the port */
  bool inconsistent : 1;     /* more than one cfgDefault row and the like: its VLANs are unknown */
} PortState;

/* One power sourcing equipment = one slot. */
typedef struct {
  guint chassis, slot;  /* chassis 0 on AOS 6 */
  Tri service;          /* alaPethMainPseAdminStatus: `lanpower start` / `service start` was given */
  guint budget_w;       /* pethMainPsePower; 0 unknown */
  guint consumption_w;  /* pethMainPseConsumptionPower */
  guint max_w;          /* alaPethMainPseMaxPower; 0 unknown */
  Tri priority_disconnect; /* alaPethMainPsePriorityDisconnect; only read for the audit */
  Tri class_detection;     /* alaPethMainPseClassDetection (AOS 8); only read for the audit */
  Tri limit_settable;   /* TRI_NO: 802.3bt firmware, no per-port limit (product.md 6.10) */
} PseState;

typedef enum { SWITCH_READ, SWITCH_PARTIAL, SWITCH_UNREACHABLE } SwitchStatus;
const char *switch_status_to_string (SwitchStatus s); /* "read" "partial" "unreachable" */

typedef enum { TIMER_UNKNOWN, TIMER_IDLE, TIMER_PENDING, TIMER_RUNNING } TimerStatus;

typedef struct {
  char *name;      /* inventory name */
  char *address;
  char *family;    /* family id ("aos6", "aos8"), NULL until recognised */
  char *model;     /* "OS6860E-P24" */
  char *version;   /* "8.9.107.R02" */
  char *sys_name, *sys_descr, *sys_location;
  SwitchStatus status;
  gboolean mute;   /* nothing came back at all: nobody may be there */
  char *reason;    /* why not SWITCH_READ, for people; NULL when read */
  ReadVia via[ATTR_N];
  GPtrArray *vlans;    /* Vlan*, by id */
  VlanSet *only_vlans; /* read back: whether any other is there was not asked; NULL: `vlans` has all of them */
  GPtrArray *ports;    /* PortState*, by PortId; aggregates last */
  GArray *policies;    /* MedPolicy: every policy defined on the switch */
  GArray *pse;         /* PseState */
  char *running_directory;  /* "working", "certified", "lab"; NULL unknown */
  Tri unsaved, certified, synchronised;
  TimerStatus timer;
  char *timer_file, *timer_time; /* as the switch says; NULL unknown */
  Tri members_complete; /* stack or virtual chassis: every unit running, one version of the truth */
  guint n_members;      /* 0 unknown */
  char *members_detail; /* evidence when not complete */
  Tri reload_pending;
  char *clock;          /* what the switch's clock says, "2026-03-02T10:00:00", its own zone; NULL unknown; only read for the audit */
  char *read_at;        /* when a capture was made, RFC 3339; NULL = just now */
  char *snapshot;       /* text of `show configuration snapshot` when it was read by CLI */
} SwitchState;

SwitchState *switch_state_new (const char *name, const char *address);
void switch_state_free (SwitchState *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SwitchState, switch_state_free)
PortState *switch_state_find_port (const SwitchState *s, PortId id);   /* binary search; NULL when absent */
PortState *switch_state_ensure_port (SwitchState *s, PortId id);       /* finds or inserts in order */
Vlan *switch_state_find_vlan (const SwitchState *s, guint id);
Vlan *switch_state_ensure_vlan (SwitchState *s, guint id);
MedPolicy *switch_state_find_policy (const SwitchState *s, int id);
/* The neighbour's port as it names it (an ifIndex in decimal, or as the switch writes ports), on the switch that it is; PORT_NONE. */
PortId switch_state_neighbour_port (const SwitchState *far_state, const Neighbour *n);
PseState *switch_state_find_pse (const SwitchState *s, guint chassis, guint slot);
Neighbour *port_state_add_neighbour (PortState *p);
void port_state_add_mac (PortState *p, const char *mac, guint vlan);
/* One device and VLAN of which two different results are told has none: AUTH_UNKNOWN. profile: copied; NULL or "" = none. */
void port_state_add_auth (PortState *p, const char *mac, guint vlan, AuthResult result, const char *profile);
