/* Switches and ports from a NetBox: what the inventory does not have yet is drafted, what it has stays, and what differs is told.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/import_internal.h"
#include "inventory/netbox.h"
#include "profiles/family.h"

/* A role by what it does to VLANs. */
typedef struct
{
  char *name;
  guint data, voice; /* 0 = none */
} Pair;

typedef struct
{
  Desired *desired;
  const Netbox *netbox;
  ImportResult *result;
  Diagnostics *diagnostics;
  GPtrArray *files; /* FileEdit* */
  GArray *pairs;    /* Pair, those of the inventory first */
  guint known_pairs;
  GPtrArray *fresh_vlans; /* DesiredVlan*, in desired->vlans too */
  GPtrArray *fresh;       /* DesiredSwitch*, not in any file yet */
  GArray *changes;        /* ImportChange: new ports of switches that are */
  gboolean any_voice;     /* the inventory knows which VLANs are for voice */
} Draft;

static void G_GNUC_PRINTF (2, 3) note (Draft *m, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_ptr_array_add (m->result->notes, g_strdup_vprintf (format, args));
  va_end (args);
}

/* ---- roles ---------------------------------------------------------------------------------------------------------- */

static guint
vlan_of_key (const Desired *desired, const char *key)
{
  for (guint i = 0; key && i < desired->vlans->len; i++)
    if (!strcmp (((DesiredVlan *) desired->vlans->pdata[i])->key, key))
      return ((DesiredVlan *) desired->vlans->pdata[i])->id;
  return 0;
}

static void
learn_pairs (Draft *m)
{
  for (guint f = 0; f < m->files->len; f++)
    {
      const Node *roles = node_get (((FileEdit *) m->files->pdata[f])->root, "roles", NULL);
      for (guint i = 0; roles && i < roles->keys->len; i++)
        {
          const Node *role = roles->values->pdata[i];
          const Pair pair = { g_strdup (((Node *) roles->keys->pdata[i])->text),
                              vlan_of_key (m->desired, value_get_text (role, "data-vlan", NULL)),
                              vlan_of_key (m->desired, value_get_text (role, "voice-vlan", NULL)) };
          g_array_append_val (m->pairs, pair);
        }
    }
  m->known_pairs = m->pairs->len;
}

static void
pair_clear (gpointer pair)
{
  g_free (((Pair *) pair)->name);
}

static gboolean
has_key (const Draft *m, const char *key)
{
  return vlan_of_key (m->desired, key) != 0;
}

/* "VOIX" becomes voix; what cannot be a key, or is one already, vlan-200. */
static DesiredVlan *
add_vlan (Draft *m, guint id)
{
  const char *name = g_hash_table_lookup (m->netbox->vlan_names, GUINT_TO_POINTER (id));
  DesiredVlan *vlan = g_new0 (DesiredVlan, 1);
  g_autoptr (GString) key = g_string_new (NULL);
  for (const char *p = name ? name : ""; *p; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (key, g_ascii_tolower (*p));
    else if (key->len && key->str[key->len - 1] != '-')
      g_string_append_c (key, '-');
  g_autofree char *quoted = yaml_text (key->str);
  vlan->id = id;
  vlan->name = name && vlan_name_is_safe (name) ? g_strdup (name) : NULL;
  vlan->key = *quoted == '"' || !strcmp (key->str, "none") || has_key (m, key->str) ? g_strdup_printf ("vlan-%u", id)
                                                                                    : g_strdup (key->str);
  g_ptr_array_add (m->fresh_vlans, vlan);
  g_ptr_array_add (m->desired->vlans, vlan);
  return vlan;
}

static DesiredVlan *
vlan_for (Draft *m, guint id)
{
  DesiredVlan *vlan = desired_find_vlan (m->desired, id);
  return vlan ? vlan : add_vlan (m, id);
}

/* The role with these VLANs: of several the first, of the inventory's own those before ours. */
static const char *
role_for (Draft *m, guint data, guint voice)
{
  for (guint i = 0; i < m->pairs->len; i++)
    {
      const Pair *pair = &g_array_index (m->pairs, Pair, i);
      if (pair->data == data && pair->voice == voice)
        return pair->name;
    }
  const char *first = data ? vlan_for (m, data)->key : NULL, *second = voice ? vlan_for (m, voice)->key : NULL;
  Pair pair = { g_strjoin ("-", first ? first : "only", second, NULL), data, voice };
  for (guint i = 0; i < m->pairs->len; i++)
    if (!strcmp (g_array_index (m->pairs, Pair, i).name, pair.name))
      {
        g_free (pair.name);
        pair.name = g_strdup_printf ("netbox-%u-%u", data, voice);
      }
  DesiredVlan *vlan = voice ? vlan_for (m, voice) : NULL;
  if (vlan && !vlan->voice)
    {
      note (m, _ ("VLAN %u (%s) is taken for a voice VLAN: it is the tagged one of %s"), voice, vlan->key, pair.name);
      vlan->voice = TRUE;
    }
  g_array_append_val (m->pairs, pair);
  return pair.name;
}

/* ---- switches ------------------------------------------------------------------------------------------------------- */

static gboolean
is_name (const char *name)
{
  return *name != '-' && *name != '.' && strlen (name) <= 64
         && strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == strlen (name);
}

static void
take_device (Draft *m, const NetboxDevice *d)
{
  g_autofree char *model = NULL, *version = NULL;
  if (desired_find_switch (m->desired, d->name))
    return;
  family_parse_descr (d->model ? d->model : "", &model, &version);
  if (!family_by_model (model))
    note (m, _ ("device %s: %s %s is no OmniSwitch that we know"), d->name, d->maker ? d->maker : "", d->model ? d->model : "");
  else if (!is_name (d->name))
    note (m, _ ("device %s: a switch's name has letters, digits, dot, underscore and hyphen only"), d->name);
  else if (!d->address || !value_is_address (d->address))
    note (m, _ ("device %s: it has no primary IP address"), d->name);
  else
    {
      DesiredSwitch *sw = desired_switch_new (d->name);
      sw->address = g_strdup (d->address);
      sw->model = g_steal_pointer (&model);
      sw->location = g_strdup (d->location);
      g_ptr_array_add (m->desired->switches, sw);
      g_ptr_array_add (m->fresh, sw);
    }
}

/* ---- ports ---------------------------------------------------------------------------------------------------------- */

/* The one tagged VLAN of a port: for phones, as far as NetBox can say. */
static guint
voice_of (const NetboxInterface *i)
{
  return i->mode == NETBOX_TAGGED && i->tagged.n == 1 ? i->tagged.ids[0] : 0;
}

/* Why this interface is none of ours; NULL when it is. */
static const char *
why_not (const Draft *m, const NetboxInterface *i, const DesiredSwitch *sw, PortId id)
{
  const Family *family = family_by_model (sw->model);
  guint voice = voice_of (i);
  if (!id || (family && !port_has_form (id, family->port_form)))
    return _ ("its name is no port of this model");
  if (i->in_lag || i->mgmt_only)
    return i->in_lag ? _ ("a member of an aggregate") : _ ("for management only");
  if (port_set_contains (sw->uplinks, id))
    return _ ("an uplink");
  if (i->mode == NETBOX_TAGGED_ALL || (i->mode == NETBOX_TAGGED && i->tagged.n > 1))
    return _ ("a trunk: if it leads to another switch, name it under `uplinks`");
  if (i->mode == NETBOX_NO_MODE || (!i->untagged && !voice))
    return _ ("it has no VLANs");
  if (m->any_voice && voice && !vlan_set_contains (&m->desired->voice_vlans, voice))
    return _ ("its tagged VLAN is not a voice VLAN of the inventory");
  return voice && voice == i->untagged ? _ ("one VLAN both tagged and untagged") : NULL;
}

static PortId
port_of (const char *name)
{
  g_autoptr (PortSet) set = NULL;
  gboolean one = port_set_parse (name, &set, NULL, NULL) && port_set_size (set) == 1 && !port_is_linkagg (port_set_get (set, 0));
  return one ? port_set_get (set, 0) : PORT_NONE;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  PortId x = (*(DesiredPort *const *) a)->id, y = (*(DesiredPort *const *) b)->id;
  return x < y ? -1 : x > y;
}

/* A port that is listed keeps its role; where NetBox says otherwise, that is told. */
static void
compare (Draft *m, const NetboxInterface *i, const DesiredPort *port, const DesiredSwitch *sw)
{
  guint voice = voice_of (i);
  const PortConfig *cfg = &port->cfg;
  gboolean data_differs = cfg->has & HAS (ATTR_UNTAGGED) && i->untagged && cfg->untagged != i->untagged;
  gboolean voice_differs = cfg->has & HAS (ATTR_TAGGED) && (cfg->tagged.n ? cfg->tagged.ids[0] : 0) != voice;
  if (data_differs || voice_differs)
    note (m, _ ("interface %s %s: NetBox has VLAN %u untagged and %u tagged, the inventory the role %s: it stays"), sw->name,
          i->name, i->untagged, voice, port->role);
}

static void
take_interface (Draft *m, const NetboxInterface *i)
{
  DesiredSwitch *sw = desired_find_switch (m->desired, i->device);
  PortId id = sw ? port_of (i->name) : PORT_NONE;
  const char *why = sw ? why_not (m, i, sw, id) : NULL;
  if (!sw || why)
    {
      if (why)
        note (m, _ ("interface %s %s: %s"), i->device, i->name, why);
      return;
    }
  DesiredPort *port = desired_find_port (sw, id);
  ImportItem *item = import_result_add (m->result, i->row, port ? IMPORT_SAME : IMPORT_ADDED);
  item->sw = g_strdup (sw->name);
  item->port = port_to_string (id);
  if (port)
    {
      compare (m, i, port, sw);
      return;
    }
  port = desired_port_new (id);
  port->role = g_intern_string (role_for (m, i->untagged, voice_of (i)));
  g_ptr_array_add (sw->ports, port);
  g_ptr_array_sort (sw->ports, by_id);
  const ImportChange change = { sw, port };
  if (sw->pos.file)
    g_array_append_val (m->changes, change);
}

/* Devices that interfaces speak of and nothing else tells of, each once. */
static void
tell_strangers (Draft *m)
{
  g_autoptr (GHashTable) told = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < m->netbox->devices->len; i++)
    g_hash_table_add (told, ((NetboxDevice *) m->netbox->devices->pdata[i])->name);
  for (guint i = 0; i < m->netbox->interfaces->len; i++)
    {
      const NetboxInterface *n = m->netbox->interfaces->pdata[i];
      if (!desired_find_switch (m->desired, n->device) && g_hash_table_add (told, n->device))
        note (m, _ ("device %s: not in the inventory, and without its export nothing tells model and address"), n->device);
    }
}

/* ---- text ----------------------------------------------------------------------------------------------------------- */

static char *
switch_text (const DesiredSwitch *sw, gboolean flow)
{
  const char *const keys[] = { "name", "address", "location", "model" }, *const texts[] = { sw->name, sw->address, sw->location,
                                                                                            sw->model };
  g_autoptr (GHashTable) by_role = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) port_set_free);
  g_autoptr (GPtrArray) roles = g_ptr_array_new ();
  GString *out = g_string_new (flow ? "{ " : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (texts[i])
      {
        g_autofree char *value = yaml_text (texts[i]);
        g_string_append_printf (out, "%s%s: %s", i == 0 ? "" : flow ? ", " : "\n  ", keys[i], value);
      }
  for (guint i = 0; i < sw->ports->len; i++)
    {
      const DesiredPort *port = sw->ports->pdata[i];
      PortSet *set = g_hash_table_lookup (by_role, port->role);
      if (!set)
        {
          g_hash_table_insert (by_role, (char *) port->role, set = port_set_new ());
          g_ptr_array_add (roles, (char *) port->role);
        }
      port_set_add (set, port->id);
    }
  if (roles->len)
    g_string_append (out, flow ? ", ports: { " : "\n  ports:");
  for (guint i = 0; i < roles->len; i++)
    {
      g_autofree char *ports = port_set_to_string (g_hash_table_lookup (by_role, roles->pdata[i])),
                      *role = yaml_text (roles->pdata[i]);
      g_string_append_printf (out, flow ? "%s\"%s\": %s" : "%s\n    %s: %s", flow && i ? ", " : "", ports, role);
    }
  g_string_append (out, flow ? roles->len ? " } }" : " }" : "");
  return g_string_free (out, FALSE);
}

static char *
vlan_value (const DesiredVlan *vlan)
{
  g_autofree char *name = vlan->name ? yaml_text (vlan->name) : NULL;
  return name ? g_strdup_printf ("{ id: %u, name: %s }", vlan->id, name) : g_strdup_printf ("{ id: %u }", vlan->id);
}

static char *
role_value (const Draft *m, const Pair *pair)
{
  const char *data = pair->data ? desired_find_vlan (m->desired, pair->data)->key : NULL,
             *voice = pair->voice ? desired_find_vlan (m->desired, pair->voice)->key : NULL;
  if (data && voice)
    return g_strdup_printf ("{ data-vlan: %s, voice-vlan: %s }", data, voice);
  return g_strdup_printf ("{ %s: %s }", data ? "data-vlan" : "voice-vlan", data ? data : voice);
}

/* The file that has the section; the first when none has. */
static FileEdit *
file_with (const Draft *m, const char *section)
{
  for (guint i = 0; i < m->files->len; i++)
    if (node_get (((FileEdit *) m->files->pdata[i])->root, section, NULL))
      return m->files->pdata[i];
  return m->files->pdata[0];
}

/* Entries of `vlans` and `roles`: behind those that are there, or as a new section. */
static void
write_entries (Draft *m, const char *section, const YamlWant *wants, guint n)
{
  FileEdit *f = file_with (m, section);
  const Node *node = node_get (f->root, section, NULL);
  g_autoptr (GString) block = g_string_new (NULL);
  if (!n)
    return;
  if (node)
    {
      yaml_edit_mapping (f->edit, node, wants, n);
      return;
    }
  for (guint i = 0; i < n; i++)
    g_string_append_printf (block, "\n  %s: %s", wants[i].key, wants[i].value);
  const YamlWant want = { section, block->str };
  yaml_edit_mapping (f->edit, f->root, &want, 1);
}

static void
write_names (Draft *m)
{
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (YamlWant));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < m->fresh_vlans->len; i++)
    {
      const DesiredVlan *vlan = m->fresh_vlans->pdata[i];
      const YamlWant want = { vlan->key, vlan_value (vlan) };
      g_ptr_array_add (texts, (char *) want.value);
      g_array_append_val (wants, want);
    }
  write_entries (m, "vlans", (const YamlWant *) (gpointer) wants->data, wants->len);
  g_array_set_size (wants, 0);
  for (guint i = m->known_pairs; i < m->pairs->len; i++)
    {
      const Pair *pair = &g_array_index (m->pairs, Pair, i);
      const YamlWant want = { pair->name, role_value (m, pair) };
      g_ptr_array_add (texts, (char *) want.value);
      g_array_append_val (wants, want);
    }
  write_entries (m, "roles", (const YamlWant *) (gpointer) wants->data, wants->len);
}

static void
write_switches (Draft *m)
{
  FileEdit *f = file_with (m, "switches");
  const Node *node = node_get (f->root, "switches", NULL);
  g_autoptr (GString) block = g_string_new (NULL);
  for (guint i = 0; i < m->fresh->len; i++)
    {
      g_autofree char *text = switch_text (m->fresh->pdata[i], node && yaml_is_flow (f->edit, node));
      if (node)
        yaml_edit_append (f->edit, node, text);
      else
        {
          g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
          g_autofree char *indented = g_strjoinv ("\n  ", lines);
          g_string_append_printf (block, "\n  - %s", indented);
        }
    }
  const YamlWant want = { "switches", block->str };
  if (block->len)
    yaml_edit_mapping (f->edit, f->root, &want, 1);
}

static gboolean
write_all (Draft *m, const char *const *paths)
{
  gboolean good = TRUE;
  for (guint i = 0; i < m->files->len; i++)
    import_edit_ports (m->files->pdata[i], m->changes);
  write_names (m);
  write_switches (m);
  for (guint i = 0; good && i < m->files->len; i++)
    good = import_file_finish (m->files->pdata[i], m->result, m->diagnostics);
  return good && (!m->result->files->len || import_prove (m->result, m->desired, paths, m->diagnostics));
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

static gboolean
open_files (Draft *m, const InventorySources *sources, const char *fresh)
{
  g_autoptr (GPtrArray) names = inventory_source_files (sources);
  if (!names->len)
    g_ptr_array_add (m->files, import_file_new (fresh));
  for (guint i = 0; i < names->len; i++)
    {
      FileEdit *f = import_file_open (names->pdata[i], m->diagnostics);
      if (!f)
        return FALSE;
      g_ptr_array_add (m->files, f);
    }
  return TRUE;
}

static void
draft_clear (Draft *m)
{
  g_ptr_array_unref (m->files);
  g_array_unref (m->pairs);
  g_array_unref (m->changes);
  g_ptr_array_unref (m->fresh_vlans);
  g_ptr_array_unref (m->fresh);
}

static int
by_vlan_id (gconstpointer a, gconstpointer b)
{
  guint x = (*(DesiredVlan *const *) a)->id, y = (*(DesiredVlan *const *) b)->id;
  return x < y ? -1 : x > y;
}

ImportResult *
import_netbox (Desired *desired, const InventorySources *sources, const char *const *paths, const Netbox *netbox,
               Diagnostics *diagnostics)
{
  g_autoptr (ImportResult) result = import_result_new ();
  Draft m = { .desired = desired, .netbox = netbox, .result = result, .diagnostics = diagnostics };
  m.files = g_ptr_array_new_with_free_func ((GDestroyNotify) import_file_free);
  m.pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  g_array_set_clear_func (m.pairs, pair_clear);
  m.changes = g_array_new (FALSE, FALSE, sizeof (ImportChange));
  m.fresh_vlans = g_ptr_array_new ();
  m.fresh = g_ptr_array_new ();
  m.any_voice = desired->voice_vlans.n > 0;
  gboolean good = open_files (&m, sources, paths[0]);
  if (good)
    {
      learn_pairs (&m);
      for (guint i = 0; i < netbox->devices->len; i++)
        take_device (&m, netbox->devices->pdata[i]);
      for (guint i = 0; i < netbox->interfaces->len; i++)
        take_interface (&m, netbox->interfaces->pdata[i]);
      tell_strangers (&m);
      g_ptr_array_sort (desired->vlans, by_vlan_id);
      good = write_all (&m, paths);
    }
  draft_clear (&m);
  return good ? g_steal_pointer (&result) : NULL;
}
