/* What is written as YAML is read back as the same text, whatever it is; and no comment ends before its line does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
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

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_hostile), cmocka_unit_test (test_random), cmocka_unit_test (test_plain) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
