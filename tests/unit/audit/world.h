/* A small world in which all is well: an access switch with phones, a core with the gateway, two links between them. Tests spoil it. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "audit/audit.h"
#include "model/phone.h"

#define PHONE_MAC "80:5e:c0:00:00:01" /* listed on 1/1/1 */
#define OTHER_MAC "80:5e:c0:00:00:02" /* listed nowhere */
#define TIME "2026-03-02T10:00:00Z"

typedef struct {
  Desired *desired;
  SwitchState *acc, *core;
  GPtrArray *states;
  GPtrArray *profiles; /* PhoneProfile */
  GHashTable *seen;    /* seen before */
  const char *check;   /* made alone; NULL = all */
} World;

World *world_new (void);
void world_free (World *w);
Audit *world_audit (World *w);

DesiredSwitch *world_want (const World *w, const char *name);
DesiredPort *world_want_port (const World *w, guint n); /* 1/1/n of the access switch */
PortState *world_port (const SwitchState *s, guint n);
Neighbour *world_neighbour (PortState *p, const char *chassis, const char *port, const char *name, guint8 caps);
void world_phone (PortState *p, const char *mac, int voice_vlan, guint learnt_in);
/* A port as a switch shows it, everything known. */
PortState *world_add_port (SwitchState *s, PortId id);
