/* A logged-in session: bytes in, bytes out. No socket. */
#pragma once
#include "state.h"

/* Takes one of the switch's eight SSH sessions, a file transfer counts as well; NULL when none is left. */
LabSession *lab_session_new (LabSwitch *s, const char *user, const char *type, const char *address);
void lab_session_free (LabSwitch *s, LabSession *who);

typedef struct LabShell LabShell;
/* The state's lock must be held for all of these. command: run just that, without banner, echo or prompt; NULL = a shell. NULL
 * when no session is left. */
LabShell *lab_shell_new (LabSwitch *s, const char *user, const char *address, const char *command);
void lab_shell_free (LabShell *shell);
void lab_shell_set_width (LabShell *shell, guint columns); /* of its terminal; 0 = it has no edge */
void lab_shell_input (LabShell *shell, const char *bytes, gsize size);
/* What is to be sent; caller frees. *delay_ms: wait so long before. *chunk: send so many bytes at a time; 0 = all. */
char *lab_shell_take_output (LabShell *shell, gsize *size, guint *delay_ms, guint *chunk);
gboolean lab_shell_is_over (const LabShell *shell); /* logged out, or cut off */
gboolean lab_shell_was_cut (const LabShell *shell); /* cut off: no goodbye */
