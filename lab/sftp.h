#pragma once
#define WITH_SERVER 1 /* libssh shows its SFTP server side only so */
#include <libssh/sftp.h>

#include "state.h"

typedef struct LabSftp LabSftp;
/* Files of the switch's flash on one channel, which it takes over. NULL when no session is left. */
LabSftp *lab_sftp_new (LabSwitch *s, GMutex *lock, ssh_session session, ssh_channel channel, const char *address);
gboolean lab_sftp_pump (LabSftp *f); /* serves what has arrived; FALSE when the client has gone */
void lab_sftp_free (LabSftp *f);
