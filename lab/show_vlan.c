/* VLANs and their members, as the guides and screens of either family print them. */
#include <string.h>

#include "cli.h"

/* ---- show vlan ------------------------------------------------------------------------------------------------------- */

/* AOS 6 before 6.6 had a column more. */
static gboolean
has_ipx (const LabSwitch *s)
{
  return !lab_since (s, 6, 6, 0);
}

static char *
name_of (const LabVlan *v)
{
  return v->name ? g_strdup (v->name) : g_strdup_printf ("VLAN %u", v->id);
}

static void
vlan_row (const LabSwitch *s, const LabVlan *v, GString *out)
{
  g_autofree char *name = name_of (v);
  gboolean active = !v->disabled && lab_is_active (s, v->id);
  if (s->family == LAB_AOS6)
    g_string_append_printf (out, "%4u%7s%5s%7s     on    on     off   off%s%6s     on   %-32s\n", v->id, v->type,
                            v->disabled ? "off" : "on", active ? "on" : "off", has_ipx (s) ? "   NA" : "",
                            v->mobile_tag ? "on" : "off", name);
  else if (lab_since (s, 8, 10, 0))
    g_string_append_printf (out, "%-5u%-8s%-6s%-6s%-5s%-7u%-32s\n", v->id, v->type, v->disabled ? "Dis" : "Ena",
                            active ? "Ena" : "Dis", "Dis", 1500, name);
  else
    g_string_append_printf (out, "%-7u%-10s%-8s%-6s%-7s%-8u%-32s\n", v->id, v->type, v->disabled ? "Dis" : "Ena",
                            active ? "Ena" : "Dis", "Dis", 1500, name);
}

static void
vlan_detail (const LabSwitch *s, const LabVlan *v, GString *out)
{
  g_autofree char *name = name_of (v);
  const char *admin = v->disabled ? "disabled" : "enabled",
             *oper = !v->disabled && lab_is_active (s, v->id) ? "enabled" : "disabled";
  if (s->family == LAB_AOS6)
    g_string_append_printf (
        out,
        "Name                : %s,\nAdministrative State: %s,\nOperational State   : %s,\n1x1 Spanning Tree State : enabled,\n"
        "Flat Spanning Tree State : enabled,\nIP Router Port      : off,\nMobile Tag          : %s,\nSource Learning     : "
        "enabled\n",
        name, admin, oper, v->mobile_tag ? "on" : "off");
  else
    g_string_append_printf (out,
                            "Name                     : %s,\nType                     : %s,\nAdministrative State     : %s,\n"
                            "Operational State        : %s,\n%s : disabled,\nIP MTU                   : 1500%s\n",
                            name, strcmp (v->type, "std") ? "VCM IPC" : "Static VLAN", admin, oper,
                            lab_since (s, 8, 7, 1) ? "IP Routing              " : "IP Router Port          ",
                            lab_since (s, 8, 6, 1) ? "\nMAC Tunneling            : disabled," : "");
}

gboolean
cli_show_vlan (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  const LabVlan *one = cli_arg (a, "vlan") ? lab_find_vlan (s, cli_number (a, "vlan")) : NULL;
  if (cli_arg (a, "vlan") && !one)
    return cli_error (out, "Vlan %s does not exist", cli_arg (a, "vlan"));
  if (one)
    {
      vlan_detail (s, one, out);
      return TRUE;
    }
  if (s->family == LAB_AOS6)
    g_string_append_printf (out,
                            "                              stree            %s     mble   src\n vlan  type  admin   oper   1x1   "
                            "flat   auth   ip%s   tag   lrn   name\n"
                            "-----+-----+------+------+------+------+----+-----+%s-----+------+----------\n",
                            has_ipx (s) ? "      " : "", has_ipx (s) ? "   ipx" : "", has_ipx (s) ? "-----+" : "");
  else
    g_string_append (out, lab_since (s, 8, 10, 0)
                              ? " vlan  type  admin  oper  ip   mtu   name\n-----+------+-----+-----+-----+-----+------------\n"
                              : " vlan    type   admin   oper    ip    mtu          "
                                "name\n------+-------+-------+------+------+------+------------------\n");
  for (guint i = 0; i < s->vlans->len; i++)
    vlan_row (s, s->vlans->pdata[i], out);
  return TRUE;
}

/* ---- members --------------------------------------------------------------------------------------------------------- */

/* Up to 8.8 the words were `default` and `qtagged` (p. 441). */
static const char *
member_word (const LabSwitch *s, LabMember m)
{
  gboolean new_words = s->family == LAB_AOS8 && lab_since (s, 8, 9, 1);
  switch (m)
    {
    case LAB_UNTAGGED: return new_words ? "untagged" : "default";
    case LAB_TAGGED: return new_words ? "tagged" : "qtagged";
    case LAB_DYNAMIC: return s->family == LAB_AOS6 ? "mobile" : "dynamic";
    case LAB_UNP_UNTAGGED: return "UNP Untagged";
    case LAB_UNP_TAGGED: return "UNP QTagged";
    default: return NULL;
    }
}

typedef struct {
  guint vlan;
  const LabPort *port;
  LabMember kind;
} Row;

/* Rows of one VLAN or all, of one port or all, by VLAN. */
static GArray *
collect (const CliArgs *a, const LabPort *only)
{
  const LabSwitch *s = a->s;
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));
  const char *vlans = cli_arg (a, "vlans") ? cli_arg (a, "vlans") : cli_arg (a, "vlan");
  guint first = vlans ? (guint) g_ascii_strtoull (vlans, NULL, 10) : 1;
  guint last = !vlans ? 4094 : strchr (vlans, '-') ? (guint) g_ascii_strtoull (strchr (vlans, '-') + 1, NULL, 10) : first;
  for (guint v = 0; v < s->vlans->len; v++)
    for (guint i = 0; i < s->ports->len; i++)
      {
        guint id = ((LabVlan *) s->vlans->pdata[v])->id;
        Row row = { id, s->ports->pdata[i], lab_member (s, s->ports->pdata[i], id) };
        if (row.kind && id >= first && id <= last && (!only || only == row.port))
          g_array_append_val (rows, row);
      }
  return rows;
}

static const char *
state_of (const Row *r)
{
  return !r->port->up ? "inactive" : lab_stp_blocks (r->port) ? "blocking" : "forwarding";
}

static void
rows_all (const LabSwitch *s, const GArray *rows, GString *out)
{
  gboolean guide = s->family == LAB_AOS8 && lab_since (s, 8, 10, 0); /* there the VLAN stands on its first row only (p. 440) */
  guint before = 0;
  g_string_append (
      out, s->family == LAB_AOS6 ? " vlan   port     type      status\n------+-------+---------+-------------\n"
           : guide               ? "vlan   port     type      status\n+-----+-------+---------+------------+\n"
                   : "  vlan       port         type         status\n--------+------------+------------+--------------\n");
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *r = &g_array_index (rows, Row, i);
      g_autofree char *port = lab_port_name (r->port),
                      *vlan = guide && r->vlan == before ? g_strdup ("") : g_strdup_printf ("%u", r->vlan);
      const char *type = member_word (s, r->kind);
      if (s->family == LAB_AOS6)
        g_string_append_printf (out, "%5s    %-6s %7s   %10s\n", vlan, port, type, state_of (r));
      else if (guide)
        g_string_append_printf (out, "%-6s%-8s%-11s%s\n", vlan, port, type, state_of (r));
      else
        g_string_append_printf (out, "  %-9s %-12s %-11s %s\n", vlan, port, type, state_of (r));
      before = r->vlan;
    }
}

static void
rows_of_port (const LabSwitch *s, const GArray *rows, GString *out)
{
  gboolean aos6 = s->family == LAB_AOS6, guide = !aos6 && lab_since (s, 8, 10, 0);
  g_string_append (out, aos6    ? "  vlan     type      status\n--------+---------+--------------\n"
                        : guide ? "vlan     type      status\n+------+---------+------------+\n"
                                : "  vlan      type        status\n--------+-----------+---------------\n");
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *r = &g_array_index (rows, Row, i);
      const char *type = member_word (s, r->kind);
      if (aos6)
        g_string_append_printf (out, "%6u    %7s   %10s\n", r->vlan, type, state_of (r));
      else if (guide)
        g_string_append_printf (out, "%-7u%-11s%s\n", r->vlan, type, state_of (r));
      else
        g_string_append_printf (out, "%6u    %-12s%s\n", r->vlan, type, state_of (r));
    }
}

static void
rows_of_vlan (const LabSwitch *s, const GArray *rows, GString *out)
{
  gboolean aos6 = s->family == LAB_AOS6, guide = !aos6 && lab_since (s, 8, 10, 0);
  g_string_append (out, aos6    ? "  port     type      status\n--------+---------+--------------\n"
                        : guide ? "port     type      status\n+------+--------+------------+\n"
                                : "   port      type        status\n----------+-----------+---------------\n");
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *r = &g_array_index (rows, Row, i);
      g_autofree char *port = lab_port_name (r->port);
      const char *type = member_word (s, r->kind);
      if (aos6)
        g_string_append_printf (out, "  %-8s%7s   %10s\n", port, type, state_of (r));
      else
        g_string_append_printf (out, guide ? "%-7s%-10s%s\n" : "  %-11s%-13s%s\n", port, type, state_of (r));
    }
}

/* One VLAN and one port: words instead of a table (p. 440). */
static void
row_in_words (const LabSwitch *s, const GArray *rows, GString *out)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const Row *r = &g_array_index (rows, Row, i);
      const LabVlan *v = lab_find_vlan (s, r->vlan);
      g_string_append_printf (out, "type       : %s,\nstatus     : %s,\nvlan admin : %s,\nvlan oper  : %s,\n",
                              member_word (s, r->kind), state_of (r), v->disabled ? "disabled" : "enabled",
                              lab_is_active (s, v->id) ? "enabled" : "disabled");
    }
}

gboolean
cli_show_members (CliArgs *a, GString *out)
{
  const LabSwitch *s = a->s;
  gboolean vlan = cli_arg (a, "vlans") || cli_arg (a, "vlan");
  g_autoptr (GPtrArray) ports = cli_arg (a, "port") ? cli_scope (a) : NULL;
  const LabPort *only = ports ? ports->pdata[0] : cli_arg (a, "agg") ? lab_find_aggregate (s, cli_number (a, "agg")) : NULL;
  if (cli_arg (a, "agg") && !only)
    return cli_error (out, "Link aggregate %s does not exist", cli_arg (a, "agg"));
  g_autoptr (GArray) rows = collect (a, only);
  if (vlan && only)
    row_in_words (s, rows, out);
  else if (only)
    rows_of_port (s, rows, out);
  else if (vlan)
    rows_of_vlan (s, rows, out);
  else
    rows_all (s, rows, out);
  return TRUE;
}

/* ---- AOS 6: tags, mobile ports, rules -------------------------------------------------------------------------------- */

gboolean
cli_show_802_1q (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_arg (a, "port") ? cli_scope (a) : NULL;
  const LabPort *p = ports ? ports->pdata[0] : lab_find_aggregate (a->s, cli_number (a, "agg"));
  if (!p)
    return cli_error (out, "Link aggregate %s does not exist", cli_arg (a, "agg"));
  g_autofree char *name = lab_port_name (p);
  g_string_append_printf (out,
                          "\nAcceptable Frame Type    :      %s\nForce Tag Internal       :                  NA\nTagged VLANS    "
                          "Internal Description\n"
                          "-------------+------------------------------------------+\n",
                          p->tagged_only ? "Tagged Only" : "Any Frame Type");
  for (guint v = 1; v < 4095; v++)
    if (lab_has_tag (p, v))
      {
        const char *note = p->tag_notes ? g_hash_table_lookup (p->tag_notes, GUINT_TO_POINTER (v)) : NULL;
        if (note)
          g_string_append_printf (out, "%12u   %s\n", v, note);
        else
          g_string_append_printf (out, "%12u   TAG PORT %s VLAN %u\n", v, name, v);
      }
  return TRUE;
}

/* Of a port that is not mobile the middle columns stay blank. */
gboolean
cli_show_mobile (CliArgs *a, GString *out)
{
  g_autoptr (GPtrArray) ports = cli_scope (a);
  g_string_append (out, "                 cfg                               ignore   ingress\n"
                        "  port   mobile  def  authent   enabled   restore   bpdu   filtering\n"
                        "-------+--------+----+--------+---------+---------+-------+----------\n");
  for (guint i = 0; i < ports->len; i++)
    {
      const LabPort *p = ports->pdata[i];
      g_autofree char *name = lab_port_name (p);
      if (p->mobile)
        g_string_append_printf (out, "  %-6s%5s%8u%9s%9s%11s%8s%10s\n", name, "on", p->untagged, p->dot1x ? "on-8021x" : "off",
                                "on", "off", "off", "on");
      else
        g_string_append_printf (out, "  %-6s%5s%55s\n", name, "off", "on");
    }
  return TRUE;
}

gboolean
cli_show_rules (CliArgs *a, GString *out)
{
  g_string_append (out, "Legend: type: * = binding rule\n\n   type          vlan           "
                        "rule\n--------------+------+----------------------------------\n");
  for (guint i = 0; i < a->s->vlans->len; i++)
    {
      const LabVlan *v = a->s->vlans->pdata[i];
      if (cli_arg (a, "vlan") && v->id != cli_number (a, "vlan"))
        continue;
      for (guint k = 0; v->rules && k < v->rules->len; k++)
        {
          const char *rule = v->rules->pdata[k];
          gboolean range = g_str_has_prefix (rule, "mac range ");
          g_string_append_printf (out, "  %-12s  %4u   %s\n", range ? "mac-range" : "mac-addr", v->id, rule + (range ? 10 : 4));
        }
    }
  return TRUE;
}
