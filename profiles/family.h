/* What a switch family is: data. No code outside profiles/ asks which family it has before it; it asks the struct.
 *
 * Every command line the program can send is a row of `ops`; every object it reads is in `snmp`.
 * Sources are aos8-guide.md, aos6-guide.md, aos-cli.md, aos-snmp.md of the reference; `cite` names them.
 */
#pragma once
#include "model/plan.h"

/* A primitive operation on the CLI. */
typedef enum {
  /* configuration: {holes} per op in op_holes() */
  OP_VLAN_CREATE,       /* {vlan} {name}: creates, enabled, named */
  OP_VLAN_CREATE_PLAIN, /* {vlan}: creates, enabled, no name */
  OP_VLAN_DELETE,       /* {vlan} */
  OP_VLAN_ENABLE, OP_VLAN_DISABLE, /* {vlan} */
  OP_VLAN_NAME,         /* {vlan} {name} */
  OP_PORT_UNTAGGED,     /* {vlan} {port} */
  OP_PORT_TAG, OP_PORT_UNTAG,      /* {vlan} {port} */
  OP_AGG_TAG, OP_AGG_UNTAG, /* {vlan} {agg}: an uplink that is an aggregate */
  OP_POLICY_CREATE,     /* {policy} {app} {policy-vlan} {priority} {dscp} */
  OP_POLICY_DELETE,     /* {policy} */
  OP_BIND, OP_UNBIND,   /* {port} {policy} */
  OP_TLV_CAPABILITY, OP_TLV_NETWORK_POLICY, /* {port} {enable}: "enable" or "disable" */
  OP_LLDP_ADMIN,        /* {port} {lldp-admin} */
  OP_POE_SERVICE_START, OP_POE_SERVICE_STOP, /* {slot}: "1" AOS 6, "1/1" AOS 8 */
  OP_POE_ON, OP_POE_OFF, /* {port} */
  OP_POE_LIMIT,         /* {port} {mw} */
  OP_POE_PRIORITY,      /* {port} {poe-priority} */
  OP_QOS_TRUST, OP_QOS_NO_TRUST, /* {port} */
  OP_QOS_APPLY,
  /* the switch's own keeping */
  OP_SAVE, OP_CERTIFY, OP_CERTIFY_SYNCHRO,
  OP_TIMER_CHECK,       /* {file} */
  OP_TIMER_ARM,         /* {file} {hhmm} */
  OP_TIMER_CANCEL,
  OP_FILE_BEGIN, OP_FILE_END, /* {file}: a here-document of lines, where SFTP is off */
  OP_FILE_REMOVE,       /* {file} */
  /* looks */
  OP_SHOW_RUNNING_DIRECTORY, OP_SHOW_CONFIGURATION_STATUS, OP_SHOW_SNAPSHOT, OP_SHOW_VLAN, OP_SHOW_MEMBERS,
  OP_SHOW_QOS_CONFIG, OP_SHOW_LANPOWER, /* {slot} */
  OP_SHOW_LANPOWER_STATUS, /* {slot} */
  OP_SHOW_WHO, OP_SHOW_WHOAMI, OP_SHOW_RELOAD, OP_SHOW_MEMBERS_UNITS, OP_SHOW_SYSTEM,
  /* the session */
  OP_NO_MORE,
  OP_N
} OpId;

/* How many ports one line may carry. */
typedef enum { OP_RANGE_NONE, OP_RANGE_PORTS /* C/S/P-P2 documented for this very line */ } OpRange;

typedef struct {
  const char *line;   /* template; NULL = the family has no such line */
  OpRange range;
  gboolean guess;     /* the reference marks this line [guess] or its sources disagree */
  const char *refusal_not_needed; /* a reply prefix that means "not needed on this release" (product.md 5.7); NULL */
  guint timeout_s;    /* 0 = the default */
  const char *cite;   /* "aos8-guide.md 2; CLI guide p. 432" */
} OpTemplate;

/* The holes of a template. Only typed values: render checks each again and refuses what does not fit. */
typedef struct {
  guint vlan;
  const char *name;
  PortRange ports;      /* first == last for one port; aggregates as PortId */
  int policy;
  const MedPolicy *policy_values;
  gboolean enable;
  LldpAdmin lldp_admin;
  guint chassis, slot;
  guint milliwatts;
  PoePriority poe_priority;
  const char *file;     /* [A-Za-z0-9._/-] only */
  guint minutes;        /* {hhmm} */
} OpArgs;

/* ---- cures ----------------------------------------------------------------------------------------------------------- */

/* What `doctor` may find missing, and a person types on the switch: never sent by the program. */
typedef enum {
  CURE_SNMP_ACCESS,    /* SNMP is let in at all */
  CURE_SNMP_OPEN,      /* v2c is answered */
  CURE_SNMP_COMMUNITY,
  CURE_SNMP_USER,      /* {user} {level} */
  CURE_SNMP_LEVEL,     /* v3 without encryption is answered */
  CURE_SSH_SERVICE, CURE_SSH_ACCESS,
  CURE_RIGHTS,         /* {user} */
  CURE_SFTP,
  CURE_DIRECTORY, CURE_RELOAD,
  CURE_CLOCK,          /* {date} {time} */
  CURE_N
} CureId;

typedef struct {
  const char *lines[2]; /* words in capitals are for the person to fill in; none = the family has no line for it */
  gboolean guess;
  const char *cite;
} Cure;

/* ---- SNMP ------------------------------------------------------------------------------------------------------------ */

/* Tables and scalars to read, each a row: columns that go together in one GETBULK. They are read in this order. */
typedef enum {
  TABLE_SYSTEM, TABLE_IF, TABLE_IFX, TABLE_BASE_PORT, TABLE_ENTITY, TABLE_VLAN, TABLE_Q_STATIC, TABLE_VPA, TABLE_Q_CURRENT, TABLE_MOBILE, TABLE_UNP,
  TABLE_AGGREGATE, TABLE_VFL, TABLE_LLDP_CONFIG, TABLE_LLDP_REM, TABLE_LLDP_V2_REM, TABLE_MED_TLV, TABLE_MED_REM_CLASS,
  TABLE_MED_REM_POLICY, TABLE_MED_REM_INVENTORY, TABLE_MED_REM_POWER, TABLE_POLICY, TABLE_POLICY_PORT, TABLE_TRUST_AGENT,
  TABLE_POE_PORT, TABLE_POE_MAIN, TABLE_POE_DRAFT_PORT, TABLE_POE_DRAFT_MAIN, TABLE_INLINE_PORT, TABLE_INLINE_MAIN,
  TABLE_QOS_PORT, TABLE_CONFIG, TABLE_CHASSIS_CONTROL, TABLE_MEMBERS, TABLE_FDB, TABLE_FDB_BRIDGE,
  TABLE_INLINE_RULES, TABLE_PORT_SECURITY, TABLE_STP_EDGE, TABLE_CLOCK, TABLE_RELOAD, /* only audit and explain ask for these */
  TABLE_DUPLEX, TABLE_ERRORS, TABLE_FRAMES, TABLE_AUTH,
  TABLE_N
} TableId;
typedef struct TableSpec TableSpec;
guint table_columns (const TableSpec *spec); /* how many it has to read */
const char *table_to_string (TableId table); /* stable id for captures: "vpa" */

#define TABLE_MAX_COLUMNS 12

/* What no row at all in a table means. */
typedef enum {
  NO_ROW_ABSENT,  /* every switch that has the table has rows in it: the agent does not answer it */
  NO_ROW_NONE,    /* a switch may well have none: known to be empty */
  NO_ROW_WITNESS  /* as the witness table says: empty where that has rows, absent where it has none either */
} NoRow;

/* What the index of a row is made of. */
typedef enum {
  INDEX_NONE,
  INDEX_VLAN, INDEX_POLICY,             /* one number each */
  INDEX_IF, INDEX_PORT_NUMBER,          /* the ifIndex; what LLDP numbers ports by */
  INDEX_SLOT_PORT, INDEX_GROUP_PORT     /* two numbers each */
} IndexPart;

#define TABLE_MAX_PARTS 2

struct TableSpec {
  const char *root;      /* entry OID, dotted, without leading dot; NULL = the family has no such table */
  guint8 columns[TABLE_MAX_COLUMNS]; /* column sub-ids under root, 0-terminated; for scalars N of root.N.0 */
  guint32 attrs;         /* HAS(...) of what it tells: only wanted tables are read; 0 = always */
  gboolean scalar;       /* root.N.0 with GET */
  IndexPart index[TABLE_MAX_PARTS]; /* where rows of some ports or VLANs can be asked for alone; INDEX_NONE: the table is always read whole */
  guint instances[3];    /* GETBULK does not work (chasControlModuleTable, LibreNMS PR #12825): GET these instances, first that answers */
  NoRow no_row;
  TableId witness;
  TableId instead_of;    /* read only where that table gave no row; TABLE_SYSTEM (0) = not a substitute */
  const char *cite;
};

/* Devices that came to ports of UNP, 802.1X and MAC authentication. Places are counted in the index, after the column. */
typedef struct {
  guint index_length;      /* numbers of an index; another length is not understood */
  guint port_at;           /* an ifIndex, or ... */
  gboolean by_slot;        /* ... {slot, port} */
  guint mac_at;            /* six numbers */
  guint vlan_at, vlan_column; /* one of the two; 0 = not that one */
  guint profile_column, result_column;
  guint not_asked, pending, passed, failed_min, failed_max; /* of result_column; any other value is not understood */
} AuthLayout;

/* Enumerations and layouts that differ inside a table. */
typedef struct {
  guint vpa_default, vpa_tagged;          /* vpaType of configured rows */
  guint16 vpa_dynamic;                    /* bit masks of vpaType values: run-time memberships; ... */
  guint16 vpa_moved;                      /* ... those among them that only a port of vpa_moved_kind has; ... */
  guint16 vpa_other;                      /* ... what is no membership at all. Any other value is not understood. */
  DynamicKind vpa_moved_kind;
  guint vlan_type_column;                 /* 0 = none */
  guint vlan_type_standard;
  guint running_version_column;           /* enum { working 2, certified 3 }; 0 none */
  guint current_running_version_column;   /* text; 0 none */
  guint certify_column, synchro_column;
  guint qos_trusted_column;
  guint aggregate_column;
  guint members_status_column, members_running;
  guint fdb_port_at, fdb_vlan_at;         /* places in the index of the vendor's FDB; the MAC is its last six */
  AuthLayout auth;
  guint fdb_vlan_domain;                  /* what its first number must be for the VLAN to be one; 0 = it is no domain */
} SnmpLayout;

typedef struct {
  TableSpec tables[TABLE_N];
  SnmpLayout layout;
} SnmpProfile;

/* ---- the family ------------------------------------------------------------------------------------------------------ */

/* What a model has for all its ports together, with the greatest power supply that the source knows. */
typedef struct {
  const char *model;  /* the whole name */
  guint watts;
} PoeBudget;

typedef struct Family {
  const char *id;              /* "aos6" */
  const char *title;           /* "AOS 6" */
  const char *book;            /* what `cite` speaks of where it only says a page */
  const char *const *object_ids; /* sysObjectID prefixes, NULL-terminated */
  guint major_min, major_max;  /* releases, first number of the version */
  guint write_major_min;       /* below: read, never written (product.md 6.15) */
  PortForm port_form;
  int policy_id_min, policy_id_max; /* network policy ids (product.md 6.2) */
  gboolean policy_editable;    /* in place while unbound (AOS 8, aos8-guide.md 4.2) */
  gboolean tagged_always_trusted; /* AOS 6: qos-trust true sends nothing, false is a lint error (product.md 6.9) */
  guint undo_path_max;         /* 30 / 45 characters (product.md 6.7) */
  const char *undo_folder;     /* "/flash/" */
  gboolean heredoc;            /* shell can write a file when SFTP is off */
  gboolean one_channel;        /* AOS 6: a second login for SFTP */
  guint poe_limit_min_mw, poe_limit_max_mw;
  const char *const *poe_limit_not_models; /* model prefixes whose limit cannot be set */
  const PoeBudget *poe_budgets; /* ends with a model of NULL; where sources disagree, or none is at hand, there is no row */
  LldpAdmin lldp_admin_default; /* what a missing snapshot line means; the guide gives it */
  guint vlan_reserved;         /* the switch's own, of another type than standard; 0 none */
  const char *const *models;   /* model prefixes ("OS6860"), NULL-terminated: what an inventory's `model` implies */
  OpTemplate ops[OP_N];
  Cure cures[CURE_N];
  const char *const *snmp_levels; /* authentication and encryption that a user may have: "sha", "sha+aes"; NULL-terminated */
  const SnmpProfile *snmp;
} Family;

extern const Family family_aos6, family_aos8;
extern const Family *const families[]; /* NULL-terminated; the only list */

const Family *family_by_id (const char *id);
/* By sysObjectID and release; AOS 7 gives the aos8 family. NULL and a sentence in *why for what is not ours (OmniStack, Stellar). */
const Family *family_recognise (const char *sys_object_id, const char *sys_descr, char **why);
/* Model and release out of sysDescr ("OS6860E-P24", "8.9.107.R02"); NULL where it has none. */
void family_parse_descr (const char *sys_descr, char **model, char **version);
/* The port form that an inventory's model implies, so that lint can judge without a switch; FALSE when the model is not known. */
const Family *family_by_model (const char *model);
/* Ports of a model by its name: 24 for OS6860E-P24, 0 unknown; whether it has PoE (aos-cli.md 4.1: P before the count). */
guint family_model_ports (const char *model);
gboolean family_model_has_poe (const char *model, gboolean *known);
guint family_model_budget_w (const char *model); /* of one unit of a stack; 0 unknown */

/* Fills the template. FALSE + error when the family has no such line, a hole's value is out of range or unsafe, or
 * several ports are asked of a line without documented ranges. This is the only way a line comes into being. */
#define FAMILY_ERROR (family_error_quark ())
GQuark family_error_quark (void);
char *family_render (const Family *family, OpId op, const OpArgs *args, GError **error);

/* Is `line` a line that some row of the family can produce? (the wire's last guard, and a test) */
gboolean family_line_is_known (const Family *family, const char *line);
/* The row that produces `line`; OP_N when none does. Two rows may have the same form (enable a VLAN, create one): the first. */
OpId family_line_op (const Family *family, const char *line);
const char *op_to_string (OpId op);
/* One of a cure's lines with its holes filled: holes and values in turn, "{user}", "admin", ..., NULL. NULL when there is no such line. */
char *family_cure_line (const Family *family, CureId cure, guint line, ...) G_GNUC_NULL_TERMINATED;
/* The line that takes back what this one does (with the value that was observed before, where it is the same line); OP_N: none is
 * needed, as it changes nothing that outlives the session, or is itself a way back that is asked for by hand. */
OpId op_undo (OpId op);
