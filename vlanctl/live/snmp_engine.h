/* Inside the door to net-snmp: the SNMPv3 engine of a switch, and the user that is made for it. Everything here belongs to the thread that
 * owns the sessions. */
#pragma once
#include <glib.h>
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

typedef struct {
  netsnmp_session *session;
  char *peer;              /* "udp:ADDRESS:PORT" */
  struct usmUser *user;    /* with its localised keys; NULL until the engine is known */
  gboolean shares_user;    /* it is another session's */
  gboolean discovered;     /* its id is known */
  gboolean answered;       /* ... and who asked with it was answered */
  gboolean remembered;     /* ... from an earlier session of this run, and nothing was answered in this one yet */
} SnmpEngine;

/* What is known of it: from another session with the same switch, which is closed later (first; NULL), or from an earlier one. */
void snmp_engine_init (SnmpEngine *e, netsnmp_session *session, const char *peer, const SnmpEngine *first);
void snmp_engine_clear (SnmpEngine *e);
/* The switch says its id (1 to USM_MAX_ID_LENGTH octets). FALSE: no keys can be made for it. */
gboolean snmp_engine_learn (SnmpEngine *e, const u_char *id, size_t size);
/* Before the library is called for its session. */
void snmp_engine_present (const SnmpEngine *e);
/* An answer came to a question with this id: it is remembered for the run. */
void snmp_engine_answers (SnmpEngine *e);
/* It is another by now, or somebody else: nothing is known any more. */
void snmp_engine_forget (SnmpEngine *e);
void snmp_engines_forget (void); /* all that is remembered */
