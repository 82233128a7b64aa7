/* The lines of every file that was read, for carets; what may be a secret is starred out. */
#include "inventory/load.h"

#include <string.h>

struct InventorySources
{
  GHashTable *files; /* interned path -> GPtrArray of lines */
  GHashTable *instead; /* path -> text */
  guint unread;
};

InventorySources *
inventory_sources_new (void)
{
  InventorySources *s = g_new0 (InventorySources, 1);
  s->files = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  s->instead = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return s;
}

void
inventory_sources_free (InventorySources *sources)
{
  if (!sources)
    return;
  g_hash_table_unref (sources->files);
  g_hash_table_unref (sources->instead);
  g_free (sources);
}

static gboolean
to_stars (const GMatchInfo *match, GString *out, gpointer unused)
{
  g_autofree char *text = g_match_info_fetch (match, 0);
  for (const char *p = text; *p; p++)
    if (((guchar) *p & 0xc0) != 0x80)
      g_string_append_c (out, '*');
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

void
inventory_sources_add (InventorySources *sources, const char *file, const char *text, gboolean parsed)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *clean = without_secrets (text, parsed), *valid = g_utf8_make_valid (clean ? clean : "", -1);
  const char *p = valid;
  if (g_str_has_prefix (p, "\xef\xbb\xbf"))
    p += 3;
  for (gsize length = 1; length; p += length)
    {
      const char *end = tree_line_end (p, &length);
      g_ptr_array_add (lines, g_strndup (p, (gsize) (end - p)));
      p = end;
    }
  g_hash_table_insert (sources->files, (char *) g_intern_string (file), lines);
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

void
inventory_sources_hide (InventorySources *sources, const SrcPos *pos)
{
  GPtrArray *lines = g_hash_table_lookup (sources->files, pos->file);
  for (guint l = pos->line; lines && l <= MAX (pos->end_line, pos->line) && l <= lines->len; l++)
    {
      GString *starred = g_string_new (NULL);
      guint column = 1;
      for (const char *p = lines->pdata[l - 1]; *p; p = g_utf8_next_char (p), column++)
        {
          gboolean in =
              (l > pos->line || column >= pos->column) && (!pos->end_line || l < pos->end_line || column < pos->end_column);
          if (in && *p != ' ')
            g_string_append_c (starred, '*');
          else
            g_string_append_len (starred, p, g_utf8_next_char (p) - p);
        }
      g_free (lines->pdata[l - 1]);
      lines->pdata[l - 1] = g_string_free (starred, FALSE);
    }
}

const char *
inventory_source_line (gconstpointer sources, const char *file, guint line)
{
  const InventorySources *s = sources;
  const GPtrArray *lines = file ? g_hash_table_lookup (s->files, file) : NULL;
  return lines && line >= 1 && line <= lines->len ? lines->pdata[line - 1] : NULL;
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
inventory_file_names (const InventorySources *sources)
{
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;
  g_hash_table_iter_init (&iter, sources->files);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, name);
  g_ptr_array_sort (names, by_text);
  return names;
}

guint
inventory_files_read (const InventorySources *sources)
{
  return g_hash_table_size (sources->files);
}

guint
inventory_paths_unread (const InventorySources *sources)
{
  return sources->unread;
}
