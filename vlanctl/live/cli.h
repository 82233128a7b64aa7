/* The other way in: `show` output becomes SwitchState, where SNMP has no table (product.md 6.1). Pure: text in, attributes out.
 * Each reader sets via[attr] = VIA_CLI and the ports' has bits only for what the text really says; text it cannot follow
 * leaves things unknown and returns FALSE with the offending line. The switch's ports must be known already (by SNMP). */
#pragma once
#include "model/switch.h"
#include "profiles/family.h"

typedef gboolean (*CliReader) (const Family *family, const char *text, SwitchState *state, GError **error);
#define CLI_ERROR (cli_error_quark ())
GQuark cli_error_quark (void);
/* NULL when there is no reader for this line. */
CliReader cli_reader_for (const Family *family, OpId show);
/* The show lines that can tell these attributes; OpId array, caller frees. */
GArray *cli_lines_for (const Family *family, guint32 attrs);

/* `show qos config`: are changes waiting for a `qos apply`? */
Tri cli_qos_pending (const char *text);
/* `who` without our own session (its number is in `whoami`): char*, "admin (ssh from 192.0.2.7)" each; caller frees. */
GPtrArray *cli_other_sessions (const char *who, const char *whoami);
/* `whoami`: may this session change configuration? *evidence (caller frees) is what it says of its rights, or NULL. */
Tri cli_may_write (const char *text, char **evidence);
/* `show system`: the switch's clock, as seconds since 1970 had it been set to UTC; 0 where it is not told. *text (caller frees): as it
 * stands there. */
gint64 cli_clock (const char *show_system, char **text);
