/* Recorded walks taken apart a second time, by other means than the program's: every port of a walk, every VLAN. */
#pragma once
#include "live/live.h"

/* Fails the test when the state says anything about membership that the walk's rows do not say, or leaves out what they say. */
void expect_membership (const char *name, const char *walk, const SwitchState *state);
