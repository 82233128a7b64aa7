/* What went over a port, and how its link came out: IF-MIB (RFC 2863), EtherLike-MIB (RFC 3635). */
#include "mib.h"

typedef struct {
  gint64 unicast, multicast, broadcast;
} Packets;

/* Made up, and the same every time: a port that is up has carried something and carries more with time; one that is down has
 * carried nothing. */
static Packets
packets (const LabSwitch *s, const LabPort *p, guint which)
{
  gint64 seconds = (lab_now (s) - p->up_since) / 1000, start = 20000 + (lab_if_index (p) % 1000 + which) * 7919 % 50000;
  if (!p->up)
    return (Packets){ 0 };
  return (Packets){ start * 10 + seconds * 40, start / 10 + seconds, start / 20 + seconds / 2 };
}

/* An aggregate's are those of its members. */
static Packets
sum (const LabSwitch *s, const LabPort *p, guint which)
{
  Packets all = p->aggregate_id ? (Packets){ 0 } : packets (s, p, which);
  for (guint i = 0; p->aggregate_id && i < s->ports->len; i++)
    {
      const LabPort *member = s->ports->pdata[i];
      Packets one = member->member_of == p->aggregate_id ? packets (s, member, which) : (Packets){ 0 };
      all = (Packets){ all.unicast + one.unicast, all.multicast + one.multicast, all.broadcast + one.broadcast };
    }
  return all;
}

static LabPast
past (const LabSwitch *s, const LabPort *p)
{
  LabPast all = p->past;
  for (guint i = 0; p->aggregate_id && i < s->ports->len; i++)
    {
      const LabPort *member = s->ports->pdata[i];
      if (member->member_of != p->aggregate_id)
        continue;
      all.in_errors += member->past.in_errors;
      all.out_errors += member->past.out_errors;
      all.in_discards += member->past.in_discards;
      all.out_discards += member->past.out_discards;
    }
  return all;
}

/* Counter32 wraps (RFC 2863, 3.1.6); the same counts without wrapping are Counter64. */
static void
direction (Mib *m, const LabPort *p, gboolean out)
{
  Packets n = sum (m->s, p, out);
  guint32 i = lab_if_index (p);
  gint64 octets = n.unicast * 600 + n.multicast * 120 + n.broadcast * 90;
  const gint64 high[] = { octets, n.unicast, n.multicast, n.broadcast };
  mib_number (m, MIB_COUNTER, octets & G_MAXUINT32, out ? "1.3.6.1.2.1.2.2.1.16" : "1.3.6.1.2.1.2.2.1.10", IX (i));
  mib_number (m, MIB_COUNTER, n.unicast & G_MAXUINT32, out ? "1.3.6.1.2.1.2.2.1.17" : "1.3.6.1.2.1.2.2.1.11", IX (i));
  for (guint k = 0; k < G_N_ELEMENTS (high); k++)
    {
      g_autofree char *column = g_strdup_printf ("1.3.6.1.2.1.31.1.1.1.%u", (out ? 10 : 6) + k);
      mib_number (m, MIB_COUNTER64, high[k], column, IX (i));
    }
}

static void
counters (Mib *m, const LabPort *p)
{
  LabPast told = past (m->s, p);
  guint32 i = lab_if_index (p);
  direction (m, p, FALSE);
  direction (m, p, TRUE);
  mib_number (m, MIB_COUNTER, told.in_discards, "1.3.6.1.2.1.2.2.1.13", IX (i));
  mib_number (m, MIB_COUNTER, told.in_errors, "1.3.6.1.2.1.2.2.1.14", IX (i));
  mib_number (m, MIB_COUNTER, told.out_discards, "1.3.6.1.2.1.2.2.1.19", IX (i));
  mib_number (m, MIB_COUNTER, told.out_errors, "1.3.6.1.2.1.2.2.1.20", IX (i));
}

void
mib_counters (Mib *m)
{
  mib_each_port (m, TRUE, counters);
}

/* {unknown 1, halfDuplex 2, fullDuplex 3}; aggregates have no row. */
static void
duplex (Mib *m, const LabPort *p)
{
  mib_int (m, !p->up ? 1 : p->device && p->device->half ? 2 : 3, "1.3.6.1.2.1.10.7.2.1.19", IX (lab_if_index (p)));
}

void
mib_duplex (Mib *m)
{
  mib_each_port (m, FALSE, duplex);
}
