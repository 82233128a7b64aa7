/* Reading one switch as a pure machine, against agents that are well and agents that are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "paper.h"

#define VLAN_NAME VLAN_TABLE ".2."
#define VLAN_ADMIN VLAN_TABLE ".3."
#define VLAN_TYPE VLAN_TABLE ".8."

static Agent
agent_new (Manners manners, guint vlans)
{
  Agent a = agent_blank (manners);
  add (&a, "1.3.6.1.2.1.1.1.0", TAG_OCTETS, 0, "Alcatel-Lucent Enterprise OS6360-P10 8.9.221.R03 GA, October 12, 2023.");
  add (&a, "1.3.6.1.2.1.1.2.0", TAG_OID, 0, "1.3.6.1.4.1.6486.801.1.1.2.1.20.1.1");
  add (&a, "1.3.6.1.2.1.1.3.0", TAG_TIMETICKS, 4711, NULL);
  add (&a, "1.3.6.1.2.1.1.5.0", TAG_OCTETS, 0, "sw-1");
  for (guint v = 1; v <= vlans; v++)
    {
      g_autofree char *name = g_strdup_printf (VLAN_NAME "%u", v), *admin = g_strdup_printf (VLAN_ADMIN "%u", v);
      g_autofree char *type = g_strdup_printf (VLAN_TYPE "%u", v), *text = g_strdup_printf ("V%u", v);
      add (&a, name, TAG_OCTETS, 0, text);
      add (&a, admin, TAG_INTEGER, 1, NULL);
      add (&a, type, TAG_INTEGER, 5, NULL);
    }
  sort (&a);
  return a;
}

static LiveRows *
read_agent (Agent *a, guint32 want, guint limit)
{
  return read_walk (a, walk_new ("sw", "192.0.2.1", 161, want), limit);
}

static void
test_reads_to_the_end (void **state)
{
  static const Manners kind[] = { WELL, TOO_BIG, NEXT_ONLY, BULK_ERROR, OLD, ONE_AT_A_TIME, SHORT, FRAGMENTS_LOST };
  for (guint i = 0; i < G_N_ELEMENTS (kind); i++)
    {
      Agent a = agent_new (kind[i], 100);
      LiveRows *rows = read_agent (&a, HAS (ATTR_VLANS), 400);
      assert_non_null (rows->family);
      assert_int_equal (rows->tables[TABLE_VLAN].status, ROWS_COMPLETE);
      assert_int_equal (rows_count (rows, TABLE_VLAN), 300);
      SwitchState *s = switch_state_new ("sw", "192.0.2.1");
      live_decode (rows, s);
      assert_int_equal (s->vlans->len, 100);
      assert_string_equal (switch_state_find_vlan (s, 42)->name, "V42");
      switch_state_free (s);
      live_rows_free (rows);
      agent_clear (&a);
    }
}

/* Where long answers get lost, one loss is enough to learn it, for all tables; and GETBULK is not given up for it. */
static void
test_lost_fragments (void **state)
{
  Agent well = agent_new (WELL, 100), lost = agent_new (FRAGMENTS_LOST, 100);
  LiveRows *rows = read_agent (&well, G_MAXUINT32, 100), *same = read_agent (&lost, G_MAXUINT32, 100);
  assert_int_equal (rows_count (rows, TABLE_VLAN), 300);
  for (guint t = 0; t < TABLE_N; t++)
    {
      assert_int_equal (rows_count (same, t), rows_count (rows, t));
      assert_int_equal (same->tables[t].status, rows->tables[t].status);
    }
  assert_int_equal (lost.silences, 1);
  live_rows_free (rows);
  live_rows_free (same);
  agent_clear (&well);
  agent_clear (&lost);
}

/* What such an agent told is not known; and it is left after a bounded number of requests. */
static void
test_hostile_agents (void **state)
{
  static const Manners kind[] = { LOOPING,      BACKWARDS,           GEN_ERROR, SILENT_LATER, SILENT_TABLE,
                                  COLUMN_ERROR, STOPS_IN_THE_MIDDLE, DENIED,    EMPTY };
  for (guint i = 0; i < G_N_ELEMENTS (kind); i++)
    {
      Agent a = agent_new (kind[i], 100);
      LiveRows *rows = read_agent (&a, HAS (ATTR_VLANS), 400);
      RowsStatus status = rows->tables[TABLE_VLAN].status;
      if (status == ROWS_COMPLETE || status == ROWS_EMPTY || status == ROWS_ABSENT)
        fail_msg ("manners %u: %s", kind[i], rows_status_to_string (status));
      SwitchState *s = switch_state_new ("sw", "192.0.2.1");
      live_decode (rows, s);
      assert_int_not_equal (s->via[ATTR_VLANS], VIA_SNMP);
      assert_int_equal (s->status, SWITCH_PARTIAL);
      if (kind[i] == COLUMN_ERROR) /* the other columns are kept */
        assert_string_equal (switch_state_find_vlan (s, 42)->name, "V42");
      switch_state_free (s);
      live_rows_free (rows);
      agent_clear (&a);
    }
}

/* A table that is not there is absent, not empty and not unknown. */
static void
test_absent_table (void **state)
{
  Agent a = agent_new (WELL, 0);
  LiveRows *rows = read_agent (&a, HAS (ATTR_VLANS), 100);
  assert_int_equal (rows->tables[TABLE_VLAN].status, ROWS_ABSENT);
  live_rows_free (rows);
  agent_clear (&a);
}

/* A GET is answered by what was asked, all of it; anything else tells nothing. */
static void
test_wrong_answers_to_get (void **state)
{
  WalkOid wrong;
  wrong.n = oid_parse ("1.3.6.1.2.1.1.1.1", wrong.oid);
  for (guint n = 1; n <= 4; n += 3)
    {
      Walk *walk = walk_new ("sw", "192.0.2.1", 161, HAS (ATTR_VLANS));
      WalkVar vars[4];
      WalkRequest request;
      for (guint i = 0; i < n; i++)
        vars[i] = (WalkVar){ .oid = wrong.oid, .n = wrong.n, .tag = TAG_OCTETS, .octets = "OS6360", .size = 6 };
      assert_true (walk_next (walk, 0, 0, 60000, &request));
      walk_answer (walk, 0, WALK_FINE, vars, n);
      assert_false (walk_next (walk, 0, 0, 60000, &request));
      assert_true (walk_is_over (walk));
      LiveRows *rows = walk_take_rows (walk);
      assert_null (rows->family);
      assert_non_null (strstr (rows->refusal, "another question"));
      live_rows_free (rows);
      walk_free (walk);
    }
}

static void
test_not_a_switch (void **state)
{
  Agent a = agent_blank (WELL);
  add (&a, "1.3.6.1.2.1.1.1.0", TAG_OCTETS, 0, "Some printer");
  add (&a, "1.3.6.1.2.1.1.2.0", TAG_OID, 0, "1.3.6.1.4.1.11.2.3.9.1");
  LiveRows *rows = read_agent (&a, HAS (ATTR_VLANS), 10);
  assert_null (rows->family);
  assert_non_null (rows->refusal);
  live_rows_free (rows);
  agent_clear (&a);
}

/* A switch of 48 ports: the datagrams that its rows fill, and few more; tables without a row share theirs. */
static void
test_shares_datagrams (void **state)
{
  static const TableId tables[] = { TABLE_IF, TABLE_IFX, TABLE_BASE_PORT, TABLE_VPA, TABLE_LLDP_CONFIG, TABLE_MED_TLV, TABLE_POE_PORT, TABLE_INLINE_PORT,
                                    TABLE_QOS_PORT };
  Agent a = agent_new (WELL, 0);
  guint rows = 0;
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      const TableSpec *spec = &family_aos8.snmp->tables[tables[i]];
      for (guint c = 0; c < TABLE_MAX_COLUMNS && spec->columns[c]; c++)
        for (guint p = 1; p <= 48; p++, rows++)
          {
            gboolean slots = spec->index[0] == INDEX_SLOT_PORT || spec->index[0] == INDEX_GROUP_PORT;
            g_autofree char *oid = g_strdup_printf (slots || spec->index[1] ? "%s.%u.1.%u" : "%s.%u.%u", spec->root, spec->columns[c],
                                                    slots ? p : spec->index[0] == INDEX_PORT_NUMBER ? p : 1000 + p);
            add (&a, oid, TAG_INTEGER, 1, NULL);
          }
    }
  sort (&a);
  LiveRows *all = read_agent (&a, ~HAS (ATTR_AUDIT), 100);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    assert_int_equal (all->tables[tables[i]].status, ROWS_COMPLETE);
  assert_int_equal (rows, 816);
  print_message ("# %u requests for %u rows\n", a.requests, rows);
  assert_true (a.requests <= 22);
  live_rows_free (all);
  agent_clear (&a);
}

/* ---- several at a time ------------------------------------------------------------------------------------------------ */

#define FLEETS 60

/* Some of the family's tables, with some rows. */
static Agent
random_agent (GRand *dice, Manners manners)
{
  const Family *family = families[g_rand_boolean (dice)];
  Agent a = agent_blank (manners);
  g_autofree char *object = g_strdup_printf ("%s.2.1.20.1.1", family->object_ids[0]);
  add (&a, "1.3.6.1.2.1.1.1.0", TAG_OCTETS, 0, "Some switch");
  add (&a, "1.3.6.1.2.1.1.2.0", TAG_OID, 0, object);
  add (&a, "1.3.6.1.2.1.1.3.0", TAG_TIMETICKS, 4711, NULL);
  for (guint t = 0; t < TABLE_N; t++)
    {
      const TableSpec *spec = &family->snmp->tables[t];
      gint rows = spec->root && t != TABLE_SYSTEM && g_rand_boolean (dice) ? g_rand_int_range (dice, 1, 12) : 0;
      for (guint c = 0; c < TABLE_MAX_COLUMNS && spec->columns[c]; c++)
        for (gint r = 1; r <= rows; r++)
          {
            g_autofree char *oid = g_strdup_printf ("%s.%u.%d", spec->root, spec->columns[c], spec->scalar ? 0 : r);
            add (&a, oid, TAG_INTEGER, (guint64) r, NULL);
          }
    }
  sort (&a);
  return a;
}

/* Whatever order the answers come in. Gives the most that were under way. */
static LiveRows *
read_in_lanes (Agent *a, GRand *dice, guint limit, guint *most)
{
  Walk *walk = walk_new ("sw", "192.0.2.1", 161, ~0u);
  WalkRequest requests[WALK_LANES];
  gboolean under_way[WALK_LANES] = { FALSE };
  for (;;)
    {
      guint lanes[WALK_LANES], n = 0;
      for (guint i = 0; i < WALK_LANES; i++)
        {
          under_way[i] = under_way[i] || walk_next (walk, i, 0, 60000, &requests[i]);
          if (under_way[i])
            lanes[n++] = i;
        }
      *most = MAX (*most, n);
      assert_true (a->requests <= limit);
      if (!n)
        break;
      guint lane = lanes[g_rand_int_range (dice, 0, (gint32) n)];
      under_way[lane] = FALSE;
      if (!answer (a, walk, lane, &requests[lane]))
        walk_silent (walk, lane, NULL);
    }
  assert_true (walk_is_over (walk));
  LiveRows *rows = walk_take_rows (walk);
  walk_free (walk);
  return rows;
}

static void
assert_same_rows (const LiveRows *a, const LiveRows *b)
{
  assert_ptr_equal (a->family, b->family);
  for (guint t = 0; t < TABLE_N; t++)
    {
      assert_int_equal (a->tables[t].status, b->tables[t].status);
      assert_int_equal (g_strcmp0 (a->tables[t].note, b->tables[t].note), 0);
      assert_int_equal (rows_count (a, t), rows_count (b, t));
      for (guint i = 0; i < rows_count (a, t); i++)
        {
          const LiveRow *x = rows_get (a, t, i), *y = rows_get (b, t, i);
          assert_int_equal (oid_compare (x->oid, x->n, y->oid, y->n), 0);
          assert_int_equal (x->number, y->number);
        }
    }
}

/* What is read, and what is not and why, does not depend on how much is under way. */
static void
test_lanes (void **state)
{
  static const Manners kind[] = { WELL, TOO_BIG, NEXT_ONLY, BULK_ERROR, ONE_AT_A_TIME, SHORT, FRAGMENTS_LOST,
                                  GEN_ERROR, COLUMN_ERROR, DENIED, EMPTY, SILENT_TABLE };
  g_autoptr (GRand) dice = g_rand_new_with_seed (2026);
  guint most = 0;
  for (guint i = 0; i < FLEETS * G_N_ELEMENTS (kind); i++)
    {
      Agent a = random_agent (dice, kind[i % G_N_ELEMENTS (kind)]);
      LiveRows *alone = read_agent (&a, ~0u, 5000);
      guint requests = a.requests;
      a.requests = a.silences = 0;
      LiveRows *together = read_in_lanes (&a, dice, 5000, &most);
      assert_same_rows (alone, together);
      if (a.manners == WELL)
        assert_int_equal (a.requests, requests);
      live_rows_free (alone);
      live_rows_free (together);
      agent_clear (&a);
    }
  assert_int_equal (most, WALK_LANES);
}

/* It takes one request at a time: whatever comes while another is under way is lost. That happens once. */
static void
test_one_at_a_time (void **state)
{
  Agent a = agent_new (WELL, 30);
  Walk *walk = walk_new ("sw", "192.0.2.1", 161, ~0u);
  WalkRequest first, second;
  while (walk_next (walk, 0, 0, 60000, &first) && !walk_next (walk, 1, 0, 60000, &second))
    assert_true (answer (&a, walk, 0, &first));
  assert_true (answer (&a, walk, 0, &first));
  walk_silent (walk, 1, NULL);
  for (guint lane = 1; !walk_is_over (walk); lane = !lane)
    if (walk_next (walk, lane, 0, 60000, &first))
      {
        for (guint other = 0; other < WALK_LANES; other++)
          assert_true (other == lane || !walk_next (walk, other, 0, 60000, &second));
        assert_true (answer (&a, walk, lane, &first));
      }
  LiveRows *rows = walk_take_rows (walk);
  assert_int_equal (rows->tables[TABLE_VLAN].status, ROWS_COMPLETE);
  assert_int_equal (rows_count (rows, TABLE_VLAN), 90);
  live_rows_free (rows);
  walk_free (walk);
  agent_clear (&a);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_reads_to_the_end), cmocka_unit_test (test_lost_fragments), cmocka_unit_test (test_hostile_agents),
                                      cmocka_unit_test (test_absent_table), cmocka_unit_test (test_wrong_answers_to_get),
                                      cmocka_unit_test (test_not_a_switch), cmocka_unit_test (test_shares_datagrams), cmocka_unit_test (test_lanes),
                                      cmocka_unit_test (test_one_at_a_time) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("walk", tests, NULL, NULL);
}
