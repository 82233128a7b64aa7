/* The SNMP agent on the wire: v2c and v3, GET, GETNEXT, GETBULK; a SET is refused and written down. */
#pragma once
#include "state.h"

typedef struct LabAgent LabAgent;
/* lock: held while the state is looked at. FALSE and a sentence when it cannot listen. */
LabAgent *lab_agent_start (LabSwitch *s, GMutex *lock, char **why);
