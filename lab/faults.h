/* Hostility on request: "error@3", "snmp-loss:20%", ... */
#pragma once
#include "state.h"

struct LabFault {
  char *kind; /* "error" */
  guint k;    /* @K; 0 = not counted */
  char *text; /* after the colon; "" */
  gboolean done;
};
/* FALSE and a sentence when the text is no fault. */
gboolean lab_fault_add (LabSwitch *s, const char *text, char **why);
void lab_faults_clear (LabSwitch *s);
/* The fault of this kind that is on; NULL. k: for counted ones, the number that must match (each strikes once). */
LabFault *lab_fault (LabSwitch *s, const char *kind);
LabFault *lab_fault_at (LabSwitch *s, const char *kind, guint k);
