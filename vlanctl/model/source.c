#include "model/source.h"

const char *
severity_to_string (Severity severity)
{
  return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

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
  g_free (d->fix);
  g_free (d->fingerprint);
  g_free (d);
}

Diagnostics *
diagnostics_new (void)
{
  Diagnostics *list = g_new0 (Diagnostics, 1);
  list->items = g_ptr_array_new_with_free_func ((GDestroyNotify) diagnostic_free);
  list->hidden = g_array_new (FALSE, FALSE, sizeof (SrcPos));
  return list;
}

void
diagnostics_free (Diagnostics *list)
{
  if (!list)
    return;
  g_ptr_array_unref (list->items);
  g_array_unref (list->hidden);
  g_free (list);
}

static void
count (Diagnostics *list, Severity severity, int n)
{
  if (severity == SEVERITY_ERROR)
    list->errors += (guint) n;
  else if (severity == SEVERITY_WARNING)
    list->warnings += (guint) n;
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
  count (list, severity, 1);
  return d;
}

void
diagnostic_see (Diagnostic *d, SrcPos other, const char *message)
{
  d->other = other;
  d->other_message = g_strdup (message);
}

void
diagnostics_drop (Diagnostics *list, DiagnosticDrop drop, gpointer user)
{
  guint kept = 0;
  for (guint i = 0; i < list->items->len; i++)
    {
      Diagnostic *d = g_steal_pointer (&list->items->pdata[i]);
      if (!drop (d, user))
        {
          list->items->pdata[kept++] = d;
          continue;
        }
      count (list, d->severity, -1);
      diagnostic_free (d);
    }
  g_ptr_array_set_size (list->items, (int) kept);
}

void
diagnostics_take (Diagnostics *to, Diagnostics *from)
{
  for (guint i = 0; i < from->items->len; i++)
    {
      Diagnostic *d = g_steal_pointer (&from->items->pdata[i]);
      count (from, d->severity, -1);
      count (to, d->severity, 1);
      g_ptr_array_add (to->items, d);
    }
  g_ptr_array_set_size (from->items, 0);
}

void
diagnostics_set_severity (Diagnostics *list, Diagnostic *d, Severity severity)
{
  count (list, d->severity, -1);
  count (list, severity, 1);
  d->severity = severity;
}

void
diagnostics_hide (Diagnostics *list, SrcPos pos)
{
  g_array_append_val (list->hidden, pos);
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Diagnostic *x = *(Diagnostic *const *) a, *y = *(Diagnostic *const *) b;
  int file = g_strcmp0 (x->pos.file, y->pos.file);
  if (file)
    return file;
  if (x->pos.line != y->pos.line)
    return x->pos.line < y->pos.line ? -1 : 1;
  if (x->pos.column != y->pos.column)
    return x->pos.column < y->pos.column ? -1 : 1;
  return g_strcmp0 (x->rule, y->rule);
}

static gboolean
says_the_same (const Diagnostic *a, const Diagnostic *b)
{
  return by_place (&a, &b) == 0 && a->severity == b->severity && g_strcmp0 (a->help, b->help) == 0;
}

void
diagnostics_sort (Diagnostics *list)
{
  GPtrArray *all = list->items;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func ((GDestroyNotify) diagnostic_free);
  g_ptr_array_sort (all, by_place);
  for (guint i = 0; i < all->len; i++)
    {
      Diagnostic *d = all->pdata[i];
      if (!kept->len || !says_the_same (kept->pdata[kept->len - 1], d))
        g_ptr_array_add (kept, g_steal_pointer (&all->pdata[i]));
      else
        count (list, d->severity, -1);
    }
  list->items = g_steal_pointer (&kept);
  g_ptr_array_unref (all);
}
