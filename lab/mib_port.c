/* The switch itself, its ports, and how old MIBs see its VLANs. */
#include <string.h>

#include "mib.h"

static gboolean
is_enterprise (const LabSwitch *s)
{
  return s->family == LAB_AOS6 ? lab_since (s, 6, 7, 2) : lab_since (s, 8, 4, 0);
}

void
mib_system (Mib *m)
{
  LabModel model;
  const LabSwitch *s = m->s;
  g_autofree char *descr =
      g_strdup_printf ("Alcatel-Lucent %s%s %s GA, June 20, 2018.", is_enterprise (s) ? "Enterprise " : "", s->model, s->version);
  gint64 ticks = lab_now (s) / 10;
  mib_text (m, descr, "1.3.6.1.2.1.1.1", IX (0));
  if (lab_model_find (s->model, &model))
    mib_add (m, MIB_OID, "1.3.6.1.2.1.1.2", IX (0))->octets = g_strdup (model.object_id);
  mib_number (m, MIB_TICKS, (m->aos6 ? ticks / 100 * 100 : ticks) % G_MAXUINT32, "1.3.6.1.2.1.1.3",
              IX (0)); /* AOS 6 counts in seconds */
  mib_text (m, "Alcatel-Lucent Enterprise", "1.3.6.1.2.1.1.4", IX (0));
  mib_text (m, s->name, "1.3.6.1.2.1.1.5", IX (0));
  mib_text (m, "Unknown", "1.3.6.1.2.1.1.6", IX (0));
  mib_int (m, 78, "1.3.6.1.2.1.1.7", IX (0));
  mib_int (m, lab_now (s) / 1000 % G_MAXINT32, "1.3.6.1.6.3.10.2.1.3", IX (0));
}

static char *
if_name (const Mib *m, const LabPort *p)
{
  return p->aggregate_id && m->aos6 ? g_strdup_printf ("agg%u", p->aggregate_id) : lab_port_name (p);
}

static void
interface (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (p);
  g_autofree char *name = lab_port_name (p), *series = g_strndup (m->s->model, strcspn (m->s->model, "-"));
  g_autofree char *descr = p->aggregate_id ? g_strdup_printf ("Omnichannel Aggregate Number %u ref %u size 2", p->aggregate_id, i)
                           : m->aos6 ? g_strdup_printf ("Alcatel-Lucent %s%s", is_enterprise (m->s) ? "Enterprise " : "", name)
                                     : g_strdup_printf ("Alcatel-Lucent %s GNI %s", series, name);
  mib_text (m, descr, "1.3.6.1.2.1.2.2.1.2", IX (i));
  mib_int (m, p->aggregate_id ? 161 : 6, "1.3.6.1.2.1.2.2.1.3", IX (i));
  mib_number (m, MIB_GAUGE, MIN (lab_speed (m->s, p) * G_GINT64_CONSTANT (1000000), G_MAXUINT32), "1.3.6.1.2.1.2.2.1.5", IX (i));
  mib_int (m, p->admin_down ? 2 : 1, "1.3.6.1.2.1.2.2.1.7", IX (i));
  mib_int (m, p->up ? 1 : 2, "1.3.6.1.2.1.2.2.1.8", IX (i));
}

void
mib_interfaces (Mib *m)
{
  mib_each_port (m, TRUE, interface);
}

static void
name (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (p);
  g_autofree char *text = if_name (m, p);
  /* captured names of AOS 6 aggregates end in a NUL, their alias reads None */
  mib_bytes (m, text, strlen (text) + (p->aggregate_id && m->aos6), "1.3.6.1.2.1.31.1.1.1.1", IX (i));
  mib_number (m, MIB_GAUGE, lab_speed (m->s, p), "1.3.6.1.2.1.31.1.1.1.15", IX (i));
  mib_text (m, p->aggregate_id && m->aos6 && !*p->alias ? "None" : p->alias, "1.3.6.1.2.1.31.1.1.1.18", IX (i));
}

void
mib_names (Mib *m)
{
  mib_each_port (m, TRUE, name);
}

static void
base_port (Mib *m, const LabPort *p)
{
  guint32 base = lab_base_port (m->s, p);
  if (base && !(m->aos6 && p->vfl)) /* a stacking link of AOS 6 is no bridge port */
    mib_int (m, lab_if_index (p), "1.3.6.1.2.1.17.1.4.1.2", IX (base));
}

void
mib_base_ports (Mib *m)
{
  mib_each_port (m, TRUE, base_port);
}

static void
esm (Mib *m, const LabPort *p)
{
  guint32 i = lab_if_index (p);
  mib_int (m, p->slot, "%.1.2.1.5.1.1.2.1.1.1", IX (i));
  mib_int (m, p->number, "%.1.2.1.5.1.1.2.1.1.2", IX (i));
  mib_int (m, 3, "%.1.2.1.5.1.1.2.1.1.3", IX (i));
  if (m->aos6)
    return;
  mib_int (m, p->admin_down ? 2 : 1, "%.1.2.1.5.1.1.2.1.1.7", IX (i));
  mib_text (m, p->alias, "%.1.2.1.5.1.1.2.1.1.12", IX (i));
}

void
mib_esm (Mib *m)
{
  mib_each_port (m, FALSE, esm);
}

/* ---- ENTITY-MIB: modules n, control modules 64+n (AOS 8: 65, 66), chassis 568+n (AOS 8: 208+n) ------------------------ */

static void
entity (Mib *m, guint32 index, int class, char *own_name)
{
  g_autofree char *freed = own_name, *serial = g_strdup_printf ("LAB%06u", index);
  static const char *const columns[] = { "2", "7", "8", "10", "11", "12", "13" };
  const char *values[] = { m->s->model, freed, "04", m->s->version, serial, "Alcatel-Lucent", m->s->model };
  LabModel model;
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *column = g_strconcat ("1.3.6.1.2.1.47.1.1.1.1.", columns[i], NULL);
      mib_text (m, values[i], column, IX (index));
    }
  if (lab_model_find (m->s->model, &model))
    mib_add (m, MIB_OID, "1.3.6.1.2.1.47.1.1.1.1.3", IX (index))->octets = g_strdup (model.object_id);
  mib_int (m, class, "1.3.6.1.2.1.47.1.1.1.1.5", IX (index));
}

void
mib_entities (Mib *m)
{
  for (guint i = 0; i < m->s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (m->s->units, LabUnit, i);
      guint n = m->aos6 ? u->slot : u->chassis;
      if (u->missing)
        continue;
      entity (m, n, 9, m->aos6 ? g_strdup_printf ("NI-%u", n) : g_strdup_printf ("%u/SLOT-1", n));
      entity (m, 64 + n, 9, m->aos6 ? g_strdup_printf ("CMM-%u", n) : g_strdup_printf ("%u/CMM-A", n));
      entity (m, (m->aos6 ? 568 : 208) + n, 3, m->aos6 ? g_strdup ("Chassis") : g_strdup_printf ("CHASSIS-%u", n));
    }
}

/* ---- aggregates, fabric links ---------------------------------------------------------------------------------------- */

static void
aggregate (Mib *m, const LabPort *p)
{
  mib_int (m, p->member_of ? (gint64) p->member_of : -1, "%.1.2.1.13.1.1.2.1.1.24", IX (lab_if_index (p)));
}

void
mib_aggregates (Mib *m)
{
  mib_each_port (m, FALSE, aggregate);
}

static void
fabric (Mib *m, const LabPort *p)
{
  if (p->vfl)
    mib_int (m, p->up ? 1 : 2, "%.1.2.1.69.1.1.7.1.3", IX (p->chassis, 0, lab_if_index (p)));
}

void
mib_fabric (Mib *m)
{
  mib_each_port (m, FALSE, fabric);
}

/* ---- Q-BRIDGE -------------------------------------------------------------------------------------------------------- */

#define TIME_MARK 4121

static void
pvid (Mib *m, const LabPort *p)
{
  if (lab_has_any_tag (p) && !p->member_of)
    mib_number (m, MIB_GAUGE, p->untagged, "1.3.6.1.2.1.17.7.1.4.5.1.1", IX (lab_if_index (p)));
}

/* Ports as bits by base port, the first of each octet on top. */
static void
port_bits (Mib *m, const LabVlan *v)
{
  guint8 egress[128] = { 0 }, untagged[128] = { 0 };
  guint last = 0;
  for (guint i = 0; i < m->s->ports->len; i++)
    {
      const LabPort *p = m->s->ports->pdata[i];
      guint base = lab_base_port (m->s, p);
      LabMember kind = lab_member (m->s, p, v->id);
      if (!base || base > 8 * sizeof egress)
        continue;
      last = MAX (last, base);
      egress[(base - 1) / 8] |= (guint8) (kind ? 0x80 >> ((base - 1) % 8) : 0);
      untagged[(base - 1) / 8] |= (guint8) (kind == LAB_UNTAGGED ? 0x80 >> ((base - 1) % 8) : 0);
    }
  mib_bytes (m, egress, (last + 7) / 8, "1.3.6.1.2.1.17.7.1.4.2.1.4", IX (TIME_MARK, v->id));
  mib_bytes (m, untagged, (last + 7) / 8, "1.3.6.1.2.1.17.7.1.4.2.1.5", IX (TIME_MARK, v->id));
}

/* AOS 6 from 6.7 answers the current tables and a PVID by ifIndex for ports that carry a tag; AOS 7/8 the names, and from 8.9 on
 * the wrong ones. */
void
mib_q_bridge (Mib *m)
{
  for (guint i = 0; i < m->s->vlans->len; i++)
    {
      const LabVlan *v = m->s->vlans->pdata[i];
      g_autofree char *own = v->name ? g_strdup (v->name) : g_strdup_printf ("VLAN %u", v->id);
      gboolean wrong = !m->aos6 && lab_since (m->s, 8, 9, 0);
      if (!strcmp (v->type, "std"))
        mib_text (m, wrong ? "VLAN" : own, "1.3.6.1.2.1.17.7.1.4.3.1.1", IX (v->id));
      if (m->aos6 && lab_since (m->s, 6, 7, 0))
        port_bits (m, v);
    }
  if (m->aos6)
    mib_each_port (m, FALSE, pvid);
}
