/* Recorded walks: SWITCH.snmprec (one `OID|TAG|VALUE` a line) and SWITCH.json, which says how each table's reading ended. */
#include "live/rows.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define FORMAT "vlanctl-capture/1"
#define MAX_FILE (256u * 1024 * 1024)

/* ---- reading --------------------------------------------------------------------------------------------------------- */

typedef struct {
  guint32 oid[ROW_MAX_OID];
  guint n;
  RowTag tag;
  guint64 number;
  guint8 *octets;
  gsize size;
} Record;

typedef struct {
  guint32 oid[TABLE_N][ROW_MAX_OID];
  guint n[TABLE_N];
} Roots;

static guint8 *
parse_hex (const char *text, gsize *size)
{
  gsize length = strlen (text);
  guint8 *out = g_malloc (length / 2 + 1);
  *size = 0;
  if (length % 2)
    return g_free (out), NULL;
  for (gsize i = 0; i < length; i += 2)
    {
      int high = g_ascii_xdigit_value (text[i]), low = g_ascii_xdigit_value (text[i + 1]);
      if (high < 0 || low < 0)
        return g_free (out), NULL;
      out[(*size)++] = (guint8) (high << 4 | low);
    }
  return out;
}

static gboolean
parse_value (Record *r, const char *tag, const char *value)
{
  gboolean hex = g_str_has_suffix (tag, "x");
  char *end;
  r->tag = (RowTag) g_ascii_strtoull (tag, &end, 10);
  if (end == tag || (*end && strcmp (end, "x")))
    return FALSE;
  switch (r->tag)
    {
    case TAG_INTEGER:
      r->number = (guint64) g_ascii_strtoll (value, &end, 10);
      return end != value && !*end;
    case TAG_COUNTER: case TAG_GAUGE: case TAG_TIMETICKS: case TAG_COUNTER64:
      r->number = g_ascii_strtoull (value, &end, 10);
      return end != value && !*end;
    default:
      r->octets = hex ? parse_hex (value, &r->size) : (guint8 *) g_strdup (value);
      if (r->octets && !hex)
        r->size = strlen (value);
      return r->octets != NULL;
    }
}

static gboolean
parse_record (char *line, Record *r)
{
  char *tag = strchr (line, '|'), *value = tag ? strchr (tag + 1, '|') : NULL;
  memset (r, 0, sizeof *r);
  if (!value)
    return FALSE;
  *tag++ = '\0';
  *value++ = '\0';
  r->n = oid_parse (line, r->oid);
  return r->n && parse_value (r, tag, value);
}

static void
find_roots (const Family *family, Roots *roots)
{
  for (guint t = 0; t < TABLE_N; t++)
    roots->n[t] = family->snmp->tables[t].root ? oid_parse (family->snmp->tables[t].root, roots->oid[t]) : 0;
}

static gboolean
has_column (const TableSpec *spec, guint32 column)
{
  for (guint c = 0; c < TABLE_MAX_COLUMNS && spec->columns[c]; c++)
    if (spec->columns[c] == column)
      return TRUE;
  return FALSE;
}

static void
file_record (LiveRows *rows, const Family *family, const Roots *roots, const Record *r)
{
  for (guint t = 0; t < TABLE_N; t++)
    {
      guint n = roots->n[t];
      if (n && r->n > n + 1 && !memcmp (r->oid, roots->oid[t], n * sizeof (guint32)) && has_column (&family->snmp->tables[t], r->oid[n])
          && !rows_add (rows, t, r->oid + n, r->n - n, r->tag, r->number, r->octets, r->size))
        rows_end (rows, t, ROWS_CUT, _ ("more rows than can be right"));
    }
}

/* The system group is read first: it says what the rest means. */
static void
file_records (LiveRows *rows, const char *text, gboolean system_only)
{
  g_autofree Roots *roots = g_new0 (Roots, 1);
  const Family *family = rows->family ? rows->family : families[0];
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  find_roots (family, roots);
  for (guint t = 0; t < TABLE_N; t++)
    if ((t == TABLE_SYSTEM) != system_only)
      roots->n[t] = 0;
  for (guint i = 0; lines[i]; i++)
    {
      Record r;
      if (parse_record (g_strchomp (lines[i]), &r))
        file_record (rows, family, roots, &r);
      g_free (r.octets);
    }
}

/* Without the .json: a table with rows is complete, one without is unknown (product.md 6.11). */
static void
judge_by_rows (LiveRows *rows)
{
  for (guint t = 0; t < TABLE_N; t++)
    {
      const TableSpec *spec = &rows->family->snmp->tables[t];
      gboolean replaced = spec->instead_of && rows_count (rows, spec->instead_of);
      if (rows->tables[t].status == ROWS_CUT || !spec->root)
        continue;
      if (rows_count (rows, t))
        rows_end (rows, t, ROWS_COMPLETE, NULL);
      else if (!replaced && t != TABLE_ENTITY)
        rows_end (rows, t, ROWS_UNREAD, _ ("not in the capture"));
    }
}

static void
judge_by_json (LiveRows *rows, JsonObject *tables)
{
  for (guint t = 0; t < TABLE_N; t++)
    {
      RowsStatus status = ROWS_UNREAD;
      const char *name = table_to_string (t);
      JsonObject *entry = json_object_has_member (tables, name) && JSON_NODE_HOLDS_OBJECT (json_object_get_member (tables, name))
                              ? json_object_get_object_member (tables, name) : NULL;
      if (entry && rows->tables[t].status != ROWS_CUT
          && rows_status_parse (json_object_get_string_member_with_default (entry, "status", ""), &status))
        rows_end (rows, t, status, json_object_get_string_member_with_default (entry, "note", NULL));
    }
}

static JsonObject *
load_tables (JsonParser *parser, const char *path)
{
  if (!json_parser_load_from_file (parser, path, NULL))
    return NULL;
  JsonNode *root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  JsonObject *object = json_node_get_object (root);
  if (g_strcmp0 (json_object_get_string_member_with_default (object, "format", ""), FORMAT) || !json_object_has_member (object, "tables")
      || !JSON_NODE_HOLDS_OBJECT (json_object_get_member (object, "tables")))
    return NULL;
  return json_object_get_object_member (object, "tables");
}

static LiveRows *
load_rows (const char *dir, const char *name, const char *address)
{
  LiveRows *rows = rows_new (name, address);
  g_autofree char *walk = g_strdup_printf ("%s/%s.snmprec", dir, name), *json = g_strdup_printf ("%s/%s.json", dir, name);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  GStatBuf info;
  if (g_stat (walk, &info) == 0 && info.st_size > MAX_FILE)
    {
      rows->silence = g_strdup_printf (_ ("%s is too large for a capture"), walk);
      return rows;
    }
  if (!g_file_get_contents (walk, &text, NULL, &error))
    {
      rows->silence = g_strdup_printf (_ ("no capture of it: %s"), error->message);
      return rows;
    }
  file_records (rows, text, TRUE);
  rows_settle (rows);
  rows_recognise (rows);
  if (!rows->family)
    return rows;
  file_records (rows, text, FALSE);
  JsonObject *tables = load_tables (parser, json);
  if (tables)
    judge_by_json (rows, tables);
  else
    judge_by_rows (rows);
  if (!tables && g_file_test (json, G_FILE_TEST_EXISTS))
    rows->silence = g_strdup_printf (_ ("%s cannot be read as %s: the rows alone are believed"), json, FORMAT);
  rows_settle (rows);
  return rows;
}

SwitchState *
live_read_capture (const char *dir, const char *name, const char *address)
{
  g_autoptr (LiveRows) rows = load_rows (dir, name, address);
  SwitchState *state = switch_state_new (name, address);
  live_decode (rows, state);
  return state;
}

/* ---- writing --------------------------------------------------------------------------------------------------------- */

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
      json_builder_add_int_value (b, rows_count (rows, t));
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
  const char *texts[][2] = { { "format", FORMAT }, { "time", time }, { "switch", rows->name }, { "family", state->family },
                             { "model", state->model }, { "version", state->version } };
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
