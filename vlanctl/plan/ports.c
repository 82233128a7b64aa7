/* The attributes of a port, one by one: declared and known and different makes a change. */
#include "plan/internal.h"

#include <glib/gi18n.h>

/* Declared? Then known? What is not known is noted and left alone (unknown is not absent). */
static gboolean
comparable (SwitchDiff *diff, const DesiredPort *want, const PortState *live, Attr attr)
{
  if (!(want->cfg.has & HAS (attr)))
    return FALSE;
  if (live && !live->inconsistent && (live->cfg.has & HAS (attr)))
    return TRUE;
  diff_unknown (diff, attr, want->id);
  return FALSE;
}

static void
diff_untagged (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  if (!comparable (diff, want, live, ATTR_UNTAGGED) || live->cfg.untagged == want->cfg.untagged)
    return;
  const SrcPos *source = &want->attr_pos[ATTR_UNTAGGED];
  if (!(live->cfg.has & HAS (ATTR_TAGGED)))
    {
      diff_unknown (diff, ATTR_TAGGED, want->id); /* a tag of that VLAN would have to go first */
      return;
    }
  /* A port cannot carry its own untagged VLAN as a tag (CLI guide p. 432): the tag goes first. */
  if (vlan_set_contains (&live->cfg.tagged, want->cfg.untagged))
    diff_add (diff, CHANGE_PORT_UNTAG, PHASE_CLEAR_TAG, want->cfg.untagged, want->id, value_bool (TRUE), value_bool (FALSE), source);
  diff_add (diff, CHANGE_PORT_UNTAGGED, PHASE_UNTAGGED, want->cfg.untagged, want->id, value_int (live->cfg.untagged),
            value_int (want->cfg.untagged), source);
}

static void
diff_voice_tag (SwitchDiff *diff, const DesiredPort *want, const PortState *live, guint vlan)
{
  gboolean moves = (want->cfg.has & HAS (ATTR_UNTAGGED)) != 0; /* it leaves the VLAN that it is untagged in */
  if (vlan_set_contains (&live->cfg.tagged, vlan))
    return;
  if (!(live->cfg.has & HAS (ATTR_UNTAGGED)))
    diff_unknown (diff, ATTR_UNTAGGED, want->id);
  else if (!moves && live->cfg.untagged == vlan)
    diff_refuse (diff->out, "own-untagged", NULL, FALSE,
                 g_strdup_printf (_ ("VLAN %u is the port's untagged VLAN and cannot be tagged there too"), vlan),
                 g_strdup (_ ("give the role a data-vlan, so that the port leaves the voice VLAN as its untagged one")), want->id);
  else
    diff_add (diff, CHANGE_PORT_TAG, PHASE_TAG, vlan, want->id, value_bool (FALSE), value_bool (TRUE), &want->attr_pos[ATTR_TAGGED]);
}

static void
diff_tagged (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  if (!comparable (diff, want, live, ATTR_TAGGED))
    return;
  for (guint i = 0; i < want->cfg.tagged.n; i++)
    diff_voice_tag (diff, want, live, want->cfg.tagged.ids[i]);
  for (guint i = 0; i < want->owned_tags.n; i++)
    {
      guint vlan = want->owned_tags.ids[i];
      gboolean cleared = (want->cfg.has & HAS (ATTR_UNTAGGED)) && want->cfg.untagged == vlan; /* diff_untagged takes that one off */
      if (!cleared && !vlan_set_contains (&want->cfg.tagged, vlan) && vlan_set_contains (&live->cfg.tagged, vlan))
        diff_add (diff, CHANGE_PORT_UNTAG, PHASE_UNTAG, vlan, want->id, value_bool (TRUE), value_bool (FALSE), &want->attr_pos[ATTR_TAGGED]);
    }
}

static void
diff_qos (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  if (!(want->cfg.has & HAS (ATTR_QOS_TRUST)))
    return;
  if (diff->family->tagged_always_trusted) /* product 6.9: nothing to send; that FALSE cannot be had lint says where it knows the model */
    {
      if (!want->cfg.qos_trust)
        diff_refuse (diff->out, "qos-trust", NULL, FALSE, g_strdup_printf (_ ("%s always trusts tagged ports: qos-trust cannot be false"), diff->family->title),
                     g_strdup (_ ("leave qos-trust out of the role, or write true")), want->id);
      return;
    }
  if (!comparable (diff, want, live, ATTR_QOS_TRUST) || live->cfg.qos_trust == want->cfg.qos_trust)
    return;
  diff_add (diff, CHANGE_QOS_TRUST, PHASE_QOS, 0, want->id, value_bool (live->cfg.qos_trust), value_bool (want->cfg.qos_trust),
            &want->attr_pos[ATTR_QOS_TRUST]);
}

static void
diff_lldp_admin (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  gboolean owned = (want->cfg.has & HAS (ATTR_LLDP_ADMIN)) != 0;
  gboolean med = (want->cfg.has & HAS (ATTR_POLICIES)) && want->cfg.policies && want->cfg.policies->len;
  if (!owned && !med)
    return;
  if (!live || !(live->cfg.has & HAS (ATTR_LLDP_ADMIN)))
    {
      diff_unknown (diff, ATTR_LLDP_ADMIN, want->id);
      return;
    }
  gboolean sends = live->cfg.lldp_admin == LLDP_TX || live->cfg.lldp_admin == LLDP_TX_RX;
  LldpAdmin to = owned ? want->cfg.lldp_admin : LLDP_TX_RX;
  if (owned ? live->cfg.lldp_admin == to : sends)
    return;
  diff_add (diff, CHANGE_LLDP_ADMIN, PHASE_LLDP_ADMIN, 0, want->id, value_string (lldp_admin_to_string (live->cfg.lldp_admin)),
            value_string (lldp_admin_to_string (to)), &want->attr_pos[owned ? ATTR_LLDP_ADMIN : ATTR_POLICIES]);
}

static void
warn_once (SwitchDiff *diff, const char *text)
{
  if (!g_ptr_array_find_with_equal_func (diff->out->warnings, text, g_str_equal, NULL))
    g_ptr_array_add (diff->out->warnings, g_strdup (text));
}

/* The journal remembers a line that this very release refused as not needed (product 5.7). */
static gboolean
tlv_not_needed (SwitchDiff *diff, MedTlv tlv)
{
  const PlanMemory *memory = diff->making->memory;
  if (!memory || !memory->not_needed || tlv != MED_TLV_NETWORK_POLICY)
    return FALSE;
  g_autofree char *key = g_strdup_printf ("%s/%s/%s", diff->want->name, diff->live->version ? diff->live->version : "",
                                          op_to_string (OP_TLV_NETWORK_POLICY));
  if (!g_hash_table_contains (memory->not_needed, key))
    return FALSE;
  warn_once (diff, _ ("the network-policy TLV is left out: this release does not know its line and did not need it (tried before)"));
  return TRUE;
}

static void
diff_tlvs (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  static const MedTlv order[] = { MED_TLV_CAPABILITY, MED_TLV_NETWORK_POLICY };
  if (!(want->cfg.has & HAS (ATTR_MED_TLVS)))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      MedTlv tlv = order[i];
      if (!(want->cfg.med_tlvs & tlv) || (tlv == MED_TLV_CAPABILITY && !diff->family->ops[OP_TLV_CAPABILITY].line) || tlv_not_needed (diff, tlv))
        continue;
      if (!live || !(live->cfg.has & HAS (ATTR_MED_TLVS)) || !(live->cfg.med_tlvs_known & tlv))
        {
          diff_unknown (diff, ATTR_MED_TLVS, want->id);
          continue;
        }
      if (live->cfg.med_tlvs & tlv)
        continue;
      diff_add_tlv (diff, tlv, want->id, &want->attr_pos[ATTR_MED_TLVS]);
    }
}

/* ---- PoE ----------------------------------------------------------------------------------------------------------- */

static void
diff_poe_service (SwitchDiff *diff, const DesiredPort *want)
{
  guint chassis = port_chassis (want->id), slot = port_slot (want->id);
  const PseState *pse = switch_state_find_pse (diff->live, chassis, slot);
  if (!(want->cfg.has & HAS (ATTR_POE_ADMIN)) || !want->cfg.poe_admin)
    return;
  if (!pse || pse->service == TRI_UNKNOWN)
    {
      diff_unknown (diff, ATTR_POE_SERVICE, want->id);
      return;
    }
  if (pse->service == TRI_YES)
    return;
  for (guint i = 0; i < diff->out->changes->len; i++)
    {
      const Change *c = diff->out->changes->pdata[i];
      if (c->kind == CHANGE_POE_SERVICE && c->chassis == chassis && c->slot == slot)
        return;
    }
  Change *c = diff_add (diff, CHANGE_POE_SERVICE, PHASE_POE_SERVICE, 0, PORT_NONE, value_bool (FALSE), value_bool (TRUE), &want->attr_pos[ATTR_POE_ADMIN]);
  c->chassis = chassis;
  c->slot = slot;
}

static void
diff_poe_admin (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  if (!comparable (diff, want, live, ATTR_POE_ADMIN) || live->cfg.poe_admin == want->cfg.poe_admin)
    return;
  diff_add (diff, CHANGE_POE_ADMIN, PHASE_POE, 0, want->id, value_bool (live->cfg.poe_admin), value_bool (want->cfg.poe_admin),
            &want->attr_pos[ATTR_POE_ADMIN]);
}

static gboolean
limit_settable (SwitchDiff *diff, PortId port)
{
  const PseState *pse = switch_state_find_pse (diff->live, port_chassis (port), port_slot (port));
  gboolean ok = !pse || pse->limit_settable != TRI_NO;
  for (guint i = 0; ok && diff->live->model && diff->family->poe_limit_not_models[i]; i++)
    ok = !g_str_has_prefix (diff->live->model, diff->family->poe_limit_not_models[i]);
  return ok;
}

static void
diff_poe_limit (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  if (!(want->cfg.has & HAS (ATTR_POE_LIMIT)))
    return;
  if (!limit_settable (diff, want->id))
    {
      warn_once (diff, _ ("PoE limits cannot be set on this switch (802.3bt firmware, or the model): left out, and not counted as drift"));
      return;
    }
  if (!comparable (diff, want, live, ATTR_POE_LIMIT) || live->cfg.poe_limit_mw == want->cfg.poe_limit_mw)
    return;
  diff_add (diff, CHANGE_POE_LIMIT, PHASE_POE, 0, want->id, value_int (live->cfg.poe_limit_mw), value_int (want->cfg.poe_limit_mw),
            &want->attr_pos[ATTR_POE_LIMIT]);
}

static void
diff_poe_priority (SwitchDiff *diff, const DesiredPort *want, const PortState *live)
{
  if (!comparable (diff, want, live, ATTR_POE_PRIORITY) || live->cfg.poe_priority == want->cfg.poe_priority)
    return;
  diff_add (diff, CHANGE_POE_PRIORITY, PHASE_POE, 0, want->id, value_string (poe_priority_to_string (live->cfg.poe_priority)),
            value_string (poe_priority_to_string (want->cfg.poe_priority)), &want->attr_pos[ATTR_POE_PRIORITY]);
}

void
diff_ports (SwitchDiff *diff)
{
  for (guint i = 0; i < diff->ports->len; i++)
    {
      const DesiredPort *want = diff->ports->pdata[i];
      const PortState *live = switch_state_find_port (diff->live, want->id);
      if (!live && diff->live->ports->len && diff->live->via[ATTR_ADMIN] == VIA_SNMP)
        {
          diff_refuse (diff->out, "no-such-port", NULL, FALSE, g_strdup (_ ("the switch has no such port")),
                       g_strdup (_ ("correct the port in the inventory, or plug the module in")), want->id);
          continue;
        }
      diff_untagged (diff, want, live);
      diff_tagged (diff, want, live);
      diff_qos (diff, want, live);
      diff_lldp_admin (diff, want, live);
      diff_tlvs (diff, want, live);
      diff_poe_service (diff, want);
      diff_poe_limit (diff, want, live);
      diff_poe_priority (diff, want, live);
      diff_poe_admin (diff, want, live);
    }
}
