/* `show` output into state: what it says, no more; and nothing at all where it cannot be followed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "live/cli_text.h"
#include "live/cli.h"
#include "profiles/family.h"

static SwitchState *
state_with_ports (const Family *family, const char *ports)
{
  SwitchState *s = switch_state_new ("sw", "192.0.2.1");
  g_autoptr (PortSet) set = NULL;
  assert_true (port_set_parse (ports, &set, NULL, NULL));
  s->family = g_strdup (family->id);
  for (guint i = 0; i < port_set_size (set); i++)
    switch_state_ensure_port (s, port_set_get (set, i));
  return s;
}

static PortState *
port_of (SwitchState *s, const char *name)
{
  g_autoptr (PortSet) set = NULL;
  assert_true (port_set_parse (name, &set, NULL, NULL));
  return switch_state_find_port (s, port_set_get (set, 0));
}

static const char snapshot8[] =
  "!========================================!\n"
  "! VLAN:\n"
  "vlan 200 admin-state enable\n"
  "\n"
  "! QOS:\n"
  "qos port 1/1/1-2 trusted\n"
  "qos apply\n"
  "\n"
  "! LLDP:\n"
  "lldp network-policy 3 application voice vlan 200 l2-priority 6 dscp 46\n"
  "lldp network-policy 4 application voice-signaling vlan 201\n"
  "lldp nearest-bridge port 1/1/1-2 tlv med network-policy enable\n"
  "lldp nearest-bridge port 1/1/2 med network-policy 3-4\n"
  "lldp port 1/1/4 lldpdu disable\n";

static void
test_snapshot (void **state)
{
  const Family *f = family_by_id ("aos8");
  g_autoptr (GError) error = NULL;
  SwitchState *s = state_with_ports (f, "1/1/1-4");
  if (!cli_read_snapshot (f, snapshot8, s, &error))
    fail_msg ("%s", error->message);
  const PortState *p1 = port_of (s, "1/1/1"), *p2 = port_of (s, "1/1/2"), *p4 = port_of (s, "1/1/4");
  assert_int_equal (p1->cfg.med_tlvs, MED_TLV_NETWORK_POLICY);
  assert_true (!p1->cfg.policies || !p1->cfg.policies->len);
  assert_int_equal (p2->cfg.policies->len, 2);
  const MedPolicy *p = &g_array_index (p2->cfg.policies, MedPolicy, 0);
  assert_int_equal (p->id, 3);
  assert_int_equal (p->vlan, 200);
  assert_int_equal (p->priority, 6);
  assert_int_equal (p->dscp, 46);
  assert_true (p2->cfg.qos_trust);
  assert_false (p4->cfg.qos_trust);
  assert_int_equal (p4->cfg.lldp_admin, LLDP_DISABLED);
  assert_int_equal (p1->cfg.lldp_admin, LLDP_TX_RX);
  assert_int_equal (s->via[ATTR_POLICIES], VIA_CLI);
  switch_state_free (s);
}

/* Every one of these spoils the whole: half a snapshot must not look like a switch without policies. */
static void
test_snapshot_that_cannot_be_followed (void **state)
{
  static const char *const bad[] = {
    "lldp network-policy 3 application dishwasher vlan 200\n", "lldp nearest-bridge port 1/1/1 med network-policy 9\n",
    "lldp nearest-bridge port x/y med network-policy 3\n",     "lldp network-policy 3 application voice vlan 200 l2-priority 9\n",
    "qos port nowhere trusted\n",
  };
  const Family *f = family_by_id ("aos8");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = g_strconcat (snapshot8, bad[i], NULL);
      SwitchState *s = state_with_ports (f, "1/1/1-4");
      if (cli_read_snapshot (f, text, s, &error))
        fail_msg ("taken for good: %s", bad[i]);
      assert_non_null (error);
      assert_int_not_equal (s->via[ATTR_POLICIES], VIA_CLI);
      assert_false (port_of (s, "1/1/1")->cfg.has & (HAS (ATTR_POLICIES) | HAS (ATTR_QOS_TRUST)));
      switch_state_free (s);
    }
  SwitchState *s = state_with_ports (f, "1/1/1-4");
  assert_false (cli_read_snapshot (f, "Permission denied\n", s, NULL));
  assert_false (cli_read_snapshot (f, "", s, NULL));
  switch_state_free (s);
}

static void
test_rights_and_qos (void **state)
{
  g_autofree char *evidence = NULL;
  assert_int_equal (cli_qos_pending ("nothing that is known"), TRI_UNKNOWN);
  assert_int_equal (cli_qos_pending (""), TRI_UNKNOWN);
  assert_int_equal (cli_may_write ("", &evidence), TRI_UNKNOWN);
}

/* Whatever comes: no crash, no endless loop. */
static void
test_noise (void **state)
{
  static const CliReader readers[] = { cli_read_running_directory, cli_read_configuration_status, cli_read_reload, cli_read_members,
                                       cli_read_vlans, cli_read_membership, cli_read_lanpower, cli_read_lanpower_status, cli_read_snapshot };
  static const char *const words[] = { "lldp", "network-policy", "port", "1/1/1", "1/1/1-4", "vlan", "200", "!", ":", "=", ",", "\n", " ", "\"",
                                       "+", "-", "|", "ERROR", "tagged", "9999999999999999999", "\xff\xfe", "\t", "1/1/1-", "/", "slot" };
  GRand *rand = g_rand_new_with_seed (6);
  for (guint round = 0; round < 4000; round++)
    {
      g_autoptr (GString) text = g_string_new (round % 3 ? "!\n" : "");
      for (gint n = g_rand_int_range (rand, 0, 40); n > 0; n--)
        g_string_append_printf (text, "%s%s", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))], g_rand_boolean (rand) ? " " : "\n");
      for (guint f = 0; families[f]; f++)
        {
          SwitchState *s = state_with_ports (families[f], f ? "1/1/1-4" : "1/1-4");
          readers[round % G_N_ELEMENTS (readers)](families[f], text->str, s, NULL);
          switch_state_free (s);
        }
    }
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_snapshot), cmocka_unit_test (test_snapshot_that_cannot_be_followed),
                                      cmocka_unit_test (test_rights_and_qos), cmocka_unit_test (test_noise) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("readers", tests, NULL, NULL);
}
