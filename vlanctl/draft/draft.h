/* A first inventory out of what switches are: pure, state in, draft out. What it says of a port is what the port is today, so that a
 * plan of the draft changes nothing; what cannot be said without a change is left out, with the reason. */
#pragma once
#include "model/desired.h"
#include "model/switch.h"

/* One switch as it was found. */
typedef struct {
  SwitchState *state;
  const char *name;               /* that it must have (a capture's file is called so); NULL = made out of its system name */
  const char *address;            /* NULL = not known */
  const Credentials *credentials; /* those that it answered to; NULL = not known */
} DraftSource;

/* A remark for the comments. */
typedef struct {
  PortSet *ports; /* empty = the switch as a whole */
  char *text;     /* with names as the switch sent them: escape */
} DraftNote;

typedef struct {
  const char *name;            /* interned */
  const DesiredPort *example;  /* any port that has it */
  guint ports, switches;
} DraftRole;

typedef struct {
  const DraftSource *source;
  DesiredSwitch *want;     /* of the desired state */
  GPtrArray *uplinks;      /* DraftNote*: one for each link, its evidence; not all may be declared */
  GPtrArray *left_out;     /* DraftNote*: ports that are not listed, and why */
  GPtrArray *remarks;      /* DraftNote*: of listed ports, or of the switch */
  GPtrArray *held;         /* DesiredPort*: to be listed as soon as an uplink is declared */
} DraftSwitch;

typedef struct {
  Desired *desired;        /* what the draft says; credentials are not in it */
  GPtrArray *switches;     /* DraftSwitch*, in the order of desired->switches */
  GHashTable *by_name;     /* what a neighbour may call them, in small letters -> DraftSwitch* */
  GPtrArray *roles;        /* DraftRole*, most ports first */
  GHashTable *vlan_notes;  /* VLAN id -> char*: why it is what it is */
  char *gateway_note;      /* NULL: none is evident */
} Draft;

Draft *draft_make (const GPtrArray *sources /* DraftSource* */);
void draft_free (Draft *d);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Draft, draft_free)

/* What surrounds the switches on paper. */
typedef struct {
  const DesiredSwitch *defaults; /* ports, time-out and credentials that hold for all; NULL = the program's own */
  const char *folder;            /* absolute: where the file will lie; paths in credentials are written relative to it ... */
  const char *working_folder;    /* ... and are relative to this one, where they are */
  const GPtrArray *missed;       /* char*: what was asked for and is not in the draft, and why */
} DraftSetting;
/* The draft as YAML with comments. It loads to the desired state that `d` has. */
void draft_write (const Draft *d, const DraftSetting *setting, GString *out);
