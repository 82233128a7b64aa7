#include "live/walk_group.h"

#define MOST_REQUESTS 4 /* of a group, one after the other */

WalkGroup *
walk_group_new (WalkLearnt *learnt, gboolean opening)
{
  WalkGroup *g = g_new (WalkGroup, 1);
  g->n = g->columns = 0;
  g->opening = opening;
  g->closed = g->leaves_rest = FALSE;
  g->learnt = learnt;
  return g; /* the rest is set when it asks */
}

static guint
columns_left (const WalkTable *t)
{
  guint n = 0;
  for (guint c = 0; c < t->n_columns; c++)
    n += !t->column_done[c];
  return n;
}

/* Rows that are expected of a table: as many as it should have, or a few more; as many again where nobody knows. */
static guint
expected (const WalkTable *t)
{
  guint got = rows_count (t->rows, t->id) / t->n_columns;
  return t->length > got ? t->length - got : t->exact ? 0 : MAX (t->length ? t->length / 8 : got, 1);
}

/* Of these tables, and of t (NULL: none): columns that are left, variables that one answer holds, rows that are to come. */
typedef struct {
  guint columns, vars, rows;
  gboolean known; /* that it is so many rows */
} Load;

static void
load_add (Load *l, guint *octets, const WalkTable *t)
{
  guint columns = columns_left (t);
  l->columns += columns;
  *octets += columns * walk_table_var_octets (t);
  l->rows = MAX (l->rows, columns ? expected (t) : 0);
  l->known = l->known && t->exact;
}

static Load
load_of (const WalkGroup *g, const WalkTable *t)
{
  Load l = { .known = TRUE };
  guint octets = 0;
  for (guint i = 0; i < g->n; i++)
    load_add (&l, &octets, g->tables[i]);
  if (t)
    load_add (&l, &octets, t);
  l.vars = octets ? MIN (g->learnt->ceiling, WALK_OCTETS * l.columns / octets) : g->learnt->ceiling;
  return l;
}

/* That it takes to read them to their end: one row more says that there are no more. */
static guint
requests (const Load *l)
{
  guint at_a_time = MAX (1, l->vars / MAX (1, l->columns));
  return (l->rows + at_a_time) / at_a_time;
}

/* Together when it is fewer, and not so many one after the other that others would have been faster beside it. */
gboolean
walk_group_has_room (const WalkGroup *g, const WalkTable *t)
{
  WalkGroup alone = { .learnt = g->learnt };
  if (g->closed || g->columns + t->n_columns > WALK_MAX_NAMES)
    return FALSE;
  Load both = load_of (g, t);
  if (both.columns > both.vars || (!g->opening && requests (&both) > MOST_REQUESTS))
    return FALSE;
  if (g->opening)
    return TRUE;
  Load one = load_of (g, NULL), other = load_of (&alone, t);
  return requests (&both) < requests (&one) + requests (&other);
}

gboolean
walk_group_is_obsolete (const WalkGroup *g)
{
  return g->n > 1 && (g->learnt->alone || g->columns > g->learnt->ceiling);
}

void
walk_group_add (WalkGroup *g, WalkTable *t)
{
  g->tables[g->n++] = t;
  g->columns += columns_left (t);
}

void
walk_group_ask (WalkGroup *g, GArray *numbers, WalkRequest *out)
{
  if (g->n == 1 && !g->opening)
    {
      walk_table_ask (g->tables[0], numbers, out);
      return;
    }
  *out = (WalkRequest){ .kind = WALK_BULK };
  g_array_set_size (numbers, 0);
  for (guint i = 0; i < g->n; i++)
    for (guint c = 0; c < g->tables[i]->n_columns; c++)
      if (!g->tables[i]->column_done[c])
        {
          g->asked[out->n].table = g->tables[i];
          g->asked[out->n].column = c;
          walk_table_name (g->tables[i], c, numbers, out);
        }
  g->n_asked = out->n;
  Load l = load_of (g, NULL);
  g->repetitions = out->repetitions = CLAMP (l.vars / out->n, 1, l.known ? l.rows + 1 : G_MAXUINT);
  walk_names_end (numbers, out);
}

/* Each by itself, from where it has come to. */
static gboolean
fail (WalkGroup *g, guint ceiling)
{
  g->learnt->alone = TRUE;
  g->learnt->ceiling = MAX (1, ceiling);
  return TRUE;
}

static gboolean
is_over (const WalkGroup *g)
{
  Load l = load_of (g, NULL);
  return !l.columns || (g->leaves_rest && l.columns * (l.rows + 1) * 4 < l.vars * 3);
}

gboolean
walk_group_hear (WalkGroup *g, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  if (g->n == 1 && !g->opening)
    return walk_table_hear (g->tables[0], trouble, vars, n) || (trouble == WALK_FINE && g->leaves_rest && is_over (g));
  if (trouble == WALK_TOO_BIG)
    {
      g->learnt->ceiling = MAX (1, g->repetitions * g->n_asked / 2);
      return TRUE;
    }
  if (trouble != WALK_FINE)
    return fail (g, g->learnt->ceiling);
  g->learnt->bulk_heard = TRUE;
  if (n < g->n_asked) /* cut off where the agent's message was full (RFC 3416 4.2.3): not even one row of each */
    g->learnt->ceiling = n;
  for (guint i = 0; i < n; i++)
    walk_table_hear_next (g->asked[i % g->n_asked].table, g->asked[i % g->n_asked].column, &vars[i]);
  return g->opening || n < g->n_asked || is_over (g);
}

gboolean
walk_group_silent (WalkGroup *g)
{
  if (g->n == 1 && !g->opening)
    return walk_table_silent (g->tables[0]);
  return fail (g, g->repetitions * g->n_asked / 4);
}
