/* The state of one stand-in switch: what is configured, what is plugged in, what lies in its flash. Everything else (SNMP rows,
 * `show` output, snapshots) is told from here. Written from the vendor's guides and MIB texts; shares nothing with vlanctl. */
#pragma once
#include <glib.h>
#include <stdio.h>

typedef enum { LAB_AOS6, LAB_AOS8 } LabFamily;

/* ---- what hangs on a port -------------------------------------------------------------------------------------------- */

typedef enum { LAB_NO_DEVICE, LAB_PHONE, LAB_PC, LAB_SWITCH_DEVICE, LAB_AP } LabDeviceKind;

typedef enum { LAB_NO_AUTH, LAB_AUTH_RUNNING, LAB_AUTH_DONE, LAB_AUTH_FAILED } LabAuth;

typedef struct {
  LabDeviceKind kind;
  char *mac, *name, *far_port, *pc_mac, *address; /* address: IPv4 that it announces by LLDP */
  char *maker, *product, *serial, *firmware;
  guint poe_class, milliwatts, speed, macs; /* macs: addresses seen behind it (switches) */
  gboolean lldp, obeys; /* speaks LLDP; does what a policy says */
  guint hand_vlan;      /* a tagged VLAN set on the phone by hand; 0 */
  gboolean half;        /* its link came out at half duplex */
  LabAuth auth;         /* what became of its 802.1X or MAC authentication */
  gboolean auth_by_mac;
  guint auth_vlan;      /* 0 = the port's */
  char *auth_profile;   /* NULL = none */
  /* what came of it; lab times, 0 = not */
  gint64 power_since, flushed_at;
  guint told;           /* VLAN that it was told and uses; 0 = untagged */
  gint64 told_since;
  guint left;           /* VLAN whose forwarding entry still ages */
  gint64 left_at;
} LabDevice;

typedef enum
{
  LAB_POE_DISABLED,
  LAB_POE_SEARCHING,
  LAB_POE_DELIVERING,
  LAB_POE_FAULT,
  LAB_POE_DENIED,
  LAB_POE_DELAYED
} LabPoeStatus;
typedef enum { LAB_TRUST_TRAP = 1, LAB_TRUST_SHUTDOWN, LAB_TRUST_BOTH } LabTrustAction;

/* LLDP TLV switches; all off from the factory. */
enum
{
  LAB_TLV_CAPABILITY = 0x80,
  LAB_TLV_POLICY = 0x40,
  LAB_TLV_POWER = 0x10,
  LAB_TLV_EXT_POWER = 0x08, /* MED, as in lldpXMedPortConfigTLVsTxEnable */
  LAB_TLV_PORT_DESCRIPTION = 0x80,
  LAB_TLV_SYSTEM_NAME = 0x40,
  LAB_TLV_SYSTEM_DESCRIPTION = 0x20,
  LAB_TLV_SYSTEM_CAPABILITIES = 0x10,
};

/* Spanning tree on a port that is up; the numbers are dot1dStpPortState's (RFC 4188). LAB_STP_USUAL: forwarding. */
typedef enum
{
  LAB_STP_USUAL,
  LAB_STP_DISABLED,
  LAB_STP_BLOCKING,
  LAB_STP_LISTENING,
  LAB_STP_LEARNING,
  LAB_STP_FORWARDING
} LabStp;

/* What the fleet file says happened on a port; no configuration touches it. */
typedef struct {
  guint in_errors, out_errors, in_discards, out_discards;
  LabStp stp;
  gboolean edge; /* admin edge */
} LabPast;

typedef struct {
  guint chassis, slot, number; /* chassis 0 on AOS 6; aggregate: all 0 but `aggregate_id` */
  guint aggregate_id;          /* this is linkagg N */
  gboolean poe_capable, vfl;   /* vfl: ties a virtual chassis together */
  /* configuration */
  gboolean admin_down;
  char *alias;
  guint untagged;
  guint8 tags[512];            /* bit per VLAN */
  GHashTable *tag_notes;       /* AOS 6: VLAN -> the description given with a tag; NULL */
  gboolean tagged_only;        /* AOS 6: accepts tagged frames only */
  gboolean mobile, dot1x, unp;
  guint8 unp_tags[512], unp_untagged[512]; /* static VLANs of a UNP port */
  guint unp_settings;          /* bits, see cli_dynamic.c */
  guint member_of;             /* linkagg N, 0 = none */
  guint lldp_admin;            /* 1 tx, 2 rx, 3 both, 4 off */
  gboolean notify, tlv_address, tlv_dot1, tlv_dot3;
  guint8 tlvs, basic_tlvs;
  guint64 policies;            /* bit per bound policy id */
  gboolean trust_agent;
  LabTrustAction trust_action;
  gboolean poe_off;
  guint poe_limit_mw, poe_priority; /* 1 critical, 2 high, 3 low */
  char *poe_type;
  gboolean capacitor;
  gboolean trusted, pending_trusted;
  guint lps_max;               /* learned port security; 0 = off */
  /* what came of it */
  LabDevice *device;
  gboolean up, booted, violated;
  gint64 up_since;
  char *trust_seen;            /* MAC of the agent that this port got used to */
  LabPoeStatus poe_status;
  guint draw_mw, denials;
  LabPast past;
} LabPort;

typedef struct {
  guint id;
  char *name;       /* NULL = "VLAN N" */
  gboolean disabled, mobile_tag;
  char *type;       /* "std", "vcm", ... */
  GPtrArray *rules; /* "mac 00:80:9f:..", "mac range A B"; NULL */
} LabVlan;

typedef struct {
  guint id;
  char *application;
  char vlan_type;   /* 't' tagged, 'p' priority, 'u' untagged */
  guint vlan, priority, dscp;
} LabPolicy;

typedef struct {
  guint chassis, slot;  /* chassis 0 on AOS 6, where a unit is a slot */
  gboolean missing;     /* belongs here and does not run */
  gboolean poe, service, disconnect, class_detection, capacitor, bt, fpoe, ppoe;
  guint max_watts, budget_watts, usage, delay_seconds;
  gint64 delayed_until;
} LabUnit;

typedef struct LabFault LabFault; /* faults.h */

typedef struct {
  char *name, *auth, *auth_secret, *priv, *priv_secret;
} LabUser;

/* Who is logged in. A shell or a file transfer owns it. */
typedef struct {
  guint number, idle_minutes;
  char *user, *type, *address;
  char *prefix;       /* AOS 6 remembers how the last line began */
  gboolean over;      /* killed, or idle too long */
  char *asks;         /* a question that waits for Y or N; NULL */
  gboolean confirmed; /* it was answered with Y */
  char *prompt;       /* of this session; NULL = the switch's */
  gboolean pages;     /* AOS 6: `more` is on */
  guint page_size;
  GPtrArray *history; /* lines typed, oldest first */
  gint64 heard_at;
} LabSession;

/* What stands in `show configuration status`. */
typedef enum { LAB_TASK_NONE, LAB_TASK_DONE, LAB_TASK_CHECKED } LabTask;

typedef struct {
  /* what it is */
  char *name, *address, *model, *version;
  LabFamily family;
  guint n_units, poe_firmware;
  gboolean secondary;   /* a stack's secondary: it refuses every command */
  guint snmp_port, ssh_port;
  char *community, *user, *password;
  char *host_key_type;  /* "rsa", "ecdsa", "ed25519" */
  gboolean legacy_ssh;  /* only the algorithms of an old switch */
  GPtrArray *public_keys; /* "ssh-rsa AAAA..." that may log in */
  char *rights;         /* "read-write", "read-only", "no-cli" */
  GPtrArray *users;     /* LabUser* */
  char *banner;         /* instead of the usual one */
  guint boot_ms, certify_ms, reboot_ms; /* a phone's boot, the time that certifying and rebooting take */
  GHashTable *no_tables, *extra_tables; /* sets of table names, mib.h */
  GArray *recorded;     /* MibRow of a recorded walk: it was started from that; NULL */
  gboolean replays;     /* SNMP answers these and nothing else */
  GArray *frozen;       /* MibRow as they stood when `snmp-frozen` was set; NULL */
  char *status_words;   /* "cli", "smg", "smg-words": which of the vendor's books words `show configuration status` */
  gboolean policy_by_if; /* the policy table's port is an ifIndex */
  gboolean flat_stp;    /* one spanning tree for all VLANs instead of one for each */
  gboolean poe_draft;   /* AOS 6: PoE at the vendor's draft branch */
  /* configuration */
  GPtrArray *ports;     /* LabPort*, front panel order, aggregates last */
  GPtrArray *vlans;     /* LabVlan*, by id */
  GPtrArray *policies;  /* LabPolicy*, by id */
  guint64 chassis_policies;
  GArray *units;        /* LabUnit */
  GPtrArray *profiles;  /* lines of UNP profiles and rules, as they were typed */
  gboolean trust_ports, pending_trust_ports, pending_reset;
  guint phones_priority; /* qos phones: 8 = trusted, 9 = off */
  gboolean qos_pending;  /* somebody's QoS lines wait for `qos apply` */
  gboolean ask_on_deletion;
  char *prompt;          /* of new sessions */
  guint idle_minutes, error_files;
  guint snmp_security;   /* 1 none, 2 auth set, 3 auth all, 4 priv set, 5 priv all */
  gboolean snmp_login, ssh_login; /* aaa authentication */
  gboolean certify_on_reboot;
  /* its flash */
  GHashTable *files;     /* path -> GBytes; the configurations too: lab_config_path() */
  char *running_directory; /* "working", "certified", or a user's */
  gboolean unsaved, unsynchronised;
  gint64 certify_at;     /* certifying goes on till then; 0 */
  /* timers; lab times, 0 = none */
  char *timer_file, *timer_name; /* scheduled `configuration apply`: path, and as it was typed */
  gint64 timer_at, reload_at, booting_until;
  char *reload_to;       /* directory that the timed reload boots; NULL = as the rule has it */
  LabTask task;
  char *task_name;
  guint task_errors, error_number;
  /* the world */
  gint64 clock_offset, stopped_at; /* the clock was put forward by; stands still at (-1 = it runs) */
  gint64 wall_at_zero;   /* ms since 1970 at lab time 0 */
  gboolean dead;         /* powered off */
  GPtrArray *sessions;   /* LabSession* */
  GPtrArray *command_log; /* what `show command-log` keeps */
  gboolean logs_commands;
  guint session_counter;
  GPtrArray *faults;     /* LabFault* */
  guint config_commands, lines; /* over a session, since faults were last set */
  guint snmp_requests, sets;
  guint generation;      /* grows with every change: the agent's cache */
  GRand *dice;           /* seeded by the name: a lossy line loses the same packets every time */
  FILE *wire;
  gint64 started;
  GCond *wake;           /* something changed; NULL in tests */
  void *ssh_server;      /* ssh.h: whose host key can be changed; NULL in tests */
} LabSwitch;

LabSwitch *lab_switch_new (const char *name);
void lab_switch_free (LabSwitch *s);
/* Makes the ports of `units` such switches in one stack. */
gboolean lab_switch_set_model (LabSwitch *s, const char *model, guint units, char **why);
void lab_switch_reset_config (LabSwitch *s); /* as from the factory */
LabPort *lab_add_port (LabSwitch *s, guint chassis, guint slot, guint number, gboolean poe, guint limit);
LabPort *lab_find_port (const LabSwitch *s, guint chassis, guint slot, guint number); /* NULL also while its unit is missing */
LabPort *lab_find_aggregate (const LabSwitch *s, guint id);
LabPort *lab_add_aggregate (LabSwitch *s, guint id);
void lab_remove_aggregate (LabSwitch *s, guint id);
/* "1/12", "1/1/12", a range "1/1/1-24" where `range`; LabPort* array (not owned), NULL when it is none of this switch's form. */
GPtrArray *lab_parse_ports (const LabSwitch *s, const char *text, gboolean range);
char *lab_port_name (const LabPort *p); /* "1/1/12"; aggregates "0/5" */
gboolean lab_port_is_absent (const LabSwitch *s, const LabPort *p); /* its unit does not run */
guint lab_if_index (const LabPort *p);
guint lab_base_port (const LabSwitch *s, const LabPort *p);
gboolean lab_stp_blocks (const LabPort *p); /* it is up, and spanning tree lets nothing through */
guint lab_speed (const LabSwitch *s, const LabPort *p); /* Mbit/s of its link, of an aggregate's first; 0 while it is down */
LabVlan *lab_find_vlan (const LabSwitch *s, guint id);
LabVlan *lab_add_vlan (LabSwitch *s, guint id);
void lab_remove_vlan (LabSwitch *s, guint id);
LabPolicy *lab_find_policy (const LabSwitch *s, guint id);
LabUnit *lab_find_unit (const LabSwitch *s, guint chassis, guint slot);
LabUnit *lab_unit_of (const LabSwitch *s, const LabPort *p);
gboolean lab_bit (const guint8 *bits, guint vlan); /* of tags[] and its kin */
void lab_set_bit (guint8 *bits, guint vlan, gboolean on);
gboolean lab_has_tag (const LabPort *p, guint vlan);
void lab_set_tag (LabPort *p, guint vlan, gboolean on);
gboolean lab_has_any_tag (const LabPort *p);
/* What a port is to a VLAN; the numbers are AOS 8's vpaType. */
typedef enum
{
  LAB_NO_MEMBER = 0,
  LAB_UNTAGGED = 1,
  LAB_TAGGED = 2,
  LAB_DYNAMIC = 3,
  LAB_UNP_UNTAGGED = 9,
  LAB_UNP_TAGGED = 10
} LabMember;
LabMember lab_member (const LabSwitch *s, const LabPort *p, guint vlan); /* members of aggregates and fabric links are of none */
gboolean lab_is_active (const LabSwitch *s, guint vlan); /* a member port is up */
gboolean lab_policy_is_bound (const LabSwitch *s, guint id);
void lab_changed (LabSwitch *s);     /* configuration or world changed */
/* Is the release this one or later? "8.9.221.R03" is 8, 9, 3. */
gboolean lab_since (const LabSwitch *s, guint major, guint minor, guint release);
gboolean lab_model_is (const LabSwitch *s, const char *prefixes); /* one of several, blanks between */

/* ---- wire.c: the log of what was heard, written at once */
void lab_wire (LabSwitch *s, const char *kind, const char *text);

/* ---- clock.c */
gint64 lab_now (const LabSwitch *s); /* lab time, ms */
gint64 lab_wall (const LabSwitch *s); /* what its clock says: seconds since 1970 */
void lab_set_wall (LabSwitch *s, gint64 seconds);
void lab_tick (LabSwitch *s);        /* what has fallen due */
gint64 lab_next_event (const LabSwitch *s); /* lab time at which the next thing falls due; G_MAXINT64 = never */

/* ---- models.c: what a model is */
typedef struct {
  LabFamily family;
  guint ports, uplinks, poe_ports, budget_watts, limit_default, limit_max,
      high_ports; /* high_ports: only so many go up to limit_max; 0 = all */
  const char *object_id;
} LabModel;
gboolean lab_model_find (const char *name, LabModel *out);

/* ---- phones.c, power.c: devices react to what their port offers */
void lab_refresh (LabSwitch *s);
void lab_refresh_power (LabSwitch *s);
gboolean lab_needs_power (const LabPort *p);
LabDevice *lab_device_new (LabDeviceKind kind, const char *mac);
void lab_device_free (LabDevice *d);
guint lab_phone_vlan (const LabPort *p); /* VLAN that the phone there uses; 0 = untagged */
guint8 lab_med_mask (const LabSwitch *s, const LabPort *p); /* MED TLVs that are really sent */
const LabPolicy *lab_offered_policy (const LabSwitch *s, const LabPort *p); /* voice policy that a phone there hears; NULL */
/* Addresses learnt on a port. */
typedef void (*LabMacFunc) (const LabSwitch *s, const LabPort *at, guint vlan, const guint8 *mac, gpointer data);
void lab_macs (const LabSwitch *s, const LabPort *p, LabMacFunc each, gpointer data);
void lab_flush_macs (LabSwitch *s, LabPort *p);
gboolean lab_parse_mac (const char *text, guint8 *mac);

/* ---- snapshot.c: the configuration as text */
char *lab_snapshot (const LabSwitch *s, const char *const *features); /* features NULL = all */
gboolean lab_is_feature (const LabSwitch *s, const char *word);

/* ---- flash.c: files, directories, boots */
char *lab_config_path (const LabSwitch *s, const char *directory); /* "/flash/working/boot.cfg" */
char *lab_file_text (const LabSwitch *s, const char *path); /* NULL when there is none */
gboolean lab_put_file (LabSwitch *s, const char *path, const void *data, gsize size); /* FALSE: the flash is full */
gboolean lab_is_certified (const LabSwitch *s); /* the running directory holds what certified holds */
gboolean lab_same_config (const LabSwitch *s, const char *a, const char *b);
gboolean lab_save (LabSwitch *s, const char *directory);
gboolean lab_copy_config (LabSwitch *s, const char *from, const char *to);
/* Runs every line of a configuration text; returns how many were refused, their lines and texts into errors (may be NULL). */
guint lab_run_text (LabSwitch *s, const char *text, GString *errors);
void lab_boot (LabSwitch *s, const char *directory); /* NULL: as the rule has it */

/* ---- json.c */
char *lab_state_json (const LabSwitch *s);
