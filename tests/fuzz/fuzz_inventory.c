/* An inventory file: complaints inside it, or a desired state, never anything else; and a canonical form that is as good. */
#include "fuzz.h"
#include "inventory_holds.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *paths[] = { fuzz_file ("inventory.yaml", data, size), NULL };
  inventory_must_hold (paths, data, size, FALSE);
  return 0;
}
