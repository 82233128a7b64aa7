#include <json-glib/json-glib.h>
#include <string.h>

#include "faults.h"

static void
put_text (JsonBuilder *b, const char *name, const char *text)
{
  json_builder_set_member_name (b, name);
  if (text)
    json_builder_add_string_value (b, text);
  else
    json_builder_add_null_value (b);
}

static void
put_int (JsonBuilder *b, const char *name, gint64 n)
{
  json_builder_set_member_name (b, name);
  json_builder_add_int_value (b, n);
}

static void
put_bool (JsonBuilder *b, const char *name, gboolean value)
{
  json_builder_set_member_name (b, name);
  json_builder_add_boolean_value (b, value);
}

static void
put_mac (const LabSwitch *s, const LabPort *at, guint vlan, const guint8 *mac, gpointer data)
{
  g_autofree char *text =
      g_strdup_printf ("%u %02x:%02x:%02x:%02x:%02x:%02x", vlan, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
  json_builder_add_string_value (data, text);
}

static void
put_macs (JsonBuilder *b, const LabSwitch *s, const LabPort *p)
{
  json_builder_set_member_name (b, "macs");
  json_builder_begin_array (b);
  lab_macs (s, p, put_mac, b);
  json_builder_end_array (b);
}

static void
put_port (JsonBuilder *b, const LabSwitch *s, const LabPort *p)
{
  static const char *const status[] = { "disabled", "searching", "delivering", "fault", "denied", "delayed" };
  static const char *const devices[] = { NULL, "phone", "pc", "switch", "ap" };
  g_autofree char *name = lab_port_name (p);
  json_builder_begin_object (b);
  put_text (b, "port", name);
  put_int (b, "untagged", p->untagged);
  json_builder_set_member_name (b, "tagged");
  json_builder_begin_array (b);
  for (guint v = 1; v < 4095; v++)
    if (lab_has_tag (p, v))
      json_builder_add_int_value (b, v);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "policies");
  json_builder_begin_array (b);
  for (guint id = 0; id < 32; id++)
    if (p->policies >> id & 1)
      json_builder_add_int_value (b, id);
  json_builder_end_array (b);
  put_int (b, "tlvs", p->tlvs);
  put_int (b, "lldp", p->lldp_admin);
  put_bool (b, "trusted", p->trusted);
  put_bool (b, "admin_up", !p->admin_down);
  put_bool (b, "mobile", p->mobile);
  put_bool (b, "unp", p->unp);
  put_int (b, "aggregate", p->member_of);
  put_bool (b, "poe", !p->poe_off);
  put_int (b, "limit_mw", p->poe_limit_mw);
  put_int (b, "priority", p->poe_priority);
  put_text (b, "poe_status", status[p->poe_status]);
  put_int (b, "draw_mw", p->draw_mw);
  put_text (b, "device", p->device ? devices[p->device->kind] : NULL);
  put_bool (b, "up", p->up);
  put_bool (b, "booted", p->booted);
  put_int (b, "phone_vlan", lab_phone_vlan (p));
  put_macs (b, s, p);
  put_bool (b, "violated", p->violated);
  put_text (b, "alias", p->alias);
  json_builder_end_object (b);
}

static void
put_lists (JsonBuilder *b, const LabSwitch *s)
{
  json_builder_set_member_name (b, "vlans");
  json_builder_begin_array (b);
  for (guint i = 0; i < s->vlans->len; i++)
    {
      const LabVlan *v = s->vlans->pdata[i];
      json_builder_begin_object (b);
      put_int (b, "id", v->id);
      put_text (b, "name", v->name);
      put_bool (b, "enabled", !v->disabled);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "policies");
  json_builder_begin_array (b);
  for (guint i = 0; i < s->policies->len; i++)
    {
      const LabPolicy *p = s->policies->pdata[i];
      json_builder_begin_object (b);
      put_int (b, "id", p->id);
      put_text (b, "application", p->application);
      put_int (b, "vlan", p->vlan);
      put_int (b, "priority", p->priority);
      put_int (b, "dscp", p->dscp);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
  json_builder_set_member_name (b, "units");
  json_builder_begin_array (b);
  for (guint i = 0; i < s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (s->units, LabUnit, i);
      json_builder_begin_object (b);
      put_int (b, "slot", u->slot);
      put_bool (b, "service", u->service);
      put_int (b, "max_watts", u->max_watts);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

static void
put_names (JsonBuilder *b, const LabSwitch *s)
{
  GHashTableIter iter;
  gpointer path;
  json_builder_set_member_name (b, "files"); /* what somebody put there: not the configurations of the directories */
  json_builder_begin_array (b);
  g_hash_table_iter_init (&iter, s->files);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    if (!g_str_has_suffix (path, "/boot.cfg") && !g_str_has_suffix (path, "/vcboot.cfg"))
      json_builder_add_string_value (b, path);
  json_builder_end_array (b);
  json_builder_set_member_name (b, "faults");
  json_builder_begin_array (b);
  for (guint i = 0; i < s->faults->len; i++)
    {
      g_autofree char *text = lab_fault_text (s->faults->pdata[i]);
      json_builder_add_string_value (b, text);
    }
  json_builder_end_array (b);
}

char *
lab_state_json (const LabSwitch *s)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autofree char *directory = g_ascii_strup (s->running_directory, -1);
  json_builder_begin_object (b);
  put_text (b, "name", s->name);
  put_text (b, "model", s->model);
  put_text (b, "version", s->version);
  put_text (b, "running", directory);
  put_bool (b, "unsaved", s->unsaved);
  put_bool (b, "certified", lab_is_certified (s));
  put_bool (b, "qos_pending", s->qos_pending);
  put_text (b, "timer", s->timer_file);
  put_int (b, "timer_minutes", s->timer_file ? (s->timer_at - lab_now (s) + 59999) / 60000 : 0);
  put_int (b, "reload_minutes", s->reload_at ? (s->reload_at - lab_now (s) + 59999) / 60000 : 0);
  put_int (b, "sessions", s->sessions->len);
  put_int (b, "config_commands", s->config_commands);
  put_int (b, "lines", s->lines);
  put_int (b, "snmp_requests", s->snmp_requests);
  put_int (b, "snmp_sets", s->sets);
  put_bool (b, "on", !s->dead);
  put_lists (b, s);
  put_names (b, s);
  json_builder_set_member_name (b, "ports");
  json_builder_begin_array (b);
  for (guint i = 0; i < s->ports->len; i++)
    put_port (b, s, s->ports->pdata[i]);
  json_builder_end_array (b);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, TRUE);
}
