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
  gboolean begun;            /* its columns below are set */
  guint n_columns, asked[TABLE_MAX_COLUMNS], n_asked; /* columns of the request under way */
  WalkOid cursor[TABLE_MAX_COLUMNS];
  gboolean column_done[TABLE_MAX_COLUMNS];
  guint repetitions, instance;
  guint root_n;              /* sub-identifiers of the table's root */
};

Walk *
walk_new (const char *name, const char *address, guint port, guint32 want)
{
  Walk *w = g_new0 (Walk, 1);
  w->rows = rows_new (name, address);
  w->port = port;
  w->want = want;
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
  if (table == TABLE_ENTITY && descr_names_model (w))
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
  w->repetitions = MAX (1, VARS_PER_ANSWER / MAX (1, w->n_columns));
  w->instance = 0;
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

static void
ask_instances (Walk *w, guint32 instance, WalkRequest *out)
{
  out->bulk = FALSE;
  out->n = w->n_columns;
  for (guint c = 0; c < w->n_columns; c++)
    {
      out->oids[c] = w->cursor[c];
      out->oids[c].oid[out->oids[c].n++] = instance;
      w->asked[c] = c;
    }
  w->n_asked = w->n_columns;
}

static void
ask_columns (Walk *w, WalkRequest *out)
{
  out->bulk = TRUE;
  out->repetitions = w->repetitions;
  out->n = 0;
  for (guint c = 0; c < w->n_columns; c++)
    if (!w->column_done[c])
      {
        out->oids[out->n] = w->cursor[c];
        w->asked[out->n++] = c;
      }
  w->n_asked = out->n;
}

static void
ask_uptime (WalkRequest *out)
{
  out->bulk = FALSE;
  out->n = 1;
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
  const TableSpec *spec = spec_of (w, w->table);
  if (spec->scalar)
    ask_instances (w, 0, out);
  else if (spec->instances[0])
    ask_instances (w, spec->instances[w->instance], out);
  else
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

static void
hear_instances (Walk *w, const WalkVar *vars, guint n)
{
  const TableSpec *spec = spec_of (w, w->table);
  guint kept = 0;
  for (guint i = 0; i < n && i < w->n_asked; i++)
    if (!vars[i].nothing && in_column (w, w->asked[i], &vars[i]))
      kept += keep (w, &vars[i]);
  if (!kept && spec->instances[0] && w->instance + 1 < G_N_ELEMENTS (spec->instances) && spec->instances[w->instance + 1])
    w->instance++;
  else
    end_table (w, ROWS_COMPLETE, NULL);
}

/* One binding of a GETBULK; FALSE = the table was cut short. */
static gboolean
hear_next (Walk *w, guint c, const WalkVar *var)
{
  if (w->column_done[c])
    return TRUE;
  WalkOid *cursor = &w->cursor[c];
  if (!var->nothing && oid_compare (var->oid, var->n, cursor->oid, cursor->n) <= 0)
    {
      end_table (w, ROWS_CUT, _ ("the agent goes round in circles"));
      return FALSE;
    }
  if (var->nothing || !in_column (w, c, var))
    {
      w->column_done[c] = TRUE;
      return TRUE;
    }
  if (!keep (w, var))
    {
      end_table (w, ROWS_CUT, _ ("more rows than can be right"));
      return FALSE;
    }
  memcpy (cursor->oid, var->oid, var->n * sizeof (guint32));
  cursor->n = var->n;
  return TRUE;
}

static void
hear_columns (Walk *w, const WalkVar *vars, guint n)
{
  if (n == 0)
    {
      end_table (w, ROWS_CUT, _ ("an empty answer"));
      return;
    }
  for (guint i = 0; i < n; i++)
    if (!hear_next (w, w->asked[i % w->n_asked], &vars[i]))
      return;
  for (guint c = 0; c < w->n_columns; c++)
    if (!w->column_done[c])
      return;
  end_table (w, ROWS_COMPLETE, NULL);
}

static void
hear_trouble (Walk *w, WalkTrouble trouble)
{
  const TableSpec *spec = spec_of (w, w->table);
  gboolean bulk = !spec->scalar && !spec->instances[0];
  if (trouble != WALK_DENIED && bulk && w->repetitions > 1)
    w->repetitions /= 2;
  else
    end_table (w, ROWS_CUT, trouble == WALK_DENIED ? _ ("access refused") : _ ("the agent answers with an error"));
}

/* The system group was read: is it a switch of ours? */
static void
identified (Walk *w)
{
  rows_settle (w->rows);
  rows_recognise (w->rows);
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
  if (trouble != WALK_FINE)
    hear_trouble (w, trouble);
  else if (spec_of (w, w->table)->scalar || spec_of (w, w->table)->instances[0])
    hear_instances (w, vars, n);
  else
    hear_columns (w, vars, n);
  if (w->stage == STAGE_IDENTIFY && !w->begun)
    identified (w);
}

void
walk_silent (Walk *w)
{
  if (w->stage == STAGE_IDENTIFY)
    {
      g_autofree char *why = g_strdup_printf (_ ("no answer to SNMP from %s port %u (is it on? address, community or user right? "
                                                 "OmniSwitches answer nobody until `snmp security` and `aaa authentication snmp` allow it)"),
                                              w->rows->address, w->port);
      give_up (w, _ ("no answer"), why);
    }
  else if (w->stage == STAGE_ALIVE)
    give_up (w, _ ("no answer"), _ ("it stopped answering SNMP half way"));
  else if (w->stage == STAGE_TABLES)
    {
      const TableSpec *spec = spec_of (w, w->table);
      if (!spec->scalar && !spec->instances[0] && w->repetitions > 1)
        {
          w->repetitions = 1; /* a long answer that gets lost on the way: a short one may pass */
          return;
        }
      end_table (w, ROWS_CUT, _ ("no answer"));
      w->stage = STAGE_ALIVE;
    }
}
