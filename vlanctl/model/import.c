#include "model/import.h"

const char *
import_action_to_string (ImportAction a)
{
  static const char *const words[] = { "same", "added", "changed", "moved", "unplaced" };
  return words[a];
}

static void
item_free (gpointer data)
{
  ImportItem *i = data;
  char *texts[] = { i->sw, i->port, i->mac, i->extension, i->user, i->reason };
  for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
    g_free (texts[k]);
  g_free (i);
}

static void
file_free (gpointer data)
{
  ImportFile *f = data;
  g_free (f->text);
  g_free (f->was);
  g_free (f->diff);
  g_free (f);
}

ImportResult *
import_result_new (void)
{
  ImportResult *r = g_new0 (ImportResult, 1);
  r->items = g_ptr_array_new_with_free_func (item_free);
  r->notes = g_ptr_array_new_with_free_func (g_free);
  r->files = g_ptr_array_new_with_free_func (file_free);
  return r;
}

void
import_result_free (ImportResult *r)
{
  if (!r)
    return;
  g_ptr_array_unref (r->items);
  g_ptr_array_unref (r->notes);
  g_ptr_array_unref (r->files);
  g_free (r);
}

ImportItem *
import_result_add (ImportResult *r, guint row, ImportAction action)
{
  ImportItem *item = g_new0 (ImportItem, 1);
  item->row = row;
  item->action = action;
  r->n[action]++;
  g_ptr_array_add (r->items, item);
  return item;
}
