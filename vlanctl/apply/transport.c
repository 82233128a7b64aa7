#include "apply/transport.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK (ssh-transport-error-quark, ssh_transport_error)

const TransportMaker *
transport_by_credentials (const Credentials *c)
{
  return c->ssh.openssh ? &transport_openssh : &transport_libssh;
}

void
ssh_facts_clear (SshFacts *facts)
{
  for (guint k = 0; k < ALGORITHM_N; k++)
    g_clear_pointer (&facts->algorithms[k], g_free);
  g_clear_pointer (&facts->host_key, g_free);
}

/* ---- algorithms ------------------------------------------------------------------------------------------------------- */

/* What OpenSSH 5 and 6, the servers of AOS 6 and AOS 8, may need beyond today's defaults; of a kind, the least bad first. */
static const struct {
  const char *name;
  AlgorithmKind kind;
  gboolean not_libssh; /* libssh 0.10 drops it without a word (aos-cli.md 1.9) */
} old[] = {
  { "diffie-hellman-group14-sha1", ALGORITHM_KEX },
  { "diffie-hellman-group-exchange-sha1", ALGORITHM_KEX },
  { "diffie-hellman-group1-sha1", ALGORITHM_KEX },
  { "ssh-rsa", ALGORITHM_HOST_KEY },
  { "ssh-dss", ALGORITHM_HOST_KEY, TRUE },
  { "aes256-cbc", ALGORITHM_CIPHER },
  { "aes192-cbc", ALGORITHM_CIPHER },
  { "aes128-cbc", ALGORITHM_CIPHER },
  { "3des-cbc", ALGORITHM_CIPHER },
  { "hmac-sha1", ALGORITHM_MAC },
  { "hmac-sha1-96", ALGORITHM_MAC, TRUE },
  { "hmac-md5", ALGORITHM_MAC, TRUE },
};

gboolean
transport_is_old (const char *algorithm)
{
  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    if (!g_strcmp0 (old[i].name, algorithm))
      return TRUE;
  return FALSE;
}

/* The names on an offer that are algorithms: some only say what else is understood. */
static char **
offered_names (const char *offer)
{
  g_auto (GStrv) all = g_strsplit (offer, ",", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (guint i = 0; all[i]; i++)
    if (!g_str_has_prefix (all[i], "kex-strict-") && !g_str_has_prefix (all[i], "ext-info-"))
      g_strv_builder_add (names, all[i]);
  return g_strv_builder_end (names);
}

char *
transport_cure_algorithms (const SshTarget *target, const char *offer, gboolean openssh)
{
  g_auto (GStrv) offered = offered_names (offer);
  g_autofree char *list = g_strjoinv (", ", offered);
  guint best = G_N_ELEMENTS (old);
  for (guint i = G_N_ELEMENTS (old); i-- > 0;)
    if (g_strv_contains ((const char *const *) offered, old[i].name) && (best == G_N_ELEMENTS (old) || !old[i].not_libssh || old[best].not_libssh))
      best = i;
  gboolean change = best < G_N_ELEMENTS (old) && old[best].not_libssh && !openssh;
  if (best == G_N_ELEMENTS (old) || (target->legacy && !change))
    return g_strdup_printf (_ ("it offers only %s, which this program has no part for"), list);
  g_autofree char *others = target->algorithms ? g_strjoinv (", ", target->algorithms) : g_strdup ("");
  return g_strdup_printf (change ? _ ("it offers only %s, which libssh cannot do: say `transport: openssh, algorithms: [%s%s%s]` (or `legacy`) in its credentials")
                                 : _ ("it offers only %s: say `algorithms: [%s%s%s]` (or `legacy`) in its credentials"),
                          list, others, *others ? ", " : "", old[best].name);
}

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

/* ---- what may be told ------------------------------------------------------------------------------------------------- */

static gboolean
is_whole_word (const char *text, const char *at, gsize size)
{
  return (at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[size]);
}

static char *
without (const char *text, const char *secret)
{
  GString *out = g_string_new (NULL);
  gsize size = strlen (secret);
  for (const char *at; (at = strstr (text, secret)); text = at + size)
    {
      g_string_append_len (out, text, at - text);
      g_string_append (out, size >= 4 || is_whole_word (text, at, size) ? "***" : secret);
    }
  g_string_append (out, text);
  return g_string_free (out, FALSE);
}

char *
transport_redact (const char *text, const char *const *secrets)
{
  char *clean = g_strdup (text);
  for (guint i = 0; clean && secrets && secrets[i]; i++)
    if (*secrets[i])
      {
        char *next = without (clean, secrets[i]);
        secret_wipe (clean);
        clean = next;
      }
  return clean;
}

gboolean
transport_may_log_in (const SshTarget *t, GError **error)
{
  if (!t->refused || !g_atomic_int_get (t->refused))
    return TRUE;
  g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH, _ ("SSH %s:%u: user `%s`: login was refused before, and is not tried again (it could lock the account)"),
               t->address, t->port, t->user);
  return FALSE;
}

void
transport_settle_error (const SshTarget *t, GError **error)
{
  if (!error || !*error)
    return;
  if (t->refused && g_error_matches (*error, SSH_TRANSPORT_ERROR, SSH_ERR_AUTH))
    g_atomic_int_set (t->refused, 1);
  char *clean = transport_redact ((*error)->message, t->secrets);
  secret_wipe ((*error)->message);
  (*error)->message = clean;
}
