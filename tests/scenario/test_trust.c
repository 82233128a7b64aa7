/* Whom to believe: old algorithms by name against OpenSSH's own sshd, host keys in every form that known_hosts may have, secrets that
 * a switch says back, and one failed login and no more. */
#include "sshd.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define NET "127.60.1."

static const char fleet[] = FLEET_HEAD
  "  old:\n"
  "    address: " NET "1\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'lanpower start 1' ]\n";

static const char *const transports[] = { "libssh", "openssh" };

/* One switch, reached as `ssh` says. */
static void
write_inventory (Scene *scene, const char *ssh, guint port)
{
  g_autofree char *text = g_strdup_printf ("%scredentials:\n"
                                           "  default:\n"
                                           "    snmp: { version: 2c, community: { env: T_COMMUNITY } }\n"
                                           "    ssh: { %s }\n"
                                           "defaults: { credentials: default, timeout: 2s, snmp-port: 10161, ssh-port: %u }\n"
                                           "switches:\n"
                                           "  - { name: old, address: " NET "1, ports: { 1/1: phone } }\n", INVENTORY_HEAD, ssh, port);
  assert_true (g_file_set_contents (scene->inventory, text, -1, NULL));
}

static void
write_known (Scene *scene, const char *text)
{
  g_autofree char *path = g_build_filename (scene->run_dir, "known_hosts", NULL);
  assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Doctor's word on one check, "" where it says none; *ok. */
static char *
check_of (const Ran *doctor, const char *id, gboolean *ok)
{
  g_autofree char *path = g_strdup_printf ("switches.0.checks.[check=%s]", id), *message = g_strconcat (path, ".message", NULL), *well = g_strconcat (path, ".ok", NULL);
  *ok = json_has (doctor->json, path) && json_node_get_boolean (json_at (doctor->json, well));
  return g_strdup (json_has (doctor->json, path) ? json_text (doctor->json, message) : "");
}

static Ran *
doctor (Scene *scene, const char *option)
{
  Ran *ran = scene_run (scene, "doctor", "--json", option, NULL);
  assert_non_null (ran->json);
  assert_string_equal (json_text (ran->json, "format"), "vlanctl-doctor/1");
  return ran;
}

/* ---- algorithms ----------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *config;    /* what sshd is cut down to */
  const char *names;     /* the old ones that this takes: `algorithms: [...]` */
  const char *seen[4];   /* in sshd's own log, once it is let in */
} Narrow;

static const Narrow narrow[] = {
  { "HostKeyAlgorithms ssh-rsa\n", "ssh-rsa", { "kex: host key algorithm: ssh-rsa " } },
  { "KexAlgorithms diffie-hellman-group1-sha1\n", "diffie-hellman-group1-sha1", { "kex: algorithm: diffie-hellman-group1-sha1 " } },
  { "KexAlgorithms diffie-hellman-group14-sha1\n", "diffie-hellman-group14-sha1", { "kex: algorithm: diffie-hellman-group14-sha1 " } },
  { "KexAlgorithms diffie-hellman-group-exchange-sha1\n", "diffie-hellman-group-exchange-sha1",
    { "kex: algorithm: diffie-hellman-group-exchange-sha1 " } },
  { "Ciphers aes128-cbc\n", "aes128-cbc", { "kex: client->server cipher: aes128-cbc ", "kex: server->client cipher: aes128-cbc " } },
  { "Ciphers aes256-cbc\n", "aes256-cbc", { "kex: server->client cipher: aes256-cbc " } },
  { "Ciphers 3des-cbc\n", "3des-cbc", { "kex: server->client cipher: 3des-cbc " } },
  { "Ciphers aes128-ctr\nMACs hmac-sha1\n", "hmac-sha1", { "kex: server->client cipher: aes128-ctr MAC: hmac-sha1 " } },
  { "HostKeyAlgorithms ssh-rsa\nKexAlgorithms diffie-hellman-group1-sha1\nCiphers aes128-cbc\nMACs hmac-sha1\n",
    "ssh-rsa, diffie-hellman-group1-sha1, aes128-cbc, hmac-sha1",
    { "kex: host key algorithm: ssh-rsa ", "kex: algorithm: diffie-hellman-group1-sha1 ", "kex: client->server cipher: aes128-cbc MAC: hmac-sha1 ",
      "kex: server->client cipher: aes128-cbc MAC: hmac-sha1 " } },
  { "HostKeyAlgorithms ssh-rsa\nKexAlgorithms diffie-hellman-group14-sha1\nCiphers aes128-cbc\nMACs hmac-sha1\n",
    "ssh-rsa, diffie-hellman-group14-sha1, aes128-cbc, hmac-sha1",
    { "kex: host key algorithm: ssh-rsa ", "kex: algorithm: diffie-hellman-group14-sha1 ", "kex: server->client cipher: aes128-cbc MAC: hmac-sha1 " } },
};

/* What libssh has no part for, and ssh has. */
static const Narrow only_openssh[] = {
  { "Ciphers aes128-ctr\nMACs hmac-md5\n", "hmac-md5", { "kex: server->client cipher: aes128-ctr MAC: hmac-md5 " } },
  { "Ciphers aes128-ctr\nMACs hmac-sha1-96\n", "hmac-sha1-96", { "kex: server->client cipher: aes128-ctr MAC: hmac-sha1-96 " } },
};

typedef struct {
  Scene *scene;
  char *host_key, *user_key;
} Stage;

static Stage
set_stage (void)
{
  Stage s = { scene_new (fleet, "vlanctl: 1\n") };
  s.host_key = g_build_filename (s.scene->dir, "host_rsa", NULL);
  s.user_key = g_build_filename (s.scene->dir, "id", NULL);
  sshd_make_key (s.host_key, "rsa");
  sshd_make_key (s.user_key, "ed25519");
  g_autofree char *known = sshd_known_line (NET "1", s.host_key);
  write_known (s.scene, known);
  return s;
}

static void
clear_stage (Stage *s)
{
  scene_free (s->scene);
  g_free (s->host_key);
  g_free (s->user_key);
}

static void
expect (const Stage *s, const Narrow *n, const char *transport, const char *algorithms, const char *refusal)
{
  gboolean in, fine;
  Sshd *sshd = sshd_start (s->scene, "old", NET "1", s->host_key, s->user_key, n->config);
  g_autofree char *ssh = g_strdup_printf ("user: %s, key: %s, transport: %s%s%s", g_get_user_name (), s->user_key, transport,
                                          *algorithms ? ", algorithms: " : "", algorithms);
  write_inventory (s->scene, ssh, SSHD_PORT);
  g_autoptr (Ran) ran = doctor (s->scene, NULL);
  g_autofree char *login = check_of (ran, "login", &in), *told = check_of (ran, "algorithms", &fine), *log = sshd_said (sshd);
  if (in != !refusal || fine != in)
    {
      tell_ran (ran);
      fail_msg ("%s, %s, `%s`: %s; %s", n->config, transport, algorithms, told, login);
    }
  g_auto (GStrv) names = g_strsplit (n->names, ", ", -1);
  for (guint i = 0; names[i] && !refusal; i++)
    assert_says (strstr (told, "old and weak"), names[i]);
  if (refusal)
    assert_says (told, refusal);
  for (guint i = 0; i < G_N_ELEMENTS (n->seen) && n->seen[i] && !refusal; i++)
    assert_says (log, n->seen[i]);
  sshd_stop (sshd);
}

static void
test_old_algorithms (void **state)
{
  Stage s = set_stage ();
  for (guint i = 0; i < G_N_ELEMENTS (narrow); i++)
    for (guint t = 0; t < G_N_ELEMENTS (transports); t++)
      {
        gboolean several = strchr (narrow[i].names, ',') != NULL;
        g_autofree char *names = g_strdup_printf ("[%s]", narrow[i].names);
        /* of several, the first that is missing is named */
        g_autofree char *refusal = several ? g_strdup ("it offers only ") : g_strdup_printf ("it offers only %s: say `algorithms: [%s]`", narrow[i].names, narrow[i].names);
        expect (&s, &narrow[i], transports[t], "", refusal);
        expect (&s, &narrow[i], transports[t], names, NULL);
        expect (&s, &narrow[i], transports[t], "legacy", NULL);
      }
  clear_stage (&s);
}

/* Each line that a refusal asks for brings one further, and keeps what stood there before. */
static void
test_cure_by_cure (void **state)
{
  static const char *const steps[] = { "", "[diffie-hellman-group14-sha1]", "[diffie-hellman-group14-sha1, ssh-rsa]", "[diffie-hellman-group14-sha1, ssh-rsa, aes128-cbc]",
                                       "[diffie-hellman-group14-sha1, ssh-rsa, aes128-cbc, hmac-sha1]" };
  Stage s = set_stage ();
  for (guint t = 0; t < G_N_ELEMENTS (transports); t++)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      expect (&s, &narrow[G_N_ELEMENTS (narrow) - 1], transports[t], steps[i], i + 1 < G_N_ELEMENTS (steps) ? steps[i + 1] : NULL);
  clear_stage (&s);
}

static void
test_only_openssh (void **state)
{
  Stage s = set_stage ();
  for (guint i = 0; i < G_N_ELEMENTS (only_openssh); i++)
    {
      g_autofree char *cure = g_strdup_printf ("transport: openssh, algorithms: [%s]", only_openssh[i].names);
      expect (&s, &only_openssh[i], "libssh", "legacy", cure);
      expect (&s, &only_openssh[i], "openssh", "legacy", NULL);
    }
  clear_stage (&s);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_old_algorithms), cmocka_unit_test (test_cure_by_cure), cmocka_unit_test (test_only_openssh) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("trust", tests, NULL, NULL);
}
