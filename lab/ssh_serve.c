/* One SSH connection: login, then one channel on AOS 6, several on AOS 8. */
#include <libssh/callbacks.h>
#include <libssh/server.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "faults.h"
#include "sftp.h"
#include "shell.h"
#include "ssh.h"

#define MAX_ATTEMPTS 3
#define MAX_CHANNELS 10      /* MaxSessions of AOS 8's sshd */
#define POLL_MS 20
#define LOGIN_SECONDS 55
#define GOODBYE_MS 1000

typedef struct Connection Connection;

typedef struct {
  Connection *c;
  ssh_channel channel;
  LabShell *shell;
  LabSftp *sftp;
  gboolean done;
  guint width; /* of its terminal */
} Channel;

struct Connection {
  LabSwitch *s;
  GMutex *lock;
  ssh_session session;
  const char *address;
  GPtrArray *channels; /* Channel* */
  guint attempts;
  gboolean in, cut;
  char *user; /* a message with answers does not name it again */
};

/* ---- login ----------------------------------------------------------------------------------------------------------- */

/* AOS 6 offers keyboard-interactive; AOS 8 that and password. */
static int
methods (const Connection *c)
{
  return SSH_AUTH_METHOD_INTERACTIVE | (c->s->family == LAB_AOS8 ? SSH_AUTH_METHOD_PASSWORD : 0)
         | (c->s->public_keys->len ? SSH_AUTH_METHOD_PUBLICKEY : 0);
}

static void
settle (Connection *c, ssh_message msg, gboolean good)
{
  g_mutex_lock (c->lock);
  good = good && c->s->ssh_login && !g_strcmp0 (c->user, c->s->user) && !lab_fault (c->s, "refuse-login");
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

static gboolean
knows_key (const Connection *c, ssh_key key)
{
  char *base64 = NULL;
  gboolean known = FALSE;
  if (!key || ssh_pki_export_pubkey_base64 (key, &base64) != SSH_OK)
    return FALSE;
  for (guint i = 0; i < c->s->public_keys->len; i++)
    known = known || strstr (c->s->public_keys->pdata[i], base64);
  ssh_string_free_char (base64);
  return known;
}

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
static gboolean
on_key (Connection *c, ssh_message msg)
{
  gboolean known = knows_key (c, ssh_message_auth_pubkey (msg));
  if (ssh_message_auth_publickey_state (msg) == SSH_PUBLICKEY_STATE_NONE && known)
    return ssh_message_auth_reply_pk_ok_simple (msg) == SSH_OK;
  if (!known || ssh_message_auth_publickey_state (msg) != SSH_PUBLICKEY_STATE_VALID)
    return FALSE;
  settle (c, msg, TRUE);
  return TRUE;
}
G_GNUC_END_IGNORE_DEPRECATIONS

/* FALSE: answered with what is allowed. */
static gboolean
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
      if (!(methods (c) & SSH_AUTH_METHOD_PASSWORD))
        return FALSE;
      G_GNUC_BEGIN_IGNORE_DEPRECATIONS
      settle (c, msg, !g_strcmp0 (ssh_message_auth_password (msg), c->s->password));
      G_GNUC_END_IGNORE_DEPRECATIONS
      return TRUE;
    case SSH_AUTH_METHOD_INTERACTIVE:
      if (!ssh_message_auth_kbdint_is_response (msg))
        ssh_message_auth_interactive_request (msg, "", "", 1, prompts, echo);
      else
        settle (c, msg,
                ssh_userauth_kbdint_getnanswers (c->session) == 1
                    && !g_strcmp0 (ssh_userauth_kbdint_getanswer (c->session, 0), c->s->password));
      return TRUE;
    case SSH_AUTH_METHOD_PUBLICKEY:
      return c->s->public_keys->len && on_key (c, msg);
    default:
      return FALSE;
    }
}

/* ---- channels -------------------------------------------------------------------------------------------------------- */

static Channel *
find_channel (const Connection *c, ssh_channel channel)
{
  for (guint i = 0; i < c->channels->len; i++)
    if (((Channel *) c->channels->pdata[i])->channel == channel)
      return c->channels->pdata[i];
  return NULL;
}

static gboolean
open_channel (Connection *c, ssh_message msg)
{
  guint most = c->s->family == LAB_AOS6 ? 1 : MAX_CHANNELS, open = 0;
  for (guint i = 0; i < c->channels->len; i++)
    open += c->s->family == LAB_AOS6 || !((Channel *) c->channels->pdata[i])->done;
  if (!c->in || open >= most || ssh_message_subtype (msg) != SSH_CHANNEL_SESSION)
    return FALSE;
  Channel *ch = g_new0 (Channel, 1);
  ch->c = c;
  ch->channel = ssh_message_channel_request_open_reply_accept (msg);
  g_ptr_array_add (c->channels, ch);
  return ch->channel != NULL;
}

/* No session left: the channel is granted and ends at once (what a switch says then is told nowhere). */
static void
start (Channel *ch, int kind, const char *command)
{
  LabSwitch *s = ch->c->s;
  if (kind == SSH_CHANNEL_REQUEST_SUBSYSTEM)
    ch->sftp = lab_sftp_new (s, s->user, ch->c->address);
  else
    ch->shell = lab_shell_new (s, s->user, ch->c->address, command);
  ch->done = !ch->shell && !ch->sftp;
  if (ch->shell)
    lab_shell_set_width (ch->shell, ch->width);
  if (!ch->done)
    return;
  ssh_channel_send_eof (ch->channel);
  ssh_channel_close (ch->channel);
}

static gboolean
grant (Channel *ch, ssh_message msg)
{
  LabSwitch *s = ch->c->s;
  gboolean no_cli = lab_fault (s, "no-cli") || !strcmp (s->rights, "no-cli"), free_channel = !ch->shell && !ch->sftp;
  switch (ssh_message_subtype (msg))
    {
    case SSH_CHANNEL_REQUEST_PTY:
      return !no_cli;
    case SSH_CHANNEL_REQUEST_WINDOW_CHANGE: case SSH_CHANNEL_REQUEST_ENV:
      return TRUE;
    case SSH_CHANNEL_REQUEST_SHELL:
      return free_channel && !no_cli && !lab_fault (s, "refuse-channel");
    case SSH_CHANNEL_REQUEST_EXEC: /* confirmed for AOS 8 only */
      return free_channel && s->family == LAB_AOS8 && !no_cli && !lab_fault (s, "refuse-channel");
    case SSH_CHANNEL_REQUEST_SUBSYSTEM:
      return free_channel && !strcmp (ssh_message_channel_request_subsystem (msg), "sftp") && !lab_fault (s, "no-sftp");
    default:
      return FALSE;
    }
}

static guint
width_of (ssh_message msg)
{
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return (guint) MAX (0, ssh_message_channel_request_pty_width (msg));
  G_GNUC_END_IGNORE_DEPRECATIONS
}

static gboolean
on_channel_request (Connection *c, ssh_message msg)
{
  Channel *ch = find_channel (c, ssh_message_channel_request_channel (msg));
  int kind = ssh_message_subtype (msg);
  if (!ch)
    return FALSE;
  g_mutex_lock (c->lock);
  gboolean ok = grant (ch, msg);
  if (ok)
    {
      ssh_message_channel_request_reply_success (msg);
      if (kind == SSH_CHANNEL_REQUEST_PTY || kind == SSH_CHANNEL_REQUEST_WINDOW_CHANGE)
        ch->width = width_of (msg);
      if (ch->shell)
        lab_shell_set_width (ch->shell, ch->width);
      if (kind == SSH_CHANNEL_REQUEST_SHELL || kind == SSH_CHANNEL_REQUEST_EXEC || kind == SSH_CHANNEL_REQUEST_SUBSYSTEM)
        start (ch, kind, kind == SSH_CHANNEL_REQUEST_EXEC ? ssh_message_channel_request_command (msg) : NULL);
    }
  g_mutex_unlock (c->lock);
  return ok;
}

/* 0 = answered, 1 = the library answers with a refusal. */
static int
on_message (ssh_session session, ssh_message msg, void *data)
{
  Connection *c = data;
  switch (ssh_message_type (msg))
    {
    case SSH_REQUEST_SERVICE:
      ssh_message_service_reply_success (msg);
      return 0;
    case SSH_REQUEST_AUTH:
      if (on_auth (c, msg))
        return 0;
      ssh_message_auth_set_methods (msg, methods (c));
      return 1;
    case SSH_REQUEST_CHANNEL_OPEN:
      return !open_channel (c, msg);
    case SSH_REQUEST_CHANNEL:
      return !on_channel_request (c, msg);
    default:
      return 1;
    }
}

/* ---- traffic --------------------------------------------------------------------------------------------------------- */

static void
finish (Channel *ch)
{
  ch->done = TRUE;
  ssh_channel_request_send_exit_status (ch->channel, 0);
  ssh_channel_send_eof (ch->channel);
  ssh_channel_close (ch->channel);
}

static void
send_text (Channel *ch, const char *text, gsize size, guint chunk)
{
  chunk = chunk ? chunk : (guint) MAX (size, 1);
  for (gsize at = 0; at < size; at += chunk)
    {
      ssh_channel_write (ch->channel, text + at, (guint32) MIN (chunk, size - at));
      if (chunk < size)
        ssh_blocking_flush (ch->c->session, 100);
    }
}

static void
flush (Channel *ch)
{
  gsize size;
  guint delay, chunk;
  g_mutex_lock (ch->c->lock);
  g_autofree char *text = lab_shell_take_output (ch->shell, &size, &delay, &chunk);
  gboolean over = lab_shell_is_over (ch->shell), cut = lab_shell_was_cut (ch->shell);
  g_mutex_unlock (ch->c->lock);
  if (delay)
    g_usleep (delay * 1000);
  send_text (ch, text, size, chunk);
  if (cut)
    ch->c->cut = TRUE;
  else if (over)
    finish (ch);
}

static void
serve_shell (Channel *ch)
{
  char buffer[4096];
  int n;
  flush (ch);
  while (!ch->done && !ch->c->cut && (n = ssh_channel_read_nonblocking (ch->channel, buffer, sizeof buffer, 0)) > 0)
    {
      int one = 1;
      setsockopt (ssh_get_fd (ch->c->session), IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
      g_mutex_lock (ch->c->lock);
      lab_shell_input (ch->shell, buffer, (gsize) n);
      g_mutex_unlock (ch->c->lock);
      flush (ch);
    }
  if (!ch->done && !ch->c->cut && ssh_channel_is_eof (ch->channel))
    finish (ch);
}

static void
serve_sftp (Channel *ch)
{
  char buffer[32768];
  int n;
  while ((n = ssh_channel_read_nonblocking (ch->channel, buffer, sizeof buffer, 0)) > 0)
    {
      gsize size;
      g_mutex_lock (ch->c->lock);
      lab_sftp_input (ch->sftp, buffer, (gsize) n);
      g_autofree char *reply = lab_sftp_take_output (ch->sftp, &size);
      g_mutex_unlock (ch->c->lock);
      send_text (ch, reply, size, 0);
    }
  g_mutex_lock (ch->c->lock);
  gboolean over = lab_sftp_is_over (ch->sftp);
  g_mutex_unlock (ch->c->lock);
  if (over)
    ch->c->cut = TRUE;
  else if (ssh_channel_is_eof (ch->channel))
    finish (ch);
}

static void
serve_channel (Channel *ch)
{
  if (ch->done)
    return;
  if (!ssh_channel_is_open (ch->channel))
    ch->done = TRUE;
  else if (ch->shell)
    serve_shell (ch);
  else if (ch->sftp)
    serve_sftp (ch);
}

static gboolean
is_finished (const Connection *c)
{
  for (guint i = 0; i < c->channels->len; i++)
    if (!((Channel *) c->channels->pdata[i])->done)
      return FALSE;
  return c->channels->len > 0;
}

/* Ends when the client has gone, when the login took too long, when the switch dies, and on AOS 6 with its only channel; there
 * the client may hang up first: else what was printed last may be lost with the connection. */
static void
serve (Connection *c)
{
  ssh_event event = ssh_event_new ();
  gint64 began = g_get_monotonic_time (), ended = 0;
  ssh_event_add_session (event, c->session);
  while (!c->cut && (c->in || c->attempts < MAX_ATTEMPTS))
    {
      gint64 now = g_get_monotonic_time ();
      g_mutex_lock (c->lock);
      c->cut = c->s->dead || c->s->booting_until;
      g_mutex_unlock (c->lock);
      if (c->cut || ssh_event_dopoll (event, POLL_MS) == SSH_ERROR)
        break;
      for (guint i = 0; i < c->channels->len && !c->cut; i++)
        serve_channel (c->channels->pdata[i]);
      ended = !is_finished (c) ? 0 : ended ? ended : now;
      if ((!c->in && now - began > LOGIN_SECONDS * G_USEC_PER_SEC)
          || (ended && c->s->family == LAB_AOS6 && now - ended > GOODBYE_MS * 1000))
        break;
    }
  ssh_event_remove_session (event, c->session);
  ssh_event_free (event);
}

static void
end_channel (gpointer data)
{
  Channel *ch = data;
  g_mutex_lock (ch->c->lock);
  lab_shell_free (ch->shell);
  lab_sftp_free (ch->sftp);
  g_mutex_unlock (ch->c->lock);
  if (ch->channel)
    ssh_channel_free (ch->channel);
  g_free (ch);
}

void
lab_ssh_serve (LabSwitch *s, GMutex *lock, ssh_session session, const char *address)
{
  long seconds = LOGIN_SECONDS;
  Connection c = {
    .s = s, .lock = lock, .session = session, .address = address, .channels = g_ptr_array_new_with_free_func (end_channel)
  };
  ssh_options_set (session, SSH_OPTIONS_TIMEOUT, &seconds);
  ssh_set_message_callback (session, on_message, &c);
  if (ssh_handle_key_exchange (session) == SSH_OK)
    {
      ssh_set_auth_methods (session, methods (&c));
      serve (&c);
    }
  if (c.cut) /* no goodbye */
    shutdown (ssh_get_fd (session), SHUT_RDWR);
  g_ptr_array_unref (c.channels);
  ssh_disconnect (session);
  ssh_free (session);
  g_free (c.user);
}
