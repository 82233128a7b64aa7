#include "model/vlan.h"

#include <string.h>

/* First index whose element is not below vlan. */
static guint
lower_bound (const VlanSet *set, guint vlan)
{
  guint i = 0;
  while (i < set->n && set->ids[i] < vlan)
    i++;
  return i;
}

void
vlan_set_add (VlanSet *set, guint vlan)
{
  guint i = lower_bound (set, vlan);
  if (i < set->n && set->ids[i] == vlan)
    return;
  set->ids = g_renew (guint16, set->ids, set->n + 1);
  memmove (set->ids + i + 1, set->ids + i, (set->n - i) * sizeof *set->ids);
  set->ids[i] = (guint16) vlan;
  set->n++;
}

void
vlan_set_add_all (VlanSet *set, const VlanSet *more)
{
  for (guint i = 0; i < more->n; i++)
    vlan_set_add (set, more->ids[i]);
}

void
vlan_set_remove (VlanSet *set, guint vlan)
{
  guint i = lower_bound (set, vlan);
  if (i == set->n || set->ids[i] != vlan)
    return;
  memmove (set->ids + i, set->ids + i + 1, (set->n - i - 1) * sizeof *set->ids);
  set->n--;
}

gboolean
vlan_set_contains (const VlanSet *set, guint vlan)
{
  guint i = lower_bound (set, vlan);
  return i < set->n && set->ids[i] == vlan;
}

gboolean
vlan_set_equal (const VlanSet *a, const VlanSet *b)
{
  return a->n == b->n && (a->n == 0 || memcmp (a->ids, b->ids, a->n * sizeof *a->ids) == 0);
}

void
vlan_set_copy (VlanSet *to, const VlanSet *from)
{
  vlan_set_clear (to);
  to->ids = g_memdup2 (from->ids, from->n * sizeof *from->ids);
  to->n = from->n;
}

void
vlan_set_clear (VlanSet *set)
{
  g_clear_pointer (&set->ids, g_free);
  set->n = 0;
}

char *
vlan_set_to_string (const VlanSet *set)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < set->n;)
    {
      guint last = i;
      while (last + 1 < set->n && set->ids[last + 1] == set->ids[last] + 1)
        last++;
      g_string_append_printf (out, "%s%u", out->len ? "," : "", set->ids[i]);
      if (last > i)
        g_string_append_printf (out, "-%u", set->ids[last]);
      i = last + 1;
    }
  return g_string_free (out, FALSE);
}

Vlan *
vlan_new (guint id)
{
  Vlan *vlan = g_new0 (Vlan, 1);
  vlan->id = id;
  return vlan;
}

void
vlan_free (Vlan *vlan)
{
  if (!vlan)
    return;
  g_free (vlan->name);
  g_free (vlan);
}

gboolean
vlan_name_is_safe (const char *name)
{
  gsize length = strlen (name);
  if (length < 1 || length > VLAN_NAME_MAX || name[0] == ' ' || name[length - 1] == ' ')
    return FALSE;
  for (const char *p = name; *p; p++)
    if (!g_ascii_isalnum (*p) && !strchr (" ._-", *p))
      return FALSE;
  return TRUE;
}
