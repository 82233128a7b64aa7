#include "apply/transport.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK (ssh-transport-error-quark, ssh_transport_error)

const TransportMaker *
transport_by_credentials (const Credentials *c)
{
  return c->ssh.openssh ? &transport_openssh : &transport_libssh;
}

/* What OpenSSH 5 and 6, the servers of AOS 6 and AOS 8, may need beyond today's defaults. */
static const struct {
  const char *name;
  AlgorithmKind kind;
} old[] = {
  { "diffie-hellman-group-exchange-sha1", ALGORITHM_KEX },
  { "diffie-hellman-group14-sha1", ALGORITHM_KEX },
  { "diffie-hellman-group1-sha1", ALGORITHM_KEX },
  { "ssh-rsa", ALGORITHM_HOST_KEY },
  { "ssh-dss", ALGORITHM_HOST_KEY },
  { "aes128-cbc", ALGORITHM_CIPHER },
  { "aes192-cbc", ALGORITHM_CIPHER },
  { "aes256-cbc", ALGORITHM_CIPHER },
  { "3des-cbc", ALGORITHM_CIPHER },
  { "hmac-sha1", ALGORITHM_MAC },
  { "hmac-sha1-96", ALGORITHM_MAC },
  { "hmac-md5", ALGORITHM_MAC },
};

static gboolean
is_wanted (const SshTarget *target, const char *name)
{
  return target->legacy || (target->algorithms && g_strv_contains ((const char *const *) target->algorithms, name));
}

char *
transport_algorithms (const SshTarget *target, AlgorithmKind kind)
{
  GString *list = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    if (old[i].kind == kind && is_wanted (target, old[i].name))
      g_string_append_printf (list, "%s%s", list->len ? "," : "", old[i].name);
  return g_string_free (list, FALSE);
}

gboolean
transport_check_algorithms (const SshTarget *target, GError **error)
{
  for (guint i = 0; target->algorithms && target->algorithms[i]; i++)
    {
      gboolean known = FALSE;
      for (guint k = 0; k < G_N_ELEMENTS (old); k++)
        known = known || g_str_equal (old[k].name, target->algorithms[i]);
      if (known)
        continue;
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_ALGORITHMS, _ ("no old algorithm `%s` that could be allowed"), target->algorithms[i]);
      return FALSE;
    }
  return TRUE;
}
