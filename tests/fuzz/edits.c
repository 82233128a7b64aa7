/* Random edits of inventories: bytes, lines and trees, each edit with a number that makes it again. What must hold is in
 * inventory_holds.c. EDITS: how many; EDITS_FROM: the first; EDITS_SEED; EDITS_JOBS: processes; EDITS_SHOW: only print the text.
 * edits SEED...: files, or folders of them. */
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "edit_tree.h"
#include "fuzz.h"
#include "inventory_holds.h"

#define SECONDS_MAX 20 /* of the processor, for one edit: a hang. They take milliseconds */
#define SEED_MAX 20000
#define TOLD_EACH 50

typedef struct {
  GBytes *text;
  Tree *tree; /* NULL: none */
} Seed;
static GPtrArray *seeds;
static guint64 number; /* of the edit that is being tried */

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_seed (const char *path)
{
  g_autofree char *text = NULL;
  gsize size;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) below = g_ptr_array_new_with_free_func (g_free);
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    g_ptr_array_add (below, g_build_filename (path, name, NULL));
  g_ptr_array_sort (below, by_text);
  for (guint i = 0; i < below->len; i++)
    add_seed (below->pdata[i]);
  if (dir || !g_str_has_suffix (path, ".yaml") || !g_file_get_contents (path, &text, &size, NULL) || size > SEED_MAX)
    return;
  Seed *seed = g_new0 (Seed, 1);
  seed->tree = tree_read ((const guint8 *) text, size);
  seed->text = g_bytes_new_take (g_steal_pointer (&text), size);
  g_ptr_array_add (seeds, seed);
}

static void
seed_free (gpointer data)
{
  Seed *seed = data;
  tree_free (seed->tree);
  g_bytes_unref (seed->text);
  g_free (seed);
}

static guint
pick (GRand *rand, guint n)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) n);
}

/* ---- edits ---------------------------------------------------------------------------------------------------------------- */

static void
edit_bytes (GRand *rand, GString *text)
{
  guint to = pick (rand, (guint) text->len + 1), at = to < text->len ? to : 0, length = 1 + pick (rand, 32);
  if (!text->len)
    return;
  length = MIN (length, (guint) text->len - at);
  at = pick (rand, (guint) text->len - length + 1);
  g_autofree char *piece = g_memdup2 (text->str + at, length);
  switch (pick (rand, 5))
    {
    case 0: text->str[at] = (char) pick (rand, 256); break;
    case 1: text->str[at] ^= (char) (1 << pick (rand, 8)); break;
    case 2: g_string_erase (text, at, length); break;
    case 3: g_string_insert_len (text, to, piece, length); break;
    default: g_string_insert_c (text, to, ":-#\n \t'\"{}[],&*!|>%@`?\r"[pick (rand, 24)]);
    }
}

/* Whole lines: a comment more, an empty one, indented otherwise, cut off. */
static void
edit_lines (GRand *rand, GString *text)
{
  static const char *const lines[] = { "# why\n", "#\n", "\n", " \n", "      # deep\n", "\t# tab\n", "# vlanctl: ignore VL201 because x\n",
                                       "    # vlanctl: ignore VL301, VL302,VL304 because it is so\n", "# vlanctl: ignore\n", "\xef\xbb\xbf", "---\n", "...\n",
                                       "# \xc3\xa9\xe2\x80\xa8x\n", "  ", "-   ", "%YAML 1.1\n", "site: x # vlanctl: ignore VL102 because x\n" };
  guint at = pick (rand, (guint) text->len + 1);
  const char *line = memrchr (text->str, '\n', at), *piece = lines[pick (rand, G_N_ELEMENTS (lines))];
  at = line ? (guint) (line - text->str) + 1 : 0;
  g_string_insert (text, at, piece);
  if (pick (rand, 20) == 0 && text->len)
    g_string_truncate (text, pick (rand, (guint) text->len));
  if (pick (rand, 20) == 0)
    while (text->len && text->str[text->len - 1] == '\n')
      g_string_truncate (text, text->len - 1);
}

static GString *
edited (GRand *rand)
{
  const Seed *seed = seeds->pdata[pick (rand, seeds->len)], *other = seeds->pdata[pick (rand, seeds->len)];
  GString *text = g_string_new (NULL);
  gboolean tree = pick (rand, 3) && seed->tree && other->tree && tree_edit (rand, seed->tree, other->tree, text);
  if (!tree)
    g_string_append_len (g_string_truncate (text, 0), g_bytes_get_data (seed->text, NULL), (gssize) g_bytes_get_size (seed->text));
  for (guint n = tree && pick (rand, 4) ? 0 : pick (rand, 9); n; n--)
    edit_bytes (rand, text);
  for (guint n = pick (rand, 3) ? 0 : pick (rand, 6); n; n--)
    edit_lines (rand, text);
  return text;
}

/* ---- running -------------------------------------------------------------------------------------------------------------- */

static void
say_number (void)
{
  g_autofree char *text = g_strdup_printf ("edit %" G_GUINT64_FORMAT " (EDITS_FROM=that EDITS=1; EDITS_SHOW=1 prints it)\n", number);
  fputs (text, stderr);
}

static void
on_signal (int sig)
{
  say_number ();
  signal (sig, SIG_DFL);
  raise (sig);
}

/* Of the sanitizers, when they are here. */
void __attribute__ ((weak)) __sanitizer_set_death_callback (void (*callback) (void));
int __attribute__ ((weak)) __lsan_do_recoverable_leak_check (void);

static void
try_one (guint32 seed, gboolean show)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed_array ((guint32[]){ seed, (guint32) number, (guint32) (number >> 32) }, 3);
  g_autoptr (GString) text = edited (rand), second = pick (rand, 5) ? NULL : edited (rand);
  if (show)
    {
      fwrite (text->str, 1, text->len, stdout);
      return;
    }
  g_autofree char *first = g_strdup (fuzz_file ("a.yaml", (const guint8 *) text->str, text->len));
  g_autofree char *other = second ? g_strdup (fuzz_file ("b.yaml", (const guint8 *) second->str, second->len)) : NULL;
  const char *paths[] = { first, other, NULL };
  setitimer (ITIMER_PROF, &(struct itimerval){ .it_value.tv_sec = SECONDS_MAX }, NULL);
  inventory_must_hold (paths, (const guint8 *) text->str, text->len, number % TOLD_EACH == 0);
  setitimer (ITIMER_PROF, &(struct itimerval){ .it_value.tv_sec = 0 }, NULL);
}

static guint64
setting (const char *name, guint64 otherwise)
{
  const char *text = g_getenv (name);
  return text ? g_ascii_strtoull (text, NULL, 10) : otherwise;
}

/* Each `jobs`th edit from the `job`th on. */
static int
run (guint job, guint jobs, guint64 from, guint64 n)
{
  guint32 seed = (guint32) setting ("EDITS_SEED", 2026);
  gboolean show = setting ("EDITS_SHOW", 0) != 0;
  signal (SIGPROF, on_signal);
  signal (SIGABRT, on_signal);
  signal (SIGTRAP, on_signal);
  if (__sanitizer_set_death_callback)
    __sanitizer_set_death_callback (say_number);
  for (guint64 i = job; i < n; i += jobs)
    {
      number = from + i;
      try_one (seed, show);
      if (i / jobs % 20000 != 19999)
        continue;
      if (__lsan_do_recoverable_leak_check && __lsan_do_recoverable_leak_check ())
        {
          fprintf (stderr, "memory was lost in the 20,000 edits before edit %" G_GUINT64_FORMAT " of job %u\n", number, job);
          return 1;
        }
      printf ("# job %u: up to edit %" G_GUINT64_FORMAT "\n", job, number);
      fflush (stdout);
    }
  return 0;
}

int
main (int argc, char **argv)
{
  guint jobs = (guint) CLAMP (setting ("EDITS_JOBS", 1), 1, 256), failed = 0;
  guint64 from = setting ("EDITS_FROM", 0), n = setting ("EDITS", 3000);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  seeds = g_ptr_array_new_with_free_func (seed_free);
  for (int i = 1; i < argc; i++)
    add_seed (argv[i]);
  if (setting ("EDITS_SHOW", 0))
    return run (0, 1, from, n);
  printf ("1..1\n# %u inventories, seed %" G_GUINT64_FORMAT ", edits %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT "\n", seeds->len,
          setting ("EDITS_SEED", 2026), from, from + n - 1);
  fflush (stdout);
  for (guint job = 0; job < jobs && seeds->len; job++)
    if (fork () == 0)
      {
        int code = run (job, jobs, from, n);
        g_ptr_array_unref (seeds);
        exit (code);
      }
  for (int status; wait (&status) > 0;)
    failed += status != 0;
  printf ("%s 1 - %" G_GUINT64_FORMAT " edits\n", failed || !seeds->len ? "not ok" : "ok", n);
  g_ptr_array_unref (seeds);
  return failed ? 1 : 0;
}
