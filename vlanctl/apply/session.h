/* One logged-in switch: transport and dialogue together. Blocking; used by one thread. */
#pragma once
#include "apply/transport.h"
#include "apply/dialogue.h"
#include "profiles/family.h"

typedef struct Session Session;

/* What is told of a reply is without secrets, however they came: the whole of it is looked through, not its packets. */
typedef struct {
  ReplyKind kind;
  char *reply;    /* cleaned text, never NULL */
  char *message;  /* the ERROR: line or what was not understood; NULL when fine */
} SessionReply;
void session_reply_clear (SessionReply *r);

/* Logs in, learns the prompt, switches the pager off where the family has a line for it. */
Session *session_open (const TransportMaker *maker, const SshTarget *target, const Family *family, GError **error);
/* Sends one line that family_line_is_known() accepts; anything else is refused here, whoever asks.
 * FALSE + error when the session is lost, silent past the time-out, or asks something unknown (then the session is dead). */
gboolean session_run (Session *s, OpId op, const char *line, SessionReply *out, GError **error);
/* A `show` line: its whole text. */
char *session_show (Session *s, OpId op, const OpArgs *args, GError **error);
/* `show configuration snapshot`, to be kept and compared with what was kept: without the secrets of this switch. */
char *session_snapshot (Session *s, GError **error);
char *session_redact (const Session *s, const char *text);
void session_describe (const Session *s, SshFacts *out);
/* Writes a file through the shell: for families that have a here-document, where SFTP is off. Every line must be a known one; comments
 * (`!`) are left out, as bash acts on them. */
gboolean session_write_file (Session *s, const char *path, const char *text, GError **error);
gboolean session_is_alive (const Session *s);
void session_close (Session *s);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_close)
