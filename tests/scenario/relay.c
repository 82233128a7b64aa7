#include "relay.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness.h"

#define CLIENTS_MAX 64

struct Relay {
  GThread *thread;
  GMutex mutex;
  int front, stop[2];
  struct sockaddr_in upstream;
  guint lose, up, down, n_clients;
  struct {
    struct sockaddr_in address;
    int back; /* its socket to the agent */
  } clients[CLIENTS_MAX];
  GHashTable *seen; /* set of GBytes */
  RelayCount count;
};

static struct sockaddr_in
address_of (const char *text, guint port)
{
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };
  if (inet_pton (AF_INET, text, &a.sin_addr) != 1)
    fail_msg ("%s is no address", text);
  return a;
}

static int
back_of (Relay *r, const struct sockaddr_in *client)
{
  for (guint i = 0; i < r->n_clients; i++)
    if (!memcmp (&r->clients[i].address, client, sizeof *client))
      return r->clients[i].back;
  int back = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (r->n_clients == CLIENTS_MAX || back < 0 || connect (back, (struct sockaddr *) &r->upstream, sizeof r->upstream))
    g_error ("relay: no way to the agent: %s", g_strerror (errno));
  r->clients[r->n_clients].address = *client;
  r->clients[r->n_clients++].back = back;
  return back;
}

static gboolean
gets_lost (Relay *r, guint *nth)
{
  gboolean lost = r->lose && ++*nth % r->lose == 0;
  r->count.lost += lost;
  return lost;
}

static void
forth (Relay *r)
{
  char data[65536];
  struct sockaddr_in client;
  memset (&client, 0, sizeof client);
  socklen_t size = sizeof client;
  ssize_t n = recvfrom (r->front, data, sizeof data, MSG_DONTWAIT, (struct sockaddr *) &client, &size);
  if (n < 0)
    return;
  r->count.asked++;
  r->count.asked_octets += (guint64) n;
  r->count.same += !g_hash_table_add (r->seen, g_bytes_new (data, (gsize) n));
  if (!gets_lost (r, &r->up))
    send (back_of (r, &client), data, (size_t) n, 0);
}

static void
back (Relay *r, guint i)
{
  char data[65536];
  ssize_t n = recv (r->clients[i].back, data, sizeof data, MSG_DONTWAIT);
  if (n < 0 || gets_lost (r, &r->down))
    return;
  r->count.said++;
  r->count.said_octets += (guint64) n;
  sendto (r->front, data, (size_t) n, 0, (struct sockaddr *) &r->clients[i].address, sizeof r->clients[i].address);
}

static gpointer
run (gpointer data)
{
  Relay *r = data;
  for (;;)
    {
      struct pollfd fds[CLIENTS_MAX + 2] = { { r->stop[0], POLLIN, 0 }, { r->front, POLLIN, 0 } };
      guint n = r->n_clients;
      for (guint i = 0; i < n; i++)
        fds[i + 2] = (struct pollfd){ r->clients[i].back, POLLIN, 0 };
      if (poll (fds, n + 2, -1) < 0)
        continue;
      if (fds[0].revents)
        return NULL;
      g_mutex_lock (&r->mutex);
      if (fds[1].revents)
        forth (r);
      for (guint i = 0; i < n; i++)
        if (fds[i + 2].revents)
          back (r, i);
      g_mutex_unlock (&r->mutex);
    }
}

Relay *
relay_new (const char *address, const char *upstream, guint port, guint lose)
{
  Relay *r = g_new0 (Relay, 1);
  struct sockaddr_in own = address_of (address, port);
  r->upstream = address_of (upstream, port);
  r->lose = lose;
  r->seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);
  r->front = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (r->front < 0 || bind (r->front, (struct sockaddr *) &own, sizeof own) || pipe (r->stop))
    fail_msg ("relay on %s: %s", address, g_strerror (errno));
  g_mutex_init (&r->mutex);
  r->thread = g_thread_new ("relay", run, r);
  return r;
}

RelayCount
relay_count (Relay *r)
{
  g_mutex_lock (&r->mutex);
  RelayCount count = r->count;
  g_mutex_unlock (&r->mutex);
  return count;
}

void
relay_free (Relay *r)
{
  close (r->stop[1]);
  g_thread_join (r->thread);
  close (r->stop[0]);
  close (r->front);
  for (guint i = 0; i < r->n_clients; i++)
    close (r->clients[i].back);
  g_hash_table_unref (r->seen);
  g_mutex_clear (&r->mutex);
  g_free (r);
}
