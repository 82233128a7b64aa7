/* One whole line of a session: run, with the faults that strike it. */
#pragma once
#include "shell.h"

typedef enum { ASK_NOTHING, ASK_EXIT, ASK_LINE, ASK_ODD, ASK_PAGER, ASK_FILTER } LabAsking;

struct LabShell {
  LabSwitch *s;
  LabSession *who;
  GString *line, *out;    /* what is being typed; what is to be sent */
  gboolean exec;          /* one command, no terminal */
  gboolean after_cr, over, cut, mute;
  LabAsking asking;
  char *held;             /* the line that waits for its answer */
  GString *paged, *filter; /* what the pager holds back; the pattern that is typed into it */
  GString *begun;         /* AOS 8: a line whose quote is still open */
  char *heredoc_end, *heredoc_path;
  gboolean heredoc_literal;
  GString *heredoc_text;
  guint delay_ms, chunk, width;
  gsize sent;
};

void shell_prompt (LabShell *sh);
void shell_say (LabShell *sh, const char *text); /* a terminal gets CR LF */
void shell_page (LabShell *sh, const char *text);
void shell_run_line (LabShell *sh, const char *line);
