/* Commands: one file each; this is what they share. A command reads as a paragraph: stage, stage, stage, report. */
#pragma once
#include "apply/apply.h"
#include "inventory/inventory.h"
#include "live/live.h"
#include "model/exit.h"
#include "cmd/progress.h"
#include "report/report.h"

/* What stands on the command line. Texts as given; durations in milliseconds. */
typedef struct {
  /* every command */
  char **inventory;
  char *state, *known_hosts, *format, *output;
  gboolean json, quiet, verbose, no_color, accept_new_host_keys, stats;
  char *stats_file;
  int jobs;          /* switches logged in to at once ... */
  gboolean jobs_given; /* ... and, if so, read at once */
  guint timeout_ms; /* 0 = as the inventory says */
  /* which switches and ports */
  char **only, **except;
  char *from_capture;
  /* plan */
  gboolean detailed_exitcode, read_cli;
  PlanOptions guards;
  /* apply, rollback, recover */
  gboolean yes, drift_stops, undo, finish;
  char *confirm;
  SaveMode save;
  gboolean save_given;
  guint verify_timeout_ms;
  int max_failures;
  GArray *waves;               /* WaveSize; NULL */
  guint soak_ms, wait_phones_ms, undo_timer_ms; /* undo timer 0 = as the inventory says, else the default */
  gboolean rollback_wave, without_timer;
  char *resume;
  /* audit */
  char **checks, *explain, *since, *baseline;
  AuditSeverity severity; /* the least that is told */
  /* commands */
  char *family;
  /* lint */
  char *rule, *write_baseline, *config; /* and baseline */
  gboolean fix, diff, check;
  /* schema */
  gboolean of_policy;
  /* import */
  gboolean write;
  char *columns;
  /* discover */
  gboolean force;
  /* what is left: PATHs, PLAN, RUN, SWITCH PORT */
  char **arguments;
} Options;

/* Options beside the common ones; the common ones are taken everywhere, but help names only those that do something. */
typedef enum {
  TAKES_SELECTION = 1, TAKES_CAPTURE = 2, TAKES_GUARDS = 4, TAKES_APPLY = 8, TAKES_PLAN = 16, TAKES_RECOVER = 32, TAKES_FAMILY = 64,
  TAKES_FORCE = 4096,
  USES_INVENTORY = 128, USES_NETWORK = 256, USES_JOURNAL = 512,
  USES_PORTS = 1024, /* means nothing without a port in the selection */
  TAKES_IMPORT = 2048, TAKES_AUDIT = 8192, TAKES_LINT = 16384, TAKES_FORM = 32768,
  TAKES_POLICY = 65536
} Takes;

typedef struct Context Context;
typedef struct {
  const char *name, *arguments, *summary;
  guint takes; /* Takes */
  guint min_arguments, max_arguments;
  int (*run) (Context *ctx);
  const char *formats;  /* of --format, the first is the default: "text json" */
  const char *examples; /* a line each */
} Command;
extern const Command commands[]; /* ended by a NULL name; the only list */
const Command *command_find (const char *name);

/* Reads argv (without program and command). FALSE + error: bad usage. */
gboolean options_parse (const Command *command, int argc, char **argv, Options *out, GError **error);
void options_clear (Options *o);
char *options_help (const Command *command);

/* ---- what commands work with ------------------------------------------------------------------------------------------ */

struct Context {
  const Command *command;
  Options options;
  ReportStyle style;           /* of standard output */
  InventorySources *sources;
  Diagnostics *diagnostics;
  Desired *desired;
  Selection *selection;
  LiveReader *reader;
  LiveEach each;         /* is told each switch that is read, captures all at the end; NULL */
  gpointer each_user;
  GHashTable *secrets;         /* const SecretRef* -> char*, wiped at the end */
  GHashTable *logins;          /* switch name -> Login*: made by context_resolve, in the main thread */
  TimerBoard *timers_armed;
  gint interrupted;
  Stats *stats;
  Progress *progress;
};
gboolean context_is_watched (const Context *ctx); /* standard error is a terminal where lines can be redrawn, and not kept quiet */
void context_begin (Context *ctx); /* what is counted and shown, from here on */
void context_clear (Context *ctx);

/* Each of these says what is wrong on standard error and gives the exit code; EXIT_DONE = go on. */
char **context_inventory_paths (const Context *ctx);
int context_load_files (Context *ctx);      /* without a selection: credentials may be all that is in them */
int context_load_inventory (Context *ctx);  /* errors in it end the command: EXIT_DATA, EXIT_NO_INPUT */
int context_start_reader (Context *ctx);
Journal *context_open_journal (Context *ctx, gboolean create, int *exit_code);

/* Reads every selected switch: SwitchState* in the order of desired->switches, NULL = not selected. want_of NULL = everything.
 * rows may be NULL. */
typedef guint32 (*WantOf) (const DesiredSwitch *sw, gpointer user);
GPtrArray *context_read (Context *ctx, WantOf want_of, gpointer user, GPtrArray **rows, int *exit_code);
/* The same for switches that are in no inventory; SwitchState* in their order. */
GPtrArray *context_read_these (Context *ctx, const GPtrArray *switches /* DesiredSwitch* */, guint32 want, int *exit_code);
/* The same where one switch without its secrets holds up no other: why[i] (freed by the caller) says what is missing. The reader runs. */
GPtrArray *context_read_each (Context *ctx, guint32 want, char **why);
/* Fills in the membership of switches that were not selected but stand at the far end of a selected one's uplink. */
void context_read_far_ends (Context *ctx, GPtrArray *states);
/* And those at the far ends of these, and so on: all that a way to the gateway may go through. */
void context_read_ways (Context *ctx, GPtrArray *states);
/* Reads by `show` lines, over SSH, what `want` has and SNMP did not tell; switches side by side. `also` adds attributes that are
 * read by CLI in any case (NULL none). Failures are told on standard error and leave things unknown. */
void context_survey (Context *ctx, GPtrArray *states, WantOf want_of, gpointer user);
SwitchState *context_state_of (const Context *ctx, const GPtrArray *states, const char *name);

/* ApplyWorld over the inventory; secrets of the named switches are resolved here, in the calling thread. */
int context_world (Context *ctx, const GPtrArray *names, ApplyWorld *out);
gboolean context_ssh_target (Context *ctx, const DesiredSwitch *sw, SshTarget *out, const TransportMaker **maker, GError **error);
gboolean context_resolve (Context *ctx, const DesiredSwitch *sw, gboolean ssh, GError **error);

/* What the journal remembers, for plan_make; freed by memory_clear. */
void memory_load (Journal *journal, PlanMemory *out);
void memory_clear (PlanMemory *memory);
/* Unsaved changes that are exactly what our last run left (state->snapshot was read): then they are ours. */
void memory_own_unsaved (Journal *journal, const GPtrArray *states, PlanMemory *memory);

/* The answer: standard output, or -o FILE. Gives the exit code; when it cannot be written, EXIT_CONFIG unless that is less severe. */
int context_answer (Context *ctx, const GString *text, int exit_code);
/* The same for an answer that is told in parts, which `drain` takes while it is made: what goes wrong is said at the end, and FILE is
 * there only when it is whole. */
typedef struct {
  Context *ctx;
  ReportDrain drain;
  ReportFile *file; /* NULL: standard output */
  GError *error;    /* nothing more is written */
  gboolean closed;  /* nobody listens any more, which is no error */
} ContextStream;
void context_stream_open (Context *ctx, ContextStream *stream);
int context_stream_close (ContextStream *stream, const GString *rest, int exit_code);
void context_say (const Context *ctx, const char *format, ...) G_GNUC_PRINTF (2, 3);     /* standard error, unless quiet */
int context_fail (const Context *ctx, int exit_code, const char *format, ...) G_GNUC_PRINTF (3, 4); /* "vlanctl: ..." on standard error */
int context_tell_stats (Context *ctx, int exit_code); /* --stats, --stats-file: at the very end. The exit code as context_answer's */
char *context_now (void); /* RFC 3339, UTC */
void context_catch_signals (Context *ctx); /* the first sets ctx->interrupted; the second ends the program, and says which timers are armed */
void context_apply_options (Context *ctx, ApplyOptions *out); /* what apply, rollback and recover share; cleared by apply_options_clear */

/* The plan of these switches, as plan and apply make it: read, read by CLI what is missing, diff. */
Plan *context_plan (Context *ctx, PlanMemory *memory, Journal *journal, gboolean survey, int *exit_code);
int plan_exit (const Plan *plan, gboolean detailed);
/* Shows, asks, does and tells. */
int context_carry_out (Context *ctx, const Plan *plan, const char *kind, const char *undoes, Journal *journal, ApplyOptions *options,
                       ApplyResult **result);

int cmd_import (Context *ctx);
int cmd_lint (Context *ctx);
int cmd_fmt (Context *ctx);
int cmd_schema (Context *ctx);
int cmd_show (Context *ctx);
int cmd_plan (Context *ctx);
int cmd_apply (Context *ctx);
int cmd_rollback (Context *ctx);
int cmd_recover (Context *ctx);
int cmd_history (Context *ctx);
int cmd_capture (Context *ctx);
int cmd_audit (Context *ctx);
int cmd_explain (Context *ctx);
int cmd_doctor (Context *ctx);
int cmd_discover (Context *ctx);
int cmd_commands (Context *ctx);
