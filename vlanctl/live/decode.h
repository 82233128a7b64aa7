/* Inside live/: rows become SwitchState, one file per theme. Pure. */
#pragma once
#include "live/rows.h"

typedef struct {
  const LiveRows *rows;
  const Family *family;
  const SnmpLayout *layout;
  SwitchState *state;
  GHashTable *base_ports; /* dot1dBasePort -> PortId, from the table or, without it, none: then the formula */
  guint32 *told;          /* HAS bits of the attributes whose via was set once */
} Decoder;

/* ifIndex of either family to a port, and of aggregates (40000000 + id); PORT_NONE for everything else. */
PortId decode_if_index (const Decoder *d, guint32 if_index);
guint32 decode_port_if_index (const Decoder *d, PortId port);
/* dot1dBasePort = LLDP port number. */
PortId decode_base_port (const Decoder *d, guint32 number);

/* A way to read the number(s) that an index gives for a port. */
typedef PortId (*PortReading) (const Decoder *d, const guint32 *index);
/* Where the reference leaves open what the numbers at `at` (counted after the column) mean: the one reading under which every
 * row names a port that the switch has. NULL when none fits, or two fit that disagree (product.md 6.1). Rows whose index is too
 * short make it NULL as well. */
PortReading decode_reading (const Decoder *d, TableId table, guint at, guint width, const PortReading *readings, guint n);
PortReading decode_port_number_reading (const Decoder *d, TableId table, guint at); /* base port or ifIndex */
PortReading decode_slot_reading (const Decoder *d, TableId table, guint at);        /* {slot or group, port} */

/* Sets via[attr] by how the table's reading ended; with several tables call it again: the worst stays. */
void decode_via (const Decoder *d, Attr attr, TableId table);
void decode_via_is (const Decoder *d, Attr attr, ReadVia via); /* whatever was set before */
/* Every port (aggregates too, where `aggregates`) knows this attribute now, be it as zero. */
void decode_known (const Decoder *d, Attr attr, gboolean aggregates);
/* A row that cannot be what it should be: what it would have told is unknown. */
void decode_unknown (PortState *port, Attr attr);

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
/* "aa:bb:cc:dd:ee:ff" of six octets, or of a text that is one; NULL. */
char *decode_mac (const guint8 *octets, guint size);
