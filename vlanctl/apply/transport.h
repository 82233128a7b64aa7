/* Bytes to a switch's shell and back. Two makers behind one interface: libssh, and the system's ssh program. Blocking, one thread each. */
#pragma once
#include "model/desired.h"
#include "model/stats.h"

typedef struct {
  const char *name;       /* inventory name, for messages */
  const char *address;
  guint port;
  const char *user;
  const char *password;   /* NULL = keys and agent only; wiped by the caller */
  const char *key;        /* private key file; NULL = default keys and agent */
  const char *jump;       /* openssh only */
  const char *known_hosts; /* --known-hosts FILE or credentials; NULL = the user's and the system's */
  gboolean accept_new_host_keys;
  gboolean legacy;        /* allow old algorithms */
  char **algorithms;      /* by name */
  guint connect_timeout_ms;
  guint reply_timeout_ms; /* how long a line without a time of its own may take to be answered */
  const char *const *secrets; /* all of this switch, SNMP's too, NULL-terminated: they outlive the session, and stand in nothing that it tells */
  gint *refused;          /* atomic: a login with these credentials was refused, and none is tried again (lock-outs); NULL = nobody counts */
  Stats *stats;           /* outlives the session; NULL */
} SshTarget;

typedef enum { SSH_ERR_CONNECT, SSH_ERR_ALGORITHMS, SSH_ERR_HOSTKEY_CHANGED, SSH_ERR_HOSTKEY_UNKNOWN, SSH_ERR_AUTH,
               SSH_ERR_CHANNEL, SSH_ERR_LOST, SSH_ERR_TIMEOUT, SSH_ERR_FILE } SshError;
#define SSH_TRANSPORT_ERROR (ssh_transport_error_quark ())
GQuark ssh_transport_error_quark (void);

typedef enum { ALGORITHM_KEX, ALGORITHM_HOST_KEY, ALGORITHM_CIPHER, ALGORITHM_MAC, ALGORITHM_N } AlgorithmKind;
/* What was agreed on; NULL where it is not known. */
typedef struct {
  char *algorithms[ALGORITHM_N];
  char *host_key; /* "ssh-ed25519 SHA256:..." */
} SshFacts;
void ssh_facts_clear (SshFacts *facts);

typedef struct Transport Transport;
typedef struct {
  const char *id; /* "libssh" "openssh" */
  Transport *(*open) (const SshTarget *target, GError **error); /* logged in, pty 255x1000, shell running */
  /* >0 bytes read, 0 = nothing within timeout, -1 = closed or lost (error set). */
  gssize (*read) (Transport *t, char *buffer, gsize size, guint timeout_ms, GError **error);
  gboolean (*write) (Transport *t, const char *bytes, gsize size, GError **error);
  /* SFTP over a login of its own (AOS 6 has one channel per connection). */
  gboolean (*put_file) (const SshTarget *target, const char *remote_path, const char *text, GError **error);
  gboolean (*try_sftp) (const SshTarget *target, GError **error); /* logs in and asks where it is: writes nothing */
  void (*describe) (Transport *t, SshFacts *out);
  void (*close) (Transport *t);
} TransportMaker;
struct Transport { const TransportMaker *maker; };

extern const TransportMaker transport_libssh, transport_openssh;
const TransportMaker *transport_by_credentials (const Credentials *c);

/* The program is started again by ssh to be asked for a password (SSH_ASKPASS): main calls this first. -1 = not so started. */
int transport_askpass_main (int argc, char **argv);

/* ---- what both makers need -------------------------------------------------------------------------------------------- */

/* Old algorithms that this switch may use: those of `legacy`, or those named; comma-separated, "" when none. A name that is
 * known to be none of these is an error. */
char *transport_algorithms (const SshTarget *target, AlgorithmKind kind);
/* Of the host keys that are written down for this address, in the files that are looked in; "?" when there are none. */
char *transport_known_fingerprints (const SshTarget *target);
gboolean transport_check_algorithms (const SshTarget *target, GError **error);
gboolean transport_is_old (const char *algorithm);
/* Nothing in common, and `offer` (comma-separated) is what the switch has: which line of the inventory lets it in. */
char *transport_cure_algorithms (const SshTarget *target, const char *offer, gboolean openssh);
/* Before and after a login: FALSE + error where one was refused already; and what an error says is fit to be told. */
gboolean transport_may_log_in (const SshTarget *target, GError **error);
void transport_settle_error (const SshTarget *target, GError **error);
/* Text without the secrets (whole words only where one is shorter than four characters). */
char *transport_redact (const char *text, const char *const *secrets);
