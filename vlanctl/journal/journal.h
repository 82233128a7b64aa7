/* What was meant and what happened, on disk before the wire: SQLite, one file. The only room that includes <sqlite3.h>. */
#pragma once
#include "model/plan.h"

typedef struct Journal Journal;
#define JOURNAL_ERROR (journal_error_quark ())
GQuark journal_error_quark (void);
typedef enum { JOURNAL_ERR_OPEN, JOURNAL_ERR_DAMAGED, JOURNAL_ERR_NEWER, JOURNAL_ERR_NETWORK_FS, JOURNAL_ERR_FULL, JOURNAL_ERR_LOCKED,
               JOURNAL_ERR_USED, JOURNAL_ERR_NOT_FOUND } JournalErrorCode;

/* state_dir NULL: $VLANCTL_STATE, else $XDG_STATE_HOME/vlanctl, else ~/.local/state/vlanctl (0700; journal.db 0600).
 * synchronous=FULL, WAL; integrity quick_check; a network file system is refused. create FALSE: NULL without error when there is none. */
Journal *journal_open (const char *state_dir, gboolean create, GError **error);
void journal_close (Journal *j);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Journal, journal_close)

typedef enum { RUN_OPEN, RUN_DONE, RUN_ROLLED_BACK, RUN_INCOMPLETE, RUN_REFUSED, RUN_INTERRUPTED } RunStatus;
const char *run_status_to_string (RunStatus s);
typedef enum { STEP_INTENDED, STEP_SENT, STEP_DONE, STEP_NOT_NEEDED, STEP_FAILED, STEP_UNKNOWN, STEP_UNDONE, STEP_UNDO_FAILED } StepOutcome;
const char *step_outcome_to_string (StepOutcome o);
/* Switch outcome within a run: vlanctl-apply/1 status words. */
typedef enum { SW_OPEN, SW_APPLIED, SW_IN_SYNC, SW_ROLLED_BACK, SW_ROLLBACK_INCOMPLETE, SW_REFUSED, SW_SKIPPED, SW_UNKNOWN } SwitchOutcome;
const char *switch_outcome_to_string (SwitchOutcome o);

/* A run: one apply, rollback or recover. *id is a short readable id ("r7"), owned by caller. plan_json is kept whole. */
/* Also writes and takes away a reserve, so that a full disk is told (JOURNAL_ERR_FULL) before anything is sent. */
gboolean journal_begin_run (Journal *j, const char *kind, const char *plan_id, const char *plan_json, const char *undoes_run,
                            char **run_id, GError **error);
gboolean journal_end_run (Journal *j, const char *run_id, RunStatus status, int exit_code, GError **error);

/* One run per switch at a time: a row with pid and start time of the holder; a dead holder's lock is taken over. */
gboolean journal_lock_switch (Journal *j, const char *run_id, const char *switch_name, GError **error);
void journal_unlock_switch (Journal *j, const char *run_id, const char *switch_name);

/* Switches on which a run never ended whose process is gone: name -> id of the first such run. */
GHashTable *journal_unsettled (Journal *j, GError **error);
gboolean journal_begin_switch (Journal *j, const char *run_id, const SwitchPlan *plan, GError **error);
gboolean journal_end_switch (Journal *j, const char *run_id, const char *switch_name, SwitchOutcome outcome, const char *reason,
                             const char *saved /* none working certified */, GError **error);
/* A switch may begin twice in a run (path first, then its ports): the second time continues. A switch that ended SW_OPEN
 * has none yet. Snapshot texts: which = "before" or "after". */
gboolean journal_snapshot (Journal *j, const char *run_id, const char *switch_name, const char *which, const char *text, GError **error);
char *journal_last_snapshot (Journal *j, const char *switch_name, GError **error); /* newest "after"; NULL none */

/* Steps: intents of a whole switch go in at once (one transaction, durable) before its first command. */
typedef struct {
  gint64 id;             /* filled by journal */
  guint change_index;    /* in the switch's plan; G_MAXUINT = of none (save, certify) */
  char *command, *undo;  /* exact lines; undo may hold several, LF between */
  char *ports;           /* switch notation; "" */
  char *observed_json;   /* prior values of the ports of this step */
  gboolean is_undo;
} JournalStep;
void journal_step_free (JournalStep *s);
gboolean journal_intend (Journal *j, const char *run_id, const char *switch_name, const GPtrArray *steps /* JournalStep*, ids set */, GError **error);
/* STEP_SENT stamps the time of sending; every other outcome stamps the end. reply NULL keeps what is there. */
gboolean journal_outcome (Journal *j, gint64 step_id, StepOutcome outcome, const char *reply, GError **error);

/* The undo file of a switch in a run, and the switch's timer that would run it. STAGED is written before the file is put there, ARMED
 * when the switch has said that it is pending; DISARMED when it has said that nothing is pending any more. fires: RFC 3339, or NULL. */
typedef enum { TIMER_STAGED, TIMER_ARMED, TIMER_DISARMED } UndoTimerState;
gboolean journal_timer (Journal *j, const char *run_id, const char *switch_name, const char *file, const char *fires, UndoTimerState state,
                        GError **error);
typedef struct {
  char *run, *name, *file, *fires;
  UndoTimerState state;
  gboolean sent; /* a line of a change went out in that run */
} JournalTimer;
void journal_timer_free (JournalTimer *t);
/* Those that were never disarmed, of one run or (run_id NULL) of all. JournalTimer*. */
GPtrArray *journal_timers_left (Journal *j, const char *run_id, GError **error);

/* Facts that later plans need. */
gboolean journal_remember (Journal *j, const char *kind /* "policy" "vlan" "not-needed" "phone" */, const char *key, const char *run_id, GError **error);
gboolean journal_forget (Journal *j, const char *kind, const char *key, GError **error);
GHashTable *journal_memory (Journal *j, const char *kind, GError **error); /* set of keys */
gboolean journal_use_plan (Journal *j, const char *plan_id, GError **error); /* JOURNAL_ERR_USED the second time */

/* Looking back. */
typedef struct {
  char *id, *kind, *started, *ended, *plan_id, *undoes_run;
  RunStatus status;
  int exit_code;
  guint n_switches, n_steps;
  gboolean alive; /* RUN_OPEN and its process still runs: recover leaves it alone */
} JournalRun;
void journal_run_free (JournalRun *r);
typedef struct {
  char *name; SwitchOutcome outcome; char *reason, *saved;
  GPtrArray *steps; /* JournalStepView* */
} JournalSwitch;
typedef struct { JournalStep step; StepOutcome outcome; char *reply; char *sent_at, *ended_at; } JournalStepView;
void journal_switch_free (JournalSwitch *s);
GPtrArray *journal_runs (Journal *j, GError **error); /* JournalRun*, newest first */
JournalRun *journal_run (Journal *j, const char *run_id /* NULL = newest finished apply */, GError **error);
GPtrArray *journal_run_switches (Journal *j, const char *run_id, GError **error); /* JournalSwitch* */
char *journal_run_plan (Journal *j, const char *run_id, GError **error);          /* plan_json */
char *journal_snapshot_text (Journal *j, const char *run_id, const char *switch_name, const char *which, GError **error); /* NULL none */
/* What recover did with an open run: its status becomes final without touching its switches' outcomes. */
gboolean journal_settle_switch (Journal *j, const char *run_id, const char *switch_name, SwitchOutcome outcome, const char *reason, GError **error);
