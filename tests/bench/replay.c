/* A thousand switches that answer as one: UDP sockets on loopback, whose answers are those that one real agent gave to the same
 * question. It does not know SNMP but for where the request id of a v1 or v2c message stands, so that it costs next to nothing
 * and does not become the limit of what is measured against it.
 *
 *   bench-replay AGENT:PORT FIRST-ADDRESS COUNT PORT DELAY-MS LOSS-PERCENT DEAD-PERCENT [LOG|- [USER AUTH PRIV]]
 *
 * LOG gets the questions that the first live address heard, a line of hex each. With USER and its two secrets it answers SNMPv3 too
 * (SHA-256, AES-128): it opens the question, looks up the same answer, and encrypts and signs that for every one who asks, as a switch
 * must. Ends on SIGTERM and prints what passed. */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "replay.h"

#define MAX_DATAGRAM 65536

typedef struct {
  gint64 due;
  guint from;
  struct sockaddr_in to;
  GBytes *text;
} Late;

typedef struct {
  int upstream, poll;
  int *fds;
  guint count, dead_every;
  double loss;
  gint64 delay;
  GRand *dice;
  GHashTable *known;   /* GBytes, the request id zeroed -> GBytes */
  GQueue late;         /* Late*: the delay is the same for all, so they are in order */
  FILE *log;
  Usm *usm;            /* NULL: v1 and v2c only */
  guint64 heard, said, lost, octets;
} Replay;

static volatile sig_atomic_t over;

static void
on_signal (int number)
{
  over = number;
}

static void
die (const char *what)
{
  fprintf (stderr, "bench-replay: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

/* RFC 3416: SEQUENCE { version, community, PDU { request id ... */
static guint8 *
request_id (guint8 *data, gsize size, gsize *n)
{
  const guint8 *end = data + size, *p = ber_body (data, end, n);
  for (guint i = 0; p && i < 2; i++)
    {
      p = ber_body (p, end, n);
      p = p ? p + *n : NULL;
    }
  p = p ? ber_body (p, end, n) : NULL;
  p = p ? ber_body (p, end, n) : NULL;
  return (guint8 *) (gpointer) p;
}

static GBytes *
ask_upstream (Replay *r, const guint8 *data, gsize size)
{
  guint8 answer[MAX_DATAGRAM];
  if (send (r->upstream, data, size, 0) < 0)
    die ("agent");
  ssize_t n = recv (r->upstream, answer, sizeof answer, 0);
  return n > 0 ? g_bytes_new (answer, (gsize) n) : NULL;
}

/* The answer with this question's id in it; NULL: the agent says nothing. */
static GBytes *
answer (Replay *r, guint8 *data, gsize size)
{
  gsize n, known_n, text_n;
  guint8 *id = request_id (data, size, &n), own[8];
  if (!id || n > sizeof own)
    return NULL;
  memcpy (own, id, n);
  memset (id, 0, n);
  g_autoptr (GBytes) key = g_bytes_new (data, size);
  memcpy (id, own, n);
  GBytes *known = g_hash_table_lookup (r->known, key);
  if (!known)
    {
      known = ask_upstream (r, data, size);
      if (known)
        g_hash_table_insert (r->known, g_bytes_ref (key), known);
    }
  if (!known)
    return NULL;
  guint8 *text = g_memdup2 (g_bytes_get_data (known, &text_n), g_bytes_get_size (known));
  guint8 *slot = request_id (text, g_bytes_get_size (known), &known_n);
  if (slot && known_n == n)
    memcpy (slot, own, n);
  return g_bytes_new_take (text, text_n);
}

static void
say (Replay *r, guint from, const struct sockaddr_in *to, GBytes *text)
{
  gsize n;
  const void *data = g_bytes_get_data (text, &n);
  if (sendto (r->fds[from], data, n, 0, (const struct sockaddr *) to, sizeof *to) < 0)
    return; /* nobody there any more */
  r->said++;
  r->octets += n;
}

/* SNMPv3, or whatever the agent understands. */
static GBytes *
answer_any (Replay *r, guint i, guint8 *data, gsize size)
{
  gsize n;
  UsmAsked asked;
  GBytes *report = NULL;
  const guint8 *version = ber_body (data, data + size, &n);
  if (!r->usm || !version || n < 3 || version[0] != 2 || version[1] != 1 || version[2] != 3)
    return answer (r, data, size);
  GBytes *plain = usm_open (r->usm, i, data, size, &asked, &report);
  if (!plain)
    return report;
  g_autofree guint8 *question = g_bytes_unref_to_data (plain, &n);
  g_autoptr (GBytes) text = answer (r, question, n);
  return text ? usm_close (r->usm, i, &asked, text) : NULL;
}

static void
hear (Replay *r, guint i)
{
  guint8 data[MAX_DATAGRAM];
  struct sockaddr_in from;
  socklen_t n = sizeof from;
  ssize_t size = recvfrom (r->fds[i], data, sizeof data, MSG_DONTWAIT, (struct sockaddr *) &from, &n);
  if (size <= 0)
    return;
  r->heard++;
  if (r->dead_every && i % r->dead_every == MIN (r->dead_every, r->count) - 1)
    return;
  if (r->log && i == 0)
    {
      for (ssize_t k = 0; k < size; k++)
        fprintf (r->log, "%02x", data[k]);
      fputc ('\n', r->log);
    }
  GBytes *text = answer_any (r, i, data, (gsize) size);
  if (text && g_rand_double (r->dice) < r->loss)
    {
      r->lost++;
      g_clear_pointer (&text, g_bytes_unref);
    }
  if (!text)
    return;
  Late *late = g_new (Late, 1);
  *late = (Late){ g_get_monotonic_time () + r->delay, i, from, text };
  g_queue_push_tail (&r->late, late);
}

static void
say_what_is_due (Replay *r)
{
  Late *late;
  while ((late = g_queue_peek_head (&r->late)) && late->due <= g_get_monotonic_time ())
    {
      say (r, late->from, &late->to, late->text);
      g_bytes_unref (late->text);
      g_free (g_queue_pop_head (&r->late));
    }
}

static void
serve (Replay *r)
{
  struct epoll_event events[256];
  while (!over)
    {
      const Late *late = g_queue_peek_head (&r->late);
      gint64 left = late ? MAX (0, late->due - g_get_monotonic_time ()) : 100000;
      int n = epoll_wait (r->poll, events, G_N_ELEMENTS (events), (int) ((left + 999) / 1000));
      for (int i = 0; i < n; i++)
        hear (r, events[i].data.u32);
      say_what_is_due (r);
    }
}

static void
open_sockets (Replay *r, const char *first, guint port)
{
  struct in_addr address;
  int room = 1024 * 1024;
  if (!inet_aton (first, &address))
    die (first);
  r->poll = epoll_create1 (EPOLL_CLOEXEC);
  r->fds = g_new (int, r->count);
  for (guint i = 0; i < r->count; i++)
    {
      /* .0 and .255 are left out: 250 in each 127.x.y */
      struct sockaddr_in here = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
      here.sin_addr.s_addr = htonl (ntohl (address.s_addr) + (i / 250) * 256 + i % 250);
      struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
      r->fds[i] = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      setsockopt (r->fds[i], SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
      if (r->fds[i] < 0 || bind (r->fds[i], (struct sockaddr *) &here, sizeof here) || epoll_ctl (r->poll, EPOLL_CTL_ADD, r->fds[i], &event))
        die ("socket");
    }
}

static int
open_upstream (const char *agent)
{
  g_auto (GStrv) parts = g_strsplit (agent, ":", 2);
  struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons ((guint16) atoi (parts[1] ? parts[1] : "161")) };
  struct timeval patience = { .tv_sec = 2 };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (!inet_aton (parts[0], &there.sin_addr) || fd < 0 || connect (fd, (struct sockaddr *) &there, sizeof there))
    die (agent);
  return fd;
}

int
main (int argc, char **argv)
{
  struct rlimit files;
  Replay r = { .known = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, (GDestroyNotify) g_bytes_unref),
               .dice = g_rand_new_with_seed (1), .late = G_QUEUE_INIT };
  if (argc < 8)
    {
      fprintf (stderr, "bench-replay AGENT:PORT FIRST-ADDRESS COUNT PORT DELAY-MS LOSS-PERCENT DEAD-PERCENT [LOG|- [USER AUTH PRIV]]\n");
      return 64;
    }
  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
  signal (SIGTERM, on_signal);
  signal (SIGINT, on_signal);
  r.count = (guint) atoi (argv[3]);
  r.delay = (gint64) (atof (argv[5]) * 1000);
  r.loss = atof (argv[6]) / 100;
  r.dead_every = atof (argv[7]) > 0 ? (guint) (100 / atof (argv[7])) : 0;
  r.log = argc > 8 && strcmp (argv[8], "-") ? fopen (argv[8], "w") : NULL;
  r.usm = argc > 11 ? usm_new (argv[9], argv[10], argv[11], r.count) : NULL;
  r.upstream = open_upstream (argv[1]);
  open_sockets (&r, argv[2], (guint) atoi (argv[4]));
  printf ("ready\n");
  fflush (stdout);
  serve (&r);
  printf ("heard %" G_GUINT64_FORMAT " said %" G_GUINT64_FORMAT " lost %" G_GUINT64_FORMAT " octets %" G_GUINT64_FORMAT "\n", r.heard, r.said,
          r.lost, r.octets);
  return r.log ? fclose (r.log) : 0;
}
