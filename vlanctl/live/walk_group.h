/* Tables that share their requests: most tables of a switch hold nothing or a few rows, and a datagram for each is a datagram wasted.
 * An opening asks for the first row of each; what is not at its end by then is read alone or together with others, whichever is fewer
 * requests, and what is left at the end is put together once more. An agent that answers a shared request with trouble is asked for one
 * table at a time from then on. Pure. */
#pragma once
#include "live/walk_table.h"

typedef struct {
  WalkTable *tables[WALK_MAX_NAMES]; /* not owned; one: it is read alone */
  guint n, columns;
  gboolean opening;     /* one request, and it is over */
  gboolean closed;      /* nobody else may come in */
  gboolean leaves_rest; /* an answer that would not be filled is not asked for: the next round puts such together */
  WalkLearnt *learnt;
  guint repetitions;    /* of the request under way, which asks for ... */
  struct {
    WalkTable *table;
    guint column;
  } asked[WALK_MAX_NAMES];
  guint n_asked;
} WalkGroup;

WalkGroup *walk_group_new (WalkLearnt *learnt, gboolean opening);
gboolean walk_group_has_room (const WalkGroup *g, const WalkTable *t); /* for its first rows, or (no opening) for all that are to come */
gboolean walk_group_is_obsolete (const WalkGroup *g); /* by what was learnt since it was made: not to be asked for */
void walk_group_add (WalkGroup *g, WalkTable *t);
void walk_group_ask (WalkGroup *g, GArray *numbers, WalkRequest *out);
/* TRUE: the group is over, if not each of its tables. */
gboolean walk_group_hear (WalkGroup *g, WalkTrouble trouble, const WalkVar *vars, guint n);
gboolean walk_group_silent (WalkGroup *g);
