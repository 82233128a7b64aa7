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
  { "id", TYPE_UINT, TRUE, N_ ("VLAN id"), .min = 1, .max = 4094, .range_rule = "VL401" },
  { "name", TYPE_VLAN_NAME, FALSE, N_ ("name that the VLAN has on the switches") },
  { "voice", TYPE_BOOL, FALSE, N_ ("a voice VLAN even where no role says so") },
  { NULL },
};
static const Mapping vlan_mapping = { N_ ("a VLAN"), vlan_keys };

static const Key med_keys[] = {
  { "priority", TYPE_UINT, TRUE, N_ ("802.1p priority of voice"), .max = 7, .range_rule = "VL502" },
  { "dscp", TYPE_UINT, TRUE, N_ ("DSCP of voice"), .max = 63, .range_rule = "VL503" },
  { NULL },
};
static const Mapping med_mapping = { N_ ("an LLDP-MED policy"), med_keys };

static const Key poe_keys[] = {
  { "enabled", TYPE_BOOL, FALSE, N_ ("power on the port") },
  { "priority", TYPE_WORD, FALSE, N_ ("who is cut first when power is short"), .words = priorities },
  { "limit", TYPE_POWER, FALSE, N_ ("most that the port may draw"), .min = 3000, .max = 95000, .range_rule = "VL602" },
  { NULL },
};
static const Mapping poe_mapping = { N_ ("PoE settings"), poe_keys };

static const Key role_keys[] = {
  { "data-vlan", TYPE_STRING, FALSE, N_ ("untagged VLAN, by its key under `vlans`") },
  { "voice-vlan", TYPE_STRING, FALSE, N_ ("tagged VLAN for phones, or `none`") },
  { "lldp-med", TYPE_MAPPING, FALSE, N_ ("what phones are told"), &med_mapping },
  { "lldp", TYPE_WORD, FALSE, N_ ("LLDP on the port"), .words = lldp_states },
  { "poe", TYPE_MAPPING, FALSE, N_ ("power over Ethernet"), &poe_mapping },
  { "qos-trust", TYPE_BOOL, FALSE, N_ ("keep the phone's 802.1p and DSCP") },
  { NULL },
};
static const Mapping role_mapping = { N_ ("a role"), role_keys };

static const Key auth_keys[] = {
  { "protocol", TYPE_WORD, TRUE, N_ ("authentication"), .words = auth_protocols },
  { "secret", TYPE_SECRET, TRUE, N_ ("authentication pass phrase") },
  { NULL },
};
static const Mapping auth_mapping = { N_ ("SNMPv3 authentication"), auth_keys };
static const Key priv_keys[] = {
  { "protocol", TYPE_WORD, TRUE, N_ ("encryption"), .words = priv_protocols },
  { "secret", TYPE_SECRET, TRUE, N_ ("privacy pass phrase") },
  { NULL },
};
static const Mapping priv_mapping = { N_ ("SNMPv3 privacy"), priv_keys };

static const Key snmp_keys[] = {
  { "version", TYPE_WORD, TRUE, N_ ("SNMP version"), .words = snmp_versions },
  { "community", TYPE_SECRET, FALSE, N_ ("community of SNMPv2c") },
  { "user", TYPE_STRING, FALSE, N_ ("user of SNMPv3") },
  { "auth", TYPE_MAPPING, FALSE, N_ ("authentication of SNMPv3"), &auth_mapping },
  { "priv", TYPE_MAPPING, FALSE, N_ ("privacy of SNMPv3"), &priv_mapping },
  { NULL },
};
static const Mapping snmp_mapping = { N_ ("SNMP credentials"), snmp_keys };

static const Key ssh_keys[] = {
  { "user", TYPE_STRING, TRUE, N_ ("user name"), .allowed = "._@+$\\-" },
  { "secret", TYPE_SECRET, FALSE, N_ ("password; without it, keys and the agent") },
  { "key", TYPE_STRING, FALSE, N_ ("private key file") },
  { "jump", TYPE_STRING, FALSE, N_ ("jump host, as ssh -J takes it (transport openssh)"), .allowed = "._@:,[]%/-" },
  { "known-hosts", TYPE_STRING, FALSE, N_ ("known_hosts file") },
  { "transport", TYPE_WORD, FALSE, N_ ("libssh, or the system's ssh program"), .words = transports },
  { "algorithms", TYPE_STRINGS, FALSE, N_ ("`legacy`, or old algorithms by name"), .allowed = "._@+-" },
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
  { "mac", TYPE_MAC, FALSE, N_ ("MAC address, in any usual spelling") },
  { "model", TYPE_STRING, FALSE, N_ ("phone model, as in profiles/phones") },
  { "extension", TYPE_STRING, FALSE, N_ ("extension; quoted") },
  { "user", TYPE_STRING, FALSE, N_ ("whose phone it is") },
  { NULL },
};
static const Mapping phone_mapping = { N_ ("a phone"), phone_keys };

static const Key port_keys[] = {
  { "role", TYPE_STRING, TRUE, N_ ("role, by its key under `roles`") },
  { "jack", TYPE_STRING, FALSE, N_ ("wall socket") },
  { "phone", TYPE_MAPPING, FALSE, N_ ("the phone that belongs there"), &phone_mapping },
  { NULL },
};
static const Mapping port_mapping = { N_ ("a port"), port_keys };

#define SWITCH_DEFAULT_KEYS \
  { "credentials", TYPE_STRING, FALSE, N_ ("credentials, by their key") }, \
  { "timeout", TYPE_DURATION, FALSE, N_ ("how long one SNMP answer may take"), .min = 100, .max = 60000 }, \
  { "snmp-port", TYPE_UINT, FALSE, N_ ("UDP port of SNMP"), .min = 1, .max = 65535 }, \
  { "ssh-port", TYPE_UINT, FALSE, N_ ("TCP port of SSH"), .min = 1, .max = 65535 }, \
  { "location", TYPE_STRING, FALSE, N_ ("where it stands") }, \
  { "model", TYPE_STRING, FALSE, N_ ("model, OS6860E-P24") }, \
  { "canary", TYPE_BOOL, FALSE, N_ ("goes first") }, \
  { "undo-timer", TYPE_DURATION, FALSE, N_ ("after which the switch undoes a run by itself"), .min = 60000, .max = 43200000 }, \
  { "max-share", TYPE_PERCENT, FALSE, N_ ("share of ports that may lose or move something"), .max = 100 }, \
  { "min-share-ports", TYPE_UINT, FALSE, N_ ("fewer ports than that may lose or move something whatever their share"), .min = 1, .max = 100000 }, \
  { "uplink-macs", TYPE_UINT, FALSE, N_ ("more MAC addresses than that look like an uplink"), .min = 1, .max = 100000 }

static const Key defaults_keys[] = { SWITCH_DEFAULT_KEYS, { NULL } };
static const Mapping defaults_mapping = { N_ ("the defaults"), defaults_keys };

static const Key switch_keys[] = {
  { "name", TYPE_STRING, TRUE, N_ ("name, unique over the whole inventory; files are named after it"), .max = 64, .allowed = "._-", .range_rule = "VL901" },
  { "address", TYPE_ADDRESS, TRUE, N_ ("IPv4, IPv6 or name"), .range_rule = "VL902" },
  SWITCH_DEFAULT_KEYS,
  { "uplinks", TYPE_STRINGS, FALSE, N_ ("all links to other switches and routers") },
  { "ports", TYPE_PORT_MAP, FALSE, N_ ("ports and what they are for"), &port_mapping },
  { NULL },
};
const Mapping schema_switch = { N_ ("a switch"), switch_keys };

static const Key gateway_keys[] = {
  { "switch", TYPE_STRING, TRUE, N_ ("switch that the voice gateway hangs on") },
  { "port", TYPE_STRING, TRUE, N_ ("its port") },
  { NULL },
};
static const Mapping gateway_mapping = { N_ ("the voice gateway"), gateway_keys };
static const Key path_keys[] = { { "gateway", TYPE_MAPPING, TRUE, N_ ("where the voice VLAN must reach"), &gateway_mapping }, { NULL } };
static const Mapping path_mapping = { N_ ("the voice path"), path_keys };

static const Key inventory_keys[] = {
  { "vlanctl", TYPE_WORD, TRUE, N_ ("version of this form"), .words = one },
  { "site", TYPE_STRING, FALSE, N_ ("name of the site") },
  { "include", TYPE_STRINGS, FALSE, N_ ("more files, as patterns relative to this one") },
  { "vlans", TYPE_MAP_OF, FALSE, N_ ("VLANs"), &vlan_mapping },
  { "roles", TYPE_MAP_OF, FALSE, N_ ("what ports are for"), &role_mapping },
  { "credentials", TYPE_MAP_OF, FALSE, N_ ("how to reach switches"), &credential_mapping },
  { "defaults", TYPE_MAPPING, FALSE, N_ ("for every switch below"), &defaults_mapping },
  { "switches", TYPE_LIST_OF, FALSE, N_ ("switches"), &schema_switch },
  { "voice-path", TYPE_MAPPING, FALSE, N_ ("the voice path"), &path_mapping },
  { NULL },
};
const Mapping schema_inventory = { N_ ("an inventory"), inventory_keys };

const Key *
mapping_find (const Mapping *mapping, const char *name)
{
  for (const Key *k = mapping->keys; k->name; k++)
    if (strcmp (k->name, name) == 0)
      return k;
  return NULL;
}
