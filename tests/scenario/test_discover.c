/* A first inventory of switches that are up: what is found in a network in which most addresses are nobody's, with more than one set of
 * credentials; the draft lints clean, a plan of it is in sync, and nothing but SNMP reads was heard. */
#include "harness.h"

#define NET "127.66.2."

/* Voice is there already: on the new one by ports and policies as a role would have it. */
static const char fleet[] = FLEET_HEAD
  "  core:\n"
  "    address: " NET "1\n"
  "    model: OS6860E-P24\n"
  "    config:\n"
  "      - vlan 10 admin-state enable name \"DATA\"\n"
  "      - vlan 200 admin-state enable name \"VOIX\"\n"
  "      - vlan 10 members port 1/1/1-8 untagged\n"
  "      - vlan 200 members port 1/1/1-4 tagged\n"
  "      - vlan 10 members linkagg 5 tagged\n"
  "      - vlan 200 members linkagg 5 tagged\n"
  "      - vlan 10 members port 1/1/25 tagged\n"
  "      - vlan 200 members port 1/1/25 tagged\n"
  "      - lldp network-policy 3 application voice vlan 200 l2-priority 5 dscp 46\n"
  "      - lldp nearest-bridge port 1/1/1-4 tlv med capability enable\n"
  "      - lldp nearest-bridge port 1/1/1-4 tlv med network-policy enable\n"
  "      - lldp nearest-bridge port 1/1/1 med network-policy 3\n"
  "      - lldp nearest-bridge port 1/1/2 med network-policy 3\n"
  "      - lldp nearest-bridge port 1/1/3 med network-policy 3\n"
  "      - lldp nearest-bridge port 1/1/4 med network-policy 3\n"
  "      - qos port 1/1/1-4 trusted\n"
  "      - qos apply\n"
  "      - unp port 1/1/9 port-type bridge\n"
  "      - lanpower slot 1/1 service start\n"
  "    aggregates: { 5: 1/1/21-22 }\n"
  "    plugged:\n"
  "      1/1/1-2: phone\n"
  "      1/1/25: { device: switch, name: closet, port: 1/9, macs: 12 }\n"
  "  closet:\n"
  "    address: " NET "2\n"
  "    model: OS6450-P10\n"
  "    config: [ 'vlan 10 enable name \"DATA\"', 'vlan 10 port default 1/1', 'vlan 10 802.1q 1/9', 'vlan 200 enable name \"VOIX\"',\n"
  "              'vlan 200 802.1q 1/9', 'lanpower start 1' ]\n"
  "    plugged: { 1/9: { device: switch, name: core, port: 1/1/25, macs: 3 } }\n";

/* The first set that is tried is nobody's here. */
static const char credentials[] = "vlanctl: 1\n"
  "credentials:\n"
  "  stranger:\n"
  "    snmp: { version: 3, user: stranger, auth: { protocol: sha, secret: { env: T_AUTH } } }\n"
  "  right:\n"
  "    snmp: { version: 2c, community: { env: T_COMMUNITY } }\n"
  "    ssh: { user: admin, secret: { env: T_PASSWORD } }\n"
  "defaults: { credentials: stranger, timeout: 2s, snmp-port: 10161, ssh-port: 10022 }\n";

static gboolean
sees_phones (const Ran *ran)
{
  return json_number (ran->json, "switches.[name=core].phones") == 2;
}

/* The phones boot on their own clock: asked again until they are there. */
static Ran *
discover_with_phones (Scene *scene)
{
  for (guint tries = 0; tries < 100; tries++)
    {
      g_autoptr (Ran) ran = scene_run (scene, "discover", "--json", "--timeout", "500ms", NET "0/28", NULL);
      assert_status (ran, 0);
      if (sees_phones (ran))
        return g_steal_pointer (&ran);
    }
  fail_msg ("the phones never show up");
  return NULL;
}

static void
silent_but_for_reads (Scene *scene, const char *name)
{
  assert_int_equal (scene_count_kind (scene, name, "snmp-set"), 0);
  assert_int_equal (scene_count_kind (scene, name, "ssh-login"), 0);
  assert_true (scene_count_kind (scene, name, "snmp-bulk") > 0);
}

static void
test_network (void **state)
{
  Scene *scene = scene_new (fleet, credentials);
  g_autoptr (Ran) found = discover_with_phones (scene);
  const char *draft = json_text (found->json, "inventory");
  assert_string_equal (json_text (found->json, "format"), "vlanctl-discover/1");
  assert_string_equal (json_text (found->json, "switches.[name=closet].credentials"), "right");
  assert_string_equal (json_text (found->json, "switches.[name=core].left_out.0.ports"), "1/1/9");
  assert_true (json_node_get_boolean (json_at (found->json, "vlans.[key=voix].voice")));
  assert_int_equal (json_number (found->json, "roles.[name=phone].ports"), 4);
  assert_false (json_has (found->json, "missed.0")); /* nobody is missed in a network */
  assert_says (draft, "    lldp-med: { priority: 5, dscp: 46 }\n");
  assert_says (draft, "      - linkagg 5\n");
  assert_says (draft, "        phone: { mac: \"80:5e:c0:");
  assert_silent_about (draft, "stranger");
  silent_but_for_reads (scene, "core");
  silent_but_for_reads (scene, "closet");

  assert_true (g_file_set_contents (scene->inventory, draft, -1, NULL));
  g_autoptr (Ran) lint = scene_run (scene, "lint", NULL), plan = scene_run (scene, "plan", "--detailed-exitcode", NULL);
  assert_status (lint, 0);
  assert_says (lint->out, "1 file, 0 errors, 0 warnings");
  assert_status (plan, 0);
  assert_says (plan->out, "In sync: 2 switches");
  scene_free (scene);
}

/* Who was named is missed; a file is not written over; a list is as good as the names in it. */
static void
test_named (void **state)
{
  Scene *scene = scene_new (fleet, credentials);
  g_autofree char *list = scene_path (scene, "list"), *draft = scene_path (scene, "draft.yaml"), *text = NULL;
  assert_true (g_file_set_contents (list, "# closets\n" NET "2 " NET "2\n", -1, NULL));
  g_autoptr (Ran) one = scene_run (scene, "discover", "--timeout", "500ms", list, "-o", draft, NULL);
  g_autoptr (Ran) again = scene_run (scene, "discover", list, "-o", draft, NULL);
  g_autoptr (Ran) missed = scene_run (scene, "discover", "--timeout", "300ms", list, NET "9", "-o", draft, "--force", NULL);
  g_autoptr (Ran) nobody = scene_run (scene, "discover", "--timeout", "300ms", NET "128/30", NULL);
  assert_status (one, 0);
  assert_status (again, 64);
  assert_says (again->err, "--force");
  assert_status (missed, 3);
  assert_says (missed->err, "left out: " NET "9: no answer");
  assert_true (g_file_get_contents (draft, &text, NULL, NULL));
  assert_says (text, "# not in it: " NET "9: no answer");
  assert_says (text, "  - name: closet\n");
  assert_status (nobody, 66);
  scene_free (scene);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_network), cmocka_unit_test (test_named) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("discover", tests, NULL, NULL);
}
