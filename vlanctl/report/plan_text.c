/* Plans for people: per switch what would change, why, how it would be said, and what stands in the way. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/style.h"

static char *
count (guint n, const char *one, const char *many)
{
  return g_strdup_printf ("%u %s", n, g_dngettext (GETTEXT_PACKAGE, one, many, n));
}

/* What the change is about: ports, slot, VLAN, policy, TLV. */
static char *
subject_text (const Change *c)
{
  g_autofree char *ports = port_set_to_string (c->ports);
  GString *text = g_string_new (ports);
  const char *gap = text->len ? "  " : "";
  if (c->kind == CHANGE_POE_SERVICE)
    g_string_append_printf (text, c->chassis ? _ ("slot %u/%u") : _ ("slot %u"), c->chassis ? c->chassis : c->slot, c->slot);
  else if (c->policy.id >= 0)
    g_string_append_printf (text, _ ("%spolicy %d"), gap, c->policy.id);
  else if (c->vlan && c->kind != CHANGE_PORT_UNTAGGED)
    g_string_append_printf (text, "%sVLAN %u", gap, c->vlan);
  if (c->kind == CHANGE_MED_BIND || c->kind == CHANGE_MED_UNBIND)
    {
      g_autofree char *policy = med_policy_to_string (&c->policy);
      g_string_append_printf (text, " (%s)", policy);
    }
  if (c->tlv)
    g_string_append_printf (text, "%s%s", gap, c->tlv == MED_TLV_CAPABILITY ? "capability" : "network-policy");
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
      style_printf (out, style, ink, "      %s%s", mark, (char *)lines->pdata[i]);
      g_string_append_c (out, '\n');
    }
}

/* What is to be marked, and where it comes from: on the same line where that has room. */
static void
print_tail (const Change *c, gsize used, const ReportStyle *style, GString *out)
{
  g_autofree char *source = c->source.file ? src_pos_to_string (&c->source) : g_strdup ("");
  g_autoptr (GString) marks = g_string_new (NULL);
  if (c->disruption != DISRUPT_SILENT)
    g_string_append_printf (marks, "[%s]  ", disruption_to_string (c->disruption));
  if (c->guess)
    g_string_append (marks, _ ("[guess]  "));
  if (marks->len || *source)
    g_string_append (out, used + 2 + marks->len + strlen (source) <= style->width ? "  " : "\n      ");
  style_append (out, style, INK_YELLOW, marks->str);
  style_append (out, style, INK_DIM, source);
  g_string_append_c (out, '\n');
}

/* "1, 20 -> 10", with the unit of the kind. */
static char *
values_text (const Change *c)
{
  g_autofree char *from = change_prior_to_string (c), *to = value_to_string (&c->to);
  return g_strdup_printf ("%s -> %s%s", from, to, c->kind == CHANGE_POE_LIMIT ? " mW" : "");
}

static void
print_change (const Change *c, const ReportStyle *style, GString *out)
{
  g_autofree char *subject = subject_text (c), *fromto = values_text (c), *values = g_strdup_printf ("  %s: %s", subject, fromto);
  style_printf (out, style, INK_BLUE, "  %s", change_kind_to_string (c->kind));
  style_append (out, style, INK_PLAIN, values);
  print_tail (c, 2 + strlen (change_kind_to_string (c->kind)) + strlen (values), style, out);
  print_lines (c->commands, "", INK_PLAIN, style, out);
  if (style->verbose)
    print_lines (c->undo, _ ("undo: "), INK_DIM, style, out);
  if (c->note && !c->tlv) /* the subject names the TLV already */
    style_wrapped (out, style, INK_DIM, "      ", c->note);
}

void
print_refusal (const Refusal *r, gboolean with_ports, const ReportStyle *style, GString *out)
{
  g_autofree char *ports = with_ports && r->ports && port_set_size (r->ports) ? port_set_to_string (r->ports) : NULL;
  g_autofree char *lead = g_strdup_printf ("  %s %s%s%s: ", r->overridden ? _ ("overridden:") : _ ("refused:"), r->rule,
                                           ports ? " " : "", ports ? ports : "");
  style_wrapped (out, style, r->overridden ? INK_YELLOW : INK_RED, lead, r->evidence ? r->evidence : "");
  if (r->overridden)
    return;
  if (r->cure)
    style_wrapped (out, style, INK_PLAIN, _ ("      cure: "), r->cure);
  style_printf (out, style, INK_DIM, "      %s%s%s", r->override ? _ ("override:") : _ ("no override"), r->override ? " " : "",
                r->override ? r->override : "");
  g_string_append_c (out, '\n');
}

static void
print_list (const GPtrArray *texts, const char *lead, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < texts->len; i++)
    style_wrapped (out, style, INK_YELLOW, lead, texts->pdata[i]);
}

static gboolean
has_guess (const SwitchPlan *s)
{
  for (guint i = 0; i < s->changes->len; i++)
    if (((Change *)s->changes->pdata[i])->guess)
      return TRUE;
  return FALSE;
}

static void
print_remarks (const SwitchPlan *s, const ReportStyle *style, GString *out)
{
  if (has_guess (s))
    style_wrapped (out, style, INK_YELLOW, _ ("  [guess]: "),
                   _ ("no guide is sure of the line or of its undo: it is tried there and back on one port before any other"));
  for (guint i = 0; i < s->refusals->len; i++)
    print_refusal (s->refusals->pdata[i], TRUE, style, out);
  print_list (s->unknowns, _ ("  unknown: "), style, out);
  print_list (s->warnings, _ ("  note: "), style, out);
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
  if (s->n_ports)
    {
      g_autofree char *ports = count (s->n_ports, "port", "ports");
      style_printf (out, style, INK_PLAIN, ", %s", ports);
    }
  g_string_append_c (out, '\n');
  if (s->status == PLAN_UNKNOWN && s->reason && !s->unknowns->len)
    style_wrapped (out, style, INK_YELLOW, _ ("  unknown: "), s->reason);
  for (guint i = 0; i < s->changes->len; i++)
    print_change (s->changes->pdata[i], style, out);
  print_remarks (s, style, out);
  g_string_append_c (out, '\n');
}

static void
print_summary (const Plan *plan, const ReportStyle *style, GString *out)
{
  PlanSummary s = plan_summarize (plan);
  g_autofree char *switches = count (s.switches, "switch", "switches");
  if (s.in_sync == s.switches)
    {
      style_printf (out, style, INK_GREEN, _ ("In sync: %s, nothing to do."), switches);
      g_string_append_c (out, '\n');
      return;
    }
  g_autofree char *changes = count (s.changes, "change", "changes"), *ports = count (s.ports, "port", "ports"),
                  *lines = count (s.commands, "line", "lines");
  style_printf (out, style, INK_BOLD, _ ("Plan %s: %s on %s, %s."), plan->id, changes, ports, lines);
  g_string_append_c (out, '\n');
  style_printf (out, style, INK_PLAIN, _ ("%s: %u in sync, %u with changes, %u unknown, %u refused."), switches, s.in_sync,
                s.with_changes, s.unknown, s.refused);
  g_string_append_c (out, '\n');
}

/* What comes after looking at a plan; NULL when nothing does. */
static const char *
outlook (const Plan *plan)
{
  PlanSummary s = plan_summarize (plan);
  if (!s.changes)
    return NULL;
  if (plan->from_capture)
    return _ ("It is made from recorded walks and cannot be applied.");
  if (!s.with_changes)
    return _ ("`vlanctl apply` would send nothing: what is refused or unknown is left alone.");
  return _ (
      "`vlanctl apply` sends the lines of the switches with changes and reads each back. A switch that fails is taken back line "
      "by line "
      "(-v shows the undo); one that reads as planned is saved (--save auto: written to working, and certified only where it was "
      "certified and saved before).");
}

void
report_plan_text (const Plan *plan, const ReportStyle *style, GString *out, const ReportDrain *drain)
{
  for (guint i = 0; i < plan->switches->len && !style->quiet; i++)
    if (needs_words (plan->switches->pdata[i], style))
      {
        print_switch (plan->switches->pdata[i], style, out);
        report_drain (drain, out);
      }
  print_summary (plan, style, out);
}

void
report_plan_outlook (const Plan *plan, const ReportStyle *style, GString *out)
{
  const char *text = outlook (plan);
  if (text && !style->quiet)
    style_wrapped (out, style, INK_DIM, "", text);
}
