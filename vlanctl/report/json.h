/* Inside report/: writing JSON member by member, NULL text is null; and reading it. */
#pragma once
#include <json-glib/json-glib.h>

#include "model/plan.h"
#include "report/report.h"

void json_text (JsonBuilder *b, const char *name, const char *text);
void json_int (JsonBuilder *b, const char *name, gint64 number);
void json_bool (JsonBuilder *b, const char *name, gboolean value);
void json_null (JsonBuilder *b, const char *name);
void json_tri (JsonBuilder *b, const char *name, Tri value); /* unknown is null */
void json_value (JsonBuilder *b, const char *name, const Value *value);
void json_strings (JsonBuilder *b, const char *name, const GPtrArray *strings);
void json_begin (JsonBuilder *b, const char *name);       /* object; name NULL inside an array */
void json_begin_array (JsonBuilder *b, const char *name);
const char *json_member_text (JsonObject *object, const char *name); /* reading: NULL where it is not there, or no text */
JsonBuilder *json_document (const char *format);          /* the outer object is open, "format" is written */
void json_finish (JsonBuilder *b, GString *out);          /* closes it, prints it and frees b */
void json_finish_any (JsonBuilder *b, GString *out);      /* the same, of what is closed already */
/* Documents with long arrays: a tree for each element, not for the whole (json-glib cannot stream). All free what they are given. */
void json_open (GString *out, JsonBuilder *members);      /* of json_document or json_members, still open: the first members */
void json_more (GString *out, JsonBuilder *members);      /* further ones */
JsonBuilder *json_members (void);
void json_open_list (GString *out, const char *name);
void json_list_add (GString *out, JsonBuilder *element);  /* closed */
char *json_element_text (JsonBuilder *element);           /* closed; what json_list_add would add, for json_list_add_text; caller frees */
void json_list_add_text (GString *out, const char *element);
void json_close_list (GString *out);
void json_close (GString *out);
/* A document that is one such array and the exit code. */
void json_list_begin (GString *out, const char *format, const char *name);
void json_list_end (GString *out, int exit_code);
