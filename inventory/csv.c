#include "inventory/csv.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- to UTF-8 ------------------------------------------------------------------------------------------------------- */

/* Windows-1252, octets 80 to 9f; 0 = nothing. */
static const guint16 cp1252[32] = {
  0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
  0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
};

static char *
fail (const char *file, Diagnostics *d, SrcPos pos, const char *rule, const char *help, const char *message)
{
  diagnostics_add (d, SEVERITY_ERROR, rule, pos, help, "%s", message);
  return NULL;
}

static char *
from_windows (const char *file, const char *bytes, gsize size, Diagnostics *d)
{
  g_autoptr (GString) out = g_string_sized_new (size + size / 8);
  SrcPos pos = { file, 1, 1, 0, 0 };
  for (gsize i = 0; i < size; i++, pos.column++)
    {
      guchar c = (guchar) bytes[i];
      gunichar u = c >= 0x80 && c < 0xa0 ? cp1252[c - 0x80] : c;
      if (!u)
        return fail (file, d, pos, "VL108", _ ("save it as CSV UTF-8"), _ ("this is neither UTF-8 nor Windows-1252"));
      g_string_append_unichar (out, u);
      if (c == '\n')
        pos.line++, pos.column = 0;
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
from_utf16 (const char *file, const char *bytes, gsize size, Diagnostics *d)
{
  g_autofree gunichar2 *units = g_new (gunichar2, size / 2 + 1);
  gboolean big = (guchar) bytes[0] == 0xfe;
  glong n = 0;
  gboolean good = size % 2 == 0;
  for (gsize i = 2; i + 1 < size; i += 2)
    {
      units[n] = (gunichar2) ((guchar) bytes[i + !big] << 8 | (guchar) bytes[i + big]);
      good &= units[n++] != 0;
    }
  char *text = good ? g_utf16_to_utf8 (units, n, NULL, NULL, NULL) : NULL;
  SrcPos pos = { file, 1, 1, 0, 0 };
  return text ? text : fail (file, d, pos, "VL108", _ ("save it as CSV UTF-8"), _ ("this is no good UTF-16"));
}

char *
csv_decode (const char *file, const char *bytes, gsize size, Diagnostics *d)
{
  SrcPos pos = { g_intern_string (file), 1, 1, 0, 0 };
  if (size >= 2 && (!memcmp (bytes, "\xff\xfe", 2) || !memcmp (bytes, "\xfe\xff", 2)))
    return from_utf16 (pos.file, bytes, size, d);
  if (memchr (bytes, '\0', size))
    return fail (pos.file, d, pos, "VL108", _ ("save it from the spreadsheet as CSV"),
                 g_str_has_prefix (bytes, "PK") ? _ ("this is a workbook, not CSV")
                                                : _ ("a NUL character: is this a text file?"));
  if (size >= 3 && !memcmp (bytes, "\xef\xbb\xbf", 3))
    bytes += 3, size -= 3;
  return g_utf8_validate (bytes, (gssize) size, NULL) ? g_strndup (bytes, size) : from_windows (pos.file, bytes, size, d);
}

/* ---- cells ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *file, *p;
  char separator;
  guint line, column, row;
  Diagnostics *diagnostics;
} Scan;

static void
step (Scan *s)
{
  gboolean end = *s->p == '\n' || (*s->p == '\r' && s->p[1] != '\n');
  s->p = g_utf8_next_char (s->p);
  s->column++;
  if (end)
    s->line++, s->column = 1;
}

/* After its opening quote. FALSE when it is never closed, or when something stands behind the closing one. */
static gboolean
scan_quoted (Scan *s, GString *cell)
{
  SrcPos open = { s->file, s->line, s->column - 1, 0, 0 };
  for (; *s->p; step (s))
    {
      if (*s->p == '"' && s->p[1] != '"')
        break;
      if (*s->p == '"')
        step (s);
      g_string_append_unichar (cell, g_utf8_get_char (s->p));
    }
  if (!*s->p)
    {
      diagnostics_add (s->diagnostics, SEVERITY_ERROR, "VI102", open, _ ("a quote inside a cell is doubled"),
                       _ ("row %u: the quote that opens here is never closed"), s->row);
      return FALSE;
    }
  step (s);
  while (*s->p == ' ')
    step (s);
  if (!*s->p || *s->p == s->separator || *s->p == '\n' || *s->p == '\r')
    return TRUE;
  diagnostics_add (s->diagnostics, SEVERITY_ERROR, "VI102", (SrcPos){ s->file, s->line, s->column, 0, 0 },
                   _ ("a quote inside a cell is doubled"), _ ("row %u: text after the closing quote"), s->row);
  return FALSE;
}

static gboolean
scan_cell (Scan *s, GPtrArray *cells, GArray *places)
{
  g_autoptr (GString) cell = g_string_new (NULL);
  guint place[2] = { s->line, s->column };
  gboolean good = TRUE;
  while (*s->p == ' ' && s->separator != ' ')
    step (s);
  if (*s->p == '"')
    {
      step (s);
      good = scan_quoted (s, cell);
    }
  else
    for (; *s->p && *s->p != s->separator && *s->p != '\n' && *s->p != '\r'; step (s))
      g_string_append_unichar (cell, g_utf8_get_char (s->p));
  g_array_append_vals (places, place, 2);
  g_ptr_array_add (cells, g_strstrip (g_string_free (g_steal_pointer (&cell), FALSE)));
  return good;
}

static void
row_free (gpointer data)
{
  CsvRow *row = data;
  g_strfreev (row->cells);
  g_free (row->columns);
  g_free (row->lines);
  g_free (row);
}

/* The next record. NULL at the end, and when it is broken (*good FALSE). */
static CsvRow *
scan_row (Scan *s, guint *n, gboolean *good)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!*s->p)
    return NULL;
  s->row++;
  for (;;)
    {
      *good = scan_cell (s, cells, places) && cells->len <= CSV_MAX_COLUMNS;
      if (!*good || *s->p != s->separator)
        break;
      step (s);
    }
  if (!*good)
    return NULL;
  if (*s->p == '\r' && s->p[1] == '\n')
    step (s);
  if (*s->p)
    step (s);
  CsvRow *row = g_new0 (CsvRow, 1);
  *n = cells->len;
  row->row = s->row;
  row->columns = g_new (guint, *n);
  row->lines = g_new (guint, *n);
  for (guint i = 0; i < *n; i++)
    {
      row->lines[i] = g_array_index (places, guint, 2 * i);
      row->columns[i] = g_array_index (places, guint, 2 * i + 1);
    }
  g_ptr_array_add (cells, NULL);
  row->cells = (char **) g_ptr_array_free (g_steal_pointer (&cells), FALSE);
  return row;
}

/* ---- the table ------------------------------------------------------------------------------------------------------ */

/* What stands most often in the header, outside of quotes; a semicolon or tab where they are as many. */
static char
guess_separator (const char *text)
{
  guint n[3] = { 0 };
  gboolean quoted = FALSE;
  for (; *text && (quoted || (*text != '\n' && *text != '\r')); text++)
    {
      const char *found = strchr (";\t,", *text);
      quoted ^= *text == '"';
      if (found && !quoted)
        n[found - ";\t,"]++;
    }
  return n[0] >= n[1] && n[0] >= n[2] && n[0] ? ';' : n[1] >= n[2] && n[1] ? '\t' : ',';
}

/* Excel's own first line, "sep=;". */
static void
take_separator_line (Scan *s)
{
  if (g_ascii_strncasecmp (s->p, "sep=", 4) || !s->p[4] || !strchr (";,\t|", s->p[4]) || !strchr ("\r\n", s->p[5]))
    {
      s->separator = guess_separator (s->p);
      return;
    }
  s->separator = s->p[4];
  while (*s->p && s->line == 1)
    step (s);
  s->row++;
}

static gboolean
is_blank (const CsvRow *row)
{
  for (char **cell = row->cells; *cell; cell++)
    if (**cell)
      return FALSE;
  return TRUE;
}

/* More or fewer cells than titles: a separator too many or too few. Spreadsheets leave empty cells at the end out, or add some.
 */
static gboolean
fit (CsvTable *t, CsvRow *row, guint n, Diagnostics *d)
{
  guint used = n;
  while (used && !row->cells[used - 1][0])
    used--;
  if (used > t->n)
    {
      diagnostics_add (d, SEVERITY_ERROR, "VI103", csv_pos (t, row, t->n), _ ("a cell with the separator in it goes in quotes"),
                       _ ("row %u has %u cells, the header %u"), row->row, used, t->n);
      return FALSE;
    }
  row->cells = g_renew (char *, row->cells, MAX (n, t->n) + 1);
  row->lines = g_renew (guint, row->lines, MAX (n, t->n));
  row->columns = g_renew (guint, row->columns, MAX (n, t->n));
  for (guint i = n; i < t->n; i++)
    {
      row->cells[i] = g_strdup ("");
      row->lines[i] = row->lines[n - 1];
      row->columns[i] = row->columns[n - 1];
    }
  for (guint i = t->n; i < n; i++)
    g_clear_pointer (&row->cells[i], g_free);
  row->cells[t->n] = NULL;
  return TRUE;
}

static gboolean
take_header (CsvTable *t, Scan *s)
{
  gboolean good = TRUE;
  SrcPos pos = { t->file, 1, 1, 0, 0 };
  CsvRow *row;
  while ((row = scan_row (s, &t->n, &good)) && is_blank (row))
    row_free (row);
  if (!row && good)
    fail (t->file, s->diagnostics, pos, "VI104", _ ("the first row names the columns"), _ ("nothing stands in this file"));
  if (!row && !s->diagnostics->errors)
    fail (t->file, s->diagnostics, pos, "VI104", NULL, _ ("more than 1000 columns"));
  if (!row)
    return FALSE;
  for (; t->n > 1 && !row->cells[t->n - 1][0]; t->n--)
    g_clear_pointer (&row->cells[t->n - 1], g_free);
  t->titles = g_steal_pointer (&row->cells);
  row_free (row);
  return TRUE;
}

CsvTable *
csv_parse (const char *file, const char *bytes, gsize size, Diagnostics *diagnostics)
{
  g_autoptr (CsvTable) t = g_new0 (CsvTable, 1);
  g_autofree char *text = csv_decode (file, bytes, size, diagnostics);
  guint before = diagnostics->errors, n;
  gboolean good = TRUE;
  t->file = g_intern_string (file);
  t->rows = g_ptr_array_new_with_free_func (row_free);
  Scan s = { .file = t->file, .p = text, .line = 1, .column = 1, .diagnostics = diagnostics };
  if (!text)
    return NULL;
  take_separator_line (&s);
  t->separator = s.separator;
  if (!take_header (t, &s))
    return NULL;
  for (CsvRow *row; (row = scan_row (&s, &n, &good));)
    if (is_blank (row) || !fit (t, row, n, diagnostics))
      row_free (row);
    else
      g_ptr_array_add (t->rows, row);
  return good && diagnostics->errors == before ? g_steal_pointer (&t) : NULL;
}

void
csv_table_free (CsvTable *t)
{
  if (!t)
    return;
  g_strfreev (t->titles);
  g_clear_pointer (&t->rows, g_ptr_array_unref);
  g_free (t);
}

SrcPos
csv_pos (const CsvTable *t, const CsvRow *row, guint column)
{
  return (SrcPos){ t->file, row->lines[column], row->columns[column], 0, 0 };
}
