/* What a line does to the state, and what must not be possible. */
#include "fixture.h"

#define BASE8 "vlan 10 admin-state enable\nvlan 200 name VOIX\nlanpower slot 1/1 service start\n"
#define BASE6 "vlan 10 enable\nvlan 200 enable name \"VOIX\"\nlanpower start 1\n"

/* A configuration with a bit of everything. */
#define RICH8                                                                                                                    \
  BASE8                                                                                                                          \
  "vlan 10 members port 1/1/1-8 untagged\nvlan 200 members port 1/1/1-8 tagged\nlinkagg static agg 5 size 2\nlinkagg static "    \
  "port 1/1/25-26 agg 5\n"                                                                                                       \
  "vlan 200 members linkagg 5 tagged\nvlan 10 members linkagg 5 untagged\nvlan 10 admin-state disable\nunp profile \"v\" "       \
  "mobile-tag\n"                                                                                                                 \
  "unp port 1/1/20 port-type bridge\nunp port 1/1/20 vlan 200 tagged\ninterfaces port 1/1/3 alias \"two words\"\ninterfaces "    \
  "port 1/1/9-11 admin-state disable\n"                                                                                          \
  "lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46\nlldp network-policy 2 application guest-voice vlan "  \
  "untagged\n"                                                                                                                   \
  "lldp port 1/1/1-8 tlv med capability enable\nlldp port 1/1/1-8 tlv med network-policy enable\nlldp port 1/1/2 lldpdu "        \
  "disable\n"                                                                                                                    \
  "lldp port 1/1/1 med network-policy 1 2\nlldp chassis tlv management system-name enable\nlldp 1/1/4 trust-agent enable\n"      \
  "lldp 1/1/4 trust-agent violation-action shutdown\nlanpower port 1/1/1 power 8000\nlanpower port 1/1/1 priority "              \
  "high\nlanpower port 1/1/2 admin-state disable\n"                                                                              \
  "lanpower slot 1/1 maxpower 300\nlanpower slot 1/1 priority-disconnect disable\nlanpower port 1/1/3 type tel\nqos port "       \
  "1/1/1-8 trusted\nqos apply\n"                                                                                                 \
  "port-security port 1/1/12 maximum 3\nsession prompt default \"sw (a) -> \"\nsession cli timeout 30\n"
#define RICH6                                                                                                                    \
  BASE6                                                                                                                          \
  "vlan 10 port default 1/1\nvlan 200 802.1q 1/1\nvlan 200 802.1q 1/2 \"a note\"\nstatic linkagg 5 size 2\nstatic agg 1/25 agg " \
  "num 5\nvlan 200 802.1q 5\n"                                                                                                   \
  "vlan port mobile 1/10\nvlan port 1/10 802.1x enable\nvlan 200 mobile-tag enable\nvlan 200 mac 00:80:9f:11:22:33\n"            \
  "vlan 200 mac range 00:80:9f:00:00:00 00:80:9f:00:00:ff\ninterfaces 1/3 alias \"two words\"\ninterfaces 1/4 admin down\n"      \
  "lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46\nlldp 1/1 tlv med network-policy enable\nlldp 1/1 "    \
  "med network-policy 1\n"                                                                                                       \
  "lldp 1/2 lldpdu rx\nlanpower 1/1 power 8000\nlanpower stop 1/2\nlanpower 1 maxpower 200\nqos port 1/1 trusted\nqos "          \
  "apply\nsession timeout cli 45\n"

/* A snapshot, run on a fresh switch, gives the same snapshot: what is saved comes back whole. */
static void
test_snapshot_round_trip (void **state)
{
  static const struct { const char *model, *version, *config; } cases[] = {
    { "OS6860E-P24", "8.9.221.R03", RICH8 }, { "OS6450-P24", "6.7.2.191.R04", RICH6 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LabSwitch *s = switch_new (cases[i].model, cases[i].version, 1, cases[i].config);
      g_autofree char *before = lab_snapshot (s, NULL);
      lab_boot (s, NULL);
      g_autofree char *after = lab_snapshot (s, NULL);
      assert_string_equal (before, after);
      assert_true (strlen (before) > 1000);
      lab_switch_free (s);
    }
}

static void
test_snapshot_form (void **state)
{
  LabSwitch *a8 = switch_new ("OS6860E-P24", "8.9.221.R03", 1, RICH8), *a6 = switch_new ("OS6450-P24", "6.7.2.191.R04", 1, RICH6);
  g_autofree char *all8 = lab_snapshot (a8, NULL), *all6 = lab_snapshot (a6, NULL),
                  *some = run (a8, "show configuration snapshot vlan lldp", NULL);
  assert_has (all8, "! VLAN:\nvlan 1 admin-state enable\n");
  assert_has (all8, "vlan 10 members port 1/1/1-8 untagged\n"); /* collapsed */
  assert_has (all8, "! DA-UNP:\n");
  assert_has (all6, "! VLAN :\nvlan 1 enable name \"VLAN 1\"\n");
  assert_has (all6, "vlan 200 802.1q 1/1 \"TAG PORT 1/1 VLAN 200\"\n"); /* a description that nobody gave */
  assert_has (all6, "vlan 200 802.1q 1/2 \"a note\"\n");
  assert_has (all6, "lldp 1/1 tlv med  network-policy enable\n"); /* two blanks */
  assert_has (some, "! VLAN:");
  assert_has (some, "! LLDP:");
  assert_null (strstr (some, "! QOS:"));
  lab_switch_free (a8);
  lab_switch_free (a6);
}

static void
refuse (LabSwitch *s, const char *line)
{
  g_autoptr (GString) out = g_string_new (NULL);
  if (lab_run_line (s, line, NULL, out))
    fail_msg ("%s: was done", line);
  assert_has (out->str, "ERROR:");
}

static void
test_vlan_rules (void **state)
{
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1, BASE8);
  must (s, "vlan 10 members port 1/1/1 untagged");
  refuse (s, "vlan 10 members port 1/1/1 tagged"); /* its own default VLAN */
  must (s, "vlan 200 members port 1/1/1 tagged");
  g_autofree char *twice = run (s, "vlan 200 members port 1/1/1 tagged", NULL);
  assert_string_equal (twice, "ERROR: A VPA already exists for given vlan and port\n");
  must (s, "no vlan 10");
  assert_int_equal (port (s, "1/1/1")->untagged, 1); /* back to VLAN 1 */
  must (s, "no vlan 200");
  assert_false (lab_has_any_tag (port (s, "1/1/1")));
  lab_switch_free (s);
}

static void
test_aggregates (void **state)
{
  LabSwitch *s =
      switch_new ("OS6860E-P24", "8.9.221.R03", 1, BASE8 "linkagg static agg 5 size 2\nlinkagg static port 1/1/3-4 agg 5\n");
  refuse (s, "vlan 200 members port 1/1/3 tagged");
  refuse (s, "vlan 200 members port 1/1/2-3 tagged"); /* half done */
  assert_true (lab_has_tag (port (s, "1/1/2"), 200));
  must (s, "vlan 200 members linkagg 5 tagged");
  g_autofree char *full = run (s, "no linkagg static agg 5", NULL);
  assert_string_equal (full, "ERROR: LAERR53 Static aggregate not empty deletion failed\n");
  assert_int_equal (lab_member (s, port (s, "1/1/3"), 1), LAB_NO_MEMBER); /* its VLANs are the aggregate's */
  lab_switch_free (s);
}

static void
test_policy_rules (void **state)
{
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1, BASE8);
  static const char *const others[] = { "voice-signaling",    "guest-voice",     "guest-voice-signaling", "softphone-voice",
                                        "video-conferencing", "streaming-video", "video-signaling" };
  must (s, "lldp network-policy 1 application voice vlan 200");
  assert_int_equal (lab_find_policy (s, 1)->priority, 5); /* default of voice */
  must (s, "lldp network-policy 1 application voice vlan 200 l2-priority 6"); /* may change while unbound */
  must (s, "lldp port 1/1/1 med network-policy 1");
  refuse (s, "lldp network-policy 1 application voice vlan 200 l2-priority 7");
  must (s, "lldp network-policy 2 application voice vlan 10");
  refuse (s, "lldp port 1/1/1 med network-policy 2"); /* one of each application */
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *make = g_strdup_printf ("lldp network-policy %u application %s vlan 10", i + 3, others[i]);
      g_autofree char *bind = g_strdup_printf ("lldp port 1/1/1 med network-policy %u", i + 3);
      must (s, make);
      must (s, bind);
    }
  must (s, "no lldp network-policy 1"); /* takes its bindings with it */
  assert_false (lab_policy_is_bound (s, 1));
  must (s, "lldp chassis med network-policy 2");
  must (s, "lldp network-policy 1 application voice vlan 200");
  refuse (s, "lldp port 1/1/9 med network-policy 1"); /* the chassis' one is a voice policy as well */
  lab_switch_free (s);
}

/* The forms for a slot and the chassis go over what was set port by port. */
static void
test_wiping (void **state)
{
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1,
                             BASE8 "lldp port 1/1/3 lldpdu rx\nlldp port 1/1/1-2 tlv med capability enable\n");
  refuse (s, "lldp port 1/1/3 tlv med capability enable"); /* nothing is sent there */
  must (s, "lldp chassis lldpdu tx-and-rx");
  assert_int_equal (port (s, "1/1/3")->lldp_admin, 3);
  must (s, "lldp slot 1/1 tlv med capability disable");
  assert_int_equal (port (s, "1/1/1")->tlvs, 0);
  lab_switch_free (s);
}

static void
test_dynamic_ports (void **state)
{
  LabSwitch *a6 = switch_new ("OS6450-P24", "6.7.2.191.R04", 1, BASE6 "vlan port mobile 1/10\nvlan 200 802.1q 1/11\n");
  g_autofree char *tag = run (a6, "vlan 200 802.1q 1/10", NULL);
  assert_string_equal (tag, "ERROR: 1/10 is mobile port, can't be tagged\n");
  refuse (a6, "vlan port mobile 1/11");
  LabSwitch *a8 =
      switch_new ("OS6860E-P24", "8.9.221.R03", 1, BASE8 "vlan 200 members port 1/1/2 tagged\nunp port 1/1/1 port-type bridge\n");
  refuse (a8, "unp port 1/1/2 port-type bridge");
  refuse (a8, "vlan 200 members port 1/1/1 tagged");
  must (a8, "unp port 1/1/1 vlan 200 tagged");
  assert_int_equal (lab_member (a8, port (a8, "1/1/1"), 200), LAB_UNP_TAGGED);
  g_autofree char *half = run (a8, "unp port 1/1/1-3 vlan 10", NULL); /* each port that is none says so, the others are done */
  assert_has (half, "ERROR: Port 1/1/2 is not a unp-port\nERROR: Port 1/1/3 is not a unp-port\n");
  assert_int_equal (lab_member (a8, port (a8, "1/1/1"), 10), LAB_UNP_UNTAGGED);
  lab_switch_free (a6);
  lab_switch_free (a8);
}

/* What waits for `qos apply` is everybody's. */
static void
test_qos (void **state)
{
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1, BASE8);
  must (s, "qos port 1/1/1-2 trusted");
  assert_false (port (s, "1/1/1")->trusted);
  must (s, "qos revert");
  must (s, "qos apply");
  assert_false (port (s, "1/1/1")->trusted);
  must (s, "qos port 1/1/1-2 trusted");
  g_autofree char *pending = run (s, "show qos config", NULL);
  assert_null (strstr (pending, "= none"));
  must (s, "qos apply");
  assert_true (port (s, "1/1/2")->trusted);
  must (s, "qos reset"); /* at once */
  assert_false (port (s, "1/1/2")->trusted);
  lab_switch_free (s);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_snapshot_round_trip), cmocka_unit_test (test_snapshot_form), cmocka_unit_test (test_vlan_rules),
    cmocka_unit_test (test_aggregates), cmocka_unit_test (test_policy_rules), cmocka_unit_test (test_wiping),
    cmocka_unit_test (test_dynamic_ports), cmocka_unit_test (test_qos),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab rules", tests, NULL, NULL);
}
