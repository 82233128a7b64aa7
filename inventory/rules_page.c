/* A rule's page of the manual. The examples lie in rules/ and are built in. */
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "inventory/inventory.h"
#include "inventory/lint-rules.h"

/* FALSE: there is no such file. What no page can show is shown as \xNN. */
static gboolean
append_file (GString *out, const char *id, const char *kind, const char *title)
{
  g_autofree char *path = g_strdup_printf ("/vlanctl/rules/%s%s.yaml", id, kind);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (lint_rules_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size = 0;
  const char *text = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  if (!bytes)
    return FALSE;
  g_string_append_printf (out, "\n%s\n\n```\n", title);
  for (gsize i = 0; i < size; i++)
    if ((guchar) text[i] < 0x80 && (text[i] == '\n' || !g_ascii_iscntrl (text[i])))
      g_string_append_c (out, text[i]);
    else
      g_string_append_printf (out, "\\x%02x", (guchar) text[i]);
  g_string_append_printf (out, "%s```\n", out->str[out->len - 1] == '\n' ? "" : "\n");
  return TRUE;
}

/* Inventories; of a rule about the policy itself, policies. */
static void
append_examples (GString *out, const char *id)
{
  append_file (out, id, ".policy", _ ("With this `.vlanctl-lint.yaml`:"));
  if (!append_file (out, id, "-bad", _ ("This is found:")))
    append_file (out, id, "-bad.policy", _ ("In `.vlanctl-lint.yaml`, this is found:"));
  if (!append_file (out, id, "-good", _ ("This is not:")))
    append_file (out, id, "-good.policy", _ ("This is not:"));
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
  append_examples (out, rule->id);
  return g_string_free (out, FALSE);
}
