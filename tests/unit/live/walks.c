#include "walks.h"

#include <glib/gstdio.h>
#include <string.h>

SwitchState *
walk_read (const char *walk, const char *json)
{
  g_autofree char *dir = g_dir_make_tmp ("vlanctl-walk-XXXXXX", NULL);
  g_autofree char *walk_path = g_build_filename (dir, "sw.snmprec", NULL), *json_path = g_build_filename (dir, "sw.json", NULL);
  if (!g_file_set_contents (walk_path, walk, -1, NULL) || (json && !g_file_set_contents (json_path, json, -1, NULL)))
    g_error ("no room for a walk in %s", dir);
  SwitchState *state = live_read_capture (dir, "sw", "192.0.2.1");
  g_remove (walk_path);
  g_remove (json_path);
  g_rmdir (dir);
  return state;
}

static gboolean
knows (const PortState *p, Attr attr)
{
  return ((attr < ATTR_ADMIN ? p->cfg.has : p->has) & HAS (attr)) != 0;
}

static void
say (GString *out, const char *what, const char *attribute, gboolean known, const char *value)
{
  g_string_append_printf (out, "%s %s %s\n", what, attribute, !known ? "?" : value && *value ? value : "-");
}

static void
say_number (GString *out, const char *what, const char *attribute, gboolean known, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  say (out, what, attribute, known, text);
}

static char *
policies_text (const PortConfig *cfg)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; cfg->policies && i < cfg->policies->len; i++)
    {
      const MedPolicy *p = &g_array_index (cfg->policies, MedPolicy, i);
      g_autofree char *values = med_policy_to_string (p);
      g_string_append_printf (text, "%s%d=%s", i ? ", " : "", p->id, values);
    }
  return g_string_free (text, FALSE);
}

static char *
neighbours_text (const PortState *p)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; p->neighbours && i < p->neighbours->len; i++)
    {
      const Neighbour *n = p->neighbours->pdata[i];
      g_string_append_printf (text, "%s%s/%s/%s caps %02x voice %d/%d/%d class %d power %d model %s", i ? ", " : "", n->chassis, n->port,
                              n->name ? n->name : "", n->has_caps ? n->caps_enabled : 0, n->voice_vlan, n->voice_priority, n->voice_dscp,
                              n->med_class, n->power_dw, n->med_model ? n->med_model : "");
    }
  return g_string_free (text, FALSE);
}

static char *
macs_text (const PortState *p)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; p->macs && i < p->macs->len; i++)
    {
      const MacEntry *m = &g_array_index (p->macs, MacEntry, i);
      g_string_append_printf (text, "%s%s/%u", i ? ", " : "", m->mac, m->vlan);
    }
  return g_string_free (text, FALSE);
}

static const char *
tri (Tri t)
{
  return t == TRI_YES ? "yes" : "no";
}

static void
say_count (GString *out, const char *port, const char *direction, const FrameCount *c)
{
  g_autofree char *errors = c->has_errors ? g_strdup_printf ("%u", c->errors) : g_strdup ("?");
  g_autofree char *frames = c->has_frames ? g_strdup_printf ("%" G_GUINT64_FORMAT, c->frames) : g_strdup ("?");
  g_autofree char *text = g_strdup_printf ("%s broken %s good", errors, frames);
  say (out, port, direction, c->has_errors || c->has_frames, text);
}

static char *
auths_text (const PortState *p)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; p->auths && i < p->auths->len; i++)
    {
      const DeviceAuth *a = &g_array_index (p->auths, DeviceAuth, i);
      g_string_append_printf (text, "%s%s/%u %s %s", i ? ", " : "", a->mac, a->vlan, auth_result_to_string (a->result), a->profile ? a->profile : "-");
    }
  return g_string_free (text, FALSE);
}

static void
dump_port (GString *out, const PortState *p)
{
  const PortConfig *c = &p->cfg;
  g_autofree char *port = port_to_string (p->id), *tagged = vlan_set_to_string (&c->tagged), *moved = vlan_set_to_string (&p->dynamic_vlans);
  g_autofree char *aggregate = p->aggregate ? port_to_string (p->aggregate) : NULL, *policies = policies_text (c);
  g_autofree char *neighbours = neighbours_text (p), *macs = macs_text (p);
  say_number (out, port, "index", TRUE, p->if_index);
  say (out, port, "admin", knows (p, ATTR_ADMIN), p->admin_up ? "up" : "down");
  say (out, port, "oper", knows (p, ATTR_OPER), p->oper_up ? "up" : "down");
  say_number (out, port, "speed", knows (p, ATTR_SPEED), p->speed_mbps);
  say (out, port, "alias", knows (p, ATTR_ALIAS), p->alias);
  say (out, port, "aggregate", knows (p, ATTR_AGGREGATE), aggregate);
  say (out, port, "dynamic", knows (p, ATTR_DYNAMIC), dynamic_kind_to_string (p->dynamic));
  say_number (out, port, "untagged", knows (p, ATTR_UNTAGGED), c->untagged);
  say (out, port, "tagged", knows (p, ATTR_TAGGED), tagged);
  say (out, port, "moved", knows (p, ATTR_TAGGED), moved);
  say (out, port, "trust", knows (p, ATTR_QOS_TRUST), c->qos_trust ? "yes" : "no");
  say (out, port, "lldp", knows (p, ATTR_LLDP_ADMIN), knows (p, ATTR_LLDP_ADMIN) ? lldp_admin_to_string (c->lldp_admin) : NULL);
  say_number (out, port, "tlvs", knows (p, ATTR_MED_TLVS), c->med_tlvs);
  say (out, port, "policies", knows (p, ATTR_POLICIES), policies);
  say (out, port, "poe", knows (p, ATTR_POE_ADMIN), c->poe_admin ? "on" : "off");
  say (out, port, "poe-status", knows (p, ATTR_POE_STATUS), poe_status_to_string (p->poe_status));
  say_number (out, port, "poe-class", knows (p, ATTR_POE_CLASS), p->poe_class);
  say_number (out, port, "poe-priority", knows (p, ATTR_POE_PRIORITY), c->poe_priority);
  say_number (out, port, "poe-limit", knows (p, ATTR_POE_LIMIT), c->poe_limit_mw);
  say_number (out, port, "poe-actual", knows (p, ATTR_POE_ACTUAL), p->poe_actual_mw);
  say (out, port, "trust-agent", knows (p, ATTR_TRUST_AGENT), p->trust_agent_shutdown ? "shutdown" : NULL);
  say (out, port, "edge", p->stp_edge, tri (p->stp_edge));
  say (out, port, "security", p->port_security, tri (p->port_security));
  say_number (out, port, "security-macs", p->port_security == TRI_YES, p->security_macs);
  say (out, port, "duplex", p->duplex, duplex_to_string (p->duplex));
  say_count (out, port, "in", &p->in);
  say_count (out, port, "out", &p->out);
  g_autofree char *auths = auths_text (p);
  say (out, port, "auths", p->auths_known || p->auths, auths);
  say (out, port, "auths-known", TRUE, p->auths_known ? "yes" : "no");
  say (out, port, "neighbours", knows (p, ATTR_NEIGHBOURS), neighbours);
  say (out, port, "macs", knows (p, ATTR_MACS), macs);
}

char *
state_dump (const SwitchState *s)
{
  static const char *const timers[] = { "?", "idle", "pending", "running" };
  GString *out = g_string_new ("\n");
  const char *texts[][2] = { { "family", s->family }, { "model", s->model }, { "version", s->version }, { "name", s->sys_name },
                             { "status", switch_status_to_string (s->status) }, { "reason", s->reason }, { "directory", s->running_directory },
                             { "timer", timers[s->timer] }, { "timer-file", s->timer_file }, { "members", s->members_detail } };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    say (out, "switch", texts[i][0], texts[i][1] != NULL, texts[i][1]);
  say (out, "switch", "unsaved", s->unsaved, tri (s->unsaved));
  say (out, "switch", "certified", s->certified, tri (s->certified));
  say (out, "switch", "synchronised", s->synchronised, tri (s->synchronised));
  say (out, "switch", "complete", s->members_complete, tri (s->members_complete));
  say (out, "switch", "clock", s->clock != NULL, s->clock);
  say (out, "switch", "reload", s->reload_pending, tri (s->reload_pending));
  for (guint a = 0; a < ATTR_N; a++)
    g_string_append_printf (out, "via %u %s\n", a, read_via_to_string (s->via[a]));
  for (guint i = 0; i < s->vlans->len; i++)
    {
      const Vlan *v = s->vlans->pdata[i];
      g_string_append_printf (out, "vlan %u %s admin %s type %d\n", v->id, v->name ? v->name : "?", v->has_admin ? tri (v->admin_enabled + 1) : "?", v->type);
    }
  for (guint i = 0; i < s->pse->len; i++)
    {
      const PseState *p = &g_array_index (s->pse, PseState, i);
      g_string_append_printf (out, "pse %u/%u service %d budget %u used %u max %u\npse %u/%u disconnect %d classes %d\n", p->chassis, p->slot, p->service, p->budget_w,
                              p->consumption_w, p->max_w, p->chassis, p->slot, p->priority_disconnect, p->class_detection);
    }
  for (guint i = 0; i < s->ports->len; i++)
    dump_port (out, s->ports->pdata[i]);
  return g_string_free (out, FALSE);
}

/* ---- made up ---------------------------------------------------------------------------------------------------------- */

#define V6 "1.3.6.1.4.1.6486.800.1.2.1."
#define V8 "1.3.6.1.4.1.6486.801.1.2.1."
#define POLICIES 2
#define ANY(rand, n) ((guint) g_rand_int_range (rand, 0, (int) (n)))

typedef struct {
  GRand *rand;
  gboolean aos8;
  GString *out;
  GArray *ports; /* {ifIndex, base port} */
  guint units, ports_each;
} Making;

typedef struct {
  guint32 index, base;
} Place;

static void G_GNUC_PRINTF (2, 3)
row (Making *m, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_string_append_vprintf (m->out, format, args);
  va_end (args);
  g_string_append_c (m->out, '\n');
}

static void
make_ports (Making *m)
{
  for (guint u = 0; u < m->units; u++)
    for (guint p = 1; p <= m->ports_each; p++)
      {
        Place place = m->aos8 ? (Place){ u * 100000 + 1000 + p, u * 2048 + p } : (Place){ (u + 1) * 1000 + p, u * 128 + p };
        g_array_append_val (m->ports, place);
        row (m, "1.3.6.1.2.1.2.2.1.3.%u|2|6", place.index);
        row (m, "1.3.6.1.2.1.2.2.1.7.%u|2|%u", place.index, 1 + ANY (m->rand, 2));
        row (m, "1.3.6.1.2.1.2.2.1.8.%u|2|%u", place.index, 1 + ANY (m->rand, 2));
        row (m, "1.3.6.1.2.1.31.1.1.1.15.%u|66|%u", place.index, ANY (m->rand, 2) * 1000);
        row (m, "1.3.6.1.2.1.31.1.1.1.18.%u|4%s", place.index, ANY (m->rand, 3) ? "|desk" : "x|1b5b33316dff007c1f");
        row (m, "1.3.6.1.2.1.17.1.4.1.2.%u|2|%u", place.base, place.index);
      }
}

static void
make_vpa (Making *m)
{
  const char *root = m->aos8 ? V8 "3.1.1.2.1.1.3." : V6 "3.1.1.2.1.1.3.";
  const guint moved[] = { 3, 7, 9, 10 };
  for (guint i = 0; i < m->ports->len; i++)
    {
      guint32 index = g_array_index (m->ports, Place, i).index;
      if (!ANY (m->rand, 12))
        continue; /* a member of an aggregate */
      for (guint n = ANY (m->rand, 8) ? 1 : 2; n > 0; n--) /* two make no sense */
        row (m, "%s%u.%u|2|1", root, n, index);
      for (guint n = ANY (m->rand, 5); n > 0; n--)
        row (m, "%s%u.%u|2|2", root, 100 * n + ANY (m->rand, 100), index);
      if (!ANY (m->rand, 6))
        row (m, "%s%u.%u|2|%u", root, 2000 + ANY (m->rand, 9), index, moved[ANY (m->rand, m->aos8 ? 4 : 2)]);
    }
}

static void
make_bridge (Making *m)
{
  enum { SIZE = 8 * 128 / 8 };
  guint8 egress[6][SIZE] = { { 0 } }, untagged[6][SIZE] = { { 0 } };
  for (guint i = 0; i < m->ports->len; i++)
    {
      guint bit = g_array_index (m->ports, Place, i).base - 1, own = ANY (m->rand, 6);
      for (guint v = 0; v < 6; v++)
        if (v == own || !ANY (m->rand, 3))
          egress[v][bit / 8] |= (guint8) (0x80 >> bit % 8);
      untagged[own][bit / 8] |= (guint8) (0x80 >> bit % 8);
    }
  for (guint v = 0; v < 6; v++)
    for (guint column = 4; column <= 5; column++)
      {
        g_autoptr (GString) hex = g_string_new (NULL);
        for (guint i = 0; i < SIZE; i++)
          g_string_append_printf (hex, "%02X", (column == 4 ? egress : untagged)[v][i]);
        row (m, "1.3.6.1.2.1.17.7.1.4.2.1.%u.%u.%u|4x|%s", column, 4121 + v, 1 + v, hex->str);
      }
}

static void
make_rest (Making *m)
{
  const char *own = m->aos8 ? V8 : V6;
  for (guint v = 1; v < 40; v += 1 + ANY (m->rand, 5))
    {
      row (m, "%s3.1.1.1.1.1.2.%u|4|VLAN %u", own, v, v);
      row (m, "%s3.1.1.1.1.1.3.%u|2|1", own, v);
      row (m, "%s3.1.1.1.1.1.8.%u|2|%u", own, v, m->aos8 ? 5 : 2);
    }
  for (guint policy = 1; policy <= POLICIES; policy++)
    {
      row (m, "%s58.1.1.1.1.1.2.%u|4x|40", own, policy);
      row (m, "%s58.1.1.1.1.1.3.%u|2|2", own, policy);
      for (guint column = 4; column <= 6; column++)
        row (m, "%s58.1.1.1.1.1.%u.%u|2|%u", own, column, policy, 1 + ANY (m->rand, 7));
    }
  for (guint i = 0; i < m->ports->len; i++)
    {
      const Place *p = &g_array_index (m->ports, Place, i);
      guint unit = m->aos8 ? p->index / 100000 * 1000 + 1 : p->index / 1000, port = p->index % 1000;
      row (m, "%s13.1.1.2.1.1.24.%u|2|%d", own, p->index, ANY (m->rand, 4) ? -1 : 5);
      row (m, "1.0.8802.1.1.2.1.1.6.1.2.%u|2|3", p->base);
      row (m, "1.3.6.1.2.1.105.1.1.1.3.%u.%u|2|%u", unit, port, 1 + ANY (m->rand, 2));
      row (m, "1.3.6.1.2.1.105.1.1.1.6.%u.%u|2|%u", unit, port, 1 + ANY (m->rand, 6));
      row (m, "%s27.1.1.1.1.1.%u.%u|2|%u", own, unit, port, 3000 + 100 * ANY (m->rand, 270));
      row (m, "%s27.1.1.1.1.2.%u.%u|2|%u", own, unit, port, 1000 * ANY (m->rand, 20));
      row (m, "1.0.8802.1.1.2.1.5.4795.1.1.2.1.2.%u|4x|%02x", p->base, 16 * ANY (m->rand, 16));
      if (m->aos8)
        row (m, "%s22.1.1.29.1.4.%u.%u|2|%u", own, m->units > 1 ? unit + 1000 : unit, port, 1 + ANY (m->rand, 2));
      for (guint policy = 1; policy <= POLICIES; policy++)
        if (!ANY (m->rand, 3))
          row (m, "%s58.1.1.1.2.1.2.%u.%u|2|1", own, m->aos8 ? p->base : policy, m->aos8 ? policy : p->base);
      if (ANY (m->rand, 3))
        continue;
      row (m, "1.0.8802.1.1.2.1.4.1.1.4.1.%u.%u|2|4", p->base, i + 1);
      row (m, "1.0.8802.1.1.2.1.4.1.1.5.1.%u.%u|4x|001ae8%06x", p->base, i + 1, i);
      row (m, "1.0.8802.1.1.2.1.4.1.1.9.1.%u.%u|4|phone %u", p->base, i + 1, i);
      row (m, "1.0.8802.1.1.2.1.4.1.1.12.1.%u.%u|%s", p->base, i + 1, ANY (m->rand, 2) ? "4x|24" : "4|24 2 5");
    }
  row (m, "%s11.1.1.1.45.0|2|%u", own, 1 + ANY (m->rand, 2));
  row (m, "1.3.6.1.2.1.1.3.0|67|4711");
  row (m, "1.3.6.1.2.1.1.4.0|4|somebody");
  row (m, "1.3.6.1.2.1.1.6.0|4|somewhere");
  row (m, "1.3.6.1.6.3.10.2.1.1.0|4x|8000195604");
}

char *
walk_random (GRand *rand, gboolean aos8)
{
  Making m = { .rand = rand, .aos8 = aos8, .out = g_string_new (aos8 ? AOS8_HEAD : AOS6_HEAD) };
  g_autoptr (GArray) ports = m.ports = g_array_new (FALSE, FALSE, sizeof (Place));
  guint membership = ANY (rand, 6);
  m.units = 1 + ANY (rand, 8);
  m.ports_each = 1 + ANY (rand, 28);
  make_ports (&m);
  if (!membership && !aos8)
    make_bridge (&m);
  else if (membership != 1)
    make_vpa (&m);
  make_rest (&m);
  return g_string_free (m.out, FALSE);
}
