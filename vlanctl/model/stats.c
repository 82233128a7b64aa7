#include "model/stats.h"

#include <string.h>

/* Times fall into buckets that are 1/32 of their power of two wide: what is asked of them needs no list that grows. */
#define FINE 32u
#define BUCKETS (FINE * 40u) /* up to 2^44 microseconds */

typedef struct {
  guint64 n, buckets[BUCKETS];
  gint64 min, max;
} Spread;

struct StatsSwitch {
  char *name;
  StatsWire wire;
  StatsShell shell;
  gint64 read_us;
  guint going;         /* readings under way */
  gint64 begun, heard; /* of the last one */
  guint done, total;
};

typedef struct {
  guint inside;
  gint64 since, spent;
} Watch;

struct Stats {
  GMutex mutex;
  gint64 begun, stage_since, stages[STATS_STAGES];
  StatsStage stage;
  Watch works[STATS_WORKS];
  GPtrArray *switches; /* StatsSwitch* */
  GHashTable *by_name;
  Spread round_trips, readings;
  guint finished;
  guint64 values;
};

/* ---- spread ----------------------------------------------------------------------------------------------------------- */

static guint
bucket_of (gint64 us)
{
  guint64 v = (guint64) MAX (us, 0);
  guint bits = g_bit_storage (v), shift = bits > 6 ? bits - 6 : 0; /* v >> shift is from FINE to 2 * FINE - 1, or v itself */
  return MIN (shift * FINE + (guint) (v >> shift), BUCKETS - 1);
}

static gint64
middle_of (guint bucket)
{
  guint shift = bucket < 2 * FINE ? 0 : bucket / FINE - 1;
  gint64 low = (gint64) (bucket - shift * FINE) << shift;
  return low + (((gint64) 1 << shift) - 1) / 2;
}

static void
spread_add (Spread *p, gint64 us)
{
  p->min = p->n ? MIN (p->min, us) : us;
  p->max = p->n ? MAX (p->max, us) : us;
  p->n++;
  p->buckets[bucket_of (us)]++;
}

static gint64
spread_median (const Spread *p)
{
  guint64 seen = 0;
  for (guint i = 0; p->n && i < BUCKETS; i++)
    if ((seen += p->buckets[i]) * 2 >= p->n)
      return CLAMP (middle_of (i), p->min, p->max);
  return 0;
}

/* ---- stages and works ------------------------------------------------------------------------------------------------- */

static void
switch_free (gpointer data)
{
  g_free (((StatsSwitch *) data)->name);
  g_free (data);
}

Stats *
stats_new (void)
{
  Stats *s = g_new0 (Stats, 1);
  g_mutex_init (&s->mutex);
  s->begun = s->stage_since = g_get_monotonic_time ();
  s->switches = g_ptr_array_new_with_free_func (switch_free);
  s->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return s;
}

void
stats_free (Stats *s)
{
  if (!s)
    return;
  g_hash_table_unref (s->by_name);
  g_ptr_array_unref (s->switches);
  g_mutex_clear (&s->mutex);
  g_free (s);
}

const char *
stats_stage_to_string (StatsStage stage)
{
  static const char *const words[] = { "inventory", "reading", "survey", "planning", "asking", "changing", "report" };
  return words[stage];
}

const char *
stats_work_to_string (StatsWork work)
{
  static const char *const words[] = { "names", "decoding", "verifying" };
  return words[work];
}

StatsStage
stats_stage (Stats *s, StatsStage next)
{
  if (!s)
    return next;
  gint64 now = g_get_monotonic_time ();
  g_mutex_lock (&s->mutex);
  StatsStage before = s->stage;
  s->stages[before] += now - s->stage_since;
  s->stage_since = now;
  s->stage = next;
  g_mutex_unlock (&s->mutex);
  return before;
}

void
stats_enter (Stats *s, StatsWork work)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  if (s->works[work].inside++ == 0)
    s->works[work].since = g_get_monotonic_time ();
  g_mutex_unlock (&s->mutex);
}

void
stats_leave (Stats *s, StatsWork work)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  if (--s->works[work].inside == 0)
    s->works[work].spent += g_get_monotonic_time () - s->works[work].since;
  g_mutex_unlock (&s->mutex);
}

/* ---- counting --------------------------------------------------------------------------------------------------------- */

/* The mutex is held. */
static StatsSwitch *
switch_of (Stats *s, const char *name)
{
  StatsSwitch *sw = g_hash_table_lookup (s->by_name, name);
  if (sw)
    return sw;
  sw = g_new0 (StatsSwitch, 1);
  sw->name = g_strdup (name);
  g_ptr_array_add (s->switches, sw);
  g_hash_table_insert (s->by_name, sw->name, sw);
  return sw;
}

StatsSwitch *
stats_begin (Stats *s, const char *name)
{
  if (!s)
    return NULL;
  g_mutex_lock (&s->mutex);
  StatsSwitch *sw = switch_of (s, name);
  if (sw->going++ == 0)
    {
      sw->begun = sw->heard = g_get_monotonic_time ();
      sw->done = sw->total = 0;
    }
  g_mutex_unlock (&s->mutex);
  return sw;
}

void
stats_over (Stats *s, StatsSwitch *sw)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  s->finished++;
  if (--sw->going == 0)
    {
      gint64 took = g_get_monotonic_time () - sw->begun;
      sw->read_us += took;
      spread_add (&s->readings, took);
    }
  g_mutex_unlock (&s->mutex);
}

void
stats_done_of (Stats *s, StatsSwitch *sw, guint done, guint total)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  sw->done = done;
  sw->total = total;
  g_mutex_unlock (&s->mutex);
}

void
stats_sent (Stats *s, StatsSwitch *sw, StatsSend why, guint octets)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  *(why == STATS_FIRST ? &sw->wire.requests : why == STATS_RETRANSMIT ? &sw->wire.retransmits : &sw->wire.repeats) += 1;
  sw->wire.datagrams_out += octets > 0;
  sw->wire.octets_out += octets;
  g_mutex_unlock (&s->mutex);
}

void
stats_received (Stats *s, StatsSwitch *sw, guint octets)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  sw->wire.datagrams_in++;
  sw->wire.octets_in += octets;
  sw->heard = g_get_monotonic_time ();
  g_mutex_unlock (&s->mutex);
}

void
stats_answered (Stats *s, StatsSwitch *sw, gint64 round_trip_us, guint values)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  sw->wire.answers++;
  sw->wire.values += values;
  s->values += values;
  if (round_trip_us >= 0)
    spread_add (&s->round_trips, round_trip_us);
  g_mutex_unlock (&s->mutex);
}

void
stats_silent (Stats *s, StatsSwitch *sw)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  sw->wire.silences++;
  g_mutex_unlock (&s->mutex);
}

void
stats_login (Stats *s, const char *name, gboolean in, gint64 took_us)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  StatsShell *shell = &switch_of (s, name)->shell;
  shell->logins += in;
  shell->refused += !in;
  shell->login_us += took_us;
  g_mutex_unlock (&s->mutex);
}

void
stats_line (Stats *s, const char *name, gboolean answered, gint64 waited_us)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  StatsShell *shell = &switch_of (s, name)->shell;
  shell->lines++;
  shell->replies += answered;
  shell->waiting_us += waited_us;
  g_mutex_unlock (&s->mutex);
}

void
stats_file (Stats *s, const char *name, gint64 took_us)
{
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  StatsShell *shell = &switch_of (s, name)->shell;
  shell->files++;
  shell->file_us += took_us;
  g_mutex_unlock (&s->mutex);
}

/* ---- telling ---------------------------------------------------------------------------------------------------------- */

static void
add_wire (StatsWire *to, const StatsWire *w)
{
  to->requests += w->requests;
  to->answers += w->answers;
  to->silences += w->silences;
  to->retransmits += w->retransmits;
  to->repeats += w->repeats;
  to->datagrams_out += w->datagrams_out;
  to->octets_out += w->octets_out;
  to->datagrams_in += w->datagrams_in;
  to->octets_in += w->octets_in;
  to->values += w->values;
}

static void
add_shell (StatsShell *to, const StatsShell *t)
{
  to->logins += t->logins;
  to->refused += t->refused;
  to->files += t->files;
  to->lines += t->lines;
  to->replies += t->replies;
  to->login_us += t->login_us;
  to->file_us += t->file_us;
  to->waiting_us += t->waiting_us;
}

void
stats_sum (Stats *s, StatsSum *out)
{
  memset (out, 0, sizeof *out);
  if (!s)
    return;
  g_mutex_lock (&s->mutex);
  gint64 now = g_get_monotonic_time ();
  out->wall_us = now - s->begun;
  memcpy (out->stage_us, s->stages, sizeof s->stages);
  out->stage_us[s->stage] += now - s->stage_since;
  for (guint w = 0; w < STATS_WORKS; w++)
    out->work_us[w] = s->works[w].spent + (s->works[w].inside ? now - s->works[w].since : 0);
  out->switches = s->switches->len;
  for (guint i = 0; i < s->switches->len; i++)
    {
      const StatsSwitch *sw = s->switches->pdata[i];
      add_wire (&out->wire, &sw->wire);
      add_shell (&out->shell, &sw->shell);
    }
  out->round_trips = s->round_trips.n;
  out->min_us = s->round_trips.min;
  out->median_us = spread_median (&s->round_trips);
  out->max_us = s->round_trips.max;
  g_mutex_unlock (&s->mutex);
}

static int
slower_first (gconstpointer a, gconstpointer b)
{
  const StatsSlow *x = a, *y = b;
  return x->us < y->us ? 1 : x->us > y->us ? -1 : strcmp (x->name, y->name);
}

GArray *
stats_slowest (Stats *s, guint n)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (StatsSlow));
  if (!s)
    return list;
  g_mutex_lock (&s->mutex);
  for (guint i = 0; i < s->switches->len; i++)
    {
      const StatsSwitch *sw = s->switches->pdata[i];
      gint64 shell = sw->shell.login_us + sw->shell.file_us + sw->shell.waiting_us;
      StatsSlow slow = { sw->name, sw->read_us + shell, sw->wire, sw->shell };
      g_array_append_val (list, slow);
    }
  g_mutex_unlock (&s->mutex);
  g_array_sort (list, slower_first);
  if (list->len > n)
    g_array_set_size (list, n);
  return list;
}

GArray *
stats_going (Stats *s, StatsProgress *out)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (StatsGoing));
  memset (out, 0, sizeof *out);
  if (!s)
    return list;
  g_mutex_lock (&s->mutex);
  gint64 now = g_get_monotonic_time ();
  *out = (StatsProgress){ s->finished, s->values, spread_median (&s->readings) };
  for (guint i = 0; i < s->switches->len; i++)
    {
      const StatsSwitch *sw = s->switches->pdata[i];
      StatsGoing going = { sw->name, now - sw->begun, now - sw->heard, sw->done, sw->total };
      if (sw->going)
        g_array_append_val (list, going);
    }
  g_mutex_unlock (&s->mutex);
  return list;
}
