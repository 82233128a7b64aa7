#include "live/reading.h"

#include <errno.h>
#include <gio/gio.h>
#include <sys/epoll.h>

#define BUDGET_TIMEOUTS 12   /* a switch may cost so many unanswered requests' time ... */
#define BUDGET_MIN_MS 60000  /* ... and this much in any case */

static gboolean
open_session (Lane *lane, Sockets *sockets, GError **error)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = lane };
  Reading *r = lane->reading;
  lane->session = snmp_session_open (r->target, r->address, lane == r->lanes ? NULL : r->lanes[0].session, error);
  if (lane->session && epoll_ctl (sockets->poll, EPOLL_CTL_ADD, snmp_session_fd (lane->session), &event))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, g_strerror (errno));
      g_clear_pointer (&lane->session, snmp_session_close);
    }
  if (!lane->session)
    return FALSE;
  sockets->n++;
  snmp_session_count (lane->session, r->counts, r->tally);
  return TRUE;
}

void
reading_begin (Reading *r, Sockets *sockets)
{
  g_autoptr (GError) error = NULL;
  r->since = g_get_monotonic_time ();
  r->tally = stats_begin (r->counts, r->target->name);
  for (guint i = 0; i < WALK_LANES; i++)
    r->lanes[i].reading = r;
  if (!open_session (&r->lanes[0], sockets, &error))
    walk_abort (r->walk, error->message);
}

void
reading_end (Reading *r, Sockets *sockets)
{
  for (guint i = WALK_LANES; i-- > 0;) /* what the others share is the first's */
    if (r->lanes[i].session)
      {
        g_clear_pointer (&r->lanes[i].session, snmp_session_close);
        sockets->n--;
      }
  stats_over (r->counts, r->tally);
}

/* The first one has its session from the beginning. */
static gboolean
is_ready (Lane *lane, Sockets *sockets)
{
  if (lane->asking || lane->session)
    return !lane->asking;
  return sockets->n < sockets->sharing && walk_has_room (lane->reading->walk) && open_session (lane, sockets, NULL);
}

gboolean
reading_ask (Reading *r, Sockets *sockets)
{
  guint64 spent = (guint64) (g_get_monotonic_time () - r->since) / 1000;
  guint64 budget = MAX (BUDGET_MIN_MS, (guint64) r->target->timeout_ms * BUDGET_TIMEOUTS);
  for (guint i = 0; i < WALK_LANES && !walk_is_over (r->walk); i++)
    {
      WalkRequest request;
      Lane *lane = &r->lanes[i];
      if (!is_ready (lane, sockets) || !walk_next (r->walk, i, spent, budget, &request))
        continue;
      lane->asking = TRUE;
      snmp_session_send (lane->session, &request);
    }
  return !walk_is_over (r->walk);
}

/* When there is something new to tell. */
static void
tell_progress (Reading *r)
{
  guint done = walk_tables_read (r->walk);
  if (done != r->told)
    stats_done_of (r->counts, r->tally, done, walk_tables_wanted (r->walk));
  r->told = done;
}

/* What came of the request under way, if anything. */
static void
settle (Lane *lane)
{
  WalkTrouble trouble;
  const WalkVar *vars;
  const char *why;
  Walk *walk = lane->reading->walk;
  guint n, number = (guint) (lane - lane->reading->lanes);
  if (snmp_session_sent_again (lane->session))
    walk_lost (walk);
  switch (snmp_session_outcome (lane->session, &trouble, &vars, &n, &why))
    {
    case SNMP_WAITING: return;
    case SNMP_ANSWERED:
      walk_answer (walk, number, trouble, vars, n);
      break;
    case SNMP_SILENT:
      walk_silent (walk, number, why);
      break;
    case SNMP_REFUSED:
      walk_abort (walk, why);
      break;
    }
  lane->asking = FALSE;
  tell_progress (lane->reading);
}

void
reading_hear (Lane *lane)
{
  snmp_session_read (lane->session);
  if (lane->asking)
    settle (lane);
}

void
reading_tick (Reading *r)
{
  for (guint i = 0; i < WALK_LANES; i++)
    if (r->lanes[i].asking)
      {
        snmp_session_tick (r->lanes[i].session);
        settle (&r->lanes[i]);
      }
}
