/* Who is logged in. */
#include <string.h>

#include "faults.h"
#include "shell.h"

#define MAX_SESSIONS 8 /* SSH, both families; shells and file transfers together (specification sheet of the OS6850) */

LabSession *
lab_session_new (LabSwitch *s, const char *user, const char *type, const char *address)
{
  if (s->sessions->len >= MAX_SESSIONS || lab_fault (s, "session-limit"))
    return NULL;
  LabSession *who = g_new0 (LabSession, 1);
  who->number = ++s->session_counter;
  who->user = g_strdup (user);
  who->type = g_strdup (type);
  who->address = g_strdup (address);
  who->prompt = g_strdup (s->prompt); /* a new default is for the next login */
  who->idle_minutes = s->idle_minutes;
  who->page_size = 30;
  who->heard_at = lab_now (s);
  who->history = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (s->sessions, who);
  return who;
}

void
lab_session_free (LabSwitch *s, LabSession *who)
{
  char *texts[] = { who->user, who->type, who->address, who->prefix, who->asks, who->prompt };
  g_ptr_array_remove (s->sessions, who);
  lab_wire (s, "close", who->user);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (who->history);
  g_free (who);
}
