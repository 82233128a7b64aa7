/* An inventory file: complaints or a desired state, never anything else. */
#include "fuzz.h"
#include "inventory/inventory.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *paths[] = { fuzz_file ("inventory.yaml", data, size), NULL };
  InventorySources *sources = inventory_sources_new ();
  Diagnostics *found = diagnostics_new ();
  Desired *desired = inventory_load (paths, sources, found);
  desired_free (desired);
  inventory_sources_free (sources);
  diagnostics_free (found);
  return 0;
}
