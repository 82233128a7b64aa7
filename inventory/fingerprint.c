/* What makes two findings the same one in two versions of a file: rule, file, what stands in the line, and which of several. */
#include "inventory/inventory.h"

#include <string.h>

void
inventory_fingerprints (const InventorySources *sources, Diagnostics *diagnostics)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < diagnostics->items->len; i++)
    {
      Diagnostic *d = diagnostics->items->pdata[i];
      const char *line = inventory_source_line (sources, d->pos.file, d->pos.line);
      g_autofree char *bare = g_strstrip (g_strdup (line ? line : ""));
      g_autofree char *file = d->pos.file ? g_canonicalize_filename (d->pos.file, "/") : g_strdup ("");
      char *key = g_strjoin ("\n", d->rule, file, bare, NULL);
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (seen, key));
      g_autofree char *text = g_strdup_printf ("%s\n%u", key, n);
      g_hash_table_replace (seen, key, GUINT_TO_POINTER (n + 1));
      g_free (d->fingerprint);
      d->fingerprint = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
      d->fingerprint[32] = '\0'; /* 128 bits are enough */
    }
}
