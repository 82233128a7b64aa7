/* What a site asks of its inventory: .vlanctl-lint.yaml. Only lint reads it: what plan and apply take does not depend on it. */
#pragma once
#include "inventory/load.h"

/* Each in the order of the keys of schema_policy. */
typedef enum {
  PATTERN_SWITCHES, PATTERN_ROLES, PATTERN_CREDENTIALS, PATTERN_VLANS, PATTERN_VLAN_NAMES, PATTERN_LOCATIONS, PATTERN_JACKS, PATTERN_N
} PatternKind;
typedef enum { POLICY_ALLOWED, POLICY_DATA, POLICY_VOICE, POLICY_VLANS_N } VlanUse;
typedef enum { ENTRY_VLAN, ENTRY_ROLE, ENTRY_CREDENTIALS, ENTRY_SWITCH, ENTRY_PORT, ENTRY_PHONE, ENTRY_N } EntryKind;

typedef struct {
  GRegex *regex; /* of whole names; NULL = none, or no good */
  char *text;    /* as it is written */
  const char *what; /* whose names: "names of switches" */
  SrcPos pos;
} SitePattern;

typedef struct {
  VlanSet ids;
  SrcPos pos; /* file NULL = everything may be used */
} SiteVlans;

typedef struct {
  const Key *key;
  SrcPos pos;
} SiteKey;

struct LintPolicy {
  SitePattern names[PATTERN_N];
  SiteVlans vlans[POLICY_VLANS_N];
  GArray *required[ENTRY_N];  /* SiteKey */
  GHashTable *severities;     /* rule id -> GINT_TO_POINTER (Severity + 1), 0 = nothing is said */
};

/* TRUE when the whole of `name` matches. One that takes too long is complained of at the pattern, once, and is asked no more. */
gboolean site_pattern_matches (SitePattern *pattern, const char *name, Diagnostics *diagnostics);
