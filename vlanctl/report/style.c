#include "report/style.h"

#include <string.h>

char *
report_clean (const char *text)
{
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text ? text : "", -1);
  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      /* C0, DEL, C1, and the marks that turn the writing direction round: none of them is text */
      gboolean turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
      if (c < 0x20 || (c >= 0x7f && c < 0xa0))
        g_string_append_printf (out, "\\x%02x", c);
      else if (turns)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

void
style_append (GString *out, const ReportStyle *style, Ink ink, const char *text)
{
  static const char *const codes[] = { "", "\033[1m", "\033[2m", "\033[31m", "\033[32m", "\033[33m", "\033[34m" };
  g_autofree char *clean = report_clean (text);
  gboolean ink_it = style->color && ink != INK_PLAIN;
  g_string_append_printf (out, "%s%s%s", ink_it ? codes[ink] : "", clean, ink_it ? "\033[0m" : "");
}

void
style_printf (GString *out, const ReportStyle *style, Ink ink, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  style_append (out, style, ink, text);
}

void
style_wrapped (GString *out, const ReportStyle *style, Ink ink, const char *lead, const char *text)
{
  g_autofree char *clean = report_clean (text);
  g_auto (GStrv) words = g_strsplit (clean, " ", -1);
  int indent = (int) strspn (lead, " ") + 4;
  g_autoptr (GString) line = g_string_new (lead);
  gboolean begun = FALSE;
  for (guint i = 0; words[i]; i++)
    {
      gboolean fits = g_utf8_strlen (line->str, -1) + g_utf8_strlen (words[i], -1) + 1 <= (glong) style->width;
      if (begun && !fits)
        {
          style_append (out, style, ink, line->str);
          g_string_append_c (out, '\n');
          g_string_printf (line, "%*s", indent, "");
        }
      g_string_append_printf (line, "%s%s", begun && fits ? " " : "", words[i]);
      begun = TRUE;
    }
  style_append (out, style, ink, line->str);
  g_string_append_c (out, '\n');
}

struct StyleTable {
  guint n_columns;
  GPtrArray *cells; /* char*, cleaned; the first row is the heads */
};

void
style_table_add (StyleTable *t, const char *cell)
{
  g_ptr_array_add (t->cells, report_clean (cell));
}

StyleTable *
style_table_new (const char *const *heads)
{
  StyleTable *t = g_new0 (StyleTable, 1);
  t->cells = g_ptr_array_new_with_free_func (g_free);
  for (; heads[t->n_columns]; t->n_columns++)
    style_table_add (t, heads[t->n_columns]);
  return t;
}

static guint
column_width (const StyleTable *t, guint c)
{
  guint width = 0;
  for (guint i = c + t->n_columns; i < t->cells->len; i += t->n_columns)
    width = MAX (width, (guint) g_utf8_strlen (t->cells->pdata[i], -1));
  return width ? MAX (width, (guint) g_utf8_strlen (t->cells->pdata[c], -1)) : 0;
}

void
style_table_print (StyleTable *t, const ReportStyle *style, const char *indent, GString *out)
{
  g_autofree guint *widths = g_new (guint, t->n_columns);
  for (guint c = 0; c < t->n_columns; c++)
    widths[c] = column_width (t, c);
  for (guint i = 0; i < t->cells->len; i += t->n_columns)
    {
      g_autoptr (GString) line = g_string_new (indent);
      for (guint c = 0; c < t->n_columns; c++)
        {
          const char *cell = t->cells->pdata[i + c];
          guint length = (guint) g_utf8_strlen (cell, -1);
          if (widths[c])
            g_string_append_printf (line, "%s%*s", cell, (int) (widths[c] - length) + 2, "");
        }
      while (line->len && line->str[line->len - 1] == ' ')
        g_string_truncate (line, line->len - 1);
      style_append (out, style, i == 0 ? INK_DIM : INK_PLAIN, line->str);
      g_string_append_c (out, '\n');
    }
  g_ptr_array_unref (t->cells);
  g_free (t);
}
