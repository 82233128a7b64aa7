/* argv -> command table -> exit code. */
#include <glib/gi18n.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"

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
  const Command *nearest = NULL;
  for (const Command *c = commands; c->name; c++)
    if (g_str_has_prefix (c->name, name) || (name[0] == c->name[0] && strlen (name) > 1 && name[1] == c->name[1]))
      nearest = c;
  g_autofree char *clean = report_clean (name);
  fprintf (stderr, _ ("vlanctl: no command `%s`"), clean);
  fprintf (stderr, nearest ? _ ("; did you mean `%s`?\n") : "\n", nearest ? nearest->name : "");
  return EXIT_USAGE;
}

static ReportStyle
choose_style (const Options *o)
{
  const char *term = g_getenv ("TERM"), *none = g_getenv ("NO_COLOR");
  gboolean color = isatty (STDOUT_FILENO) && !o->no_color && !o->output && !(none && *none) && g_strcmp0 (term, "dumb") && !g_getenv ("CI");
  return (ReportStyle){ .color = color, .quiet = o->quiet, .verbose = o->verbose, .width = 100 };
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
run_command (const Command *command, int argc, char **argv)
{
  Context ctx = { .command = command };
  g_autoptr (GError) error = NULL;
  if (wants_help (argc, argv))
    {
      g_autofree char *help = options_help (command);
      fputs (help, stdout);
      return EXIT_DONE;
    }
  int code = EXIT_USAGE;
  if (options_parse (command, argc - 2, argv + 2, &ctx.options, &error))
    {
      ctx.style = choose_style (&ctx.options);
      code = command->run (&ctx);
    }
  else
    context_fail (&ctx, EXIT_USAGE, "%s", error->message);
  context_clear (&ctx);
  return code;
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
  if (argc < 2)
    {
      print_commands (stderr);
      return EXIT_USAGE;
    }
  if (!strcmp (argv[1], "--help") || !strcmp (argv[1], "-h") || !strcmp (argv[1], "help"))
    {
      print_commands (stdout);
      return EXIT_DONE;
    }
  if (!strcmp (argv[1], "--version"))
    {
      printf ("vlanctl %s\n", VLANCTL_VERSION);
      return EXIT_DONE;
    }
  const Command *command = command_find (argv[1]);
  return command ? run_command (command, argc, argv) : unknown_command (argv[1]);
}
