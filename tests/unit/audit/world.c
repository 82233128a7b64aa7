#include "world.h"

static const SrcPos place = { "i.yaml", 7, 5, 0, 0 };

static void
add_vlan (Desired *d, guint id, const char *key, const char *name, gboolean voice)
{
  DesiredVlan *v = g_new0 (DesiredVlan, 1);
  *v = (DesiredVlan){ id, g_strdup (key), g_strdup (name), voice, place, place };
  g_ptr_array_add (d->vlans, v);
}

static Credentials *
credentials_new (void)
{
  Credentials *c = g_new0 (Credentials, 1);
  c->name = g_strdup ("default");
  c->snmp.present = c->ssh.present = TRUE;
  c->snmp.version = SNMP_V3;
  c->snmp.user = g_strdup ("vlanctl");
  return c;
}

static DesiredSwitch *
add_switch (Desired *d, const char *name, const char *uplinks)
{
  DesiredSwitch *sw = desired_switch_new (name);
  sw->address = g_strdup ("192.0.2.1");
  sw->model = g_strdup ("OS6860E-P24");
  sw->credentials = d->credentials->pdata[0];
  g_clear_pointer (&sw->uplinks, port_set_free);
  assert_true (port_set_parse (uplinks, &sw->uplinks, NULL, NULL));
  g_ptr_array_add (d->switches, sw);
  return sw;
}

static DesiredPort *
list (DesiredSwitch *sw, guint n, gboolean phone)
{
  DesiredPort *p = desired_port_new (port_make (1, 1, n));
  MedPolicy policy = { .id = -1, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = 200, .priority = 5, .dscp = 46 };
  p->role = phone ? "phone" : "desk";
  p->pos = place;
  p->cfg.has = HAS (ATTR_UNTAGGED) | HAS (ATTR_TAGGED) | HAS (ATTR_POLICIES);
  p->cfg.untagged = 10;
  vlan_set_add (&p->owned_tags, 30);
  vlan_set_add (&p->owned_tags, 200);
  if (phone)
    {
      p->cfg.has |= HAS (ATTR_MED_TLVS) | HAS (ATTR_POE_ADMIN) | HAS (ATTR_POE_LIMIT) | HAS (ATTR_POE_PRIORITY) | HAS (ATTR_QOS_TRUST);
      p->cfg.med_tlvs = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
      p->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
      g_array_append_val (p->cfg.policies, policy);
      vlan_set_add (&p->cfg.tagged, 200);
      p->cfg.poe_admin = p->cfg.qos_trust = TRUE;
      p->cfg.poe_limit_mw = 8000;
      p->cfg.poe_priority = POE_HIGH;
    }
  g_ptr_array_add (sw->ports, p);
  return p;
}

PortState *
world_add_port (SwitchState *s, PortId id)
{
  PortState *p = switch_state_ensure_port (s, id);
  p->has = HAS (ATTR_ADMIN) | HAS (ATTR_OPER) | HAS (ATTR_SPEED) | HAS (ATTR_ALIAS) | HAS (ATTR_AGGREGATE) | HAS (ATTR_DYNAMIC) | HAS (ATTR_NEIGHBOURS)
           | HAS (ATTR_MACS) | HAS (ATTR_POE_STATUS) | HAS (ATTR_POE_CLASS) | HAS (ATTR_POE_ACTUAL) | HAS (ATTR_TRUST_AGENT);
  p->cfg.has = HAS (ATTR_QOS_TRUST + 1) - 1;
  p->if_index = port_is_linkagg (id) ? 40000000 + port_number (id) : 1000 + port_number (id);
  p->admin_up = TRUE;
  p->alias = g_strdup ("");
  p->cfg.untagged = 10;
  p->cfg.lldp_admin = LLDP_TX_RX;
  p->cfg.med_tlvs = p->cfg.med_tlvs_known = MED_TLV_CAPABILITY | MED_TLV_NETWORK_POLICY;
  p->cfg.poe_admin = TRUE;
  p->cfg.poe_limit_mw = 8000;
  p->cfg.poe_priority = POE_HIGH;
  p->cfg.qos_trust = TRUE;
  p->poe_status = POE_ST_SEARCHING;
  p->stp_edge = TRI_YES;
  p->port_security = TRI_NO;
  p->duplex = DUPLEX_FULL;
  p->in = p->out = (FrameCount){ TRUE, TRUE, 99, 5000 };
  p->auths_known = TRUE;
  return p;
}

static void
add_voice (PortState *p)
{
  MedPolicy policy = { .id = 1, .app = MED_APP_VOICE, .vlan_type = MED_VLAN_TAGGED, .vlan = 200, .priority = 5, .dscp = 46 };
  p->cfg.policies = g_array_new (FALSE, TRUE, sizeof (MedPolicy));
  g_array_append_val (p->cfg.policies, policy);
  vlan_set_add (&p->cfg.tagged, 200);
}

static SwitchState *
state_new (const char *name)
{
  SwitchState *s = switch_state_new (name, "192.0.2.1");
  s->family = g_strdup ("aos8");
  s->model = g_strdup ("OS6860E-P24");
  s->version = g_strdup ("8.9.221.R03");
  s->sys_name = g_strdup (name);
  s->status = SWITCH_READ;
  for (guint a = 0; a < ATTR_N; a++)
    s->via[a] = VIA_SNMP;
  s->running_directory = g_strdup ("working");
  s->unsaved = TRI_NO;
  s->certified = s->synchronised = s->members_complete = TRI_YES;
  s->timer = TIMER_IDLE;
  s->n_members = 1;
  s->reload_pending = TRI_NO;
  s->clock = g_strdup ("2026-03-02T11:00:00");
  for (guint v = 0; v < 2; v++)
    {
      Vlan *vlan = switch_state_ensure_vlan (s, v ? 200 : 10);
      vlan->name = g_strdup (v ? "VOIX" : "DATA");
      vlan->has_admin = vlan->admin_enabled = TRUE;
      vlan->type = VLAN_TYPE_STANDARD;
    }
  PseState pse = { .chassis = 1, .slot = 1, .service = TRI_YES, .budget_w = 450, .max_w = 450, .priority_disconnect = TRI_YES, .class_detection = TRI_NO };
  g_array_append_val (s->pse, pse);
  return s;
}

Neighbour *
world_neighbour (PortState *p, const char *chassis, const char *port, const char *name, guint8 caps)
{
  Neighbour *n = port_state_add_neighbour (p);
  n->chassis = g_strdup (chassis);
  n->port = g_strdup (port);
  n->name = g_strdup (name);
  n->caps_enabled = n->caps_supported = caps;
  n->has_caps = TRUE;
  n->voice_vlan = n->voice_priority = n->voice_dscp = n->med_class = n->power_dw = -1;
  return n;
}

void
world_phone (PortState *p, const char *mac, int voice_vlan, guint learnt_in)
{
  Neighbour *n = world_neighbour (p, "192.0.2.99", mac, "", SYSCAP_TELEPHONE | SYSCAP_BRIDGE);
  n->voice_vlan = voice_vlan;
  n->voice_priority = 5;
  n->voice_dscp = 46;
  n->med_class = 3;
  n->med_model = g_strdup ("T21P");
  p->oper_up = TRUE;
  p->speed_mbps = 1000;
  p->poe_status = POE_ST_DELIVERING;
  p->poe_actual_mw = 3000;
  p->poe_class = 2;
  if (learnt_in)
    port_state_add_mac (p, mac, learnt_in);
}

/* Link 1/1/25 to 1/1/25, and 1/1/26 to 1/1/27 as a standby. */
static void
tie (World *w, guint acc_port, guint core_port)
{
  g_autofree char *a = g_strdup_printf ("%u", 1000 + acc_port), *b = g_strdup_printf ("%u", 1000 + core_port);
  PortState *p = world_add_port (w->acc, port_make (1, 1, acc_port)), *q = world_add_port (w->core, port_make (1, 1, core_port));
  vlan_set_add (&p->cfg.tagged, 200);
  vlan_set_add (&q->cfg.tagged, 200);
  p->oper_up = q->oper_up = TRUE;
  p->poe_status = q->poe_status = POE_ST_DISABLED;
  world_neighbour (p, "00:d0:95:00:00:02", b, "core", SYSCAP_BRIDGE | SYSCAP_ROUTER);
  world_neighbour (q, "00:d0:95:00:00:01", a, "acc", SYSCAP_BRIDGE);
}

static void
add_profile (World *w, const char *model, const char *lldp)
{
  PhoneProfile *p = g_new0 (PhoneProfile, 1);
  p->model = g_strdup (model);
  p->maker = g_strdup ("Yealink");
  p->ouis = g_strsplit ("80:5e:c0", " ", -1);
  p->lldp_models = g_strsplit (lldp, " ", -1);
  p->poe_class = 2;
  p->draw_mw = 5400;
  p->link_mbps = 1000;
  g_ptr_array_add (w->profiles, p);
}

World *
world_new (void)
{
  World *w = g_new0 (World, 1);
  Desired *d = w->desired = desired_new ();
  w->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) phone_profile_free);
  add_profile (w, "yealink-t21p-e2", "T21P*");
  add_profile (w, "yealink-t46s", "T46S*");
  d->site = g_strdup ("desk");
  g_ptr_array_add (d->credentials, credentials_new ());
  add_vlan (d, 10, "data", "DATA", FALSE);
  add_vlan (d, 30, "old", NULL, TRUE);
  add_vlan (d, 200, "voice", "VOIX", TRUE);
  DesiredSwitch *acc = add_switch (d, "acc", "1/1/25-26");
  add_switch (d, "core", "1/1/25-27");
  d->gateway_switch = g_strdup ("core");
  d->gateway_port = port_make (1, 1, 26);
  w->acc = state_new ("acc");
  w->core = state_new ("core");
  for (guint n = 1; n <= 5; n++)
    {
      DesiredPort *want = list (acc, n, n <= 4);
      PortState *live = world_add_port (w->acc, want->id);
      if (n <= 4)
        add_voice (live);
    }
  DesiredPhone *phone = world_want_port (w, 1)->phone = g_new0 (DesiredPhone, 1);
  *phone = (DesiredPhone){ g_strdup (PHONE_MAC), g_strdup ("yealink-t21p-e2"), g_strdup ("8885"), g_strdup ("Accueil"), place };
  world_phone (world_port (w->acc, 1), PHONE_MAC, 200, 200);
  world_add_port (w->acc, port_make (1, 1, 6))->cfg.poe_admin = FALSE;
  tie (w, 25, 25);
  tie (w, 26, 27);
  PortState *gateway = world_add_port (w->core, port_make (1, 1, 26));
  vlan_set_add (&gateway->cfg.tagged, 200);
  world_neighbour (gateway, "192.0.2.254", "eth1", "router", SYSCAP_ROUTER);
  w->states = g_ptr_array_new ();
  g_ptr_array_add (w->states, w->acc);
  g_ptr_array_add (w->states, w->core);
  return w;
}

void
world_free (World *w)
{
  desired_free (w->desired);
  switch_state_free (w->acc);
  switch_state_free (w->core);
  g_ptr_array_unref (w->states);
  g_ptr_array_unref (w->profiles);
  g_clear_pointer (&w->seen, g_hash_table_unref);
  g_free (w);
}

Audit *
world_audit (World *w)
{
  char *only[] = { (char *) w->check, NULL };
  const AuditOptions options = { .only_checks = w->check ? only : NULL, .profiles = w->profiles, .seen_before = w->seen };
  return audit_run (w->desired, w->states, &options, TIME);
}

DesiredSwitch *
world_want (const World *w, const char *name)
{
  return desired_find_switch (w->desired, name);
}

DesiredPort *
world_want_port (const World *w, guint n)
{
  return desired_find_port (world_want (w, "acc"), port_make (1, 1, n));
}

PortState *
world_port (const SwitchState *s, guint n)
{
  return switch_state_find_port (s, port_make (1, 1, n));
}
