/* Without libFuzzer: every seed as it is, and then with bytes changed, taken out, doubled and mixed, the same each time.
 * replay ROUNDS SEED...; a seed may be a folder. TAP on standard output; a finding is the sanitizer's abort. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define INPUT_MAX 65536

static void
add_seed (GPtrArray *seeds, const char *path)
{
  char *text = NULL;
  gsize size = 0;
  const char *name;
  GDir *dir = g_dir_open (path, 0, NULL);
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *below = g_build_filename (path, name, NULL);
      add_seed (seeds, below);
    }
  if (dir)
    g_dir_close (dir);
  else if (g_file_get_contents (path, &text, &size, NULL))
    g_ptr_array_add (seeds, g_byte_array_new_take ((guint8 *) text, size));
}

static void
mutate (GRand *rand, GByteArray *bytes, const GByteArray *other)
{
  guint n = bytes->len;
  if (n == 0)
    return;
  guint at = (guint) g_rand_int_range (rand, 0, (gint32) n), length = (guint) g_rand_int_range (rand, 1, 33);
  length = MIN (length, n - at);
  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0: bytes->data[at] = (guint8) g_rand_int_range (rand, 0, 256); break;
    case 1: bytes->data[at] ^= (guint8) (1 << g_rand_int_range (rand, 0, 8)); break;
    case 2: g_byte_array_remove_range (bytes, at, length); break;
    case 3:
      {
        g_autofree guint8 *piece = g_memdup2 (bytes->data + at, length);
        g_byte_array_append (bytes, piece, length);
        break;
      }
    default:
      if (other->len)
        memcpy (bytes->data + at, other->data + (guint) g_rand_int_range (rand, 0, (gint32) other->len) % (other->len - MIN (length, other->len) + 1),
                MIN (length, other->len));
    }
}

int
main (int argc, char **argv)
{
  guint rounds = argc > 1 ? (guint) atoi (argv[1]) : 0;
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify) g_byte_array_unref);
  GRand *rand = g_rand_new_with_seed (2026);
  for (int i = 2; i < argc; i++)
    add_seed (seeds, argv[i]);
  printf ("1..1\n");
  for (guint i = 0; i < seeds->len; i++)
    LLVMFuzzerTestOneInput (((GByteArray *) seeds->pdata[i])->data, ((GByteArray *) seeds->pdata[i])->len);
  for (guint r = 0; seeds->len && r < rounds; r++)
    {
      const GByteArray *seed = seeds->pdata[r % seeds->len], *other = seeds->pdata[(guint) g_rand_int_range (rand, 0, (gint32) seeds->len)];
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_byte_array_append (bytes, seed->data, MIN (seed->len, INPUT_MAX));
      for (gint32 k = g_rand_int_range (rand, 1, 9); k > 0; k--)
        mutate (rand, bytes, other);
      LLVMFuzzerTestOneInput (bytes->data, bytes->len);
    }
  g_rand_free (rand);
  printf (seeds->len ? "ok 1 - %u seeds, %u rounds\n" : "not ok 1 - no seeds %u %u\n", seeds->len, rounds);
  return seeds->len == 0;
}
