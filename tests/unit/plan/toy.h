/* A very small switch for tests: it understands the configuration lines that the guides print, in their grammar, and refuses what
 * the guides refuse; also what would change nothing, as no such line should ever be sent. Plain data: copied and compared as
 * memory. It shares nothing with profiles/ but the values of enumerations that come from MIBs. */
#pragma once
#include "plan/diff.h"

#define TOY_PORTS 34 /* slot 1: 1-12, slot 2: 13-24, chassis 2 (AOS 8): 25-32, aggregates: 33, 34 */
#define TOY_AGG 32   /* index of the first aggregate */
#define TOY_POLICIES 32

typedef struct
{
  gboolean exists, up;
  guint member_of; /* aggregate's number, 0 none */
  guint untagged;
  guint8 tagged[4096];
  guint lldp, tlvs; /* lldpPortConfigAdminStatus; LLDP-MED bits */
  guint64 bound;    /* bit = policy id */
  gboolean poe, trusted, trusted_pending;
  guint limit, priority, draw;
} ToyPort;

typedef struct
{
  gboolean new_family; /* AOS 8 */
  struct
  {
    gboolean exists, enabled;
    char name[40];
  } vlans[4096];
  ToyPort ports[TOY_PORTS];
  struct
  {
    gboolean exists;
    char app[32], vlan[16];
    guint priority, dscp;
  } policies[TOY_POLICIES];
  guint64 chassis_bound;
  gboolean service[3]; /* by slot; chassis 2 is the third */
  gboolean qos_pending;
} Toy;

Toy *toy_new (gboolean new_family);
PortId toy_port_id (const Toy *t, guint i);
/* Does one line. NULL: done; else what the switch says against it. */
const char *toy_line (Toy *t, const char *line);
/* What SNMP would tell of it. */
SwitchState *toy_read (const Toy *t);
