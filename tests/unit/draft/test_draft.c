/* Drafts: whatever the switches are, the page loads, lints clean, says what the draft says, and a plan of it changes nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "draft/draft.h"
#include "inventory/inventory.h"
#include "toy.h"

#define SWITCHES_MAX 3

/* Switches as they are found; a test spoils the toys, then the states. */
typedef struct {
  Toy *toys[SWITCHES_MAX];
  SwitchState *live[SWITCHES_MAX];
  DraftSource sources[SWITCHES_MAX];
  guint n;
  GPtrArray *missed;
  Draft *draft;
  GString *page;
  Desired *loaded;
  Plan *plan;
} Field;

static void
add_toy (Field *f, gboolean new_family)
{
  Toy *t = f->toys[f->n++] = toy_new (new_family);
  t->vlans[10].exists = t->vlans[10].enabled = t->vlans[200].exists = t->vlans[200].enabled = TRUE;
  strcpy (t->vlans[10].name, "DATA");
  strcpy (t->vlans[200].name, "VOIX");
}

static void
look (Field *f)
{
  static const char *const addresses[] = { "192.0.2.1", "192.0.2.2", "2001:db8::3" };
  for (guint i = 0; i < f->n; i++)
    {
      f->live[i] = toy_read (f->toys[i]);
      f->live[i]->sys_name = g_strdup_printf ("sw-%u", i + 1);
      f->sources[i] = (DraftSource){ f->live[i], NULL, addresses[i], NULL };
    }
}

static Neighbour *
meet (SwitchState *s, PortId port, const char *name, guint8 caps)
{
  Neighbour *n = port_state_add_neighbour (switch_state_find_port (s, port));
  n->chassis = g_strdup_printf ("02:00:00:00:%02x:%02x", port_slot (port), port_number (port));
  n->port = g_strdup ("");
  n->name = g_strdup (name);
  n->has_caps = TRUE;
  n->caps_enabled = n->caps_supported = caps;
  return n;
}

static void
load_page (Field *f)
{
  g_autofree char *dir = g_dir_make_tmp ("vlanctl-draft-XXXXXX", NULL), *path = g_build_filename (dir, "draft.yaml", NULL);
  g_autoptr (Diagnostics) found = diagnostics_new (), loading = diagnostics_new ();
  g_autoptr (InventorySources) sources = inventory_sources_new (), to_load = inventory_sources_new ();
  const char *paths[] = { path, NULL };
  assert_true (g_file_set_contents (path, f->page->str, -1, NULL));
  f->loaded = inventory_load (paths, to_load, loading);
  inventory_lint (paths, NULL, sources, found);
  inventory_ignore (sources, found);
  g_remove (path);
  g_rmdir (dir);
  if (!f->loaded || found->errors || found->warnings)
    {
      const Diagnostic *d = found->items->pdata[0];
      printf ("%s\n", f->page->str);
      fail_msg ("%s:%u: %s", d->rule, d->pos.line, d->message);
    }
}

/* What the page says of a port is what the draft says. */
static void
same_ports (const DesiredSwitch *a, const DesiredSwitch *b)
{
  g_autofree char *ours = port_set_to_string (a->uplinks), *theirs = port_set_to_string (b->uplinks);
  assert_string_equal (ours, theirs);
  assert_int_equal (a->ports->len, b->ports->len);
  for (guint i = 0; i < a->ports->len; i++)
    {
      const DesiredPort *p = a->ports->pdata[i], *q = b->ports->pdata[i];
      assert_int_equal (p->id, q->id);
      assert_int_equal (p->cfg.has, q->cfg.has);
      assert_true (vlan_set_equal (&p->cfg.tagged, &q->cfg.tagged) && vlan_set_equal (&p->owned_tags, &q->owned_tags));
      assert_string_equal (p->role, q->role);
      assert_true (!p->phone == !q->phone && (!p->phone || !g_strcmp0 (p->phone->mac, q->phone->mac)));
      if (p->cfg.has & HAS (ATTR_UNTAGGED))
        assert_int_equal (p->cfg.untagged, q->cfg.untagged);
    }
}

static void
plan_page (Field *f)
{
  PlanOptions options;
  g_autoptr (GPtrArray) states = g_ptr_array_new ();
  plan_options_init (&options);
  for (guint i = 0; i < f->n; i++)
    g_ptr_array_add (states, f->live[i]);
  f->plan = plan_make (f->loaded, states, NULL, &options, NULL, "");
  for (guint i = 0; i < f->n; i++)
    {
      const SwitchPlan *s = f->plan->switches->pdata[i];
      if (!s->changes->len && !s->refusals->len)
        continue;
      printf ("%s\n", f->page->str);
      fail_msg ("a plan of the draft would do something on %s: %s", s->name, s->changes->len ? change_kind_to_string (((Change *) s->changes->pdata[0])->kind) : s->reason);
    }
}

/* Drafts, and checks all that holds of every draft. */
static const char *
draft (Field *f)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new ();
  const DraftSetting setting = { NULL, "/etc", "/", f->missed };
  for (guint i = 0; i < f->n; i++)
    g_ptr_array_add (sources, &f->sources[i]);
  f->draft = draft_make (sources);
  f->page = g_string_new (NULL);
  draft_write (f->draft, &setting, f->page);
  load_page (f);
  for (guint i = 0; i < f->n; i++)
    same_ports (f->draft->desired->switches->pdata[i], f->loaded->switches->pdata[i]);
  plan_page (f);
  return f->page->str;
}

static void
clear (Field *f)
{
  for (guint i = 0; i < f->n; i++)
    {
      g_free (f->toys[i]);
      switch_state_free (f->live[i]);
    }
  g_clear_pointer (&f->draft, draft_free);
  if (f->page)
    g_string_free (f->page, TRUE);
  g_clear_pointer (&f->loaded, desired_free);
  g_clear_pointer (&f->plan, plan_free);
  g_clear_pointer (&f->missed, g_ptr_array_unref);
  memset (f, 0, sizeof *f);
}

#define assert_says(page, text) \
  do \
    if (!strstr (page, text)) \
      { \
        printf ("%s\n", page); \
        fail_msg ("nowhere: %s", text); \
      } \
  while (0)

/* ---- by hand ---------------------------------------------------------------------------------------------------------- */

/* A phone's port in every respect. */
static void
phone_port (Toy *t, guint i)
{
  t->ports[i].untagged = 10;
  t->ports[i].tagged[200] = 1;
  t->ports[i].tlvs = 0xc0;
  t->ports[i].bound = 1 << 5;
  t->ports[i].priority = 2;
  t->ports[i].trusted = t->new_family;
}

static void
trunk_port (Toy *t, guint i)
{
  t->ports[i].untagged = 1;
  t->ports[i].tagged[10] = t->ports[i].tagged[200] = 1;
}

static void
voice_policy (Toy *t)
{
  t->policies[5].exists = TRUE;
  strcpy (t->policies[5].app, "voice");
  strcpy (t->policies[5].vlan, "200");
  t->policies[5].priority = 5;
  t->policies[5].dscp = 46;
}

/* Two families, one way to set up a phone: one role. */
static void
test_clusters (void **state)
{
  Field f = { 0 };
  for (guint family = 0; family < 2; family++)
    {
      add_toy (&f, family);
      Toy *t = f.toys[family];
      memset (t->service, 1, sizeof t->service);
      for (guint i = 0; i < 3; i++)
        t->service[i] = TRUE;
      voice_policy (t);
      for (guint i = 0; i < 6; i++)
        phone_port (t, i);
      t->ports[6].untagged = t->ports[7].untagged = 10;
      t->ports[7].poe = FALSE;
      phone_port (t, 8);
      t->ports[8].limit = 8000;
      trunk_port (t, 11);
    }
  look (&f);
  for (guint family = 0; family < 2; family++)
    {
      meet (f.live[family], toy_port_id (f.toys[family], 11), "elsewhere", SYSCAP_BRIDGE);
      Neighbour *n = meet (f.live[family], toy_port_id (f.toys[family], 2), "", SYSCAP_TELEPHONE);
      n->med_model = g_strdup ("T21P: \"E2\"\n- x");
    }
  const char *page = draft (&f);
  assert_says (page, "  # ports: 12, on switches: 2\n  phone:\n    data-vlan: data\n    voice-vlan: voix\n    lldp-med: { priority: 5, dscp: 46 }\n"
                     "    poe: { enabled: true, priority: high }\n    qos-trust: true\n");
  assert_says (page, "  phone-8w:\n");
  assert_says (page, "  desk:\n    data-vlan: vlan-1\n");
  assert_says (page, "  desk-data:\n    data-vlan: data\n");
  assert_says (page, "  desk-data-unpowered:\n    data-vlan: data\n    poe: { enabled: false }\n");
  assert_says (page, "# voice: sw-1 tells phones of it by LLDP-MED, on 1/1 first\n  voix: { id: 200, name: VOIX, voice: true }\n");
  assert_says (page, "      1/1-2: phone\n      1/3:\n        role: phone\n"
                     "        # vlanctl: ignore VL707 because it is so on the switch today\n        phone: { mac: \"02:00:00:00:01:03\", model: \"T21P: \\\"E2\\\"\\x0A- x\" }\n");
  assert_says (page, "1/1/3: a phone that stands at another port too: 02:00:00:00:01:03");
  clear (&f);
}

/* What plan would refuse stands outside, with the reason. */
static void
test_left_out (void **state)
{
  Field f = { 0 };
  add_toy (&f, TRUE);
  Toy *t = f.toys[0];
  for (guint i = 0; i < 10; i++)
    t->ports[i].untagged = 10;
  t->ports[4].tagged[30] = t->ports[4].tagged[40] = 1;
  trunk_port (t, 32);
  t->ports[10].member_of = t->ports[11].member_of = 1;
  t->ports[32].exists = TRUE;
  look (&f);
  switch_state_find_port (f.live[0], port_make (1, 1, 1))->dynamic = DYNAMIC_DOT1X;
  switch_state_find_port (f.live[0], port_make (1, 1, 2))->dynamic = DYNAMIC_UNP;
  switch_state_find_port (f.live[0], port_make (1, 1, 3))->dynamic = DYNAMIC_MOBILE;
  switch_state_find_port (f.live[0], port_make (1, 1, 4))->dynamic = DYNAMIC_VFL;
  meet (f.live[0], port_make (1, 1, 6), "ap", SYSCAP_BRIDGE | SYSCAP_WLAN);
  for (guint i = 0; i < 2; i++) /* from two of its ports */
    meet (f.live[0], port_make (1, 1, 11), "core", SYSCAP_BRIDGE | SYSCAP_ROUTER);
  const char *page = draft (&f);
  const DraftSwitch *s = f.draft->switches->pdata[0];
  assert_string_equal (((DraftNote *) s->uplinks->pdata[0])->text, "the aggregate of 1/1/11-12; an LLDP neighbour there is a bridge or router: core (02:00:00:00:01:0b)");
  assert_says (page, "# left out 1/1/1: 802.1X port");
  assert_says (page, "# left out 1/1/2: UNP port");
  assert_says (page, "# left out 1/1/3: mobile port");
  assert_says (page, "# left out 1/1/4: a link between the units");
  assert_says (page, "# left out 1/1/5: it carries several tagged VLANs");
  assert_says (page, "# left out 1/1/6: an access point by LLDP");
  assert_says (page, "# left out 1/1/11-12: member of a link aggregate");
  assert_says (page, "# the aggregate of 1/1/11-12; an LLDP neighbour there is a bridge or router: core");
  assert_says (page, "      - linkagg 1\n");
  assert_says (page, "# the only router that is seen: core");
  assert_says (page, "  gateway: { switch: sw-1, port: linkagg 1 }\n");
  assert_says (page, "      1/1/7-10: ");
  clear (&f);
}

/* A link that is not declared: its switch's ports wait. A VLAN that an uplink lacks is not written. */
static void
test_paths (void **state)
{
  Field f = { 0 };
  add_toy (&f, TRUE);
  add_toy (&f, FALSE);
  trunk_port (f.toys[0], 0);
  f.toys[0]->ports[1].untagged = 20;
  f.toys[0]->vlans[20].exists = f.toys[0]->vlans[20].enabled = TRUE;
  f.toys[0]->ports[2].untagged = 10;
  look (&f);
  meet (f.live[0], port_make (1, 1, 1), "far", SYSCAP_BRIDGE);
  const char *page = draft (&f);
  assert_says (page, "# 1/1/2: no data-vlan (20): uplink 1/1/1 of sw-1 does not carry it, plan would change that");
  assert_says (page, "  - name: sw-2\n");
  assert_says (page, "# No link to another switch is seen here");
  assert_says (page, "    # ports:\n    #   1/1-12,2/1-12: ");
  clear (&f);
}

static void
test_names (void **state)
{
  static const struct {
    const char *system, *name;
  } rows[] = {
    { "sw-1.example.org", "sw-1.example.org" }, { "../../etc/passwd", "etc-passwd" }, { "Stand 4\n  - name: x", "Stand-4--name-x" }, { "", "switch-192.0.2.1" },
    { "\xc3\xa9t\xc3\xa9", "t" }, { "yes", "yes" }, { "1", "1" }, { "---", "switch-192.0.2.1" }, { NULL, "switch-192.0.2.1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Field f = { 0 };
      add_toy (&f, TRUE);
      add_toy (&f, TRUE);
      look (&f);
      for (guint s = 0; s < 2; s++)
        {
          g_free (f.live[s]->sys_name);
          f.live[s]->sys_name = g_strdup (rows[i].system);
          f.sources[s].address = s ? "192.0.2.2" : "192.0.2.1";
        }
      gboolean by_address = g_str_has_prefix (rows[i].name, "switch-");
      g_autofree char *second = by_address ? g_strdup ("switch-192.0.2.2") : g_strdup_printf ("%s-2", rows[i].name);
      f.live[0]->sys_location = g_strdup ("Keller: 3\n# vlanctl: ignore VL101 because");
      draft (&f);
      assert_string_equal (((DesiredSwitch *) f.loaded->switches->pdata[0])->name, rows[i].name);
      assert_string_equal (((DesiredSwitch *) f.loaded->switches->pdata[1])->name, second);
      assert_string_equal (((DesiredSwitch *) f.loaded->switches->pdata[0])->location, f.live[0]->sys_location);
      clear (&f);
    }
}

/* Where secrets come from is written again; paths lead to the same files from where the draft will lie. */
static void
test_credentials (void **state)
{
  Field f = { 0 };
  Credentials old = { .name = (char *) "old closet" }, new = { .name = (char *) "yes" };
  char *command[] = { (char *) "pass", (char *) "show", (char *) "a: b", NULL };
  old.snmp.present = old.ssh.present = new.snmp.present = TRUE;
  old.snmp.community = (SecretRef){ .kind = SECRET_FILE, .text = (char *) "etc/secrets/community" };
  old.ssh.user = (char *) "admin";
  old.ssh.secret = (SecretRef){ .kind = SECRET_COMMAND, .argv = command };
  old.ssh.key = (char *) "/root/key";
  old.ssh.legacy = old.ssh.openssh = TRUE;
  new.snmp.version = SNMP_V3;
  new.snmp.user = (char *) "vlanctl";
  new.snmp.auth_protocol = (char *) "sha";
  new.snmp.auth = (SecretRef){ .kind = SECRET_ENV, .text = (char *) "AUTH" };
  new.snmp.priv_protocol = (char *) "aes";
  new.snmp.priv = (SecretRef){ .kind = SECRET_PROMPT, .text = (char *) "what is it?" };
  add_toy (&f, TRUE);
  add_toy (&f, TRUE);
  add_toy (&f, TRUE);
  look (&f);
  f.sources[0].credentials = f.sources[1].credentials = &new;
  f.sources[2].credentials = &old;
  const char *page = draft (&f);
  assert_says (page, "      community: { file: secrets/community }\n");
  assert_says (page, "      secret: { command: [pass, show, \"a: b\"] }\n");
  assert_says (page, "      key: /root/key\n      transport: openssh\n      algorithms: [legacy]\n");
  assert_says (page, "      priv: { protocol: aes, secret: { prompt: \"what is it?\" } }\n");
  assert_says (page, "defaults:\n  credentials: \"yes\"\n");
  const DesiredSwitch *third = f.loaded->switches->pdata[2];
  assert_string_equal (third->credentials->name, "old closet");
  assert_true (third->credentials->ssh.legacy && third->credentials->ssh.openssh);
  clear (&f);
}

/* ---- at random -------------------------------------------------------------------------------------------------------- */

static gboolean
chance (GRand *r, int percent)
{
  return g_rand_int_range (r, 0, 100) < percent;
}

static void
random_port (GRand *r, Toy *t, guint i)
{
  static const guint vlans[] = { 1, 10, 20, 200, 300 };
  ToyPort *p = &t->ports[i];
  p->exists = i < TOY_AGG ? p->exists : chance (r, 50);
  p->untagged = vlans[g_rand_int_range (r, 0, 5)];
  for (guint v = 0; v < G_N_ELEMENTS (vlans); v++)
    p->tagged[vlans[v]] = vlans[v] != p->untagged && chance (r, 25);
  p->member_of = i < TOY_AGG && chance (r, 5) && t->ports[TOY_AGG].exists ? 1 : 0;
  p->lldp = (guint) g_rand_int_range (r, 1, 5);
  p->tlvs = chance (r, 50) ? 0xc0 : chance (r, 50) ? 0x80 : 0;
  p->bound = i < TOY_AGG && chance (r, 50) ? (guint64) 1 << g_rand_int_range (r, 5, 8) : 0;
  p->poe = chance (r, 80);
  p->trusted = chance (r, 50);
  p->priority = (guint) g_rand_int_range (r, 1, 4);
  p->limit = chance (r, 50) ? 30000 : 8000;
}

static void
random_toy (GRand *r, Field *f)
{
  static const guint vlans[] = { 10, 20, 200, 300 };
  add_toy (f, chance (r, 50));
  Toy *t = f->toys[f->n - 1];
  for (guint i = 0; i < G_N_ELEMENTS (vlans); i++)
    {
      t->vlans[vlans[i]].exists = chance (r, 85);
      t->vlans[vlans[i]].enabled = chance (r, 90);
      g_snprintf (t->vlans[vlans[i]].name, 40, chance (r, 60) ? "V%u" : chance (r, 50) ? "VLAN %u" : "a; reload %u!", vlans[i]);
    }
  for (guint id = 5; id < 8; id++)
    {
      t->policies[id].exists = TRUE;
      strcpy (t->policies[id].app, chance (r, 80) ? "voice" : "voice-signaling");
      strcpy (t->policies[id].vlan, chance (r, 70) ? "200" : "300");
      t->policies[id].priority = 5;
      t->policies[id].dscp = chance (r, 70) ? 46 : 40;
    }
  if (chance (r, 10))
    t->chassis_bound = 1 << 6;
  for (guint i = 0; i < 3; i++)
    t->service[i] = chance (r, 70);
  random_port (r, t, TOY_AGG);
  for (guint i = 0; i < TOY_PORTS; i++)
    if (i != TOY_AGG)
      random_port (r, t, i);
}

static void
random_neighbour (GRand *r, const Field *f, SwitchState *s, PortId port)
{
  static const guint8 caps[] = { SYSCAP_BRIDGE, SYSCAP_ROUTER, SYSCAP_BRIDGE | SYSCAP_ROUTER, SYSCAP_BRIDGE | SYSCAP_WLAN, SYSCAP_TELEPHONE,
                                 SYSCAP_TELEPHONE | SYSCAP_BRIDGE, SYSCAP_STATION };
  static const char *const names[] = { "sw-1", "SW-2", "sw-3", "r\n- out", "", "\xff" };
  Neighbour *n = meet (s, port, names[g_rand_int_range (r, 0, 6)], caps[g_rand_int_range (r, 0, 7)]);
  g_free (n->port);
  n->port = g_strdup_printf ("%d", g_rand_int_range (r, 0, 2) ? g_rand_int_range (r, 1001, 1013) : g_rand_int_range (r, 1, 13));
  n->voice_vlan = chance (r, 30) ? 200 : -1;
  n->med_model = chance (r, 30) ? g_strdup ("no: \x01") : NULL;
}

/* What a switch does not say, and what it says against itself. */
static void
random_state (GRand *r, const Field *f, SwitchState *s)
{
  guint32 blind = 0;
  for (guint a = 0; a < ATTR_N; a++)
    if (chance (r, 6))
      {
        blind |= HAS (a);
        s->via[a] = chance (r, 50) ? VIA_ABSENT : VIA_CUT;
      }
  for (guint i = 0; i < s->ports->len; i++)
    {
      PortState *p = s->ports->pdata[i];
      p->cfg.has &= ~(chance (r, 5) ? g_rand_int (r) : blind);
      p->if_index = 1000 + i;
      p->inconsistent = chance (r, 2);
      p->dynamic = chance (r, 5) ? (DynamicKind) g_rand_int_range (r, 1, 5) : DYNAMIC_NONE;
      if (chance (r, 12) && !port_is_linkagg (p->id))
        random_neighbour (r, f, s, p->id);
      for (guint m = chance (r, 10) ? (guint) g_rand_int_range (r, 1, 12) : 0; m > 0; m--)
        {
          g_autofree char *mac = g_strdup_printf ("00:04:f2:00:00:%02x", g_rand_int_range (r, 0, 256));
          port_state_add_mac (p, mac, chance (r, 50) ? 200 : 10);
        }
    }
  for (guint i = 0; i < s->vlans->len; i++)
    {
      Vlan *v = s->vlans->pdata[i];
      v->has_admin = chance (r, 95);
      v->type = chance (r, 95) ? v->type : chance (r, 50) ? VLAN_TYPE_OTHER : VLAN_TYPE_UNKNOWN;
    }
}

static void
test_random (void **state)
{
  guint listed = 0;
  for (guint seed = 1; seed <= 400; seed++)
    {
      Field f = { 0 };
      g_autoptr (GRand) r = g_rand_new_with_seed (seed);
      for (guint n = (guint) g_rand_int_range (r, 1, SWITCHES_MAX + 1); n > 0; n--)
        random_toy (r, &f);
      look (&f);
      for (guint i = 0; i < f.n; i++)
        random_state (r, &f, f.live[i]);
      draft (&f);
      for (guint i = 0; i < f.n; i++)
        listed += ((DesiredSwitch *) f.loaded->switches->pdata[i])->ports->len;
      clear (&f);
    }
  printf ("# %u ports listed\n", listed);
  assert_true (listed > 2000); /* a draft that says nothing would always be right */
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_clusters), cmocka_unit_test (test_left_out), cmocka_unit_test (test_paths),
    cmocka_unit_test (test_names),    cmocka_unit_test (test_credentials), cmocka_unit_test (test_random),
  };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
