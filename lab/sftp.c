#include "sftp.h"

#include <fcntl.h>
#include <string.h>

#include "faults.h"

#define MAX_FILE (1024 * 1024)

typedef struct {
  char *path;
  GByteArray *bytes; /* NULL for a folder */
  gboolean writing, listed;
} Handle;

static Handle *
handle_new (const char *path, gboolean folder)
{
  Handle *h = g_new0 (Handle, 1);
  h->path = g_strdup (path);
  if (!folder)
    h->bytes = g_byte_array_new ();
  return h;
}

static void
handle_free (Handle *h)
{
  if (h->bytes)
    g_byte_array_unref (h->bytes);
  g_free (h->path);
  g_free (h);
}

static void
open_file (LabSwitch *s, sftp_session sftp, sftp_client_message msg)
{
  const char *path = sftp_client_message_get_filename (msg);
  guint32 flags = sftp_client_message_get_flags (msg);
  GBytes *file = g_hash_table_lookup (s->files, path);
  gboolean writing = (flags & SSH_FXF_WRITE) != 0;
  if (writing && lab_fault (s, "flash-full"))
    {
      sftp_reply_status (msg, SSH_FX_FAILURE, "no space left on flash");
      return;
    }
  if (!writing && !file)
    {
      sftp_reply_status (msg, SSH_FX_NO_SUCH_FILE, "no such file");
      return;
    }
  Handle *h = handle_new (path, FALSE);
  h->writing = writing;
  if (file && !(flags & SSH_FXF_TRUNC))
    g_byte_array_append (h->bytes, g_bytes_get_data (file, NULL), (guint) g_bytes_get_size (file));
  lab_wire (s, writing ? "sftp-put" : "sftp-get", path);
  ssh_string handle = sftp_handle_alloc (sftp, h);
  sftp_reply_handle (msg, handle);
  ssh_string_free (handle);
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
  if (!h || !h->bytes || msg->offset + size > MAX_FILE)
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
close_handle (LabSwitch *s, sftp_session sftp, Handle *h, sftp_client_message msg)
{
  if (h)
    {
      if (h->writing)
        g_hash_table_insert (s->files, g_strdup (h->path), g_bytes_new (h->bytes->data, h->bytes->len));
      sftp_handle_remove (sftp, h);
      handle_free (h);
    }
  sftp_reply_status (msg, SSH_FX_OK, NULL);
}

static void
stat_path (LabSwitch *s, const char *path, sftp_client_message msg)
{
  struct sftp_attributes_struct attributes = { 0 };
  GBytes *file = path ? g_hash_table_lookup (s->files, path) : NULL;
  gboolean folder = path && (!strcmp (path, "/flash") || !strcmp (path, "/") || !strcmp (path, "/flash/") || !strcmp (path, "."));
  if (!file && !folder)
    {
      sftp_reply_status (msg, SSH_FX_NO_SUCH_FILE, "no such file");
      return;
    }
  attributes.flags = SSH_FILEXFER_ATTR_SIZE | SSH_FILEXFER_ATTR_PERMISSIONS;
  attributes.size = file ? g_bytes_get_size (file) : 0;
  attributes.permissions = file ? 0100600 : 040755;
  sftp_reply_attr (msg, &attributes);
}

static void
list_folder (LabSwitch *s, Handle *h, sftp_client_message msg)
{
  GHashTableIter iter;
  gpointer path, file;
  if (!h || h->listed || !g_hash_table_size (s->files))
    {
      sftp_reply_status (msg, SSH_FX_EOF, NULL);
      return;
    }
  h->listed = TRUE;
  g_hash_table_iter_init (&iter, s->files);
  while (g_hash_table_iter_next (&iter, &path, &file))
    {
      struct sftp_attributes_struct attributes = { .flags = SSH_FILEXFER_ATTR_SIZE, .size = g_bytes_get_size (file) };
      g_autofree char *name = g_path_get_basename (path);
      sftp_reply_names_add (msg, name, path, &attributes);
    }
  sftp_reply_names (msg);
}

static void
serve_message (LabSwitch *s, sftp_session sftp, sftp_client_message msg)
{
  Handle *h = msg->handle ? sftp_handle (sftp, msg->handle) : NULL;
  const char *path = sftp_client_message_get_filename (msg);
  switch (sftp_client_message_get_type (msg))
    {
    case SSH_FXP_OPEN: open_file (s, sftp, msg); break;
    case SSH_FXP_READ: read_file (h, msg); break;
    case SSH_FXP_WRITE: write_file (h, msg); break;
    case SSH_FXP_CLOSE: close_handle (s, sftp, h, msg); break;
    case SSH_FXP_STAT: case SSH_FXP_LSTAT: stat_path (s, path, msg); break;
    case SSH_FXP_FSTAT: stat_path (s, h ? h->path : NULL, msg); break;
    case SSH_FXP_SETSTAT: case SSH_FXP_FSETSTAT: sftp_reply_status (msg, SSH_FX_OK, NULL); break;
    case SSH_FXP_REALPATH: sftp_reply_name (msg, path && *path == '/' ? path : "/flash", NULL); break;
    case SSH_FXP_OPENDIR:
      {
        ssh_string handle = sftp_handle_alloc (sftp, handle_new (path, TRUE));
        sftp_reply_handle (msg, handle);
        ssh_string_free (handle);
        break;
      }
    case SSH_FXP_READDIR: list_folder (s, h, msg); break;
    case SSH_FXP_REMOVE:
      sftp_reply_status (msg, g_hash_table_remove (s->files, path) ? SSH_FX_OK : SSH_FX_NO_SUCH_FILE, NULL);
      break;
    default: sftp_reply_status (msg, SSH_FX_OP_UNSUPPORTED, "not supported"); break;
    }
}

void
lab_sftp_serve (LabSwitch *s, GMutex *lock, ssh_session session, ssh_channel channel)
{
  sftp_session sftp = sftp_server_new (session, channel);
  if (!sftp)
    return;
  if (sftp_server_init (sftp) == SSH_OK)
    {
      sftp_client_message msg;
      while ((msg = sftp_get_client_message (sftp)))
        {
          g_mutex_lock (lock);
          serve_message (s, sftp, msg);
          g_mutex_unlock (lock);
          sftp_client_message_free (msg);
        }
    }
  sftp_free (sftp);
}
