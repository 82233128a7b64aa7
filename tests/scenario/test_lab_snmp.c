/* The lab's agent, asked with net-snmp's own programs: walks by GETBULK and GETNEXT and every single GET must tell the same. */
#include "lab_tools.h"

#define NET "127.64.3."

static const char fleet[] =
    "lab: 1\ndefaults:\n  snmp:\n    port: 10161\n    community: lab-community\n    users:\n"
    "      - { name: plain }\n"
    "      - { name: md5, auth: MD5, auth-secret: lab-auth-secret }\n"
    "      - { name: sha, auth: SHA, auth-secret: lab-auth-secret }\n"
    "      - { name: sha224, auth: SHA-224, auth-secret: lab-auth-secret }\n"
    "      - { name: sha384, auth: SHA-384, auth-secret: lab-auth-secret }\n"
    "      - { name: sha512, auth: SHA-512, auth-secret: lab-auth-secret }\n"
    "      - { name: des, auth: SHA, auth-secret: lab-auth-secret, priv: DES, priv-secret: lab-priv-secret }\n"
    "      - { name: aes, auth: SHA-256, auth-secret: lab-auth-secret, priv: AES, priv-secret: lab-priv-secret }\n"
    "  ssh: { port: 10022, user: admin, password: lab-password }\n  boot: 50ms\nswitches:\n"
    "  a6:\n    address: " NET "1\n    model: OS6450-P24\n    extra-tables: [ poe-draft ]\n"
    "    config: [ 'vlan 10 enable', 'vlan 200 enable', 'vlan 10 port default 1/1', 'vlan 200 802.1q 1/1', 'lanpower start 1' ]\n"
    "    plugged:\n      1/1: { device: phone, mac: 80:5e:c0:00:00:01, auth: { result: failed } }\n"
    "      1/24: { device: switch, name: core, macs: 5, ip: 10.0.0.1 }\n"
    "      1/3: { device: pc, speed: 10, duplex: half }\n"
    "    ports: { 1/3: { in-errors: 1200, stp: blocking }, 1/2: { edge: true } }\n"
    "  a8:\n    address: " NET "2\n    model: OS6860E-P24\n    units: 2\n    extra-tables: [ lldp-v2 ]\n"
    "    config: [ 'vlan 10', 'vlan 10 members port 1/1/1-4 untagged', 'lanpower slot 1/1 service start', 'unp port 1/1/9 "
    "port-type bridge' ]\n"
    "    plugged:\n      1/1/1: { device: phone, mac: 80:5e:c0:00:00:02, auth: { by: mac, vlan: 10, profile: VOICE } }\n"
    "      2/1/24: { device: switch, name: core, macs: 5 }\n"
    "      1/1/3: { device: pc, speed: 10, duplex: half }\n"
    "    ports: { 1/1/3: { in-errors: 1200, edge: true }, 2/1/24: { stp: blocking } }\n";

static char *a6_host = (char *) NET "1:10161", *a8_host = (char *) NET "2:10161";

#define V2 "-v2c", "-c", "lab-community", "-On", "-r", "1", "-t", "2"
#define CHASSIS8 "1.3.6.1.4.1.6486.801.1.1.1.3"

/* A single GET for each line of a walk, some at a time. */
static void
get_each (Scene *scene, char *host, const char *walk)
{
  g_auto (GStrv) lines = g_strsplit (walk, "\n", -1);
  for (guint i = 0; lines[i] && *lines[i]; i += 40)
    {
      g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GString) want = g_string_new (NULL);
      const char *const head[] = { "snmpget", V2, host };
      for (guint k = 0; k < G_N_ELEMENTS (head); k++)
        g_ptr_array_add (argv, g_strdup (head[k]));
      for (guint k = i; k < i + 40 && lines[k] && *lines[k]; k++)
        {
          if (strstr (lines[k], "No more variables"))
            continue;
          g_ptr_array_add (argv, g_strndup (lines[k], strcspn (lines[k], " ")));
          g_string_append_printf (want, "%s\n", lines[k]);
        }
      g_ptr_array_add (argv, NULL);
      g_autoptr (Ran) got = tool (scene, NULL, (const char *const *) argv->pdata);
      assert_string_equal (got->out, want->str);
    }
}

static void
test_walks_agree (void **state)
{
  Scene *scene = scene_new (fleet, "");
  const struct
  {
    char *name, *host;
    guint rows;
  } switches[] = { { (char *) "a6", a6_host, 900 }, { (char *) "a8", a8_host, 1800 } };
  for (guint i = 0; i < 2; i++)
    {
      lab (scene, "time", switches[i].name, "stop", NULL); /* or the clocks in it move */
      lab (scene, "time", switches[i].name, "+1s", NULL);
      g_autoptr (Ran) next = TOOL (scene, NULL, "snmpwalk", V2, switches[i].host, ".1");
      assert_status (next, 0);
      g_autofree char *first = g_strndup (next->out, strcspn (next->out, "="));
      assert_true (*first);
      g_auto (GStrv) lines = g_strsplit (next->out, "\n", -1);
      assert_true (g_strv_length (lines) > switches[i].rows);
      if (i == 0) /* on AOS 7/8 GETBULK stops at the chassis table */
        {
          g_autoptr (Ran) bulk = TOOL (scene, NULL, "snmpbulkwalk", V2, "-Cr25", switches[i].host, ".1");
          assert_string_equal (next->out, bulk->out);
        }
      get_each (scene, switches[i].host, next->out);
    }
  scene_free (scene);
}

/* GETBULK does not work on that one table of AOS 7/8, GETNEXT and GET do; before and after it the walks agree. */
static void
test_chassis_table (void **state)
{
  Scene *scene = scene_new (fleet, "");
  static const char *const parts[] = { "1.0", "1.3.6.1.2.1", "1.3.6.1.4.1.6486.801.1.2", "1.3.111" };
  lab (scene, "time", "a8", "stop", NULL);
  g_autoptr (Ran) bulk = TOOL (scene, NULL, "snmpbulkget", V2, "-Cr5", a8_host, CHASSIS8 ".1.1.1.1.4");
  assert_says (bulk->err, "(genError)");
  g_autoptr (Ran) next = TOOL (scene, NULL, "snmpwalk", V2, a8_host, CHASSIS8 ".1.1.1.1");
  assert_says (next->out, CHASSIS8 ".1.1.1.1.9.65 = STRING: \"working\"");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autoptr (Ran) a = TOOL (scene, NULL, "snmpwalk", V2, a8_host, parts[i]),
                      b = TOOL (scene, NULL, "snmpbulkwalk", V2, "-Cr20", a8_host, parts[i]);
      assert_string_equal (a->out, b->out);
      assert_true (strlen (a->out) > 100);
    }
  scene_free (scene);
}

/* What happened to ports, as a manager walks it: one line of each group. */
static void
test_ports (void **state)
{
#define E6 "1.3.6.1.4.1.6486.800.1.2.1."
#define E8 "1.3.6.1.4.1.6486.801.1.2.1."
  const struct
  {
    char *host, *table;
    const char *line;
  } cases[] = {
    { a6_host, (char *) "1.3.6.1.2.1.2.2.1.14", "1.3.6.1.2.1.2.2.1.14.1003 = Counter32: 1200\n" },
    { a8_host, (char *) "1.3.6.1.2.1.2.2.1.14", "1.3.6.1.2.1.2.2.1.14.1003 = Counter32: 1200\n" },
    { a8_host, (char *) "1.3.6.1.2.1.31.1.1.1.7", "1.3.6.1.2.1.31.1.1.1.7.1002 = Counter64: 0\n" },
    { a6_host, (char *) "1.3.6.1.2.1.2.2.1.5", "1.3.6.1.2.1.2.2.1.5.1003 = Gauge32: 10000000\n" },
    { a6_host, (char *) "1.3.6.1.2.1.10.7.2.1.19", "1.3.6.1.2.1.10.7.2.1.19.1003 = INTEGER: 2\n" },
    { a8_host, (char *) "1.3.6.1.2.1.10.7.2.1.19", "1.3.6.1.2.1.10.7.2.1.19.1002 = INTEGER: 1\n" },
    { a6_host, (char *) "1.3.6.1.2.1.17.2.15", "1.3.6.1.2.1.17.2.15.1.3.3 = INTEGER: 2\n" },
    { a8_host, (char *) "1.3.6.1.2.1.17.2.15", "1.3.6.1.2.1.17.2.15.1.3.2072 = INTEGER: 2\n" },
    { a6_host, (char *) E6 "12", E6 "12.1.1.1.4.1.22.2.1.2 = INTEGER: 1\n" },
    { a8_host, (char *) E8 "12", E8 "12.1.1.1.2.1.22.2.10.3 = INTEGER: 1\n" },
    { a6_host, (char *) E6 "30", E6 "30.1.1.8.1.12.1.1.1.128.94.192.0.0.1.1 = INTEGER: 3\n" },
    { a8_host, (char *) E8 "63.1.1.9", E8 "63.1.1.9.1.7.1001.128.94.192.0.0.2.10 = STRING: \"VOICE\"\n" },
  };
  Scene *scene = scene_new (fleet, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Ran) walk = TOOL (scene, NULL, "snmpbulkwalk", V2, "-Cr20", cases[i].host, cases[i].table);
      assert_says (walk->out, cases[i].line);
    }
  scene_free (scene);
}

/* noSuchObject, noSuchInstance, endOfMibView, non-repeaters, and a SET. */
static void
test_exactness (void **state)
{
  Scene *scene = scene_new (fleet, "");
  g_autoptr (Ran) object = TOOL (scene, NULL, "snmpget", V2, a6_host, "1.3.6.1.2.1.99.1.0");
  assert_says (object->out, "No Such Object available");
  g_autoptr (Ran) instance = TOOL (scene, NULL, "snmpget", V2, a6_host, "1.3.6.1.2.1.2.2.1.2.7777");
  assert_says (instance->out, "No Such Instance currently exists");
  g_autoptr (Ran) scalar = TOOL (scene, NULL, "snmpget", V2, a6_host, "1.3.6.1.2.1.1.1.1");
  assert_says (scalar->out, "No Such Instance currently exists");
  g_autoptr (Ran) end = TOOL (scene, NULL, "snmpgetnext", V2, a6_host, "1.9");
  assert_says (end->out, "No more variables left in this MIB View");
  g_autoptr (Ran) mixed =
      TOOL (scene, NULL, "snmpbulkget", V2, "-Cn1", "-Cr3", a6_host, "1.3.6.1.2.1.1.1", "1.3.6.1.2.1.2.2.1.2");
  g_auto (GStrv) lines = g_strsplit (g_strchomp (mixed->out), "\n", -1);
  assert_int_equal (g_strv_length (lines), 4); /* one, and three */
  g_autoptr (Ran) set = TOOL (scene, NULL, "snmpset", V2, a6_host, "1.3.6.1.2.1.1.5.0", "s", "mine");
  assert_says (set->err, "noAccess");
  assert_int_equal (scene_count_kind (scene, "a6", "snmp-set"), 1);
  g_autoptr (JsonNode) now = scene_state (scene, "a6");
  assert_int_equal (json_number (now, "snmp_sets"), 1);
  g_autoptr (Ran) stranger =
      TOOL (scene, NULL, "snmpget", "-v2c", "-c", "public", "-r", "0", "-t", "0.3", a6_host, "1.3.6.1.2.1.1.5.0");
  assert_says (stranger->err, "Timeout");
  scene_free (scene);
}

#define AUTH(user, hash) { user, "authNoPriv", hash, NULL }

static void
test_users (void **state)
{
  static const struct { const char *user, *level, *auth, *priv;
  } cases[] = {
    { "plain", "noAuthNoPriv", NULL, NULL },
    AUTH ("md5", "MD5"),
    AUTH ("sha", "SHA"),
    AUTH ("sha224", "SHA-224"),
    AUTH ("sha384", "SHA-384"),
    AUTH ("sha512", "SHA-512"),
    { "des", "authPriv", "SHA", "DES" },
    { "aes", "authPriv", "SHA-256", "AES" },
  };
  Scene *scene = scene_new (fleet, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *auth = cases[i].auth ? cases[i].auth : "SHA", *priv = cases[i].priv ? cases[i].priv : "AES";
      g_autoptr (Ran) ran = TOOL (scene, NULL, "snmpget", "-v3", "-u", cases[i].user, "-l", cases[i].level, "-a", auth, "-A",
                                  "lab-auth-secret", "-x", priv, "-X", "lab-priv-secret", "-On", a8_host, "1.3.6.1.2.1.1.5.0");
      if (ran->status || !strstr (ran->out, "\"a8\""))
        fail_msg ("%s: %s%s", cases[i].user, ran->out, ran->err);
    }
  g_autoptr (Ran) wrong = TOOL (scene, NULL, "snmpget", "-v3", "-u", "sha", "-l", "authNoPriv", "-a", "SHA", "-A",
                                "another-secret", "-r", "0", "-t", "1", a8_host, "1.3.6.1.2.1.1.5.0");
  assert_says (wrong->err, "Authentication failed");
  g_autoptr (Ran) unknown = TOOL (scene, NULL, "snmpget", "-v3", "-u", "nobody", "-l", "noAuthNoPriv", "-r", "0", "-t", "1",
                                  a8_host, "1.3.6.1.2.1.1.5.0");
  assert_says (unknown->err, "Unknown user name");
  scene_free (scene);
}

/* `snmp security`: who is heard at which level (CLI guide p. 6098). */
static void
test_security (void **state)
{
  static const struct { const char *line; gboolean v2, none, auth, priv;
  } cases[] = {
    { "snmp security no-security", TRUE, TRUE, TRUE, TRUE },
    { "snmp security authentication set", TRUE, TRUE, TRUE, TRUE },
    { "snmp security authentication all", FALSE, FALSE, TRUE, TRUE },
    { "snmp security privacy set", FALSE, FALSE, TRUE, TRUE },
    { "snmp security privacy all", FALSE, FALSE, FALSE, TRUE },
  };
  Scene *scene = scene_new (fleet, "");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      lab (scene, "do", "a8", cases[i].line, NULL);
      g_autoptr (Ran) v2 = TOOL (scene, NULL, "snmpget", V2, "-r", "0", "-t", "0.3", a8_host, "1.3.6.1.2.1.1.5.0");
      g_autoptr (Ran) none = TOOL (scene, NULL, "snmpget", "-v3", "-u", "plain", "-l", "noAuthNoPriv", "-r", "0", "-t", "0.3",
                                   a8_host, "1.3.6.1.2.1.1.5.0");
      g_autoptr (Ran) auth = TOOL (scene, NULL, "snmpget", "-v3", "-u", "sha", "-l", "authNoPriv", "-a", "SHA", "-A",
                                   "lab-auth-secret", "-r", "0", "-t", "0.3", a8_host, "1.3.6.1.2.1.1.5.0");
      g_autoptr (Ran) priv =
          TOOL (scene, NULL, "snmpget", "-v3", "-u", "aes", "-l", "authPriv", "-a", "SHA-256", "-A", "lab-auth-secret", "-x",
                "AES", "-X", "lab-priv-secret", "-r", "1", a8_host, "1.3.6.1.2.1.1.5.0");
      if ((v2->status == 0) != cases[i].v2 || (none->status == 0) != cases[i].none || (auth->status == 0) != cases[i].auth
          || (priv->status == 0) != cases[i].priv)
        fail_msg ("%s: v2c %d noAuth %d auth %d priv %d", cases[i].line, v2->status, none->status, auth->status, priv->status);
    }
  lab (scene, "do", "a8", "no aaa authentication snmp", NULL);
  g_autoptr (Ran) denied = TOOL (scene, NULL, "snmpget", "-v3", "-u", "plain", "-l", "noAuthNoPriv", "-r", "0", "-t", "0.3",
                                 a8_host, "1.3.6.1.2.1.1.5.0");
  assert_int_not_equal (denied->status, 0);
  scene_free (scene);
}

/* What SNMP faults make of a walk. */
static void
test_faults (void **state)
{
#define VPA6 "1.3.6.1.4.1.6486.800.1.2.1.3.1.1.2.1.1.3"
  Scene *scene = scene_new (fleet, "");
  g_autoptr (Ran) whole = TOOL (scene, NULL, "snmpwalk", V2, a6_host, VPA6);
  g_auto (GStrv) all = g_strsplit (g_strchomp (whole->out), "\n", -1);
  assert_true (g_strv_length (all) > 28);

  lab (scene, "fault", "a6", "snmp-cut:" VPA6 "=5", NULL);
  g_autoptr (Ran) cut = TOOL (scene, NULL, "snmpwalk", V2, a6_host, VPA6);
  g_auto (GStrv) five = g_strsplit (g_strchomp (cut->out), "\n", -1);
  assert_int_equal (g_strv_length (five), 5);

  lab (scene, "fault", "a6", "clear", "snmp-cut");
  lab (scene, "fault", "a6", "snmp-lie:1.3.6.1.2.1.1.5.0=liar", NULL);
  g_autoptr (Ran) lie = TOOL (scene, NULL, "snmpget", V2, a6_host, "1.3.6.1.2.1.1.5.0");
  assert_says (lie->out, "\"liar\"");

  lab (scene, "fault", "a6", "clear", NULL);
  lab (scene, "fault", "a6", "snmp-wrongtype:" VPA6, NULL);
  g_autoptr (Ran) wrong = TOOL (scene, NULL, "snmpget", V2, a6_host, VPA6 ".10.1001");
  assert_says (wrong->out, "STRING");

  lab (scene, "fault", "a6", "clear", NULL);
  lab (scene, "fault", "a6", "snmp-loop", NULL);
  g_autoptr (Ran) loop = TOOL (scene, NULL, "snmpwalk", V2, a6_host, VPA6);
  assert_says (loop->err, "OID not increasing");

  lab (scene, "fault", "a6", "clear", NULL);
  lab (scene, "fault", "a6", "snmp-toobig:10", NULL);
  g_autoptr (Ran) big = TOOL (scene, NULL, "snmpbulkget", V2, "-Cr20", a6_host, VPA6),
                  small = TOOL (scene, NULL, "snmpbulkget", V2, "-Cr10", a6_host, VPA6);
  assert_says (big->err, "tooBig");
  assert_status (small, 0);

  lab (scene, "fault", "a6", "clear", NULL);
  lab (scene, "fault", "a6", "snmp-truncate:" VPA6, NULL);
  g_autoptr (Ran) silent = TOOL (scene, NULL, "snmpwalk", "-v2c", "-c", "lab-community", "-r", "0", "-t", "0.3", a6_host, VPA6);
  assert_says (silent->err, "Timeout");

  lab (scene, "fault", "a6", "clear", NULL);
  lab (scene, "fault", "a6", "snmp-loss:100%", NULL);
  g_autoptr (Ran) lost =
      TOOL (scene, NULL, "snmpget", "-v2c", "-c", "lab-community", "-r", "0", "-t", "0.3", a6_host, "1.3.6.1.2.1.1.5.0");
  assert_says (lost->err, "Timeout");
  scene_free (scene);
}

/* It tells how things stood, for as long as it was told to. */
static void
test_frozen (void **state)
{
#define NAME6 "1.3.6.1.4.1.6486.800.1.2.1.3.1.1.1.1.1.2.77"
  Scene *scene = scene_new (fleet, "");
  lab (scene, "time", "a6", "stop", NULL);
  lab (scene, "fault", "a6", "snmp-frozen:5m", NULL);
  lab (scene, "do", "a6", "vlan 77 enable name \"new\"", NULL);
  g_autoptr (Ran) before = TOOL (scene, NULL, "snmpget", V2, a6_host, NAME6);
  assert_says (before->out, "No Such Instance");
  lab (scene, "time", "a6", "+5m", NULL);
  g_autoptr (Ran) after = TOOL (scene, NULL, "snmpget", V2, a6_host, NAME6);
  assert_says (after->out, "\"new\"");
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_walks_agree), cmocka_unit_test (test_chassis_table), cmocka_unit_test (test_exactness),
    cmocka_unit_test (test_users),       cmocka_unit_test (test_security),      cmocka_unit_test (test_faults),
    cmocka_unit_test (test_frozen),      cmocka_unit_test (test_ports),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab snmp", tests, NULL, NULL);
}
