#include "live/walk_table.h"

#include <glib/gi18n.h>
#include <string.h>

WalkTable *
walk_table_new (TableId id, const TableSpec *spec, LiveRows *rows, WalkLearnt *learnt)
{
  WalkTable *t = g_new0 (WalkTable, 1);
  guint32 root[ROW_MAX_OID];
  *t = (WalkTable){ .id = id, .spec = spec, .rows = rows, .learnt = learnt };
  t->root_n = oid_parse (spec->root, root);
  g_assert (t->root_n <= WALK_MAX_ROOT);
  memcpy (t->root, root, t->root_n * sizeof (guint32));
  for (; t->n_columns < TABLE_MAX_COLUMNS && spec->columns[t->n_columns]; t->n_columns++)
    {
      t->columns[t->n_columns] = spec->columns[t->n_columns];
      t->cursor[t->n_columns] = (WalkName){ &t->columns[t->n_columns], 1 };
    }
  t->kind = spec->scalar || spec->instances[0] ? WALK_GET : learnt->no_bulk ? WALK_NEXT : WALK_BULK;
  t->repetitions = MAX (1, learnt->ceiling / t->n_columns);
  t->width = t->n_columns;
  return t;
}

gboolean
walk_table_is_over (const WalkTable *t)
{
  for (guint c = 0; c < t->n_columns; c++)
    if (!t->column_done[c])
      return FALSE;
  return TRUE;
}

guint
walk_table_rest (const WalkTable *t)
{
  guint got = rows_count (t->rows, t->id) / t->n_columns;
  return t->length > got ? t->length - got : 0;
}

#define VAR_OCTETS 21 /* as long as nothing is known */

guint
walk_table_var_octets (const WalkTable *t)
{
  guint n = rows_count (t->rows, t->id);
  return n ? (t->octets + n - 1) / n : VAR_OCTETS;
}

/* ---- asking ---------------------------------------------------------------------------------------------------------- */

static guint32
instance_of (const WalkTable *t)
{
  return t->spec->scalar ? 0 : t->spec->instances[t->instance];
}

/* Until all are in, `numbers` may move: names are offsets. */
void
walk_table_name (const WalkTable *t, guint c, GArray *numbers, WalkRequest *out)
{
  guint32 instance = instance_of (t);
  WalkName *name = &out->names[out->n++];
  *name = (WalkName){ GUINT_TO_POINTER (numbers->len), t->root_n + t->cursor[c].n };
  g_array_append_vals (numbers, t->root, t->root_n);
  g_array_append_vals (numbers, t->cursor[c].oid, t->cursor[c].n);
  if (out->kind == WALK_GET)
    {
      g_array_append_val (numbers, instance);
      name->n++;
    }
}

void
walk_names_end (const GArray *numbers, WalkRequest *out)
{
  for (guint i = 0; i < out->n; i++)
    out->names[i].oid = &g_array_index (numbers, guint32, GPOINTER_TO_UINT (out->names[i].oid));
}

/* No more rows than are to come, and one that says that there are no more. */
static guint
fitting (const WalkTable *t)
{
  guint vars = MIN (t->learnt->ceiling, WALK_OCTETS / walk_table_var_octets (t));
  guint rest = t->exact ? walk_table_rest (t) : 0, most = MIN (t->repetitions, MAX (1, vars / t->n_columns));
  return rest ? MIN (most, rest + 1) : most;
}

void
walk_table_ask (WalkTable *t, GArray *numbers, WalkRequest *out)
{
  *out = (WalkRequest){ .kind = t->kind, .repetitions = fitting (t), .once = t->silent_before };
  g_array_set_size (numbers, 0);
  for (guint c = 0; c < t->n_columns && out->n < t->width; c++)
    if (!t->column_done[c])
      {
        t->asked[out->n] = c;
        walk_table_name (t, c, numbers, out);
      }
  t->n_asked = out->n;
  walk_names_end (numbers, out);
}

/* ---- hearing --------------------------------------------------------------------------------------------------------- */

/* In BER: what a number of a name takes, and what stands around name and value. */
static guint
octets_of (const WalkVar *var)
{
  guint n = 6 + (guint) (var->size ? var->size : 2);
  for (guint i = 1; i < var->n; i++)
    n += var->oid[i] < 1u << 7 ? 1 : var->oid[i] < 1u << 14 ? 2 : var->oid[i] < 1u << 21 ? 3 : var->oid[i] < 1u << 28 ? 4 : 5;
  return n;
}

/* Stores a binding of the table, and where its column has come to; FALSE when the table is full. */
static gboolean
keep (WalkTable *t, guint c, const WalkVar *var)
{
  if (!rows_add (t->rows, t->id, var->oid + t->root_n, var->n - t->root_n, var->tag, var->number, var->octets, var->size))
    return FALSE;
  const LiveRow *row = rows_get (t->rows, t->id, rows_count (t->rows, t->id) - 1);
  t->cursor[c] = (WalkName){ row->oid, row->n };
  t->octets += octets_of (var);
  return TRUE;
}

static gboolean
in_column (const WalkTable *t, guint c, const WalkVar *var)
{
  return var->n > t->root_n + 1 && var->n <= ROW_MAX_OID && memcmp (var->oid, t->root, t->root_n * sizeof (guint32)) == 0
         && var->oid[t->root_n] == t->columns[c];
}

/* Behind where its column has come to. */
static gboolean
goes_forward (const WalkTable *t, guint c, const WalkVar *var)
{
  int order = oid_compare (var->oid, MIN (var->n, t->root_n), t->root, t->root_n);
  return order > 0 || (order == 0 && oid_compare (var->oid + t->root_n, var->n - t->root_n, t->cursor[c].oid, t->cursor[c].n) > 0);
}

/* Nothing more of this column, and the table is not whole. */
static void
spoil (WalkTable *t, guint c, const char *why)
{
  t->column_done[c] = TRUE;
  if (!t->why)
    t->why = why;
}

/* When every column has come to its end: the next instance, or (TRUE) the end of the table. */
static gboolean
advance (WalkTable *t)
{
  const guint *instances = t->spec->instances;
  if (!walk_table_is_over (t))
    return FALSE;
  gboolean more = instances[0] && t->instance + 1 < G_N_ELEMENTS (t->spec->instances) && instances[t->instance + 1];
  if (!more || t->found || t->why)
    return TRUE;
  t->instance++;
  memset (t->column_done, 0, sizeof t->column_done);
  return FALSE;
}

static void
hear_get (WalkTable *t, guint c, const WalkVar *var)
{
  WalkName column = t->cursor[c];
  if (!var || !in_column (t, c, var) || var->n != t->root_n + 2 || var->oid[var->n - 1] != instance_of (t))
    spoil (t, c, _ ("an answer to another question"));
  else if (!var->nothing && !keep (t, c, var))
    spoil (t, c, _ ("more rows than can be right"));
  else
    {
      t->column_done[c] = TRUE;
      t->cursor[c] = column; /* the next instance stands beside it, not behind */
      t->found |= !var->nothing;
    }
}

void
walk_table_hear_next (WalkTable *t, guint c, const WalkVar *var)
{
  if (t->column_done[c])
    return;
  if (!var->nothing && !goes_forward (t, c, var))
    spoil (t, c, _ ("the agent goes round in circles"));
  else if (var->nothing && !var->end && t->cursor[c].n > 1)
    spoil (t, c, _ ("rows stop in the middle")); /* only the end of everything may be said after a row */
  else if (var->nothing || !in_column (t, c, var) || (t->spec->scalar && (var->n != t->root_n + 2 || var->oid[var->n - 1] != 0)))
    t->column_done[c] = TRUE;
  else if (!keep (t, c, var))
    spoil (t, c, _ ("more rows than can be right"));
  else if (t->spec->scalar)
    t->column_done[c] = TRUE;
}

/* Ask for less, in every way there is, before a column is given up. */
static void
hear_trouble (WalkTable *t, WalkTrouble trouble)
{
  if (t->kind == WALK_BULK && t->repetitions > 1)
    {
      t->repetitions = trouble == WALK_TOO_BIG ? t->repetitions / 2 : 1;
      if (trouble == WALK_TOO_BIG)
        t->learnt->ceiling = t->repetitions * t->n_asked;
    }
  else if (t->kind == WALK_BULK)
    t->kind = WALK_NEXT;
  else if (t->n_asked > 1)
    t->width = 1;
  else if (trouble == WALK_NO_NAME)
    t->column_done[t->asked[0]] = TRUE;
  else
    spoil (t, t->asked[0], _ ("the agent answers with an error"));
}

static void
hear_vars (WalkTable *t, const WalkVar *vars, guint n)
{
  if (t->kind == WALK_BULK)
    t->learnt->bulk_heard = TRUE;
  else if (t->kind == WALK_NEXT && !t->learnt->bulk_heard)
    t->learnt->no_bulk = TRUE; /* GETBULK failed where GETNEXT does not: leave it */
  t->silent_before = FALSE;
  for (guint i = 0; t->kind == WALK_GET && i < t->n_asked; i++)
    hear_get (t, t->asked[i], i < n ? &vars[i] : NULL);
  for (guint i = 0; t->kind != WALK_GET && i < n; i++)
    walk_table_hear_next (t, t->asked[i % t->n_asked], &vars[i]);
}

gboolean
walk_table_hear (WalkTable *t, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  if (trouble == WALK_DENIED)
    {
      t->why = _ ("access refused");
      return t->given_up = TRUE;
    }
  if (trouble == WALK_FINE)
    hear_vars (t, vars, n);
  else
    hear_trouble (t, trouble);
  return advance (t);
}

/* A long answer that gets lost on the way, in one fragment or as a whole: a short one may pass. What was too long once is asked for in
 * no other table. Who was silent a moment ago is asked row by row: it may not know GETBULK. */
static void
ask_for_less (WalkTable *t)
{
  if (t->repetitions == 1 || t->silent_before)
    {
      t->kind = WALK_NEXT;
      return;
    }
  t->repetitions = MAX (1, t->repetitions / 4);
  t->learnt->ceiling = t->repetitions * t->n_asked;
}


gboolean
walk_table_silent (WalkTable *t)
{
  t->given_up = t->kind != WALK_BULK;
  if (t->given_up)
    t->why = _ ("no answer");
  else
    ask_for_less (t);
  t->silent_before = TRUE;
  return t->given_up;
}
