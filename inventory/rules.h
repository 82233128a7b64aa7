/* Inside the inventory room: a rule is a function and a row of the table in rules.c, and its two examples in rules/. */
#pragma once
#include "inventory/load.h"

/* A rule looks at one thing at a time, and only at things in which nothing was complained of before: one mistake, one message.
 * Without a function it concerns the form: the loader finds it, on the way. */
typedef struct Rule {
  LintRule about;
  gboolean when_clean; /* asked only when there are no errors at all: something may be missing because of one */
  void (*of_inventory) (const struct Rule *rule, const Inventory *inv);
  void (*of_role) (const struct Rule *rule, const Inventory *inv, const Role *role);
  void (*of_credentials) (const struct Rule *rule, const Inventory *inv, const Credentials *c);
  void (*of_switch) (const struct Rule *rule, const Inventory *inv, const DesiredSwitch *sw);
  void (*of_ports) (const struct Rule *rule, const Inventory *inv, const PortEntry *entry);
} Rule;

Diagnostic *rule_say (const Rule *rule, const Inventory *inv, SrcPos pos, const char *help, const char *format, ...) G_GNUC_PRINTF (5, 6);

#define OF_INVENTORY(name) void name (const Rule *rule, const Inventory *inv)
#define OF_ROLE(name) void name (const Rule *rule, const Inventory *inv, const Role *role)
#define OF_CREDENTIALS(name) void name (const Rule *rule, const Inventory *inv, const Credentials *c)
#define OF_SWITCH(name) void name (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
#define OF_PORTS(name) void name (const Rule *rule, const Inventory *inv, const PortEntry *entry)

/* rules_names.c */
OF_INVENTORY (no_switch);
OF_INVENTORY (unused_role);
OF_INVENTORY (unused_vlan);
OF_INVENTORY (unused_credentials);
OF_INVENTORY (address_twice);
/* rules_ports.c */
OF_SWITCH (no_credentials);
OF_SWITCH (idle_switch);
OF_SWITCH (no_uplink);
OF_SWITCH (unknown_model);
OF_SWITCH (mixed_forms);
OF_SWITCH (uplinks_beyond);
OF_PORTS (ports_beyond);
OF_PORTS (uplink_with_role);
OF_INVENTORY (gateway_beyond);
OF_INVENTORY (gateway_no_uplink);
OF_INVENTORY (gateway_with_role);
/* rules_voice.c: VLANs and voice */
OF_INVENTORY (vlan_none);
OF_INVENTORY (vlan_twice);
OF_INVENTORY (vlan_name_twice);
OF_ROLE (voice_is_data);
OF_ROLE (voice_is_one);
OF_ROLE (med_without_voice);
OF_ROLE (voice_without_med);
OF_ROLE (unusual_priority);
OF_ROLE (unusual_dscp);
OF_ROLE (med_not_sent);
OF_SWITCH (qos_distrust);
OF_SWITCH (vlan_of_switch);
/* rules_power.c: power and phones */
OF_PORTS (no_power);
OF_PORTS (limit_beyond);
OF_PORTS (limit_not_settable);
OF_ROLE (voice_unpowered);
OF_ROLE (power_off_details);
OF_INVENTORY (phone_twice);
OF_INVENTORY (extension_twice);
OF_PORTS (phone_at_range);
OF_PORTS (phone_without_voice);
/* rules_phones.c */
OF_INVENTORY (phone_model_unknown);
OF_PORTS (phone_of_other_maker);
OF_PORTS (limit_below_draw);
OF_INVENTORY (budget_short);
/* rules_site.c: asked where there is a policy */
OF_INVENTORY (site_names);
OF_INVENTORY (site_vlans);
OF_INVENTORY (site_keys);
/* rules_trust.c */
OF_CREDENTIALS (snmp_whole);
OF_CREDENTIALS (snmp_clear);
OF_CREDENTIALS (snmp_no_auth);
OF_CREDENTIALS (snmp_old);
OF_CREDENTIALS (ssh_old);
OF_CREDENTIALS (secret_for_all);
OF_CREDENTIALS (secret_echoed);
OF_CREDENTIALS (community_public);
OF_CREDENTIALS (jump_by_libssh);
