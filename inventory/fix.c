/* Safe cures, put into the text of a file. */
#include <string.h>

#include "inventory/inventory.h"
#include "inventory/tree.h"

/* Where the place is; the end of the text when it is beyond. */
static gsize
offset_of (const char *text, guint line, guint column)
{
  const char *p = text + (g_str_has_prefix (text, "\xef\xbb\xbf") ? 3 : 0);
  gsize length = 1;
  for (guint l = 1; l < line && length; l++)
    p = tree_line_end (p, &length) + length;
  for (guint c = 1; c < column && *p; c++)
    p = g_utf8_next_char (p);
  return (gsize) (p - text);
}

static int
last_first (gconstpointer a, gconstpointer b)
{
  const SrcPos *x = &(*(Diagnostic *const *) a)->fix_pos, *y = &(*(Diagnostic *const *) b)->fix_pos;
  if (x->line != y->line)
    return x->line > y->line ? -1 : 1;
  return x->column > y->column ? -1 : x->column < y->column;
}

char *
inventory_fix (const char *path, const char *text, const Diagnostics *diagnostics, guint *n_fixed)
{
  g_autoptr (GPtrArray) fixes = g_ptr_array_new ();
  GString *out = g_string_new (text);
  gsize before = out->len + 1;
  for (guint i = 0; i < diagnostics->items->len; i++)
    {
      Diagnostic *d = diagnostics->items->pdata[i];
      if (d->fix && g_strcmp0 (d->fix_pos.file, path) == 0)
        g_ptr_array_add (fixes, d);
    }
  g_ptr_array_sort (fixes, last_first);
  *n_fixed = 0;
  for (guint i = 0; i < fixes->len; i++)
    {
      const Diagnostic *d = fixes->pdata[i];
      gsize from = offset_of (text, d->fix_pos.line, d->fix_pos.column), to = offset_of (text, d->fix_pos.end_line, d->fix_pos.end_column);
      if (to < from || to > before || (to == before && from == to))
        continue; /* two cures for one place */
      g_string_erase (out, (gssize) from, (gssize) (to - from));
      g_string_insert (out, (gssize) from, d->fix);
      before = from;
      ++*n_fixed;
    }
  return g_string_free (out, FALSE);
}
