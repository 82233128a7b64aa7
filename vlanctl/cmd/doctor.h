/* Inside cmd/: what the parts of `doctor` share. Nothing here changes a switch: SNMP reads, logins, and `show` lines. */
#pragma once
#include "apply/session.h"
#include "cmd/cmd.h"

typedef struct {
  Context *ctx;
  const DesiredSwitch *sw;
  SwitchState *state;    /* NULL: its SNMP secrets cannot be had */
  const Family *family;  /* as it says itself, or as the inventory's model implies; NULL */
  DoctorReport *report;
  gboolean unreachable;  /* neither SNMP nor SSH answers */
  char *ssh_secret_miss; /* NULL: it can be had */
} Patient;

#define DOCTOR_ATTRS \
  (HAS (ATTR_RUNNING_DIRECTORY) | HAS (ATTR_UNSAVED) | HAS (ATTR_CERTIFIED) | HAS (ATTR_TIMER) | HAS (ATTR_MEMBERS) | HAS (ATTR_RELOAD))

/* The family's lines for it; of every family, told apart, where it is not known which. Values as for family_cure_line, at most two. */
void doctor_cure (const Patient *p, DoctorCheck *check, CureId cure, const char *hole, const char *value, const char *hole2, const char *value2);
/* The login, and what only the command line tells; then what the switch's state says of itself. A patient's own thread. */
void doctor_examine_ssh (Patient *p);
void doctor_examine_state (Patient *p, gboolean by_cli);
