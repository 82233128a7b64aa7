/* The limit of reading: the same datagrams to as many switches, one under way to each, and nothing done with the answers.
 *
 *   bench-limit LOG FIRST-ADDRESS COUNT PORT     LOG as bench-replay writes it */
#include <arpa/inet.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS 1000
#define TRIES 3

typedef struct {
  int fd;
  guint at, tries;
  gint64 since;
} Peer;

static GPtrArray *
load (const char *path)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] && lines[i][0]; i++)
    {
      gsize n = strlen (lines[i]) / 2;
      guint8 *data = g_malloc (n + 1);
      for (gsize k = 0; k < n; k++)
        data[k] = (guint8) (g_ascii_xdigit_value (lines[i][2 * k]) << 4 | g_ascii_xdigit_value (lines[i][2 * k + 1]));
      g_ptr_array_add (list, g_bytes_new_take (data, n));
    }
  return list;
}

static void
ask (Peer *p, const GPtrArray *list)
{
  gsize n;
  const void *data = g_bytes_get_data (list->pdata[p->at], &n);
  p->since = g_get_monotonic_time ();
  if (send (p->fd, data, n, 0) < 0)
    p->at = list->len; /* nobody there */
}

static int
open_peer (const char *first, guint i, guint port)
{
  struct sockaddr_in there = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (!inet_aton (first, &there.sin_addr))
    return -1;
  there.sin_addr.s_addr = htonl (ntohl (there.sin_addr.s_addr) + (i / 250) * 256 + i % 250);
  return connect (fd, (struct sockaddr *) &there, sizeof there) ? -1 : fd;
}

/* How many have still something to ask. */
static guint
ask_again (Peer *peers, guint count, const GPtrArray *list)
{
  guint left = 0;
  gint64 now = g_get_monotonic_time ();
  for (guint i = 0; i < count; i++)
    {
      Peer *p = &peers[i];
      if (p->at < list->len && now - p->since > PATIENCE_MS * 1000)
        {
          if (++p->tries >= TRIES)
            p->at = list->len;
          else
            ask (p, list);
        }
      left += p->at < list->len;
    }
  return left;
}

int
main (int argc, char **argv)
{
  struct rlimit files;
  struct epoll_event events[256];
  char answer[65536];
  g_autoptr (GPtrArray) list = argc == 5 ? load (argv[1]) : NULL;
  if (!list || !list->len)
    {
      fprintf (stderr, "bench-limit LOG FIRST-ADDRESS COUNT PORT\n");
      return 64;
    }
  getrlimit (RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit (RLIMIT_NOFILE, &files);
  guint count = (guint) atoi (argv[3]), left = count;
  g_autofree Peer *peers = g_new0 (Peer, count);
  int poll = epoll_create1 (EPOLL_CLOEXEC);
  for (guint i = 0; i < count; i++)
    {
      struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
      peers[i].fd = open_peer (argv[2], i, (guint) atoi (argv[4]));
      if (peers[i].fd < 0 || epoll_ctl (poll, EPOLL_CTL_ADD, peers[i].fd, &event))
        return 1;
      ask (&peers[i], list);
    }
  for (gint64 swept = g_get_monotonic_time (); left;)
    {
      int n = epoll_wait (poll, events, G_N_ELEMENTS (events), 50);
      for (int k = 0; k < n; k++)
        {
          Peer *p = &peers[events[k].data.u32];
          if (recv (p->fd, answer, sizeof answer, MSG_DONTWAIT) <= 0 || p->at >= list->len)
            continue;
          p->tries = 0;
          if (++p->at < list->len)
            ask (p, list);
          else
            left--;
        }
      if (g_get_monotonic_time () - swept > 50000)
        {
          left = ask_again (peers, count, list);
          swept = g_get_monotonic_time ();
        }
    }
  return 0;
}
