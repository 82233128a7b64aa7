/* Inside report/: one port's live state, wherever it is told. */
#pragma once
#include <json-glib/json-glib.h>

#include "model/switch.h"

void report_live_json (JsonWriter *b, const char *name, const PortState *port);
/* What only audit and explain read: duplex, errors, STP edge, port security, authenticated devices. */
void report_link_json (JsonWriter *b, const char *name, const PortState *port);
