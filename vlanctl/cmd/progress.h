/* What is going on, in one line at the foot of a terminal: redrawn in place, and gone when it is over. Thread-safe. */
#pragma once
#include "model/stats.h"

typedef struct Progress Progress;
Progress *progress_new (Stats *stats, gboolean wanted); /* not wanted: every call does nothing */
void progress_free (Progress *p);

/* Reading `total` switches: drawn from what `stats` counts from here on. timeout_ms: of one request; who is silent for longer is slow. */
void progress_read (Progress *p, guint total, guint timeout_ms);
/* Changing `total` switches: drawn from what progress_at says. text NULL: this one has ended. */
void progress_change (Progress *p, guint total);
void progress_at (Progress *p, const char *name, const char *text);
void progress_stop (Progress *p);     /* the line is wiped */
/* Writes on standard error, and nothing of the line stands in its way; it comes back by itself. p may be NULL. */
void progress_write (Progress *p, const char *text);

/* ---- the line itself; pure -------------------------------------------------------------------------------------------- */

typedef struct {
  guint done, total;
  double part;        /* of all the work, from 0 to 1 */
  double seconds;     /* since it began */
  guint64 values;     /* read so far; 0 = that is not counted */
  const GArray *slow; /* StatsGoing, the slowest first */
} ProgressView;
/* No wider than `width` columns, names escaped; caller frees. */
char *progress_line (const ProgressView *view, guint width);
/* Leaves those that are slow: longer at it than three times the median (of those that are over) and half a second, or silent
 * for longer than a request may take. The slowest first. */
void progress_keep_slow (GArray *going, gint64 median_us, gint64 timeout_us);
