/* The loading as a whole: files, then names, then switches, then rules. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

struct InventorySources {
  GHashTable *files; /* interned path -> GStrv of lines */
};

InventorySources *
inventory_sources_new (void)
{
  InventorySources *s = g_new0 (InventorySources, 1);
  s->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_strfreev);
  return s;
}

void
inventory_sources_free (InventorySources *sources)
{
  if (!sources)
    return;
  g_hash_table_unref (sources->files);
  g_free (sources);
}

void
inventory_sources_add (InventorySources *sources, const char *file, const char *text)
{
  g_hash_table_insert (sources->files, (char *) g_intern_string (file), g_strsplit (text, "\n", -1));
}

const char *
inventory_source_line (gconstpointer sources, const char *file, guint line)
{
  const InventorySources *s = sources;
  char **lines = file ? g_hash_table_lookup (s->files, file) : NULL;
  return lines && line >= 1 && line <= g_strv_length (lines) ? lines[line - 1] : NULL;
}

guint
inventory_files_read (const InventorySources *sources)
{
  return g_hash_table_size (sources->files);
}

Diagnostic *
inventory_error (Inventory *inv, const char *rule, SrcPos pos, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return diagnostics_add (inv->diagnostics, SEVERITY_ERROR, rule, pos, help, "%s", text);
}

char *
inventory_suggest (const char *text, const GPtrArray *names)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (words, names->pdata[i]);
  g_ptr_array_add (words, NULL);
  const char *near = nearest_word (text, (const char *const *) words->pdata);
  if (near)
    return g_strdup_printf (_ ("did you mean `%s`?"), near);
  g_ptr_array_set_size (words, (int) MIN (names->len, 12));
  g_ptr_array_add (words, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) words->pdata);
  return names->len ? g_strdup_printf (_ ("known: %s"), list) : g_strdup (_ ("none is defined"));
}

static void
role_free (gpointer data)
{
  Role *role = data;
  port_config_clear (&role->cfg);
  g_free (role);
}

static void
file_free (gpointer data)
{
  InventoryFile *file = data;
  g_free (file->path);
  node_free (file->root);
  g_free (file);
}

/* ---- the voice path ------------------------------------------------------------------------------------------------- */

static void
load_voice_path (Inventory *inv, const Node *root)
{
  const Node *path = node_get (root, "voice-path", NULL);
  const Node *gateway = path ? node_get (path, "gateway", NULL) : NULL;
  SrcPos at = { 0 }, port_at = { 0 };
  const char *name = gateway ? value_get_text (gateway, "switch", &at) : NULL;
  const char *port = gateway ? value_get_text (gateway, "port", &port_at) : NULL;
  g_autoptr (PortSet) set = NULL;
  g_autoptr (GError) error = NULL;
  if (!name || !port)
    return;
  if (inv->desired->gateway_switch)
    {
      Diagnostic *d = inventory_error (inv, "VL205", at, _ ("keep one"), _ ("the voice path's gateway is declared twice"));
      d->other = inv->desired->gateway_pos;
      d->other_message = g_strdup (_ ("first here"));
      return;
    }
  inv->desired->gateway_switch = g_strdup (name);
  inv->desired->gateway_pos = at;
  if (!port_set_parse (port, &set, NULL, &error) || port_set_size (set) != 1)
    inventory_error (inv, "VL301", port_at, _ ("one port: 1/1/26, 1/26 or linkagg 1"), "%s", error ? error->message : _ ("one port is wanted here"));
  else
    inv->desired->gateway_port = port_set_get (set, 0);
}

/* Every voice VLAN is known now: a role with a voice VLAN owns all their tags (product 3). */
static void
own_voice_tags (Inventory *inv)
{
  Desired *d = inv->desired;
  for (guint i = 0; i < inv->roles->len; i++)
    {
      const Role *role = inv->roles->pdata[i];
      if (role->voice_vlan)
        vlan_set_add (&d->voice_vlans, role->voice_vlan);
    }
  for (guint i = 0; i < d->vlans->len; i++)
    {
      DesiredVlan *vlan = d->vlans->pdata[i];
      if (vlan->voice)
        vlan_set_add (&d->voice_vlans, vlan->id);
      else
        vlan->voice = vlan_set_contains (&d->voice_vlans, vlan->id);
    }
  for (guint s = 0; s < d->switches->len; s++)
    {
      DesiredSwitch *sw = d->switches->pdata[s];
      for (guint p = 0; p < sw->ports->len; p++)
        {
          DesiredPort *port = sw->ports->pdata[p];
          if (port->cfg.has & HAS (ATTR_TAGGED))
            vlan_set_copy (&port->owned_tags, &d->voice_vlans);
        }
    }
}

static void
load_all (Inventory *inv)
{
  for (guint i = 0; i < inv->files->len; i++)
    {
      const InventoryFile *file = inv->files->pdata[i];
      schema_check (&schema_inventory, file->root, inv->diagnostics);
    }
  void (*const stages[]) (Inventory *, const Node *) = { load_vlans, load_roles, load_credentials, load_voice_path };
  for (guint s = 0; s < G_N_ELEMENTS (stages); s++)
    for (guint i = 0; i < inv->files->len; i++)
      stages[s](inv, ((InventoryFile *) inv->files->pdata[i])->root);
  for (guint i = 0; i < inv->files->len; i++)
    {
      const InventoryFile *file = inv->files->pdata[i];
      const char *site = value_get_text (file->root, "site", NULL);
      if (site && !inv->desired->site)
        inv->desired->site = g_strdup (site);
      load_switches (inv, file);
    }
  own_voice_tags (inv);
  inventory_check (inv);
}

Desired *
inventory_load (const char *const *paths, InventorySources *sources, Diagnostics *diagnostics)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  Inventory inv = { .desired = desired_new (), .diagnostics = diagnostics, .sources = sources };
  inv.files = g_ptr_array_new_with_free_func (file_free);
  inv.roles = g_ptr_array_new_with_free_func (role_free);
  inv.vlan_uses = g_hash_table_new (g_str_hash, g_str_equal);
  inv.credential_uses = g_hash_table_new (g_str_hash, g_str_equal);
  load_files (&inv, paths, sum);
  if (inventory_files_read (sources) > 0)
    {
      load_all (&inv);
      inv.desired->path = g_strjoinv (", ", (char **) paths);
      inv.desired->sha256 = g_strdup (g_checksum_get_string (sum));
    }
  else
    g_clear_pointer (&inv.desired, desired_free);
  g_ptr_array_unref (inv.roles);
  g_hash_table_unref (inv.vlan_uses);
  g_hash_table_unref (inv.credential_uses);
  g_ptr_array_unref (inv.files);
  return inv.desired;
}
