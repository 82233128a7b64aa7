/* Changes and plans: what would be done, with its exact undo. */
#pragma once
#include "model/desired.h"
#include "model/switch.h"

/* product.md section 4, in the order of execution within a switch (section 6.4). */
typedef enum {
  CHANGE_VLAN_CREATE, CHANGE_VLAN_ADMIN, CHANGE_VLAN_NAME, CHANGE_UPLINK_TAG,
  CHANGE_PORT_UNTAGGED, CHANGE_PORT_TAG, CHANGE_PORT_UNTAG,
  CHANGE_MED_POLICY_CREATE, CHANGE_MED_POLICY_DELETE, CHANGE_MED_BIND, CHANGE_MED_UNBIND, CHANGE_MED_TLV,
  CHANGE_LLDP_ADMIN, CHANGE_POE_SERVICE, CHANGE_POE_ADMIN, CHANGE_POE_LIMIT, CHANGE_POE_PRIORITY, CHANGE_QOS_TRUST,
  CHANGE_N
} ChangeKind;
const char *change_kind_to_string (ChangeKind kind); /* "vlan-create" ... */
gboolean change_kind_parse (const char *text, ChangeKind *out);

typedef enum { DISRUPT_SILENT, DISRUPT_TRAFFIC, DISRUPT_LINK_BOUNCE, DISRUPT_POE_CYCLE, DISRUPT_SLOT_RESET, DISRUPT_REBOOT } Disruption;
const char *disruption_to_string (Disruption d);
gboolean disruption_parse (const char *text, Disruption *out);

/* A string, number, boolean or nothing: `from`, `to`, and observed values. */
typedef struct {
  enum { VALUE_NULL, VALUE_BOOL, VALUE_INT, VALUE_STRING } type;
  gint64 number; /* VALUE_BOOL, VALUE_INT */
  char *string;
} Value;
void value_clear (Value *v);
void value_copy (Value *to, const Value *from);
gboolean value_equal (const Value *a, const Value *b);
char *value_to_string (const Value *v); /* for people: "none", "on", "off", digits, text */
Value value_null (void);
Value value_bool (gboolean b);
Value value_int (gint64 i);
Value value_string (const char *s);

/* Whom the ports of a change, or of what was observed, speak of: themselves; where there are none, of the switch, as PORT_NONE, once. */
static inline guint
subjects_size (const PortSet *ports)
{
  return MAX (port_set_size (ports), 1);
}

static inline PortId
subjects_get (const PortSet *ports, guint i)
{
  return port_set_size (ports) ? port_set_get (ports, i) : PORT_NONE;
}

/* Ports that read the same, one after the other; no ports: the switch. */
typedef struct {
  PortSet ports;
  Value value;
} Observed;

typedef struct {
  ChangeKind kind;
  PortSet *ports;      /* may be empty (VLAN, policy) */
  guint vlan;          /* 0 = none */
  MedPolicy policy;    /* for the med-policy-*, med-bind, med-unbind kinds; id is decided */
  MedPolicy policy_before; /* med-policy-create that edits in place: the old values; id -1 = there was none */
  guint chassis, slot; /* poe-service */
  MedTlv tlv;          /* med-tlv */
  Value from, to;      /* from is null where the ports' prior values differ: `observed` has each */
  GPtrArray *commands; /* char*; rendered from the typed fields */
  GPtrArray *undo;     /* char*; in the order in which they would be sent */
  Disruption disruption;
  gboolean guess;      /* a line or its undo is marked [guess] in the reference (product.md 5.8) */
  SrcPos source;
  GArray *observed;    /* Observed: prior value of every port (or one entry without ports for switch-wide things) */
  guint phase;         /* position of its group in the run: PlanPhase of plan/diff.h */
  char *note;          /* one sentence for people, or NULL */
} Change;
Change *change_new (ChangeKind kind);
void change_free (Change *c);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)
/* Notes what this port (PORT_NONE: the switch) reads. */
void change_observe (Change *c, PortId port, const Value *value);
/* What this port (PORT_NONE: the switch) was observed to be before the change. */
const Value *change_prior (const Change *c, PortId port);
/* Takes the change down to these of its ports (owned from now on), and what was observed with them. */
void change_keep_ports (Change *c, PortSet *keep);
char *change_prior_to_string (const Change *c); /* for people: "1", or "1, 20" where ports differ */

typedef enum { PLAN_IN_SYNC, PLAN_CHANGES, PLAN_UNKNOWN, PLAN_REFUSED } PlanStatus;
const char *plan_status_to_string (PlanStatus s); /* "in-sync" "changes" "unknown" "refused" */

/* A named safety rule that spoke about a switch (product.md 5.5, 6.8). */
typedef struct {
  const char *rule;     /* static: "uplink", "certified", ... */
  char *evidence;
  char *cure;
  const char *override; /* static "--allow-uplink", or NULL: none */
  PortSet *ports;       /* may be NULL: the whole switch */
  gboolean overridden;
} Refusal;
void refusal_free (Refusal *r);

typedef struct {
  char *name, *address, *family, *model, *version;
  PlanStatus status;
  char *reason;            /* for people; NULL when in sync or changes */
  GPtrArray *changes;      /* Change*, in the order of execution */
  GPtrArray *refusals;     /* Refusal* (also overridden ones) */
  GPtrArray *unknowns;     /* char*: "lldp-med policies of 1/1/1-24: no such table (try --read-cli)" */
  GPtrArray *warnings;     /* char* */
  ReadVia via[ATTR_N];     /* how each value was read; the read-back goes the same way */
  guint n_ports;           /* ports with at least one change */
  GPtrArray *upstream;     /* char*: linked switches of this plan that are nearer the voice gateway */
  guint depth;             /* longest way up those, in switches; 0 = the gateway's, or none known */
} SwitchPlan;
SwitchPlan *switch_plan_new (const char *name);
void switch_plan_free (SwitchPlan *p);

typedef struct {
  char *id;               /* short hex, hash of everything that matters */
  guint64 runs;           /* in the journal when it was made: the same differences after another run are another plan */
  char *created;          /* RFC 3339 UTC */
  char *inventory_path, *inventory_sha256;
  char *gateway;          /* switch of the voice path's gateway: its path steps come first; NULL */
  gboolean from_capture;
  GPtrArray *switches;    /* SwitchPlan*, in inventory order */
  GArray *order;          /* guint64: (switch index << 32 | change index) over the whole run, path first */
} Plan;
Plan *plan_new (void);
void plan_free (Plan *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Plan, plan_free)
SwitchPlan *plan_find_switch (const Plan *p, const char *name);
typedef struct { guint switches, in_sync, with_changes, unknown, refused, changes, ports, commands; } PlanSummary;
PlanSummary plan_summarize (const Plan *p);
