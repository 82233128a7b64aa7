#include "live/walk_table.h"

#include <glib/gi18n.h>
#include <string.h>

void
walk_table_begin (WalkTable *t, TableId id, const TableSpec *spec, LiveRows *rows, WalkLearnt *learnt)
{
  WalkOid root = { .n = 0 };
  t->id = id;
  t->spec = spec;
  t->rows = rows;
  t->learnt = learnt;
  root.n = t->root_n = oid_parse (spec->root, root.oid);
  for (t->n_columns = 0; t->n_columns < TABLE_MAX_COLUMNS && spec->columns[t->n_columns]; t->n_columns++)
    {
      WalkOid *cursor = &t->cursor[t->n_columns];
      *cursor = root;
      cursor->oid[cursor->n++] = spec->columns[t->n_columns];
      t->column_done[t->n_columns] = FALSE;
    }
  t->kind = spec->scalar || spec->instances[0] ? WALK_GET : learnt->no_bulk ? WALK_NEXT : WALK_BULK;
  t->repetitions = MAX (1, learnt->ceiling / t->n_columns);
  t->width = t->n_columns;
  t->instance = 0;
  t->found = t->silent_before = FALSE;
  t->why = NULL;
}

/* ---- asking ---------------------------------------------------------------------------------------------------------- */

static guint32
instance_of (const WalkTable *t)
{
  return t->spec->scalar ? 0 : t->spec->instances[t->instance];
}

void
walk_table_ask (WalkTable *t, WalkRequest *out)
{
  *out = (WalkRequest){ .kind = t->kind, .repetitions = t->repetitions, .once = t->silent_before };
  for (guint c = 0; c < t->n_columns && out->n < t->width; c++)
    {
      WalkOid *cursor = &t->cursor[c];
      if (t->column_done[c])
        continue;
      if (t->kind == WALK_GET)
        cursor->oid[cursor->n] = instance_of (t); /* behind the column, for this time */
      out->names[out->n] = (WalkName){ cursor->oid, cursor->n + (t->kind == WALK_GET) };
      t->asked[out->n++] = c;
    }
  t->n_asked = out->n;
}

/* ---- hearing --------------------------------------------------------------------------------------------------------- */

/* Stores a binding of the table being read; FALSE when the table is full. */
static gboolean
keep (WalkTable *t, const WalkVar *var)
{
  return rows_add (t->rows, t->id, var->oid + t->root_n, var->n - t->root_n, var->tag, var->number, var->octets, var->size);
}

static gboolean
in_column (const WalkTable *t, guint c, const WalkVar *var)
{
  /* the cursor begins with root and column, whatever index it has reached */
  guint prefix = t->root_n + 1;
  return var->n > prefix && var->n <= ROW_MAX_OID && memcmp (var->oid, t->cursor[c].oid, prefix * sizeof (guint32)) == 0;
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
  for (guint c = 0; c < t->n_columns; c++)
    if (!t->column_done[c])
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
  if (!var || !in_column (t, c, var) || var->n != t->root_n + 2 || var->oid[var->n - 1] != instance_of (t))
    spoil (t, c, _ ("an answer to another question"));
  else if (!var->nothing && !keep (t, var))
    spoil (t, c, _ ("more rows than can be right"));
  else
    {
      t->column_done[c] = TRUE;
      t->found |= !var->nothing;
    }
}

static void
hear_next (WalkTable *t, guint c, const WalkVar *var)
{
  WalkOid *cursor = &t->cursor[c];
  if (t->column_done[c])
    return;
  if (!var->nothing && oid_compare (var->oid, var->n, cursor->oid, cursor->n) <= 0)
    spoil (t, c, _ ("the agent goes round in circles"));
  else if (var->nothing && !var->end && cursor->n > t->root_n + 1)
    spoil (t, c, _ ("rows stop in the middle")); /* only the end of everything may be said after a row */
  else if (var->nothing || !in_column (t, c, var))
    t->column_done[c] = TRUE;
  else if (!keep (t, var))
    spoil (t, c, _ ("more rows than can be right"));
  else
    {
      memcpy (cursor->oid, var->oid, var->n * sizeof (guint32));
      cursor->n = var->n;
    }
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
    hear_next (t, t->asked[i % t->n_asked], &vars[i]);
}

gboolean
walk_table_hear (WalkTable *t, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  if (trouble == WALK_DENIED)
    {
      t->why = _ ("access refused");
      return TRUE;
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
  gboolean over = t->kind != WALK_BULK;
  if (over)
    t->why = _ ("no answer");
  else
    ask_for_less (t);
  t->silent_before = TRUE;
  return over;
}
