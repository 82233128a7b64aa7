/* Rules: how switches are reached. */
#include "inventory/rules.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

/* ---- trust ---------------------------------------------------------------------------------------------------------- */

void
snmp_whole (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (!c->snmp.present)
    return;
  if (c->snmp.version == SNMP_V2C && c->snmp.community.kind == SECRET_NONE)
    rule_say (rule, inv, c->snmp.pos, _ ("add `community: { file: PATH }`"), _ ("SNMPv2c needs a community"));
  if (c->snmp.version == SNMP_V3 && !c->snmp.user)
    rule_say (rule, inv, c->snmp.pos, _ ("add `user`"), _ ("SNMPv3 needs a user"));
  if (c->snmp.priv_protocol && !c->snmp.auth_protocol)
    rule_say (rule, inv, c->snmp.pos, _ ("add `auth`"), _ ("privacy without authentication does not exist in SNMPv3"));
}

void
snmp_clear (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (c->snmp.present && c->snmp.version == SNMP_V2C)
    rule_say (rule, inv, c->snmp.pos, _ ("use SNMPv3 with auth and priv where the switch can"),
              _ ("SNMPv2c sends its community in the clear"));
  else if (c->snmp.present && c->snmp.user && c->snmp.auth_protocol && !c->snmp.priv_protocol)
    rule_say (rule, inv, c->snmp.pos, _ ("add priv where the switch can"), _ ("SNMPv3 without privacy can be read on the way"));
}

void
snmp_no_auth (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (c->snmp.present && c->snmp.version == SNMP_V3 && c->snmp.user && !c->snmp.auth_protocol && !c->snmp.priv_protocol)
    rule_say (rule, inv, c->snmp.pos, _ ("add auth and priv where the switch can"),
              _ ("SNMPv3 without authentication: anybody who knows the name of the user can read"));
}

void
snmp_old (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  gboolean md5 = g_strcmp0 (c->snmp.auth_protocol, "md5") == 0, des = g_strcmp0 (c->snmp.priv_protocol, "des") == 0;
  if (md5 || des)
    rule_say (rule, inv, c->snmp.pos, _ ("use sha256 and aes where the switch can"), _ ("%s is an old algorithm"), md5 ? "md5" : "des");
}

void
ssh_old (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (c->ssh.legacy || (c->ssh.algorithms && c->ssh.algorithms[0]))
    rule_say (rule, inv, c->ssh.pos, _ ("only for the switches that offer nothing better"),
              _ ("these credentials allow old SSH algorithms"));
}

void
secret_for_all (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  const SecretRef *const refs[] = { &c->snmp.community, &c->snmp.auth, &c->snmp.priv, &c->ssh.secret };
  for (guint i = 0; i < G_N_ELEMENTS (refs); i++)
    {
      GStatBuf st;
      if (refs[i]->kind != SECRET_FILE || g_stat (refs[i]->text, &st) != 0 || (st.st_mode & 077) == 0)
        continue;
      g_autofree char *quoted = g_shell_quote (refs[i]->text), *help = g_strdup_printf ("chmod 600 %s", quoted);
      rule_say (rule, inv, refs[i]->pos, help, _ ("others can read the secret in %s: it will not be used"), refs[i]->text);
    }
}

void
jump_by_libssh (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  if (c->ssh.jump && !c->ssh.openssh)
    rule_say (rule, inv, c->ssh.pos, _ ("add `transport: openssh`"), _ ("only the system's ssh program goes over a jump host"));
}

/* ---- secrets that are none ------------------------------------------------------------------------------------------- */

void
secret_echoed (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  static const char *const printers[] = { "echo", "printf", NULL };
  const SecretRef *const refs[] = { &c->snmp.community, &c->snmp.auth, &c->snmp.priv, &c->ssh.secret };
  for (guint i = 0; i < G_N_ELEMENTS (refs); i++)
    {
      g_autofree char *program = refs[i]->argv && refs[i]->argv[0] ? g_path_get_basename (refs[i]->argv[0]) : NULL;
      if (!program || !g_strv_contains (printers, program))
        continue;
      diagnostics_hide (inv->diagnostics, refs[i]->pos);
      rule_say (rule, inv, refs[i]->pos, _ ("{ env: NAME }, { file: PATH }, or a command that asks a password store"),
                _ ("`%s` only prints what stands here: the secret is in the inventory"), program);
    }
}

/* Only a file can be looked into without doing anything. */
void
community_public (const Rule *rule, const Inventory *inv, const Credentials *c)
{
  const SecretRef *ref = &c->snmp.community;
  char text[16] = "";
  if (ref->kind != SECRET_FILE || !g_file_test (ref->text, G_FILE_TEST_IS_REGULAR))
    return;
  FILE *file = g_fopen (ref->text, "re");
  gsize n = file ? fread (text, 1, sizeof text - 1, file) : 0;
  if (file)
    fclose (file);
  text[n] = '\0';
  g_strchomp (text);
  if (!strcmp (text, "public") || !strcmp (text, "private"))
    rule_say (rule, inv, ref->pos, _ ("give the switches a community that nobody guesses, or SNMPv3"),
              _ ("the community in %s is the one that everybody tries first"), ref->text);
}
