/* The way to the gateway: every link of every way, both ends, aggregates for their members, strangers unknown. */
#include "world.h"

static const AuditFinding *
find (const Audit *a, const char *id, const char *name, const char *port)
{
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      g_autofree char *where = f->port ? port_to_string (f->port) : g_strdup ("-");
      if (!strcmp (f->check->id, id) && !g_strcmp0 (f->switch_name, name) && !strcmp (where, port))
        return f;
    }
  return NULL;
}

static const AuditLink *
link_of (const Audit *a, const char *from, PortId port)
{
  for (guint i = 0; i < a->links->len; i++)
    {
      const AuditLink *l = a->links->pdata[i];
      if ((!strcmp (l->from, from) && l->from_port == port) || (!strcmp (l->to, from) && l->to_port == port))
        return l;
    }
  return NULL;
}

static guint
count_status (const Audit *a, AuditStatus status)
{
  guint n = 0;
  const AuditSwitch *sw = a->switches->pdata[0];
  for (guint i = 0; i < sw->ports->len; i++)
    n += ((AuditPort *)sw->ports->pdata[i])->status == status;
  return n;
}

/* Two links, and the gateway's own: each once, though seen from both ends. */
static void
test_links (void **state)
{
  World *w = world_new ();
  g_autoptr (Audit) a = world_audit (w);
  assert_int_equal (a->links->len, 3);
  for (guint i = 0; i < a->links->len; i++)
    {
      const AuditLink *l = a->links->pdata[i];
      gboolean gateway = !strcmp (l->to, "router");
      assert_int_equal (l->status, AUDIT_READY);
      assert_int_equal (l->to_known, !gateway);
      if (!gateway)
        {
          assert_true (l->on_path && l->from_port && l->to_port);
          assert_int_equal (l->vlans->len, 1);
          assert_int_equal (g_array_index (l->vlans, guint, 0), 200);
        }
    }
  assert_string_equal (a->gateway, "core 1/1/26");
  world_free (w);
}

/* The day on which spanning tree takes the other link is not the day to find out. Today the phones work. */
static void
test_standby (void **state)
{
  World *w = world_new ();
  vlan_set_remove (&world_port (w->acc, 26)->cfg.tagged, 200);
  g_autoptr (Audit) a = world_audit (w);
  assert_non_null (find (a, "path-vlan", "acc", "1/1/26"));
  assert_null (find (a, "path-gateway", "acc", "-"));
  assert_int_equal (link_of (a, "acc", port_make (1, 1, 26))->status, AUDIT_NOT_READY);
  assert_int_equal (link_of (a, "acc", port_make (1, 1, 25))->status, AUDIT_READY);
  assert_int_equal (count_status (a, AUDIT_NOT_READY), 0);
  assert_int_equal (audit_verdict (a), AUDIT_NOT_READY);
  world_free (w);
}

/* Both ways miss it, one here and one at the far end: no phone works. */
static void
test_no_way (void **state)
{
  World *w = world_new ();
  vlan_set_remove (&world_port (w->acc, 26)->cfg.tagged, 200);
  vlan_set_remove (&world_port (w->core, 25)->cfg.tagged, 200);
  g_autoptr (Audit) a = world_audit (w);
  assert_non_null (find (a, "path-vlan", "acc", "1/1/26"));
  assert_non_null (find (a, "path-vlan", "core", "1/1/25"));
  assert_non_null (find (a, "path-gateway", "acc", "-"));
  assert_int_equal (count_status (a, AUDIT_NOT_READY), 4);
  world_free (w);
}

/* LLDP is heard on the members; the VLANs are the aggregate's. */
static void
test_aggregate (void **state)
{
  World *w = world_new ();
  PortId five = port_make_linkagg (5);
  PortState *a5 = world_add_port (w->acc, five), *c5 = world_add_port (w->core, five);
  for (guint i = 0; i < 4; i++)
    {
      PortState *member = i < 2 ? world_port (w->acc, 25 + i) : world_port (w->core, i == 2 ? 25 : 27);
      member->aggregate = five;
      vlan_set_clear (&member->cfg.tagged);
      member->cfg.has &= ~HAS (ATTR_UNTAGGED);
    }
  vlan_set_add (&a5->cfg.tagged, 200);
  vlan_set_add (&c5->cfg.tagged, 200);
  g_autoptr (Audit) good = world_audit (w);
  assert_int_equal (good->findings->len, 0);
  assert_int_equal (good->links->len, 2); /* the aggregate, and the gateway's */
  vlan_set_remove (&c5->cfg.tagged, 200);
  g_autoptr (Audit) a = world_audit (w);
  assert_non_null (find (a, "path-vlan", "core", "linkagg 5"));
  assert_int_equal (count_status (a, AUDIT_NOT_READY), 4);
  world_free (w);
}

/* Tagged at one end, untagged at the other: it is another VLAN there. */
static void
test_native (void **state)
{
  World *w = world_new ();
  PortState *core = world_port (w->core, 27);
  vlan_set_remove (&core->cfg.tagged, 200);
  core->cfg.untagged = 200;
  g_autoptr (Audit) a = world_audit (w);
  assert_true (find (a, "path-vlan", "acc", "1/1/26") || find (a, "path-vlan", "core", "1/1/27"));
  assert_non_null (find (a, "path-native", "acc", "1/1/26"));
  world_free (w);
}

/* A switch between that the inventory does not know: nobody can say. */
static void
test_stranger (void **state)
{
  World *w = world_new ();
  for (guint i = 0; i < 2; i++)
    {
      PortState *p = world_port (w->acc, 25 + i);
      Neighbour *n = p->neighbours->pdata[0];
      g_free (n->name);
      n->name = g_strdup ("stranger");
      g_clear_pointer (&world_port (w->core, i ? 27 : 25)->neighbours, g_ptr_array_unref);
    }
  g_autoptr (Audit) a = world_audit (w);
  assert_int_equal (find (a, "path-gateway", "acc", "-")->severity, AUDIT_UNKNOWN);
  assert_int_equal (count_status (a, AUDIT_IS_UNKNOWN), 4);
  assert_int_equal (audit_exit (a), 3);
  assert_false (link_of (a, "acc", port_make (1, 1, 25))->to_known);
  assert_int_equal (link_of (a, "acc", port_make (1, 1, 25))->status, AUDIT_IS_UNKNOWN);
  world_free (w);
}

/* The switch with the gateway does not answer. */
static void
test_silent_core (void **state)
{
  World *w = world_new ();
  w->core->status = SWITCH_UNREACHABLE;
  g_ptr_array_set_size (w->core->ports, 0);
  g_autoptr (Audit) a = world_audit (w);
  assert_int_equal (find (a, "path-gateway", "acc", "-")->severity, AUDIT_UNKNOWN);
  assert_int_equal (count_status (a, AUDIT_IS_UNKNOWN), 4);
  world_free (w);
}

/* A switch that hangs below on another link is on no way of ours: what it does not carry is not missed. */
static void
test_dead_end (void **state)
{
  World *w = world_new ();
  PortState *down = world_add_port (w->core, port_make (1, 1, 20));
  world_neighbour (down, "00:d0:95:00:00:09", "1025", "below", SYSCAP_BRIDGE);
  DesiredSwitch *below = desired_switch_new ("below");
  g_ptr_array_add (w->desired->switches, below);
  SwitchState *s = switch_state_new ("below", "192.0.2.9");
  s->family = g_strdup ("aos8");
  for (guint a = 0; a < ATTR_N; a++)
    s->via[a] = VIA_SNMP;
  PortState *up = world_add_port (s, port_make (1, 1, 25));
  world_neighbour (up, "00:d0:95:00:00:02", "1020", "core", SYSCAP_BRIDGE);
  g_ptr_array_add (w->states, s);
  g_autoptr (Audit) a = world_audit (w);
  assert_null (find (a, "path-vlan", "core", "1/1/20"));
  assert_null (find (a, "path-vlan", "below", "1/1/25"));
  assert_false (link_of (a, "core", port_make (1, 1, 20))->on_path);
  switch_state_free (s);
  world_free (w);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_links),       cmocka_unit_test (test_standby),  cmocka_unit_test (test_no_way),
    cmocka_unit_test (test_aggregate),   cmocka_unit_test (test_native),   cmocka_unit_test (test_stranger),
    cmocka_unit_test (test_silent_core), cmocka_unit_test (test_dead_end),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
