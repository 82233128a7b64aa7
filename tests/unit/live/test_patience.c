/* When a datagram is sent once more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "live/patience.h"

#define MS(n) ((gint64) (n) * 1000)
#define SECONDS(n) MS (1000 * (n))

/* How many times within `until`, asked every 10 ms, and when the last was. */
static guint
times (Patience *p, gint64 from, gint64 until, gint64 *last)
{
  guint n = 0;
  patience_sent (p, from);
  for (gint64 now = from; now <= from + until; now += MS (10))
    if (patience_due (p, now))
      {
        n++;
        *last = now - from;
      }
  return n;
}

static void
test_a_second_at_first (void **state)
{
  Patience p;
  gint64 last = 0;
  patience_init (&p, SECONDS (60));
  assert_int_equal (times (&p, SECONDS (100), MS (990), &last), 0);
  assert_int_equal (times (&p, SECONDS (200), MS (1000), &last), 1);
}

/* 1, 2 and 4 s later; no more than three. The whole time-out is never gone beyond: then the library sends. */
static void
test_twice_as_long_each_time (void **state)
{
  Patience p;
  gint64 last = 0;
  patience_init (&p, SECONDS (60));
  assert_int_equal (times (&p, 0, SECONDS (60), &last), 3);
  assert_int_equal (last, SECONDS (1 + 2 + 4));
  patience_init (&p, SECONDS (2));
  assert_int_equal (times (&p, 0, SECONDS (60), &last), 3);
  assert_int_equal (p.wait, SECONDS (2));
  patience_sent (&p, 0);
  patience_end (&p);
  assert_false (patience_due (&p, SECONDS (60)));
}

/* By RFC 6298: SRTT, RTTVAR and 4 times that; here no less than a quarter of a second. */
static void
test_learns (void **state)
{
  Patience p;
  patience_init (&p, SECONDS (60));
  patience_answered (&p, MS (200)); /* 200 + 4 * 100 */
  assert_int_equal (p.wait, MS (600));
  patience_answered (&p, MS (400)); /* RTTVAR 3/4 * 100 + 1/4 * 200 = 125, SRTT 225 */
  assert_int_equal (p.wait, MS (225 + 4 * 125));
  for (guint i = 0; i < 50; i++)
    patience_answered (&p, MS (20));
  assert_int_equal (p.wait, MS (250));
  for (guint i = 0; i < 100; i++)
    patience_answered (&p, SECONDS (30)); /* slow, and steady */
  assert_true (p.wait > SECONDS (29) && p.wait < SECONDS (31));
}

/* What answers to several datagrams tells nothing; the longer wait stays until an answer tells again. */
static void
test_karn (void **state)
{
  Patience p;
  gint64 last = 0;
  patience_init (&p, SECONDS (60));
  patience_answered (&p, MS (20));
  assert_int_equal (times (&p, 0, MS (300), &last), 1);
  patience_answered (&p, -1);
  assert_int_equal (p.wait, MS (500));
  assert_int_equal (times (&p, SECONDS (1), MS (490), &last), 0);
  patience_answered (&p, MS (20));
  assert_int_equal (p.wait, MS (250));
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_a_second_at_first), cmocka_unit_test (test_twice_as_long_each_time),
                                      cmocka_unit_test (test_learns), cmocka_unit_test (test_karn) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
