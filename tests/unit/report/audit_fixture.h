/* Audits made by hand, for the tests of the formats. */
#pragma once
#include "audit/audit.h"

typedef struct {
  Desired *desired;
  GPtrArray *states; /* SwitchState* */
  Audit *audit;
} Fixture;

Fixture *fixture_new (const char *name); /* "town", "ready", "hostile", "empty"; NULL = no such */
void fixture_free (Fixture *f);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)
const char *fixture_ugly (void); /* what stands for every name in "hostile" */
