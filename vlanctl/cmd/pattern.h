/* Regular expressions that say what the loader's functions take: for JSON Schema, and so ECMA 262. */
#pragma once
#include "inventory/schema.h"

#define SEPARATORS "[:. -]*"
/* twelve digits with any separators, the second even (no group address), not all zero */
#define PATTERN_MAC \
  "^(?![0:. -]*$)" SEPARATORS "[0-9A-Fa-f]" SEPARATORS "[02468ACEace]" SEPARATORS "([0-9A-Fa-f]" SEPARATORS "){10}$"
#define PATTERN_VLAN_NAME "^[A-Za-z0-9._-]([A-Za-z0-9 ._-]{0,30}[A-Za-z0-9._-])?$"

char *pattern_of_allowed (const char *allowed);                   /* Key.allowed */
char *pattern_of_unit (KeyType type, guint min, guint max);       /* a power or duration within bounds, in any of its units */
char *pattern_of_vlans (void); /* "10", "200-209"; that a range goes upwards is not told */
char *pattern_of_address (void);
