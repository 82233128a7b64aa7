/* Inside the draft room. */
#pragma once
#include "draft/draft.h"

/* Adds to the note with the same text, or begins one. port may be PORT_NONE. */
void draft_note (GPtrArray *notes, PortId port, const char *format, ...) G_GNUC_PRINTF (3, 4);
DraftSwitch *draft_find_neighbour (const Draft *d, const Neighbour *n); /* the drafted switch that it is; NULL */
gboolean draft_is_phone (const Neighbour *n);

/* Without a declared uplink nothing could be said about the path of its VLANs: its ports wait until a person declares one. */
void draft_hold_ports (DraftSwitch *s);

/* voice.c: VLANs that carry voice, with the evidence in vlan_notes; before anything else */
void draft_voice_vlans (Draft *d);
/* Whose phone is on the port: NULL = none is seen. text is for a comment. */
DesiredPhone *draft_phone_of (const Draft *d, const PortState *port, char **text);
/* links.c */
void draft_uplinks (Draft *d, DraftSwitch *s);
gboolean draft_is_access_point (const PortState *port);
void draft_gateway (Draft *d);
/* ports.c: every port of the switch becomes a listed one or a note */
void draft_ports (Draft *d, DraftSwitch *s);
/* vlans.c: keys and names of the VLANs that are used, or those of voice */
void draft_vlans (Draft *d);
/* settle.c: takes out what a plan would change */
void draft_settle (Draft *d);
/* roles.c */
void draft_roles (Draft *d);
