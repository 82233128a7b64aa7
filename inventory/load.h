/* Inside the inventory room: what is loaded, before and while rules look at it. */
#pragma once
#include "inventory/inventory.h"
#include "inventory/schema.h"

typedef struct {
  const char *name;        /* interned */
  SrcPos pos;
  SrcPos data_pos, voice_pos, med_pos;
  guint data_vlan, voice_vlan; /* 0 = not declared; voice_none for `none` */
  gboolean voice_none, has_med;
  guint uses;
  PortConfig cfg;          /* without the owned tags: they need every voice VLAN first */
  SrcPos attr_pos[ATTR_QOS_TRUST + 1];
} Role;

typedef struct InventoryFile {
  char *path;
  Node *root;
  const struct InventoryFile *parent; /* whose `include` named it; NULL */
} InventoryFile;

typedef struct {
  Desired *desired;
  Diagnostics *diagnostics;
  InventorySources *sources;
  GPtrArray *files;        /* InventoryFile* */
  GPtrArray *roles;        /* Role* */
  GHashTable *vlan_uses;   /* key -> anything: VLAN keys that a role names */
  GHashTable *credential_uses;
} Inventory;

void inventory_sources_add (InventorySources *sources, const char *file, const char *text);

/* load_files.c */
void load_files (Inventory *inv, const char *const *paths, GChecksum *sum);
/* load_names.c: VLANs, roles, credentials */
void load_vlans (Inventory *inv, const Node *root);
void load_roles (Inventory *inv, const Node *root);
void load_credentials (Inventory *inv, const Node *root);
Role *inventory_find_role (const Inventory *inv, const char *name);
/* load_switches.c */
void load_switches (Inventory *inv, const InventoryFile *file);
/* rules.c: every rule over the loaded inventory */
void inventory_check (const Inventory *inv);

Diagnostic *inventory_error (Inventory *inv, const char *rule, SrcPos pos, const char *help, const char *format, ...) G_GNUC_PRINTF (5, 6);
/* "did you mean X?" among the names, or the list of them; caller frees. */
char *inventory_suggest (const char *text, const GPtrArray *names);
