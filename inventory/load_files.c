/* Which files: the paths that were given, folders, and what `include` names. */
#include "inventory/load.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  Inventory *inv;
  GChecksum *sum;
  gboolean whole; /* everything that was named could be read */
} Loader;

static void add_file (Loader *l, const char *path, InventoryFile *parent, SrcPos named_at);

/* A complaint at the path itself, or where a file names it. */
static void
unread (Loader *l, SrcPos at, const char *help, const char *path, const char *why)
{
  l->whole = FALSE;
  if (strcmp (at.file, path) == 0)
    inventory_error (l->inv, "VL109", at, help, _ ("cannot be read: %s"), why);
  else
    inventory_error (l->inv, "VL109", at, help, _ ("`%s` cannot be read: %s"), path, why);
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* ---- one file ------------------------------------------------------------------------------------------------------- */

/* All that is in it; NULL and *why when that is nothing that an inventory can be. Never waits: a pipe is no file. */
static GString *
read_file (int fd, const struct stat *st, const char **why)
{
  g_autoptr (GString) text = g_string_sized_new ((gsize) CLAMP (st->st_size, 0, TREE_MAX_BYTES) + 2);
  gssize n = 0;
  if (S_ISDIR (st->st_mode) || !S_ISREG (st->st_mode))
    {
      *why = S_ISDIR (st->st_mode) ? _ ("this is a folder") : _ ("this is no plain file");
      return NULL;
    }
  do
    {
      gsize at = text->len, room = MAX (text->allocated_len - 1 - at, 65536);
      g_string_set_size (text, at + room);
      n = read (fd, text->str + at, room);
      g_string_truncate (text, at + (gsize) MAX (n, 0));
    }
  while (text->len <= TREE_MAX_BYTES && (n > 0 || (n < 0 && errno == EINTR)));
  *why = n < 0 ? g_strerror (errno) : text->len > TREE_MAX_BYTES ? _ ("larger than 16 MiB: split it") : NULL;
  return *why ? NULL : g_steal_pointer (&text);
}

GString *
load_text (const char *path, const char **why)
{
  struct stat st;
  GString *text = NULL;
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0 || fstat (fd, &st) != 0)
    *why = g_strerror (errno);
  else
    text = read_file (fd, &st, why);
  if (fd >= 0)
    close (fd);
  return text;
}

/* The file by what it is, not by how it is called: the same one may be named in many ways. */
static gboolean
is_known (Loader *l, const struct stat *st, InventoryFile *parent, char **key)
{
  *key = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) st->st_dev, (guint64) st->st_ino);
  InventoryFile *known = g_hash_table_lookup (l->inv->known_files, *key);
  const InventoryFile *up = parent;
  while (up && up != known)
    up = up->parent;
  /* It was found in a folder before the file that includes it; unless they include each other, it takes that one's defaults. */
  if (known && !known->parent && !up)
    known->parent = parent;
  return known || g_hash_table_contains (l->inv->known_files, *key);
}

/* The pattern seen from the folder of its file; what glob would take for a pattern in that folder's own name is escaped. */
static char *
from_folder_of (const InventoryFile *file, const char *pattern)
{
  g_autofree char *folder = g_path_get_dirname (file->path);
  g_autoptr (GString) escaped = g_string_new (NULL);
  if (g_path_is_absolute (pattern))
    return g_strdup (pattern);
  for (const char *p = folder; *p; p++)
    g_string_append_printf (escaped, strchr ("*?[]\\", *p) ? "\\%c" : "%c", *p);
  return g_build_filename (escaped->str, pattern, NULL);
}

static void
add_include (Loader *l, InventoryFile *file, const Node *pattern)
{
  glob_t found = { 0 };
  SrcPos at = pattern->pos;
  if (pattern->type != NODE_SCALAR || !pattern->text[0])
    return;
  g_autofree char *full = from_folder_of (file, pattern->text);
  if (glob (full, GLOB_NOSORT, NULL, &found) != 0)
    {
      l->whole = FALSE;
      inventory_error (l->inv, "VL109", at, _ ("the pattern is relative to the file that it stands in"),
                       _ ("no file matches `%s`"), pattern->text);
    }
  if (found.gl_pathc)
    qsort (found.gl_pathv, found.gl_pathc, sizeof *found.gl_pathv, by_text);
  for (gsize i = 0; i < found.gl_pathc; i++)
    add_file (l, found.gl_pathv[i], file, at);
  globfree (&found);
}

static void
add_text (Loader *l, const char *path, GString *text, InventoryFile *parent, const char *key)
{
  InventoryFile *file = g_new0 (InventoryFile, 1);
  g_hash_table_insert (l->inv->known_files, g_strdup (key), file);
  g_ptr_array_add (l->inv->files, file);
  file->path = g_intern_string (path);
  file->parent = parent;
  l->inv->octets += text->len;
  if (l->sum)
    g_checksum_update (l->sum, (const guchar *) text->str, (gssize) text->len);
  file->root = tree_parse (file->path, text->str, text->len, l->inv->diagnostics);
  GPtrArray *ignores = file->root ? ignores_find (file->root, text->str, l->inv->diagnostics) : NULL;
  inventory_sources_add (l->inv->sources, path, g_string_free (text, FALSE), ignores);
  if (!file->root)
    {
      l->whole = FALSE;
      g_ptr_array_set_size (l->inv->files, (int) l->inv->files->len - 1);
      g_hash_table_insert (l->inv->known_files, g_strdup (key), NULL);
      return;
    }
  const Node *include = node_get (file->root, "include", NULL);
  if (include && include->type == NODE_SCALAR)
    add_include (l, file, include);
  for (guint i = 0; include && include->type == NODE_SEQUENCE && i < include->values->len; i++)
    add_include (l, file, include->values->pdata[i]);
}

static void
add_file (Loader *l, const char *path, InventoryFile *parent, SrcPos named_at)
{
  struct stat st;
  const char *why = NULL;
  g_autofree char *key = NULL;
  GString *text = NULL;
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  const char *instead = inventory_sources_instead (l->inv->sources, path);
  if (fd < 0 && instead)
    {
      key = g_strdup (path);
      text = g_hash_table_contains (l->inv->known_files, key) ? NULL : g_string_new (instead);
    }
  else if (fd < 0 || fstat (fd, &st) != 0)
    why = g_strerror (errno);
  else if (!is_known (l, &st, parent, &key))
    text = instead ? g_string_new (instead) : read_file (fd, &st, &why);
  if (fd >= 0)
    close (fd);
  if (text)
    add_text (l, path, text, parent, key);
  if (!why)
    return;
  unread (l, named_at, parent ? _ ("a folder's files are SITE/*.yaml") : NULL, path, why);
  if (!parent)
    inventory_sources_unread (l->inv->sources);
}

/* ---- the paths ------------------------------------------------------------------------------------------------------ */

static void
add_folder (Loader *l, const char *path, SrcPos at)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    if (name[0] != '.' && (g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".yml")))
      g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, by_text);
  for (guint i = 0; i < names->len; i++)
    {
      SrcPos begin = { .file = g_intern_string (names->pdata[i]), .line = 1, .column = 1 };
      add_file (l, names->pdata[i], NULL, begin);
    }
  if (names->len)
    return;
  inventory_sources_unread (l->inv->sources);
  unread (l, at, NULL, path, error ? error->message : _ ("no *.yaml and no *.yml in this folder"));
}

gboolean
load_files (Inventory *inv, const char *const *paths, GChecksum *sum)
{
  Loader l = { inv, sum, TRUE };
  for (guint i = 0; paths[i]; i++)
    {
      SrcPos at = { .file = g_intern_string (paths[i]), .line = 1, .column = 1 };
      if (g_file_test (paths[i], G_FILE_TEST_IS_DIR))
        add_folder (&l, paths[i], at);
      else
        add_file (&l, paths[i], NULL, at);
    }
  return l.whole;
}
