/* Neighbours say who they are by name: an index, for every link of a large fleet asks. */
#include "plan/diff.h"

static void
add_name (GHashTable *names, const char *name, guint place)
{
  g_autofree char *key = name && *name ? g_ascii_strdown (name, -1) : NULL;
  if (key && !g_hash_table_contains (names, key))
    g_hash_table_insert (names, g_steal_pointer (&key), GUINT_TO_POINTER (place));
}

GHashTable *
plan_names_new (const Desired *desired, const GPtrArray *states)
{
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < MIN (desired->switches->len, states->len); i++)
    {
      const SwitchState *state = states->pdata[i];
      add_name (names, ((DesiredSwitch *) desired->switches->pdata[i])->name, i);
      add_name (names, state ? state->sys_name : NULL, i);
    }
  return names;
}

int
plan_names_find (GHashTable *names, const Neighbour *n)
{
  gpointer place;
  g_autofree char *key = n->name && *n->name ? g_ascii_strdown (n->name, -1) : NULL;
  return key && g_hash_table_lookup_extended (names, key, NULL, &place) ? (int) GPOINTER_TO_UINT (place) : -1;
}
