/* Phone profiles: YAML to PhoneProfile, from the folders of the user and of the system, and from the program itself. */
#include "inventory/phones.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/schema.h"
#include "phones_resource.h"

#define RESOURCE_ROOT "/vlanctl/phones"

static const char *const one[] = { "1", NULL };
static const char *const speeds[] = { "100", "1000", NULL };

static const Key model_keys[] = {
  { "model", TYPE_STRING, TRUE, N_ ("what the inventory calls it, with its maker") },
  { "lldp", TYPE_STRINGS, FALSE, N_ ("patterns (* and ?) of the model name or description that it sends by LLDP") },
  { "poe-class", TYPE_UINT, FALSE, N_ ("IEEE 802.3af/at class"), .max = 4 },
  { "draw", TYPE_POWER, FALSE, N_ ("greatest draw that its maker states"), .min = 100, .max = 95000 },
  { "link", TYPE_WORD, FALSE, N_ ("Mbit/s that the PC behind it gets"), .words = speeds },
  { "lldp-med", TYPE_BOOL, FALSE, N_ ("takes its voice VLAN from LLDP-MED") },
  { "source", TYPE_STRING, TRUE, N_ ("data sheet or manual that says so") },
  { NULL },
};
static const Mapping model_mapping = { N_ ("a phone model"), model_keys };
static const Key file_keys[] = {
  { "vlanctl-phones", TYPE_WORD, TRUE, N_ ("version of this form"), .words = one },
  { "maker", TYPE_STRING, TRUE, N_ ("who makes them") },
  { "ouis", TYPE_STRINGS, FALSE, N_ ("first halves of MAC addresses that only phones have") },
  { "ouis-source", TYPE_STRING, FALSE, N_ ("where these are registered") },
  { "phones", TYPE_LIST_OF, TRUE, N_ ("models"), &model_mapping },
  { NULL },
};
static const Mapping file_mapping = { N_ ("a file of phones"), file_keys };

/* ---- a file --------------------------------------------------------------------------------------------------------- */

static char **
texts_of (const Node *node)
{
  GStrvBuilder *b = g_strv_builder_new ();
  if (node && node->type == NODE_SCALAR)
    g_strv_builder_add (b, node->text);
  for (guint i = 0; node && node->type == NODE_SEQUENCE && i < node->values->len; i++)
    g_strv_builder_add (b, ((Node *) node->values->pdata[i])->text);
  char **texts = g_strv_builder_end (b);
  g_strv_builder_unref (b);
  return texts;
}

/* "80:5e:c0", lower case: anything else would never match a canonical MAC address. */
static gboolean
is_oui (const char *text)
{
  for (guint i = 0; i < 8; i++)
    if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit (text[i]) || g_ascii_isupper (text[i]))
      return FALSE;
  return !text[8];
}

static void
check_ouis (const Node *root, const Node *ouis, Diagnostics *d)
{
  if (!node_get (root, "ouis-source", NULL))
    diagnostics_add (d, SEVERITY_ERROR, "VL105", ouis->pos, _ ("say where they are registered"),
                     _ ("`ouis` needs `ouis-source`"));
  if (ouis->type != NODE_SEQUENCE)
    diagnostics_add (d, SEVERITY_ERROR, "VL103", ouis->pos, NULL, _ ("`ouis` is a list of texts"));
  for (guint i = 0; ouis->type == NODE_SEQUENCE && i < ouis->values->len; i++)
    {
      const Node *oui = ouis->values->pdata[i];
      if (!is_oui (oui->text))
        diagnostics_add (d, SEVERITY_ERROR, "VL702", oui->pos,
                         _ ("three pairs of hexadecimal digits in lower case: \"80:5e:c0\""),
                         _ ("`%.40s` is no first half of a MAC address"), oui->text);
    }
}

static PhoneProfile *
make_profile (const Node *root, const Node *node)
{
  PhoneProfile *p = g_new0 (PhoneProfile, 1);
  guint n;
  const char *draw = value_get_text (node, "draw", NULL);
  p->maker = g_strdup (value_get_text (root, "maker", NULL));
  p->model = g_strdup (value_get_text (node, "model", NULL));
  p->source = g_strdup (value_get_text (node, "source", NULL));
  p->ouis = texts_of (node_get (root, "ouis", NULL));
  p->lldp_models = texts_of (node_get (node, "lldp", NULL));
  p->poe_class = value_get_uint (node, "poe-class", &n) ? (int) n : -1;
  if (draw)
    value_parse_power (draw, &p->draw_mw);
  value_get_uint (node, "link", &p->link_mbps);
  value_get_bool (node, "lldp-med", &p->lldp_med);
  return p;
}

gboolean
phone_profiles_parse (const char *file, const char *text, gsize size, GPtrArray *profiles, Diagnostics *d)
{
  guint before = d->errors;
  g_autoptr (Node) root = tree_parse_form ("vlanctl-phones", g_intern_string (file), text, size, d);
  if (!root)
    return FALSE;
  schema_check (&file_mapping, root, d);
  const Node *ouis = node_get (root, "ouis", NULL), *phones = node_get (root, "phones", NULL);
  if (d->errors == before && ouis)
    check_ouis (root, ouis, d);
  if (d->errors > before)
    return FALSE;
  for (guint i = 0; i < phones->values->len; i++)
    g_ptr_array_add (profiles, make_profile (root, phones->values->pdata[i]));
  return TRUE;
}

/* ---- where they are ------------------------------------------------------------------------------------------------- */

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_file (const char *path, GPtrArray *profiles, Diagnostics *d)
{
  g_autofree char *text = NULL;
  gsize size;
  g_autoptr (GError) error = NULL;
  SrcPos at = { .file = g_intern_string (path), .line = 1, .column = 1 };
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    diagnostics_add (d, SEVERITY_ERROR, "VL109", at, NULL, _ ("cannot be read: %s"), _ ("this is no plain file"));
  else if (!g_file_get_contents (path, &text, &size, &error))
    diagnostics_add (d, SEVERITY_ERROR, "VL109", at, NULL, _ ("cannot be read: %s"), error->message);
  else if (size > TREE_MAX_BYTES)
    diagnostics_add (d, SEVERITY_ERROR, "VL109", at, NULL, _ ("cannot be read: %s"), _ ("larger than 16 MiB: split it"));
  else
    phone_profiles_parse (path, text, size, profiles, d);
}

static void
add_folder (const char *parent, GPtrArray *profiles, Diagnostics *d)
{
  g_autofree char *path = g_build_filename (parent, "vlanctl", "phones", NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL); /* most have none */
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    if (name[0] != '.' && (g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml")))
      g_ptr_array_add (files, g_build_filename (path, name, NULL));
  g_ptr_array_sort (files, by_text);
  for (guint i = 0; i < files->len; i++)
    add_file (files->pdata[i], profiles, d);
}

static void
add_our_own (GPtrArray *profiles, Diagnostics *d)
{
  GResource *resource = phones_get_resource ();
  g_auto (GStrv) names = g_resource_enumerate_children (resource, RESOURCE_ROOT, 0, NULL);
  for (char **name = names; name && *name; name++)
    {
      gsize size;
      g_autofree char *path = g_strconcat (RESOURCE_ROOT "/", *name, NULL);
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, 0, NULL);
      const char *text = bytes ? g_bytes_get_data (bytes, &size) : NULL;
      if (text)
        phone_profiles_parse (path, text, size, profiles, d);
    }
}

GPtrArray *
phone_profiles_load (Diagnostics *diagnostics)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) phone_profile_free);
  add_folder (g_get_user_config_dir (), profiles, diagnostics);
  add_folder ("/etc", profiles, diagnostics);
  for (const char *const *dir = g_get_system_data_dirs (); *dir; dir++)
    add_folder (*dir, profiles, diagnostics);
  add_our_own (profiles, diagnostics);
  return profiles;
}
