/* What a site asks of its inventory: found where it belongs, at the very token, with who asks; and mistakes in the policy itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "inventory/schema.h"

#define INVENTORY(vlans, role, location, rest, ports) \
  "vlanctl: 1\nvlans: { " vlans " }\nroles: { " role ": { data-vlan: data, voice-vlan: voice, lldp-med: { priority: 5, dscp: 46 } } }\n" \
  "credentials: { default: { ssh: { user: admin } } }\ndefaults: { credentials: default" location " }\n" \
  "switches:\n  - { name: sw-1, address: 192.0.2.1, model: OS6860E-P24, uplinks: 1/1/25" rest ", ports: { " ports " } }\n"
#define VLANS "data: { id: 10, name: DATA }, voice: { id: 200, name: VOICE }"
#define GOOD INVENTORY (VLANS, "phone", "", "", "1/1/1: phone")
#define PHONE(phone) INVENTORY (VLANS, "phone", "", "", "1/1/1: { role: phone, phone: { " phone " } }")
#define POLICY "vlanctl-lint: 1\n"
#define NAMES(names) POLICY "names: { " names " }\n"
#define REQUIRED(required) POLICY "required: { " required " }\n"

static void
test_phones (void **state)
{
  static const Case cases[] = {
    { "VL704", PHONE ("model: snom-d735, mac: " AT ("\"80:5e:c0:8e:a0:05\"")), "" },
    { "VL707", PHONE ("model: " AT ("Yealink T64U")), "" },
    { "VL707", PHONE ("model: " AT ("t64u")), "" },
    { "VL707", INVENTORY (VLANS, "phone", "", "", "1/1/1: { role: phone, phone: { model: " AT ("Acme 1") " } }, 1/1/2: { role: phone, phone: { model: Acme 1 } }"), "" },
    { "VL604", "vlanctl: 1\nvlans: { v: { id: 7 } }\nroles: { r: { voice-vlan: v, lldp-med: { priority: 5, dscp: 46 }, poe: { limit: 8399mW } } }\n"
               "credentials: { c: {} }\nswitches: [ { name: s, address: s, credentials: c, uplinks: 1/2, ports: { 1/1: { role: r, phone: { model: "
               AT ("OpenStage 80 G") " } } } } ]\n", "" },
  };
  static const char *const good[] = {
    PHONE ("model: yealink-t46u, mac: \"80:5e:c0:8e:a0:05\""), PHONE ("model: yealink-t46u, mac: \"02:00:00:00:00:01\""), /* nobody's */
    PHONE ("mac: \"00:04:13:00:00:01\""), PHONE ("model: SIP-T46U"), PHONE ("model: \"SIP-T46U(S) 108\""),               /* as it calls itself */
    PHONE ("model: Cisco 7821, mac: \"00:11:22:33:44:55\""),
  };
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      Loaded l = load_with (good[i], "");
      tell (&l);
      assert_int_equal (l.found->items->len, 0);
      unload (&l);
    }
  /* plan and apply do not look at models */
  Loaded l = load (PHONE ("model: Acme 1"));
  assert_int_equal (l.found->items->len, 0);
  unload (&l);
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_names (void **state)
{
  static const Case cases[] = {
    { "VL903", "vlanctl: 1\nvlans: { " VLANS " }\nroles: { phone: { data-vlan: data, voice-vlan: voice, lldp-med: { priority: 5, dscp: 46 } } }\n"
               "credentials: { default: { ssh: { user: admin } } }\nswitches: [ { name: " AT ("sw-1") ", address: s, credentials: default, uplinks: 1/2, ports: { 1/1: phone } } ]\n",
      NAMES ("switches: 'sw-[0-9]{2}'") },
    { "VL903", INVENTORY (VLANS, AT ("phone"), "", "", "1/1/1: phone"), NAMES ("roles: 'p|ph|[a-z]+-x'") }, /* whole names */
    { "VL903", INVENTORY (VLANS, AT ("phone"), "", "", "1/1/1: phone"), NAMES ("roles: 'phon'") },
    { "VL903", INVENTORY (VLANS, AT ("phone"), "", "", "1/1/1: phone"), NAMES ("roles: '(?i)PHONES'") },
    { "VL903", INVENTORY ("data: { id: 10 }, " AT ("voice") ": { id: 200 }", "phone", "", "", "1/1/1: phone"), NAMES ("vlans: data") },
    { "VL903", INVENTORY ("data: { id: 10 }, voice: { id: 200, name: " AT ("'voix'") " }", "phone", "", "", "1/1/1: phone"), NAMES ("vlan-names: '[A-Z]+'") },
    { "VL903", INVENTORY (VLANS, "phone", ", location: " AT ("x"), "", "1/1/1: phone"), NAMES ("locations: '\\p{Lu}.*'") },
    { "VL903", INVENTORY (VLANS, "phone", ", location: \xc3\x89" "cole", ", location: " AT ("\xc3\xa9" "cole"), "1/1/1: phone"), NAMES ("locations: '\\p{Lu}.*'") },
    { "VL903", INVENTORY (VLANS, "phone", "", "", "1/1/1: { role: phone, jack: " AT ("B112") " }"), NAMES ("jacks: 'B-[0-9]+'") },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_vlans (void **state)
{
  static const Case cases[] = {
    { "VL904", INVENTORY ("data: { id: 10 }, voice: { id: " AT ("200") " }", "phone", "", "", "1/1/1: phone"), POLICY "vlans: { allowed: [10, 100-199] }\n" },
    { "VL904", INVENTORY ("data: { id: 10 }, voice: { id: " AT ("200") " }", "phone", "", "", "1/1/1: phone"), POLICY "vlans: { allowed: 10 }\n" },
    { "VL904", "vlanctl: 1\nvlans: { data: { id: 10 } }\nroles: { r: { data-vlan: " AT ("data") " } }\ncredentials: { c: {} }\n"
               "switches: [ { name: s, address: s, credentials: c, uplinks: 1/2, ports: { 1/1: r } } ]\n", POLICY "vlans: { data: [20-29] }\n" },
    { "VL904", "vlanctl: 1\nvlans: { data: { id: 10, voice: " AT ("true") " } }\n"
               "switches: [ { name: s, address: s, credentials: c } ]\ncredentials: { c: {} }\n", POLICY "vlans: { voice: '200' }\n" },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

static void
test_keys (void **state)
{
  static const Case cases[] = {
    { "VL905", INVENTORY (VLANS, "phone", "", "", AT ("1/1/1") ": phone"), REQUIRED ("ports: [role, jack]") },
    { "VL905", INVENTORY (VLANS, "phone", "", "", AT ("1/1/1") ": { role: phone }"), REQUIRED ("ports: jack") },
    { "VL905", INVENTORY (VLANS, AT ("phone"), "", "", "1/1/1: phone"), REQUIRED ("roles: poe") },
    { "VL905", INVENTORY ("data: { id: 10, name: D }, " AT ("voice") ": { id: 200 }", "phone", "", "", "1/1/1: phone"), REQUIRED ("vlans: [name]") },
    { "VL905", INVENTORY (VLANS, "phone", "", "", "1/1/1: { role: phone, " AT ("phone") ": { extension: \"1\" } }"), REQUIRED ("phones: [mac]") },
    { "VL905", "vlanctl: 1\ncredentials: { " AT ("c") ": {} }\nswitches: [ { name: s, address: s, credentials: c } ]\n", REQUIRED ("credentials: [ssh]") },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
  /* what defaults give to a switch, it has; two keys that are missing are two findings */
  Loaded l = load_with (INVENTORY (VLANS, "phone", ", location: x", "", "1/1/1: phone"), REQUIRED ("switches: [location, model, canary, timeout]"));
  tell (&l);
  assert_int_equal (l.found->errors, 2);
  unload (&l);
}

/* Who asks is shown: the very token in the policy. */
static void
test_asked_here (void **state)
{
  static const struct {
    const char *inventory, *policy;
  } rows[] = {
    { GOOD, NAMES ("roles: " AT ("\"x\"")) },
    { GOOD, POLICY "vlans: { voice: " AT ("[1, 2-3]") " }\n" },
    { GOOD, POLICY "required:\n  ports:\n    - role\n    - " AT ("jack") "\n" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SrcPos want = { 0 };
      g_autofree char *policy = unmark (rows[i].policy, &want);
      Loaded l = load_with (rows[i].inventory, policy);
      tell (&l);
      assert_int_equal (l.found->items->len, 1);
      const Diagnostic *d = l.found->items->pdata[0];
      assert_string_equal (d->other.file, l.policy);
      assert_int_equal (d->other.line, want.line);
      assert_int_equal (d->other.column, want.column);
      assert_int_equal (d->other.end_column, want.end_column);
      assert_non_null (inventory_source_line (l.sources, d->other.file, d->other.line));
      unload (&l);
    }
}

static void
test_mistakes (void **state)
{
  static const Case cases[] = {
    { "VL105", GOOD, AT ("") "names: {}\n" },
    { "VL105", GOOD, AT ("#") " nothing\n" },
    { "VL103", GOOD, "vlanctl-lint: " AT ("2") "\n" },
    { "VL101", GOOD, POLICY "names: {\n" AT ("") },
    { "VL102", GOOD, POLICY AT ("namse") ": { roles: .* }\n" },
    { "VL102", GOOD, NAMES (AT ("role") ": .*") },
    { "VL102", GOOD, REQUIRED ("switches: [uplinks, " AT ("locaton") "]") },
    { "VL102", GOOD, REQUIRED ("ports: " AT ("description")) },
    { "VL103", GOOD, REQUIRED ("ports: [" AT ("[jack]") "]") },
    { "VL103", GOOD, REQUIRED ("ports: " AT ("{ jack: true }")) },
    { "VL103", GOOD, POLICY "vlans: { allowed: [10, 200, " AT ("x") "] }\n" },
    { "VL103", GOOD, POLICY "vlans: { allowed: [10, 200, " AT ("10-") "] }\n" },
    { "VL103", GOOD, POLICY "vlans: { allowed: " AT ("10 - 20") " }\n" },
    { "VL106", GOOD, POLICY "vlans: { allowed: [" AT ("010") "] }\n" },
    { "VL401", GOOD, POLICY "vlans: { voice: " AT ("0-10") " }\n" },
    { "VL401", GOOD, POLICY "vlans: { voice: " AT ("4095") " }\n" },
    { "VL907", GOOD, POLICY "vlans: { voice: [ " AT ("20-10") " ] }\n" },
    { "VL906", GOOD, NAMES ("roles: \"[a-z" AT ("+") "\"") },
    { "VL906", GOOD, NAMES ("roles: \"ph" AT (")") "one\"") },
    { "VL906", GOOD, NAMES ("roles: a" AT (")") "|(phone") },
    { "VL906", GOOD, NAMES ("roles: 'x*" AT ("*") "+'") },
    { "VL906", GOOD, NAMES ("roles: " AT ("'\\Qphone'")) },
    { "VL906", GOOD, NAMES ("roles: " AT ("(*UCP)phone")) },
    { "VL906", INVENTORY (VLANS, "phone", ", location: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ", location: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1/1/1: phone"),
      NAMES ("locations: " AT ("'(a|aa)+[0-9b]?c*!?\\d'")) }, /* once */
    { "VL908", GOOD, POLICY "rules: { " AT ("VL830") ": { severity: none, because: x } }\n" },
    { "VL908", GOOD, POLICY "rules: { VL305: { severity: " AT ("note") ", because: x } }\n" },
    { "VL908", GOOD, POLICY "rules: { VL906: { severity: " AT ("none") ", because: x } }\n" },
    { "VL105", GOOD, POLICY "rules: { VL803: " AT ("{ severity: none }") " }\n" },
    { "VL103", GOOD, POLICY "rules: { VL803: { severity: " AT ("off") ", because: x } }\n" },
  };
  assert_int_equal (check_cases (cases, G_N_ELEMENTS (cases)), 0);
}

/* Each kind of file is told its own first line. */
static void
test_empty (void **state)
{
  Loaded l = load_with (GOOD, "# nothing\n");
  assert_int_equal (l.found->items->len, 1);
  assert_string_equal (((Diagnostic *) l.found->items->pdata[0])->help, "begin with `vlanctl-lint: 1`");
  unload (&l);
  l = load_with ("", "");
  assert_int_equal (l.found->items->len, 1);
  assert_string_equal (((Diagnostic *) l.found->items->pdata[0])->help, "begin with `vlanctl: 1`");
  unload (&l);
}

/* Warnings become what the site has them, an ignore is used before that, and errors stay. */
static void
test_severities (void **state)
{
  static const struct {
    const char *policy;
    guint errors, warnings, all;
  } rows[] = {
    { POLICY, 0, 1, 1 },
    { POLICY "rules: { VL307: { severity: error, because: x } }\n", 1, 0, 1 },
    { POLICY "rules: { VL307: { severity: note, because: x } }\n", 0, 0, 1 },
    { POLICY "rules: { VL307: { severity: none, because: x } }\n", 0, 0, 0 },
    { REQUIRED ("switches: uplinks") "rules: { VL905: { severity: warning, because: x } }\n", 0, 2, 2 },
    { REQUIRED ("switches: uplinks") "rules: { VL905: { severity: none, because: x } }\n", 0, 1, 1 },
    { REQUIRED ("switches: uplinks") "rules: { VL905: { severity: error, because: x } }\n", 1, 1, 2 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Loaded l = load_with ("vlanctl: 1\nroles: { r: { qos-trust: true } }\ncredentials: { c: {} }\n"
                            "switches: [ { name: s, address: s, credentials: c, ports: { 1/1: r } } ]\n", rows[i].policy);
      tell (&l);
      assert_int_equal (l.found->errors, rows[i].errors);
      assert_int_equal (l.found->warnings, rows[i].warnings);
      assert_int_equal (l.found->items->len, rows[i].all);
      unload (&l);
    }
}

/* What the site asks for can be ignored where it stands, like everything else. */
static void
test_ignored (void **state)
{
  Loaded l = load_with ("vlanctl: 1\nroles: { r: { qos-trust: true } }\ncredentials: { c: {} }\nswitches:\n"
                        "  - { name: s, address: s, credentials: c, uplinks: 1/2, ports: { 1/1: r } } # vlanctl: ignore VL903,VL905 because it goes next month\n",
                        NAMES ("switches: x") "required: { switches: location }\n");
  tell (&l);
  assert_int_equal (l.found->items->len, 0);
  unload (&l);
}

/* Beside the inventory, else above it, but not above a repository; as a person would write it. */
static void
test_places (void **state)
{
  g_autofree char *before = g_get_current_dir (), *root = g_dir_make_tmp ("vlanctl-places-XXXXXX", NULL);
  static const char *const made[] = { "a/b/c", "a/b/.git", "r/s", NULL };
  assert_int_equal (g_chdir (root), 0);
  for (guint i = 0; made[i]; i++)
    assert_int_equal (g_mkdir_with_parents (made[i], 0700), 0);
  assert_true (g_file_set_contents (".vlanctl-lint.yaml", POLICY, -1, NULL));
  assert_true (g_file_set_contents ("a/b/x.yaml", "", -1, NULL));
  const struct {
    const char *path, *found;
  } rows[] = {
    { "x.yaml", ".vlanctl-lint.yaml" }, { "a/x.yaml", ".vlanctl-lint.yaml" },          { "a", ".vlanctl-lint.yaml" }, { "r/s", ".vlanctl-lint.yaml" },
    { "a/b/x.yaml", NULL },             { "a/b/c/d.yaml", NULL },                      { "a/b/c", NULL },             { "a/b/../x.yaml", ".vlanctl-lint.yaml" },
    { ".", ".vlanctl-lint.yaml" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *found = lint_policy_find (rows[i].path);
      assert_string_equal (found ? found : "-", rows[i].found ? rows[i].found : "-");
    }
  assert_true (g_file_set_contents ("a/b/.vlanctl-lint.yaml", POLICY, -1, NULL)); /* the repository's own */
  g_autofree char *own = lint_policy_find ("a/b/c/d.yaml");
  assert_string_equal (own, "a/b/.vlanctl-lint.yaml");
  assert_int_equal (g_chdir ("r/s"), 0);
  g_autofree char *above = lint_policy_find ("x.yaml"), *here = g_canonicalize_filename ("../../.vlanctl-lint.yaml", NULL);
  assert_string_equal (above, here);
  assert_int_equal (g_chdir (root), 0);
  static const char *const gone[] = { "a/b/.vlanctl-lint.yaml", ".vlanctl-lint.yaml", "a/b/x.yaml", "a/b/.git", "a/b/c", "a/b", "a", "r/s", "r" };
  for (guint i = 0; i < G_N_ELEMENTS (gone); i++)
    g_remove (gone[i]);
  assert_int_equal (g_chdir (before), 0);
  assert_int_equal (g_rmdir (root), 0);
}

/* Policies with letters changed: complaints at places inside them, no crash, and no pattern that holds anybody up. */
static void
test_noise (void **state)
{
  GRand *rand = g_rand_new_with_seed (7);
  const char good[] = POLICY "names:\n  roles: \"(?i)([a-z]+-?)+[0-9]*|(x|y){2,5}\"\n  locations: '[^,]+, .*'\nvlans: { allowed: [10-99, 200], voice: 200-209 }\n"
                             "required:\n  switches: [location, uplinks]\n  ports: jack\nrules:\n  VL803: { severity: none, because: \"it is so\" }\n";
  for (guint round = 0; round < 400; round++)
    {
      g_autofree char *text = g_strdup (good);
      for (guint n = 0; n < 3; n++)
        text[g_rand_int_range (rand, 0, (gint32) strlen (good))] = (char) g_rand_int_range (rand, 1, round % 2 ? 128 : 256);
      Loaded l = load_with (GOOD, text);
      for (guint i = 0; i < l.found->items->len; i++)
        {
          const Diagnostic *d = l.found->items->pdata[i];
          const char *line = inventory_source_line (l.sources, d->pos.file, d->pos.line);
          if (!lint_rule_find (d->rule) || (d->pos.column > 1 && (!line || d->pos.column > g_utf8_strlen (line, -1) + 1)))
            {
              printf ("# %s\n", text);
              tell (&l);
              fail ();
            }
        }
      unload (&l);
    }
  g_rand_free (rand);
}

int
main (void)
{
  g_setenv ("XDG_CONFIG_HOME", "/nonexistent", TRUE);
  g_setenv ("XDG_DATA_DIRS", "/nonexistent", TRUE);
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_phones),   cmocka_unit_test (test_names),      cmocka_unit_test (test_vlans),  cmocka_unit_test (test_keys), cmocka_unit_test (test_asked_here),
    cmocka_unit_test (test_mistakes), cmocka_unit_test (test_empty), cmocka_unit_test (test_severities), cmocka_unit_test (test_ignored), cmocka_unit_test (test_places), cmocka_unit_test (test_noise),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("policy", tests, NULL, NULL);
}
