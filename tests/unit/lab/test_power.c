/* Who gets power: the guard band, priorities, who is cut for whom. And what a phone does with it. */
#include "fixture.h"

static guint
powered (const LabSwitch *s)
{
  guint n = 0;
  for (guint i = 0; i < s->ports->len; i++)
    n += ((LabPort *) s->ports->pdata[i])->poe_status == LAB_POE_DELIVERING;
  return n;
}

static void
plug (LabSwitch *s, const char *ports, guint milliwatts)
{
  char *why = NULL;
  g_autoptr (GPtrArray) list = lab_port_list (s, ports);
  assert_true (lab_plug (s, ports, "phone", NULL, &why));
  for (guint i = 0; i < list->len; i++)
    ((LabPort *) list->pdata[i])->device->milliwatts = milliwatts;
  lab_changed (s);
}

/* The example of field.md: 180 W, 24 phones of 7 W, a port may take 30 W: the 22nd is admitted, for 33 W remain, the 23rd and
 * 24th not, though 26 W remain. With a limit of 8 W all 24 come up. */
static void
test_guard_band (void **state)
{
  LabSwitch *s = switch_new ("OS6360-P24", "8.9.221.R03", 1,
                             "lanpower slot 1/1 priority-disconnect disable\nlanpower slot 1/1 service start\n");
  plug (s, "1/1/1-24", 7000);
  assert_int_equal (powered (s), 22);
  assert_int_equal (port (s, "1/1/23")->poe_status, LAB_POE_DENIED);
  for (guint i = 1; i <= 24; i++)
    {
      g_autofree char *line = g_strdup_printf ("lanpower port 1/1/%u power 8000", i);
      must (s, line);
    }
  assert_int_equal (powered (s), 24);
  lab_switch_free (s);
}

/* With priority disconnect, ports of a lower priority are cut for a newcomer: the lowest priority first, then the highest number.
 */
static void
test_victims (void **state)
{
  LabSwitch *s =
      switch_new ("OS6360-P24", "8.9.221.R03", 1, "lanpower port 1/1/24 priority high\nlanpower slot 1/1 service start\n");
  plug (s, "1/1/1-22", 7000);
  assert_int_equal (powered (s), 22);
  plug (s, "1/1/24", 7000); /* 26 W left, 30 W wanted: one must go */
  assert_int_equal (port (s, "1/1/24")->poe_status, LAB_POE_DELIVERING);
  assert_int_equal (port (s, "1/1/22")->poe_status, LAB_POE_DENIED);
  assert_int_equal (port (s, "1/1/21")->poe_status, LAB_POE_DELIVERING);
  plug (s, "1/1/23", 7000); /* of the lowest priority itself: denied, nobody is cut */
  assert_int_equal (port (s, "1/1/23")->poe_status, LAB_POE_DENIED);
  assert_int_equal (powered (s), 22);
  must (s, "lanpower slot 1/1 maxpower 100"); /* below present use: low priorities go, highest number first */
  assert_int_equal (port (s, "1/1/24")->poe_status, LAB_POE_DELIVERING);
  assert_int_equal (port (s, "1/1/21")->poe_status, LAB_POE_DENIED);
  assert_true (powered (s) <= 14);
  lab_switch_free (s);
}

/* All of them do not suffice: nobody is cut. */
static void
test_no_use (void **state)
{
  LabSwitch *s = switch_new ("OS6450-P10", "6.7.2.191.R04", 1,
                             "lanpower 1/10 priority critical\nlanpower 1 maxpower 36\nlanpower start 1\n");
  plug (s, "1/1", 7000);
  must (s, "lanpower 1/1 priority critical");
  plug (s, "1/2", 2000);
  assert_int_equal (port (s, "1/2")->poe_status, LAB_POE_DENIED); /* 29 W left of 36 */
  must (s, "lanpower 1/2 power 3000");
  assert_int_equal (port (s, "1/2")->poe_status, LAB_POE_DELIVERING);
  plug (s, "1/10", 7000); /* 27 W, 29 W without 1/2: not 30 */
  assert_int_equal (port (s, "1/10")->poe_status, LAB_POE_DENIED);
  assert_int_equal (port (s, "1/2")->poe_status, LAB_POE_DELIVERING);
  lab_switch_free (s);
}

static void
test_service (void **state)
{
  LabSwitch *s = switch_new ("OS6860E-P24", "8.10.105.R03", 1, "");
  plug (s, "1/1/1", 5000);
  assert_int_equal (powered (s), 0);
  g_autofree char *no = run (s, "lanpower port 1/1/1 admin-state enable", NULL); /* cannot do the first activation */
  assert_has (no, "ERROR:");
  must (s, "lanpower slot 1/1 delayed-start enable seconds 120");
  must (s, "lanpower slot 1/1 service start");
  assert_int_equal (port (s, "1/1/1")->poe_status, LAB_POE_DELAYED);
  pass (s, 120000);
  assert_int_equal (powered (s), 1);
  must (s, "lanpower port 1/1/1 power 3000"); /* less than it draws */
  assert_int_equal (powered (s), 0);
  must (s, "lanpower port 1/1/1 power default");
  assert_int_equal (powered (s), 1);
  s->unsaved = FALSE;
  must (s, "lanpower port 1/1/1 reset"); /* a toggle that leaves the configuration alone: p. 301 */
  assert_false (s->unsaved);
  must (s, "lanpower port 1/1/1 admin-state disable");
  assert_true (s->unsaved);
  lab_switch_free (s);
}

/* ---- phones ---------------------------------------------------------------------------------------------------------- */

typedef struct {
  guint vlans[8], n;
} Seen;

static void
see (const LabSwitch *s, const LabPort *at, guint vlan, const guint8 *mac, gpointer data)
{
  Seen *seen = data;
  seen->vlans[seen->n++] = vlan;
}

static Seen
look (LabSwitch *s, const char *name)
{
  Seen seen = { { 0 }, 0 };
  lab_macs (s, port (s, name), see, &seen);
  return seen;
}

#define VOICE8                                                                                                                   \
  "vlan 10\nvlan 200\nvlan 10 members port 1/1/1-4 untagged\nvlan 200 members port 1/1/1-2 tagged\nlldp network-policy 1 "       \
  "application voice vlan 200\n"                                                                                                 \
  "lldp port 1/1/1-4 tlv med capability enable\nlldp port 1/1/1-4 tlv med network-policy enable\nlanpower slot 1/1 service "     \
  "start\n"

/* Power, boot, the data VLAN, then the voice VLAN that it is told; the old entry ages. */
static void
test_phone_learns (void **state)
{
  char *why = NULL;
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1, VOICE8);
  s->boot_ms = 1000;
  assert_true (lab_plug (s, "1/1/1", "phone", NULL, &why));
  lab_changed (s);
  LabPort *p = port (s, "1/1/1");
  assert_true (p->up);
  assert_false (p->booted);
  assert_int_equal (look (s, "1/1/1").n, 0);
  pass (s, 500);
  assert_int_equal (look (s, "1/1/1").vlans[0], 10); /* in the data VLAN first */
  pass (s, 500);
  assert_true (p->booted);
  must (s, "lldp port 1/1/1 med network-policy 1");
  assert_int_equal (lab_phone_vlan (p), 200);
  pass (s, 500);
  Seen both = look (s, "1/1/1");
  assert_int_equal (both.n, 2);
  assert_int_equal (both.vlans[0], 200);
  assert_int_equal (both.vlans[1], 10);
  pass (s, 300000);
  assert_int_equal (look (s, "1/1/1").n, 1);
  must (s, "interfaces port 1/1/1 admin-state disable"); /* a link bounce does not cut its power */
  assert_int_equal (p->poe_status, LAB_POE_DELIVERING);
  assert_int_equal (look (s, "1/1/1").n, 0);
  must (s, "interfaces port 1/1/1 admin-state enable");
  assert_true (p->booted);
  must (s, "lanpower port 1/1/1 admin-state disable"); /* this does, and it boots again */
  must (s, "lanpower port 1/1/1 admin-state enable");
  assert_false (p->booted);
  lab_switch_free (s);
}

/* What it takes for a phone to follow a policy. */
static void
test_phone_conditions (void **state)
{
  static const struct { const char *lines; guint vlan; } cases[] = {
    { "lldp port 1/1/1 med network-policy 1", 200 },
    { "lldp chassis med network-policy 1", 200 },
    { "lldp port 1/1/1 med network-policy 1\nlldp port 1/1/1 tlv med network-policy disable", 0 },
    { "lldp port 1/1/1 med network-policy 1\nlldp port 1/1/1 lldpdu rx", 0 },
    { "lldp port 1/1/1 med network-policy 1\nlldp port 1/1/1 lldpdu tx", 0 }, /* MED is sent only where MED was heard */
    { "", 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *why = NULL;
      LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1, VOICE8);
      lab_plug (s, "1/1/1", "phone", NULL, &why);
  lab_changed (s);
      lab_changed (s);
      assert_int_equal (lab_run_text (s, cases[i].lines, NULL), 0);
      pass (s, 1000);
      if (lab_phone_vlan (port (s, "1/1/1")) != cases[i].vlan)
        fail_msg ("%s: VLAN %u", cases[i].lines, lab_phone_vlan (port (s, "1/1/1")));
      lab_switch_free (s);
    }
}

/* Told a VLAN that its port does not carry, a phone talks to nobody. */
static void
test_black_hole (void **state)
{
  char *why = NULL;
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1, VOICE8 "lldp port 1/1/3 med network-policy 1\n");
  lab_plug (s, "1/1/3", "phone", NULL, &why);
  lab_changed (s);
  pass (s, 1000);
  pass (s, 1000);
  assert_int_equal (lab_phone_vlan (port (s, "1/1/3")), 200);
  assert_int_equal (look (s, "1/1/3").n, 1); /* only what still ages in VLAN 10 */
  pass (s, 300000);
  assert_int_equal (look (s, "1/1/3").n, 0);
  lab_switch_free (s);
}

/* 8.10 has no line for the policy TLV: a bound policy goes with the capabilities. */
static void
test_med_of_8_10 (void **state)
{
  LabSwitch *s = switch_new ("OS6360-P24", "8.10.105.R02", 1,
                             "vlan 200\nvlan 200 members port 1/1/1 tagged\nlldp network-policy 1 application voice vlan "
                             "200\nlldp port 1/1/1 tlv med capability enable\n");
  assert_int_equal (lab_med_mask (s, port (s, "1/1/1")), LAB_TLV_CAPABILITY);
  must (s, "lldp port 1/1/1 med network-policy 1");
  assert_int_equal (lab_med_mask (s, port (s, "1/1/1")), LAB_TLV_CAPABILITY | LAB_TLV_POLICY);
  lab_switch_free (s);
}

static void
test_trust_agent (void **state)
{
  char *why = NULL;
  LabSwitch *s = switch_new ("OS6860E-P24", "8.9.221.R03", 1,
                             "lldp 1/1/1 trust-agent enable\nlldp 1/1/1 trust-agent violation-action shutdown\n"
                             "lanpower slot 1/1 service start\n");
  LabPort *p = port (s, "1/1/1");
  lab_plug (s, "1/1/1", "pc", NULL, &why); /* speaks no LLDP */
  lab_changed (s);
  pass (s, 89000);
  assert_true (p->up);
  pass (s, 1000);
  assert_true (p->violated);
  assert_false (p->up);
  must (s, "interfaces 1/1/1 clear-violation-all");
  lab_plug (s, "1/1/1", "phone", "80:5e:c0:00:00:01", &why);
  lab_changed (s);
  pass (s, 1000);
  assert_false (p->violated);
  lab_plug (s, "1/1/1", "phone", "80:5e:c0:00:00:02", &why); /* another one than before */
  lab_changed (s);
  pass (s, 1000);
  assert_true (p->violated);
  g_autofree char *out = run (s, "show lldp trust-agent", NULL);
  assert_has (out, "Violated");
  lab_switch_free (s);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_guard_band), cmocka_unit_test (test_victims),      cmocka_unit_test (test_no_use),
    cmocka_unit_test (test_service),    cmocka_unit_test (test_phone_learns), cmocka_unit_test (test_phone_conditions),
    cmocka_unit_test (test_black_hole), cmocka_unit_test (test_med_of_8_10),  cmocka_unit_test (test_trust_agent),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("lab power", tests, NULL, NULL);
}
