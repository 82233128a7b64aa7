#include "audit_fixture.h"

#include <string.h>

static const AuditCheck checks[] = {
  { "switch-unreachable", AUDIT_ABOUT_SWITCH, AUDIT_ERROR, "The switch answers", "sysDescr", "nothing is known", "check address and credentials" },
  { "switch-uncertified", AUDIT_ABOUT_SWITCH, AUDIT_WARNING, "The switch is certified", "configChangeStatus", "lost at the next start", "write memory, then certify" },
  { "vlan-missing", AUDIT_ABOUT_VLAN, AUDIT_ERROR, "The voice VLAN is on the port", "vpaType", "no voice", "vlanctl apply" },
  { "lldp-policy", AUDIT_ABOUT_LLDP, AUDIT_ERROR, "A network policy is bound", "alaLldpXMedLocMediaPolicy", "the phone stays in the data VLAN", "vlanctl apply" },
  { "poe-guard-band", AUDIT_ABOUT_POE, AUDIT_ERROR, "The budget has room for the limit", "pethMainPsePower", "the phone stays dark", "lower the limits" },
  { "path-standby", AUDIT_ABOUT_PATH, AUDIT_ERROR, "The voice VLAN is on standby links", "vpaType", "silent when the spanning tree moves", "vlanctl apply" },
  { "port-speed", AUDIT_ABOUT_PORT, AUDIT_WARNING, "The link is as fast as it can", "ifHighSpeed", "the PC is slow", "change the cable" },
  { "phone-moved", AUDIT_ABOUT_PHONE, AUDIT_ERROR, "The phone is where the list says", "dot1dTpFdbTable", "somebody else's number rings", "plug it back, or correct the list" },
  { "phone-stray", AUDIT_ABOUT_PHONE, AUDIT_WARNING, "No phone outside the list", "lldpRemTable", "it has no voice VLAN", "add it to the inventory" },
};

static const AuditCheck *
check (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    if (!strcmp (checks[i].id, id))
      return &checks[i];
  g_assert_not_reached ();
}

/* ---- freeing: audit_free only lets the arrays go -------------------------------------------------------------------------- */

static void
finding_free (gpointer data)
{
  AuditFinding *f = data;
  g_free (f->switch_name);
  port_set_free (f->ports);
  g_free (f->message);
  g_free (f->cure);
  g_free (f->paste);
  g_free (f);
}

static void
port_free (gpointer data)
{
  AuditPort *p = data;
  g_free (p->phone_where);
  g_clear_pointer (&p->findings, g_ptr_array_unref);
  g_free (p);
}

static void
link_free (gpointer data)
{
  AuditLink *l = data;
  g_free (l->from);
  g_free (l->to);
  g_free (l->why);
  g_clear_pointer (&l->vlans, g_array_unref);
  g_free (l);
}

static void
switch_free (gpointer data)
{
  AuditSwitch *s = data;
  char *texts[] = { s->name, s->family, s->model, s->version, s->location };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_ptr_array_unref (s->ports);
  g_ptr_array_unref (s->forecasts);
  g_ptr_array_unref (s->findings);
  g_free (s);
}

/* ---- pieces ------------------------------------------------------------------------------------------------------------- */

static AuditSwitch *
add_switch (Fixture *f, const char *name, const char *family, const char *model, const char *location, AuditStatus status)
{
  AuditSwitch *s = g_new0 (AuditSwitch, 1);
  DesiredSwitch *want = desired_switch_new (name);
  SwitchState *state = switch_state_new (name, "192.0.2.1");
  want->location = g_strdup (location);
  g_ptr_array_add (f->desired->switches, want);
  g_ptr_array_add (f->states, state);
  *s = (AuditSwitch){ .name = g_strdup (name), .family = g_strdup (family), .model = g_strdup (model), .location = g_strdup (location),
                      .version = g_strdup (family ? "8.9.107.R02" : NULL), .want = want, .state = state, .status = status };
  state->family = g_strdup (family);
  state->model = g_strdup (model);
  state->status = family ? SWITCH_READ : SWITCH_UNREACHABLE;
  state->reason = family ? NULL : g_strdup ("no answer within 5 s");
  s->findings = g_ptr_array_new ();
  s->ports = g_ptr_array_new_with_free_func (port_free);
  s->forecasts = g_ptr_array_new_with_free_func ((GDestroyNotify) poe_forecast_free);
  g_ptr_array_add (f->audit->switches, s);
  return s;
}

static AuditPort *
add_port (AuditSwitch *s, PortId id, AuditStatus status)
{
  AuditPort *p = g_new0 (AuditPort, 1);
  SwitchState *state = (SwitchState *) s->state;
  PortState *live = switch_state_ensure_port (state, id);
  live->cfg.has = HAS (ATTR_UNTAGGED);
  live->cfg.untagged = 10;
  live->alias = g_strdup ("");
  live->has = HAS (ATTR_OPER) | HAS (ATTR_SPEED);
  live->oper_up = TRUE;
  live->speed_mbps = 1000;
  *p = (AuditPort){ .id = id, .live = live, .status = status, .findings = g_ptr_array_new () };
  g_ptr_array_add (s->ports, p);
  return p;
}

static DesiredPort *
list_port (AuditSwitch *s, AuditPort *p, const char *role)
{
  DesiredPort *want = desired_port_new (p->id);
  want->role = g_intern_string (role);
  if (!strcmp (role, "phone"))
    {
      want->cfg.has = HAS (ATTR_TAGGED);
      vlan_set_add (&want->cfg.tagged, 200);
    }
  want->pos = (SrcPos){ g_intern_string ("inventory.yaml"), 40, 7, 0, 0 };
  g_ptr_array_add (s->want->ports, want);
  p->want = want;
  return want;
}

static void
list_phone (AuditPort *p, const char *jack, const char *mac, const char *extension, const char *user, PhoneVerdict verdict)
{
  DesiredPort *want = (DesiredPort *) p->want;
  want->jack = g_strdup (jack);
  want->phone = g_new0 (DesiredPhone, 1);
  want->phone->mac = g_strdup (mac);
  want->phone->model = g_strdup ("yealink-t21p-e2");
  want->phone->extension = g_strdup (extension);
  want->phone->user = g_strdup (user);
  p->phone = verdict;
}

static AuditFinding *
add_finding (Fixture *f, const char *id, AuditSwitch *s, AuditPort *p, const char *message, const char *cure)
{
  AuditFinding *finding = g_new0 (AuditFinding, 1);
  *finding = (AuditFinding){ .check = check (id), .severity = check (id)->severity, .switch_name = s ? g_strdup (s->name) : NULL,
                             .port = p ? p->id : PORT_NONE, .message = g_strdup (message), .cure = g_strdup (cure) };
  finding->ports = port_set_new ();
  if (p)
    port_set_add (finding->ports, p->id);
  if (p && p->want)
    finding->source = p->want->pos;
  g_ptr_array_add (f->audit->findings, finding);
  if (p || s)
    g_ptr_array_add (p ? p->findings : s->findings, finding);
  return finding;
}

static AuditPort *
port_at (AuditSwitch *s, guint index)
{
  return s->ports->pdata[index];
}

static void
add_link (Fixture *f, const char *from, PortId from_port, const char *to, PortId to_port, AuditStatus status, const char *why)
{
  AuditLink *l = g_new0 (AuditLink, 1);
  guint voice = 200;
  *l = (AuditLink){ .from = g_strdup (from), .to = g_strdup (to), .from_port = from_port, .to_port = to_port, .status = status,
                    .on_path = TRUE, .to_known = strcmp (to, "?") != 0, .vlans = g_array_new (FALSE, FALSE, sizeof (guint)), .why = g_strdup (why) };
  g_array_append_val (l->vlans, voice);
  g_ptr_array_add (f->audit->links, l);
}

static PoeForecast *
add_forecast (AuditSwitch *s, guint chassis, guint budget_w, guint limit_mw, guint draw_mw, guint n)
{
  PoeForecast *p = g_new0 (PoeForecast, 1);
  *p = (PoeForecast){ .chassis = chassis, .slot = 1, .budget_mw = budget_w * 1000, .used_mw = draw_mw * (n / 2), .needed_mw = draw_mw * n,
                      .priority_disconnect = TRI_NO, .guesses = g_ptr_array_new_with_free_func (g_free) };
  for (guint c = 0; c < POE_CASES; c++)
    {
      guint left = p->budget_mw;
      p->turns[c] = g_array_new (FALSE, FALSE, sizeof (PoeTurn));
      for (guint i = 1; i <= n; i++)
        {
          PoeTurn t = { .port = port_make (chassis, 1, i), .limit_mw = limit_mw, .draw_mw = draw_mw, .priority = POE_LOW, .expected = i > n / 2,
                        .fate = left >= limit_mw ? POE_ADMITTED : POE_DENIED_NOW, .left_mw = left };
          left -= t.fate == POE_ADMITTED ? draw_mw : 0;
          p->denied[c] += t.fate == POE_DENIED_NOW;
          g_array_append_val (p->turns[c], t);
        }
      p->arithmetic[c] = g_strdup_printf ("budget %u W\n%u x %.1f W = %.1f W drawn\n%.1f W left, %.1f W needed to admit one more", budget_w,
                                          n - p->denied[c], draw_mw / 1000.0, (n - p->denied[c]) * draw_mw / 1000.0, left / 1000.0, limit_mw / 1000.0);
    }
  p->verdict = p->denied[0] ? AUDIT_NOT_READY : AUDIT_READY;
  p->cure = p->denied[0] ? g_strdup ("lanpower 1 power 8000") : NULL;
  g_ptr_array_add (p->guesses, g_strdup ("the order in which ports start after a power cut is a guess: no manual states it"));
  g_ptr_array_add (s->forecasts, p);
  return p;
}

static void
count (Audit *a)
{
  for (guint i = 0; i < a->switches->len; i++)
    {
      const AuditSwitch *s = a->switches->pdata[i];
      for (guint k = 0; k < s->ports->len; k++)
        {
          const AuditPort *p = s->ports->pdata[k];
          guint *counts[] = { &a->n_ready, &a->n_not_ready, &a->n_unknown, &a->n_unmanaged };
          ++*counts[p->status];
          a->n_ports++;
          a->phones[p->phone]++;
        }
    }
}

/* ---- towns -------------------------------------------------------------------------------------------------------------- */

static void
make_mairie (Fixture *f)
{
  AuditSwitch *s = add_switch (f, "sw-mairie-1", "aos8", "OS6860E-P24", "Mairie, local technique RDC", AUDIT_NOT_READY);
  for (guint i = 1; i <= 28; i++)
    {
      AuditPort *p = add_port (s, port_make (1, 1, i), i <= 23 ? AUDIT_READY : AUDIT_UNMANAGED);
      p->uplink = i == 25 || i == 26;
      if (i <= 23)
        list_port (s, p, i <= 21 ? "phone" : "desk");
    }
  list_phone (port_at (s, 20), "B-112", "80:5e:c0:8e:a0:05", "8885", "Accueil", PHONE_CONFIRMED);
  list_phone (port_at (s, 4), "B-101", "80:5e:c0:8e:a0:06", "8886", "État civil", PHONE_MOVED);
  port_at (s, 4)->phone_where = g_strdup ("sw-annexe-1 1/3");
  port_at (s, 4)->status = AUDIT_NOT_READY;
  port_at (s, 8)->status = AUDIT_NOT_READY;
  port_at (s, 11)->status = AUDIT_IS_UNKNOWN;
  add_finding (f, "switch-uncertified", s, NULL, "working and certified differ", NULL);
  add_finding (f, "phone-moved", s, port_at (s, 4), "80:5e:c0:8e:a0:06 is seen at sw-annexe-1 1/3", NULL)->paste = g_strdup ("  1/3: { role: phone }");
  add_finding (f, "vlan-missing", s, port_at (s, 8), "VLAN 200 is not on 1/1/9; its tags: none", "vlan 200 members port 1/1/9 tagged");
  add_finding (f, "lldp-policy", s, port_at (s, 11), "the table of policies was cut short", NULL)->severity = AUDIT_UNKNOWN;
  add_finding (f, "port-speed", s, port_at (s, 1), "100 Mbit/s, and the phone can 1000", NULL);
  add_finding (f, "phone-stray", s, port_at (s, 23), "a Yealink T46U (LLDP) is on a port that the inventory gives to no phone", NULL)->paste =
      g_strdup ("      1/1/24:\n        role: phone\n        phone: { mac: \"80:5e:c0:00:00:24\" }");
  add_forecast (s, 1, 450, 8000, 7000, 21);
}

static void
make_annexe (Fixture *f)
{
  AuditSwitch *s = add_switch (f, "sw-annexe-1", "aos6", "OS6450-P48", "Annexe, placard 2e étage", AUDIT_NOT_READY);
  for (guint i = 1; i <= 50; i++)
    {
      AuditPort *p = add_port (s, port_make (0, 1, i), i <= 48 ? AUDIT_READY : AUDIT_UNMANAGED);
      p->uplink = i > 48;
      if (i <= 48)
        list_port (s, p, i <= 40 ? "phone" : "desk");
    }
  for (guint i = 37; i < 40; i++)
    {
      port_at (s, i)->status = AUDIT_NOT_READY;
      add_finding (f, "poe-guard-band", s, port_at (s, i), "9.0 W are left, and the limit of the port is 30.0 W: it stays dark", "lanpower 1 power 8000");
    }
  list_phone (port_at (s, 0), "A-001", "80:5e:c0:00:01:01", "8701", "Police municipale", PHONE_WRONG_VLAN);
  list_phone (port_at (s, 1), "A-002", "80:5e:c0:00:01:02", "8702", "Urbanisme", PHONE_ABSENT);
  add_forecast (s, 0, 280, 30000, 7000, 40);
  add_finding (f, "path-standby", s, port_at (s, 49), "VLAN 200 is not on 1/50, the standby link to sw-mairie-1", "vlan 200 802.1q 1/50");
}

static void
make_town (Fixture *f)
{
  make_mairie (f);
  make_annexe (f);
  AuditSwitch *ecole = add_switch (f, "sw-ecole-1", "aos6", "OS6450-P10", "École Jules-Ferry, hall", AUDIT_READY);
  for (guint i = 1; i <= 12; i++)
    {
      AuditPort *p = add_port (ecole, port_make (0, 1, i), i <= 8 ? AUDIT_READY : AUDIT_UNMANAGED);
      p->uplink = i == 11;
      if (i <= 8)
        list_port (ecole, p, "phone");
    }
  add_forecast (ecole, 0, 120, 8000, 5000, 8);
  AuditSwitch *stade = add_switch (f, "sw-stade-1", NULL, NULL, "Stade", AUDIT_IS_UNKNOWN);
  for (guint i = 1; i <= 4; i++)
    {
      AuditPort *p = add_port (stade, port_make (0, 1, i), AUDIT_IS_UNKNOWN);
      p->live = NULL;
      list_port (stade, p, "phone");
    }
  add_finding (f, "switch-unreachable", stade, NULL, "no answer within 5 s", NULL)->severity = AUDIT_UNKNOWN;
  add_link (f, "sw-annexe-1", port_make (0, 1, 49), "sw-mairie-1", port_make (1, 1, 25), AUDIT_READY, NULL);
  add_link (f, "sw-annexe-1", port_make (0, 1, 50), "sw-mairie-1", port_make (1, 1, 26), AUDIT_NOT_READY, "VLAN 200 is not on sw-annexe-1 1/50");
  add_link (f, "sw-ecole-1", port_make (0, 1, 11), "sw-annexe-1", port_make (0, 1, 47), AUDIT_READY, NULL);
  add_link (f, "sw-stade-1", PORT_NONE, "?", PORT_NONE, AUDIT_IS_UNKNOWN, "its neighbours could not be read");
  f->audit->gateway = g_strdup ("sw-mairie-1 1/1/27");
}

static void
make_ready (Fixture *f)
{
  AuditSwitch *s = add_switch (f, "sw-1", "aos8", "OS6360-P10", "Mairie", AUDIT_READY);
  for (guint i = 1; i <= 12; i++)
    {
      AuditPort *p = add_port (s, port_make (1, 1, i), i <= 4 ? AUDIT_READY : AUDIT_UNMANAGED);
      if (i <= 4)
        list_port (s, p, "phone");
    }
  add_forecast (s, 1, 120, 8000, 5000, 4);
}

const char *
fixture_ugly (void)
{
  return "<img src=x onerror=alert(1)>\"'&]]>-->\x1b[31m\r\n=1+1,|`*_\xff\xe2\x80\xae</style></svg><script>x</script>\xef\xbf\xbf\\";
}

static void
make_hostile (Fixture *f)
{
  const char *ugly = fixture_ugly ();
  AuditSwitch *s = add_switch (f, ugly, "aos8", ugly, ugly, AUDIT_NOT_READY);
  AuditPort *p = add_port (s, port_make (1, 1, 1), AUDIT_NOT_READY);
  PortState *live = (PortState *) p->live;
  Neighbour *n = port_state_add_neighbour (live);
  g_free (live->alias);
  live->alias = g_strdup (ugly);
  n->name = g_strdup (ugly);
  n->chassis = g_strdup (ugly);
  n->port = g_strdup (ugly);
  n->med_model = g_strdup (ugly);
  list_port (s, p, ugly);
  list_phone (p, ugly, ugly, ugly, ugly, PHONE_MOVED);
  p->phone_where = g_strdup (ugly);
  add_finding (f, "phone-moved", s, p, ugly, ugly)->paste = g_strdup (ugly);
  add_finding (f, "vlan-missing", NULL, NULL, ugly, ugly);
  PoeForecast *poe = add_forecast (s, 1, 10, 30000, 7000, 1);
  g_free (poe->cure);
  poe->cure = g_strdup (ugly);
  g_ptr_array_add (poe->guesses, g_strdup (ugly));
  for (guint c = 0; c < POE_CASES; c++)
    {
      g_free (poe->arithmetic[c]);
      poe->arithmetic[c] = g_strdup (ugly);
    }
  add_link (f, ugly, port_make (1, 1, 1), ugly, PORT_NONE, AUDIT_NOT_READY, ugly);
  add_link (f, ugly, port_make (1, 1, 1), "?", PORT_NONE, AUDIT_IS_UNKNOWN, ugly);
  g_free (f->audit->site);
  f->audit->site = g_strdup (ugly);
  f->audit->gateway = g_strdup (ugly);
}

static void
make_empty (Fixture *f)
{
}

/* ---- by name ------------------------------------------------------------------------------------------------------------ */

Fixture *
fixture_new (const char *name)
{
  static const struct { const char *name; void (*make) (Fixture *f); } towns[] = {
    { "town", make_town }, { "ready", make_ready }, { "hostile", make_hostile }, { "empty", make_empty },
  };
  for (guint i = 0; i < G_N_ELEMENTS (towns); i++)
    if (!strcmp (towns[i].name, name))
      {
        Fixture *f = g_new0 (Fixture, 1);
        Audit *a = f->audit = g_new0 (Audit, 1);
        f->desired = desired_new ();
        f->states = g_ptr_array_new_with_free_func ((GDestroyNotify) switch_state_free);
        a->site = g_strdup ("mairie-du-tampon");
        a->time = g_strdup ("2026-11-24T20:00:00+04:00");
        a->switches = g_ptr_array_new_with_free_func (switch_free);
        a->links = g_ptr_array_new_with_free_func (link_free);
        a->findings = g_ptr_array_new_with_free_func (finding_free);
        towns[i].make (f);
        count (a);
        return f;
      }
  return NULL;
}

void
fixture_free (Fixture *f)
{
  audit_free (f->audit);
  g_ptr_array_unref (f->states);
  desired_free (f->desired);
  g_free (f);
}
