/* How `vlanctl-lab` talks to a running switch: one line of JSON there, one text back, over a socket in the run folder. */
#pragma once
#include "state.h"

typedef struct {
  const char *name, *words, *meaning; /* as the usage has them */
  gboolean (*run) (LabSwitch *s, char **words, GString *out);
} LabCommandRow;

extern const LabCommandRow lab_commands[]; /* ended by a NULL name */

gboolean lab_control_serve (LabSwitch *s, GMutex *lock, const char *socket_path, char **why);

/* ---- client.c */
/* argv: command and words. The answer's text; NULL and a sentence when it was refused or nobody is there. */
char *lab_control_ask (const char *socket_path, const char *const *argv, char **why);
/* Joins standard input and output to a session of the switch, "cli" or "sftp"; gives the exit code. */
int lab_control_attach (const char *socket_path, const char *what);
