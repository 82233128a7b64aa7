/* Reading by `show` lines what SNMP did not answer (product.md 6.1). Sends `show` lines only. */
#pragma once
#include "apply/session.h"
#include "model/switch.h"

/* slots: guint (chassis << 8 | slot) that per-slot lines are asked for. FALSE when the session was lost; what a line does not
 * tell, or what is not understood of it, stays unknown. */
gboolean survey_by_cli (Session *session, const Family *family, guint32 attrs, const GArray *slots, SwitchState *state);
/* Every slot that has ports: for a switch whose plan is not made yet. */
GArray *survey_slots (const SwitchState *state);
/* HAS(...) of `want` that the state was not told; ABSENT_ONLY: only where the switch said that it has no such table. */
guint32 survey_missing (const SwitchState *state, guint32 want, gboolean absent_only);
