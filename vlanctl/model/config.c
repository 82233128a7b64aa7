#include "model/config.h"

#include <glib/gi18n.h>
#include <string.h>

/* Index of text in a NULL-terminated list of words, ignoring case; -1 when it is none of them. */
static int
word_index (const char *const *words, const char *text)
{
  for (int i = 0; words[i]; i++)
    if (g_ascii_strcasecmp (words[i], text) == 0)
      return i;
  return -1;
}

static const char *const attr_words[ATTR_N + 1] = {
  [ATTR_UNTAGGED] = N_ ("untagged VLAN"), [ATTR_TAGGED] = N_ ("tagged VLANs"), [ATTR_LLDP_ADMIN] = N_ ("LLDP state"),
  [ATTR_MED_TLVS] = N_ ("LLDP-MED TLVs"), [ATTR_POLICIES] = N_ ("LLDP-MED policies"), [ATTR_POE_ADMIN] = N_ ("PoE state"),
  [ATTR_POE_LIMIT] = N_ ("PoE limit"), [ATTR_POE_PRIORITY] = N_ ("PoE priority"), [ATTR_QOS_TRUST] = N_ ("QoS trust"),
  [ATTR_ADMIN] = N_ ("port admin state"), [ATTR_OPER] = N_ ("link state"), [ATTR_SPEED] = N_ ("speed"), [ATTR_ALIAS] = N_ ("alias"),
  [ATTR_AGGREGATE] = N_ ("link aggregate membership"), [ATTR_DYNAMIC] = N_ ("mobile, UNP and 802.1X ports"),
  [ATTR_NEIGHBOURS] = N_ ("LLDP neighbours"), [ATTR_MACS] = N_ ("MAC addresses"), [ATTR_POE_STATUS] = N_ ("PoE status"),
  [ATTR_POE_CLASS] = N_ ("PoE class"), [ATTR_POE_ACTUAL] = N_ ("PoE draw"), [ATTR_TRUST_AGENT] = N_ ("LLDP trust agent"),
  [ATTR_VLANS] = N_ ("VLANs"), [ATTR_POE_SERVICE] = N_ ("PoE service"), [ATTR_RUNNING_DIRECTORY] = N_ ("running directory"),
  [ATTR_UNSAVED] = N_ ("unsaved changes"), [ATTR_CERTIFIED] = N_ ("certify state"), [ATTR_TIMER] = N_ ("configuration timer"),
  [ATTR_MEMBERS] = N_ ("stack or virtual chassis members"), [ATTR_VFL] = N_ ("virtual chassis links"), [ATTR_RELOAD] = N_ ("pending reload"),
  [ATTR_AUDIT] = N_ ("STP edge, port security, duplex, errors, authentication, clock and PoE rules"),
};

const char *
attr_to_string (Attr attr)
{
  return _ (attr_words[attr]);
}

static const char *const attr_ids[ATTR_N] = {
  [ATTR_UNTAGGED] = "untagged", [ATTR_TAGGED] = "tagged", [ATTR_LLDP_ADMIN] = "lldp-admin", [ATTR_MED_TLVS] = "med-tlvs",
  [ATTR_POLICIES] = "policies", [ATTR_POE_ADMIN] = "poe-admin", [ATTR_POE_LIMIT] = "poe-limit", [ATTR_POE_PRIORITY] = "poe-priority",
  [ATTR_QOS_TRUST] = "qos-trust", [ATTR_ADMIN] = "admin", [ATTR_OPER] = "oper", [ATTR_SPEED] = "speed", [ATTR_ALIAS] = "alias",
  [ATTR_AGGREGATE] = "aggregate", [ATTR_DYNAMIC] = "dynamic", [ATTR_NEIGHBOURS] = "neighbours", [ATTR_MACS] = "macs",
  [ATTR_POE_STATUS] = "poe-status", [ATTR_POE_CLASS] = "poe-class", [ATTR_POE_ACTUAL] = "poe-actual", [ATTR_TRUST_AGENT] = "trust-agent",
  [ATTR_VLANS] = "vlans", [ATTR_POE_SERVICE] = "poe-service", [ATTR_RUNNING_DIRECTORY] = "running-directory", [ATTR_UNSAVED] = "unsaved",
  [ATTR_CERTIFIED] = "certified", [ATTR_TIMER] = "timer", [ATTR_MEMBERS] = "members", [ATTR_VFL] = "vfl", [ATTR_RELOAD] = "reload",
  [ATTR_AUDIT] = "audit",
};

const char *
attr_id (Attr attr)
{
  return attr_ids[attr];
}

static const char *const lldp_words[] = { "tx", "rx", "tx-and-rx", "disable", NULL };

const char *
lldp_admin_to_string (LldpAdmin admin)
{
  return lldp_words[admin - LLDP_TX];
}

gboolean
lldp_admin_parse (const char *text, LldpAdmin *out)
{
  int i = word_index (lldp_words, text);
  if (i >= 0)
    *out = (LldpAdmin) (i + LLDP_TX);
  return i >= 0;
}

static const char *const priority_words[] = { "critical", "high", "low", NULL };

const char *
poe_priority_to_string (PoePriority priority)
{
  return priority_words[priority - POE_CRITICAL];
}

gboolean
poe_priority_parse (const char *text, PoePriority *out)
{
  int i = word_index (priority_words, text);
  if (i >= 0)
    *out = (PoePriority) (i + POE_CRITICAL);
  return i >= 0;
}

/* CLI words, CLI guide 8.10R4 p. 1406; index = bit of alaLldpXMedLocMediaPolicyAppType. */
static const char *const app_words[MED_APP_N + 1] = {
  "unknown", "voice", "voice-signaling", "guest-voice", "guest-voice-signaling", "softphone-voice", "video-conferencing",
  "streaming-video", "video-signaling", NULL
};

const char *
med_app_to_string (MedApp app)
{
  return app_words[app];
}

gboolean
med_app_parse (const char *text, MedApp *out)
{
  int i = word_index (app_words, text);
  if (i > 0)
    *out = (MedApp) i;
  return i > 0;
}

gboolean
med_policy_same_values (const MedPolicy *a, const MedPolicy *b)
{
  return a->app == b->app && a->vlan_type == b->vlan_type && a->vlan == b->vlan && a->priority == b->priority && a->dscp == b->dscp;
}

char *
med_policy_to_string (const MedPolicy *p)
{
  const char *app = med_app_to_string (p->app);
  if (p->vlan_type == MED_VLAN_UNTAGGED)
    return g_strdup_printf ("%s untagged dscp %u", app, p->dscp);
  if (p->vlan_type == MED_VLAN_PRIORITY_TAGGED)
    return g_strdup_printf ("%s priority-tag priority %u dscp %u", app, p->priority, p->dscp);
  return g_strdup_printf ("%s vlan %u priority %u dscp %u", app, p->vlan, p->priority, p->dscp);
}

void
port_config_clear (PortConfig *c)
{
  vlan_set_clear (&c->tagged);
  g_clear_pointer (&c->policies, g_array_unref);
  memset (c, 0, sizeof *c);
}

void
port_config_copy (PortConfig *to, const PortConfig *from)
{
  *to = *from;
  to->tagged = (VlanSet){ 0 };
  vlan_set_copy (&to->tagged, &from->tagged);
  to->policies = from->policies ? g_array_ref (from->policies) : NULL;
}
