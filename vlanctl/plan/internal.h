/* Shared inside the plan room. */
#pragma once
#include "plan/diff.h"

typedef struct {
  const Desired *desired;
  const GPtrArray *states;
  GPtrArray *spent; /* the states, where they may go; NULL */
  const Selection *selection;
  const PlanOptions *options;
  const PlanMemory *memory;
  GPtrArray *diffs; /* SwitchDiff* (or NULL), by index of desired->switches */
  GHashTable *names; /* of plan_names_new */
} PlanMaking;

/* What the switches at the other end of our uplinks lack. */
typedef struct {
  const char *name; /* the far switch's */
  PortId far_port, port;
  guint vlan;
} Lack;

typedef struct {
  VlanSet carried; /* by a far end, now or after this run */
  GArray *lacks;   /* Lack; NULL = none */
} FarEnds;

/* One switch while its plan is made. */
typedef struct {
  const PlanMaking *making;
  const DesiredSwitch *want;
  const SwitchState *live;
  const Family *family;
  GPtrArray *ports;    /* const DesiredPort*: the selected ones; NULL until its turn */
  VlanSet used;        /* VLANs that the selected ports use */
  GHashTable *transit; /* PortId -> VlanSet*: VLANs that a neighbour in this run needs on this uplink of ours; NULL = none */
  FarEnds far_ends;
  SwitchPlan *out;
  GHashTable *unknown; /* Attr -> PortSet*: declared, but not known live; NULL until its turn */
} SwitchDiff;

/* The change of these values if there is one, else a new one; the port (PORT_NONE = none) and what it read are added.
 * Takes from and to. */
Change *diff_add (SwitchDiff *diff, ChangeKind kind, PlanPhase phase, guint vlan, PortId port, Value from, Value to, const SrcPos *source);
/* The same for changes that concern a policy id or a TLV beside. */
Change *diff_add_policy (SwitchDiff *diff, ChangeKind kind, PlanPhase phase, const MedPolicy *policy, PortId port, Value from, Value to,
                         const SrcPos *source);
/* A TLV to be switched on. */
Change *diff_add_tlv (SwitchDiff *diff, MedTlv tlv, PortId port, const SrcPos *source);
void diff_unknown (SwitchDiff *diff, Attr attr, PortId port);
Refusal *diff_refuse (SwitchPlan *out, const char *rule, const char *override, gboolean overridden, char *evidence, char *cure, PortId port);

void diff_ports (SwitchDiff *diff);    /* ports.c */
void diff_policies (SwitchDiff *diff); /* policies.c */
void diff_transit (PlanMaking *making); /* paths.c: who needs what of whom */
void diff_guard_path (SwitchDiff *diff);
void diff_link_switches (const PlanMaking *making, Plan *plan); /* links.c: fills in `upstream` */
void diff_path (SwitchDiff *diff);     /* paths.c */
void diff_guards (SwitchDiff *diff);   /* guards.c */
PortId diff_uplink_port (const SwitchState *live, PortId declared); /* a member port means its aggregate */
char *diff_identify (const Plan *plan);    /* identity.c; caller frees */
