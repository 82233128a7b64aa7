/* Lists from elsewhere merged into the inventory: all or nothing. Nothing is written here. */
#pragma once
#include "inventory/csv.h"
#include "inventory/inventory.h"
#include "inventory/netbox.h"
#include "model/import.h"

/* What a phone list can tell. */
typedef enum {
  COLUMN_MAC, COLUMN_SWITCH, COLUMN_PORT, COLUMN_JACK, COLUMN_MODEL, COLUMN_MAKER, COLUMN_EXTENSION, COLUMN_USER, COLUMN_FIRST_NAME,
  COLUMN_LAST_NAME, COLUMN_ROLE, COLUMN_N
} ColumnKey;
extern const char *const column_names[]; /* "mac" "switch" ...; NULL-terminated */

/* One row, read and found good. NULL = not said. */
typedef struct {
  guint row;
  SrcPos pos[COLUMN_N];  /* of each cell; of the first where there is none */
  DesiredSwitch *sw;
  PortId id;             /* PORT_NONE = not said */
  char *mac;             /* canonical */
  char *jack, *model, *extension, *user, *role;
} PhoneRow;

/* `columns`: "mac=Adresse physique,port=Prise": titles for keys, before the aliases that are known; NULL none. Names what is not
 * used in `notes`. NULL when anything is wrong (diagnostics say what and where; they never show a whole row, which may hold
 * passwords). */
GPtrArray *phone_rows_read (const CsvTable *table, const char *columns, const Desired *desired, GPtrArray *notes, Diagnostics *diagnostics);
/* FALSE + error: `columns` is not of the form, or names an unknown key. */
gboolean phone_columns_check (const char *columns, GError **error);

/* Merges the rows into `desired` (as inventory_load gave it of `paths`, without errors; it is changed to what the files will then say).
 * NULL when anything is wrong. */
ImportResult *import_phones (Desired *desired, const char *const *paths, const GPtrArray *rows, Diagnostics *diagnostics);

/* Switches and ports that the inventory does not have are added to it, with roles by their VLANs; what it has stays, and what differs
 * is noted. `sources`: what `desired` was loaded from; with no file in it, a first inventory is drafted at paths[0]. */
ImportResult *import_netbox (Desired *desired, const InventorySources *sources, const char *const *paths, const Netbox *netbox, Diagnostics *diagnostics);
