/* Long answers leave in pieces. */
#pragma once
#include <glib.h>

/* Takes what a long answer has so far, when it is long enough to be worth it; the rest is left in `out`. */
typedef struct {
  void (*take) (const GString *out, gpointer user);
  gpointer user;
} ReportDrain;
void report_drain (const ReportDrain *drain, GString *out); /* between two elements of an answer; drain NULL: nothing happens */
