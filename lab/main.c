/* vlanctl-lab: stand-in OmniSwitches on loopback, to rehearse and to test. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libssh/libssh.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"
#include "control.h"
#include "fleet.h"
#include "ssh.h"

#define START_SECONDS 30
#define TICK_MS 20

static const char usage[] =
  "Usage: vlanctl-lab COMMAND [--run DIR] ...\n\n"
  "  up FLEET.yaml               start the switches; DIR/known_hosts has their keys\n"
  "  down                        end them all\n"
  "  status                      which run\n"
  "  state SWITCH                everything about one, as JSON\n"
  "  wire SWITCH                 what it has heard, a line of JSON each\n"
  "  cli SWITCH                  a session on its command line\n"
  "  do SWITCH LINE...           another administrator types a line\n"
  "  fault SWITCH SPEC|clear     make it hostile\n"
  "  power SWITCH on|off         pull the plug\n"
  "  reboot SWITCH [working|certified]\n"
  "  time SWITCH +10m            put its clock forward: timers fire\n"
  "  plug SWITCH PORTS phone|pc|switch|ap [MAC]\n"
  "  unplug SWITCH PORTS\n";

typedef struct {
  char *run;   /* folder of sockets, keys, logs */
  GPtrArray *words;
} Arguments;

static int
fail (const char *format, ...) G_GNUC_PRINTF (1, 2);

static int
fail (const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *text = g_strdup_vprintf (format, args);
  va_end (args);
  fprintf (stderr, "vlanctl-lab: %s\n", text);
  return 1;
}

static char *
in_run (const Arguments *a, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  return g_build_filename (a->run, file, NULL);
}

/* ---- one switch, in a process of its own ----------------------------------------------------------------------------- */

static void
tick_for_ever (LabSwitch *s, GMutex *lock)
{
  for (;;)
    {
      g_usleep (TICK_MS * 1000);
      g_mutex_lock (lock);
      lab_tick (s);
      g_mutex_unlock (lock);
    }
}

static gboolean
start_servers (const Arguments *a, LabSwitch *s, GMutex *lock, char **why)
{
  g_autofree char *wire = in_run (a, s->name, ".wire"), *key = in_run (a, s->name, ".key"), *sock = in_run (a, s->name, ".sock");
  g_autofree char *known = in_run (a, s->name, ".known"), *public_key = NULL;
  s->wire = fopen (wire, "we");
  if (!s->wire)
    {
      *why = g_strdup_printf ("%s: %s", wire, g_strerror (errno));
      return FALSE;
    }
  if (!lab_ssh_start (s, lock, key, &public_key, why) || !lab_agent_start (s, lock, why) || !lab_control_serve (s, lock, sock, why))
    return FALSE;
  g_autofree char *line = g_strdup_printf ("[%s]:%u %s\n", s->address, s->ssh_port, public_key);
  return g_file_set_contents (known, line, -1, NULL);
}

/* Says "ready" or why not on standard output, then leaves it. */
static int
serve (const Arguments *a, const char *fleet_path, const char *name)
{
  static GMutex lock;
  g_autofree char *why = NULL;
  g_autoptr (GPtrArray) fleet = lab_fleet_load (fleet_path, name, &why);
  signal (SIGPIPE, SIG_IGN);
  ssh_init ();
  if (!fleet || !fleet->len || !start_servers (a, fleet->pdata[0], &lock, &why))
    {
      printf ("%s\n", why ? why : "no such switch");
      return 1;
    }
  printf ("ready\n");
  fflush (stdout);
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC);
  dup2 (null, STDIN_FILENO);
  dup2 (null, STDOUT_FILENO);
  g_autofree char *log = in_run (a, name, ".log");
  int log_fd = open (log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  dup2 (log_fd >= 0 ? log_fd : null, STDERR_FILENO); /* a lab that breaks must be able to say so */
  tick_for_ever (fleet->pdata[0], &lock);
  return 0;
}

/* ---- up and down ----------------------------------------------------------------------------------------------------- */

static void
child_setup (gpointer unused)
{
  setsid ();
}

/* NULL when it is ready, else why not. */
static char *
start_switch (const Arguments *a, const char *fleet_path, const LabSwitch *s)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL), *pid_path = in_run (a, s->name, ".pid");
  char *argv[] = { self, (char *) "serve", (char *) fleet_path, s->name, (char *) "--run", a->run, NULL };
  GPid pid;
  int out;
  char line[512] = "";
  g_autoptr (GError) error = NULL;
  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN, child_setup, NULL, &pid, NULL, &out, NULL, &error))
    return g_strdup (error->message);
  g_autofree char *text = g_strdup_printf ("%d\n", (int) pid);
  g_file_set_contents (pid_path, text, -1, NULL);
  FILE *stream = fdopen (out, "r");
  alarm (START_SECONDS);
  gboolean said = stream && fgets (line, sizeof line, stream);
  alarm (0);
  if (stream)
    fclose (stream);
  g_strchomp (line);
  return said && !strcmp (line, "ready") ? NULL : g_strdup (*line ? line : "it ended at once");
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
names_of (const Arguments *a, const char *suffix)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (a->run, 0, NULL);
  const char *file;
  while (dir && (file = g_dir_read_name (dir)))
    if (g_str_has_suffix (file, suffix))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (suffix)));
  if (dir)
    g_dir_close (dir);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
is_ours (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/cmdline", pid), *text = NULL;
  gsize size;
  if (!g_file_get_contents (path, &text, &size, NULL))
    return FALSE;
  return size && strstr (text, "vlanctl-lab") != NULL;
}

static int
down (const Arguments *a)
{
  g_autoptr (GPtrArray) names = names_of (a, ".pid");
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = in_run (a, names->pdata[i], ".pid"), *sock = in_run (a, names->pdata[i], ".sock"), *text = NULL;
      int pid = g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
      if (pid > 1 && is_ours (pid))
        {
          kill (pid, SIGKILL); /* a switch has no goodbye: the plug is pulled */
          while (waitpid (pid, NULL, 0) < 0 && errno == ECHILD && kill (pid, 0) == 0 && is_ours (pid))
            g_usleep (5000);
        }
      g_unlink (path);
      g_unlink (sock);
    }
  return 0;
}

static void
write_known_hosts (const Arguments *a, const GPtrArray *fleet)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *path = in_run (a, "known_hosts", "");
  for (guint i = 0; i < fleet->len; i++)
    {
      const LabSwitch *s = fleet->pdata[i];
      g_autofree char *known = in_run (a, s->name, ".known"), *text = NULL;
      if (g_file_get_contents (known, &text, NULL, NULL))
        g_string_append (all, text);
    }
  g_file_set_contents (path, all->str, -1, NULL);
}

static int
up (const Arguments *a)
{
  g_autofree char *why = NULL;
  const char *path = a->words->pdata[1];
  g_autoptr (GPtrArray) fleet = lab_fleet_load (path, NULL, &why);
  if (!fleet)
    return fail ("%s", why);
  if (g_mkdir_with_parents (a->run, 0700))
    return fail ("%s: %s", a->run, g_strerror (errno));
  down (a);
  for (guint i = 0; i < fleet->len; i++)
    {
      const LabSwitch *s = fleet->pdata[i];
      g_autofree char *trouble = start_switch (a, path, s);
      if (trouble)
        {
          down (a);
          return fail ("%s: %s", s->name, trouble);
        }
      printf ("%-14s %-11s %-12s snmp %u  ssh %u\n", s->name, s->address, s->model, s->snmp_port, s->ssh_port);
    }
  write_known_hosts (a, fleet);
  return 0;
}

/* ---- the rest -------------------------------------------------------------------------------------------------------- */

static int
ask (const Arguments *a, const char *name, const char *const *argv)
{
  g_autofree char *sock = in_run (a, name, ".sock"), *why = NULL;
  g_autofree char *text = lab_control_ask (sock, argv, &why);
  if (!text)
    return fail ("%s: %s", name, g_strchomp (why));
  if (*text)
    printf ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  return 0;
}

static int
status (const Arguments *a)
{
  static const char *const request[] = { "status", NULL };
  g_autoptr (GPtrArray) names = names_of (a, ".sock");
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
  g_autofree char *path = in_run (a, name, ".wire"), *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return fail ("no log of %s in %s", name, a->run);
  fputs (text, stdout);
  return 0;
}

static int
run_command (const Arguments *a)
{
  const char *command = a->words->pdata[0], *name = a->words->len > 1 ? a->words->pdata[1] : NULL;
  if (!strcmp (command, "down"))
    return down (a);
  if (!strcmp (command, "status"))
    return status (a);
  if (!name)
    return fail ("%s: a word is missing\n%s", command, usage);
  if (!strcmp (command, "up"))
    return up (a);
  if (!strcmp (command, "serve") && a->words->len == 3)
    return serve (a, name, a->words->pdata[2]);
  if (!strcmp (command, "wire"))
    return print_wire (a, name);
  if (!strcmp (command, "cli"))
    {
      g_autofree char *sock = in_run (a, name, ".sock");
      return lab_control_attach (sock);
    }
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
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
  return runtime && *runtime ? g_build_filename (runtime, "vlanctl-lab", NULL) : g_strdup_printf ("/tmp/vlanctl-lab-%d", (int) getuid ());
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
        fputs (usage, stdout);
        return 0;
      }
    else
      g_ptr_array_add (a.words, argv[i]);
  if (!a.run)
    a.run = default_run ();
  int code = a.words->len ? run_command (&a) : (fputs (usage, stderr), 64);
  g_ptr_array_unref (a.words);
  g_free (a.run);
  return code;
}
