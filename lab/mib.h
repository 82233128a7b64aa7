/* The switch as SNMP tells it: rows made from the state, sorted. Pure. */
#pragma once
#include "state.h"

#define MIB_MAX_OID 64

enum { MIB_INT = 2, MIB_STR = 4, MIB_OID = 6, MIB_IP = 64, MIB_COUNTER = 65, MIB_GAUGE = 66, MIB_TICKS = 67, MIB_COUNTER64 = 70 };

typedef struct {
  guint32 oid[MIB_MAX_OID];
  guint n, n_column; /* of these, so many name the column */
  guchar type;      /* ASN.1 tag */
  gint64 number;
  char *octets;     /* strings; OBJECT IDENTIFIER as dotted text */
  gsize size;
} MibRow;

GArray *mib_rows (LabSwitch *s); /* MibRow; free with mib_free */
void mib_free (GArray *rows); /* NULL is fine */
guint mib_parse_oid (const char *text, guint32 *out);
int mib_compare (const guint32 *a, guint na, const guint32 *b, guint nb);
gboolean mib_is_below (const MibRow *row, const guint32 *prefix, guint n);
/* Index of the first row after the oid; rows->len when there is none. */
guint mib_next (const GArray *rows, const guint32 *oid, guint n);
const MibRow *mib_get (const GArray *rows, const guint32 *oid, guint n); /* exact; NULL */
/* Is there such a column, though not this row of it? */
gboolean mib_has_column (const GArray *rows, const guint32 *oid, guint n);
gboolean mib_is_table (const char *name); /* a name that no-tables or extra-tables may have */
/* A recorded walk (snmprec), sorted; NULL and a sentence when it cannot be read. */
GArray *mib_load_walk (const char *path, char **why);

/* ---- for those that build rows */
typedef struct {
  LabSwitch *s;
  GArray *rows;
  gboolean aos6;
  char root[40]; /* of the vendor's branch */
} Mib;

#define IX(...) G_N_ELEMENTS (((guint32[]){ __VA_ARGS__ })), (guint32[]){ __VA_ARGS__ }
#define LLDP "1.0.8802.1.1.2.1"
#define MED LLDP ".5.4795.1"

/* column: dotted; "%.1.2" is below the vendor's own branch. */
MibRow *mib_add (Mib *m, guchar type, const char *column, guint n, const guint32 *index);
void mib_number (Mib *m, guchar type, gint64 value, const char *column, guint n, const guint32 *index);
void mib_int (Mib *m, gint64 value, const char *column, guint n, const guint32 *index);
void mib_bytes (Mib *m, const void *bytes, gsize size, const char *column, guint n, const guint32 *index);
void mib_text (Mib *m, const char *text, const char *column, guint n, const guint32 *index);
/* Ports in front-panel order that answer; aggregates: with them. */
typedef void (*MibEachPort) (Mib *m, const LabPort *p);
void mib_each_port (Mib *m, gboolean aggregates, MibEachPort each);
guint32 mib_poe_group (const LabPort *p); /* AOS 6 slot; virtual chassis (chassis-1)*1000+slot */

/* ---- the tables, by file */
void mib_system (Mib *m), mib_interfaces (Mib *m), mib_names (Mib *m), mib_base_ports (Mib *m), mib_entities (Mib *m),
    mib_esm (Mib *m);
void mib_counters (Mib *m), mib_duplex (Mib *m), mib_spanning_tree (Mib *m), mib_vendor_spanning_tree (Mib *m), mib_users (Mib *m);
void mib_vlans (Mib *m), mib_members (Mib *m), mib_q_bridge (Mib *m), mib_mobile (Mib *m), mib_rules (Mib *m), mib_unp (Mib *m),
    mib_aggregates (Mib *m);
void mib_lldp_config (Mib *m), mib_lldp_local (Mib *m), mib_lldp_remote (Mib *m), mib_lldp_v2 (Mib *m), mib_med (Mib *m),
    mib_policies (Mib *m), mib_trust (Mib *m);
void mib_poe (Mib *m), mib_poe_draft (Mib *m), mib_inline_power (Mib *m), mib_qos (Mib *m), mib_port_security (Mib *m);
void mib_forwarding (Mib *m), mib_configuration (Mib *m), mib_chassis (Mib *m), mib_stack (Mib *m), mib_fabric (Mib *m),
    mib_agent (Mib *m);
