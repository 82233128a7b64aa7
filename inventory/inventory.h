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
/* Before loading: `text` is taken for what stands in `file`, whether it is there or not. */
void inventory_sources_replace (InventorySources *sources, const char *file, const char *text);
GPtrArray *inventory_file_names (const InventorySources *sources); /* const char*, interned, sorted */
guint inventory_files_read (const InventorySources *sources);
guint inventory_paths_unread (const InventorySources *sources); /* of the paths that were given: missing, empty folders, no files */

/* Loads files and folders (a folder = its *.yaml and *.yml, sorted, not hidden) as one inventory; follows include:.
 * Diagnostics take every error, in the order of the files' names and lines; what could be loaded is returned even so. NULL only when
 * no file could be read at all (then a diagnostic says which path). A switch's own key comes before the `defaults` of its file,
 * these before those of the file that includes it, and so on; last are those of a file without switches and includes. */
Desired *inventory_load (const char *const *paths, InventorySources *sources, Diagnostics *diagnostics);

/* Secrets. `prompt` is called for SECRET_PROMPT and may be NULL (then an error). The result is wiped with secret_wipe.
 * A file must deny group and others, and holds at most 4096 octets; a command gets 30 seconds; one newline at the end is taken off. */
typedef char *(*SecretPrompt) (const char *text, gpointer user);
char *secret_resolve (const SecretRef *ref, SecretPrompt prompt, gpointer user, GError **error);
