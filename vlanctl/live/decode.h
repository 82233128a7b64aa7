/* Inside live/: rows become SwitchState, one file per theme. Pure. */
#pragma once
#include "live/rows.h"

/* What decoding finds out beside the state. */
typedef struct {
  guint32 told;      /* HAS bits of the attributes whose via was set once */
  guint64 illegible; /* TABLE_BITs: it has rows that cannot be what they should be */
} DecodeNotes;

typedef struct {
  const LiveRows *rows;
  const Family *family;
  const SnmpLayout *layout;
  SwitchState *state;
  GHashTable *base_ports; /* dot1dBasePort -> PortId, from the table */
  GHashTable *based;      /* the PortIds among them */
  DecodeNotes *notes;
} Decoder;

/* For rows of a known family. */
void decoder_init (Decoder *d, const LiveRows *rows, SwitchState *state, DecodeNotes *notes);
void decoder_clear (Decoder *d);

/* ifIndex of either family to a port, and of aggregates (40000000 + id); PORT_NONE for everything else. */
PortId decode_if_index (const Decoder *d, guint32 if_index);
/* dot1dBasePort = LLDP port number. By the table; a number that it does not list goes by the formula, if the port it gives has no
 * other number there (an OS6900-T40 has LLDP neighbours on ports that its bridge does not list). */
PortId decode_base_port (const Decoder *d, guint32 number);

/* A way to read the number(s) that an index gives for a port. */
typedef PortId (*PortReading) (const Decoder *d, const guint32 *index);
PortId decode_read_if_index (const Decoder *d, const guint32 *index); /* where nothing else can be meant */
/* Where the reference leaves open what the numbers at `at` (counted after the column) mean: the one reading under which every
 * row names a port that the switch has. NULL when none fits, or two fit that disagree (product.md 6.1). Rows whose index is too
 * short make it NULL as well. */
PortReading decode_reading (const Decoder *d, TableId table, guint at, guint width, const PortReading *readings, guint n);
PortReading decode_port_number_reading (const Decoder *d, TableId table, guint at); /* base port or ifIndex */
PortReading decode_slot_reading (const Decoder *d, TableId table, guint at); /* {slot, port}: chassis * 1000 + slot in a virtual chassis */
PortReading decode_group_reading (const Decoder *d, TableId table); /* {group, port}: that, or (chassis - 1) * 1000 + slot */
/* {group} alone: port 1 stands for its slot. */
PortReading decode_group_only_reading (const Decoder *d, TableId table);

/* Sets via[attr] by how the table's reading ended; with several tables call it again: the worst stays. */
void decode_via (const Decoder *d, Attr attr, TableId table);
void decode_via_is (const Decoder *d, Attr attr, ReadVia via); /* whatever was set before */
/* Every port (aggregates too, where `aggregates`) knows this attribute now, be it as zero. */
void decode_known (const Decoder *d, Attr attr, gboolean aggregates);
void decode_unknown (PortState *port, Attr attr);
/* A row cannot be what it should be: the switch is told to be `partial`. */
void decode_illegible (const Decoder *d, TableId table);
/* The row's number if it is one from min to max; else FALSE, and the table is illegible. */
gboolean decode_uint (const Decoder *d, TableId table, const LiveRow *row, guint min, guint max, guint *out);
/* The octets of BITS, at most 4; also where a recorder kept what net-snmp prints of them ("24 2 5 ": the octets in hex, then the
 * numbers of the bits). Unsent octets are zero. */
gboolean decode_bits (const Decoder *d, TableId table, const LiveRow *row, guint8 out[4]);

void decode_ports (Decoder *d);
void decode_vlans (const Decoder *d);
void decode_membership (const Decoder *d);
void decode_dynamic (const Decoder *d);
void decode_lldp (const Decoder *d);
void decode_neighbours (const Decoder *d);
void decode_policies (const Decoder *d);
void decode_poe (const Decoder *d);
void decode_qos (const Decoder *d);
void decode_fdb (const Decoder *d);
void decode_upkeep (const Decoder *d);
void decode_audit (const Decoder *d);
void decode_link (const Decoder *d);
/* "aa:bb:cc:dd:ee:ff" of six octets, or of a text that is one; NULL. */
char *decode_mac (const guint8 *octets, guint size);
