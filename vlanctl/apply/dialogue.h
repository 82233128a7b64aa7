/* The conversation with an AOS command line as a pure text machine: bytes in, events out. No socket, no clock.
 * The caller feeds what arrives, sends what it is told to send, and calls _silence when nothing came for a while. */
#pragma once
#include <glib.h>

typedef enum {
  DIALOGUE_MORE,     /* need more bytes */
  DIALOGUE_SEND,     /* send dialogue_to_send() (pager: a blank), then go on */
  DIALOGUE_READY,    /* prompt learnt: commands may be given */
  DIALOGUE_REPLY,    /* the command's reply is complete: dialogue_reply() */
  DIALOGUE_QUESTION, /* an unknown question stands there: never answered; a failure */
  DIALOGUE_GARBLED   /* bound exceeded, echo that is not ours: a failure */
} DialogueEvent;

typedef struct Dialogue Dialogue;
Dialogue *dialogue_new (void);
void dialogue_free (Dialogue *d);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Dialogue, dialogue_free)
/* After login: learns the prompt (empty line twice, the last line must be the same both times, aos-cli.md 1.2). */
DialogueEvent dialogue_start (Dialogue *d);
/* Gives one whole command; dialogue_to_send() is the line with its end. Several lines (LF between them) are one command too: the
 * shell asks for the rest of a here-document by itself, and that is in the reply. */
DialogueEvent dialogue_command (Dialogue *d, const char *line);
DialogueEvent dialogue_feed (Dialogue *d, const char *bytes, gsize size);
/* Nothing arrived for a quiet moment (not a time-out): a prompt at the end of the buffer may be believed now. */
DialogueEvent dialogue_silence (Dialogue *d);
const char *dialogue_to_send (const Dialogue *d);
const char *dialogue_prompt (const Dialogue *d);
const char *dialogue_reply (const Dialogue *d); /* echo, prompt, pager, control sequences and log lines taken off; LF line ends */

typedef enum {
  REPLY_OK,          /* silence, or text that a row of the known texts calls harmless */
  REPLY_ERROR,       /* ERROR: ... */
  REPLY_NOT_NEEDED,  /* the template's refusal_not_needed */
  REPLY_UNKNOWN      /* anything else: a failure (product.md 5.7) */
} ReplyKind;
/* Judges the reply of a configuration line (not of `show`). expect_text: the line may print (save, certify, timer). */
ReplyKind reply_judge (const char *reply, const char *refusal_not_needed, gboolean expect_text, char **message);
