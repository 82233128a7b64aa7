/* Answers on their way: piece by piece where they are long; and to files: a temporary name beside it, then renamed, so that a reader never
 * sees half of one and the old one stays until the new one is whole. */
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRAIN_SIZE (64 * 1024)

void
report_drain (const ReportDrain *drain, GString *out)
{
  if (!drain || out->len < DRAIN_SIZE)
    return;
  drain->take (out, drain->user);
  g_string_truncate (out, 0);
}

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

struct ReportFile {
  char *path;      /* as given, for people */
  int fd;
  char *temporary; /* NULL: written to directly */
  char *target;    /* what `temporary` will be called */
};

static void
report_file_free (ReportFile *f)
{
  g_free (f->path);
  g_free (f->temporary);
  g_free (f->target);
  g_free (f);
}

/* What is no plain file (a terminal, a pipe, /dev/null) and our own standard output are written to, never replaced. A link stays one:
 * what it leads to is replaced. */
static void
open_any (ReportFile *f)
{
  struct stat st, out;
  gboolean there = stat (f->path, &st) == 0;
  if (there && fstat (STDOUT_FILENO, &out) == 0 && out.st_dev == st.st_dev && out.st_ino == st.st_ino)
    f->fd = fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
  else if (there && !S_ISREG (st.st_mode))
    f->fd = open (f->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
  else
    {
      char *real = there ? realpath (f->path, NULL) : NULL;
      f->target = g_strdup (real ? real : f->path);
      f->temporary = g_strdup_printf ("%s.XXXXXX", f->target);
      f->fd = g_mkstemp_full (f->temporary, O_WRONLY | O_CLOEXEC, there ? (int) (st.st_mode & 0777) : 0644);
      free (real);
    }
}

ReportFile *
report_file_open (const char *path, GError **error)
{
  if (!report_check_writable (path, error))
    return NULL;
  ReportFile *f = g_new0 (ReportFile, 1);
  f->path = g_strdup (path);
  open_any (f);
  if (f->fd >= 0)
    return f;
  fail (error, path, g_strerror (errno));
  report_file_free (f);
  return NULL;
}

gboolean
report_file_write (ReportFile *f, const char *text, gsize size, GError **error)
{
  while (size)
    {
      gssize n = write (f->fd, text, size);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (error, f->path, g_strerror (errno));
      text += n;
      size -= (gsize) n;
    }
  return TRUE;
}

gboolean
report_file_close (ReportFile *f, gboolean keep, GError **error)
{
  gboolean ok = !f->temporary || !keep || fsync (f->fd) == 0 || fail (error, f->path, g_strerror (errno));
  if (close (f->fd) && ok && keep)
    ok = fail (error, f->path, g_strerror (errno));
  if (f->temporary && ok && keep)
    ok = g_rename (f->temporary, f->target) == 0 || fail (error, f->path, g_strerror (errno));
  if (f->temporary && !(ok && keep))
    g_unlink (f->temporary);
  report_file_free (f);
  return ok;
}

gboolean
report_write_file (const char *path, const char *text, GError **error)
{
  ReportFile *f = report_file_open (path, error);
  if (!f)
    return FALSE;
  gboolean ok = report_file_write (f, text, strlen (text), error);
  return report_file_close (f, ok, ok ? error : NULL) && ok;
}
