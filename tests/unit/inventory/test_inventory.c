/* Inventories that are wrong in one place each: the rule that says so, and the very character. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "inventory/inventory.h"

/* Line numbers below count from here. */
#define HEAD \
  "vlanctl: 1\n"                                                                                             /*  1 */ \
  "vlans:\n"                                                                                                 /*  2 */ \
  "  data: { id: 10, name: DATA }\n"                                                                         /*  3 */ \
  "  voice: { id: 200, name: VOIX }\n"                                                                       /*  4 */ \
  "roles:\n"                                                                                                 /*  5 */ \
  "  phone: { data-vlan: data, voice-vlan: voice, lldp-med: { priority: 5, dscp: 46 } }\n"                   /*  6 */ \
  "credentials:\n"                                                                                           /*  7 */ \
  "  default: { snmp: { version: 2c, community: { env: C } }, ssh: { user: admin, secret: { env: S } } }\n"  /*  8 */ \
  "defaults: { credentials: default }\n"                                                                     /*  9 */ \
  "switches:\n"                                                                                              /* 10 */
#define SWITCH(rest) "  - { name: sw-1, address: 192.0.2.1, model: OS6860E-P24, " rest " }\n"

typedef struct {
  char *dir, *path;
  InventorySources *sources;
  Diagnostics *found;
  Desired *desired;
} Loaded;

static Loaded
load (const char *text)
{
  Loaded l = { g_dir_make_tmp ("vlanctl-inv-XXXXXX", NULL), NULL, inventory_sources_new (), diagnostics_new (), NULL };
  l.path = g_build_filename (l.dir, "inventory.yaml", NULL);
  assert_true (g_file_set_contents (l.path, text, -1, NULL));
  const char *paths[] = { l.path, NULL };
  l.desired = inventory_load (paths, l.sources, l.found);
  return l;
}

static void
unload (Loaded *l)
{
  g_unlink (l->path);
  g_rmdir (l->dir);
  desired_free (l->desired);
  inventory_sources_free (l->sources);
  diagnostics_free (l->found);
  g_free (l->path);
  g_free (l->dir);
}

static void
tell (const Loaded *l)
{
  for (guint i = 0; i < l->found->items->len; i++)
    {
      const Diagnostic *d = l->found->items->pdata[i];
      printf ("#   %u:%u %s %s\n", d->pos.line, d->pos.column, d->rule, d->message);
    }
}

static void
test_good (void **state)
{
  Loaded l = load (HEAD SWITCH ("uplinks: [1/1/25-26], ports: { 1/1/1-20: phone, 1/1/21: { role: phone, jack: B-1 } }"));
  tell (&l);
  assert_int_equal (l.found->errors, 0);
  const DesiredSwitch *sw = l.desired->switches->pdata[0];
  assert_string_equal (sw->name, "sw-1");
  assert_int_equal (sw->ports->len, 21);
  assert_int_equal (port_set_size (sw->uplinks), 2);
  unload (&l);
}

static void
test_one_error_each (void **state)
{
  static const struct {
    const char *rule;
    guint line, column;
    const char *text;
  } cases[] = {
    { "VL102", 11, 59, HEAD SWITCH ("uplink: [1/1/25]") },                      /* unknown key, the nearest is named */
    { "VL201", 11, 77, HEAD SWITCH ("ports: { 1/1/1-4: telephone }") },         /* no such role */
    { "VL302", 11, 68, HEAD SWITCH ("ports: { 1/1: phone }") },                 /* a port of AOS 6 on an AOS 8 model */
    { "VL303", 11, 68, HEAD SWITCH ("ports: { 1/1/1-60: phone }") },            /* more ports than the model has */
    { "VL304", 11, 84, HEAD SWITCH ("ports: { 1/1/1-4: phone, 1/1/4: phone }") }, /* a port twice */
    { "VL305", 11, 86, HEAD SWITCH ("uplinks: [1/1/4], ports: { 1/1/1-4: phone }") }, /* an uplink with a role */
    { "VL203", 11, 72, HEAD SWITCH ("credentials: nobody, ports: { 1/1/1: phone }") },
    { "VL401", 3, 15, "vlanctl: 1\nvlans:\n  data: { id: 4095, name: X }\n" },
    { "VL502", 3, 30, "vlanctl: 1\nroles:\n  p: { lldp-med: { priority: 8, dscp: 46 } }\n" },
    { "VL503", 3, 39, "vlanctl: 1\nroles:\n  p: { lldp-med: { priority: 5, dscp: 64 } }\n" },
    { "VL801", 4, 33, "vlanctl: 1\ncredentials:\n  d:\n    ssh: { user: admin, secret: plain-text }\n" },
    { "VL403", 3, 25, "vlanctl: 1\nvlans:\n  data: { id: 10, name: \"a\\\"b\" }\n" },  /* a name that the CLI cannot carry */
    { "VL104", 4, 3, "vlanctl: 1\nvlans:\n  data: { id: 10 }\n  data: { id: 11 }\n" }, /* a key twice */
    { "VL402", 4, 3, "vlanctl: 1\nvlans:\n  data: { id: 10 }\n  pc: { id: 10 }\n" },  /* one VLAN, two keys */
    { "VL101", 3, 1, "vlanctl: 1\nvlans: [\n" } /* no YAML */
  };
  guint wrong = 0;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Loaded l = load (cases[i].text);
      gboolean hit = FALSE;
      for (guint k = 0; k < l.found->items->len; k++)
        {
          const Diagnostic *d = l.found->items->pdata[k];
          hit = hit || (!strcmp (d->rule, cases[i].rule) && d->pos.line == cases[i].line && d->pos.column == cases[i].column
                        && d->severity == SEVERITY_ERROR && *d->message);
        }
      if (!hit)
        {
          printf ("# no %s at %u:%u, but:\n", cases[i].rule, cases[i].line, cases[i].column);
          tell (&l);
          wrong++;
        }
      unload (&l);
    }
  assert_int_equal (wrong, 0);
}

/* Bytes that are no inventory: complaints, no crash. */
static void
test_noise (void **state)
{
  GRand *rand = g_rand_new_with_seed (5);
  const char good[] = HEAD SWITCH ("uplinks: [1/1/25-26], ports: { 1/1/1-20: phone }");
  for (guint round = 0; round < 300; round++)
    {
      g_autofree char *text = g_strdup (good);
      for (guint n = 0; n < 3; n++)
        text[g_rand_int_range (rand, 0, (gint32) strlen (good))] = (char) g_rand_int_range (rand, 1, 256);
      Loaded l = load (text);
      unload (&l);
    }
  g_rand_free (rand);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_good), cmocka_unit_test (test_one_error_each), cmocka_unit_test (test_noise) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("inventory", tests, NULL, NULL);
}
