/* VLANs, their members, and ports whose VLAN is not fixed, as a snapshot writes them. */
#include <string.h>

#include "snapshot.h"

/* ---- VLANs ----------------------------------------------------------------------------------------------------------- */

static gboolean
test_untagged (const LabPort *p, guint vlan)
{
  return p->untagged == vlan && !p->member_of;
}

static gboolean
test_tagged (const LabPort *p, guint vlan)
{
  return lab_has_tag (p, vlan) && !p->member_of;
}

static void
write_vlan_head (const LabSwitch *s, const LabVlan *v, GString *out)
{
  g_autofree char *name = v->name ? g_strdup (v->name) : g_strdup_printf ("VLAN %u", v->id);
  const char *state = v->disabled ? "disable" : "enable";
  if (s->family == LAB_AOS6)
    g_string_append_printf (out, "vlan %u %s name \"%s\"\n", v->id, state, name);
  else
    g_string_append_printf (out, "vlan %u admin-state %s\n", v->id, state);
  if (s->family == LAB_AOS8 && v->name)
    g_string_append_printf (out, "vlan %u name \"%s\"\n", v->id, v->name);
  if (v->mobile_tag)
    g_string_append_printf (out, "vlan %u mobile-tag enable\n", v->id);
  for (guint i = 0; v->rules && i < v->rules->len; i++)
    g_string_append_printf (out, "vlan %u %s\n", v->id, (char *) v->rules->pdata[i]);
}

/* AOS 6 writes a description with every tag: the one that was given, or its own. */
static void
write_tag (const LabPort *p, guint vlan, const char *name, GString *out)
{
  const char *note = p->tag_notes ? g_hash_table_lookup (p->tag_notes, GUINT_TO_POINTER (vlan)) : NULL;
  g_autofree char *usual = g_strdup_printf ("TAG %s %s VLAN %u", p->aggregate_id ? "AGGREGATE" : "PORT", name, vlan);
  g_string_append_printf (out, "vlan %u 802.1q %s \"%s\"\n", vlan, name, note ? note : usual);
}

static void
write_members_aos6 (const LabSwitch *s, const LabVlan *v, GString *out)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      g_autofree char *name = p->aggregate_id ? g_strdup_printf ("%u", p->aggregate_id) : lab_port_name (p);
      if (test_untagged (p, v->id) && v->id != 1)
        g_string_append_printf (out, "vlan %u port default %s\n", v->id, name);
    }
}

/* A section of its own there. */
void
snapshot_tags (const LabSwitch *s, GString *out)
{
  for (guint v = 0; v < s->vlans->len; v++)
    for (guint i = 0; i < s->ports->len; i++)
      {
        const LabPort *p = s->ports->pdata[i];
        guint id = ((LabVlan *) s->vlans->pdata[v])->id;
        g_autofree char *name = p->aggregate_id ? g_strdup_printf ("%u", p->aggregate_id) : lab_port_name (p);
        if (test_tagged (p, id))
          write_tag (p, id, name, out);
      }
}

static void
write_members_aos8 (const LabSwitch *s, const LabVlan *v, GString *out)
{
  g_autofree char *before = g_strdup_printf ("vlan %u members port ", v->id);
  if (v->id != 1)
    snapshot_ports (s, out, test_untagged, v->id, before, " untagged");
  snapshot_ports (s, out, test_tagged, v->id, before, " tagged");
  for (guint i = 0; i < s->ports->len; i++)
    {
      const LabPort *p = s->ports->pdata[i];
      if (p->aggregate_id && p->untagged == v->id && v->id != 1)
        g_string_append_printf (out, "vlan %u members linkagg %u untagged\n", v->id, p->aggregate_id);
      if (p->aggregate_id && lab_has_tag (p, v->id))
        g_string_append_printf (out, "vlan %u members linkagg %u tagged\n", v->id, p->aggregate_id);
    }
}

static gboolean
test_tagged_only (const LabPort *p, guint what)
{
  return p->tagged_only;
}

static gboolean
test_dynamic (const LabPort *p, guint what)
{
  return p->mobile || p->unp;
}

static gboolean
test_dot1x (const LabPort *p, guint what)
{
  return p->dot1x;
}

void
snapshot_vlans (const LabSwitch *s, GString *out)
{
  if (s->ask_on_deletion)
    g_string_append (out, "vlan prompt-on-deletion\n");
  for (guint i = 0; i < s->vlans->len; i++)
    {
      const LabVlan *v = s->vlans->pdata[i];
      if (strcmp (v->type, "std"))
        continue;
      write_vlan_head (s, v, out);
      if (s->family == LAB_AOS6)
        write_members_aos6 (s, v, out);
      else
        write_members_aos8 (s, v, out);
    }
  if (s->family == LAB_AOS8)
    return;
  snapshot_ports (s, out, test_tagged_only, 0, "vlan 802.1q ", " frame type tagged");
  snapshot_ports (s, out, test_dynamic, 0, "vlan port mobile ", "");
  snapshot_ports (s, out, test_dot1x, 0, "vlan port ", " 802.1x enable");
}

/* ---- UNP ------------------------------------------------------------------------------------------------------------- */

static gboolean
test_unp_tag (const LabPort *p, guint vlan)
{
  return lab_bit (p->unp_tags, vlan);
}

static gboolean
test_unp_untagged (const LabPort *p, guint vlan)
{
  return lab_bit (p->unp_untagged, vlan);
}

void
snapshot_unp (const LabSwitch *s, GString *out)
{
  for (guint i = 0; i < s->profiles->len; i++)
    g_string_append_printf (out, "%s\n", (char *) s->profiles->pdata[i]);
  snapshot_ports (s, out, test_dynamic, 0, "unp port ", " port-type bridge");
  for (guint i = 0; i < s->vlans->len; i++)
    {
      guint id = ((LabVlan *) s->vlans->pdata[i])->id;
      g_autofree char *plain = g_strdup_printf (" vlan %u", id), *tagged = g_strdup_printf (" vlan %u tagged", id);
      snapshot_ports (s, out, test_unp_untagged, id, "unp port ", plain);
      snapshot_ports (s, out, test_unp_tag, id, "unp port ", tagged);
    }
}
