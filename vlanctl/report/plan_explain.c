/* One port: what it should be and where that is written, what it is, and what would be done about it. */
#include <glib/gi18n.h>
#include <string.h>

#include "plan/diff.h"
#include "report/json.h"
#include "report/show.h"
#include "report/style.h"

static gboolean
concerns (const PortSet *ports, PortId port)
{
  return ports && port_set_contains (ports, port);
}

/* Changes are looked up where they are made: for a member on its aggregate. */
static const Change *
find_change (const PortCase *c, Attr attr)
{
  for (guint i = 0; i < c->plan->changes->len; i++)
    {
      const Change *change = c->plan->changes->pdata[i];
      if (concerns (change->ports, c->on) && plan_change_attr (change->kind) == attr)
        return change;
    }
  return NULL;
}

static gboolean
is_owned (const PortCase *c, Attr attr)
{
  return c->want && (c->want->cfg.has & HAS (attr));
}

static gboolean
is_known (const PortCase *c, Attr attr)
{
  return c->live && !c->live->inconsistent && (c->live->cfg.has & HAS (attr));
}

/* Wanted and not read; but for what the family has always so. */
static gboolean
is_unknown (const PortCase *c, Attr attr)
{
  const Family *family = c->state ? family_by_id (c->state->family) : NULL;
  return is_owned (c, attr) && !is_known (c, attr) && !(attr == ATTR_QOS_TRUST && family && family->tagged_always_trusted);
}

static gboolean
is_refused (const PortCase *c)
{
  for (guint i = 0; i < c->plan->refusals->len; i++)
    {
      const Refusal *r = c->plan->refusals->pdata[i];
      if (!r->overridden && (concerns (r->ports, c->on) || concerns (r->ports, c->port)))
        return TRUE;
    }
  return FALSE;
}

/* Something stands in the way of the whole switch. */
static gboolean
switch_is_refused (const PortCase *c)
{
  for (guint i = 0; i < c->plan->refusals->len; i++)
    {
      const Refusal *r = c->plan->refusals->pdata[i];
      if (!r->overridden && !r->ports)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_changes (const PortCase *c)
{
  for (guint i = 0; i < c->plan->changes->len; i++)
    if (concerns (((Change *)c->plan->changes->pdata[i])->ports, c->on))
      return TRUE;
  return FALSE;
}

static gboolean
has_unknown (const PortCase *c)
{
  for (guint a = 0; a <= ATTR_QOS_TRUST; a++)
    if (is_unknown (c, a))
      return TRUE;
  return FALSE;
}

PortDecision
port_case_decide (const PortCase *c)
{
  if (!c->want && !c->uplink)
    return PORT_UNMANAGED;
  if (is_refused (c) || (has_changes (c) && switch_is_refused (c)))
    return PORT_REFUSED;
  if (!c->live || has_unknown (c))
    return PORT_UNKNOWN;
  return has_changes (c) ? PORT_CHANGES : PORT_IN_SYNC;
}

static const char *
decision_word (PortDecision d)
{
  static const char *const words[] = { "unmanaged", "in-sync", "changes", "unknown", "refused" };
  return words[d];
}

/* ---- values ------------------------------------------------------------------------------------------------------------ */

static char *
tlvs_text (guint8 tlvs)
{
  gboolean capability = tlvs & MED_TLV_CAPABILITY, policy = tlvs & MED_TLV_NETWORK_POLICY;
  return g_strdup (capability && policy ? "capability, network-policy"
                   : capability         ? "capability"
                   : policy             ? "network-policy"
                                        : _ ("none"));
}

static char *
policies_text (const GArray *policies)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; policies && i < policies->len; i++)
    {
      const MedPolicy *p = &g_array_index (policies, MedPolicy, i);
      g_autofree char *values = med_policy_to_string (p);
      g_string_append_printf (text, "%s%s", text->len ? "; " : "", values);
      if (p->id >= 0)
        g_string_append_printf (text, p->chassis ? _ (" (policy %d, of the chassis)") : _ (" (policy %d)"), p->id);
    }
  return g_string_free (g_string_append (text, text->len ? "" : _ ("none")), FALSE);
}

static char *
config_text (const PortConfig *cfg, Attr attr)
{
  g_autofree char *tags = vlan_set_to_string (&cfg->tagged);
  switch (attr)
    {
    case ATTR_UNTAGGED:
      return g_strdup_printf ("%u", cfg->untagged);
    case ATTR_TAGGED:
      return g_strdup (*tags ? tags : _ ("none"));
    case ATTR_LLDP_ADMIN:
      return g_strdup (lldp_admin_to_string (cfg->lldp_admin));
    case ATTR_MED_TLVS:
      return tlvs_text (cfg->med_tlvs);
    case ATTR_POLICIES:
      return policies_text (cfg->policies);
    case ATTR_POE_ADMIN:
      return g_strdup (cfg->poe_admin ? _ ("on") : _ ("off"));
    case ATTR_POE_LIMIT:
      return g_strdup_printf ("%u mW", cfg->poe_limit_mw);
    case ATTR_POE_PRIORITY:
      return g_strdup (poe_priority_to_string (cfg->poe_priority));
    case ATTR_QOS_TRUST:
      return g_strdup (cfg->qos_trust ? _ ("on") : _ ("off"));
    default:
      return g_strdup ("");
    }
}

/* Of tags a role owns the voice VLANs only: which are wanted, which are not. */
static char *
desired_text (const PortCase *c, Attr attr)
{
  const DesiredPort *want = c->want;
  const Family *family = c->state ? family_by_id (c->state->family) : NULL;
  GString *text;
  if (attr == ATTR_MED_TLVS && family && !family->ops[OP_TLV_CAPABILITY].line)
    return tlvs_text (want->cfg.med_tlvs & MED_TLV_NETWORK_POLICY); /* the family does without */
  if (attr != ATTR_TAGGED)
    return config_text (&want->cfg, attr);
  text = g_string_new (NULL);
  for (guint i = 0; i < want->owned_tags.n; i++)
    g_string_append_printf (text, vlan_set_contains (&want->cfg.tagged, want->owned_tags.ids[i]) ? _ ("%s%u on") : _ ("%s%u off"),
                            text->len ? ", " : "", want->owned_tags.ids[i]);
  return g_string_free (text, FALSE);
}

/* ---- text -------------------------------------------------------------------------------------------------------------- */

static void
print_row (const PortCase *c, Attr attr, const ReportStyle *style, GString *out)
{
  g_autofree char *live = is_known (c, attr)                            ? config_text (&c->live->cfg, attr)
                          : is_owned (c, attr) && !is_unknown (c, attr) ? g_strdup (_ ("on, always"))
                                                                        : g_strdup (_ ("not known"));
  g_autofree char *want = is_owned (c, attr) ? desired_text (c, attr) : NULL;
  g_autofree char *source = want ? src_pos_to_string (&c->want->attr_pos[attr]) : NULL;
  g_autofree char *lead = g_strdup_printf ("  %s: ", attr_to_string (attr));
  g_autofree char *text = !want                                           ? g_strdup (live)
                          : find_change (c, attr) || is_unknown (c, attr) ? g_strdup_printf (_ ("%s; should be %s"), live, want)
                          : g_str_equal (live, want)                      ? g_strdup_printf (_ ("%s, as it should be"), live)
                                                     : g_strdup_printf (_ ("%s, as it should be (%s)"), live, want);
  if (!want && !is_known (c, attr))
    return;
  style_wrapped (out, style, find_change (c, attr) ? INK_YELLOW : INK_PLAIN, lead, text);
  if (!source)
    return;
  if (strlen (lead) + strlen (text) + 2 + strlen (source) <= style->width)
    g_string_truncate (out, out->len - 1);
  style_printf (out, style, INK_DIM, "%s%s", out->str[out->len - 1] == '\n' ? "      " : "  ", source);
  g_string_append_c (out, '\n');
}

static void
print_desired (const PortCase *c, const ReportStyle *style, GString *out)
{
  g_autofree char *where = c->want     ? src_pos_to_string (&c->want->pos)
                           : c->uplink ? src_pos_to_string (&c->sw->uplinks_pos)
                                       : NULL;
  g_autofree char *text =
      c->want     ? g_strdup_printf (_ ("role `%s` (%s)"), c->want->role, where)
      : c->uplink ? g_strdup_printf (_ ("an uplink (%s): it carries the VLANs that roles use here, nothing else changes"), where)
                  : g_strdup (_ ("not listed in the inventory: never changed"));
  style_wrapped (out, style, INK_PLAIN, _ ("desired: "), text);
  if (c->on == c->port)
    return;
  g_autofree char *member = g_strdup_printf (_ ("it is a member of %s: what changes, changes there"), c->on_text);
  style_wrapped (out, style, INK_PLAIN, "  ", member);
}

static void
print_neighbours (const PortState *live, const ReportStyle *style, GString *out)
{
  for (guint i = 0; live->neighbours && i < live->neighbours->len; i++)
    {
      const Neighbour *n = live->neighbours->pdata[i];
      g_autofree char *text = g_strdup_printf ("%s%s%s", n->name && *n->name ? n->name : n->chassis, n->med_model ? ", " : "",
                                               n->med_model ? n->med_model : "");
      style_wrapped (out, style, INK_PLAIN, _ ("  neighbour: "), text);
    }
  if (live->macs && live->macs->len)
    {
      style_printf (out, style, INK_PLAIN,
                    g_dngettext (GETTEXT_PACKAGE, "  %u MAC address learned", "  %u MAC addresses learned", live->macs->len),
                    live->macs->len);
      g_string_append_c (out, '\n');
    }
}

static void
append_count (GString *text, const char *direction, const FrameCount *count)
{
  g_string_append (text, text->len ? ", " : "");
  if (count->has_errors && count->has_frames)
    g_string_append_printf (text, _ ("%s %u of %" G_GUINT64_FORMAT), direction, count->errors, count->frames + count->errors);
  else if (count->has_errors)
    g_string_append_printf (text, _ ("%s %u"), direction, count->errors);
  else
    g_string_append_printf (text, _ ("%s not known"), direction);
}

static void
print_errors (const PortState *live, const ReportStyle *style, GString *out)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (live->in.has_errors || live->out.has_errors)
    {
      append_count (text, _ ("received"), &live->in);
      append_count (text, _ ("sent"), &live->out);
    }
  else
    g_string_append (text, _ ("not known"));
  style_wrapped (out, style, INK_PLAIN, _ ("  broken frames: "), text->str);
}

static void
print_auths (const PortState *live, const ReportStyle *style, GString *out)
{
  for (guint i = 0; live->auths && i < live->auths->len; i++)
    {
      const DeviceAuth *a = &g_array_index (live->auths, DeviceAuth, i);
      g_autofree char *vlan = a->vlan ? g_strdup_printf (", VLAN %u", a->vlan) : g_strdup ("");
      g_autofree char *profile = a->profile ? g_strdup_printf (_ (", profile \"%s\""), a->profile) : g_strdup ("");
      g_autofree char *text = g_strdup_printf ("%s %s%s%s", a->mac, auth_result_to_string (a->result), vlan, profile);
      style_wrapped (out, style, a->result == AUTH_FAILED ? INK_YELLOW : INK_PLAIN, _ ("  authentication: "), text);
    }
  if (!live->auths_known && live->dynamic != DYNAMIC_NONE && live->dynamic != DYNAMIC_VFL)
    style_wrapped (out, style, INK_YELLOW, _ ("  authentication: "), _ ("not known"));
}

/* Spanning tree, port security: what keeps a phone waiting or out. */
static void
print_gates (const PortState *live, const ReportStyle *style, GString *out)
{
  if (live->stp_edge != TRI_UNKNOWN)
    style_wrapped (out, style, INK_PLAIN, _ ("  spanning tree: "), live->stp_edge == TRI_YES ? _ ("edge port") : _ ("no edge port"));
  if (live->port_security != TRI_YES)
    return;
  g_autofree char *text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u MAC address at most", "%u MAC addresses at most", live->security_macs),
                                           live->security_macs);
  style_wrapped (out, style, INK_PLAIN, _ ("  port security: "), text);
}

static void
print_link (const PortState *live, const ReportStyle *style, GString *out)
{
  g_autoptr (GString) text = g_string_new (!(live->has & HAS (ATTR_OPER)) ? _ ("not known")
                                           : live->oper_up                ? _ ("up")
                                                                          : _ ("down"));
  if (live->oper_up && live->speed_mbps)
    g_string_append_printf (text, ", %u Mbit/s", live->speed_mbps);
  if (live->oper_up && live->duplex != DUPLEX_UNKNOWN)
    g_string_append (text, live->duplex == DUPLEX_HALF ? _ (", half duplex") : _ (", full duplex"));
  if (live->alias && *live->alias)
    g_string_append_printf (text, ", \"%s\"", live->alias);
  if (live->aggregate != PORT_NONE)
    g_string_append_printf (text, _ (", member of linkagg %u"), port_number (live->aggregate));
  if (live->dynamic != DYNAMIC_NONE)
    g_string_append_printf (text, _ (", %s port"), dynamic_kind_to_string (live->dynamic));
  style_wrapped (out, style, INK_PLAIN, _ ("  link: "), text->str);
  print_errors (live, style, out);
  print_gates (live, style, out);
  print_auths (live, style, out);
  print_neighbours (live, style, out);
}

static void
print_live (const PortCase *c, const ReportStyle *style, GString *out)
{
  style_append (out, style, INK_PLAIN, _ ("live:"));
  g_string_append_c (out, '\n');
  if (!c->live)
    {
      style_wrapped (out, style, INK_YELLOW, "  ",
                     c->state && c->state->status != SWITCH_UNREACHABLE ? _ ("the switch has no such port")
                     : c->state && c->state->reason                     ? c->state->reason
                                                                        : _ ("not read"));
      return;
    }
  print_link (c->live, style, out);
  for (guint a = 0; a <= ATTR_QOS_TRUST; a++)
    print_row (c, a, style, out);
}

/* Does the line speak of this port, alone or in a range? */
static gboolean
line_is_about (const char *line, PortId port)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  for (guint i = 0; words[i]; i++)
    {
      g_autoptr (PortSet) ports = NULL;
      if (port_set_parse (words[i], &ports, NULL, NULL) && port_set_contains (ports, port))
        return TRUE;
    }
  return port_is_linkagg (port);
}

static char *
object_text (const Change *c)
{
  if (c->tlv)
    return g_strdup (c->tlv == MED_TLV_CAPABILITY ? " capability" : " network-policy");
  if (c->policy.id >= 0)
    return g_strdup_printf (_ (" policy %d"), c->policy.id);
  return c->vlan && c->kind != CHANGE_PORT_UNTAGGED ? g_strdup_printf (" VLAN %u", c->vlan) : g_strdup ("");
}

static void
print_change (const PortCase *c, const Change *change, const ReportStyle *style, GString *out)
{
  g_autofree char *from = value_to_string (change_prior (change, c->on)), *to = value_to_string (&change->to),
                  *object = object_text (change);
  g_autofree char *text = g_strdup_printf ("%s%s: %s -> %s", change_kind_to_string (change->kind), object, from, to);
  style_wrapped (out, style, INK_PLAIN, "  ", text);
  for (guint i = 0; i < change->commands->len; i++)
    if (line_is_about (change->commands->pdata[i], c->on))
      {
        style_printf (out, style, INK_DIM, "      %s", (char *)change->commands->pdata[i]);
        g_string_append_c (out, '\n');
      }
}

static void
print_decision (const PortCase *c, const ReportStyle *style, GString *out)
{
  PortDecision decision = port_case_decide (c);
  style_printf (out, style, INK_BOLD, _ ("decision: %s"), decision_word (decision));
  g_string_append_c (out, '\n');
  if (decision == PORT_UNMANAGED)
    return;
  for (guint i = 0; i < c->plan->changes->len; i++)
    if (concerns (((Change *)c->plan->changes->pdata[i])->ports, c->on))
      print_change (c, c->plan->changes->pdata[i], style, out);
  for (guint i = 0; i < c->plan->refusals->len; i++)
    {
      const Refusal *r = c->plan->refusals->pdata[i];
      if (concerns (r->ports, c->on) || concerns (r->ports, c->port) || (!r->ports && has_changes (c)))
        print_refusal (r, FALSE, style, out);
    }
}

void
report_explain_text (const PortCase *c, const ReportStyle *style, GString *out)
{
  g_autofree char *port = port_to_string (c->port);
  style_printf (out, style, INK_BOLD, "%s %s", c->sw->name, port);
  g_string_append_c (out, '\n');
  print_desired (c, style, out);
  print_live (c, style, out);
  print_decision (c, style, out);
}

/* ---- JSON -------------------------------------------------------------------------------------------------------------- */

static void
build_tags (JsonWriter *b, const char *name, const DesiredPort *want, gboolean on)
{
  json_begin_array (b, name);
  for (guint i = 0; i < want->owned_tags.n; i++)
    if (vlan_set_contains (&want->cfg.tagged, want->owned_tags.ids[i]) == on)
      json_int (b, NULL, want->owned_tags.ids[i]);
  json_end_array (b);
}

static void
build_value (JsonWriter *b, const PortCase *c, Attr attr)
{
  g_autofree char *text = desired_text (c, attr);
  const DesiredPort *want = c->want;
  switch (attr)
    {
    case ATTR_UNTAGGED:
      json_int (b, "value", want->cfg.untagged);
      break;
    case ATTR_TAGGED:
      build_tags (b, "value", want, TRUE);
      build_tags (b, "off", want, FALSE);
      break;
    case ATTR_POE_LIMIT:
      json_int (b, "value", want->cfg.poe_limit_mw);
      break;
    case ATTR_POE_ADMIN:
      json_bool (b, "value", want->cfg.poe_admin);
      break;
    case ATTR_QOS_TRUST:
      json_bool (b, "value", want->cfg.qos_trust);
      break;
    default:
      json_text (b, "value", text);
    }
}

static void
build_desired (JsonWriter *b, const PortCase *c)
{
  json_begin (b, "desired");
  for (guint a = 0; a <= ATTR_QOS_TRUST; a++)
    if (is_owned (c, a))
      {
        g_autofree char *source = src_pos_to_string (&c->want->attr_pos[a]);
        json_begin (b, attr_id (a));
        build_value (b, c, a);
        json_text (b, "source", source);
        json_end (b);
      }
  json_end (b);
}

static void
build_changes (JsonWriter *b, const PortCase *c)
{
  json_begin_array (b, "changes");
  for (guint i = 0; i < c->plan->changes->len; i++)
    {
      const Change *change = c->plan->changes->pdata[i];
      if (!concerns (change->ports, c->on))
        continue;
      json_begin (b, NULL);
      json_text (b, "kind", change_kind_to_string (change->kind));
      if (change->vlan)
        json_int (b, "vlan", change->vlan);
      else
        json_null (b, "vlan");
      json_value (b, "from", change_prior (change, c->on));
      json_value (b, "to", &change->to);
      json_strings (b, "commands", change->commands);
      json_strings (b, "undo", change->undo);
      json_text (b, "disruption", disruption_to_string (change->disruption));
      json_end (b);
    }
  json_end_array (b);
}

static void
build_refusals (JsonWriter *b, const PortCase *c)
{
  json_begin_array (b, "refusals");
  for (guint i = 0; i < c->plan->refusals->len; i++)
    {
      const Refusal *r = c->plan->refusals->pdata[i];
      if (r->ports && !concerns (r->ports, c->on) && !concerns (r->ports, c->port))
        continue;
      json_begin (b, NULL);
      json_text (b, "rule", r->rule);
      json_text (b, "evidence", r->evidence);
      json_text (b, "cure", r->cure);
      json_text (b, "override", r->override);
      json_bool (b, "overridden", r->overridden);
      json_end (b);
    }
  json_end_array (b);
}

void
report_explain_json (const PortCase *c, int exit_code, GString *out)
{
  g_autofree char *port = port_to_string (c->port), *where = c->want     ? src_pos_to_string (&c->want->pos)
                                                             : c->uplink ? src_pos_to_string (&c->sw->uplinks_pos)
                                                                         : NULL;
  g_autoptr (GPtrArray) unknown = g_ptr_array_new ();
  JsonWriter *b = json_document (out, "vlanctl-explain/1");
  json_text (b, "switch", c->sw->name);
  json_text (b, "port", port);
  json_text (b, "managed_as", c->want ? "port" : c->uplink ? "uplink" : NULL);
  json_text (b, "changes_on", c->on_text);
  json_text (b, "role", c->want ? c->want->role : NULL);
  json_text (b, "source", where);
  json_text (b, "status", plan_status_to_string (c->plan->status));
  json_text (b, "decision", decision_word (port_case_decide (c)));
  build_desired (b, c);
  if (c->live)
    report_live_json (b, "live", c->live);
  else
    json_null (b, "live");
  if (c->live)
    report_link_json (b, "link", c->live);
  else
    json_null (b, "link");
  build_changes (b, c);
  build_refusals (b, c);
  for (guint a = 0; a <= ATTR_QOS_TRUST; a++)
    if (is_unknown (c, a))
      g_ptr_array_add (unknown, (char *)attr_id (a));
  json_strings (b, "unknown", unknown);
  json_int (b, "exit", exit_code);
  json_finish (b);
}
