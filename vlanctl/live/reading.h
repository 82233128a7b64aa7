/* One switch while it is being read: its walk, and the sessions that the walk's requests go through. On the reader's thread alone. */
#pragma once
#include "live/snmp.h"

/* The sockets of all switches that one thread reads. */
typedef struct {
  int poll;          /* epoll's; the data of an event is the Lane that something came in for */
  guint n, most;     /* that there are, that there may be */
  guint sharing;     /* up to so many, a switch may have more than one */
} Sockets;

typedef struct Reading Reading;

/* One request under way at a time. */
typedef struct {
  Reading *reading;
  SnmpSession *session; /* NULL: not needed so far */
  gboolean asking;
} Lane;

struct Reading {
  const LiveTarget *target;
  char *address;       /* numeric; owned, like the walk */
  Walk *walk;
  Lane lanes[WALK_LANES];
  gint64 since;        /* monotonic, microseconds */
  gboolean heard;      /* something came in, and nothing new was asked yet: the reader's mark */
  guint told;          /* tables, to those who show the progress */
  Stats *counts;       /* NULL */
  StatsSwitch *tally;
};

/* With target, address, walk and counts set. */
void reading_begin (Reading *r, Sockets *sockets);
/* Asks whatever the walk has to ask now; FALSE: it is over. */
gboolean reading_ask (Reading *r, Sockets *sockets);
void reading_hear (Lane *lane); /* its socket is readable */
void reading_tick (Reading *r); /* some time has passed */
void reading_end (Reading *r, Sockets *sockets); /* closes the sessions */
