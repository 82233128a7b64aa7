/* Inside report/: what the formats of lint share. */
#pragma once
#include "report/report.h"

/* A path as CI services want it: relative to the folder that the program runs in; of a file elsewhere, its file: URI. */
char *lint_relative_uri (const char *path);
