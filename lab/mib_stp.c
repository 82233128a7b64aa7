/* Spanning tree. This switch is the root of every tree that it takes part in. */
#include <string.h>

#include "mib.h"

#define STP "1.3.6.1.2.1.17.2."
#define PRIORITY 32768

static const guint8 root_id[8] = { PRIORITY >> 8, 0, 0xe8, 0xe7, 0x32, 0, 0x2a, 0x55 }; /* priority and MAC */

static int
state_of (const LabPort *p)
{
  return !p->up ? LAB_STP_DISABLED : p->past.stp ? p->past.stp : LAB_STP_FORWARDING;
}

/* Does the port take part at all? Members of aggregates and fabric links have no row, as they are in no VLAN. */
static gboolean
takes_part (const LabSwitch *s, const LabPort *p)
{
  return lab_base_port (s, p) && !p->member_of && !p->vfl;
}

/* ---- BRIDGE-MIB (RFC 4188) ------------------------------------------------------------------------------------------- */

/* With a tree for each VLAN this MIB has no room for more than one: a recorded OS6860E tells the ports of VLAN 1. */
static void
standard_port (Mib *m, const LabPort *p)
{
  static const guint8 nobody[8] = { 0 };
  guint32 base = lab_base_port (m->s, p);
  guint8 far_port[2] = { (guint8) (0x70 | (base >> 8 & 0x0f)), (guint8) base }; /* priority 7, 12 bits of number (802.1D) */
  int state = state_of (p);
  gboolean runs = state != LAB_STP_DISABLED;
  guint speed = lab_speed (m->s, p);
  if (!takes_part (m->s, p) || (!m->s->flat_stp && !lab_member (m->s, p, 1)))
    return;
  mib_int (m, base, STP "15.1.1", IX (base));
  mib_int (m, 7, STP "15.1.2", IX (base));
  mib_int (m, state, STP "15.1.3", IX (base));
  mib_int (m, p->past.stp == LAB_STP_DISABLED ? 2 : 1, STP "15.1.4", IX (base)); /* enabled 1 */
  mib_int (m, speed >= 10000 ? 2 : speed >= 1000 ? 4 : speed >= 100 ? 19 : speed ? 100 : 1, STP "15.1.5", IX (base));
  mib_bytes (m, runs ? root_id : nobody, 8, STP "15.1.6", IX (base));
  mib_int (m, 0, STP "15.1.7", IX (base));
  mib_bytes (m, runs ? root_id : nobody, 8, STP "15.1.8", IX (base));
  mib_bytes (m, runs ? far_port : nobody, 2, STP "15.1.9", IX (base));
  mib_number (m, MIB_COUNTER, state == LAB_STP_FORWARDING, STP "15.1.10", IX (base));
}

/* Times in hundredths of a second. A recorded AOS 6 calls its protocol 5, which the RFC does not know; 3 is ieee8021d. */
void
mib_spanning_tree (Mib *m)
{
  static const struct { const char *scalar; guint value;
  } usual[] = { { "2", PRIORITY }, { "6", 0 },     { "7", 0 },     { "8", 2000 },  { "9", 200 },
                { "10", 1 },       { "11", 1500 }, { "12", 2000 }, { "13", 200 }, { "14", 1500 } };
  mib_int (m, m->aos6 ? 5 : 3, STP "1", IX (0));
  mib_number (m, MIB_TICKS, 0, STP "3", IX (0));
  mib_number (m, MIB_COUNTER, 0, STP "4", IX (0));
  mib_bytes (m, root_id, sizeof root_id, STP "5", IX (0));
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      g_autofree char *column = g_strconcat (STP, usual[i].scalar, NULL);
      mib_int (m, usual[i].value, column, IX (0));
    }
  mib_each_port (m, TRUE, standard_port);
}

/* ---- vStpInsPortTable ------------------------------------------------------------------------------------------------ */

enum { FLAT = 1, ONE_PER_VLAN = 2 }; /* vStpInsBridgeMode */

static void
vendor_port (Mib *m, const LabPort *p, guint mode, guint32 instance)
{
  guint32 base = lab_base_port (m->s, p);
  mib_int (m, p->past.edge ? 1 : 2, m->aos6 ? "%.1.2.1.12.1.1.1.4.1.22" : "%.1.2.1.12.1.1.1.2.1.22", IX (mode, instance, base));
  if (!m->aos6)
    mib_int (m, state_of (p), "%.1.2.1.12.1.1.1.2.1.3", IX (mode, instance, base));
}

static void
vendor_ports (Mib *m, const LabPort *p)
{
  if (!takes_part (m->s, p))
    return;
  if (m->s->flat_stp)
    {
      vendor_port (m, p, FLAT, 1);
      return;
    }
  for (guint i = 0; i < m->s->vlans->len; i++)
    {
      guint id = ((LabVlan *) m->s->vlans->pdata[i])->id;
      if (lab_member (m->s, p, id))
        vendor_port (m, p, ONE_PER_VLAN, id);
    }
}

void
mib_vendor_spanning_tree (Mib *m)
{
  mib_each_port (m, TRUE, vendor_ports);
}
