/* What came of merging a list into the inventory: inventory/import makes it, report/ tells it. */
#pragma once
#include "model/source.h"

typedef enum { IMPORT_SAME, IMPORT_ADDED, IMPORT_CHANGED, IMPORT_MOVED, IMPORT_UNPLACED, IMPORT_ACTIONS } ImportAction;
const char *import_action_to_string (ImportAction a); /* "same" "added" "changed" "moved" "unplaced" */

/* One row of a phone list, or one port of a NetBox export. */
typedef struct {
  guint row;                    /* as a spreadsheet numbers it; 0 = none (JSON) */
  char *sw, *port;              /* where it belongs; NULL = not placed */
  char *mac, *extension, *user; /* NULL = not said */
  ImportAction action;
  char *reason;                 /* NULL; why not placed, or where it stood before */
} ImportItem;

typedef struct {
  const char *path;  /* interned, as given */
  char *text, *was;  /* new and old text */
  char *diff;
  gboolean fresh;    /* there was no such file */
  gboolean written;
} ImportFile;

typedef struct {
  GPtrArray *items;   /* ImportItem* */
  GPtrArray *notes; /* char*: what was read and not used or is to be looked at, a sentence each */
  GPtrArray *files;   /* ImportFile*, those that change */
  guint n[IMPORT_ACTIONS];
} ImportResult;

ImportResult *import_result_new (void);
void import_result_free (ImportResult *r);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImportResult, import_result_free)
ImportItem *import_result_add (ImportResult *r, guint row, ImportAction action);
