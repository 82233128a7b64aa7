/* Live state as tables for people. `-` is no VLAN, `?` is not known, a blank is nothing there. A column that is not known on any
 * port is left out, and named above the table. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/style.h"

#define UNKNOWN "?"
#define LIST_WIDTH 28     /* of a list in a cell */
#define NAME_WIDTH 28     /* of a neighbour's name: some send a sentence */

static gboolean
knows (const PortState *p, Attr attr)
{
  return ((attr < ATTR_ADMIN ? p->cfg.has : p->has) & HAS (attr)) != 0;
}

/* ---- cells: lines of text; NULL = not known --------------------------------------------------------------------------- */

/* "1-4,10,\n20": broken after a comma. */
static char *
break_list (const char *list)
{
  GString *out = g_string_new (NULL);
  gsize begin = 0, comma = 0;
  for (; *list; list++)
    {
      g_string_append_c (out, *list);
      if (*list == ',')
        comma = out->len;
      if (out->len - begin <= LIST_WIDTH || comma <= begin)
        continue;
      g_string_insert_c (out, (gssize) comma, '\n');
      begin = ++comma;
    }
  return g_string_free (out, FALSE);
}

static char *
port_text (const PortState *p)
{
  return port_to_string (p->id);
}

static char *
link_text (const PortState *p)
{
  if (!knows (p, ATTR_OPER))
    return NULL;
  if (knows (p, ATTR_ADMIN) && !p->admin_up)
    return g_strdup (_ ("off"));
  if (!p->oper_up)
    return g_strdup (_ ("down"));
  if (!knows (p, ATTR_SPEED) || !p->speed_mbps)
    return g_strdup (_ ("up"));
  if (p->speed_mbps < 1000)
    return g_strdup_printf (_ ("up %uM"), p->speed_mbps);
  return p->speed_mbps % 1000 ? g_strdup_printf (_ ("up %.1fG"), p->speed_mbps / 1000.0) : g_strdup_printf (_ ("up %uG"), p->speed_mbps / 1000);
}

static char *
untagged_text (const PortState *p)
{
  if (knows (p, ATTR_UNTAGGED))
    return g_strdup_printf ("%u", p->cfg.untagged);
  /* a whole table without a row for it: it has none */
  return knows (p, ATTR_TAGGED) && !p->inconsistent ? g_strdup ("-") : NULL;
}

static char *
tagged_text (const PortState *p)
{
  g_autofree char *list = knows (p, ATTR_TAGGED) && p->cfg.tagged.n ? vlan_set_to_string (&p->cfg.tagged) : NULL;
  return list ? break_list (list) : knows (p, ATTR_TAGGED) ? g_strdup ("-") : NULL;
}

/* What decides about the port's VLANs beside its own configuration, and which VLANs that gave it. */
static char *
kind_text (const PortState *p)
{
  g_autofree char *aggregate = p->aggregate ? port_to_string (p->aggregate) : NULL, *list = vlan_set_to_string (&p->dynamic_vlans);
  const char *kind = p->dynamic == DYNAMIC_NONE ? p->dynamic_vlans.n ? _ ("dynamic") : NULL : dynamic_kind_to_string (p->dynamic);
  if (aggregate)
    return g_strdup_printf (_ ("in %s"), aggregate);
  if (kind)
    return p->dynamic_vlans.n ? g_strdup_printf ("%s %s", kind, list) : g_strdup (kind);
  return knows (p, ATTR_DYNAMIC) && (knows (p, ATTR_AGGREGATE) || port_is_linkagg (p->id)) ? g_strdup ("") : NULL;
}

static char *
lldp_text (const PortState *p)
{
  static const char *const words[] = { [LLDP_TX] = N_ ("tx"), [LLDP_RX] = N_ ("rx"), [LLDP_TX_RX] = N_ ("on"), [LLDP_DISABLED] = N_ ("off") };
  return knows (p, ATTR_LLDP_ADMIN) ? g_strdup (_ (words[p->cfg.lldp_admin])) : NULL;
}

static char *
policies_text (const PortState *p)
{
  if (!knows (p, ATTR_POLICIES))
    return NULL;
  GString *text = g_string_new (NULL);
  for (guint i = 0; p->cfg.policies && i < p->cfg.policies->len; i++)
    {
      const MedPolicy *m = &g_array_index (p->cfg.policies, MedPolicy, i);
      g_string_append_printf (text, "%s%s %u/%u/%u", i ? "\n" : "", med_app_to_string (m->app), m->vlan, m->priority, m->dscp);
    }
  return g_string_free (text, FALSE);
}

static char *
trust_text (const PortState *p)
{
  return knows (p, ATTR_QOS_TRUST) ? g_strdup (p->cfg.qos_trust ? _ ("yes") : _ ("no")) : NULL;
}

static char *
poe_text (const PortState *p)
{
  if (!knows (p, ATTR_POE_STATUS) && !knows (p, ATTR_POE_ADMIN))
    return NULL;
  if (knows (p, ATTR_POE_ADMIN) && !p->cfg.poe_admin)
    return g_strdup (_ ("off"));
  if (knows (p, ATTR_POE_ACTUAL) && p->poe_actual_mw)
    return g_strdup_printf ("%.1f W", p->poe_actual_mw / 1000.0);
  return g_strdup (knows (p, ATTR_POE_STATUS) ? poe_status_to_string (p->poe_status) : _ ("on"));
}

static char *
neighbour_text (const PortState *p)
{
  if (!knows (p, ATTR_NEIGHBOURS))
    return NULL;
  GString *text = g_string_new (NULL);
  for (guint i = 0; p->neighbours && i < p->neighbours->len; i++)
    {
      const Neighbour *n = p->neighbours->pdata[i];
      g_autofree char *clean = report_clean (n->name && *n->name ? n->name : n->med_model ? n->med_model : n->chassis);
      g_autofree char *name = g_utf8_strlen (clean, -1) > NAME_WIDTH ? g_utf8_substring (clean, 0, NAME_WIDTH - 3) : NULL;
      g_string_append_printf (text, name ? "%s%s...%s" : "%s%s%s", i ? "\n" : "", name ? name : clean, n->has_caps && n->caps_enabled & SYSCAP_TELEPHONE ? _ (" (phone)") : "");
    }
  return g_string_free (text, FALSE);
}

static char *
alias_text (const PortState *p)
{
  return knows (p, ATTR_ALIAS) ? report_clean (p->alias) : NULL;
}

typedef struct {
  const char *head;
  char *(*text) (const PortState *p);
  gboolean everywhere; /* every port has it: what is not known is worth a question mark */
} Column;

static const Column columns[] = {
  { N_ ("PORT"), port_text, FALSE },         { N_ ("LINK"), link_text, TRUE },        { N_ ("UNTAGGED"), untagged_text, TRUE },
  { N_ ("TAGGED"), tagged_text, TRUE },      { N_ ("KIND"), kind_text, TRUE },        { N_ ("LLDP"), lldp_text, TRUE },
  { N_ ("POLICY"), policies_text, TRUE },    { N_ ("TRUST"), trust_text, TRUE },      { N_ ("POE"), poe_text, FALSE },
  { N_ ("NEIGHBOUR"), neighbour_text, TRUE }, { N_ ("ALIAS"), alias_text, TRUE },
};
enum { N_COLUMNS = G_N_ELEMENTS (columns) };

/* ---- the table -------------------------------------------------------------------------------------------------------- */

static gboolean
known_somewhere (const SwitchState *s, const Column *column)
{
  for (guint i = 0; i < s->ports->len; i++)
    {
      g_autofree char *text = column->text (s->ports->pdata[i]);
      if (text)
        return TRUE;
    }
  return FALSE;
}

/* The text of a port in a column, as lines. Aggregates and ports inside one have no settings of their own in most columns. */
static char **
cell_lines (const PortState *p, const Column *column, gboolean known)
{
  gboolean own = !port_is_linkagg (p->id) && !p->aggregate && p->dynamic != DYNAMIC_VFL;
  g_autofree char *text = known ? column->text (p) : NULL;
  return g_strsplit (text ? text : known && own && column->everywhere ? UNKNOWN : "", "\n", -1);
}

static void
add_port (StyleTable *t, const PortState *p, const gboolean *known)
{
  char **cells[N_COLUMNS];
  guint lines = 1;
  for (guint c = 0; c < N_COLUMNS; c++)
    {
      cells[c] = cell_lines (p, &columns[c], known[c]);
      lines = MAX (lines, g_strv_length (cells[c]));
    }
  for (guint line = 0; line < lines; line++)
    for (guint c = 0; c < N_COLUMNS; c++)
      style_table_add (t, line < g_strv_length (cells[c]) ? cells[c][line] : "");
  for (guint c = 0; c < N_COLUMNS; c++)
    g_strfreev (cells[c]);
}

static void
print_ports (const SwitchState *s, const ReportStyle *style, GString *out)
{
  const char *heads[N_COLUMNS + 1] = { NULL };
  gboolean known[N_COLUMNS];
  g_autoptr (GString) unknown = g_string_new (NULL);
  for (guint c = 0; c < N_COLUMNS; c++)
    {
      heads[c] = _ (columns[c].head);
      known[c] = known_somewhere (s, &columns[c]);
      if (!known[c])
        g_string_append_printf (unknown, "%s%s", unknown->len ? ", " : "", heads[c]);
    }
  if (unknown->len)
    {
      g_autofree char *text = g_strdup_printf (_ ("not known: %s"), unknown->str);
      style_wrapped (out, style, INK_PLAIN, "  ", text);
    }
  StyleTable *table = style_table_new (heads);
  for (guint i = 0; i < s->ports->len; i++)
    add_port (table, s->ports->pdata[i], known);
  style_table_print (table, style, "  ", out);
}

/* ---- the switch ------------------------------------------------------------------------------------------------------- */

static const char *
tri_text (Tri t)
{
  return t == TRI_UNKNOWN ? UNKNOWN : t == TRI_YES ? _ ("yes") : _ ("no");
}

/* A VLAN without a name of its own is called "VLAN 10". */
static void
print_vlans (const SwitchState *s, const ReportStyle *style, GString *out)
{
  g_autoptr (GString) text = g_string_new (_ ("VLANs:"));
  for (guint i = 0; i < s->vlans->len; i++)
    {
      const Vlan *v = s->vlans->pdata[i];
      g_autofree char *name = v->name ? report_clean (v->name) : NULL, *plain = g_strdup_printf ("VLAN %u", v->id);
      g_string_append_printf (text, " %u", v->id);
      if (name && strcmp (name, plain))
        g_string_append_printf (text, " \"%s\"", name);
      g_string_append (text, i + 1 < s->vlans->len ? "," : "");
    }
  if (!s->vlans->len)
    g_string_append (text, " " UNKNOWN);
  style_wrapped (out, style, INK_PLAIN, "  ", text->str);
}

static void
print_switch (const SwitchState *s, const ReportStyle *style, GString *out)
{
  style_append (out, style, INK_BOLD, s->name);
  style_printf (out, style, INK_PLAIN, "  %s  %s  %s", s->address ? s->address : "", s->model ? s->model : UNKNOWN, s->version ? s->version : UNKNOWN);
  g_string_append_c (out, '\n');
  if (s->status != SWITCH_READ)
    {
      g_autofree char *text = g_strdup_printf ("%s: %s", switch_status_to_string (s->status), s->reason ? s->reason : "");
      style_wrapped (out, style, s->status == SWITCH_PARTIAL ? INK_YELLOW : INK_RED, "  ", text);
    }
  if (s->status == SWITCH_UNREACHABLE)
    return;
  g_autofree char *upkeep = g_strdup_printf (_ ("running from %s, unsaved changes: %s, certified: %s"),
                                             s->running_directory ? s->running_directory : UNKNOWN, tri_text (s->unsaved), tri_text (s->certified));
  style_wrapped (out, style, INK_PLAIN, "  ", upkeep);
  print_vlans (s, style, out);
  if (s->ports->len)
    print_ports (s, style, out);
}

void
report_show_text (const GPtrArray *states, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < states->len; i++)
    {
      if (i)
        g_string_append_c (out, '\n');
      print_switch (states->pdata[i], style, out);
    }
}
