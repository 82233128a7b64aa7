/* LLDP-MED, PoE and QoS trust. */
#include <string.h>

#include "cli.h"

static guint
number (const char *w)
{
  return (guint) g_ascii_strtoull (w, NULL, 10);
}

/* ---- policies -------------------------------------------------------------------------------------------------------- */

static int
policy_order (gconstpointer a, gconstpointer b)
{
  const LabPolicy *x = *(LabPolicy *const *) a, *y = *(LabPolicy *const *) b;
  return x->id < y->id ? -1 : x->id > y->id;
}

/* Defaults: l2-priority 5 for voice, else 0; dscp 0 (p. 1406). A policy in use cannot be changed (p. 1407). */
gboolean
cli_policy (CliArgs *a, GString *out)
{
  guint id = number (a->words[0]);
  guint priority = a->n > 3 ? number (a->words[3]) : !strcmp (a->words[1], "voice") ? 5 : 0, dscp = a->n > 4 ? number (a->words[4]) : 0;
  LabPolicy *p = lab_find_policy (a->s, id);
  if (priority > 7 || dscp > 63)
    return cli_error (out, "Invalid value");
  if (p && (a->s->family == LAB_AOS6 || lab_policy_is_bound (a->s, id)))
    return cli_error (out, "Network policy %u exists and cannot be modified", id);
  if (!p)
    {
      p = g_new0 (LabPolicy, 1);
      p->id = id;
      g_ptr_array_add (a->s->policies, p);
      g_ptr_array_sort (a->s->policies, policy_order);
    }
  g_free (p->application);
  p->application = g_ascii_strdown (a->words[1], -1);
  p->vlan_type = !strcmp (a->words[2], "untagged") ? 'u' : !strcmp (a->words[2], "priority-tag") ? 'p' : 't';
  p->vlan = p->vlan_type == 't' ? number (a->words[2]) : 0;
  p->priority = priority;
  p->dscp = dscp;
  return TRUE;
}

/* Deleting a policy deletes its bindings (p. 1407). */
gboolean
cli_no_policy (CliArgs *a, GString *out)
{
  guint id = number (a->words[0]);
  LabPolicy *p = lab_find_policy (a->s, id);
  if (!p)
    return cli_error (out, "Network policy %u does not exist", id);
  for (guint i = 0; i < a->s->ports->len; i++)
    ((LabPort *) a->s->ports->pdata[i])->policies &= ~(G_GUINT64_CONSTANT (1) << id);
  a->s->chassis_policies &= ~(G_GUINT64_CONSTANT (1) << id);
  g_ptr_array_remove (a->s->policies, p);
  g_free (p->application);
  g_free (p);
  return TRUE;
}

/* At most eight a port, one of each application (p. 1409). */
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

static gboolean
bind (CliArgs *a, guint64 *bound, const char *id_word, GString *out)
{
  guint id = number (id_word);
  const LabPolicy *policy = lab_find_policy (a->s, id);
  if (!policy)
    return cli_error (out, "Network policy %u does not exist", id);
  if (!may_bind (a, *bound, policy, out))
    return FALSE;
  *bound |= G_GUINT64_CONSTANT (1) << id;
  return TRUE;
}

static gboolean
unbind (CliArgs *a, guint64 *bound, const char *id_word, GString *out)
{
  guint id = number (id_word);
  if (!(*bound >> id & 1))
    return cli_error (out, "Network policy %u is not associated", id);
  *bound &= ~(G_GUINT64_CONSTANT (1) << id);
  return TRUE;
}

static LabPort *
one_port (CliArgs *a, guint i)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[i], FALSE);
  return ports->pdata[0];
}

gboolean
cli_bind (CliArgs *a, GString *out)
{
  return bind (a, &one_port (a, 0)->policies, a->words[1], out);
}

gboolean
cli_unbind (CliArgs *a, GString *out)
{
  return unbind (a, &one_port (a, 0)->policies, a->words[1], out);
}

gboolean
cli_bind_chassis (CliArgs *a, GString *out)
{
  return bind (a, &a->s->chassis_policies, a->words[0], out);
}

gboolean
cli_unbind_chassis (CliArgs *a, GString *out)
{
  return unbind (a, &a->s->chassis_policies, a->words[0], out);
}

/* LLDPDUs must be on and sent (p. 1419). */
gboolean
cli_tlv (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[0], TRUE);
  guint8 bit = !strcmp (a->words[1], "capability") ? 0x80 : 0x40;
  gboolean on = !strcmp (a->words[2], "enable");
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (on && (p->lldp_admin == 2 || p->lldp_admin == 4))
        return cli_error (out, "LLDPDU transmission is not enabled on port %s", name);
      p->tlvs = (guint8) (on ? p->tlvs | bit : p->tlvs & ~bit);
    }
  return TRUE;
}

gboolean
cli_tlv_ignored (CliArgs *a, GString *out)
{
  return TRUE; /* accepted; nothing here depends on the power TLVs */
}

gboolean
cli_lldpdu (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[0], TRUE);
  guint admin = !strcmp (a->words[1], "tx") ? 1 : !strcmp (a->words[1], "rx") ? 2 : !strcmp (a->words[1], "tx-and-rx") ? 3 : 4;
  for (guint i = 0; i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->lldp_admin = admin;
  return TRUE;
}

/* ---- PoE ------------------------------------------------------------------------------------------------------------- */

static LabUnit *
parse_unit (CliArgs *a, const char *w)
{
  guint first = number (w);
  return a->s->family == LAB_AOS6 ? lab_find_unit (a->s, 0, first) : lab_find_unit (a->s, first, number (strchr (w, '/') + 1));
}

gboolean
cli_poe_service (CliArgs *a, GString *out)
{
  gboolean aos6 = a->s->family == LAB_AOS6;
  const char *word = a->words[aos6 ? 1 : 0], *verb = a->words[aos6 ? 0 : 1];
  LabUnit *u = parse_unit (a, word);
  gboolean start = !strcmp (verb, "start");
  if (!u)
    return cli_error (out, "Slot %s has no inline power", word);
  if (start && u->service && !aos6)
    g_string_append_printf (out, "Lanpower chassis %u slot %u service running ...\n", u->chassis, u->slot);
  u->service = start;
  return TRUE;
}

static LabPort *
poe_port (CliArgs *a, guint i, GString *out)
{
  LabPort *p = one_port (a, i);
  if (p->poe_capable)
    return p;
  cli_error (out, "Port %s does not support inline power", a->words[i]);
  return NULL;
}

/* The form for one port cannot do the first activation of the slot (hardware guides). */
gboolean
cli_poe_port (CliArgs *a, GString *out)
{
  gboolean aos6 = a->s->family == LAB_AOS6;
  LabPort *p = poe_port (a, aos6 ? 1 : 0, out);
  const char *verb = a->words[aos6 ? 0 : 1];
  gboolean on = !strcmp (verb, "start") || !strcmp (verb, "enable");
  if (!p)
    return FALSE;
  if (on && !lab_find_unit (a->s, p->chassis, p->slot)->service)
    return cli_error (out, "Inline power is not started on this slot");
  p->poe_off = !on;
  return TRUE;
}

gboolean
cli_poe_power (CliArgs *a, GString *out)
{
  LabModel m;
  LabPort *p = poe_port (a, 0, out);
  guint mw = number (a->words[1]);
  if (!p)
    return FALSE;
  if (!lab_model_find (a->s->model, &m) || mw < 3000 || mw > m.limit_max)
    return cli_error (out, "Invalid power value %u", mw);
  p->poe_limit_mw = mw;
  return TRUE;
}

gboolean
cli_poe_priority (CliArgs *a, GString *out)
{
  LabPort *p = poe_port (a, 0, out);
  if (!p)
    return FALSE;
  p->poe_priority = !strcmp (a->words[1], "critical") ? 1 : !strcmp (a->words[1], "high") ? 2 : 3;
  return TRUE;
}

gboolean
cli_poe_maxpower (CliArgs *a, GString *out)
{
  LabUnit *u = parse_unit (a, a->words[0]);
  guint watts = number (a->words[1]);
  if (!u || watts < 36 || watts > u->budget_watts)
    return cli_error (out, "Invalid maximum power");
  u->max_watts = watts;
  return TRUE;
}

/* ---- QoS: pending until `qos apply` ---------------------------------------------------------------------------------- */

static gboolean
set_trusted (CliArgs *a, gboolean on)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[0], TRUE);
  for (guint i = 0; i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->pending_trusted = on;
  a->s->qos_pending = TRUE;
  return TRUE;
}

gboolean
cli_trusted (CliArgs *a, GString *out)
{
  return set_trusted (a, TRUE);
}

gboolean
cli_no_trusted (CliArgs *a, GString *out)
{
  return set_trusted (a, FALSE);
}

gboolean
cli_qos_pending (CliArgs *a, GString *out)
{
  a->s->qos_pending = TRUE;
  return TRUE;
}

gboolean
cli_qos_apply (CliArgs *a, GString *out)
{
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      LabPort *p = a->s->ports->pdata[i];
      p->trusted = p->pending_trusted;
    }
  a->s->qos_pending = FALSE;
  return TRUE;
}

gboolean
cli_qos_revert (CliArgs *a, GString *out)
{
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      LabPort *p = a->s->ports->pdata[i];
      p->pending_trusted = p->trusted;
    }
  a->s->qos_pending = FALSE;
  return TRUE;
}
