/* VLANs, paths, order, disruption, and what is not known. */
#include "desk.h"

/* ---- VLANs and uplinks --------------------------------------------------------------------------------------------------------
 */

static void
test_vlans (void **state)
{
  Desk *k = desk_new (TRUE);
  Toy *t = k->t[0];
  DesiredSwitch *sw = k->d->switches->pdata[0];
  have_vlan (t, 10, "old name");
  have_vlan (t, 200, "VOIX");
  t->vlans[200].enabled = FALSE;
  t->ports[TOY_AGG].exists = TRUE;
  t->ports[10].member_of = t->ports[11].member_of = 1;
  port_set_add (sw->uplinks, toy_port_id (t, 9));
  port_set_add (sw->uplinks, toy_port_id (t, 10)); /* two members of one aggregate: it, once */
  port_set_add (sw->uplinks, toy_port_id (t, 11));
  t->ports[9].untagged = 10; /* carries it already */
  DesiredPort *p = list_port (k, 0, 0, 20);
  p->cfg.has = HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED);
  p->cfg.untagged = 10;
  vlan_set_add (&p->cfg.tagged, 200);
  assert_lines (desk_plan (k),
                "vlan 10 name \"DATA\"\nvlan 200 admin-state enable\n" /* 30 is used by nobody here */
                "vlan 10 members linkagg 1 tagged\nvlan 200 members port 1/1/10 tagged\nvlan 200 members linkagg 1 tagged\n"
                "vlan 10 members port 1/1/1 untagged\nvlan 200 members port 1/1/1 tagged\n");
  static const guint uplinks[] = { 9, 10, 11, TOY_AGG };
  for (guint i = 0; i < G_N_ELEMENTS (uplinks); i++)
    assert_true (plan_is_uplink (sw, k->live[0], toy_port_id (t, uplinks[i])));
  assert_false (plan_is_uplink (sw, k->live[0], toy_port_id (t, 8)));
  switch_state_find_vlan (k->live[0], 200)->type = VLAN_TYPE_OTHER;
  assert_non_null (find_refusal (desk_plan (k), "vlan-type"));
  switch_state_find_vlan (k->live[0], 200)->type = VLAN_TYPE_UNKNOWN;
  switch_state_find_vlan (k->live[0], 200)->has_admin = FALSE;
  assert_true (says (desk_plan (k)->unknowns, "VLAN 200"));
  desk_free (k);
}

/* A port leaves the voice VLAN as its untagged one before it carries it as a tag; the tag of its coming untagged VLAN goes first.
 */
static void
test_own_untagged (void **state)
{
  Desk *k = desk_new (FALSE);
  Toy *t = k->t[0];
  have_vlan (t, 10, "DATA");
  have_vlan (t, 200, "VOIX");
  DesiredPort *p = list_port (k, 0, 0, 20);
  p->cfg.has = HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED);
  p->cfg.untagged = 10;
  vlan_set_add (&p->cfg.tagged, 200);
  t->ports[0].untagged = 200;
  t->ports[0].tagged[10] = TRUE;
  assert_lines (desk_plan (k), "vlan 10 no 802.1q 1/1\nvlan 10 port default 1/1\nvlan 200 802.1q 1/1\n");
  p->cfg.has = HAS (ATTR_TAGGED);
  const SwitchPlan *s = desk_plan (k);
  assert_non_null (find_refusal (s, "own-untagged"));
  assert_null (find_refusal (s, "own-untagged")->override);
  desk_free (k);
}

/* ---- the run
 * ------------------------------------------------------------------------------------------------------------------- */

static void
neighbour (SwitchState *s, PortId port, const char *name, const char *far_port)
{
  Neighbour *n = port_state_add_neighbour (switch_state_ensure_port (s, port));
  n->chassis = g_strdup ("aa:bb:cc:dd:ee:ff");
  n->name = g_strdup (name);
  n->port = g_strdup (far_port);
}

/* Three in a row: edge - middle - core, which has the gateway. Only edge has phones. */
static Desk *
row_of_three (gboolean with_middle)
{
  Desk *k = desk_new (TRUE);
  k->t[1] = toy_new (TRUE);
  k->t[2] = toy_new (TRUE);
  DesiredSwitch *edge = k->d->switches->pdata[0], *middle = add_switch (k, "middle"), *core = add_switch (k, "core");
  DesiredPort *p = list_port (k, 0, 0, 20);
  p->cfg.has = HAS (ATTR_TAGGED);
  vlan_set_add (&p->cfg.tagged, 200);
  port_set_add (edge->uplinks, toy_port_id (k->t[0], 9));
  if (with_middle)
    port_set_add (middle->uplinks, toy_port_id (k->t[0], 8));
  port_set_add (middle->uplinks, toy_port_id (k->t[0], 9));
  port_set_add (core->uplinks, toy_port_id (k->t[0], 8));
  k->d->gateway_switch = g_strdup ("core");
  desk_read (k);
  neighbour (k->live[0], toy_port_id (k->t[0], 9), "middle", "1/1/9");
  neighbour (k->live[1], toy_port_id (k->t[0], 8), "sw", "1/1/10");
  neighbour (k->live[1], toy_port_id (k->t[0], 9), "core", "1/1/9");
  neighbour (k->live[2], toy_port_id (k->t[0], 8), "middle", "1/1/10");
  return k;
}

static void
test_path_first (void **state)
{
  Desk *k = row_of_three (TRUE);
  desk_plan (k);
  GString *order = g_string_new (NULL);
  for (guint i = 0; i < k->plan->order->len; i++)
    {
      guint64 at = g_array_index (k->plan->order, guint64, i);
      const SwitchPlan *s = k->plan->switches->pdata[at >> 32];
      const Change *c = s->changes->pdata[at & 0xffffffff];
      g_autofree char *ports = port_set_to_string (c->ports);
      g_string_append_printf (order, "%s %s %s\n", s->name, change_kind_to_string (c->kind), ports);
    }
  assert_string_equal (
      order->str, "middle vlan-create \nmiddle uplink-tag 1/1/9\nsw vlan-create \nsw uplink-tag 1/1/10\nsw port-tag 1/1/1\n");
  assert_string_equal (((SwitchPlan *)k->plan->switches->pdata[0])->upstream->pdata[0], "middle");
  g_string_free (order, TRUE);
  desk_free (k);
}

/* The far end does not carry the VLAN, and will not: refused, unless that is allowed. Not read: said. */
static void
test_far_end (void **state)
{
  Desk *k = row_of_three (FALSE);
  const SwitchPlan *s = desk_plan (k);
  assert_int_equal (s->status, PLAN_REFUSED);
  assert_string_equal (find_refusal (s, "no-path")->override, "--allow-no-path");
  k->options.allow_no_path = TRUE;
  assert_int_equal (desk_plan (k)->status, PLAN_CHANGES);
  k->options.allow_no_path = FALSE;
  vlan_set_add (&switch_state_find_port (k->live[1], toy_port_id (k->t[0], 8))->cfg.tagged, 200);
  assert_int_equal (desk_plan (k)->status, PLAN_CHANGES);
  switch_state_find_port (k->live[1], toy_port_id (k->t[0], 8))->cfg.has = 0;
  s = desk_plan (k);
  assert_int_equal (s->status, PLAN_CHANGES);
  assert_true (says (s->warnings, "middle"));
  desk_free (k);
}

/* ---- what it does to people
 * ------------------------------------------------------------------------------------------------------ */

static void
test_disruption (void **state)
{
  static const struct
  {
    Attr attr;
    gboolean up, delivers, wanted_on;
    guint draw, limit;
    Disruption expected;
  } rows[] = {
    { ATTR_UNTAGGED, .up = TRUE, .expected = DISRUPT_TRAFFIC },
    { ATTR_UNTAGGED, .up = FALSE, .expected = DISRUPT_SILENT },
    { ATTR_TAGGED, .up = TRUE, .expected = DISRUPT_TRAFFIC }, /* a tag comes off */
    { ATTR_TAGGED, .up = FALSE, .expected = DISRUPT_SILENT },
    { ATTR_POE_ADMIN, .delivers = TRUE, .draw = 5000, .expected = DISRUPT_POE_CYCLE },
    { ATTR_POE_ADMIN, .delivers = FALSE, .expected = DISRUPT_SILENT },
    { ATTR_POE_LIMIT, .delivers = TRUE, .draw = 5000, .limit = 4000, .expected = DISRUPT_POE_CYCLE },
    { ATTR_POE_LIMIT, .delivers = TRUE, .draw = 5000, .limit = 8000, .expected = DISRUPT_SILENT },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Desk *k = desk_new (TRUE);
      ToyPort *port = &k->t[0]->ports[0];
      DesiredPort *p = list_port (k, 0, 0, 20), *down = list_port (k, 0, 1, 20);
      have_vlan (k->t[0], 10, "DATA");
      have_vlan (k->t[0], 30, "OLD");
      p->cfg.has = down->cfg.has = HAS (rows[i].attr);
      p->cfg.untagged = down->cfg.untagged = 10;
      vlan_set_add (&p->owned_tags, 30);
      vlan_set_add (&down->owned_tags, 30);
      port->tagged[30] = k->t[0]->ports[1].tagged[30] = TRUE;
      port->up = rows[i].up;
      port->draw = rows[i].delivers ? rows[i].draw : 0;
      p->cfg.poe_limit_mw = down->cfg.poe_limit_mw = rows[i].limit;
      const SwitchPlan *s = desk_plan (k);
      const Change *c = s->changes->pdata[0];
      assert_int_equal (c->disruption, rows[i].expected);
      assert_int_equal (s->status, rows[i].expected == DISRUPT_SILENT ? PLAN_CHANGES : PLAN_REFUSED);
      if (rows[i].expected != DISRUPT_SILENT) /* only the port that feels it is named */
        {
          assert_int_equal (port_set_size (find_refusal (s, "disruption")->ports), 1);
          k->options.allow_disruption = rows[i].expected;
          assert_int_equal (desk_plan (k)->status, PLAN_CHANGES);
        }
      desk_free (k);
    }
}

static void
test_poe_service (void **state)
{
  Desk *k = desk_new (FALSE);
  k->t[0]->service[1] = FALSE;
  for (guint i = 11; i < 14; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      p->cfg.has = HAS (ATTR_POE_ADMIN);
      p->cfg.poe_admin = TRUE;
    }
  k->t[0]->ports[13].poe = FALSE;
  const SwitchPlan *s = desk_plan (k);
  assert_lines (s, "lanpower start 2\nlanpower start 2/2\n");
  assert_int_equal (find_change (s, CHANGE_POE_SERVICE)->disruption, DISRUPT_SLOT_RESET);
  assert_string_equal (find_refusal (s, "disruption")->override, "--allow-disruption slot-reset");
  desk_free (k);
}

/* ---- what is not known
 * ------------------------------------------------------------------------------------------------------------- */

/* Each attribute for itself: it makes no change, is named, and the others are planned all the same. */
static void
test_unknown_is_per_attribute (void **state)
{
  static const struct
  {
    Attr attr;
    const char *absent; /* of the lines */
  } rows[] = { { ATTR_LLDP_ADMIN, "lldpdu" },
               { ATTR_MED_TLVS, "tlv" },
               { ATTR_POLICIES, "network-policy 0" },
               { ATTR_POE_ADMIN, "admin-state disable" },
               { ATTR_POE_LIMIT, " power " },
               { ATTR_POE_PRIORITY, "priority high" },
               { ATTR_QOS_TRUST, "qos" },
               { ATTR_TAGGED, "tagged" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Desk *k = desk_new (TRUE);
      phones (k, 0, 1);
      desk_read (k);
      for (guint port = 0; port < 2; port++)
        switch_state_find_port (k->live[0], toy_port_id (k->t[0], port))->cfg.has &= ~HAS (rows[i].attr);
      k->live[0]->via[rows[i].attr] = VIA_ABSENT;
      const SwitchPlan *s = desk_plan (k);
      assert_int_equal (s->status, PLAN_UNKNOWN);
      assert_not (s, rows[i].absent);
      assert_true (says (s->unknowns, attr_to_string (rows[i].attr)));
      assert_true (says (s->unknowns, "--read-cli"));
      assert_has (s, rows[i].attr == ATTR_POE_LIMIT ? "lanpower port 1/1/1 priority high" : "lanpower port 1/1/1 power 8000");
      desk_free (k);
    }
}

static void
test_left_out_and_said (void **state)
{
  Desk *k = desk_new (TRUE);
  phones (k, 0, 0);
  k->memory.not_needed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (k->memory.not_needed, g_strdup ("sw/8.9.221.R03/tlv-network-policy"));
  desk_read (k);
  g_array_index (k->live[0]->pse, PseState, 0).limit_settable = TRI_NO;
  const SwitchPlan *s = desk_plan (k);
  assert_not (s, "tlv med network-policy");
  assert_not (s, " power ");
  assert_true (says (s->warnings, "network-policy TLV"));
  assert_true (says (s->warnings, "limits"));
  assert_int_equal (s->status, PLAN_CHANGES);
  desk_free (k);

  k = desk_new (FALSE);
  list_port (k, 0, 0, 20)->cfg.has = HAS (ATTR_QOS_TRUST); /* false: cannot be had there */
  assert_non_null (find_refusal (desk_plan (k), "qos-trust"));
  desk_free (k);
}

/* ---- a saved plan and the inventory of today ----------------------------------------------------------------------------------
 */

static void
test_unfit (void **state)
{
  Desk *k = desk_new (TRUE);
  phones (k, 0, 1);
  desk_plan (k);
  DesiredSwitch *sw = k->d->switches->pdata[0];
  assert_null (plan_unfit (k->plan, k->d));
  port_set_add (sw->uplinks, toy_port_id (k->t[0], 1));
  g_autofree char *uplink = plan_unfit (k->plan, k->d);
  assert_non_null (strstr (uplink, "1/1/2"));
  sw->address[strlen (sw->address) - 1] = '9';
  g_autofree char *moved = plan_unfit (k->plan, k->d);
  assert_non_null (strstr (moved, "192.0.2.9"));
  sw->name[0] = 'x';
  g_autofree char *gone = plan_unfit (k->plan, k->d);
  assert_non_null (strstr (gone, "sw"));
  desk_free (k);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_vlans),
    cmocka_unit_test (test_own_untagged),
    cmocka_unit_test (test_path_first),
    cmocka_unit_test (test_far_end),
    cmocka_unit_test (test_disruption),
    cmocka_unit_test (test_poe_service),
    cmocka_unit_test (test_unknown_is_per_attribute),
    cmocka_unit_test (test_left_out_and_said),
    cmocka_unit_test (test_unfit),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("plan", tests, NULL, NULL);
}
