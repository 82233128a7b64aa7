/* The SNMP half of each family: aos6_snmp.c, aos8_snmp.c. */
#pragma once
#include "profiles/family.h"

extern const SnmpProfile aos6_snmp, aos8_snmp;
