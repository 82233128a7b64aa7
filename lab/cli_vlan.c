/* VLANs, who is in them, and the ports themselves. */
#include <string.h>

#include "cli.h"

static guint
number (const char *w)
{
  return (guint) g_ascii_strtoull (w, NULL, 10);
}

static char *
unquote (const char *w)
{
  gsize n = strlen (w);
  return n >= 2 && w[0] == '"' && w[n - 1] == '"' ? g_strndup (w + 1, n - 2) : g_strdup (w);
}

static gboolean
set_name (CliArgs *a, LabVlan *v, const char *word, GString *out)
{
  g_autofree char *name = unquote (word);
  if (strlen (name) > 32)
    return cli_error (out, "VLAN name is too long");
  g_free (v->name);
  v->name = g_steal_pointer (&name);
  return TRUE;
}

gboolean
cli_vlan_create (CliArgs *a, GString *out)
{
  lab_add_vlan (a->s, number (a->words[0]));
  return TRUE;
}

gboolean
cli_vlan_state (CliArgs *a, GString *out)
{
  LabVlan *v = lab_add_vlan (a->s, number (a->words[0]));
  v->disabled = !strcmp (a->words[1], "disable");
  return TRUE;
}

gboolean
cli_vlan_state_name (CliArgs *a, GString *out)
{
  cli_vlan_state (a, out);
  return set_name (a, lab_find_vlan (a->s, number (a->words[0])), a->words[2], out);
}

gboolean
cli_vlan_name (CliArgs *a, GString *out)
{
  return set_name (a, lab_add_vlan (a->s, number (a->words[0])), a->words[1], out);
}

gboolean
cli_prompt_on_deletion (CliArgs *a, GString *out)
{
  a->s->ask_on_deletion = TRUE;
  return TRUE;
}

gboolean
cli_vlan_delete (CliArgs *a, GString *out)
{
  LabVlan *v = lab_find_vlan (a->s, number (a->words[0]));
  if (!v)
    return cli_error (out, "Vlan %s does not exist", a->words[0]);
  if (v->id == 1 || strcmp (v->type, "std"))
    return cli_error (out, "Vlan %u cannot be deleted", v->id);
  lab_remove_vlan (a->s, v->id);
  return TRUE;
}

/* ---- membership ------------------------------------------------------------------------------------------------------ */

typedef gboolean (*OnPort) (CliArgs *a, guint vlan, LabPort *p, GString *out);

/* Every VLAN of the range on every port: the first refusal stops the line there. */
static gboolean
each (CliArgs *a, GPtrArray *ports, OnPort act, GString *out)
{
  guint first = number (a->words[0]), last = strchr (a->words[0], '-') ? number (strchr (a->words[0], '-') + 1) : first;
  for (guint v = first; v <= last; v++)
    for (guint i = 0; i < ports->len; i++)
      if (!act (a, v, ports->pdata[i], out))
        return FALSE;
  return TRUE;
}

static gboolean
check_target (CliArgs *a, guint vlan, const LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  const LabVlan *v = lab_find_vlan (a->s, vlan);
  if (!v)
    return cli_error (out, "Vlan %u does not exist", vlan);
  if (strcmp (v->type, "std"))
    return cli_error (out, "Vlan %u is not a standard vlan", vlan);
  if (p->member_of)
    return cli_error (out, "Port %s is a member of a link aggregate", name);
  return TRUE;
}

static gboolean
do_untagged (CliArgs *a, guint vlan, LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  if (!check_target (a, vlan, p, out))
    return FALSE;
  if (p->unp)
    return cli_error (out, "Port %s is a unp-port", name);
  if (lab_has_tag (p, vlan))
    return cli_error (out, "A VPA already exists for given vlan and port");
  p->untagged = vlan;
  return TRUE;
}

static gboolean
do_tag (CliArgs *a, guint vlan, LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  if (!check_target (a, vlan, p, out))
    return FALSE;
  if (p->mobile)
    return cli_error (out, "%s is mobile port, can't be tagged", name);
  if (p->unp)
    return cli_error (out, "Port %s is a unp-port", name);
  if (lab_has_tag (p, vlan))
    return cli_error (out, "A VPA already exists for given vlan and port");
  if (p->untagged == vlan)
    return cli_error (out, "Vlan %u is the default vlan of port %s", vlan, name);
  lab_set_tag (p, vlan, TRUE);
  return TRUE;
}

static gboolean
do_untag (CliArgs *a, guint vlan, LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  if (lab_has_tag (p, vlan))
    lab_set_tag (p, vlan, FALSE);
  else if (p->untagged == vlan && vlan != 1 && a->s->family == LAB_AOS8)
    p->untagged = 1; /* one form for both kinds: p. 430 */
  else
    return cli_error (out, "Port %s is not a member of vlan %u", name, vlan);
  return TRUE;
}

static gboolean
on_ports (CliArgs *a, OnPort act, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[1], TRUE);
  return each (a, ports, act, out);
}

static gboolean
on_aggregate (CliArgs *a, OnPort act, GString *out)
{
  LabPort *p = lab_find_aggregate (a->s, number (a->words[1]));
  g_autoptr (GPtrArray) ports = g_ptr_array_new ();
  if (!p)
    return cli_error (out, "Link aggregate %s does not exist", a->words[1]);
  g_ptr_array_add (ports, p);
  return each (a, ports, act, out);
}

gboolean
cli_untagged (CliArgs *a, GString *out)
{
  return on_ports (a, do_untagged, out);
}

gboolean
cli_untagged_agg (CliArgs *a, GString *out)
{
  return on_aggregate (a, do_untagged, out);
}

gboolean
cli_tag (CliArgs *a, GString *out)
{
  return on_ports (a, do_tag, out);
}

gboolean
cli_tag_agg (CliArgs *a, GString *out)
{
  return on_aggregate (a, do_tag, out);
}

gboolean
cli_untag (CliArgs *a, GString *out)
{
  return on_ports (a, do_untag, out);
}

gboolean
cli_untag_agg (CliArgs *a, GString *out)
{
  return on_aggregate (a, do_untag, out);
}

gboolean
cli_no_default (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[1], FALSE);
  LabPort *p = ports->pdata[0];
  if (p->untagged != number (a->words[0]))
    return cli_error (out, "Vlan %s is not the default vlan of port %s", a->words[0], a->words[1]);
  p->untagged = 1;
  return TRUE;
}

/* ---- dynamic ports --------------------------------------------------------------------------------------------------- */

static gboolean
has_any_tag (const LabPort *p)
{
  for (guint v = 1; v < 4095; v++)
    if (lab_has_tag (p, v))
      return TRUE;
  return FALSE;
}

static gboolean
set_dynamic (CliArgs *a, gboolean mobile, gboolean unp, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[0], TRUE);
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if ((mobile || unp) && (has_any_tag (p) || p->member_of))
        return cli_error (out, "Port %s is tagged or aggregated", name);
      if (a->s->family == LAB_AOS6)
        p->mobile = mobile;
      else
        p->unp = unp;
    }
  return TRUE;
}

gboolean
cli_mobile (CliArgs *a, GString *out)
{
  return set_dynamic (a, TRUE, FALSE, out);
}

gboolean
cli_no_mobile (CliArgs *a, GString *out)
{
  return set_dynamic (a, FALSE, FALSE, out);
}

gboolean
cli_unp (CliArgs *a, GString *out)
{
  return set_dynamic (a, FALSE, TRUE, out);
}

gboolean
cli_no_unp (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[0], TRUE);
  for (guint i = 0; i < ports->len; i++)
    if (!((LabPort *) ports->pdata[i])->unp)
      {
        g_autofree char *name = lab_port_name (ports->pdata[i]);
        return cli_error (out, "Port %s is not a unp-port", name);
      }
  return set_dynamic (a, FALSE, FALSE, out);
}

/* ---- interfaces ------------------------------------------------------------------------------------------------------ */

gboolean
cli_alias (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[0], FALSE);
  LabPort *p = ports->pdata[0];
  g_autofree char *alias = unquote (a->words[1]);
  if (strlen (alias) > 64)
    return cli_error (out, "Alias is too long");
  g_free (p->alias);
  p->alias = g_steal_pointer (&alias);
  return TRUE;
}

gboolean
cli_admin (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = lab_parse_ports (a->s, a->words[0], TRUE);
  for (guint i = 0; i < ports->len; i++)
    ((LabPort *) ports->pdata[i])->admin_down = !strcmp (a->words[1], "disable") || !strcmp (a->words[1], "down");
  return TRUE;
}
