#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "inventory/schema.h"

#define SLOWEST 10 /* switches that --stats names */

gboolean
context_is_watched (const Context *ctx)
{
  const char *ci = g_getenv ("CI");
  return isatty (STDERR_FILENO) && !ctx->options.quiet && !(ci && *ci) && g_strcmp0 (g_getenv ("TERM"), "dumb");
}

void
context_begin (Context *ctx)
{
  ctx->stats = stats_new ();
  ctx->progress = progress_new (ctx->stats, context_is_watched (ctx));
}

void
context_clear (Context *ctx)
{
  g_clear_pointer (&ctx->progress, progress_free);
  options_clear (&ctx->options);
  g_clear_pointer (&ctx->sources, inventory_sources_free);
  g_clear_pointer (&ctx->diagnostics, diagnostics_free);
  g_clear_pointer (&ctx->desired, desired_free);
  g_clear_pointer (&ctx->selection, selection_free);
  g_clear_pointer (&ctx->reader, live_reader_free);
  g_clear_pointer (&ctx->logins, g_hash_table_unref);
  g_clear_pointer (&ctx->secrets, g_hash_table_unref);
  g_clear_pointer (&ctx->timers_armed, timer_board_free);
  g_clear_pointer (&ctx->stats, stats_free);
}

/* ---- saying ----------------------------------------------------------------------------------------------------------- */

static void
say (const Context *ctx, const char *prefix, const char *text)
{
  g_autofree char *clean = report_clean (text), *line = g_strdup_printf ("%s%s\n", prefix, clean);
  progress_write (ctx->progress, line);
}

void
context_say (const Context *ctx, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  if (!ctx->options.quiet)
    say (ctx, "", text);
}

int
context_fail (const Context *ctx, int exit_code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  say (ctx, "vlanctl: ", text);
  return exit_code;
}

/* What came of the run is worse than that it could not be told. */
static int
not_told (const Context *ctx, int exit_code, const char *why)
{
  context_fail (ctx, EXIT_CONFIG, "%s", why);
  return exit_worse (exit_code, EXIT_INCOMPLETE) == exit_code ? exit_code : EXIT_CONFIG;
}

static void
stream_take (const GString *text, gpointer user)
{
  ContextStream *s = user;
  if (s->error || s->closed)
    return;
  if (s->file)
    report_file_write (s->file, text->str, text->len, &s->error);
  else if (fwrite (text->str, 1, text->len, stdout) != text->len || fflush (stdout))
    {
      s->closed = errno == EPIPE; /* who listened has heard enough */
      if (!s->closed)
        g_set_error (&s->error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("standard output: %s"), g_strerror (errno));
    }
}

void
context_stream_open (Context *ctx, ContextStream *s)
{
  *s = (ContextStream){ .ctx = ctx, .drain = { stream_take, s } };
  if (ctx->options.output)
    s->file = report_file_open (ctx->options.output, &s->error);
}

int
context_stream_close (ContextStream *s, const GString *rest, int exit_code)
{
  stream_take (rest, s);
  if (s->file)
    report_file_close (s->file, !s->error, s->error ? NULL : &s->error);
  int code = s->error ? not_told (s->ctx, exit_code, s->error->message) : exit_code;
  g_clear_error (&s->error);
  return code;
}

int
context_answer (Context *ctx, const GString *text, int exit_code)
{
  ContextStream s;
  context_stream_open (ctx, &s);
  return context_stream_close (&s, text, exit_code);
}

static gint64
microseconds (const struct timeval *t)
{
  return (gint64) t->tv_sec * G_USEC_PER_SEC + t->tv_usec;
}

int
context_tell_stats (Context *ctx, int exit_code)
{
  struct rusage usage = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) slowest = stats_slowest (ctx->stats, SLOWEST);
  g_autoptr (GString) text = g_string_new (NULL), json = g_string_new (NULL);
  ReportStyle style = ctx->style;
  getrusage (RUSAGE_SELF, &usage);
  StatsReport report = { .command = ctx->command->name, .exit_code = exit_code, .slowest = slowest, .cpu_user_us = microseconds (&usage.ru_utime),
                         .cpu_system_us = microseconds (&usage.ru_stime), .peak_memory_kb = (guint64) usage.ru_maxrss };
  stats_sum (ctx->stats, &report.sum);
  style.color = style.color && isatty (STDERR_FILENO);
  report_stats_json (&report, json);
  report_stats_text (&report, &style, text);
  if (ctx->options.stats)
    progress_write (ctx->progress, ctx->options.json ? json->str : text->str);
  if (ctx->options.stats_file && !report_write_file (ctx->options.stats_file, json->str, &error))
    return not_told (ctx, exit_code, error->message);
  return exit_code;
}

char *
context_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

/* ---- signals ---------------------------------------------------------------------------------------------------------- */

/* On a thread of its own. The first asks for an orderly end; the second leaves at once: the journal is on disk, and the switches
 * whose timers are armed take themselves back. */
static gboolean
on_signal (gpointer data)
{
  Context *ctx = data;
  if (g_atomic_int_add (&ctx->interrupted, 1) == 0)
    {
      say (ctx, "", _ ("vlanctl: ending in order: every switch is left as it was or as it shall be. Once more leaves at once."));
      return G_SOURCE_CONTINUE;
    }
  g_autoptr (GPtrArray) armed = timer_board_lines (ctx->timers_armed);
  for (guint i = 0; i < armed->len; i++)
    say (ctx, "", armed->pdata[i]);
  say (ctx, "", _ ("vlanctl: leaving now; `vlanctl recover` takes up from here"));
  _exit (armed->len ? EXIT_NEEDS_PERSON : EXIT_INTERRUPTED);
}

static gpointer
watch_signals (gpointer own)
{
  for (;;)
    g_main_context_iteration (own, TRUE);
  return NULL;
}

void
context_catch_signals (Context *ctx)
{
  const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  GMainContext *own = g_main_context_new ();
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr (GSource) source = g_unix_signal_source_new (signals[i]);
      g_source_set_callback (source, on_signal, ctx, NULL);
      g_source_attach (source, own);
    }
  g_thread_unref (g_thread_new ("signals", watch_signals, own));
}

/* ---- inventory -------------------------------------------------------------------------------------------------------- */

char **
context_inventory_paths (const Context *ctx)
{
  const char *own = g_getenv ("VLANCTL_INVENTORY");
  if (ctx->options.inventory && ctx->options.inventory[0])
    return g_strdupv (ctx->options.inventory);
  char *const fallback[] = { (char *) (own && *own ? own : "inventory.yaml"), NULL };
  return g_strdupv ((char **) fallback);
}

/* Does this one selector, alone, speak of anything in the inventory? */
static gboolean
selects_something (const Context *ctx, const char *text, GError **error)
{
  Selection *one = selection_new ();
  gboolean any = FALSE, good = selection_add (one, text, FALSE, error);
  for (guint s = 0; good && s < ctx->desired->switches->len; s++)
    {
      const DesiredSwitch *sw = ctx->desired->switches->pdata[s];
      gboolean names_ports = strchr (text, ':') && !g_str_has_prefix (text, "location=");
      any |= !names_ports && selection_has_switch (one, sw);
      for (guint p = 0; p < sw->ports->len && !any; p++)
        any = selection_has_port (one, sw, sw->ports->pdata[p]);
    }
  selection_free (one);
  return any;
}

static int
nothing_selected (const Context *ctx, const char *option, const char *text)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    g_ptr_array_add (names, ((DesiredSwitch *) ctx->desired->switches->pdata[i])->name);
  g_ptr_array_add (names, NULL);
  const char *near = strpbrk (text, ":=*?") ? NULL : nearest_word (text, (const char *const *) names->pdata);
  return near ? context_fail (ctx, EXIT_NO_INPUT, _ ("%s %s: no such switch in the inventory; did you mean `%s`?"), option, text, near)
              : context_fail (ctx, EXIT_NO_INPUT, _ ("%s %s: the inventory has no such switch, port, role or location"), option, text);
}

/* Has the switch anything for a plan to look at: a selected port, or no listed ports and only uplinks. */
static gboolean
is_something (const Context *ctx, const DesiredSwitch *sw)
{
  for (guint p = 0; p < sw->ports->len; p++)
    if (selection_has_port (ctx->selection, sw, sw->ports->pdata[p]))
      return TRUE;
  return !sw->ports->len && port_set_size (sw->uplinks);
}

static int
make_selection (Context *ctx)
{
  char **lists[] = { ctx->options.only, ctx->options.except };
  guint switches = 0, things = 0;
  ctx->selection = selection_new ();
  for (guint except = 0; except < 2; except++)
    for (guint i = 0; lists[except] && lists[except][i]; i++)
      {
        g_autoptr (GError) error = NULL;
        const char *option = except ? "--except" : "--only", *text = lists[except][i];
        if (!selects_something (ctx, text, &error))
          return error ? context_fail (ctx, EXIT_USAGE, "%s %s: %s", option, text, error->message) : nothing_selected (ctx, option, text);
        selection_add (ctx->selection, text, except == 1, NULL);
      }
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    if (selection_has_switch (ctx->selection, ctx->desired->switches->pdata[i]))
      {
        switches++;
        things += is_something (ctx, ctx->desired->switches->pdata[i]);
      }
  if (!switches)
    return context_fail (ctx, EXIT_NO_INPUT, "%s", ctx->desired->switches->len ? _ ("no switch matches the selection") : _ ("the inventory has no switches"));
  if (!things && ctx->command->takes & USES_PORTS)
    return context_fail (ctx, EXIT_NO_INPUT, "%s", _ ("no port matches: the inventory lists none there, or all are left out"));
  return EXIT_DONE;
}

int
context_load_files (Context *ctx)
{
  g_auto (GStrv) paths = context_inventory_paths (ctx);
  ctx->sources = inventory_sources_new ();
  ctx->diagnostics = diagnostics_new ();
  stats_stage (ctx->stats, STATS_INVENTORY);
  ctx->desired = inventory_load ((const char *const *) paths, ctx->sources, ctx->diagnostics);
  stats_stage (ctx->stats, STATS_PLANNING);
  if (ctx->desired && !ctx->diagnostics->errors)
    return EXIT_DONE;
  g_autoptr (GString) text = g_string_new (NULL);
  ReportStyle style = ctx->style;
  GPtrArray *found = ctx->diagnostics->items;
  style.color = FALSE;
  for (guint i = found->len; i-- && !ctx->options.verbose;)
    if (((Diagnostic *) found->pdata[i])->severity != SEVERITY_ERROR)
      g_ptr_array_remove_index (found, i);
  report_diagnostics_text (ctx->diagnostics, inventory_source_line, ctx->sources, &style, text);
  fputs (text->str, stderr);
  return inventory_paths_unread (ctx->sources) ? EXIT_NO_INPUT : EXIT_DATA;
}

int
context_load_inventory (Context *ctx)
{
  const char *capture = ctx->options.from_capture;
  int code = context_load_files (ctx);
  if (code)
    return code;
  if (capture && !g_file_test (capture, G_FILE_TEST_IS_DIR))
    return context_fail (ctx, EXIT_NO_INPUT, _ ("--from-capture %s: there is no such folder"), capture);
  return make_selection (ctx);
}

/* ---- journal ---------------------------------------------------------------------------------------------------------- */

Journal *
context_open_journal (Context *ctx, gboolean create, int *exit_code)
{
  g_autoptr (GError) error = NULL;
  Journal *journal = journal_open (ctx->options.state, create, &error);
  *exit_code = error ? context_fail (ctx, EXIT_CONFIG, "%s", error->message) : EXIT_DONE;
  return journal;
}

void
memory_load (Journal *journal, PlanMemory *out)
{
  memset (out, 0, sizeof *out);
  if (!journal)
    return;
  g_autoptr (GPtrArray) runs = journal_runs (journal, NULL);
  out->created_policies = journal_memory (journal, "policy", NULL);
  out->created_vlans = journal_memory (journal, "vlan", NULL);
  out->not_needed = journal_memory (journal, "not-needed", NULL);
  out->runs = runs ? runs->len : 0;
  out->unsettled = journal_unsettled (journal, NULL);
}

void
memory_clear (PlanMemory *m)
{
  g_clear_pointer (&m->created_policies, g_hash_table_unref);
  g_clear_pointer (&m->created_vlans, g_hash_table_unref);
  g_clear_pointer (&m->not_needed, g_hash_table_unref);
  g_clear_pointer (&m->ours_unsaved, g_hash_table_unref);
  g_clear_pointer (&m->unsettled, g_hash_table_unref);
}
