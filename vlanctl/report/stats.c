/* What a run cost. */
#include <glib/gi18n.h>

#include "report/json.h"
#include "report/style.h"

/* ---- text ------------------------------------------------------------------------------------------------------------- */

/* Three digits that mean something, and the unit that people would use. */
static char *
time_text (gint64 us)
{
  return us < 1000     ? g_strdup_printf ("%" G_GINT64_FORMAT " us", us)
         : us < 100000 ? g_strdup_printf ("%.2f ms", (double) us / 1000)
                       : g_strdup_printf ("%.2f s", (double) us / G_USEC_PER_SEC);
}

static void
add_time (GString *line, const char *name, gint64 us)
{
  g_autofree char *text = time_text (us);
  g_string_append_printf (line, "%s%s %s", line->len ? ", " : "", name, text);
}

static void
add_line (GString *out, const char *head, const GString *line)
{
  if (line->len)
    g_string_append_printf (out, "  %-11s %s\n", head, line->str);
}

static void
print_times (const StatsReport *r, GString *out)
{
  g_autoptr (GString) stages = g_string_new (NULL), works = g_string_new (NULL);
  for (guint i = 0; i < STATS_STAGES; i++)
    if (r->sum.stage_us[i])
      add_time (stages, stats_stage_to_string (i), r->sum.stage_us[i]);
  for (guint i = 0; i < STATS_WORKS; i++)
    if (r->sum.work_us[i])
      add_time (works, stats_work_to_string (i), r->sum.work_us[i]);
  add_line (out, _ ("stages"), stages);
  add_line (out, _ ("beside them"), works);
}

#define N G_GUINT64_FORMAT

static void
print_wire (const StatsReport *r, GString *out)
{
  const StatsWire *w = &r->sum.wire;
  g_autoptr (GString) line = g_string_new (NULL);
  if (!w->requests)
    return;
  g_string_printf (line, _ ("%" N " requests, %" N " answered (round trips), %" N " never; %" N " values"), w->requests, w->answers, w->silences, w->values);
  add_line (out, "SNMP", line);
  g_string_printf (line, _ ("%" N " sent (%" N " octets; %" N " again after silence, %" N " again as told), %" N " received (%" N " octets)"), w->datagrams_out,
                   w->octets_out, w->retransmits, w->repeats, w->datagrams_in, w->octets_in);
  add_line (out, _ ("datagrams"), line);
  g_string_truncate (line, 0);
  if (r->sum.round_trips)
    {
      add_time (line, _ ("shortest"), r->sum.min_us);
      add_time (line, _ ("median"), r->sum.median_us);
      add_time (line, _ ("longest"), r->sum.max_us);
    }
  add_line (out, _ ("round trip"), line);
}

static void
print_shell (const StatsReport *r, GString *out)
{
  const StatsShell *s = &r->sum.shell;
  if (!s->logins && !s->refused)
    return;
  g_autoptr (GString) line = g_string_new (NULL);
  g_string_printf (line, _ ("%" N " logins, %" N " failed, %" N " files, %" N " lines, %" N " replies"), s->logins, s->refused, s->files, s->lines, s->replies);
  add_line (out, "SSH", line);
  g_string_truncate (line, 0);
  add_time (line, _ ("logging in"), s->login_us);
  add_time (line, _ ("files"), s->file_us);
  add_time (line, _ ("waiting for replies"), s->waiting_us);
  g_string_append (line, _ (" (all sessions together)"));
  add_line (out, "", line);
}

static void
print_slowest (const StatsReport *r, const ReportStyle *style, GString *out)
{
  const char *const heads[] = { _ ("SLOWEST"), _ ("TIME"), _ ("REQUESTS"), _ ("AGAIN"), _ ("NEVER"), _ ("LINES"), NULL };
  if (!r->slowest->len)
    return;
  StyleTable *table = style_table_new (heads);
  for (guint i = 0; i < r->slowest->len; i++)
    {
      const StatsSlow *slow = &g_array_index (r->slowest, StatsSlow, i);
      const guint64 numbers[] = { slow->wire.requests, slow->wire.retransmits, slow->wire.silences, slow->shell.lines };
      g_autofree char *took = time_text (slow->us);
      style_table_add (table, slow->name);
      style_table_add (table, took);
      for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
        {
          g_autofree char *cell = numbers[k] ? g_strdup_printf ("%" N, numbers[k]) : g_strdup ("");
          style_table_add (table, cell);
        }
    }
  style_table_print (table, style, "  ", out);
}

void
report_stats_text (const StatsReport *r, const ReportStyle *style, GString *out)
{
  g_autofree char *wall = time_text (r->sum.wall_us), *user = time_text (r->cpu_user_us), *system = time_text (r->cpu_system_us);
  g_string_append_printf (out, _ ("%s took %s; CPU %s and %s in the system; peak memory %.1f MB\n"), r->command, wall, user, system,
                          (double) r->peak_memory_kb / 1024);
  print_times (r, out);
  print_wire (r, out);
  print_shell (r, out);
  print_slowest (r, style, out);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  guint64 number;
} Member;

static void
add_members (JsonWriter *b, const Member *members, guint n)
{
  for (guint i = 0; i < n; i++)
    json_int (b, members[i].name, (gint64) members[i].number);
}

static void
add_wire (JsonWriter *b, const StatsWire *w)
{
  const Member members[] = {
    { "requests", w->requests },           { "round_trips", w->answers },          { "unanswered", w->silences },
    { "retransmits", w->retransmits },     { "repeats", w->repeats },              { "datagrams_sent", w->datagrams_out },
    { "octets_sent", w->octets_out },      { "datagrams_received", w->datagrams_in }, { "octets_received", w->octets_in },
    { "values", w->values },
  };
  add_members (b, members, G_N_ELEMENTS (members));
}

static void
add_shell (JsonWriter *b, const StatsShell *s)
{
  const Member members[] = {
    { "logins", s->logins }, { "failed_logins", s->refused },           { "files", s->files },                  { "lines", s->lines },
    { "replies", s->replies }, { "login_us", (guint64) s->login_us }, { "file_us", (guint64) s->file_us }, { "waiting_us", (guint64) s->waiting_us },
  };
  add_members (b, members, G_N_ELEMENTS (members));
}

static void
add_times (JsonWriter *b, const StatsSum *sum)
{
  json_begin (b, "stages_us");
  for (guint i = 0; i < STATS_STAGES; i++)
    json_int (b, stats_stage_to_string (i), sum->stage_us[i]);
  json_end (b);
  json_begin (b, "beside_us");
  for (guint i = 0; i < STATS_WORKS; i++)
    json_int (b, stats_work_to_string (i), sum->work_us[i]);
  json_end (b);
}

static void
add_round_trip (JsonWriter *b, const StatsSum *sum)
{
  json_begin (b, "round_trip_us");
  json_int (b, "timed", (gint64) sum->round_trips);
  json_int (b, "min", sum->min_us);
  json_int (b, "median", sum->median_us);
  json_int (b, "max", sum->max_us);
  json_end (b);
}

void
report_stats_json (const StatsReport *r, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-stats/1");
  const Member members[] = { { "wall_us", (guint64) r->sum.wall_us },           { "cpu_user_us", (guint64) r->cpu_user_us },
                             { "cpu_system_us", (guint64) r->cpu_system_us }, { "peak_memory_kb", r->peak_memory_kb },
                             { "switches", r->sum.switches } };
  json_text (b, "command", r->command);
  add_members (b, members, G_N_ELEMENTS (members));
  add_times (b, &r->sum);
  json_begin (b, "snmp");
  add_wire (b, &r->sum.wire);
  add_round_trip (b, &r->sum);
  json_end (b);
  json_begin (b, "ssh");
  add_shell (b, &r->sum.shell);
  json_end (b);
  json_begin_array (b, "slowest");
  for (guint i = 0; i < r->slowest->len; i++)
    {
      const StatsSlow *slow = &g_array_index (r->slowest, StatsSlow, i);
      json_begin (b, NULL);
      json_text (b, "name", slow->name);
      json_int (b, "time_us", slow->us);
      json_begin (b, "snmp");
      add_wire (b, &slow->wire);
      json_end (b);
      json_begin (b, "ssh");
      add_shell (b, &slow->shell);
      json_end (b);
      json_end (b);
    }
  json_end_array (b);
  json_int (b, "exit", r->exit_code);
  json_finish (b);
}
