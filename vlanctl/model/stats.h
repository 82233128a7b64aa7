/* What a run costs: counted where it happens, from any thread; read by whoever tells it. Every function takes NULL, where nobody
 * counts. Times are monotonic, in microseconds; octets are the payload of UDP. */
#pragma once
#include <glib.h>

typedef struct Stats Stats;
Stats *stats_new (void); /* the clock of the whole begins to run, in STATS_INVENTORY */
void stats_free (Stats *s);

/* Where the main thread is: one after the other, together they are the whole time. */
typedef enum { STATS_INVENTORY, STATS_READING, STATS_SURVEY, STATS_PLANNING, STATS_ASKING, STATS_CHANGING, STATS_REPORT, STATS_STAGES } StatsStage;
const char *stats_stage_to_string (StatsStage stage); /* "inventory" "reading" "survey" "planning" "asking" "changing" "report" */
StatsStage stats_stage (Stats *s, StatsStage next);   /* gives the one that it leaves, to go back to */

/* What goes on beside, in any number of threads: the time in which at least one was at it. */
typedef enum { STATS_NAMES, STATS_DECODING, STATS_VERIFYING, STATS_WORKS } StatsWork;
const char *stats_work_to_string (StatsWork work); /* "names" "decoding" "verifying" */
void stats_enter (Stats *s, StatsWork work);
void stats_leave (Stats *s, StatsWork work);

/* ---- SNMP ------------------------------------------------------------------------------------------------------------- */

typedef struct {
  guint64 requests;    /* questions; an SNMPv3 discovery is one */
  guint64 answers;     /* those that were answered: round trips */
  guint64 silences;    /* those that nobody answered, however often they were sent */
  guint64 retransmits; /* sent once more after silence */
  guint64 repeats;     /* sent once more because the agent said so (SNMPv3: its time or id is another) */
  guint64 datagrams_out, octets_out, datagrams_in, octets_in;
  guint64 values;      /* variables that were answered */
} StatsWire;

typedef struct StatsSwitch StatsSwitch;
/* One reading of a switch begins and ends. The handle lives as long as the Stats; readings of the same name share it. */
StatsSwitch *stats_begin (Stats *s, const char *name);
void stats_over (Stats *s, StatsSwitch *sw);
void stats_done_of (Stats *s, StatsSwitch *sw, guint done, guint total); /* tables, for the progress */

typedef enum { STATS_FIRST, STATS_RETRANSMIT, STATS_REPEAT } StatsSend;
void stats_sent (Stats *s, StatsSwitch *sw, StatsSend why, guint octets); /* octets 0: the request was made, and no datagram went out */
void stats_received (Stats *s, StatsSwitch *sw, guint octets);
/* round_trip_us < 0: which of several datagrams was answered is not known, so neither is how long it took (Karn). */
void stats_answered (Stats *s, StatsSwitch *sw, gint64 round_trip_us, guint values);
void stats_silent (Stats *s, StatsSwitch *sw);

/* ---- SSH -------------------------------------------------------------------------------------------------------------- */

void stats_login (Stats *s, const char *name, gboolean in, gint64 took_us);
void stats_line (Stats *s, const char *name, gboolean answered, gint64 waited_us);
void stats_file (Stats *s, const char *name, gint64 took_us); /* by SFTP, its own login within */

typedef struct {
  guint64 logins, refused; /* logged in, and not */
  guint64 files, lines, replies;
  gint64 login_us, file_us, waiting_us; /* of all sessions together, side by side as they may be */
} StatsShell;

/* ---- telling ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  gint64 wall_us, stage_us[STATS_STAGES], work_us[STATS_WORKS];
  guint switches;        /* that were read or logged in to */
  StatsWire wire;
  guint64 round_trips;   /* that were timed */
  gint64 min_us, median_us, max_us; /* of them; the median is right within 1/32 */
  StatsShell shell;
} StatsSum;
void stats_sum (Stats *s, StatsSum *out); /* as it stands now */

typedef struct {
  const char *name;      /* lives as long as the Stats */
  gint64 us;             /* being read and talked to, all readings and sessions together */
  StatsWire wire;
  StatsShell shell;
} StatsSlow;
GArray *stats_slowest (Stats *s, guint n); /* StatsSlow, the slowest first */

/* What the progress shows: one reading that goes on. */
typedef struct {
  const char *name;
  gint64 us;             /* since it began ... */
  gint64 unheard_us;     /* ... and since anything came from it */
  guint done, total;     /* tables; total 0 = not known yet */
} StatsGoing;
typedef struct {
  guint finished;        /* readings that are over, since stats_new */
  guint64 values;
  gint64 median_us;      /* of those that are over; 0 = none */
} StatsProgress;
GArray *stats_going (Stats *s, StatsProgress *out); /* StatsGoing */
