/* An agent on paper, for the pure machine that reads a switch: objects, and manners, good and bad. */
#pragma once
#include "live/walk.h"
#include "profiles/family.h"

#define VLAN_TABLE "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.1.1.1"

typedef enum {
  WELL, TOO_BIG, NEXT_ONLY, BULK_ERROR, OLD, ONE_AT_A_TIME, SHORT, FRAGMENTS_LOST,                         /* all can be read */
  LOOPING, BACKWARDS, GEN_ERROR, SILENT_LATER, SILENT_TABLE, COLUMN_ERROR, STOPS_IN_THE_MIDDLE, DENIED, EMPTY /* not the VLANs */
} Manners;

typedef struct {
  guint32 oid[ROW_MAX_OID];
  guint n;
} WalkOid;

typedef struct {
  WalkOid oid;
  RowTag tag;
  guint64 number;
  char *text;
  gsize size;         /* of the text, which may hold NULs */
} Object;

typedef struct {
  GPtrArray *objects; /* Object*, in order */
  Manners manners;
  guint requests, silences;
} Agent;

Agent agent_blank (Manners manners);
void agent_clear (Agent *a);
void add (Agent *a, const char *oid, RowTag tag, guint64 number, const char *text);
void add_lines (Agent *a, const char *lines); /* "OID|TAG|VALUE", of a recorded walk */
void sort (Agent *a); /* after the last add; of two objects with one name the first stays */
const Object *find (const Agent *a, const WalkName *oid, gboolean next);
gboolean answer (Agent *a, Walk *walk, guint lane, const WalkRequest *r); /* FALSE: no answer */
/* Reads to the end in one lane, and takes the walk; never more requests than that. */
LiveRows *read_walk (Agent *a, Walk *walk, guint limit);
