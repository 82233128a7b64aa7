/* Fleet files: which switches there are, how they are configured and what is plugged in. */
#pragma once
#include "state.h"

/* LabSwitch*; NULL and "FILE:LINE: ..." when the file is not right. */
GPtrArray *lab_fleet_load (const char *path, char **why);

/* ---- plug.c */
/* Plugs a device into the ports of a list. kind: "phone" "pc" "switch" "ap". Nothing happens before lab_changed(): what comes up
 * together asks for power together. */
gboolean lab_plug (LabSwitch *s, const char *ports, const char *kind, const char *mac, char **why);
gboolean lab_unplug (LabSwitch *s, const char *ports, char **why);
GPtrArray *lab_port_list (const LabSwitch *s, const char *list); /* "1/1/1-12,1/1/20"; NULL */

/* ---- capture.c */
/* Becomes a copy of the recorded switch: model, release, ports, VLANs, members, policies, PoE, neighbours. */
gboolean lab_start_from_capture (LabSwitch *s, const char *path, char **why);
