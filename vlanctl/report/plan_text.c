/* Plans for people: per switch what would change, why, how it would be said, and what stands in the way. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/style.h"

static char *
subject_text (const Change *c)
{
  GString *text = g_string_new (NULL);
  if (port_set_size (c->ports))
    {
      g_autofree char *ports = port_set_to_string (c->ports);
      g_string_append_printf (text, "%s", ports);
    }
  if (c->kind == CHANGE_POE_SERVICE)
    g_string_append_printf (text, c->chassis ? _ ("slot %u/%u") : _ ("slot %u"), c->chassis ? c->chassis : c->slot, c->slot);
  if (c->vlan && c->kind != CHANGE_PORT_UNTAGGED)
    g_string_append_printf (text, "%sVLAN %u", text->len ? "  " : "", c->vlan);
  if (c->policy.id >= 0)
    {
      g_autofree char *policy = med_policy_to_string (&c->policy);
      g_string_append_printf (text, _ ("%spolicy %d (%s)"), text->len ? "  " : "", c->policy.id, policy);
    }
  if (c->tlv)
    g_string_append_printf (text, "  %s", c->tlv == MED_TLV_CAPABILITY ? "capability" : "network-policy");
  return g_string_free (text, FALSE);
}

/* Where the grammar has no range there is a line for each port: of many, the first and the last say it all. */
#define FOLD_FROM 6

static void
print_lines (const GPtrArray *lines, const char *mark, Ink ink, const ReportStyle *style, GString *out)
{
  gboolean fold = !style->verbose && lines->len >= FOLD_FROM;
  /* `qos apply' closes a row of other lines: the last of those is shown before it */
  guint tail = fold && strncmp (lines->pdata[lines->len - 1], lines->pdata[0], 5) != 0 ? 2 : 1;
  for (guint i = 0; i < lines->len; i++)
    {
      if (fold && i == 1)
        {
          i = lines->len - 1 - tail;
          style_printf (out, style, INK_DIM, _ ("      ... %u lines like these, one a port (-v shows them) ..."), i);
          g_string_append_c (out, '\n');
          continue;
        }
      style_printf (out, style, ink, "      %s%s", mark, (char *) lines->pdata[i]);
      g_string_append_c (out, '\n');
    }
}

static void
print_change (const Change *c, const ReportStyle *style, GString *out)
{
  g_autofree char *subject = subject_text (c), *from = value_to_string (&c->from), *to = value_to_string (&c->to);
  g_autofree char *source = c->source.file ? src_pos_to_string (&c->source) : NULL;
  style_printf (out, style, INK_BLUE, "  %s", change_kind_to_string (c->kind));
  style_printf (out, style, INK_PLAIN, "  %s: %s -> %s", subject, from, to);
  if (c->disruption != DISRUPT_SILENT)
    style_printf (out, style, INK_YELLOW, "  [%s]", disruption_to_string (c->disruption));
  if (c->guess)
    style_append (out, style, INK_YELLOW, _ ("  [not sure for this release: tried on one port first]"));
  if (source)
    style_printf (out, style, INK_DIM, "  %s", source);
  g_string_append_c (out, '\n');
  print_lines (c->commands, "", INK_PLAIN, style, out);
  if (style->verbose)
    print_lines (c->undo, _ ("undo: "), INK_DIM, style, out);
  if (c->note && !c->tlv) /* the subject names the TLV already */
    {
      style_printf (out, style, INK_DIM, "      (%s)", c->note);
      g_string_append_c (out, '\n');
    }
}

static void
print_refusal (const Refusal *r, const ReportStyle *style, GString *out)
{
  g_autofree char *ports = r->ports && port_set_size (r->ports) ? port_set_to_string (r->ports) : NULL;
  style_printf (out, style, r->overridden ? INK_YELLOW : INK_RED, "  %s %s", r->overridden ? _ ("overridden:") : _ ("refused:"), r->rule);
  style_printf (out, style, INK_PLAIN, "%s%s: %s", ports ? " " : "", ports ? ports : "", r->evidence ? r->evidence : "");
  g_string_append_c (out, '\n');
  if (r->overridden)
    return;
  if (r->cure)
    {
      style_printf (out, style, INK_PLAIN, _ ("      cure: %s"), r->cure);
      g_string_append_c (out, '\n');
    }
  style_printf (out, style, INK_DIM, "      %s %s", r->override ? _ ("override:") : _ ("no override"), r->override ? r->override : "");
  g_string_append_c (out, '\n');
}

static void
print_list (const GPtrArray *texts, const char *head, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < texts->len; i++)
    {
      style_printf (out, style, INK_YELLOW, "  %s: %s", head, (char *) texts->pdata[i]);
      g_string_append_c (out, '\n');
    }
}

static void
print_remarks (const SwitchPlan *s, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < s->refusals->len; i++)
    print_refusal (s->refusals->pdata[i], style, out);
  print_list (s->unknowns, _ ("unknown"), style, out);
  print_list (s->warnings, _ ("note"), style, out);
}

static gboolean
needs_words (const SwitchPlan *s, const ReportStyle *style)
{
  return style->verbose || s->status != PLAN_IN_SYNC || s->warnings->len || s->refusals->len;
}

static Ink
status_ink (PlanStatus status)
{
  static const Ink inks[] = { INK_GREEN, INK_BOLD, INK_YELLOW, INK_RED };
  return inks[status];
}

static void
print_switch (const SwitchPlan *s, const ReportStyle *style, GString *out)
{
  style_append (out, style, INK_BOLD, s->name);
  if (s->address)
    style_printf (out, style, INK_PLAIN, "  %s", s->address);
  if (s->model)
    style_printf (out, style, INK_PLAIN, "  %s %s", s->model, s->version ? s->version : "");
  g_string_append (out, ": ");
  style_append (out, style, status_ink (s->status), plan_status_to_string (s->status));
  if (s->status == PLAN_UNKNOWN && s->reason && !s->unknowns->len)
    style_printf (out, style, INK_PLAIN, ": %s", s->reason);
  if (s->n_ports)
    style_printf (out, style, INK_PLAIN, g_dngettext (GETTEXT_PACKAGE, ", %u port", ", %u ports", s->n_ports), s->n_ports);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < s->changes->len; i++)
    print_change (s->changes->pdata[i], style, out);
  print_remarks (s, style, out);
  g_string_append_c (out, '\n');
}

static void
print_summary (const Plan *plan, const ReportStyle *style, GString *out)
{
  PlanSummary s = plan_summarize (plan);
  if (s.in_sync == s.switches)
    {
      style_printf (out, style, INK_GREEN, g_dngettext (GETTEXT_PACKAGE, "In sync: %u switch, nothing to do.", "In sync: %u switches, nothing to do.",
                                                        s.switches), s.switches);
      g_string_append_c (out, '\n');
      return;
    }
  style_printf (out, style, INK_BOLD, _ ("Plan %s: %u changes on %u ports, %u lines to send."), plan->id, s.changes, s.ports, s.commands);
  style_printf (out, style, INK_PLAIN, _ (" %u switches: %u in sync, %u with changes, %u unknown, %u refused."), s.switches, s.in_sync,
                s.with_changes, s.unknown, s.refused);
  g_string_append_c (out, '\n');
}

void
report_plan_text (const Plan *plan, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < plan->switches->len && !style->quiet; i++)
    if (needs_words (plan->switches->pdata[i], style))
      print_switch (plan->switches->pdata[i], style, out);
  print_summary (plan, style, out);
}
