/* Biconnected parts (Tarjan), searched from the target: see ways.h. */
#include "audit/ways.h"

typedef struct
{
  const GPtrArray *links_of;
  const int (*ends)[2];
  guint *order, *low, clock; /* by switch; order 0: not seen yet */
  GArray *stack;             /* guint: links of parts that are not finished */
  GArray *top;               /* int, by part: the switch through which its ways leave it */
  Ways *out;
} Walk;

/* Takes a finished part off the stack: it hangs at `top`, which is nearer to the target than the rest of it. */
static void
finish_part (Walk *w, int top, guint until)
{
  guint link, part = w->top->len;
  do
    {
      link = g_array_index (w->stack, guint, w->stack->len - 1);
      g_array_set_size (w->stack, w->stack->len - 1);
      w->out->part[link] = part;
      for (guint end = 0; end < 2; end++)
        if (w->ends[link][end] != top)
          w->out->first[w->ends[link][end]] = part;
    }
  while (link != until);
  g_array_append_val (w->top, top);
}

static void
visit (Walk *w, int at, guint by)
{
  const GArray *links = w->links_of->pdata[at];
  w->order[at] = w->low[at] = ++w->clock;
  for (guint i = 0; i < links->len; i++)
    {
      guint link = g_array_index (links, guint, i);
      int to = w->ends[link][0] == at ? w->ends[link][1] : w->ends[link][0];
      if (link == by || to < 0)
        continue;
      if (w->order[to])
        {
          if (w->order[to] < w->order[at])
            g_array_append_val (w->stack, link);
          w->low[at] = MIN (w->low[at], w->order[to]);
          continue;
        }
      g_array_append_val (w->stack, link);
      visit (w, to, link);
      w->low[at] = MIN (w->low[at], w->low[to]);
      if (w->low[to] >= w->order[at])
        finish_part (w, at, link);
    }
}

static guint *
nothing (guint n)
{
  guint *list = g_new (guint, n + 1);
  for (guint i = 0; i < n; i++)
    list[i] = WAYS_NONE;
  return list;
}

Ways *
ways_new (const GPtrArray *links_of, const int (*ends)[2], guint n_links, int target)
{
  g_autofree guint *order = g_new0 (guint, links_of->len), *low = g_new0 (guint, links_of->len);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint)), top = g_array_new (FALSE, FALSE, sizeof (int));
  Ways *out = g_new0 (Ways, 1);
  *out = (Ways){ nothing (n_links), nothing (links_of->len), g_array_new (FALSE, FALSE, sizeof (guint)) };
  Walk w = { links_of, ends, order, low, 0, stack, top, out };
  visit (&w, target, WAYS_NONE);
  /* what a part hangs at is finished after it */
  for (guint i = 0; i < top->len; i++)
    g_array_append_val (out->next, out->first[g_array_index (top, int, i)]);
  return out;
}

void
ways_free (Ways *w)
{
  g_free (w->part);
  g_free (w->first);
  g_array_unref (w->next);
  g_free (w);
}
