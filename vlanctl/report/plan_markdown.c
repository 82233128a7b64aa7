/* Plans as Markdown for a merge request. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/report.h"

/* A cell of a table, or a line of prose: nothing in it may be taken for markup. */
static char *
escape (const char *text)
{
  g_autofree char *clean = report_clean (text);
  GString *out = g_string_new (NULL);
  for (const char *p = clean; *p; p++)
    {
      if (strchr ("\\`*_{}[]<>|#!~&", *p))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

static void
add_row (const Change *c, GString *out)
{
  g_autofree char *ports = port_set_to_string (c->ports), *from = value_to_string (&c->from), *to = value_to_string (&c->to);
  g_autofree char *from_cell = escape (from), *to_cell = escape (to), *source = c->source.file ? src_pos_to_string (&c->source) : g_strdup ("");
  g_autofree char *source_cell = escape (source), *vlan = c->vlan ? g_strdup_printf ("%u", c->vlan) : g_strdup ("");
  const char *tlv = c->tlv == MED_TLV_CAPABILITY ? " capability" : c->tlv ? " network-policy" : "";
  g_string_append_printf (out, "| %s%s | %s | %s | %s | %s | %s | %s |\n", change_kind_to_string (c->kind), tlv, ports, vlan, from_cell, to_cell,
                          disruption_to_string (c->disruption), source_cell);
}

static void
add_lines (const SwitchPlan *s, GString *out)
{
  g_string_append_printf (out, "\n<details><summary>%s</summary>\n\n```\n", _ ("Lines"));
  for (guint i = 0; i < s->changes->len; i++)
    {
      const Change *c = s->changes->pdata[i];
      for (guint k = 0; k < c->commands->len; k++)
        g_string_append_printf (out, "%s\n", (char *) c->commands->pdata[k]);
    }
  g_string_append (out, "```\n\n</details>\n");
}

static void
add_list (const char *head, const char *text, GString *out)
{
  g_autofree char *clean = escape (text);
  g_string_append_printf (out, "- **%s**: %s\n", head, clean);
}

static void
add_switch (const SwitchPlan *s, GString *out)
{
  g_autofree char *name = escape (s->name), *model = escape (s->model ? s->model : ""), *reason = escape (s->reason ? s->reason : "");
  g_string_append_printf (out, "\n### %s %s: %s\n\n", name, model, plan_status_to_string (s->status));
  if (s->reason)
    g_string_append_printf (out, "%s\n\n", reason);
  if (s->changes->len)
    {
      g_string_append_printf (out, "| %s |\n|---|---|---|---|---|---|---|\n", _ ("Change | Ports | VLAN | From | To | Disruption | Source"));
      for (guint i = 0; i < s->changes->len; i++)
        add_row (s->changes->pdata[i], out);
      add_lines (s, out);
    }
  for (guint i = 0; i < s->refusals->len; i++)
    {
      const Refusal *r = s->refusals->pdata[i];
      add_list (r->rule, r->evidence, out);
    }
  for (guint i = 0; i < s->unknowns->len; i++)
    add_list (_ ("unknown"), s->unknowns->pdata[i], out);
  for (guint i = 0; i < s->warnings->len; i++)
    add_list (_ ("note"), s->warnings->pdata[i], out);
}

void
report_plan_markdown (const Plan *plan, GString *out)
{
  PlanSummary sum = plan_summarize (plan);
  g_string_append_printf (out, _ ("## Plan `%s`\n\n%u changes on %u ports, %u lines; %u switches: %u in sync, %u with changes, %u unknown, %u refused.\n"),
                          plan->id, sum.changes, sum.ports, sum.commands, sum.switches, sum.in_sync, sum.with_changes, sum.unknown, sum.refused);
  for (guint i = 0; i < plan->switches->len; i++)
    {
      const SwitchPlan *s = plan->switches->pdata[i];
      if (s->status != PLAN_IN_SYNC || s->warnings->len)
        add_switch (s, out);
    }
}
