/* Who gets power. A new device is admitted when what is left of the budget is at least its port's configured maximum, however
 * little it needs (hardware guides: guard band). Else, with priority disconnect, powered ports of a lower priority are cut for
 * it: lowest priority first, then highest port number, and only if that suffices. */
#include <string.h>

#include "faults.h"

gboolean
lab_needs_power (const LabPort *p)
{
  return p->device && p->device->milliwatts && p->poe_capable;
}

/* Class maximum at the source, class 0 to 4. */
static guint
class_mw (guint class)
{
  static const guint mw[] = { 15400, 4000, 7000, 15400, 30000 };
  return mw[MIN (class, G_N_ELEMENTS (mw) - 1)];
}

/* What must be left for this port to be admitted. */
static guint
reserve_mw (const LabUnit *u, const LabPort *p)
{
  guint limit = p->poe_limit_mw;
  return u->class_detection || u->bt ? MIN (limit, class_mw (p->device->poe_class)) : limit;
}

static gboolean
is_on (const LabUnit *u, const LabPort *p)
{
  return u && u->service && !u->missing && !p->poe_off;
}

/* Ports of one unit. */
static GPtrArray *
ports_of (const LabSwitch *s, const LabUnit *u)
{
  GPtrArray *ports = g_ptr_array_new ();
  for (guint i = 0; i < s->ports->len; i++)
    {
      LabPort *p = s->ports->pdata[i];
      if (p->poe_capable && p->chassis == u->chassis && p->slot == u->slot)
        g_ptr_array_add (ports, p);
    }
  return ports;
}

static guint
drawn (const GPtrArray *ports)
{
  guint mw = 0;
  for (guint i = 0; i < ports->len; i++)
    mw += ((LabPort *) ports->pdata[i])->draw_mw;
  return mw;
}

static void
cut (LabPort *p, LabPoeStatus status)
{
  p->poe_status = status;
  p->draw_mw = 0;
  if (p->device)
    p->device->power_since = 0;
  p->denials += status == LAB_POE_DENIED;
}

/* The powered port that goes first: lowest priority (3), then highest number. */
static LabPort *
next_victim (const GPtrArray *ports, guint spare_priority, GPtrArray *taken)
{
  LabPort *victim = NULL;
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      if (p->poe_status != LAB_POE_DELIVERING || p->poe_priority <= spare_priority || g_ptr_array_find (taken, p, NULL))
        continue;
      if (!victim || p->poe_priority >= victim->poe_priority)
        victim = p;
    }
  return victim;
}

/* Cuts others until `needed` is there; if all of them do not suffice, nobody. */
static gboolean
make_room (const GPtrArray *ports, const LabPort *newcomer, guint left, guint needed)
{
  g_autoptr (GPtrArray) victims = g_ptr_array_new ();
  while (left < needed)
    {
      LabPort *victim = next_victim (ports, newcomer->poe_priority, victims);
      if (!victim)
        return FALSE;
      g_ptr_array_add (victims, victim);
      left += victim->draw_mw;
    }
  for (guint i = 0; i < victims->len; i++)
    cut (victims->pdata[i], LAB_POE_DENIED);
  return TRUE;
}

static void
try_admit (LabSwitch *s, const LabUnit *u, const GPtrArray *ports, LabPort *p)
{
  guint budget = u->max_watts * 1000, used = drawn (ports), left = budget > used ? budget - used : 0;
  gboolean fits = p->device->milliwatts <= p->poe_limit_mw && !lab_fault (s, "poe-denied");
  if (fits && left < reserve_mw (u, p))
    fits = u->disconnect && make_room (ports, p, left, reserve_mw (u, p));
  if (!fits)
    {
      if (p->poe_status != LAB_POE_DENIED)
        cut (p, LAB_POE_DENIED);
      return;
    }
  p->poe_status = LAB_POE_DELIVERING;
  p->draw_mw = p->device->milliwatts;
  p->device->power_since = lab_now (s);
}

/* What is powered stays so, unless its port was switched off, its device needs more than the port may give, or the budget shrank.
 */
static void
drop_losers (LabSwitch *s, const LabUnit *u, const GPtrArray *ports)
{
  LabPort *victim;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      gboolean delayed = u->delayed_until > lab_now (s);
      if (!is_on (u, p))
        cut (p, LAB_POE_DISABLED);
      else if (delayed || !lab_needs_power (p))
        cut (p, delayed ? LAB_POE_DELAYED : LAB_POE_SEARCHING);
      else if (p->poe_status == LAB_POE_DELIVERING && (p->device->milliwatts > p->poe_limit_mw || lab_fault (s, "poe-denied")))
        cut (p, LAB_POE_DENIED);
      else if (p->poe_status == LAB_POE_DISABLED || p->poe_status == LAB_POE_DELAYED)
        p->poe_status = LAB_POE_SEARCHING;
    }
  while (drawn (ports) > u->max_watts * 1000 && (victim = next_victim (ports, 0, none)))
    cut (victim, LAB_POE_DENIED);
}

static void
refresh_unit (LabSwitch *s, LabUnit *u)
{
  g_autoptr (GPtrArray) ports = ports_of (s, u);
  if (u->delayed_until && lab_now (s) >= u->delayed_until)
    u->delayed_until = 0;
  drop_losers (s, u, ports);
  for (guint priority = 1; priority <= 3; priority++)
    for (guint i = 0; i < ports->len; i++)
      {
        LabPort *p = ports->pdata[i];
        if (p->poe_priority == priority && lab_needs_power (p)
            && (p->poe_status == LAB_POE_SEARCHING || p->poe_status == LAB_POE_DENIED))
          try_admit (s, u, ports, p);
      }
}

void
lab_refresh_power (LabSwitch *s)
{
  for (guint i = 0; i < s->units->len; i++)
    {
      LabUnit *u = &g_array_index (s->units, LabUnit, i);
      if (u->poe)
        refresh_unit (s, u);
    }
}
