/* Over random switches and random wishes: the planned lines do what is wished and nothing else, no line is refused on the way,
 * and the undo lines in reverse bring back the very state that was. Seeded: every run is the same run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "toy.h"

#define ROUNDS 1200

static const guint universe[] = { 10, 20, 30, 200, 300, 400 }; /* 200, 300: voice VLANs of the inventory */

static gboolean
chance (GRand *r, int percent)
{
  return g_rand_int_range (r, 0, 100) < percent;
}

static guint
any_of (GRand *r, const guint *list, guint n)
{
  return list[g_rand_int_range (r, 0, (gint32)n)];
}

/* ---- a switch with a past ------------------------------------------------------------------------------------------------ */

static void
random_vlans (GRand *r, Toy *t)
{
  for (guint i = 0; i < G_N_ELEMENTS (universe); i++)
    if (chance (r, 60))
      {
        t->vlans[universe[i]].exists = TRUE;
        t->vlans[universe[i]].enabled = chance (r, 80);
        g_snprintf (t->vlans[universe[i]].name, 40, chance (r, 50) ? "VLAN %u" : "V%u", universe[i]);
      }
}

static void
random_policies (GRand *r, Toy *t)
{
  static const char *const apps[] = { "voice", "voice", "voice", "voice-signaling", "guest-voice" };
  gboolean full = chance (r, 30);
  for (guint id = t->new_family ? 0 : 1; id < TOY_POLICIES; id++)
    if (full || chance (r, 12))
      {
        t->policies[id].exists = TRUE;
        strcpy (t->policies[id].app, apps[g_rand_int_range (r, 0, 5)]);
        g_snprintf (t->policies[id].vlan, 16, "%u", chance (r, 70) ? 200 : 300);
        t->policies[id].priority = chance (r, 70) ? 5 : 6;
        t->policies[id].dscp = chance (r, 70) ? 46 : 40;
      }
  for (guint id = 0; id < TOY_POLICIES; id++)
    if (chance (r, 2) && t->policies[id].exists && !t->chassis_bound)
      t->chassis_bound = G_GUINT64_CONSTANT (1) << id;
}

/* One of the few policies that are in use, so that they are shared. */
static void
random_binding (GRand *r, Toy *t, guint i, guint spread)
{
  gboolean has_voice = FALSE;
  for (guint id = 0; id < TOY_POLICIES; id++)
    {
      gboolean voice = !strcmp (t->policies[id].app, "voice");
      gboolean used = id % spread == 0 || !voice;
      if (!t->policies[id].exists || !used || !chance (r, 50) || t->chassis_bound || (voice && has_voice))
        continue;
      guint64 clash = 0;
      for (guint k = 0; k < TOY_POLICIES; k++)
        clash |= (t->ports[i].bound >> k & 1) && !strcmp (t->policies[k].app, t->policies[id].app);
      if (!clash)
        t->ports[i].bound |= G_GUINT64_CONSTANT (1) << id;
      has_voice |= voice;
    }
}

static void
random_port (GRand *r, Toy *t, guint i)
{
  ToyPort *p = &t->ports[i];
  for (guint k = 0; k < G_N_ELEMENTS (universe); k++)
    if (t->vlans[universe[k]].exists)
      {
        if (chance (r, 20))
          p->untagged = universe[k];
        else if (chance (r, 25))
          p->tagged[universe[k]] = TRUE;
      }
  p->tagged[p->untagged] = FALSE;
  p->up = chance (r, 50);
  p->lldp = chance (r, 80) ? 3 : (guint)g_rand_int_range (r, 1, 5);
  p->tlvs = (chance (r, 30) ? 0x80 : 0) | (chance (r, 30) ? 0x40 : 0) | 0x10;
  p->poe = chance (r, 80);
  p->limit = chance (r, 50) ? 30000 : chance (r, 50) ? 15400 : 8000;
  p->priority = (guint)g_rand_int_range (r, 1, 4);
  p->draw = p->poe && chance (r, 40) ? 5000 : 0;
  p->trusted = p->trusted_pending = t->new_family && chance (r, 30);
}

/* No id is free, and one voice policy serves every access port: the case for editing it. */
static void
crowd_policies (Toy *t)
{
  t->chassis_bound = 0;
  for (guint id = t->new_family ? 0 : 1; id < TOY_POLICIES; id++)
    {
      memset (&t->policies[id], 0, sizeof t->policies[id]);
      t->policies[id].exists = TRUE;
      g_strlcpy (t->policies[id].app, id == 3 ? "voice" : "video-signaling", sizeof t->policies[id].app);
      g_strlcpy (t->policies[id].vlan, "200", sizeof t->policies[id].vlan);
      t->policies[id].priority = 7;
    }
  for (guint i = 0; i < TOY_AGG; i++)
    t->ports[i].bound = t->ports[i].exists && (i < 9 || i > 11) ? 1 << 3 : 0;
}

static Toy *
random_toy (GRand *r)
{
  Toy *t = toy_new (chance (r, 50));
  guint spread = chance (r, 40) ? 1 : chance (r, 50) ? 7 : 29; /* one id in so many is in use */
  random_vlans (r, t);
  random_policies (r, t);
  for (guint i = 0; i < TOY_PORTS; i++)
    if (t->ports[i].exists || i == TOY_AGG)
      random_port (r, t, i);
  for (guint i = 0; i < TOY_AGG; i++)
    if (t->ports[i].exists && (spread < 29 || i < 9 || i > 11)) /* sometimes none on uplinks */
      random_binding (r, t, i, spread);
  if (chance (r, 10))
    crowd_policies (t);
  for (guint i = 0; i < 3; i++)
    t->service[i] = chance (r, 80) && (t->new_family || i < 2);
  if (chance (r, 50)) /* ports 11 and 12 are linkagg 1 */
    {
      t->ports[TOY_AGG].exists = TRUE;
      for (guint i = 10; i < 12; i++)
        {
          t->ports[i].member_of = 1;
          memset (t->ports[i].tagged, 0, sizeof t->ports[i].tagged);
        }
    }
  return t;
}

/* ---- wishes --------------------------------------------------------------------------------------------------------------- */

static void
own (DesiredPort *p, Attr attr)
{
  p->cfg.has |= HAS (attr);
  p->attr_pos[attr] = (SrcPos){ "inventory.yaml", 10 + attr, 3, 0, 0 };
}

/* What a role may say; `role` picks one of a few so that ports have something in common. */
static void
wish (GRand *rand, const Toy *t, DesiredPort *p, guint role)
{
  g_autoptr (GRand) r = g_rand_new_with_seed (role);
  guint voice = chance (r, 50) ? 200 : 300, sort = (guint)g_rand_int_range (r, 0, 10);
  if (chance (r, 60))
    {
      p->cfg.untagged = any_of (r, universe, 3);
      own (p, ATTR_UNTAGGED);
    }
  if (sort < 8)
    {
      own (p, ATTR_TAGGED);
      vlan_set_add (&p->owned_tags, 200);
      vlan_set_add (&p->owned_tags, 300);
    }
  if (sort < 2)
    own (p, ATTR_POLICIES); /* voice-vlan: none */
  else if (sort < 8)
    vlan_set_add (&p->cfg.tagged, voice);
  if (sort >= 3 && sort < 8)
    {
      MedPolicy policy = { .id = -1,
                           .app = MED_APP_VOICE,
                           .vlan_type = MED_VLAN_TAGGED,
                           .vlan = voice,
                           .priority = chance (r, 50) ? 5 : 6,
                           .dscp = chance (r, 50) ? 46 : 40 };
      p->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
      g_array_append_val (p->cfg.policies, policy);
      p->cfg.med_tlvs = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
      own (p, ATTR_POLICIES);
      own (p, ATTR_MED_TLVS);
    }
  if (chance (r, 60))
    {
      p->cfg.poe_admin = chance (r, 80);
      own (p, ATTR_POE_ADMIN);
    }
  if (chance (r, 50))
    {
      p->cfg.poe_limit_mw = chance (r, 50) ? 8000 : 15400;
      own (p, ATTR_POE_LIMIT);
    }
  if (chance (r, 50))
    {
      p->cfg.poe_priority = chance (r, 50) ? POE_HIGH : POE_CRITICAL;
      own (p, ATTR_POE_PRIORITY);
    }
  if (chance (r, 60))
    {
      p->cfg.qos_trust = !t->new_family || chance (r, 70);
      own (p, ATTR_QOS_TRUST);
    }
  if (chance (r, 20))
    {
      p->cfg.lldp_admin = LLDP_TX_RX;
      own (p, ATTR_LLDP_ADMIN);
    }
}

static void
add_vlan (Desired *d, guint id, const char *name, gboolean voice)
{
  DesiredVlan *v = g_new0 (DesiredVlan, 1);
  v->id = id;
  v->key = g_strdup_printf ("v%u", id);
  v->name = g_strdup (name);
  v->voice = voice;
  v->pos = v->name_pos = (SrcPos){ "inventory.yaml", 2, 3, 0, 0 };
  g_ptr_array_add (d->vlans, v);
}

static Desired *
random_desired (GRand *r, const Toy *t)
{
  Desired *d = desired_new ();
  DesiredSwitch *sw = desired_switch_new ("sw");
  gboolean all = chance (r, 40); /* every port is listed, with one role */
  guint roles = all ? 1 : (guint)g_rand_int_range (r, 1, 4), first = (guint)g_rand_int_range (r, 0, 1000);
  d->path = g_strdup ("inventory.yaml");
  d->sha256 = g_strdup ("-");
  add_vlan (d, 10, "DATA", FALSE);
  add_vlan (d, 20, NULL, FALSE);
  add_vlan (d, 30, "V30", FALSE);
  add_vlan (d, 200, "VOIX", TRUE);
  add_vlan (d, 300, "V300", TRUE);
  vlan_set_add (&d->voice_vlans, 200);
  vlan_set_add (&d->voice_vlans, 300);
  sw->address = g_strdup ("192.0.2.1");
  sw->uplinks_pos = (SrcPos){ "inventory.yaml", 3, 3, 0, 0 };
  if (chance (r, 80)) /* 10, and the aggregate or one of its members */
    port_set_add (sw->uplinks, toy_port_id (t, 9));
  if (chance (r, 80))
    port_set_add (sw->uplinks, t->ports[TOY_AGG].exists && chance (r, 50) ? toy_port_id (t, TOY_AGG) : toy_port_id (t, 10));
  for (guint i = 0; i < TOY_AGG; i++)
    if (t->ports[i].exists && (i < 9 || i > 11) && (all || chance (r, 70)))
      {
        DesiredPort *p = desired_port_new (toy_port_id (t, i));
        p->role = "role";
        p->pos = (SrcPos){ "inventory.yaml", 5, 3, 0, 0 };
        wish (r, t, p, first + (guint)g_rand_int_range (r, 0, (gint32)roles));
        g_ptr_array_add (sw->ports, p);
      }
  g_ptr_array_add (d->switches, sw);
  return d;
}

/* ---- planning ------------------------------------------------------------------------------------------------------------- */

static Plan *
make_plan (const Toy *t, const Desired *d, GHashTable *created)
{
  PlanOptions o;
  PlanMemory memory = { .created_policies = created };
  g_autoptr (GPtrArray) states = g_ptr_array_new_with_free_func ((GDestroyNotify)switch_state_free);
  plan_options_init (&o);
  o.allow_disruption = DISRUPT_REBOOT;
  o.allow_share = o.allow_uplink = TRUE;
  g_ptr_array_add (states, toy_read (t));
  return plan_make (d, states, NULL, &o, &memory, "2026-01-01T00:00:00Z");
}

static void
show (const Plan *plan)
{
  const SwitchPlan *s = plan->switches->pdata[0];
  for (guint i = 0; i < s->changes->len; i++)
    {
      const Change *c = s->changes->pdata[i];
      for (guint k = 0; k < c->commands->len; k++)
        print_message ("%2u %s\n", i, (char *)c->commands->pdata[k]);
      for (guint k = 0; k < c->undo->len; k++)
        print_message ("        undo %s\n", (char *)c->undo->pdata[k]);
    }
}

static void
send (Toy *t, const GPtrArray *lines, const Plan *plan, guint round)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const char *said = toy_line (t, lines->pdata[i]);
      if (!said && !t->qos_pending)
        continue;
      if (said)
        {
          show (plan);
          fail_msg ("round %u: `%s': %s", round, (char *)lines->pdata[i], said);
        }
    }
  if (t->qos_pending)
    fail_msg ("round %u: QoS is left pending", round);
}

static void
assert_same (const Toy *a, const Toy *b, const Plan *plan, guint round, const char *when)
{
  if (memcmp (a, b, sizeof *a) == 0)
    return;
  show (plan);
  for (guint i = 0; i < TOY_PORTS; i++)
    if (memcmp (&a->ports[i], &b->ports[i], sizeof a->ports[i]))
      print_message ("port %u differs\n", i);
  fail_msg ("round %u: %s the switch is not as it was", round, when);
}

/* ---- what may differ ------------------------------------------------------------------------------------------------------ */

static gboolean
is_uplink (const Toy *t, const DesiredSwitch *sw, guint i)
{
  for (guint u = 0; u < port_set_size (sw->uplinks); u++)
    {
      PortId id = port_set_get (sw->uplinks, u);
      if (id == toy_port_id (t, i) || (i == TOY_AGG && t->ports[10].member_of && id == toy_port_id (t, 10)))
        return TRUE;
    }
  return FALSE;
}

static guint64
others_bindings (const Toy *t, guint64 bound)
{
  for (guint id = 0; id < TOY_POLICIES; id++)
    if ((bound >> id & 1) && !strcmp (t->policies[id].app, "voice"))
      bound &= ~(G_GUINT64_CONSTANT (1) << id);
  return bound;
}

/* What the port is, with everything that its role owns made equal: the rest must not have moved. */
static ToyPort
blank_owned (const Toy *t, const DesiredPort *p, guint i, gboolean uplink)
{
  ToyPort out = t->ports[i];
  for (guint k = 0; uplink && k < G_N_ELEMENTS (universe); k++)
    out.tagged[universe[k]] = FALSE;
  if (!p)
    return out;
  if (p->cfg.has & HAS (ATTR_UNTAGGED))
    {
      out.untagged = 0;
      out.tagged[p->cfg.untagged] = FALSE;
    }
  for (guint k = 0; k < p->owned_tags.n; k++)
    out.tagged[p->owned_tags.ids[k]] = FALSE;
  if (p->cfg.has & HAS (ATTR_POLICIES))
    out.bound = others_bindings (t, out.bound);
  if (p->cfg.has & (HAS (ATTR_LLDP_ADMIN) | HAS (ATTR_MED_TLVS)))
    out.lldp = 0;
  if (p->cfg.has & HAS (ATTR_MED_TLVS))
    out.tlvs &= t->new_family ? ~0xc0u : ~0x40u;
  if (p->cfg.has & HAS (ATTR_POE_ADMIN))
    out.poe = FALSE;
  if (p->cfg.has & HAS (ATTR_POE_LIMIT))
    out.limit = 0;
  if (p->cfg.has & HAS (ATTR_POE_PRIORITY))
    out.priority = 0;
  if (p->cfg.has & HAS (ATTR_QOS_TRUST))
    out.trusted = out.trusted_pending = FALSE;
  return out;
}

static void
assert_nothing_else (const Toy *before, const Toy *after, const DesiredSwitch *sw, guint round)
{
  for (guint i = 0; i < TOY_PORTS; i++)
    {
      const DesiredPort *p = desired_find_port (sw, toy_port_id (before, i));
      gboolean uplink = is_uplink (before, sw, i);
      ToyPort a = blank_owned (before, p, i, uplink), b = blank_owned (after, p, i, uplink);
      if (memcmp (&a, &b, sizeof a))
        fail_msg ("round %u: something that is not declared moved on port %u", round, i);
      for (guint v = 0; uplink && v < 4096; v++)
        assert_false (before->ports[i].tagged[v] && !after->ports[i].tagged[v]); /* nothing is taken from an uplink */
    }
  for (guint v = 0; v < 4096; v++)
    assert_false (before->vlans[v].exists && !after->vlans[v].exists);
  assert_int_equal (before->vlans[400].enabled, after->vlans[400].enabled);
  assert_int_equal (before->chassis_bound, after->chassis_bound);
}

/* Policies of others are as they were; what was edited in place had no binding but ours. */
static void
assert_policies (const Toy *before, const Toy *after, const DesiredSwitch *sw, GHashTable *created, guint round)
{
  for (guint id = 0; id < TOY_POLICIES; id++)
    {
      gboolean ours_only = TRUE;
      g_autofree char *key = g_strdup_printf ("sw/%u", id);
      if (!before->policies[id].exists || !memcmp (&before->policies[id], &after->policies[id], sizeof before->policies[id]))
        continue;
      for (guint i = 0; i < TOY_AGG; i++)
        if (before->ports[i].bound >> id & 1)
          ours_only = ours_only && desired_find_port (sw, toy_port_id (before, i));
      if (!ours_only || (after->policies[id].exists ? !before->new_family : !g_hash_table_contains (created, key)))
        fail_msg ("round %u: policy %u is not ours to change", round, id);
    }
}

/* ---- the round ------------------------------------------------------------------------------------------------------------ */

static gboolean
same_form (const Family *family, OpId a, OpId b)
{
  return a == b || (family->ops[a].line && family->ops[b].line && !strcmp (family->ops[a].line, family->ops[b].line));
}

/* Whether `undo` is published as the way back from a row that writes `line`: two rows may write the same (enable a VLAN, create one). */
static gboolean
is_published_undo (const Family *family, const char *line, OpId undo)
{
  OpId sent = family_line_op (family, line);
  for (OpId op = 0; sent != OP_N && undo != OP_N && op < OP_N; op++)
    if (same_form (family, op, sent) && op_undo (op) != OP_N && same_form (family, op_undo (op), undo))
      return TRUE;
  return FALSE;
}

/* Each line of the undo is the published way back from a line of the change (`vlanctl commands`). */
static void
assert_published_undo (const Family *family, const Change *c, guint round)
{
  for (guint u = 0; u < c->undo->len && c->policy_before.id < 0; u++)
    {
      gboolean published = FALSE;
      for (guint k = 0; k < c->commands->len; k++)
        published = published || is_published_undo (family, c->commands->pdata[k], family_line_op (family, c->undo->pdata[u]));
      if (!published)
        fail_msg ("round %u: `%s` takes back no line of %s", round, (char *)c->undo->pdata[u], change_kind_to_string (c->kind));
    }
}

static void
take_back (const Toy *before, const Toy *after, const Plan *plan, guint n, guint round)
{
  const SwitchPlan *s = plan->switches->pdata[0];
  g_autofree Toy *t = g_memdup2 (after, sizeof *after);
  for (guint i = n; i-- > 0;)
    {
      assert_published_undo (family_by_id (s->family), s->changes->pdata[i], round);
      send (t, ((Change *)s->changes->pdata[i])->undo, plan, round);
    }
  assert_same (before, t, plan, round, "after the undo");
}

/* What apply would do after a line that was done on some ports only: every subject that does not read as before is undone. */
static void
take_back_by_reading (const Toy *before, Toy *t, const Plan *plan, guint n, guint round)
{
  const SwitchPlan *s = plan->switches->pdata[0];
  const Family *family = family_by_id (s->family);
  SwitchState *live = toy_read (t);
  for (guint i = n; i-- > 0;)
    {
      const Change *c = s->changes->pdata[i];
      g_autoptr (PortSet) differ = port_set_new ();
      gboolean known, whole = FALSE;
      for (guint k = 0; k < MAX (port_set_size (c->ports), 1); k++)
        {
          PortId port = port_set_size (c->ports) ? port_set_get (c->ports, k) : PORT_NONE;
          Value now = plan_value_now (c, port, live, &known);
          gboolean prior = value_equal (&now, change_prior (c, port));
          assert_true (known);
          if (!prior && port != PORT_NONE)
            port_set_add (differ, port);
          whole = whole || (!prior && port == PORT_NONE);
          value_clear (&now);
        }
      g_autoptr (GPtrArray) lines = whole || port_set_size (differ) ? plan_change_lines (family, c, TRUE, differ, NULL) : NULL;
      for (guint k = 0; lines && c->policy_before.id >= 0 && k < lines->len; k++)
        toy_line (t, lines->pdata[k]); /* half a row of lines: some are so already, the reading decides */
      if (lines && c->policy_before.id < 0)
        send (t, lines, plan, round);
    }
  switch_state_free (live);
  assert_same (before, t, plan, round, "after a range that was half done");
}

/* The first n changes, and of the next one some ports; of a policy that is edited in place, some lines. */
static void
half_done (GRand *r, const Toy *before, const Toy *after, const Plan *plan, guint n, guint round)
{
  const SwitchPlan *s = plan->switches->pdata[0];
  g_autofree Toy *t = g_memdup2 (after, sizeof *after);
  const Change *c = s->changes->pdata[n];
  g_autoptr (PortSet) some = port_set_new ();
  gboolean edit = c->policy_before.id >= 0;
  guint lines_sent = edit ? (guint)g_rand_int_range (r, 0, (gint32)c->commands->len) : 0;
  for (guint i = 0; i < lines_sent; i++)
    assert_null (toy_line (t, c->commands->pdata[i]));
  for (guint i = 0; !edit && i < port_set_size (c->ports); i++)
    if (chance (r, 50))
      port_set_add (some, port_set_get (c->ports, i));
  g_autoptr (GPtrArray) lines = port_set_size (some) ? plan_change_lines (family_by_id (s->family), c, FALSE, some, NULL) : NULL;
  if (lines)
    send (t, lines, plan, round);
  take_back_by_reading (before, t, plan, n + 1, round);
}

/* What rollback would do: the changes turned round, the last first. */
static void
roll_back (const Toy *before, const Toy *after, const Plan *plan, guint round)
{
  const SwitchPlan *s = plan->switches->pdata[0];
  g_autofree Toy *t = g_memdup2 (after, sizeof *after);
  g_autoptr (GPtrArray) back = g_ptr_array_new_with_free_func ((GDestroyNotify)change_free);
  SwitchState *live = toy_read (t);
  for (guint i = s->changes->len; i-- > 0;)
    assert_true (plan_invert_change (family_by_id (s->family), s->changes->pdata[i], NULL, live, back, NULL));
  switch_state_free (live);
  for (guint i = 0; i < back->len; i++)
    {
      const char *why;
      if (!plan_change_is_sound (back->pdata[i], &why))
        fail_msg ("round %u: %s turned round: %s", round, change_kind_to_string (((Change *)back->pdata[i])->kind), why);
      send (t, ((Change *)back->pdata[i])->commands, plan, round);
    }
  assert_same (before, t, plan, round, "after the rollback");
}

/* Policies that we made, some time; never one that is bound to the chassis. */
static GHashTable *
random_journal (GRand *r, const Toy *t)
{
  GHashTable *created = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint id = 0; id < TOY_POLICIES; id++)
    if (chance (r, 40) && !(t->chassis_bound >> id & 1))
      g_hash_table_add (created, g_strdup_printf ("sw/%u", id));
  return created;
}

static guint seen[CHANGE_N], whole_rounds, edits;

static void
one_round (GRand *r, guint round)
{
  g_autofree Toy *before = random_toy (r);
  g_autofree Toy *t = g_memdup2 (before, sizeof *before);
  g_autoptr (Desired) d = random_desired (r, t);
  g_autoptr (GHashTable) created = random_journal (r, t);
  g_autoptr (Plan) plan = make_plan (t, d, created);
  const SwitchPlan *s = plan->switches->pdata[0];
  guint halt = s->changes->len ? (guint)g_rand_int_range (r, 0, (gint32)s->changes->len + 1) : 0;
  for (guint i = 0; i < s->changes->len; i++)
    {
      const char *why;
      const Change *c = s->changes->pdata[i];
      if (!plan_change_is_sound (c, &why))
        fail_msg ("round %u: %s: %s", round, change_kind_to_string (c->kind), why);
      assert_non_null (c->source.file);
      if (i + 1 == halt || c->policy_before.id >= 0)
        half_done (r, before, t, plan, i, round);
      send (t, c->commands, plan, round);
      seen[c->kind]++;
      edits += c->policy_before.id >= 0;
      if (i + 1 == halt)
        take_back (before, t, plan, halt, round);
    }
  take_back (before, t, plan, s->changes->len, round);
  roll_back (before, t, plan, round);
  assert_nothing_else (before, t, d->switches->pdata[0], round);
  assert_policies (before, t, d->switches->pdata[0], created, round);
  assert_int_equal (s->unknowns->len, 0);
  if (s->status == PLAN_REFUSED)
    return;
  whole_rounds++;
  g_autoptr (Plan) again = make_plan (t, d, created);
  if (((SwitchPlan *)again->switches->pdata[0])->status != PLAN_IN_SYNC)
    {
      show (plan);
      show (again);
      fail_msg ("round %u: a second plan finds something", round);
    }
}

static void
test_there_and_back (void **state)
{
  g_autoptr (GRand) r = g_rand_new_with_seed (2);
  for (guint round = 0; round < ROUNDS; round++)
    one_round (r, round);
  for (guint kind = 0; kind < CHANGE_N; kind++)
    if (seen[kind] < 10)
      fail_msg ("%s came %u times only: nothing is proven of it", change_kind_to_string ((ChangeKind)kind), seen[kind]);
  if (edits < 10)
    fail_msg ("%u policies were edited in place: nothing is proven of it", edits);
  assert_true (whole_rounds > ROUNDS / 3);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_there_and_back) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("plan property", tests, NULL, NULL);
}
