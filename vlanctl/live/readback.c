#include "live/readback.h"

#include <glib/gi18n.h>
#include <string.h>

#include "live/row_names.h"

#define CELLS 40 /* of one request: names of rows are longer than those of columns, and the answer is longer still */
#define OF_PORTS (HAS (ATTR_VLANS) - 1) /* attributes before it are those of ports */

typedef struct {
  TableId table;
  guint32 *oid;  /* whole */
  guint n, root_n;
} Cell;

struct ReadBack {
  LiveRows *rows;           /* the walk's */
  const LiveRows *earlier;
  GArray *cells;            /* Cell, by table */
  guint taken;
  guint64 tables;           /* TABLE_BITs: not to be read as tables */
  guint left[TABLE_N];      /* cells without an answer so far */
  const char *why[TABLE_N]; /* it will be cut short */
  guint done;
};

/* ---- taking them on ------------------------------------------------------------------------------------------------------ */

static void
add_cells (ReadBack *b, TableId table, const TableSpec *spec, const GArray *names)
{
  guint32 root[ROW_MAX_OID];
  guint root_n = oid_parse (spec->root, root);
  for (guint c = 0; c < TABLE_MAX_COLUMNS && spec->columns[c]; c++)
    for (guint i = 0; i < names->len; i++)
      {
        const RowName *name = &g_array_index (names, RowName, i);
        Cell cell = { table, g_new (guint32, root_n + 1 + name->n), root_n + 1 + name->n, root_n };
        memcpy (cell.oid, root, root_n * sizeof (guint32));
        cell.oid[root_n] = spec->columns[c];
        memcpy (cell.oid + root_n + 1, name->numbers, name->n * sizeof (guint32));
        g_array_append_val (b->cells, cell);
        b->left[table]++;
      }
}

static void
keep_row (ReadBack *b, TableId table, const LiveRow *row)
{
  if (!rows_add (b->rows, table, row->oid, row->n, row->tag, row->number, row->octets, row->size))
    b->why[table] = _ ("more rows than can be right");
}

/* A GET has room for two names where the answer to a GETBULK has it for three. */
static gboolean
is_fewer (guint cells, guint whole)
{
  return cells * 3 < whole * 2;
}

static void
ask_rows_alone (ReadBack *b, const Decoder *d, TableId table, const LiveOnly *only)
{
  const TableSpec *spec = &d->family->snmp->tables[table];
  g_autoptr (GArray) names = row_names_of (d, table, only);
  guint whole = rows_count (d->rows, table);
  if (!names || !is_fewer (names->len * table_columns (spec), whole))
    return;
  add_cells (b, table, spec, names);
  for (guint i = 0; i < whole; i++)
    if (!row_names_have (names, rows_get (d->rows, table, i)))
      keep_row (b, table, rows_get (d->rows, table, i));
  b->tables |= TABLE_BIT (table);
  b->rows->partly |= TABLE_BIT (table);
}

static void
keep_table (ReadBack *b, TableId table, const LiveRows *earlier)
{
  for (guint i = 0; i < rows_count (earlier, table); i++)
    keep_row (b, table, rows_get (earlier, table, i));
  rows_end (b->rows, table, b->why[table] ? ROWS_CUT : earlier->tables[table].status, b->why[table]);
  b->tables |= TABLE_BIT (table);
  b->rows->kept |= TABLE_BIT (table);
}

static gboolean
same_cell (const LiveRows *a, const LiveRows *b, guint column)
{
  static const guint32 zero = 0;
  const LiveRow *x = rows_find (a, TABLE_SYSTEM, column, &zero, 1), *y = rows_find (b, TABLE_SYSTEM, column, &zero, 1);
  return x && y && x->size == y->size && memcmp (x->octets, y->octets, x->size) == 0;
}

/* sysDescr, sysObjectID; sysUpTime has gone on. */
static gboolean
is_same_boot (const LiveRows *now, const LiveRows *earlier)
{
  static const guint32 zero = 0;
  const LiveRow *up = rows_find (now, TABLE_SYSTEM, 3, &zero, 1), *before = rows_find (earlier, TABLE_SYSTEM, 3, &zero, 1);
  guint a, b;
  return now->family == earlier->family && same_cell (now, earlier, 1) && same_cell (now, earlier, 2) && up && before && row_uint (up, &a)
         && row_uint (before, &b) && a >= b;
}

static gboolean
is_known (const LiveRows *rows, TableId table)
{
  return rows->tables[table].status != ROWS_CUT && rows->tables[table].status != ROWS_UNREAD;
}

/* With a row of its own less, a port may be gone as well: it is not known to have what it had. */
void
readback_note_gone (const ReadBack *b)
{
  const LiveRows *rows = b->rows;
  Decoder d = { .rows = rows, .family = rows->family };
  if (rows->kept & TABLE_BIT (TABLE_IF))
    return;
  for (guint i = 0; i < rows_count (b->earlier, TABLE_IF); i++)
    {
      const LiveRow *row = rows_get (b->earlier, TABLE_IF, i);
      PortId port = row->n == 2 ? decode_if_index (&d, row->oid[1]) : PORT_NONE;
      if (port && (!rows->only || port_set_contains (&rows->only->ports, port)) && !rows_find (rows, TABLE_IF, row->oid[0], row->oid + 1, 1))
        port_set_add (&b->rows->gone, port);
    }
}

static void
cell_clear (gpointer cell)
{
  g_free (((Cell *) cell)->oid);
}

ReadBack *
readback_new (LiveRows *rows, const LiveRows *earlier, const LiveOnly *only, guint32 want)
{
  if (earlier->incomplete || !is_same_boot (rows, earlier))
    return NULL;
  DecodeNotes notes = { 0 };
  Decoder d;
  g_autoptr (SwitchState) known = switch_state_new (earlier->name, earlier->address);
  ReadBack *b = g_new0 (ReadBack, 1);
  b->rows = rows;
  b->earlier = earlier;
  b->cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  g_array_set_clear_func (b->cells, cell_clear);
  rows->only = only ? live_only_copy (only) : NULL;
  gboolean of_ports = want & OF_PORTS && (!only || port_set_size (&only->ports));
  decoder_init (&d, earlier, known, &notes);
  decode_ports (&d);
  for (TableId t = 0; t < TABLE_N; t++)
    {
      const TableSpec *spec = &rows->family->snmp->tables[t];
      if (t == TABLE_SYSTEM || !spec->root || (spec->attrs && !(spec->attrs & want)))
        continue;
      if (!spec->attrs && !(t == TABLE_IF && of_ports) && is_known (earlier, t))
        keep_table (b, t, earlier);
      else if (only && earlier->tables[t].status == ROWS_COMPLETE)
        ask_rows_alone (b, &d, t, only);
    }
  decoder_clear (&d);
  return b;
}

void
readback_free (ReadBack *b)
{
  if (!b)
    return;
  g_array_unref (b->cells);
  g_free (b);
}

gboolean
readback_has_table (const ReadBack *b, TableId table)
{
  return (b->tables & TABLE_BIT (table)) != 0;
}

guint
readback_tables_done (const ReadBack *b)
{
  return b->done;
}

/* ---- asking, hearing ------------------------------------------------------------------------------------------------------- */

static const Cell *
cell_at (const ReadBack *b, guint i)
{
  return &g_array_index (b->cells, Cell, i);
}

gboolean
readback_take (ReadBack *b, ReadBackPart *part)
{
  guint to = MIN (b->taken + CELLS, b->cells->len);
  if (b->taken == to)
    return FALSE;
  *part = (ReadBackPart){ b->taken, to, CELLS, FALSE };
  b->taken = to;
  return TRUE;
}

static guint
n_asked (const ReadBackPart *part)
{
  return MIN (part->width, part->to - part->from);
}

void
readback_ask (const ReadBack *b, const ReadBackPart *part, WalkRequest *out)
{
  *out = (WalkRequest){ .kind = WALK_GET, .once = part->once, .n = n_asked (part) };
  for (guint i = 0; i < out->n; i++)
    out->names[i] = (WalkName){ cell_at (b, part->from + i)->oid, cell_at (b, part->from + i)->n };
}

/* The next cell of the part has its answer, or (with the reason why) will have none. */
static void
settle (ReadBack *b, ReadBackPart *part, const char *why)
{
  TableId table = cell_at (b, part->from++)->table;
  if (why && !b->why[table])
    b->why[table] = why;
  if (--b->left[table])
    return;
  RowsStatus status = b->why[table] ? ROWS_CUT : rows_count (b->rows, table) ? ROWS_COMPLETE : ROWS_EMPTY;
  rows_end (b->rows, table, status, b->why[table]);
  b->done++;
}

static void
give_up (ReadBack *b, ReadBackPart *part, const char *why)
{
  while (part->from < part->to)
    settle (b, part, why);
}

static const char *
hear_cell (ReadBack *b, const Cell *cell, const WalkVar *var)
{
  if (!var || oid_compare (var->oid, var->n, cell->oid, cell->n))
    return _ ("an answer to another question");
  if (!var->nothing
      && !rows_add (b->rows, cell->table, cell->oid + cell->root_n, cell->n - cell->root_n, var->tag, var->number, var->octets, var->size))
    return _ ("more rows than can be right");
  return NULL;
}

gboolean
readback_hear (ReadBack *b, ReadBackPart *part, WalkTrouble trouble, const WalkVar *vars, guint n)
{
  guint asked = n_asked (part);
  part->once = FALSE;
  if (trouble == WALK_DENIED)
    give_up (b, part, _ ("access refused"));
  else if (trouble != WALK_FINE && asked > 1)
    part->width = trouble == WALK_TOO_BIG ? asked / 2 : 1;
  else if (trouble == WALK_NO_NAME)
    settle (b, part, NULL);
  else if (trouble != WALK_FINE)
    settle (b, part, _ ("the agent answers with an error"));
  for (guint i = 0; trouble == WALK_FINE && i < asked; i++)
    settle (b, part, hear_cell (b, cell_at (b, part->from), i < n ? &vars[i] : NULL));
  return part->from == part->to;
}

/* A long question or its answer may have been lost on the way: a short one may pass. */
gboolean
readback_silent (ReadBack *b, ReadBackPart *part)
{
  if (n_asked (part) == 1 || part->once)
    give_up (b, part, _ ("no answer"));
  part->width = MAX (1, n_asked (part) / 4);
  part->once = TRUE;
  return part->from == part->to;
}
