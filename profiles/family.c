/* Whose switch is it: by sysObjectID and release on the wire, by model name in an inventory. */
#include "profiles/family.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK (vlanctl-family-error, family_error)

/* What is known not to be ours, LibreNMS' os_discovery and aos-snmp 1: it must be refused by name. */
static const struct {
  const char *prefix, *what;
} strangers[] = {
  { "1.3.6.1.4.1.6486.800.1.1.2.2.4", N_ ("an OmniStack LS, which does not run AOS") },
  { "1.3.6.1.4.1.6486.800.1.1.2.2.2", N_ ("an OmniAccess WLAN controller, not a switch") },
  { "1.3.6.1.4.1.6486.802", N_ ("a Stellar access point, not a switch") },
};

/* Is oid at or under prefix? */
static gboolean
oid_under (const char *oid, const char *prefix)
{
  gsize n = strlen (prefix);
  return strncmp (oid, prefix, n) == 0 && (oid[n] == '\0' || oid[n] == '.');
}

const Family *
family_by_id (const char *id)
{
  for (guint i = 0; id && families[i]; i++)
    if (strcmp (families[i]->id, id) == 0)
      return families[i];
  return NULL;
}

const Family *
family_recognise (const char *sys_object_id, const char *sys_descr, char **why)
{
  const char *oid = sys_object_id[0] == '.' ? sys_object_id + 1 : sys_object_id;
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    if (oid_under (oid, strangers[i].prefix))
      {
        *why = g_strdup_printf (_ ("this is %s"), _ (strangers[i].what));
        return NULL;
      }
  g_autofree char *model = NULL, *version = NULL;
  family_parse_descr (sys_descr, &model, &version);
  for (guint f = 0; families[f]; f++)
    for (guint i = 0; families[f]->object_ids[i]; i++)
      {
        if (!oid_under (oid, families[f]->object_ids[i]))
          continue;
        guint major = version ? (guint) strtoul (version, NULL, 10) : 0;
        if (!version || (major >= families[f]->major_min && major <= families[f]->major_max))
          return families[f];
        *why = g_strdup_printf (_ ("release %s is not one that is known here (%s)"), version, families[f]->title);
        return NULL;
      }
  *why = g_strdup_printf (_ ("sysObjectID %.80s is no OmniSwitch that is known here"), oid);
  return NULL;
}

/* Made once: every switch is asked for it some times. */
static const GRegex *
made_once (const GRegex **regex, const char *pattern)
{
  if (g_once_init_enter (regex))
    g_once_init_leave (regex, g_regex_new (pattern, G_REGEX_OPTIMIZE, 0, NULL));
  return *regex;
}

void
family_parse_descr (const char *sys_descr, char **model, char **version)
{
  static const GRegex *model_once, *version_once;
  const GRegex *model_re = made_once (&model_once, "\\bOS[0-9][0-9A-Z-]*\\b");
  const GRegex *version_re = made_once (&version_once, "\\b\\d{1,2}\\.\\d{1,3}\\.\\d+(\\.\\d+)*(\\.R\\d+)?\\b");
  g_autoptr (GMatchInfo) m = NULL, v = NULL;
  *model = *version = NULL;
  if (!sys_descr || !g_utf8_validate (sys_descr, -1, NULL))
    return;
  if (g_regex_match (model_re, sys_descr, 0, &m))
    *model = g_match_info_fetch (m, 0);
  if (g_regex_match (version_re, sys_descr, 0, &v))
    *version = g_match_info_fetch (v, 0);
}

/* As g_str_has_prefix; asked of every switch and model. */
static gboolean
begins (const char *text, const char *with)
{
  while (*with && *text == *with)
    text++, with++;
  return !*with;
}

const Family *
family_by_model (const char *model)
{
  for (guint f = 0; model && families[f]; f++)
    for (guint i = 0; families[f]->models[i]; i++)
      if (begins (model, families[f]->models[i]))
        return families[f];
  return NULL;
}

/* The part after the last '-': "P24", "PH24", "P48X". */
static const char *
model_suffix (const char *model)
{
  const char *dash = model ? strrchr (model, '-') : NULL;
  return dash ? dash + 1 : NULL;
}

guint
family_model_ports (const char *model)
{
  const char *p = model_suffix (model);
  if (!p)
    return 0;
  while (g_ascii_isalpha (*p))
    p++;
  gulong n = strtoul (p, NULL, 10);
  return n <= PORT_MAX_PORT ? (guint) n : 0;
}

gboolean
family_model_has_poe (const char *model, gboolean *known)
{
  const char *p = model_suffix (model);
  *known = p != NULL && family_model_ports (model) > 0;
  for (; p && g_ascii_isalpha (*p); p++)
    if (*p == 'P')
      return TRUE;
  return FALSE;
}

guint
family_model_budget_w (const char *model)
{
  const Family *family = family_by_model (model);
  for (const PoeBudget *b = family ? family->poe_budgets : NULL; b && b->model; b++)
    if (strcmp (b->model, model) == 0)
      return b->watts;
  return 0;
}

static const char *const op_words[OP_N] = {
  [OP_VLAN_CREATE] = "vlan-create", [OP_VLAN_CREATE_PLAIN] = "vlan-create-plain", [OP_VLAN_DELETE] = "vlan-delete",
  [OP_VLAN_ENABLE] = "vlan-enable", [OP_VLAN_DISABLE] = "vlan-disable", [OP_VLAN_NAME] = "vlan-name",
  [OP_PORT_UNTAGGED] = "port-untagged", [OP_PORT_TAG] = "port-tag", [OP_PORT_UNTAG] = "port-untag",
  [OP_AGG_TAG] = "linkagg-tag", [OP_AGG_UNTAG] = "linkagg-untag",
  [OP_POLICY_CREATE] = "policy-create", [OP_POLICY_DELETE] = "policy-delete", [OP_BIND] = "policy-bind", [OP_UNBIND] = "policy-unbind",
  [OP_TLV_CAPABILITY] = "tlv-capability", [OP_TLV_NETWORK_POLICY] = "tlv-network-policy", [OP_LLDP_ADMIN] = "lldp-admin",
  [OP_POE_SERVICE_START] = "poe-service-start", [OP_POE_SERVICE_STOP] = "poe-service-stop", [OP_POE_ON] = "poe-on",
  [OP_POE_OFF] = "poe-off", [OP_POE_LIMIT] = "poe-limit", [OP_POE_PRIORITY] = "poe-priority", [OP_QOS_TRUST] = "qos-trust",
  [OP_QOS_NO_TRUST] = "qos-no-trust", [OP_QOS_APPLY] = "qos-apply", [OP_SAVE] = "save", [OP_CERTIFY] = "certify",
  [OP_CERTIFY_SYNCHRO] = "certify-synchro", [OP_TIMER_CHECK] = "timer-check", [OP_TIMER_ARM] = "timer-arm",
  [OP_TIMER_CANCEL] = "timer-cancel", [OP_FILE_REMOVE] = "file-remove",
  [OP_SHOW_RUNNING_DIRECTORY] = "show-running-directory", [OP_SHOW_CONFIGURATION_STATUS] = "show-configuration-status",
  [OP_SHOW_SNAPSHOT] = "show-snapshot", [OP_SHOW_VLAN] = "show-vlan", [OP_SHOW_MEMBERS] = "show-members",
  [OP_SHOW_QOS_CONFIG] = "show-qos", [OP_SHOW_LANPOWER] = "show-lanpower", [OP_SHOW_LANPOWER_STATUS] = "show-lanpower-status",
  [OP_SHOW_WHO] = "show-who", [OP_SHOW_WHOAMI] = "show-whoami", [OP_SHOW_RELOAD] = "show-reload",
  [OP_SHOW_MEMBERS_UNITS] = "show-units", [OP_SHOW_SYSTEM] = "show-system", [OP_NO_MORE] = "no-more", [OP_FILE_BEGIN] = "file-begin", [OP_FILE_END] = "file-end",
};

const char *
op_to_string (OpId op)
{
  return op_words[op];
}

OpId
op_undo (OpId op)
{
  static const OpId pairs[][2] = {
    { OP_VLAN_CREATE, OP_VLAN_DELETE }, { OP_VLAN_ENABLE, OP_VLAN_DISABLE }, { OP_PORT_TAG, OP_PORT_UNTAG }, { OP_AGG_TAG, OP_AGG_UNTAG },
    { OP_POLICY_CREATE, OP_POLICY_DELETE }, { OP_BIND, OP_UNBIND }, { OP_POE_SERVICE_START, OP_POE_SERVICE_STOP }, { OP_POE_ON, OP_POE_OFF },
    { OP_QOS_TRUST, OP_QOS_NO_TRUST }, { OP_TIMER_ARM, OP_TIMER_CANCEL },
  };
  static const OpId same[] = { OP_VLAN_NAME, OP_PORT_UNTAGGED, OP_TLV_CAPABILITY, OP_TLV_NETWORK_POLICY, OP_LLDP_ADMIN, OP_POE_LIMIT, OP_POE_PRIORITY,
                               OP_QOS_APPLY };
  if (op == OP_VLAN_CREATE_PLAIN)
    return OP_VLAN_DELETE;
  if (op == OP_FILE_BEGIN)
    return OP_FILE_REMOVE;
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    for (guint k = 0; k < 2; k++)
      if (pairs[i][k] == op && op != OP_TIMER_CANCEL)
        return pairs[i][!k];
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (same[i] == op)
      return op;
  return OP_N;
}

char *
family_cure_line (const Family *family, CureId cure, guint line, ...)
{
  va_list args;
  const Cure *c = &family->cures[cure];
  if (line >= G_N_ELEMENTS (c->lines) || !c->lines[line])
    return NULL;
  GString *text = g_string_new (c->lines[line]);
  va_start (args, line);
  for (const char *hole; (hole = va_arg (args, const char *));)
    g_string_replace (text, hole, va_arg (args, const char *), 0);
  va_end (args);
  return g_string_free (text, FALSE);
}

guint
table_columns (const TableSpec *spec)
{
  guint n = 0;
  while (n < TABLE_MAX_COLUMNS && spec->columns[n])
    n++;
  return n;
}

static const char *const table_words[TABLE_N] = {
  [TABLE_SYSTEM] = "system", [TABLE_IF] = "if", [TABLE_IFX] = "ifx", [TABLE_BASE_PORT] = "base-port", [TABLE_ENTITY] = "entity",
  [TABLE_VLAN] = "vlan", [TABLE_VPA] = "vpa", [TABLE_Q_STATIC] = "q-static", [TABLE_Q_CURRENT] = "q-current", [TABLE_MOBILE] = "mobile", [TABLE_UNP] = "unp",
  [TABLE_AGGREGATE] = "aggregate", [TABLE_VFL] = "vfl", [TABLE_LLDP_CONFIG] = "lldp-config", [TABLE_LLDP_REM] = "lldp-rem",
  [TABLE_LLDP_V2_REM] = "lldp-v2-rem", [TABLE_MED_TLV] = "med-tlv", [TABLE_MED_REM_CLASS] = "med-rem-class",
  [TABLE_MED_REM_POLICY] = "med-rem-policy", [TABLE_MED_REM_INVENTORY] = "med-rem-inventory", [TABLE_MED_REM_POWER] = "med-rem-power",
  [TABLE_POLICY] = "policy", [TABLE_POLICY_PORT] = "policy-port", [TABLE_TRUST_AGENT] = "trust-agent", [TABLE_POE_PORT] = "poe-port",
  [TABLE_POE_MAIN] = "poe-main", [TABLE_POE_DRAFT_PORT] = "poe-draft-port", [TABLE_POE_DRAFT_MAIN] = "poe-draft-main",
  [TABLE_INLINE_PORT] = "inline-port", [TABLE_INLINE_MAIN] = "inline-main", [TABLE_QOS_PORT] = "qos-port", [TABLE_FDB] = "fdb",
  [TABLE_FDB_BRIDGE] = "fdb-bridge", [TABLE_CONFIG] = "config", [TABLE_CHASSIS_CONTROL] = "chassis-control", [TABLE_MEMBERS] = "members",
  [TABLE_INLINE_RULES] = "inline-rules", [TABLE_PORT_SECURITY] = "port-security", [TABLE_STP_EDGE] = "stp-edge", [TABLE_CLOCK] = "clock",
  [TABLE_RELOAD] = "reload", [TABLE_DUPLEX] = "duplex", [TABLE_ERRORS] = "errors", [TABLE_FRAMES] = "frames", [TABLE_AUTH] = "auth",
};

const char *
table_to_string (TableId table)
{
  return table_words[table];
}
