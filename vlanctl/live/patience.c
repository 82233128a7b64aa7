#include "live/patience.h"

#define FIRST_US (1000 * G_TIME_SPAN_MILLISECOND) /* RFC 6298 2.1 */
/* The RFC's least is a second. Here there are no delayed acknowledgements, and one lost datagram holds up the whole walk. */
#define LEAST_US (250 * G_TIME_SPAN_MILLISECOND)
#define TIMES 3

void
patience_init (Patience *p, gint64 most)
{
  *p = (Patience){ .most = most, .wait = MIN (FIRST_US, most) };
}

void
patience_sent (Patience *p, gint64 now)
{
  p->due = now + p->wait;
  p->left = TIMES;
}

/* Some agents answer slowly, and do it twice when they are asked twice: each time twice as long is waited, for the next requests too, until a
 * round trip is timed again (RFC 6298 5.5). */
gboolean
patience_due (Patience *p, gint64 now)
{
  if (!p->left || now < p->due)
    return FALSE;
  p->left--;
  p->wait = MIN (2 * p->wait, p->most);
  p->due = now + p->wait;
  return TRUE;
}

void
patience_end (Patience *p)
{
  p->left = 0;
}

/* RFC 6298 2.2 to 2.4. */
void
patience_answered (Patience *p, gint64 trip)
{
  p->left = 0;
  if (trip < 0)
    return;
  gboolean first = !p->trip;
  p->trip_var = first ? trip / 2 : (3 * p->trip_var + ABS (p->trip - trip)) / 4;
  p->trip = MAX (1, first ? trip : (7 * p->trip + trip) / 8);
  p->wait = MIN (MAX (p->trip + 4 * p->trip_var, LEAST_US), p->most);
}
