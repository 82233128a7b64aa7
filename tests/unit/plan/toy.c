#include "toy.h"

#include <stdio.h>
#include <string.h>

Toy *
toy_new (gboolean new_family)
{
  Toy *t = g_new0 (Toy, 1);
  t->new_family = new_family;
  t->vlans[1].exists = t->vlans[1].enabled = TRUE;
  strcpy (t->vlans[1].name, "VLAN 1");
  for (guint i = 0; i < TOY_PORTS; i++)
    t->ports[i] = (ToyPort){ .exists = i < 24 || (new_family && i < TOY_AGG),
                             .up = i % 3 != 0,
                             .untagged = 1,
                             .lldp = 3,
                             .poe = TRUE,
                             .limit = 30000,
                             .priority = 3 };
  return t;
}

PortId
toy_port_id (const Toy *t, guint i)
{
  if (i >= TOY_AGG)
    return port_make_linkagg (i - TOY_AGG + 1);
  return port_make (!t->new_family ? 0 : i < 24 ? 1 : 2, i < 12 || i >= 24 ? 1 : 2, i < 12 ? i + 1 : i < 24 ? i - 11 : i - 23);
}

/* ---- words --------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Toy *t;
  char *words[16];
  guint n, at;
} Line;

/* Blanks part words; a quoted one keeps its blanks. */
static gboolean
split (Line *l, char *text)
{
  for (char *p = text; *p;)
    {
      gboolean quoted = *p == '"';
      char *end = quoted ? strchr (p + 1, '"') : p + strcspn (p, " ");
      if (!end || l->n == G_N_ELEMENTS (l->words) || (!quoted && end == p))
        return FALSE;
      l->words[l->n++] = p + quoted;
      p = end + (*end != '\0');
      if (quoted && *p == ' ')
        p++;
      *end = '\0';
    }
  return TRUE;
}

static gboolean
word (Line *l, const char *w)
{
  if (l->at < l->n && strcmp (l->words[l->at], w) == 0)
    {
      l->at++;
      return TRUE;
    }
  return FALSE;
}

static gboolean
number (Line *l, guint min, guint max, guint *out)
{
  char *end = NULL;
  if (l->at >= l->n || !g_ascii_isdigit (l->words[l->at][0]))
    return FALSE;
  guint64 n = g_ascii_strtoull (l->words[l->at], &end, 10);
  if (*end || n < min || n > max)
    return FALSE;
  *out = (guint)n;
  l->at++;
  return TRUE;
}

static gboolean
one_of (Line *l, const char *const *words, guint *out)
{
  for (guint i = 0; words[i]; i++)
    if (word (l, words[i]))
      {
        *out = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
done (const Line *l)
{
  return l->at == l->n;
}

/* "C/S/P", "C/S/P-P2" (AOS 8), "S/P" (AOS 6): indexes of ports, first and last. */
static gboolean
ports (Line *l, gboolean range, guint *first, guint *last)
{
  guint c = 1, s, a, b;
  int used = 0;
  char tail = '\0';
  if (l->at >= l->n)
    return FALSE;
  const char *w = l->words[l->at];
  int n = l->t->new_family ? sscanf (w, "%u/%u/%u%n", &c, &s, &a, &used) - 1 : sscanf (w, "%u/%u%n", &s, &a, &used);
  if (n != 2)
    return FALSE;
  b = a;
  if (w[used] && (!range || sscanf (w + used, "-%u%c", &b, &tail) != 1 || b <= a))
    return FALSE;
  guint base = c == 2 && s == 1 ? 24 : c == 1 && s == 2 ? 12 : 0;
  if (c > 2 || s > 2 || (c == 2 && s == 2) || a < 1 || b > (c == 2 ? 8u : 12u))
    return FALSE;
  *first = base + a - 1;
  *last = base + b - 1;
  l->at++;
  return TRUE;
}

static gboolean
aggregate (Line *l, guint *first, guint *last)
{
  guint n;
  if (!number (l, 1, 2, &n))
    return FALSE;
  *first = *last = TOY_AGG + n - 1;
  return TRUE;
}

/* ---- doing ---------------------------------------------------------------------------------------------------------------- */

#define SYNTAX "ERROR: Invalid entry"
#define FOR_PORTS(p)                                                                                                             \
  for (guint i_ = first; i_ <= last; i_++)                                                                                       \
    for (ToyPort *p = &t->ports[i_]; p; p = NULL)

static const char *
members (Toy *t, guint vlan, guint first, guint last, gboolean tag, gboolean off)
{
  if (!t->vlans[vlan].exists)
    return "ERROR: VLAN does not exist";
  FOR_PORTS (p)
  {
    if (!p->exists || p->member_of)
      return "ERROR: no such port, or a member of an aggregate";
    if (off)
      {
        if (!p->tagged[vlan])
          return "ERROR: not tagged there (its default VLAN would go back to 1)";
        p->tagged[vlan] = FALSE;
      }
    else if (tag)
      {
        if (p->untagged == vlan)
          return "ERROR: a port cannot be tagged with its own default VLAN";
        if (p->tagged[vlan])
          return "ERROR: A VPA already exists for given vlan and port";
        p->tagged[vlan] = TRUE;
      }
    else
      {
        if (p->tagged[vlan] || p->untagged == vlan)
          return "ERROR: the port carries it already";
        p->untagged = vlan;
      }
  }
  return NULL;
}

static const char *
vlan_state (Toy *t, guint vlan, gboolean on, const char *name)
{
  if (t->vlans[vlan].exists && (t->vlans[vlan].enabled == on || name))
    return "ERROR: it is so already";
  if (!t->vlans[vlan].exists && !on)
    return "ERROR: VLAN does not exist";
  if (!t->vlans[vlan].exists)
    g_snprintf (t->vlans[vlan].name, sizeof t->vlans[vlan].name, "VLAN %u", vlan);
  if (name)
    g_strlcpy (t->vlans[vlan].name, name, sizeof t->vlans[vlan].name);
  t->vlans[vlan].exists = TRUE;
  t->vlans[vlan].enabled = on;
  return NULL;
}

static const char *
vlan_name (Toy *t, guint vlan, const char *name)
{
  if (!t->vlans[vlan].exists || strcmp (t->vlans[vlan].name, name) == 0 || strlen (name) > 32)
    return "ERROR: it has that name, or there is no such VLAN";
  memset (t->vlans[vlan].name, 0, sizeof t->vlans[vlan].name);
  g_strlcpy (t->vlans[vlan].name, name, sizeof t->vlans[vlan].name);
  return NULL;
}

static const char *
no_vlan (Toy *t, guint vlan)
{
  if (!t->vlans[vlan].exists || vlan == 1)
    return "ERROR: VLAN does not exist";
  for (guint i = 0; i < TOY_PORTS; i++)
    if (t->ports[i].exists && (t->ports[i].untagged == vlan || t->ports[i].tagged[vlan]))
      return "it has members: they would all be thrown out";
  memset (&t->vlans[vlan], 0, sizeof t->vlans[vlan]);
  return NULL;
}

static gboolean
policy_is_bound (const Toy *t, guint id)
{
  guint64 all = t->chassis_bound;
  for (guint i = 0; i < TOY_PORTS; i++)
    all |= t->ports[i].bound;
  return all >> id & 1;
}

static const char *
policy (Toy *t, guint id, const char *app, const char *vlan, guint priority, guint dscp)
{
  if (t->policies[id].exists && (!t->new_family || policy_is_bound (t, id)))
    return "ERROR: the policy exists, or is bound";
  memset (&t->policies[id], 0, sizeof t->policies[id]);
  t->policies[id].exists = TRUE;
  g_strlcpy (t->policies[id].app, app, sizeof t->policies[id].app);
  g_strlcpy (t->policies[id].vlan, vlan, sizeof t->policies[id].vlan);
  t->policies[id].priority = priority;
  t->policies[id].dscp = dscp;
  return NULL;
}

static const char *
no_policy (Toy *t, guint id)
{
  if (!t->policies[id].exists || policy_is_bound (t, id))
    return "ERROR: no such policy, or it is bound (its bindings would go with it)";
  memset (&t->policies[id], 0, sizeof t->policies[id]);
  return NULL;
}

static const char *
bind (Toy *t, guint port, guint id, gboolean on)
{
  ToyPort *p = &t->ports[port];
  guint64 bit = G_GUINT64_CONSTANT (1) << id;
  if (!p->exists || !t->policies[id].exists || ((p->bound & bit) != 0) == on)
    return "ERROR: no such policy, or it is so already";
  for (guint k = 0; on && k < TOY_POLICIES; k++)
    if (((p->bound | t->chassis_bound) >> k & 1) && strcmp (t->policies[k].app, t->policies[id].app) == 0)
      return "ERROR: a second policy of one application";
  p->bound ^= bit;
  return NULL;
}

static const char *
set (guint *what, guint value)
{
  if (*what == value)
    return "ERROR: it is so already";
  *what = value;
  return NULL;
}

static const char *
tlv (Toy *t, guint first, guint last, guint bit, gboolean on)
{
  FOR_PORTS (p)
  {
    if (p->lldp != 1 && p->lldp != 3)
      return "ERROR: LLDPDU must be enabled and set to transmit";
    if (((p->tlvs & bit) != 0) == on)
      return "ERROR: it is so already";
    p->tlvs ^= bit;
  }
  return NULL;
}

static const char *
trust (Toy *t, guint first, guint last, gboolean on)
{
  FOR_PORTS (p)
  {
    if (p->trusted_pending == on)
      return "ERROR: it is so already";
    p->trusted_pending = on;
  }
  t->qos_pending = TRUE;
  return NULL;
}

static const char *
qos_apply (Toy *t)
{
  if (!t->qos_pending)
    return "nothing is pending";
  for (guint i = 0; i < TOY_PORTS; i++)
    t->ports[i].trusted = t->ports[i].trusted_pending;
  t->qos_pending = FALSE;
  return NULL;
}

/* ---- grammar --------------------------------------------------------------------------------------------------------------- */

static const char *const on_off[] = { "disable", "enable", NULL };
static const char *const apps[] = {
  "voice",           "voice-signaling", "guest-voice", "guest-voice-signaling", "softphone-voice", "video-conferencing",
  "streaming-video", "video-signaling", NULL
};
static const char *const states[] = { "?", "tx", "rx", "tx-and-rx", "disable", NULL };
static const char *const priorities[] = { "?", "critical", "high", "low", NULL };

/* ... members {port P[-P2] | linkagg N} {tagged | untagged} */
static const char *
line_members (Line *l, guint vlan, gboolean no)
{
  guint first, last;
  if (!(word (l, "port") ? ports (l, TRUE, &first, &last) : word (l, "linkagg") && aggregate (l, &first, &last)))
    return SYNTAX;
  gboolean tag = !no && word (l, "tagged");
  if (!no && !tag && !word (l, "untagged"))
    return SYNTAX;
  return done (l) ? members (l->t, vlan, first, last, tag, no) : SYNTAX;
}

static const char *
line_vlan_new (Line *l, guint vlan)
{
  guint on;
  if (word (l, "members"))
    return line_members (l, vlan, FALSE);
  if (word (l, "name"))
    return l->at + 1 == l->n ? vlan_name (l->t, vlan, l->words[l->at]) : SYNTAX;
  if (!word (l, "admin-state") || !one_of (l, on_off, &on))
    return SYNTAX;
  if (done (l))
    return vlan_state (l->t, vlan, on, NULL);
  return word (l, "name") && l->at + 1 == l->n ? vlan_state (l->t, vlan, on, l->words[l->at]) : SYNTAX;
}

static const char *
line_vlan_old (Line *l, guint vlan)
{
  guint on, first, last;
  if (word (l, "port"))
    {
      if (!word (l, "default") || !(ports (l, FALSE, &first, &last) || aggregate (l, &first, &last)) || !done (l))
        return SYNTAX;
      return members (l->t, vlan, first, last, FALSE, FALSE);
    }
  gboolean no = word (l, "no");
  if (word (l, "802.1q"))
    return (ports (l, FALSE, &first, &last) || aggregate (l, &first, &last)) && done (l)
               ? members (l->t, vlan, first, last, TRUE, no)
               : SYNTAX;
  if (no)
    return SYNTAX;
  if (word (l, "name"))
    return l->at + 1 == l->n ? vlan_name (l->t, vlan, l->words[l->at]) : SYNTAX;
  if (!one_of (l, on_off, &on))
    return SYNTAX;
  if (done (l))
    return vlan_state (l->t, vlan, on, NULL);
  return word (l, "name") && l->at + 1 == l->n ? vlan_state (l->t, vlan, on, l->words[l->at]) : SYNTAX;
}

static const char *
line_policy (Line *l, gboolean no)
{
  guint id, app, vlan, priority, dscp;
  if (!number (l, l->t->new_family ? 0 : 1, 31, &id))
    return SYNTAX;
  if (no)
    return done (l) ? no_policy (l->t, id) : SYNTAX;
  if (!word (l, "application") || !one_of (l, apps, &app) || !word (l, "vlan") || !number (l, 1, 4094, &vlan)
      || !word (l, "l2-priority") || !number (l, 0, 7, &priority) || !word (l, "dscp") || !number (l, 0, 63, &dscp) || !done (l))
    return SYNTAX;
  return policy (l->t, id, apps[app], l->words[6], priority, dscp);
}

/* lldp [nearest-bridge] port P ... (AOS 8), lldp P ... (AOS 6) */
static const char *
line_lldp (Line *l, gboolean no)
{
  guint first, last, id, value;
  if (word (l, "network-policy"))
    return line_policy (l, no);
  gboolean agent = l->t->new_family && !no && word (l, "nearest-bridge");
  if ((l->t->new_family && !word (l, "port")) || !ports (l, l->t->new_family, &first, &last))
    return SYNTAX;
  if (word (l, "med"))
    return first == last && word (l, "network-policy") && number (l, 0, 31, &id) && done (l) ? bind (l->t, first, id, !no)
                                                                                             : SYNTAX;
  if (no)
    return SYNTAX;
  if (word (l, "tlv"))
    {
      if (!word (l, "med"))
        return SYNTAX;
      guint bit = word (l, "capability") ? 0x80 : word (l, "network-policy") ? 0x40 : 0;
      return bit && one_of (l, on_off, &value) && done (l) ? tlv (l->t, first, last, bit, value) : SYNTAX;
    }
  if (agent || !word (l, "lldpdu") || !one_of (l, states, &value) || !done (l))
    return SYNTAX;
  for (guint i = first; i <= last; i++)
    if (set (&l->t->ports[i].lldp, value))
      return "ERROR: it is so already";
  return NULL;
}

static const char *
line_power_port (Line *l, guint port)
{
  guint value;
  ToyPort *p = &l->t->ports[port];
  if (word (l, "power"))
    return number (l, 3000, 95000, &value) && done (l) ? set (&p->limit, value) : SYNTAX;
  if (word (l, "priority"))
    return one_of (l, priorities, &value) && done (l) ? set (&p->priority, value) : SYNTAX;
  if (l->t->new_family && word (l, "admin-state"))
    return one_of (l, on_off, &value) && done (l) ? set ((guint *)&p->poe, value) : SYNTAX;
  return SYNTAX;
}

static const char *
line_power (Line *l)
{
  guint first, last, slot;
  if (!l->t->new_family)
    {
      gboolean start = word (l, "start");
      if (!start && !word (l, "stop"))
        return ports (l, FALSE, &first, &last) ? line_power_port (l, first) : SYNTAX;
      if (ports (l, FALSE, &first, &last))
        return done (l) ? set ((guint *)&l->t->ports[first].poe, start) : SYNTAX;
      return number (l, 1, 2, &slot) && done (l) ? set ((guint *)&l->t->service[slot - 1], start) : SYNTAX;
    }
  if (word (l, "port"))
    return ports (l, FALSE, &first, &last) ? line_power_port (l, first) : SYNTAX;
  if (!word (l, "slot"))
    return SYNTAX;
  slot = word (l, "1/1") ? 0 : word (l, "1/2") ? 1 : word (l, "2/1") ? 2 : 3;
  if (slot == 3 || !word (l, "service"))
    return SYNTAX;
  gboolean start = word (l, "start");
  return (start || word (l, "stop")) && done (l) ? set ((guint *)&l->t->service[slot], start) : SYNTAX;
}

static const char *
line_qos (Line *l)
{
  guint first, last;
  if (word (l, "apply"))
    return done (l) ? qos_apply (l->t) : SYNTAX;
  if (!word (l, "port") || !ports (l, TRUE, &first, &last))
    return SYNTAX;
  if (word (l, "no"))
    return first == last && word (l, "trusted") && done (l) ? trust (l->t, first, last, FALSE) : SYNTAX;
  return word (l, "trusted") && done (l) ? trust (l->t, first, last, TRUE) : SYNTAX;
}

static const char *
do_line (Line *l)
{
  guint vlan;
  gboolean no = word (l, "no");
  if (word (l, "vlan"))
    {
      if (!number (l, 1, 4094, &vlan))
        return SYNTAX;
      if (no)
        return done (l) ? no_vlan (l->t, vlan) : l->t->new_family && word (l, "members") ? line_members (l, vlan, TRUE) : SYNTAX;
      return l->t->new_family ? line_vlan_new (l, vlan) : line_vlan_old (l, vlan);
    }
  if (word (l, "lldp"))
    return line_lldp (l, no);
  if (!no && word (l, "lanpower"))
    return line_power (l);
  return !no && l->t->new_family && word (l, "qos") ? line_qos (l) : SYNTAX;
}

const char *
toy_line (Toy *t, const char *line)
{
  g_autofree char *text = g_strdup (line);
  Line l = { .t = t };
  return split (&l, text) ? do_line (&l) : SYNTAX;
}

/* ---- reading -------------------------------------------------------------------------------------------------------------- */

static MedPolicy
read_policy (const Toy *t, guint id)
{
  MedPolicy p = { .id = (int)id,
                  .vlan_type = MED_VLAN_TAGGED,
                  .vlan = (guint)g_ascii_strtoull (t->policies[id].vlan, NULL, 10),
                  .priority = t->policies[id].priority,
                  .dscp = t->policies[id].dscp };
  med_app_parse (t->policies[id].app, &p.app);
  return p;
}

static void
read_port (const Toy *t, guint i, SwitchState *s)
{
  const ToyPort *from = &t->ports[i];
  PortState *p = switch_state_ensure_port (s, toy_port_id (t, i));
  p->has = HAS (ATTR_ADMIN) | HAS (ATTR_OPER) | HAS (ATTR_AGGREGATE) | HAS (ATTR_DYNAMIC) | HAS (ATTR_POE_STATUS)
           | HAS (ATTR_POE_ACTUAL);
  p->admin_up = TRUE;
  p->oper_up = from->up;
  p->poe_status = from->draw ? POE_ST_DELIVERING : POE_ST_SEARCHING;
  p->poe_actual_mw = from->draw;
  p->aggregate = from->member_of ? port_make_linkagg (from->member_of) : PORT_NONE;
  if (!from->member_of)
    {
      p->cfg.has |= HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED);
      p->cfg.untagged = from->untagged;
      for (guint v = 1; v < 4095; v++)
        if (from->tagged[v])
          vlan_set_add (&p->cfg.tagged, v);
    }
  if (i >= TOY_AGG)
    return;
  p->cfg.has |= HAS (ATTR_LLDP_ADMIN) | HAS (ATTR_MED_TLVS) | HAS (ATTR_POLICIES) | HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT)
                | HAS (ATTR_POE_PRIORITY) | (t->new_family ? HAS (ATTR_QOS_TRUST) : 0);
  p->cfg.lldp_admin = (LldpAdmin)from->lldp;
  p->cfg.med_tlvs = (guint8)from->tlvs;
  p->cfg.med_tlvs_known = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
  p->cfg.poe_admin = from->poe;
  p->cfg.poe_limit_mw = from->limit;
  p->cfg.poe_priority = (PoePriority)from->priority;
  p->cfg.qos_trust = from->trusted;
  p->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
  for (guint id = 0; id < TOY_POLICIES; id++)
    if ((from->bound | t->chassis_bound) >> id & 1)
      {
        MedPolicy policy_here = read_policy (t, id);
        g_array_append_val (p->cfg.policies, policy_here);
      }
}

SwitchState *
toy_read (const Toy *t)
{
  SwitchState *s = switch_state_new ("sw", "192.0.2.1");
  s->family = g_strdup (t->new_family ? "aos8" : "aos6");
  s->model = g_strdup (t->new_family ? "OS6860E-P24" : "OS6450-P24");
  s->version = g_strdup (t->new_family ? "8.9.221.R03" : "6.7.2.191.R04");
  for (guint a = 0; a < ATTR_N; a++)
    s->via[a] = VIA_SNMP;
  s->running_directory = g_strdup ("working");
  s->unsaved = s->reload_pending = TRI_NO;
  s->certified = s->synchronised = s->members_complete = TRI_YES;
  s->timer = TIMER_IDLE;
  for (guint v = 1; v < 4095; v++)
    if (t->vlans[v].exists)
      {
        Vlan *vlan = switch_state_ensure_vlan (s, v);
        vlan->name = g_strdup (t->vlans[v].name);
        vlan->has_admin = TRUE;
        vlan->admin_enabled = t->vlans[v].enabled;
        vlan->type = VLAN_TYPE_STANDARD;
      }
  for (guint id = 0; id < TOY_POLICIES; id++)
    if (t->policies[id].exists)
      {
        MedPolicy p = read_policy (t, id);
        g_array_append_val (s->policies, p);
      }
  for (guint i = 0; i < TOY_PORTS; i++)
    if (t->ports[i].exists)
      read_port (t, i, s);
  for (guint i = 0; i < (t->new_family ? 3u : 2u); i++)
    {
      PseState pse = { .chassis = t->new_family ? i == 2 ? 2 : 1 : 0,
                       .slot = i == 1 ? 2 : 1,
                       .service = t->service[i] ? TRI_YES : TRI_NO };
      g_array_append_val (s->pse, pse);
    }
  return s;
}
