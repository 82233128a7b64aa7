/* Shared inside the engine: one run, and one switch within it. */
#pragma once
#include "apply/apply.h"
#include "apply/session.h"
#include "apply/survey.h"
#include "model/exit.h"

typedef struct {
  const Plan *plan;
  const char *run_id;
  gboolean backwards; /* rollback, recover: ports first, path last */
  const char *recovers; /* the run that is cleared up after a crash; NULL */
  Journal *journal;
  const ApplyWorld *world;
  const ApplyOptions *options;
  GMutex mutex;       /* of what follows */
  VlanSet broken;     /* backwards: VLANs whose ports could not be freed */
  guint failures;
  char *stopped;      /* why nothing new is begun; NULL */
} Engine;

/* The path of a switch (VLANs, uplinks) and its access ports are done apart where others wait for the path, else together. */
typedef enum { PART_PATH = 1, PART_PORTS = 2, PART_BOTH = 3 } SwitchPart;

/* One line to be sent, with all that belongs to it. */
typedef enum { LINE_DO, LINE_TRY, LINE_TRY_BACK } LineUse; /* TRY: a guess is tried there and back on one port first */
typedef struct {
  JournalStep *step;
  PortSet *ports;   /* may be empty */
  LineUse use;
  OpId op;
  StepOutcome outcome;
  char *reply;
} Line;

/* A change of the plan as it is really done: without ports that drifted or are done already. */
typedef struct {
  guint index;       /* in the switch's plan */
  Change *change;    /* owned copy */
  GPtrArray *lines;  /* Line* */
  gboolean path;
  gboolean left_out; /* the switch does not need it, or a guard kept the line back: neither verified nor undone */
} Work;

typedef struct {
  Engine *engine;
  const SwitchPlan *plan;
  GPtrArray *upstream, *downstream; /* SwitchRun*, of this run: nearer the voice gateway, and further from it */
  const Family *family;
  ApplySwitch *result;
  Session *session;
  GPtrArray *work;      /* Work* of both phases, in the order of sending */
  gboolean begun, locked, ended;
  gboolean qos_open;    /* QoS lines of ours went out, and no `qos apply` after them: what is pending is ours */
  guint parts_done;     /* SwitchPart */
  struct {
    char *run_id;       /* of the run that armed it, when that is not this one (recover); NULL */
    char *file, *fires; /* path on the switch; local time, RFC 3339 */
    gint64 until;       /* monotonic time at which it fires */
    gboolean armed;     /* it may be */
    gboolean gone;      /* it was no longer pending when we came to cancel it; ran: the switch says that it has run */
    gboolean ran;
    gboolean sent;      /* recover: a line of a change went out while it was armed */
  } timer;
  gboolean busy;        /* its ports are being done: it counts on the path */
  gboolean path_stays;  /* it was taken back but for its path */
  LiveRows *earlier;    /* of observe_first: what need not be asked for again; NULL */
  SwitchState *before;  /* what preflight read: certified, synchronised, members */
  char *snapshot_before;
  char *snapshot_path;  /* after the path phase, when its save was put off */
  gboolean unsaved_left;    /* recover: what the dead run sent is not saved, or what took it back is not */
  gboolean foreign_unsaved; /* somebody's unsaved changes, allowed: never take them for ours later */
  gboolean path_only, save_sent;
  guint32 proven;       /* kinds (bit = ChangeKind) whose guessed lines worked there and back */
  guint drifted;        /* ports left out because they moved */
  int exit_code;        /* worst so far, product.md section 2 */
} SwitchRun;

/* ---- waves.c: the order of switches. */
void waves_run (Engine *e, GPtrArray *runs);
gboolean switch_run_is_failure (const SwitchRun *run);
gboolean switch_run_serves_others (SwitchRun *run); /* its path is needed further out in this run */

/* ---- run.c */
void switch_run_note (SwitchRun *run, const char *text);
gboolean switch_run_path_is_needed (SwitchRun *run); /* by a switch further out that is done, or will be */
void switch_run_progress (SwitchRun *run, const char *text);
gboolean switch_run_interrupted (const SwitchRun *run);
void switch_run_finish (SwitchRun *run, SwitchOutcome outcome, const char *reason); /* says it once: result and journal */
void switch_run_worse (SwitchRun *run, int exit_code); /* notes an exit code; the most severe stays */

/* ---- switch_run.c */
gboolean switch_run_phase (SwitchRun *run, SwitchPart part, gboolean last); /* FALSE: the switch failed, was refused or skipped */
gboolean switch_run_left_something (const SwitchRun *run); /* recover: a timer, pending QoS, unsaved lines */
void switch_run_clear_up (SwitchRun *run);                /* recover: that alone, where nothing is to be changed */
gboolean switch_run_begin (SwitchRun *run); /* locked, in the journal, logged in; FALSE: the switch has ended */
gboolean switch_run_open (SwitchRun *run, GError **error);
guint switch_run_parts (const SwitchRun *run); /* SwitchPart that its plan has */

/* ---- preflight.c: NULL = may go; else the reason why not, *outcome says which way */
char *preflight_check (SwitchRun *run, SwitchState *state, SwitchOutcome *outcome);
Tri preflight_qos_pending (SwitchRun *run); /* TRI_UNKNOWN counts as pending */

/* ---- drift.c */
Change *change_copy (const Change *c);
/* The work of a phase, compared with what is live. NULL + reason when the switch must be left alone. */
GPtrArray *drift_make_work (SwitchRun *run, SwitchPart part, const SwitchState *state, char **reason);
void work_free (gpointer work);

/* ---- lines.c */
gboolean lines_make (SwitchRun *run, Work *work, GError **error);
gboolean lines_intend (SwitchRun *run, const GPtrArray *work, GError **error);
/* Sends the lines of all work; FALSE + *reason at the first failure. */
gboolean lines_send (SwitchRun *run, const GPtrArray *work, char **reason);
/* May this line go out now? VLANs and policies are deleted only when ours and without members; *why when not. */
gboolean lines_may_delete (SwitchRun *run, const Change *change, OpId op, const SwitchState *state, char **why);
void lines_note_qos (SwitchRun *run, OpId op, StepOutcome outcome);
void lines_forget (SwitchRun *run, const Change *change, OpId op); /* a VLAN or policy of ours is gone: who makes one next is somebody else */
void line_free (gpointer line);
ApplyStep *lines_report (SwitchRun *run, const char *command, const char *undo, const char *reply, StepOutcome outcome);

/* ---- keeping.c: a line of the switch's own keeping. *reply (may be NULL) what it said; *reason when it did not go through. */
StepOutcome keeping_send (SwitchRun *run, OpId op, const OpArgs *args, char **reply, char **reason);

/* ---- timer.c */
char *timer_arm (SwitchRun *run, gboolean with_path); /* NULL: armed (or none is wanted); else why not, and nothing of it is left */
gboolean timer_disarm (SwitchRun *run, char **reason); /* FALSE + *reason (to be freed): it stays armed */
gboolean timer_is_ours (const SwitchRun *run, const char *file); /* as the switch names it; NULL is nobody's */
gboolean timer_runs_out (const SwitchRun *run);        /* no time left for further changes */

/* ---- verify.c */
/* What is live now. any_way: also by the other way than the plan's when its own does not answer. */
SwitchState *observe (SwitchRun *run, guint32 want, gboolean any_way);
SwitchState *observe_first (SwitchRun *run, guint32 want, gboolean any_way); /* before the commands: what is read later builds on it */
gboolean observe_by_cli (SwitchRun *run, SwitchState *state, guint32 attrs);
guint32 work_attrs (const GPtrArray *work);
typedef enum { READS_UNKNOWN, READS_PRIOR, READS_DONE, READS_OTHER } Reads;
Reads change_reads (const Change *c, PortId port, const SwitchState *state);
/* Polls until all work reads as wanted, or the deadline has passed: then *reason says what does not. */
gboolean verify_work (SwitchRun *run, const GPtrArray *work, char **reason);
gboolean verify_one (SwitchRun *run, const Change *change, PortId port, Reads want, char **reason);

/* ---- evidence.c: phones in the voice VLAN, before the deadline of --wait-phones. FALSE + *reason: one is elsewhere, or gone. */
gboolean evidence_remember (SwitchRun *run, GError **error); /* where phones are before the first command */
gboolean evidence_wait (SwitchRun *run, const GPtrArray *work, char **reason);

/* ---- undo.c: takes back what this run did on the switch, but for a path that others need. Ends the switch. */
void undo_switch (SwitchRun *run, const char *why);
/* recover: the QoS lines that the run which died had left pending are taken back and applied, so that nobody's next `qos apply`
 * brings them about. FALSE + *reason when that cannot be. */
gboolean undo_pending_qos (SwitchRun *run, char **reason);
gboolean work_was_sent (const Work *w); /* at least one of its lines may have reached the switch */

/* ---- save.c: FALSE: a failure that must be undone */
gboolean save_switch (SwitchRun *run, char **reason);
gboolean save_after_undo (SwitchRun *run);
void save_note_left (SwitchRun *run); /* nothing is written, all is as before: what is unsaved by now is ours */

/* ---- snapshot.c: pure */
gboolean snapshot_same (const char *a, const char *b);
gboolean snapshot_shows (const Family *family, const char *before, const char *now, const Change *change); /* they differ in lines of it */
/* Lines in which the two differ and that none of the changes explains; NULL when there are none. */
GPtrArray *snapshot_foreign_lines (const Family *family, const char *before, const char *after, const GPtrArray *changes);
