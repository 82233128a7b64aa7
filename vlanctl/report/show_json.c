/* Live state as vlanctl-show/1. What is not known is null. */
#include "report/json.h"
#include "report/report.h"
#include "report/show.h"

static void
build_policies (JsonWriter *b, const PortConfig *cfg)
{
  if (!(cfg->has & HAS (ATTR_POLICIES)))
    {
      json_null (b, "policies");
      return;
    }
  json_begin_array (b, "policies");
  for (guint i = 0; cfg->policies && i < cfg->policies->len; i++)
    {
      const MedPolicy *p = &g_array_index (cfg->policies, MedPolicy, i);
      json_begin (b, NULL);
      json_int (b, "id", p->id);
      json_text (b, "application", med_app_to_string (p->app));
      json_int (b, "vlan", p->vlan);
      json_bool (b, "tagged", p->vlan_type == MED_VLAN_TAGGED);
      json_int (b, "priority", p->priority);
      json_int (b, "dscp", p->dscp);
      json_bool (b, "chassis", p->chassis);
      json_end (b);
    }
  json_end_array (b);
}

static void
build_lldp (JsonWriter *b, const PortConfig *cfg)
{
  json_begin (b, "lldp");
  json_text (b, "admin", cfg->has & HAS (ATTR_LLDP_ADMIN) ? lldp_admin_to_string (cfg->lldp_admin) : NULL);
  if (cfg->has & HAS (ATTR_MED_TLVS))
    {
      json_begin_array (b, "tlvs");
      if (cfg->med_tlvs & MED_TLV_CAPABILITY)
        json_text (b, NULL, "capability");
      if (cfg->med_tlvs & MED_TLV_NETWORK_POLICY)
        json_text (b, NULL, "network-policy");
      json_end_array (b);
    }
  else
    json_null (b, "tlvs");
  build_policies (b, cfg);
  json_end (b);
}

static void
build_poe (JsonWriter *b, const PortState *p)
{
  json_begin (b, "poe");
  if (p->cfg.has & HAS (ATTR_POE_ADMIN))
    json_bool (b, "admin", p->cfg.poe_admin);
  else
    json_null (b, "admin");
  json_text (b, "status", p->has & HAS (ATTR_POE_STATUS) ? poe_status_to_string (p->poe_status) : NULL);
  if (p->has & HAS (ATTR_POE_CLASS) && p->poe_class >= 0)
    json_int (b, "class", p->poe_class);
  else
    json_null (b, "class");
  json_text (b, "priority", p->cfg.has & HAS (ATTR_POE_PRIORITY) ? poe_priority_to_string (p->cfg.poe_priority) : NULL);
  if (p->cfg.has & HAS (ATTR_POE_LIMIT))
    json_int (b, "limit_mw", p->cfg.poe_limit_mw);
  else
    json_null (b, "limit_mw");
  if (p->has & HAS (ATTR_POE_ACTUAL))
    json_int (b, "actual_mw", p->poe_actual_mw);
  else
    json_null (b, "actual_mw");
  json_end (b);
}

static void
build_neighbour (JsonWriter *b, const Neighbour *n)
{
  static const char *const names[] = { "other", "repeater", "bridge", "wlan-ap", "router", "telephone", "docsis", "station" };
  json_begin (b, NULL);
  json_text (b, "chassis", n->chassis && *n->chassis ? n->chassis : NULL);
  json_text (b, "port", n->port && *n->port ? n->port : NULL);
  json_text (b, "name", n->name);
  json_text (b, "model", n->med_model);
  if (n->has_caps)
    {
      json_begin_array (b, "capabilities");
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (n->caps_enabled & 0x80 >> i)
          json_text (b, NULL, names[i]);
      json_end_array (b);
    }
  else
    json_null (b, "capabilities");
  if (n->voice_vlan >= 0)
    json_int (b, "voice_vlan", n->voice_vlan);
  else
    json_null (b, "voice_vlan");
  json_end (b);
}

static void
build_seen (JsonWriter *b, const PortState *p)
{
  if (p->has & HAS (ATTR_NEIGHBOURS))
    {
      json_begin_array (b, "neighbours");
      for (guint i = 0; p->neighbours && i < p->neighbours->len; i++)
        build_neighbour (b, p->neighbours->pdata[i]);
      json_end_array (b);
    }
  else
    json_null (b, "neighbours");
  if (!(p->has & HAS (ATTR_MACS)))
    {
      json_null (b, "macs");
      return;
    }
  json_begin_array (b, "macs");
  for (guint i = 0; p->macs && i < p->macs->len; i++)
    {
      const MacEntry *m = &g_array_index (p->macs, MacEntry, i);
      json_begin (b, NULL);
      json_text (b, "mac", m->mac);
      json_int (b, "vlan", m->vlan);
      json_end (b);
    }
  json_end_array (b);
}

/* null = not known */
static void
build_vlan_set (JsonWriter *b, const char *name, const VlanSet *set, gboolean known)
{
  if (!known)
    {
      json_null (b, name);
      return;
    }
  json_begin_array (b, name);
  for (guint i = 0; i < set->n; i++)
    json_int (b, NULL, set->ids[i]);
  json_end_array (b);
}

static void
build_membership (JsonWriter *b, const PortState *p)
{
  const PortConfig *cfg = &p->cfg;
  if (cfg->has & HAS (ATTR_UNTAGGED) && cfg->untagged)
    json_int (b, "untagged", cfg->untagged);
  else
    json_null (b, "untagged");
  build_vlan_set (b, "tagged", &cfg->tagged, cfg->has & HAS (ATTR_TAGGED));
  build_vlan_set (b, "dynamic_vlans", &p->dynamic_vlans, cfg->has & HAS (ATTR_TAGGED));
}

/* The text; false = known to be none; null = not known. */
static void
build_text_or_none (JsonWriter *b, const char *name, const char *text, gboolean known)
{
  if (text || !known)
    json_text (b, name, text);
  else
    json_bool (b, name, FALSE);
}

void
report_live_json (JsonWriter *b, const char *name, const PortState *p)
{
  g_autofree char *aggregate = p->aggregate ? port_to_string (p->aggregate) : NULL;
  json_begin (b, name);
  json_tri (b, "admin", p->has & HAS (ATTR_ADMIN) ? p->admin_up ? TRI_YES : TRI_NO : TRI_UNKNOWN);
  json_tri (b, "oper", p->has & HAS (ATTR_OPER) ? p->oper_up ? TRI_YES : TRI_NO : TRI_UNKNOWN);
  if (p->has & HAS (ATTR_SPEED))
    json_int (b, "speed", p->speed_mbps);
  else
    json_null (b, "speed");
  json_text (b, "alias", p->has & HAS (ATTR_ALIAS) ? p->alias : NULL);
  build_text_or_none (b, "aggregate", aggregate, p->has & HAS (ATTR_AGGREGATE));
  build_text_or_none (b, "dynamic", dynamic_kind_to_string (p->dynamic), p->has & HAS (ATTR_DYNAMIC));
  json_tri (b, "qos_trust", p->cfg.has & HAS (ATTR_QOS_TRUST) ? p->cfg.qos_trust ? TRI_YES : TRI_NO : TRI_UNKNOWN);
  build_membership (b, p);
  build_lldp (b, &p->cfg);
  build_poe (b, p);
  build_seen (b, p);
  json_end (b);
}

static void
build_count (JsonWriter *b, const char *name, const FrameCount *count)
{
  json_begin (b, name);
  if (count->has_errors)
    json_int (b, "errors", count->errors);
  else
    json_null (b, "errors");
  if (count->has_frames)
    json_int (b, "frames", (gint64) MIN (count->frames, G_MAXINT64));
  else
    json_null (b, "frames");
  json_end (b);
}

static void
build_auths (JsonWriter *b, const PortState *p)
{
  if (!p->auths_known && !p->auths)
    {
      json_null (b, "authenticated");
      return;
    }
  json_begin_array (b, "authenticated");
  for (guint i = 0; p->auths && i < p->auths->len; i++)
    {
      const DeviceAuth *a = &g_array_index (p->auths, DeviceAuth, i);
      json_begin (b, NULL);
      json_text (b, "mac", a->mac);
      if (a->vlan)
        json_int (b, "vlan", a->vlan);
      else
        json_null (b, "vlan");
      json_text (b, "result", auth_result_to_string (a->result));
      json_text (b, "profile", a->profile);
      json_end (b);
    }
  json_end_array (b);
}

void
report_link_json (JsonWriter *b, const char *name, const PortState *p)
{
  json_begin (b, name);
  json_text (b, "duplex", duplex_to_string (p->duplex));
  build_count (b, "received", &p->in);
  build_count (b, "sent", &p->out);
  json_tri (b, "stp_edge", p->stp_edge);
  json_tri (b, "port_security", p->port_security);
  if (p->port_security == TRI_YES)
    json_int (b, "security_macs", p->security_macs);
  build_auths (b, p);
  json_end (b);
}

static void
build_vlans (JsonWriter *b, const SwitchState *s)
{
  if (!s->vlans->len && s->via[ATTR_VLANS] != VIA_SNMP && s->via[ATTR_VLANS] != VIA_CLI)
    {
      json_null (b, "vlans");
      return;
    }
  json_begin_array (b, "vlans");
  for (guint i = 0; i < s->vlans->len; i++)
    {
      const Vlan *v = s->vlans->pdata[i];
      json_begin (b, NULL);
      json_int (b, "id", v->id);
      json_text (b, "name", v->name);
      json_end (b);
    }
  json_end_array (b);
}

static void
build_switch (JsonWriter *b, const SwitchState *s)
{
  json_begin (b, NULL);
  const char *texts[][2] = { { "name", s->name }, { "address", s->address }, { "family", s->family }, { "model", s->model },
                             { "version", s->version }, { "status", switch_status_to_string (s->status) }, { "reason", s->reason },
                             { "running_directory", s->running_directory } };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_text (b, texts[i][0], texts[i][1]);
  json_tri (b, "unsaved", s->unsaved);
  json_tri (b, "certified", s->certified);
  build_vlans (b, s);
  json_begin_array (b, "ports");
  for (guint i = 0; i < s->ports->len; i++)
    {
      const PortState *p = s->ports->pdata[i];
      g_autofree char *port = port_to_string (p->id);
      json_begin (b, NULL);
      json_text (b, "port", port);
      report_live_json (b, "live", p);
      json_end (b);
    }
  json_end_array (b);
  json_end (b);
}

char *
report_show_switch_json (const SwitchState *state)
{
  JsonWriter *b = json_new_element ();
  build_switch (b, state);
  return json_take_element (b);
}

void
report_show_json (GPtrArray *switches, int exit_code, GString *out, const ReportDrain *drain)
{
  JsonWriter *b = json_document (out, "vlanctl-show/1");
  json_begin_array (b, "switches");
  for (guint i = 0; i < switches->len; i++)
    {
      json_element (b, switches->pdata[i]);
      g_clear_pointer (&switches->pdata[i], g_free);
      report_drain (drain, out);
    }
  json_end_array (b);
  json_int (b, "exit", exit_code);
  json_finish (b);
}
