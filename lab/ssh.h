/* The SSH server: a shell and SFTP for one user. */
#pragma once
#include "state.h"

/* key_path: made when it is missing. FALSE and a sentence when it cannot listen. *public_key: "ecdsa-sha2-nistp256 AAAA...". */
gboolean lab_ssh_start (LabSwitch *s, GMutex *lock, const char *key_path, char **public_key, char **why);
