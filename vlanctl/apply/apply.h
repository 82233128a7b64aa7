/* Doing a plan: per switch preflight, intent, commands, read-back, save, outcome; undo on failure. */
#pragma once
#include "journal/journal.h"
#include "live/live.h"
#include "plan/diff.h"
#include "apply/transport.h"
#include "model/stats.h"

typedef enum { SAVE_AUTO, SAVE_NONE, SAVE_WORKING, SAVE_CERTIFIED } SaveMode;

/* How the engine reaches the outside; the command fills it in. Callbacks are called from worker threads. */
typedef struct {
  gpointer user;
  /* Live state of one switch, read now by SNMP the way the plan was (want = HAS mask); never NULL. earlier, only: see LiveTarget; both may
   * be NULL. rows, where it is not NULL, gets what was read; the caller owns it. */
  SwitchState *(*read_state) (const char *switch_name, guint32 want, const LiveRows *earlier, const LiveOnly *only, LiveRows **rows,
                              gpointer user);
  /* Target and maker for SSH; FALSE + error when credentials cannot be had. Secrets stay owned by the callee. */
  gboolean (*ssh_target) (const char *switch_name, SshTarget *out, const TransportMaker **maker, gpointer user, GError **error);
  void (*progress) (const char *switch_name, const char *text, gpointer user); /* text NULL: this switch has ended */
  Stats *stats; /* NULL */
} ApplyWorld;

/* So many switches, or such a share of all of them. */
typedef struct {
  guint n;
  gboolean percent;
} WaveSize;

/* Which undo timers are armed at this moment, for whoever must leave at once. Thread-safe. */
typedef struct TimerBoard TimerBoard;
TimerBoard *timer_board_new (void);
void timer_board_free (TimerBoard *b);
void timer_board_set (TimerBoard *b, const char *switch_name, const char *fires); /* fires NULL: disarmed. b NULL: nobody looks */
GPtrArray *timer_board_lines (TimerBoard *b); /* char*: a sentence each */

typedef struct {
  guint jobs;            /* parallel sessions, default 8 */
  SaveMode save;
  gboolean drift_stops;  /* --on-drift stop (default skip) */
  guint verify_timeout_s; /* read-back deadline, default 30 */
  PlanOptions guards;    /* for the preflight on the switch */
  gint *interrupted;     /* atomically set by SIGINT & co.; NULL */
  GHashTable *save_of;   /* switch name -> GINT_TO_POINTER (SaveMode), where it differs from `save`; NULL none (see rollback.h) */
  GHashTable *canaries;  /* set of switch names that go first; NULL none. A canary that fails stops the run */
  guint max_failures;    /* so many failed switches stop the run: the rest is skipped; 0 = no limit */
  GArray *waves;         /* WaveSize; NULL = all at once. The last one is repeated. A wave with a failure is the last */
  guint soak_s;          /* pause after a wave, and then a look whether it still is as it was left */
  gboolean rollback_wave; /* a failed wave is taken back as a whole */
  gboolean without_timer; /* no undo timer (product.md 6.7) */
  guint undo_timer_s;    /* its window, default 600 */
  GHashTable *undo_timer_of; /* switch name -> GUINT_TO_POINTER (seconds), where it differs; NULL none */
  GHashTable *uplink_macs_of; /* switch name -> GUINT_TO_POINTER (MACs), where it differs from guards.uplink_macs; NULL none */
  guint evidence_wait_s; /* how long phones are waited for, within the timer */
  TimerBoard *timers_armed; /* NULL */
  gboolean finish;       /* recover: on to desired, not back to prior */
  const Plan *original;  /* recover: the plan of the run that is cleared up: all its changes are ours; NULL none */
  GHashTable *qos_left;  /* recover: set of switch names on which that run left QoS lines pending; NULL none */
  GHashTable *unsaved_left; /* recover: set of the switch names to which that run sent lines and that are not saved; NULL none */
  const GPtrArray *timers_left; /* recover: JournalTimer* of the run that is cleared up; NULL none */
} ApplyOptions;
void apply_options_clear (ApplyOptions *o); /* the tables that it owns: save_of, canaries, undo_timer_of, uplink_macs_of, qos_left,
                                               * unsaved_left */
void apply_options_init (ApplyOptions *o); /* the defaults above, product.md section 5 */
guint apply_uplink_macs_of (const ApplyOptions *o, const char *switch_name);
guint apply_undo_timer_of (const ApplyOptions *o, const char *switch_name); /* seconds */

typedef struct {
  char *command, *reply, *undo;
  StepOutcome outcome;
} ApplyStep;
typedef struct {
  char *name;
  SwitchOutcome outcome;
  char *reason;
  char *saved;           /* "none" "working" "certified" */
  GPtrArray *steps;      /* ApplyStep* */
  GPtrArray *by_hand;    /* char*: lines a person must type when the rollback is incomplete */
  GPtrArray *notes;      /* char*: what else a person should know */
  char *timer_fires;     /* its undo timer was left armed: when the switch takes everything back; NULL */
  guint wave;            /* from 1; 0 = in none */
} ApplySwitch;
typedef struct {
  char *run_id, *plan_id;
  GPtrArray *switches;   /* ApplySwitch*, in plan order */
  int exit_code;         /* product.md section 2 */
} ApplyResult;
void apply_result_free (ApplyResult *r);

/* The result of a plan without a single change to do: no run, no journal (run_id NULL). */
ApplyResult *apply_nothing (const Plan *plan);
/* Runs the plan. kind: "apply" (path before ports, gateway first), "rollback" and "recover" (ports before path, gateway last).
 * NULL + error only when nothing was begun (the journal cannot be written, say); everything else is told per switch. */
ApplyResult *apply_run (const Plan *plan, const char *plan_json, const char *kind, const char *undoes_run, Journal *journal,
                        const ApplyWorld *world, const ApplyOptions *options, GError **error);
