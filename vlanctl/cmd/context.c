#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

void
context_clear (Context *ctx)
{
  options_clear (&ctx->options);
  g_clear_pointer (&ctx->sources, inventory_sources_free);
  g_clear_pointer (&ctx->diagnostics, diagnostics_free);
  g_clear_pointer (&ctx->desired, desired_free);
  g_clear_pointer (&ctx->selection, selection_free);
  g_clear_pointer (&ctx->reader, live_reader_free);
  g_clear_pointer (&ctx->secrets, g_hash_table_unref);
  g_clear_pointer (&ctx->timers_armed, timer_board_free);
}

/* ---- saying ----------------------------------------------------------------------------------------------------------- */

static void
say (const char *prefix, const char *text)
{
  g_autofree char *clean = report_clean (text);
  fprintf (stderr, "%s%s\n", prefix, clean);
}

void
context_say (const Context *ctx, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  if (!ctx->options.quiet)
    say ("", text);
}

int
context_fail (const Context *ctx, int exit_code, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  say ("vlanctl: ", text);
  return exit_code;
}

int
context_answer (Context *ctx, const GString *text, int exit_code)
{
  g_autoptr (GError) error = NULL;
  if (ctx->options.output)
    return report_write_file (ctx->options.output, text->str, &error) ? exit_code : context_fail (ctx, EXIT_CONFIG, "%s", error->message);
  if (fwrite (text->str, 1, text->len, stdout) != text->len || fflush (stdout))
    return errno == EPIPE ? exit_code : context_fail (ctx, EXIT_CONFIG, _ ("standard output: %s"), g_strerror (errno));
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
      say ("", _ ("vlanctl: ending in order: every switch is left as it was or as it shall be. Once more leaves at once."));
      return G_SOURCE_CONTINUE;
    }
  g_autoptr (GPtrArray) armed = timer_board_lines (ctx->timers_armed);
  for (guint i = 0; i < armed->len; i++)
    say ("", armed->pdata[i]);
  say ("", _ ("vlanctl: leaving now; `vlanctl recover` takes up from here"));
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

static char **
inventory_paths (const Context *ctx)
{
  const char *own = g_getenv ("VLANCTL_INVENTORY");
  if (ctx->options.inventory && ctx->options.inventory[0])
    return g_strdupv (ctx->options.inventory);
  return g_strsplit (own && *own ? own : "inventory.yaml", "\n", 1);
}

static int
make_selection (Context *ctx)
{
  g_autoptr (GError) error = NULL;
  char **lists[] = { ctx->options.only, ctx->options.except };
  ctx->selection = selection_new ();
  for (guint except = 0; except < 2; except++)
    for (guint i = 0; lists[except] && lists[except][i]; i++)
      if (!selection_add (ctx->selection, lists[except][i], except == 1, &error))
        return context_fail (ctx, EXIT_USAGE, "%s", error->message);
  for (guint i = 0; i < ctx->desired->switches->len; i++)
    if (selection_has_switch (ctx->selection, ctx->desired->switches->pdata[i]))
      return EXIT_DONE;
  return context_fail (ctx, EXIT_NO_INPUT, "%s", ctx->desired->switches->len ? _ ("no switch matches the selection") : _ ("the inventory has no switches"));
}

int
context_load_inventory (Context *ctx)
{
  g_auto (GStrv) paths = inventory_paths (ctx);
  ctx->sources = inventory_sources_new ();
  ctx->diagnostics = diagnostics_new ();
  ctx->desired = inventory_load ((const char *const *) paths, ctx->sources, ctx->diagnostics);
  if (ctx->desired && !ctx->diagnostics->errors)
    return make_selection (ctx);
  g_autoptr (GString) text = g_string_new (NULL);
  ReportStyle style = ctx->style;
  style.color = FALSE;
  report_diagnostics_text (ctx->diagnostics, inventory_source_line, ctx->sources, &style, text);
  fputs (text->str, stderr);
  return ctx->desired ? EXIT_DATA : EXIT_NO_INPUT;
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
}

void
memory_clear (PlanMemory *m)
{
  g_clear_pointer (&m->created_policies, g_hash_table_unref);
  g_clear_pointer (&m->created_vlans, g_hash_table_unref);
  g_clear_pointer (&m->not_needed, g_hash_table_unref);
  g_clear_pointer (&m->ours_unsaved, g_hash_table_unref);
}
