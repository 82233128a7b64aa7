#include "ssh.h"

#include <errno.h>
#include <libssh/server.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "faults.h"

typedef struct {
  LabSwitch *s;
  GMutex *lock;
  ssh_bind bind; /* holds the host key; replaced as a whole */
  int fd;
  char *key_path;
} Server;

typedef struct {
  const Server *server;
  ssh_session session;
  char *address;
} Visitor;

/* ---- host keys ------------------------------------------------------------------------------------------------------- */

/* A real AOS 6 has a 512-bit ssh-dss key, which this library cannot serve: a short RSA key stands for it here, and `vlanctl-lab
 * cli` behind OpenSSH's sshd for the real thing. */
static const struct {
  const char *name, *algorithm;
  enum ssh_keytypes_e type;
  int bits;
} key_types[] = {
  { "rsa", "ssh-rsa", SSH_KEYTYPE_RSA, 1024 },
  { "ecdsa", "ecdsa-sha2-nistp256", SSH_KEYTYPE_ECDSA_P256, 256 },
  { "ed25519", "ssh-ed25519", SSH_KEYTYPE_ED25519, 0 },
};

static ssh_key
make_key (const char *type, char **why)
{
  ssh_key key = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (key_types); i++)
    if (!strcmp (key_types[i].name, type) && ssh_pki_generate (key_types[i].type, key_types[i].bits, &key) == SSH_OK)
      return key;
  *why = g_strdup_printf ("no host key of type `%s`: rsa, ecdsa or ed25519", type);
  return NULL;
}

static gboolean
is_of_type (ssh_key key, const char *type)
{
  enum ssh_keytypes_e have = ssh_key_type (key);
  for (guint i = 0; i < G_N_ELEMENTS (key_types); i++)
    if (!strcmp (key_types[i].name, type))
      return have == key_types[i].type;
  return FALSE;
}

/* The key of the last time, so that clients know the switch again. */
static ssh_key
load_key (const LabSwitch *s, const char *path, char **why)
{
  ssh_key key = NULL;
  if (ssh_pki_import_privkey_file (path, NULL, NULL, NULL, &key) == SSH_OK && is_of_type (key, s->host_key_type))
    return key;
  if (key)
    ssh_key_free (key);
  key = make_key (s->host_key_type, why);
  if (key && ssh_pki_export_privkey_file (key, NULL, NULL, NULL, path) != SSH_OK)
    {
      *why = g_strdup_printf ("%s: the host key cannot be written", path);
      ssh_key_free (key);
      return NULL;
    }
  return key;
}

static char *
public_text (ssh_key key)
{
  char *base64 = NULL, *text = NULL;
  if (ssh_pki_export_pubkey_base64 (key, &base64) != SSH_OK)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (key_types) && !text; i++)
    if (ssh_key_type (key) == key_types[i].type)
      text = g_strdup_printf ("%s %s", key_types[i].algorithm, base64);
  ssh_string_free_char (base64);
  return text;
}

/* What an old switch offers: nothing that a client of today offers by itself. */
static void
restrict_algorithms (ssh_bind bind, const char *key_type)
{
  static const struct { enum ssh_bind_options_e option; const char *names; } old[] = {
    { SSH_BIND_OPTIONS_KEY_EXCHANGE, "diffie-hellman-group14-sha1,diffie-hellman-group1-sha1" },
    { SSH_BIND_OPTIONS_CIPHERS_C_S, "aes128-cbc,3des-cbc" },
    { SSH_BIND_OPTIONS_CIPHERS_S_C, "aes128-cbc,3des-cbc" },
    { SSH_BIND_OPTIONS_HMAC_C_S, "hmac-sha1" },
    { SSH_BIND_OPTIONS_HMAC_S_C, "hmac-sha1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    ssh_bind_options_set (bind, old[i].option, old[i].names);
  if (!strcmp (key_type, "rsa"))
    ssh_bind_options_set (bind, SSH_BIND_OPTIONS_HOSTKEY_ALGORITHMS, "ssh-rsa");
}

static ssh_bind
make_bind (const LabSwitch *s, ssh_key key)
{
  ssh_bind bind = ssh_bind_new ();
  gboolean no = FALSE;
  ssh_bind_options_set (bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no);
  if (s->legacy_ssh)
    restrict_algorithms (bind, s->host_key_type);
  ssh_bind_options_set (bind, SSH_BIND_OPTIONS_IMPORT_KEY, key); /* takes it */
  return bind;
}

gboolean
lab_ssh_rekey (LabSwitch *s, const char *type, char **why)
{
  Server *server = s->ssh_server;
  ssh_key key = make_key (type ? type : s->host_key_type, why);
  if (!key)
    return FALSE;
  if (type)
    {
      g_free (s->host_key_type);
      s->host_key_type = g_strdup (type);
    }
  ssh_bind_free (server->bind);
  server->bind = make_bind (s, key);
  return TRUE;
}

/* ---- listening ------------------------------------------------------------------------------------------------------- */

static gpointer
visitor_thread (gpointer data)
{
  Visitor *v = data;
  lab_ssh_serve (v->server->s, v->server->lock, v->session, v->address);
  g_free (v->address);
  g_free (v);
  return NULL;
}

static void
receive (Server *server, int fd, const char *address)
{
  int one = 1;
  g_mutex_lock (server->lock);
  LabSwitch *s = server->s;
  gboolean dead = s->dead || s->booting_until || lab_fault (s, "hang");
  ssh_session session = dead ? NULL : ssh_new ();
  gboolean ok = session && ssh_bind_accept_fd (server->bind, session, fd) == SSH_OK;
  gboolean hangs = lab_fault (s, "hang") != NULL;
  g_mutex_unlock (server->lock);
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (ok)
    {
      Visitor *v = g_new0 (Visitor, 1);
      *v = (Visitor){ server, session, g_strdup (address) };
      g_thread_unref (g_thread_new ("ssh", visitor_thread, v));
      return;
    }
  if (session)
    ssh_free (session);
  else if (!hangs) /* one that hangs keeps the connection and says nothing */
    close (fd);
}

static gpointer
accept_thread (gpointer data)
{
  Server *server = data;
  for (;;)
    {
      struct sockaddr_storage from;
      socklen_t size = sizeof from;
      char host[64] = "";
      int fd = accept4 (server->fd, (struct sockaddr *) &from, &size, SOCK_CLOEXEC);
      if (fd < 0)
        {
          g_usleep (10000); /* out of descriptors, say: no busy loop */
          continue;
        }
      getnameinfo ((struct sockaddr *) &from, size, host, sizeof host, NULL, 0, NI_NUMERICHOST);
      receive (server, fd, host);
    }
  return NULL;
}

static int
listen_on (const char *address, guint port)
{
  struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM }, *found = NULL;
  g_autofree char *service = g_strdup_printf ("%u", port);
  int one = 1;
  if (getaddrinfo (address, service, &hints, &found))
    return -1;
  int fd = socket (found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0)
    setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (fd >= 0 && (bind (fd, found->ai_addr, found->ai_addrlen) || listen (fd, 64)))
    {
      close (fd);
      fd = -1;
    }
  freeaddrinfo (found);
  return fd;
}

gboolean
lab_ssh_start (LabSwitch *s, GMutex *lock, const char *key_path, char **public_key, char **why)
{
  ssh_key key = load_key (s, key_path, why);
  if (!key)
    return FALSE;
  int fd = listen_on (s->address, s->ssh_port);
  if (fd < 0)
    {
      *why = g_strdup_printf ("no SSH server on %s port %u: %s", s->address, s->ssh_port, g_strerror (errno));
      ssh_key_free (key);
      return FALSE;
    }
  *public_key = public_text (key);
  Server *server = g_new0 (Server, 1);
  *server = (Server){ s, lock, make_bind (s, key), fd, g_strdup (key_path) };
  s->ssh_server = server;
  g_thread_unref (g_thread_new ("accept", accept_thread, server));
  return TRUE;
}
