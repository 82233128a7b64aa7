/* A plan file: whatever it says, only published lines come out of it. */
#include <stdlib.h>

#include "fuzz.h"
#include "profiles/family.h"
#include "report/report.h"

static void
check_lines (const Family *family, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    if (!family_line_is_known (family, lines->pdata[i]))
      abort ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_text (data, size);
  Plan *plan = report_plan_load (text, NULL);
  for (guint i = 0; plan && i < plan->switches->len; i++)
    {
      const SwitchPlan *s = plan->switches->pdata[i];
      const Family *family = s->family ? family_by_id (s->family) : NULL;
      for (guint k = 0; family && k < s->changes->len; k++)
        {
          const Change *c = s->changes->pdata[k];
          check_lines (family, c->commands);
          check_lines (family, c->undo);
        }
    }
  if (plan)
    plan_free (plan);
  return 0;
}
