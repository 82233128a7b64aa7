/* Scenarios: the real binaries against the lab. Each test brings up its own fleet in its own folder and takes it down again. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>
#include <json-glib/json-glib.h>

typedef struct {
  char *dir;       /* everything of this scenario; removed at the end */
  char *run_dir;   /* the lab's: known_hosts, sockets, wire logs */
  char *inventory; /* path */
  gboolean up;
} Scene;

/* What a program did. */
typedef struct {
  int status; /* exit code; 128 + signal when killed */
  char *out, *err;
  JsonNode *json; /* of out, when it is JSON */
} Ran;

/* Writes the two files and starts the fleet. Fails the test when the lab does not come up. */
Scene *scene_new (const char *fleet_yaml, const char *inventory_yaml);
void scene_free (Scene *scene);

/* Runs vlanctl with -i, --state and --known-hosts of the scene; varargs are further arguments, NULL-terminated. */
Ran *scene_run (Scene *scene, const char *command, ...) G_GNUC_NULL_TERMINATED;
/* The same with environment "NAME=value" added; argv NULL-terminated. */
Ran *scene_run_env (Scene *scene, const char *const *env, const char *const *argv);
/* Runs vlanctl-lab with --run. */
Ran *scene_lab (Scene *scene, const char *command, ...) G_GNUC_NULL_TERMINATED;
/* Starts vlanctl without waiting; scene_wait collects it. */
GPid scene_spawn (Scene *scene, const char *const *argv);
int scene_wait (GPid pid);
char *scene_path (Scene *scene, const char *name);
void ran_free (Ran *ran);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ran, ran_free)

/* "switches.0.ports.1/1/3.x": members by name, elements by number, or by [key=value]. Fails the test when it is not there. */
JsonNode *json_at (JsonNode *root, const char *path);
const char *json_text (JsonNode *root, const char *path);
gint64 json_number (JsonNode *root, const char *path);
gboolean json_has (JsonNode *root, const char *path);

/* The state of a lab switch as its own program tells it; caller unrefs. */
JsonNode *scene_state (Scene *scene, const char *name);
/* Command lines that a switch received on its wire, in order. */
GPtrArray *scene_commands (Scene *scene, const char *name);
guint scene_count_kind (Scene *scene, const char *name, const char *kind);

void assert_status (const Ran *ran, int status);
void assert_says (const char *text, const char *needle);
void assert_silent_about (const char *text, const char *needle);
