/* Inside the inventory room: what obstacks (glibc's: many small things in few blocks, which go at once) take their blocks from. Include
 * it instead of <obstack.h>. */
#pragma once
#include <glib.h>
#include <obstack.h>

/* glibc's own aligns by adding to a null pointer, which clang's sanitizer minds. */
#undef __PTR_ALIGN
#define __PTR_ALIGN(base, pointer, mask) ((char *) (((guintptr) (pointer) + (guintptr) (mask)) & ~(guintptr) (mask)))

#define obstack_chunk_alloc blocks_take
#define obstack_chunk_free g_aligned_free

/* Large blocks stand in large pages where the system has them: it then has one page to clear instead of 512 to hand out one by one. */
gpointer blocks_take (gsize size);
/* A good size of block for so many octets of input. */
int blocks_size (gsize input);
