/* Answers to files: a temporary name beside it, then renamed, so that a reader never sees half of one and the old one stays until
 * the new one is whole. */
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (GError **error, const char *path, const char *why)
{
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("%s cannot be written: %s"), path, why);
  return FALSE;
}

gboolean
report_check_writable (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (!*path || g_file_test (path, G_FILE_TEST_IS_DIR))
    return fail (error, path, *path ? _ ("it is a folder") : _ ("it has no name"));
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return fail (error, path, _ ("there is no such folder"));
  return g_access (folder, W_OK | X_OK) == 0 || g_access (path, W_OK) == 0 || fail (error, path, g_strerror (errno));
}

/* What is no plain file (a terminal, a pipe, /dev/null) and our own standard output are written to, never replaced. */
static gboolean
write_through (int fd, const char *path, const char *text, GError **error)
{
  gsize left = strlen (text);
  while (left)
    {
      gssize n = write (fd, text, left);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (error, path, g_strerror (errno));
      text += n;
      left -= (gsize) n;
    }
  return TRUE;
}

static gboolean
write_open (const char *path, const char *text, GError **error)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return fail (error, path, g_strerror (errno));
  gboolean ok = write_through (fd, path, text, error);
  close (fd);
  return ok;
}

gboolean
report_write_file (const char *path, const char *text, GError **error)
{
  struct stat st, out;
  g_autoptr (GError) inner = NULL;
  gboolean there = stat (path, &st) == 0;
  if (!report_check_writable (path, error))
    return FALSE;
  if (there && fstat (STDOUT_FILENO, &out) == 0 && out.st_dev == st.st_dev && out.st_ino == st.st_ino)
    return write_through (STDOUT_FILENO, path, text, error);
  if (there && !S_ISREG (st.st_mode))
    return write_open (path, text, error);
  char *target = there ? realpath (path, NULL) : NULL; /* a link stays one: what it leads to is replaced */
  gboolean ok =
      g_file_set_contents_full (target ? target : path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                there ? (int) (st.st_mode & 0777) : 0644, &inner);
  free (target);
  return ok || fail (error, path, inner->message);
}
