/* Inside the draft room: pieces of the page. */
#pragma once
#include "draft/draft.h"

/* Comment lines at this indentation, broken between words. */
void write_comment (GString *out, guint indent, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* "KEY: TEXT\n"; nothing for NULL */
void write_key (GString *out, guint indent, const char *key, const char *text);
/* `credentials` and `defaults` */
void write_credentials (const Draft *d, const DraftSetting *setting, GString *out);
/* The set that most switches have: the others name theirs. NULL: the switches were not asked themselves. */
const Credentials *usual_credentials (const Draft *d);
/* Puts a comment before each line of the page that lint would warn of, but for its credentials. */
void draft_excuse (GString *page);
