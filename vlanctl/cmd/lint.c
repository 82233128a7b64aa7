#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"

/* ---- findings ------------------------------------------------------------------------------------------------------------- */

/* What is wrong in the policy itself keeps no rule from being asked. */
static void
load (Context *ctx, const char *const *paths, const char *policy_path)
{
  g_autoptr (Diagnostics) in_policy = diagnostics_new ();
  g_clear_pointer (&ctx->diagnostics, diagnostics_free);
  g_clear_pointer (&ctx->sources, inventory_sources_free);
  ctx->sources = inventory_sources_new ();
  ctx->diagnostics = diagnostics_new ();
  g_autoptr (LintPolicy) policy = policy_path ? lint_policy_load (policy_path, ctx->sources, in_policy) : NULL;
  inventory_lint (paths, policy, ctx->sources, ctx->diagnostics);
  diagnostics_take (ctx->diagnostics, in_policy);
  inventory_ignore (ctx->sources, ctx->diagnostics);
  if (policy)
    lint_policy_apply (policy, ctx->diagnostics);
  inventory_fingerprints (ctx->sources, ctx->diagnostics);
}

/* One inventory, one policy: the one that is named, else the one beside or above the paths. */
static int
find_policy (Context *ctx, char *const *paths, char **policy)
{
  *policy = g_strdup (ctx->options.config);
  for (guint i = 0; !ctx->options.config && paths[i]; i++)
    {
      g_autofree char *found = lint_policy_find (paths[i]);
      if (i && g_strcmp0 (found, *policy))
        return context_fail (ctx, EXIT_CONFIG, _ ("%s has another policy (%s) than %s (%s): name one with --config"), paths[i], found ? found : _ ("none"),
                             paths[0], *policy ? *policy : _ ("none"));
      if (!i)
        *policy = g_steal_pointer (&found);
    }
  if (ctx->options.verbose && *policy)
    context_say (ctx, _ ("policy: %s"), *policy);
  return EXIT_DONE;
}

static gboolean
is_known (const Diagnostic *d, gpointer known)
{
  return g_hash_table_remove (known, d->fingerprint);
}

/* What was known before goes; what of that is gone is said, so that the list gets shorter. */
static int
leave_out_known (Context *ctx)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GHashTable) known = NULL;
  if (!ctx->options.baseline)
    return EXIT_DONE;
  if (g_file_get_contents (ctx->options.baseline, &text, NULL, &error))
    known = report_lint_baseline_load (text, &error);
  if (!known)
    return context_fail (ctx, text ? EXIT_DATA : EXIT_NO_INPUT, "--baseline %s: %s", ctx->options.baseline, error->message);
  diagnostics_drop (ctx->diagnostics, is_known, known);
  guint gone = g_hash_table_size (known);
  if (gone)
    context_say (ctx, ngettext ("%u finding of the baseline is gone: write it again", "%u findings of the baseline are gone: write it again", gone), gone);
  return EXIT_DONE;
}

static int
write_baseline (Context *ctx)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  report_lint_baseline (ctx->diagnostics, text);
  if (!report_write_file (ctx->options.write_baseline, text->str, &error))
    return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
  guint n = ctx->diagnostics->items->len;
  context_say (ctx, ngettext ("%u finding listed in %s", "%u findings listed in %s", n), n, ctx->options.write_baseline);
  return EXIT_DONE;
}

/* ---- cures ---------------------------------------------------------------------------------------------------------------- */

static int
fix_file (Context *ctx, const char *path, guint *n_fixed, GString *diff)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *shown = inventory_source_text (ctx->sources, path), *cured = inventory_fix (path, shown, ctx->diagnostics, n_fixed), *text = NULL;
  if (ctx->options.diff)
    report_diff (path, shown, cured, &ctx->style, diff);
  if (ctx->options.diff || !*n_fixed)
    return EXIT_DONE;
  /* the file itself, as what is shown lacks its secrets; and only if it is still what was judged */
  if (!g_file_get_contents (path, &text, NULL, &error))
    return context_fail (ctx, EXIT_NO_INPUT, "%s", error->message);
  g_autofree char *fixed = inventory_fix (path, text, ctx->diagnostics, n_fixed);
  if (!report_write_file (path, fixed, &error))
    return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
  return EXIT_DONE;
}

static int
fix_all (Context *ctx, GString *diff)
{
  g_autoptr (GPtrArray) files = inventory_source_files (ctx->sources);
  guint all = 0, n;
  for (guint i = 0; i < files->len; i++)
    {
      int code = fix_file (ctx, files->pdata[i], &n, diff);
      if (code != EXIT_DONE)
        return code;
      all += n;
    }
  if (!ctx->options.diff)
    context_say (ctx, ngettext ("%u finding repaired", "%u findings repaired", all), all);
  return EXIT_DONE;
}

/* ---- the answer ----------------------------------------------------------------------------------------------------------- */

static const struct {
  const char *name;
  void (*append) (const LintReport *report, GString *out);
} formats[] = {
  { "json", report_lint_json },     { "sarif", report_lint_sarif },   { "junit", report_lint_junit },
  { "github", report_lint_github }, { "gitlab", report_lint_gitlab },
};

/* A job on GitHub shows findings beside the lines without being asked to. */
static const char *
format_of (const Context *ctx)
{
  if (ctx->options.format || ctx->options.json)
    return ctx->options.format ? ctx->options.format : "json";
  return !ctx->options.output && g_strcmp0 (g_getenv ("GITHUB_ACTIONS"), "true") == 0 ? "github" : "text";
}

static int
report (Context *ctx)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) files = inventory_source_files (ctx->sources);
  const Diagnostics *d = ctx->diagnostics;
  const LintReport all = { d, files, inventory_source_line, ctx->sources, lint_rule_find, lint_rule_page };
  const char *format = format_of (ctx);
  int code = inventory_paths_unread (ctx->sources) ? EXIT_NO_INPUT : d->errors ? EXIT_FINDINGS : EXIT_DONE;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (!strcmp (formats[i].name, format))
      formats[i].append (&all, text);
  gboolean for_people = !strcmp (format, "text");
  if (for_people)
    report_diagnostics_text (d, inventory_source_line, ctx->sources, &ctx->style, text);
  if (!ctx->options.quiet && (for_people || !strcmp (format, "github")))
    report_lint_summary (&all, text);
  if (code == EXIT_NO_INPUT)
    context_fail (ctx, code, "%s",
                  files->len ? _ ("not every path could be read")
                             : _ ("nothing was checked: name files or folders, or set VLANCTL_INVENTORY"));
  return context_answer (ctx, text, code);
}

static int
explain (Context *ctx)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const LintRule *rule;
  for (guint i = 0; (rule = lint_rule_at (i)); i++)
    if (!g_ascii_strcasecmp (ctx->options.rule, rule->id) || !strcmp (ctx->options.rule, "all"))
      {
        g_autofree char *page = lint_rule_page (rule);
        g_string_append_printf (text, "%s%s", text->len ? "\n" : "", page);
      }
  if (!text->len)
    return context_fail (ctx, EXIT_USAGE, _ ("--explain %s: there is no such rule; `--explain all` shows them all"), ctx->options.rule);
  return context_answer (ctx, text, EXIT_DONE);
}

int
cmd_lint (Context *ctx)
{
  const Options *o = &ctx->options;
  if (o->rule)
    return explain (ctx);
  g_auto (GStrv) paths = o->arguments[0] ? g_strdupv (o->arguments) : context_inventory_paths (ctx);
  g_autoptr (GString) diff = g_string_new (NULL);
  g_autofree char *policy = NULL;
  int code = find_policy (ctx, paths, &policy);
  if (code != EXIT_DONE)
    return code;
  load (ctx, (const char *const *) paths, policy);
  code = o->fix ? fix_all (ctx, diff) : EXIT_DONE;
  if (code == EXIT_DONE && o->fix && !o->diff)
    load (ctx, (const char *const *) paths, policy);
  if (code == EXIT_DONE)
    code = leave_out_known (ctx);
  if (code != EXIT_DONE)
    return code;
  if (o->diff)
    return context_answer (ctx, diff, inventory_paths_unread (ctx->sources) ? EXIT_NO_INPUT : ctx->diagnostics->errors ? EXIT_FINDINGS : EXIT_DONE);
  if (o->write_baseline && !inventory_paths_unread (ctx->sources))
    return write_baseline (ctx);
  return report (ctx);
}
