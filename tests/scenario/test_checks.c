/* Every check of the audit against switches that are read over SNMP: one that it speaks of, one that it has nothing to say of, and one
 * whose data is missing, where it says that it does not know. The program's own list of checks is walked: one without all three fails. */
#include "lab_tools.h"

#define NET "127.82.20."

/* ---- the fleets ------------------------------------------------------------------------------------------------------- */

static void
lines_per_port (GString *out, const char *format, guint first, guint last)
{
  for (guint n = first; n <= last; n++)
    {
      g_auto (GStrv) around = g_strsplit (format, "#", 2);
      g_string_append_printf (out, "      - '%s%u%s'\n", around[0], n, around[1]);
    }
}

/* A switch of 24 ports that an apply has been at: phones on 1 to 20, the way to the gateway on 25. */
static void
add_aos8 (GString *out, const char *name, guint address, const char *keys, const char *more)
{
  g_string_append_printf (out, "  %s:\n    address: " NET "%u\n%s    config:\n", name, address, keys);
  g_string_append (out, "      - 'vlan 10 admin-state enable name \"DATA\"'\n      - 'vlan 200 admin-state enable name \"VOIX\"'\n"
                        "      - 'vlan 10 members port 1/1/1-28 untagged'\n      - 'vlan 200 members port 1/1/1-20 tagged'\n"
                        "      - 'vlan 200 members port 1/1/25-28 tagged'\n      - 'lanpower slot 1/1 service start'\n"
                        "      - 'qos port 1/1/1-20 trusted'\n      - 'qos apply'\n"
                        "      - 'lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46'\n"
                        "      - 'lldp nearest-bridge port 1/1/1-20 tlv med capability enable'\n"
                        "      - 'lldp nearest-bridge port 1/1/1-20 tlv med network-policy enable'\n");
  lines_per_port (out, "lldp nearest-bridge port 1/1/# med network-policy 0", 1, 20);
  lines_per_port (out, "lanpower port 1/1/# power 8000", 1, 20);
  lines_per_port (out, "lanpower port 1/1/# priority high", 1, 20);
  g_string_append (out, more);
}

static void
add_aos6 (GString *out, const char *name, guint address, const char *keys, const char *more)
{
  g_string_append_printf (out, "  %s:\n    address: " NET "%u\n%s    config:\n", name, address, keys);
  g_string_append (out, "      - 'vlan 10 enable name \"DATA\"'\n      - 'vlan 200 enable name \"VOIX\"'\n      - 'lanpower start 1'\n"
                        "      - 'lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46'\n");
  lines_per_port (out, "vlan 10 port default 1/#", 1, 26);
  lines_per_port (out, "vlan 200 802.1q 1/#", 1, 20);
  lines_per_port (out, "vlan 200 802.1q 1/#", 25, 26);
  lines_per_port (out, "lldp 1/# tlv med network-policy enable", 1, 20);
  lines_per_port (out, "lldp 1/# med network-policy 1", 1, 20);
  lines_per_port (out, "lanpower 1/# power 8000", 1, 20);
  lines_per_port (out, "lanpower 1/# priority high", 1, 20);
  g_string_append (out, more);
}

#define P24 "    model: OS6860E-P24\n"
#define S24 "    model: OS6450-P24\n"
#define EDGE8 "    ports: { 1/1/1-24: { edge: true } }\n"
#define EDGE6 "    ports: { 1/1-24: { edge: true } }\n"
#define UP8(port) "      1/1/25: { device: switch, name: core, port: 1/1/" port " }\n"
#define UP6(port) "      1/25: { device: switch, name: core, port: 1/1/" port " }\n"
#define V3 "credentials: v3, "
#define PHONE(n) "'80:5e:c0:00:03:" n "'"

static const char inventory_head[] = INVENTORY_HEAD
  "  desk: { data-vlan: data, voice-vlan: none }\n"
  "  odd: { data-vlan: special, voice-vlan: none }\n" INVENTORY_CREDENTIALS;

static GString *
healthy_fleet (void)
{
  GString *f = g_string_new (FLEET_HEAD);
  add_aos8 (f, "core", 1, P24 "    plugged:\n      1/1/25: { device: switch, name: eight, port: 1/1/25 }\n"
    "      1/1/26: { device: switch, name: six, port: 1/25 }\n      1/1/27: { device: switch, name: six, port: 1/26 }\n"
    "      1/1/28: { device: switch, name: routeur, port: eth1 }\n", "");
  add_aos8 (f, "eight", 2, P24 EDGE8 "    plugged:\n"
    "      1/1/1: { device: phone, mac: " PHONE ("01") ", maker: Avaya, product: J129, class: 1 }\n" UP8 ("25"), "");
  add_aos6 (f, "six", 3, S24 EDGE6 "    plugged:\n      1/1: { device: phone, mac: " PHONE ("02") " }\n" UP6 ("26")
    "      1/26: { device: switch, name: core, port: 1/1/27 }\n", "");
  return f;
}
static const char healthy_inventory[] =
  "  - { name: core, " V3 "address: " NET "1, model: OS6860E-P24, uplinks: [1/1/25-28] }\n"
  "  - name: eight\n    credentials: v3\n    address: " NET "2\n    model: OS6860E-P24\n    uplinks: [1/1/25]\n"
  "    ports: { 1/1/1: { role: phone, phone: { mac: " PHONE ("01") ", model: Avaya J129 } }, 1/1/2-20: phone, 1/1/21: desk }\n"
  "  - name: six\n    credentials: v3\n    address: " NET "3\n    model: OS6450-P24\n    uplinks: [1/25-26]\n"
  "    ports: { 1/1: { role: phone, phone: { mac: " PHONE ("02") " } }, 1/2-20: phone, 1/21: desk }\n"
  "voice-path: { gateway: { switch: core, port: 1/1/28 } }\n";

#define AOS8 "1.3.6.1.4.1.6486.801.1.2.1."
#define C(line) "      - '" line "'\n"
static GString *
faulty_fleet (void)
{
  GString *f = g_string_new (FLEET_HEAD);
  add_aos8 (f, "core", 1, P24 "    plugged:\n      1/1/25: { device: switch, name: ports, port: 1/1/25 }\n"
    "      1/1/26: { device: switch, name: six, port: 1/25 }\n      1/1/27: { device: switch, name: six, port: 1/26 }\n"
    "      1/1/28: { device: switch, name: routeur, port: eth1 }\n", C ("vlan 1 members port 1/1/25 untagged"));
  add_aos8 (f, "ports", 2, P24
    "    ports: { 1/1/1-15: { edge: true }, 1/1/16: { in-errors: 5000000, edge: true }, 1/1/18-24: { edge: true } }\n"
    "    plugged:\n"
    "      1/1/1: { device: phone, mac: " PHONE ("f1") " }\n"
    "      1/1/3: { device: phone, mac: " PHONE ("02") " }\n"
    "      1/1/5: { device: phone, mac: " PHONE ("05") ", obeys: false }\n"
    "      1/1/6: { device: phone, mac: " PHONE ("06") ", obeys: false, vlan: 200 }\n"
    "      1/1/7: { device: phone, mac: " PHONE ("07") ", maker: Avaya, product: J139, class: 3 }\n"
    "      1/1/8: { device: phone, mac: " PHONE ("08") ", maker: Alcatel, product: 'IP Touch 8068' }\n"
    "      1/1/15: { device: phone, mac: " PHONE ("15") ", speed: 10, duplex: half }\n"
    "      1/1/16: { device: phone, mac: " PHONE ("16") " }\n"
    "      1/1/21: { device: phone, mac: " PHONE ("21") " }\n"
    UP8 ("25"),
    C ("lanpower port 1/1/8 power 5000") C ("lanpower port 1/1/10 power 30000") C ("lanpower port 1/1/11 priority low")
    C ("lanpower port 1/1/12 admin-state disable") C ("interfaces port 1/1/13 admin-state disable")
    C ("port-security port 1/1/14 admin-state enable")
    C ("port-security port 1/1/14 maximum 2") C ("qos port 1/1/18 no trusted") C ("qos apply")
    C ("lldp 1/1/19 trust-agent admin-state enable")
    C ("lldp 1/1/19 trust-agent violation-action shutdown") C ("lldp port 1/1/20 lldpdu rx"));
  add_aos8 (f, "more", 3, P24 EDGE8 "    plugged:\n"
    "      1/1/6: { device: switch, name: stranger, port: '7' }\n"
    "      1/1/7: { device: switch, lldp: false, macs: 3 }\n"
    "      1/1/8: { device: phone, mac: " PHONE ("a8") ", auth: { result: failed, by: mac } }\n"
    "      1/1/9: { device: pc, mac: '02:00:00:00:09:09', auth: { result: failed, by: 802.1x } }\n"
    "      1/1/10: { device: phone, mac: " PHONE ("aa") ", milliwatts: 9000 }\n"
    "      1/1/25: { device: switch, name: nobody, port: '1' }\n",
    C ("linkagg static agg 5 size 2 admin-state enable") C ("vlan 1 members port 1/1/23 untagged")
    C ("linkagg static port 1/1/23 agg 5") C ("no vlan 200 members port 1/1/1") C ("vlan 1 members port 1/1/2 untagged")
    C ("vlan 30 admin-state enable") C ("vlan 30 members port 1/1/3 tagged")
    C ("no vlan 200 members port 1/1/4") C ("vlan 1 members port 1/1/4 untagged") C ("unp port 1/1/4 port-type bridge")
    C ("no vlan 200 members port 1/1/25")
    C ("lldp nearest-bridge port 1/1/11 tlv med network-policy disable") C ("no lldp port 1/1/12 med network-policy 0")
    C ("lldp network-policy 1 application voice vlan 30 l2-priority 5 dscp 46") C ("no lldp port 1/1/13 med network-policy 0")
    C ("lldp nearest-bridge port 1/1/13 med network-policy 1")
    C ("lldp nearest-bridge port 1/1/22 med network-policy 0"));
  add_aos6 (f, "six", 4, S24
    "    ports: { 1/1-15: { edge: true }, 1/16: { out-errors: 5000000, edge: true }, 1/18-24: { edge: true } }\n"
    "    clock: 2001-01-01 00:00\n    unsaved-config: [ 'vlan 31 enable' ]\n    plugged:\n"
    "      1/12: { device: switch, lldp: false, macs: 3 }\n"
    "      1/13: { device: phone, mac: " PHONE ("b3") ", auth: { result: failed, by: mac } }\n"
    "      1/15: { device: phone, mac: " PHONE ("b5") ", speed: 10, duplex: half }\n"
    UP6 ("26") "      1/26: { device: switch, name: core, port: 1/1/27 }\n",
    C ("vlan 200 no 802.1q 1/26") C ("vlan 200 no 802.1q 1/1") C ("vlan 1 port default 1/2") C ("lldp 1/3 lldpdu rx")
    C ("lldp 1/4 tlv med network-policy disable") C ("vlan 200 no 802.1q 1/5") C ("vlan port mobile 1/5")
    C ("no lldp 1/6 med network-policy 1") C ("lanpower 1/7 power 15000") C ("lanpower 1/8 priority low") C ("lanpower stop 1/9")
    C ("interfaces 1/10 admin down") C ("vlan 30 enable") C ("vlan 30 802.1q 1/11")
    C ("port-security 1/14 maximum 2") C ("lldp 1/18 trust-agent admin-state enable")
    C ("lldp 1/18 trust-agent violation-action shutdown"));
  g_string_append (f,
    "  sick:\n    address: " NET "5\n    model: OS6860E-P24\n    units: 2\n    missing-unit: 2\n    synchronised: false\n"
    "    certified: false\n    clock: 2001-01-01 00:00\n"
    "    config: [ 'vlan 10 admin-state enable name \"OTHER\"', 'vlan 10 members port 1/1/1-24 untagged' ]\n"
    "    unsaved-config: [ 'vlan 10 admin-state disable' ]\n    plugged: { 1/1/1: phone }\n"
    "  certified:\n    address: " NET "6\n    model: OS6860E-P24\n    version: 7.3.4.310.R02\n    running: certified\n"
    "  short:\n    address: " NET "7\n    model: OS6360-P10\n"
    "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'lanpower slot 1/1 service start', 'lanpower slot 1/1 maxpower 37' ]\n"
    "    plugged: { 1/1/1-3: phone }\n"
    "  victim:\n    address: " NET "8\n    model: OS6360-P10\n    plugged: { 1/1/1-3: phone, 1/1/8: ap }\n"
    "    faults: [ 'snmp-truncate:" AOS8 "8.1.1.8.1' ]\n    config:\n      - 'vlan 10 admin-state enable name \"DATA\"'\n"
    "      - 'lanpower slot 1/1 service start'\n      - 'lanpower slot 1/1 maxpower 37'\n");
  lines_per_port (f, "lanpower port 1/1/# power 8000", 1, 7);
  lines_per_port (f, "lanpower port 1/1/# priority high", 1, 7);
  g_string_append (f, C ("lanpower port 1/1/8 power 15000"));
  g_string_append (f, "  gone:\n    address: " NET "9\n    model: OS6360-P10\n"
    "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'vlan 10 members port 1/1/1-8 untagged',\n"
    "              'lanpower slot 1/1 service start' ]\n    plugged: { 1/1/1: phone }\n");
  return f;
}
#define LP(port, n, model) "      " port ": { role: phone, phone: { mac: " PHONE (n) model " } }\n"
static const char faulty_inventory[] =
  "  - { name: core, " V3 "address: " NET "1, uplinks: [1/1/25-28] }\n"
  "  - name: ports\n    credentials: v3\n    address: " NET "2\n    uplinks: [1/1/25]\n    ports:\n"
  LP ("1/1/1", "01", "") LP ("1/1/2", "02", "") LP ("1/1/4", "04", "") LP ("1/1/5", "05", "") LP ("1/1/6", "06", "")
  LP ("1/1/7", "07", ", model: Avaya J129") LP ("1/1/8", "08", ", model: Alcatel-Lucent Enterprise 8068")
  "      1/1/3: phone\n      1/1/9-20: phone\n"
  "  - name: more\n    credentials: v3\n    address: " NET "3\n    uplinks: [1/1/25]\n    ports:\n      1/1/1-20: phone\n"
  "      1/1/22: desk\n      1/1/23: phone\n      1/1/28: phone\n      1/1/40: phone\n"
  "  - { name: six, " V3 "address: " NET "4, uplinks: [1/25-26], ports: { 1/1-20: phone, 1/21: desk } }\n"
  "  - { name: sick, address: " NET "5, model: OS6860E-P48, ports: { 1/1/1-2: phone, 1/1/3: odd } }\n"
  "  - { name: certified, credentials: v3, address: " NET "6, ports: { 1/1/1: phone } }\n"
  "  - { name: short, " V3 "address: " NET "7, ports: { 1/1/1-6: phone } }\n"
  "  - { name: victim, credentials: old, timeout: 500ms, address: " NET "8, ports: { 1/1/1-7: phone } }\n"
  "  - { name: gone, " V3 "address: " NET "9, ports: { 1/1/1-2: phone } }\n"
  "  - { name: dead, timeout: 500ms, " V3 "address: " NET "99, ports: { 1/1/1-6: phone } }\n"
  "voice-path: { gateway: { switch: core, port: 1/1/28 } }\n";

#define SILENT_IN(oid) "      - 'snmp-truncate:" oid "'\n"
static GString *
blind_fleet (void)
{
  GString *f = g_string_new (FLEET_HEAD);
  add_aos8 (f, "core", 1, P24 "    plugged:\n      1/1/25: { device: switch, name: eight, port: 1/1/25 }\n"
    "      1/1/28: { device: switch, name: routeur, port: eth1 }\n", "");
  add_aos8 (f, "eight", 2, P24 EDGE8 "    no-tables: [counters, duplex, stp, fdb, esm, vlan, vpa, q-bridge, lldp, lldp-med, qos,\n"
    "                config, chassis, members, agent, poe]\n"
    "    plugged:\n      1/1/1: { device: phone, mac: " PHONE ("01") ", maker: Avaya, product: J129, class: 1 }\n" UP8 ("25"), "");
  add_aos8 (f, "mute", 3, P24 EDGE8 "    no-tables: [inline-power, lldp]\n"
    "    plugged:\n      1/1/1: { device: phone, mac: " PHONE ("a1") " }\n"
    "      1/1/2: { device: phone, mac: " PHONE ("a2") ", auth: { result: failed, by: mac } }\n"
    "    faults:\n" SILENT_IN (AOS8 "8.1.1.8.1"), "");
  add_aos8 (f, "plain", 4, P24 EDGE8 "    no-tables: [if, if-x]\n", "");
  add_aos6 (f, "liar", 5, S24 EDGE6 "    no-tables: [entity]\n    faults: [ 'snmp-lie:1.3.6.1.2.1.1.1.0=Alcatel' ]\n", "");
  return f;
}
static const char blind_inventory[] =
  "  - { name: core, " V3 "address: " NET "1, model: OS6860E-P24, uplinks: [1/1/25-28] }\n"
  "  - name: eight\n    credentials: v3\n    address: " NET "2\n    uplinks: [1/1/25]\n"
  "    ports: { 1/1/1: { role: phone, phone: { mac: " PHONE ("01") ", model: Avaya J129 } }, 1/1/2-20: phone, 1/1/21: desk }\n"
  "  - name: mute\n    credentials: snmp-only\n    timeout: 500ms\n    address: " NET "3\n"
  "    ports: { 1/1/1: { role: phone, phone: { mac: " PHONE ("a1") " } }, 1/1/2-20: phone }\n"
  "  - { name: plain, " V3 "address: " NET "4, ports: { 1/1/1-3: phone, 1/1/40: phone } }\n"
  "  - { name: liar, " V3 "address: " NET "5, model: OS6450-P24, ports: { 1/1-3: phone } }\n"
  "voice-path: { gateway: { switch: core, port: 1/1/28 } }\n";

/* Credentials that only some switches have. */
static const char more_credentials[] =
  "  snmp-only: { snmp: { version: 2c, community: { env: T_COMMUNITY } } }\n"
  "  ssh-only: { ssh: { user: admin, secret: { env: T_PASSWORD } } }\n"
  "  old:\n    snmp: { version: 2c, community: { env: T_COMMUNITY } }\n"
  "    ssh: { user: admin, secret: { env: T_PASSWORD }, algorithms: legacy }\n";

static char *
inventory_of (const char *switches)
{
  g_autofree char *text = g_strconcat (inventory_head, switches, NULL);
  g_auto (GStrv) parts = g_strsplit (text, "roles:\n", 2);
  g_auto (GStrv) halves = g_strsplit (parts[1], "defaults:", 2);
  return g_strconcat (parts[0], "  special: { id: 4094 }\nroles:\n", halves[0], more_credentials, "defaults:", halves[1], NULL);
}

/* Where a check must speak, and where it must say that it does not know: the stage (a fleet, or walks of the faulty one with rows changed)
 * and SWITCH [PORT]; port - for what is said of a switch. "alone": that check asked for by itself,
 * for what another one says in its stead. */
typedef struct {
  const char *id, *speaks, *blind;
} Case;

static const Case cases[] = {
  { "unreachable", "faulty dead -", "alone dead" },
  { "partial", "faulty victim -", "alone dead" },
  { "model", "faulty sick -", "blind liar" },
  { "release", "faulty certified -", "blind liar" },
  { "running-certified", "faulty certified -", "blind eight" },
  { "unsaved", "faulty sick -", "blind eight" },
  { "uncertified", "faulty sick -", "blind eight" },
  { "unsynchronised", "faulty sick -", "blind eight" },
  { "stack", "faulty sick -", "blind eight" },
  { "pending-timer", "faulty short -", "blind eight" },
  { "pending-reload", "faulty short -", "blind eight" },
  { "clock", "faulty sick -", "blind eight" },
  { "snmp-v2c", "faulty sick -", "walk certified" },
  { "ssh-old", "faulty victim -", "blind mute" },
  { "vlan-missing", "faulty sick -", "blind eight" },
  { "vlan-disabled", "faulty sick -", "blind eight" },
  { "vlan-type", "faulty sick -", "blind eight" },
  { "vlan-name", "faulty sick -", "blind eight" },
  { "path-vlan", "faulty six 1/26", "blind eight" },
  { "path-gateway", "faulty more -", "blind eight" },
  { "path-native", "faulty core 1/1/25", "blind core" },
  { "poe-service", "faulty sick -", "blind mute" },
  { "poe-guard-band", "faulty short -", "blind mute" },
  { "poe-victim", "faulty victim -", "alone mute" },
  { "poe-incapable", "faulty more 1/1/28", "blind eight" },
  { "poe-off", "faulty ports 1/1/12", "blind eight" },
  { "poe-fault", "faulty more 1/1/10", "walk ports 1/1/9" },
  { "poe-class", "faulty ports 1/1/7", "walk ports" },
  { "poe-limit-low", "faulty ports 1/1/8", "blind mute" },
  { "poe-limit", "faulty ports 1/1/10", "blind mute" },
  { "poe-priority", "faulty ports 1/1/11", "walk ports" },
  { "port-missing", "faulty more 1/1/40", "blind plain" },
  { "port-dynamic", "faulty more 1/1/4", "walk six" },
  { "port-aggregate", "faulty more 1/1/23", "walk ports" },
  { "voice-tag", "faulty more 1/1/1", "blind eight" },
  { "data-vlan", "faulty more 1/1/2", "blind eight" },
  { "extra-tag", "faulty more 1/1/3", "blind eight" },
  { "lldp-off", "faulty ports 1/1/20", "blind eight" },
  { "med-tlvs", "faulty more 1/1/11", "blind eight" },
  { "policy-missing", "faulty more 1/1/12", "blind eight" },
  { "policy-values", "faulty more 1/1/13", "blind eight" },
  { "policy-conflict", "walk more 1/1/14", "blind eight" },
  { "policy-unwanted", "faulty more 1/1/22", "blind eight" },
  { "port-off", "faulty ports 1/1/13", "blind plain" },
  { "port-bridge", "faulty more 1/1/6", "blind eight" },
  { "port-macs", "faulty more 1/1/7", "blind mute" },
  { "port-security", "faulty ports 1/1/14", "walk ports" },
  { "port-speed", "faulty ports 1/1/15", "blind plain" },
  { "port-duplex", "faulty ports 1/1/15", "blind eight" },
  { "port-errors", "faulty ports 1/1/16", "blind eight" },
  { "port-auth", "faulty more 1/1/9", "walk more" },
  { "stp-edge", "faulty ports 1/1/17", "blind eight" },
  { "qos-trust", "faulty ports 1/1/18", "blind eight" },
  { "trust-agent", "faulty ports 1/1/19", "walk ports" },
  { "phone-vlan", "faulty ports 1/1/5", "blind eight" },
  { "phone-marking", "faulty ports 1/1/6", "blind eight" },
  { "phone-auth", "faulty more 1/1/8", "walk more" },
  { "phone-moved", "faulty ports 1/1/2", "blind eight" },
  { "phone-gone", "faulty gone 1/1/1", "walk gone" },
  { "phone-other", "faulty ports 1/1/1", "blind eight" },
  { "phone-model", "faulty ports 1/1/7", "blind eight" },
  { "phone-stray", "faulty ports 1/1/21", "blind mute" },
  { "phone-missing", "faulty ports 1/1/4", "blind eight" },
};

/* The same of AOS 6, for what is read from tables of its own. */
static const struct {
  const char *id, *severity, *where;
} aos6[] = {
  { "voice-tag", "error", "faulty six 1/1" }, { "data-vlan", "error", "faulty six 1/2" },
  { "lldp-off", "error", "faulty six 1/3" }, { "med-tlvs", "error", "faulty six 1/4" },
  { "port-dynamic", "error", "faulty six 1/5" }, { "policy-missing", "error", "faulty six 1/6" },
  { "poe-limit", "warning", "faulty six 1/7" }, { "poe-priority", "warning", "faulty six 1/8" },
  { "poe-off", "error", "faulty six 1/9" }, { "port-off", "error", "faulty six 1/10" },
  { "extra-tag", "warning", "faulty six 1/11" }, { "port-macs", "warning", "faulty six 1/12" },
  { "phone-auth", "error", "faulty six 1/13" }, { "port-security", "error", "faulty six 1/14" },
  { "port-duplex", "warning", "faulty six 1/15" }, { "port-errors", "warning", "faulty six 1/16" },
  { "stp-edge", "warning", "faulty six 1/17" }, { "unsaved", "error", "faulty six -" },
  { "clock", "warning", "faulty six -" }, { "pending-timer", "error", "faulty six -" },
  { "trust-agent", "warning", "faulty six 1/18" },
};

/* ---- what was found --------------------------------------------------------------------------------------------------- */

/* "STAGE CHECK SEVERITY SWITCH PORT" of every finding, and the same without its port. */
static GHashTable *found;

static void
note (const char *stage, const char *name, const char *port, JsonNode *findings)
{
  JsonArray *list = json_node_get_array (findings);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *f = json_array_get_element (list, i);
      char *key = g_strdup_printf ("%s %s %s %s", stage, json_text (f, "check"), json_text (f, "severity"), name);
      g_hash_table_add (found, g_strconcat (key, " ", port, NULL));
      g_hash_table_add (found, key);
    }
}

static void
note_all (const char *stage, JsonNode *audit)
{
  JsonArray *switches = json_node_get_array (json_at (audit, "switches"));
  for (guint s = 0; s < json_array_get_length (switches); s++)
    {
      JsonNode *sw = json_array_get_element (switches, s);
      JsonArray *ports = json_node_get_array (json_at (sw, "ports"));
      note (stage, json_text (sw, "name"), "-", json_at (sw, "findings"));
      for (guint p = 0; p < json_array_get_length (ports); p++)
        {
          JsonNode *port = json_array_get_element (ports, p);
          note (stage, json_text (sw, "name"), json_text (port, "port"), json_at (port, "findings"));
        }
    }
}

static int
by_name (const void *a, const void *b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
tell_found (const char *stage, const char *check)
{
  guint n;
  g_autofree char **all = (char **) g_hash_table_get_keys_as_array (found, &n), *prefix = g_strconcat (stage, check, NULL);
  qsort (all, n, sizeof *all, by_name);
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (all[i], prefix))
      print_message ("# %s\n", all[i]);
}

/* ---- walks with rows changed ------------------------------------------------------------------------------------------ */

/* What no table that is left out shows: one value that is missing or means nothing, and what the lab refuses to be. */
typedef struct {
  const char *name, *row; /* switch, OID */
  const char *value;      /* "type|value" as in the file, and rows to add after it; NULL: the row is taken out */
} Edit;

static const Edit edits[] = {
  { "more", AOS8 "58.1.1.1.2.1.2.14.0", "2|1\n" AOS8 "58.1.1.1.2.1.2.14.1|2|1" }, /* the lab takes one voice policy a port */
  { "more", AOS8 "63.1.1.9.1.4.1008.128.94.192.0.3.168.10", "2|99" },
  { "more", AOS8 "63.1.1.9.1.4.1009.2.0.0.0.9.9.10", "2|99" },
  { "ports", AOS8 "13.1.1.2.1.1.24.1009", "2|-7" },
  { "ports", AOS8 "8.2.1.1.1.2.1014", "2|-7" },
  { "ports", AOS8 "87.1.1.1.1.1.2.9", "2|7" },
  { "ports", "1.3.6.1.2.1.105.1.1.1.6.1.9", NULL },
  { "ports", "1.3.6.1.2.1.105.1.1.1.7.1.9", NULL },
  { "ports", "1.3.6.1.2.1.105.1.1.1.10.1.7", NULL },
  { "six", "1.3.6.1.4.1.6486.800.1.2.1.4.1.1.2.1.1.2.1005", "2|7" },
};

static char *
edited (const Edit *e, const char *line)
{
  gsize n = strlen (e->row);
  gboolean meant = g_str_has_prefix (line, e->row) && line[n] == '|';
  return !meant ? g_strdup (line) : e->value ? g_strdup_printf ("%s|%s", e->row, e->value) : NULL;
}

/* The row must be there: an edit that does nothing proves nothing. */
static void
edit (const char *walks, const Edit *e)
{
  g_autofree char *file = g_strconcat (e->name, ".snmprec", NULL), *path = g_build_filename (walks, file, NULL), *text = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  guint changed = 0;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_autofree char *line = edited (e, lines[i]);
      changed += g_strcmp0 (line, lines[i]) != 0;
      if (line)
        g_string_append_printf (out, "%s\n", line);
    }
  if (!changed)
    fail_msg ("%s has no row %s", e->name, e->row);
  assert_true (g_file_set_contents (path, out->str, (gssize) out->len, NULL));
}

/* As if the switch had fallen silent inside that table: the recording says so beside its rows. */
static void
cut_short (const char *walks, const char *name, const char *table)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL), *path = g_build_filename (walks, file, NULL);
  g_autofree char *member = g_strconcat ("tables.", table, NULL), *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  JsonNode *root = json_from_string (text, NULL);
  assert_non_null (root);
  json_object_set_string_member (json_node_get_object (json_at (root, member)), "status", "cut-short");
  g_autofree char *changed = json_to_string (root, TRUE);
  json_node_unref (root);
  assert_true (g_file_set_contents (path, changed, -1, NULL));
}

/* ---- the stages ------------------------------------------------------------------------------------------------------- */

/* The program's own list. */
static JsonArray *checks;

static const Case *
case_of (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (!strcmp (cases[i].id, id))
      return &cases[i];
  fail_msg ("check %s has no case", id);
  return NULL;
}

static gboolean
is_found (const char *id, const char *severity, const char *where)
{
  g_auto (GStrv) words = g_strsplit (where, " ", 2);
  g_autofree char *key = g_strdup_printf ("%s %s %s %s", words[0], id, severity, words[1]);
  return g_hash_table_contains (found, key);
}

/* The first check that says nothing where this stage is the one that makes it; NULL. */
static const char *
first_silent (const char *stage)
{
  for (guint i = 0; i < json_array_get_length (checks); i++)
    {
      JsonNode *check = json_array_get_element (checks, i);
      const Case *c = case_of (json_text (check, "id"));
      if ((g_str_has_prefix (c->speaks, stage) && !is_found (c->id, json_text (check, "severity"), c->speaks))
          || (g_str_has_prefix (c->blind, stage) && !is_found (c->id, "unknown", c->blind)))
        return c->id;
    }
  for (guint i = 0; i < G_N_ELEMENTS (aos6); i++)
    if (g_str_has_prefix (aos6[i].where, stage) && !is_found (aos6[i].id, aos6[i].severity, aos6[i].where))
      return aos6[i].id;
  return NULL;
}

static gboolean
finds_faulty (void)
{
  return !first_silent ("faulty ");
}

static gboolean
finds_blind (void)
{
  return !first_silent ("blind ");
}

static gboolean
finds_nothing (void)
{
  return !g_hash_table_size (found);
}

#define LOOKS 20

typedef gboolean (*IsThere) (void);

/* As often as it takes until the lab's phones have booted and its switches have certified: all that is planted for the stage is found, or,
 * where nothing is, nothing. */
static void
audit_until (Scene *scene, const char *stage, IsThere there, const char *option, const char *value)
{
  for (guint tries = 0; tries < LOOKS; tries++)
    {
      g_autoptr (Ran) ran = scene_run (scene, "audit", "--json", option, value, NULL);
      if (!ran->json)
        {
          tell_ran (ran);
          fail_msg ("%s: no answer", stage);
        }
      g_hash_table_remove_all (found);
      note_all (stage, ran->json);
      if (there ())
        return;
    }
  tell_found (stage, NULL);
  fail_msg ("%s: it never comes to that: %s", stage, there == finds_nothing ? "something is found" : first_silent (stage));
}

static void
assert_stage (const char *stage)
{
  const char *id = first_silent (stage);
  if (!id)
    return;
  tell_found (stage, id);
  fail_msg ("%s: %s does not say what it must", stage, id);
}

static Scene *
stage_new (GString *fleet, const char *switches)
{
  g_autofree char *inventory = inventory_of (switches);
  Scene *scene = scene_new (fleet->str, inventory);
  g_string_free (fleet, TRUE);
  return scene;
}

static void
audit_alone (Scene *scene, const char *name)
{
  g_hash_table_remove_all (found);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) words = g_strsplit (cases[i].blind, " ", -1);
      if (strcmp (words[0], "alone") || strcmp (words[1], name))
        continue;
      g_autoptr (Ran) ran = scene_run (scene, "audit", "--json", "--only", name, "--check", cases[i].id, NULL);
      note_all ("alone", ran->json);
      if (!is_found (cases[i].id, "unknown", cases[i].blind))
        {
          tell_ran (ran);
          fail_msg ("%s does not say that it does not know", cases[i].id);
        }
    }
}

static void
test_healthy (void **state)
{
  Scene *scene = stage_new (healthy_fleet (), healthy_inventory);
  audit_until (scene, "healthy", finds_nothing, NULL, NULL);
  g_autoptr (Ran) ran = scene_run (scene, "audit", NULL);
  assert_status (ran, 0);
  assert_says (ran->out, "2 listed phones: 2 confirmed in the voice VLAN.");
  scene_free (scene);
}

/* A phone that was there before an apply, and is gone: silent before it is pulled out. */
static void
pull_phone (Scene *scene)
{
  g_autoptr (Ran) apply = NULL, there = NULL;
  for (guint tries = 0; tries < LOOKS; tries++)
    {
      g_autoptr (Ran) show = scene_run (scene, "show", "--json", "--only", "gone", NULL);
      if (json_array_get_length (json_node_get_array (json_at (show->json, "switches.[name=gone].ports.[port=1/1/1].live.neighbours"))))
        break;
    }
  apply = scene_run (scene, "apply", "--yes", "--without-timer", "--only", "gone", NULL);
  assert_status (apply, 0);
  there = scene_run (scene, "audit", "--only", "gone", "--since", "r1", "--check", "phone-gone", NULL);
  assert_status (there, 0);
  lab (scene, "unplug", "gone", "1/1/1", NULL);
}

static void
change_walks (Scene *scene, const char *walks)
{
  for (guint i = 0; i < G_N_ELEMENTS (edits); i++)
    edit (walks, &edits[i]);
  cut_short (walks, "gone", "lldp-rem");
  /* whoever reads walks needs no credentials: nobody knows by which version the switch would be read */
  g_auto (GStrv) parts = g_strsplit (faulty_inventory, "name: certified, credentials: v3", 2);
  g_autofree char *switches = g_strconcat (parts[0], "name: certified, credentials: ssh-only", parts[1], NULL);
  g_autofree char *inventory = inventory_of (switches);
  assert_true (g_file_set_contents (scene->inventory, inventory, -1, NULL));
}

static void
test_faulty (void **state)
{
  Scene *scene = stage_new (faulty_fleet (), faulty_inventory);
  g_autofree char *walks = scene_path (scene, "walks");
  pull_phone (scene);
  lab (scene, "put", "short", "/flash/later.txt", "vlan 77");
  lab (scene, "do", "short", "configuration apply later.txt in 00:30", NULL);
  lab (scene, "do", "short", "reload all in 00:30", NULL);
  lab (scene, "put", "six", "/flash/later.txt", "vlan 77");
  lab (scene, "do", "six", "configuration apply later.txt in 00:30", NULL);
  g_autoptr (Ran) second = scene_lab (scene, "do", "more", "lldp nearest-bridge port 1/1/14 med network-policy 1", NULL);
  assert_true (second->status != 0 || strstr (second->out, "ERROR")); /* that is why policy-conflict is made in a walk */
  audit_until (scene, "faulty", finds_faulty, "--since", "r1");
  audit_alone (scene, "dead");
  g_autoptr (Ran) old = scene_run (scene, "audit", "--only", "victim", "--check", "ssh-old", NULL);
  assert_says (old->out, "old SSH algorithms are allowed: legacy [ssh-old]");
  g_autoptr (Ran) capture = scene_run (scene, "capture", "-o", walks, NULL);
  change_walks (scene, walks);
  g_hash_table_remove_all (found);
  g_autoptr (Ran) ran = scene_run (scene, "audit", "--json", "--from-capture", walks, "--since", "r1", NULL);
  if (!ran->json)
    tell_ran (ran);
  note_all ("walk", ran->json);
  assert_stage ("walk ");
  scene_free (scene);
}

static void
test_blind (void **state)
{
  Scene *scene = stage_new (blind_fleet (), blind_inventory);
  audit_until (scene, "blind", finds_blind, NULL, NULL);
  audit_alone (scene, "mute");
  scene_free (scene);
}

/* No check without all three, and no case without its check. Each case is one of a stage that is played above. */
static void
test_all_three (void **state)
{
  static const char *const stages[] = { "faulty ", "walk ", "blind ", "alone " };
  for (guint i = 0; i < json_array_get_length (checks); i++)
    {
      const Case *c = case_of (json_text (json_array_get_element (checks, i), "id"));
      guint speaks = 0, blind = 0;
      for (guint s = 0; s < G_N_ELEMENTS (stages); s++)
        {
          speaks += s < 2 && g_str_has_prefix (c->speaks, stages[s]);
          blind += s > 0 && g_str_has_prefix (c->blind, stages[s]);
        }
      if (speaks != 1 || blind != 1)
        fail_msg ("%s is not made to speak, or not to say that it does not know", c->id);
    }
  assert_int_equal (json_array_get_length (checks), G_N_ELEMENTS (cases));
}

static int
read_checks (void **state)
{
  const char *argv[] = { g_getenv ("VLANCTL"), "audit", "--explain", "all", "--json", NULL };
  g_autofree char *out = NULL;
  found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!argv[0] || !g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, NULL))
    return 1;
  JsonNode *root = json_from_string (out, NULL);
  checks = root ? json_array_ref (json_node_get_array (json_at (root, "checks"))) : NULL;
  g_clear_pointer (&root, json_node_unref);
  return checks ? 0 : 1;
}

static int
free_checks (void **state)
{
  g_hash_table_unref (found);
  json_array_unref (checks);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_all_three), cmocka_unit_test (test_healthy), cmocka_unit_test (test_faulty),
                                      cmocka_unit_test (test_blind) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, read_checks, free_checks);
}
