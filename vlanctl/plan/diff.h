/* The pure middle: desired and live give a plan. No I/O, no clock. */
#pragma once
#include "model/plan.h"
#include "profiles/family.h"

/* The order within a run (product: grow, then shrink): the path of every switch first, then each switch through the rest. */
typedef enum {
  PHASE_VLAN, PHASE_UPLINK,                                   /* the path */
  PHASE_CLEAR_TAG, PHASE_UNTAGGED, PHASE_TAG, PHASE_QOS,      /* grow */
  PHASE_POLICY, PHASE_LLDP_ADMIN, PHASE_TLV, PHASE_UNBIND_OLD, PHASE_BIND,
  PHASE_POE_SERVICE, PHASE_POE,
  PHASE_UNBIND, PHASE_UNTAG, PHASE_POLICY_DELETE              /* shrink */
} PlanPhase;

typedef struct {
  gboolean allow_uplink, allow_certified, allow_incomplete_stack, allow_unsaved, allow_pending_reload, allow_pending_timer,
    allow_share, allow_no_path;
  Disruption allow_disruption; /* highest class allowed; DISRUPT_SILENT by default */
  int max_share_percent, min_share_ports; /* 30, 10 (product.md 6.8) */
  guint uplink_macs;       /* 8 */
  gboolean from_capture;   /* what is live comes from recorded walks: such a plan cannot be applied */
} PlanOptions;
void plan_options_init (PlanOptions *o);

/* What the journal remembers and plan needs: policies and VLANs that we created, TLV lines a switch does not need, whether
 * present unsaved changes are ours. All may be NULL/empty. */
typedef struct {
  GHashTable *created_policies; /* "switch/id" */
  GHashTable *created_vlans;    /* "switch/vlan" */
  GHashTable *not_needed;       /* "switch/version/op" */
  GHashTable *ours_unsaved;     /* "switch" */
  GHashTable *unsettled;        /* "switch" -> id of a run that never ended there */
  guint64 runs;                 /* runs in the journal: the same differences after another run are another plan */
} PlanMemory;

/* Filter of --only / --except; NULL = everything. */
typedef struct Selection Selection;
Selection *selection_new (void);
void selection_free (Selection *s);
gboolean selection_add (Selection *s, const char *text, gboolean except, GError **error); /* SWITCH, SWITCH:PORTS, role=R, location=GLOB */
gboolean selection_has_switch (const Selection *s, const DesiredSwitch *sw);
/* Does it leave anything of this switch to be checked: one of its listed ports, or a switch that lists none? */
gboolean selection_leaves_ports (const Selection *s, const DesiredSwitch *sw);
gboolean selection_has_port (const Selection *s, const DesiredSwitch *sw, const DesiredPort *port);

/* states: SwitchState* in the order of desired->switches; NULL elements = not selected. */
Plan *plan_make (const Desired *desired, const GPtrArray *states, const Selection *selection, const PlanOptions *options,
                 const PlanMemory *memory, const char *created);
/* The same, for who needs the states no more: each is freed, and its place NULL, as soon as its switch is planned. */
Plan *plan_make_taking (const Desired *desired, GPtrArray *states, const Selection *selection, const PlanOptions *options,
                        const PlanMemory *memory, const char *created);
/* Renders commands and undo of a change again from its typed fields (saved plans are checked with it). */
gboolean plan_render_change (const Family *family, Change *change, GError **error);
/* Do the values of a change fit its kind and each other? FALSE: *why is a static sentence. */
gboolean plan_change_is_sound (const Change *change, const char **why);
/* Why a saved plan does not fit the inventory of today (a switch gone or elsewhere, a port that is an uplink now); NULL: it does. */
char *plan_unfit (const Plan *plan, const Desired *desired);
/* The lines that do (undo FALSE) or take back (undo TRUE) a change on some of its ports (NULL = all of them), in the order in
 * which they are sent. NULL + error when a line cannot be rendered. `qos apply` stands at the end where it belongs. */
GPtrArray *plan_change_lines (const Family *family, const Change *change, gboolean undo, const PortSet *ports, GError **error);
/* Adds to `out` the changes that take `change` back on some of its ports (NULL = all), rendered: kind, from and to turned round, one
 * for each value that ports go back to. */
gboolean plan_invert_change (const Family *family, const Change *change, const PortSet *ports, const SwitchState *live, GPtrArray *out,
                             GError **error);
/* What the change does to those who use this port (PORT_NONE: the switch), as far as can be known; the worst over all its ports. */
Disruption plan_disruption (const Change *change, PortId port, const SwitchState *live);
void plan_set_disruption (Change *change, const SwitchState *live);
/* What a change's ports (or the switch) read now: the value to compare with `observed` (before) and with plan_value_after (done).
 * VALUE_NULL may be a value ("no policy bound"); *known FALSE when the state does not tell. */
Value plan_value_now (const Change *change, PortId port, const SwitchState *live, gboolean *known);
Value plan_value_after (const Change *change);
/* HAS(...) of the attribute that tells whether this kind of change is done. */
Attr plan_change_attr (ChangeKind kind);
/* Is this port a declared uplink, or the aggregate of one, or a member of the aggregate of one? */
gboolean plan_is_uplink (const DesiredSwitch *want, const SwitchState *state, PortId port);
/* Which switches neighbours are: by the names of the inventory and those they give themselves (sysName), in any case; of two that have
 * one name it is the first. states: as in plan_make. */
GHashTable *plan_names_new (const Desired *desired, const GPtrArray *states);
int plan_names_find (GHashTable *names, const Neighbour *n); /* its place in desired->switches; -1 */
/* What makes the port look like a link to a switch (a bridge or router by LLDP that is no telephone; more MACs than max_macs); NULL. */
char *plan_uplink_evidence (const PortState *port, guint max_macs);
/* Is this change part of the path (VLANs and uplinks), to be done before any access port of the wave? */
gboolean plan_change_is_path (const Change *change);
/* Counts ports, sets status, order and id after changes were added, removed or reordered by hand (rollback does). */
void plan_finish (Plan *plan, const PlanMemory *memory); /* memory NULL: plan->runs stays as it is */
/* HAS(...) of all that plan (and apply's guards) must read for this inventory switch. */
guint32 plan_wanted_attrs (const DesiredSwitch *sw);
/* Indexes (guint) of the inventory switches that were not selected and stand at the far end of a declared uplink of one that was,
 * as LLDP names them: plan_make wants their membership too, to say whether the path exists. */
GArray *plan_far_ends (const Desired *desired, const GPtrArray *states, const Selection *selection);
