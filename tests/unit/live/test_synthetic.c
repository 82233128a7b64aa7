/* Walks made up at random: read as exactly as real ones, in whatever form they come, and whatever is broken in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "expect.h"
#include "profiles/family.h"
#include "walks.h"

#define ROUNDS 30

/* ---- forms that say the same ------------------------------------------------------------------------------------------ */

static void
shuffle (GRand *rand, char **lines)
{
  guint n = g_strv_length (lines);
  for (guint i = n; i > 1; i--)
    {
      guint k = (guint) g_rand_int_range (rand, 0, (int) i);
      char *line = lines[i - 1];
      lines[i - 1] = lines[k];
      lines[k] = line;
    }
}

/* Another order, other line ends, leading dots, rows twice, rows of tables that nobody asked for, remarks, no last line end. */
static char *
disguise (GRand *rand, const char *walk)
{
  g_auto (GStrv) lines = g_strsplit (walk, "\n", -1);
  GString *out = g_string_new ("# recorded somewhere\n\n");
  const char *end = g_rand_boolean (rand) ? "\r\n" : "\n";
  shuffle (rand, lines);
  for (guint i = 0; lines[i]; i++)
    {
      if (!*lines[i])
        continue;
      for (guint n = g_rand_int_range (rand, 0, 10) ? 1 : 2; n > 0; n--)
        g_string_append_printf (out, "%s%s%s", g_rand_int_range (rand, 0, 5) ? "" : ".", lines[i], end);
      if (!g_rand_int_range (rand, 0, 20))
        g_string_append_printf (out, "1.3.6.1.4.1.6486.800.9.%u|4:writecache|value=7%sthe rest of a text%s1.3.6.1.9|99|x%s", i, end, end, end);
    }
  g_string_truncate (out, out->len - strlen (end));
  return g_string_free (out, FALSE);
}

static void
test_exact (void **state)
{
  GRand *rand = g_rand_new_with_seed (2);
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *walk = walk_random (rand, i % 2), *other = disguise (rand, walk), *name = g_strdup_printf ("round %u", i);
      SwitchState *plain = walk_read (walk, NULL), *disguised = walk_read (other, NULL);
      g_autofree char *a = state_dump (plain), *b = state_dump (disguised);
      expect_membership (name, walk, plain);
      if (strcmp (a, b))
        fail_msg ("%s reads as another in another form:%s\n----%s", name, a, b);
      switch_state_free (plain);
      switch_state_free (disguised);
    }
  g_rand_free (rand);
}

/* Values in the other ways that recorders write them. */
static void
test_values (void **state)
{
  static const char *const same[] = { "4|a b", "4x|612062", "4x|61 20 62", "4x|612062 ", "4e|a\\x20b", "4e|a b" };
  static const char *const unread[] = { "4x|6", "4x|zz", "4e|\\q", "4e|\\x2", "2|7", "5|", "nonsense|x", "4xx|61", "2x|07" };
  for (guint i = 0; i < G_N_ELEMENTS (same) + G_N_ELEMENTS (unread); i++)
    {
      gboolean good = i < G_N_ELEMENTS (same);
      const char *value = good ? same[i] : unread[i - G_N_ELEMENTS (same)];
      g_autofree char *walk = g_strdup_printf (AOS8_HEAD "1.3.6.1.2.1.2.2.1.8.1001|2|1 \n1.3.6.1.2.1.31.1.1.1.18.1001|%s\n", value);
      SwitchState *s = walk_read (walk, NULL);
      g_autofree char *dump = state_dump (s);
      if (!strstr (dump, "\n1/1/1 oper up\n") || !strstr (dump, good ? "\n1/1/1 alias a b\n" : "\n1/1/1 alias ?\n"))
        fail_msg ("%s:%s", value, dump);
      switch_state_free (s);
    }
}

/* A line that was torn: what it said is not known, so nothing is known to be absent. */
static void
test_torn (void **state)
{
  static const char *const ends[] = { "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3.30.10", "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3.30.1001|2",
                                      "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3.99999999999.1001|2|2\n", "1.3.6.1..4|2|2\n" };
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *walk = g_strconcat (AOS8_HEAD "1.3.6.1.2.1.2.2.1.8.1001|2|1\n1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3.1.1001|2|1\n", ends[i], NULL);
      SwitchState *s = walk_read (walk, NULL);
      g_autofree char *dump = state_dump (s);
      assert_int_equal (s->status, SWITCH_PARTIAL);
      if (!strstr (dump, "\n1/1/1 untagged 1\n") || !strstr (dump, "\n1/1/1 tagged ?\n") || !strstr (s->reason, "torn"))
        fail_msg ("%s:%s", ends[i], dump);
      switch_state_free (s);
    }
}

/* ---- noise ------------------------------------------------------------------------------------------------------------ */

static void
damage (GRand *rand, GString *walk)
{
  static const char *const bits[] = { "|", "\n", ".", "0", "4294967295", "99999999999999999999", "-1", "x", "\xff", "1.3.6.1.2.1.", "\"", "{" };
  for (guint n = (guint) g_rand_int_range (rand, 1, 30); n > 0 && walk->len; n--)
    {
      gssize at = g_rand_int_range (rand, 0, (int) walk->len);
      switch (g_rand_int_range (rand, 0, 3))
        {
        case 0: walk->str[at] = (char) g_rand_int_range (rand, 1, 256); break;
        case 1: g_string_erase (walk, at, MIN ((gssize) walk->len - at, g_rand_int_range (rand, 1, 40))); break;
        default: g_string_insert (walk, at, bits[g_rand_int_range (rand, 0, G_N_ELEMENTS (bits))]); break;
        }
    }
}

/* No crash, no endless loop, and never a port or VLAN that cannot be. */
static void
test_damage (void **state)
{
  static const char *const indices[] = { NULL, "", "{", "[]", "{\"format\":\"vlanctl-capture/1\",\"tables\":{}}",
                                         "{\"format\":\"vlanctl-capture/1\",\"tables\":{\"vpa\":{\"status\":7,\"note\":[]},\"if\":{\"status\":\"empty\"}},\"reason\":3}",
                                         "{\"format\":3,\"tables\":7}" };
  GRand *rand = g_rand_new_with_seed (7);
  for (guint i = 0; i < 6 * ROUNDS; i++)
    {
      g_autofree char *good = walk_random (rand, i % 2);
      g_autoptr (GString) walk = g_string_new (good);
      damage (rand, walk);
      SwitchState *s = walk_read (walk->str, indices[i % G_N_ELEMENTS (indices)]);
      g_autofree char *dump = state_dump (s);
      for (guint p = 0; p < s->ports->len; p++)
        {
          const PortState *port = s->ports->pdata[p];
          assert_true (!(port->cfg.has & HAS (ATTR_UNTAGGED)) || (port->cfg.untagged >= VLAN_MIN && port->cfg.untagged <= VLAN_MAX));
        }
      switch_state_free (s);
    }
  g_rand_free (rand);
}

/* Rows of every table of a family with any index and any value. */
static void
test_random_rows (void **state)
{
  static const char *const values[] = { "2|0", "2|1", "2|2", "2|-1", "2|4294967296", "66|4294967295", "4|", "4|x", "4x|00", "4x|ffffffffff", "4|24 2 5",
                                        "6|1.3", "64x|7f000001", "70|18446744073709551615", "5|", "128|", "4|aa:bb:cc:dd:ee:ff" };
  static const guint32 numbers[] = { 0, 1, 2, 3, 64, 128, 1001, 1002, 2001, 101001, 40000000, 40000001, 40000256, 4294967295u, 4094, 4095 };
  GRand *rand = g_rand_new_with_seed (11);
  for (guint i = 0; i < 4 * ROUNDS; i++)
    {
      const Family *family = families[i % 2];
      g_autoptr (GString) walk = g_string_new (family == &family_aos8 ? AOS8_HEAD : AOS6_HEAD);
      for (guint n = 0; n < 200; n++)
        {
          const TableSpec *spec = &family->snmp->tables[g_rand_int_range (rand, 1, TABLE_N)];
          if (!spec->root)
            continue;
          guint columns = 0;
          while (columns < TABLE_MAX_COLUMNS && spec->columns[columns])
            columns++;
          g_string_append_printf (walk, "%s.%u", spec->root, spec->columns[g_rand_int_range (rand, 0, (int) columns)]);
          for (guint k = (guint) g_rand_int_range (rand, 1, 12); k > 0; k--)
            g_string_append_printf (walk, ".%u", numbers[g_rand_int_range (rand, 0, G_N_ELEMENTS (numbers))]);
          g_string_append_printf (walk, "|%s\n", values[g_rand_int_range (rand, 0, G_N_ELEMENTS (values))]);
        }
      SwitchState *s = walk_read (walk->str, NULL);
      g_autofree char *dump = state_dump (s);
      switch_state_free (s);
    }
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_exact), cmocka_unit_test (test_values), cmocka_unit_test (test_torn),
                                      cmocka_unit_test (test_damage), cmocka_unit_test (test_random_rows) };
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("synthetic", tests, NULL, NULL);
}
