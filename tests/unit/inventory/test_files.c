/* Several files and folders as one inventory: what is found, what is read once, whose defaults hold; and what no excerpt shows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inventory/inventory.h"
#include "inventory/tree.h"

typedef struct
{
  char *dir, *before;
  InventorySources *sources;
  Diagnostics *found;
  Desired *desired;
} House;

static void
put (const char *name, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (name);
  assert_int_equal (g_mkdir_with_parents (folder, 0755), 0);
  assert_true (g_file_set_contents (name, text, -1, NULL));
}

static int
setup (void **state)
{
  House *h = g_new0 (House, 1);
  h->before = g_get_current_dir ();
  h->dir = g_dir_make_tmp ("vlanctl-files-XXXXXX", NULL);
  *state = h;
  return chdir (h->dir);
}

static void
forget (House *h)
{
  g_clear_pointer (&h->sources, inventory_sources_free);
  g_clear_pointer (&h->found, diagnostics_free);
  g_clear_pointer (&h->desired, desired_free);
}

static void
remove_all (const char *path)
{
  g_autoptr (GDir) dir = g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name (dir));)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);
      remove_all (child);
    }
  g_remove (path);
}

static int
teardown (void **state)
{
  House *h = *state;
  int back = chdir (h->before);
  remove_all (h->dir);
  forget (h);
  g_free (h->dir);
  g_free (h->before);
  g_free (h);
  return back;
}

/* Loads; the errors and warnings as text, a rule a word. */
static char *
load (House *h, const char *a, const char *b)
{
  const char *paths[] = { a, b, NULL };
  GString *rules = g_string_new (NULL);
  forget (h);
  h->sources = inventory_sources_new ();
  h->found = diagnostics_new ();
  h->desired = inventory_load (paths, h->sources, h->found);
  for (guint i = 0; i < h->found->items->len; i++)
    {
      const Diagnostic *d = h->found->items->pdata[i];
      printf ("# %s:%u:%u %s %s\n", d->pos.file, d->pos.line, d->pos.column, d->rule, d->message);
      if (d->severity != SEVERITY_NOTE)
        g_string_append_printf (rules, "%s%s", rules->len ? " " : "", d->rule);
    }
  return g_string_free (rules, FALSE);
}

#define assert_rules(h, a, b, want)                                                                                              \
  do                                                                                                                             \
    {                                                                                                                            \
      g_autofree char *got_ = load (h, a, b);                                                                                    \
      assert_string_equal (got_, want);                                                                                          \
    }                                                                                                                            \
  while (0)

#define NOUNS                                                                                                                    \
  "vlans: { data: { id: 10 } }\nroles: { pc: { data-vlan: data } }\n"                                                            \
  "credentials: { one: { ssh: { user: a } }, two: { ssh: { user: b } } }\n"
#define SWITCH(name, rest) "switches: [ { name: " name ", address: " name ", uplinks: 1/9, ports: { 1/1: pc } " rest " } ]\n"

static const DesiredSwitch *
switch_at (const House *h, guint i)
{
  return h->desired->switches->pdata[i];
}

/* A switch's own key, then its file's default, then that of the file which includes it, then that of a file without switches. */
static void
test_defaults (void **state)
{
  House *h = *state;
  put ("main.yaml",
       "vlanctl: 1\ninclude: \"sites/*.yaml\"\n" NOUNS "defaults: { credentials: one, timeout: 1s, ssh-port: 11 }\n");
  put ("sites/a.yaml", "vlanctl: 1\ndefaults: { timeout: 2s, snmp-port: 12 }\n" SWITCH ("a", ", ssh-port: 13, credentials: two"));
  put ("sites/b.yaml", "vlanctl: 1\n" SWITCH ("b", ""));
  assert_rules (h, "main.yaml", NULL, "");
  assert_string_equal (switch_at (h, 0)->credentials->name, "two");
  assert_int_equal (switch_at (h, 0)->timeout_ms, 2000);
  assert_int_equal (switch_at (h, 0)->snmp_port, 12);
  assert_int_equal (switch_at (h, 0)->ssh_port, 13);
  assert_string_equal (switch_at (h, 1)->credentials->name, "one");
  assert_int_equal (switch_at (h, 1)->timeout_ms, 1000);
  assert_int_equal (switch_at (h, 1)->snmp_port, 161);
}

/* The same when a folder is read in which the included file comes first. */
static void
test_defaults_of_a_folder (void **state)
{
  House *h = *state;
  put ("x/a.yaml", "vlanctl: 1\n" SWITCH ("a", ", credentials: two"));
  put ("x/z.yaml", "vlanctl: 1\ninclude: [a.yaml]\n" NOUNS "defaults: { timeout: 1s }\n" SWITCH ("z", ", credentials: one"));
  assert_rules (h, "x", NULL, "");
  assert_int_equal (switch_at (h, 0)->timeout_ms, 1000);
  /* a file that only has defaults has them for everybody; two such must not disagree */
  put ("y/a.yaml", "vlanctl: 1\n" SWITCH ("a", ", credentials: two"));
  put ("y/common.yaml", "vlanctl: 1\n" NOUNS "defaults: { timeout: 3s, credentials: one }\n");
  put ("y/z.yml", "vlanctl: 1\ndefaults: { ssh-port: 13 }\n" SWITCH ("z", ""));
  put ("y/.hidden.yaml", "nonsense");
  put ("y/readme.txt", "nonsense");
  assert_rules (h, "y", NULL, "");
  assert_int_equal (switch_at (h, 0)->timeout_ms, 3000);
  assert_string_equal (switch_at (h, 1)->credentials->name, "one");
  put ("y/common2.yaml", "vlanctl: 1\ndefaults: { timeout: 4s }\n");
  assert_rules (h, "y", NULL, "VL205");
}

/* However often and by whatever name a file comes, it is read once. */
static void
test_once (void **state)
{
  House *h = *state;
  put ("a.yaml", "vlanctl: 1\ninclude: [b.yaml, \"*.yaml\"]\n" NOUNS SWITCH ("a", ", credentials: one"));
  put ("b.yaml", "vlanctl: 1\ninclude: a.yaml\n" SWITCH ("b", ", credentials: two"));
  assert_int_equal (symlink ("a.yaml", "link.yaml"), 0);
  assert_int_equal (link ("b.yaml", "hard.yaml"), 0);
  assert_rules (h, "a.yaml", "./a.yaml", "");
  assert_int_equal (inventory_files_read (h->sources), 2);
  assert_rules (h, ".", "b.yaml", "");
  assert_int_equal (inventory_files_read (h->sources), 2);
  assert_int_equal (h->desired->switches->len, 2);
}

/* What cannot be read is said once, and nothing is said of what it would have defined. */
static void
test_unread (void **state)
{
  House *h = *state;
  g_mkdir ("empty", 0755);
  assert_int_equal (mkfifo ("pipe.yaml", 0600), 0);
  put ("good.yaml", "vlanctl: 1\n" NOUNS SWITCH ("a", ", credentials: one"));
  put ("bad.yaml", "vlanctl: 1\nroles: {\n");
  const char *const alone[] = { "nowhere.yaml", "empty", "pipe.yaml", "/dev/zero" };
  for (guint i = 0; i < G_N_ELEMENTS (alone); i++)
    {
      assert_rules (h, alone[i], NULL, "VL109");
      assert_null (h->desired);
      assert_int_equal (inventory_paths_unread (h->sources), 1);
    }
  put ("refers.yaml", "vlanctl: 1\n" SWITCH ("a", ", credentials: none-such"));
  assert_rules (h, "refers.yaml", "nowhere.yaml", "VL109");
  assert_rules (h, "refers.yaml", "bad.yaml", "VL101");
  assert_int_equal (inventory_paths_unread (h->sources), 0);
  put ("includes.yaml", "vlanctl: 1\ninclude: [nothing/*.yaml]\n" SWITCH ("a", ", credentials: none-such"));
  assert_rules (h, "includes.yaml", NULL, "VL109");
  put ("includes.yaml", "vlanctl: 1\ninclude: [empty, pipe.yaml]\n");
  assert_rules (h, "includes.yaml", NULL, "VL109 VL109");
}

static void
test_odd_names (void **state)
{
  House *h = *state;
  put ("a[b]*/main.yaml", "vlanctl: 1\ninclude: [\"s?.yaml\"]\n" NOUNS);
  put ("a[b]*/s1.yaml", "vlanctl: 1\n" SWITCH ("a", ", credentials: two }, { name: b, address: b, credentials: one"));
  assert_rules (h, "a[b]*/main.yaml", NULL, "");
  assert_int_equal (h->desired->switches->len, 2);
}

/* Names are unique over the whole. */
static void
test_unique (void **state)
{
  House *h = *state;
  put ("a.yaml", "vlanctl: 1\n" NOUNS SWITCH ("a", ", credentials: one"));
  put ("b.yaml", "vlanctl: 1\nvlans: { data: { id: 11 } }\nroles: { pc: {} }\ncredentials: { two: {} }\n" SWITCH ("a", ""));
  assert_rules (h, "a.yaml", "b.yaml", "VL205 VL205 VL205 VL205");
}

/* ---- secrets -------------------------------------------------------------------------------------------------------- */

static void
test_hidden (void **state)
{
  House *h = *state;
  static const char *const texts[] = {
    "credentials: { a: { snmp: { version: 2c, community: hunter2 } } }\n",
    "credentials: { a: { ssh: { user: x, secret: \"hunter2\", foo: 1 } } }\n",
    "credentials: { a: { ssh: { user: x, secret: [hunter2, { hunter2: hunter2 }] } } }\n",
    "credentials: { a: { ssh: { user: x, secret: { value: hunter2 } } } }\n",
    "credentials: { a: { ssh: { user: x, secret: { env: \"hunter2 \" } } } }\n",
    "credentials: { a: { ssh: { user: x, secert: hunter2 } } }\n",
    "credentials: { a: { ssh: { user: x, pw: hunter2 } } }\n",
    "credentials: { a: { snmp: { version: 3, user: x, auth: hunter2, priv: [hunter2] } } }\n",
    "credentials: { a: hunter2 }\n",
    "credentials: { a: { ssh: { user: x, secret: { env: A_B, file: hunter2, prompt: hunter2, command: [hunter2] } } } }\n",
    "credentials: { a: { ssh: { user: x, secret: 'hunter2\xe2\x80\xa8 \xc2\x85 hunter2\xe2\x80\xa9' } } }\n",
    "credentials:\n  a:\n    ssh:\n      secret:\n        hunter2\n",
    "credentials:\n  a:\n    ssh:\n      secret: |\n        hunter2\n        hunter2\n",
    "credentials:\n  a:\n    ssh:\n      secret: 'x\n        hunter2'\n",
    "credentials: { a: { ssh: { user: x, secret: hunter2, secret: hunter2 } } }\n",
    "switches: [ { name: a, address: b, password: hunter2 } ]\n",
    "credentials: { a: { ssh: { user: x, secret: hunter2: y } } }\n",
    "credentials: { a: { ssh: { user: x, secret: \"hunter2 } } }\n",
    "credentials: { a: { ssh: { user: x, secret : hunter2, x y }\n",
    "credentials: { a: { snmp: { \"community\":\"hunter2\", } } }\n\xff\n",
    "# community: hunter2\n\tx\n",
  };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *text = g_strconcat ("vlanctl: 1\n", texts[i], NULL);
      put ("a.yaml", text);
      g_autofree char *rules = load (h, "a.yaml", NULL);
      assert_true (*rules);
      guint lines = 0;
      for (gsize at = 0, length = 1; length; lines++)
        at = (gsize) (tree_line_end (text + at, &length) - text) + length;
      assert_non_null (inventory_source_line (h->sources, "a.yaml", lines));
      assert_null (inventory_source_line (h->sources, "a.yaml", lines + 1));
      for (guint line = 1; inventory_source_line (h->sources, "a.yaml", line); line++)
        if (strstr (inventory_source_line (h->sources, "a.yaml", line), "hunter2"))
          fail_msg ("case %u: %s", i, inventory_source_line (h->sources, "a.yaml", line));
      for (guint k = 0; k < h->found->items->len; k++)
        assert_null (strstr (((Diagnostic *)h->found->items->pdata[k])->message, "hunter2"));
    }
}

/* Places that say where a secret is are shown, and so is everything beside it. */
static void
test_not_hidden (void **state)
{
  House *h = *state;
  static const char line[] =
      "  a: { snmp: { version: 2c, community: { env: A_B } }, ssh: { user: x, secret: { command: [pass, y] }, foo: 1 } }";
  g_autofree char *text = g_strdup_printf ("vlanctl: 1\ncredentials:\n%s\n", line);
  put ("a.yaml", text);
  assert_rules (h, "a.yaml", NULL, "VL102");
  g_autofree char *shown = g_strdup (inventory_source_line (h->sources, "a.yaml", 3));
  assert_string_equal (strstr (shown, "foo"), "foo: * } }"); /* an unknown key beside a secret may hold one */
  shown[strlen (shown) - 5] = '1';
  assert_string_equal (shown, line);
}

static char *
typed_nothing (const char *text, gpointer user)
{
  return NULL;
}

/* A secret that cannot be had is an error that says why. */
static void
test_resolve (void **state)
{
  char *const argv[] = { (char *)"printf", (char *)"%s\n", (char *)"from-command", NULL }, *const fails[] = { (char *)"false",
                                                                                                              NULL };
  put ("good", "from-file\n");
  put ("open", "from-file\n");
  put ("two", "one\ntwo\n");
  put ("none", "\n");
  assert_int_equal (mkfifo ("pipe", 0600), 0);
  g_chmod ("good", 0600);
  g_chmod ("two", 0600);
  g_chmod ("none", 0600);
  g_setenv ("T_SECRET", "from-env", TRUE);
  const struct
  {
    SecretRef ref;
    const char *want;
  } cases[] = {
    { { SECRET_ENV, (char *)"T_SECRET" }, "from-env" },
    { { SECRET_FILE, (char *)"good" }, "from-file" },
    { { SECRET_COMMAND, NULL, (char **) argv }, "from-command" },
    { { SECRET_ENV, (char *)"T_NO_SUCH" }, NULL },
    { { SECRET_FILE, (char *)"open" }, NULL },
    { { SECRET_FILE, (char *)"two" }, NULL },
    { { SECRET_FILE, (char *)"none" }, NULL },
    { { SECRET_FILE, (char *)"pipe" }, NULL },
    { { SECRET_FILE, (char *)"." }, NULL },
    { { SECRET_FILE, (char *)"nowhere" }, NULL },
    { { SECRET_COMMAND, NULL, (char **) fails }, NULL },
    { { SECRET_PROMPT, (char *)"Password" }, NULL },
    { { SECRET_LITERAL }, NULL },
    { { SECRET_NONE }, NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      char *got = secret_resolve (&cases[i].ref, typed_nothing, NULL, &error);
      printf ("# %u: %s\n", i, error ? error->message : "-");
      assert_int_equal (got == NULL, cases[i].want == NULL);
      assert_int_equal (error == NULL, got != NULL);
      if (got)
        assert_string_equal (got, cases[i].want);
      secret_wipe (got);
    }
}

/* Paths are relative to the file that they stand in, and ~/ is the home folder. */
static void
test_relative (void **state)
{
  House *h = *state;
  put ("x/a.yaml", "vlanctl: 1\ncredentials:\n"
                   "  a: { ssh: { user: x, secret: { file: s/pw }, key: ~/.ssh/id, known-hosts: /etc/hosts } }\n");
  g_autofree char *rules = load (h, "x/a.yaml", NULL), *home = g_build_filename (g_get_home_dir (), ".ssh/id", NULL);
  const Credentials *c = h->desired->credentials->pdata[0];
  assert_string_equal (c->ssh.secret.text, "x/s/pw");
  assert_string_equal (c->ssh.key, home);
  assert_string_equal (c->ssh.known_hosts, "/etc/hosts");
  put ("x/s/pw", "hunter2");
  g_chmod ("x/s/pw", 0644);
  g_autofree char *again = load (h, "x/a.yaml", NULL);
  assert_non_null (strstr (again, "VL804"));
}

#define TEST(f) cmocka_unit_test_setup_teardown (f, setup, teardown)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    TEST (test_defaults),  TEST (test_defaults_of_a_folder),
    TEST (test_once),      TEST (test_unread),
    TEST (test_odd_names), TEST (test_unique),
    TEST (test_hidden),    TEST (test_not_hidden),
    TEST (test_resolve),   TEST (test_relative),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("files", tests, NULL, NULL);
}
