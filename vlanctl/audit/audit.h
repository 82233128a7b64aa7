/* Will the phones work? Judged from live state and inventory alone: pure, no I/O. report/ tells it, cmd/audit.c reads for it.
 * Every verdict is three-valued: what could not be read is unknown, never good. */
#pragma once
#include "model/desired.h"
#include "model/switch.h"

/* What a finding does to its port or switch: an error makes it not ready, unknown makes it unknown (unless it is not ready), the
 * others are told and change nothing. */
typedef enum { AUDIT_ERROR, AUDIT_UNKNOWN, AUDIT_WARNING, AUDIT_INFO } AuditSeverity;
const char *audit_severity_to_string (AuditSeverity s); /* "error" "unknown" "warning" "info" */

typedef enum { AUDIT_READY, AUDIT_NOT_READY, AUDIT_IS_UNKNOWN, AUDIT_UNMANAGED } AuditStatus;
const char *audit_status_to_string (AuditStatus s); /* "ready" "not-ready" "unknown" "unmanaged" */

typedef enum { AUDIT_ABOUT_SWITCH, AUDIT_ABOUT_VLAN, AUDIT_ABOUT_LLDP, AUDIT_ABOUT_POE, AUDIT_ABOUT_PATH, AUDIT_ABOUT_PORT,
               AUDIT_ABOUT_PHONE } AuditTheme;
const char *audit_theme_to_string (AuditTheme t); /* "switch" "voice-vlan" "lldp" "poe" "path" "port" "phone" */

typedef struct AuditRun AuditRun; /* what a check sees: audit/internal.h */

/* A check is one function and one row of audit_checks. */
typedef struct {
  const char *id;          /* "poe-guard-band": stable */
  AuditTheme theme;
  AuditSeverity severity;  /* of what it finds */
  const char *title;       /* one line */
  const char *reads;       /* tables and attributes: "pethMainPsePower, alaPethPsePortPowerMaximum" */
  const char *why;         /* what goes wrong on the day */
  const char *cure;
  const char *example;     /* a finding as it is printed */
  void (*run) (AuditRun *run); /* called once per switch that answered; those of the path once in all: internal.h */
} AuditCheck;
extern const AuditCheck audit_checks[]; /* ended by a NULL id; the only list; the order is the order of the report */
const AuditCheck *audit_check_find (const char *id);

typedef struct {
  const AuditCheck *check;
  AuditSeverity severity; /* the check's, or AUDIT_UNKNOWN where the data is missing */
  char *switch_name;      /* NULL: about the whole */
  PortId port;            /* PORT_NONE: about the switch */
  PortSet *ports;         /* whom it makes not ready or unknown: `port`, or those that suffer from what is wrong with the switch */
  PortSet *unjudged;      /* for which advice could not be given: it changes none of them; NULL none */
  char *message;          /* with the evidence; raw: whoever prints it escapes it */
  char *cure;             /* the exact line or step; NULL: the check's own */
  char *paste;            /* YAML ready for the inventory (strays, moves); NULL none */
  SrcPos source;          /* where the inventory says so; file NULL = nowhere */
  gboolean old;           /* in the baseline */
} AuditFinding;

/* How far a listed phone is there: product of MAC table, LLDP and PoE (field.md F5). */
typedef enum { PHONE_NOT_LISTED, PHONE_UNKNOWN, PHONE_CONFIRMED, PHONE_ABSENT, PHONE_WRONG_VLAN, PHONE_MOVED, PHONE_GONE } PhoneVerdict;
const char *phone_verdict_to_string (PhoneVerdict v); /* "not-listed" "unknown" "confirmed" "no-phone" "wrong-vlan" "moved" "gone" */

typedef struct {
  PortId id;
  const DesiredPort *want; /* NULL = not listed */
  const PortState *live;   /* NULL = not read */
  gboolean uplink;
  AuditStatus status;
  PhoneVerdict phone;
  char *phone_where;       /* PHONE_MOVED: "SWITCH PORT"; NULL otherwise */
  GPtrArray *findings;     /* AuditFinding*, not owned */
} AuditPort;

/* One PD in the forecast of one PSE. */
typedef struct {
  PortId port;
  guint limit_mw;          /* the port's configured maximum, or the class's where class detection is on */
  guint draw_mw;           /* what it draws, or will by its profile */
  int priority;            /* PoePriority; -1 unknown */
  gboolean expected;       /* not drawing yet: a phone of the inventory that is still to come */
  enum { POE_ADMITTED, POE_DENIED_NOW, POE_CUT } fate; /* CUT: powered first, then cut for another */
  PortId because_of;       /* POE_CUT: who takes its power */
  guint left_mw;           /* budget left before its turn */
} PoeTurn;

typedef enum { POE_CASE_ONE_BY_ONE, POE_CASE_ALL_AT_ONCE, POE_CASES } PoeCase;

typedef struct {
  guint chassis, slot;
  AuditStatus verdict;
  guint budget_mw, used_mw, needed_mw; /* needed: everything that is there and everything that is to come */
  Tri priority_disconnect;
  GArray *turns[POE_CASES]; /* PoeTurn, in the order of admission; NULL = cannot be computed */
  guint denied[POE_CASES], cut[POE_CASES];
  char *arithmetic[POE_CASES]; /* the sums, line by line; NULL = cannot be computed */
  char *why;               /* why it cannot be computed (AUDIT_IS_UNKNOWN); NULL */
  char *cure;              /* cheapest change that brings everything up; NULL: none needed, or none found */
  GPtrArray *guesses;      /* char*: which rule of it no manual states */
} PoeForecast;

/* A link of the voice path: from a switch of the inventory to a neighbour. */
typedef struct {
  char *from, *to;         /* switch names; `to` may be a name that LLDP gave, or "?" */
  PortId from_port, to_port; /* an aggregate stands for its members; to_port PORT_NONE = unknown */
  gboolean to_known;       /* `to` is a switch of the inventory */
  gboolean on_path;        /* on a path to the gateway, also a standby one */
  GArray *vlans;           /* guint: voice VLANs that it must carry */
  AuditStatus status;      /* of the worst of them */
  char *why;               /* NULL when ready */
} AuditLink;

typedef struct {
  char *name, *family, *model, *version, *location;
  guint place;             /* in desired->switches */
  const DesiredSwitch *want;
  const SwitchState *state; /* NULL = not selected or nothing at all */
  AuditStatus status;
  GPtrArray *findings;     /* AuditFinding*, not owned: those about the switch itself */
  GPtrArray *ports;        /* AuditPort*, by PortId: every port there is or is listed */
  GPtrArray *forecasts;    /* PoeForecast* */
} AuditSwitch;

typedef struct {
  char *site, *time;       /* RFC 3339; "-" in goldens */
  gboolean from_capture;
  GPtrArray *switches;     /* AuditSwitch*, in inventory order */
  GPtrArray *links;        /* AuditLink* */
  char *gateway;           /* "SWITCH PORT"; NULL not declared */
  GPtrArray *findings;     /* AuditFinding*, owned: all, ordered by switch, port, check */
  guint n_ports, n_ready, n_not_ready, n_unknown, n_unmanaged;
  guint phones[PHONE_GONE + 1]; /* listed phones by verdict */
  gboolean filtered;       /* findings were left out: the verdict is that of before */
  AuditStatus verdict;     /* if so */
  char *coverage;          /* "checked 40 ports on 3 switches; 2 unknown (...)" */
} Audit;
void audit_free (Audit *a);
/* Can we go? READY, NOT_READY or IS_UNKNOWN, over all; findings that are in the baseline (old) do not count. */
AuditStatus audit_verdict (const Audit *a);
/* Does what could not be read there change a status? Only where the check's own severity is an error; else it is told, no more. */
gboolean audit_finding_counts (const AuditFinding *f);
int audit_exit (const Audit *a); /* model/exit.h: 0, EXIT_FINDINGS, EXIT_INCOMPLETE; the more severe of the two */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Audit, audit_free)

struct Selection; /* plan/diff.h */

typedef struct {
  const struct Selection *selection; /* what is audited; NULL = everything there are states of */
  char **only_checks;       /* ids; NULL = all */
  gboolean from_capture;
  const GPtrArray *profiles; /* PhoneProfile* (model/phone.h); NULL none */
  const GHashTable *not_needed;  /* "switch/version/op" as the journal remembers it (plan/diff.h); NULL none */
  const GHashTable *seen_before; /* "SWITCH PORT" where a phone was seen before; NULL none: what --since gives for PHONE_GONE */
} AuditOptions;

/* Leaves out what is less severe: from the lists, not from the verdict. */
void audit_filter (Audit *a, AuditSeverity least);

/* states: SwitchState* in the order of desired->switches, NULL = not read; they and `desired` must outlive the Audit. A switch that
 * the selection leaves out may have one: it is part of the path and no more.
 * time: now, for the report. Never fails: what is missing is unknown. */
Audit *audit_run (const Desired *desired, const GPtrArray *states, const AuditOptions *options, const char *time);

/* One PSE; by itself, for tests: ports and their turns come in, in PoeForecast.turns of both cases. */
PoeForecast *poe_forecast (const SwitchState *state, const PseState *pse, const DesiredSwitch *want, const GPtrArray *profiles);
void poe_forecast_free (PoeForecast *f);
