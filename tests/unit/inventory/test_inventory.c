/* Inventories that are wrong in one place each: the rule that says so, and the very character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"

/* Line numbers below count from here. */
#define HEAD \
  "vlanctl: 1\n"                                                                                             /*  1 */ \
  "vlans:\n"                                                                                                 /*  2 */ \
  "  data: { id: 10, name: DATA }\n"                                                                         /*  3 */ \
  "  voice: { id: 200, name: VOIX }\n"                                                                       /*  4 */ \
  "roles:\n"                                                                                                 /*  5 */ \
  "  phone: { data-vlan: data, voice-vlan: voice, lldp-med: { priority: 5, dscp: 46 } }\n"                   /*  6 */ \
  "credentials:\n"                                                                                           /*  7 */ \
  "  default: { snmp: { version: 2c, community: { env: C } }, ssh: { user: admin, secret: { env: S } } }\n"  /*  8 */ \
  "defaults: { credentials: default }\n"                                                                     /*  9 */ \
  "switches:\n"                                                                                              /* 10 */
#define SWITCH(rest) "  - { name: sw-1, address: 192.0.2.1, model: OS6860E-P24, " rest " }\n"

static void
test_good (void **state)
{
  Loaded l = load (HEAD SWITCH ("uplinks: [1/1/25-26], ports: { 1/1/1-20: phone, 1/1/21: { role: phone, jack: B-1 } }"));
  tell (&l);
  assert_int_equal (l.found->errors, 0);
  const DesiredSwitch *sw = l.desired->switches->pdata[0];
  assert_string_equal (sw->name, "sw-1");
  assert_int_equal (sw->ports->len, 21);
  assert_int_equal (port_set_size (sw->uplinks), 2);
  unload (&l);
}

#define TOP "vlanctl: 1\n"
#define SMALL(vlans, roles, credentials, rest) \
  TOP "vlans: { " vlans " }\nroles: { " roles " }\ncredentials: { " credentials " }\n" \
  "switches: [ { name: s, address: s, uplinks: 1/2, ports: { 1/1: phone }, " rest " } ]\n"
#define PORTS(ports) HEAD SWITCH ("uplinks: [1/1/25], ports: { " ports " }")
#define PHONE(phone) PORTS ("1/1/1: { role: phone, phone: { " phone " } }")
#define CREDENTIALS(c) TOP "credentials:\n  d: { " c " }\n"

static void
test_keys (void **state)
{
  static const Case cases[] = {
    { "VL102", HEAD SWITCH (AT ("uplink") ": [1/1/25]") },
    { "VL102", HEAD "  - { " AT ("nmae") ": sw-1, address: 192.0.2.1 }\n" },               /* and `name` is not missing */
    { "VL102", HEAD SWITCH (AT ("port") ": 22") },                                         /* near to `ports`, but these are no ports */
    { "VL102", TOP AT ("rols") ": { a: { data-vlan: d } }\nvlans: { d: { id: 10 } }\n"
               "switches: [ { name: s, address: s, ports: { 1/1: b } } ]\nroles: { b: {} }\n" }, /* there are roles already */
    { "VL104", TOP "vlans:\n  data: { id: 10 }\n  " AT ("data") ": { id: 11 }\n" },
    { "VL104", TOP "roles: { a: { data-vlan: d } }\nvlans: { e: { id: 5 } }\n" AT ("vlans") ": { d: { id: 10 } }\n" }, /* and d is known */
    { "VL104", PORTS ("1/1/1: phone, " AT ("1/1/1") ": phone") },
    { "VL105", TOP "vlans:\n  data: " AT ("{}") "\n" },
    { "VL105", AT ("") "" },
    { "VL105", AT ("#") " nothing\n\n" },
    { "VL105", AT ("-") "--\n" },
    { "VL103", TOP "? " AT ("[a, b]") "\n: 1\n" },
    { "VL103", TOP "site:" AT ("") "\n" },
    { "VL103", TOP "vlans: " AT ("5") "\nroles: { a: { data-vlan: d } }\n" },              /* and d is not looked for */
    { "VL103", TOP "switches: " AT ("{}") "\nvoice-path: { gateway: { switch: s, port: 1/1 } }\n" },
    { "VL103", TOP "include: [ " AT ("[x]") " ]\n" },
    { "VL103", PORTS ("1/1/1: " AT ("") ", 1/1/2: phone") },
    { "VL106", TOP "roles: { " AT ("no") ": {} }\n" },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_yaml (void **state)
{
  static const Case cases[] = {
    { "VL101", TOP "vlans: [\n" AT ("") },
    { "VL111", TOP "vlans:\n" AT ("\t") "data: { id: 10 }\n" },
    { "VL101", TOP AT ("---") "\n" TOP },
    { "VL101", TOP "x" AT ("") },                                                             /* not in a line that there is not */
    { "VL103", TOP "? site" AT ("") },
    { "VL112", TOP "site: " AT ("!!str x") "\n" },
    { "VL101", TOP "site: 'a\n\t" AT ("") },                                                  /* a tab inside a text is none of the indentation */
    { "VL107", TOP "roles: {a: " AT ("&x {") "}, b: *x}\n" },
    { "VL107", TOP "roles: {a: {" AT ("<<") ": {qos-trust: true}}}\n" },
    { "VL108", TOP "site: \"caf" AT ("\xe9") "\"\n" },
    { "VL108", AT ("\xff") "\xfev" },
    { "VL108", TOP "site: " AT ("\x01") "\n" },
    { "VL108", "\xef\xbb\xbfsite: " AT ("\xff") },
    { "VL101", "\xef\xbb\xbf%YAML 1.1" AT ("") },
    { "VL102", "\xef\xbb\xbf" TOP "\r\n" AT ("foo") ": 1\r\n" },
    { "VL102", TOP "vlans: { a: { id: 1, name: 'a b' },\tb\xc3\xa9: { id: 2, " AT ("f\xc3\xb6\xc3\xb6") ": 1 } }\n" },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

/* What YAML makes of a text is never guessed. */
static void
test_traps (void **state)
{
  static const Case cases[] = {
    { "VL106", PORTS ("1/1/1: " AT ("no")) },
    { "VL106", TOP "site: " AT ("12:30") "\n" },
    { "VL106", TOP "site: " AT ("0123") "\n" },
    { "VL106", TOP "site: " AT ("0x1F") "\n" },
    { "VL106", TOP "site: " AT ("~") "\n" },
    { "VL106", TOP "vlans: { a: {id: " AT ("010") "} }\n" },
    { "VL106", TOP "vlans: { a: {id: " AT ("\"10\"") "} }\n" },
    { "VL106", HEAD SWITCH ("max-share: " AT ("'30'")) },
    { "VL106", TOP "switches: [ { name: a, address: " AT ("no") " } ]\n" },
    { "VL106", CREDENTIALS ("ssh: { user: u, secret: { prompt: " AT ("yes") " } }") },
    { "VL106", TOP "vlans: { a: {id: " AT ("1:30") "} }\n" },
    { "VL106", TOP "roles: { a: { qos-trust: " AT ("yes") " } }\n" },
    { "VL106", TOP "roles: { a: { qos-trust: " AT ("\"true\"") " } }\n" },
    { "VL106", PHONE ("mac: " AT ("00:11:22:33:44:55")) },
    { "VL106", PHONE ("mac: " AT ("123456789e12")) },
    { "VL106", PHONE ("extension: " AT ("0123")) },
    { "VL702", PHONE ("mac: " AT ("80:5e:c0:8e")) },
    { "VL702", PHONE ("mac: " AT ("01:5e:c0:8e:a0:05")) },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_names (void **state)
{
  static const Case cases[] = {
    { "VL201", HEAD SWITCH ("ports: { 1/1/1-4: " AT ("telephone") " }") },
    { "VL202", TOP "roles: { a: { data-vlan: " AT ("data") " } }\n" },
    { "VL202", TOP "roles: { a: { data-vlan: " AT ("10") " } }\nvlans: { data: { id: 10 } }\n" },
    { "VL202", TOP "vlans: { d: { id: 10 } }\nroles: { a: { lldp-med: {priority: 5, dscp: 46}, voice-vlan: " AT ("vox") " } }\n" },
    { "VL203", HEAD SWITCH ("credentials: " AT ("nobody") ", ports: { 1/1/1: phone }") },
    { "VL203", TOP "defaults: { credentials: " AT ("x") " }\nswitches: [ { name: a, address: a }, { name: b, address: b } ]\n" }, /* not once a switch */
    { "VL204", TOP "voice-path: { gateway: { switch: " AT ("\"x\"") ", port: 1/1 } }\n" },
    { "VL205", HEAD SWITCH ("ports: {}") "  - { name: " AT ("sw-1") ", address: b, ports: { 9/9/9: none-such } }\n" },
    { "VL207", AT ("") TOP },
    { "VL210", SMALL ("data: { id: 10 }", AT ("desk") ": {}, phone: { data-vlan: data }", "c: {}", "credentials: c") },
    { "VL211", SMALL (AT ("data") ": { id: 10 }", "phone: {}", "c: {}", "credentials: c") },
    { "VL212", SMALL ("", "phone: {}", "c: {}, " AT ("d") ": {}", "credentials: c") },
    { "VL203", SMALL ("", "phone: {}", "c: {}", "credentials: " AT ("d")) },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_ports (void **state)
{
  static const Case cases[] = {
    { "VL301", PORTS ("\"1/1/1-4, " AT ("1/x") ",1/1/9\": phone") },
    { "VL301", PORTS (AT ("1/1/24-1/1/25") ": phone") },
    { "VL301", PORTS (AT ("1/1/9-2") ": phone") },
    { "VL301", PORTS (AT ("linkagg 1") ": phone") },
    { "VL302", HEAD SWITCH ("ports: { " AT ("1/1-20") ": phone }") },
    { "VL302", HEAD SWITCH ("uplinks: " AT ("1/25")) },
    { "VL302", PORTS ("1/1/1: phone") "voice-path: { gateway: { switch: sw-1, port: " AT ("1/25") " } }\n" },
    { "VL303", PORTS (AT ("1/1/30-60") ": phone") },
    { "VL304", HEAD SWITCH ("ports: { 1/1/1-4: phone, " AT ("1/1/4") ": phone }") },
    { "VL304", HEAD SWITCH ("ports: { 1/1/1-4: phone, " AT ("1/1/2-9") ": phone }") },
    { "VL304", PORTS (AT ("\"1/1/1-4, 1/1/3\"") ": phone") },
    { "VL304", HEAD SWITCH ("uplinks: " AT ("\"1/1/25,1/1/25\"")) },
    { "VL303", HEAD SWITCH ("uplinks: " AT ("[1/1/25, 1/1/99, linkagg 99]")) },
    { "VL302", HEAD "  - { name: s, address: s, uplinks: 1/25, ports: { 1/1: phone, " AT ("1/1/2-4") ": phone } }\n" },
    { "VL305", HEAD SWITCH ("uplinks: [1/1/4], ports: { " AT ("1/1/1-4") ": phone }") },
    { "VL305", HEAD SWITCH ("uplinks: [1/1/1-4], ports: { " AT ("1/1/1-4") ": phone }") },
    { "VL306", HEAD SWITCH ("uplinks: [1/1/25-28, " AT ("1/1/26") "]") },
    { "VL307", HEAD "  - { name: " AT ("sw-1") ", address: 192.0.2.1, ports: { 1/1/1: phone } }\n" },
    { "VL308", HEAD "  - { name: sw-1, address: 192.0.2.1, model: " AT ("C9300-48P") ", uplinks: 1/1/2, ports: { 1/1/1: phone } }\n" },
    { "VL703", PORTS ("1/1/1-4: { role: phone, phone: " AT ("{ mac: \"80:5e:c0:8e:a0:05\" }") " }") },
    { "VL701", PORTS ("1/1/1: { role: phone, phone: { mac: 80:5e:c0:8e:a0:05 } }, 1/1/2: { role: phone, phone: { mac: " AT ("805E.C08E.A005") " } }") },
    { "VL705", PORTS ("1/1/1: { role: phone, phone: { extension: \"7\" } }, 1/1/2: { role: phone, phone: { user: u, extension: " AT ("\"7\"") " } }") },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_values (void **state)
{
  static const Case cases[] = {
    { "VL110", HEAD SWITCH ("timeout: " AT ("5")) },
    { "VL110", HEAD SWITCH ("timeout: " AT ("5 s")) },
    { "VL110", HEAD SWITCH ("timeout: " AT ("-5s")) },
    { "VL103", HEAD SWITCH ("timeout: " AT ("90m")) },
    { "VL103", HEAD SWITCH ("undo-timer: " AT ("30s")) },
    { "VL103", HEAD SWITCH ("max-share: " AT ("101%")) },
    { "VL103", HEAD SWITCH ("snmp-port: " AT ("65536")) },
    { "VL103", HEAD SWITCH ("uplink-macs: " AT ("0")) },
    { "VL110", TOP "roles: { a: { poe: { limit: " AT ("8") " } } }\n" },
    { "VL110", TOP "roles: { a: { poe: { limit: " AT ("8w") " } } }\n" },
    { "VL602", TOP "roles: { a: { poe: { limit: " AT ("99W") " } } }\n" },
    { "VL103", TOP "roles: { a: { poe: { priority: " AT ("hihg") " } } }\n" },
    { "VL401", TOP "vlans:\n  data: { id: " AT ("4095") ", name: X }\nroles: { r: { data-vlan: data } }\n" },
    { "VL502", TOP "roles:\n  p: { lldp-med: { priority: " AT ("8") ", dscp: 46 } }\n" },
    { "VL503", TOP "roles:\n  p: { lldp-med: { priority: 5, dscp: " AT ("64") " } }\n" },
    { "VL504", TOP "roles:\n  p: { lldp-med: " AT ("{ priority: 5, dscp: 46 }") " }\n" },
    { "VL402", TOP "vlans:\n  data: { id: 10 }\n  " AT ("pc") ": { id: 10 }\n" },
    { "VL403", TOP "vlans:\n  data: { id: 10, name: " AT ("\"a\\\"b\"") " }\n" },
    { "VL403", TOP "vlans:\n  data: { id: 10, name: " AT ("caf\xc3\xa9") " }\n" },
    { "VL407", TOP "vlans: { v: { id: 4094 } }\nroles: { r: { data-vlan: " AT ("v") " } }\n"
               "credentials: { c: {} }\ndefaults: { credentials: c }\nswitches: [ { name: s, address: s, model: OS6860E-P24, uplinks: 1/1/9, ports: { 1/1/1-8: r } }, "
               "{ name: t, address: t, model: OS6450-P48, uplinks: 1/9, ports: { 1/1-8: r } } ]\n" },
    { "VL405", TOP "vlans: { " AT ("none") ": { id: 10 } }\n" },
    { "VL501", TOP "vlans: { a: { id: 5 } }\nroles: { r: {data-vlan: a, voice-vlan: " AT ("a") "} }\n" },
    { "VL505", TOP "roles: { r: { qos-trust: " AT ("false") " } }\nswitches: [ { name: s, address: s, model: OS6450-P48, ports: { 1/1-8: r } }, "
               "{ name: t, address: t, model: OS6450-P48, ports: { 1/1-8: r } } ]\n" },
    { "VL901", TOP "switches: [ { name: " AT ("\"..\"") ", address: 192.0.2.1 } ]\n" },
    { "VL901", TOP "switches: [ { name: " AT ("a/b") ", address: 192.0.2.1 } ]\n" },
    { "VL902", TOP "switches: [ { name: a, address: " AT ("192.0.2.1:10161") " } ]\n" },
    { "VL902", TOP "switches: [ { name: a, address: " AT ("300.1.1.1") " } ]\n" },
    { "VL902", TOP "switches: [ { name: a, address: " AT ("\"2001:db8::x\"") " } ]\n" },
    { "VL902", TOP "switches: [ { name: a, address: " AT ("\"-oProxyCommand=x\"") " } ]\n" },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_trust (void **state)
{
  static const Case cases[] = {
    { "VL801", CREDENTIALS ("ssh: { user: admin, secret: " AT ("plain-text") " }") },
    { "VL801", CREDENTIALS ("snmp: { version: 2c, community: " AT ("[public]") " }") },
    { "VL102", CREDENTIALS ("ssh: { user: admin, secret: " AT ("{ value: x }") " }") },
    { "VL102", CREDENTIALS ("ssh: { user: admin, " AT ("pasword") ": x }") },
    { "VL103", CREDENTIALS ("ssh: { user: admin, secret: { env: " AT ("a-b") " } }") },
    { "VL103", CREDENTIALS ("ssh: { user: admin, secret: { command: " AT ("pass show x") " } }") },
    { "VL103", CREDENTIALS ("snmp: " AT ("public")) },
    { "VL103", CREDENTIALS ("snmp: { version: " AT ("1") ", community: { env: C } }") },
    { "VL802", CREDENTIALS ("snmp: " AT ("{ version: 2c }")) },
    { "VL802", CREDENTIALS ("snmp: " AT ("{ version: 3 }")) },
    { "VL802", CREDENTIALS ("snmp: " AT ("{ version: 3, user: u, priv: { protocol: aes, secret: { env: P } } }")) },
    { "VL105", CREDENTIALS ("snmp: { version: 3, user: u, auth: " AT ("{ secret: { env: A } }") ", priv: { protocol: aes, secret: { env: P } } }") },
    { "VL805", CREDENTIALS ("ssh: " AT ("{ user: admin, jump: gate }")) },
    { "VL103", CREDENTIALS ("ssh: { user: " AT ("-oX") " }") },
    { "VL103", CREDENTIALS ("ssh: { user: u, jump: " AT ("\"a -oProxyCommand=x\"") ", transport: openssh }") },
    { "VL103", CREDENTIALS ("ssh: { user: u, algorithms: [legacy, " AT ("\"a,b\"") "] }") },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

/* Bytes that are no inventory: complaints, no crash. */
static void
test_noise (void **state)
{
  GRand *rand = g_rand_new_with_seed (5);
  const char good[] = HEAD SWITCH ("uplinks: [1/1/25-26], ports: { 1/1/1-20: phone }");
  for (guint round = 0; round < 300; round++)
    {
      g_autofree char *text = g_strdup (good);
      for (guint n = 0; n < 3; n++)
        text[g_rand_int_range (rand, 0, (gint32) strlen (good))] = (char) g_rand_int_range (rand, 1, 256);
      Loaded l = load (text);
      unload (&l);
    }
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_good),   cmocka_unit_test (test_keys),   cmocka_unit_test (test_yaml),  cmocka_unit_test (test_traps), cmocka_unit_test (test_names),
    cmocka_unit_test (test_ports),  cmocka_unit_test (test_values), cmocka_unit_test (test_trust), cmocka_unit_test (test_noise),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("inventory", tests, NULL, NULL);
}
