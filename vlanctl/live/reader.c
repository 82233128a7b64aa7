#include "live/reading.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#define TICK_MS 50           /* how late a time-out may be noticed */
#define RESOLVERS 64         /* names looked up at once: a name server that says nothing takes its time for each */
#define BEGIN_AT_ONCE 64     /* switches that are asked first between two looks at those that answer: what follows is paced by answers */
#define HEAR_AT_ONCE 256     /* answers taken in before the next questions go out */
#define SESSIONS_IN_ALL 1024 /* below, a switch may have more than one: above, it is the machine that is the limit, not the round trips */
#define SPARE_FDS 64         /* file descriptors for everything that is no SNMP session */

/* One call of live_read. */
typedef struct {
  GMutex mutex;
  GCond cond;
  GQueue over;         /* Job*: decoded, and not yet told to the caller */
  gboolean keep_rows;
  Stats *counts;       /* NULL */
} Batch;

typedef struct {
  Reading reading;     /* first: a Lane leads to it, and so to the job */
  Batch *batch;
  SwitchState *state;  /* the result */
  LiveRows *rows;      /* kept where they were asked for */
} Job;

struct LiveReader {
  GThread *thread;
  GThreadPool *resolvers;
  GThreadPool *decoders; /* a switch that was read becomes its state while others are still being read */
  GAsyncQueue *queue;  /* Job*; the reader itself = stop */
  int wake[2];
  Sockets sockets;     /* with epoll: poll would look at each to find one */
  guint max_in_flight;
  gint held;           /* switches whose rows are held: being read, or read and not yet decoded */
  gint held_most;
  Stats *counts;       /* NULL */
  LiveEach each;       /* NULL */
  gpointer each_user;
};

/* ---- one switch ------------------------------------------------------------------------------------------------------ */

static void
wake_reader (LiveReader *reader)
{
  if (write (reader->wake[1], "", 1) < 0 && errno != EAGAIN)
    g_warning ("waking the SNMP thread: %s", g_strerror (errno));
}

/* On a thread of its own: the rows go as soon as they are understood, so that few switches' rows are held at a time. */
static void
decode_job (gpointer data, gpointer user)
{
  LiveReader *reader = user;
  Job *job = data;
  Batch *batch = job->batch;
  job->rows = walk_take_rows (job->reading.walk);
  g_clear_pointer (&job->reading.walk, walk_free);
  job->state = switch_state_new (job->reading.target->name, job->reading.target->address);
  stats_enter (batch->counts, STATS_DECODING);
  live_decode (job->rows, job->state);
  stats_leave (batch->counts, STATS_DECODING);
  if (!batch->keep_rows)
    g_clear_pointer (&job->rows, live_rows_free);
  g_atomic_int_add (&reader->held, -1);
  wake_reader (reader); /* there is a place for another */
  g_mutex_lock (&batch->mutex);
  g_queue_push_tail (&batch->over, job);
  g_cond_signal (&batch->cond);
  g_mutex_unlock (&batch->mutex);
}

/* ---- the thread ------------------------------------------------------------------------------------------------------ */

static void
go_on (LiveReader *reader, GPtrArray *active, Job *job)
{
  job->reading.heard = FALSE;
  if (reading_ask (&job->reading, &reader->sockets))
    return;
  g_ptr_array_remove_fast (active, job);
  reading_end (&job->reading, &reader->sockets);
  g_thread_pool_push (reader->decoders, job, NULL);
}

static gboolean
has_place (const LiveReader *reader)
{
  return g_atomic_int_get (&reader->held) < (gint) reader->max_in_flight && reader->sockets.n < reader->sockets.most;
}

/* FALSE: the reader ends. */
static gboolean
take_jobs (LiveReader *reader, GPtrArray *active)
{
  for (guint n = 0; n < BEGIN_AT_ONCE && has_place (reader); n++)
    {
      gpointer item = g_async_queue_try_pop (reader->queue);
      if (item == reader)
        return FALSE;
      if (!item)
        break;
      g_ptr_array_add (active, item);
      gint held = g_atomic_int_add (&reader->held, 1) + 1;
      reader->held_most = MAX (reader->held_most, held);
      reading_begin (item, &reader->sockets);
      go_on (reader, active, item);
    }
  return TRUE;
}

static int
wait_for_any (LiveReader *reader, const GPtrArray *active, struct epoll_event *events)
{
  /* those that waited for their turn woke nobody */
  gboolean waiting = has_place (reader) && g_async_queue_length (reader->queue) > 0;
  int n;
  do
    n = epoll_wait (reader->sockets.poll, events, HEAR_AT_ONCE, waiting ? 0 : active->len ? TICK_MS : -1);
  while (n < 0 && errno == EINTR);
  return n;
}

/* First everything that has come in, then everything that goes out: answers that wait in a socket buffer get lost when it is full,
 * and requests sent together wake whoever delivers them once. */
static void
hear_all (LiveReader *reader, GPtrArray *active, const struct epoll_event *events, int n)
{
  char drain[64];
  Job *heard[HEAR_AT_ONCE];
  guint n_heard = 0;
  for (int i = 0; i < n; i++)
    {
      Lane *lane = events[i].data.ptr;
      while (!lane && read (reader->wake[0], drain, sizeof drain) > 0)
        ;
      if (!lane)
        continue;
      reading_hear (lane);
      if (!lane->reading->heard)
        heard[n_heard++] = (Job *) lane->reading; /* once: it may be gone when it has gone on */
      lane->reading->heard = TRUE;
    }
  for (guint i = 0; i < n_heard; i++)
    go_on (reader, active, heard[i]);
}

static void
tick_all (LiveReader *reader, GPtrArray *active)
{
  for (guint i = active->len; i-- > 0;)
    {
      Job *job = active->pdata[i];
      reading_tick (&job->reading);
      go_on (reader, active, job);
    }
}

static gpointer
reader_thread (gpointer data)
{
  LiveReader *reader = data;
  struct epoll_event events[HEAR_AT_ONCE];
  g_autoptr (GPtrArray) active = g_ptr_array_new ();
  gint64 last_tick = 0;
  while (take_jobs (reader, active))
    {
      hear_all (reader, active, events, wait_for_any (reader, active, events));
      gint64 now = g_get_monotonic_time ();
      if (now - last_tick < TICK_MS * 1000)
        continue;
      tick_all (reader, active);
      last_tick = now;
    }
  return NULL;
}

/* ---- names ----------------------------------------------------------------------------------------------------------- */

static void
enqueue (LiveReader *reader, Job *job)
{
  g_async_queue_push (reader->queue, job);
  wake_reader (reader);
}

static void
resolve_job (gpointer data, gpointer user)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  stats_enter (job->batch->counts, STATS_NAMES);
  GList *found = g_resolver_lookup_by_name (resolver, job->reading.target->address, NULL, &error);
  stats_leave (job->batch->counts, STATS_NAMES);
  if (found)
    job->reading.address = g_inet_address_to_string (found->data);
  else
    {
      walk_abort (job->reading.walk, error->message);
      job->reading.address = g_strdup ("127.0.0.1"); /* never asked: the walk is over */
    }
  g_resolver_free_addresses (found);
  enqueue (user, job);
}

/* ---- the interface --------------------------------------------------------------------------------------------------- */

/* How many sockets there may be, after the limit was raised as far as it goes. */
static guint
socket_limit (void)
{
  struct rlimit limit;
  if (getrlimit (RLIMIT_NOFILE, &limit))
    return SPARE_FDS;
  rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_NOFILE, &limit))
    limit.rlim_cur = before;
  return limit.rlim_cur > 2 * SPARE_FDS ? (guint) MIN (limit.rlim_cur - SPARE_FDS, G_MAXINT) : SPARE_FDS;
}

LiveReader *
live_reader_new (guint max_in_flight, GError **error)
{
  int wake[2];
  struct epoll_event woken = { .events = EPOLLIN };
  snmp_library_start ();
  if (!g_unix_open_pipe (wake, FD_CLOEXEC, error))
    return NULL;
  g_unix_set_fd_nonblocking (wake[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (wake[1], TRUE, NULL);
  LiveReader *reader = g_new0 (LiveReader, 1);
  reader->wake[0] = wake[0];
  reader->wake[1] = wake[1];
  reader->sockets.poll = epoll_create1 (EPOLL_CLOEXEC);
  epoll_ctl (reader->sockets.poll, EPOLL_CTL_ADD, wake[0], &woken);
  reader->sockets.most = socket_limit ();
  reader->max_in_flight = MIN (max_in_flight, reader->sockets.most);
  reader->sockets.sharing = MIN (SESSIONS_IN_ALL, reader->max_in_flight);
  reader->queue = g_async_queue_new ();
  reader->resolvers = g_thread_pool_new (resolve_job, reader, RESOLVERS, FALSE, NULL);
  reader->decoders = g_thread_pool_new (decode_job, reader, (int) g_get_num_processors (), FALSE, NULL);
  reader->thread = g_thread_new ("snmp", reader_thread, reader);
  return reader;
}

void
live_reader_count (LiveReader *reader, Stats *counts)
{
  reader->counts = counts;
}

void
live_reader_each (LiveReader *reader, LiveEach each, gpointer user)
{
  reader->each = each;
  reader->each_user = user;
}

void
live_reader_free (LiveReader *reader)
{
  if (!reader)
    return;
  g_thread_pool_free (reader->resolvers, FALSE, TRUE);
  enqueue (reader, (Job *) (gpointer) reader);
  g_thread_join (reader->thread);
  g_thread_pool_free (reader->decoders, FALSE, TRUE);
  snmp_library_forget ();
  g_async_queue_unref (reader->queue);
  close (reader->wake[0]);
  close (reader->wake[1]);
  close (reader->sockets.poll);
  g_free (reader);
}

guint
live_reader_held_most (const LiveReader *reader)
{
  return (guint) reader->held_most;
}

void
live_target_free (LiveTarget *t)
{
  secret_wipe (t->community);
  secret_wipe (t->auth_secret);
  secret_wipe (t->priv_secret);
  g_free (t->name);
  g_free (t->address);
  g_free (t->user);
  g_free (t->auth_protocol);
  g_free (t->priv_protocol);
  g_free (t);
}

static void
start_job (LiveReader *reader, Job *job)
{
  const LiveTarget *target = job->reading.target;
  job->reading.walk = walk_new (target->name, target->address, target->port, target->want);
  if (target->earlier)
    walk_read_back (job->reading.walk, target->earlier, target->only);
  if (g_hostname_is_ip_address (target->address))
    {
      job->reading.address = g_strdup (target->address);
      enqueue (reader, job);
    }
  else
    g_thread_pool_push (reader->resolvers, job, NULL);
}

/* The next that is read and decoded, whichever it is. */
static Job *
wait_for_one (Batch *batch)
{
  g_mutex_lock (&batch->mutex);
  while (g_queue_is_empty (&batch->over))
    g_cond_wait (&batch->cond, &batch->mutex);
  Job *job = g_queue_pop_head (&batch->over);
  g_mutex_unlock (&batch->mutex);
  return job;
}

void
live_read (LiveReader *reader, const GPtrArray *targets, GPtrArray **states, GPtrArray **rows)
{
  Batch batch = { .over = G_QUEUE_INIT, .keep_rows = rows != NULL, .counts = reader->counts };
  g_autofree Job *jobs = g_new0 (Job, targets->len + 1);
  g_mutex_init (&batch.mutex);
  g_cond_init (&batch.cond);
  for (guint i = 0; i < targets->len; i++)
    {
      jobs[i].batch = &batch;
      jobs[i].reading.counts = batch.counts;
      jobs[i].reading.target = targets->pdata[i];
      start_job (reader, &jobs[i]);
    }
  for (guint i = 0; i < targets->len; i++)
    {
      Job *job = wait_for_one (&batch);
      if (reader->each)
        reader->each ((guint) (job - jobs), job->state, reader->each_user);
    }
  *states = g_ptr_array_new_with_free_func ((GDestroyNotify) switch_state_free);
  if (rows)
    *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) live_rows_free);
  for (guint i = 0; i < targets->len; i++)
    {
      g_ptr_array_add (*states, jobs[i].state);
      if (rows)
        g_ptr_array_add (*rows, jobs[i].rows);
      g_free (jobs[i].reading.address);
    }
  g_mutex_clear (&batch.mutex);
  g_cond_clear (&batch.cond);
}
