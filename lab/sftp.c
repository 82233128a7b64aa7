#include "sftp.h"

#include <fcntl.h>
#include <string.h>

#include "faults.h"
#include "shell.h"

#define MAX_FILE (1024 * 1024)

typedef struct {
  char *path;
  GByteArray *bytes; /* NULL for a folder */
  gboolean writing, listed;
} Handle;

struct LabSftp {
  LabSwitch *s;
  GMutex *lock;
  sftp_session sftp;
  ssh_channel channel;
  LabSession *who;
  GPtrArray *handles; /* open ones; freed with it */
};

static Handle *
handle_new (LabSftp *f, const char *path, gboolean folder)
{
  Handle *h = g_new0 (Handle, 1);
  h->path = g_strdup (path);
  if (!folder)
    h->bytes = g_byte_array_new ();
  g_ptr_array_add (f->handles, h);
  return h;
}

static void
handle_free (gpointer data)
{
  Handle *h = data;
  if (h->bytes)
    g_byte_array_unref (h->bytes);
  g_free (h->path);
  g_free (h);
}

static void
reply_handle (LabSftp *f, sftp_client_message msg, Handle *h)
{
  ssh_string handle = sftp_handle_alloc (f->sftp, h);
  sftp_reply_handle (msg, handle);
  ssh_string_free (handle);
}

/* "/flash/x", "x", "./x" and "/flash/./x" are one file. */
static char *
clean_path (const char *path)
{
  g_autofree char *absolute = path && *path == '/' ? g_strdup (path) : g_strconcat ("/flash/", path ? path : "", NULL);
  return g_canonicalize_filename (absolute, "/");
}

static gboolean
is_folder (const LabSwitch *s, const char *path)
{
  GHashTableIter iter;
  gpointer name;
  g_autofree char *below = g_str_has_suffix (path, "/") ? g_strdup (path) : g_strconcat (path, "/", NULL);
  if (!strcmp (path, "/flash") || !strcmp (path, "/"))
    return TRUE;
  g_hash_table_iter_init (&iter, s->files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (g_str_has_prefix (name, below))
      return TRUE;
  return FALSE;
}

/* ---- files ----------------------------------------------------------------------------------------------------------- */

static void
open_file (LabSftp *f, const char *path, sftp_client_message msg)
{
  guint32 flags = sftp_client_message_get_flags (msg);
  GBytes *file = g_hash_table_lookup (f->s->files, path);
  gboolean writing = (flags & SSH_FXF_WRITE) != 0;
  if (writing && lab_fault (f->s, "flash-full"))
    {
      sftp_reply_status (msg, SSH_FX_FAILURE, "no space left on flash");
      return;
    }
  if (!writing && !file)
    {
      sftp_reply_status (msg, SSH_FX_NO_SUCH_FILE, "no such file");
      return;
    }
  Handle *h = handle_new (f, path, FALSE);
  h->writing = writing;
  if (file && !(flags & SSH_FXF_TRUNC))
    g_byte_array_append (h->bytes, g_bytes_get_data (file, NULL), (guint) g_bytes_get_size (file));
  lab_wire (f->s, writing ? "sftp-put" : "sftp-get", path);
  reply_handle (f, msg, h);
}

static void
read_file (Handle *h, sftp_client_message msg)
{
  guint64 at = msg->offset;
  guint size = h && h->bytes && at < h->bytes->len ? (guint) MIN (msg->len, h->bytes->len - at) : 0;
  if (size)
    sftp_reply_data (msg, h->bytes->data + at, (int) size);
  else
    sftp_reply_status (msg, SSH_FX_EOF, "end of file");
}

static void
write_file (Handle *h, sftp_client_message msg)
{
  gsize size = ssh_string_len (msg->data);
  if (!h || !h->bytes || !h->writing || msg->offset > MAX_FILE || msg->offset + size > MAX_FILE)
    {
      sftp_reply_status (msg, SSH_FX_FAILURE, "file too large");
      return;
    }
  if (msg->offset + size > h->bytes->len)
    g_byte_array_set_size (h->bytes, (guint) (msg->offset + size));
  memcpy (h->bytes->data + msg->offset, ssh_string_data (msg->data), size);
  sftp_reply_status (msg, SSH_FX_OK, NULL);
}

static void
close_handle (LabSftp *f, Handle *h, sftp_client_message msg)
{
  gboolean ok = TRUE;
  if (h && h->writing)
    ok = lab_put_file (f->s, h->path, h->bytes->data, h->bytes->len);
  if (h)
    {
      sftp_handle_remove (f->sftp, h);
      g_ptr_array_remove (f->handles, h);
    }
  sftp_reply_status (msg, ok ? SSH_FX_OK : SSH_FX_FAILURE, NULL);
}

/* libssh offers OpenSSH's own rename, and clients prefer it. */
static void
rename_file (LabSftp *f, const char *from, sftp_client_message msg)
{
  GBytes *file = g_hash_table_lookup (f->s->files, from);
  g_autofree char *to = clean_path (sftp_client_message_get_data (msg));
  if (sftp_client_message_get_type (msg) == SSH_FXP_EXTENDED
      && g_strcmp0 (sftp_client_message_get_submessage (msg), "posix-rename@openssh.com"))
    {
      sftp_reply_status (msg, SSH_FX_OP_UNSUPPORTED, "not supported");
      return;
    }
  if (!file)
    {
      sftp_reply_status (msg, SSH_FX_NO_SUCH_FILE, "no such file");
      return;
    }
  g_bytes_ref (file);
  g_hash_table_remove (f->s->files, from);
  g_hash_table_insert (f->s->files, g_steal_pointer (&to), file);
  sftp_reply_status (msg, SSH_FX_OK, NULL);
}

/* ---- folders --------------------------------------------------------------------------------------------------------- */

static void
stat_path (const LabSwitch *s, const char *path, sftp_client_message msg)
{
  struct sftp_attributes_struct attributes = { 0 };
  GBytes *file = g_hash_table_lookup (s->files, path);
  if (!file && !is_folder (s, path))
    {
      sftp_reply_status (msg, SSH_FX_NO_SUCH_FILE, "no such file");
      return;
    }
  attributes.flags = SSH_FILEXFER_ATTR_SIZE | SSH_FILEXFER_ATTR_PERMISSIONS;
  attributes.size = file ? g_bytes_get_size (file) : 0;
  attributes.permissions = file ? 0100600 : 040755;
  sftp_reply_attr (msg, &attributes);
}

/* Files and folders right below it, each once. */
static void
list_folder (const LabSwitch *s, Handle *h, sftp_client_message msg)
{
  GHashTableIter iter;
  gpointer path, file;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *below = h ? g_strconcat (h->path, g_str_has_suffix (h->path, "/") ? "" : "/", NULL) : NULL;
  g_hash_table_iter_init (&iter, s->files);
  while (h && !h->listed && g_hash_table_iter_next (&iter, &path, &file))
    {
      const char *rest = g_str_has_prefix (path, below) ? (char *) path + strlen (below) : NULL;
      gboolean folder = rest && strchr (rest, '/');
      g_autofree char *name = rest ? g_strndup (rest, strcspn (rest, "/")) : NULL;
      struct sftp_attributes_struct attributes = { .flags = SSH_FILEXFER_ATTR_SIZE | SSH_FILEXFER_ATTR_PERMISSIONS,
                                                   .size = folder ? 0 : g_bytes_get_size (file),
                                                   .permissions = folder ? 040755 : 0100600 };
      if (name && g_hash_table_add (seen, g_strdup (name)))
        sftp_reply_names_add (msg, name, name, &attributes);
    }
  if (!g_hash_table_size (seen))
    {
      sftp_reply_status (msg, SSH_FX_EOF, NULL);
      return;
    }
  h->listed = TRUE;
  sftp_reply_names (msg);
}

/* ---- serving --------------------------------------------------------------------------------------------------------- */

static void
serve_message (LabSftp *f, sftp_client_message msg)
{
  Handle *h = msg->handle ? sftp_handle (f->sftp, msg->handle) : NULL;
  g_autofree char *path = clean_path (sftp_client_message_get_filename (msg));
  switch (sftp_client_message_get_type (msg))
    {
    case SSH_FXP_OPEN: open_file (f, path, msg); break;
    case SSH_FXP_READ: read_file (h, msg); break;
    case SSH_FXP_WRITE: write_file (h, msg); break;
    case SSH_FXP_CLOSE: close_handle (f, h, msg); break;
    case SSH_FXP_STAT: case SSH_FXP_LSTAT: stat_path (f->s, path, msg); break;
    case SSH_FXP_FSTAT: stat_path (f->s, h ? h->path : path, msg); break;
    case SSH_FXP_SETSTAT: case SSH_FXP_FSETSTAT: sftp_reply_status (msg, SSH_FX_OK, NULL); break;
    case SSH_FXP_REALPATH: sftp_reply_name (msg, path, NULL); break;
    case SSH_FXP_OPENDIR:
      if (is_folder (f->s, path))
        reply_handle (f, msg, handle_new (f, path, TRUE));
      else
        sftp_reply_status (msg, SSH_FX_NO_SUCH_FILE, "no such folder");
      break;
    case SSH_FXP_READDIR: list_folder (f->s, h, msg); break;
    case SSH_FXP_REMOVE:
      if (g_hash_table_contains (f->s->files, path))
        lab_wire (f->s, "sftp-rm", path);
      sftp_reply_status (msg, g_hash_table_remove (f->s->files, path) ? SSH_FX_OK : SSH_FX_NO_SUCH_FILE, NULL);
      break;
    case SSH_FXP_RENAME: case SSH_FXP_EXTENDED: rename_file (f, path, msg); break;
    default: sftp_reply_status (msg, SSH_FX_OP_UNSUPPORTED, "not supported"); break;
    }
}

LabSftp *
lab_sftp_new (LabSwitch *s, GMutex *lock, ssh_session session, ssh_channel channel, const char *address)
{
  g_mutex_lock (lock);
  LabSession *who = lab_session_new (s, s->user, "sftp", address);
  g_mutex_unlock (lock);
  sftp_session sftp = who ? sftp_server_new (session, channel) : NULL;
  if (!who)
    return NULL;
  LabSftp *f = g_new0 (LabSftp, 1);
  *f = (LabSftp){ s, lock, sftp, channel, who, g_ptr_array_new_with_free_func (handle_free) };
  return f;
}

gboolean
lab_sftp_pump (LabSftp *f)
{
  if (!f->sftp || (!f->sftp->client_version && sftp_server_init (f->sftp) != SSH_OK))
    return FALSE;
  while (ssh_channel_poll (f->channel, 0) > 0)
    {
      sftp_client_message msg = sftp_get_client_message (f->sftp);
      if (!msg)
        return FALSE;
      g_mutex_lock (f->lock);
      f->who->heard_at = lab_now (f->s);
      serve_message (f, msg);
      g_mutex_unlock (f->lock);
      sftp_client_message_free (msg);
    }
  return !ssh_channel_is_eof (f->channel) && !f->who->over;
}

void
lab_sftp_free (LabSftp *f)
{
  if (f->sftp)
    sftp_free (f->sftp); /* frees the channel too */
  g_ptr_array_unref (f->handles);
  g_mutex_lock (f->lock);
  lab_session_free (f->s, f->who);
  g_mutex_unlock (f->lock);
  g_free (f);
}
