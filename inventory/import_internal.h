/* Inside import: from cells to rows, from rows to ports, from ports to text. */
#pragma once
#include "inventory/edit.h"
#include "inventory/import.h"
#include "inventory/schema.h"

/* What a spreadsheet made a date of, as the port that was typed: "1/1/24", several with " or ". NULL when it is no date. */
char *import_undate (const char *text, gboolean slot_port);

/* A port whose line the text must say anew. */
typedef struct {
  const DesiredSwitch *sw;
  const DesiredPort *port;
} ImportChange;

/* A file of the inventory under change. */
typedef struct {
  const char *path; /* interned */
  char *text;
  Node *root;
  TextEdit *edit;
  gboolean fresh;
} FileEdit;
FileEdit *import_file_open (const char *path, Diagnostics *diagnostics); /* NULL: it cannot be read */
FileEdit *import_file_new (const char *path); /* one that is not there yet */
void import_file_free (FileEdit *f);
void import_edit_ports (FileEdit *f, const GArray *changes); /* those of switches in this file */
gboolean import_file_finish (FileEdit *f, ImportResult *result, Diagnostics *diagnostics); /* adds to result->files what has changed */

/* Brings the texts of the files to what `desired` says at these ports, and proves it by loading them. FALSE when that fails. */
gboolean import_write_ports (ImportResult *result, const Desired *desired, const char *const *paths, const GArray *changes,
                             Diagnostics *diagnostics);
/* Loads `paths` with the new texts of result->files in place of what is on disk: TRUE when they say what `desired` says. */
gboolean import_prove (const ImportResult *result, const Desired *desired, const char *const *paths, Diagnostics *diagnostics);
