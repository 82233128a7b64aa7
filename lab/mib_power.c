/* PoE: three units on one screen, W for a slot, mW for a port, 0.1 W in LLDP-MED. Also QoS trust and port security. */
#include <string.h>

#include "mib.h"

guint32
mib_poe_group (const LabPort *p)
{
  return p->chassis > 1 ? (p->chassis - 1) * 1000 + p->slot : p->slot;
}

static guint32
unit_group (const LabUnit *u)
{
  return u->chassis > 1 ? (u->chassis - 1) * 1000 + u->slot : u->slot;
}

static guint
class_column (const LabPort *p)
{
  return p->draw_mw && p->device ? MIN (p->device->poe_class, 4) + 1 : 1;
}

static guint
unit_watts (const LabSwitch *s, const LabUnit *u)
{
  guint mw = 0;
  for (guint i = 0; i < s->ports->len; i++)
    mw += lab_unit_of (s, s->ports->pdata[i]) == u ? ((LabPort *) s->ports->pdata[i])->draw_mw : 0;
  return (mw + 999) / 1000;
}

typedef void (*EachUnit) (Mib *m, const LabUnit *u);

static void
each_unit (Mib *m, EachUnit each)
{
  for (guint i = 0; i < m->s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (m->s->units, LabUnit, i);
      if (u->poe && !u->missing)
        each (m, u);
    }
}

/* ---- RFC 3621 -------------------------------------------------------------------------------------------------------- */

static void
port (Mib *m, const LabPort *p)
{
  static const int status[] = { 1, 2, 3, 4, 6, 2 }; /* denied is otherFault, delayed is searching */
  guint32 group = mib_poe_group (p);
  if (!p->poe_capable)
    return;
  mib_int (m, p->poe_off ? 2 : 1, "1.3.6.1.2.1.105.1.1.1.3", IX (group, p->number));
  mib_int (m, status[p->poe_status], "1.3.6.1.2.1.105.1.1.1.6", IX (group, p->number));
  mib_int (m, p->poe_priority, "1.3.6.1.2.1.105.1.1.1.7", IX (group, p->number));
  mib_text (m, p->poe_type, "1.3.6.1.2.1.105.1.1.1.9", IX (group, p->number));
  mib_int (m, class_column (p), "1.3.6.1.2.1.105.1.1.1.10", IX (group, p->number));
  mib_number (m, MIB_COUNTER, p->denials, "1.3.6.1.2.1.105.1.1.1.12", IX (group, p->number));
}

static void
unit (Mib *m, const LabUnit *u)
{
  mib_number (m, MIB_GAUGE, u->budget_watts, "1.3.6.1.2.1.105.1.3.1.1.2", IX (unit_group (u)));
  mib_int (m, u->service ? 1 : 2, "1.3.6.1.2.1.105.1.3.1.1.3", IX (unit_group (u)));
  mib_number (m, MIB_GAUGE, unit_watts (m->s, u), "1.3.6.1.2.1.105.1.3.1.1.4", IX (unit_group (u)));
  mib_int (m, u->usage, "1.3.6.1.2.1.105.1.3.1.1.5", IX (unit_group (u)));
}

void
mib_poe (Mib *m)
{
  if (m->s->poe_draft)
    return;
  mib_each_port (m, FALSE, port);
  each_unit (m, unit);
}

/* ---- the draft of 2002, below AOS 6's own branch: other columns, other numbers --------------------------------------- */

static void
draft_port (Mib *m, const LabPort *p)
{
  static const int status[] = { 1, 2, 4, 5, 8, 2 };
  guint32 group = mib_poe_group (p);
  if (!p->poe_capable)
    return;
  mib_int (m, p->poe_off ? 2 : 1, "%.1.2.1.27.999.1.1.1.3", IX (group, p->number));
  mib_int (m, status[p->poe_status], "%.1.2.1.27.999.1.1.1.7", IX (group, p->number));
  mib_int (m, p->poe_priority, "%.1.2.1.27.999.1.1.1.8", IX (group, p->number));
  mib_int (m, 2, "%.1.2.1.27.999.1.1.1.13", IX (group, p->number));
  mib_int (m, class_column (p), "%.1.2.1.27.999.1.1.1.14", IX (group, p->number));
}

static void
draft_unit (Mib *m, const LabUnit *u)
{
  mib_number (m, MIB_GAUGE, u->budget_watts, "%.1.2.1.27.999.1.3.1.1.2", IX (unit_group (u)));
  mib_int (m, u->service ? 1 : 2, "%.1.2.1.27.999.1.3.1.1.3", IX (unit_group (u)));
  mib_number (m, MIB_GAUGE, unit_watts (m->s, u), "%.1.2.1.27.999.1.3.1.1.4", IX (unit_group (u)));
  mib_int (m, u->usage, "%.1.2.1.27.999.1.3.1.1.7", IX (unit_group (u)));
}

void
mib_poe_draft (Mib *m)
{
  mib_each_port (m, FALSE, draft_port);
  each_unit (m, draft_unit);
}

/* ---- INLINE-POWER ---------------------------------------------------------------------------------------------------- */

static void
inline_port (Mib *m, const LabPort *p)
{
  guint32 group = mib_poe_group (p);
  if (!p->poe_capable)
    return;
  mib_int (m, p->poe_limit_mw, "%.1.2.1.27.1.1.1.1.1", IX (group, p->number));
  mib_int (m, p->draw_mw, "%.1.2.1.27.1.1.1.1.2", IX (group, p->number));
  mib_int (m, p->draw_mw ? 1 : 2, "%.1.2.1.27.1.1.1.1.3", IX (group, p->number));
  mib_int (m, p->draw_mw && p->device ? (gint64) p->device->poe_class : 5, "%.1.2.1.27.1.1.1.1.4", IX (group, p->number));
}

static void
inline_unit (Mib *m, const LabUnit *u)
{
  mib_int (m, u->service ? 1 : 2, "%.1.2.1.27.1.1.2.1.1", IX (unit_group (u)));
  mib_int (m, u->max_watts, "%.1.2.1.27.1.1.2.1.2", IX (unit_group (u)));
  mib_int (m, u->disconnect ? 1 : 2, "%.1.2.1.27.1.1.2.1.3", IX (unit_group (u)));
  mib_int (m, u->capacitor ? 1 : 2, "%.1.2.1.27.1.1.2.1.4", IX (unit_group (u)));
  mib_int (m, 3, "%.1.2.1.27.1.1.2.1.5", IX (unit_group (u)));
  if (!m->aos6)
    mib_int (m, u->class_detection ? 1 : 2, "%.1.2.1.27.1.1.2.1.7", IX (unit_group (u)));
}

void
mib_inline_power (Mib *m)
{
  mib_each_port (m, FALSE, inline_port);
  each_unit (m, inline_unit);
}

/* ---- QoS, port security ---------------------------------------------------------------------------------------------- */

/* Tagged and mobile ports of AOS 6, and UNP ports of AOS 8, are trusted whatever is configured. */
static void
qos (Mib *m, const LabPort *p)
{
  guint32 slot = !m->aos6 && m->s->units->len > 1 ? p->chassis * 1000 + p->slot : p->slot;
  gboolean trusted = p->trusted || p->unp || (m->aos6 && (p->mobile || lab_has_any_tag (p)));
  mib_int (m, trusted ? 1 : 2, m->aos6 ? "%.1.2.1.22.1.1.29.1.6" : "%.1.2.1.22.1.1.29.1.4", IX (slot, p->number));
}

void
mib_qos (Mib *m)
{
  mib_int (m, m->s->trust_ports ? 1 : 2, m->aos6 ? "%.1.2.1.22.1.1.30.4" : "%.1.2.1.22.1.1.30.2", IX (0));
  mib_each_port (m, FALSE, qos);
}

static void
port_security (Mib *m, const LabPort *p)
{
  if (p->lps_max)
    mib_int (m, p->lps_max, "%.1.2.1.8.2.1.1.1.2", IX (lab_if_index (p)));
}

void
mib_port_security (Mib *m)
{
  mib_each_port (m, FALSE, port_security);
}
