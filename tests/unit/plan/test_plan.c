/* What is planned, line by line: ranges, policies, VLANs, paths, order, disruption, and what is not known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "toy.h"

typedef struct {
  Toy *t[3];            /* one a switch */
  Desired *d;
  SwitchState *live[3]; /* read from the toys; a test may spoil them */
  PlanOptions options;
  PlanMemory memory;
  Plan *plan;
} Desk;

static void
add_vlan (Desired *d, guint id, const char *name, gboolean voice)
{
  DesiredVlan *v = g_new0 (DesiredVlan, 1);
  v->id = id;
  v->key = g_strdup (name);
  v->name = g_strdup (name);
  v->voice = voice;
  v->pos = v->name_pos = (SrcPos){ "i.yaml", id, 1, 0, 0 };
  g_ptr_array_add (d->vlans, v);
}

static DesiredSwitch *
add_switch (Desk *k, const char *name)
{
  DesiredSwitch *sw = desired_switch_new (name);
  sw->address = g_strdup ("192.0.2.1");
  sw->uplinks_pos = (SrcPos){ "i.yaml", 5, 5, 0, 0 };
  g_ptr_array_add (k->d->switches, sw);
  return sw;
}

static Desk *
desk_new (gboolean new_family)
{
  Desk *k = g_new0 (Desk, 1);
  k->t[0] = toy_new (new_family);
  k->t[0]->service[0] = k->t[0]->service[1] = TRUE;
  for (guint i = 0; i < TOY_PORTS; i++)
    k->t[0]->ports[i].up = FALSE;
  k->d = desired_new ();
  k->d->path = g_strdup ("i.yaml");
  k->d->sha256 = g_strdup ("-");
  add_vlan (k->d, 10, "DATA", FALSE);
  add_vlan (k->d, 30, "OLD", TRUE);
  add_vlan (k->d, 200, "VOIX", TRUE);
  add_switch (k, "sw");
  plan_options_init (&k->options);
  return k;
}

static void
desk_read (Desk *k)
{
  for (guint i = 0; i < 3; i++)
    if (k->t[i] && !k->live[i])
      k->live[i] = toy_read (k->t[i]);
}

static const SwitchPlan *
desk_plan (Desk *k)
{
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  desk_read (k);
  for (guint i = 0; i < k->d->switches->len; i++)
    g_ptr_array_add (states, k->live[i]);
  plan_free (k->plan);
  k->plan = plan_make (k->d, states, NULL, &k->options, &k->memory, "2026-01-01T00:00:00Z");
  return k->plan->switches->pdata[0];
}

static void
desk_free (Desk *k)
{
  for (guint i = 0; i < 3; i++)
    {
      g_free (k->t[i]);
      if (k->live[i])
        switch_state_free (k->live[i]);
    }
  desired_free (k->d);
  plan_free (k->plan);
  g_clear_pointer (&k->memory.created_policies, g_hash_table_unref);
  g_clear_pointer (&k->memory.not_needed, g_hash_table_unref);
  g_free (k);
}

static DesiredPort *
list_port (Desk *k, guint sw, guint i, guint line)
{
  DesiredPort *p = desired_port_new (toy_port_id (k->t[0], i));
  p->role = "r";
  for (guint a = 0; a <= ATTR_QOS_TRUST; a++)
    p->attr_pos[a] = (SrcPos){ "i.yaml", line, a + 1, 0, 0 };
  g_ptr_array_add (((DesiredSwitch *) k->d->switches->pdata[sw])->ports, p);
  return p;
}

static void
voice (DesiredPort *p, guint vlan, guint priority, guint dscp)
{
  MedPolicy policy = { .id = -1, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = vlan, .priority = priority, .dscp = dscp };
  p->cfg.has |= HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES) | HAS (ATTR_MED_TLVS);
  vlan_set_add (&p->owned_tags, 30);
  vlan_set_add (&p->owned_tags, 200);
  vlan_set_add (&p->cfg.tagged, vlan);
  p->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
  g_array_append_val (p->cfg.policies, policy);
  p->cfg.med_tlvs = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
}

/* Everything that a role for phones says. */
static void
phones (Desk *k, guint first, guint last)
{
  for (guint i = first; i <= last; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      voice (p, 200, 5, 46);
      p->cfg.has |= HAS (ATTR_UNTAGGED) | HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY) | HAS (ATTR_QOS_TRUST);
      p->cfg.untagged = 10;
      p->cfg.poe_admin = TRUE;
      p->cfg.poe_limit_mw = 8000;
      p->cfg.poe_priority = POE_HIGH;
      p->cfg.qos_trust = TRUE;
    }
}

static void
no_voice (Desk *k, guint i)
{
  DesiredPort *p = list_port (k, 0, i, 30);
  p->cfg.has |= HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES);
  vlan_set_add (&p->owned_tags, 30);
  vlan_set_add (&p->owned_tags, 200);
}

static char *
lines_of (const SwitchPlan *s, gboolean undo)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < s->changes->len; i++)
    {
      const Change *c = s->changes->pdata[undo ? s->changes->len - 1 - i : i];
      const GPtrArray *lines = undo ? c->undo : c->commands;
      for (guint n = 0; n < lines->len; n++)
        g_string_append_printf (text, "%s\n", (char *) lines->pdata[n]);
    }
  return g_string_free (text, FALSE);
}

static void
assert_lines (const SwitchPlan *s, const char *expected)
{
  g_autofree char *have = lines_of (s, FALSE);
  assert_string_equal (have, expected);
}

static void
assert_has (const SwitchPlan *s, const char *line)
{
  g_autofree char *have = lines_of (s, FALSE), *text = g_strdup_printf ("%s\n", line);
  if (!strstr (have, text))
    fail_msg ("no `%s' in\n%s", line, have);
}

static void
assert_not (const SwitchPlan *s, const char *part)
{
  g_autofree char *have = lines_of (s, FALSE);
  if (strstr (have, part))
    fail_msg ("`%s' in\n%s", part, have);
}

static const Refusal *
find_refusal (const SwitchPlan *s, const char *rule)
{
  for (guint i = 0; i < s->refusals->len; i++)
    if (!strcmp (((Refusal *) s->refusals->pdata[i])->rule, rule))
      return s->refusals->pdata[i];
  return NULL;
}

static gboolean
says (const GPtrArray *texts, const char *part)
{
  for (guint i = 0; i < texts->len; i++)
    if (strstr (texts->pdata[i], part))
      return TRUE;
  return FALSE;
}

static const Change *
find_change (const SwitchPlan *s, ChangeKind kind)
{
  for (guint i = 0; i < s->changes->len; i++)
    if (((Change *) s->changes->pdata[i])->kind == kind)
      return s->changes->pdata[i];
  fail_msg ("no %s", change_kind_to_string (kind));
  return NULL;
}

static void
old_policy (Toy *t, guint id, const char *app, const char *vlan, guint priority, guint dscp)
{
  t->policies[id].exists = TRUE;
  g_strlcpy (t->policies[id].app, app, sizeof t->policies[id].app);
  g_strlcpy (t->policies[id].vlan, vlan, sizeof t->policies[id].vlan);
  t->policies[id].priority = priority;
  t->policies[id].dscp = dscp;
}

static void
have_vlan (Toy *t, guint vlan, const char *name)
{
  t->vlans[vlan].exists = t->vlans[vlan].enabled = TRUE;
  g_strlcpy (t->vlans[vlan].name, name, sizeof t->vlans[vlan].name);
}

/* ---- ranges ---------------------------------------------------------------------------------------------------------------- */

static void
each (GString *text, const char *format, const char *slot, guint n)
{
  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *port = g_strdup_printf ("%s/%u", slot, i);
      g_auto (GStrv) parts = g_strsplit (format, "@", 2);
      g_string_append_printf (text, "%s%s%s\n", parts[0], port, parts[1]);
    }
}

/* From nothing: a range for every line whose grammar has one, in its slot; single lines for the rest. */
static void
test_ranges_new (void **state)
{
  Desk *k = desk_new (TRUE);
  g_autoptr (GString) want = g_string_new ("vlan 10 admin-state enable name \"DATA\"\nvlan 200 admin-state enable name \"VOIX\"\n"
                                           "vlan 10 members port 1/1/1-12 untagged\nvlan 10 members port 1/2/1-12 untagged\n"
                                           "vlan 200 members port 1/1/1-12 tagged\nvlan 200 members port 1/2/1-12 tagged\n"
                                           "qos port 1/1/1-12 trusted\nqos port 1/2/1-12 trusted\nqos apply\n"
                                           "lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46\n"
                                           "lldp nearest-bridge port 1/1/1-12 tlv med capability enable\nlldp nearest-bridge port 1/2/1-12 tlv med capability enable\n"
                                           "lldp nearest-bridge port 1/1/1-12 tlv med network-policy enable\n"
                                           "lldp nearest-bridge port 1/2/1-12 tlv med network-policy enable\n");
  phones (k, 0, 23);
  each (want, "lldp nearest-bridge port @ med network-policy 0", "1/1", 12);
  each (want, "lldp nearest-bridge port @ med network-policy 0", "1/2", 12);
  static const char *const single[] = { "lanpower port @ power 8000", "lanpower port @ priority high" };
  for (guint i = 0; i < G_N_ELEMENTS (single); i++)
    {
      each (want, single[i], "1/1", 12);
      each (want, single[i], "1/2", 12);
    }
  assert_lines (desk_plan (k), want->str);
  desk_free (k);
}

/* AOS 6: no guide shows a range for any of them; tagged ports are trusted, capability is not asked for. */
static void
test_ranges_old (void **state)
{
  Desk *k = desk_new (FALSE);
  g_autoptr (GString) want = g_string_new ("vlan 10 enable name \"DATA\"\nvlan 200 enable name \"VOIX\"\n");
  phones (k, 0, 11);
  each (want, "vlan 10 port default @", "1", 12);
  each (want, "vlan 200 802.1q @", "1", 12);
  g_string_append (want, "lldp network-policy 1 application voice vlan 200 l2-priority 5 dscp 46\n");
  each (want, "lldp @ tlv med network-policy enable", "1", 12);
  each (want, "lldp @ med network-policy 1", "1", 12);
  each (want, "lanpower @ power 8000", "1", 12);
  each (want, "lanpower @ priority high", "1", 12);
  assert_lines (desk_plan (k), want->str);
  desk_free (k);
}

/* Nothing for what is so already, and one range over ports that come from different VLANs; each goes back to its own. */
static void
test_different_priors (void **state)
{
  Desk *k = desk_new (TRUE);
  Toy *t = k->t[0];
  have_vlan (t, 10, "DATA");
  have_vlan (t, 20, "VLAN 20");
  for (guint i = 0; i < 6; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      p->cfg.has = HAS (ATTR_UNTAGGED);
      p->cfg.untagged = 10;
      t->ports[i].untagged = i == 5 ? 10 : i % 2 ? 20 : 1;
    }
  const SwitchPlan *s = desk_plan (k);
  g_autofree char *undo = lines_of (s, TRUE);
  assert_lines (s, "vlan 10 members port 1/1/1-5 untagged\n");
  assert_string_equal (undo, "vlan 1 members port 1/1/1 untagged\nvlan 1 members port 1/1/3 untagged\nvlan 1 members port 1/1/5 untagged\n"
                             "vlan 20 members port 1/1/2 untagged\nvlan 20 members port 1/1/4 untagged\n");
  const Change *c = s->changes->pdata[0];
  g_autofree char *from = change_prior_to_string (c);
  assert_int_equal (c->from.type, VALUE_NULL);
  assert_int_equal (change_prior (c, toy_port_id (t, 1))->number, 20);
  assert_string_equal (from, "1, 20");
  desk_free (k);
}

/* The undo line has a grammar of its own. */
static void
test_undo_grammar (void **state)
{
  Desk *k = desk_new (TRUE);
  for (guint i = 0; i < 2; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      p->cfg.has = HAS (ATTR_QOS_TRUST) | HAS (ATTR_LLDP_ADMIN);
      p->cfg.qos_trust = TRUE;
      p->cfg.lldp_admin = LLDP_TX_RX;
      k->t[0]->ports[i].lldp = 4;
    }
  const SwitchPlan *s = desk_plan (k);
  g_autofree char *undo = lines_of (s, TRUE);
  assert_lines (s, "qos port 1/1/1-2 trusted\nqos apply\nlldp port 1/1/1-2 lldpdu tx-and-rx\n");
  assert_string_equal (undo, "lldp port 1/1/1-2 lldpdu disable\nqos port 1/1/1 no trusted\nqos port 1/1/2 no trusted\nqos apply\n");
  desk_free (k);
}

/* ---- policies -------------------------------------------------------------------------------------------------------------- */

static Desk *
policy_desk (gboolean new_family, guint ports)
{
  Desk *k = desk_new (new_family);
  have_vlan (k->t[0], 200, "VOIX");
  have_vlan (k->t[0], 30, "OLD");
  for (guint i = 0; i < ports; i++)
    {
      k->t[0]->ports[i].tagged[200] = TRUE;
      k->t[0]->ports[i].tlvs = 0xc0;
    }
  return k;
}

/* An equal one is used, whoever made it; the lowest free id is taken otherwise, and shared. */
static void
test_policy_ids (void **state)
{
  Desk *k = policy_desk (TRUE, 3);
  voice (list_port (k, 0, 0, 20), 200, 5, 46);
  voice (list_port (k, 0, 1, 21), 200, 5, 46);
  voice (list_port (k, 0, 2, 22), 200, 6, 46);
  old_policy (k->t[0], 0, "voice", "200", 5, 40);
  old_policy (k->t[0], 1, "guest-voice", "200", 5, 46);
  old_policy (k->t[0], 9, "voice", "200", 6, 46);
  assert_lines (desk_plan (k), "lldp network-policy 2 application voice vlan 200 l2-priority 5 dscp 46\n"
                               "lldp nearest-bridge port 1/1/1 med network-policy 2\nlldp nearest-bridge port 1/1/2 med network-policy 2\n"
                               "lldp nearest-bridge port 1/1/3 med network-policy 9\n");
  desk_free (k);
}

/* Our ports leave a policy that also serves others: it stays as it is. */
static void
test_policy_of_others (void **state)
{
  Desk *k = policy_desk (TRUE, 2);
  voice (list_port (k, 0, 0, 20), 200, 5, 46);
  old_policy (k->t[0], 3, "voice", "200", 5, 40);
  k->t[0]->ports[0].bound = k->t[0]->ports[20].bound = 1 << 3;
  k->memory.created_policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (k->memory.created_policies, g_strdup ("sw/3"));
  assert_lines (desk_plan (k), "lldp network-policy 0 application voice vlan 200 l2-priority 5 dscp 46\n"
                               "no lldp port 1/1/1 med network-policy 3\nlldp nearest-bridge port 1/1/1 med network-policy 0\n");
  desk_free (k);
}

/* Ours, and free after this: it goes, last; its undo makes it again first. */
static void
test_policy_deleted (void **state)
{
  for (guint ours = 0; ours < 2; ours++)
    {
      Desk *k = policy_desk (TRUE, 1);
      voice (list_port (k, 0, 0, 20), 200, 5, 46);
      old_policy (k->t[0], 3, "voice", "200", 5, 40);
      k->t[0]->ports[0].bound = 1 << 3;
      k->memory.created_policies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      if (ours)
        g_hash_table_add (k->memory.created_policies, g_strdup ("sw/3"));
      const SwitchPlan *s = desk_plan (k);
      g_autofree char *lines = lines_of (s, FALSE);
      assert_int_equal (g_str_has_suffix (lines, "\nno lldp network-policy 3\n"), ours);
      if (ours)
        {
          const Change *c = find_change (s, CHANGE_MED_POLICY_DELETE);
          assert_string_equal (c->undo->pdata[0], "lldp network-policy 3 application voice vlan 200 l2-priority 5 dscp 40");
          assert_int_equal (c->source.line, 20);
        }
      desk_free (k);
    }
}

/* Chassis-level: bound to the chassis, to an uplink, or to a member of an uplink's aggregate. Equal is in sync, different refused. */
static void
test_policy_of_chassis (void **state)
{
  for (guint where = 0; where < 3; where++)
    for (guint equal = 0; equal < 2; equal++)
      {
        Desk *k = policy_desk (TRUE, 1);
        Toy *t = k->t[0];
        DesiredSwitch *sw = k->d->switches->pdata[0];
        voice (list_port (k, 0, 0, 20), 200, 5, 46);
        old_policy (t, 3, "voice", "200", 5, equal ? 46 : 40);
        t->ports[0].bound = 1 << 3;
        port_set_add (sw->uplinks, where == 1 ? toy_port_id (t, 9) : port_make_linkagg (1));
        t->ports[TOY_AGG].exists = TRUE;
        t->ports[10].member_of = 1;
        t->ports[9].tagged[200] = t->ports[TOY_AGG].tagged[200] = TRUE;
        t->chassis_bound = where == 0 ? 1 << 3 : 0;
        t->ports[where == 1 ? 9 : 10].bound |= where ? 1 << 3 : 0;
        const SwitchPlan *s = desk_plan (k);
        assert_int_equal (s->status, equal ? PLAN_IN_SYNC : PLAN_REFUSED);
        assert_int_equal (s->changes->len, 0);
        assert_int_equal (find_refusal (s, "chassis-policy") != NULL, !equal);
        desk_free (k);
      }
}

/* `none`: every voice policy on the port is unbound before its tags go; other applications stay. */
static void
test_policy_none (void **state)
{
  Desk *k = policy_desk (FALSE, 0);
  Toy *t = k->t[0];
  no_voice (k, 0);
  old_policy (t, 2, "voice", "200", 5, 46);
  old_policy (t, 3, "voice", "30", 5, 46);
  old_policy (t, 4, "guest-voice", "30", 5, 46);
  t->ports[0].bound = 1 << 2 | 1 << 3 | 1 << 4;
  t->ports[0].tagged[200] = t->ports[0].tagged[30] = TRUE;
  have_vlan (t, 40, "OTHER");
  t->ports[0].tagged[40] = TRUE;
  assert_lines (desk_plan (k), "no lldp 1/1 med network-policy 3\nno lldp 1/1 med network-policy 2\nvlan 30 no 802.1q 1/1\nvlan 200 no 802.1q 1/1\n");
  desk_free (k);
}

/* No id is free: whichever policy of ours can be is edited; the port that has none takes it up. AOS 6 has no such line. */
static void
test_policy_edited (void **state)
{
  for (guint new_family = 0; new_family < 2; new_family++)
    {
      Desk *k = policy_desk (new_family, 3);
      for (guint id = 0; id < TOY_POLICIES; id++)
        old_policy (k->t[0], id, id == 7 ? "voice" : "guest-voice", "200", 5, 40);
      for (guint i = 0; i < 3; i++)
        voice (list_port (k, 0, i, 20), 200, 5, 46);
      k->t[0]->ports[1].bound = k->t[0]->ports[2].bound = 1 << 7;
      const SwitchPlan *s = desk_plan (k);
      if (new_family)
        assert_lines (s, "no lldp port 1/1/2 med network-policy 7\nno lldp port 1/1/3 med network-policy 7\n"
                         "lldp network-policy 7 application voice vlan 200 l2-priority 5 dscp 46\n"
                         "lldp nearest-bridge port 1/1/2 med network-policy 7\nlldp nearest-bridge port 1/1/3 med network-policy 7\n"
                         "lldp nearest-bridge port 1/1/1 med network-policy 7\n");
      else
        assert_non_null (find_refusal (s, "no-free-policy"));
      k->t[0]->ports[20].bound = 1 << 7; /* not ours alone */
      switch_state_free (g_steal_pointer (&k->live[0]));
      assert_non_null (find_refusal (desk_plan (k), "no-free-policy"));
      desk_free (k);
    }
}

/* ---- VLANs and uplinks -------------------------------------------------------------------------------------------------------- */

static void
test_vlans (void **state)
{
  Desk *k = desk_new (TRUE);
  Toy *t = k->t[0];
  DesiredSwitch *sw = k->d->switches->pdata[0];
  have_vlan (t, 10, "old name");
  have_vlan (t, 200, "VOIX");
  t->vlans[200].enabled = FALSE;
  t->ports[TOY_AGG].exists = TRUE;
  t->ports[10].member_of = t->ports[11].member_of = 1;
  port_set_add (sw->uplinks, toy_port_id (t, 9));
  port_set_add (sw->uplinks, toy_port_id (t, 10)); /* two members of one aggregate: it, once */
  port_set_add (sw->uplinks, toy_port_id (t, 11));
  t->ports[9].untagged = 10; /* carries it already */
  DesiredPort *p = list_port (k, 0, 0, 20);
  p->cfg.has = HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED);
  p->cfg.untagged = 10;
  vlan_set_add (&p->cfg.tagged, 200);
  assert_lines (desk_plan (k), "vlan 10 name \"DATA\"\nvlan 200 admin-state enable\n" /* 30 is used by nobody here */
                               "vlan 10 members linkagg 1 tagged\nvlan 200 members port 1/1/10 tagged\nvlan 200 members linkagg 1 tagged\n"
                               "vlan 10 members port 1/1/1 untagged\nvlan 200 members port 1/1/1 tagged\n");
  switch_state_find_vlan (k->live[0], 200)->type = VLAN_TYPE_OTHER;
  assert_non_null (find_refusal (desk_plan (k), "vlan-type"));
  switch_state_find_vlan (k->live[0], 200)->type = VLAN_TYPE_UNKNOWN;
  switch_state_find_vlan (k->live[0], 200)->has_admin = FALSE;
  assert_true (says (desk_plan (k)->unknowns, "VLAN 200"));
  desk_free (k);
}

/* A port leaves the voice VLAN as its untagged one before it carries it as a tag; the tag of its coming untagged VLAN goes first. */
static void
test_own_untagged (void **state)
{
  Desk *k = desk_new (FALSE);
  Toy *t = k->t[0];
  have_vlan (t, 10, "DATA");
  have_vlan (t, 200, "VOIX");
  DesiredPort *p = list_port (k, 0, 0, 20);
  p->cfg.has = HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED);
  p->cfg.untagged = 10;
  vlan_set_add (&p->cfg.tagged, 200);
  t->ports[0].untagged = 200;
  t->ports[0].tagged[10] = TRUE;
  assert_lines (desk_plan (k), "vlan 10 no 802.1q 1/1\nvlan 10 port default 1/1\nvlan 200 802.1q 1/1\n");
  p->cfg.has = HAS (ATTR_TAGGED);
  const SwitchPlan *s = desk_plan (k);
  assert_non_null (find_refusal (s, "own-untagged"));
  assert_null (find_refusal (s, "own-untagged")->override);
  desk_free (k);
}

/* ---- the run ------------------------------------------------------------------------------------------------------------------- */

static void
neighbour (SwitchState *s, PortId port, const char *name, const char *far_port)
{
  Neighbour *n = port_state_add_neighbour (switch_state_ensure_port (s, port));
  n->chassis = g_strdup ("aa:bb:cc:dd:ee:ff");
  n->name = g_strdup (name);
  n->port = g_strdup (far_port);
}

/* Three in a row: edge - middle - core, which has the gateway. Only edge has phones. */
static Desk *
row_of_three (gboolean with_middle)
{
  Desk *k = desk_new (TRUE);
  k->t[1] = toy_new (TRUE);
  k->t[2] = toy_new (TRUE);
  DesiredSwitch *edge = k->d->switches->pdata[0], *middle = add_switch (k, "middle"), *core = add_switch (k, "core");
  DesiredPort *p = list_port (k, 0, 0, 20);
  p->cfg.has = HAS (ATTR_TAGGED);
  vlan_set_add (&p->cfg.tagged, 200);
  port_set_add (edge->uplinks, toy_port_id (k->t[0], 9));
  if (with_middle)
    port_set_add (middle->uplinks, toy_port_id (k->t[0], 8));
  port_set_add (middle->uplinks, toy_port_id (k->t[0], 9));
  port_set_add (core->uplinks, toy_port_id (k->t[0], 8));
  k->d->gateway_switch = g_strdup ("core");
  desk_read (k);
  neighbour (k->live[0], toy_port_id (k->t[0], 9), "middle", "1/1/9");
  neighbour (k->live[1], toy_port_id (k->t[0], 8), "sw", "1/1/10");
  neighbour (k->live[1], toy_port_id (k->t[0], 9), "core", "1/1/9");
  neighbour (k->live[2], toy_port_id (k->t[0], 8), "middle", "1/1/10");
  return k;
}

static void
test_path_first (void **state)
{
  Desk *k = row_of_three (TRUE);
  desk_plan (k);
  GString *order = g_string_new (NULL);
  for (guint i = 0; i < k->plan->order->len; i++)
    {
      guint64 at = g_array_index (k->plan->order, guint64, i);
      const SwitchPlan *s = k->plan->switches->pdata[at >> 32];
      const Change *c = s->changes->pdata[at & 0xffffffff];
      g_autofree char *ports = port_set_to_string (c->ports);
      g_string_append_printf (order, "%s %s %s\n", s->name, change_kind_to_string (c->kind), ports);
    }
  assert_string_equal (order->str, "middle vlan-create \nmiddle uplink-tag 1/1/9\nsw vlan-create \nsw uplink-tag 1/1/10\nsw port-tag 1/1/1\n");
  assert_string_equal (((SwitchPlan *) k->plan->switches->pdata[0])->upstream->pdata[0], "middle");
  g_string_free (order, TRUE);
  desk_free (k);
}

/* The far end does not carry the VLAN, and will not: refused, unless that is allowed. Not read: said. */
static void
test_far_end (void **state)
{
  Desk *k = row_of_three (FALSE);
  const SwitchPlan *s = desk_plan (k);
  assert_int_equal (s->status, PLAN_REFUSED);
  assert_string_equal (find_refusal (s, "no-path")->override, "--allow-no-path");
  k->options.allow_no_path = TRUE;
  assert_int_equal (desk_plan (k)->status, PLAN_CHANGES);
  k->options.allow_no_path = FALSE;
  vlan_set_add (&switch_state_find_port (k->live[1], toy_port_id (k->t[0], 8))->cfg.tagged, 200);
  assert_int_equal (desk_plan (k)->status, PLAN_CHANGES);
  switch_state_find_port (k->live[1], toy_port_id (k->t[0], 8))->cfg.has = 0;
  s = desk_plan (k);
  assert_int_equal (s->status, PLAN_CHANGES);
  assert_true (says (s->warnings, "middle"));
  desk_free (k);
}

/* ---- what it does to people ------------------------------------------------------------------------------------------------------ */

static void
test_disruption (void **state)
{
  static const struct {
    Attr attr;
    gboolean up, delivers, wanted_on;
    guint draw, limit;
    Disruption expected;
  } rows[] = {
    { ATTR_UNTAGGED, .up = TRUE, .expected = DISRUPT_TRAFFIC },
    { ATTR_UNTAGGED, .up = FALSE, .expected = DISRUPT_SILENT },
    { ATTR_TAGGED, .up = TRUE, .expected = DISRUPT_TRAFFIC }, /* a tag comes off */
    { ATTR_TAGGED, .up = FALSE, .expected = DISRUPT_SILENT },
    { ATTR_POE_ADMIN, .delivers = TRUE, .draw = 5000, .expected = DISRUPT_POE_CYCLE },
    { ATTR_POE_ADMIN, .delivers = FALSE, .expected = DISRUPT_SILENT },
    { ATTR_POE_LIMIT, .delivers = TRUE, .draw = 5000, .limit = 4000, .expected = DISRUPT_POE_CYCLE },
    { ATTR_POE_LIMIT, .delivers = TRUE, .draw = 5000, .limit = 8000, .expected = DISRUPT_SILENT },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Desk *k = desk_new (TRUE);
      ToyPort *port = &k->t[0]->ports[0];
      DesiredPort *p = list_port (k, 0, 0, 20), *down = list_port (k, 0, 1, 20);
      have_vlan (k->t[0], 10, "DATA");
      have_vlan (k->t[0], 30, "OLD");
      p->cfg.has = down->cfg.has = HAS (rows[i].attr);
      p->cfg.untagged = down->cfg.untagged = 10;
      vlan_set_add (&p->owned_tags, 30);
      vlan_set_add (&down->owned_tags, 30);
      port->tagged[30] = k->t[0]->ports[1].tagged[30] = TRUE;
      port->up = rows[i].up;
      port->draw = rows[i].delivers ? rows[i].draw : 0;
      p->cfg.poe_limit_mw = down->cfg.poe_limit_mw = rows[i].limit;
      const SwitchPlan *s = desk_plan (k);
      const Change *c = s->changes->pdata[0];
      assert_int_equal (c->disruption, rows[i].expected);
      assert_int_equal (s->status, rows[i].expected == DISRUPT_SILENT ? PLAN_CHANGES : PLAN_REFUSED);
      if (rows[i].expected != DISRUPT_SILENT) /* only the port that feels it is named */
        {
          assert_int_equal (port_set_size (find_refusal (s, "disruption")->ports), 1);
          k->options.allow_disruption = rows[i].expected;
          assert_int_equal (desk_plan (k)->status, PLAN_CHANGES);
        }
      desk_free (k);
    }
}

static void
test_poe_service (void **state)
{
  Desk *k = desk_new (FALSE);
  k->t[0]->service[1] = FALSE;
  for (guint i = 11; i < 14; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      p->cfg.has = HAS (ATTR_POE_ADMIN);
      p->cfg.poe_admin = TRUE;
    }
  k->t[0]->ports[13].poe = FALSE;
  const SwitchPlan *s = desk_plan (k);
  assert_lines (s, "lanpower start 2\nlanpower start 2/2\n");
  assert_int_equal (find_change (s, CHANGE_POE_SERVICE)->disruption, DISRUPT_SLOT_RESET);
  assert_string_equal (find_refusal (s, "disruption")->override, "--allow-disruption slot-reset");
  desk_free (k);
}

/* ---- what is not known ------------------------------------------------------------------------------------------------------------- */

/* Each attribute for itself: it makes no change, is named, and the others are planned all the same. */
static void
test_unknown_is_per_attribute (void **state)
{
  static const struct {
    Attr attr;
    const char *absent; /* of the lines */
  } rows[] = { { ATTR_LLDP_ADMIN, "lldpdu" }, { ATTR_MED_TLVS, "tlv" }, { ATTR_POLICIES, "network-policy 0" }, { ATTR_POE_ADMIN, "admin-state disable" },
               { ATTR_POE_LIMIT, " power " }, { ATTR_POE_PRIORITY, "priority high" }, { ATTR_QOS_TRUST, "qos" }, { ATTR_TAGGED, "tagged" } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Desk *k = desk_new (TRUE);
      phones (k, 0, 1);
      desk_read (k);
      for (guint port = 0; port < 2; port++)
        switch_state_find_port (k->live[0], toy_port_id (k->t[0], port))->cfg.has &= ~HAS (rows[i].attr);
      k->live[0]->via[rows[i].attr] = VIA_ABSENT;
      const SwitchPlan *s = desk_plan (k);
      assert_int_equal (s->status, PLAN_UNKNOWN);
      assert_not (s, rows[i].absent);
      assert_true (says (s->unknowns, attr_to_string (rows[i].attr)));
      assert_true (says (s->unknowns, "--read-cli"));
      assert_has (s, rows[i].attr == ATTR_POE_LIMIT ? "lanpower port 1/1/1 priority high" : "lanpower port 1/1/1 power 8000");
      desk_free (k);
    }
}

static void
test_left_out_and_said (void **state)
{
  Desk *k = desk_new (TRUE);
  phones (k, 0, 0);
  k->memory.not_needed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (k->memory.not_needed, g_strdup ("sw/8.9.221.R03/tlv-network-policy"));
  desk_read (k);
  g_array_index (k->live[0]->pse, PseState, 0).limit_settable = TRI_NO;
  const SwitchPlan *s = desk_plan (k);
  assert_not (s, "tlv med network-policy");
  assert_not (s, " power ");
  assert_true (says (s->warnings, "network-policy TLV"));
  assert_true (says (s->warnings, "limits"));
  assert_int_equal (s->status, PLAN_CHANGES);
  desk_free (k);

  k = desk_new (FALSE);
  list_port (k, 0, 0, 20)->cfg.has = HAS (ATTR_QOS_TRUST); /* false: cannot be had there */
  assert_non_null (find_refusal (desk_plan (k), "qos-trust"));
  desk_free (k);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_ranges_new), cmocka_unit_test (test_ranges_old), cmocka_unit_test (test_different_priors), cmocka_unit_test (test_undo_grammar),
    cmocka_unit_test (test_policy_ids), cmocka_unit_test (test_policy_of_others), cmocka_unit_test (test_policy_deleted),
    cmocka_unit_test (test_policy_of_chassis), cmocka_unit_test (test_policy_none), cmocka_unit_test (test_policy_edited), cmocka_unit_test (test_vlans),
    cmocka_unit_test (test_own_untagged), cmocka_unit_test (test_path_first), cmocka_unit_test (test_far_end), cmocka_unit_test (test_disruption),
    cmocka_unit_test (test_poe_service), cmocka_unit_test (test_unknown_is_per_attribute), cmocka_unit_test (test_left_out_and_said),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("plan", tests, NULL, NULL);
}
