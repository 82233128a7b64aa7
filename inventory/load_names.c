/* What switches refer to by name: VLANs, roles, credentials. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

/* The mapping's entries whose value is a mapping too; others were complained of. */
#define FOR_ENTRIES(node, key, value) \
  for (guint entry_ = 0; (node) && (node)->type == NODE_MAPPING && entry_ < (node)->keys->len; entry_++) \
    for (const Node *key = (node)->keys->pdata[entry_], *value = (node)->values->pdata[entry_]; value; value = NULL) \
      if (value->type == NODE_MAPPING)

static void
twice (Inventory *inv, SrcPos pos, SrcPos first, const char *what, const char *name)
{
  Diagnostic *d = inventory_error (inv, "VL205", pos, _ ("names are unique over the whole inventory: rename one"), _ ("%s `%s` is defined twice"), what, name);
  d->other = first;
  d->other_message = g_strdup (_ ("first defined here"));
}

/* ---- VLANs ---------------------------------------------------------------------------------------------------------- */

static DesiredVlan *
find_vlan_key (const Desired *d, const char *key)
{
  for (guint i = 0; i < d->vlans->len; i++)
    if (strcmp (((DesiredVlan *) d->vlans->pdata[i])->key, key) == 0)
      return d->vlans->pdata[i];
  return NULL;
}

static int
by_vlan_id (gconstpointer a, gconstpointer b)
{
  guint x = (*(DesiredVlan *const *) a)->id, y = (*(DesiredVlan *const *) b)->id;
  return x < y ? -1 : x > y;
}

void
load_vlans (Inventory *inv, const Node *root)
{
  const Node *vlans = node_get (root, "vlans", NULL);
  FOR_ENTRIES (vlans, key, value)
  {
    guint id;
    DesiredVlan *first = find_vlan_key (inv->desired, key->text);
    if (first)
      twice (inv, key->pos, first->pos, _ ("VLAN"), key->text);
    if (first || !value_get_uint (value, "id", &id) || id < VLAN_MIN || id > VLAN_MAX)
      continue;
    DesiredVlan *vlan = g_new0 (DesiredVlan, 1);
    vlan->id = id;
    vlan->key = g_strdup (key->text);
    vlan->pos = key->pos;
    vlan->name = g_strdup (value_get_text (value, "name", &vlan->name_pos));
    value_get_bool (value, "voice", &vlan->voice);
    g_ptr_array_add (inv->desired->vlans, vlan);
  }
  g_ptr_array_sort (inv->desired->vlans, by_vlan_id);
}

/* The id of a VLAN by its key, 0 after complaining. */
static guint
vlan_by_key (Inventory *inv, const char *key, SrcPos pos)
{
  DesiredVlan *vlan = find_vlan_key (inv->desired, key);
  if (vlan)
    {
      g_hash_table_add (inv->vlan_uses, vlan->key);
      return vlan->id;
    }
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < inv->desired->vlans->len; i++)
    g_ptr_array_add (names, ((DesiredVlan *) inv->desired->vlans->pdata[i])->key);
  g_autofree char *help = inventory_suggest (key, names);
  inventory_error (inv, "VL202", pos, help, _ ("no VLAN `%s` under `vlans`"), key);
  return 0;
}

/* ---- roles ---------------------------------------------------------------------------------------------------------- */

Role *
inventory_find_role (const Inventory *inv, const char *name)
{
  for (guint i = 0; i < inv->roles->len; i++)
    if (strcmp (((Role *) inv->roles->pdata[i])->name, name) == 0)
      return inv->roles->pdata[i];
  return NULL;
}

static void
own (Role *role, Attr attr, SrcPos pos)
{
  role->cfg.has |= HAS (attr);
  role->attr_pos[attr] = pos;
}

static void
load_role_vlans (Inventory *inv, Role *role, const Node *value)
{
  const char *data = value_get_text (value, "data-vlan", &role->data_pos);
  const char *voice = value_get_text (value, "voice-vlan", &role->voice_pos);
  if (data && (role->data_vlan = vlan_by_key (inv, data, role->data_pos)))
    {
      role->cfg.untagged = role->data_vlan;
      own (role, ATTR_UNTAGGED, role->data_pos);
    }
  role->voice_none = voice && strcmp (voice, "none") == 0;
  if (role->voice_none)
    {
      /* product 3: `none` first unbinds every voice policy on the port, then takes the tags off */
      own (role, ATTR_TAGGED, role->voice_pos);
      own (role, ATTR_POLICIES, role->voice_pos);
    }
  else if (voice && (role->voice_vlan = vlan_by_key (inv, voice, role->voice_pos)))
    {
      vlan_set_add (&role->cfg.tagged, role->voice_vlan);
      own (role, ATTR_TAGGED, role->voice_pos);
    }
}

static void
load_role_med (Role *role, const Node *value)
{
  const Node *med = node_get (value, "lldp-med", NULL);
  MedPolicy policy = { .id = -1, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = role->voice_vlan };
  role->has_med = med && med->type == NODE_MAPPING;
  if (!role->has_med)
    return;
  role->med_pos = med->pos;
  gboolean both = value_get_uint (med, "priority", &policy.priority) & value_get_uint (med, "dscp", &policy.dscp);
  if (!role->voice_vlan || !both)
    return;
  role->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
  g_array_append_val (role->cfg.policies, policy);
  own (role, ATTR_POLICIES, med->pos);
  /* Phones hear of the policy only where its TLV is sent. */
  role->cfg.med_tlvs = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
  own (role, ATTR_MED_TLVS, med->pos);
}

static void
load_role_poe (Role *role, const Node *value)
{
  const Node *poe = node_get (value, "poe", NULL);
  SrcPos pos = { 0 };
  const char *text;
  if (!poe || poe->type != NODE_MAPPING)
    return;
  if (value_get_bool (poe, "enabled", &role->cfg.poe_admin))
    own (role, ATTR_POE_ADMIN, node_get (poe, "enabled", NULL)->pos);
  if ((text = value_get_text (poe, "priority", &pos)) && poe_priority_parse (text, &role->cfg.poe_priority))
    own (role, ATTR_POE_PRIORITY, pos);
  if ((text = value_get_text (poe, "limit", &pos)) && value_parse_power (text, &role->cfg.poe_limit_mw))
    own (role, ATTR_POE_LIMIT, pos);
}

void
load_roles (Inventory *inv, const Node *root)
{
  const Node *roles = node_get (root, "roles", NULL);
  FOR_ENTRIES (roles, key, value)
  {
    const Role *first = inventory_find_role (inv, key->text);
    SrcPos pos;
    if (first)
      {
        twice (inv, key->pos, first->pos, _ ("role"), key->text);
        continue;
      }
    Role *role = g_new0 (Role, 1);
    role->name = g_intern_string (key->text);
    role->pos = key->pos;
    load_role_vlans (inv, role, value);
    load_role_med (role, value);
    load_role_poe (role, value);
    const char *lldp = value_get_text (value, "lldp", &pos);
    if (lldp && lldp_admin_parse (lldp, &role->cfg.lldp_admin))
      own (role, ATTR_LLDP_ADMIN, pos);
    if (value_get_bool (value, "qos-trust", &role->cfg.qos_trust))
      own (role, ATTR_QOS_TRUST, node_get (value, "qos-trust", NULL)->pos);
    g_ptr_array_add (inv->roles, role);
  }
}

/* ---- credentials ---------------------------------------------------------------------------------------------------- */

static char *
relative_to (const Node *node, const char *path)
{
  if (g_path_is_absolute (path))
    return g_strdup (path);
  g_autofree char *folder = g_path_get_dirname (node->pos.file);
  return g_build_filename (folder, path, NULL);
}

static void
load_secret (const Node *mapping, const char *name, SecretRef *ref)
{
  static const struct {
    const char *key;
    SecretKind kind;
  } kinds[] = { { "env", SECRET_ENV }, { "file", SECRET_FILE }, { "prompt", SECRET_PROMPT } };
  const Node *node = node_get (mapping, name, NULL);
  if (!node)
    return;
  ref->pos = node->pos;
  if (node->type == NODE_SCALAR)
    {
      ref->kind = SECRET_LITERAL;
      return; /* refused by lint; its text is not even kept */
    }
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *text = value_get_text (node, kinds[i].key, NULL);
      if (!text)
        continue;
      ref->kind = kinds[i].kind;
      ref->text = kinds[i].kind == SECRET_FILE ? relative_to (node, text) : g_strdup (text);
    }
  const Node *command = node_get (node, "command", NULL);
  if (!command || command->type != NODE_SEQUENCE)
    return;
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  for (guint i = 0; i < command->values->len; i++)
    if (((Node *) command->values->pdata[i])->text)
      g_strv_builder_add (argv, ((Node *) command->values->pdata[i])->text);
  ref->kind = SECRET_COMMAND;
  ref->argv = g_strv_builder_end (argv);
}

static void
load_snmp (Credentials *c, const Node *node)
{
  if (!node || node->type != NODE_MAPPING)
    return;
  const char *version = value_get_text (node, "version", NULL);
  const Node *auth = node_get (node, "auth", NULL), *priv = node_get (node, "priv", NULL);
  c->snmp.present = TRUE;
  c->snmp.pos = node->pos;
  c->snmp.version = version && strcmp (version, "2c") == 0 ? SNMP_V2C : SNMP_V3;
  c->snmp.user = g_strdup (value_get_text (node, "user", NULL));
  load_secret (node, "community", &c->snmp.community);
  if (auth && auth->type == NODE_MAPPING)
    {
      c->snmp.auth_protocol = g_strdup (value_get_text (auth, "protocol", NULL));
      load_secret (auth, "secret", &c->snmp.auth);
    }
  if (priv && priv->type == NODE_MAPPING)
    {
      c->snmp.priv_protocol = g_strdup (value_get_text (priv, "protocol", NULL));
      load_secret (priv, "secret", &c->snmp.priv);
    }
}

static void
load_algorithms (Credentials *c, const Node *node)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  if (!node)
    return;
  for (guint i = 0; i < (node->type == NODE_SCALAR ? 1 : node->type == NODE_SEQUENCE ? node->values->len : 0); i++)
    {
      const Node *item = node->type == NODE_SCALAR ? node : node->values->pdata[i];
      if (item->type == NODE_SCALAR && strcmp (item->text, "legacy") == 0)
        c->ssh.legacy = TRUE;
      else if (item->type == NODE_SCALAR)
        g_strv_builder_add (names, item->text);
    }
  c->ssh.algorithms = g_strv_builder_end (names);
}

static void
load_ssh (Credentials *c, const Node *node)
{
  if (!node || node->type != NODE_MAPPING)
    return;
  const char *transport = value_get_text (node, "transport", NULL);
  const char *key = value_get_text (node, "key", NULL), *known = value_get_text (node, "known-hosts", NULL);
  c->ssh.present = TRUE;
  c->ssh.pos = node->pos;
  c->ssh.user = g_strdup (value_get_text (node, "user", NULL));
  c->ssh.key = key ? relative_to (node, key) : NULL;
  c->ssh.known_hosts = known ? relative_to (node, known) : NULL;
  c->ssh.jump = g_strdup (value_get_text (node, "jump", NULL));
  c->ssh.openssh = transport && strcmp (transport, "openssh") == 0;
  load_secret (node, "secret", &c->ssh.secret);
  load_algorithms (c, node_get (node, "algorithms", NULL));
}

void
load_credentials (Inventory *inv, const Node *root)
{
  const Node *all = node_get (root, "credentials", NULL);
  FOR_ENTRIES (all, key, value)
  {
    Credentials *first = NULL;
    for (guint i = 0; i < inv->desired->credentials->len && !first; i++)
      if (strcmp (((Credentials *) inv->desired->credentials->pdata[i])->name, key->text) == 0)
        first = inv->desired->credentials->pdata[i];
    if (first)
      {
        twice (inv, key->pos, first->pos, _ ("credentials"), key->text);
        continue;
      }
    Credentials *c = g_new0 (Credentials, 1);
    c->name = g_strdup (key->text);
    c->pos = key->pos;
    load_snmp (c, node_get (value, "snmp", NULL));
    load_ssh (c, node_get (value, "ssh", NULL));
    g_ptr_array_add (inv->desired->credentials, c);
  }
}
