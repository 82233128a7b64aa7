#include "live/walk.h"

#include <glib/gi18n.h>
#include <string.h>

#define VARS_PER_ANSWER 60 /* columns times repetitions: some 1400 octets of short rows, one datagram without fragments */

typedef enum { STAGE_IDENTIFY, STAGE_TABLES, STAGE_ALIVE, STAGE_OVER } Stage;

struct Walk {
  LiveRows *rows;
  guint port;
  guint32 want;
  Stage stage;
  TableId table;             /* being read in STAGE_TABLES */
  gboolean begun;            /* what follows is set for it */
  guint n_columns, asked[TABLE_MAX_COLUMNS], n_asked; /* columns of the request under way */
  WalkOid cursor[TABLE_MAX_COLUMNS];
  gboolean column_done[TABLE_MAX_COLUMNS];
  WalkKind kind;
  guint repetitions, width;  /* rows, and columns, that one request may ask for */
  guint instance;            /* which of TableSpec.instances */
  gboolean found;            /* that instance answered something */
  gboolean silent_before;    /* the last request went unanswered */
  const char *spoilt;        /* why the table will be cut short, though other columns still go on */
  guint root_n;              /* sub-identifiers of the table's root */
  /* learnt on the way */
  guint ceiling;             /* variables in one answer */
  gboolean names_model;      /* sysDescr does */
  gboolean bulk_heard, no_bulk;
};

Walk *
walk_new (const char *name, const char *address, guint port, guint32 want)
{
  Walk *w = g_new0 (Walk, 1);
  w->rows = rows_new (name, address);
  w->port = port;
  w->want = want;
  w->ceiling = VARS_PER_ANSWER;
  return w;
}

void
walk_free (Walk *w)
{
  if (!w)
    return;
  live_rows_free (w->rows);
  g_free (w);
}

LiveRows *
walk_take_rows (Walk *w)
{
  rows_settle (w->rows);
  return g_steal_pointer (&w->rows);
}

static const TableSpec *
spec_of (const Walk *w, TableId table)
{
  /* the system group stands in the same place everywhere: it is read before the family is known */
  const Family *family = w->rows->family ? w->rows->family : families[0];
  return &family->snmp->tables[table];
}

/* ---- which tables ---------------------------------------------------------------------------------------------------- */

static gboolean
descr_names_model (const Walk *w)
{
  static const guint32 zero = 0;
  const LiveRow *row = rows_find (w->rows, TABLE_SYSTEM, 1, &zero, 1);
  g_autofree char *text = row ? row_text (row) : NULL;
  g_autofree char *model = NULL, *version = NULL;
  family_parse_descr (text, &model, &version);
  return model != NULL;
}

static gboolean
is_wanted (const Walk *w, TableId table)
{
  const TableSpec *spec = spec_of (w, table);
  if (!spec->root || table == TABLE_SYSTEM || (spec->attrs && !(spec->attrs & w->want)))
    return FALSE;
  if (table == TABLE_ENTITY && w->names_model)
    return FALSE;
  return !spec->instead_of || (!rows_count (w->rows, spec->instead_of) && w->rows->tables[spec->instead_of].status != ROWS_CUT);
}

void
walk_progress (const Walk *w, guint *done, guint *total)
{
  *done = *total = 1;
  for (guint t = 0; w->rows && w->rows->family && t < TABLE_N; t++)
    if (is_wanted (w, t))
      {
        *total += 1;
        *done += w->stage == STAGE_OVER || t < w->table;
      }
}

static void
begin_table (Walk *w)
{
  const TableSpec *spec = spec_of (w, w->table);
  WalkOid root = { .n = 0 };
  root.n = w->root_n = oid_parse (spec->root, root.oid);
  for (w->n_columns = 0; w->n_columns < TABLE_MAX_COLUMNS && spec->columns[w->n_columns]; w->n_columns++)
    {
      WalkOid *cursor = &w->cursor[w->n_columns];
      *cursor = root;
      cursor->oid[cursor->n++] = spec->columns[w->n_columns];
      w->column_done[w->n_columns] = FALSE;
    }
  w->kind = spec->scalar || spec->instances[0] ? WALK_GET : w->no_bulk ? WALK_NEXT : WALK_BULK;
  w->repetitions = MAX (1, w->ceiling / w->n_columns);
  w->width = w->n_columns;
  w->instance = 0;
  w->found = w->silent_before = FALSE;
  w->spoilt = NULL;
  w->begun = TRUE;
}

static void
end_table (Walk *w, RowsStatus status, const char *note)
{
  rows_end (w->rows, w->table, status, note);
  w->begun = FALSE;
  if (w->stage == STAGE_TABLES)
    w->table++;
}

/* Everything wanted that was not read any more is unread, and says why. */
static void
give_up (Walk *w, const char *note, const char *silence)
{
  if (w->rows->family)
    for (TableId t = w->stage == STAGE_IDENTIFY ? 0 : w->table; t < TABLE_N; t++)
      if (is_wanted (w, t) && w->rows->tables[t].status == ROWS_UNREAD)
        rows_end (w->rows, t, rows_count (w->rows, t) ? ROWS_CUT : ROWS_UNREAD, note);
  w->rows->incomplete = TRUE;
  g_free (w->rows->silence);
  w->rows->silence = g_strdup (silence);
  w->stage = STAGE_OVER;
}

void
walk_abort (Walk *w, const char *why)
{
  give_up (w, why, why);
}

/* ---- asking ---------------------------------------------------------------------------------------------------------- */

static guint32
instance_of (const Walk *w)
{
  const TableSpec *spec = spec_of (w, w->table);
  return spec->scalar ? 0 : spec->instances[w->instance];
}

static void
ask_columns (Walk *w, WalkRequest *out)
{
  *out = (WalkRequest){ .kind = w->kind, .repetitions = w->repetitions, .once = w->silent_before };
  for (guint c = 0; c < w->n_columns && out->n < w->width; c++)
    {
      if (w->column_done[c])
        continue;
      WalkOid *oid = &out->oids[out->n];
      *oid = w->cursor[c];
      if (w->kind == WALK_GET)
        oid->oid[oid->n++] = instance_of (w);
      w->asked[out->n++] = c;
    }
  w->n_asked = out->n;
}

static void
ask_uptime (WalkRequest *out)
{
  *out = (WalkRequest){ .kind = WALK_GET, .n = 1 };
  out->oids[0].n = oid_parse ("1.3.6.1.2.1.1.3.0", out->oids[0].oid);
}

gboolean
walk_next (Walk *w, guint64 spent_ms, guint64 budget_ms, WalkRequest *out)
{
  if (w->stage != STAGE_OVER && spent_ms > budget_ms)
    give_up (w, _ ("out of time"), _ ("it answers too slowly: not everything was read in time"));
  while (w->stage == STAGE_TABLES && w->table < TABLE_N && !w->begun && !is_wanted (w, w->table))
    w->table++;
  if (w->stage == STAGE_TABLES && w->table >= TABLE_N)
    w->stage = STAGE_OVER;
  if (w->stage == STAGE_OVER)
    return FALSE;
  if (w->stage == STAGE_ALIVE)
    {
      ask_uptime (out);
      return TRUE;
    }
  if (!w->begun)
    begin_table (w);
  ask_columns (w, out);
  return TRUE;
}

/* ---- hearing --------------------------------------------------------------------------------------------------------- */

/* Stores a binding of the table being read; FALSE when the table is full. */
static gboolean
keep (Walk *w, const WalkVar *var)
{
  return rows_add (w->rows, w->table, var->oid + w->root_n, var->n - w->root_n, var->tag, var->number, var->octets, var->size);
}

static gboolean
in_column (const Walk *w, guint c, const WalkVar *var)
{
  /* the cursor begins with root and column, whatever index it has reached */
  guint prefix = w->root_n + 1;
  return var->n > prefix && var->n <= ROW_MAX_OID && memcmp (var->oid, w->cursor[c].oid, prefix * sizeof (guint32)) == 0;
}

/* Nothing more of this column, and the table is not whole. */
static void
spoil (Walk *w, guint c, const char *why)
{
  w->column_done[c] = TRUE;
  if (!w->spoilt)
    w->spoilt = why;
}

/* When every column has come to its end: the next instance, or the end of the table. */
static void
advance (Walk *w)
{
  const TableSpec *spec = spec_of (w, w->table);
  for (guint c = 0; c < w->n_columns; c++)
    if (!w->column_done[c])
      return;
  gboolean more = spec->instances[0] && w->instance + 1 < G_N_ELEMENTS (spec->instances) && spec->instances[w->instance + 1];
  if (!more || w->found || w->spoilt)
    {
      end_table (w, w->spoilt ? ROWS_CUT : ROWS_COMPLETE, w->spoilt);
      return;
    }
  w->instance++;
  memset (w->column_done, 0, sizeof w->column_done);
}

static void
hear_get (Walk *w, guint c, const WalkVar *var)
{
  if (!var || !in_column (w, c, var) || var->n != w->root_n + 2 || var->oid[var->n - 1] != instance_of (w))
    spoil (w, c, _ ("an answer to another question"));
  else if (!var->nothing && !keep (w, var))
    spoil (w, c, _ ("more rows than can be right"));
  else
    {
      w->column_done[c] = TRUE;
      w->found |= !var->nothing;
    }
}

static void
hear_next (Walk *w, guint c, const WalkVar *var)
{
  WalkOid *cursor = &w->cursor[c];
  if (w->column_done[c])
    return;
  if (!var->nothing && oid_compare (var->oid, var->n, cursor->oid, cursor->n) <= 0)
    spoil (w, c, _ ("the agent goes round in circles"));
  else if (var->nothing && !var->end && cursor->n > w->root_n + 1)
    spoil (w, c, _ ("rows stop in the middle")); /* only the end of everything may be said after a row */
  else if (var->nothing || !in_column (w, c, var))
    w->column_done[c] = TRUE;
  else if (!keep (w, var))
    spoil (w, c, _ ("more rows than can be right"));
  else
    {
      memcpy (cursor->oid, var->oid, var->n * sizeof (guint32));
      cursor->n = var->n;
    }
}

/* Ask for less, in every way there is, before a column is given up. */
static void
hear_trouble (Walk *w, WalkTrouble trouble)
{
  if (trouble == WALK_DENIED)
    {
      end_table (w, ROWS_CUT, _ ("access refused"));
      return;
    }
  if (w->kind == WALK_BULK && w->repetitions > 1)
    {
      w->repetitions = trouble == WALK_TOO_BIG ? w->repetitions / 2 : 1;
      if (trouble == WALK_TOO_BIG)
        w->ceiling = w->repetitions * w->n_asked;
    }
  else if (w->kind == WALK_BULK)
    w->kind = WALK_NEXT;
  else if (w->n_asked > 1)
    w->width = 1;
  else if (trouble == WALK_NO_NAME)
    w->column_done[w->asked[0]] = TRUE;
  else
    spoil (w, w->asked[0], _ ("the agent answers with an error"));
  advance (w);
}

static void
hear_vars (Walk *w, const WalkVar *vars, guint n)
{
  if (w->kind == WALK_BULK)
    w->bulk_heard = TRUE;
  else if (w->kind == WALK_NEXT && !w->bulk_heard)
    w->no_bulk = TRUE; /* GETBULK failed where GETNEXT does not: leave it */
  w->silent_before = FALSE;
  for (guint i = 0; w->kind == WALK_GET && i < w->n_asked; i++)
    hear_get (w, w->asked[i], i < n ? &vars[i] : NULL);
  for (guint i = 0; w->kind != WALK_GET && i < n; i++)
    hear_next (w, w->asked[i % w->n_asked], &vars[i]);
  advance (w);
}

/* The system group was read: is it a switch of ours? */
static void
identified (Walk *w)
{
  const LiveTable *system = &w->rows->tables[TABLE_SYSTEM];
  rows_settle (w->rows);
  rows_recognise (w->rows);
  w->names_model = descr_names_model (w);
  if (!w->rows->family && system->status == ROWS_CUT)
    {
      g_free (w->rows->refusal);
      w->rows->refusal = g_strdup_printf (_ ("it answers, but does not say what it is: %s"), system->note);
    }
  w->stage = w->rows->family ? STAGE_TABLES : STAGE_OVER;
  w->table = TABLE_SYSTEM + 1;
}

void
walk_answer (Walk *w, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  if (w->stage == STAGE_OVER)
    return;
  if (w->stage == STAGE_ALIVE)
    {
      w->stage = STAGE_TABLES;
      return;
    }
  if (trouble != WALK_FINE || !n)
    hear_trouble (w, trouble == WALK_FINE ? WALK_ERROR : trouble);
  else
    hear_vars (w, vars, n);
  if (w->stage == STAGE_IDENTIFY && !w->begun)
    identified (w);
}

/* A long answer that gets lost on the way, in one fragment or as a whole: a short one may pass. What was too long once is asked for in
 * no other table. Who was silent a moment ago is asked row by row: it may not know GETBULK. */
static void
ask_for_less (Walk *w)
{
  if (w->repetitions == 1 || w->silent_before)
    {
      w->kind = WALK_NEXT;
      return;
    }
  w->repetitions = MAX (1, w->repetitions / 4);
  w->ceiling = w->repetitions * w->n_asked;
}

void
walk_silent (Walk *w, const char *hint)
{
  if (w->stage == STAGE_IDENTIFY)
    {
      w->rows->mute = !hint;
      g_autofree char *why = g_strdup_printf (_ ("no answer to SNMP from %s port %u (is it on? address, community or user right? "
                                                 "OmniSwitches answer nobody until `snmp security` and `aaa authentication snmp` allow it)"),
                                              w->rows->address, w->port);
      give_up (w, _ ("no answer"), hint ? hint : why);
    }
  else if (w->stage == STAGE_ALIVE)
    give_up (w, _ ("no answer"), _ ("it stopped answering SNMP half way"));
  else if (w->stage == STAGE_TABLES)
    {
      if (w->kind == WALK_BULK)
        ask_for_less (w);
      else
        end_table (w, ROWS_CUT, _ ("no answer"));
      w->silent_before = TRUE;
      w->stage = STAGE_ALIVE;
    }
}
