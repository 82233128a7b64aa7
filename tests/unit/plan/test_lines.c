/* Which lines a plan has: ranges where the grammar documents them, and the way back from each. */
#include "desk.h"

/* ---- ranges ---------------------------------------------------------------------------------------------------------------- */

static void
each (GString *text, const char *format, const char *slot, guint n)
{
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *port = g_strdup_printf ("%s/%u", slot, i);
      g_auto (GStrv) parts = g_strsplit (format, "@", 2);
      g_string_append_printf (text, "%s%s%s\n", parts[0], port, parts[1]);
    }
}

/* From nothing: a range for every line whose grammar has one, in its slot; single lines for the rest. */
static void
test_ranges_new (void **state)
{
  Desk *k = desk_new (TRUE);
  g_autoptr (GString) want = g_string_new (
      "vlan 10 admin-state enable name \"DATA\"\nvlan 200 admin-state enable name \"VOIX\"\n"
      "vlan 10 members port 1/1/1-12 untagged\nvlan 10 members port 1/2/1-12 untagged\n"
      "vlan 200 members port 1/1/1-12 tagged\nvlan 200 members port 1/2/1-12 tagged\n"
      "qos port 1/1/1-12 trusted\nqos port 1/2/1-12 trusted\nqos apply\n"
      "lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46\n"
      "lldp nearest-bridge port 1/1/1-12 tlv med capability enable\nlldp nearest-bridge port 1/2/1-12 tlv med capability enable\n"
      "lldp nearest-bridge port 1/1/1-12 tlv med network-policy enable\n"
      "lldp nearest-bridge port 1/2/1-12 tlv med network-policy enable\n");
  phones (k, 0, 23);
  each (want, "lldp nearest-bridge port @ med network-policy 0", "1/1", 12);
  each (want, "lldp nearest-bridge port @ med network-policy 0", "1/2", 12);
  static const char *const single[] = { "lanpower port @ power 8000", "lanpower port @ priority high" };
  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    {
      each (want, single[i], "1/1", 12);
      each (want, single[i], "1/2", 12);
    }
  assert_lines (desk_plan (k), want->str);
  desk_free (k);
}

/* AOS 6: no guide shows a range for any of them; tagged ports are trusted, capability is not asked for. */
static void
test_ranges_old (void **state)
{
  Desk *k = desk_new (FALSE);
  g_autoptr (GString) want = g_string_new ("vlan 10 enable name \"DATA\"\nvlan 200 enable name \"VOIX\"\n");
  phones (k, 0, 11);
  each (want, "vlan 10 port default @", "1", 12);
  each (want, "vlan 200 802.1q @", "1", 12);
  g_string_append (want, "lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46\n");
  each (want, "lldp @ tlv med network-policy enable", "1", 12);
  each (want, "lldp @ med network-policy 1", "1", 12);
  each (want, "lanpower @ power 8000", "1", 12);
  each (want, "lanpower @ priority high", "1", 12);
  assert_lines (desk_plan (k), want->str);
  desk_free (k);
}

/* Nothing for what is so already, and one range over ports that come from different VLANs; each goes back to its own. */
static void
test_different_priors (void **state)
{
  Desk *k = desk_new (TRUE);
  Toy *t = k->t[0];
  have_vlan (t, 10, "DATA");
  have_vlan (t, 20, "VLAN 20");
  for (guint i = 0; i < 6; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      p->cfg.has = HAS (ATTR_UNTAGGED);
      p->cfg.untagged = 10;
      t->ports[i].untagged = i == 5 ? 10 : i % 2 ? 20 : 1;
    }
  const SwitchPlan *s = desk_plan (k);
  g_autofree char *undo = lines_of (s, TRUE);
  assert_lines (s, "vlan 10 members port 1/1/1-5 untagged\n");
  assert_string_equal (
      undo, "vlan 1 members port 1/1/1 untagged\nvlan 1 members port 1/1/3 untagged\nvlan 1 members port 1/1/5 untagged\n"
            "vlan 20 members port 1/1/2 untagged\nvlan 20 members port 1/1/4 untagged\n");
  const Change *c = s->changes->pdata[0];
  g_autofree char *from = change_prior_to_string (c);
  assert_int_equal (c->from.type, VALUE_NULL);
  assert_int_equal (change_prior (c, toy_port_id (t, 1))->number, 20);
  assert_string_equal (from, "1, 20");
  desk_free (k);
}

/* The undo line has a grammar of its own. */
static void
test_undo_grammar (void **state)
{
  Desk *k = desk_new (TRUE);
  for (guint i = 0; i < 2; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      p->cfg.has = HAS (ATTR_QOS_TRUST) | HAS (ATTR_LLDP_ADMIN);
      p->cfg.qos_trust = TRUE;
      p->cfg.lldp_admin = LLDP_TX_RX;
      k->t[0]->ports[i].lldp = 4;
    }
  const SwitchPlan *s = desk_plan (k);
  g_autofree char *undo = lines_of (s, TRUE);
  assert_lines (s, "qos port 1/1/1-2 trusted\nqos apply\nlldp port 1/1/1-2 lldpdu tx-and-rx\n");
  assert_string_equal (undo,
                       "lldp port 1/1/1-2 lldpdu disable\nqos port 1/1/1 no trusted\nqos port 1/1/2 no trusted\nqos apply\n");
  desk_free (k);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_ranges_new),
    cmocka_unit_test (test_ranges_old),
    cmocka_unit_test (test_different_priors),
    cmocka_unit_test (test_undo_grammar),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("plan lines", tests, NULL, NULL);
}
