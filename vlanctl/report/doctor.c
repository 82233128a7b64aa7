/* What `doctor` found: a block a switch, what is missing first, with the line that cures it. */
#include <glib/gi18n.h>

#include "report/json.h"
#include "report/style.h"

static void
cure_free (gpointer data)
{
  DoctorCure *c = data;
  g_free (c->line);
  g_free (c);
}

static void
check_free (gpointer data)
{
  DoctorCheck *c = data;
  g_free (c->message);
  g_ptr_array_unref (c->cures);
  g_free (c);
}

DoctorReport *
doctor_report_new (const char *name, const char *address)
{
  DoctorReport *r = g_new0 (DoctorReport, 1);
  r->name = name;
  r->address = address;
  r->checks = g_ptr_array_new_with_free_func (check_free);
  return r;
}

void
doctor_report_free (DoctorReport *r)
{
  g_ptr_array_unref (r->checks);
  g_free (r);
}

DoctorCheck *
doctor_report_add (DoctorReport *r, const char *id, gboolean ok, const char *format, ...)
{
  va_list args;
  DoctorCheck *c = g_new0 (DoctorCheck, 1);
  va_start (args, format);
  c->message = g_strdup_vprintf (format, args);
  va_end (args);
  c->id = id;
  c->ok = ok;
  c->cures = g_ptr_array_new_with_free_func (cure_free);
  g_ptr_array_add (r->checks, c);
  return c;
}

void
doctor_check_cure (DoctorCheck *check, gboolean on_switch, gboolean guess, char *line)
{
  if (!line)
    return;
  DoctorCure *c = g_new0 (DoctorCure, 1);
  *c = (DoctorCure){ line, on_switch, guess };
  g_ptr_array_add (check->cures, c);
}

gboolean
doctor_report_is_well (const DoctorReport *r)
{
  for (guint i = 0; i < r->checks->len; i++)
    if (!((DoctorCheck *) r->checks->pdata[i])->ok)
      return FALSE;
  return TRUE;
}

/* ---- text ------------------------------------------------------------------------------------------------------------ */

static void
print_miss (const DoctorCheck *c, const ReportStyle *style, GString *out)
{
  g_autofree char *lead = g_strdup_printf ("  %s %s: ", _ ("MISSING"), c->id);
  style_wrapped (out, style, INK_RED, lead, c->message);
  for (guint i = 0; i < c->cures->len; i++)
    {
      const DoctorCure *cure = c->cures->pdata[i];
      style_printf (out, style, INK_PLAIN, "      %-10s  ", cure->on_switch ? _ ("on switch:") : _ ("here:"));
      style_append (out, style, INK_BOLD, cure->line); /* whole, to be copied */
      style_append (out, style, INK_DIM, cure->guess ? _ ("   [guess]") : "");
      g_string_append_c (out, '\n');
    }
}

/* All that is well: a word each; with -v a line each. */
static void
print_well (const DoctorReport *r, const ReportStyle *style, GString *out)
{
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < r->checks->len; i++)
    {
      const DoctorCheck *c = r->checks->pdata[i];
      g_autofree char *lead = g_strdup_printf ("  %s %s: ", _ ("ok"), c->id);
      if (c->ok && style->verbose)
        style_wrapped (out, style, INK_GREEN, lead, c->message);
      else if (c->ok)
        g_string_append_printf (words, "%s%s", words->len ? ", " : "", c->id);
    }
  if (words->len)
    style_wrapped (out, style, INK_GREEN, _ ("  ok "), words->str);
}

void
report_doctor_text (const GPtrArray *reports, const ReportStyle *style, GString *out)
{
  guint well = 0;
  for (guint i = 0; i < reports->len; i++)
    {
      const DoctorReport *r = reports->pdata[i];
      style_printf (out, style, INK_BOLD, "%s", r->name);
      style_printf (out, style, INK_DIM, "  %s", r->address ? r->address : "");
      g_string_append_c (out, '\n');
      for (guint k = 0; k < r->checks->len; k++)
        if (!((DoctorCheck *) r->checks->pdata[k])->ok)
          print_miss (r->checks->pdata[k], style, out);
      print_well (r, style, out);
      well += doctor_report_is_well (r);
    }
  style_printf (out, style, well == reports->len ? INK_GREEN : INK_RED, _ ("%u of %u switches have all they need."), well, reports->len);
  g_string_append_c (out, '\n');
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------ */

static void
add_check (JsonWriter *b, const DoctorCheck *c)
{
  json_begin (b, NULL);
  json_text (b, "check", c->id);
  json_bool (b, "ok", c->ok);
  json_text (b, "message", c->message);
  json_begin_array (b, "cures");
  for (guint i = 0; i < c->cures->len; i++)
    {
      const DoctorCure *cure = c->cures->pdata[i];
      json_begin (b, NULL);
      json_text (b, "where", cure->on_switch ? "switch" : "here");
      json_text (b, "line", cure->line);
      json_bool (b, "guess", cure->guess);
      json_end (b);
    }
  json_end_array (b);
  json_end (b);
}

void
report_doctor_json (const GPtrArray *reports, int exit_code, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-doctor/1");
  json_begin_array (b, "switches");
  for (guint i = 0; i < reports->len; i++)
    {
      const DoctorReport *r = reports->pdata[i];
      json_begin (b, NULL);
      json_text (b, "name", r->name);
      json_text (b, "address", r->address);
      json_bool (b, "ok", doctor_report_is_well (r));
      json_begin_array (b, "checks");
      for (guint k = 0; k < r->checks->len; k++)
        add_check (b, r->checks->pdata[k]);
      json_end_array (b);
      json_end (b);
    }
  json_end_array (b);
  json_int (b, "exit", exit_code);
  json_finish (b);
}
