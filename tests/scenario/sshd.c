#include "sshd.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void
sshd_make_key (const char *path, const char *type)
{
  int status = 0;
  g_autofree char *out = NULL, *err = NULL;
  const char *argv[] = { "ssh-keygen", "-q", "-t", type, "-N", "", "-f", path, NULL };
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, NULL) || status)
    fail_msg ("%s: %s%s", argv[0], out, err);
}

static gboolean
listens (const char *address)
{
  struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons (SSHD_PORT) };
  inet_pton (AF_INET, address, &to.sin_addr);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gboolean ok = connect (fd, (struct sockaddr *) &to, sizeof to) == 0;
  close (fd);
  return ok;
}

static void
die_with_parent (gpointer unused)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

Sshd *
sshd_start (Scene *scene, const char *name, const char *address, const char *host_key, const char *user_key, const char *config)
{
  Sshd *s = g_new0 (Sshd, 1);
  g_autofree char *template = scene_path (scene, "sshd-XXXXXX");
  s->dir = g_strdup (g_mkdtemp (template));
  s->log = g_build_filename (s->dir, "log", NULL);
  g_autofree char *file = g_build_filename (s->dir, "config", NULL);
  g_autofree char *text = g_strdup_printf ("Port %d\nListenAddress %s\nHostKey %s\nPidFile none\nAuthorizedKeysFile %s.pub\nPasswordAuthentication no\n"
                                           "KbdInteractiveAuthentication no\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nPrintMotd no\nLogLevel DEBUG1\n"
                                           "ForceCommand %s cli %s --run %s\n%s\n",
                                           SSHD_PORT, address, host_key, user_key, g_getenv ("VLANCTL_LAB"), name, scene->run_dir, config);
  assert_true (g_file_set_contents (file, text, -1, NULL));
  if (getuid () == 0)
    g_mkdir ("/run/sshd", 0755); /* where sshd, started by root, wants to lock itself in */
  const char *argv[] = { "/usr/sbin/sshd", "-D", "-f", file, "-E", s->log, NULL };
  g_autoptr (GError) error = NULL;
  if (!g_spawn_async (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, die_with_parent, NULL, &s->pid, &error))
    fail_msg ("%s", error->message);
  while (!listens (address))
    {
      int status;
      if (waitpid (s->pid, &status, WNOHANG) == s->pid)
        {
          g_autofree char *said = sshd_said (s);
          fail_msg ("sshd ended: %s", said);
        }
      g_usleep (10000);
    }
  return s;
}

char *
sshd_said (const Sshd *s)
{
  char *text = NULL;
  return g_file_get_contents (s->log, &text, NULL, NULL) ? text : g_strdup ("");
}

void
sshd_stop (Sshd *s)
{
  kill (s->pid, SIGTERM);
  waitpid (s->pid, NULL, 0);
  g_free (s->dir);
  g_free (s->log);
  g_free (s);
}

char *
sshd_known_line (const char *address, const char *host_key)
{
  g_autofree char *path = g_strconcat (host_key, ".pub", NULL), *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strdup_printf ("[%s]:%d %s", address, SSHD_PORT, text);
}
