#include "apply/transport.h"

#include <glib/gi18n.h>

G_DEFINE_QUARK (ssh-transport-error-quark, ssh_transport_error)

const TransportMaker *
transport_by_credentials (const Credentials *c)
{
  return c->ssh.openssh ? &transport_openssh : &transport_libssh;
}

static gboolean
may_log_in (const SshTarget *t, GError **error)
{
  if (!t->refused || !g_atomic_int_get (t->refused))
    return TRUE;
  g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH, _ ("%s: a login was refused before, and no other is tried"), t->name);
  return FALSE;
}

/* Gives on what went wrong, and remembers when it was the login. */
static void
note_failure (const SshTarget *t, GError *why, GError **error)
{
  if (t->refused && why && g_error_matches (why, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH))
    g_atomic_int_set (t->refused, 1);
  if (why)
    g_propagate_error (error, why);
}

Transport *
transport_open (const TransportMaker *maker, const SshTarget *target, GError **error)
{
  GError *why = NULL;
  Transport *t = may_log_in (target, error) ? maker->open (target, &why) : NULL;
  note_failure (target, why, error);
  return t;
}

gboolean
transport_put_file (const TransportMaker *maker, const SshTarget *target, const char *remote_path, const char *text, GError **error)
{
  GError *why = NULL;
  gboolean ok = may_log_in (target, error) && maker->put_file (target, remote_path, text, &why);
  note_failure (target, why, error);
  return ok;
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
