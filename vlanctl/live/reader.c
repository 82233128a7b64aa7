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
#define SESSIONS_IN_ALL 2048 /* below, a switch may have more than one: above, it is the machine that is the limit, not the round trips */
#define THREADS_MOST 4       /* that ask and hear: with a thousand switches one has more to do than the wire */
#define THREADS_FROM 128     /* switches in flight for each of them */
#define SPARE_FDS 64         /* file descriptors for everything that is no SNMP session */

/* A thread, and the switches that it asks and hears. */
typedef struct {
  struct LiveReader *reader;
  GThread *thread;
  GAsyncQueue *queue;  /* Job*; the wire itself = stop */
  int wake[2];
  Sockets sockets;     /* with epoll: poll would look at each to find one */
  guint max_in_flight;
  gint held;           /* switches whose rows are held: being read, or read and not yet decoded */
} Wire;

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
  Wire *wire;
  SwitchState *state;  /* the result */
  LiveRows *rows;      /* kept where they were asked for */
} Job;

struct LiveReader {
  GThreadPool *resolvers;
  GThreadPool *decoders; /* a switch that was read becomes its state while others are still being read */
  Wire wires[THREADS_MOST];
  guint n_wires, next; /* whose turn it is */
  GMutex mutex;        /* of next */
  gint held, held_most;
  Stats *counts;       /* NULL */
  LiveEach each;       /* NULL */
  gpointer each_user;
};

/* ---- one switch ------------------------------------------------------------------------------------------------------ */

static void
wake_up (Wire *wire)
{
  if (write (wire->wake[1], "", 1) < 0 && errno != EAGAIN)
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
  g_atomic_int_add (&job->wire->held, -1);
  wake_up (job->wire); /* there is a place for another */
  g_mutex_lock (&batch->mutex);
  g_queue_push_tail (&batch->over, job);
  g_cond_signal (&batch->cond);
  g_mutex_unlock (&batch->mutex);
}

/* ---- the thread ------------------------------------------------------------------------------------------------------ */

static void
go_on (Wire *wire, GPtrArray *active, Job *job)
{
  job->reading.heard = FALSE;
  if (reading_ask (&job->reading, &wire->sockets))
    return;
  g_ptr_array_remove_fast (active, job);
  reading_end (&job->reading, &wire->sockets);
  g_thread_pool_push (wire->reader->decoders, job, NULL);
}

static gboolean
has_place (const Wire *wire)
{
  return g_atomic_int_get (&wire->held) < (gint) wire->max_in_flight && wire->sockets.n < wire->sockets.most;
}

static void
note_held (LiveReader *reader)
{
  gint held = g_atomic_int_add (&reader->held, 1) + 1, most;
  do
    most = g_atomic_int_get (&reader->held_most);
  while (held > most && !g_atomic_int_compare_and_exchange (&reader->held_most, most, held));
}

/* FALSE: the thread ends. */
static gboolean
take_jobs (Wire *wire, GPtrArray *active)
{
  for (guint n = 0; n < BEGIN_AT_ONCE && has_place (wire); n++)
    {
      gpointer item = g_async_queue_try_pop (wire->queue);
      if (item == wire)
        return FALSE;
      if (!item)
        break;
      g_ptr_array_add (active, item);
      g_atomic_int_inc (&wire->held);
      note_held (wire->reader);
      reading_begin (item, &wire->sockets);
      go_on (wire, active, item);
    }
  return TRUE;
}

static int
wait_for_any (Wire *wire, const GPtrArray *active, struct epoll_event *events)
{
  /* those that waited for their turn woke nobody */
  gboolean waiting = has_place (wire) && g_async_queue_length (wire->queue) > 0;
  int n;
  do
    n = epoll_wait (wire->sockets.poll, events, HEAR_AT_ONCE, waiting ? 0 : active->len ? TICK_MS : -1);
  while (n < 0 && errno == EINTR);
  return n;
}

/* First everything that has come in, then everything that goes out: answers that wait in a socket buffer get lost when it is full,
 * and requests sent together wake whoever delivers them once. */
static void
hear_all (Wire *wire, GPtrArray *active, const struct epoll_event *events, int n)
{
  char drain[64];
  Job *heard[HEAR_AT_ONCE];
  guint n_heard = 0;
  for (int i = 0; i < n; i++)
    {
      Lane *lane = events[i].data.ptr;
      while (!lane && read (wire->wake[0], drain, sizeof drain) > 0)
        ;
      if (!lane)
        continue;
      reading_hear (lane);
      if (!lane->reading->heard)
        heard[n_heard++] = (Job *) lane->reading; /* once: it may be gone when it has gone on */
      lane->reading->heard = TRUE;
    }
  for (guint i = 0; i < n_heard; i++)
    go_on (wire, active, heard[i]);
}

static void
tick_all (Wire *wire, GPtrArray *active)
{
  for (guint i = active->len; i-- > 0;)
    {
      Job *job = active->pdata[i];
      reading_tick (&job->reading);
      go_on (wire, active, job);
    }
}

static gpointer
wire_thread (gpointer data)
{
  Wire *wire = data;
  struct epoll_event events[HEAR_AT_ONCE];
  g_autoptr (GPtrArray) active = g_ptr_array_new ();
  gint64 last_tick = 0;
  while (take_jobs (wire, active))
    {
      hear_all (wire, active, events, wait_for_any (wire, active, events));
      gint64 now = g_get_monotonic_time ();
      if (now - last_tick < TICK_MS * 1000)
        continue;
      tick_all (wire, active);
      last_tick = now;
    }
  snmp_thread_forget ();
  return NULL;
}

/* ---- names ----------------------------------------------------------------------------------------------------------- */

static void
enqueue (Wire *wire, gpointer item)
{
  g_async_queue_push (wire->queue, item);
  wake_up (wire);
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
  enqueue (job->wire, job);
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

static gboolean
start_wire (LiveReader *reader, Wire *wire, guint share, GError **error)
{
  struct epoll_event woken = { .events = EPOLLIN };
  if (!g_unix_open_pipe (wire->wake, FD_CLOEXEC, error))
    return FALSE;
  g_unix_set_fd_nonblocking (wire->wake[0], TRUE, NULL);
  g_unix_set_fd_nonblocking (wire->wake[1], TRUE, NULL);
  wire->reader = reader;
  wire->sockets.poll = epoll_create1 (EPOLL_CLOEXEC);
  epoll_ctl (wire->sockets.poll, EPOLL_CTL_ADD, wire->wake[0], &woken);
  wire->sockets.most = socket_limit () / share;
  wire->max_in_flight = MIN (wire->max_in_flight, wire->sockets.most);
  wire->sockets.sharing = MIN (SESSIONS_IN_ALL / share, wire->max_in_flight);
  wire->queue = g_async_queue_new ();
  wire->thread = g_thread_new ("snmp", wire_thread, wire);
  reader->n_wires++;
  return TRUE;
}

LiveReader *
live_reader_new (guint max_in_flight, GError **error)
{
  guint n = CLAMP (MIN (g_get_num_processors (), max_in_flight / THREADS_FROM), 1, THREADS_MOST);
  LiveReader *reader = g_new0 (LiveReader, 1);
  snmp_library_start ();
  g_mutex_init (&reader->mutex);
  reader->resolvers = g_thread_pool_new (resolve_job, reader, RESOLVERS, FALSE, NULL);
  reader->decoders = g_thread_pool_new (decode_job, reader, (int) g_get_num_processors (), FALSE, NULL);
  for (guint i = 0; i < n; i++)
    {
      reader->wires[i].max_in_flight = max_in_flight / n;
      if (!start_wire (reader, &reader->wires[i], n, error))
        {
          live_reader_free (reader);
          return NULL;
        }
    }
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

static void
end_wire (Wire *wire)
{
  enqueue (wire, wire);
  g_thread_join (wire->thread);
  g_async_queue_unref (wire->queue);
  close (wire->wake[0]);
  close (wire->wake[1]);
  close (wire->sockets.poll);
}

void
live_reader_free (LiveReader *reader)
{
  if (!reader)
    return;
  g_thread_pool_free (reader->resolvers, FALSE, TRUE);
  for (guint i = 0; i < reader->n_wires; i++)
    end_wire (&reader->wires[i]);
  g_thread_pool_free (reader->decoders, FALSE, TRUE);
  snmp_library_forget ();
  g_mutex_clear (&reader->mutex);
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

/* In turns; all of SNMPv3 on the first, for the library has one list of users. */
static Wire *
wire_for (LiveReader *reader, const LiveTarget *target)
{
  if (target->version == SNMP_V3)
    return &reader->wires[0];
  g_mutex_lock (&reader->mutex);
  Wire *wire = &reader->wires[reader->next++ % reader->n_wires];
  g_mutex_unlock (&reader->mutex);
  return wire;
}

static void
start_job (LiveReader *reader, Job *job)
{
  const LiveTarget *target = job->reading.target;
  job->wire = wire_for (reader, target);
  job->reading.walk = walk_new (target->name, target->address, target->port, target->want);
  if (target->earlier)
    walk_read_back (job->reading.walk, target->earlier, target->only);
  if (g_hostname_is_ip_address (target->address))
    {
      job->reading.address = g_strdup (target->address);
      enqueue (job->wire, job);
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
