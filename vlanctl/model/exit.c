#include "model/exit.h"

#include <glib.h>

int
exit_worse (int a, int b)
{
  static const int order[] = { EXIT_DONE, EXIT_FINDINGS, EXIT_CHANGES, EXIT_INCOMPLETE, EXIT_REFUSED, EXIT_ROLLED_BACK, EXIT_INTERRUPTED,
                               EXIT_NEEDS_PERSON, EXIT_CONFIG, EXIT_NO_INPUT, EXIT_DATA, EXIT_USAGE };
  guint rank_a = 0, rank_b = 0;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      if (order[i] == a)
        rank_a = i;
      if (order[i] == b)
        rank_b = i;
    }
  return rank_a >= rank_b ? a : b;
}
