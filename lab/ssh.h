/* The SSH server: a shell, commands and SFTP for one user. */
#pragma once
#include <libssh/libssh.h>

#include "state.h"

/* key_path: made when it is missing. FALSE and a sentence when it cannot listen. *public_key: "ecdsa-sha2-nistp256 AAAA...". */
gboolean lab_ssh_start (LabSwitch *s, GMutex *lock, const char *key_path, char **public_key, char **why);
/* Another host key, of that type (NULL: as before): what a client that remembers must not like. The lock is held. */
gboolean lab_ssh_rekey (LabSwitch *s, const char *type, char **why);

/* ssh_serve.c: one connection, in its thread, to its end. Frees the session. */
void lab_ssh_serve (LabSwitch *s, GMutex *lock, ssh_session session, const char *address);
