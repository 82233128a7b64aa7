/* QoS: what is typed waits for `qos apply`, which takes in everybody's lines. */
#include <string.h>

#include "cli.h"

gboolean
cli_port_trust (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->pending_trusted = !cli_arg (a, "no");
  a->s->qos_pending = TRUE;
  return TRUE;
}

gboolean
cli_trust_ports (CliArgs *a, GString *out)
{
  a->s->pending_trust_ports = !cli_arg (a, "no");
  a->s->qos_pending = TRUE;
  return TRUE;
}

gboolean
cli_phones (CliArgs *a, GString *out)
{
  if (cli_arg (a, "number") && cli_number (a, "number") > 7)
    return cli_error (out, "Invalid entry: \"%s\"", cli_arg (a, "number"));
  a->s->phones_priority = cli_arg (a, "no") ? 9 : cli_arg (a, "number") ? cli_number (a, "number") : 8;
  a->s->qos_pending = TRUE;
  return TRUE;
}

gboolean
cli_qos_other (CliArgs *a, GString *out)
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
  a->s->trust_ports = a->s->pending_trust_ports;
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
  a->s->pending_trust_ports = a->s->trust_ports;
  a->s->qos_pending = FALSE;
  return TRUE;
}

/* Erases what is pending; with the next apply the active policies go as well (p. 3826). No policies are played, so ports stay. */
gboolean
cli_qos_flush (CliArgs *a, GString *out)
{
  cli_qos_revert (a, out);
  a->s->qos_pending = TRUE;
  return TRUE;
}

/* At once, without apply (p. 3828). */
gboolean
cli_qos_reset (CliArgs *a, GString *out)
{
  for (guint i = 0; i < a->s->ports->len; i++)
    {
      LabPort *p = a->s->ports->pdata[i];
      p->trusted = p->pending_trusted = FALSE;
    }
  a->s->trust_ports = a->s->pending_trust_ports = a->s->qos_pending = FALSE;
  a->s->phones_priority = 8;
  return TRUE;
}
