#include "harness.h"

#include <errno.h>
#include <unistd.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

/* A test that fails leaves in the middle: only the programs under test are held to freeing what they took. */
const char *__asan_default_options (void);
const char *
__asan_default_options (void)
{
  return "detect_leaks=0";
}

static const char *
program (const char *variable)
{
  const char *path = g_getenv (variable);
  if (!path)
    fail_msg ("%s is not set: run through meson test", variable);
  return path;
}

static void
write_file (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (GError) error = NULL;
  if (!g_file_set_contents (path, text, -1, &error))
    fail_msg ("%s", error->message);
}

/* ---- running ------------------------------------------------------------------------------------------------------- */

static Ran *
run_argv (const char *const *env, const char *const *argv)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GError) error = NULL;
  for (guint i = 0; env && env[i]; i++)
    {
      g_auto (GStrv) pair = g_strsplit (env[i], "=", 2);
      g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
    }
  g_autoptr (GSubprocess) child = g_subprocess_launcher_spawnv (launcher, argv, &error);
  if (!child)
    fail_msg ("%s", error->message);
  Ran *ran = g_new0 (Ran, 1);
  if (!g_subprocess_communicate_utf8 (child, NULL, NULL, &ran->out, &ran->err, &error))
    fail_msg ("%s: %s", argv[0], error->message);
  ran->status = g_subprocess_get_if_exited (child) ? g_subprocess_get_exit_status (child) : 128 + g_subprocess_get_term_sig (child);
  if (ran->out && ran->out[0] == '{')
    ran->json = json_from_string (ran->out, NULL);
  if (g_getenv ("SCENARIO_VERBOSE"))
    {
      g_autofree char *line = g_strjoinv (" ", (char **) argv);
      g_printerr ("$ %s\n%s%s-> %d\n", line, ran->out, ran->err, ran->status);
    }
  return ran;
}

void
ran_free (Ran *ran)
{
  if (!ran)
    return;
  g_free (ran->out);
  g_free (ran->err);
  g_clear_pointer (&ran->json, json_node_unref);
  g_free (ran);
}

char *
scene_path (Scene *scene, const char *name)
{
  return g_build_filename (scene->dir, name, NULL);
}

static GPtrArray *
vlanctl_argv (Scene *scene, const char *command)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  const char *const common[] = { program ("VLANCTL"), command, "-i", scene->inventory, NULL };
  for (guint i = 0; common[i]; i++)
    g_ptr_array_add (argv, g_strdup (common[i]));
  g_ptr_array_add (argv, g_strdup ("--state"));
  g_ptr_array_add (argv, scene_path (scene, "state"));
  g_ptr_array_add (argv, g_strdup ("--known-hosts"));
  g_ptr_array_add (argv, g_build_filename (scene->run_dir, "known_hosts", NULL));
  return argv;
}

Ran *
scene_run (Scene *scene, const char *command, ...)
{
  g_autoptr (GPtrArray) argv = vlanctl_argv (scene, command);
  va_list args;
  va_start (args, command);
  for (const char *arg = va_arg (args, const char *); arg; arg = va_arg (args, const char *))
    g_ptr_array_add (argv, g_strdup (arg));
  va_end (args);
  g_ptr_array_add (argv, NULL);
  return run_argv (NULL, (const char *const *) argv->pdata);
}

Ran *
scene_run_env (Scene *scene, const char *const *env, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = vlanctl_argv (scene, arguments[0]);
  for (guint i = 1; arguments[i]; i++)
    g_ptr_array_add (argv, g_strdup (arguments[i]));
  g_ptr_array_add (argv, NULL);
  return run_argv (env, (const char *const *) argv->pdata);
}

Ran *
scene_lab (Scene *scene, const char *command, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  va_list args;
  g_ptr_array_add (argv, (char *) program ("VLANCTL_LAB"));
  g_ptr_array_add (argv, (char *) command);
  g_ptr_array_add (argv, (char *) "--run");
  g_ptr_array_add (argv, scene->run_dir);
  va_start (args, command);
  for (char *arg = va_arg (args, char *); arg; arg = va_arg (args, char *))
    g_ptr_array_add (argv, arg);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  return run_argv (NULL, (const char *const *) argv->pdata);
}

GPid
scene_spawn (Scene *scene, const char *const *arguments)
{
  g_autoptr (GPtrArray) argv = vlanctl_argv (scene, arguments[0]);
  g_autoptr (GError) error = NULL;
  GPid pid;
  for (guint i = 1; arguments[i]; i++)
    g_ptr_array_add (argv, g_strdup (arguments[i]));
  g_ptr_array_add (argv, NULL);
  g_autofree char *path = scene_path (scene, "spawned");
  int said = g_open (path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600), nothing = g_open ("/dev/null", O_RDONLY | O_CLOEXEC, 0);
  if (!g_spawn_async_with_fds (NULL, (char **) argv->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, nothing, said, said, &error))
    fail_msg ("%s", error->message);
  close (said);
  close (nothing);
  return pid;
}

char *
scene_spawned (Scene *scene)
{
  g_autofree char *path = scene_path (scene, "spawned");
  char *text = NULL;
  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

void
scene_await_command (Scene *scene, const char *name, const char *prefix, guint n)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < deadline)
    {
      g_autoptr (GPtrArray) commands = scene_commands (scene, name);
      if (count_lines (commands, prefix) >= n)
        return;
      g_usleep (20000);
    }
  g_autofree char *said = scene_spawned (scene);
  fail_msg ("%s never heard `%s`: %s", name, prefix, said);
}

void
scene_await_word (Scene *scene, const char *word)
{
  g_autofree char *said = NULL;
  for (gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC; g_get_monotonic_time () < deadline; g_usleep (20000))
    {
      g_free (said);
      said = scene_spawned (scene);
      if (strstr (said, word))
        return;
    }
  fail_msg ("it never said `%s`: %s", word, said);
}

int
scene_wait (GPid pid)
{
  int status = 0;
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

/* ---- the stage ----------------------------------------------------------------------------------------------------- */

static void
set_secrets (void)
{
  g_setenv ("T_COMMUNITY", "lab-community", TRUE);
  g_setenv ("T_PASSWORD", "lab-password", TRUE);
  g_setenv ("T_AUTH", "lab-auth-secret", TRUE);
  g_setenv ("T_PRIV", "lab-priv-secret", TRUE);
}

/* A test that failed left its lab up: the next one needs the addresses. */
static Scene *on_stage;

static void
clear_stage (void)
{
  if (!on_stage)
    return;
  const char *argv[] = { program ("VLANCTL_LAB"), "down", "--run", on_stage->run_dir, NULL };
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL);
  on_stage = NULL;
}

Scene *
scene_new (const char *fleet_yaml, const char *inventory_yaml)
{
  static gboolean registered;
  if (!registered)
    atexit (clear_stage);
  registered = TRUE;
  clear_stage ();
  set_secrets ();
  Scene *scene = g_new0 (Scene, 1);
  g_autoptr (GError) error = NULL;
  scene->dir = g_dir_make_tmp ("vlanctl-scene-XXXXXX", &error);
  if (!scene->dir)
    fail_msg ("%s", error->message);
  write_file (scene->dir, "fleet.yaml", fleet_yaml);
  write_file (scene->dir, "inventory.yaml", inventory_yaml);
  scene->inventory = scene_path (scene, "inventory.yaml");
  scene->run_dir = scene_path (scene, "lab");
  g_autofree char *fleet = scene_path (scene, "fleet.yaml");
  g_autoptr (Ran) up = scene_lab (scene, "up", fleet, NULL);
  if (up->status != 0)
    fail_msg ("the lab did not come up (%d):\n%s%s", up->status, up->out, up->err);
  scene->up = TRUE;
  on_stage = scene;
  return scene;
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  if (dir)
    g_dir_close (dir);
  g_rmdir (path);
}

/* A lab that broke is no witness. */
static void
check_logs (Scene *scene)
{
  GDir *dir = g_dir_open (scene->run_dir, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (scene->run_dir, name, NULL), *text = NULL;
      if (g_str_has_suffix (name, ".log") && g_file_get_contents (path, &text, NULL, NULL) && *text)
        fail_msg ("the lab switch %s says:\n%.6000s", name, text);
    }
  if (dir)
    g_dir_close (dir);
}

void
scene_free (Scene *scene)
{
  if (scene->up)
    {
      check_logs (scene);
      g_autoptr (Ran) down = scene_lab (scene, "down", NULL);
      on_stage = NULL;
      assert_int_equal (down->status, 0);
    }
  if (!g_getenv ("SCENARIO_KEEP"))
    remove_tree (scene->dir);
  g_free (scene->dir);
  g_free (scene->run_dir);
  g_free (scene->inventory);
  g_free (scene);
}

/* ---- looking ------------------------------------------------------------------------------------------------------- */

/* One step of a path: a member, an element by number, or the element whose member `key` reads `value`: "[name=sw-1]". */
static JsonNode *
json_step (JsonNode *node, const char *part)
{
  if (!node)
    return NULL;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_member (json_node_get_object (node), part);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return NULL;
  JsonArray *array = json_node_get_array (node);
  if (part[0] != '[')
    {
      guint64 i = g_ascii_strtoull (part, NULL, 10);
      return i < json_array_get_length (array) ? json_array_get_element (array, (guint) i) : NULL;
    }
  g_auto (GStrv) pair = g_strsplit (part + 1, "=", 2);
  pair[1][strlen (pair[1]) - 1] = '\0';
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      JsonNode *member = JSON_NODE_HOLDS_OBJECT (element) ? json_object_get_member (json_node_get_object (element), pair[0]) : NULL;
      g_autofree char *text = member ? json_to_string (member, FALSE) : NULL;
      g_autofree char *quoted = g_strdup_printf ("\"%s\"", pair[1]);
      /* json-glib escapes the slash of "1/1/3" */
      g_auto (GStrv) plain = text ? g_strsplit (text, "\\/", -1) : NULL;
      g_autofree char *joined = plain ? g_strjoinv ("/", plain) : NULL;
      if (joined && (!strcmp (joined, quoted) || !strcmp (joined, pair[1])))
        return element;
    }
  return NULL;
}

static JsonNode *
json_find (JsonNode *root, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, ".", -1);
  JsonNode *node = root;
  for (guint i = 0; parts[i]; i++)
    node = json_step (node, parts[i]);
  return node;
}

gboolean
json_has (JsonNode *root, const char *path)
{
  JsonNode *node = json_find (root, path);
  return node && !JSON_NODE_HOLDS_NULL (node);
}

JsonNode *
json_at (JsonNode *root, const char *path)
{
  JsonNode *node = root ? json_find (root, path) : NULL;
  if (!node)
    {
      g_autofree char *text = root ? json_to_string (root, TRUE) : g_strdup ("(no JSON)");
      fail_msg ("no %s in %.20000s", path, text);
    }
  return node;
}

const char *
json_text (JsonNode *root, const char *path)
{
  const char *text = json_node_get_string (json_at (root, path));
  if (!text)
    fail_msg ("%s is no string", path);
  return text;
}

gint64
json_number (JsonNode *root, const char *path)
{
  return json_node_get_int (json_at (root, path));
}

JsonNode *
scene_state (Scene *scene, const char *name)
{
  g_autoptr (Ran) ran = scene_lab (scene, "state", name, NULL);
  assert_int_equal (ran->status, 0);
  assert_non_null (ran->json);
  return json_node_ref (ran->json);
}

/* Calls back for every line of the switch's wire log. */
static void
wire_foreach (Scene *scene, const char *name, void (*each) (JsonObject *line, gpointer user), gpointer user)
{
  g_autofree char *file = g_strconcat (name, ".wire", NULL);
  g_autofree char *path = g_build_filename (scene->run_dir, file, NULL);
  g_autofree char *text = NULL;
  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr (JsonNode) node = lines[i][0] ? json_from_string (lines[i], NULL) : NULL;
      if (node)
        each (json_node_get_object (node), user);
    }
}

static void
collect_command (JsonObject *line, gpointer user)
{
  if (g_strcmp0 (json_object_get_string_member (line, "kind"), "command") == 0)
    g_ptr_array_add (user, g_strdup (json_object_get_string_member (line, "text")));
}

GPtrArray *
scene_commands (Scene *scene, const char *name)
{
  GPtrArray *commands = g_ptr_array_new_with_free_func (g_free);
  wire_foreach (scene, name, collect_command, commands);
  return commands;
}

char *
scene_snapshot (Scene *scene, const char *name)
{
  g_autoptr (Ran) ran = scene_lab (scene, "do", name, "show configuration snapshot", NULL);
  assert_status (ran, 0);
  assert_true (strlen (ran->out) > 0);
  return g_strdup (ran->out);
}

guint
count_lines (const GPtrArray *lines, const char *prefix)
{
  guint n = 0;
  for (guint i = 0; i < lines->len; i++)
    n += g_str_has_prefix (lines->pdata[i], prefix);
  return n;
}

typedef struct {
  const char *kind;
  guint n;
} Count;

static void
count_kind (JsonObject *line, gpointer user)
{
  Count *count = user;
  count->n += g_strcmp0 (json_object_get_string_member (line, "kind"), count->kind) == 0;
}

guint
scene_count_kind (Scene *scene, const char *name, const char *kind)
{
  Count count = { kind, 0 };
  wire_foreach (scene, name, count_kind, &count);
  return count.n;
}

/* cmocka cuts its messages short; these are TAP comments. */
static void
tell (const char *what, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text ? text : "", "\n", -1);
  printf ("# %s:\n", what);
  for (guint i = 0; lines[i]; i++)
    printf ("#   %s\n", lines[i]);
}

void
tell_ran (const Ran *ran)
{
  tell ("stdout", ran->out);
  tell ("stderr", ran->err);
}

void
assert_status (const Ran *ran, int status)
{
  if (ran->status == status)
    return;
  tell_ran (ran);
  fail_msg ("exit code %d where %d was expected", ran->status, status);
}

void
assert_says (const char *text, const char *needle)
{
  if (!strstr (text, needle))
    fail_msg ("\"%s\" is not in:\n%.8000s", needle, text);
}

void
assert_silent_about (const char *text, const char *needle)
{
  if (strstr (text, needle))
    fail_msg ("\"%s\" is in:\n%.8000s", needle, text);
}
