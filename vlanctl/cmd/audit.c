#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"
#include "inventory/phones.h"

static int
explain_check (Context *ctx)
{
  gboolean all = !strcmp (ctx->options.explain, "all");
  g_autoptr (GString) text = g_string_new (NULL);
  if (ctx->options.json)
    report_check_json (all ? NULL : audit_check_find (ctx->options.explain), text);
  else
    for (const AuditCheck *c = audit_checks; c->id; c++)
      if (all || !strcmp (c->id, ctx->options.explain))
        report_check_text (c, &ctx->style, text);
  return context_answer (ctx, text, EXIT_DONE);
}

static int
tell (Context *ctx, Audit *audit)
{
  int code = audit_exit (audit);
  const AuditFormat *format = audit_format_find (ctx->options.format);
  g_autoptr (GString) text = g_string_new (NULL);
  ContextStream stream;
  stats_stage (ctx->stats, STATS_REPORT);
  audit_filter (audit, ctx->options.severity);
  context_stream_open (ctx, &stream);
  if (format)
    format->write (audit, text, &stream.drain);
  else if (ctx->options.json)
    report_audit_json (audit, code, text, &stream.drain);
  else
    report_audit_text (audit, &ctx->style, text);
  return context_stream_close (&stream, text, code);
}

/* "SWITCH PORT" of every phone that was seen before the run; NULL: there is no such run. */
static GHashTable *
seen_before (Context *ctx, Journal *journal, int *code)
{
  g_autoptr (GError) error = NULL;
  JournalRun *run = journal ? journal_run (journal, ctx->options.since, &error) : NULL;
  if (!run)
    {
      *code = context_fail (ctx, EXIT_NO_INPUT, "--since %s: %s", ctx->options.since, error ? error->message : _ ("there is no such run"));
      return NULL;
    }
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) all = journal_memory (journal, "phone", NULL);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, all);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_auto (GStrv) words = g_strsplit (key, " ", 3); /* RUN SWITCH PORTS */
      g_autoptr (PortSet) ports = NULL;
      if (g_strv_length (words) != 3 || strcmp (words[0], run->id) || !port_set_parse (words[2], &ports, NULL, NULL))
        continue;
      for (guint i = 0; i < port_set_size (ports); i++)
        {
          g_autofree char *port = port_to_string (port_set_get (ports, i));
          g_hash_table_add (seen, g_strdup_printf ("%s %s", words[1], port));
        }
    }
  journal_run_free (run);
  return seen;
}

/* Before the work begins. */
static int
read_baseline (Context *ctx, char **text)
{
  g_autoptr (GError) error = NULL;
  if (!ctx->options.baseline || g_file_get_contents (ctx->options.baseline, text, NULL, &error))
    return EXIT_DONE;
  return context_fail (ctx, EXIT_NO_INPUT, "%s", error->message);
}

int
cmd_audit (Context *ctx)
{
  PlanMemory memory;
  g_autoptr (GError) error = NULL;
  g_autofree char *baseline = NULL;
  if (ctx->options.explain)
    return explain_check (ctx);
  int code = read_baseline (ctx, &baseline);
  code = code ? code : context_load_inventory (ctx);
  g_autoptr (Journal) journal = code ? NULL : context_open_journal (ctx, FALSE, &code);
  g_autoptr (GHashTable) seen = code || !ctx->options.since ? NULL : seen_before (ctx, journal, &code);
  g_autoptr (GPtrArray) states = code ? NULL : context_read (ctx, NULL, NULL, NULL, &code);
  if (!states)
    return code;
  context_read_ways (ctx, states);
  memory_load (journal, &memory);
  g_autoptr (GPtrArray) profiles = phone_profiles_load (ctx->diagnostics);
  g_autofree char *now = context_now ();
  const AuditOptions options = { .selection = ctx->selection, .only_checks = ctx->options.checks, .from_capture = ctx->options.from_capture != NULL,
                                 .not_needed = memory.not_needed, .profiles = profiles,
                                 .seen_before = seen };
  g_autoptr (Audit) audit = audit_run (ctx->desired, states, &options, now);
  memory_clear (&memory);
  if (baseline && !report_audit_baseline (audit, baseline, &error))
    return context_fail (ctx, EXIT_DATA, "%s: %s", ctx->options.baseline, error->message);
  return tell (ctx, audit);
}
