/* A logged-in session: bytes in, bytes out. No socket. */
#pragma once
#include "state.h"

typedef struct LabShell LabShell;
/* The state's lock must be held for all of these. NULL when no session is left. */
LabShell *lab_shell_new (LabSwitch *s, const char *user);
void lab_shell_free (LabShell *shell);
void lab_shell_input (LabShell *shell, const char *bytes, gsize size);
/* What is to be sent; caller frees. *delay_ms: wait so long before. */
char *lab_shell_take_output (LabShell *shell, gsize *size, guint *delay_ms);
gboolean lab_shell_is_over (const LabShell *shell); /* logged out, or cut off */
