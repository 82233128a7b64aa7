/* What an import makes of the inventory: a unified diff for people and `patch`, and vlanctl-import/1. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/json.h"
#include "report/style.h"

static Ink
ink_of (const char *line)
{
  if (g_str_has_prefix (line, "+++") || g_str_has_prefix (line, "---"))
    return INK_BOLD;
  return line[0] == '+' ? INK_GREEN : line[0] == '-' ? INK_RED : line[0] == '@' ? INK_DIM : INK_PLAIN;
}

void
report_import_text (const ImportResult *result, const ReportStyle *style, GString *out)
{
  for (guint i = 0; i < result->files->len; i++)
    {
      const ImportFile *file = result->files->pdata[i];
      if (!style->color)
        {
          g_string_append (out, file->diff); /* as it is: `patch` reads it */
          continue;
        }
      g_auto (GStrv) lines = g_strsplit (file->diff, "\n", -1);
      for (char **line = lines; *line && (line[1] || **line); line++)
        {
          style_append (out, style, ink_of (*line), *line);
          g_string_append_c (out, '\n');
        }
    }
}

static void
build_item (JsonWriter *b, const ImportItem *item)
{
  json_begin (b, NULL);
  if (item->row)
    json_int (b, "row", item->row);
  else
    json_null (b, "row");
  json_text (b, "action", import_action_to_string (item->action));
  json_text (b, "switch", item->sw);
  json_text (b, "port", item->port);
  json_text (b, "mac", item->mac);
  json_text (b, "extension", item->extension);
  json_text (b, "user", item->user);
  json_text (b, "reason", item->reason);
  json_end (b);
}

static void
build_file (JsonWriter *b, const ImportFile *file)
{
  json_begin (b, NULL);
  json_text (b, "path", file->path);
  json_text (b, "diff", file->diff);
  json_bool (b, "written", file->written);
  json_end (b);
}

static void
build_finding (JsonWriter *b, const Diagnostic *d)
{
  json_begin (b, NULL);
  json_text (b, "rule", d->rule);
  json_text (b, "severity", d->severity == SEVERITY_ERROR ? "error" : d->severity == SEVERITY_WARNING ? "warning" : "note");
  json_text (b, "message", d->message);
  json_text (b, "file", d->pos.file);
  json_int (b, "line", d->pos.line);
  json_int (b, "column", d->pos.column);
  json_text (b, "help", d->help);
  json_end (b);
}

void
report_import_json (const ImportResult *result, const Diagnostics *findings, int exit_code, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-import/1");
  json_begin_array (b, "items");
  for (guint i = 0; i < result->items->len; i++)
    build_item (b, result->items->pdata[i]);
  json_end_array (b);
  json_strings (b, "notes", result->notes);
  json_begin_array (b, "files");
  for (guint i = 0; i < result->files->len; i++)
    build_file (b, result->files->pdata[i]);
  json_end_array (b);
  json_begin_array (b, "findings");
  for (guint i = 0; findings && i < findings->items->len; i++)
    build_finding (b, findings->items->pdata[i]);
  json_end_array (b);
  json_begin (b, "summary");
  json_int (b, "items", result->items->len);
  for (guint a = 0; a < IMPORT_ACTIONS; a++)
    json_int (b, import_action_to_string (a), result->n[a]);
  json_end (b);
  json_int (b, "exit", exit_code);
  json_finish (b);
}
