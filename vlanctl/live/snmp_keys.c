/* SNMPv3: protocols by name, and keys out of secrets. */
#include "live/snmp_keys.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  const char *name;
  oid *id;
  size_t n;
} Protocol;

/* RFC 3414, RFC 7860 */
static gboolean
auth_protocol (const char *name, Protocol *out)
{
  const Protocol all[] = {
    { "md5", usmHMACMD5AuthProtocol, OID_LENGTH (usmHMACMD5AuthProtocol) },
    { "sha", usmHMACSHA1AuthProtocol, OID_LENGTH (usmHMACSHA1AuthProtocol) },
    { "sha224", usmHMAC128SHA224AuthProtocol, OID_LENGTH (usmHMAC128SHA224AuthProtocol) },
    { "sha256", usmHMAC192SHA256AuthProtocol, OID_LENGTH (usmHMAC192SHA256AuthProtocol) },
    { "sha384", usmHMAC256SHA384AuthProtocol, OID_LENGTH (usmHMAC256SHA384AuthProtocol) },
    { "sha512", usmHMAC384SHA512AuthProtocol, OID_LENGTH (usmHMAC384SHA512AuthProtocol) },
  };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (!g_strcmp0 (all[i].name, name))
      {
        *out = all[i];
        return TRUE;
      }
  return FALSE;
}

/* RFC 3414, RFC 3826; 192 and 256 bits where net-snmp was built with them */
static gboolean
priv_protocol (const char *name, Protocol *out)
{
  const Protocol all[] = {
    { "des", usmDESPrivProtocol, OID_LENGTH (usmDESPrivProtocol) },
    { "aes", usmAESPrivProtocol, OID_LENGTH (usmAESPrivProtocol) },
#ifdef NETSNMP_DRAFT_BLUMENTHAL_AES_04
    { "aes192", usmAES192PrivProtocol, OID_LENGTH (usmAES192PrivProtocol) },
    { "aes256", usmAES256PrivProtocol, OID_LENGTH (usmAES256PrivProtocol) },
#endif
  };
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (!g_strcmp0 (all[i].name, name))
      {
        *out = all[i];
        return TRUE;
      }
  return FALSE;
}

/* Who may have it done has it done once (RFC 3414 A.2: a megabyte is hashed); all switches that share a secret share what comes of it,
 * until their engine makes a key of its own of it. */
typedef struct {
  u_char key[USM_AUTH_KU_LEN];
  size_t size;
} MasterKey;

static GMutex mutex;
static GHashTable *masters; /* protocol and secret -> MasterKey */

static void
master_free (gpointer data)
{
  explicit_bzero (data, sizeof (MasterKey));
  g_free (data);
}

static gboolean
find_key (const char *name, u_char *key, size_t *size)
{
  g_mutex_lock (&mutex);
  const MasterKey *found = masters ? g_hash_table_lookup (masters, name) : NULL;
  if (found)
    {
      memcpy (key, found->key, found->size);
      *size = found->size;
    }
  g_mutex_unlock (&mutex);
  return found != NULL;
}

static void
keep_key (const char *name, const u_char *key, size_t size)
{
  MasterKey *master = g_new0 (MasterKey, 1);
  memcpy (master->key, key, size);
  master->size = size;
  g_mutex_lock (&mutex);
  if (!masters)
    masters = g_hash_table_new_full (g_str_hash, g_str_equal, (GDestroyNotify) secret_wipe, master_free);
  g_hash_table_replace (masters, g_strdup (name), master);
  g_mutex_unlock (&mutex);
}

void
snmp_keys_forget (void)
{
  g_mutex_lock (&mutex);
  g_clear_pointer (&masters, g_hash_table_unref);
  g_mutex_unlock (&mutex);
}

static gboolean
make_key (const Protocol *auth, const char *secret, u_char *key, size_t *size, GError **error)
{
  *size = USM_AUTH_KU_LEN;
  char *name = g_strdup_printf ("%s:%s", auth->name, secret ? secret : "");
  gboolean found = find_key (name, key, size);
  gboolean made = !found && secret && strlen (secret) >= USM_LENGTH_P_MIN
                  && generate_Ku (auth->id, (u_int) auth->n, (const u_char *) secret, strlen (secret), key, size) == SNMPERR_SUCCESS;
  if (made)
    keep_key (name, key, *size);
  secret_wipe (name);
  if (found || made)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("an SNMPv3 secret needs at least %d characters"), USM_LENGTH_P_MIN);
  return FALSE;
}

gboolean
snmp_keys_fill (netsnmp_session *s, const LiveTarget *t, GError **error)
{
  Protocol auth = { 0 }, priv = { 0 };
  s->version = SNMP_VERSION_3;
  s->securityModel = SNMP_SEC_MODEL_USM;
  s->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
  s->securityName = t->user;
  s->securityNameLen = strlen (t->user);
  if (!t->auth_protocol)
    return TRUE;
  if (!auth_protocol (t->auth_protocol, &auth) || (t->priv_protocol && !priv_protocol (t->priv_protocol, &priv)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _ ("this net-snmp has no %s/%s"), t->auth_protocol,
                   t->priv_protocol ? t->priv_protocol : "-");
      return FALSE;
    }
  s->securityLevel = t->priv_protocol ? SNMP_SEC_LEVEL_AUTHPRIV : SNMP_SEC_LEVEL_AUTHNOPRIV;
  s->securityAuthProto = auth.id;
  s->securityAuthProtoLen = auth.n;
  if (!make_key (&auth, t->auth_secret, s->securityAuthKey, &s->securityAuthKeyLen, error))
    return FALSE;
  if (!t->priv_protocol)
    return TRUE;
  s->securityPrivProto = priv.id;
  s->securityPrivProtoLen = priv.n;
  return make_key (&auth, t->priv_secret, s->securityPrivKey, &s->securityPrivKeyLen, error);
}
