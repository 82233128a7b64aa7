/* What a rewrite changes, as a unified diff. */
#include <glib/gi18n.h>
#include <string.h>

#include "report/style.h"

#define AROUND 3
#define LOOK_MAX 4000 /* lines compared with lines: of longer changes, all old lines go before all new ones */

typedef struct {
  char **a, **b; /* lines */
  guint n_a, n_b;
  GArray *edits; /* Edit */
} Diff;
typedef struct {
  char kind;     /* ' ' '-' '+' */
  const char *line;
  guint a, b;    /* lines before it, of the old and the new */
} Edit;

static void
put (Diff *d, char kind, const char *line, guint *a, guint *b)
{
  Edit edit = { kind, line, *a, *b };
  g_array_append_val (d->edits, edit);
  *a += kind != '+';
  *b += kind != '-';
}

/* The longest common subsequence of the middle, by the table of its lengths. */
static void
compare_middle (Diff *d, guint first, guint end_a, guint end_b)
{
  guint a = first, b = first, rows = end_a - first, columns = end_b - first;
  gboolean look = rows <= LOOK_MAX && columns <= LOOK_MAX;
  g_autofree guint16 *length = look ? g_new0 (guint16, (gsize) (rows + 1) * (columns + 1)) : NULL;
#define LENGTH(i, j) length[(gsize) (i) * (columns + 1) + (j)]
  for (guint i = rows; look && i-- > 0;)
    for (guint j = columns; j-- > 0;)
      LENGTH (i, j) = strcmp (d->a[first + i], d->b[first + j]) == 0 ? (guint16) (LENGTH (i + 1, j + 1) + 1)
                                                                     : MAX (LENGTH (i + 1, j), LENGTH (i, j + 1));
  while (a < end_a || b < end_b)
    if (look && a < end_a && b < end_b && strcmp (d->a[a], d->b[b]) == 0)
      put (d, ' ', d->a[a], &a, &b);
    else if (a < end_a && (b == end_b || !look || LENGTH (a + 1 - first, b - first) >= LENGTH (a - first, b + 1 - first)))
      put (d, '-', d->a[a], &a, &b);
    else
      put (d, '+', d->b[b], &a, &b);
#undef LENGTH
}

static void
compare (Diff *d)
{
  guint first = 0, a = 0, b = 0, end_a = d->n_a, end_b = d->n_b;
  while (first < MIN (end_a, end_b) && strcmp (d->a[first], d->b[first]) == 0)
    first++;
  while (end_a > first && end_b > first && strcmp (d->a[end_a - 1], d->b[end_b - 1]) == 0)
    end_a--, end_b--;
  while (a < first)
    put (d, ' ', d->a[a], &a, &b);
  compare_middle (d, first, end_a, end_b);
  for (a = end_a, b = end_b; a < d->n_a;)
    put (d, ' ', d->a[a], &a, &b);
}

static gboolean
is_change (const Diff *d, guint i)
{
  return g_array_index (d->edits, Edit, i).kind != ' ';
}

/* From one edit to another, with the head that says where. */
static void
print_hunk (const Diff *d, guint from, guint to, const ReportStyle *style, GString *out)
{
  const Edit *first = &g_array_index (d->edits, Edit, from);
  guint n_a = 0, n_b = 0;
  for (guint i = from; i < to; i++)
    {
      char kind = g_array_index (d->edits, Edit, i).kind;
      n_a += kind != '+';
      n_b += kind != '-';
    }
  style_printf (out, style, INK_BLUE, "@@ -%u,%u +%u,%u @@", first->a + (n_a > 0), n_a, first->b + (n_b > 0), n_b);
  g_string_append_c (out, '\n');
  for (guint i = from; i < to; i++)
    {
      const Edit *edit = &g_array_index (d->edits, Edit, i);
      style_printf (out, style, edit->kind == '-' ? INK_RED : edit->kind == '+' ? INK_GREEN : INK_PLAIN, "%c%s", edit->kind, edit->line);
      g_string_append_c (out, '\n');
    }
}

/* Lines without their breaks; the text's last break begins no line. */
static char **
lines_of (const char *text, guint *n)
{
  char **lines = g_strsplit (text, "\n", -1);
  *n = g_strv_length (lines);
  if (*n && !*lines[*n - 1])
    --*n;
  return lines;
}

void
report_diff (const char *path, const char *old, const char *new, const ReportStyle *style, GString *out)
{
  Diff d = { .edits = g_array_new (FALSE, FALSE, sizeof (Edit)) };
  if (strcmp (old, new) != 0)
    {
      d.a = lines_of (old, &d.n_a);
      d.b = lines_of (new, &d.n_b);
      compare (&d);
      style_printf (out, style, INK_BOLD, "--- %s", path);
      g_string_append_c (out, '\n');
      style_printf (out, style, INK_BOLD, "+++ %s", path);
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < d.edits->len;)
    {
      guint from, end = 0;
      while (i < d.edits->len && !is_change (&d, i))
        i++;
      if (i == d.edits->len)
        break;
      from = i > AROUND ? i - AROUND : 0;
      /* up to the next stretch that is long enough to be left out */
      for (; i < d.edits->len && (is_change (&d, i) || i - end < 2 * AROUND); i++)
        if (is_change (&d, i))
          end = i;
      print_hunk (&d, from, MIN (end + 1 + AROUND, d.edits->len), style, out);
    }
  g_array_unref (d.edits);
  g_strfreev (d.a);
  g_strfreev (d.b);
}
