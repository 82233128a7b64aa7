/* Recorded walks of real switches: every port has exactly the membership that the rows say. VLANCTL_CAPTURES names the folder;
 * without it there is nothing to compare with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"

static void
check_capture (const char *dir, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".snmprec", NULL), *path = g_build_filename (dir, file, NULL), *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  SwitchState *state = live_read_capture (dir, name, "192.0.2.1");
  assert_non_null (state->reason); /* none of them has everything */
  if (state->family)
    {
      assert_non_null (state->model);
      assert_non_null (state->version);
      expect_membership (name, text, state);
    }
  else
    assert_int_equal (state->ports->len, 0);
  switch_state_free (state);
}

static void
test_membership (void **state)
{
  const char *dir = g_getenv ("VLANCTL_CAPTURES"), *name;
  guint n = 0;
  GDir *folder = g_dir_open (dir, 0, NULL);
  assert_non_null (folder);
  while ((name = g_dir_read_name (folder)))
    if (g_str_has_suffix (name, ".snmprec"))
      {
        g_autofree char *base = g_strndup (name, strlen (name) - strlen (".snmprec"));
        check_capture (dir, base);
        n++;
      }
  g_dir_close (folder);
  assert_true (n > 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_membership) };
  if (!g_getenv ("VLANCTL_CAPTURES")) /* cmocka's own skip reads as a failure in TAP */
    {
      puts ("1..1\nok 1 - test_membership # SKIP VLANCTL_CAPTURES is not set");
      return 0;
    }
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("captures", tests, NULL, NULL);
}
