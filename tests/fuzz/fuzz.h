/* A fuzz target is one function; libFuzzer calls it (make fuzz), or replay.c does with seeds and what becomes of them (make test). */
#pragma once
#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
/* A file of this process with these bytes; the same path each time. */
const char *fuzz_file (const char *name, const guint8 *data, gsize size);
char *fuzz_text (const guint8 *data, gsize size); /* without NUL bytes */
