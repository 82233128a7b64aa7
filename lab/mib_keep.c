/* The state of the configuration, the members of a stack, learnt addresses. */
#include <string.h>

#include "mib.h"

static void
config_text (Mib *m, guint column, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%%.1.2.1.11.1.1.1.%u", column);
  mib_text (m, text, name, IX (0));
}

static void
config_int (Mib *m, guint column, gint64 value)
{
  g_autofree char *name = g_strdup_printf ("%%.1.2.1.11.1.1.1.%u", column);
  mib_int (m, value, name, IX (0));
}

void
mib_configuration (Mib *m)
{
  const LabSwitch *s = m->s;
  g_autoptr (GDateTime) at =
      s->timer_file ? g_date_time_new_from_unix_local (lab_wall (s) + (s->timer_at - lab_now (s)) / 1000) : NULL;
  g_autofree char *when = at ? g_date_time_format (at, "%m/%d/%y %H:%M") : g_strdup ("");
  config_text (m, 1, s->task_name);
  config_int (m, 2, s->task == LAB_TASK_CHECKED ? 2 : s->task == LAB_TASK_DONE ? 3 : 1);
  config_text (m, 3, "");
  config_int (m, 4, s->task == LAB_TASK_NONE ? 1 : s->task_errors ? 4 : 3);
  config_text (m, 6, s->timer_file);
  config_text (m, 7, when);
  config_int (m, 8, s->timer_file ? 2 : 1);
  config_int (m, 43, 0);
  config_int (m, 44, s->error_files);
  config_int (m, 45, s->unsaved ? 2 : 1);
  config_int (m, 54, 1);
}

/* Row 65 is the primary control module. The columns of AOS 7/8 are shifted by one against those of AOS 6. */
static void
control (Mib *m, guint column, gint64 value)
{
  g_autofree char *name = g_strdup_printf ("%%.1.1.1.3.1.1.1.1.%u", column);
  mib_int (m, value, name, IX (65));
}

static void
control_text (Mib *m, guint column, const char *text)
{
  g_autofree char *name = g_strdup_printf ("%%.1.1.1.3.1.1.1.1.%u", column);
  mib_text (m, text, name, IX (65));
}

void
mib_chassis (Mib *m)
{
  const LabSwitch *s = m->s;
  gboolean certified = lab_is_certified (s);
  gint64 reload = s->reload_at ? (s->reload_at - lab_now (s)) / 1000 : 0, between = s->units->len < 2   ? 2
                                                                                    : s->unsynchronised ? 3
                                                                                                        : 4;
  guint shift = m->aos6 ? 0 : 1;
  if (m->aos6)
    control (m, 1, strcmp (s->running_directory, "certified") ? 2 : 3);
  control (m, 2 - shift, 0);
  control (m, 3 - shift, 1 + shift);
  control (m, 4 - shift, reload);
  control (m, 5 - shift, certified ? 3 : 2);
  control (m, 6 - shift, s->unsynchronised ? 3 : 4);
  control (m, 7 - shift, between);
  control (m, 8 - shift, between);
  mib_int (m, 1, "%.1.1.1.3.1.1.7.2", IX (0));
  mib_int (m, s->certify_at ? 2 : 1, "%.1.1.1.3.1.1.7.3", IX (0));
  if (m->aos6)
    return;
  control_text (m, 8, s->running_directory);
  control_text (m, 9, s->running_directory);
  control_text (m, 10, "");
  control (m, 14, 0);
}

void
mib_stack (Mib *m)
{
  for (guint i = 0; i < m->s->units->len; i++)
    {
      const LabUnit *u = &g_array_index (m->s->units, LabUnit, i);
      guint32 n = m->aos6 ? u->slot : u->chassis;
      if (m->aos6)
        {
          mib_int (m, u->missing ? 0 : m->s->units->len == 1 ? 4 : n == 1 ? 1 : n == 2 ? 2 : 3, "%.1.2.1.24.1.1.1.1.3", IX (n));
          mib_int (m, u->missing ? 4 : 1, "%.1.2.1.24.1.1.1.1.10", IX (n));
          continue;
        }
      mib_int (m, u->missing ? 0 : n == 1 ? 1 : 2, "%.1.2.1.69.1.1.2.1.3", IX (n));
      mib_int (m, u->missing ? 9 : 1, "%.1.2.1.69.1.1.2.1.5", IX (n));
    }
}

/* ---- addresses ------------------------------------------------------------------------------------------------------- */

static void
address (const LabSwitch *s, const LabPort *at, guint vlan, const guint8 *mac, gpointer data)
{
  Mib *m = data;
  guint32 i = lab_if_index (at), base = lab_base_port (s, at);
  if (m->aos6)
    {
      mib_int (m, 4, "%.1.2.1.8.1.1.1.1.2", IX (i, vlan, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
      mib_int (m, 1, "%.1.2.1.8.1.1.1.1.3", IX (i, vlan, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
      base = at->aggregate_id ? 4097 + at->aggregate_id : base;
    }
  else
    {
      mib_int (m, 4, "%.1.2.1.8.1.1.8.1.7", IX (1, 1, i, vlan, 0, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
      mib_int (m, 1, "%.1.2.1.8.1.1.8.1.8", IX (1, 1, i, vlan, 0, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
    }
  mib_int (m, base, "1.3.6.1.2.1.17.7.1.2.2.1.2", IX (vlan, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]));
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const MibRow *x = a, *y = b;
  return mib_compare (x->oid, x->n, y->oid, y->n);
}

/* An address that was learnt twice has one row. */
void
mib_forwarding (Mib *m)
{
  Mib own = *m;
  own.rows = g_array_new (FALSE, TRUE, sizeof (MibRow));
  for (guint i = 0; i < m->s->ports->len; i++)
    lab_macs (m->s, m->s->ports->pdata[i], address, &own);
  g_array_sort (own.rows, compare);
  for (guint i = 0; i < own.rows->len; i++)
    if (!i || compare (&g_array_index (own.rows, MibRow, i), &g_array_index (own.rows, MibRow, i - 1)))
      g_array_append_val (m->rows, g_array_index (own.rows, MibRow, i)); /* numbers only: nothing to free */
  g_array_unref (own.rows);
}

void
mib_agent (Mib *m)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (lab_wall (m->s));
  g_autofree char *date = g_date_time_format (now, "%m/%d/%Y"), *time = g_date_time_format (now, "%H:%M:%S");
  mib_int (m, m->s->snmp_security, "%.1.2.1.1.1.1.1.1", IX (0));
  mib_int (m, 1, "%.1.2.1.1.1.1.1.2", IX (0));
  mib_text (m, date, "%.1.1.1.2.1.1.5.1", IX (0));
  mib_text (m, time, "%.1.1.1.2.1.1.5.2", IX (0));
}
