#include "inventory/blocks.h"

#include <sys/mman.h>

#define LARGE_PAGE (2u << 20) /* x86 and ARM with pages of 4 KiB; elsewhere it is only a size */
#define SMALL_BLOCK 4000

gpointer
blocks_take (gsize size)
{
  if (size < LARGE_PAGE)
    return g_aligned_alloc (1, size, sizeof (gpointer));
  gpointer block = g_aligned_alloc (1, size, LARGE_PAGE);
  madvise (block, size, MADV_HUGEPAGE); /* a wish: without it all works as well */
  return block;
}

int
blocks_size (gsize input)
{
  return input >= LARGE_PAGE / 8 ? (int) LARGE_PAGE : (int) MAX (input, SMALL_BLOCK);
}
