/* A phone list or NetBox export over a small inventory: refused, or merged so that the new text loads to what was meant. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "inventory/import.h"

static const char inventory[] =
    "vlanctl: 1\nvlans: { data: { id: 10 }, voice: { id: 200 } }\nroles:\n  phone: { data-vlan: data, voice-vlan: voice }\n  "
    "desk: { data-vlan: data }\n"
    "credentials: { c: { ssh: { user: a } } }\ndefaults: { credentials: c }\nswitches:\n"
    "  - name: sw-1\n    address: 192.0.2.1\n    model: OS6860E-P24\n    uplinks: 1/1/25\n    ports:\n      1/1/1-4: phone # a\n "
    "     1/1/5: desk\n"
    "      1/1/6:\n        role: phone\n        jack: B-112\n        phone: { mac: \"80:5e:c0:8e:a0:05\", extension: \"8885\" } "
    "# b\n"
    "      1/1/7:\n        role: phone\n        phone:\n          mac: 80-5E-C0-8E-A0-06\n          user: x\n"
    "  - { name: sw-2, address: 192.0.2.2, model: OS6450-P48, uplinks: 1/49, ports: { 1/1-4: phone, 1/5: { role: phone, jack: "
    "C-1 } } }\n";

/* What cannot be proved is a mistake of ours, but where the inventory itself would be wrong (a role that is not there). */
static void
check (const Diagnostics *found, guint before)
{
  for (guint i = 0; i < found->items->len; i++)
    if (!strcmp (((Diagnostic *) found->items->pdata[i])->rule, "VI901") && found->errors == before + 1)
      abort ();
}

static ImportResult *
netbox (Desired *desired, const InventorySources *sources, const char *const *paths, const char *bytes, gsize size,
        const CsvTable *table, Diagnostics *found)
{
  g_autoptr (Netbox) n = netbox_new ();
  gboolean good = table ? netbox_read_table (n, table, found) : netbox_read_json (n, "netbox.json", bytes, size, found);
  return good ? import_netbox (desired, sources, paths, n, found) : NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *paths[] = { fuzz_file ("inventory.yaml", (const guint8 *) inventory, strlen (inventory)), NULL };
  g_autofree char *bytes = g_strndup ("", size + 1); /* a NUL behind the last */
  g_autoptr (InventorySources) sources = inventory_sources_new ();
  g_autoptr (Diagnostics) found = diagnostics_new ();
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free), rows = NULL;
  memcpy (bytes, data, size);
  g_autoptr (Desired) desired = inventory_load (paths, sources, found);
  guint before = found->errors;
  gboolean json = netbox_is_json (bytes, size);
  g_autoptr (CsvTable) table = json ? NULL : csv_parse ("list.csv", bytes, size, found);
  gboolean other = json || (table && netbox_is_table (table));
  if (table && !other)
    rows = phone_rows_read (table, NULL, desired, notes, found);
  g_autoptr (ImportResult) result = other  ? netbox (desired, sources, paths, bytes, size, table, found)
                                    : rows ? import_phones (desired, paths, rows, found)
                                           : NULL;
  if (!result && found->errors == before)
    abort ();
  check (found, before);
  return 0;
}
