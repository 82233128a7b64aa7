/* Where a value stands in the inventory, and what is said about it. */
#pragma once
#include <glib.h>

typedef struct {
  const char *file; /* interned (g_intern_string): path as given by the user; NULL = no place */
  guint line, column;         /* from 1, columns in characters */
  guint end_line, end_column; /* one past the last character; 0 = not known */
} SrcPos;

char *src_pos_to_string (const SrcPos *pos); /* "FILE:LINE:COL" */

typedef enum { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE } Severity;

typedef struct {
  Severity severity;
  const char *rule; /* static id, "VL101" */
  SrcPos pos;
  char *message;    /* what is wrong */
  char *help;       /* the cure; may be NULL */
  SrcPos other;     /* a second place ("first defined here"); file NULL = none */
  char *other_message;
} Diagnostic;

void diagnostic_free (Diagnostic *d);

/* A growing list of Diagnostic*. */
typedef struct {
  GPtrArray *items;
  guint errors, warnings;
} Diagnostics;

Diagnostics *diagnostics_new (void);
void diagnostics_free (Diagnostics *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Diagnostics, diagnostics_free)
Diagnostic *diagnostics_add (Diagnostics *list, Severity severity, const char *rule, SrcPos pos, const char *help,
                             const char *format, ...) G_GNUC_PRINTF (6, 7);
