/* What a run of the program ends with (product.md section 2). */
#pragma once

enum {
  EXIT_DONE = 0,
  EXIT_FINDINGS = 1,
  EXIT_CHANGES = 2,      /* plan --detailed-exitcode */
  EXIT_INCOMPLETE = 3,
  EXIT_REFUSED = 4,
  EXIT_ROLLED_BACK = 5,
  EXIT_NEEDS_PERSON = 6,
  EXIT_USAGE = 64, EXIT_DATA = 65, EXIT_NO_INPUT = 66, EXIT_CONFIG = 78,
  EXIT_INTERRUPTED = 130
};

/* The more severe of two: 6, 130, 5, 4, 3, 2, 1, 0; what ends a run before it began (64 and up) is above all. */
int exit_worse (int a, int b);
