/* A rule's page of the manual. The examples lie in rules/ and are built in. */
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/inventory.h"
#include "inventory/lint-rules.h"

/* What no page can show is shown as \xNN. */
static void
append_example (GString *out, const char *id, const char *kind, const char *title)
{
  g_autofree char *path = g_strdup_printf ("/vlanctl/rules/%s-%s.yaml", id, kind);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (lint_rules_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size = 0;
  const char *text = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  g_string_append_printf (out, "\n%s\n\n```\n", title);
  for (gsize i = 0; i < size; i++)
    if ((guchar) text[i] < 0x80 && (text[i] == '\n' || !g_ascii_iscntrl (text[i])))
      g_string_append_c (out, text[i]);
    else
      g_string_append_printf (out, "\\x%02x", (guchar) text[i]);
  g_string_append_printf (out, "%s```\n", out->str[out->len - 1] == '\n' ? "" : "\n");
}

char *
lint_rule_page (const LintRule *rule)
{
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "## %s %s\n\n", rule->id, _ (rule->title));
  g_string_append_printf (out, "%s. %s\n\n%s\n",
                          rule->severity == SEVERITY_ERROR     ? _ ("An error")
                          : rule->severity == SEVERITY_WARNING ? _ ("A warning")
                                                               : _ ("A note"),
                          rule->fixable ? _ ("`lint --fix` repairs what can be repaired safely.") : _ ("It is repaired by hand."), _ (rule->why));
  append_example (out, rule->id, "bad", _ ("This is found:"));
  append_example (out, rule->id, "good", _ ("This is not:"));
  return g_string_free (out, FALSE);
}
