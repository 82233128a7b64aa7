/* Network policies (product 6.2). */
#include "desk.h"

/* ---- policies -------------------------------------------------------------------------------------------------------------- */

static Desk *
policy_desk (gboolean new_family, guint ports)
{
  Desk *k = desk_new (new_family);
  have_vlan (k->t[0], 200, "VOIX");
  have_vlan (k->t[0], 30, "OLD");
  for (guint i = 0; i < ports; i++)
    {
      k->t[0]->ports[i].tagged[200] = TRUE;
      k->t[0]->ports[i].tlvs = 0xc0;
    }
  return k;
}

/* An equal one is used, whoever made it; the lowest free id is taken otherwise, and shared. */
static void
test_policy_ids (void **state)
{
  Desk *k = policy_desk (TRUE, 3);
  voice (list_port (k, 0, 0, 20), 200, 5, 46);
  voice (list_port (k, 0, 1, 21), 200, 5, 46);
  voice (list_port (k, 0, 2, 22), 200, 6, 46);
  old_policy (k->t[0], 0, "voice", "200", 5, 40);
  old_policy (k->t[0], 1, "guest-voice", "200", 5, 46);
  old_policy (k->t[0], 9, "voice", "200", 6, 46);
  assert_lines (desk_plan (k),
                "lldp network-policy 2 application voice vlan 200 l2-priority 5 dscp 46\n"
                "lldp nearest-bridge port 1/1/1 med network-policy 2\nlldp nearest-bridge port 1/1/2 med network-policy 2\n"
                "lldp nearest-bridge port 1/1/3 med network-policy 9\n");
  desk_free (k);
}

/* Our ports leave a policy that also serves others: it stays as it is. */
static void
test_policy_of_others (void **state)
{
  Desk *k = policy_desk (TRUE, 2);
  voice (list_port (k, 0, 0, 20), 200, 5, 46);
  old_policy (k->t[0], 3, "voice", "200", 5, 40);
  k->t[0]->ports[0].bound = k->t[0]->ports[20].bound = 1 << 3;
  k->memory.created_policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (k->memory.created_policies, g_strdup ("sw/3"));
  assert_lines (desk_plan (k), "lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46\n"
                               "no lldp port 1/1/1 med network-policy 3\nlldp nearest-bridge port 1/1/1 med network-policy 0\n");
  desk_free (k);
}

/* Ours, and free after this: it goes, last; its undo makes it again first. */
static void
test_policy_deleted (void **state)
{
  for (guint ours = 0; ours < 2; ours++)
    {
      Desk *k = policy_desk (TRUE, 1);
      voice (list_port (k, 0, 0, 20), 200, 5, 46);
      old_policy (k->t[0], 3, "voice", "200", 5, 40);
      k->t[0]->ports[0].bound = 1 << 3;
      k->memory.created_policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      if (ours)
        g_hash_table_add (k->memory.created_policies, g_strdup ("sw/3"));
      const SwitchPlan *s = desk_plan (k);
      g_autofree char *lines = lines_of (s, FALSE);
      assert_int_equal (g_str_has_suffix (lines, "\nno lldp network-policy 3\n"), ours);
      if (ours)
        {
          const Change *c = find_change (s, CHANGE_MED_POLICY_DELETE);
          assert_string_equal (c->undo->pdata[0], "lldp network-policy 3 application voice vlan 200 l2-priority 5 dscp 40");
          assert_int_equal (c->source.line, 20);
        }
      desk_free (k);
    }
}

/* Chassis-level: bound to the chassis, to an uplink, or to a member of an uplink's aggregate. Equal is in sync, different
 * refused. */
static void
test_policy_of_chassis (void **state)
{
  for (guint where = 0; where < 3; where++)
    for (guint equal = 0; equal < 2; equal++)
      {
        Desk *k = policy_desk (TRUE, 1);
        Toy *t = k->t[0];
        DesiredSwitch *sw = k->d->switches->pdata[0];
        voice (list_port (k, 0, 0, 20), 200, 5, 46);
        old_policy (t, 3, "voice", "200", 5, equal ? 46 : 40);
        t->ports[0].bound = 1 << 3;
        port_set_add (sw->uplinks, where == 1 ? toy_port_id (t, 9) : port_make_linkagg (1));
        t->ports[TOY_AGG].exists = TRUE;
        t->ports[10].member_of = 1;
        t->ports[9].tagged[200] = t->ports[TOY_AGG].tagged[200] = TRUE;
        t->chassis_bound = where == 0 ? 1 << 3 : 0;
        t->ports[where == 1 ? 9 : 10].bound |= where ? 1 << 3 : 0;
        const SwitchPlan *s = desk_plan (k);
        assert_int_equal (s->status, equal ? PLAN_IN_SYNC : PLAN_REFUSED);
        assert_int_equal (s->changes->len, 0);
        assert_int_equal (find_refusal (s, "chassis-policy") != NULL, !equal);
        desk_free (k);
      }
}

/* `none`: every voice policy on the port is unbound before its tags go; other applications stay. */
static void
test_policy_none (void **state)
{
  Desk *k = policy_desk (FALSE, 0);
  Toy *t = k->t[0];
  no_voice (k, 0);
  old_policy (t, 2, "voice", "200", 5, 46);
  old_policy (t, 3, "voice", "30", 5, 46);
  old_policy (t, 4, "guest-voice", "30", 5, 46);
  t->ports[0].bound = 1 << 2 | 1 << 3 | 1 << 4;
  t->ports[0].tagged[200] = t->ports[0].tagged[30] = TRUE;
  have_vlan (t, 40, "OTHER");
  t->ports[0].tagged[40] = TRUE;
  assert_lines (
      desk_plan (k),
      "no lldp 1/1 med network-policy 3\nno lldp 1/1 med network-policy 2\nvlan 30 no 802.1q 1/1\nvlan 200 no 802.1q 1/1\n");
  desk_free (k);
}

/* No id is free: whichever policy of ours can be is edited; the port that has none takes it up. AOS 6 has no such line. */
static void
test_policy_edited (void **state)
{
  for (guint new_family = 0; new_family < 2; new_family++)
    {
      Desk *k = policy_desk (new_family, 3);
      for (guint id = 0; id < TOY_POLICIES; id++)
        old_policy (k->t[0], id, id == 7 ? "voice" : "guest-voice", "200", 5, 40);
      for (guint i = 0; i < 3; i++)
        voice (list_port (k, 0, i, 20), 200, 5, 46);
      k->t[0]->ports[1].bound = k->t[0]->ports[2].bound = 1 << 7;
      const SwitchPlan *s = desk_plan (k);
      if (new_family)
        assert_lines (s,
                      "no lldp port 1/1/2 med network-policy 7\nno lldp port 1/1/3 med network-policy 7\n"
                      "lldp network-policy 7 application voice vlan 200 l2-priority 5 dscp 46\n"
                      "lldp nearest-bridge port 1/1/2 med network-policy 7\nlldp nearest-bridge port 1/1/3 med network-policy 7\n"
                      "lldp nearest-bridge port 1/1/1 med network-policy 7\n");
      else
        assert_non_null (find_refusal (s, "no-free-policy"));
      k->t[0]->ports[20].bound = 1 << 7; /* not ours alone */
      switch_state_free (g_steal_pointer (&k->live[0]));
      assert_non_null (find_refusal (desk_plan (k), "no-free-policy"));
      desk_free (k);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_policy_ids),        cmocka_unit_test (test_policy_of_others), cmocka_unit_test (test_policy_deleted),
    cmocka_unit_test (test_policy_of_chassis), cmocka_unit_test (test_policy_none),      cmocka_unit_test (test_policy_edited),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("plan policies", tests, NULL, NULL);
}
