/* What a fleet file says of links and ports: speed and duplex, authentication, errors, spanning tree. */
#include <string.h>

#include "fleet.h"
#include "fleet_yaml.h"

static void
load_auth (Loader *l, const yaml_node_t *map, LabDevice *d)
{
  static const char *const known[] = { "result", "by", "vlan", "profile", NULL };
  static const char *const results[] = { "authenticated", "failed", "in-progress", NULL }, *const ways[] = { "802.1x", "mac", NULL };
  static const LabAuth as[] = { LAB_AUTH_DONE, LAB_AUTH_FAILED, LAB_AUTH_RUNNING };
  if (!map || !yaml_check_keys (l, map, known))
    return;
  d->auth = as[yaml_choice (l, map, "result", results)];
  d->auth_by_mac = yaml_choice (l, map, "by", ways) == 1;
  d->auth_vlan = yaml_number (l, map, "vlan", 0);
  d->auth_profile = yaml_text (l, map, "profile", NULL);
  if (yaml_member (l, map, "vlan") && (d->auth_vlan < 1 || d->auth_vlan > 4094))
    yaml_complain (l, yaml_member (l, map, "vlan"), "`vlan` is 1 to 4094");
  if (d->auth_profile && strlen (d->auth_profile) > 32)
    yaml_complain (l, yaml_member (l, map, "profile"), "a profile's name has up to 32 letters");
}

void
fleet_link (Loader *l, const yaml_node_t *map, LabDevice *d)
{
  static const char *const duplex[] = { "full", "half", NULL };
  static const guint speeds[] = { 10, 100, 1000, 2500, 5000, 10000, 25000, 40000, 100000 };
  gboolean known = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    known = known || d->speed == speeds[i];
  if (!known)
    yaml_complain (l, yaml_member (l, map, "speed"), "`speed` is 10, 100, 1000, 2500, 5000, 10000, 25000, 40000 or 100000 Mbit/s");
  d->half = yaml_choice (l, map, "duplex", duplex) == 1;
  if (d->half && d->speed > 100)
    yaml_complain (l, yaml_member (l, map, "duplex"), "half duplex goes with a `speed` of 10 or 100, not with %u", d->speed);
  load_auth (l, yaml_member (l, map, "auth"), d);
}

static void
load_past (Loader *l, const yaml_node_t *map, LabPast *past)
{
  static const char *const states[] = { "", "disabled", "blocking", "listening", "learning", "forwarding", NULL };
  *past = (LabPast){ .in_errors = yaml_counter (l, map, "in-errors"),
                     .out_errors = yaml_counter (l, map, "out-errors"),
                     .in_discards = yaml_counter (l, map, "in-discards"),
                     .out_discards = yaml_counter (l, map, "out-discards"),
                     .edge = yaml_truth (l, map, "edge", FALSE) };
  if (yaml_member (l, map, "stp"))
    past->stp = LAB_STP_DISABLED + yaml_choice (l, map, "stp", states + 1);
}

gboolean
fleet_ports (Loader *l, LabSwitch *s, const yaml_node_t *map)
{
  static const char *const known[] = { "in-errors", "out-errors", "in-discards", "out-discards", "stp", "edge", NULL };
  if (map && map->type != YAML_MAPPING_NODE)
    return yaml_complain (l, map, "ports: { PORTS: { in-errors: 1200 } }");
  for (yaml_node_pair_t *p = map ? map->data.mapping.pairs.start : NULL; p && p < map->data.mapping.pairs.top; p++)
    {
      const yaml_node_t *value = yaml_node (l, p->value);
      const char *text = yaml_scalar (yaml_node (l, p->key));
      g_autoptr (GPtrArray) list = lab_port_list (s, text ? text : "");
      if (!list)
        return yaml_complain (l, yaml_node (l, p->key), "no ports `%s`", text ? text : "?");
      if (!yaml_check_keys (l, value, known))
        return FALSE;
      for (guint i = 0; i < list->len; i++)
        load_past (l, value, &((LabPort *) list->pdata[i])->past);
    }
  return !l->why;
}
