/* What a NetBox says of devices and their interfaces: its REST answers (JSON), or tables that it or its import form writes (CSV). */
#pragma once
#include "inventory/csv.h"
#include "model/vlan.h"

typedef enum { NETBOX_NO_MODE, NETBOX_ACCESS, NETBOX_TAGGED, NETBOX_TAGGED_ALL } NetboxMode;

typedef struct {
  char *name, *maker, *model, *address, *location; /* NULL = not said; address without its length */
} NetboxDevice;

typedef struct {
  guint row;          /* of a CSV; 0 = none */
  char *device, *name;
  NetboxMode mode;
  guint untagged;     /* VLAN id; 0 none */
  VlanSet tagged;
  gboolean in_lag, mgmt_only;
} NetboxInterface;

typedef struct {
  GPtrArray *devices;    /* NetboxDevice* */
  GPtrArray *interfaces; /* NetboxInterface* */
  GHashTable *vlan_names; /* GUINT id -> char*, as far as said */
} Netbox;

Netbox *netbox_new (void);
void netbox_free (Netbox *n);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Netbox, netbox_free)

gboolean netbox_is_json (const char *bytes, gsize size);
gboolean netbox_is_table (const CsvTable *table); /* by its titles */
/* Add to `n`; FALSE when anything is wrong (diagnostics say what). */
gboolean netbox_read_json (Netbox *n, const char *file, const char *bytes, gsize size, Diagnostics *diagnostics);
gboolean netbox_read_table (Netbox *n, const CsvTable *table, Diagnostics *diagnostics);
