#include "agent.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/large_fd_set.h>
#include <poll.h>
#include <string.h>

#include "faults.h"
#include "mib.h"

#define MAX_ANSWER 200 /* variables; some switches say tooBig earlier */

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
  lab_tick (a->s);
  if (!a->rows || a->generation != a->s->generation)
    {
      mib_free (a->rows);
      a->rows = mib_rows (a->s);
      a->generation = a->s->generation;
    }
  return a->rows;
}

/* ---- answers --------------------------------------------------------------------------------------------------------- */

static void
add_value (netsnmp_pdu *reply, LabAgent *a, const MibRow *row)
{
  oid name[MIB_MAX_OID];
  for (guint i = 0; i < row->n; i++)
    name[i] = row->oid[i];
  LabFault *wrong = lab_fault (a->s, "snmp-wrongtype");
  guint32 prefix[MIB_MAX_OID];
  guint n = wrong ? mib_parse_oid (wrong->text, prefix) : 0;
  gboolean spoil = n && row->n > n && !memcmp (row->oid, prefix, n * sizeof (guint32));
  if (spoil)
    snmp_pdu_add_variable (reply, name, row->n, ASN_OCTET_STR, (const u_char *) "???", 3);
  else if (row->type == ASN_OCTET_STR)
    snmp_pdu_add_variable (reply, name, row->n, ASN_OCTET_STR, (const u_char *) row->octets, row->size);
  else if (row->type == ASN_OBJECT_ID)
    {
      guint32 id[MIB_MAX_OID];
      oid value[MIB_MAX_OID];
      guint size = mib_parse_oid (row->octets, id);
      for (guint i = 0; i < size; i++)
        value[i] = id[i];
      snmp_pdu_add_variable (reply, name, row->n, ASN_OBJECT_ID, (const u_char *) value, size * sizeof (oid));
    }
  else
    {
      long value = (long) row->number;
      snmp_pdu_add_variable (reply, name, row->n, row->type, (const u_char *) &value, sizeof value);
    }
}

static void
add_exception (netsnmp_pdu *reply, const netsnmp_variable_list *asked, u_char type)
{
  snmp_pdu_add_variable (reply, asked->name, asked->name_length, type, NULL, 0);
}

static guint
to_oid (const netsnmp_variable_list *v, guint32 *out)
{
  guint n = (guint) MIN (v->name_length, MIB_MAX_OID);
  for (guint i = 0; i < n; i++)
    out[i] = (guint32) v->name[i];
  return n;
}

static gboolean
is_truncated (LabAgent *a, const MibRow *row)
{
  guint32 prefix[MIB_MAX_OID];
  LabFault *f = lab_fault (a->s, "snmp-truncate");
  guint n = f ? mib_parse_oid (f->text, prefix) : 0;
  return n && row->n > n && !memcmp (row->oid, prefix, n * sizeof (guint32));
}

/* The next row for one asked name; NULL = end. A truncating agent stops answering inside the subtree. */
static const MibRow *
next_row (LabAgent *a, const guint32 *name, guint n, gboolean *silent)
{
  const GArray *rows = rows_of (a);
  guint i = mib_next (rows, name, n);
  if (i >= rows->len)
    return NULL;
  const MibRow *row = &g_array_index (rows, MibRow, i);
  if (lab_fault (a->s, "snmp-loop") && i > 0)
    return &g_array_index (rows, MibRow, i - 1); /* does not increase */
  *silent = *silent || (is_truncated (a, row) && i > 0 && is_truncated (a, &g_array_index (rows, MibRow, i - 1)));
  return row;
}

static void
answer_get (LabAgent *a, const netsnmp_pdu *pdu, netsnmp_pdu *reply)
{
  for (const netsnmp_variable_list *v = pdu->variables; v; v = v->next_variable)
    {
      guint32 name[MIB_MAX_OID];
      const MibRow *row = mib_get (rows_of (a), name, to_oid (v, name));
      if (row)
        add_value (reply, a, row);
      else
        add_exception (reply, v, SNMP_NOSUCHOBJECT);
    }
}

static gboolean
in_chassis_control (const LabSwitch *s, const netsnmp_variable_list *v)
{
  guint32 prefix[MIB_MAX_OID], name[MIB_MAX_OID];
  guint n = mib_parse_oid ("1.3.6.1.4.1.6486.801.1.1.1.3.1.1.1", prefix), size = to_oid (v, name);
  return s->family == LAB_AOS8 && size >= n && !memcmp (name, prefix, n * sizeof (guint32));
}

/* Repetition by repetition over all names, as the standard has it. */
static gboolean
answer_next (LabAgent *a, const netsnmp_pdu *pdu, netsnmp_pdu *reply, guint repetitions)
{
  gboolean silent = FALSE;
  guint n = 0, total = 0;
  struct { guint32 oid[MIB_MAX_OID]; guint n; gboolean end; const netsnmp_variable_list *asked; } cursor[64];
  for (const netsnmp_variable_list *v = pdu->variables; v && n < G_N_ELEMENTS (cursor); v = v->next_variable, n++)
    {
      cursor[n].n = to_oid (v, cursor[n].oid);
      cursor[n].end = FALSE;
      cursor[n].asked = v;
    }
  for (guint r = 0; r < repetitions && total < MAX_ANSWER; r++)
    for (guint i = 0; i < n && total < MAX_ANSWER; i++, total++)
      {
        const MibRow *row = cursor[i].end ? NULL : next_row (a, cursor[i].oid, cursor[i].n, &silent);
        if (!row)
          {
            cursor[i].end = TRUE;
            add_exception (reply, cursor[i].asked, SNMP_ENDOFMIBVIEW);
            continue;
          }
        add_value (reply, a, row);
        memcpy (cursor[i].oid, row->oid, row->n * sizeof (guint32));
        cursor[i].n = row->n;
      }
  return !silent;
}

static const char *
command_kind (const netsnmp_pdu *pdu)
{
  return pdu->command == SNMP_MSG_GET ? "snmp-get" : pdu->command == SNMP_MSG_GETNEXT ? "snmp-next" : pdu->command == SNMP_MSG_GETBULK ? "snmp-bulk" : "snmp-set";
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

/* ---- who may ask, and what goes wrong -------------------------------------------------------------------------------- */

static gboolean
may_ask (const LabSwitch *s, const netsnmp_pdu *pdu)
{
  if (pdu->version == SNMP_VERSION_2c)
    return s->community && pdu->community_len == strlen (s->community) && !memcmp (pdu->community, s->community, pdu->community_len);
  for (guint i = 0; pdu->version == SNMP_VERSION_3 && i < s->users->len; i++)
    {
      const LabUser *u = s->users->pdata[i];
      int level = u->priv ? SNMP_SEC_LEVEL_AUTHPRIV : u->auth ? SNMP_SEC_LEVEL_AUTHNOPRIV : SNMP_SEC_LEVEL_NOAUTH;
      if (pdu->securityName && !strcmp (u->name, pdu->securityName))
        return pdu->securityLevel >= level;
    }
  return FALSE;
}

static gboolean
is_mute (LabAgent *a)
{
  LabSwitch *s = a->s;
  LabFault *silent = lab_fault (s, "snmp-silent"), *loss = lab_fault (s, "snmp-loss");
  s->snmp_requests++;
  if (s->dead || (lab_fault (s, "snmp-dies") && s->config_commands))
    return TRUE;
  if (silent && s->snmp_requests > silent->k)
    return TRUE;
  return loss && (guint) g_random_int_range (0, 100) < (guint) g_ascii_strtoull (loss->text, NULL, 10);
}

static long
trouble (LabAgent *a, const netsnmp_pdu *pdu)
{
  gboolean bulk = pdu->command == SNMP_MSG_GETBULK;
  if (pdu->command == SNMP_MSG_SET)
    return SNMP_ERR_NOACCESS;
  if (bulk && lab_fault (a->s, "snmp-toobig") && pdu->max_repetitions > 3)
    return SNMP_ERR_TOOBIG;
  if (lab_fault (a->s, "snmp-generr") && bulk)
    return SNMP_ERR_GENERR;
  for (const netsnmp_variable_list *v = pdu->variables; bulk && v; v = v->next_variable)
    if (in_chassis_control (a->s, v))
      return SNMP_ERR_GENERR; /* GETBULK does not work on this table */
  return SNMP_ERR_NOERROR;
}

static int
on_request (int operation, netsnmp_session *session, int id, netsnmp_pdu *pdu, void *data)
{
  LabAgent *a = data;
  if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE)
    return 1;
  if (pdu->command != SNMP_MSG_GET && pdu->command != SNMP_MSG_GETNEXT && pdu->command != SNMP_MSG_GETBULK && pdu->command != SNMP_MSG_SET)
    return 1;
  if (is_mute (a) || !may_ask (a->s, pdu))
    return 1;
  write_down (a, pdu);
  netsnmp_pdu *reply = snmp_clone_pdu (pdu);
  reply->command = SNMP_MSG_RESPONSE;
  reply->flags |= UCD_MSG_FLAG_RESPONSE_PDU;
  reply->errstat = trouble (a, pdu);
  reply->errindex = reply->errstat ? 1 : 0;
  gboolean speaks = TRUE;
  if (!reply->errstat)
    {
      snmp_free_varbind (reply->variables);
      reply->variables = NULL;
      if (pdu->command == SNMP_MSG_GET)
        answer_get (a, pdu, reply);
      else
        speaks = answer_next (a, pdu, reply, pdu->command == SNMP_MSG_GETBULK ? (guint) CLAMP (pdu->max_repetitions, 1, 500) : 1);
    }
  if (!speaks || !snmp_send (session, reply))
    snmp_free_pdu (reply);
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
      g_mutex_lock (a->lock);
      snmp_read2 (&set);
      g_mutex_unlock (a->lock);
      netsnmp_large_fd_set_cleanup (&set);
    }
  return NULL;
}

static void
start_library (const LabSwitch *s)
{
  u_char *engine = NULL;
  g_setenv ("MIBS", "", TRUE);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, 1);
  netsnmp_ds_set_boolean (NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE, 1);
  snmp_disable_log ();
  netsnmp_register_loghandler (NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
  netsnmp_set_mib_directory ("");
  init_snmp ("vlanctl-lab");
  setup_engineID (&engine, s->name);
  free (engine);
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
        g_string_append_printf (line, " %s %s", u->priv, u->priv_secret);
      usm_parse_create_usmUser ("createUser", line->str);
    }
}

LabAgent *
lab_agent_start (LabSwitch *s, GMutex *lock, char **why)
{
  g_autofree char *where = g_strdup_printf ("udp:%s:%u", s->address, s->snmp_port);
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
