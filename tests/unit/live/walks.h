/* Recorded walks made up in tests, and switch states as text, to compare whole ones and to look for lines in. */
#pragma once
#include "live/live.h"

/* sysDescr and sysObjectID of a switch of each family. */
#define AOS6_HEAD \
  "1.3.6.1.2.1.1.1.0|4|Alcatel-Lucent Enterprise OS6450-P10 6.7.2.191.R04 GA, June 20, 2018.\n" \
  "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.800.1.1.2.1.12.1.2\n"
#define AOS8_HEAD \
  "1.3.6.1.2.1.1.1.0|4|Alcatel-Lucent Enterprise OS6860E-P24 8.9.107.R02 GA, March 16, 2023.\n" \
  "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.801.1.1.2.1.11.1.6\n"

/* Reads the walk as a capture, with the .json beside it or (NULL) without. */
SwitchState *walk_read (const char *walk, const char *json);
/* "\nPORT ATTRIBUTE VALUE\n..." and "\nswitch ATTRIBUTE VALUE\n...": `?` is not known, `-` is none. */
char *state_dump (const SwitchState *state);

/* A switch made up at random: a stack or virtual chassis of up to eight units with VLANs, membership of every kind (by vpaTable, on
 * AOS 6 also by Q-BRIDGE, or none), aggregates, neighbours, PoE. Sorted by nothing. */
char *walk_random (GRand *rand, gboolean aos8);
