/* Tables as spreadsheets and PBXs write them: comma, semicolon or tab; UTF-8 with or without mark, UTF-16, Windows-1252. */
#pragma once
#include "model/source.h"

typedef struct {
  char **cells;      /* as many as the header has; trimmed */
  guint *columns;    /* character columns at which they begin in their lines */
  guint *lines;      /* and these lines, from 1: a cell before may have line breaks */
  guint row;         /* as a spreadsheet numbers it: the header is 1; blank rows count */
} CsvRow;

typedef struct {
  const char *file;  /* interned */
  char separator;
  char **titles;     /* of the first row */
  guint n;           /* columns */
  GPtrArray *rows;   /* CsvRow*, without blank ones */
} CsvTable;

#define CSV_MAX_BYTES (16u << 20)
#define CSV_MAX_COLUMNS 1000

/* NULL when the text is no such table (diagnostics say where). The first row is the header; `sep=;` before it is Excel's. */
CsvTable *csv_parse (const char *file, const char *bytes, gsize size, Diagnostics *diagnostics);
void csv_table_free (CsvTable *t);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsvTable, csv_table_free)
SrcPos csv_pos (const CsvTable *t, const CsvRow *row, guint column);
/* The bytes as UTF-8, whatever they were; NULL when they are no text. */
char *csv_decode (const char *file, const char *bytes, gsize size, Diagnostics *diagnostics);
