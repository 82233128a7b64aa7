#include "inventory/yaml_text.h"

#include <string.h>

/* "1/1/25", "1/1/1-24", "192.0.2.1": begins with a digit and is no number, date or time to anybody. */
static gboolean
is_port_or_address (const char *text)
{
  guint dots = 0;
  for (const char *p = text; *p; p++)
    dots += *p == '.';
  return strspn (text, "0123456789./-") == strlen (text) && (strchr (text, '/') || dots == 3);
}

static gboolean
is_word_of_yaml (const char *text)
{
  static const char *const words[] = { "on", "off", "yes", "no", "y", "n", "true", "false", "null", "none" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (!g_ascii_strcasecmp (text, words[i]))
      return TRUE;
  return FALSE;
}

/* Letters first, then letters, digits and a few signs that mean nothing to YAML, in brackets neither. */
static gboolean
is_plain (const char *text)
{
  gunichar first = g_utf8_get_char (text);
  if (is_port_or_address (text))
    return TRUE;
  if ((!g_unichar_isalpha (first) && first != '/') || g_str_has_suffix (text, " ") || is_word_of_yaml (text))
    return FALSE;
  for (const char *p = text; *p; p = g_utf8_next_char (p))
    if (!g_unichar_isalnum (g_utf8_get_char (p)) && !strchr (" ._/()+'&-", *p))
      return FALSE;
  return TRUE;
}

/* Shown as they are: letters, digits, signs. Escaped: what moves the cursor, ends a line or has no shape. */
static void
append_character (GString *out, gunichar c)
{
  if (g_unichar_isprint (c) && c != 0x2028 && c != 0x2029)
    g_string_append_unichar (out, c);
  else
    g_string_append_printf (out, c < 0x100 ? "\\x%02X" : c < 0x10000 ? "\\u%04X" : "\\U%08X", c);
}

void
yaml_append_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  if (is_plain (valid))
    {
      g_string_append (out, valid);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      append_character (out, g_utf8_get_char (p));
    }
  g_string_append_c (out, '"');
}

char *
yaml_text (const char *text)
{
  GString *out = g_string_new (NULL);
  yaml_append_text (out, text);
  return g_string_free (out, FALSE);
}

void
yaml_append_comment (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  for (const char *p = valid; *p; p = g_utf8_next_char (p))
    append_character (out, g_utf8_get_char (p));
}
