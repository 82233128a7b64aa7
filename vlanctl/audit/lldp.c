/* What the phone is told by LLDP-MED, and what it says that it does. */
#include "audit/internal.h"

#include <glib/gi18n.h>

static void
admin (AuditRun *run, const AuditPort *p)
{
  if (!audit_wanted_policy (p))
    return;
  if (!(p->live->cfg.has & HAS (ATTR_LLDP_ADMIN)))
    audit_unread_attr (run, p->id, ATTR_LLDP_ADMIN);
  else if (p->live->cfg.lldp_admin != LLDP_TX_RX)
    audit_say (run, p->id, _ ("LLDP is \"%s\" here: the phone must be heard and told"),
               lldp_admin_to_string (p->live->cfg.lldp_admin));
}

void
audit_check_lldp_off (AuditRun *run)
{
  audit_each_managed (run, admin);
}

/* Where the family has no line for it, or the switch has said that it needs none, it goes without saying. */
static gboolean
tlv_is_asked (const AuditRun *run, MedTlv tlv)
{
  OpId op = tlv == MED_TLV_CAPABILITY ? OP_TLV_CAPABILITY : OP_TLV_NETWORK_POLICY;
  if (!run->family || !run->family->ops[op].line)
    return FALSE;
  g_autofree char *key = g_strdup_printf ("%s/%s/%s", run->sw->name, run->sw->version ? run->sw->version : "", op_to_string (op));
  return !run->options->not_needed || !g_hash_table_contains ((GHashTable *)run->options->not_needed, key);
}

static void
tlvs (AuditRun *run, const AuditPort *p)
{
  static const MedTlv both[] = { MED_TLV_CAPABILITY, MED_TLV_NETWORK_POLICY };
  static const char *const names[] = { N_ ("MED capabilities"), N_ ("network policy") };
  if (!audit_wanted_policy (p))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      if (!tlv_is_asked (run, both[i]))
        continue;
      if (!(p->live->cfg.has & HAS (ATTR_MED_TLVS)) || !(p->live->cfg.med_tlvs_known & both[i]))
        {
          audit_unread_attr (run, p->id, ATTR_MED_TLVS);
          return;
        }
      if (!(p->live->cfg.med_tlvs & both[i]))
        audit_say (run, p->id, _ ("LLDP does not send its TLV \"%s\" here"), _ (names[i]));
    }
}

void
audit_check_med_tlvs (AuditRun *run)
{
  audit_each_managed (run, tlvs);
}

/* The n-th voice policy that is bound to the port; NULL. */
static const MedPolicy *
voice_policy (const PortState *live, guint n)
{
  for (guint i = 0; live->cfg.policies && i < live->cfg.policies->len; i++)
    {
      const MedPolicy *m = &g_array_index (live->cfg.policies, MedPolicy, i);
      if (m->app == MED_APP_VOICE && !n--)
        return m;
    }
  return NULL;
}

static gboolean
policies_known (AuditRun *run, const AuditPort *p)
{
  if (p->live->cfg.has & HAS (ATTR_POLICIES))
    return TRUE;
  audit_unread_attr (run, p->id, ATTR_POLICIES);
  return FALSE;
}

static void
bound (AuditRun *run, const AuditPort *p)
{
  const MedPolicy *want = audit_wanted_policy (p);
  if (want && policies_known (run, p) && !voice_policy (p->live, 0))
    audit_say (run, p->id, _ ("no voice policy is bound: the phone is not told VLAN %u"), want->vlan);
}

void
audit_check_policy_missing (AuditRun *run)
{
  audit_each_managed (run, bound);
}

static void
values (AuditRun *run, const AuditPort *p)
{
  const MedPolicy *want = audit_wanted_policy (p);
  if (!want || !policies_known (run, p))
    return;
  const MedPolicy *have = voice_policy (p->live, 0);
  if (!have || med_policy_same_values (have, want) || voice_policy (p->live, 1))
    return;
  g_autofree char *is = med_policy_to_string (have), *wanted = med_policy_to_string (want);
  audit_say (run, p->id, _ ("the phone is told \"%s\"%s, wanted is \"%s\""), is,
             have->vlan_type == MED_VLAN_TAGGED ? "" : _ (" (not tagged)"), wanted);
}

void
audit_check_policy_values (AuditRun *run)
{
  audit_each_managed (run, values);
}

static void
conflict (AuditRun *run, const AuditPort *p)
{
  const MedPolicy *a, *b;
  if (!audit_wanted_policy (p) || !policies_known (run, p) || !(a = voice_policy (p->live, 0)))
    return;
  for (guint i = 1; (b = voice_policy (p->live, i)); i++)
    if (!med_policy_same_values (a, b))
      audit_say (run, p->id, _ ("two voice policies are at odds: %d (VLAN %u) and %d (VLAN %u)"), a->id, a->vlan, b->id, b->vlan);
}

void
audit_check_policy_conflict (AuditRun *run)
{
  audit_each_managed (run, conflict);
}

/* `voice-vlan: none` owns the voice policies: there shall be none. */
static void
unwanted (AuditRun *run, const AuditPort *p)
{
  if (!(p->want->cfg.has & HAS (ATTR_POLICIES)) || audit_wanted_policy (p) || !policies_known (run, p))
    return;
  const MedPolicy *have = voice_policy (p->live, 0);
  if (have)
    audit_say (run, p->id, _ ("a voice policy (VLAN %u) is bound to a port that is for no phone"), have->vlan);
}

void
audit_check_policy_unwanted (AuditRun *run)
{
  audit_each_managed (run, unwanted);
}
