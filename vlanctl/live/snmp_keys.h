/* Inside the door to net-snmp: who asks, with SNMPv3. */
#pragma once
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>

#include "live/snmp.h"

/* User, protocols and keys of the target; what was made of a secret is kept for the next switch that has it. */
gboolean snmp_keys_fill (netsnmp_session *s, const LiveTarget *t, GError **error);
void snmp_keys_forget (void); /* wiped */
