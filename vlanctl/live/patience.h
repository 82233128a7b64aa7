/* When a datagram is sent once more because nothing has come: as RFC 6298 has it for TCP, from the round trips of this switch. Pure; times are
 * monotonic, in microseconds. */
#pragma once
#include <glib.h>

typedef struct {
  gint64 most;           /* the whole time-out of a request: later it is another's to send again */
  gint64 trip, trip_var; /* smoothed round trip and its variation; 0 = none was timed yet */
  gint64 wait;           /* how long an answer is waited for now */
  gint64 due;
  guint left;            /* so many times more for this request */
} Patience;

void patience_init (Patience *p, gint64 most);
void patience_sent (Patience *p, gint64 now);   /* a new datagram went out */
gboolean patience_due (Patience *p, gint64 now); /* TRUE: once more, now; it is counted as done */
void patience_end (Patience *p);                /* somebody else sends again: not this datagram any more */
/* An answer came; trip < 0: to which of several datagrams is not known (Karn). */
void patience_answered (Patience *p, gint64 trip);
