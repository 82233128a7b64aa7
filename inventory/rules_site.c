/* Rules: what the site's policy asks for. They look at what is written, and each finding shows who asks. */
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/policy.h"
#include "inventory/rules.h"

#define ASKED _ ("asked for here")

/* ---- all that is written, entry by entry ---------------------------------------------------------------------------- */

typedef struct Walk {
  const Rule *rule;
  const Inventory *inv;
  const InventoryFile *file;
  /* `name`: the token that an entry is called by */
  void (*visit) (const struct Walk *w, EntryKind kind, const Node *name, const Node *value);
} Walk;

static void
walk_ports (const Walk *w, const Node *ports)
{
  for (guint i = 0; ports && ports->type == NODE_MAPPING && i < ports->keys->len; i++)
    {
      const Node *row = ports->values->pdata[i], *phone;
      Node *name;
      w->visit (w, ENTRY_PORT, ports->keys->pdata[i], row);
      if ((phone = node_get (row, "phone", &name)))
        w->visit (w, ENTRY_PHONE, name, phone);
    }
}

static void
walk_file (const Walk *w)
{
  static const char *const sections[] = { [ENTRY_VLAN] = "vlans", [ENTRY_ROLE] = "roles", [ENTRY_CREDENTIALS] = "credentials" };
  for (guint k = 0; k < G_N_ELEMENTS (sections); k++)
    {
      const Node *all = node_get (w->file->root, sections[k], NULL);
      for (guint i = 0; all && all->type == NODE_MAPPING && i < all->keys->len; i++)
        w->visit (w, k, all->keys->pdata[i], all->values->pdata[i]);
    }
  const Node *switches = node_get (w->file->root, "switches", NULL);
  for (guint i = 0; switches && switches->type == NODE_SEQUENCE && i < switches->values->len; i++)
    {
      const Node *sw = switches->values->pdata[i], *name = node_get (sw, "name", NULL);
      if (!name || name->bad)
        continue;
      w->visit (w, ENTRY_SWITCH, name, sw);
      walk_ports (w, node_get (sw, "ports", NULL));
    }
}

static void
walk (Walk *w)
{
  for (guint i = 0; i < w->inv->files->len; i++)
    {
      w->file = w->inv->files->pdata[i];
      walk_file (w);
    }
}

/* ---- names ---------------------------------------------------------------------------------------------------------- */

static void
check_name (const Walk *w, PatternKind kind, const Node *name)
{
  SitePattern *pattern = &w->inv->policy->names[kind];
  if (!name || name->type != NODE_SCALAR || name->bad || site_pattern_matches (pattern, name->text, w->inv->diagnostics))
    return;
  g_autofree char *help = g_strdup_printf (_ ("as `%.200s` has it"), pattern->text);
  diagnostic_see (rule_say (w->rule, w->inv, name->pos, help, _ ("`%.60s` is not how this site writes %s"), name->text,
                            pattern->what),
                  pattern->pos, ASKED);
}

static void
visit_names (const Walk *w, EntryKind kind, const Node *name, const Node *value)
{
  static const PatternKind patterns[] = { [ENTRY_VLAN] = PATTERN_VLANS, [ENTRY_ROLE] = PATTERN_ROLES, [ENTRY_CREDENTIALS] = PATTERN_CREDENTIALS,
                                          [ENTRY_SWITCH] = PATTERN_SWITCHES };
  if (kind < G_N_ELEMENTS (patterns))
    check_name (w, patterns[kind], name);
  if (kind == ENTRY_VLAN)
    check_name (w, PATTERN_VLAN_NAMES, node_get (value, "name", NULL));
  if (kind == ENTRY_SWITCH)
    check_name (w, PATTERN_LOCATIONS, node_get (value, "location", NULL));
  if (kind == ENTRY_PORT)
    check_name (w, PATTERN_JACKS, node_get (value, "jack", NULL));
}

void
site_names (const Rule *rule, const Inventory *inv)
{
  Walk w = { rule, inv, NULL, visit_names };
  walk (&w);
  for (guint i = 0; i < inv->files->len; i++)
    check_name (&w, PATTERN_LOCATIONS, node_get (node_get (((InventoryFile *) inv->files->pdata[i])->root, "defaults", NULL), "location", NULL));
}

/* ---- VLANs ---------------------------------------------------------------------------------------------------------- */

static void
check_vlan (const Walk *w, VlanUse use, guint id, const Node *at)
{
  static const char *const complaints[] = { [POLICY_ALLOWED] = N_ ("none that this site uses"), [POLICY_DATA] = N_ ("none that this site uses for data"),
                                            [POLICY_VOICE] = N_ ("none that this site uses for voice") };
  const SiteVlans *vlans = &w->inv->policy->vlans[use];
  if (!id || !vlans->pos.file || vlan_set_contains (&vlans->ids, id))
    return;
  g_autofree char *list = vlan_set_to_string (&vlans->ids), *help = g_strdup_printf (_ ("one of %.200s"), list);
  diagnostic_see (rule_say (w->rule, w->inv, at->pos, help, _ ("VLAN %u is %s"), id, _ (complaints[use])), vlans->pos, ASKED);
}

/* Of a role's key that names a VLAN; 0 when it is not known (and was complained of). */
static guint
vlan_of (const Walk *w, const Node *key)
{
  const Name *name = key && key->type == NODE_SCALAR && !key->bad ? g_hash_table_lookup (w->inv->by_name[NAME_VLAN], key->text) : NULL;
  return name && name->thing ? ((DesiredVlan *) name->thing)->id : 0;
}

static void
visit_vlans (const Walk *w, EntryKind kind, const Node *name, const Node *value)
{
  const Node *id = node_get (value, "id", NULL), *data = node_get (value, "data-vlan", NULL), *voice = node_get (value, "voice-vlan", NULL);
  guint n;
  gboolean is_voice;
  if (kind == ENTRY_VLAN && value_get_uint (value, "id", &n))
    {
      check_vlan (w, POLICY_ALLOWED, n, id);
      if (value_get_bool (value, "voice", &is_voice) && is_voice)
        check_vlan (w, POLICY_VOICE, n, node_get (value, "voice", NULL));
    }
  if (kind == ENTRY_ROLE)
    {
      check_vlan (w, POLICY_DATA, vlan_of (w, data), data);
      check_vlan (w, POLICY_VOICE, vlan_of (w, voice), voice);
    }
}

void
site_vlans (const Rule *rule, const Inventory *inv)
{
  Walk w = { rule, inv, NULL, visit_vlans };
  walk (&w);
}

/* ---- keys ----------------------------------------------------------------------------------------------------------- */

/* Also where another place says it for this one: `defaults`, or the short form of a line under `ports`, which is a role. */
static gboolean
has_key (const Walk *w, EntryKind kind, const Node *value, const char *key)
{
  if (value->type == NODE_SCALAR)
    return kind == ENTRY_PORT && strcmp (key, "role") == 0;
  return node_get (value, key, NULL) || (kind == ENTRY_SWITCH && load_default (w->inv, w->file, key));
}

static void
visit_keys (const Walk *w, EntryKind kind, const Node *name, const Node *value)
{
  const GArray *required = w->inv->policy->required[kind];
  for (guint i = 0; i < required->len && !value->bad; i++)
    {
      const SiteKey *key = &g_array_index (required, SiteKey, i);
      if (has_key (w, kind, value, key->key->name))
        continue;
      g_autofree char *help = g_strdup_printf ("`%s`: %s", key->key->name, _ (key->key->title));
      diagnostic_see (rule_say (w->rule, w->inv, name->pos, help, kind == ENTRY_PHONE ? _ ("this %.60s has no `%s`") : _ ("`%.60s` has no `%s`"),
                                name->text, key->key->name),
                      key->pos, ASKED);
    }
}

void
site_keys (const Rule *rule, const Inventory *inv)
{
  Walk w = { rule, inv, NULL, visit_keys };
  walk (&w);
}
