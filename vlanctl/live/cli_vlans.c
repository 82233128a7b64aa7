/* `show vlan`, and who is a member of what. */
#include <string.h>

#include "live/cli_text.h"

static gboolean
read_number (const char *word, guint max, guint *out)
{
  char *end;
  guint64 n = g_ascii_strtoull (word, &end, 10);
  if (end == word || *end || n == 0 || n > max)
    return FALSE;
  *out = (guint) n;
  return TRUE;
}

/* The head names the columns; the name is the last and may hold blanks. */
static guint
count_columns (const char *head)
{
  g_autoptr (GPtrArray) words = cli_words (head);
  return words->len && g_str_equal (words->pdata[words->len - 1], "name") && g_str_equal (words->pdata[0], "vlan") ? words->len : 0;
}

/* The rest of a line after n words. */
static const char *
after_words (const char *line, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      line += strspn (line, " \t");
      line += strcspn (line, " \t");
    }
  return line + strspn (line, " \t");
}

static gboolean
is_on (const char *word)
{
  return !g_ascii_strcasecmp (word, "on") || !g_ascii_strcasecmp (word, "ena");
}

gboolean
cli_read_vlans (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  guint columns = 0;
  for (guint i = 0; lines[i]; i++)
    {
      guint id;
      if (!columns)
        {
          columns = count_columns (lines[i]);
          continue;
        }
      g_autoptr (GPtrArray) words = cli_words (lines[i]);
      if (words->len < 3 || words->len + 1 < columns || !read_number (words->pdata[0], VLAN_MAX, &id))
        continue;
      Vlan *vlan = switch_state_ensure_vlan (state, id);
      vlan->type = g_str_equal (words->pdata[1], "std") ? VLAN_TYPE_STANDARD : VLAN_TYPE_OTHER;
      vlan->has_admin = TRUE;
      vlan->admin_enabled = is_on (words->pdata[2]);
      g_free (vlan->name);
      vlan->name = g_strdup (after_words (lines[i], columns - 1));
    }
  if (!columns)
    return cli_bad_line (lines[0] ? lines[0] : "", error);
  state->via[ATTR_VLANS] = VIA_CLI;
  return TRUE;
}

typedef enum { MEMBER_UNTAGGED, MEMBER_TAGGED, MEMBER_DYNAMIC, MEMBER_NONE } Member;

/* Words of AOS 6 and of AOS 8 up to 8.8, then of 8.9 and later. */
static Member
member_type (const GPtrArray *words, guint at)
{
  const char *w = at < words->len ? words->pdata[at] : "";
  if (g_str_equal (w, "default") || g_str_equal (w, "untagged"))
    return MEMBER_UNTAGGED;
  if (g_str_equal (w, "qtagged") || g_str_equal (w, "tagged"))
    return MEMBER_TAGGED;
  if (g_str_equal (w, "mobile") || g_str_equal (w, "dynamic") || g_str_equal (w, "UNP"))
    return MEMBER_DYNAMIC;
  return MEMBER_NONE;
}

static void
begin_membership (SwitchState *state)
{
  for (guint i = 0; i < state->ports->len; i++)
    {
      PortState *p = state->ports->pdata[i];
      vlan_set_clear (&p->cfg.tagged);
      vlan_set_clear (&p->dynamic_vlans);
      p->cfg.untagged = 0;
      p->cfg.has &= ~(HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED));
    }
}

static void
add_member (PortState *p, guint vlan, Member type)
{
  if (type == MEMBER_TAGGED)
    vlan_set_add (&p->cfg.tagged, vlan);
  else if (type == MEMBER_DYNAMIC)
    vlan_set_add (&p->dynamic_vlans, vlan);
  else if (p->cfg.untagged && p->cfg.untagged != vlan)
    p->inconsistent = TRUE;
  else
    p->cfg.untagged = vlan;
}

gboolean
cli_read_membership (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  gboolean head = FALSE;
  guint vlan = 0;
  begin_membership (state);
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (GPtrArray) words = cli_words (lines[i]);
      head = head || (words->len >= 3 && g_str_equal (words->pdata[0], "vlan") && g_str_equal (words->pdata[1], "port"));
      if (!head || words->len < 2)
        continue;
      guint at = read_number (words->pdata[0], VLAN_MAX, &vlan) ? 1 : 0; /* the number may stand on its first row only */
      PortId port = cli_port (family, words->pdata[at]);
      Member type = member_type (words, at + 1);
      if (!port || !vlan)
        continue;
      if (type == MEMBER_NONE)
        return cli_bad_line (lines[i], error);
      add_member (switch_state_ensure_port (state, port), vlan, type);
    }
  if (!head)
    return cli_bad_line (lines[0] ? lines[0] : "", error);
  for (guint i = 0; i < state->ports->len; i++)
    {
      PortState *p = state->ports->pdata[i];
      if (p->cfg.untagged && !p->inconsistent)
        p->cfg.has |= HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED);
    }
  state->via[ATTR_UNTAGGED] = state->via[ATTR_TAGGED] = VIA_CLI;
  return TRUE;
}
