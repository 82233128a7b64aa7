#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "cmd/cmd.h"

static void
print_text (const Family *family, GString *out)
{
  g_string_append_printf (out, "%s (%s)\n", family->id, family->title);
  for (guint i = 0; i < OP_N; i++)
    {
      const OpTemplate *op = &family->ops[i];
      if (op->line)
        g_string_append_printf (out, "  %-62s %s%s%s\n", op->line, op->range == OP_RANGE_PORTS ? _ ("[range of ports] ") : "",
                                op->guess ? _ ("[guess] ") : "", op->cite);
    }
}

static void
build (JsonBuilder *b, const Family *family)
{
  for (guint i = 0; i < OP_N; i++)
    {
      const OpTemplate *op = &family->ops[i];
      if (!op->line)
        continue;
      const char *texts[][2] = { { "family", family->id }, { "operation", op_to_string (i) }, { "line", op->line }, { "source", op->cite } };
      json_builder_begin_object (b);
      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        {
          json_builder_set_member_name (b, texts[k][0]);
          json_builder_add_string_value (b, texts[k][1]);
        }
      json_builder_set_member_name (b, "range");
      json_builder_add_boolean_value (b, op->range == OP_RANGE_PORTS);
      json_builder_set_member_name (b, "guess");
      json_builder_add_boolean_value (b, op->guess);
      json_builder_end_object (b);
    }
}

static void
print_json (const char *only, GString *out)
{
  g_autoptr (JsonBuilder) b = json_builder_new ();
  json_builder_begin_object (b);
  json_builder_set_member_name (b, "format");
  json_builder_add_string_value (b, "vlanctl-commands/1");
  json_builder_set_member_name (b, "commands");
  json_builder_begin_array (b);
  for (guint i = 0; families[i]; i++)
    if (!only || !strcmp (only, families[i]->id))
      build (b, families[i]);
  json_builder_end_array (b);
  json_builder_end_object (b);
  g_autoptr (JsonNode) root = json_builder_get_root (b);
  g_autofree char *text = json_to_string (root, TRUE);
  g_string_append_printf (out, "%s\n", text);
}

int
cmd_commands (Context *ctx)
{
  const char *only = ctx->options.family;
  g_autoptr (GString) out = g_string_new (NULL);
  if (only && !family_by_id (only))
    return context_fail (ctx, EXIT_USAGE, _ ("--family %s: it is one of aos6, aos8"), only);
  if (ctx->options.json)
    print_json (only, out);
  for (guint i = 0; !ctx->options.json && families[i]; i++)
    if (!only || !strcmp (only, families[i]->id))
      print_text (families[i], out);
  return context_answer (ctx, out, EXIT_DONE);
}
