#include "live/readback.h"

#include <glib/gi18n.h>
#include <string.h>

#define VARS_PER_ANSWER 60 /* columns times repetitions: some 1400 octets of short rows, one datagram without fragments */

typedef enum { STAGE_IDENTIFY, STAGE_TABLES, STAGE_OVER } Stage;

/* One request under way at a time, and the table that it is about. */
typedef struct {
  Walk *walk;
  TableId table;
  gboolean begun;            /* there is such a table, and what follows is set for it */
  gboolean reads_back;       /* no table, but this part of what is read back */
  ReadBackPart part;
  gboolean asking;
  gboolean probing;          /* it was silent: is anybody there? */
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
} Lane;

struct Walk {
  LiveRows *rows;
  guint port;
  guint32 want;
  Stage stage;
  Lane lanes[WALK_LANES];
  gboolean taken[TABLE_N];   /* a lane has it, or had it */
  guint n_done;              /* tables read */
  /* learnt on the way */
  guint window;              /* requests that it is given at a time */
  gboolean window_shut;      /* a datagram was lost, or not taken: it stays at one */
  guint ceiling;             /* variables in one answer */
  gboolean names_model;      /* sysDescr does */
  gboolean bulk_heard, no_bulk;
  /* reading back */
  const LiveRows *earlier;   /* NULL */
  const LiveOnly *only;
  ReadBack *back;            /* NULL: all is read */
};

Walk *
walk_new (const char *name, const char *address, guint port, guint32 want)
{
  Walk *w = g_new0 (Walk, 1);
  w->rows = rows_new (name, address);
  w->port = port;
  w->want = want;
  w->ceiling = VARS_PER_ANSWER;
  w->window = 1;
  for (guint i = 0; i < WALK_LANES; i++)
    w->lanes[i].walk = w;
  return w;
}

void
walk_read_back (Walk *w, const LiveRows *earlier, const LiveOnly *only)
{
  w->earlier = earlier;
  w->only = only;
}

void
walk_free (Walk *w)
{
  if (!w)
    return;
  readback_free (w->back);
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
  if (!spec->instead_of)
    return TRUE;
  if (w->back && readback_has_table (w->back, spec->instead_of))
    return FALSE; /* it has rows, if not the ones that were asked for */
  return !rows_count (w->rows, spec->instead_of) && w->rows->tables[spec->instead_of].status != ROWS_CUT;
}

static gboolean
is_under_way (const Walk *w, TableId table)
{
  return w->taken[table] && w->rows->tables[table].status == ROWS_UNREAD;
}

guint
walk_tables_read (const Walk *w)
{
  return 1 + w->n_done + (w->back ? readback_tables_done (w->back) : 0); /* the system group */
}

guint
walk_tables_wanted (const Walk *w)
{
  guint n = walk_tables_read (w);
  for (guint t = 0; w->rows && w->rows->family && w->stage != STAGE_OVER && t < TABLE_N; t++)
    n += is_wanted (w, t) && (!w->taken[t] || is_under_way (w, t));
  return n;
}

static void
begin_table (Lane *l)
{
  const Walk *w = l->walk;
  const TableSpec *spec = spec_of (w, l->table);
  WalkOid root = { .n = 0 };
  root.n = l->root_n = oid_parse (spec->root, root.oid);
  for (l->n_columns = 0; l->n_columns < TABLE_MAX_COLUMNS && spec->columns[l->n_columns]; l->n_columns++)
    {
      WalkOid *cursor = &l->cursor[l->n_columns];
      *cursor = root;
      cursor->oid[cursor->n++] = spec->columns[l->n_columns];
      l->column_done[l->n_columns] = FALSE;
    }
  l->kind = spec->scalar || spec->instances[0] ? WALK_GET : w->no_bulk ? WALK_NEXT : WALK_BULK;
  l->repetitions = MAX (1, w->ceiling / l->n_columns);
  l->width = l->n_columns;
  l->instance = 0;
  l->found = l->silent_before = FALSE;
  l->spoilt = NULL;
  l->begun = TRUE;
}

/* What answers well may be asked more at a time. */
static void
end_well (Walk *w)
{
  if (!w->window_shut)
    w->window = MIN (w->window + 1, WALK_LANES);
}

static void
end_table (Lane *l, RowsStatus status, const char *note)
{
  Walk *w = l->walk;
  rows_end (w->rows, l->table, status, note);
  l->begun = FALSE;
  w->n_done += w->stage == STAGE_TABLES;
  if (status == ROWS_COMPLETE)
    end_well (w);
}

/* Everything wanted that was not read any more is unread, and says why. */
static void
give_up (Walk *w, const char *note, const char *silence)
{
  if (w->rows->family)
    for (TableId t = 0; t < TABLE_N; t++)
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
instance_of (const Lane *l)
{
  const TableSpec *spec = spec_of (l->walk, l->table);
  return spec->scalar ? 0 : spec->instances[l->instance];
}

static void
ask_columns (Lane *l, WalkRequest *out)
{
  *out = (WalkRequest){ .kind = l->kind, .repetitions = l->repetitions, .once = l->silent_before };
  for (guint c = 0; c < l->n_columns && out->n < l->width; c++)
    {
      WalkOid *cursor = &l->cursor[c];
      if (l->column_done[c])
        continue;
      if (l->kind == WALK_GET)
        cursor->oid[cursor->n] = instance_of (l); /* behind the column, for this time */
      out->names[out->n] = (WalkName){ cursor->oid, cursor->n + (l->kind == WALK_GET) };
      l->asked[out->n++] = c;
    }
  l->n_asked = out->n;
}

static void
ask_uptime (WalkRequest *out)
{
  static const guint32 uptime[] = { 1, 3, 6, 1, 2, 1, 1, 3, 0 }; /* sysUpTime */
  *out = (WalkRequest){ .kind = WALK_GET, .n = 1, .names = { { uptime, G_N_ELEMENTS (uptime) } } };
}

/* It stands for a table of which it is not known yet whether it has rows. */
static gboolean
must_wait (const Walk *w, TableId table)
{
  TableId other = spec_of (w, table)->instead_of;
  return other && other < table && (is_under_way (w, other) || (!w->taken[other] && is_wanted (w, other)));
}

static gboolean
take_table (Lane *l)
{
  Walk *w = l->walk;
  if (w->stage == STAGE_IDENTIFY)
    l->table = TABLE_SYSTEM;
  else
    for (l->table = 0; l->table < TABLE_N; l->table++)
      if (!w->taken[l->table] && is_wanted (w, l->table) && !must_wait (w, l->table))
        break;
  if (l->table == TABLE_N || w->taken[l->table])
    return FALSE;
  w->taken[l->table] = TRUE;
  begin_table (l);
  return TRUE;
}

static gboolean
take_part (Lane *l)
{
  return l->reads_back = l->walk->back && readback_take (l->walk->back, &l->part);
}

static guint
requests_under_way (const Walk *w)
{
  guint n = 0;
  for (guint i = 0; i < WALK_LANES; i++)
    n += w->lanes[i].asking;
  return n;
}

static gboolean
any_lane_is_busy (const Walk *w)
{
  for (guint i = 0; i < WALK_LANES; i++)
    if (w->lanes[i].begun || w->lanes[i].reads_back || w->lanes[i].asking)
      return TRUE;
  return FALSE;
}

gboolean
walk_next (Walk *w, guint lane, guint64 spent_ms, guint64 budget_ms, WalkRequest *out)
{
  Lane *l = &w->lanes[lane];
  if (w->stage != STAGE_OVER && spent_ms > budget_ms)
    give_up (w, _ ("out of time"), _ ("it answers too slowly: not everything was read in time"));
  if (w->stage == STAGE_OVER || l->asking || requests_under_way (w) >= w->window)
    return FALSE;
  if (l->probing)
    ask_uptime (out);
  else if (l->reads_back || (!l->begun && take_part (l)))
    readback_ask (w->back, &l->part, out);
  else if (l->begun || take_table (l))
    ask_columns (l, out);
  else
    {
      if (!any_lane_is_busy (w))
        w->stage = STAGE_OVER;
      return FALSE;
    }
  return l->asking = TRUE;
}

gboolean
walk_has_room (const Walk *w)
{
  return w->stage == STAGE_TABLES && requests_under_way (w) < w->window;
}

gboolean
walk_is_over (const Walk *w)
{
  return w->stage == STAGE_OVER;
}

/* ---- hearing --------------------------------------------------------------------------------------------------------- */

/* Stores a binding of the table being read; FALSE when the table is full. */
static gboolean
keep (Lane *l, const WalkVar *var)
{
  return rows_add (l->walk->rows, l->table, var->oid + l->root_n, var->n - l->root_n, var->tag, var->number, var->octets, var->size);
}

static gboolean
in_column (const Lane *l, guint c, const WalkVar *var)
{
  /* the cursor begins with root and column, whatever index it has reached */
  guint prefix = l->root_n + 1;
  return var->n > prefix && var->n <= ROW_MAX_OID && memcmp (var->oid, l->cursor[c].oid, prefix * sizeof (guint32)) == 0;
}

/* Nothing more of this column, and the table is not whole. */
static void
spoil (Lane *l, guint c, const char *why)
{
  l->column_done[c] = TRUE;
  if (!l->spoilt)
    l->spoilt = why;
}

/* When every column has come to its end: the next instance, or the end of the table. */
static void
advance (Lane *l)
{
  const TableSpec *spec = spec_of (l->walk, l->table);
  for (guint c = 0; c < l->n_columns; c++)
    if (!l->column_done[c])
      return;
  gboolean more = spec->instances[0] && l->instance + 1 < G_N_ELEMENTS (spec->instances) && spec->instances[l->instance + 1];
  if (!more || l->found || l->spoilt)
    {
      end_table (l, l->spoilt ? ROWS_CUT : ROWS_COMPLETE, l->spoilt);
      return;
    }
  l->instance++;
  memset (l->column_done, 0, sizeof l->column_done);
}

static void
hear_get (Lane *l, guint c, const WalkVar *var)
{
  if (!var || !in_column (l, c, var) || var->n != l->root_n + 2 || var->oid[var->n - 1] != instance_of (l))
    spoil (l, c, _ ("an answer to another question"));
  else if (!var->nothing && !keep (l, var))
    spoil (l, c, _ ("more rows than can be right"));
  else
    {
      l->column_done[c] = TRUE;
      l->found |= !var->nothing;
    }
}

static void
hear_next (Lane *l, guint c, const WalkVar *var)
{
  WalkOid *cursor = &l->cursor[c];
  if (l->column_done[c])
    return;
  if (!var->nothing && oid_compare (var->oid, var->n, cursor->oid, cursor->n) <= 0)
    spoil (l, c, _ ("the agent goes round in circles"));
  else if (var->nothing && !var->end && cursor->n > l->root_n + 1)
    spoil (l, c, _ ("rows stop in the middle")); /* only the end of everything may be said after a row */
  else if (var->nothing || !in_column (l, c, var))
    l->column_done[c] = TRUE;
  else if (!keep (l, var))
    spoil (l, c, _ ("more rows than can be right"));
  else
    {
      memcpy (cursor->oid, var->oid, var->n * sizeof (guint32));
      cursor->n = var->n;
    }
}

/* Ask for less, in every way there is, before a column is given up. */
static void
hear_trouble (Lane *l, WalkTrouble trouble)
{
  if (trouble == WALK_DENIED)
    {
      end_table (l, ROWS_CUT, _ ("access refused"));
      return;
    }
  if (l->kind == WALK_BULK && l->repetitions > 1)
    {
      l->repetitions = trouble == WALK_TOO_BIG ? l->repetitions / 2 : 1;
      if (trouble == WALK_TOO_BIG)
        l->walk->ceiling = l->repetitions * l->n_asked;
    }
  else if (l->kind == WALK_BULK)
    l->kind = WALK_NEXT;
  else if (l->n_asked > 1)
    l->width = 1;
  else if (trouble == WALK_NO_NAME)
    l->column_done[l->asked[0]] = TRUE;
  else
    spoil (l, l->asked[0], _ ("the agent answers with an error"));
  advance (l);
}

static void
hear_vars (Lane *l, const WalkVar *vars, guint n)
{
  Walk *w = l->walk;
  if (l->kind == WALK_BULK)
    w->bulk_heard = TRUE;
  else if (l->kind == WALK_NEXT && !w->bulk_heard)
    w->no_bulk = TRUE; /* GETBULK failed where GETNEXT does not: leave it */
  l->silent_before = FALSE;
  for (guint i = 0; l->kind == WALK_GET && i < l->n_asked; i++)
    hear_get (l, l->asked[i], i < n ? &vars[i] : NULL);
  for (guint i = 0; l->kind != WALK_GET && i < n; i++)
    hear_next (l, l->asked[i % l->n_asked], &vars[i]);
  advance (l);
}

static void
hear_part (Lane *l, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  l->reads_back = !readback_hear (l->walk->back, &l->part, trouble, vars, n);
  if (!l->reads_back && trouble == WALK_FINE)
    end_well (l->walk);
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
  if (w->rows->family && w->earlier)
    w->back = readback_new (w->rows, w->earlier, w->only, w->want);
  for (TableId t = 0; w->back && t < TABLE_N; t++)
    w->taken[t] = w->taken[t] || readback_has_table (w->back, t);
}

void
walk_answer (Walk *w, guint lane, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  Lane *l = &w->lanes[lane];
  l->asking = FALSE;
  if (w->stage == STAGE_OVER)
    return;
  if (l->probing)
    {
      l->probing = FALSE;
      return;
    }
  if (trouble == WALK_FINE && !n)
    trouble = WALK_ERROR;
  if (l->reads_back)
    hear_part (l, trouble, vars, n);
  else if (trouble != WALK_FINE)
    hear_trouble (l, trouble);
  else
    hear_vars (l, vars, n);
  if (w->stage == STAGE_IDENTIFY && !l->begun)
    identified (w);
}

/* A long answer that gets lost on the way, in one fragment or as a whole: a short one may pass. What was too long once is asked for in
 * no other table. Who was silent a moment ago is asked row by row: it may not know GETBULK. */
static void
ask_for_less (Lane *l)
{
  if (l->repetitions == 1 || l->silent_before)
    {
      l->kind = WALK_NEXT;
      return;
    }
  l->repetitions = MAX (1, l->repetitions / 4);
  l->walk->ceiling = l->repetitions * l->n_asked;
}

static void
nobody_there (Walk *w, const char *hint)
{
  w->rows->mute = !hint;
  g_autofree char *why = g_strdup_printf (_ ("no answer to SNMP from %s port %u (is it on? address, community or user right? "
                                             "OmniSwitches answer nobody until `snmp security` and `aaa authentication snmp` allow it)"),
                                          w->rows->address, w->port);
  give_up (w, _ ("no answer"), hint ? hint : why);
}

void
walk_lost (Walk *w)
{
  w->window = 1;
  w->window_shut = TRUE;
}

void
walk_silent (Walk *w, guint lane, const char *hint)
{
  Lane *l = &w->lanes[lane];
  l->asking = FALSE;
  walk_lost (w);
  if (w->stage == STAGE_IDENTIFY)
    nobody_there (w, hint);
  else if (w->stage == STAGE_TABLES && l->probing)
    give_up (w, _ ("no answer"), _ ("it stopped answering SNMP half way"));
  else if (w->stage == STAGE_TABLES)
    {
      if (l->reads_back)
        l->reads_back = !readback_silent (w->back, &l->part);
      else if (l->kind == WALK_BULK)
        ask_for_less (l);
      else
        end_table (l, ROWS_CUT, _ ("no answer"));
      l->silent_before = TRUE;
      l->probing = TRUE;
    }
}
