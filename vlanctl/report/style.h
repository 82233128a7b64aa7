/* Inside report/: colours, and tables whose columns are as wide as what stands in them. */
#pragma once
#include "report/report.h"

typedef enum { INK_PLAIN, INK_BOLD, INK_DIM, INK_RED, INK_GREEN, INK_YELLOW, INK_BLUE } Ink;
/* Appends untrusted text, cleaned, in this ink. */
void style_append (GString *out, const ReportStyle *style, Ink ink, const char *text);
void style_printf (GString *out, const ReportStyle *style, Ink ink, const char *format, ...) G_GNUC_PRINTF (4, 5);
/* Text as lines no wider than the style's width (but for words that are), the first led in by `lead`, the others by its blanks and four more. */
void style_wrapped (GString *out, const ReportStyle *style, Ink ink, const char *lead, const char *text);

/* Rule, evidence, cure and override of a refusal, in lines of their own. */
void print_refusal (const Refusal *r, gboolean with_ports, const ReportStyle *style, GString *out);

typedef struct StyleTable StyleTable;
StyleTable *style_table_new (const char *const *heads); /* NULL-terminated */
void style_table_add (StyleTable *t, const char *cell); /* row after row */
void style_table_print (StyleTable *t, const ReportStyle *style, const char *indent, GString *out); /* frees it; columns that hold nothing are left out */
