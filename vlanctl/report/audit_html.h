/* Inside report/: the parts of the page. */
#pragma once
#include "report/audit_view.h"
#include "report/markup.h"

/* How a port is drawn: each with a colour and a shape of its own. */
typedef enum { LOOK_READY, LOOK_NOT_READY, LOOK_UNKNOWN, LOOK_UNMANAGED, LOOK_UPLINK, LOOK_REMARK, LOOK_N } Look;
Look html_look (AuditStatus status, gboolean uplink);
Look html_finding_look (const AuditFinding *f); /* an advice that could not be given is a remark */
void html_prose (Markup *m, const char *element, const char *class, const char *text); /* what stands in backticks as code */
const char *html_look_class (Look look);
void html_glyph (Markup *m, Look look);                   /* its drawing in a field of 20 by 20 */
void html_badge (Markup *m, Look look, const char *text); /* the same, small, before a word */
void html_known (Markup *m, const AuditFinding *f);       /* "known" beside what the baseline has */
void html_note (Markup *m, const char *format, ...) G_GNUC_PRINTF (2, 3); /* a paragraph in small */
/* Opens a table in a box that scrolls, writes its head, opens its body. Class "stack": cells below each other where it is narrow. */
void html_columns (Markup *m, const char *class, const char *const *heads);
void html_end_table (Markup *m);

void html_panels (Markup *m, const AuditSwitch *s); /* front panels */
void html_power (Markup *m, const PoeForecast *f);
void html_path (Markup *m, const Audit *a);
void html_work (Markup *m, const Audit *a, const char *building);
void html_sheet (Markup *m, const Audit *a, const char *building); /* nothing where no phone is expected */
