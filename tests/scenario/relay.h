/* A wire that counts: datagrams between a program and an agent go through it, some are lost on it, and what went over it is known to
 * somebody who knows nothing of SNMP. */
#pragma once
#include <glib.h>

typedef struct Relay Relay;
typedef struct {
  guint asked, said;           /* datagrams from and to the program, lost ones among those that it sent */
  guint64 asked_octets, said_octets;
  guint same;                  /* of those asked: octet for octet one that was there before */
  guint lost;                  /* in both directions: an answer that was lost was never said */
} RelayCount;

/* From address:port to upstream:port. Every lose-th datagram of each direction is lost; 0 = none. Fails the test when it cannot. */
Relay *relay_new (const char *address, const char *upstream, guint port, guint lose);
RelayCount relay_count (Relay *relay);
void relay_free (Relay *relay);
