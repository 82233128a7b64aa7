/* A draft says what is there today, whatever a linter thinks of it: what lint warns of is excused where it stands. */
#include <glib/gi18n.h>
#include <string.h>

#include "draft/writing.h"
#include "inventory/inventory.h"

#define PAGE "(draft)" /* read from memory: there is no such file */

/* Of what was read off the switches; what is wrong with credentials was so before. */
static gboolean
is_excused (const Diagnostic *d)
{
  return d->severity == SEVERITY_WARNING && d->pos.line && strlen (d->rule) > 2 && d->rule[2] >= '3' && d->rule[2] <= '7';
}

/* Line by line, the rules that it breaks: "VL404,VL509". */
static GPtrArray *
excuses_of (const GString *page)
{
  static const char *const paths[] = { PAGE, NULL };
  g_autoptr (Diagnostics) found = diagnostics_new ();
  g_autoptr (InventorySources) sources = inventory_sources_new ();
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  inventory_sources_replace (sources, PAGE, page->str);
  inventory_lint (paths, NULL, sources, found);
  for (guint i = 0; i < found->items->len; i++)
    {
      const Diagnostic *d = found->items->pdata[i];
      if (!is_excused (d))
        continue;
      if (lines->len <= d->pos.line)
        g_ptr_array_set_size (lines, (gint) d->pos.line + 1);
      char *had = lines->pdata[d->pos.line];
      if (had && strstr (had, d->rule))
        continue;
      lines->pdata[d->pos.line] = had ? g_strdup_printf ("%s,%s", had, d->rule) : g_strdup (d->rule);
      g_free (had);
    }
  return lines;
}

void
draft_excuse (GString *page)
{
  g_autoptr (GPtrArray) excuses = excuses_of (page);
  if (!excuses->len)
    return;
  g_auto (GStrv) lines = g_strsplit (page->str, "\n", -1);
  g_string_truncate (page, 0);
  for (guint i = 0; lines[i]; i++)
    {
      if (i + 1 < excuses->len && excuses->pdata[i + 1])
        g_string_append_printf (page, "%*s# vlanctl: ignore %s because %s\n", (int) strspn (lines[i], " "), "", (char *) excuses->pdata[i + 1],
                                _ ("it is so on the switch today"));
      g_string_append (page, lines[i]);
      if (lines[i + 1])
        g_string_append_c (page, '\n');
    }
}
