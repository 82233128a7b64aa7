/* Who gets power (field.md F3). The rule is that of the manuals; what none of them states is named a guess (forecast.c). */
#include "audit/admission.h"

#include <glib/gi18n.h>

static guint
drawn (const Admission *a)
{
  guint sum = 0;
  for (guint i = 0; i < a->turns->len; i++)
    {
      const PoeTurn *t = &g_array_index (a->turns, PoeTurn, i);
      sum += t->fate == POE_ADMITTED ? t->draw_mw : 0;
    }
  return sum;
}

/* Who is cut next for one of this priority: the lowest priority, then the highest port number. */
static PoeTurn *
next_victim (const Admission *a, const PoeTurn *newcomer)
{
  PoeTurn *victim = NULL;
  for (guint i = 0; i < a->turns->len; i++)
    {
      PoeTurn *t = &g_array_index (a->turns, PoeTurn, i);
      if (t->fate != POE_ADMITTED || t->priority <= newcomer->priority)
        continue;
      if (!victim || t->priority > victim->priority || (t->priority == victim->priority && t->port > victim->port))
        victim = t;
    }
  return victim;
}

static guint
cuttable (const Admission *a, const PoeTurn *newcomer)
{
  guint sum = 0;
  for (guint i = 0; i < a->turns->len; i++)
    {
      const PoeTurn *t = &g_array_index (a->turns, PoeTurn, i);
      sum += t->fate == POE_ADMITTED && t->priority > newcomer->priority ? t->draw_mw : 0;
    }
  return sum;
}

static guint
left (const Admission *a)
{
  guint used = drawn (a);
  return a->budget_mw > used ? a->budget_mw - used : 0;
}

/* The guard band: what remains must reach for the port's maximum, whatever the device needs. FALSE: it stays without power. */
static gboolean
admit (Admission *a, PoeTurn *t)
{
  guint before = left (a);
  if (!t->left_mw)
    t->left_mw = before; /* of those that stay without: when they first asked */
  if (before < t->limit_mw && a->disconnect && (guint64)before + cuttable (a, t) >= t->limit_mw)
    for (PoeTurn *victim = next_victim (a, t); victim && left (a) < t->limit_mw; victim = next_victim (a, t))
      {
        victim->fate = POE_CUT;
        victim->because_of = t->port;
      }
  if (left (a) < t->limit_mw)
    return FALSE;
  t->fate = POE_ADMITTED;
  t->because_of = PORT_NONE;
  t->left_mw = before;
  return TRUE;
}

static int
by_port (gconstpointer a, gconstpointer b)
{
  const PoeTurn *x = a, *y = b;
  return x->port < y->port ? -1 : x->port > y->port;
}

static int
by_priority (gconstpointer a, gconstpointer b)
{
  const PoeTurn *x = a, *y = b;
  return x->priority != y->priority ? x->priority - y->priority : by_port (a, b);
}

/* A device without power asks on: by priority, then by port number, until nothing changes any more. */
static void
settle (Admission *a, const GPtrArray *by_rank, const GHashTable *arrived)
{
  gboolean changed;
  do
    {
      changed = FALSE;
      for (guint i = 0; i < by_rank->len; i++)
        {
          PoeTurn *t = by_rank->pdata[i];
          if (t->fate != POE_ADMITTED && g_hash_table_contains ((GHashTable *)arrived, t))
            changed |= admit (a, t);
        }
    }
  while (changed);
}

static int
by_rank_of (gconstpointer a, gconstpointer b)
{
  return by_priority (*(gconstpointer const *)a, *(gconstpointer const *)b);
}

void
admission_play (Admission *a, PoeCase which)
{
  gboolean at_once = which == POE_CASE_ALL_AT_ONCE;
  g_autoptr (GPtrArray) by_rank = g_ptr_array_new ();
  g_autoptr (GHashTable) arrived = g_hash_table_new (NULL, NULL);
  g_array_sort (a->turns, at_once ? by_priority : by_port);
  for (guint i = 0; i < a->turns->len; i++)
    {
      PoeTurn *t = &g_array_index (a->turns, PoeTurn, i);
      t->fate = at_once || t->expected ? POE_DENIED_NOW : POE_ADMITTED;
      t->because_of = PORT_NONE;
      t->left_mw = 0;
      g_ptr_array_add (by_rank, t);
      if (at_once || !t->expected)
        g_hash_table_add (arrived, t);
    }
  g_ptr_array_sort (by_rank, by_rank_of);
  settle (a, by_rank, arrived);
  for (guint i = 0; i < a->turns->len; i++)
    if (g_hash_table_add (arrived, &g_array_index (a->turns, PoeTurn, i)))
      settle (a, by_rank, arrived);
}

guint
admission_count (const Admission *a, int fate)
{
  guint n = 0;
  for (guint i = 0; i < a->turns->len; i++)
    n += (int)g_array_index (a->turns, PoeTurn, i).fate == fate;
  return n;
}

/* ---- telling ---------------------------------------------------------------------------------------------------------- */

static void
watts (GString *out, guint mw)
{
  g_string_append_printf (out, mw % 1000 ? "%.1f" : "%.0f", mw / 1000.0);
}

/* Is b the same sum as a, one turn later? Only what left the power as it was, or took as much as the one before. */
static gboolean
goes_on (const PoeTurn *a, const PoeTurn *b)
{
  guint taken = a->fate == POE_ADMITTED ? a->draw_mw : 0;
  return a->fate != POE_CUT && a->fate == b->fate && a->limit_mw == b->limit_mw && a->draw_mw == b->draw_mw
         && a->left_mw == b->left_mw + taken;
}

/* The turns from first to last, each like the one before, as one line. */
static void
tell_run (GString *out, const PoeTurn *first, const PoeTurn *last)
{
  g_autoptr (PortSet) ports = port_set_new ();
  for (const PoeTurn *t = first; t <= last; t++)
    port_set_add (ports, t->port);
  g_autofree char *names = port_set_to_string (ports);
  gboolean denied = first->fate == POE_DENIED_NOW;
  g_string_append_printf (out, "%s: ", names);
  watts (out, first->left_mw);
  if (first->left_mw != last->left_mw)
    {
      g_string_append (out, _ (" to "));
      watts (out, last->left_mw);
    }
  g_string_append (out, denied ? _ (" W left, less than ") : _ (" W left, "));
  watts (out, first->limit_mw);
  g_string_append (out, denied ? _ (" W that the port may give: denied") : _ (" W needed: admitted, draws "));
  if (!denied)
    watts (out, first->draw_mw);
  if (!denied)
    g_string_append (out, first == last ? _ (" W") : _ (" W each"));
  if (first->fate == POE_CUT)
    {
      g_autofree char *by = port_to_string (first->because_of);
      g_string_append_printf (out, _ ("; then cut for %s"), by);
    }
  g_string_append_c (out, '\n');
}

static guint
drawn_before (const Admission *a)
{
  guint sum = 0;
  for (guint i = 0; i < a->turns->len; i++)
    sum += g_array_index (a->turns, PoeTurn, i).expected ? 0 : g_array_index (a->turns, PoeTurn, i).draw_mw;
  return sum;
}

char *
admission_tell (const Admission *a, PoeCase which)
{
  GString *out = g_string_new (_ ("budget "));
  const PoeTurn *first = NULL, *last = NULL;
  watts (out, a->budget_mw);
  g_string_append (out, which == POE_CASE_ONE_BY_ONE ? _ (" W, drawn already ") : " W\n");
  if (which == POE_CASE_ONE_BY_ONE)
    {
      watts (out, drawn_before (a));
      g_string_append (out, " W\n");
    }
  for (guint i = 0; i < a->turns->len; i++)
    {
      const PoeTurn *t = &g_array_index (a->turns, PoeTurn, i);
      if (which == POE_CASE_ONE_BY_ONE && !t->expected && t->fate == POE_ADMITTED)
        continue;
      if (first && !(last + 1 == t && goes_on (last, t)))
        tell_run (out, first, last), first = NULL;
      first = first ? first : t;
      last = t;
    }
  if (first)
    tell_run (out, first, last);
  g_string_append (out, _ ("drawn in the end "));
  watts (out, drawn (a));
  g_string_append (out, " W\n");
  return g_string_free (out, FALSE);
}
