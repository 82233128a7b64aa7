/* Fleet files: which switches there are, how they are configured and what is plugged in. */
#pragma once
#include "state.h"

/* LabSwitch*; NULL and "FILE:LINE: ..." when the file is not right. only: just this switch is built (NULL = all). */
GPtrArray *lab_fleet_load (const char *path, const char *only, char **why);
/* Plugs a device into the ports of a list. kind: "phone" "pc" "switch" "ap". */
gboolean lab_plug (LabSwitch *s, const char *ports, const char *kind, const char *mac, char **why);
gboolean lab_unplug (LabSwitch *s, const char *ports, char **why);
