/* Ports whose VLAN is not fixed: mobile ports and their rules on AOS 6, UNP ports on AOS 8. */
#include <string.h>

#include "cli.h"

/* ---- AOS 6 ----------------------------------------------------------------------------------------------------------- */

/* A port that carries a tag or is in an aggregate is not eligible (NCG p. 7-11). */
gboolean
cli_mobile (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  gboolean on = !cli_arg (a, "no");
  for (guint i = 0; i < ports->len; i++, a->partly = TRUE)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (on && (lab_has_any_tag (p) || p->member_of))
        return cli_error (out, "Port %s is tagged or aggregated", name);
      p->mobile = on;
      p->dot1x = p->dot1x && on;
    }
  return TRUE;
}

gboolean
cli_dot1x (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++, a->partly = TRUE)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (!p->mobile)
        return cli_error (out, "%s is not a mobile port", name);
      p->dot1x = cli_is (a, "state", "enable");
    }
  return TRUE;
}

gboolean
cli_default_vlan (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++)
    {
      g_autofree char *name = lab_port_name (ports->pdata[i]);
      if (!((LabPort *) ports->pdata[i])->mobile)
        return cli_error (out, "%s is not a mobile port", name);
    }
  return TRUE;
}

static LabVlan *
known_vlan (CliArgs *a, GString *out)
{
  LabVlan *v = lab_find_vlan (a->s, cli_number (a, "vlan"));
  if (!v)
    cli_error (out, "Vlan %s does not exist", cli_arg (a, "vlan"));
  return v;
}

gboolean
cli_mobile_tag (CliArgs *a, GString *out)
{
  LabVlan *v = known_vlan (a, out);
  if (!v)
    return FALSE;
  v->mobile_tag = cli_is (a, "state", "enable");
  return TRUE;
}

gboolean
cli_vlan_rule (CliArgs *a, GString *out)
{
  LabVlan *v = known_vlan (a, out);
  if (!v)
    return FALSE;
  if (!v->rules)
    v->rules = g_ptr_array_new_with_free_func (g_free);
  const char *high = cli_arg (a, "high");
  g_ptr_array_add (v->rules, high ? g_strdup_printf ("mac range %s %s", cli_arg (a, "mac"), high)
                                  : g_strdup_printf ("mac %s", cli_arg (a, "mac")));
  return TRUE;
}

gboolean
cli_no_vlan_rule (CliArgs *a, GString *out)
{
  LabVlan *v = known_vlan (a, out);
  if (!v)
    return FALSE;
  for (guint i = 0; v->rules && i < v->rules->len; i++)
    if (strstr (v->rules->pdata[i], cli_arg (a, "mac")))
      {
        g_ptr_array_remove_index (v->rules, i);
        return TRUE;
      }
  return cli_error (out, "No such rule");
}

/* ---- UNP ------------------------------------------------------------------------------------------------------------- */

enum { UNP_8021X = 1, UNP_MAC = 2, UNP_CLASSIFICATION = 4, UNP_TRUST_TAG = 8 };

/* Any change to a UNP port flushes what it learnt (p. 4607). */
gboolean
cli_unp_type (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  for (guint i = 0; i < ports->len; i++, a->partly = TRUE)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (lab_has_any_tag (p) || p->member_of || p->vfl)
        return cli_error (out, "Port %s is tagged or aggregated", name);
      if (!p->unp)
        p->unp_settings = UNP_CLASSIFICATION; /* p. 4634 */
      p->unp = TRUE;
      lab_flush_macs (a->s, p);
    }
  return TRUE;
}

/* Each port of the range that is none says so, the others are done (p. 4635-4639). */
static gboolean
each_unp (CliArgs *a, void (*act) (CliArgs *a, LabPort *p), GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  gboolean ok = TRUE;
  for (guint i = 0; i < ports->len; i++)
    {
      LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (!p->unp)
        {
          ok = cli_error (out, "Port %s is not a unp-port", name);
          continue;
        }
      act (a, p);
      a->partly = TRUE;
      lab_flush_macs (a->s, p);
    }
  return ok;
}

static void
drop_unp (CliArgs *a, LabPort *p)
{
  p->unp = FALSE;
  p->unp_settings = 0;
  memset (p->unp_tags, 0, sizeof p->unp_tags);
  memset (p->unp_untagged, 0, sizeof p->unp_untagged);
}

gboolean
cli_no_unp (CliArgs *a, GString *out)
{
  return each_unp (a, drop_unp, out);
}

static void
set_unp_vlans (CliArgs *a, LabPort *p, gboolean on)
{
  const char *dash = strchr (cli_arg (a, "vlans"), '-');
  guint first = cli_number (a, "vlans"), last = dash ? (guint) g_ascii_strtoull (dash + 1, NULL, 10) : first;
  for (guint v = first; v <= last; v++)
    {
      lab_set_bit (p->unp_tags, v, on && cli_arg (a, "kind"));
      lab_set_bit (p->unp_untagged, v, on && !cli_arg (a, "kind"));
    }
}

static void
add_unp_vlans (CliArgs *a, LabPort *p)
{
  set_unp_vlans (a, p, TRUE);
}

static void
drop_unp_vlans (CliArgs *a, LabPort *p)
{
  set_unp_vlans (a, p, FALSE);
}

gboolean
cli_unp_vlan (CliArgs *a, GString *out)
{
  if (!lab_find_vlan (a->s, cli_number (a, "vlans")))
    return cli_error (out, "Vlan %u does not exist", cli_number (a, "vlans"));
  return each_unp (a, add_unp_vlans, out);
}

gboolean
cli_no_unp_vlan (CliArgs *a, GString *out)
{
  return each_unp (a, drop_unp_vlans, out);
}

static void
set_unp (CliArgs *a, LabPort *p)
{
  guint bit = cli_is (a, "what", "802.1x-authentication") ? UNP_8021X : cli_is (a, "what", "mac-authentication") ? UNP_MAC
                : cli_is (a, "what", "classification") ? UNP_CLASSIFICATION : UNP_TRUST_TAG;
  if (!cli_arg (a, "what")) /* the long form of the training books */
    p->unp_settings |= UNP_CLASSIFICATION | UNP_TRUST_TAG;
  else
    p->unp_settings = cli_is (a, "state", "enable") ? p->unp_settings | bit : p->unp_settings & ~bit;
}

gboolean
cli_unp_setting (CliArgs *a, GString *out)
{
  return each_unp (a, set_unp, out);
}

/* Profiles and rules are kept as they were typed: nothing here classifies by them. */
static gboolean
find_profile_line (const LabSwitch *s, const char *line, guint *at)
{
  for (guint i = 0; i < s->profiles->len; i++)
    if (!strcmp (s->profiles->pdata[i], line))
      {
        *at = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
has_profile (const LabSwitch *s, const char *name)
{
  guint at;
  g_autofree char *line = g_strdup_printf ("unp profile \"%s\"", name);
  return find_profile_line (s, line, &at);
}

gboolean
cli_profile (CliArgs *a, GString *out)
{
  const char *name = cli_arg (a, "text");
  guint at;
  gboolean whole = strstr (a->line, " map ") || strstr (a->line, "mobile-tag") || strstr (a->line, "classification");
  g_autofree char *line =
      strstr (a->line, "classification") ? g_strdup_printf ("unp classification lldp med-endpoint ip-phone profile1 \"%s\"", name)
      : strstr (a->line, " map ")
          ? g_strdup_printf ("unp profile \"%s\" map vlan %s", name, cli_arg (a, "vlan"))
          : g_strdup_printf ("unp profile \"%s\"%s", name, strstr (a->line, "mobile-tag") ? " mobile-tag" : "");
  if (whole && !has_profile (a->s, name) && strstr (a->line, "classification"))
    return cli_error (out, "UNP doesn't exist");
  if (!has_profile (a->s, name))
    g_ptr_array_add (a->s->profiles, g_strdup_printf ("unp profile \"%s\"", name));
  if (!find_profile_line (a->s, line, &at))
    g_ptr_array_add (a->s->profiles, g_steal_pointer (&line));
  return TRUE;
}

gboolean
cli_no_profile (CliArgs *a, GString *out)
{
  const char *name = cli_arg (a, "text");
  g_autofree char *mark = name ? g_strdup_printf ("\"%s\"", name) : g_strdup ("unp classification");
  guint before = a->s->profiles->len;
  for (guint i = a->s->profiles->len; i-- > 0;)
    if (strstr (a->s->profiles->pdata[i], mark)
        && (!strstr (a->line, "mobile-tag") || strstr (a->s->profiles->pdata[i], "mobile-tag")))
      g_ptr_array_remove_index (a->s->profiles, i);
  return a->s->profiles->len < before || cli_error (out, "UNP doesn't exist");
}
