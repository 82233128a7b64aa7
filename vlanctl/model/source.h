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
  SrcPos fix_pos;   /* what may safely be replaced by `fix`; a place without extent: inserted there */
  char *fix;        /* NULL = a person must decide */
  char *fingerprint; /* the same finding, wherever its line has moved to; NULL until linted */
} Diagnostic;

/* What a rule is, for those who read of it. */
typedef struct {
  const char *id;    /* "VL101": stable */
  Severity severity;
  gboolean fixable;  /* `lint --fix` has a cure for some of its findings */
  const char *title; /* what holds */
  const char *why;   /* and why */
  gboolean site;     /* asks what the site's policy asks: nobody but lint minds */
} LintRule;
const char *severity_to_string (Severity severity); /* "error" "warning" "note" */

void diagnostic_free (Diagnostic *d);

/* A growing list of Diagnostic*. */
typedef struct {
  GPtrArray *items;
  guint errors, warnings;
  GArray *hidden; /* SrcPos: places of secrets, which no excerpt may show */
} Diagnostics;

Diagnostics *diagnostics_new (void);
void diagnostics_free (Diagnostics *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Diagnostics, diagnostics_free)
/* Takes out what `drop` says TRUE of; the counts follow. */
typedef gboolean (*DiagnosticDrop) (const Diagnostic *d, gpointer user);
void diagnostics_drop (Diagnostics *list, DiagnosticDrop drop, gpointer user);
/* Moves all of `from` to the end of `to`. */
void diagnostics_take (Diagnostics *to, Diagnostics *from);
void diagnostics_set_severity (Diagnostics *list, Diagnostic *d, Severity severity); /* the counts follow */
void diagnostics_hide (Diagnostics *list, SrcPos pos);
/* By file, line, column. What the same rule says of the same place with the same cure (a default that is wrong for every switch) is
 * kept once. */
void diagnostics_sort (Diagnostics *list);
Diagnostic *diagnostics_add (Diagnostics *list, Severity severity, const char *rule, SrcPos pos, const char *help,
                             const char *format, ...) G_GNUC_PRINTF (6, 7);
void diagnostic_see (Diagnostic *d, SrcPos other, const char *message); /* the second place */
