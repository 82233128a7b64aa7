#include "model/source.h"

char *
src_pos_to_string (const SrcPos *pos)
{
  return pos->file ? g_strdup_printf ("%s:%u:%u", pos->file, pos->line, pos->column) : g_strdup ("");
}

void
diagnostic_free (Diagnostic *d)
{
  if (!d)
    return;
  g_free (d->message);
  g_free (d->help);
  g_free (d->other_message);
  g_free (d);
}

Diagnostics *
diagnostics_new (void)
{
  Diagnostics *list = g_new0 (Diagnostics, 1);
  list->items = g_ptr_array_new_with_free_func ((GDestroyNotify) diagnostic_free);
  return list;
}

void
diagnostics_free (Diagnostics *list)
{
  if (!list)
    return;
  g_ptr_array_unref (list->items);
  g_free (list);
}

Diagnostic *
diagnostics_add (Diagnostics *list, Severity severity, const char *rule, SrcPos pos, const char *help, const char *format, ...)
{
  Diagnostic *d = g_new0 (Diagnostic, 1);
  va_list args;
  d->severity = severity;
  d->rule = rule;
  d->pos = pos;
  d->help = g_strdup (help);
  va_start (args, format);
  d->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (list->items, d);
  if (severity == SEVERITY_ERROR)
    list->errors++;
  else if (severity == SEVERITY_WARNING)
    list->warnings++;
  return d;
}
