/* Telling: structs in, text out. One file per format; only report/ and main.c write. */
#pragma once
#include "model/import.h"
#include "model/plan.h"
#include "model/stats.h"
#include "draft/draft.h"
#include "journal/journal.h"
#include "apply/apply.h"
#include "report/audit_report.h"

typedef struct {
  gboolean color, quiet, verbose;
  guint width;
} ReportStyle;

/* Untrusted text made fit for a terminal: control characters and escape sequences shown as \xNN, bad UTF-8 as U+FFFD. */
char *report_clean (const char *text);
/* The same for Markdown, in a cell or in prose: nothing in it is taken for markup. NULL is "". */
char *report_markdown_escape (const char *text);

/* What a run cost. Peak memory is that of this process, in KiB. */
typedef struct {
  const char *command;
  int exit_code;
  StatsSum sum;
  const GArray *slowest; /* StatsSlow */
  gint64 cpu_user_us, cpu_system_us;
  guint64 peak_memory_kb;
} StatsReport;
void report_stats_text (const StatsReport *report, const ReportStyle *style, GString *out);
void report_stats_json (const StatsReport *report, GString *out); /* vlanctl-stats/1 */

/* Gives the text of a source line for the caret, or NULL. */
typedef const char *(*ReportSourceLine) (gconstpointer sources, const char *file, guint line);
void report_diagnostics_text (const Diagnostics *list, ReportSourceLine source_line, gconstpointer sources, const ReportStyle *style, GString *out);
/* What lint found, and what its formats need beside. */
typedef struct {
  const Diagnostics *found;       /* sorted, with fingerprints */
  const GPtrArray *files;         /* paths of all that were read */
  ReportSourceLine source_line;
  gconstpointer sources;
  const LintRule *(*rule) (const char *id);
  char *(*page) (const LintRule *rule);
} LintReport;
void report_lint_summary (const LintReport *report, GString *out); /* "2 files, 1 error, 0 warnings" */
void report_lint_json (const LintReport *report, GString *out);
void report_lint_sarif (const LintReport *report, GString *out);   /* SARIF 2.1.0 */
void report_lint_junit (const LintReport *report, GString *out);
void report_lint_github (const LintReport *report, GString *out);  /* workflow commands: annotations */
void report_lint_gitlab (const LintReport *report, GString *out);  /* Code Quality */
void report_lint_baseline (const Diagnostics *found, GString *out); /* vlanctl-lint-baseline/1 */
/* Their fingerprints, each with how many; NULL + error. */
GHashTable *report_lint_baseline_load (const char *json, GError **error);
/* The difference of two texts, line by line, as `diff -u` says it; nothing when they are equal. */
void report_diff (const char *path, const char *old, const char *new, const ReportStyle *style, GString *out);
void report_show_text (const GPtrArray *states, const ReportStyle *style, GString *out);
/* One switch, as soon as it is read (caller frees); and the document that these make. */
char *report_show_switch_json (const SwitchState *state);
void report_show_json (GPtrArray *switches /* char*: each is freed as it is written */, int exit_code, GString *out, const ReportDrain *drain);
typedef struct {
  const SwitchState *state;
  char *file;     /* NULL = not written */
  gboolean whole; /* every table was read to its end, or is known not to be there */
} CaptureResult;
void report_capture_text (const GPtrArray *list /* CaptureResult* */, const ReportStyle *style, GString *out);
void report_capture_json (const GPtrArray *list, int exit_code, GString *out);
/* What doctor found: a check a line, with the lines that cure a miss. */
typedef struct {
  char *line;
  gboolean on_switch; /* typed on the switch; else here: a command, or a line of a file that is named before it */
  gboolean guess;     /* no guide is sure of it */
} DoctorCure;
typedef struct {
  const char *id; /* static */
  gboolean ok;
  char *message;
  GPtrArray *cures; /* DoctorCure* */
} DoctorCheck;
typedef struct {
  const char *name, *address;
  GPtrArray *checks; /* DoctorCheck* */
} DoctorReport;
DoctorReport *doctor_report_new (const char *name, const char *address);
void doctor_report_free (DoctorReport *r);
DoctorCheck *doctor_report_add (DoctorReport *r, const char *id, gboolean ok, const char *format, ...) G_GNUC_PRINTF (4, 5);
void doctor_check_cure (DoctorCheck *check, gboolean on_switch, gboolean guess, char *line); /* takes the line; NULL: nothing to add */
gboolean doctor_report_is_well (const DoctorReport *r);
void report_doctor_text (const GPtrArray *reports, const ReportStyle *style, GString *out);
void report_doctor_json (const GPtrArray *reports, int exit_code, GString *out);
void report_plan_text (const Plan *plan, const ReportStyle *style, GString *out, const ReportDrain *drain /* NULL: `out` gets all of it */);
void report_plan_outlook (const Plan *plan, const ReportStyle *style, GString *out); /* what apply would do with it, and with what fails */
void report_plan_json (const Plan *plan, int exit_code, GString *out, const ReportDrain *drain);
void report_plan_markdown (const Plan *plan, GString *out);
/* The saved plan back; strict; unknown members are a newer program's. G_IO_ERROR_PERMISSION_DENIED: it was changed since it was made. */
Plan *report_plan_load (const char *json, GError **error);

/* One port, for `explain`. */
typedef struct {
  const DesiredSwitch *sw;
  PortId port;
  const DesiredPort *want; /* NULL = not listed */
  gboolean uplink;         /* declared, itself or through its aggregate */
  PortId on;               /* where it is changed: its aggregate, or itself */
  char *on_text;
  const SwitchState *state;
  const PortState *live;   /* NULL = not read */
  const SwitchPlan *plan;
} PortCase;
typedef enum { PORT_UNMANAGED, PORT_IN_SYNC, PORT_CHANGES, PORT_UNKNOWN, PORT_REFUSED } PortDecision;
PortDecision port_case_decide (const PortCase *c);
void report_explain_text (const PortCase *c, const ReportStyle *style, GString *out);
void report_explain_json (const PortCase *c, int exit_code, GString *out);

void report_audit_text (const Audit *audit, const ReportStyle *style, GString *out);
void report_audit_json (const Audit *audit, int exit_code, GString *out, const ReportDrain *drain);
void report_check_text (const AuditCheck *check, const ReportStyle *style, GString *out); /* one check, for --explain */
void report_check_json (const AuditCheck *check, GString *out); /* check NULL: all of them */

void report_apply_text (const ApplyResult *result, const ReportStyle *style, GString *out);
void report_apply_json (const ApplyResult *result, GString *out);
void report_history_text (const GPtrArray *runs, const ReportStyle *style, GString *out);
void report_history_json (const GPtrArray *runs, GString *out);
void report_run_text (const JournalRun *run, const GPtrArray *switches, const ReportStyle *style, GString *out);
void report_run_json (const JournalRun *run, const GPtrArray *switches, GString *out);
void report_import_text (const ImportResult *result, const ReportStyle *style, GString *out);
void report_import_json (const ImportResult *result, const Diagnostics *findings /* NULL none */, int exit_code, GString *out);
/* missed: char*, what was asked for and is not in the draft; yaml: the draft itself. */
void report_discover_json (const Draft *d, const GPtrArray *missed, const char *yaml, int exit_code, GString *out);
/* A file in the making: a temporary name, then fsync and rename; devices and pipes as they are. */
typedef struct ReportFile ReportFile;
ReportFile *report_file_open (const char *path, GError **error);
gboolean report_file_write (ReportFile *file, const char *text, gsize size, GError **error);
/* Frees it. Without `keep` a plain file is left as it was before. */
gboolean report_file_close (ReportFile *file, gboolean keep, GError **error);
gboolean report_write_file (const char *path, const char *text, GError **error); /* all of these at once */
gboolean report_check_writable (const char *path, GError **error); /* before the work begins: what can be known of it */
