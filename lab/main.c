/* vlanctl-lab: stand-in OmniSwitches on loopback, to rehearse and to test. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "control.h"
#include "faults.h"
#include "up.h"

typedef struct {
  char *run;   /* folder of sockets, keys, logs */
  GPtrArray *words;
} Arguments;

static void
print_row (FILE *to, const char *name, const char *words, const char *meaning)
{
  g_autofree char *left = g_strconcat (name, *words ? " " : "", words, NULL);
  fprintf (to, "  %-42s %s\n", left, meaning);
}

static void
print_usage (FILE *to)
{
  fputs ("Usage: vlanctl-lab COMMAND [--run DIR] ...\n\n", to);
  print_row (to, "up", "FLEET.yaml", "start the switches; DIR/known_hosts has their keys");
  print_row (to, "down", "", "end them all");
  print_row (to, "status", "", "which run");
  print_row (to, "wire", "SWITCH", "what it has heard, a line of JSON each");
  print_row (to, "cli", "SWITCH", "a session on its command line");
  print_row (to, "sftp", "SWITCH", "its files, by the SFTP protocol, as Subsystem of an sshd");
  for (const LabCommandRow *row = lab_commands; row->name; row++)
    if (row->words)
      print_row (to, row->name, row->words, row->meaning);
  fputs ("\nFaults, with @K aimed at the K-th line that configures (@K+: from there on; @#K: of all lines; @{GLOB}: lines like "
         "that):\n",
         to);
  for (const FaultRow *row = lab_faults; row->name; row++)
    {
      g_autofree char *name =
          g_strconcat (row->name, row->lines ? "[@K]" : "", row->text ? ":" : "", row->text ? row->text : "", NULL);
      print_row (to, name, "", row->meaning);
    }
}

static int
fail (int code, const char *a, const char *b)
{
  fprintf (stderr, "vlanctl-lab: %s: %s\n", a, b);
  return code;
}

static int
ask (const Arguments *a, const char *name, const char *const *argv)
{
  g_autofree char *sock = lab_in_run (a->run, name, ".sock"), *why = NULL;
  g_autofree char *text = lab_control_ask (sock, argv, &why);
  if (!text)
    return fail (1, name, g_strchomp (why));
  if (*text)
    printf ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  return 0;
}

static int
status (const Arguments *a)
{
  static const char *const request[] = { "status", NULL };
  g_autoptr (GPtrArray) names = lab_names (a->run, ".sock");
  int code = 0;
  for (guint i = 0; i < names->len; i++)
    code |= ask (a, names->pdata[i], request);
  if (!names->len)
    printf ("no switch is up\n");
  return code;
}

static int
print_wire (const Arguments *a, const char *name)
{
  g_autofree char *path = lab_in_run (a->run, name, ".wire"), *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return fail (1, name, "no log of it in the run folder");
  fputs (text, stdout);
  return 0;
}

static gboolean
is_command (const char *word)
{
  for (const LabCommandRow *row = lab_commands; row->name; row++)
    if (!strcmp (row->name, word))
      return TRUE;
  return FALSE;
}

static int
run_command (const Arguments *a)
{
  const char *command = a->words->pdata[0], *name = a->words->len > 1 ? a->words->pdata[1] : NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  if (!strcmp (command, "down"))
    return lab_down (a->run);
  if (!strcmp (command, "status"))
    return status (a);
  if (strcmp (command, "up") && strcmp (command, "wire") && strcmp (command, "cli") && strcmp (command, "sftp")
      && !is_command (command))
    return fail (64, command, "no such command; --help lists them");
  if (!name)
    return fail (64, command, strcmp (command, "up") ? "which switch?" : "which fleet file?");
  if (!strcmp (command, "up"))
    return lab_up (a->run, name);
  if (!strcmp (command, "wire"))
    return print_wire (a, name);
  if (!strcmp (command, "cli") || !strcmp (command, "sftp"))
    {
      g_autofree char *sock = lab_in_run (a->run, name, ".sock");
      return lab_control_attach (sock, command);
    }
  g_ptr_array_add (argv, (char *) command);
  for (guint i = 2; i < a->words->len; i++)
    g_ptr_array_add (argv, a->words->pdata[i]);
  g_ptr_array_add (argv, NULL);
  return ask (a, name, (const char *const *) argv->pdata);
}

static char *
default_run (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  return runtime && *runtime ? g_build_filename (runtime, "vlanctl-lab", NULL)
                             : g_strdup_printf ("/tmp/vlanctl-lab-%d", (int) getuid ());
}

int
main (int argc, char **argv)
{
  Arguments a = { NULL, g_ptr_array_new () };
  for (int i = 1; i < argc; i++)
    if (!strcmp (argv[i], "--run") && i + 1 < argc)
      {
        g_free (a.run);
        a.run = g_canonicalize_filename (argv[++i], NULL);
      }
    else if (!strcmp (argv[i], "--help") || !strcmp (argv[i], "-h"))
      {
        print_usage (stdout);
        return 0;
      }
    else
      g_ptr_array_add (a.words, argv[i]);
  if (!a.run)
    a.run = default_run ();
  int code = a.words->len ? run_command (&a) : (print_usage (stderr), 64);
  g_ptr_array_unref (a.words);
  g_free (a.run);
  return code;
}
