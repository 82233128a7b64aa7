#include "cmd/targets.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/schema.h"

#define LIST_MAX (4u << 20) /* octets of a file of addresses */
#define SUFFIX ".snmprec"

typedef struct {
  GPtrArray *found;  /* Target* */
  GHashTable *known; /* of every address and recording */
} Expansion;

static void
target_free (gpointer data)
{
  Target *t = data;
  g_free (t->address);
  g_free (t->dir);
  g_free (t->name);
  g_free (t);
}

static gboolean G_GNUC_PRINTF (3, 4)
wrong (GError **error, gboolean file, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, file ? G_FILE_ERROR : G_OPTION_ERROR, file ? (int) G_FILE_ERROR_FAILED : (int) G_OPTION_ERROR_BAD_VALUE, "%s", text);
  return FALSE;
}

/* What lint asks of a switch's name (VL901). */
static gboolean
may_be_called (const char *name)
{
  return strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == strlen (name) && g_ascii_isalnum (name[0])
         && strlen (name) <= 64;
}

static gboolean
add (Expansion *e, const char *address, const char *dir, const char *name, gboolean of_many, GError **error)
{
  char *key = address ? g_ascii_strdown (address, -1) : g_strdup_printf ("%s/%s", dir, name);
  if (!g_hash_table_add (e->known, key))
    return TRUE;
  if (e->found->len >= TARGETS_MAX)
    return wrong (error, FALSE, _ ("more than %u addresses at once: take smaller networks"), TARGETS_MAX);
  if (name && !may_be_called (name))
    return wrong (error, TRUE, _ ("%s/%s%s: a switch cannot be called so (letters, digits, dot, underscore, hyphen): rename the file"), dir, name, SUFFIX);
  Target *t = g_new0 (Target, 1);
  *t = (Target){ g_strdup (address), g_strdup (dir), g_strdup (name), of_many };
  g_ptr_array_add (e->found, t);
  return TRUE;
}

/* ---- networks --------------------------------------------------------------------------------------------------------- */

static char *
address_at (GInetAddress *base, guint64 offset)
{
  guint8 bytes[16];
  gsize n = g_inet_address_get_native_size (base);
  memcpy (bytes, g_inet_address_to_bytes (base), n);
  for (gsize i = n; i-- > 0 && offset; offset >>= 8)
    {
      offset += bytes[i];
      bytes[i] = (guint8) offset;
    }
  g_autoptr (GInetAddress) address = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (base));
  return g_inet_address_to_string (address);
}

/* All hosts of it: not its own address, and not its broadcast. */
static gboolean
add_network (Expansion *e, GInetAddressMask *mask, GError **error)
{
  GInetAddress *base = g_inet_address_mask_get_address (mask);
  guint bits = (guint) g_inet_address_get_native_size (base) * 8, free_bits = bits - g_inet_address_mask_get_length (mask);
  g_autofree char *text = g_inet_address_mask_to_string (mask);
  if (free_bits > 16)
    return wrong (error, FALSE, _ ("%s: more than %u addresses at once: take smaller networks"), text, TARGETS_MAX);
  guint64 n = G_GUINT64_CONSTANT (1) << free_bits, first = free_bits > 1 ? 1 : 0, end = free_bits > 1 && bits == 32 ? n - 1 : n;
  for (guint64 i = first; i < end; i++)
    {
      g_autofree char *address = address_at (base, i);
      if (!add (e, address, NULL, NULL, n > 1, error))
        return FALSE;
    }
  return TRUE;
}

/* "10.0.3.7/24" means the network that it is in. */
static GInetAddressMask *
network_of (const char *text)
{
  const char *slash = strchr (text, '/');
  guint length;
  g_autofree char *left = slash ? g_strndup (text, (gsize) (slash - text)) : NULL;
  g_autoptr (GInetAddress) address = left ? g_inet_address_new_from_string (left) : NULL;
  gsize n = address ? g_inet_address_get_native_size (address) : 0;
  guint8 bytes[16];
  if (!address || !value_parse_uint (slash + 1, &length) || length > n * 8)
    return NULL;
  memcpy (bytes, g_inet_address_to_bytes (address), n);
  for (guint bit = length; bit < n * 8; bit++)
    bytes[bit / 8] &= (guint8) ~(0x80 >> bit % 8);
  g_autoptr (GInetAddress) base = g_inet_address_new_from_bytes (bytes, g_inet_address_get_family (address));
  return g_inet_address_mask_new (base, length, NULL);
}

/* ---- files ------------------------------------------------------------------------------------------------------------ */

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
add_recordings (Expansion *e, const char *dir, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (dir, 0, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  if (!folder)
    return FALSE;
  for (const char *file; (file = g_dir_read_name (folder));)
    if (g_str_has_suffix (file, SUFFIX) && file[0] != '.')
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (SUFFIX)));
  g_ptr_array_sort (names, by_text);
  if (!names->len)
    return wrong (error, TRUE, _ ("%s: no recording (%s) lies there"), dir, SUFFIX);
  for (guint i = 0; i < names->len; i++)
    if (!add (e, NULL, dir, names->pdata[i], FALSE, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_recording (Expansion *e, const char *path, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path), *file = g_path_get_basename (path);
  g_autofree char *name = g_strndup (file, strlen (file) - strlen (SUFFIX));
  return add (e, NULL, dir, name, FALSE, error);
}

/* An address, a name or a network. */
static gboolean
add_text (Expansion *e, const char *text, GError **error)
{
  g_autoptr (GInetAddressMask) network = network_of (text);
  if (network)
    return add_network (e, network, error);
  if (!value_is_address (text))
    return wrong (error, FALSE, _ ("%s is no address, no network (10.0.3.0/24), no name and no file"), text);
  return add (e, text, NULL, NULL, FALSE, error);
}

/* One or more a line; what follows # is for people. */
static gboolean
add_list (Expansion *e, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize size;
  if (!g_file_get_contents (path, &text, &size, error))
    return FALSE;
  if (size > LIST_MAX || strlen (text) != size)
    return wrong (error, TRUE, _ ("%s is no list of addresses"), path);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      lines[i][strcspn (lines[i], "#")] = '\0';
      g_auto (GStrv) words = g_strsplit_set (lines[i], " \t\r,;", -1);
      for (guint w = 0; words[w]; w++)
        if (*words[w] && !add_text (e, words[w], error))
          {
            g_prefix_error (error, "%s:%u: ", path, i + 1);
            return FALSE;
          }
    }
  return TRUE;
}

static gboolean
add_argument (Expansion *e, const char *text, GError **error)
{
  if (g_file_test (text, G_FILE_TEST_IS_DIR))
    return add_recordings (e, text, error);
  if (g_file_test (text, G_FILE_TEST_EXISTS))
    return g_str_has_suffix (text, SUFFIX) ? add_recording (e, text, error) : add_list (e, text, error);
  return add_text (e, text, error);
}

GPtrArray *
targets_expand (char **arguments, const char *capture_dir, GError **error)
{
  Expansion e = { g_ptr_array_new_with_free_func (target_free), g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  gboolean ok = TRUE;
  if (capture_dir && !arguments[0])
    ok = add_recordings (&e, capture_dir, error);
  for (guint i = 0; ok && arguments[i]; i++)
    ok = capture_dir ? add (&e, NULL, capture_dir, arguments[i], FALSE, error) : add_argument (&e, arguments[i], error);
  g_hash_table_unref (e.known);
  if (!ok)
    g_clear_pointer (&e.found, g_ptr_array_unref);
  return e.found;
}
