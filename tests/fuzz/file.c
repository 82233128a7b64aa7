#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz.h"

static char *folder;

static void
remove_folder (void)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
  g_free (folder);
}

const char *
fuzz_file (const char *name, const guint8 *data, gsize size)
{
  static char *path;
  if (!folder)
    {
      folder = g_dir_make_tmp ("vlanctl-fuzz-XXXXXX", NULL);
      atexit (remove_folder);
    }
  g_free (path);
  path = g_build_filename (folder, name, NULL);
  FILE *f = g_fopen (path, "w");
  if (!f || (size && fwrite (data, 1, size, f) != size) || fclose (f))
    abort ();
  return path;
}

char *
fuzz_text (const guint8 *data, gsize size)
{
  char *text = g_malloc (size + 1);
  gsize n = 0;
  for (gsize i = 0; i < size; i++)
    if (data[i])
      text[n++] = (char) data[i];
  text[n] = '\0';
  return text;
}
