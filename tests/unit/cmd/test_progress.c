/* The line at the foot of the terminal: what it says, and that it stays one line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "cmd/progress.h"

static GArray *
going (guint n, const char *const *names, const double *seconds, const double *unheard)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (StatsGoing));
  for (guint i = 0; i < n; i++)
    {
      StatsGoing g = { names[i], (gint64) (seconds[i] * G_USEC_PER_SEC), (gint64) (unheard[i] * G_USEC_PER_SEC), 0, 0 };
      g_array_append_val (list, g);
    }
  return list;
}

static void
says (const ProgressView *view, guint width, const char *text)
{
  g_autofree char *line = progress_line (view, width);
  assert_string_equal (line, text);
}

static void
test_says (void **state)
{
  const char *const names[] = { "sw-a", "sw-b", "sw-c" };
  const double seconds[] = { 12, 6, 3 };
  g_autoptr (GArray) slow = going (3, names, seconds, seconds), none = going (0, NULL, NULL, NULL);
  ProgressView view = { .done = 150, .total = 300, .part = 0.5, .seconds = 3, .values = 30000, .slow = none };
  says (&view, 100, "[########........] 150/300 switches, 50/s, 10k values/s, 3 s left");
  says (&view, 60, "150/300 switches, 50/s, 10k values/s, 3 s left");
  view.slow = slow;
  says (&view, 120, "[########........] 150/300 switches, 50/s, 10k values/s, 3 s left; slow: sw-a 12 s, sw-b 6 s, sw-c 3 s");
  says (&view, 100, "[########........] 150/300 switches, 50/s, 10k values/s, 3 s left; slow: sw-a 12 s, sw-b 6 s, +1");
  says (&view, 60, "150/300 switches, 50/s, 10k values/s, 3 s left; 3 slow");
  /* nothing is known yet: no estimate */
  view = (ProgressView){ .total = 300, .seconds = 0.1, .slow = none };
  says (&view, 60, "0/300 switches, 0.0/s");
  /* nothing is counted but switches */
  view = (ProgressView){ .done = 1, .total = 4, .part = 0.25, .seconds = 200, .slow = none };
  says (&view, 60, "1/4 switches, 0.0/s, 10 min left");
  view = (ProgressView){ .done = 4, .total = 4, .part = 1, .seconds = 2, .slow = none };
  says (&view, 60, "4/4 switches, 2.0/s");
}

/* Whatever the names and however narrow the terminal: one line, that fits, and commands nothing. */
static void
test_hostile (void **state)
{
  const char *const names[] = { "\x1b[2J\x1b[31mred", "a\nb\rc", "\xff\xfe", "\xc3\xa9t\xc3\xa9-\xe2\x80\xae", "n" };
  const double seconds[] = { 1e7, 5000, 99, 0.01, 0 };
  g_autofree char *endless = g_strnfill (500, 'x');
  const char *const long_names[] = { endless, endless };
  g_autoptr (GArray) bad = going (5, names, seconds, seconds), endless_ones = going (2, long_names, seconds, seconds);
  ProgressView views[] = { { .done = 1, .total = 2, .part = 0.1, .seconds = 1, .values = 12345678901, .slow = bad },
                           { .done = G_MAXUINT, .total = G_MAXUINT, .part = 0.5, .seconds = 1e9, .values = G_MAXUINT64, .slow = endless_ones } };
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    for (guint width = 0; width < 300; width++)
      {
        g_autofree char *line = progress_line (&views[i], width);
        assert_true (g_utf8_validate (line, -1, NULL));
        if (g_utf8_strlen (line, -1) > (glong) width)
          fail_msg ("%u columns: %s", width, line);
        for (const char *c = line; *c; c++)
          assert_true ((guchar) *c >= 0x20 && *c != 0x7f);
      }
}

static void
test_slow (void **state)
{
  const char *const names[] = { "quick", "thrice", "silent", "short", "silent-longer" };
  const double seconds[] = { 1.0, 3.2, 2.5, 0.4, 2.9 }, unheard[] = { 0.1, 0.1, 2.1, 0.4, 2.2 };
  g_autoptr (GArray) list = going (5, names, seconds, unheard);
  progress_keep_slow (list, G_USEC_PER_SEC, 2 * G_USEC_PER_SEC);
  assert_int_equal (list->len, 3);
  assert_string_equal (g_array_index (list, StatsGoing, 0).name, "thrice");
  assert_string_equal (g_array_index (list, StatsGoing, 1).name, "silent-longer");
  assert_string_equal (g_array_index (list, StatsGoing, 2).name, "silent");
  /* none is over: only silence tells */
  g_autoptr (GArray) first = going (5, names, seconds, unheard);
  progress_keep_slow (first, 0, 2 * G_USEC_PER_SEC);
  assert_int_equal (first->len, 2);
  /* thrice a very short time is short */
  g_autoptr (GArray) fast = going (5, names, seconds, unheard);
  progress_keep_slow (fast, 1000, 60 * G_USEC_PER_SEC);
  assert_int_equal (fast->len, 4);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_says), cmocka_unit_test (test_hostile), cmocka_unit_test (test_slow) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("progress", tests, NULL, NULL);
}
