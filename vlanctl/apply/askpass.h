/* Giving ssh its password without argv or environment: over a socket in a folder that only we may enter, once. */
#pragma once
#include <glib.h>

typedef struct Askpass Askpass;
/* NULL + error when the folder or socket cannot be made. */
Askpass *askpass_new (const char *secret, GError **error);
const char *askpass_socket (const Askpass *a);
const char *askpass_folder (const Askpass *a); /* 0700; removed with everything in it by askpass_free */
gboolean askpass_asked_twice (Askpass *a);     /* the first answer was refused */
void askpass_free (Askpass *a);
