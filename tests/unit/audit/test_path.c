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

/* Neighbours say names in other case than the inventory; of two switches that give themselves one name it is the first. */
static void
test_names (void **state)
{
  World *w = world_new ();
  DesiredSwitch *twin = desired_switch_new ("twin");
  g_ptr_array_add (w->desired->switches, twin);
  SwitchState *s = switch_state_new ("twin", "192.0.2.9");
  s->sys_name = g_strdup ("Backbone");
  g_ptr_array_add (w->states, s);
  g_free (w->core->sys_name);
  w->core->sys_name = g_strdup ("BACKBONE");
  for (guint i = 0; i < 2; i++)
    {
      Neighbour *n = world_port (w->acc, 25 + i)->neighbours->pdata[0];
      g_free (n->name);
      n->name = g_strdup (i ? "backbone" : "Core");
    }
  g_autoptr (Audit) a = world_audit (w);
  assert_int_equal (a->links->len, 3);
  assert_string_equal (link_of (a, "acc", port_make (1, 1, 25))->to, "core");
  assert_string_equal (link_of (a, "acc", port_make (1, 1, 26))->to, "core");
  assert_null (link_of (a, "twin", PORT_NONE));
  switch_state_free (s);
  world_free (w);
}

/* ---- nets by chance, whose ways are walked one by one ----------------------------------------------------------------- */

#define SWITCHES 7
#define LINKS 11

typedef struct
{
  guint n_links;
  int ends[LINKS][2];
  gboolean carried[LINKS]; /* at both ends, all VLANs; else none at the second */
  gboolean needed[LINKS][SWITCHES]; /* on some way of that switch to switch 0 */
  gboolean reached[SWITCHES];
  Desired *desired;
  GPtrArray *states;
} Net;

/* One link more on the way of `from`, each switch at most once. */
static void
walk (Net *net, int from, int at, guint seen, guint way, gboolean carried)
{
  for (guint i = 0; at == 0 && i < net->n_links; i++)
    net->needed[i][from] |= (way >> i) & 1;
  net->reached[from] |= at == 0 && carried;
  for (guint i = 0; at && i < net->n_links; i++)
    for (guint end = 0; end < 2; end++)
      {
        int to = net->ends[i][!end];
        if (net->ends[i][end] == at && !(seen & (1u << to)))
          walk (net, from, to, seen | (1u << to), way | (1u << i), carried && net->carried[i]);
      }
}

/* The port of a link has its number at both ends. One end in three is not heard by the other. */
static void
lay_link (Net *net, GRand *dice, guint number)
{
  int silent = g_rand_int_range (dice, 0, 6);
  g_autofree char *index = g_strdup_printf ("%u", 1010 + number);
  net->ends[number][0] = g_rand_int_range (dice, 0, SWITCHES);
  net->ends[number][1] = (net->ends[number][0] + g_rand_int_range (dice, 1, SWITCHES)) % SWITCHES;
  net->carried[number] = g_rand_int_range (dice, 0, 3) > 0;
  for (int end = 0; end < 2; end++)
    {
      const char *far_name = ((DesiredSwitch *)net->desired->switches->pdata[net->ends[number][!end]])->name;
      PortState *p = world_add_port (net->states->pdata[net->ends[number][end]], port_make (1, 1, 10 + number));
      for (guint i = 0; i < SWITCHES && (net->carried[number] || !end); i++)
        vlan_set_add (&p->cfg.tagged, 200 + i);
      if (end != silent)
        world_neighbour (p, "00:d0:95:00:00:01", index, far_name, SYSCAP_BRIDGE);
    }
}

/* Each has one port, with a voice VLAN of its own: a link tells by its VLANs whose ways it is on. */
static void
add_switch (Net *net, guint i)
{
  g_autofree char *name = g_strdup_printf ("sw-%u", i);
  DesiredSwitch *want = desired_switch_new (name);
  DesiredPort *port = desired_port_new (port_make (1, 1, 1));
  SwitchState *s = switch_state_new (name, "192.0.2.1");
  vlan_set_add (&port->cfg.tagged, 200 + i);
  g_ptr_array_add (want->ports, port);
  g_ptr_array_add (net->desired->switches, want);
  s->family = g_strdup ("aos8");
  s->status = SWITCH_READ;
  for (guint a = 0; a < ATTR_N; a++)
    s->via[a] = VIA_SNMP;
  g_ptr_array_add (net->states, s);
}

static Net *
net_new (GRand *dice)
{
  Net *net = g_new0 (Net, 1);
  net->desired = desired_new ();
  net->states = g_ptr_array_new_with_free_func ((GDestroyNotify)switch_state_free);
  net->desired->gateway_switch = g_strdup ("sw-0");
  net->desired->gateway_port = port_make (1, 1, 2);
  for (guint i = 0; i < SWITCHES; i++)
    add_switch (net, i);
  net->n_links = (guint)g_rand_int_range (dice, 4, LINKS + 1);
  for (guint i = 0; i < net->n_links; i++)
    lay_link (net, dice, i);
  for (int i = 0; i < SWITCHES; i++)
    walk (net, i, i, 1u << i, 0, TRUE);
  return net;
}

static gboolean
needs (const AuditLink *l, guint vlan)
{
  for (guint i = 0; i < l->vlans->len; i++)
    if (g_array_index (l->vlans, guint, i) == vlan)
      return TRUE;
  return FALSE;
}

static void
compare (const Net *net, const Audit *a, guint round)
{
  assert_int_equal (a->links->len, net->n_links);
  for (guint k = 0; k < a->links->len; k++)
    {
      const AuditLink *l = a->links->pdata[k];
      guint number = port_number (l->from_port) - 10, n = 0;
      for (guint i = 0; i < SWITCHES; i++)
        {
          n += net->needed[number][i];
          if (needs (l, 200 + i) != net->needed[number][i])
            fail_msg ("net %u: link %u, ways of switch %u", round, number, i);
        }
      assert_int_equal (l->vlans->len, n);
      assert_int_equal (l->on_path, n > 0);
    }
  for (guint i = 0; i < SWITCHES; i++)
    {
      g_autofree char *name = g_strdup_printf ("sw-%u", i);
      const AuditFinding *f = find (a, "path-gateway", name, "-");
      if ((f == NULL) != net->reached[i] || (f && f->severity != AUDIT_ERROR))
        fail_msg ("net %u: reach of switch %u", round, i);
    }
}

static void
test_nets (void **state)
{
  char *only[] = { (char *)"path-gateway", NULL };
  const AuditOptions options = { .only_checks = only };
  GRand *dice = g_rand_new_with_seed (7);
  guint reached = 0, needed = 0;
  for (guint round = 0; round < 500; round++)
    {
      Net *net = net_new (dice);
      g_autoptr (Audit) a = audit_run (net->desired, net->states, &options, TIME);
      compare (net, a, round);
      for (guint i = 1; i < SWITCHES; i++)
        reached += net->reached[i];
      for (guint i = 0; i < net->n_links; i++)
        needed += net->needed[i][1];
      desired_free (net->desired);
      g_ptr_array_unref (net->states);
      g_free (net);
    }
  assert_in_range (reached, 500, 2500); /* of 3000: there are both */
  assert_in_range (needed, 500, 3200);  /* of some 3750 */
  g_rand_free (dice);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_links),       cmocka_unit_test (test_standby),  cmocka_unit_test (test_no_way),
    cmocka_unit_test (test_aggregate),   cmocka_unit_test (test_native),   cmocka_unit_test (test_stranger),
    cmocka_unit_test (test_silent_core), cmocka_unit_test (test_dead_end), cmocka_unit_test (test_names),
    cmocka_unit_test (test_nets),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
