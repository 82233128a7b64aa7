/* Finding and naming ports, VLANs and policies. */
#include <string.h>

#include "state.h"

gboolean
lab_port_is_absent (const LabSwitch *s, const LabPort *p)
{
  const LabUnit *u = lab_unit_of (s, p);
  return u && u->missing;
}

LabPort *
lab_find_port (const LabSwitch *s, guint chassis, guint slot, guint number)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (!p->aggregate_id && p->chassis == chassis && p->slot == slot && p->number == number)
        return lab_port_is_absent (s, p) ? NULL : p;
    }
  return NULL;
}

LabPort *
lab_find_aggregate (const LabSwitch *s, guint id)
{
  for (guint i = 0; id && i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id == id)
        return p;
    }
  return NULL;
}

LabPort *
lab_add_aggregate (LabSwitch *s, guint id)
{
  LabPort *p = lab_find_aggregate (s, id);
  if (p || !id)
    return p;
  p = lab_add_port (s, 0, 0, 0, FALSE, 0);
  p->aggregate_id = id;
  return p;
}

void
lab_remove_aggregate (LabSwitch *s, guint id)
{
  for (guint i = 0; i < s->ports->len; i++)
    if (((LabPort *) s->ports->pdata[i])->aggregate_id == id)
      {
        g_ptr_array_remove_index (s->ports, i);
        return;
      }
}

static gboolean
number_at (const char **text, guint *out)
{
  char *end;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  guint64 n = g_ascii_strtoull (*text, &end, 10);
  if (n > 9999)
    return FALSE;
  *text = end;
  *out = (guint) n;
  return TRUE;
}

GPtrArray *
lab_parse_ports (const LabSwitch *s, const char *text, gboolean range)
{
  guint part[3] = { 0 }, n = s->family == LAB_AOS6 ? 2 : 3, last;
  for (guint i = 0; i < n; i++)
    if ((i && *text++ != '/') || !number_at (&text, &part[i]))
      return NULL;
  last = part[n - 1];
  if (*text == '-' && range)
    {
      text++;
      if (!number_at (&text, &last))
        return NULL;
    }
  if (*text || last < part[n - 1])
    return NULL;
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  for (guint i = part[n - 1]; i <= last; i++)
    {
      LabPort *p = lab_find_port (s, n == 3 ? part[0] : 0, part[n - 2], i);
      if (!p)
        return NULL;
      g_ptr_array_add (found, p);
    }
  return g_steal_pointer (&found);
}

char *
lab_port_name (const LabPort *p)
{
  if (p->aggregate_id)
    return g_strdup_printf ("0/%u", p->aggregate_id);
  return p->chassis ? g_strdup_printf ("%u/%u/%u", p->chassis, p->slot, p->number)
                    : g_strdup_printf ("%u/%u", p->slot, p->number);
}

guint
lab_if_index (const LabPort *p)
{
  if (p->aggregate_id)
    return 40000000 + p->aggregate_id;
  return (p->chassis ? (p->chassis - 1) * 100000 : 0) + p->slot * 1000 + p->number;
}

guint
lab_base_port (const LabSwitch *s, const LabPort *p)
{
  if (p->aggregate_id)
    return s->family == LAB_AOS8 ? 32769 + p->aggregate_id : 0; /* AOS 6 does not list them */
  return s->family == LAB_AOS6 ? (p->slot - 1) * 128 + p->number : (p->chassis - 1) * 2048 + (p->slot - 1) * 256 + p->number;
}

gboolean
lab_stp_blocks (const LabPort *p)
{
  return p->up && p->past.stp >= LAB_STP_BLOCKING && p->past.stp <= LAB_STP_LEARNING;
}

guint
lab_speed (const LabSwitch *s, const LabPort *p)
{
  for (guint i = 0; p->aggregate_id && i < s->ports->len; i++)
    {
      const LabPort *member = s->ports->pdata[i];
      if (member->member_of == p->aggregate_id && member->up)
        return lab_speed (s, member);
    }
  return p->up && p->device ? p->device->speed : 0;
}

LabUnit *
lab_find_unit (const LabSwitch *s, guint chassis, guint slot)
{
  for (guint i = 0; i < s->units->len; i++)
    {
      LabUnit *u = &g_array_index (s->units, LabUnit, i);
      if (u->chassis == chassis && u->slot == slot)
        return u;
    }
  return NULL;
}

LabUnit *
lab_unit_of (const LabSwitch *s, const LabPort *p)
{
  return p->aggregate_id ? NULL : lab_find_unit (s, p->chassis, p->slot);
}

/* ---- VLANs and policies ---------------------------------------------------------------------------------------------- */

gboolean
lab_bit (const guint8 *bits, guint vlan)
{
  return vlan < 4096 && (bits[vlan / 8] >> (vlan % 8) & 1);
}

void
lab_set_bit (guint8 *bits, guint vlan, gboolean on)
{
  if (vlan >= 4096)
    return;
  guint8 bit = (guint8) (1u << (vlan % 8));
  bits[vlan / 8] = (guint8) (on ? bits[vlan / 8] | bit : bits[vlan / 8] & ~bit);
}

gboolean
lab_has_tag (const LabPort *p, guint vlan)
{
  return lab_bit (p->tags, vlan);
}

void
lab_set_tag (LabPort *p, guint vlan, gboolean on)
{
  lab_set_bit (p->tags, vlan, on);
  if (!on && p->tag_notes)
    g_hash_table_remove (p->tag_notes, GUINT_TO_POINTER (vlan));
}

gboolean
lab_has_any_tag (const LabPort *p)
{
  for (guint i = 0; i < sizeof p->tags; i++)
    if (p->tags[i])
      return TRUE;
  return FALSE;
}

LabMember
lab_member (const LabSwitch *s, const LabPort *p, guint vlan)
{
  const LabVlan *v = lab_find_vlan (s, vlan);
  if (!v || p->member_of || p->vfl || lab_port_is_absent (s, p))
    return LAB_NO_MEMBER;
  if (p->mobile && v->mobile_tag && p->booted && lab_phone_vlan (p) == vlan)
    return LAB_DYNAMIC;
  if (p->unp && lab_bit (p->unp_tags, vlan))
    return LAB_UNP_TAGGED;
  if (p->unp && lab_bit (p->unp_untagged, vlan))
    return LAB_UNP_UNTAGGED;
  return p->untagged == vlan ? LAB_UNTAGGED : lab_has_tag (p, vlan) ? LAB_TAGGED : LAB_NO_MEMBER;
}

LabVlan *
lab_find_vlan (const LabSwitch *s, guint id)
{
  for (guint i = 0; i < s->vlans->len; i++)
    if (((LabVlan *) s->vlans->pdata[i])->id == id)
      return s->vlans->pdata[i];
  return NULL;
}

static int
by_id (gconstpointer a, gconstpointer b)
{
  const LabVlan *x = *(LabVlan *const *) a, *y = *(LabVlan *const *) b;
  return x->id < y->id ? -1 : x->id > y->id;
}

LabVlan *
lab_add_vlan (LabSwitch *s, guint id)
{
  LabVlan *v = lab_find_vlan (s, id);
  if (v)
    return v;
  v = g_new0 (LabVlan, 1);
  v->id = id;
  v->type = g_strdup ("std");
  g_ptr_array_add (s->vlans, v);
  g_ptr_array_sort (s->vlans, by_id);
  return v;
}

/* Ports are detached; one whose default it was returns to VLAN 1 (CLI guide p. 428). */
void
lab_remove_vlan (LabSwitch *s, guint id)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      lab_set_tag (p, id, FALSE);
      lab_set_bit (p->unp_tags, id, FALSE);
      lab_set_bit (p->unp_untagged, id, FALSE);
      if (p->untagged == id)
        p->untagged = 1;
    }
  g_ptr_array_remove (s->vlans, lab_find_vlan (s, id));
}

gboolean
lab_is_active (const LabSwitch *s, guint vlan)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p->up && !p->member_of && (p->untagged == vlan || lab_has_tag (p, vlan) || lab_bit (p->unp_tags, vlan)))
        return TRUE;
    }
  return FALSE;
}

LabPolicy *
lab_find_policy (const LabSwitch *s, guint id)
{
  for (guint i = 0; i < s->policies->len; i++)
    if (((LabPolicy *) s->policies->pdata[i])->id == id)
      return s->policies->pdata[i];
  return NULL;
}

gboolean
lab_policy_is_bound (const LabSwitch *s, guint id)
{
  gboolean bound = (s->chassis_policies >> id & 1) != 0;
  for (guint i = 0; i < s->ports->len; i++)
    bound = bound || (((LabPort *) s->ports->pdata[i])->policies >> id & 1);
  return bound;
}
