/* The other way in: `show` output becomes SwitchState, where SNMP has no table (product.md 6.1). Pure: text in, attributes out.
 * Each reader sets via[attr] = VIA_CLI and the ports' has bits only for what the text really says; text it cannot follow
 * leaves things unknown and returns FALSE with the offending line. One row per OP_SHOW_*; families differ by their readers. */
#pragma once
#include "model/switch.h"
#include "profiles/family.h"

typedef gboolean (*CliReader) (const Family *family, const char *text, SwitchState *state, GError **error);
/* NULL when there is no reader for this line. */
CliReader cli_reader_for (const Family *family, OpId show);
/* The show lines that can tell these attributes, cheapest first, for a switch with these slots; OpId array, caller frees. */
GArray *cli_lines_for (const Family *family, guint32 attrs);
