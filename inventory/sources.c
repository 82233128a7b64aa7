/* The lines of every file that was read, for carets; what may be a secret is starred out. */
#include "inventory/load.h"

#include <string.h>

typedef struct {
  char *text;         /* as it was read, until somebody asks for a line; then as it is shown: no BOM, UTF-8, secrets starred out, and
                         each line ends in a NUL */
  GArray *lines;      /* gsize: where each begins; NULL: nobody asked */
  gboolean parsed;    /* it has a tree, which knows of most secrets */
  GPtrArray *ignores; /* NULL: no tree, no comments */
} SourceFile;

struct InventorySources
{
  GHashTable *files; /* interned path -> SourceFile* */
  GPtrArray *order;  /* their paths, as they were read */
  GHashTable *instead; /* path -> text */
  guint unread;
};

static void
source_file_free (gpointer data)
{
  SourceFile *file = data;
  g_free (file->text);
  g_clear_pointer (&file->lines, g_array_unref);
  g_clear_pointer (&file->ignores, g_ptr_array_unref);
  g_free (file);
}

InventorySources *
inventory_sources_new (void)
{
  InventorySources *s = g_new0 (InventorySources, 1);
  s->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, source_file_free);
  s->order = g_ptr_array_new ();
  s->instead = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return s;
}

void
inventory_sources_free (InventorySources *sources)
{
  if (!sources)
    return;
  g_hash_table_unref (sources->files);
  g_ptr_array_unref (sources->order);
  g_hash_table_unref (sources->instead);
  g_free (sources);
}

static gboolean
to_stars (const GMatchInfo *match, GString *out, gpointer unused)
{
  g_autofree char *text = g_match_info_fetch (match, 0);
  gsize length = 1;
  for (const char *p = text, *end; length; p = end + length)
    {
      end = tree_line_end (p, &length); /* lines stay lines: YAML has ends of lines that the pattern does not know */
      for (; p < end; p++)
        if (((guchar) *p & 0xc0) != 0x80)
          g_string_append_c (out, '*');
      g_string_append_len (out, end, (gssize) length);
    }
  return FALSE;
}

/* A value beside a key of such a name, unless it says where the secret is: by text, for what the tree does not tell. To the end
 * of the line when there is no tree. */
static char *
without_secrets (const char *text, gboolean parsed)
{
  g_autofree char *pattern = g_strconcat ("\\b(?:secret|community|pass(?:word|phrase|wd)?)[\"']?[ \\t]*:[ \\t]*(?!\\{)\\K",
                                          parsed ? "[^\\s{,}][^,}\\r\\n]*" : "[^\\s{][^\\r\\n]*", NULL);
  g_autoptr (GRegex) secret = g_regex_new (pattern, G_REGEX_RAW | G_REGEX_CASELESS | G_REGEX_OPTIMIZE, 0, NULL);
  return g_regex_replace_eval (secret, text, -1, 0, 0, to_stars, NULL, NULL);
}

/* Most inventories are clean, and nobody looks at their lines. */
static void
prepare (SourceFile *file)
{
  g_autofree char *raw = g_steal_pointer (&file->text), *clean = without_secrets (raw, file->parsed),
                  *valid = g_utf8_make_valid (clean ? clean : "", -1);
  file->text = g_strdup (valid + (g_str_has_prefix (valid, "\xef\xbb\xbf") ? 3 : 0));
  file->lines = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize at = 0;
  for (gsize length = 1; length;)
    {
      char *end = (char *) tree_line_end (file->text + at, &length);
      g_array_append_val (file->lines, at);
      at = (gsize) (end - file->text) + length;
      *end = '\0';
    }
}

static void
add (InventorySources *sources, const char *path, char *text, gboolean parsed, GPtrArray *ignores)
{
  SourceFile *file = g_new0 (SourceFile, 1);
  *file = (SourceFile){ .text = text, .parsed = parsed, .ignores = ignores };
  g_hash_table_insert (sources->files, (char *) g_intern_string (path), file);
}

void
inventory_sources_add (InventorySources *sources, const char *path, char *text, GPtrArray *ignores)
{
  add (sources, path, text, ignores != NULL, ignores);
  g_ptr_array_add (sources->order, (char *) g_intern_string (path));
}

void
inventory_sources_add_aside (InventorySources *sources, const char *path, const char *text, gboolean parsed)
{
  add (sources, path, g_strdup (text), parsed, NULL);
}

void
inventory_sources_replace (InventorySources *sources, const char *file, const char *text)
{
  g_hash_table_insert (sources->instead, g_strdup (file), g_strdup (text));
}

const char *
inventory_sources_instead (const InventorySources *sources, const char *file)
{
  return g_hash_table_lookup (sources->instead, file);
}

void
inventory_sources_unread (InventorySources *sources)
{
  sources->unread++;
}

static char *
line_of (const InventorySources *sources, const char *path, guint line)
{
  SourceFile *file = path ? g_hash_table_lookup (sources->files, path) : NULL;
  if (file && !file->lines)
    prepare (file);
  return file && line >= 1 && line <= file->lines->len ? file->text + g_array_index (file->lines, gsize, line - 1) : NULL;
}

void
inventory_sources_hide (InventorySources *sources, const SrcPos *pos)
{
  char *text;
  for (guint l = pos->line; l <= MAX (pos->end_line, pos->line) && (text = line_of (sources, pos->file, l)); l++)
    {
      guint column = 1;
      char *to = text, *next;
      for (char *p = text; *p; p = next, column++)
        {
          gboolean in =
              (l > pos->line || column >= pos->column) && (!pos->end_line || l < pos->end_line || column < pos->end_column);
          next = g_utf8_next_char (p);
          if (in && *p != ' ')
            *to++ = '*';
          else
            to = (char *) memmove (to, p, (gsize) (next - p)) + (next - p);
        }
      *to = '\0';
    }
}

const char *
inventory_source_line (gconstpointer sources, const char *file, guint line)
{
  return line_of (sources, file, line);
}

char *
inventory_source_text (const InventorySources *sources, const char *file)
{
  GString *out = g_string_new (NULL);
  const char *line;
  for (guint l = 1; (line = line_of (sources, file, l)); l++)
    {
      if (l > 1)
        g_string_append_c (out, '\n');
      g_string_append (out, line);
    }
  return g_string_free (out, FALSE);
}

const GPtrArray *
inventory_sources_ignores (const InventorySources *sources, const char *file)
{
  const SourceFile *source = g_hash_table_lookup (sources->files, file);
  return source ? source->ignores : NULL;
}

GPtrArray *
inventory_source_files (const InventorySources *sources)
{
  return g_ptr_array_copy (sources->order, NULL, NULL);
}

guint
inventory_files_read (const InventorySources *sources)
{
  return sources->order->len;
}

guint
inventory_paths_unread (const InventorySources *sources)
{
  return sources->unread;
}
