/* Phone profiles: ours are whole and say where each comes from; bad ones are told at the place; the user's come first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "inventory/phones.h"

static guint
tell (const Diagnostics *found)
{
  for (guint i = 0; i < found->items->len; i++)
    {
      const Diagnostic *d = found->items->pdata[i];
      printf ("# %s:%u:%u %s %s\n", d->pos.file, d->pos.line, d->pos.column, d->rule, d->message);
    }
  return found->items->len;
}

/* What a device of a class may draw at most (IEEE 802.3af/at), mW. */
static const guint class_most_mw[] = { 12950, 3840, 6490, 12950, 25500 };

/* Every profile: a name with its maker, found by it, a source, patterns that match something, figures within reason. */
static void
test_ours (void **state)
{
  g_autoptr (Diagnostics) found = diagnostics_new ();
  g_autoptr (GPtrArray) all = phone_profiles_load (found);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  assert_int_equal (tell (found), 0);
  assert_true (all->len > 150);
  for (guint i = 0; i < all->len; i++)
    {
      const PhoneProfile *p = all->pdata[i];
      assert_true (g_str_has_prefix (p->model, p->maker) && strlen (p->model) > strlen (p->maker) + 1);
      assert_true (g_hash_table_add (seen, p->model));
      assert_ptr_equal (phone_profile_find (all, p->model), p);
      assert_true (p->source && strlen (p->source) > 20);
      assert_true (p->poe_class >= -1 && p->poe_class <= 4);
      assert_true (p->draw_mw <= class_most_mw[p->poe_class >= 0 ? p->poe_class : 4]);
      assert_true (p->link_mbps == 0 || p->link_mbps == 100 || p->link_mbps == 1000);
      assert_non_null (p->lldp_models[0]);
      for (char **pattern = p->lldp_models; *pattern; pattern++)
        assert_true (strlen (*pattern) > 2 && strchr (*pattern, '*'));
      for (char **oui = p->ouis; *oui; oui++)
        {
          g_autofree char *mac = g_strconcat (*oui, ":00:00:01", NULL);
          assert_string_equal (phone_profile_by_mac (all, mac)->maker, p->maker);
        }
    }
}

static void
test_names (void **state)
{
  static const char *const rows[][2] = {
    { "yealink-t21p-e2", "Yealink T21P E2" },
    { "Yealink SIP-T21P_E2", "Yealink T21P E2" },
    { "T46U", "Yealink T46U" },
    { "SIP-T46U", "Yealink T46U" },
    { "YEALINK T53W", "Yealink T53W" },
    { "d735", "Snom D735" },
    { "8068", "Alcatel-Lucent Enterprise 8068" },
    { "Avaya J179", "Avaya J179" },
    { "openstage-40-g", "Unify OpenStage 40 G" },
    { "OpenStage 40", "Unify OpenStage 40" },
    { "Yealink", NULL },
    { "T46", NULL },
    { "", NULL },
  };
  g_autoptr (Diagnostics) found = diagnostics_new ();
  g_autoptr (GPtrArray) all = phone_profiles_load (found);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const PhoneProfile *p = phone_profile_find (all, rows[i][0]);
      assert_string_equal (p ? p->model : "-", rows[i][1] ? rows[i][1] : "-");
    }
  assert_null (phone_profile_find (NULL, "T46U"));
  assert_null (phone_profile_by_mac (all, "02:00:00:00:00:01"));
  assert_string_equal (phone_profile_by_mac (all, "80:5e:c0:8e:a0:05")->maker, "Yealink");
}

#define TOP "vlanctl-phones: 1\nmaker: Acme\n"
#define ONE "phones: [ { model: Acme 1, source: here } ]\n"

static void
test_mistakes (void **state)
{
  static const struct
  {
    const char *rule, *text;
    guint line, column;
  } rows[] = {
    { NULL, TOP ONE, 0, 0 },
    { NULL, TOP "ouis: [\"00:15:65\"]\nouis-source: IEEE\n" ONE, 0, 0 },
    { "VL105", "vlanctl-phones: 1\n" ONE, 1, 1 },
    { "VL105", TOP "ouis: [\"00:15:65\"]\n" ONE, 3, 7 },
    { "VL105", TOP "phones: [ { model: Acme 1 } ]\n", 3, 11 },
    { "VL702", TOP "ouis: [\"00:15:6X\"]\nouis-source: IEEE\n" ONE, 3, 8 },
    { "VL702", TOP "ouis: [\"80:5E:C0\"]\nouis-source: IEEE\n" ONE, 3, 8 },
    { "VL102", TOP "phones: [ { model: Acme 1, source: here, poe-clas: 2 } ]\n", 3, 42 },
    { "VL103", TOP "phones: [ { model: Acme 1, source: here, poe-class: 5 } ]\n", 3, 53 },
    { "VL110", TOP "phones: [ { model: Acme 1, source: here, draw: 5 } ]\n", 3, 48 },
    { "VL106", TOP "phones: [ { model: Acme 1, source: here, lldp-med: yes } ]\n", 3, 52 },
    { "VL101", "vlanctl-phones: [\n", 2, 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Diagnostics) found = diagnostics_new ();
      g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) phone_profile_free);
      gboolean good = phone_profiles_parse ("acme.yaml", rows[i].text, strlen (rows[i].text), all, found);
      const Diagnostic *d = found->items->len ? found->items->pdata[0] : NULL;
      if (good == (rows[i].rule == NULL) && all->len == (rows[i].rule ? 0 : 1) && found->items->len == (rows[i].rule ? 1 : 0)
          && (!d || (!strcmp (d->rule, rows[i].rule) && d->pos.line == rows[i].line && d->pos.column == rows[i].column)))
        continue;
      printf ("# row %u\n", i);
      tell (found);
      fail ();
    }
}

/* The folder of the user comes before what is in the program; a bad file is told and left out. */
static void
test_own (void **state)
{
  const char *root = g_getenv ("XDG_CONFIG_HOME");
  g_autofree char *dir = g_build_filename (root, "vlanctl", "phones", NULL), *good = g_build_filename (dir, "a.yaml", NULL),
                  *bad = g_build_filename (dir, "b.yaml", NULL);
  g_mkdir_with_parents (dir, 0700);
  assert_true (g_file_set_contents (
      good, "vlanctl-phones: 1\nmaker: Yealink\nphones: [ { model: Yealink T46U, draw: 6W, source: measured } ]\n", -1, NULL));
  assert_true (g_file_set_contents (bad, "vlanctl-phones: 2\n", -1, NULL));
  g_autoptr (Diagnostics) found = diagnostics_new ();
  g_autoptr (GPtrArray) all = phone_profiles_load (found);
  assert_int_equal (phone_profile_find (all, "Yealink T46U")->draw_mw, 6000);
  assert_string_equal (((Diagnostic *) found->items->pdata[0])->pos.file, bad);
  g_unlink (good);
  g_unlink (bad);
}

int
main (void)
{
  g_autofree char *dir = g_dir_make_tmp ("vlanctl-phones-XXXXXX", NULL);
  g_setenv ("XDG_CONFIG_HOME", dir, TRUE);
  g_setenv ("XDG_DATA_DIRS", dir, TRUE);
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_ours), cmocka_unit_test (test_names),
                                      cmocka_unit_test (test_mistakes), cmocka_unit_test (test_own) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  int failed = cmocka_run_group_tests_name ("phones", tests, NULL, NULL);
  const char *const below[] = { "vlanctl/phones", "vlanctl", "" };
  for (guint i = 0; i < G_N_ELEMENTS (below); i++)
    {
      g_autofree char *path = g_build_filename (dir, below[i], NULL);
      g_rmdir (path);
    }
  return failed;
}
