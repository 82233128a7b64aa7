/* Fleet files that are wrong in one place: the line and what is wrong with it. And the man page, which must name everything. */
#include <glib/gstdio.h>
#include <unistd.h>

#include "control.h"
#include "fixture.h"

static GPtrArray *
load (const char *text, char **why)
{
  g_autofree char *path = g_strdup_printf ("%s/lab-fleet-%d.yaml", g_get_tmp_dir (), (int) getpid ());
  assert_true (g_file_set_contents (path, text, -1, NULL));
  GPtrArray *fleet = lab_fleet_load (path, why);
  g_unlink (path);
  return fleet;
}

#define HEAD "lab: 1\nswitches:\n  a:\n    address: 127.64.0.1\n"

static void
test_errors (void **state)
{
  static const struct { const char *text, *says;
  } cases[] = {
    { "switches: {}\n", ":1: `lab: 1` is missing" },
    { "lab: 1\nswitch: {}\n", ":2: unknown key `switch`" },
    { "lab: 1\n", ":1: `switches` is missing" },
    { "lab: [\n", ":" },
    { "lab: 1\nswitches:\n  a:\n    address: 10.0.0.1\n    model: OS6450-P24\n", ":4: a: a lab listens on loopback only" },
    { "lab: 1\nswitches:\n  a:\n    address: 0.0.0.0\n    model: OS6450-P24\n", "loopback only" },
    { "lab: 1\nswitches:\n  'a/b':\n    address: 127.0.0.1\n", ":3: a switch's name" },
    { HEAD "    model: C2960\n", "no model `C2960`" },
    { HEAD "    model: OS6450-P24\n    colour: red\n", ":6: unknown key `colour`" },
    { HEAD "    model: OS6450-P24\n    config: [ 'vlan 10', 'vlan 10 admin-state enable' ]\n",
      ":6: the switch refuses `vlan 10 admin-state enable`" },
    { HEAD "    model: OS6450-P24\n    no-tables: [ everything ]\n", ":6: no table `everything`" },
    { HEAD "    model: OS6450-P24\n    faults: [ 'error@', pager ]\n", ":6: no fault `error@`" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/99: phone }\n", ":6: " },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: toaster }\n", ":6: " },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: phone, colour: red } }\n", "unknown key `colour`" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, speed: 12 } }\n", ":6: `speed` is 10, 100, 1000" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, duplex: half } }\n", ":6: half duplex goes with a `speed` of 10" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, duplex: both } }\n", ":6: `duplex` is one of full, half" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, auth: { result: perhaps } } }\n",
      ":6: `result` is one of authenticated" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, auth: { by: face } } }\n", ":6: `by` is one of 802.1x, mac" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, auth: { vlan: 4095 } } }\n", ":6: `vlan` is 1 to 4094" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, auth: { vlan: 0 } } }\n", ":6: `vlan` is 1 to 4094" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, auth: failed } }\n", ":6: a mapping is wanted here" },
    { HEAD "    model: OS6450-P24\n    plugged: { 1/1: { device: pc, auth: { profile: a23456789012345678901234567890123 } } }\n",
      ":6: a profile's name has up to 32" },
    { HEAD "    model: OS6450-P24\n    ports: [ 1/1 ]\n", ":6: ports: { PORTS: " },
    { HEAD "    model: OS6450-P24\n    ports: { 1/99: { edge: true } }\n", ":6: no ports `1/99`" },
    { HEAD "    model: OS6450-P24\n    ports: { 1/1: { errors: 1 } }\n", ":6: unknown key `errors`" },
    { HEAD "    model: OS6450-P24\n    ports: { 1/1: { in-errors: 4294967296 } }\n", ":6: `in-errors` is a count, 0 to 4294967295" },
    { HEAD "    model: OS6450-P24\n    ports: { 1/1: { out-discards: -1 } }\n", ":6: `out-discards` is a count" },
    { HEAD "    model: OS6450-P24\n    ports: { 1/1: { stp: closed } }\n", ":6: `stp` is one of disabled, blocking" },
    { HEAD "    model: OS6450-P24\n    ports: { 1/1: { edge: yes } }\n", ":6: `edge` is true or false" },
    { HEAD "    model: OS6450-P24\n    stp-mode: ring\n", ":6: `stp-mode` is one of per-vlan, flat" },
    { HEAD "    model: OS6450-P24\n    running: lab\n", ":6: running: working, certified" },
    { HEAD "    model: OS6450-P24\n    boot: fast\n", ":6: `boot` is a duration" },
    { HEAD "    model: OS6450-P24\n    units: 9\n", ":6: `units` is 1 to 8" },
    { HEAD "    model: OS6450-P24\n    missing-unit: 1\n", ":6: `missing-unit` is 2 to 8" },
    { HEAD "    model: OS6450-P24\n    snmp: { security: none }\n", "`security` is one of no-security" },
    { HEAD "    model: OS6450-P24\n    clock: yesterday\n", ":6: `clock` reads" },
    { HEAD "    from-capture: nosuch.snmprec\n", "nosuch.snmprec" },
    { HEAD "    model: OS6450-P24\n  b:\n    address: 127.64.0.1\n    model: OS6450-P24\n",
      ":6: a and b have the same address and port" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *why = NULL;
      GPtrArray *fleet = load (cases[i].text, &why);
      if (fleet || !why || !strstr (why, cases[i].says))
        fail_msg ("case %u says `%s` where `%s` was expected", i, why, cases[i].says);
    }
}

/* Everything that a fleet file may say, at once. */
static void
test_everything (void **state)
{
  g_autofree char *why = NULL;
  g_autoptr (GPtrArray) fleet = load (
      "lab: 1\ndefaults:\n  snmp: { port: 10161, community: c, users: [ { name: u, auth: SHA, auth-secret: secretsecret } ] }\n"
      "  ssh: { port: 10022, user: admin, password: pw }\n  boot: 2s\n  certify-time: 1s\n  reboot-time: 3s\nswitches:\n"
      "  a8:\n    address: 127.64.0.1\n    model: OS6860E-P24\n    version: 8.10.105.R02\n    units: 2\n    missing-unit: 2\n    "
      "vfl: [ 1/1/28 ]\n"
      "    aggregates: { 5: '1/1/25,1/1/26' }\n    poe-firmware: 185\n    policy-port: base\n    status-words: smg\n    "
      "extra-tables: [ lldp-v2 ]\n"
      "    no-tables: [ qos ]\n    clock: 2026-03-02 10:00\n    banner: \"hello > there\\n\"\n    running: lab\n    certified: "
      "false\n    synchronised: false\n"
      "    ssh: { port: 22022, host-key: ed25519, algorithms: modern, rights: read-only, keys: [ 'ssh-ed25519 AAAA x' ] }\n"
      "    snmp: { port: 10162, security: privacy-all }\n    config: [ vlan 10 ]\n    unsaved-config: [ vlan 20 ]\n    faults: [ "
      "'delay:10ms' ]\n"
      "    plugged:\n      1/1/1-2: { device: phone, name: n, mac: 80:5e:c0:00:00:01, pc: 02:00:00:00:00:01, lldp: true, obeys: "
      "false, vlan: 7, class: 3,\n"
      "                    milliwatts: 5000, speed: 1000, maker: M, product: P, serial: S, firmware: F }\n"
      "      1/1/24: { device: switch, name: core, port: 1/1/1, macs: 9, ip: 10.0.0.1 }\n"
      "      1/1/23: { device: pc, speed: 10, duplex: half, auth: { result: failed, by: mac, vlan: 30, profile: GUEST } }\n"
      "    stp-mode: flat\n    ports: { 1/1/23-24: { in-errors: 1200, out-errors: 1, in-discards: 2, out-discards: 4294967295, "
      "stp: blocking, edge: true } }\n"
      "  a6:\n    address: 127.64.0.2\n    model: OS6450-P24\n    poe-mib: draft\n    role: secondary\n    running: certified\n",
      &why);
  if (!fleet)
    fail_msg ("%s", why);
  const LabSwitch *s = fleet->pdata[0];
  assert_int_equal (s->boot_ms, 2000);
  assert_int_equal (s->reboot_ms, 3000);
  assert_true (s->unsaved);
  assert_false (lab_is_certified (s));
  assert_string_equal (s->running_directory, "lab");
  assert_int_equal (s->snmp_security, 5);
  assert_int_equal (port (fleet->pdata[0], "1/1/25")->member_of, 5);
  assert_true (port (fleet->pdata[0], "1/1/28")->vfl);
  assert_int_equal (port (fleet->pdata[0], "1/1/2")->device->hand_vlan, 7);
  const LabPort *p = port (fleet->pdata[0], "1/1/23");
  assert_true (s->flat_stp && p->device->half && p->device->auth_by_mac && p->past.edge);
  assert_int_equal (p->device->speed, 10);
  assert_int_equal (p->device->auth, LAB_AUTH_FAILED);
  assert_int_equal (p->device->auth_vlan, 30);
  assert_string_equal (p->device->auth_profile, "GUEST");
  assert_int_equal (p->past.in_errors, 1200);
  assert_int_equal (p->past.out_discards, 4294967295u);
  assert_int_equal (port (fleet->pdata[0], "1/1/24")->past.stp, LAB_STP_BLOCKING);
  assert_null (lab_find_port (s, 2, 1, 1)); /* its unit is not there */
}

/* The man page names every command, fault, table and key. */
static void
test_man_page (void **state)
{
  static const char *const keys[] = {
    "address",      "model",          "version",      "units",        "missing-unit", "role",      "snmp",         "ssh",
    "boot",         "certify-time",   "reboot-time",  "banner",       "clock",        "running",   "certified",    "synchronised",
    "config",       "unsaved-config", "plugged",      "aggregates",   "vfl",          "no-tables", "extra-tables", "poe-mib",
    "poe-firmware", "policy-port",    "status-words", "from-capture", "replay",       "faults",    "security",     "host-key",
    "algorithms",   "rights",         "keys",         "obeys",        "milliwatts",   "macs",
    "ports",        "stp-mode",       "duplex",       "auth",         "in-errors",    "out-errors", "in-discards", "out-discards"
  };
  static const char *const tables[] = { "system",    "vlan",      "vpa", "q-bridge", "lldp-med",      "lldp-v2", "poe",
                                        "poe-draft", "qos",       "fdb", "config",   "chassis",       "members", "mobile",
                                        "unp",       "aggregate", "vfl", "trust",    "port-security", "entity",  "base-port",
                                        "counters",  "duplex",    "stp", "stp-standard", "stp-vendor", "users" };
  g_autofree char *text = NULL;
  assert_true (g_file_get_contents (LAB_MAN_PAGE, &text, NULL, NULL));
  for (const LabCommandRow *row = lab_commands; row->name; row++)
    assert_has (text, row->name);
  for (const FaultRow *row = lab_faults; row->name; row++)
    assert_has (text, row->name);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    assert_has (text, keys[i]);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      assert_true (mib_is_table (tables[i]));
      assert_has (text, tables[i]);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_errors), cmocka_unit_test (test_everything),
                                      cmocka_unit_test (test_man_page) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab fleet", tests, NULL, NULL);
}
