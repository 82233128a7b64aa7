/* The nouns: port notation, VLAN sets, words, versions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "model/plan.h"

static void
test_port_notation (void **state)
{
  static const struct {
    const char *text, *canonical; /* NULL = refused */
    guint size;
  } rows[] = {
    { "1/1/1", "1/1/1", 1 },
    { "1/1/1-24", "1/1/1-24", 24 },
    { "1/1/3,1/1/1-2", "1/1/1-3", 3 },
    { "1/1/1-2, 1/2/1 , 2/1/1", "1/1/1-2,1/2/1,2/1/1", 4 },
    { "1/12", "1/12", 1 },
    { "1/1-40", "1/1-40", 40 },
    { "linkagg 5", "linkagg 5", 1 },
    { "1/1/25,linkagg 5", "1/1/25,linkagg 5", 2 },
    { "", NULL, 0 },
    { "1", NULL, 0 },
    { "1/1/1/1", NULL, 0 },
    { "1/1/0", NULL, 0 },
    { "0/1/1", NULL, 0 },
    { "1/0/1", NULL, 0 },
    { "1/1/24-1", NULL, 0 },
    { "1/1/1-999", NULL, 0 },
    { "1/1/999999999999", NULL, 0 },
    { "1/1/1A", NULL, 0 },
    { "1/1/1;", NULL, 0 },
    { "1/1/1,", NULL, 0 },
    { "linkagg", NULL, 0 },
    { "linkagg x", NULL, 0 },
    { "linkagg 70000", NULL, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PortSet) set = NULL;
      g_autoptr (GError) error = NULL;
      gboolean ok = port_set_parse (rows[i].text, &set, NULL, &error);
      assert_int_equal (ok, rows[i].canonical != NULL);
      if (!ok)
        {
          assert_non_null (error);
          continue;
        }
      g_autofree char *text = port_set_to_string (set);
      assert_string_equal (text, rows[i].canonical);
      assert_int_equal (port_set_size (set), rows[i].size);
    }
}

static void
test_port_bad_offset (void **state)
{
  PortSet *set = NULL;
  gsize at = 0;
  assert_false (port_set_parse ("1/1/1, 1/x", &set, &at, NULL));
  assert_int_equal (at, 7);
}

static void
test_ranges_stay_in_slot (void **state)
{
  g_autoptr (PortSet) set = port_set_new ();
  port_set_add (set, port_make (1, 1, 128));
  port_set_add (set, port_make (1, 2, 1));
  port_set_add (set, port_make_linkagg (1));
  port_set_add (set, port_make_linkagg (2));
  g_autoptr (GArray) ranges = port_set_ranges (set);
  assert_int_equal (ranges->len, 4);
}

/* However they come, few or many, in order or not, in a set of its own or inside something that is moved. */
static void
test_port_sets (void **state)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2026);
  for (guint round = 0; round < 300; round++)
    {
      gboolean there[41] = { FALSE };
      guint n = 0, adds = (guint) g_rand_int_range (rand, 0, round % 2 ? 5 : 60);
      g_auto (PortSet) first = { 0 };
      for (guint i = 0; i < adds; i++)
        {
          guint port = (guint) g_rand_int_range (rand, 1, 41);
          assert_int_equal (port_set_add (&first, port_make (1, 1, port)), !there[port]);
          n += !there[port];
          there[port] = TRUE;
        }
      PortSet moved = first;
      first = (PortSet){ 0 };
      g_autoptr (PortSet) copy = port_set_copy (&moved);
      g_autofree char *text = port_set_to_string (&moved);
      port_set_clear (&moved);
      assert_int_equal (port_set_size (&moved), 0);
      assert_int_equal (port_set_size (copy), n);
      for (guint port = 1, i = 0; port <= 40; port++)
        {
          assert_int_equal (port_set_contains (copy, port_make (1, 1, port)), there[port]);
          if (there[port])
            assert_int_equal (port_set_get (copy, i++), port_make (1, 1, port));
        }
      assert_true (!n || port_set_read (&moved, text, NULL, NULL));
      assert_int_equal (port_set_size (&moved), n);
      port_set_clear (&moved);
    }
  g_auto (PortSet) set = { 0 };
  assert_true (port_set_read (&set, "1/1/5-9,1/1/3-6,1/2/1,1/1/1-40", NULL, NULL));
  assert_int_equal (port_set_size (&set), 41);
  assert_false (port_set_read (&set, "1/1/1-4,x", NULL, NULL));
  assert_int_equal (port_set_size (&set), 0);
}

static void
test_port_form (void **state)
{
  assert_true (port_has_form (port_make (0, 1, 12), PORT_FORM_SLOT_PORT));
  assert_false (port_has_form (port_make (0, 1, 12), PORT_FORM_CHASSIS_SLOT_PORT));
  assert_true (port_has_form (port_make (1, 1, 12), PORT_FORM_CHASSIS_SLOT_PORT));
  assert_true (port_has_form (port_make_linkagg (3), PORT_FORM_SLOT_PORT));
}

static void
test_vlan_set (void **state)
{
  VlanSet a = { 0 }, b = { 0 };
  vlan_set_add (&a, 200);
  vlan_set_add (&a, 10);
  vlan_set_add (&a, 201);
  vlan_set_add (&a, 200);
  g_autofree char *text = vlan_set_to_string (&a);
  assert_string_equal (text, "10,200-201");
  vlan_set_copy (&b, &a);
  assert_true (vlan_set_equal (&a, &b));
  vlan_set_remove (&b, 200);
  assert_false (vlan_set_contains (&b, 200));
  assert_true (vlan_set_contains (&b, 201));
  assert_false (vlan_set_equal (&a, &b));
  vlan_set_clear (&a);
  vlan_set_clear (&b);
}

static void
test_vlan_names (void **state)
{
  static const char *const good[] = { "VOIX", "Voice phones", "a", "v_1.2-x", "12345678901234567890123456789012" };
  static const char *const bad[] = { "", " x", "x ", "a\"b", "a!b", "a\nb", "a;b", "a$b", "a?b", "VoIP-\xc3\xa9", "\"; no vlan 1",
                                     "123456789012345678901234567890123", "a`b", "a\\b", "a'b", "a#b" };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    assert_true (vlan_name_is_safe (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_false (vlan_name_is_safe (bad[i]));
}

static void
test_words_round_trip (void **state)
{
  for (int k = 0; k < CHANGE_N; k++)
    {
      ChangeKind kind;
      assert_true (change_kind_parse (change_kind_to_string ((ChangeKind) k), &kind));
      assert_int_equal (kind, k);
    }
  for (int d = DISRUPT_SILENT; d <= DISRUPT_REBOOT; d++)
    {
      Disruption back;
      assert_true (disruption_parse (disruption_to_string ((Disruption) d), &back));
      assert_int_equal (back, d);
    }
  for (int a = MED_APP_VOICE; a < MED_APP_N; a++)
    {
      MedApp app;
      assert_true (med_app_parse (med_app_to_string ((MedApp) a), &app));
      assert_int_equal (app, a);
    }
  for (int a = 0; a < ATTR_N; a++)
    assert_true (strlen (attr_to_string ((Attr) a)) > 0);
  ChangeKind none;
  assert_false (change_kind_parse ("vlan-destroy", &none));
}

static void
test_switch_state_order (void **state)
{
  g_autoptr (SwitchState) s = switch_state_new ("sw", "127.0.0.1");
  switch_state_ensure_port (s, port_make_linkagg (1));
  switch_state_ensure_port (s, port_make (1, 1, 2));
  switch_state_ensure_port (s, port_make (1, 1, 1));
  assert_ptr_equal (switch_state_ensure_port (s, port_make (1, 1, 2)), switch_state_find_port (s, port_make (1, 1, 2)));
  assert_int_equal (s->ports->len, 3);
  assert_int_equal (((PortState *) s->ports->pdata[0])->id, port_make (1, 1, 1));
  assert_true (port_is_linkagg (((PortState *) s->ports->pdata[2])->id));
  assert_null (switch_state_find_port (s, port_make (1, 1, 3)));
  switch_state_ensure_vlan (s, 200);
  switch_state_ensure_vlan (s, 10);
  assert_int_equal (((Vlan *) s->vlans->pdata[0])->id, 10);
  assert_null (switch_state_find_vlan (s, 11));
}

static void
test_values (void **state)
{
  Value a = value_string ("x"), b = { 0 }, n = value_null ();
  value_copy (&b, &a);
  assert_true (value_equal (&a, &b));
  assert_false (value_equal (&a, &n));
  Value one = value_int (1), yes = value_bool (TRUE);
  assert_false (value_equal (&one, &yes));
  value_clear (&a);
  value_clear (&b);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_port_notation), cmocka_unit_test (test_port_bad_offset), cmocka_unit_test (test_ranges_stay_in_slot),
    cmocka_unit_test (test_port_sets),     cmocka_unit_test (test_port_form),     cmocka_unit_test (test_vlan_set),        cmocka_unit_test (test_vlan_names),
    cmocka_unit_test (test_words_round_trip), cmocka_unit_test (test_switch_state_order),
    cmocka_unit_test (test_values),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("model", tests, NULL, NULL);
}
