/* LLDP, its TLVs, network policies and the trust agent. */
#include <string.h>

#include "cli.h"

/* Only the nearest-bridge agent is played: what is said to another one is accepted and changes nothing here. */
static gboolean
is_for_us (const CliArgs *a)
{
  return !cli_arg (a, "agent") || cli_is (a, "agent", "nearest-bridge") || cli_is (a, "agent", "all");
}

/* ---- policies -------------------------------------------------------------------------------------------------------- */

static int
policy_order (gconstpointer a, gconstpointer b)
{
  const LabPolicy *x = *(LabPolicy *const *) a, *y = *(LabPolicy *const *) b;
  return x->id < y->id ? -1 : x->id > y->id;
}

static LabPolicy *
add_policy (LabSwitch *s, guint id)
{
  LabPolicy *p = g_new0 (LabPolicy, 1);
  p->id = id;
  g_ptr_array_add (s->policies, p);
  g_ptr_array_sort (s->policies, policy_order);
  return p;
}

/* Defaults: l2-priority 5 for voice, else 0; dscp 0 (p. 1406). A bound policy cannot be changed (p. 1407); on AOS 6 none can:
 * "the writable columns in a row can not be changed if the row is active" (MIB). */
gboolean
cli_policy (CliArgs *a, GString *out)
{
  guint id = cli_number (a, "policy");
  guint priority = cli_arg (a, "priority") ? cli_number (a, "priority") : cli_is (a, "app", "voice") ? 5 : 0;
  LabPolicy *p = lab_find_policy (a->s, id);
  if (priority > 7 || cli_number (a, "dscp") > 63)
    return cli_error (out, "Invalid entry: \"%s\"", cli_arg (a, priority > 7 ? "priority" : "dscp"));
  if (p && (a->s->family == LAB_AOS6 || lab_policy_is_bound (a->s, id)))
    return cli_error (out, "Network policy %u exists and cannot be modified", id);
  p = p ? p : add_policy (a->s, id);
  g_free (p->application);
  p->application = g_ascii_strdown (cli_arg (a, "app"), -1);
  p->vlan_type = cli_is (a, "pvlan", "untagged") ? 'u' : cli_is (a, "pvlan", "priority-tag") ? 'p' : 't';
  p->vlan = p->vlan_type == 't' ? cli_number (a, "pvlan") : 0;
  p->priority = priority;
  p->dscp = cli_number (a, "dscp");
  return TRUE;
}

/* Deleting a policy deletes its bindings (p. 1407). */
static gboolean
delete_policy (CliArgs *a, guint id, GString *out)
{
  LabPolicy *p = lab_find_policy (a->s, id);
  if (!p)
    return cli_error (out, "Network policy %u does not exist", id);
  for (guint i = 0; i < a->s->ports->len; i++)
    ((LabPort *) a->s->ports->pdata[i])->policies &= ~(G_GUINT64_CONSTANT (1) << id);
  a->s->chassis_policies &= ~(G_GUINT64_CONSTANT (1) << id);
  g_ptr_array_remove (a->s->policies, p);
  return TRUE;
}

gboolean
cli_no_policy (CliArgs *a, GString *out)
{
  return cli_each_id (a, "policies", delete_policy, out);
}

/* ---- binding: at most eight a port, one of each application (p. 1409) ------------------------------------------------ */

static gboolean
may_bind (CliArgs *a, guint64 bound, const LabPolicy *policy, GString *out)
{
  guint n = 0;
  for (guint i = 0; i < a->s->policies->len; i++)
    {
      const LabPolicy *p = a->s->policies->pdata[i];
      if (!(bound >> p->id & 1))
        continue;
      n++;
      if (p->id == policy->id)
        return cli_error (out, "Network policy %u is already associated", p->id);
      if (!strcmp (p->application, policy->application))
        return cli_error (out, "A network policy of application %s is already associated", p->application);
    }
  return n < 8 || cli_error (out, "Too many network policies");
}

/* A port hears what is bound to it and what is bound to the chassis: the limits count both. */
static gboolean
bind_one (CliArgs *a, guint id, GString *out)
{
  const LabPolicy *policy = lab_find_policy (a->s, id);
  guint64 bit = G_GUINT64_CONSTANT (1) << id;
  gboolean chassis = !cli_arg (a, "port") && !cli_arg (a, "unit");
  g_autoptr (GPtrArray) ports = cli_scope (a);
  if (!policy)
    return cli_error (out, "Network policy %u does not exist", id);
  if (chassis && !may_bind (a, a->s->chassis_policies, policy, out))
    return FALSE;
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      if (!may_bind (a, p->policies | a->s->chassis_policies, policy, out))
        return FALSE;
      if (!chassis)
        p->policies |= bit;
      a->partly = a->partly || !chassis;
    }
  if (chassis)
    a->s->chassis_policies |= bit;
  return TRUE;
}

static gboolean
unbind_one (CliArgs *a, guint id, GString *out)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << id;
  gboolean chassis = !cli_arg (a, "port") && !cli_arg (a, "unit"), found = FALSE;
  g_autoptr (GPtrArray) ports = cli_scope (a);
  if (chassis)
    {
      found = (a->s->chassis_policies & bit) != 0;
      a->s->chassis_policies &= ~bit;
    }
  for (guint i = 0; !chassis && i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      found = found || (p->policies & bit);
      p->policies &= ~bit;
    }
  return found || cli_error (out, "Network policy %u is not associated", id);
}

static const char *
policies_arg (const CliArgs *a)
{
  return cli_arg (a, "policies") ? "policies" : "policy";
}

gboolean
cli_bind (CliArgs *a, GString *out)
{
  return !is_for_us (a) || cli_each_id (a, policies_arg (a), bind_one, out);
}

gboolean
cli_unbind (CliArgs *a, GString *out)
{
  return cli_each_id (a, policies_arg (a), unbind_one, out);
}

/* ---- what is sent ---------------------------------------------------------------------------------------------------- */

typedef gboolean (*OnPort) (CliArgs *a, LabPort *p, GString *out);

/* The forms for a slot and for the chassis go over what was set port by port (p. 1403-1425). */
static gboolean
each_port (CliArgs *a, OnPort act, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; is_for_us (a) && i < ports->len; i++, a->partly = TRUE)
    if (!act (a, ports->pdata[i], out))
      return FALSE;
  return TRUE;
}

/* LLDPDUs must be on and sent (p. 1419). */
static gboolean
check_sending (const LabPort *p, gboolean on, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  return !on || p->lldp_admin == 1 || p->lldp_admin == 3
         || cli_error (out, "LLDPDU transmission is not enabled on port %s", name);
}

static guint8
with_bit (guint8 bits, guint8 bit, gboolean on)
{
  return (guint8) (on ? bits | bit : bits & ~bit);
}

static gboolean
set_med (CliArgs *a, LabPort *p, GString *out)
{
  gboolean on = cli_is (a, "state", "enable");
  guint8 bit = cli_is (a, "what", "capability") ? LAB_TLV_CAPABILITY : cli_is (a, "what", "network-policy") ? LAB_TLV_POLICY
                 : cli_is (a, "what", "power") ? LAB_TLV_POWER : LAB_TLV_EXT_POWER;
  if (!check_sending (p, on, out))
    return FALSE;
  p->tlvs = with_bit (p->tlvs, bit, on);
  return TRUE;
}

gboolean
cli_tlv_med (CliArgs *a, GString *out)
{
  return each_port (a, set_med, out);
}

static gboolean
set_management (CliArgs *a, LabPort *p, GString *out)
{
  static const struct { const char *arg; guint8 bit;
  } basic[] = {
    { "a", LAB_TLV_PORT_DESCRIPTION },
    { "b", LAB_TLV_SYSTEM_NAME },
    { "c", LAB_TLV_SYSTEM_DESCRIPTION },
    { "d", LAB_TLV_SYSTEM_CAPABILITIES },
  };
  for (guint i = 0; i < G_N_ELEMENTS (basic); i++)
    if (cli_arg (a, basic[i].arg))
      p->basic_tlvs = with_bit (p->basic_tlvs, basic[i].bit, cli_is (a, basic[i].arg, "enable"));
  if (cli_arg (a, "e"))
    p->tlv_address = cli_is (a, "e", "enable");
  return TRUE;
}

gboolean
cli_tlv_management (CliArgs *a, GString *out)
{
  if (!cli_arg (a, "a") && !cli_arg (a, "b") && !cli_arg (a, "c") && !cli_arg (a, "d") && !cli_arg (a, "e"))
    return cli_error (out, "Incomplete command");
  return each_port (a, set_management, out);
}

static gboolean
set_other (CliArgs *a, LabPort *p, GString *out)
{
  gboolean on = cli_is (a, "state", "enable"), dot1 = cli_is (a, "what", "port-vlan") || cli_is (a, "what", "vlan-name");
  if (dot1)
    p->tlv_dot1 = on; /* enabling one enables both: p. 1414 */
  else
    p->tlv_dot3 = on;
  return TRUE;
}

gboolean
cli_tlv_other (CliArgs *a, GString *out)
{
  return each_port (a, set_other, out);
}

static gboolean
set_lldpdu (CliArgs *a, LabPort *p, GString *out)
{
  p->lldp_admin = cli_is (a, "state", "tx") ? 1 : cli_is (a, "state", "rx") ? 2 : cli_is (a, "state", "tx-and-rx") ? 3 : 4;
  return TRUE;
}

gboolean
cli_lldpdu (CliArgs *a, GString *out)
{
  return each_port (a, set_lldpdu, out);
}

/* The port must be one that receives (p. 1404). */
static gboolean
set_notify (CliArgs *a, LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  gboolean on = cli_is (a, "state", "enable");
  if (on && p->lldp_admin != 2 && p->lldp_admin != 3)
    return cli_error (out, "LLDPDU reception is not enabled on port %s", name);
  p->notify = on;
  return TRUE;
}

gboolean
cli_notification (CliArgs *a, GString *out)
{
  return each_port (a, set_notify, out);
}

/* ---- trust agent ----------------------------------------------------------------------------------------------------- */

static gboolean
set_trust (CliArgs *a, LabPort *p, GString *out)
{
  p->trust_agent = cli_is (a, "state", "enable");
  p->violated = FALSE;
  p->up_since = lab_now (a->s);
  g_clear_pointer (&p->trust_seen, g_free);
  return TRUE;
}

gboolean
cli_trust_agent (CliArgs *a, GString *out)
{
  return each_port (a, set_trust, out);
}

static gboolean
set_action (CliArgs *a, LabPort *p, GString *out)
{
  p->trust_action = cli_is (a, "action", "trap")       ? LAB_TRUST_TRAP
                    : cli_is (a, "action", "shutdown") ? LAB_TRUST_SHUTDOWN
                                                       : LAB_TRUST_BOTH;
  return TRUE;
}

gboolean
cli_trust_action (CliArgs *a, GString *out)
{
  return each_port (a, set_action, out);
}
