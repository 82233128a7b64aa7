/* What a run costs: sums, spreads and times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "model/stats.h"

static int
by_size (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y;
}

/* The median of many round trips, whatever their sizes, against the one that sorting gives. */
static void
test_round_trips (void **state)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  for (guint bits = 1; bits < 36; bits++)
    for (guint n = 1; n < 200; n = n * 3 + 1)
      {
        Stats *s = stats_new ();
        StatsSwitch *sw = stats_begin (s, "sw");
        StatsSum sum;
        gint64 times[200];
        for (guint i = 0; i < n; i++)
          {
            times[i] = (gint64) (((guint64) g_rand_int (rand) << 32 | g_rand_int (rand)) >> (64 - bits));
            stats_answered (s, sw, times[i], 1);
          }
        stats_answered (s, sw, -1, 1); /* not timed */
        qsort (times, n, sizeof times[0], by_size);
        stats_sum (s, &sum);
        gint64 exact = times[(n - 1) / 2];
        assert_int_equal (sum.round_trips, n);
        assert_int_equal (sum.wire.answers, n + 1);
        assert_int_equal (sum.min_us, times[0]);
        assert_int_equal (sum.max_us, times[n - 1]);
        if (ABS (sum.median_us - exact) * 32 > exact)
          fail_msg ("%u times of %u bits: %" G_GINT64_FORMAT " instead of %" G_GINT64_FORMAT, n, bits, sum.median_us, exact);
        stats_free (s);
      }
}

static void
test_nothing (void **state)
{
  StatsSum sum;
  StatsProgress progress;
  Stats *s = stats_new ();
  stats_sum (s, &sum);
  assert_int_equal (sum.median_us, 0);
  assert_int_equal (sum.switches, 0);
  g_autoptr (GArray) slowest = stats_slowest (s, 10), going = stats_going (s, &progress);
  assert_int_equal (slowest->len + going->len, 0);
  stats_free (s);
  /* nobody counts */
  assert_null (stats_begin (NULL, "sw"));
  stats_sent (NULL, NULL, STATS_FIRST, 100);
  stats_enter (NULL, STATS_NAMES);
  stats_leave (NULL, STATS_NAMES);
  stats_line (NULL, "sw", TRUE, 1);
  stats_over (NULL, NULL);
  stats_sum (NULL, &sum);
  assert_int_equal (sum.wire.requests, 0);
}

/* The stages of the main thread are the whole time; of what is done beside it, time counts once, however many are at it. */
static void
test_times (void **state)
{
  StatsSum sum;
  Stats *s = stats_new ();
  gint64 whole = 0;
  assert_int_equal (stats_stage (s, STATS_READING), STATS_INVENTORY);
  stats_enter (s, STATS_DECODING);
  stats_enter (s, STATS_DECODING);
  g_usleep (2000);
  stats_leave (s, STATS_DECODING);
  assert_int_equal (stats_stage (s, STATS_REPORT), STATS_READING);
  stats_leave (s, STATS_DECODING);
  stats_enter (s, STATS_VERIFYING);
  stats_sum (s, &sum);
  for (guint i = 0; i < STATS_STAGES; i++)
    whole += sum.stage_us[i];
  assert_int_equal (whole, sum.wall_us);
  assert_true (sum.stage_us[STATS_READING] >= 2000);
  assert_int_equal (sum.stage_us[STATS_PLANNING], 0);
  assert_true (sum.work_us[STATS_DECODING] >= 2000 && sum.work_us[STATS_DECODING] <= sum.wall_us);
  assert_true (sum.work_us[STATS_VERIFYING] <= sum.wall_us); /* it still is at it */
  stats_leave (s, STATS_VERIFYING);
  stats_free (s);
}

static void
test_switches (void **state)
{
  enum { N = 20 };
  Stats *s = stats_new ();
  StatsSum sum;
  StatsProgress progress;
  for (guint i = 0; i < N; i++)
    {
      g_autofree char *name = g_strdup_printf ("sw-%u", i);
      StatsSwitch *sw = stats_begin (s, name);
      stats_sent (s, sw, STATS_FIRST, 100);
      stats_sent (s, sw, STATS_RETRANSMIT, 100);
      stats_sent (s, sw, STATS_REPEAT, 0); /* did not go out */
      stats_received (s, sw, 1000);
      stats_answered (s, sw, 5, 7);
      stats_done_of (s, sw, 1, 3);
      if (i)
        stats_over (s, sw);
      stats_login (s, name, i % 2, 10 * G_USEC_PER_SEC * (i + 1));
      stats_line (s, name, i % 2, 1);
    }
  StatsSwitch *again = stats_begin (s, "sw-1");
  stats_silent (s, again);
  stats_over (s, again);
  stats_sum (s, &sum);
  assert_int_equal (sum.switches, N);
  assert_int_equal (sum.wire.requests, N);
  assert_int_equal (sum.wire.retransmits, N);
  assert_int_equal (sum.wire.repeats, N);
  assert_int_equal (sum.wire.datagrams_out, 2 * N);
  assert_int_equal (sum.wire.octets_out, 200 * N);
  assert_int_equal (sum.wire.octets_in, 1000 * N);
  assert_int_equal (sum.wire.values, 7 * N);
  assert_int_equal (sum.wire.silences, 1);
  assert_int_equal (sum.shell.logins, N / 2);
  assert_int_equal (sum.shell.refused, N / 2);
  assert_int_equal (sum.shell.lines, N);
  assert_int_equal (sum.shell.replies, N / 2);

  g_autoptr (GArray) slowest = stats_slowest (s, 10), going = stats_going (s, &progress);
  assert_int_equal (slowest->len, 10);
  assert_string_equal (g_array_index (slowest, StatsSlow, 0).name, "sw-19");
  assert_string_equal (g_array_index (slowest, StatsSlow, 9).name, "sw-10");
  assert_int_equal (g_array_index (slowest, StatsSlow, 0).wire.octets_in, 1000);
  assert_int_equal (going->len, 1); /* the first has not ended */
  assert_string_equal (g_array_index (going, StatsGoing, 0).name, "sw-0");
  assert_int_equal (g_array_index (going, StatsGoing, 0).total, 3);
  assert_int_equal (progress.finished, N);
  assert_int_equal (progress.values, 7 * N);
  stats_free (s);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_round_trips), cmocka_unit_test (test_nothing), cmocka_unit_test (test_times),
                                      cmocka_unit_test (test_switches) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("stats", tests, NULL, NULL);
}
