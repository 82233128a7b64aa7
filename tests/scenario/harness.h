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

/* What most fleets and inventories begin with; addresses are given by each scenario file, so that files can run side by side. */
#define FLEET_HEAD \
  "lab: 1\n" \
  "defaults:\n" \
  "  snmp:\n" \
  "    port: 10161\n" \
  "    community: lab-community\n" \
  "    users:\n" \
  "      - { name: vlanctl, auth: SHA-256, auth-secret: lab-auth-secret, priv: AES, priv-secret: lab-priv-secret }\n" \
  "  ssh: { port: 10022, user: admin, password: lab-password }\n" \
  "  boot: 50ms\n" \
  "switches:\n"
#define INVENTORY_HEAD \
  "vlanctl: 1\n" \
  "site: lab\n" \
  "vlans:\n" \
  "  data:  { id: 10,  name: DATA }\n" \
  "  voice: { id: 200, name: VOIX }\n" \
  "roles:\n" \
  "  phone:\n" \
  "    data-vlan: data\n" \
  "    voice-vlan: voice\n" \
  "    lldp-med: { priority: 5, dscp: 46 }\n" \
  "    poe: { enabled: true, priority: high, limit: 8W }\n" \
  "    qos-trust: true\n"
/* The secrets are in the environment of every program that a scene starts. */
#define INVENTORY_CREDENTIALS \
  "credentials:\n" \
  "  default:\n" \
  "    snmp: { version: 2c, community: { env: T_COMMUNITY } }\n" \
  "    ssh: { user: admin, secret: { env: T_PASSWORD } }\n" \
  "  v3:\n" \
  "    snmp:\n" \
  "      version: 3\n" \
  "      user: vlanctl\n" \
  "      auth: { protocol: sha256, secret: { env: T_AUTH } }\n" \
  "      priv: { protocol: aes, secret: { env: T_PRIV } }\n" \
  "    ssh: { user: admin, secret: { env: T_PASSWORD } }\n" \
  "defaults: { credentials: default, timeout: 2s, snmp-port: 10161, ssh-port: 10022 }\n" \
  "switches:\n"

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
char *scene_spawned (Scene *scene); /* what the program that was started last has said so far, on both its outputs */
void scene_await_word (Scene *scene, const char *word); /* until that program has said it */
/* Waits until a switch has heard so many lines that begin so. */
void scene_await_command (Scene *scene, const char *name, const char *prefix, guint n);
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
/* What `show configuration snapshot` says to somebody who logs in beside us. */
char *scene_snapshot (Scene *scene, const char *name);
/* How many of the lines begin so. */
guint count_lines (const GPtrArray *lines, const char *prefix);
guint scene_count_kind (Scene *scene, const char *name, const char *kind);

/* Prints what the program said, as TAP comments. */
void tell_ran (const Ran *ran);
void assert_status (const Ran *ran, int status);
void assert_says (const char *text, const char *needle);
void assert_silent_about (const char *text, const char *needle);
