/* Reading one switch as a pure machine, against agents that are well and agents that are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "live/live.h"
#include "live/walk.h"
#include "profiles/family.h"

#define VLAN_NAME "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.2."
#define VLAN_ADMIN "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.3."
#define VLAN_TYPE "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1.8."

typedef enum { WELL, TOO_BIG, LOOPING, BACKWARDS, GEN_ERROR, SILENT_LATER } Manners;

typedef struct {
  WalkOid oid;
  RowTag tag;
  guint64 number;
  char *text;
} Object;

typedef struct {
  GPtrArray *objects; /* Object*, in order */
  Manners manners;
  guint requests;
} Agent;

static void
object_free (gpointer data)
{
  g_free (((Object *) data)->text);
  g_free (data);
}

static void
add (Agent *a, const char *oid, RowTag tag, guint64 number, const char *text)
{
  Object *o = g_new0 (Object, 1);
  o->oid.n = oid_parse (oid, o->oid.oid);
  assert_true (o->oid.n > 0);
  o->tag = tag;
  o->number = number;
  o->text = g_strdup (text);
  g_ptr_array_add (a->objects, o);
}

static gint
by_oid (gconstpointer a, gconstpointer b)
{
  const Object *x = *(Object *const *) a, *y = *(Object *const *) b;
  return oid_compare (x->oid.oid, x->oid.n, y->oid.oid, y->oid.n);
}

static Agent
agent_new (Manners manners, guint vlans)
{
  Agent a = { g_ptr_array_new_with_free_func (object_free), manners, 0 };
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
  g_ptr_array_sort (a.objects, by_oid);
  return a;
}

static const Object *
find (const Agent *a, const WalkOid *oid, gboolean next)
{
  for (guint i = 0; i < a->objects->len; i++)
    {
      const Object *o = a->objects->pdata[i];
      int order = oid_compare (o->oid.oid, o->oid.n, oid->oid, oid->n);
      if ((!next && order == 0) || (next && order > 0))
        return o;
    }
  return NULL;
}

static WalkVar
var_of (const Object *o, const WalkOid *asked)
{
  if (!o)
    return (WalkVar){ .oid = asked->oid, .n = asked->n, .nothing = TRUE };
  return (WalkVar){ .oid = o->oid.oid, .n = o->oid.n, .tag = o->tag, .number = o->number, .octets = o->text, .size = o->text ? strlen (o->text) : 0 };
}

/* FALSE: no answer. */
static gboolean
answer (Agent *a, Walk *walk, const WalkRequest *r)
{
  WalkVar vars[TABLE_MAX_COLUMNS * 64];
  guint n = 0;
  a->requests++;
  if (a->manners == SILENT_LATER && a->requests > 4)
    return FALSE;
  if (a->manners == TOO_BIG && r->bulk && r->repetitions > 2)
    return walk_answer (walk, WALK_TOO_BIG, NULL, 0), TRUE;
  if (a->manners == GEN_ERROR && r->bulk)
    return walk_answer (walk, WALK_ERROR, NULL, 0), TRUE;
  WalkOid at[TABLE_MAX_COLUMNS];
  memcpy (at, r->oids, sizeof at);
  for (guint round = 0; round < (r->bulk ? MIN (r->repetitions, 64) : 1); round++)
    for (guint c = 0; c < r->n && n < G_N_ELEMENTS (vars); c++)
      {
        const Object *o = find (a, &at[c], r->bulk);
        if (o && r->bulk && a->manners == LOOPING && a->requests > 3)
          o = find (a, &r->oids[c], TRUE); /* the same rows for ever */
        if (o && r->bulk && a->manners == BACKWARDS && round == 1)
          o = a->objects->pdata[0];
        vars[n++] = var_of (o, &at[c]);
        if (o)
          at[c] = o->oid;
      }
  walk_answer (walk, WALK_FINE, vars, n);
  return TRUE;
}

/* Reads to the end; never more requests than that. */
static LiveRows *
read_agent (Agent *a, guint32 want, guint limit)
{
  Walk *walk = walk_new ("sw", "192.0.2.1", 161, want);
  WalkRequest request;
  while (walk_next (walk, a->requests * 10, 60000, &request))
    {
      assert_true (request.n > 0 && request.n <= TABLE_MAX_COLUMNS);
      if (a->requests > limit)
        fail_msg ("more than %u requests", limit);
      if (!answer (a, walk, &request))
        walk_silent (walk);
    }
  LiveRows *rows = walk_take_rows (walk);
  walk_free (walk);
  return rows;
}

static void
test_reads_to_the_end (void **state)
{
  static const Manners kind[] = { WELL, TOO_BIG };
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
      g_ptr_array_unref (a.objects);
    }
}

/* What such an agent told is not known; and it is left after a bounded number of requests. */
static void
test_hostile_agents (void **state)
{
  static const Manners kind[] = { LOOPING, BACKWARDS, GEN_ERROR, SILENT_LATER };
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
      switch_state_free (s);
      live_rows_free (rows);
      g_ptr_array_unref (a.objects);
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
  g_ptr_array_unref (a.objects);
}

static void
test_not_a_switch (void **state)
{
  Agent a = { g_ptr_array_new_with_free_func (object_free), WELL, 0 };
  add (&a, "1.3.6.1.2.1.1.1.0", TAG_OCTETS, 0, "Some printer");
  add (&a, "1.3.6.1.2.1.1.2.0", TAG_OID, 0, "1.3.6.1.4.1.11.2.3.9.1");
  LiveRows *rows = read_agent (&a, HAS (ATTR_VLANS), 10);
  assert_null (rows->family);
  assert_non_null (rows->refusal);
  live_rows_free (rows);
  g_ptr_array_unref (a.objects);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_reads_to_the_end), cmocka_unit_test (test_hostile_agents),
                                      cmocka_unit_test (test_absent_table), cmocka_unit_test (test_not_a_switch) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("walk", tests, NULL, NULL);
}
