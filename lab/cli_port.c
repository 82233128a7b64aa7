/* The ports themselves: name, state, aggregates, port security, LLDP trust violations. */
#include <string.h>

#include "cli.h"

gboolean
cli_alias (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  LabPort *p = ports->pdata[0];
  const char *alias = cli_arg (a, "text");
  if (strlen (alias) > 64)
    return cli_error (out, "Alias is too long");
  g_free (p->alias);
  p->alias = g_strdup (alias);
  return TRUE;
}

gboolean
cli_admin (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->admin_down = cli_is (a, "state", "disable") || cli_is (a, "state", "down");
  return TRUE;
}

/* Toggling the link does not clear it, this does (p. 1479, 123). The next agent heard is the one that is trusted. */
gboolean
cli_clear_violation (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      p->violated = FALSE;
      p->up_since = lab_now (a->s);
      g_clear_pointer (&p->trust_seen, g_free);
    }
  return TRUE;
}

/* ---- aggregates (spelled from general knowledge: no page at hand) ---------------------------------------------------- */

gboolean
cli_aggregate (CliArgs *a, GString *out)
{
  lab_add_aggregate (a->s, cli_number (a, "agg"));
  return TRUE;
}

gboolean
cli_no_aggregate (CliArgs *a, GString *out)
{
  guint id = cli_number (a, "agg");
  if (!lab_find_aggregate (a->s, id))
    return cli_error (out, "Link aggregate %u does not exist", id);
  for (guint i = 0; i < a->s->ports->len; i++)
    if (((LabPort *) a->s->ports->pdata[i])->member_of == id)
      return cli_error (out, "LAERR53 Static aggregate not empty deletion failed");
  lab_remove_aggregate (a->s, id);
  return TRUE;
}

gboolean
cli_member (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  guint id = cli_number (a, "agg");
  if (!lab_find_aggregate (a->s, id))
    return cli_error (out, "Link aggregate %u does not exist", id);
  for (guint i = 0; i < ports->len; i++, a->partly = TRUE)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (p->mobile || p->unp || lab_has_any_tag (p) || (p->member_of && p->member_of != id))
        return cli_error (out, "Port %s cannot join a link aggregate", name);
      p->member_of = id;
    }
  return TRUE;
}

gboolean
cli_no_member (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->member_of = 0;
  return TRUE;
}

/* ---- learned port security: 1 to 1000 addresses, not on aggregates (p. 5214, 5225) ----------------------------------- */

gboolean
cli_lps (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  guint max = cli_arg (a, "number") ? cli_number (a, "number") : 1;
  if (max < 1 || max > 1000)
    return cli_error (out, "Invalid value %u", max);
  for (guint i = 0; i < ports->len; i++, a->partly = TRUE)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (p->member_of)
        return cli_error (out, "Port %s is a member of a link aggregate", name);
      if (cli_arg (a, "number") || !p->lps_max)
        p->lps_max = max;
    }
  return TRUE;
}

gboolean
cli_no_lps (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    {
      ((LabPort *) ports->pdata[i])->lps_max = 0;
      lab_flush_macs (a->s, ports->pdata[i]);
    }
  return TRUE;
}
