/* Plans as Markdown for a merge request. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/report.h"

/* A cell of a table, or a line of prose: nothing in it may be taken for markup. */
char *
report_markdown_escape (const char *text)
{
  g_autofree char *clean = report_clean (text ? text : "");
  GString *out = g_string_new (NULL);
  for (const char *p = clean; *p; p++)
    {
      if (strchr ("\\`*_{}[]<>|#!~&@", *p))
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

static void
add_row (const Change *c, GString *out)
{
  g_autofree char *ports = port_set_to_string (c->ports), *from = change_prior_to_string (c), *to = value_to_string (&c->to);
  g_autofree char *from_cell = report_markdown_escape (from), *to_cell = report_markdown_escape (to),
                  *source = c->source.file ? src_pos_to_string (&c->source) : NULL;
  g_autofree char *source_cell = report_markdown_escape (source), *vlan = c->vlan ? g_strdup_printf ("%u", c->vlan) : g_strdup ("");
  const char *tlv = c->tlv == MED_TLV_CAPABILITY ? " capability" : c->tlv ? " network-policy" : "";
  g_string_append_printf (out, "| %s%s%s | %s | %s | %s | %s | %s | %s |\n", change_kind_to_string (c->kind), tlv,
                          c->guess ? _ (" (guess)") : "", ports, vlan, from_cell, to_cell, disruption_to_string (c->disruption),
                          source_cell);
}

/* The lines come out of templates with checked values: none can close the block. */
static void
add_lines (const SwitchPlan *s, const char *head, gboolean undo, GString *out)
{
  g_string_append_printf (out, "\n<details><summary>%s</summary>\n\n```text\n", head);
  for (guint n = 0; n < s->changes->len; n++)
    {
      const Change *c = s->changes->pdata[undo ? s->changes->len - 1 - n : n];
      const GPtrArray *lines = undo ? c->undo : c->commands;
      for (guint k = 0; k < lines->len; k++)
        g_string_append_printf (out, "%s\n", (char *)lines->pdata[k]);
    }
  g_string_append (out, "```\n\n</details>\n");
}

static void
add_remark (const char *head, const char *text, GString *out)
{
  g_autofree char *clean = report_markdown_escape (text);
  g_string_append_printf (out, "- **%s**: %s\n", head, clean);
}

static void
add_refusal (const Refusal *r, GString *out)
{
  g_autofree char *ports = r->ports && port_set_size (r->ports) ? port_set_to_string (r->ports) : NULL;
  g_autofree char *evidence = report_markdown_escape (r->evidence), *cure = report_markdown_escape (r->cure);
  g_string_append_printf (out, "- **%s %s**%s%s: %s", r->overridden ? _ ("overridden") : _ ("refused"), r->rule, ports ? " " : "",
                          ports ? ports : "", evidence);
  if (!r->overridden && r->cure)
    g_string_append_printf (out, _ (". Cure: %s"), cure);
  if (!r->overridden)
    g_string_append_printf (out, r->override ? _ (". Override: `%s`") : _ (". No override"), r->override);
  g_string_append_c (out, '\n');
}

static void
add_remarks (const SwitchPlan *s, GString *out)
{
  if (s->refusals->len || s->unknowns->len || s->warnings->len)
    g_string_append_c (out, '\n');
  for (guint i = 0; i < s->refusals->len; i++)
    add_refusal (s->refusals->pdata[i], out);
  for (guint i = 0; i < s->unknowns->len; i++)
    add_remark (_ ("unknown"), s->unknowns->pdata[i], out);
  for (guint i = 0; i < s->warnings->len; i++)
    add_remark (_ ("note"), s->warnings->pdata[i], out);
}

static void
add_switch (const SwitchPlan *s, GString *out)
{
  g_autofree char *name = report_markdown_escape (s->name), *model = report_markdown_escape (s->model), *reason = report_markdown_escape (s->reason);
  g_string_append_printf (out, "\n### %s%s%s: %s\n", name, s->model ? " " : "", model, plan_status_to_string (s->status));
  if (s->status == PLAN_UNKNOWN && s->reason && !s->unknowns->len)
    g_string_append_printf (out, "\n%s\n", reason);
  if (s->changes->len)
    {
      g_string_append_printf (out, "\n| %s |\n|---|---|---|---|---|---|---|\n",
                              _ ("Change | Ports | VLAN | From | To | Disruption | Source"));
      for (guint i = 0; i < s->changes->len; i++)
        add_row (s->changes->pdata[i], out);
      add_lines (s, _ ("Lines"), FALSE, out);
      add_lines (s, _ ("Undo"), TRUE, out);
    }
  add_remarks (s, out);
}

void
report_plan_markdown (const Plan *plan, GString *out)
{
  PlanSummary sum = plan_summarize (plan);
  g_string_append_printf (
      out, _ ("## Plan `%s`\n\n| Switches | In sync | With changes | Unknown | Refused | Changes | Ports | Lines |\n"), plan->id);
  g_string_append_printf (out, "|---|---|---|---|---|---|---|---|\n| %u | %u | %u | %u | %u | %u | %u | %u |\n", sum.switches,
                          sum.in_sync, sum.with_changes, sum.unknown, sum.refused, sum.changes, sum.ports, sum.commands);
  for (guint i = 0; i < plan->switches->len; i++)
    {
      const SwitchPlan *s = plan->switches->pdata[i];
      if (s->status != PLAN_IN_SYNC || s->warnings->len)
        add_switch (s, out);
    }
}
