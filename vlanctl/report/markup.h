/* Inside report/: HTML, SVG and XML through libxml2's writer: nested and escaped by it. The only door to libxml2. */
#pragma once
#include "report/drain.h"

typedef struct Markup Markup;
/* Appends to `out` as it goes, and drains it. declared: XML by itself, with <?xml ...?> and indented. */
Markup *markup_new (gboolean declared, GString *out, const ReportDrain *drain);
void markup_open (Markup *m, const char *element, const char *class); /* class NULL = none */
void markup_attr (Markup *m, const char *name, const char *value);    /* untrusted; of what was opened last */
void markup_attr_printf (Markup *m, const char *name, const char *format, ...) G_GNUC_PRINTF (3, 4);
void markup_text (Markup *m, const char *text);                       /* untrusted: control characters shown as \xNN */
void markup_lines (Markup *m, const char *text);                      /* the same, line ends kept */
void markup_printf (Markup *m, const char *format, ...) G_GNUC_PRINTF (2, 3);
void markup_raw (Markup *m, const char *text);                        /* our own text only: the doctype, the style sheet */
void markup_close (Markup *m);                                        /* as <x></x>: HTML knows no <x/> for what is not void */
void markup_close_void (Markup *m);                                   /* as <x/>: void elements of HTML, SVG, XML */
void markup_leaf (Markup *m, const char *element, const char *class, const char *text);
void markup_leaf_printf (Markup *m, const char *element, const char *class, const char *format, ...) G_GNUC_PRINTF (4, 5);
void markup_finish (Markup *m); /* closes what is open and frees */
