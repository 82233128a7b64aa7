/* `show lanpower`: ports, then the slot's own lines. */
#include <stdio.h>
#include <string.h>

#include "live/cli_text.h"

typedef struct {
  guint chassis, slot;
  gboolean any;
} Slot;

/* Which slot the text is about: AOS 8 says it after the table, AOS 6 too. */
static Slot
find_slot (const Family *family, char **lines)
{
  Slot s = { 0 };
  for (guint i = 0; lines[i]; i++)
    if (sscanf (lines[i], " ChassisId %u Slot %u Max Watts", &s.chassis, &s.slot) == 2 || sscanf (lines[i], " Slot %u Max Watts", &s.slot) == 1)
      s.any = TRUE;
  if (s.any && !s.chassis && family->port_form == PORT_FORM_CHASSIS_SLOT_PORT)
    s.chassis = 1;
  return s;
}

static PortId
find_port (const Family *family, const Slot *slot, const char *word)
{
  char *end;
  guint64 n = g_ascii_strtoull (word, &end, 10);
  if (end != word && !*end && n && n <= PORT_MAX_PORT)
    return port_make (slot->chassis, slot->slot, (guint) n);
  return cli_port (family, word);
}

/* Two words are possible: the first decides. "Powered On" also stands where nothing is drawn. */
static PoeStatus
status_of (const GPtrArray *words, guint at, guint *next)
{
  const char *w = words->pdata[at], *second = at + 1 < words->len ? words->pdata[at + 1] : "";
  *next = at + 1;
  if (g_str_equal (w, "Powered"))
    {
      *next = at + 2;
      return g_str_equal (second, "On") ? POE_ST_DELIVERING : POE_ST_DISABLED;
    }
  return g_str_equal (w, "Delivering")                                      ? POE_ST_DELIVERING
         : g_str_equal (w, "Searching") || g_str_equal (w, "Delayed")        ? POE_ST_SEARCHING
         : g_str_equal (w, "Fault") || g_str_has_prefix (w, "Bad!")          ? POE_ST_FAULT
         : g_str_equal (w, "Deny")                                           ? POE_ST_DENIED
         : g_str_equal (w, "Test")                                           ? POE_ST_TEST
                                                                             : POE_ST_UNKNOWN;
}

static gboolean
read_port (PortState *p, const GPtrArray *words)
{
  guint next = 0;
  g_autofree char *priority = NULL;
  char *end;
  guint64 max = g_ascii_strtoull (words->pdata[1], &end, 10);
  if (*end && strcmp (end, "*"))
    return FALSE;
  PoeStatus status = status_of (words, 3, &next);
  if (next + 1 >= words->len)
    return FALSE;
  priority = g_ascii_strdown (words->pdata[next], -1);
  gboolean on = g_ascii_strcasecmp (words->pdata[next + 1], "ON") == 0, off = g_ascii_strcasecmp (words->pdata[next + 1], "OFF") == 0;
  if (!poe_priority_parse (priority, &p->cfg.poe_priority) || (!on && !off))
    return FALSE;
  p->cfg.poe_limit_mw = (guint) max;
  p->cfg.poe_admin = on;
  p->poe_actual_mw = (guint) g_ascii_strtoull (words->pdata[2], NULL, 10);
  p->poe_status = status;
  p->cfg.has |= HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY);
  p->has |= HAS (ATTR_POE_ACTUAL) | (status == POE_ST_UNKNOWN ? 0 : HAS (ATTR_POE_STATUS));
  return TRUE;
}

static PseState *
ensure_pse (SwitchState *state, guint chassis, guint slot)
{
  PseState *found = switch_state_find_pse (state, chassis, slot);
  if (found)
    return found;
  PseState pse = { .chassis = chassis, .slot = slot };
  g_array_append_val (state->pse, pse);
  return &g_array_index (state->pse, PseState, state->pse->len - 1);
}

static void
read_slot (const Slot *slot, char **lines, gboolean any_alive, SwitchState *state)
{
  PseState *pse = ensure_pse (state, slot->chassis, slot->slot);
  guint watts = 0, remaining = 0, n;
  for (guint i = 0; lines[i]; i++)
    if (sscanf (lines[i], " ChassisId %*u Slot %*u Max Watts %u", &n) == 1 || sscanf (lines[i], " Slot %*u Max Watts %u", &n) == 1)
      pse->max_w = n;
    else if (sscanf (lines[i], " %u Watts", &n) == 1 && cli_contains (lines[i], "Budget Available"))
      watts = n;
    else if (sscanf (lines[i], " %u Watts", &n) == 1 && cli_contains (lines[i], "Budget Remaining"))
      remaining = n;
    else if (sscanf (lines[i], " %u Watts", &n) == 1 && (cli_contains (lines[i], "Consumed") || cli_contains (lines[i], "Budget Used")))
      pse->consumption_w = n;
  pse->budget_w = watts;
  if (remaining && watts >= remaining)
    pse->consumption_w = watts - remaining;
  /* a port that searches or delivers can only be where the service runs; the opposite proves nothing */
  if (any_alive)
    pse->service = TRI_YES;
}

gboolean
cli_read_lanpower (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  Slot slot = find_slot (family, lines);
  gboolean head = FALSE, alive = FALSE;
  if (!slot.any)
    return cli_bad_line (lines[0] ? lines[0] : "", error);
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (GPtrArray) words = cli_words (lines[i]);
      head = head || (words->len > 3 && g_str_equal (words->pdata[0], "Port"));
      PortId id = head && words->len >= 6 ? find_port (family, &slot, words->pdata[0]) : PORT_NONE;
      PortState *p = id ? switch_state_find_port (state, id) : NULL;
      if (!p)
        continue;
      if (!read_port (p, words))
        return cli_bad_line (lines[i], error);
      alive = alive || p->poe_status == POE_ST_DELIVERING || p->poe_status == POE_ST_SEARCHING;
    }
  read_slot (&slot, lines, alive, state);
  static const Attr told[] = { ATTR_POE_ADMIN, ATTR_POE_LIMIT, ATTR_POE_PRIORITY, ATTR_POE_STATUS, ATTR_POE_ACTUAL };
  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    state->via[told[i]] = VIA_CLI;
  if (alive)
    state->via[ATTR_POE_SERVICE] = VIA_CLI;
  return TRUE;
}

/* F/W Rev 3xx is 802.3bt firmware: no limit of a port can be set (CLI guide p. 259, 325). */
gboolean
cli_read_lanpower_status (const Family *family, const char *text, SwitchState *state, GError **error)
{
  g_auto (GStrv) lines = cli_lines (text);
  for (guint i = 0; lines[i]; i++)
    {
      guint chassis, slot;
      char status[32];
      g_autoptr (GPtrArray) words = cli_words (lines[i]);
      if (words->len < 5 || sscanf (lines[i], " %u/%u %31s", &chassis, &slot, status) != 3 || strchr (words->pdata[0], '/') != strrchr (words->pdata[0], '/'))
        continue;
      PseState *pse = ensure_pse (state, chassis, slot);
      const char *firmware = words->pdata[words->len - 1];
      pse->limit_settable = *firmware == '3' ? TRI_NO : TRI_YES;
      pse->service = g_str_equal (status, "enable") ? TRI_YES : g_str_equal (status, "disable") ? TRI_NO : pse->service;
      if (pse->service != TRI_UNKNOWN)
        state->via[ATTR_POE_SERVICE] = VIA_CLI;
    }
  return TRUE;
}
