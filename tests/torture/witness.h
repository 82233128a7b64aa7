/* What went over the wire, against what the program has written down and published. */
#pragma once
#include "harness.h"

/* Lines as shim.c has noted them, "MILLISECONDS LINE" each; char*. */
GPtrArray *witness_typed (const char *lines_path);
const char *witness_text (const char *typed); /* without the time */
/* NULL, or the line that is not published by `vlanctl commands`, or that configures and was not in the journal before. */
char *witness_doubts (const GPtrArray *typed, const char *state_dir);
/* NULL, or a line that the switch has heard and the program has not typed. */
char *witness_strange (const GPtrArray *typed, Scene *scene, const char *name);
