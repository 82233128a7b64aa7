/* Safe cures, put into the text of a file. */
#include <string.h>

#include "inventory/edit.h"
#include "inventory/inventory.h"

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
  g_autoptr (TextEdit) edit = text_edit_new (text);
  gsize before = strlen (text) + 1;
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
      gsize from = text_edit_offset (edit, d->fix_pos.line, d->fix_pos.column);
      gsize to = text_edit_offset (edit, d->fix_pos.end_line, d->fix_pos.end_column);
      if (to < from || to > before || (to == before && from == to))
        continue; /* two cures for one place */
      text_edit_replace (edit, from, to, d->fix);
      before = from;
      ++*n_fixed;
    }
  return text_edit_apply (edit);
}
