#include "live/snmp_answer.h"
#include "live/patience.h"
#include "live/snmp_engine.h"
#include "live/snmp_keys.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <net-snmp/library/large_fd_set.h>
#include <string.h>

#define GRACE_MS 1000 /* the library's own clock must have struck by then */

struct SnmpSession {
  void *handle;             /* of the snmp_sess_* calls */
  gboolean v3;
  netsnmp_session *session; /* inside handle */
  guint retries;
  int request;              /* id of the request under way: answers to others are not ours */
  gint64 deadline;          /* monotonic, microseconds: whatever the library does, the request is over by then */
  gboolean discovering;     /* v3: the request under way asks for the engine id */
  SnmpEngine engine;        /* v3 */
  gboolean refuted;         /* v3: what is remembered of its engine is wrong by now */
  const char *hint;         /* what silence would mean; NULL */
  netsnmp_pdu *waiting;     /* the request that discovery goes before, or may have to */
  gboolean again;           /* a datagram was sent a second time */
  SnmpOutcome outcome;
  WalkTrouble trouble;
  const char *why;
  /* counting */
  Stats *stats;             /* NULL */
  StatsSwitch *tally;
  StatsSend sending;        /* what the next datagram would be */
  gint64 sent;              /* when the request under way went out; 0 = more than once */
  Patience patience;
  GByteArray *last;         /* the datagram that went out last */
  int (*send) (netsnmp_transport *, const void *, int, void **, int *); /* the library's own */
  int (*receive) (netsnmp_transport *, void *, int, void **, int *);
};

/* ---- the library ----------------------------------------------------------------------------------------------------- */

static gpointer
start_once (gpointer unused)
{
  g_setenv ("MIBS", "", TRUE);
  g_unsetenv ("MIBFILES");
  /* no folder at all: it looks for certificates even where it is told to read no configuration */
  set_configuration_directory ("/dev/null");
  set_persistent_directory ("/dev/null");
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
  snmp_disable_log ();
  netsnmp_register_loghandler (NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
  netsnmp_set_mib_directory ("");
  init_snmp ("vlanctl");
  return NULL;
}

void
snmp_library_start (void)
{
  static GOnce once = G_ONCE_INIT;
  g_once (&once, start_once, NULL);
}

/* What came last, to whichever session of this thread: it is looked at before another is read. */
static _Thread_local SnmpAnswer answer;

/* A set of one descriptor, for the library, which asks for sets. It keeps its room: there is one call for each datagram. */
static _Thread_local netsnmp_large_fd_set only;
static _Thread_local int only_fd = -1;

static netsnmp_large_fd_set *
only_this (int fd)
{
  if (only_fd >= 0)
    NETSNMP_LARGE_FD_CLR (only_fd, &only);
  else
    {
      netsnmp_large_fd_set_init (&only, fd + 1);
      NETSNMP_LARGE_FD_ZERO (&only);
    }
  NETSNMP_LARGE_FD_SET (fd, &only);
  only_fd = fd;
  return &only;
}

void
snmp_library_forget (void)
{
  snmp_keys_forget ();
  snmp_engines_forget ();
}

void
snmp_thread_forget (void)
{
  snmp_answer_clear (&answer);
  if (only_fd >= 0)
    netsnmp_large_fd_set_cleanup (&only);
  only_fd = -1;
}

/* ---- datagrams --------------------------------------------------------------------------------------------------------
 * Between the library and its socket, so that nothing that goes over the wire is missed. The library hands on no pointer of ours
 * there. */

static _Thread_local SnmpSession *calling;

/* Before the library is called for this session. */
static void
call (SnmpSession *s, StatsSend sending)
{
  calling = s;
  s->sending = sending;
  if (s->v3)
    snmp_engine_present (&s->engine);
}

static int
send_counted (netsnmp_transport *t, const void *octets, int size, void **opaque, int *opaque_size)
{
  SnmpSession *s = calling;
  int n = s->send (t, octets, size, opaque, opaque_size);
  stats_sent (s->stats, s->tally, s->sending, n > 0 ? (guint) n : 0);
  gint64 now = g_get_monotonic_time ();
  gboolean again = s->sending == STATS_RETRANSMIT; /* the library by itself, after the whole time-out */
  s->sent = again ? 0 : now;
  patience_sent (&s->patience, now);
  if (again)
    patience_end (&s->patience);
  s->again |= again;
  g_byte_array_set_size (s->last, 0);
  g_byte_array_append (s->last, octets, (guint) size);
  return n;
}

static int
receive_counted (netsnmp_transport *t, void *octets, int size, void **opaque, int *opaque_size)
{
  SnmpSession *s = calling;
  int n = s->receive (t, octets, size, opaque, opaque_size);
  if (n > 0)
    stats_received (s->stats, s->tally, (guint) n);
  return n;
}

static void
listen_in (SnmpSession *s)
{
  netsnmp_transport *t = snmp_sess_transport (s->handle);
  s->send = t->f_send;
  s->receive = t->f_recv;
  t->f_send = send_counted;
  t->f_recv = receive_counted;
}

void
snmp_session_count (SnmpSession *s, Stats *stats, StatsSwitch *tally)
{
  s->stats = stats;
  s->tally = tally;
}

/* The very datagram goes out again, so that the answer to either is the answer. */
static void
send_again (SnmpSession *s)
{
  void *opaque = NULL;
  int opaque_size = 0;
  int n = s->send (snmp_sess_transport (s->handle), s->last->data, (int) s->last->len, &opaque, &opaque_size);
  stats_sent (s->stats, s->tally, STATS_RETRANSMIT, n > 0 ? (guint) n : 0);
  s->sent = 0;
  s->again = TRUE;
}

static void
count_answer (SnmpSession *s, guint values)
{
  gint64 trip = s->sent ? g_get_monotonic_time () - s->sent : -1;
  stats_answered (s->stats, s->tally, trip, values);
  patience_answered (&s->patience, trip);
}

/* ---- opening --------------------------------------------------------------------------------------------------------- */

static void
fill_common (netsnmp_session *s, const LiveTarget *t, char *peer)
{
  snmp_sess_init (s);
  s->peername = peer;
  s->timeout = (long) t->timeout_ms * 1000;
  s->retries = (int) t->retries;
  s->flags |= SNMP_FLAGS_DONT_PROBE; /* a synchronous probe would hold up every other switch */
}

static int parse_answer (netsnmp_session *session, netsnmp_pdu *pdu, u_char *message, size_t size);

/* With a parser of our own. */
static void *
open_v2c (netsnmp_session *init, const char *peer)
{
  netsnmp_transport *transport = netsnmp_transport_open_client ("snmp", peer);
  init->s_snmp_errno = transport ? SNMPERR_SUCCESS : SNMPERR_BAD_ADDRESS;
  return transport ? snmp_sess_add_ex (init, transport, NULL, parse_answer, NULL, NULL, NULL, NULL, NULL) : NULL;
}

/* A wrong key decrypts to noise, which is answered by nothing: what silence would mean then. */
static const char *
wrong_key (const SnmpSession *s)
{
  gboolean possible = s->engine.discovered && !s->engine.answered && s->session->securityLevel == SNMP_SEC_LEVEL_AUTHPRIV;
  return possible ? _ ("SNMPv3: it says its engine id, and then nothing: wrong privacy protocol or secret?") : NULL;
}

SnmpSession *
snmp_session_open (const LiveTarget *t, const char *address, const SnmpSession *first, GError **error)
{
  g_autofree char *peer = g_strdup_printf (strchr (address, ':') ? "udp6:[%s]:%u" : "udp:%s:%u", address, t->port);
  netsnmp_session init;
  gboolean fine = TRUE;
  fill_common (&init, t, peer);
  if (t->version == SNMP_V3)
    fine = snmp_keys_fill (&init, t, error);
  else
    {
      init.version = SNMP_VERSION_2c;
      init.community = (u_char *) t->community;
      init.community_len = strlen (t->community);
    }
  SnmpSession *s = NULL;
  void *handle = !fine ? NULL : t->version == SNMP_V3 ? snmp_sess_open (&init) : open_v2c (&init, peer);
  if (handle)
    {
      s = g_new0 (SnmpSession, 1);
      s->handle = handle;
      s->session = snmp_sess_session (handle);
      s->session->flags |= SNMP_FLAGS_DONT_PROBE; /* the open cleared it */
      s->v3 = t->version == SNMP_V3;
      s->retries = t->retries;
      s->last = g_byte_array_new ();
      patience_init (&s->patience, s->session->timeout);
      s->session->myvoid = s;
      snmp_answer_init (&answer);
      listen_in (s);
      if (s->v3)
        snmp_engine_init (&s->engine, s->session, peer, first ? &first->engine : NULL);
      s->hint = wrong_key (s);
    }
  else if (fine)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("no SNMP socket to %s: %s"), address, snmp_api_errstring (init.s_snmp_errno));
  explicit_bzero (init.securityAuthKey, sizeof init.securityAuthKey);
  explicit_bzero (init.securityPrivKey, sizeof init.securityPrivKey);
  return s;
}

void
snmp_session_close (SnmpSession *s)
{
  if (!s)
    return;
  explicit_bzero (s->session->securityAuthKey, sizeof s->session->securityAuthKey);
  explicit_bzero (s->session->securityPrivKey, sizeof s->session->securityPrivKey);
  if (s->session->community)
    explicit_bzero (s->session->community, s->session->community_len);
  g_clear_pointer (&s->waiting, snmp_free_pdu);
  snmp_sess_close (s->handle);
  snmp_engine_clear (&s->engine);
  g_byte_array_unref (s->last);
  g_free (s);
}

int
snmp_session_fd (const SnmpSession *s)
{
  return snmp_sess_transport (s->handle)->sock;
}

/* ---- answers --------------------------------------------------------------------------------------------------------- */

static void
settle (SnmpSession *s, SnmpOutcome outcome, WalkTrouble trouble, const char *why)
{
  s->outcome = outcome;
  s->trouble = trouble;
  s->why = why;
  if (outcome == SNMP_SILENT)
    stats_silent (s->stats, s->tally);
}

static WalkTrouble
trouble_of (long status)
{
  switch (status)
    {
    case SNMP_ERR_NOERROR: return WALK_FINE;
    case SNMP_ERR_TOOBIG: return WALK_TOO_BIG;
    case SNMP_ERR_NOSUCHNAME: return WALK_NO_NAME;
    case SNMP_ERR_NOACCESS: case SNMP_ERR_AUTHORIZATIONERROR: return WALK_DENIED;
    default: return WALK_ERROR;
    }
}

/* What a REPORT of a discovered engine means for people (RFC 3414 3.2). */
static const char *
report_text (int type)
{
  switch (type)
    {
    case SNMPERR_UNKNOWN_USER_NAME: return _ ("SNMPv3: it does not know this user");
    case SNMPERR_AUTHENTICATION_FAILURE: return _ ("SNMPv3: wrong authentication protocol or secret");
    case SNMPERR_UNSUPPORTED_SEC_LEVEL: return _ ("SNMPv3: it does not accept this security level for the user");
    case SNMPERR_UNKNOWN_ENG_ID: return _ ("SNMPv3: it does not accept the engine id that it gave");
    case SNMPERR_DECRYPTION_ERR: return _ ("SNMPv3: wrong privacy protocol or secret");
    default: return _ ("SNMPv3: refused");
    }
}

SnmpWhy
live_why_unreachable (const char *reason)
{
  static const struct {
    int type;
    SnmpWhy why;
  } rows[] = { { SNMPERR_UNKNOWN_USER_NAME, SNMP_WHY_USER }, { SNMPERR_AUTHENTICATION_FAILURE, SNMP_WHY_SECRET }, { SNMPERR_DECRYPTION_ERR, SNMP_WHY_SECRET },
               { SNMPERR_UNSUPPORTED_SEC_LEVEL, SNMP_WHY_LEVEL } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!g_strcmp0 (reason, report_text (rows[i].type)))
      return rows[i].why;
  return SNMP_WHY_SILENT;
}

static void
keep_answer (SnmpSession *s, const netsnmp_pdu *pdu)
{
  if (s->v3)
    {
      snmp_answer_copy (&answer, pdu);
      snmp_engine_answers (&s->engine);
    }
  s->hint = NULL;
  settle (s, SNMP_ANSWERED, trouble_of (pdu->errstat), NULL);
}

/* SNMPv2c: instead of the library's own. What nobody waits for must not take the place of what was answered. */
static int
parse_answer (netsnmp_session *session, netsnmp_pdu *pdu, u_char *message, size_t size)
{
  SnmpSession *s = session->myvoid;
  return s->outcome == SNMP_WAITING && snmp_answer_parse (&answer, pdu, message, size) ? SNMPERR_SUCCESS : SNMPERR_ASN_PARSE_ERR;
}

/* The REPORT to our anonymous question carries the engine id (RFC 3414 4). */
static void
learn_engine (SnmpSession *s, const netsnmp_pdu *pdu)
{
  s->discovering = FALSE;
  if (pdu->securityEngineIDLen == 0 || pdu->securityEngineIDLen > USM_MAX_ID_LENGTH)
    settle (s, SNMP_REFUSED, WALK_FINE, _ ("SNMPv3: it does not say its engine id"));
  else if (!snmp_engine_learn (&s->engine, pdu->securityEngineID, pdu->securityEngineIDLen))
    settle (s, SNMP_REFUSED, WALK_FINE, _ ("SNMPv3: keys for this engine cannot be made"));
  s->hint = wrong_key (s);
}

static void
hear_report (SnmpSession *s, netsnmp_pdu *pdu)
{
  int type = snmpv3_get_report_type (pdu);
  if (s->discovering)
    learn_engine (s, pdu);
  else if (type == SNMPERR_NOT_IN_TIME_WINDOW) /* the library answers by sending again, as often as it may */
    s->hint = _ ("SNMPv3: it never agrees about its own time");
  else if (s->engine.remembered && type == SNMPERR_UNKNOWN_ENG_ID)
    s->refuted = TRUE;
  else
    settle (s, SNMP_REFUSED, WALK_FINE, report_text (type));
}

static int
on_answer (int operation, netsnmp_session *session, int request, netsnmp_pdu *pdu, void *data)
{
  SnmpSession *s = data;
  gboolean message = operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE, discovery = s->discovering;
  /* a REPORT need not know which request it is about */
  if (s->outcome != SNMP_WAITING || (message && pdu->command != SNMP_MSG_REPORT && request != s->request))
    return 1;
  switch (operation)
    {
    case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
      if (pdu->command == SNMP_MSG_REPORT && s->v3)
        hear_report (s, pdu);
      else if (pdu->command == SNMP_MSG_RESPONSE && !s->discovering)
        keep_answer (s, pdu);
      else
        settle (s, SNMP_REFUSED, WALK_FINE, _ ("an answer that is none"));
      if (discovery || s->refuted || s->outcome != SNMP_WAITING) /* else the library asks once more by itself */
        count_answer (s, s->outcome == SNMP_ANSWERED ? answer.vars->len : 0);
      break;
    case NETSNMP_CALLBACK_OP_TIMED_OUT: case NETSNMP_CALLBACK_OP_SEND_FAILED: case NETSNMP_CALLBACK_OP_DISCONNECT:
      s->refuted = s->engine.remembered; /* not every agent says that it is another by now */
      if (s->refuted)
        stats_silent (s->stats, s->tally);
      else
        settle (s, SNMP_SILENT, WALK_FINE, s->hint);
      break;
    default: /* what does not pass the library's checks may be anybody's: the true answer may still come */
      break;
    }
  return 1;
}

/* ---- requests -------------------------------------------------------------------------------------------------------- */

static netsnmp_pdu *
make_pdu (const WalkRequest *r)
{
  static const int commands[] = { [WALK_GET] = SNMP_MSG_GET, [WALK_NEXT] = SNMP_MSG_GETNEXT, [WALK_BULK] = SNMP_MSG_GETBULK };
  netsnmp_pdu *pdu = snmp_pdu_create (commands[r->kind]);
  if (r->kind == WALK_BULK)
    {
      pdu->non_repeaters = 0;
      pdu->max_repetitions = (long) r->repetitions;
    }
  for (guint i = 0; i < r->n; i++)
    {
      oid name[ROW_MAX_OID];
      for (guint k = 0; k < r->names[i].n; k++)
        name[k] = r->names[i].oid[k];
      snmp_add_null_var (pdu, name, r->names[i].n);
    }
  return pdu;
}

static void
send_pdu (SnmpSession *s, netsnmp_pdu *pdu)
{
  gint64 patience = (gint64) s->session->timeout * (s->session->retries + 1) + GRACE_MS * 1000;
  s->deadline = g_get_monotonic_time () + patience;
  call (s, STATS_FIRST);
  s->request = snmp_sess_async_send (s->handle, pdu, on_answer, s);
  if (s->request)
    return;
  snmp_free_pdu (pdu);
  settle (s, SNMP_REFUSED, WALK_FINE, snmp_api_errstring (s->session->s_snmp_errno));
}

static netsnmp_pdu *
discovery_pdu (void)
{
  netsnmp_pdu *pdu = snmp_pdu_create (SNMP_MSG_GET);
  pdu->version = SNMP_VERSION_3;
  pdu->securityModel = SNMP_SEC_MODEL_USM;
  pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
  pdu->securityName = strdup ("");
  pdu->securityNameLen = 0;
  return pdu;
}

void
snmp_session_send (SnmpSession *s, const WalkRequest *request)
{
  settle (s, SNMP_WAITING, WALK_FINE, NULL);
  s->session->retries = request->once ? 0 : (int) s->retries;
  netsnmp_pdu *pdu = make_pdu (request);
  g_clear_pointer (&s->waiting, snmp_free_pdu);
  s->discovering = s->v3 && !s->engine.discovered;
  if (s->discovering)
    s->waiting = pdu;
  else if (s->engine.remembered)
    s->waiting = snmp_clone_pdu (pdu);
  send_pdu (s, s->discovering ? discovery_pdu () : pdu);
}

/* After the library has let go of the discovery's answer: the question itself. Of one that refutes what was remembered: the discovery. */
static void
go_on (SnmpSession *s)
{
  if (s->refuted)
    {
      snmp_engine_forget (&s->engine);
      s->refuted = FALSE;
      s->discovering = TRUE;
      send_pdu (s, discovery_pdu ());
    }
  if (s->outcome == SNMP_WAITING && s->waiting && s->engine.discovered && !s->discovering && !s->engine.remembered)
    send_pdu (s, g_steal_pointer (&s->waiting));
}

void
snmp_session_read (SnmpSession *s)
{
  call (s, STATS_REPEAT);
  snmp_sess_read2 (s->handle, only_this (snmp_session_fd (s)));
  go_on (s);
}

void
snmp_session_tick (SnmpSession *s)
{
  call (s, STATS_RETRANSMIT);
  snmp_sess_timeout (s->handle);
  if (s->outcome == SNMP_WAITING && !s->refuted && patience_due (&s->patience, g_get_monotonic_time ()))
    send_again (s);
  go_on (s);
  if (s->outcome == SNMP_WAITING && g_get_monotonic_time () > s->deadline)
    settle (s, SNMP_SILENT, WALK_FINE, s->hint);
}

SnmpOutcome
snmp_session_outcome (SnmpSession *s, WalkTrouble *trouble, const WalkVar **vars, guint *n, const char **why)
{
  *trouble = s->trouble;
  *vars = (const WalkVar *) (gpointer) answer.vars->data;
  *n = answer.vars->len;
  *why = s->why;
  return s->outcome;
}

gboolean
snmp_session_sent_again (const SnmpSession *s)
{
  return s->again;
}
