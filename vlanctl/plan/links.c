/* Which switch hangs on which: links that LLDP shows on declared uplinks, walked from the switch with the voice gateway. The path
 * is made in that order and taken back in the other (product 6.4). */
#include "plan/internal.h"

#include <string.h>

typedef struct {
  const PlanMaking *making;
  GPtrArray *next; /* GArray* of guint: the switches that each one is linked to */
  gint *depth;     /* -1 = not walked yet */
} Links;

static void
link_both (Links *links, guint a, guint b)
{
  g_array_append_val ((GArray *) links->next->pdata[a], b);
  g_array_append_val ((GArray *) links->next->pdata[b], a);
}

static void
find_links (Links *links)
{
  const PlanMaking *making = links->making;
  for (guint i = 0; i < making->diffs->len; i++)
    {
      const SwitchDiff *diff = making->diffs->pdata[i];
      for (guint u = 0; diff && u < diff->live->ports->len; u++)
        {
          const PortState *port = diff->live->ports->pdata[u];
          if (!port->neighbours || !plan_is_uplink (diff->want, diff->live, port->id))
            continue;
          for (guint k = 0; k < port->neighbours->len; k++)
            {
              int far_index = plan_names_find (making->names, port->neighbours->pdata[k]);
              if (far_index >= 0 && (guint) far_index != i)
                link_both (links, i, (guint) far_index);
            }
        }
    }
}

static void
walk_from (Links *links, guint root)
{
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint));
  links->depth[root] = 0;
  g_array_append_val (queue, root);
  for (guint head = 0; head < queue->len; head++)
    {
      guint at = g_array_index (queue, guint, head);
      const GArray *next = links->next->pdata[at];
      for (guint i = 0; i < next->len; i++)
        {
          guint to = g_array_index (next, guint, i);
          if (links->depth[to] >= 0)
            continue;
          links->depth[to] = links->depth[at] + 1;
          g_array_append_val (queue, to);
        }
    }
}

static int
by_links (gconstpointer a, gconstpointer b, gpointer user)
{
  const Links *links = user;
  guint i = *(const guint *) a, k = *(const guint *) b;
  guint has = ((GArray *) links->next->pdata[i])->len, other = ((GArray *) links->next->pdata[k])->len;
  return has != other ? (has < other) - (has > other) : (i > k) - (i < k);
}

/* From the gateway's; of what is not linked to it, from the one with the most links, which stands for it. */
static void
walk_all (Links *links)
{
  const Desired *desired = links->making->desired;
  g_autoptr (GArray) roots = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < desired->switches->len; i++)
    {
      g_array_append_val (roots, i);
      if (g_strcmp0 (((DesiredSwitch *) desired->switches->pdata[i])->name, desired->gateway_switch) == 0)
        walk_from (links, i);
    }
  g_array_sort_with_data (roots, by_links, links);
  for (guint i = 0; i < roots->len; i++)
    if (links->depth[g_array_index (roots, guint, i)] < 0)
      walk_from (links, g_array_index (roots, guint, i));
}

static void
name_upstream (const Links *links, Plan *plan)
{
  const Desired *desired = links->making->desired;
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < plan->switches->len; i++)
    g_hash_table_insert (by_name, ((SwitchPlan *) plan->switches->pdata[i])->name, plan->switches->pdata[i]);
  for (guint i = 0; i < desired->switches->len; i++)
    {
      SwitchPlan *out = g_hash_table_lookup (by_name, ((DesiredSwitch *) desired->switches->pdata[i])->name);
      const GArray *next = links->next->pdata[i];
      for (guint k = 0; out && k < next->len; k++)
        {
          guint to = g_array_index (next, guint, k);
          char *name = ((DesiredSwitch *) desired->switches->pdata[to])->name;
          if (links->depth[to] < links->depth[i] && g_hash_table_contains (by_name, name)
              && !g_ptr_array_find_with_equal_func (out->upstream, name, g_str_equal, NULL))
            g_ptr_array_add (out->upstream, g_strdup (name));
        }
    }
}

void
diff_link_switches (const PlanMaking *making, Plan *plan)
{
  guint n = making->desired->switches->len;
  Links links = { making, g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref), g_new (gint, n) };
  for (guint i = 0; i < n; i++)
    {
      links.depth[i] = -1;
      g_ptr_array_add (links.next, g_array_new (FALSE, FALSE, sizeof (guint)));
    }
  find_links (&links);
  walk_all (&links);
  name_upstream (&links, plan);
  g_ptr_array_unref (links.next);
  g_free (links.depth);
}
