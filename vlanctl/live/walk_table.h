/* Reading one table of a switch to its end: alone, one request at a time, or a column here and there in a request that it shares with
 * others (walk_group.h). Pure. */
#pragma once
#include "live/walk.h"

#define WALK_OCTETS 1380  /* of variables in one answer: with what goes around them one datagram over Ethernet, without fragments */
#define WALK_MAX_VARS 100 /* ... and never more than that */
#define WALK_MAX_ROOT 24 /* sub-identifiers of a table's root: the longest has 18 */

/* What one table teaches of the agent, for all others. */
typedef struct {
  guint ceiling;             /* variables in one answer, whatever their size */
  gboolean bulk_heard, no_bulk;
  gboolean alone;            /* tables are asked for one by one: a request for several brought trouble */
} WalkLearnt;

typedef struct {
  TableId id;
  const TableSpec *spec;
  LiveRows *rows;            /* where they go */
  WalkLearnt *learnt;
  guint32 root[WALK_MAX_ROOT], columns[TABLE_MAX_COLUMNS];
  guint root_n, n_columns;
  WalkName cursor[TABLE_MAX_COLUMNS]; /* behind the root: the column, and the index that it has reached */
  gboolean column_done[TABLE_MAX_COLUMNS];
  guint asked[TABLE_MAX_COLUMNS], n_asked; /* columns of the request under way */
  WalkKind kind;
  guint repetitions, width;  /* rows, and columns, that one request may ask for */
  guint instance;            /* which of TableSpec.instances */
  gboolean found;            /* that instance answered something */
  gboolean silent_before;    /* the last request went unanswered */
  guint octets;              /* of its variables in answers so far */
  guint length;              /* rows of a column, as far as can be guessed beforehand; 0 = not at all */
  gboolean exact;            /* it is so many */
  gboolean given_up;         /* whatever columns are left */
  const char *why;           /* it will be cut short, though other columns may still go on; NULL */
} WalkTable;

WalkTable *walk_table_new (TableId id, const TableSpec *spec, LiveRows *rows, WalkLearnt *learnt);
/* Puts a name into the request, in `numbers`; walk_names_end when all are in. */
void walk_table_name (const WalkTable *t, guint column, GArray *numbers, WalkRequest *out);
void walk_names_end (const GArray *numbers, WalkRequest *out);
void walk_table_hear_next (WalkTable *t, guint column, const WalkVar *var); /* of a GETNEXT or GETBULK */
gboolean walk_table_is_over (const WalkTable *t);
guint walk_table_rest (const WalkTable *t); /* rows that are still to come in its longest column, by `length`; 0 = not known */
guint walk_table_var_octets (const WalkTable *t); /* of one variable, on an average */

/* Alone. The names are those of `numbers`, until the table hears what came of it. */
void walk_table_ask (WalkTable *t, GArray *numbers, WalkRequest *out);
/* TRUE: the table is over, whole unless `why`. */
gboolean walk_table_hear (WalkTable *t, WalkTrouble trouble, const WalkVar *vars, guint n);
gboolean walk_table_silent (WalkTable *t);
