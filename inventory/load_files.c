/* Which files: the paths that were given, folders, and what `include` names. */
#include "inventory/load.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glob.h>
#include <string.h>

static gboolean is_loaded (const Inventory *inv, const char *path);

static void
add_file (Inventory *inv, const char *path, const InventoryFile *parent, SrcPos named_at, GChecksum *sum);

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
is_loaded (const Inventory *inv, const char *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  for (guint i = 0; i < inv->files->len; i++)
    {
      g_autofree char *other = g_canonicalize_filename (((InventoryFile *) inv->files->pdata[i])->path, NULL);
      if (strcmp (canonical, other) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_included (Inventory *inv, const InventoryFile *file, const Node *pattern, GChecksum *sum)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  g_autofree char *full = g_path_is_absolute (pattern->text) ? g_strdup (pattern->text) : g_build_filename (folder, pattern->text, NULL);
  glob_t found;
  if (pattern->type != NODE_SCALAR)
    return;
  if (glob (full, GLOB_NOSORT, NULL, &found) != 0)
    {
      inventory_error (inv, "VL109", pattern->pos, _ ("the pattern is relative to the file that it stands in"), _ ("no file matches `%s`"),
                       pattern->text);
      return;
    }
  qsort (found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, by_text);
  for (gsize i = 0; i < found.gl_pathc; i++)
    if (!is_loaded (inv, found.gl_pathv[i]))
      add_file (inv, found.gl_pathv[i], file, pattern->pos, sum);
  globfree (&found);
}

static void
add_file (Inventory *inv, const char *path, const InventoryFile *parent, SrcPos named_at, GChecksum *sum)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  if (!g_file_get_contents (path, &text, &size, &error))
    {
      inventory_error (inv, "VL109", named_at, NULL, "%s", error->message);
      return;
    }
  inventory_sources_add (inv->sources, path, text);
  g_checksum_update (sum, (const guchar *) text, (gssize) size);
  if (size > TREE_MAX_BYTES)
    {
      inventory_error (inv, "VL108", named_at, _ ("split it, and use include"), _ ("%s is larger than 16 MiB"), path);
      return;
    }
  InventoryFile *file = g_new0 (InventoryFile, 1);
  file->path = g_strdup (path);
  file->parent = parent;
  file->root = tree_parse (g_intern_string (path), text, size, inv->diagnostics);
  if (!file->root)
    {
      g_free (file->path);
      g_free (file);
      return;
    }
  g_ptr_array_add (inv->files, file);
  const Node *include = node_get (file->root, "include", NULL);
  if (include && include->type == NODE_SCALAR)
    add_included (inv, file, include, sum);
  for (guint i = 0; include && include->type == NODE_SEQUENCE && i < include->values->len; i++)
    add_included (inv, file, include->values->pdata[i], sum);
}

static void
add_folder (Inventory *inv, const char *path, SrcPos at, GChecksum *sum)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    if (name[0] != '.' && (g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml")))
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  if (dir)
    g_dir_close (dir);
  g_ptr_array_sort (names, by_text);
  if (!names->len)
    inventory_error (inv, "VL109", at, NULL, _ ("no *.yaml and no *.yml in this folder"));
  for (guint i = 0; i < names->len; i++)
    if (!is_loaded (inv, names->pdata[i]))
      add_file (inv, names->pdata[i], NULL, at, sum);
}

void
load_files (Inventory *inv, const char *const *paths, GChecksum *sum)
{
  for (guint i = 0; paths[i]; i++)
    {
      SrcPos at = { .file = g_intern_string (paths[i]), .line = 1, .column = 1 };
      if (g_file_test (paths[i], G_FILE_TEST_IS_DIR))
        add_folder (inv, paths[i], at, sum);
      else if (!is_loaded (inv, paths[i]))
        add_file (inv, paths[i], NULL, at, sum);
    }
}
