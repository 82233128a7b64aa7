#include "apply/survey.h"

#include <string.h>

#include "live/cli.h"

static gboolean
show_and_read (Session *session, const Family *family, OpId op, const OpArgs *args, SwitchState *state)
{
  g_autoptr (GError) error = NULL;
  CliReader reader = cli_reader_for (family, op);
  if (!reader)
    return TRUE;
  g_autofree char *text = session_show (session, op, args, &error);
  if (text)
    reader (family, text, state, NULL); /* what it cannot follow stays unknown */
  if (text && state->snapshot && op == OP_SHOW_SNAPSHOT)
    {
      char *clean = session_redact (session, state->snapshot); /* to be compared with one that was kept */
      secret_wipe (state->snapshot);
      state->snapshot = clean;
    }
  return session_is_alive (session);
}

gboolean
survey_by_cli (Session *session, const Family *family, guint32 attrs, const GArray *slots, SwitchState *state)
{
  g_autoptr (GArray) lines = cli_lines_for (family, attrs);
  gboolean alive = TRUE;
  for (guint i = 0; alive && i < lines->len; i++)
    {
      OpArgs args = { 0 };
      OpId op = g_array_index (lines, OpId, i);
      gboolean per_slot = strstr (family->ops[op].line, "{slot}") != NULL;
      for (guint s = 0; alive && s < (per_slot ? slots->len : 1); s++)
        {
          args.chassis = per_slot ? g_array_index (slots, guint, s) >> 8 : 0;
          args.slot = per_slot ? g_array_index (slots, guint, s) & 0xff : 0;
          alive = show_and_read (session, family, op, &args, state);
        }
    }
  return alive;
}

GArray *
survey_slots (const SwitchState *state)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < state->ports->len; i++)
    {
      PortId port = ((PortState *) state->ports->pdata[i])->id;
      guint slot = port_chassis (port) << 8 | port_slot (port);
      if (!port_is_linkagg (port) && (!slots->len || g_array_index (slots, guint, slots->len - 1) != slot))
        g_array_append_val (slots, slot);
    }
  return slots;
}

guint32
survey_missing (const SwitchState *state, guint32 want, gboolean absent_only)
{
  guint32 missing = 0;
  for (guint a = 0; a < ATTR_N; a++)
    if ((want & HAS (a)) && (state->via[a] == VIA_ABSENT || (!absent_only && state->via[a] != VIA_SNMP && state->via[a] != VIA_CLI)))
      missing |= HAS (a);
  return missing;
}
