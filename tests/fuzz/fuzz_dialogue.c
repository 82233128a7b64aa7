/* A conversation: the first byte of each block says how many follow, 0 is a quiet moment, 255 gives the next command. */
#include "apply/dialogue.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (Dialogue) d = dialogue_new ();
  DialogueEvent event = dialogue_start (d);
  for (gsize at = 0; at < size && event != DIALOGUE_GARBLED && event != DIALOGUE_QUESTION;)
    {
      guint n = data[at++];
      gboolean ready = event == DIALOGUE_READY || event == DIALOGUE_REPLY;
      if (n == 255 && ready)
        event = dialogue_command (d, "show vlan");
      else if (n == 0)
        event = ready ? event : dialogue_silence (d);
      else
        {
          n = (guint) MIN (n, size - at);
          DialogueEvent next = dialogue_feed (d, (const char *) data + at, n);
          event = ready && next == DIALOGUE_MORE ? event : next;
          at += n;
        }
      if (event == DIALOGUE_REPLY)
        {
          g_autofree char *message = NULL;
          reply_judge (dialogue_reply (d), "ERROR: Invalid entry", FALSE, &message);
        }
    }
  return 0;
}
