/* The shell of a switch through libssh: the only file that includes it. */
#include "apply/transport.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <libssh/callbacks.h>
#include <libssh/libssh.h>
#include <libssh/sftp.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pwd.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PTY_COLUMNS 255 /* as ALE's own tool: no line is wrapped or redrawn */
#define PTY_ROWS 1000
#define SFTP_CHUNK 16384u

typedef struct {
  Transport base;
  ssh_session session;
  ssh_channel channel;
  char *negotiated; /* as the library's log has it; NULL */
} LibsshTransport;

static gboolean
fail (GError **error, SshError code, const SshTarget *t, const char *format, ...) G_GNUC_PRINTF (4, 5);

static gboolean
fail (GError **error, SshError code, const SshTarget *t, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, SSH_TRANSPORT_ERROR, code, "SSH %s:%u: %s", t->address, t->port, text);
  return FALSE;
}

/* ---- options --------------------------------------------------------------------------------------------------------- */

/* libssh 0.10 does not understand "+name": whole lists are given, today's first. */
static gboolean
set_algorithms (ssh_session s, const SshTarget *t, GError **error)
{
  static const struct {
    AlgorithmKind kind;
    enum ssh_options_e options[2];
    const char *modern;
  } rows[] = {
    { ALGORITHM_KEX, { SSH_OPTIONS_KEY_EXCHANGE, SSH_OPTIONS_KEY_EXCHANGE },
      "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
      "diffie-hellman-group-exchange-sha256,diffie-hellman-group16-sha512,diffie-hellman-group14-sha256" },
    { ALGORITHM_HOST_KEY, { SSH_OPTIONS_HOSTKEYS, SSH_OPTIONS_PUBLICKEY_ACCEPTED_TYPES },
      "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256" },
    { ALGORITHM_CIPHER, { SSH_OPTIONS_CIPHERS_C_S, SSH_OPTIONS_CIPHERS_S_C },
      "chacha20-poly1305@openssh.com,aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr" },
    { ALGORITHM_MAC, { SSH_OPTIONS_HMAC_C_S, SSH_OPTIONS_HMAC_S_C },
      "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512" },
  };
  if (!transport_check_algorithms (t, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *old = transport_algorithms (t, rows[i].kind);
      g_autofree char *list = g_strconcat (rows[i].modern, *old ? "," : "", old, NULL);
      for (guint k = 0; k < 2 && *old; k++)
        if (ssh_options_set (s, rows[i].options[k], list) != SSH_OK)
          return fail (error, SSH_ERR_ALGORITHMS, t, "%s", ssh_get_error (s));
    }
  return TRUE;
}

static gboolean
set_options (ssh_session s, const SshTarget *t, GError **error)
{
  long seconds = MAX (1, (long) t->connect_timeout_ms / 1000);
  int nodelay = 1;
  ssh_options_set (s, SSH_OPTIONS_HOST, t->address);
  ssh_options_parse_config (s, NULL); /* ~/.ssh/config first: what the inventory says is stronger */
  ssh_options_set (s, SSH_OPTIONS_HOST, t->address);
  ssh_options_set (s, SSH_OPTIONS_PORT, &t->port);
  ssh_options_set (s, SSH_OPTIONS_USER, t->user);
  ssh_options_set (s, SSH_OPTIONS_TIMEOUT, &seconds);
  ssh_options_set (s, SSH_OPTIONS_NODELAY, &nodelay);
  if (t->known_hosts)
    {
      ssh_options_set (s, SSH_OPTIONS_KNOWNHOSTS, t->known_hosts);
      ssh_options_set (s, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    }
  return set_algorithms (s, t, error);
}

/* ---- host key -------------------------------------------------------------------------------------------------------- */

static char *
fingerprint (const ssh_key key)
{
  unsigned char *hash = NULL;
  size_t size = 0;
  char *text = NULL;
  if (key && ssh_get_publickey_hash (key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) == SSH_OK)
    {
      char *print = ssh_get_fingerprint_hash (SSH_PUBLICKEY_HASH_SHA256, hash, size);
      text = g_strdup_printf ("%s %s", ssh_key_type_to_char (ssh_key_type (key)), print ? print : "?");
      ssh_string_free_char (print);
    }
  ssh_clean_pubkey_hash (&hash);
  return text ? text : g_strdup ("?");
}

static char *
shown_fingerprint (ssh_session s)
{
  ssh_key key = NULL;
  ssh_get_server_publickey (s, &key);
  char *text = fingerprint (key);
  ssh_key_free (key);
  return text;
}

#define REVOKED "@revoked" /* sshd(8): a marker that the library does not know */

/* Of the keys that stand there for this host, revoked or not. */
static void
add_known (GString *out, const char *path, const char *host, gboolean revoked)
{
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      struct ssh_knownhosts_entry *entry = NULL; /* names may be hashed: the library compares them */
      const char *line = g_strchug (lines[i]);
      gboolean marked = g_str_has_prefix (line, REVOKED);
      line += marked ? strlen (REVOKED) + strspn (line + strlen (REVOKED), " \t") : 0;
      if (marked != revoked || ssh_known_hosts_parse_line (host, line, &entry) != SSH_OK)
        continue;
      g_autofree char *print = fingerprint (entry->publickey);
      g_string_append_printf (out, "%s%s", out->len ? ", " : "", print);
      ssh_knownhosts_entry_free (entry);
    }
}

static GString *
list_known (const SshTarget *t, gboolean revoked)
{
  char buffer[4096];
  struct passwd entry, *me = NULL; /* as both libssh and ssh have it, whatever $HOME is */
  GString *out = g_string_new (NULL);
  getpwuid_r (getuid (), &entry, buffer, sizeof buffer, &me);
  g_autofree char *own = g_build_filename (me ? me->pw_dir : g_get_home_dir (), ".ssh", "known_hosts", NULL);
  g_autofree char *lower = g_ascii_strdown (t->address, -1);
  g_autofree char *host = t->port == 22 ? g_strdup (lower) : g_strdup_printf ("[%s]:%u", lower, t->port);
  add_known (out, t->known_hosts ? t->known_hosts : own, host, revoked);
  if (!t->known_hosts)
    add_known (out, "/etc/ssh/ssh_known_hosts", host, revoked);
  return out;
}

char *
transport_known_fingerprints (const SshTarget *t)
{
  GString *out = list_known (t, FALSE);
  if (!out->len)
    g_string_append_c (out, '?');
  return g_string_free (out, FALSE);
}

static gboolean
check_host_key (ssh_session s, const SshTarget *t, GError **error)
{
  g_autofree char *key = shown_fingerprint (s), *known = NULL;
  g_autoptr (GString) revoked = list_known (t, TRUE);
  if (strstr (revoked->str, key))
    return fail (error, SSH_ERR_HOSTKEY_CHANGED, t, _ ("its host key (%s) is marked as revoked in known_hosts: give the switch another one"), key);
  switch (ssh_session_is_known_server (s))
    {
    case SSH_KNOWN_HOSTS_OK:
      return TRUE;
    case SSH_KNOWN_HOSTS_CHANGED:
    case SSH_KNOWN_HOSTS_OTHER:
      known = transport_known_fingerprints (t);
      return fail (error, SSH_ERR_HOSTKEY_CHANGED, t,
                   _ ("the switch shows another host key (%s) than the one that is known (%s): was it replaced, or is something in between? "
                      "Check it, then take the old key out of known_hosts (ssh-keygen -R)"), key, known);
    case SSH_KNOWN_HOSTS_UNKNOWN:
    case SSH_KNOWN_HOSTS_NOT_FOUND:
      if (!t->accept_new_host_keys)
        return fail (error, SSH_ERR_HOSTKEY_UNKNOWN, t, _ ("its host key (%s) is not known: check it, then say --accept-new-host-keys once"), key);
      if (ssh_session_update_known_hosts (s) == SSH_OK)
        return TRUE;
      return fail (error, SSH_ERR_HOSTKEY_UNKNOWN, t, _ ("its new host key cannot be written down: %s"), ssh_get_error (s));
    case SSH_KNOWN_HOSTS_ERROR:
    default:
      return fail (error, SSH_ERR_HOSTKEY_UNKNOWN, t, _ ("known_hosts cannot be read: %s"), ssh_get_error (s));
    }
}

/* ---- login ----------------------------------------------------------------------------------------------------------- */

/* Only a single hidden question is a password question. */
static int
answer_questions (ssh_session s, const char *password)
{
  gboolean given = FALSE;
  int rc = ssh_userauth_kbdint (s, NULL, NULL);
  while (rc == SSH_AUTH_INFO)
    {
      int n = ssh_userauth_kbdint_getnprompts (s);
      char echo = 1;
      if (n == 1)
        ssh_userauth_kbdint_getprompt (s, 0, &echo);
      if (n > 1 || (n == 1 && (echo || given)))
        return SSH_AUTH_DENIED;
      if (n == 1 && ssh_userauth_kbdint_setanswer (s, 0, password) < 0)
        return SSH_AUTH_ERROR;
      given = given || n == 1;
      rc = ssh_userauth_kbdint (s, NULL, NULL);
    }
  return rc;
}

static int
login_by_key (ssh_session s, const SshTarget *t)
{
  ssh_key key = NULL;
  if (!t->key)
    return ssh_userauth_publickey_auto (s, NULL, NULL);
  if (ssh_pki_import_privkey_file (t->key, NULL, NULL, NULL, &key) != SSH_OK)
    return SSH_AUTH_ERROR;
  int rc = ssh_userauth_publickey (s, NULL, key);
  ssh_key_free (key);
  return rc;
}

static gboolean
login (ssh_session s, const SshTarget *t, GError **error)
{
  int rc = ssh_userauth_none (s, NULL);
  int methods = ssh_userauth_list (s, NULL);
  if (rc == SSH_AUTH_SUCCESS)
    return TRUE;
  if (rc == SSH_AUTH_ERROR)
    return fail (error, SSH_ERR_LOST, t, "%s", ssh_get_error (s));
  /* the secret goes out by one method only: a second try could lock the account */
  if (!t->password)
    rc = login_by_key (s, t);
  else if (methods & SSH_AUTH_METHOD_PASSWORD)
    rc = ssh_userauth_password (s, NULL, t->password);
  else if (methods & SSH_AUTH_METHOD_INTERACTIVE)
    rc = answer_questions (s, t->password);
  else
    return fail (error, SSH_ERR_AUTH, t, "%s", _ ("it accepts no passwords: give the credentials a key"));
  if (rc == SSH_AUTH_SUCCESS)
    return TRUE;
  return fail (error, SSH_ERR_AUTH, t, rc == SSH_AUTH_PARTIAL ? _ ("user `%s`: it wants a second proof after the first")
                                                               : _ ("user `%s`: login refused (wrong name or secret?)"), t->user);
}

/* "kex error : no match for method server host key algo: server [ssh-dss], client [ssh-ed25519,...]" */
static char *
offered (const char *text)
{
  const char *at = strstr (text, "server [");
  return at ? g_strndup (at + 8, strcspn (at + 8, "]")) : g_strdup ("?");
}

static gboolean
connect_session (ssh_session s, const SshTarget *t, GError **error)
{
  if (ssh_connect (s) == SSH_OK)
    return TRUE;
  const char *text = ssh_get_error (s);
  if (!strstr (text, "no match for method"))
    return fail (error, SSH_ERR_CONNECT, t, "%s", text);
  g_autofree char *offer = offered (text), *cure = transport_cure_algorithms (t, offer, FALSE);
  return fail (error, SSH_ERR_ALGORITHMS, t, "%s", cure);
}

/* The library tells only in its log which algorithm the host key has signed with. */
static void
hear_log (int priority, const char *function, const char *text, void *user)
{
  char **negotiated = user;
  const char *at = negotiated && !*negotiated ? strstr (text, "Negotiated ") : NULL;
  if (at)
    *negotiated = g_strdup (at + strlen ("Negotiated "));
}

/* negotiated may be NULL. */
static ssh_session
open_session (const SshTarget *t, char **negotiated, GError **error)
{
  ssh_session s = ssh_new ();
  int level = ssh_get_log_level ();
  ssh_set_log_level (negotiated ? SSH_LOG_PROTOCOL : level); /* of this thread, as are the next two */
  ssh_set_log_userdata (negotiated);
  ssh_set_log_callback (hear_log);
  gboolean ok = set_options (s, t, error) && connect_session (s, t, error) && check_host_key (s, t, error) && login (s, t, error);
  ssh_set_log_userdata (NULL);
  ssh_set_log_level (level);
  if (ok)
    return s;
  ssh_disconnect (s);
  ssh_free (s);
  return NULL;
}

/* ---- the interface --------------------------------------------------------------------------------------------------- */

static void
libssh_close (Transport *transport)
{
  LibsshTransport *t = (LibsshTransport *) transport;
  if (t->channel)
    {
      ssh_channel_close (t->channel);
      ssh_channel_free (t->channel);
    }
  ssh_disconnect (t->session);
  ssh_free (t->session);
  g_free (t->negotiated);
  g_free (t);
}

static Transport *
libssh_open (const SshTarget *target, GError **error)
{
  g_autofree char *negotiated = NULL;
  ssh_session s = open_session (target, &negotiated, error);
  if (!s)
    return NULL;
  LibsshTransport *t = g_new0 (LibsshTransport, 1);
  t->negotiated = g_steal_pointer (&negotiated);
  t->base.maker = &transport_libssh;
  t->session = s;
  t->channel = ssh_channel_new (s);
  if (ssh_channel_open_session (t->channel) != SSH_OK)
    fail (error, SSH_ERR_CHANNEL, target, _ ("no session: %s (too many logins at once?)"), ssh_get_error (s));
  else if (ssh_channel_request_pty_size (t->channel, "xterm", PTY_COLUMNS, PTY_ROWS) != SSH_OK)
    fail (error, SSH_ERR_CHANNEL, target, _ ("user `%s` may log in but gets no command line: it has no CLI rights"), target->user);
  else if (ssh_channel_request_shell (t->channel) != SSH_OK)
    fail (error, SSH_ERR_CHANNEL, target, _ ("no shell: %s"), ssh_get_error (s));
  else
    return &t->base;
  libssh_close (&t->base);
  return NULL;
}

/* Without it every reply costs a delayed acknowledgement of 40 ms. */
static void
quick_ack (const LibsshTransport *t)
{
  int one = 1;
  setsockopt (ssh_get_fd (t->session), IPPROTO_TCP, TCP_QUICKACK, &one, sizeof one);
}

static gssize
libssh_read (Transport *transport, char *buffer, gsize size, guint timeout_ms, GError **error)
{
  LibsshTransport *t = (LibsshTransport *) transport;
  int n = ssh_channel_read_timeout (t->channel, buffer, (guint32) MIN (size, G_MAXINT), 0, (int) timeout_ms);
  if (n > 0)
    {
      quick_ack (t);
      return n;
    }
  if (n == SSH_ERROR || ssh_channel_is_eof (t->channel) || !ssh_is_connected (t->session))
    {
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_LOST, "%s", _ ("the switch closed the session"));
      return -1;
    }
  return 0;
}

static gboolean
libssh_write (Transport *transport, const char *bytes, gsize size, GError **error)
{
  LibsshTransport *t = (LibsshTransport *) transport;
  while (size)
    {
      int n = ssh_channel_write (t->channel, bytes, (guint32) size);
      if (n <= 0)
        {
          g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_LOST, "%s", _ ("the session is lost"));
          return FALSE;
        }
      bytes += n;
      size -= (gsize) n;
    }
  quick_ack (t);
  return TRUE;
}

/* A server need not take more than 32 KB of data in one packet (draft-ietf-secsh-filexfer-02, 3), and the library does not cut them up. */
static gboolean
sftp_write_all (sftp_session sftp, const char *path, const char *text)
{
  sftp_file file = sftp_open (sftp, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  gboolean ok = file != NULL;
  for (gsize left = strlen (text), n; ok && left; text += n, left -= n)
    {
      n = MIN (left, SFTP_CHUNK);
      ok = sftp_write (file, text, n) == (ssize_t) n;
    }
  if (file)
    ok = sftp_close (file) == SSH_OK && ok;
  return ok;
}

/* A second login, for files alone. NULL path: only looks whether there are any. */
static gboolean
libssh_sftp (const SshTarget *target, const char *path, const char *text, GError **error)
{
  ssh_session s = open_session (target, NULL, error);
  if (!s)
    return FALSE;
  sftp_session sftp = sftp_new (s);
  gboolean open = sftp && sftp_init (sftp) == SSH_OK, ok = open && (!path || sftp_write_all (sftp, path, text));
  if (!open)
    fail (error, SSH_ERR_FILE, target, _ ("it has no SFTP: %s"), ssh_get_error (s));
  else if (!ok)
    fail (error, SSH_ERR_FILE, target, _ ("%s cannot be written by SFTP: %s"), path, ssh_get_error (s));
  if (sftp)
    sftp_free (sftp);
  ssh_disconnect (s);
  ssh_free (s);
  return ok;
}

static gboolean
libssh_try_sftp (const SshTarget *target, GError **error)
{
  return libssh_sftp (target, NULL, NULL, error);
}

/* "kex,host key,cipher out,cipher in,MAC out,MAC in,..." */
static void
libssh_describe (Transport *transport, SshFacts *out)
{
  LibsshTransport *t = (LibsshTransport *) transport;
  static const guint places[ALGORITHM_N] = { [ALGORITHM_KEX] = 0, [ALGORITHM_HOST_KEY] = 1, [ALGORITHM_CIPHER] = 3, [ALGORITHM_MAC] = 5 };
  g_auto (GStrv) words = g_strsplit (t->negotiated ? t->negotiated : "", ",", -1);
  for (guint k = 0; k < ALGORITHM_N; k++)
    out->algorithms[k] = g_strv_length (words) > 5 && *words[places[k]] ? g_strdup (words[places[k]]) : NULL;
  out->host_key = shown_fingerprint (t->session);
}

const TransportMaker transport_libssh
    = { "libssh", libssh_open, libssh_read, libssh_write, libssh_sftp, libssh_try_sftp, libssh_describe, libssh_close };
