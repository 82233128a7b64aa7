#pragma once
#define WITH_SERVER 1 /* libssh shows its SFTP server side only so */
#include <libssh/sftp.h>

#include "state.h"

/* Serves files of the switch's flash until the client leaves. */
void lab_sftp_serve (LabSwitch *s, GMutex *lock, ssh_session session, ssh_channel channel);
