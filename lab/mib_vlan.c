/* VLANs, membership, and ports whose VLAN is not fixed. */
#include <string.h>

#include "mib.h"

static void
vlan (Mib *m, const LabVlan *v)
{
  g_autofree char *name = v->name ? g_strdup (v->name) : g_strdup_printf ("VLAN %u", v->id);
  gboolean active = !v->disabled && lab_is_active (m->s, v->id);
  mib_text (m, name, "%.1.2.1.3.1.1.1.1.1.2", IX (v->id));
  mib_int (m, v->disabled ? 2 : 1, "%.1.2.1.3.1.1.1.1.1.3", IX (v->id));
  mib_int (m, active ? 1 : 2, "%.1.2.1.3.1.1.1.1.1.4", IX (v->id));
  mib_int (m, 1, "%.1.2.1.3.1.1.1.1.1.5", IX (v->id));
  if (m->aos6)
    {
      mib_int (m, v->id, "%.1.2.1.3.1.1.1.1.1.1", IX (v->id));
      mib_int (m, 2, "%.1.2.1.3.1.1.1.1.1.8", IX (v->id)); /* voice status */
      mib_int (m, v->mobile_tag ? 1 : 2, "%.1.2.1.3.1.1.1.1.1.19", IX (v->id));
      return;
    }
  mib_int (m, strcmp (v->type, "std") ? 6 : 5, "%.1.2.1.3.1.1.1.1.1.8", IX (v->id)); /* type: 5 standard, 6 ipc */
  mib_int (m, 1500, "%.1.2.1.3.1.1.1.1.1.9", IX (v->id));
}

void
mib_vlans (Mib *m)
{
  for (guint i = 0; i < m->s->vlans->len; i++)
    vlan (m, m->s->vlans->pdata[i]);
  mib_int (m, m->s->vlans->len, "%.1.2.1.3.1.1.3.1", IX (0));
}

/* The two families have other numbers for the same: type 3 is mobile or dynamic, forwarding is 3 or 0. */
void
mib_members (Mib *m)
{
  for (guint v = 0; v < m->s->vlans->len; v++)
    for (guint i = 0; i < m->s->ports->len; i++)
      {
        const LabPort *p = m->s->ports->pdata[i];
        guint32 id = ((LabVlan *) m->s->vlans->pdata[v])->id, index = lab_if_index (p);
        LabMember kind = lab_member (m->s, p, id);
        if (!kind)
          continue;
        mib_int (m, kind, "%.1.2.1.3.1.1.2.1.1.3", IX (id, index));
        gboolean blocked = lab_stp_blocks (p);
        mib_int (m, m->aos6 ? (!p->up ? 1 : blocked ? 2 : 3) : (!p->up ? 2 : blocked ? 1 : 0), "%.1.2.1.3.1.1.2.1.1.4", IX (id, index));
        mib_int (m, 1, "%.1.2.1.3.1.1.2.1.1.5", IX (id, index));
      }
}

/* ---- AOS 6 ----------------------------------------------------------------------------------------------------------- */

static void
mobile (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (p);
  mib_int (m, p->mobile ? 1 : 2, "%.1.2.1.4.1.1.2.1.1.2", IX (i));
  mib_int (m, p->mobile ? 1 : 3, "%.1.2.1.4.1.1.2.1.1.3", IX (i));
  mib_int (m, p->mobile ? 1 : 3, "%.1.2.1.4.1.1.2.1.1.4", IX (i));
  mib_int (m, p->mobile ? 2 : 3, "%.1.2.1.4.1.1.2.1.1.5", IX (i));
  mib_int (m, p->dot1x ? 4 : p->mobile ? 2 : 3, "%.1.2.1.4.1.1.2.1.1.6", IX (i));
  mib_int (m, p->untagged, "%.1.2.1.4.1.1.2.1.1.7", IX (i));
}

void
mib_mobile (Mib *m)
{
  mib_each_port (m, FALSE, mobile);
}

static void
rule (Mib *m, guint id, const char *text)
{
  guint8 low[6], high[6];
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);
  gboolean range = !strcmp (parts[1], "range");
  if (!lab_parse_mac (parts[range ? 2 : 1], low) || (range && !lab_parse_mac (parts[3], high)))
    return;
  if (range)
    mib_bytes (m, high, 6, "%.1.2.1.4.1.1.1.4.1.2", IX (low[0], low[1], low[2], low[3], low[4], low[5]));
  mib_int (m, id, range ? "%.1.2.1.4.1.1.1.4.1.3" : "%.1.2.1.4.1.1.1.3.1.2", IX (low[0], low[1], low[2], low[3], low[4], low[5]));
  mib_int (m, 1, range ? "%.1.2.1.4.1.1.1.4.1.4" : "%.1.2.1.4.1.1.1.3.1.3", IX (low[0], low[1], low[2], low[3], low[4], low[5]));
}

void
mib_rules (Mib *m)
{
  for (guint i = 0; i < m->s->vlans->len; i++)
    {
      const LabVlan *v = m->s->vlans->pdata[i];
      for (guint k = 0; v->rules && k < v->rules->len; k++)
        rule (m, v->id, v->rules->pdata[k]);
    }
}

/* ---- AOS 8 ----------------------------------------------------------------------------------------------------------- */

static void
unp (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (p);
  if (!p->unp)
    return;
  mib_text (m, "", "%.1.2.1.63.1.1.7.1.2", IX (i));
  mib_int (m, 1, "%.1.2.1.63.1.1.7.1.4", IX (i));
  mib_int (m, p->unp_settings & 2 ? 1 : 2, "%.1.2.1.63.1.1.7.1.5", IX (i));
  mib_int (m, p->unp_settings & 4 ? 1 : 2, "%.1.2.1.63.1.1.7.1.6", IX (i));
  mib_int (m, p->unp_settings & 8 ? 1 : 2, "%.1.2.1.63.1.1.7.1.7", IX (i));
  mib_int (m, 1, "%.1.2.1.63.1.1.7.1.10", IX (i));
  mib_int (m, p->unp_settings & 1 ? 1 : 2, "%.1.2.1.63.1.1.7.1.16", IX (i));
  mib_int (m, 1, "%.1.2.1.63.1.1.7.1.51", IX (i));
  for (guint32 v = 1; v < 4095; v++)
    if (lab_bit (p->unp_tags, v) || lab_bit (p->unp_untagged, v))
      mib_int (m, 1, "%.1.2.1.63.1.1.54.1.2", IX (i, v));
}

void
mib_unp (Mib *m)
{
  mib_each_port (m, FALSE, unp);
}
