/* The cheapest change that brings every phone up: first what costs a line of the inventory, then what costs walking or money. Each is
 * tried on the rule itself, in both cases. */
#include "audit/admission.h"

#include <glib/gi18n.h>

#define CAP_MIN_W 3         /* what `power` takes at least, INLINE-POWER-MIB */
#define NO_CAP G_MAXUINT

/* What is changed on the panel. */
typedef struct
{
  guint budget_mw;
  gboolean disconnect;
  guint cap_mw;    /* the limit of the phones' ports; NO_CAP: as they are */
  gboolean first;  /* the phones' ports come before all others */
  guint moved;     /* so many phones hang on another switch: the last by port number */
} Attempt;

static gboolean
is_phones (const Panel *p, const PoeTurn *t)
{
  const DesiredPort *want = desired_find_port (p->want, t->port);
  return want && (want->phone || want->cfg.tagged.n);
}

/* The panel after the attempt; caller unrefs. `capped`, where there is one, takes the ports whose limit it lowers. */
static GArray *
changed_turns (const Panel *p, const Attempt *try, PortSet *capped)
{
  GArray *turns = g_array_copy (p->turns);
  for (guint i = turns->len, moved = 0; i-- > 0;)
    {
      PoeTurn *t = &g_array_index (turns, PoeTurn, i);
      if (!is_phones (p, t))
        continue;
      if (moved < try->moved)
        {
          g_array_remove_index (turns, i);
          moved++;
          continue;
        }
      t->priority = try->first ? POE_CRITICAL : t->priority;
      if (t->limit_mw <= try->cap_mw || t->draw_mw > try->cap_mw)
        continue;
      t->limit_mw = try->cap_mw;
      if (capped)
        port_set_add (capped, t->port);
    }
  return turns;
}

/* Does every phone come up then, and, where phones do not come first, everything else too? `without` takes what does not. */
static gboolean
helps (const Panel *p, const Attempt *try, PortSet *capped, PortSet *without)
{
  gboolean phones = TRUE, others = TRUE;
  for (PoeCase c = 0; c < POE_CASES; c++)
    {
      Admission a = { try->budget_mw, try->disconnect, changed_turns (p, try, capped) };
      admission_play (&a, c);
      for (guint i = 0; i < a.turns->len; i++)
        {
          const PoeTurn *t = &g_array_index (a.turns, PoeTurn, i);
          if (t->fate == POE_ADMITTED)
            continue;
          *(is_phones (p, t) ? &phones : &others) = FALSE;
          if (without)
            port_set_add (without, t->port);
        }
      g_array_unref (a.turns);
    }
  return phones && (others || try->first);
}

/* What limits to try: those that leave the hungriest phone a watt more than it draws, or just that; and none. Watts; 0 = no limit. */
static guint
caps (const Panel *p, guint out[3])
{
  guint n = 0, most = 0;
  for (guint i = 0; i < p->turns->len; i++)
    {
      const PoeTurn *t = &g_array_index (p->turns, PoeTurn, i);
      most = is_phones (p, t) ? MAX (most, t->draw_mw) : most;
    }
  if (p->pse->limit_settable != TRI_NO && p->pse->class_detection != TRI_YES)
    for (guint spare = 2; spare-- > 0;)
      out[n++] = MAX (CAP_MIN_W, (most + 999) / 1000 + spare);
  return n;
}

static char *
say_limit (guint cap_w, const PortSet *capped)
{
  g_autofree char *ports = port_set_to_string (capped);
  return g_strdup_printf (_ ("limit the phones' ports to %u W (`poe: { limit: %uW }` in their role): %s"), cap_w, cap_w, ports);
}

static char *
by_limits (const Panel *p, Attempt try)
{
  guint cap_w[3], n = caps (p, cap_w);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (PortSet) capped = port_set_new ();
      try.cap_mw = cap_w[i] * 1000;
      if (helps (p, &try, capped, NULL) && port_set_size (capped))
        return say_limit (cap_w[i], capped);
    }
  return NULL;
}

/* Others may have to go without: it names them. */
static char *
by_priority (const Panel *p, Attempt try)
{
  guint cap_w[3], n = caps (p, cap_w);
  try.first = TRUE;
  for (guint i = 0; i <= n; i++)
    {
      g_autoptr (PortSet) capped = port_set_new (), without = port_set_new ();
      try.cap_mw = i ? cap_w[i - 1] * 1000 : NO_CAP;
      if (!helps (p, &try, capped, without))
        continue;
      g_autofree char *ports = port_set_to_string (without);
      g_autofree char *limit = port_set_size (capped) ? say_limit (cap_w[i - 1], capped) : NULL;
      return g_strconcat (limit ? limit : "", limit ? _ ("; and ") : "",
                          _ ("raise the priority of the phones' ports (`poe: { priority: critical }` in their role)"),
                          *ports ? _ (": then no power is left for ") : "", ports, NULL);
    }
  return NULL;
}

/* The smallest budget, in W, that is enough for all; it is at least what everything needs. */
static guint
enough_w (const Panel *p, Attempt try)
{
  guint most = 0;
  for (guint i = 0; i < p->turns->len; i++)
    most = MAX (most, g_array_index (p->turns, PoeTurn, i).limit_mw);
  guint low = p->out->budget_mw / 1000, high = (p->out->needed_mw + most + 999) / 1000;
  while (low + 1 < high)
    {
      guint middle = (low + high) / 2;
      try.budget_mw = middle * 1000;
      *(helps (p, &try, NULL, NULL) ? &high : &low) = middle;
    }
  return high;
}

static char *
by_moving (const Panel *p, Attempt try)
{
  guint cap_w[3], n = caps (p, cap_w), phones = 0;
  g_autoptr (PortSet) capped = port_set_new ();
  g_autofree char *limit = NULL;
  try.cap_mw = n ? cap_w[n - 1] * 1000 : NO_CAP;
  g_array_unref (changed_turns (p, &try, capped));
  if (port_set_size (capped))
    limit = say_limit (cap_w[n - 1], capped);
  else
    try.cap_mw = NO_CAP;
  for (guint i = 0; i < p->turns->len; i++)
    phones += is_phones (p, &g_array_index (p->turns, PoeTurn, i));
  guint budget_w = enough_w (p, try);
  while (try.moved < phones && !helps (p, &try, NULL, NULL))
    try.moved++;
  g_autofree char *move = g_strdup_printf (g_dngettext (NULL, "move %u phone to another switch", "move %u phones to another switch", try.moved),
                                           try.moved);
  return g_strdup_printf (_ ("%s%s%s, or bring the budget from %u W to %u W"),
                          limit ? limit : "", limit ? _ ("; and ") : _ ("no limit brings them all up: "),
                          move, p->out->budget_mw / 1000, budget_w);
}

char *
panel_cure (const Panel *p, gboolean disconnect)
{
  Attempt as_it_is = { p->out->budget_mw, disconnect, NO_CAP, FALSE, 0 };
  char *said = by_limits (p, as_it_is);
  if (!said)
    said = by_priority (p, as_it_is);
  return said ? said : by_moving (p, as_it_is);
}
