#include "apply/session.h"

#include <glib/gi18n.h>
#include <string.h>

#define QUIET_MS 150         /* nothing for so long: a line that looks like the prompt is the prompt */
#define LOGIN_MS 60000       /* banner to prompt; AOS 6 takes its time */
#define REPLY_MS 30000

struct Session {
  Transport *transport;
  Dialogue *dialogue;
  const Family *family;
  char *name;
  guint reply_ms;
  gboolean own_reply_ms; /* asked for: also shortens the login */
  gboolean alive;
  SshTarget target;      /* of it: address, user, secrets and the count of refusals */
};

void
session_reply_clear (SessionReply *r)
{
  g_clear_pointer (&r->reply, g_free);
  g_clear_pointer (&r->message, g_free);
}

gboolean
session_is_alive (const Session *s)
{
  return s->alive;
}

void
session_close (Session *s)
{
  if (!s)
    return;
  /* no `exit`: with unsaved changes it asks, and closing the channel loses nothing */
  if (s->transport)
    s->transport->maker->close (s->transport);
  dialogue_free (s->dialogue);
  g_free (s->name);
  g_free (s);
}

static gboolean
die (Session *s, SshError code, GError **error, const char *text)
{
  s->alive = FALSE;
  g_set_error (error, SSH_TRANSPORT_ERROR, code, "%s: %s", s->name, text);
  return FALSE;
}

static DialogueEvent
step (Session *s, guint64 deadline, gboolean *dead, GError **error)
{
  char buffer[16384];
  gint64 left_ms = ((gint64) deadline - g_get_monotonic_time ()) / 1000;
  gssize n = s->transport->maker->read (s->transport, buffer, sizeof buffer, (guint) CLAMP (left_ms, 1, QUIET_MS), error);
  if (n > 0)
    return dialogue_feed (s->dialogue, buffer, (gsize) n);
  if (n < 0)
    {
      *dead = TRUE;
      s->alive = FALSE;
      return DIALOGUE_MORE;
    }
  return dialogue_silence (s->dialogue);
}

/* Goes on from `event` until `wanted` comes. What goes wrong may hold a secret yet: transport_settle_error. */
static gboolean
converse (Session *s, DialogueEvent event, DialogueEvent wanted, guint limit_ms, GError **error)
{
  guint64 deadline = (guint64) g_get_monotonic_time () + (guint64) limit_ms * 1000;
  gboolean dead = FALSE;
  while (event != wanted)
    {
      if (event == DIALOGUE_QUESTION)
        return die (s, SSH_ERR_LOST, error, _ ("it asks something that is not known, and got no answer"));
      if (event == DIALOGUE_GARBLED)
        return die (s, SSH_ERR_LOST, error, _ ("what comes back is not what was typed"));
      if (event == DIALOGUE_SEND)
        {
          const char *text = dialogue_to_send (s->dialogue);
          if (!s->transport->maker->write (s->transport, text, strlen (text), error))
            {
              s->alive = FALSE;
              return FALSE;
            }
        }
      if ((guint64) g_get_monotonic_time () >= deadline)
        return die (s, SSH_ERR_TIMEOUT, error, wanted == DIALOGUE_READY ? _ ("no prompt after the login") : _ ("no answer in time"));
      event = step (s, deadline, &dead, error);
      if (dead)
        return FALSE;
    }
  return TRUE;
}

/* A line that is known to the switch; what went over the wire is counted, whatever comes back. */
static gboolean
send_line (Session *s, const char *line, guint limit_ms, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean answered = converse (s, dialogue_command (s->dialogue, line), DIALOGUE_REPLY, limit_ms, error);
  stats_line (s->target.stats, s->name, answered, g_get_monotonic_time () - begin);
  return answered;
}

Session *
session_open (const TransportMaker *maker, const SshTarget *target, const Family *family, GError **error)
{
  GError *why = NULL;
  Session *s = g_new0 (Session, 1);
  s->family = family;
  s->name = g_strdup (target->name);
  s->target = *target;
  s->reply_ms = target->reply_timeout_ms ? target->reply_timeout_ms : REPLY_MS;
  s->own_reply_ms = target->reply_timeout_ms != 0;
  s->dialogue = dialogue_new ();
  gint64 begin = g_get_monotonic_time ();
  gboolean may = transport_may_log_in (target, &why);
  s->transport = may ? maker->open (target, &why) : NULL;
  s->alive = s->transport != NULL;
  guint login_ms = s->own_reply_ms ? MIN (LOGIN_MS, s->reply_ms * 4) : LOGIN_MS;
  gboolean ok = s->alive && converse (s, dialogue_start (s->dialogue), DIALOGUE_READY, login_ms, &why);
  if (may)
    stats_login (target->stats, target->name, ok, g_get_monotonic_time () - begin);
  if (ok && family->ops[OP_NO_MORE].line)
    {
      SessionReply reply = { 0 };
      ok = session_run (s, OP_NO_MORE, family->ops[OP_NO_MORE].line, &reply, &why); /* refused: the pager is answered then */
      session_reply_clear (&reply);
    }
  if (ok)
    return s;
  transport_settle_error (target, &why); /* whether or not the caller wants to know: a refusal is remembered */
  g_propagate_error (error, why);
  session_close (s);
  return NULL;
}

/* Lines that print something when all is well. */
static gboolean
may_print (OpId op)
{
  return op == OP_SAVE || op == OP_CERTIFY || op == OP_CERTIFY_SYNCHRO || op == OP_TIMER_CHECK || op == OP_TIMER_ARM || op == OP_TIMER_CANCEL
         || op == OP_NO_MORE || (op >= OP_SHOW_RUNNING_DIRECTORY && op < OP_NO_MORE);
}

gboolean
session_run (Session *s, OpId op, const char *line, SessionReply *out, GError **error)
{
  const OpTemplate *template = &s->family->ops[op];
  if (!s->alive)
    return die (s, SSH_ERR_LOST, error, _ ("the session is lost"));
  if (!family_line_is_known (s->family, line))
    {
      g_set_error (error, FAMILY_ERROR, 0, _ ("the line `%s` is none that may be sent"), line);
      return FALSE;
    }
  guint limit = template->timeout_s ? MAX (template->timeout_s * 1000, s->reply_ms) : s->reply_ms;
  if (!send_line (s, line, limit, error))
    {
      transport_settle_error (&s->target, error);
      return FALSE;
    }
  g_autofree char *reply = g_strstrip (g_strdup (dialogue_reply (s->dialogue))), *message = NULL;
  out->kind = reply_judge (reply, template->refusal_not_needed, may_print (op), &message);
  out->reply = session_redact (s, reply);
  out->message = session_redact (s, message);
  return TRUE;
}

char *
session_redact (const Session *s, const char *text)
{
  return transport_redact (text, s->target.secrets);
}

void
session_describe (const Session *s, SshFacts *out)
{
  s->transport->maker->describe (s->transport, out);
}

char *
session_show (Session *s, OpId op, const OpArgs *args, GError **error)
{
  static const OpArgs none = { 0 };
  SessionReply reply = { 0 };
  g_autofree char *line = family_render (s->family, op, args ? args : &none, error);
  if (!line || !session_run (s, op, line, &reply, error))
    return NULL;
  char *text = g_strdup (dialogue_reply (s->dialogue));
  if (reply.kind != REPLY_OK)
    {
      g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_CHANNEL, "`%s`: %s", line, reply.message ? reply.message : reply.reply);
      g_clear_pointer (&text, g_free);
    }
  session_reply_clear (&reply);
  return text;
}

char *
session_snapshot (Session *s, GError **error)
{
  g_autofree char *text = session_show (s, OP_SHOW_SNAPSHOT, NULL, error);
  return text ? session_redact (s, text) : NULL;
}

/* ---- files through the shell ------------------------------------------------------------------------------------------- */

static gboolean
refuse_line (const char *line, GError **error)
{
  g_set_error (error, FAMILY_ERROR, 0, _ ("the line `%s` is none that may be sent"), line);
  return FALSE;
}

/* The shell draws its own prompt before each line of the document; what it says beside them is a refusal. */
static gboolean
is_document (const char *reply, char **lines, GError **error)
{
  g_auto (GStrv) said = g_strsplit (reply, "\n", -1);
  guint i = 0, n = 0;
  for (; said[i]; i++)
    {
      if (!*g_strstrip (said[i]))
        continue;
      if (!lines[n] || !g_str_has_suffix (said[i], lines[n]))
        {
          g_set_error (error, SSH_TRANSPORT_ERROR, SSH_ERR_FILE, "%s", said[i]);
          return FALSE;
        }
      n++;
    }
  if (!lines[n])
    return TRUE;
  g_set_error_literal (error, SSH_TRANSPORT_ERROR, SSH_ERR_FILE, _ ("the shell did not take the whole file"));
  return FALSE;
}

gboolean
session_write_file (Session *s, const char *path, const char *text, GError **error)
{
  const OpArgs args = { .file = path };
  g_autofree char *begin = family_render (s->family, OP_FILE_BEGIN, &args, error), *end = begin ? family_render (s->family, OP_FILE_END, &args, error) : NULL;
  if (!end)
    return FALSE;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  g_auto (GStrv) given = g_strsplit (text, "\n", -1);
  g_ptr_array_add (all, begin);
  for (guint i = 0; given[i]; i++)
    {
      if (!*given[i] || *given[i] == '!')
        continue;
      if (!family_line_is_known (s->family, given[i]))
        return refuse_line (given[i], error);
      g_ptr_array_add (all, given[i]);
    }
  g_ptr_array_add (all, end);
  g_ptr_array_add (all, NULL);
  g_autofree char *document = g_strjoinv ("\n", (char **) all->pdata);
  if (!s->alive)
    return die (s, SSH_ERR_LOST, error, _ ("the session is lost"));
  gboolean ok = send_line (s, document, s->reply_ms, error)
                && is_document (dialogue_reply (s->dialogue), (char **) all->pdata + 1, error);
  transport_settle_error (&s->target, error);
  return ok;
}
