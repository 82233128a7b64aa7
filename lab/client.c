/* The other end of a switch's control socket. */
#include <errno.h>
#include <json-glib/json-glib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "control.h"

static gboolean
write_all (int fd, const char *text, gsize size)
{
  while (size)
    {
      ssize_t n = write (fd, text, size);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      text += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static int
connect_to (const char *path, const char *const *argv)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    return -1;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address))
    {
      if (fd >= 0)
        close (fd);
      return -1;
    }
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_array (b);
  for (; *argv; argv++)
    json_builder_add_string_value (b, *argv);
  json_builder_end_array (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, FALSE);
  g_autofree char *line = g_strconcat (text, "\n", NULL);
  write_all (fd, line, strlen (line));
  return fd;
}

char *
lab_control_ask (const char *path, const char *const *argv, char **why)
{
  char buffer[8192];
  GString *text = g_string_new (NULL);
  int fd = connect_to (path, argv);
  ssize_t n;
  if (fd < 0)
    {
      g_string_free (text, TRUE);
      *why = g_strdup_printf ("no switch answers at %s: is the lab up?", path);
      return NULL;
    }
  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);
  close (fd);
  if (text->len && text->str[0] == '+')
    {
      g_string_erase (text, 0, 1);
      return g_string_free (text, FALSE);
    }
  *why = g_strdup (text->len ? text->str + 1 : "no answer");
  g_string_free (text, TRUE);
  return NULL;
}

/* Bytes both ways until the switch hangs up. */
static void
join (int fd)
{
  char buffer[4096];
  gboolean input = TRUE;
  for (;;)
    {
      struct pollfd fds[] = { { fd, POLLIN, 0 }, { input ? STDIN_FILENO : -1, POLLIN, 0 } };
      if (poll (fds, 2, -1) < 0 && errno != EINTR)
        return;
      if (fds[0].revents)
        {
          ssize_t n = read (fd, buffer, sizeof buffer);
          if (n <= 0 || !write_all (STDOUT_FILENO, buffer, (gsize) n))
            return;
        }
      if (!fds[1].revents)
        continue;
      ssize_t n = read (STDIN_FILENO, buffer, sizeof buffer);
      input = n > 0;
      if (n > 0)
        write_all (fd, buffer, (gsize) n);
      else
        shutdown (fd, SHUT_WR);
    }
}

int
lab_control_attach (const char *path, const char *what)
{
  const char *const request[] = { what, NULL };
  struct termios before, raw;
  gboolean tty = tcgetattr (STDIN_FILENO, &before) == 0;
  int fd = connect_to (path, request);
  if (fd < 0)
    {
      fprintf (stderr, "vlanctl-lab: no switch answers at %s: is the lab up?\n", path);
      return 1;
    }
  if (tty)
    {
      raw = before;
      cfmakeraw (&raw);
      tcsetattr (STDIN_FILENO, TCSANOW, &raw);
    }
  join (fd);
  if (tty)
    tcsetattr (STDIN_FILENO, TCSANOW, &before);
  close (fd);
  return 0;
}
