/* What the two command lines take, what they refuse, and in which words. */
#include "fixture.h"

#define BASE8 "vlan 10 admin-state enable\nvlan 20-22 admin-state enable\nlanpower slot 1/1 service start\n"
#define BASE6 "vlan 10 enable\nvlan 20-22 enable\nlanpower start 1\n"

typedef struct {
  const char *line, *says; /* says: NULL = done without a word */
} Case;

/* Each on a switch of its own. */
static void
try_all (const char *model, const char *version, const char *base, const Case *cases, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      LabSwitch *s = switch_new (model, version, 1, base);
      LabSession *who = lab_session_new (s, "admin", "ssh", "127.0.0.1");
      g_autofree char *out = run (s, cases[i].line, who);
      if (cases[i].says ? !strstr (out, cases[i].says) : *out || who->asks)
        fail_msg ("%s %s: `%s` says `%s` where `%s` was expected", model, version, cases[i].line, out, cases[i].says ? cases[i].says : "nothing");
      lab_session_free (s, who);
      lab_switch_free (s);
    }
}

static void
test_aos8_lines (void **state)
{
  static const Case cases[] = {
    /* VLANs */
    { "vlan 200 admin-state enable name \"VOICE\"", NULL },
    { "vlan 200 name VOICE", NULL },
    { "vlan 30-32 40 name A", NULL },
    { "vlan 200 enable name \"VOICE\"", "ERROR: Invalid entry: \"enable\"" },
    { "vlan 0", "Invalid entry" },
    { "vlan 4095", "Invalid entry" },
    { "vlan 4094 name x", "ERROR:" },
    { "no vlan 10", NULL },
    { "no vlan 20-22 10", NULL },
    { "no vlan 1", "ERROR:" },
    { "no vlan 300", "ERROR: Vlan 300 does not exist" },
    { "vlan 10 members port 1/1/1-24 tagged", NULL },
    { "vlan 20-22 members port 1/1/1 tagged", NULL },
    { "vlan 10 members port 1/1/1-4 1/1/6 tagged", "Invalid entry: \"1/1/6\"" }, /* one range a line */
    { "vlan 10 20 members port 1/1/1 tagged", "Invalid entry" },                  /* one id or one range */
    { "vlan 10 members port 1/1/1", "ERROR: Incomplete command" },
    { "vlan 10 members port 1/1/99 tagged", "Invalid entry: \"1/1/99\"" },
    { "vlan 10 members port 1/1/1-1/1/4 tagged", "Invalid entry" },
    { "vlan 1 members port 1/1/1 tagged", "ERROR: Vlan 1 is the default vlan" },
    { "vlan 300 members port 1/1/1 tagged", "ERROR: Vlan 300 does not exist" },
    { "no vlan 1 members port 1/1/1", "ERROR:" },
    { "no vlan 10 members port 1/1/1 tagged", "Invalid entry: \"tagged\"" },      /* no such word in the `no` form */
    { "vlan 10 members linkagg 5 tagged", "ERROR: Link aggregate 5 does not exist" },
    /* LLDP */
    { "lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46", NULL },
    { "lldp network-policy 1 application voice vlan untagged dscp 46", NULL },
    { "lldp network-policy 32 application voice vlan 200", "Invalid entry: \"32\"" },
    { "lldp network-policy 1 application speech vlan 200", "Invalid entry: \"speech\"" },
    { "lldp network-policy 1 application voice vlan 200 l2-priority 8", "Invalid entry: \"8\"" },
    { "lldp network-policy 1 application voice vlan 200 dscp 64", "Invalid entry: \"64\"" },
    { "lldp nearest-bridge port 1/1/1 med network-policy 3", "ERROR: Network policy 3 does not exist" },
    { "lldp nearest-bridge port 1/1/1-4 med network-policy 3", "Invalid entry: \"med\"" }, /* one port: p. 1409 */
    { "no lldp nearest-bridge port 1/1/1 med network-policy 3", "Invalid entry: \"nearest-bridge\"" }, /* no agent word */
    { "lldp nearest-bridge port 1/1/1-4 tlv med capability enable", NULL },
    { "lldp port 1/1/1-4 tlv med network-policy enable", NULL },
    { "lldp chassis lldpdu tx", NULL },
    { "lldp slot 1/1 notification enable", NULL },
    { "lldp nearest-bridge chassis tlv management port-description enable system-name enable system-description enable", NULL },
    { "lldp nearest-bridge chassis tlv management", "Incomplete command" },
    { "lldp 1/1/1 trust-agent violation-action trap-and-shutdown", NULL },
    /* PoE: one port a line */
    { "lanpower port 1/1/1 admin-state disable", NULL },
    { "lanpower port 1/1/1-4 admin-state disable", "Invalid entry: \"admin-state\"" },
    { "lanpower port 1/1/1-4 power 8000", "ERROR: Invalid entry" },
    { "lanpower port 1/1/1-4 priority high", "Invalid entry" },
    { "lanpower port 1/1/1 power 8000", NULL },
    { "lanpower port 1/1/1 power 60000", NULL },
    { "lanpower port 1/1/5 power 60000", "ERROR:" }, /* only the first four go so far */
    { "lanpower port 1/1/1 power 2999", "ERROR:" },
    { "lanpower port 1/1/25 admin-state disable", "ERROR: Port 1/1/25 does not support inline power" },
    { "lanpower port 1/1/1-4 capacitor-detection enable", NULL },
    { "lanpower slot 1/1 service start", "service running" },
    { "lanpower slot 1/1 maxpower 300", NULL },
    { "lanpower slot 1/1 maxpower 451", "ERROR:" },
    { "lanpower slot 1/1 8023bt enable", "ERROR: Lanpower service must be stopped first" },
    { "lanpower port 1/1/1 reset", "Invalid entry" }, /* 8.10R3 */
    { "lanpower slot 1/1 delayed-start enable seconds 121", "ERROR:" },
    /* QoS */
    { "qos port 1/1/1-4 trusted", NULL },
    { "qos port 1/1/1-4 no trusted", "Invalid entry" }, /* the `no` form takes one port */
    { "qos port 1/1/1 no trusted", NULL },
    { "qos trust-ports", NULL },
    { "qos trust ports", "Invalid entry" },
    /* interfaces */
    { "interfaces port 1/1/1 alias \"phone 12\"", NULL },
    { "interfaces port 1/1/1 alias \"\"", NULL },
    { "interfaces port 1/1/1-2 alias x", "Invalid entry" },
    { "interfaces port 1/1/1-4 admin-state disable", NULL },
    { "unp port 1/1/1-2 vlan 10 tagged", "ERROR: Port 1/1/1 is not a unp-port" },
    /* keeping */
    { "copy running certified", "Please wait..." },
    { "copy working certified", "Invalid entry: \"working\"" },
    { "configuration apply nosuch in 00:10", "ERROR: File /flash/nosuch does not exist" },
    { "configuration syntax check x", "Invalid entry" },
    { "configuration error-file-limit 26", "ERROR:" },
    { "reload", "Incomplete command" },
    { "reload from working", "Incomplete command" },
    { "reload from working rollback-timeout 16", "ERROR:" },
    { "vlan prompt-on-deletion", "Invalid entry" }, /* 8.10R1 */
    /* keywords in any case, beginnings, several on a line */
    { "VLAN 30 Admin-State ENABLE", NULL },
    { "vl 30 nam x", NULL },
    { "vlan 30 ; vlan 31", NULL },
    { "sho v", "ERROR: Invalid entry: \"v\"" },
    { "show vlan | grep nosuch", NULL },
    { "mirocode", "ERROR: Invalid entry: \"mirocode\"" },
    { "no more", "ERROR: Invalid entry" },
    { "vlan 30 name (x)", "syntax error" },
  };
  try_all ("OS6860E-P24", "8.9.221.R03", BASE8, cases, G_N_ELEMENTS (cases));
}

static void
test_aos6_lines (void **state)
{
  static const Case cases[] = {
    { "vlan 200 enable name \"VOICE\"", NULL },
    { "vlan 30-32 40 name A", NULL },
    { "no vlan 10 20", NULL },
    { "vlan 200 admin-state enable", "ERROR: Invalid entry: \"admin-state\"" },
    { "vlan 10 802.1q 1/1", NULL },
    { "vlan 20-22 802.1q 1/1", NULL },
    { "vlan 10 20 802.1q 1/1 \"to the phone\"", NULL },
    { "vlan 10 802.1q 1/1-4", "Invalid entry: \"1/1-4\"" }, /* no range of ports */
    { "vlan 10 no 802.1q 1/1", "ERROR:" },
    { "vlan 10 port default 1/1", NULL },
    { "vlan 10 port default 1/1-4", "Invalid entry: \"1/1-4\"" },
    { "vlan 1 802.1q 1/1", "ERROR: Vlan 1 is the default vlan" },
    { "vlan 300 802.1q 1/1", "ERROR: Vlan 300 does not exist" },
    { "vlan 10 no port default 1/1", "ERROR:" },
    { "vlan port mobile 1/1-5 1/7", NULL }, /* several ranges: p. 7-11 */
    { "no vlan port mobile 1/1", "Invalid entry: \"port\"" },
    { "vlan no port mobile 1/1", NULL },
    { "vlan 10 mobile-tag enable", NULL },
    { "vlan 10 mac range 00:80:9f:00:00:00 00:80:9f:ff:ff:ff", NULL },
    { "vlan 802.1q 1/3 frame type tagged", NULL },
    { "no 802.1q 1/1", "Invalid entry: \"802.1q\"" }, /* no prefix to remember yet */
    { "lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46", NULL },
    { "lldp network-policy 1 application voice vlan 200", "Incomplete command" },
    { "lldp 1/1 tlv med  network-policy enable", NULL }, /* as snapshots write it */
    { "lldp 1/1-4 tlv med network-policy enable", "Invalid entry: \"1/1-4\"" },
    { "lldp chassis tlv med network-policy enable", NULL },
    { "lldp 1/1 med network-policy 1", "ERROR: Network policy 1 does not exist" },
    { "lanpower start 1/3", NULL },
    { "lanpower start 1/1-3", "Invalid entry: \"1/1-3\"" },
    { "lanpower 1/3 power 15400", NULL },
    { "lanpower 1/3 power 31000", "ERROR:" },
    { "lanpower 1 maxpower 80", NULL },
    { "lanpower 1/3 priority critical", NULL },
    { "lanpower 1 priority-disconnect disable", NULL },
    { "interfaces 1/3-5 admin down", NULL }, /* slot[/port[-port2]] */
    { "qos port 1/3 trusted", NULL },
    { "qos port 1/3-4 trusted", "Invalid entry" },
    { "qos trust ports", NULL },
    { "copy running certified", "ERROR: Invalid entry: \"running\"" }, /* one cheap way to notice AOS 6 */
    { "copy working certified", "Copying boot.cfg" },
    { "write memory", "File /flash/working/boot.cfg replaced." },
    { "configuration syntax-check x", "Invalid entry" },
    { "configuration apply nosuch in 00:10", "ERROR: File" },
    { "show configuration snapshot lanpower", "Invalid entry: \"lanpower\"" }, /* no such keyword there */
    { "vl 30", "Invalid entry: \"vl\"" }, /* whole words only */
    { "vlan 30 ; vlan 31", "Invalid entry: \";\"" },
    { "no more", NULL },
  };
  try_all ("OS6450-P24", "6.7.2.191.R04", BASE6, cases, G_N_ELEMENTS (cases));
}

/* Lines that came with a release, went with one, or are not on every model. */
static void
test_releases (void **state)
{
  static const Case old[] = {
    { "lanpower port 1/1/1-4 capacitor-detection enable", "Invalid entry" },
    { "lanpower slot 1/1 maxpower default", "Invalid entry" },
    { "show lanpower slot 1/1 status", "Invalid entry" },
    { "show lanpower slot 1/1 port-config", "Invalid entry" },
  };
  static const Case new[] = {
    { "lldp nearest-bridge port 1/1/1 tlv med network-policy enable", "ERROR: Invalid entry: \"network-policy\"" },
    { "lldp nearest-bridge port 1/1/1 tlv med capability enable", NULL },
    { "lanpower port 1/1/1-4 reset", NULL },
    { "vlan prompt-on-deletion", NULL },
    { "certify-on-reboot", "WARNING: Next reboot will be forced from working" },
    { "lanpower slot 1/1 class-detection enable", "Invalid entry" }, /* not on an OS6360 */
  };
  static const Case no_limit[] = {
    { "lanpower port 1/1/1 power 8000", "Invalid entry" },
    { "lanpower port 1/1/1 priority high", NULL },
  };
  try_all ("OS6860-P24", "8.6.289.R01", BASE8, old, G_N_ELEMENTS (old));
  try_all ("OS6360-P24", "8.10.105.R03", BASE8, new, G_N_ELEMENTS (new));
  try_all ("OS6870-P24", "8.10.105.R03", BASE8, no_limit, G_N_ELEMENTS (no_limit));
}

/* Firmware 3.xx forces class detection: no limit for a port. */
static void
test_bt_firmware (void **state)
{
  LabSwitch *s = switch_new ("OS6360-P24", "8.9.221.R03", 1, "");
  s->poe_firmware = 352;
  lab_switch_reset_config (s);
  g_autofree char *refused = run (s, "lanpower port 1/1/1 power 8000", NULL), *status = run (s, "show lanpower slot 1/1 status", NULL);
  assert_has (refused, "ERROR:");
  assert_has (status, "352");
  lab_switch_free (s);
}

/* AOS 6 may put the beginning of the last line before a line that is nothing by itself. */
static void
test_prefix (void **state)
{
  LabSwitch *s = switch_new ("OS6450-P24", "6.7.2.191.R04", 1, BASE6 "vlan 20 802.1q 1/2\nvlan 10 802.1q 1/2");
  LabSession *who = lab_session_new (s, "admin", "ssh", "127.0.0.1");
  g_autofree char *first = run (s, "vlan 20 802.1q 1/1", who), *bare = run (s, "no 802.1q 1/2", who);
  assert_string_equal (bare, "");
  assert_false (lab_has_tag (port (s, "1/2"), 20)); /* of the VLAN named before */
  assert_true (lab_has_tag (port (s, "1/2"), 10));
  lab_session_free (s, who);
  lab_switch_free (s);
}

/* The caret stands below the word at fault, counted from the prompt. */
static void
test_caret (void **state)
{
  LabSwitch *s = switch_new ("OS6450-P24", "6.7.2.191.R04", 1, BASE6);
  LabSession *who = lab_session_new (s, "admin", "ssh", "127.0.0.1");
  g_autofree char *out = run (s, "vlan 10 foo", who);
  assert_string_equal (out, "           ^\nERROR: Invalid entry: \"foo\"\n");
  lab_session_free (s, who);
  lab_switch_free (s);
}

static void
test_rights (void **state)
{
  static const struct { const char *model, *version, *says; } cases[] = {
    { "OS6450-P24", "6.7.2.191.R04", "ERROR: Authorization failed. No functional privileges for this command\n" },
    { "OS6360-P24", "8.9.221.R03", "ERROR: Authorization failed. No functional privileges for this command.\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LabSwitch *s = switch_new (cases[i].model, cases[i].version, 1, "vlan 10");
      LabSession *who = lab_session_new (s, "admin", "ssh", "127.0.0.1");
      g_free (s->rights);
      s->rights = g_strdup ("read-only");
      g_autofree char *write = run (s, "vlan 20", who), *save = run (s, "write memory", who), *read = run (s, "show vlan", who), *me = run (s, "whoami", who);
      assert_string_equal (write, cases[i].says);
      assert_string_equal (save, cases[i].says);
      assert_null (strstr (read, "ERROR"));
      assert_has (me, "Read-Write domains           = None");
      s->secondary = TRUE;
      g_autofree char *secondary = run (s, "vlan 20", who);
      assert_has (secondary, "ERROR: Command is not allowed on secondary CMM");
      lab_session_free (s, who);
      lab_switch_free (s);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_aos8_lines), cmocka_unit_test (test_aos6_lines), cmocka_unit_test (test_releases), cmocka_unit_test (test_bt_firmware),
    cmocka_unit_test (test_prefix), cmocka_unit_test (test_caret), cmocka_unit_test (test_rights),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab grammar", tests, NULL, NULL);
}
