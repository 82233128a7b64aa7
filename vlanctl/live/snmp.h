/* One SNMP session to one agent, asynchronous: the only door to net-snmp. One request is under way at a time. A session belongs to one
 * thread (the library's snmp_sess_* calls ask for no more), and all of SNMPv3 to the same one: the library's list of users does. */
#pragma once
#include "live/live.h"
#include "live/walk.h"
#include "model/stats.h"

/* Once per process, before anything else here: no MIB files, no configuration files, no noise. */
void snmp_library_start (void);
void snmp_library_forget (void); /* after the last session: what was kept of secrets is wiped */
void snmp_thread_forget (void);  /* by a thread that had sessions, at its end */

typedef struct SnmpSession SnmpSession;
/* address is numeric. first: another session with the same target, which is closed later, or NULL: with SNMPv3 its engine and user are
 * known then. NULL + error when keys cannot be made or there is no socket left. */
SnmpSession *snmp_session_open (const LiveTarget *target, const char *address, const SnmpSession *first, GError **error);
/* Who counts what goes over its wire; before the first request. */
void snmp_session_count (SnmpSession *session, Stats *stats, StatsSwitch *tally);
void snmp_session_close (SnmpSession *session);
int snmp_session_fd (const SnmpSession *session);
void snmp_session_send (SnmpSession *session, const WalkRequest *request);
/* The socket is readable / some time has passed. Either may settle the request under way. */
void snmp_session_read (SnmpSession *session);
void snmp_session_tick (SnmpSession *session);

typedef enum { SNMP_WAITING, SNMP_ANSWERED, SNMP_SILENT, SNMP_REFUSED } SnmpOutcome;
/* How the request under way stands. An answer's variables live until the next call of _read, for whichever session. SNMP_REFUSED says why,
 * SNMP_SILENT where more is known than silence (NULL otherwise). */
SnmpOutcome snmp_session_outcome (SnmpSession *session, WalkTrouble *trouble, const WalkVar **vars, guint *n, const char **why);
gboolean snmp_session_sent_again (const SnmpSession *session); /* a datagram that was not answered in time, ever */
