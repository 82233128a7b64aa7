/* Starting and ending the processes of a lab: one a switch, because net-snmp has one engine id a process. */
#pragma once
#include <glib.h>

int lab_up (const char *run, const char *fleet_path);
int lab_down (const char *run);
char *lab_in_run (const char *run, const char *name, const char *suffix); /* a file of the run folder */
GPtrArray *lab_names (const char *run, const char *suffix); /* of the switches that have such a file, sorted */
