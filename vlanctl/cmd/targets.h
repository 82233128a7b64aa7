/* What `discover` is asked to look at: addresses, networks, files of them, recordings. */
#pragma once
#include <glib.h>

typedef struct {
  char *address;      /* NULL: a recording, ... */
  char *dir, *name;   /* ... DIR/NAME.snmprec */
  gboolean of_many;   /* an address out of a network: nobody needs to be there */
} Target;

#define TARGETS_MAX 65536 /* a /16 */

/* Each once, in the order in which they are named. NULL + error (G_FILE_ERROR: a file; else G_OPTION_ERROR: a text that is none of all). */
GPtrArray *targets_expand (char **arguments, const char *capture_dir, GError **error);
