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
#define LOG_MAX 262144
#define MODERN_MACS \
  "umac-64-etm@openssh.com,umac-128-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,umac-64@openssh.com," \
  "umac-128@openssh.com,hmac-sha2-256,hmac-sha2-512"

typedef struct {
  Transport base;
  GSubprocess *process;
  Askpass *askpass;
  int master;  /* our side of the child's terminal */
  int errors;  /* its stderr: a banner, and what a jump host says */
  GString *said;
  SshTarget target;
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
    [ALGORITHM_KEX] = "KexAlgorithms", [ALGORITHM_HOST_KEY] = "HostKeyAlgorithms", [ALGORITHM_CIPHER] = "Ciphers",
  };
  for (guint k = 0; k < ALGORITHM_N; k++)
    {
      g_autofree char *list = transport_algorithms (t, k);
      if (k == ALGORITHM_MAC) /* ssh still takes hmac-sha1 by itself: here it has to be said, as for libssh */
        add_option (argv, "MACs=" MODERN_MACS "%s%s", *list ? "," : "", list);
      else if (*list)
        add_option (argv, "%s=+%s", options[k], list);
      if (*list && k == ALGORITHM_HOST_KEY)
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

static char *
log_path (const OpensshTransport *t)
{
  return g_build_filename (askpass_folder (t->askpass), "log", NULL);
}

static gboolean
spawn (OpensshTransport *t, const SshTarget *target, GError **error)
{
  int slave = -1, errors[2];
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (argv, g_strdup ("ssh"));
  g_ptr_array_add (argv, g_strdup ("-tt"));
  add_option (argv, "EscapeChar=none");
  add_option (argv, "LogLevel=DEBUG1"); /* host key and algorithms stand there; what comes first holds */
  g_ptr_array_add (argv, g_strdup ("-E"));
  g_ptr_array_add (argv, log_path (t));
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
  g_autoptr (GSubprocessLauncher) launcher = launcher_new (target->password ? t->askpass : NULL);
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
  g_free (t);
}

static Transport *
openssh_open (const SshTarget *target, GError **error)
{
  OpensshTransport *t = g_new0 (OpensshTransport, 1);
  t->base.maker = &transport_openssh;
  t->master = t->errors = -1;
  t->said = g_string_new (NULL);
  t->target = *target;
  if (transport_check_algorithms (target, error) && (t->askpass = askpass_new (target->password ? target->password : "", error))
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

static gboolean
is_talk (const char *line)
{
  static const char *const beginnings[] = { "debug1: ", "Authenticated to ", "Transferred: ", "Bytes per second: ", "Warning: Permanently added " };
  for (guint i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (g_str_has_prefix (line, beginnings[i]))
      return TRUE;
  return FALSE;
}

/* What ssh wrote down so far: its errors, or its talk beside them. */
static char *
read_log (const OpensshTransport *t, gboolean talk)
{
  g_autofree char *path = log_path (t), *text = NULL;
  GString *out = g_string_new (NULL);
  gsize size = 0;
  if (!g_file_get_contents (path, &text, &size, NULL) || size > LOG_MAX)
    return g_string_free (out, FALSE);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (*lines[i] && is_talk (lines[i]) == talk)
      g_string_append_printf (out, "%s\n", g_strchomp (lines[i]));
  return g_string_free (out, FALSE);
}

/* What follows `mark`, up to one of `ends`; NULL where it is not there. */
static char *
word_after (const char *text, const char *mark, const char *ends)
{
  const char *at = strstr (text, mark);
  return at ? g_strndup (at + strlen (mark), strcspn (at + strlen (mark), ends)) : NULL;
}

static char *
shown_key (const OpensshTransport *t)
{
  g_autofree char *talk = read_log (t, TRUE);
  char *key = word_after (talk, "debug1: Server host key: ", "\n");
  return key ? key : g_strdup ("?");
}

static void
openssh_describe (Transport *transport, SshFacts *out)
{
  OpensshTransport *t = (OpensshTransport *) transport;
  static const char *const marks[ALGORITHM_N] = {
    [ALGORITHM_KEX] = "debug1: kex: algorithm: ",
    [ALGORITHM_HOST_KEY] = "debug1: kex: host key algorithm: ",
    [ALGORITHM_CIPHER] = "debug1: kex: server->client cipher: ",
  };
  g_autofree char *talk = read_log (t, TRUE);
  for (guint k = 0; k < ALGORITHM_N; k++)
    out->algorithms[k] = marks[k] ? word_after (talk, marks[k], " \n") : NULL;
  const char *in = strstr (talk, marks[ALGORITHM_CIPHER]);
  out->algorithms[ALGORITHM_MAC] = in ? word_after (in, " MAC: ", " \n") : NULL;
  out->host_key = shown_key (t);
}

static char *
explain_changed (const OpensshTransport *t, const char *shown, const char *said)
{
  g_autofree char *known = transport_known_fingerprints (&t->target);
  return g_strdup_printf (_ ("the switch shows another host key (%s) than the one that is known (%s): was it replaced, or is something in between? "
                             "Check it, then take the old key out of known_hosts (ssh-keygen -R)"), shown, known);
}

static char *
explain_revoked (const OpensshTransport *t, const char *shown, const char *said)
{
  return g_strdup_printf (_ ("its host key (%s) is marked as revoked in known_hosts: give the switch another one"), shown);
}

static char *
explain_unknown (const OpensshTransport *t, const char *shown, const char *said)
{
  return g_strdup_printf (_ ("its host key (%s) is not known: check it, then say --accept-new-host-keys once"), shown);
}

static char *
explain_refused (const OpensshTransport *t, const char *shown, const char *said)
{
  return g_strdup_printf (_ ("user `%s`: login refused (wrong name or secret?)"), t->target.user);
}

static char *
explain_algorithms (const OpensshTransport *t, const char *shown, const char *said)
{
  g_autofree char *offer = word_after (said, "Their offer: ", " \r\n");
  return transport_cure_algorithms (&t->target, offer ? offer : "?", TRUE);
}

static char *
explain_no_cli (const OpensshTransport *t, const char *shown, const char *said)
{
  return g_strdup_printf (_ ("user `%s` may log in but gets no command line: it has no CLI rights"), t->target.user);
}

/* ssh's own words (OpenSSH 5 to 9 say them alike) to our kinds and cures. */
static const struct {
  const char *needle;
  SshError code;
  char *(*explain) (const OpensshTransport *t, const char *shown, const char *said);
  const char *text;
} known_words[] = {
  { "REVOKED HOST KEY DETECTED", SSH_ERR_HOSTKEY_CHANGED, explain_revoked },
  { "REMOTE HOST IDENTIFICATION HAS CHANGED", SSH_ERR_HOSTKEY_CHANGED, explain_changed },
  { "Host key verification failed", SSH_ERR_HOSTKEY_UNKNOWN, explain_unknown },
  { "host key is known", SSH_ERR_HOSTKEY_UNKNOWN, explain_unknown },
  { "Permission denied (", SSH_ERR_AUTH, explain_refused },
  { "no matching", SSH_ERR_ALGORITHMS, explain_algorithms },
  { "PTY allocation request failed", SSH_ERR_CHANNEL, explain_no_cli },
  { "Connection refused", SSH_ERR_CONNECT, NULL, N_ ("connection refused") },
  { "timed out", SSH_ERR_CONNECT, NULL, N_ ("connection timed out") },
  { "Could not resolve", SSH_ERR_CONNECT, NULL, N_ ("no such name") },
};

/* Always -1. */
static gssize
explain (OpensshTransport *t, GError **error)
{
  take_errors (t);
  g_autofree char *log = read_log (t, FALSE), *said = g_strconcat (log, t->said->str, NULL), *shown = shown_key (t);
  for (guint i = 0; i < G_N_ELEMENTS (known_words); i++)
    if (strstr (said, known_words[i].needle))
      {
        g_autofree char *text = known_words[i].explain ? known_words[i].explain (t, shown, said) : g_strdup (_ (known_words[i].text));
        g_set_error (error, SSH_TRANSPORT_ERROR, known_words[i].code, "SSH %s:%u: %s", t->target.address, t->target.port, text);
        return -1;
      }
  g_strstrip (log);
  g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_LOST, "SSH %s:%u: %s", t->target.address, t->target.port, *log ? log : _ ("the session is lost"));
  return -1;
}

/* ---- bytes ----------------------------------------------------------------------------------------------------------- */

/* A banner is no answer: the wait for one goes on. */
static gssize
openssh_read (Transport *transport, char *buffer, gsize size, guint timeout_ms, GError **error)
{
  OpensshTransport *t = (OpensshTransport *) transport;
  gint64 deadline = g_get_monotonic_time () + (gint64) timeout_ms * 1000, left_ms;
  if (askpass_asked_twice (t->askpass))
    {
      g_autofree char *text = explain_refused (t, NULL, NULL);
      g_subprocess_force_exit (t->process); /* the next method would offer the same secret again */
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH, "SSH %s:%u: %s", t->target.address, t->target.port, text);
      return -1;
    }
  while ((left_ms = (deadline - g_get_monotonic_time ()) / 1000) > 0)
    {
      struct pollfd fds[] = { { t->master, POLLIN, 0 }, { t->errors, t->said->len < STDERR_MAX ? POLLIN : 0, 0 } };
      if (poll (fds, 2, (int) left_ms) <= 0)
        continue;
      if (fds[0].revents)
        {
          ssize_t n = read (t->master, buffer, size);
          return n > 0 ? n : explain (t, error);
        }
      gsize before = t->said->len;
      take_errors (t);
      if (before == t->said->len)
        return explain (t, error);
    }
  return 0;
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

/* sftp's own mode answers no password question in batch mode, and its exit code says little without it: what it prints and fetches
 * is looked at instead. A login of its own. FALSE: it could not be run. */
static gboolean
run_sftp (const SshTarget *target, const Askpass *askpass, const char *script, char **out, char **said, GError **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (argv, g_strdup ("sftp"));
  g_ptr_array_add (argv, g_strdup ("-q"));
  add_common (argv, target);
  g_ptr_array_add (argv, g_strdup ("--"));
  g_ptr_array_add (argv, strchr (target->address, ':') ? g_strdup_printf ("[%s]", target->address) : g_strdup (target->address));
  g_ptr_array_add (argv, NULL);
  g_autoptr (GSubprocessLauncher) launcher = launcher_new (target->password ? askpass : NULL);
  g_subprocess_launcher_set_flags (launcher, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, own_session, NULL, NULL);
  g_autoptr (GSubprocess) process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv->pdata, error);
  return process && g_subprocess_communicate_utf8 (process, script, NULL, out, said, error);
}

static gboolean
fail_sftp (const SshTarget *target, const char *what, const char *said, GError **error)
{
  gboolean refused = said && strstr (said, "Permission denied (");
  g_set_error (error, SSH_TRANSPORT_ERROR, refused ? SSH_ERR_AUTH : SSH_ERR_FILE, "SSH %s:%u: %s: %s", target->address, target->port, what,
               said && *said ? said : _ ("it does not read back"));
  return FALSE;
}

static gboolean
openssh_put_file (const SshTarget *target, const char *path, const char *text, GError **error)
{
  Askpass *askpass = askpass_new (target->password ? target->password : "", error);
  if (!askpass)
    return FALSE;
  g_autofree char *local = g_build_filename (askpass_folder (askpass), "out", NULL), *back = g_build_filename (askpass_folder (askpass), "back", NULL);
  g_autofree char *script = g_strdup_printf ("put \"%s\" \"%s\"\nget \"%s\" \"%s\"\nbye\n", local, path, path, back);
  g_autofree char *returned = NULL, *out = NULL, *said = NULL, *what = g_strdup_printf (_ ("%s cannot be written by SFTP"), path);
  gboolean ok = g_file_set_contents (local, text, -1, error) && run_sftp (target, askpass, script, &out, &said, error);
  if (ok && (!g_file_get_contents (back, &returned, NULL, NULL) || strcmp (returned, text)))
    ok = fail_sftp (target, what, said ? g_strstrip (said) : NULL, error);
  askpass_free (askpass);
  return ok;
}

static gboolean
openssh_try_sftp (const SshTarget *target, GError **error)
{
  g_autofree char *out = NULL, *said = NULL;
  Askpass *askpass = askpass_new (target->password ? target->password : "", error);
  gboolean ok = askpass && run_sftp (target, askpass, "pwd\nbye\n", &out, &said, error);
  if (ok && !(out && strstr (out, "Remote working directory")))
    ok = fail_sftp (target, _ ("it has no SFTP"), said ? g_strstrip (said) : NULL, error);
  askpass_free (askpass);
  return ok;
}

const TransportMaker transport_openssh = { "openssh",        openssh_open,     openssh_read,     openssh_write,
                                           openssh_put_file, openssh_try_sftp, openssh_describe, openssh_close };
