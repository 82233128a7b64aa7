#include "desk.h"

void
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

DesiredSwitch *
add_switch (Desk *k, const char *name)
{
  DesiredSwitch *sw = desired_switch_new (name);
  sw->address = g_strdup ("192.0.2.1");
  sw->uplinks_pos = (SrcPos){ "i.yaml", 5, 5, 0, 0 };
  g_ptr_array_add (k->d->switches, sw);
  return sw;
}

Desk *
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

void
desk_read (Desk *k)
{
  for (guint i = 0; i < 3; i++)
    if (k->t[i] && !k->live[i])
      k->live[i] = toy_read (k->t[i]);
}

const SwitchPlan *
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

void
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

DesiredPort *
list_port (Desk *k, guint sw, guint i, guint line)
{
  DesiredPort *p = desired_port_new (toy_port_id (k->t[0], i));
  p->role = "r";
  for (guint a = 0; a <= ATTR_QOS_TRUST; a++)
    p->attr_pos[a] = (SrcPos){ "i.yaml", line, a + 1, 0, 0 };
  g_ptr_array_add (((DesiredSwitch *)k->d->switches->pdata[sw])->ports, p);
  return p;
}

void
voice (DesiredPort *p, guint vlan, guint priority, guint dscp)
{
  MedPolicy policy = {
    .id = -1, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = vlan, .priority = priority, .dscp = dscp
  };
  p->cfg.has |= HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES) | HAS (ATTR_MED_TLVS);
  vlan_set_add (&p->owned_tags, 30);
  vlan_set_add (&p->owned_tags, 200);
  vlan_set_add (&p->cfg.tagged, vlan);
  p->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
  g_array_append_val (p->cfg.policies, policy);
  p->cfg.med_tlvs = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
}

/* Everything that a role for phones says. */
void
phones (Desk *k, guint first, guint last)
{
  for (guint i = first; i <= last; i++)
    {
      DesiredPort *p = list_port (k, 0, i, 20);
      voice (p, 200, 5, 46);
      p->cfg.has |=
          HAS (ATTR_UNTAGGED) | HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY) | HAS (ATTR_QOS_TRUST);
      p->cfg.untagged = 10;
      p->cfg.poe_admin = TRUE;
      p->cfg.poe_limit_mw = 8000;
      p->cfg.poe_priority = POE_HIGH;
      p->cfg.qos_trust = TRUE;
    }
}

void
no_voice (Desk *k, guint i)
{
  DesiredPort *p = list_port (k, 0, i, 30);
  p->cfg.has |= HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES);
  vlan_set_add (&p->owned_tags, 30);
  vlan_set_add (&p->owned_tags, 200);
}

char *
lines_of (const SwitchPlan *s, gboolean undo)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < s->changes->len; i++)
    {
      const Change *c = s->changes->pdata[undo ? s->changes->len - 1 - i : i];
      const GPtrArray *lines = undo ? c->undo : c->commands;
      for (guint n = 0; n < lines->len; n++)
        g_string_append_printf (text, "%s\n", (char *)lines->pdata[n]);
    }
  return g_string_free (text, FALSE);
}

void
assert_lines (const SwitchPlan *s, const char *expected)
{
  g_autofree char *have = lines_of (s, FALSE);
  assert_string_equal (have, expected);
}

void
assert_has (const SwitchPlan *s, const char *line)
{
  g_autofree char *have = lines_of (s, FALSE), *text = g_strdup_printf ("%s\n", line);
  if (!strstr (have, text))
    fail_msg ("no `%s' in\n%s", line, have);
}

void
assert_not (const SwitchPlan *s, const char *part)
{
  g_autofree char *have = lines_of (s, FALSE);
  if (strstr (have, part))
    fail_msg ("`%s' in\n%s", part, have);
}

const Refusal *
find_refusal (const SwitchPlan *s, const char *rule)
{
  for (guint i = 0; i < s->refusals->len; i++)
    if (!strcmp (((Refusal *)s->refusals->pdata[i])->rule, rule))
      return s->refusals->pdata[i];
  return NULL;
}

gboolean
says (const GPtrArray *texts, const char *part)
{
  for (guint i = 0; i < texts->len; i++)
    if (strstr (texts->pdata[i], part))
      return TRUE;
  return FALSE;
}

const Change *
find_change (const SwitchPlan *s, ChangeKind kind)
{
  for (guint i = 0; i < s->changes->len; i++)
    if (((Change *)s->changes->pdata[i])->kind == kind)
      return s->changes->pdata[i];
  fail_msg ("no %s", change_kind_to_string (kind));
  return NULL;
}

void
old_policy (Toy *t, guint id, const char *app, const char *vlan, guint priority, guint dscp)
{
  t->policies[id].exists = TRUE;
  g_strlcpy (t->policies[id].app, app, sizeof t->policies[id].app);
  g_strlcpy (t->policies[id].vlan, vlan, sizeof t->policies[id].vlan);
  t->policies[id].priority = priority;
  t->policies[id].dscp = dscp;
}

void
have_vlan (Toy *t, guint vlan, const char *name)
{
  t->vlans[vlan].exists = t->vlans[vlan].enabled = TRUE;
  g_strlcpy (t->vlans[vlan].name, name, sizeof t->vlans[vlan].name);
}
