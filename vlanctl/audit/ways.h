/* Which links lie on some way to one switch without going through a switch twice: for all switches at once, in one walk of the graph. */
#pragma once
#include <glib.h>

#define WAYS_NONE G_MAXUINT

/* The graph falls into biconnected parts, which hang together at single switches as a tree does. All the ways of a switch go through the
 * same parts: the one in which they begin, then the next of each; and each link of those is on one of them. */
typedef struct {
  guint *part;  /* by link: in which it is; WAYS_NONE = not joined with the target */
  guint *first; /* by switch: the part in which its ways begin; WAYS_NONE = it is the target, or has no way there */
  GArray *next; /* by part, guint: where the ways go on, always a higher number; WAYS_NONE = the target is in this one */
} Ways;

/* links_of: by switch, a GArray of guint: the numbers of its links. ends: of each link, two places of switches; the second is -1 where nobody
 * knows what is there: no way goes on. target: a place. Never fails; goes as deep as the longest way has switches. */
Ways *ways_new (const GPtrArray *links_of, const int (*ends)[2], guint n_links, int target);
void ways_free (Ways *w);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ways, ways_free)
