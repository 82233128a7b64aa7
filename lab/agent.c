#include "agent.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/library/lcd_time.h>
#include <poll.h>
#include <string.h>

#include "faults.h"
#include "mib.h"
#include "spoil.h"

#define MAX_ANSWER 200 /* variables */
#define MAX_ASKED 64

struct LabAgent {
  LabSwitch *s;
  GMutex *lock;
  GArray *rows;
  guint generation;
  netsnmp_session *session;
  int fd;
};

static const GArray *
rows_of (LabAgent *a)
{
  LabSwitch *s = a->s;
  LabFault *frozen = lab_fault (s, "snmp-frozen");
  lab_tick (s);
  if (frozen && (!*frozen->text || lab_now (s) < frozen->since + lab_fault_ms (frozen)))
    {
      if (!s->frozen)
        s->frozen = mib_rows (s);
      return s->frozen;
    }
  if (!a->rows || a->generation != s->generation)
    {
      mib_free (a->rows);
      a->rows = mib_rows (s);
      lab_spoil_rows (s, a->rows);
      a->generation = s->generation;
    }
  return a->rows;
}

/* ---- answers --------------------------------------------------------------------------------------------------------- */

static void
add_value (netsnmp_pdu *reply, const MibRow *row)
{
  oid name[MIB_MAX_OID], value[MIB_MAX_OID];
  guint32 id[MIB_MAX_OID];
  for (guint i = 0; i < row->n; i++)
    name[i] = row->oid[i];
  if (row->type == MIB_STR || row->type == MIB_IP)
    snmp_pdu_add_variable (reply, name, row->n, row->type, (const u_char *) (row->octets ? row->octets : ""), row->size);
  else if (row->type == MIB_OID)
    {
      guint size = mib_parse_oid (row->octets ? row->octets : "", id);
      for (guint i = 0; i < size; i++)
        value[i] = id[i];
      snmp_pdu_add_variable (reply, name, row->n, ASN_OBJECT_ID, (const u_char *) value, size * sizeof (oid));
    }
  else if (row->type == MIB_COUNTER64)
    {
      struct counter64 big = { (u_long) ((guint64) row->number >> 32), (u_long) (row->number & G_MAXUINT32) };
      snmp_pdu_add_variable (reply, name, row->n, ASN_COUNTER64, (const u_char *) &big, sizeof big);
    }
  else
    {
      long number = (long) row->number;
      snmp_pdu_add_variable (reply, name, row->n, row->type, (const u_char *) &number, sizeof number);
    }
}

static void
add_exception (netsnmp_pdu *reply, const oid *name, gsize n, u_char type)
{
  snmp_pdu_add_variable (reply, name, n, type, NULL, 0);
}

static guint
to_oid (const netsnmp_variable_list *v, guint32 *out)
{
  guint n = (guint) MIN (v->name_length, MIB_MAX_OID);
  for (guint i = 0; i < n; i++)
    out[i] = (guint32) v->name[i];
  return n;
}

static void
answer_get (LabAgent *a, const netsnmp_pdu *pdu, netsnmp_pdu *reply)
{
  const GArray *rows = rows_of (a);
  for (const netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable)
    {
      guint32 name[MIB_MAX_OID];
      guint n = to_oid (v, name);
      const MibRow *row = mib_get (rows, name, n);
      if (row)
        add_value (reply, row);
      else
        add_exception (reply, v->name, v->name_length, mib_has_column (rows, name, n) ? SNMP_NOSUCHINSTANCE : SNMP_NOSUCHOBJECT);
    }
}

/* Where a walk stands. */
typedef struct {
  guint32 oid[MIB_MAX_OID];
  guint n;
  gboolean end;
} Cursor;

/* FALSE: the agent falls silent inside a table that it truncates. */
static gboolean
step (LabAgent *a, const GArray *rows, Cursor *c, netsnmp_pdu *reply)
{
  guint i = c->end ? rows->len : mib_next (rows, c->oid, c->n);
  oid name[MIB_MAX_OID];
  if (i < rows->len && lab_fault (a->s, "snmp-loop") && i > 0)
    i--; /* does not increase */
  if (i >= rows->len)
    {
      c->end = TRUE;
      for (guint k = 0; k < c->n; k++)
        name[k] = c->oid[k];
      add_exception (reply, name, c->n, SNMP_ENDOFMIBVIEW);
      return TRUE;
    }
  const MibRow *row = &g_array_index (rows, MibRow, i);
  if (i > 0 && lab_is_in_truncated (a->s, row) && lab_is_in_truncated (a->s, row - 1))
    return FALSE;
  add_value (reply, row);
  memcpy (c->oid, row->oid, row->n * sizeof (guint32));
  c->n = row->n;
  return TRUE;
}

/* The non-repeaters once, then repetition by repetition over the others, as the standard has it. */
static gboolean
answer_next (LabAgent *a, const netsnmp_pdu *pdu, netsnmp_pdu *reply)
{
  gboolean bulk = pdu->command == SNMP_MSG_GETBULK, all_ended = FALSE;
  guint n = 0, total = 0, once = bulk ? (guint) CLAMP (pdu->non_repeaters, 0, MAX_ASKED) : 0;
  guint repetitions = bulk ? (guint) CLAMP (pdu->max_repetitions, 0, 500) : 1;
  const GArray *rows = rows_of (a);
  Cursor cursor[MAX_ASKED];
  for (const netsnmp_variable_list *v = pdu->variables; v && n < MAX_ASKED; v = v->next_variable, n++)
    {
      cursor[n].n = to_oid (v, cursor[n].oid);
      cursor[n].end = FALSE;
    }
  once = MIN (once, n);
  for (guint i = 0; i < once; i++, total++)
    if (!step (a, rows, &cursor[i], reply))
      return FALSE;
  for (guint r = 0; r < repetitions && total < MAX_ANSWER && !all_ended; r++)
    {
      all_ended = TRUE;
      for (guint i = once; i < n && total < MAX_ANSWER; i++, total++)
        {
          if (!step (a, rows, &cursor[i], reply))
            return FALSE;
          all_ended = all_ended && cursor[i].end;
        }
    }
  return TRUE;
}

/* ---- who may ask, and what goes wrong -------------------------------------------------------------------------------- */

static const char *
command_kind (const netsnmp_pdu *pdu)
{
  return pdu->command == SNMP_MSG_GET       ? "snmp-get"
         : pdu->command == SNMP_MSG_GETNEXT ? "snmp-next"
         : pdu->command == SNMP_MSG_GETBULK ? "snmp-bulk"
                                            : "snmp-set";
}

static void
write_down (LabAgent *a, const netsnmp_pdu *pdu)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (const netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable)
    {
      if (text->len)
        g_string_append_c (text, ' ');
      for (gsize i = 0; i < v->name_length; i++)
        g_string_append_printf (text, "%s%lu", i ? "." : "", (gulong) v->name[i]);
    }
  lab_wire (a->s, command_kind (pdu), text->str);
}

/* `snmp security`: v1/v2c and what has no key pass at no-security and authentication set, what is not encrypted up to privacy set
 * (CLI guide p. 6098); a SET never. */
static gboolean
is_secure_enough (const LabSwitch *s, int level)
{
  return level >= SNMP_SEC_LEVEL_AUTHPRIV || (level == SNMP_SEC_LEVEL_AUTHNOPRIV ? s->snmp_security <= 4 : s->snmp_security <= 2);
}

static gboolean
may_ask (const LabSwitch *s, const netsnmp_pdu *pdu)
{
  if (!s->snmp_login)
    return FALSE;
  if (pdu->version == SNMP_VERSION_2c)
    return is_secure_enough (s, SNMP_SEC_LEVEL_NOAUTH) && s->community && pdu->community_len == strlen (s->community)
           && !memcmp (pdu->community, s->community, pdu->community_len);
  for (guint i = 0; pdu->version == SNMP_VERSION_3 && i < s->users->len; i++)
    {
      const LabUser *u = s->users->pdata[i];
      int level = u->priv ? SNMP_SEC_LEVEL_AUTHPRIV : u->auth ? SNMP_SEC_LEVEL_AUTHNOPRIV : SNMP_SEC_LEVEL_NOAUTH;
      if (pdu->securityName && !strcmp (u->name, pdu->securityName))
        return pdu->securityLevel >= level && is_secure_enough (s, pdu->securityLevel);
    }
  return FALSE;
}

static gboolean
is_mute (LabAgent *a)
{
  LabSwitch *s = a->s;
  LabFault *silent = lab_fault (s, "snmp-silent"), *loss = lab_fault (s, "snmp-loss");
  s->snmp_requests++;
  if (s->dead || s->booting_until || (lab_fault (s, "snmp-dies") && s->config_commands))
    return TRUE;
  if (silent && s->snmp_requests > g_ascii_strtoull (silent->text, NULL, 10))
    return TRUE;
  return loss && (guint) g_rand_int_range (s->dice, 0, 100) < (guint) g_ascii_strtoull (loss->text, NULL, 10);
}

/* GETBULK does not work on the chassis table of AOS 7/8, and on no other. */
static gboolean
in_chassis_control (const LabSwitch *s, const netsnmp_variable_list *v)
{
  guint32 prefix[MIB_MAX_OID], name[MIB_MAX_OID];
  guint n = mib_parse_oid ("1.3.6.1.4.1.6486.801.1.1.1.3.1.1.1", prefix), size = to_oid (v, name);
  return s->family == LAB_AOS8 && size >= n && !memcmp (name, prefix, n * sizeof (guint32));
}

static long
trouble (LabAgent *a, const netsnmp_pdu *pdu)
{
  gboolean bulk = pdu->command == SNMP_MSG_GETBULK;
  LabFault *big = lab_fault (a->s, "snmp-toobig");
  if (pdu->command == SNMP_MSG_SET)
    {
      a->s->sets++;
      return SNMP_ERR_NOACCESS;
    }
  if (bulk && big && pdu->max_repetitions > (*big->text ? (long) g_ascii_strtoll (big->text, NULL, 10) : 3))
    return SNMP_ERR_TOOBIG;
  if (bulk && lab_fault (a->s, "snmp-generr"))
    return SNMP_ERR_GENERR;
  for (const netsnmp_variable_list *v = pdu->variables; bulk && v; v = v->next_variable)
    if (in_chassis_control (a->s, v))
      return SNMP_ERR_GENERR;
  return SNMP_ERR_NOERROR;
}

/* NULL: nothing is said. */
static netsnmp_pdu *
make_reply (LabAgent *a, netsnmp_pdu *pdu)
{
  if (is_mute (a) || !may_ask (a->s, pdu))
    return NULL;
  write_down (a, pdu);
  netsnmp_pdu *reply = snmp_clone_pdu (pdu);
  gboolean speaks = TRUE;
  reply->command = SNMP_MSG_RESPONSE;
  reply->flags |= UCD_MSG_FLAG_RESPONSE_PDU;
  reply->errstat = trouble (a, pdu);
  reply->errindex = reply->errstat && reply->errstat != SNMP_ERR_TOOBIG ? 1 : 0;
  if (reply->errstat)
    return reply;
  snmp_free_varbind (reply->variables);
  reply->variables = NULL;
  if (pdu->command == SNMP_MSG_GET)
    answer_get (a, pdu, reply);
  else
    speaks = answer_next (a, pdu, reply);
  if (speaks)
    return reply;
  snmp_free_pdu (reply);
  return NULL;
}

static int
on_request (int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *data)
{
  LabAgent *a = data;
  if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE)
    return 1;
  if (pdu->command != SNMP_MSG_GET && pdu->command != SNMP_MSG_GETNEXT && pdu->command != SNMP_MSG_GETBULK
      && pdu->command != SNMP_MSG_SET)
    return 1;
  g_mutex_lock (a->lock);
  netsnmp_pdu *reply = make_reply (a, pdu);
  guint delay = lab_fault_ms (lab_fault (a->s, "snmp-delay"));
  netsnmp_pdu *again = reply && lab_fault (a->s, "snmp-duplicate") ? snmp_clone_pdu (reply) : NULL;
  g_mutex_unlock (a->lock);
  if (delay) /* a slow agent is slow for everybody */
    g_usleep (delay * 1000);
  if (reply && !snmp_send (session, reply))
    snmp_free_pdu (reply);
  if (again && !snmp_send (session, again))
    snmp_free_pdu (again);
  return 1;
}

/* ---- listening ------------------------------------------------------------------------------------------------------- */

static gpointer
listen_loop (gpointer data)
{
  LabAgent *a = data;
  for (;;)
    {
      struct pollfd fd = { a->fd, POLLIN, 0 };
      if (poll (&fd, 1, -1) <= 0)
        continue;
      netsnmp_large_fd_set set;
      netsnmp_large_fd_set_init (&set, a->fd + 1);
      NETSNMP_LARGE_FD_ZERO (&set);
      NETSNMP_LARGE_FD_SET (a->fd, &set);
      snmp_read2 (&set);
      netsnmp_large_fd_set_cleanup (&set);
    }
  return NULL;
}

/* 80001956 03 and the base MAC: the vendor's default (CLI guide p. 6087). */
static void
set_engine (const LabSwitch *s)
{
  guint32 hash = g_str_hash (s->name);
  u_char id[] = {
    0x80, 0x00, 0x19, 0x56, 0x03, 0x2c, 0xfa, (u_char) (hash >> 24), (u_char) (hash >> 16), (u_char) (hash >> 8), (u_char) hash
  };
  set_exact_engineID (id, sizeof id);
  set_enginetime (id, sizeof id, (u_int) snmpv3_local_snmpEngineBoots (), (u_int) snmpv3_local_snmpEngineTime (),
                  TRUE); /* or it knows itself not */
}

static void
start_library (const LabSwitch *s)
{
  g_setenv ("MIBS", "", TRUE);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
  snmp_disable_log ();
  netsnmp_register_loghandler (NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
  netsnmp_set_mib_directory ("");
  init_snmp ("vlanctl-lab");
  set_engine (s);
}

static void
create_users (const LabSwitch *s)
{
  for (guint i = 0; i < s->users->len; i++)
    {
      const LabUser *u = s->users->pdata[i];
      g_autoptr (GString) line = g_string_new (u->name);
      if (u->auth)
        g_string_append_printf (line, " %s %s", u->auth, u->auth_secret);
      if (u->priv)
        g_string_append_printf (line, " %s %s", u->priv, u->priv_secret ? u->priv_secret : "");
      usm_parse_create_usmUser ("createUser", line->str);
    }
}

LabAgent *
lab_agent_start (LabSwitch *s, GMutex *lock, char **why)
{
  g_autofree char *where = g_strdup_printf (strchr (s->address, ':') ? "udp6:[%s]:%u" : "udp:%s:%u", s->address, s->snmp_port);
  LabAgent *a = g_new0 (LabAgent, 1);
  netsnmp_session session;
  a->s = s;
  a->lock = lock;
  start_library (s);
  create_users (s);
  netsnmp_transport *transport = netsnmp_transport_open_server ("snmp", where);
  snmp_sess_init (&session);
  session.version = SNMP_DEFAULT_VERSION;
  session.callback = on_request;
  session.callback_magic = a;
  session.isAuthoritative = SNMP_SESS_AUTHORITATIVE;
  a->fd = transport ? transport->sock : -1;
  a->session = transport ? snmp_add (&session, transport, NULL, NULL) : NULL;
  if (!a->session)
    {
      *why = g_strdup_printf ("no SNMP agent on %s", where);
      g_free (a);
      return NULL;
    }
  g_thread_unref (g_thread_new ("snmp", listen_loop, a));
  return a;
}
