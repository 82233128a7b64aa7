#include "inventory/schema.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const snmp_versions[] = { "2c", "3", NULL };
static const char *const auth_protocols[] = { "md5", "sha", "sha224", "sha256", "sha384", "sha512", NULL };
static const char *const priv_protocols[] = { "des", "aes", "aes192", "aes256", NULL };
static const char *const transports[] = { "libssh", "openssh", NULL };
static const char *const priorities[] = { "critical", "high", "low", NULL };
static const char *const lldp_states[] = { "tx", "rx", "tx-and-rx", "disable", NULL };
static const char *const one[] = { "1", NULL };

static const Key vlan_keys[] = {
  { "id", TYPE_UINT, TRUE, N_ ("VLAN id"), .example = "200", .min = 1, .max = 4094, .range_rule = "VL401" },
  { "name", TYPE_VLAN_NAME, FALSE, N_ ("name that the VLAN has on the switches"), .example = "VOICE" },
  { "voice", TYPE_BOOL, FALSE, N_ ("a voice VLAN even where no role says so"), .example = "true" },
  { NULL },
};
static const Mapping vlan_mapping = { N_ ("a VLAN"), vlan_keys };

static const Key med_keys[] = {
  { "priority", TYPE_UINT, TRUE, N_ ("802.1p priority of voice"), .example = "5", .max = 7, .range_rule = "VL502" },
  { "dscp", TYPE_UINT, TRUE, N_ ("DSCP of voice"), .example = "46", .max = 63, .range_rule = "VL503" },
  { NULL },
};
static const Mapping med_mapping = { N_ ("an LLDP-MED policy"), med_keys };

static const Key poe_keys[] = {
  { "enabled", TYPE_BOOL, FALSE, N_ ("power on the port"), .example = "true" },
  { "priority", TYPE_WORD, FALSE, N_ ("who is cut first when power is short"), .example = "high", .words = priorities },
  { "limit", TYPE_POWER, FALSE, N_ ("most that the port may draw"), .example = "8W", .min = 3000, .max = 95000, .range_rule = "VL602" },
  { NULL },
};
static const Mapping poe_mapping = { N_ ("PoE settings"), poe_keys };

static const Key role_keys[] = {
  { "data-vlan", TYPE_STRING, FALSE, N_ ("untagged VLAN, by its key under `vlans`"), .example = "data" },
  { "voice-vlan", TYPE_STRING, FALSE, N_ ("tagged VLAN for phones, or `none`"), .example = "voice" },
  { "lldp-med", TYPE_MAPPING, FALSE, N_ ("what phones are told"), &med_mapping },
  { "lldp", TYPE_WORD, FALSE, N_ ("LLDP on the port"), .example = "tx-and-rx", .words = lldp_states },
  { "poe", TYPE_MAPPING, FALSE, N_ ("power over Ethernet"), &poe_mapping },
  { "qos-trust", TYPE_BOOL, FALSE, N_ ("keep the phone's 802.1p and DSCP"), .example = "true" },
  { NULL },
};
static const Mapping role_mapping = { N_ ("a role"), role_keys };

static const Key auth_keys[] = {
  { "protocol", TYPE_WORD, TRUE, N_ ("authentication"), .example = "sha256", .words = auth_protocols },
  { "secret", TYPE_SECRET, TRUE, N_ ("authentication pass phrase"), .example = "{ env: VLANCTL_SNMP_AUTH }" },
  { NULL },
};
static const Mapping auth_mapping = { N_ ("SNMPv3 authentication"), auth_keys };
static const Key priv_keys[] = {
  { "protocol", TYPE_WORD, TRUE, N_ ("encryption"), .example = "aes", .words = priv_protocols },
  { "secret", TYPE_SECRET, TRUE, N_ ("privacy pass phrase"), .example = "{ env: VLANCTL_SNMP_PRIV }" },
  { NULL },
};
static const Mapping priv_mapping = { N_ ("SNMPv3 privacy"), priv_keys };

static const Key snmp_keys[] = {
  { "version", TYPE_WORD, TRUE, N_ ("SNMP version"), .example = "3", .words = snmp_versions },
  { "community", TYPE_SECRET, FALSE, N_ ("community of SNMPv2c"), .example = "{ file: secrets/community }" },
  { "user", TYPE_STRING, FALSE, N_ ("user of SNMPv3"), .example = "vlanctl" },
  { "auth", TYPE_MAPPING, FALSE, N_ ("authentication of SNMPv3"), &auth_mapping },
  { "priv", TYPE_MAPPING, FALSE, N_ ("privacy of SNMPv3"), &priv_mapping },
  { NULL },
};
static const Mapping snmp_mapping = { N_ ("SNMP credentials"), snmp_keys };

static const Key ssh_keys[] = {
  { "user", TYPE_STRING, TRUE, N_ ("user name"), .example = "admin", .allowed = "._@+$\\-" },
  { "secret", TYPE_SECRET, FALSE, N_ ("password; without it, keys and the agent"), .example = "{ env: VLANCTL_SSH_PASSWORD }" },
  { "key", TYPE_STRING, FALSE, N_ ("private key file"), .example = "~/.ssh/id_ed25519" },
  { "jump", TYPE_STRING, FALSE, N_ ("jump host, as ssh -J takes it (transport openssh)"), .example = "gate.example.net", .allowed = "._@:,[]%/-" },
  { "known-hosts", TYPE_STRING, FALSE, N_ ("known_hosts file"), .example = "known_hosts" },
  { "transport", TYPE_WORD, FALSE, N_ ("libssh, or the system's ssh program"), .example = "openssh", .words = transports },
  { "algorithms", TYPE_STRINGS, FALSE, N_ ("`legacy`, or old algorithms by name"), .example = "legacy", .allowed = "._@+-" },
  { NULL },
};
static const Mapping ssh_mapping = { N_ ("SSH credentials"), ssh_keys };

static const Key credential_keys[] = {
  { "snmp", TYPE_MAPPING, FALSE, N_ ("SNMP"), &snmp_mapping },
  { "ssh", TYPE_MAPPING, FALSE, N_ ("SSH"), &ssh_mapping },
  { NULL },
};
static const Mapping credential_mapping = { N_ ("a set of credentials"), credential_keys };

static const Key phone_keys[] = {
  { "mac", TYPE_MAC, FALSE, N_ ("MAC address, in any usual spelling"), .example = "80:5e:c0:8e:a0:05" },
  { "model", TYPE_STRING, FALSE, N_ ("phone model, as in profiles/phones"), .example = "yealink-t21p-e2" },
  { "extension", TYPE_STRING, FALSE, N_ ("extension; quoted"), .example = "8885" },
  { "user", TYPE_STRING, FALSE, N_ ("whose phone it is"), .example = "Accueil" },
  { NULL },
};
static const Mapping phone_mapping = { N_ ("a phone"), phone_keys };

static const Key port_keys[] = {
  { "role", TYPE_STRING, TRUE, N_ ("role, by its key under `roles`"), .example = "phone" },
  { "jack", TYPE_STRING, FALSE, N_ ("wall socket"), .example = "B-112" },
  { "phone", TYPE_MAPPING, FALSE, N_ ("the phone that belongs there"), &phone_mapping },
  { NULL },
};
static const Mapping port_mapping = { N_ ("a port"), port_keys };

#define SWITCH_DEFAULT_KEYS \
  { "credentials", TYPE_STRING, FALSE, N_ ("credentials, by their key"), .example = "default" }, \
  { "timeout", TYPE_DURATION, FALSE, N_ ("how long one SNMP answer may take"), .example = "5s", .min = 100, .max = 60000 }, \
  { "snmp-port", TYPE_UINT, FALSE, N_ ("UDP port of SNMP"), .example = "161", .min = 1, .max = 65535 }, \
  { "ssh-port", TYPE_UINT, FALSE, N_ ("TCP port of SSH"), .example = "22", .min = 1, .max = 65535 }, \
  { "location", TYPE_STRING, FALSE, N_ ("where it stands"), .example = "Annexe, closet 2" }, \
  { "model", TYPE_STRING, FALSE, N_ ("model, OS6860E-P24"), .example = "OS6860E-P24" }, \
  { "canary", TYPE_BOOL, FALSE, N_ ("goes first"), .example = "true" }, \
  { "undo-timer", TYPE_DURATION, FALSE, N_ ("after which the switch undoes a run by itself"), .example = "10m", .min = 60000, .max = 43200000 }, \
  { "max-share", TYPE_PERCENT, FALSE, N_ ("share of ports that may lose or move something"), .example = "30%", .max = 100 }, \
  { "min-share-ports", TYPE_UINT, FALSE, N_ ("fewer ports than that may lose or move something whatever their share"), .example = "10", .min = 1, .max = 100000 }, \
  { "uplink-macs", TYPE_UINT, FALSE, N_ ("more MAC addresses than that look like an uplink"), .example = "8", .min = 1, .max = 100000 }

static const Key defaults_keys[] = { SWITCH_DEFAULT_KEYS, { NULL } };
static const Mapping defaults_mapping = { N_ ("the defaults"), defaults_keys };

static const Key switch_keys[] = {
  { "name", TYPE_STRING, TRUE, N_ ("name, unique over the whole inventory; files are named after it"), .example = "sw-annexe-1", .max = 64, .allowed = "._-", .range_rule = "VL901" },
  { "address", TYPE_ADDRESS, TRUE, N_ ("IPv4, IPv6 or name"), .example = "192.0.2.21", .range_rule = "VL902" },
  SWITCH_DEFAULT_KEYS,
  { "uplinks", TYPE_STRINGS, FALSE, N_ ("all links to other switches and routers"), .example = "1/1/25-26" },
  { "ports", TYPE_PORT_MAP, FALSE, N_ ("ports and what they are for"), &port_mapping },
  { NULL },
};
const Mapping schema_switch = { N_ ("a switch"), switch_keys };

static const Key gateway_keys[] = {
  { "switch", TYPE_STRING, TRUE, N_ ("switch that the voice gateway hangs on"), .example = "sw-annexe-1" },
  { "port", TYPE_STRING, TRUE, N_ ("its port"), .example = "1/1/26" },
  { NULL },
};
static const Mapping gateway_mapping = { N_ ("the voice gateway"), gateway_keys };
static const Key path_keys[] = { { "gateway", TYPE_MAPPING, TRUE, N_ ("where the voice VLAN must reach"), &gateway_mapping }, { NULL } };
static const Mapping path_mapping = { N_ ("the voice path"), path_keys };

static const Key inventory_keys[] = {
  { "vlanctl", TYPE_WORD, TRUE, N_ ("version of this form"), .example = "1", .words = one },
  { "site", TYPE_STRING, FALSE, N_ ("name of the site"), .example = "town-hall" },
  { "include", TYPE_STRINGS, FALSE, N_ ("more files, as patterns relative to this one"), .example = "sites/*.yaml" },
  { "vlans", TYPE_MAP_OF, FALSE, N_ ("VLANs"), &vlan_mapping },
  { "roles", TYPE_MAP_OF, FALSE, N_ ("what ports are for"), &role_mapping },
  { "credentials", TYPE_MAP_OF, FALSE, N_ ("how to reach switches"), &credential_mapping },
  { "defaults", TYPE_MAPPING, FALSE, N_ ("for every switch below"), &defaults_mapping },
  { "switches", TYPE_LIST_OF, FALSE, N_ ("switches"), &schema_switch },
  { "voice-path", TYPE_MAPPING, FALSE, N_ ("the voice path"), &path_mapping },
  { NULL },
};
const Mapping schema_inventory = { N_ ("an inventory"), inventory_keys };

/* ---- the site's policy ------------------------------------------------------------------------------------------------ */

static const Key policy_name_keys[] = {
  { "switches", TYPE_STRING, FALSE, N_ ("names of switches"), .example = "sw-[a-z]+-[0-9]+" },
  { "roles", TYPE_STRING, FALSE, N_ ("keys of roles"), .example = "[a-z][a-z0-9-]*" },
  { "credentials", TYPE_STRING, FALSE, N_ ("keys of credentials"), .example = "[a-z][a-z0-9-]*" },
  { "vlans", TYPE_STRING, FALSE, N_ ("keys of VLANs"), .example = "[a-z][a-z0-9-]*" },
  { "vlan-names", TYPE_STRING, FALSE, N_ ("names that VLANs have on the switches"), .example = "[A-Z0-9-]+" },
  { "locations", TYPE_STRING, FALSE, N_ ("places of switches"), .example = "[^,]+, closet [0-9]+" },
  { "jacks", TYPE_STRING, FALSE, N_ ("wall sockets"), .example = "[A-Z]-[0-9]{3}" },
  { NULL },
};
static const Mapping policy_names = { N_ ("the naming patterns"), policy_name_keys };

static const Key policy_vlan_keys[] = {
  { "allowed", TYPE_VLANS, FALSE, N_ ("ids that VLANs may have"), .example = "10-299" },
  { "data", TYPE_VLANS, FALSE, N_ ("ids that a role may have as its data VLAN"), .example = "10-99" },
  { "voice", TYPE_VLANS, FALSE, N_ ("ids that a role may have as its voice VLAN"), .example = "200-209" },
  { NULL },
};
static const Mapping policy_vlans = { N_ ("the allowed VLANs"), policy_vlan_keys };

static const Key policy_required_keys[] = {
  { "vlans", TYPE_KEYS, FALSE, N_ ("keys that every VLAN has"), &vlan_mapping, .example = "name" },
  { "roles", TYPE_KEYS, FALSE, N_ ("keys that every role has"), &role_mapping, .example = "poe" },
  { "credentials", TYPE_KEYS, FALSE, N_ ("keys that every set of credentials has"), &credential_mapping, .example = "ssh" },
  { "switches", TYPE_KEYS, FALSE, N_ ("keys that every switch has, itself or by `defaults`"), &schema_switch, .example = "location" },
  { "ports", TYPE_KEYS, FALSE, N_ ("keys that every line under `ports` has"), &port_mapping, .example = "jack" },
  { "phones", TYPE_KEYS, FALSE, N_ ("keys that every phone has"), &phone_mapping, .example = "mac" },
  { NULL },
};
static const Mapping policy_required = { N_ ("the required keys"), policy_required_keys };

static const char *const policy_severities[] = { "error", "warning", "note", "none", NULL };
static const Key policy_rule_keys[] = {
  { "severity", TYPE_WORD, TRUE, N_ ("how bad it is here; `none`: nothing is said"), .example = "none", .words = policy_severities },
  { "because", TYPE_STRING, TRUE, N_ ("why"), .example = "the old closets have nothing better" },
  { NULL },
};
static const Mapping policy_rule = { N_ ("what holds for a rule"), policy_rule_keys };

static const Key policy_keys[] = {
  { "vlanctl-lint", TYPE_WORD, TRUE, N_ ("version of this form"), .example = "1", .words = one },
  { "names", TYPE_MAPPING, FALSE, N_ ("regular expressions that whole names match"), &policy_names },
  { "vlans", TYPE_MAPPING, FALSE, N_ ("ids of VLANs that may be used"), &policy_vlans },
  { "required", TYPE_MAPPING, FALSE, N_ ("keys that must be there"), &policy_required },
  { "rules", TYPE_MAP_OF, FALSE, N_ ("by the number of a rule"), &policy_rule },
  { NULL },
};
const Mapping schema_policy = { N_ ("a policy of lint"), policy_keys };

const Key *
mapping_find (const Mapping *mapping, const char *name)
{
  for (const Key *k = mapping->keys; k->name; k++)
    if (k->name[0] == name[0] && strcmp (k->name, name) == 0)
      return k;
  return NULL;
}
