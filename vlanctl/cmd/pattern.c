#include "cmd/pattern.h"

#include <string.h>

#include "model/vlan.h"

/* What stands in brackets: hyphen last, brackets and backslash escaped. */
static void
append_class (GString *out, const char *allowed, const char *without)
{
  gboolean hyphen = strchr (allowed, '-') && !strchr (without, '-');
  g_string_append (out, "[A-Za-z0-9");
  for (const char *p = allowed; *p; p++)
    if (*p != '-' && !strchr (without, *p))
      g_string_append_printf (out, strchr ("[]\\^", *p) ? "\\%c" : "%c", *p);
  g_string_append (out, hyphen ? "-]" : "]");
}

char *
pattern_of_allowed (const char *allowed)
{
  GString *out = g_string_new ("^");
  append_class (out, allowed, "-.");
  append_class (out, allowed, "");
  g_string_append (out, "*$");
  return g_string_free (out, FALSE);
}

/* ---- numbers within bounds -------------------------------------------------------------------------------------------- */

/* So many more digits; with `cut`, some may be missing. */
static void
append_rest (GString *out, guint rest, gboolean cut)
{
  g_string_append (out, rest ? "[0-9]" : "");
  if (rest && cut)
    g_string_append_printf (out, "{0,%u}", rest);
  else if (rest > 1)
    g_string_append_printf (out, "{%u}", rest);
}

/* Digits of which the first is worth `step`, after what is worth `base`: those whose value is within bounds. `cut`: they are decimal
 * places, and those at the end may be missing. */
static void
append_digits (GString *out, guint64 min, guint64 max, guint64 base, guint64 step, guint first, gboolean cut)
{
  guint rest = 0;
  for (guint64 s = step; s > 1; s /= 10)
    rest++;
  g_string_append (out, "(?:");
  for (guint d = first; d < 10; d++)
    {
      guint64 low = base + d * step;
      guint last = d;
      if (low + step - 1 < min || low > max)
        continue;
      g_string_append (out, out->str[out->len - 1] == ':' ? "" : "|");
      while (last < 9 && low >= min && base + (last + 2) * step - 1 <= max)
        last++;
      g_string_append_printf (out, last > d ? "[%u-%u]" : "%u", d, last);
      if (low >= min && low + step - 1 <= max)
        append_rest (out, rest, cut);
      else
        {
          append_digits (out, min, max, low, step / 10, 0, cut);
          g_string_append (out, cut && low >= min ? "?" : "");
        }
      d = last;
    }
  g_string_append_c (out, ')');
}

/* Whole numbers. */
static void
append_range (GString *out, guint64 min, guint64 max)
{
  gboolean begun = FALSE;
  g_string_append (out, "(?:");
  for (guint64 step = 1; step <= max || step == 1; step *= 10)
    {
      guint first = step == 1 ? 0 : 1;
      if (step * 10 - 1 < min || (first == 1 && step > max))
        continue;
      g_string_append (out, begun ? "|" : "");
      append_digits (out, min, max, 0, step, first, FALSE);
      begun = TRUE;
    }
  g_string_append_c (out, ')');
}

char *
pattern_of_vlans (void)
{
  g_autoptr (GString) id = g_string_new (NULL);
  append_range (id, VLAN_MIN, VLAN_MAX);
  return g_strdup_printf ("^%s(?:-%s)?$", id->str, id->str);
}

/* Numbers with up to three places, in a unit worth `scale`: those of min..max of the smallest unit. */
static void
append_unit (GString *out, guint scale, guint min, guint max, const char *unit)
{
  /* in thousandths; what is cut off at the end does not count */
  guint64 low = ((guint64) min * 1000 + scale - 1) / scale, high = ((guint64) max * 1000 + 999) / scale;
  guint64 first = low / 1000, last = high / 1000, whole_first = low % 1000 ? first + 1 : first, whole_last = high % 1000 == 999 ? last : last - 1;
  g_string_append (out, out->str[out->len - 1] == '(' ? "0*(?:" : "|0*(?:");
  gboolean begun = FALSE;
  if (low % 1000 && first < last)
    {
      g_string_append_printf (out, "%" G_GUINT64_FORMAT "\\.", first);
      append_digits (out, low % 1000, 999, 0, 100, 0, TRUE);
      begun = TRUE;
    }
  if (last > 0 && whole_first <= whole_last && whole_last + 1 != 0)
    {
      g_string_append (out, begun ? "|" : "");
      append_range (out, whole_first, whole_last);
      g_string_append (out, "(?:\\.[0-9]{1,3})?");
      begun = TRUE;
    }
  if (last >= first && high % 1000 != 999)
    {
      guint64 from = last == first ? low % 1000 : 0;
      g_string_append_printf (out, "%s%" G_GUINT64_FORMAT "(?:\\.", begun ? "|" : "", last);
      append_digits (out, from, high % 1000, 0, 100, 0, TRUE);
      g_string_append (out, from ? ")" : ")?");
    }
  g_string_append_printf (out, ")%s", unit);
}

char *
pattern_of_unit (KeyType type, guint min, guint max)
{
  GString *out = g_string_new ("^(");
  if (type == TYPE_POWER)
    {
      append_unit (out, 1, min, max, "mW");
      append_unit (out, 1000, min, max, "W");
    }
  else
    {
      append_unit (out, 1, min, max, "ms");
      append_unit (out, 1000, min, max, "s");
      append_unit (out, 60000, min, max, "m");
      append_unit (out, 3600000, min, max, "h");
    }
  g_string_append (out, ")$");
  return g_string_free (out, FALSE);
}

/* ---- addresses ---------------------------------------------------------------------------------------------------------- */

#define BYTE "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
#define V4 "(?:" BYTE "\\.){3}" BYTE
#define WORD "[0-9A-Fa-f]{1,4}"
#define LABEL "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
#define HOST LABEL "(?:\\." LABEL ")*\\.?"

char *
pattern_of_address (void)
{
  GString *out = g_string_new ("^(?:" V4 "|(?![0-9.]*$)(?=.{1,253}$)" HOST "|(?:");
  g_string_append (out, "(?:" WORD ":){7}" WORD "|(?:" WORD ":){6}" V4 "|::(?:" WORD ":){0,5}" V4);
  for (guint n = 1; n <= 7; n++) /* n words before the double colon */
    g_string_append_printf (out, "|(?:" WORD ":){%u}(?::|(?::" WORD "){1,%u})", n, MAX (7 - n, 1));
  for (guint n = 1; n <= 5; n++)
    g_string_append_printf (out, "|(?:" WORD ":){%u}(?::" WORD "){0,%u}:" V4, n, 5 - n);
  g_string_append (out, "|:(?:(?::" WORD "){1,7}|:))(?:%" HOST ")?)$");
  return g_string_free (out, FALSE);
}
