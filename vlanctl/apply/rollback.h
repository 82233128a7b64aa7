/* Taking runs back, and clearing up after a crash: both become a Plan that apply_run does. */
#pragma once
#include "apply/apply.h"

/* Takes a run back, three ways: what we set and is still so goes back to what was before; what is back already is left alone;
 * what somebody changed since is left alone and told (a warning of its switch, or its refusal when nothing else is left).
 * original: the plan of the run (journal_run_plan, report_plan_load). states: SwitchState* in the order of original->switches,
 * NULL = not to be touched. selection works on switch and port names of the plan; NULL = all. *conflicts counts the ports left
 * alone. Apply it with kind "rollback". */
Plan *rollback_plan (Journal *journal, const char *run_id, const Plan *original, const GPtrArray *states, const PortSet *only_ports,
                     const char *created, guint *conflicts, GError **error);

/* What a run that never ended (or whose rollback is incomplete) left behind. finish FALSE: back to prior; TRUE: on to desired.
 * What cannot be told from `states` makes its switch unknown. Apply it with kind "recover". */
Plan *recover_plan (Journal *journal, const char *run_id, const Plan *original, const GPtrArray *states, gboolean finish,
                    const char *created, guint *conflicts, GError **error);
/* After apply_run: the old run gets its final word from what the recovery did. TRUE when nothing of it stays open. */
gboolean recover_settle (Journal *journal, const char *run_id, const Plan *recovery, const ApplyResult *result, gboolean finish, GError **error);
/* Names of the switches on which the run sent QoS lines and no `qos apply` that went through after them. */
GHashTable *recover_qos_left (Journal *journal, const char *run_id, const Plan *original, GError **error);
/* Names of the switches to which the run sent anything and whose configuration is unsaved; states as for recover_plan. */
GHashTable *recover_unsaved_left (Journal *journal, const char *run_id, const Plan *original, const GPtrArray *states, GError **error);
/* Open runs whose process is gone, and incomplete ones: JournalRun*, oldest first. */
GPtrArray *recover_runs (Journal *journal, GError **error);

/* What is left of the plan of a run that stopped early: its switches that were not done. A plan without switches: nothing is. */
Plan *resume_plan (Journal *journal, const char *run_id, Plan *original, GError **error); /* takes `original` */

/* How each switch of that run was saved, for ApplyOptions.save_of: back the way it came. */
GHashTable *rollback_save_modes (Journal *journal, const char *run_id, GError **error);
