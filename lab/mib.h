/* The switch as SNMP tells it: rows made from the state, sorted. Pure. */
#pragma once
#include "state.h"

#define MIB_MAX_OID 48

typedef struct {
  guint32 oid[MIB_MAX_OID];
  guint n;
  guchar type;      /* ASN.1 tag */
  gint64 number;
  char *octets;     /* strings, OBJECT IDENTIFIER as dotted text */
  gsize size;
} MibRow;

GArray *mib_rows (LabSwitch *s); /* MibRow; free with mib_free */
void mib_free (GArray *rows);
guint mib_parse_oid (const char *text, guint32 *out);
int mib_compare (const guint32 *a, guint na, const guint32 *b, guint nb);
/* Index of the first row after the oid; rows->len when there is none. */
guint mib_next (const GArray *rows, const guint32 *oid, guint n);
const MibRow *mib_get (const GArray *rows, const guint32 *oid, guint n); /* exact; NULL */
