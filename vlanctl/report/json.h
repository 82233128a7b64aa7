/* Inside report/: writing JSON as it is told, and reading it. */
#pragma once
#include <json-glib/json-glib.h>

#include "model/plan.h"
#include "report/report.h"

/* Appends to a text as it goes, in the form that json-glib prints: that one holds the whole document as a tree, and more than once. Names
 * are NULL inside arrays. Text need not be UTF-8: what is not, is replaced; what a terminal would obey is escaped. */
typedef struct _JsonWriter JsonWriter;
JsonWriter *json_new (GString *out);
JsonWriter *json_document (GString *out, const char *format); /* an object is open, "format" is written */
void json_close (JsonWriter *w);                          /* everything is closed: ends the line and frees it */
void json_finish (JsonWriter *w);                         /* closes the object of json_document, and json_close */
void json_text (JsonWriter *w, const char *name, const char *text); /* NULL is null */
void json_int (JsonWriter *w, const char *name, gint64 number);
void json_double (JsonWriter *w, const char *name, double number); /* finite */
void json_bool (JsonWriter *w, const char *name, gboolean value);
void json_null (JsonWriter *w, const char *name);
void json_tri (JsonWriter *w, const char *name, Tri value); /* unknown is null */
void json_value (JsonWriter *w, const char *name, const Value *value);
void json_strings (JsonWriter *w, const char *name, const GPtrArray *strings);
void json_begin (JsonWriter *w, const char *name);        /* object */
void json_end (JsonWriter *w);
void json_begin_array (JsonWriter *w, const char *name);
void json_end_array (JsonWriter *w);
/* One element of a document's list, written elsewhere and before its turn. */
JsonWriter *json_new_element (void);
char *json_take_element (JsonWriter *w);                  /* frees it; caller frees the text */
void json_element (JsonWriter *w, const char *element);

const char *json_member_text (JsonObject *object, const char *name); /* reading: NULL where it is not there, or no text */
