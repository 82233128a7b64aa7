/* A tree against its form: unknown and missing keys, values of the wrong kind. One mistake, one complaint: what was complained of
 * is marked bad, and a key that is only misspelled is taken for the one that was meant. */
#include "inventory/schema.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/vlan.h"

#define KEYS_MAX 32

static const Key *unknown_key (const Mapping *mapping, Node *name, Diagnostics *d);

static void G_GNUC_PRINTF (5, 6)
    complain (Diagnostics *d, Node *node, const char *rule, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  node->bad = TRUE;
  diagnostics_add (d, SEVERITY_ERROR, rule, node->pos, help, "%s", text);
}

/* As complain, of a text that only lacks its quotes. */
static void G_GNUC_PRINTF (4, 5)
    complain_unquoted (Diagnostics *d, Node *node, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  node->bad = TRUE;
  Diagnostic *found = diagnostics_add (d, SEVERITY_ERROR, "VL106", node->pos, help, "%s", text);
  found->fix_pos = node->pos;
  found->fix = g_strdup_printf ("\"%s\"", node->text);
}

/* What YAML 1.1 readers turn into something else than the text that stands there: booleans, nothing, octal, base 60. */
static gboolean
is_trap (const char *text)
{
  static const char *const words[] = { "on", "off", "yes", "no", "y", "n", "true", "false", "null", "~", NULL };
  if (!strchr ("ofyntOFYNT~0123456789", text[0]))
    return FALSE;
  for (guint i = 0; !g_ascii_isdigit (text[0]) && words[i]; i++)
    if (g_ascii_strcasecmp (text, words[i]) == 0)
      return TRUE;
  gsize digits = strspn (text, "0123456789");
  if (digits && strspn (text, "0123456789:") == strlen (text))
    return text[digits] == ':' || (text[0] == '0' && text[1]);
  return text[0] == '0' && text[1] && strchr ("oxb", text[1]) && g_ascii_isxdigit (text[2]);
}

/* A text that YAML does not take for something else; `node` may be a key. */
static gboolean
check_text (Node *node, Diagnostics *d)
{
  if (!node->quoted && is_trap (node->text))
    complain_unquoted (d, node, _ ("put it in quotes"), _ ("YAML reads `%.40s` as something else than this text"), node->text);
  return !node->bad;
}

/* ---- secrets -------------------------------------------------------------------------------------------------------- */

/* What stands there may be a secret: no excerpt shows it. */
static void
hide (const Node *node, Diagnostics *d)
{
  if (node->type == NODE_SCALAR)
    diagnostics_hide (d, node->pos);
  for (guint i = 0; node->keys && i < node->keys->len; i++)
    hide (node->keys->pdata[i], d);
  for (guint i = 0; node->values && i < node->values->len; i++)
    hide (node->values->pdata[i], d);
}

static gboolean
holds_secrets (const Mapping *mapping)
{
  for (const Key *key = mapping->keys; key->name; key++)
    if (key->type == TYPE_SECRET || (key->type == TYPE_MAPPING && holds_secrets (key->mapping)))
      return TRUE;
  return FALSE;
}

static gboolean
is_variable_name (const char *text)
{
  return !g_ascii_isdigit (text[0])
         && strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == strlen (text);
}

static gboolean
is_list_of_texts (const Node *node)
{
  gboolean ok = node->type == NODE_SEQUENCE && node->values->len > 0;
  for (guint i = 0; ok && i < node->values->len; i++)
    ok = ((Node *) node->values->pdata[i])->type == NODE_SCALAR;
  return ok;
}

static void
check_secret (const Key *key, Node *node, Diagnostics *d)
{
  static const char *const kinds[] = { "env", "file", "command", "prompt", NULL };
  const char *help = _ ("{ env: NAME }, { file: PATH }, { command: [PROGRAM, ARGUMENT] } or { prompt: TEXT }");
  const Node *kind = node->type == NODE_MAPPING && node->keys->len == 1 ? node->keys->pdata[0] : NULL;
  Node *value = kind ? node->values->pdata[0] : NULL;
  if (!kind || !g_strv_contains (kinds, kind->text))
    {
      hide (node, d);
      complain (d, node, node->type == NODE_MAPPING ? "VL102" : "VL801", help,
                node->type == NODE_MAPPING ? _ ("`%s` names one place to take the secret from")
                                           : _ ("`%s`: a secret never stands in the inventory itself"),
                key->name);
    }
  else if (strcmp (kind->text, "command") == 0)
    {
      if (!is_list_of_texts (value))
        complain (d, value, "VL103", help, _ ("`command` is a list: program and arguments"));
    }
  else if (value->type != NODE_SCALAR || !value->text[0] || (strcmp (kind->text, "env") == 0 && !is_variable_name (value->text)))
    {
      hide (value, d);
      complain (d, value, "VL103", help, _ ("this is not what `%s` takes"), kind->text);
    }
  else
    check_text (value, d);
}

/* ---- single values -------------------------------------------------------------------------------------------------- */

static const char *
range_rule (const Key *key)
{
  return key->range_rule ? key->range_rule : "VL103";
}

/* Where the text holds something that is not allowed; its end when it does not. */
static const char *
not_allowed (const Key *key, const char *text)
{
  const char *p = text;
  if (*p == '-' || *p == '.')
    return p;
  while (*p && (g_ascii_isalnum (*p) || strchr (key->allowed, *p)))
    p++;
  return p;
}

static void
check_string (const Key *key, Node *node, Diagnostics *d)
{
  if (!check_text (node, d) || !key->allowed)
    return;
  if (!*not_allowed (key, node->text) && (!key->max || strlen (node->text) <= key->max))
    return;
  g_autofree char *most = key->max ? g_strdup_printf (_ ("at most %u of "), key->max) : g_strdup ("");
  g_autofree char *help =
      g_strdup_printf (_ ("%sletters A-Z a-z, digits and %s, the first one no hyphen and no dot"), most, key->allowed);
  complain (d, node, range_rule (key), help, _ ("`%.70s` is nothing for `%s`"), node->text, key->name);
}

static void
check_address (const Key *key, Node *node, Diagnostics *d)
{
  if (check_text (node, d) && !value_is_address (node->text))
    complain (d, node, range_rule (key), _ ("an IPv4 or IPv6 address or a host name; ports go under `snmp-port` and `ssh-port`"),
              _ ("`%.60s` is no address"), node->text);
}

static void
check_vlan_name (const Key *key, Node *node, Diagnostics *d)
{
  if (check_text (node, d) && !vlan_name_is_safe (node->text))
    complain (d, node, "VL403", _ ("1 to 32 of letters A-Z a-z, digits, blank, dot, underscore, hyphen"),
              _ ("the CLI of the switches cannot carry the VLAN name `%.40s` safely"), node->text);
}

static void
check_word (const Key *key, Node *node, Diagnostics *d)
{
  if (g_strv_contains (key->words, node->text))
    return;
  g_autofree char *list = g_strjoinv (", ", (char **) key->words), *help = g_strdup_printf (_ ("one of: %s"), list);
  complain (d, node, "VL103", help, _ ("`%.40s` is not a value of `%s`"), node->text, key->name);
}

static void
check_number (const Key *key, Node *node, Diagnostics *d)
{
  guint n;
  gboolean number = key->type == TYPE_PERCENT ? value_parse_percent (node->text, &n) : value_parse_uint (node->text, &n);
  if (number && node->quoted && !strchr (node->text, '%'))
    {
      complain (d, node, "VL106", _ ("take the quotes off"), _ ("`%.40s` is a number for `%s`: quotes make a text of it"), node->text, key->name);
      Diagnostic *found = d->items->pdata[d->items->len - 1];
      found->fix_pos = node->pos;
      found->fix = g_strdup (node->text);
    }
  else if (!number && is_trap (node->text))
    complain (d, node, "VL106", _ ("write a plain decimal number; what is a text goes in quotes"),
              _ ("YAML may read `%.40s` as another number, octal or base 60"), node->text);
  else if (!number)
    complain (d, node, "VL103", _ ("write a plain decimal number"), _ ("`%.40s` is not a number for `%s`"), node->text,
              key->name);
  else if (key->max && (n < key->min || n > key->max))
    {
      g_autofree char *help = g_strdup_printf (_ ("%u to %u"), key->min, key->max);
      complain (d, node, range_rule (key), help, _ ("%u is out of range for `%s`"), n, key->name);
    }
}

static void
check_unit (const Key *key, Node *node, Diagnostics *d)
{
  guint n;
  gboolean power = key->type == TYPE_POWER;
  g_autofree char *least = value_with_unit (key->min, key->type), *most = value_with_unit (key->max, key->type);
  g_autofree char *help = g_strdup_printf (_ ("%s to %s"), least, most);
  if (!(power ? value_parse_power (node->text, &n) : value_parse_duration (node->text, &n)))
    complain (d, node, "VL110", power ? _ ("with its unit: 8W or 8000mW") : _ ("with its unit: 30s, 10m, 1h, 500ms"),
              power ? _ ("`%.40s` is not a power") : _ ("`%.40s` is not a duration"), node->text);
  else if (n < key->min || n > key->max)
    complain (d, node, range_rule (key), help, _ ("%.40s is out of range for `%s`"), node->text, key->name);
}

static void
check_bool (const Key *key, Node *node, Diagnostics *d)
{
  if (node->quoted || (strcmp (node->text, "true") && strcmp (node->text, "false")))
    complain (d, node, "VL106", _ ("write true or false, without quotes"), _ ("`%.40s` is neither true nor false"), node->text);
}

/* Digits alone, or with one `e`: a number to YAML. */
static gboolean
is_numeric (const char *text)
{
  const char *e = strpbrk (text, "eE");
  return strspn (text, "0123456789:") == (e ? (gsize) (e - text) : strlen (text))
         && (!e || strspn (e + 1, "0123456789") == strlen (e + 1));
}

static void
check_mac (const Key *key, Node *node, Diagnostics *d)
{
  g_autofree char *mac = value_parse_mac (node->text);
  if (!node->quoted && is_numeric (node->text))
    complain_unquoted (d, node, _ ("put it in quotes"), _ ("YAML may read the MAC address `%.40s` as a number"), node->text);
  else if (!mac)
    complain (d, node, "VL702", _ ("six pairs of hexadecimal digits"), _ ("`%.40s` is not a MAC address"), node->text);
  else if (g_ascii_xdigit_value (mac[1]) & 1 || strcmp (mac, "00:00:00:00:00:00") == 0)
    complain (d, node, "VL702", _ ("copy it from the label of the phone"), _ ("`%.40s` is not the address of one device"),
              node->text);
}

static void
check_scalar (const Key *key, Node *node, Diagnostics *d)
{
  static void (*const checks[]) (const Key *, Node *, Diagnostics *) = {
    [TYPE_STRING] = check_string,   [TYPE_WORD] = check_word,           [TYPE_UINT] = check_number,
    [TYPE_BOOL] = check_bool,       [TYPE_STRINGS] = check_string,      [TYPE_POWER] = check_unit,
    [TYPE_DURATION] = check_unit,   [TYPE_PERCENT] = check_number,      [TYPE_MAC] = check_mac,
    [TYPE_ADDRESS] = check_address, [TYPE_VLAN_NAME] = check_vlan_name,
  };
  if (node->type != NODE_SCALAR)
    complain (d, node, "VL103", NULL, _ ("`%s` is one value, not a list or a mapping"), key->name);
  else if (!node->text[0])
    complain (d, node, "VL103", _ ("give it a value or take the key out"), _ ("`%s` is empty"), key->name);
  else
    checks[key->type](key, node, d);
}

/* ---- lists and mappings --------------------------------------------------------------------------------------------- */

static void
check_strings (const Key *key, Node *node, Diagnostics *d)
{
  if (node->type == NODE_SCALAR)
    check_scalar (key, node, d);
  else if (node->type == NODE_MAPPING)
    complain (d, node, "VL103", NULL, _ ("`%s` is a text or a list of texts"), key->name);
  for (guint i = 0; node->type == NODE_SEQUENCE && i < node->values->len; i++)
    {
      Node *item = node->values->pdata[i];
      if (item->type == NODE_SCALAR)
        check_scalar (key, item, d);
      else
        complain (d, item, "VL103", NULL, _ ("`%s` is a text or a list of texts"), key->name);
    }
}

static void
check_vlan_range (const Key *key, Node *node, Diagnostics *d)
{
  guint first, last;
  if (!value_parse_vlans (node->text, &first, &last))
    complain (d, node, is_trap (node->text) ? "VL106" : "VL103", _ ("a VLAN id, or the first and the last of a range: 200-209"),
              _ ("`%.40s` is no range of VLANs"), node->text);
  else if (MIN (first, last) < VLAN_MIN || MAX (first, last) > VLAN_MAX)
    complain (d, node, "VL401", _ ("1 to 4094"), _ ("%.40s is out of range for `%s`"), node->text, key->name);
  else if (first > last)
    {
      g_autofree char *help = g_strdup_printf ("%u-%u", last, first);
      complain (d, node, "VL907", help, _ ("%s goes backwards: no VLAN is in it"), node->text);
    }
}

static void
check_key_name (const Key *key, Node *node, Diagnostics *d)
{
  if (!mapping_find (key->mapping, node->text))
    unknown_key (key->mapping, node, d);
}

/* One, or a list of them. */
static void
check_some (const Key *key, Node *node, Diagnostics *d)
{
  gboolean list = node->type == NODE_SEQUENCE;
  for (guint i = 0; i < (list ? node->values->len : 1); i++)
    {
      Node *item = list ? node->values->pdata[i] : node;
      if (item->type != NODE_SCALAR)
        complain (d, item, "VL103", NULL, _ ("`%s` is a text or a list of texts"), key->name);
      else
        (key->type == TYPE_VLANS ? check_vlan_range : check_key_name) (key, item, d);
    }
}

static void
check_port (const Key *key, const Node *name, Node *value, Diagnostics *d)
{
  if (value->type == NODE_SCALAR && !value->text[0])
    complain (d, value, "VL103", _ ("name a role, or take the line out"), _ ("no role for %.60s"), name->text);
  else if (value->type == NODE_SCALAR)
    check_text (value, d);
  else
    schema_check (key->mapping, value, d);
}

static void
check_many (const Key *key, Node *node, Diagnostics *d)
{
  gboolean list = key->type == TYPE_LIST_OF;
  if (node->type != (list ? NODE_SEQUENCE : NODE_MAPPING))
    {
      complain (d, node, "VL103",
                list ? _ ("each entry on a line that begins with `- `") : _ ("a name, a colon, and what it is; one a line"),
                list ? _ ("`%s` is a list") : _ ("`%s` is a mapping"), key->name);
      return;
    }
  for (guint i = 0; i < node->values->len; i++)
    {
      Node *value = node->values->pdata[i], *name = list ? NULL : node->keys->pdata[i];
      if (key->type == TYPE_PORT_MAP)
        check_port (key, name, value, d);
      else if (!name || check_text (name, d))
        schema_check (key->mapping, value, d);
    }
}

static void
check_key (const Key *key, Node *node, Diagnostics *d)
{
  if (node->type == NODE_SCALAR && !node->text[0])
    {
      complain (d, node, "VL103", _ ("give it a value or take the key out"), _ ("`%s` is empty"), key->name);
      return;
    }
  switch (key->type)
    {
    case TYPE_SECRET:
      check_secret (key, node, d);
      break;
    case TYPE_STRINGS:
      check_strings (key, node, d);
      break;
    case TYPE_VLANS:
    case TYPE_KEYS:
      check_some (key, node, d);
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
key_names (const Mapping *mapping, const char *words[KEYS_MAX])
{
  guint n = 0;
  for (const Key *k = mapping->keys; k->name && n < KEYS_MAX - 1; k++)
    words[n++] = k->name;
  words[n] = NULL;
}

/* The known key that was meant, or NULL. */
static const Key *
unknown_key (const Mapping *mapping, Node *name, Diagnostics *d)
{
  const char *words[KEYS_MAX];
  key_names (mapping, words);
  const char *near = nearest_word (name->text, words);
  g_autofree char *list = g_strjoinv (", ", (char **) words), *help = g_strdup_printf (_ ("known here: %s"), list);
  g_autofree char *meant = near ? g_strdup_printf (_ ("; did you mean `%s`?"), near) : g_strdup ("");
  complain (d, name, "VL102", help, _ ("unknown key `%.60s` in %s%s"), name->text, _ (mapping->title), meant);
  return near ? mapping_find (mapping, near) : NULL;
}

/* Goes on as if the key that was meant stood there, if its value is good for that. */
static void
take_for (const Key *key, Node *name, Node *value)
{
  g_autoptr (Diagnostics) trial = diagnostics_new ();
  check_key (key, value, trial);
  if (trial->errors)
    return;
  name->text = key->name;
}

static void
miss_key (const Mapping *mapping, const Key *key, Node *node, Diagnostics *d)
{
  complain (d, node, "VL105", key->title ? _ (key->title) : NULL, _ ("%s needs the key `%s`"), _ (mapping->title), key->name);
  /* a word that has no other form can be written for them */
  Diagnostic *found = d->items->pdata[d->items->len - 1];
  if (key->type != TYPE_WORD || key->words[1] || node->pos.column != 1 || node->pos.end_column != 1 || !node->keys->len)
    return;
  found->fix_pos = (SrcPos){ node->pos.file, node->pos.line, 1, node->pos.line, 1 };
  found->fix = g_strdup_printf ("%s: %s\n", key->name, key->words[0]);
}

static void
check_unknown (const Mapping *mapping, gboolean there[KEYS_MAX], Node *name, Node *value, Diagnostics *d)
{
  if (holds_secrets (mapping))
    hide (value, d);
  const Key *key = unknown_key (mapping, name, d);
  if (!key || there[key - mapping->keys])
    return;
  there[key - mapping->keys] = TRUE;
  take_for (key, name, value);
}

static void
check_mapping (const Mapping *mapping, Node *node, Diagnostics *d)
{
  gboolean there[KEYS_MAX] = { FALSE };
  guint known = 0;
  for (guint i = 0; i < node->keys->len; i++)
    {
      const Key *key = mapping_find (mapping, ((Node *) node->keys->pdata[i])->text);
      if (!key)
        continue;
      there[key - mapping->keys] = TRUE;
      known++;
      check_key (key, node->values->pdata[i], d);
    }
  for (guint i = 0; known < node->keys->len && i < node->keys->len; i++)
    if (!mapping_find (mapping, ((Node *) node->keys->pdata[i])->text))
      check_unknown (mapping, there, node->keys->pdata[i], node->values->pdata[i], d);
  for (const Key *key = mapping->keys; key->name; key++)
    if (key->required && !there[key - mapping->keys])
      miss_key (mapping, key, node, d);
}

void
schema_check (const Mapping *mapping, Node *node, Diagnostics *d)
{
  guint before = d->errors;
  if (node->type == NODE_MAPPING)
    check_mapping (mapping, node, d);
  else
    {
      const char *words[KEYS_MAX];
      key_names (mapping, words);
      g_autofree char *list = g_strjoinv (", ", (char **) words), *help = g_strdup_printf (_ ("its keys: %s"), list);
      if (holds_secrets (mapping))
        hide (node, d);
      complain (d, node, "VL103", help, _ ("%s is a mapping of keys and values"), _ (mapping->title));
    }
  node->bad = d->errors > before;
}
