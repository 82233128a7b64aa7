/* The inventory's form as data: which keys stand where and what their values look like. The loader, the linter and the
 * published schema all read these tables. */
#pragma once
#include "inventory/tree.h"

typedef enum {
  TYPE_STRING,   /* any text; a plain scalar that YAML would take for something else must be quoted */
  TYPE_WORD,     /* one of `words` */
  TYPE_UINT,     /* min..max */
  TYPE_BOOL,     /* true or false, nothing else */
  TYPE_POWER,    /* 8W, 15.4W, 8000mW -> milliwatts, min..max */
  TYPE_DURATION, /* 500ms, 30s, 10m, 1h -> milliseconds, min..max */
  TYPE_PERCENT,  /* 30% or 30 */
  TYPE_MAC,
  TYPE_ADDRESS,  /* IPv4, IPv6 or a host name */
  TYPE_VLAN_NAME, /* what the CLI can carry */
  TYPE_SECRET,   /* { env: } { file: } { command: [] } { prompt: } */
  TYPE_STRINGS,  /* one text or a list of them */
  TYPE_MAPPING,  /* of `mapping` */
  TYPE_MAP_OF,   /* names chosen by the user -> `mapping` */
  TYPE_LIST_OF,  /* list of `mapping` */
  TYPE_PORT_MAP, /* ports -> a role's name, or `mapping` */
  TYPE_VLANS,    /* one VLAN id or range of them (200-209), or a list of those */
  TYPE_KEYS      /* one name of a key of `mapping`, or a list of them */
} KeyType;

struct Mapping;
typedef struct {
  const char *name;
  KeyType type;
  gboolean required;
  const char *title;            /* one sentence for people and editors */
  const struct Mapping *mapping;
  const char *const *words;
  guint min, max;               /* numbers, in the unit of the type; texts: their length; max 0 = no bounds (powers and durations have some) */
  const char *range_rule;       /* rule of a value that is out of range or not allowed; NULL = VL103 */
  const char *example;          /* of a value, as it is written; not of mappings */
  const char *allowed;          /* texts: characters beside letters and digits; none begins with `-` or `.`; NULL = any */
} Key;

typedef struct Mapping {
  const char *title;
  const Key *keys; /* ends with a name of NULL */
} Mapping;

extern const Mapping schema_inventory;
extern const Mapping schema_switch;
extern const Mapping schema_policy; /* .vlanctl-lint.yaml */

const Key *mapping_find (const Mapping *mapping, const char *name);
/* Checks a whole tree against a mapping; every complaint goes to diagnostics, and marks the nodes. */
void schema_check (const Mapping *mapping, Node *node, Diagnostics *diagnostics);

/* Typed values. FALSE or NULL when absent or not of the type (schema_check has said so). */
gboolean value_get_uint (const Node *mapping, const char *name, guint *out);
gboolean value_get_bool (const Node *mapping, const char *name, gboolean *out);
const char *value_get_text (const Node *mapping, const char *name, SrcPos *pos);
gboolean value_parse_uint (const char *text, guint *out);
gboolean value_parse_percent (const char *text, guint *out); /* 30% or 30 */
gboolean value_parse_power (const char *text, guint *milliwatts);
gboolean value_parse_duration (const char *text, guint *milliseconds);
gboolean value_parse_vlans (const char *text, guint *first, guint *last); /* "10", "200-209"; any numbers, in any order */
char *value_with_unit (guint value, KeyType type); /* the other way, for TYPE_POWER and TYPE_DURATION: "10m" */
gboolean value_is_address (const char *text);
char *value_parse_mac (const char *text); /* canonical "aa:bb:cc:dd:ee:ff" or NULL */
/* The nearest of `words` (NULL-terminated) to `text`, or NULL when none is near. */
const char *nearest_word (const char *text, const char *const *words);
