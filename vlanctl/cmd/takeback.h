/* What rollback and recover have in common. */
#pragma once
#include "cmd/cmd.h"

Plan *takeback_original (Context *ctx, Journal *journal, const char *run_id, int *code);
/* States in the order of the plan's switches; they belong to *keep. */
GPtrArray *takeback_states (Context *ctx, Plan *original, GPtrArray **keep, int *code);
void takeback_options (Context *ctx, Journal *journal, const char *run_id, ApplyOptions *out);
