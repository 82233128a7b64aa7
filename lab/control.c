#include "control.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "cli.h"
#include "faults.h"
#include "fleet.h"
#include "shell.h"

#define MAX_REQUEST 65536

typedef struct {
  LabSwitch *s;
  GMutex *lock;
  int fd;
} Peer;

/* ---- commands -------------------------------------------------------------------------------------------------------- */

static char *
join (char **words)
{
  return g_strjoinv (" ", words);
}

static gboolean
do_line (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *line = join (words);
  return lab_run_line (s, line, 0, "other", out, NULL);
}

static gboolean
do_fault (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *text = join (words), *why = NULL;
  if (!strcmp (text, "clear"))
    {
      lab_faults_clear (s);
      return TRUE;
    }
  s->config_commands = 0; /* @K counts from now */
  s->snmp_requests = 0;
  if (lab_fault_add (s, text, &why))
    return TRUE;
  g_string_append (out, why);
  return FALSE;
}

static gboolean
do_time (LabSwitch *s, char **words, GString *out)
{
  char *unit;
  const char *text = words[0] ? words[0] + (*words[0] == '+') : "";
  gint64 n = g_ascii_strtoll (text, &unit, 10);
  gint64 ms = !strcmp (unit, "ms") ? n : !strcmp (unit, "s") ? n * 1000 : !strcmp (unit, "m") ? n * 60000 : !strcmp (unit, "h") ? n * 3600000 : -1;
  if (ms < 0)
    {
      g_string_append (out, "time +30s, +10m, +1h");
      return FALSE;
    }
  s->clock_offset += ms;
  lab_tick (s);
  return TRUE;
}

static gboolean
do_power (LabSwitch *s, char **words, GString *out)
{
  gboolean off = !g_strcmp0 (words[0], "off");
  if (!off && g_strcmp0 (words[0], "on"))
    {
      g_string_append (out, "power on|off");
      return FALSE;
    }
  if (s->dead && !off)
    lab_boot (s, g_strcmp0 (s->working, s->certified) != 0);
  s->dead = off;
  return TRUE;
}

static gboolean
run (LabSwitch *s, char **words, GString *out)
{
  const char *command = words[0] ? words[0] : "";
  g_autofree char *why = NULL, *json = NULL;
  gboolean ok = TRUE;
  if (!strcmp (command, "state"))
    {
      lab_tick (s);
      json = lab_state_json (s);
      g_string_append (out, json);
    }
  else if (!strcmp (command, "status"))
    g_string_append_printf (out, "%s  %s  %s  snmp %u  ssh %u  %s", s->name, s->address, s->model, s->snmp_port, s->ssh_port, s->dead ? "off" : "on");
  else if (!strcmp (command, "do"))
    return do_line (s, words + 1, out);
  else if (!strcmp (command, "fault"))
    return do_fault (s, words + 1, out);
  else if (!strcmp (command, "time"))
    return do_time (s, words + 1, out);
  else if (!strcmp (command, "power"))
    return do_power (s, words + 1, out);
  else if (!strcmp (command, "reboot"))
    lab_boot (s, words[1] ? !strcmp (words[1], "certified") : g_strcmp0 (s->working, s->certified) != 0);
  else if (!strcmp (command, "plug") && words[1] && words[2])
    ok = lab_plug (s, words[1], words[2], words[3], &why);
  else if (!strcmp (command, "unplug") && words[1])
    ok = lab_unplug (s, words[1], &why);
  else
    ok = FALSE;
  if (!ok)
    g_string_append (out, why ? why : "no such command, or words are missing");
  return ok;
}

/* ---- a session of the CLI over this socket --------------------------------------------------------------------------- */

static void
attach (Peer *p)
{
  char buffer[4096];
  g_mutex_lock (p->lock);
  LabShell *shell = lab_shell_new (p->s, p->s->user);
  if (shell)
    lab_wire (p->s, "login", p->s->user);
  g_mutex_unlock (p->lock);
  gboolean over = !shell;
  while (!over)
    {
      gsize size;
      guint delay;
      struct pollfd fd = { p->fd, POLLIN, 0 };
      g_mutex_lock (p->lock);
      g_autofree char *text = lab_shell_take_output (shell, &size, &delay);
      over = lab_shell_is_over (shell) || p->s->dead;
      g_mutex_unlock (p->lock);
      if (delay)
        g_usleep (delay * 1000);
      if ((size && send (p->fd, text, size, MSG_NOSIGNAL) < 0) || over)
        break;
      if (poll (&fd, 1, 20) <= 0)
        continue;
      ssize_t n = read (p->fd, buffer, sizeof buffer);
      if (n <= 0)
        break;
      g_mutex_lock (p->lock);
      lab_shell_input (shell, buffer, (gsize) n);
      g_mutex_unlock (p->lock);
    }
  g_mutex_lock (p->lock);
  lab_shell_free (shell);
  g_mutex_unlock (p->lock);
}

/* ---- serving --------------------------------------------------------------------------------------------------------- */

static char **
parse_request (const char *line)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  if (!json_parser_load_from_data (parser, line, -1, NULL) || !JSON_NODE_HOLDS_ARRAY (json_parser_get_root (parser)))
    return NULL;
  JsonArray *array = json_node_get_array (json_parser_get_root (parser));
  char **words = g_new0 (char *, json_array_get_length (array) + 1);
  for (guint i = 0; i < json_array_get_length (array); i++)
    words[i] = g_strdup (json_array_get_string_element (array, i));
  return words;
}

static void
send_all (int fd, const char *text, gsize size)
{
  while (size)
    {
      ssize_t n = send (fd, text, size, MSG_NOSIGNAL);
      if (n <= 0)
        return;
      text += n;
      size -= (gsize) n;
    }
}

static gpointer
peer_thread (gpointer data)
{
  Peer *p = data;
  g_autoptr (GString) line = g_string_new (NULL);
  char c;
  while (line->len < MAX_REQUEST && read (p->fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  g_auto (GStrv) words = parse_request (line->str);
  if (words && words[0] && !strcmp (words[0], "cli"))
    attach (p);
  else if (words)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      g_mutex_lock (p->lock);
      gboolean ok = run (p->s, words, out);
      g_mutex_unlock (p->lock);
      g_string_prepend_c (out, ok ? '+' : '-');
      send_all (p->fd, out->str, out->len);
    }
  close (p->fd);
  g_free (p);
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  Peer *server = data;
  for (;;)
    {
      int fd = accept4 (server->fd, NULL, NULL, SOCK_CLOEXEC);
      if (fd < 0)
        continue;
      Peer *p = g_memdup2 (server, sizeof *server);
      p->fd = fd;
      g_thread_unref (g_thread_new ("control", peer_thread, p));
    }
  return NULL;
}

static int
open_socket (const char *path, struct sockaddr_un *address)
{
  memset (address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (g_strlcpy (address->sun_path, path, sizeof address->sun_path) >= sizeof address->sun_path)
    return -1;
  return socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

gboolean
lab_control_serve (LabSwitch *s, GMutex *lock, const char *path, char **why)
{
  struct sockaddr_un address;
  int fd = open_socket (path, &address);
  unlink (path);
  if (fd < 0 || bind (fd, (struct sockaddr *) &address, sizeof address) || listen (fd, 8))
    {
      *why = g_strdup_printf ("%s: %s", path, fd < 0 ? "the path is too long for a socket" : g_strerror (errno));
      return FALSE;
    }
  Peer *server = g_new0 (Peer, 1);
  *server = (Peer){ s, lock, fd };
  g_thread_unref (g_thread_new ("control", accept_thread, server));
  return TRUE;
}

/* ---- asking ---------------------------------------------------------------------------------------------------------- */

static int
connect_to (const char *path, const char *const *argv)
{
  struct sockaddr_un address;
  int fd = open_socket (path, &address);
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
  send_all (fd, line, strlen (line));
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

int
lab_control_attach (const char *path)
{
  static const char *const request[] = { "cli", NULL };
  char buffer[4096];
  struct termios before, raw;
  gboolean tty = tcgetattr (STDIN_FILENO, &before) == 0, input = TRUE;
  int fd = connect_to (path, request);
  if (fd < 0)
    return 1;
  raw = before;
  cfmakeraw (&raw);
  if (tty)
    tcsetattr (STDIN_FILENO, TCSANOW, &raw);
  for (;;)
    {
      struct pollfd fds[] = { { fd, POLLIN, 0 }, { input ? STDIN_FILENO : -1, POLLIN, 0 } };
      if (poll (fds, 2, -1) < 0 && errno != EINTR)
        break;
      if (fds[0].revents)
        {
          ssize_t n = read (fd, buffer, sizeof buffer);
          if (n <= 0 || write (STDOUT_FILENO, buffer, (size_t) n) != n)
            break;
        }
      if (fds[1].revents)
        {
          ssize_t n = read (STDIN_FILENO, buffer, sizeof buffer);
          if (n <= 0)
            {
              input = FALSE;
              shutdown (fd, SHUT_WR);
            }
          else
            send_all (fd, buffer, (gsize) n);
        }
    }
  if (tty)
    tcsetattr (STDIN_FILENO, TCSANOW, &before);
  close (fd);
  return 0;
}
