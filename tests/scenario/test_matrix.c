/* Every kind of change, on both families, forward and back, each seen on the wire. */
#include "harness.h"

#define NET "127.81.2."

/* VLAN 10 is missing, 200 is there but disabled and misnamed, 30 is yesterday's voice VLAN; PoE is off on the whole slot. */
static const char fleet[] = FLEET_HEAD
  "  new:\n"
  "    address: " NET "1\n"
  "    model: OS6860E-P24\n"
  "    config:\n"
  "      - vlan 200 admin-state disable name \"OLD\"\n"
  "      - vlan 30 admin-state enable name \"VOICE30\"\n"
  "      - vlan 30 members port 1/1/1-2 tagged\n"
  "      - vlan 30 members port 1/1/5 tagged\n"
  "      - lldp network-policy 7 application voice vlan 30 l2-priority 6 dscp 40\n"
  "      - lldp nearest-bridge port 1/1/1 med network-policy 7\n"
  "      - lldp nearest-bridge port 1/1/5 med network-policy 7\n"
  "      - lldp nearest-bridge port 1/1/3 lldpdu disable\n"
  "      - lanpower port 1/1/4 admin-state disable\n"
  "      - lanpower port 1/1/2 priority critical\n"
  "      - vlan 77 admin-state enable name \"CAMERAS\"\n"
  "      - vlan 77 members port 1/1/7-8 tagged\n"
  "      - lanpower port 1/1/7 power 4000\n"
  "  old:\n"
  "    address: " NET "2\n"
  "    model: OS6450-P24\n"
  "    config:\n"
  "      - vlan 200 disable name \"OLD\"\n"
  "      - vlan 30 enable name \"VOICE30\"\n"
  "      - vlan 30 802.1q 1/1\n"
  "      - vlan 30 802.1q 1/2\n"
  "      - vlan 30 802.1q 1/5\n"
  "      - lldp network-policy 7 application voice vlan 30 l2-priority 6 dscp 40\n"
  "      - lldp 1/1 med network-policy 7\n"
  "      - lldp 1/5 med network-policy 7\n"
  "      - lldp 1/3 lldpdu disable\n"
  "      - lanpower stop 1/4\n"
  "      - lanpower 1/2 priority critical\n"
  "      - vlan 77 enable name \"CAMERAS\"\n"
  "      - vlan 77 802.1q 1/7\n"
  "      - lanpower 1/7 power 4000\n";

#define ROLES(qos, no_qos) \
  "vlanctl: 1\n" \
  "vlans:\n" \
  "  data:  { id: 10,  name: DATA }\n" \
  "  voice: { id: 200, name: VOIX }\n" \
  "  yesterday: { id: 30, name: VOICE30, voice: true }\n" \
  "roles:\n" \
  "  phone:\n" \
  "    data-vlan: data\n" \
  "    voice-vlan: voice\n" \
  "    lldp-med: { priority: 5, dscp: 46 }\n" \
  "    lldp: tx-and-rx\n" \
  "    poe: { enabled: true, priority: high, limit: 8W }\n" \
  qos \
  "  desk:\n" \
  "    data-vlan: data\n" \
  "    voice-vlan: none\n" \
  "    poe: { enabled: false }\n" \
  no_qos

static const char inventory_new[] = ROLES ("    qos-trust: true\n", "") INVENTORY_CREDENTIALS
  "  - { name: new, address: " NET "1, uplinks: [1/1/25], ports: { 1/1/1-4: phone, 1/1/5: desk } }\n";
static const char inventory_old[] = ROLES ("    qos-trust: true\n", "") INVENTORY_CREDENTIALS
  "  - { name: old, address: " NET "2, uplinks: [1/25], ports: { 1/1-4: phone, 1/5: desk } }\n";

static GHashTable *
kinds_of (JsonNode *plan)
{
  GHashTable *kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonArray *changes = json_node_get_array (json_at (plan, "switches.0.changes"));
  for (guint i = 0; i < json_array_get_length (changes); i++)
    g_hash_table_add (kinds, g_strdup (json_object_get_string_member (json_array_get_object_element (changes, i), "kind")));
  return kinds;
}

/* Every line of the plan went over the wire, in the plan's order. */
static void
assert_sent (JsonNode *plan, const GPtrArray *wire)
{
  JsonArray *changes = json_node_get_array (json_at (plan, "switches.0.changes"));
  guint at = 0;
  for (guint i = 0; i < json_array_get_length (changes); i++)
    {
      JsonArray *lines = json_object_get_array_member (json_array_get_object_element (changes, i), "commands");
      for (guint k = 0; k < json_array_get_length (lines); k++)
        {
          const char *line = json_array_get_string_element (lines, k);
          while (at < wire->len && strcmp (wire->pdata[at], line))
            at++;
          if (at == wire->len)
            fail_msg ("`%s` did not go over the wire, or not in its place", line);
        }
    }
}

/* All that the lab knows of the ports that nobody asked for, and of a VLAN of others. */
static char *
untouched (Scene *scene, const char *name)
{
  g_autoptr (JsonNode) state = scene_state (scene, name);
  GString *all = g_string_new (NULL);
  for (guint i = 5; i < 24; i++)
    {
      g_autofree char *path = g_strdup_printf ("ports.%u", i);
      JsonNode *node = json_at (state, path);
      json_object_remove_member (json_node_get_object (node), "poe_status"); /* no setting: the slot gets power, as asked */
      g_autofree char *port = json_to_string (node, FALSE);
      g_string_append_printf (all, "%s\n", port);
    }
  g_autofree char *vlan = json_to_string (json_at (state, "vlans.[id=77]"), FALSE);
  g_string_append (all, vlan);
  return g_string_free (all, FALSE);
}

/* What a plan would do, without when and after which run it was made. */
static char *
changes_of (const Ran *plan)
{
  return json_to_string (json_at (plan->json, "switches.0.changes"), TRUE);
}

static void
there_and_back (const char *name, const char *inventory, const char *const *kinds)
{
  Scene *scene = scene_new (fleet, inventory);
  g_autofree char *before = scene_snapshot (scene, name), *others = untouched (scene, name);
  g_autoptr (Ran) plan = scene_run (scene, "plan", "--json", "--allow-disruption", "slot-reset", "--allow-share", NULL);
  assert_status (plan, 0);
  g_autoptr (GHashTable) found = kinds_of (plan->json);
  for (guint i = 0; kinds[i]; i++)
    if (!g_hash_table_contains (found, kinds[i]))
      fail_msg ("%s: no %s in the plan:\n%.6000s", name, kinds[i], plan->out);

  g_autoptr (Ran) apply = scene_run (scene, "apply", "--json", "--allow-disruption", "slot-reset", "--allow-share", "--yes", NULL);
  assert_status (apply, 0);
  g_autoptr (GPtrArray) wire = scene_commands (scene, name);
  assert_sent (plan->json, wire);
  g_autoptr (Ran) again = scene_run (scene, "plan", "--detailed-exitcode", NULL);
  assert_status (again, 0);
  g_autofree char *others_after = untouched (scene, name);
  assert_string_equal (others, others_after);

  g_autoptr (Ran) rollback = scene_run (scene, "rollback", "--json", "--allow-disruption", "slot-reset", "--allow-share", "--yes", NULL);
  assert_status (rollback, 0);
  g_autoptr (GPtrArray) all = scene_commands (scene, name);
  assert_true (count_lines (all, "no lldp network-policy") > 0); /* med-policy-delete: ours, and free */
  g_autofree char *after = scene_snapshot (scene, name);
  assert_string_equal (before, after);
  g_autoptr (Ran) anew = scene_run (scene, "plan", "--json", "--allow-disruption", "slot-reset", "--allow-share", NULL);
  assert_status (anew, 0);
  g_autofree char *first_changes = changes_of (plan), *new_changes = changes_of (anew);
  assert_string_equal (first_changes, new_changes);
  assert_int_equal (scene_count_kind (scene, name, "snmp-set"), 0);
  scene_free (scene);
}

static void
test_new_family (void **state)
{
  static const char *const kinds[] = { "vlan-create", "vlan-admin", "vlan-name", "uplink-tag", "port-untagged", "port-tag", "port-untag",
                                       "med-policy-create", "med-bind", "med-unbind", "med-tlv", "lldp-admin", "poe-service", "poe-admin",
                                       "poe-limit", "poe-priority", "qos-trust", NULL };
  there_and_back ("new", inventory_new, kinds);
}

/* There tagged ports are always trusted: no qos-trust line exists to be sent. */
static void
test_old_family (void **state)
{
  static const char *const kinds[] = { "vlan-create", "vlan-admin", "vlan-name", "uplink-tag", "port-untagged", "port-tag", "port-untag",
                                       "med-policy-create", "med-bind", "med-unbind", "med-tlv", "lldp-admin", "poe-service", "poe-admin",
                                       "poe-limit", "poe-priority", NULL };
  there_and_back ("old", inventory_old, kinds);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_new_family), cmocka_unit_test (test_old_family) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("matrix", tests, NULL, NULL);
}
