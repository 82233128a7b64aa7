/* The policy of a site: where it is, and what stands in it. */
#include "inventory/policy.h"

#include <glib/gi18n.h>
#include <string.h>

#define POLICY_FILE ".vlanctl-lint.yaml"

/* ---- where it is ---------------------------------------------------------------------------------------------------- */

static gboolean
is_there (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* As a person would write it: from the present folder on, where it is inside it. */
static char *
path_in (const char *folder)
{
  g_autofree char *here = g_get_current_dir (), *path = g_build_filename (folder, POLICY_FILE, NULL);
  gsize n = strlen (here);
  gboolean inside = g_str_has_prefix (path, here) && path[n] == '/';
  return g_strdup (inside ? path + n + 1 : path);
}

char *
lint_policy_find (const char *path)
{
  g_autofree char *start = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_strdup (path) : g_path_get_dirname (path);
  g_autofree char *folder = g_canonicalize_filename (start, NULL);
  while (!is_there (folder, POLICY_FILE))
    {
      char *up = g_path_get_dirname (folder);
      gboolean last = is_there (folder, ".git") || strcmp (up, folder) == 0;
      g_free (folder);
      folder = up;
      if (last)
        return NULL;
    }
  return path_in (folder);
}

/* ---- patterns ------------------------------------------------------------------------------------------------------- */

/* So many steps that no sensible pattern needs them, and so few that a bad one ends at once. */
#define PATTERN_LIMITS "(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=10000)"

/* Where in the pattern GRegex gave up (-1 not known), and why: it tells both only in its sentence, after the pattern. */
static gint64
place_in_pattern (const char *pattern, const char *message, const char **why)
{
  const char *p = strstr (message, pattern);
  p = p ? p + strlen (pattern) : message;
  const char *number = p + strcspn (p, "0123456789"), *colon = strstr (number, ": ");
  *why = colon ? colon + 2 : message;
  return *number ? g_ascii_strtoll (number, NULL, 10) : -1;
}

/* The very character, where the text stands in one line as it is. */
static SrcPos
inside (const Node *node, gint64 at)
{
  SrcPos pos = node->pos;
  guint quote = node->quoted ? 1 : 0, length = (guint) g_utf8_strlen (node->text, -1);
  if (at < 0 || at > length || pos.line != pos.end_line || pos.end_column - pos.column != length + 2 * quote)
    return pos;
  pos.column += quote + (guint) (at == length && at ? at - 1 : at);
  pos.end_column = pos.column + 1;
  return pos;
}

static void
bad_pattern (const Node *node, SrcPos pos, const char *why, Diagnostics *d)
{
  diagnostics_add (d, SEVERITY_ERROR, "VL906", pos, _ ("a regular expression as Perl has them: `sw-[a-z]+-[0-9]+`; it matches whole names"),
                   _ ("`%.60s` is no pattern: %s"), node->text, why);
}

/* First by itself, so that a place that is told is one in it, and `a)|(b` is none; then as it is used. */
static GRegex *
compile (const Node *node, Diagnostics *d)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) alone = g_regex_new (node->text, 0, 0, &error);
  g_autofree char *whole = g_strconcat (PATTERN_LIMITS "(?:", node->text, ")\\z", NULL);
  GRegex *regex = alone ? g_regex_new (whole, G_REGEX_ANCHORED, 0, NULL) : NULL;
  if (!alone)
    {
      const char *why;
      gint64 at = place_in_pattern (node->text, error->message, &why);
      bad_pattern (node, inside (node, at), why, d);
    }
  else if (!regex)
    bad_pattern (node, node->pos, _ ("what is set at its beginning, or left open at its end, cannot hold for whole names"), d);
  return regex;
}

gboolean
site_pattern_matches (SitePattern *pattern, const char *name, Diagnostics *d)
{
  g_autoptr (GError) error = NULL;
  gboolean matches = !pattern->regex || g_regex_match_full (pattern->regex, name, -1, 0, 0, NULL, &error);
  if (!error)
    return matches;
  diagnostics_add (d, SEVERITY_ERROR, "VL906", pattern->pos, _ ("no repetition inside a repetition, as in `(a+)+`"),
                   _ ("`%.60s` takes too many steps for `%.60s`"), pattern->text, name);
  g_clear_pointer (&pattern->regex, g_regex_unref);
  return TRUE;
}

/* ---- what stands in it ---------------------------------------------------------------------------------------------- */

static const Mapping *
form_of (const char *section)
{
  return mapping_find (&schema_policy, section)->mapping;
}

static void
take_names (LintPolicy *policy, const Node *names, Diagnostics *d)
{
  for (guint k = 0; k < PATTERN_N; k++)
    {
      const Key *key = &form_of ("names")->keys[k];
      const Node *node = node_get (names, key->name, NULL);
      if (!node || node->type != NODE_SCALAR || node->bad)
        continue;
      policy->names[k] = (SitePattern){ compile (node, d), g_strdup (node->text), _ (key->title), node->pos };
    }
}

/* Each text of a value that is one text or a list of them. */
static const Node *
item_at (const Node *node, guint i)
{
  if (!node || node->type == NODE_MAPPING || (node->type == NODE_SCALAR ? i > 0 : i >= node->values->len))
    return NULL;
  return node->type == NODE_SCALAR ? node : node->values->pdata[i];
}

static void
take_vlans (LintPolicy *policy, const Node *vlans)
{
  for (guint k = 0; k < POLICY_VLANS_N; k++)
    {
      const Node *node = node_get (vlans, form_of ("vlans")->keys[k].name, NULL), *item;
      gboolean bad = FALSE;
      for (guint i = 0; (item = item_at (node, i)); i++)
        {
          guint first, last;
          bad |= item->bad || item->type != NODE_SCALAR;
          if (!bad && value_parse_vlans (item->text, &first, &last))
            for (guint id = first; id <= last; id++)
              vlan_set_add (&policy->vlans[k].ids, id);
        }
      if (node && !node->bad && !bad) /* else nobody knows what may be used */
        policy->vlans[k].pos = node->pos;
    }
}

static void
take_required (LintPolicy *policy, const Node *required)
{
  for (guint k = 0; k < ENTRY_N; k++)
    {
      const Key *kind = &form_of ("required")->keys[k];
      const Node *node = node_get (required, kind->name, NULL), *item;
      policy->required[k] = g_array_new (FALSE, FALSE, sizeof (SiteKey));
      for (guint i = 0; (item = item_at (node, i)); i++)
        {
          SiteKey key = { item->text && !item->bad ? mapping_find (kind->mapping, item->text) : NULL, item->pos };
          if (key.key)
            g_array_append_val (policy->required[k], key);
        }
    }
}

static void
bad_rule (const Node *name, Diagnostics *d)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  const LintRule *rule;
  for (guint i = 0; (rule = lint_rule_at (i)); i++)
    g_ptr_array_add (ids, (char *) rule->id);
  g_ptr_array_add (ids, NULL);
  const char *near = nearest_word (name->text, (const char *const *) ids->pdata);
  g_autofree char *meant = near ? g_strdup_printf (_ ("; did you mean `%s`?"), near) : g_strdup ("");
  diagnostics_add (d, SEVERITY_ERROR, "VL908", name->pos, _ ("`vlanctl lint --explain all` lists them"), _ ("there is no rule `%.40s`%s"), name->text, meant);
}

/* What plan and apply refuse stays an error here, or lint would be content with what nobody can use. */
static void
take_rule (LintPolicy *policy, const Node *name, const Node *value, Diagnostics *d)
{
  const LintRule *rule = lint_rule_find (name->text);
  SrcPos pos = value->pos;
  const char *word = value_get_text (value, "severity", &pos);
  Severity severity = g_strcmp0 (word, "error") == 0 ? SEVERITY_ERROR : g_strcmp0 (word, "warning") == 0 ? SEVERITY_WARNING : SEVERITY_NOTE;
  gboolean none = g_strcmp0 (word, "none") == 0;
  if (!rule)
    bad_rule (name, d);
  else if (word && rule->severity == SEVERITY_ERROR && !rule->site && (none || severity != SEVERITY_ERROR))
    diagnostics_add (d, SEVERITY_ERROR, "VL908", pos, _ ("ignore it where it stands, with the reason"),
                     _ ("%s stays an error: plan and apply refuse what breaks it"), rule->id);
  else if (word)
    g_hash_table_insert (policy->severities, (char *) rule->id, GINT_TO_POINTER (none ? 0 : (int) severity + 1));
}

static void
take_rules (LintPolicy *policy, const Node *rules, Diagnostics *d)
{
  for (guint i = 0; rules && rules->type == NODE_MAPPING && i < rules->keys->len; i++)
    take_rule (policy, rules->keys->pdata[i], rules->values->pdata[i], d);
}

LintPolicy *
lint_policy_load (const char *path, InventorySources *sources, Diagnostics *d)
{
  const char *why = NULL;
  LintPolicy *policy = g_new0 (LintPolicy, 1);
  SrcPos begin = { .file = g_intern_string (path), .line = 1, .column = 1 };
  g_autoptr (GString) text = load_text (path, &why);
  g_autoptr (Node) root = text ? tree_parse_form ("vlanctl-lint", begin.file, text->str, text->len, d) : NULL;
  policy->severities = g_hash_table_new (g_str_hash, g_str_equal);
  if (text)
    inventory_sources_add_aside (sources, path, text->str, root != NULL);
  else
    {
      inventory_sources_unread (sources);
      diagnostics_add (d, SEVERITY_ERROR, "VL109", begin, NULL, _ ("cannot be read: %s"), why);
    }
  if (root)
    schema_check (&schema_policy, root, d);
  take_names (policy, node_get (root, "names", NULL), d);
  take_vlans (policy, node_get (root, "vlans", NULL));
  take_required (policy, node_get (root, "required", NULL));
  take_rules (policy, node_get (root, "rules", NULL), d);
  for (guint i = 0; i < d->items->len; i++)
    g_clear_pointer (&((Diagnostic *) d->items->pdata[i])->fix, g_free); /* cures are for inventories */
  return policy;
}

void
lint_policy_free (LintPolicy *policy)
{
  if (!policy)
    return;
  for (guint k = 0; k < PATTERN_N; k++)
    {
      g_clear_pointer (&policy->names[k].regex, g_regex_unref);
      g_free (policy->names[k].text);
    }
  for (guint k = 0; k < POLICY_VLANS_N; k++)
    vlan_set_clear (&policy->vlans[k].ids);
  for (guint k = 0; k < ENTRY_N; k++)
    g_array_unref (policy->required[k]);
  g_hash_table_unref (policy->severities);
  g_free (policy);
}

/* ---- severities ----------------------------------------------------------------------------------------------------- */

static gboolean
is_left_out (const Diagnostic *d, gpointer severities)
{
  gpointer severity;
  return g_hash_table_lookup_extended (severities, d->rule, NULL, &severity) && !severity;
}

void
lint_policy_apply (const LintPolicy *policy, Diagnostics *found)
{
  diagnostics_drop (found, is_left_out, policy->severities);
  for (guint i = 0; i < found->items->len; i++)
    {
      Diagnostic *d = found->items->pdata[i];
      int severity = GPOINTER_TO_INT (g_hash_table_lookup (policy->severities, d->rule));
      if (severity)
        diagnostics_set_severity (found, d, (Severity) (severity - 1));
    }
}
