/* The audit of a small town hall: ready, then with twelve faults in it, each named and nothing else; live and from captures alike. */
#include "lab_tools.h"

#define NET "127.81.20."
#define V3 "credentials: v3"

static const char fleet[] = FLEET_HEAD
  "  mairie:\n"
  "    address: " NET "1\n"
  "    model: OS6860E-P24\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'vlan 10 members port 1/1/1-28 untagged', 'vlan 30 admin-state enable name \"OLD\"',\n"
  "              'lanpower slot 1/1 service start' ]\n"
  "    plugged:\n"
  "      1/1/1-3: phone\n"
  "      1/1/25: { device: switch, name: ecole, port: 1/1/25 }\n"
  "      1/1/26: { device: switch, name: routeur, port: eth1 }\n"
  "      1/1/27: { device: switch, name: annexe, port: 1/25 }\n"
  "      1/1/28: { device: switch, name: annexe, port: 1/26 }\n"
  "  annexe:\n"
  "    address: " NET "2\n"
  "    model: OS6450-P24\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'vlan 10 port default 1/1', 'vlan 10 port default 1/25', 'vlan 10 port default 1/26',\n"
  "              'lanpower start 1' ]\n"
  "    plugged:\n"
  "      1/1: phone\n"
  "      1/25: { device: switch, name: mairie, port: 1/1/27 }\n"
  "      1/26: { device: switch, name: mairie, port: 1/1/28 }\n"
  "  ecole:\n"
  "    address: " NET "3\n"
  "    model: OS6360-P24\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'vlan 10 members port 1/1/1-26 untagged', 'lanpower slot 1/1 service start' ]\n"
  "    plugged:\n"
  "      1/1/1: { device: phone, mac: '80:5e:c0:00:03:01' }\n"
  "      1/1/2: { device: phone, mac: '80:5e:c0:00:03:02' }\n"
  "      1/1/4-12: phone\n"
  "      1/1/25: { device: switch, name: mairie, port: 1/1/25 }\n"
  "      1/1/26: { device: switch, name: stade, port: 1/25 }\n"
  "  stade:\n"
  "    address: " NET "4\n"
  "    model: OS6450-P24\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'vlan 10 port default 1/1', 'vlan 10 port default 1/25', 'lanpower start 1' ]\n"
  "    plugged:\n"
  "      1/1: phone\n"
  "      1/25: { device: switch, name: ecole, port: 1/1/26 }\n";

static const char inventory[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: mairie, " V3 ", address: " NET "1, model: OS6860E-P24, uplinks: [1/1/25-28], ports: { 1/1/1-8: phone } }\n"
  "  - { name: annexe, " V3 ", address: " NET "2, location: Annexe, uplinks: [1/25, 1/26], ports: { 1/1-6: phone } }\n"
  "  - name: ecole\n"
  "    " V3 "\n"
  "    address: " NET "3\n"
  "    uplinks: [1/1/25-26]\n"
  "    ports:\n"
  "      1/1/1: { role: phone, phone: { mac: '80:5e:c0:00:03:01', extension: '301', user: Accueil } }\n"
  "      1/1/2: { role: phone, phone: { mac: '80:5e:c0:00:03:02', extension: '302', user: Direction } }\n"
  "      1/1/3-14: phone\n"
  "  - { name: stade, " V3 ", address: " NET "4, uplinks: [1/25], ports: { 1/1-4: phone } }\n"
  "voice-path: { gateway: { switch: mairie, port: 1/1/26 } }\n";

/* ---- what was found --------------------------------------------------------------------------------------------------- */

static const char *const twelve[] = {
  "annexe - phone-stray 1/20",      /* found below its port */
  "annexe 1/26 path-vlan",          /* the voice VLAN is missing on the standby uplink */
  "annexe 1/5 port-dynamic",        /* a mobile port */
  "ecole - poe-guard-band",         /* the guard band refuses */
  "ecole 1/1/2 phone-moved",        /* a phone at another jack */
  "ecole 1/1/8 qos-trust",
  "mairie 1/1/4 extra-tag",
  "mairie 1/1/5 data-vlan",
  "mairie 1/1/6 lldp-off",
  "mairie 1/1/7 port-security",
  "stade - uncertified",
  "stade - vlan-name",
};

/* No port of the lab is an edge port from the factory: it is so of all of them, and nobody planted it. */
static const char *const everywhere[] = { "stp-edge", NULL };

static void
collect (GHashTable *found, const char *name, const char *port, JsonNode *findings)
{
  JsonArray *list = json_node_get_array (findings);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *f = json_array_get_element (list, i);
      const char *severity = json_text (f, "severity"), *check = json_text (f, "check");
      if (strcmp (severity, "error") && strcmp (severity, "warning") && !g_strv_contains (everywhere, check))
        fail_msg ("%s %s: %s %s: %s", name, port, severity, check, json_text (f, "message"));
      if (!g_strv_contains (everywhere, check))
        g_hash_table_add (found, g_strdup_printf ("%s %s %s", name, port, check));
    }
}

/* "SWITCH PORT CHECK" of every finding; one about a slot stands at its switch, whichever ports suffer from it. */
static GHashTable *
all_found (JsonNode *audit)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *switches = json_node_get_array (json_at (audit, "switches"));
  for (guint s = 0; s < json_array_get_length (switches); s++)
    {
      JsonNode *sw = json_array_get_element (switches, s);
      JsonArray *ports = json_node_get_array (json_at (sw, "ports"));
      collect (found, json_text (sw, "name"), "-", json_at (sw, "findings"));
      for (guint p = 0; p < json_array_get_length (ports); p++)
        collect (found, json_text (sw, "name"), json_text (json_array_get_element (ports, p), "port"), json_at (json_array_get_element (ports, p), "findings"));
    }
  return found;
}

/* What a slot does to its ports stands there too; a finding of an unlisted port, only there. */
static void
assert_twelve (JsonNode *audit)
{
  g_autoptr (GHashTable) found = all_found (audit);
  GHashTableIter iter;
  gpointer key;
  for (guint i = 0; i < G_N_ELEMENTS (twelve); i++)
    {
      g_auto (GStrv) words = g_strsplit (twelve[i], " ", -1);
      g_autofree char *there = words[3] ? g_strdup_printf ("%s %s %s", words[0], words[3], words[2]) : g_strdup (twelve[i]);
      if (!g_hash_table_remove (found, there))
        fail_msg ("%s was not found", there);
    }
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_str_has_prefix (key, "ecole ") || !g_str_has_suffix (key, " poe-guard-band"))
      fail_msg ("%s was found as well", (char *) key);
}

/* ---- the fleet -------------------------------------------------------------------------------------------------------- */

static void
do_lines (Scene *scene, const char *name, const char *lines)
{
  g_auto (GStrv) all = g_strsplit (lines, "\n", -1);
  for (guint i = 0; all[i]; i++)
    if (*all[i])
      lab (scene, "do", name, all[i], NULL);
}

static void
plant (Scene *scene)
{
  do_lines (scene, "mairie", "vlan 30 members port 1/1/4 tagged\nvlan 1 members port 1/1/5 untagged\nlldp port 1/1/6 lldpdu rx\n"
                             "port-security port 1/1/7 admin-state enable\nport-security port 1/1/7 maximum 2\nwrite memory\ncopy running certified");
  do_lines (scene, "annexe", "vlan 200 no 802.1q 1/26\nvlan 200 no 802.1q 1/5\nvlan port mobile 1/5\nwrite memory\ncopy working certified");
  lab (scene, "plug", "annexe", "1/20", "phone");
  lab (scene, "unplug", "ecole", "1/1/2", NULL);
  g_autoptr (Ran) plug = scene_lab (scene, "plug", "ecole", "1/1/3", "phone", "80:5e:c0:00:03:02", NULL);
  assert_status (plug, 0);
  do_lines (scene, "ecole", "lanpower slot 1/1 maxpower 37\nqos port 1/1/8 no trusted\nqos apply\nwrite memory\ncopy running certified");
  do_lines (scene, "stade", "vlan 200 name GUEST\nwrite memory");
}

#define LOOKS 100

static void
tell_found (const Ran *ran)
{
  g_autoptr (GHashTable) found = ran->json ? all_found (ran->json) : NULL;
  GHashTableIter iter;
  gpointer key;
  if (!found)
    {
      tell_ran (ran);
      return;
    }
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    print_message ("# %s\n", (char *) key);
  print_message ("# confirmed: %d\n", (int) json_number (ran->json, "summary.phones.confirmed"));
}

/* Until the lab's phones have booted, its switches have certified: as often as it takes. */
static Ran *
audit_until (Scene *scene, guint confirmed, guint errors_and_warnings)
{
  for (guint tries = 0; tries < LOOKS; tries++)
    {
      Ran *ran = scene_run (scene, "audit", "--json", NULL);
      g_autoptr (GHashTable) found = ran->json ? all_found (ran->json) : NULL;
      if (ran->json && json_number (ran->json, "summary.phones.confirmed") == confirmed && g_hash_table_size (found) == errors_and_warnings)
        return ran;
      if (tries == LOOKS - 1)
        tell_found (ran);
      ran_free (ran);
    }
  fail_msg ("it never comes to that");
  return NULL;
}

static void
without_time (char *text)
{
  g_autoptr (GRegex) time = g_regex_new ("20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z", 0, 0, NULL);
  g_autofree char *plain = g_regex_replace (time, text, -1, 0, "TIME......TIME......", 0, NULL);
  assert_int_equal (strlen (plain), strlen (text));
  strcpy (text, plain);
}

static void
assert_same (Ran *a, Ran *b)
{
  without_time (a->out);
  without_time (b->out);
  assert_string_equal (a->out, b->out);
  assert_int_equal (a->status, b->status);
}

/* The other forms name the twelve too; and what an audit has found is nothing new for the next. */
static void
assert_all_alike (Scene *scene)
{
  static const char *const formats[] = { "html", "csv", "markdown", "junit" };
  g_autofree char *base = scene_path (scene, "base.json");
  for (guint f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autoptr (Ran) ran = scene_run (scene, "audit", "--format", formats[f], NULL);
      assert_status (ran, 1);
      for (guint i = 0; i < G_N_ELEMENTS (twelve); i++)
        {
          g_auto (GStrv) words = g_strsplit (twelve[i], " ", -1);
          assert_says (ran->out, words[2]);
        }
    }
  g_autoptr (Ran) metrics = scene_run (scene, "audit", "--format", "openmetrics", NULL), lines = scene_run (scene, "audit", "--format", "influx", NULL);
  assert_says (metrics->out, "vlanctl_audit_ready 0\n");
  assert_says (lines->out, "status=\"not-ready\",switches=4i,ready=22i,");
  g_autoptr (Ran) kept = scene_run (scene, "audit", "--json", "-o", base, NULL), again = scene_run (scene, "audit", "--baseline", base, NULL);
  assert_status (kept, 1);
  assert_status (again, 0);
  assert_true (g_str_has_prefix (again->out, "NOTHING NEW: 22 of 32 listed ports"));
}

static void
test_town_hall (void **state)
{
  static const char *const names[] = { "mairie", "annexe", "ecole", "stade" };
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *walks = scene_path (scene, "walks");
  g_autoptr (Ran) before = scene_run (scene, "audit", NULL);
  assert_status (before, 1);
  assert_true (g_str_has_prefix (before->out, "NO, not yet: 0 of 32 listed ports on 4 switches are ready, 32 are not\n"));
  g_autoptr (Ran) apply = scene_run (scene, "apply", "--yes", "--without-timer", NULL);
  assert_status (apply, 0);
  ran_free (audit_until (scene, 2, 0));
  g_autoptr (Ran) ready = scene_run (scene, "audit", NULL);
  assert_status (ready, 0);
  assert_true (g_str_has_prefix (ready->out, "YES, go: all 32 listed ports on 4 switches are ready\n"));
  g_autoptr (Ran) far_out = scene_run (scene, "audit", "--only", "stade", NULL); /* two switches from the gateway: both are read for its path */
  assert_status (far_out, 0);
  assert_true (g_str_has_prefix (far_out->out, "YES, go: all 4 listed ports on 1 switch are ready\n"));

  plant (scene);
  Ran *found = audit_until (scene, 1, 18); /* the refused power stands at six ports as well */
  assert_twelve (found->json);
  assert_status (found, 1);
  ran_free (found);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    lab (scene, "time", names[i], "stop", NULL);
  g_autoptr (Ran) json = scene_run (scene, "audit", "--json", NULL), text = scene_run (scene, "audit", NULL);
  assert_twelve (json->json);
  assert_true (g_str_has_prefix (text->out, "NO, not yet: 22 of 32 listed ports"));
  assert_says (text->out, "the phone 302 Direction 80:5e:c0:00:03:02 stands at ecole 1/1/3");
  assert_says (text->out, "1/1/3: { role: phone, phone: { mac: \"80:5e:c0:00:03:02\", extension: \"302\", user: \"Direction\" } }");
  assert_says (text->out, "1/20: { role: phone, phone: { mac: \"");
  assert_says (text->out, "its port may give 8.0 W");
  for (guint i = 0; i < G_N_ELEMENTS (twelve); i++)
    {
      g_auto (GStrv) words = g_strsplit (twelve[i], " ", -1);
      g_autofree char *tag = g_strdup_printf ("[%s]", words[2]);
      assert_says (text->out, tag);
    }

  assert_all_alike (scene);
  g_autoptr (Ran) capture = scene_run (scene, "capture", "-o", walks, NULL);
  assert_status (capture, 0);
  g_autoptr (Ran) json_again = scene_run (scene, "audit", "--json", "--from-capture", walks, NULL);
  g_autoptr (Ran) text_again = scene_run (scene, "audit", "--from-capture", walks, NULL);
  assert_same (json, json_again);
  assert_same (text, text_again);
  scene_free (scene);
}

/* ---- after an apply --------------------------------------------------------------------------------------------------- */

static const char two[] = FLEET_HEAD
  "  good:\n"
  "    address: " NET "11\n"
  "    model: OS6360-P10\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'vlan 10 members port 1/1/1-4 untagged', 'lanpower slot 1/1 service start' ]\n"
  "    plugged: { 1/1/1-2: phone }\n"
  "  deaf:\n"
  "    address: " NET "12\n"
  "    model: OS6360-P10\n"
  "    config: [ 'vlan 10 admin-state enable name \"DATA\"', 'vlan 10 members port 1/1/1-4 untagged', 'lanpower slot 1/1 service start' ]\n"
  "    plugged: { 1/1/1: phone, 1/1/2: { device: phone, obeys: false } }\n";
static const char both[] = INVENTORY_HEAD INVENTORY_CREDENTIALS
  "  - { name: good, " V3 ", address: " NET "11, ports: { 1/1/1-3: phone } }\n"
  "  - { name: deaf, " V3 ", address: " NET "12, ports: { 1/1/1-3: phone } }\n";

static void
await_phone (Scene *scene, const char *name, const char *port)
{
  g_autofree char *path = g_strdup_printf ("switches.[name=%s].ports.[port=%s].live.neighbours", name, port);
  for (guint tries = 0; tries < LOOKS; tries++)
    {
      g_autoptr (Ran) show = scene_run (scene, "show", "--json", "--only", name, NULL);
      assert_status (show, 0);
      if (json_array_get_length (json_node_get_array (json_at (show->json, path))))
        return;
    }
  fail_msg ("%s %s: no phone comes", name, port);
}

/* Phones that follow are confirmed; one that does not takes its switch back, and no other. */
static void
test_wait_for_phones (void **state)
{
  Scene *scene = scene_new (two, both);
  g_autofree char *before = scene_snapshot (scene, "deaf");
  await_phone (scene, "deaf", "1/1/2");
  await_phone (scene, "good", "1/1/1");
  g_autoptr (Ran) ran = scene_run (scene, "apply", "--json", "--yes", "--wait-phones", "6s", NULL);
  assert_status (ran, 5);
  assert_string_equal (json_text (ran->json, "switches.[name=good].status"), "applied");
  assert_string_equal (json_text (ran->json, "switches.[name=deaf].status"), "rolled-back");
  assert_says (json_text (ran->json, "switches.[name=deaf].reason"), "not in the voice VLAN (1/1/2)");
  assert_says (ran->out, "phones confirmed in the voice VLAN (1/1/1-2); configured, no phone there (1/1/3)");
  g_autofree char *after = scene_snapshot (scene, "deaf");
  assert_string_equal (before, after);

  /* what an apply had seen before it began is known later: a phone that was pulled out since is gone */
  g_autoptr (Ran) there = scene_run (scene, "audit", "--only", "good", "--since", "r1", "--check", "phone-gone", NULL);
  assert_status (there, 0);
  lab (scene, "unplug", "good", "1/1/1", NULL);
  g_autoptr (Ran) gone = scene_run (scene, "audit", "--only", "good", "--since", "r1", "--check", "phone-gone", NULL);
  assert_status (gone, 1);
  assert_says (gone->out, "good 1/1/1: a phone was here before and is gone [phone-gone]");
  g_autoptr (Ran) nothing = scene_run (scene, "audit", "--since", "r9", NULL);
  assert_status (nothing, 66);
  scene_free (scene);
}

/* A phone that is pulled out meanwhile was there before, and is gone. */
static void
test_phone_gone (void **state)
{
  static const char *const argv[] = { "apply", "--yes", "--only", "deaf", "--wait-phones", "10s", NULL };
  Scene *scene = scene_new (two, both);
  await_phone (scene, "deaf", "1/1/2");
  GPid apply = scene_spawn (scene, argv);
  scene_await_command (scene, "deaf", "lldp nearest-bridge port 1/1/1-3 tlv", 1); /* by now it has seen what was there before */
  lab (scene, "unplug", "deaf", "1/1/2", NULL);
  assert_int_equal (scene_wait (apply), 5);
  g_autofree char *said = scene_spawned (scene);
  assert_says (said, "were there before and are gone (1/1/2)");
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_town_hall), cmocka_unit_test (test_wait_for_phones), cmocka_unit_test (test_phone_gone) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
