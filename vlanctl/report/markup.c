#include "report/markup.h"

#include <libxml/xmlwriter.h>
#include <string.h>

#include "report/report.h"

struct Markup {
  GString *out;
  const ReportDrain *drain;
  xmlTextWriterPtr writer;
  gboolean declared;
};

/* Where a line end before it is not seen: a page of one line can neither be compared nor read. */
static const char *const on_new_line[] = { "head", "meta", "title", "style", "body", "main", "header", "section", "div", "p", "h1", "h2", "h3", "h4",
                                           "h5", "ul", "li", "table", "tbody", "tr", "td", "details", "g", NULL };

/* What XML cannot hold, besides what report_clean takes: the two noncharacters that GLib calls valid. */
static char *
fit (const char *text)
{
  g_autofree char *clean = report_clean (text);
  GString *out = g_string_new (NULL);
  for (const char *p = clean; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      g_string_append_unichar (out, c == 0xfffe || c == 0xffff ? 0xfffd : c);
    }
  return g_string_free (out, FALSE);
}

/* xmlOutputWriteCallback */
static int
take (void *user, const char *text, int n)
{
  Markup *m = user;
  g_string_append_len (m->out, text, n);
  report_drain (m->drain, m->out);
  return n;
}

Markup *
markup_new (gboolean declared, GString *out, const ReportDrain *drain)
{
  Markup *m = g_new0 (Markup, 1);
  m->declared = declared;
  m->out = out;
  m->drain = drain;
  xmlOutputBufferPtr buffer = xmlOutputBufferCreateIO (take, NULL, m, NULL);
  m->writer = buffer ? xmlNewTextWriter (buffer) : NULL; /* it owns the buffer */
  if (!m->writer) /* as g_malloc does */
    g_error ("no memory for an XML writer");
  if (declared)
    {
      xmlTextWriterStartDocument (m->writer, NULL, "UTF-8", NULL);
      xmlTextWriterSetIndent (m->writer, 1);
    }
  return m;
}

void
markup_open (Markup *m, const char *element, const char *class)
{
  if (!m->declared && g_strv_contains (on_new_line, element))
    markup_raw (m, "\n");
  xmlTextWriterStartElement (m->writer, BAD_CAST element);
  if (class)
    markup_attr (m, "class", class);
}

void
markup_attr (Markup *m, const char *name, const char *value)
{
  g_autofree char *clean = fit (value);
  xmlTextWriterWriteAttribute (m->writer, BAD_CAST name, BAD_CAST clean);
}

void
markup_attr_printf (Markup *m, const char *name, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *value = g_strdup_vprintf (format, args);
  va_end (args);
  markup_attr (m, name, value);
}

void
markup_text (Markup *m, const char *text)
{
  g_autofree char *clean = fit (text);
  xmlTextWriterWriteString (m->writer, BAD_CAST clean);
}

void
markup_lines (Markup *m, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      if (i)
        markup_raw (m, "\n");
      markup_text (m, lines[i]);
    }
}

void
markup_printf (Markup *m, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  markup_text (m, text);
}

void
markup_raw (Markup *m, const char *text)
{
  xmlTextWriterWriteRaw (m->writer, BAD_CAST text);
}

void
markup_close (Markup *m)
{
  xmlTextWriterFullEndElement (m->writer);
}

void
markup_close_void (Markup *m)
{
  xmlTextWriterEndElement (m->writer);
}

void
markup_leaf (Markup *m, const char *element, const char *class, const char *text)
{
  markup_open (m, element, class);
  markup_text (m, text);
  markup_close (m);
}

void
markup_leaf_printf (Markup *m, const char *element, const char *class, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  markup_leaf (m, element, class, text);
}

void
markup_finish (Markup *m)
{
  xmlTextWriterEndDocument (m->writer);
  xmlFreeTextWriter (m->writer); /* flushes */
  g_free (m);
}
