/* From typed changes to CLI lines, there and back. */
#include "plan/diff.h"

#include <glib/gi18n.h>
#include <string.h>

/* One operation of a change, with what goes into its holes; ports are filled in per line. */
typedef struct
{
  OpId op;
  OpArgs args;
  gboolean per_port;
} Op;

static Op
op_vlan (const Change *c, const Value *to)
{
  Op op = { OP_N, { .vlan = c->vlan }, FALSE };
  op.args.name = to->type == VALUE_STRING ? to->string : NULL;
  if (c->kind == CHANGE_VLAN_CREATE)
    op.op = to->type == VALUE_NULL ? OP_VLAN_DELETE : op.args.name ? OP_VLAN_CREATE : OP_VLAN_CREATE_PLAIN;
  else if (c->kind == CHANGE_VLAN_ADMIN)
    op.op = to->number ? OP_VLAN_ENABLE : OP_VLAN_DISABLE;
  else
    op.op = OP_VLAN_NAME;
  return op;
}

static Op
op_policy (const Change *c, gboolean undo)
{
  Op op = { OP_N, { .policy = c->policy.id, .policy_values = &c->policy }, FALSE };
  gboolean create = (c->kind == CHANGE_MED_POLICY_CREATE) != undo;
  if (c->kind == CHANGE_MED_POLICY_CREATE || c->kind == CHANGE_MED_POLICY_DELETE)
    op.op = create ? OP_POLICY_CREATE : OP_POLICY_DELETE;
  else
    {
      op.op = (c->kind == CHANGE_MED_BIND) != undo ? OP_BIND : OP_UNBIND;
      op.per_port = TRUE;
    }
  return op;
}

static Op
op_lldp (const Value *to)
{
  Op op = { OP_LLDP_ADMIN, { 0 }, TRUE };
  if (!to->string || !lldp_admin_parse (to->string, &op.args.lldp_admin))
    op.op = OP_N;
  return op;
}

static Op
op_poe (const Change *c, const Value *to)
{
  Op op = { OP_N, { .chassis = c->chassis, .slot = c->slot }, TRUE };
  switch (c->kind)
    {
    case CHANGE_POE_SERVICE:
      op.op = to->number ? OP_POE_SERVICE_START : OP_POE_SERVICE_STOP;
      op.per_port = FALSE;
      break;
    case CHANGE_POE_ADMIN:
      op.op = to->number ? OP_POE_ON : OP_POE_OFF;
      break;
    case CHANGE_POE_LIMIT:
      op.op = OP_POE_LIMIT;
      op.args.milliwatts = (guint)CLAMP (to->number, 0, G_MAXUINT);
      break;
    default:
      op.op = to->string && poe_priority_parse (to->string, &op.args.poe_priority) ? OP_POE_PRIORITY : OP_N;
    }
  return op;
}

/* Which operation brings the change's subject to the value `to`; undo: that value is one from before. */
static Op
change_op (const Change *c, gboolean undo, const Value *to)
{
  switch (c->kind)
    {
    case CHANGE_VLAN_CREATE:
    case CHANGE_VLAN_ADMIN:
    case CHANGE_VLAN_NAME:
      return op_vlan (c, to);
    case CHANGE_UPLINK_TAG:
    case CHANGE_PORT_TAG:
    case CHANGE_PORT_UNTAG:
      return (Op){ to->number ? OP_PORT_TAG : OP_PORT_UNTAG, { .vlan = c->vlan }, TRUE };
    case CHANGE_PORT_UNTAGGED:
      return (Op){ OP_PORT_UNTAGGED, { .vlan = (guint)CLAMP (to->number, 0, G_MAXUINT) }, TRUE };
    case CHANGE_MED_POLICY_CREATE:
    case CHANGE_MED_POLICY_DELETE:
    case CHANGE_MED_BIND:
    case CHANGE_MED_UNBIND:
      return op_policy (c, undo);
    case CHANGE_MED_TLV:
      return (
          Op){ c->tlv == MED_TLV_CAPABILITY ? OP_TLV_CAPABILITY : OP_TLV_NETWORK_POLICY, { .enable = to->number != 0 }, TRUE };
    case CHANGE_LLDP_ADMIN:
      return op_lldp (to);
    case CHANGE_QOS_TRUST:
      return (Op){ to->number ? OP_QOS_TRUST : OP_QOS_NO_TRUST, { 0 }, TRUE };
    case CHANGE_POE_SERVICE:
    case CHANGE_POE_ADMIN:
    case CHANGE_POE_LIMIT:
    case CHANGE_POE_PRIORITY:
      return op_poe (c, to);
    case CHANGE_N:
    default:
      return (Op){ OP_N, { 0 }, FALSE };
    }
}

/* The aggregate's twin of a port operation. */
static OpId
op_for_aggregate (OpId op)
{
  return op == OP_PORT_TAG ? OP_AGG_TAG : op == OP_PORT_UNTAG ? OP_AGG_UNTAG : OP_N;
}

static gboolean
add_line (const Family *family, OpId op, const OpArgs *args, GPtrArray *lines, GError **error)
{
  char *line = family_render (family, op, args, error);
  if (line)
    g_ptr_array_add (lines, line);
  return line != NULL;
}

/* One run of contiguous ports: one line where the grammar documents ranges, else a line each. */
static gboolean
add_range (const Family *family, const Op *op, PortRange range, GPtrArray *lines, GError **error)
{
  OpArgs args = op->args;
  OpId id = port_is_linkagg (range.first) ? op_for_aggregate (op->op) : op->op;
  if (id == OP_N)
    {
      g_set_error (error, FAMILY_ERROR, 0, _ ("%s does not work on a link aggregate"), op_to_string (op->op));
      return FALSE;
    }
  gboolean whole = family->ops[id].range == OP_RANGE_PORTS;
  for (PortId p = range.first; p <= range.last; p++)
    {
      args.ports = whole ? range : (PortRange){ p, p };
      if (!add_line (family, id, &args, lines, error))
        return FALSE;
      if (whole)
        break;
    }
  return TRUE;
}

static gboolean
add_op (const Family *family, const Change *change, const Op *op, const PortSet *ports, GPtrArray *lines, GError **error)
{
  if (op->op == OP_N)
    {
      g_set_error (error, FAMILY_ERROR, 0, _ ("%s: a value is missing"), change_kind_to_string (change->kind));
      return FALSE;
    }
  if (!op->per_port)
    return add_line (family, op->op, &op->args, lines, error);
  g_autoptr (GArray) ranges = port_set_ranges (ports);
  for (guint i = 0; i < ranges->len; i++)
    if (!add_range (family, op, g_array_index (ranges, PortRange, i), lines, error))
      return FALSE;
  return TRUE;
}

/* A policy can be edited only while nothing is bound to it (CLI guide p. 1407): its ports let go of it and take it again. */
static gboolean
add_edit (const Family *family, const Change *change, gboolean undo, const PortSet *ports, GPtrArray *lines, GError **error)
{
  const OpArgs args = { .policy = change->policy.id, .policy_values = undo ? &change->policy_before : &change->policy };
  const Op unbind = { OP_UNBIND, args, TRUE }, edit = { OP_POLICY_CREATE, args, FALSE }, bind = { OP_BIND, args, TRUE };
  return add_op (family, change, &unbind, ports, lines, error) && add_op (family, change, &edit, ports, lines, error)
         && add_op (family, change, &bind, ports, lines, error);
}

/* Back: every port to the value that it had. Ports that had the same go together. */
static gboolean
add_undo (const Family *family, const Change *change, const PortSet *ports, GPtrArray *lines, GError **error)
{
  g_autoptr (PortSet) left = port_set_copy (ports);
  do
    {
      g_autoptr (PortSet) same = port_set_new (), others = port_set_new ();
      const Value *prior = change_prior (change, port_set_size (left) ? port_set_get (left, 0) : PORT_NONE);
      for (guint i = 0; i < port_set_size (left); i++)
        {
          PortId port = port_set_get (left, i);
          port_set_add (value_equal (change_prior (change, port), prior) ? same : others, port);
        }
      Op op = change_op (change, TRUE, prior);
      if (!add_op (family, change, &op, same, lines, error))
        return FALSE;
      port_set_free (left);
      left = g_steal_pointer (&others);
    }
  while (port_set_size (left));
  return TRUE;
}

GPtrArray *
plan_change_lines (const Family *family, const Change *change, gboolean undo, const PortSet *ports, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const PortSet *on = ports ? ports : change->ports;
  Op op = change_op (change, FALSE, &change->to);
  static const OpArgs none = { 0 };
  if (change->policy_before.id >= 0)
    return add_edit (family, change, undo, on, lines, error) ? g_steal_pointer (&lines) : NULL;
  if (undo ? !add_undo (family, change, on, lines, error) : !add_op (family, change, &op, on, lines, error))
    return NULL;
  if (change->kind == CHANGE_QOS_TRUST && lines->len && !add_line (family, OP_QOS_APPLY, &none, lines, error))
    return NULL;
  return g_steal_pointer (&lines);
}

static gboolean
rests_on_guess (const Family *family, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      OpId op = family_line_op (family, lines->pdata[i]);
      if (op != OP_N && family->ops[op].guess)
        return TRUE;
    }
  return FALSE;
}

gboolean
plan_render_change (const Family *family, Change *change, GError **error)
{
  g_autoptr (GPtrArray) commands = plan_change_lines (family, change, FALSE, NULL, error);
  if (!commands)
    return FALSE;
  g_autoptr (GPtrArray) undo = plan_change_lines (family, change, TRUE, NULL, error);
  if (!undo)
    return FALSE;
  change->guess = rests_on_guess (family, commands) || rests_on_guess (family, undo);
  g_ptr_array_unref (change->commands);
  g_ptr_array_unref (change->undo);
  change->commands = g_steal_pointer (&commands);
  change->undo = g_steal_pointer (&undo);
  return TRUE;
}
