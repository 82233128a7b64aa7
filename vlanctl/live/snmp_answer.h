/* Inside live/: an answer's variables, copied out of what net-snmp gives or, of SNMPv2c, parsed from the message. */
#pragma once
#include "live/walk.h"

#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

/* The variables of one answer and what they point to; taken over again for the next. */
typedef struct {
  GArray *vars;       /* WalkVar */
  GArray *numbers;    /* guint32: names */
  GByteArray *octets; /* texts, each with a NUL behind it */
} SnmpAnswer;

void snmp_answer_init (SnmpAnswer *a); /* zeroed, or made already: then nothing happens */
void snmp_answer_clear (SnmpAnswer *a);
/* Out of a parsed PDU. */
void snmp_answer_copy (SnmpAnswer *a, const netsnmp_pdu *pdu);
/* Instead of snmp_parse, for sessions of SNMPv2c: the PDU gets its numbers but no list of variables, of which net-snmp would allocate
 * more than a kilobyte each; they go into `a`. FALSE: this is no RESPONSE of SNMPv2c, or it is broken. */
gboolean snmp_answer_parse (SnmpAnswer *a, netsnmp_pdu *pdu, const guint8 *message, gsize size);
