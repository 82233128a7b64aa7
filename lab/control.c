#include "control.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cli.h"
#include "faults.h"
#include "fleet.h"
#include "mib.h"
#include "sftp.h"
#include "shell.h"
#include "ssh.h"

#define MAX_REQUEST 65536

typedef struct {
  LabSwitch *s;
  GMutex *lock;
  int fd;
} Peer;

/* ---- commands -------------------------------------------------------------------------------------------------------- */

static gboolean
no (GString *out, const char *why)
{
  g_string_append (out, why);
  return FALSE;
}

static gboolean
do_state (LabSwitch *s, char **words, GString *out)
{
  lab_tick (s);
  g_autofree char *json = lab_state_json (s);
  g_string_append (out, json);
  return TRUE;
}

static gboolean
do_status (LabSwitch *s, char **words, GString *out)
{
  g_string_append_printf (out, "%s  %s  %s  snmp %u  ssh %u  %s", s->name, s->address, s->model, s->snmp_port, s->ssh_port,
                          s->dead ? "off" : s->booting_until ? "booting" : "on");
  return TRUE;
}

static gboolean
do_line (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *line = g_strjoinv (" ", words);
  return lab_run_line (s, line, NULL, out);
}

static gboolean
do_fault (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *text = g_strjoinv (" ", words), *why = NULL;
  if (!strncmp (text, "clear", 5) && (!text[5] || text[5] == ' '))
    lab_faults_clear (s, text[5] ? text + 6 : NULL);
  else if (!lab_fault_add (s, text, &why))
    return no (out, why);
  else
    {
      s->config_commands = s->lines = s->snmp_requests = 0; /* @K counts from now */
      mib_free (g_steal_pointer (&s->frozen));
      if (lab_fault (s, "snmp-frozen"))
        s->frozen = mib_rows (s);
    }
  lab_changed (s);
  return TRUE;
}

static gboolean
do_faults (LabSwitch *s, char **words, GString *out)
{
  for (guint i = 0; i < s->faults->len; i++)
    {
      g_autofree char *text = lab_fault_text (s->faults->pdata[i]);
      g_string_append_printf (out, "%s\n", text);
    }
  return TRUE;
}

/* Stopped, it moves only when it is put forward: what falls due does so to the minute. */
static gboolean
do_time (LabSwitch *s, char **words, GString *out)
{
  char *unit;
  const char *text = words[0] ? words[0] + (*words[0] == '+') : "";
  gint64 n = g_ascii_strtoll (text, &unit, 10), now = lab_now (s);
  gint64 ms = unit == text           ? -1
              : !strcmp (unit, "ms") ? n
              : !strcmp (unit, "s")  ? n * 1000
              : !strcmp (unit, "m")  ? n * 60000
              : !strcmp (unit, "h")  ? n * 3600000
                                     : -1;
  if (!strcmp (text, "stop"))
    s->stopped_at = s->stopped_at < 0 ? now : s->stopped_at;
  else if (!strcmp (text, "go"))
    {
      s->stopped_at = -1;
      s->clock_offset += now - lab_now (s);
    }
  else if (ms < 0)
    return no (out, "time +30s, +10m, +1h, stop or go");
  else if (s->stopped_at >= 0)
    s->stopped_at += ms;
  else
    s->clock_offset += ms;
  lab_tick (s);
  lab_changed (s);
  return TRUE;
}

static gboolean
do_clock (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *text = g_strjoinv ("T", words), *iso = g_strconcat (text, ":00", NULL);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (iso, zone);
  if (!at)
    return no (out, "clock 2001-01-01 00:00");
  lab_set_wall (s, g_date_time_to_unix (at));
  lab_changed (s);
  return TRUE;
}

static gboolean
do_power (LabSwitch *s, char **words, GString *out)
{
  gboolean off = !g_strcmp0 (words[0], "off");
  if (!off && g_strcmp0 (words[0], "on"))
    return no (out, "power on|off");
  if (s->dead && !off)
    lab_boot (s, NULL);
  s->dead = off;
  return TRUE;
}

static gboolean
do_reboot (LabSwitch *s, char **words, GString *out)
{
  lab_boot (s, words[0]);
  return TRUE;
}

static gboolean
do_plug (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *why = NULL;
  gboolean ok = words[0] && words[1] && lab_plug (s, words[0], words[1], words[2], &why);
  if (!ok)
    return no (out, why ? why : "plug PORTS phone|pc|switch|ap [MAC]");
  lab_changed (s);
  return TRUE;
}

static gboolean
do_unplug (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *why = NULL;
  if (!words[0] || !lab_unplug (s, words[0], &why))
    return no (out, why ? why : "unplug PORTS");
  lab_changed (s);
  return TRUE;
}

static gboolean
do_rekey (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *why = NULL;
  return lab_ssh_rekey (s, words[0], &why) || no (out, why);
}

static gboolean
do_kick (LabSwitch *s, char **words, GString *out)
{
  for (guint i = 0; i < s->sessions->len; i++)
    ((LabSession *) s->sessions->pdata[i])->over = TRUE;
  return TRUE;
}

static gboolean
do_put (LabSwitch *s, char **words, GString *out)
{
  if (!words[0] || *words[0] != '/' || !words[1])
    return no (out, "put /flash/FILE TEXT");
  g_autofree char *text = g_strjoinv (" ", words + 1), *all = g_strconcat (text, "\n", NULL);
  return lab_put_file (s, words[0], all, strlen (all)) || no (out, "the flash is full");
}

static gboolean
do_get (LabSwitch *s, char **words, GString *out)
{
  g_autofree char *text = words[0] ? lab_file_text (s, words[0]) : NULL;
  if (!text)
    return no (out, "no such file");
  g_string_append (out, text);
  return TRUE;
}

const LabCommandRow lab_commands[] = {
  { "state", "SWITCH", "everything about it, as JSON", do_state },
  { "do", "SWITCH LINE...", "another administrator types a line", do_line },
  { "fault", "SWITCH FAULT|clear [NAME]", "make it hostile; @K counts from now", do_fault },
  { "faults", "SWITCH", "which faults are set", do_faults },
  { "time", "SWITCH +10m|stop|go", "put its clock forward, so that timers fire; stop it", do_time },
  { "clock", "SWITCH DATE TIME", "what its clock says; timers do not move", do_clock },
  { "power", "SWITCH on|off", "pull the plug", do_power },
  { "reboot", "SWITCH [DIRECTORY]", "as its rules have it, or from a directory", do_reboot },
  { "plug", "SWITCH PORTS phone|pc|switch|ap [MAC]", "what hangs on its ports", do_plug },
  { "unplug", "SWITCH PORTS", "nothing any more", do_unplug },
  { "put", "SWITCH FILE TEXT...", "a file of its flash", do_put },
  { "get", "SWITCH FILE", "prints a file of its flash", do_get },
  { "kick", "SWITCH", "end every session", do_kick },
  { "rekey", "SWITCH [rsa|ecdsa|ed25519]", "another SSH host key; known_hosts keeps the old one", do_rekey },
  { "status", NULL, NULL, do_status },
  { NULL },
};

static gboolean
run (LabSwitch *s, char **words, GString *out)
{
  for (const LabCommandRow *row = lab_commands; words[0] && row->name; row++)
    if (!strcmp (row->name, words[0]))
      return row->run (s, words + 1, out);
  return no (out, "no such command");
}

/* ---- a session of the CLI over this socket --------------------------------------------------------------------------- */

static gboolean
send_all (int fd, const char *text, gsize size)
{
  while (size)
    {
      ssize_t n = send (fd, text, size, MSG_NOSIGNAL);
      if (n <= 0)
        return FALSE;
      text += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* A session of the command line, or a file transfer. */
typedef struct {
  Peer *p;
  LabShell *shell;
  LabSftp *sftp;
} Attached;

/* FALSE when it is over. */
static gboolean
flush (const Attached *a)
{
  gsize size;
  guint delay = 0, chunk;
  LabSwitch *s = a->p->s;
  g_mutex_lock (a->p->lock);
  g_autofree char *text
      = a->shell ? lab_shell_take_output (a->shell, &size, &delay, &chunk) : lab_sftp_take_output (a->sftp, &size);
  gboolean over = a->shell ? lab_shell_is_over (a->shell) : lab_sftp_is_over (a->sftp);
  over = over || s->dead || s->booting_until;
  g_mutex_unlock (a->p->lock);
  if (delay)
    g_usleep (delay * 1000);
  return send_all (a->p->fd, text, size) && !over;
}

static void
feed (const Attached *a, const char *bytes, gsize size)
{
  g_mutex_lock (a->p->lock);
  if (a->shell)
    lab_shell_input (a->shell, bytes, size);
  else
    lab_sftp_input (a->sftp, bytes, size);
  g_mutex_unlock (a->p->lock);
}

static void
attach (Peer *p, gboolean files)
{
  char buffer[32768];
  Attached a = { p, NULL, NULL };
  g_mutex_lock (p->lock);
  if (files && !lab_fault (p->s, "no-sftp"))
    a.sftp = lab_sftp_new (p->s, p->s->user, "127.0.0.1");
  else if (!files)
    a.shell = lab_shell_new (p->s, p->s->user, "127.0.0.1", NULL);
  if (a.shell || a.sftp)
    lab_wire (p->s, "login", p->s->user);
  g_mutex_unlock (p->lock);
  while ((a.shell || a.sftp) && flush (&a))
    {
      struct pollfd fd = { p->fd, POLLIN, 0 };
      if (poll (&fd, 1, 20) <= 0)
        continue;
      ssize_t n = read (p->fd, buffer, sizeof buffer);
      if (n <= 0)
        break;
      feed (&a, buffer, (gsize) n);
    }
  g_mutex_lock (p->lock);
  lab_shell_free (a.shell);
  lab_sftp_free (a.sftp);
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

static gpointer
peer_thread (gpointer data)
{
  Peer *p = data;
  g_autoptr (GString) line = g_string_new (NULL);
  char c;
  while (line->len < MAX_REQUEST && read (p->fd, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  g_auto (GStrv) words = parse_request (line->str);
  if (words && words[0] && (!strcmp (words[0], "cli") || !strcmp (words[0], "sftp")))
    attach (p, !strcmp (words[0], "sftp"));
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

gboolean
lab_control_serve (LabSwitch *s, GMutex *lock, const char *path, char **why)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    {
      *why = g_strdup_printf ("%s: the path is too long for a socket", path);
      return FALSE;
    }
  unlink (path);
  mode_t before = umask (0077);
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean ok = fd >= 0 && !bind (fd, (struct sockaddr *) &address, sizeof address) && !listen (fd, 8);
  umask (before);
  if (!ok)
    {
      *why = g_strdup_printf ("%s: %s", path, g_strerror (errno));
      return FALSE;
    }
  Peer *server = g_new0 (Peer, 1);
  *server = (Peer){ s, lock, fd };
  g_thread_unref (g_thread_new ("control", accept_thread, server));
  return TRUE;
}
