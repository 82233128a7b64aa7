/* What a phone model is: data from the YAML files of profiles/phones, read by inventory/phones.c. */
#pragma once
#include <glib.h>

typedef struct {
  char *model;            /* "Yealink T21P E2": what the inventory calls it; compared without case */
  char *maker;
  char **ouis;            /* "80:5e:c0", lower case, NULL-terminated */
  char **lldp_models;     /* patterns (GPatternSpec) of lldpXMedRemModelName or the system description; NULL-terminated */
  int poe_class;          /* 0..4; -1 unknown */
  guint draw_mw;          /* greatest draw that its maker states; 0 unknown */
  gboolean lldp_med;      /* takes its voice VLAN from LLDP-MED */
  guint link_mbps;        /* 100 or 1000: what the PC behind it gets; 0 unknown */
  char *source;           /* data sheet */
} PhoneProfile;
void phone_profile_free (PhoneProfile *p);
/* The maker has registered the first half of this MAC; mac in canonical form. */
gboolean phone_profile_has_oui (const PhoneProfile *p, const char *mac);
/* By the inventory's name for it; NULL = none. */
const PhoneProfile *phone_profile_find (const GPtrArray *profiles, const char *model);
/* The makers' profiles whose OUI a MAC has: the first, or NULL. mac in canonical form. */
const PhoneProfile *phone_profile_by_mac (const GPtrArray *profiles, const char *mac);
