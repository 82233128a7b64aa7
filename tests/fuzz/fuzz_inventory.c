/* An inventory file: complaints inside it, or a desired state, never anything else; and a canonical form that is as good. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "inventory/inventory.h"

/* Every finding points into the file (or to its very beginning). */
static void
check_places (const InventorySources *sources, const Diagnostics *found)
{
  for (guint i = 0; i < found->items->len; i++)
    {
      const Diagnostic *d = found->items->pdata[i];
      const char *line = inventory_source_line (sources, d->pos.file, d->pos.line);
      gboolean begin = d->pos.line == 1 && d->pos.column == 1;
      if (!d->pos.file || !lint_rule_find (d->rule) || (!begin && (!line || d->pos.column > g_utf8_strlen (line, -1) + 1)))
        {
          fprintf (stderr, "%s:%u:%u %s is outside the file\n", d->pos.file, d->pos.line, d->pos.column, d->rule);
          abort ();
        }
    }
}

static void
check_form (const char *text, gsize size)
{
  g_autofree char *once = inventory_format ("inventory.yaml", text, size);
  g_autofree char *twice = once ? inventory_format ("inventory.yaml", once, strlen (once)) : NULL;
  if (once && (!twice || strcmp (once, twice)))
    {
      fprintf (stderr, "not its own canonical form:\n%s----\n%s", once, twice);
      abort ();
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *path = fuzz_file ("inventory.yaml", data, size), *paths[] = { path, NULL };
  g_autofree char *text = g_strndup ((const char *) data, size);
  InventorySources *sources = inventory_sources_new ();
  Diagnostics *found = diagnostics_new ();
  Desired *desired = inventory_load (paths, sources, found);
  guint fixed;
  check_places (sources, found);
  inventory_ignore (sources, found);
  inventory_fingerprints (sources, found);
  check_places (sources, found);
  if (g_utf8_validate (text, -1, NULL))
    g_free (inventory_fix (path, text, found, &fixed));
  check_form (text, strlen (text));
  desired_free (desired);
  inventory_sources_free (sources);
  diagnostics_free (found);
  return 0;
}
