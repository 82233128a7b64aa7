#include "ssh.h"

#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "faults.h"
#include "sftp.h"
#include "shell.h"

#define MAX_ATTEMPTS 3
#define READ_MS 20

typedef struct {
  LabSwitch *s;
  GMutex *lock;
  ssh_session session;
  ssh_channel channel;
  guint attempts;
  gboolean in, shell, sftp;
  char *exec;
  char *user; /* a message with answers does not name it again */
} Connection;

typedef struct {
  LabSwitch *s;
  GMutex *lock;
  ssh_bind bind;
} Server;

/* ---- login ----------------------------------------------------------------------------------------------------------- */

/* AOS 6 offers keyboard-interactive; AOS 8 that and password. */
static int
methods (const Connection *c)
{
  return SSH_AUTH_METHOD_INTERACTIVE | (c->s->family == LAB_AOS8 ? SSH_AUTH_METHOD_PASSWORD : 0);
}

static void
try_login (Connection *c, ssh_message msg, const char *secret)
{
  g_mutex_lock (c->lock);
  gboolean good = g_strcmp0 (c->user, c->s->user) == 0 && g_strcmp0 (secret, c->s->password) == 0 && !lab_fault (c->s, "refuse-login");
  lab_wire (c->s, good ? "login" : "login-refused", c->user ? c->user : "");
  g_mutex_unlock (c->lock);
  c->attempts++;
  if (good)
    {
      c->in = TRUE;
      ssh_message_auth_reply_success (msg, 0);
      return;
    }
  ssh_message_auth_set_methods (msg, methods (c));
  ssh_message_reply_default (msg);
}

static void
on_auth (Connection *c, ssh_message msg)
{
  const char *prompts[] = { "Password: " };
  char echo[] = { 0 };
  if (ssh_message_auth_user (msg))
    {
      g_free (c->user);
      c->user = g_strdup (ssh_message_auth_user (msg));
    }
  switch (ssh_message_subtype (msg))
    {
    case SSH_AUTH_METHOD_PASSWORD:
      if (methods (c) & SSH_AUTH_METHOD_PASSWORD)
        {
          G_GNUC_BEGIN_IGNORE_DEPRECATIONS
          try_login (c, msg, ssh_message_auth_password (msg));
          G_GNUC_END_IGNORE_DEPRECATIONS
          return;
        }
      break;
    case SSH_AUTH_METHOD_INTERACTIVE:
      if (!ssh_message_auth_kbdint_is_response (msg))
        ssh_message_auth_interactive_request (msg, "", "", 1, prompts, echo);
      else
        try_login (c, msg, ssh_userauth_kbdint_getnanswers (c->session) == 1 ? ssh_userauth_kbdint_getanswer (c->session, 0) : NULL);
      return;
    default:
      break;
    }
  ssh_message_auth_set_methods (msg, methods (c));
  ssh_message_reply_default (msg);
}

static void
on_channel_request (Connection *c, ssh_message msg)
{
  gboolean ok = FALSE;
  switch (ssh_message_subtype (msg))
    {
    case SSH_CHANNEL_REQUEST_PTY: case SSH_CHANNEL_REQUEST_WINDOW_CHANGE: case SSH_CHANNEL_REQUEST_ENV:
      ok = TRUE;
      break;
    case SSH_CHANNEL_REQUEST_SHELL:
      ok = c->shell = !c->sftp;
      break;
    case SSH_CHANNEL_REQUEST_EXEC: /* confirmed for AOS 8 only */
      ok = c->s->family == LAB_AOS8;
      c->exec = ok ? g_strdup (ssh_message_channel_request_command (msg)) : NULL;
      c->shell = ok;
      break;
    case SSH_CHANNEL_REQUEST_SUBSYSTEM:
      g_mutex_lock (c->lock);
      ok = !strcmp (ssh_message_channel_request_subsystem (msg), "sftp") && !lab_fault (c->s, "no-sftp");
      g_mutex_unlock (c->lock);
      c->sftp = ok;
      break;
    default:
      break;
    }
  if (ok)
    ssh_message_channel_request_reply_success (msg);
  else
    ssh_message_reply_default (msg);
}

/* FALSE when the client has gone. */
static gboolean
next_message (Connection *c)
{
  ssh_message msg = ssh_message_get (c->session);
  if (!msg)
    return FALSE;
  int type = ssh_message_type (msg);
  if (type == SSH_REQUEST_AUTH)
    on_auth (c, msg);
  else if (type == SSH_REQUEST_SERVICE)
    ssh_message_service_reply_success (msg);
  else if (type == SSH_REQUEST_CHANNEL_OPEN && c->in && !c->channel && ssh_message_subtype (msg) == SSH_CHANNEL_SESSION)
    c->channel = ssh_message_channel_request_open_reply_accept (msg);
  else if (type == SSH_REQUEST_CHANNEL && c->channel)
    on_channel_request (c, msg);
  else
    ssh_message_reply_default (msg); /* also a second channel: one a connection */
  ssh_message_free (msg);
  return TRUE;
}

/* ---- shell ----------------------------------------------------------------------------------------------------------- */

static gboolean
flush (Connection *c, LabShell *shell)
{
  gsize size;
  guint delay;
  g_mutex_lock (c->lock);
  g_autofree char *text = lab_shell_take_output (shell, &size, &delay);
  gboolean over = lab_shell_is_over (shell) || c->s->dead;
  g_mutex_unlock (c->lock);
  if (delay)
    g_usleep (delay * 1000);
  if (size)
    ssh_channel_write (c->channel, text, (guint32) size);
  return !over;
}

static void
run_shell (Connection *c)
{
  char buffer[4096];
  g_mutex_lock (c->lock);
  LabShell *shell = lab_shell_new (c->s, c->s->user);
  if (shell && c->exec)
    {
      g_autofree char *line = g_strconcat (c->exec, "\nexit\n", NULL);
      lab_shell_input (shell, line, strlen (line));
    }
  g_mutex_unlock (c->lock);
  if (!shell)
    return;
  while (flush (c, shell))
    {
      int n = ssh_channel_read_timeout (c->channel, buffer, sizeof buffer, 0, READ_MS);
      if (n <= 0 && (n == SSH_ERROR || ssh_channel_is_eof (c->channel) || !ssh_channel_is_open (c->channel)))
        break;
      if (n <= 0)
        continue;
      int one = 1;
      setsockopt (ssh_get_fd (c->session), IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
      g_mutex_lock (c->lock);
      lab_shell_input (shell, buffer, (gsize) n);
      g_mutex_unlock (c->lock);
    }
  g_mutex_lock (c->lock);
  lab_shell_free (shell);
  g_mutex_unlock (c->lock);
}

static void
serve (Connection *c)
{
  if (ssh_handle_key_exchange (c->session) != SSH_OK)
    return;
  ssh_set_auth_methods (c->session, methods (c));
  while (!c->shell && !c->sftp)
    if (!next_message (c) || (!c->in && c->attempts >= MAX_ATTEMPTS))
      return;
  if (c->sftp)
    lab_sftp_serve (c->s, c->lock, c->session, g_steal_pointer (&c->channel)); /* which frees it */
  else
    run_shell (c);
}

/* A shell that ends says so (exit 0) and lets the client hang up first: else what it printed last may be lost with the connection. */
static void
say_goodbye (Connection *c)
{
  char rest[512];
  struct timeval patience = { 1, 0 };
  int fd = ssh_get_fd (c->session);
  ssh_channel_request_send_exit_status (c->channel, 0);
  ssh_channel_send_eof (c->channel);
  ssh_channel_close (c->channel);
  ssh_blocking_flush (c->session, 1000);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  while (recv (fd, rest, sizeof rest, 0) > 0)
    ;
}

static gpointer
connection_thread (gpointer data)
{
  Connection *c = data;
  serve (c);
  g_mutex_lock (c->lock);
  gboolean dead = c->s->dead;
  g_mutex_unlock (c->lock);
  if (c->channel && !dead)
    say_goodbye (c);
  if (c->channel)
    ssh_channel_free (c->channel);
  ssh_disconnect (c->session);
  ssh_free (c->session);
  g_free (c->exec);
  g_free (c->user);
  g_free (c);
  return NULL;
}

/* ---- listening ------------------------------------------------------------------------------------------------------- */

static gpointer
accept_thread (gpointer data)
{
  Server *server = data;
  for (;;)
    {
      ssh_session session = ssh_new ();
      if (ssh_bind_accept (server->bind, session) != SSH_OK)
        {
          ssh_free (session);
          g_usleep (10000); /* out of descriptors, say: no busy loop */
          continue;
        }
      g_mutex_lock (server->lock);
      gboolean dead = server->s->dead;
      g_mutex_unlock (server->lock);
      if (dead)
        {
          ssh_disconnect (session);
          ssh_free (session);
          continue;
        }
      int one = 1;
      setsockopt (ssh_get_fd (session), IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      Connection *c = g_new0 (Connection, 1);
      *c = (Connection){ .s = server->s, .lock = server->lock, .session = session };
      g_thread_unref (g_thread_new ("ssh", connection_thread, c));
    }
  return NULL;
}

/* A real AOS 6 has an ssh-dss key, which this library cannot serve: an RSA key stands for it here, and `vlanctl-lab cli` behind
 * OpenSSH's sshd for the real thing. AOS 8: ECDSA. */
static ssh_key
load_key (const LabSwitch *s, const char *path)
{
  ssh_key key = NULL;
  if (ssh_pki_import_privkey_file (path, NULL, NULL, NULL, &key) == SSH_OK)
    return key;
  enum ssh_keytypes_e type = s->family == LAB_AOS6 ? SSH_KEYTYPE_RSA : SSH_KEYTYPE_ECDSA;
  if (ssh_pki_generate (type, type == SSH_KEYTYPE_RSA ? 2048 : 256, &key) != SSH_OK)
    return NULL;
  if (ssh_pki_export_privkey_file (key, NULL, NULL, NULL, path) != SSH_OK)
    {
      ssh_key_free (key);
      return NULL;
    }
  return key;
}

static char *
public_text (ssh_key key)
{
  char *base64 = NULL;
  if (ssh_pki_export_pubkey_base64 (key, &base64) != SSH_OK)
    return NULL;
  enum ssh_keytypes_e type = ssh_key_type (key);
  char *text = g_strdup_printf ("%s %s", type == SSH_KEYTYPE_RSA ? "ssh-rsa" : "ecdsa-sha2-nistp256", base64);
  ssh_string_free_char (base64);
  return text;
}

gboolean
lab_ssh_start (LabSwitch *s, GMutex *lock, const char *key_path, char **public_key, char **why)
{
  ssh_bind listener = ssh_bind_new ();
  ssh_key key = load_key (s, key_path);
  gboolean no = FALSE;
  if (!key)
    {
      *why = g_strdup_printf ("no host key at %s", key_path);
      ssh_bind_free (listener);
      return FALSE;
    }
  *public_key = public_text (key);
  ssh_bind_options_set (listener, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no);
  ssh_bind_options_set (listener, SSH_BIND_OPTIONS_BINDADDR, s->address);
  ssh_bind_options_set (listener, SSH_BIND_OPTIONS_BINDPORT, &s->ssh_port);
  ssh_bind_options_set (listener, SSH_BIND_OPTIONS_IMPORT_KEY, key);
  if (ssh_bind_listen (listener) != SSH_OK)
    {
      *why = g_strdup_printf ("no SSH server on %s port %u: %s", s->address, s->ssh_port, ssh_get_error (listener));
      ssh_bind_free (listener);
      return FALSE;
    }
  Server *server = g_new0 (Server, 1);
  *server = (Server){ s, lock, listener };
  g_thread_unref (g_thread_new ("accept", accept_thread, server));
  return TRUE;
}
