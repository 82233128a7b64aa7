/* A recorded walk: SNMP values of any type and length, decoded. */
#include <string.h>

#include "fuzz.h"
#include "live/live.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = g_strdup (fuzz_file ("sw.snmprec", data, size)), *folder = g_path_get_dirname (path);
  switch_state_free (live_read_capture (folder, "sw", "192.0.2.1"));
  return 0;
}
