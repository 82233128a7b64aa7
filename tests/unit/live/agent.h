/* An SNMP agent for tests, on a loopback port of its own: v2c over given objects, the REPORTs of v3, and bad manners. It is written
 * from RFC 1157, 3414 and 3416 alone and shares no line with the program. */
#pragma once
#include <glib.h>

typedef enum {
  WELL,         /* as it should be */
  TWICE,        /* every answer three times */
  LIES_FIRST,   /* an answer to another request before each, and noise */
  NO_BULK,      /* says nothing to GETBULK */
  BULK_ERROR,   /* genErr to GETBULK */
  TOO_BIG,      /* tooBig for more than one variable */
  BAD_COLUMN,   /* genErr to whoever asks for ifAlias */
  OLD,          /* no GETBULK, and noSuchName where there is nothing: SNMPv1's way */
  LOSSY,        /* every third question gets lost */
  SILENT,       /* nothing at all */
  DIES,         /* nothing after six answers */
  TORN,         /* half of every answer but GET's */
  LATE,         /* the answer comes with the next question */
  V3_SILENT_USER,  /* v3: says its engine id, then nothing */
  V3_WINDOW,       /* v3: never in the time window */
  V3_LOOP,         /* v3: asks for the engine id for ever */
  V3_NO_ENGINE,    /* v3: a REPORT without an engine id */
  V3_UNKNOWN_USER,
} Manners;

typedef struct TestAgent TestAgent;
/* objects: "OID|TAG|VALUE" lines (tags 2, 4, 4x, 6, 66, 67). */
TestAgent *agent_new (const char *objects, Manners manners);
void agent_free (TestAgent *agent);
guint agent_port (const TestAgent *agent);
/* How many PDUs of this type it has heard: 0xa0 GET, 0xa1 GETNEXT, 0xa3 SET, 0xa5 GETBULK. */
guint agent_heard (TestAgent *agent, guint8 pdu);
guint agent_heard_in_all (TestAgent *agent);
