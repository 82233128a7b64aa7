/* What a change does to those who use its ports (product 4). What is not known counts as the worse. */
#include "plan/diff.h"

static gboolean
is_up (const PortState *port)
{
  return !port || !(port->has & HAS (ATTR_OPER)) || port->oper_up;
}

static gboolean
delivers (const PortState *port)
{
  return !port || !(port->has & HAS (ATTR_POE_STATUS)) || port->poe_status == POE_ST_DELIVERING;
}

/* A limit below the present draw takes the power away; without the draw, any lower limit may. */
static gboolean
starves (const PortState *port, gint64 limit_mw)
{
  if (port && (port->has & HAS (ATTR_POE_ACTUAL)))
    return limit_mw < port->poe_actual_mw;
  return delivers (port) && (!port || !(port->cfg.has & HAS (ATTR_POE_LIMIT)) || limit_mw < port->cfg.poe_limit_mw);
}

Disruption
plan_disruption (const Change *change, PortId port, const SwitchState *live)
{
  const PortState *state = live ? switch_state_find_port (live, port) : NULL;
  switch (change->kind)
    {
    case CHANGE_PORT_UNTAGGED:
    case CHANGE_PORT_UNTAG:
      return is_up (state) ? DISRUPT_TRAFFIC : DISRUPT_SILENT;
    case CHANGE_POE_ADMIN:
      return !change->to.number && delivers (state) ? DISRUPT_POE_CYCLE : DISRUPT_SILENT;
    case CHANGE_POE_LIMIT:
      return starves (state, change->to.number) ? DISRUPT_POE_CYCLE : DISRUPT_SILENT;
    case CHANGE_POE_SERVICE:
      return DISRUPT_SLOT_RESET;
    default:
      return DISRUPT_SILENT;
    }
}

void
plan_set_disruption (Change *change, const SwitchState *live)
{
  change->disruption = port_set_size (change->ports) ? DISRUPT_SILENT : plan_disruption (change, PORT_NONE, live);
  for (guint i = 0; i < port_set_size (change->ports); i++)
    change->disruption = MAX (change->disruption, plan_disruption (change, port_set_get (change->ports, i), live));
}
