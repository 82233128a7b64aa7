/* What was written to a folder of captures. */
#include <glib/gi18n.h>

#include "report/json.h"
#include "report/style.h"

static const char *
status_of (const CaptureResult *r)
{
  return r->whole ? "complete" : r->file ? "incomplete" : "unreachable";
}

/* What the switch has no table for is a fact that was recorded, not a lack of the record. */
static const char *
reason_of (const CaptureResult *r)
{
  return r->whole ? NULL : r->state->reason;
}

void
report_capture_text (const GPtrArray *list, const ReportStyle *style, GString *out)
{
  const char *const heads[] = { _ ("SWITCH"), _ ("STATUS"), _ ("FILE"), _ ("REASON"), NULL };
  StyleTable *table = style_table_new (heads);
  for (guint i = 0; i < list->len; i++)
    {
      const CaptureResult *r = list->pdata[i];
      const char *cells[] = { r->state->name, status_of (r), r->file ? r->file : "", reason_of (r) ? reason_of (r) : "" };
      for (guint c = 0; c < G_N_ELEMENTS (cells); c++)
        style_table_add (table, cells[c]);
    }
  style_table_print (table, style, "", out);
}

void
report_capture_json (const GPtrArray *list, int exit_code, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-capture/1");
  json_begin_array (b, "switches");
  for (guint i = 0; i < list->len; i++)
    {
      const CaptureResult *r = list->pdata[i];
      const char *texts[][2] = { { "name", r->state->name }, { "family", r->state->family }, { "model", r->state->model },
                                 { "version", r->state->version }, { "status", status_of (r) }, { "reason", reason_of (r) }, { "file", r->file } };
      json_begin (b, NULL);
      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        json_text (b, texts[k][0], texts[k][1]);
      json_end (b);
    }
  json_end_array (b);
  json_int (b, "exit", exit_code);
  json_finish (b);
}
