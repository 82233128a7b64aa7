#include "sftp.h"

#include <string.h>

#include "faults.h"
#include "shell.h"

#define MAX_FILE (1024 * 1024)
#define MAX_PACKET 34000 /* what every server must take (draft-ietf-secsh-filexfer-02, 3); who sends more finds out here */

/* draft-ietf-secsh-filexfer-02 */
enum {
  INIT = 1, VERSION, OPEN, CLOSE, READ, WRITE, LSTAT, FSTAT, SETSTAT, FSETSTAT, OPENDIR, READDIR, REMOVE, MKDIR, RMDIR, REALPATH,
  STAT, RENAME, STATUS = 101, HANDLE, DATA, NAME, ATTRS
};
enum { OK, END_OF_FILE, NO_SUCH_FILE, PERMISSION_DENIED, FAILURE, BAD_MESSAGE, UNSUPPORTED = 8 };
enum { FOR_WRITING = 2, TRUNCATED = 16 };
enum { HAS_SIZE = 1, HAS_PERMISSIONS = 4 };

typedef struct {
  char *path;
  GByteArray *bytes; /* NULL for a folder */
  gboolean writing, listed;
} Handle;

struct LabSftp {
  LabSwitch *s;
  LabSession *who;
  GByteArray *in, *out;
  GPtrArray *handles; /* Handle* by number; NULL where closed */
  gboolean over;
};

/* ---- packets --------------------------------------------------------------------------------------------------------- */

typedef struct {
  const guint8 *p;
  gsize left;
  gboolean bad;
} Reader;

static guint64
get_number (Reader *r, guint size)
{
  guint64 n = 0;
  r->bad = r->bad || r->left < size;
  for (guint i = 0; !r->bad && i < size; i++, r->left--)
    n = n << 8 | *r->p++;
  return n;
}

static char *
get_text (Reader *r, gsize *size)
{
  gsize n = (gsize) get_number (r, 4);
  r->bad = r->bad || r->left < n;
  char *text = g_strndup (r->bad ? "" : (const char *) r->p, r->bad ? 0 : n);
  if (size)
    *size = r->bad ? 0 : n;
  r->p += r->bad ? 0 : n;
  r->left -= r->bad ? 0 : n;
  return text;
}

static void
put_number (GByteArray *to, guint64 n, guint size)
{
  for (guint i = size; i-- > 0;)
    {
      guint8 byte = (guint8) (n >> (8 * i));
      g_byte_array_append (to, &byte, 1);
    }
}

static void
put_bytes (GByteArray *to, const void *bytes, gsize size)
{
  put_number (to, size, 4);
  g_byte_array_append (to, bytes, (guint) size);
}

static void
send_packet (LabSftp *f, guint type, guint32 id, const GByteArray *body)
{
  put_number (f->out, 5 + body->len, 4);
  put_number (f->out, type, 1);
  put_number (f->out, id, 4);
  g_byte_array_append (f->out, body->data, body->len);
}

static void
send_status (LabSftp *f, guint32 id, guint code, const char *text)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  put_number (body, code, 4);
  put_bytes (body, text, strlen (text));
  put_bytes (body, "", 0);
  send_packet (f, STATUS, id, body);
}

static void
put_attributes (GByteArray *body, gsize size, gboolean folder)
{
  put_number (body, HAS_SIZE | HAS_PERMISSIONS, 4);
  put_number (body, size, 8);
  put_number (body, folder ? 040755 : 0100600, 4);
}

/* ---- handles and paths ----------------------------------------------------------------------------------------------- */

static void
handle_free (gpointer data)
{
  Handle *h = data;
  if (!h)
    return;
  if (h->bytes)
    g_byte_array_unref (h->bytes);
  g_free (h->path);
  g_free (h);
}

static Handle *
add_handle (LabSftp *f, guint32 id, const char *path, gboolean folder)
{
  Handle *h = g_new0 (Handle, 1);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  h->path = g_strdup (path);
  h->bytes = folder ? NULL : g_byte_array_new ();
  put_number (body, 4, 4);
  put_number (body, f->handles->len, 4);
  g_ptr_array_add (f->handles, h);
  send_packet (f, HANDLE, id, body);
  return h;
}

static Handle *
get_handle (LabSftp *f, Reader *r, guint *number)
{
  guint32 size = (guint32) get_number (r, 4), n = (guint32) get_number (r, 4);
  *number = n;
  return !r->bad && size == 4 && n < f->handles->len ? f->handles->pdata[n] : NULL;
}

/* "/flash/x", "x", "./x" and "/flash/./x" are one file. */
static char *
get_path (Reader *r)
{
  g_autofree char *path = get_text (r, NULL);
  g_autofree char *absolute = *path == '/' ? g_strdup (path) : g_strconcat ("/flash/", path, NULL);
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
open_file (LabSftp *f, guint32 id, Reader *r)
{
  g_autofree char *path = get_path (r);
  guint32 flags = (guint32) get_number (r, 4);
  GBytes *file = g_hash_table_lookup (f->s->files, path);
  gboolean writing = (flags & FOR_WRITING) != 0;
  if (writing && lab_fault (f->s, "flash-full"))
    {
      send_status (f, id, FAILURE, "no space left on flash");
      return;
    }
  if (!writing && !file)
    {
      send_status (f, id, NO_SUCH_FILE, "no such file");
      return;
    }
  lab_wire (f->s, writing ? "sftp-put" : "sftp-get", path);
  Handle *h = add_handle (f, id, path, FALSE);
  h->writing = writing;
  if (file && !(flags & TRUNCATED))
    g_byte_array_append (h->bytes, g_bytes_get_data (file, NULL), (guint) g_bytes_get_size (file));
}

static void
read_file (LabSftp *f, guint32 id, Reader *r)
{
  guint number;
  Handle *h = get_handle (f, r, &number);
  guint64 at = get_number (r, 8), want = get_number (r, 4);
  if (!h || !h->bytes || at >= h->bytes->len)
    {
      send_status (f, id, h ? END_OF_FILE : FAILURE, h ? "end of file" : "no such handle");
      return;
    }
  g_autoptr (GByteArray) body = g_byte_array_new ();
  put_bytes (body, h->bytes->data + at, (gsize) MIN (MIN (want, h->bytes->len - at), 32768));
  send_packet (f, DATA, id, body);
}

static void
write_file (LabSftp *f, guint32 id, Reader *r)
{
  guint number;
  gsize size;
  Handle *h = get_handle (f, r, &number);
  guint64 at = get_number (r, 8);
  g_autofree char *data = get_text (r, &size);
  if (r->bad || !h || !h->writing || at > MAX_FILE || at + size > MAX_FILE)
    {
      send_status (f, id, FAILURE, "file too large");
      return;
    }
  if (at + size > h->bytes->len)
    g_byte_array_set_size (h->bytes, (guint) (at + size));
  if (size)
    memcpy (h->bytes->data + at, data, size);
  send_status (f, id, OK, "");
}

static void
close_handle (LabSftp *f, guint32 id, Reader *r)
{
  guint number;
  Handle *h = get_handle (f, r, &number);
  gboolean ok = h && (!h->writing || lab_put_file (f->s, h->path, h->bytes->data, h->bytes->len));
  if (h)
    {
      handle_free (h);
      f->handles->pdata[number] = NULL;
    }
  send_status (f, id, ok ? OK : FAILURE, ok ? "" : "no space left on flash");
}

static void
remove_file (LabSftp *f, guint32 id, Reader *r)
{
  g_autofree char *path = get_path (r);
  gboolean there = g_hash_table_contains (f->s->files, path);
  if (there)
    lab_wire (f->s, "sftp-rm", path);
  g_hash_table_remove (f->s->files, path);
  send_status (f, id, there ? OK : NO_SUCH_FILE, there ? "" : "no such file");
}

static void
rename_file (LabSftp *f, guint32 id, Reader *r)
{
  g_autofree char *from = get_path (r), *to = get_path (r);
  GBytes *file = g_hash_table_lookup (f->s->files, from);
  if (!file || g_hash_table_contains (f->s->files, to))
    {
      send_status (f, id, file ? FAILURE : NO_SUCH_FILE, file ? "it is there" : "no such file");
      return;
    }
  g_bytes_ref (file);
  g_hash_table_remove (f->s->files, from);
  g_hash_table_insert (f->s->files, g_steal_pointer (&to), file);
  send_status (f, id, OK, "");
}

/* ---- folders --------------------------------------------------------------------------------------------------------- */

static void
send_attributes (LabSftp *f, guint32 id, const char *path)
{
  GBytes *file = g_hash_table_lookup (f->s->files, path);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  if (!file && !is_folder (f->s, path))
    {
      send_status (f, id, NO_SUCH_FILE, "no such file");
      return;
    }
  put_attributes (body, file ? g_bytes_get_size (file) : 0, !file);
  send_packet (f, ATTRS, id, body);
}

static void
stat_path (LabSftp *f, guint32 id, Reader *r)
{
  g_autofree char *path = get_path (r);
  send_attributes (f, id, path);
}

static void
stat_handle (LabSftp *f, guint32 id, Reader *r)
{
  guint number;
  Handle *h = get_handle (f, r, &number);
  send_attributes (f, id, h ? h->path : "");
}

static void
real_path (LabSftp *f, guint32 id, Reader *r)
{
  g_autofree char *path = get_path (r);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  put_number (body, 1, 4);
  put_bytes (body, path, strlen (path));
  put_bytes (body, path, strlen (path));
  put_number (body, 0, 4);
  send_packet (f, NAME, id, body);
}

static void
open_folder (LabSftp *f, guint32 id, Reader *r)
{
  g_autofree char *path = get_path (r);
  if (is_folder (f->s, path))
    add_handle (f, id, path, TRUE);
  else
    send_status (f, id, NO_SUCH_FILE, "no such folder");
}

/* What is right below it, each once, in one reply. */
static void
list_folder (LabSftp *f, guint32 id, Reader *r)
{
  guint number, n = 0;
  Handle *h = get_handle (f, r, &number);
  GHashTableIter iter;
  gpointer path, file;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GByteArray) names = g_byte_array_new (), body = g_byte_array_new ();
  g_autofree char *below = h ? g_strconcat (h->path, g_str_has_suffix (h->path, "/") ? "" : "/", NULL) : NULL;
  g_hash_table_iter_init (&iter, f->s->files);
  while (h && !h->listed && g_hash_table_iter_next (&iter, &path, &file))
    {
      const char *rest = g_str_has_prefix (path, below) ? (char *) path + strlen (below) : NULL;
      gboolean folder = rest && strchr (rest, '/');
      gsize size = folder ? 0 : g_bytes_get_size (file);
      g_autofree char *name = rest ? g_strndup (rest, strcspn (rest, "/")) : NULL;
      if (!name || !g_hash_table_add (seen, g_strdup (name)))
        continue;
      g_autofree char *row
          = g_strdup_printf ("%s 1 root root %10zu Jan  1 00:00 %s", folder ? "drwxr-xr-x" : "-rw-------", size, name);
      put_bytes (names, name, strlen (name));
      put_bytes (names, row, strlen (row));
      put_attributes (names, size, folder);
      n++;
    }
  if (!n)
    {
      send_status (f, id, END_OF_FILE, "");
      return;
    }
  h->listed = TRUE;
  put_number (body, n, 4);
  g_byte_array_append (body, names->data, names->len);
  send_packet (f, NAME, id, body);
}

/* ---- serving --------------------------------------------------------------------------------------------------------- */

static void
accept_anything (LabSftp *f, guint32 id, Reader *r)
{
  send_status (f, id, OK, "");
}

static const struct {
  guint8 type;
  void (*serve) (LabSftp *f, guint32 id, Reader *r);
} requests[] = {
  { OPEN, open_file },      { CLOSE, close_handle },    { READ, read_file },            { WRITE, write_file },
  { LSTAT, stat_path },     { STAT, stat_path },        { FSTAT, stat_handle },         { SETSTAT, accept_anything },
  { FSETSTAT, accept_anything }, { OPENDIR, open_folder }, { READDIR, list_folder },    { REMOVE, remove_file },
  { REALPATH, real_path },  { RENAME, rename_file },
};

static void
serve (LabSftp *f, Reader *r)
{
  guint type = (guint) get_number (r, 1);
  guint32 id = (guint32) get_number (r, 4);
  if (type == INIT) /* its number is no id, and neither is ours */
    {
      put_number (f->out, 5, 4);
      put_number (f->out, VERSION, 1);
      put_number (f->out, 3, 4);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    if (requests[i].type == type)
      {
        requests[i].serve (f, id, r);
        return;
      }
  send_status (f, id, UNSUPPORTED, "not supported");
}

void
lab_sftp_input (LabSftp *f, const char *bytes, gsize size)
{
  f->who->heard_at = lab_now (f->s);
  g_byte_array_append (f->in, (const guint8 *) bytes, (guint) size);
  while (f->in->len >= 4 && !f->over)
    {
      Reader head = { f->in->data, f->in->len, FALSE };
      gsize n = (gsize) get_number (&head, 4);
      f->over = n > MAX_PACKET || !n;
      if (f->over || f->in->len < 4 + n)
        return;
      Reader packet = { f->in->data + 4, n, FALSE };
      serve (f, &packet);
      g_byte_array_remove_range (f->in, 0, (guint) (4 + n));
    }
}

LabSftp *
lab_sftp_new (LabSwitch *s, const char *user, const char *address)
{
  LabSession *who = lab_session_new (s, user, "sftp", address);
  if (!who)
    return NULL;
  LabSftp *f = g_new0 (LabSftp, 1);
  *f = (LabSftp){ s, who, g_byte_array_new (), g_byte_array_new (), g_ptr_array_new_with_free_func (handle_free), FALSE };
  return f;
}

char *
lab_sftp_take_output (LabSftp *f, gsize *size)
{
  *size = f->out->len;
  char *bytes = (char *) g_byte_array_free (f->out, FALSE);
  f->out = g_byte_array_new ();
  return bytes;
}

gboolean
lab_sftp_is_over (const LabSftp *f)
{
  return f->over || f->who->over;
}

void
lab_sftp_free (LabSftp *f)
{
  if (!f)
    return;
  g_ptr_array_unref (f->handles);
  g_byte_array_unref (f->in);
  g_byte_array_unref (f->out);
  lab_session_free (f->s, f->who);
  g_free (f);
}
