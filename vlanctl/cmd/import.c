#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "inventory/import.h"

#define TOLD_MAX 20 /* of each kind, unless -v */

/* All or nothing: what is wrong, and nothing else. */
static int
refuse (Context *ctx, const ImportResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  ReportStyle style = ctx->style;
  style.color = FALSE;
  for (guint i = ctx->diagnostics->items->len; i--;)
    if (((Diagnostic *) ctx->diagnostics->items->pdata[i])->severity != SEVERITY_ERROR)
      g_ptr_array_remove_index (ctx->diagnostics->items, i);
  diagnostics_sort (ctx->diagnostics);
  if (ctx->options.json)
    {
      report_import_json (result, ctx->diagnostics, EXIT_DATA, text);
      return context_answer (ctx, text, EXIT_DATA);
    }
  report_diagnostics_text (ctx->diagnostics, NULL, NULL, &style, text);
  fputs (text->str, stderr);
  return context_fail (ctx, EXIT_DATA, "%s", _ ("nothing is imported: all rows are good, or none is taken"));
}

static void
tell_unplaced (const Context *ctx, const ImportResult *result)
{
  guint told = 0;
  for (guint i = 0; i < result->items->len; i++)
    {
      const ImportItem *item = result->items->pdata[i];
      const char *words[] = { item->mac, item->extension, item->user };
      g_autoptr (GString) who = g_string_new (NULL);
      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        if (words[k])
          g_string_append_printf (who, "%s%s", who->len ? ", " : "", words[k]);
      if (item->action != IMPORT_UNPLACED)
        continue;
      if (told++ < TOLD_MAX || ctx->options.verbose)
        context_say (ctx, _ ("row %u not placed: %s: %s"), item->row, who->len ? who->str : "-", item->reason);
    }
  if (told > TOLD_MAX && !ctx->options.verbose)
    context_say (ctx, _ ("... and %u more: -v and --json have them all"), told - TOLD_MAX);
}

static void
tell (const Context *ctx, const ImportResult *result)
{
  const guint *n = result->n;
  guint shown = MIN (result->notes->len, ctx->options.verbose ? G_MAXUINT : TOLD_MAX);
  for (guint i = 0; i < shown; i++)
    context_say (ctx, "%s", (char *) result->notes->pdata[i]);
  if (shown < result->notes->len)
    context_say (ctx, _ ("... and %u more: -v and --json have them all"), result->notes->len - shown);
  tell_unplaced (ctx, result);
  context_say (ctx, _ ("%u added, %u changed, %u moved, %u as they are, %u not placed"), n[IMPORT_ADDED], n[IMPORT_CHANGED],
               n[IMPORT_MOVED], n[IMPORT_SAME], n[IMPORT_UNPLACED]);
  if (result->files->len && !ctx->options.write)
    context_say (ctx, "%s", _ ("nothing is written: --write does it"));
}

/* Only over what the new text was made from. */
static gboolean
is_as_it_was (const ImportFile *file)
{
  g_autofree char *now = NULL;
  return g_file_get_contents (file->path, &now, NULL, NULL) ? g_strcmp0 (now, file->was) == 0 : file->fresh;
}

static int
write_files (Context *ctx, const ImportResult *result)
{
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < result->files->len; i++)
    {
      const ImportFile *file = result->files->pdata[i];
      if (!is_as_it_was (file))
        return context_fail (ctx, EXIT_REFUSED, _ ("%s: somebody has changed it meanwhile: import again"), file->path);
      if (!report_check_writable (file->path, &error))
        return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
    }
  for (guint i = 0; i < result->files->len; i++)
    {
      ImportFile *file = result->files->pdata[i];
      if (!report_write_file (file->path, file->text, &error))
        return context_fail (ctx, EXIT_CONFIG, "%s", error->message);
      file->written = TRUE;
    }
  return EXIT_DONE;
}

static int
finish (Context *ctx, const ImportResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int code = EXIT_DONE;
  if (!result->items->len)
    {
      tell (ctx, result);
      return context_fail (ctx, EXIT_NO_INPUT, "%s", _ ("the list has no rows for the inventory"));
    }
  if (result->n[IMPORT_UNPLACED] == result->items->len)
    code = EXIT_NO_INPUT;
  else if (ctx->options.write)
    code = write_files (ctx, result);
  tell (ctx, result);
  if (code == EXIT_NO_INPUT)
    context_fail (ctx, code, "%s",
                  _ ("no row has a place in the inventory: add columns `switch` and `port`, or `jack`, to the list"));
  if (ctx->options.json)
    report_import_json (result, NULL, code, text);
  else
    report_import_text (result, &ctx->style, text);
  return context_answer (ctx, text, code);
}

/* What was read: one phone list, or tables and answers of NetBox. */
typedef struct
{
  CsvTable *phones;
  Netbox *netbox;
  guint n_netbox;
} Lists;

static int
read_list (Context *ctx, const char *path, Lists *lists)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL;
  gsize size;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return context_fail (ctx, EXIT_NO_INPUT, _ ("%s: there is no such file"), path);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR) || !g_file_get_contents (path, &bytes, &size, &error))
    return context_fail (ctx, EXIT_NO_INPUT, "%s", error ? error->message : _ ("the list is no plain file"));
  if (size > CSV_MAX_BYTES)
    return context_fail (ctx, EXIT_DATA, _ ("%s: larger than 16 MiB"), path);
  if (netbox_is_json (bytes, size))
    return lists->n_netbox++, netbox_read_json (lists->netbox, path, bytes, size, ctx->diagnostics) ? EXIT_DONE : EXIT_DATA;
  g_autoptr (CsvTable) table = csv_parse (path, bytes, size, ctx->diagnostics);
  if (!table)
    return EXIT_DATA;
  if (!ctx->options.columns && netbox_is_table (table))
    return lists->n_netbox++, netbox_read_table (lists->netbox, table, ctx->diagnostics) ? EXIT_DONE : EXIT_DATA;
  if (lists->phones)
    return context_fail (ctx, EXIT_USAGE, "%s", _ ("one phone list at a time; several files are an export of NetBox"));
  lists->phones = g_steal_pointer (&table);
  return EXIT_DONE;
}

static ImportResult *
merge (Context *ctx, const Lists *lists)
{
  g_auto (GStrv) paths = context_inventory_paths (ctx);
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free), rows = NULL;
  if (lists->n_netbox)
    return import_netbox (ctx->desired, ctx->sources, (const char *const *) paths, lists->netbox, ctx->diagnostics);
  rows = phone_rows_read (lists->phones, ctx->options.columns, ctx->desired, notes, ctx->diagnostics);
  ImportResult *result = rows ? import_phones (ctx->desired, (const char *const *) paths, rows, ctx->diagnostics) : NULL;
  if (result)
    g_ptr_array_extend_and_steal (result->notes, g_steal_pointer (&notes));
  return result;
}

/* A NetBox may be there before the first inventory is. */
static int
load (Context *ctx, const Lists *lists)
{
  g_auto (GStrv) paths = context_inventory_paths (ctx);
  if (!lists->n_netbox || paths[1] || g_file_test (paths[0], G_FILE_TEST_EXISTS))
    return context_load_files (ctx);
  ctx->sources = inventory_sources_new ();
  ctx->diagnostics = diagnostics_new ();
  ctx->desired = desired_new ();
  return EXIT_DONE;
}

static int
import (Context *ctx, Lists *lists)
{
  int code = EXIT_DONE;
  g_autoptr (ImportResult) none = import_result_new ();
  ctx->diagnostics = diagnostics_new ();
  for (char **path = ctx->options.arguments; *path && code == EXIT_DONE; path++)
    code = read_list (ctx, *path, lists);
  if (code == EXIT_DATA && ctx->diagnostics->errors)
    return refuse (ctx, none);
  if (!code && lists->phones && lists->n_netbox)
    code = context_fail (ctx, EXIT_USAGE, "%s", _ ("a phone list and a NetBox export are imported one after the other"));
  g_clear_pointer (&ctx->diagnostics, diagnostics_free);
  code = code ? code : load (ctx, lists);
  if (code)
    return code;
  g_autoptr (ImportResult) result = merge (ctx, lists);
  return result ? finish (ctx, result) : refuse (ctx, none);
}

int
cmd_import (Context *ctx)
{
  g_autoptr (GError) error = NULL;
  if (ctx->options.columns && !phone_columns_check (ctx->options.columns, &error))
    return context_fail (ctx, EXIT_USAGE, "%s", error->message);
  Lists lists = { .netbox = netbox_new () };
  int code = import (ctx, &lists);
  netbox_free (lists.netbox);
  csv_table_free (lists.phones);
  return code;
}
