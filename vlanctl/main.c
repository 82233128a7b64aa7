/* argv -> command table -> exit code. */
#include <errno.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "inventory/schema.h"

static void
print_commands (FILE *to)
{
  fprintf (to, _ ("Usage: vlanctl COMMAND [OPTION...]\n\nVoice VLAN, LLDP-MED and PoE on OmniSwitch ports, from an inventory.\n\n"));
  for (const Command *c = commands; c->name; c++)
    fprintf (to, "  %-10s %-14s %s\n", c->name, c->arguments, _ (c->summary));
  fprintf (to, _ ("\n`vlanctl COMMAND --help` says more.\n"));
}

static int
unknown_command (const char *name)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  for (const Command *c = commands; c->name; c++)
    g_ptr_array_add (names, (char *) c->name);
  g_ptr_array_add (names, NULL);
  const char *nearest = nearest_word (name, (const char *const *) names->pdata);
  g_autofree char *clean = report_clean (name);
  if (name[0] == '-')
    fprintf (stderr, _ ("vlanctl: the command comes first: vlanctl COMMAND %s ...\n"), clean);
  else if (nearest)
    fprintf (stderr, _ ("vlanctl: no command `%s`; did you mean `%s`?\n"), clean, nearest);
  else
    fprintf (stderr, _ ("vlanctl: no command `%s`; `vlanctl --help` lists them\n"), clean);
  return EXIT_USAGE;
}

/* A log, a file, a pager: as wide as most people's eyes and windows. */
static guint
width_of_output (void)
{
  struct winsize size = { 0 };
  if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col < 40)
    return 100;
  return size.ws_col;
}

static ReportStyle
choose_style (const Options *o)
{
  const char *term = g_getenv ("TERM"), *none = g_getenv ("NO_COLOR"), *ci = g_getenv ("CI");
  gboolean color = isatty (STDOUT_FILENO) && !o->no_color && !o->output && !(none && *none) && g_strcmp0 (term, "dumb") && !(ci && *ci);
  return (ReportStyle){ .color = color, .quiet = o->quiet, .verbose = o->verbose, .width = width_of_output () };
}

static gboolean
wants_help (int argc, char **argv)
{
  for (int i = 2; i < argc && strcmp (argv[i], "--"); i++)
    if (!strcmp (argv[i], "--help") || !strcmp (argv[i], "-h"))
      return TRUE;
  return FALSE;
}

static int
print_help (const Command *command)
{
  g_autofree char *help = options_help (command);
  fputs (help, stdout);
  return EXIT_DONE;
}

static int
run_counted (Context *ctx)
{
  context_begin (ctx);
  int code = ctx->command->run (ctx);
  return ctx->options.stats || ctx->options.stats_file ? context_tell_stats (ctx, code) : code;
}

static int
run_command (const Command *command, int argc, char **argv)
{
  Context ctx = { .command = command };
  g_autoptr (GError) error = NULL;
  if (wants_help (argc, argv))
    return print_help (command);
  int code = EXIT_USAGE;
  const char *output = NULL;
  if (options_parse (command, argc - 2, argv + 2, &ctx.options, &error))
    output = command->run == cmd_capture ? NULL : ctx.options.output;
  /* what cannot be told at the end is not begun */
  const char *files[] = { output, ctx.options.stats_file };
  for (guint i = 0; i < G_N_ELEMENTS (files) && !error; i++)
    if (files[i] && !report_check_writable (files[i], &error))
      code = EXIT_CONFIG;
  ctx.style = choose_style (&ctx.options);
  code = error ? context_fail (&ctx, code, "%s", error->message) : run_counted (&ctx);
  context_clear (&ctx);
  return code;
}

static int
run (int argc, char **argv)
{
  const char *word = argc > 1 ? argv[1] : NULL;
  if (!word)
    {
      print_commands (stderr);
      return EXIT_USAGE;
    }
  gboolean help = !strcmp (word, "--help") || !strcmp (word, "-h") || !strcmp (word, "help");
  if (help && argc > 2)
    return command_find (argv[2]) ? print_help (command_find (argv[2])) : unknown_command (argv[2]);
  if (help)
    {
      print_commands (stdout);
      return EXIT_DONE;
    }
  if (!strcmp (word, "--version"))
    {
      printf ("vlanctl %s\n", VLANCTL_VERSION);
      return EXIT_DONE;
    }
  const Command *command = command_find (word);
  return command ? run_command (command, argc, argv) : unknown_command (word);
}

int
main (int argc, char **argv)
{
  int asked = transport_askpass_main (argc, argv);
  if (asked >= 0)
    return asked;
  setlocale (LC_ALL, "");
  g_set_prgname ("vlanctl"); /* the name in --help */
  textdomain (GETTEXT_PACKAGE);
  signal (SIGPIPE, SIG_IGN);
  /* reading, decoding and sessions follow each other: their threads are kept, none is on its way out when the program ends */
  g_thread_pool_set_max_unused_threads (-1);
  g_thread_pool_set_max_idle_time (0);
  int code = run (argc, argv);
  /* help and version go the short way out; answers were written and checked already */
  return fflush (stdout) && errno != EPIPE && code == EXIT_DONE ? EXIT_CONFIG : code;
}
