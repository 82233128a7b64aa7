/* What a reply to a configuration line means. Success is silence; whatever is not known here is a failure. */
#include "apply/dialogue.h"

#include <string.h>

/* Text that stands beside success. */
static const char *const harmless[] = {
  "^WARNING:",
  "^Lanpower chassis [0-9]+ slot [0-9]+ service running", /* starting what runs already */
};

static gboolean
is_harmless (const char *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    if (g_regex_match_simple (harmless[i], line, 0, 0))
      return TRUE;
  return FALSE;
}

ReplyKind
reply_judge (const char *reply, const char *refusal_not_needed, gboolean expect_text, char **message)
{
  g_auto (GStrv) lines = g_strsplit (reply, "\n", -1);
  ReplyKind kind = REPLY_OK;
  for (guint i = 0; lines[i]; i++)
    {
      const char *line = g_strstrip (lines[i]);
      gboolean error = g_str_has_prefix (line, "ERROR");
      if (!*line || strspn (line, " ^") == strlen (line))
        continue;
      if (error || (kind == REPLY_OK && !expect_text && !is_harmless (line)))
        {
          kind = !error                                                                   ? REPLY_UNKNOWN
                 : refusal_not_needed && g_str_has_prefix (line, refusal_not_needed) ? REPLY_NOT_NEEDED
                                                                                           : REPLY_ERROR;
          g_free (*message);
          *message = g_strdup (line);
          if (error)
            return kind;
        }
    }
  return kind;
}
