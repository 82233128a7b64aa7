/* Models: by their name (P before the count = PoE), with limits and budgets of the hardware guides. */
#include "state.h"

#include <string.h>

typedef struct {
  const char *prefix; /* of the name, the longest first */
  LabFamily family;
  guint uplinks, limit_default, limit_max, high_ports; /* high_ports: only so many go up to limit_max; 0 = all */
  struct { guint ports, watts; } budgets[3];
} Series;

static const Series series[] = {
  { "OS6860E", LAB_AOS8, 4, 30000, 60000, 4, { { 24, 450 }, { 48, 780 } } },
  { "OS6860", LAB_AOS8, 4, 30000, 30000, 0, { { 24, 450 }, { 48, 780 } } },
  { "OS6865", LAB_AOS8, 4, 30000, 75000, 4, { { 16, 140 } } },
  { "OS6870", LAB_AOS8, 4, 30000, 95000, 0, { { 24, 780 }, { 48, 1500 } } },
  { "OS6570M", LAB_AOS8, 4, 0, 0, 0, { { 0, 0 } } },
  { "OS6575", LAB_AOS8, 4, 30000, 60000, 0, { { 12, 240 }, { 24, 480 } } },
  { "OS6360-PH", LAB_AOS8, 4, 30000, 95000, 0, { { 24, 380 }, { 48, 760 } } },
  { "OS6360-P24X", LAB_AOS8, 4, 30000, 95000, 0, { { 24, 380 } } },
  { "OS6360-P48X", LAB_AOS8, 4, 30000, 95000, 0, { { 48, 760 } } },
  { "OS6360", LAB_AOS8, 4, 30000, 30000, 0, { { 10, 120 }, { 24, 180 }, { 48, 350 } } },
  { "OS6465", LAB_AOS8, 4, 30000, 30000, 0, { { 6, 120 }, { 12, 240 }, { 28, 480 } } },
  { "OS6560", LAB_AOS8, 4, 30000, 30000, 0, { { 24, 450 }, { 48, 780 } } },
  { "OS6900", LAB_AOS8, 0, 0, 0, 0, { { 0, 0 } } },
  { "OS6450", LAB_AOS6, 4, 30000, 30000, 0, { { 10, 120 }, { 24, 390 }, { 48, 780 } } },
  { "OS6350", LAB_AOS6, 4, 31000, 31000, 0, { { 10, 120 }, { 24, 350 }, { 48, 720 } } },
  { "OS6250", LAB_AOS6, 2, 16000, 16000, 0, { { 8, 110 }, { 24, 225 } } },
  { "OS6400", LAB_AOS6, 4, 15400, 18000, 0, { { 24, 360 }, { 48, 360 } } },
  { "OS6855", LAB_AOS6, 4, 15400, 20000, 3, { { 14, 66 }, { 24, 160 } } },
  { "OS6850", LAB_AOS6, 4, 15400, 18000, 0, { { 24, 230 }, { 48, 360 } } },
};

/* sysObjectID: only those of the MIB texts are known; the rest ends in 1 below the family's root. */
static const struct { const char *name, *id; } ids[] = {
  { "OS6860-24", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.1" },    { "OS6860-P24", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.2" },
  { "OS6860-48", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.3" },    { "OS6860-P48", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.4" },
  { "OS6860E-24", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.5" },   { "OS6860E-P24", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.6" },
  { "OS6860E-48", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.7" },   { "OS6860E-P48", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.8" },
  { "OS6860E-U28", "1.3.6.1.4.1.6486.801.1.1.2.1.11.1.9" },  { "OS6865-P16X", "1.3.6.1.4.1.6486.801.1.1.2.1.13.1.1" },
  { "OS6360-P48X", "1.3.6.1.4.1.6486.801.1.1.2.1.16.1.9" },  { "OS6900-X20", "1.3.6.1.4.1.6486.801.1.1.2.1.10.1.1" },
  { "OS6900-X40", "1.3.6.1.4.1.6486.801.1.1.2.1.10.1.2" },   { "OS6900-T20", "1.3.6.1.4.1.6486.801.1.1.2.1.10.1.3" },
  { "OS6900-T40", "1.3.6.1.4.1.6486.801.1.1.2.1.10.1.4" },   { "OS6450-10", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.1" },
  { "OS6450-P10", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.2" },   { "OS6450-24", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.5" },
  { "OS6450-P24", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.6" },   { "OS6450-48", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.8" },
  { "OS6450-P48", "1.3.6.1.4.1.6486.800.1.1.2.1.12.1.9" },   { "OS6350-24", "1.3.6.1.4.1.6486.800.1.1.2.1.13.1.1" },
  { "OS6350-P24", "1.3.6.1.4.1.6486.800.1.1.2.1.13.1.2" },   { "OS6350-48", "1.3.6.1.4.1.6486.800.1.1.2.1.13.1.3" },
  { "OS6350-P48", "1.3.6.1.4.1.6486.800.1.1.2.1.13.1.4" },   { "OS6350-P10", "1.3.6.1.4.1.6486.800.1.1.2.1.13.1.6" },
  { "OS6250-24", "1.3.6.1.4.1.6486.800.1.1.2.1.11.2.1" },    { "OS6250-P24", "1.3.6.1.4.1.6486.800.1.1.2.1.11.2.2" },
  { "OS6400-P24", "1.3.6.1.4.1.6486.800.1.1.2.1.10.1.2" },   { "OS6850E-P48", "1.3.6.1.4.1.6486.800.1.1.2.1.7.1.40" },
  { "OS6850E-P24", "1.3.6.1.4.1.6486.800.1.1.2.1.7.1.42" },
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
      poe = poe && s->limit_max;
      *out = (LabModel){ s->family, count, s->uplinks, poe ? count : 0, 0, s->limit_default, s->limit_max, s->high_ports, find_id (name, s->family) };
      for (guint k = 0; poe && k < G_N_ELEMENTS (s->budgets); k++)
        if (s->budgets[k].ports && s->budgets[k].ports <= count)
          out->budget_watts = s->budgets[k].watts;
      return TRUE;
    }
  return FALSE;
}
