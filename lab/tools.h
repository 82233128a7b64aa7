/* The few programs of the switch's shell that stand behind a pipe or a redirection. */
#pragma once
#include "state.h"
#include "words.h"

/* `| grep WORD`, `| more`, `| head`, `| tail`: what goes through. FALSE = no such program here. */
gboolean cli_filter (const LabCommand *c, const GString *in, GString *out);
/* `> FILE`, `>> FILE`. */
gboolean cli_redirect (LabSwitch *s, const LabCommand *c, const GString *text, GString *out);
