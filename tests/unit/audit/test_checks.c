/* Each check: what makes it speak, that it is silent where all is well, and that it says unknown where its data is missing. A check
 * without a row here fails the test. */
#include "world.h"

typedef void (*Spoil) (World *w);
typedef struct {
  const char *id;
  Spoil speak, blind;
} Case;

#define DO(name, body) static void name (World *w) { body; }
#define P(n) world_port (w->acc, n)
#define LOSE(port, attr) ((port)->has &= ~HAS (attr))
#define LOSE_CFG(port, attr) ((port)->cfg.has &= ~HAS (attr))

static void
set (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static PseState *
pse (World *w)
{
  return &g_array_index (w->acc->pse, PseState, 0);
}

static Vlan *
voix (World *w)
{
  return switch_state_find_vlan (w->acc, 200);
}

static MedPolicy *
policy (World *w)
{
  return &g_array_index (P (2)->cfg.policies, MedPolicy, 0);
}

static Credentials *
credentials (World *w)
{
  return w->desired->credentials->pdata[0];
}

static void
drop_vlan (World *w)
{
  for (guint i = 0; i < w->acc->vlans->len; i++)
    if (((Vlan *) w->acc->vlans->pdata[i])->id == 200)
      g_ptr_array_remove_index (w->acc->vlans, i);
}

static void
drop_port (World *w)
{
  for (guint i = 0; i < w->acc->ports->len; i++)
    if (((PortState *) w->acc->ports->pdata[i])->id == port_make (1, 1, 4))
      g_ptr_array_remove_index (w->acc->ports, i);
}

static void
second_policy (World *w)
{
  MedPolicy other = *policy (w);
  other.id = 2;
  other.vlan = 30;
  g_array_append_val (P (2)->cfg.policies, other);
}

static void
move_phone (World *w)
{
  g_clear_pointer (&P (1)->neighbours, g_ptr_array_unref);
  g_clear_pointer (&P (1)->macs, g_array_unref);
  P (1)->poe_status = POE_ST_SEARCHING;
}

static void
away (World *w)
{
  move_phone (w);
  world_phone (P (3), PHONE_MAC, 200, 200);
}

static void
remember (World *w)
{
  w->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (w->seen, g_strdup ("acc 1/1/1"));
}

static void
lose_phones (World *w)
{
  for (guint n = 1; n <= 6; n++)
    {
      move_phone (w);
      LOSE (P (n), ATTR_MACS);
      LOSE (P (n), ATTR_NEIGHBOURS);
    }
}

static void
vanish_gateway (World *w)
{
  for (guint n = 25; n <= 26; n++)
    {
      g_clear_pointer (&P (n)->neighbours, g_ptr_array_unref);
      g_clear_pointer (&world_port (w->core, n == 25 ? 25 : 27)->neighbours, g_ptr_array_unref);
    }
  g_clear_pointer (&world_want (w, "acc")->uplinks, port_set_free);
  world_want (w, "acc")->uplinks = port_set_new ();
}

DO (unreachable, w->acc->status = SWITCH_UNREACHABLE; set (&w->acc->reason, "no answer"); g_ptr_array_set_size (w->acc->ports, 0))
DO (partial, w->acc->status = SWITCH_PARTIAL; set (&w->acc->reason, "vpa cut short"))
DO (model, set (&w->acc->model, "OS6860E-P48"))
DO (model_no, set (&w->acc->model, NULL))
DO (release, set (&w->acc->version, "7.3.4.310.R02"))
DO (release_no, set (&w->acc->version, NULL))
DO (certified, set (&w->acc->running_directory, "certified"))
DO (certified_no, set (&w->acc->running_directory, NULL))
DO (unsaved, w->acc->unsaved = TRI_YES)
DO (unsaved_no, w->acc->unsaved = TRI_UNKNOWN)
DO (uncertified, w->acc->certified = TRI_NO)
DO (uncertified_no, w->acc->certified = TRI_UNKNOWN)
DO (unsynchronised, w->acc->n_members = 2; w->acc->synchronised = TRI_NO)
DO (unsynchronised_no, w->acc->n_members = 2; w->acc->synchronised = TRI_UNKNOWN)
DO (stack, w->acc->members_complete = TRI_NO)
DO (stack_no, w->acc->members_complete = TRI_UNKNOWN)
DO (timer, w->acc->timer = TIMER_PENDING)
DO (timer_no, w->acc->timer = TIMER_UNKNOWN)
DO (reload, w->acc->reload_pending = TRI_YES)
DO (reload_no, w->acc->reload_pending = TRI_UNKNOWN)
DO (clock_wrong, set (&w->acc->clock, "2001-01-01T00:00:00"))
DO (clock_no, set (&w->acc->clock, NULL))
DO (v2c, credentials (w)->snmp.version = SNMP_V2C)
DO (v2c_no, credentials (w)->snmp.present = FALSE)
DO (ssh_old, credentials (w)->ssh.legacy = TRUE)
DO (ssh_no, credentials (w)->ssh.present = FALSE)
DO (vlans_no, w->acc->via[ATTR_VLANS] = VIA_CUT)
DO (vlan_off, voix (w)->admin_enabled = FALSE)
DO (vlan_off_no, voix (w)->has_admin = FALSE)
DO (vlan_type, voix (w)->type = VLAN_TYPE_OTHER)
DO (vlan_type_no, voix (w)->type = VLAN_TYPE_UNKNOWN)
DO (vlan_name, set (&voix (w)->name, "GUEST"))
DO (vlan_name_no, set (&voix (w)->name, NULL))
DO (standby, vlan_set_remove (&P (26)->cfg.tagged, 200))
DO (standby_no, LOSE_CFG (P (26), ATTR_TAGGED))
DO (no_way_no, set (&((Neighbour *) P (25)->neighbours->pdata[0])->name, "stranger");
    g_clear_pointer (&world_port (w->core, 25)->neighbours, g_ptr_array_unref); g_clear_pointer (&P (26)->neighbours, g_ptr_array_unref);
    g_clear_pointer (&world_port (w->core, 27)->neighbours, g_ptr_array_unref))
DO (native, P (25)->cfg.untagged = 1)
DO (native_no, LOSE_CFG (P (25), ATTR_UNTAGGED))
DO (service, pse (w)->service = TRI_NO)
DO (service_no, pse (w)->service = TRI_UNKNOWN)
DO (short_of_power, pse (w)->budget_w = 10; P (2)->cfg.poe_limit_mw = 30000)
DO (budget_no, pse (w)->budget_w = pse (w)->max_w = 0)
DO (victim, pse (w)->budget_w = 10; P (1)->cfg.poe_priority = POE_LOW)
DO (incapable, set (&w->acc->model, "OS6860E-24"); LOSE_CFG (P (2), ATTR_POE_ADMIN))
DO (incapable_no, set (&w->acc->model, NULL); w->acc->via[ATTR_POE_ADMIN] = VIA_CUT; LOSE_CFG (P (2), ATTR_POE_ADMIN))
DO (poe_off, P (2)->cfg.poe_admin = FALSE)
DO (poe_fault, P (2)->poe_status = POE_ST_FAULT)
DO (poe_fault_no, LOSE (P (2), ATTR_POE_STATUS))
DO (class, P (1)->poe_class = 3)
DO (class_no, LOSE (P (1), ATTR_POE_CLASS))
DO (limit_low, P (1)->cfg.poe_limit_mw = 4000)
DO (limit_no, LOSE_CFG (P (2), ATTR_POE_LIMIT))
DO (limit, P (2)->cfg.poe_limit_mw = 30000)
DO (poe_priority, P (2)->cfg.poe_priority = POE_LOW)
DO (poe_priority_no, LOSE_CFG (P (2), ATTR_POE_PRIORITY))
DO (port_missing_no, drop_port (w); w->acc->via[ATTR_ADMIN] = VIA_CUT)
DO (mobile, P (2)->dynamic = DYNAMIC_UNP)
DO (mobile_no, LOSE (P (2), ATTR_DYNAMIC))
DO (aggregate, P (2)->aggregate = port_make_linkagg (5))
DO (aggregate_no, LOSE (P (2), ATTR_AGGREGATE))
DO (no_tag, vlan_set_remove (&P (2)->cfg.tagged, 200))
DO (tag_no, LOSE_CFG (P (2), ATTR_TAGGED))
DO (data, P (2)->cfg.untagged = 1)
DO (data_no, LOSE_CFG (P (2), ATTR_UNTAGGED))
DO (extra, vlan_set_add (&P (2)->cfg.tagged, 77))
DO (lldp_off, P (2)->cfg.lldp_admin = LLDP_RX)
DO (lldp_no, LOSE_CFG (P (2), ATTR_LLDP_ADMIN))
DO (tlvs, P (2)->cfg.med_tlvs = MED_TLV_CAPABILITY)
DO (tlvs_no, LOSE_CFG (P (2), ATTR_MED_TLVS))
DO (no_policy, g_array_set_size (P (2)->cfg.policies, 0))
DO (policy_no, LOSE_CFG (P (2), ATTR_POLICIES))
DO (policy_values, policy (w)->vlan_type = MED_VLAN_UNTAGGED)
DO (unwanted, P (5)->cfg.policies = g_array_copy (P (2)->cfg.policies))
DO (unwanted_no, LOSE_CFG (P (5), ATTR_POLICIES))
DO (port_off, P (2)->admin_up = FALSE)
DO (port_off_no, LOSE (P (2), ATTR_ADMIN))
DO (bridge, world_neighbour (P (2), "00:11:22:33:44:55", "1", "small", SYSCAP_BRIDGE))
DO (neighbours_no, LOSE (P (1), ATTR_NEIGHBOURS))
DO (macs, for (guint i = 0; i < 3; i++) { g_autofree char *m = g_strdup_printf ("02:00:00:00:00:%02x", i); port_state_add_mac (P (2), m, 10); })
DO (macs_no, LOSE (P (2), ATTR_MACS))
DO (security, P (2)->port_security = TRI_YES; P (2)->security_macs = 1)
DO (security_no, P (2)->port_security = TRI_UNKNOWN)
DO (slow, P (1)->speed_mbps = 100)
DO (slow_no, LOSE (P (1), ATTR_SPEED))
DO (speed_none, P (1)->speed_mbps = 0)
DO (half, P (1)->duplex = DUPLEX_HALF)
DO (half_no, P (1)->duplex = DUPLEX_UNKNOWN)
DO (broken, P (2)->out = ((FrameCount){ TRUE, TRUE, 1001, 999000 }))
DO (broken_no, P (2)->in = ((FrameCount){ TRUE, FALSE, 100, 0 }))
DO (refused, P (1)->dynamic = DYNAMIC_DOT1X; port_state_add_auth (P (1), PHONE_MAC, 10, AUTH_FAILED, "guest"))
DO (refused_no, P (1)->dynamic = DYNAMIC_UNP; P (1)->auths_known = FALSE)
DO (pc_refused, P (2)->dynamic = DYNAMIC_DOT1X; port_state_add_auth (P (2), "02:00:00:00:00:01", 10, AUTH_FAILED, NULL))
DO (edge, P (2)->stp_edge = TRI_NO)
DO (edge_no, P (2)->stp_edge = TRI_UNKNOWN)
DO (trust, P (2)->cfg.qos_trust = FALSE)
DO (trust_no, LOSE_CFG (P (2), ATTR_QOS_TRUST))
DO (agent, P (2)->trust_agent_shutdown = TRUE)
DO (agent_no, LOSE (P (2), ATTR_TRUST_AGENT))
DO (marking, ((Neighbour *) P (1)->neighbours->pdata[0])->voice_dscp = 0)
DO (marking_no, ((Neighbour *) P (1)->neighbours->pdata[0])->voice_dscp = -1)
DO (marking_priority, ((Neighbour *) P (1)->neighbours->pdata[0])->voice_priority = 6)
DO (waits, ((Neighbour *) P (1)->neighbours->pdata[0])->voice_vlan = ((Neighbour *) P (1)->neighbours->pdata[0])->voice_dscp = -1)
DO (wrong_vlan, move_phone (w); world_phone (P (1), PHONE_MAC, -1, 10))
DO (gone, remember (w); move_phone (w))
DO (gone_no, remember (w); lose_phones (w))
DO (other, move_phone (w); world_phone (P (1), OTHER_MAC, 200, 200))
DO (other_model, set (&((Neighbour *) P (1)->neighbours->pdata[0])->med_model, "T46S"))
DO (nobodys_model, set (&((Neighbour *) P (1)->neighbours->pdata[0])->med_model, "yealink")) /* a maker's name is no other model */
DO (stray, world_phone (P (6), OTHER_MAC, 200, 10))

static const Case cases[] = {
  { "unreachable", unreachable, unreachable }, { "partial", partial, unreachable }, { "model", model, model_no }, { "release", release, release_no },
  { "running-certified", certified, certified_no }, { "unsaved", unsaved, unsaved_no }, { "uncertified", uncertified, uncertified_no },
  { "unsynchronised", unsynchronised, unsynchronised_no }, { "stack", stack, stack_no }, { "pending-timer", timer, timer_no },
  { "pending-reload", reload, reload_no }, { "clock", clock_wrong, clock_no }, { "snmp-v2c", v2c, v2c_no }, { "ssh-old", ssh_old, ssh_no },
  { "vlan-missing", drop_vlan, vlans_no }, { "vlan-disabled", vlan_off, vlan_off_no }, { "vlan-type", vlan_type, vlan_type_no },
  { "vlan-name", vlan_name, vlan_name_no }, { "path-vlan", standby, standby_no }, { "path-gateway", vanish_gateway, no_way_no },
  { "path-native", native, native_no }, { "poe-service", service, service_no }, { "poe-guard-band", short_of_power, budget_no },
  { "poe-victim", victim, budget_no }, { "poe-incapable", incapable, incapable_no }, { "poe-off", poe_off, incapable_no },
  { "poe-fault", poe_fault, poe_fault_no }, { "poe-class", class, class_no }, { "poe-limit-low", limit_low, limit_no }, { "poe-limit", limit, limit_no },
  { "poe-priority", poe_priority, poe_priority_no }, { "port-missing", drop_port, port_missing_no }, { "port-dynamic", mobile, mobile_no },
  { "port-aggregate", aggregate, aggregate_no }, { "voice-tag", no_tag, tag_no }, { "data-vlan", data, data_no }, { "extra-tag", extra, tag_no },
  { "lldp-off", lldp_off, lldp_no }, { "med-tlvs", tlvs, tlvs_no }, { "policy-missing", no_policy, policy_no },
  { "policy-values", policy_values, policy_no }, { "policy-conflict", second_policy, policy_no }, { "policy-unwanted", unwanted, unwanted_no },
  { "port-off", port_off, port_off_no }, { "port-bridge", bridge, neighbours_no }, { "port-macs", macs, macs_no },
  { "port-security", security, security_no }, { "port-speed", slow, slow_no }, { "port-duplex", half, half_no }, { "port-errors", broken, broken_no },
  { "port-auth", pc_refused, refused_no }, { "phone-auth", refused, refused_no },
  { "phone-marking", marking, marking_no }, { "stp-edge", edge, edge_no }, { "qos-trust", trust, trust_no },
  { "trust-agent", agent, agent_no }, { "phone-vlan", wrong_vlan, lose_phones }, { "phone-moved", away, lose_phones }, { "phone-gone", gone, gone_no },
  { "phone-other", other, neighbours_no }, { "phone-model", other_model, nobodys_model }, { "phone-stray", stray, lose_phones },
  { "phone-missing", move_phone, lose_phones },
};

static const Case *
case_of (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (!strcmp (cases[i].id, id))
      return &cases[i];
  fail_msg ("check %s has no case", id);
  return NULL;
}

static guint
count (const Audit *a, const char *id, AuditSeverity severity)
{
  guint n = 0;
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      n += !strcmp (f->check->id, id) && f->severity == severity;
    }
  return n;
}

static void
tell (const Audit *a)
{
  for (guint i = 0; i < a->findings->len; i++)
    {
      const AuditFinding *f = a->findings->pdata[i];
      g_autofree char *port = f->port ? port_to_string (f->port) : g_strdup ("-");
      print_message ("# %s %s %s %s: %s\n", f->check->id, audit_severity_to_string (f->severity), f->switch_name, port, f->message);
    }
}

/* All is well, with every check, and none has anything to say. */
static void
test_all_is_well (void **state)
{
  World *w = world_new ();
  g_autoptr (Audit) a = world_audit (w);
  tell (a);
  assert_int_equal (a->findings->len, 0);
  assert_int_equal (audit_verdict (a), AUDIT_READY);
  assert_int_equal (audit_exit (a), 0);
  assert_int_equal (a->n_ready, 5);
  assert_int_equal (a->phones[PHONE_CONFIRMED], 1);
  world_free (w);
}

static void
speaks (const AuditCheck *check, const Case *c)
{
  World *w = world_new ();
  c->speak (w);
  g_autoptr (Audit) all = world_audit (w);
  w->check = check->id;
  g_autoptr (Audit) a = world_audit (w);
  if (!count (a, check->id, check->severity))
    {
      tell (a);
      fail_msg ("%s does not speak", check->id);
    }
  assert_int_equal (count (a, check->id, check->severity), count (all, check->id, check->severity));
  assert_int_equal (audit_exit (a), check->severity == AUDIT_ERROR ? 1 : check->severity == AUDIT_UNKNOWN ? 3 : 0);
  world_free (w);
}

static void
is_silent (const AuditCheck *check)
{
  World *w = world_new ();
  w->check = check->id;
  g_autoptr (Audit) a = world_audit (w);
  if (a->findings->len)
    {
      tell (a);
      fail_msg ("%s speaks where all is well", check->id);
    }
  world_free (w);
}

/* Asked alone, and where the switch says nothing at all. */
static void
is_blind (const AuditCheck *check, Spoil blind)
{
  World *w = world_new ();
  w->check = check->id;
  blind (w);
  g_autoptr (Audit) a = world_audit (w);
  if (!count (a, check->id, AUDIT_UNKNOWN) || count (a, check->id, check->severity) != (check->severity == AUDIT_UNKNOWN))
    {
      tell (a);
      fail_msg ("%s does not say that it does not know", check->id);
    }
  assert_int_equal (audit_exit (a), check->severity <= AUDIT_UNKNOWN ? 3 : 0);
  assert_int_equal (audit_verdict (a), check->severity <= AUDIT_UNKNOWN ? AUDIT_IS_UNKNOWN : AUDIT_READY);
  world_free (w);
}

static void
test_every_check (void **state)
{
  guint n = 0;
  for (const AuditCheck *check = audit_checks; check->id; check++, n++)
    {
      const Case *c = case_of (check->id);
      const char *texts[] = { check->title, check->reads, check->why, check->cure, check->example };
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        assert_true (texts[i] && *texts[i]);
      assert_ptr_equal (audit_check_find (check->id), check);
      speaks (check, c);
      is_silent (check);
      is_blind (check, c->blind);
      is_blind (check, unreachable);
    }
  assert_int_equal (n, G_N_ELEMENTS (cases));
}

static void
list_phone (World *w, guint port, const char *mac)
{
  DesiredPhone *phone = world_want_port (w, port)->phone = g_new0 (DesiredPhone, 1);
  phone->mac = g_strdup (mac);
}

/* Where the border of a check is: what one thing more or less makes of it. */
DO (half_down, half (w); P (1)->oper_up = FALSE)
DO (half_oper_no, half (w); LOSE (P (1), ATTR_OPER))
DO (half_elsewhere, P (5)->duplex = DUPLEX_HALF; P (5)->oper_up = TRUE)
DO (few_broken, P (2)->in = ((FrameCount){ TRUE, TRUE, 99, 0 }))
DO (one_in_thousand, P (2)->in = ((FrameCount){ TRUE, TRUE, 1000, 999000 }))
DO (all_broken, P (2)->in = ((FrameCount){ TRUE, TRUE, 100, 0 }))
DO (few_of_unknown, P (2)->in = ((FrameCount){ TRUE, FALSE, 99, 0 }))
DO (errors_no, P (2)->out.has_errors = FALSE)
DO (below_round, P (2)->in = ((FrameCount){ TRUE, TRUE, 0, (G_GUINT64_CONSTANT (10) << 32) - 1 }))
DO (gone_round, P (2)->in = ((FrameCount){ TRUE, TRUE, 0, G_GUINT64_CONSTANT (10) << 32 }))
DO (in_voice, P (1)->dynamic = DYNAMIC_UNP; port_state_add_auth (P (1), PHONE_MAC, 10, AUTH_PASSED, "data");
    port_state_add_auth (P (1), PHONE_MAC, 200, AUTH_PASSED, "voice"))
DO (in_data, P (1)->dynamic = DYNAMIC_UNP; port_state_add_auth (P (1), PHONE_MAC, 10, AUTH_PASSED, "data"))
DO (in_nowhere, P (1)->dynamic = DYNAMIC_UNP; port_state_add_auth (P (1), PHONE_MAC, 0, AUTH_PASSED, "data"))
DO (waiting, P (1)->dynamic = DYNAMIC_DOT1X; port_state_add_auth (P (1), PHONE_MAC, 10, AUTH_PENDING, NULL))
DO (contradiction, P (1)->dynamic = DYNAMIC_DOT1X; port_state_add_auth (P (1), PHONE_MAC, 200, AUTH_PASSED, NULL);
    port_state_add_auth (P (1), PHONE_MAC, 200, AUTH_FAILED, NULL))
DO (by_maker, P (2)->dynamic = DYNAMIC_DOT1X; port_state_add_auth (P (2), OTHER_MAC, 10, AUTH_FAILED, NULL))
DO (by_lldp, P (2)->dynamic = DYNAMIC_DOT1X; world_phone (P (2), "02:00:00:00:00:07", 200, 200);
    port_state_add_auth (P (2), "02:00:00:00:00:07", 10, AUTH_FAILED, NULL))
DO (plain_no, P (1)->auths_known = FALSE)
DO (kind_no, P (1)->auths_known = FALSE; LOSE (P (1), ATTR_DYNAMIC))
DO (twice, list_phone (w, 2, PHONE_MAC))
DO (twice_nowhere, twice (w); move_phone (w))
DO (twice_unlisted, twice_nowhere (w); world_phone (P (6), PHONE_MAC, 200, 10))
DO (of_another, other (w); list_phone (w, 2, OTHER_MAC))

static void
test_borders (void **state)
{
  static const struct {
    const char *id;
    Spoil spoil;
    guint spoken, unknown;
  } rows[] = {
    { "port-speed", speed_none, 0, 1 },      { "port-duplex", half_down, 0, 0 },      { "port-duplex", half_oper_no, 0, 1 },
    { "port-duplex", half_elsewhere, 0, 0 }, { "port-errors", few_broken, 0, 0 },     { "port-errors", one_in_thousand, 0, 0 },
    { "port-errors", broken, 1, 0 },         { "port-errors", all_broken, 1, 0 },     { "port-errors", few_of_unknown, 0, 0 },
    { "port-errors", errors_no, 0, 1 },      { "port-errors", below_round, 0, 0 },    { "port-errors", gone_round, 0, 1 },
    { "phone-auth", in_voice, 0, 0 },        { "phone-auth", in_data, 1, 0 },         { "phone-auth", in_nowhere, 0, 1 },
    { "phone-auth", waiting, 0, 1 },         { "phone-auth", contradiction, 0, 1 },   { "phone-auth", by_maker, 1, 0 },
    { "phone-auth", by_lldp, 1, 0 },         { "phone-auth", plain_no, 0, 0 },        { "phone-auth", kind_no, 0, 1 },
    { "phone-marking", marking_priority, 1, 0 }, { "phone-marking", waits, 0, 0 },  { "phone-marking", neighbours_no, 0, 1 },
    { "phone-auth", pc_refused, 0, 0 },      { "port-auth", refused, 0, 0 },
    { "phone-moved", twice, 1, 0 },          { "phone-missing", twice_nowhere, 2, 0 }, { "phone-moved", twice_unlisted, 2, 0 },
    { "phone-stray", twice_unlisted, 0, 0 }, { "phone-other", of_another, 0, 0 },   { "phone-moved", of_another, 1, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      World *w = world_new ();
      rows[i].spoil (w);
      w->check = rows[i].id;
      g_autoptr (Audit) a = world_audit (w);
      AuditSeverity severity = audit_check_find (rows[i].id)->severity;
      if (count (a, rows[i].id, severity) != rows[i].spoken || count (a, rows[i].id, AUDIT_UNKNOWN) != rows[i].unknown)
        {
          tell (a);
          fail_msg ("row %u (%s)", i, rows[i].id);
        }
      world_free (w);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_all_is_well), cmocka_unit_test (test_every_check), cmocka_unit_test (test_borders) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
