/* A typed line taken apart: on AOS 6 words and quoted strings, on AOS 8 what bash makes of it. Pure. */
#pragma once
#include <glib.h>

typedef struct {
  char *text;
  guint at;         /* column where it began */
  gboolean quoted;
} LabWord;

typedef struct {
  GArray *words;    /* LabWord */
  char *to_file;    /* > FILE, >> FILE; NULL */
  gboolean append;
  char *heredoc;    /* <<WORD; NULL */
  gboolean literal; /* that word was quoted: the lines are taken as they are */
  gboolean piped;   /* its output goes to the next command */
} LabCommand;

typedef enum { LAB_LINE_OK, LAB_LINE_INCOMPLETE, LAB_LINE_ERROR } LabLineResult;

/* LabCommand*, freed with the array. INCOMPLETE: a quote is open and bash waits for more. ERROR: *why is what bash says. */
LabLineResult lab_parse_plain (const char *line, GPtrArray *commands, char **why);
LabLineResult lab_parse_bash (const char *line, const char *user, GPtrArray *commands, char **why);
GPtrArray *lab_commands_new (void);
char *lab_expand_line (const char *line, const char *user); /* variables of one line of a here-document */
/* What is left of a history reference ("!!", "!3", "!sh"); NULL with *why when there is no such line. `line` as it is when it
 * holds none. */
char *lab_expand_history (const char *line, const GPtrArray *history, char **why);
