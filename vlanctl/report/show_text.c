/* Live state as tables for people. `-` is nothing there, `?` is not known. */
#include <glib/gi18n.h>

#include "report/style.h"

#define UNKNOWN "?"

static const char *
tri_text (Tri t)
{
  return t == TRI_UNKNOWN ? UNKNOWN : t == TRI_YES ? _ ("yes") : _ ("no");
}

static const char *
link_text (const PortState *p)
{
  if (!(p->has & HAS (ATTR_OPER)))
    return UNKNOWN;
  if (p->has & HAS (ATTR_ADMIN) && !p->admin_up)
    return _ ("off");
  return p->oper_up ? _ ("up") : _ ("down");
}

static char *
tagged_text (const PortState *p)
{
  if (!(p->cfg.has & HAS (ATTR_TAGGED)))
    return g_strdup (p->aggregate || p->dynamic == DYNAMIC_VFL ? "" : UNKNOWN);
  return p->cfg.tagged.n ? vlan_set_to_string (&p->cfg.tagged) : g_strdup ("-");
}

static char *
untagged_text (const PortState *p)
{
  if (!(p->cfg.has & HAS (ATTR_UNTAGGED)))
    return g_strdup (p->aggregate || p->dynamic == DYNAMIC_VFL ? "" : UNKNOWN);
  return p->cfg.untagged ? g_strdup_printf ("%u", p->cfg.untagged) : g_strdup ("-");
}

static char *
policies_text (const PortConfig *cfg)
{
  if (!(cfg->has & HAS (ATTR_POLICIES)))
    return g_strdup ("");
  GString *text = g_string_new (NULL);
  for (guint i = 0; cfg->policies && i < cfg->policies->len; i++)
    {
      const MedPolicy *p = &g_array_index (cfg->policies, MedPolicy, i);
      g_string_append_printf (text, "%s%s %u/%u/%u", i ? ", " : "", med_app_to_string (p->app), p->vlan, p->priority, p->dscp);
    }
  return g_string_free (text, FALSE);
}

static char *
poe_text (const PortState *p)
{
  if (!(p->has & HAS (ATTR_POE_STATUS)) && !(p->cfg.has & HAS (ATTR_POE_ADMIN)))
    return g_strdup ("");
  if (p->cfg.has & HAS (ATTR_POE_ADMIN) && !p->cfg.poe_admin)
    return g_strdup (_ ("off"));
  GString *text = g_string_new (p->has & HAS (ATTR_POE_STATUS) ? poe_status_to_string (p->poe_status) : "on");
  if (p->has & HAS (ATTR_POE_ACTUAL) && p->poe_actual_mw)
    g_string_append_printf (text, " %.1f W", p->poe_actual_mw / 1000.0);
  return g_string_free (text, FALSE);
}

static char *
neighbour_text (const PortState *p)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; p->neighbours && i < p->neighbours->len; i++)
    {
      const Neighbour *n = p->neighbours->pdata[i];
      const char *name = n->name && *n->name ? n->name : n->med_model ? n->med_model : n->chassis;
      g_string_append_printf (text, "%s%s%s", i ? ", " : "", name, n->has_caps && n->caps_enabled & SYSCAP_TELEPHONE ? _ (" (phone)") : "");
    }
  return g_string_free (text, FALSE);
}

static char *
kind_text (const PortState *p)
{
  if (p->aggregate)
    {
      g_autofree char *aggregate = port_to_string (p->aggregate);
      return g_strdup_printf (_ ("in %s"), aggregate);
    }
  return g_strdup (p->dynamic == DYNAMIC_NONE ? "" : dynamic_kind_to_string (p->dynamic));
}

static void
add_port (StyleTable *t, const PortState *p)
{
  g_autofree char *port = port_to_string (p->id), *untagged = untagged_text (p), *tagged = tagged_text (p), *kind = kind_text (p);
  g_autofree char *speed = p->has & HAS (ATTR_SPEED) && p->speed_mbps ? g_strdup_printf ("%u", p->speed_mbps) : g_strdup ("");
  g_autofree char *policies = policies_text (&p->cfg), *poe = poe_text (p), *neighbours = neighbour_text (p);
  const char *lldp = p->cfg.has & HAS (ATTR_LLDP_ADMIN) ? lldp_admin_to_string (p->cfg.lldp_admin) : "";
  const char *trust = p->cfg.has & HAS (ATTR_QOS_TRUST) ? p->cfg.qos_trust ? _ ("yes") : _ ("no") : "";
  const char *cells[] = { port, link_text (p), speed, untagged, tagged, kind, lldp, policies, trust, poe, neighbours, p->alias ? p->alias : "" };
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    style_table_add (t, cells[i]);
}

static void
print_switch (const SwitchState *s, const ReportStyle *style, GString *out)
{
  const char *const heads[] = { _ ("PORT"), _ ("LINK"), _ ("MBIT/S"), _ ("UNTAGGED"), _ ("TAGGED"), _ ("KIND"), "LLDP", _ ("POLICY"), _ ("TRUST"),
                                "POE", _ ("NEIGHBOUR"), _ ("ALIAS"), NULL };
  style_append (out, style, INK_BOLD, s->name);
  style_printf (out, style, INK_PLAIN, "  %s  %s  %s", s->address ? s->address : "", s->model ? s->model : "?", s->version ? s->version : "?");
  g_string_append_c (out, '\n');
  if (s->status != SWITCH_READ)
    {
      style_printf (out, style, s->status == SWITCH_PARTIAL ? INK_YELLOW : INK_RED, "  %s: %s", switch_status_to_string (s->status),
                    s->reason ? s->reason : "");
      g_string_append_c (out, '\n');
    }
  if (s->status == SWITCH_UNREACHABLE)
    return;
  style_printf (out, style, INK_PLAIN, _ ("  running from %s, unsaved changes: %s, certified: %s"),
                s->running_directory ? s->running_directory : UNKNOWN, tri_text (s->unsaved), tri_text (s->certified));
  g_string_append_c (out, '\n');
  g_string_append (out, "  VLANs:");
  for (guint i = 0; i < s->vlans->len; i++)
    {
      const Vlan *v = s->vlans->pdata[i];
      style_printf (out, style, INK_PLAIN, " %u%s%s%s", v->id, v->name ? " \"" : "", v->name ? v->name : "", v->name ? "\"" : "");
    }
  g_string_append (out, "\n");
  StyleTable *table = style_table_new (heads);
  for (guint i = 0; i < s->ports->len; i++)
    add_port (table, s->ports->pdata[i]);
  style_table_print (table, style, "  ", out);
}

void
report_show_text (const GPtrArray *states, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < states->len; i++)
    {
      if (i)
        g_string_append_c (out, '\n');
      print_switch (states->pdata[i], style, out);
    }
}
