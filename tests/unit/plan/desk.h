/* One desk: small switches, what is wished of them, and the plan. Shared by the tests of the plan room. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "toy.h"

typedef struct
{
  Toy *t[3]; /* one a switch */
  Desired *d;
  SwitchState *live[3]; /* read from the toys; a test may spoil them */
  PlanOptions options;
  PlanMemory memory;
  Plan *plan;
} Desk;

void add_vlan (Desired *d, guint id, const char *name, gboolean voice);
DesiredSwitch *add_switch (Desk *k, const char *name);
Desk *desk_new (gboolean new_family);
void desk_read (Desk *k);
const SwitchPlan *desk_plan (Desk *k);
void desk_free (Desk *k);
DesiredPort *list_port (Desk *k, guint sw, guint i, guint line);
void voice (DesiredPort *p, guint vlan, guint priority, guint dscp);
/* Everything that a role for phones says. */
void phones (Desk *k, guint first, guint last);
void no_voice (Desk *k, guint i);
char *lines_of (const SwitchPlan *s, gboolean undo);
void assert_lines (const SwitchPlan *s, const char *expected);
void assert_has (const SwitchPlan *s, const char *line);
void assert_not (const SwitchPlan *s, const char *part);
const Refusal *find_refusal (const SwitchPlan *s, const char *rule);
gboolean says (const GPtrArray *texts, const char *part);
const Change *find_change (const SwitchPlan *s, ChangeKind kind);
void old_policy (Toy *t, guint id, const char *app, const char *vlan, guint priority, guint dscp);
void have_vlan (Toy *t, guint vlan, const char *name);
