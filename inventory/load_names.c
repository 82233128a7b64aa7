/* What switches refer to by name: VLANs, roles, credentials. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

/* The names under a key and what they are. Each is defined even when what it is was complained of: then nobody who refers to it
 * needs to hear of it again. */
#define FOR_DEFINITIONS(inv, kind, root, key, name, value)                                                                       \
  for (guint entry_ = 0, n_ = n_entries (inv, kind, root, key); entry_ < n_; entry_++)                                           \
    for (const Node *value = define_entry (inv, kind, root, key, entry_, &name); value; value = NULL)

static guint
n_entries (Inventory *inv, NameKind kind, const Node *root, const char *key)
{
  const Node *all = node_get (root, key, NULL);
  gboolean good = all && all->type == NODE_MAPPING;
  inv->blind[kind] |= all && !good;
  return good ? all->keys->len : 0;
}

/* The value, when it is one that can be loaded. */
static const Node *
define_entry (Inventory *inv, NameKind kind, const Node *root, const char *key, guint i, Name **name)
{
  const Node *all = node_get (root, key, NULL), *text = all->keys->pdata[i], *value = all->values->pdata[i];
  *name = inventory_define (inv, kind, text->text, text->pos);
  if (!*name || value->type != NODE_MAPPING)
    return NULL;
  (*name)->sound = !value->bad;
  return value;
}

/* ---- VLANs ---------------------------------------------------------------------------------------------------------- */

static int
by_vlan_id (gconstpointer a, gconstpointer b)
{
  const DesiredVlan *x = *(DesiredVlan *const *) a, *y = *(DesiredVlan *const *) b;
  if (x->id != y->id)
    return x->id < y->id ? -1 : 1;
  return x->pos.line < y->pos.line ? -1 : x->pos.line > y->pos.line;
}

void
load_vlans (Inventory *inv, const InventoryFile *file)
{
  Name *name;
  FOR_DEFINITIONS (inv, NAME_VLAN, file->root, "vlans", name, value)
  {
    guint id;
    if (!value_get_uint (value, "id", &id))
      continue;
    DesiredVlan *vlan = name->thing = g_new0 (DesiredVlan, 1);
    vlan->id = id;
    vlan->key = g_strdup (name->text);
    vlan->pos = name->pos;
    vlan->name = g_strdup (value_get_text (value, "name", &vlan->name_pos));
    value_get_bool (value, "voice", &vlan->voice);
    g_ptr_array_add (inv->desired->vlans, vlan);
  }
  g_ptr_array_sort (inv->desired->vlans, by_vlan_id);
}

/* The id of a VLAN by its key; 0 when it is not known (and was complained of). */
static guint
vlan_by_key (Inventory *inv, const char *key, SrcPos pos)
{
  guint id;
  const DesiredVlan *by_id = value_parse_uint (key, &id) ? desired_find_vlan (inv->desired, id) : NULL;
  if (by_id && !g_hash_table_contains (inv->by_name[NAME_VLAN], key))
    {
      g_autofree char *help = g_strdup_printf (_ ("write its key, `%s`"), by_id->key);
      inventory_error (inv, "VL202", pos, help, _ ("a role names VLANs by their keys under `vlans`, not by number"));
      return 0;
    }
  const Name *name = inventory_refer (inv, NAME_VLAN, key, pos);
  return name && name->thing ? ((const DesiredVlan *) name->thing)->id : 0;
}

/* ---- roles ---------------------------------------------------------------------------------------------------------- */

static void
own (Role *role, Attr attr, SrcPos pos)
{
  role->cfg.has |= HAS (attr);
  role->attr_pos[attr] = pos;
}

static void
load_role_vlans (Inventory *inv, Role *role, const Node *value)
{
  SrcPos data_pos;
  const char *data = value_get_text (value, "data-vlan", &data_pos),
             *voice = value_get_text (value, "voice-vlan", &role->voice_pos);
  gboolean none = g_strcmp0 (voice, "none") == 0;
  if (data && (role->data_vlan = vlan_by_key (inv, data, data_pos)))
    {
      role->cfg.untagged = role->data_vlan;
      own (role, ATTR_UNTAGGED, data_pos);
    }
  if (none)
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
  role->has_voice = !none && node_get (value, "voice-vlan", NULL);
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
load_roles (Inventory *inv, const InventoryFile *file)
{
  Name *name;
  FOR_DEFINITIONS (inv, NAME_ROLE, file->root, "roles", name, value)
  {
    SrcPos pos;
    Role *role = name->thing = g_new0 (Role, 1);
    role->name = g_intern_string (name->text);
    role->pos = name->pos;
    role->attr_pos = attr_places_new ();
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

/* Paths are relative to the file that they stand in; ~/ is the home folder. */
static char *
relative_to (const Node *node, const char *path)
{
  if (g_path_is_absolute (path))
    return g_strdup (path);
  if (g_str_has_prefix (path, "~/"))
    return g_build_filename (g_get_home_dir (), path + 2, NULL);
  g_autofree char *folder = g_path_get_dirname (node->pos.file);
  return g_build_filename (folder, path, NULL);
}

static void
load_secret (const Node *mapping, const char *name, SecretRef *ref)
{
  static const struct
  {
    const char *key;
    SecretKind kind;
  } kinds[] = { { "env", SECRET_ENV }, { "file", SECRET_FILE }, { "prompt", SECRET_PROMPT } };
  const Node *node = node_get (mapping, name, NULL);
  if (!node)
    return;
  ref->pos = node->pos;
  ref->kind = SECRET_LITERAL; /* unless it says where it is; refused by schema_check, and its text is not even kept */
  for (guint i = 0; i < G_N_ELEMENTS (kinds) && !ref->text; i++)
    {
      const char *text = value_get_text (node, kinds[i].key, NULL);
      if (!text)
        continue;
      ref->kind = kinds[i].kind;
      ref->text = kinds[i].kind == SECRET_FILE ? relative_to (node, text) : g_strdup (text);
    }
  const Node *command = node_get (node, "command", NULL);
  if (ref->text || !command || command->type != NODE_SEQUENCE)
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
load_credentials (Inventory *inv, const InventoryFile *file)
{
  Name *name;
  FOR_DEFINITIONS (inv, NAME_CREDENTIALS, file->root, "credentials", name, value)
  {
    Credentials *c = name->thing = g_new0 (Credentials, 1);
    c->name = g_strdup (name->text);
    c->pos = name->pos;
    load_snmp (c, node_get (value, "snmp", NULL));
    load_ssh (c, node_get (value, "ssh", NULL));
    g_ptr_array_add (inv->desired->credentials, c);
  }
}
