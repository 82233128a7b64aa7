/* What is written as YAML is read back as the same text, whatever it is; and no comment ends before its line does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/tree.h"
#include "inventory/yaml_text.h"

/* As a key, as a value, in brackets, and in a comment beside. */
static void
round_trip (const char *text)
{
  g_autoptr (GString) page = g_string_new ("# ");
  g_autoptr (Diagnostics) found = diagnostics_new ();
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  yaml_append_comment (page, text);
  g_string_append_c (page, '\n');
  yaml_append_text (page, text);
  g_string_append (page, ": ");
  yaml_append_text (page, text);
  g_string_append (page, " # ");
  yaml_append_comment (page, text);
  g_string_append (page, "\nlast: [ ");
  yaml_append_text (page, text);
  g_string_append (page, ", ");
  yaml_append_text (page, text);
  g_string_append (page, " ]\n");
  g_autoptr (Node) root = tree_parse ("test", page->str, page->len, found);
  if (!root || found->items->len || root->keys->len != 2)
    {
      printf ("# %s\n", page->str);
      fail_msg ("not read back: %s", found->items->len ? ((Diagnostic *) found->items->pdata[0])->message : "another number of keys");
    }
  const Node *list = root->values->pdata[1];
  assert_string_equal (((Node *) root->keys->pdata[0])->text, valid);
  assert_string_equal (((Node *) root->values->pdata[0])->text, valid);
  assert_int_equal (list->values->len, 2);
  assert_string_equal (((Node *) list->values->pdata[1])->text, valid);
}

static void
test_hostile (void **state)
{
  static const char *const texts[] = {
    "", " ", "plain", "two words", " before", "after ", "on", "No", "null", "~", "y", "1", "007", "1e3", "0x1f", "12:30", "1:30:00", "1.5", ".5", ".inf",
    "2026-11-24", "1/1/1-24", "192.0.2.1", "2001:db8::1", "a: b", "a #b", "#x", "- x", "? x", "{a}", "[a]", "a, b", "*alias", "&anchor", "!tag", "%dir",
    "@at", "`tick", "|", ">", "'single'", "\"double\"", "back\\slash", "\\n", "<<", "---", "...", "new\nline", "re\rturn", "tab\there", "bell\a",
    "\x1b[31mred", "\x7f", "\xc2\x85next", "\xe2\x80\xa8line", "\xe2\x80\xa9para", "\xef\xbb\xbfmark", "\xe2\x80\xaeoverride", "\xef\xbf\xbf",
    "\xf0\x9f\x93\x9e", "\xf4\x8f\xbf\xbf", "caf\xc3\xa9", "bad\xff\xfe", "half\xc3", "x\xed\xa0\x80", "vlanctl: ignore VL101 because", "yes ", "null\n",
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    round_trip (texts[i]);
}

static void
test_random (void **state)
{
  static const char pieces[] = "aZ09 .,:;#-_/\\\"'{}[]&*!|>%@`~?<=\n\r\t\x01\x1b\x7f\xc2\x85\xa0\xe2\x80\xa8\xef\xbb\xbf";
  g_autoptr (GRand) r = g_rand_new_with_seed (5);
  for (guint round = 0; round < 4000; round++)
    {
      char text[24];
      guint n = (guint) g_rand_int_range (r, 0, sizeof text);
      for (guint i = 0; i < n; i++)
        text[i] = g_rand_boolean (r) ? pieces[g_rand_int_range (r, 0, sizeof pieces - 1)] : (char) g_rand_int_range (r, 1, 256);
      text[n] = '\0';
      round_trip (text);
    }
}

/* Ports, addresses and names stay legible. */
static void
test_plain (void **state)
{
  static const char *const texts[] = { "1/1/1-24", "1/49", "linkagg 5", "192.0.2.11", "sw-mairie-1", "Mairie", "VLAN 10", "OS6860E-P24", "/etc/secret" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      yaml_append_text (out, texts[i]);
      assert_string_equal (out->str, texts[i]);
    }
}

/* Each pair of keys of a large mapping once: the second is found whatever stands between, and however many there are. */
static void
test_twice (void **state)
{
  static const guint sizes[] = { 2, 3, 100, 127, 128, 129, 500 };
  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (guint again = 0; again < sizes[s]; again += 1 + sizes[s] / 7)
      {
        g_autoptr (GString) page = g_string_new (NULL);
        g_autoptr (Diagnostics) found = diagnostics_new ();
        for (guint i = 0; i < sizes[s]; i++)
          g_string_append_printf (page, "key-%u: %u\n", i * 7919, i);
        g_string_append_printf (page, "key-%u: again\n", again * 7919);
        g_autoptr (Node) root = tree_parse ("test", page->str, page->len, found);
        assert_non_null (root);
        assert_int_equal (root->keys->len, sizes[s]);
        assert_int_equal (root->values->len, sizes[s]);
        assert_int_equal (found->items->len, 1);
        const Diagnostic *d = found->items->pdata[0];
        assert_string_equal (d->rule, "VL104");
        assert_int_equal (d->pos.line, sizes[s] + 1);
        assert_int_equal (d->other.line, again + 1);
        for (guint i = 0; i < sizes[s]; i++)
          assert_int_equal (atoi (((Node *) root->values->pdata[i])->text), i);
      }
}

/* What is no UTF-8 is found at its place, wherever that is in a word of the machine. */
static void
test_encoding (void **state)
{
  static const char *const bad[] = { "\xff", "\xc3", "\xe2\x80", "\xed\xa0\x80", "\xc0\x80", "\xf5\x80\x80\x80" };
  for (guint b = 0; b < G_N_ELEMENTS (bad); b++)
    for (guint at = 0; at < 40; at++)
      for (guint wide = 0; wide < 2; wide++)
        {
          g_autoptr (GString) page = g_string_new ("a: ");
          g_autoptr (Diagnostics) found = diagnostics_new ();
          for (guint i = 0; i < at; i++)
            g_string_append (page, wide && i % 3 == 0 ? "\xc3\xa9" : "x");
          g_autofree char *good = g_strdup_printf ("%s\n", page->str);
          g_string_append_printf (page, "%s\n", bad[b]);
          assert_null (tree_parse ("test", page->str, page->len, found));
          assert_int_equal (found->items->len, 1);
          assert_string_equal (((Diagnostic *) found->items->pdata[0])->rule, "VL108");
          assert_int_equal (((Diagnostic *) found->items->pdata[0])->pos.column, 4 + at);
          g_autoptr (Node) root = tree_parse ("test", good, strlen (good), found);
          assert_non_null (root);
        }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_hostile), cmocka_unit_test (test_random), cmocka_unit_test (test_plain),
                                      cmocka_unit_test (test_twice), cmocka_unit_test (test_encoding) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
