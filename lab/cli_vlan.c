/* VLANs and who is in them. */
#include <string.h>

#include "cli.h"

static gboolean
check_standard (CliArgs *a, guint vlan, GString *out)
{
  const LabVlan *v = lab_find_vlan (a->s, vlan);
  if (!v)
    return cli_error (out, "Vlan %u does not exist", vlan);
  return !strcmp (v->type, "std") || cli_error (out, "Vlan %u is not a standard vlan", vlan);
}

static gboolean
set_vlan (CliArgs *a, guint id, GString *out)
{
  LabVlan *v = lab_add_vlan (a->s, id);
  const char *name = cli_arg (a, "text"), *state = cli_arg (a, "state");
  if (strcmp (v->type, "std"))
    return cli_error (out, "Vlan %u is not a standard vlan", id);
  if (state)
    v->disabled = cli_is (a, "state", "disable");
  if (!name)
    return TRUE;
  g_free (v->name);
  v->name = *name ? g_strdup (name) : NULL;
  return TRUE;
}

/* Creates what is not there; a name or state changes what is. */
gboolean
cli_vlan (CliArgs *a, GString *out)
{
  const char *name = cli_arg (a, "text");
  if (name && strlen (name) > 32)
    return cli_error (out, "VLAN name is too long");
  return cli_each_id (a, "vlans", set_vlan, out);
}

gboolean
cli_ask_on_deletion (CliArgs *a, GString *out)
{
  a->s->ask_on_deletion = !cli_arg (a, "no");
  return TRUE;
}

static gboolean
has_members (const LabSwitch *s, guint vlan)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (!p->member_of && (p->untagged == vlan || lab_has_tag (p, vlan)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_delete (CliArgs *a, guint id, GString *out)
{
  const LabVlan *v = lab_find_vlan (a->s, id);
  if (!v)
    return cli_error (out, "Vlan %u does not exist", id);
  return (id != 1 && !strcmp (v->type, "std")) || cli_error (out, "Vlan %u cannot be deleted", id);
}

static gboolean
delete_one (CliArgs *a, guint id, GString *out)
{
  if (!may_delete (a, id, out))
    return FALSE;
  lab_remove_vlan (a->s, id);
  return TRUE;
}

static gboolean
is_empty (CliArgs *a, guint id, GString *out)
{
  return !has_members (a->s, id);
}

/* From 8.10R1 it may ask; the guide does not say in which words (p. 428). */
gboolean
cli_vlan_delete (CliArgs *a, GString *out)
{
  if (a->s->ask_on_deletion && !cli_each_id (a, "vlans", is_empty, out)
      && !cli_confirm (a, "VLAN has members. Confirm deletion (Y/N) : "))
    return TRUE;
  a->partly = FALSE;
  return cli_each_id (a, "vlans", delete_one, out);
}

/* ---- membership ------------------------------------------------------------------------------------------------------ */

typedef gboolean (*OnPort) (CliArgs *a, guint vlan, LabPort *p, GString *out);

typedef struct {
  GPtrArray *ports;
  OnPort act;
} Job;

static gboolean
add_aggregate (CliArgs *a, guint id, GPtrArray *ports, GString *out)
{
  LabPort *p = lab_find_aggregate (a->s, id);
  if (!p)
    return cli_error (out, "Link aggregate %u does not exist", id);
  g_ptr_array_add (ports, p);
  return TRUE;
}

/* Ports, or aggregates as ports. */
static GPtrArray *
targets (CliArgs *a, GString *out)
{
  const char *one = cli_arg (a, "agg") ? cli_arg (a, "agg") : cli_arg (a, "aggs");
  if (!one)
    return cli_scope (a);
  g_autoptr (GPtrArray) ports = g_ptr_array_new ();
  const char *dash = strchr (one, '-');
  guint first = (guint) g_ascii_strtoull (one, NULL, 10), last = dash ? (guint) g_ascii_strtoull (dash + 1, NULL, 10) : first;
  for (guint id = first; id <= last; id++)
    if (!add_aggregate (a, id, ports, out))
      return NULL;
  return g_steal_pointer (&ports);
}

/* Every VLAN of the list on every port: the first refusal stops the line there. */
static gboolean
on_targets (CliArgs *a, OnPort act, GString *out)
{
  g_autoptr (GPtrArray) ports = targets (a, out);
  g_auto (GStrv) parts = g_strsplit (cli_arg (a, "vlans"), " ", -1);
  if (!ports)
    return FALSE;
  for (guint n = 0; parts[n]; n++)
    {
      const char *dash = strchr (parts[n], '-');
      guint first = (guint) g_ascii_strtoull (parts[n], NULL, 10),
            last = dash ? (guint) g_ascii_strtoull (dash + 1, NULL, 10) : first;
      for (guint v = first; v <= last; v++)
        for (guint i = 0; i < ports->len; i++, a->partly = TRUE)
          if (!act (a, v, ports->pdata[i], out))
            return FALSE;
    }
  return TRUE;
}

static gboolean
check_target (CliArgs *a, guint vlan, const LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  if (!check_standard (a, vlan, out))
    return FALSE;
  if (p->member_of)
    return cli_error (out, "Port %s is a member of a link aggregate", name);
  if (p->vfl)
    return cli_error (out, "Port %s is a virtual fabric link member", name);
  return !p->unp || cli_error (out, "Port %s is a unp-port", name); /* UNP and static VLANs exclude each other: p. 4608 */
}

static gboolean
do_untagged (CliArgs *a, guint vlan, LabPort *p, GString *out)
{
  if (!check_target (a, vlan, p, out))
    return FALSE;
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
  if (lab_has_tag (p, vlan))
    return cli_error (out, "A VPA already exists for given vlan and port");
  if (p->untagged == vlan)
    return cli_error (out, "Vlan %u is the default vlan of port %s", vlan, name);
  lab_set_tag (p, vlan, TRUE);
  const char *note = cli_arg (a, "text");
  if (!note)
    return TRUE;
  if (!p->tag_notes)
    p->tag_notes = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (p->tag_notes, GUINT_TO_POINTER (vlan), g_strdup (note));
  return TRUE;
}

/* One form for both kinds on AOS 8; on the default VLAN it sets the port back to VLAN 1 (p. 430). */
static gboolean
do_untag (CliArgs *a, guint vlan, LabPort *p, GString *out)
{
  g_autofree char *name = lab_port_name (p);
  if (!check_standard (a, vlan, out))
    return FALSE;
  if (lab_has_tag (p, vlan))
    lab_set_tag (p, vlan, FALSE);
  else if (p->untagged == vlan && vlan != 1 && a->s->family == LAB_AOS8 && !p->member_of)
    p->untagged = 1;
  else
    return cli_error (out, "Port %s is not a member of vlan %u", name, vlan);
  return TRUE;
}

gboolean
cli_untagged (CliArgs *a, GString *out)
{
  return on_targets (a, do_untagged, out);
}

gboolean
cli_tag (CliArgs *a, GString *out)
{
  const char *note = cli_arg (a, "text");
  if (note && strlen (note) > 31)
    return cli_error (out, "Description is too long");
  return on_targets (a, do_tag, out);
}

gboolean
cli_untag (CliArgs *a, GString *out)
{
  return on_targets (a, do_untag, out);
}

/* AOS 6: back to VLAN 1. */
gboolean
cli_no_default (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = targets (a, out);
  LabPort *p = ports ? ports->pdata[0] : NULL;
  if (!p)
    return FALSE;
  g_autofree char *name = lab_port_name (p);
  if (p->untagged != cli_number (a, "vlan"))
    return cli_error (out, "Vlan %s is not the default vlan of port %s", cli_arg (a, "vlan"), name);
  p->untagged = 1;
  return TRUE;
}

/* AOS 6: whether the port takes untagged frames at all. */
gboolean
cli_frame_type (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  ((LabPort *) ports->pdata[0])->tagged_only = cli_is (a, "what", "tagged");
  return TRUE;
}
