#include "live/snmp_engine.h"

/* Peer -> GBytes: ids that switches answered to in this run. A unit of a stack that takes over may have another: then it says so, or nothing,
 * and is asked for it again. */
static GHashTable *remembered;

/* The library searches its list of users from one end to the other for every message, and knows one by engine id and name: of a thousand
 * switches, or of two that were copied from one another, only the user of the one it is called for stands there. */
static struct usmUser *present;

static void
put_present (struct usmUser *user)
{
  if (present == user)
    return;
  if (present)
    usm_remove_user (present);
  present = user;
  if (user)
    usm_add_user (user);
}

static void
drop_user (SnmpEngine *e)
{
  if (e->user && !e->shares_user)
    {
      put_present (NULL);
      usm_free_user (e->user); /* wiped */
    }
  e->user = NULL;
}

static void
take_id (netsnmp_session *session, const void *id, size_t size)
{
  SNMP_FREE (session->securityEngineID);
  session->securityEngineID = netsnmp_memdup (id, size);
  session->securityEngineIDLen = size;
  if (session->contextEngineIDLen)
    return;
  session->contextEngineID = netsnmp_memdup (id, size);
  session->contextEngineIDLen = size;
}

gboolean
snmp_engine_learn (SnmpEngine *e, const u_char *id, size_t size)
{
  netsnmp_session *session = e->session;
  take_id (session, id, size);
  put_present (NULL);
  if (create_user_from_session (session) == SNMPERR_SUCCESS) /* puts it into the list */
    e->user = present = usm_get_user (session->securityEngineID, session->securityEngineIDLen, session->securityName);
  return e->discovered = e->user != NULL;
}

static void
share (SnmpEngine *e, const SnmpEngine *first)
{
  take_id (e->session, first->session->securityEngineID, first->session->securityEngineIDLen);
  e->user = first->user;
  e->shares_user = e->discovered = TRUE;
  e->answered = first->answered;
}

void
snmp_engine_init (SnmpEngine *e, netsnmp_session *session, const char *peer, const SnmpEngine *first)
{
  GBytes *known = remembered ? g_hash_table_lookup (remembered, peer) : NULL;
  *e = (SnmpEngine){ .session = session, .peer = g_strdup (peer) };
  if (first && first->discovered)
    share (e, first);
  else if (known)
    e->remembered = snmp_engine_learn (e, g_bytes_get_data (known, NULL), g_bytes_get_size (known));
}

void
snmp_engine_clear (SnmpEngine *e)
{
  drop_user (e);
  g_clear_pointer (&e->peer, g_free);
}

void
snmp_engine_present (const SnmpEngine *e)
{
  put_present (e->user);
}

void
snmp_engine_answers (SnmpEngine *e)
{
  if (e->answered)
    return;
  e->answered = TRUE;
  e->remembered = FALSE;
  if (!remembered)
    remembered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_hash_table_insert (remembered, g_strdup (e->peer), g_bytes_new (e->session->securityEngineID, e->session->securityEngineIDLen));
}

void
snmp_engine_forget (SnmpEngine *e)
{
  netsnmp_session *session = e->session;
  if (remembered)
    g_hash_table_remove (remembered, e->peer);
  drop_user (e);
  SNMP_FREE (session->securityEngineID);
  SNMP_FREE (session->contextEngineID);
  session->securityEngineIDLen = session->contextEngineIDLen = 0;
  session->flags &= ~(u_long) SNMP_FLAGS_USER_CREATED; /* or the library makes no other */
  e->remembered = e->discovered = e->answered = FALSE;
}

void
snmp_engines_forget (void)
{
  g_clear_pointer (&remembered, g_hash_table_unref);
}
