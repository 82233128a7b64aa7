/* Reading a fleet file: what is wrong is said with its line, the first thing only. */
#pragma once
#include <yaml.h>

#include "state.h"

typedef struct {
  const char *path;
  yaml_document_t *doc;
  char *why; /* NULL while all is well */
} Loader;

gboolean yaml_complain (Loader *l, const yaml_node_t *at, const char *format, ...) G_GNUC_PRINTF (3, 4); /* always FALSE */
yaml_node_t *yaml_node (Loader *l, int id);
const char *yaml_scalar (const yaml_node_t *n); /* NULL when it is none */
yaml_node_t *yaml_member (Loader *l, const yaml_node_t *map, const char *key);
gboolean yaml_check_keys (Loader *l, const yaml_node_t *map, const char *const *known);
guint yaml_number (Loader *l, const yaml_node_t *map, const char *key, guint fallback);
guint yaml_counter (Loader *l, const yaml_node_t *map, const char *key); /* 0 to 4294967295, as Counter32; 0 without it */
char *yaml_text (Loader *l, const yaml_node_t *map, const char *key, const char *fallback);
gboolean yaml_truth (Loader *l, const yaml_node_t *map, const char *key, gboolean fallback);
guint yaml_milliseconds (Loader *l, const yaml_node_t *map, const char *key, guint fallback);
guint yaml_choice (Loader *l, const yaml_node_t *map, const char *key,
                   const char *const *words); /* place in the list; the first by default */
typedef void (*YamlTake) (Loader *l, LabSwitch *s, const yaml_node_t *item);
gboolean yaml_each_item (Loader *l, const yaml_node_t *list, YamlTake take, LabSwitch *s);

/* ---- fleet_link.c: what links and ports went through */
void fleet_link (Loader *l, const yaml_node_t *map, LabDevice *d); /* speed, duplex and authentication of a plugged device */
gboolean fleet_ports (Loader *l, LabSwitch *s, const yaml_node_t *map); /* ports: { PORTS: {...} } */
