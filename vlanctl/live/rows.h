/* Rows as an agent gave them: per table what was answered and how the reading ended. Between the wire (or a recorded walk)
 * and the decoding; a capture is exactly this. */
#pragma once
#include "live/live.h"
#include "profiles/family.h"

/* How the reading of a table ended. */
typedef enum {
  ROWS_UNREAD,   /* not asked, or the switch had gone silent */
  ROWS_COMPLETE, /* read to its end */
  ROWS_EMPTY,    /* read to its end, and known to hold nothing */
  ROWS_ABSENT,   /* the agent has no such table */
  ROWS_CUT       /* cut short: rows may be missing */
} RowsStatus;
const char *rows_status_to_string (RowsStatus status); /* "unread" "complete" "empty" "absent" "cut-short" */
gboolean rows_status_parse (const char *text, RowsStatus *out);

/* ASN.1 tags of SNMPv2 values (RFC 2578, RFC 3416), as snmprec files write them too. */
typedef enum {
  TAG_INTEGER = 2, TAG_OCTETS = 4, TAG_NULL = 5, TAG_OID = 6, TAG_IPADDRESS = 64, TAG_COUNTER = 65, TAG_GAUGE = 66,
  TAG_TIMETICKS = 67, TAG_OPAQUE = 68, TAG_COUNTER64 = 70,
  TAG_NO_SUCH_OBJECT = 128, TAG_NO_SUCH_INSTANCE = 129, TAG_END_OF_MIB_VIEW = 130
} RowTag;

#define CAPTURE_FORMAT "vlanctl-capture/1"

#define ROW_MAX_OID 128     /* sub-identifiers, RFC 2578 3.5 */
#define ROW_MAX_OCTETS 65535
#define ROWS_MAX_BYTES (64u * 1024 * 1024) /* of one switch: every VLAN tagged on two hundred ports, and room to spare */

typedef struct {
  const guint32 *oid; /* relative to the table's root: column, then index; owned by the LiveRows */
  guint n;
  RowTag tag;
  guint64 number;     /* integers; INTEGER is sign-extended */
  const guint8 *octets; /* strings; OBJECT IDENTIFIER as dotted text; NUL-terminated beyond `size` */
  guint size;
} LiveRow;

#define TABLE_BIT(table) (G_GUINT64_CONSTANT (1) << (table)) /* in a set of tables */

typedef struct {
  RowsStatus status;
  GArray *rows; /* LiveRow, in the order of their OIDs once rows_settle was called; NULL = none */
  char *note;   /* why CUT or UNREAD, for people; NULL */
} LiveTable;

struct LiveRows {
  char *name, *address;
  const Family *family; /* NULL until recognised */
  char *refusal;        /* why there is no family: what is not an OmniSwitch; NULL */
  char *silence;        /* why nothing (more) was read; NULL */
  gboolean mute;        /* not a single answer, of whatever kind */
  char *read_at;        /* of a capture: when it was made; NULL */
  gboolean incomplete;  /* the switch stopped answering half way */
  LiveOnly *only;       /* read back: of whom the rows are; NULL = of all */
  PortSet gone;         /* read back: ports that it had, and of which ifTable has no row now */
  guint64 kept, partly; /* TABLE_BITs: all its rows are of an earlier reading, those that are not of `only` are */
  LiveTable tables[TABLE_N];
  GPtrArray *blocks;    /* memory of the rows */
  gsize block_used, bytes;
};

LiveRows *rows_new (const char *name, const char *address);
/* Copies. FALSE when the table is full or the value is out of bounds: the caller cuts the table short. */
gboolean rows_add (LiveRows *rows, TableId table, const guint32 *oid, guint n, RowTag tag, guint64 number, const void *octets, gsize size);
void rows_end (LiveRows *rows, TableId table, RowsStatus status, const char *note);
/* Sorts, drops doubles (a row that says two things says nothing: its tag becomes TAG_NULL), and decides what "no row" means in tables that were read to their end (TableSpec.no_row). */
void rows_settle (LiveRows *rows);
/* Finds the family in the system group; also the sentence why there is none. */
void rows_recognise (LiveRows *rows);

guint rows_count (const LiveRows *rows, TableId table);
const LiveRow *rows_get (const LiveRows *rows, TableId table, guint i);
/* The row with this column and index; NULL. */
const LiveRow *rows_find (const LiveRows *rows, TableId table, guint column, const guint32 *index, guint n);
gboolean rows_usable (const LiveRows *rows, TableId table);   /* complete or empty: what is not there is not there */

/* FALSE on a wrong type or a value that does not fit. */
gboolean row_uint (const LiveRow *row, guint *out);
gboolean row_octets (const LiveRow *row); /* is an OCTET STRING */
char *row_text (const LiveRow *row);      /* its text up to the first NUL, valid UTF-8; NULL on a wrong type */
int oid_compare (const guint32 *a, guint na, const guint32 *b, guint nb);
/* "1.3.6.1": dotted text into at most ROW_MAX_OID numbers; 0 on bad text. */
guint oid_parse (const char *text, guint32 *out);
