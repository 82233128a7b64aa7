/* Where secrets come from, as the person's own file says it: never a secret. */
#include <glib/gi18n.h>
#include <string.h>

#include "draft/writing.h"
#include "inventory/schema.h"
#include "inventory/yaml_text.h"

const Credentials *
usual_credentials (const Draft *d)
{
  const Credentials *usual = NULL;
  guint most = 0;
  for (guint i = 0; i < d->switches->len; i++)
    {
      const Credentials *c = ((DraftSwitch *) d->switches->pdata[i])->source->credentials;
      guint n = 0;
      for (guint k = 0; c && k < d->switches->len; k++)
        n += ((DraftSwitch *) d->switches->pdata[k])->source->credentials == c;
      if (n <= most)
        continue;
      most = n;
      usual = c;
    }
  return usual;
}

static char *
path_from (const DraftSetting *setting, const char *path)
{
  g_autofree char *whole = g_canonicalize_filename (path, setting->working_folder), *prefix = g_strdup_printf ("%s/", setting->folder);
  return g_strdup (g_str_has_prefix (whole, prefix) ? whole + strlen (prefix) : whole);
}

static void
write_path (GString *out, const DraftSetting *setting, const char *key, const char *path)
{
  g_autofree char *text = path ? path_from (setting, path) : NULL;
  write_key (out, 6, key, text);
}

/* "{ env: NAME }" */
static void
append_secret (GString *out, const DraftSetting *setting, const SecretRef *ref)
{
  static const char *const keys[] = { [SECRET_ENV] = "env", [SECRET_FILE] = "file", [SECRET_COMMAND] = "command", [SECRET_PROMPT] = "prompt" };
  g_string_append_printf (out, "{ %s: ", keys[ref->kind]);
  if (ref->kind == SECRET_COMMAND)
    {
      for (guint i = 0; ref->argv && ref->argv[i]; i++)
        {
          g_string_append (out, i ? ", " : "[");
          yaml_append_text (out, ref->argv[i]);
        }
      g_string_append_c (out, ']');
    }
  else
    {
      g_autofree char *text = ref->kind == SECRET_FILE ? path_from (setting, ref->text) : g_strdup (ref->text);
      yaml_append_text (out, text);
    }
  g_string_append (out, " }");
}

static gboolean
is_told (const SecretRef *ref)
{
  return ref->kind != SECRET_NONE && ref->kind != SECRET_LITERAL;
}

static void
write_secret (GString *out, const DraftSetting *setting, const char *key, const char *protocol, const SecretRef *ref)
{
  if (!is_told (ref))
    return;
  g_string_append_printf (out, "      %s: ", key);
  if (protocol)
    g_string_append_printf (out, "{ protocol: %s, secret: ", protocol);
  append_secret (out, setting, ref);
  g_string_append (out, protocol ? " }\n" : "\n");
}

static void
write_snmp (GString *out, const DraftSetting *setting, const Credentials *c)
{
  if (!c->snmp.present)
    return;
  g_string_append_printf (out, "    snmp:\n      version: %s\n", c->snmp.version == SNMP_V2C ? "2c" : "3");
  write_secret (out, setting, "community", NULL, &c->snmp.community);
  write_key (out, 6, "user", c->snmp.user);
  if (c->snmp.auth_protocol)
    write_secret (out, setting, "auth", c->snmp.auth_protocol, &c->snmp.auth);
  if (c->snmp.priv_protocol)
    write_secret (out, setting, "priv", c->snmp.priv_protocol, &c->snmp.priv);
}

static void
write_ssh (GString *out, const DraftSetting *setting, const Credentials *c)
{
  if (!c->ssh.present)
    return;
  g_string_append (out, "    ssh:\n");
  write_key (out, 6, "user", c->ssh.user);
  write_secret (out, setting, "secret", NULL, &c->ssh.secret);
  write_path (out, setting, "key", c->ssh.key);
  write_key (out, 6, "jump", c->ssh.jump);
  write_path (out, setting, "known-hosts", c->ssh.known_hosts);
  if (c->ssh.openssh)
    write_key (out, 6, "transport", "openssh");
  if (!c->ssh.legacy && !(c->ssh.algorithms && c->ssh.algorithms[0]))
    return;
  g_string_append_printf (out, "      algorithms: [%s", c->ssh.legacy ? "legacy" : "");
  for (guint i = 0; c->ssh.algorithms && c->ssh.algorithms[i]; i++)
    {
      g_string_append (out, i || c->ssh.legacy ? ", " : "");
      yaml_append_text (out, c->ssh.algorithms[i]);
    }
  g_string_append (out, "]\n");
}

/* Nobody was asked: as most switches are set up, to be corrected. */
static void
write_example (GString *out)
{
  write_comment (out, 2, "%s", _ ("Nothing was read with these: say how your switches are reached."));
  g_string_append (out, "  default:\n    snmp:\n      version: 3\n      user: vlanctl\n"
                        "      auth: { protocol: sha256, secret: { env: VLANCTL_SNMP_AUTH } }\n"
                        "      priv: { protocol: aes, secret: { env: VLANCTL_SNMP_PRIV } }\n"
                        "    ssh:\n      user: admin\n      secret: { env: VLANCTL_SSH_PASSWORD }\n");
}

static void
write_defaults (const DesiredSwitch *defaults, const char *credentials, GString *out)
{
  g_string_append (out, "\ndefaults:\n");
  write_key (out, 2, "credentials", credentials);
  if (!defaults)
    return;
  g_autofree char *timeout = value_with_unit (defaults->timeout_ms, TYPE_DURATION);
  if (defaults->timeout_ms != 5000)
    write_key (out, 2, "timeout", timeout);
  if (defaults->snmp_port != 161)
    g_string_append_printf (out, "  snmp-port: %u\n", defaults->snmp_port);
  if (defaults->ssh_port != 22)
    g_string_append_printf (out, "  ssh-port: %u\n", defaults->ssh_port);
}

void
write_credentials (const Draft *d, const DraftSetting *setting, GString *out)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  const Credentials *usual = usual_credentials (d);
  g_string_append (out, "\ncredentials:\n");
  if (!usual)
    write_example (out);
  for (guint i = 0; i < d->switches->len; i++)
    {
      const Credentials *c = ((DraftSwitch *) d->switches->pdata[i])->source->credentials;
      if (!c || !g_hash_table_add (seen, (gpointer) c))
        continue;
      g_string_append (out, "  ");
      yaml_append_text (out, c->name);
      g_string_append (out, ":\n");
      write_snmp (out, setting, c);
      write_ssh (out, setting, c);
    }
  write_defaults (setting->defaults, usual ? usual->name : "default", out);
}
