#include "live/cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "live/cli_text.h"

G_DEFINE_QUARK (cli-error-quark, cli_error)

typedef struct {
  OpId show;
  guint32 attrs; /* what it can tell */
  CliReader read;
} Row;

#define POE (HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY) | HAS (ATTR_POE_STATUS) | HAS (ATTR_POE_ACTUAL))

/* One row for each line whose output the reference shows; both families print these alike enough for one reader. */
static const Row rows[] = {
  { OP_SHOW_RUNNING_DIRECTORY, HAS (ATTR_RUNNING_DIRECTORY) | HAS (ATTR_CERTIFIED) | HAS (ATTR_UNSAVED), cli_read_running_directory },
  { OP_SHOW_CONFIGURATION_STATUS, HAS (ATTR_TIMER) | HAS (ATTR_UNSAVED), cli_read_configuration_status },
  { OP_SHOW_RELOAD, HAS (ATTR_RELOAD), cli_read_reload },
  { OP_SHOW_MEMBERS_UNITS, HAS (ATTR_MEMBERS), cli_read_members },
  { OP_SHOW_VLAN, HAS (ATTR_VLANS), cli_read_vlans },
  { OP_SHOW_MEMBERS, HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED), cli_read_membership },
  { OP_SHOW_LANPOWER, POE | HAS (ATTR_POE_SERVICE), cli_read_lanpower },
  { OP_SHOW_LANPOWER_STATUS, HAS (ATTR_POE_LIMIT), cli_read_lanpower_status },
  { OP_SHOW_SNAPSHOT, HAS (ATTR_MED_TLVS) | HAS (ATTR_POLICIES) | HAS (ATTR_LLDP_ADMIN) | HAS (ATTR_QOS_TRUST), cli_read_snapshot },
};

CliReader
cli_reader_for (const Family *family, OpId show)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].show == show && family->ops[show].line)
      return rows[i].read;
  return NULL;
}

GArray *
cli_lines_for (const Family *family, guint32 attrs)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (OpId));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if ((rows[i].attrs & attrs) && family->ops[rows[i].show].line)
      g_array_append_val (lines, rows[i].show);
  return lines;
}

/* ---- text ------------------------------------------------------------------------------------------------------------ */

char **
cli_lines (const char *text)
{
  char **lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    g_strchomp (lines[i]);
  return lines;
}

GPtrArray *
cli_words (const char *line)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  for (const char *p = line; *p;)
    {
      p += strspn (p, " \t\r");
      if (!*p)
        break;
      const char *quote = *p == '"' ? strchr (p + 1, '"') : NULL;
      const char *end = quote ? quote : p + strcspn (p, " \t\r");
      g_ptr_array_add (words, g_strndup (quote ? p + 1 : p, (gsize) (end - p) - (quote ? 1 : 0)));
      p = quote ? quote + 1 : end;
    }
  return words;
}

gboolean
cli_value (const char *line, const char *key, gboolean exact, char **value)
{
  const char *p = line + strspn (line, " \t");
  gsize n = strlen (key);
  if ((exact ? strncmp (p, key, n) : g_ascii_strncasecmp (p, key, n)) != 0)
    return FALSE;
  p += n;
  p += strspn (p, " \t");
  if (*p != ':' && *p != '=')
    return FALSE;
  g_free (*value);
  *value = g_strstrip (g_strdup (p + 1));
  gsize length = strlen (*value);
  if (length && (*value)[length - 1] == ',')
    (*value)[length - 1] = '\0';
  g_strchomp (*value);
  return TRUE;
}

gboolean
cli_contains (const char *line, const char *needle)
{
  gsize n = strlen (needle);
  for (; *line; line++)
    if (g_ascii_strncasecmp (line, needle, n) == 0)
      return TRUE;
  return FALSE;
}

gboolean
cli_bad_line (const char *line, GError **error)
{
  g_set_error (error, CLI_ERROR, 0, _ ("a line that is not understood: `%s`"), line);
  return FALSE;
}

PortId
cli_port (const Family *family, const char *word)
{
  g_autoptr (PortSet) set = NULL;
  if (g_str_has_prefix (word, "0/"))
    {
      char *end;
      guint64 id = g_ascii_strtoull (word + 2, &end, 10);
      return *end == '\0' && end != word + 2 && id <= PORT_MAX_LINKAGG ? port_make_linkagg ((guint) id) : PORT_NONE;
    }
  if (!strchr (word, '/') || !port_set_parse (word, &set, NULL, NULL) || port_set_size (set) != 1)
    return PORT_NONE;
  PortId port = port_set_get (set, 0);
  return port_has_form (port, family->port_form) ? port : PORT_NONE;
}
