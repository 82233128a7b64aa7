/* YAML in, Desired out, every complaint with its place. */
#pragma once
#include "model/desired.h"

/* The lines of every file that was read, for carets. */
typedef struct InventorySources InventorySources;
InventorySources *inventory_sources_new (void);
void inventory_sources_free (InventorySources *sources);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InventorySources, inventory_sources_free)
/* Source line `line` (from 1) of `file`; NULL when there is none. `sources` is an InventorySources. */
const char *inventory_source_line (gconstpointer sources, const char *file, guint line);
GPtrArray *inventory_source_files (const InventorySources *sources); /* their paths, as they were read; caller owns the array */
/* Before loading: `text` is taken for what stands in `file`, whether it is there or not. */
void inventory_sources_replace (InventorySources *sources, const char *file, const char *text);
guint inventory_files_read (const InventorySources *sources);
guint inventory_paths_unread (const InventorySources *sources); /* of the paths that were given: missing, empty folders, no files */

/* Loads files and folders (a folder = its *.yaml and *.yml, sorted, not hidden) as one inventory; follows include:.
 * Diagnostics take every error, in the order of the files' names and lines; what could be loaded is returned even so. NULL only when
 * no file could be read at all (then a diagnostic says which path). A switch's own key comes before the `defaults` of its file,
 * these before those of the file that includes it, and so on; last are those of a file without switches and includes. */
Desired *inventory_load (const char *const *paths, InventorySources *sources, Diagnostics *diagnostics);

/* ---- the linter ------------------------------------------------------------------------------------------------------------ */

/* What a site asks of its inventory: policy.h. */
typedef struct LintPolicy LintPolicy;
/* The .vlanctl-lint.yaml in the folder of `path` (which may be one) or in the nearest folder above it, up to that which has a .git;
 * NULL when there is none. */
char *lint_policy_find (const char *path);
/* Never NULL: what is wrong in the file goes to diagnostics, and is not asked for; cannot be read = an unread path of `sources`. */
LintPolicy *lint_policy_load (const char *path, InventorySources *sources, Diagnostics *diagnostics);
void lint_policy_free (LintPolicy *policy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LintPolicy, lint_policy_free)
/* Changes severities as the site has it, and takes out what it does not want to hear of. After inventory_ignore. */
void lint_policy_apply (const LintPolicy *policy, Diagnostics *found);

/* Only the complaints: those that inventory_load makes, with less memory; what is wrong with phone models; and, with a policy, what
 * that asks for. policy may be NULL; it is worn by use (a pattern that takes too long is dropped). */
void inventory_lint (const char *const *paths, LintPolicy *policy, InventorySources *sources, Diagnostics *diagnostics);
const LintRule *lint_rule_at (guint i); /* by number; NULL after the last */
const LintRule *lint_rule_find (const char *id);
/* Its page of the manual: title, why, and an example that breaks it and one that does not. */
char *lint_rule_page (const LintRule *rule);
/* Takes out what a comment says to ignore, and adds what is wrong with such comments. */
void inventory_ignore (InventorySources *sources, Diagnostics *diagnostics);
/* Gives each finding a fingerprint that survives edits elsewhere in its file. */
void inventory_fingerprints (const InventorySources *sources, Diagnostics *diagnostics);
/* The text of a file with the safe cures of its findings in it. */
char *inventory_fix (const char *path, const char *text, const Diagnostics *diagnostics, guint *n_fixed);
/* A file in its canonical form: keys in their order, ports sorted and coalesced, comments kept. NULL when it is no good as it is. */
char *inventory_format (const char *path, const char *text, gsize size);
/* All that may be shown of a file: its lines without their secrets. */
char *inventory_source_text (const InventorySources *sources, const char *file);

/* Secrets. `prompt` is called for SECRET_PROMPT and may be NULL (then an error). The result is wiped with secret_wipe.
 * A file must deny group and others, and holds at most 4096 octets; a command gets 30 seconds; one newline at the end is taken off. */
typedef char *(*SecretPrompt) (const char *text, gpointer user);
char *secret_resolve (const SecretRef *ref, SecretPrompt prompt, gpointer user, GError **error);
