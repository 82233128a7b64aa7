/* Shared inside the audit room: what a check sees, and how it speaks. */
#pragma once
#include "audit/audit.h"
#include "model/phone.h"
#include "plan/diff.h"

/* Where a MAC address was seen, on ports where devices hang. */
typedef struct {
  guint at;        /* place of the switch in desired->switches */
  PortId port;
  VlanSet vlans;   /* in which it was learnt */
  const Neighbour *neighbour; /* what it said by LLDP; NULL */
} Sighting;

struct AuditRun {
  Audit *audit;
  const Desired *desired;
  const GPtrArray *states;
  const AuditOptions *options;
  const char *time;
  const AuditCheck *check; /* running now */
  AuditSwitch *sw;         /* NULL in checks of the path */
  const Family *family;
  PortSet *unread;         /* ports for which an advice could not be given, and ... */
  char *unread_why;        /* ... why */
  GPtrArray *by_place;     /* AuditSwitch, not owned, by the place in desired->switches; NULL = not audited */
  GHashTable *names;       /* of neighbours: plan_names_new */
  GArray *edges;           /* of path.c: the links, and what they must carry */
  GPtrArray *edges_of;     /* GArray of guint, by the place of a switch: the numbers of the edges that end there */
  GHashTable *sightings;   /* MAC -> GArray of Sighting, in the order of switches and ports */
  GHashTable *listed;      /* set of the MACs of the inventory's phones, not owned */
  const char *phone_role;  /* the first role of the inventory that has a voice VLAN; NULL none */
};

/* A finding with the check's severity. port PORT_NONE: about the switch. */
AuditFinding *audit_say (AuditRun *run, PortId port, const char *format, ...) G_GNUC_PRINTF (3, 4);
AuditFinding *audit_say_of (AuditRun *run, const AuditSwitch *sw, PortId port, AuditSeverity severity, char *message);
/* The port suffers from it too. */
void audit_touch (AuditFinding *f, PortId port);
/* The check cannot judge. What is only advised is gathered and told once per switch. */
void audit_unread (AuditRun *run, PortId port, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The same, for an attribute that was not read: with the reason. */
void audit_unread_attr (AuditRun *run, PortId port, Attr attr);
gboolean audit_asks_for (const AuditRun *run, const char *id); /* is this check made, too */
void audit_tell_unread (AuditRun *run); /* what was gathered, as one finding */
gboolean audit_was_read (const SwitchState *state, Attr attr);

typedef void (*AuditEachPort) (AuditRun *run, const AuditPort *port);
/* Every listed port that the switch shows. */
void audit_each_managed (AuditRun *run, AuditEachPort each);
/* What a port's role wants. */
const MedPolicy *audit_wanted_policy (const AuditPort *port); /* NULL: no voice policy */
guint audit_wanted_voice (const AuditPort *port);             /* voice VLAN that must be tagged; 0 none */
gboolean audit_is_phone_port (const AuditPort *port);
/* VLANs that the listed ports of the switch use; voice only: those that must be tagged. Caller clears. */
void audit_used_vlans (const AuditSwitch *sw, gboolean voice_only, VlanSet *out);
AuditPort *audit_find_port (const AuditSwitch *sw, PortId id);
gboolean audit_looks_like_phone (const Neighbour *n);
const char *audit_phone_mac (const Neighbour *n); /* as which it names itself; NULL */
gboolean audit_carries (const PortState *port, guint vlan);
gboolean audit_membership_known (const PortState *port);

/* What is the case before any check is made. */
void audit_find_phones (AuditRun *run); /* phone.c: sightings, verdicts */
void audit_find_links (AuditRun *run);  /* path.c: links */
void audit_find_power (AuditRun *run);  /* run.c: forecasts */

/* The checks: called once per switch that answered, those of path.c once in all. */
typedef void AuditCheckRun (AuditRun *run);
AuditCheckRun audit_check_unreachable, audit_check_partial, audit_check_model, audit_check_release,
  audit_check_running_certified, audit_check_unsaved, audit_check_uncertified, audit_check_unsynchronised, audit_check_stack,
  audit_check_timer, audit_check_reload, audit_check_clock, audit_check_snmp_v2c, audit_check_ssh_old; /* switch.c */
AuditCheckRun audit_check_vlan_missing, audit_check_vlan_disabled, audit_check_vlan_type, audit_check_vlan_name,
  audit_check_port_missing, audit_check_port_dynamic, audit_check_port_aggregate, audit_check_voice_tag,
  audit_check_data_vlan, audit_check_extra_tag; /* voice.c */
AuditCheckRun audit_check_lldp_off, audit_check_med_tlvs, audit_check_policy_missing, audit_check_policy_values,
  audit_check_policy_conflict, audit_check_policy_unwanted; /* lldp.c */
AuditCheckRun audit_check_port_off, audit_check_port_speed, audit_check_port_bridge, audit_check_port_macs,
  audit_check_port_duplex, audit_check_port_errors, audit_check_port_security, audit_check_stp_edge, audit_check_qos_trust, audit_check_trust_agent; /* port.c */
AuditCheckRun audit_check_phone_auth, audit_check_port_auth; /* auth.c */
AuditCheckRun audit_check_poe_service, audit_check_poe_incapable, audit_check_poe_off, audit_check_poe_fault,
  audit_check_poe_class, audit_check_poe_limit_low, audit_check_poe_limit, audit_check_poe_priority, audit_check_poe_guard_band,
  audit_check_poe_victim; /* poe.c */
AuditCheckRun audit_check_path_vlan, audit_check_path_gateway, audit_check_path_native; /* path.c */
AuditCheckRun audit_check_phone_vlan, audit_check_phone_marking, audit_check_phone_moved, audit_check_phone_gone, audit_check_phone_missing,
  audit_check_phone_other, audit_check_phone_model, audit_check_phone_stray; /* phone.c */
