/* Recorded walks written: what capture.c reads, each file under a temporary name first. Only the columns of the family's tables are
 * there: no contact, no location, no community, user or engine id. */
#include "live/rows.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

static void
write_value (GString *out, const LiveRow *row)
{
  gboolean plain = TRUE;
  switch (row->tag)
    {
    case TAG_INTEGER:
      g_string_append_printf (out, "2|%" G_GINT64_FORMAT "\n", (gint64) row->number);
      return;
    case TAG_COUNTER: case TAG_GAUGE: case TAG_TIMETICKS: case TAG_COUNTER64:
      g_string_append_printf (out, "%d|%" G_GUINT64_FORMAT "\n", row->tag, row->number);
      return;
    default:
      break;
    }
  for (guint i = 0; i < row->size; i++)
    plain = plain && row->octets[i] >= 0x20 && row->octets[i] < 0x7f && row->octets[i] != '|';
  /* a blank at either end would not survive the reading */
  plain = plain && (!row->size || (row->octets[0] != ' ' && row->octets[row->size - 1] != ' '));
  g_string_append_printf (out, "%d%s|", row->tag, plain ? "" : "x");
  for (guint i = 0; i < row->size; i++)
    g_string_append_printf (out, plain ? "%c" : "%02x", row->octets[i]);
  g_string_append_c (out, '\n');
}

/* sysLocation tells strangers where the door is. */
static gboolean
is_kept (TableId table, const LiveRow *row)
{
  return table != TABLE_SYSTEM || row->oid[0] != 6;
}

static guint
count_kept (const LiveRows *rows, TableId table)
{
  guint n = 0;
  for (guint i = 0; i < rows_count (rows, table); i++)
    n += is_kept (table, rows_get (rows, table, i));
  return n;
}

typedef struct {
  guint32 oid[2 * ROW_MAX_OID];
  guint n;
  const LiveRow *row;
} Placed;

static int
placed_compare (gconstpointer a, gconstpointer b)
{
  const Placed *x = *(Placed *const *) a, *y = *(Placed *const *) b;
  return oid_compare (x->oid, x->n, y->oid, y->n);
}

static char *
walk_text (const LiveRows *rows)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  GString *out = g_string_new (NULL);
  for (guint t = 0; t < TABLE_N; t++)
    for (guint i = 0; i < rows_count (rows, t); i++)
      {
        if (!is_kept (t, rows_get (rows, t, i)))
          continue;
        Placed *placed = g_new (Placed, 1);
        placed->row = rows_get (rows, t, i);
        placed->n = oid_parse (rows->family->snmp->tables[t].root, placed->oid);
        memcpy (placed->oid + placed->n, placed->row->oid, placed->row->n * sizeof (guint32));
        placed->n += placed->row->n;
        g_ptr_array_add (all, placed);
      }
  g_ptr_array_sort (all, placed_compare);
  for (guint i = 0; i < all->len; i++)
    {
      const Placed *placed = all->pdata[i];
      for (guint k = 0; k < placed->n; k++)
        g_string_append_printf (out, "%s%u", k ? "." : "", placed->oid[k]);
      g_string_append_c (out, '|');
      write_value (out, placed->row);
    }
  return g_string_free (out, FALSE);
}

static void
build_tables (JsonBuilder *b, const LiveRows *rows)
{
  json_builder_begin_object (b);
  for (guint t = 0; t < TABLE_N; t++)
    {
      const LiveTable *table = &rows->tables[t];
      if (!rows->family->snmp->tables[t].root || (table->status == ROWS_UNREAD && !table->note))
        continue;
      json_builder_set_member_name (b, table_to_string (t));
      json_builder_begin_object (b);
      json_builder_set_member_name (b, "status");
      json_builder_add_string_value (b, rows_status_to_string (table->status));
      json_builder_set_member_name (b, "rows");
      json_builder_add_int_value (b, count_kept (rows, t));
      if (table->note)
        {
          json_builder_set_member_name (b, "note");
          json_builder_add_string_value (b, table->note);
        }
      json_builder_end_object (b);
    }
  json_builder_end_object (b);
}

static char *
index_text (const LiveRows *rows, const SwitchState *state)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  const char *texts[][2] = { { "format", CAPTURE_FORMAT }, { "time", time }, { "switch", rows->name }, { "family", state->family },
                             { "model", state->model }, { "version", state->version }, { "reason", rows->silence } };
  json_builder_begin_object (b);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      json_builder_set_member_name (b, texts[i][0]);
      json_builder_add_string_value (b, texts[i][1]);
    }
  json_builder_set_member_name (b, "tables");
  build_tables (b, rows);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  return json_to_string (root, TRUE);
}

gboolean
live_write_capture (const LiveRows *rows, const SwitchState *state, const char *dir, GError **error)
{
  g_autofree char *walk = g_strdup_printf ("%s/%s.snmprec", dir, rows->name), *json = g_strdup_printf ("%s/%s.json", dir, rows->name);
  if (!rows->family)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", rows->name, state->reason ? state->reason : _ ("nothing was read"));
      return FALSE;
    }
  g_autofree char *walk_out = walk_text (rows), *json_out = index_text (rows, state);
  const GFileSetContentsFlags flags = G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
  return g_file_set_contents_full (walk, walk_out, -1, flags, 0644, error) && g_file_set_contents_full (json, json_out, -1, flags, 0644, error);
}
