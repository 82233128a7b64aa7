/* Reading back: where a switch was read a moment ago, the names and numbers of its ports are not asked again, and the rows of what was
 * changed are asked for alone, by their known indices, if that is less than reading their tables once more. All other rows of such a table
 * are taken from the earlier reading: they tell how its index is to be read, and nothing else. Whether a port is still there is asked of
 * ifTable: that there are no rows of one that is gone with its unit means nothing. On the reader's thread. */
#pragma once
#include "live/walk.h"

typedef struct ReadBack ReadBack;
/* rows: of a switch that is identified, and of which nothing else was read. They get what is not read again: what ports there are, and the
 * rows beside those that are asked for (only NULL: tables are read whole). NULL: it is another switch or was started anew, and all is read
 * as ever. */
ReadBack *readback_new (LiveRows *rows, const LiveRows *earlier, const LiveOnly *only, guint32 want);
void readback_free (ReadBack *b);
gboolean readback_has_table (const ReadBack *b, TableId table); /* not to be read as a table */
guint readback_tables_done (const ReadBack *b);

void readback_note_gone (const ReadBack *b); /* when the rows are settled: what ifTable has no longer */

/* Rows that one request at a time is about. */
typedef struct {
  guint from, to;    /* not answered yet */
  guint width;       /* variables that one request may ask for */
  gboolean once;     /* it was silent a moment ago */
} ReadBackPart;

gboolean readback_take (ReadBack *b, ReadBackPart *part); /* FALSE: all are taken */
void readback_ask (const ReadBack *b, const ReadBackPart *part, WalkRequest *out);
/* TRUE: the part is over. */
gboolean readback_hear (ReadBack *b, ReadBackPart *part, WalkTrouble trouble, const WalkVar *vars, guint n);
gboolean readback_silent (ReadBack *b, ReadBackPart *part);
