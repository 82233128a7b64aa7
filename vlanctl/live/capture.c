/* Recorded walks read: SWITCH.snmprec (one `OID|TAG|VALUE` a line) and SWITCH.json, which says how each table's reading ended. */
#include "live/rows.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_FILE (256 * 1024 * 1024)
#define MAX_INDEX (4 * 1024 * 1024)

/* ---- one line --------------------------------------------------------------------------------------------------------- */

typedef struct {
  guint32 oid[ROW_MAX_OID];
  guint n;
  RowTag tag;
  guint64 number;
  guint8 *octets;
  gsize size;
} Record;

/* Where the family's tables are. Rows come table by table: the next one's is looked for where the last one's was. */
typedef struct {
  guint32 oid[TABLE_N][ROW_MAX_OID];
  guint n[TABLE_N];
  guint64 near[TABLE_N]; /* the tables, as bits, whose rows may be below this one's root too: its own among them */
  guint64 all;
  TableId last;          /* TABLE_N = none */
} Roots;
G_STATIC_ASSERT (TABLE_N < 64);

/* "c0ffee", blanks between octets allowed; NULL when it is no such thing. */
static guint8 *
parse_hex (const char *text, gsize *size)
{
  g_autofree guint8 *out = g_malloc (strlen (text) / 2 + 1);
  *size = 0;
  for (; *text; text++)
    {
      if (*text == ' ')
        continue;
      int high = g_ascii_xdigit_value (text[0]), low = high < 0 ? -1 : g_ascii_xdigit_value (text[1]);
      if (low < 0)
        return NULL;
      out[(*size)++] = (guint8) (high << 4 | low);
      text++;
    }
  return g_steal_pointer (&out);
}

/* Text with the escapes of a Python string, as snmpsim's recorder writes it; NULL when one is unknown. */
static guint8 *
parse_escaped (const char *text, gsize *size)
{
  static const char letters[] = "\\'\"abfnrtv", values[] = "\\'\"\a\b\f\n\r\t\v";
  g_autofree guint8 *out = g_malloc (strlen (text) + 1);
  *size = 0;
  for (; *text; text++)
    {
      const char *letter = *text == '\\' && text[1] ? strchr (letters, text[1]) : NULL;
      int high = -1, low = -1;
      if (*text == '\\' && text[1] == 'x' && (high = g_ascii_xdigit_value (text[2])) >= 0)
        low = g_ascii_xdigit_value (text[3]);
      if (*text == '\\' && !letter && low < 0)
        return NULL;
      out[(*size)++] = (guint8) (letter ? values[letter - letters] : low >= 0 ? high << 4 | low : *text);
      text += letter ? 1 : low >= 0 ? 3 : 0;
    }
  return g_steal_pointer (&out);
}

static gboolean
parse_number (Record *r, const char *value)
{
  char *end;
  r->number = r->tag == TAG_INTEGER ? (guint64) g_ascii_strtoll (value, &end, 10) : g_ascii_strtoull (value, &end, 10);
  return end != value && !*g_strchug (end);
}

static gboolean
parse_value (Record *r, const char *tag, char *value)
{
  char *form;
  r->tag = (RowTag) g_ascii_strtoull (tag, &form, 10);
  if (form == tag || strlen (form) > 1)
    return FALSE;
  switch (r->tag)
    {
    case TAG_INTEGER: case TAG_COUNTER: case TAG_GAUGE: case TAG_TIMETICKS: case TAG_COUNTER64:
      return !*form && parse_number (r, value);
    default:
      break;
    }
  r->size = strlen (value);
  if (*form == 'x')
    r->octets = parse_hex (value, &r->size);
  else if (*form == 'e')
    r->octets = parse_escaped (value, &r->size);
  else
    r->octets = *form ? NULL : (guint8 *) g_strdup (value);
  return r->octets != NULL;
}

typedef enum { LINE_ROW, LINE_NOTHING, LINE_TORN } LineKind;

/* The rest of a text that has line breaks, and comments, are nothing; what begins with an OID and is no row was one. */
static LineKind
parse_line (char *line, Record *r)
{
  char *tag = strchr (line, '|'), *value = tag ? strchr (tag + 1, '|') : NULL;
  gsize oid_n = strspn (line, "0123456789.");
  memset (r, 0, sizeof *r);
  if (!strchr (line, '.') || oid_n < 3 || (line[oid_n] && line[oid_n] != '|'))
    return LINE_NOTHING;
  if (!value)
    return LINE_TORN;
  *tag++ = '\0';
  *value++ = '\0';
  r->n = oid_parse (line, r->oid);
  if (!r->n)
    return LINE_TORN;
  if (!parse_value (r, tag, value))
    {
      g_clear_pointer (&r->octets, g_free);
      r->tag = TAG_NULL; /* a row is there, and nobody knows what it says */
      r->size = 0;
    }
  return r->tag >= TAG_NO_SUCH_OBJECT && r->tag <= TAG_END_OF_MIB_VIEW ? LINE_NOTHING : LINE_ROW;
}

static gboolean
is_below (const Roots *roots, guint root, const guint32 *oid, guint n)
{
  return roots->n[root] && n >= roots->n[root] && !memcmp (oid, roots->oid[root], roots->n[root] * sizeof *oid);
}

static void
find_roots (const Family *family, gboolean system_only, Roots *roots)
{
  roots->last = TABLE_N;
  for (guint t = 0; t < TABLE_N; t++)
    if (family->snmp->tables[t].root && (t == TABLE_SYSTEM) == system_only)
      {
        roots->n[t] = oid_parse (family->snmp->tables[t].root, roots->oid[t]);
        roots->all |= G_GUINT64_CONSTANT (1) << t;
      }
  for (guint t = 0; t < TABLE_N; t++)
    for (guint other = 0; other < TABLE_N; other++)
      if (is_below (roots, t, roots->oid[other], roots->n[other]) || is_below (roots, other, roots->oid[t], roots->n[t]))
        roots->near[t] |= G_GUINT64_CONSTANT (1) << other;
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
file_record (LiveRows *rows, const Family *family, Roots *roots, const Record *r)
{
  gboolean same = roots->last < TABLE_N && is_below (roots, roots->last, r->oid, r->n);
  guint64 candidates = same ? roots->near[roots->last] : roots->all;
  for (guint t = 0; candidates >> t; t++)
    {
      guint n = roots->n[t];
      if (!(candidates >> t & 1) || r->n <= n + 1 || !is_below (roots, t, r->oid, r->n))
        continue;
      roots->last = t;
      if (has_column (&family->snmp->tables[t], r->oid[n])
          && !rows_add (rows, t, r->oid + n, r->n - n, r->tag, r->number, r->octets, r->size))
        rows_end (rows, t, ROWS_CUT, _ ("more rows than can be right"));
    }
}

/* The system group is read first: it says what the rest means. Gives the number of the first line that was torn; 0 = none. */
static guint
file_records (LiveRows *rows, const char *text, gsize size, gboolean system_only)
{
  const Family *family = rows->family ? rows->family : families[0];
  g_autofree Roots *roots = g_new0 (Roots, 1);
  g_autofree char *copy = g_memdup2 (text, size + 1);
  char *line = copy, *next, *end = copy + size;
  guint torn = 0;
  find_roots (family, system_only, roots);
  for (guint number = 1; line < end; line = next, number++)
    {
      Record r = { 0 };
      char *stop = memchr (line, '\n', (gsize) (end - line));
      stop = stop ? stop : end;
      next = stop + 1;
      *stop = '\0';
      if (system_only && !g_str_has_prefix (line + strspn (line, " \t."), family->snmp->tables[TABLE_SYSTEM].root))
        continue; /* quickly: that is nearly all of it */
      LineKind kind = strlen (line) < (gsize) (stop - line) ? LINE_TORN : parse_line (g_strstrip (line), &r);
      if (kind == LINE_ROW)
        file_record (rows, family, roots, &r);
      else if (kind == LINE_TORN && !torn)
        torn = number;
      g_free (r.octets);
    }
  return torn;
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
      else if (!replaced && t != TABLE_ENTITY && spec->attrs != HAS (ATTR_AUDIT)) /* older captures do without */
        rows_end (rows, t, ROWS_UNREAD, _ ("not in the capture"));
    }
}

/* NULL: it is not there, or no text. */
static const char *
member_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

static JsonObject *
member_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* A table that it does not name is judged by its rows. Rows in one that is said to have none: somebody changed one of the files. */
static void
judge_by_json (LiveRows *rows, JsonObject *tables)
{
  for (guint t = 0; t < TABLE_N; t++)
    {
      JsonObject *entry = member_object (tables, table_to_string (t));
      RowsStatus status = rows_count (rows, t) ? ROWS_COMPLETE : ROWS_UNREAD;
      const TableSpec *spec = &rows->family->snmp->tables[t];
      gboolean optional = !spec->root || spec->instead_of || t == TABLE_ENTITY || spec->attrs == HAS (ATTR_AUDIT);
      const char *note = entry ? member_text (entry, "note") : NULL;
      if (rows->tables[t].status == ROWS_CUT)
        continue;
      if (!entry && status == ROWS_UNREAD && !optional)
        note = _ ("not in the capture");
      gboolean legible = !entry || rows_status_parse (member_text (entry, "status"), &status);
      gboolean none = status != ROWS_COMPLETE && status != ROWS_CUT;
      if (!legible || (none && rows_count (rows, t)))
        rows_end (rows, t, ROWS_CUT, _ ("its rows and the .json contradict each other"));
      else
        rows_end (rows, t, status, note);
    }
}

/* What a torn line told is not known. */
static void
judge_torn (LiveRows *rows, guint line)
{
  g_autofree char *note = g_strdup_printf (_ ("line %u is torn"), line);
  for (guint t = 0; t < TABLE_N; t++)
    if (rows->tables[t].status == ROWS_COMPLETE || rows->tables[t].status == ROWS_EMPTY)
      rows_end (rows, t, ROWS_CUT, note);
}

static gboolean
small_enough (const char *path, goffset max)
{
  GStatBuf info;
  return g_stat (path, &info) != 0 || info.st_size <= max;
}

/* NULL: there is none, or none that can be read. */
static JsonObject *
load_index (JsonParser *parser, const char *path)
{
  if (!small_enough (path, MAX_INDEX) || !json_parser_load_from_file (parser, path, NULL))
    return NULL;
  JsonNode *root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  JsonObject *object = json_node_get_object (root);
  return !g_strcmp0 (member_text (object, "format"), CAPTURE_FORMAT) && member_object (object, "tables") ? object : NULL;
}

static void
judge_capture (LiveRows *rows, const char *json, guint torn)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *index = load_index (parser, json);
  if (index)
    {
      judge_by_json (rows, member_object (index, "tables"));
      rows->silence = g_strdup (member_text (index, "reason"));
      rows->read_at = g_strdup (member_text (index, "time"));
      rows->incomplete = rows->silence != NULL;
    }
  else
    judge_by_rows (rows);
  if (!index && g_file_test (json, G_FILE_TEST_EXISTS))
    {
      rows->silence = g_strdup_printf (_ ("%s cannot be read as %s: the rows alone are believed"), json, CAPTURE_FORMAT);
      rows->incomplete = TRUE;
    }
  if (torn)
    judge_torn (rows, torn);
}

static LiveRows *
load_rows (const char *dir, const char *name, const char *address)
{
  LiveRows *rows = rows_new (name, address);
  g_autofree char *walk = g_strdup_printf ("%s/%s.snmprec", dir, name), *json = g_strdup_printf ("%s/%s.json", dir, name);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  if (!small_enough (walk, MAX_FILE))
    rows->silence = g_strdup_printf (_ ("%s is too large for a capture"), walk);
  else if (!g_file_get_contents (walk, &text, &size, &error))
    rows->silence = g_strdup_printf (_ ("no capture of it: %s"), error->message);
  if (!text)
    return rows;
  file_records (rows, text, size, TRUE);
  rows_settle (rows);
  rows_recognise (rows);
  if (!rows->family)
    return rows;
  judge_capture (rows, json, file_records (rows, text, size, FALSE));
  rows_settle (rows);
  return rows;
}

SwitchState *
live_read_capture (const char *dir, const char *name, const char *address)
{
  g_autoptr (LiveRows) rows = load_rows (dir, name, address);
  SwitchState *state = switch_state_new (name, address);
  live_decode (rows, state);
  state->read_at = g_strdup (rows->read_at);
  return state;
}
