/* Secrets, from where the inventory says they are. They live in memory only, and not longer than needed. */
#include "inventory/inventory.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MAX 4096
#define COMMAND_SECONDS 30

void
secret_wipe (char *secret)
{
  if (!secret)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

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

static gboolean
stop_command (gpointer child)
{
  g_subprocess_force_exit (child);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  GBytes *out;
  GError *error;
  gboolean done;
} Communicated;

static void
communicated (GObject *child, GAsyncResult *result, gpointer user)
{
  Communicated *c = user;
  g_subprocess_communicate_finish (G_SUBPROCESS (child), result, &c->out, NULL, &c->error);
  c->done = TRUE;
}

static char *
from_command (char **argv, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSubprocess) child = g_subprocess_newv ((const char *const *) argv, G_SUBPROCESS_FLAGS_STDOUT_PIPE, error);
  Communicated c = { 0 };
  if (!child)
    return NULL;
  g_main_context_push_thread_default (context);
  g_autoptr (GSource) timer = g_timeout_source_new_seconds (COMMAND_SECONDS);
  g_source_set_callback (timer, stop_command, child, NULL);
  g_source_attach (timer, context);
  g_subprocess_communicate_async (child, NULL, NULL, communicated, &c);
  while (!c.done)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (timer);
  g_main_context_pop_thread_default (context);
  gsize size = 0;
  const char *data = c.out ? g_bytes_get_data (c.out, &size) : NULL;
  const char *end = data ? memchr (data, '\n', size) : NULL;
  gsize length = end ? (gsize) (end - data) : size;
  char *secret = NULL;
  if (c.error)
    g_propagate_error (error, c.error);
  else if (!g_subprocess_get_if_exited (child) || g_subprocess_get_exit_status (child) != 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, _ ("`%s` did not give the secret (it failed, or took over %d s)"),
                 argv[0], COMMAND_SECONDS);
  else if (length == 0 || length > SECRET_MAX)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, _ ("`%s` printed nothing, or too much"), argv[0]);
  else
    secret = strip_newline (g_strndup (data, length));
  if (data)
    explicit_bzero ((char *) data, size);
  g_clear_pointer (&c.out, g_bytes_unref);
  return secret;
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
