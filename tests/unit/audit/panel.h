/* A front panel with phones, as data: given to the forecast and to the lab, which know nothing of each other. */
#pragma once
#include <glib.h>

#define PANEL_PORTS 24

typedef struct {
  gboolean plugged;   /* there is, or will be, a phone */
  gboolean there;     /* ... already, before the others come */
  gboolean other;     /* it is no phone of the inventory: a camera */
  guint limit_mw, draw_mw;
  int priority;       /* 1 critical, 2 high, 3 low */
  int poe_class;
} PanelPort;

typedef struct {
  guint budget_w;
  gboolean disconnect, class_detection;
  PanelPort ports[PANEL_PORTS];
} Panel;

/* Plays it in the lab. fed: does the port deliver in the end? at_once FALSE: those that are there, then the others one by one by port
 * number; a phone among those that are there and gets nothing is taken out of the panel. */
void panel_play (Panel *panel, gboolean at_once, gboolean fed[PANEL_PORTS]);
