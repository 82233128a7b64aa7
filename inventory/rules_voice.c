/* Rules: VLANs and voice. */
#include "inventory/rules.h"

#include <glib/gi18n.h>

#include "profiles/family.h"

/* ---- VLANs and voice ------------------------------------------------------------------------------------------------ */

void
vlan_none (const Rule *rule, const Inventory *inv)
{
  const Name *name = g_hash_table_lookup (inv->by_name[NAME_VLAN], "none");
  if (name)
    rule_say (rule, inv, name->pos, _ ("give it another key"), _ ("`voice-vlan: none` means no VLAN: no VLAN can have this key"));
}

void
vlan_twice (const Rule *rule, const Inventory *inv)
{
  for (guint i = 1; i < inv->desired->vlans->len; i++)
    {
      const DesiredVlan *vlan = inv->desired->vlans->pdata[i], *before = inv->desired->vlans->pdata[i - 1];
      if (vlan->id == before->id)
        diagnostic_see (rule_say (rule, inv, vlan->pos, _ ("one VLAN, one key"), _ ("VLAN %u has two keys: `%.60s` and `%.60s`"),
                             vlan->id, before->key, vlan->key),
                        before->pos, _ ("the other one"));
    }
}

void
voice_is_data (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->voice_vlan && role->voice_vlan == role->data_vlan)
    rule_say (rule, inv, role->voice_pos, _ ("give voice a VLAN of its own"),
         _ ("the voice VLAN of role `%.60s` is its data VLAN: a port cannot carry its untagged VLAN as a tag"), role->name);
}

void
voice_is_one (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->voice_vlan == 1)
    rule_say (rule, inv, role->voice_pos, _ ("give voice a VLAN of its own"), _ ("VLAN 1 is no good voice VLAN"));
}

void
med_without_voice (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->has_med && !role->has_voice)
    rule_say (rule, inv, role->med_pos, _ ("name a VLAN in `voice-vlan`, or take `lldp-med` out"),
         _ ("role `%.60s` has lldp-med, but no voice VLAN to tell phones of"), role->name);
}

void
qos_distrust (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  const Family *family = inventory_model (inv, sw->model)->family;
  for (guint p = 0; family && family->tagged_always_trusted && p < sw->ports->len; p++)
    {
      const DesiredPort *port = sw->ports->pdata[p];
      if (!(port->cfg.has & HAS (ATTR_QOS_TRUST)) || port->cfg.qos_trust)
        continue;
      diagnostic_see (rule_say (rule, inv, port->attr_pos[ATTR_QOS_TRUST], _ ("leave qos-trust out of this role, or write true"),
                           _ ("an %s always trusts tagged ports: qos-trust cannot be false on %s"), sw->model, sw->name),
                      port->pos, _ ("used here"));
      return;
    }
}

/* Once a switch: the role says it for all its ports. */
void
vlan_of_switch (const Rule *rule, const Inventory *inv, const DesiredSwitch *sw)
{
  const Family *family = family_by_model (sw->model);
  guint own = family ? family->vlan_reserved : 0;
  for (guint p = 0; own && p < sw->ports->len; p++)
    {
      const DesiredPort *port = sw->ports->pdata[p];
      gboolean untagged = port->cfg.has & HAS (ATTR_UNTAGGED) && port->cfg.untagged == own;
      if (!untagged && !vlan_set_contains (&port->cfg.tagged, own))
        continue;
      diagnostic_see (rule_say (rule, inv, port->attr_pos[untagged ? ATTR_UNTAGGED : ATTR_TAGGED], _ ("give it another VLAN"),
                                _ ("VLAN %u is an %s's own"), own, sw->model),
                      port->pos, _ ("used here"));
      return;
    }
}

void
vlan_name_twice (const Rule *rule, const Inventory *inv)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < inv->desired->vlans->len; i++)
    {
      const DesiredVlan *vlan = inv->desired->vlans->pdata[i], *first = vlan->name ? g_hash_table_lookup (seen, vlan->name) : NULL;
      if (first && first->id != vlan->id)
        diagnostic_see (rule_say (rule, inv, vlan->name_pos, _ ("one VLAN, one name"), _ ("VLANs %u and %u are both named `%s`"),
                                  first->id, vlan->id, vlan->name),
                        first->name_pos, _ ("the other one"));
      else if (vlan->name)
        g_hash_table_insert (seen, vlan->name, (gpointer) vlan);
    }
}

/* A phone that is told nothing tags nothing, unless somebody goes to it. */
void
voice_without_med (const Rule *rule, const Inventory *inv, const Role *role)
{
  if (role->voice_vlan && !role->has_med)
    rule_say (rule, inv, role->voice_pos, _ ("add `lldp-med: { priority: 5, dscp: 46 }`"),
              _ ("role `%.60s` has a voice VLAN, but phones are not told of it"), role->name);
}

static const MedPolicy *
policy_of (const Role *role)
{
  return role->cfg.policies ? &g_array_index (role->cfg.policies, MedPolicy, 0) : NULL;
}

/* IEEE 802.1Q, annex I: 5 is voice. */
void
unusual_priority (const Rule *rule, const Inventory *inv, const Role *role)
{
  const MedPolicy *policy = policy_of (role);
  if (policy && policy->priority != 5)
    rule_say (rule, inv, role->med_pos, _ ("write 5, or see that every switch on the way expects another one"),
              _ ("priority %u is not what networks give voice"), policy->priority);
}

/* EF (RFC 4594), or VOICE-ADMIT (RFC 5865). */
void
unusual_dscp (const Rule *rule, const Inventory *inv, const Role *role)
{
  const MedPolicy *policy = policy_of (role);
  if (policy && policy->dscp != 46 && policy->dscp != 44)
    rule_say (rule, inv, role->med_pos, _ ("write 46 (EF), or see that every router on the way expects another one"),
              _ ("DSCP %u is not what networks give voice"), policy->dscp);
}

void
med_not_sent (const Rule *rule, const Inventory *inv, const Role *role)
{
  LldpAdmin admin = role->cfg.lldp_admin;
  if (role->has_med && role->cfg.has & HAS (ATTR_LLDP_ADMIN) && (admin == LLDP_RX || admin == LLDP_DISABLED))
    diagnostic_see (rule_say (rule, inv, role->attr_pos[ATTR_LLDP_ADMIN], _ ("write tx-and-rx, or take `lldp-med` out"),
                              _ ("role `%.60s` has lldp-med, but its ports send no LLDP"), role->name),
                    role->med_pos, _ ("what phones would be told"));
}
