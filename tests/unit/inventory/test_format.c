/* The canonical form: it means the same, it is its own canonical form, and no comment is lost. Over inventories made at random. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "inventory/inventory.h"
#include "meaning.h"

static GRand *chance;
static guint n_comments;

static gboolean
maybe (double share)
{
  return g_rand_double (chance) < share;
}

/* ---- inventories --------------------------------------------------------------------------------------------------------- */

/* An entry that is written, in one of the ways that YAML has; `lines` with its own indentation in it already. */
static void
comment_line (GString *out, guint indent)
{
  if (maybe (0.1))
    g_string_append_c (out, '\n');
  if (maybe (0.2))
    g_string_append_printf (out, "%*s# c%u; # \"x: [\n", (int) indent, "", n_comments++);
}

static void
end (GString *out)
{
  if (maybe (0.15))
    g_string_append_printf (out, "%*s# c%u;\n", g_rand_int_range (chance, 1, 9), "", n_comments++);
  else
    g_string_append_c (out, '\n');
}

/* A mapping of scalars, its keys in any order, in brackets or in lines. */
static void
small (GString *out, guint indent, const char *const *pairs)
{
  guint n = g_strv_length ((char **) pairs), first = (guint) g_rand_int_range (chance, 0, (gint32) n);
  gboolean flow = maybe (0.5), broken = flow && maybe (0.2);
  g_string_append (out, flow ? " {" : "");
  if (!flow)
    end (out);
  for (guint i = 0; i < n; i++)
    {
      const char *pair = pairs[(first + i) % n];
      if (!flow)
        {
          comment_line (out, indent);
          g_string_append_printf (out, "%*s%s", (int) indent, "", pair);
          end (out);
          continue;
        }
      g_string_append_printf (out, "%s%s", i ? ", " : " ", pair);
      if (broken && i + 1 < n)
        g_string_append_printf (out, ", # c%u;\n%*s", n_comments++, (int) indent + 2, "");
      if (broken && i + 1 < n)
        g_string_append (out, pairs[(first + ++i) % n]);
    }
  if (flow)
    {
      g_string_append (out, " }");
      end (out);
    }
}

static void
vlans (GString *out)
{
  g_string_append (out, "vlans:");
  end (out);
  comment_line (out, 2);
  g_string_append (out, "  data:");
  small (out, 4, (const char *const[]){ "id: 10", "name: 'DA TA'", NULL });
  g_string_append (out, "  \"voice\":");
  small (out, 4, (const char *const[]){ "name: \"VOICE\"", "id: 200", "voice: true", NULL });
}

static void
roles (GString *out)
{
  g_string_append (out, "roles:\n");
  comment_line (out, 3);
  g_string_append (out, "   phone:");
  small (out, 6, (const char *const[]){ "voice-vlan: voice", "qos-trust: true", "lldp-med: { dscp: 46, priority: 5 }", "data-vlan: data", "poe: {limit: 8W,enabled: true}", NULL });
  g_string_append (out, "   desk:");
  small (out, 6, (const char *const[]){ "voice-vlan: none", "data-vlan: data", NULL });
}

static void
ports (GString *out, guint indent)
{
  guint at = (guint) g_rand_int_range (chance, 1, 4), n = 0;
  char *lines[24];
  while (at < 24 && n < 20)
    {
      guint last = at + (maybe (0.4) ? (guint) g_rand_int_range (chance, 1, 4) : 0);
      last = MIN (last, 24); /* uplinks follow */
      g_autofree char *range = last > at ? g_strdup_printf ("1/1/%u-%u", at, last) : g_strdup_printf (maybe (0.2) ? "\"1/1/%u\"" : "1/1/%u", at);
      lines[n++] = g_strdup_printf (maybe (0.8)   ? "%s: %s"
                                    : maybe (0.5) ? "%s: { jack: \"A # %s\", role: phone }"
                                                  : "%s: { role: desk, jack: '%s''s' }",
                                    range, maybe (0.5) ? "phone" : "desk");
      at = last + 1 + (maybe (0.3) ? 1 : 0);
    }
  for (guint i = n; i-- > 1;)
    {
      guint j = (guint) g_rand_int_range (chance, 0, (gint32) i + 1);
      char *line = lines[i];
      lines[i] = lines[j];
      lines[j] = line;
    }
  for (guint i = 0; i < n; i++)
    {
      comment_line (out, maybe (0.8) ? indent : indent + 3);
      g_string_append_printf (out, "%*s%s", (int) indent, "", lines[i]);
      end (out);
      g_free (lines[i]);
    }
}

static void
switches (GString *out)
{
  guint n = (guint) g_rand_int_range (chance, 1, 4), dash = maybe (0.5) ? 0 : 2;
  g_string_append (out, "switches:");
  end (out);
  for (guint i = 0; i < n; i++)
    {
      comment_line (out, dash);
      const char *const keys[] = { "address: 192.0.2.1", "uplinks: [1/1/26, 1/1/25,linkagg 1]", "location: \"a\\u00e9\\tb\"", maybe (0.5) ? "timeout: 5s" : "max-share: 30%" };
      guint first = (guint) g_rand_int_range (chance, 0, 4);
      g_string_append_printf (out, "%*s- name: sw-%u", (int) dash, "", i);
      end (out);
      for (guint k = 0; k < 4; k++)
        {
          comment_line (out, dash + 2);
          g_string_append_printf (out, "%*s%s", (int) dash + 2, "", keys[(first + k) % 4]);
          end (out);
          if (k == first)
            {
              g_string_append_printf (out, "%*sports:\n", (int) dash + 2, "");
              ports (out, dash + 5);
            }
        }
    }
}

static char *
inventory (void)
{
  void (*sections[]) (GString *) = { vlans, roles, switches };
  GString *out = g_string_new (maybe (0.2) ? "---\n" : maybe (0.1) ? "\xef\xbb\xbf" : "");
  guint first = (guint) g_rand_int_range (chance, 0, 3), where = (guint) g_rand_int_range (chance, 0, 3);
  n_comments = 0;
  comment_line (out, 0);
  for (guint i = 0; i < 3; i++)
    {
      if (i == where)
        g_string_append (out, "vlanctl: 1\n");
      comment_line (out, 0);
      sections[(first + i) % 3](out);
    }
  comment_line (out, 0);
  return g_string_free (out, FALSE);
}

/* ---- what they mean --------------------------------------------------------------------------------------------------------- */

/* All that a plan goes by, as text; NULL when there are errors. */
static char *
meaning (const char *text)
{
  g_autofree char *dir = g_dir_make_tmp ("vlanctl-fmt-XXXXXX", NULL), *path = g_build_filename (dir, "inventory.yaml", NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (InventorySources) sources = inventory_sources_new ();
  g_autoptr (Diagnostics) found = diagnostics_new ();
  assert_true (g_file_set_contents (path, text, -1, NULL));
  g_autoptr (Desired) d = inventory_load (paths, sources, found);
  for (guint i = 0; i < found->items->len && found->errors; i++)
    printf ("# %u: %s\n", ((Diagnostic *) found->items->pdata[i])->pos.line, ((Diagnostic *) found->items->pdata[i])->message);
  g_unlink (path);
  g_rmdir (dir);
  return d && !found->errors ? meaning_of (d) : NULL;
}

static void
test_property (void **state)
{
  guint rounds = g_getenv ("FORMAT_ROUNDS") ? (guint) atoi (g_getenv ("FORMAT_ROUNDS")) : 300;
  chance = g_rand_new_with_seed (7);
  for (guint round = 0; round < rounds; round++)
    {
      g_autofree char *text = inventory (), *once = inventory_format ("a.yaml", text, strlen (text));
      g_autofree char *before = meaning (text), *after = once ? meaning (once) : NULL;
      g_autofree char *twice = once ? inventory_format ("a.yaml", once, strlen (once)) : NULL;
      gboolean good = before && after && !strcmp (before, after) && twice && !strcmp (once, twice);
      for (guint i = 0; good && i < n_comments; i++)
        {
          g_autofree char *comment = g_strdup_printf ("# c%u;", i);
          good = strstr (once, comment) != NULL;
        }
      if (!good)
        {
          printf ("---- round %u\n%s---- once\n%s---- twice\n%s---- before\n%s---- after\n%s", round, text, once, twice, before, after);
          fail_msg ("round %u", round);
        }
    }
  g_rand_free (chance);
}

#define SWITCHES "switches:\n  - name: a\n    address: x\n    ports:\n      1/1/1: r\n"
#define SWITCH "vlanctl: 1\n" SWITCHES

/* One of each, to the letter. */
static void
test_letters (void **state)
{
  static const struct {
    const char *text, *want;
  } cases[] = {
    { "vlans: { a: { name: A,   id: 5 } }\nvlanctl: 1 # v\n", "vlanctl: 1 # v\nvlans: { a: { id: 5, name: A } }\n" },
    { "vlanctl: 1\nswitches:\n- address: a\n  name: s\n  ports: {1/1/2: r, 1/1/1: r}\n",
      "vlanctl: 1\nswitches:\n  - name: s\n    address: a\n    ports: { 1/1/1-2: r }\n" },
    { "vlanctl: 1\nswitches:\n  - name: s\n    address: a\n    ports:\n      1/1/2: r\n      # why\n      1/1/1: r\n      1/1/5,1/1/3-4: r\n",
      "vlanctl: 1\nswitches:\n  - name: s\n    address: a\n    ports:\n      # why\n      1/1/1: r\n      1/1/2-5: r\n" },
    { "vlanctl: 1\nswitches: [ { name: s, address: a, ports: { 1/1/1: { role: r, phone: { mac: 805E.C08E.A005 } } } } ]\n",
      "vlanctl: 1\nswitches: [{ name: s, address: a, ports: { 1/1/1: { role: r, phone: { mac: \"80:5e:c0:8e:a0:05\" } } } }]\n" },
    { "vlanctl: 1\nsite: >\n  two\n  words\n\n\n\n# end\n", "vlanctl: 1\nsite: \"two words\\n\"\n# end\n" },
    { "vlanctl: 1\nsite: | # why\n  text # no comment\n", "vlanctl: 1\nsite: \"text # no comment\\n\" # why\n" },
    { "vlanctl: 1\r\nsite: a\r\n", "vlanctl: 1\nsite: a\n" },
    { "vlanctl: 1\nswitches:\n- name: a\n  address: x\n  uplinks:\n\n  - 1/1/2\n\n  - 1/1/1\n",
      "vlanctl: 1\nswitches:\n  - name: a\n    address: x\n    uplinks: [1/1/1-2]\n" },
    { "\n# a\n\n{ vlanctl: 1, site: s } # b\n\n# c\n\n", "# a\n\nvlanctl: 1\nsite: s\n# b\n\n# c\n" },
    { "vlanctl: 1\nvlans: { 'a, \"b\"': { id: 5 } }\n", "vlanctl: 1\nvlans: { \"a, \\\"b\\\"\": { id: 5 } }\n" },
    /* what stands at the end of a switch stays there */
    { SWITCH "    # of a\n  - name: b\n    address: z\n", SWITCH "    # of a\n  - name: b\n    address: z\n" },
    { SWITCH "      # of the ports\n\n    # of a\n\n  # of b\n  - name: b\n    address: z\n",
      SWITCH "      # of the ports\n\n    # of a\n\n  # of b\n  - name: b\n    address: z\n" },
    { "vlanctl: 1\nswitches:\n- name: a\n  address: x\n  ports:\n    1/1/1: r\n  # of a,\n  # in two lines\n- name: b\n  address: z\n",
      SWITCH "    # of a,\n    # in two lines\n  - name: b\n    address: z\n" },
    { SWITCH "  # of b, and\n    # so on\n  - name: b\n    address: z\n", SWITCH "  # of b, and\n  # so on\n  - name: b\n    address: z\n" },
    { SWITCH "  # of the list\n# of the site\nsite: s\n", "vlanctl: 1\n# of the site\nsite: s\n" SWITCHES "  # of the list\n" },
    { SWITCH "  -\n    # of b\n    name: b\n    address: z\n", SWITCH "  # of b\n  - name: b\n    address: z\n" },
    { "vlanctl: 1\nsites: a\n", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *have = inventory_format ("a.yaml", cases[i].text, strlen (cases[i].text));
      if (g_strcmp0 (have, cases[i].want))
        fail_msg ("case %u:\n%s", i, have);
      g_autofree char *again = have ? inventory_format ("a.yaml", have, strlen (have)) : NULL;
      if (g_strcmp0 (have, again))
        fail_msg ("case %u, again:\n%s", i, again);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_letters), cmocka_unit_test (test_property) };
  cmocka_set_message_output (CM_OUTPUT_TAP);
  return cmocka_run_group_tests_name ("format", tests, NULL, NULL);
}
