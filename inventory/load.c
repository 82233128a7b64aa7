/* The loading as a whole: files, then names, then switches, then rules. */
#include "inventory/load.h"

#include <glib/gi18n.h>
#include <string.h>

Diagnostic *
inventory_error (const Inventory *inv, const char *rule, SrcPos pos, const char *help, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  return diagnostics_add (inv->diagnostics, SEVERITY_ERROR, rule, pos, help, "%s", text);
}

/* ---- names ---------------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *noun, *section, *none_rule;
} kinds[NAME_N] = { { N_ ("VLAN"), "vlans", "VL202" },
                    { N_ ("role"), "roles", "VL201" },
                    { N_ ("credentials"), "credentials", "VL203" },
                    { N_ ("switch"), "switches", "VL204" } };

Name *
inventory_define (Inventory *inv, NameKind kind, const char *text, SrcPos pos)
{
  const Name *first = g_hash_table_lookup (inv->by_name[kind], text);
  if (first)
    {
      diagnostic_see (inventory_error (inv, "VL205", pos, _ ("names are unique over the whole inventory: rename one"),
                                       _ ("%s `%.60s` defined twice"), _ (kinds[kind].noun), text),
                      first->pos, _ ("first defined here"));
      return NULL;
    }
  Name *name = g_new0 (Name, 1);
  *name = (Name){ .text = text, .pos = pos };
  g_ptr_array_add (inv->names[kind], name);
  g_hash_table_insert (inv->by_name[kind], (char *) text, name);
  return name;
}

const Model *
inventory_model (const Inventory *inv, const char *name)
{
  Model *m = inv->model;
  if (!name || !m->name || strcmp (m->name, name) != 0)
    *m = (Model){ name, family_by_model (name), family_model_ports (name) };
  return m;
}

#define SUGGEST_AMONG 2000
#define SUGGEST_LISTED 12

/* What there is, and in *near what was probably meant. */
static char *
suggest (const char *text, const GPtrArray *names, const char **near)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  for (guint i = 0; i < MIN (names->len, SUGGEST_AMONG); i++)
    g_ptr_array_add (words, (char *) ((Name *) names->pdata[i])->text);
  g_ptr_array_add (words, NULL);
  *near = nearest_word (text, (const char *const *) words->pdata);
  if (!names->len)
    return g_strdup (_ ("none is defined"));
  g_ptr_array_set_size (words, (int) MIN (names->len, SUGGEST_LISTED));
  g_ptr_array_add (words, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) words->pdata);
  return g_strdup_printf (names->len > SUGGEST_LISTED ? _ ("known: %s and more") : _ ("known: %s"), list);
}

Name *
inventory_refer (Inventory *inv, NameKind kind, const char *text, SrcPos pos)
{
  Name **recent = &inv->recent[(guchar) text[0] % G_N_ELEMENTS (inv->recent)], *name = kind == NAME_ROLE ? *recent : NULL;
  if (!name || strcmp (name->text, text) != 0)
    name = g_hash_table_lookup (inv->by_name[kind], text);
  if (name && kind == NAME_ROLE)
    *recent = name;
  if (name)
    name->uses++;
  if (name || inv->blind[kind])
    return name;
  const char *near;
  g_autofree char *help = suggest (text, inv->names[kind], &near);
  g_autofree char *meant = near ? g_strdup_printf (_ ("; did you mean `%.60s`?"), near) : g_strdup ("");
  inventory_error (inv, kinds[kind].none_rule, pos, help, _ ("no %s `%.60s` under `%s`%s"), _ (kinds[kind].noun), text,
                   kinds[kind].section, meant);
  return NULL;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------ */

static void
role_free (gpointer data)
{
  Role *role = data;
  g_rc_box_release (role->attr_pos);
  port_config_clear (&role->cfg);
  g_free (role);
}

static void
entry_clear (gpointer data)
{
  port_set_clear (((PortEntry *) data)->ports);
}

static void
file_free (gpointer data)
{
  InventoryFile *file = data;
  node_free (file->root);
  g_free (file);
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
  for (guint s = 0; s < d->switches->len && !inv->only_lint; s++)
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
load_site (Inventory *inv, const InventoryFile *file)
{
  const char *site = value_get_text (file->root, "site", NULL);
  if (site && !inv->desired->site)
    inv->desired->site = g_strdup (site);
}

/* `whole`: nothing is missing, so that what is not defined is really not defined. */
static void
load_all (Inventory *inv, gboolean whole)
{
  void (*const stages[]) (Inventory *, const InventoryFile *) = { load_site,     load_vlans,    load_roles,     load_credentials,
                                                                  load_defaults, load_switches, load_voice_path };
  for (guint i = 0; i < inv->files->len; i++)
    schema_check (&schema_inventory, ((InventoryFile *) inv->files->pdata[i])->root, inv->diagnostics);
  for (guint s = 0; whole && s < G_N_ELEMENTS (stages); s++)
    for (guint i = 0; i < inv->files->len; i++)
      stages[s](inv, inv->files->pdata[i]);
  if (whole)
    {
      own_voice_tags (inv);
      if (inv->only_lint)
        load_phone_models (inv);
      inventory_check (inv);
      if (inv->files->len)
        load_nameless_switch (inv, inv->files->pdata[0]);
    }
}

static void
finish (Inventory *inv)
{
  const GArray *hidden = inv->diagnostics->hidden;
  for (guint i = 0; i < hidden->len; i++)
    inventory_sources_hide (inv->sources, &g_array_index (hidden, SrcPos, i));
  diagnostics_sort (inv->diagnostics);
  g_hash_table_unref (inv->known_files);
  g_hash_table_unref (inv->defaults);
  g_ptr_array_unref (inv->entries);
  g_ptr_array_unref (inv->phones);
  g_free (inv->model);
  g_ptr_array_unref (inv->wide);
  g_array_unref (inv->taken);
  obstack_free (&inv->blocks, NULL);
  g_hash_table_unref (inv->full_switches);
  g_clear_pointer (&inv->phone_profiles, g_ptr_array_unref);
  g_ptr_array_unref (inv->roles);
  for (guint k = 0; k < NAME_N; k++)
    {
      g_hash_table_unref (inv->by_name[k]);
      g_ptr_array_unref (inv->names[k]);
    }
  g_ptr_array_unref (inv->files);
}

static Desired *
load (const char *const *paths, gboolean only_lint, LintPolicy *policy, InventorySources *sources, Diagnostics *diagnostics)
{
  g_autoptr (GChecksum) sum = only_lint ? NULL : g_checksum_new (G_CHECKSUM_SHA256);
  Inventory inv = { .desired = desired_new (), .diagnostics = diagnostics, .sources = sources, .only_lint = only_lint, .policy = policy };
  inv.files = g_ptr_array_new_with_free_func (file_free);
  inv.known_files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  inv.defaults = g_hash_table_new (g_str_hash, g_str_equal);
  inv.roles = g_ptr_array_new_with_free_func (role_free);
  inv.entries = g_ptr_array_new ();
  inv.wide = g_ptr_array_new_with_free_func (entry_clear);
  inv.taken = g_array_new (FALSE, FALSE, sizeof (TakenPort));
  inv.phones = g_ptr_array_new ();
  inv.model = g_new0 (Model, 1);
  inv.full_switches = g_hash_table_new (NULL, NULL);
  for (guint k = 0; k < NAME_N; k++)
    {
      inv.names[k] = g_ptr_array_new_with_free_func (g_free);
      inv.by_name[k] = g_hash_table_new (g_str_hash, g_str_equal);
    }
  gboolean whole = load_files (&inv, paths, sum);
  obstack_begin (&inv.blocks, blocks_size (inv.octets));
  load_all (&inv, whole);
  if (inventory_files_read (sources) > 0)
    {
      inv.desired->path = g_strjoinv (", ", (char **) paths);
      inv.desired->sha256 = sum ? g_strdup (g_checksum_get_string (sum)) : NULL;
    }
  else
    g_clear_pointer (&inv.desired, desired_free);
  finish (&inv);
  return inv.desired;
}

Desired *
inventory_load (const char *const *paths, InventorySources *sources, Diagnostics *diagnostics)
{
  return load (paths, FALSE, NULL, sources, diagnostics);
}

void
inventory_lint (const char *const *paths, LintPolicy *policy, InventorySources *sources, Diagnostics *diagnostics)
{
  desired_free (load (paths, TRUE, policy, sources, diagnostics));
}
