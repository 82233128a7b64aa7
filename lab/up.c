#include "up.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <libssh/libssh.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent.h"
#include "control.h"
#include "fleet.h"
#include "ssh.h"

#define START_SECONDS 60
#define END_SECONDS 5
#define TICK_MS 1000 /* at the latest */

char *
lab_in_run (const char *run, const char *name, const char *suffix)
{
  g_autofree char *file = g_strconcat (name, suffix, NULL);
  return g_build_filename (run, file, NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
lab_names (const char *run, const char *suffix)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir = g_dir_open (run, 0, NULL);
  const char *file;
  while (dir && (file = g_dir_read_name (dir)))
    if (g_str_has_suffix (file, suffix))
      g_ptr_array_add (names, g_strndup (file, strlen (file) - strlen (suffix)));
  if (dir)
    g_dir_close (dir);
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* ---- one switch, in a process of its own ----------------------------------------------------------------------------- */

static GMutex lock;
static GCond wake;

static gboolean
start_servers (const char *run, LabSwitch *s, char **why)
{
  g_autofree char *wire = lab_in_run (run, s->name, ".wire"), *key = lab_in_run (run, s->name, ".key"),
                  *sock = lab_in_run (run, s->name, ".sock");
  g_autofree char *known = lab_in_run (run, s->name, ".known"), *public_key = NULL;
  s->wire = fopen (wire, "we");
  if (!s->wire)
    {
      *why = g_strdup_printf ("%s: %s", wire, g_strerror (errno));
      return FALSE;
    }
  if (!lab_ssh_start (s, &lock, key, &public_key, why) || !lab_agent_start (s, &lock, why)
      || !lab_control_serve (s, &lock, sock, why))
    return FALSE;
  g_autofree char *line = g_strdup_printf ("[%s]:%u %s\n", s->address, s->ssh_port, public_key);
  return g_file_set_contents (known, line, -1, NULL);
}

/* Things fall due now and then; a change may make something due sooner. */
static void G_GNUC_NORETURN
tick_for_ever (LabSwitch *s)
{
  g_mutex_lock (&lock);
  for (;;)
    {
      lab_tick (s);
      gint64 next = s->stopped_at >= 0 ? G_MAXINT64 : lab_next_event (s),
             wait = next == G_MAXINT64 ? TICK_MS : CLAMP (next - lab_now (s), 1, TICK_MS);
      g_cond_wait_until (&wake, &lock, g_get_monotonic_time () + wait * 1000);
    }
}

static void
detach (const char *run, const LabSwitch *s)
{
  g_autofree char *log = lab_in_run (run, s->name, ".log");
  int null = open ("/dev/null", O_RDWR | O_CLOEXEC),
      log_fd = open (log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
  dup2 (null, STDIN_FILENO);
  dup2 (null, STDOUT_FILENO);
  dup2 (log_fd >= 0 ? log_fd : null, STDERR_FILENO); /* a lab that breaks must be able to say so */
}

/* Holds a lock on its file for as long as it lives: that is how `down` knows whom to end. */
static gboolean
claim (const char *run, const LabSwitch *s)
{
  g_autofree char *path = lab_in_run (run, s->name, ".pid");
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_autofree char *text = g_strdup_printf ("%d\n", (int) getpid ());
  return fd >= 0 && fcntl (fd, F_SETLK, &whole) == 0 && ftruncate (fd, 0) == 0
         && write (fd, text, strlen (text)) > 0; /* fd stays open */
}

/* Says "NAME" or "NAME why not" in one piece on the pipe, then lives until it is ended. */
static void G_GNUC_NORETURN
live (const char *run, LabSwitch *s, int told)
{
  g_autofree char *why = NULL;
  setsid ();
  umask (0077);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGINT, SIG_DFL);
  ssh_init ();
  s->wake = &wake;
  s->started = g_get_monotonic_time ();
  gboolean ok = claim (run, s) ? start_servers (run, s, &why) : (why = g_strdup ("another lab holds its files"), FALSE);
  g_autofree char *line = g_strdup_printf ("%s%s%.300s\n", s->name, ok ? "" : " ", ok ? "" : why);
  gboolean said = write (told, line, strlen (line)) > 0;
  close (told);
  if (!ok || !said)
    _exit (1);
  detach (run, s);
  tick_for_ever (s);
}

/* ---- all of them ----------------------------------------------------------------------------------------------------- */

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

/* Who holds the lock of this switch's file; 0 = nobody. */
static pid_t
holder (const char *run, const char *name)
{
  g_autofree char *path = lab_in_run (run, name, ".pid");
  struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
  int fd = open (path, O_RDWR | O_CLOEXEC);
  gboolean held = fd >= 0 && fcntl (fd, F_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
  if (fd >= 0)
    close (fd);
  return held ? whole.l_pid : 0;
}

static void
end_all (const char *run, const GPtrArray *names, int with)
{
  for (guint i = 0; i < names->len; i++)
    {
      pid_t pid = holder (run, names->pdata[i]);
      if (pid > 1)
        kill (pid, with);
    }
}

static gboolean
any_left (const char *run, const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (holder (run, names->pdata[i]))
      return TRUE;
  return FALSE;
}

int
lab_down (const char *run)
{
  g_autoptr (GPtrArray) names = lab_names (run, ".pid");
  gint64 until = g_get_monotonic_time () + END_SECONDS * G_USEC_PER_SEC;
  end_all (run, names, SIGTERM);
  while (any_left (run, names) && g_get_monotonic_time () < until)
    g_usleep (2000);
  end_all (run, names, SIGKILL);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *pid = lab_in_run (run, names->pdata[i], ".pid"), *sock = lab_in_run (run, names->pdata[i], ".sock");
      g_unlink (pid);
      g_unlink (sock);
    }
  while (waitpid (-1, NULL, WNOHANG) > 0)
    ;
  return 0;
}

static void
write_known_hosts (const char *run, const GPtrArray *fleet)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *path = lab_in_run (run, "known_hosts", "");
  for (guint i = 0; i < fleet->len; i++)
    {
      g_autofree char *known = lab_in_run (run, ((LabSwitch *) fleet->pdata[i])->name, ".known"), *text = NULL;
      if (g_file_get_contents (known, &text, NULL, NULL))
        g_string_append (all, text);
    }
  g_file_set_contents (path, all->str, -1, NULL);
}

/* One line more of what is told; FALSE: nothing came in time, or everybody has ended. */
static gboolean
next_line (int from, gint64 until, GString *line)
{
  char c;
  g_string_truncate (line, 0);
  for (;;)
    {
      struct pollfd fd = { from, POLLIN, 0 };
      gint64 left = (until - g_get_monotonic_time ()) / 1000;
      if (left <= 0 || poll (&fd, 1, (int) left) <= 0 || read (from, &c, 1) != 1)
        return FALSE;
      if (c == '\n')
        return TRUE;
      g_string_append_c (line, c);
    }
}

/* The switches start side by side; NULL when all are ready, else what the first one that is not says. */
static char *
wait_for_all (int from, guint n)
{
  g_autoptr (GString) line = g_string_new (NULL);
  gint64 until = g_get_monotonic_time () + START_SECONDS * G_USEC_PER_SEC;
  for (guint i = 0; i < n; i++)
    if (!next_line (from, until, line))
      return g_strdup ("a switch ended, or did not come up in time");
    else if (strchr (line->str, ' '))
      return g_strdup (line->str);
  return NULL;
}

static void
print_fleet (const GPtrArray *fleet)
{
  for (guint i = 0; i < fleet->len; i++)
    {
      const LabSwitch *s = fleet->pdata[i];
      printf ("%-14s %-11s %-12s snmp %u  ssh %u\n", s->name, s->address, s->model, s->snmp_port, s->ssh_port);
    }
}

/* Also those that have not claimed their files yet; what the others have left goes with them. */
static void
give_up (const char *run, const GArray *children)
{
  for (guint i = 0; i < children->len; i++)
    kill (g_array_index (children, pid_t, i), SIGKILL);
  for (guint i = 0; i < children->len; i++)
    waitpid (g_array_index (children, pid_t, i), NULL, 0);
  lab_down (run);
}

int
lab_up (const char *run, const char *fleet_path)
{
  g_autofree char *why = NULL;
  g_autoptr (GPtrArray) fleet = lab_fleet_load (fleet_path, &why);
  g_autoptr (GArray) children = g_array_new (FALSE, FALSE, sizeof (pid_t));
  int told[2];
  if (!fleet)
    return fail ("%s", why);
  if (g_mkdir_with_parents (run, 0700) || chmod (run, 0700))
    return fail ("%s: %s", run, g_strerror (errno));
  lab_down (run);
  if (pipe2 (told, O_CLOEXEC))
    return fail ("%s", g_strerror (errno));
  for (guint i = 0; i < fleet->len; i++)
    {
      pid_t pid = fork ();
      if (pid == 0)
        {
          close (told[0]);
          live (run, fleet->pdata[i], told[1]);
        }
      if (pid < 0)
        {
          int reason = errno;
          give_up (run, children);
          return fail ("%s", g_strerror (reason));
        }
      g_array_append_val (children, pid);
    }
  close (told[1]);
  g_autofree char *trouble = wait_for_all (told[0], fleet->len);
  close (told[0]);
  if (trouble)
    {
      give_up (run, children);
      return fail ("%s", trouble);
    }
  write_known_hosts (run, fleet);
  print_fleet (fleet);
  return 0;
}
