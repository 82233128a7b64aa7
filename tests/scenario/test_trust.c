/* Whom to believe: old algorithms by name against OpenSSH's own sshd, host keys in every form that known_hosts may have, secrets that
 * a switch says back, and one failed login and no more. */
#include "sshd.h"

#include <glib/gstdio.h>
#include <pwd.h>
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

/* ---- host keys -------------------------------------------------------------------------------------------------------- */

#define HOST "[" NET "1]:10022"
typedef enum { KNOWN, UNKNOWN, CHANGED, REVOKED } Verdict;

/* %K is the key that the switch has, %W another of its type. */
static const struct {
  const char *what, *text;
  gboolean hashed;
  Verdict verdict[2]; /* libssh, openssh: ssh takes an entry without a port for one of any port, libssh is stricter */
} forms[] = {
  { "plain", HOST " %K\n", FALSE, { KNOWN, KNOWN } },
  { "hashed", HOST " %K\n", TRUE, { KNOWN, KNOWN } },
  { "of another port", NET "1 %K\n", FALSE, { UNKNOWN, KNOWN } },
  { "of another port, hashed", NET "1 %K\n", TRUE, { UNKNOWN, KNOWN } },
  { "one of several names", "core," HOST ",[192.0.2.1]:10022 %K\n", FALSE, { KNOWN, KNOWN } },
  { "a pattern", "[" NET "?]:10022 %K\n", FALSE, { KNOWN, KNOWN } },
  { "among others", "# a comment\n\n192.0.2.1 %W\n" HOST " %K comment\n", FALSE, { KNOWN, KNOWN } },
  { "of two keys the second", HOST " %W\n" HOST " %K\n", FALSE, { KNOWN, KNOWN } },
  { "another", HOST " %W\n", FALSE, { CHANGED, CHANGED } },
  { "another, hashed", HOST " %W\n", TRUE, { CHANGED, CHANGED } },
  { "revoked", "@revoked " HOST " %K\n", FALSE, { REVOKED, REVOKED } },
  { "revoked by pattern, and known", HOST " %K\n@revoked * %K\n", FALSE, { REVOKED, REVOKED } },
  { "another one revoked", "@revoked * %W\n" HOST " %K\n", FALSE, { KNOWN, KNOWN } },
  { "nothing", "", FALSE, { UNKNOWN, UNKNOWN } },
};

static char *
public_text (const char *key)
{
  g_autofree char *path = g_strconcat (key, ".pub", NULL);
  char *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strchomp (text);
}

static char *
print_of (const char *public_key)
{
  g_auto (GStrv) words = g_strsplit (public_key, " ", 3);
  gsize size;
  g_autofree guchar *blob = g_base64_decode (words[1], &size);
  guint8 hash[32];
  gsize n = sizeof hash;
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (sum, blob, (gssize) size);
  g_checksum_get_digest (sum, hash, &n);
  g_autofree char *text = g_base64_encode (hash, n);
  text[strcspn (text, "=")] = '\0';
  return g_strconcat ("SHA256:", text, NULL);
}

typedef struct {
  char *right, *wrong;             /* public keys */
  char *right_print, *wrong_print; /* SHA256:... */
} Keys;

static Keys
make_keys (Scene *scene)
{
  Keys k = { 0 };
  g_autofree char *known = g_build_filename (scene->run_dir, "known_hosts", NULL), *wrong = scene_path (scene, "wrong"), *text = NULL;
  assert_true (g_file_get_contents (known, &text, NULL, NULL));
  g_auto (GStrv) words = g_strsplit (g_strchomp (text), " ", 2);
  k.right = g_strdup (words[1]);
  sshd_make_key (wrong, "rsa");
  k.wrong = public_text (wrong);
  k.right_print = print_of (k.right);
  k.wrong_print = print_of (k.wrong);
  return k;
}

static void
keys_clear (Keys *k)
{
  g_free (k->right);
  g_free (k->wrong);
  g_free (k->right_print);
  g_free (k->wrong_print);
}

static void
write_form (Scene *scene, const Keys *k, const char *form, gboolean hashed)
{
  GString *text = g_string_new (form);
  g_string_replace (text, "%K", k->right, 0);
  g_string_replace (text, "%W", k->wrong, 0);
  write_known (scene, text->str);
  g_string_free (text, TRUE);
  if (!hashed)
    return;
  g_autofree char *path = g_build_filename (scene->run_dir, "known_hosts", NULL), *out = NULL, *err = NULL;
  const char *argv[] = { "ssh-keygen", "-H", "-f", path, NULL };
  int status = 1;
  assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, &status, NULL) && !status);
}

static void
assert_verdict (const Ran *ran, const Keys *k, const char *what, Verdict verdict)
{
  static const char *const words[] = { "known", "is not known", "another host key", "revoked" };
  gboolean ok;
  g_autofree char *said = check_of (ran, "host-key", &ok);
  gboolean shown = strstr (said, k->right_print) != NULL, other = strstr (said, k->wrong_print) != NULL;
  if (ok != (verdict == KNOWN) || !strstr (said, words[verdict]) || !shown || (verdict == CHANGED && !other))
    {
      tell_ran (ran);
      fail_msg ("%s: %s", what, said);
    }
}

static void
test_known_hosts (void **state)
{
  Scene *scene = scene_new (fleet, "vlanctl: 1\n");
  Keys keys = make_keys (scene);
  for (guint t = 0; t < G_N_ELEMENTS (transports); t++)
    {
      g_autofree char *ssh = g_strdup_printf ("user: admin, secret: { env: T_PASSWORD }, algorithms: legacy, transport: %s", transports[t]);
      write_inventory (scene, ssh, 10022);
      for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
        {
          g_autofree char *what = g_strdup_printf ("%s, %s", forms[i].what, transports[t]);
          write_form (scene, &keys, forms[i].text, forms[i].hashed);
          g_autoptr (Ran) ran = doctor (scene, NULL);
          assert_verdict (ran, &keys, what, forms[i].verdict[t]);
        }
      /* a changed one is not accepted as a new one, a new one is, once and for ever */
      write_form (scene, &keys, HOST " %W\n", FALSE);
      g_autoptr (Ran) changed = doctor (scene, "--accept-new-host-keys");
      assert_verdict (changed, &keys, transports[t], CHANGED);
      write_form (scene, &keys, "@revoked * %K\n", FALSE);
      g_autoptr (Ran) revoked = doctor (scene, "--accept-new-host-keys");
      assert_verdict (revoked, &keys, transports[t], REVOKED);
      write_known (scene, "");
      g_autoptr (Ran) fresh = doctor (scene, "--accept-new-host-keys");
      assert_verdict (fresh, &keys, transports[t], KNOWN);
      g_autoptr (Ran) later = doctor (scene, NULL);
      assert_verdict (later, &keys, transports[t], KNOWN);
    }
  keys_clear (&keys);
  scene_free (scene);
}

/* The user's file and the system's, where no file is named: folders of our own in their place, seen by this process alone. */
static void
test_usual_known_hosts (void **state)
{
  g_autofree char *base = g_dir_make_tmp ("vlanctl-home-XXXXXX", NULL);
  g_autofree char *home = g_build_filename (base, "home", NULL), *ssh_dir = g_build_filename (home, ".ssh", NULL), *etc = g_build_filename (base, "etc", NULL);
  g_autofree char *own = g_build_filename (ssh_dir, "known_hosts", NULL), *system = g_build_filename (etc, "ssh_known_hosts", NULL);
  g_mkdir_with_parents (ssh_dir, 0700);
  g_mkdir (etc, 0755);
  const struct passwd *me = getpwuid (getuid ());
  if (unshare (CLONE_NEWNS) || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) || !me || mount (home, me->pw_dir, NULL, MS_BIND, NULL)
      || mount (etc, "/etc/ssh", NULL, MS_BIND, NULL))
    skip ();
  Scene *scene = scene_new (fleet, "vlanctl: 1\n");
  Keys keys = make_keys (scene);
  g_autofree char *right = g_strdup_printf (HOST " %s\n", keys.right), *wrong = g_strdup_printf (HOST " %s\n", keys.wrong);
  const struct {
    const char *own, *system;
    Verdict verdict;
  } rows[] = { { right, "", KNOWN }, { "", right, KNOWN }, { "", "", UNKNOWN }, { wrong, "", CHANGED }, { "", wrong, CHANGED } };
  for (guint t = 0; t < G_N_ELEMENTS (transports); t++)
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
      {
        g_autofree char *ssh = g_strdup_printf ("user: admin, secret: { env: T_PASSWORD }, algorithms: legacy, transport: %s", transports[t]);
        g_autofree char *what = g_strdup_printf ("row %u, %s", i, transports[t]);
        write_inventory (scene, ssh, 10022);
        assert_true (g_file_set_contents (own, rows[i].own, -1, NULL) && g_file_set_contents (system, rows[i].system, -1, NULL));
        g_autoptr (Ran) ran = g_new0 (Ran, 1);
        const char *argv[] = { g_getenv ("VLANCTL"), "doctor", "--json", "-i", scene->inventory, NULL };
        assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &ran->out, &ran->err, &ran->status, NULL));
        ran->json = json_from_string (ran->out, NULL);
        assert_non_null (ran->json);
        assert_verdict (ran, &keys, what, rows[i].verdict);
      }
  umount2 ("/etc/ssh", MNT_DETACH);
  umount2 (me->pw_dir, MNT_DETACH);
  const char *remove[] = { "rm", "-r", base, NULL };
  g_spawn_sync (NULL, (char **) remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  keys_clear (&keys);
  scene_free (scene);
}

/* ---- one failed login, and no more ------------------------------------------------------------------------------------- */

static void
test_one_refused_login (void **state)
{
  static const char *const commands[][6] = { { "apply", "--yes" }, { "plan", "--read-cli" }, { "doctor" } };
  Scene *scene = scene_new (FLEET_HEAD "  old:\n    address: " NET "1\n    model: OS6450-P10\n    no-tables: [ lldp-med, poe, config ]\n", "vlanctl: 1\n");
  const char *const env[] = { "T_PASSWORD=not-this-one", NULL };
  for (guint t = 0; t < G_N_ELEMENTS (transports); t++)
    {
      g_autofree char *ssh = g_strdup_printf ("user: admin, secret: { env: T_PASSWORD }, algorithms: legacy, transport: %s", transports[t]);
      write_inventory (scene, ssh, 10022);
      for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
        {
          guint before = scene_count_kind (scene, "old", "login-refused");
          g_autoptr (Ran) ran = scene_run_env (scene, env, commands[i]);
          assert_int_not_equal (ran->status, 0);
          guint after = scene_count_kind (scene, "old", "login-refused");
          if (after != before + 1)
            fail_msg ("%s by %s: %u refused logins", commands[i][0], transports[t], after - before);
        }
    }
  scene_free (scene);
}

/* ---- doctor ------------------------------------------------------------------------------------------------------------ */

static const struct {
  const char *model, *fleet, *check, *cure;
  const char *lines[2]; /* that another administrator types before */
  const char *env;
  int status;
} misses[] = {
  { "OS6360-P10", "", NULL, NULL, { NULL }, NULL, 0 },
  { "OS6450-P10", "", NULL, NULL, { NULL }, NULL, 0 },
  { "OS6450-P10", "    faults: [ no-sftp ]\n", "sftp", "scp-sftp", { NULL }, NULL, 1 },
  { "OS6360-P10", "    faults: [ no-sftp ]\n", NULL, NULL, { NULL }, NULL, 0 }, /* the shell takes the file */
  { "OS6360-P10", "    faults: [ read-only ]\n", "rights", "user admin read-write all", { NULL }, NULL, 1 },
  { "OS6450-P10", "    faults: [ no-cli ]\n", "rights", "user admin read-write all", { NULL }, NULL, 1 },
  { "OS6450-P10", "    faults: [ refuse-login ]\n", "login", "aaa authentication ssh local", { NULL }, NULL, 1 },
  { "OS6360-P10", "", "login", "aaa authentication ssh local", { NULL }, "T_PASSWORD=not-this-one", 1 },
  { "OS6360-P10", "", "snmp", "snmp community-map mode enable", { NULL }, "T_COMMUNITY=not-this-one", 1 },
  { "OS6450-P10", "", "snmp", "snmp security no security", { NULL }, "T_COMMUNITY=not-this-one", 1 },
  { "OS6360-P10", "    running: certified\n", "directory", "reload from working no rollback-timeout", { NULL }, NULL, 1 },
  { "OS6450-P10", "    running: certified\n", "directory", "reload working no rollback-timeout", { NULL }, NULL, 1 },
  { "OS6360-P10", "", "unsaved", "write memory", { "vlan 99 admin-state enable" }, NULL, 1 },
  { "OS6360-P10", "", "timer", "configuration cancel", { "configuration snapshot all x.txt", "configuration apply x.txt in 01:30" }, NULL, 1 },
  { "OS6450-P10", "    clock: 2001-01-01 00:00\n", "clock", "system date ", { NULL }, NULL, 1 },
  { "OS6450-P10", "    missing-unit: 2\n", "members", NULL, { NULL }, NULL, 1 },
};

static gboolean
has_cure (const Ran *ran, const char *check, const char *line)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *path = g_strdup_printf ("switches.0.checks.[check=%s].cures.%u.line", check, i);
      if (json_has (ran->json, path) && g_str_has_prefix (json_text (ran->json, path), line))
        return TRUE;
    }
  return FALSE;
}

static void
assert_untouched (Scene *scene)
{
  static const char *const looks[] = { "show ", "who", "no more", "session ", "configuration snapshot all x.txt" };
  g_autoptr (GPtrArray) commands = scene_commands (scene, "sw");
  for (guint i = 0; i < commands->len; i++)
    {
      gboolean fine = FALSE;
      for (guint k = 0; k < G_N_ELEMENTS (looks); k++)
        fine = fine || g_str_has_prefix (commands->pdata[i], looks[k]);
      if (!fine)
        fail_msg ("doctor sent `%s`", (char *) commands->pdata[i]);
    }
  assert_int_equal (scene_count_kind (scene, "sw", "sftp-put") + scene_count_kind (scene, "sw", "snmp-set"), 0);
}

static void
test_doctor (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (misses); i++)
    {
      gboolean ok;
      g_autofree char *lab = g_strdup_printf (FLEET_HEAD "  sw:\n    address: " NET "1\n    model: %s\n%s", misses[i].model, misses[i].fleet);
      g_autofree char *inventory = g_strdup_printf ("%s  - { name: sw, address: " NET "1, model: %s, ports: { %s: phone } }\n", INVENTORY_HEAD INVENTORY_CREDENTIALS,
                                                    misses[i].model, g_str_has_prefix (misses[i].model, "OS64") ? "1/1" : "1/1/1");
      Scene *scene = scene_new (lab, inventory);
      for (guint k = 0; k < G_N_ELEMENTS (misses[i].lines) && misses[i].lines[k]; k++)
        {
          g_autoptr (Ran) line = scene_lab (scene, "do", "sw", misses[i].lines[k], NULL);
          assert_status (line, 0);
        }
      const char *const env[] = { misses[i].env, NULL }, *const argv[] = { "doctor", "--json", NULL };
      g_autoptr (Ran) ran = scene_run_env (scene, env, argv);
      assert_status (ran, misses[i].status);
      if (misses[i].check)
        {
          g_autofree char *said = check_of (ran, misses[i].check, &ok);
          if (ok || !*said || (misses[i].cure && !has_cure (ran, misses[i].check, misses[i].cure)))
            {
              tell_ran (ran);
              fail_msg ("row %u: %s", i, misses[i].check);
            }
        }
      assert_untouched (scene);
      scene_free (scene);
    }
}

/* Neither SNMP nor SSH: the answer is not complete. */
static void
test_doctor_of_the_dead (void **state)
{
  Scene *scene = scene_new (fleet, "vlanctl: 1\n");
  write_inventory (scene, "user: admin, secret: { env: T_PASSWORD }, algorithms: legacy", 10022);
  g_autoptr (Ran) down = scene_lab (scene, "down", NULL);
  assert_status (down, 0);
  g_autoptr (Ran) ran = doctor (scene, NULL);
  assert_status (ran, 3);
  assert_true (has_cure (ran, "reachable", "ping " NET "1"));
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_old_algorithms), cmocka_unit_test (test_cure_by_cure),      cmocka_unit_test (test_only_openssh),
                                      cmocka_unit_test (test_known_hosts),    cmocka_unit_test (test_one_refused_login), cmocka_unit_test (test_doctor),
                                      cmocka_unit_test (test_doctor_of_the_dead), cmocka_unit_test (test_usual_known_hosts) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("trust", tests, NULL, NULL);
}
