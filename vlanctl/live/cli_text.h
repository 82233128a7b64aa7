/* Inside live/: taking `show` output apart. */
#pragma once
#include <glib.h>

#include "live/cli.h"

char **cli_lines (const char *text);               /* right-trimmed; g_strfreev */
GPtrArray *cli_words (const char *line);           /* char*, split at blanks; a quoted text is one word, without its quotes */
/* "Key   : value," or "Key = value,": TRUE and the value without comma, when the line's key is `key` (case matters where
 * `exact`). */
gboolean cli_value (const char *line, const char *key, gboolean exact, char **value);
gboolean cli_contains (const char *line, const char *needle); /* whatever the case */
gboolean cli_bad_line (const char *line, GError **error); /* FALSE + error that shows the line */
PortId cli_port (const Family *family, const char *word); /* one port of the family's form, or "0/5" = linkagg 5; PORT_NONE */

gboolean cli_read_running_directory (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_configuration_status (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_reload (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_members (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_vlans (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_membership (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_lanpower (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_lanpower_status (const Family *family, const char *text, SwitchState *state, GError **error);
gboolean cli_read_snapshot (const Family *family, const char *text, SwitchState *state, GError **error);
