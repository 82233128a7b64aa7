/* Where accidents happen: switches of both families in a lab, what a clean run on them looks like, and what became of them. */
#pragma once
#include "witness.h"

#define BATCH 110       /* switches of one lab */
#define SIDE_BY_SIDE 16 /* most of a run is waiting */

typedef struct {
  const char *name, *model, *config, *more, *ports, *uplink;
  const char *foreign; /* what the other administrator types */
} Kin;
#define N_KINS 2
extern const Kin kins[N_KINS];

typedef enum { PHASE_CONNECT, PHASE_CHECKS, PHASE_STAGING, PHASE_ARMING, PHASE_FIRST, PHASE_MIDDLE, PHASE_READ_BACK, PHASE_DISARM, PHASE_SAVE,
               PHASE_CERTIFY, PHASE_UNDO, PHASE_UNDO_END, N_PHASES } Phase;

typedef enum { END_PRIOR, END_DESIRED, END_SAID, END_OPEN, END_LOST, END_N } End;

/* What a clean run of a family looks like, and what it leaves. */
typedef struct {
  guint at[N_PHASES];             /* number of the line before which that phase begins; 0 = before the login */
  guint n_commands;               /* from the first to the last */
  char *fail;                     /* the fault that makes a run take everything back */
  char *before[2], *desired[2];   /* snapshots; [1] with the other administrator's line */
} Model;
extern Model models[N_KINS];

/* Learns the models; a group set-up of cmocka. */
int stage_learn (void **state);

/* n switches of these kins, sw-0 and so on. */
Scene *stage_raise (guint n, const guint *kin_of);
/* A file of the i-th switch's own. */
char *stage_path (Scene *scene, guint i, const char *what);
/* `vlanctl-lab` as a shell writes it; "do foreign" is the other administrator's line. _do runs it. */
char *stage_line (Scene *scene, guint i, const char *step, const Kin *kin);
void stage_do (Scene *scene, guint i, const char *step, const Kin *kin);
/* The program on n switches from the i-th on, with their own journal and under shim.c: accident is its TORTURE, act its TORTURE_DO. */
Ran *stage_run_on (Scene *scene, guint i, guint n, const char *command, const char *accident, const char *act);
GPtrArray *stage_typed (Scene *scene, guint i); /* lines of those runs */

typedef struct {
  char *now;
  gboolean prior, desired, timer, unsaved, certified;
} Truth;
Truth stage_look (Scene *scene, guint i, const Model *m, gboolean foreign); /* now is to be freed */
char *stage_tale (const char *why, const Ran *ran, const char *now);

/* kills.c */
void test_killed_at_random (void **state);
