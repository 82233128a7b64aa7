/* What holds of an inventory whatever stands in it. */
#pragma once
#include <glib.h>

/* The first of `paths` (files, NULL-terminated) holds `text`. Aborts after saying what does not hold. `told`: also in every format. */
void inventory_must_hold (const char *const *paths, const guint8 *text, gsize size, gboolean told);
