/* Reading one switch, as a pure machine: it says what to ask next, and is told what came back. No socket, no clock. Several questions may be
 * under way at a time, each in a lane of its own: one at first, one more for each table that is read well, and one for good as soon as a
 * datagram is lost (there are agents that take one at a time). */
#pragma once
#include "live/rows.h"

/* Somebody else's. */
typedef struct {
  const guint32 *oid;
  guint n;
} WalkName;

typedef enum { WALK_GET, WALK_NEXT, WALK_BULK } WalkKind;

/* Of one request: columns, 15 to 23 octets each (RFC 3416: OID, tag, NULL), so that it is one datagram without fragments. */
#define WALK_MAX_NAMES 66

typedef struct {
  WalkKind kind;
  guint repetitions;   /* of a WALK_BULK */
  gboolean once;       /* no second try: it was silent a moment ago */
  guint n;
  WalkName names[WALK_MAX_NAMES]; /* the walk's: until the lane hears what came of it */
} WalkRequest;

/* One variable binding of an answer. */
typedef struct {
  const guint32 *oid;
  guint n;
  gboolean nothing;    /* noSuchObject, noSuchInstance, endOfMibView ... */
  gboolean end;        /* ... the last of these */
  RowTag tag;
  guint64 number;
  const void *octets;
  gsize size;
} WalkVar;

/* What went wrong with a request as a whole. WALK_NO_NAME is SNMPv1's way to say that there is nothing (more). */
typedef enum { WALK_FINE, WALK_TOO_BIG, WALK_NO_NAME, WALK_DENIED, WALK_ERROR } WalkTrouble;

typedef struct Walk Walk;
Walk *walk_new (const char *name, const char *address, guint port, guint32 want);
/* Before the first request: it was read before, and only of these is anything asked again where that is fewer. Both outlive the walk. */
void walk_read_back (Walk *walk, const LiveRows *earlier, const LiveOnly *only);
void walk_free (Walk *walk);
#define WALK_LANES 4 /* numbered from 0 */
/* The next request of this lane, which has none under way; FALSE when it has nothing to ask now: walk_is_over says whether anybody has, and
 * after any answer each lane may have something to ask again. `spent_ms` is the time since the beginning, `budget_ms` the most
 * that this switch may take: what is not read by then stays unread. */
gboolean walk_next (Walk *walk, guint lane, guint64 spent_ms, guint64 budget_ms, WalkRequest *out);
gboolean walk_is_over (const Walk *walk);
gboolean walk_has_room (const Walk *walk); /* for one more request of an identified switch */
void walk_answer (Walk *walk, guint lane, WalkTrouble trouble, const WalkVar *vars, guint n);
/* All retries of the request went unanswered; `why` where more is known than that (NULL otherwise). */
void walk_silent (Walk *walk, guint lane, const char *why);
/* A datagram had to be sent once more: one request at a time from now on. */
void walk_lost (Walk *walk);
/* Nothing more can be had (credentials refused, say): ends the walk with this sentence. */
void walk_abort (Walk *walk, const char *why);
/* Progress for people: tables read, tables wanted. The first alone costs nothing. */
guint walk_tables_read (const Walk *walk);
guint walk_tables_wanted (const Walk *walk);
LiveRows *walk_take_rows (Walk *walk); /* settled; caller owns */
