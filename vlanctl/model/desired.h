/* What we want: the inventory after loading, as typed nouns with their places. inventory/ makes it, plan/ and audit/ read it. */
#pragma once
#include "model/config.h"
#include "model/source.h"

typedef struct {
  char *mac, *model, *extension, *user; /* NULL when not given; mac in canonical form */
  SrcPos pos, mac_pos, model_pos, extension_pos; /* of the whole, and of those that are given */
} DesiredPhone;

typedef struct {
  PortId id;
  PortConfig cfg;       /* has = what the role owns */
  VlanSet owned_tags;   /* every voice VLAN of the inventory, when the role has voice-vlan: those not in cfg.tagged come off */
  const char *role;     /* interned */
  char *jack;
  DesiredPhone *phone;  /* NULL */
  SrcPos pos;           /* the port's key */
  SrcPos *attr_pos;     /* by Attr, up to ATTR_QOS_TRUST: where each owned attribute is written; counted (g_rc_box), a role's ports share it */
} DesiredPort;

typedef struct {
  guint id;
  char *key;     /* inventory key, "voice" */
  char *name;    /* NULL = name not declared */
  gboolean voice;
  SrcPos pos, name_pos;
} DesiredVlan;

typedef enum { SNMP_V2C, SNMP_V3 } SnmpVersion;
typedef enum { SECRET_NONE, SECRET_ENV, SECRET_FILE, SECRET_COMMAND, SECRET_PROMPT, SECRET_LITERAL } SecretKind;
/* Where a secret comes from; never the secret itself (but for SECRET_LITERAL, which lint refuses). */
typedef struct {
  SecretKind kind;
  char *text;   /* env name, path (already relative to the YAML's folder), prompt */
  char **argv;  /* SECRET_COMMAND */
  SrcPos pos;
} SecretRef;

void secret_wipe (char *secret); /* zeroes and frees; the only way in which a secret is let go of. NULL ok */

typedef struct {
  char *name;
  SrcPos pos;
  struct {
    gboolean present;
    SnmpVersion version;
    SecretRef community;
    char *user;
    char *auth_protocol, *priv_protocol; /* "md5" "sha" "sha224" "sha256" "sha384" "sha512"; "des" "aes" "aes192" "aes256"; NULL none */
    SecretRef auth, priv;
    SrcPos pos;
  } snmp;
  struct {
    gboolean present;
    char *user;
    SecretRef secret;     /* password */
    char *key, *jump, *known_hosts; /* NULL = default */
    gboolean openssh;     /* transport: openssh */
    gboolean legacy;      /* algorithms: legacy */
    char **algorithms;    /* or names, NULL-terminated */
    SrcPos pos;
  } ssh;
} Credentials;

typedef struct {
  char *name;
  char *address;
  guint snmp_port, ssh_port; /* defaults 161, 22 */
  char *location, *model;
  const Credentials *credentials; /* owned by Desired; NULL when none */
  guint timeout_ms;          /* per SNMP request; default 5000 */
  PortSet *uplinks;          /* declared; aggregates as linkagg ids */
  GPtrArray *ports;          /* DesiredPort*, by PortId */
  gboolean canary;
  int undo_timer_s;          /* -1 = not set */
  int max_share_percent;     /* -1 = not set */
  int min_share_ports;       /* -1 = not set */
  int uplink_macs;           /* -1 = not set */
  SrcPos pos, address_pos, model_pos, uplinks_pos;
} DesiredSwitch;

typedef struct {
  char *site;
  char *path;                /* inventory path as given */
  char *sha256;              /* hex, over every file read, in order */
  GPtrArray *vlans;          /* DesiredVlan*, by id */
  GPtrArray *credentials;    /* Credentials* */
  GPtrArray *switches;       /* DesiredSwitch*, in file order */
  DesiredSwitch *defaults;   /* what a switch of the first file has that is told nothing else; it has no name */
  VlanSet voice_vlans;
  char *gateway_switch;      /* voice-path; NULL */
  PortId gateway_port;
  SrcPos gateway_pos;
} Desired;

Desired *desired_new (void);
void desired_free (Desired *d);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desired, desired_free)
DesiredSwitch *desired_switch_new (const char *name);
void desired_switch_free (DesiredSwitch *s);
DesiredPort *desired_port_new (PortId id);
DesiredPort *desired_port_new_at (PortId id, SrcPos *attr_pos); /* shares these places: takes a reference */
SrcPos *attr_places_new (void); /* empty; g_rc_box_release */
void desired_port_free (DesiredPort *p);
DesiredSwitch *desired_find_switch (const Desired *d, const char *name);
DesiredPort *desired_find_port (const DesiredSwitch *s, PortId id);
DesiredVlan *desired_find_vlan (const Desired *d, guint id);
void credentials_free (Credentials *c);
