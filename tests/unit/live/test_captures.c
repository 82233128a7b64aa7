/* Recorded walks of real switches: every port has exactly the membership that the rows say. The rows are taken apart here a second
 * time, by other means than the program's. VLANCTL_CAPTURES names the folder; without it there is nothing to compare with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "live/live.h"

#define VPA_OF_AOS6 "1.3.6.1.4.1.6486.800.1.2.1.3.1.1.2.1.1.3."
#define VPA_OF_AOS8 "1.3.6.1.4.1.6486.801.1.2.1.3.1.1.2.1.1.3."
#define EGRESS "1.3.6.1.2.1.17.7.1.4.2.1.4."
#define UNTAGGED "1.3.6.1.2.1.17.7.1.4.2.1.5."
#define BASE_PORT "1.3.6.1.2.1.17.1.4.1.2."

typedef struct {
  guint untagged;
  VlanSet tagged;
} Expected;

typedef struct {
  GHashTable *ports;      /* ifIndex -> Expected */
  GHashTable *base_ports; /* dot1dBasePort -> ifIndex */
  guint rows;
} Walk2;

static Expected *
expected_of (Walk2 *w, guint if_index)
{
  Expected *e = g_hash_table_lookup (w->ports, GUINT_TO_POINTER (if_index));
  if (!e)
    g_hash_table_insert (w->ports, GUINT_TO_POINTER (if_index), e = g_new0 (Expected, 1));
  return e;
}

static gboolean
bit (const char *hex, guint number)
{
  guint at = (number - 1) / 4;
  return at < strlen (hex) && (g_ascii_xdigit_value (hex[at]) >> (3 - (number - 1) % 4) & 1);
}

static void
take_bits (Walk2 *w, guint vlan, const char *hex, gboolean untagged)
{
  for (guint n = 1; n <= strlen (hex) * 4; n++)
    {
      guint if_index = GPOINTER_TO_UINT (g_hash_table_lookup (w->base_ports, GUINT_TO_POINTER (n)));
      if (!bit (hex, n) || !if_index)
        continue;
      if (untagged)
        expected_of (w, if_index)->untagged = vlan;
      else
        vlan_set_add (&expected_of (w, if_index)->tagged, vlan);
    }
}

static void
take_line (Walk2 *w, const char *line, gboolean bridge_only)
{
  guint a, b, value;
  char tag[8];
  if (!bridge_only
      && (sscanf (line, VPA_OF_AOS6 "%u.%u|%7[^|]|%u", &a, &b, tag, &value) == 4
          || sscanf (line, VPA_OF_AOS8 "%u.%u|%7[^|]|%u", &a, &b, tag, &value) == 4))
    {
      w->rows++;
      if (value == 1)
        expected_of (w, b)->untagged = a;
      else if (value == 2)
        vlan_set_add (&expected_of (w, b)->tagged, a);
    }
  else if (!bridge_only && sscanf (line, BASE_PORT "%u|%7[^|]|%u", &a, tag, &value) == 3)
    g_hash_table_insert (w->base_ports, GUINT_TO_POINTER (a), GUINT_TO_POINTER (value));
  else if (bridge_only)
    {
      const char *hex = strrchr (line, '|');
      if (sscanf (line, EGRESS "%u.%u|%7[^|]|", &a, &b, tag) == 3)
        w->rows++, take_bits (w, b, hex + 1, FALSE);
      else if (sscanf (line, UNTAGGED "%u.%u|%7[^|]|", &a, &b, tag) == 3)
        take_bits (w, b, hex + 1, TRUE);
    }
}

static void
compare (const char *name, Walk2 *w, const SwitchState *state)
{
  guint compared = 0;
  for (guint i = 0; i < state->ports->len; i++)
    {
      const PortState *port = state->ports->pdata[i];
      const Expected *e = g_hash_table_lookup (w->ports, GUINT_TO_POINTER (port->if_index));
      g_autofree char *text = port_to_string (port->id);
      if (!e || port->inconsistent)
        continue;
      if (port->aggregate != PORT_NONE)
        continue; /* its own rows are the aggregate's */
      if (!(port->cfg.has & HAS (ATTR_UNTAGGED)) || port->cfg.untagged != e->untagged)
        fail_msg ("%s %s: untagged %u, the rows say %u", name, text, port->cfg.untagged, e->untagged);
      for (guint k = 0; k < e->tagged.n; k++)
        if (e->tagged.ids[k] != e->untagged && !vlan_set_contains (&port->cfg.tagged, e->tagged.ids[k]))
          fail_msg ("%s %s: tag %u is in the rows and not in the state", name, text, e->tagged.ids[k]);
      for (guint k = 0; k < port->cfg.tagged.n; k++)
        if (!vlan_set_contains (&e->tagged, port->cfg.tagged.ids[k]))
          fail_msg ("%s %s: tag %u is in the state and not in the rows", name, text, port->cfg.tagged.ids[k]);
      compared++;
    }
  if (w->rows && !compared)
    fail_msg ("%s: membership rows, and no port that has them", name);
  print_message ("# %s: %u ports compared, %u rows\n", name, compared, w->rows);
}

static void
free_expected (gpointer data)
{
  vlan_set_clear (&((Expected *) data)->tagged);
  g_free (data);
}

static void
check_capture (const char *dir, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".snmprec", NULL), *path = g_build_filename (dir, file, NULL), *text = NULL;
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Walk2 w = { g_hash_table_new_full (NULL, NULL, NULL, free_expected), g_hash_table_new (NULL, NULL), 0 };
  for (guint i = 0; lines[i]; i++)
    take_line (&w, lines[i], FALSE);
  gboolean bridge = !w.rows;
  for (guint i = 0; bridge && lines[i]; i++)
    take_line (&w, lines[i], TRUE);
  SwitchState *state = live_read_capture (dir, name, "192.0.2.1");
  assert_non_null (state);
  if (state->family)
    {
      assert_non_null (state->model);
      assert_non_null (state->version);
      compare (name, &w, state);
    }
  else
    assert_non_null (state->reason); /* what is no OmniSwitch says so */
  switch_state_free (state);
  g_hash_table_unref (w.ports);
  g_hash_table_unref (w.base_ports);
}

static void
test_membership (void **state)
{
  const char *dir = g_getenv ("VLANCTL_CAPTURES"), *name;
  guint n = 0;
  GDir *folder = g_dir_open (dir, 0, NULL);
  assert_non_null (folder);
  while ((name = g_dir_read_name (folder)))
    if (g_str_has_suffix (name, ".snmprec"))
      {
        g_autofree char *base = g_strndup (name, strlen (name) - strlen (".snmprec"));
        check_capture (dir, base);
        n++;
      }
  g_dir_close (folder);
  assert_true (n > 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_membership) };
  if (!g_getenv ("VLANCTL_CAPTURES")) /* cmocka's own skip reads as a failure in TAP */
    {
      puts ("1..1\nok 1 - test_membership # SKIP VLANCTL_CAPTURES is not set");
      return 0;
    }
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("captures", tests, NULL, NULL);
}
