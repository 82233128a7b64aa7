/* Text into YAML, with comments, which libyaml's emitter cannot write. Both take untrusted text. */
#pragma once
#include <glib.h>

/* One scalar that every reader of YAML takes for exactly this text: plain where nobody can take it for something else, in double
 * quotes where somebody might. Good as a key, as a value, and between brackets. */
void yaml_append_text (GString *out, const char *text);
char *yaml_text (const char *text);
/* What stands after `#`: nothing in it ends the line or is hidden from the eye. */
void yaml_append_comment (GString *out, const char *text);
