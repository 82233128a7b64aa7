#include "inventory/schema.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const snmp_versions[] = { "2c", "3", NULL };
static const char *const auth_protocols[] = { "md5", "sha", "sha224", "sha256", "sha384", "sha512", NULL };
static const char *const priv_protocols[] = { "des", "aes", "aes192", "aes256", NULL };
static const char *const transports[] = { "libssh", "openssh", NULL };
static const char *const priorities[] = { "critical", "high", "low", NULL };
static const char *const lldp_states[] = { "tx", "rx", "tx-and-rx", "disable", NULL };
static const char *const one[] = { "1", NULL };

static const Key vlan_keys[] = {
  { "id", TYPE_UINT, TRUE, N_ ("VLAN id"), .min = 1, .max = 4094, .range_rule = "VL401" },
  { "name", TYPE_STRING, FALSE, N_ ("name that the VLAN has on the switches") },
  { "voice", TYPE_BOOL, FALSE, N_ ("a voice VLAN even where no role says so") },
  { NULL },
};
static const Mapping vlan_mapping = { N_ ("a VLAN"), vlan_keys };

static const Key med_keys[] = {
  { "priority", TYPE_UINT, TRUE, N_ ("802.1p priority of voice"), .max = 7, .range_rule = "VL502" },
  { "dscp", TYPE_UINT, TRUE, N_ ("DSCP of voice"), .max = 63, .range_rule = "VL503" },
  { NULL },
};
static const Mapping med_mapping = { N_ ("the LLDP-MED network policy for voice"), med_keys };

static const Key poe_keys[] = {
  { "enabled", TYPE_BOOL, FALSE, N_ ("power on the port") },
  { "priority", TYPE_WORD, FALSE, N_ ("who is cut first when power is short"), .words = priorities },
  { "limit", TYPE_POWER, FALSE, N_ ("most that the port may draw"), .min = 3000, .max = 95000, .range_rule = "VL602" },
  { NULL },
};
static const Mapping poe_mapping = { N_ ("power over Ethernet"), poe_keys };

static const Key role_keys[] = {
  { "data-vlan", TYPE_STRING, FALSE, N_ ("untagged VLAN, by its key under `vlans`") },
  { "voice-vlan", TYPE_STRING, FALSE, N_ ("tagged VLAN for phones, or `none`") },
  { "lldp-med", TYPE_MAPPING, FALSE, N_ ("what phones are told"), &med_mapping },
  { "lldp", TYPE_WORD, FALSE, N_ ("LLDP on the port"), .words = lldp_states },
  { "poe", TYPE_MAPPING, FALSE, N_ ("power over Ethernet"), &poe_mapping },
  { "qos-trust", TYPE_BOOL, FALSE, N_ ("keep the phone's 802.1p and DSCP") },
  { NULL },
};
static const Mapping role_mapping = { N_ ("what a port is for"), role_keys };

static const Key auth_keys[] = {
  { "protocol", TYPE_WORD, TRUE, N_ ("authentication"), .words = auth_protocols },
  { "secret", TYPE_SECRET, TRUE, N_ ("authentication pass phrase") },
  { NULL },
};
static const Mapping auth_mapping = { N_ ("SNMPv3 authentication"), auth_keys };
static const Key priv_keys[] = {
  { "protocol", TYPE_WORD, TRUE, N_ ("encryption"), .words = priv_protocols },
  { "secret", TYPE_SECRET, TRUE, N_ ("privacy pass phrase") },
  { NULL },
};
static const Mapping priv_mapping = { N_ ("SNMPv3 privacy"), priv_keys };

static const Key snmp_keys[] = {
  { "version", TYPE_WORD, TRUE, N_ ("SNMP version"), .words = snmp_versions },
  { "community", TYPE_SECRET, FALSE, N_ ("community of SNMPv2c") },
  { "user", TYPE_STRING, FALSE, N_ ("user of SNMPv3") },
  { "auth", TYPE_MAPPING, FALSE, N_ ("authentication of SNMPv3"), &auth_mapping },
  { "priv", TYPE_MAPPING, FALSE, N_ ("privacy of SNMPv3"), &priv_mapping },
  { NULL },
};
static const Mapping snmp_mapping = { N_ ("how switches are read"), snmp_keys };

static const Key ssh_keys[] = {
  { "user", TYPE_STRING, TRUE, N_ ("user name") },
  { "secret", TYPE_SECRET, FALSE, N_ ("password; without it, keys and the agent") },
  { "key", TYPE_STRING, FALSE, N_ ("private key file") },
  { "jump", TYPE_STRING, FALSE, N_ ("jump host, as ssh -J takes it (transport openssh)") },
  { "known-hosts", TYPE_STRING, FALSE, N_ ("known_hosts file") },
  { "transport", TYPE_WORD, FALSE, N_ ("libssh, or the system's ssh program"), .words = transports },
  { "algorithms", TYPE_STRINGS, FALSE, N_ ("`legacy`, or old algorithms by name") },
  { NULL },
};
static const Mapping ssh_mapping = { N_ ("how switches are changed"), ssh_keys };

static const Key credential_keys[] = {
  { "snmp", TYPE_MAPPING, FALSE, N_ ("SNMP"), &snmp_mapping },
  { "ssh", TYPE_MAPPING, FALSE, N_ ("SSH"), &ssh_mapping },
  { NULL },
};
static const Mapping credential_mapping = { N_ ("credentials"), credential_keys };

static const Key phone_keys[] = {
  { "mac", TYPE_MAC, FALSE, N_ ("MAC address, in any usual spelling") },
  { "model", TYPE_STRING, FALSE, N_ ("phone model, as in profiles/phones") },
  { "extension", TYPE_STRING, FALSE, N_ ("extension; quoted") },
  { "user", TYPE_STRING, FALSE, N_ ("whose phone it is") },
  { NULL },
};
static const Mapping phone_mapping = { N_ ("the phone that belongs there"), phone_keys };

static const Key port_keys[] = {
  { "role", TYPE_STRING, TRUE, N_ ("role, by its key under `roles`") },
  { "jack", TYPE_STRING, FALSE, N_ ("wall socket") },
  { "phone", TYPE_MAPPING, FALSE, N_ ("the phone that belongs there"), &phone_mapping },
  { NULL },
};
static const Mapping port_mapping = { N_ ("a port"), port_keys };

#define SWITCH_DEFAULT_KEYS \
  { "credentials", TYPE_STRING, FALSE, N_ ("credentials, by their key") }, \
  { "timeout", TYPE_DURATION, FALSE, N_ ("how long one SNMP answer may take"), .min = 100, .max = 60000 }, \
  { "snmp-port", TYPE_UINT, FALSE, N_ ("UDP port of SNMP"), .min = 1, .max = 65535 }, \
  { "ssh-port", TYPE_UINT, FALSE, N_ ("TCP port of SSH"), .min = 1, .max = 65535 }, \
  { "location", TYPE_STRING, FALSE, N_ ("where it stands") }, \
  { "model", TYPE_STRING, FALSE, N_ ("model, OS6860E-P24") }, \
  { "canary", TYPE_BOOL, FALSE, N_ ("goes first") }, \
  { "undo-timer", TYPE_DURATION, FALSE, N_ ("after which the switch undoes a run by itself"), .min = 120000, .max = 86340000 }, \
  { "max-share", TYPE_PERCENT, FALSE, N_ ("share of ports that may lose or move something"), .max = 100 }, \
  { "uplink-macs", TYPE_UINT, FALSE, N_ ("more MAC addresses than that look like an uplink"), .min = 1, .max = 100000 }

static const Key defaults_keys[] = { SWITCH_DEFAULT_KEYS, { NULL } };
static const Mapping defaults_mapping = { N_ ("for every switch below"), defaults_keys };

static const Key switch_keys[] = {
  { "name", TYPE_STRING, TRUE, N_ ("name, unique over the whole inventory") },
  { "address", TYPE_STRING, TRUE, N_ ("IPv4, IPv6 or name") },
  SWITCH_DEFAULT_KEYS,
  { "uplinks", TYPE_STRINGS, FALSE, N_ ("all links to other switches and routers") },
  { "ports", TYPE_PORT_MAP, FALSE, N_ ("ports and what they are for"), &port_mapping },
  { NULL },
};
const Mapping schema_switch = { N_ ("a switch"), switch_keys };

static const Key gateway_keys[] = {
  { "switch", TYPE_STRING, TRUE, N_ ("switch that the voice gateway hangs on") },
  { "port", TYPE_STRING, TRUE, N_ ("its port") },
  { NULL },
};
static const Mapping gateway_mapping = { N_ ("where the voice VLAN must reach"), gateway_keys };
static const Key path_keys[] = { { "gateway", TYPE_MAPPING, TRUE, N_ ("where the voice VLAN must reach"), &gateway_mapping }, { NULL } };
static const Mapping path_mapping = { N_ ("the voice path"), path_keys };

static const Key inventory_keys[] = {
  { "vlanctl", TYPE_WORD, TRUE, N_ ("version of this form"), .words = one },
  { "site", TYPE_STRING, FALSE, N_ ("name of the site") },
  { "include", TYPE_STRINGS, FALSE, N_ ("more files, as patterns relative to this one") },
  { "vlans", TYPE_MAP_OF, FALSE, N_ ("VLANs"), &vlan_mapping },
  { "roles", TYPE_MAP_OF, FALSE, N_ ("what ports are for"), &role_mapping },
  { "credentials", TYPE_MAP_OF, FALSE, N_ ("how to reach switches"), &credential_mapping },
  { "defaults", TYPE_MAPPING, FALSE, N_ ("for every switch below"), &defaults_mapping },
  { "switches", TYPE_LIST_OF, FALSE, N_ ("switches"), &schema_switch },
  { "voice-path", TYPE_MAPPING, FALSE, N_ ("the voice path"), &path_mapping },
  { NULL },
};
const Mapping schema_inventory = { N_ ("an inventory"), inventory_keys };

/* ---- looking things up ---------------------------------------------------------------------------------------------- */

const Key *
mapping_find (const Mapping *mapping, const char *name)
{
  for (const Key *k = mapping->keys; k->name; k++)
    if (strcmp (k->name, name) == 0)
      return k;
  return NULL;
}

/* Edit distance, bounded words. */
static guint
distance (const char *a, const char *b)
{
  guint row[65], n = (guint) strlen (b);
  if (strlen (a) > 64 || n > 64)
    return G_MAXUINT;
  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 1; a[i - 1]; i++)
    {
      guint diagonal = row[0];
      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          guint above = row[j];
          guint change = diagonal + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));
          row[j] = MIN (MIN (above, row[j - 1]) + 1, change);
          diagonal = above;
        }
    }
  return row[n];
}

const char *
nearest_word (const char *text, const char *const *words)
{
  const char *best = NULL;
  guint limit = MAX (2, (guint) strlen (text) / 3) + 1;
  for (guint i = 0; words[i]; i++)
    {
      guint d = distance (text, words[i]);
      if (d < limit)
        {
          limit = d;
          best = words[i];
        }
    }
  return best;
}

/* ---- values --------------------------------------------------------------------------------------------------------- */

static gboolean
parse_uint (const char *text, guint *out)
{
  guint64 n;
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32 / 2, &n, NULL) || (text[0] == '0' && text[1]))
    return FALSE;
  *out = (guint) n;
  return TRUE;
}

/* A decimal number with at most three places, times `scale`, that ends at *end. */
static gboolean
parse_scaled (const char *text, guint scale, const char **end, guint *out)
{
  guint64 whole = 0, part = 0, unit = 1;
  const char *p = text;
  if (!g_ascii_isdigit (*p))
    return FALSE;
  for (; g_ascii_isdigit (*p) && p - text < 9; p++)
    whole = whole * 10 + (guint64) (*p - '0');
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p) && unit < 1000; p++, unit *= 10)
      part = part * 10 + (guint64) (*p - '0');
  *end = p;
  *out = (guint) (whole * scale + part * scale / unit);
  return whole * scale < G_MAXUINT32 / 2;
}

gboolean
value_parse_power (const char *text, guint *milliwatts)
{
  const char *end;
  if (!parse_scaled (text, 1000, &end, milliwatts))
    return FALSE;
  if (strcmp (end, "W") == 0)
    return TRUE;
  return parse_scaled (text, 1, &end, milliwatts) && strcmp (end, "mW") == 0;
}

gboolean
value_parse_duration (const char *text, guint *milliseconds)
{
  static const struct {
    const char *unit;
    guint scale;
  } units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60000 }, { "h", 3600000 } };
  const char *end;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (parse_scaled (text, units[i].scale, &end, milliseconds) && strcmp (end, units[i].unit) == 0)
      return TRUE;
  return FALSE;
}

char *
value_parse_mac (const char *text)
{
  char hex[13];
  guint n = 0;
  for (const char *p = text; *p; p++)
    {
      if (g_ascii_isxdigit (*p))
        {
          if (n == 12)
            return NULL;
          hex[n++] = g_ascii_tolower (*p);
        }
      else if (!strchr (":-. ", *p))
        return NULL;
    }
  if (n != 12)
    return NULL;
  return g_strdup_printf ("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", hex, hex + 2, hex + 4, hex + 6, hex + 8, hex + 10);
}

gboolean
value_get_uint (const Node *mapping, const char *name, guint *out)
{
  const Node *node = node_get (mapping, name, NULL);
  g_autofree char *text = NULL;
  if (!node || node->type != NODE_SCALAR)
    return FALSE;
  text = g_strdup (node->text);
  if (g_str_has_suffix (text, "%"))
    text[strlen (text) - 1] = '\0';
  return parse_uint (text, out);
}

gboolean
value_get_bool (const Node *mapping, const char *name, gboolean *out)
{
  const Node *node = node_get (mapping, name, NULL);
  if (!node || node->type != NODE_SCALAR || node->quoted)
    return FALSE;
  *out = strcmp (node->text, "true") == 0;
  return *out || strcmp (node->text, "false") == 0;
}

const char *
value_get_text (const Node *mapping, const char *name, SrcPos *pos)
{
  const Node *node = node_get (mapping, name, NULL);
  if (!node || node->type != NODE_SCALAR)
    return NULL;
  if (pos)
    *pos = node->pos;
  return node->text;
}

/* ---- checking ------------------------------------------------------------------------------------------------------- */

static void G_GNUC_PRINTF (5, 6)
complain (Diagnostics *d, const Node *node, const char *rule, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  diagnostics_add (d, SEVERITY_ERROR, rule, node->pos, help, "%s", text);
}

/* What YAML 1.1 readers turn into something else than the text that stands there. */
static gboolean
is_trap (const char *text)
{
  static const char *const words[] = { "on", "off", "yes", "no", "y", "n", "true", "false", "null", "~", NULL };
  for (guint i = 0; words[i]; i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return TRUE;
  gboolean digits = text[0] != '\0', colon = FALSE;
  for (const char *p = text; *p; p++)
    {
      colon |= *p == ':';
      if (!g_ascii_isdigit (*p) && *p != ':')
        digits = FALSE;
    }
  return digits && (colon || (text[0] == '0' && text[1]));
}

static void
check_string (const Key *key, const Node *node, Diagnostics *d)
{
  if (!node->quoted && is_trap (node->text))
    complain (d, node, "VL106", _ ("put it in quotes"), _ ("YAML reads `%.40s` as something else than this text"), node->text);
  else if (node->text[0] == '\0')
    complain (d, node, "VL103", _ ("give it a value or take the key out"), _ ("`%s` is empty"), key->name);
}

static void
check_word (const Key *key, const Node *node, Diagnostics *d)
{
  g_autofree char *list = g_strjoinv (", ", (char **) key->words);
  for (guint i = 0; key->words[i]; i++)
    if (strcmp (key->words[i], node->text) == 0)
      return;
  g_autofree char *help = g_strdup_printf (_ ("one of: %s"), list);
  complain (d, node, "VL103", help, _ ("`%.40s` is not a value of `%s`"), node->text, key->name);
}

static void
check_number (const Key *key, const Node *node, Diagnostics *d)
{
  guint n;
  g_autofree char *text = g_strdup (node->text);
  if (key->type == TYPE_PERCENT && g_str_has_suffix (text, "%"))
    text[strlen (text) - 1] = '\0';
  if (!parse_uint (text, &n))
    complain (d, node, node->text[0] == '0' ? "VL106" : "VL103", _ ("write a plain decimal number"), _ ("`%.40s` is not a number for `%s`"), node->text,
              key->name);
  else if (key->max && (n < key->min || n > key->max))
    {
      g_autofree char *help = g_strdup_printf (_ ("%u to %u"), key->min, key->max);
      complain (d, node, key->range_rule ? key->range_rule : "VL103", help, _ ("%u is out of range for `%s`"), n, key->name);
    }
}

static void
check_unit (const Key *key, const Node *node, Diagnostics *d)
{
  guint n;
  gboolean power = key->type == TYPE_POWER;
  if (!(power ? value_parse_power (node->text, &n) : value_parse_duration (node->text, &n)))
    complain (d, node, "VL110", power ? _ ("with its unit: 8W or 8000mW") : _ ("with its unit: 30s, 10m, 1h, 500ms"),
              power ? _ ("`%.40s` is not a power") : _ ("`%.40s` is not a duration"), node->text);
  else if (key->max && (n < key->min || n > key->max))
    complain (d, node, key->range_rule ? key->range_rule : "VL103", NULL, _ ("%.40s is out of range for `%s`"), node->text, key->name);
}

static void
check_bool (const Key *key, const Node *node, Diagnostics *d)
{
  if (!node->quoted && (strcmp (node->text, "true") == 0 || strcmp (node->text, "false") == 0))
    return;
  complain (d, node, "VL106", _ ("write true or false, without quotes"), _ ("`%.40s` is neither true nor false"), node->text);
}

static void
check_mac (const Key *key, const Node *node, Diagnostics *d)
{
  g_autofree char *mac = value_parse_mac (node->text);
  gboolean digits = strspn (node->text, "0123456789:") == strlen (node->text);
  if (!node->quoted && digits)
    complain (d, node, "VL106", _ ("put it in quotes"), _ ("YAML may read the MAC address `%.40s` as a number"), node->text);
  else if (!mac)
    complain (d, node, "VL702", _ ("six pairs of hexadecimal digits"), _ ("`%.40s` is not a MAC address"), node->text);
  else if (g_ascii_xdigit_value (mac[1]) & 1 || strcmp (mac, "00:00:00:00:00:00") == 0)
    complain (d, node, "VL702", _ ("copy it from the label of the phone"), _ ("`%.40s` is not the address of one device"), node->text);
}

static void
check_strings (const Key *key, const Node *node, Diagnostics *d)
{
  if (node->type == NODE_SCALAR)
    {
      check_string (key, node, d);
      return;
    }
  for (guint i = 0; node->type == NODE_SEQUENCE && i < node->values->len; i++)
    {
      const Node *item = node->values->pdata[i];
      if (item->type != NODE_SCALAR)
        complain (d, item, "VL103", NULL, _ ("`%s` is a list of texts"), key->name);
      else
        check_string (key, item, d);
    }
  if (node->type == NODE_MAPPING)
    complain (d, node, "VL103", NULL, _ ("`%s` is a text or a list of texts"), key->name);
}

static void
check_secret (const Key *key, const Node *node, Diagnostics *d)
{
  static const char *const kinds[] = { "env", "file", "command", "prompt", NULL };
  const char *help = _ ("{ env: NAME }, { file: PATH }, { command: [PROGRAM, ARGUMENT] } or { prompt: TEXT }");
  if (node->type == NODE_SCALAR)
    {
      complain (d, node, "VL801", help, _ ("a secret never stands in the inventory itself"));
      return;
    }
  const Node *k = node->type == NODE_MAPPING && node->keys->len == 1 ? node->keys->pdata[0] : NULL;
  const Node *v = k ? node->values->pdata[0] : NULL;
  if (!k || !g_strv_contains (kinds, k->text))
    {
      complain (d, k ? k : node, "VL102", help, _ ("a secret names one place to take it from"));
      return;
    }
  gboolean list = strcmp (k->text, "command") == 0;
  gboolean ok = list ? v->type == NODE_SEQUENCE && v->values->len > 0 : v->type == NODE_SCALAR && v->text[0];
  for (guint i = 0; ok && list && i < v->values->len; i++)
    ok = ((Node *) v->values->pdata[i])->type == NODE_SCALAR;
  if (!ok)
    complain (d, v, "VL103", help, list ? _ ("`command` is a list: program and arguments") : _ ("this is a text"));
}

static void check_key (const Key *key, const Node *node, Diagnostics *d);

static void
check_many (const Key *key, const Node *node, Diagnostics *d)
{
  gboolean list = key->type == TYPE_LIST_OF;
  if (node->type != (list ? NODE_SEQUENCE : NODE_MAPPING))
    {
      complain (d, node, "VL103", NULL, list ? _ ("`%s` is a list") : _ ("`%s` is a mapping"), key->name);
      return;
    }
  for (guint i = 0; i < node->values->len; i++)
    {
      const Node *value = node->values->pdata[i];
      if (key->type == TYPE_PORT_MAP && value->type == NODE_SCALAR)
        check_string (key, value, d);
      else
        schema_check (key->mapping, value, d);
    }
}

static void
check_scalar (const Key *key, const Node *node, Diagnostics *d)
{
  static void (*const checks[]) (const Key *, const Node *, Diagnostics *) = {
    [TYPE_STRING] = check_string, [TYPE_WORD] = check_word, [TYPE_UINT] = check_number, [TYPE_BOOL] = check_bool,
    [TYPE_POWER] = check_unit, [TYPE_DURATION] = check_unit, [TYPE_PERCENT] = check_number, [TYPE_MAC] = check_mac,
  };
  if (node->type != NODE_SCALAR)
    complain (d, node, "VL103", NULL, _ ("`%s` is one value, not a list or a mapping"), key->name);
  else
    checks[key->type](key, node, d);
}

static void
check_key (const Key *key, const Node *node, Diagnostics *d)
{
  switch (key->type)
    {
    case TYPE_SECRET:
      check_secret (key, node, d);
      break;
    case TYPE_STRINGS:
      check_strings (key, node, d);
      break;
    case TYPE_MAPPING:
      schema_check (key->mapping, node, d);
      break;
    case TYPE_MAP_OF:
    case TYPE_LIST_OF:
    case TYPE_PORT_MAP:
      check_many (key, node, d);
      break;
    default:
      check_scalar (key, node, d);
    }
}

static void
unknown_key (const Mapping *mapping, const Node *key, Diagnostics *d)
{
  const char *words[32];
  guint n = 0;
  for (const Key *k = mapping->keys; k->name && n < 31; k++)
    words[n++] = k->name;
  words[n] = NULL;
  const char *near = nearest_word (key->text, words);
  g_autofree char *list = g_strjoinv (", ", (char **) words);
  g_autofree char *help = near ? g_strdup_printf (_ ("did you mean `%s`?"), near) : g_strdup_printf (_ ("known here: %s"), list);
  complain (d, key, "VL102", help, _ ("unknown key `%.60s` in %s"), key->text, _ (mapping->title));
}

void
schema_check (const Mapping *mapping, const Node *node, Diagnostics *d)
{
  if (node->type != NODE_MAPPING)
    {
      complain (d, node, "VL103", NULL, _ ("%s is a mapping of keys and values"), _ (mapping->title));
      return;
    }
  for (guint i = 0; i < node->keys->len; i++)
    {
      const Node *name = node->keys->pdata[i];
      const Key *key = mapping_find (mapping, name->text);
      if (key)
        check_key (key, node->values->pdata[i], d);
      else if (strcmp (name->text, "<<") != 0)
        unknown_key (mapping, name, d);
    }
  for (const Key *key = mapping->keys; key->name; key++)
    if (key->required && !node_get (node, key->name, NULL))
      complain (d, node, "VL105", NULL, _ ("%s needs the key `%s`"), _ (mapping->title), key->name);
}
