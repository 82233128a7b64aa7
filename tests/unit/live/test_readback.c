/* Reading back: of those that are asked for it says what a full reading says, and of nobody else anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "live/readback.h"
#include "paper.h"
#include "walks.h"

#define SWITCHES 120
#define LIMIT 4000
#define WANT \
  (HAS (ATTR_VLANS) | HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES) | HAS (ATTR_MED_TLVS) | HAS (ATTR_LLDP_ADMIN) \
   | HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY) | HAS (ATTR_QOS_TRUST))
#define NOT_AGAIN (HAS (ATTR_SPEED) | HAS (ATTR_ALIAS))
#define ANY(dice, n) ((guint) g_rand_int_range (dice, 0, (gint32) (n)))

/* ---- a switch, and what becomes of it ----------------------------------------------------------------------------------- */

static Agent
agent_of (const char *walk, Manners manners)
{
  Agent a = agent_blank (manners);
  add_lines (&a, walk);
  sort (&a);
  return a;
}

static LiveRows *
read_whole (Agent *a)
{
  a->requests = 0;
  return read_walk (a, walk_new ("sw", "192.0.2.1", 161, WANT), LIMIT);
}

static LiveRows *
read_back (Agent *a, const LiveRows *earlier, const LiveOnly *only)
{
  Walk *walk = walk_new ("sw", "192.0.2.1", 161, WANT);
  walk_read_back (walk, earlier, only);
  a->requests = 0;
  return read_walk (a, walk, LIMIT);
}

static SwitchState *
understand (const LiveRows *rows)
{
  SwitchState *state = switch_state_new ("sw", "192.0.2.1");
  live_decode (rows, state);
  return state;
}

static LiveOnly *
some_of (GRand *dice, const SwitchState *state)
{
  LiveOnly *only = live_only_new ();
  guint one_in = 1 + ANY (dice, 40);
  for (guint i = 0; i < state->ports->len; i++)
    if (!ANY (dice, one_in))
      port_set_add (&only->ports, ((PortState *) state->ports->pdata[i])->id);
  for (guint n = ANY (dice, 4); n > 0; n--)
    vlan_set_add (&only->vlans, 1 + ANY (dice, 40));
  for (guint policy = 1; policy <= ANY (dice, 3); policy++)
    g_array_append_val (only->policies, policy);
  return only;
}

static gboolean
is_of (const Object *o, const char *root)
{
  guint32 oid[ROW_MAX_OID];
  guint n = oid_parse (root, oid);
  return o->oid.n > n && !oid_compare (o->oid.oid, n, oid, n);
}

static gboolean
is_in (const SnmpProfile *profile, const Object *o, TableId table)
{
  return profile->tables[table].root && is_of (o, profile->tables[table].root);
}

static gboolean
is_configuration (const SnmpProfile *profile, const Object *o)
{
  static const TableId tables[] = { TABLE_VLAN, TABLE_VPA, TABLE_LLDP_CONFIG, TABLE_MED_TLV, TABLE_POLICY_PORT, TABLE_POE_PORT, TABLE_INLINE_PORT,
                                    TABLE_QOS_PORT };
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    if (is_in (profile, o, tables[i]))
      return TRUE;
  return FALSE;
}

/* Does this row speak of the port with that ifIndex and LLDP number? */
static gboolean
speaks_of_port (const LiveRows *rows, const Object *o, guint32 index, guint32 base)
{
  const SnmpProfile *profile = rows->family->snmp;
  gboolean aos8 = rows->family->port_form == PORT_FORM_CHASSIS_SLOT_PORT;
  guint32 last = o->oid.oid[o->oid.n - 1], before = o->oid.oid[o->oid.n - 2], unit = aos8 ? index / 100000 * 1000 + 1 : index / 1000;
  if (is_in (profile, o, TABLE_IF) || is_in (profile, o, TABLE_IFX) || is_in (profile, o, TABLE_VPA))
    return last == index;
  if (is_in (profile, o, TABLE_BASE_PORT) || is_in (profile, o, TABLE_LLDP_CONFIG) || is_in (profile, o, TABLE_MED_TLV))
    return last == base;
  if (is_in (profile, o, TABLE_POLICY_PORT))
    return (aos8 ? before : last) == base;
  if (is_in (profile, o, TABLE_POE_PORT) || is_in (profile, o, TABLE_INLINE_PORT))
    return before == unit && last == index % 1000;
  return is_in (profile, o, TABLE_QOS_PORT) && before % 1000 == 1 && before / 1000 == (before > 1000 ? unit / 1000 + 1 : unit / 1000) && last == index % 1000;
}

/* A unit fails: its ports, all of one chassis or slot, are gone, and all their rows. */
static void
take_unit (GRand *dice, Agent *a, const LiveRows *rows, const SwitchState *state)
{
  const PortState *one = state->ports->pdata[ANY (dice, state->ports->len)];
  for (guint i = 0; i < rows_count (rows, TABLE_BASE_PORT); i++)
    {
      const LiveRow *row = rows_get (rows, TABLE_BASE_PORT, i);
      for (guint k = a->objects->len; row->number / 1000 == one->if_index / 1000 && k-- > 0;)
        if (speaks_of_port (rows, a->objects->pdata[k], (guint32) row->number, row->oid[1]))
          g_ptr_array_remove_index (a->objects, k);
    }
}

/* Rows go and say something else, everywhere; new ones come for the ports and VLANs that were changed. */
static void
change (GRand *dice, Agent *a, const LiveRows *rows, const SwitchState *state, const LiveOnly *only)
{
  const SnmpProfile *profile = rows->family->snmp;
  for (guint i = a->objects->len; i-- > 0;)
    {
      Object *o = a->objects->pdata[i];
      if (!is_configuration (profile, o) || ANY (dice, 3))
        continue;
      if (!ANY (dice, 4))
        g_ptr_array_remove_index (a->objects, i);
      else if (o->tag == TAG_INTEGER)
        o->number = 1 + ANY (dice, 3);
      else if (o->size == 1)
        o->text[0] = (char) (16 * ANY (dice, 16));
    }
  for (guint v = 0; v < only->vlans.n; v++)
    for (guint p = 0; p < port_set_size (&only->ports); p++)
      {
        const PortState *port = switch_state_find_port (state, port_set_get (&only->ports, p));
        g_autofree char *oid = g_strdup_printf ("%s.3.%u.%u", profile->tables[TABLE_VPA].root, only->vlans.ids[v], port->if_index);
        if (!ANY (dice, 3) && rows_count (rows, TABLE_VPA))
          add (a, oid, TAG_INTEGER, 1 + ANY (dice, 2), NULL);
      }
  sort (a);
  if (!ANY (dice, 3) && state->ports->len)
    take_unit (dice, a, rows, state);
}

/* ---- comparing ---------------------------------------------------------------------------------------------------------- */

static gboolean
same_policies (const PortConfig *a, const PortConfig *b)
{
  guint n = a->policies ? a->policies->len : 0;
  if (n != (b->policies ? b->policies->len : 0))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (g_array_index (a->policies, MedPolicy, i).id != g_array_index (b->policies, MedPolicy, i).id)
      return FALSE;
  return TRUE;
}

static gboolean
same_value (const PortConfig *a, const PortConfig *b, Attr attr)
{
  switch (attr)
    {
    case ATTR_UNTAGGED: return a->untagged == b->untagged;
    case ATTR_TAGGED: return vlan_set_equal (&a->tagged, &b->tagged);
    case ATTR_POLICIES: return same_policies (a, b);
    case ATTR_MED_TLVS: return a->med_tlvs == b->med_tlvs;
    case ATTR_LLDP_ADMIN: return a->lldp_admin == b->lldp_admin;
    case ATTR_POE_ADMIN: return a->poe_admin == b->poe_admin;
    case ATTR_POE_LIMIT: return a->poe_limit_mw == b->poe_limit_mw;
    case ATTR_POE_PRIORITY: return a->poe_priority == b->poe_priority;
    case ATTR_QOS_TRUST: return a->qos_trust == b->qos_trust;
    default: return TRUE;
    }
}

static const PortConfig *
config_of (const SwitchState *state, PortId id)
{
  static const PortConfig none = { 0 };
  const PortState *port = switch_state_find_port (state, id);
  return port ? &port->cfg : &none;
}

/* Tables whose rows leave their index open, or belie it, are not read by either in the same way. */
static gboolean
is_legible (const SwitchState *state, Attr attr)
{
  return state->via[attr] == VIA_SNMP;
}

static void
compare_port (PortId id, const SwitchState *before, const SwitchState *whole, const SwitchState *back)
{
  g_autofree char *name = port_to_string (id);
  for (Attr attr = 0; attr < ATTR_ADMIN; attr++)
    {
      const PortConfig *x = config_of (whole, id), *y = config_of (back, id);
      if (!(WANT & HAS (attr)) || !is_legible (whole, attr) || !is_legible (back, attr))
        continue;
      if (y->has & HAS (attr) && (!(x->has & HAS (attr)) || !same_value (x, y, attr)))
        fail_msg ("%s: %s is told otherwise than it is", name, attr_to_string (attr));
      if (!(y->has & HAS (attr)) && x->has & HAS (attr) && config_of (before, id)->has & HAS (attr))
        fail_msg ("%s: %s is not told", name, attr_to_string (attr));
    }
}

static void
compare_vlans (const LiveRows *rows, const LiveOnly *only, const SwitchState *whole, const SwitchState *back)
{
  assert_int_equal (back->only_vlans != NULL, (rows->partly & TABLE_BIT (TABLE_VLAN)) != 0);
  for (guint id = VLAN_MIN; id <= VLAN_MAX && is_legible (whole, ATTR_VLANS) && is_legible (back, ATTR_VLANS); id++)
    {
      const Vlan *x = switch_state_find_vlan (whole, id), *y = switch_state_find_vlan (back, id);
      if (back->only_vlans && !vlan_set_contains (&only->vlans, id))
        assert_null (y);
      else
        {
          assert_int_equal (x != NULL, y != NULL);
          assert_true (!x || (!g_strcmp0 (x->name, y->name) && x->has_admin == y->has_admin && x->admin_enabled == y->admin_enabled));
        }
    }
}

static void
compare (const LiveRows *rows, const LiveOnly *only, const SwitchState *before, const SwitchState *whole, const SwitchState *back)
{
  assert_int_equal (back->ports->len, before->ports->len);
  for (guint i = 0; i < back->ports->len; i++)
    {
      const PortState *port = back->ports->pdata[i];
      assert_int_equal (port->has & NOT_AGAIN, 0);
      if (port_set_contains (&only->ports, port->id))
        compare_port (port->id, before, whole, back);
      else
        assert_int_equal (port->cfg.has | port->has, 0);
    }
  compare_vlans (rows, only, whole, back);
}

static char *
dump_without_names (const SwitchState *state)
{
  g_autofree char *dump = state_dump (state);
  g_autofree char *vias = g_strdup_printf ("^([^ ]+ (speed|alias)|via (%d|%d)) .*\n", ATTR_SPEED, ATTR_ALIAS);
  g_autoptr (GRegex) regex = g_regex_new (vias, G_REGEX_MULTILINE, 0, NULL);
  return g_regex_replace_literal (regex, dump, -1, 0, "", 0, NULL);
}

/* All of it. A port that is gone is known to be a port, and no more; where it could be meant by a row of another, the row is not understood. */
static void
compare_all (const SwitchState *before, const SwitchState *whole, const SwitchState *back)
{
  gboolean all_there = TRUE;
  for (guint i = 0; i < back->ports->len; i++)
    {
      const PortState *port = back->ports->pdata[i];
      assert_int_equal (port->has & NOT_AGAIN, 0);
      if (switch_state_find_port (whole, port->id))
        compare_port (port->id, before, whole, back);
      else
        {
          all_there = FALSE;
          assert_int_equal (port->cfg.has | port->has, 0);
        }
    }
  g_autofree char *x = dump_without_names (whole), *y = dump_without_names (back);
  if (all_there)
    assert_string_equal (x, y);
}

/* ---- the tests ---------------------------------------------------------------------------------------------------------- */

/* Gives the tables of which rows alone were asked for. */
static guint64
try_one (GRand *dice, gboolean aos8, Manners manners, guint64 *saved)
{
  g_autofree char *walk = walk_random (dice, aos8);
  Agent a = agent_of (walk, WELL);
  g_autoptr (LiveRows) earlier = read_whole (&a);
  g_autoptr (SwitchState) before = understand (earlier);
  g_autoptr (LiveOnly) only = some_of (dice, before);
  change (dice, &a, earlier, before, only);
  a.manners = manners;
  g_autoptr (LiveRows) rows = read_whole (&a);
  guint requests = a.requests;
  g_autoptr (SwitchState) whole = understand (rows);
  g_autoptr (LiveRows) back_rows = read_back (&a, earlier, only);
  g_autoptr (SwitchState) back = understand (back_rows);
  assert_true (a.requests <= requests + 4 || manners != WELL); /* of tables that are shorter by now more was expected */
  *saved += requests - MIN (a.requests, requests);
  compare (back_rows, only, before, whole, back);
  guint64 partly = back_rows->partly;
  g_autoptr (LiveRows) all_rows = read_back (&a, earlier, NULL);
  g_autoptr (SwitchState) all = understand (all_rows);
  assert_true (a.requests <= requests + 4 || manners != WELL);
  compare_all (before, whole, all);
  agent_clear (&a);
  return partly;
}

static void
test_same_as_whole (void **state)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (2026);
  guint64 partly[2] = { 0 }, saved = 0;
  for (guint i = 0; i < SWITCHES; i++)
    partly[i % 2] |= try_one (dice, i % 2, WELL, &saved);
  for (guint i = 0; i < 2; i++)
    assert_int_equal (partly[i], TABLE_BIT (TABLE_IF) | TABLE_BIT (TABLE_VLAN) | TABLE_BIT (TABLE_VPA) | TABLE_BIT (TABLE_LLDP_CONFIG) | TABLE_BIT (TABLE_MED_TLV) | TABLE_BIT (TABLE_POLICY_PORT)
                                   | TABLE_BIT (TABLE_POE_PORT) | TABLE_BIT (TABLE_INLINE_PORT) | (i ? TABLE_BIT (TABLE_QOS_PORT) : 0));
  assert_true (saved > SWITCHES);
}

/* Agents that can be read whole can be read back, though it takes more. */
static void
test_manners (void **state)
{
  static const Manners kind[] = { TOO_BIG, NEXT_ONLY, BULK_ERROR, OLD, ONE_AT_A_TIME, FRAGMENTS_LOST };
  g_autoptr (GRand) dice = g_rand_new_with_seed (4711);
  guint64 saved = 0;
  for (guint i = 0; i < G_N_ELEMENTS (kind) * 10; i++)
    try_one (dice, i % 2, kind[i % G_N_ELEMENTS (kind)], &saved);
}

/* A stack of eight, one port changed: who it is, and that port. */
static LiveRows *
read_stack (Agent *a, LiveOnly **only)
{
  g_autoptr (GString) walk = g_string_new (AOS8_HEAD "1.3.6.1.2.1.1.3.0|67|4711\n");
  for (guint u = 0; u < 8; u++)
    for (guint p = 1; p <= 48; p++)
      {
        guint index = u * 100000 + 1000 + p, base = u * 2048 + p;
        g_string_append_printf (walk, "1.3.6.1.2.1.2.2.1.7.%u|2|1\n1.3.6.1.2.1.31.1.1.1.18.%u|4|\n1.3.6.1.2.1.17.1.4.1.2.%u|2|%u\n", index, index, base,
                                index);
        g_string_append_printf (walk, "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3.1.%u|2|1\n", index);
        g_string_append_printf (walk, "1.0.8802.1.1.2.1.1.6.1.2.%u|2|3\n1.0.8802.1.1.2.1.5.4795.1.1.2.1.2.%u|4x|80\n", base, base);
        g_string_append_printf (walk, "1.3.6.1.2.1.105.1.1.1.3.%u.%u|2|1\n", u * 1000 + 1, p);
      }
  *a = agent_of (walk->str, WELL);
  *only = live_only_new ();
  port_set_add (&(*only)->ports, port_make (5, 1, 7));
  vlan_set_add (&(*only)->vlans, 20);
  return read_whole (a);
}

static gboolean
speaks_of (const Agent *a, const WalkRequest *r)
{
  static const char *const roots[] = { "1.3.6.1.2.1.31", "1.3.6.1.2.1.17" };
  for (guint i = 0; i < r->n; i++)
    {
      Object asked = { .oid.n = r->names[i].n };
      memcpy (asked.oid.oid, r->names[i].oid, r->names[i].n * sizeof (guint32));
      for (guint k = 0; k < G_N_ELEMENTS (roots); k++)
        if (is_of (&asked, roots[k]))
          return TRUE;
    }
  return FALSE;
}

static void
test_stack (void **state)
{
  Agent a;
  g_autoptr (LiveOnly) only = NULL;
  g_autoptr (LiveRows) earlier = read_stack (&a, &only);
  Walk *walk = walk_new ("sw", "192.0.2.1", 161, HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED) | HAS (ATTR_LLDP_ADMIN) | HAS (ATTR_MED_TLVS));
  WalkRequest request;
  assert_true (a.requests > 40);
  add (&a, "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3.20.401007", TAG_INTEGER, 2, NULL);
  sort (&a);
  a.requests = 0;
  walk_read_back (walk, earlier, only);
  while (walk_next (walk, 0, 0, 60000, &request))
    {
      assert_false (speaks_of (&a, &request));
      assert_true (answer (&a, walk, 0, &request));
    }
  assert_int_equal (a.requests, 2); /* the system group, and six cells */
  g_autoptr (LiveRows) rows = walk_take_rows (walk);
  g_autoptr (SwitchState) back = understand (rows);
  const PortState *port = switch_state_find_port (back, port_make (5, 1, 7)), *other = switch_state_find_port (back, port_make (5, 1, 8));
  assert_true (vlan_set_contains (&port->cfg.tagged, 20));
  assert_int_equal (port->cfg.untagged, 1);
  assert_int_equal (port->cfg.lldp_admin, LLDP_TX_RX);
  assert_int_equal (other->cfg.has, 0);
  walk_free (walk);
  agent_clear (&a);
}

/* Started anew, another machine, another family, or half read: everything is asked for again. */
static void
test_not_as_it_was (void **state)
{
  static const char *const now[] = { "1.3.6.1.2.1.1.3.0|67|4000\n", "1.3.6.1.2.1.1.1.0|4|Alcatel-Lucent Enterprise OS6860E-P24 8.9.94.R04 GA, May 1, 2024.\n",
                                     "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.6486.801.1.1.2.1.11.1.7\n", "" };
  for (guint i = 0; i < G_N_ELEMENTS (now); i++)
    {
      Agent a, changed;
      g_autoptr (LiveOnly) only = NULL;
      g_autoptr (LiveRows) earlier = read_stack (&a, &only);
      guint whole = a.requests;
      changed = agent_blank (WELL);
      add_lines (&changed, now[i]); /* of two with one name the first stays */
      for (guint k = 0; k < a.objects->len; k++)
        g_ptr_array_add (changed.objects, a.objects->pdata[k]);
      g_ptr_array_set_free_func (a.objects, NULL);
      sort (&changed);
      earlier->incomplete = i == G_N_ELEMENTS (now) - 1;
      g_autoptr (LiveRows) rows = read_back (&changed, earlier, only);
      assert_int_equal (changed.requests, whole);
      assert_null (rows->only);
      assert_int_equal (rows->partly, 0);
      agent_clear (&a);
      agent_clear (&changed);
    }
}

/* What is not answered is not known; and it is left after a bounded number of requests. */
static void
test_bad_answers (void **state)
{
  enum { NOTHING, DENIES, FAILS, LIES, FEWER, N };
  for (guint bad = 0; bad < N; bad++)
    {
      Agent a;
      guint n = 0;
      WalkRequest request;
      g_autoptr (LiveOnly) only = NULL;
      g_autoptr (LiveRows) earlier = read_stack (&a, &only);
      Walk *walk = walk_new ("sw", "192.0.2.1", 161, HAS (ATTR_LLDP_ADMIN) | HAS (ATTR_MED_TLVS));
      walk_read_back (walk, earlier, only);
      for (; walk_next (walk, 0, 0, 60000, &request); n++)
        {
          WalkVar lie = { .oid = request.names[0].oid, .n = request.names[0].n - 1, .tag = TAG_INTEGER, .number = 1 }, vars[WALK_MAX_NAMES];
          for (guint i = 0; i < request.n; i++)
            vars[i] = (WalkVar){ .oid = request.names[i].oid, .n = request.names[i].n, .tag = TAG_INTEGER, .number = 1 };
          if (!n)
            assert_true (answer (&a, walk, 0, &request));
          else if (bad == NOTHING)
            walk_silent (walk, 0, NULL);
          else if (bad == LIES)
            walk_answer (walk, 0, WALK_FINE, (WalkVar[]){ lie, lie }, 2);
          else if (bad == FEWER)
            walk_answer (walk, 0, WALK_FINE, vars, request.n - 1);
          else
            walk_answer (walk, 0, bad == DENIES ? WALK_DENIED : WALK_ERROR, NULL, 0);
        }
      assert_true (n >= 2 && n < 10);
      g_autoptr (LiveRows) rows = walk_take_rows (walk);
      g_autoptr (SwitchState) back = understand (rows);
      const PortState *port = switch_state_find_port (back, port_make (5, 1, 7));
      assert_int_not_equal (rows->tables[TABLE_MED_TLV].status, ROWS_COMPLETE);
      assert_int_equal (back->status, SWITCH_PARTIAL);
      assert_int_equal (port->cfg.has & HAS (ATTR_MED_TLVS), 0);
      assert_int_equal ((port->cfg.has & HAS (ATTR_LLDP_ADMIN)) != 0, bad == FEWER);
      walk_free (walk);
      agent_clear (&a);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_same_as_whole), cmocka_unit_test (test_manners), cmocka_unit_test (test_stack),
                                      cmocka_unit_test (test_not_as_it_was), cmocka_unit_test (test_bad_answers) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("readback", tests, NULL, NULL);
}
