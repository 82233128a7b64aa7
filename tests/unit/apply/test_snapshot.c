/* Whose lines are those in which two configuration snapshots differ? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "apply/engine.h"

static Change *
change_on (ChangeKind kind, const char *ports, guint vlan, int policy)
{
  Change *c = change_new (kind);
  g_autoptr (PortSet) set = NULL;
  if (ports && port_set_parse (ports, &set, NULL, NULL))
    port_set_add_set (c->ports, set);
  c->vlan = vlan;
  c->policy.id = policy;
  c->policy.vlan = vlan;
  return c;
}

/* before + after + our one change -> the lines that are somebody else's, joined by `|`; NULL none. */
static const struct {
  const char *what, *family;
  ChangeKind kind;
  const char *ports;
  guint vlan;
  int policy;
  const char *before, *after, *foreign;
} cases[] = {
  { "a tag of ours", "aos8", CHANGE_PORT_TAG, "1/1/1-4", 200, -1, "! VLAN:\n", "! VLAN:\nvlan 200 members port 1/1/1-4 tagged\n", NULL },
  { "ranges drawn anew", "aos8", CHANGE_PORT_TAG, "1/1/3", 200, -1, "vlan 200 members port 1/1/1-2 tagged\nvlan 200 members port 1/1/4 tagged\n",
    "vlan 200 members port 1/1/1-4 tagged\n", NULL },
  { "a port more than ours", "aos8", CHANGE_PORT_TAG, "1/1/3", 200, -1, "", "vlan 200 members port 1/1/3-4 tagged\n", "+ vlan 200 members port 1/1/4 tagged" },
  { "another VLAN on our port", "aos8", CHANGE_PORT_TAG, "1/1/3", 200, -1, "", "vlan 200 members port 1/1/3 tagged\nvlan 201 members port 1/1/3 tagged\n",
    "+ vlan 201 members port 1/1/3 tagged" },
  { "a line that went", "aos8", CHANGE_PORT_TAG, "1/1/3", 200, -1, "vlan 77 admin-state enable\n", "vlan 200 members port 1/1/3 tagged\n",
    "- vlan 77 admin-state enable" },
  { "tag descriptions of AOS 6", "aos6", CHANGE_PORT_TAG, "1/3", 200, -1, "", "vlan 200 802.1q 1/3 \"TAG PORT 1/3 VLAN 200\"\n", NULL },
  { "a policy of ours", "aos8", CHANGE_MED_POLICY_CREATE, NULL, 200, 3, "",
    "lldp network-policy 3 application voice vlan 200 l2-priority 5 dscp 46\n", NULL },
  { "another policy", "aos8", CHANGE_MED_POLICY_CREATE, NULL, 200, 3, "", "lldp network-policy 4 application voice vlan 200\n",
    "+ lldp network-policy 4 application voice vlan 200" },
  { "a TLV, two blanks", "aos6", CHANGE_MED_TLV, "1/3", 0, -1, "", "lldp 1/3 tlv med  network-policy enable\n", NULL },
  { "a service", "aos6", CHANGE_POE_SERVICE, NULL, 0, -1, "", "lanpower start 1\n", "+ lanpower start 1" }, /* slot 1, not the change's slot 0 */
  { "nothing of ours at all", "aos8", CHANGE_QOS_TRUST, "1/1/1", 0, -1, "", "system name core\nip interface x\n", "+ system name core|+ ip interface x" },
  { "trust and its apply", "aos8", CHANGE_QOS_TRUST, "1/1/1", 0, -1, "", "qos port 1/1/1 trusted\nqos apply\n", NULL },
};

static void
test_foreign (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Change) c = change_on (cases[i].kind, cases[i].ports, cases[i].vlan, cases[i].policy);
      g_autoptr (GPtrArray) changes = g_ptr_array_new ();
      g_ptr_array_add (changes, c);
      g_autoptr (GPtrArray) foreign = snapshot_foreign_lines (family_by_id (cases[i].family), cases[i].before, cases[i].after, changes);
      GString *said = g_string_new (NULL);
      for (guint k = 0; foreign && k < foreign->len; k++)
        g_string_append_printf (said, "%s%s", k ? "|" : "", (char *) foreign->pdata[k]);
      if (strcmp (said->str, cases[i].foreign ? cases[i].foreign : ""))
        fail_msg ("%s: `%s`", cases[i].what, said->str);
      g_string_free (said, TRUE);
    }
}

/* Does the switch still show lines of a change? What others did beside it says nothing. */
static void
test_shows (void **state)
{
  g_autoptr (Change) tag = change_on (CHANGE_PORT_TAG, "1/1/1-2", 200, -1), policy = change_on (CHANGE_MED_POLICY_CREATE, NULL, 200, 3);
  const char *before = "vlan 77 admin-state enable\n", *tagged = "vlan 77 admin-state enable\nvlan 200 members port 1/1/2 tagged\n";
  assert_true (snapshot_shows (&family_aos8, before, tagged, tag));
  assert_true (snapshot_shows (&family_aos8, tagged, before, tag)); /* or no longer shows what stood there */
  assert_false (snapshot_shows (&family_aos8, before, tagged, policy));
  assert_false (snapshot_shows (&family_aos8, tagged, tagged, tag));
  assert_false (snapshot_shows (&family_aos8, before, "vlan 200 members port 1/1/3 tagged\n", tag));
}

static void
test_same (void **state)
{
  assert_true (snapshot_same ("! VLAN :\nvlan 1  enable \r\n", "! VLAN:\nvlan 1 enable\n\n"));
  assert_false (snapshot_same ("vlan 1 enable\n", "vlan 2 enable\n"));
  assert_false (snapshot_same (NULL, ""));
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_foreign), cmocka_unit_test (test_shows), cmocka_unit_test (test_same) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("snapshot", tests, NULL, NULL);
}
