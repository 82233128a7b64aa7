/* The state of one stand-in switch: what is configured, what is plugged in, what lies in its flash. Everything else (SNMP rows,
 * `show` output, snapshots) is told from here. Written from the vendor's guides and MIB texts; shares nothing with vlanctl. */
#pragma once
#include <glib.h>
#include <stdio.h>

typedef enum { LAB_AOS6, LAB_AOS8 } LabFamily;
typedef enum { LAB_NO_DEVICE, LAB_PHONE, LAB_PC, LAB_SWITCH_DEVICE, LAB_AP } LabDeviceKind;

typedef struct {
  LabDeviceKind kind;
  char *mac, *name, *far_port;
  guint poe_class, milliwatts;
  gboolean lldp, pc_behind;
  guint macs;       /* addresses seen behind it (switches) */
  char *pc_mac;
  gint64 power_since; /* lab time, 0 = no power */
} LabDevice;

typedef enum { LAB_POE_DISABLED, LAB_POE_SEARCHING, LAB_POE_DELIVERING, LAB_POE_FAULT, LAB_POE_DENIED } LabPoeStatus;

typedef struct {
  guint chassis, slot, number; /* chassis 0 on AOS 6; aggregate: all 0 but `aggregate_id` */
  guint aggregate_id;          /* this is linkagg N */
  gboolean poe_capable;
  /* configuration */
  gboolean admin_down;
  char *alias;
  guint untagged;
  guint8 tags[512];            /* bit per VLAN */
  gboolean mobile, unp;
  guint member_of;             /* linkagg N, 0 = none */
  guint lldp_admin;            /* 1 tx, 2 rx, 3 both, 4 off */
  guint8 tlvs;                 /* 0x80 capability, 0x40 network policy */
  guint64 policies;            /* bit per bound policy id */
  gboolean poe_off;
  guint poe_limit_mw, poe_priority; /* 1 critical, 2 high, 3 low */
  gboolean trusted, pending_trusted;
  /* what stands at the other end, and what came of it */
  LabDevice *device;
  gboolean up, booted;
  LabPoeStatus poe_status;
  guint draw_mw;
} LabPort;

typedef struct {
  guint id;
  char *name;       /* NULL = "VLAN N" */
  gboolean disabled;
  char *type;       /* "std", "vcm", ... */
} LabVlan;

typedef struct {
  guint id;
  char *application;
  char vlan_type;   /* 't' tagged, 'p' priority, 'u' untagged */
  guint vlan, priority, dscp;
} LabPolicy;

typedef struct {
  guint chassis, slot;
  gboolean service;
  guint max_watts, budget_watts;
} LabUnit;

typedef struct LabFault LabFault; /* faults.h */

typedef struct {
  char *name, *auth, *auth_secret, *priv, *priv_secret;
} LabUser;

typedef struct {
  /* what it is */
  char *name, *address, *model, *version;
  LabFamily family;
  guint snmp_port, ssh_port;
  char *community, *user, *password;
  GPtrArray *users;     /* LabUser* */
  guint boot_ms;        /* a phone's boot */
  GHashTable *no_tables; /* set: SNMP answers none of these */
  char *capture;        /* start from this walk; NULL */
  /* configuration */
  GPtrArray *ports;     /* LabPort*, front panel order, aggregates last */
  GPtrArray *vlans;     /* LabVlan*, by id */
  GPtrArray *policies;  /* LabPolicy*, by id */
  guint64 chassis_policies;
  GArray *units;        /* LabUnit */
  gboolean qos_pending; /* somebody's QoS lines wait for `qos apply` */
  gboolean ask_on_deletion;
  /* its flash */
  char *running_directory; /* "WORKING", "CERTIFIED" */
  char *working, *certified; /* configuration texts */
  gboolean unsynchronised;
  GHashTable *files;    /* path -> GBytes */
  char *timer_file;     /* scheduled `configuration apply`; NULL */
  gint64 timer_at;      /* lab time, ms */
  gint64 reload_at;     /* 0 = none */
  guint missing_unit;   /* a unit that does not run; 0 */
  /* the world */
  gint64 clock_offset;  /* ms that the clock was put forward */
  gboolean dead;        /* powered off */
  guint sessions, session_counter;
  GPtrArray *faults;    /* LabFault* */
  guint config_commands; /* over SSH so far */
  guint snmp_requests;
  guint generation;     /* grows with every change: the agent's cache */
  FILE *wire;
  gint64 started;
} LabSwitch;

LabSwitch *lab_switch_new (const char *name);
void lab_switch_free (LabSwitch *s);
gboolean lab_switch_set_model (LabSwitch *s, const char *model, char **why); /* makes the ports */
void lab_switch_reset_config (LabSwitch *s); /* as from the factory */
LabPort *lab_find_port (const LabSwitch *s, guint chassis, guint slot, guint number);
LabPort *lab_find_aggregate (const LabSwitch *s, guint id);
LabPort *lab_add_aggregate (LabSwitch *s, guint id);
/* "1/12", "1/1/12", a range "1/1/1-24" where `range`; LabPort* array (not owned), NULL when it is none of this switch's form. */
GPtrArray *lab_parse_ports (const LabSwitch *s, const char *text, gboolean range);
char *lab_port_name (const LabPort *p); /* "1/1/12"; aggregates "0/5" */
guint lab_if_index (const LabSwitch *s, const LabPort *p);
guint lab_base_port (const LabSwitch *s, const LabPort *p);
LabVlan *lab_find_vlan (const LabSwitch *s, guint id);
LabVlan *lab_add_vlan (LabSwitch *s, guint id);
void lab_remove_vlan (LabSwitch *s, guint id);
LabPolicy *lab_find_policy (const LabSwitch *s, guint id);
LabUnit *lab_find_unit (const LabSwitch *s, guint chassis, guint slot);
gboolean lab_has_tag (const LabPort *p, guint vlan);
void lab_set_tag (LabPort *p, guint vlan, gboolean on);
gboolean lab_policy_is_bound (const LabSwitch *s, guint id);

gint64 lab_now (const LabSwitch *s); /* ms, with the offset */
void lab_changed (LabSwitch *s);     /* configuration or world changed */
/* One line of the wire log, written at once. */
void lab_wire (LabSwitch *s, const char *kind, const char *text);

/* ---- models.c: what a model is */
typedef struct {
  LabFamily family;
  guint ports, uplinks, poe_ports, budget_watts, limit_default, limit_max;
  const char *object_id;
} LabModel;
gboolean lab_model_find (const char *name, LabModel *out);

/* ---- phones.c: devices react to what their port offers; call after every change and now and then */
void lab_refresh (LabSwitch *s);
LabDevice *lab_device_new (LabDeviceKind kind, const char *mac);
void lab_device_free (LabDevice *d);
/* Voice VLAN that a booted phone there uses: policy's where it is told one, 0 = untagged. */
guint lab_phone_vlan (const LabSwitch *s, const LabPort *p);

/* ---- snapshot.c: the configuration as text, and back */
char *lab_snapshot (const LabSwitch *s, const char *features); /* features NULL = all */
gboolean lab_is_unsaved (const LabSwitch *s);
/* Runs every line of a configuration text; returns how many were refused, their texts into errors (may be NULL). */
guint lab_run_text (LabSwitch *s, const char *text, GString *errors);
void lab_boot (LabSwitch *s, gboolean from_certified);
void lab_tick (LabSwitch *s); /* timers */

/* ---- json.c */
char *lab_state_json (const LabSwitch *s);
