/* Hostility on request: "error@3", "snmp-loss:20%", ... */
#pragma once
#include "state.h"

/* When a fault of the command line strikes. */
typedef enum { FAULT_ALWAYS, FAULT_ONCE, FAULT_FROM } FaultWhen;

/* May it be aimed at lines with @, and which does it strike when it is not? */
typedef enum { FAULT_NOT_LINES, FAULT_CONFIG, FAULT_ALL } FaultLines;

typedef struct {
  const char *name, *text, *meaning; /* text: what stands after the colon; NULL = nothing */
  FaultLines lines;
} FaultRow;

extern const FaultRow lab_faults[]; /* ended by a NULL name */

struct LabFault {
  const FaultRow *row;
  FaultWhen when;
  gboolean all_lines; /* counts every line, not only those that configure */
  guint k;            /* @K, @K+, @#K, @#K+ */
  GPatternSpec *glob; /* @{GLOB} */
  char *text;         /* after the colon; "" */
  gint64 since;       /* lab time at which it was set */
  gboolean done;
};

/* FALSE and a sentence when the text is no fault. */
gboolean lab_fault_add (LabSwitch *s, const char *text, char **why);
void lab_faults_clear (LabSwitch *s, const char *name); /* NULL = all */
void lab_fault_free (LabFault *f);
/* The fault of this name that is on and not aimed at lines; NULL. */
LabFault *lab_fault (LabSwitch *s, const char *name);
/* The one that strikes this line: k-th that configures (0: it does not), n-th of all. Marks it done if it strikes once. */
LabFault *lab_fault_on (LabSwitch *s, const char *name, guint k, guint n, const char *line);
guint lab_fault_ms (const LabFault *f); /* "200ms", "2s"; 0 when there is none */
char *lab_fault_text (const LabFault *f); /* as it was given */
