/* Kinds of values that stand in a grammar. */
#pragma once
#include "state.h"

gboolean cli_value_fits (const LabSwitch *s, const char *type, const char *word);
gboolean cli_value_fits_hole (const LabSwitch *s, const char *hole, const char *word); /* "<port>" */
GPtrArray *cli_parse_port_list (const LabSwitch *s, const char *words, gboolean range); /* "4/1-5 5/12-20"; NULL */
