/* What a port is told to say by LLDP and LLDP-MED: administrative state, TLVs, network policies and where they are bound. */
#include "live/decode.h"

/* The reading of a table's port numbers; rows that fit none, or several, are rows not understood. */
static PortReading
port_reading (const Decoder *d, Attr attr, TableId table, guint at)
{
  PortReading reading = decode_port_number_reading (d, table, at);
  decode_via (d, attr, table);
  if (rows_count (d->rows, table) && !reading)
    {
      decode_illegible (d, table);
      decode_via_is (d, attr, VIA_CUT);
    }
  return reading;
}

static void
decode_admin (const Decoder *d)
{
  PortReading reading = port_reading (d, ATTR_LLDP_ADMIN, TABLE_LLDP_CONFIG, 0);
  for (guint i = 0; reading && i < rows_count (d->rows, TABLE_LLDP_CONFIG); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_LLDP_CONFIG, i);
      PortState *port = switch_state_find_port (d->state, reading (d, row->oid + 1));
      guint value;
      if (row->oid[0] != 2 || !decode_uint (d, TABLE_LLDP_CONFIG, row, LLDP_TX, LLDP_DISABLED, &value))
        continue;
      port->cfg.lldp_admin = value;
      port->cfg.has |= HAS (ATTR_LLDP_ADMIN);
    }
}

static void
decode_tlvs (const Decoder *d)
{
  PortReading reading = port_reading (d, ATTR_MED_TLVS, TABLE_MED_TLV, 0);
  for (guint i = 0; reading && i < rows_count (d->rows, TABLE_MED_TLV); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_MED_TLV, i);
      PortState *port = switch_state_find_port (d->state, reading (d, row->oid + 1));
      guint8 bits[4];
      if (row->oid[0] != 2 || !decode_bits (d, TABLE_MED_TLV, row, bits))
        continue;
      port->cfg.med_tlvs = bits[0];
      port->cfg.med_tlvs_known = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
      port->cfg.has |= HAS (ATTR_MED_TLVS);
    }
}

static void
decode_trust_agent (const Decoder *d)
{
  enum { TRAP = 1, SHUTDOWN = 2, BOTH = 3 };
  PortReading reading = port_reading (d, ATTR_TRUST_AGENT, TABLE_TRUST_AGENT, 0);
  if (rows_usable (d->rows, TABLE_TRUST_AGENT) && (reading || !rows_count (d->rows, TABLE_TRUST_AGENT)))
    decode_known (d, ATTR_TRUST_AGENT, FALSE);
  for (guint i = 0; reading && i < rows_count (d->rows, TABLE_TRUST_AGENT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_TRUST_AGENT, i);
      const LiveRow *admin = rows_find (d->rows, TABLE_TRUST_AGENT, 2, row->oid + 1, row->n - 1);
      PortState *port = switch_state_find_port (d->state, reading (d, row->oid + 1));
      guint enabled, action;
      if (row->oid[0] != 3)
        continue;
      if (admin && decode_uint (d, TABLE_TRUST_AGENT, admin, 1, 2, &enabled) && decode_uint (d, TABLE_TRUST_AGENT, row, TRAP, BOTH, &action))
        port->trust_agent_shutdown = enabled == 1 && (action == SHUTDOWN || action == BOTH);
      else
        decode_unknown (port, ATTR_TRUST_AGENT);
    }
}

void
decode_lldp (const Decoder *d)
{
  decode_admin (d);
  decode_tlvs (d);
  decode_trust_agent (d);
}

/* ---- policies --------------------------------------------------------------------------------------------------------- */

/* BITS: the number of the only bit that is set, from the first octet's highest on; -1 otherwise. */
static int
single_bit (const Decoder *d, const LiveRow *row)
{
  int found = -1;
  guint8 bits[4];
  for (guint bit = 0; decode_bits (d, TABLE_POLICY, row, bits) && bit < sizeof bits * 8; bit++)
    if (bits[bit / 8] & 0x80 >> bit % 8)
      {
        if (found >= 0)
          return -1;
        found = (int) bit;
      }
  return found;
}

/* All five columns, or the policy is not known. */
static gboolean
decode_policy (const Decoder *d, guint32 id, MedPolicy *out)
{
  const LiveRow *cells[7] = { NULL };
  guint type, vlan, priority, dscp;
  for (guint column = 2; column <= 6; column++)
    if (!(cells[column] = rows_find (d->rows, TABLE_POLICY, column, &id, 1)))
      return FALSE;
  int app = single_bit (d, cells[2]);
  if (app < 0 || app >= MED_APP_N || !row_uint (cells[3], &type) || type < 1 || type > 3 || !row_uint (cells[4], &vlan) || vlan > 4095
      || !row_uint (cells[5], &priority) || priority > 7 || !row_uint (cells[6], &dscp) || dscp > 63)
    return FALSE;
  *out = (MedPolicy){ .id = (int) id, .app = app, .vlan_type = type, .vlan = type == MED_VLAN_TAGGED ? vlan : 0, .priority = priority, .dscp = dscp };
  return TRUE;
}

static gboolean
decode_policy_table (const Decoder *d)
{
  for (guint i = 0; i < rows_count (d->rows, TABLE_POLICY); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_POLICY, i);
      MedPolicy policy;
      if (row->n != 2 || row->oid[1] > G_MAXINT || !decode_policy (d, row->oid[1], &policy))
        return FALSE;
      if (!switch_state_find_policy (d->state, policy.id))
        g_array_append_val (d->state->policies, policy);
    }
  return TRUE;
}

static void
bind (PortState *port, const MedPolicy *policy)
{
  if (!port->cfg.policies)
    port->cfg.policies = g_array_new (FALSE, FALSE, sizeof (MedPolicy));
  for (guint i = 0; i < port->cfg.policies->len; i++)
    if (g_array_index (port->cfg.policies, MedPolicy, i).id == policy->id)
      return;
  g_array_append_val (port->cfg.policies, *policy);
}

/* The two families have the index the other way round; one binding to a policy that is not in the table makes all unknown. */
static gboolean
decode_bindings (const Decoder *d)
{
  guint policy_at = d->family->snmp->tables[TABLE_POLICY_PORT].index[0] == INDEX_POLICY ? 0 : 1, port_at = 1 - policy_at;
  PortReading reading = decode_port_number_reading (d, TABLE_POLICY_PORT, port_at);
  if (rows_count (d->rows, TABLE_POLICY_PORT) && !reading)
    return FALSE;
  for (guint i = 0; i < rows_count (d->rows, TABLE_POLICY_PORT); i++)
    {
      const LiveRow *row = rows_get (d->rows, TABLE_POLICY_PORT, i);
      PortState *port = switch_state_find_port (d->state, reading (d, row->oid + 1 + port_at));
      guint32 id = row->n == 3 ? row->oid[1 + policy_at] : G_MAXUINT32;
      MedPolicy *policy = id <= G_MAXINT ? switch_state_find_policy (d->state, (int) id) : NULL;
      if (!policy)
        return FALSE;
      bind (port, policy);
    }
  return TRUE;
}

void
decode_policies (const Decoder *d)
{
  gboolean legible = decode_policy_table (d) && decode_bindings (d);
  decode_via (d, ATTR_POLICIES, TABLE_POLICY);
  decode_via (d, ATTR_POLICIES, TABLE_POLICY_PORT);
  if (!legible && d->state->via[ATTR_POLICIES] == VIA_SNMP)
    {
      decode_illegible (d, TABLE_POLICY);
      decode_via_is (d, ATTR_POLICIES, VIA_CUT);
    }
  if (d->state->via[ATTR_POLICIES] == VIA_SNMP)
    decode_known (d, ATTR_POLICIES, FALSE);
}
