/* Where the journal lies, and whether a database may lie there. */
#include "journal/internal.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

char *
journal_place (const char *state_dir)
{
  const char *env = g_getenv ("VLANCTL_STATE");
  const char *chosen = state_dir && *state_dir ? state_dir : env;
  if (chosen && *chosen)
    return g_strdup (chosen);
  const char *xdg = g_getenv ("XDG_STATE_HOME"); /* the specification ignores relative paths */
  if (xdg && g_path_is_absolute (xdg))
    return g_build_filename (xdg, "vlanctl", NULL);
  return g_build_filename (g_get_home_dir (), ".local", "state", "vlanctl", NULL);
}

/* Is the folder nobody's but ours: empty, or with a journal in it? (--state /tmp must not make /tmp private) */
static gboolean
is_ours (const char *dir)
{
  g_autoptr (GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name = entries ? g_dir_read_name (entries) : NULL;
  if (entries && !name)
    return TRUE;
  for (; name; name = g_dir_read_name (entries))
    if (strcmp (name, "journal.db") == 0)
      return TRUE;
  return FALSE;
}

gboolean
journal_prepare_place (const char *dir, GError **error)
{
  GStatBuf st;
  if (g_mkdir_with_parents (dir, 0700) == 0 && g_stat (dir, &st) == 0
      && ((st.st_mode & 0077) == 0 || !is_ours (dir) || g_chmod (dir, 0700) == 0))
    return TRUE;
  int saved = errno;
  gboolean full = saved == ENOSPC || saved == EROFS || saved == EDQUOT;
  g_set_error (error, JOURNAL_ERROR, full ? JOURNAL_ERR_FULL : JOURNAL_ERR_OPEN,
               _ ("the state folder %s cannot be made or made private: %s (choose another with --state)"), dir, g_strerror (saved));
  return FALSE;
}

/* File systems of statfs(2), linux/magic.h: SQLite's locks and shared memory do not hold over a network. */
static const gint64 network_magic[] = {
  0x6969,     /* NFS */
  0x517B,     /* SMB */
  0xFF534D42, /* CIFS */
  0xFE534D42, /* SMB2 */
  0x564C,     /* NCP */
  0x73757245, /* Coda */
  0x5346414F, /* AFS */
  0x6B414653, /* kAFS */
  0x01021997, /* 9P */
  0x00C36400, /* Ceph */
  0x0BD00BD0, /* Lustre */
  0x47504653, /* GPFS */
  0x19830326, /* BeeGFS */
  0x013111A8, /* IBRIX */
  0x786F4256, /* VirtualBox shared folder */
  0xBACBACBC, /* VMware shared folder */
};
#define FUSE_MAGIC 0x65735546

/* What is local although it goes through FUSE. */
static const char *const local_fuse[] = { "fuseblk", "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.encfs", NULL };

gboolean
journal_filesystem_is_network (gint64 magic, const char *mount_type)
{
  for (guint i = 0; i < G_N_ELEMENTS (network_magic); i++)
    if (magic == network_magic[i])
      return TRUE;
  return magic == FUSE_MAGIC && !(mount_type && g_strv_contains (local_fuse, mount_type));
}

/* mountinfo (proc(5)): ID PARENT MAJOR:MINOR ROOT MOUNT OPTIONS [FIELDS...] - TYPE SOURCE OPTIONS */
char *
journal_mount_type (const char *mountinfo, guint major_number, guint minor_number)
{
  g_auto (GStrv) lines = g_strsplit (mountinfo, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      guint a, b;
      const char *dash = strstr (lines[i], " - ");
      if (!dash || sscanf (lines[i], "%*u %*u %u:%u", &a, &b) != 2 || a != major_number || b != minor_number)
        continue;
      dash += strlen (" - ");
      return g_strndup (dash, strcspn (dash, " "));
    }
  return NULL;
}

gboolean
journal_check_filesystem (const char *dir, GError **error)
{
  struct statfs fs;
  struct stat st;
  if (statfs (dir, &fs) != 0 || stat (dir, &st) != 0)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_OPEN, "%s: %s", dir, g_strerror (errno));
      return FALSE;
    }
  g_autofree char *mountinfo = NULL, *type = NULL;
  gint64 magic = (gint64) (guint32) fs.f_type;
  if (magic == FUSE_MAGIC && g_file_get_contents ("/proc/self/mountinfo", &mountinfo, NULL, NULL))
    type = journal_mount_type (mountinfo, major (st.st_dev), minor (st.st_dev));
  if (!journal_filesystem_is_network (magic, type))
    return TRUE;
  g_set_error (error, JOURNAL_ERROR, JOURNAL_ERR_NETWORK_FS,
               _ ("%s is on a network file system (%s 0x%x), where the journal's locks do not hold: choose a local folder with --state"),
               dir, type ? type : _ ("type"), (guint) fs.f_type);
  return FALSE;
}
