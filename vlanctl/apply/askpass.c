#include "apply/askpass.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "apply/transport.h"

#define ENV_SOCKET "VLANCTL_ASKPASS_SOCKET"

struct Askpass {
  char *folder, *path, *secret;
  int listener, stop[2];
  gint asked;
  GThread *thread;
};

static void
serve_one (Askpass *a, int fd)
{
  struct ucred peer;
  socklen_t size = sizeof peer;
  gboolean first = g_atomic_int_add (&a->asked, 1) == 0;
  if (first && getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && peer.uid == getuid ())
    {
      ssize_t sent = send (fd, a->secret, strlen (a->secret), MSG_NOSIGNAL);
      (void) sent; /* a client that went away asks no more */
    }
  close (fd);
}

static gpointer
serve (gpointer data)
{
  Askpass *a = data;
  for (;;)
    {
      struct pollfd fds[] = { { a->listener, POLLIN, 0 }, { a->stop[0], POLLIN, 0 } };
      if (poll (fds, 2, -1) < 0 && errno == EINTR)
        continue;
      if (fds[1].revents)
        return NULL;
      int fd = accept4 (a->listener, NULL, NULL, SOCK_CLOEXEC);
      if (fd >= 0)
        serve_one (a, fd);
    }
}

static int
address_of (const char *path, struct sockaddr_un *address)
{
  memset (address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (g_strlcpy (address->sun_path, path, sizeof address->sun_path) >= sizeof address->sun_path)
    return -1;
  return socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

Askpass *
askpass_new (const char *secret, GError **error)
{
  struct sockaddr_un address;
  g_autofree char *folder = g_dir_make_tmp ("vlanctl-XXXXXX", error);
  if (!folder)
    return NULL;
  Askpass *a = g_new0 (Askpass, 1);
  a->folder = g_steal_pointer (&folder);
  a->path = g_build_filename (a->folder, "ask", NULL);
  a->secret = g_strdup (secret);
  a->listener = address_of (a->path, &address);
  a->stop[0] = a->stop[1] = -1;
  if (a->listener < 0 || bind (a->listener, (struct sockaddr *) &address, sizeof address) || listen (a->listener, 4)
      || pipe2 (a->stop, O_CLOEXEC))
    {
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH, "%s: %s", a->path, g_strerror (errno));
      askpass_free (a);
      return NULL;
    }
  a->thread = g_thread_new ("askpass", serve, a);
  return a;
}

const char *
askpass_socket (const Askpass *a)
{
  return a->path;
}

const char *
askpass_folder (const Askpass *a)
{
  return a->folder;
}

gboolean
askpass_asked_twice (Askpass *a)
{
  return g_atomic_int_get (&a->asked) > 1;
}

static void
empty_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  if (dir)
    g_dir_close (dir);
  g_rmdir (folder);
}

void
askpass_free (Askpass *a)
{
  if (!a)
    return;
  if (a->thread)
    {
      ssize_t n = write (a->stop[1], "", 1);
      (void) n;
      g_thread_join (a->thread);
    }
  for (guint i = 0; i < 2; i++)
    if (a->stop[i] >= 0)
      close (a->stop[i]);
  if (a->listener >= 0)
    close (a->listener);
  empty_folder (a->folder);
  secret_wipe (a->secret);
  g_free (a->folder);
  g_free (a->path);
  g_free (a);
}

/* Run by ssh as its SSH_ASKPASS: a password question gets the secret, every other question gets nothing. */
int
transport_askpass_main (int argc, char **argv)
{
  struct sockaddr_un address;
  char secret[4097];
  gsize n = 0;
  const char *path = g_getenv (ENV_SOCKET);
  if (!path)
    return -1;
  if (argc < 2 || !(strstr (argv[1], "assword") || strstr (argv[1], "PASSWORD")))
    return 1;
  int fd = address_of (path, &address);
  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address))
    return 1;
  for (ssize_t got; n < sizeof secret - 1 && (got = read (fd, secret + n, sizeof secret - 1 - n)) > 0;)
    n += (gsize) got;
  close (fd);
  gboolean ok = n && write (STDOUT_FILENO, secret, n) == (ssize_t) n && write (STDOUT_FILENO, "\n", 1) == 1;
  explicit_bzero (secret, sizeof secret);
  return ok ? 0 : 1;
}
