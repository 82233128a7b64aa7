/* Secrets, from where the inventory says they are. They live in memory only, and not longer than needed. */
#include "inventory/inventory.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECRET_MAX 4096
#define COMMAND_MAX 65536 /* of all that a command prints: its first line is the secret */
#define COMMAND_SECONDS 30

static char *
strip_newline (char *text)
{
  gsize n = strlen (text);
  if (n && text[n - 1] == '\n')
    text[--n] = '\0';
  if (n && text[n - 1] == '\r')
    text[--n] = '\0';
  return text;
}

static char *
from_file (const char *path, GError **error)
{
  struct stat st;
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY); /* a pipe that nobody writes to holds up nobody */
  if (fd < 0 || fstat (fd, &st) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  char *text = g_malloc0 (SECRET_MAX + 2);
  gboolean plain = S_ISREG (st.st_mode), own = (st.st_mode & 077) == 0;
  gssize n = plain && own ? read (fd, text, SECRET_MAX + 1) : -1;
  close (fd);
  if (!plain)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("%s: no plain file"), path);
  else if (!own)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_PERM, _ ("%s: others can read this secret; chmod 600 it"), path);
  else if (n <= 0 || n > SECRET_MAX || !*strip_newline (text) || strchr (text, '\n'))
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("%s: a secret is one line of at most %d octets"), path, SECRET_MAX);
  else
    return text;
  explicit_bzero (text, SECRET_MAX + 2);
  g_free (text);
  return NULL;
}

/* Into memory of our own, in one place: what a growing buffer leaves behind could not be wiped. FALSE: it took too long. */
static gboolean
read_to_end (int fd, char *buffer, gsize size, gsize *length, gint64 deadline)
{
  for (;;)
    {
      struct pollfd wait = { fd, POLLIN, 0 };
      gint64 left_ms = (deadline - g_get_monotonic_time ()) / 1000;
      if (left_ms <= 0)
        return FALSE;
      if (poll (&wait, 1, (int) left_ms) <= 0)
        continue;
      gssize n = read (fd, buffer + *length, size - *length);
      if (n <= 0)
        return TRUE;
      *length += (gsize) n;
      if (*length == size)
        return TRUE; /* too much: the caller sees it */
    }
}

/* Its exit status; what does not end by itself is ended. */
static int
await_child (GPid pid, gint64 deadline)
{
  int status = 0;
  while (waitpid (pid, &status, WNOHANG) == 0)
    {
      if (g_get_monotonic_time () >= deadline)
        kill (pid, SIGKILL);
      g_usleep (2000);
    }
  return status;
}

static char *
from_command (char **argv, GError **error)
{
  GPid pid;
  int fd = -1;
  gsize length = 0;
  gint64 deadline = g_get_monotonic_time () + COMMAND_SECONDS * G_USEC_PER_SEC;
  if (!g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &fd, NULL, error))
    return NULL;
  char *text = g_malloc0 (COMMAND_MAX + 1);
  gboolean ended = read_to_end (fd, text, COMMAND_MAX, &length, deadline);
  close (fd);
  int status = await_child (pid, ended ? deadline : 0);
  g_spawn_close_pid (pid);
  gsize line = strcspn (text, "\n");
  if (!ended || (length < COMMAND_MAX && (!WIFEXITED (status) || WEXITSTATUS (status))))
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("`%s` did not give the secret (it failed, or took over %d s)"), argv[0], COMMAND_SECONDS);
  else if (length == COMMAND_MAX || line > SECRET_MAX || (text[line] = '\0', !*strip_newline (text)))
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("`%s` printed nothing, or too much"), argv[0]);
  else
    {
      explicit_bzero (text + line, COMMAND_MAX - line); /* the lines after it, too */
      return text;
    }
  explicit_bzero (text, COMMAND_MAX);
  g_free (text);
  return NULL;
}

char *
secret_resolve (const SecretRef *ref, SecretPrompt prompt, gpointer user, GError **error)
{
  const char *value;
  char *typed;
  switch (ref->kind)
    {
    case SECRET_ENV:
      value = g_getenv (ref->text);
      if (!value || !value[0])
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("the environment variable %s is not set"), ref->text);
      return value && value[0] ? g_strdup (value) : NULL;
    case SECRET_FILE:
      return from_file (ref->text, error);
    case SECRET_COMMAND:
      return from_command (ref->argv, error);
    case SECRET_PROMPT:
      typed = prompt ? prompt (ref->text, user) : NULL;
      if (!typed)
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                     prompt ? _ ("`%s`: nothing was typed") : _ ("`%s` must be asked for, and there is no terminal"), ref->text);
      return typed;
    case SECRET_LITERAL:
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("a secret that stands in the inventory is not used"));
      return NULL;
    case SECRET_NONE:
    default:
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _ ("no secret is declared"));
      return NULL;
    }
}
