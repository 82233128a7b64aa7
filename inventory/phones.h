/* Phones as data: the YAML files of profiles/phones, compiled into the program, and the user's own before them. */
#pragma once
#include "model/phone.h"
#include "model/source.h"

/* PhoneProfile*, those of $XDG_CONFIG_HOME/vlanctl/phones first, then /etc/vlanctl/phones, vlanctl/phones of the data folders
 * ($XDG_DATA_DIRS), and last our own: the first of a name counts. What is wrong in a file goes to diagnostics; the file is left out. */
GPtrArray *phone_profiles_load (Diagnostics *diagnostics);
/* One file's worth, appended; FALSE (and nothing appended) when something is wrong with it. */
gboolean phone_profiles_parse (const char *file, const char *text, gsize size, GPtrArray *profiles, Diagnostics *diagnostics);
