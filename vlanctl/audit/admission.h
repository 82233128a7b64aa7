/* Who gets power (field.md F3): the rule of the manuals, played over the ports of one PSE, and the one set of ports it is played on. */
#pragma once
#include "audit/internal.h"

typedef struct
{
  guint budget_mw;
  gboolean disconnect; /* priority disconnect */
  GArray *turns;       /* PoeTurn; owned by who made it */
} Admission;

/* Settles every turn's fate and brings them into the order of the case. One by one: those that draw already stay, then the others come
 * by port number. At once: all have come, by priority, then port number. */
void admission_play (Admission *a, PoeCase which);
guint admission_count (const Admission *a, int fate);
/* The sums of a play, line by line, for people; caller frees. */
char *admission_tell (const Admission *a, PoeCase which);

/* One PSE, while its forecast is made. */
typedef struct
{
  const SwitchState *state;
  const PseState *pse;
  const DesiredSwitch *want;
  const GPtrArray *profiles;
  PoeForecast *out;
  GArray *turns; /* PoeTurn, as nothing has been played */
  char *unknown; /* why nothing can be computed; NULL */
  guint drawless, classless, limitless;
} Panel;

/* The cheapest change that brings every phone up in both cases, as a sentence; caller frees. */
char *panel_cure (const Panel *p, gboolean disconnect);
