/* The way in: SNMP on the wire, or a recorded walk, becomes SwitchState. Reads only; no SET is ever built. */
#pragma once
#include "model/switch.h"
#include "model/desired.h"
#include "model/stats.h"

/* Raw rows as read: what a capture holds. See live/rows.h. */
typedef struct LiveRows LiveRows;

/* Whose configuration is to be read again, and nothing else. */
typedef struct {
  PortSet ports;
  VlanSet vlans;
  GArray *policies;    /* guint: ids of LLDP-MED network policies */
} LiveOnly;
LiveOnly *live_only_new (void);
LiveOnly *live_only_copy (const LiveOnly *only);
void live_only_free (LiveOnly *only);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiveOnly, live_only_free)

/* Secrets resolved for one switch; wiped by live_target_free. */
typedef struct {
  char *name;          /* inventory name */
  char *address;       /* IPv4, IPv6 or name */
  guint port;
  SnmpVersion version;
  char *community;
  char *user, *auth_protocol, *auth_secret, *priv_protocol, *priv_secret; /* NULL protocol = not used */
  guint timeout_ms, retries; /* per request: 5000, 2 */
  guint32 want;        /* HAS(...) of the attributes to read, guards included; identity and ports are always read */
  /* NULL, or rows of an earlier reading: how ports are named and numbered is not asked again, and their speed and alias are unknown then.
   * With `only`, nothing is known of any other port and, where it saved datagrams, VLAN. A port that is gone is known, and nothing of it.
   * Not owned. */
  const LiveRows *earlier;
  const LiveOnly *only;
} LiveTarget;
void live_target_free (LiveTarget *t);

/* The reader: a thread (several where there are hundreds of switches and processors for it; one for all of SNMPv3) that owns the SNMP
 * sessions and keeps all its switches in flight, and others that turn the rows of what was read into states meanwhile. Its functions may be called from any thread; several callers share them. No more than `max_in_flight`
 * switches are being read or wait to be decoded at a time. NULL + error when it cannot be started. */
typedef struct LiveReader LiveReader;
LiveReader *live_reader_new (guint max_in_flight, GError **error);
void live_reader_count (LiveReader *reader, Stats *counts); /* what it counts from now on; outlives it. Before the first live_read */
void live_reader_free (LiveReader *reader);
guint live_reader_held_most (const LiveReader *reader); /* the most switches whose rows were held at once; while no live_read runs */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiveReader, live_reader_free)

/* Called by live_read, on its caller's thread, for each target as soon as it is read, in any order, while others still are. */
typedef void (*LiveEach) (guint i, SwitchState *state, gpointer user);
void live_reader_each (LiveReader *reader, LiveEach each, gpointer user); /* for each live_read from now on; NULL: no more */

/* Reads the targets at once and waits for all of them. states (and rows, which may be NULL) get one element per target, in
 * order; a switch that did not answer is SWITCH_UNREACHABLE with a reason, never an error. */
void live_read (LiveReader *reader, const GPtrArray *targets, GPtrArray **states /* SwitchState* */, GPtrArray **rows /* LiveRows* */);

/* Why a switch did not answer SNMP, of SwitchState's reason. */
typedef enum { SNMP_WHY_SILENT, SNMP_WHY_USER, SNMP_WHY_SECRET, SNMP_WHY_LEVEL } SnmpWhy;
SnmpWhy live_why_unreachable (const char *reason);

/* DIR/NAME.snmprec (+ NAME.json). A missing file is SWITCH_UNREACHABLE. */
SwitchState *live_read_capture (const char *dir, const char *name, const char *address);
/* Writes DIR/NAME.snmprec and NAME.json (vlanctl-capture/1), atomically; contact, location, communities, users, engine ids left out. */
gboolean live_write_capture (const LiveRows *rows, const SwitchState *state, const char *dir, GError **error);

/* Every table was read to its end, or is known not to be there. */
gboolean live_rows_whole (const LiveRows *rows);
/* Rows into state. Pure. */
void live_decode (const LiveRows *rows, SwitchState *state);
void live_rows_free (LiveRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiveRows, live_rows_free)
