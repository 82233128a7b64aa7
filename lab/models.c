/* Models: by their name (P before the count = PoE), with budgets of the hardware guides. */
#include "state.h"

#include <string.h>

typedef struct {
  const char *prefix; /* of the name, the longest first */
  LabFamily family;
  guint uplinks, limit_default, limit_max;
  struct { guint ports, watts; } budgets[3];
} Series;

static const Series series[] = {
  { "OS6860N", LAB_AOS8, 4, 30000, 60000, { { 24, 450 }, { 48, 780 } } },
  { "OS6860", LAB_AOS8, 4, 30000, 60000, { { 24, 450 }, { 48, 780 } } },
  { "OS6360", LAB_AOS8, 4, 30000, 30000, { { 10, 120 }, { 24, 180 }, { 48, 350 } } },
  { "OS6465", LAB_AOS8, 4, 30000, 30000, { { 6, 120 }, { 12, 240 }, { 28, 480 } } },
  { "OS6560", LAB_AOS8, 4, 30000, 30000, { { 24, 450 }, { 48, 780 } } },
  { "OS6900", LAB_AOS8, 0, 0, 0, { { 0, 0 } } },
  { "OS6450", LAB_AOS6, 4, 30000, 30000, { { 10, 120 }, { 24, 390 }, { 48, 780 } } },
  { "OS6350", LAB_AOS6, 4, 31000, 31000, { { 10, 120 }, { 24, 350 }, { 48, 720 } } },
  { "OS6250", LAB_AOS6, 2, 16000, 16000, { { 8, 110 }, { 24, 225 } } },
  { "OS6850", LAB_AOS6, 4, 15400, 18000, { { 24, 230 }, { 48, 360 } } },
};

/* sysObjectID: only those of the MIB texts are known; the rest ends in 1 below the family's root. */
static const struct { const char *name, *id; } ids[] = {
  { "OS6860E-24", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.5" },   { "OS6860E-P24", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.6" },
  { "OS6860E-48", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.7" },   { "OS6860E-P48", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.8" },
  { "OS6360-P48X", "1.3.6.1.4.1.6486.801.1.1.2.1.16.1.9" },  { "OS6450-24", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.5" },
  { "OS6450-P24", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.6" },   { "OS6450-48", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.8" },
  { "OS6450-P48", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.9" },   { "OS6350-P24", "1.3.6.1.4.1.6486.800.1.1.2.1.13.1.2" },
};

static const char *
find_id (const char *name, LabFamily family)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    if (!strcmp (ids[i].name, name))
      return ids[i].id;
  return family == LAB_AOS6 ? "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.1" : "1.3.6.1.4.1.6486.801.1.1.2.1.16.1.4";
}

gboolean
lab_model_find (const char *name, LabModel *out)
{
  const char *dash = strchr (name, '-');
  guint count = 0;
  gboolean poe = FALSE;
  for (const char *p = dash ? dash + 1 : ""; *p && !count; p++)
    if (*p == 'P')
      poe = TRUE;
    else if (g_ascii_isdigit (*p))
      count = (guint) g_ascii_strtoull (p, NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (series) && count && count <= 64; i++)
    {
      const Series *s = &series[i];
      if (!g_str_has_prefix (name, s->prefix))
        continue;
      *out = (LabModel){ s->family, count, s->uplinks, poe ? count : 0, 0, s->limit_default, s->limit_max, find_id (name, s->family) };
      for (guint k = 0; poe && k < G_N_ELEMENTS (s->budgets); k++)
        if (s->budgets[k].ports && s->budgets[k].ports <= count)
          out->budget_watts = s->budgets[k].watts;
      return TRUE;
    }
  return FALSE;
}
