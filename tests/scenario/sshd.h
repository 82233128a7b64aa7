/* OpenSSH's own sshd before the command line of a lab switch: with the host key and the algorithms that it is told to have. */
#pragma once
#include "harness.h"

typedef struct {
  GPid pid;
  char *dir, *log; /* a folder of its own, the log in it */
} Sshd;
#define SSHD_PORT 10023

/* Of these types, without a passphrase; PATH.pub is the public half. */
void sshd_make_key (const char *path, const char *type);
/* Listens at the switch's address. host_key, user_key: private key files. `config`: further lines of sshd_config. */
Sshd *sshd_start (Scene *scene, const char *name, const char *address, const char *host_key, const char *user_key, const char *config);
char *sshd_said (const Sshd *sshd);
void sshd_stop (Sshd *sshd);
/* "[127.0.0.1]:10023 ssh-ed25519 AAAA..." of a key file. */
char *sshd_known_line (const char *address, const char *host_key);
