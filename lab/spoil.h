/* What the SNMP faults make of the rows. */
#pragma once
#include "mib.h"

void lab_spoil_rows (LabSwitch *s, GArray *rows); /* wrong types, lies, tables cut short */
gboolean lab_is_in_truncated (LabSwitch *s, const MibRow *row);
