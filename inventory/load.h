/* Inside the inventory room: what is loaded, before and while rules look at it. */
#pragma once
#include "inventory/blocks.h"
#include "inventory/inventory.h"
#include "inventory/phones.h"
#include "inventory/schema.h"
#include "profiles/family.h"

/* ---- names: what is defined once over the whole inventory and referred to from elsewhere ------------------------------ */

typedef enum { NAME_VLAN, NAME_ROLE, NAME_CREDENTIALS, NAME_SWITCH, NAME_N } NameKind;
typedef struct {
  const char *text;  /* of the node that defines it */
  SrcPos pos;
  gpointer thing;    /* DesiredVlan, Role, Credentials, DesiredSwitch; NULL when it was not fit to be loaded (and complained of) */
  gboolean sound;    /* nothing in it was complained of: rules may say what is missing */
  guint uses;
} Name;

typedef struct {
  const char *name;        /* interned */
  SrcPos pos;
  SrcPos voice_pos, med_pos;
  guint data_vlan, voice_vlan; /* 0 = not declared, or not known */
  gboolean has_voice, has_med; /* what stands there, known or not */
  PortConfig cfg;          /* without the owned tags: they need every voice VLAN first */
  SrcPos *attr_pos;        /* as in DesiredPort, which shares it */
} Role;

/* One line under `ports`. There are very many: they stand in blocks, with what rules would ask again of each. */
typedef struct {
  const DesiredSwitch *sw;
  const Family *family;      /* of its model; NULL = not known */
  guint model_ports;         /* that its model has; 0 = not known */
  PortSet ports[1];
  const Role *role;
  SrcPos pos;
  const DesiredPhone *phone; /* NULL; of the first port */
  const PhoneProfile *model; /* what is known of its model; NULL */
} PortEntry;

typedef struct {
  PortId id;
  const Node *key; /* of the entry that it stands under */
} TakenPort;

typedef struct InventoryFile {
  const char *path; /* interned */
  Node *root;       /* NULL: no YAML */
  const struct InventoryFile *parent; /* whose `include` named it; NULL */
} InventoryFile;

/* What the name of a model tells. */
typedef struct {
  const char *name;      /* of a switch; NULL: nothing yet */
  const Family *family;  /* NULL = not known */
  guint ports;           /* 0 = not known */
} Model;

typedef struct {
  Desired *desired;
  Diagnostics *diagnostics;
  InventorySources *sources;
  GPtrArray *files;           /* InventoryFile*, with a root */
  GHashTable *known_files;    /* "device:inode" -> InventoryFile* */
  GPtrArray *names[NAME_N];   /* Name*, in the order of definition */
  GHashTable *by_name[NAME_N];
  gboolean blind[NAME_N];     /* the section itself is no good: names may be missing */
  GHashTable *defaults;       /* key -> const Node*: what every switch has that is told nothing else */
  GPtrArray *roles;           /* Role* */
  GPtrArray *entries;         /* PortEntry* */
  struct obstack blocks;      /* in which they stand */
  gsize octets;               /* of all files */
  Model *model;               /* the last one that was asked for: most switches are like the one before */
  GPtrArray *wide;            /* those whose ports do not stand in them */
  GPtrArray *phones;          /* PortEntry* with a phone */
  Name *recent[16];           /* roles, by the first letters of their names: most lines name one of a few */
  GArray *taken;              /* TakenPort, by port: of the switch that is being loaded */
  gboolean only_lint;         /* the ports themselves are not wanted; phone models are looked at */
  LintPolicy *policy;         /* NULL: nobody asks for more than the rules do */
  GPtrArray *phone_profiles;  /* PhoneProfile*; NULL where no phone has a model */
  guint n_ports;              /* of all switches; bounded, as a short line can hold many */
  gboolean full;
  SrcPos gateway_port_pos;
  GHashTable *full_switches;  /* DesiredSwitch*: their bound was complained of */
} Inventory;

/* text: as it was read, taken over; ignores: of ignores_find, taken over; NULL when the file is no YAML */
void inventory_sources_add (InventorySources *sources, const char *path, char *text, GPtrArray *ignores);
/* The same of a file that is no inventory: its lines can be shown, and it counts nowhere. */
void inventory_sources_add_aside (InventorySources *sources, const char *path, const char *text, gboolean parsed);
const GPtrArray *inventory_sources_ignores (const InventorySources *sources, const char *file);
GPtrArray *ignores_find (const Node *root, const char *text, Diagnostics *d);
const char *inventory_sources_instead (const InventorySources *sources, const char *file); /* NULL = what is on disk */
void inventory_sources_unread (InventorySources *sources); /* a path that was given could not be read */
void inventory_sources_hide (InventorySources *sources, const SrcPos *pos);

/* load_files.c: TRUE when everything that was named could be read; `sum` over all of it, NULL when nobody wants it */
gboolean load_files (Inventory *inv, const char *const *paths, GChecksum *sum);
GString *load_text (const char *path, const char **why); /* a file, if it is one and not larger than 16 MiB; NULL and why not */

/* load_names.c: VLANs, roles, credentials */
void load_vlans (Inventory *inv, const InventoryFile *file);
void load_roles (Inventory *inv, const InventoryFile *file);
void load_credentials (Inventory *inv, const InventoryFile *file);
/* load_ports.c */
void load_ports (Inventory *inv, DesiredSwitch *sw, const Node *ports);
void load_uplinks (Inventory *inv, DesiredSwitch *sw, const Node *node);
/* Reads port text into an empty set; a complaint points at the bad part. FALSE when the set stays empty. */
gboolean ports_read (Inventory *inv, const Node *node, PortSet *set);
/* FALSE after complaining ("1/1/12" on an OS6450), with how that model writes it. One complaint for all the ports of a place. */
gboolean ports_have_form (Inventory *inv, const DesiredSwitch *sw, const Family *family, const PortSet *ports, SrcPos pos);
/* load_switches.c */
#define SWITCH_PORTS_MAX 1024u /* a virtual chassis of 8 and a chassis of 8 slots have fewer */
#define INVENTORY_PORTS_MAX 1000000u
void load_defaults (Inventory *inv, const InventoryFile *file);
const Node *load_default (const Inventory *inv, const InventoryFile *file, const char *name); /* in force for its switches; NULL */
void load_switches (Inventory *inv, const InventoryFile *file);
void load_nameless_switch (Inventory *inv, const InventoryFile *file); /* what `defaults` give to a switch that is not there (yet) */
void load_voice_path (Inventory *inv, const InventoryFile *file);
/* By name, which may be NULL; good until the next call. */
const Model *inventory_model (const Inventory *inv, const char *name);
/* rules.c: every rule over the loaded inventory */
void inventory_check (const Inventory *inv);

/* rules_phones.c: finds what is known of each phone's model */
void load_phone_models (Inventory *inv);

/* Defines a name; NULL after complaining when it is taken. */
Name *inventory_define (Inventory *inv, NameKind kind, const char *text, SrcPos pos);
/* Refers to one; NULL after complaining when there is none such. */
Name *inventory_refer (Inventory *inv, NameKind kind, const char *text, SrcPos pos);

Diagnostic *inventory_error (const Inventory *inv, const char *rule, SrcPos pos, const char *help, const char *format, ...) G_GNUC_PRINTF (5, 6);
