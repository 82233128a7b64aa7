/* File transfer (SFTP version 3): bytes in, bytes out, over the files of the switch's flash. No socket. */
#pragma once
#include "state.h"

typedef struct LabSftp LabSftp;
/* The state's lock must be held for all of these. NULL when no session is left. */
LabSftp *lab_sftp_new (LabSwitch *s, const char *user, const char *address);
void lab_sftp_free (LabSftp *f);
void lab_sftp_input (LabSftp *f, const char *bytes, gsize size);
char *lab_sftp_take_output (LabSftp *f, gsize *size); /* what is to be sent; caller frees */
gboolean lab_sftp_is_over (const LabSftp *f); /* its session was ended, or it was sent nonsense */
