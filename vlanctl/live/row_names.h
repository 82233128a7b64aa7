/* Which rows of a table speak of some ports, VLANs and policies: by an earlier reading of it, and by what its index is made of
 * (TableSpec.index). Pure. */
#pragma once
#include "live/decode.h"

#define ROW_NAME_MAX 4 /* numbers of TABLE_MAX_PARTS parts */

/* The index of a row. */
typedef struct {
  guint n;
  guint32 numbers[ROW_NAME_MAX];
} RowName;

/* RowName, in order: rows that there were, and those that may have come into being since. NULL: there are none, or not all are known. d:
 * of the earlier reading, its ports decoded. */
GArray *row_names_of (const Decoder *d, TableId table, const LiveOnly *only);
gboolean row_names_have (const GArray *names, const LiveRow *row);
