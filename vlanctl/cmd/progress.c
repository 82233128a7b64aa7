#include "cmd/progress.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "report/report.h"

#define DRAW_MS 100          /* at most ten times a second */
#define SLOW_MIN_US 500000   /* who takes less is called slow by nobody */
#define SLOW_TIMES 3         /* the median */
#define BAR 16               /* columns */
#define BAR_FROM 70          /* columns that a terminal must have for a bar */
#define ESTIMATE_FROM 0.02   /* of the work: before that nobody can tell */
#define NAME_MAX_COLUMNS 32
#define CHANGE_PATIENCE_US (30 * (gint64) G_USEC_PER_SEC) /* a switch that is being changed and of which nothing is told for so long is slow */

typedef enum { IDLE, READING, CHANGING } Kind;

typedef struct {
  gint64 begun, heard;
} AtWork;

struct Progress {
  GMutex mutex;
  GCond cond;
  GThread *thread;
  gboolean wanted, over, drawn;
  Kind kind;
  Stats *stats;
  guint total;
  gint64 begun, timeout_us;
  StatsProgress before;  /* what was counted before it began */
  GHashTable *at_work;   /* name -> AtWork*; names of `names` */
  GHashTable *ended;     /* set of names */
  gint64 ended_us;       /* that all of these took */
  GStringChunk *names;
};

/* ---- the line --------------------------------------------------------------------------------------------------------- */

static int
slower_first (gconstpointer a, gconstpointer b)
{
  const StatsGoing *x = a, *y = b;
  return x->us < y->us ? 1 : x->us > y->us ? -1 : strcmp (x->name, y->name);
}

void
progress_keep_slow (GArray *going, gint64 median_us, gint64 timeout_us)
{
  gint64 limit = MAX (SLOW_TIMES * median_us, SLOW_MIN_US);
  for (guint i = going->len; i-- > 0;)
    {
      const StatsGoing *g = &g_array_index (going, StatsGoing, i);
      if (!(median_us && g->us > limit) && !(timeout_us && g->unheard_us > timeout_us))
        g_array_remove_index_fast (going, i);
    }
  g_array_sort (going, slower_first);
}

static char *
short_number (double n)
{
  return n < 9.95 ? g_strdup_printf ("%.1f", n) : n < 9999.5 ? g_strdup_printf ("%.0f", n) : n < 9999500 ? g_strdup_printf ("%.0fk", n / 1e3)
                                                                                                      : g_strdup_printf ("%.0fM", n / 1e6);
}

static char *
short_time (double seconds)
{
  guint64 s = (guint64) ceil (seconds);
  return s < 100 ? g_strdup_printf (_ ("%u s"), (guint) s) : s < 6000 ? g_strdup_printf (_ ("%u min"), (guint) ((s + 30) / 60))
                                                                     : g_strdup_printf (_ ("%u h"), (guint) ((s + 1800) / 3600));
}

static void
append_bar (GString *line, double part)
{
  guint full = (guint) (CLAMP (part, 0, 1) * BAR);
  g_string_append_c (line, '[');
  for (guint i = 0; i < BAR; i++)
    g_string_append_c (line, i < full ? '#' : '.');
  g_string_append (line, "] ");
}

static char *
short_name (const char *name)
{
  char *clean = report_clean (name);
  if (g_utf8_strlen (clean, -1) <= NAME_MAX_COLUMNS)
    return clean;
  g_autofree char *whole = clean, *head = g_utf8_substring (whole, 0, NAME_MAX_COLUMNS - 1);
  return g_strconcat (head, "~", NULL);
}

/* As many names as there is room for, and how many are left. */
static void
append_slow (GString *line, const GArray *slow, glong width)
{
  for (guint i = 0; slow && i < slow->len; i++)
    {
      const StatsGoing *g = &g_array_index (slow, StatsGoing, i);
      g_autofree char *name = short_name (g->name), *time = short_time ((double) g->us / G_USEC_PER_SEC);
      g_autofree char *piece = g_strdup_printf ("%s%s %s", i ? ", " : _ ("; slow: "), name, time);
      g_autofree char *more = i + 1 < slow->len ? g_strdup_printf (", +%u", slow->len - i - 1) : g_strdup ("");
      if (g_utf8_strlen (line->str, -1) + g_utf8_strlen (piece, -1) + (glong) strlen (more) > width)
        {
          g_autofree char *rest = g_strdup_printf (i ? ", +%u" : _ ("; %u slow"), slow->len - i);
          g_string_append (line, rest);
          return;
        }
      g_string_append (line, piece);
    }
}

char *
progress_line (const ProgressView *v, guint width)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *rate = v->seconds > 0 ? short_number (v->done / v->seconds) : g_strdup ("0.0");
  if (width >= BAR_FROM)
    append_bar (line, v->part);
  g_string_append_printf (line, _ ("%u/%u switches, %s/s"), v->done, v->total, rate);
  if (v->values && v->seconds > 0)
    {
      g_autofree char *values = short_number ((double) v->values / v->seconds);
      g_string_append_printf (line, _ (", %s values/s"), values);
    }
  if (v->part >= ESTIMATE_FROM && v->part < 1)
    {
      g_autofree char *left = short_time (v->seconds * (1 - v->part) / v->part);
      g_string_append_printf (line, _ (", %s left"), left);
    }
  append_slow (line, v->slow, (glong) width);
  g_autofree char *fits = g_utf8_substring (line->str, 0, MIN (g_utf8_strlen (line->str, -1), (glong) width));
  return g_steal_pointer (&fits);
}

/* ---- what is to be seen ------------------------------------------------------------------------------------------------ */

/* The mutex is held. */
static GArray *
view_reading (Progress *p, ProgressView *v)
{
  StatsProgress now;
  GArray *going = stats_going (p->stats, &now);
  double done = v->done = MIN (now.finished - p->before.finished, p->total);
  for (guint i = 0; i < going->len; i++)
    {
      const StatsGoing *g = &g_array_index (going, StatsGoing, i);
      done += g->total ? (double) g->done / g->total : 0;
    }
  v->part = p->total ? MIN (done / p->total, 1) : 0;
  v->values = now.values - p->before.values;
  progress_keep_slow (going, now.median_us, p->timeout_us);
  return going;
}

/* Of changes nobody knows how much is done of one, and they are too few for a median: the mean of those that have ended. */
static GArray *
view_changing (Progress *p, ProgressView *v)
{
  GArray *going = g_array_new (FALSE, FALSE, sizeof (StatsGoing));
  gint64 now = g_get_monotonic_time ();
  gpointer name, value;
  GHashTableIter iter;
  g_hash_table_iter_init (&iter, p->at_work);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const AtWork *at = value;
      StatsGoing g = { name, now - at->begun, now - at->heard, 0, 0 };
      g_array_append_val (going, g);
    }
  v->done = g_hash_table_size (p->ended);
  v->part = p->total ? (double) v->done / p->total : 0;
  progress_keep_slow (going, v->done ? p->ended_us / v->done : 0, CHANGE_PATIENCE_US);
  return going;
}

static guint
terminal_width (void)
{
  struct winsize size = { 0 };
  return ioctl (STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col ? 80 : size.ws_col;
}

/* The mutex is held; so of all who write here only one does at a time. */
static void
wipe (Progress *p)
{
  if (!p->drawn)
    return;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
  p->drawn = FALSE;
}

static void
draw (Progress *p)
{
  ProgressView view = { .total = p->total, .seconds = (double) (g_get_monotonic_time () - p->begun) / G_USEC_PER_SEC };
  g_autoptr (GArray) slow = p->kind == READING ? view_reading (p, &view) : view_changing (p, &view);
  view.slow = slow;
  g_autofree char *line = progress_line (&view, terminal_width () - 1); /* in the last column some terminals go on to the next line */
  fprintf (stderr, "\r%s\033[K", line);
  fflush (stderr);
  p->drawn = TRUE;
}

static gpointer
draw_again (gpointer data)
{
  Progress *p = data;
  g_mutex_lock (&p->mutex);
  while (!p->over)
    {
      gint64 next = g_get_monotonic_time () + DRAW_MS * 1000;
      while (!p->over && g_cond_wait_until (&p->cond, &p->mutex, next))
        ;
      if (!p->over && p->kind != IDLE)
        draw (p);
    }
  wipe (p);
  g_mutex_unlock (&p->mutex);
  return NULL;
}

/* ---- the interface ---------------------------------------------------------------------------------------------------- */

Progress *
progress_new (Stats *stats, gboolean wanted)
{
  Progress *p = g_new0 (Progress, 1);
  g_mutex_init (&p->mutex);
  g_cond_init (&p->cond);
  p->wanted = wanted;
  p->stats = stats;
  p->at_work = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  p->ended = g_hash_table_new (g_str_hash, g_str_equal);
  p->names = g_string_chunk_new (1024);
  return p;
}

void
progress_free (Progress *p)
{
  if (!p)
    return;
  progress_stop (p);
  g_hash_table_unref (p->at_work);
  g_hash_table_unref (p->ended);
  g_string_chunk_free (p->names);
  g_mutex_clear (&p->mutex);
  g_cond_clear (&p->cond);
  g_free (p);
}

static void
begin (Progress *p, Kind kind, guint total, guint timeout_ms)
{
  progress_stop (p);
  if (!p->wanted || !total)
    return;
  p->kind = kind;
  p->total = total;
  p->timeout_us = (gint64) timeout_ms * 1000;
  p->begun = g_get_monotonic_time ();
  p->ended_us = 0;
  g_hash_table_remove_all (p->at_work);
  g_hash_table_remove_all (p->ended);
  g_array_unref (stats_going (p->stats, &p->before));
  p->over = FALSE;
  p->thread = g_thread_new ("progress", draw_again, p);
}

void
progress_read (Progress *p, guint total, guint timeout_ms)
{
  begin (p, READING, total, timeout_ms);
}

void
progress_change (Progress *p, guint total)
{
  begin (p, CHANGING, total, 0);
}

void
progress_at (Progress *p, const char *name, const char *text)
{
  g_mutex_lock (&p->mutex);
  char *key = g_string_chunk_insert_const (p->names, name);
  AtWork *at = g_hash_table_lookup (p->at_work, key);
  gint64 now = g_get_monotonic_time ();
  if (text && !at)
    {
      at = g_new0 (AtWork, 1);
      at->begun = now;
      g_hash_table_insert (p->at_work, key, at);
      g_hash_table_remove (p->ended, key);
    }
  if (text)
    at->heard = now;
  else if (at) /* nothing was to be done on others */
    {
      p->ended_us += now - at->begun;
      g_hash_table_remove (p->at_work, key);
      g_hash_table_add (p->ended, key);
    }
  g_mutex_unlock (&p->mutex);
}

void
progress_stop (Progress *p)
{
  if (!p->thread)
    return;
  g_mutex_lock (&p->mutex);
  p->over = TRUE;
  g_cond_signal (&p->cond);
  g_mutex_unlock (&p->mutex);
  g_clear_pointer (&p->thread, g_thread_join);
  p->kind = IDLE;
}

void
progress_write (Progress *p, const char *text)
{
  if (p)
    {
      g_mutex_lock (&p->mutex);
      wipe (p);
    }
  fputs (text, stderr);
  if (p)
    g_mutex_unlock (&p->mutex);
}
