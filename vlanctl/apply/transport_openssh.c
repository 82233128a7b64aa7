/* The shell of a switch through the system's ssh program: for switches whose only host key is ssh-dss, for jump hosts and for
 * hardware keys. */
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <pty.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "apply/askpass.h"
#include "apply/transport.h"

#define STDERR_MAX 4096

typedef struct {
  Transport base;
  GSubprocess *process;
  Askpass *askpass;
  int master;  /* our side of the child's terminal */
  int errors;  /* its stderr */
  GString *said;
  char *where, *known; /* fingerprints of the keys that are written down for it */
} OpensshTransport;

/* ---- the command line ------------------------------------------------------------------------------------------------ */

static void G_GNUC_PRINTF (2, 3)
add_option (GPtrArray *argv, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_ptr_array_add (argv, g_strdup ("-o"));
  g_ptr_array_add (argv, g_strdup_vprintf (format, args));
  va_end (args);
}

static void
add_algorithms (GPtrArray *argv, const SshTarget *t)
{
  static const char *const options[ALGORITHM_N] = {
    [ALGORITHM_KEX] = "KexAlgorithms", [ALGORITHM_HOST_KEY] = "HostKeyAlgorithms", [ALGORITHM_CIPHER] = "Ciphers", [ALGORITHM_MAC] = "MACs",
  };
  for (guint k = 0; k < ALGORITHM_N; k++)
    {
      g_autofree char *list = transport_algorithms (t, k);
      if (!*list)
        continue;
      add_option (argv, "%s=+%s", options[k], list);
      if (k == ALGORITHM_HOST_KEY)
        add_option (argv, "PubkeyAcceptedAlgorithms=+%s", list);
    }
}

/* What ssh and sftp have in common. */
static void
add_common (GPtrArray *argv, const SshTarget *t)
{
  add_option (argv, "StrictHostKeyChecking=%s", t->accept_new_host_keys ? "accept-new" : "yes");
  if (t->known_hosts)
    {
      add_option (argv, "UserKnownHostsFile=\"%s\"", t->known_hosts);
      add_option (argv, "GlobalKnownHostsFile=/dev/null");
    }
  add_option (argv, "NumberOfPasswordPrompts=1");
  add_option (argv, "PreferredAuthentications=%s", t->password ? "keyboard-interactive,password" : "publickey");
  add_option (argv, "BatchMode=%s", t->password ? "no" : "yes");
  add_option (argv, "ConnectTimeout=%u", MAX (1, t->connect_timeout_ms / 1000));
  add_option (argv, "LogLevel=ERROR");
  add_option (argv, "User=%s", t->user);
  add_option (argv, "Port=%u", t->port);
  if (t->key)
    add_option (argv, "IdentityFile=\"%s\"", t->key);
  if (t->jump)
    add_option (argv, "ProxyJump=%s", t->jump);
  add_algorithms (argv, t);
}

/* ---- the child ------------------------------------------------------------------------------------------------------- */

static GSubprocessLauncher *
launcher_new (const Askpass *askpass)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  if (askpass && self)
    {
      g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS", self, TRUE);
      g_subprocess_launcher_setenv (launcher, "SSH_ASKPASS_REQUIRE", "force", TRUE);
      g_subprocess_launcher_setenv (launcher, "VLANCTL_ASKPASS_SOCKET", askpass_socket (askpass), TRUE);
    }
  return launcher;
}

static void
own_session (gpointer unused)
{
  setsid (); /* no terminal of ours to ask on, and no Ctrl-C of ours */
}

static gboolean
open_terminal (int *master, int *slave, GError **error)
{
  struct winsize size = { .ws_row = 1000, .ws_col = 255 };
  struct termios raw;
  if (openpty (master, slave, NULL, NULL, &size) < 0 || tcgetattr (*slave, &raw) < 0)
    {
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_CHANNEL, _ ("no pseudo-terminal: %s"), g_strerror (errno));
      return FALSE;
    }
  cfmakeraw (&raw);
  tcsetattr (*slave, TCSANOW, &raw);
  fcntl (*master, F_SETFD, FD_CLOEXEC);
  return TRUE;
}

static gboolean
spawn (OpensshTransport *t, const SshTarget *target, GError **error)
{
  int slave = -1, errors[2];
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (argv, g_strdup ("ssh"));
  g_ptr_array_add (argv, g_strdup ("-tt"));
  add_option (argv, "EscapeChar=none");
  add_common (argv, target);
  g_ptr_array_add (argv, g_strdup ("--"));
  g_ptr_array_add (argv, g_strdup (target->address));
  g_ptr_array_add (argv, NULL);
  if (!open_terminal (&t->master, &slave, error))
    return FALSE;
  if (pipe2 (errors, O_CLOEXEC))
    {
      close (slave);
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_CHANNEL, "%s", g_strerror (errno));
      return FALSE;
    }
  t->errors = errors[0];
  g_autoptr (GSubprocessLauncher) launcher = launcher_new (t->askpass);
  g_subprocess_launcher_take_stdin_fd (launcher, dup (slave));
  g_subprocess_launcher_take_stdout_fd (launcher, slave);
  g_subprocess_launcher_take_stderr_fd (launcher, errors[1]);
  g_subprocess_launcher_set_child_setup (launcher, own_session, NULL, NULL);
  t->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, error);
  return t->process != NULL;
}

static void
openssh_close (Transport *transport)
{
  OpensshTransport *t = (OpensshTransport *) transport;
  if (t->process)
    {
      g_subprocess_force_exit (t->process);
      g_subprocess_wait (t->process, NULL, NULL);
      g_object_unref (t->process);
    }
  if (t->master >= 0)
    close (t->master);
  if (t->errors >= 0)
    close (t->errors);
  askpass_free (t->askpass);
  g_string_free (t->said, TRUE);
  g_free (t->where);
  g_free (t->known);
  g_free (t);
}

static Transport *
openssh_open (const SshTarget *target, GError **error)
{
  OpensshTransport *t = g_new0 (OpensshTransport, 1);
  t->base.maker = &transport_openssh;
  t->master = t->errors = -1;
  t->said = g_string_new (NULL);
  t->where = g_strdup_printf ("SSH %s:%u", target->address, target->port);
  t->known = transport_known_fingerprints (target);
  if (transport_check_algorithms (target, error) && (!target->password || (t->askpass = askpass_new (target->password, error)))
      && spawn (t, target, error))
    return &t->base;
  openssh_close (&t->base);
  return NULL;
}

/* ---- what went wrong ------------------------------------------------------------------------------------------------- */

static void
take_errors (OpensshTransport *t)
{
  char buffer[512];
  struct pollfd fd = { t->errors, POLLIN, 0 };
  while (t->said->len < STDERR_MAX && poll (&fd, 1, 0) > 0)
    {
      ssize_t n = read (t->errors, buffer, sizeof buffer);
      if (n <= 0)
        break;
      g_string_append_len (t->said, buffer, n);
    }
}

/* The key that was shown, in ssh's words: "SHA256:..." */
static char *
shown_key (const char *said)
{
  const char *print = strstr (said, "SHA256:");
  return print ? g_strndup (print, strcspn (print, " \r\n.")) : g_strdup ("?");
}

/* ssh's own words (OpenSSH 5 to 9 say them alike) to our kinds and cures. */
static gssize
explain (OpensshTransport *t, GError **error)
{
  static const struct {
    const char *needle;
    SshError code;
    const char *text;
  } known[] = {
    { "REMOTE HOST IDENTIFICATION HAS CHANGED", SSH_ERR_HOSTKEY_CHANGED,
      NULL },
    { "Host key verification failed", SSH_ERR_HOSTKEY_UNKNOWN, N_ ("its host key is not known: check it, then say --accept-new-host-keys once") },
    { "host key is known", SSH_ERR_HOSTKEY_UNKNOWN, N_ ("its host key is not known: check it, then say --accept-new-host-keys once") },
    { "Permission denied", SSH_ERR_AUTH, N_ ("login refused (wrong name or secret?)") },
    { "no matching", SSH_ERR_ALGORITHMS, N_ ("no algorithm in common: say `algorithms: legacy` in its credentials") },
    { "PTY allocation request failed", SSH_ERR_CHANNEL, N_ ("the user may log in but gets no command line: it has no CLI rights") },
    { "Connection refused", SSH_ERR_CONNECT, N_ ("connection refused") },
    { "timed out", SSH_ERR_CONNECT, N_ ("connection timed out") },
    { "Could not resolve", SSH_ERR_CONNECT, N_ ("no such name") },
  };
  take_errors (t);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (strstr (t->said->str, known[i].needle))
      {
        g_autofree char *shown = shown_key (t->said->str);
        g_autofree char *text
            = known[i].text ? g_strdup (_ (known[i].text))
                            : g_strdup_printf (_ ("the switch shows another host key (%s) than the one that is known (%s): was it replaced, or is something"
                                                  " in between? Check it, then take the old key out of known_hosts (ssh-keygen -R)"), shown, t->known);
        g_set_error (error, SSH_TRANSPORT_ERROR, known[i].code, "%s: %s", t->where, text);
        return -1;
      }
  g_strstrip (t->said->str);
  g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_LOST, "%s: %s", t->where, *t->said->str ? t->said->str : _ ("the session is lost"));
  return -1;
}

/* ---- bytes ----------------------------------------------------------------------------------------------------------- */

static gssize
openssh_read (Transport *transport, char *buffer, gsize size, guint timeout_ms, GError **error)
{
  OpensshTransport *t = (OpensshTransport *) transport;
  struct pollfd fds[] = { { t->master, POLLIN, 0 }, { t->errors, t->said->len < STDERR_MAX ? POLLIN : 0, 0 } };
  if (t->askpass && askpass_asked_twice (t->askpass))
    {
      g_subprocess_force_exit (t->process); /* the next method would offer the same secret again */
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH, "%s: %s", t->where, _ ("login refused (wrong name or secret?)"));
      return -1;
    }
  if (poll (fds, 2, (int) timeout_ms) <= 0)
    return 0;
  if (fds[0].revents)
    {
      ssize_t n = read (t->master, buffer, size);
      return n > 0 ? n : explain (t, error);
    }
  gsize before = t->said->len;
  take_errors (t);
  return before == t->said->len && t->said->len < STDERR_MAX ? explain (t, error) : 0;
}

static gboolean
openssh_write (Transport *transport, const char *bytes, gsize size, GError **error)
{
  OpensshTransport *t = (OpensshTransport *) transport;
  while (size)
    {
      ssize_t n = write (t->master, bytes, size);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return explain (t, error) > 0;
      bytes += n;
      size -= (gsize) n;
    }
  return TRUE;
}

/* sftp's own mode answers no password question in batch mode, and its exit code says little without it: the file is fetched
 * back and compared. */
static gboolean
openssh_put_file (const SshTarget *target, const char *path, const char *text, GError **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  Askpass *askpass = askpass_new (target->password ? target->password : "", error);
  if (!askpass)
    return FALSE;
  g_autofree char *local = g_build_filename (askpass_folder (askpass), "out", NULL), *back = g_build_filename (askpass_folder (askpass), "back", NULL);
  g_autofree char *script = g_strdup_printf ("put \"%s\" \"%s\"\nget \"%s\" \"%s\"\nbye\n", local, path, path, back);
  g_autofree char *returned = NULL, *said = NULL;
  g_ptr_array_add (argv, g_strdup ("sftp"));
  g_ptr_array_add (argv, g_strdup ("-q"));
  add_common (argv, target);
  g_ptr_array_add (argv, g_strdup ("--"));
  g_ptr_array_add (argv, strchr (target->address, ':') ? g_strdup_printf ("[%s]", target->address) : g_strdup (target->address));
  g_ptr_array_add (argv, NULL);
  g_autoptr (GSubprocessLauncher) launcher = launcher_new (target->password ? askpass : NULL);
  g_subprocess_launcher_set_flags (launcher, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, own_session, NULL, NULL);
  g_autoptr (GSubprocess) process = NULL;
  gboolean ok = g_file_set_contents (local, text, -1, error)
                && (process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, error)) != NULL
                && g_subprocess_communicate_utf8 (process, script, NULL, NULL, &said, error);
  if (ok && (!g_file_get_contents (back, &returned, NULL, NULL) || strcmp (returned, text)))
    {
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_FILE, _ ("SSH %s:%u: %s cannot be written by SFTP: %s"), target->address, target->port, path,
                   said && *said ? g_strstrip (said) : _ ("it does not read back"));
      ok = FALSE;
    }
  askpass_free (askpass);
  return ok;
}

const TransportMaker transport_openssh = { "openssh", openssh_open, openssh_read, openssh_write, openssh_put_file, openssh_close };
