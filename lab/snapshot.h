/* How the sections of a snapshot are written. */
#pragma once
#include "state.h"

typedef gboolean (*LabPortTest) (const LabPort *p, guint what);
/* A line for every port (AOS 6) or range of neighbours (AOS 8) that passes. */
void snapshot_ports (const LabSwitch *s, GString *out, LabPortTest test, guint what, const char *before, const char *after);

/* ---- snapshot_vlan.c, snapshot_voice.c */
void snapshot_vlans (const LabSwitch *s, GString *out);
void snapshot_tags (const LabSwitch *s, GString *out); /* AOS 6 */
void snapshot_unp (const LabSwitch *s, GString *out);
void snapshot_lldp (const LabSwitch *s, GString *out);
void snapshot_power (const LabSwitch *s, GString *out);
