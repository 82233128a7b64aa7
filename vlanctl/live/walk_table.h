/* Reading one table of a switch to its end, one request at a time: a walk's lane has one of these at a time. Pure. */
#pragma once
#include "live/walk.h"

#define WALK_MAX_VARS 60 /* columns times repetitions: some 1400 octets of short rows, one datagram without fragments */

typedef struct {
  guint32 oid[ROW_MAX_OID];
  guint n;
} WalkOid;

/* What one table teaches of the agent, for all others. */
typedef struct {
  guint ceiling;             /* variables in one answer */
  gboolean bulk_heard, no_bulk;
} WalkLearnt;

typedef struct {
  TableId id;
  const TableSpec *spec;
  LiveRows *rows;            /* where they go */
  WalkLearnt *learnt;
  guint root_n;              /* sub-identifiers of the table's root */
  guint n_columns, asked[TABLE_MAX_COLUMNS], n_asked; /* columns of the request under way */
  WalkOid cursor[TABLE_MAX_COLUMNS];
  gboolean column_done[TABLE_MAX_COLUMNS];
  WalkKind kind;
  guint repetitions, width;  /* rows, and columns, that one request may ask for */
  guint instance;            /* which of TableSpec.instances */
  gboolean found;            /* that instance answered something */
  gboolean silent_before;    /* the last request went unanswered */
  const char *why;           /* it will be cut short, though other columns may still go on; NULL */
} WalkTable;

void walk_table_begin (WalkTable *t, TableId id, const TableSpec *spec, LiveRows *rows, WalkLearnt *learnt);
void walk_table_ask (WalkTable *t, WalkRequest *out); /* the names are the table's, until it hears what came of it */
/* TRUE: the table is over, whole unless `why`. */
gboolean walk_table_hear (WalkTable *t, WalkTrouble trouble, const WalkVar *vars, guint n);
gboolean walk_table_silent (WalkTable *t);
