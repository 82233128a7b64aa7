#include <glib/gi18n.h>
#include <string.h>

#include "cmd/cmd.h"
#include "report/json.h"

static void
print_text (const Family *family, GString *out)
{
  g_string_append_printf (out, _ ("%s: %s. Pages are of: %s\n"), family->id, family->title, family->book);
  for (guint i = 0; i < OP_N; i++)
    {
      const OpTemplate *op = &family->ops[i];
      OpId undo = op_undo (i);
      if (!op->line)
        continue;
      g_string_append_printf (out, "  %s\n      %s%s%s\n", op->line, op->range == OP_RANGE_PORTS ? _ ("[range of ports] ") : "",
                              op->guess ? _ ("[guess] ") : "", op->cite);
      if (undo != OP_N && family->ops[undo].line)
        g_string_append_printf (out, _ ("      undo: %s%s\n"), family->ops[undo].line, undo == i ? _ (" (with what was there before)") : "");
    }
}

static void
build (JsonWriter *b, const Family *family)
{
  for (guint i = 0; i < OP_N; i++)
    {
      const OpTemplate *op = &family->ops[i];
      if (!op->line)
        continue;
      json_begin (b, NULL);
      json_text (b, "family", family->id);
      json_text (b, "operation", op_to_string (i));
      json_text (b, "line", op->line);
      json_text (b, "undo", op_undo (i) != OP_N ? family->ops[op_undo (i)].line : NULL);
      json_text (b, "source", op->cite);
      json_bool (b, "range", op->range == OP_RANGE_PORTS);
      json_bool (b, "guess", op->guess);
      json_end (b);
    }
}

static gboolean
is_wanted (const Context *ctx, const Family *family)
{
  return !ctx->options.family || !strcmp (ctx->options.family, family->id);
}

static void
print_json (const Context *ctx, GString *out)
{
  JsonWriter *b = json_document (out, "vlanctl-commands/1");
  json_begin_array (b, "commands");
  for (guint i = 0; families[i]; i++)
    if (is_wanted (ctx, families[i]))
      build (b, families[i]);
  json_end_array (b);
  json_finish (b);
}

static int
unknown_family (const Context *ctx)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  for (guint i = 0; families[i]; i++)
    g_ptr_array_add (ids, (char *) families[i]->id);
  g_ptr_array_add (ids, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **) ids->pdata);
  return context_fail (ctx, EXIT_USAGE, _ ("--family %s: it is one of %s"), ctx->options.family, list);
}

int
cmd_commands (Context *ctx)
{
  g_autoptr (GString) out = g_string_new (NULL);
  if (ctx->options.family && !family_by_id (ctx->options.family))
    return unknown_family (ctx);
  if (ctx->options.json)
    print_json (ctx, out);
  for (guint i = 0; !ctx->options.json && families[i]; i++)
    if (is_wanted (ctx, families[i]))
      print_text (families[i], out);
  return context_answer (ctx, out, EXIT_DONE);
}
