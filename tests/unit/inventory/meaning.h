/* What an inventory means: all that is wanted, and nothing of where it is written. */
#pragma once
#include "model/desired.h"

char *meaning_of (const Desired *desired);
